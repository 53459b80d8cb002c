//! Rows of a table of separated values, by the columns that a check needs.

use passmuster_plugin::text::clip;
use passmuster_plugin::{
    CheckError, Dossier, Finding, Node, Outcome, Receipt, Severity, distinct_keys,
};

/// Where a table's rows stand.
const ROWS: &str = "/sheets/csv/rows";
/// Rows whose columns are looked at: a row leaves out cells at its end.
const HEADER_ROWS: u32 = 20;
/// Rows that are read of one table.
const MOST_ROWS: u32 = 3_000;
/// Rows that are read of all tables: eight cells of each are within the host's 100,000 calls.
pub(crate) const ALL_ROWS: u32 = 10_000;
/// Rows that are read at a time.
const BATCH: u32 = 200;

/// A column that a check knows, by its names in lower case with `_` for spaces and hyphens.
pub(crate) struct Column {
    pub(crate) names: &'static [&'static str],
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// The text, trimmed; empty if there is no cell.
    pub(crate) text: String,
    /// The reading; `None` if the table has no such column.
    pub(crate) receipt: Option<Receipt>,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its number, from 0, as in `/sheets/csv/rows/0`.
    pub(crate) number: u32,
    /// Its cells, in the order of the columns asked for.
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// The text of a column.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// What was read.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = Receipt> {
        self.cells.iter().filter_map(|cell| cell.receipt)
    }

    /// Whether nothing stands in it.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    /// Rows that are not read.
    pub(crate) left_out: u32,
    /// Why the table cannot be read at all, as a clause.
    pub(crate) unreadable: Option<String>,
    /// What was read of the table as a whole.
    pub(crate) receipts: Vec<Receipt>,
    /// The header's names of the columns asked for.
    pub(crate) headers: Vec<Option<String>>,
}

/// Reads a table; `left` are the rows that may still be read of all tables.
pub(crate) fn read(
    dossier: &dyn Dossier,
    document: &str,
    columns: &[Column],
    left: &mut u32,
) -> Result<Rows, CheckError> {
    let failed = |error| CheckError::read(document, error);
    let whole = dossier.read(document, ROWS).map_err(failed)?;
    let mut table = Rows {
        rows: Vec::new(),
        left_out: 0,
        unreadable: None,
        receipts: vec![whole.receipt],
        headers: vec![None; columns.len()],
    };
    let Some(Node::Array(length)) = whole.value else {
        table.unreadable = Some("it has no rows".to_owned());
        return Ok(table);
    };
    let heads: Vec<String> = (0..length.min(HEADER_ROWS))
        .map(|row| format!("{ROWS}/{row}"))
        .collect();
    let mut header: Vec<String> = Vec::new();
    for reading in dossier.read_many(document, &heads).map_err(failed)? {
        table.receipts.push(reading.receipt);
        if let Some(Node::Object(keys)) = reading.value
            && keys.len() > header.len()
        {
            header = keys;
        }
    }
    for (column, found) in columns.iter().zip(&mut table.headers) {
        let mut fits = header
            .iter()
            .filter(|name| column.names.contains(&normal(name).as_str()));
        *found = fits.next().cloned();
        if let (Some(first), Some(second)) = (&found, fits.next()) {
            table.unreadable = Some(format!(
                "its columns `{first}` and `{second}` mean the same"
            ));
            return Ok(table);
        }
    }
    let most = length.min(MOST_ROWS).min(*left);
    *left -= most;
    table.left_out = length - most;
    let tokens: Vec<Option<String>> = table
        .headers
        .iter()
        .map(|name| {
            name.as_ref()
                .map(|name| name.replace('~', "~0").replace('/', "~1"))
        })
        .collect();
    let mut next = 0;
    while next < most {
        let end = (next + BATCH).min(most);
        let pointers: Vec<String> = (next..end)
            .flat_map(|row| {
                tokens
                    .iter()
                    .flatten()
                    .map(move |token| format!("{ROWS}/{row}/{token}"))
            })
            .collect();
        let mut readings = dossier
            .read_many(document, &pointers)
            .map_err(failed)?
            .into_iter();
        for number in next..end {
            let cells = tokens
                .iter()
                .map(|token| {
                    let reading = token.as_ref().and_then(|_| readings.next());
                    Cell {
                        text: reading
                            .as_ref()
                            .and_then(|it| it.text())
                            .unwrap_or_default()
                            .trim()
                            .to_owned(),
                        receipt: reading.map(|it| it.receipt),
                    }
                })
                .collect();
            let row = Row { number, cells };
            if !row.is_blank() {
                table.rows.push(row);
            }
        }
        next = end;
    }
    Ok(table)
}

/// What there is to say of a table as a whole: that it cannot be used, or that rows are left out.
pub(crate) fn remark(document: &str, rows: &Rows) -> Option<Finding> {
    let shown = clip(document, 200);
    let reason = match &rows.unreadable {
        Some(reason) => Some(reason.as_str()),
        None if rows.rows.is_empty() && rows.left_out == 0 => Some("it has no rows"),
        None => None,
    };
    if let Some(reason) = reason {
        let message = format!("{shown} cannot be used: {reason}.");
        let finding = Finding::new(Outcome::Insufficient, Severity::Medium, &message);
        return Some(
            finding
                .key(document)
                .cite_all(rows.receipts.iter().copied()),
        );
    }
    if rows.left_out == 0 {
        return None;
    }
    let message = format!(
        "{} rows of {shown} are not looked at: there are too many.",
        rows.left_out
    );
    Some(
        Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
            .key(&format!("{document}#more"))
            .cite_all(rows.receipts.first().copied()),
    )
}

/// Findings that are given; more would not fit in an answer.
const FINDINGS: usize = 3_000;

/// At most as many findings as fit, with distinct keys: the gravest, and one that says how many are
/// left out.
pub(crate) fn fitting(findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() <= FINDINGS {
        return distinct_keys(findings);
    }
    let left_out = findings.len() - FINDINGS;
    let mut kept: Vec<Finding> = Vec::new();
    let gravest_first = [
        Outcome::Fail,
        Outcome::NeedsReview,
        Outcome::Insufficient,
        Outcome::NotApplicable,
        Outcome::Pass,
    ];
    for outcome in gravest_first {
        let of = findings.iter().filter(|finding| finding.outcome == outcome);
        kept.extend(of.take(FINDINGS - kept.len()).cloned());
    }
    let message = format!("{left_out} findings more are left out: there are too many.");
    kept.push(Finding::new(Outcome::NeedsReview, Severity::Medium, &message).key("more"));
    distinct_keys(kept)
}

/// The name of a column as columns are compared.
fn normal(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| match c {
            ' ' | '-' => '_',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}
