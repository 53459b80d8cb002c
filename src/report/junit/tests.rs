#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use roxmltree::Document;

use crate::printable::is_dangerous;
use crate::report::{Options, report, sample};
use crate::run::Run;

fn written(run: &Run) -> String {
    let mut out = Vec::new();
    let junit = report("junit").unwrap();
    let options = Options {
        excerpts: true,
        ..Options::default()
    };
    junit.write(run, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The outcome of each case, by the first word of its name.
fn cases(text: &str) -> Vec<(String, String)> {
    let xml = Document::parse(text).unwrap();
    let cases = xml.descendants().filter(|it| it.has_tag_name("testcase"));
    cases
        .map(|case| {
            let name = case.attribute("name").unwrap();
            let child = case.first_element_child();
            let outcome = child.map_or("passed".to_owned(), |child| {
                format!(
                    "{} {}",
                    child.tag_name().name(),
                    child.attribute("type").unwrap_or("-")
                )
            });
            (name.split(':').next().unwrap().to_owned(), outcome)
        })
        .collect()
}

#[test]
fn a_tab_is_red_where_the_gate_is_shut() {
    let text = written(&sample::run(vec![sample::checked()]));
    let cases = cases(&text);
    for (id, expected) in [
        ("PM-INC-02", "failure fail"),
        ("PM-DOC-READ", "error error"),
        ("PM-DATA-01", "failure insufficient"),
        ("PM-SCAN-02", "failure needs-review"),
        ("PM-ENV-01", "skipped -"),
        ("PM-LIC-01", "passed"),
        ("PM-BIO-01", "skipped -"),
    ] {
        let found = cases.iter().find(|(name, _)| name == id).unwrap();
        assert_eq!(found.1, expected, "{id}");
    }
    assert!(text.contains("    | - id: incident_notice_hours"), "{text}");
}

#[test]
fn what_is_counted_is_there_and_names_are_unique() {
    let run = sample::run(vec![sample::checked(), sample::passing()]);
    for run in [run, sample::hostile(), sample::run(Vec::new())] {
        let text = written(&run);
        assert!(!text.contains(|c| c != '\n' && is_dangerous(c)));
        let xml = Document::parse(&text).unwrap();
        let suites: Vec<_> = xml
            .descendants()
            .filter(|it| it.has_tag_name("testsuite"))
            .collect();
        assert_eq!(suites.len(), run.dossiers.len());
        for (suite, dossier) in suites.iter().zip(&run.dossiers) {
            let count = |tag: &str| {
                suite
                    .descendants()
                    .filter(|it| it.has_tag_name(tag))
                    .count()
            };
            for (attribute, tag) in [
                ("tests", "testcase"),
                ("failures", "failure"),
                ("errors", "error"),
                ("skipped", "skipped"),
            ] {
                let stated: usize = suite.attribute(attribute).unwrap().parse().unwrap();
                assert_eq!(stated, count(tag), "{attribute}");
            }
            assert_eq!(count("testcase"), dossier.findings.len());
            let names: std::collections::BTreeSet<_> = suite
                .descendants()
                .filter(|it| it.has_tag_name("testcase"))
                .map(|it| (it.attribute("classname"), it.attribute("name")))
                .collect();
            assert_eq!(names.len(), dossier.findings.len());
            assert_eq!(suite.attribute("timestamp"), Some("2026-11-22T00:00:00"));
        }
    }
}
