//! What is due, as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is text.

use std::io;

use super::Due;
use crate::printable::csv_row;

/// Writes a table with a row an item.
///
/// # Errors
/// Those of the writer.
pub fn table(due: &Due, out: &mut dyn io::Write) -> io::Result<()> {
    let mut row = |cells: &[&str]| out.write_all(csv_row(cells).as_bytes());
    row(&[
        "day", "days", "kind", "subject", "what", "owner", "source", "id",
    ])?;
    for it in &due.items {
        let days = due.as_of.until(it.day).map_or(0, |span| span.get_days());
        row(&[
            &it.day.to_string(),
            &days.to_string(),
            it.kind,
            &it.subject,
            &it.what,
            &it.owner,
            &it.source,
            &it.id,
        ])?;
    }
    Ok(())
}
