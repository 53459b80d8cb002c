//! Outputs: each reads a [`Run`] and writes one format. The table [`REPORTS`] is what the command
//! line offers. Reports share the words below, `request`, `excerpt` and
//! [`crate::printable`], and know nothing of each other.

use std::collections::BTreeSet;
use std::io;

use crate::fact::{Backing, EntityId, Origin, Worth};
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::terminal;
use crate::run::{DossierResult, Run, Verdict};
use crate::trust::Attested;

pub mod compare;
mod csv;
mod decided;
mod discreet;
pub mod facts;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
pub mod made;
mod markdown;
mod oscal;
mod place;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;
mod screen;
mod signed;
mod summary;
mod trace;
mod uuid;
mod wire;

pub use summary::summary;

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
    /// [`EXCERPTS`]: what documents say may be shown in an output that leaves it out by default.
    pub excerpts: bool,
}

/// The option of outputs that may leave the house, `?excerpts=true`: with what the documents say
/// (DESIGN.md, rule 7).
pub const EXCERPTS: &str = "excerpts";

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 80,
            verbose: false,
            quiet: false,
            excerpts: false,
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
    /// The names of its options on the command line, `FORMAT?NAME=VALUE`.
    fn options(&self) -> &'static [&'static str] {
        &[]
    }
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
pub const REPORTS: &[&dyn Report] = &[
    &human::Human,
    &json::Json,
    &jsonl::Jsonl,
    &html::Html,
    &markdown::Markdown,
    &csv::Csv,
    &sarif::Sarif,
    &junit::Junit,
    &github::Github,
    &gitlab::Gitlab,
    &oscal::Oscal,
];

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

/// The outcome of a finding as people read it.
pub(crate) fn finding_words(finding: &Finding) -> &'static str {
    if finding.needs_review() {
        "a person has to look"
    } else {
        outcome_words(finding.outcome)
    }
}

/// One sentence that says why the verdict is what it is.
pub(crate) fn why(dossier: &DossierResult) -> String {
    let mandatory = |wanted: &dyn Fn(&Finding) -> bool| {
        dossier
            .findings
            .iter()
            .filter(|it| it.enforcement == Enforcement::Mandatory && wanted(it))
            .map(|it| it.control.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let failing = mandatory(&|it| it.outcome == Outcome::Fail && it.gates());
    let errors = mandatory(&|it| it.outcome == Outcome::Error);
    let looks = mandatory(&|it| it.needs_review() && it.gates());
    let missing =
        mandatory(&|it| it.outcome == Outcome::Insufficient && !it.needs_review() && it.gates());
    let open = dossier
        .findings
        .iter()
        .filter(|it| it.enforcement == Enforcement::Mandatory);
    let aside = decided::aside(open);
    let passing = mandatory(&|it| it.outcome == Outcome::Pass);
    let controls = |n: usize| count(n, "mandatory control", "mandatory controls");
    let mut parts: Vec<String> = Vec::new();
    if failing > 0 {
        let verb = if failing == 1 { "fails" } else { "fail" };
        parts.push(format!("{} {verb}", controls(failing)));
    }
    let number = |parts: &[String], n: usize| match parts {
        [] => controls(n),
        _ => format!("{n} more"),
    };
    if errors > 0 {
        let errors = number(&parts, errors);
        parts.push(format!("{errors} could not be checked"));
    }
    for (n, what) in [
        (missing, "evidence is missing for"),
        (looks, "a person has to look at"),
    ] {
        if n > 0 {
            let n = number(&parts, n);
            parts.push(format!("{what} {n}"));
        }
    }
    let sentence = match parts.pop() {
        // Controls of the program itself may hold, and show nothing.
        None if dossier.verdict == Verdict::Insufficient && !aside.is_empty() => {
            "no mandatory control of a pack holds, so nothing was shown".to_owned()
        }
        None if passing == 0 => "no mandatory control applied, so nothing was shown".to_owned(),
        None if !aside.is_empty() => "every other mandatory control that applies holds".to_owned(),
        None if passing == 1 => "the one mandatory control that applies holds".to_owned(),
        None => format!("all {passing} mandatory controls that apply hold"),
        Some(only) if parts.is_empty() => only,
        Some(last) => format!("{}, and {last}", parts.join(", ")),
    };
    let mut chars = sentence.chars();
    let mut sentence = chars
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
        .unwrap_or_default();
    if !aside.is_empty() {
        sentence.push_str(&format!(
            " Still open, and not gating: {}.",
            aside.join(", ")
        ));
    }
    sentence
}

/// A path with line and column, a path with the place inside of it, or the path alone, cleaned.
pub(crate) fn place_words(origin: &Origin) -> String {
    let path = terminal(&origin.document);
    match (&origin.part, origin.line) {
        (Some(part), _) => format!("{path} {}", terminal(part)),
        (None, 0) => path,
        (None, line) => format!("{path}:{line}:{}", origin.column),
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
        let looks = findings.clone().filter(|it| it.needs_review()).count();
        let notes = [
            (findings.clone().filter(advisory).count(), "advisory"),
            (looks, "for a person to look at"),
        ];
        let mut notes: Vec<String> = notes
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        notes.extend(decided::aside(findings));
        if notes.is_empty() {
            String::new()
        } else {
            format!(" ({})", notes.join(", "))
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
    use crate::finding::{Reported, Severity};

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
        let mut looked_at = sample::passing();
        looked_at.findings = [Insufficient, Insufficient, Fail]
            .iter()
            .enumerate()
            .map(|(number, it)| sample::finding(&format!("C-{number}"), *it, "t"))
            .collect();
        if let Some(first) = looked_at.findings.first_mut() {
            first.reported = Some(Reported::NeedsReview);
        }
        assert_eq!(
            why(&looked_at),
            "1 mandatory control fails, evidence is missing for 1 more, and a person has to look at \
             1 more."
        );
        assert!(counts_line(&looked_at).contains("2 insufficient (1 for a person to look at)"));
        looked_at.findings.truncate(1);
        assert_eq!(
            why(&looked_at),
            "A person has to look at 1 mandatory control."
        );
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
        let mut known = sample::passing();
        for (outcomes, expected) in [
            (
                &[Fail][..],
                "No mandatory control of a pack holds, so nothing was shown. Still open, and not \
                 gating: 1 known before.",
            ),
            (
                &[Fail, Pass],
                "Every other mandatory control that applies holds. Still open, and not gating: 1 \
                 known before.",
            ),
            (
                &[Fail, Fail],
                "1 mandatory control fails. Still open, and not gating: 1 known before.",
            ),
        ] {
            known.findings = outcomes
                .iter()
                .enumerate()
                .map(|(number, it)| sample::finding(&format!("C-{number}"), *it, "t"))
                .collect();
            if let Some(first) = known.findings.first_mut() {
                first.absorbed = true;
            }
            known.verdict = Verdict::over(&known.findings);
            assert_eq!(why(&known), expected);
        }
    }
}
