//! Comma-separated tables after RFC 4180, with semicolons and tabs as they occur in practice.

use std::collections::HashSet;

use super::{
    Budget, Member, NamesColumns, Node, SEARCHED, SyntaxError, Tree, Value, too_many_rows, weight,
};
use crate::limits::Limits;
use crate::source::{Span, column_name};

/// Reads a table with a header row into `/sheets/csv/rows/N/HEADER`; every cell is trimmed text.
/// `base` is added to every offset.
///
/// # Errors
/// [`SyntaxError`] if a quote is not closed, a row has more cells than the header, a header is
/// repeated, the text holds control characters, or it exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    parse_under(text, base, limits, |_| false)
}

/// The same for a table that may have rows above its header: that is the first row that `names`
/// knows, or else the first of all. What stands above it is `/sheets/csv/above/N/COLUMN`, by the
/// letters that a spreadsheet gives the columns.
///
/// # Errors
/// As [`parse`].
pub fn parse_under(
    text: &str,
    base: usize,
    limits: &Limits,
    names: NamesColumns,
) -> Result<Tree, SyntaxError> {
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if let Some(at) = text.find(control) {
        return Err(SyntaxError::new(
            base + at,
            "expected text; a control character cannot stand in a table",
        ));
    }
    let start = header_start(text, names).unwrap_or(0);
    let mut reader = Reader {
        text,
        base,
        at: 0,
        delimiter: delimiter(text.get(start..).unwrap_or_default()),
    };
    let mut budget = Budget::new(limits);
    let mut above = Vec::new();
    while reader.at < start {
        let Some(cells) = reader.record()? else { break };
        above.push(preamble(cells, &mut budget)?);
    }
    reader.at = start;
    let Some(header) = reader.record()? else {
        return Err(SyntaxError::new(
            base,
            "expected a first row with the names of the columns",
        ));
    };
    let header = columns(header, limits)?;

    let mut rows = Vec::new();
    while let Some(mut cells) = reader.record()? {
        while cells.len() > header.len() && cells.last().is_some_and(|cell| cell.text.is_empty()) {
            cells.pop();
        }
        if let Some(extra) = cells.get(header.len()) {
            return Err(SyntaxError::new(
                extra.span.start,
                format!(
                    "expected at most {} cells as in the header, but this row has {}",
                    header.len(),
                    cells.len()
                ),
            ));
        }
        let span = around(&cells);
        if rows.len() >= limits.rows {
            return Err(too_many_rows(limits, span.start));
        }
        budget.take(1, span.start)?;
        // A row that ends early has its other columns too, and nothing in them.
        let end = Span::new(span.end, span.end);
        cells.resize_with(header.len(), || Cell {
            text: String::new(),
            span: end,
        });
        let mut members = Vec::with_capacity(cells.len());
        for (column, cell) in header.iter().zip(cells) {
            if !column.named && cell.text.is_empty() {
                continue;
            }
            budget.take(weight(&column.name), cell.span.start)?;
            members.push(Member {
                key: column.name.clone(),
                key_span: column.span,
                node: Node {
                    value: Value::Text(cell.text),
                    span: cell.span,
                },
            });
        }
        rows.push(Node {
            value: Value::Object(members),
            span,
        });
    }

    let span = Span::new(base, base + text.len());
    let member = |key: &str, value| Member {
        key: key.to_owned(),
        key_span: span,
        node: Node { value, span },
    };
    let mut sheet = Vec::new();
    if !above.is_empty() {
        sheet.push(member("above", Value::Array(above)));
    }
    sheet.push(member("rows", Value::Array(rows)));
    let sheets = Value::Object(vec![member("csv", Value::Object(sheet))]);
    Ok(Tree {
        root: Node {
            value: Value::Object(vec![member("sheets", sheets)]),
            span,
        },
    })
}

/// Where the record begins that `names` knows, each record read with the delimiter that it seems to
/// have: a title above a table has none.
fn header_start(text: &str, names: NamesColumns) -> Option<usize> {
    let mut at = 0;
    for _ in 0..SEARCHED {
        let rest = text.get(at..)?;
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        at += blank;
        let rest = text.get(at..)?;
        let mut reader = Reader {
            text: rest,
            base: 0,
            at: 0,
            delimiter: delimiter(rest),
        };
        // A record that cannot be read is an error of the table itself.
        let cells = reader.record().ok().flatten()?;
        let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        if names(&texts) {
            return Some(at);
        }
        at += reader.at;
    }
    None
}

/// A row above the header; cells without a text are not there.
fn preamble(cells: Vec<Cell>, budget: &mut Budget) -> Result<Node, SyntaxError> {
    let span = around(&cells);
    budget.take(1, span.start)?;
    let mut members = Vec::new();
    for (index, cell) in cells.into_iter().enumerate() {
        if !cell.text.is_empty() {
            budget.take(1, cell.span.start)?;
            members.push(Member {
                key: column_name(index + 1),
                key_span: cell.span,
                node: Node {
                    value: Value::Text(cell.text),
                    span: cell.span,
                },
            });
        }
    }
    Ok(Node {
        value: Value::Object(members),
        span,
    })
}

struct Column {
    name: String,
    named: bool,
    span: Span,
}

fn columns(header: Vec<Cell>, limits: &Limits) -> Result<Vec<Column>, SyntaxError> {
    if let Some(cell) = header.get(limits.columns) {
        let expected = format!("expected at most {} columns", limits.columns);
        let at = cell.span.start;
        return Err(SyntaxError::exceeds(limits, "columns", at, expected));
    }
    let mut seen = HashSet::new();
    let mut columns = Vec::with_capacity(header.len());
    for (index, cell) in header.into_iter().enumerate() {
        let named = !cell.text.is_empty();
        let name = if named {
            cell.text
        } else {
            format!("column {}", index + 1)
        };
        if !seen.insert(name.clone()) {
            return Err(SyntaxError::new(
                cell.span.start,
                format!("expected each column name once, but {name:?} is already a column"),
            ));
        }
        columns.push(Column {
            name,
            named,
            span: cell.span,
        });
    }
    Ok(columns)
}

/// The most frequent of the delimiters in the first record that is not blank.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let mut fresh = true;
    for byte in text.trim_start().bytes() {
        if quoted {
            quoted = byte != b'"';
            continue;
        }
        match byte {
            b'\n' | b'\r' => break,
            // A doubled quote closes and opens again.
            b'"' if fresh => quoted = true,
            b' ' => {}
            _ => {
                fresh = false;
                for (delimiter, count) in &mut counts {
                    if byte == *delimiter {
                        *count += 1;
                        fresh = true;
                    }
                }
            }
        }
    }
    let mut best = (b',', 0);
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

struct Cell {
    text: String,
    span: Span,
}

fn around(cells: &[Cell]) -> Span {
    let start = cells.first().map_or(0, |cell| cell.span.start);
    Span::new(start, cells.last().map_or(start, |cell| cell.span.end))
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    at: usize,
    delimiter: u8,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// The next record with anything in it.
    fn record(&mut self) -> Result<Option<Vec<Cell>>, SyntaxError> {
        while self.peek().is_some() {
            let mut cells = vec![self.cell()?];
            while self.peek() == Some(self.delimiter) {
                self.at += 1;
                cells.push(self.cell()?);
            }
            if self.peek() == Some(b'\r') {
                self.at += 1;
            }
            if self.peek() == Some(b'\n') {
                self.at += 1;
            }
            if cells.iter().any(|cell| !cell.text.is_empty()) {
                return Ok(Some(cells));
            }
        }
        Ok(None)
    }

    /// One cell, up to the delimiter, the line break or the end.
    fn cell(&mut self) -> Result<Cell, SyntaxError> {
        self.skip_blanks();
        if self.peek() == Some(b'"') {
            return self.quoted();
        }
        let start = self.at;
        while self.peek().is_some_and(|byte| !self.ends_cell(byte)) {
            self.at += 1;
        }
        let raw = self.text.get(start..self.at).unwrap_or_default();
        let text = raw.trim();
        let start = start + (raw.len() - raw.trim_start().len());
        Ok(Cell {
            text: text.to_owned(),
            span: Span::new(self.base + start, self.base + start + text.len()),
        })
    }

    fn quoted(&mut self) -> Result<Cell, SyntaxError> {
        let open = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            let rest = self.text.get(start..).unwrap_or_default();
            let Some(length) = rest.find('"') else {
                return Err(SyntaxError::new(
                    self.base + open,
                    "expected a closing quote for the cell that begins here",
                ));
            };
            self.at += length + 1;
            text.push_str(rest.get(..length).unwrap_or_default());
            if self.peek() != Some(b'"') {
                break;
            }
            text.push('"');
            self.at += 1;
        }
        let span = Span::new(self.base + open, self.base + self.at);
        self.skip_blanks();
        if self.peek().is_some_and(|byte| !self.ends_cell(byte)) {
            return Err(SyntaxError::new(
                self.base + self.at,
                "expected a delimiter or a line break after the closing quote; \
                 a quote inside a cell is doubled",
            ));
        }
        Ok(Cell {
            text: text.trim().to_owned(),
            span,
        })
    }

    fn skip_blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t')) = self.peek() {
            if self.ends_cell(byte) {
                break;
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<Vec<(String, String)>> {
        let tree = parse(text, 3, &Limits::default()).unwrap();
        let rows = tree.get("/sheets/csv/rows").unwrap();
        rows.items()
            .iter()
            .map(|row| {
                let cell = |member: &Member| {
                    let cell = member.node.text().unwrap().to_owned();
                    let slice = &text[member.node.span.start - 3..member.node.span.end - 3];
                    if !slice.starts_with('"') {
                        assert_eq!(slice, cell);
                    }
                    (member.key.clone(), cell)
                };
                row.members().iter().map(cell).collect()
            })
            .collect()
    }

    #[test]
    fn dialects() {
        for text in [
            "q,a\nis it, safe?,yes\n".replace("is it, safe?", "\"is it, safe?\""),
            "q;a\r\n\r\nis it, safe?;yes\r\n;;\r\n".into(),
            "q\ta\ris it, safe?\tyes".into(),
            "\n\"q\" , a\n \"is it, safe?\" ,\tyes ,,\n".into(),
        ] {
            let row = [
                ("q".into(), "is it, safe?".into()),
                ("a".into(), "yes".into()),
            ];
            assert_eq!(rows(&text), [row.to_vec()], "{text:?}");
        }
    }

    #[test]
    fn quotes_breaks_and_gaps() {
        let text = "a,,\"b \"\"x\"\"\"\n\"1\r\n\"\"2\"\"\",,3\" disk\n\n4\n,5\n";
        let rows = rows(text);
        let row = |cells: &[(&str, &str)]| -> Vec<(String, String)> {
            cells
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        assert_eq!(
            rows,
            [
                row(&[("a", "1\r\n\"2\""), ("b \"x\"", "3\" disk")]),
                row(&[("a", "4"), ("b \"x\"", "")]),
                row(&[("a", ""), ("column 2", "5"), ("b \"x\"", "")]),
            ]
        );
    }

    #[test]
    fn refusals_say_where_and_what() {
        for (text, offset, message) in [
            ("", 0, "expected a first row with the names of the columns"),
            (
                "a\n\"b\nc",
                2,
                "expected a closing quote for the cell that begins here",
            ),
            (
                "a,b\n1,2,3,\n",
                8,
                "expected at most 2 cells as in the header, but this row has 3",
            ),
            (
                "a,a\n",
                2,
                "expected each column name once, but \"a\" is already a column",
            ),
            (
                "a\n\0",
                2,
                "expected text; a control character cannot stand in a table",
            ),
            (
                "a\n\"b\"c\n",
                5,
                "expected a delimiter or a line break after the closing quote; \
                 a quote inside a cell is doubled",
            ),
        ] {
            let error = parse(text, 3, &Limits::default()).unwrap_err();
            assert_eq!(
                (error.offset, error.message.as_str()),
                (offset + 3, message),
                "{text}"
            );
        }
    }

    #[test]
    fn a_long_header_cannot_be_multiplied() {
        let text = format!("{}\n{}", "h".repeat(100_000), "x\n".repeat(100_000));
        assert!(parse(&text, 0, &Limits::default()).is_err());
    }

    proptest! {
        #[test]
        fn cells_come_back(cells in prop::collection::vec("[a-z\",; é\t\n]{0,8}[a-z]", 1..5)) {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let quoted: Vec<_> = cells.iter().map(quote).collect();
            let names: Vec<_> = (0..cells.len()).map(|n| n.to_string()).collect();
            let rows = rows(&format!("{}\n{}\n", names.join(","), quoted.join(",")));
            if cells.len() > 1 {
                let read: Vec<_> = rows[0].iter().map(|(_, cell)| cell.as_str()).collect();
                let written: Vec<_> = cells.iter().map(|cell| cell.trim()).collect();
                prop_assert_eq!(read, written);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in prop_oneof![any::<String>(), "[a\",;\t\r\n ]{0,40}"]) {
            if let Err(error) = parse(&text, 0, &Limits::default()) {
                prop_assert!(error.offset <= text.len());
            }
        }
    }
}
