//! JSON, strictly after RFC 8259: no comments, no trailing commas, no repeated keys.

use std::borrow::Cow;
use std::collections::HashSet;

use hifijson::SliceLexer;
use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{escape, str as string};

use super::{Budget, Member, Node, SyntaxError, Tree, TreeLimits, Value};
use crate::source::Span;

/// Reads JSON; `base` is added to every offset.
///
/// # Errors
/// [`SyntaxError`] if the text is not JSON, repeats a key in an object, or exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &TreeLimits) -> Result<Tree, SyntaxError> {
    let mut parser = Parser {
        lexer: SliceLexer::new(text.as_bytes()),
        end: base + text.len(),
        limits: *limits,
        budget: Budget::new(limits),
    };
    let root = parser.value(0)?;
    if parser.peek().is_some() {
        return Err(parser.expected("the end of the text after the value"));
    }
    Ok(Tree { root })
}

/// Reads JSON lines: values, each on lines of its own, as the list `/lines`.
///
/// # Errors
/// As of [`parse`]; the limits are those of all values together.
pub fn parse_lines(text: &str, base: usize, limits: &TreeLimits) -> Result<Tree, SyntaxError> {
    let mut parser = Parser {
        lexer: SliceLexer::new(text.as_bytes()),
        end: base + text.len(),
        limits: *limits,
        budget: Budget::new(limits),
    };
    let mut items = Vec::new();
    let mut last = base;
    while parser.peek().is_some() {
        let start = parser.offset();
        let between = text.get(last - base..start - base).unwrap_or_default();
        if !items.is_empty() && !between.contains('\n') {
            return Err(parser.expected("one value a line"));
        }
        items.push(parser.value(1)?);
        last = parser.offset();
    }
    let span = Span::new(base, base + text.len());
    Ok(Tree {
        root: Node {
            value: Value::Object(vec![Member {
                key: "lines".to_owned(),
                key_span: Span::new(base, base),
                node: Node {
                    value: Value::Array(items),
                    span,
                },
            }]),
            span,
        },
    })
}

struct Parser<'a> {
    lexer: SliceLexer<'a>,
    end: usize,
    limits: TreeLimits,
    budget: Budget,
}

impl<'a> Parser<'a> {
    fn offset(&self) -> usize {
        self.end - self.lexer.as_slice().len()
    }

    fn peek(&mut self) -> Option<u8> {
        self.lexer.ws_peek()
    }

    fn expected(&self, what: &str) -> SyntaxError {
        let found = if self.lexer.as_slice().is_empty() {
            ", but the text ends here"
        } else {
            ""
        };
        SyntaxError::new(self.offset(), format!("expected {what}{found}"))
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let next = self.peek();
        let start = self.offset();
        self.budget.take(1, start)?;
        let value = match next {
            Some(b'{') => self.object(self.deeper(depth)?)?,
            Some(b'[') => self.array(self.deeper(depth)?)?,
            Some(b'"') => Value::Text(self.string()?.into_owned()),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node {
            value,
            span: Span::new(start, self.offset()),
        })
    }

    fn deeper(&self, depth: usize) -> Result<usize, SyntaxError> {
        if depth >= self.limits.levels() {
            return Err(self.limits.too_deep(self.offset()));
        }
        Ok(depth + 1)
    }

    fn array(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        if self.open(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.close(b']', "a closing bracket")? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut members = Vec::new();
        let mut keys: HashSet<Cow<'a, str>> = HashSet::new();
        if self.open(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let start = self.offset();
            let key = self.string()?;
            let key_span = Span::new(start, self.offset());
            if !keys.insert(key.clone()) {
                return Err(SyntaxError::new(
                    start,
                    format!("expected each key once, but {key:?} is already in this object"),
                ));
            }
            if self.lexer.expect(SliceLexer::ws_peek, b':').is_none() {
                return Err(self.expected("a colon after the key"));
            }
            members.push(Member {
                key: key.into_owned(),
                key_span,
                node: self.value(depth)?,
            });
            if self.close(b'}', "a closing brace")? {
                return Ok(Value::Object(members));
            }
        }
    }

    /// Takes the opening bracket; true if `end` follows, which is taken too.
    fn open(&mut self, end: u8) -> bool {
        self.lexer.discarded();
        self.lexer.expect(SliceLexer::ws_peek, end).is_some()
    }

    /// Takes `end`, true, or a comma, false.
    fn close(&mut self, end: u8, name: &str) -> Result<bool, SyntaxError> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.lexer.discarded();
                Ok(true)
            }
            Some(b',') => {
                self.lexer.discarded();
                if self.peek() == Some(end) {
                    return Err(self.expected("another value after the comma"));
                }
                Ok(false)
            }
            _ => Err(self.expected(&format!("a comma or {name}"))),
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        let start = self.offset();
        self.lexer.discarded();
        self.lexer.str_string().map_err(|error| {
            let message = match error {
                string::Error::Control => {
                    "expected an escape such as \\n instead of a control character in a string"
                }
                string::Error::Eof | string::Error::Escape(escape::Error::Eof) => {
                    return SyntaxError::new(
                        start,
                        "expected a closing quote for the string that begins here",
                    );
                }
                string::Error::Escape(escape::Error::InvalidKind(_)) => {
                    "expected one of \" \\ / b f n r t u after the backslash"
                }
                string::Error::Escape(escape::Error::InvalidHex(_)) => {
                    "expected four hexadecimal digits after \\u"
                }
                string::Error::Escape(
                    escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate,
                ) => "expected both halves of a surrogate pair in \\u escapes",
                string::Error::Utf8(_) => "expected UTF-8 in a string",
            };
            // The lexer stands behind the byte that it refuses.
            SyntaxError::new(self.offset().saturating_sub(1).max(start), message)
        })
    }

    fn number(&mut self) -> Result<Value, SyntaxError> {
        if self.lexer.as_slice().starts_with(b"-Infinity") {
            return Err(self.expected("a finite number; Infinity is not JSON"));
        }
        let Ok((number, _)) = self.lexer.num_string().validated() else {
            return Err(self.expected("a digit"));
        };
        if let Some(b'0'..=b'9') = self.lexer.as_slice().first() {
            return Err(self.expected("a number without leading zeros"));
        }
        Ok(Value::Number(number.to_owned()))
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        let rest = self.lexer.as_slice();
        let not_json = [
            (&b"NaN"[..], "a number or null; NaN is not JSON"),
            (b"Infinity", "a finite number; Infinity is not JSON"),
            (b"/", "a value; comments are not JSON"),
            (b"'", "a value; strings stand in double quotes"),
        ];
        for (word, message) in not_json {
            if rest.starts_with(word) {
                return Err(self.expected(message));
            }
        }
        for (word, value) in [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ] {
            if rest.starts_with(word.as_bytes()) {
                self.lexer.null_or_bool();
                return Ok(value);
            }
        }
        Err(self.expected("a value"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refusals_say_where_and_what() {
        for (text, offset, message) in [
            ("", 0, "expected a value, but the text ends here"),
            ("[1 2]", 3, "expected a comma or a closing bracket"),
            (r#"{"a" 1}"#, 5, "expected a colon after the key"),
            ("[1,]", 3, "expected another value after the comma"),
            ("1 2", 2, "expected the end of the text after the value"),
            ("01", 1, "expected a number without leading zeros"),
            ("[NaN]", 1, "expected a number or null; NaN is not JSON"),
            (
                "-Infinity",
                0,
                "expected a finite number; Infinity is not JSON",
            ),
            ("nul", 0, "expected a value"),
            (
                r#" "ab"#,
                1,
                "expected a closing quote for the string that begins here",
            ),
            (
                "\"a\nb\"",
                2,
                "expected an escape such as \\n instead of a control character in a string",
            ),
            (
                r#""\ud800""#,
                6,
                "expected both halves of a surrogate pair in \\u escapes",
            ),
            (
                r#"{"a":1,"\u0061":2}"#,
                7,
                r#"expected each key once, but "a" is already in this object"#,
            ),
        ] {
            let error = parse(text, 3, &TreeLimits::default()).unwrap_err();
            assert_eq!(
                (error.offset, error.message.as_str()),
                (offset + 3, message),
                "{text}"
            );
        }
    }

    #[test]
    fn limits_hold_and_numbers_keep_their_text() {
        let limits = TreeLimits { depth: 2, nodes: 4 };
        assert_eq!(parse("[[[1]]]", 0, &limits).unwrap_err().offset, 2);
        assert!(parse("[[1]]", 0, &limits).is_ok());
        assert_eq!(parse("[1,2,3,4]", 0, &limits).unwrap_err().offset, 7);
        let deep = "[".repeat(200_000);
        assert!(
            parse(
                &deep,
                0,
                &TreeLimits {
                    depth: usize::MAX,
                    nodes: 9999
                }
            )
            .is_err()
        );
        let tree = parse("[1.10, -0, 1E+400]", 3, &TreeLimits::default()).unwrap();
        let numbers: Vec<_> = tree.root.items().iter().filter_map(Node::scalar).collect();
        assert_eq!(numbers, ["1.10", "-0", "1E+400"]);
        assert_eq!(tree.get("/1").unwrap().span, Span::new(10, 12));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?".prop_map(Value::Number),
            any::<String>().prop_map(Value::Text),
        ];
        let node = |value| Node {
            value,
            span: Span::default(),
        };
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone().prop_map(node), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(move |map| {
                    let members = map.into_iter().map(|(key, value)| Member {
                        key,
                        key_span: Span::default(),
                        node: node(value),
                    });
                    Value::Object(members.collect())
                }),
            ]
        })
    }

    fn print(value: &Value, out: &mut String) {
        let quote = |text: &str| {
            let mut quoted = String::from("\"");
            for c in text.chars() {
                match c {
                    '"' | '\\' => quoted.extend(['\\', c]),
                    '\0'..='\x1f' => quoted += &format!("\\u{:04x}", u32::from(c)),
                    c => quoted.push(c),
                }
            }
            quoted + "\""
        };
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(flag) => *out += &flag.to_string(),
            Value::Number(text) => out.push_str(text),
            Value::Text(text) => *out += &quote(text),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { " " } else { "\n,\t" });
                    print(&item.value, out);
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (index, member) in members.iter().enumerate() {
                    *out += &format!(
                        "{}{} : ",
                        if index == 0 { "" } else { ", " },
                        quote(&member.key)
                    );
                    print(&member.node.value, out);
                }
                out.push_str(" }");
            }
        }
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Array(left), Value::Array(right)) => {
                left.len() == right.len()
                    && left
                        .iter()
                        .zip(right)
                        .all(|(l, r)| same(&l.value, &r.value))
            }
            (Value::Object(left), Value::Object(right)) => {
                left.len() == right.len()
                    && left
                        .iter()
                        .zip(right)
                        .all(|(l, r)| l.key == r.key && same(&l.node.value, &r.node.value))
            }
            _ => left == right,
        }
    }

    fn spans_reparse(text: &str, node: &Node) {
        let slice = &text[node.span.start - 3..node.span.end - 3];
        let again = parse(slice, 0, &TreeLimits::default()).unwrap();
        assert!(same(&again.root.value, &node.value), "{slice}");
        for member in node.members() {
            let key = &text[member.key_span.start - 3..member.key_span.end - 3];
            let key = parse(key, 0, &TreeLimits::default()).unwrap().root;
            assert_eq!(key.text(), Some(member.key.as_str()));
            spans_reparse(text, &member.node);
        }
        for item in node.items() {
            spans_reparse(text, item);
        }
    }

    proptest! {
        #[test]
        fn printed_trees_come_back_with_spans(value in values()) {
            let mut text = String::from(" ");
            print(&value, &mut text);
            let tree = parse(&text, 3, &TreeLimits::default()).unwrap();
            prop_assert!(same(&tree.root.value, &value));
            spans_reparse(&text, &tree.root);
        }

        #[test]
        fn any_text_is_read_or_refused(
            text in prop_oneof![any::<String>(), "[\\[\\]{}\",:0-9ntfaeulrs.\\\\ -]{0,40}"],
        ) {
            if let Err(error) = parse(&text, 0, &TreeLimits::default()) {
                prop_assert!(error.offset <= text.len());
            }
        }
    }
}
