//! Measurements side by side, where they measure the same: one metric on one split of one dataset,
//! over as many samples, by one judge, in one unit. What a document does not say cannot be seen to
//! be the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::fact::{EntityKind, Worth};
use crate::record::RecordedEvaluation;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// What several sides measured.
    pub rows: Vec<Measurement>,
    /// What cannot be compared.
    pub apart: Vec<Apart>,
    /// The sides whose record says nothing of evaluations.
    pub unrecorded: Vec<bool>,
    /// Evaluations of others than the subject, which are left out.
    pub others: Vec<usize>,
}

/// Conditions under which a value was measured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conditions {
    /// What was measured.
    pub metric: String,
    /// On what.
    pub dataset: String,
    /// On which part of it.
    pub split: String,
    /// Of which group.
    pub slice: String,
    /// Who or what scored.
    pub judge: String,
    /// In which unit.
    pub unit: String,
    /// Over how many samples.
    pub samples: String,
}

/// A measurement that several sides made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Under which conditions.
    pub conditions: Conditions,
    /// What came out.
    pub cells: Vec<Option<Reading>>,
}

/// What came out on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The value.
    pub value: String,
    /// The bounds of its confidence interval.
    pub interval: Option<(String, String)>,
    /// What it is worth.
    pub worth: Worth,
    /// Where it stands.
    pub place: String,
}

/// A measurement that is compared with no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The side that made it.
    pub column: usize,
    /// What was measured on what.
    pub name: String,
    /// What came out.
    pub value: Option<String>,
    /// Where it stands.
    pub place: String,
    /// Why it is not compared.
    pub reasons: Vec<String>,
}

/// A text as it is compared: writers differ in case and in how they join words.
fn plain(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().trim().to_lowercase();
    text.split([' ', '-', '_'])
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

impl Conditions {
    fn of(it: &RecordedEvaluation) -> Self {
        let lower =
            |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_lowercase();
        Self {
            metric: plain(it.metric.as_deref()),
            dataset: lower(&it.dataset),
            split: lower(&it.split),
            slice: lower(&it.slice),
            judge: lower(&it.judge),
            unit: lower(&it.unit),
            samples: it.samples.map_or_else(String::new, |it| it.to_string()),
        }
    }

    /// The conditions besides the metric, by name.
    pub fn named(&self) -> [(&'static str, &str); 6] {
        [
            ("dataset", &self.dataset),
            ("split", &self.split),
            ("slice", &self.slice),
            ("samples", &self.samples),
            ("judge", &self.judge),
            ("unit", &self.unit),
        ]
    }
}

/// Why an evaluation cannot be compared with any other.
fn own_reasons(it: &RecordedEvaluation) -> Vec<String> {
    let mut reasons: Vec<String> = it
        .contradictory
        .iter()
        .map(|name| format!("it is stated with several values of its {name}"))
        .collect();
    let said = |name: &str| it.contradictory.iter().any(|it| it == name);
    for (name, given) in [
        ("value", it.value.is_some()),
        ("metric", it.metric.is_some()),
        ("dataset", it.dataset.is_some()),
        ("split", it.split.is_some()),
        ("number of samples", it.samples.is_some()),
    ] {
        let told = given || said(name) || name == "number of samples" && said("samples");
        if !told {
            reasons.push(format!("it states no {name}"));
        }
    }
    if it.partial == Some(true) {
        reasons.push("it leaves out samples of the dataset".to_owned());
    }
    reasons
}

struct Taken<'a> {
    column: usize,
    evaluation: &'a RecordedEvaluation,
    conditions: Conditions,
    own: Vec<String>,
}

pub(super) fn measured(sides: &[Side<'_>], names: &[String]) -> Measured {
    let mut taken: Vec<Taken<'_>> = Vec::new();
    let mut others = Vec::new();
    for (column, side) in sides.iter().enumerate() {
        let subject = &side.dossier.subject;
        let all = side.dossier.evaluations.as_deref().unwrap_or_default();
        let (own, rest): (Vec<_>, Vec<_>) = all.iter().partition(|it| {
            subject.kind != EntityKind::Model || it.of.is_empty() || it.of.contains(subject)
        });
        others.push(rest.len());
        taken.extend(own.into_iter().map(|evaluation| Taken {
            column,
            evaluation,
            conditions: Conditions::of(evaluation),
            own: own_reasons(evaluation),
        }));
    }
    let mut groups: BTreeMap<&Conditions, BTreeMap<usize, Vec<&Taken<'_>>>> = BTreeMap::new();
    for it in taken.iter().filter(|it| it.own.is_empty()) {
        let group = groups.entry(&it.conditions).or_default();
        group.entry(it.column).or_default().push(it);
    }
    let mut rows = Vec::new();
    let mut compared: BTreeSet<(usize, &Conditions)> = BTreeSet::new();
    for (conditions, columns) in &groups {
        let cells: Vec<Option<Reading>> = (0..sides.len())
            .map(|column| columns.get(&column).and_then(|it| agreed(it)))
            .collect();
        if cells.iter().flatten().count() < 2 {
            continue;
        }
        let there = cells.iter().enumerate().filter(|(_, it)| it.is_some());
        compared.extend(there.map(|(column, _)| (column, *conditions)));
        rows.push(Measurement {
            conditions: (*conditions).clone(),
            cells,
        });
    }
    let mut apart: Vec<Apart> = taken
        .iter()
        .filter(|it| !it.own.is_empty() || !compared.contains(&(it.column, &it.conditions)))
        .map(|it| Apart {
            column: it.column,
            name: called(it.evaluation),
            value: it.evaluation.value.clone(),
            place: place(it.evaluation),
            reasons: reasons(it, &taken, names),
        })
        .collect();
    let name = |it: &Apart| names.get(it.column).cloned().unwrap_or_default();
    apart.sort_by_key(|it| (it.name.clone(), name(it), it.place.clone()));
    Measured {
        rows,
        apart,
        unrecorded: sides
            .iter()
            .map(|it| it.dossier.evaluations.is_none())
            .collect(),
        others,
    }
}

/// What one side's evaluations under the same conditions come to: nothing where they differ.
fn agreed(same: &[&Taken<'_>]) -> Option<Reading> {
    let values: BTreeSet<&Option<String>> = same.iter().map(|it| &it.evaluation.value).collect();
    let best = same.iter().map(|it| it.evaluation).max_by_key(|it| {
        let worth = (it.strength, it.backing);
        (worth, std::cmp::Reverse((&it.document, it.line)))
    })?;
    if values.len() > 1 {
        return None;
    }
    Some(Reading {
        value: best.value.clone()?,
        interval: best
            .confidence_lower
            .clone()
            .zip(best.confidence_upper.clone()),
        worth: Worth {
            strength: best.strength,
            backing: best.backing,
        },
        place: place(best),
    })
}

fn place(it: &RecordedEvaluation) -> String {
    match it.line {
        0 => it.document.clone(),
        line => format!("{}:{line}", it.document),
    }
}

fn called(it: &RecordedEvaluation) -> String {
    let metric = it.metric.as_deref().unwrap_or("a value");
    let mut name = match &it.dataset {
        Some(dataset) => format!("{metric} on {dataset}"),
        None => metric.to_owned(),
    };
    for part in [&it.split, &it.slice].into_iter().flatten() {
        name.push_str(&format!(", {part}"));
    }
    name
}

/// Why an evaluation is compared with none: for itself, else against each other side.
fn reasons(it: &Taken<'_>, taken: &[Taken<'_>], names: &[String]) -> Vec<String> {
    if !it.own.is_empty() {
        return it.own.clone();
    }
    let mut of_side: Vec<(&String, String)> = Vec::new();
    for (column, name) in names.iter().enumerate() {
        let there = || taken.iter().filter(|other| other.column == column);
        if column == it.column {
            let twin = there().any(|other| {
                other.own.is_empty()
                    && other.conditions == it.conditions
                    && other.evaluation.value != it.evaluation.value
            });
            if twin {
                return vec!["it is stated with several values".to_owned()];
            }
            continue;
        }
        let nearest = there()
            .filter(|other| other.conditions.metric == it.conditions.metric)
            .map(|other| (differing(&it.conditions, &other.conditions), other))
            .min_by_key(|(differing, other)| {
                (differing.len(), other.own.len(), &other.evaluation.entity)
            });
        let reason = match nearest {
            None => format!("{name} reports no such metric"),
            Some((differing, other)) if differing.is_empty() => match other.own.first() {
                Some(own) => format!("of the same by {name}, {own}"),
                None => format!("{name} states the same with several values"),
            },
            Some((differing, _)) => {
                let parts: Vec<String> = differing
                    .into_iter()
                    .map(|(what, value)| match value {
                        "" => format!("no {what}"),
                        value => format!("{what} {value}"),
                    })
                    .collect();
                format!("{name} reports it with {}", parts.join(", "))
            }
        };
        of_side.push((name, reason));
    }
    of_side.sort();
    of_side.into_iter().map(|(_, reason)| reason).collect()
}

/// The conditions that differ, as the other has them.
fn differing<'a>(own: &Conditions, other: &'a Conditions) -> Vec<(&'static str, &'a str)> {
    let pairs = own.named().into_iter().zip(other.named());
    pairs
        .filter(|((_, own), (_, other))| own != other)
        .map(|(_, other)| other)
        .collect()
}
