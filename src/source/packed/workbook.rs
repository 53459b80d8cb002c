//! Excel workbooks, ECMA-376 part 1 (SpreadsheetML), as far as a reader sees them: the values of
//! cells, dates by their number format, the saved results of formulas. Nothing that a part refers to
//! outside of the file is looked at.

use std::collections::BTreeSet;

use super::Fault;
use super::archive::Archive;
use crate::limits::Limits;

mod parts;
mod sheet;
mod styles;
mod text;
mod xml;

/// A workbook's cells as one text: a line for each row that holds something, its cells divided by
/// tabs. Line breaks in cells are written as carriage returns there.
#[derive(Debug, Default)]
pub struct Workbook {
    text: String,
    /// The sheets in their order.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The name on its tab, unique in the workbook.
    pub name: String,
    /// Whether a reader does not see the sheet.
    pub hidden: bool,
    /// Rows that a reader does not see.
    pub hidden_rows: Vec<u32>,
    /// Columns that a reader does not see, first and last of each stretch.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Cells that hold something, by row and column, each where it stands in the text.
    pub cells: Vec<Cell>,
    /// Cells that a merged range covers and that show the value of the cell at its top.
    pub covered: Vec<Cell>,
    /// Formulas whose result was not saved.
    pub unsaved: usize,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// 1-based row.
    pub row: u32,
    /// 1-based column: A is 1.
    pub column: u32,
    /// Where its value begins in the text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it holds.
    pub kind: CellKind,
    /// Whether the value is the result of a formula.
    pub formula: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text, and a date in ISO 8601.
    Text,
    /// A number, as the file has it.
    Number,
    /// `true` or `false`.
    Flag,
    /// An error such as `#N/A`, or a formula whose result was not saved: no value.
    Nothing,
}

/// The last row of a sheet (ECMA-376 part 1, 18.3.1.73 and the limits of every program).
const MOST_ROWS: u32 = 1_048_576;
/// The last column, `XFD`.
const MOST_COLUMNS: u32 = 16_384;
/// The widest gap between two cells of a row that is written as tabs.
const WIDEST_GAP: u32 = 64;

pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<Workbook, Fault> {
    let mut archive = Archive::open(bytes, limits)?;
    if archive.names().any(|name| name == "encryptedpackage") {
        return Err(Fault::refused("a workbook with a password is not read"));
    }
    let mut text_of = |name: &str| -> Result<Option<String>, Fault> {
        archive
            .read(name)?
            .map(|bytes| text::decode(name, bytes))
            .transpose()
    };
    let found = parts::find(&mut text_of)?;
    let strings = match &found.strings {
        Some(name) => match text_of(name)? {
            Some(text) => parts::strings(name, &text, limits)?,
            None => return Err(gone(name)),
        },
        None => parts::Strings::default(),
    };
    let styles = match &found.styles {
        Some(name) => match text_of(name)? {
            Some(text) => styles::read(name, &text)?,
            None => return Err(gone(name)),
        },
        None => styles::Styles::default(),
    };
    let mut book = Workbook::default();
    let mut budget = Budget {
        cells: limits.cells,
        text: limits.cell_bytes,
        limits,
    };
    for entry in &found.sheets {
        // A chart or a macro has no cells.
        let Some(name) = &entry.part else {
            continue;
        };
        if book.sheets.iter().any(|it| it.name == entry.name) {
            return Err(Fault::damaged(format!(
                "two sheets are called `{}`",
                entry.name
            )));
        }
        let Some(text) = text_of(name)? else {
            return Err(gone(name));
        };
        let context = sheet::Context {
            part: name,
            strings: &strings,
            styles: &styles,
            since_1904: found.since_1904,
        };
        let raw = sheet::read(&text, &context, &mut budget)?;
        book.add(entry, raw, &mut budget)?;
    }
    Ok(book)
}

fn gone(name: &str) -> Fault {
    Fault::damaged(format!(
        "the workbook names `{name}`, which is not in it; ask for the file again"
    ))
}

/// What may still be read.
struct Budget<'a> {
    cells: usize,
    text: usize,
    limits: &'a Limits,
}

impl Budget<'_> {
    fn cell(&mut self) -> Result<(), Fault> {
        self.cells = self.cells.checked_sub(1).ok_or_else(|| {
            let said = format!(
                "the workbook has more than the {} cells that are read: send the sheet that matters as CSV",
                self.limits.cells
            );
            Fault::exceeds(self.limits, "cells", said)
        })?;
        Ok(())
    }

    fn text(&mut self, bytes: usize) -> Result<(), Fault> {
        self.text = self.text.checked_sub(bytes).ok_or_else(|| {
            let said = format!(
                "the cells of the workbook have more than {} bytes of text: send the sheet that matters as CSV",
                self.limits.cell_bytes
            );
            Fault::exceeds(self.limits, "cell-bytes", said)
        })?;
        Ok(())
    }
}

impl Workbook {
    /// The text in which cells have their places.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many cells hold something.
    pub fn cells(&self) -> usize {
        self.sheets
            .iter()
            .map(|sheet| sheet.cells.len() + sheet.covered.len())
            .sum()
    }

    /// What a cell shows, its line breaks as they are.
    pub fn value(&self, cell: &Cell) -> String {
        let range = index(cell.start)..index(cell.end);
        self.text.get(range).unwrap_or_default().replace('\r', "\n")
    }

    /// The cell whose value stands at an offset of the text.
    pub fn cell(&self, offset: usize) -> Option<&Cell> {
        let (_, cell) = self.before(offset)?;
        (offset <= index(cell.end)).then_some(cell)
    }

    /// Where a blank cell of a row stands in the text; `row` is the row's cells that hold something.
    pub fn blank(&self, row: &[Cell], column: u32) -> usize {
        let all_tabs = |from: usize, to: usize| {
            let between = self.text.as_bytes().get(from..to);
            between.is_some_and(|between| between.iter().all(|byte| *byte == b'\t'))
        };
        let after = row.partition_point(|cell| cell.column < column);
        match (after.checked_sub(1).and_then(|at| row.get(at)), row.first()) {
            (Some(before), _) => {
                let end = index(before.end);
                let at = end + index(column - before.column);
                if all_tabs(end, at) { at } else { end }
            }
            (None, Some(first)) => {
                let start = index(first.start);
                let at = start.saturating_sub(index(first.column.saturating_sub(column)));
                if all_tabs(at, start) { at } else { start }
            }
            (None, None) => 0,
        }
    }

    /// The last cell that begins at an offset or before it.
    fn before(&self, offset: usize) -> Option<(&Sheet, &Cell)> {
        let begins = |cell: &Cell| index(cell.start) <= offset;
        let sheet = self
            .sheets
            .iter()
            .rev()
            .find(|sheet| sheet.cells.first().is_some_and(begins))?;
        let after = sheet.cells.partition_point(begins);
        Some((sheet, sheet.cells.get(after.checked_sub(1)?)?))
    }

    /// Sheet, row and column at an offset; a blank cell is counted by the tabs beside it.
    fn locate(&self, offset: usize) -> Option<(&Sheet, usize, usize)> {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let before = self.before(offset);
        if let Some((sheet, cell)) = before {
            let end = index(cell.end).min(offset);
            let between = bytes.get(end..offset).unwrap_or_default();
            if !between.contains(&b'\n') {
                let column = index(cell.column) + between.len();
                return Some((sheet, index(cell.row), column));
            }
        }
        // Blank cells in front of the first one of a row.
        let next = self.sheets.iter().find_map(|sheet| {
            let at = sheet.cells.partition_point(|it| index(it.start) < offset);
            sheet.cells.get(at).map(|cell| (sheet, cell))
        });
        let (sheet, cell, back) = match (next, before) {
            (Some((sheet, cell)), _) => (sheet, cell, index(cell.start).saturating_sub(offset)),
            (None, Some((sheet, cell))) => (sheet, cell, 0),
            (None, None) => return None,
        };
        let column = index(cell.column).saturating_sub(back).max(1);
        Some((sheet, index(cell.row), column))
    }

    /// `Answers!C12`, as formulas write it.
    pub(in crate::source) fn place(&self, offset: usize) -> String {
        let Some((sheet, row, column)) = self.locate(offset) else {
            return self
                .sheets
                .first()
                .map_or(String::new(), |sheet| quoted(&sheet.name));
        };
        format!("{}!{}{row}", quoted(&sheet.name), column_name(column))
    }

    /// Row and column of the cell at an offset of the text.
    pub(in crate::source) fn row_and_column(&self, offset: usize) -> (usize, usize) {
        self.locate(offset)
            .map_or((0, 0), |(_, row, column)| (row, column))
    }

    /// Writes the cells of a sheet into the text.
    fn add(
        &mut self,
        entry: &parts::SheetEntry,
        raw: sheet::Raw,
        budget: &mut Budget<'_>,
    ) -> Result<(), Fault> {
        let mut sheet = Sheet {
            name: entry.name.clone(),
            hidden: entry.hidden,
            hidden_rows: raw.hidden_rows,
            hidden_columns: raw.hidden_columns,
            unsaved: raw.unsaved,
            ..Sheet::default()
        };
        let mut cells = raw.cells;
        cells.sort_by_key(|cell| (cell.row, cell.column));
        if let Some(pair) = cells
            .windows(2)
            .find(|pair| matches!(pair, [a, b] if (a.row, a.column) == (b.row, b.column)))
            && let [cell, _] = pair
        {
            return Err(Fault::damaged(format!(
                "the cell {}{} of `{}` stands there twice",
                column_name(index(cell.column)),
                cell.row,
                entry.name
            )));
        }
        uncover(&mut cells, &raw.merged, budget)?;
        let width = cells.iter().map(|cell| cell.column).max().unwrap_or(0);
        let (mut row, mut column) = (0, 0);
        for cell in &cells {
            let gap = if cell.row == row {
                Some(cell.column.saturating_sub(column)).filter(|gap| *gap <= WIDEST_GAP)
            } else {
                self.end_row(column, width, budget)?;
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                Some(cell.column - 1).filter(|gap| *gap <= WIDEST_GAP)
            };
            self.tabs(gap.unwrap_or(1), budget)?;
            let start = self.text.len();
            let shown = cell.text.replace("\r\n", "\r").replace('\n', "\r");
            budget.text(shown.len() + 1)?;
            self.text.push_str(&shown);
            sheet.cells.push(Cell {
                row: cell.row,
                column: cell.column,
                start: narrow(start)?,
                end: narrow(self.text.len())?,
                kind: cell.kind,
                formula: cell.formula,
            });
            (row, column) = (cell.row, cell.column);
        }
        self.end_row(column, width, budget)?;
        cover(&mut sheet, &raw.merged, budget)?;
        self.sheets.push(sheet);
        Ok(())
    }

    /// Blank cells at the end of a row have their places too.
    fn end_row(&mut self, last: u32, width: u32, budget: &mut Budget<'_>) -> Result<(), Fault> {
        let gap = width.saturating_sub(last);
        if last > 0 && gap <= WIDEST_GAP {
            self.tabs(gap, budget)?;
        }
        Ok(())
    }

    fn tabs(&mut self, count: u32, budget: &mut Budget<'_>) -> Result<(), Fault> {
        budget.text(index(count))?;
        self.text.extend((0..count).map(|_| '\t'));
        Ok(())
    }
}

/// Rows of a sorted list that lie in a merged range.
fn within<'a>(rows: &'a [u32], range: &sheet::Range) -> impl Iterator<Item = u32> + use<'a> {
    let first = rows.partition_point(|row| *row < range.rows.0);
    let last = range.rows.1;
    let rows = rows.iter().copied();
    rows.skip(first).take_while(move |row| *row <= last)
}

/// Takes away what cells of a merged range hold besides its top left: no program shows it.
fn uncover(
    cells: &mut Vec<sheet::RawCell>,
    merged: &[sheet::Range],
    budget: &mut Budget<'_>,
) -> Result<(), Fault> {
    let place = |cell: &sheet::RawCell| (cell.row, cell.column);
    let mut rows: Vec<u32> = cells.iter().map(|cell| cell.row).collect();
    rows.dedup();
    let mut unseen = BTreeSet::new();
    for range in merged {
        for row in within(&rows, range) {
            budget.cell()?;
            let start = cells.partition_point(|cell| place(cell) < (row, range.columns.0));
            let inside = |cell: &&sheet::RawCell| cell.row == row && cell.column <= range.columns.1;
            let inside = cells.iter().skip(start).take_while(inside).map(place);
            unseen.extend(inside.filter(|it| *it != (range.rows.0, range.columns.0)));
        }
    }
    cells.retain(|cell| !unseen.contains(&place(cell)));
    Ok(())
}

/// Gives the value at the top left of a merged range to the rows below it: a reader sees one value
/// beside all of them. Rows that hold nothing else stay away.
fn cover(sheet: &mut Sheet, merged: &[sheet::Range], budget: &mut Budget<'_>) -> Result<(), Fault> {
    let mut rows: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).collect();
    rows.dedup();
    let place = |cell: &Cell| (cell.row, cell.column);
    let mut covered = Vec::new();
    for range in merged {
        budget.cell()?;
        let corner = (range.rows.0, range.columns.0);
        let top = sheet.cells.binary_search_by_key(&corner, place).ok();
        let Some(top) = top.and_then(|at| sheet.cells.get(at)).copied() else {
            continue;
        };
        for row in within(&rows, range).filter(|row| *row > top.row) {
            budget.cell()?;
            covered.push(Cell { row, ..top });
        }
    }
    covered.sort_by_key(place);
    covered.dedup_by_key(|cell| place(cell));
    sheet.covered = covered;
    Ok(())
}

/// A sheet's name as formulas write it.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "''"))
    }
}

/// `A` of 1, `XFD` of 16384.
pub fn column_name(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        let digit = u8::try_from((column - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn narrow(number: usize) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|_| Fault::exceeded("the workbook is too large"))
}
