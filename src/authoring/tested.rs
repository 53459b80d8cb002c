//! The outputs of `pack test`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::cases::CaseResult;
use super::coverage::{Coverage, Share};
use crate::finding::{Clause, ClauseRole, Finding, Outcome};
use crate::printable::{one_line, pad, wrap, write_json, xml};

/// Columns of text for people.
const WIDTH: usize = 100;
/// Findings of one case whose clauses are shown.
const SHOWN: usize = 3;

/// The cases of one pack, run.
#[derive(Debug)]
pub struct Tested {
    /// The pack as the user named it.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The cases that ran.
    pub results: Vec<CaseResult>,
    /// What they reach, if that is asked for.
    pub coverage: Option<Coverage>,
}

/// An output of `pack test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestOutput {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For test reports of CI systems.
    Junit,
}

impl TestOutput {
    /// Writes the packs' cases.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, packs: &[Tested], out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human(packs, out),
            Self::Json => write_json(&json(packs), out),
            Self::Junit => out.write_all(junit(packs).as_bytes()),
        }
    }
}

fn actual(result: &CaseResult) -> String {
    match result.actual {
        Some(outcome) => format!("came to {outcome}"),
        None if result.explanation.is_empty() => "nothing was asked".to_owned(),
        None => "could not be run".to_owned(),
    }
}

fn human(packs: &[Tested], out: &mut dyn Write) -> io::Result<()> {
    for pack in packs {
        for result in pack.results.iter().filter(|it| !it.holds()) {
            writeln!(
                out,
                "FAIL {} \"{}\": expected {}, {}",
                one_line(&result.control),
                one_line(&result.name),
                result.expected,
                actual(result)
            )?;
            writeln!(
                out,
                "  --> {}/{}:{}",
                one_line(pack.path.trim_end_matches('/')),
                one_line(&result.file),
                result.line
            )?;
            for line in failure(result) {
                writeln!(out, "  {line}")?;
            }
            writeln!(out)?;
        }
    }
    for pack in packs {
        let failed = pack.results.iter().filter(|it| !it.holds()).count();
        let all = pack.results.len();
        writeln!(
            out,
            "{} {}: {all} test{}, {} passed, {failed} failed",
            one_line(&pack.id),
            one_line(&pack.version),
            if all == 1 { "" } else { "s" },
            all - failed
        )?;
        if let Some(coverage) = &pack.coverage {
            let share =
                |share: Share| format!("{} % ({} of {})", share.percent(), share.reached, share.of);
            writeln!(
                out,
                "  coverage: outcomes {}, clauses {}, conditions {}",
                share(coverage.controls),
                share(coverage.clauses),
                share(coverage.atoms)
            )?;
            for left in &coverage.unreached {
                let text = format!(
                    "{} ({}:{}): no case {}",
                    left.control, left.file, left.line, left.what
                );
                writeln!(out, "{}", wrap(&one_line(&text), WIDTH, "    ", "      "))?;
            }
        }
    }
    Ok(())
}

/// Why a case does not hold: what happened, and each condition with its truth and what it read.
fn failure(result: &CaseResult) -> Vec<String> {
    let mut lines = Vec::new();
    let deciding: Vec<&Finding> = result
        .findings
        .iter()
        .filter(|it| Some(it.outcome) == result.actual)
        .collect();
    if deciding.is_empty() {
        lines.push(one_line(&result.explanation));
    }
    for finding in deciding.iter().take(SHOWN) {
        let text = format!("{}: {}", finding.entity, finding.message);
        lines.extend(
            wrap(&one_line(&text), WIDTH - 2, "", "")
                .lines()
                .map(ToOwned::to_owned),
        );
        lines.extend(finding.clauses.iter().map(clause));
    }
    if deciding.len() > SHOWN {
        lines.push(format!("and {} more", deciding.len() - SHOWN));
    }
    lines
}

fn clause(clause: &Clause) -> String {
    let values: Vec<String> = clause
        .values
        .iter()
        .map(|read| {
            let worth = read.worth.strength.name();
            let note = if read.below_minimum {
                format!("{worth}, less than is asked for")
            } else {
                worth.to_owned()
            };
            format!("{} = {} ({note})", read.key, one_line(&read.value))
        })
        .collect();
    let values = if values.is_empty() {
        "nothing read".to_owned()
    } else {
        values.join(", ")
    };
    format!(
        "{} {:6} {} {}  {values}",
        if clause.decisive { ">" } else { " " },
        word(clause.role),
        pad(clause.truth.name(), 7),
        one_line(&clause.text)
    )
}

/// The word of the policy.
fn word(role: ClauseRole) -> &'static str {
    match role {
        ClauseRole::Applies => "when",
        ClauseRole::Satisfies => "unless",
    }
}

fn json(packs: &[Tested]) -> Value {
    let share = |share: Share| json!({"percent": share.percent(), "reached": share.reached, "of": share.of});
    let packs: Vec<Value> = packs
        .iter()
        .map(|pack| {
            let failed = pack.results.iter().filter(|it| !it.holds()).count();
            let tests: Vec<Value> = pack.results.iter().map(test).collect();
            let mut value = json!({
                "path": pack.path,
                "id": pack.id,
                "version": pack.version,
                "passed": pack.results.len() - failed,
                "failed": failed,
                "tests": tests,
            });
            if let (Some(coverage), Some(value)) = (&pack.coverage, value.as_object_mut()) {
                let unreached: Vec<Value> = coverage
                    .unreached
                    .iter()
                    .map(|it| json!({"control": it.control, "file": it.file, "line": it.line, "what": it.what}))
                    .collect();
                value.insert(
                    "coverage".to_owned(),
                    json!({
                        "outcomes": share(coverage.controls),
                        "clauses": share(coverage.clauses),
                        "conditions": share(coverage.atoms),
                        "unreached": unreached,
                    }),
                );
            }
            value
        })
        .collect();
    json!({"schema": "passmuster/pack-test/v1", "packs": packs})
}

fn test(result: &CaseResult) -> Value {
    let findings: Vec<Value> = result
        .findings
        .iter()
        .filter(|_| !result.holds())
        .map(|finding| {
            let clauses: Vec<Value> = finding
                .clauses
                .iter()
                .map(|clause| {
                    let values: Vec<Value> = clause
                        .values
                        .iter()
                        .map(|it| {
                            json!({"key": it.key.to_string(), "value": it.value,
                                "strength": it.worth.strength.name(), "below_minimum": it.below_minimum})
                        })
                        .collect();
                    json!({"role": word(clause.role), "text": clause.text, "truth": clause.truth.name(),
                        "decisive": clause.decisive, "values": values})
                })
                .collect();
            json!({"entity": finding.entity.to_string(), "outcome": finding.outcome.name(),
                "message": finding.message, "clauses": clauses})
        })
        .collect();
    json!({
        "control": result.control,
        "name": result.name,
        "file": result.file,
        "line": result.line,
        "expected": result.expected.name(),
        "actual": result.actual.map(Outcome::name),
        "holds": result.holds(),
        "message": result.explanation,
        "findings": findings,
    })
}

/// The common form of JUnit's reports: a suite a pack, a class a control.
fn junit(packs: &[Tested]) -> String {
    let failed = |pack: &Tested| pack.results.iter().filter(|it| !it.holds()).count();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"passmuster pack test\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
        packs.iter().map(|it| it.results.len()).sum::<usize>(),
        packs.iter().map(failed).sum::<usize>()
    );
    for pack in packs {
        text.push_str(&format!(
            "  <testsuite name=\"{} {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
            xml(&pack.id),
            xml(&pack.version),
            pack.results.len(),
            failed(pack)
        ));
        for result in &pack.results {
            text.push_str(&format!(
                "    <testcase classname=\"{}.{}\" name=\"{}\" file=\"{}/{}\" line=\"{}\"",
                xml(&pack.id),
                xml(&result.control),
                xml(&result.name),
                xml(pack.path.trim_end_matches('/')),
                xml(&result.file),
                result.line
            ));
            if result.holds() {
                text.push_str("/>\n");
                continue;
            }
            text.push_str(&format!(
                ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                xml(&format!("expected {}, {}", result.expected, actual(result))),
                xml(&failure(result).join("\n"))
            ));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}
