//! Gemara documents (OpenSSF, Governance, Risk and Compliance Engineering Model for Automated Risk
//! Assessment): logs of evaluations and of enforcement give the results of requirements. Catalogs,
//! policies and mappings are known, but say nothing about a subject.

use super::shared::LONGEST_NAME;
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// Gemara.
pub(super) struct Gemara;

impl Format for Gemara {
    fn name(&self) -> &'static str {
        "gemara"
    }

    fn title(&self) -> &'static str {
        "Gemara log of evaluations or enforcement (YAML or JSON)"
    }

    fn versions(&self) -> &'static str {
        "1"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        matches!(probe.syntax, Syntax::Json | Syntax::Yaml)
            && match probe.tree {
                Ok(tree) => metadata(&tree.root).is_some(),
                Err(_) => {
                    probe.mentions("gemara-version:") || probe.mentions("\"gemara-version\":")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut log = Log {
            reading: Reading::new(Strength::Documented),
            author: None,
        };
        if let Some((kind, version)) = metadata(&tree.root) {
            log.read(&tree.root, kind, version);
        }
        log.reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// What kind of document it is, and the version of Gemara.
fn metadata(root: &Node) -> Option<(&str, &Node)> {
    let metadata = root.get("metadata")?;
    let kind = metadata.get("type")?.text()?;
    let version = metadata.get("gemara-version")?;
    version.scalar().map(|_| (kind, version))
}

struct Log<'a> {
    reading: Reading,
    author: Option<&'a Node>,
}

impl<'a> Log<'a> {
    fn read(&mut self, root: &'a Node, kind: &str, version: &Node) {
        let number = version.scalar().unwrap_or("");
        if !number.trim_start_matches('v').starts_with("1.") {
            let message =
                format!("version {number} is not known here; read as far as it is like 1.1");
            self.reading
                .skip("/metadata/gemara-version", version.span, message);
        }
        self.reading.version = Some(number.chars().take(20).collect());
        let author = root
            .get("metadata")
            .and_then(|it| it.get("author")?.get("name"));
        self.author = author.filter(|it| it.text().is_some_and(|it| it.len() <= LONGEST_NAME));
        match kind {
            "EvaluationLog" => {
                for (pointer, evaluation) in self.list(root, "", "evaluations") {
                    for (pointer, log) in self.list(evaluation, &pointer, "assessment-logs") {
                        self.assessment(log, &pointer, log, &pointer);
                    }
                }
            }
            "EnforcementLog" => {
                for (pointer, action) in self.list(root, "", "actions") {
                    self.action(action, &pointer);
                }
            }
            "AuditLog" => {
                for key in ["summary", "criteria", "results"] {
                    if root.get(key).is_none() {
                        let message = format!("expected an audit log with {key}");
                        self.reading.defect("", root.span, message);
                    }
                }
                if let Some(results) = root.get("results") {
                    let message = "the results of an audit log are not read";
                    self.reading.skip("/results", results.span, message);
                }
            }
            _ => {}
        }
    }

    /// What an action rests on. An action cannot clear what failed (Gemara, EnforcementLog).
    fn action(&mut self, action: &'a Node, pointer: &str) {
        let clear = action.get("disposition").and_then(Node::text) == Some("Clear");
        let Some(justification) = action.get("justification") else {
            let message = "expected an action with its justification";
            self.reading.defect(pointer, action.span, message);
            return;
        };
        let at = child(pointer, "justification");
        for (place, assessment) in self.list(justification, &at, "assessments") {
            if let Some(result) = assessment.get("result")
                && clear
                && result.text() == Some("Failed")
            {
                let message = "an action that clears what failed";
                self.reading
                    .defect(&child(&place, "result"), result.span, message);
            }
            if assessment.get("requirement").is_some() {
                self.assessment(assessment, &place, action, pointer);
            }
        }
    }

    /// One requirement and its result; `timed` says when.
    fn assessment(&mut self, node: &'a Node, pointer: &str, timed: &'a Node, timed_at: &str) {
        let requirement = node.get("requirement");
        let text = |key: &str| {
            let text = requirement.and_then(|it| it.get(key)).and_then(Node::text);
            text.unwrap_or("").trim()
        };
        let id = text("entry-id");
        let name = format!("{} {id}", text("reference-id"));
        let name: String = name.trim().chars().take(200).collect();
        let entity = self
            .reading
            .entity(Some(EntityKind::Attestation), &name, None);
        match requirement.and_then(|it| it.get("entry-id")) {
            Some(entry) => {
                let pointer = format!("{pointer}/requirement/entry-id");
                self.reading
                    .state_text(entity, "requirement", &pointer, entry.span, &name);
            }
            None => {
                let message = "expected an assessment with the entry-id of its requirement";
                self.reading.defect(pointer, node.span, message);
            }
        }
        let at = child(pointer, "result");
        match node.get("result").map(|result| (result, result.text())) {
            Some((result, Some("Passed"))) => {
                self.reading
                    .state_text(entity, "result", &at, result.span, "passed");
            }
            Some((result, Some("Failed"))) => {
                self.reading
                    .state_text(entity, "result", &at, result.span, "failed");
            }
            Some((result, _)) => {
                let reason = "neither passed nor failed";
                self.reading.hollow("result", &at, result.span, reason);
            }
            None => {
                let message = "expected an assessment with its result";
                self.reading.defect(pointer, node.span, message);
            }
        }
        let when = ["end", "start"]
            .iter()
            .find_map(|key| Some((child(timed_at, key), timed.get(key)?)));
        if let Some((pointer, node)) = when {
            self.reading.state(entity, "issued", &pointer, node);
        }
        if let Some(author) = self.author {
            self.reading
                .state(entity, "made_by", "/metadata/author/name", author);
        }
    }

    fn list(&mut self, node: &'a Node, pointer: &str, key: &str) -> Vec<(String, &'a Node)> {
        let at = child(pointer, key);
        match node.get(key).map(|list| (list, &list.value)) {
            Some((_, Value::Array(items))) => items
                .iter()
                .enumerate()
                .map(|(index, node)| (item(&at, index), node))
                .collect(),
            Some((list, _)) => {
                let message = format!("expected {key} to be a list");
                self.reading.defect(&at, list.span, message);
                Vec::new()
            }
            None => {
                let message = format!("expected {key}");
                self.reading.defect(pointer, node.span, message);
                Vec::new()
            }
        }
    }
}
