//! Texts: cutting, comparing, and telling what only fills its field.

/// At most `bytes` bytes of a text, cut between characters, with `…` where something is left out.
#[inline(never)]
pub fn clip(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut end = bytes.saturating_sub('…'.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cut = text.get(..end).unwrap_or_default().to_owned();
    cut.push('…');
    cut
}

/// Whether a character is of a word: letters and digits. Beyond ASCII everything is but spaces,
/// punctuation and signs of the usual blocks: the tables that tell letters apart are larger than a
/// plugin.
#[inline(never)]
pub fn is_word(c: char) -> bool {
    match u32::from(c) {
        0..0x80 => c.is_ascii_alphanumeric(),
        // Superscripts, ordinals and micro of Latin-1.
        0xAA | 0xB2 | 0xB3 | 0xB5 | 0xB9 | 0xBA => true,
        0x80..=0xBF | 0xD7 | 0xF7 => false,
        // General punctuation, currency, arrows and signs, box drawing, ideographic punctuation.
        0x2000..=0x206F | 0x20A0..=0x20CF | 0x2190..=0x2BFF | 0x3000..=0x3004 | 0x3008..=0x3020 => {
            false
        }
        // Private use, byte-order mark, full-width punctuation, specials.
        0xE000..=0xF8FF | 0xFE00..=0xFE6F | 0xFEFF | 0xFF00..=0xFF0F | 0xFFF0..=0xFFFF => false,
        _ => true,
    }
}

/// Whether a character is of a word and no ASCII digit.
pub fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_ascii_digit()
}

/// The lower case of a character: of ASCII, Latin-1, Greek and Cyrillic; others stay.
pub fn lower(c: char) -> char {
    let code = u32::from(c);
    let code = match code {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3A9 | 0x410..=0x42F => code + 0x20,
        0x400..=0x40F => code + 0x50,
        _ => code,
    };
    char::from_u32(code).unwrap_or(c)
}

/// A text in lower case, as far as [`lower`] goes.
#[inline(never)]
pub fn lowered(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// Words in lower case, letters and digits only, with one space between and none around:
/// `"Area-under  curve (AUC)"` is `"area under curve auc"`.
#[inline(never)]
pub fn words(text: &str) -> String {
    // Bytes, since this is where checks spend their time.
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if !is_word(c) {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(b' ');
        }
        gap = false;
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => out.push(byte.to_ascii_lowercase()),
            _ => out.extend_from_slice(lower(c).encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Whether some words, as [`words`] gives them, stand in a row in others.
pub fn has_words(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (text.as_bytes(), phrase.as_bytes());
    let mut rest = text;
    while !phrase.is_empty() {
        if let Some(after) = rest.strip_prefix(phrase)
            && (after.is_empty() || after.starts_with(b" "))
        {
            return true;
        }
        match rest.iter().position(|byte| *byte == b' ') {
            Some(space) => rest = rest.get(space + 1..).unwrap_or_default(),
            None => return false,
        }
    }
    false
}

/// Whether a text has a part.
#[inline(never)]
pub fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let Some(first) = part.first() else {
        return false;
    };
    let starts = text.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts
        .into_iter()
        .any(|(at, _)| text.get(at..).is_some_and(|rest| rest.starts_with(part)))
}

/// Where a part stands last in a text.
pub fn rfind(text: &str, part: &str) -> Option<usize> {
    if part.is_empty() {
        return None;
    }
    text.as_bytes()
        .windows(part.len())
        .rposition(|it| it == part.as_bytes())
}

/// Texts one after the other, with something between.
pub fn join<T: AsRef<str>>(texts: &[T], between: &str) -> String {
    let mut out = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        out.push_str(text.as_ref());
    }
    out
}

/// Letters and digits in lower case and nothing else, by which names of inputs are compared:
/// `Accounts opened (12m)` and `accounts_opened_12m` are the same.
#[inline(never)]
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| is_word(*c)).map(lower).collect()
}

/// Texts that fill a field and say nothing: the host's table (`src/fact/hollow.rs`), which the host
/// applies to facts but not to the nodes of documents.
const PLACEHOLDERS: &[&str] = &[
    "n/a",
    "n.a",
    "na",
    "not applicable",
    "not available",
    "none",
    "none provided",
    "null",
    "nil",
    "undefined",
    "unknown",
    "unspecified",
    "not specified",
    "not provided",
    "not known",
    "not stated",
    "not disclosed",
    "not documented",
    "no information",
    "no information provided",
    "noassertion",
    "unanswered",
    "tbd",
    "tba",
    "tbc",
    "to be determined",
    "to be added",
    "to be done",
    "to be completed",
    "to do",
    "todo",
    "fixme",
    "wip",
    "work in progress",
    "coming soon",
    "pending",
    "placeholder",
    "example",
    "lorem ipsum",
    "xxx",
    "more information needed",
    "more info needed",
    "information needed",
    "needs more information",
    "more information needed for further recommendations",
    "add here",
    "insert here",
    "optional",
    "see above",
    "see below",
];

/// What may stand around a placeholder.
fn is_dressing(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '[' | ']'
                | '('
                | ')'
                | '{'
                | '}'
                | '<'
                | '>'
                | '*'
                | '_'
                | '`'
                | '"'
                | '\''
                | '.'
                | ','
                | ':'
                | ';'
                | '!'
                | '-'
                | '–'
                | '—'
                | '#'
                | '|'
                | '/'
                | '\\'
                | '='
                | '~'
                | '…'
        )
}

/// Whether a text only fills its field: empty, punctuation, a template's variable or instruction,
/// or one of the placeholder words.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let stripped = text.trim_matches(is_dressing);
    // No placeholder has more than 64 bytes; of longer texts the beginning may be an instruction.
    let long = stripped.len() > 64 && stripped.split_whitespace().nth(8).is_some();
    let head = clip(stripped, if long { 32 } else { 200 });
    let mut bare = String::with_capacity(head.len());
    for word in head.split_whitespace() {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.extend(word.chars().map(lower));
    }
    if bare.trim_matches('?').is_empty() || PLACEHOLDERS.contains(&bare.as_str()) {
        return true;
    }
    let whole_template = (text.starts_with("{{") && text.ends_with("}}"))
        || (text.starts_with("${") && text.ends_with('}'));
    let instruction = (text.starts_with('<') && text.ends_with('>')
        || text.starts_with('[') && text.ends_with(']'))
        && ["insert", "your ", "add ", "enter ", "describe ", "fill "]
            .iter()
            .any(|word| bare.starts_with(word));
    whole_template || instruction
}

/// `numerator / denominator` in decimals, rounded half up: `fixed(1, 3, 4)` is `0.3333`. `None` for
/// a denominator of 0, and where the result would not fit.
#[inline(never)]
pub fn fixed(numerator: u128, denominator: u128, digits: u32) -> Option<String> {
    let scale = 10u128.checked_pow(digits)?;
    let scaled = numerator.checked_mul(scale)?.checked_add(denominator / 2)?;
    Some(point(scaled.checked_div(denominator)?, digits))
}

/// A non-negative number in decimals, rounded half up; anything that is no such number, or is at
/// least 1e15, in words.
pub fn fixed_real(value: f64, digits: u32) -> String {
    let scale = 10f64.powi(i32::try_from(digits.min(12)).unwrap_or(12));
    if !(0.0..1e15 / scale.max(1.0)).contains(&value) {
        return "out of range".to_owned();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1e15"
    )]
    let scaled = (value * scale + 0.5) as u128;
    point(scaled, digits.min(12))
}

/// A whole number with a decimal point before its last digits.
fn point(scaled: u128, digits: u32) -> String {
    let mut text = scaled.to_string();
    let digits = usize::try_from(digits).unwrap_or(0);
    if digits == 0 {
        return text;
    }
    while text.len() <= digits {
        text.insert(0, '0');
    }
    text.insert(text.len() - digits, '.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abcdefg", 6), "abc…");
        assert_eq!(clip("éééé", 7), "éé…");
        assert_eq!(clip("é", 1), "…");
    }

    #[test]
    fn words_are_found_whole() {
        assert_eq!(
            words("  Area-under curve (AUC): 0.9%"),
            "area under curve auc 0 9"
        );
        assert!(has_words("mean auc value", "auc"));
        assert!(has_words("auc", "auc"));
        assert!(!has_words("aucs sauce", "auc"));
        assert!(!has_words("x", ""));
        assert!(has_words("a b c", "b c") && !has_words("a b cd", "b c"));
        assert!(contains("https://x", "://") && !contains("x", "://") && !contains("", ""));
        assert_eq!(
            (rfind("a. b. c", ". "), rfind("abc", ". ")),
            (Some(4), None)
        );
        assert_eq!(join(&["a", "b"], ", "), "a, b");
        assert_eq!(
            words("ÄRZTE – Женщины “R²” 女性、x"),
            "ärzte женщины r² 女性 x"
        );
        assert_eq!(bare("Accounts opened (12m)"), bare("accounts_opened_12m"));
    }

    #[test]
    fn placeholders_are_told_from_content() {
        for text in [
            "",
            "  ",
            "N/A",
            "[TBD]",
            "None.",
            "?",
            "{{ x }}",
            "<insert name>",
            "Not  Available",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["no", "0", "None of the covariates mattered", "Nurses", "x"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_the_same_everywhere() {
        for (a, b, digits, shown) in [
            (1, 3, 4, "0.3333"),
            (2, 3, 4, "0.6667"),
            (1, 1, 4, "1.0000"),
            (5, 2, 0, "3"),
            (1, 20_000, 4, "0.0001"),
            (123, 1, 2, "123.00"),
        ] {
            assert_eq!(fixed(a, b, digits).as_deref(), Some(shown));
        }
        assert_eq!(fixed(1, 0, 4), None);
        assert_eq!(fixed(u128::MAX, 1, 4), None);
        assert_eq!(fixed_real(0.045_06, 4), "0.0451");
        for value in [f64::NAN, -1.0, 1e308, f64::INFINITY] {
            assert_eq!(fixed_real(value, 4), "out of range");
        }
    }
}
