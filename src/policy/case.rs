//! A pack's cases: small dossiers, or facts, with the outcome that a control must come to. A
//! control without a passing, a failing and a document case does not load.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Control;
use crate::fact::Strength;
use crate::finding::Outcome;
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::{SourceFile, Span};

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
    /// How the principal is exposed.
    pub exposure: Option<String>,
    /// The file, inside the pack.
    pub file: String,
    /// The 1-based line of the outcome.
    pub line: usize,
    /// Where the outcome's text stands in the file, quotes included.
    pub outcome_span: Span,
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
    outcome: toml::Spanned<String>,
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
        let place = wire.outcome.span();
        let outcome_span = Span::new(place.start + source.bom(), place.end + source.bom());
        let wrong = |message: String, help: &str| {
            let message = format!("case \"{}\": {message}", wire.name);
            Problems::from(Problem::at(source, outcome_span, message).help(help))
        };
        let outcome = Outcome::from_name(wire.outcome.get_ref()).ok_or_else(|| {
            wrong(
                format!("unknown outcome `{}`", wire.outcome.get_ref()),
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
            file: format!("tests/{control}.toml"),
            line: source.location(outcome_span.start).line,
            outcome_span,
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
/// can fail at all), and one that starts from a document; and, where `all` controls are known, that
/// each case has its control.
pub(super) fn complete(
    name: &str,
    controls: &[&Control],
    cases: &[Case],
    all: bool,
    problems: &mut Vec<Problem>,
) {
    let mut by_control: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        by_control.entry(&case.control).or_default().push(case);
    }
    for control in controls {
        let own = by_control.remove(control.id.as_str()).unwrap_or_default();
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
                ))
                .lint("PL-CASES"),
            );
            continue;
        }
        let wanted = if control.can_fail() {
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
                    .help("each control shows what it accepts and what it refuses")
                    .lint("PL-CASES"),
                );
            }
        }
        if !own.iter().any(|case| !case.documents.is_empty()) {
            problems.push(
                Problem::file(
                    &file,
                    format!("no case of `{}` starts from a document", control.id),
                )
                .help("add `[[case.document]]` with a path and a text")
                .lint("PL-CASES"),
            );
        }
    }
    let mut stray: Vec<&str> = cases
        .iter()
        .map(|case| case.control.as_str())
        .filter(|id| all && !controls.iter().any(|control| control.id == *id))
        .collect();
    stray.dedup();
    for id in stray {
        let near = nearest(id, controls.iter().map(|control| control.id.as_str()));
        problems.push(
            Problem::file(
                format!("{name}/tests/{id}.toml"),
                format!("there is no control `{id}`"),
            )
            .help(match near {
                Some(near) => {
                    format!("a case file is named after its control: `tests/{near}.toml`?")
                }
                None => "a case file is named after its control".to_owned(),
            })
            .lint("PL-CASE-STRAY"),
        );
    }
}
