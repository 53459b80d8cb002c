//! Outputs: each reads a [`Run`] and writes one format. The table [`REPORTS`] is what the command
//! line offers. Reports share the words below, `request`, `excerpt` and
//! [`crate::printable`], and know nothing of each other.

use std::collections::BTreeSet;
use std::io;

use crate::fact::{Backing, EntityId, Worth};
use crate::finding::{Enforcement, Finding, Outcome};
use crate::run::{DossierResult, Run, Verdict};
use crate::trust::Attested;

pub mod facts;
mod html;
mod human;
mod json;
#[cfg(test)]
mod sample;
mod screen;
mod signed;
mod wire;

/// How an output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether the output is a terminal that shows colour.
    pub color: bool,
    /// Columns to write.
    pub width: usize,
    /// Also what holds, what does not apply, and every clause.
    pub verbose: bool,
    /// The verdict and the summary only.
    pub quiet: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 80,
            verbose: false,
            quiet: false,
        }
    }
}

/// One output format.
pub trait Report: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// The extension of its files, without the dot.
    fn extension(&self) -> &'static str;
    /// One line for the help.
    fn about(&self) -> &'static str;
    /// Writes the run.
    ///
    /// # Errors
    /// Those of the writer.
    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Writes what signed statements come to, for people: the output of `attest verify`.
///
/// # Errors
/// Those of the writer.
pub fn statements(
    attested: &[Attested],
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut screen = screen::Screen::new(options);
    signed::section("Signed statements", attested, options, &mut screen);
    out.write_all(screen.finish().as_bytes())
}

/// Every output format.
pub const REPORTS: &[&dyn Report] = &[&human::Human, &json::Json, &html::Html];

/// The output format with this name.
pub fn report(name: &str) -> Option<&'static dyn Report> {
    REPORTS.iter().copied().find(|report| report.name() == name)
}

/// The outcome as people read it.
pub(crate) fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "fails",
        Outcome::Error => "could not be checked",
        Outcome::Insufficient => "evidence missing",
        Outcome::Pass => "holds",
        Outcome::NotApplicable => "does not apply",
    }
}

/// The verdict as people read it.
pub(crate) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "Passes",
        Verdict::Conditional => "Passes with conditions",
        Verdict::Insufficient => "Evidence missing",
        Verdict::Error => "Could not be checked",
        Verdict::Fail => "Fails",
    }
}

/// One sentence that says why the verdict is what it is.
pub(crate) fn why(dossier: &DossierResult) -> String {
    let mandatory = |outcome: Outcome| {
        dossier
            .findings
            .iter()
            .filter(|it| it.enforcement == Enforcement::Mandatory && it.outcome == outcome)
            .map(|it| it.control.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let failing = mandatory(Outcome::Fail);
    let errors = mandatory(Outcome::Error);
    let missing = mandatory(Outcome::Insufficient);
    let passing = mandatory(Outcome::Pass);
    let controls = |n: usize| count(n, "mandatory control", "mandatory controls");
    let missing_for = |what: String| format!("evidence is missing for {what}");
    let sentence = match (failing, errors, missing) {
        (0, 0, 0) if passing == 0 => {
            "no mandatory control applied, so nothing was shown".to_owned()
        }
        (0, 0, 0) if dossier.verdict == Verdict::Conditional => {
            "every mandatory control that applies holds, under open conditions".to_owned()
        }
        (0, 0, 0) if passing == 1 => "the one mandatory control that applies holds".to_owned(),
        (0, 0, 0) => format!("all {passing} mandatory controls that apply hold"),
        (0, 0, missing) => missing_for(controls(missing)),
        (0, errors, missing) => {
            let first = format!("{} could not be checked", controls(errors));
            join(first, 0, missing)
        }
        (failing, errors, missing) => {
            let verb = if failing == 1 { "fails" } else { "fail" };
            join(format!("{} {verb}", controls(failing)), errors, missing)
        }
    };
    let mut chars = sentence.chars();
    chars
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
        .unwrap_or_default()
}

fn join(first: String, errors: usize, missing: usize) -> String {
    match (errors, missing) {
        (0, 0) => first,
        (errors, 0) => format!("{first}, and {errors} more could not be checked"),
        (0, missing) => format!("{first}, and evidence is missing for {missing} more"),
        (errors, missing) => format!(
            "{first}, {errors} more could not be checked, and evidence is missing for {missing} more"
        ),
    }
}

/// An entity as people read it, not cleaned.
pub(crate) fn entity_words(entity: &EntityId) -> String {
    let kind = entity.kind.name().to_lowercase();
    if entity.name.is_empty() {
        format!("the {kind}")
    } else {
        format!("{kind} {}", entity.name)
    }
}

/// What a value is worth, as people read it.
pub(crate) fn worth_words(worth: Worth) -> String {
    // Unsigned is the rule; only a signature is worth a word.
    let backing = match worth.backing {
        Backing::None => return worth.strength.name().to_owned(),
        Backing::Vendor => "signed by the vendor",
        Backing::Independent => "signed by an independent party",
    };
    format!("{}, {backing}", worth.strength.name())
}

/// A count with its noun.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}

/// The counts of all outcomes in one line, with the number of controls.
pub(crate) fn counts_line(dossier: &DossierResult) -> String {
    let mut controls: Vec<&str> = dossier
        .findings
        .iter()
        .map(|it| it.control.as_str())
        .collect();
    controls.sort_unstable();
    controls.dedup();
    let of = |outcome: Outcome| {
        dossier
            .findings
            .iter()
            .filter(|it| it.outcome == outcome)
            .count()
    };
    let open = |outcome: Outcome| {
        let advisory = |it: &&Finding| it.enforcement == Enforcement::Advisory;
        let findings = dossier.findings.iter().filter(|it| it.outcome == outcome);
        match findings.filter(advisory).count() {
            0 => String::new(),
            n => format!(" ({n} advisory)"),
        }
    };
    let errors = count(of(Outcome::Error), "error", "errors");
    let mut line = count(controls.len(), "control", "controls");
    if controls.len() != dossier.findings.len() {
        line.push_str(&format!(
            ", {}",
            count(dossier.findings.len(), "finding", "findings")
        ));
    }
    format!(
        "{line}: {} pass, {} fail{}, {} insufficient{}, {} not applicable, {errors}{}",
        of(Outcome::Pass),
        of(Outcome::Fail),
        open(Outcome::Fail),
        of(Outcome::Insufficient),
        open(Outcome::Insufficient),
        of(Outcome::NotApplicable),
        open(Outcome::Error),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn the_table_is_well_formed() {
        for (number, it) in REPORTS.iter().enumerate() {
            let first = REPORTS.iter().position(|other| other.name() == it.name());
            assert_eq!(first, Some(number), "{} is there twice", it.name());
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(it.name().chars().all(kebab));
            assert!(!it.extension().starts_with('.') && !it.about().ends_with('.'));
            assert_eq!(report(it.name()).unwrap().name(), it.name());
        }
    }

    #[test]
    fn the_sentence_says_what_decides() {
        let sentence = |outcomes: &[Outcome]| {
            let mut dossier = sample::passing();
            dossier.findings = outcomes
                .iter()
                .enumerate()
                .map(|(number, it)| sample::finding(&format!("C-{number}"), *it, "t"))
                .collect();
            if let Some(last) = dossier.findings.last_mut() {
                last.severity = Severity::Low;
            }
            dossier.verdict = Verdict::over(&dossier.findings);
            why(&dossier)
        };
        use Outcome::{Error, Fail, Insufficient, NotApplicable, Pass};
        for (outcomes, expected) in [
            (
                &[][..],
                "No mandatory control applied, so nothing was shown.",
            ),
            (
                &[NotApplicable],
                "No mandatory control applied, so nothing was shown.",
            ),
            (&[Pass], "The one mandatory control that applies holds."),
            (&[Pass, Pass], "All 2 mandatory controls that apply hold."),
            (
                &[Pass, Insufficient],
                "Evidence is missing for 1 mandatory control.",
            ),
            (&[Error], "1 mandatory control could not be checked."),
            (
                &[Error, Error, Insufficient],
                "2 mandatory controls could not be checked, and evidence is missing for 1 more.",
            ),
            (&[Fail, Fail], "2 mandatory controls fail."),
            (
                &[Fail, Error, Insufficient],
                "1 mandatory control fails, 1 more could not be checked, and evidence is missing \
                 for 1 more.",
            ),
        ] {
            assert_eq!(sentence(outcomes), expected);
        }
    }
}
