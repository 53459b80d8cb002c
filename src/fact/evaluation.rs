//! Evaluations, each with everything that decides what another may be compared with.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntityId, EntityKind, FactSet, Key, Origin, Worth};

/// What is known of an evaluation, in the order in which people read it.
pub const MEASURED: &[&str] = &[
    "metric",
    "value",
    "unit",
    "dataset",
    "split",
    "slice",
    "task",
    "judge",
    "samples",
    "partial",
    "confidence_lower",
    "confidence_upper",
];

/// One reported measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The entity.
    pub entity: EntityId,
    /// Whose: principals of the review.
    pub of: BTreeSet<EntityId>,
    /// Attributes of [`MEASURED`] for which one value is stated.
    pub values: BTreeMap<&'static str, String>,
    /// Those for which several are, so that none can be taken.
    pub contradictory: BTreeSet<&'static str>,
    /// Where the value stands; without one, where the first of what is stated does.
    pub origin: Origin,
    /// What that is worth.
    pub worth: Worth,
}

/// The evaluations that are tied to the subject, by entity.
pub fn evaluations(facts: &FactSet) -> Vec<Evaluation> {
    let mut found: BTreeMap<&EntityId, Evaluation> = BTreeMap::new();
    for fact in &facts.facts {
        let Key::Attribute(name) = fact.key else {
            continue;
        };
        if fact.entity.kind != EntityKind::Evaluation || !MEASURED.contains(&name) {
            continue;
        }
        let of = facts.related.get(&fact.entity);
        let entry = found.entry(&fact.entity).or_insert_with(|| Evaluation {
            entity: fact.entity.clone(),
            of: of.cloned().unwrap_or_default(),
            values: BTreeMap::new(),
            contradictory: BTreeSet::new(),
            origin: fact.origin.clone(),
            worth: fact.worth,
        });
        let value = fact.value.to_string();
        if entry.contradictory.contains(name) {
            continue;
        }
        match entry.values.get(name) {
            Some(known) if *known != value => {
                entry.values.remove(name);
                entry.contradictory.insert(name);
            }
            Some(_) => {}
            None => {
                if name == "value" {
                    entry.origin = fact.origin.clone();
                    entry.worth = fact.worth;
                }
                entry.values.insert(name, value);
            }
        }
    }
    found.into_values().collect()
}
