//! Filled questionnaires in JSON, YAML and tables of separated values: who was asked what, and the
//! answers. Answers become tags of the dossier; those to the project's own questionnaire, whose
//! questions are attributes of the vocabulary, become facts.

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, Value as FactValue, parse_date};
use crate::source::Span;
use crate::tree::{Node, Tree, Value};

mod examples;
mod shape;
mod typed;

/// Filled questionnaires.
pub(super) struct Questionnaire;

impl Format for Questionnaire {
    fn name(&self) -> &'static str {
        "questionnaire"
    }

    fn title(&self) -> &'static str {
        "filled questionnaire (YAML, JSON or CSV)"
    }

    fn holds_answers(&self) -> bool {
        true
    }

    fn versions(&self) -> &'static str {
        "any; the questionnaire's own version is part of each answer's key"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.tree, probe.syntax) {
            (_, Syntax::Markdown) => false,
            (Ok(tree), Syntax::Csv) => shape::is_table(tree),
            (Ok(tree), _) => shape::is_filled(&tree.root),
            (Err(_), Syntax::Csv) => shape::was_a_table(probe.text, probe.limits),
            (Err(_), _) => {
                let head = ["questionnaire", "vendor_name", "passmuster"];
                let body = ["answers:", "\"answers\"", "responses:", "\"responses\""];
                head.iter().any(|word| probe.mentions(word))
                    && body.iter().any(|word| probe.mentions(word))
            }
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let sheet = match probe.syntax {
            Syntax::Csv => shape::from_table(tree),
            _ => shape::from_tree(&tree.root),
        };
        let mut reading = Reading::new(Strength::Stated);
        let main = reading.entity(None, sheet.vendor, None);
        let document = reading.entity(Some(EntityKind::Document), "", Some(main));
        sheet.about_the_document(&mut reading, document);
        let own = sheet.asks_vocabulary();
        let mut unversioned = None;
        for answer in &sheet.answers {
            let Some(id) = answer.id else {
                reading.defect(
                    &answer.pointer,
                    answer.span,
                    "an answer without the id of its question",
                );
                continue;
            };
            let (name, version) = answer.key(&sheet);
            if own || name == "PASSMUSTER" {
                typed::state(&mut reading, main, document, id, answer);
                if let Some((pointer, node)) = &answer.evidence {
                    let key = format!("{}:{id}#evidence", prefix(&name, &version));
                    reading.answer(main, key, pointer, node);
                }
                continue;
            }
            if (name.is_empty() || version.is_empty()) && unversioned.is_none() {
                unversioned = Some((answer, name.is_empty()));
            }
            let key = format!("{}:{id}", prefix(&name, &version));
            let joined = joined(answer.value);
            reading.answer(
                main,
                key.clone(),
                &answer.value_pointer,
                joined.as_ref().unwrap_or(answer.value),
            );
            if let Some((pointer, node)) = &answer.evidence {
                reading.answer(main, format!("{key}#evidence"), pointer, node);
            }
        }
        if let Some((answer, unnamed)) = unversioned {
            let message = if unnamed {
                "answers to a questionnaire without a name cannot be compared"
            } else {
                "answers without a questionnaire version cannot be compared"
            };
            reading.skip(&answer.pointer, answer.span, message);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// One answer and where it stands.
struct Answer<'a> {
    id: Option<&'a str>,
    /// Where the answer as a whole stands.
    pointer: String,
    span: Span,
    value_pointer: String,
    value: &'a Node,
    evidence: Option<(String, &'a Node)>,
    date: Option<(String, &'a Node)>,
    by: Option<(String, &'a Node)>,
    /// The questionnaire and its version, where each row names its own.
    questionnaire: &'a str,
    version: &'a str,
}

/// A questionnaire with its answers.
#[derive(Default)]
struct Sheet<'a> {
    questionnaire: &'a str,
    version: &'a str,
    vendor: &'a str,
    date: Option<(String, &'a Node)>,
    by: Option<(String, &'a Node)>,
    answers: Vec<Answer<'a>>,
}

impl Sheet<'_> {
    fn about_the_document(&self, reading: &mut Reading, document: EntityRef) {
        if let Some((pointer, node)) = &self.date {
            reading.state(document, "dated", pointer, node);
        } else {
            // The document is as old as its oldest answer.
            let dates = self
                .answers
                .iter()
                .filter_map(|answer| answer.date.as_ref());
            let oldest = dates
                .clone()
                .filter_map(|(pointer, node)| Some((parse_date(node.scalar()?)?, pointer, *node)))
                .min_by_key(|(date, _, _)| *date);
            if let Some((_, pointer, node)) = oldest {
                reading.state(document, "dated", pointer, node);
            } else if let Some((pointer, node)) = dates.clone().next() {
                reading.state(document, "dated", pointer, node);
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        let each = self.answers.iter().filter_map(|answer| answer.by.as_ref());
        for (pointer, node) in self.by.iter().chain(each) {
            let who = node.scalar().unwrap_or("").trim();
            if seen.contains(&who) || seen.len() > 100 {
                continue;
            }
            seen.push(who);
            // A blank cell of a table is no statement.
            if !who.is_empty() || !matches!(node.value, Value::Text(_)) {
                reading.state(document, "answered_by", pointer, node);
            }
        }
    }

    /// Whether the questions are the project's own: by name, or nameless with attributes as ids.
    fn asks_vocabulary(&self) -> bool {
        if !self.questionnaire.is_empty() {
            return split_version(self.questionnaire)
                .0
                .eq_ignore_ascii_case("passmuster");
        }
        self.answers
            .iter()
            .all(|answer| answer.questionnaire.is_empty())
            && !self.answers.is_empty()
            && self
                .answers
                .iter()
                .all(|answer| answer.id.is_some_and(typed::is_asked))
    }
}

impl Answer<'_> {
    /// The name and version of the questionnaire that is answered.
    fn key(&self, sheet: &Sheet<'_>) -> (String, String) {
        let name = if self.questionnaire.is_empty() {
            sheet.questionnaire
        } else {
            self.questionnaire
        };
        let stated = if self.version.is_empty() {
            sheet.version
        } else {
            self.version
        };
        let (name, inner) = if stated.is_empty() {
            split_version(name)
        } else {
            (name, "")
        };
        let version = if stated.is_empty() { inner } else { stated };
        let name: Vec<String> = name.split_whitespace().map(str::to_uppercase).collect();
        (name.join("-"), bare_version(version).to_owned())
    }
}

fn prefix(name: &str, version: &str) -> String {
    let name = if name.is_empty() { "UNNAMED" } else { name };
    let version = if version.is_empty() {
        "unversioned"
    } else {
        version
    };
    format!("{name}-{version}")
}

/// `v4.0.3` and `4.0.3` are one version.
fn bare_version(version: &str) -> &str {
    let version = version.trim();
    version
        .strip_prefix(['v', 'V'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(version)
}

/// `CAIQ v4.0.3` and `AI-CAIQ-1.1.0` carry their version in the name.
fn split_version(name: &str) -> (&str, &str) {
    let name = name.trim();
    let Some(at) = name.rfind([' ', '-', '_']) else {
        return (name, "");
    };
    let (front, back) = name.split_at_checked(at).unwrap_or((name, ""));
    let version = back.get(1..).unwrap_or("");
    let bare = bare_version(version);
    let numbers = bare
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if numbers && (bare.contains('.') || bare.len() < version.len()) {
        (front.trim_end_matches([' ', '-', '_']), version)
    } else {
        (name, "")
    }
}

/// A list as one text.
fn joined(node: &Node) -> Option<Node> {
    let Value::Array(items) = &node.value else {
        return None;
    };
    let parts: Vec<&str> = items.iter().filter_map(Node::scalar).collect();
    Some(Node {
        value: Value::Text(parts.join("; ")),
        span: node.span,
    })
}

/// Whether a text is an answer of "no".
fn is_no(text: &str) -> bool {
    matches!(FactValue::answer(text), FactValue::Text(word) if word == "no")
}
