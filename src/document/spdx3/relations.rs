//! Relationships between elements, and which package the document is about.

use std::collections::{BTreeMap, BTreeSet};

use super::{Graph, Link, id_of, one_or_many, places, type_of};
use crate::fact::EntityKind;
use crate::tree::{Node, child};

impl<'a> Graph<'a> {
    /// Reads the relationships (SPDX 3.0.1, Core, RelationshipType) that say something of a package.
    pub(super) fn relate(&mut self) {
        let models: BTreeSet<usize> = self
            .packages
            .iter()
            .filter(|it| it.kind == EntityKind::Model)
            .map(|it| it.element)
            .collect();
        let parts = self.parts(&models);
        for place in self.elements.clone() {
            let node = place.node;
            if !is_relationship(node) {
                continue;
            }
            let kind = node.get("relationshipType").and_then(Node::text);
            let link = match kind {
                Some("hasDeclaredLicense") => Link::Declared,
                Some("hasConcludedLicense") => Link::Concluded,
                Some("trainedOn") => Link::Trained,
                Some("testedOn") => Link::Tested,
                Some("descendantOf" | "ancestorOf") => Link::Base,
                Some(_) => continue,
                None => {
                    let message = "expected a relationship with its type";
                    self.reading.defect(&place.pointer, node.span, message);
                    continue;
                }
            };
            let (Some(from), Some(to)) = (node.get("from"), node.get("to")) else {
                let message = "expected a relationship with both of its ends";
                self.reading.defect(&place.pointer, node.span, message);
                continue;
            };
            let from = from.text().or_else(|| id_of(from));
            let Some(mut from) = from.and_then(|id| self.ids.get(id)).copied() else {
                continue;
            };
            // What a file of a model was trained on, the model was.
            if matches!(link, Link::Trained | Link::Tested)
                && let Some(model) = parts.get(&from)
            {
                from = *model;
            }
            let at = child(&place.pointer, "to");
            let ends = places(to, &at);
            for end in ends {
                let element = end.node.text().or_else(|| id_of(end.node));
                let element = element.and_then(|id| self.ids.get(id)).copied();
                if kind == Some("ancestorOf") {
                    // The far end is the one that was made from the near one.
                    if let Some(element) = element.filter(|it| models.contains(it))
                        && let Some(from) = self.elements.get(from)
                    {
                        let from = from.clone();
                        self.links.entry((element, link)).or_default().push(from);
                    }
                    continue;
                }
                if matches!(link, Link::Trained | Link::Tested)
                    && models.contains(&from)
                    && let Some(element) = element
                {
                    self.used.entry(element).or_insert(from);
                }
                self.links.entry((from, link)).or_default().push(end);
            }
        }
    }

    /// The files that models contain or are distributed as, with their models.
    fn parts(&self, models: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
        let mut parts = BTreeMap::new();
        let index = |node: &Node| {
            let id = node.text().or_else(|| id_of(node));
            id.and_then(|id| self.ids.get(id)).copied()
        };
        for place in self.elements.iter().filter(|it| is_relationship(it.node)) {
            let kind = place.node.get("relationshipType").and_then(Node::text);
            if !matches!(kind, Some("contains" | "hasDistributionArtifact")) {
                continue;
            }
            let from = place.node.get("from").and_then(index);
            let Some(model) = from.filter(|from| models.contains(from)) else {
                continue;
            };
            let ends = place.node.get("to").map(one_or_many).unwrap_or_default();
            for part in ends.into_iter().filter_map(index) {
                let file = self.elements.get(part).map(|it| type_of(it.node));
                if file == Some("software_File") {
                    parts.entry(part).or_insert(model);
                }
            }
        }
        parts
    }

    /// The package that the document is about: the one at the root, past documents and bills; of
    /// several the only model; without a root the only model, or the only package.
    pub(super) fn subject(&self) -> Option<usize> {
        let by_element: BTreeMap<usize, usize> = self
            .packages
            .iter()
            .enumerate()
            .map(|(index, package)| (package.element, index))
            .collect();
        let mut roots = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let documents: Vec<usize> = self.of_type("SpdxDocument").collect();
        let mut open = if documents.is_empty() {
            self.of_type("software_Sbom")
                .chain(self.of_type("Bom"))
                .collect()
        } else {
            documents
        };
        while let Some(element) = open.pop() {
            if !seen.insert(element) {
                continue;
            }
            if let Some(package) = by_element.get(&element) {
                roots.insert(*package);
                continue;
            }
            let node = self.elements.get(element).map(|place| place.node);
            let ends = node.and_then(|node| node.get("rootElement"));
            for end in ends.map(|it| one_or_many(it)).unwrap_or_default() {
                let id = end.text().or_else(|| id_of(end));
                open.extend(id.and_then(|id| self.ids.get(id)));
            }
        }
        let only = |mut indexes: Vec<usize>| match indexes.len() {
            1 => indexes.pop(),
            _ => None,
        };
        let model = |index: &usize| {
            let package = self.packages.get(*index);
            package.is_some_and(|it| it.kind == EntityKind::Model)
        };
        let all = || 0..self.packages.len();
        if roots.is_empty() {
            only(all().filter(model).collect()).or_else(|| only(all().collect()))
        } else {
            only(roots.iter().copied().filter(model).collect())
                .or_else(|| only(roots.into_iter().collect()))
        }
    }
}

fn is_relationship(node: &Node) -> bool {
    matches!(
        type_of(node),
        "Relationship" | "LifecycleScopedRelationship"
    )
}
