//! Where a result is shown: URIs that GitHub finds in the repository, and a place for a finding
//! that has none, since a result without a location is not displayed.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::text;
use super::wire::{Artifact, ArtifactLocation, Base, Location, Logical, Physical, Region, Snippet};
use crate::excerpt::Excerpt;
use crate::fact::{EntityKind, Origin};
use crate::finding::Finding;
use crate::printable::block;
use crate::run::DossierResult;

/// Most bytes of a line that a snippet shows.
const COLUMNS: usize = 120;

/// The folder in which the command ran, by the name that GitHub and others know.
const SOURCE_ROOT: &str = "%SRCROOT%";

/// The formats of the documents that the homes of facts speak of (`Missing::home`), best first.
const HOMES: &[(&str, &[&str])] = &[
    ("card", &["model-card", "cyclonedx"]),
    ("bill of materials", &["cyclonedx"]),
    ("answers", &["questionnaire"]),
    ("evaluation", &["eval"]),
    ("report", &["opaque"]),
];

/// The bases, the artifacts, and where each document of a dossier is among them.
#[derive(Default)]
pub(super) struct Places {
    pub(super) bases: BTreeMap<String, Base>,
    pub(super) artifacts: Vec<Artifact>,
    dossiers: Vec<Known>,
    /// Artifacts by base and URI.
    known: BTreeMap<(String, String), usize>,
}

/// One dossier's documents.
struct Known {
    root: Root,
    index: BTreeMap<String, usize>,
}

/// What the paths of a dossier are relative to.
struct Root {
    base: String,
    /// From the base to the dossier, each part ending with a slash.
    prefix: String,
}

impl Root {
    /// GitHub resolves no `originalUriBaseIds`: it takes every path as one from the root of the
    /// repository, so that is what a path is, from where the command ran. A dossier that does not
    /// lie below has no such path, and its own base, which says nothing about this machine.
    fn of(path: &str, outside: &str) -> Self {
        match below(path) {
            Some(prefix) => Self {
                base: SOURCE_ROOT.to_owned(),
                prefix,
            },
            None => Self {
                base: outside.to_owned(),
                prefix: String::new(),
            },
        }
    }

    fn uri(&self, path: &str) -> ArtifactLocation {
        ArtifactLocation {
            uri: format!("{}{}", self.prefix, encoded(path)),
            uri_base_id: self.base.clone(),
            index: None,
        }
    }
}

/// A path below the working directory as the start of a URI reference; empty for the directory
/// itself.
fn below(path: &str) -> Option<String> {
    let mut prefix = String::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => {
                prefix.push_str(&encoded(&name.to_string_lossy()));
                prefix.push('/');
            }
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(prefix)
}

/// RFC 3986, section 2: everything but unreserved characters and the slash is written by its
/// bytes. A colon too, which would make a scheme of what stands before it.
fn encoded(path: &str) -> String {
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

impl Places {
    /// The documents and artifacts of all dossiers.
    pub(super) fn of(dossiers: &[DossierResult]) -> Self {
        let mut places = Self::default();
        for (number, dossier) in dossiers.iter().enumerate() {
            places.add(number, dossier);
        }
        places
    }

    fn add(&mut self, number: usize, dossier: &DossierResult) {
        let root = Root::of(&dossier.root, &format!("DOSSIER-{}", number + 1));
        self.base(&root.base, dossier);
        let documents = dossier.documents.iter().map(|it| {
            let hashes = BTreeMap::from([("sha-256", it.sha256.clone())]);
            (&it.path, it.bytes, Some(it.media_type), hashes)
        });
        let artifacts = dossier.artifacts.iter();
        let artifacts = artifacts.map(|it| (&it.path, it.bytes, None, BTreeMap::new()));
        let mut index = BTreeMap::new();
        for (path, length, mime_type, hashes) in documents.chain(artifacts) {
            let location = root.uri(path);
            // One file can be in two dossiers, judged by two review files; the list is a set.
            let id = (location.uri_base_id.clone(), location.uri.clone());
            let next = self.artifacts.len();
            let at = *self.known.entry(id).or_insert(next);
            index.insert(path.clone(), at);
            if at == next {
                self.artifacts.push(Artifact {
                    location,
                    length,
                    mime_type,
                    roles: ["analysisTarget"],
                    hashes,
                });
            }
        }
        self.dossiers.push(Known { root, index });
    }

    fn base(&mut self, id: &str, dossier: &DossierResult) {
        let description = if id == SOURCE_ROOT {
            "The folder in which the command ran, for a gate the root of the repository.".to_owned()
        } else {
            let kind = dossier.subject.kind.name().to_lowercase();
            format!("The dossier of the {kind} {}.", dossier.subject.name)
        };
        self.bases.entry(id.to_owned()).or_insert_with(|| Base {
            description: text(&description),
        });
    }

    fn artifact(&self, number: usize, path: &str) -> Option<ArtifactLocation> {
        let known = self.dossiers.get(number)?;
        Some(ArtifactLocation {
            index: known.index.get(path).copied(),
            ..known.root.uri(path)
        })
    }

    /// The place of an origin.
    pub(super) fn at(
        &self,
        number: usize,
        dossier: &DossierResult,
        origin: &Origin,
        what: &str,
        excerpts: bool,
    ) -> Option<Location> {
        let message = (!what.is_empty()).then(|| text(what));
        Some(Location {
            physical_location: Physical {
                artifact_location: self.artifact(number, &origin.document)?,
                region: region(dossier, origin, excerpts),
            },
            logical_locations: logical(origin),
            message,
        })
    }

    /// The place of a finding that rests on none: the document that it is about, or that would
    /// state what is missing, or else the review file or the dossier.
    pub(super) fn fallback(
        &self,
        number: usize,
        dossier: &DossierResult,
        finding: &Finding,
    ) -> Location {
        let (location, what) = if finding.entity.kind == EntityKind::Document {
            (self.artifact(number, &finding.entity.name), "")
        } else if let Some(path) = home(dossier, finding) {
            (
                self.artifact(number, path),
                "Nothing stands here yet: this is the document that would state it.",
            )
        } else if let Some(path) = dossier.review.as_ref().filter(|_| of_review(finding)) {
            (review(path), "What the reviewer says stands here.")
        } else if let Some(first) = dossier.documents.first() {
            (
                self.artifact(number, &first.path),
                "No place in a document: this is the dossier's first one.",
            )
        } else if let Some(path) = &dossier.review {
            (review(path), "The dossier has no document.")
        } else {
            (self.artifact(number, ""), "The dossier has no document.")
        };
        let mut artifact_location = location.unwrap_or_else(|| ArtifactLocation {
            uri: String::new(),
            uri_base_id: SOURCE_ROOT.to_owned(),
            index: None,
        });
        if artifact_location.uri.is_empty() {
            // GitHub refuses an empty one.
            artifact_location.uri.push('.');
        }
        Location {
            physical_location: Physical {
                artifact_location,
                region: START,
            },
            logical_locations: Vec::new(),
            message: (!what.is_empty()).then(|| text(what)),
        }
    }
}

/// A review file outside of the repository is known by its name alone.
fn review(path: &str) -> Option<ArtifactLocation> {
    let name = || Path::new(path).file_name()?.to_str().map(encoded);
    let uri = below(path).map_or_else(name, |path| Some(path.trim_end_matches('/').to_owned()))?;
    Some(ArtifactLocation {
        uri,
        uri_base_id: SOURCE_ROOT.to_owned(),
        index: None,
    })
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

/// The start of a file: GitHub asks for all four numbers.
const START: Region = Region {
    start_line: 1,
    start_column: 1,
    end_line: 1,
    end_column: 1,
    snippet: None,
};

/// The place inside of a file that is no text; its region is the start of the file.
fn logical(origin: &Origin) -> Vec<Logical> {
    let part = origin.part.iter();
    part.map(|part| Logical {
        fully_qualified_name: part.clone(),
    })
    .collect()
}

fn region(dossier: &DossierResult, origin: &Origin, excerpts: bool) -> Region {
    if origin.line == 0 {
        return START;
    }
    let source = dossier.sources.get(&origin.document);
    let end = source.map(|it| it.location(origin.span.end));
    let end = end.filter(|_| origin.span.start < origin.span.end);
    let snippet = source
        .filter(|_| excerpts)
        .and_then(|it| Excerpt::of(it, origin.span, COLUMNS))
        .and_then(|it| Some(block(it.text.get(it.marked.clone())?)));
    Region {
        start_line: origin.line,
        start_column: origin.column,
        end_line: end.map_or(origin.line, |it| it.line),
        end_column: end.map_or(origin.column, |it| it.column),
        snippet: snippet.map(|text| Snippet { text }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_from_where_the_command_ran() {
        for (root, path, base, uri) in [
            (".", "README.md", SOURCE_ROOT, "README.md"),
            ("./a//b/", "c/d.md", SOURCE_ROOT, "a/b/c/d.md"),
            (
                "the dossier",
                "50%.md",
                SOURCE_ROOT,
                "the%20dossier/50%25.md",
            ),
            (".", "a:b?c#d\\e", SOURCE_ROOT, "a%3Ab%3Fc%23d%5Ce"),
            ("../d", "a.md", "DOSSIER-1", "a.md"),
            ("/srv/d", "é.md", "DOSSIER-1", "%C3%A9.md"),
        ] {
            let found = Root::of(root, "DOSSIER-1").uri(path);
            assert_eq!(
                (found.uri_base_id.as_str(), found.uri.as_str()),
                (base, uri)
            );
        }
    }
}
