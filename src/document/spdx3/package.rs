//! What a package says of itself: version, suppliers, identifiers, and the AI and Dataset profiles
//! (SPDX 3.0.1, AI and Dataset).

use super::super::shared::{LONGEST_NAME, TOO_LONG, has_content, has_version};
use super::{Graph, Place, id_of, one_or_many, places};
use crate::fact::vocabulary::attribute;
use crate::fact::{EntityKind, EntityRef};
use crate::tree::{Node, child};

/// Properties that are facts as they stand: (property, attribute).
const PLAIN: &[(&str, &str)] = &[
    ("software_packageVersion", "version"),
    ("releaseTime", "release_date"),
    ("software_packageUrl", "purl"),
    ("software_primaryPurpose", "component_type"),
    ("software_downloadLocation", "source_urls"),
    ("software_homePage", "source_urls"),
    ("ai_useSensitivePersonalInformation", "personal_data"),
    ("ai_autonomyType", "autonomous"),
    ("ai_standardCompliance", "standards"),
    ("ai_modelExplainability", "explanation_method"),
    ("dataset_hasSensitivePersonalInformation", "personal_data"),
    ("dataset_confidentialityLevel", "classification"),
];

/// Properties whose content shows a word of `documented`.
const DOCUMENTED: &[(&str, &str)] = &[
    ("ai_informationAboutApplication", "how-to-use"),
    ("ai_informationAboutTraining", "training-procedure"),
    ("ai_limitation", "limitations"),
    ("ai_modelDataPreprocessing", "data-preprocessing"),
    ("dataset_anonymizationMethodUsed", "privacy"),
    ("dataset_dataCollectionProcess", "data-collection"),
    ("dataset_dataPreprocessing", "data-preprocessing"),
    ("dataset_intendedUse", "intended-use"),
    ("dataset_knownBias", "bias-and-risks"),
];

/// What several packages can refer to is read so far, so that a document takes linear time.
pub(super) const SHARED: usize = 100;

impl<'a> Graph<'a> {
    pub(super) fn package(&mut self, entity: EntityRef, element: usize) {
        let Some(place) = self.elements.get(element).cloned() else {
            return;
        };
        let Some(kind) = self.reading.kind_of(entity) else {
            return;
        };
        for (key, name) in PLAIN {
            if attribute(name).is_some_and(|attribute| attribute.is_about(kind))
                && let Some(node) = place.node.get(key)
            {
                let pointer = child(&place.pointer, key);
                self.reading.state(entity, name, &pointer, node);
            }
        }
        self.identifiers(entity, &place);
        self.suppliers(entity, kind, &place);
        self.licenses(entity, element);
        for (key, word) in DOCUMENTED {
            if kind != EntityKind::Component
                && let Some(node) = place.node.get(key)
            {
                self.document(entity, word, &child(&place.pointer, key), node);
            }
        }
        if kind == EntityKind::Model {
            self.model(entity, element, &place);
        }
    }

    /// Purls with a version, and SHA-256 digests.
    fn identifiers(&mut self, entity: EntityRef, place: &Place<'a>) {
        let purl = place.node.get("software_packageUrl").and_then(Node::text);
        let mut purls: Vec<&str> = purl.into_iter().collect();
        for identifier in place
            .node
            .get("externalIdentifier")
            .map(one_or_many)
            .unwrap_or_default()
        {
            let kind = identifier
                .get("externalIdentifierType")
                .and_then(Node::text);
            if matches!(kind, Some("packageUrl" | "packageURL" | "purl")) {
                purls.extend(identifier.get("identifier").and_then(Node::text));
            }
        }
        for purl in purls {
            if has_version(purl) {
                self.reading.identify(entity, purl);
            }
        }
        for (_, _, sha256) in self.digests(place) {
            self.reading.identify(entity, &format!("sha256:{sha256}"));
        }
    }

    /// The SHA-256 digests of an artifact, in lower case.
    pub(super) fn digests(&mut self, place: &Place<'a>) -> Vec<(String, &'a Node, String)> {
        let mut digests = Vec::new();
        let Some(list) = place.node.get("verifiedUsing") else {
            return digests;
        };
        for method in places(list, &child(&place.pointer, "verifiedUsing")) {
            let algorithm = method.node.get("algorithm").and_then(Node::text);
            if algorithm != Some("sha256") {
                continue;
            }
            let pointer = child(&method.pointer, "hashValue");
            let Some(node) = method.node.get("hashValue") else {
                let message = "expected a hash with its value";
                self.reading
                    .defect(&method.pointer, method.node.span, message);
                continue;
            };
            let text = node.text().unwrap_or("").trim();
            if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                digests.push((pointer, node, text.to_ascii_lowercase()));
            } else {
                let message = "expected a SHA-256 in hexadecimal digits";
                self.reading.defect(&pointer, node.span, message);
            }
        }
        digests
    }

    /// Who supplied it and who made it, and their mail addresses.
    fn suppliers(&mut self, entity: EntityRef, kind: EntityKind, place: &Place<'a>) {
        for key in ["suppliedBy", "originatedBy"] {
            let Some(list) = place.node.get(key) else {
                continue;
            };
            for reference in places(list, &child(&place.pointer, key)) {
                let Some(agent) = self.resolve(reference.node, &reference.pointer) else {
                    let id = reference.node.text().or_else(|| id_of(reference.node));
                    let reason = match id {
                        Some(id) if id.ends_with("NoAssertionElement") => "a placeholder",
                        _ => "the agent is not described in this document",
                    };
                    self.reading.hollow(
                        "supplier",
                        &reference.pointer,
                        reference.node.span,
                        reason,
                    );
                    continue;
                };
                match agent.node.get("name") {
                    Some(name) if name.text().is_some_and(|it| it.len() > LONGEST_NAME) => {
                        let pointer = child(&agent.pointer, "name");
                        self.reading
                            .hollow("supplier", &pointer, name.span, TOO_LONG);
                    }
                    Some(name) => {
                        let pointer = child(&agent.pointer, "name");
                        self.reading.state(entity, "supplier", &pointer, name);
                    }
                    None => self.reading.hollow(
                        "supplier",
                        &agent.pointer,
                        agent.node.span,
                        "an agent without a name",
                    ),
                }
                if kind != EntityKind::Component {
                    self.mail(entity, &agent);
                }
            }
        }
    }

    fn mail(&mut self, entity: EntityRef, agent: &Place<'a>) {
        let Some(list) = agent.node.get("externalIdentifier") else {
            return;
        };
        let list = places(list, &child(&agent.pointer, "externalIdentifier"));
        for identifier in list.into_iter().take(SHARED) {
            let node = identifier.node;
            if node.get("externalIdentifierType").and_then(Node::text) == Some("email")
                && let Some(mail) = node.get("identifier")
            {
                if mail.text().is_some_and(|it| it.len() > LONGEST_NAME) {
                    continue;
                }
                let pointer = child(&identifier.pointer, "identifier");
                self.reading.state(entity, "contact", &pointer, mail);
            }
        }
    }

    pub(super) fn document(&mut self, entity: EntityRef, word: &str, pointer: &str, node: &Node) {
        if has_content(node) {
            self.reading
                .state_text(entity, "documented", pointer, node.span, word);
        } else {
            self.reading
                .hollow_word("documented", word, pointer, node.span, "no content");
        }
    }
}
