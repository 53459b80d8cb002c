//! Incidents of the AI Incident Database, as its snapshots and its interface give them: who is
//! said to have developed and deployed a system, and who was harmed. The names are free text, so
//! only the reviewer ties an incident to a subject.

use super::columns::{ROWS, rows};
use super::fields::{Placed, each};
use super::shared::LONGEST_NAME;
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength};
use crate::limits::Limits;
use crate::source::Span;
use crate::tree::{self, Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// The AI Incident Database.
pub(super) struct Aiid;

/// Roles of an incident: the name in a snapshot, the name in the interface, the attribute.
const ROLES: &[(&str, &str, &str)] = &[
    (
        "Alleged deployer of AI system",
        "AllegedDeployerOfAISystem",
        "incident_deployers",
    ),
    (
        "Alleged developer of AI system",
        "AllegedDeveloperOfAISystem",
        "incident_developers",
    ),
    (
        "Alleged harmed or nearly harmed parties",
        "AllegedHarmedOrNearlyHarmedParties",
        "harmed_parties",
    ),
    ("implicated_systems", "implicated_systems", "subjects"),
];
/// Roles that no other record has.
const TELLING: usize = 3;
/// Most incidents of a document that are read.
const MOST: usize = 1_000;
/// A cell holds a list of names: (nesting, values).
const CELL: (usize, usize) = (4, 1_000);

impl Format for Aiid {
    fn name(&self) -> &'static str {
        "aiid"
    }

    fn title(&self) -> &'static str {
        "AI Incident Database incident (JSON or CSV)"
    }

    fn versions(&self) -> &'static str {
        "2026"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.syntax, probe.tree) {
            (Syntax::Json | Syntax::JsonLines | Syntax::Csv, Ok(tree)) => {
                let incidents = incidents(tree);
                incidents.first().is_some_and(|(_, it)| is_incident(it))
            }
            (Syntax::Json, Err(_)) => {
                probe.mentions("\"incident_id\"")
                    && ROLES
                        .iter()
                        .take(TELLING)
                        .any(|(name, _, _)| probe.mentions(&format!("\"{name}\"")))
            }
            _ => false,
        }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let incidents = incidents(tree);
        if incidents.len() > MOST {
            let message = format!("only the first {MOST} incidents are read");
            reading.skip("", tree.root.span, message);
        }
        for (pointer, incident) in incidents.into_iter().take(MOST) {
            if is_incident(incident) {
                one(&mut reading, &pointer, incident);
            } else {
                let message = "expected an incident with its incident_id and who is involved";
                reading.defect(&pointer, incident.span, message);
            }
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// The incidents of a document: rows, lines, a list, what a query answered, or one.
fn incidents(tree: &Tree) -> Vec<Placed<'_>> {
    let listed = [
        ROWS,
        "/lines",
        "/data/incidents",
        "/incidents",
        "/data/incident",
    ]
    .iter()
    .find_map(|at| Some(((*at).to_owned(), tree.get(at)?)));
    if listed.as_ref().is_some_and(|(at, _)| at == ROWS) {
        let rows = rows(tree).iter().enumerate();
        return rows.map(|(index, row)| (item(ROWS, index), row)).collect();
    }
    each(listed.unwrap_or((String::new(), &tree.root)))
}

fn is_incident(node: &Node) -> bool {
    let mut roles = ROLES.iter().take(TELLING);
    node.get("incident_id").and_then(Node::scalar).is_some()
        && roles.any(|(name, other, _)| node.get(name).or_else(|| node.get(other)).is_some())
}

fn one(reading: &mut Reading, pointer: &str, incident: &Node) {
    let number = incident.get("incident_id");
    let name = number.and_then(Node::scalar).unwrap_or("");
    let name: String = name.chars().take(20).collect();
    let kind = Some(EntityKind::Attestation);
    let entity = reading.entity(kind, &format!("AIID {name}"), None);
    if let Some(node) = number {
        let pointer = child(pointer, "incident_id");
        reading.state_text(entity, "incident_type", &pointer, node.span, "incident");
    }
    if let Some(node) = incident.get("date") {
        reading.state(entity, "issued", &child(pointer, "date"), node);
    }
    for (name, other, attribute) in ROLES {
        let key = if incident.get(name).is_some() {
            name
        } else {
            other
        };
        if let Some(node) = incident.get(key) {
            parties(reading, entity, attribute, (child(pointer, key), node));
        }
    }
}

/// Names in a list, entities of the interface, or a list inside a cell of a table.
fn parties(reading: &mut Reading, entity: EntityRef, attribute: &str, (pointer, node): Placed<'_>) {
    if let Value::Text(text) = &node.value
        && text.trim_start().starts_with('[')
    {
        let limits = Limits {
            depth: CELL.0,
            nodes: CELL.1,
            ..Limits::default()
        };
        match tree::json(text, 0, &limits) {
            Ok(list) => cell(reading, entity, attribute, (&pointer, node.span), &list),
            Err(_) => {
                let reason = "neither a name nor a list of names";
                reading.hollow(attribute, &pointer, node.span, reason);
            }
        }
        return;
    }
    for (pointer, party) in each((pointer, node)) {
        let named = ["name", "entity_id"]
            .iter()
            .find_map(|key| Some((child(&pointer, key), party.get(key)?)));
        let (pointer, node) = named.unwrap_or((pointer, party));
        if node.text().is_none_or(|it| it.len() <= LONGEST_NAME) {
            reading.state(entity, attribute, &pointer, node);
        }
    }
}

/// The bytes of a list inside a cell are the cell's.
fn cell(
    reading: &mut Reading,
    entity: EntityRef,
    attribute: &str,
    (pointer, span): (&str, Span),
    list: &Tree,
) {
    for name in list.root.items().iter().filter_map(Node::text) {
        if name.len() <= LONGEST_NAME {
            reading.state_text(entity, attribute, pointer, span, name);
        }
    }
}
