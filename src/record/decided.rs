//! What a record says of decisions, and of the run that it was measured by.

use jiff::civil;
use serde::Deserialize;

use super::words::{date, entity, maybe_date, maybe_word, word};
use crate::decision::Standing;
use crate::fact::EntityId;
use crate::finding::{DecisionKind, Outcome};

/// A file of decisions as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDecisions {
    /// The file.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Number of decisions.
    pub decisions: u64,
    /// Those about other subjects.
    pub elsewhere: u64,
    /// Who signed it.
    pub signed_by: Vec<String>,
    /// Why none counted.
    pub unused: Option<String>,
}

/// The run that `--since` named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedEarlier {
    /// The file.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its review date.
    #[serde(deserialize_with = "date")]
    pub as_of: civil::Date,
}

/// Findings that a decision or an earlier run marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// Excepted.
    pub excepted: usize,
    /// Approved under a condition that is not due.
    pub conditioned: usize,
    /// Answered by a reviewer.
    pub reviewed: usize,
    /// There in the earlier run.
    pub absorbed: usize,
}

/// The decision that took effect on a finding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDecision {
    /// What it is.
    #[serde(deserialize_with = "word")]
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// Who has to act on it.
    pub owner: String,
    /// Who is answerable for it.
    pub approver: String,
    /// When it was made.
    #[serde(deserialize_with = "date")]
    pub decided: civil::Date,
    /// The last day on which it counts.
    #[serde(default, deserialize_with = "maybe_date")]
    pub until: Option<civil::Date>,
    /// Where it stands.
    pub place: String,
}

/// A decision about the subject, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRuling {
    /// What it is.
    #[serde(deserialize_with = "word")]
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// Who has to act on it.
    pub owner: String,
    /// Who is answerable for it.
    pub approver: String,
    /// When it was made.
    #[serde(deserialize_with = "date")]
    pub decided: civil::Date,
    /// The last day on which it counts.
    #[serde(default, deserialize_with = "maybe_date")]
    pub until: Option<civil::Date>,
    /// Where it stands.
    pub place: String,
    /// The control that it names.
    pub control: Option<String>,
    /// The entity that it names.
    pub entity: Option<String>,
    /// The principal that it names.
    pub principal: Option<String>,
    /// The fingerprint that it names.
    pub finding: Option<String>,
    /// The answer of a review.
    pub outcome: Option<String>,
    /// The digest of the evidence that it was made on.
    pub evidence: String,
    /// What became of it.
    #[serde(deserialize_with = "word")]
    pub standing: Standing,
    /// The same in a sentence.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// What an earlier run had to do with a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedSince {
    /// Findings that would gate and did not.
    pub absorbed: u64,
    /// Findings that were open no more.
    pub gone: Vec<RecordedGone>,
    /// What was different between the runs.
    pub remarks: Vec<String>,
}

/// A finding of the earlier run that was open no more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedGone {
    /// The control's id.
    pub control: String,
    /// What it was asked of.
    #[serde(deserialize_with = "entity")]
    pub entity: EntityId,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// What it came to in the earlier run.
    #[serde(deserialize_with = "word")]
    pub was: Outcome,
    /// What it came to in this one; none: it was not asked.
    #[serde(default, deserialize_with = "maybe_word")]
    pub now: Option<Outcome>,
}
