//! Adverse impact: selection rates of groups against those of a reference group, with Fisher's exact
//! test.
//!
//! The ratio is the "four-fifths rule" of 29 CFR 1607.4(D) where the threshold is 0.8: a guideline
//! for employment, never a rule of Regulation B. What the threshold rests on is for the
//! configuration to say.

use passmuster_plugin::text::{clip, lowered};
use passmuster_plugin::{CheckError, Config, Decimal, Dossier, Finding, Outcome, Severity};

use crate::rows::{self, ALL_ROWS};

mod compare;
mod table;
#[cfg(test)]
mod tests;

use compare::{Pair, compare};
use table::{Broken, Group, Table};

/// The configuration.
struct Settings {
    basis: String,
    threshold: Decimal,
    significance: f64,
    min_group: u64,
    reference: Option<String>,
}

impl Settings {
    fn parse(text: &str) -> Result<Self, CheckError> {
        let mut config = Config::parse(text)?;
        let decimal = |digits, scale| Decimal {
            negative: false,
            digits,
            scale,
        };
        let settings = Self {
            basis: config.text("basis")?.ok_or_else(|| {
                CheckError::new(
                    "config",
                    "The configuration does not say on which `basis` the threshold rests.",
                )
            })?,
            threshold: config.number("threshold", decimal(8, 1), 0.01, 1.0)?,
            significance: config
                .number("significance", decimal(5, 2), 0.0001, 0.5)?
                .value(),
            min_group: config.count("min-group", 30, 1, 1_000_000)?,
            reference: config.text("reference")?,
        };
        config.finish()?;
        if settings.basis.len() > 200 {
            return Err(CheckError::new(
                "config",
                "The `basis` has more than 200 bytes.",
            ));
        }
        Ok(settings)
    }
}

/// Makes the check.
pub(crate) fn run(dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    let settings = Settings::parse(config)?;
    let mut findings = Vec::new();
    let mut left = ALL_ROWS;
    for document in dossier.documents() {
        if document.format != "group-outcomes" {
            continue;
        }
        let rows = rows::read(dossier, &document.id, table::COLUMNS, &mut left)?;
        let remark = rows::remark(&document.id, &rows);
        findings.extend(remark.map(|finding| finding.attribute("basis", &settings.basis)));
        for table in table::tables(&document.id, &rows) {
            weigh(&table, &settings, rows.left_out == 0, &mut findings);
        }
    }
    if findings.is_empty() {
        let message =
            "There is no table of outcomes by group, so no adverse impact ratio can be computed.";
        let finding = insufficient(message, &settings).remediation(
            "Add a CSV with the columns `characteristic`, `group`, `applicants` and `selected`.",
        );
        findings.push(finding.key("none"));
    }
    Ok(rows::fitting(findings))
}

fn insufficient(message: &str, settings: &Settings) -> Finding {
    Finding::new(Outcome::Insufficient, Severity::Medium, message)
        .attribute("basis", &settings.basis)
}

/// Which group the others are compared with, and how it was chosen.
enum Chosen<'a> {
    /// The table marks it.
    Marked(&'a Group),
    /// The configuration names it, or it has the highest rate.
    Other(&'a Group),
    /// There is none; why.
    None(&'static str),
}

fn choose<'a>(table: &'a Table, settings: &Settings) -> Chosen<'a> {
    let mut marked = table.groups.iter().filter(|group| group.marked);
    match (marked.next(), marked.next()) {
        (Some(_), Some(_)) => {
            return Chosen::None("more than one group is marked as the reference");
        }
        (Some(group), None) => return Chosen::Marked(group),
        _ => {}
    }
    if let Some(name) = &settings.reference {
        let name = lowered(name.trim());
        if let Some(group) = table
            .groups
            .iter()
            .find(|group| lowered(&group.name) == name)
        {
            return Chosen::Other(group);
        }
    }
    highest(table, settings).map_or(
        Chosen::None("no group is large enough to compare others with"),
        Chosen::Other,
    )
}

/// The large enough group with the highest rate; of equals the largest, then by name.
fn highest<'a>(table: &'a Table, settings: &Settings) -> Option<&'a Group> {
    table
        .groups
        .iter()
        .filter(|group| group.total >= settings.min_group)
        .max_by(|a, b| {
            rate_order(a, b)
                .then(a.total.cmp(&b.total))
                .then_with(|| b.name.cmp(&a.name))
        })
}

/// Which rate is larger, exactly.
fn rate_order(a: &Group, b: &Group) -> std::cmp::Ordering {
    let product = |x: u64, y: u64| u128::from(x) * u128::from(y);
    product(a.selected, b.total).cmp(&product(b.selected, a.total))
}

/// Weighs one table.
fn weigh(table: &Table, settings: &Settings, complete: bool, findings: &mut Vec<Finding>) {
    for broken in &table.broken {
        findings.push(unusable_row(table, broken, settings));
    }
    if table.groups.is_empty() {
        return;
    }
    let all = || {
        table
            .groups
            .iter()
            .flat_map(|group| group.receipts.iter().copied())
    };
    if table.groups.len() + table.broken.len() < 2 {
        let message = format!(
            "In {} there is one group only, so there is nothing to compare it with (basis: {}).",
            table.shown(),
            settings.basis
        );
        findings.push(
            insufficient(&message, settings)
                .key(&table.key())
                .cite_all(all()),
        );
        return;
    }
    let (reference, marked) = match choose(table, settings) {
        Chosen::Marked(group) => (group, true),
        Chosen::Other(group) => (group, false),
        Chosen::None(reason) => {
            let message = format!("In {} {reason} (basis: {}).", table.shown(), settings.basis);
            let finding = Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
                .attribute("basis", &settings.basis)
                .attribute("characteristic", &clip(&table.characteristic, 200));
            findings.push(finding.key(&table.key()).cite_all(all()));
            return;
        }
    };
    if reference.selected == 0 {
        let message = format!(
            "In {} nobody of the reference group {} was selected, so there is no ratio (basis: {}).",
            table.shown(),
            clip(&reference.name, 100),
            settings.basis
        );
        findings.push(
            insufficient(&message, settings)
                .key(&table.key())
                .cite_all(all()),
        );
        return;
    }
    // A row that cannot be read, or is not looked at, may be the group with the highest rate.
    let complete = complete && table.broken.is_empty();
    let highest = if marked {
        highest(table, settings)
    } else {
        None
    };
    for group in &table.groups {
        if group.name != reference.name {
            let pair = Pair {
                group,
                reference,
                highest: highest.filter(|it| it.name != reference.name),
                complete,
            };
            findings.push(compare(table, &pair, settings));
        }
    }
    if table.groups.len() == 1 {
        let message = format!(
            "In {} no group is left to compare {} with (basis: {}).",
            table.shown(),
            clip(&reference.name, 100),
            settings.basis
        );
        findings.push(
            insufficient(&message, settings)
                .key(&table.key())
                .cite_all(all()),
        );
    }
}

fn unusable_row(table: &Table, broken: &Broken, settings: &Settings) -> Finding {
    let message = format!(
        "In {} {} (basis: {}).",
        table.shown(),
        broken.reason,
        settings.basis
    );
    insufficient(&message, settings)
        .key(&format!("{}{}", table.key(), broken.name))
        .attribute("characteristic", &clip(&table.characteristic, 200))
        .attribute("group", &broken.name)
        .cite_all(broken.receipts.iter().copied())
        .remediation("Give one row for each group, with whole numbers: how many there were, and how many of them were selected.")
}
