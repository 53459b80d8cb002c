//! The parts that the JSON outputs have in common, version 1. Private on purpose: what is written
//! is promised, and the types of the core are not.

use serde::Serialize;

use crate::fact::{self, Contradiction, FactSet, Key, Origin, Worth};
use crate::run::DocumentRecord;
use crate::source::{Artifact, Refused, Unread};
use crate::trust::{Attested, Role};

mod check;

pub(super) use check::{CheckV1, RunV1};

/// A place in a document and what it is worth.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    document: &'a str,
    pointer: &'a str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    sha256: &'a str,
    strength: &'static str,
    backing: &'static str,
}

impl<'a> Place<'a> {
    pub(super) fn new(origin: &'a Origin, worth: Worth) -> Self {
        Self {
            document: &origin.document,
            pointer: &origin.pointer,
            line: origin.line,
            column: origin.column,
            part: origin.part.as_deref(),
            sha256: &origin.sha256,
            strength: worth.strength.name(),
            backing: worth.backing.name(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Document<'a> {
    path: &'a str,
    format: &'a str,
    media_type: &'a str,
    version: Option<&'a str>,
    sha256: &'a str,
    bytes: u64,
    strength: &'static str,
    backing: &'static str,
    status: &'static str,
    remarks: &'a [String],
    facts: usize,
}

pub(super) fn documents(records: &[DocumentRecord]) -> Vec<Document<'_>> {
    records
        .iter()
        .map(|it| Document {
            path: &it.path,
            format: it.format,
            media_type: it.media_type,
            version: it.version.as_deref(),
            sha256: &it.sha256,
            bytes: it.bytes,
            strength: it.strength.name(),
            backing: it.backing.name(),
            status: it.status.name(),
            remarks: &it.remarks,
            facts: it.facts,
        })
        .collect()
}

/// A signed statement and what came of it.
#[derive(Serialize)]
pub(super) struct Statement<'a> {
    document: &'a str,
    pointer: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    standing: &'static str,
    party: Option<&'a str>,
    role: Option<&'static str>,
    reason: &'a str,
    result: Option<&'a str>,
    backing: &'static str,
    covers: &'a [String],
    remarks: &'a [String],
}

pub(super) fn statements(attested: &[Attested]) -> Vec<Statement<'_>> {
    attested
        .iter()
        .map(|it| Statement {
            document: &it.document,
            pointer: &it.pointer,
            kind: &it.kind,
            standing: it.standing.name(),
            party: it.party.as_deref(),
            role: it.role.map(Role::name),
            reason: &it.reason,
            result: it.result.as_deref(),
            backing: it.backing.name(),
            covers: &it.covers,
            remarks: &it.remarks,
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct ArtifactFile<'a> {
    path: &'a str,
    kind: &'static str,
    bytes: u64,
    can_run_code: bool,
}

pub(super) fn artifacts(artifacts: &[Artifact]) -> Vec<ArtifactFile<'_>> {
    artifacts
        .iter()
        .map(|it| ArtifactFile {
            path: &it.path,
            kind: it.kind.name(),
            bytes: it.bytes,
            can_run_code: it.kind.can_run_code(),
        })
        .collect()
}

/// A file that was not read, and why.
#[derive(Serialize)]
pub(super) struct Reason<'a> {
    path: &'a str,
    reason: &'a str,
}

pub(super) fn unread(unread: &[Unread]) -> Vec<Reason<'_>> {
    unread
        .iter()
        .map(|it| Reason {
            path: &it.path,
            reason: &it.reason,
        })
        .collect()
}

pub(super) fn refused(refused: &[Refused]) -> Vec<Reason<'_>> {
    refused
        .iter()
        .map(|it| Reason {
            path: &it.path,
            reason: &it.reason,
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct Stated<'a> {
    value: String,
    text: &'a str,
    settles: bool,
    places: Vec<Place<'a>>,
}

#[derive(Serialize)]
pub(super) struct Contradictory<'a> {
    entity: String,
    attribute: &'a str,
    compared: &'a str,
    values: Vec<Stated<'a>>,
}

pub(super) fn contradictions(contradictions: &[Contradiction]) -> Vec<Contradictory<'_>> {
    contradictions
        .iter()
        .map(|it| Contradictory {
            entity: it.entity.to_string(),
            attribute: attribute(&it.key),
            compared: it.compared,
            values: it
                .values
                .iter()
                .enumerate()
                .map(|(number, stated)| Stated {
                    value: stated.value.to_string(),
                    text: &stated.text,
                    settles: it.settled == Some(number),
                    places: stated
                        .places
                        .iter()
                        .map(|(origin, worth)| Place::new(origin, *worth))
                        .collect(),
                })
                .collect(),
        })
        .collect()
}

/// One evaluation, with what decides whether another can be compared with it.
#[derive(Serialize)]
pub(super) struct Measured {
    entity: String,
    of: Vec<String>,
    metric: Option<String>,
    value: Option<String>,
    unit: Option<String>,
    dataset: Option<String>,
    split: Option<String>,
    slice: Option<String>,
    task: Option<String>,
    judge: Option<String>,
    samples: Option<i64>,
    partial: Option<bool>,
    confidence_lower: Option<String>,
    confidence_upper: Option<String>,
    contradictory: Vec<&'static str>,
    document: String,
    pointer: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    sha256: String,
    strength: &'static str,
    backing: &'static str,
}

pub(super) fn evaluations(facts: &FactSet) -> Vec<Measured> {
    fact::evaluations(facts)
        .into_iter()
        .map(|mut it| Measured {
            entity: it.entity.to_string(),
            of: it.of.iter().map(ToString::to_string).collect(),
            metric: it.values.remove("metric"),
            value: it.values.remove("value"),
            unit: it.values.remove("unit"),
            dataset: it.values.remove("dataset"),
            split: it.values.remove("split"),
            slice: it.values.remove("slice"),
            task: it.values.remove("task"),
            judge: it.values.remove("judge"),
            samples: it.values.remove("samples").and_then(|it| it.parse().ok()),
            partial: it.values.remove("partial").and_then(|it| it.parse().ok()),
            confidence_lower: it.values.remove("confidence_lower"),
            confidence_upper: it.values.remove("confidence_upper"),
            contradictory: it.contradictory.into_iter().collect(),
            document: it.origin.document,
            pointer: it.origin.pointer,
            line: it.origin.line,
            column: it.origin.column,
            part: it.origin.part,
            sha256: it.origin.sha256,
            strength: it.worth.strength.name(),
            backing: it.worth.backing.name(),
        })
        .collect()
}

/// The name under which a key stands: the attribute's, or the tag of an answer.
pub(super) fn attribute(key: &Key) -> &str {
    match key {
        Key::Attribute(name) => name,
        Key::Answer(tag) => tag,
    }
}
