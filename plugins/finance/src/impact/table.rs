//! Outcomes by group: one table for each characteristic, period and decision.

use passmuster_plugin::text::{clip, join, lowered};
use passmuster_plugin::{Places, Receipt};

use crate::rows::{Column, Row, Rows};

/// The columns, in the order of the constants below.
pub(super) const COLUMNS: &[Column] = &[
    Column { names: &["group"] },
    Column {
        names: &["applicants", "total", "applications", "candidates"],
    },
    Column {
        names: &[
            "selected",
            "approved",
            "favorable",
            "favourable",
            "hired",
            "passed",
        ],
    },
    Column {
        names: &["characteristic", "attribute"],
    },
    Column { names: &["period"] },
    Column {
        names: &["stage", "decision"],
    },
    Column {
        names: &["reference"],
    },
    Column { names: &["basis"] },
];
const GROUP: usize = 0;
const TOTAL: usize = 1;
const SELECTED: usize = 2;
const CHARACTERISTIC: usize = 3;
const PERIOD: usize = 4;
const DECISION: usize = 5;
const REFERENCE: usize = 6;
const BASIS: usize = 7;

/// Largest count that is read: there are not so many people.
const LARGEST: u64 = 1_000_000_000;
/// Bytes of a name that are shown.
const SHOWN: usize = 100;

/// A group with whole counts.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) total: u64,
    pub(super) selected: u64,
    /// Whether the table marks it as the one that others are compared with.
    pub(super) marked: bool,
    /// The basis that the table names.
    pub(super) basis: String,
    pub(super) receipts: Vec<Receipt>,
}

/// A row that does not give counts of a group.
#[derive(Debug)]
pub(super) struct Broken {
    /// The group, or the row where it has no name.
    pub(super) name: String,
    /// Why, as a clause that names the cell.
    pub(super) reason: String,
    pub(super) receipts: Vec<Receipt>,
}

/// The groups of one characteristic, period and decision.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) document: String,
    pub(super) characteristic: String,
    pub(super) period: String,
    pub(super) decision: String,
    pub(super) groups: Vec<Group>,
    pub(super) broken: Vec<Broken>,
}

impl Table {
    /// What its findings are named after.
    pub(super) fn key(&self) -> String {
        let mut key = format!("{}#", self.document);
        for part in [&self.characteristic, &self.period, &self.decision] {
            if !part.is_empty() {
                key.push_str(&clip(part, SHOWN));
                key.push('/');
            }
        }
        key
    }

    /// In words, to follow "in": `sex, 2026-Q1, approval`, or the document.
    pub(super) fn shown(&self) -> String {
        let parts: Vec<String> = [&self.characteristic, &self.period, &self.decision]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| clip(part, SHOWN))
            .collect();
        if parts.is_empty() {
            clip(&self.document, SHOWN)
        } else {
            join(&parts, ", ")
        }
    }
}

/// Puts rows into tables, in the order in which they first come.
pub(super) fn tables(document: &str, rows: &Rows) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut places = Places::new();
    for row in &rows.rows {
        let names = [CHARACTERISTIC, PERIOD, DECISION].map(|column| row.text(column));
        // Cells hold no control characters, so this is as distinct as the three.
        let (at, new) = places.place(&lowered(&join(&names, "\u{1f}")));
        if new {
            let [characteristic, period, decision] = names.map(str::to_owned);
            tables.push(Table {
                document: document.to_owned(),
                characteristic,
                period,
                decision,
                groups: Vec::new(),
                broken: Vec::new(),
            });
        }
        if let Some(table) = tables.get_mut(at) {
            match group(row, rows) {
                Ok(group) => table.groups.push(group),
                Err(broken) => table.broken.push(broken),
            }
        }
    }
    for table in &mut tables {
        part_repeated(table);
    }
    tables
}

fn group(row: &Row, rows: &Rows) -> Result<Group, Broken> {
    let name = row.text(GROUP);
    let receipts: Vec<Receipt> = row.receipts().collect();
    let cell = |column: usize| {
        let header = rows
            .headers
            .get(column)
            .and_then(Option::as_deref)
            .unwrap_or("?");
        format!("row {}, column `{}`", row.number + 1, clip(header, 60))
    };
    let refuse = |column: usize, what: &str| {
        let name = if name.is_empty() {
            format!("row {}", row.number + 1)
        } else {
            clip(name, SHOWN)
        };
        Broken {
            name,
            reason: format!("{} {what}", cell(column)),
            receipts: receipts.clone(),
        }
    };
    if name.is_empty() {
        return Err(refuse(GROUP, "names no group"));
    }
    let count = |column: usize| {
        whole(row.text(column)).ok_or_else(|| {
            refuse(
                column,
                &format!(
                    "is `{}`, which is no whole number up to {LARGEST}",
                    clip(row.text(column), 40)
                ),
            )
        })
    };
    let (total, selected) = (count(TOTAL)?, count(SELECTED)?);
    if total == 0 {
        return Err(refuse(TOTAL, "is 0, so that there is no rate"));
    }
    if selected > total {
        return Err(refuse(
            SELECTED,
            &format!("is {selected}, more than the {total} there are"),
        ));
    }
    let mark = row.text(REFERENCE).to_ascii_lowercase();
    let marked = match mark.as_str() {
        "" | "no" | "n" | "false" | "0" => false,
        "yes" | "y" | "true" | "1" | "x" => true,
        _ => return Err(refuse(REFERENCE, "is neither yes nor no")),
    };
    Ok(Group {
        name: name.to_owned(),
        total,
        selected,
        marked,
        basis: row.text(BASIS).to_owned(),
        receipts,
    })
}

/// Groups that come twice: none of them counts.
fn part_repeated(table: &mut Table) {
    let mut places = Places::new();
    let mut seen: Vec<Vec<Group>> = Vec::new();
    for group in table.groups.drain(..) {
        let (at, _) = places.place(&lowered(&group.name));
        match seen.get_mut(at) {
            Some(groups) => groups.push(group),
            None => seen.push(vec![group]),
        }
    }
    for mut groups in seen {
        if groups.len() < 2 {
            table.groups.append(&mut groups);
            continue;
        }
        let name = groups
            .first()
            .map_or_else(String::new, |group| clip(&group.name, SHOWN));
        table.broken.push(Broken {
            reason: format!("{} rows give counts of the group `{name}`", groups.len()),
            name,
            receipts: groups
                .into_iter()
                .flat_map(|group| group.receipts)
                .collect(),
        });
    }
}

/// A whole number, with thousands marked by commas or not.
pub(super) fn whole(text: &str) -> Option<u64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() > 20 {
        return None;
    }
    let mut number = String::new();
    for (at, part) in text.split(',').enumerate() {
        let fits = digits(part)
            && match at {
                0 => !text.contains(',') || part.len() <= 3,
                _ => part.len() == 3,
            };
        if !fits {
            return None;
        }
        number.push_str(part);
    }
    number.parse().ok().filter(|number| *number <= LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_and_nothing_else() {
        for (text, number) in [
            ("0", Some(0)),
            ("480", Some(480)),
            ("1,234", Some(1234)),
            ("1,234,567", Some(1_234_567)),
            ("007", Some(7)),
            ("", None),
            ("1,23", None),
            ("1234,567", None),
            (",123", None),
            ("1,", None),
            ("-1", None),
            ("1.0", None),
            ("1e3", None),
            ("NaN", None),
            ("٣", None),
            ("1 000", None),
            ("99999999999999999999999", None),
            ("1000000001", None),
            ("1e308", None),
        ] {
            assert_eq!(whole(text), number, "{text}");
        }
    }
}
