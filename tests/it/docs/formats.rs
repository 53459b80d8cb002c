//! The page of formats: what each of them can say is what its own examples state.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use passmuster::document::{Detected, FORMATS, Format, detect};
use passmuster::fact::Key;
use passmuster::fact::vocabulary::ATTRIBUTES;
use passmuster::limits::{LIMITS, Limits};
use passmuster::source::SourceFile;

use super::{HEAD, code, formats_table, row, table};

/// The standards of the vocabulary's terms, and the formats that read each.
const STANDARDS: &[(&str, &[&str])] = &[
    ("AI Incident Database", &["aiid"]),
    ("AILuminate", &["eval-ailuminate"]),
    ("ATLAS", &["atlas"]),
    ("AVID", &["avid"]),
    ("Azure", &["azure-model-spec"]),
    ("CHAI", &["chai-model-card"]),
    ("Croissant", &["croissant"]),
    ("Croissant RAI", &["croissant"]),
    ("CycloneDX", &["cyclonedx"]),
    ("Every Eval Ever", &["eval-eee"]),
    ("GPAI form", &["gpai-form"]),
    ("Gemara", &["gemara"]),
    ("HELM", &["eval-helm"]),
    (
        "Hugging Face",
        &["hf-model-card", "hf-dataset-card", "hf-eval-results"],
    ),
    ("Inspect AI", &["eval-inspect"]),
    ("JUnit", &["junit"]),
    ("MCT", &["mct-json", "model-card-yaml"]),
    ("OECD", &["oecd-incident"]),
    ("OSCAL", &["oscal"]),
    ("OpenVEX", &["openvex"]),
    ("Passmuster answers", &["questionnaire"]),
    ("SARIF", &["sarif"]),
    ("SCAI", &["in-toto"]),
    ("SLSA VSA", &["in-toto"]),
    ("SLSA provenance", &["in-toto"]),
    ("SPDX 2", &["spdx2"]),
    ("SPDX 3", &["spdx3"]),
    ("SVR", &["in-toto"]),
    ("garak", &["eval-garak"]),
    ("in-toto", &["in-toto"]),
    ("in-toto link", &["in-toto"]),
    ("in-toto release", &["in-toto"]),
    ("in-toto runtime trace", &["in-toto"]),
    ("in-toto test-result", &["in-toto"]),
    ("in-toto vulnerabilities", &["in-toto"]),
    ("lm-evaluation-harness", &["eval-lmeval"]),
];

/// A term of a standard in the vocabulary is read: an example of a format of that standard states
/// the attribute.
#[test]
fn declared_terms_are_what_the_formats_read() {
    let all: BTreeMap<&str, Said> = FORMATS.iter().map(|it| (it.name(), said(*it))).collect();
    let mut wrong = Vec::new();
    for attribute in ATTRIBUTES {
        for (standard, _) in attribute.sources {
            let Some((_, formats)) = STANDARDS.iter().find(|(name, _)| name == standard) else {
                wrong.push(format!("{standard} is no standard of a format"));
                continue;
            };
            let stated = formats.iter().any(|it| {
                let said = all.get(it).unwrap_or_else(|| panic!("{it} is no format"));
                said.places.contains_key(attribute.name)
            });
            if !stated {
                wrong.push(format!(
                    "no example of {formats:?} states {}",
                    attribute.name
                ));
            }
        }
    }
    for (standard, _) in STANDARDS {
        let mut sources = ATTRIBUTES.iter().flat_map(|it| it.sources);
        assert!(
            sources.any(|(name, _)| name == standard),
            "{standard} has no term"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A pointer with its positions as `*`.
fn pattern(pointer: &str) -> String {
    let tokens: Vec<&str> = pointer
        .split('/')
        .map(|token| {
            let number = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
            if number { "*" } else { token }
        })
        .collect();
    tokens.join("/")
}

pub(super) fn formats_page() -> String {
    let mut text = String::from(HEAD);
    let _ = write!(
        text,
        "# Formats\n\n\
         A document is recognised by its content, not by its name. What no format claims is listed as unread, and what a format claims but cannot parse is broken (`PM-DOC-READ` fails). The first format of the table that claims a document has it.\n\n{}\n\
         Besides: weights and other binaries are artifacts, recognised by their first bytes; `[[evidence]]` of the review file makes a PDF or another opaque file count.\n\n\
         ## Limits\n\n\
         `--limit NAME=VALUE` sets one, for every command that reads documents; bytes may be written as `64MiB`. What exceeds a limit is never taken for what was read: a document that a format claims is broken and fails `PM-DOC-READ`, any other file that was not looked at to its end is an error there, and a folder with too many files is not opened. `opaque-bytes` refuses nothing: a larger file is hashed when something names its digest. Limits that are not the defaults stand in the outputs and in the line that makes the same run again.\n\n{}",
        formats_table(),
        table(&["limit", "default", "unit", "at most", "what it bounds"])
    );
    let limits = Limits::default();
    for limit in LIMITS {
        text.push_str(&row([
            code(limit.name),
            limit.of(&limits).to_string(),
            limit.unit.to_owned(),
            limit.most.to_string(),
            limit.meaning.trim().to_owned(),
        ]));
    }
    text.push_str(
        "\n## What each format can say\n\n\
         Attributes of the [vocabulary](vocabulary.md), by format and version: what its built-in examples state, which have at least what the vocabulary says of its standard.\n\n",
    );
    text.push_str(&table(&["format", "versions", "facts"]));
    for format in FORMATS {
        let said = said(*format);
        let names: BTreeSet<String> = said.places.keys().map(|it| code(it)).collect();
        let mut names: Vec<String> = names.into_iter().collect();
        if !said.answers.is_empty() {
            names.push("answers".to_owned());
        }
        let names = if names.is_empty() {
            "none: it is known, and says nothing of a subject".to_owned()
        } else {
            names.join(", ")
        };
        text.push_str(&row([
            code(format.name()),
            format.versions().to_owned(),
            names,
        ]));
    }
    for format in FORMATS {
        let said = said(*format);
        let _ = write!(text, "\n## `{}`: {}\n\n", format.name(), format.title());
        text.push_str("What its built-in examples state, and where (`*` is any position).\n\n");
        text.push_str(&table(&["attribute", "places"]));
        for (name, found) in &said.places {
            let found: Vec<String> = found.iter().map(|it| code(it)).collect();
            text.push_str(&row([code(name), found.join(", ")]));
        }
        if !said.answers.is_empty() {
            let found: Vec<String> = said.answers.iter().map(|it| code(it)).collect();
            text.push_str(&row([
                "answers (tags of the dossier)".to_owned(),
                found.join(", "),
            ]));
        }
        if !format.unread().is_empty() {
            text.push_str("\nKnown, and not read:\n\n");
            text.push_str(&table(&["member", "what it is"]));
            for (member, what) in format.unread() {
                text.push_str(&row([code(member), (*what).to_owned()]));
            }
        }
    }
    text
}

/// What the examples of a format state: places by attribute, and places of answers.
#[derive(Default)]
struct Said {
    places: BTreeMap<String, BTreeSet<String>>,
    answers: BTreeSet<String>,
}

fn said(format: &dyn Format) -> Said {
    let mut said = Said::default();
    for (name, content) in format.examples() {
        let file = SourceFile::new(*name, content.as_bytes().to_vec());
        let Detected::Read(_, _, reading) = detect(&file, &Limits::default()) else {
            panic!("{name} is not read");
        };
        for fact in &reading.facts {
            let place = pattern(&fact.pointer);
            match &fact.key {
                Key::Attribute(name) => {
                    let name = (*name).to_owned();
                    said.places.entry(name).or_default().insert(place);
                }
                Key::Answer(_) => {
                    said.answers.insert(place);
                }
            }
        }
    }
    said
}
