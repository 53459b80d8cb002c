//! Questionnaires that are known by their columns and ids: CAIQ and AI-CAIQ of the Cloud Security
//! Alliance, and HECVAT of EDUCAUSE. Of their texts nothing stands here; people bring their own copy.

use super::shape::{Table, is_question_number, tables};
use crate::tree::{Node, Tree};

/// A questionnaire that was recognised.
pub(super) struct Known {
    pub(super) name: &'static str,
    /// Empty where the document does not say it, or says several.
    pub(super) version: String,
}

/// Columns of answers that one questionnaire has, without spaces.
const BY_ANSWER: &[(&str, &str)] = &[
    ("serviceprovideraicaiqanswer", AI_CAIQ),
    ("cspcaiqanswer", CAIQ),
];
const CAIQ: &str = "CAIQ";
const AI_CAIQ: &str = "AI-CAIQ";
const HECVAT: &str = "HECVAT";
/// The sections of HECVAT 3 and 4, which begin the ids of its questions.
const HECVAT_SECTIONS: &[&str] = &[
    "AAAI", "AIGN", "AIML", "AIPL", "AIQU", "AISC", "APPL", "BCPL", "CHNG", "COMP", "CONS", "DATA",
    "DCTR", "DOCU", "DPAI", "DRPL", "DRPV", "FIDP", "GNRL", "HFIH", "HIPA", "INTL", "ITAC", "MAPP",
    "OPEM", "PCHG", "PCID", "PCOM", "PDAT", "PDOC", "PHYS", "PPPR", "PRGN", "PRPO", "PTHP", "QLAS",
    "QUAL", "REQU", "SYST", "THRD", "VULN",
];

/// What a table is a copy of, by the column of its answers and by its ids.
pub(super) fn of(tree: &Tree, table: &Table<'_>, answer: &str, id: &str) -> Option<Known> {
    let named = BY_ANSWER.iter().find(|(column, _)| *column == answer);
    let name = match named {
        // Copies of the AI-CAIQ exist with the columns of the older one, under their own name.
        Some((_, CAIQ)) if mentions(table, AI_CAIQ) => AI_CAIQ,
        Some((_, name)) => name,
        None if is_hecvat(table.rows(), id) => HECVAT,
        None => return None,
    };
    let version = version(tree, table, name);
    Some(Known {
        name,
        version: version.map_or(String::new(), |it| whole(name, &it)),
    })
}

/// Most of the ids that are numbers are those of HECVAT's sections.
fn is_hecvat(rows: &[Node], id: &str) -> bool {
    let ids = rows.iter().filter_map(|row| row.get(id)?.text());
    let numbers: Vec<&str> = ids.filter(|id| is_question_number(id)).collect();
    let own = numbers.iter().filter(|id| {
        let section = id.split_once('-').map_or("", |(section, _)| section);
        HECVAT_SECTIONS.contains(&section)
    });
    let own = own.count();
    own > 0 && own * 2 > numbers.len()
}

fn mentions(table: &Table<'_>, name: &str) -> bool {
    let upper = |text: &str| text.to_uppercase().contains(name);
    upper(table.name) || preamble(table).any(upper)
}

/// Texts above a table.
fn preamble<'a>(table: &Table<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let above = table.sheet.get("above").map_or(&[][..], Node::items);
    above
        .iter()
        .flat_map(Node::members)
        .filter_map(|member| member.node.scalar())
}

/// Rows of another sheet in which a version is looked for.
const SEARCHED: usize = 40;

/// The version that the sheet's name, the rows above the table or another sheet gives; none where
/// one of these gives several.
fn version(tree: &Tree, table: &Table<'_>, name: &str) -> Option<String> {
    let here = |text: &str| after_name(text, name).or_else(|| labelled(text));
    if let Some(found) = here(table.name) {
        return Some(found);
    }
    if let Some(found) = only(preamble(table).filter_map(here).collect())? {
        return Some(found);
    }
    let all = tables(tree);
    let others = all.iter().flat_map(|other| {
        let rows = other.rows().iter().take(SEARCHED);
        let texts = rows
            .flat_map(Node::members)
            .filter_map(|member| member.node.text());
        let columns = other.rows().first().map_or(&[][..], Node::members);
        std::iter::once(other.name)
            .chain(columns.iter().map(|member| member.key.as_str()))
            .chain(preamble(other))
            .chain(texts)
    });
    only(others.filter_map(|text| after_name(text, name)).collect())?
}

/// The one version among these; `Some(None)` if there is none, `None` if there are several.
fn only(mut found: Vec<String>) -> Option<Option<String>> {
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Some(None),
        [one] => Some(Some(one.clone())),
        _ => None,
    }
}

/// The version right behind a questionnaire's name: `CAIQv4.0.3`, `HECVAT - Full, Version 3.06`.
fn after_name(text: &str, name: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let at = upper.find(name)?;
    let before = upper.get(..at).unwrap_or_default();
    if name == CAIQ && before.ends_with("AI-") {
        return None;
    }
    let rest = upper.get(at + name.len()..)?;
    let near: String = rest.chars().take(40).collect();
    number(&near)
}

/// `Version 4.1.5`, `v4.0.3`.
fn labelled(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let rest = lower
        .strip_prefix("version")
        .or_else(|| lower.strip_prefix('v'))?;
    let rest = rest.trim_start_matches([' ', ':', '.', '=']);
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then(|| number(rest))
        .flatten()
}

/// The first number with a point in it.
fn number(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|part| part.trim_matches('.'))
        .find(|part| {
            part.contains('.')
                && part.len() <= 12
                && part.split('.').all(|digits| !digits.is_empty())
        })
        .map(ToOwned::to_owned)
}

/// The alliance numbers its questionnaires with three digits and leaves a zero at the end away:
/// `1.1` is 1.1.0. Which of the fourth `4.0` is meant stays open.
fn whole(name: &str, version: &str) -> String {
    let parts: Vec<&str> = version.split('.').collect();
    match parts.as_slice() {
        [_, minor] if name != HECVAT && *minor != "0" => format!("{version}.0"),
        _ => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_people_write_them() {
        for (text, name, version) in [
            ("CAIQv4.0.3", CAIQ, Some("4.0.3")),
            ("AI-CAIQ v1.1", AI_CAIQ, Some("1.1")),
            ("AI-CAIQ v1.1", CAIQ, None),
            ("HECVAT - Full | Version 3.06", HECVAT, Some("3.06")),
            ("hecvat 4.1.5", HECVAT, Some("4.1.5")),
            ("CAIQ of 2026", CAIQ, None),
            ("CAIQ: see 12 and 13.", CAIQ, None),
        ] {
            assert_eq!(after_name(text, name).as_deref(), version, "{text}");
        }
        for (text, version) in [
            ("v4.0.3", Some("4.0.3")),
            ("Version: 4.1.5", Some("4.1.5")),
            ("version", None),
            ("Vendor 1.2", None),
            ("view 1.2", None),
        ] {
            assert_eq!(labelled(text).as_deref(), version, "{text}");
        }
        assert_eq!(whole(AI_CAIQ, "1.1"), "1.1.0");
        assert_eq!(whole(CAIQ, "4.0"), "4.0");
        assert_eq!(whole(HECVAT, "3.06"), "3.06");
    }
}
