//! What expires, falls due or goes stale: decisions, and what the records of runs hold of dates, as
//! a list of days.
//!
//! | from | what |
//! |---|---|
//! | a file of decisions | exceptions and reviews that expire, conditions that fall due |
//! | a record | evidence that expires, what is deprecated, ages that pass what a control accepts, citations that change, controls that become mandatory |

use std::collections::BTreeMap;

use jiff::civil;

use crate::decision::Decisions;
use crate::fact::EntityId;
use crate::fact::vocabulary::{self, Derived};
use crate::finding::{Enforcement, Outcome, Truth};
use crate::record::{Record, RecordedDossier, RecordedFinding};
use crate::source::sha256_hex;

mod calendar;
mod list;
mod table;

pub use calendar::calendar;
pub use list::list;
pub use table::table;

/// Most digits of a number of days that a clause compares an age with.
const DIGITS: usize = 6;

/// Something that happens on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The last day on which all is as it is; of a change, the day on which it happens.
    pub day: civil::Date,
    /// What happens: a word of [`KINDS`].
    pub kind: &'static str,
    /// Whose review it is.
    pub subject: String,
    /// What it is about, in a clause.
    pub what: String,
    /// Who has to act on it, where somebody is named.
    pub owner: String,
    /// The file that says so.
    pub source: String,
    /// What recognises it in later lists.
    pub id: String,
}

/// Every kind of item, and what it says to a reader.
pub const KINDS: &[(&str, &str)] = &[
    ("exception", "exception expires"),
    ("condition", "condition falls due"),
    ("reviewed", "review expires"),
    ("expires", "evidence expires"),
    ("deprecated", "deprecated from this day"),
    ("stale", "evidence goes stale"),
    ("citation", "what is cited changes"),
    ("mandatory", "control becomes mandatory"),
];

/// The words of a kind.
pub fn words(kind: &str) -> &'static str {
    KINDS
        .iter()
        .find(|it| it.0 == kind)
        .map_or("falls due", |it| it.1)
}

/// What is due, with the span of days that was asked about.
#[derive(Debug, Clone)]
pub struct Due {
    /// The day from which it is looked at.
    pub as_of: civil::Date,
    /// The last day that is looked at; none: no bound.
    pub until: Option<civil::Date>,
    /// What happens, by day. What is past and still open comes first.
    pub items: Vec<Item>,
}

impl Due {
    /// What of these items lies in the past or within the horizon, each once.
    pub fn new(as_of: civil::Date, until: Option<civil::Date>, mut items: Vec<Item>) -> Self {
        items.retain(|it| until.is_none_or(|until| it.day <= until));
        items.sort();
        // Several runs of one review say the same.
        items.dedup_by(|a, b| a.id == b.id && a.day == b.day);
        Self {
            as_of,
            until,
            items,
        }
    }
}

/// An entity as people read it, not cleaned.
fn called(entity: &EntityId) -> String {
    format!("{} {}", entity.kind.name().to_lowercase(), entity.name)
}

fn item(
    day: civil::Date,
    kind: &'static str,
    (subject, key): (&str, &str),
    what: String,
    source: &str,
) -> Item {
    Item {
        day,
        kind,
        subject: subject.to_owned(),
        what,
        owner: String::new(),
        source: source.to_owned(),
        // Not the day: one that moves is the same entry of a calendar.
        id: sha256_hex(format!("{kind}\0{subject}\0{key}").as_bytes()),
    }
}

/// What decisions have a date for.
pub fn decisions(decisions: &Decisions) -> Vec<Item> {
    let mut items = Vec::new();
    for it in &decisions.entries {
        let Some(until) = it.until else { continue };
        let subject = called(&it.subject);
        let key = format!("{}\0{}", it.means(), it.decided);
        let what = format!("{}: {}", it.means(), it.reason);
        let mut item = item(until, it.kind.name(), (&subject, &key), what, &it.place);
        item.owner.clone_from(&it.owner);
        items.push(item);
    }
    items
}

/// What a record of a run holds that has a date.
pub fn record(record: &Record) -> Vec<Item> {
    let mut items = Vec::new();
    for dossier in &record.run.dossiers {
        dates(record, dossier, &mut items);
        // One control asks many entities, and a clause reads many values: each source once.
        let mut once: BTreeMap<String, Item> = BTreeMap::new();
        for finding in &dossier.findings {
            for it in citations(record, dossier, finding)
                .into_iter()
                .chain(mandatory(record, dossier, finding))
                .chain(stale(record, dossier, finding))
            {
                let known = once.entry(it.id.clone()).or_insert_with(|| it.clone());
                if it.day < known.day {
                    *known = it;
                }
            }
        }
        items.extend(once.into_values());
    }
    items
}

fn dates(record: &Record, dossier: &RecordedDossier, items: &mut Vec<Item>) {
    let subject = called(&dossier.subject);
    for it in &dossier.dates {
        // A date from which time is counted down says when something ends; any other is the past's.
        let ends = vocabulary::ATTRIBUTES.iter().any(
            |attribute| matches!(attribute.derived, Some(Derived::Until(of)) if of == it.attribute),
        );
        if !ends {
            continue;
        }
        let kind = match it.attribute.as_str() {
            "deprecation_date" => "deprecated",
            _ => "expires",
        };
        let key = format!("{}\0{}\0{}", it.entity, it.attribute, it.document);
        let what = called(&it.entity);
        items.push(item(it.date, kind, (&subject, &key), what, &record.path));
    }
}

/// "adopted since 2024-06-13, applicable from 2027-12-02": the part after the comma.
fn citations(record: &Record, dossier: &RecordedDossier, finding: &RecordedFinding) -> Vec<Item> {
    let subject = called(&dossier.subject);
    finding
        .cites
        .iter()
        .filter_map(|it| {
            let (_, next) = it.status.rsplit_once(", ")?;
            let (status, day) = next.rsplit_once(" from ")?;
            let day = crate::fact::parse_date(day)?;
            // An instrument changes as a whole; its provisions are many.
            let instrument = it.title.split(", ").next().unwrap_or_default();
            let what = format!("{instrument} is {status}");
            let about = (subject.as_str(), what.as_str());
            Some(item(day, "citation", about, what.clone(), &record.path))
        })
        .collect()
}

/// "advisory until 2027-12-02": then an open finding begins to gate.
fn mandatory(
    record: &Record,
    dossier: &RecordedDossier,
    finding: &RecordedFinding,
) -> Option<Item> {
    let open = !matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
    if finding.enforcement != Enforcement::Advisory || !open {
        return None;
    }
    let day = finding
        .enforcement_note
        .as_deref()?
        .strip_prefix("advisory until ")?;
    let day = crate::fact::parse_date(day)?;
    let subject = called(&dossier.subject);
    let what = format!("{}: {}", finding.control, finding.title);
    Some(item(
        day,
        "mandatory",
        (&subject, &finding.control),
        what,
        &record.path,
    ))
}

/// The last day on which an age is one that a passing control accepts.
fn stale(record: &Record, dossier: &RecordedDossier, finding: &RecordedFinding) -> Vec<Item> {
    let mut items = Vec::new();
    if finding.outcome != Outcome::Pass {
        return items;
    }
    let subject = called(&dossier.subject);
    for clause in finding.clauses.iter().filter(|it| it.truth == Truth::True) {
        for value in &clause.values {
            let of = vocabulary::attribute(&value.attribute).and_then(|it| it.derived);
            let Some(Derived::Age(of)) = of else { continue };
            let age = value.value.parse::<i64>().ok();
            let most = at_most(&clause.text, &value.attribute);
            let (Some(age), Some(most)) = (age, most) else {
                continue;
            };
            let left = jiff::Span::new().try_days(most.saturating_sub(age));
            let Some(day) = left
                .ok()
                .and_then(|it| record.run.as_of.checked_add(it).ok())
            else {
                continue;
            };
            let key = format!(
                "{}\0{}\0{}",
                finding.control, finding.entity, value.attribute
            );
            let what = format!(
                "`{of}` in {} is more than {most} days ago from the next day on, and then {} fails: {}",
                value.document, finding.control, finding.title
            );
            items.push(item(day, "stale", (&subject, &key), what, &record.path));
        }
    }
    items
}

/// The number that a clause lets an attribute be at most: of `resource.NAME <= N` or `< N`.
fn at_most(clause: &str, attribute: &str) -> Option<i64> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let at = clause.find(&format!(".{attribute}"))? + 1 + attribute.len();
    let rest = clause.get(at..)?;
    if rest.starts_with(word) {
        return None;
    }
    let rest = rest.trim_start().strip_prefix('<')?;
    let (strict, rest) = match rest.strip_prefix('=') {
        Some(rest) => (0, rest),
        None => (1, rest),
    };
    let digits: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .take(DIGITS)
        .collect();
    digits.parse::<i64>().ok().map(|it| it - strict)
}

#[cfg(test)]
mod tests;
