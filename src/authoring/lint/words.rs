//! The English of titles and remediations: how hard it is to read, and what it must not claim.

/// Grade beyond which a text is hard to read: what people who left school without a degree manage.
pub(super) const GRADE: f64 = 16.0;

/// Words that say what no control can say: that somebody complies with something.
const CLAIMS: &[&str] = &[
    "compliant",
    "complies with",
    "comply with",
    "in compliance",
    "certified",
    "conforms to",
    "conformant",
    "meets the requirements of",
    "satisfies the requirements of",
    "guarantees",
];

/// The first claim in a text, as it is written there.
pub(super) fn claim(text: &str) -> Option<&'static str> {
    let flat = text.to_lowercase();
    let flat: Vec<&str> = flat.split_whitespace().collect();
    let flat = flat.join(" ");
    CLAIMS.iter().copied().find(|claim| {
        flat.match_indices(claim).any(|(at, _)| {
            let before = flat.get(..at).and_then(|it| it.chars().next_back());
            let after = flat
                .get(at + claim.len()..)
                .and_then(|it| it.chars().next());
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !letter(before) && !letter(after)
        })
    })
}

/// The Flesch-Kincaid grade (Kincaid et al. 1975): school years that a text asks for, by the length
/// of its sentences and words. Code between backticks counts as one short word. None: too little
/// text, or not English.
#[allow(clippy::cast_precision_loss, reason = "a few hundred words")]
pub(super) fn grade(text: &str) -> Option<f64> {
    let mut plain = String::new();
    for (number, part) in text.split('`').enumerate() {
        plain.push_str(if number % 2 == 0 { part } else { "it" });
    }
    if plain.chars().filter(|c| !c.is_ascii()).count() * 10 > plain.chars().count() {
        return None;
    }
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    if words.len() < 10 {
        return None;
    }
    let sentences = plain
        .split(['.', '!', '?', ';', ':'])
        .filter(|it| it.chars().any(char::is_alphabetic))
        .count()
        .max(1);
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let all = words.len() as f64;
    Some(0.39 * all / sentences as f64 + 11.8 * syllables as f64 / all - 15.59)
}

/// Groups of vowels, without a silent `e` at the end.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0;
    let mut before = false;
    for c in word.chars() {
        let now = vowel(c);
        count += usize::from(now && !before);
        before = now;
    }
    if word.ends_with('e') && !word.ends_with("le") && count > 1 {
        count -= 1;
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    #[test]
    fn long_words_and_sentences_are_hard() {
        let easy =
            grade("Ask the vendor how long logs are kept. Write it in the contract.").unwrap();
        let hard = grade("Operationalise organisational accountability mechanisms notwithstanding intermediary subcontracting arrangements concerning heterogeneous infrastructural dependencies").unwrap();
        assert!(easy < 6.0 && hard > 25.0, "{easy} {hard}");
        assert_eq!(grade("Too short."), None);
        assert_eq!(syllables("governance"), 3);
    }

    #[test]
    fn a_claim_is_a_whole_word() {
        assert_eq!(claim("It is Compliant with X"), Some("compliant"));
        assert_eq!(claim("Data in  compliance\nwith X"), Some("in compliance"));
        assert_eq!(claim("noncompliant"), None);
        assert_eq!(claim("Ask for a certificate"), None);
    }
}
