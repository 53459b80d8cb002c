//! Facts and packs become findings. Pure: no reading of files, no clock, and the order of
//! everything is decided here.
//!
//! The rules are those of SEMANTICS.md: a control's clauses are read over their atoms in Kleene's
//! logic; what helps must reach the control's minimum of worth, what hurts counts at any worth; a
//! contradictory attribute is read once per stated value, and the worst outcome stands; an error of
//! Cedar is an error, never a pass.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use crate::check::CheckRun;
use crate::fact::{EntityId, EntityKind, FactSet, dossier_entity};
use crate::finding::{Citation, Enforcement, Finding, Outcome};
use crate::policy::cedar::Scope;
use crate::policy::{Basis, Control, Pack, WhenNone};
use crate::run::OutOfScope;

mod builtin;
mod change;
mod checks;
mod decided;
mod explain;
mod judge;
mod missing;
mod rests;

use judge::{Asking, Index, ask};

pub(crate) use judge::outcome as outcome_of;

pub use builtin::{BUILTINS, Builtin, Intake, builtin_findings};
pub use checks::wanted as wanted_checks;
pub use decided::decision_findings;

/// Most combinations of contradictory values that are tried; beyond them the control is
/// insufficient (DESIGN.md, "Contradictions").
const COMBINATIONS: usize = 64;

/// What is asked: everything that an evaluation depends on besides the packs.
#[derive(Debug)]
pub struct Question<'a> {
    /// The facts.
    pub facts: &'a FactSet,
    /// The subject first, then the other principals.
    pub principals: &'a [EntityId],
    /// What the review is for.
    pub action: &'a str,
    /// What the reviewer says.
    pub scope: &'a Scope,
    /// The review date.
    pub as_of: civil::Date,
    /// What gates.
    pub enforce: &'a Enforce,
    /// What the pack's checks reported.
    pub checks: &'a [CheckRun],
}

/// What gates: `--enforce`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Enforce {
    /// What the packs say.
    #[default]
    Pack,
    /// Nothing.
    Nothing,
    /// These controls only.
    Only(BTreeSet<String>),
}

impl Enforce {
    /// The enforcement of a control in this run, and why it is not the pack's.
    fn of(&self, id: &str, pack: Enforcement) -> (Enforcement, Option<String>) {
        let (now, flag) = match self {
            Self::Pack => return (pack, None),
            Self::Nothing => (Enforcement::Advisory, "--enforce none".to_owned()),
            Self::Only(ids) if ids.contains(id) => {
                (Enforcement::Mandatory, format!("--enforce {id}"))
            }
            Self::Only(_) => (
                Enforcement::Advisory,
                "--enforce names other controls".to_owned(),
            ),
        };
        (now, (now != pack).then_some(flag))
    }
}

/// Asks every control of a pack.
pub fn evaluate(pack: &Pack, question: &Question<'_>) -> (Vec<Finding>, Vec<OutOfScope>) {
    let mut findings = Vec::new();
    let mut out_of_scope = Vec::new();
    let mut groups: BTreeMap<(EntityKind, EntityKind), Vec<Prepared<'_>>> = BTreeMap::new();
    for control in &pack.controls {
        match out_of_scope_reason(control, question) {
            Some(reason) => out_of_scope.push(OutOfScope {
                control: control.id.clone(),
                title: control.title.clone(),
                reason,
            }),
            None => groups
                .entry((control.compiled.principal, control.compiled.resource))
                .or_default()
                .push(Prepared::new(pack, control, question)),
        }
    }
    let reported = checks::facts(question.checks);
    let sets = [question.facts, &reported];
    let index = Index::new(sets);
    let reports = checks::by_entity(question.checks);
    for ((principal_kind, resource_kind), controls) in &groups {
        let group = pack.group(*principal_kind, *resource_kind);
        for principal in question
            .principals
            .iter()
            .filter(|principal| principal.kind == *principal_kind)
        {
            let resources = resources(sets, principal, *resource_kind);
            let mut asked: Vec<&Prepared<'_>> = Vec::new();
            for prepared in controls {
                let decided = not_asked(pack, prepared.control, question, &resources);
                let mut finding = if let Some((outcome, message)) = decided {
                    explain::unasked(prepared, question, principal, outcome, message)
                } else if resources.is_empty() {
                    explain::nothing_there(prepared, question, principal)
                } else {
                    asked.push(prepared);
                    continue;
                };
                rests::seal(&mut finding, &BTreeSet::new());
                findings.push(finding);
            }
            for resource in &resources {
                let asked: Vec<&Prepared<'_>> = asked
                    .iter()
                    .copied()
                    .filter(|prepared| weighs(prepared.control, resource))
                    .collect();
                if asked.is_empty() {
                    continue;
                }
                let controls: Vec<&Control> = asked.iter().map(|it| it.control).collect();
                let seen = index.seen(principal, resource);
                let asking = Asking {
                    question,
                    principal,
                    resource,
                    seen: &seen,
                };
                let judged = ask(group, &controls, &asking);
                let reported = checks::reported(resource, &seen);
                for (prepared, mut judged) in asked.iter().zip(judged) {
                    if let Some(reported) = reported {
                        checks::bind(&mut judged, reported);
                    }
                    let mut finding = explain::finding(prepared, &asking, &judged);
                    finding.reported = reported;
                    let mut texts = rests::read(prepared.control, &seen);
                    if let Some((run, found)) = reports.get(resource) {
                        checks::reword(&mut finding, run, found);
                        texts.extend(rests::reported(run, found));
                    }
                    rests::seal(&mut finding, &texts);
                    findings.push(finding);
                }
            }
        }
    }
    (findings, out_of_scope)
}

/// A control with what is the same for every entity that it is asked of.
struct Prepared<'a> {
    control: &'a Control,
    enforcement: Enforcement,
    enforcement_note: Option<String>,
    citations: Vec<Citation>,
    /// The names that the clause to be satisfied reads.
    asked: Vec<String>,
}

impl<'a> Prepared<'a> {
    fn new(pack: &Pack, control: &'a Control, question: &Question<'_>) -> Self {
        let (enforcement, enforcement_note) = enforcement(control, question);
        Self {
            control,
            enforcement,
            enforcement_note,
            citations: control
                .cites
                .iter()
                .filter_map(|id| pack.register.get(id))
                .map(|entry| entry.cite(question.as_of))
                .collect(),
            asked: explain::asked(control),
        }
    }
}

fn out_of_scope_reason(control: &Control, question: &Question<'_>) -> Option<String> {
    let compiled = &control.compiled;
    if !compiled.actions.is_empty() && !compiled.actions.iter().any(|it| it == question.action) {
        return Some(format!(
            "asked for {}; this review is for {}",
            compiled.actions.join(", "),
            question.action
        ));
    }
    if !question
        .principals
        .iter()
        .any(|principal| principal.kind == compiled.principal)
    {
        return Some(format!(
            "asks a {}, and the review names none",
            compiled.principal.name().to_lowercase()
        ));
    }
    None
}

/// Controls that are decided without their clauses: those on law that is not in force, and those
/// that weigh a check that did not run.
fn not_asked(
    pack: &Pack,
    control: &Control,
    question: &Question<'_>,
    resources: &[EntityId],
) -> Option<(Outcome, String)> {
    if control.basis == Basis::Law {
        let dead = control
            .cites
            .iter()
            .filter_map(|id| pack.register.get(id))
            .find(|entry| !entry.in_force(question.as_of));
        if let Some(entry) = dead {
            let cited = entry.cite(question.as_of);
            return Some((
                Outcome::NotApplicable,
                format!(
                    "It rests on law that does not bind on {}: {} is {}.",
                    question.as_of, cited.title, cited.status
                ),
            ));
        }
    }
    let check = control.check.as_ref()?;
    let ran = resources
        .iter()
        .any(|entity| CheckRun::check_of(entity) == Some(check));
    (!ran).then(|| {
        (
            Outcome::Error,
            format!("The check `{check}` gave no finding, so nothing can be weighed."),
        )
    })
}

/// Whether a control is asked of an entity: one that weighs a check only of that check's findings.
fn weighs(control: &Control, resource: &EntityId) -> bool {
    match &control.check {
        None => true,
        Some(check) => CheckRun::check_of(resource) == Some(check),
    }
}

/// The entities that controls are asked of.
fn resources(sets: [&FactSet; 2], principal: &EntityId, kind: EntityKind) -> Vec<EntityId> {
    if kind == EntityKind::Dossier {
        return vec![dossier_entity()];
    }
    let mut found: BTreeSet<EntityId> = sets
        .iter()
        .flat_map(|set| &set.related)
        .filter(|(entity, owners)| entity.kind == kind && owners.contains(principal))
        .map(|(entity, _)| entity.clone())
        .collect();
    if principal.kind == kind {
        found.insert(principal.clone());
    }
    found.into_iter().collect()
}

/// The order of findings everywhere: outcome, mandatory before advisory, severity, control, entity.
pub fn order(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (
            a.outcome,
            a.enforcement,
            std::cmp::Reverse(a.severity),
            &a.control,
            &a.principal,
            &a.entity,
        )
            .cmp(&(
                b.outcome,
                b.enforcement,
                std::cmp::Reverse(b.severity),
                &b.control,
                &b.principal,
                &b.entity,
            ))
    });
}

/// The enforcement of a control on a date: advisory before `@effective`.
fn enforcement(control: &Control, question: &Question<'_>) -> (Enforcement, Option<String>) {
    let (enforcement, note) = question.enforce.of(&control.id, control.enforcement);
    match control.effective {
        Some(date)
            if date > question.as_of
                && enforcement == Enforcement::Mandatory
                && matches!(question.enforce, Enforce::Pack) =>
        {
            (
                Enforcement::Advisory,
                Some(format!("advisory until {date}")),
            )
        }
        _ => (enforcement, note),
    }
}

/// The word for what a control says where there is nothing to ask.
fn when_none(control: &Control) -> Outcome {
    match control.when_none {
        WhenNone::Insufficient => Outcome::Insufficient,
        WhenNone::NotApplicable => Outcome::NotApplicable,
    }
}
