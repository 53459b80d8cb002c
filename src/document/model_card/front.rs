//! Whether front matter is that of a Hugging Face model or dataset card: many other documents have
//! front matter too.

use super::{Card, front_matter};
use crate::tree::{Node, Value};

/// Keys that only model cards have.
const MODEL: &[&str] = &[
    "base_model",
    "base_model_relation",
    "model-index",
    "model_index",
    "pipeline_tag",
    "library_name",
    "co2_eq_emissions",
    "model_name",
    "model_creator",
    "widget",
    "eval_results",
    "new_version",
    "instance_prompt",
    "quantized_by",
];

/// Keys that model cards share with dataset cards and others.
const SHARED: &[&str] = &[
    "license",
    "datasets",
    "metrics",
    "language",
    "tags",
    "license_name",
    "thumbnail",
    "inference",
];

/// Keys of dataset cards.
const DATASET: &[&str] = &[
    "task_categories",
    "task_ids",
    "annotations_creators",
    "language_creators",
    "size_categories",
    "source_datasets",
    "multilinguality",
    "pretty_name",
    "paperswithcode_id",
    "train-eval-index",
    "viewer",
];

/// Keys of spaces, site generators, agent skills and note keepers.
const FOREIGN: &[&str] = &[
    "layout",
    "title",
    "date",
    "slug",
    "permalink",
    "author",
    "authors",
    "categories",
    "draft",
    "description",
    "name",
    "sidebar_position",
    "sidebar_label",
    "nav_order",
    "parent",
    "allowed-tools",
    "tools",
    "id",
    "status",
    "published",
    "weight",
    "aliases",
    "summary",
    "emoji",
    "model",
];

/// Whether the document is a hub model card, by its front matter and, where that leaves it open, by
/// its headings.
pub(in crate::document) fn is_hub_card(root: &Node) -> bool {
    let Some(front) = front_matter(root) else {
        return false;
    };
    let has = |keys: &[&str]| {
        front
            .members()
            .iter()
            .any(|member| keys.contains(&member.key.as_str()))
    };
    if has(OTHER) || has(&["dataset_info"]) || has_files(front) || is_unfilled(front) {
        return false;
    }
    let card = Card::new(root);
    let (telling, other) = card.signs();
    if has(MODEL) {
        return !card.is_of_dataset() || telling >= 2;
    }
    if has(DATASET) || card.is_of_dataset() || card.is_titled_dataset() || !has(SHARED) {
        return false;
    }
    if has(FOREIGN) {
        return telling >= 2;
    }
    has(&["license", "datasets", "metrics"])
        || has(&["language"]) && has(&["tags", "thumbnail"])
        || telling + other >= 1
}

/// Keys of spaces and of site generators that no card has.
const OTHER: &[&str] = &["sdk", "app_file", "colorFrom", "layout"];

/// Whether the front matter says in which files the data lies.
fn has_files(front: &Node) -> bool {
    front.get("configs").is_some_and(|configs| {
        configs
            .items()
            .iter()
            .any(|config| config.get("data_files").is_some())
    })
}

/// `license: {license}`: the form that the hub's documentation prints.
fn is_unfilled(front: &Node) -> bool {
    let keys = [
        "license",
        "pipeline_tag",
        "library_name",
        "base_model",
        "pretty_name",
    ];
    keys.iter()
        .any(|key| matches!(front.get(key).map(|it| &it.value), Some(Value::Object(_))))
}

/// Keys that dataset cards share with other documents.
const WEAK: &[&str] = &["pretty_name", "paperswithcode_id", "viewer"];

/// Whether the document is a hub dataset card, by its front matter and, where that leaves it open,
/// by its title and headings. Without front matter its title must say so.
pub(in crate::document) fn is_dataset_card(root: &Node) -> bool {
    let card = Card::new(root);
    let Some(front) = front_matter(root) else {
        return card.is_called_dataset_card() && root.get("sections").is_some();
    };
    let has = |keys: &[&str]| {
        front
            .members()
            .iter()
            .any(|member| keys.contains(&member.key.as_str()))
    };
    if has(OTHER) || is_unfilled(front) || is_hub_card(root) {
        return false;
    }
    let strong = front
        .members()
        .iter()
        .map(|member| member.key.as_str())
        .any(|key| DATASET.contains(&key) && !WEAK.contains(&key));
    if strong || has(&["dataset_info"]) || has_files(front) {
        return true;
    }
    let plain = has(&["license"]) || has(&["language"]) && has(&["tags"]);
    let called = card.is_called_dataset_card()
        || card.is_of_dataset()
        || card.is_named_dataset() && plain && !has(FOREIGN);
    has(SHARED) && (called || has(WEAK) && !has(FOREIGN))
}

/// Keys of the front matter of a text that has no tree.
fn keys(text: &str) -> Option<Vec<&str>> {
    let mut lines = text.lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return None;
    }
    let keys = lines
        .take_while(|line| line.trim_end() != "---")
        .take(400)
        .filter_map(|line| line.split_once(':').map(|(key, _)| key));
    Some(keys.collect())
}

/// Whether a text whose front matter is not to be read was meant to be a hub dataset card.
pub(in crate::document) fn is_broken_dataset_card(text: &str) -> bool {
    let Some(keys) = keys(text) else {
        return false;
    };
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(key));
    // The hub's own page of the keys, as for model cards.
    let unfilled = text
        .lines()
        .any(|line| line.starts_with("license: {") || line.starts_with("pretty_name: {"));
    !has(OTHER)
        && !has(MODEL)
        && !unfilled
        && (has(&["dataset_info"]) || has(DATASET) && has(SHARED))
}

/// Whether a text whose front matter is not to be read was meant to be a hub model card.
pub(in crate::document) fn is_broken_hub_card(text: &str) -> bool {
    let Some(keys) = keys(text) else {
        return false;
    };
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(key));
    let other = has(&["sdk", "app_file", "layout", "dataset_info"]);
    if other || has(DATASET) && !has(MODEL) {
        return false;
    }
    has(MODEL) || has(&["license", "datasets", "metrics"]) && !has(FOREIGN)
}
