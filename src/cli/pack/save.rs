//! `passmuster pack save`.

use std::path::PathBuf;

use super::super::packs::Guard;
use super::super::parcels::{made, signed_words};
use super::super::{message, writable, write_file};
use crate::parcel::layout;

/// Arguments of `pack save`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of a pack, or the component of a plugin; the signatures beside it come along
    #[arg(value_name = "DIR|FILE")]
    path: PathBuf,

    /// The archive
    #[arg(short, long, value_name = "FILE.tar")]
    output: PathBuf,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    writable(&args.output)?;
    let parcel = made(&args.path, &args.guard.door(None)?)?;
    let bytes = layout::write(&parcel.artifact, &parcel.signatures).map_err(anyhow::Error::msg)?;
    write_file(&args.output, &|out| out.write_all(&bytes))?;
    message(&format!(
        "saved {} {} {}: {}",
        parcel.id,
        parcel.version,
        signed_words(&parcel.signatures),
        args.output.display()
    ));
    Ok(0)
}
