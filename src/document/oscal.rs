//! OSCAL documents in JSON, YAML or XML (NIST, Open Security Controls Assessment Language): which
//! controls are said to be implemented, and what an assessment found. Catalogs, profiles, assessment
//! plans and mappings are known, but say nothing about a subject.

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::limits::Limits;
use crate::tree::{Node, Tree, Value, child};

mod assessment;
mod examples;
mod implementation;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;
mod xml;

/// OSCAL.
pub(super) struct Oscal;

/// Models of OSCAL: the key of the root.
const MODELS: &[&str] = &[
    "catalog",
    "profile",
    "mapping-collection",
    "component-definition",
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
];
/// Versions that are read.
const VERSIONS: &[&str] = &["1.0.", "1.1.", "1.2."];

impl Format for Oscal {
    fn name(&self) -> &'static str {
        "oscal"
    }

    fn title(&self) -> &'static str {
        "OSCAL document (JSON, YAML or XML)"
    }

    fn versions(&self) -> &'static str {
        "1.0 to 1.2"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.syntax, probe.tree) {
            (Syntax::Json | Syntax::Yaml, Ok(tree)) => model(&tree.root).is_some(),
            (Syntax::Json | Syntax::Yaml, Err(_)) => {
                let named = |model: &&str| {
                    probe.mentions(&format!("\"{model}\""))
                        || probe.text.starts_with(&format!("{model}:"))
                };
                probe.mentions("oscal-version")
                    && !probe.mentions("json-schema.org")
                    && MODELS.iter().any(named)
            }
            (Syntax::Xml, Ok(tree)) => xml::model(&tree.root).is_some(),
            (Syntax::Xml, Err(_)) => {
                let opened = |model: &&str| probe.mentions(&format!("<{model}"));
                probe.mentions(xml::NAMESPACE) && MODELS.iter().any(opened)
            }
            _ => false,
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let limits = probe.limits;
        if probe.syntax != Syntax::Xml {
            return match model(&tree.root) {
                Some((name, root)) => read(name, root, limits),
                None => Reading::default(),
            };
        }
        let Some((name, element)) = xml::model(&tree.root) else {
            return Reading::default();
        };
        let base = format!("/{name}");
        let mut reading = read(name, &xml::as_json(name, &base, element), limits);
        xml::restore(name, &base, element, &mut reading);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// The model at the root: its metadata names the version of OSCAL.
fn model(root: &Node) -> Option<(&'static str, &Node)> {
    MODELS.iter().find_map(|name| {
        let node = root.get(name)?;
        node.get("metadata")?.get("oscal-version")?.scalar()?;
        Some((*name, node))
    })
}

/// What a model says, as JSON has it.
fn read(name: &str, root: &Node, limits: &Limits) -> Reading {
    // Implementation statements are claims; findings are what an assessment wrote down.
    let strength = match name {
        "component-definition" | "system-security-plan" => Strength::Stated,
        _ => Strength::Documented,
    };
    let mut document = Document {
        limits: *limits,
        reading: Reading::new(strength),
        root,
        base: format!("/{name}"),
    };
    document.header();
    let main = match name {
        "component-definition" => Some(document.components()),
        "system-security-plan" => Some(document.plan()),
        "assessment-results" => document.results(),
        "plan-of-action-and-milestones" => Some(document.actions()),
        _ => None,
    };
    document.dated(main);
    document.reading
}

struct Document<'a> {
    limits: Limits,
    reading: Reading,
    root: &'a Node,
    base: String,
}

impl<'a> Document<'a> {
    /// The version, and what the metadata of every model must have (OSCAL, `metadata`).
    fn header(&mut self) {
        if self.root.get("uuid").is_none() {
            let base = self.base.clone();
            self.reading
                .defect(&base, self.root.span, "expected a document with uuid");
        }
        let Some(metadata) = self.root.get("metadata") else {
            let base = self.base.clone();
            let message = "expected a document with metadata";
            self.reading.defect(&base, self.root.span, message);
            return;
        };
        let pointer = child(&self.base, "metadata");
        for key in ["title", "last-modified", "version", "oscal-version"] {
            if metadata.get(key).is_none() {
                let message = format!("expected metadata with {key}");
                self.reading.defect(&pointer, metadata.span, message);
            }
        }
        if let Some(node) = metadata.get("oscal-version")
            && let Some(version) = node.scalar()
        {
            if !VERSIONS.iter().any(|known| version.starts_with(known)) {
                let at = child(&pointer, "oscal-version");
                let message =
                    format!("version {version} is not known here; read as far as it is like 1.2");
                self.reading.skip(&at, node.span, message);
            }
            self.reading.version = Some(version.chars().take(20).collect());
        }
    }

    fn dated(&mut self, main: Option<EntityRef>) {
        let metadata = self.root.get("metadata");
        if let Some(node) = metadata.and_then(|it| it.get("last-modified")) {
            let entity = self.reading.entity(Some(EntityKind::Document), "", main);
            let pointer = format!("{}/metadata/last-modified", self.base);
            self.reading.state(entity, "dated", &pointer, node);
        }
    }

    fn title(&self) -> &'a str {
        let title = self.root.get("metadata").and_then(|it| it.get("title"));
        title.and_then(Node::text).unwrap_or("").trim()
    }

    /// The name of a party of the metadata that has one of these roles, and its place.
    fn party(&self, holder: &'a Node, roles: &[&str]) -> Option<(String, &'a Node)> {
        let metadata = self.root.get("metadata")?;
        let responsible = ["responsible-roles", "responsible-parties"]
            .iter()
            .filter_map(|key| holder.get(key))
            .flat_map(Node::items)
            .filter(|it| {
                let role = it.get("role-id").and_then(Node::text);
                role.is_some_and(|role| roles.contains(&role))
            });
        let wanted: Vec<&str> = responsible
            .filter_map(|it| it.get("party-uuids"))
            .flat_map(Node::items)
            .filter_map(Node::text)
            .take(1)
            .collect();
        let parties = metadata.get("parties").map(Node::items).unwrap_or_default();
        let (index, party) = parties
            .iter()
            .take(MOST_PARTIES)
            .enumerate()
            .find(|(_, it)| {
                let uuid = it.get("uuid").and_then(Node::text);
                uuid.is_some_and(|uuid| wanted.contains(&uuid))
            })?;
        let pointer = format!("{}/metadata/parties/{index}/name", self.base);
        Some((pointer, party.get("name")?))
    }

    /// A member that must be an object if it is there.
    fn object(&mut self, node: &'a Node, pointer: &str, key: &str) -> Option<(String, &'a Node)> {
        let member = node.get(key)?;
        let pointer = child(pointer, key);
        if !matches!(member.value, Value::Object(_)) {
            let message = format!("expected one {key}");
            self.reading.defect(&pointer, member.span, message);
            return None;
        }
        Some((pointer, member))
    }

    /// A list that must be one if it is there.
    fn list(&mut self, node: &'a Node, pointer: &str, key: &str) -> Vec<(String, &'a Node)> {
        let Some(list) = node.get(key) else {
            return Vec::new();
        };
        let pointer = child(pointer, key);
        if !matches!(list.value, Value::Array(_)) {
            let message = format!("expected {key} to be a list");
            self.reading.defect(&pointer, list.span, message);
        }
        let items = list.items().iter().enumerate();
        items
            .map(|(index, node)| (format!("{pointer}/{index}"), node))
            .collect()
    }
}

/// Parties that are looked through for a role, so that a document takes linear time.
const MOST_PARTIES: usize = 500;

/// The text of a member that says something.
fn said<'a>(node: &'a Node, key: &str) -> Option<(&'a Node, &'a str)> {
    let member = node.get(key)?;
    let text = member.text()?;
    (!is_placeholder(text)).then_some((member, text))
}
