//! Licences: how they are spelled, what words and addresses mean one, and when two are the same.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// The SPDX spelling of a licence id or expression; text without one stays as it is. Lower-case
/// hub ids (`apache-2.0`) and deprecated ids (`GPL-3.0`) are recognised; nothing is guessed.
pub(super) fn spelled(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let flush = |word: &mut String, out: &mut String| {
        if word.is_empty() {
            return;
        }
        let upper = word.to_ascii_uppercase();
        if matches!(upper.as_str(), "AND" | "OR" | "WITH") {
            out.push_str(&upper);
        } else if let Some(known) = id(word) {
            out.push_str(known);
        } else {
            out.push_str(word);
        }
        word.clear();
    };
    for c in text.trim().chars() {
        if c.is_whitespace() || c == '(' || c == ')' {
            flush(&mut word, &mut out);
            out.push(if c.is_whitespace() { ' ' } else { c });
        } else {
            word.push(c);
        }
    }
    flush(&mut word, &mut out);
    out
}

/// The SPDX id that a word is in whatever case. An index: a bill of materials asks once a component.
fn id(word: &str) -> Option<&'static str> {
    static IDS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let ids = IDS.get_or_init(|| {
        let licenses = spdx::identifiers::LICENSES.iter();
        licenses
            .map(|license| (license.name.to_ascii_lowercase(), license.name))
            .collect()
    });
    ids.get(&word.to_ascii_lowercase()).copied()
}

/// Licence ids of the Hugging Face hub that SPDX does not have.
#[rustfmt::skip]
const HUB_LICENSES: &[&str] = &[
    "apple-amlr", "apple-ascl", "bigcode-openrail-m", "bigscience-bloom-rail-1.0",
    "bigscience-openrail-m", "bsd", "c-uda", "cc", "creativeml-openrail-m",
    "deepfloyd-if-license", "fair-noncommercial-research-license", "gemma", "gfdl", "gpl",
    "grok2-community", "h-research", "intel-research", "lgpl", "lgpl-lr", "llama2", "llama3",
    "llama3.1", "llama3.2", "llama3.3", "llama4", "odbl", "odc-by", "openmdw-1.0", "openmdw-1.1", "openrail",
    "openrail++", "other", "pddl",
];

/// The licence that words mean without a guess: an SPDX id or expression, an id of the hub, the
/// full name of an SPDX licence, the address of its text, or its id said in words (`MIT License`,
/// `Apache License, Version 2.0`).
pub(in crate::fact) fn in_words(text: &str) -> Option<String> {
    // Hyphens that do not break a line, and other dashes.
    let text = &text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "-");
    let known = |name: &str| {
        let named = || {
            let mut licenses = spdx::identifiers::LICENSES.iter();
            licenses.find(|license| license.full_name.eq_ignore_ascii_case(name))
        };
        id(name)
            .or_else(|| named().map(|license| license.name))
            .map(ToOwned::to_owned)
    };
    if let Some(id) = of_address(text) {
        return known(&id);
    }
    let lower = text.to_ascii_lowercase();
    if HUB_LICENSES.contains(&lower.as_str()) {
        return Some(known(text).unwrap_or(lower));
    }
    if !text.contains(char::is_whitespace) {
        return known(text);
    }
    let expression = spelled(text);
    if spdx::Expression::parse(&expression).is_ok() {
        return Some(expression);
    }
    known(text).or_else(|| {
        let lower = text.to_lowercase().replace([',', '(', ')'], " ");
        let words: Vec<&str> = lower
            .split_whitespace()
            .filter(|word| !matches!(*word, "the" | "license" | "licence" | "version"))
            .map(|word| {
                word.strip_prefix('v')
                    .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                    .unwrap_or(word)
            })
            .collect();
        known(&words.join("-"))
    })
}

/// The id of the licence whose text stands at a well-known address; none where the address says
/// nothing about which it is.
pub fn of_address(address: &str) -> Option<String> {
    let lower = address.trim().to_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next()?.trim_end_matches('/');
    let (host, path) = rest.split_once('/')?;
    let parts: Vec<&str> = path.split('/').collect();
    let last = parts.last().copied()?;
    let last = last
        .strip_suffix(".html")
        .or_else(|| last.strip_suffix(".txt"))
        .or_else(|| last.strip_suffix(".json"))
        .unwrap_or(last);
    match (host, parts.as_slice()) {
        ("spdx.org", ["licenses", _])
        | ("choosealicense.com", ["licenses", _])
        | ("opensource.org", ["licenses" | "license", _]) => Some(last.to_owned()),
        ("creativecommons.org", ["licenses", kind, version, ..]) => {
            Some(format!("cc-{kind}-{version}"))
        }
        ("creativecommons.org", ["publicdomain", "zero", version, ..]) => {
            Some(format!("cc0-{version}"))
        }
        (
            "apache.org",
            [
                "licenses",
                "license-2.0" | "license-2.0.html" | "license-2.0.txt",
            ],
        ) => Some("apache-2.0".to_owned()),
        ("opendatacommons.org", ["licenses", "odbl", ..]) => Some("odbl-1.0".to_owned()),
        ("opendatacommons.org", ["licenses", "by", ..]) => Some("odc-by-1.0".to_owned()),
        ("opendatacommons.org", ["licenses", "pddl", ..]) => Some("pddl-1.0".to_owned()),
        _ => None,
    }
}

/// Current forms of deprecated ids (SPDX licence list 3, "Deprecated License Identifiers"). The GNU
/// ids without a suffix mean that version only.
const DEPRECATED: &[(&str, &str)] = &[
    ("AGPL-1.0", "AGPL-1.0-only"),
    ("AGPL-3.0", "AGPL-3.0-only"),
    ("GFDL-1.1", "GFDL-1.1-only"),
    ("GFDL-1.2", "GFDL-1.2-only"),
    ("GFDL-1.3", "GFDL-1.3-only"),
    ("GPL-1.0", "GPL-1.0-only"),
    ("GPL-2.0", "GPL-2.0-only"),
    ("GPL-3.0", "GPL-3.0-only"),
    ("LGPL-2.0", "LGPL-2.0-only"),
    ("LGPL-2.1", "LGPL-2.1-only"),
    ("LGPL-3.0", "LGPL-3.0-only"),
    (
        "GPL-2.0-with-autoconf-exception",
        "GPL-2.0-only WITH Autoconf-exception-2.0",
    ),
    (
        "GPL-2.0-with-bison-exception",
        "GPL-2.0-only WITH Bison-exception-2.2",
    ),
    (
        "GPL-2.0-with-classpath-exception",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ),
    (
        "GPL-2.0-with-font-exception",
        "GPL-2.0-only WITH Font-exception-2.0",
    ),
    (
        "GPL-2.0-with-GCC-exception",
        "GPL-2.0-only WITH GCC-exception-2.0",
    ),
    (
        "GPL-3.0-with-autoconf-exception",
        "GPL-3.0-only WITH Autoconf-exception-3.0",
    ),
    (
        "GPL-3.0-with-GCC-exception",
        "GPL-3.0-only WITH GCC-exception-3.1",
    ),
    ("StandardML-NJ", "SMLNJ"),
];

/// Longest expression that is taken apart, in bytes, and its deepest brackets: a longer one is
/// compared as it is written.
const LONGEST: usize = 2_000;
const DEEPEST: usize = 16;

/// The form in which licences are compared: an address of a licence text or the name of a licence
/// as its id, deprecated ids as the current ones, the parts of AND and OR in one order and once,
/// brackets only where they are needed, in lower case.
pub(super) fn canonical(text: &str) -> String {
    let named = in_words(text);
    let text = named.as_deref().unwrap_or(text);
    let spelled = spelled(text);
    let parsed = (spelled.len() <= LONGEST)
        .then(|| parse(&tokens(&spelled)))
        .flatten();
    match parsed {
        Some(expression) => expression.shown(false),
        None => words(&spelled),
    }
    .to_lowercase()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tokens(text: &str) -> Vec<String> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    spaced.split_whitespace().map(ToOwned::to_owned).collect()
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Expression {
    Term(String),
    All(BTreeSet<Expression>),
    Any(BTreeSet<Expression>),
}

impl Expression {
    /// Several parts joined; one part is that part, and the parts of a part of the same kind are
    /// its own.
    fn joined(parts: Vec<Self>, any: bool) -> Self {
        let mut set = BTreeSet::new();
        for part in parts {
            match part {
                Self::Any(inner) if any => set.extend(inner),
                Self::All(inner) if !any => set.extend(inner),
                other => {
                    set.insert(other);
                }
            }
        }
        match (set.len(), any) {
            (1, _) => set.pop_first().unwrap_or(Self::Term(String::new())),
            (_, true) => Self::Any(set),
            (_, false) => Self::All(set),
        }
    }

    fn shown(&self, inside: bool) -> String {
        let join = |set: &BTreeSet<Self>, word: &str| {
            let parts: Vec<String> = set.iter().map(|it| it.shown(true)).collect();
            parts.join(word)
        };
        match self {
            Self::Term(text) => text.clone(),
            Self::All(set) => join(set, " AND "),
            Self::Any(set) if inside => format!("({})", join(set, " OR ")),
            Self::Any(set) => join(set, " OR "),
        }
    }
}

/// An expression after SPDX 2.3, annex D: WITH binds before AND, AND before OR.
fn parse(tokens: &[String]) -> Option<Expression> {
    let mut at = 0;
    let parsed = any(tokens, &mut at, 0)?;
    (at == tokens.len()).then_some(parsed)
}

fn any(tokens: &[String], at: &mut usize, depth: usize) -> Option<Expression> {
    let mut parts = vec![all(tokens, at, depth)?];
    while tokens.get(*at).is_some_and(|word| word == "OR") {
        *at += 1;
        parts.push(all(tokens, at, depth)?);
    }
    Some(Expression::joined(parts, true))
}

fn all(tokens: &[String], at: &mut usize, depth: usize) -> Option<Expression> {
    let mut parts = vec![term(tokens, at, depth)?];
    while tokens.get(*at).is_some_and(|word| word == "AND") {
        *at += 1;
        parts.push(term(tokens, at, depth)?);
    }
    Some(Expression::joined(parts, false))
}

fn term(tokens: &[String], at: &mut usize, depth: usize) -> Option<Expression> {
    let word = tokens.get(*at)?;
    *at += 1;
    match word.as_str() {
        "(" if depth < DEEPEST => {
            let inner = any(tokens, at, depth + 1)?;
            let closed = tokens.get(*at).is_some_and(|word| word == ")");
            *at += 1;
            closed.then_some(inner)
        }
        "(" | ")" | "AND" | "OR" | "WITH" => None,
        id => {
            let mut text = current(id);
            if tokens.get(*at).is_some_and(|word| word == "WITH") {
                let exception = tokens.get(*at + 1)?;
                text = format!("{text} WITH {exception}");
                *at += 2;
            }
            Some(Expression::Term(text))
        }
    }
}

/// The current id of a deprecated one. A GNU id with a plus means that version or any later.
fn current(id: &str) -> String {
    let known = |id: &str| {
        DEPRECATED
            .iter()
            .find(|(old, _)| old.eq_ignore_ascii_case(id))
            .map(|(_, new)| (*new).to_owned())
    };
    if let Some(base) = id.strip_suffix('+')
        && let Some(only) = known(base).and_then(|it| it.strip_suffix("-only").map(str::to_owned))
    {
        return format!("{only}-or-later");
    }
    known(id).unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_licences() {
        for (address, id) in [
            (
                "https://spdx.org/licenses/CC-BY-4.0.html",
                Some("cc-by-4.0"),
            ),
            (
                "https://choosealicense.com/licenses/odc-by/",
                Some("odc-by"),
            ),
            (
                "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
                Some("cc-by-nc-4.0"),
            ),
            (
                "http://creativecommons.org/publicdomain/zero/1.0/",
                Some("cc0-1.0"),
            ),
            (
                "https://www.apache.org/licenses/LICENSE-2.0",
                Some("apache-2.0"),
            ),
            (
                "https://opendatacommons.org/licenses/by/1-0/",
                Some("odc-by-1.0"),
            ),
            ("https://acme.example/licenses/mit", None),
            ("https://creativecommons.org/about", None),
            ("mit", None),
        ] {
            assert_eq!(of_address(address).as_deref(), id, "{address}");
        }
    }

    #[test]
    fn expressions_are_compared_by_what_they_mean() {
        for (one, other) in [
            ("MIT", "mit"),
            ("Apache-2.0 OR MIT", "mit or apache-2.0"),
            ("(MIT)", "MIT"),
            ("MIT AND MIT", "MIT"),
            ("(MIT OR Apache-2.0) OR ISC", "ISC OR (Apache-2.0 OR MIT)"),
            ("MIT OR Apache-2.0 AND ISC", "(ISC AND Apache-2.0) OR MIT"),
            ("GPL-2.0", "GPL-2.0-only"),
            ("gpl-2.0+", "GPL-2.0-or-later"),
            (
                "GPL-2.0-with-classpath-exception",
                "GPL-2.0-only WITH Classpath-exception-2.0",
            ),
            (
                "https://www.apache.org/licenses/LICENSE-2.0.txt",
                "Apache License, Version 2.0",
            ),
            ("https://spdx.org/licenses/MIT.html", "MIT License"),
        ] {
            assert_eq!(canonical(one), canonical(other), "{one} = {other}");
        }
        for (one, other) in [
            ("GPL-2.0", "GPL-2.0-or-later"),
            ("Apache-2.0 OR MIT", "Apache-2.0 AND MIT"),
            ("(MIT OR Apache-2.0) AND ISC", "MIT OR Apache-2.0 AND ISC"),
            ("MIT", "MIT-0"),
            ("CC-BY-4.0", "CC-BY-NC-4.0"),
            ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("Apache-2.0", "Apache-2.0 OR"),
        ] {
            assert_ne!(canonical(one), canonical(other), "{one} is not {other}");
        }
        let deep = format!("{}MIT{}", "(".repeat(900), ")".repeat(900));
        assert!(canonical(&deep).starts_with('('));
    }
}
