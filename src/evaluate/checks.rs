//! What checks reported, as facts that controls weigh; and a control's finding about such a report,
//! in the check's own words.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Judged, Seen};
use super::{Question, out_of_scope_reason};
use crate::check::{CheckFinding, CheckRun};
use crate::fact::{EntityId, EntityKind, Fact, FactSet, Key, Origin, Value};
use crate::finding::{Evidence, Finding, Outcome, Reported};
use crate::policy::Pack;

/// The checks that a pack's controls weigh, and about whom: those of controls whose action and
/// principal fit, whatever their clauses.
pub fn wanted(pack: &Pack, question: &Question<'_>) -> BTreeSet<(String, EntityId)> {
    pack.controls
        .iter()
        .filter(|control| out_of_scope_reason(control, question).is_none())
        .filter_map(|control| Some((control.check.clone()?, control.compiled.principal)))
        .flat_map(|(check, kind)| {
            question
                .principals
                .iter()
                .filter(move |principal| principal.kind == kind)
                .map(move |principal| (check.clone(), principal.clone()))
        })
        .collect()
}

/// What checks reported, as facts about their findings.
pub(super) fn facts(runs: &[CheckRun]) -> FactSet {
    let mut set = FactSet::default();
    for run in runs {
        for finding in &run.findings {
            state(run, finding, &mut set);
        }
    }
    set.facts
        .sort_by(|a, b| (&a.entity, &a.key, &a.origin).cmp(&(&b.entity, &b.key, &b.origin)));
    set
}

fn state(run: &CheckRun, finding: &CheckFinding, set: &mut FactSet) {
    set.related
        .entry(finding.entity.clone())
        .or_default()
        .insert(run.principal.clone());
    let origin = run
        .cited(finding)
        .map(|(read, _)| &read.origin)
        .find(|origin| origin.is_placed())
        .cloned()
        .unwrap_or_else(|| Origin::whole(&run.check, ""));
    let mut add = |key: Key, text: &str| {
        set.facts.push(Fact {
            entity: finding.entity.clone(),
            key,
            value: Value::Text(text.to_owned()),
            text: text.to_owned(),
            origin: origin.clone(),
            worth: finding.worth,
        });
    };
    add(Key::Attribute("check"), &run.check);
    add(Key::Attribute("reported"), finding.reported.name());
    add(Key::Attribute("severity"), finding.severity.name());
    // Anything but a plain yes or no stays unknown to the policy. Only where the check asks for a
    // person can a person supply the word.
    let said = match (finding.reported, finding.reviewed) {
        (Reported::NeedsReview, Some(reviewed)) => reviewed,
        (reported, _) => reported,
    };
    if matches!(said, Reported::Pass | Reported::Fail) {
        add(Key::Attribute("outcome"), said.name());
    }
    for (name, value) in &finding.attributes {
        add(Key::Answer(name.clone()), value);
    }
}

/// The word that was reported, of a resource that is a finding.
pub(super) fn reported(resource: &EntityId, seen: &Seen<'_>) -> Option<Reported> {
    if resource.kind != EntityKind::Finding {
        return None;
    }
    // Without the word nothing is known of it.
    seen.get(&Key::Attribute("reported"))
        .and_then(|facts| facts.first())
        .map_or(Some(Reported::Error), |fact| {
            Some(Reported::from_name(&fact.value.to_string()).unwrap_or(Reported::Error))
        })
}

/// What a control cannot change about a report: an error stays one, and where the check had
/// nothing to look at there is nothing to judge.
pub(super) fn bind(judged: &mut Judged<'_>, reported: Reported) {
    match reported {
        Reported::Error => {
            judged.outcome = Outcome::Error;
            if judged.error.is_empty() {
                judged.error = "The check could not be made.".to_owned();
            }
        }
        Reported::NotApplicable if judged.outcome != Outcome::Error => {
            judged.outcome = Outcome::NotApplicable;
        }
        Reported::NotApplicable
        | Reported::Pass
        | Reported::Fail
        | Reported::Insufficient
        | Reported::NeedsReview => {}
    }
}

/// Check runs by the entity of their findings.
pub(super) type ByEntity<'a> = BTreeMap<&'a EntityId, (&'a CheckRun, &'a CheckFinding)>;

pub(super) fn by_entity(runs: &[CheckRun]) -> ByEntity<'_> {
    runs.iter()
        .flat_map(|run| run.findings.iter().map(move |it| (&it.entity, (run, it))))
        .collect()
}

/// Says a control's finding about a report in the check's words, with what it cites.
pub(super) fn reword(finding: &mut Finding, run: &CheckRun, found: &CheckFinding) {
    let internal = finding.message.starts_with("internal error");
    if internal || finding.outcome == Outcome::Error && found.reported != Reported::Error {
        return;
    }
    finding.message.clone_from(&found.message);
    let mut evidence: Vec<Evidence> = run
        .cited(found)
        .filter(|(read, _)| read.value_sha256.is_some())
        .map(|(read, note)| Evidence {
            origin: read.origin.clone(),
            worth: read.worth,
            key: None,
            value: note.to_owned(),
        })
        .collect();
    evidence.sort();
    evidence.dedup();
    finding.evidence = evidence;
    if matches!(
        finding.outcome,
        Outcome::Fail | Outcome::Insufficient | Outcome::Error
    ) {
        // The policy's remedy would be "a report that says pass".
        finding.missing.clear();
        finding.remedy.clear();
        if !found.remediation.is_empty() {
            finding.remedy.push(found.remediation.clone());
        } else if found.reported == Reported::NeedsReview && found.reviewed.is_none() {
            finding
                .remedy
                .push("A person has to look at this and decide.".to_owned());
        }
    }
}
