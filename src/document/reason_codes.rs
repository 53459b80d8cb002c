//! Tables of the reasons that applicants are given for an adverse action: a code, its words, and
//! the model's inputs that it stands for.

use super::columns::{ROWS, column, header, rows};
use super::{Format, Probe, Syntax};
use crate::fact::{Reading, Strength, is_placeholder};
use crate::tree::{Tree, child, item};

/// Tables of reason codes.
pub(super) struct ReasonCodes;

/// The code's column.
const CODE: &[&str] = &["code", "reason_code"];
/// The words that are given to people.
const REASON: &[&str] = &["reason", "description", "text"];
/// The inputs that the reason stands for.
const INPUT: &[&str] = &["input", "inputs", "feature", "features"];

impl Format for ReasonCodes {
    fn name(&self) -> &'static str {
        "reason-codes"
    }

    fn title(&self) -> &'static str {
        "table of reason codes (CSV)"
    }

    fn versions(&self) -> &'static str {
        "columns `reason_code` (or `code`), `reason`, and `inputs`"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.tree, probe.syntax) {
            (Ok(tree), Syntax::Csv) => {
                let header = header(tree);
                let has = |names: &[&str]| column(&header, names).is_some();
                // `code` and `description` alone stand in tables of every kind.
                has(CODE) && has(REASON) && (has(&["reason_code"]) || has(INPUT))
            }
            _ => false,
        }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let main = reading.entity(None, "", None);
        let header = header(tree);
        let Some(code) = column(&header, CODE) else {
            return reading;
        };
        for (index, row) in rows(tree).iter().enumerate() {
            if let Some(node) = row.get(code)
                && node.scalar().is_some_and(|text| !is_placeholder(text))
            {
                let pointer = child(&item(ROWS, index), code);
                reading.state(main, "reason_codes", &pointer, node);
            }
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "adverse-action-reasons.csv",
                "reason_code,reason,inputs\nR01,Too many accounts were opened in the last 12 months,accounts_opened_12m\nR02,Income is not sufficient for the amount requested,income; amount\n",
            ),
            (
                "more.csv",
                "reason_code,reason,inputs\nR01,TBD,income\nR02,Too many claims,\n",
            ),
            (
                "codes.csv",
                "Code,Description,Features\n7,Length of employment,months_employed\n",
            ),
        ]
    }
}
