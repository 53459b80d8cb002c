#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use serde_json::{Value, json};

use super::*;
use crate::report::{Options, report, sample};
use crate::run::Run;

fn written(run: &Run) -> String {
    let mut out = Vec::new();
    let json = report("json").unwrap();
    json.write(run, &Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read(text: &str) -> Result<Record, Problems> {
    Record::parse(&SourceFile::new("run.json", text.as_bytes().to_vec()))
}

#[test]
fn what_is_written_is_read() {
    for run in [
        sample::run(vec![sample::dossier(), sample::passing()]),
        sample::run(vec![sample::checked()]),
        sample::run(Vec::new()),
        sample::hostile(),
    ] {
        let record = read(&written(&run)).unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(record.run.as_of.to_string(), run.as_of);
        assert_eq!(record.run.verdict, run.verdict());
        assert_eq!(record.run.rerun, run.rerun);
        assert_eq!(record.run.dossiers.len(), run.dossiers.len());
        for (read, dossier) in record.run.dossiers.iter().zip(&run.dossiers) {
            assert_eq!(
                (&read.subject, read.verdict, &read.action),
                (&dossier.subject, dossier.verdict, &dossier.action)
            );
            assert_eq!(read.checks.len(), dossier.checks.len());
            assert_eq!(read.statements.len(), dossier.attested.len());
            assert_eq!(read.findings.len(), dossier.findings.len());
            for (read, finding) in read.findings.iter().zip(&dossier.findings) {
                assert_eq!(read.fingerprint, finding.fingerprint);
                assert_eq!(read.outcome, finding.outcome);
                assert_eq!(read.title, finding.title, "the exact value");
                assert_eq!(
                    (&read.principal, &read.entity),
                    (&finding.principal, &finding.entity)
                );
                assert_eq!(read.clauses.len(), finding.clauses.len());
                let (ours, theirs) = (read.evidence.iter(), finding.evidence.iter());
                for (read, evidence) in ours.zip(theirs) {
                    assert_eq!(read.document, evidence.origin.document);
                    assert_eq!(read.strength, evidence.worth.strength);
                }
            }
        }
    }
}

#[test]
fn what_is_not_a_record_is_refused() {
    let whole: Value =
        serde_json::from_str(&written(&sample::run(vec![sample::dossier()]))).unwrap();
    let changed = |pointer: &str, to: Value| {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap() = to;
        changed.to_string()
    };
    let without = |pointer: &str, name: &str| {
        let mut changed = whole.clone();
        let object = changed.pointer_mut(pointer).unwrap();
        object.as_object_mut().unwrap().remove(name).unwrap();
        changed.to_string()
    };
    let with = |pointer: &str| {
        let mut changed = whole.clone();
        changed.pointer_mut(pointer).unwrap()["waived"] = json!(true);
        changed.to_string()
    };
    let first = "/dossiers/0/findings/0";
    let text = whole.to_string();
    for (what, text, expected) in [
        ("nothing", String::new(), "names no schema"),
        ("a list", "[]".to_owned(), "names no schema"),
        ("another object", "{}".to_owned(), "names no schema"),
        ("half of one", text[..text.len() / 2].to_owned(), "EOF"),
        ("two of them", format!("{text}{text}"), "trailing"),
        (
            "deep",
            changed("/schema", json!("DEEP")).replace(
                "\"DEEP\"",
                &format!("{}{}", "[".repeat(500), "]".repeat(500)),
            ),
            "recursion",
        ),
        (
            "another version",
            changed("/schema", json!("passmuster/check/v2")),
            "`passmuster/check/v2` is not known",
        ),
        (
            "another output",
            changed("/schema", json!("passmuster/facts/v1")),
            "not known",
        ),
        (
            "a schema twice",
            text.replacen('{', "{\"schema\":\"a\",", 1),
            "duplicate field",
        ),
        (
            "more than the schema has",
            with(""),
            "unknown field `waived`",
        ),
        ("more in a finding", with(first), "unknown field `waived`"),
        (
            "more at a place",
            with(&format!("{first}/evidence/0")),
            "unknown field `waived`",
        ),
        (
            "no fingerprint",
            without(first, "fingerprint"),
            "missing field `fingerprint`",
        ),
        (
            "no outcome",
            without(first, "outcome"),
            "missing field `outcome`",
        ),
        (
            "no findings",
            without("/dossiers/0", "findings"),
            "missing field `findings`",
        ),
        (
            "an unknown outcome",
            changed(&format!("{first}/outcome"), json!("waived")),
            "`waived` is not known; expected fail",
        ),
        (
            "an outcome changed by hand",
            changed(&format!("{first}/outcome"), json!("pass")),
            "the counts are not those of the findings",
        ),
        (
            "a verdict changed by hand",
            changed("/verdict", json!("pass")),
            "exit code",
        ),
        (
            "a dossier's verdict changed",
            changed("/dossiers/0/verdict", json!("error")),
            "not the worst of its dossiers",
        ),
        (
            "no dossier",
            changed("/dossiers", json!([])),
            "not the worst",
        ),
        (
            "a short fingerprint",
            changed(&format!("{first}/fingerprint"), json!("ab12")),
            "64 hexadecimal digits",
        ),
        (
            "no date",
            changed("/as_of", json!("soon")),
            "`soon` is not a date",
        ),
        (
            "no entity",
            changed("/dossiers/0/subject", json!("chat-7b")),
            "`chat-7b` is not an entity",
        ),
    ] {
        let problems = read(&text).expect_err(what).to_string();
        assert!(problems.contains(expected), "{what}: {problems}");
        assert!(problems.contains("--> run.json"), "{what}: {problems}");
        assert!(problems.contains("= help: "), "{what}: {problems}");
    }
    let lines = serde_json::to_string_pretty(&whole).unwrap();
    let problems = read(&lines.replacen("\"outcome\": \"fail\"", "\"outcome\": \"ok\"", 1));
    let problem = problems.unwrap_err().0.remove(0);
    assert!(
        problem.line > 10 && problem.excerpt.contains("outcome"),
        "{problem}"
    );
}
