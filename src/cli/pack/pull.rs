//! `passmuster pack pull`, `plugin pull`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::super::packs::Guard;
use super::super::parcels::laid;
use super::super::registry::Client;
use super::super::usage;
use super::push::reference;

/// Arguments of `pull`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// What is wanted: HOST/NAME@sha256:DIGEST, or HOST/NAME:VERSION, whose digest is printed
    #[arg(value_name = "REF")]
    reference: String,

    /// Where it goes; nothing that is there is replaced [default: its id, here]
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,

    #[command(flatten)]
    guard: Guard,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    let reference = reference(&args.reference)?;
    if reference.tag.is_none() && reference.digest.is_none() {
        return Err(usage(
            format!("`{}` has neither a version nor a digest", args.reference),
            "write HOST/NAME:VERSION, or HOST/NAME@sha256:DIGEST",
        ));
    }
    let door = args.guard.door(None)?;
    let (contents, signatures, digest) = Client::new(&reference, "pull")?.pull(&reference)?;
    let pinned = reference.pinned(&digest);
    laid(&pinned, contents, &signatures, args.into.as_deref(), &door)?;
    writeln!(io::stdout().lock(), "{pinned}")?;
    Ok(0)
}
