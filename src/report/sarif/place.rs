//! Where a result is shown: URIs that GitHub finds in the repository, and a place for a finding
//! that has none, since a result without a location is not displayed.

use std::collections::BTreeMap;
use std::path::Path;

use super::text;
use super::wire::{Artifact, ArtifactLocation, Base, Location, Logical, Physical, Region, Snippet};
use crate::excerpt::Excerpt;
use crate::fact::Origin;
use crate::finding::Finding;
use crate::printable::block;
use crate::report::place::{Spot, below, encoded, fallback};
use crate::run::DossierResult;

/// Most bytes of a line that a snippet shows.
const COLUMNS: usize = 120;

/// The folder in which the command ran, by the name that GitHub and others know.
const SOURCE_ROOT: &str = "%SRCROOT%";

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
                prefix: encoded(&prefix),
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

    /// The place of a finding that rests on none.
    pub(super) fn fallback(
        &self,
        number: usize,
        dossier: &DossierResult,
        finding: &Finding,
    ) -> Location {
        let (spot, what) = fallback(dossier, finding);
        let location = match spot {
            Spot::Document(path) => self.artifact(number, path),
            Spot::Review(path) => review(path),
            Spot::Dossier => self.artifact(number, ""),
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
    let uri = below(path).map_or_else(name, |path| Some(encoded(path.trim_end_matches('/'))))?;
    Some(ArtifactLocation {
        uri,
        uri_base_id: SOURCE_ROOT.to_owned(),
        index: None,
    })
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
