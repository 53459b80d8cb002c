//! The plugin that a command on plugins means, through the door that asks who signed it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::packs::{Guard, unsigned_plugin};
use crate::cli::usage;
use crate::plugin::{self, CheckSpec, Manifest, Plugin, Unfit};
use crate::problem::{Problem, Problems};
use crate::source::SourceFile;

/// A component from a file.
pub(super) fn from_file(
    file: &Path,
    guard: &Guard,
    as_of: Option<&str>,
) -> anyhow::Result<Arc<Plugin>> {
    let (plugin, bytes) = unsigned_plugin(file)?;
    guard.door(as_of)?.admit_plugin(file, &plugin, &bytes)?;
    Ok(Arc::new(plugin))
}

/// A plugin that the program carries.
pub(super) fn built_in(id: &str) -> anyhow::Result<Arc<Plugin>> {
    let Some(loaded) = plugin::built_in(id) else {
        return Err(usage(
            format!("there is no built-in plugin `{id}`"),
            format!(
                "name its file with --component, or use one of {}",
                plugin::built_in_plugins().join(", ")
            ),
        ));
    };
    loaded.map_err(|reason| anyhow::anyhow!("the built-in plugin `{id}`: {reason}"))
}

/// The manifest in a plugin's folder.
pub(super) fn manifest(dir: &Path) -> anyhow::Result<Manifest> {
    let path = dir.join("plugin.toml");
    let shown = path.display().to_string();
    let bytes = std::fs::read(&path).map_err(|error| {
        let problem = Problem::file(&shown, format!("cannot be read: {error}"))
            .help("name the folder of a plugin: it has plugin.toml; `passmuster plugin new NAME` makes one");
        anyhow::Error::new(Problems::from(problem))
    })?;
    Ok(Manifest::from_toml(&SourceFile::new(shown, bytes))?)
}

/// Where a plugin's component lies in its folder.
pub(super) fn path(dir: &Path, manifest: &Manifest) -> PathBuf {
    dir.join(format!("{}.wasm", manifest.id))
}

/// A check's configuration; `shown` is where it stands.
pub(super) fn configuration(
    check: &CheckSpec,
    given: Option<&toml::Table>,
    shown: &str,
) -> Result<String, Problems> {
    plugin::configured(check, given).map_err(|unfit| {
        let (message, help) = match unfit {
            Unfit::Schema(error) => (
                format!("the schema of `{}` is none: {error}", check.id),
                "put it right in plugin.toml, [check.config]".to_owned(),
            ),
            Unfit::Value(error) => (
                format!("the configuration of `{}` is wrong: {error}", check.id),
                "its schema is in the plugin's manifest".to_owned(),
            ),
        };
        Problem::file(shown, message).help(help).into()
    })
}
