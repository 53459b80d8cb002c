//! What is due, for people.

use std::io;

use super::{Due, words};
use crate::printable::{one_line, terminal, wrap};

/// Writes one entry a day, what is past first.
///
/// # Errors
/// Those of the writer.
pub fn list(due: &Due, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let span = match due.until {
        Some(until) => format!("from {} until {until}", due.as_of),
        None => format!("from {} on", due.as_of),
    };
    if due.items.is_empty() {
        return writeln!(out, "Nothing is due {span}.");
    }
    let past = due.items.iter().filter(|it| it.day < due.as_of).count();
    writeln!(
        out,
        "{} due {span}, of which {past} {} past.\n",
        due.items.len(),
        if past == 1 { "is" } else { "are" }
    )?;
    for it in &due.items {
        let past = if it.day < due.as_of { "PAST " } else { "" };
        let mut text = format!(
            "{past}{}: {}, {}",
            words(it.kind),
            one_line(&it.subject),
            one_line(&it.what)
        );
        if !it.owner.is_empty() {
            text.push_str(&format!("; owner {}", one_line(&it.owner)));
        }
        text.push_str(&format!(" ({})", terminal(&it.source)));
        let first = format!("{}  ", it.day);
        writeln!(out, "{}", wrap(&text, width, &first, "            "))?;
    }
    Ok(())
}
