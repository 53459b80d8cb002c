//! Which parts make up a workbook, and the texts that its cells share.

use std::ops::Range;

use super::super::Fault;
use super::text::unescape;
use super::xml::{Item, attribute, flag, walk};
use crate::limits::Limits;

/// The parts of a workbook.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    /// Whether day 0 is 1904-01-01 (ECMA-376 part 1, 18.17.4.1).
    pub(super) since_1904: bool,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The part that holds its cells; none for charts, macros and what lies outside of the file.
    pub(super) part: Option<String>,
}

/// A relationship inside of the package (ECMA-376 part 2, 6.5). Those that lead out of it are left
/// away, whatever they lead to.
struct Relationship {
    id: String,
    /// The last part of its type, which the transitional and the strict namespace have in common.
    kind: String,
    target: String,
}

type TextOf<'a> = dyn FnMut(&str) -> Result<Option<String>, Fault> + 'a;

/// Most relationships and sheets; no program writes a hundredth of it.
const MOST: usize = 10_000;

/// Kinds of sheets that have no cells with answers (ECMA-376 part 1, 12.3; the macro sheets of
/// Excel 4).
const WITHOUT_CELLS: &[&str] = &[
    "chartsheet",
    "dialogsheet",
    "xlMacrosheet",
    "xlIntlMacrosheet",
];

pub(super) fn find(text_of: &mut TextOf<'_>) -> Result<Parts, Fault> {
    let main = relationships("", text_of)?
        .into_iter()
        .find(|it| it.kind == "officeDocument")
        .map_or("xl/workbook.xml".to_owned(), |it| it.target);
    let binary = || Fault::refused("a binary workbook is not read: save it as .xlsx or CSV");
    if main.to_lowercase().ends_with(".bin") {
        return Err(binary());
    }
    let Some(text) = text_of(&main)? else {
        return Err(binary());
    };
    let relationships = relationships(&main, text_of)?;
    let target = |kind: &str| {
        relationships
            .iter()
            .find(|it| it.kind == kind)
            .map(|it| it.target.clone())
    };
    let mut parts = Parts {
        strings: target("sharedStrings"),
        styles: target("styles"),
        ..Parts::default()
    };
    walk(&main, &text, &mut |item| {
        match item {
            Item::Open("workbookPr", element) => parts.since_1904 = flag(element, "date1904")?,
            Item::Open("sheet", element) => {
                let id = attribute(element, "id")?.unwrap_or_default();
                let state = attribute(element, "state")?.unwrap_or_default();
                let name = attribute(element, "name")?.unwrap_or_default();
                let led = relationships.iter().find(|it| it.id == id);
                let part = match led {
                    Some(it) if it.kind == "worksheet" => Some(it.target.clone()),
                    Some(it) if WITHOUT_CELLS.contains(&it.kind.as_str()) => None,
                    // A sheet that is there and cannot be found must not vanish.
                    _ => {
                        return Err(Fault::damaged(format!(
                            "the sheet `{}` leads to nothing in the workbook; ask for the file again",
                            unescape(&name)
                        )));
                    }
                };
                if parts.sheets.len() >= MOST {
                    return Err(Fault::exceeded("the workbook has too many sheets"));
                }
                parts.sheets.push(SheetEntry {
                    name: unescape(&name),
                    hidden: matches!(state.as_str(), "hidden" | "veryHidden"),
                    part,
                });
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(parts)
}

/// The relationships of a part; of the package for the empty name.
fn relationships(part: &str, text_of: &mut TextOf<'_>) -> Result<Vec<Relationship>, Fault> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let beside = if folder.is_empty() {
        format!("_rels/{file}.rels")
    } else {
        format!("{folder}/_rels/{file}.rels")
    };
    let Some(text) = text_of(&beside)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    walk(&beside, &text, &mut |item| {
        if let Item::Open("Relationship", element) = item {
            let external = attribute(element, "TargetMode")?.is_some_and(|it| it != "Internal");
            if external {
                return Ok(());
            }
            if found.len() >= MOST {
                return Err(Fault::exceeded("the workbook has too many relationships"));
            }
            let kind = attribute(element, "Type")?.unwrap_or_default();
            let target = attribute(element, "Target")?.unwrap_or_default();
            found.push(Relationship {
                id: attribute(element, "Id")?.unwrap_or_default(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: resolve(folder, &target),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The name of a part that is given relative to a folder of the package, or absolute. It is looked
/// up among the entries of the archive and nowhere else.
fn resolve(folder: &str, target: &str) -> String {
    let (start, target) = match target.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (folder, target),
    };
    let mut path: Vec<&str> = start.split('/').filter(|it| !it.is_empty()).collect();
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The texts that cells share, in their order (ECMA-376 part 1, 18.4.9).
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ranges: Vec<Range<usize>>,
}

impl Strings {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.text.get(self.ranges.get(index)?.clone())
    }
}

/// Reads the shared texts. Their runs are joined, how they sound is left out, and `count` and
/// `uniqueCount` are not believed.
pub(super) fn strings(part: &str, text: &str, limits: &Limits) -> Result<Strings, Fault> {
    let mut strings = Strings::default();
    let (mut inside, mut sounding, mut reading) = (false, false, false);
    let mut own = String::new();
    walk(part, text, &mut |item| {
        match item {
            Item::Open("si", _) => {
                inside = true;
                own.clear();
            }
            Item::Open("rPh", _) => sounding = true,
            Item::Close("rPh") => sounding = false,
            Item::Open("t", _) => reading = inside && !sounding,
            Item::Close("t") => reading = false,
            Item::Text(text) if reading => own.push_str(&text),
            Item::Close("si") => {
                inside = false;
                if strings.ranges.len() >= limits.cells {
                    let said = format!("the workbook has more than {} texts", limits.cells);
                    return Err(Fault::exceeds(limits, "cells", said));
                }
                let start = strings.text.len();
                strings.text.push_str(&unescape(&own));
                strings.ranges.push(start..strings.text.len());
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}
