//! Tables of outcomes by group: how many applied, and how many were selected. The counts are for
//! checks to compute with; what a policy sees is for which characteristics they are given.

use super::columns::{ROWS, column, header, rows};
use super::{Format, Probe, Syntax};
use crate::fact::{Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, child, item};

/// Tables of outcomes by group.
pub(super) struct GroupOutcomes;

/// The group's column.
const GROUP: &[&str] = &["group"];
/// How many there are.
const TOTAL: &[&str] = &["applicants", "total", "applications", "candidates"];
/// How many of them had the favourable outcome.
const FAVOURABLE: &[&str] = &[
    "selected",
    "approved",
    "favorable",
    "favourable",
    "hired",
    "passed",
];
/// What the groups differ by.
const CHARACTERISTIC: &[&str] = &["characteristic", "attribute"];

impl Format for GroupOutcomes {
    fn name(&self) -> &'static str {
        "group-outcomes"
    }

    fn title(&self) -> &'static str {
        "table of outcomes by group (CSV)"
    }

    fn versions(&self) -> &'static str {
        "columns `group`, `applicants` (or `total`), `selected` (or `approved`), and `characteristic`"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.tree, probe.syntax) {
            (Ok(tree), Syntax::Csv) => {
                let header = header(tree);
                [GROUP, TOTAL, FAVOURABLE]
                    .iter()
                    .all(|names| column(&header, names).is_some())
            }
            _ => false,
        }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let main = reading.entity(None, "", None);
        let header = header(tree);
        let Some(characteristic) = column(&header, CHARACTERISTIC) else {
            return reading;
        };
        let mut seen: Vec<&str> = Vec::new();
        for (index, row) in rows(tree).iter().enumerate() {
            let Some(node) = row.get(characteristic) else {
                continue;
            };
            let text = node.scalar().unwrap_or("");
            if is_placeholder(text) || seen.contains(&text) {
                continue;
            }
            if seen.len() >= 100 {
                break;
            }
            seen.push(text);
            let pointer = child(&item(ROWS, index), characteristic);
            state(&mut reading, main, &pointer, node);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "outcomes-2026.csv",
                "characteristic,group,applicants,approved\nsex,women,480,312\nsex,men,520,351\nage,under 40,610,410\nage,40 and over,390,253\n",
            ),
            (
                "hollow.csv",
                "characteristic,group,total,selected\nN/A,A,100,40\nage,B,100,50\nage,C,10,5\n",
            ),
            ("by-group.csv", "Group;Total;Selected\nA;100;40\nB;100;50\n"),
        ]
    }
}

fn state(reading: &mut Reading, main: crate::fact::EntityRef, pointer: &str, node: &Node) {
    reading.state(main, "outcome_characteristics", pointer, node);
}
