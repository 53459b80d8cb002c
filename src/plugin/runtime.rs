//! How this process comes by compiled components: one compiler and one cache for all of it, as there
//! is one engine. A program installs them before it does anything, so that no command of it can
//! forget to.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::abi::{Ready, abi};
use super::cache::{self, Cache};
use super::compile::{self, Compiler};
use super::engine::engine;
use super::host::{Stop, first_line};
use super::{Limits, Plugin, carried};

static COMPILER: RwLock<Compiler> = RwLock::new(Compiler::InProcess);
static CACHE: RwLock<Option<Arc<Cache>>> = RwLock::new(None);
static NOTES: Mutex<Vec<Note>> = Mutex::new(Vec::new());
/// Most notes that are kept.
const KEPT: usize = 1_000;

/// Something about the cache or the compiler that decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whether somebody should look.
    pub warning: bool,
    /// One sentence.
    pub text: String,
}

/// Says where components are compiled from now on.
pub fn install_compiler(compiler: Compiler) {
    *COMPILER.write().unwrap_or_else(PoisonError::into_inner) = compiler;
}

/// Says where compiled components are kept from now on; none: nowhere.
pub fn install_cache(cache: Option<Cache>) {
    *CACHE.write().unwrap_or_else(PoisonError::into_inner) = cache.map(Arc::new);
}

/// What was noted since this was last asked.
pub fn notes() -> Vec<Note> {
    std::mem::take(&mut *NOTES.lock().unwrap_or_else(PoisonError::into_inner))
}

fn note(warning: bool, text: String) {
    let mut notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
    let note = Note { warning, text };
    if notes.len() < KEPT && !notes.contains(&note) {
        notes.push(note);
    }
}

/// Compiles a plugin, or takes it from the cache, and links it to its version of the world.
pub(super) fn ready(plugin: &Plugin, limits: &Limits) -> Result<Box<dyn Ready>, Stop> {
    let compiler = COMPILER.read().unwrap_or_else(PoisonError::into_inner);
    let compiler = compiler.clone();
    let cache = CACHE.read().unwrap_or_else(PoisonError::into_inner).clone();
    ready_with(plugin, &compiler, cache.as_deref(), limits)
}

/// The same with a compiler and a cache of the caller's.
pub(super) fn ready_with(
    plugin: &Plugin,
    compiler: &Compiler,
    cache: Option<&Cache>,
    limits: &Limits,
) -> Result<Box<dyn Ready>, Stop> {
    let engine = engine()?;
    let name = cache::name(engine, &plugin.sha256);
    let id = &plugin.manifest.id;
    let abi = abi(&plugin.manifest.api).ok_or_else(|| {
        Stop::new(
            "wrong-world",
            "it is of a version that this host does not run.",
        )
    })?;
    let link = |component| {
        (abi.link)(engine, &component)
            .map_err(|error| Stop::new("wrong-world", format!("{}.", first_line(&error))))
    };
    if let Some(cache) = cache {
        match cache.get(&name, limits.compile_output) {
            Ok(Some(code)) => match code.load(engine) {
                Ok(component) => {
                    note(false, format!("the plugin {id} was loaded from the cache"));
                    return link(component);
                }
                Err(error) => note(
                    true,
                    format!(
                        "an entry of the cache was not loaded: {}",
                        first_line(&error)
                    ),
                ),
            },
            Ok(None) => {}
            Err(reason) => note(true, format!("the cache was not used: {reason}")),
        }
    }
    // What the program carries was reviewed with it and is pinned in it.
    let code = if carried(&plugin.bytes) {
        compile::here(engine, &plugin.bytes)?
    } else {
        compiler.compile(engine, &plugin.bytes, &plugin.sha256, limits)?
    };
    note(false, format!("the plugin {id} was compiled"));
    let component = code
        .load(engine)
        .map_err(|error| Stop::new("not-loadable", format!("{}.", first_line(&error))))?;
    if let Some(cache) = cache
        && let Err(reason) = cache.put(&name, &code, limits.cache_bytes)
    {
        note(true, format!("the cache was not written: {reason}"));
    }
    link(component)
}
