//! JSON Lines (jsonlines.org): a text in which each line is one JSON value. The tree is
//! `/lines/N`, counted from 0 over the lines that are not blank.

use super::json::Parser;
use super::{Budget, Member, Node, SyntaxError, Tree, Value, too_many_rows};
use crate::limits::Limits;
use crate::source::Span;

/// Reads JSON Lines; `base` is added to every offset. The limits hold for all lines together.
///
/// # Errors
/// [`SyntaxError`] if a line is not one JSON value, as [`super::json`] has it, if there is no line,
/// or if the text exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    whole(text, base, limits, false)
}

/// The same with Python's words for what is no number, as [`super::python_json`] has them.
///
/// # Errors
/// As [`parse`].
pub fn parse_python(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    whole(text, base, limits, true)
}

/// Levels of the tree above a line's value.
const ABOVE: usize = 2;

fn whole(text: &str, base: usize, limits: &Limits, python: bool) -> Result<Tree, SyntaxError> {
    let mut budget = Budget::new(limits);
    budget.take(ABOVE, base)?;
    let mut items: Vec<Node> = Vec::new();
    let mut at = base;
    for line in text.split_inclusive('\n') {
        if !is_blank(line) {
            if items.len() >= limits.rows {
                return Err(too_many_rows(limits, at));
            }
            // An error at the end of a line is shown there, not on the next.
            let body = line.trim_end_matches([' ', '\t', '\r', '\n']);
            let mut parser = Parser::new(body, at, limits, &mut budget, python);
            items.push(parser.document(ABOVE)?);
        }
        at += line.len();
    }
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Err(SyntaxError::new(
            base,
            "expected a JSON value on each line, but there is none",
        ));
    };
    let span = Span::new(first.span.start, last.span.end);
    let lines = Node {
        value: Value::Array(items),
        span,
    };
    Ok(Tree {
        root: Node {
            value: Value::Object(vec![Member {
                key: "lines".to_owned(),
                key_span: Span::new(span.start, span.start),
                node: lines,
            }]),
            span,
        },
    })
}

/// White space as JSON has it (RFC 8259 section 2).
fn is_blank(line: &str) -> bool {
    line.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether a text is written in lines rather than as one value: its first line is a whole object,
/// and another line begins one. Such a text is never JSON, so nothing is taken from it.
pub fn is_lines(text: &str, limits: &Limits) -> bool {
    let mut lines = text.lines().filter(|line| !is_blank(line));
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    let mut budget = Budget::new(limits);
    first.trim_end().ends_with('}')
        && first.trim_start().starts_with('{')
        && second.trim_start().starts_with('{')
        && Parser::new(first, 0, limits, &mut budget, true)
            .document(ABOVE)
            .is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_line_is_a_value_and_errors_say_where() {
        let text = "{\"a\": 1}\r\n\n  [2, {\"b\": \"\u{e9}\"}] \n{\"a\": null}";
        let tree = parse(text, 3, &Limits::default()).unwrap();
        let node = tree.get("/lines/1/1/b").unwrap();
        assert_eq!(node.text(), Some("\u{e9}"));
        assert_eq!(&text[node.span.start - 3..node.span.end - 3], "\"\u{e9}\"");
        assert_eq!(tree.get("/lines").unwrap().items().len(), 3);
        assert_eq!(tree.root.span, Span::new(3, 3 + text.len()));
        for (text, offset) in [
            ("", 0),
            (" \n\n", 0),
            ("{}\n{\"a\": \n1}\n", 8),
            ("{}\n{} {}\n", 6),
            ("{}\n{\"a\": NaN}", 9),
            ("{}\n{\"a", 4),
        ] {
            let error = parse(text, 3, &Limits::default()).unwrap_err();
            assert_eq!(error.offset, offset + 3, "{text:?}: {error}");
        }
        let nan = parse_python("{}\n{\"a\": NaN}", 0, &Limits::default()).unwrap();
        assert_eq!(nan.get("/lines/1/a").unwrap().value, Value::Null);
    }

    #[test]
    fn limits_hold_over_all_lines() {
        let limits = Limits {
            depth: 4,
            nodes: 8,
            ..Limits::default()
        };
        assert!(parse("[[1]]\n[2]", 0, &limits).is_ok());
        assert!(parse("[[1]]\n[2]\n3\n4", 0, &limits).is_err());
        assert!(parse("[[[1]]]", 0, &limits).is_err());
    }

    #[test]
    fn lines_are_told_from_one_value() {
        for text in ["{}\n{}", "\n{\"a\":NaN}\r\n\n {\"b\"", "{}\n{"] {
            assert!(is_lines(text, &Limits::default()), "{text:?}");
        }
        for text in [
            "",
            "{}",
            "{}\n",
            "{\n}\n{",
            "{}\n[",
            "[]\n{}",
            "{\"a\":{}\n{}",
            "{}\n# a",
        ] {
            assert!(!is_lines(text, &Limits::default()), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            text in prop_oneof![any::<String>(), "[\\[\\]{}\",:0-9a\n\r -]{0,40}"],
        ) {
            match parse(&text, 0, &Limits::default()) {
                Ok(tree) => prop_assert!(tree.root.span.end <= text.len()),
                Err(error) => prop_assert!(error.offset <= text.len()),
            }
            if is_lines(&text, &Limits::default()) {
                prop_assert!(super::super::json(&text, 0, &Limits::default()).is_err());
            }
        }
    }
}
