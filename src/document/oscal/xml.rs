//! The XML form of OSCAL (NIST, metaschema-made `oscal_*_schema.xsd`): the same models, with an
//! element where JSON groups several under a name of their own, and prose as paragraphs.

use super::super::xml_twin::{Document, Held, Twin};
use super::MODELS;
use crate::fact::Reading;
use crate::tree::Node;

/// The namespace of all 1.x versions.
pub(super) const NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal/1.0";

/// Elements that JSON groups under another name.
const GROUPED: &[(&str, &str)] = &[
    ("associated-risk", "related-risks"),
    ("by-component", "by-components"),
    ("capability", "capabilities"),
    ("component", "components"),
    ("control", "controls"),
    ("finding", "findings"),
    ("group", "groups"),
    ("implemented-requirement", "implemented-requirements"),
    ("observation", "observations"),
    ("party", "parties"),
    ("party-uuid", "party-uuids"),
    ("poam-item", "poam-items"),
    ("prop", "props"),
    ("related-observation", "related-observations"),
    ("responsible-party", "responsible-parties"),
    ("responsible-role", "responsible-roles"),
    ("result", "results"),
    ("risk", "risks"),
];
/// Elements that JSON groups only inside this parent: (parent, element, name).
const GROUPED_IN: &[(&str, &str, &str)] = &[
    (
        "capability",
        "control-implementation",
        "control-implementations",
    ),
    (
        "component",
        "control-implementation",
        "control-implementations",
    ),
    ("implemented-requirement", "statement", "statements"),
];
/// Elements of prose (metaschema: markup-line and markup-multiline).
const PROSE: &[&str] = &["description", "purpose", "remarks", "title"];

/// The rules of OSCAL.
struct Rules;

impl Twin for Rules {
    fn held(&self, parent: &str, name: &str) -> Held {
        let inside = |row: &&(&str, &str, &str)| row.0 == parent && row.1 == name;
        if let Some((_, _, grouped)) = GROUPED_IN.iter().find(inside) {
            return Held::Each(grouped);
        }
        match GROUPED.iter().find(|(element, _)| *element == name) {
            Some((_, grouped)) => Held::Each(grouped),
            None => Held::Once,
        }
    }

    fn is_prose(&self, parent: &str, name: &str) -> bool {
        PROSE.contains(&name) || (parent, name) == ("risk", "statement")
    }
}

/// The model at the root of an XML document, and its element.
pub(super) fn model(root: &Node) -> Option<(&'static str, &Node)> {
    MODELS.iter().find_map(|name| {
        let element = root.get(name)?.items().first()?;
        let namespace = element.get("@xmlns")?.text()?;
        (namespace == NAMESPACE).then_some((*name, element))
    })
}

/// The document of a model that [`model`] found; `base` is the pointer of the model in JSON.
pub(super) fn as_json(name: &str, base: &str, element: &Node) -> Node {
    document(name, base, element).as_json()
}

/// Turns the pointers of a reading of [`as_json`] into those of the XML document.
pub(super) fn restore(name: &str, base: &str, element: &Node, reading: &mut Reading) {
    document(name, base, element).restore(reading, &[]);
}

fn document<'a>(name: &'a str, base: &'a str, element: &'a Node) -> Document<'a> {
    Document {
        twin: &Rules,
        name,
        element,
        json: base,
    }
}
