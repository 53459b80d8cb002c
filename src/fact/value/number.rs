//! Numbers in words and units of documents. What can be read in two ways is not a number: `1,234`
//! is a thousand to some and a little more than one to others.

use super::Decimal;

/// How a document may write a unit: (the vocabulary's unit, spelling, power of ten to it).
const UNITS: &[(&str, &str, i32)] = &[
    ("kWh", "Wh", -3),
    ("kWh", "kWh", 0),
    ("kWh", "KWh", 0),
    ("kWh", "kwh", 0),
    ("kWh", "MWh", 3),
    ("kWh", "GWh", 6),
    ("kg", "g", -3),
    ("kg", "grams", -3),
    ("kg", "kg", 0),
    ("kg", "kilograms", 0),
    ("kg", "t", 3),
    ("kg", "tonnes", 3),
    ("kg", "metric tons", 3),
    ("exaFLOP", "FLOP", -18),
    ("exaFLOP", "FLOPs", -18),
    ("exaFLOP", "PFLOP", -3),
    ("exaFLOP", "EFLOP", 0),
    ("exaFLOP", "exaFLOP", 0),
    ("exaFLOP", "ZFLOP", 3),
    ("exaFLOP", "zettaFLOP", 3),
    ("exaFLOP", "YFLOP", 6),
    ("parameters", "", 0),
    ("parameters", "parameters", 0),
    ("parameters", "params", 0),
];

/// Words for large numbers, of what is counted in them.
const SCALES: &[(&str, i32)] = &[
    ("k", 3),
    ("thousand", 3),
    ("m", 6),
    ("million", 6),
    ("b", 9),
    ("bn", 9),
    ("billion", 9),
    ("t", 12),
    ("trillion", 12),
];

/// What is said of an amount besides its unit: of greenhouse gases, their kind.
const GASES: &[&str] = &[
    "co2eq",
    "co2-eq",
    "co2e",
    "co2",
    "co\u{2082}eq",
    "co\u{2082}e",
    "co\u{2082}",
];

/// A whole number, alone or with a unit that is converted to `unit`.
pub(super) fn count(text: &str, unit: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('.');
    let lower = text.to_lowercase();
    let lower = lower.strip_prefix("within ").unwrap_or(&lower);
    let (number, rest) = leading(lower)?;
    if unit == "parameters" {
        return scaled(&number, &rest, unit);
    }
    let number: i64 = number.parse().ok()?;
    let rest = rest.trim_start_matches("calendar ");
    if rest.is_empty() {
        return Some(number);
    }
    let hours = match rest {
        "hour" | "hours" | "h" | "hrs" => 1,
        "day" | "days" | "d" => 24,
        "week" | "weeks" => 24 * 7,
        // The longest month and year, so that a limit is never met by rounding.
        "month" | "months" => 24 * 31,
        "year" | "years" => 24 * 366,
        _ => return None,
    };
    let total = number.checked_mul(hours)?;
    match unit {
        "hours" => Some(total),
        "days" => Some(total / 24 + i64::from(total % 24 != 0)),
        _ => None,
    }
}

/// A number times a word for a large one: `7B`, `1.5 billion parameters`. Nothing if that is not
/// whole.
fn scaled(number: &str, rest: &str, unit: &str) -> Option<i64> {
    let word = UNITS
        .iter()
        .filter(|(of, _, _)| *of == unit)
        .find_map(|(_, spelling, _)| {
            let word = rest.strip_suffix(spelling)?.trim_end();
            (word.is_empty() || SCALES.iter().any(|(scale, _)| *scale == word)).then_some(word)
        })?;
    let power = SCALES
        .iter()
        .find(|(scale, _)| *scale == word)
        .map_or(0, |(_, power)| *power);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = usize::try_from(power).ok()?.checked_sub(fraction.len())?;
    format!("{whole}{fraction}{}", "0".repeat(zeros))
        .parse()
        .ok()
}

/// A number; a per cent sign makes it a fraction, and a known spelling of a unit is converted to
/// `unit`.
pub(super) fn decimal(text: &str, unit: &str) -> Option<Decimal> {
    let text = text.trim();
    let percent = ["%", "percent", "per cent"]
        .iter()
        .find_map(|word| text.strip_suffix(word));
    if let Some(number) = percent {
        return unit
            .is_empty()
            .then(|| Decimal::scaled(number, 2))
            .flatten();
    }
    if let Some(number) = Decimal::parse(text) {
        return Some(number);
    }
    let (number, rest) = leading(text)?;
    let mut rest = rest.as_str();
    if unit == "kg" {
        let lower = rest.to_lowercase();
        let gas = GASES.iter().find(|gas| lower.ends_with(**gas));
        let end = gas.and_then(|gas| rest.len().checked_sub(gas.len()));
        rest = end.and_then(|end| rest.get(..end)).unwrap_or(rest).trim();
    }
    if rest.is_empty() {
        return Decimal::parse(&number);
    }
    let (_, _, power) = UNITS
        .iter()
        .find(|(of, spelling, _)| *of == unit && *spelling == rest)?;
    Decimal::scaled(&number, 4 + power)
}

/// A number at the beginning of a text, its digits in groups of three or not, and what follows.
fn leading(text: &str) -> Option<(String, String)> {
    let mut end = text
        .find(|c: char| !(c.is_ascii_digit() || is_separator(c) || c == '.'))
        .unwrap_or(text.len());
    // An exponent, as in `1e25 FLOP`.
    if let Some(rest) = text
        .get(end..)
        .and_then(|rest| rest.strip_prefix(['e', 'E']))
        && text
            .get(..end)
            .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
    {
        let signed = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let digits = signed
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(signed.len());
        if digits > 0 {
            end += 1 + (rest.len() - signed.len()) + digits;
        }
    }
    let (number, rest) = text.split_at_checked(end)?;
    let number = number.trim_end_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    Some((ungrouped(number)?, rest.trim().to_owned()))
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ',' | '_' | '\'' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
    )
}

/// The digits of a number without the separators of its groups. One comma by itself may be a
/// decimal comma.
fn ungrouped(number: &str) -> Option<String> {
    let Some(separator) = number.chars().find(|c| is_separator(*c)) else {
        let digits = number.starts_with(|c: char| c.is_ascii_digit());
        return digits.then(|| number.to_owned());
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=3).contains(&first.len())
        && digits(first)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
        && fraction.is_none_or(|it| !it.is_empty() && digits(it));
    if !fits || separator == ',' && rest.len() < 2 && fraction.is_none() {
        return None;
    }
    let mut out = format!("{first}{}", rest.concat());
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    Some(out)
}
