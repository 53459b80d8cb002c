//! CycloneDX bills of materials in JSON and XML: the models, data, services and other components that
//! they list, the model cards in them, and attestations.

use std::collections::BTreeMap;

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::limits::Limits;
use crate::tree::{Node, Tree, Value, child, item};

mod access;
mod card;
mod citations;
mod component;
mod declarations;
mod examples;
mod schema;
mod service;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;
mod vulnerabilities;
mod xml;

/// CycloneDX.
pub(super) struct CycloneDx;

/// Words of the Traffic Light Protocol (CycloneDX 1.7, `tlpClassification`).
const TLP: &[&str] = &["CLEAR", "GREEN", "AMBER", "AMBER_AND_STRICT", "RED"];
const VERSIONS: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

impl Format for CycloneDx {
    fn name(&self) -> &'static str {
        "cyclonedx"
    }

    fn title(&self) -> &'static str {
        "CycloneDX bill of materials (JSON or XML)"
    }

    fn versions(&self) -> &'static str {
        "1.2 to 1.7"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) if probe.syntax == Syntax::Xml => xml::bill(&tree.root).is_some(),
            Ok(tree) => tree
                .root
                .get("bomFormat")
                .and_then(Node::text)
                .is_some_and(|format| format.eq_ignore_ascii_case("CycloneDX")),
            Err(_) if probe.syntax == Syntax::Xml => {
                probe.mentions("<bom") && probe.mentions(xml::NAMESPACE)
            }
            Err(_) => {
                probe.mentions("\"bomFormat\"")
                    && probe.mentions("CycloneDX")
                    && !probe.mentions("\"predicateType\"")
            }
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        if probe.syntax != Syntax::Xml {
            return read(&tree.root, probe.limits);
        }
        let Some(json) = xml::as_json(&tree.root) else {
            return Reading::new(Strength::Documented);
        };
        let mut reading = read_as(&json, true, probe.limits);
        xml::restore(&mut reading, &tree.root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// What a bill in JSON says.
pub(super) fn read(root: &Node, limits: &Limits) -> Reading {
    read_as(root, false, limits)
}

fn read_as(root: &Node, is_xml: bool, limits: &Limits) -> Reading {
    let mut bom = Bom {
        limits: *limits,
        reading: Reading::new(Strength::Documented),
        is_xml,
        refs: BTreeMap::new(),
        used: BTreeMap::new(),
        components: Vec::new(),
    };
    bom.read(root);
    bom.reading
}

/// A component, before it is known what it belongs to.
struct Listed<'a> {
    pointer: String,
    node: &'a Node,
    kind: EntityKind,
    name: String,
}

/// What a `bom-ref` names: its name and, for a component, its index.
struct Target {
    name: String,
    component: Option<usize>,
}

struct Bom<'a> {
    limits: Limits,
    reading: Reading,
    /// Whether the document is XML, brought into the shape of JSON.
    is_xml: bool,
    refs: BTreeMap<&'a str, Target>,
    /// Data components by index, with the model that was trained on them.
    used: BTreeMap<usize, usize>,
    components: Vec<Listed<'a>>,
}

impl<'a> Bom<'a> {
    fn read(&mut self, root: &'a Node) {
        self.header(root);
        self.rules(root);
        self.authors(root);
        let mut first = None;
        if let Some((pointer, metadata)) = self.object(root, "", "metadata")
            && let Some((pointer, node)) = self.object(metadata, &pointer, "component")
        {
            first = self.list(pointer, node);
        }
        if let Some((pointer, list)) = self.array(root, "", "components") {
            for (index, node) in list.iter().enumerate() {
                self.list(item(&pointer, index), node);
            }
        }
        let models: Vec<usize> = self.of_kind(EntityKind::Model);
        let main_index = first.or(match models.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        let again = main_index.and_then(|main| self.listed_again(main));
        let main = match main_index.and_then(|index| self.components.get(index)) {
            Some(listed) => {
                let kind = match listed.kind {
                    EntityKind::Component => EntityKind::System,
                    kind => kind,
                };
                let name = listed.name.clone();
                self.reading.entity(Some(kind), &name, None)
            }
            None => {
                let name = root.get("serialNumber").and_then(Node::text).unwrap_or("");
                self.reading.entity(Some(EntityKind::System), name, None)
            }
        };
        self.about_the_whole(root, main);
        self.resolve();
        let mut entities: BTreeMap<usize, EntityRef> = BTreeMap::new();
        for kind in [
            EntityKind::Model,
            EntityKind::Dataset,
            EntityKind::Component,
        ] {
            for index in self.of_kind(kind) {
                let entity = if Some(index) == main_index || Some(index) == again {
                    main
                } else {
                    let owner = self.used.get(&index).and_then(|model| entities.get(model));
                    let parent = owner.copied().unwrap_or(main);
                    let name = self.components.get(index).map_or("", |listed| &listed.name);
                    self.reading.entity(Some(kind), name, Some(parent))
                };
                entities.insert(index, entity);
            }
        }
        for (index, listed) in std::mem::take(&mut self.components).into_iter().enumerate() {
            if let Some(entity) = entities.get(&index) {
                self.component(*entity, &listed);
            }
        }
        if let Some((pointer, list)) = self.array(root, "", "services") {
            for (index, node) in list.iter().enumerate() {
                self.service(node, &item(&pointer, index), main);
            }
        }
        self.declarations(root, main);
        self.vulnerabilities(root, main);
        self.citations(root, main);
    }

    fn of_kind(&self, kind: EntityKind) -> Vec<usize> {
        let listed = self.components.iter().enumerate();
        listed
            .filter(|(_, it)| it.kind == kind)
            .map(|(index, _)| index)
            .collect()
    }

    /// The only other component with the kind, name and version of the main one: many tools put the
    /// model card on a second listing of what the bill is about.
    fn listed_again(&self, main: usize) -> Option<usize> {
        let text = |node: &'a Node, key: &str| node.get(key).and_then(Node::text).unwrap_or("");
        let first = self.components.get(main)?;
        let version = text(first.node, "version");
        let same = |other: &&(usize, &Listed<'a>)| {
            let (index, other) = other;
            let purls = (text(first.node, "purl"), text(other.node, "purl"));
            *index != main
                && other.kind == first.kind
                && text(other.node, "type") == text(first.node, "type")
                && (!version.is_empty()
                    && other.name == first.name
                    && text(other.node, "version") == version
                    || !purls.0.is_empty() && purls.0 == purls.1)
                && (purls.0 == purls.1 || purls.0.is_empty() || purls.1.is_empty())
        };
        let listed: Vec<(usize, &Listed<'a>)> = self.components.iter().enumerate().collect();
        let mut found = listed.iter().filter(same);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Some(*index),
            _ => None,
        }
    }

    fn header(&mut self, root: &'a Node) {
        if let Some(format) = root.get("bomFormat")
            && format.text() != Some("CycloneDX")
        {
            self.reading
                .defect("/bomFormat", format.span, "expected \"CycloneDX\"");
        }
        match root.get("specVersion") {
            Some(node) => match node.text() {
                Some(version) => {
                    self.reading.version = Some(version.to_owned());
                    if !VERSIONS.contains(&version) {
                        self.reading.skip(
                            "/specVersion",
                            node.span,
                            format!(
                                "version {version} is not known here; read as far as it is like 1.7"
                            ),
                        );
                    }
                }
                None => {
                    self.reading
                        .defect("/specVersion", node.span, "expected a version in quotes")
                }
            },
            None => self.reading.defect("", root.span, "expected a specVersion"),
        }
        if let Some((pointer, node, serial)) = self.text(root, "", "serialNumber")
            && !is_uuid_urn(serial)
        {
            self.reading
                .defect(&pointer, node.span, "expected urn:uuid: and a UUID");
        }
        if let Some(node) = root.get("formulation")
            && !(node.items().is_empty() && node.members().is_empty())
        {
            let message = "how it was made (formulation) is not read";
            self.reading.skip("/formulation", node.span, message);
        }
    }

    /// Who supplied what the bill is about, and when it was made.
    fn about_the_whole(&mut self, root: &'a Node, main: EntityRef) {
        let Some(metadata) = root
            .get("metadata")
            .filter(|node| !node.members().is_empty())
        else {
            return;
        };
        // `manufacturer` made the bill, `manufacture` and `supplier` the component.
        for key in ["supplier", "manufacture"] {
            self.organisation(main, metadata, "/metadata", key);
        }
        let dated = self.text(metadata, "/metadata", "timestamp");
        let constraints = self.object(metadata, "/metadata", "distributionConstraints");
        let sharing = constraints.and_then(|(pointer, it)| {
            self.one_of(it, &pointer, "tlp", TLP);
            self.text(it, &pointer, "tlp")
        });
        if dated.is_none() && sharing.is_none() {
            return;
        }
        let kind = Some(EntityKind::Document);
        let document = self.reading.entity(kind, "", Some(main));
        if let Some((pointer, node, text)) = dated {
            self.reading.state(document, "dated", &pointer, node);
            if !is_timestamp(text) && !is_placeholder(text) {
                let message = "expected a date and time after RFC 3339";
                self.reading.defect(&pointer, node.span, message);
            }
        }
        if let Some((pointer, node, text)) = sharing {
            let word = text.trim().to_lowercase();
            self.reading
                .state_text(document, "sharing", &pointer, node.span, &word);
        }
    }

    /// Enters a component and those inside it; its index.
    fn list(&mut self, pointer: String, node: &'a Node) -> Option<usize> {
        if !matches!(node.value, Value::Object(_)) {
            self.reading
                .defect(&pointer, node.span, "expected a component, in braces");
            return None;
        }
        let kind = match self.required(node, &pointer, "type") {
            Some("machine-learning-model") => EntityKind::Model,
            Some("data") => EntityKind::Dataset,
            kind => {
                if let Some(kind) = kind
                    && !component::TYPES.contains(&kind)
                    && self.known_version()
                {
                    let at = node.get("type").map_or(node.span, |node| node.span);
                    let pointer = child(&pointer, "type");
                    self.reading.defect(
                        &pointer,
                        at,
                        format!("`{kind}` is not a type of component"),
                    );
                }
                EntityKind::Component
            }
        };
        let name = self.required(node, &pointer, "name").unwrap_or("");
        let group = node.get("group").and_then(Node::text).map_or("", str::trim);
        let name = if group.is_empty() || name.is_empty() {
            name.to_owned()
        } else {
            format!("{group}/{name}")
        };
        let index = self.components.len();
        self.name_ref(node, &pointer, &name, Some(index));
        if let Some((pointer, data)) = self.array(node, &pointer, "data") {
            for (index, data) in data.iter().enumerate() {
                let name = data
                    .get("name")
                    .and_then(Node::text)
                    .unwrap_or(&name)
                    .to_owned();
                self.name_ref(data, &item(&pointer, index), &name, None);
            }
        }
        let inner = child(&pointer, "components");
        self.components.push(Listed {
            pointer,
            node,
            kind,
            name,
        });
        match node.get("components").map(|node| (node, &node.value)) {
            Some((_, Value::Array(list))) => {
                for (index, node) in list.iter().enumerate() {
                    self.list(item(&inner, index), node);
                }
            }
            Some((node, _)) => {
                self.reading
                    .defect(&inner, node.span, "expected a list of components")
            }
            None => {}
        }
        Some(index)
    }

    fn known_version(&self) -> bool {
        self.reading
            .version
            .as_deref()
            .is_some_and(|version| VERSIONS.contains(&version))
    }

    fn name_ref(&mut self, node: &'a Node, pointer: &str, name: &str, component: Option<usize>) {
        let Some((pointer, at, reference)) = self.text(node, pointer, "bom-ref") else {
            return;
        };
        if reference.is_empty() {
            self.reading.defect(&pointer, at.span, "an empty bom-ref");
        } else if self.refs.contains_key(reference) {
            let message = format!("the bom-ref `{reference}` is already used in this document");
            self.reading.defect(&pointer, at.span, message);
        } else {
            let name = name.to_owned();
            self.refs.insert(reference, Target { name, component });
        }
    }

    /// Ties data components to the first model that refers to them.
    fn resolve(&mut self) {
        for (model, listed) in self.components.iter().enumerate() {
            let datasets = (listed.kind == EntityKind::Model)
                .then(|| {
                    listed
                        .node
                        .get("modelCard")?
                        .get("modelParameters")?
                        .get("datasets")
                })
                .flatten();
            for dataset in datasets.map(Node::items).unwrap_or_default() {
                let reference = dataset.get("ref").and_then(Node::text);
                if let Some(target) = reference.and_then(|reference| self.refs.get(reference))
                    && let Some(index) = target.component
                {
                    self.used.entry(index).or_insert(model);
                }
            }
        }
    }
}

fn is_uuid_urn(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else {
        return false;
    };
    let groups: Vec<&str> = uuid.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `2026-03-01T10:00:00Z` or with an offset.
fn is_timestamp(text: &str) -> bool {
    text.len() >= 20 && text.get(10..11) == Some("T") && text.parse::<jiff::Timestamp>().is_ok()
}
