//! The controls that every pack has: who set the scope, whether the documents can be read, whether
//! they contradict each other, whether decisions take effect.

use std::collections::BTreeMap;

use super::explain::{home, label, place};
use super::{Enforce, change::short, rests};
use crate::fact::{Contradiction, EntityId, EntityKind, FactSet, Key, Origin, Value, Worth};
use crate::finding::{Enforcement, Evidence, Finding, Missing, Outcome, Severity, fingerprint};
use crate::intake::DigestCheck;
use crate::policy::Pack;
use crate::run::{DocumentRecord, Status};
use crate::source::Refused;

/// What the built-in controls look at.
#[derive(Debug)]
pub struct Intake<'a> {
    /// What is reviewed.
    pub subject: &'a EntityId,
    /// The documents.
    pub documents: &'a [DocumentRecord],
    /// Files that could not be looked at.
    pub refused: &'a [Refused],
    /// Files that documents name by digest.
    pub digests: &'a [DigestCheck],
    /// The facts.
    pub facts: &'a FactSet,
    /// Who set the scope.
    pub reviewer: Option<&'a str>,
    /// The command line that makes a review file, or what to do with the one there is.
    pub review_hint: &'a str,
}

/// A control that the program itself brings.
#[derive(Debug)]
pub struct Builtin {
    /// Its id.
    pub id: &'static str,
    /// The sentence that holds when it passes.
    pub title: &'static str,
    /// Why it exists.
    pub why: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Whether it gates, unless a pack says otherwise.
    pub enforcement: Enforcement,
    /// The next step.
    pub remediation: &'static str,
    /// Whether it may be excepted.
    pub waivable: bool,
}

/// The built-in controls that this version asks.
pub const BUILTINS: &[&Builtin] = &[
    &REVIEW,
    &READ,
    &DIGEST,
    &CONFLICT,
    &super::decided::DECISION,
];

const REVIEW: Builtin = Builtin {
    id: "PM-REVIEW",
    title: "A reviewer has set the scope",
    why: "What is reviewed, for what and at which risk is the reviewer's to say, never the dossier's.",
    severity: Severity::High,
    enforcement: Enforcement::Mandatory,
    remediation: "Make a review file, check what it says and put your name in it.",
    waivable: false,
};
const READ: Builtin = Builtin {
    id: "PM-DOC-READ",
    title: "Every document can be read",
    why: "What cannot be read cannot be judged, and may hold what speaks against the subject.",
    severity: Severity::High,
    enforcement: Enforcement::Mandatory,
    remediation: "Mend or replace the document.",
    waivable: true,
};
const DIGEST: Builtin = Builtin {
    id: "PM-DOC-DIGEST",
    title: "Files are the ones that the documents name by digest",
    why: "A file whose bytes differ from the digest that a document gives is not the file that was vouched for.",
    severity: Severity::Critical,
    enforcement: Enforcement::Mandatory,
    remediation: "Ask for the file that the document names, or for a document that names this file.",
    waivable: true,
};
const CONFLICT: Builtin = Builtin {
    id: "PM-DOC-CONFLICT",
    title: "The documents do not contradict each other",
    why: "Where documents disagree, one of them is wrong, and a favourable one must not hide the other.",
    severity: Severity::Medium,
    enforcement: Enforcement::Advisory,
    remediation: "Ask the vendor which statement holds, and for a corrected document.",
    waivable: true,
};

/// The findings of the built-in controls.
pub fn builtin_findings(intake: &Intake<'_>, packs: &[Pack], enforce: &Enforce) -> Vec<Finding> {
    let make = Make {
        intake,
        packs,
        enforce,
    };
    let mut findings = vec![make.review()];
    findings.extend(make.readable());
    findings.extend(make.digests());
    findings.extend(make.conflicts());
    for finding in &mut findings {
        let texts = rests::built_in(finding);
        rests::seal(finding, &texts);
    }
    findings
}

/// A finding of a built-in control, not judged yet.
pub(super) fn blank(
    builtin: &Builtin,
    subject: &EntityId,
    entity: &EntityId,
    names: &[String],
    (packs, enforce): (&[Pack], &Enforce),
) -> Finding {
    // Of several packs the strictest word counts.
    let set: Vec<Enforcement> = packs
        .iter()
        .map(|pack| {
            pack.builtin
                .get(builtin.id)
                .copied()
                .unwrap_or(builtin.enforcement)
        })
        .collect();
    let pack = set.into_iter().min().unwrap_or(builtin.enforcement);
    let (enforcement, enforcement_note) = enforce.of(builtin.id, pack);
    Finding {
        control: builtin.id.to_owned(),
        title: builtin.title.to_owned(),
        area: "documents".to_owned(),
        why: builtin.why.to_owned(),
        severity: builtin.severity,
        enforcement,
        enforcement_note,
        outcome: Outcome::Error,
        principal: subject.clone(),
        entity: entity.clone(),
        fingerprint: fingerprint(builtin.id, subject, entity, names),
        message: String::new(),
        clauses: Vec::new(),
        missing: Vec::new(),
        remedy: Vec::new(),
        remediation: builtin.remediation.to_owned(),
        evidence: Vec::new(),
        citations: Vec::new(),
        reported: None,
        evidence_sha256: String::new(),
        waivable: builtin.waivable,
        decided: None,
        absorbed: false,
        ways: Vec::new(),
        joined: None,
        minimum: Worth::default(),
    }
}

struct Make<'a> {
    intake: &'a Intake<'a>,
    packs: &'a [Pack],
    enforce: &'a Enforce,
}

impl Make<'_> {
    fn finding(&self, builtin: &Builtin, entity: &EntityId, names: &[String]) -> Finding {
        let by = (self.packs, self.enforce);
        blank(builtin, self.intake.subject, entity, names, by)
    }

    fn review(&self) -> Finding {
        let mut finding = self.finding(&REVIEW, self.intake.subject, &[]);
        match self.intake.reviewer {
            Some(reviewer) => {
                finding.outcome = Outcome::Pass;
                finding.message = format!("{reviewer} set the scope of this review.");
            }
            None => {
                finding.outcome = Outcome::Insufficient;
                finding.message = "Nobody has said what is reviewed, for what and at which risk: the scope is inferred from the documents, so nothing passes.".to_owned();
                finding.remedy.push(self.intake.review_hint.to_owned());
            }
        }
        finding
    }

    fn readable(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for document in self.intake.documents {
            if document.status == Status::Broken {
                let entity = EntityId::new(EntityKind::Document, &document.path);
                let mut finding = self.finding(&READ, &entity, &[]);
                finding.outcome = Outcome::Fail;
                finding.message = format!(
                    "{} is meant to be {}, but cannot be relied on: {}",
                    document.path,
                    document.format,
                    document.remarks.join("; ")
                );
                finding
                    .remedy
                    .push(format!("Mend {} or replace it.", document.path));
                finding.evidence.push(whole(document));
                findings.push(finding);
            }
        }
        for refused in self.intake.refused {
            let entity = EntityId::new(EntityKind::Document, &refused.path);
            let mut finding = self.finding(&READ, &entity, &[]);
            finding.outcome = Outcome::Error;
            finding.message = format!("{}: {}", refused.path, refused.reason);
            finding.remedy.push(format!(
                "Make {} readable, or take it out of the dossier.",
                refused.path
            ));
            findings.push(finding);
        }
        if findings.is_empty() {
            let mut finding = self.finding(&READ, self.intake.subject, &[]);
            let count = self.intake.documents.len();
            if count == 0 {
                finding.outcome = Outcome::Insufficient;
                finding.message = "The dossier has no document that a format reads.".to_owned();
                finding.remedy.push(
                    "Add the vendor's documents: a model card, a bill of materials, answers to a questionnaire.".to_owned(),
                );
            } else {
                finding.outcome = Outcome::Pass;
                finding.message = match count {
                    1 => "The one document was read.".to_owned(),
                    _ => format!("All {count} documents were read."),
                };
            }
            findings.push(finding);
        }
        findings
    }

    fn digests(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for check in self.intake.digests {
            if check.actual.as_ref() == Ok(&check.stated) {
                continue;
            }
            let entity = EntityId::new(EntityKind::Document, &check.path);
            let mut finding = self.finding(&DIGEST, &entity, &[]);
            let at = place(&check.origin);
            (finding.outcome, finding.message) = match &check.actual {
                Ok(actual) => (
                    Outcome::Fail,
                    format!(
                        "{at} gives {} the SHA-256 {}, but its bytes have {actual}.",
                        check.path, check.stated
                    ),
                ),
                Err(reason) => (
                    Outcome::Error,
                    format!("{at} names {} by digest, but {reason}", check.path),
                ),
            };
            finding.remedy.push(format!(
                "Supply the {} that {at} names, or a document that names this one.",
                check.path
            ));
            finding.evidence.push(named(check));
            findings.push(finding);
        }
        if findings.is_empty() {
            let mut finding = self.finding(&DIGEST, self.intake.subject, &[]);
            let count = self.intake.digests.len();
            (finding.outcome, finding.message) = match count {
                0 => (
                    Outcome::NotApplicable,
                    "No document names a file of the dossier by digest.".to_owned(),
                ),
                1 => (
                    Outcome::Pass,
                    "The one file that is named by digest has it.".to_owned(),
                ),
                _ => (
                    Outcome::Pass,
                    format!("All {count} digests that documents give are those of the files."),
                ),
            };
            finding.evidence = self.intake.digests.iter().map(named).collect();
            findings.push(finding);
        }
        findings
    }

    fn conflicts(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .intake
            .facts
            .contradictions
            .iter()
            .map(|contradiction| self.conflict(contradiction))
            .collect();
        if findings.is_empty() {
            let mut finding = self.finding(&CONFLICT, self.intake.subject, &[]);
            (finding.outcome, finding.message) = if self.intake.documents.is_empty() {
                (Outcome::NotApplicable, "There are no documents.".to_owned())
            } else {
                (
                    Outcome::Pass,
                    "No two documents state different values for the same thing.".to_owned(),
                )
            };
            findings.push(finding);
        }
        findings
    }

    fn conflict(&self, contradiction: &Contradiction) -> Finding {
        let name = match &contradiction.key {
            Key::Attribute(name) => (*name).to_owned(),
            Key::Answer(question) => question.clone(),
        };
        let mut finding = self.finding(&CONFLICT, &contradiction.entity, &[name]);
        let stated: Vec<String> = contradiction
            .values
            .iter()
            .map(|stated| {
                let places: BTreeMap<String, ()> = stated
                    .places
                    .iter()
                    .map(|(origin, _)| (place(origin), ()))
                    .collect();
                let places: Vec<String> = places.into_keys().take(3).collect();
                let value = short(&stated.value);
                let text = short(&Value::Text(stated.text.clone()));
                let written = if text.is_empty() || text.eq_ignore_ascii_case(&value) {
                    String::new()
                } else {
                    format!(", written \"{text}\"")
                };
                format!("{value}{written} ({})", places.join(", "))
            })
            .collect();
        finding.message = format!(
            "{} of {} is stated as {}; compared {}.",
            label(&contradiction.key),
            contradiction.entity,
            stated.join(" and as "),
            contradiction.compared
        );
        finding.evidence = contradiction
            .values
            .iter()
            .flat_map(|stated| {
                stated.places.iter().map(|(origin, worth)| Evidence {
                    origin: origin.clone(),
                    worth: *worth,
                    key: Some(contradiction.key.clone()),
                    value: stated.value.to_string(),
                })
            })
            .collect();
        finding.evidence.sort();
        match contradiction
            .settled
            .and_then(|it| contradiction.values.get(it))
        {
            Some(settled) => {
                finding.outcome = Outcome::Pass;
                finding.message.push_str(&format!(
                    " {} settles it: it is better evidence than the others.",
                    short(&settled.value)
                ));
            }
            None => {
                finding.outcome = Outcome::Fail;
                finding.remedy.push(format!(
                    "Ask which value of `{}` holds, and for corrected documents.",
                    contradiction.key
                ));
                finding.missing.push(Missing {
                    key: contradiction.key.clone(),
                    word: None,
                    label: format!("{} without contradiction", label(&contradiction.key)),
                    home: home(&contradiction.key),
                    note: String::new(),
                    alternative: false,
                });
            }
        }
        finding
    }
}

/// A document as evidence of itself.
fn whole(document: &DocumentRecord) -> Evidence {
    Evidence {
        origin: Origin::whole(&document.path, &document.sha256),
        worth: Worth {
            strength: document.strength,
            backing: document.backing,
        },
        key: None,
        value: String::new(),
    }
}

/// The place where a document names a file by digest.
fn named(check: &DigestCheck) -> Evidence {
    Evidence {
        origin: check.origin.clone(),
        worth: check.worth,
        key: None,
        value: check.stated.clone(),
    }
}
