//! The cases of `tests/cases`: documents of the project's own writing, and what must come of them.

use std::collections::BTreeSet;

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
