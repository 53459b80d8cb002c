//! What is new since an earlier run: `check --since RUN`. What that run had and what is no worse now
//! does not gate. It stays a failure in every report.
//!
//! It is a way to adopt a gate, and no decision: it absorbs only what it can recognise, so what
//! could not be evaluated, what got worse, what a decision had excused then, what did not gate then
//! and what may not be excepted gate as ever.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::EntityId;
use crate::finding::{BUILT_IN, DecisionKind, Enforcement, Finding, Outcome};
use crate::problem::{Problem, Problems};
use crate::record::{Record, RecordedDossier, RecordedFinding};
use crate::run::{DossierResult, Gone, PackRef, Since, Verdict};

/// What recognises a finding in another run of the same review.
type Name<'a> = (&'a str, &'a str, &'a EntityId, &'a EntityId);

fn name(finding: &Finding) -> Name<'_> {
    (
        &finding.control,
        &finding.fingerprint,
        &finding.principal,
        &finding.entity,
    )
}

fn recorded(finding: &RecordedFinding) -> Name<'_> {
    (
        &finding.control,
        &finding.fingerprint,
        &finding.principal,
        &finding.entity,
    )
}

/// Marks what an earlier run had, and judges the dossiers anew.
///
/// # Errors
/// The runs cannot be compared: other packs, a later date, no dossier of the same subject and
/// action there, or several.
pub fn absorb(
    dossiers: &mut [DossierResult],
    packs: &[PackRef],
    as_of: jiff::civil::Date,
    record: &Record,
) -> Result<(), Problems> {
    let mut problems = Vec::new();
    let mut wrong = |message: String, help: &str| {
        problems.push(Problem::file(record.path.clone(), message).help(help));
    };
    let run = &record.run;
    let ours: BTreeSet<&str> = packs.iter().map(|it| it.id.as_str()).collect();
    let theirs: BTreeSet<&str> = run.packs.iter().map(|it| it.id.as_str()).collect();
    if ours != theirs {
        wrong(
            format!(
                "that run is of the packs {}, this one of {}",
                listed(&theirs),
                listed(&ours)
            ),
            "name a run of the same packs; write one with --output json=FILE",
        );
    }
    if run.as_of > as_of {
        wrong(
            format!("that run is as of {}, after this one", run.as_of),
            "name an earlier run, or give a later --as-of",
        );
    }
    let mut remarks = Vec::new();
    for pack in packs {
        let then = run.packs.iter().find(|it| it.id == pack.id);
        if let Some(then) = then.filter(|it| it.sha256 != pack.sha256) {
            remarks.push(format!(
                "The pack {} was {} then and is {} now.",
                pack.id, then.version, pack.version
            ));
        }
    }
    let mut pairs: Vec<&RecordedDossier> = Vec::new();
    for dossier in dossiers.iter() {
        let same: Vec<&RecordedDossier> = run
            .dossiers
            .iter()
            .filter(|it| it.subject == dossier.subject && it.action == dossier.action)
            .collect();
        match same.as_slice() {
            [one] if pairs.iter().any(|it| std::ptr::eq(*it, *one)) => wrong(
                format!(
                    "{} for {} is here more than once, and that run has it once",
                    dossier.subject, dossier.action
                ),
                "check each dossier by itself, with a run of its own",
            ),
            [one] => pairs.push(*one),
            [] => {
                let there: BTreeSet<String> = run
                    .dossiers
                    .iter()
                    .take(5)
                    .map(|it| format!("{} for {}", it.subject, it.action))
                    .collect();
                let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
                wrong(
                    format!(
                        "that run has nothing about {} for {}, only {}",
                        dossier.subject,
                        dossier.action,
                        listed(&there)
                    ),
                    "name a run of the same subject and action",
                );
            }
            _ => wrong(
                format!(
                    "that run has {} for {} more than once",
                    dossier.subject, dossier.action
                ),
                "name a run of this dossier alone",
            ),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    for (dossier, then) in dossiers.iter_mut().zip(pairs) {
        one(dossier, then, &remarks);
    }
    Ok(())
}

fn listed(names: &BTreeSet<&str>) -> String {
    match names.len() {
        0 => "none".to_owned(),
        _ => names.iter().copied().collect::<Vec<_>>().join(", "),
    }
}

fn one(dossier: &mut DossierResult, then: &RecordedDossier, remarks: &[String]) {
    let mut known: BTreeMap<Name<'_>, &RecordedFinding> = BTreeMap::new();
    let mut twice: BTreeSet<Name<'_>> = BTreeSet::new();
    for finding in &then.findings {
        if known.insert(recorded(finding), finding).is_some() {
            twice.insert(recorded(finding));
        }
    }
    // What cannot be told apart absorbs nothing.
    known.retain(|it, _| !twice.contains(it));
    let mut remarks = remarks.to_vec();
    if then.risk_tier != dossier.risk_tier {
        remarks.push(format!(
            "The risk tier was {} then and is {} now.",
            then.risk_tier, dossier.risk_tier
        ));
    }
    let mut absorbed = 0;
    for finding in &mut dossier.findings {
        let was = known.get(&name(finding)).copied();
        let absorbs = finding.waivable
            && finding.gates_bare()
            && finding.excused().is_none()
            && was.is_some_and(|was| was_there(was, finding));
        if absorbs {
            finding.absorbed = true;
            absorbed += 1;
        }
    }
    let now: BTreeMap<Name<'_>, Outcome> = dossier
        .findings
        .iter()
        .map(|it| (name(it), it.outcome))
        .collect();
    let closed = |it: &Outcome| matches!(it, Outcome::Pass | Outcome::NotApplicable);
    let gone: Vec<Gone> = then
        .findings
        .iter()
        .filter(|it| it.enforcement == Enforcement::Mandatory && !closed(&it.outcome))
        .map(|it| (it, now.get(&recorded(it)).copied()))
        .filter(|(_, now)| now.is_none_or(|now| closed(&now)))
        .map(|(it, now)| Gone {
            control: it.control.clone(),
            entity: it.entity.clone(),
            fingerprint: it.fingerprint.clone(),
            was: it.outcome,
            now,
        })
        .collect();
    dossier.since = Some(Since {
        absorbed,
        gone,
        remarks,
    });
    dossier.verdict = Verdict::over(&dossier.findings);
}

/// Whether a finding of the earlier run is reason enough not to gate on it now.
fn was_there(was: &RecordedFinding, finding: &Finding) -> bool {
    // Of a control of the program itself a finding is about the bytes of a file: other bytes under
    // the same name are not what was there.
    if BUILT_IN.contains(&finding.control.as_str())
        && was.evidence_sha256 != finding.evidence_sha256
    {
        return false;
    }
    // A decision that has ended since must not be replaced by having been there.
    let excused = was
        .decision
        .as_ref()
        .is_some_and(|it| it.kind != DecisionKind::Reviewed);
    let no_worse = matches!(
        (was.outcome, finding.outcome),
        (Outcome::Fail, Outcome::Fail | Outcome::Insufficient)
            | (Outcome::Insufficient, Outcome::Insufficient)
    );
    was.enforcement == Enforcement::Mandatory && !excused && no_worse
}

#[cfg(test)]
mod tests;
