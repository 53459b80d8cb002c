//! Whether front matter is a Hugging Face model card's: many other documents have front matter too.

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
    let files = front.get("configs").is_some_and(|configs| {
        configs
            .items()
            .iter()
            .any(|config| config.get("data_files").is_some())
    });
    if has(&["sdk", "app_file", "colorFrom", "layout", "dataset_info"]) || files {
        return false;
    }
    // `license: {license}`: the form that the hub's documentation prints.
    let unfilled = ["license", "pipeline_tag", "library_name", "base_model"];
    if unfilled
        .iter()
        .any(|key| matches!(front.get(key).map(|it| &it.value), Some(Value::Object(_))))
    {
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

/// Whether a text whose front matter is not to be read was meant to be a hub model card.
pub(in crate::document) fn is_broken_hub_card(text: &str) -> bool {
    let mut lines = text.lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return false;
    }
    let keys: Vec<&str> = lines
        .take_while(|line| line.trim_end() != "---")
        .take(400)
        .filter_map(|line| line.split_once(':').map(|(key, _)| key))
        .collect();
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(key));
    let other = has(&["sdk", "app_file", "layout", "dataset_info"]);
    if other || has(DATASET) && !has(MODEL) {
        return false;
    }
    has(MODEL) || has(&["license", "datasets", "metrics"]) && !has(FOREIGN)
}
