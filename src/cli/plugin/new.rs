//! `passmuster plugin new`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context as _;

use crate::authoring::scaffold::{Language, files, name};
use crate::cli::usage;
use crate::printable::{one_line, shell_word};

/// Arguments of `plugin new`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The plugin's id; the folder of this name is made
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is written in
    #[arg(long, value_name = "LANGUAGE", default_value = "rust", value_parser = ["rust", "python"])]
    lang: String,

    /// The folder to make it in [default: here]
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        hide_default_value = true
    )]
    within: PathBuf,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let called = args.name.as_str();
    name(called).map_err(|reason| {
        usage(
            format!("`{called}` cannot be a plugin's name"),
            format!("{reason}; `reading-levels` would do"),
        )
    })?;
    let languages = Language::ALL.iter().find(|it| it.name() == args.lang);
    let language = *languages.context("a language that the command line takes")?;
    let folder = args.within.join(called);
    let shown = folder.display().to_string();
    // Made by itself, so that nothing that is there is ever written over.
    std::fs::create_dir(&folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => usage(
            format!("there is already something at {shown}"),
            "choose another name, or remove it",
        ),
        io::ErrorKind::NotFound => usage(
            format!("there is no folder {}", args.within.display()),
            "make it first",
        ),
        _ => anyhow::Error::new(error).context(format!("cannot make {shown}")),
    })?;
    let files = files(called, language).map_err(|reason| anyhow::anyhow!("{reason}"))?;
    for (path, bytes) in &files {
        let at = folder.join(path);
        let cannot = || format!("cannot write {}", at.display());
        if let Some(parent) = at.parent() {
            std::fs::create_dir_all(parent).with_context(cannot)?;
        }
        std::fs::write(&at, bytes).with_context(cannot)?;
    }
    let tests = match language {
        Language::Rust => "cargo test",
        Language::Python => "python3 -m unittest",
    };
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "Made {}, a plugin in {}. Next:\n  cd {} && {tests}\n  passmuster plugin build\n  passmuster plugin test",
        one_line(&shown),
        language.name(),
        shell_word(&shown)
    )?;
    Ok(0)
}
