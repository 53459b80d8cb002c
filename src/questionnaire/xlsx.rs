//! The questions as a workbook: lists to choose from, and only the cells for the vendor can be
//! written. It goes back into the dossier as it is. No cell is a formula, and the same questions give
//! the same bytes.

use std::io;

use rust_xlsxwriter as excel;

use super::csv::{COLUMNS, cells};
use super::markdown::{RULES, called, heading, introduction};
use super::{Form, Questionnaire};
use crate::printable::terminal;

/// Width of each column of [`COLUMNS`], in characters.
const WIDTHS: &[u16] = &[5, 46, 26, 34, 26, 44, 40, 22, 26, 13, 18, 34, 14, 26, 13, 8];
/// The columns that the vendor fills in.
const OPEN: &[&str] = &[
    "Answer",
    "Evidence",
    "Comment",
    "Answered on",
    "Answered by",
];
/// Most characters of a cell.
const CELL: usize = 32_000;

/// `xlsx`.
pub(super) struct Workbook;

impl Form for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn about(&self) -> &'static str {
        "a workbook to fill in; goes back into the dossier"
    }

    fn write(&self, questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()> {
        let bytes = book(questions).map_err(|error| io::Error::other(error.to_string()))?;
        out.write_all(&bytes)
    }
}

fn text(text: &str) -> String {
    terminal(text).chars().take(CELL).collect()
}

fn book(questions: &Questionnaire) -> Result<Vec<u8>, excel::XlsxError> {
    let mut book = excel::Workbook::new();
    let day = questions.as_of;
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let month = u8::try_from(day.month()).unwrap_or(1);
    let date = u8::try_from(day.day()).unwrap_or(1);
    let made = excel::ExcelDateTime::from_ymd(year.max(1900), month, date)?;
    book.set_properties(&excel::DocProperties::new().set_creation_datetime(&made));
    let wrap = excel::Format::new()
        .set_text_wrap()
        .set_align(excel::FormatAlign::Top);
    let bold = wrap.clone().set_bold();
    sheet(&mut book, questions, &wrap, &bold)?;
    let about = book.add_worksheet();
    about.set_name("Read me")?;
    about.set_column_width(0, 100)?;
    let title = format!("Questions about {}", called(&questions.subject));
    about.write_string_with_format(0, 0, text(&title), &bold)?;
    let packs = format!(
        "As of {}, by {}.",
        questions.as_of,
        questions.packs.join(", ")
    );
    let lines = introduction(questions).into_iter().chain([packs]);
    let rules = RULES.iter().map(|it| (*it).to_owned());
    for (row, line) in (2..).zip(lines.chain(rules)) {
        about.write_string_with_format(row, 0, text(&line), &wrap)?;
    }
    book.save_to_buffer()
}

fn sheet(
    book: &mut excel::Workbook,
    questions: &Questionnaire,
    wrap: &excel::Format,
    bold: &excel::Format,
) -> Result<(), excel::XlsxError> {
    let head = bold
        .clone()
        .set_background_color(excel::Color::RGB(0xDDE6F0));
    let open = wrap
        .clone()
        .set_unlocked()
        .set_background_color(excel::Color::RGB(0xFFFBE6))
        .set_border(excel::FormatBorder::Thin);
    // Dates are written as text, so that no program turns one into another.
    let open_text = open.clone().set_num_format("@");
    let sheet = book.add_worksheet();
    sheet.set_name("Questions")?;
    for (column, (name, width)) in (0..).zip(COLUMNS.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, &head)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let mut row = 1;
    for section in &questions.sections {
        let supply = section.items.first().is_some_and(|it| it.supply);
        let about = called(&section.about);
        let title = if supply {
            format!("Documents about {about}")
        } else {
            format!("About {about}: {}", heading(section).to_lowercase())
        };
        sheet.write_string_with_format(row, 1, text(&title), bold)?;
        row += 1;
        for item in &section.items {
            for (column, (name, cell)) in (0..).zip(COLUMNS.iter().zip(cells(item))) {
                if OPEN.contains(name) {
                    sheet.write_blank(row, column, &open_text)?;
                } else {
                    sheet.write_string_with_format(row, column, text(&cell), wrap)?;
                }
                if *name == "Answer" && !item.choices.is_empty() {
                    let list = excel::DataValidation::new().allow_list_strings(&item.choices)?;
                    sheet.add_data_validation(row, column, row, column, &list)?;
                }
            }
            row += 1;
        }
    }
    sheet.protect_with_options(&excel::ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..excel::ProtectionOptions::default()
    });
    Ok(())
}
