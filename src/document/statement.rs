//! What an in-toto statement says, whether it stands alone or inside an envelope: which artifacts,
//! by digest, a predicate is about, and what the predicate comes to.

use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::limits::Limits;
use crate::tree::{Node, child, item};

mod predicate;
mod scan;
#[cfg(test)]
mod tests;

/// `_type` of a statement (in-toto attestation framework, statement layer).
pub(super) const TYPE: &str = "https://in-toto.io/Statement/";
/// Versions that are read.
const VERSIONS: &[&str] = &["v0.1", "v1"];

/// The predicate type of OpenSSF model signing (model-signing-spec v1.0, section "Predicate").
const MODEL_SIGNATURE: &str = "https://model_signing/signature/v1.0";

/// Reads a statement.
pub(super) fn read(root: &Node, limits: &Limits) -> Reading {
    let mut reading = Reading::new(Strength::Documented);
    let version = root
        .get("_type")
        .and_then(Node::text)
        .and_then(|it| it.strip_prefix(TYPE))
        .unwrap_or("");
    if !VERSIONS.contains(&version) {
        let span = root.get("_type").map_or(root.span, |node| node.span);
        reading.skip(
            "/_type",
            span,
            "this version of the statement is not known; read as far as it is like v1",
        );
    }
    reading.version = Some(version.trim_start_matches('v').chars().take(20).collect());
    let predicate_type = root
        .get("predicateType")
        .and_then(Node::text)
        .map_or("", str::trim);
    let attestation = reading.entity(Some(EntityKind::Attestation), predicate_type, None);
    match root.get("predicateType") {
        Some(node) => reading.state(attestation, "predicate_type", "/predicateType", node),
        None => reading.defect("", root.span, "a statement without `predicateType`"),
    }
    subjects(&mut reading, attestation, root, limits);
    predicate::read(&mut reading, attestation, predicate_type, root, limits);
    manifest(&mut reading, attestation, predicate_type, root, limits);
    reading
}

/// What it is about. The statement belongs to whoever the documents and components with these
/// digests belong to: names are for information only (statement layer, `subject`).
fn subjects(reading: &mut Reading, attestation: EntityRef, root: &Node, limits: &Limits) {
    let Some(list) = root.get("subject") else {
        reading.defect("", root.span, "a statement without `subject`");
        return;
    };
    let items = list.items();
    if items.is_empty() {
        reading.defect(
            "/subject",
            list.span,
            "expected a list with at least one subject",
        );
    }
    if items.len() > limits.subjects {
        let message = format!(
            "expected at most {} subjects {}",
            limits.subjects,
            limits.exceeded("subjects")
        );
        reading.defect("/subject", list.span, message);
    }
    for (index, subject) in items.iter().take(limits.subjects).enumerate() {
        let pointer = item("/subject", index);
        let name = subject.get("name").or_else(|| subject.get("uri"));
        if let Some(node) = name
            && node.scalar().is_some_and(|name| !is_placeholder(name))
        {
            reading.state(attestation, "subjects", &child(&pointer, "name"), node);
        }
        let Some(digests) = subject.get("digest").filter(|it| !it.members().is_empty()) else {
            reading.defect(&pointer, subject.span, "a subject without a digest");
            continue;
        };
        let Some(sha256) = digests.get("sha256") else {
            continue;
        };
        let at = format!("{pointer}/digest/sha256");
        let text = sha256.text().unwrap_or("").trim();
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            reading.skip(&at, sha256.span, "not a SHA-256 in hexadecimal");
            continue;
        }
        reading.identify(
            attestation,
            &format!("sha256:{}", text.to_ascii_lowercase()),
        );
        if let Some(name) = name.and_then(Node::text) {
            reading.names_file(name, text, &at, sha256.span);
        }
    }
}

/// The files of a signed model: the manifest names each with its digest (model-signing-spec v1.0,
/// `predicate.resources`). A shard or another algorithm is no digest of a file.
fn manifest(
    reading: &mut Reading,
    attestation: EntityRef,
    kind: &str,
    root: &Node,
    limits: &Limits,
) {
    if kind != MODEL_SIGNATURE {
        return;
    }
    let at = "/predicate/resources";
    let resources = root.get("predicate").and_then(|it| it.get("resources"));
    let Some(list) = resources else { return };
    if list.items().len() > limits.subjects {
        let message = format!(
            "expected at most {} files in the manifest {}",
            limits.subjects,
            limits.exceeded("subjects")
        );
        reading.defect(at, list.span, message);
    }
    for (index, resource) in list.items().iter().take(limits.subjects).enumerate() {
        let text = |key: &str| resource.get(key).and_then(Node::text).unwrap_or("");
        let pointer = child(&item(at, index), "digest");
        let digest = text("digest");
        let whole = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text("algorithm") == "sha256" && whole {
            reading.names_file(text("name"), digest, &pointer, resource.span);
            reading.identify(
                attestation,
                &format!("sha256:{}", digest.to_ascii_lowercase()),
            );
        }
    }
}
