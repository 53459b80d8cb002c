//! Model cards in plain Markdown, without the front matter of a hub.

use super::model_card::{self, Card, Place, normal};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, child, item};

mod examples;

/// Markdown model cards.
pub(super) struct ModelCardMd;

impl Format for ModelCardMd {
    fn name(&self) -> &'static str {
        "model-card-md"
    }

    fn title(&self) -> &'static str {
        "model card in Markdown"
    }

    fn versions(&self) -> &'static str {
        "any"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        let Ok(tree) = probe.tree else {
            return false;
        };
        probe.syntax == Syntax::Markdown
            && !model_card::is_hub_card(&tree.root)
            && !is_other_front_matter(&tree.root)
            && is_card(&Card::new(&tree.root))
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let card = Card::new(&tree.root);
        let main = reading.entity(Some(EntityKind::Model), &card.title(), None);
        // What one of several models is documented to be must not count for another.
        if card.count("model details") > 1 {
            let message = "cards of several models in one file; give each its own file";
            reading.skip("/sections", tree.root.span, message);
            return reading;
        }
        card.sections(&mut reading, main, probe);
        tables(&mut reading, main, &card);
        lines(&mut reading, main, &card, probe);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// First headings of documents that may have the sections of a model card, but are none.
const OTHER: &[&str] = &[
    "changelog",
    "change log",
    "release notes",
    "contributing",
    "security policy",
    "code of conduct",
    "dataset card",
    "data card",
    "datasheet",
    "privacy policy",
    "terms of",
    "license",
    "licence",
];

fn is_card(card: &Card<'_>) -> bool {
    let first = card.first_heading();
    if OTHER.iter().any(|other| first.starts_with(other)) || card.is_of_dataset() {
        return false;
    }
    let padded = format!(" {first} ");
    let titled = padded.contains(" model card ");
    // Writing about model cards is not a model card.
    let about = [
        "template",
        "annotated",
        "guide",
        "guidelines",
        "cards",
        "specification",
        "metadata",
        "tutorial",
    ];
    if about
        .iter()
        .any(|word| padded.contains(&format!(" {word} ")))
    {
        return false;
    }
    let (mut telling, other) = card.signs();
    // Bold lines in place of headings.
    for name in [
        "model details",
        "intended use",
        "ethical considerations",
        "caveats and recommendations",
    ] {
        telling += card.count(name).min(1);
    }
    let tabled = attribute_rows(card)
        .iter()
        .filter(|row| {
            ROWS.iter()
                .any(|(labels, _)| labels.contains(&row.label.as_str()))
        })
        .count();
    titled && telling + other + card.labels() >= 1
        || telling >= 2
        || telling == 1 && other >= 1
        || tabled >= 3
            && attribute_rows(card)
                .iter()
                .any(|row| MODEL_ROWS.contains(&row.label.as_str()))
}

/// Front matter that says what the document is: a dataset card, a space, a page of a site.
fn is_other_front_matter(root: &Node) -> bool {
    model_card::front_matter(root).is_some_and(|front| {
        let has = |keys: &[&str]| {
            front
                .members()
                .iter()
                .any(|member| keys.contains(&member.key.as_str()))
        };
        has(&[
            "sdk",
            "app_file",
            "layout",
            "dataset_info",
            "task_categories",
            "annotations_creators",
            "size_categories",
            "pretty_name",
            "configs",
            "allowed-tools",
            "sidebar_position",
            "permalink",
        ]) || has(&[
            "license",
            "base_model",
            "pipeline_tag",
            "library_name",
            "datasets",
        ]) || has(&["title", "name"]) && has(&["date", "description", "slug"])
    })
}

/// Labels of two-column tables and of lines, and the attribute that they give.
const ROWS: &[(&[&str], &str)] = &[
    (&["license", "licence", "model license"], "license"),
    (
        &[
            "provider",
            "developer",
            "developers",
            "developed by",
            "model developer",
            "model developers",
            "publisher",
            "vendor",
            "organization",
            "organisation",
            "supplier",
        ],
        "supplier",
    ),
    (
        &[
            "architecture",
            "model architecture",
            "base architecture",
            "architecture type",
        ],
        "architectures",
    ),
    (
        &[
            "languages",
            "language",
            "language s nlp",
            "supported languages",
            "language s",
        ],
        "languages",
    ),
    (
        &[
            "release date",
            "model release date",
            "model date",
            "date released",
            "released",
            "date of release",
        ],
        "release_date",
    ),
    (&["version", "model version"], "version"),
    (
        &[
            "base model",
            "finetuned from model",
            "finetuned from",
            "fine tuned from",
            "parent model",
        ],
        "base_models",
    ),
    (&["task", "tasks", "pipeline tag"], "tasks"),
    (&["library", "framework"], "model_libraries"),
    (
        &["contact", "point of contact", "model card contact"],
        "contact",
    ),
];

/// Labels that a table of anything else would hardly have.
const MODEL_ROWS: &[&str] = &[
    "architecture",
    "model architecture",
    "base model",
    "cutoff date",
    "input modalities",
    "output modalities",
    "model version",
    "model date",
    "parent model",
    "tool calling",
];

/// First cells of the header of a table of attributes.
const FIELD_HEADERS: &[&str] = &[
    "attribute",
    "attributes",
    "field",
    "property",
    "spec name",
    "item",
    "key",
    "model detail",
    "model details",
    "detail",
    "characteristic",
    "category",
    "aspect",
    "",
];
const VALUE_HEADERS: &[&str] = &["details", "detail", "value", "description", "information"];

struct Row<'a> {
    label: String,
    pointer: String,
    node: &'a Node,
}

/// Rows of tables with two columns, attribute and value.
fn attribute_rows<'a>(card: &Card<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (section, _, tables) in card.parts() {
        for (index, table) in tables.iter().enumerate() {
            let at = format!("/sections/{section}/tables/{index}");
            for (number, row) in table.items().iter().enumerate() {
                let [label, value] = row.members() else {
                    break;
                };
                let field = normal(&label.key);
                let field = if field.starts_with("column ") {
                    ""
                } else {
                    &field
                };
                if !FIELD_HEADERS.contains(&field)
                    && !VALUE_HEADERS.contains(&normal(&value.key).as_str())
                {
                    break;
                }
                rows.push(Row {
                    label: normal(label.node.text().unwrap_or("")),
                    pointer: child(&item(&at, number), &value.key),
                    node: &value.node,
                });
            }
        }
    }
    rows
}

fn tables(reading: &mut Reading, main: EntityRef, card: &Card<'_>) {
    for row in attribute_rows(card) {
        let found = ROWS
            .iter()
            .find(|(labels, _)| labels.contains(&row.label.as_str()));
        if let Some((_, attribute)) = found {
            let place = Place {
                pointer: row.pointer,
                span: row.node.span,
            };
            state(
                reading,
                main,
                attribute,
                &place,
                row.node.text().unwrap_or(""),
            );
        }
    }
}

/// "License: MIT" and the like. A label with different values speaks of different things, and is
/// not read.
fn lines(reading: &mut Reading, main: EntityRef, card: &Card<'_>, probe: &Probe<'_>) {
    for (labels, attribute) in ROWS {
        // "Task" and "framework" before a colon begin sentences of any kind.
        if matches!(*attribute, "tasks" | "model_libraries") {
            continue;
        }
        let mut said: Vec<(Place, String)> = Vec::new();
        let mut keep = |place: &Place, value: &str| {
            let place = Place {
                pointer: place.pointer.clone(),
                span: place.span,
            };
            said.push((place, value.to_owned()));
        };
        card.lines(labels, probe, &mut keep);
        if matches!(*attribute, "license" | "release_date") {
            card.short_sections(labels, probe, &mut keep);
        }
        let filled: Vec<&(Place, String)> = said
            .iter()
            .filter(|(_, value)| !is_placeholder(value))
            .collect();
        let differ = filled.windows(2).any(|pair| match pair {
            [(_, left), (_, right)] => !left.eq_ignore_ascii_case(right),
            _ => false,
        });
        let stated = reading
            .facts
            .iter()
            .any(|fact| fact.key == crate::fact::Key::Attribute(attribute));
        if differ && *attribute != "supplier" || stated {
            continue;
        }
        match filled.as_slice() {
            [] => {
                if let Some((place, value)) = said.first() {
                    state(reading, main, attribute, place, value);
                }
            }
            all => {
                for (place, value) in all {
                    // A sentence after the colon is prose.
                    if value.split_whitespace().count() <= 12 {
                        state(reading, main, attribute, place, value);
                    }
                }
            }
        }
    }
}

fn state(reading: &mut Reading, main: EntityRef, attribute: &str, place: &Place, text: &str) {
    let text = text.trim();
    match attribute {
        "license" => {
            if let Some(license) = license(text) {
                reading.state_license(main, &place.pointer, place.span, license);
            }
        }
        "languages" => {
            let parts = split(text);
            for part in parts {
                reading.state_text(main, attribute, &place.pointer, place.span, part);
            }
        }
        _ => reading.state_text(main, attribute, &place.pointer, place.span, text),
    }
}

/// The licence in "The model is licensed under the MIT license."; none where a sentence only tells
/// where to look.
fn license(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    for lead in [
        "licensed under the ",
        "licensed under ",
        "released under the ",
        "released under ",
    ] {
        if lower.len() == text.len()
            && let Some(at) = lower.find(lead)
        {
            let rest = text.get(at + lead.len()..)?.trim_end_matches('.').trim();
            return (rest.split_whitespace().count() <= 4).then_some(rest);
        }
    }
    let elsewhere = ["see ", "please", "refer "]
        .iter()
        .any(|start| lower.starts_with(start))
        || lower.contains(" file");
    (!elsewhere && text.split_whitespace().count() <= 7).then_some(text)
}

/// Members of "English, German, and Thai."; a text of another shape is one member.
fn split(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text
        .trim_end_matches('.')
        .split([',', ';'])
        .flat_map(|part| part.split(" and "))
        .map(|part| part.trim().trim_start_matches("and ").trim())
        .filter(|part| !part.is_empty())
        .collect();
    let short = |part: &&str| {
        part.split_whitespace().count() <= 3
            && part.matches('(').count() == part.matches(')').count()
    };
    if parts.is_empty() || !parts.iter().all(short) {
        return vec![text];
    }
    parts
}
