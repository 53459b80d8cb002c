//! Contradictions: different values for a single-valued attribute of one entity, and when one of
//! them may settle the matter (DESIGN.md, "Contradictions").

use super::vocabulary::Type;
use super::{Backing, EntityId, Fact, Key, Origin, Strength, Value, Worth, vocabulary};

/// One of several values that are stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// Where it is stated, and what each place is worth.
    pub places: Vec<(Origin, Worth)>,
}

/// Several different values for one attribute of one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Whom it is about.
    pub entity: EntityId,
    /// What of it.
    pub key: Key,
    /// The values, in the order of their first places.
    pub values: Vec<Stated>,
    /// The number of the value that settles it: independent or recomputed, and better than all
    /// the others. None: the attribute is contradictory, and the worst outcome stands.
    pub settled: Option<usize>,
    /// How values were compared: "as SPDX licence expressions".
    pub compared: &'static str,
}

/// How values of a type are compared, in words.
fn comparison(kind: Option<Type>) -> &'static str {
    match kind {
        Some(Type::License) => "as SPDX licence expressions, ignoring case",
        Some(Type::Text | Type::Address) => "ignoring case and white space",
        Some(Type::Date) => "as dates",
        Some(Type::Count | Type::Decimal) => "as numbers",
        Some(Type::Flag) => "as yes or no",
        Some(Type::Closed) => "as complete sets",
        Some(Type::Open) | None => "as written",
    }
}

fn kind(key: &Key) -> Option<Type> {
    match key {
        Key::Attribute(name) => vocabulary::attribute(name).map(|it| it.kind),
        Key::Answer(_) => None,
    }
}

/// Whether facts under this key can contradict each other.
pub(crate) fn is_single_valued(key: &Key) -> bool {
    kind(key).is_none_or(Type::is_single_valued)
}

/// The number of the value that settles a matter among values with these worths: it has a worth
/// that is independent or recomputed, and at least as good on both axes as every worth of every
/// other value, and better on one.
pub(crate) fn settles(values: &[Vec<Worth>]) -> Option<usize> {
    values.iter().position(|own| {
        own.iter().any(|worth| {
            (worth.backing == Backing::Independent || worth.strength == Strength::Recomputed)
                && values
                    .iter()
                    .filter(|other| !std::ptr::eq(*other, own))
                    .flatten()
                    .all(|other| worth.reaches(*other) && worth != other)
        })
    })
}

/// The contradictions among facts that are ordered by entity and key.
pub(super) fn find(facts: &[Fact]) -> Vec<Contradiction> {
    facts
        .chunk_by(|a, b| a.entity == b.entity && a.key == b.key)
        .filter_map(|facts| {
            let first = facts.first()?;
            if !is_single_valued(&first.key) {
                return None;
            }
            let kind = kind(&first.key);
            let mut values: Vec<(String, Stated)> = Vec::new();
            for fact in facts {
                let canonical = fact.value.canonical(kind.unwrap_or(Type::Text));
                let place = (fact.origin.clone(), fact.worth);
                match values.iter_mut().find(|(text, _)| *text == canonical) {
                    Some((_, stated)) => stated.places.push(place),
                    None => values.push((
                        canonical,
                        Stated {
                            value: fact.value.clone(),
                            places: vec![place],
                        },
                    )),
                }
            }
            if values.len() < 2 {
                return None;
            }
            let values: Vec<Stated> = values.into_iter().map(|(_, stated)| stated).collect();
            let worths: Vec<Vec<Worth>> = values
                .iter()
                .map(|stated| stated.places.iter().map(|(_, worth)| *worth).collect())
                .collect();
            Some(Contradiction {
                entity: first.entity.clone(),
                key: first.key.clone(),
                settled: settles(&worths),
                values,
                compared: comparison(kind),
            })
        })
        .collect()
}
