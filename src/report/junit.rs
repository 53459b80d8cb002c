//! JUnit XML, for the test tabs of CI systems: one suite a dossier, one test case a finding.
//!
//! There is no standard. What is written is what readers have in common (testmoapp/junitxml), and
//! fits the strict schema of Ant's dialect too (windyroad `JUnit.xsd`), which is why a suite has a
//! time, a host and two streams that say little.
//!
//! - A mandatory control that fails is a `failure`; so is one without enough evidence, of the type
//!   `insufficient` or `needs-review`: it stops the gate, and the tab must not be green where the
//!   exit code is not 0. One that could not be checked is an `error`.
//! - An advisory control that is open is `skipped`, with what it came to: it gates nothing, and
//!   JUnit has no word between pass and failure. What does not apply is skipped too, and so is what
//!   an exception, an open condition or the earlier run keeps from gating, with who decided and why.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::BTreeMap;
use std::io;

use super::decided::{self, mark};
use super::discreet::Discreet;
use super::{Options, Report, counts_line, entity_words, place_words, why};
use crate::excerpt::Excerpt;
use crate::finding::{Finding, Outcome};
use crate::printable::{block, one_line, terminal, xml};
use crate::run::{DossierResult, Run};

/// Most places of a finding that are listed.
const PLACES: usize = 20;
/// Bytes of a line that is quoted.
const COLUMNS: usize = 120;

/// `junit`.
pub(super) struct Junit;

impl Report for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn extension(&self) -> &'static str {
        "xml"
    }

    fn about(&self) -> &'static str {
        "JUnit XML, for the test tabs of CI: places, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (number, dossier) in run.dossiers.iter().enumerate() {
            suite(run, number, dossier, options, &mut text);
        }
        text.push_str("</testsuites>\n");
        out.write_all(text.as_bytes())
    }
}

/// What a finding is to a reader of tests.
enum Case {
    Passed,
    Skipped,
    Failure(&'static str),
    Error,
}

fn case(finding: &Finding) -> Case {
    match finding.outcome {
        Outcome::Pass => Case::Passed,
        _ if !finding.gates() => Case::Skipped,
        Outcome::Error => Case::Error,
        Outcome::Insufficient if finding.needs_review() => Case::Failure("needs-review"),
        outcome => Case::Failure(outcome.name()),
    }
}

fn suite(run: &Run, number: usize, dossier: &DossierResult, options: &Options, text: &mut String) {
    let subject = terminal(&entity_words(&dossier.subject));
    let mut cases = String::new();
    let (mut skipped, mut failures, mut errors) = (0, 0, 0);
    let discreet = Discreet::new(dossier, options);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &dossier.findings {
        let mut name = format!(
            "{}: {}",
            terminal(&finding.control),
            one_line(&finding.title)
        );
        if finding.entity != dossier.subject {
            name.push_str(&format!(" ({})", discreet.entity(finding)));
        }
        // Readers take two cases of one name for one.
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            name.push_str(&format!(" #{times}"));
        }
        // A dot would begin another package.
        let class = format!(
            "{}.{}",
            subject.replace('.', "_"),
            one_line(&finding.area).replace('.', "_")
        );
        cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
            xml(class.trim()),
            xml(name.trim())
        ));
        let message = xml(&discreet.message(finding));
        let body = xml(&body(&discreet, dossier, finding));
        match case(finding) {
            Case::Passed => cases.push_str("/>\n"),
            Case::Skipped => {
                skipped += 1;
                let why = match mark(finding) {
                    Some(mark) if finding.gates_bare() => xml(&format!("{mark}. ")),
                    _ if finding.is_open() => "Advisory. ".to_owned(),
                    _ => String::new(),
                };
                cases.push_str(&format!(
                    ">\n      <skipped message=\"{why}{message}\"/>\n    </testcase>\n"
                ));
            }
            Case::Failure(kind) => {
                failures += 1;
                cases.push_str(&format!(
                    ">\n      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>\n    </testcase>\n"
                ));
            }
            Case::Error => {
                errors += 1;
                cases.push_str(&format!(
                    ">\n      <error type=\"error\" message=\"{message}\">{body}</error>\n    </testcase>\n"
                ));
            }
        }
    }
    // The schema wants a time; the only one that is the same in every run is the review date.
    text.push_str(&format!(
        "  <testsuite id=\"{number}\" package=\"passmuster\" name=\"{}\" timestamp=\"{}T00:00:00\" hostname=\"localhost\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\">\n",
        xml(&subject),
        xml(&terminal(&run.as_of)),
        dossier.findings.len()
    ));
    properties(run, dossier, text);
    text.push_str(&cases);
    let said = format!("{}\n{}.\n", why(dossier), counts_line(dossier));
    text.push_str(&format!(
        "    <system-out>{}</system-out>\n    <system-err/>\n  </testsuite>\n",
        xml(&said)
    ));
}

fn properties(run: &Run, dossier: &DossierResult, text: &mut String) {
    let mut properties = vec![
        ("engine".to_owned(), run.engine.clone()),
        ("as-of".to_owned(), run.as_of.clone()),
        ("verdict".to_owned(), dossier.verdict.name().to_owned()),
        (
            "exit-code".to_owned(),
            run.verdict().exit_code().to_string(),
        ),
        ("dossier".to_owned(), dossier.path.clone()),
        ("action".to_owned(), dossier.action.clone()),
        ("risk-tier".to_owned(), dossier.risk_tier.clone()),
    ];
    if let Some(enforce) = &run.enforce {
        properties.push(("enforce".to_owned(), enforce.clone()));
    }
    for pack in &run.packs {
        let value = format!("{}, sha256 {}", pack.version, pack.sha256);
        properties.push((format!("pack {}", pack.id), value));
    }
    for document in &dossier.documents {
        let value = format!("sha256 {}", document.sha256);
        properties.push((format!("document {}", document.path), value));
    }
    for (name, value) in [
        ("decisions", decided::file(run)),
        ("since", decided::earlier(run)),
    ] {
        properties.extend(value.map(|value| (name.to_owned(), value)));
    }
    for (number, (sentence, _)) in decided::idle(dossier).into_iter().enumerate() {
        properties.push((format!("decision without effect {}", number + 1), sentence));
    }
    properties.push(("rerun".to_owned(), run.rerun.clone()));
    text.push_str("    <properties>\n");
    for (name, value) in properties {
        text.push_str(&format!(
            "      <property name=\"{}\" value=\"{}\"/>\n",
            xml(&one_line(&name)),
            xml(&terminal(&value))
        ));
    }
    text.push_str("    </properties>\n");
}

/// What a reader sees on opening a case: the message, each place, what would satisfy it, why it is
/// asked.
fn body(discreet: &Discreet<'_>, dossier: &DossierResult, finding: &Finding) -> String {
    let mut lines = vec![discreet.message(finding)];
    let places = discreet.places(finding);
    for place in places.iter().take(PLACES) {
        let what = if place.what.is_empty() {
            String::new()
        } else {
            format!(": {}", one_line(&place.what))
        };
        lines.push(format!("  {}{what}", place_words(place.origin)));
        if discreet.excerpts
            && let Some(source) = dossier.sources.get(&place.origin.document)
            && let Some(excerpt) = Excerpt::of(source, place.origin.span, COLUMNS)
        {
            lines.extend(
                block(&excerpt.text)
                    .lines()
                    .map(|line| format!("    | {line}")),
            );
        }
    }
    if places.len() > PLACES {
        lines.push(format!("  and {} more places", places.len() - PLACES));
    }
    for (number, remedy) in discreet.remedies(finding).iter().enumerate() {
        let lead = if number == 0 { "To satisfy" } else { "or" };
        lines.push(format!("{lead}: {remedy}"));
    }
    if !finding.why.is_empty() {
        lines.push(format!("Why: {}", one_line(&finding.why)));
    }
    let cites: Vec<String> = finding
        .citations
        .iter()
        .map(|it| one_line(&it.id))
        .collect();
    if !cites.is_empty() {
        lines.push(format!("Cites: {}", cites.join(", ")));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
