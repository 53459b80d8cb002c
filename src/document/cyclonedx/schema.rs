//! Rules of the standard's schema about members that give no facts here: who breaks them has not
//! made the document that the standard describes (CycloneDX, `bom-1.x.schema.json`).

use super::Bom;
use crate::tree::{Node, Value, child, item};

/// Members of `metadata` up to 1.7.
const METADATA: &[&str] = &[
    "timestamp",
    "lifecycles",
    "tools",
    "authors",
    "component",
    "manufacture",
    "manufacturer",
    "supplier",
    "licenses",
    "properties",
    "distributionConstraints",
];
/// Kinds of patch.
const PATCHES: &[&str] = &["unofficial", "monkey", "backport", "cherry-pick"];
/// Scopes of a component.
const SCOPES: &[&str] = &["required", "optional", "excluded"];
/// Versions in which a property must have a name.
const NAMED_PROPERTIES: &[&str] = &["1.6", "1.7"];

impl<'a> Bom<'a> {
    /// A member that must be one of these words if it is there.
    pub(super) fn one_of(&mut self, node: &'a Node, pointer: &str, key: &str, words: &[&str]) {
        if let Some((pointer, member, text)) = self.text(node, pointer, key)
            && !words.contains(&text)
            && self.known_version()
        {
            let message = format!("`{text}` is not a {key}; expected {}", words.join(", "));
            self.reading.defect(&pointer, member.span, message);
        }
    }

    /// What the whole document must keep. Other namespaces may add to the metadata in XML.
    pub(super) fn rules(&mut self, root: &'a Node) {
        if let Some(metadata) = root.get("metadata") {
            self.properties(metadata, "/metadata");
            if !self.is_xml && self.known_version() {
                for member in metadata.members() {
                    if !METADATA.contains(&member.key.as_str()) {
                        let message = format!("`{}` is not a member of metadata", member.key);
                        let pointer = child("/metadata", &member.key);
                        self.reading.defect(&pointer, member.key_span, message);
                    }
                }
            }
        }
        if let Some((pointer, list)) = self.array(root, "", "dependencies") {
            for (index, dependency) in list.iter().enumerate() {
                let reference = dependency.get("ref").and_then(Node::text);
                if reference.is_none_or(str::is_empty) {
                    let message = "expected a dependency with the ref that it is about";
                    self.reading
                        .defect(&item(&pointer, index), dependency.span, message);
                }
            }
        }
    }

    /// What a component must keep.
    pub(super) fn component_rules(&mut self, node: &'a Node, pointer: &str) {
        self.one_of(node, pointer, "scope", SCOPES);
        self.properties(node, pointer);
        let Some((pointer, pedigree)) = self.object(node, pointer, "pedigree") else {
            return;
        };
        if let Some((pointer, list)) = self.array(pedigree, &pointer, "patches") {
            for (index, patch) in list.iter().enumerate() {
                self.one_of(patch, &item(&pointer, index), "type", PATCHES);
            }
        }
    }

    /// The text of a licence is plain or in base64.
    pub(super) fn license_rules(&mut self, license: &'a Node, pointer: &str) {
        self.properties(license, pointer);
        if license.get("text").is_some_and(|it| it.text().is_none())
            && let Some((pointer, text)) = self.object(license, pointer, "text")
        {
            self.one_of(text, &pointer, "encoding", &["base64"]);
        }
    }

    /// Properties say nothing that is read here, so that tools which write an object in place of the
    /// list have not broken what is read.
    pub(super) fn properties(&mut self, node: &'a Node, pointer: &str) {
        let Some(properties) = node.get("properties") else {
            return;
        };
        let pointer = child(pointer, "properties");
        if !matches!(properties.value, Value::Array(_)) {
            let message = "properties that are no list are not read";
            self.reading.skip(&pointer, properties.span, message);
            return;
        }
        let list = properties.items();
        let version = self.reading.version.as_deref().unwrap_or("");
        if !NAMED_PROPERTIES.contains(&version) {
            return;
        }
        for (index, property) in list.iter().enumerate() {
            if property.get("name").and_then(Node::text).is_none() {
                let message = "expected a property with a name";
                self.reading
                    .defect(&item(&pointer, index), property.span, message);
            }
        }
    }
}
