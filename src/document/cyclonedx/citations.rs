//! Who supplied which part of a bill, and when (CycloneDX 1.7, `citations`): one attestation each.

use super::super::shared::LONGEST_NAME;
use super::Bom;
use crate::fact::{EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, Value, item};

impl<'a> Bom<'a> {
    pub(super) fn citations(&mut self, root: &'a Node, main: EntityRef) {
        let Some((pointer, list)) = self.array(root, "", "citations") else {
            return;
        };
        for (index, citation) in list.iter().enumerate() {
            let pointer = item(&pointer, index);
            if !matches!(citation.value, Value::Object(_)) {
                let message = "expected a citation, in braces";
                self.reading.defect(&pointer, citation.span, message);
                continue;
            }
            let name = citation.get("bom-ref").and_then(Node::text).unwrap_or("");
            let name: String = name.chars().take(200).collect();
            let kind = Some(EntityKind::Attestation);
            let entity = self.reading.entity(kind, &name, Some(main));
            for key in ["pointers", "expressions"] {
                if let Some((pointer, places)) = self.array(citation, &pointer, key) {
                    for (index, place) in places.iter().enumerate() {
                        if place.text().is_some_and(|it| it.len() <= LONGEST_NAME) {
                            let pointer = item(&pointer, index);
                            self.reading.state(entity, "subjects", &pointer, place);
                        }
                    }
                }
            }
            let who = self.text(citation, &pointer, "attributedTo");
            let how = self.text(citation, &pointer, "process");
            if who.is_none() && how.is_none() {
                let message = "expected a citation with attributedTo or process";
                self.reading.defect(&pointer, citation.span, message);
            }
            if let Some((pointer, node, reference)) = who.or(how) {
                let name = self.refs.get(reference).map(|target| target.name.clone());
                let name = name.filter(|name| !is_placeholder(name));
                let name = name.unwrap_or_else(|| reference.to_owned());
                if name.len() <= LONGEST_NAME {
                    self.reading
                        .state_text(entity, "made_by", &pointer, node.span, &name);
                }
            }
            match self.text(citation, &pointer, "timestamp") {
                Some((pointer, node, _)) => {
                    self.reading.state(entity, "issued", &pointer, node);
                }
                None => {
                    let message = "expected a citation with its timestamp";
                    self.reading.defect(&pointer, citation.span, message);
                }
            }
        }
    }

    /// The authors of the bill, to whom citations attribute parts of it.
    pub(super) fn authors(&mut self, root: &'a Node) {
        let authors = root.get("metadata").and_then(|it| it.get("authors"));
        for (index, author) in authors.map_or(&[][..], Node::items).iter().enumerate() {
            let name = author.get("name").and_then(Node::text).unwrap_or("");
            self.name_ref(author, &format!("/metadata/authors/{index}"), name, None);
        }
    }
}
