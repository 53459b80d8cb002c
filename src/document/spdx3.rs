//! SPDX 3.0 documents in JSON-LD, with the AI and Dataset profiles: packages, who supplies them, and
//! the relationships that give their licences and the data of training and testing.

use std::collections::BTreeMap;

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
mod license;
mod model;
mod package;
mod relations;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// SPDX 3.
pub(super) struct Spdx3;

/// Versions that are read.
const VERSIONS: &[&str] = &["3.0", "3.0.0", "3.0.1"];
/// Where the contexts of the versions stand (SPDX 3.0.1, annex "Serialization information").
const CONTEXTS: &[&str] = &[
    "https://spdx.org/rdf/3",
    "http://spdx.org/rdf/3",
    "https://spdx.org/rdf/v3",
    "https://spdx.github.io/spdx-spec/v3",
];
/// The name of the file that holds a context.
const CONTEXT_FILE: &str = "spdx-context.jsonld";

impl Format for Spdx3 {
    fn name(&self) -> &'static str {
        "spdx3"
    }

    fn title(&self) -> &'static str {
        "SPDX 3 document, AI and Dataset profiles (JSON-LD)"
    }

    fn versions(&self) -> &'static str {
        "3.0, 3.0.1"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => context(&tree.root).is_some(),
                Err(_) => {
                    probe.mentions("\"@context\"")
                        && CONTEXTS.iter().any(|start| probe.mentions(start))
                        && probe.mentions(CONTEXT_FILE)
                        && !probe.mentions("\"@id\": \"rdf:type\"")
                        && !probe.mentions("\"predicateType\"")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        read(&tree.root)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// What a document says.
pub(super) fn read(root: &Node) -> Reading {
    let mut graph = Graph {
        reading: Reading::new(Strength::Documented),
        elements: Vec::new(),
        ids: BTreeMap::new(),
        packages: Vec::new(),
        links: BTreeMap::new(),
        used: BTreeMap::new(),
        steps: license::MOST,
    };
    graph.read(root);
    graph.reading
}

/// Whether a node is such a document.
pub(super) fn is_document(root: &Node) -> bool {
    context(root).is_some()
}

/// The SPDX context that a document names, alone or in a list. The context file itself holds an
/// object there.
fn context(root: &Node) -> Option<&str> {
    let context = root.get("@context")?;
    std::iter::once(context)
        .chain(context.items())
        .filter_map(Node::text)
        .find(|text| CONTEXTS.iter().any(|start| text.starts_with(start)))
}

/// A node of the graph and where it stands.
#[derive(Clone)]
struct Place<'a> {
    pointer: String,
    node: &'a Node,
}

/// A package: its element, and what it is.
struct Package {
    element: usize,
    kind: EntityKind,
}

/// What a relationship says of the element that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Declared,
    Concluded,
    Trained,
    Tested,
    Base,
}

struct Graph<'a> {
    reading: Reading,
    elements: Vec<Place<'a>>,
    ids: BTreeMap<&'a str, usize>,
    packages: Vec<Package>,
    /// The far ends of relationships by element.
    links: BTreeMap<(usize, Link), Vec<Place<'a>>>,
    /// Datasets by element, with the model that was trained on them, or else tested.
    used: BTreeMap<usize, usize>,
    /// Licences that may still be looked at.
    steps: usize,
}

/// What an element is, with or without the prefix of its profile.
fn type_of(node: &Node) -> &str {
    let name = node.get("type").or_else(|| node.get("@type"));
    name.and_then(Node::text).unwrap_or("")
}

/// What an element is called in its document.
fn id_of(node: &Node) -> Option<&str> {
    ["spdxId", "@id", "id"]
        .iter()
        .find_map(|key| node.get(key))
        .and_then(Node::text)
}

impl<'a> Graph<'a> {
    fn read(&mut self, root: &'a Node) {
        self.gather(root);
        self.steps += self.elements.len() * 4;
        let document = self.of_type("SpdxDocument").next();
        self.header(root, document);
        for (index, place) in self.elements.iter().enumerate() {
            let kind = match type_of(place.node) {
                "ai_AIPackage" => EntityKind::Model,
                "dataset_DatasetPackage" | "dataset_Dataset" => EntityKind::Dataset,
                "software_Package" => EntityKind::Component,
                _ => continue,
            };
            self.packages.push(Package {
                element: index,
                kind,
            });
        }
        self.relate();
        let subject = self.subject();
        let main = match subject.and_then(|index| self.packages.get(index)) {
            Some(package) => {
                let kind = match package.kind {
                    EntityKind::Component => EntityKind::System,
                    kind => kind,
                };
                let name = self.name(package.element).unwrap_or("").to_owned();
                self.reading.entity(Some(kind), &name, None)
            }
            None => {
                let name = document.and_then(|index| self.name(index));
                let name = name.unwrap_or("").to_owned();
                self.reading.entity(Some(EntityKind::System), &name, None)
            }
        };
        self.dated(document, main);
        let mut entities: BTreeMap<usize, EntityRef> = BTreeMap::new();
        let packages = std::mem::take(&mut self.packages);
        for wanted in [
            EntityKind::Model,
            EntityKind::Dataset,
            EntityKind::Component,
        ] {
            for (index, package) in packages.iter().enumerate() {
                if package.kind != wanted {
                    continue;
                }
                let entity = if Some(index) == subject {
                    main
                } else {
                    let owner = self.used.get(&package.element);
                    let parent = owner.and_then(|model| entities.get(model)).copied();
                    let name = self.name(package.element).unwrap_or("").to_owned();
                    self.reading
                        .entity(Some(wanted), &name, Some(parent.unwrap_or(main)))
                };
                entities.insert(package.element, entity);
            }
        }
        for package in &packages {
            if let Some(entity) = entities.get(&package.element) {
                self.package(*entity, package.element);
            }
        }
        self.files();
    }

    /// Every element of `@graph`, or the one object that stands alone.
    fn gather(&mut self, root: &'a Node) {
        match root.get("@graph") {
            Some(graph) => {
                let Value::Array(list) = &graph.value else {
                    self.reading
                        .defect("/@graph", graph.span, "expected a list of elements");
                    return;
                };
                for (index, node) in list.iter().enumerate() {
                    self.enter(item("/@graph", index), node);
                }
            }
            None => self.enter(String::new(), root),
        }
    }

    fn enter(&mut self, pointer: String, node: &'a Node) {
        if !matches!(node.value, Value::Object(_)) {
            self.reading
                .defect(&pointer, node.span, "expected an element, in braces");
            return;
        }
        if type_of(node).is_empty() {
            self.reading
                .defect(&pointer, node.span, "expected an element with a type");
        }
        if let Some(id) = id_of(node)
            && self.ids.insert(id, self.elements.len()).is_some()
        {
            let message = format!("the id `{id}` is already used in this document");
            self.reading.defect(&pointer, node.span, message);
        }
        self.elements.push(Place { pointer, node });
    }

    fn of_type(&self, name: &'static str) -> impl Iterator<Item = usize> + '_ {
        let elements = self.elements.iter().enumerate();
        elements
            .filter(move |(_, place)| type_of(place.node) == name)
            .map(|(index, _)| index)
    }

    fn name(&self, element: usize) -> Option<&'a str> {
        let node = self.elements.get(element)?.node;
        let name = node.get("name").and_then(Node::text).map(str::trim)?;
        (!name.is_empty()).then_some(name)
    }

    /// The version: as the creation information says it, or else the address of the context.
    fn header(&mut self, root: &'a Node, document: Option<usize>) {
        let info = self.creation(document);
        let said = info.as_ref().and_then(|info| {
            let node = info.node.get("specVersion")?;
            Some((
                child(&info.pointer, "specVersion"),
                node.span,
                node.text()?.trim(),
            ))
        });
        let (pointer, span, version) = said.unwrap_or_else(|| {
            let span = root.get("@context").map_or(root.span, |node| node.span);
            let part = |text: &'a str| {
                text.split('/')
                    .find(|it| it.trim_start_matches('v').starts_with('3'))
            };
            let version = context(root).and_then(part).unwrap_or("3");
            (
                "/@context".to_owned(),
                span,
                version.trim_start_matches('v'),
            )
        });
        if !VERSIONS.contains(&version) {
            self.reading.skip(
                &pointer,
                span,
                format!("version {version} is not known here; read as far as it is like 3.0.1"),
            );
        }
        self.reading.version = Some(version.chars().take(20).collect());
    }

    /// The creation information of the document, or the only one that there is.
    fn creation(&self, document: Option<usize>) -> Option<Place<'a>> {
        let own = document.and_then(|index| self.elements.get(index)?.node.get("creationInfo"));
        let own = own.and_then(|node| {
            let document = self.elements.get(document?)?;
            self.resolve(node, &child(&document.pointer, "creationInfo"))
        });
        own.or_else(|| {
            let mut all = self.of_type("CreationInfo");
            let only = all.next().filter(|_| all.next().is_none())?;
            self.elements.get(only).cloned()
        })
        .or_else(|| {
            // An object that stands alone may hold its own.
            let alone = self.elements.first().filter(|_| self.elements.len() == 1)?;
            let node = alone.node.get("creationInfo")?;
            self.resolve(node, &child(&alone.pointer, "creationInfo"))
        })
    }

    fn dated(&mut self, document: Option<usize>, main: EntityRef) {
        if let Some(info) = self.creation(document)
            && let Some(created) = info.node.get("created")
        {
            let entity = self
                .reading
                .entity(Some(EntityKind::Document), "", Some(main));
            let pointer = child(&info.pointer, "created");
            self.reading.state(entity, "dated", &pointer, created);
        }
    }

    /// What a property refers to: an element by its id, or one that stands in its place.
    fn resolve(&self, node: &'a Node, pointer: &str) -> Option<Place<'a>> {
        if let Some(id) = node.text() {
            return self.elements.get(*self.ids.get(id)?).cloned();
        }
        if node.members().is_empty() {
            return None;
        }
        if type_of(node).is_empty()
            && let Some(id) = id_of(node)
        {
            return self.elements.get(*self.ids.get(id)?).cloned();
        }
        Some(Place {
            pointer: pointer.to_owned(),
            node,
        })
    }

    /// Files with their SHA-256.
    fn files(&mut self) {
        for index in self.of_type("software_File").collect::<Vec<_>>() {
            let Some(place) = self.elements.get(index).cloned() else {
                continue;
            };
            let name = self.name(index).filter(|name| !is_placeholder(name));
            for (pointer, node, sha256) in self.digests(&place) {
                if let Some(name) = name {
                    self.reading.names_file(name, &sha256, &pointer, node.span);
                }
            }
        }
    }
}

/// The items of a list, or the one value that stands in its place.
fn one_or_many(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        _ => vec![node],
    }
}

/// The items of a list with their pointers, or the one value that stands in its place.
fn places<'a>(node: &'a Node, pointer: &str) -> Vec<Place<'a>> {
    match &node.value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, node)| Place {
                pointer: item(pointer, index),
                node,
            })
            .collect(),
        Value::Null => Vec::new(),
        _ => vec![Place {
            pointer: pointer.to_owned(),
            node,
        }],
    }
}
