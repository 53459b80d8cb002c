//! What a text is worth as an answer: content, or something that only fills its field.

use passmuster_plugin::text::{clip, contains, is_letter, is_placeholder, is_word, join, words};

/// What a text says, as far as can be told without understanding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// It says something.
    Real,
    /// It begins with a denial: "No fairness assessment was made". A person must read whether it
    /// gives what is asked for.
    Denial,
    /// It fills its field; why.
    Hollow(&'static str),
}

/// Bytes of a text that are looked at: what only fills its field is shorter.
const LOOKED: usize = 1_000;
/// Bytes in which a text begins.
const BEGINNING: usize = 60;
/// Longest text, in words, that is taken for a mere pointer to something else.
const POINTER_WORDS: usize = 12;
/// Words that a mere pointer begins with, after "please" and "for more information".
const POINTERS: &[&str] = &[
    "see",
    "refer",
    "reference",
    "consult",
    "contact",
    "visit",
    "available",
    "described",
    "documented",
    "provided",
    "link",
    "as described",
    "as documented",
    "full details",
    "details",
    "more information",
    "for details",
    "for more",
    "for further",
    "for additional",
];
/// Words that a denial begins with.
const DENIALS: &[&str] = &[
    "no",
    "not",
    "none",
    "never",
    "nothing",
    "neither",
    "without",
    "unavailable",
    "unknown",
    "we do not",
    "we did not",
    "we have not",
    "we have no",
    "there is no",
    "there are no",
    "there was no",
    "there were no",
    "this is not",
    "this was not",
    "it is not",
    "it was not",
    "does not",
    "did not",
];

/// Looks at a text. Where `links` is set, a link alone is content: of contacts and references.
pub(crate) fn content(text: &str, links: bool) -> Content {
    let text = clip(text.trim(), LOOKED);
    let text = text.as_str();
    if is_placeholder(text) {
        return Content::Hollow("a placeholder");
    }
    let letters = text.chars().filter(|c| is_word(*c)).take(2).count();
    if letters < 2 || !text.chars().any(is_letter) {
        return Content::Hollow("too little to say anything");
    }
    let plain = words(&clip(text, BEGINNING));
    if matches!(plain.as_str(), "yes" | "no" | "true" | "false" | "y" | "n") {
        return Content::Hollow("a bare yes or no");
    }
    if !links && is_pointer(text) {
        return Content::Hollow("only a pointer to something else");
    }
    if begins(&plain, DENIALS) {
        return Content::Denial;
    }
    Content::Real
}

/// Whether words begin with one of some phrases.
fn begins(plain: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        plain
            .strip_prefix(phrase)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// Whether a text is one short sentence that only says where to look, or links alone.
fn is_pointer(text: &str) -> bool {
    let is_link =
        |word: &&str| contains(word, "://") || contains(word, "www.") || word.contains('@');
    let spoken: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_link(word))
        .take(POINTER_WORDS + 1)
        .collect();
    if spoken.len() > POINTER_WORDS {
        return false;
    }
    let spoken = join(&spoken, " ");
    // A second sentence may say something.
    let one = !contains(&spoken, ". ");
    let plain = words(&spoken);
    let plain = plain.strip_prefix("please ").unwrap_or(&plain);
    plain.is_empty() || (one && begins(plain, POINTERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_a_field_is_not_content() {
        for text in [
            "",
            "N/A",
            "None",
            "-",
            "x",
            "42",
            "yes",
            "No.",
            "TRUE",
            "See user guide.",
            "Please refer to the user guide (UG-1)",
            "https://example.org/guide",
            "Please see [guide](https://example.org/g)",
            "Available upon request",
            "…",
            "{{ text }}",
        ] {
            assert!(matches!(content(text, false), Content::Hollow(_)), "{text}");
        }
    }

    #[test]
    fn what_says_something_is_content() {
        for text in [
            "Nurses",
            "Adults aged 18 and older.",
            "3M",
            "放射科医生",
            "Self-funded",
            "Only for triage. Please refer to the user guide for warnings.",
            "See the following: adults with suspected stroke who are imaged within six hours of onset, in any setting",
        ] {
            assert_eq!(content(text, false), Content::Real, "{text}");
        }
        assert_eq!(content("https://example.org/support", true), Content::Real);
        assert!(matches!(content("N/A", true), Content::Hollow(_)));
    }

    #[test]
    fn a_denial_is_neither() {
        for text in [
            "No fairness assessment was made",
            "Not assessed in external data",
            "We did not test it",
        ] {
            assert_eq!(content(text, false), Content::Denial, "{text}");
        }
        assert_eq!(content("Norwegian hospitals", false), Content::Real);
    }
}
