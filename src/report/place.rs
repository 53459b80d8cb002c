//! Where outputs show a finding to readers that know files of a repository only: a path from where
//! the command ran, and a place for a finding that has none.

use std::path::{Component, Path};

use super::discreet::Discreet;
use crate::fact::EntityKind;
use crate::finding::Finding;
use crate::run::DossierResult;

/// The formats of the documents that the homes of facts speak of (`Missing::home`), best first.
const HOMES: &[(&str, &[&str])] = &[
    ("card", &["model-card", "cyclonedx"]),
    ("bill of materials", &["cyclonedx"]),
    ("answers", &["questionnaire"]),
    ("evaluation", &["eval"]),
    ("report", &["opaque"]),
];

/// A path below the working directory, each of its parts ending with a slash; empty for the
/// directory itself. `None`: it does not lie there.
pub(super) fn below(path: &str) -> Option<String> {
    let mut prefix = String::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => {
                prefix.push_str(&name.to_string_lossy());
                prefix.push('/');
            }
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(prefix)
}

/// RFC 3986, section 2: everything but unreserved characters and the slash is written by its
/// bytes. A colon too, which would make a scheme of what stands before it.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What stands in for the place of a finding that rests on none.
pub(super) enum Spot<'a> {
    /// A document of the dossier.
    Document(&'a str),
    /// The review file.
    Review(&'a str),
    /// The dossier itself.
    Dossier,
}

/// The document that the finding is about, or that would state what is missing, or else the review
/// file or the dossier; and what the reader is told of it.
pub(super) fn fallback<'a>(
    dossier: &'a DossierResult,
    finding: &'a Finding,
) -> (Spot<'a>, &'static str) {
    if finding.entity.kind == EntityKind::Document {
        return (Spot::Document(&finding.entity.name), "");
    }
    if let Some(path) = home(dossier, finding) {
        return (
            Spot::Document(path),
            "Nothing stands here yet: this is the document that would state it.",
        );
    }
    match (&dossier.review, dossier.documents.first()) {
        (Some(path), _) if of_review(finding) => {
            (Spot::Review(path), "What the reviewer says stands here.")
        }
        (_, Some(first)) => (
            Spot::Document(&first.path),
            "No place in a document: this is the dossier's first one.",
        ),
        (Some(path), None) => (Spot::Review(path), "The dossier has no document."),
        (None, None) => (Spot::Dossier, "The dossier has no document."),
    }
}

fn of_review(finding: &Finding) -> bool {
    finding.control == "PM-REVIEW" || finding.missing.iter().any(|it| it.home == "review file")
}

/// The document in which what is missing would stand.
fn home<'a>(dossier: &'a DossierResult, finding: &Finding) -> Option<&'a str> {
    let formats = finding
        .missing
        .iter()
        .flat_map(|missing| HOMES.iter().filter(|(home, _)| missing.home.contains(home)))
        .flat_map(|(_, formats)| *formats);
    formats
        .filter_map(|format| {
            let mut documents = dossier.documents.iter();
            documents.find(|it| it.format.contains(format))
        })
        .map(|it| it.path.as_str())
        .next()
}

/// A line of a file.
pub(super) struct Shown {
    /// The path from where the command ran; none for a file that does not lie below it.
    pub(super) path: Option<String>,
    /// The path in the dossier, behind the name of its folder.
    pub(super) known_as: String,
    /// From 1.
    pub(super) line: usize,
    /// From 1, in characters.
    pub(super) column: usize,
    /// What the reader is told of a place that only stands in; else empty.
    pub(super) note: &'static str,
}

/// The first place that a finding rests on, or what stands in for it.
pub(super) fn shown(discreet: &Discreet<'_>, dossier: &DossierResult, finding: &Finding) -> Shown {
    let root = below(&dossier.root);
    let in_dossier = |path: &str, line: usize, column: usize, note: &'static str| Shown {
        path: root.as_ref().map(|root| format!("{root}{path}")),
        known_as: [file_name(&dossier.root), path].join("/"),
        line: line.max(1),
        column: column.max(1),
        note,
    };
    if let Some(place) = discreet.places(finding).first() {
        let origin = place.origin;
        return in_dossier(&origin.document, origin.line, origin.column, "");
    }
    match fallback(dossier, finding) {
        (Spot::Document(path), note) => in_dossier(path, 1, 1, note),
        (Spot::Review(path), note) => Shown {
            path: below(path).map(|it| it.trim_end_matches('/').to_owned()),
            known_as: file_name(path).to_owned(),
            line: 1,
            column: 1,
            note,
        },
        (Spot::Dossier, note) => Shown {
            path: None,
            known_as: file_name(&dossier.root).to_owned(),
            line: 1,
            column: 1,
            note,
        },
    }
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    let name = Path::new(path).file_name().and_then(|it| it.to_str());
    name.unwrap_or("dossier")
}
