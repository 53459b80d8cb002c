//! Contradictions: different values for a single-valued attribute of one entity, and when one of
//! them may settle the matter (DESIGN.md, "Contradictions").

use jiff::civil;

use super::value::is_month;
use super::vocabulary::Type;
use super::{
    Backing, Decimal, EntityId, Fact, Key, Origin, Strength, Value, Worth, parse_date, vocabulary,
};

/// One of several values that are stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// How it is written at its first place.
    pub text: String,
    /// Where it is stated, and what each place is worth.
    pub places: Vec<(Origin, Worth)>,
}

impl Stated {
    /// The value, and how it is written where that differs.
    pub fn shown(&self) -> String {
        let value = self.value.to_string();
        if value.eq_ignore_ascii_case(&self.text) || self.text.is_empty() {
            value
        } else {
            format!("{value}, written \"{}\"", self.text)
        }
    }
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

/// How values of an attribute are compared, in words.
fn comparison(key: &Key) -> &'static str {
    let Key::Attribute(name) = key else {
        return "as answers: yes and no, dates and per cent in one spelling, ignoring case and white space";
    };
    let Some(attribute) = vocabulary::attribute(name) else {
        return "as written";
    };
    match (attribute.kind, attribute.unit) {
        (Type::License, _) => {
            "as SPDX licence expressions: current ids, addresses as the licence, in any order, ignoring case"
        }
        (Type::Text, _) => "ignoring case and white space",
        (Type::Address, _) => {
            "as addresses, ignoring case, scheme http or https, and a final slash"
        }
        (Type::Date, _) => "as dates; a month without a day fits every day of it",
        (Type::Count | Type::Decimal, "") => "as numbers, per cent as fractions",
        (Type::Count | Type::Decimal, "days") => "as numbers of days",
        (Type::Count | Type::Decimal, "hours") => "as numbers of hours",
        (Type::Count | Type::Decimal, "kg") => "as numbers of kg",
        (Type::Count | Type::Decimal, "kWh") => "as numbers of kWh",
        (Type::Count | Type::Decimal, "exaFLOP") => "as numbers of exaFLOP",
        (Type::Count | Type::Decimal, _) => "as whole numbers, words such as million written out",
        (Type::Flag, _) => "as yes or no",
        (Type::Closed, _) => "as complete sets",
        (Type::Open, _) => "as written",
    }
}

fn kind(key: &Key) -> Option<Type> {
    match key {
        Key::Attribute(name) => vocabulary::attribute(name).map(|it| it.kind),
        Key::Answer(_) => None,
    }
}

/// Whether an attribute is computed from another: where that is contradictory, this is no matter of
/// its own.
fn is_derived(key: &Key) -> bool {
    matches!(key, Key::Attribute(name) if vocabulary::attribute(name).is_some_and(|it| it.derived.is_some()))
}

/// The form in which a value is compared. A value without `exact` is stated less exactly, and fits
/// every value with the same `rough`: a month, and a day in it.
#[derive(PartialEq, Eq)]
struct Form {
    rough: String,
    exact: Option<String>,
}

impl Form {
    fn of(fact: &Fact) -> Self {
        let kind = kind(&fact.key);
        let whole = |rough: String| Self {
            rough,
            exact: Some(String::new()),
        };
        match (&fact.value, kind) {
            (Value::Date(date), _) => Self::date(*date, &fact.text),
            (Value::Text(text), None) if parse_date(text).is_some() => match parse_date(text) {
                Some(date) => Self::date(date, text),
                None => whole(text.clone()),
            },
            (Value::Text(text), None) if text.ends_with('%') => {
                whole(percent(text).unwrap_or_else(|| fact.value.canonical(Type::Text)))
            }
            (Value::Text(text), None | Some(Type::Text)) => match hub_purl(text) {
                Some((name, version)) => Self {
                    rough: name.to_lowercase(),
                    exact: version.map(str::to_lowercase),
                },
                None if is_hub_name(text) => Self {
                    rough: text.to_lowercase(),
                    exact: None,
                },
                None => whole(fact.value.canonical(Type::Text)),
            },
            (value, kind) => whole(value.canonical(kind.unwrap_or(Type::Text))),
        }
    }

    fn date(date: civil::Date, text: &str) -> Self {
        Self {
            rough: format!("{}-{}", date.year(), date.month()),
            exact: (!is_month(text)).then(|| date.day().to_string()),
        }
    }
}

/// Per cent as the text of a fraction.
fn percent(text: &str) -> Option<String> {
    let number = text.strip_suffix('%')?.trim();
    let decimal = Decimal::parse(&format!("{number}e-2"))?;
    // More digits than are kept are not compared by the kept ones.
    let digits = number
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    (digits <= 2 && !number.contains(['e', 'E'])).then(|| decimal.to_string())
}

/// The repository and the revision that a package URL of the hub names (purl specification, type
/// `huggingface`).
fn hub_purl(text: &str) -> Option<(&str, Option<&str>)> {
    let rest = text.trim().strip_prefix("pkg:huggingface/")?;
    let rest = rest.split(['?', '#']).next()?;
    let (name, version) = match rest.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (rest, None),
    };
    let name = name.strip_prefix("datasets/").unwrap_or(name);
    is_hub_name(name).then_some((name, version))
}

/// `organisation/name`, as the hub has it.
fn is_hub_name(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(organisation, name)| part(organisation) && part(name))
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
            if !is_single_valued(&first.key) || is_derived(&first.key) {
                return None;
            }
            let values = stated(facts);
            if values.len() < 2 {
                return None;
            }
            let worths: Vec<Vec<Worth>> = values
                .iter()
                .map(|stated| stated.places.iter().map(|(_, worth)| *worth).collect())
                .collect();
            Some(Contradiction {
                entity: first.entity.clone(),
                key: first.key.clone(),
                settled: settles(&worths),
                values,
                compared: comparison(&first.key),
            })
        })
        .collect()
}

/// The values that facts about one thing state, those that are the same joined: in the order of
/// their first places.
fn stated(facts: &[Fact]) -> Vec<Stated> {
    let mut values: Vec<(Form, Vec<usize>)> = Vec::new();
    let mut rough = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        let form = Form::of(fact);
        match values.iter_mut().find(|(known, _)| *known == form) {
            Some((_, places)) => places.push(index),
            None if form.exact.is_none() => rough.push((form, index)),
            None => values.push((form, vec![index])),
        }
    }
    // What is less exact fits the first that it fits, and else stands by itself.
    for (form, index) in rough {
        match values
            .iter_mut()
            .find(|(known, _)| known.rough == form.rough)
        {
            Some((_, places)) => places.push(index),
            None => values.push((form, vec![index])),
        }
    }
    for (_, places) in &mut values {
        places.sort_unstable();
    }
    values.sort_by(|a, b| a.1.cmp(&b.1));
    values
        .into_iter()
        .filter_map(|(_, places)| {
            let facts: Vec<&Fact> = places.iter().filter_map(|at| facts.get(*at)).collect();
            let first = facts.first()?;
            Some(Stated {
                value: first.value.clone(),
                text: first.text.clone(),
                places: facts
                    .iter()
                    .map(|fact| (fact.origin.clone(), fact.worth))
                    .collect(),
            })
        })
        .collect()
}
