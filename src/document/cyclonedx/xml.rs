//! The XML twin of a bill (CycloneDX, `bom-1.x.xsd`): brought into the shape of the JSON one, so
//! that one code reads both, and back to the places of the XML document.

use std::collections::{HashMap, HashSet};

use crate::fact::Reading;
use crate::source::Span;
use crate::tree::{Member, Node, Value, child, item};

/// The namespace of a version is this and the version.
pub(super) const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";
/// The name of the root element.
const ROOT: &str = "bom";

/// Elements that hold the items of a list.
const LISTS: &[&str] = &[
    "ancestors",
    "assessors",
    "attestations",
    "authors",
    "claims",
    "components",
    "counterClaims",
    "custodians",
    "datasets",
    "endpoints",
    "energyConsumptions",
    "ethicalConsiderations",
    "externalReferences",
    "fairnessAssessments",
    "hashes",
    "licenses",
    "organizations",
    "owners",
    "performanceMetrics",
    "performanceTradeoffs",
    "requirements",
    "services",
    "standards",
    "stewards",
    "technicalLimitations",
    "useCases",
    "users",
    "vulnerabilities",
];
/// Elements that stand several times where JSON has a list.
const REPEATED: &[&str] = &[
    "contact",
    "counterEvidence",
    "data",
    "energyProviders",
    "evidence",
    "map",
    "sensitiveData",
];
/// Elements that hold a list inside this parent: (parent, element).
const LISTS_IN: &[(&str, &str)] = &[("declarations", "evidence"), ("service", "data")];

/// Elements that stand once inside this parent.
const ONCE_IN: &[(&str, &str)] = &[
    ("custodian", "contact"),
    ("owner", "contact"),
    ("steward", "contact"),
];

/// The root element of a bill.
pub(super) fn bill(root: &Node) -> Option<&Node> {
    let bill = root.get(ROOT)?.items().first()?;
    bill.get("@xmlns")?
        .text()?
        .starts_with(NAMESPACE)
        .then_some(bill)
}

/// The bill as JSON has it.
pub(super) fn as_json(root: &Node) -> Option<Node> {
    let bill = bill(root)?;
    let mut walk = Walk {
        wanted: HashSet::new(),
        found: HashMap::new(),
    };
    let mut node = walk.element("", ROOT, bill, Way::root());
    let namespace = bill.get("@xmlns")?;
    if let Value::Object(members) = &mut node.value {
        let version = namespace.text()?.strip_prefix(NAMESPACE)?;
        for (key, text) in [("bomFormat", "CycloneDX"), ("specVersion", version)] {
            members.push(member(key, namespace.span, text));
        }
    }
    Some(node)
}

/// Turns the pointers of a reading of [`as_json`] into those of the XML document.
pub(super) fn restore(reading: &mut Reading, root: &Node) {
    let Some(bill) = bill(root) else {
        return;
    };
    let mut pointers: Vec<&mut String> = Vec::new();
    pointers.extend(reading.facts.iter_mut().map(|it| &mut it.pointer));
    pointers.extend(reading.files.iter_mut().map(|it| &mut it.pointer));
    let remarks = reading.hollow.iter_mut();
    let remarks = remarks.chain(&mut reading.skipped);
    let remarks = remarks.chain(&mut reading.defects);
    pointers.extend(remarks.map(|it| &mut it.pointer));
    let mut walk = Walk {
        wanted: pointers.iter().map(|it| (*it).clone()).collect(),
        found: HashMap::new(),
    };
    walk.element("", ROOT, bill, Way::root());
    let start = format!("/{ROOT}/0");
    for pointer in pointers {
        *pointer = match pointer.as_str() {
            "/bomFormat" | "/specVersion" => format!("{start}/@xmlns"),
            other => walk
                .found
                .get(other)
                .cloned()
                .unwrap_or_else(|| start.clone()),
        };
    }
}

/// Where a node stands in JSON's shape and in the XML document.
struct Way {
    json: String,
    xml: String,
}

impl Way {
    fn root() -> Self {
        Self {
            json: String::new(),
            xml: format!("/{ROOT}/0"),
        }
    }
}

struct Walk {
    /// Pointers of JSON's shape whose places in the XML document are asked for.
    wanted: HashSet<String>,
    found: HashMap<String, String>,
}

fn member(key: &str, span: Span, text: &str) -> Member {
    Member {
        key: key.to_owned(),
        key_span: span,
        node: Node {
            value: Value::Text(text.to_owned()),
            span,
        },
    }
}

impl Walk {
    fn note(&mut self, json: &str, xml: &str) {
        if self.wanted.contains(json) {
            self.found.insert(json.to_owned(), xml.to_owned());
        }
    }

    /// One element: text where it has no elements inside, else an object.
    fn element(&mut self, parent: &str, name: &str, node: &Node, way: Way) -> Node {
        let inner = |key: &str| !key.starts_with(['@', '#']);
        let has_elements = node.members().iter().any(|it| inner(&it.key));
        // Elements that are an object in JSON although they hold nothing but text.
        let text_key = match (parent, name) {
            ("hashes", "hash") => Some("content"),
            ("data", "classification") if node.get("@flow").is_some() => Some("classification"),
            ("licenses", "expression") => Some("expression"),
            _ => None,
        };
        let text = node.get("#text");
        let attributes = node.members().iter().any(|it| is_attribute(&it.key));
        if !has_elements && text_key.is_none() && (text.is_some() || !attributes) {
            let place = match text {
                Some(_) => child(&way.xml, "#text"),
                None => way.xml,
            };
            self.note(&way.json, &place);
            return Node {
                value: Value::Text(text.and_then(Node::text).unwrap_or("").trim().to_owned()),
                span: text.map_or(node.span, |text| text.span),
            };
        }
        self.note(&way.json, &way.xml);
        let mut members = Vec::new();
        for it in node.members() {
            let key = it.key.as_str();
            let at = |name: &str| child(&way.json, name);
            if let Some(name) = key.strip_prefix('@') {
                if is_attribute(key) {
                    self.note(&at(name), &child(&way.xml, key));
                    members.push(member(
                        name,
                        it.node.span,
                        it.node.text().unwrap_or("").trim(),
                    ));
                }
            } else if key == "#text" {
                if let Some(name) = text_key {
                    self.note(&at(name), &child(&way.xml, key));
                    members.push(member(
                        name,
                        it.node.span,
                        it.node.text().unwrap_or("").trim(),
                    ));
                }
            } else {
                let inner = Way {
                    json: at(key),
                    xml: child(&way.xml, key),
                };
                if let Some(value) = self.children(name, key, &it.node, inner) {
                    members.push(Member {
                        key: key.to_owned(),
                        key_span: it.key_span,
                        node: value,
                    });
                }
            }
        }
        Node {
            value: Value::Object(members),
            span: node.span,
        }
    }

    /// The elements of one name inside `parent`.
    fn children(&mut self, parent: &str, name: &str, elements: &Node, way: Way) -> Option<Node> {
        let first = elements.items().first()?;
        let xml = item(&way.xml, 0);
        let list = LISTS_IN.contains(&(parent, name));
        if list || LISTS.contains(&name) {
            self.note(&way.json, &xml);
            let mut items = Vec::new();
            for it in first
                .members()
                .iter()
                .filter(|it| !it.key.starts_with(['@', '#']))
            {
                let at = child(&xml, &it.key);
                for (index, node) in it.node.items().iter().enumerate() {
                    let way = Way {
                        json: item(&way.json, items.len()),
                        xml: item(&at, index),
                    };
                    items.push(self.listed(name, &it.key, node, way));
                }
            }
            return Some(Node {
                value: Value::Array(items),
                span: first.span,
            });
        }
        if REPEATED.contains(&name) && !ONCE_IN.contains(&(parent, name)) {
            self.note(&way.json, &way.xml);
            let items = elements.items().iter().enumerate();
            let items = items
                .map(|(index, node)| {
                    let way = Way {
                        json: item(&way.json, index),
                        xml: item(&way.xml, index),
                    };
                    self.element(parent, name, node, way)
                })
                .collect();
            return Some(Node {
                value: Value::Array(items),
                span: elements.span,
            });
        }
        let json = way.json;
        Some(self.element(parent, name, first, Way { json, xml }))
    }

    /// An item of a list. JSON wraps a licence, and a reference to a dataset.
    fn listed(&mut self, list: &str, name: &str, node: &Node, way: Way) -> Node {
        let key = match (list, name) {
            ("licenses", "license") => "license",
            ("datasets", "ref") if node.get("@ref").is_none() => "ref",
            _ => return self.element(list, name, node, way),
        };
        self.note(&way.json, &way.xml);
        let inner = Way {
            json: child(&way.json, key),
            xml: way.xml,
        };
        let inner = self.element(list, name, node, inner);
        Node {
            value: Value::Object(vec![Member {
                key: key.to_owned(),
                key_span: node.span,
                node: inner,
            }]),
            span: node.span,
        }
    }
}

/// Attributes that say something; a namespace does not.
fn is_attribute(key: &str) -> bool {
    key.starts_with('@') && key != "@xmlns"
}
