//! OpenSSF model signing: the files of a signed model against those of the dossier
//! (model-signing-spec v1.0, "Verification").

use std::collections::BTreeSet;

use super::Files;
use crate::envelope::Statement;
use crate::source::sha256_hex;

/// The files that a model signature covers, and what it says nothing of.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) covers: Vec<String>,
    pub(super) unlisted: Vec<String>,
}

/// Compares the manifest with the folder in which the signature lies. One file that is missing or
/// has other bytes, and it is not the model that was signed.
pub(super) fn compare(
    statement: &Statement,
    signature: &str,
    files: &Files<'_>,
) -> Result<Model, String> {
    let resources = statement.resources()?;
    let method = statement.serialization("method").unwrap_or("files");
    if method != "files" {
        return Err(format!(
            "the model is signed by `{method}`; only whole files can be compared"
        ));
    }
    let mut joined = Vec::new();
    for it in &resources {
        if it.algorithm != "sha256" {
            return Err(format!(
                "the manifest has digests by {}; only SHA-256 can be compared",
                it.algorithm
            ));
        }
        joined.extend(
            bytes(&it.digest)
                .filter(|it| it.len() == 32)
                .ok_or("a digest of the manifest is none")?,
        );
    }
    let stated = statement
        .subjects
        .first()
        .and_then(|it| it.digests.get("sha256"));
    if statement.subjects.len() != 1 || stated != Some(&sha256_hex(&joined)) {
        return Err("the manifest is not the one that the statement is about".to_owned());
    }
    let folder = signature
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut model = Model::default();
    for it in &resources {
        let path = format!("{folder}{}", it.name.trim_start_matches("./"));
        match files.sha256(&path) {
            None => {
                return Err(format!(
                    "the signed model has a file {} that is not here",
                    it.name
                ));
            }
            Some(Err(reason)) => return Err(format!("{path} cannot be compared: {reason}")),
            Some(Ok(actual)) if actual != it.digest => {
                return Err(format!(
                    "{path} has other bytes than the file that was signed"
                ));
            }
            Some(Ok(_)) => model.covers.push(path),
        }
    }
    let covered: BTreeSet<&String> = model.covers.iter().collect();
    model.unlisted = files
        .paths()
        .filter(|path| path.starts_with(&folder) && *path != signature)
        .filter(|path| !covered.contains(&(*path).to_owned()))
        .map(ToOwned::to_owned)
        .collect();
    Ok(model)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || hex.len() % 2 == 1 {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect()
}
