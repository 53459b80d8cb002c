//! Model cards of the Hugging Face hub: Markdown with the hub's front matter.

use super::model_card::{self, Card};
use super::{Format, Probe, fields, hub_fields, model_index};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// Hugging Face model cards.
pub(super) struct HfModelCard;

/// Front matter keys that are facts as they stand: (key, attribute).
const PLAIN: &[(&str, &str)] = &[
    ("license_name", "license_name"),
    ("license_link", "license_link"),
    ("base_model", "base_models"),
    ("datasets", "training_datasets"),
    ("language", "languages"),
    ("language_bcp47", "languages"),
    ("metrics", "evaluation_metrics"),
    ("pipeline_tag", "tasks"),
    ("library_name", "model_libraries"),
    ("base_model_relation", "base_model_relation"),
    ("new_version", "superseded_by"),
];

impl Format for HfModelCard {
    fn name(&self) -> &'static str {
        "hf-model-card"
    }

    fn title(&self) -> &'static str {
        "Hugging Face model card"
    }

    fn versions(&self) -> &'static str {
        "2026"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => model_card::is_hub_card(&tree.root),
            Err(_) => model_card::is_broken_hub_card(probe.text),
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let card = Card::new(&tree.root);
        let nothing = Node {
            value: Value::Null,
            span: tree.root.span,
        };
        let front = tree.root.get("frontmatter").unwrap_or(&nothing);
        let main = reading.entity(Some(EntityKind::Model), &name(front, &card), None);
        for (key, attribute) in PLAIN {
            if let Some(node) = front.get(key) {
                reading.state(main, attribute, &child("/frontmatter", key), node);
            }
        }
        if let Some(node) = front.get("license") {
            hub_fields::license(&mut reading, main, "/frontmatter/license", node);
        }
        hub_fields::gated(&mut reading, main, front);
        tags(&mut reading, main, front);
        emissions(&mut reading, main, front);
        if let Some(node) = front.get("model-index") {
            model_index::read(&mut reading, main, "/frontmatter/model-index", node);
        }
        card.sections(&mut reading, main, probe);
        card.developer(&mut reading, main, probe);
        reading
    }

    fn unread(&self) -> &'static [(&'static str, &'static str)] {
        hub_fields::UNREAD
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// The name in the model index, else the title of the card.
fn name(front: &Node, card: &Card<'_>) -> String {
    let indexed = front
        .get("model-index")
        .and_then(|index| index.items().first())
        .and_then(|model| model.get("name"));
    [indexed, front.get("model_name"), front.get("model_id")]
        .into_iter()
        .flatten()
        .filter_map(Node::scalar)
        .find(|name| !is_placeholder(name))
        .map_or_else(|| card.title(), ToOwned::to_owned)
}

/// Tags that say what has a key of its own: `dataset:…`, `license:…`, `base_model:…`.
fn tags(reading: &mut Reading, main: EntityRef, front: &Node) {
    let tags = front.get("tags").map(Node::items).unwrap_or_default();
    for (index, tag) in tags.iter().enumerate() {
        let Some((kind, rest)) = tag.text().and_then(|tag| tag.split_once(':')) else {
            continue;
        };
        let (key, attribute, value) = match kind {
            "dataset" => ("", "training_datasets", rest),
            "license" => ("license", "license", rest),
            // `base_model:adapter:acme/base`: the relation stands between.
            "base_model" if rest.contains(':') && front.get("base_model_relation").is_none() => {
                let (relation, model) = rest.split_once(':').unwrap_or(("", rest));
                let pointer = item("/frontmatter/tags", index);
                reading.state_text(main, "base_model_relation", &pointer, tag.span, relation);
                ("base_model", "base_models", model)
            }
            "base_model" => (
                "base_model",
                "base_models",
                rest.split_once(':').map_or(rest, |(_, model)| model),
            ),
            _ => continue,
        };
        if key.is_empty() || front.get(key).is_none() {
            let pointer = item("/frontmatter/tags", index);
            match attribute {
                "license" => reading.state_license(main, &pointer, tag.span, value),
                _ => reading.state_text(main, attribute, &pointer, tag.span, value),
            }
        }
    }
}

/// `co2_eq_emissions`: grams, alone or as `emissions` of a mapping, which may also say how they were
/// found (`source`), where, in what stage, and on what hardware.
fn emissions(reading: &mut Reading, main: EntityRef, front: &Node) {
    let Some(node) = front.get("co2_eq_emissions") else {
        return;
    };
    let pointer = "/frontmatter/co2_eq_emissions";
    fields::document(reading, main, "environmental-impact", pointer, node);
    if let Some(hardware) = node.get("hardware_used") {
        let pointer = child(pointer, "hardware_used");
        fields::document(reading, main, "compute", &pointer, hardware);
    }
    let (pointer, node) = match &node.value {
        Value::Object(_) => match node.get("emissions") {
            Some(inner) => (child(pointer, "emissions"), inner),
            None => {
                reading.hollow(
                    "training_co2_kg",
                    pointer,
                    node.span,
                    "no `emissions` in it",
                );
                return;
            }
        },
        _ => (pointer.to_owned(), node),
    };
    let Some(text) = node.scalar() else {
        reading.state(main, "training_co2_kg", &pointer, node);
        return;
    };
    let lower = text.trim().to_lowercase();
    let end = lower
        .find(|c: char| c.is_whitespace() || c.is_alphabetic() && c != 'e')
        .unwrap_or(lower.len());
    let (number, unit) = lower.split_at_checked(end).unwrap_or((&lower, ""));
    let power = match unit.trim() {
        "" | "g" | "gram" | "grams" | "gco2" | "gco2eq" | "g co2eq" | "g co2" => Some(-3),
        "kg" | "kgs" | "kilograms" | "kgco2eq" | "kg co2eq" | "kg co2" => Some(0),
        "t" | "tonnes" | "tco2eq" | "t co2eq" => Some(3),
        _ => None,
    };
    match power {
        Some(power) => {
            let before = reading.facts.len();
            reading.state_scaled(main, "training_co2_kg", &pointer, node.span, number, power);
            if let Some(fact) = reading.facts.get_mut(before) {
                text.trim().clone_into(&mut fact.text);
            }
        }
        None => reading.hollow(
            "training_co2_kg",
            &pointer,
            node.span,
            "not a number of grams",
        ),
    }
}
