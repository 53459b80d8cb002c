//! What to ask for: the facts that are missing in a dossier, gathered from its findings, grouped
//! by the document that would hold them, and as blocks that can be pasted into such a document.

use std::collections::BTreeMap;

use crate::fact::vocabulary::{self, Attribute, Derived, Type};
use crate::fact::{EntityId, EntityKind, Key};
use crate::finding::{Enforcement, Finding, Missing, Outcome};
use crate::printable::{one_line, terminal, truncate};

/// The version of the questionnaire that Passmuster reads by attribute names.
const ANSWERS_VERSION: &str = "0.1";

/// One fact to ask for, and the findings that want it.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    /// Of whom it is asked.
    pub entity: &'a EntityId,
    /// The fact.
    pub missing: &'a Missing,
    /// The findings that lack it, by control.
    pub findings: Vec<&'a Finding>,
}

/// What one kind of document would have to say.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    /// The document: "model card or ML-BOM".
    pub home: &'a str,
    /// What is asked for, in order of the labels.
    pub items: Vec<Item<'a>>,
}

/// Text to paste into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paste {
    /// Where it goes, one line.
    pub title: String,
    /// The text, safe to print; ends with a line break.
    pub text: String,
}

/// What findings without enough evidence ask for, by document, each fact once. `enforcement`
/// chooses the findings.
pub(crate) fn requests<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    enforcement: Enforcement,
) -> Vec<Request<'a>> {
    type Asked<'a> = (&'a str, Option<&'a str>, &'a Key, &'a EntityId);
    let mut homes: BTreeMap<&str, BTreeMap<Asked<'a>, Item<'a>>> = BTreeMap::new();
    for finding in findings {
        if finding.outcome != Outcome::Insufficient || finding.enforcement != enforcement {
            continue;
        }
        for missing in finding.missing.iter().filter(|it| !it.alternative) {
            let asked = (
                missing.label.as_str(),
                missing.word.as_deref(),
                &missing.key,
                &finding.entity,
            );
            let item = homes
                .entry(&missing.home)
                .or_default()
                .entry(asked)
                .or_insert_with(|| Item {
                    entity: &finding.entity,
                    missing,
                    findings: Vec::new(),
                });
            if !item.findings.iter().any(|it| it.control == finding.control) {
                item.findings.push(finding);
            }
        }
    }
    homes
        .into_iter()
        .map(|(home, items)| Request {
            home,
            items: items.into_values().collect(),
        })
        .collect()
}

/// The blocks to paste for what is asked for: the front matter and headings of a model card, and
/// answers. What neither can say (a measurement, the review file) is in none.
pub(crate) fn pastes(requests: &[Request<'_>]) -> Vec<Paste> {
    let mut front: BTreeMap<&str, &Attribute> = BTreeMap::new();
    let mut headings: BTreeMap<&str, String> = BTreeMap::new();
    let mut answers: BTreeMap<&str, Vec<&Missing>> = BTreeMap::new();
    let mut questions: BTreeMap<&str, Vec<&Missing>> = BTreeMap::new();
    for item in requests.iter().flat_map(|request| &request.items) {
        let missing = item.missing;
        let attribute = match &missing.key {
            Key::Answer(key) => {
                let (form, _) = key.split_once(':').unwrap_or(("", key));
                questions.entry(form).or_default().push(missing);
                continue;
            }
            Key::Attribute(name) => match stated(name) {
                Some(attribute) => attribute,
                None => continue,
            },
        };
        let of_card = attribute.home.contains("card") && item.entity.kind != EntityKind::Vendor;
        match (
            of_card,
            front_matter(attribute),
            heading(attribute, missing.word.as_deref()),
        ) {
            (true, Some(key), _) => {
                front.insert(key, attribute);
            }
            (true, None, Some(heading)) => {
                headings.insert(heading, missing.label.clone());
            }
            _ => answers.entry(attribute.name).or_default().push(missing),
        }
    }
    let mut pastes = Vec::new();
    if !front.is_empty() || !headings.is_empty() {
        pastes.push(Paste {
            title: "for the model card (README.md)".to_owned(),
            text: card(&front, &headings),
        });
    }
    if !answers.is_empty() {
        pastes.push(Paste {
            title: "for the vendor's answers (a YAML file of the dossier)".to_owned(),
            text: answer_sheet(&answers),
        });
    }
    for (form, asked) in &questions {
        pastes.push(Paste {
            title: format!("for the answers to {}", truncate(&one_line(form), 40)),
            text: question_sheet(form, asked),
        });
    }
    pastes
}

/// The attribute that a document states for `name`: the date that an age is made from. `None` for
/// what the host makes, and for what is said of entities that no answer speaks of.
fn stated(name: &str) -> Option<&'static Attribute> {
    let attribute = vocabulary::attribute(name)?;
    let attribute = match attribute.derived {
        Some(Derived::Age(of) | Derived::Until(of)) => vocabulary::attribute(of)?,
        None => attribute,
    };
    let of_principal = attribute.about.iter().any(|kind| kind.is_principal());
    (!attribute.host && of_principal).then_some(attribute)
}

/// The key in a model card's front matter, which the vocabulary names as its source.
fn front_matter(attribute: &Attribute) -> Option<&'static str> {
    let (_, terms) = attribute
        .sources
        .iter()
        .find(|(standard, _)| *standard == "Hugging Face")?;
    let first = terms.split(", ").next()?;
    let plain = first.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    plain.then_some(first)
}

/// The heading of the hub's model card template under which a section is recognised.
fn heading(attribute: &Attribute, word: Option<&str>) -> Option<&'static str> {
    match (attribute.name, word?) {
        ("documented", word) => Some(match word {
            "intended-use" => "Direct Use",
            "out-of-scope-use" => "Out-of-Scope Use",
            "limitations" | "bias-and-risks" => "Bias, Risks, and Limitations",
            "ethical-considerations" => "Ethical Considerations",
            "recommendations" => "Recommendations",
            "training-data" => "Training Data",
            "training-procedure" => "Training Procedure",
            "data-preprocessing" => "Preprocessing",
            "data-collection" => "Data Collection",
            "evaluation" => "Evaluation",
            "fairness-assessment" => "Fairness Assessment",
            "environmental-impact" => "Environmental Impact",
            "compute" => "Compute Infrastructure",
            "how-to-use" => "How to Get Started with the Model",
            "human-oversight" => "Human Oversight",
            "security" => "Security",
            "privacy" => "Privacy",
            "monitoring" => "Monitoring",
            "contact" => "Model Card Contact",
            "license" => "License",
            "intended-users" => "Intended Users",
            "patient-population" => "Patient Population",
            "outputs" => "Outputs",
            "bias-mitigation" => "Bias Mitigation",
            "funding" => "Funding",
            "data-annotation" => "Data Annotation",
            "maintenance" => "Maintenance",
            _ => return None,
        }),
        _ => None,
    }
}

fn card(front: &BTreeMap<&str, &Attribute>, headings: &BTreeMap<&str, String>) -> String {
    let mut text = String::new();
    if !front.is_empty() {
        text.push_str("---\n");
        for (key, attribute) in front {
            let list = matches!(attribute.kind, Type::Open | Type::Closed);
            let value = if list && *key != "pipeline_tag" && *key != "library_name" {
                "\n-"
            } else {
                ""
            };
            text.push_str(&format!("{key}: # {}{value}\n", attribute.label));
            if !attribute.none.is_empty() {
                text.push_str(&format!(
                    "# or, in the vendor's answers: {}\n",
                    attribute.none
                ));
            }
        }
        text.push_str("---\n");
    }
    for (heading, label) in headings {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("## {heading}\n\n<!-- {} -->\n", one_line(label)));
    }
    text
}

fn answer_sheet(answers: &BTreeMap<&str, Vec<&Missing>>) -> String {
    let mut text = format!("questionnaire: passmuster\nversion: \"{ANSWERS_VERSION}\"\nanswers:\n");
    for (name, asked) in answers {
        let Some(attribute) = vocabulary::attribute(name) else {
            continue;
        };
        text.push_str(&format!("  # {}{}\n", attribute.label, form(attribute)));
        for missing in asked {
            if let Some(word) = &missing.word {
                let label = one_line(vocabulary::word_label(attribute, word));
                text.push_str(&format!("  # asked for: {}, {label}\n", one_line(word)));
            }
        }
        if !attribute.none.is_empty() {
            text.push_str(&format!("  # or: {}\n", attribute.none));
        }
        text.push_str(&format!("  - id: {name}\n    answer:\n"));
    }
    text
}

/// How the answer is written.
fn form(attribute: &Attribute) -> String {
    match attribute.kind {
        Type::Flag => ": yes or no".to_owned(),
        Type::Date => ": YYYY-MM-DD".to_owned(),
        Type::Count | Type::Decimal if attribute.unit.is_empty() => ": a number".to_owned(),
        Type::Count | Type::Decimal => format!(": a number of {}", attribute.unit),
        Type::Address => ": an address".to_owned(),
        Type::Open | Type::Closed => ": one or several".to_owned(),
        Type::Text | Type::License => String::new(),
    }
}

fn question_sheet(form: &str, asked: &[&Missing]) -> String {
    let (name, version) = form.rsplit_once('-').unwrap_or((form, ""));
    let mut text = format!(
        "questionnaire: {}\nversion: {}\nanswers:\n",
        scalar(name),
        quoted(version)
    );
    let mut seen = Vec::new();
    for missing in asked {
        let Key::Answer(key) = &missing.key else {
            continue;
        };
        let id = key.split_once(':').map_or(key.as_str(), |(_, id)| id);
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        text.push_str(&format!(
            "  # {}\n  - id: {}\n    answer:\n",
            one_line(&missing.label),
            scalar(id)
        ));
    }
    text
}

/// A YAML scalar: plain where that is sure to be a string, else quoted.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        terminal(text).replace('\\', "\\\\").replace('"', "\\\"")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;
    use crate::limits::Limits;
    use crate::tree::yaml;

    fn missing(key: Key, word: Option<&str>, home: &str) -> Missing {
        Missing {
            alternative: false,
            label: key.to_string(),
            key,
            word: word.map(str::to_owned),
            home: home.to_owned(),
            note: String::new(),
        }
    }

    fn ask(kind: EntityKind, missing: Vec<Missing>) -> Vec<Paste> {
        let entity = EntityId::new(kind, "x");
        let items = missing
            .iter()
            .map(|missing| Item {
                entity: &entity,
                missing,
                findings: Vec::new(),
            })
            .collect();
        pastes(&[Request { home: "any", items }])
    }

    #[test]
    fn every_attribute_has_at_most_one_place_to_paste_it() {
        for attribute in vocabulary::ATTRIBUTES {
            let kind = *attribute.about.first().unwrap();
            let pastes = ask(
                kind,
                vec![missing(
                    Key::Attribute(attribute.name),
                    None,
                    attribute.home,
                )],
            );
            let stated = stated(attribute.name);
            assert_eq!(
                pastes.len(),
                usize::from(stated.is_some()),
                "{}",
                attribute.name
            );
        }
    }

    #[test]
    fn every_section_has_a_heading() {
        let attribute = vocabulary::attribute("documented").unwrap();
        for (word, _) in attribute.values {
            assert!(heading(attribute, Some(word)).is_some(), "{word}");
        }
    }

    /// What is pasted and not filled in says nothing, and is not a syntax error.
    #[test]
    fn the_blocks_are_yaml() {
        let all = vocabulary::ATTRIBUTES
            .iter()
            .map(|it| missing(Key::Attribute(it.name), None, it.home))
            .chain([
                missing(
                    Key::Answer("AI-CAIQ-1.1.0:GRC-01.1".to_owned()),
                    None,
                    "vendor's answers",
                ),
                missing(
                    Key::Answer("a\"\\\n: - #-1:b: \"\u{202e}".to_owned()),
                    None,
                    "x",
                ),
            ])
            .collect();
        let pastes = ask(EntityKind::Model, all);
        assert_eq!(pastes.len(), 4);
        for paste in pastes {
            let text = paste.text.strip_prefix("---\n").unwrap_or(&paste.text);
            let text = text.split("---\n").next().unwrap();
            let tree = yaml(text, 0, &Limits::default());
            assert!(tree.is_ok(), "{tree:?}\n{text}");
        }
    }
}
