//! Decimal numbers as they are written.

/// A decimal number: digits and where the point stands, with the zeros at the end that say how far
/// it was rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// Whether a minus sign stands before it.
    pub negative: bool,
    /// All digits as a whole number, below 10^15, so that it is exact as a floating-point number.
    pub digits: u64,
    /// Digits after the point, at most 15.
    pub scale: u32,
}

/// Digits that are read.
const DIGITS: u64 = 1_000_000_000_000_000;
/// Digits after the point that are read.
const SCALE: u32 = 15;

impl Decimal {
    /// Reads `-12.50` or JSON's `1.25e1`. `None` for anything else, for more than 15 digits, and
    /// for numbers whose last digit stands further than 15 places after the point.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fractional = mantissa.contains('.');
        if whole.is_empty() || (fractional && fraction.is_empty()) {
            return None;
        }
        let mut digits = 0u64;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits * 10 + u64::from(byte - b'0');
            if digits >= DIGITS {
                return None;
            }
        }
        let mut scale = i64::try_from(fraction.len()).ok()? - exponent;
        while scale < 0 {
            digits = digits.checked_mul(10).filter(|digits| *digits < DIGITS)?;
            scale += 1;
        }
        Some(Self {
            negative,
            digits,
            scale: u32::try_from(scale).ok().filter(|scale| *scale <= SCALE)?,
        })
    }

    /// The value, the nearest floating-point number to it.
    pub fn value(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "both are exact: below 2^53")]
        let value = self.digits as f64 / 10u64.pow(self.scale.min(SCALE)) as f64;
        if self.negative { -value } else { value }
    }

    /// Half a unit in the last place: how far what was rounded may be off.
    pub fn half_unit(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact: below 2^53")]
        let scale = 10u64.pow(self.scale.min(SCALE)) as f64;
        0.5 / scale
    }
}

/// A short exponent with its sign.
fn exponent_of(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain =
        !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|it| it.is_ascii_digit());
    if !plain {
        return None;
    }
    Some(sign * digits.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (text, negative, digits, scale, value) in [
            ("84.0", false, 840, 1, 84.0),
            ("84", false, 84, 0, 84.0),
            ("-0.50", true, 50, 2, -0.5),
            ("9.615e1", false, 9615, 2, 96.15),
            ("1E2", false, 100, 0, 100.0),
            ("5e-3", false, 5, 3, 0.005),
            ("0", false, 0, 0, 0.0),
        ] {
            let expected = Decimal {
                negative,
                digits,
                scale,
            };
            assert_eq!(Decimal::parse(text), Some(expected), "{text}");
            assert_eq!(expected.value(), value);
        }
        assert_eq!(Decimal::parse("84.0").map(Decimal::half_unit), Some(0.05));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1e",
            "1e9999",
            "1e308",
            "NaN",
            "Infinity",
            "1,000",
            "٣",
            "1 ",
            "0x1",
            "12345678901234567",
            "1e-20",
            "--1",
            "1e--1",
            "1e+-1",
            "+1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
