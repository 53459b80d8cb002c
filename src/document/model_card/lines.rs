//! Lines of a section as the source has them: labels, bold text in place of headings, addresses.
//! The tree's text leaves out emphasis and the targets of links, and has no place of each line.

use super::headings::{self, normal};
use super::{LABELLED, Probe, Section, TERSE, says_something};
use crate::fact::{EntityRef, Reading};
use crate::source::Span;
use crate::tree::{Node, child};

/// The lines of a section's source below its heading, with the offset of each; code is left out.
pub(super) fn source_lines<'a>(section: &Section<'_>, probe: &Probe<'a>) -> Vec<(usize, &'a str)> {
    let Some(body) = section.node.get("text") else {
        return Vec::new();
    };
    let bom = probe.file.bom();
    let start = body.span.start.saturating_sub(bom);
    let raw = probe
        .text
        .get(start..body.span.end.saturating_sub(bom))
        .unwrap_or("");
    let mut at = body.span.start;
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in raw.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content.trim_start().starts_with("```") || content.trim_start().starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced && !content.trim_start().starts_with('|') {
            lines.push((at, content));
        }
        at += line.len();
    }
    lines
}

/// A line without emphasis, bullets, line breaks in HTML, and targets of links.
pub(super) fn plain(line: &str) -> String {
    let line = line
        .replace("<br>", " ")
        .replace("<br/>", " ")
        .replace("<br />", " ");
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once("](") {
        let text = before.rfind('[').map_or(before, |open| {
            out.push_str(before.get(..open).unwrap_or(""));
            before.get(open + 1..).unwrap_or("")
        });
        out.push_str(text);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    words
        .join(" ")
        .trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c))
        .to_owned()
}

/// A line of nothing but bold text, as some cards write headings: the text.
fn bold(line: &str) -> Option<&str> {
    let line = line.trim().trim_end_matches([':', '\\', ' ']);
    let inner = line.strip_prefix("**")?.strip_suffix("**")?;
    (!inner.contains("**")).then(|| inner.trim_end_matches([':', ' ']))
}

/// Bold lines that stand as headings inside a section.
pub(super) fn bold_headings(
    reading: &mut Reading,
    main: EntityRef,
    index: usize,
    section: &Section<'_>,
    probe: &Probe<'_>,
) {
    let lines = source_lines(section, probe);
    let mut heads = lines
        .iter()
        .enumerate()
        .filter(|(_, (_, line))| bold(line).is_some())
        .peekable();
    while let Some((at, (start, line))) = heads.next() {
        let words = headings::words(&normal(line));
        if words.is_empty() {
            continue;
        }
        let end = heads.peek().map_or(lines.len(), |(next, _)| *next);
        let below: Vec<String> = lines
            .get(at + 1..end)
            .unwrap_or_default()
            .iter()
            .map(|(_, line)| plain(line))
            .collect();
        let pointer = format!("/sections/{index}/text");
        let span = Span::new(*start, start + line.trim_end().len());
        for word in words {
            let least = if TERSE.contains(&word) { 1 } else { 3 };
            if says_something(&below.join("\n"), least) {
                reading.state_text(main, "documented", &pointer, span, word);
            } else {
                let reason = format!("nothing under `{}`", bold(line).unwrap_or(line));
                reading.hollow_word("documented", word, &pointer, span, &reason);
            }
        }
    }
}

/// Lines `**Intended use:** …` and rows of two columns, intended use and what it is.
pub(super) fn labelled(
    reading: &mut Reading,
    main: EntityRef,
    index: usize,
    section: &Section<'_>,
    probe: &Probe<'_>,
) {
    let mut show = |label: &str, value: &str, pointer: &str, span: Span| {
        if label.len() > 60 || !says_something(value, 3) {
            return;
        }
        for word in headings::words(&normal(label)) {
            if LABELLED.contains(&word) {
                reading.state_text(main, "documented", pointer, span, word);
            }
        }
    };
    let pointer = format!("/sections/{index}/text");
    for (start, line) in source_lines(section, probe) {
        let Some((label, value)) = line.split_once(':') else {
            continue;
        };
        let bare = label.trim_start_matches(|c: char| c.is_whitespace() || "-+*".contains(c));
        // Bold, or a line of a list; else it is a sentence.
        if bare.len() < label.len() {
            let span = Span::new(
                start + label.len() - bare.len(),
                start + line.trim_end().len(),
            );
            show(bare, &plain(value), &pointer, span);
        }
    }
    let tables = section
        .node
        .get("tables")
        .map(Node::items)
        .unwrap_or_default();
    for (table, node) in tables.iter().enumerate() {
        for (row, node) in node.items().iter().enumerate() {
            let [label, value] = node.members() else {
                break;
            };
            let pointer = child(
                &format!("/sections/{index}/tables/{table}/{row}"),
                &value.key,
            );
            let texts = (
                label.node.text().unwrap_or(""),
                value.node.text().unwrap_or(""),
            );
            show(texts.0, texts.1, &pointer, value.node.span);
        }
    }
}

/// Mail and web addresses of a section, from its source: the text leaves the targets of links out.
pub(super) fn contacts(
    reading: &mut Reading,
    main: EntityRef,
    index: usize,
    section: &Section<'_>,
    probe: &Probe<'_>,
) {
    let Some(body) = section.node.get("text") else {
        return;
    };
    let bom = probe.file.bom();
    let start = body.span.start.saturating_sub(bom);
    let raw = probe
        .text
        .get(start..body.span.end.saturating_sub(bom))
        .unwrap_or("");
    let pointer = format!("/sections/{index}/text");
    let mut seen: Vec<&str> = Vec::new();
    let mut at = body.span.start;
    for piece in raw.split_inclusive(|c: char| c.is_whitespace() || "()<>[]{}\"'`,;|*".contains(c))
    {
        let start = at;
        at += piece.len();
        let word = piece
            .trim_end_matches(|c: char| c.is_whitespace() || "()<>[]{}\"'`,;|*".contains(c))
            .trim_end_matches(['.', ':', '!', '?', '_']);
        let mail = word.strip_prefix("mailto:").unwrap_or(word);
        let is_mail = mail.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.starts_with('.') && !mail.contains('/')
        });
        let address = if is_mail {
            mail
        } else if word.starts_with("https://") || word.starts_with("http://") {
            word
        } else {
            continue;
        };
        if !seen.contains(&address) && seen.len() < 8 {
            seen.push(address);
            let start = start + (word.len() - address.len());
            reading.state_text(
                main,
                "contact",
                &pointer,
                Span::new(start, start + address.len()),
                address,
            );
        }
    }
}
