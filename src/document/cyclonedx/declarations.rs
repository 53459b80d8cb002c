//! Attestations in a bill (CycloneDX 1.6, `declarations`): which requirement is attested by whom,
//! with which conformance, and until when its evidence holds. Nothing is verified here.

use std::collections::BTreeMap;

use super::super::shared::LONGEST_NAME;
use super::Bom;
use crate::fact::{EntityKind, EntityRef, parse_date};
use crate::tree::{Node, child, item};

/// What a `bom-ref` of the declarations or of a standard names.
type Refs<'a> = BTreeMap<&'a str, (String, &'a Node)>;

impl<'a> Bom<'a> {
    /// One attestation for each entry of the map of an attestation, or for one without a map.
    pub(super) fn declarations(&mut self, root: &'a Node, main: EntityRef) {
        let Some((pointer, declarations)) = self.object(root, "", "declarations") else {
            return;
        };
        let assessors = self.referred(declarations, &pointer, "assessors");
        let claims = self.referred(declarations, &pointer, "claims");
        let evidence = self.referred(declarations, &pointer, "evidence");
        let requirements = self.requirements(root);
        let Some((pointer, attestations)) = self.array(declarations, &pointer, "attestations")
        else {
            return;
        };
        for (index, attestation) in attestations.iter().enumerate() {
            let pointer = item(&pointer, index);
            let assessor = attestation.get("assessor").and_then(Node::text);
            let assessor = assessor.and_then(|it| assessors.get(it));
            let list = self.array(attestation, &pointer, "map");
            let maps: Vec<(String, &'a Node)> = match list {
                Some((pointer, list)) if !list.is_empty() => list
                    .iter()
                    .enumerate()
                    .map(|(index, node)| (item(&pointer, index), node))
                    .collect(),
                _ => vec![(pointer.clone(), attestation)],
            };
            for (pointer, map) in maps {
                let reference = map.get("requirement").and_then(Node::text);
                let named = reference.and_then(|it| requirements.get(it));
                let summary = attestation.get("summary").and_then(Node::text);
                let name = named.map(|(name, _)| name.as_str()).or(reference);
                let name: String = name.or(summary).unwrap_or("").chars().take(200).collect();
                let entity = self
                    .reading
                    .entity(Some(EntityKind::Attestation), &name, Some(main));
                if let Some((at, assessor)) = assessor {
                    self.assessor(entity, assessor, at);
                }
                if let Some((pointer, node, text)) = self.text(map, &pointer, "requirement") {
                    let text = named.map_or(text, |(name, _)| name.as_str());
                    self.reading
                        .state_text(entity, "requirement", &pointer, node.span, text);
                }
                for key in ["conformance", "confidence"] {
                    if let Some((pointer, node)) = self.object(map, &pointer, key)
                        && let Some(score) = node.get("score")
                    {
                        let pointer = child(&pointer, "score");
                        self.reading.state(entity, key, &pointer, score);
                    }
                }
                if let Some((pointer, list)) = self.array(map, &pointer, "counterClaims") {
                    let span = map.get("counterClaims").map_or(map.span, |node| node.span);
                    let count = list.len().to_string();
                    self.reading
                        .state_text(entity, "counter_claims", &pointer, span, &count);
                }
                self.evidence(entity, map, &pointer, &claims, &evidence);
            }
        }
    }

    fn assessor(&mut self, entity: EntityRef, assessor: &'a Node, pointer: &str) {
        if let Some((pointer, organisation)) = self.object(assessor, pointer, "organization")
            && let Some((pointer, node, name)) = self.text(organisation, &pointer, "name")
            && name.len() <= LONGEST_NAME
        {
            self.reading.state(entity, "made_by", &pointer, node);
        }
        if let Some(node) = assessor.get("thirdParty") {
            let pointer = child(pointer, "thirdParty");
            self.reading.state(entity, "third_party", &pointer, node);
        }
    }

    /// How many pieces of evidence the claims refer to, and the first day on which one expires.
    fn evidence(
        &mut self,
        entity: EntityRef,
        map: &'a Node,
        pointer: &str,
        claims: &Refs<'a>,
        evidence: &Refs<'a>,
    ) {
        let Some((pointer, list)) = self.array(map, pointer, "claims") else {
            return;
        };
        // So many, so that a document takes linear time.
        let most = self.limits.references;
        let mut referred = list
            .iter()
            .filter_map(|claim| claims.get(claim.text()?))
            .flat_map(|(_, claim)| claim.get("evidence").map(Node::items).unwrap_or_default());
        let mut count: usize = 0;
        let mut first = None;
        for reference in referred.by_ref().take(most) {
            let Some((at, piece)) = reference.text().and_then(|it| evidence.get(it)) else {
                continue;
            };
            count += 1;
            if let Some(node) = piece.get("expires")
                && let Some(date) = node.text().and_then(parse_date)
                && first.as_ref().is_none_or(|(known, _, _)| date < *known)
            {
                first = Some((date, child(at, "expires"), node));
            }
        }
        if referred.next().is_some() {
            let message = format!(
                "expected claims with at most {most} pieces of evidence {}",
                self.limits.exceeded("references")
            );
            self.reading.defect(&pointer, map.span, message);
        }
        let span = map.get("claims").map_or(map.span, |node| node.span);
        self.reading
            .state_text(entity, "evidence_items", &pointer, span, &count.to_string());
        if let Some((_, pointer, node)) = first {
            self.reading.state(entity, "expires", &pointer, node);
        }
    }

    /// The objects of a list by their `bom-ref`.
    fn referred(&mut self, node: &'a Node, pointer: &str, key: &str) -> Refs<'a> {
        let mut refs = BTreeMap::new();
        if let Some((pointer, list)) = self.array(node, pointer, key) {
            for (index, node) in list.iter().enumerate() {
                if let Some(reference) = node.get("bom-ref").and_then(Node::text) {
                    refs.entry(reference)
                        .or_insert_with(|| (item(&pointer, index), node));
                }
            }
        }
        refs
    }

    /// The requirements of the standards that the bill defines: `NAME VERSION IDENTIFIER`.
    fn requirements(&mut self, root: &'a Node) -> Refs<'a> {
        let mut refs = BTreeMap::new();
        let Some((pointer, definitions)) = self.object(root, "", "definitions") else {
            return refs;
        };
        let Some((pointer, standards)) = self.array(definitions, &pointer, "standards") else {
            return refs;
        };
        for (index, standard) in standards.iter().enumerate() {
            let text = |key: &str| standard.get(key).and_then(Node::text).unwrap_or("").trim();
            let prefix = format!("{} {}", text("name"), text("version"));
            let prefix: String = prefix.chars().take(200).collect();
            let pointer = item(&pointer, index);
            let Some((_, list)) = self.array(standard, &pointer, "requirements") else {
                continue;
            };
            for requirement in list {
                if let Some(reference) = requirement.get("bom-ref").and_then(Node::text) {
                    let id = requirement.get("identifier").and_then(Node::text);
                    let name = format!("{} {}", prefix.trim(), id.unwrap_or(reference).trim());
                    refs.entry(reference)
                        .or_insert_with(|| (name.trim().to_owned(), requirement));
                }
            }
        }
        refs
    }
}
