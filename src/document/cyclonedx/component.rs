//! What a component says of itself: version, licences, supplier, identifiers, data.

use super::super::shared::has_version;
use super::{Bom, Listed};
use crate::fact::vocabulary::attribute;
use crate::fact::{EntityKind, EntityRef};
use crate::tree::{Node, child, item};

/// The types of component that version 1.7 knows.
pub(super) const TYPES: &[&str] = &[
    "application",
    "framework",
    "library",
    "container",
    "platform",
    "operating-system",
    "device",
    "device-driver",
    "firmware",
    "file",
    "machine-learning-model",
    "data",
    "cryptographic-asset",
];

impl<'a> Bom<'a> {
    pub(super) fn component(&mut self, entity: EntityRef, listed: &Listed<'a>) {
        let Listed {
            pointer,
            node,
            kind,
            ..
        } = listed;
        // The one that the bill is about is a system where it is listed as a component.
        let kind = self.reading.kind_of(entity).unwrap_or(*kind);
        self.versions(node, pointer);
        self.state_member(entity, kind, "version", node, pointer, "version");
        if kind == EntityKind::Component {
            self.state_member(entity, kind, "component_type", node, pointer, "type");
            self.state_member(entity, kind, "purl", node, pointer, "purl");
            self.state_member(entity, kind, "scope", node, pointer, "scope");
        }
        self.component_rules(node, pointer);
        if let Some((_, _, purl)) = self.text(node, pointer, "purl")
            && has_version(purl)
        {
            self.reading.identify(entity, purl);
        }
        self.hashes(entity, node, pointer);
        self.licenses(entity, kind, node, pointer);
        for key in ["supplier", "manufacturer"] {
            self.organisation(entity, node, pointer, key);
        }
        self.state_member(entity, kind, "supplier", node, pointer, "publisher");
        if let Some((pointer, authors)) = self.array(node, pointer, "authors") {
            self.contacts(entity, &pointer, authors);
        }
        self.references(entity, kind, node, pointer);
        if kind == EntityKind::Dataset {
            self.data(entity, node, pointer, &listed.name);
        }
        match kind {
            EntityKind::Model => self.model(entity, node, pointer),
            _ => {
                if let Some(card) = node.get("modelCard") {
                    let pointer = child(pointer, "modelCard");
                    let message = "a model card of a component that is not a model is not read";
                    self.reading.skip(&pointer, card.span, message);
                }
            }
        }
    }

    /// States a member of a component, if it is text.
    pub(super) fn state_member(
        &mut self,
        entity: EntityRef,
        kind: EntityKind,
        name: &str,
        node: &'a Node,
        pointer: &str,
        key: &str,
    ) {
        if attribute(name).is_some_and(|attribute| attribute.is_about(kind))
            && let Some((pointer, node, _)) = self.text(node, pointer, key)
        {
            self.reading.state(entity, name, &pointer, node);
        }
    }

    fn versions(&mut self, node: &'a Node, pointer: &str) {
        let Some(range) = node.get("versionRange") else {
            return;
        };
        let external = node.get("isExternal").and_then(Node::scalar) == Some("true");
        let message = if node.get("version").is_some() {
            "a version range beside a version"
        } else if !external {
            "a version range of a component that is not external"
        } else {
            return;
        };
        self.reading
            .defect(&child(pointer, "versionRange"), range.span, message);
    }

    fn hashes(&mut self, entity: EntityRef, node: &'a Node, pointer: &str) {
        let Some((pointer, hashes)) = self.array(node, pointer, "hashes") else {
            return;
        };
        for (index, hash) in hashes.iter().enumerate() {
            let pointer = item(&pointer, index);
            let alg = self.required(hash, &pointer, "alg");
            let content = self.required(hash, &pointer, "content");
            let (Some(alg), Some(content)) = (alg, content) else {
                continue;
            };
            let hex = content.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !hex || !matches!(content.len(), 32 | 40 | 64 | 96 | 128) {
                let at = hash.get("content").map_or(hash.span, |node| node.span);
                let pointer = child(&pointer, "content");
                self.reading
                    .defect(&pointer, at, "expected a hash in hexadecimal digits");
            } else if alg == "SHA-256" && content.len() == 64 {
                self.reading
                    .identify(entity, &format!("sha256:{}", content.to_ascii_lowercase()));
                if node.get("type").and_then(Node::text) == Some("file")
                    && let Some(name) = node.get("name").and_then(Node::text)
                {
                    let at = hash.get("content").map_or(hash.span, |node| node.span);
                    let pointer = child(&pointer, "content");
                    self.reading.names_file(name, content, &pointer, at);
                }
            }
        }
    }

    /// One licence as it is; several joined with AND, since each of them binds.
    pub(super) fn licenses(
        &mut self,
        entity: EntityRef,
        kind: EntityKind,
        node: &'a Node,
        pointer: &str,
    ) {
        let Some((pointer, licenses)) = self.array(node, pointer, "licenses") else {
            return;
        };
        // A conclusion about the licence does not change what was declared.
        let acknowledged = |entry: &Node, word: &str| {
            let inner = entry.get("license").unwrap_or(entry);
            inner.get("acknowledgement").and_then(Node::text) == Some(word)
        };
        let declared = licenses.iter().any(|entry| acknowledged(entry, "declared"));
        let mut said: Vec<(String, &'a Node, &'a str)> = Vec::new();
        for (index, entry) in licenses.iter().enumerate() {
            if declared && acknowledged(entry, "concluded") {
                continue;
            }
            let pointer = item(&pointer, index);
            let (pointer, inner, keys) = match self.object(entry, &pointer, "license") {
                Some((pointer, inner)) => {
                    self.license_rules(inner, &pointer);
                    (pointer, inner, ["id", "name"])
                }
                None => (pointer, entry, ["expression", "expression"]),
            };
            let key = if inner.get(keys[0]).is_some() {
                keys[0]
            } else {
                keys[1]
            };
            match self.text(inner, &pointer, key) {
                Some(license) => {
                    said.push(license);
                    if licenses.len() == 1
                        && kind != EntityKind::Component
                        && let Some((pointer, node, _)) = self.text(inner, &pointer, "url")
                    {
                        self.reading.state(entity, "license_link", &pointer, node);
                    }
                }
                None if inner.get(key).is_none() => {
                    let message = "expected the id or name of a licence, or an expression";
                    self.reading.defect(&pointer, inner.span, message);
                }
                None => {}
            }
        }
        match said.as_slice() {
            [] => {}
            [(pointer, node, text)] => self.reading.state_license(entity, pointer, node.span, text),
            [first, ..] => {
                let parts: Vec<String> = said
                    .iter()
                    .map(|(_, _, text)| {
                        if text.contains(" OR ") && !text.starts_with('(') {
                            format!("({text})")
                        } else {
                            (*text).to_owned()
                        }
                    })
                    .collect();
                let span = crate::source::Span::new(
                    first.1.span.start,
                    said.last().map_or(first.1.span.end, |last| last.1.span.end),
                );
                self.reading
                    .state_license(entity, &pointer, span, &parts.join(" AND "));
            }
        }
    }

    /// An organisation that supplies the component, and its mail addresses.
    pub(super) fn organisation(
        &mut self,
        entity: EntityRef,
        node: &'a Node,
        pointer: &str,
        key: &str,
    ) {
        let Some((pointer, organisation)) = self.object(node, pointer, key) else {
            return;
        };
        if let Some((pointer, node, _)) = self.text(organisation, &pointer, "name") {
            self.reading.state(entity, "supplier", &pointer, node);
        }
        if let Some((pointer, contacts)) = self.array(organisation, &pointer, "contact") {
            self.contacts(entity, &pointer, contacts);
        }
    }

    fn contacts(&mut self, entity: EntityRef, pointer: &str, contacts: &'a [Node]) {
        if self.reading.kind_of(entity) == Some(EntityKind::Component) {
            return;
        }
        for (index, contact) in contacts.iter().enumerate() {
            if let Some((pointer, node, _)) = self.text(contact, &item(pointer, index), "email") {
                self.reading.state(entity, "contact", &pointer, node);
            }
        }
    }

    fn references(&mut self, entity: EntityRef, kind: EntityKind, node: &'a Node, pointer: &str) {
        let licensed = node.get("licenses").is_some_and(|node| {
            let url = |entry: &Node| {
                entry
                    .get("license")
                    .is_some_and(|it| it.get("url").is_some())
            };
            node.items().iter().any(url)
        });
        let Some((pointer, references)) = self.array(node, pointer, "externalReferences") else {
            return;
        };
        if kind == EntityKind::Component {
            return;
        }
        for (index, reference) in references.iter().enumerate() {
            let pointer = item(&pointer, index);
            let what = self.required(reference, &pointer, "type");
            let Some((pointer, url, _)) = self.text(reference, &pointer, "url") else {
                continue;
            };
            match what {
                Some("support") => self.reading.state(entity, "contact", &pointer, url),
                Some("license") if !licensed => {
                    self.reading.state(entity, "license_link", &pointer, url);
                }
                Some(
                    "distribution" | "source-distribution" | "website" | "vcs" | "documentation",
                ) if kind == EntityKind::Dataset => {
                    self.reading.state(entity, "source_urls", &pointer, url);
                }
                _ => {}
            }
        }
    }

    /// What a data component holds. Several sets in one component are entities of their own.
    fn data(&mut self, entity: EntityRef, node: &'a Node, pointer: &str, name: &str) {
        let Some((pointer, list)) = self.array(node, pointer, "data") else {
            return;
        };
        for (index, data) in list.iter().enumerate() {
            let pointer = item(&pointer, index);
            let owner = if list.len() == 1 {
                entity
            } else {
                let own = data.get("name").and_then(Node::text).unwrap_or("");
                self.reading.entity(
                    Some(EntityKind::Dataset),
                    &format!("{name}/{own}"),
                    Some(entity),
                )
            };
            self.component_data(owner, data, &pointer);
        }
    }

    /// One `componentData`: where it is, how it is classified, who governs it.
    pub(super) fn component_data(&mut self, entity: EntityRef, data: &'a Node, pointer: &str) {
        self.required(data, pointer, "type");
        if let Some((pointer, contents)) = self.object(data, pointer, "contents")
            && let Some((pointer, url, _)) = self.text(contents, &pointer, "url")
        {
            self.reading.state(entity, "source_urls", &pointer, url);
        }
        if let Some((pointer, node, _)) = self.text(data, pointer, "classification") {
            self.reading.state(entity, "classification", &pointer, node);
        }
        if let Some(node) = data.get("sensitiveData") {
            // 1.5 wrote one text where later versions write a list.
            self.reading.state(
                entity,
                "sensitive_data",
                &child(pointer, "sensitiveData"),
                node,
            );
        }
        self.governance(entity, data, pointer);
    }

    /// Who governs data.
    pub(super) fn governance(&mut self, entity: EntityRef, data: &'a Node, pointer: &str) {
        let Some((pointer, governance)) = self.object(data, pointer, "governance") else {
            return;
        };
        for role in ["custodians", "stewards", "owners"] {
            let Some((pointer, parties)) = self.array(governance, &pointer, role) else {
                continue;
            };
            for (index, party) in parties.iter().enumerate() {
                let pointer = item(&pointer, index);
                for key in ["organization", "contact"] {
                    if let Some((pointer, who)) = self.object(party, &pointer, key)
                        && let Some((pointer, name, _)) = self.text(who, &pointer, "name")
                    {
                        self.reading.state(entity, "governance", &pointer, name);
                    }
                }
            }
        }
    }
}
