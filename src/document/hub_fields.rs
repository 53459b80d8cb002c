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

/// Keys of the hub that say nothing which the vocabulary holds: (key, what it is).
pub(super) const UNREAD: &[(&str, &str)] = &[
    ("buckets", "storage beside the repository"),
    ("configs", "how the data is loaded"),
    ("dataset_info", "features and sizes of the data"),
    (
        "extra_gated_button_content",
        "a word of the form of conditions",
    ),
    ("inference", "how the hub runs it"),
    ("instance_prompt", "an example of a prompt"),
    ("language_details", "the languages in more detail"),
    (
        "license_details",
        "the licence in the author's words, a key of former years",
    ),
    (
        "model_creator",
        "who made the model that this one repackages",
    ),
    (
        "model_type",
        "a name of the architecture that other tools read",
    ),
    (
        "multilinguality",
        "whether the data has one language or several",
    ),
    ("paperswithcode_id", "an identifier elsewhere"),
    ("prompt_template", "how a prompt is written"),
    ("quantized_by", "who repackaged it"),
    ("size_categories", "the size of the data, roughly"),
    ("tags", "words without a colon; those with one are read"),
    ("task_categories", "tasks that the data is for"),
    ("task_ids", "tasks that the data is for, in more detail"),
    ("thumbnail", "a picture"),
    ("train-eval-index", "how the hub trains on the data"),
    ("viewer", "how the hub shows the data"),
    ("widget", "examples of inputs"),
];

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
