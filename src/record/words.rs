//! Words, dates and entities of a record, each of which has to be one that is known.

use jiff::civil;
use serde::de::{Deserialize as _, Deserializer, Error};

use crate::decision;
use crate::fact::{Backing, EntityId, Strength, parse_date};
use crate::finding::{
    ClauseRole, DecisionKind, Enforcement, Joined, Logic, Outcome, Reported, Severity, Truth,
};
use crate::run::{Status, Verdict};
use crate::trust::{self, Role};

/// A type whose values are written as fixed words.
pub(super) trait Word: Copy + 'static {
    fn all() -> &'static [Self];
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($($kind:ty)*) => {$(
        impl Word for $kind {
            fn all() -> &'static [Self] {
                Self::ALL
            }
            fn word(self) -> &'static str {
                self.name()
            }
        }
    )*};
}

words! {
    Backing ClauseRole DecisionKind Enforcement Outcome Reported Role Severity Status Strength Truth
    Verdict decision::Standing trust::Standing
}

/// A text of a record, for a message.
fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

fn known<T: Word, E: Error>(text: &str) -> Result<T, E> {
    let found = T::all().iter().copied().find(|it| it.word() == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = T::all().iter().map(|it| it.word()).collect();
        E::custom(format!(
            "`{}` is not known; expected {}",
            shown(text),
            words.join(", ")
        ))
    })
}

/// One word.
pub(super) fn word<'de, D: Deserializer<'de>, T: Word>(from: D) -> Result<T, D::Error> {
    known(&String::deserialize(from)?)
}

/// One word, or null.
pub(super) fn maybe_word<'de, D: Deserializer<'de>, T: Word>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| known(&text)).transpose()
}

/// `YYYY-MM-DD`.
pub(super) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<civil::Date, D::Error> {
    day(&String::deserialize(from)?)
}

fn day<E: Error>(text: &str) -> Result<civil::Date, E> {
    parse_date(text)
        .filter(|date| date.to_string() == *text)
        .ok_or_else(|| E::custom(format!("`{}` is not a date", shown(text))))
}

/// `YYYY-MM-DD`, or null.
pub(super) fn maybe_date<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<civil::Date>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| day(&text)).transpose()
}

fn named<E: Error>(text: &str) -> Result<EntityId, E> {
    EntityId::from_text(text).ok_or_else(|| {
        E::custom(format!(
            "`{}` is not an entity; expected Kind::\"name\"",
            shown(text)
        ))
    })
}

/// `Kind::"name"`.
pub(super) fn entity<'de, D: Deserializer<'de>>(from: D) -> Result<EntityId, D::Error> {
    named(&String::deserialize(from)?)
}

/// A list of them.
pub(super) fn entities<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<EntityId>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| named(text)).collect()
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WireJoined {
    applies: serde_json::Value,
    satisfies: Option<serde_json::Value>,
}

/// How clauses are joined, or null.
pub(super) fn logic<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Joined>, D::Error> {
    let Some(wire) = Option::<WireJoined>::deserialize(from)? else {
        return Ok(None);
    };
    let read = |value: &serde_json::Value| {
        tree(value).ok_or_else(|| {
            D::Error::custom("`logic` is not made of clauses, `not`, `and`, `or` and `if`")
        })
    };
    Ok(Some(Joined {
        applies: read(&wire.applies)?,
        satisfies: wire.satisfies.as_ref().map(read).transpose()?,
    }))
}

/// The depth is bounded by that of the JSON.
fn tree(value: &serde_json::Value) -> Option<Logic> {
    if let Some(value) = value.as_bool() {
        return Some(Logic::Constant(value));
    }
    if let Some(index) = value.as_u64() {
        return Some(Logic::Clause(usize::try_from(index).ok()?));
    }
    let (word, parts) = value.as_array()?.split_first()?;
    let mut parts = parts.iter().map(tree).collect::<Option<Vec<Logic>>>()?;
    match (word.as_str()?, parts.len()) {
        ("not", 1) => Some(Logic::Not(Box::new(parts.pop()?))),
        ("and", 2..) => Some(Logic::And(parts)),
        ("or", 2..) => Some(Logic::Or(parts)),
        ("if", 3) => Some(Logic::If(parts)),
        _ => None,
    }
}
