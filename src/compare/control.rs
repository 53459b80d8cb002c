//! Controls side by side.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use super::{Ground, Side};
use crate::fact::vocabulary::{self, ATTRIBUTES};
use crate::fact::{Backing, EntityId, Worth};
use crate::finding::{BUILT_IN, DecisionKind, Enforcement, Outcome, Reported, Severity, Truth};
use crate::record::RecordedFinding;

/// The controls of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The area.
    pub name: String,
    /// Its controls, by id.
    pub rows: Vec<Row>,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The control's id.
    pub control: String,
    /// The sentence that holds when it passes.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// What it came to on each side.
    pub cells: Vec<Cell>,
    /// The facts that it reads.
    pub facts: Vec<Fact>,
    /// Why the sides are not compared.
    pub not_compared: Option<String>,
    /// Whether it came to different outcomes.
    pub outcome_differs: bool,
    /// Whether what it rests on is worth different things.
    pub worth_differs: bool,
    /// Whether other values were read.
    pub values_differ: bool,
}

/// How the sides of a row stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They came to different outcomes.
    Outcome,
    /// They came to the same, on evidence of other worth; of one subject, or on other values.
    Evidence,
    /// They are the same.
    Same,
    /// They are not compared.
    Apart,
}

impl Row {
    /// How the sides stand to each other. Two subjects have different values as a matter of course;
    /// of one, another value is a change.
    pub fn likeness(&self, same_subject: bool) -> Likeness {
        if self.not_compared.is_some() {
            Likeness::Apart
        } else if self.outcome_differs {
            Likeness::Outcome
        } else if self.worth_differs || same_subject && self.values_differ {
            Likeness::Evidence
        } else {
            Likeness::Same
        }
    }
}

/// A control on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// It was asked.
    Asked(Asked),
    /// It was not, and why.
    NotAsked(String),
}

/// What a control came to on one side, over all that it was asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The worst outcome.
    pub outcome: Outcome,
    /// Whether the worst of it is for a person to look at.
    pub looks: bool,
    /// How many findings came to it.
    pub worst: usize,
    /// How many findings there are, without those that do not apply unless none does.
    pub findings: usize,
    /// Whether it gates.
    pub gates: bool,
    /// The exception or condition on the first of the worst, and until when.
    pub aside: Option<(DecisionKind, Option<civil::Date>)>,
    /// What it rests on: of each value the best worth, of these the least.
    pub worth: Vec<Worth>,
    /// What was asked of whom, and what it came to.
    pub outcomes: Vec<(EntityId, EntityId, Outcome)>,
    /// What there is to say about the first of the worst.
    pub message: String,
}

/// A fact that controls read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The attribute or the tag of an answer; with a word, of a set of fixed words.
    pub attribute: String,
    /// The word.
    pub word: Option<String>,
    /// What people call it.
    pub label: String,
    /// The unit of a number; may be empty.
    pub unit: &'static str,
    /// The controls that read it.
    pub controls: BTreeSet<String>,
    /// What each side has.
    pub cells: Vec<FactCell>,
}

/// A fact on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactCell {
    /// It is shown: the values.
    Shown(Vec<Stated>),
    /// It is missing, and what there is does not count for a reason, which may be empty.
    Missing(String),
    /// The control was not asked, or did not come to it.
    Silent,
}

/// A value, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stated {
    /// The value.
    pub value: String,
    /// The best that it is worth.
    pub worth: Worth,
    /// The places.
    pub places: BTreeSet<String>,
}

type Key = (String, Option<String>);

/// All controls that are asked on some side.
pub(super) fn areas(sides: &[Side<'_>], ground: Ground) -> Vec<Area> {
    let asked: Vec<BTreeMap<&str, Vec<&RecordedFinding>>> = sides
        .iter()
        .map(|side| {
            let mut by_control: BTreeMap<&str, Vec<&RecordedFinding>> = BTreeMap::new();
            for finding in &side.dossier.findings {
                by_control
                    .entry(&finding.control)
                    .or_default()
                    .push(finding);
            }
            by_control
        })
        .collect();
    let controls: BTreeSet<&str> = asked.iter().flat_map(|it| it.keys().copied()).collect();
    let mut areas: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for control in controls {
        let findings: Vec<Option<&[&RecordedFinding]>> = asked
            .iter()
            .map(|it| it.get(control).map(Vec::as_slice))
            .collect();
        let (area, row) = row(control, sides, &findings, ground);
        areas.entry(area).or_default().push(row);
    }
    areas
        .into_iter()
        .map(|(name, rows)| Area { name, rows })
        .collect()
}

fn row(
    control: &str,
    sides: &[Side<'_>],
    findings: &[Option<&[&RecordedFinding]>],
    ground: Ground,
) -> (String, Row) {
    let all = || findings.iter().flatten().copied().flatten().copied();
    // Packs of different versions may word them differently; the choice must not hang on the order.
    let text =
        |of: fn(&RecordedFinding) -> &String| all().map(of).min().cloned().unwrap_or_default();
    let cells: Vec<Cell> = sides
        .iter()
        .zip(findings)
        .map(|(side, findings)| match findings {
            Some(findings) => Cell::Asked(cell(findings)),
            None => {
                let mut out = side.dossier.out_of_scope.iter();
                let out = out.find(|it| it.control == control);
                Cell::NotAsked(out.map_or_else(
                    || "its packs have no such control".to_owned(),
                    |it| it.reason.clone(),
                ))
            }
        })
        .collect();
    let facts = facts(control, findings);
    let not_compared = not_compared(control, findings, ground);
    let asked: Vec<&Asked> = cells
        .iter()
        .filter_map(|it| match it {
            Cell::Asked(asked) => Some(asked),
            Cell::NotAsked(_) => None,
        })
        .collect();
    let differ = |of: &dyn Fn(&Asked) -> String| {
        asked.iter().map(|it| of(it)).collect::<BTreeSet<_>>().len() > 1
    };
    let outcome_differs = differ(&|it| {
        if ground.same_subject {
            format!("{:?}{:?}", it.outcomes, it.looks)
        } else {
            format!("{:?}{:?}", it.outcome, it.looks)
        }
    });
    let worth_differs = differ(&|it| {
        let worth = it.worth.iter().map(|it| {
            let backing = if ground.trust_differs {
                Backing::None
            } else {
                it.backing
            };
            (it.strength, backing)
        });
        format!("{:?}", worth.collect::<BTreeSet<_>>())
    });
    let values = |cell: &FactCell| match cell {
        FactCell::Shown(values) => values.iter().map(|it| it.value.clone()).collect(),
        FactCell::Missing(_) => vec!["missing".to_owned()],
        FactCell::Silent => Vec::new(),
    };
    let values_differ = facts.iter().any(|fact| {
        let cells = fact.cells.iter().zip(findings);
        let asked = cells.filter(|(_, findings)| findings.is_some());
        asked
            .map(|(cell, _)| values(cell))
            .collect::<BTreeSet<_>>()
            .len()
            > 1
    });
    let row = Row {
        control: control.to_owned(),
        title: text(|it| &it.title),
        severity: all().map(|it| it.severity).max().unwrap_or(Severity::Info),
        outcome_differs,
        worth_differs,
        values_differ,
        not_compared,
        facts,
        cells,
    };
    (text(|it| &it.area), row)
}

fn looks(finding: &RecordedFinding) -> bool {
    finding.outcome == Outcome::Insufficient && finding.reported == Some(Reported::NeedsReview)
}

fn cell(findings: &[&RecordedFinding]) -> Asked {
    let worst = |it: &&&RecordedFinding| (it.outcome, looks(it));
    let first = findings.iter().min_by_key(worst);
    let outcome = first.map_or(Outcome::Insufficient, |it| it.outcome);
    let mut outcomes: Vec<(EntityId, EntityId, Outcome)> = findings
        .iter()
        .map(|it| (it.principal.clone(), it.entity.clone(), it.outcome))
        .collect();
    outcomes.sort();
    Asked {
        outcome,
        looks: first.is_some_and(|it| looks(it)),
        worst: findings.iter().filter(|it| it.outcome == outcome).count(),
        findings: findings
            .iter()
            .filter(|it| it.outcome != Outcome::NotApplicable || it.outcome == outcome)
            .count(),
        gates: findings
            .iter()
            .any(|it| it.enforcement == Enforcement::Mandatory),
        aside: first
            .and_then(|it| it.decision.as_ref())
            .filter(|it| it.kind != DecisionKind::Reviewed)
            .map(|it| (it.kind, it.until)),
        worth: rests_on(findings),
        outcomes,
        message: first.map_or_else(String::new, |it| it.message.clone()),
    }
}

/// What findings that decide rest on: a value that stands in several documents is worth the best of them, and
/// a finding no more than the least of its values.
fn rests_on(findings: &[&RecordedFinding]) -> Vec<Worth> {
    let mut best: BTreeMap<(usize, Option<&str>), BTreeSet<Worth>> = BTreeMap::new();
    let decided = |it: &&&RecordedFinding| matches!(it.outcome, Outcome::Pass | Outcome::Fail);
    for (number, finding) in findings.iter().filter(decided).enumerate() {
        for evidence in &finding.evidence {
            best.entry((number, evidence.attribute.as_deref()))
                .or_default()
                .insert(Worth {
                    strength: evidence.strength,
                    backing: evidence.backing,
                });
        }
    }
    let above = |a: &Worth, b: &Worth| a != b && a.reaches(*b);
    let tops: BTreeSet<Worth> = best
        .values()
        .flat_map(|set| {
            let top = |it: &&Worth| !set.iter().any(|other| above(other, it));
            set.iter().filter(top).copied().collect::<Vec<_>>()
        })
        .collect();
    let bottom = |it: &&Worth| !tops.iter().any(|other| above(it, other));
    tops.iter().filter(bottom).rev().copied().collect()
}

/// Clauses of a control by role and text, with what they came to.
fn clauses<'a>(findings: &[&'a RecordedFinding]) -> BTreeMap<(&'a str, &'a str), BTreeSet<Truth>> {
    let mut clauses: BTreeMap<_, BTreeSet<Truth>> = BTreeMap::new();
    for clause in findings.iter().flat_map(|it| &it.clauses) {
        clauses
            .entry((clause.role.name(), clause.text.as_str()))
            .or_default()
            .insert(clause.truth);
    }
    clauses
}

/// Whether a clause reads what the reviewer or the command says, not the documents.
fn reads_scope(text: &str) -> bool {
    ["context.", "action ==", "action in", ".exposure"]
        .iter()
        .any(|it| text.contains(it))
}

/// Whether a clause reads an age, or the date itself.
fn reads_age(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let named = |name: &str| text.split(|c| !word(c)).any(|it| it == name);
    ATTRIBUTES
        .iter()
        .any(|it| it.derived.is_some() && named(it.name))
        || text.contains("context.as_of")
}

/// Why the sides that were asked are not compared.
fn not_compared(
    control: &str,
    findings: &[Option<&[&RecordedFinding]>],
    ground: Ground,
) -> Option<String> {
    let asked: Vec<_> = findings.iter().flatten().map(|it| clauses(it)).collect();
    if asked.len() < 2 {
        return Some("only one was asked".to_owned());
    }
    let texts = |side: &BTreeMap<(&str, &str), BTreeSet<Truth>>| -> Vec<String> {
        side.keys()
            .map(|(role, text)| format!("{role} {text}"))
            .collect()
    };
    if ground.packs_differ && !BUILT_IN.contains(&control) {
        let sets: BTreeSet<Vec<String>> = asked.iter().map(texts).collect();
        if sets.iter().any(Vec::is_empty) {
            return Some("the packs differ, and nothing shows that it asks the same".to_owned());
        }
        if sets.len() > 1 {
            return Some("the packs differ, and so does what it asks".to_owned());
        }
    }
    let all: BTreeSet<(&str, &str)> = asked.iter().flat_map(|it| it.keys().copied()).collect();
    for clause in all.iter().filter(|(_, text)| reads_scope(text)) {
        let truths: BTreeSet<&BTreeSet<Truth>> =
            asked.iter().filter_map(|it| it.get(clause)).collect();
        if truths.len() > 1 {
            return Some(format!(
                "the reviews' scope makes the difference: `{}`",
                clause.1
            ));
        }
    }
    let ages = all.iter().any(|(_, text)| reads_age(text));
    if ground.dates_differ && !ground.same_subject && ages {
        return Some("it reads an age, as of different days".to_owned());
    }
    None
}

fn facts(control: &str, findings: &[Option<&[&RecordedFinding]>]) -> Vec<Fact> {
    // Of a set of fixed words, the control wants some and reads all.
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for finding in findings.iter().flatten().copied().flatten() {
        for clause in &finding.clauses {
            wanted.extend(clause.text.split('"').map(ToOwned::to_owned));
        }
    }
    let sides: Vec<BTreeMap<Key, FactCell>> = findings
        .iter()
        .map(|it| it.map(|it| of_side(it, &wanted)).unwrap_or_default())
        .collect();
    let keys: BTreeSet<&Key> = sides.iter().flat_map(|it| it.keys()).collect();
    keys.into_iter()
        .map(|key| Fact {
            attribute: key.0.clone(),
            word: key.1.clone(),
            label: label(key),
            unit: vocabulary::attribute(&key.0).map_or("", |it| it.unit),
            controls: BTreeSet::from([control.to_owned()]),
            cells: sides
                .iter()
                .map(|it| it.get(key).cloned().unwrap_or(FactCell::Silent))
                .collect(),
        })
        .collect()
}

/// What people call a fact: the vocabulary's words.
fn label((attribute, word): &Key) -> String {
    let Some(known) = vocabulary::attribute(attribute) else {
        return format!("the answer to {attribute}");
    };
    let of_word = word.as_ref().and_then(|word| {
        let mut values = known.values.iter();
        values.find(|(it, _)| it == word).map(|(_, label)| *label)
    });
    of_word.unwrap_or(known.label).to_owned()
}

fn of_side(findings: &[&RecordedFinding], wanted: &BTreeSet<String>) -> BTreeMap<Key, FactCell> {
    let mut values: BTreeMap<Key, BTreeMap<String, (Worth, BTreeSet<String>)>> = BTreeMap::new();
    let mut missing: BTreeMap<Key, String> = BTreeMap::new();
    let mut add = |attribute: &str, value: &str, worth: Worth, place: String| {
        let fixed = vocabulary::attribute(attribute).is_some_and(|it| !it.values.is_empty());
        if fixed && !wanted.contains(value) || value.is_empty() {
            return;
        }
        let key = (attribute.to_owned(), fixed.then(|| value.to_owned()));
        let entry = values.entry(key).or_default();
        let known = entry
            .entry(value.to_owned())
            .or_insert_with(|| (worth, BTreeSet::new()));
        if worth.reaches(known.0) {
            known.0 = worth;
        }
        known.1.insert(place);
    };
    let at = |document: &str, line: u64| match line {
        0 => document.to_owned(),
        line => format!("{document}:{line}"),
    };
    for finding in findings {
        for it in finding.clauses.iter().flat_map(|it| &it.values) {
            let worth = Worth {
                strength: it.strength,
                backing: it.backing,
            };
            add(&it.attribute, &it.value, worth, at(&it.document, it.line));
        }
        for it in &finding.evidence {
            let worth = Worth {
                strength: it.strength,
                backing: it.backing,
            };
            if let Some(attribute) = &it.attribute {
                add(attribute, &it.value, worth, at(&it.document, it.line));
            }
        }
        for it in finding.missing.iter().filter(|it| !it.alternative) {
            let key = (it.attribute.clone(), it.word.clone());
            let note = missing.entry(key).or_default();
            if note.is_empty() {
                note.clone_from(&it.note);
            }
        }
    }
    let mut cells: BTreeMap<Key, FactCell> = values
        .into_iter()
        .map(|(key, values)| {
            let stated = values.into_iter().map(|(value, (worth, places))| Stated {
                value,
                worth,
                places,
            });
            (key, FactCell::Shown(stated.collect()))
        })
        .collect();
    // What a finding misses is missing, whatever else says so at too little worth.
    cells.extend(
        missing
            .into_iter()
            .map(|(key, note)| (key, FactCell::Missing(note))),
    );
    cells
}

/// What one side shows and another misses, over all controls that are compared.
pub(super) fn shown(areas: &[Area]) -> Vec<Fact> {
    let mut merged: BTreeMap<(String, Option<String>), Fact> = BTreeMap::new();
    for row in areas.iter().flat_map(|it| &it.rows) {
        if row.not_compared.is_some() {
            continue;
        }
        for fact in &row.facts {
            let key = (fact.attribute.clone(), fact.word.clone());
            match merged.get_mut(&key) {
                None => {
                    merged.insert(key, fact.clone());
                }
                Some(known) => {
                    known.controls.extend(fact.controls.iter().cloned());
                    for (known, cell) in known.cells.iter_mut().zip(&fact.cells) {
                        join(known, cell);
                    }
                }
            }
        }
    }
    merged
        .into_values()
        .filter(|fact| {
            let has = |wanted: fn(&FactCell) -> bool| fact.cells.iter().any(wanted);
            has(|it| matches!(it, FactCell::Shown(_)))
                && has(|it| matches!(it, FactCell::Missing(_)))
        })
        .collect()
}

/// What two controls read of one fact: what is missing for one of them is missing.
fn join(known: &mut FactCell, other: &FactCell) {
    match (&mut *known, other) {
        (FactCell::Missing(_), _) | (_, FactCell::Silent) => {}
        (FactCell::Shown(values), FactCell::Shown(more)) => {
            for value in more {
                match values.iter_mut().find(|it| it.value == value.value) {
                    Some(known) => known.places.extend(value.places.iter().cloned()),
                    None => values.push(value.clone()),
                }
            }
            values.sort();
        }
        (_, other) => *known = other.clone(),
    }
}
