//! `passmuster plugin build`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};

use super::{NO, component, python};
use crate::cli::{message, named_file, writable, write_file};
use crate::plugin::{Plugin, assemble, wasi_of};
use crate::printable::one_line;
use crate::problem::{Problem, Problems};

/// The target that guests are built for: no operating system, so no WASI.
const TARGET: &str = "wasm32-unknown-unknown";

/// Largest file of another toolchain, in bytes.
const BYTES: u64 = 64 * 1024 * 1024;

/// Arguments of `plugin build`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of the plugin
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// A component or module that another toolchain built, in place of a crate or Python module
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,

    /// Where the component goes [default: DIR/ID.wasm]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write nothing: compare with the component that is there; exit code 1 if it differs
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let manifest = component::manifest(&args.dir)?;
    let target = args
        .output
        .clone()
        .unwrap_or_else(|| component::path(&args.dir, &manifest));
    if !args.check {
        writable(&target)?;
    }
    let (from, built) = built(args)?;
    let refused = |reason: String| {
        let problem = Problem::file(from.display().to_string(), reason).help(
            "it exports the world of wit/; docs/plugins.md has the commands of each language",
        );
        anyhow::Error::new(Problems::from(problem))
    };
    let wasi = wasi_of(&built).map_err(refused)?;
    let component = assemble(&built, &manifest).map_err(refused)?;
    if !wasi.is_empty() {
        message(&format!(
            "note: its toolchain linked WASI in, and a plugin is given none: a call of it fails ({})",
            one_line(&wasi.join(", "))
        ));
    }
    let plugin = Plugin::load(component.clone()).map_err(|reason| {
        anyhow::anyhow!("the component that was built cannot be loaded: {reason}")
    })?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} {}: {}, {} bytes\nsha256 = \"{}\"",
        one_line(&manifest.id),
        one_line(&manifest.version),
        one_line(&target.display().to_string()),
        plugin.bytes(),
        plugin.sha256
    )?;
    if !args.check {
        write_file(&target, &|file| file.write_all(&component))?;
        return Ok(0);
    }
    match std::fs::read(&target) {
        Ok(there) if there == component => {
            writeln!(out, "the same as what is there")?;
            Ok(0)
        }
        Ok(there) => {
            message(&format!(
                "{} differs from what its sources give: it has the SHA-256 {}.\nBuild it anew, and pin the new digest: passmuster plugin build {}",
                target.display(),
                crate::source::sha256_hex(&there),
                args.dir.display()
            ));
            Ok(NO)
        }
        Err(error) => bail!("cannot read {}: {error}", target.display()),
    }
}

/// What a compiler leaves, and what it was made from.
fn built(args: &Args) -> anyhow::Result<(PathBuf, Vec<u8>)> {
    if let Some(file) = &args.component {
        let help = "name the file that the toolchain wrote";
        let source = named_file(file, "component", BYTES, help)?;
        return Ok((file.clone(), source.bytes().to_vec()));
    }
    let built = if python::is_project(&args.dir) {
        python::compile(&args.dir)?
    } else {
        std::fs::read(compile(&args.dir)?).context("cannot read what cargo built")?
    };
    Ok((args.dir.clone(), built))
}

/// Runs cargo and gives the path of the core module. What the bytes depend on besides the sources
/// (where they and cargo's packages lie) is mapped to names that are the same everywhere.
fn compile(dir: &Path) -> anyhow::Result<PathBuf> {
    let manifest = dir.join("Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let missing = "cargo cannot be started; install Rust from https://rustup.rs";
    let located = std::process::Command::new(&cargo)
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .arg("--manifest-path")
        .arg(&manifest)
        .stderr(Stdio::inherit())
        .output()
        .context(missing)?;
    if !located.status.success() {
        bail!("cargo finds no package at {}", manifest.display());
    }
    let located = String::from_utf8_lossy(&located.stdout);
    let workspace = Path::new(located.trim())
        .parent()
        .unwrap_or(Path::new("."))
        .display()
        .to_string();
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let mut flags = vec![format!("--remap-path-prefix={workspace}=/plugins")];
    if !home.is_empty() {
        flags.push(format!("--remap-path-prefix={home}=/cargo"));
    }
    flags.extend(standard_library());
    let built = std::process::Command::new(&cargo)
        .args(["build", "--release", "--locked", "--target", TARGET])
        .args(["--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(&manifest)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .stderr(Stdio::inherit())
        .output()
        .context(missing)?;
    if !built.status.success() {
        bail!(
            "cargo could not build {}. If the target is missing: rustup target add {TARGET}",
            dir.display()
        );
    }
    let own = manifest.canonicalize()?;
    artifact(&String::from_utf8_lossy(&built.stdout), &own).with_context(|| {
        format!(
            "{} builds no module: its library needs crate-type `cdylib`",
            manifest.display()
        )
    })
}

/// Where the sources of the standard library are installed, the compiler names them by that place;
/// elsewhere by its own commit. The latter is the same everywhere.
fn standard_library() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let ask = |arguments: &[&str]| {
        let output = std::process::Command::new(&rustc).args(arguments).output();
        String::from_utf8(output.ok()?.stdout).ok()
    };
    let sysroot = ask(&["--print", "sysroot"])?;
    let version = ask(&["-vV"])?;
    let commit = version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))?;
    Some(format!(
        "--remap-path-prefix={}/lib/rustlib/src/rust=/rustc/{}",
        sysroot.trim(),
        commit.trim()
    ))
}

/// The module among cargo's messages: of this package, a dynamic library.
fn artifact(messages: &str, manifest: &Path) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let own = value.get("manifest_path")?.as_str()?;
        if value.get("reason")?.as_str()? != "compiler-artifact" || Path::new(own) != manifest {
            return None;
        }
        value
            .get("filenames")?
            .as_array()?
            .iter()
            .filter_map(serde_json::Value::as_str)
            .find(|name| name.ends_with(".wasm"))
            .map(PathBuf::from)
    })
}

#[cfg(test)]
mod tests {
    use super::artifact;
    use std::path::{Path, PathBuf};

    #[test]
    fn the_module_is_that_of_the_package() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","manifest_path":"/p/dep/Cargo.toml","filenames":["/t/dep.wasm"]}"#,
            "\nnot json\n",
            r#"{"reason":"build-script-executed","manifest_path":"/p/own/Cargo.toml"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","manifest_path":"/p/own/Cargo.toml","filenames":["/t/own.rlib","/t/own.wasm"]}"#,
        );
        let found = artifact(messages, Path::new("/p/own/Cargo.toml"));
        assert_eq!(found, Some(PathBuf::from("/t/own.wasm")));
        assert_eq!(artifact(messages, Path::new("/p/none/Cargo.toml")), None);
        assert_eq!(artifact("", Path::new("/p/own/Cargo.toml")), None);
    }
}
