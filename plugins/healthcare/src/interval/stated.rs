//! Numbers of cases that a text states.

use passmuster_plugin::text::is_word;

/// What is counted.
const COUNTED: &[&str] = &[
    "cases",
    "patients",
    "scans",
    "images",
    "studies",
    "exams",
    "examinations",
    "subjects",
    "participants",
    "samples",
    "records",
    "encounters",
    "people",
    "persons",
    "individuals",
    "women",
    "men",
    "children",
    "adults",
    "positive",
    "positives",
    "negative",
    "negatives",
    "specimens",
];
/// Numbers that are kept.
const KEPT: usize = 64;
/// Words in which what is counted may follow a number: "1,200 chest CT scans".
const REACH: usize = 3;

/// The numbers in a text that count cases: those before "cases", "patients" and the like, and those
/// after `n =`.
pub(crate) fn totals(text: &str, into: &mut Vec<u64>) {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        // `n=104` is three words.
        match word.split_once('=') {
            Some((before, after)) => words.extend([before, "=", after]),
            None => words.push(word),
        }
    }
    let mut before = ["", ""];
    for (at, word) in words.iter().enumerate() {
        if word.is_empty() {
            continue;
        }
        if let Some(number) = whole(word) {
            let after_n = before[1] == "=" && matches!(before[0], "n" | "N" | "(n" | "(N");
            let counted = || {
                words.iter().skip(at + 1).take(REACH).any(|next| {
                    let next = next.trim_matches(|c: char| !is_word(c));
                    COUNTED.iter().any(|it| next.eq_ignore_ascii_case(it))
                })
            };
            if (after_n || counted()) && !into.contains(&number) && into.len() < KEPT {
                into.push(number);
            }
        }
        before = [before[1], word];
    }
}

/// A whole number, with thousands marked or not.
fn whole(word: &str) -> Option<u64> {
    let word =
        word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | ':' | '.'));
    if word.is_empty() || word.len() > 12 {
        return None;
    }
    let mut groups = word.split(',');
    let first = groups.next().unwrap_or_default();
    let marked = word.contains(',');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    if !digits(first) || (marked && first.len() > 3) {
        return None;
    }
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        number.push_str(group);
    }
    number.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_are_found_and_other_numbers_are_not() {
        for (text, found) in [
            ("in 220 cases from 5 US-based clinical sites", &[220][..]),
            (
                "268 cases were selected, 96 positive cases and 172 negative cases",
                &[268, 96, 172],
            ),
            (
                "sensitivity (n=104) and specificity (N = 1,116)",
                &[104, 1116],
            ),
            ("1,200 chest CT scans", &[1200]),
            (
                "mean age 65.1 years, 49.8% of patients, K203508, 12,34 cases",
                &[],
            ),
            ("", &[]),
            ("= = n = cases 0 cases 99999999999999999999 cases", &[]),
        ] {
            let mut totals = Vec::new();
            super::totals(text, &mut totals);
            assert_eq!(totals, found, "{text}");
        }
    }
}
