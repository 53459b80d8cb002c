//! in-toto attestation statements, versions 0.1 and 1: which artifacts, by digest, a predicate is
//! about, and what the predicate comes to. Nothing is verified here, so whoever is named in it
//! stands behind nothing.

use super::{Format, Probe};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child, item};

mod example;

/// Statements.
pub(super) struct InToto;

/// `_type` of a statement (in-toto attestation framework, statement layer).
const TYPE: &str = "https://in-toto.io/Statement/";
/// Versions that are read.
const VERSIONS: &[&str] = &["v0.1", "v1"];
/// Most subjects that are read one by one.
const SUBJECTS: usize = 10_000;

/// Where a predicate says what it came to: (part of the predicate type, path, attribute).
const PREDICATES: &[(&str, &[&str], &str)] = &[
    // in-toto attestation, spec/predicates/test-result.md
    ("/test-result/", &["result"], "result"),
    // SLSA verification summary, versions 0.2 and 1
    ("/verification_summary/", &["verificationResult"], "result"),
    ("/verification_summary/", &["verification_result"], "result"),
    ("/verification_summary/", &["verifier", "id"], "made_by"),
    ("/verification_summary/", &["timeVerified"], "issued"),
    ("/verification_summary/", &["time_verified"], "issued"),
    // SLSA provenance, versions 0.1, 0.2 and 1
    ("/provenance/", &["builder", "id"], "made_by"),
    ("/provenance/", &["metadata", "buildFinishedOn"], "issued"),
    ("/provenance/", &["runDetails", "builder", "id"], "made_by"),
    (
        "/provenance/",
        &["runDetails", "metadata", "finishedOn"],
        "issued",
    ),
    // spec/predicates/vulns_02.md, vuln.md
    ("/vulns/", &["scanner", "uri"], "made_by"),
    ("/vulns/", &["metadata", "scanFinishedOn"], "issued"),
    // spec/predicates/svr.md
    ("/svr/", &["verifier", "id"], "made_by"),
    ("/svr/", &["timeCreated"], "issued"),
    // spec/predicates/scai.md
    ("/scai/", &["producer", "uri"], "made_by"),
    // spec/predicates/reference.md
    ("/reference/", &["attester", "id"], "made_by"),
];

impl Format for InToto {
    fn name(&self) -> &'static str {
        "in-toto"
    }

    fn title(&self) -> &'static str {
        "in-toto statement (not verified)"
    }

    fn versions(&self) -> &'static str {
        "0.1, 1"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => tree
                .root
                .get("_type")
                .or_else(|| tree.get("/lines/0/_type"))
                .and_then(Node::text)
                .is_some_and(|it| it.starts_with(TYPE)),
            Err(_) => {
                // `_type` comes first in every serialisation that is sorted or in the order of the
                // specification; further in, the statement is a part of something else.
                let start: String = probe.text.chars().take(200).collect();
                start.trim_start().starts_with('{')
                    && start.contains("\"_type\"")
                    && start.contains(TYPE)
            }
        }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        if root.get("_type").is_none() {
            reading.defect("", root.span, "several statements in lines; expected one");
            return reading;
        }
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
        subjects(&mut reading, attestation, root);
        predicate(&mut reading, attestation, predicate_type, root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}

/// What it is about. The statement belongs to whoever the documents and components with these
/// digests belong to: names are for information only (statement layer, `subject`).
fn subjects(reading: &mut Reading, attestation: EntityRef, root: &Node) {
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
    if items.len() > SUBJECTS {
        reading.skip(
            "/subject",
            list.span,
            format!("only the first {SUBJECTS} subjects are read"),
        );
    }
    for (index, subject) in items.iter().take(SUBJECTS).enumerate() {
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

/// What the predicate comes to, where its type is known.
fn predicate(reading: &mut Reading, attestation: EntityRef, kind: &str, root: &Node) {
    let Some(predicate) = root.get("predicate") else {
        return;
    };
    let mut known = false;
    for (part, path, attribute) in PREDICATES {
        if !kind.contains(part) {
            continue;
        }
        known = true;
        let mut node = Some(predicate);
        let mut pointer = "/predicate".to_owned();
        for name in *path {
            node = node.and_then(|node| node.get(name));
            pointer = child(&pointer, name);
        }
        let Some(node) = node else {
            continue;
        };
        match (*attribute, node.scalar()) {
            // PASSED, FAILED and WARNED are the specifications' own words.
            ("result", Some(text)) => {
                let word = text.trim().to_lowercase();
                reading.state_text(attestation, attribute, &pointer, node.span, &word);
            }
            _ => reading.state(attestation, attribute, &pointer, node),
        }
    }
    if !known && !matches!(predicate.value, Value::Null) {
        reading.skip(
            "/predicate",
            predicate.span,
            "what this type of predicate says is not read",
        );
    }
}
