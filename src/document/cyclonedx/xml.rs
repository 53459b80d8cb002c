//! The XML twin of a bill (CycloneDX, `bom-1.x.xsd`).

use super::super::xml_twin::{Document, Held, Twin, text_member};
use crate::fact::Reading;
use crate::tree::{Node, Value};

/// The namespace of a version is this and the version.
pub(super) const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";
/// The name of the root element.
const ROOT: &str = "bom";

/// Elements that hold the items of a list.
const LISTS: &[&str] = &[
    "advisories",
    "affects",
    "ancestors",
    "assessors",
    "attestations",
    "authors",
    "citations",
    "claims",
    "components",
    "counterClaims",
    "custodians",
    "cwes",
    "datasets",
    "dependencies",
    "endpoints",
    "energyConsumptions",
    "ethicalConsiderations",
    "expressions",
    "externalReferences",
    "fairnessAssessments",
    "formulation",
    "hashes",
    "licenses",
    "mitigationStrategies",
    "organizations",
    "owners",
    "patches",
    "performanceMetrics",
    "performanceTradeoffs",
    "pointers",
    "properties",
    "ratings",
    "requirements",
    "responses",
    "services",
    "signatories",
    "standards",
    "stewards",
    "technicalLimitations",
    "useCases",
    "users",
    "versions",
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
const LISTS_IN: &[(&str, &str)] = &[
    ("declarations", "evidence"),
    ("service", "data"),
    ("vulnerability", "references"),
];

/// Elements that stand once inside this parent.
const ONCE_IN: &[(&str, &str)] = &[
    ("custodian", "contact"),
    ("owner", "contact"),
    ("steward", "contact"),
];

/// The rules of CycloneDX.
struct Rules;

impl Twin for Rules {
    fn held(&self, parent: &str, name: &str) -> Held {
        if LISTS_IN.contains(&(parent, name)) || LISTS.contains(&name) {
            return Held::Inside;
        }
        match REPEATED.iter().find(|it| **it == name) {
            Some(name) if !ONCE_IN.contains(&(parent, name)) => Held::Each(name),
            _ => Held::Once,
        }
    }

    fn text_member(&self, parent: &str, name: &str, element: &Node) -> Option<&'static str> {
        let flows = element.get("@flow").is_some();
        match (parent, name) {
            ("hashes", "hash") => Some("content"),
            ("data" | "dataflow", "classification") if flows => Some("classification"),
            ("licenses", "expression") => Some("expression"),
            ("properties", "property") => Some("value"),
            (_, "text") if element.get("@encoding").is_some() => Some("content"),
            _ => None,
        }
    }

    /// JSON wraps a licence, and a reference to a dataset.
    fn wrapped(&self, list: &str, name: &str, element: &Node) -> Option<&'static str> {
        match (list, name) {
            ("licenses", "license") => Some("license"),
            ("datasets", "ref") if element.get("@ref").is_none() => Some("ref"),
            _ => None,
        }
    }
}

/// The root element of a bill.
pub(super) fn bill(root: &Node) -> Option<&Node> {
    let bill = root.get(ROOT)?.items().first()?;
    bill.get("@xmlns")?
        .text()?
        .starts_with(NAMESPACE)
        .then_some(bill)
}

fn document(bill: &Node) -> Document<'_> {
    Document {
        twin: &Rules,
        name: ROOT,
        element: bill,
        json: "",
    }
}

/// The bill as JSON has it.
pub(super) fn as_json(root: &Node) -> Option<Node> {
    let bill = bill(root)?;
    let mut node = document(bill).as_json();
    let namespace = bill.get("@xmlns")?;
    if let Value::Object(members) = &mut node.value {
        let version = namespace.text()?.strip_prefix(NAMESPACE)?;
        for (key, text) in [("bomFormat", "CycloneDX"), ("specVersion", version)] {
            members.push(text_member(key, namespace.span, text));
        }
    }
    Some(node)
}

/// Turns the pointers of a reading of [`as_json`] into those of the XML document.
pub(super) fn restore(reading: &mut Reading, root: &Node) {
    if let Some(bill) = bill(root) {
        document(bill).restore(reading, &["/bomFormat", "/specVersion"]);
    }
}
