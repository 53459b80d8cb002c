//! Attestations in a bill (CycloneDX 1.6, `declarations`): which requirement is attested by whom,
//! with which conformance, and until when its evidence holds. Nothing is verified here.

use std::collections::BTreeMap;

use super::super::shared::LONGEST_NAME;
use super::Bom;
use crate::fact::{EntityKind, EntityRef, is_placeholder, parse_date};
use crate::tree::{Node, child, item};

/// The targets of claims by their `bom-ref`.
type Targets<'a> = BTreeMap<&'a str, &'a str>;
/// What a `bom-ref` of the declarations or of a standard names.
type Refs<'a> = BTreeMap<&'a str, (String, &'a Node)>;

/// What attestations refer to.
struct Sources<'a> {
    claims: Refs<'a>,
    evidence: Refs<'a>,
    targets: Targets<'a>,
}

/// A date, its place and its node.
type Dated<'a> = (jiff::civil::Date, String, &'a Node);

/// Keeps the earlier of the known date and that of a piece of evidence.
fn earliest<'a>(known: &mut Option<Dated<'a>>, at: &str, piece: &'a Node, key: &str) {
    if let Some(node) = piece.get(key)
        && let Some(date) = node.text().and_then(parse_date)
        && known.as_ref().is_none_or(|(first, _, _)| date < *first)
    {
        *known = Some((date, child(at, key), node));
    }
}

impl<'a> Bom<'a> {
    /// One attestation for each entry of the map of an attestation, or for one without a map.
    pub(super) fn declarations(&mut self, root: &'a Node, main: EntityRef) {
        let Some((pointer, declarations)) = self.object(root, "", "declarations") else {
            return;
        };
        let assessors = self.referred(declarations, &pointer, "assessors");
        let sources = Sources {
            claims: self.referred(declarations, &pointer, "claims"),
            evidence: self.referred(declarations, &pointer, "evidence"),
            targets: self.targets(declarations, &pointer),
        };
        let requirements = self.requirements(root);
        self.affirmation(declarations, &pointer, main);
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
                self.claims(entity, map, &pointer, &sources);
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

    /// What the claims are about, how many pieces of evidence they refer to for and against them,
    /// when the oldest piece was made, and the first day on which one expires.
    fn claims(&mut self, entity: EntityRef, map: &'a Node, pointer: &str, sources: &Sources<'a>) {
        let Some((pointer, list)) = self.array(map, pointer, "claims") else {
            return;
        };
        // So many, so that a document takes linear time.
        let most = self.limits.references;
        let (mut count, mut against): (usize, usize) = (0, 0);
        let (mut expires, mut created) = (None, None);
        let mut left = most;
        let mut over = list.len() > most;
        let claims = list.iter().take(most);
        for (at, claim) in claims.filter_map(|it| sources.claims.get(it.text()?)) {
            if let Some((pointer, node, target)) = self.text(claim, at, "target") {
                let name = sources.targets.get(target).copied();
                let name = name.or_else(|| Some(self.refs.get(target)?.name.as_str()));
                let name = name.filter(|name| !is_placeholder(name)).unwrap_or(target);
                if name.len() <= LONGEST_NAME {
                    let name = name.to_owned();
                    self.reading
                        .state_text(entity, "subjects", &pointer, node.span, &name);
                }
            }
            let items = |key: &str| claim.get(key).map_or(&[][..], Node::items);
            against += items("counterEvidence").len();
            for reference in items("evidence") {
                if left == 0 {
                    over = true;
                    break;
                }
                left -= 1;
                let piece = reference.text().and_then(|it| sources.evidence.get(it));
                let Some((at, piece)) = piece else {
                    continue;
                };
                count += 1;
                earliest(&mut expires, at, piece, "expires");
                earliest(&mut created, at, piece, "created");
            }
        }
        if over {
            let message = format!(
                "expected at most {most} claims and pieces of evidence {}",
                self.limits.exceeded("references")
            );
            self.reading.defect(&pointer, map.span, message);
        }
        let span = map.get("claims").map_or(map.span, |node| node.span);
        for (attribute, count) in [("evidence_items", count), ("counter_evidence", against)] {
            if attribute == "evidence_items" || count > 0 {
                self.reading
                    .state_text(entity, attribute, &pointer, span, &count.to_string());
            }
        }
        for (attribute, first) in [("expires", expires), ("issued", created)] {
            if let Some((_, pointer, node)) = first {
                self.reading.state(entity, attribute, &pointer, node);
            }
        }
    }

    /// Who affirms all that is declared (`affirmation`): a person, or an organisation.
    fn affirmation(&mut self, declarations: &'a Node, pointer: &str, main: EntityRef) {
        let Some((pointer, affirmation)) = self.object(declarations, pointer, "affirmation") else {
            return;
        };
        let kind = Some(EntityKind::Attestation);
        let entity = self.reading.entity(kind, "affirmation", Some(main));
        let Some((pointer, list)) = self.array(affirmation, &pointer, "signatories") else {
            let reason = "nobody is named";
            self.reading
                .hollow("signatories", &pointer, affirmation.span, reason);
            return;
        };
        for (index, signatory) in list.iter().enumerate() {
            let pointer = item(&pointer, index);
            let named = self.text(signatory, &pointer, "name");
            let organisation = self.object(signatory, &pointer, "organization");
            let organisation = organisation.and_then(|(at, it)| self.text(it, &at, "name"));
            for (pointer, node, name) in [named, organisation].into_iter().flatten() {
                if name.len() <= LONGEST_NAME {
                    self.reading.state(entity, "signatories", &pointer, node);
                }
            }
        }
    }

    /// What claims can be about, by `bom-ref`: organisations, components and services that stand in
    /// the declarations alone.
    fn targets(&mut self, declarations: &'a Node, pointer: &str) -> Targets<'a> {
        let mut targets = Targets::new();
        let Some((pointer, node)) = self.object(declarations, pointer, "targets") else {
            return targets;
        };
        for key in ["organizations", "components", "services"] {
            let list = self.array(node, &pointer, key);
            for target in list.map_or(&[][..], |(_, list)| list) {
                let text = |key: &str| target.get(key).and_then(Node::text);
                if let (Some(reference), Some(name)) = (text("bom-ref"), text("name")) {
                    targets.entry(reference).or_insert(name);
                }
            }
        }
        targets
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
