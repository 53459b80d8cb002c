//! What the decisions of a review come to, as findings: one for each that has no effect, so that a
//! forgotten exception is as loud as a failing control.

use super::builtin::{Builtin, blank};
use super::{Enforce, rests};
use crate::decision::Ruling;
use crate::fact::EntityId;
use crate::finding::{Enforcement, Finding, Outcome, Severity};
use crate::policy::Pack;

pub(super) const DECISION: Builtin = Builtin {
    id: "PM-DECISION",
    title: "Every decision takes effect",
    why: "An exception that has expired, or that is about evidence which has changed since, hides that nobody has decided.",
    severity: Severity::Medium,
    enforcement: Enforcement::Advisory,
    remediation: "Renew the decision on today's evidence, or take it out of the file.",
    waivable: false,
};

/// The findings of `PM-DECISION`. `refused` is why the whole file counts for nothing.
pub fn decision_findings(
    subject: &EntityId,
    rulings: &[Ruling],
    refused: Option<&str>,
    packs: &[Pack],
    enforce: &Enforce,
) -> Vec<Finding> {
    let make = |entity: &EntityId, names: &[String]| {
        blank(&DECISION, subject, entity, names, (packs, enforce))
    };
    let mut findings = Vec::new();
    if let Some(reason) = refused {
        let mut finding = make(subject, &["refused".to_owned()]);
        finding.outcome = Outcome::Fail;
        finding.message = format!("No decision counts: {reason}.");
        findings.push(finding);
    } else {
        for ruling in rulings.iter().filter(|it| !it.takes_effect()) {
            let decision = &ruling.decision;
            let entity = decision.entity.as_ref().unwrap_or(subject);
            let names = [ruling.standing.name().to_owned(), decision.means()];
            let mut finding = make(entity, &names);
            finding.outcome = Outcome::Fail;
            finding.message = ruling.sentence();
            finding.remedy.push(ruling.standing.help().to_owned());
            findings.push(finding);
        }
        if findings.is_empty() {
            let mut finding = make(subject, &[]);
            (finding.outcome, finding.message) = match rulings.len() {
                0 => (
                    Outcome::NotApplicable,
                    "No decision is about this subject.".to_owned(),
                ),
                1 => (Outcome::Pass, "The one decision takes effect.".to_owned()),
                n => (Outcome::Pass, format!("All {n} decisions take effect.")),
            };
            findings.push(finding);
        }
    }
    for finding in &mut findings {
        let texts = rests::built_in(finding);
        rests::seal(finding, &texts);
    }
    findings
}
