//! Front matter that model cards and dataset cards of the Hugging Face hub share.

use super::fields::{at, said};
use crate::fact::{EntityRef, Reading};
use crate::tree::{Node, Value, item};

/// The licence, after the name that `license_name` gives: an id that neither SPDX nor the hub has is
/// the name of a licence of the author's own.
pub(super) fn license(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    match (&node.value, node.items()) {
        (Value::Array(_), [only]) => license(reading, main, &item(pointer, 0), only),
        _ => match node.scalar() {
            Some(text) => reading.state_license(main, pointer, node.span, text),
            None => reading.state(main, "license", pointer, node),
        },
    }
}

/// Keys that word the conditions which the hub asks people to accept before they get the files.
const CONDITIONS: &[&str] = &[
    "extra_gated_prompt",
    "extra_gated_fields",
    "extra_gated_heading",
    "extra_gated_description",
];

/// `gated` (`auto`, `manual`, `false`), or the conditions themselves (hub-docs, "Gated models").
pub(super) fn gated(reading: &mut Reading, main: EntityRef, front: &Node) {
    if let Some((pointer, node)) = at(front, "/frontmatter", &["gated"]) {
        match node.scalar().map(str::trim) {
            Some("auto" | "manual") => {
                reading.state_text(main, "gated", &pointer, node.span, "true");
            }
            _ => reading.state(main, "gated", &pointer, node),
        }
        return;
    }
    let mut worded = CONDITIONS
        .iter()
        .filter_map(|key| at(front, "/frontmatter", &[key]))
        .filter_map(|(pointer, node)| said(&pointer, node));
    if let Some((pointer, node)) = worded.next() {
        reading.state_text(main, "gated", &pointer, node.span, "true");
    }
}
