//! What is due, as a calendar (RFC 5545): an entry a day. The same input gives the same bytes, and
//! an entry keeps its UID, so that a calendar that subscribes to the file shows each once.

use std::io;

use super::{Due, words};
use crate::printable::one_line;

/// Octets of a line, without its break (section 3.1).
const OCTETS: usize = 75;

/// Writes the calendar.
///
/// # Errors
/// Those of the writer.
pub fn calendar(due: &Due, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = |name: &str, value: &str| fold(&format!("{name}:{value}"), out);
    line("BEGIN", "VCALENDAR")?;
    line("VERSION", "2.0")?;
    line("PRODID", "-//passmuster//due//EN")?;
    line("CALSCALE", "GREGORIAN")?;
    for it in &due.items {
        let day = compact(it.day);
        line("BEGIN", "VEVENT")?;
        line("UID", &format!("{}@passmuster", it.id))?;
        // When the list was made: the day that it was asked about, not a clock's.
        line("DTSTAMP", &format!("{}T000000Z", compact(due.as_of)))?;
        line("DTSTART;VALUE=DATE", &day)?;
        line(
            "SUMMARY",
            &text(&format!("{}: {}", words(it.kind), it.subject)),
        )?;
        let mut about = it.what.clone();
        if !it.owner.is_empty() {
            about.push_str(&format!("; owner {}", it.owner));
        }
        about.push_str(&format!(" ({})", it.source));
        line("DESCRIPTION", &text(&about))?;
        line("CATEGORIES", &text(it.kind))?;
        line("TRANSP", "TRANSPARENT")?;
        line("END", "VEVENT")?;
    }
    line("END", "VCALENDAR")
}

fn compact(date: jiff::civil::Date) -> String {
    date.to_string().replace('-', "")
}

/// A TEXT value (section 3.3.11): on one line, with its separators escaped.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Writes a content line, folded before the octet that would be one too many and never inside of a
/// character (section 3.1).
fn fold(line: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > OCTETS {
            folded.push_str("\r\n ");
            used = 1;
        }
        folded.push(c);
        used += c.len_utf8();
    }
    write!(out, "{folded}\r\n")
}
