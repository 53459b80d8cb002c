//! `passmuster plugin inspect`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::NO;
use crate::cli::packs::Guard;
use crate::plugin::Plugin;
use crate::printable::one_line;

/// Largest file that is looked at, in bytes.
const BYTES: u64 = 64 * 1024 * 1024;

/// Arguments of `plugin inspect`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The component
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let shown = one_line(&args.file.display().to_string());
    let size = std::fs::metadata(&args.file)
        .with_context(|| format!("cannot read {shown}"))?
        .len();
    if size > BYTES {
        bail!("{shown} has {size} bytes; a plugin is smaller");
    }
    let bytes = std::fs::read(&args.file).with_context(|| format!("cannot read {shown}"))?;
    let sha256 = crate::source::sha256_hex(&bytes);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let plugin = match Plugin::load(bytes.clone()) {
        Ok(plugin) => plugin,
        Err(reason) => {
            writeln!(
                out,
                "{shown}: cannot be loaded\n  sha256   {sha256}\n  because  {}.",
                one_line(&reason)
            )?;
            out.flush()?;
            return Ok(NO);
        }
    };
    // Nothing of it is compiled before it is known who signed it, where that is asked for.
    let signed = args
        .guard
        .door(None)?
        .admit_plugin(&args.file, &plugin, &bytes)?;
    let manifest = &plugin.manifest;
    writeln!(
        out,
        "{} {}: {}",
        one_line(&manifest.id),
        one_line(&manifest.version),
        one_line(&manifest.title)
    )?;
    let mut field = |name: &str, text: &str| {
        if text.is_empty() {
            Ok(())
        } else {
            writeln!(out, "  {name:<10}{}", one_line(text))
        }
    };
    field("sha256", &plugin.sha256)?;
    field("size", &format!("{} bytes", plugin.bytes()))?;
    field("world", &format!("passmuster:plugin@{}", manifest.api))?;
    field("signed by", &signed.join(", "))?;
    field("licence", &manifest.license)?;
    field("authors", &manifest.authors.join(", "))?;
    field("about", &manifest.description)?;
    if let Err(reason) = plugin.compile() {
        field(
            "refused",
            &format!("when it is compiled and linked: {reason}"),
        )?;
        out.flush()?;
        return Ok(NO);
    }
    for check in &manifest.checks {
        let recomputing = if check.recomputing {
            " (recomputes)"
        } else {
            ""
        };
        field(
            "check",
            &format!("{}/{}: {}{recomputing}", manifest.id, check.id, check.title),
        )?;
        field("", "")?;
        if !check.references.is_empty() {
            field("  after", &check.references.join("; "))?;
        }
    }
    for reads in &manifest.reads {
        field(
            "reads",
            &format!("{}: {}", reads.format, reads.pointers.join(", ")),
        )?;
    }
    if !manifest.attributes.is_empty() {
        field("facts", &manifest.attributes.join(", "))?;
    }
    if let Some(fuel) = manifest.fuel {
        field("fuel", &format!("{fuel} asked for"))?;
    }
    if let Some(memory) = manifest.memory {
        field("memory", &format!("{memory} bytes asked for"))?;
    }
    out.flush()?;
    Ok(0)
}
