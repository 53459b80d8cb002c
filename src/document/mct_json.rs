//! Model cards of Google's Model Card Toolkit as JSON, by its schemas 0.0.1 and 0.0.2
//! (`model_card_toolkit/schema/v0.0.{1,2}/model_card.schema.json`). The first has single texts where
//! the second has lists of objects; either is read whatever version the card claims.

use super::{Format, Probe, Syntax, card_fields};
use crate::fact::{Reading, Strength};
use crate::tree::{Node, Tree};

/// Model Card Toolkit JSON.
pub(super) struct MctJson;

/// Versions that are read.
const VERSIONS: &[&str] = &["0.0.1", "0.0.2"];

impl Format for MctJson {
    fn name(&self) -> &'static str {
        "mct-json"
    }

    fn title(&self) -> &'static str {
        "Google Model Card Toolkit model card (JSON)"
    }

    fn versions(&self) -> &'static str {
        "0.0.1, 0.0.2"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => card_fields::is_card(&tree.root),
                Err(_) => {
                    probe.mentions("\"model_details\"")
                        && (probe.mentions("\"schema_version\"")
                            || probe.mentions("\"model_parameters\"")
                            || probe.mentions("\"considerations\""))
                        // A schema of it speaks of the same fields.
                        && !probe.mentions("\"properties\"")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let version = tree.root.get("schema_version");
        if let Some(node) = version
            && let Some(text) = node.scalar().map(|it| it.trim().trim_start_matches('v'))
        {
            if !VERSIONS.contains(&text) {
                let shown: String = text.chars().take(20).collect();
                let message = format!(
                    "version `{shown}` of the format is not known; read as far as it is like 0.0.2"
                );
                reading.skip("/schema_version", node.span, message);
            }
            reading.version = Some(text.chars().take(20).collect());
        }
        card_fields::read(&mut reading, &tree.root);
        overdue(&mut reading, &tree.root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "model_card.json",
                r#"{
  "schema_version": "0.0.2",
  "model_details": {
    "name": "Claims triage",
    "overview": "Sorts claims by urgency.",
    "owners": [{"name": "Acme Models", "contact": "models@acme.example"}],
    "version": {"name": "2.1", "date": "2026-02-03", "diff": "More letters."},
    "licenses": [{"identifier": "Apache-2.0"}]
  },
  "model_parameters": {
    "model_architecture": "gradient-boosted trees",
    "data": [
      {"name": "acme/claims-2025", "link": "https://acme.example/claims-2025", "description": "Claims of 2025 with the day of payment.", "sensitive": {"sensitive_data": ["names", "injuries"]}},
      {"name": "eval_split", "link": "https://acme.example/claims-2026"}
    ],
    "output_format": "a number from 0 to 1"
  },
  "quantitative_analysis": {
    "performance_metrics": [
      {"type": "recall", "value": "0.91", "slice": "region:north", "confidence_interval": {"lower_bound": "0.88", "upper_bound": "0.94"}}
    ]
  },
  "considerations": {
    "users": [{"description": "Clerks of the claims desk"}],
    "use_cases": [{"description": "Order the queue of the day"}],
    "limitations": [{"description": "TBD"}],
    "ethical_considerations": [{"name": "Late answers", "mitigation_strategy": "A person looks at the end of the queue."}]
  }
}
"#,
            ),
            (
                "first.json",
                r#"{
  "schema_version": "0.0.1",
  "model_details": {"name": "Letter tagger", "license": "MIT License", "version": {"date": "08/23/2025"}},
  "model_parameters": {"data": {"train": {"name": "letters-2024", "sensitive": false}, "eval": {"name": "letters-2025"}}},
  "considerations": {"use_cases": ["Tag letters"], "limitations": []}
}
"#,
            ),
        ]
    }
}

/// The earlier schema's `license` beside the later `licenses`: the later is read.
fn overdue(reading: &mut Reading, root: &Node) {
    let both = root
        .get("model_details")
        .and_then(|details| details.get("licenses").and(details.get("license")));
    if let Some(node) = both {
        let message = "`license` stands beside `licenses`, which is read instead";
        reading.skip("/model_details/license", node.span, message);
    }
}
