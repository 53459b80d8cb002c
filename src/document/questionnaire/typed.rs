//! Answers to the project's own questionnaire: each question is an attribute of the vocabulary.

use super::{Answer, is_no};
use crate::fact::vocabulary::{ATTRIBUTES, Attribute, DOCUMENTED, Type, attribute};
use crate::fact::{EntityKind, EntityRef, Key, Reading, Role, is_placeholder};
use crate::tree::{Node, Value};

/// What the ids of a form's requests for documents begin with.
pub(super) const SUPPLY: &str = "supply.";

/// Whom a row of the project's own form is about: `subject`, `vendor`, or a kind and a name as the
/// review file has it. Nothing: whoever the document is about.
pub(super) fn role(about: &str) -> Result<Option<Role>, String> {
    let about = about.trim();
    match about.to_lowercase().as_str() {
        "" => return Ok(None),
        "subject" => return Ok(Some(Role::Subject)),
        "vendor" => return Ok(Some(Role::Vendor)),
        _ => {}
    }
    let named = about.split_once(' ').and_then(|(word, name)| {
        let mut kinds = EntityKind::PRINCIPALS.iter();
        let kind = kinds.find(|kind| kind.name().eq_ignore_ascii_case(word))?;
        Some(Role::Named(*kind, name.trim().to_owned()))
    });
    named.map(Some).ok_or_else(|| {
        "`About` is neither `subject` nor `vendor` nor a kind with a name (model NAME); leave the column as it was sent".to_owned()
    })
}

/// Says of answers that are not of their type that they were not taken: what is blank is only open.
pub(super) fn refuse(reading: &mut Reading, from: usize) {
    let wrong: Vec<_> = reading
        .hollow
        .iter()
        .skip(from)
        .filter(|it| !OPEN.contains(&it.message.as_str()))
        .cloned()
        .collect();
    for remark in wrong {
        let what = match &remark.key {
            Some(Key::Attribute(name)) => format!("`{name}`"),
            Some(Key::Answer(tag)) => format!("`{tag}`"),
            None => "an answer".to_owned(),
        };
        let message = format!("the answer to {what} is not taken: {}", remark.message);
        reading.skip(&remark.pointer, remark.span, message);
    }
}

/// Why an answer is open and not wrong.
const OPEN: &[&str] = &[
    "no value",
    "empty",
    "a placeholder",
    "not answered",
    "an empty list",
    "null",
];

/// The spelling of the vocabulary: `Human review` and `human-review` are `human_review`.
fn name(id: &str) -> String {
    id.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The word of `documented.WORD`.
fn documented_word(id: &str) -> Option<String> {
    let lower = id.trim().to_lowercase();
    lower
        .strip_prefix("documented.")
        .map(|word| word.replace([' ', '_'], "-"))
}

/// Whether a document may say this of a vendor, model, dataset or system, or of itself.
fn is_askable(attribute: &Attribute) -> bool {
    !attribute.host
        && attribute.derived.is_none()
        && attribute
            .about
            .iter()
            .any(|kind| kind.is_principal() || *kind == EntityKind::Document)
}

/// Whether the id is a question of the project's own.
pub(super) fn is_asked(id: &str) -> bool {
    match documented_word(id) {
        Some(word) => DOCUMENTED.iter().any(|(known, _)| *known == word),
        // Names of one word ("version", "license") may be ids of anything.
        None => {
            let name = name(id);
            attribute(&name).is_some_and(is_askable) && name.contains('_')
        }
    }
}

pub(super) fn state(
    reading: &mut Reading,
    main: EntityRef,
    document: EntityRef,
    id: &str,
    answer: &Answer<'_>,
) {
    let (pointer, node) = (&answer.value_pointer, answer.value.as_ref());
    if let Some(word) = documented_word(id) {
        if !DOCUMENTED.iter().any(|(known, _)| *known == word) {
            let known = DOCUMENTED.iter().map(|(known, _)| *known);
            let nearest = nearest(reading, &word, known).map_or(String::new(), |name| {
                format!("; nearest: documented.{name}")
            });
            let message = format!("nothing is called documented.{word}{nearest}");
            reading.skip(&answer.pointer, answer.span, message);
        } else if has_content(node) {
            reading.state_text(main, "documented", pointer, node.span, &word);
        } else {
            reading.hollow_word("documented", &word, pointer, node.span, "not answered");
        }
        return;
    }
    let name = name(id);
    let found = attribute(&name);
    let Some(asked) = found.filter(|attribute| is_askable(attribute)) else {
        let message = match found {
            Some(found) if found.derived.is_some() => {
                format!("`{name}` is computed from a date; answer that instead")
            }
            Some(_) => format!("`{name}` is not asked of a vendor"),
            None => {
                let known = ATTRIBUTES
                    .iter()
                    .filter(|it| is_askable(it))
                    .map(|it| it.name);
                let nearest = nearest(reading, &name, known)
                    .map_or(String::new(), |name| format!("; nearest: `{name}`"));
                format!("no attribute is called `{}`{nearest}", id.trim())
            }
        };
        reading.skip(&answer.pointer, answer.span, message);
        return;
    };
    let entity = if asked.about.iter().any(|kind| kind.is_principal()) {
        main
    } else {
        document
    };
    match asked.kind {
        Type::Open | Type::Closed => set(reading, entity, asked, pointer, node),
        _ if matches!(node.value, Value::Object(_)) => {
            reading.hollow(asked.name, pointer, node.span, "not answered");
        }
        _ => reading.state(entity, asked.name, pointer, node),
    }
}

/// A list, or a text whose members stand between semicolons.
fn set(reading: &mut Reading, entity: EntityRef, asked: &Attribute, pointer: &str, node: &Node) {
    let Some(text) = node.scalar() else {
        if matches!(node.value, Value::Object(_)) {
            reading.hollow(asked.name, pointer, node.span, "not answered");
        } else {
            reading.state(entity, asked.name, pointer, node);
        }
        return;
    };
    let parts: Vec<&str> = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if asked.kind == Type::Closed {
        let items = parts.iter().map(|part| Node {
            value: Value::Text((*part).to_owned()),
            span: node.span,
        });
        let list = Node {
            value: Value::Array(items.collect()),
            span: node.span,
        };
        reading.state(entity, asked.name, pointer, &list);
    } else if parts.is_empty() {
        reading.state(entity, asked.name, pointer, node);
    } else {
        for part in parts {
            reading.state_text(entity, asked.name, pointer, node.span, part);
        }
    }
}

/// Whether an answer shows something: text that is neither a placeholder nor a no.
fn has_content(node: &Node) -> bool {
    let said = |text: &str| !is_placeholder(text) && !is_no(text);
    node.scalar().is_some_and(said)
        || node
            .items()
            .iter()
            .any(|inner| inner.scalar().is_some_and(said))
}

/// The name that needs the fewest changes to become `word`; none once enough was suggested.
fn nearest<'a>(
    reading: &Reading,
    word: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if reading.skipped.len() >= 50 {
        return None;
    }
    let word: String = word.chars().take(64).collect();
    names.min_by_key(|name| distance(&word, name))
}

/// Levenshtein's distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, left) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&right) {
            let change = diagonal + usize::from(left != *right);
            diagonal = *cell;
            *cell = change.min(*cell + 1).min(before + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
