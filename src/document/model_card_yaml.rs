//! Model cards in YAML by Bridge2AI's LinkML schema (`https://w3id.org/linkml/modelcard`): the fields
//! of the Model Card Toolkit, those of hub front matter at the root, and what its extended template
//! adds (contributors, training procedure, uses out of scope).

use super::{Format, Probe, Syntax, card_fields};
use crate::fact::{Reading, Strength};
use crate::tree::Tree;

/// Bridge2AI model cards.
pub(super) struct ModelCardYaml;

/// Versions that are read. The schema has none of its own: cards carry the toolkit's, or the name of
/// the template that they were made with.
const VERSIONS: &[&str] = &["0.0.1", "0.0.2", "2.0.0-extended", "d4d-1.0"];

impl Format for ModelCardYaml {
    fn name(&self) -> &'static str {
        "model-card-yaml"
    }

    fn title(&self) -> &'static str {
        "Bridge2AI model card (YAML)"
    }

    fn versions(&self) -> &'static str {
        "0.0.1, 0.0.2, 2.0.0-extended, d4d-1.0"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Yaml
            && match probe.tree {
                Ok(tree) => card_fields::is_card(&tree.root),
                Err(_) => {
                    let has = |key: &str| {
                        probe.text.starts_with(key) || probe.mentions(&format!("\n{key}"))
                    };
                    has("model_details:")
                        && [
                            "schema_version:",
                            "model_parameters:",
                            "quantitative_analysis:",
                            "considerations:",
                        ]
                        .iter()
                        .any(|key| has(key))
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        if let Some(node) = tree.root.get("schema_version")
            && let Some(text) = node.scalar().map(str::trim)
        {
            let shown: String = text.chars().take(20).collect();
            if !VERSIONS.contains(&text) {
                let message = format!(
                    "version `{shown}` of the format is not known; read as far as it is like 0.0.2"
                );
                reading.skip("/schema_version", node.span, message);
            }
            reading.version = Some(shown);
        }
        card_fields::read(&mut reading, &tree.root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "model-card.yaml",
                "schema_version: \"0.0.2\"\nmodel_details:\n  name: claims-triage\n  short_description: Sorts claims by urgency.\n  \
                 contributors:\n  - {name: A. Clerk, role: developed_by, affiliation: Acme Models, email: models@acme.example}\n  \
                 - {name: Acme Fund, role: funded_by}\n  version: {name: \"2.1\", date: \"2026-02-03\"}\n  licenses:\n  \
                 - {identifier: Apache-2.0, license_name: Apache License, license_link: \"https://acme.example/license\"}\n\
                 base_model: acme/tiny-base\nlanguage: [en, no]\npipeline_tag: text-classification\nlibrary_name: claims-kit\n\
                 datasets: [acme/claims-2025]\nmodel_parameters:\n  data:\n  - name: acme/claims-2025\n    \
                 link: https://acme.example/claims-2025\n    bias_input: Few claims of the north.\n  training_procedure:\n    \
                 description: One night on one machine.\n  compute_infrastructure: {hardware: N/A}\nquantitative_analysis:\n  \
                 performance_metrics:\n  - {type: recall, value: 0.91, slice: north, unit: share}\nconsiderations:\n  use_cases:\n  \
                 - description: Order the queue of the day.\n  out_of_scope_uses:\n  - description: Refuse a claim.\nbias_model: TBD\n\
                 model_index:\n- name: claims-triage\n  results:\n  - task: {type: text-classification}\n    \
                 dataset: {type: acme/claims-2026, name: Claims 2026}\n    metrics:\n    - {type: f1, value: 0.88}\n",
            ),
            (
                "small.yml",
                "model_details:\n  name: letter-tagger\n  licenses:\n  - custom_text: Ask Acme before each use.\n  owners:\n  \
                 - {name: Acme, contact: TBD}\nconsiderations:\n  limitations: []\n",
            ),
        ]
    }
}
