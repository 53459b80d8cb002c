//! Numbers as people write them into the form: `7.3*10^10`, `7.3e10`, `8B`, `70 billion`,
//! `2,000,000`. The form asks for two significant figures, so powers and multiples are the rule.

/// What a number may have behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nothing, or the word `parameters`.
    None,
    /// Energy; the form's unit is the megawatt-hour.
    Energy,
    /// Floating-point operations.
    Operations,
}

/// The number and the power of ten that it is to be multiplied by, in the unit of the form. Ranges,
/// estimates in words and other units are not read.
pub(super) fn read(text: &str, unit: Unit) -> Option<(String, i32)> {
    let lower = text.trim().to_lowercase().replace(['×', '·'], "*");
    let lower = lower
        .trim_start_matches(['~', '≈'])
        .trim_start_matches("approximately")
        .trim_start_matches("about")
        .trim()
        .trim_end_matches('.');
    let end = lower
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .unwrap_or(lower.len());
    let (digits, rest) = lower.split_at_checked(end)?;
    let number = plain(digits)?;
    let mut rest = rest.trim();
    let mut exponent = 0;
    if let Some(power) = rest
        .strip_prefix("e+")
        .or_else(|| rest.strip_prefix('e'))
        .or_else(|| power_of_ten(rest))
    {
        let power = power.trim_start().trim_start_matches(['{', '(']);
        let end = power
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(power.len());
        let (digits, tail) = power.split_at_checked(end)?;
        exponent = digits.parse().ok()?;
        rest = tail.trim_start_matches(['}', ')']).trim();
    }
    let (word, tail) = rest
        .split_once(char::is_whitespace)
        .map_or((rest, ""), |(word, tail)| (word, tail.trim()));
    let multiple = match word {
        "k" | "thousand" => Some(3),
        "m" | "million" => Some(6),
        "b" | "bn" | "billion" => Some(9),
        "t" | "tn" | "trillion" => Some(12),
        _ => None,
    };
    if let Some(multiple) = multiple {
        exponent += multiple;
        rest = tail;
    }
    exponent += of_unit(rest, unit)?;
    (exponent <= 60).then_some((number, exponent))
}

/// What follows `*10^` and its other spellings.
fn power_of_ten(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(['*', 'x'])?.trim_start();
    let rest = rest.strip_prefix("10")?;
    rest.strip_prefix('^').or_else(|| rest.strip_prefix("**"))
}

/// The power of ten between the unit that is written and the form's.
fn of_unit(rest: &str, unit: Unit) -> Option<i32> {
    match (unit, rest) {
        (_, "") => Some(0),
        (Unit::None, "parameters" | "params" | "parameters in total" | "total parameters") => {
            Some(0)
        }
        (Unit::Energy, "mwh") => Some(0),
        (Unit::Energy, "kwh") => Some(-3),
        (Unit::Energy, "gwh") => Some(3),
        (
            Unit::Operations,
            "flop" | "flops" | "floating point operations" | "floating-point operations",
        ) => Some(0),
        _ => None,
    }
}

/// Digits with at most one point; commas only where they part thousands.
fn plain(digits: &str) -> Option<String> {
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let mut number = first.to_owned();
    for group in groups {
        let whole = group.split('.').next()?;
        if whole.len() != 3 || first.len() > 3 || first.is_empty() || first.contains('.') {
            return None;
        }
        number.push_str(group);
    }
    let good = number.bytes().any(|byte| byte.is_ascii_digit()) && number.matches('.').count() <= 1;
    good.then_some(number)
}

/// `73000000000` of `7.3` and 10; none where a fraction is left.
pub(super) fn whole(number: &str, exponent: i32) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = usize::try_from(exponent).ok()?;
    let zeros = places.checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let digits = digits.trim_start_matches('0');
    (!digits.is_empty() && digits.len() <= 18).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Unit, read, whole};

    #[test]
    fn numbers_are_read_only_where_one_is_said() {
        for (text, unit, wanted) in [
            ("7.3*10^10", Unit::None, Some(("7.3", 10))),
            ("7.3 x 10^10 parameters", Unit::None, Some(("7.3", 10))),
            ("7.3e10", Unit::None, Some(("7.3", 10))),
            ("8B", Unit::None, Some(("8", 9))),
            ("~70 billion parameters", Unit::None, Some(("70", 9))),
            ("2,000,000", Unit::None, Some(("2000000", 0))),
            ("1B-10B", Unit::None, None),
            ("8x7B", Unit::None, None),
            ("1,5", Unit::None, None),
            ("not disclosed", Unit::None, None),
            ("1.2e25 FLOPs", Unit::Operations, Some(("1.2", 25))),
            ("1.2×10^25 FLOP", Unit::Operations, Some(("1.2", 25))),
            ("2300 MWh", Unit::Energy, Some(("2300", 0))),
            ("12 GWh", Unit::Energy, Some(("12", 3))),
            ("12 tCO2", Unit::Energy, None),
        ] {
            let found = read(text, unit);
            let found = found
                .as_ref()
                .map(|(number, power)| (number.as_str(), *power));
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(whole("7.3", 10).as_deref(), Some("73000000000"));
        assert_eq!(whole("8.00", 0).as_deref(), Some("8"));
        assert_eq!(whole("8.5", 0), None);
    }
}
