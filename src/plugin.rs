//! Plugins: WebAssembly components that compute what a policy language cannot. They are given the
//! dossier, their configuration, the review date and a log, and nothing else; they report, and
//! policies decide.
//!
//! A component is looked at before it is compiled, runs in a fresh store for each call, and cites
//! what it read by receipts that only the host gives. Only components whose digest a pack pins are
//! loaded. `wasmtime` is named in this module alone.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

mod assemble;
mod config;
mod host;
pub mod manifest;
mod scan;
mod stub;
mod v0_1;
mod view;

pub use assemble::{assemble, wasi_of};
pub use config::{Unfit, configured};
pub use host::{Task, run_all};
pub use manifest::{CheckSpec, Manifest};
pub use view::View;

use host::Stop;

/// The versions of the plugin world that this host runs, newest last.
pub const APIS: &[&str] = &["0.1.0"];

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

/// Bounds on a call. Fuel alone decides outcomes: it is the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// WebAssembly operators, where the manifest asks for no other number.
    pub fuel: u64,
    /// Operators more for each byte of the dossier.
    pub fuel_per_byte: u64,
    /// Most operators, whatever is asked for.
    pub fuel_cap: u64,
    /// Bytes over all memories, whatever is asked for.
    pub memory: usize,
    /// Elements over all tables.
    pub elements: usize,
    /// Calls of the host, entries of `read-many` and facts counted one by one.
    pub host_calls: usize,
    /// Bytes that the host gives.
    pub read_bytes: usize,
    /// Bytes that the guest gives in one call: its answer, or what it hands to the host.
    pub answer_bytes: usize,
    /// Handles of resources at a time.
    pub handles: usize,
    /// Lines of the log.
    pub log_lines: usize,
    /// Findings.
    pub findings: usize,
    /// Seconds after which a call is stopped, as a backstop: longer than any fuel lasts.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 1_000_000_000,
            fuel_per_byte: 1_000,
            fuel_cap: 10_000_000_000,
            memory: 256 * 1024 * 1024,
            elements: 100_000,
            host_calls: 100_000,
            read_bytes: 64 * 1024 * 1024,
            answer_bytes: 8 * 1024 * 1024,
            handles: 1_024,
            log_lines: 1_000,
            findings: 10_000,
            seconds: 60,
        }
    }
}

impl Limits {
    /// The fuel of a call over a dossier of this many bytes.
    fn fuel(&self, manifest: &Manifest, bytes: u64) -> u64 {
        let base = manifest.fuel.unwrap_or(self.fuel);
        base.saturating_add(self.fuel_per_byte.saturating_mul(bytes))
            .min(self.fuel_cap)
    }

    /// The memory of a call, in bytes.
    fn memory(&self, manifest: &Manifest) -> usize {
        manifest
            .memory
            .and_then(|asked| usize::try_from(asked).ok())
            .map_or(self.memory, |asked| asked.min(self.memory))
    }
}

/// A plugin: looked at, not yet compiled.
pub struct Plugin {
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// SHA-256 of the component.
    pub sha256: String,
    /// The component.
    bytes: Vec<u8>,
    ready: OnceLock<Result<v0_1::Ready, Stop>>,
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
        if !APIS.contains(&manifest.api.as_str()) {
            return Err(format!(
                "it was built for version {} of the plugin world; this host runs {}",
                manifest.api,
                APIS.join(", ")
            ));
        }
        Ok(Self {
            sha256: crate::source::sha256_hex(&bytes),
            manifest: Arc::new(manifest),
            bytes,
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
    /// It is no component of the world.
    pub fn compile(&self) -> Result<(), String> {
        self.ready()
            .map(|_| ())
            .map_err(|stop| stop.message.clone())
    }

    /// The component, compiled when it is first asked for.
    fn ready(&self) -> Result<&v0_1::Ready, &Stop> {
        self.ready
            .get_or_init(|| host::compile(&self.bytes))
            .as_ref()
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
