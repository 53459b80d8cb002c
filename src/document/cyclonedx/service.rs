//! Services that what the bill is about calls (CycloneDX 1.2 and later, `services`): who runs them,
//! which data flows to and from them, and whether they stand outside the zone of trust.

use super::Bom;
use crate::fact::{EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, Value, child, item};

/// Directions of a flow of data, seen from the service.
const FLOWS: &[&str] = &["inbound", "outbound", "bi-directional", "unknown"];

impl<'a> Bom<'a> {
    /// A service and those inside it: a component whose supplier is the provider.
    pub(super) fn service(&mut self, node: &'a Node, pointer: &str, main: EntityRef) {
        let kind = EntityKind::Component;
        let name = self.required(node, pointer, "name").unwrap_or("").trim();
        let group = node.get("group").and_then(Node::text).map_or("", str::trim);
        let name = if group.is_empty() || name.is_empty() {
            name.to_owned()
        } else {
            format!("{group}/{name}")
        };
        self.name_ref(node, pointer, &name, None);
        let entity = self.reading.entity(Some(kind), &name, Some(main));
        if let Some(named) = node.get("name") {
            let pointer = child(pointer, "name");
            self.reading
                .state_text(entity, "component_type", &pointer, named.span, "service");
        }
        self.state_member(entity, kind, "version", node, pointer, "version");
        self.organisation(entity, node, pointer, "provider");
        self.licenses(entity, kind, node, pointer);
        for (key, attribute) in [
            ("authenticated", "authenticated"),
            ("x-trust-boundary", "crosses_trust_boundary"),
        ] {
            if let Some(node) = node.get(key) {
                let pointer = child(pointer, key);
                self.reading.state(entity, attribute, &pointer, node);
            }
        }
        self.properties(node, pointer);
        if let Some((pointer, list)) = self.array(node, pointer, "data") {
            for (index, data) in list.iter().enumerate() {
                self.flow(entity, data, &item(&pointer, index));
            }
        }
        if let Some((pointer, list)) = self.array(node, pointer, "services") {
            for (index, node) in list.iter().enumerate() {
                self.service(node, &item(&pointer, index), main);
            }
        }
    }

    /// One flow of data: its direction, how the data is classified, who governs it.
    fn flow(&mut self, entity: EntityRef, data: &'a Node, pointer: &str) {
        // XML has the direction on the classification, inside the flow.
        let (at, classified) = match data.get("classification") {
            Some(inner) if matches!(inner.value, Value::Object(_)) => {
                (child(pointer, "classification"), inner)
            }
            _ => (pointer.to_owned(), data),
        };
        let flow = self.text(classified, &at, "flow");
        let classification = self.text(classified, &at, "classification");
        if flow.is_none() || classification.is_none() {
            let message = "expected data with its flow and its classification";
            self.reading.defect(pointer, data.span, message);
        }
        if let Some((pointer, node, _)) = flow {
            self.one_of(classified, &at, "flow", FLOWS);
            self.reading.state(entity, "data_flows", &pointer, node);
        }
        if let Some((pointer, node, text)) = classification
            && !is_placeholder(text)
        {
            self.reading
                .state(entity, "data_classifications", &pointer, node);
        }
        self.governance(entity, data, pointer);
    }
}
