//! Models of Azure's catalogue: the `spec.yaml` of an asset of type model, by
//! `https://azuremlschemas.azureedge.net/latest/model.schema.json` and the catalogue's own
//! `system_metadata`. Older entries have the same things in `tags` and `properties`.

use super::fields::{self, License, Placed, at, document, each};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value};

/// Azure model catalogue entries.
pub(super) struct AzureModelSpec;

/// Where the schema of a model stands, whatever its version.
const SCHEMAS: &str = "azuremlschemas.";
/// The file name of the schema of a model; those of data, environments and jobs differ.
const SCHEMA: &str = "/model.schema.json";

/// Fields that are facts as they stand: (places, the first that is there counts, attribute).
const PLAIN: &[(&[&[&str]], &str)] = &[
    (&[&["version"]], "version"),
    (
        &[
            &["system_metadata", "publisher"],
            &["tags", "author"],
            &["tags", "publisher"],
        ],
        "supplier",
    ),
    (
        &[&["system_metadata", "inputModalities"]],
        "input_modalities",
    ),
    (
        &[&["system_metadata", "outputModalities"]],
        "output_modalities",
    ),
    (
        &[
            &["system_metadata", "tasks", "inferenceTasks"],
            &["tags", "task"],
        ],
        "tasks",
    ),
    (
        &[&["system_metadata", "trainingDataDate"]],
        "training_data_cutoff",
    ),
    (
        &[&["system_metadata", "deprecation", "inferenceDeprecationDate"]],
        "deprecation_date",
    ),
];

/// Fields that are lists, or texts with commas: (places, attribute).
const LISTS: &[(&[&[&str]], &str)] = &[
    (
        &[
            &["system_metadata", "languages"],
            &["properties", "languages"],
            &["tags", "languages"],
        ],
        "languages",
    ),
    (
        &[
            &["system_metadata", "datasets"],
            &["properties", "datasets"],
            &["tags", "datasets"],
        ],
        "training_datasets",
    ),
    (
        &[
            &["tags", "training_dataset"],
            &["tags", "training_datasets"],
        ],
        "training_datasets",
    ),
];

impl Format for AzureModelSpec {
    fn name(&self) -> &'static str {
        "azure-model-spec"
    }

    fn title(&self) -> &'static str {
        "Azure model catalogue entry (spec.yaml)"
    }

    fn versions(&self) -> &'static str {
        "latest schema of 2026"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        matches!(probe.syntax, Syntax::Yaml | Syntax::Json)
            && match probe.tree {
                Ok(tree) => is_spec(&tree.root),
                Err(_) => {
                    probe.mentions(SCHEMAS)
                        && probe.mentions(SCHEMA)
                        && (probe.mentions("\nname:") || probe.mentions("\"name\""))
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        let name = root.get("name").and_then(Node::scalar).unwrap_or("");
        let name = if is_placeholder(name) { "" } else { name };
        let main = reading.entity(Some(EntityKind::Model), name, None);
        for (places, attribute) in PLAIN {
            if let Some((pointer, node)) = first(root, places) {
                reading.state(main, attribute, &pointer, node);
            }
        }
        for (places, attribute) in LISTS {
            if let Some(found) = first(root, places) {
                list(&mut reading, main, attribute, found);
            }
        }
        license(&mut reading, main, root);
        identify(&mut reading, main, root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "spec.yaml",
                "$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json\nname: acme-claims-triage\npath: ./\n\
                 properties:\n  SHA: 9c1f2d70aa\ntags:\n  training_dataset: claims-2024, claims-2025 (letters, no calls)\n\
                 system_metadata:\n  publisher: Acme\n  huggingFaceModelId: Acme/Claims-Triage\n  license: custom\n  \
                 licenseDescription: Ask Acme before each use.\n  languages: [en, 'no']\n  inputModalities: [text]\n  \
                 outputModalities: [text]\n  tasks:\n    inferenceTasks: [text-classification]\n    fineTuningTasks: []\n  \
                 trainingDataDate: August 2025\n  deprecation:\n    inferenceDeprecationDate: 2027-03-31\n  datasets: []\nversion: 7\n",
            ),
            (
                "old.yml",
                "$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json\nname: acme-letters\nversion: 1\n\
                 type: mlflow_model\ntags:\n  author: Acme\n  license: mit\n  task: token-classification\n  Preview: ''\n\
                 properties:\n  languages: en, de\n",
            ),
        ]
    }
}

/// The schema of a model, or what only the catalogue has.
fn is_spec(root: &Node) -> bool {
    let is = |key: &str| root.get(key).and_then(Node::scalar).is_some();
    let object = |key: &str| matches!(root.get(key).map(|it| &it.value), Some(Value::Object(_)));
    match root.get("$schema").and_then(Node::text) {
        Some(schema) => schema.contains(SCHEMAS) && schema.contains(SCHEMA) && is("name"),
        None => {
            let metadata = root.get("system_metadata");
            let known = ["publisher", "license", "tasks", "SKU", "huggingFaceModelId"];
            let catalogued =
                metadata.is_some_and(|it| known.iter().any(|key| it.get(key).is_some()));
            is("name") && is("version") && object("system_metadata") && catalogued
        }
    }
}

/// The first of several places that is there.
fn first<'a>(root: &'a Node, places: &[&[&str]]) -> Option<Placed<'a>> {
    places.iter().find_map(|path| at(root, "", path))
}

/// A list, or a text with commas; those in parentheses do not part it.
fn list(reading: &mut Reading, main: EntityRef, attribute: &str, (pointer, node): Placed<'_>) {
    if let Value::Array(_) = node.value {
        reading.state(main, attribute, &pointer, node);
        return;
    }
    let Some(text) = node.scalar() else {
        reading.state(main, attribute, &pointer, node);
        return;
    };
    let mut depth = 0_usize;
    let parts = text.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    for part in parts {
        reading.state_text(main, attribute, &pointer, node.span, part);
    }
}

/// An id of the hub in any case, or `custom`; the text of the licence stands beside it.
fn license(reading: &mut Reading, main: EntityRef, root: &Node) {
    let places: [&[&str]; 3] = [
        &["system_metadata", "license"],
        &["tags", "license"],
        &["properties", "license"],
    ];
    if let Some((pointer, node)) = first(root, &places) {
        let found: Vec<License<'_>> = each((pointer, node))
            .into_iter()
            .map(|(pointer, node)| License {
                pointer,
                span: node.span,
                text: node.scalar().unwrap_or(""),
            })
            .collect();
        fields::licenses(reading, main, &found);
    }
    if let Some((pointer, node)) = at(root, "", &["system_metadata", "licenseDescription"]) {
        document(reading, main, "license", &pointer, node);
    }
}

/// The model of the hub that it was taken from, with the commit.
fn identify(reading: &mut Reading, main: EntityRef, root: &Node) {
    let places: [&[&str]; 2] = [
        &["system_metadata", "huggingFaceModelId"],
        &["tags", "huggingface_model_id"],
    ];
    let id = first(root, &places).and_then(|(_, node)| node.text());
    let commit = at(root, "", &["properties", "SHA"]).and_then(|(_, node)| node.scalar());
    if let (Some(id), Some(commit)) = (id.map(str::trim), commit.map(str::trim)) {
        let hex = commit.len() >= 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        let clean = !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
        if hex && clean {
            let commit = commit.to_ascii_lowercase();
            reading.identify(main, &format!("pkg:huggingface/{id}@{commit}"));
        }
    }
}
