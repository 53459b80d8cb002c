//! A check's configuration, read strictly: what is not known is an error, never passed over.

use crate::decimal::Decimal;
use crate::finding::CheckError;
use crate::json::Value;
use crate::text::clip;

/// A configuration whose members are taken one by one; [`Config::finish`] refuses what is left.
#[derive(Debug)]
pub struct Config {
    members: Vec<(String, Value)>,
}

impl Config {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// With the code `config`, if it is none.
    pub fn parse(text: &str) -> Result<Self, CheckError> {
        match Value::parse(text) {
            Ok(Value::Object(members)) => Ok(Self { members }),
            Ok(_) => Err(wrong("it is not a JSON object")),
            Err(error) => Err(wrong(error.reason())),
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.members.iter().position(|(key, _)| key == name)?;
        Some(self.members.remove(at).1)
    }

    /// A text that is not empty; `None` if it is not given.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, CheckError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Text(text)) if !text.trim().is_empty() => Ok(Some(text)),
            Some(_) => Err(wrong(&format!("`{name}` is not a text with content"))),
        }
    }

    /// A list of texts that are not empty; empty if it is not given.
    ///
    /// # Errors
    /// It is something else, or has more than 1,000 entries.
    pub fn texts(&mut self, name: &str) -> Result<Vec<String>, CheckError> {
        let refused = || {
            wrong(&format!(
                "`{name}` is not a list of at most 1,000 texts with content"
            ))
        };
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= 1_000 => items
                .into_iter()
                .map(|item| match item {
                    Value::Text(text) if !text.trim().is_empty() => Ok(text),
                    _ => Err(refused()),
                })
                .collect(),
            Some(_) => Err(refused()),
        }
    }

    /// A number within bounds, both included; `default` if it is not given.
    ///
    /// # Errors
    /// It is something else, out of bounds, or has more than 15 digits.
    pub fn number(
        &mut self,
        name: &str,
        default: Decimal,
        least: f64,
        most: f64,
    ) -> Result<Decimal, CheckError> {
        match self.take(name) {
            None => Ok(default),
            Some(Value::Number(text)) => Decimal::parse(&text)
                .filter(|number| (least..=most).contains(&number.value()))
                .ok_or_else(|| wrong(&format!("`{name}` is out of its bounds"))),
            Some(_) => Err(wrong(&format!("`{name}` is not a number"))),
        }
    }

    /// A whole number within bounds, both included; `default` if it is not given.
    ///
    /// # Errors
    /// It is something else, or out of bounds.
    pub fn count(
        &mut self,
        name: &str,
        default: u64,
        least: u64,
        most: u64,
    ) -> Result<u64, CheckError> {
        match self.take(name) {
            None => Ok(default),
            Some(Value::Number(text)) => Decimal::parse(&text)
                .filter(|number| !number.negative && number.scale == 0)
                .map(|number| number.digits)
                .filter(|number| (least..=most).contains(number))
                .ok_or_else(|| {
                    wrong(&format!(
                        "`{name}` is not a whole number from {least} to {most}"
                    ))
                }),
            Some(_) => Err(wrong(&format!("`{name}` is not a number"))),
        }
    }

    /// Refuses what was not taken.
    ///
    /// # Errors
    /// There is a member that the check does not know.
    pub fn finish(self) -> Result<(), CheckError> {
        match self.members.first() {
            None => Ok(()),
            Some((name, _)) => Err(wrong(&format!("it has no member `{}`", clip(name, 100)))),
        }
    }
}

fn wrong(reason: &str) -> CheckError {
    CheckError::new(
        "config",
        &format!("The configuration is refused: {reason}."),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    const ONE: Decimal = Decimal {
        negative: false,
        digits: 1,
        scale: 0,
    };

    #[test]
    fn members_are_taken_and_the_rest_is_refused() {
        let mut config = Config::parse(r#"{"a":"x","b":["y"],"c":0.8,"d":30}"#).unwrap();
        assert_eq!(config.text("a"), Ok(Some("x".to_owned())));
        assert_eq!(config.texts("b"), Ok(vec!["y".to_owned()]));
        assert_eq!(config.number("c", ONE, 0.0, 1.0).unwrap().digits, 8);
        assert_eq!(config.count("d", 1, 1, 100), Ok(30));
        assert_eq!(config.count("e", 7, 1, 100), Ok(7));
        assert!(config.finish().is_ok());
        assert!(Config::parse(r#"{"x":1}"#).unwrap().finish().is_err());
    }

    #[test]
    fn what_is_not_asked_for_is_refused() {
        for text in ["", "[]", "null", "{", "{} {}", "{\"a\":1,\"a\":2}"] {
            assert!(Config::parse(text).is_err(), "{text}");
        }
        let mut config =
            Config::parse(r#"{"a":" ","b":"y","c":1.5,"d":30.5,"e":-1,"f":[""],"g":1e308}"#)
                .unwrap();
        assert!(config.text("a").is_err());
        assert!(config.texts("b").is_err());
        assert!(config.number("c", ONE, 0.0, 1.0).is_err());
        assert!(config.count("d", 1, 1, 100).is_err());
        assert!(config.count("e", 1, 0, 100).is_err());
        assert!(config.texts("f").is_err());
        assert!(config.number("g", ONE, 0.0, f64::MAX).is_err());
    }
}
