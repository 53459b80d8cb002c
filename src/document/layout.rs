//! How the reviewer says that a questionnaire is laid out, where its columns have no usual names.

use std::collections::BTreeMap;

/// One table of answers in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The questionnaire: the first part of the answers' keys.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The sheet of a workbook; none: its only one that has the columns.
    pub sheet: Option<String>,
    /// The row that names the columns: of the sheet, or the line of a table of separated values.
    /// None: found by the names.
    pub header_row: Option<usize>,
    /// Columns by their names, or by their letters in a workbook.
    pub columns: BTreeMap<&'static str, String>,
    /// What words of the respondent mean, in lower case.
    pub words: BTreeMap<String, String>,
}

impl Layout {
    /// The column of a role: `id`, `question`, `answer`, `comment`, `evidence`.
    pub(super) fn column(&self, role: &str) -> Option<&str> {
        self.columns.get(role).map(String::as_str)
    }
}

/// What a layout names and the file has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The key of the layout: `sheet`, `header_row`, or the role of a column.
    pub key: &'static str,
    /// What is wrong, in one clause.
    pub message: String,
    /// The next step.
    pub help: String,
}
