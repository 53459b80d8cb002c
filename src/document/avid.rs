//! Records of the AI Vulnerability Database (AVID, 0.1 to 0.3): which artifacts a reported weakness
//! or incident affects, when, and how bad it is. The artifacts are named in free text, so only the
//! reviewer ties a record to a subject.

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree, child};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// AVID.
pub(super) struct Avid;

/// Versions that are read.
const VERSIONS: &[&str] = &["0.1", "0.2", "0.3", "0.3.1", "0.3.2", "0.3.3"];

/// Members that are facts as they stand: (path, attribute).
const PLAIN: &[(&[&str], &str)] = &[
    (&["impact", "cvss", "baseScore"], "incident_score"),
    (&["impact", "avid", "risk_domain"], "incident_domains"),
    (&["problemtype", "type"], "incident_type"),
    (&["affects", "developer"], "incident_developers"),
    (&["affects", "deployer"], "incident_deployers"),
];

impl Format for Avid {
    fn name(&self) -> &'static str {
        "avid"
    }

    fn title(&self) -> &'static str {
        "AVID record of a vulnerability or incident"
    }

    fn versions(&self) -> &'static str {
        "0.1 to 0.3.3"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => {
                    let kind = tree.root.get("data_type").and_then(Node::text);
                    kind == Some("AVID") && tree.root.get("data_version").is_some()
                }
                Err(_) => {
                    probe.mentions("\"data_type\"")
                        && probe.mentions("\"data_version\"")
                        && probe.mentions("\"AVID\"")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let root = &tree.root;
        let mut reading = Reading::new(Strength::Documented);
        if let Some(node) = root.get("data_version")
            && let Some(version) = node.scalar()
        {
            if !VERSIONS.contains(&version) {
                let message =
                    format!("version {version} is not known here; read as far as it is like 0.3.3");
                reading.skip("/data_version", node.span, message);
            }
            reading.version = Some(version.chars().take(20).collect());
        }
        let id = root.get("metadata").and_then(|metadata| {
            let id = metadata
                .get("vuln_id")
                .or_else(|| metadata.get("report_id"));
            id.and_then(Node::text)
        });
        let record = reading.entity(Some(EntityKind::Attestation), id.unwrap_or(""), None);
        let artifacts = root.get("affects").and_then(|it| it.get("artifacts"));
        for (index, artifact) in artifacts
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            if let Some(name) = artifact.get("name") {
                let pointer = format!("/affects/artifacts/{index}/name");
                reading.state(record, "subjects", &pointer, name);
            }
        }
        for (path, attribute) in PLAIN {
            let mut node = Some(root);
            let mut pointer = String::new();
            for key in *path {
                node = node.and_then(|node| node.get(key));
                pointer = child(&pointer, key);
            }
            if let Some(node) = node {
                reading.state(record, attribute, &pointer, node);
            }
        }
        let cvss = root.get("impact").and_then(|it| it.get("cvss"));
        if let Some(node) = cvss.and_then(|it| it.get("baseSeverity")) {
            // The other sources of severities write them in lower case.
            let word = node.text().unwrap_or("").to_lowercase();
            let pointer = "/impact/cvss/baseSeverity";
            reading.state_text(record, "incident_severity", pointer, node.span, &word);
        }
        let dates = ["published_date", "reported_date"];
        if let Some((key, node)) = dates.iter().find_map(|key| Some((key, root.get(key)?))) {
            reading.state(record, "issued", &child("", key), node);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}
