//! What the formats of evaluation results share: names that are not placeholders, and one
//! evaluation with what was measured on what.

use crate::fact::{EntityKind, EntityRef, Reading, is_placeholder};
use crate::tree::{Node, Value};

/// The text of a member that names something: nothing where it is missing or a placeholder.
pub(super) fn name<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    let text = node.get(key)?.text()?.trim();
    (!is_placeholder(text)).then_some(text)
}

/// A whole number of a member.
pub(super) fn whole(node: &Node, key: &str) -> Option<u64> {
    match &node.get(key)?.value {
        Value::Number(text) => text
            .parse()
            .ok()
            .or_else(|| text.strip_suffix(".0")?.parse().ok()),
        _ => None,
    }
}

/// A member that is there and not null.
pub(super) fn given<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|it| !matches!(it.value, Value::Null))
}

/// Whether a node is a mapping.
pub(super) fn is_object(node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}

/// States a dataset of an evaluation, and of its model that it was evaluated on it. Only what was
/// measured is stated of the model: `counts` is false for runs that did not finish.
pub(super) fn dataset(
    reading: &mut Reading,
    of: (EntityRef, EntityRef),
    pointer: &str,
    node: &Node,
    counts: bool,
) {
    let (model, evaluation) = of;
    reading.state(evaluation, "dataset", pointer, node);
    if counts && node.text().is_some_and(|it| !is_placeholder(it)) {
        reading.state(model, "evaluation_datasets", pointer, node);
    }
}

/// An evaluation of a model.
pub(super) fn evaluation(reading: &mut Reading, name: &[&str], model: EntityRef) -> EntityRef {
    let mut parts: Vec<&str> = name.iter().copied().filter(|it| !it.is_empty()).collect();
    parts.dedup();
    reading.entity(Some(EntityKind::Evaluation), &parts.join(" "), Some(model))
}

/// A version as a document gives it, short enough to be shown.
pub(super) fn short(text: &str) -> Option<String> {
    Some(text.chars().take(20).collect())
}
