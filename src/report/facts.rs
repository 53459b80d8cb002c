//! What the policies will see: the output of the `facts` command, for programs
//! (`docs/schema/facts-v1.json`) and for people.

use std::io;

use serde::Serialize;

use super::{Options, wire};
use crate::fact::{EntityId, Fact, FactSet, Hollow, Value};
use crate::printable;
use crate::run::DocumentRecord;
use crate::source::{Artifact, Refused, Unread};
use crate::trust::Attested;

mod human;

/// The id of the schema.
const SCHEMA: &str = "passmuster/facts/v1";

/// What one dossier says.
#[derive(Debug, Clone, Copy)]
pub struct FactsView<'a> {
    /// The path as it was given.
    pub path: &'a str,
    /// What is reviewed.
    pub subject: &'a EntityId,
    /// The documents, by path.
    pub documents: &'a [DocumentRecord],
    /// What they say.
    pub facts: &'a FactSet,
    /// What the signed statements come to.
    pub attested: &'a [Attested],
    /// Weights and other binaries.
    pub artifacts: &'a [Artifact],
    /// Files that were not read.
    pub unread: &'a [Unread],
    /// Files that could not be looked at.
    pub refused: &'a [Refused],
    /// What was inferred or assumed because nobody said it, each a sentence.
    pub assumed: &'a [String],
}

/// Writes the facts for people.
///
/// # Errors
/// Those of the writer.
pub fn human(
    dossiers: &[FactsView<'_>],
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut text = String::new();
    for (number, dossier) in dossiers.iter().enumerate() {
        if number > 0 {
            text.push_str("\n\n");
        }
        text.push_str(&human::render(dossier, options));
    }
    out.write_all(text.as_bytes())
}

/// Writes the facts as JSON.
///
/// # Errors
/// Those of the writer.
pub fn json(dossiers: &[FactsView<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let dossiers = dossiers.iter().map(Dossier::from).collect();
    let facts = FactsV1 {
        schema: SCHEMA,
        dossiers,
    };
    printable::write_json(&facts, out)
}

#[derive(Serialize)]
struct FactsV1<'a> {
    schema: &'static str,
    dossiers: Vec<Dossier<'a>>,
}

#[derive(Serialize)]
struct Dossier<'a> {
    path: &'a str,
    subject: String,
    assumed: &'a [String],
    documents: Vec<wire::Document<'a>>,
    facts: Vec<FactV1<'a>>,
    statements: Vec<wire::Statement<'a>>,
    artifacts: Vec<wire::ArtifactFile<'a>>,
    unread: Vec<wire::Reason<'a>>,
    refused: Vec<wire::Reason<'a>>,
    hollow: Vec<HollowV1<'a>>,
    untied: Vec<UntiedV1<'a>>,
    untied_facts: Vec<FactV1<'a>>,
    contradictions: Vec<wire::Contradictory<'a>>,
}

#[derive(Serialize)]
struct FactV1<'a> {
    entity: String,
    attribute: &'a str,
    value: ValueV1<'a>,
    text: &'a str,
    #[serde(flatten)]
    place: wire::Place<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ValueV1<'a> {
    Text(&'a str),
    Flag(bool),
    Count(i64),
    /// Decimals and dates: a JSON number would be rounded by its readers.
    Exact(String),
    Set(Vec<&'a str>),
}

#[derive(Serialize)]
struct HollowV1<'a> {
    attribute: &'a str,
    reason: &'a str,
    document: &'a str,
    pointer: &'a str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct UntiedV1<'a> {
    entity: String,
    document: &'a str,
    facts: usize,
    reason: &'a str,
}

impl<'a> From<&FactsView<'a>> for Dossier<'a> {
    fn from(view: &FactsView<'a>) -> Self {
        let untied = |it: &'a crate::fact::Untied| UntiedV1 {
            entity: it.entity.to_string(),
            document: &it.document,
            facts: it.facts,
            reason: &it.reason,
        };
        Self {
            path: view.path,
            subject: view.subject.to_string(),
            assumed: view.assumed,
            documents: wire::documents(view.documents),
            facts: view.facts.facts.iter().map(FactV1::from).collect(),
            statements: wire::statements(view.attested),
            artifacts: wire::artifacts(view.artifacts),
            unread: wire::unread(view.unread),
            refused: wire::refused(view.refused),
            hollow: view.facts.hollow.iter().map(HollowV1::from).collect(),
            untied: view.facts.untied.iter().map(untied).collect(),
            untied_facts: view.facts.untied_facts.iter().map(FactV1::from).collect(),
            contradictions: wire::contradictions(&view.facts.contradictions),
        }
    }
}

impl<'a> From<&'a Fact> for FactV1<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self {
            entity: fact.entity.to_string(),
            attribute: wire::attribute(&fact.key),
            value: match &fact.value {
                Value::Text(text) => ValueV1::Text(text),
                Value::Flag(flag) => ValueV1::Flag(*flag),
                Value::Count(count) => ValueV1::Count(*count),
                Value::Decimal(decimal) => ValueV1::Exact(decimal.to_string()),
                Value::Date(date) => ValueV1::Exact(date.to_string()),
                Value::Set(members) => ValueV1::Set(members.iter().map(String::as_str).collect()),
            },
            text: &fact.text,
            place: wire::Place::new(&fact.origin, fact.worth),
        }
    }
}

impl<'a> From<&'a Hollow> for HollowV1<'a> {
    fn from(hollow: &'a Hollow) -> Self {
        Self {
            attribute: wire::attribute(&hollow.key),
            reason: &hollow.reason,
            document: &hollow.origin.document,
            pointer: &hollow.origin.pointer,
            line: hollow.origin.line,
            column: hollow.origin.column,
            part: hollow.origin.part.as_deref(),
            sha256: &hollow.origin.sha256,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use super::*;
    use crate::printable::is_dangerous;
    use crate::report::sample;
    use crate::run::DossierResult;

    fn view(dossier: &DossierResult) -> FactsView<'_> {
        FactsView {
            path: &dossier.path,
            subject: &dossier.subject,
            documents: &dossier.documents,
            facts: &dossier.facts,
            attested: &dossier.attested,
            artifacts: &dossier.artifacts,
            unread: &dossier.unread,
            refused: &dossier.refused,
            assumed: &dossier.assumed,
        }
    }

    fn for_programs(dossier: &DossierResult) -> (String, serde_json::Value) {
        let mut out = Vec::new();
        json(&[view(dossier)], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let value = serde_json::from_str(&text).unwrap();
        (text, value)
    }

    fn for_people(dossier: &DossierResult, options: &Options) -> String {
        let mut out = Vec::new();
        human(&[view(dossier)], options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_typed_and_fits_the_schema() {
        let schema = serde_json::from_str(include_str!("../../docs/schema/facts-v1.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let (_, value) = for_programs(&sample::dossier());
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        let facts = &value["dossiers"][0]["facts"];
        assert_eq!(facts[0]["attribute"], "data_retention_days");
        assert_eq!(facts[0]["value"], 30);
        assert_eq!(facts[1]["value"], true);
        assert_eq!(facts[2]["text"], "120 hours");
        assert_eq!(value["dossiers"][0]["untied"][0]["document"], "other.md");
    }

    #[test]
    fn people_get_columns_and_what_counts_for_nothing() {
        let text = for_people(
            &sample::dossier(),
            &Options {
                width: 100,
                ..Options::default()
            },
        );
        for line in [
            "model chat-7b, from dossiers/chat 7b\n\nAssumed\n\n  - The risk tier is high",
            "\n\nvendor Acme\n\n",
            "  data_retention_days    30    answers.yaml:7:11  stated/none\n",
            "  incident_notice_hours  120   answers.yaml:5:11  stated/none\n",
            "Hollow: the field is there and says nothing",
            "license answers.yaml:2:11: a placeholder",
            "  two models; say in the review file which is which:\n  - model other, 1 fact in other.md",
            "90 answers.yaml:5:11 (documented/vendor)",
            "model.pt: pytorch-zip, 1234567890 bytes, can run code when it is loaded",
            "5: no format reads it (assets/1.css, assets/2.css, assets/3.css, and 2 more)",
            "3 facts, 1 hollow, 1 untied, 1 contradiction, 1 document",
        ] {
            assert!(text.contains(line), "{line}\n--- not in\n{text}");
        }
    }

    #[test]
    fn nothing_hostile_survives() {
        let run = sample::hostile();
        for dossier in &run.dossiers {
            for verbose in [false, true] {
                let text = for_people(
                    dossier,
                    &Options {
                        verbose,
                        ..Options::default()
                    },
                );
                assert!(!text.contains(|c| c != '\n' && is_dangerous(c)), "{text:?}");
                assert!(!text.lines().any(|line| line.starts_with("FAKE")), "{text}");
            }
            let (text, value) = for_programs(dossier);
            assert!(!text.contains(|c| c != '\n' && is_dangerous(c)));
            assert_eq!(value["dossiers"][0]["facts"][0]["text"], sample::HOSTILE);
        }
    }
}
