//! A few lines of a document around a place, cut and cleaned so that they may be shown to a
//! person. Only the outputs that stay with the reader show excerpts (DESIGN.md, rule 7).

use std::ops::Range;

use crate::printable;
use crate::source::{Packed, SourceFile, Span};

/// Most lines of one excerpt.
const LINES: usize = 3;

/// Lines of a document with a marked part. The text is safe to print and, apart from what an
/// ellipsis stands for, byte for byte as long as the document's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// 1-based number of the first line.
    pub line: usize,
    /// The lines, joined by line breaks.
    pub text: String,
    /// The bytes of `text` that are meant; never empty, on character boundaries.
    pub marked: Range<usize>,
}

impl Excerpt {
    /// The lines on which `span` stands, at most three, and the line before a span that is within
    /// one line. Lines that are longer than `columns` bytes are cut around what is marked. `None`
    /// if the span marks nothing, or lies outside of the document.
    pub(crate) fn of(source: &SourceFile, span: Span, columns: usize) -> Option<Self> {
        let bytes = source.readable();
        let end = span.end.min(bytes.len());
        if span.start >= end {
            return None;
        }
        let first = line_start(bytes, span.start).max(source.bom().min(span.start));
        let mut line = source.location(span.start).line;
        let mut out = Cut {
            bytes,
            columns: columns.max(24),
            marked: span.start..end,
            text: String::new(),
            range: None,
        };
        // The row before that of a cell may be any, and would be shown with the wrong number.
        let rows = matches!(source.packed(), Some(Packed::Workbook(_)));
        let within_a_line = end <= line_end(bytes, span.start);
        if within_a_line && line > 1 && !rows {
            let before = line_start(bytes, first.saturating_sub(1)).max(source.bom());
            let shown = bytes.get(before..first).unwrap_or_default();
            if !shown.trim_ascii().is_empty() {
                line -= 1;
                out.push(before..line_end(bytes, before));
            }
        }
        let mut at = first;
        for _ in 0..LINES {
            let stop = line_end(bytes, at);
            out.push(at..stop);
            at = stop + 1;
            if at >= end {
                break;
            }
        }
        let range = out.range.filter(|range| !range.is_empty())?;
        let start = out.text.floor_char_boundary(range.start);
        let stop = out.text.ceil_char_boundary(range.end);
        Some(Self {
            line,
            marked: start..stop,
            text: out.text,
        })
    }
}

struct Cut<'a> {
    bytes: &'a [u8],
    columns: usize,
    marked: Range<usize>,
    text: String,
    range: Option<Range<usize>>,
}

impl Cut<'_> {
    fn push(&mut self, line: Range<usize>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let marked = self.marked.start.max(line.start)..self.marked.end.min(line.end);
        let mut shown = line.clone();
        if line.len() > self.columns {
            if !marked.is_empty() && marked.end - line.start > self.columns {
                let ahead = (self.columns / 3).min(20);
                shown.start = boundary(
                    self.bytes,
                    marked.start.saturating_sub(ahead).max(line.start),
                );
            }
            shown.end = boundary(self.bytes, line.end.min(shown.start + self.columns));
        }
        if shown.start > line.start {
            self.text.push('…');
        }
        let base = self.text.len();
        self.text
            .push_str(&clean(self.bytes.get(shown.clone()).unwrap_or_default()));
        if !marked.is_empty() {
            let start = base + marked.start.max(shown.start) - shown.start;
            let end = base + marked.end.min(shown.end).max(shown.start) - shown.start;
            let start = self.range.as_ref().map_or(start, |range| range.start);
            self.range = Some(start..end);
        }
        if shown.end < line.end {
            self.text.push('…');
        }
    }
}

fn line_start(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |length| at + length)
}

/// The next lower offset at which a character can begin.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let continues = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (at.saturating_sub(3)..=at)
        .rev()
        .find(|at| !continues(*at))
        .unwrap_or(at)
}

/// [`printable::same_length`] for bytes: each that is not part of a character becomes `?`.
fn clean(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(&printable::same_length(chunk.valid()));
        chunk.invalid().iter().for_each(|_| out.push('?'));
    }
    out
}

#[cfg(test)]
impl Excerpt {
    /// What stands before the marked part, the marked part, and what stands after it.
    fn parts(&self) -> (&str, &str, &str) {
        let part = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        (
            part(0..self.marked.start),
            part(self.marked.clone()),
            part(self.marked.end..self.text.len()),
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use proptest::prelude::*;

    use super::*;

    fn excerpt(text: &str, marked: &str) -> Excerpt {
        let at = text.find(marked).unwrap();
        let source = SourceFile::new("a", text.as_bytes().to_vec());
        Excerpt::of(&source, Span::new(at, at + marked.len()), 60).unwrap()
    }

    #[test]
    fn shows_the_line_before_and_marks_the_value() {
        let shown = excerpt(
            "answers:\n- id: x\n  answer: 120 hours\n- id: y\n",
            "120 hours",
        );
        assert_eq!(shown.line, 2);
        assert_eq!(shown.parts(), ("- id: x\n  answer: ", "120 hours", ""));
    }

    #[test]
    fn long_lines_are_cut_around_the_value_and_long_values_at_three_lines() {
        let long = format!(
            "{{\"a\":\"{}\",\"b\":120,\"c\":\"{}\"}}",
            "ä".repeat(300),
            "ö".repeat(300)
        );
        let shown = excerpt(&long, "120");
        let (before, marked, after) = shown.parts();
        assert_eq!(marked, "120");
        assert!(before.starts_with('…') && after.ends_with('…') && shown.text.len() < 80);
        let shown = excerpt("x\n{\n1\n2\n3\n4\n}\n", "{\n1\n2\n3\n4\n}");
        assert_eq!((shown.line, shown.text.as_str()), (2, "{\n1\n2"));
    }

    proptest! {
        #[test]
        fn any_span_of_any_bytes(bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), Just(b'\n'), Just(0xE2), Just(0x80), Just(0xAE)], 0..300),
            start in 0usize..320, length in 0usize..200, columns in 0usize..60) {
            let source = SourceFile::new("a", bytes.clone());
            let span = Span::new(start, start + length);
            if let Some(shown) = Excerpt::of(&source, span, columns) {
                let (before, marked, after) = shown.parts();
                prop_assert!(!marked.is_empty());
                prop_assert_eq!(format!("{before}{marked}{after}"), shown.text.clone());
                prop_assert!(!shown.text.contains(|c| c != '\n' && printable::is_dangerous(c)));
                prop_assert!(shown.text.lines().count() <= LINES + 1);
            }
        }
    }
}
