//! A pack's cases: small dossiers, or facts, with the outcome that a control must come to. A
//! control without a passing, a failing and a document case does not load.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Control;
use crate::fact::Strength;
use crate::finding::Outcome;
use crate::policy::clause::Formula;
use crate::problem::{Problem, Problems, toml_file};
use crate::source::SourceFile;

/// One case of one control.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The control.
    pub control: String,
    /// What the case shows.
    pub name: String,
    /// The worst outcome over the control's findings.
    pub outcome: Outcome,
    /// Facts about the control's principal: attribute (or `QUESTIONNAIRE-VERSION:ID`) → values.
    pub facts: BTreeMap<String, Vec<String>>,
    /// What those facts are worth.
    pub worth: Strength,
    /// The entities that a quantified control is asked for, each with its facts.
    pub each: Vec<BTreeMap<String, Vec<String>>>,
    /// Documents: path, text.
    pub documents: Vec<(String, String)>,
    /// The action; none: the control's first.
    pub action: Option<String>,
    /// The risk tier.
    pub risk_tier: String,
    /// The sector.
    pub sector: Option<String>,
    /// The jurisdictions.
    pub jurisdictions: Option<Vec<String>>,
    /// The review date.
    pub as_of: String,
    /// How exposed the principal is, as the reviewer says.
    pub exposure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    case: Vec<Wire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    name: String,
    outcome: String,
    #[serde(default)]
    facts: BTreeMap<String, toml::Value>,
    #[serde(default)]
    worth: Option<String>,
    #[serde(default)]
    each: Vec<WireEach>,
    #[serde(default)]
    document: Vec<WireDocument>,
    action: Option<String>,
    risk_tier: Option<String>,
    sector: Option<String>,
    jurisdictions: Option<Vec<String>>,
    as_of: Option<String>,
    exposure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEach {
    facts: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    path: String,
    text: String,
}

/// Parses the cases of one control.
///
/// # Errors
/// The problems with their places.
pub(super) fn parse(source: &SourceFile, control: &str) -> Result<Vec<Case>, Problems> {
    let file: File = toml_file(source)?;
    let mut cases = Vec::new();
    for wire in file.case {
        let wrong = |message: String, help: &str| {
            Problems::from(
                Problem::file(source.path(), format!("case \"{}\": {message}", wire.name))
                    .help(help),
            )
        };
        let outcome = Outcome::from_name(&wire.outcome).ok_or_else(|| {
            wrong(
                format!("unknown outcome `{}`", wire.outcome),
                "the outcomes are pass, fail, insufficient, not-applicable, error",
            )
        })?;
        let worth = match &wire.worth {
            None => Strength::Documented,
            Some(word) => Strength::from_name(word).ok_or_else(|| {
                wrong(
                    format!("unknown worth `{word}`"),
                    "the words are stated, documented, recomputed",
                )
            })?,
        };
        if let Some(as_of) = &wire.as_of
            && as_of.parse::<jiff::civil::Date>().is_err()
        {
            return Err(wrong(
                format!("`{as_of}` is not a date"),
                "write it as YYYY-MM-DD",
            ));
        }
        cases.push(Case {
            control: control.to_owned(),
            name: wire.name.clone(),
            outcome,
            facts: texts(&wire.facts),
            worth,
            each: wire.each.iter().map(|each| texts(&each.facts)).collect(),
            documents: wire
                .document
                .into_iter()
                .map(|document| (document.path, document.text))
                .collect(),
            action: wire.action,
            risk_tier: wire.risk_tier.unwrap_or_else(|| "high".to_owned()),
            sector: wire.sector,
            jurisdictions: wire.jurisdictions,
            as_of: wire.as_of.unwrap_or_else(|| "2026-11-01".to_owned()),
            exposure: wire.exposure,
        });
    }
    Ok(cases)
}

fn texts(facts: &BTreeMap<String, toml::Value>) -> BTreeMap<String, Vec<String>> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    facts
        .iter()
        .map(|(key, value)| {
            let values = match value {
                toml::Value::Array(items) => items.iter().map(text).collect(),
                other => vec![text(other)],
            };
            (key.clone(), values)
        })
        .collect()
}

/// Checks that each control has a case that passes, one that does not (failing, where the control
/// can fail at all), and one that starts from a document; and that each case has its control.
pub(super) fn complete(
    name: &str,
    controls: &[Control],
    cases: &[Case],
    problems: &mut Vec<Problem>,
) {
    for control in controls {
        let own: Vec<&Case> = cases
            .iter()
            .filter(|case| case.control == control.id)
            .collect();
        let file = format!("{name}/tests/{}.toml", control.id);
        if own.is_empty() {
            problems.push(
                Problem::file(
                    format!("{name}/{}:{}", control.file, control.line),
                    format!("`{}` has no cases", control.id),
                )
                .help(format!(
                    "write `tests/{}.toml` with a passing, a failing and a document case",
                    control.id
                )),
            );
            continue;
        }
        let atoms = &control.compiled.atoms;
        let can_fail = match &control.compiled.satisfies {
            Some(formula) => formula.can_be(false, atoms),
            None => control.compiled.applies.can_be(true, atoms),
        } && control.compiled.applies != Formula::Constant(false);
        let wanted = if can_fail {
            Outcome::Fail
        } else {
            Outcome::Insufficient
        };
        for outcome in [Outcome::Pass, wanted] {
            if !own.iter().any(|case| case.outcome == outcome) {
                problems.push(
                    Problem::file(
                        &file,
                        format!("`{}` has no case with the outcome `{outcome}`", control.id),
                    )
                    .help("each control shows what it accepts and what it refuses"),
                );
            }
        }
        if !own.iter().any(|case| !case.documents.is_empty()) {
            problems.push(
                Problem::file(
                    &file,
                    format!("no case of `{}` starts from a document", control.id),
                )
                .help("add `[[case.document]]` with a path and a text"),
            );
        }
    }
    for case in cases {
        if !controls.iter().any(|control| control.id == case.control) {
            problems.push(
                Problem::file(
                    format!("{name}/tests/{}.toml", case.control),
                    format!("there is no control `{}`", case.control),
                )
                .help("a case file is named after its control"),
            );
        }
    }
    problems.dedup();
}
