//! `passmuster pack sign`.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::super::attest::{inside, signing_key};
use super::super::packs::{self, ENDINGS};
use super::super::{message, named_file, usage, writable, write_file};
use crate::attest;
use crate::problem::{Problem, Problems};
use crate::trust::RELEASE;

/// Arguments of `pack sign`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of a pack, or the component of a plugin
    #[arg(value_name = "DIR|FILE")]
    path: PathBuf,

    /// The private key (Ed25519, PKCS#8 in PEM)
    #[arg(long, value_name = "FILE", required_unless_present = "statement")]
    key: Option<PathBuf>,

    /// Where the signature goes, beside those that are there [default: DIR.dsse.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Sign nothing: print the statement, for another signer
    #[arg(long, conflicts_with_all = ["key", "out"])]
    statement: bool,
}

/// What is signed: an id with a version, and the digest.
pub(super) struct Subject {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) sha256: String,
    /// The bytes, of a plugin.
    pub(super) file: Option<Vec<u8>>,
}

impl Subject {
    pub(super) fn at(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        if path.is_file() {
            let (plugin, bytes) = packs::unsigned_plugin(path)?;
            return Ok(Self {
                id: plugin.manifest.id.clone(),
                version: plugin.manifest.version.clone(),
                sha256: plugin.sha256.clone(),
                file: Some(bytes),
            });
        }
        if !path.is_dir() {
            let problem = Problem::file(shown, "there is no such pack or plugin")
                .help("name the folder of a pack, or the component of a plugin");
            return Err(Problems::from(problem).into());
        }
        // The name of a folder may be that of a built-in pack; the path is what is meant.
        let folder = if path.components().count() == 1 && !path.starts_with(".") {
            Path::new(".").join(path).display().to_string()
        } else {
            shown
        };
        let pack = packs::unsigned(&folder)?;
        Ok(Self {
            id: pack.id,
            version: pack.version,
            sha256: pack.sha256,
            file: None,
        })
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let subject = Subject::at(&args.path)?;
    let name = format!("{}@{}", subject.id, subject.version);
    let files = BTreeMap::from([(name.clone(), subject.sha256.clone())]);
    let statement = attest::statement(&files, RELEASE);
    let Some(key_path) = &args.key else {
        writeln!(io::stdout().lock(), "{statement}")?;
        return Ok(0);
    };
    let key = signing_key(key_path)?;
    if inside(key_path, &args.path) {
        return Err(usage(
            format!(
                "the key {} lies in the pack that is signed",
                key_path.display()
            ),
            "move it out: whoever gets the pack would get the key, and it would be a part of what is signed",
        ));
    }
    let ending = ENDINGS.first().copied().unwrap_or_default();
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| packs::beside(&args.path, ending));
    writable(&out)?;
    let envelope = if out.symlink_metadata().is_ok() {
        let there = named_file(
            &out,
            "signature",
            4 * 1024 * 1024,
            "name another file with --out",
        )?;
        attest::countersign(&key, &statement, &there).map_err(|reason| {
            usage(
                format!("{}: {reason}", out.display()),
                "if it is of an earlier version, take it away; else name another file with --out",
            )
        })?
    } else {
        attest::sign(&key, &statement).map_err(anyhow::Error::msg)?
    };
    write_file(&out, &|to| to.write_all(envelope.as_bytes()))?;
    message(&format!(
        "signed {name}, sha256 {}: {}",
        subject.sha256,
        out.display()
    ));
    Ok(0)
}
