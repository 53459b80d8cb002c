#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::intake::intake;
use crate::review::Review;
use crate::source::Dossier;

const BOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"machine-learning-model","name":"net","version":"2.10"}},
"components":[{"type":"library","name":"b","x":1.50},{"type":"library","name":"a"},{"type":"library","name":"c"}],"zz":{"~":1,"a/b":"é\n","10":0,"9":0}}"#;

const MANIFEST: &str = r#"{"schema":1,"id":"acme","version":"1","api":"0.1.0","title":"A","check":[{"id":"scan","title":"S"}],
"reads":[{"format":"cyclonedx","pointers":["/components/**","/zz/**","/metadata/component/version"]}],"facts":{"attributes":["version","supplier","CAIQ-4:*"]}}"#;

fn reader_of(principal: &str) -> Reader {
    let mut dossier = Dossier::default();
    for (path, text) in [
        ("bom.json", BOM),
        ("other.json", BOM),
        (
            "answers.yaml",
            "questionnaire: CAIQ\nversion: \"4\"\nvendor: Acme\nanswers:\n- id: A-1\n  answer: no\n- id: A-2\n  answer: N/A\n",
        ),
    ] {
        let file = SourceFile::new(path, text.as_bytes().to_vec());
        dossier.documents.push(file);
    }
    let review = "schema = 1\n[subject]\nkind = \"model\"\nname = \"net\"\n\
        [[document]]\npath = \"bom.json\"\nabout = \"subject\"\n\
        [[document]]\npath = \"other.json\"\nabout = \"none\"\n";
    let review = Review::parse(SourceFile::new("review.toml", review.as_bytes().to_vec())).unwrap();
    let limits = Limits::default();
    let as_of = "2026-11-01".parse().unwrap();
    let intake = intake(&dossier, Some(&review), "net", as_of, &limits).unwrap();
    let view = View::new(
        &intake.documents,
        &intake.sources,
        &intake.assembled.speaks_of,
        intake.assembled.facts,
        "2026-11-01".to_owned(),
        limits,
    );
    Reader::new(
        Arc::new(view),
        Arc::new(Manifest::from_json(MANIFEST.as_bytes()).unwrap()),
        EntityId::new(EntityKind::Model, principal),
    )
}

fn reader() -> Reader {
    reader_of("net")
}

#[test]
fn a_read_gives_what_stands_there_or_why_not() {
    let mut reader = reader();
    let number = |text: &str| Some(Shallow::Number(text.to_owned()));
    for (document, pointer, expected) in [
        ("bom.json", "/components/0/x", Ok(number("1.50"))),
        ("bom.json", "/components", Ok(Some(Shallow::Array(3)))),
        ("bom.json", "/components/2/x", Ok(None)),
        ("bom.json", "/components/03", Ok(None)),
        ("bom.json", "/components/-1", Ok(None)),
        ("bom.json", "/components/99999999999999999999", Ok(None)),
        ("bom.json", "/zz/~0", Ok(number("1"))),
        (
            "bom.json",
            "/zz/a~1b",
            Ok(Some(Shallow::Text("é\n".to_owned()))),
        ),
        (
            "bom.json",
            "/metadata/component/version",
            Ok(Some(Shallow::Text("2.10".to_owned()))),
        ),
        (
            "bom.json",
            "/metadata/component/name",
            Err(Unreadable::NotDeclared),
        ),
        ("bom.json", "", Err(Unreadable::NotDeclared)),
        ("bom.json", "components", Err(Unreadable::MalformedPointer)),
        ("bom.json", "/zz/~2", Err(Unreadable::MalformedPointer)),
        ("bom.json", "/zz/~", Err(Unreadable::MalformedPointer)),
        ("none.json", "/components", Err(Unreadable::NoSuchDocument)),
        (
            "../bom.json",
            "/components",
            Err(Unreadable::NoSuchDocument),
        ),
        // About nobody of the review; and of a format that the manifest does not name.
        ("other.json", "/components", Err(Unreadable::NoSuchDocument)),
        ("answers.yaml", "/answers", Err(Unreadable::NotDeclared)),
    ] {
        let before = reader.count();
        let read = reader.read(document, pointer);
        let logged = reader.count() - before;
        assert_eq!(logged, usize::from(read.is_ok()), "{pointer}");
        let value = read.map(|(receipt, value, _)| {
            assert_eq!(receipt as usize, before);
            value
        });
        assert_eq!(value, expected, "{document} {pointer}");
    }
    let long = format!("/zz/{}", "a".repeat(10_000));
    assert_eq!(
        reader.read("bom.json", &long),
        Err(Unreadable::MalformedPointer)
    );
}

/// RFC 8785: members by UTF-16 code units, no white space, only the escapes that are needed; but
/// numbers keep the text of the document.
#[test]
fn a_subtree_is_canonical_and_bounded() {
    let mut reader = reader();
    let (_, json) = reader.read_json("bom.json", "/zz", 1_000).unwrap();
    assert_eq!(json.as_deref(), Some(r#"{"10":0,"9":0,"a/b":"é\n","~":1}"#));
    let (_, json) = reader
        .read_json("bom.json", "/components/0", 1_000)
        .unwrap();
    assert_eq!(
        json.as_deref(),
        Some(r#"{"name":"b","type":"library","x":1.50}"#)
    );
    assert_eq!(
        reader.read_json("bom.json", "/zz/none", 10).unwrap().1,
        None
    );
    let before = reader.count();
    for (pointer, most, error) in [
        ("/zz", 10, Unreadable::TooLarge),
        ("", 1_000, Unreadable::NotDeclared),
        // Declared, but not what is below it.
        (
            "/metadata/component/version",
            1_000,
            Unreadable::NotDeclared,
        ),
    ] {
        assert_eq!(reader.read_json("bom.json", pointer, most), Err(error));
    }
    assert_eq!(reader.count(), before);
}

#[test]
fn a_selection_is_sorted_paged_and_within_what_is_declared() {
    let reader = reader();
    let select = |pattern: &str, after: Option<&str>, limit: usize| {
        reader
            .select("bom.json", pattern, after, limit)
            .map(|(found, _)| found.join(" "))
    };
    let all = "/zz/9 /zz/10 /zz/a~1b /zz/~0";
    assert_eq!(select("/zz/*", None, 10).unwrap(), all);
    assert_eq!(
        select("/components/*/name", None, 10).unwrap(),
        "/components/0/name /components/1/name /components/2/name"
    );
    assert_eq!(select("/components/*/name", None, 0).unwrap(), "");
    assert_eq!(
        select("/*/*/version", None, 10).unwrap(),
        "/metadata/component/version"
    );
    assert_eq!(select("/*", None, 10).unwrap(), "/components /zz");
    assert_eq!(select("zz", None, 10), Err(Unreadable::MalformedPointer));
    assert_eq!(
        select("/zz/*", Some("zz"), 10),
        Err(Unreadable::MalformedPointer)
    );
    // Page by page gives the same as at once.
    for pattern in ["/zz/*", "/*/*", "/components/*/*", "/*"] {
        let whole = select(pattern, None, 100).unwrap();
        let mut pages: Vec<String> = Vec::new();
        while let Some(found) = reader
            .select("bom.json", pattern, pages.last().map(String::as_str), 1)
            .unwrap()
            .0
            .pop()
        {
            pages.push(found);
        }
        assert_eq!(pages.join(" "), whole, "{pattern}");
    }
}

#[test]
fn facts_are_those_of_what_is_tied_and_their_absence_is_logged() {
    let mut reader = reader();
    let subject = "Model::\"net\"";
    let stated = reader.facts(subject, "version").unwrap();
    assert_eq!(stated.len(), 1);
    assert_eq!(stated[0].1.value.to_string(), "2.10");
    assert!(reader.facts(subject, "supplier").unwrap().is_empty());
    let answer = reader.facts(subject, "CAIQ-4:A-1").unwrap();
    assert_eq!(answer[0].1.value.to_string(), "no");
    // A placeholder is no answer, and a question that nobody asked has none.
    assert!(reader.facts(subject, "CAIQ-4:A-2").unwrap().is_empty());
    assert!(reader.facts(subject, "CAIQ-4:A-9").unwrap().is_empty());
    assert_eq!(
        reader.facts(subject, "license"),
        Err(Unreadable::NotDeclared)
    );
    assert_eq!(
        reader.facts("Model::\"other\"", "version"),
        Err(Unreadable::NoSuchEntity)
    );
    assert_eq!(reader.count(), 5);
    let reads = reader.into_reads(&BTreeSet::from([0]));
    let there: Vec<bool> = reads.iter().map(|it| it.value_sha256.is_some()).collect();
    assert_eq!(there, [true, false, true, false, false]);
    let cited: Vec<bool> = reads.iter().map(|it| it.cited).collect();
    assert_eq!(cited, [true, false, false, false, false]);
    assert_eq!(reads[0].origin.document, "bom.json");
    assert!(reads[0].origin.line > 0);
}

#[test]
fn a_principal_that_no_document_speaks_of_sees_nothing() {
    let mut reader = reader_of("stranger");
    assert!(reader.documents().is_empty());
    assert_eq!(
        reader.read("bom.json", "/components"),
        Err(Unreadable::NoSuchDocument)
    );
}
