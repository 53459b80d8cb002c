//! Intervals in running text: "sensitivity was 96.15% (95% CI: 90.44%, 98.94%)".

use passmuster_plugin::text::{is_letter, is_word, rfind, words};

/// An interval that a text names, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// What is before the estimate.
    pub(crate) label: String,
    /// The number before the interval; `None`: there is none.
    pub(crate) estimate: Option<String>,
    /// The lower bound.
    pub(crate) lower: String,
    /// The upper bound.
    pub(crate) upper: String,
    /// The level, as written: `95`.
    pub(crate) level: Option<String>,
    /// `%`, a word, or nothing.
    pub(crate) unit: String,
}

/// Intervals that are looked for in one text: more than are recomputed in a dossier, so that what is
/// left out is always said.
const PHRASES: usize = 1_000;
/// Longest unit, in bytes.
const UNIT: usize = 12;
/// Words that stand between an estimate and its interval.
const BETWEEN: &[&str] = &[
    "with",
    "a",
    "an",
    "the",
    "and",
    "two-sided",
    "exact",
    "at",
    "confidence",
];
/// Words between a label and its estimate.
const BEFORE: &[&str] = &["was", "were", "is", "are", "of", "at", "reached", "equals"];

/// The intervals that a text names, in its order.
pub(crate) fn phrases(text: &str) -> Vec<Phrase> {
    let mut found = Vec::new();
    // Where the last interval ended: no label or estimate reaches back over it.
    let mut done = 0;
    for (start, end) in mentions(text) {
        if found.len() >= PHRASES || start < done {
            continue;
        }
        let Some((lower, upper, units, length)) = bounds(text.get(end..).unwrap_or_default())
        else {
            continue;
        };
        let before = text.get(done..start).unwrap_or_default();
        let (level, before) = level(before);
        let (estimate, unit, label) = estimate(before);
        let percent = unit == "%" || units.contains(&"%");
        found.push(Phrase {
            label: self::label(label),
            estimate,
            lower,
            upper,
            level,
            unit: if percent {
                "%".to_owned()
            } else if unit.is_empty() {
                (*units.first().unwrap_or(&"")).to_owned()
            } else {
                unit
            },
        });
        done = end + length;
    }
    found
}

/// Where "CI" and "confidence interval" stand as words.
fn mentions(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if !is_word(before) && matches!(c, 'c' | 'C') {
            let rest = text.get(at..).unwrap_or_default();
            // The longest first.
            for word in ["confidence intervals", "confidence interval", "c.i.", "ci"] {
                let head = rest.get(..word.len()).unwrap_or_default();
                let after = rest.get(word.len()..).unwrap_or_default();
                if head.eq_ignore_ascii_case(word) && !after.starts_with(is_letter) {
                    found.push((at, at + word.len()));
                    break;
                }
            }
        }
        before = c;
    }
    found
}

/// Two numbers with something between them, their units, and how far they reach.
fn bounds(text: &str) -> Option<(String, String, Vec<&str>, usize)> {
    let mut rest = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '=' | '(' | '[' | ')')
    });
    for word in ["was ", "of ", "is ", "from "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let (lower, rest) = number(rest)?;
    let (first, rest) = unit(rest);
    let rest = rest.trim_start();
    let rest = ["to ", "and ", ",", "-", "–", "—", ";"]
        .iter()
        .find_map(|between| rest.strip_prefix(between))?;
    let (upper, rest) = number(rest.trim_start())?;
    let (second, rest) = unit(rest);
    let units = [first, second]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    Some((
        lower.to_owned(),
        upper.to_owned(),
        units,
        text.len() - rest.len(),
    ))
}

/// A number at the beginning, and what follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(unsigned.len());
    let end = text.len() - unsigned.len() + digits;
    let number = text.get(..end)?;
    // The full stop of a sentence is not the number's.
    let trimmed = number.trim_end_matches('.');
    if !trimmed.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((trimmed, text.get(trimmed.len()..)?))
}

/// A unit at the beginning, and what follows: `%`, or one short word that is not "to" or "and".
fn unit(text: &str) -> (&str, &str) {
    let rest = text.trim_start();
    if let Some(rest) = rest.strip_prefix('%') {
        return ("%", rest);
    }
    let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
    match (rest.get(..end), rest.get(end..)) {
        (Some(word), Some(after))
            if !word.is_empty() && end <= UNIT && word != "to" && word != "and" =>
        {
            (word, after)
        }
        _ => ("", text),
    }
}

/// The level at the end of what is before "CI", and what is before it.
fn level(text: &str) -> (Option<String>, &str) {
    let Some(before) = text.trim_end().strip_suffix('%') else {
        return (None, text);
    };
    match number_at_end(before) {
        Some((level, before)) => (Some(level), before),
        None => (None, text),
    }
}

/// A number at the end, and what is before it.
fn number_at_end(text: &str) -> Option<(String, &str)> {
    let text = text.trim_end();
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = text.get(before.len()..)?.trim_start_matches('.');
    if number.is_empty() {
        return None;
    }
    match before.strip_suffix('-') {
        Some(outer) if outer.is_empty() || outer.ends_with([' ', '=', '(']) => {
            Some((format!("-{number}"), outer))
        }
        _ => Some((number.to_owned(), before)),
    }
}

/// The estimate and its unit at the end of what is before the level, and what is before them.
fn estimate(text: &str) -> (Option<String>, String, &str) {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ':' | '[' | ',' | ';' | '=')
        });
        let word = trimmed
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let between = BETWEEN.contains(&word.to_ascii_lowercase().as_str());
        rest = trimmed;
        if !between {
            break;
        }
        rest = trimmed
            .get(..trimmed.len() - word.len())
            .unwrap_or_default();
    }
    if let Some(before) = rest.strip_suffix('%') {
        return match number_at_end(before) {
            Some((number, before)) => (Some(number), "%".to_owned(), before),
            None => (None, String::new(), rest),
        };
    }
    if let Some((number, before)) = number_at_end(rest) {
        return (Some(number), String::new(), before);
    }
    let before = rest.trim_end_matches(is_letter);
    let word = rest.get(before.len()..).unwrap_or_default();
    match number_at_end(before) {
        Some((number, before)) if word.len() <= UNIT => (Some(number), word.to_owned(), before),
        _ => (None, String::new(), rest),
    }
}

/// The clause that ends here, without the verb.
fn label(text: &str) -> String {
    let mut clause = "";
    let mut rest = text;
    // A clause without letters ("Sensitivity, 96 %") is no label: take the one before it too.
    while words(clause).is_empty() && !rest.is_empty() {
        let trimmed = rest.trim_end_matches(|c: char| !is_word(c) && c != ')');
        let start = ["; ", ". ", ", ", ") ", " and "]
            .iter()
            .filter_map(|end| rfind(trimmed, end).map(|at| at + end.len()))
            .max()
            .unwrap_or(0);
        clause = trimmed.get(start..).unwrap_or_default();
        rest = trimmed.get(..start).unwrap_or_default();
        if start == 0 {
            break;
        }
    }
    let mut clause = clause
        .trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '=' | '(' | ')')
        })
        .trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '=' | '(')
        });
    while let Some(last) = clause.rsplit(char::is_whitespace).next()
        && BEFORE.contains(&last)
    {
        clause = clause
            .get(..clause.len() - last.len())
            .unwrap_or_default()
            .trim_end();
    }
    let clause = clause.strip_prefix("and ").unwrap_or(clause);
    clause.trim().to_owned()
}

#[cfg(test)]
mod tests;
