//! What is due, as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is text.

use std::io;

use super::Due;
use crate::printable::one_line;

/// Writes a table with a row an item.
///
/// # Errors
/// Those of the writer.
pub fn table(due: &Due, out: &mut dyn io::Write) -> io::Result<()> {
    row(
        &[
            "day", "days", "kind", "subject", "what", "owner", "source", "id",
        ],
        out,
    )?;
    for it in &due.items {
        let days = due.as_of.until(it.day).map_or(0, |span| span.get_days());
        row(
            &[
                &it.day.to_string(),
                &days.to_string(),
                it.kind,
                &it.subject,
                &it.what,
                &it.owner,
                &it.source,
                &it.id,
            ],
            out,
        )?;
    }
    Ok(())
}

fn row(cells: &[&str], out: &mut dyn io::Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|it| cell(it)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// One cell. What begins with a character by which a spreadsheet knows a formula gets an apostrophe
/// before it (OWASP, "CSV Injection"); a negative number is none.
fn cell(text: &str) -> String {
    let text = one_line(text);
    let number = text.parse::<i64>().is_ok() && !text.starts_with('+');
    let formula = text.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']);
    let text = if formula && !number {
        format!("'{text}")
    } else {
        text
    };
    if text.contains([',', '"', '\'', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
