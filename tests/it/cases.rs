//! The cases of `tests/cases`: documents of the project's own writing, and what must come of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use passmuster::document::{Detected, FORMATS, detect};
use passmuster::limits::Limits;
use passmuster::source::SourceFile;
use serde_json::Value;

use crate::common::{AS_OF, Folder, findings, repository};

const REVIEW: &str = "schema = 1\nreviewer = \"R\"\naction = \"procure\"\nrisk_tier = \"high\"\n\
    [subject]\nkind = \"model\"\nname = \"acme/claims\"\n[vendor]\nname = \"Acme\"\n";

/// Writes a value into a document in the way that the case names.
fn document(case: &toml::Table, value: &str) -> (&'static str, String) {
    let text = |key: &str| case.get(key).and_then(toml::Value::as_str);
    let quoted = serde_json::to_string(value).unwrap();
    let answers = |questionnaire: &str, id: &str| {
        format!(
            "questionnaire: {questionnaire}\nversion: \"0.1\"\nanswers:\n- id: {id}\n  answer: {quoted}\n"
        )
    };
    match (text("attribute"), text("question"), text("card")) {
        (Some(attribute), None, None) => ("answers.yaml", answers("passmuster", attribute)),
        (None, Some(question), None) => ("answers.yaml", answers("house-questions", question)),
        (None, None, Some(key)) => (
            "README.md",
            format!("---\n{key}: {quoted}\nlibrary_name: transformers\n---\n# Claims\n"),
        ),
        other => panic!("{case:?}: {other:?}"),
    }
}

/// Both documents say something; whether they contradict each other is read from the finding.
#[test]
fn spellings_are_no_contradiction_and_values_are() {
    let text = std::fs::read_to_string(repository("tests/cases/contradictions.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    for (kind, expected, least) in [("same", "pass", 10), ("different", "fail", 10)] {
        let cases = table[kind].as_array().unwrap();
        assert!(cases.len() >= least, "{} {kind}", cases.len());
        for case in cases {
            let case = case.as_table().unwrap();
            let about = case["about"].as_str().unwrap();
            let [one, other] = ["one", "other"].map(|key| case[key].as_str().unwrap());
            assert_ne!(one, other, "{about}");
            let folder = Folder::new();
            let mut review = REVIEW.to_owned();
            for (dir, value) in [("a", one), ("b", other)] {
                let (name, text) = document(case, value);
                folder.write(format!("d/{dir}/{name}"), text);
                if name == "README.md" {
                    review.push_str(&format!(
                        "[[document]]\npath = \"{dir}/{name}\"\nabout = \"subject\"\n"
                    ));
                }
            }
            folder.write("review.toml", review);
            let ran = folder.run(&[
                "check",
                "d",
                "--review",
                "review.toml",
                "--as-of",
                AS_OF,
                "--output",
                "json",
            ]);
            let check = ran.json();
            let dossier = &check["dossiers"][0];
            let documents = dossier["documents"].as_array().unwrap();
            assert_eq!(documents.len(), 2, "{about}: {ran}");
            for document in documents {
                assert!(
                    document["facts"].as_u64().unwrap() > 0,
                    "{about}: {document}"
                );
            }
            let found = findings(&check, "PM-DOC-CONFLICT");
            let outcomes: BTreeSet<&str> = found
                .iter()
                .map(|it| it["outcome"].as_str().unwrap())
                .collect();
            assert_eq!(
                outcomes,
                BTreeSet::from([expected]),
                "{about}: `{one}` and `{other}`: {found:#?}"
            );
            if kind == "different" {
                // The exact texts, and how they were compared, stand in the report.
                let [finding] = found.as_slice() else {
                    panic!("{about}: one contradiction, {} findings", found.len());
                };
                let message = finding["message"].as_str().unwrap();
                assert!(
                    message.contains("; compared as") || message.contains("; compared ignoring"),
                    "{message}"
                );
                let stated = &dossier["contradictions"][0]["values"];
                let texts: BTreeSet<&str> = stated
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["text"].as_str().unwrap())
                    .collect();
                assert_eq!(texts, BTreeSet::from([one, other]), "{about}");
                for value in [one, other] {
                    let said = message.to_lowercase().contains(&value.to_lowercase());
                    assert!(said, "{about}: `{value}` is not in {message}");
                }
            } else {
                assert_eq!(dossier["contradictions"].as_array().map_or(0, Vec::len), 0);
                // What was written is still there to be read.
                let facts = folder.run(&[
                    "facts",
                    "d",
                    "--review",
                    "review.toml",
                    "--as-of",
                    AS_OF,
                    "--output",
                    "json",
                ]);
                let facts: Value = facts.json();
                let texts: BTreeSet<String> = facts["dossiers"][0]["facts"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["text"].as_str().unwrap_or_default().to_owned())
                    .collect();
                for value in [one, other] {
                    assert!(texts.contains(value), "{about}: {value} in {texts:?}");
                }
            }
        }
    }
}

/// The folder says what shall claim the documents in it; `none` is nobody.
#[test]
fn look_alikes_are_not_claimed() {
    let root = repository("tests/cases/look-alikes");
    let mut tried = 0;
    let mut wrong = Vec::new();
    for folder in entries(&root) {
        let expected = name(&folder);
        for path in entries(&folder) {
            let file = SourceFile::new(name(&path), std::fs::read(&path).unwrap());
            let claimed = match detect(&file, &Limits::default()) {
                Detected::Read(format, ..) | Detected::Broken(format, ..) => format.name(),
                Detected::Unclaimed(_) | Detected::Exceeded(_) => "none",
            };
            tried += 1;
            if claimed != expected {
                wrong.push(format!(
                    "{expected}/{} is claimed as {claimed}",
                    name(&path)
                ));
            }
        }
    }
    assert!(tried >= 100, "{tried} documents");
    assert!(
        wrong.len() * 100 <= tried,
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// What cannot be wrong, or is nobody's once it is.
const UNBREAKABLE: &[&str] = &["group-outcomes", "model-card-md", "reason-codes"];

#[test]
fn what_is_broken_is_said_with_its_place_and_what_was_expected() {
    let text = std::fs::read_to_string(repository("tests/cases/broken.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let mut covered = BTreeSet::new();
    for case in table["broken"].as_array().unwrap() {
        let of = |key: &str| case[key].as_str().unwrap();
        let (name, place, says) = (of("name"), of("place"), of("says"));
        assert!(!place.is_empty() && !says.is_empty(), "{name}");
        covered.insert(of("format"));
        let folder = Folder::new();
        folder.write(format!("d/{name}"), of("text"));
        let facts = crate::common::facts(&folder, "d");
        let expected = format!("{place}: {says}");
        let said = if of("format").is_empty() {
            let unread = facts["unread"][0]["reason"].as_str().unwrap_or_default();
            unread.to_owned()
        } else {
            let document = &facts["documents"][0];
            assert_eq!(document["format"], of("format"), "{name}: {facts}");
            assert_eq!(document["status"], "broken", "{name}: {facts}");
            document["remarks"].to_string().replace("\\\"", "\"")
        };
        assert!(
            said.contains(&expected),
            "{name}: no `{expected}` in {said}"
        );
    }
    let all = FORMATS.iter().map(|format| format.name());
    let missing: Vec<&str> = all
        .filter(|name| !covered.contains(name) && !UNBREAKABLE.contains(name))
        .collect();
    assert!(missing.is_empty(), "formats without a case: {missing:?}");
}
