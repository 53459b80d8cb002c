//! The cells of one sheet (ECMA-376 part 1, 18.3).

use quick_xml::events::BytesStart;

use super::super::Fault;
use super::parts::Strings;
use super::styles::{Shows, Styles, date};
use super::text::unescape;
use super::xml::{Item, attribute, flag, walk};
use super::{Budget, CellKind, MOST_COLUMNS, MOST_ROWS};

/// What the cells of a sheet refer to.
pub(super) struct Context<'a> {
    pub(super) part: &'a str,
    pub(super) strings: &'a Strings,
    pub(super) styles: &'a Styles,
    pub(super) since_1904: bool,
}

/// A cell before it has a place in the text.
pub(super) struct RawCell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) kind: CellKind,
    pub(super) text: String,
    pub(super) formula: bool,
}

/// A merged range, first and last included.
pub(super) struct Range {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// A sheet as it is written.
#[derive(Default)]
pub(super) struct Raw {
    pub(super) cells: Vec<RawCell>,
    pub(super) merged: Vec<Range>,
    pub(super) hidden_rows: Vec<u32>,
    /// First and last of each stretch.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Formulas without a saved result.
    pub(super) unsaved: usize,
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    row: u32,
    column: u32,
    kind: String,
    style: usize,
    formula: bool,
    valued: bool,
    value: String,
}

/// What text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Nothing,
    Value,
}

pub(super) fn read(
    text: &str,
    context: &Context<'_>,
    budget: &mut Budget<'_>,
) -> Result<Raw, Fault> {
    let mut reader = SheetReader {
        context,
        budget,
        raw: Raw::default(),
        inside: false,
        inline: false,
        sounding: false,
        reading: Reading::Nothing,
        row: 0,
        column: 0,
        open: None,
    };
    walk(context.part, text, &mut |item| reader.take(item))?;
    Ok(reader.raw)
}

struct SheetReader<'a, 'b> {
    context: &'a Context<'a>,
    budget: &'a mut Budget<'b>,
    raw: Raw,
    inside: bool,
    inline: bool,
    sounding: bool,
    reading: Reading,
    row: u32,
    column: u32,
    open: Option<Open>,
}

impl SheetReader<'_, '_> {
    fn take(&mut self, item: Item<'_>) -> Result<(), Fault> {
        match item {
            Item::Open("sheetData", _) => self.inside = true,
            Item::Close("sheetData") => self.inside = false,
            Item::Open("mergeCell", element) => self.merge(element)?,
            Item::Open("col", element) => self.columns(element)?,
            Item::Open(name, element) if self.inside => self.start(name, element)?,
            Item::Close(name) if self.inside => self.end(name)?,
            Item::Text(text) if self.reading == Reading::Value => {
                if let Some(open) = &mut self.open {
                    open.value.push_str(&text);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), Fault> {
        match name {
            "row" => {
                let given = attribute(element, "r")?;
                self.row = match given {
                    Some(number) => number.parse().unwrap_or(0),
                    None => self.row + 1,
                };
                if !(1..=MOST_ROWS).contains(&self.row) {
                    return Err(self.damaged("a row that no sheet has"));
                }
                self.column = 0;
                if flag(element, "hidden")? {
                    self.budget.cell()?;
                    self.raw.hidden_rows.push(self.row);
                }
            }
            "c" => {
                let (row, column) = match attribute(element, "r")? {
                    Some(reference) => {
                        cell(&reference).ok_or_else(|| self.damaged("a cell that no sheet has"))?
                    }
                    None => (self.row, self.column + 1),
                };
                if row != self.row || !(1..=MOST_COLUMNS).contains(&column) {
                    return Err(self.damaged("a cell outside of its row"));
                }
                self.column = column;
                self.open = Some(Open {
                    row,
                    column,
                    kind: attribute(element, "t")?.unwrap_or_default(),
                    style: attribute(element, "s")?
                        .and_then(|it| it.parse().ok())
                        .unwrap_or(0),
                    ..Open::default()
                });
            }
            "f" => {
                if let Some(open) = &mut self.open {
                    open.formula = true;
                }
            }
            "v" => {
                self.reading = Reading::Value;
                if let Some(open) = &mut self.open {
                    open.valued = true;
                }
            }
            "is" => self.inline = true,
            "rPh" => self.sounding = true,
            "t" if self.inline && !self.sounding => self.reading = Reading::Value,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "v" | "t" => self.reading = Reading::Nothing,
            "is" => self.inline = false,
            "rPh" => self.sounding = false,
            "c" => {
                if let Some(open) = self.open.take() {
                    self.finish(open)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, open: Open) -> Result<(), Fault> {
        let (kind, text) = self.value(&open)?;
        let text = text.trim().to_owned();
        let blank = text.is_empty();
        // A formula can have an empty text as its result, but not an empty number.
        let unsaved = open.formula && blank && (open.kind != "str" || !open.valued);
        self.raw.unsaved += usize::from(unsaved);
        if blank && !unsaved {
            return Ok(());
        }
        self.budget.cell()?;
        self.raw.cells.push(RawCell {
            row: open.row,
            column: open.column,
            kind: if unsaved { CellKind::Nothing } else { kind },
            text,
            formula: open.formula,
        });
        Ok(())
    }

    /// What a reader sees of a cell (ECMA-376 part 1, 18.18.11 `ST_CellType`).
    fn value(&self, open: &Open) -> Result<(CellKind, String), Fault> {
        let value = &open.value;
        Ok(match open.kind.as_str() {
            "s" => {
                let index = value.trim().parse().ok();
                let shared = index.and_then(|index| self.context.strings.get(index));
                match shared {
                    Some(text) => (CellKind::Text, text.to_owned()),
                    None if value.trim().is_empty() => (CellKind::Text, String::new()),
                    None => return Err(self.damaged("a cell with a text that is not there")),
                }
            }
            "str" | "inlineStr" | "d" => (CellKind::Text, unescape(value)),
            "b" => match value.trim() {
                "1" | "true" => (CellKind::Flag, "true".to_owned()),
                "0" | "false" => (CellKind::Flag, "false".to_owned()),
                "" => (CellKind::Flag, String::new()),
                _ => return Err(self.damaged("a cell that is neither true nor false")),
            },
            "e" => (CellKind::Nothing, unescape(value)),
            "n" | "" => {
                let number = value.trim();
                let shows = self.context.styles.shows(open.style);
                let shown = (shows != Shows::Number)
                    .then(|| date(number, shows, self.context.since_1904))
                    .flatten();
                match shown {
                    Some(date) => (CellKind::Text, date),
                    None if number.is_empty() || is_number(number) => {
                        (CellKind::Number, number.to_owned())
                    }
                    None => return Err(self.damaged("a cell with a number that is none")),
                }
            }
            _ => return Err(self.damaged("a cell of an unknown type")),
        })
    }

    /// A stretch of columns (ECMA-376 part 1, 18.3.1.13): hidden by name, or by having no width.
    fn columns(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let number = |name| -> Result<Option<u32>, Fault> {
            Ok(attribute(element, name)?.and_then(|it| it.trim().parse().ok()))
        };
        let narrow = attribute(element, "width")?
            .and_then(|it| it.trim().parse::<f64>().ok())
            .is_some_and(|width| width <= 0.0);
        if flag(element, "hidden")? || narrow {
            self.budget.cell()?;
            let first = number("min")?.unwrap_or(1);
            let last = number("max")?.unwrap_or(MOST_COLUMNS);
            self.raw.hidden_columns.push((first, last));
        }
        Ok(())
    }

    fn merge(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let reference = attribute(element, "ref")?.unwrap_or_default();
        let (first, last) = reference
            .split_once(':')
            .unwrap_or((&reference, &reference));
        let (Some(first), Some(last)) = (cell(first), cell(last)) else {
            return Err(self.damaged("a merged range that no sheet has"));
        };
        self.budget.cell()?;
        self.raw.merged.push(Range {
            rows: (first.0.min(last.0), first.0.max(last.0)),
            columns: (first.1.min(last.1), first.1.max(last.1)),
        });
        Ok(())
    }

    fn damaged(&self, what: &str) -> Fault {
        Fault::damaged(format!(
            "`{}` has {what}, in or after row {}; ask for the file again",
            self.context.part, self.row
        ))
    }
}

/// `XML Schema` doubles without `INF` and `NaN`: what JSON calls a number, with a leading zero or
/// plus where programs write one.
fn is_number(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Row and column of `C12` or `$C$12`.
fn cell(reference: &str) -> Option<(u32, u32)> {
    let plain = reference.replace('$', "");
    let letters = plain.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = plain.split_at_checked(letters)?;
    if !(1..=3).contains(&letters) || row.starts_with('0') || row.len() > 7 {
        return None;
    }
    let column = column.bytes().fold(0, |sum, letter| {
        sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row = row
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| row.parse().ok())??;
    let known = (1..=MOST_ROWS).contains(&row) && (1..=MOST_COLUMNS).contains(&column);
    known.then_some((row, column))
}
