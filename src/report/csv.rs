//! A table of the findings, one row each, for spreadsheets (RFC 4180, every cell quoted).
//!
//! - It begins with a byte order mark: without one, spreadsheets take UTF-8 for something else.
//! - The columns and their order are promised; new ones come at the end.
//! - A row is one line: line breaks in cells are written `\n`. No cell is a formula.
//! - **No values**: see [`discreet`](super::discreet).

use std::io;

use super::decided;
use super::discreet::Discreet;
use super::{Options, Report, entity_words};
use crate::finding::{Finding, Reported};
use crate::printable::{csv_row, one_line, terminal};
use crate::run::{DossierResult, Run};

/// The columns.
const COLUMNS: &[&str] = &[
    "dossier",
    "subject",
    "action",
    "risk_tier",
    "as_of",
    "verdict",
    "control",
    "title",
    "area",
    "severity",
    "enforcement",
    "enforcement_note",
    "outcome",
    "reported",
    "principal",
    "entity",
    "message",
    "missing",
    "remedy",
    "document",
    "line",
    "column",
    "document_sha256",
    "more_places",
    "cites",
    "fingerprint",
    "decision",
];

/// `csv`.
pub(super) struct Csv;

impl Report for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "for spreadsheets, a row a finding: places, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all("\u{FEFF}".as_bytes())?;
        row(COLUMNS, out)?;
        for dossier in &run.dossiers {
            for finding in &dossier.findings {
                row(&cells(run, dossier, finding, options), out)?;
            }
        }
        Ok(())
    }
}

fn row(cells: &[impl AsRef<str>], out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(csv_row(cells).as_bytes())
}

/// In the order of [`COLUMNS`].
fn cells(
    run: &Run,
    dossier: &DossierResult,
    finding: &Finding,
    options: &Options,
) -> [String; COLUMNS.len()] {
    let discreet = Discreet::new(dossier, options);
    let places = discreet.places(finding);
    let (document, line, column, sha256) = match places.first() {
        Some(place) => {
            let origin = place.origin;
            let number = |n: usize| match n {
                0 => String::new(),
                n => n.to_string(),
            };
            (
                origin.document.clone(),
                number(origin.line),
                number(origin.column),
                origin.sha256.clone(),
            )
        }
        None => Default::default(),
    };
    let missing: Vec<String> = finding
        .missing
        .iter()
        .filter(|it| !it.alternative)
        .map(|it| format!("{} ({})", one_line(&it.label), one_line(&it.home)))
        .collect();
    let cites: Vec<String> = finding
        .citations
        .iter()
        .map(|it| one_line(&it.id))
        .collect();
    let note = finding.enforcement_note.as_deref().map(one_line);
    let reported = finding.reported.map(Reported::name).unwrap_or_default();
    [
        dossier.path.clone(),
        entity_words(&dossier.subject),
        dossier.action.clone(),
        dossier.risk_tier.clone(),
        run.as_of.clone(),
        dossier.verdict.name().to_owned(),
        finding.control.clone(),
        one_line(&finding.title),
        one_line(&finding.area),
        finding.severity.name().to_owned(),
        finding.enforcement.name().to_owned(),
        note.unwrap_or_default(),
        finding.outcome.name().to_owned(),
        reported.to_owned(),
        entity_words(&finding.principal),
        discreet.entity(finding),
        discreet.said(finding),
        missing.join("; "),
        discreet.remedies(finding).join("; or: "),
        terminal(&document),
        line,
        column,
        sha256,
        places.len().saturating_sub(1).to_string(),
        cites.join("; "),
        finding.fingerprint.clone(),
        decided::mark(finding).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use super::*;
    use crate::report::{report, sample};

    /// The rows, read as RFC 4180 says.
    fn rows(run: &Run) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        let options = Options {
            excerpts: true,
            ..Options::default()
        };
        report("csv")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        let text = text.strip_prefix('\u{FEFF}').unwrap();
        let mut rows = Vec::new();
        for line in text.split_terminator("\r\n") {
            assert!(!line.contains(['\r', '\n']));
            let line = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
            let cells: Vec<String> = line
                .split("\",\"")
                .map(|it| it.replace("\"\"", "\u{1}"))
                .collect();
            assert!(cells.iter().all(|it| !it.contains('"')), "{line}");
            rows.push(cells.iter().map(|it| it.replace('\u{1}', "\"")).collect());
        }
        rows
    }

    #[test]
    fn a_finding_is_a_row() {
        let run = sample::run(vec![sample::checked(), sample::passing()]);
        let rows = rows(&run);
        let findings: usize = run.dossiers.iter().map(|it| it.findings.len()).sum();
        assert_eq!(rows.len(), findings + 1);
        assert_eq!(rows[0], COLUMNS);
        assert!(rows.iter().all(|it| it.len() == COLUMNS.len()));
        let of = |name: &str| {
            let at = COLUMNS.iter().position(|it| *it == name).unwrap();
            rows[1][at].clone()
        };
        for (column, value) in [
            ("control", "PM-INC-02"),
            ("outcome", "fail"),
            ("entity", "vendor Acme"),
            ("document", "answers.yaml"),
            ("line", "5"),
            ("column", "11"),
            ("verdict", "fail"),
        ] {
            assert_eq!(of(column), value);
        }
    }

    #[test]
    fn hostile_cells_stay_cells() {
        let mut run = sample::hostile();
        run.dossiers[0].findings[0].title = "=HYPERLINK(\"https://x.example\")".to_owned();
        let rows = rows(&run);
        assert!(rows.iter().all(|it| it.len() == COLUMNS.len()));
        assert!(
            rows.iter()
                .flatten()
                .all(|it| !it.starts_with(['=', '+', '-', '@']))
        );
        assert!(
            rows[1].iter().any(|it| it.starts_with("'=HYPERLINK")),
            "{:?}",
            rows[1]
        );
    }
}
