//! JSON, strictly after RFC 8259, with numbers as they are written.

use hifijson::SliceLexer;
use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;

use crate::places::Places;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Null.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A number, exactly as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// An array.
    Array(Vec<Value>),
    /// An object, in the order of the text; keys do not repeat.
    Object(Vec<(String, Value)>),
}

/// Why a text is not JSON, in one clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError(&'static str);

impl JsonError {
    /// The clause, such as "a key is repeated".
    pub fn reason(self) -> &'static str {
        self.0
    }
}

/// Deepest nesting that is read.
const DEPTH: usize = 64;

impl Value {
    /// Reads JSON.
    ///
    /// # Errors
    /// The text is not JSON, repeats a key, or nests deeper than 64.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        let mut lexer = SliceLexer::new(text.as_bytes());
        let value = value(&mut lexer, 0)?;
        match lexer.ws_peek() {
            None => Ok(value),
            Some(_) => Err(JsonError("something follows the value")),
        }
    }

    /// The member of an object, or the element of an array at an index in decimal.
    pub fn get(&self, token: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(key, _)| key == token)
                .map(|(_, value)| value),
            Self::Array(items) => {
                let canonical = token == "0" || !token.starts_with('0');
                let digits = !token.is_empty() && token.bytes().all(|it| it.is_ascii_digit());
                (canonical && digits)
                    .then(|| token.parse::<usize>().ok())
                    .flatten()
                    .and_then(|index| items.get(index))
            }
            _ => None,
        }
    }

    /// The text of a text or a number.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }
}

fn value(lexer: &mut SliceLexer<'_>, depth: usize) -> Result<Value, JsonError> {
    match lexer.ws_peek() {
        Some(b'{' | b'[') if depth >= DEPTH => Err(JsonError("it nests too deep")),
        Some(b'{') => object(lexer, depth + 1),
        Some(b'[') => array(lexer, depth + 1),
        Some(b'"') => string(lexer).map(Value::Text),
        Some(b'-' | b'0'..=b'9') => number(lexer),
        Some(_) => word(lexer),
        None => Err(JsonError("it ends before a value")),
    }
}

fn object(lexer: &mut SliceLexer<'_>, depth: usize) -> Result<Value, JsonError> {
    let mut members = Vec::new();
    let mut keys = Places::new();
    lexer.discarded();
    if lexer.expect(SliceLexer::ws_peek, b'}').is_some() {
        return Ok(Value::Object(members));
    }
    loop {
        if lexer.ws_peek() != Some(b'"') {
            return Err(JsonError("a key in double quotes is missing"));
        }
        let key = string(lexer)?;
        if !keys.place(&key).1 {
            return Err(JsonError("a key is repeated"));
        }
        if lexer.expect(SliceLexer::ws_peek, b':').is_none() {
            return Err(JsonError("a colon is missing after a key"));
        }
        members.push((key, value(lexer, depth)?));
        if closed(lexer, b'}')? {
            return Ok(Value::Object(members));
        }
    }
}

fn array(lexer: &mut SliceLexer<'_>, depth: usize) -> Result<Value, JsonError> {
    let mut items = Vec::new();
    lexer.discarded();
    if lexer.expect(SliceLexer::ws_peek, b']').is_some() {
        return Ok(Value::Array(items));
    }
    loop {
        items.push(value(lexer, depth)?);
        if closed(lexer, b']')? {
            return Ok(Value::Array(items));
        }
    }
}

/// Takes the closing bracket, true, or a comma, false.
fn closed(lexer: &mut SliceLexer<'_>, end: u8) -> Result<bool, JsonError> {
    match lexer.ws_peek() {
        Some(byte) if byte == end => {
            lexer.discarded();
            Ok(true)
        }
        Some(b',') => {
            lexer.discarded();
            Ok(false)
        }
        _ => Err(JsonError("a comma or a closing bracket is missing")),
    }
}

fn string(lexer: &mut SliceLexer<'_>) -> Result<String, JsonError> {
    lexer.discarded();
    lexer
        .str_string()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| JsonError("a text is not closed or holds what a text cannot"))
}

fn number(lexer: &mut SliceLexer<'_>) -> Result<Value, JsonError> {
    let Ok((text, _)) = lexer.num_string().validated() else {
        return Err(JsonError("a number is not one"));
    };
    match lexer.as_slice().first() {
        Some(b'0'..=b'9') => Err(JsonError("a number has leading zeros")),
        _ => Ok(Value::Number(text.to_owned())),
    }
}

fn word(lexer: &mut SliceLexer<'_>) -> Result<Value, JsonError> {
    for (word, value) in [
        ("null", Value::Null),
        ("true", Value::Boolean(true)),
        ("false", Value::Boolean(false)),
    ] {
        if lexer.as_slice().starts_with(word.as_bytes()) {
            lexer.null_or_bool();
            return Ok(value);
        }
    }
    Err(JsonError("there is something that is no JSON value"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let value =
            Value::parse(r#" {"a": [1.50, -2e3], "b": {"c": "\u00e9"}, "d": null, "e": true} "#)
                .unwrap();
        assert_eq!(
            value.get("a").unwrap().get("0"),
            Some(&Value::Number("1.50".to_owned()))
        );
        assert_eq!(value.get("a").unwrap().get("00"), None);
        assert_eq!(
            value.get("b").unwrap().get("c").unwrap().scalar(),
            Some("é")
        );
        assert_eq!(value.get("d"), Some(&Value::Null));
        assert_eq!(value.get("e"), Some(&Value::Boolean(true)));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":2}",
            "NaN",
            "01",
            "1 2",
            "'a'",
            "{a:1}",
            "\"\u{1}\"",
            "\"\\ud800\"",
            "[1",
            "tru",
            "-",
            "{\"a\" 1}",
        ] {
            assert!(Value::parse(text).is_err(), "{text}");
        }
        assert!(Value::parse(&"[".repeat(100_000)).is_err());
    }
}
