//! Standards that are written in JSON and in XML: the XML document is brought into the shape of the
//! JSON one, so that one code reads both, and what was read back to the places of the XML document.

use std::collections::{HashMap, HashSet};

use crate::fact::Reading;
use crate::source::Span;
use crate::tree::{Member, Node, Value, child, item};

/// How JSON holds the elements of one name inside a parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// One value. Should there be several elements, they are a list, which is then what nobody
    /// expects there.
    Once,
    /// A list of the elements, as a member of this name.
    Each(&'static str),
    /// A list of the elements inside the first of them.
    Inside,
}

/// The rules of one standard.
pub(super) trait Twin {
    /// How JSON holds the elements called `name` inside `parent`.
    fn held(&self, parent: &str, name: &str) -> Held;

    /// The member for the text of an element that is an object in JSON although it holds nothing
    /// but text.
    fn text_member(&self, _parent: &str, _name: &str, _element: &Node) -> Option<&'static str> {
        None
    }

    /// The member in which JSON wraps an item of a list.
    fn wrapped(&self, _list: &str, _name: &str, _element: &Node) -> Option<&'static str> {
        None
    }

    /// Whether an element holds prose: all text inside it is its value.
    fn is_prose(&self, _parent: &str, _name: &str) -> bool {
        false
    }
}

/// A document of a standard: its root element and where that stands in both shapes.
pub(super) struct Document<'a> {
    pub(super) twin: &'a dyn Twin,
    /// The name of the root element.
    pub(super) name: &'a str,
    pub(super) element: &'a Node,
    /// The pointer of the root element's value in JSON.
    pub(super) json: &'a str,
}

impl Document<'_> {
    /// The root element as JSON has it.
    pub(super) fn as_json(&self) -> Node {
        self.walk(HashSet::new()).0
    }

    /// Turns the pointers of a reading of [`Self::as_json`] into those of the XML document. Those in
    /// `at_namespace` stand where the namespace does.
    pub(super) fn restore(&self, reading: &mut Reading, at_namespace: &[&str]) {
        let mut pointers: Vec<&mut String> = Vec::new();
        pointers.extend(reading.facts.iter_mut().map(|it| &mut it.pointer));
        pointers.extend(reading.files.iter_mut().map(|it| &mut it.pointer));
        let remarks = reading.hollow.iter_mut();
        let remarks = remarks.chain(&mut reading.skipped);
        let remarks = remarks.chain(&mut reading.defects);
        pointers.extend(remarks.map(|it| &mut it.pointer));
        let wanted = pointers.iter().map(|it| (*it).clone()).collect();
        let found = self.walk(wanted).1;
        let start = self.start();
        for pointer in pointers {
            *pointer = if at_namespace.contains(&pointer.as_str()) {
                child(&start, "@xmlns")
            } else {
                found.get(pointer).unwrap_or(&start).clone()
            };
        }
    }

    fn start(&self) -> String {
        item(&child("", self.name), 0)
    }

    fn walk(&self, wanted: HashSet<String>) -> (Node, HashMap<String, String>) {
        let mut walk = Walk {
            twin: self.twin,
            wanted,
            found: HashMap::new(),
        };
        let way = Way {
            json: self.json.to_owned(),
            xml: self.start(),
        };
        let node = walk.element("", self.name, self.element, way);
        (node, walk.found)
    }
}

/// A member that holds text.
pub(super) fn text_member(key: &str, span: Span, text: &str) -> Member {
    Member {
        key: key.to_owned(),
        key_span: span,
        node: Node {
            value: Value::Text(text.to_owned()),
            span,
        },
    }
}

/// Where a node stands in JSON's shape and in the XML document.
struct Way {
    json: String,
    xml: String,
}

struct Walk<'a> {
    twin: &'a dyn Twin,
    /// Pointers of JSON's shape whose places in the XML document are asked for.
    wanted: HashSet<String>,
    found: HashMap<String, String>,
}

impl Walk<'_> {
    fn note(&mut self, json: &str, xml: &str) {
        if self.wanted.contains(json) {
            self.found.insert(json.to_owned(), xml.to_owned());
        }
    }

    /// One element: text where it has no elements inside, else an object.
    fn element(&mut self, parent: &str, name: &str, node: &Node, way: Way) -> Node {
        let has_elements = node.members().iter().any(|it| is_element(&it.key));
        let text = node.get("#text");
        if has_elements && self.twin.is_prose(parent, name) {
            self.note(&way.json, &way.xml);
            return Node {
                value: Value::Text(prose(node)),
                span: node.span,
            };
        }
        let text_key = self.twin.text_member(parent, name, node);
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
            let said = || it.node.text().unwrap_or("").trim();
            let named = match key.strip_prefix('@') {
                Some(name) if is_attribute(key) => Some(name),
                None if key == "#text" => text_key,
                _ => None,
            };
            if let Some(name) = named {
                self.note(&child(&way.json, name), &child(&way.xml, key));
                members.push(text_member(name, it.node.span, said()));
            } else if is_element(key) {
                let (member, value) = self.children(name, key, &it.node, &way);
                members.push(Member {
                    key: member.to_owned(),
                    key_span: it.key_span,
                    node: value,
                });
            }
        }
        Node {
            value: Value::Object(members),
            span: node.span,
        }
    }

    /// The elements of one name inside an element at `outer`, and the member that holds them.
    fn children<'k>(
        &mut self,
        parent: &str,
        name: &'k str,
        elements: &Node,
        outer: &Way,
    ) -> (&'k str, Node) {
        let list = elements.items();
        let (member, held) = match self.twin.held(parent, name) {
            Held::Each(member) => (member, Held::Each(member)),
            Held::Once if list.len() > 1 => (name, Held::Each("")),
            other => (name, other),
        };
        let way = Way {
            json: child(&outer.json, member),
            xml: child(&outer.xml, name),
        };
        let value = match (held, list.first()) {
            (Held::Inside, Some(first)) => self.inside(name, first, &way),
            (Held::Once, Some(only)) => {
                let xml = item(&way.xml, 0);
                let json = way.json;
                self.element(parent, name, only, Way { json, xml })
            }
            _ => {
                self.note(&way.json, &way.xml);
                let items = list.iter().enumerate();
                let items = items
                    .map(|(index, node)| {
                        let way = Way {
                            json: item(&way.json, index),
                            xml: item(&way.xml, index),
                        };
                        self.element(parent, name, node, way)
                    })
                    .collect();
                Node {
                    value: Value::Array(items),
                    span: elements.span,
                }
            }
        };
        (member, value)
    }

    /// The elements inside an element that JSON has as a list.
    fn inside(&mut self, name: &str, first: &Node, way: &Way) -> Node {
        let xml = item(&way.xml, 0);
        self.note(&way.json, &xml);
        let mut items = Vec::new();
        for it in first.members().iter().filter(|it| is_element(&it.key)) {
            let at = child(&xml, &it.key);
            for (index, node) in it.node.items().iter().enumerate() {
                let way = Way {
                    json: item(&way.json, items.len()),
                    xml: item(&at, index),
                };
                items.push(self.listed(name, &it.key, node, way));
            }
        }
        Node {
            value: Value::Array(items),
            span: first.span,
        }
    }

    fn listed(&mut self, list: &str, name: &str, node: &Node, way: Way) -> Node {
        let Some(key) = self.twin.wrapped(list, name, node) else {
            return self.element(list, name, node, way);
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

fn is_element(key: &str) -> bool {
    !key.starts_with(['@', '#'])
}

/// Attributes that say something; a namespace does not.
fn is_attribute(key: &str) -> bool {
    key.starts_with('@') && key != "@xmlns"
}

/// All text inside an element, in the order of the document.
fn prose(node: &Node) -> String {
    fn collect<'a>(node: &'a Node, parts: &mut Vec<(usize, &'a str)>) {
        for it in node.members() {
            if it.key == "#text" {
                parts.push((it.node.span.start, it.node.text().unwrap_or("").trim()));
            } else if is_element(&it.key) {
                for inner in it.node.items() {
                    collect(inner, parts);
                }
            }
        }
    }
    let mut parts = Vec::new();
    collect(node, &mut parts);
    parts.sort_by_key(|(start, _)| *start);
    let parts: Vec<&str> = parts.into_iter().map(|(_, text)| text).collect();
    parts.join(" ")
}
