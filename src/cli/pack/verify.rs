//! `passmuster pack verify`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::super::packs::{self, Guard};
use super::super::usage;
use super::sign::Subject;
use crate::printable::{block, one_line};
use crate::trust::Release;

/// Something is wrong with a signature.
const WRONG: u8 = 1;
/// There are not enough signatures.
const MISSING: u8 = 3;

/// Arguments of `pack verify`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of a pack, or the component of a plugin; the signatures lie beside it
    #[arg(value_name = "DIR|FILE")]
    path: PathBuf,

    /// The date on which keys have to count, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let door = args.guard.door(args.as_of.as_deref())?;
    let Some(trust) = &door.trust else {
        return Err(usage(
            "no trust policy is given, and none is configured",
            "say whose signatures count: --trust trust.toml; docs/trust.md has an example",
        ));
    };
    let subject = Subject::at(&args.path)?;
    let statements = packs::statements(&args.path)?;
    let release = Release {
        id: &subject.id,
        sha256: &subject.sha256,
        file: subject.file.as_deref(),
    };
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} {}, sha256 {}",
        one_line(&subject.id),
        one_line(&subject.version),
        subject.sha256
    )?;
    let signatures = trust.signatures(&release, &statements, door.as_of);
    let mut wrong = false;
    for (it, _) in &signatures {
        wrong |= it.refused || it.elsewhere;
        let who = if it.parties.is_empty() {
            format!("counts for nobody: {}", it.reason)
        } else {
            format!("signed by {}", it.parties.join(", "))
        };
        writeln!(out, "  {}: {}", one_line(&it.file), block(&who))?;
    }
    let (line, code) = match trust.released(&release, &statements, door.as_of) {
        Ok(signed) if signed.is_empty() => (
            "nobody has signed it, whom the trust policy knows".to_owned(),
            MISSING,
        ),
        Ok(signed) => (format!("released by {}", signed.join(", ")), 0),
        Err(short) => (format!("not enough: {}", short.words()), MISSING),
    };
    writeln!(out, "{}", block(&line))?;
    Ok(if wrong && code != 0 { WRONG } else { code })
}
