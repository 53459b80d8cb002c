//! One finding on the page, with the lines of the documents that it rests on.

use crate::excerpt::Excerpt;
use crate::fact::{Origin, Worth};
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, terminal, truncate};
use crate::report::{entity_words, finding_words, place_words, worth_words};
use crate::run::DossierResult;

/// Bytes of a source line that are shown.
const COLUMNS: usize = 120;
/// Columns of a value that are shown beside its place.
const VALUE: usize = 200;

pub(in crate::report::html) struct Control {
    pub(in crate::report::html) anchor: String,
    pub(in crate::report::html) id: String,
    pub(in crate::report::html) title: String,
    pub(in crate::report::html) area: String,
    pub(in crate::report::html) entity: String,
    pub(in crate::report::html) outcome: &'static str,
    pub(in crate::report::html) class: &'static str,
    pub(in crate::report::html) severity: &'static str,
    pub(in crate::report::html) advisory: bool,
    /// Whether it names facts to ask for.
    pub(in crate::report::html) asks: bool,
    /// Whether a person has to look.
    pub(in crate::report::html) looks: bool,
    pub(in crate::report::html) note: String,
    /// The decision on it, or that it was known before.
    pub(in crate::report::html) decided: String,
    pub(in crate::report::html) message: Vec<Part>,
    pub(in crate::report::html) why: String,
    pub(in crate::report::html) remedy: Vec<Vec<Part>>,
    pub(in crate::report::html) evidence: Vec<Place>,
    pub(in crate::report::html) clauses: Vec<Clause>,
    pub(in crate::report::html) citations: Vec<Citation>,
    pub(in crate::report::html) fingerprint: String,
}

pub(in crate::report::html) struct Place {
    pub(in crate::report::html) place: String,
    pub(in crate::report::html) value: String,
    pub(in crate::report::html) worth: String,
    pub(in crate::report::html) lines: Vec<Line>,
}

pub(in crate::report::html) struct Line {
    pub(in crate::report::html) number: usize,
    pub(in crate::report::html) before: String,
    pub(in crate::report::html) marked: String,
    pub(in crate::report::html) after: String,
}

pub(in crate::report::html) struct Clause {
    pub(in crate::report::html) role: &'static str,
    pub(in crate::report::html) truth: &'static str,
    pub(in crate::report::html) text: String,
}

pub(in crate::report::html) struct Citation {
    pub(in crate::report::html) title: String,
    pub(in crate::report::html) status: String,
}

pub(super) fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail | Outcome::Error => "bad",
        Outcome::Insufficient => "open",
        Outcome::Pass => "good",
        Outcome::NotApplicable => "none",
    }
}

pub(super) fn view(
    dossier_id: &str,
    number: usize,
    dossier: &DossierResult,
    finding: &Finding,
) -> Control {
    let mut remedy: Vec<Vec<Part>> = finding.remedy.iter().map(|it| parts(it)).collect();
    if remedy.is_empty() && !finding.remediation.is_empty() {
        remedy.push(parts(&finding.remediation));
    }
    let entity = if finding.entity == dossier.subject {
        String::new()
    } else {
        terminal(&entity_words(&finding.entity))
    };
    Control {
        anchor: format!("{dossier_id}-{number}"),
        id: terminal(&finding.control),
        title: one_line(&finding.title),
        area: one_line(&finding.area),
        entity,
        outcome: finding_words(finding),
        class: class(finding.outcome),
        severity: finding.severity.name(),
        advisory: finding.enforcement == Enforcement::Advisory,
        asks: !finding.missing.is_empty(),
        looks: finding.needs_review(),
        note: finding
            .enforcement_note
            .as_deref()
            .map(one_line)
            .unwrap_or_default(),
        decided: crate::report::decided::mark(finding).unwrap_or_default(),
        message: parts(&finding.message),
        why: one_line(&finding.why),
        remedy,
        evidence: evidence(dossier, finding),
        clauses: finding
            .clauses
            .iter()
            .map(|it| Clause {
                role: it.role.name(),
                truth: it.truth.name(),
                text: one_line(&it.text),
            })
            .collect(),
        citations: finding
            .citations
            .iter()
            .map(|it| Citation {
                title: one_line(&it.title),
                status: one_line(&it.status),
            })
            .collect(),
        fingerprint: finding.fingerprint.chars().take(16).collect(),
    }
}

/// Each place once: what the clauses read, then what else the outcome rests on.
fn evidence(dossier: &DossierResult, finding: &Finding) -> Vec<Place> {
    let read = finding.clauses.iter().flat_map(|it| &it.values).map(|it| {
        let what = format!("{} = {}", it.key, it.value);
        (&it.origin, it.worth, what, it.below_minimum)
    });
    let rest = finding.evidence.iter().map(|it| {
        let what = match &it.key {
            Some(key) => format!("{key} = {}", it.value),
            None => it.value.clone(),
        };
        (&it.origin, it.worth, what, false)
    });
    let mut seen = Vec::new();
    let mut places = Vec::new();
    for (origin, worth, what, below) in read.chain(rest) {
        if !seen.contains(&(&origin.document, origin.span)) {
            seen.push((&origin.document, origin.span));
            places.push(shown(dossier, origin, worth, &what, below));
        }
    }
    places
}

fn shown(
    dossier: &DossierResult,
    origin: &Origin,
    worth: Worth,
    what: &str,
    below_minimum: bool,
) -> Place {
    let mut worth = worth_words(worth);
    if below_minimum {
        worth.push_str("; worth too little here");
    }
    let excerpt = dossier
        .sources
        .get(&origin.document)
        .and_then(|source| Excerpt::of(source, origin.span, COLUMNS));
    Place {
        place: place_words(origin),
        value: truncate(&one_line(what), VALUE),
        worth,
        lines: excerpt.map(|it| lines(&it)).unwrap_or_default(),
    }
}

fn lines(excerpt: &Excerpt) -> Vec<Line> {
    let mut at = 0;
    let mut lines = Vec::new();
    for (index, line) in excerpt.text.split('\n').enumerate() {
        let end = at + line.len();
        let from = excerpt.marked.start.clamp(at, end) - at;
        let to = excerpt.marked.end.clamp(at, end) - at;
        let part = |from: usize, to: usize| line.get(from..to).unwrap_or_default().to_owned();
        lines.push(Line {
            number: excerpt.line + index,
            before: part(0, from),
            marked: part(from, to),
            after: part(to, line.len()),
        });
        at = end + 1;
    }
    lines
}

/// A part of a sentence: text, or what stands between backticks.
pub(in crate::report::html) struct Part {
    pub(in crate::report::html) code: bool,
    pub(in crate::report::html) text: String,
}

fn parts(sentence: &str) -> Vec<Part> {
    let sentence = one_line(sentence);
    // An odd backtick is text of a document and no mark.
    if !sentence.matches('`').count().is_multiple_of(2) {
        return vec![Part {
            code: false,
            text: sentence,
        }];
    }
    sentence
        .split('`')
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| Part {
            code: index % 2 == 1,
            text: text.to_owned(),
        })
        .collect()
}
