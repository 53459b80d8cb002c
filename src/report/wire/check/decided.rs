//! Decisions and the earlier run, as the JSON output has them.

use serde::Serialize;

use crate::decision::Ruling;
use crate::finding::{Decided, DecisionKind, Finding, Reported};
use crate::report::wire;
use crate::run::{self, DossierResult};

/// The file of decisions that was used.
#[derive(Serialize)]
pub(super) struct File<'a> {
    path: &'a str,
    sha256: &'a str,
    decisions: usize,
    elsewhere: usize,
    signed_by: &'a [String],
    unused: Option<&'a str>,
}

impl<'a> From<&'a run::DecisionsRef> for File<'a> {
    fn from(it: &'a run::DecisionsRef) -> Self {
        Self {
            path: &it.path,
            sha256: &it.sha256,
            decisions: it.decisions,
            elsewhere: it.elsewhere,
            signed_by: &it.signed_by,
            unused: it.unused.as_deref(),
        }
    }
}

/// The run that `--since` names.
#[derive(Serialize)]
pub(super) struct Earlier<'a> {
    path: &'a str,
    sha256: &'a str,
    as_of: &'a str,
}

impl<'a> From<&'a run::SinceRef> for Earlier<'a> {
    fn from(it: &'a run::SinceRef) -> Self {
        Self {
            path: &it.path,
            sha256: &it.sha256,
            as_of: &it.as_of,
        }
    }
}

/// Findings of a dossier that a decision or the earlier run marks.
#[derive(Serialize)]
pub(super) struct Marked {
    excepted: usize,
    conditioned: usize,
    reviewed: usize,
    absorbed: usize,
}

impl From<&DossierResult> for Marked {
    fn from(dossier: &DossierResult) -> Self {
        let of = |kind: DecisionKind| {
            let findings = dossier.findings.iter();
            let decided = findings.filter_map(|it| match kind {
                DecisionKind::Reviewed => it.decided.as_ref(),
                _ => it.excused(),
            });
            decided.filter(|it| it.kind == kind).count()
        };
        Self {
            excepted: of(DecisionKind::Exception),
            conditioned: of(DecisionKind::Condition),
            reviewed: of(DecisionKind::Reviewed),
            absorbed: dossier
                .findings
                .iter()
                .filter(|it| it.is_absorbed())
                .count(),
        }
    }
}

/// The decision that takes effect on a finding.
#[derive(Serialize)]
pub(super) struct Effect<'a> {
    kind: &'static str,
    reason: &'a str,
    owner: &'a str,
    approver: &'a str,
    decided: String,
    until: Option<String>,
    place: &'a str,
}

impl<'a> From<&'a Decided> for Effect<'a> {
    fn from(it: &'a Decided) -> Self {
        Self {
            kind: it.kind.name(),
            reason: &it.reason,
            owner: &it.owner,
            approver: &it.approver,
            decided: it.decided.to_string(),
            until: it.until.map(|it| it.to_string()),
            place: &it.place,
        }
    }
}

/// A decision about the subject, and what became of it.
#[derive(Serialize)]
pub(super) struct RulingV1<'a> {
    #[serde(flatten)]
    decision: Effect<'a>,
    control: Option<&'a str>,
    entity: Option<String>,
    principal: Option<String>,
    finding: Option<&'a str>,
    outcome: Option<&'static str>,
    evidence: &'a str,
    standing: &'static str,
    message: String,
    help: &'static str,
}

impl<'a> From<&'a Ruling> for RulingV1<'a> {
    fn from(it: &'a Ruling) -> Self {
        let decision = &it.decision;
        Self {
            decision: Effect {
                kind: decision.kind.name(),
                reason: &decision.reason,
                owner: &decision.owner,
                approver: &decision.approver,
                decided: decision.decided.to_string(),
                until: decision.until.map(|it| it.to_string()),
                place: &decision.place,
            },
            control: decision.control.as_deref(),
            entity: decision.entity.as_ref().map(ToString::to_string),
            principal: decision.principal.as_ref().map(ToString::to_string),
            finding: decision.finding.as_deref(),
            outcome: decision.outcome.map(Reported::name),
            evidence: &decision.evidence,
            standing: it.standing.name(),
            message: it.sentence(),
            help: it.standing.help(),
        }
    }
}

/// What the earlier run has to do with a dossier.
#[derive(Serialize)]
pub(super) struct Since<'a> {
    absorbed: usize,
    gone: Vec<Gone<'a>>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct Gone<'a> {
    control: &'a str,
    entity: String,
    fingerprint: &'a str,
    was: &'static str,
    now: Option<&'static str>,
}

impl<'a> From<&'a run::Since> for Since<'a> {
    fn from(it: &'a run::Since) -> Self {
        let gone = |it: &'a run::Gone| Gone {
            control: &it.control,
            entity: it.entity.to_string(),
            fingerprint: &it.fingerprint,
            was: it.was.name(),
            now: it.now.map(crate::finding::Outcome::name),
        };
        Self {
            absorbed: it.absorbed,
            gone: it.gone.iter().map(gone).collect(),
            remarks: &it.remarks,
        }
    }
}

/// A date that a document states of something that is tied to the subject.
#[derive(Serialize)]
pub(super) struct Dated<'a> {
    entity: String,
    attribute: &'a str,
    date: String,
    #[serde(flatten)]
    place: wire::Place<'a>,
}

pub(super) fn dates(dossier: &DossierResult) -> Vec<Dated<'_>> {
    let facts = dossier.facts.facts.iter();
    facts
        .filter_map(|fact| match &fact.value {
            crate::fact::Value::Date(date) => Some(Dated {
                entity: fact.entity.to_string(),
                attribute: wire::attribute(&fact.key),
                date: date.to_string(),
                place: wire::Place::new(&fact.origin, fact.worth),
            }),
            _ => None,
        })
        .collect()
}

/// What of a finding has to do with decisions.
#[derive(Serialize)]
pub(super) struct Standing<'a> {
    gates: bool,
    waivable: bool,
    decision: Option<Effect<'a>>,
    absorbed: bool,
    evidence_sha256: &'a str,
}

impl<'a> From<&'a Finding> for Standing<'a> {
    fn from(it: &'a Finding) -> Self {
        Self {
            gates: it.gates(),
            waivable: it.waivable,
            decision: it.decided.as_ref().map(Effect::from),
            absorbed: it.is_absorbed(),
            evidence_sha256: &it.evidence_sha256,
        }
    }
}
