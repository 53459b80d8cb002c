//! A plugin in Python, made a component by componentize-py.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::cli::usage;

/// The module that has the check.
const MODULE: &str = "checks";
/// The version whose components have been tried.
const VERSION: &str = "0.25.1";
/// The plugin world.
const WIT: &str = include_str!("../../../wit/0.1/plugin.wit");

/// Whether a folder is a plugin in Python.
pub(super) fn is_project(dir: &Path) -> bool {
    dir.join(format!("{MODULE}.py")).is_file() && !dir.join("Cargo.toml").exists()
}

/// The component, without WASI.
pub(super) fn compile(dir: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let wit = folder.path().join("plugin.wit");
    std::fs::write(&wit, WIT).context("cannot write the plugin world")?;
    let file = folder.path().join("component.wasm");
    let ran = Command::new("componentize-py")
        .current_dir(dir)
        .arg("--quiet")
        .arg("-d")
        .arg(&wit)
        .args(["-w", "checker", "componentize", "--stub-wasi", MODULE, "-o"])
        .arg(&file)
        // What lies in the folder goes into the component, and nothing of who builds it.
        .env_remove("VIRTUAL_ENV")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status();
    let status = match ran {
        Ok(status) => status,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(usage(
                "componentize-py is missing: it makes a component of a plugin in Python",
                format!("pip install componentize-py=={VERSION}, and see that it is on the PATH"),
            ));
        }
        Err(error) => return Err(error).context("componentize-py cannot be started"),
    };
    if !status.success() {
        bail!(
            "componentize-py could not build {}: what it says stands above. The version that has been tried is {VERSION}",
            dir.display()
        );
    }
    std::fs::read(&file).context("componentize-py left no component")
}
