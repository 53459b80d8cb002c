//! `passmuster pack push`, `plugin push`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::super::packs::Guard;
use super::super::parcels::{made, signed_words};
use super::super::registry::Client;
use super::super::{message, usage};
use crate::registry::Reference;

/// Arguments of `push`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Where it goes, HOST/NAME[:VERSION]
    #[arg(value_name = "REF")]
    reference: String,

    /// The folder of a pack, or the component of a plugin; the signatures beside it come along
    #[arg(value_name = "DIR|FILE")]
    path: PathBuf,

    #[command(flatten)]
    guard: Guard,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    let mut reference = reference(&args.reference)?;
    if reference.digest.is_some() {
        return Err(usage(
            "what is pushed has no digest before it is there",
            "leave out what follows the @",
        ));
    }
    let parcel = made(&args.path, &args.guard.door(None)?)?;
    let version = &parcel.version;
    if reference.tag.get_or_insert_with(|| version.clone()) != version
        || !crate::registry::is_version(version)
    {
        return Err(usage(
            format!("the version of {} is `{version}`", parcel.id),
            "the tag is the version, of three numbers such as 1.2.3; leave it out, or raise the version",
        ));
    }
    let mut client = Client::new(&reference, "pull,push")?;
    let digest = client.push(&parcel.artifact, version, &parcel.signatures)?;
    writeln!(io::stdout().lock(), "{}", reference.pinned(&digest))?;
    message(&format!(
        "pushed {} {version} {}",
        parcel.id,
        signed_words(&parcel.signatures)
    ));
    Ok(0)
}

pub(super) fn reference(text: &str) -> anyhow::Result<Reference> {
    Reference::parse(text).map_err(|reason| {
        usage(
            format!("`{text}` is no reference: {reason}"),
            "write HOST/NAME:VERSION, or HOST/NAME@sha256:DIGEST",
        )
    })
}
