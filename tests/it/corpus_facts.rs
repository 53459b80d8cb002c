//! Documents of the corpus against reviewed facts: `corpus-facts.tsv` has all facts of each, by the
//! first digits of its digest, each compared with the document when it was entered. Names and words of
//! the documents stand there as the first digits of their SHA-256, since no text of the corpus is
//! repeated here; numbers, dates and words of the vocabulary as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use passmuster::document::{Detected, FORMATS, detect};
use passmuster::fact::vocabulary::{Type, attribute};
use passmuster::fact::{Key, LocalFact, Reading};
use passmuster::limits::Limits;
use passmuster::source::{SourceFile, sha256_hex};

use super::corpus::cases;

/// Formats of which the corpus has fewer than three documents with facts few enough to be read one
/// by one; their own tests have them, in full.
const OWN: &[(&str, &str)] = &[
    ("aiid", "src/document/aiid/tests.rs"),
    ("chai-model-card", "src/document/tests/by_hand.rs"),
    ("eval-eee", "src/document/eval_eee/tests.rs"),
    ("eval-helm", "src/document/eval_helm/tests.rs"),
    ("eval-lmeval", "src/document/tests/by_hand.rs"),
    ("gemara", "src/document/gemara/tests.rs"),
    ("group-outcomes", "src/document/tests/by_hand.rs"),
    ("hf-dataset-card", "src/document/tests_models/cases.rs"),
    ("hf-eval-results", "src/document/tests/by_hand.rs"),
    ("junit", "src/document/junit/tests.rs"),
    ("mct-json", "src/document/tests_models/cases.rs"),
    ("model-card-yaml", "src/document/tests_models/cases.rs"),
    ("oecd-incident", "src/document/oecd_incident/tests.rs"),
    ("openvex", "src/document/openvex/tests.rs"),
    ("questionnaire", "src/document/tests/by_hand.rs"),
    ("reason-codes", "src/document/tests/by_hand.rs"),
    ("spdx2", "src/document/spdx2/tests.rs"),
];

/// A fact as the table has it: `KIND ATTRIBUTE = VALUE POINTER`.
fn line(reading: &Reading, fact: &LocalFact) -> String {
    let kind = reading.kind_of(fact.entity);
    let kind = kind.map_or("-", |kind| kind.name());
    let value = fact.value.to_string();
    let plain = match &fact.key {
        Key::Attribute(name) => attribute(name).is_some_and(|it| {
            matches!(
                it.kind,
                Type::Flag | Type::Count | Type::Decimal | Type::Date | Type::License
            ) || !it.values.is_empty()
                || ["result", "vulnerability_status", "incident_type"].contains(&it.name)
        }),
        Key::Answer(_) => true,
    };
    let digest = sha256_hex(value.as_bytes());
    let value = if plain {
        value
    } else {
        format!("#{}", &digest[..8])
    };
    // A key of a document can be a name too.
    format!("{kind} {} = {value} {}", fact.key, fact.pointer)
}

/// The table: format and lines by digest.
fn table() -> BTreeMap<String, (String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus-facts.tsv");
    let text = fs::read_to_string(path).unwrap();
    let mut table: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    let mut current = String::new();
    for row in text
        .lines()
        .filter(|row| !row.is_empty() && !row.starts_with('#'))
    {
        match row.split_once('\t') {
            Some(("", fact)) => table.get_mut(&current).unwrap().1.push(fact.to_owned()),
            Some((digest, format)) => {
                current = digest.to_owned();
                let known = table.insert(current.clone(), (format.to_owned(), Vec::new()));
                assert!(known.is_none(), "{digest} twice");
            }
            None => panic!("neither a document nor a fact: {row}"),
        }
    }
    table
}

#[test]
fn documents_of_the_corpus_say_what_a_person_read_in_them() {
    let table = table();
    let mut wrong = String::new();
    let mut found = BTreeSet::new();
    for case in cases() {
        let Some((format, expected)) = table.get(&case.digest) else {
            continue;
        };
        found.insert(case.digest.clone());
        let file = SourceFile::new(case.name(), case.bytes.clone());
        let Detected::Read(read, _, reading) = detect(&file, &Limits::default()) else {
            panic!("{} is not read", case.digest);
        };
        assert_eq!(read.name(), format, "{}", case.digest);
        let mut facts: Vec<String> = reading.facts.iter().map(|it| line(&reading, it)).collect();
        let mut expected = expected.clone();
        facts.sort();
        expected.sort();
        if facts != expected {
            let facts: Vec<String> = facts.iter().map(|it| format!("\t{it}\n")).collect();
            wrong.push_str(&format!(
                "{}\t{format} says\n{}",
                case.digest,
                facts.concat()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let missing: Vec<&String> = table.keys().filter(|it| !found.contains(*it)).collect();
    assert!(missing.is_empty(), "not in the corpus: {missing:?}");
    for format in FORMATS {
        let checked = table
            .values()
            .filter(|(name, _)| name == format.name())
            .count();
        let own = OWN.iter().find(|(name, _)| *name == format.name());
        match own {
            Some((name, path)) => {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|it| panic!("{}: {it}", path.display()));
                assert!(
                    path.ends_with(format!("{}/tests.rs", name.replace('-', "_")))
                        || text.contains(name),
                    "{name}"
                );
                assert!(checked < 3, "{name} needs no tests of its own any more");
            }
            None => assert!(
                checked >= 3,
                "{}: {checked} documents checked by hand",
                format.name()
            ),
        }
    }
}
