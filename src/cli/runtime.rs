//! How plugins are compiled: in a child, which is this program again, with a cache of what came of
//! it; and that child.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{message, usage};
use crate::config::{Config, NO_CACHE};
use crate::plugin::limits::{self, LIMITS};
use crate::plugin::{self, Cache, Compiler, Limits};
use crate::problem::nearest;

/// Flags about plugins that are run.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Running {
    /// How much a plugin may take, and may ask for; may be repeated. The names are listed with --help
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Limits", long_help = limits_help())]
    plugin_limit: Vec<String>,

    /// Where compiled plugins are kept [default: the user's cache folder; nowhere where CI is set]
    #[arg(long, value_name = "DIR", help_heading = "Plugins")]
    cache_dir: Option<PathBuf>,

    /// Keep no compiled plugins
    #[arg(long, conflicts_with = "cache_dir", help_heading = "Plugins")]
    no_cache: bool,
}

impl Running {
    /// What the flags say, by setting.
    pub(super) fn flags(&self) -> [(&'static str, Vec<OsString>); 2] {
        let cache = match &self.cache_dir {
            Some(path) => vec![path.clone().into_os_string()],
            None if self.no_cache => vec![NO_CACHE.into()],
            None => Vec::new(),
        };
        let limits = self.plugin_limit.iter().map(Into::into).collect();
        [("plugin_limit", limits), ("cache_dir", cache)]
    }
}

fn limits_help() -> String {
    let mut text = "How much a plugin may take before its check is an error, and the most that its manifest may \
                    ask for; may be repeated. Bytes may be written as 64MiB."
        .to_owned();
    let defaults = Limits::default();
    for limit in LIMITS {
        text.push_str(&format!(
            "\n{:16}{} [default: {} {}]",
            limit.name,
            limit.meaning.trim().trim_end_matches('.'),
            limit.of(&defaults),
            limit.unit
        ));
    }
    text
}

/// The limits that these texts set.
pub(super) fn limits_of(texts: &[String]) -> anyhow::Result<Limits> {
    let mut limits = Limits::default();
    for text in texts {
        limits::assign(&mut limits, text).map_err(|(reason, unknown)| {
            let names = || LIMITS.iter().map(|limit| limit.name);
            let help = match unknown.and_then(|name| nearest(&name, names())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "docs/limits.md lists the names, defaults and units".to_owned(),
            };
            usage(format!("--plugin-limit `{text}`: {reason}"), help)
        })?;
    }
    Ok(limits)
}

/// Installs the compiler of this program, and the cache that holds where no setting says another.
pub(super) fn install() {
    vouch([]);
    plugin::install_cache(default_folder().and_then(|folder| cache(&folder)));
}

/// Says which components somebody vouches for, by their SHA-256: those of the lock. It matters only
/// where the system cannot bound a child.
pub(super) fn vouch(digests: impl IntoIterator<Item = String>) {
    // The same file as this process, whatever has since taken its place on the disk.
    let own = if cfg!(target_os = "linux") {
        Some(PathBuf::from("/proc/self/exe"))
    } else {
        std::env::current_exe().ok()
    };
    // Without a way to name this program no child can be started, and the check says so.
    plugin::install_compiler(Compiler::of_program(
        own.unwrap_or_default(),
        digests.into_iter().collect(),
    ));
}

/// Installs the cache that the settings name.
pub(super) fn install_cache(config: &Config) {
    match config.path("cache_dir") {
        Some(path) if path.as_os_str() == NO_CACHE => plugin::install_cache(None),
        Some(path) => plugin::install_cache(cache(&path)),
        None => {}
    }
}

fn cache(folder: &Path) -> Option<Cache> {
    let mut fresh = [0; 32];
    match aws_lc_rs::rand::fill(&mut fresh) {
        Ok(()) => Some(Cache::at(folder.to_owned(), fresh)),
        Err(_) => None,
    }
}

/// The user's folder for what can be made again (XDG Base Directory Specification 0.8). A machine
/// that builds shares its caches with whoever sends it a change, so there is none on it.
fn default_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty());
    let ci = set("CI").is_some_and(|it| it != "false" && it != "0");
    if ci || !cfg!(unix) {
        return None;
    }
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|it| it.is_absolute());
    let base = set("XDG_CACHE_HOME").and_then(absolute).or_else(|| {
        let home = set("HOME").and_then(absolute)?;
        Some(home.join(".cache"))
    })?;
    Some(base.join("passmuster"))
}

/// Says what was noted of the cache and the compiler; all of it where `verbose` is asked for.
pub(super) fn say(verbose: bool) {
    for note in plugin::notes() {
        if note.warning || verbose {
            message(&format!("plugins: {}", note.text));
        }
    }
}

/// The arguments after the first, if this process is a compiler's child.
pub(super) fn is_child() -> Option<Vec<OsString>> {
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next()?;
    (first == plugin::CHILD).then(|| arguments.collect())
}

/// The work of a compiler's child.
pub(super) fn child(arguments: &[OsString]) -> ExitCode {
    let mut numbers = arguments
        .iter()
        .map(|it| it.to_str().and_then(|it| it.parse::<u64>().ok()));
    let (Some(Some(seconds)), Some(Some(memory)), None) =
        (numbers.next(), numbers.next(), numbers.next())
    else {
        message("error: called by this program alone");
        return ExitCode::from(super::USAGE);
    };
    let read = |most: usize| {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match plugin::child(seconds, memory, read) {
        Ok(output) => {
            let mut out = std::io::stdout().lock();
            match out.write_all(&output).and_then(|()| out.flush()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(super::ERROR),
            }
        }
        Err(reason) => {
            message(&reason);
            ExitCode::from(plugin::REFUSED)
        }
    }
}
