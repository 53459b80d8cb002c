//! A finding of a run in words: its clauses as a tree, with what was read, where, and what it is worth,
//! and the smallest changes that would satisfy the control.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::{decisions, usage};
use crate::fact::{Backing, Worth};
use crate::finding::{Joined, Logic, Outcome, Truth};
use crate::printable::{one_line, wrap};
use crate::record::{Record, RecordedClause, RecordedFinding, RecordedValue};

/// Fewest digits of a fingerprint that are taken for one.
const PREFIX: usize = 6;
/// Values of one clause that are shown.
const VALUES: usize = 6;
const WIDTH: usize = 92;

/// What is explained: the number of a dossier and of a finding in it.
pub(super) type At = (usize, usize);

/// The findings of a run that a text means: a fingerprint or the beginning of one, `CONTROL` or
/// `CONTROL@ENTITY`; all of them where there is none.
pub(super) fn find(record: &Record, what: Option<&str>) -> anyhow::Result<Vec<At>> {
    let all = || {
        let dossiers = record.run.dossiers.iter().enumerate();
        dossiers.flat_map(|(dossier, it)| {
            let findings = it.findings.iter().enumerate();
            findings.map(move |(index, finding)| ((dossier, index), finding))
        })
    };
    let Some(what) = what else {
        return Ok(all().map(|(at, _)| at).collect());
    };
    let (control, entity) = what
        .split_once('@')
        .map_or((what, None), |(a, b)| (a, Some(b)));
    let hex = what.len() >= PREFIX && what.bytes().all(|b| b.is_ascii_hexdigit());
    let means = |finding: &RecordedFinding| {
        let named = finding.control.eq_ignore_ascii_case(control)
            && entity
                .is_none_or(|it| finding.entity.name == it || finding.entity.to_string() == it);
        named || hex && finding.fingerprint.starts_with(&what.to_ascii_lowercase())
    };
    let found: Vec<At> = all()
        .filter(|(_, it)| means(it))
        .map(|(at, _)| at)
        .collect();
    if found.is_empty() {
        return Err(usage(
            format!("{} has no finding `{}`", record.path, one_line(what)),
            "give a fingerprint or the first six of its digits, CONTROL, or CONTROL@ENTITY; --run alone lists the findings",
        ));
    }
    Ok(found)
}

/// Reads a run and says what was asked for. `json` gives the findings as the run has them.
pub(super) fn explain(path: &Path, what: Option<&str>, json: bool) -> anyhow::Result<String> {
    let record = decisions::record(path)?;
    let found = find(&record, what)?;
    if json {
        return as_json(path, &found);
    }
    let mut text = String::new();
    for (dossier, index) in &found {
        let of = record.run.dossiers.get(*dossier);
        let Some(finding) = of.and_then(|it| it.findings.get(*index)) else {
            continue;
        };
        if what.is_none() {
            let _ = writeln!(
                text,
                "{:.12}  {:14}  {}@{}",
                finding.fingerprint,
                finding.outcome.name(),
                one_line(&finding.control),
                one_line(&finding.entity.name)
            );
        } else {
            if !text.is_empty() {
                text.push('\n');
            }
            one(&mut text, &record, finding);
        }
    }
    if found.is_empty() {
        text.push_str("The run has no findings.\n");
    }
    Ok(text)
}

fn as_json(path: &Path, found: &[At]) -> anyhow::Result<String> {
    // The run was read and checked; its findings are handed on as they stand.
    let bytes = std::fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let run: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let findings: Vec<&serde_json::Value> = found
        .iter()
        .filter_map(|(dossier, index)| {
            run.get("dossiers")?
                .get(dossier)?
                .get("findings")?
                .get(index)
        })
        .collect();
    let mut out = Vec::new();
    crate::printable::write_json(&findings, &mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn one(text: &mut String, record: &Record, finding: &RecordedFinding) {
    let outcome = match finding.outcome {
        Outcome::Pass => "holds",
        Outcome::Fail => "fails",
        Outcome::Insufficient => "evidence is missing",
        Outcome::NotApplicable => "does not apply",
        Outcome::Error => "could not be checked",
    };
    let mut row = |first: &str, value: &str| {
        let _ = writeln!(
            text,
            "{}",
            wrap(&one_line(value), WIDTH, first, &" ".repeat(first.len()))
        );
    };
    row("", &format!("{}: {}", finding.control, finding.title));
    row(
        "",
        &format!(
            "{} {}: {outcome}, as of {}.",
            finding.entity.kind.name(),
            finding.entity.name,
            record.run.as_of
        ),
    );
    row("", &finding.message);
    row("  finding     ", &finding.fingerprint);
    row(
        "  gates       ",
        &match &finding.enforcement_note {
            Some(note) => format!("{} ({note})", finding.enforcement.name()),
            None => finding.enforcement.name().to_owned(),
        },
    );
    if let Some(minimum) = finding.minimum {
        row(
            "  evidence    ",
            &super::worth(Worth {
                strength: minimum.strength,
                backing: minimum.backing,
            }),
        );
    }
    if let Some(decision) = &finding.decision {
        row("  decision    ", decision.kind.name());
    }
    match &finding.logic {
        Some(joined) => {
            let _ = writeln!(text, "\nClauses");
            tree(text, joined, &finding.clauses);
        }
        None if finding.clauses.is_empty() => {}
        None => {
            let _ = writeln!(
                text,
                "\nClauses (the run is of a version that did not keep how they are joined)"
            );
            for clause in &finding.clauses {
                line(text, clause, 1);
            }
        }
    }
    if !finding.remedy.is_empty() {
        let _ = writeln!(text, "\nThe smallest changes that would satisfy it");
        for (number, remedy) in (1..).zip(&finding.remedy) {
            let first = if number == 1 { "  " } else { "  or: " };
            let wrapped = wrap(&one_line(remedy), WIDTH, first, &" ".repeat(first.len()));
            let _ = writeln!(text, "{wrapped}");
        }
    }
    for cited in &finding.cites {
        let cites = format!("{}; {}", cited.title, cited.status);
        let _ = writeln!(text, "{}", wrap(&one_line(&cites), WIDTH, "\nCites ", "  "));
    }
}

fn tree(text: &mut String, joined: &Joined, clauses: &[RecordedClause]) {
    let truth = |logic: &Logic| {
        logic.evaluate(&|index| clauses.get(index).map_or(Truth::Unknown, |it| it.truth))
    };
    let _ = writeln!(text, "  it applies if ({}):", truth(&joined.applies).name());
    node(text, &joined.applies, clauses, 2);
    match &joined.satisfies {
        Some(it) => {
            let _ = writeln!(text, "  it is satisfied if ({}):", truth(it).name());
            node(text, it, clauses, 2);
        }
        None => {
            let _ = writeln!(text, "  it is satisfied where it does not apply.");
        }
    }
}

fn node(text: &mut String, logic: &Logic, clauses: &[RecordedClause], depth: usize) {
    let value = logic.evaluate(&|index| clauses.get(index).map_or(Truth::Unknown, |it| it.truth));
    let pad = "  ".repeat(depth);
    let (word, parts) = match logic {
        Logic::Constant(true) => ("always", &[][..]),
        Logic::Constant(false) => ("never", &[][..]),
        Logic::Clause(index) => {
            if let Some(clause) = clauses.get(*index) {
                line(text, clause, depth);
            }
            return;
        }
        Logic::Not(inner) => ("not", std::slice::from_ref(&**inner)),
        Logic::And(parts) => ("all of", parts.as_slice()),
        Logic::Or(parts) => ("one of", parts.as_slice()),
        Logic::If(parts) => (
            "if the first then the second, else the third of",
            parts.as_slice(),
        ),
    };
    let _ = writeln!(text, "{pad}{:7}  {word}", value.name());
    for part in parts {
        node(text, part, clauses, depth + 1);
    }
}

fn line(text: &mut String, clause: &RecordedClause, depth: usize) {
    let pad = "  ".repeat(depth);
    let hangs = if clause.decisive { "  <- here" } else { "" };
    let _ = writeln!(
        text,
        "{pad}{:7}  {}{hangs}",
        clause.truth.name(),
        one_line(&clause.text)
    );
    for value in clause.values.iter().take(VALUES) {
        let _ = writeln!(text, "{pad}         {}", read(value));
    }
    let more = clause.values.len().saturating_sub(VALUES);
    if more > 0 {
        let _ = writeln!(text, "{pad}         and {more} more");
    }
}

/// A value, where it stands and what it is worth.
fn read(value: &RecordedValue) -> String {
    let place = match (&value.part, value.line) {
        (Some(part), _) => format!("{} {part}", value.document),
        (None, 0) => value.document.clone(),
        (None, line) => format!("{}:{line}:{}", value.document, value.column),
    };
    let backing = match value.backing {
        Backing::None => String::new(),
        backing => format!(", backed by {}", backing.name()),
    };
    let below = if value.below_minimum {
        "; too little to help"
    } else {
        ""
    };
    one_line(&format!(
        "{} = {} ({place}, {}{backing}{below})",
        value.attribute,
        value.value,
        value.strength.name()
    ))
}
