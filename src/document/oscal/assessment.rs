//! What an assessment found, and what is still to be done: assessment results and plans of action.

use std::collections::BTreeMap;

use super::super::shared::LONGEST_NAME;
use super::{Document, said};
use crate::fact::{EntityKind, EntityRef, parse_date};
use crate::source::Span;
use crate::tree::{Node, Value, child};

impl<'a> Document<'a> {
    /// Assessment results: one statement for each set of results, and one for each finding in it.
    /// Nobody but the reviewer says what was assessed.
    pub(super) fn results(&mut self) -> Option<EntityRef> {
        let base = self.base.clone();
        let metadata = self.root.get("metadata");
        let assessor = metadata.and_then(|it| self.party(it, &["assessor"]));
        let assessor = assessor.filter(|(_, name)| is_name(name));
        let mut main = None;
        for (pointer, result) in self.list(self.root, &base, "results") {
            let title = said(result, "title").map_or("", |(_, title)| title);
            let whole = self.statement(title, None);
            main = main.or(Some(whole));
            let ended = ["end", "start"]
                .iter()
                .find_map(|key| Some((child(&pointer, key), result.get(key)?)));
            let ended = ended.filter(|(_, node)| is_name(node));
            let risks = self.list(result, &pointer, "risks");
            if let Some(list) = result.get("risks").filter(is_list) {
                self.risks(whole, &risks, &child(&pointer, "risks"), list.span);
            }
            let observations: BTreeMap<&str, (String, &'a Node)> = self
                .list(result, &pointer, "observations")
                .into_iter()
                .filter_map(|(at, node)| Some((node.get("uuid")?.text()?, (at, node))))
                .collect();
            let mut statements = vec![whole];
            for (pointer, finding) in self.list(result, &pointer, "findings") {
                let entity = self.finding(finding, &pointer, whole, &observations);
                statements.push(entity);
            }
            for entity in statements {
                for (attribute, place) in [("made_by", &assessor), ("issued", &ended)] {
                    if let Some((pointer, node)) = place {
                        self.reading.state(entity, attribute, pointer, node);
                    }
                }
            }
        }
        main
    }

    /// A finding: its target is satisfied or not (OSCAL, assessment results, `finding.target`).
    fn finding(
        &mut self,
        finding: &'a Node,
        pointer: &str,
        whole: EntityRef,
        observations: &BTreeMap<&str, (String, &'a Node)>,
    ) -> EntityRef {
        let title = said(finding, "title").map_or("", |(_, title)| title);
        let entity = self.statement(title, Some(whole));
        let Some((at, target)) = self.object(finding, pointer, "target") else {
            if finding.get("target").is_none() {
                let message = "expected a finding with its target";
                self.reading.defect(pointer, finding.span, message);
            }
            return entity;
        };
        if let Some(node) = target.get("target-id") {
            let pointer = child(&at, "target-id");
            self.reading.state(entity, "requirement", &pointer, node);
        }
        let state = target.get("status").and_then(|it| it.get("state"));
        let state_at = format!("{at}/status/state");
        match state.map(|node| (node, node.text())) {
            Some((node, Some("satisfied"))) => {
                self.reading
                    .state_text(entity, "result", &state_at, node.span, "passed");
            }
            Some((node, Some("not-satisfied"))) => {
                self.reading
                    .state_text(entity, "result", &state_at, node.span, "failed");
            }
            Some((node, _)) => {
                let message = "expected satisfied or not-satisfied";
                self.reading.defect(&state_at, node.span, message);
            }
            None => {
                let message = "expected a target with its status";
                self.reading.defect(&at, target.span, message);
            }
        }
        let mut first = None;
        // So many, so that a document takes linear time.
        let most = self.limits.references;
        let related = finding.get("related-observations");
        if let Some(list) = related.filter(|list| list.items().len() > most) {
            let message = format!(
                "expected at most {most} related observations {}",
                self.limits.exceeded("references")
            );
            let at = child(pointer, "related-observations");
            self.reading.defect(&at, list.span, message);
        }
        for reference in related
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .take(most)
        {
            let uuid = reference.get("observation-uuid").and_then(Node::text);
            if let Some((pointer, observation)) = uuid.and_then(|it| observations.get(it))
                && let Some(node) = observation.get("expires")
                && let Some(date) = node.text().and_then(parse_date)
                && first.as_ref().is_none_or(|(known, _, _)| date < *known)
            {
                first = Some((date, child(pointer, "expires"), node));
            }
        }
        if let Some((_, pointer, node)) = first {
            self.reading.state(entity, "expires", &pointer, node);
        }
        entity
    }

    /// A plan of action and milestones: its items are open unless all their risks are closed.
    pub(super) fn actions(&mut self) -> EntityRef {
        let base = self.base.clone();
        let title = self.title();
        let entity = self.statement(title, None);
        let risks = self.list(self.root, &base, "risks");
        let closed: BTreeMap<&str, bool> = risks
            .iter()
            .filter_map(|(_, risk)| Some((risk.get("uuid")?.text()?, is_closed(risk))))
            .collect();
        if let Some(list) = self.root.get("risks").filter(is_list) {
            self.risks(entity, &risks, &child(&base, "risks"), list.span);
        }
        let items = self.list(self.root, &base, "poam-items");
        let open = items.iter().filter(|(_, item)| {
            let related = item.get("related-risks").map(Node::items);
            let related = related.unwrap_or_default();
            let done = |it: &Node| {
                let uuid = it.get("risk-uuid").and_then(Node::text);
                uuid.and_then(|uuid| closed.get(uuid)) == Some(&true)
            };
            related.is_empty() || !related.iter().all(done)
        });
        let count = open.count().to_string();
        match self.root.get("poam-items") {
            // What is no list holds no items, and says nothing of how many are open.
            Some(list) if !is_list(&list) => {
                let pointer = child(&base, "poam-items");
                self.reading
                    .hollow("open_items", &pointer, list.span, "no list of items");
            }
            Some(list) => {
                let pointer = child(&base, "poam-items");
                self.reading
                    .state_text(entity, "open_items", &pointer, list.span, &count);
            }
            None => {
                let message = "expected a plan with its poam-items";
                self.reading.defect(&base, self.root.span, message);
            }
        }
        let metadata = self.root.get("metadata");
        if let Some(node) = metadata.and_then(|it| it.get("last-modified")) {
            let pointer = format!("{base}/metadata/last-modified");
            self.reading.state(entity, "issued", &pointer, node);
        }
        entity
    }

    fn statement(&mut self, title: &str, parent: Option<EntityRef>) -> EntityRef {
        let name: String = title.chars().take(200).collect();
        self.reading
            .entity(Some(EntityKind::Attestation), &name, parent)
    }

    fn risks(&mut self, entity: EntityRef, risks: &[(String, &'a Node)], at: &str, span: Span) {
        let open = risks.iter().filter(|(_, risk)| !is_closed(risk)).count();
        self.reading
            .state_text(entity, "open_risks", at, span, &open.to_string());
    }
}

fn is_list(node: &&Node) -> bool {
    matches!(node.value, Value::Array(_))
}

fn is_closed(risk: &Node) -> bool {
    risk.get("status").and_then(Node::text) == Some("closed")
}

/// Short enough to be repeated for each finding.
fn is_name(node: &Node) -> bool {
    node.text().is_some_and(|text| text.len() <= LONGEST_NAME)
}
