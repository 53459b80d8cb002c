//! Questions in words, from the vocabulary.

use std::collections::BTreeSet;

use super::choose::Want;
use super::{SUPPLY, worth_words};
use crate::fact::vocabulary::{Attribute, Type, word_label};
use crate::fact::{EntityId, EntityKind, Key, Worth};

/// Entities that a question names.
const NAMED: usize = 8;
/// Standards whose terms are given.
const TERMS: usize = 2;

/// The id by which the answer is read; that of a document only tells rows apart.
pub(super) fn id(want: &Want, supply: bool) -> String {
    let name = match (&want.key, &want.word) {
        (Some(Key::Attribute(name)), Some(word)) if supply || *name == "documented" => {
            format!("{name}.{word}")
        }
        (Some(Key::Attribute(name)), _) => (*name).to_owned(),
        (Some(Key::Answer(tag)), _) => tag.clone(),
        (None, _) => "document".to_owned(),
    };
    if supply {
        format!("{SUPPLY}{name}")
    } else {
        name
    }
}

/// The question, a sentence.
pub(super) fn question(
    want: &Want,
    attribute: Option<&Attribute>,
    supply: bool,
    entities: &BTreeSet<&EntityId>,
    now: Option<&str>,
) -> String {
    let Some(key) = &want.key else {
        return want.text.clone();
    };
    let Some(attribute) = attribute else {
        return match key {
            Key::Answer(tag) => match tag.rsplit_once(':') {
                Some((form, id)) => format!("Answer question {id} of {form}."),
                None => format!("Answer {tag}."),
            },
            Key::Attribute(name) => format!("State {name}."),
        };
    };
    if attribute.is_about(EntityKind::Dossier) && !attribute.none.is_empty() {
        return attribute.none.to_owned();
    }
    let label = match &want.word {
        Some(word) => word_label(attribute, word),
        None => attribute.label,
    };
    if let Some(now) = now {
        return format!(
            "Correct what the documents say of {label} (now {now}), or show why it holds."
        );
    }
    if let Some(kind) = want.thing {
        let mut names: Vec<&str> = entities.iter().map(|it| it.name.as_str()).collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let mut listed = names.join(", ");
        if more > 0 {
            listed.push_str(&format!(" and {more} more"));
        }
        let kind = kind.name().to_lowercase();
        let each = if entities.len() == 1 { "the" } else { "each" };
        return format!("Document {label} for {each} {kind}: {listed}.");
    }
    let documented = attribute.name == "documented";
    let verb = match () {
        () if supply && attribute.name == "assurance" => "Send",
        () if documented => "Describe",
        () if supply => "Document",
        () if asks(label) => "State",
        () => match attribute.kind {
            Type::Open | Type::Closed => "Name",
            Type::Date | Type::Address => "Give",
            Type::Count if label.starts_with("the number") => "Give",
            _ => "State",
        },
    };
    format!("{verb} {label}.")
}

/// A request for any of several words of a fixed list.
pub(super) fn one_of(want: &Want, others: &[String], supply: bool) -> Option<String> {
    let Some(Key::Attribute(name)) = &want.key else {
        return None;
    };
    let attribute = crate::fact::vocabulary::attribute(name)?;
    let word = want.word.as_deref()?;
    if others.is_empty() {
        return None;
    }
    let all: Vec<&str> = std::iter::once(word)
        .chain(others.iter().map(String::as_str))
        .map(|word| word_label(attribute, word))
        .collect();
    let verb = if supply && *name == "assurance" {
        "Send"
    } else {
        "Describe"
    };
    let (last, rest) = all.split_last()?;
    Some(format!(
        "{verb} one of these: {} or {last}.",
        rest.join(", ")
    ))
}

/// Whether a label is a question itself: "whether …", "how long …".
fn asks(label: &str) -> bool {
    let first = label.split(' ').next().unwrap_or_default();
    [
        "whether", "how", "who", "whom", "where", "what", "when", "in",
    ]
    .contains(&first)
}

/// How the answer is written.
pub(super) fn how(want: &Want, attribute: Option<&Attribute>, supply: bool) -> String {
    if supply {
        return "Put the document beside this form, and write its file name here.".to_owned();
    }
    let Some(attribute) = attribute else {
        return "In the words of that questionnaire: yes, no, or its own.".to_owned();
    };
    if want.word.is_some() && attribute.name == "documented" {
        return "A few sentences.".to_owned();
    }
    match attribute.kind {
        Type::Flag => {
            let means = attribute.meaning.strip_prefix("True: ").unwrap_or("");
            format!("yes or no. Yes means: {means}")
        }
        Type::Date => "A date, written YYYY-MM-DD.".to_owned(),
        Type::Count if attribute.unit.is_empty() => "A whole number; 0 if none.".to_owned(),
        Type::Count => format!("A whole number of {}.", attribute.unit),
        Type::Decimal if attribute.unit.is_empty() => "A number.".to_owned(),
        Type::Decimal => format!("A number of {}.", attribute.unit),
        Type::Address => "A web or mail address.".to_owned(),
        Type::Open | Type::Closed if !attribute.values.is_empty() => {
            let values: Vec<&str> = attribute.values.iter().map(|it| it.0).collect();
            format!("Any of: {}; a semicolon between them.", values.join(", "))
        }
        Type::Open | Type::Closed => "One or several, with a semicolon between them.".to_owned(),
        Type::License => "An SPDX id, such as Apache-2.0, or the name of the licence.".to_owned(),
        Type::Text => format!("A few words. {}", attribute.meaning),
    }
}

/// What counts as evidence.
pub(super) fn accepted(attribute: Option<&Attribute>, worth: Worth, supply: bool) -> String {
    if !supply {
        return "Your answer here; name the document that shows it, if there is one.".to_owned();
    }
    let home = attribute.map_or("", |it| it.home);
    let mut text = if worth == Worth::default() {
        String::new()
    } else {
        format!(
            "{}; an answer alone will not do",
            capital(&worth_words(worth))
        )
    };
    let of_dossier = attribute.is_some_and(|it| it.is_about(EntityKind::Dossier));
    if attribute.is_some_and(|it| it.name == "assurance") {
        return "The report or certificate itself, as its issuer gave it; an answer alone will not do."
            .to_owned();
    }
    if !home.is_empty() && !of_dossier {
        let more = if text.is_empty() {
            "In the "
        } else {
            ". In the "
        };
        text.push_str(more);
        text.push_str(home);
        let terms: Vec<String> = attribute
            .map_or(&[][..], |it| it.sources)
            .iter()
            .take(TERMS)
            .map(|(standard, term)| format!("{standard}: {term}"))
            .collect();
        if !terms.is_empty() {
            text.push_str(&format!(" ({})", terms.join("; ")));
        }
    }
    if text.is_empty() {
        text.push_str("The document itself");
    }
    text.push('.');
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
