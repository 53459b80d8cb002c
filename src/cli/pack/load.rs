//! `passmuster pack load`.

use std::path::PathBuf;

use super::super::named_file;
use super::super::packs::Guard;
use super::super::parcels::laid;
use crate::parcel::layout;
use crate::problem::{Problem, Problems};

/// Arguments of `pack load`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// An archive of `pack save`
    #[arg(value_name = "FILE.tar")]
    file: PathBuf,

    /// Where it goes; nothing that is there is replaced [default: its id, here]
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let help = "passmuster pack save writes archives";
    let shown = args.file.display().to_string();
    let file = named_file(&args.file, "archive", layout::ARCHIVE_BYTES, help)?;
    let (contents, signatures) = layout::read(file.bytes())
        .map_err(|reason| Problems::from(Problem::file(&shown, reason).help(help)))?;
    let door = args.guard.door(None)?;
    laid(&shown, contents, &signatures, args.into.as_deref(), &door)?;
    Ok(0)
}
