//! Dataset cards of the Hugging Face hub: Markdown with the hub's front matter for datasets
//! (hub-docs, `datasetcard.md`).

use super::fields::{Placed, at, document, each};
use super::hub_fields;
use super::model_card::{self, Card};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value};

/// Hugging Face dataset cards.
pub(super) struct HfDatasetCard;

/// Front matter keys that are facts as they stand: (key, attribute).
const PLAIN: &[(&str, &str)] = &[
    ("license_name", "license_name"),
    ("license_link", "license_link"),
    ("language", "languages"),
    ("language_bcp47", "languages"),
];

/// Keys whose values say how a part of the data came to be: (key, value that says there is none,
/// word).
const CREATORS: &[(&str, &str, &str)] = &[
    ("annotations_creators", "no-annotation", "data-annotation"),
    ("language_creators", "other", "data-collection"),
];

impl Format for HfDatasetCard {
    fn name(&self) -> &'static str {
        "hf-dataset-card"
    }

    fn title(&self) -> &'static str {
        "Hugging Face dataset card"
    }

    fn versions(&self) -> &'static str {
        "2026"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Markdown
            && match probe.tree {
                Ok(tree) => model_card::is_dataset_card(&tree.root),
                Err(_) => model_card::is_broken_dataset_card(probe.text),
            }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let card = Card::of_dataset(&tree.root);
        let nothing = Node {
            value: Value::Null,
            span: tree.root.span,
        };
        let front = tree.root.get("frontmatter").unwrap_or(&nothing);
        let pretty = front.get("pretty_name").and_then(Node::scalar);
        let name = pretty
            .filter(|name| !is_placeholder(name))
            .map_or_else(|| card.title(), ToOwned::to_owned);
        let main = reading.entity(Some(EntityKind::Dataset), &name, None);
        let found = |key: &str| at(front, "/frontmatter", &[key]);
        for (key, attribute) in PLAIN {
            if let Some((pointer, node)) = found(key) {
                reading.state(main, attribute, &pointer, node);
            }
        }
        if let Some((pointer, node)) = found("license") {
            hub_fields::license(&mut reading, main, &pointer, node);
        }
        if let Some(sources) = found("source_datasets") {
            source_datasets(&mut reading, main, sources);
        }
        for (key, none, word) in CREATORS {
            if let Some((pointer, node)) = found(key) {
                let says = |it: &Placed<'_>| it.1.scalar().map(str::trim) != Some(*none);
                if each((pointer.clone(), node)).iter().all(says) {
                    document(&mut reading, main, word, &pointer, node);
                }
            }
        }
        hub_fields::gated(&mut reading, main, front);
        card.dataset_sections(&mut reading, main, probe);
        reading
    }

    fn unread(&self) -> &'static [(&'static str, &'static str)] {
        hub_fields::UNREAD
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "README.md",
                "---\nlicense: cc-by-4.0\nlanguage:\n- en\n- no\npretty_name: Claims 2025\nsize_categories:\n- 1K<n<10K\n\
                 task_categories:\n- text-classification\nsource_datasets:\n- extended|acme/letters\nannotations_creators:\n\
                 - expert-generated\nextra_gated_prompt: Use it for triage only.\nconfigs:\n- config_name: default\n  \
                 data_files: claims.csv\n---\n\n# Dataset Card for Claims 2025\n\n## Dataset Details\n\n- **Curated by:** Acme Data Office\n\n\
                 ## Uses\n\n### Direct Use\n\nTrain models that sort claims.\n\n### Out-of-Scope Use\n\n[More Information Needed]\n\n\
                 ## Dataset Creation\n\n### Source Data\n\nLetters that came in by post, typed by clerks.\n\n\
                 #### Personal and Sensitive Information\n\nNames are replaced by numbers.\n\n\
                 ## Dataset Card Contact\n\ndata@acme.example\n",
            ),
            (
                "info.md",
                "---\ndataset_info:\n  features:\n  - name: text\n    dtype: string\n  splits:\n  - name: train\n    num_examples: 3\n---\n",
            ),
            (
                "card.md",
                "# Dataset Card for Calls\n\n## Annotations\n\n### Annotation process\n\nTwo clerks, and a third where they differ.\n",
            ),
        ]
    }
}

/// `original` is data that was made from no other dataset; `extended|NAME` names the other.
fn source_datasets(reading: &mut Reading, main: EntityRef, found: Placed<'_>) {
    for (pointer, node) in each(found) {
        match node.scalar().map(str::trim) {
            Some("original") => {}
            Some(text) => {
                let name = text.strip_prefix("extended|").unwrap_or(text);
                reading.state_text(main, "source_datasets", &pointer, node.span, name);
            }
            None => reading.state(main, "source_datasets", &pointer, node),
        }
    }
}
