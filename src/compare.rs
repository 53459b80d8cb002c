//! Runs or subjects side by side, from their records: which control came to what, on evidence of
//! what worth, what one shows and another does not, and measurements where they measure the same.
//!
//! What cannot be compared is shown and not compared, with the reason. Rows do not depend on the
//! order in which the sides are given: another order permutes the columns and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::EntityId;
use crate::finding::{Enforcement, Outcome};
use crate::record::{Record, RecordedDossier, RecordedFinding};
use crate::run::Verdict;

mod control;
mod metric;

pub use control::{Area, Asked, Cell, Fact, FactCell, Likeness, Row, Stated};
pub use metric::{Apart, Conditions, Measured, Measurement, Reading};

/// One dossier of one run.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The record that has it.
    pub record: &'a Record,
    /// The dossier.
    pub dossier: &'a RecordedDossier,
}

/// All dossiers of records, in their order.
pub fn sides(records: &[Record]) -> Vec<Side<'_>> {
    let of = |record| move |dossier| Side { record, dossier };
    records
        .iter()
        .flat_map(|record| record.run.dossiers.iter().map(of(record)))
        .collect()
}

/// Sides, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The sides, in the order in which they were given.
    pub columns: Vec<Column>,
    /// Whether all are of one subject, so that this is about what changed.
    pub same_subject: bool,
    /// What was not the same about the runs themselves.
    pub differences: Vec<Difference>,
    /// The controls, by area and id.
    pub areas: Vec<Area>,
    /// What one shows and another does not, of controls that are compared.
    pub shown: Vec<Fact>,
    /// What was measured.
    pub measured: Measured,
    /// The documents by path, of one subject: the start of each digest, where it was there.
    pub documents: Vec<(String, Vec<Option<String>>)>,
}

/// One side, for the head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What tells it from the others.
    pub name: String,
    /// What was reviewed.
    pub subject: EntityId,
    /// The other principals.
    pub with: Vec<EntityId>,
    /// The dossier, as the run names it.
    pub path: String,
    /// SHA-256 of the record.
    pub sha256: String,
    /// The answer.
    pub verdict: Verdict,
    /// Findings that gate, by outcome in the order of [`Outcome::ALL`].
    pub gating: Vec<(Outcome, usize)>,
    /// What the review was for.
    pub action: String,
    /// The risk tier.
    pub risk_tier: String,
    /// The review date.
    pub as_of: String,
    /// Who set the scope.
    pub reviewer: Option<String>,
    /// The packs with version and the start of their digest.
    pub packs: Vec<String>,
    /// Documents that were read.
    pub documents: usize,
    /// Files that a verified statement stands behind.
    pub backed: usize,
    /// Version of the program.
    pub engine: String,
    /// The command line that makes the run again.
    pub rerun: String,
}

/// Something about the runs that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What.
    pub what: &'static str,
    /// What it is on each side.
    pub values: Vec<String>,
    /// What follows for the comparison.
    pub effect: &'static str,
    /// Whether the verdicts answer different questions for it.
    pub verdicts: bool,
}

impl Comparison {
    /// Whether the verdicts answer one question.
    pub fn verdicts_compare(&self) -> bool {
        !self.differences.iter().any(|it| it.verdicts)
    }

    /// How many rows stand so to each other.
    pub fn count(&self, likeness: Likeness) -> usize {
        let rows = self.areas.iter().flat_map(|it| &it.rows);
        rows.filter(|it| it.likeness(self.same_subject) == likeness)
            .count()
    }
}

/// What of the runs decides how far their findings compare.
#[derive(Debug, Clone, Copy)]
struct Ground {
    same_subject: bool,
    packs_differ: bool,
    dates_differ: bool,
    trust_differs: bool,
}

/// Compares sides.
pub fn compare(sides: &[Side<'_>]) -> Comparison {
    let subjects: BTreeSet<&EntityId> = sides.iter().map(|it| &it.dossier.subject).collect();
    let same_subject = subjects.len() == 1;
    let differ =
        |of: &dyn Fn(&Side<'_>) -> String| sides.iter().map(of).collect::<BTreeSet<_>>().len() > 1;
    let ground = Ground {
        same_subject,
        packs_differ: differ(&|it| packs(it).join("\n")),
        dates_differ: differ(&|it| it.record.run.as_of.to_string()),
        trust_differs: differ(&trust),
    };
    let names = names(sides);
    let areas = control::areas(sides, ground);
    Comparison {
        columns: sides
            .iter()
            .zip(&names)
            .map(|(side, name)| column(side, name))
            .collect(),
        same_subject,
        differences: differences(sides, ground),
        shown: control::shown(&areas),
        areas,
        measured: metric::measured(sides, &names),
        documents: if same_subject {
            documents(sides)
        } else {
            Vec::new()
        },
    }
}

/// Names that tell the sides apart: the subjects; where these repeat, with the date, then with the
/// path; a number where nothing does.
fn names(sides: &[Side<'_>]) -> Vec<String> {
    let subject = |it: &Side<'_>| it.dossier.subject.name.clone();
    let dated = |it: &Side<'_>| format!("{}, as of {}", subject(it), it.record.run.as_of);
    let placed = |it: &Side<'_>| format!("{}, {}", dated(it), it.dossier.path);
    let forms: [&dyn Fn(&Side<'_>) -> String; 3] = [&subject, &dated, &placed];
    for form in forms {
        let names: Vec<String> = sides.iter().map(form).collect();
        if names.iter().collect::<BTreeSet<_>>().len() == names.len() {
            return names;
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    sides
        .iter()
        .map(|it| {
            let name = placed(it);
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            format!("{name} ({count})")
        })
        .collect()
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

fn packs(side: &Side<'_>) -> Vec<String> {
    let mut packs: Vec<String> = side
        .record
        .run
        .packs
        .iter()
        .map(|it| format!("{} {} ({})", it.id, it.version, short(&it.sha256)))
        .collect();
    packs.sort();
    packs
}

fn trust(side: &Side<'_>) -> String {
    match &side.record.run.trust {
        Some(trust) => format!("{} ({})", trust.path, short(&trust.sha256)),
        None => "none".to_owned(),
    }
}

fn column(side: &Side<'_>, name: &str) -> Column {
    let run = &side.record.run;
    let dossier = side.dossier;
    let gates = |it: &&RecordedFinding| it.enforcement == Enforcement::Mandatory;
    let gating = |outcome: Outcome| {
        // What is excepted, conditioned or known before is open, and decides nothing.
        let open = !matches!(outcome, Outcome::Pass | Outcome::NotApplicable);
        let findings = dossier.findings.iter().filter(gates);
        let findings = findings.filter(|it| it.gates || !open);
        findings.filter(|it| it.outcome == outcome).count()
    };
    Column {
        name: name.to_owned(),
        subject: dossier.subject.clone(),
        with: dossier
            .principals
            .iter()
            .filter(|it| **it != dossier.subject)
            .cloned()
            .collect(),
        path: dossier.path.clone(),
        sha256: side.record.sha256.clone(),
        verdict: dossier.verdict,
        gating: Outcome::ALL.iter().map(|it| (*it, gating(*it))).collect(),
        action: dossier.action.clone(),
        risk_tier: dossier.risk_tier.clone(),
        as_of: run.as_of.to_string(),
        reviewer: dossier.reviewer.clone(),
        packs: packs(side),
        documents: dossier.documents.len(),
        backed: dossier
            .statements
            .iter()
            .filter(|it| it.backing != crate::fact::Backing::None)
            .flat_map(|it| &it.covers)
            .collect::<BTreeSet<_>>()
            .len(),
        engine: run.engine.clone(),
        rerun: run.rerun.clone(),
    }
}

fn differences(sides: &[Side<'_>], ground: Ground) -> Vec<Difference> {
    let date_effect = if ground.same_subject {
        "Ages are counted to different days."
    } else {
        "Ages are counted to different days, so controls that read one are not compared."
    };
    type Of<'a> = &'a dyn Fn(&Side<'_>) -> String;
    let aspects: [(&'static str, Of<'_>, &'static str, bool); 9] = [
        (
            "Kind of subject",
            &|it| it.dossier.subject.kind.name().to_lowercase(),
            "Some controls are asked of one kind only.",
            true,
        ),
        (
            "Action",
            &|it| it.dossier.action.clone(),
            "The reviews are for different things. Controls that only one of them asks, and those whose scope reads the action, are not compared.",
            true,
        ),
        (
            "Risk tier",
            &|it| it.dossier.risk_tier.clone(),
            "Controls to which the tier makes a difference are not compared.",
            true,
        ),
        (
            "As of",
            &|it| it.record.run.as_of.to_string(),
            date_effect,
            !ground.same_subject,
        ),
        (
            "Packs",
            &|it| packs(it).join(", "),
            "Only controls that can be seen to ask the same are compared.",
            true,
        ),
        (
            "What gates",
            &|it| {
                let enforce = it.record.run.enforce.clone();
                enforce.unwrap_or_else(|| "as the pack says".to_owned())
            },
            "The verdicts rest on different controls.",
            true,
        ),
        (
            "Trust policy",
            &trust,
            "Who stands behind a document was decided by different policies, so that is shown and not compared.",
            false,
        ),
        (
            "Reviewer",
            &|it| match &it.dossier.reviewer {
                Some(_) => "named".to_owned(),
                None => "nobody".to_owned(),
            },
            "Where nobody has set the scope, the strictest is assumed and nothing passes.",
            true,
        ),
        (
            "Passmuster",
            &|it| it.record.run.engine.clone(),
            "Another version may read the same documents in another way.",
            false,
        ),
    ];
    aspects
        .into_iter()
        .filter_map(|(what, of, effect, verdicts)| {
            let values: Vec<String> = sides.iter().map(of).collect();
            let different = values.iter().collect::<BTreeSet<_>>().len() > 1;
            different.then_some(Difference {
                what,
                values,
                effect,
                verdicts,
            })
        })
        .collect()
}

fn documents(sides: &[Side<'_>]) -> Vec<(String, Vec<Option<String>>)> {
    let paths: BTreeSet<&str> = sides
        .iter()
        .flat_map(|it| it.dossier.documents.iter().map(|it| it.path.as_str()))
        .collect();
    paths
        .into_iter()
        .map(|path| {
            let digest = |side: &Side<'_>| {
                let mut documents = side.dossier.documents.iter();
                let found = documents.find(|it| it.path == path)?;
                Some(short(&found.sha256))
            };
            (path.to_owned(), sides.iter().map(digest).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests;
