//! What authors of packs and plugins use. Here: a pack's cases, run.

use std::collections::BTreeSet;

use jiff::civil;

use crate::Asked;
use crate::evaluate::{Enforce, Question, evaluate};
use crate::fact::{
    Assembled, Described, EntityId, EntityKind, Identities, Key, Named, Reading, Worth, assemble,
    vocabulary,
};
use crate::finding::{Finding, Outcome};
use crate::intake::{Intake, intake};
use crate::limits::Limits;
use crate::policy::cedar::Scope;
use crate::policy::{Case, Control, Pack};
use crate::review::Review;
use crate::run::Status;
use crate::source::{Artifact, Dossier, SourceFile, Span, recognise};

pub mod fixture;
pub mod probe;
pub mod scaffold;

/// What a case came to.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// The control.
    pub control: String,
    /// The case.
    pub name: String,
    /// The outcome that the case asks for.
    pub expected: Outcome,
    /// The outcome that it came to; none: the case cannot be run, and the findings are empty.
    pub actual: Option<Outcome>,
    /// Why it cannot be run, or the messages of the findings.
    pub explanation: String,
}

impl CaseResult {
    /// Whether the case shows what it says.
    pub fn holds(&self) -> bool {
        self.actual == Some(self.expected)
    }
}

/// Runs every case of a pack, in order. A pack without cases gives none, which is a failure of its
/// own for whoever asks.
pub fn run_cases(pack: &Pack) -> Vec<CaseResult> {
    pack.cases.iter().map(|case| run_case(pack, case)).collect()
}

fn run_case(pack: &Pack, case: &Case) -> CaseResult {
    let result = |actual: Option<Outcome>, explanation: String| CaseResult {
        control: case.control.clone(),
        name: case.name.clone(),
        expected: case.outcome,
        actual,
        explanation,
    };
    let Some(control) = pack.controls.iter().find(|it| it.id == case.control) else {
        return result(None, format!("there is no control `{}`", case.control));
    };
    match findings(pack, control, case) {
        Err(error) => result(None, error),
        Ok(findings) => {
            let worst = findings
                .iter()
                .map(|finding| finding.outcome)
                .max_by_key(rank);
            let text: Vec<&str> = findings.iter().map(|it| it.message.as_str()).collect();
            result(worst, text.join(" "))
        }
    }
}

/// The worst of a quantified control's findings counts.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Error => 4,
        Outcome::Fail => 3,
        Outcome::Insufficient => 2,
        Outcome::Pass => 1,
        Outcome::NotApplicable => 0,
    }
}

fn findings(pack: &Pack, control: &Control, case: &Case) -> Result<Vec<Finding>, String> {
    let as_of: civil::Date = case
        .as_of
        .parse()
        .map_err(|_| "the as-of date is no date".to_owned())?;
    let compiled = &control.compiled;
    let principal = EntityId::new(compiled.principal, "subject");
    let action = case
        .action
        .clone()
        .or_else(|| compiled.actions.first().cloned())
        .unwrap_or_else(|| crate::DEFAULT_ACTION.to_owned());
    let scope = Scope {
        as_of: as_of.to_string(),
        risk_tier: case.risk_tier.clone(),
        sector: case.sector.clone(),
        jurisdictions: case
            .jurisdictions
            .as_ref()
            .map(|list| list.iter().cloned().collect::<BTreeSet<_>>()),
        exposure: std::collections::BTreeMap::new(),
    };
    let (assembled, checks) = if case.documents.is_empty() {
        (from_facts(&principal, control, case, as_of)?, Vec::new())
    } else if case.facts.is_empty() && case.each.is_empty() {
        let mut intake = from_documents(&principal, case, as_of)?;
        // The check of the control alone: the others say nothing of it.
        let checks = match &control.check {
            None => Vec::new(),
            Some(check) => {
                let settings = probe::settings(as_of);
                let asked = Asked {
                    action: &action,
                    scope: &scope,
                    settings: &settings,
                };
                asked.checks(std::slice::from_ref(pack), &mut intake, Some(check))
            }
        };
        (intake.assembled, checks)
    } else {
        return Err("a case starts from facts or from documents, not from both".to_owned());
    };
    let question = Question {
        facts: &assembled.facts,
        principals: &assembled.principals,
        action: &action,
        scope: &scope,
        as_of,
        enforce: &Enforce::Pack,
        checks: &checks,
    };
    let (found, out_of_scope) = evaluate(pack, &question);
    if let Some(out) = out_of_scope.iter().find(|out| out.control == control.id) {
        return Err(format!("it is out of scope: {}", out.reason));
    }
    Ok(found
        .into_iter()
        .filter(|finding| finding.control == control.id)
        .collect())
}

/// A case's documents as a dossier, whose reviewer ties every document to the principal.
fn from_documents(principal: &EntityId, case: &Case, as_of: civil::Date) -> Result<Intake, String> {
    let mut dossier = Dossier::default();
    let mut paths = Vec::new();
    for (path, text) in &case.documents {
        let bytes = text.as_bytes();
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match recognise(bytes, path, size) {
            Some(kind) => dossier.artifacts.push(Artifact {
                path: path.clone(),
                bytes: size,
                kind,
            }),
            None => {
                dossier
                    .documents
                    .push(SourceFile::new(path.clone(), bytes.to_vec()));
                paths.push(path.as_str());
            }
        }
    }
    let review = probe::review_of(principal, paths.into_iter());
    let review = Review::parse(SourceFile::new("case", review.into_bytes()))
        .map_err(|problems| problems.to_string())?;
    let intake = intake(
        &dossier,
        Some(&review),
        "subject",
        as_of,
        &Limits::default(),
    )
    .map_err(|problems| problems.to_string())?;
    if let Some(unread) = intake.unread.first() {
        return Err(format!("{} is not read: {}", unread.path, unread.reason));
    }
    if let Some(refused) = intake.refused.first() {
        return Err(format!("{}: {}", refused.path, refused.reason));
    }
    match intake
        .documents
        .iter()
        .find(|it| it.status == Status::Broken)
    {
        Some(broken) => Err(format!(
            "{} is broken: {}",
            broken.path,
            broken.remarks.join("; ")
        )),
        None => Ok(intake),
    }
}

fn from_facts(
    principal: &EntityId,
    control: &Control,
    case: &Case,
    as_of: civil::Date,
) -> Result<Assembled, String> {
    let reading = stated(
        principal.kind,
        control.compiled.resource,
        control.check.as_deref(),
        case,
    )?;
    let described = Described {
        path: "case",
        sha256: "",
        file: None,
        reading: &reading,
        worth: Worth {
            strength: case.worth,
            ..Worth::default()
        },
        format: "case",
        opaque: false,
        answers: false,
    };
    let identities = Identities {
        subject: Some(Named {
            id: principal.clone(),
            ids: Vec::new(),
        }),
        about: [("case".to_owned(), Some(principal.clone()))].into(),
        ..Identities::default()
    };
    Ok(assemble(&[described], &identities, as_of))
}

/// The facts that a case states without a document.
fn stated(
    principal: EntityKind,
    resource: EntityKind,
    check: Option<&str>,
    case: &Case,
) -> Result<Reading, String> {
    let mut reading = Reading::new(case.worth);
    let main = reading.entity(Some(principal), "subject", None);
    let mut sets = vec![(main, principal, &case.facts)];
    for (index, facts) in case.each.iter().enumerate() {
        // A check's findings are `plugin/check#KEY`.
        let name = match check {
            Some(check) => format!("{check}#{}", index + 1),
            None => format!("{}", index + 1),
        };
        let entity = reading.entity(Some(resource), &name, Some(main));
        sets.push((entity, resource, facts));
    }
    for (entity, kind, facts) in sets {
        for (name, values) in facts {
            for value in values {
                let before = reading.facts.len();
                if name.contains(':') {
                    let node = crate::tree::Node {
                        value: crate::tree::Value::Text(value.clone()),
                        span: Span::default(),
                    };
                    reading.answer(entity, name.clone(), "", &node);
                } else {
                    let attribute = vocabulary::attribute(name)
                        .filter(|it| it.derived.is_none())
                        .ok_or_else(|| format!("`{name}` is not a fact of the vocabulary"))?;
                    if attribute.host {
                        reading.facts.push(crate::fact::LocalFact {
                            entity,
                            key: Key::Attribute(attribute.name),
                            value: crate::fact::Value::parse(attribute, value)?,
                            text: value.clone(),
                            pointer: String::new(),
                            span: Span::default(),
                        });
                        continue;
                    }
                    if !attribute.is_about(kind) {
                        return Err(format!("`{name}` says nothing of a {kind}"));
                    }
                    reading.state_text(entity, name, "", Span::default(), value);
                }
                if reading.facts.len() == before {
                    return Err(format!("`{name}`: \"{value}\" is no value of it"));
                }
            }
        }
    }
    Ok(reading)
}
