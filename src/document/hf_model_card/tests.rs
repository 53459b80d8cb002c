//! Every key of the hub's metadata is read, or deliberately not.

use super::super::checked::read;
use super::super::hub_fields::UNREAD;

/// The keys of hub-docs `modelcard.md` and of the hub's own features, each with a value.
const MODEL: &[(&str, &str)] = &[
    ("language", "[fr]"),
    ("language_bcp47", "[fr-FR]"),
    ("license", "mit"),
    ("license_name", "acme-terms"),
    ("license_link", "https://acme.example/terms"),
    ("library_name", "keras"),
    ("tags", "[claims]"),
    ("datasets", "[acme/claims]"),
    ("buckets", "[acme/bucket]"),
    ("metrics", "[wer]"),
    ("base_model", "acme/base"),
    ("base_model_relation", "adapter"),
    ("new_version", "acme/next"),
    ("pipeline_tag", "text-classification"),
    ("co2_eq_emissions", "12"),
    ("gated", "manual"),
    ("extra_gated_prompt", "Use it for triage"),
    ("extra_gated_fields", "{Name: text}"),
    ("extra_gated_heading", "Please read"),
    ("extra_gated_description", "Please read"),
    ("extra_gated_button_content", "Agree"),
    ("thumbnail", "https://acme.example/a.png"),
    ("inference", "false"),
    ("instance_prompt", "a claim"),
    ("widget", "[{text: a}]"),
    ("model_creator", "Acme"),
    ("model_type", "llama"),
    ("prompt_template", "a"),
    ("quantized_by", "Acme"),
    (
        "model-index",
        "[{name: a, results: [{task: {type: t}, dataset: {type: d, name: d}, metrics: [{type: m, value: 0.5}]}]}]",
    ),
];

/// The keys of hub-docs `datasetcard.md`.
const DATASET: &[(&str, &str)] = &[
    ("language", "[fr]"),
    ("license", "mit"),
    ("license_name", "acme-terms"),
    ("license_link", "https://acme.example/terms"),
    ("license_details", "As Acme says"),
    ("tags", "[claims]"),
    ("annotations_creators", "[expert-generated]"),
    ("language_creators", "[found]"),
    ("language_details", "[fr-FR]"),
    ("size_categories", "[n<1K]"),
    ("source_datasets", "[acme/letters]"),
    ("task_categories", "[text-classification]"),
    ("task_ids", "[topic]"),
    ("multilinguality", "[monolingual]"),
    ("paperswithcode_id", "claims"),
    ("configs", "[{config_name: default, data_files: a.csv}]"),
    ("dataset_info", "{features: []}"),
    ("extra_gated_prompt", "Use it for triage"),
    ("train-eval-index", "[]"),
    ("viewer", "false"),
];

#[test]
fn every_key_of_the_hub_is_read_or_deliberately_not() {
    let sets = [
        ("hf-model-card", MODEL, "widget: [{text: b}]"),
        ("hf-dataset-card", DATASET, "size_categories: [n<10K]"),
    ];
    for (format, keys, other) in sets {
        for (key, value) in keys {
            let own = if other.starts_with(key) { "" } else { other };
            let text = format!("---\n{key}: {value}\n{own}\n---\n# A\n");
            let reading = read(format, "README.md", &text);
            let at = format!("/frontmatter/{key}");
            let facts = reading.facts.iter();
            let is_read = facts.filter(|it| it.pointer.starts_with(&at)).count() > 0;
            let is_known = UNREAD.iter().any(|(known, _)| known == key);
            assert_ne!(is_read, is_known, "{format} {key}");
        }
        // A name is no fact, but is read.
        let named = read(
            format,
            "README.md",
            &format!("---\n{other}\npretty_name: N\n---\n# A\n"),
        );
        assert!(named.facts.is_empty(), "{format}");
    }
    for (key, what) in UNREAD {
        let all = MODEL.iter().chain(DATASET);
        assert!(
            all.clone().any(|(known, _)| known == key),
            "{key}: no specification has it"
        );
        assert!(!what.is_empty());
    }
}
