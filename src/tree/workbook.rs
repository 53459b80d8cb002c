//! Workbooks as tables: each sheet is `/sheets/NAME/rows/N/HEADER`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Budget, Member, NamesColumns, Node, SEARCHED, SyntaxError, Tree, Value, weight};
use crate::limits::Limits;
use crate::source::{Cell, CellKind, Sheet, Span, Workbook, column_name};

/// Reads the sheets of a workbook. The row that names the columns is the first that `names` knows,
/// or else the first with two cells; what stands above it is `/sheets/NAME/above/N/COLUMN`, by the
/// letters of the columns. A column without a name is `column C`; of several columns with one name,
/// all but the first have their letter behind it. A hidden sheet has `hidden`. Cells with an error
/// are null, blank cells of named columns are empty texts.
///
/// # Errors
/// [`SyntaxError`] if the workbook exceeds `limits`.
pub fn workbook(
    book: &Workbook,
    limits: &Limits,
    names: NamesColumns,
) -> Result<Tree, SyntaxError> {
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for sheet in &book.sheets {
        let node = Rows::of(book, sheet, &mut budget)?.node(names)?;
        sheets.push(Member {
            key: sheet.name.clone(),
            key_span: node.span,
            node,
        });
    }
    let span = Span::new(0, book.text().len());
    let object = |members| Node {
        value: Value::Object(members),
        span,
    };
    let sheets = Member {
        key: "sheets".to_owned(),
        key_span: span,
        node: object(sheets),
    };
    Ok(Tree {
        root: object(vec![sheets]),
    })
}

struct Rows<'a, 'b> {
    book: &'a Workbook,
    sheet: &'a Sheet,
    budget: &'b mut Budget,
    /// Of each row the cells that hold something, and those that a merged range covers.
    rows: BTreeMap<u32, (&'a [Cell], Vec<&'a Cell>)>,
}

/// The columns of a table.
struct Columns {
    named: BTreeMap<u32, (String, Span)>,
}

impl<'a, 'b> Rows<'a, 'b> {
    fn of(
        book: &'a Workbook,
        sheet: &'a Sheet,
        budget: &'b mut Budget,
    ) -> Result<Self, SyntaxError> {
        let mut rows: BTreeMap<u32, (&[Cell], Vec<&Cell>)> = BTreeMap::new();
        for row in sheet.cells.chunk_by(|a, b| a.row == b.row) {
            if let Some(first) = row.first() {
                budget.take(1, span(first).start)?;
                rows.insert(first.row, (row, Vec::new()));
            }
        }
        for cell in &sheet.covered {
            if let Some((_, covered)) = rows.get_mut(&cell.row) {
                covered.push(cell);
            }
        }
        Ok(Self {
            book,
            sheet,
            budget,
            rows,
        })
    }

    fn node(mut self, names: NamesColumns) -> Result<Node, SyntaxError> {
        let whole = match (self.sheet.cells.first(), self.sheet.cells.last()) {
            (Some(first), Some(last)) => Span::new(span(first).start, span(last).end),
            _ => Span::default(),
        };
        // A last row names nothing: what it says stands above a table without rows.
        let last = self.sheet.cells.last().map(|cell| cell.row);
        let header = self.header(names).filter(|row| Some(*row) != last);
        let rows = std::mem::take(&mut self.rows);
        let columns = match header.and_then(|row| rows.get(&row)) {
            Some((cells, _)) => self.columns(cells),
            None => Columns {
                named: BTreeMap::new(),
            },
        };
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for (row, (own, covered)) in &rows {
            match header {
                Some(header) if *row == header => {}
                Some(header) if *row > header => below.push(self.row(own, covered, &columns)?),
                _ => above.push(self.preamble(own)?),
            }
        }
        let list = |key: &str, items: Vec<Node>| Member {
            key: key.to_owned(),
            key_span: whole,
            node: Node {
                value: Value::Array(items),
                span: whole,
            },
        };
        let mut members = Vec::new();
        if self.sheet.hidden {
            members.push(Member {
                key: "hidden".to_owned(),
                key_span: whole,
                node: Node {
                    value: Value::Bool(true),
                    span: whole,
                },
            });
        }
        if !above.is_empty() {
            members.push(list("above", above));
        }
        members.push(list("rows", below));
        Ok(Node {
            value: Value::Object(members),
            span: whole,
        })
    }

    /// The row that names the columns.
    fn header(&self, names: NamesColumns) -> Option<u32> {
        let known = self.rows.iter().take(SEARCHED).find(|(_, (cells, _))| {
            let texts: Vec<String> = cells.iter().map(|cell| self.book.value(cell)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            names(&texts)
        });
        known
            .or_else(|| self.rows.iter().find(|(_, (cells, _))| cells.len() > 1))
            .or_else(|| self.rows.iter().next())
            .map(|(row, _)| *row)
    }

    fn columns(&self, header: &[Cell]) -> Columns {
        let mut seen = BTreeSet::new();
        let mut named = BTreeMap::new();
        for cell in header {
            let text = self.book.value(cell);
            let letter = || column_name(usize::try_from(cell.column).unwrap_or(0));
            let name = if seen.contains(&text) {
                format!("{text} (column {})", letter())
            } else {
                text
            };
            let name = if seen.insert(name.clone()) {
                name
            } else {
                format!("column {}", letter())
            };
            named.insert(cell.column, (name, span(cell)));
        }
        Columns { named }
    }

    fn row(
        &mut self,
        own: &[Cell],
        covered: &[&Cell],
        columns: &Columns,
    ) -> Result<Node, SyntaxError> {
        let mut members = BTreeMap::new();
        for cell in own.iter().chain(covered.iter().copied()) {
            let (name, key_span) = columns.named.get(&cell.column).cloned().unwrap_or_else(|| {
                let letter = column_name(usize::try_from(cell.column).unwrap_or(0));
                (format!("column {letter}"), span(cell))
            });
            self.budget.take(weight(&name), span(cell).start)?;
            members.insert(
                cell.column,
                Member {
                    key: name,
                    key_span,
                    node: self.value(cell),
                },
            );
        }
        for (column, (name, key_span)) in &columns.named {
            if !members.contains_key(column) {
                let at = self.book.blank(own, *column);
                self.budget.take(weight(name), at)?;
                members.insert(
                    *column,
                    Member {
                        key: name.clone(),
                        key_span: *key_span,
                        node: Node {
                            value: Value::Text(String::new()),
                            span: Span::new(at, at),
                        },
                    },
                );
            }
        }
        Ok(Node {
            value: Value::Object(unique(members.into_values())),
            span: around(own),
        })
    }

    /// A row above the table.
    fn preamble(&mut self, own: &[Cell]) -> Result<Node, SyntaxError> {
        let mut members = Vec::with_capacity(own.len());
        for cell in own {
            self.budget.take(1, span(cell).start)?;
            members.push(Member {
                key: column_name(usize::try_from(cell.column).unwrap_or(0)),
                key_span: span(cell),
                node: self.value(cell),
            });
        }
        Ok(Node {
            value: Value::Object(members),
            span: around(own),
        })
    }

    fn value(&self, cell: &Cell) -> Node {
        let text = self.book.value(cell);
        Node {
            value: match cell.kind {
                CellKind::Text => Value::Text(text),
                CellKind::Number => Value::Number(text),
                CellKind::Flag => Value::Bool(text == "true"),
                CellKind::Nothing => Value::Null,
            },
            span: span(cell),
        }
    }
}

/// Members with unique keys: a column that is called `column C` may stand beside one without a name.
fn unique(members: impl Iterator<Item = Member>) -> Vec<Member> {
    let mut seen = BTreeSet::new();
    members
        .map(|mut member| {
            while !seen.insert(member.key.clone()) {
                member.key.push('\'');
            }
            member
        })
        .collect()
}

fn span(cell: &Cell) -> Span {
    let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    Span::new(index(cell.start), index(cell.end))
}

fn around(cells: &[Cell]) -> Span {
    match (cells.first(), cells.last()) {
        (Some(first), Some(last)) => Span::new(span(first).start, span(last).end),
        _ => Span::default(),
    }
}
