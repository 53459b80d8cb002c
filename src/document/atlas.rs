//! Case studies of MITRE ATLAS in YAML: an attack on a system that uses AI, or an exercise. The
//! target is named in free text, so only the reviewer ties a case study to a subject.

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree, child};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// ATLAS case studies.
pub(super) struct Atlas;

/// How the id of a case study starts.
const CASE: &str = "AML.CS";

impl Format for Atlas {
    fn name(&self) -> &'static str {
        "atlas"
    }

    fn title(&self) -> &'static str {
        "MITRE ATLAS case study (YAML)"
    }

    fn versions(&self) -> &'static str {
        "4, 5"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Yaml
            && match probe.tree {
                Ok(tree) => is_case(&tree.root) || is_collection(&tree.root),
                Err(_) => probe.mentions("id: AML.CS") && probe.mentions("object-type: case-study"),
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let root = &tree.root;
        let mut reading = Reading::new(Strength::Documented);
        if is_collection(root) {
            let version = root.get("version").and_then(Node::scalar);
            reading.version = version.map(|it| it.chars().take(20).collect());
            if let Some(list) = root.get("case-studies") {
                let message =
                    "a collection of case studies is not read: supply the one that is meant";
                reading.skip("/case-studies", list.span, message);
            }
            return reading;
        }
        let id = root.get("id").and_then(Node::text).unwrap_or("");
        let case = reading.entity(Some(EntityKind::Attestation), id, None);
        for (key, attribute) in [("target", "subjects"), ("case-study-type", "incident_type")] {
            if let Some(node) = root.get(key) {
                reading.state(case, attribute, &child("", key), node);
            }
        }
        if let Some(node) = root.get("incident-date") {
            let granularity = root.get("incident-date-granularity").and_then(Node::text);
            // `2020-01-01` with the granularity YEAR is some day of 2020.
            if granularity.is_none_or(|it| it.eq_ignore_ascii_case("DATE")) {
                reading.state(case, "issued", "/incident-date", node);
            } else {
                let reason = "the day is not known";
                reading.hollow("issued", "/incident-date", node.span, reason);
            }
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// One case study.
fn is_case(root: &Node) -> bool {
    let id = root.get("id").and_then(Node::text);
    id.is_some_and(|id| id.starts_with(CASE))
        && root.get("procedure").is_some()
        && root.get("name").is_some()
}

/// The whole of ATLAS, with its case studies.
fn is_collection(root: &Node) -> bool {
    root.get("id").and_then(Node::text) == Some("ATLAS")
        && (root.get("case-studies").is_some() || root.get("matrices").is_some())
}
