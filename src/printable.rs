//! Text from outside, made safe for the place where it is printed. Whatever a document, a pack or a
//! path holds, no character that moves the cursor, reorders or hides text reaches a reader.
//!
//! A terminal and a page get the character's code in its place, which is visible and exact
//! ([`terminal`], [`one_line`], [`block`]); the page's template escapes markup on top of that. A
//! source excerpt keeps its length in bytes, so that spans still fit ([`same_length`]). JSON keeps
//! every value exact and writes such characters as escapes ([`write_json`]). XML, Markdown, OSCAL's
//! markup, workflow commands and cells of a spreadsheet are cleaned the same way, and what would be
//! markup, a command or a formula in them is escaped ([`xml`], [`markdown`], [`markup`],
//! [`workflow_data`], [`csv_cell`]).

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

mod ci;
mod csv;
mod json;
mod markup;

pub use ci::{inert, workflow_data, workflow_property};
pub use csv::{csv_cell, csv_row};
pub use json::{write_json, write_json_line};
pub use markup::{markdown, markdown_code, markup};

/// Whether a character controls, reorders, hides or breaks text instead of showing something:
/// control characters (C0, DEL, C1), the bidirectional controls, zero-width characters, line and
/// paragraph separators, byte order marks, invisible fillers and operators, tags. The two variation
/// selectors that only choose between text and emoji are let through.
pub fn is_dangerous(c: char) -> bool {
    matches!(
        c,
        '\u{0}'..='\u{1F}'
            | '\u{7F}'..='\u{9F}'
            | '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0D}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1345F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn clean(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => out.push_str(if keep_lines { "    " } else { " " }),
            '\r' if keep_lines && chars.peek() == Some(&'\n') => {}
            '\n' if keep_lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if is_dangerous(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// The text on one line, nothing left out: line breaks are written `\n`, tabs become spaces, and
/// what [`is_dangerous`] is written by its code, `\u{202e}`.
pub fn terminal(text: &str) -> String {
    clean(text, false)
}

/// Like [`terminal`], with line breaks kept.
pub fn block(text: &str) -> String {
    clean(text, true)
}

/// The text on one line with every run of white space made one space, for prose that was wrapped.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    terminal(&words.join(" "))
}

/// Source text for an excerpt, cleaned without moving a byte: each dangerous character becomes as
/// many `?` as it has bytes, a tab or a carriage return one space; line breaks stay.
pub fn same_length(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' | '\r' => out.push(' '),
            c if is_dangerous(c) => (0..c.len_utf8()).for_each(|_| out.push('?')),
            c => out.push(c),
        }
    }
    out
}

/// Text for XML 1.0, in an element or in an attribute's quotes, line breaks kept. Most characters
/// that XML cannot hold at all (production 2, `Char`) are replaced with the other dangerous ones;
/// the two noncharacters at the end of the plane, which show nothing, are replaced here.
pub fn xml(text: &str) -> String {
    let text = block(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Columns that a cleaned text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// At most `columns` columns of a cleaned text, with an ellipsis where something is left out.
/// Characters without a width of their own (marks piled on a letter) count against a bound too.
pub fn truncate(text: &str, columns: usize) -> String {
    let bound = columns.saturating_mul(4);
    if text.width() <= columns && text.chars().count() <= bound {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for (count, c) in text.chars().enumerate() {
        used += c.width().unwrap_or(0);
        if used >= columns || count + 1 >= bound {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Wraps a cleaned text at spaces to lines of at most `columns` columns; the first line begins with
/// `first`, the others with `rest`. A word that is longer than a line stands on a line of its own,
/// whole, so that paths and commands can be copied.
pub fn wrap(text: &str, columns: usize, first: &str, rest: &str) -> String {
    let mut out = String::from(first);
    let mut used = first.width();
    let mut at_start = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.width();
        if at_start {
            at_start = false;
        } else if used + 1 + length > columns {
            out.push('\n');
            out.push_str(rest);
            used = rest.width();
        } else {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// Pads a cleaned text with spaces to `columns` columns.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

/// An argument for a shell's command line that a person copies: quoted where it has to be.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    let text = terminal(text);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A TOML basic string on one line, the value exact: what hides or reorders text is written by its
/// code (TOML 1.0, "String").
pub fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_dangerous(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use proptest::prelude::*;

    use super::*;

    /// Everything that the documentation of [`is_dangerous`] names.
    const HOSTILE: &str = "a\u{0}\u{1b}[31m\u{7f}\u{85}\u{9b}2J\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\
                           \u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}\u{e0041}z";

    fn json(text: &str) -> String {
        let mut out = Vec::new();
        write_json(&vec![text], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_replaced_can_be_seen() {
        assert_eq!(
            terminal("a\u{202e}b\tc\nd\u{1b}"),
            "a\\u{202e}b c\\nd\\u{1b}"
        );
        assert_eq!(block("a\r\nb\tc\u{9b}"), "a\nb    c\\u{9b}");
        assert_eq!(one_line("  a\n  b\u{2028}c\t"), "a b c");
        assert_eq!(same_length("a\u{202e}\tb\u{85}\n"), "a??? b??\n");
        assert_eq!(
            json("a\u{202e}\u{e0041}\n"),
            "[\n  \"a\\u202e\\udb40\\udc41\\n\"\n]\n"
        );
        assert_eq!(terminal("⚠\u{fe0f} naïve 漢字"), "⚠\u{fe0f} naïve 漢字");
        for c in HOSTILE.chars().filter(|c| !c.is_ascii_graphic()) {
            assert!(is_dangerous(c), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn layout_goes_by_columns() {
        assert_eq!(truncate("漢字漢字", 5), "漢字…");
        assert_eq!(truncate("abcdef", 6), "abcdef");
        assert_eq!(truncate("abc def", 5), "abc…");
        assert_eq!(
            truncate(&format!("a{}", "\u{301}".repeat(500)), 10)
                .chars()
                .count(),
            40
        );
        assert_eq!(wrap("aa bb cc", 7, "- ", "  "), "- aa bb\n  cc");
        assert_eq!(wrap("aaaaaaaaaa b", 4, "", " "), "aaaaaaaaaa\n b");
        assert_eq!(pad("漢", 4), "漢  ");
        assert_eq!(shell_word("a b'c"), "'a b'\\''c'");
        assert_eq!(shell_word("a/b-1.json"), "a/b-1.json");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            xml("<a b=\"c\">&'\u{0}\n\u{ffff}\u{fffe}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\u{0}\n\\u{ffff}\\u{fffe}"
        );
    }

    fn text() -> impl Strategy<Value = String> {
        let hostile = prop::sample::select(HOSTILE.chars().collect::<Vec<_>>());
        prop::collection::vec(prop_oneof![any::<char>(), hostile], 0..60)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_dangerous_reaches_a_reader(text in text(), columns in 1usize..40) {
            for safe in [terminal(&text), one_line(&text), shell_word(&text), markdown(&text),
                markdown_code(&text), csv_cell(&text), workflow_property(&text),
                truncate(&terminal(&text), columns)] {
                prop_assert!(!safe.contains(is_dangerous), "{safe:?}");
            }
            let lines = |c: char| c != '\n' && is_dangerous(c);
            let row = csv_row(&[&text]);
            prop_assert!(!row.trim_end_matches("\r\n").contains(is_dangerous), "{row:?}");
            prop_assert!(!toml_text(&text).contains(is_dangerous));
            for safe in [block(&text), same_length(&text), json(&text),
                wrap(&one_line(&text), columns, "", "")] {
                prop_assert!(!safe.contains(lines), "{safe:?}");
            }
            let element = format!("<a b=\"{0}\">{0}</a>", xml(&text));
            let parsed = roxmltree::Document::parse(&element).unwrap();
            let written = block(&text).replace('\u{FFFE}', "\\u{fffe}").replace('\u{FFFF}', "\\u{ffff}");
            prop_assert_eq!(parsed.root_element().text().unwrap_or_default(), written);
            prop_assert_eq!(same_length(&text).len(), text.len());
            prop_assert!(width(&truncate(&terminal(&text), columns)) <= columns.max(1));
        }

        #[test]
        fn json_keeps_the_value(text in text()) {
            let back: Vec<String> = serde_json::from_str(&json(&text)).unwrap();
            prop_assert_eq!(back, vec![text.clone()]);
            let table: toml::Table = toml::from_str(&format!("a = {}", toml_text(&text))).unwrap();
            prop_assert_eq!(table.get("a").and_then(toml::Value::as_str), Some(text.as_str()));
        }
    }
}
