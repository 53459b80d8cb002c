//! A questionnaire that is laid out as the reviewer says.

use std::borrow::Cow;

use super::shape::{Table, bare, tables};
use super::{Answer, Sheet, state};
use crate::document::{Layout, Misfit, Probe};
use crate::fact::{Reading, Strength};
use crate::source::{Packed, SourceFile, Span, column_name};
use crate::tree::{Node, Tree, Value, child, item};

/// Reads the answers that the layouts name.
///
/// # Errors
/// The number of a layout, and what of it the file has not.
pub(in crate::document) fn read_as(
    probe: &Probe<'_>,
    tree: &Tree,
    layouts: &[&Layout],
) -> Result<Reading, (usize, Misfit)> {
    let mut reading = Reading::new(Strength::Stated);
    let mut sheets = Vec::new();
    for (number, layout) in layouts.iter().enumerate() {
        let laid = LaidOut {
            file: probe.file,
            tree,
            layout,
        };
        let (sheet, hidden) = laid.sheet().map_err(|misfit| (number, misfit))?;
        if let Some((pointer, node)) = hidden {
            reading.skip(
                &pointer,
                node.span,
                "a hidden sheet; the reviewer names it, and it is read",
            );
        }
        sheets.push(sheet);
    }
    state(&mut reading, &sheets);
    Ok(reading)
}

struct LaidOut<'a, 'b> {
    file: &'b SourceFile,
    tree: &'a Tree,
    layout: &'a Layout,
}

/// The keys of the tree under which the columns of the layout stand.
struct Columns<'a> {
    id: &'a str,
    answer: &'a str,
    question: Option<&'a str>,
    comment: Option<&'a str>,
    evidence: Option<&'a str>,
}

type Hidden<'a> = Option<(String, &'a Node)>;

impl<'a> LaidOut<'a, '_> {
    fn sheet(&self) -> Result<(Sheet<'a>, Hidden<'a>), Misfit> {
        let table = self.table()?;
        let header = self.header(&table)?;
        let columns = self.columns(&table, &header)?;
        let mut sheet = Sheet {
            questionnaire: &self.layout.name,
            version: self.layout.version.clone(),
            words: Some(&self.layout.words),
            ..Sheet::default()
        };
        for (index, row) in table.rows().iter().enumerate() {
            if header.row.is_some_and(|header| self.row(row) <= header) {
                continue;
            }
            let pointer = item(&table.pointer, index);
            let text = |key: Option<&str>| {
                let node = key.and_then(|key| row.get(key));
                node.and_then(Node::scalar).unwrap_or("").trim()
            };
            let id = text(Some(columns.id));
            let value = row.get(columns.answer);
            let said = value.is_some_and(|it| it.scalar().is_some_and(|it| !it.trim().is_empty()));
            // Headings between the questions, and blank rows.
            let asks = columns.question.is_none() || !text(columns.question).is_empty();
            if !said && (id.is_empty() || !asks) {
                continue;
            }
            let filled = |key: Option<&str>| {
                let key = key?;
                let node = row.get(key)?;
                let said = node.scalar().is_some_and(|it| !it.trim().is_empty());
                said.then(|| (child(&pointer, key), node))
            };
            sheet.answers.push(Answer {
                id: (!id.is_empty()).then_some(id),
                span: row.span,
                value_pointer: match value {
                    Some(_) => child(&pointer, columns.answer),
                    None => pointer.clone(),
                },
                value: value.map_or_else(
                    || Cow::Owned(self.blank(&table, row, columns.answer)),
                    Cow::Borrowed,
                ),
                evidence: filled(columns.evidence),
                comment: filled(columns.comment),
                date: None,
                by: None,
                questionnaire: "",
                version: "",
                about: "",
                pointer,
            });
        }
        let hidden = table
            .sheet
            .get("hidden")
            .map(|_| (child("/sheets", table.name), table.sheet));
        Ok((sheet, hidden))
    }

    /// A cell without a value, where a reader sees it.
    fn blank(&self, table: &Table<'_>, row: &Node, key: &str) -> Node {
        let at = || {
            let Some(Packed::Workbook(book)) = self.file.packed() else {
                return None;
            };
            let cells = &book.sheets.iter().find(|it| it.name == table.name)?.cells;
            let number = u32::try_from(self.row(row)).ok()?;
            let own = cells.partition_point(|it| it.row < number)
                ..cells.partition_point(|it| it.row <= number);
            let value = table.rows().iter().find_map(|row| row.get(key))?;
            let column = self.file.location(value.span.start).column;
            Some(book.blank(cells.get(own)?, u32::try_from(column).ok()?))
        };
        let at = at().unwrap_or(row.span.start);
        Node {
            value: Value::Null,
            span: Span::new(at, at),
        }
    }

    fn table(&self) -> Result<Table<'a>, Misfit> {
        let mut all = tables(self.tree);
        let names: Vec<String> = all
            .iter()
            .map(|it| format!("`{}`", short(it.name)))
            .collect();
        let found = match &self.layout.sheet {
            Some(_) if !self.is_workbook() => {
                return Err(misfit(
                    "sheet",
                    "a table of separated values has no sheets",
                    "take `sheet` out",
                ));
            }
            Some(sheet) => all.iter().position(|it| it.name == sheet),
            None if all.len() == 1 => Some(0),
            None => {
                return Err(misfit(
                    "file",
                    "the workbook has several sheets",
                    &format!("name one as `sheet`: {}", listed(&names)),
                ));
            }
        };
        match found {
            Some(at) => Ok(all.swap_remove(at)),
            None => {
                let sheet = self.layout.sheet.as_deref().unwrap_or_default();
                Err(misfit(
                    "sheet",
                    &format!("the workbook has no sheet `{sheet}`"),
                    &format!("it has {}", listed(&names)),
                ))
            }
        }
    }

    fn is_workbook(&self) -> bool {
        matches!(self.file.packed(), Some(Packed::Workbook(_)))
    }

    /// The row of a sheet, or the line of a text, on which a node begins.
    fn row(&self, node: &Node) -> usize {
        self.file.location(node.span.start).line
    }

    fn header(&self, table: &Table<'a>) -> Result<Header<'a>, Misfit> {
        let keys = table.rows().first().map_or(&[][..], Node::members);
        let taken = keys.iter().map(|member| Named {
            text: &member.key,
            key: &member.key,
        });
        let taken = Header {
            row: None,
            names: taken.collect(),
        };
        let Some(wanted) = self.layout.header_row else {
            // The row that has most of the names; the one that it lacks is missed there.
            let known = |names: &[Named<'_>]| {
                let named = |column: &&String| names.iter().any(|it| bare(it.text) == bare(column));
                self.layout.columns.values().filter(named).count()
            };
            let mut best = (known(&taken.names), taken);
            for row in table.rows().iter().take(SEARCHED) {
                let names = names_of(row);
                let count = known(&names);
                if count > best.0 {
                    let row = Some(self.row(row));
                    best = (count, Header { row, names });
                }
            }
            return Ok(best.1);
        };
        // The keys of the rows stand in the row that was taken for the header.
        let first = keys.iter().map(|member| member.key_span.start).min();
        let own = first.map(|at| self.file.location(at).line);
        if own == Some(wanted) {
            return Ok(taken);
        }
        if own.is_some_and(|own| wanted < own) {
            let own = own.unwrap_or(0);
            return Err(misfit(
                "header_row",
                &format!(
                    "row {own} of `{}` names the columns already",
                    short(table.name)
                ),
                &format!("give {own}, or take `header_row` out"),
            ));
        }
        let row = table.rows().iter().find(|row| self.row(row) == wanted);
        let Some(row) = row else {
            return Err(misfit(
                "header_row",
                &format!("row {wanted} of `{}` holds nothing", short(table.name)),
                "give the number of the row that names the columns",
            ));
        };
        Ok(Header {
            row: Some(wanted),
            names: names_of(row),
        })
    }

    fn columns(&self, table: &Table<'a>, header: &Header<'a>) -> Result<Columns<'a>, Misfit> {
        let find = |role: &'static str| -> Result<Option<&'a str>, Misfit> {
            let Some(wanted) = self.layout.column(role) else {
                return Ok(None);
            };
            let named: Vec<&Named<'a>> = header
                .names
                .iter()
                .filter(|it| bare(it.text) == bare(wanted))
                .collect();
            if let [_, _, ..] = named.as_slice() {
                return Err(misfit(
                    role,
                    &format!("several columns are called `{wanted}`"),
                    "give the letter of the one that is meant",
                ));
            }
            if let Some(named) = named.first() {
                return Ok(Some(named.key));
            }
            // Not every column has a name: its cells have its letter.
            let letters = self.is_workbook().then(|| wanted.trim().to_uppercase());
            let lettered = letters.and_then(|letters| {
                table.rows().iter().flat_map(Node::members).find_map(|it| {
                    let at = self.file.location(it.node.span.start).column;
                    (column_name(at) == letters).then_some(it.key.as_str())
                })
            });
            lettered.map(Some).ok_or_else(|| {
                let names: Vec<String> = header
                    .names
                    .iter()
                    .map(|it| format!("`{}`", short(it.text)))
                    .collect();
                let letters = if self.is_workbook() {
                    "; a letter such as `C` does as well"
                } else {
                    ""
                };
                misfit(
                    role,
                    &format!("no column of `{}` is called `{wanted}`", short(table.name)),
                    &format!("its columns are {}{letters}", listed(&names)),
                )
            })
        };
        let (id, question) = (find("id")?, find("question")?);
        let answer = find("answer")?;
        let (Some(id), Some(answer)) = (id.or(question), answer) else {
            return Err(misfit(
                "file",
                "the columns of the ids and of the answers are not named",
                "give `id` and `answer`",
            ));
        };
        Ok(Columns {
            id,
            answer,
            question,
            comment: find("comment")?,
            evidence: find("evidence")?,
        })
    }
}

/// The names of the columns.
struct Header<'a> {
    /// The row, where it is not the one that was taken for the header.
    row: Option<usize>,
    names: Vec<Named<'a>>,
}

struct Named<'a> {
    text: &'a str,
    key: &'a str,
}

/// The texts of a row as the names of its columns.
fn names_of(row: &Node) -> Vec<Named<'_>> {
    let named = row.members().iter().filter_map(|member| {
        let text = member.node.scalar().filter(|it| !it.trim().is_empty())?;
        Some(Named {
            text,
            key: &member.key,
        })
    });
    named.collect()
}

/// Rows in which the names of the columns are looked for.
const SEARCHED: usize = 100;

fn misfit(key: &'static str, message: &str, help: &str) -> Misfit {
    Misfit {
        key,
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

fn short(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.chars().take(60).collect()
}

/// The first of many names.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    match names.get(..SHOWN) {
        Some(first) if names.len() > SHOWN => {
            format!("{}, and {} more", first.join(", "), names.len() - SHOWN)
        }
        _ => names.join(", "),
    }
}
