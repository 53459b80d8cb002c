//! Filled questionnaires in JSON, YAML, tables of separated values and workbooks: who was asked what,
//! and the answers. Answers become tags of the dossier; those to the project's own questionnaire, whose
//! questions are attributes of the vocabulary, become facts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, Value as FactValue, parse_date};
use crate::source::{Packed, PackedKind, Span, Workbook};
use crate::tree::{Node, Tree, Value, child};

mod examples;
mod laid_out;
mod shape;
mod standard;
mod typed;

pub(super) use laid_out::read_as;
pub(super) use shape::names_columns;

/// Filled questionnaires.
pub(super) struct Questionnaire;

impl Format for Questionnaire {
    fn name(&self) -> &'static str {
        "questionnaire"
    }

    fn title(&self) -> &'static str {
        "filled questionnaire (XLSX, YAML, JSON or CSV), CAIQ, AI-CAIQ and HECVAT included"
    }

    fn holds_answers(&self) -> bool {
        true
    }

    fn versions(&self) -> &'static str {
        "any; the questionnaire's own version is part of each answer's key"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.tree, probe.syntax) {
            (_, Syntax::Markdown) => false,
            (Ok(tree), Syntax::Csv | Syntax::Workbook) => shape::tables(tree)
                .iter()
                .any(|table| !is_hidden(table.sheet) && shape::is_table(table.rows())),
            (Err(_), Syntax::Workbook) => false,
            (Ok(tree), _) => shape::is_filled(&tree.root),
            (Err(_), Syntax::Csv) => shape::was_a_table(probe.text, probe.limits),
            (Err(_), _) => {
                let head = ["questionnaire", "vendor_name", "passmuster"];
                let body = ["answers:", "\"answers\"", "responses:", "\"responses\""];
                head.iter().any(|word| probe.mentions(word))
                    && body.iter().any(|word| probe.mentions(word))
            }
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Stated);
        let sheets = match probe.syntax {
            Syntax::Csv | Syntax::Workbook => tables(probe, tree, &mut reading),
            _ => vec![shape::from_tree(&tree.root)],
        };
        state(&mut reading, &sheets);
        reading
    }

    fn packed(&self) -> Option<PackedKind> {
        Some(PackedKind::Workbook)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// Whether a sheet is one that its reader does not see.
fn is_hidden(sheet: &Node) -> bool {
    sheet.get("hidden").is_some()
}

/// The tables that are filled questionnaires. What a reader of the workbook does not see, and what
/// repeats other answers by formula, is noted and not read.
fn tables<'a>(probe: &Probe<'_>, tree: &'a Tree, reading: &mut Reading) -> Vec<Sheet<'a>> {
    let book = match probe.file.packed() {
        Some(Packed::Workbook(book)) => Some(book),
        _ => None,
    };
    let mut sheets = Vec::new();
    for table in shape::tables(tree) {
        if !shape::is_table(table.rows()) {
            continue;
        }
        let pointer = child("/sheets", table.name);
        if is_hidden(table.sheet) {
            let message = "a hidden sheet with answers, which is not read";
            reading.skip(&pointer, table.sheet.span, message);
            continue;
        }
        if shape::is_ambiguous(table.rows()) {
            let message = "several columns of answers; say in the review file which counts, by its letter: [[questionnaire]]";
            reading.skip(&pointer, table.sheet.span, message);
            continue;
        }
        let sheet = shape::from_table(tree, &table);
        let computed = book.is_some_and(|book| repeats(book, &sheet));
        sheets.push((pointer, table.sheet.span, computed, sheet));
    }
    let said: BTreeSet<(String, String)> = sheets
        .iter()
        .filter(|(_, _, computed, _)| !computed)
        .flat_map(|(_, _, _, sheet)| sheet.answers.iter().map(|answer| answer.said(sheet)))
        .collect();
    let mut kept = Vec::new();
    for (pointer, span, computed, mut sheet) in sheets {
        if computed && !said.is_empty() {
            let before = sheet.answers.len();
            let mut answers = std::mem::take(&mut sheet.answers);
            answers.retain(|answer| {
                let (key, value) = answer.said(&sheet);
                // A formula that leads to a blank cell shows 0, or nothing.
                let blank = matches!(value.as_str(), "" | "0");
                !blank && !said.contains(&(key, value))
            });
            sheet.answers = answers;
            if sheet.answers.len() < before {
                let message = "answers that are formulas, which are not read beside the same answers elsewhere";
                reading.skip(&pointer, span, message);
            }
            if sheet.answers.is_empty() {
                continue;
            }
        }
        if let Some(book) = book {
            note_unseen(book, (&pointer, span), &sheet, reading);
        }
        kept.push(sheet);
    }
    kept
}

/// Whether all answers of a sheet are results of formulas.
fn repeats(book: &Workbook, sheet: &Sheet<'_>) -> bool {
    let mut cells = sheet
        .answers
        .iter()
        .filter_map(|answer| book.cell(answer.value.span.start))
        .peekable();
    cells.peek().is_some() && cells.all(|cell| cell.formula)
}

/// Notes answers that a reader does not see: those in hidden rows and columns, and formulas without a
/// result.
fn note_unseen(
    book: &Workbook,
    (pointer, span): (&str, Span),
    sheet: &Sheet<'_>,
    reading: &mut Reading,
) {
    let own = |it: &&crate::source::Sheet| child("/sheets", &it.name) == pointer;
    let Some(seen) = book.sheets.iter().find(own) else {
        return;
    };
    if seen.unsaved > 0 {
        let message = format!(
            "{} without a saved result: open the workbook in a spreadsheet program and save it",
            plural(seen.unsaved, "formula")
        );
        reading.skip(pointer, span, message);
    }
    let mut unseen = sheet.answers.iter().filter(|answer| {
        let row = book.cell(answer.span.start).map(|cell| cell.row);
        let column = book.cell(answer.value.span.start).map(|cell| cell.column);
        let between = |column: u32| {
            let mut hidden = seen.hidden_columns.iter();
            hidden.any(|(first, last)| (*first..=*last).contains(&column))
        };
        row.is_some_and(|row| seen.hidden_rows.contains(&row)) || column.is_some_and(between)
    });
    if let Some(first) = unseen.next() {
        let count = plural(unseen.count() + 1, "answer");
        let message = format!("{count} in hidden rows or columns, which are read as well");
        reading.skip(&first.pointer, first.span, message);
    }
}

fn plural(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// States what the sheets of one document say.
fn state(reading: &mut Reading, sheets: &[Sheet<'_>]) {
    let mut vendors = sheets.iter().map(|sheet| sheet.vendor);
    let vendor = vendors.find(|name| !name.is_empty()).unwrap_or("");
    let main = reading.entity(None, vendor, None);
    let document = reading.entity(Some(EntityKind::Document), "", Some(main));
    for sheet in sheets {
        sheet.about_the_document(reading, document);
        sheet.state(reading, main, document);
    }
}

/// One answer and where it stands.
struct Answer<'a> {
    id: Option<&'a str>,
    /// Where the answer as a whole stands.
    pointer: String,
    span: Span,
    value_pointer: String,
    value: Cow<'a, Node>,
    evidence: Option<(String, &'a Node)>,
    /// What the respondent says beside it.
    comment: Option<(String, &'a Node)>,
    date: Option<(String, &'a Node)>,
    by: Option<(String, &'a Node)>,
    /// The questionnaire and its version, where each row names its own.
    questionnaire: &'a str,
    version: &'a str,
    /// Whom the answer is about, in the project's own form.
    about: &'a str,
}

/// A questionnaire with its answers.
#[derive(Default)]
struct Sheet<'a> {
    questionnaire: &'a str,
    version: String,
    vendor: &'a str,
    date: Option<(String, &'a Node)>,
    by: Option<(String, &'a Node)>,
    answers: Vec<Answer<'a>>,
    /// What the respondent's words mean, where the reviewer says so.
    words: Option<&'a Words>,
}

impl Sheet<'_> {
    fn state(&self, reading: &mut Reading, main: EntityRef, document: EntityRef) {
        let own = self.asks_vocabulary();
        let mut unversioned = None;
        for answer in &self.answers {
            let Some(id) = answer.id else {
                reading.defect(
                    &answer.pointer,
                    answer.span,
                    "an answer without the id of its question",
                );
                continue;
            };
            let (name, version) = answer.key(self);
            let key = format!("{}:{id}", prefix(&name, &version));
            if own || name == "PASSMUSTER" {
                if id.starts_with(typed::SUPPLY) {
                    // Asks for a document, which speaks for itself.
                    continue;
                }
                let about = match typed::role(answer.about) {
                    Ok(None) => main,
                    Ok(Some(role)) => reading.stand_in(&role),
                    Err(message) => {
                        reading.skip(&answer.pointer, answer.span, message);
                        continue;
                    }
                };
                let hollow = reading.hollow.len();
                typed::state(reading, about, document, id, answer);
                if !answer.about.is_empty() {
                    typed::refuse(reading, hollow);
                }
            } else {
                if (name.is_empty() || version.is_empty()) && unversioned.is_none() {
                    unversioned = Some((answer, name.is_empty()));
                }
                self.answer(reading, main, key.clone(), answer);
            }
            for (part, said) in [("evidence", &answer.evidence), ("comment", &answer.comment)] {
                if let Some((pointer, node)) = said {
                    reading.answer(main, format!("{key}#{part}"), pointer, node);
                }
            }
        }
        if let Some((answer, unnamed)) = unversioned {
            let message = if unnamed {
                "answers to a questionnaire without a name cannot be compared"
            } else {
                "answers without a questionnaire version cannot be compared"
            };
            reading.skip(&answer.pointer, answer.span, message);
        }
    }

    /// States an answer, in the words of the reviewer where he has any for it.
    fn answer(&self, reading: &mut Reading, main: EntityRef, key: String, answer: &Answer<'_>) {
        let joined = joined(&answer.value);
        let node = joined.as_ref().unwrap_or(&answer.value);
        let meant = node
            .scalar()
            .and_then(|text| self.words?.get(&word(text)).map(|meant| (text, meant)));
        let Some((text, meant)) = meant else {
            reading.answer(main, key, &answer.value_pointer, node);
            return;
        };
        let before = reading.facts.len();
        let meant = Node {
            value: Value::Text(meant.clone()),
            span: node.span,
        };
        reading.answer(main, key, &answer.value_pointer, &meant);
        if let Some(fact) = reading.facts.get_mut(before) {
            text.clone_into(&mut fact.text);
        }
    }

    fn about_the_document(&self, reading: &mut Reading, document: EntityRef) {
        if let Some((pointer, node)) = &self.date {
            reading.state(document, "dated", pointer, node);
        } else {
            // The document is as old as its oldest answer.
            let dates = self
                .answers
                .iter()
                .filter_map(|answer| answer.date.as_ref());
            let oldest = dates
                .clone()
                .filter_map(|(pointer, node)| Some((parse_date(node.scalar()?)?, pointer, *node)))
                .min_by_key(|(date, _, _)| *date);
            if let Some((_, pointer, node)) = oldest {
                reading.state(document, "dated", pointer, node);
            } else if let Some((pointer, node)) = dates.clone().next() {
                reading.state(document, "dated", pointer, node);
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        let each = self.answers.iter().filter_map(|answer| answer.by.as_ref());
        for (pointer, node) in self.by.iter().chain(each) {
            let who = node.scalar().unwrap_or("").trim();
            if seen.contains(&who) || seen.len() > 100 {
                continue;
            }
            seen.push(who);
            // A blank cell of a table is no statement.
            if !who.is_empty() || !matches!(node.value, Value::Text(_)) {
                reading.state(document, "answered_by", pointer, node);
            }
        }
    }

    /// Whether the questions are the project's own: by name, or nameless with attributes as ids.
    fn asks_vocabulary(&self) -> bool {
        if !self.questionnaire.is_empty() {
            return split_version(self.questionnaire)
                .0
                .eq_ignore_ascii_case("passmuster");
        }
        self.answers
            .iter()
            .all(|answer| answer.questionnaire.is_empty())
            && !self.answers.is_empty()
            && self
                .answers
                .iter()
                .all(|answer| answer.id.is_some_and(typed::is_asked))
    }
}

impl Answer<'_> {
    /// Which question is answered, and with what: by these, answers are the same.
    fn said(&self, sheet: &Sheet<'_>) -> (String, String) {
        let (name, version) = self.key(sheet);
        let id = self.id.unwrap_or_default();
        let value = self.value.scalar().unwrap_or_default();
        (
            format!("{}:{id}", prefix(&name, &version)),
            word(&FactValue::answer(value).to_string()),
        )
    }

    /// The name and version of the questionnaire that is answered.
    fn key(&self, sheet: &Sheet<'_>) -> (String, String) {
        let name = if self.questionnaire.is_empty() {
            sheet.questionnaire
        } else {
            self.questionnaire
        };
        let stated = if self.version.is_empty() {
            sheet.version.as_str()
        } else {
            self.version
        };
        let (name, inner) = if stated.is_empty() {
            split_version(name)
        } else {
            (name, "")
        };
        let version = if stated.is_empty() { inner } else { stated };
        let name: Vec<String> = name.split_whitespace().map(str::to_uppercase).collect();
        (name.join("-"), bare_version(version).to_owned())
    }
}

fn prefix(name: &str, version: &str) -> String {
    let name = if name.is_empty() { "UNNAMED" } else { name };
    let version = if version.is_empty() {
        "unversioned"
    } else {
        version
    };
    format!("{name}-{version}")
}

/// `v4.0.3` and `4.0.3` are one version.
fn bare_version(version: &str) -> &str {
    let version = version.trim();
    version
        .strip_prefix(['v', 'V'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(version)
}

/// `CAIQ v4.0.3` and `AI-CAIQ-1.1.0` carry their version in the name.
fn split_version(name: &str) -> (&str, &str) {
    let name = name.trim();
    let Some(at) = name.rfind([' ', '-', '_']) else {
        return (name, "");
    };
    let (front, back) = name.split_at_checked(at).unwrap_or((name, ""));
    let version = back.get(1..).unwrap_or("");
    let bare = bare_version(version);
    let numbers = bare
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if numbers && (bare.contains('.') || bare.len() < version.len()) {
        (front.trim_end_matches([' ', '-', '_']), version)
    } else {
        (name, "")
    }
}

/// What words of the respondent mean, by [`word`].
type Words = BTreeMap<String, String>;

/// A word as it is compared: in lower case, with single spaces.
fn word(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// A list as one text.
fn joined(node: &Node) -> Option<Node> {
    let Value::Array(items) = &node.value else {
        return None;
    };
    let parts: Vec<&str> = items.iter().filter_map(Node::scalar).collect();
    Some(Node {
        value: Value::Text(parts.join("; ")),
        span: node.span,
    })
}

/// Whether a text is an answer of "no", alone or with a reason behind it.
fn is_no(text: &str) -> bool {
    let first = text.split([',', ';', '.', ':', '-', '–', '—']).next();
    let no = |text: &str| matches!(FactValue::answer(text), FactValue::Text(word) if word == "no");
    no(text) || first.is_some_and(|it| it.len() < text.len() && no(it))
}
