#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use super::*;
use crate::compare::{compare, sides};
use crate::printable::is_dangerous;
use crate::record::Record;
use crate::report::{report, sample};
use crate::run::Run;
use crate::source::SourceFile;

fn record(run: &Run) -> Record {
    let mut out = Vec::new();
    let json = report("json").unwrap();
    json.write(run, &Options::default(), &mut out).unwrap();
    Record::parse(&SourceFile::new("run.json", out)).unwrap()
}

fn written(name: &str, runs: &[Run], options: &Options) -> String {
    let records: Vec<Record> = runs.iter().map(record).collect();
    let comparison = compare(&sides(&records));
    let format = COMPARISONS.iter().find(|it| it.name() == name).unwrap();
    let mut out = Vec::new();
    format.write(&comparison, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn two() -> Vec<Run> {
    let mut other = sample::passing();
    other.subject.name = "chat-9b".to_owned();
    vec![
        sample::run(vec![sample::dossier()]),
        sample::run(vec![other]),
    ]
}

fn evil() -> Vec<Run> {
    vec![sample::hostile(), sample::run(vec![sample::dossier()])]
}

#[test]
fn the_table_is_well_formed() {
    for (number, it) in COMPARISONS.iter().enumerate() {
        let first = COMPARISONS
            .iter()
            .position(|other| other.name() == it.name());
        assert_eq!(first, Some(number), "{} is there twice", it.name());
        assert!(
            it.name()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-')
        );
        assert!(!it.extension().starts_with('.') && !it.about().ends_with('.'));
    }
}

#[test]
fn every_output_says_what_differs() {
    for it in COMPARISONS {
        let text = written(it.name(), &two(), &Options::default());
        for part in ["chat-7b", "chat-9b", "PM-INC-02", "fails"] {
            assert!(text.contains(part), "{}: {part}\n{text}", it.name());
        }
    }
}

#[test]
fn nothing_hostile_reaches_a_reader() {
    for it in COMPARISONS {
        for verbose in [false, true] {
            let options = Options {
                verbose,
                excerpts: true,
                ..Options::default()
            };
            let text = written(it.name(), &evil(), &options);
            let text = text.replace("\r\n", "\n");
            assert!(
                !text.contains(|c| c != '\n' && is_dangerous(c)),
                "{}",
                it.name()
            );
            assert!(!text.contains("\nFAKE: pass"), "{}", it.name());
        }
    }
}

/// A table as RFC 4180 has it.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![]];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        assert_eq!(c, '"', "every cell is quoted");
        let mut cell = String::new();
        while let Some(c) = chars.next() {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => break,
                c => cell.push(c),
            }
        }
        rows.last_mut().unwrap().push(cell);
        match chars.next() {
            Some(',') => {}
            Some('\r') => {
                assert_eq!(chars.next(), Some('\n'));
                rows.push(vec![]);
            }
            end => assert_eq!(end, Some('\n')),
        }
    }
    assert_eq!(rows.pop().map(|it| it.len()), Some(0), "the last row ends");
    rows
}

#[test]
fn spreadsheets_get_a_table_that_calculates_nothing() {
    let mut runs = two();
    let name = "=HYPERLINK(\"http://a.example\",\"x\")";
    runs[0].dossiers[0].subject.name = name.to_owned();
    for finding in &mut runs[0].dossiers[0].findings {
        finding.title = "@SUM(A1)".to_owned();
        finding.message = " +1".to_owned();
    }
    for excerpts in [false, true] {
        let options = Options {
            excerpts,
            ..Options::default()
        };
        let rows = table(&written("csv", &runs, &options));
        assert!(rows.len() > 5);
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{row:?}");
            for cell in row {
                let first = cell.trim_start().chars().next();
                assert!(!first.is_some_and(|c| "=+-@|%".contains(c)), "{cell}");
            }
        }
        assert_eq!(rows[0][7], format!("'{name}"));
    }
}

/// DESIGN.md, rule 7.
#[test]
fn what_documents_say_stays_out_of_the_table() {
    let runs = two();
    let closed = written("csv", &runs, &Options::default());
    assert!(!closed.contains("120 hours"), "{closed}");
    let open = Options {
        excerpts: true,
        ..Options::default()
    };
    assert!(written("csv", &runs, &open).contains("120 hours"));
}

#[test]
fn the_page_loads_nothing_and_its_outline_is_whole() {
    for runs in [
        two(),
        evil(),
        vec![sample::run(vec![sample::checked(), sample::checked()])],
    ] {
        let text = written("html", &runs, &Options::default());
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        assert!(text.contains(policy));
        // Patterns of the page itself are named inside of it.
        let lower = text.to_lowercase().replace("url(#", "");
        for part in [
            "<script",
            "src=",
            "href=\"http",
            "url(",
            "@import",
            "onload",
            "style=\"",
        ] {
            assert!(!lower.contains(part), "{part}");
        }
        sample::whole_outline(&text);
        // A link of the page leads to a part of it, and no two parts have one name.
        for link in text.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            assert_eq!(text.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }
}

#[test]
fn the_template_cannot_be_talked_out_of_escaping() {
    for template in [include_str!("page.html"), include_str!("facts.html")] {
        assert!(!template.contains("|safe") && !template.contains("| safe"));
        assert!(!template.contains("={{"), "attributes are quoted");
    }
}
