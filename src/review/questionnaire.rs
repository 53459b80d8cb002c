//! How a questionnaire is laid out, as the reviewer says it: `[[questionnaire]]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::document::Layout;
use crate::source::Span;

/// A questionnaire whose layout the reviewer gives.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    /// The file, inside the dossier.
    pub file: String,
    /// Where its answers stand.
    pub layout: Layout,
    /// Where each key stands in the review file.
    spans: BTreeMap<&'static str, Span>,
}

impl Questionnaire {
    /// The place of a key in the review file; of the file's name where the key is not there.
    pub(super) fn span(&self, key: &str) -> Span {
        let place = self.spans.get(key).or_else(|| self.spans.get("file"));
        place.copied().unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireQuestionnaire {
    file: Spanned<String>,
    name: Spanned<String>,
    version: Spanned<String>,
    sheet: Option<Spanned<String>>,
    header_row: Option<Spanned<i64>>,
    id: Option<Spanned<String>>,
    question: Option<Spanned<String>>,
    answer: Spanned<String>,
    comment: Option<Spanned<String>>,
    evidence: Option<Spanned<String>>,
    #[serde(default)]
    answers: BTreeMap<String, Spanned<String>>,
}

/// What a word of a respondent can mean. That an answer is none keeps the question open.
const MEANINGS: &[&str] = &["yes", "no", "partial", "n/a"];

impl Reader<'_> {
    pub(super) fn questionnaire(&mut self, wire: &WireQuestionnaire) -> Questionnaire {
        let file = self.path(&wire.file);
        let mut spans = BTreeMap::from([("file", self.span(&wire.file))]);
        let mut columns = BTreeMap::new();
        let columns_of_roles = [
            ("id", wire.id.as_ref()),
            ("question", wire.question.as_ref()),
            ("answer", Some(&wire.answer)),
            ("comment", wire.comment.as_ref()),
            ("evidence", wire.evidence.as_ref()),
        ];
        for (role, column) in columns_of_roles {
            let Some(column) = column else { continue };
            spans.insert(role, self.span(column));
            let name = column.get_ref().trim();
            if name.is_empty() {
                self.wrong(
                    column,
                    &format!("`{role}` names no column"),
                    "write the name that stands above it, or its letter",
                );
            }
            columns.insert(role, name.to_owned());
        }
        if wire.id.is_none() && wire.question.is_none() {
            self.wrong(
                &wire.file,
                "no column tells the questions apart",
                "name the column of the ids as `id`",
            );
        }
        if let Some(sheet) = &wire.sheet {
            spans.insert("sheet", self.span(sheet));
        }
        let header_row = wire.header_row.as_ref().map(|row| {
            spans.insert("header_row", self.span(row));
            let number = usize::try_from(*row.get_ref()).unwrap_or(0);
            if number == 0 {
                self.wrong(
                    row,
                    "rows are counted from 1",
                    "write the number that the spreadsheet shows beside the row",
                );
            }
            number
        });
        for (what, text) in [("name", &wire.name), ("version", &wire.version)] {
            let clean = text.get_ref().trim();
            if clean.is_empty() || clean.contains([':', '#']) {
                self.wrong(
                    text,
                    &format!("`{what}` of a questionnaire is a part of the keys of its answers"),
                    "write it without `:` and `#`, such as name = \"ACME-TPRM\", version = \"2026.1\"",
                );
            }
        }
        let mut words = BTreeMap::new();
        for (word, meaning) in &wire.answers {
            let meaning = self.one_of(meaning, MEANINGS);
            let word: Vec<String> = word.split_whitespace().map(str::to_lowercase).collect();
            words.insert(word.join(" "), meaning);
        }
        Questionnaire {
            file,
            layout: Layout {
                name: wire.name.get_ref().trim().to_owned(),
                version: wire.version.get_ref().trim().to_owned(),
                sheet: wire.sheet.as_ref().map(|it| it.get_ref().clone()),
                header_row,
                columns,
                words,
            },
            spans,
        }
    }
}
