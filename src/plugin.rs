//! Plugins: WebAssembly components that compute what a policy language cannot. They are given the
//! dossier, their configuration, the review date and a log, and nothing else; they report, and
//! policies decide.
//!
//! A component is looked at before it is compiled, is compiled in a child that bounds itself, runs
//! in a fresh store for each call, and cites what it read by receipts that only the host gives.
//! Only components whose digest a pack pins are loaded. `wasmtime` is named in this module alone.
//!
//! | file | what it is |
//! |---|---|
//! | `scan`, [`manifest`] | what a component is and says of itself, looked at without compiling anything |
//! | `compile`, `code`, `cache`, `runtime` | from its bytes to code: a child, an authenticated cache |
//! | `abi`, `v0_1` | the versions of the world, side by side |
//! | `engine`, `limiter`, `calls`, [`limits`] | what bounds a call |
//! | `host`, `answer`, `view` | a call: what it may read, what is taken of its answer |

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

mod abi;
mod answer;
mod assemble;
mod cache;
mod calls;
mod code;
mod compile;
mod config;
mod engine;
mod host;
mod limiter;
pub mod limits;
pub mod manifest;
mod runtime;
mod scan;
mod stub;
mod v0_1;
mod view;

pub use abi::apis;
pub use assemble::{assemble, wasi_of};
pub use cache::Cache;
pub use compile::{CHILD, Compiler, REFUSED, child};
pub use config::{Unfit, configured};
pub use host::{Task, run_all};
pub use limits::Limits;
pub use manifest::{CheckSpec, Manifest};
pub use runtime::{Note, install_cache, install_compiler, notes};
pub use view::View;

use abi::Ready;
use host::Stop;

/// What runs plugins: fuel is the same only within one line of it.
const RUNTIME: &str = "wasmtime 48";

/// The plugins that the program carries.
const BUILT_IN: &[(&str, &[u8])] = &[
    ("finance", include_bytes!("../plugins/finance/finance.wasm")),
    (
        "healthcare",
        include_bytes!("../plugins/healthcare/healthcare.wasm"),
    ),
];

/// Whether these are the bytes of a plugin that the program carries.
fn carried(bytes: &[u8]) -> bool {
    BUILT_IN.iter().any(|(_, carried)| *carried == bytes)
}

/// A built-in plugin. It is looked at, and compiled, once a process, however many packs pin it.
///
/// # Errors
/// It cannot be loaded, which a test rules out.
pub fn built_in(id: &str) -> Option<Result<Arc<Plugin>, String>> {
    type Loaded = OnceLock<Result<Arc<Plugin>, String>>;
    static LOADED: [Loaded; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];
    let at = BUILT_IN.iter().position(|(name, _)| *name == id)?;
    let (slot, (_, bytes)) = (LOADED.get(at)?, BUILT_IN.get(at)?);
    let load = || Plugin::load(bytes.to_vec()).map(Arc::new);
    Some(slot.get_or_init(load).clone())
}

/// The ids of the built-in plugins.
pub fn built_in_plugins() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).collect()
}

/// A plugin: looked at, not yet compiled.
pub struct Plugin {
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// SHA-256 of the component.
    pub sha256: String,
    /// The component.
    bytes: Arc<[u8]>,
    ready: OnceLock<Result<Box<dyn Ready>, Stop>>,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("id", &self.manifest.id)
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    /// Looks at a component without compiling or running anything of it.
    ///
    /// # Errors
    /// Why it cannot be a plugin of this host, in one sentence.
    pub fn load(bytes: Vec<u8>) -> Result<Self, String> {
        let section = scan::scan(&bytes)?;
        let manifest = Manifest::from_json(section)?;
        if abi::abi(&manifest.api).is_none() {
            return Err(format!(
                "it was built for version {} of the plugin world; this host runs {}",
                manifest.api,
                apis().join(", ")
            ));
        }
        Ok(Self {
            sha256: crate::source::sha256_hex(&bytes),
            manifest: Arc::new(manifest),
            bytes: bytes.into(),
            ready: OnceLock::new(),
        })
    }

    /// The size of the component, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// What the manifest says of one check.
    pub fn check(&self, id: &str) -> Option<&CheckSpec> {
        host::check(&self.manifest, id)
    }

    /// Compiles the component now, where the first call would.
    ///
    /// # Errors
    /// It is no component of the world, or compiling it takes more than it may.
    pub fn compile(&self) -> Result<(), String> {
        self.ready(&Limits::default())
            .map(|_| ())
            .map_err(|stop| stop.message.clone())
    }

    /// Compiles the component now, with a compiler and a cache of the caller's.
    ///
    /// # Errors
    /// The reason as a word, and a sentence.
    pub fn compile_with(
        &self,
        compiler: &Compiler,
        cache: Option<&Cache>,
        limits: &Limits,
    ) -> Result<(), (&'static str, String)> {
        self.ready
            .get_or_init(|| runtime::ready_with(self, compiler, cache, limits))
            .as_ref()
            .map(|_| ())
            .map_err(|stop| (stop.reason, stop.message.clone()))
    }

    /// The component, compiled when it is first asked for. What came of it holds for the life of the
    /// process: a component that cannot be compiled is not tried again for every dossier.
    fn ready(&self, limits: &Limits) -> Result<&dyn Ready, &Stop> {
        self.ready
            .get_or_init(|| runtime::ready(self, limits))
            .as_ref()
            .map(|ready| &**ready)
    }
}

/// A plugin as a pack pins it.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// The plugin.
    pub plugin: Arc<Plugin>,
    /// Configuration by check id, each a JSON object.
    pub config: BTreeMap<String, String>,
}

impl Pinned {
    /// A check's configuration; an empty object where the pack gives none.
    pub fn config(&self, check: &str) -> &str {
        self.config.get(check).map_or("{}", String::as_str)
    }
}
