//! What the formats that are tables share: columns by any of their usual names.

use crate::tree::{Node, Tree};

/// Where a table's rows stand.
pub(super) const ROWS: &str = "/sheets/csv/rows";

/// The rows of a table.
pub(super) fn rows(tree: &Tree) -> &[Node] {
    tree.get(ROWS).map(Node::items).unwrap_or_default()
}

/// The name of a column in lower case, with `_` for spaces and hyphens.
fn normal(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| match c {
            ' ' | '-' => '_',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// The header, as far as the first rows show it: cells that a row leaves out at its end are not
/// there.
pub(super) fn header(tree: &Tree) -> Vec<&str> {
    rows(tree)
        .iter()
        .take(20)
        .max_by_key(|row| row.members().len())
        .map(|row| row.members().iter().map(|it| it.key.as_str()).collect())
        .unwrap_or_default()
}

/// The first column that has one of these names.
pub(super) fn column<'a>(header: &[&'a str], names: &[&str]) -> Option<&'a str> {
    header
        .iter()
        .find(|name| names.contains(&normal(name).as_str()))
        .copied()
}
