//! Events of one XML part. A part has no document type, no entity of its own and one root.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::super::Fault;

/// Deepest nesting of elements.
const DEEPEST: usize = 100;

/// What stands in a part, names without their prefixes.
pub(super) enum Item<'a> {
    /// An element begins.
    Open(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    Close(&'a str),
    /// Text, as it reads.
    Text(Cow<'a, str>),
}

/// The value of an attribute, by its name without a prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for attribute in element.attributes() {
        let broken = || Fault::damaged("an attribute of the workbook is not well-formed XML");
        let attribute = attribute.map_err(|_| broken())?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| broken())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Whether an attribute says yes (ECMA-376 part 1, 22.9.2.7 `ST_OnOff`).
pub(super) fn flag(element: &BytesStart<'_>, name: &str) -> Result<bool, Fault> {
    Ok(attribute(element, name)?.is_some_and(|it| matches!(it.as_str(), "1" | "true" | "on")))
}

/// Hands each item of a part to `each`.
pub(super) fn walk(
    part: &str,
    text: &str,
    each: &mut dyn FnMut(Item<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    let mut roots = 0_usize;
    let damaged = |what: &str| Fault::damaged(format!("`{part}` is not well-formed XML: {what}"));
    loop {
        let event = reader
            .read_event()
            .map_err(|error| damaged(&error.to_string()))?;
        match event {
            Event::Start(element) => {
                depth += 1;
                roots += usize::from(depth == 1);
                if depth > DEEPEST {
                    return Err(Fault::exceeded(format!(
                        "`{part}` nests elements more than {DEEPEST} deep"
                    )));
                }
                each(Item::Open(element.local_name().as_ref(), &element))?;
            }
            Event::Empty(element) => {
                roots += usize::from(depth == 0);
                each(Item::Open(element.local_name().as_ref(), &element))?;
                each(Item::Close(element.local_name().as_ref()))?;
            }
            Event::End(element) => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| damaged("a tag closes nothing"))?;
                each(Item::Close(element.local_name().as_ref()))?;
            }
            Event::Text(text) => each(Item::Text(text.xml10_content()))?,
            Event::CData(text) => each(Item::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| damaged(&error.to_string()))?;
                let resolved = match character {
                    Some(character) => character,
                    None => match &*reference {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => return Err(damaged("an entity that XML does not have")),
                    },
                };
                each(Item::Text(Cow::Owned(resolved.to_string())))?;
            }
            Event::DocType(_) => {
                return Err(Fault::damaged(format!(
                    "`{part}` has a document type, which no workbook needs"
                )));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if depth == 0 && roots == 1 => return Ok(()),
            Event::Eof => return Err(damaged("it ends early, or has several roots")),
        }
    }
}
