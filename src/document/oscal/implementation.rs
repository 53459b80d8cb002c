//! What is said to be implemented: component definitions and system security plans. Each control
//! becomes an answer, `OSCAL:control-id`, whose value is the implementation status.

use std::collections::BTreeMap;

use super::super::shared::LONGEST_NAME;
use super::{Document, said};
use crate::fact::{EntityKind, EntityRef};
use crate::source::Span;
use crate::tree::{Node, Value, child};

/// Implementation statuses, the least first (OSCAL, SSP, `implementation-status`). `described` is
/// ours: there is a description and no status. What does not apply is not the least of several.
const STATUSES: &[&str] = &[
    "planned",
    "partial",
    "described",
    "alternative",
    "implemented",
    "not-applicable",
];
/// Roles of who supplies a component (OSCAL, component definition, `responsible-roles`).
const SUPPLIERS: &[&str] = &["provider", "supplier", "maker"];

/// What is said of a control: a status, its place.
struct Said {
    rank: usize,
    status: String,
    pointer: String,
    span: Span,
}

/// The least of what is said of each control; none where a control is named and nothing is said.
#[derive(Default)]
struct Controls(BTreeMap<String, Option<Said>>, Vec<(String, String, Span)>);

impl<'a> Document<'a> {
    /// A component definition: what is defined is a system if it is the only one.
    pub(super) fn components(&mut self) -> EntityRef {
        let base = self.base.clone();
        let list = self.list(self.root, &base, "components");
        let title = |node: &'a Node| node.get("title").and_then(Node::text).unwrap_or("");
        let main = match list.as_slice() {
            [(_, only)] => self
                .reading
                .entity(Some(EntityKind::System), title(only), None),
            _ => {
                let name = self.title();
                self.reading.entity(Some(EntityKind::System), name, None)
            }
        };
        let mut controls = Controls::default();
        let alone = list.len() == 1;
        let capabilities = self.list(self.root, &base, "capabilities");
        for (pointer, component) in &list {
            let entity = if alone {
                main
            } else {
                self.component(component, pointer, main)
            };
            self.supplier(entity, component);
            self.implementations(component, pointer, &mut controls);
        }
        for (pointer, capability) in capabilities {
            self.implementations(capability, &pointer, &mut controls);
        }
        self.answer(main, controls);
        main
    }

    /// A system security plan.
    pub(super) fn plan(&mut self) -> EntityRef {
        let base = self.base.clone();
        let name = self
            .root
            .get("system-characteristics")
            .and_then(|it| it.get("system-name"))
            .and_then(Node::text)
            .unwrap_or("");
        let main = self.reading.entity(Some(EntityKind::System), name, None);
        if let Some((pointer, system)) = self.object(self.root, &base, "system-implementation") {
            for (pointer, component) in self.list(system, &pointer, "components") {
                if component.get("type").and_then(Node::text) != Some("this-system") {
                    let entity = self.component(component, &pointer, main);
                    self.supplier(entity, component);
                }
            }
        }
        let mut controls = Controls::default();
        if let Some((pointer, implementation)) =
            self.object(self.root, &base, "control-implementation")
        {
            self.requirements(implementation, &pointer, &mut controls);
        }
        self.answer(main, controls);
        main
    }

    fn component(&mut self, component: &'a Node, pointer: &str, main: EntityRef) -> EntityRef {
        let title = component.get("title").and_then(Node::text).unwrap_or("");
        let entity = self
            .reading
            .entity(Some(EntityKind::Component), title, Some(main));
        if let Some(node) = component.get("type") {
            let pointer = child(pointer, "type");
            self.reading.state(entity, "component_type", &pointer, node);
        }
        entity
    }

    fn supplier(&mut self, entity: EntityRef, component: &'a Node) {
        if let Some((pointer, name)) = self.party(component, SUPPLIERS)
            && name.text().is_some_and(|name| name.len() <= LONGEST_NAME)
        {
            self.reading.state(entity, "supplier", &pointer, name);
        }
    }

    fn implementations(&mut self, of: &'a Node, pointer: &str, controls: &mut Controls) {
        for (pointer, implementation) in self.list(of, pointer, "control-implementations") {
            self.requirements(implementation, &pointer, controls);
        }
    }

    fn requirements(&mut self, of: &'a Node, pointer: &str, controls: &mut Controls) {
        for (pointer, requirement) in self.list(of, pointer, "implemented-requirements") {
            let id = requirement.get("control-id").and_then(Node::text);
            let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
                let message = "expected an implemented requirement with its control-id";
                self.reading.defect(&pointer, requirement.span, message);
                continue;
            };
            if id.len() > LONGEST_NAME {
                continue;
            }
            controls.1.push((
                id.to_owned(),
                child(&pointer, "control-id"),
                requirement.span,
            ));
            let known = controls.0.entry(id.to_owned()).or_default();
            look(requirement, &pointer, known, 0);
        }
    }

    fn answer(&mut self, main: EntityRef, controls: Controls) {
        let Controls(said, places) = controls;
        let mut first: BTreeMap<String, (String, Span)> = BTreeMap::new();
        for (id, pointer, span) in places {
            first.entry(id).or_insert((pointer, span));
        }
        let mut shown: Option<(String, Span)> = None;
        for (id, said) in said {
            let key = format!("OSCAL:{id}");
            let (pointer, node) = match said {
                Some(said) => {
                    if matches!(
                        said.status.as_str(),
                        "implemented" | "described" | "partial"
                    ) && shown.is_none()
                    {
                        shown = Some((said.pointer.clone(), said.span));
                    }
                    let value = Value::Text(said.status);
                    (
                        said.pointer,
                        Node {
                            value,
                            span: said.span,
                        },
                    )
                }
                None => {
                    let Some((pointer, span)) = first.remove(&id) else {
                        continue;
                    };
                    let value = Value::Null;
                    (pointer, Node { value, span })
                }
            };
            self.reading.answer(main, key, &pointer, &node);
        }
        if let Some((pointer, span)) = shown {
            self.reading
                .state_text(main, "documented", &pointer, span, "security");
        }
    }
}

/// Statements stand in statements of a requirement, by component: three levels.
const DEEPEST: usize = 3;

/// The least status of a requirement and of everything inside it, or that it is described.
fn look(node: &Node, pointer: &str, known: &mut Option<Said>, depth: usize) {
    let mut add = |status: &str, pointer: String, span: Span| {
        let Some(rank) = STATUSES.iter().position(|it| *it == status) else {
            return;
        };
        if known.as_ref().is_none_or(|known| rank < known.rank) {
            *known = Some(Said {
                rank,
                status: status.to_owned(),
                pointer,
                span,
            });
        }
    };
    let mut stated = false;
    if let Some(state) = node
        .get("implementation-status")
        .and_then(|it| it.get("state"))
    {
        let at = format!("{pointer}/implementation-status/state");
        stated = true;
        add(state.text().unwrap_or(""), at, state.span);
    }
    let props = node.get("props").map(Node::items).unwrap_or_default();
    for (index, prop) in props.iter().enumerate() {
        if prop.get("name").and_then(Node::text) == Some("implementation-status")
            && let Some(value) = prop.get("value")
        {
            let at = format!("{pointer}/props/{index}/value");
            stated = true;
            add(value.text().unwrap_or(""), at, value.span);
        }
    }
    if !stated && let Some((description, _)) = said(node, "description") {
        add("described", child(pointer, "description"), description.span);
    }
    if depth == DEEPEST {
        return;
    }
    for key in ["statements", "by-components"] {
        let list = node.get(key).map(Node::items).unwrap_or_default();
        for (index, inner) in list.iter().enumerate() {
            look(inner, &format!("{pointer}/{key}/{index}"), known, depth + 1);
        }
    }
}
