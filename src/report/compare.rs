//! The outputs of `compare`: each writes a [`Comparison`] in one format. The table [`COMPARISONS`]
//! is what the command line offers.

use std::io;

use super::{Options, outcome_words, worth_words};
use crate::compare::{
    Asked, Cell, Column, Comparison, Conditions, FactCell, Likeness, Reading, Row, Stated,
};
use crate::fact::Worth;
use crate::finding::{DecisionKind, Outcome};
use crate::printable::{one_line, terminal};

mod csv;
mod html;
mod human;
#[cfg(test)]
mod tests;

/// One output format of `compare`.
pub trait SideBySide: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// The extension of its files, without the dot.
    fn extension(&self) -> &'static str;
    /// One line for the help.
    fn about(&self) -> &'static str;
    /// The names of its options on the command line, `FORMAT?NAME=VALUE`.
    fn options(&self) -> &'static [&'static str] {
        &[]
    }
    /// Writes the comparison.
    ///
    /// # Errors
    /// Those of the writer.
    fn write(
        &self,
        comparison: &Comparison,
        options: &Options,
        out: &mut dyn io::Write,
    ) -> io::Result<()>;
}

/// Every output format of `compare`.
pub const COMPARISONS: &[&dyn SideBySide] = &[&human::Human, &html::Html, &csv::Csv];

/// Names that are listed before the rest is counted.
const LISTED: usize = 4;

/// A cell's outcome as people read it, with how many of its findings came to it.
fn outcome(cell: &Cell) -> String {
    let asked = match cell {
        Cell::Asked(asked) => asked,
        Cell::NotAsked(_) => return "not asked".to_owned(),
    };
    let mut words = if asked.looks {
        "a person has to look"
    } else {
        outcome_words(asked.outcome)
    }
    .to_owned();
    if asked.worst < asked.findings {
        words.push_str(&format!(", {} of {}", asked.worst, asked.findings));
    }
    if !asked.gates && matches!(asked.outcome, Outcome::Fail | Outcome::Insufficient) {
        words.push_str(" (advisory)");
    }
    if let Some((kind, until)) = asked.aside {
        let until = until.map(|it| it.to_string()).unwrap_or_default();
        words.push_str(&match kind {
            DecisionKind::Exception => format!(" (excepted until {until})"),
            _ => format!(" (condition, due {until})"),
        });
    }
    words
}

/// How many findings that gate came to what, as people read it.
fn gating(column: &Column) -> String {
    let words = |outcome: Outcome, n: usize| match outcome {
        Outcome::Fail if n == 1 => "1 fails".to_owned(),
        Outcome::Fail => format!("{n} fail"),
        Outcome::Error => format!("{n} could not be checked"),
        Outcome::Insufficient => format!("evidence missing for {n}"),
        Outcome::Pass if n == 1 => "1 holds".to_owned(),
        Outcome::Pass => format!("{n} hold"),
        Outcome::NotApplicable => String::new(),
    };
    let counted = column.gating.iter().filter(|(_, n)| *n > 0);
    let parts: Vec<String> = counted
        .map(|(outcome, n)| words(*outcome, *n))
        .filter(|it| !it.is_empty())
        .collect();
    match parts.as_slice() {
        [] => "nothing applied".to_owned(),
        parts => parts.join(", "),
    }
}

/// What an outcome rests on, as people read it.
fn worth(cell: &Cell) -> String {
    match cell {
        Cell::Asked(asked) if matches!(asked.outcome, Outcome::Pass | Outcome::Fail) => {
            worths(&asked.worth)
        }
        _ => String::new(),
    }
}

fn worths(worths: &[Worth]) -> String {
    let words: Vec<String> = worths.iter().map(|it| worth_words(*it)).collect();
    words.join(" or ")
}

/// What there is to say about one side of a row: why it was not asked, what is missing, what was
/// found. Cleaned. `values` says whether what documents say may stand in it.
fn detail(row: &Row, column: usize, values: bool) -> String {
    let asked: &Asked = match row.cells.get(column) {
        Some(Cell::Asked(asked)) => asked,
        Some(Cell::NotAsked(reason)) => return one_line(reason),
        None => return String::new(),
    };
    let missing: Vec<&str> = row
        .facts
        .iter()
        .filter(|it| matches!(it.cells.get(column), Some(FactCell::Missing(_))))
        .map(|it| it.label.as_str())
        .collect();
    match asked.outcome {
        Outcome::Pass | Outcome::NotApplicable => String::new(),
        Outcome::Insufficient if !missing.is_empty() => listed(&missing),
        _ if values => one_line(&asked.message),
        _ => String::new(),
    }
}

fn listed(names: &[&str]) -> String {
    let mut text = names
        .iter()
        .take(LISTED)
        .map(|it| one_line(it))
        .collect::<Vec<_>>()
        .join("; ");
    if names.len() > LISTED {
        text.push_str(&format!("; and {} more", names.len() - LISTED));
    }
    text
}

/// A stated value with its unit. Cleaned.
fn value(it: &Stated, unit: &str) -> String {
    let value = terminal(&it.value);
    if unit.is_empty() {
        value
    } else {
        format!("{value} {unit}")
    }
}

/// A stated value with what it is worth and where it stands. Cleaned.
fn stated(it: &Stated, unit: &str) -> String {
    let places: Vec<&str> = it.places.iter().map(String::as_str).collect();
    format!(
        "{} ({}; {})",
        value(it, unit),
        worth_words(it.worth),
        listed(&places)
    )
}

/// How many compared controls hold on a side and are failed, missing or not to be checked on
/// another.
fn ahead(comparison: &Comparison, column: usize) -> usize {
    let rows = comparison.areas.iter().flat_map(|it| &it.rows);
    rows.filter(|row| row.not_compared.is_none())
        .filter(|row| {
            let holds = |cell: &Cell| matches!(cell, Cell::Asked(it) if it.outcome == Outcome::Pass);
            let open = |cell: &Cell| {
                matches!(cell, Cell::Asked(it) if !matches!(it.outcome, Outcome::Pass | Outcome::NotApplicable))
            };
            row.cells.get(column).is_some_and(holds) && row.cells.iter().any(open)
        })
        .count()
}

/// One sentence: how many controls are compared, and how they come out.
fn summary(comparison: &Comparison) -> String {
    let count = |likeness| comparison.count(likeness);
    let (outcome, evidence) = (count(Likeness::Outcome), count(Likeness::Evidence));
    let (same, apart) = (count(Likeness::Same), count(Likeness::Apart));
    let come = |n: usize| if n == 1 { "comes" } else { "come" };
    let mut text = format!(
        "{}: {outcome} {} to different outcomes, {evidence} to the same on other evidence, {same} {} \
         the same.",
        super::count(
            outcome + evidence + same,
            "control compared",
            "controls compared"
        ),
        come(outcome),
        if same == 1 { "is" } else { "are" },
    );
    if apart > 0 {
        text.push_str(&format!(" {apart} more could not be compared."));
    }
    text
}

/// The conditions of a measurement in one line. Cleaned.
fn conditions(it: &Conditions) -> String {
    let named: Vec<String> = it
        .named()
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name} {}", one_line(value)))
        .collect();
    format!("{} ({})", one_line(&it.metric), named.join(", "))
}

/// A measured value with its interval. Cleaned.
fn reading(it: &Reading) -> String {
    match &it.interval {
        Some((lower, upper)) => format!(
            "{}, interval {} to {}",
            terminal(&it.value),
            terminal(lower),
            terminal(upper)
        ),
        None => terminal(&it.value),
    }
}

/// What else there is to say of measurements, a sentence each. Cleaned.
fn notes(comparison: &Comparison) -> Vec<String> {
    let measured = &comparison.measured;
    let mut notes = Vec::new();
    for (number, column) in comparison.columns.iter().enumerate() {
        let name = one_line(&column.name);
        if measured.unrecorded.get(number) == Some(&true) {
            notes.push(format!(
                "The record of {name} does not say what was measured: make it again with this version."
            ));
        }
        match measured.others.get(number) {
            None | Some(0) => {}
            Some(n) => notes.push(format!(
                "{} of other models than {name} left out.",
                super::count(*n, "measurement is", "measurements are")
            )),
        }
    }
    notes.sort();
    notes
}

/// The documents that are not the same on all sides.
fn changed(comparison: &Comparison) -> Vec<&(String, Vec<Option<String>>)> {
    let differ = |digests: &[Option<String>]| digests.iter().any(|it| Some(it) != digests.first());
    let documents = comparison.documents.iter();
    documents.filter(|(_, digests)| differ(digests)).collect()
}
