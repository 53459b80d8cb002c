//! Which styles show a number as a date or a time of day, and what the number then reads as.

use jiff::civil::Date;
use jiff::{Span, civil};

use super::super::Fault;
use super::xml::{Item, attribute, walk};

/// How a style shows numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shows {
    /// As numbers.
    #[default]
    Number,
    /// As days, with or without a time.
    Date,
    /// As a time of day.
    Time,
}

/// The cell styles by their index (ECMA-376 part 1, 18.8.10 `cellXfs`).
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Shows>);

impl Styles {
    pub(super) fn shows(&self, style: usize) -> Shows {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// Most styles; Excel has at most 65,490.
const MOST: usize = 100_000;

pub(super) fn read(part: &str, text: &str) -> Result<Styles, Fault> {
    let mut custom: Vec<(u32, Shows)> = Vec::new();
    let mut formats: Vec<u32> = Vec::new();
    let mut inside = false;
    walk(part, text, &mut |item| {
        match item {
            Item::Open("numFmt", element) if !inside => {
                let id = attribute(element, "numFmtId")?.and_then(|it| it.parse().ok());
                let code = attribute(element, "formatCode")?.unwrap_or_default();
                if let Some(id) = id
                    && custom.len() < MOST
                {
                    custom.push((id, of_code(&code)));
                }
            }
            Item::Open("cellXfs", _) => inside = true,
            Item::Close("cellXfs") => inside = false,
            Item::Open("xf", element) if inside => {
                if formats.len() >= MOST {
                    return Err(Fault::exceeded("the workbook has too many styles"));
                }
                let id = attribute(element, "numFmtId")?.and_then(|it| it.parse().ok());
                formats.push(id.unwrap_or(0));
            }
            _ => {}
        }
        Ok(())
    })?;
    custom.reverse();
    custom.sort_by_key(|(id, _)| *id);
    let shows = |id: &u32| match custom.binary_search_by_key(id, |(id, _)| *id) {
        Ok(at) => custom.get(at).map_or(Shows::Number, |(_, shows)| *shows),
        Err(_) => built_in(*id),
    };
    Ok(Styles(formats.iter().map(shows).collect()))
}

/// Formats that have no code in the file, ECMA-376 part 1, 18.8.30 `numFmt`. Those of East Asian
/// programs (27 to 36, 50 to 58) are dates in each of their languages.
fn built_in(id: u32) -> Shows {
    match id {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Shows::Date,
        18..=21 | 32 | 33 | 45..=47 | 55 | 56 => Shows::Time,
        _ => Shows::Number,
    }
}

/// What a format code shows (ECMA-376 part 1, 18.8.31): its letters outside of quotes, escapes and
/// brackets. A duration, `[h]:mm`, is a number.
fn of_code(code: &str) -> Shows {
    let mut letters = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|it| *it == '"');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|it| *it != ']').collect();
                let lower = inside.to_ascii_lowercase();
                if !lower.is_empty() && lower.bytes().all(|it| b"hms".contains(&it)) {
                    return Shows::Number;
                }
            }
            // The first section is that of positive numbers.
            ';' => break,
            other => letters.push(other.to_ascii_lowercase()),
        }
    }
    if letters.contains("general") {
        Shows::Number
    } else if letters.contains(['d', 'y']) || letters.contains("mmm") {
        Shows::Date
    } else if letters.contains(['h', 's']) {
        Shows::Time
    } else {
        Shows::Number
    }
}

/// The date or time that a serial number reads as, in ISO 8601; nothing for a number that is none.
pub(super) fn date(serial: &str, shows: Shows, since_1904: bool) -> Option<String> {
    let number: f64 = serial.parse().ok()?;
    // The last day of 9999.
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    // To the nearest second, as it is shown.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the number of seconds is below 2^38"
    )]
    let seconds = (number * 86_400.0).round() as i64;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let time = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if shows == Shows::Time {
        return (days == 0).then_some(time);
    }
    let epoch: Date = if since_1904 {
        civil::date(1904, 1, 1)
    } else if days > 60 {
        civil::date(1899, 12, 30)
    } else if (1..60).contains(&days) {
        // 1900 counts as a leap year there: before its 60th day, which never was, numbers are one
        // less.
        civil::date(1899, 12, 31)
    } else {
        return None;
    };
    let day = epoch.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some(if rest == 0 {
        day.to_string()
    } else {
        format!("{day}T{time}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days_of_one_of_two_calendars() {
        for (serial, shows, since_1904, read) in [
            ("46054", Shows::Date, false, Some("2026-02-01")),
            ("46054.5", Shows::Date, false, Some("2026-02-01T12:00:00")),
            ("46053.9999999999", Shows::Date, false, Some("2026-02-01")),
            ("44592", Shows::Date, true, Some("2026-02-01")),
            ("0", Shows::Date, true, Some("1904-01-01")),
            ("1", Shows::Date, false, Some("1900-01-01")),
            ("59", Shows::Date, false, Some("1900-02-28")),
            ("60", Shows::Date, false, None),
            ("61", Shows::Date, false, Some("1900-03-01")),
            ("0", Shows::Date, false, None),
            ("0.75", Shows::Time, false, Some("18:00:00")),
            ("1.75", Shows::Time, false, None),
            ("2958465", Shows::Date, false, Some("9999-12-31")),
            ("2958466", Shows::Date, false, None),
            ("-1", Shows::Date, false, None),
            ("NaN", Shows::Date, false, None),
            ("1e300", Shows::Date, false, None),
        ] {
            assert_eq!(
                date(serial, shows, since_1904).as_deref(),
                read,
                "{serial} {shows:?} {since_1904}"
            );
        }
    }

    #[test]
    fn a_code_is_a_date_by_its_letters_alone() {
        for (code, shows) in [
            ("yyyy-mm-dd", Shows::Date),
            ("[$-409]d\\ mmm\\ yy;@", Shows::Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shows::Date),
            ("mmm-yy", Shows::Date),
            ("h:mm AM/PM", Shows::Time),
            ("[h]:mm", Shows::Number),
            ("General", Shows::Number),
            ("0.00\" days\"", Shows::Number),
            ("#,##0;[Red]-#,##0", Shows::Number),
            ("0\\d", Shows::Number),
            ("\"", Shows::Number),
            ("0;\"d\"d", Shows::Number),
        ] {
            assert_eq!(of_code(code), shows, "{code}");
        }
    }
}
