//! Which YAML scalars are null, flags and numbers.

use granit_parser::Tag;

use crate::tree::Value;

/// The value of a scalar; nothing if it does not fit its tag.
pub(super) fn resolve(text: &str, plain: bool, tag: Option<&Tag>) -> Option<Value> {
    let bare = core(text);
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Some(Value::Text(text.to_owned())),
        Some("null") => matches!(bare, Value::Null).then_some(bare),
        Some("bool") => matches!(bare, Value::Bool(_)).then_some(bare),
        Some("int") => is_integer(text).then(|| Value::Number(text.to_owned())),
        Some("float") if matches!(bare, Value::Number(_)) || is_not_finite(text) => Some(bare),
        Some(_) => None,
        // The non-specific tag `!` is for text.
        None if !plain || tag.is_some_and(|tag| tag.handle().is_empty() && tag.suffix() == "!") => {
            Some(Value::Text(text.to_owned()))
        }
        None => Some(bare),
    }
}

/// The core schema of YAML 1.2.2, section 10.3.2, but digits after a leading zero are text: YAML
/// 1.1 reads them as octal, and in documents they are identifiers.
fn core(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_integer(text) || is_float(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn zero_led(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0')
}

fn is_integer(text: &str) -> bool {
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let text = unsigned(text);
    digits(text) && !zero_led(text)
}

fn is_float(text: &str) -> bool {
    let text = unsigned(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let fraction_fits = match fraction {
        Some("") | None => digits(whole),
        Some(fraction) => digits(fraction) && (whole.is_empty() || digits(whole)),
    };
    fraction_fits && !zero_led(whole) && exponent.is_none_or(digits)
}

fn is_not_finite(text: &str) -> bool {
    matches!(text, ".nan" | ".NaN" | ".NAN") || matches!(unsigned(text), ".inf" | ".Inf" | ".INF")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_decides() {
        for text in [
            "no",
            "on",
            "yes",
            "y",
            "nO",
            "NULl",
            "tRUE",
            "0777",
            "-012",
            "1_000",
            "1:30",
            "1.2.3",
            ".nan",
            ".inf",
            "-.Inf",
            "0b1",
            "0o8",
            "0x",
            "1e",
            "e1",
            ".",
            "-",
            "+.",
            "2026-11-22",
            "12e03x",
        ] {
            assert_eq!(core(text), Value::Text(text.into()), "{text}");
        }
        for text in [
            "0", "-0", "+12", "1.10", "0.5", ".5", "5.", "1e5", "-1.5E-10", "0x1F", "0o17",
        ] {
            assert_eq!(core(text), Value::Number(text.into()), "{text}");
        }
        assert_eq!(core("Null"), Value::Null);
        assert_eq!(core("TRUE"), Value::Bool(true));
    }
}
