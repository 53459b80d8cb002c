//! Vulnerabilities in a bill, with what its author says of each (CycloneDX 1.4 and later,
//! `vulnerabilities`): whether it affects what the bill is about, why not, and how bad it is.

use super::super::fields::at;
use super::super::shared::LONGEST_NAME;
use super::super::vulnerability::{Ratings, state_status, status};
use super::Bom;
use crate::fact::{EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, Value, child, item};

/// Where the date of the statement about a vulnerability stands, the first that is there.
const DATES: &[&[&str]] = &[
    &["analysis", "lastUpdated"],
    &["analysis", "firstIssued"],
    &["updated"],
    &["published"],
];

impl<'a> Bom<'a> {
    pub(super) fn vulnerabilities(&mut self, root: &'a Node, main: EntityRef) {
        let Some((pointer, list)) = self.array(root, "", "vulnerabilities") else {
            return;
        };
        let span = root.get("vulnerabilities").map_or(root.span, |it| it.span);
        if list.is_empty() {
            let reason = "an empty list does not say that somebody looked";
            self.reading
                .hollow("open_vulnerabilities", &pointer, span, reason);
            return;
        }
        let kind = Some(EntityKind::Attestation);
        let whole = self.reading.entity(kind, "vulnerabilities", Some(main));
        let mut open: usize = 0;
        for (index, node) in list.iter().enumerate() {
            open += usize::from(self.vulnerability(node, &item(&pointer, index), whole));
        }
        self.reading.state_text(
            whole,
            "open_vulnerabilities",
            &pointer,
            span,
            &open.to_string(),
        );
    }

    /// One vulnerability; whether it is open.
    fn vulnerability(&mut self, node: &'a Node, pointer: &str, whole: EntityRef) -> bool {
        if !matches!(node.value, Value::Object(_)) {
            let message = "expected a vulnerability, in braces";
            self.reading.defect(pointer, node.span, message);
            return true;
        }
        let id = self.text(node, pointer, "id");
        let name = id.as_ref().map_or("", |(_, _, id)| id);
        let name: String = name.chars().take(200).collect();
        let kind = Some(EntityKind::Attestation);
        let entity = self.reading.entity(kind, &name, Some(whole));
        if let Some((pointer, node, _)) = id {
            self.reading.state(entity, "vulnerability", &pointer, node);
        }
        if let Some((pointer, source)) = self.object(node, pointer, "source")
            && let Some((pointer, name, _)) = self.text(source, &pointer, "name")
        {
            self.reading.state(entity, "made_by", &pointer, name);
        }
        let mut ratings = Ratings::default();
        if let Some((pointer, list)) = self.array(node, pointer, "ratings") {
            for (index, rating) in list.iter().enumerate() {
                for key in ["severity", "score"] {
                    if let Some(value) = rating.get(key) {
                        ratings.add(child(&item(&pointer, index), key), value);
                    }
                }
            }
        }
        ratings.state(&mut self.reading, entity);
        if let Some((pointer, node)) = DATES.iter().find_map(|path| at(node, pointer, path)) {
            self.reading.state(entity, "issued", &pointer, node);
        }
        self.affected(entity, node, pointer);
        let Some((pointer, analysis)) = self.object(node, pointer, "analysis") else {
            return true;
        };
        let state = self.text(analysis, &pointer, "state");
        if let Some((pointer, node, word)) = &state
            && status(word).is_none()
            && self.known_version()
        {
            let message = format!("`{word}` is not a state of an analysis");
            self.reading.defect(pointer, node.span, message);
        }
        let why = self.text(analysis, &pointer, "justification");
        state_status(
            &mut self.reading,
            entity,
            state.map(|(pointer, node, _)| (pointer, node)),
            why.map(|(pointer, node, _)| (pointer, node)),
        )
    }

    /// What the vulnerability is in, by name where the bill lists it.
    fn affected(&mut self, entity: EntityRef, node: &'a Node, pointer: &str) {
        let Some((pointer, list)) = self.array(node, pointer, "affects") else {
            return;
        };
        for (index, target) in list.iter().enumerate() {
            let Some((pointer, node, reference)) = self.text(target, &item(&pointer, index), "ref")
            else {
                continue;
            };
            let name = self.refs.get(reference).map(|target| target.name.clone());
            let name = name.filter(|name| !is_placeholder(name));
            let name = name.unwrap_or_else(|| reference.to_owned());
            if name.len() <= LONGEST_NAME {
                self.reading
                    .state_text(entity, "subjects", &pointer, node.span, &name);
            }
        }
    }
}
