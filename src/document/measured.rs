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

/// States what is said of a whole run, of each of its evaluations.
pub(super) fn of_each(reading: &mut Reading, attribute: &str, pointer: &str, node: &Node) {
    for entity in reading.of_kind(EntityKind::Evaluation) {
        reading.state(entity, attribute, pointer, node);
    }
}

/// States the day of a run, of each of its evaluations: a date, or seconds since 1970.
pub(super) fn day_of_each(reading: &mut Reading, pointer: &str, node: &Node) {
    for entity in reading.of_kind(EntityKind::Evaluation) {
        day(reading, entity, pointer, node);
    }
}

/// States the day of one evaluation.
pub(super) fn day(reading: &mut Reading, entity: EntityRef, pointer: &str, node: &Node) {
    match node.scalar().and_then(epoch) {
        Some(date) => {
            let before = reading.facts.len();
            reading.state_text(entity, "measured_on", pointer, node.span, &date);
            if let (Some(fact), Some(text)) = (reading.facts.get_mut(before), node.scalar()) {
                text.clone_into(&mut fact.text);
            }
        }
        None => reading.state(entity, "measured_on", pointer, node),
    }
}

/// The date of a number of seconds since 1970 that is after 2001, so that it has ten digits.
fn epoch(text: &str) -> Option<String> {
    let seconds = text.trim().split('.').next()?;
    if seconds.len() != 10 || !seconds.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let stamp = jiff::Timestamp::from_second(seconds.parse().ok()?).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}
