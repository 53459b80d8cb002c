//! The questions as CSV (RFC 4180), which goes back into the dossier once the column `Answer` is
//! filled. A cell that a spreadsheet would run as a formula is text.

use std::io;

use super::{Form, Item, Questionnaire, VERSION};
use crate::printable::csv_row;

/// The columns, of CSV and of the workbook; the reader knows `Answer`, `Evidence`, `Comment`,
/// `Answered on`, `Answered by`, `About`, `ID`, `Questionnaire` and `Version`.
pub(super) const COLUMNS: &[&str] = &[
    "No.",
    "Question",
    "Answer",
    "How to answer",
    "What is needed",
    "Why it is asked",
    "Accepted",
    "Evidence",
    "Comment",
    "Answered on",
    "Answered by",
    "Last time",
    "About",
    "ID",
    "Questionnaire",
    "Version",
];

/// `csv`.
pub(super) struct Csv;

impl Form for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "a table to fill in; goes back into the dossier"
    }

    fn write(&self, questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(csv_row(COLUMNS).as_bytes())?;
        for item in questions.items() {
            out.write_all(csv_row(&cells(item)).as_bytes())?;
        }
        Ok(())
    }
}

/// The cells of a question, by [`COLUMNS`].
pub(super) fn cells(item: &Item) -> Vec<String> {
    let blank = String::new;
    vec![
        item.number.clone(),
        full(item),
        blank(),
        item.how.clone(),
        item.needed.join("; and "),
        why(item),
        item.accepted.clone(),
        blank(),
        blank(),
        blank(),
        blank(),
        item.prior.clone().unwrap_or_default(),
        item.role.clone(),
        item.id.clone(),
        "passmuster".to_owned(),
        VERSION.to_owned(),
    ]
}

/// The question with what is to be known before it is answered.
pub(super) fn full(item: &Item) -> String {
    let mut text = match &item.instead_of {
        Some(number) => format!("Only if {number} is not answered as needed: {}", item.text),
        None => item.text.clone(),
    };
    if !item.note.is_empty() {
        text.push_str(&format!(" ({}.)", item.note.trim_end_matches('.')));
    }
    text
}

/// The controls that ask, in words.
pub(super) fn why(item: &Item) -> String {
    let why: Vec<String> = item
        .why
        .iter()
        .map(|it| {
            let advisory = if it.mandatory { "" } else { ", advisory" };
            format!("{} ({}{advisory})", it.title, it.control)
        })
        .collect();
    why.join("; ")
}
