//! Values of the vocabulary's types, and how the text of a document becomes one. What is not
//! understood is said, never guessed: a wrong number could satisfy a control.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil;

mod language;
mod license;
mod number;

pub(super) use license::in_words as license_in_words;
pub use license::of_address as license_of_address;

use super::hollow::names_no_dataset;
use super::is_placeholder;
use super::vocabulary::{Attribute, Type};

/// A number with four digits after the point, as Cedar's `decimal` holds it: scaled by 10⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Reads decimal text (`0.93`, `-1.5e-3`), rounding half to even at the fourth digit. `None`
    /// if it is not a number or does not fit.
    pub fn parse(text: &str) -> Option<Self> {
        Self::scaled(text, 4)
    }

    /// Like [`Decimal::parse`], after multiplying by 10^(`shift` − 4).
    fn scaled(text: &str, shift: i32) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty()
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit())
            || whole.len() + fraction.len() > 400
            || exponent.unsigned_abs() > 400
        {
            return None;
        }
        let digits: Vec<u8> = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|digit| digit - b'0')
            .collect();
        // Number of digits that stand before the point once scaled.
        let point = i32::try_from(whole.len()).ok()? + exponent + shift;
        let mut value: i64 = 0;
        for index in 0..point.max(0) {
            let digit = usize::try_from(index)
                .ok()
                .and_then(|index| digits.get(index))
                .copied()
                .unwrap_or(0);
            value = value.checked_mul(10)?.checked_add(i64::from(digit))?;
        }
        let rest: &[u8] = match usize::try_from(point) {
            Ok(point) => digits.get(point.min(digits.len())..).unwrap_or_default(),
            // The first digit kept lies left of all digits: nothing reaches the half.
            Err(_) => &[],
        };
        let half = match rest.first() {
            Some(first) if *first > 5 => true,
            Some(5) => rest.iter().skip(1).any(|digit| *digit != 0) || value % 2 == 1,
            _ => false,
        };
        if half {
            value = value.checked_add(1)?;
        }
        Some(Self(if negative { -value } else { value }))
    }

    /// The value times 10⁴.
    pub fn scaled_value(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:04}", magnitude / 10_000, magnitude % 10_000);
        // Cedar needs at least one digit after the point.
        let trimmed = text.trim_end_matches('0');
        f.write_str(trimmed)?;
        if trimmed.ends_with('.') {
            f.write_str("0")?;
        }
        Ok(())
    }
}

/// A value as Cedar will see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Text, a licence, an address, an answer; or one member of an open set.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(i64),
    /// A decimal number.
    Decimal(Decimal),
    /// A civil date.
    Date(civil::Date),
    /// A closed set.
    Set(BTreeSet<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Decimal(decimal) => write!(f, "{decimal}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Set(members) => {
                f.write_str(&members.iter().cloned().collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Value {
    /// The value of `attribute` that the text gives; for an open set, one member.
    ///
    /// # Errors
    /// One clause that says why the text is not a value: a placeholder, or not of the type.
    pub fn parse(attribute: &Attribute, text: &str) -> Result<Self, String> {
        let text = text.trim();
        if is_placeholder(text) {
            return Err(if text.is_empty() {
                "empty".to_owned()
            } else {
                "a placeholder".to_owned()
            });
        }
        match attribute.kind {
            Type::Text => Ok(Self::Text(text.to_owned())),
            Type::Open if !attribute.values.is_empty() => {
                let word = text.to_lowercase().replace([' ', '_'], "-");
                if attribute.values.iter().any(|(value, _)| *value == word) {
                    Ok(Self::Text(word))
                } else {
                    Err(format!(
                        "not one of the words for `{}` ({})",
                        attribute.name,
                        attribute
                            .values
                            .iter()
                            .map(|(value, _)| *value)
                            .collect::<Vec<_>>()
                            .join(", ")
                    ))
                }
            }
            Type::Open if attribute.name == "training_datasets" && names_no_dataset(text) => {
                Err("names no dataset".to_owned())
            }
            Type::Open if attribute.name == "languages" => Ok(Self::Text(language::tag(text))),
            Type::Open | Type::Closed => Ok(Self::Text(text.to_owned())),
            Type::License if text.eq_ignore_ascii_case("cc") => {
                Err("names a family of licences, not one of them".to_owned())
            }
            Type::License => Ok(Self::Text(license::spelled(text))),
            Type::Address => address(text)
                .map(Self::Text)
                .ok_or_else(|| "not an https, http or mail address".to_owned()),
            Type::Flag => flag(text)
                .map(Self::Flag)
                .ok_or_else(|| "neither yes nor no".to_owned()),
            Type::Count => number::count(text, attribute.unit)
                .map(Self::Count)
                .ok_or_else(|| match attribute.unit {
                    "" => "not a whole number".to_owned(),
                    unit => format!("not a whole number of {unit}"),
                }),
            Type::Decimal => number::decimal(text, attribute.unit)
                .map(Self::Decimal)
                .ok_or_else(|| match attribute.unit {
                    "" => "not a number".to_owned(),
                    unit => format!("not a number of {unit}"),
                }),
            Type::Date => parse_date(text)
                .map(Self::Date)
                .ok_or_else(|| "not a date; write it as YYYY-MM-DD".to_owned()),
        }
    }

    /// The answer to a question, as a Cedar tag: `yes`, `no`, `partial` and `not-applicable` in one
    /// spelling, anything else as written.
    pub fn answer(text: &str) -> Self {
        let text = text.trim();
        let word = text.to_lowercase().trim_end_matches(['.', '!']).to_owned();
        Self::Text(match word.as_str() {
            "yes" | "y" | "true" => "yes".to_owned(),
            "no" | "n" | "false" => "no".to_owned(),
            "partial" | "partially" | "partly" => "partial".to_owned(),
            _ => text.to_owned(),
        })
    }

    /// The form in which two values of an attribute are compared for contradiction.
    pub fn canonical(&self, kind: Type) -> String {
        match self {
            Self::Text(text) => match kind {
                Type::License => license::canonical(text),
                Type::Address => {
                    let lower = text.trim_end_matches('/').to_lowercase();
                    match lower.strip_prefix("http://") {
                        Some(rest) => format!("https://{rest}"),
                        None => lower,
                    }
                }
                _ => text
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .to_lowercase(),
            },
            other => other.to_string(),
        }
    }
}

fn address(text: &str) -> Option<String> {
    let text = text.trim_matches(|c| c == '<' || c == '>');
    let good = |rest: &str| !rest.is_empty() && !rest.contains(char::is_whitespace);
    for scheme in ["https://", "http://", "mailto:"] {
        if let Some(rest) = text.strip_prefix(scheme) {
            return good(rest).then(|| text.to_owned());
        }
    }
    let (user, host) = text.split_once('@')?;
    (good(user) && good(host) && host.contains('.')).then(|| text.to_owned())
}

/// Yes or no, alone or before an explanation: `Yes, AES-256`. `Partially` is neither.
fn flag(text: &str) -> Option<bool> {
    let lower = text.trim().to_lowercase();
    let end = lower
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(lower.len());
    let (word, rest) = lower.split_at_checked(end)?;
    // "No later than …", "yes and no": the word must stand alone or before punctuation.
    let stands = rest.is_empty()
        || rest
            .trim_start()
            .starts_with([',', '.', ';', ':', '-', '–', '—', '(', '!']);
    match word {
        _ if !stands => None,
        "yes" | "y" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

/// Whether a text that is a date names a month and no day.
pub(super) fn is_month(text: &str) -> bool {
    month(text.trim()).is_some()
}

/// The first day of a month: `2026-03`, `Mar 2026`.
fn month(text: &str) -> Option<civil::Date> {
    for format in ["%Y-%m", "%B %Y", "%b %Y"] {
        if let Ok(parts) = jiff::fmt::strtime::parse(format, text)
            && let (Some(year), Some(month)) = (parts.year(), parts.month())
        {
            return civil::Date::new(year, month, 1).ok();
        }
    }
    None
}

/// A civil date: `2026-03-01`, an RFC 3339 date-time, `March 1, 2026`, `1 March 2026`; a month
/// alone (`2026-03`, `Mar 2026`) is its first day. Forms that name the day and month by number
/// only, such as `03/04/2026`, are not dates: two countries read them differently.
pub fn parse_date(text: &str) -> Option<civil::Date> {
    let text = text.trim();
    // A year has four digits, as for Cedar: a sign before it is for other calendars.
    if text.starts_with(['-', '+']) {
        return None;
    }
    if let Ok(date) = text.parse::<civil::Date>() {
        return text
            .bytes()
            .take(10)
            .all(|b| b.is_ascii_digit() || b == b'-')
            .then_some(date);
    }
    if let Some((date, _)) = text.split_once(['T', ' '])
        && date.len() == 10
        && let Ok(date) = date.parse::<civil::Date>()
    {
        return Some(date);
    }
    for format in ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y"] {
        if let Ok(date) = civil::Date::strptime(format, text) {
            return Some(date);
        }
    }
    month(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;
    use crate::fact::vocabulary::attribute;

    fn parse(name: &str, text: &str) -> Result<String, String> {
        Value::parse(attribute(name).unwrap(), text).map(|value| value.to_string())
    }

    #[test]
    fn text_becomes_a_value_or_says_why_not() {
        for (name, text, expected) in [
            ("license", "apache-2.0", "Apache-2.0"),
            (
                "license",
                "mit OR (apache-2.0 and other)",
                "MIT OR (Apache-2.0 AND other)",
            ),
            ("license", "llama3", "llama3"),
            ("human_review", "Yes, by two clinicians", "true"),
            ("human_review", "no.", "false"),
            ("incident_notice_hours", "within 3 days", "72"),
            ("data_retention_days", "36 hours", "2"),
            ("data_retention_days", "1 month", "31"),
            ("security_incidents", "0", "0"),
            ("value", "93.25 %", "0.9325"),
            ("value", "85 percent", "0.85"),
            ("parameters", "7B", "7000000000"),
            ("parameters", "7,000,000,000", "7000000000"),
            ("parameters", "1.5 billion parameters", "1500000000"),
            ("parameters", "270M", "270000000"),
            ("parameters", "10 000 000", "10000000"),
            ("data_retention_days", "1_000", "1000"),
            ("training_energy_kwh", "1.2 MWh", "1200.0"),
            ("training_energy_kwh", "500 Wh", "0.5"),
            ("training_energy_kwh", "1,234,567.5 kWh", "1234567.5"),
            ("training_co2_kg", "0.39 tCO2eq", "390.0"),
            ("training_co2_kg", "390 kg CO2e", "390.0"),
            ("training_co2_kg", "390000 g", "390.0"),
            ("training_co2_kg", "1,200.5", "1200.5"),
            ("training_compute_exaflop", "1e25 FLOP", "10000000.0"),
            ("languages", "English", "en"),
            ("languages", "EN_us", "en-US"),
            ("languages", "deu", "de"),
            ("languages", "Klingon", "Klingon"),
            ("value", "0.00005", "0.0"),
            ("value", "0.00015", "0.0002"),
            ("value", "-1.5e-1", "-0.15"),
            ("release_date", "Feb 2023", "2023-02-01"),
            ("release_date", "2026-03-04T10:00:00Z", "2026-03-04"),
            ("release_date", "March 4, 2026", "2026-03-04"),
            ("documented", "Intended use", "intended-use"),
            (
                "license_link",
                "https://example.org/l",
                "https://example.org/l",
            ),
        ] {
            assert_eq!(parse(name, text), Ok(expected.to_owned()), "{name} {text}");
        }
        for (name, text) in [
            ("human_review", "partially"),
            ("human_review", "no later than May"),
            ("incident_notice_hours", "72-96 hours"),
            ("incident_notice_hours", "promptly"),
            ("security_incidents", "-1"),
            ("parameters", "1.2345678901B"),
            ("parameters", "7,5"),
            ("parameters", "1,234"),
            ("parameters", "7GB"),
            ("parameters", "7-13B"),
            ("data_retention_days", "7B"),
            ("training_energy_kwh", "12 MW"),
            ("training_energy_kwh", "1,234"),
            ("training_co2_kg", "3 tons"),
            ("training_co2_kg", "0.5 kWh"),
            ("training_compute_exaflop", "3 FLOP/s"),
            ("value", "5 kg"),
            ("value", "NaN"),
            ("value", "1e300"),
            ("value", "0.9 / 0.8"),
            ("release_date", "03/04/2026"),
            ("release_date", "2026-02-30"),
            ("license", "[More Information Needed]"),
            ("license", "CC"),
            ("training_datasets", "custom"),
            ("documented", "everything"),
            ("license_link", "javascript:alert(1)"),
            ("contact", "N/A"),
        ] {
            assert!(parse(name, text).is_err(), "{name} {text} is not a value");
        }
    }
}
