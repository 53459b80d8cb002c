//! What formats of nested fields have in common: whether a field says something, licences in
//! several shapes, dates as Americans write them.

use crate::fact::{EntityRef, Reading, is_placeholder};
use crate::source::Span;
use crate::tree::{Node, Value, child, item};

/// A value and where it stands.
pub(super) type Placed<'a> = (String, &'a Node);

/// The member of an object at a path of keys, and its pointer.
pub(super) fn at<'a>(node: &'a Node, pointer: &str, path: &[&str]) -> Option<Placed<'a>> {
    let mut found = (pointer.to_owned(), node);
    for key in path {
        found = (child(&found.0, key), found.1.get(key)?);
    }
    Some(found)
}

/// The items of a list, or the value itself where it is none: authors write one thing without the
/// list around it.
pub(super) fn each<'a>((pointer, node): Placed<'a>) -> Vec<Placed<'a>> {
    match &node.value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, node)| (item(&pointer, index), node))
            .collect(),
        Value::Null => Vec::new(),
        _ => vec![(pointer, node)],
    }
}

/// The first text inside a value, at any depth, that is more than a placeholder.
pub(super) fn said<'a>(pointer: &str, node: &'a Node) -> Option<Placed<'a>> {
    match &node.value {
        Value::Object(members) => members
            .iter()
            .find_map(|member| said(&child(pointer, &member.key), &member.node)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, node)| said(&item(pointer, index), node)),
        _ => {
            let text = node.scalar()?;
            (!is_placeholder(text)).then(|| (pointer.to_owned(), node))
        }
    }
}

/// States the word of `documented` that a field with content shows, or that it has none.
pub(super) fn document(
    reading: &mut Reading,
    entity: EntityRef,
    word: &'static str,
    pointer: &str,
    node: &Node,
) {
    match said(pointer, node) {
        Some((pointer, node)) => {
            reading.state_text(entity, "documented", &pointer, node.span, word);
        }
        None => reading.hollow_word("documented", word, pointer, node.span, "no content"),
    }
}

/// Whether a text where kinds of something are expected says that there are none: `No PII`.
pub(super) fn denies(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next();
    matches!(
        first,
        Some("no" | "none" | "not" | "without" | "neither" | "nil")
    )
}

/// A licence in words, where it stands.
pub(super) struct License<'a> {
    pub(super) pointer: String,
    pub(super) span: Span,
    pub(super) text: &'a str,
}

/// One licence as it is; several joined with AND, since each of them binds. Sentences are terms of
/// the author's own, not the name of a licence.
pub(super) fn licenses(reading: &mut Reading, entity: EntityRef, found: &[License<'_>]) {
    let said: Vec<&License<'_>> = found.iter().filter(|it| !is_placeholder(it.text)).collect();
    match (said.as_slice(), found) {
        ([], [first, ..]) => {
            reading.hollow("license", &first.pointer, first.span, "a placeholder");
        }
        ([], []) => {}
        ([only], _) => license(reading, entity, only),
        ([first, ..], _) => {
            let parts: Vec<&str> = said.iter().map(|it| it.text.trim()).collect();
            license(
                reading,
                entity,
                &License {
                    pointer: first.pointer.clone(),
                    span: first.span,
                    text: &parts.join(" AND "),
                },
            );
        }
    }
}

/// Words that say only that the licence has no id.
const NAMELESS: &[&str] = &["custom", "other", "proprietary", "commercial"];

fn license(reading: &mut Reading, entity: EntityRef, license: &License<'_>) {
    let License {
        pointer,
        span,
        text,
    } = license;
    let text = text.trim();
    let nameless = NAMELESS.contains(&text.to_lowercase().as_str());
    let terms = text.ends_with('.') || text.contains('\n') || text.split_whitespace().count() > 12;
    if nameless || terms {
        let before = reading.facts.len();
        reading.state_text(entity, "license", pointer, *span, "other");
        if let Some(fact) = reading.facts.get_mut(before) {
            text.clone_into(&mut fact.text);
        }
    } else {
        reading.state_license(entity, pointer, *span, text);
    }
}

/// `2024-08-23` of `08/23/2024`, where the second number can only be a day: who writes so
/// is seldom told which way, so `08/09/2024` stays unknown.
pub(super) fn american(text: &str) -> Option<String> {
    let parts: Vec<u32> = text
        .split('/')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [month @ 1..=12, day @ 13..=31, year @ 1900..=2999] => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::american;

    #[test]
    fn only_a_date_that_can_be_read_in_one_way_is_read() {
        for (text, date) in [
            ("08/23/2024", Some("2024-08-23")),
            ("8/23/2024", Some("2024-08-23")),
            ("08/09/2024", None),
            ("23/08/2024", None),
            ("08/32/2024", None),
            ("08/23", None),
            ("Feb 2023", None),
        ] {
            assert_eq!(american(text).as_deref(), date, "{text}");
        }
    }
}
