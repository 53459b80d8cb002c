//! JSON, strictly after RFC 8259: no comments, no trailing commas, no repeated keys.

use std::borrow::Cow;
use std::collections::HashSet;

use hifijson::SliceLexer;
use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{escape, str as string};

use super::{Budget, Member, Node, SyntaxError, Tree, Value};
use crate::limits::Limits;
use crate::source::Span;

/// Reads JSON; `base` is added to every offset.
///
/// # Errors
/// [`SyntaxError`] if the text is not JSON, repeats a key in an object, or exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    whole(text, base, limits, false)
}

/// Reads JSON as Python's `json` module writes it: `NaN`, `Infinity` and `-Infinity` may stand
/// where a number could, and are null, so that none of them is ever a value.
///
/// # Errors
/// As [`parse`].
pub fn parse_python(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    whole(text, base, limits, true)
}

fn whole(text: &str, base: usize, limits: &Limits, python: bool) -> Result<Tree, SyntaxError> {
    let mut budget = Budget::new(limits);
    let mut parser = Parser::new(text, base, limits, &mut budget, python);
    let root = parser.document(0)?;
    Ok(Tree { root })
}

/// Keys of an object that are compared one by one.
const FEW: usize = 16;

/// A reader of one value; several can share a budget.
pub(super) struct Parser<'a, 'b> {
    lexer: SliceLexer<'a>,
    end: usize,
    limits: Limits,
    budget: &'b mut Budget,
    /// Whether Python's words for what is no number are read as null.
    python: bool,
}

impl<'a, 'b> Parser<'a, 'b> {
    pub(super) fn new(
        text: &'a str,
        base: usize,
        limits: &Limits,
        budget: &'b mut Budget,
        python: bool,
    ) -> Self {
        Self {
            lexer: SliceLexer::new(text.as_bytes()),
            end: base + text.len(),
            limits: *limits,
            budget,
            python,
        }
    }

    /// The value that is the whole text, inside of `depth` lists and objects.
    pub(super) fn document(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let root = self.value(depth)?;
        if self.peek().is_some() {
            return Err(self.expected("the end of the text after the value"));
        }
        Ok(root)
    }

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
            return Err(SyntaxError::too_deep(&self.limits, self.offset()));
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
        // Filled only once an object is large: comparing with a few keys is quicker than hashing.
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
            if members.len() == FEW {
                keys.extend(
                    members
                        .iter()
                        .map(|member: &Member| Cow::Owned(member.key.clone())),
                );
            }
            let again = if members.len() < FEW {
                members.iter().any(|member| member.key == key)
            } else {
                !keys.insert(key.clone())
            };
            if again {
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
            if self.python {
                self.skip(b"-Infinity".len());
                return Ok(Value::Null);
            }
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

    fn skip(&mut self, bytes: usize) {
        for _ in 0..bytes {
            self.lexer.discarded();
        }
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        let rest = self.lexer.as_slice();
        if self.python
            && let Some(word) = [&b"NaN"[..], b"Infinity"]
                .into_iter()
                .find(|word| rest.starts_with(word))
        {
            self.skip(word.len());
            return Ok(Value::Null);
        }
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
mod tests;
