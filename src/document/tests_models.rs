//! Hand-checked documents of the formats that models and datasets are released with: what each
//! states, all of it, and what is hollow or left out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

use super::{Detected, FORMATS, detect};
use crate::fact::{EntityKind, Reading};
use crate::limits::Limits;
use crate::source::SourceFile;

mod cases;

fn read(format: &str, name: &str, text: &str) -> Reading {
    let file = SourceFile::new(name, text.as_bytes().to_vec());
    match detect(&file, &Limits::default()) {
        Detected::Read(found, _, reading) => {
            assert_eq!(found.name(), format, "{name}");
            reading
        }
        Detected::Broken(found, _, error) => panic!("{name} is broken {}: {error}", found.name()),
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => {
            panic!("{name} is not claimed: {reason}")
        }
    }
}

fn example(format: &str, name: &str) -> Reading {
    let rows = FORMATS.iter().filter(|row| row.name() == format);
    let mut all = rows.flat_map(|row| row.examples().iter());
    let (_, text) = all.find(|(file, _)| *file == name).unwrap();
    read(format, name, text)
}

/// Lines `KIND NAME IDS`, `KEY = VALUE POINTER`, `hollow KEY WORD: MESSAGE`, `file PATH POINTER`,
/// `skipped MESSAGE`.
fn lines(reading: &Reading) -> String {
    let mut lines = Vec::new();
    for entity in &reading.entities {
        let kind = entity.kind.unwrap_or(EntityKind::Document);
        let ids = entity.ids.join(" ");
        lines.push(format!("{kind} `{}` {ids}", entity.name));
    }
    for fact in &reading.facts {
        lines.push(format!("{} = {} {}", fact.key, fact.value, fact.pointer));
    }
    for hollow in &reading.hollow {
        let key = hollow.key.as_ref().unwrap();
        let word = hollow.word.as_deref().unwrap_or("");
        lines.push(format!("hollow {key} {word}: {}", hollow.message));
    }
    for file in &reading.files {
        lines.push(format!("file {} {}", file.path, file.pointer));
    }
    for skipped in &reading.skipped {
        lines.push(format!("skipped {}", skipped.message));
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

#[test]
fn examples_state_what_they_say() {
    for (format, name, wanted) in cases::EXAMPLES {
        assert_eq!(lines(&example(format, name)), *wanted, "{format} {name}");
    }
}

#[test]
fn what_is_odd_is_read_as_far_as_it_goes() {
    for (format, name, text, wanted) in cases::ODD {
        assert_eq!(lines(&read(format, name, text)), *wanted, "{format} {text}");
    }
}

#[test]
fn what_others_compile_is_stated_only() {
    use crate::fact::Strength;
    let own = example("gpai-form", "model-documentation-form.json");
    let compiled = example("gpai-form", "acme-letters.json");
    assert_eq!(own.strength, Strength::Documented);
    assert_eq!(compiled.strength, Strength::Stated);
}

#[test]
fn lookalikes_belong_to_none() {
    for (name, text) in [
        // The schemas of these formats, and files beside their documents.
        (
            "schema.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"schema_version":{"type":"string"},"model_details":{"type":"object","properties":{"name":{"type":"string"}}}}}"#,
        ),
        (
            "schema.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"model_details":{"#,
        ),
        (
            "eval.json",
            r#"{"modelLocations":{"":"model"},"outputConfig":{"model_details":{}}}"#,
        ),
        (
            "model.json",
            r#"{"model_details":{"id":7,"size":"7B"},"schema_version":"1"}"#,
        ),
        (
            "cards.yaml",
            "model_details: See the wiki\nconsiderations: none\n",
        ),
        (
            "creator.yaml",
            "creator_type: Person\nname: A. Clerk\naffiliation: Acme\n",
        ),
        (
            "datasheet.yaml",
            "id: claims\nname: Claims\nlicense: CC-BY-4.0\nversion: '1.0'\ndownload_url: https://acme.example\n",
        ),
        (
            "asset.yaml",
            "name: letters\nversion: auto\ntype: model\nspec: spec.yaml\nextra_config: model.yaml\n",
        ),
        (
            "environment.yaml",
            "$schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json\nname: letters\nversion: 1\nimage: acme/letters\n",
        ),
        (
            "metadata.yaml",
            "name: letters\nversion: 2\nsystem_metadata:\n  owner: a\n",
        ),
        (
            "scores.json",
            r#"{"section_data":{"header":{},"footer":{},"body":{}}}"#,
        ),
        (
            "form.json",
            r#"{"general":{"name":{"value":"A"}},"use":{"aup":{"value":"B"}},"data":{"x":{"value":1}}}"#,
        ),
        (
            "page.jsonld",
            r#"{"@context":"https://schema.org/","@type":"Dataset","name":"Claims","license":"https://creativecommons.org/licenses/by/4.0/"}"#,
        ),
        (
            "dcat.jsonld",
            r#"{"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"},"@type":"dcat:Dataset","dct:title":"Claims"}"#,
        ),
        (
            "tool.jsonld",
            r#"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:SoftwareApplication","name":"reader"}"#,
        ),
        (
            "datasetcard.md",
            "---\nlicense: {license}\npretty_name: {pretty_name}\ntask_categories:\n- {task_0}\n---\nThe keys of a card.\n",
        ),
        (
            "space.md",
            "---\ntitle: Claims\nsdk: gradio\ndatasets:\n- acme/claims\npretty_name: Claims\n---\n# Claims dataset\n",
        ),
        ("note.md", "---\ntags: [data]\n---\n# Dataset\n\nNotes.\n"),
        (
            "tagger.md",
            "---\nlicense: mit\n---\n# Tags letters by a dataset of calls\n",
        ),
        (
            "page.md",
            "---\nlicense: {license}\ntask_categories:\n- {a}\n  b: c\n---\nThe keys.\n",
        ),
        (
            "post.md",
            "---\nlayout: post\ntitle: Our dataset\nlicense: CC-BY-4.0\n---\n# A dataset of claims\n",
        ),
        (
            "README.md",
            "# Claims dataset\n\n## Download\n\nGet it here.\n\n## License\n\nMIT\n",
        ),
    ] {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        match detect(&file, &Limits::default()) {
            Detected::Unclaimed(_) | Detected::Exceeded(_) => {}
            Detected::Read(format, ..) | Detected::Broken(format, ..) => {
                panic!("{name} is claimed as {}: {text}", format.name())
            }
        }
    }
}

#[test]
fn what_is_broken_is_still_known() {
    for (name, text, format) in [
        (
            "card.json",
            r#"{"schema_version": "0.0.2", "model_details": {"name": "#,
            "mct-json",
        ),
        (
            "card.yaml",
            "schema_version: '0.0.2'\nmodel_details:\n  name: [\n",
            "model-card-yaml",
        ),
        (
            "spec.yaml",
            "$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json\nname: a\npath: [\n",
            "azure-model-spec",
        ),
        (
            "form.json",
            r#"{"GeneralInformation": {"LegalNameProvider": {"value": "A", "NCAs": true"#,
            "gpai-form",
        ),
        (
            "metadata.json",
            r#"{"@context": {"cr": "http://mlcommons.org/croissant/"}, "@type": "sc:Dataset", "#,
            "croissant",
        ),
        (
            "README.md",
            "---\nlicense: mit\ntask_categories: [a\n---\n# x\n",
            "hf-dataset-card",
        ),
    ] {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        match detect(&file, &Limits::default()) {
            Detected::Broken(found, ..) => assert_eq!(found.name(), format, "{name}"),
            _ => panic!("{format}: {name} is not broken"),
        }
    }
}
