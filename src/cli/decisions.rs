//! Files that commands share: decisions, with the signature beside them, and records of runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil;

use super::named_file;
use crate::decision::Decisions;
use crate::record::{self, Record};
use crate::run::{DecisionsRef, DossierResult};
use crate::source::SourceFile;
use crate::trust::Trust;

/// Largest file of decisions, and largest signature, in bytes.
const BYTES: u64 = 4 * 1024 * 1024;

/// Where the signature of a file of decisions lies: where `attest sign` writes it.
fn statement(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".dsse.json");
    PathBuf::from(name)
}

/// The files that these arguments stand for, which are no documents, wherever they lie.
pub(super) fn files(decisions: Option<&Path>, since: Option<&Path>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    if let Some(path) = decisions {
        files.extend([path.to_owned(), statement(path)]);
    }
    files.extend(since.map(Path::to_owned));
    files
}

/// The file of decisions as it is, without a look at who signed it.
pub(super) fn plain(path: &Path) -> anyhow::Result<(Decisions, SourceFile)> {
    let help = "docs/decisions.md has an example; passmuster decide writes them";
    let source = named_file(path, "file of decisions", BYTES, help)?;
    Ok((Decisions::parse(&source)?, source))
}

/// Reads a file of decisions, and who signed it where the trust policy asks for that.
pub(super) fn read(
    path: &Path,
    trust: Option<&Trust>,
    as_of: civil::Date,
) -> anyhow::Result<Arc<Decisions>> {
    let (mut decisions, source) = plain(path)?;
    if let Some(trust) = trust.filter(|it| it.asks_for_signed_decisions()) {
        let beside = statement(path);
        // A link that leads nowhere is there too, and is an error.
        let signature = if beside.symlink_metadata().is_ok() {
            let help = "passmuster attest sign writes it";
            Some(named_file(
                &beside,
                "signature of the decisions",
                BYTES,
                help,
            )?)
        } else {
            None
        };
        match trust.signed_decisions(&source, signature.as_ref(), as_of) {
            Ok(signers) => decisions.signers = signers,
            Err(reason) => decisions.refused = Some(reason),
        }
    }
    Ok(Arc::new(decisions))
}

/// Reads the record of a run.
pub(super) fn record(path: &Path) -> anyhow::Result<Record> {
    let help = "write one: passmuster check DIR --output json=FILE";
    let source = named_file(path, "record of a run", record::MAX_BYTES, help)?;
    Ok(Record::parse(&source)?)
}

/// The file of decisions, for the run.
pub(super) fn used(
    decisions: &Decisions,
    left_out: bool,
    trust: Option<&Trust>,
    dossiers: &[DossierResult],
) -> DecisionsRef {
    let elsewhere = decisions
        .entries
        .iter()
        .filter(|it| !dossiers.iter().any(|dossier| dossier.subject == it.subject));
    let signed_by = decisions.signers.iter().filter_map(|it| {
        let party = trust?.parties.get(*it)?;
        Some(party.name.clone())
    });
    DecisionsRef {
        path: decisions.path.clone(),
        sha256: decisions.sha256.clone(),
        decisions: decisions.entries.len(),
        elsewhere: elsewhere.count(),
        signed_by: signed_by.collect(),
        unused: match left_out {
            true => Some("--no-decisions".to_owned()),
            false => decisions.refused.clone(),
        },
    }
}
