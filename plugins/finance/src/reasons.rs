//! Reasons for adverse actions: whether they are specific, and of inputs that the model is
//! documented to have.
//!
//! 12 CFR 1002.9(a)(2)(i) and (b)(2): the statement of reasons must be specific; that the creditor's
//! internal standards or policies were not met, or a qualifying score was not reached, is not.

use passmuster_plugin::text::{bare, clip, is_placeholder, join, lowered, words};
use passmuster_plugin::{CheckError, Config, Dossier, Finding, Outcome, Places, Receipt, Severity};

mod documented;
mod generic;
#[cfg(test)]
mod tests;

use documented::Documented;

use crate::rows::{self, ALL_ROWS, Column, Row};

const COLUMNS: &[Column] = &[
    Column {
        names: &["code", "reason_code"],
    },
    Column {
        names: &["reason", "description", "text"],
    },
    Column {
        names: &["input", "inputs", "feature", "features"],
    },
];
const CODE: usize = 0;
const REASON: usize = 1;
const INPUT: usize = 2;

/// Longest reason that is looked at, in bytes; a longer one is for a person.
const LOOKED: usize = 1_000;
/// Inputs of one code that are looked at.
const INPUTS: usize = 50;

/// Makes the check.
pub(crate) fn run(dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    let mut config = Config::parse(config)?;
    let more = config.texts("generic")?;
    config.finish()?;
    let generic: Vec<String> = more
        .iter()
        .map(|it| words(it))
        .filter(|it| !it.is_empty())
        .collect();
    let mut findings = Vec::new();
    let mut documented = None;
    let mut left = ALL_ROWS;
    for document in dossier.documents() {
        if document.format != "reason-codes" {
            continue;
        }
        let rows = rows::read(dossier, &document.id, COLUMNS, &mut left)?;
        findings.extend(rows::remark(&document.id, &rows));
        if documented.is_none() {
            documented = Some(Documented::read(dossier)?);
        }
        let Some(documented) = &documented else {
            continue;
        };
        for code in codes(&rows.rows) {
            let finding = weigh(&code, &generic, documented);
            let key = format!("{}#{}", document.id, code.key());
            let finding = finding
                .key(&key)
                .attribute("code", &clip(code.code, 200))
                .attribute("inputs", &clip(&join(&code.inputs(), "; "), 600))
                .cite_all(code.receipts());
            findings.push(finding);
        }
    }
    if findings.is_empty() {
        let message = "There is no table of reason codes, so no reason for an adverse action can be looked at.";
        let finding = Finding::new(Outcome::Insufficient, Severity::Medium, message).remediation(
            "Add a CSV with the columns `reason_code`, `reason` and `inputs`, several inputs separated by `;`.",
        );
        findings.push(finding.key("none"));
    }
    Ok(rows::fitting(findings))
}

/// All rows of one code.
struct Code<'a> {
    code: &'a str,
    rows: Vec<&'a Row>,
}

/// Codes, in the order in which they first come. A row without a code stands alone.
fn codes(rows: &[Row]) -> Vec<Code<'_>> {
    let mut codes: Vec<Code<'_>> = Vec::new();
    let mut places = Places::new();
    // The code that each place stands for: a row without a code has none.
    let mut numbers: Vec<usize> = Vec::new();
    for row in rows {
        let code = row.text(CODE);
        let known = match code {
            "" => None,
            code => match places.place(&lowered(code)) {
                (_, true) => {
                    numbers.push(codes.len());
                    None
                }
                (place, false) => numbers.get(place).copied(),
            },
        };
        match known.and_then(|at| codes.get_mut(at)) {
            Some(known) => known.rows.push(row),
            None => codes.push(Code {
                code,
                rows: vec![row],
            }),
        }
    }
    codes
}

impl Code<'_> {
    fn key(&self) -> String {
        match (self.code, self.rows.first()) {
            ("", Some(row)) => format!("row-{}", row.number + 1),
            (code, _) => clip(code, 200),
        }
    }

    /// To begin a sentence with.
    fn shown(&self) -> String {
        match (self.code, self.rows.first()) {
            ("", Some(row)) => format!("Row {}", row.number + 1),
            (code, _) => format!("Code {}", clip(code, 60)),
        }
    }

    fn receipts(&self) -> impl Iterator<Item = Receipt> {
        self.rows.iter().flat_map(|row| row.receipts())
    }

    /// The inputs of all rows, as written, each once.
    fn inputs(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for input in self.rows.iter().flat_map(|row| row.text(INPUT).split(';')) {
            let input = input.trim();
            if !is_placeholder(input)
                && !bare(input).is_empty()
                && !found.contains(&input)
                && found.len() < INPUTS
            {
                found.push(input);
            }
        }
        found
    }
}

fn insufficient(message: &str, remediation: &str) -> Finding {
    Finding::new(Outcome::Insufficient, Severity::Medium, message).remediation(remediation)
}

fn fail(message: &str, remediation: &str) -> Finding {
    Finding::new(Outcome::Fail, Severity::High, message).remediation(remediation)
}

/// What one code comes to.
fn weigh(code: &Code<'_>, generic: &[String], documented: &Documented) -> Finding {
    let shown = code.shown();
    if code.code.is_empty() || is_placeholder(code.code) {
        return insufficient(
            &format!("{shown} has no code."),
            "Give each reason a code of its own.",
        );
    }
    let mut reasons: Vec<(&str, String)> = Vec::new();
    for row in &code.rows {
        let text = row.text(REASON);
        if is_placeholder(text) {
            continue;
        }
        if text.len() > LOOKED {
            return Finding::new(
                Outcome::NeedsReview,
                Severity::Low,
                &format!(
                    "{shown} has a reason of {} bytes, too long to be looked at.",
                    text.len()
                ),
            )
            .remediation("Write the specific reason in a sentence.");
        }
        let plain = words(text);
        if !plain.is_empty() && !reasons.iter().any(|(_, known)| *known == plain) {
            reasons.push((text, plain));
        }
    }
    if let [(first, _), (second, _), ..] = reasons.as_slice() {
        return fail(
            &format!(
                "{shown} stands for two reasons: \"{}\" and \"{}\".",
                clip(first, 200),
                clip(second, 200)
            ),
            "Give each reason a code of its own.",
        );
    }
    let Some((reason, plain)) = reasons.first() else {
        return insufficient(
            &format!("{shown} has no reason."),
            "Write the specific reason that the applicant is given.",
        );
    };
    let reason = clip(reason, 300);
    if let Some(phrase) = generic::phrase(plain, generic) {
        return fail(
            &format!(
                "{shown}, \"{reason}\", is generic: it says \"{}\" and not what about the applicant led to it.",
                clip(phrase, 100)
            ),
            "Name the specific reason, such as the input that weighed most, in plain words (12 CFR 1002.9(b)(2), Appendix C).",
        );
    }
    let inputs = code.inputs();
    if inputs.is_empty() {
        return insufficient(
            &format!("{shown}, \"{reason}\", names no input of the model."),
            "Fill the column `inputs` with the inputs that the reason stands for, separated by `;`.",
        );
    }
    if documented.is_empty() {
        return insufficient(
            &format!(
                "{shown}, \"{reason}\", cannot be compared: no document lists the inputs of the model."
            ),
            "Document the inputs of the model, as `model_inputs`.",
        );
    }
    mapped(code, &reason, &inputs, documented)
}

/// A specific reason with inputs, against the inputs that are documented.
fn mapped(code: &Code<'_>, reason: &str, inputs: &[&str], documented: &Documented) -> Finding {
    let shown = code.shown();
    let mut missing: Vec<&str> = Vec::new();
    let mut receipts: Vec<Receipt> = Vec::new();
    for input in inputs {
        // "income, amount" is one input if it is listed so, else two.
        let parts: Vec<&str> = match documented.find(input) {
            Some(_) => vec![input],
            None => input
                .split(',')
                .map(str::trim)
                .filter(|it| !it.is_empty())
                .collect(),
        };
        for part in parts {
            match documented.find(part) {
                Some(receipt) => receipts.push(receipt),
                None => missing.push(part),
            }
        }
    }
    if !missing.is_empty() {
        let named: Vec<String> = missing.iter().take(10).map(|it| clip(it, 60)).collect();
        return insufficient(
            &format!(
                "{shown}, \"{reason}\", rests on what the documentation does not list as an input of the model: {}.",
                join(&named, ", ")
            ),
            "Document these inputs, or name the documented ones that the reason stands for.",
        )
        .cite_all(receipts);
    }
    if documented.entities > 1 {
        return Finding::new(
            Outcome::NeedsReview,
            Severity::Low,
            &format!(
                "{shown}, \"{reason}\", rests on documented inputs, but {} models list inputs, and which of them the codes belong to is not said.",
                documented.entities
            ),
        )
        .remediation("Review one model at a time.")
        .cite_all(receipts);
    }
    Finding::new(
        Outcome::Pass,
        Severity::Info,
        &format!(
            "{shown}, \"{reason}\", is specific and rests on documented inputs: {}.",
            clip(&join(inputs, ", "), 400)
        ),
    )
    .cite_all(receipts)
}
