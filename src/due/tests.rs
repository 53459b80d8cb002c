#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use proptest::prelude::*;

use super::*;
use crate::printable::is_dangerous;

fn day(text: &str) -> civil::Date {
    text.parse().unwrap()
}

fn made(what: &str) -> Item {
    let mut it = item(
        day("2026-12-31"),
        "condition",
        ("model m", "A-1"),
        what.to_owned(),
        "decisions.toml:3",
    );
    it.owner = what.to_owned();
    it
}

fn written(items: Vec<Item>) -> [String; 3] {
    let due = Due::new(day("2026-11-01"), None, items);
    let (mut lines, mut rows, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    list(&due, 80, &mut lines).unwrap();
    table(&due, &mut rows).unwrap();
    calendar(&due, &mut entries).unwrap();
    [lines, rows, entries].map(|it| String::from_utf8(it).unwrap())
}

#[test]
fn an_age_goes_stale_where_its_clause_says() {
    for (clause, expected) in [
        ("resource.age_days <= 365", Some(365)),
        ("resource.age_days < 365", Some(364)),
        ("resource[\"x\"].age_days<=30", Some(30)),
        ("resource.age_days >= 365", None),
        ("resource.age_days_more <= 365", None),
        ("resource.other_age_days <= 365", None),
        ("resource has age_days", None),
        ("resource.age_days <= context.days", None),
        ("", None),
    ] {
        assert_eq!(at_most(clause, "age_days"), expected, "{clause}");
    }
}

#[test]
fn the_horizon_keeps_what_is_past() {
    let mut past = made("past");
    past.day = day("2020-01-01");
    past.id = "1".repeat(64);
    let mut far = made("far");
    far.day = day("2030-01-01");
    let items = vec![far, made("b"), past.clone(), made("b")];
    let due = Due::new(day("2026-11-01"), Some(day("2027-01-30")), items);
    assert_eq!(due.items, [past, made("b")]);
    let [text, rows, _] = written(due.items);
    assert!(
        text.contains("2 due from 2026-11-01 on, of which 1 is past"),
        "{text}"
    );
    assert!(
        text.contains("2020-01-01  PAST condition falls due"),
        "{text}"
    );
    assert!(
        rows.contains("\"2026-12-31\",\"60\",\"condition\","),
        "{rows}"
    );
}

/// The content lines of a calendar, unfolded (RFC 5545, section 3.1).
fn content(text: &str) -> Vec<String> {
    let unfolded = text.replace("\r\n ", "");
    unfolded
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn formulas_and_separators_are_text() {
    let [_, rows, entries] = written(vec![made("=HYPERLINK(\"x\"),a;b\\c\nd")]);
    assert!(
        rows.contains("\"'=HYPERLINK(\"\"x\"\"),a;b\\c\\nd\""),
        "{rows}"
    );
    let lines = content(&entries);
    assert!(
        lines
            .iter()
            .any(|it| it.starts_with("DESCRIPTION:=HYPERLINK(\"x\")\\,a\\;b\\\\c d")),
        "{lines:#?}"
    );
    assert!(
        lines.contains(&"DTSTAMP:20261101T000000Z".to_owned()),
        "{lines:#?}"
    );
    assert!(
        lines.contains(&"DTSTART;VALUE=DATE:20261231".to_owned()),
        "{lines:#?}"
    );
}

#[test]
fn an_entry_that_moves_keeps_its_uid() {
    let mut later = made("x");
    later.day = day("2027-03-31");
    let uid = |it: Item| {
        let [_, _, entries] = written(vec![it]);
        content(&entries)
            .into_iter()
            .find(|it| it.starts_with("UID:"))
    };
    assert_eq!(uid(made("x")), uid(later));
}

/// The cells of a table (RFC 4180, section 2).
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut chars, mut quoted) = (text.chars().peekable(), false);
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                row.last_mut().unwrap().extend(chars.next());
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                rows.push(vec![String::new()]);
            }
            c => row.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(rows.pop().unwrap(), [""]);
    assert!(rows.iter().all(|it| it.len() == 8), "{rows:?}");
    rows
}

proptest! {
    #[test]
    fn nothing_that_is_written_breaks_its_format(what in "\\PC{0,300}|[\\x00-\\x7f\u{202e}\u{2028}é𐍈]{0,200}") {
        let [text, rows, entries] = written(vec![made(&what)]);
        prop_assert_eq!(&[text.clone(), rows.clone(), entries.clone()], &written(vec![made(&what)]));
        let breaks = |c: char| c != '\n' && c != '\r' && is_dangerous(c);
        for it in [&text, &rows, &entries] {
            prop_assert!(!it.contains(breaks), "{it:?}");
        }
        prop_assert!(entries.ends_with("END:VCALENDAR\r\n"));
        for line in entries.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75, "{line:?}");
            prop_assert!(!line.contains(['\r', '\n']));
        }
        prop_assert_eq!(content(&entries).iter().filter(|it| it.starts_with("BEGIN:VEVENT")).count(), 1);
        let read = cells(&rows);
        prop_assert_eq!(read.len(), 2);
        for cell in read[1].iter().skip(2) {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell:?}");
        }
    }
}
