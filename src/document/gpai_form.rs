//! The Model Documentation Form of the EU's General-Purpose AI Code of Practice (transparency
//! chapter, 10 July 2025) as JSON. The form has no official rendering in data; two that exist are
//! read: sections and items by name, each `{value, AIO, NCAs, DPs}`, where the flags say for whom an
//! item is meant; and `section_data`, which others compile about a model, each item a text or
//! `{text, source}`. Items are recognised by the words of the form in their names.

use super::fields::{self, License, document, each, said};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child};

mod example;
mod number;

/// GPAI model documentation forms.
pub(super) struct GpaiForm;

/// What an item of the form becomes.
#[derive(Clone, Copy)]
enum Target {
    /// The name of the model; read before the others.
    Name,
    /// A fact as it stands.
    Fact(&'static str),
    /// Words of `documented`.
    Shows(&'static str),
    /// Kinds of input or output.
    Modalities(&'static str),
    /// A number with a power or a multiple, in units of ten to the power.
    Number(&'static str, i32),
    License,
    Policy,
}

use Target::{Fact, License as Licence, Modalities, Name, Number, Policy, Shows};

/// What the name of an item has in it, and what the item becomes.
type Row = (&'static [&'static str], Target);

/// Sections of the form: (what the normalised name has in it, items). An item is found by what its
/// own normalised name has in it; the first row that fits counts.
#[rustfmt::skip]
const SECTIONS: &[(&[&str], &[Row])] = &[
    (&["general"], &[
        (&["legalname"], Fact("supplier")),
        (&["modelname", "modelid"], Name),
        (&["union", "eumarket"], Fact("eu_market_date")),
        (&["releasedate"], Fact("release_date")),
        (&["dependenc"], Fact("base_models")),
    ]),
    (&["propert"], &[
        (&["architecture"], Fact("architectures")),
        (&["inputmodalit"], Modalities("input_modalities")),
        (&["outputmodalit"], Modalities("output_modalities")),
        (&["parameter", "modelsize", "totalsize"], Number("parameters", 0)),
    ]),
    (&["distribution"], &[
        (&["licenselink", "licencelink", "licenseurl"], Fact("license_link")),
        (&["license", "licence"], Licence),
    ]),
    (&["energy"], &[
        (&["method", "benchmark", "inference"], Shows("environmental-impact")),
        (&["energy", "consumption"], Number("training_energy_kwh", 3)),
    ]),
    (&["comput"], &[
        (&["method"], Shows("compute")),
        (&["amount", "flop", "computation", "trainingcompute"], Number("training_compute_exaflop", -18)),
        (&["time", "duration", "hardware"], Shows("compute")),
    ]),
    (&["data"], &[
        (&["bias"], Shows("bias-mitigation")),
        (&["curat", "unsuitab", "clean", "filter", "processing"], Shows("data-preprocessing")),
        (&["type", "modalit", "provenance", "obtain", "select", "number", "points", "scope", "characteristic",
           "source", "description", "size"], Shows("training-data")),
    ]),
    (&["training"], &[
        (&["hardware", "time", "duration"], Shows("compute")),
        (&["design", "rationale", "method", "process", "decision"], Shows("training-procedure")),
    ]),
    (&["use"], &[
        (&["aup", "acceptable"], Policy),
        (&["prohibited"], Shows("out-of-scope-use")),
        (&["intended"], Shows("intended-use")),
        (&["restricted", "outofscope"], Shows("out-of-scope-use")),
        (&["technicalmeans", "integrat", "guideline"], Shows("how-to-use")),
        (&["monitoring"], Shows("monitoring")),
    ]),
];

impl Format for GpaiForm {
    fn name(&self) -> &'static str {
        "gpai-form"
    }

    fn title(&self) -> &'static str {
        "GPAI model documentation form (JSON)"
    }

    fn versions(&self) -> &'static str {
        "form of July 2025: items with value, AIO, NCAs and DPs; `section_data`"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => form(&tree.root).is_some(),
                Err(_) => {
                    let has = |key: &str| probe.mentions(key);
                    has("\"section_data\"") && has("\"transparency_score\"")
                        || has("\"GeneralInformation\"") && has("\"NCAs\"")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let Some((pointer, sections, compiled)) = form(&tree.root) else {
            return Reading::default();
        };
        // What others say about a model is a bare claim, whatever it cites.
        let mut reading = Reading::new(if compiled {
            Strength::Stated
        } else {
            Strength::Documented
        });
        let items = items(sections, &pointer);
        let named = items.iter().find_map(|item| match item.target {
            Some(Name) => said(&item.pointer, item.node).and_then(|(_, node)| node.scalar()),
            _ => None,
        });
        let outside = |key: &str| {
            let text = tree.root.get(key).filter(|_| compiled)?.scalar()?;
            (!is_placeholder(text)).then_some(text)
        };
        let name = outside("model_name").or(named).unwrap_or("");
        let main = reading.entity(Some(EntityKind::Model), name, None);
        for found in &items {
            match found.target {
                Some(target) => state(&mut reading, main, target, found),
                None if found.unknown => reading.skip(
                    &found.pointer,
                    found.node.span,
                    "no section of the form has this name",
                ),
                None => {}
            }
        }
        if compiled {
            around(&mut reading, main, &tree.root, &items);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}

/// One item of the form, as the document has it.
struct Item<'a> {
    pointer: String,
    node: &'a Node,
    target: Option<Target>,
    /// A whole section that is none of the form's.
    unknown: bool,
}

/// Letters and digits in lower case.
fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn section(name: &str) -> Option<&'static [Row]> {
    let name = normal(name);
    if name.contains("metadata") {
        return None;
    }
    SECTIONS
        .iter()
        .find(|(parts, _)| parts.iter().any(|part| name.contains(part)))
        .map(|(_, items)| *items)
}

/// The sections of a form, where they stand, and whether others compiled them.
fn form(root: &Node) -> Option<(String, &Node, bool)> {
    if let Some(sections) = root.get("section_data") {
        let known = sections
            .members()
            .iter()
            .filter(|member| section(&member.key).is_some())
            .count();
        return (known >= 3).then(|| ("/section_data".to_owned(), sections, true));
    }
    // Exports put the form under one key.
    let mut sections = (String::new(), root);
    if let [only] = root.members()
        && only.node.get("GeneralInformation").is_some()
    {
        sections = (child("", &only.key), &only.node);
    }
    let flagged = |node: &Node| {
        let audience = ["AIO", "NCAs", "DPs", "NCA", "DP"];
        node.get("value").is_some() && audience.iter().any(|key| node.get(key).is_some())
    };
    let known = sections.1.members().iter().filter(|member| {
        section(&member.key).is_some()
            && member.node.members().iter().any(|item| {
                flagged(&item.node) || item.node.members().iter().any(|it| flagged(&it.node))
            })
    });
    (known.count() >= 2).then_some((sections.0, sections.1, false))
}

/// The items of all sections with their values unwrapped.
fn items<'a>(sections: &'a Node, pointer: &str) -> Vec<Item<'a>> {
    let mut found = Vec::new();
    for member in sections.members() {
        let pointer = child(pointer, &member.key);
        let Some(rows) = section(&member.key) else {
            found.push(Item {
                pointer,
                node: &member.node,
                target: None,
                unknown: matches!(member.node.value, Value::Object(_)),
            });
            continue;
        };
        for item in member.node.members() {
            let name = normal(&item.key);
            let row = rows
                .iter()
                .find(|(parts, _)| parts.iter().any(|part| name.contains(part)));
            let (pointer, node) = inner(child(&pointer, &item.key), &item.node);
            found.push(Item {
                pointer,
                node,
                target: row.map(|(_, target)| *target),
                unknown: false,
            });
        }
    }
    found
}

/// The value of `{value, …}` or `{text, …}`, else the node itself.
fn inner(pointer: String, node: &Node) -> (String, &Node) {
    for key in ["value", "text"] {
        if let Some(inner) = node.get(key) {
            return (child(&pointer, key), inner);
        }
    }
    (pointer, node)
}

fn state(reading: &mut Reading, main: EntityRef, target: Target, found: &Item<'_>) {
    let Item { pointer, node, .. } = found;
    match target {
        Name => {}
        Fact(attribute) => fact(reading, main, attribute, pointer, node),
        Shows(word) => document(reading, main, word, pointer, node),
        Modalities(attribute) => modalities(reading, main, attribute, pointer, node),
        Number(attribute, power) => {
            amount(reading, main, attribute, power, pointer, node);
            match attribute {
                "training_energy_kwh" => {
                    document(reading, main, "environmental-impact", pointer, node);
                }
                "training_compute_exaflop" => document(reading, main, "compute", pointer, node),
                _ => {}
            }
        }
        Licence => licence(reading, main, pointer, node),
        Policy => match said(pointer, node) {
            Some((pointer, node)) => {
                reading.state(main, "acceptable_use_policy", &pointer, node);
            }
            None => reading.hollow("acceptable_use_policy", pointer, node.span, "no content"),
        },
    }
}

/// A text, or each text of a list.
fn fact(reading: &mut Reading, main: EntityRef, attribute: &str, pointer: &str, node: &Node) {
    match node.value {
        Value::Object(_) => match said(pointer, node) {
            Some((pointer, node)) => reading.state(main, attribute, &pointer, node),
            None => reading.hollow(attribute, pointer, node.span, "no content"),
        },
        _ => reading.state(main, attribute, pointer, node),
    }
}

/// A list, a text with commas, or a box to tick for each kind.
fn modalities(reading: &mut Reading, main: EntityRef, attribute: &str, pointer: &str, node: &Node) {
    if let Value::Object(_) = node.value {
        for member in node.members() {
            let (at, ticked) = inner(child(pointer, &member.key), &member.node);
            let yes = ticked.scalar().is_some_and(|text| {
                ["true", "yes", "x"].contains(&text.trim().to_lowercase().as_str())
            });
            if yes {
                reading.state_text(
                    main,
                    attribute,
                    &at,
                    ticked.span,
                    &member.key.to_lowercase(),
                );
            }
        }
        return;
    }
    for (at, node) in each((pointer.to_owned(), node)) {
        let text = node.scalar().unwrap_or("");
        // A sentence is no list of kinds.
        if text.split_whitespace().count() > 8 || text.contains(". ") || text.contains(':') {
            let message = "a sentence, where kinds are expected";
            reading.hollow(attribute, &at, node.span, message);
            continue;
        }
        for part in text.split([',', ';', '/']) {
            let part = part.trim().trim_end_matches('.');
            reading.state_text(main, attribute, &at, node.span, &part.to_lowercase());
        }
    }
}

fn amount(
    reading: &mut Reading,
    main: EntityRef,
    attribute: &str,
    power: i32,
    pointer: &str,
    node: &Node,
) {
    let Some((pointer, node)) = said(pointer, node) else {
        reading.hollow(attribute, pointer, node.span, "no content");
        return;
    };
    let text = node.scalar().unwrap_or("");
    let unit = match attribute {
        "training_energy_kwh" => number::Unit::Energy,
        "training_compute_exaflop" => number::Unit::Operations,
        _ => number::Unit::None,
    };
    match number::read(text, unit) {
        Some((number, exponent)) => {
            let before = reading.facts.len();
            match attribute {
                // A count has no exponent.
                "parameters" => match number::whole(&number, exponent) {
                    Some(whole) => {
                        reading.state_text(main, attribute, &pointer, node.span, &whole);
                    }
                    None => {
                        reading.hollow(attribute, &pointer, node.span, "not a whole number");
                    }
                },
                _ => reading.state_scaled(
                    main,
                    attribute,
                    &pointer,
                    node.span,
                    &number,
                    exponent.saturating_add(power),
                ),
            }
            if let Some(fact) = reading.facts.get_mut(before) {
                text.trim().clone_into(&mut fact.text);
            }
        }
        None => reading.hollow(
            attribute,
            &pointer,
            node.span,
            "not one number in the unit of the form",
        ),
    }
}

/// A name of a licence; more than a few words are a description of the terms.
fn licence(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    let Some((pointer, inner)) = said(pointer, node) else {
        reading.hollow("license", pointer, node.span, "no content");
        return;
    };
    let text = inner.scalar().unwrap_or("");
    if text.split_whitespace().count() <= 8 {
        let found = License {
            pointer: pointer.clone(),
            span: inner.span,
            text,
        };
        fields::licenses(reading, main, &[found]);
    }
    document(reading, main, "license", &pointer, inner);
}

/// What a compiler's dashboard has around the sections, where these do not say it.
fn around(reading: &mut Reading, main: EntityRef, root: &Node, items: &[Item<'_>]) {
    for (key, attribute) in [("provider", "supplier"), ("release_date", "release_date")] {
        let told = items.iter().any(|item| {
            matches!(item.target, Some(Fact(of)) if of == attribute)
                && said(&item.pointer, item.node).is_some()
        });
        if let Some(node) = root.get(key)
            && !told
        {
            reading.state(main, attribute, &child("", key), node);
        }
    }
}
