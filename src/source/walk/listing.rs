//! What a path holds: each entry is a file to read, something left alone, or something refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::reading::{Place, sentence};
use super::{OpenError, Refused, Unread};
use crate::limits::Limits;
use crate::platform::{self, Unopened};

const NOT_UTF8: &str = "its name is not UTF-8: rename it";

/// What a folder holds, before any file is opened.
#[derive(Default)]
pub(super) struct Listing {
    excluded: BTreeSet<PathBuf>,
    /// Files to read.
    pub(super) places: BTreeMap<String, Place>,
    folders: BTreeSet<String>,
    links: Vec<String>,
    pub(super) unread: BTreeSet<Unread>,
    pub(super) refused: BTreeSet<Refused>,
}

impl Listing {
    pub(super) fn excluding(files: &[PathBuf]) -> Self {
        let resolve = |file: &PathBuf| fs::canonicalize(file).unwrap_or_else(|_| file.clone());
        Self {
            excluded: files.iter().map(resolve).collect(),
            ..Self::default()
        }
    }

    /// A file that the caller names: under the name that he gave it, also if that is a link.
    pub(super) fn one(&mut self, path: &Path, resolved: &Path) -> Result<(), OpenError> {
        let given = path
            .file_name()
            .or(resolved.file_name())
            .unwrap_or_default();
        let (Some(folder), Some(name)) = (resolved.parent(), resolved.file_name()) else {
            return Err(OpenError::NotDossier(path.to_path_buf()));
        };
        match given.to_str() {
            Some(given) => self.add(given.to_owned(), folder, Path::new(name)),
            None => self.refuse(given.to_string_lossy().into_owned(), NOT_UTF8),
        }
        Ok(())
    }

    pub(super) fn walk(
        &mut self,
        given: &Path,
        root: &Path,
        limits: &Limits,
    ) -> Result<(), OpenError> {
        let blobs = blobs_of(root);
        // Sorting happens here at the end and not in walkdir, which would hold a folder of any
        // size in memory for it before the limit is seen.
        let mut entries = WalkDir::new(root).min_depth(1).into_iter();
        let mut count = 0;
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.failed(given, root, error)?;
                    continue;
                }
            };
            if entry.file_name() == ".git" {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            count += 1;
            if count > limits.files {
                return Err(OpenError::TooMany {
                    path: given.to_path_buf(),
                    limit: limits.files,
                    raise: limits.exceeded("files"),
                });
            }
            if entry.file_name().to_str().is_none() && entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            self.entry(root, &entry);
        }
        for link in std::mem::take(&mut self.links) {
            self.link(root, blobs.as_deref(), link);
        }
        Ok(())
    }

    fn failed(
        &mut self,
        given: &Path,
        root: &Path,
        error: walkdir::Error,
    ) -> Result<(), OpenError> {
        let path = error.path().unwrap_or(root).to_path_buf();
        let error = error
            .into_io_error()
            .unwrap_or_else(|| io::ErrorKind::Other.into());
        if path == root {
            return Err(OpenError::from_io(given, error));
        }
        let (Ok(path) | Err(path)) = name_beneath(root, &path);
        self.refuse(path, &sentence(error));
        Ok(())
    }

    fn entry(&mut self, root: &Path, entry: &DirEntry) {
        let path = match name_beneath(root, entry.path()) {
            Ok(path) => path,
            Err(lossy) => return self.refuse(lossy, NOT_UTF8),
        };
        let kind = entry.file_type();
        match platform::special(kind) {
            Some(Unopened::Folder) => {
                self.folders.insert(path);
            }
            None | Some(Unopened::Link) => {
                if let Some((path, reason)) = bookkeeping(&path) {
                    self.leave(path, reason);
                } else if kind.is_file() {
                    self.add(path.clone(), root, Path::new(&path));
                } else {
                    self.links.push(path);
                }
            }
            Some(special) => self.refuse(path, &special.to_string()),
        }
    }

    /// Judges a link by where it ends; called when all that is no link is known.
    fn link(&mut self, root: &Path, blobs: Option<&Path>, path: String) {
        let at = root.join(&path);
        let text = fs::read_link(&at).unwrap_or_default();
        let text = format!("a link to `{}`", text.display());
        let target = match fs::canonicalize(&at) {
            Ok(target) => target,
            Err(error) => {
                let reason = match Unopened::from(error) {
                    Unopened::Gone => "which does not exist: restore the file or remove the link",
                    Unopened::Link => "which leads back to itself: remove the link",
                    Unopened::NotPermitted => "which this user may not follow: remove the link",
                    _ => "which cannot be followed: put the file itself in its place",
                };
                return self.refuse(path, &format!("{text}, {reason}"));
            }
        };
        if let (Some(blobs), Some(name)) = (blobs, target.file_name())
            && target.parent() == Some(blobs)
        {
            return self.add(path, blobs, Path::new(name));
        }
        if self.excluded.contains(&target) {
            return self.leave(
                path,
                format!("{text}, which is the reviewer's and no document"),
            );
        }
        let Ok(inside) = target.strip_prefix(root) else {
            let reason = "which is outside the dossier: put the file itself in its place";
            return self.refuse(path, &format!("{text}, {reason}"));
        };
        let (Ok(inside) | Err(inside)) = name_beneath(root, &root.join(inside));
        if inside.is_empty() || self.folders.contains(&inside) || self.places.contains_key(&inside)
        {
            self.leave(path, format!("{text}, which is read itself"));
        } else {
            let reason = "which is not read itself: put the file in its place";
            self.refuse(path, &format!("{text}, {reason}"));
        }
    }

    /// Adds a file, unless the caller excludes it. `folder` has no links in it.
    fn add(&mut self, path: String, folder: &Path, relative: &Path) {
        if !self.excluded.contains(&folder.join(relative)) {
            let place = Place {
                folder: folder.to_path_buf(),
                relative: relative.to_path_buf(),
            };
            self.places.insert(path, place);
        }
    }

    fn leave(&mut self, path: String, reason: impl Into<String>) {
        let reason = reason.into();
        self.unread.insert(Unread { path, reason });
    }

    fn refuse(&mut self, path: String, reason: &str) {
        let reason = reason.to_owned();
        self.refused.insert(Refused { path, reason });
    }
}

/// The path beneath `root` with `/` between its parts; an error is the same with replacement
/// characters.
fn name_beneath(root: &Path, path: &Path) -> Result<String, String> {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts = || inside.iter().map(|part| part.to_string_lossy());
    let name = parts().collect::<Vec<_>>().join("/");
    if inside.to_str().is_some() {
        Ok(name)
    } else {
        Err(name)
    }
}

/// What tools leave beside documents: the path to list it under, and the reason. In the folders of
/// tools only the tool's own files count, so that nothing hides among them.
fn bookkeeping(path: &str) -> Option<(String, &'static str)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let hub = format!("/{folder}/").find("/.cache/huggingface/");
    if let Some(at) = hub
        && ends(&[".metadata", ".lock", ".gitignore", "CACHEDIR.TAG"])
    {
        let folder = path.get(..at + ".cache/huggingface/".len())?;
        return Some((folder.to_owned(), "bookkeeping of the hub's download tool"));
    }
    if folder.rsplit('/').next() == Some("__pycache__") && ends(&[".pyc", ".pyo"]) {
        return Some((
            format!("{folder}/"),
            "compiled Python, made again when it is missing",
        ));
    }
    match name {
        ".gitattributes" | ".gitignore" => Some((path.to_owned(), "repository bookkeeping")),
        ".DS_Store" => Some((path.to_owned(), "bookkeeping of a file manager")),
        _ => None,
    }
}

/// The folder of a hub cache that holds what the links of a snapshot folder stand for. `root` has
/// no links in it.
fn blobs_of(root: &Path) -> Option<PathBuf> {
    let snapshots = root.parent()?;
    let blobs = snapshots.parent()?.join("blobs");
    let is_folder = fs::symlink_metadata(&blobs).is_ok_and(|kind| kind.is_dir());
    (snapshots.file_name()? == "snapshots" && is_folder).then_some(blobs)
}

/// The path from the cache folder of a model or dataset to its one snapshot; nothing if the folder
/// is an ordinary one.
pub(super) fn only_snapshot(given: &Path, root: &Path) -> Result<Option<PathBuf>, OpenError> {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let is_cache = ["models--", "datasets--", "spaces--"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    let snapshots = root.join("snapshots");
    if !is_cache || !fs::symlink_metadata(&snapshots).is_ok_and(|kind| kind.is_dir()) {
        return Ok(None);
    }
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(&snapshots).map_err(|error| OpenError::from_io(given, error))? {
        let entry = entry.map_err(|error| OpenError::from_io(given, error))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.insert(Path::new("snapshots").join(entry.file_name()));
        }
    }
    if found.len() > 1 {
        return Err(OpenError::SeveralSnapshots {
            path: given.to_path_buf(),
            snapshots: found
                .iter()
                .map(|snapshot| format!("`{}`", snapshot.display()))
                .collect(),
        });
    }
    match found.pop_first() {
        Some(snapshot) => Ok(Some(snapshot)),
        None => Err(OpenError::NoSnapshot(given.to_path_buf())),
    }
}

#[cfg(all(test, unix))]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own fixture has failed"
)]
mod tests {
    use super::*;
    use crate::platform::fixture;
    use crate::source::{Dossier, SourceFile, open};

    fn write(at: PathBuf) {
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, "text").unwrap();
    }

    fn documents(dossier: &Dossier) -> Vec<&str> {
        dossier.documents.iter().map(SourceFile::path).collect()
    }

    #[test]
    fn what_is_no_plain_file_is_refused_or_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("dossier");
        for file in [
            "a.md",
            ".eval_results/r.json",
            ".git/HEAD",
            "sub/.git",
            ".gitattributes",
            "sub/.DS_Store",
            ".cache/huggingface/download/a.md.metadata",
            ".cache/huggingface/download/hidden.md",
            "code/__pycache__/x.cpython-313.pyc",
            "code/__pycache__/hidden.md",
            "review.toml",
        ] {
            write(root.join(file));
        }
        write(dir.path().join("secret"));
        for (name, target) in [
            ("l-dangling", "nothing"),
            ("l-folder", "sub"),
            ("l-git", ".git/HEAD"),
            ("l-in", "a.md"),
            ("l-loop", "l-loop"),
            ("l-out", "../secret"),
            ("l-review", "review.toml"),
            ("l-root", "."),
        ] {
            fixture::link(target, &root.join(name));
        }
        fixture::fifo(&root.join("p-fifo"));
        fixture::socket(&root.join("p-socket"));

        let exclude = [root.join("sub/../review.toml")];
        let dossier = open(&root, &Limits::default(), &exclude).unwrap();
        assert_eq!(
            documents(&dossier),
            [
                ".cache/huggingface/download/hidden.md",
                ".eval_results/r.json",
                "a.md",
                "code/__pycache__/hidden.md",
            ]
        );
        let unread = dossier.unread.iter();
        let unread: Vec<_> = unread
            .map(|it| format!("{}: {}", it.path, it.reason))
            .collect();
        assert_eq!(
            unread,
            [
                ".cache/huggingface/: bookkeeping of the hub's download tool",
                ".gitattributes: repository bookkeeping",
                "code/__pycache__/: compiled Python, made again when it is missing",
                "l-folder: a link to `sub`, which is read itself",
                "l-in: a link to `a.md`, which is read itself",
                "l-review: a link to `review.toml`, which is the reviewer's and no document",
                "l-root: a link to `.`, which is read itself",
                "sub/.DS_Store: bookkeeping of a file manager",
            ]
        );
        let refused = dossier.refused.iter();
        let refused: Vec<_> = refused
            .map(|it| format!("{}: {}", it.path, it.reason))
            .collect();
        let expected = [
            "l-dangling: a link to `nothing`, which does not exist",
            "l-git: a link to `.git/HEAD`, which is not read itself",
            "l-loop: a link to `l-loop`, which leads back to itself",
            "l-out: a link to `../secret`, which is outside the dossier",
            "p-fifo: it is a FIFO",
            "p-socket: it is a socket",
        ];
        assert_eq!(refused.len(), expected.len(), "{refused:#?}");
        for (refused, expected) in refused.iter().zip(expected) {
            assert!(refused.starts_with(expected), "{refused}");
        }
    }

    #[test]
    fn a_snapshot_is_read_through_its_links() {
        let dir = tempfile::tempdir().unwrap();
        let model = dir.path().join("models--org--name");
        let snapshot = model.join("snapshots/0a1b");
        write(model.join("blobs/cafe"));
        write(model.join("blobs/sub/deep"));
        write(dir.path().join("secret"));
        fs::create_dir_all(snapshot.join("sub")).unwrap();
        fixture::link("../../blobs/cafe", &snapshot.join("README.md"));
        fixture::link("../../../blobs/cafe", &snapshot.join("sub/card.md"));
        fixture::link("../../blobs/sub/deep", &snapshot.join("deep.md"));
        fixture::link("../../../secret", &snapshot.join("out.md"));
        // A link in the blobs must not lead out either.
        fixture::link("../../secret", &model.join("blobs/beef"));
        fixture::link("../../blobs/beef", &snapshot.join("far.md"));

        for path in [&snapshot, &model] {
            let dossier = open(path, &Limits::default(), &[]).unwrap();
            assert_eq!(dossier.root, snapshot);
            assert_eq!(documents(&dossier), ["README.md", "sub/card.md"]);
            let refused: Vec<_> = dossier.refused.iter().map(|it| &*it.path).collect();
            assert_eq!(refused, ["deep.md", "far.md", "out.md"]);
        }
        let one = open(&snapshot.join("README.md"), &Limits::default(), &[]).unwrap();
        assert_eq!(documents(&one), ["README.md"]);

        fs::create_dir(model.join("snapshots/2c3d")).unwrap();
        let several = open(&model, &Limits::default(), &[]).unwrap_err();
        let message = several.to_string();
        assert!(
            message.contains("`snapshots/0a1b`, `snapshots/2c3d`"),
            "{message}"
        );

        // Outside of a hub cache the same links are links out of the dossier.
        fs::rename(model.join("snapshots"), model.join("revisions")).unwrap();
        let dossier = open(&model.join("revisions/0a1b"), &Limits::default(), &[]).unwrap();
        assert_eq!(documents(&dossier), [""; 0]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf8_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path().join(fixture::not_utf8()));
        write(
            dir.path()
                .join("folder")
                .join(fixture::not_utf8())
                .join("a.md"),
        );
        let dossier = open(dir.path(), &Limits::default(), &[]).unwrap();
        let refused: Vec<_> = dossier.refused.iter().map(|it| &*it.path).collect();
        assert_eq!(refused, ["caf\u{FFFD}.json", "folder/caf\u{FFFD}.json"]);
        let one = open(
            &dir.path().join(fixture::not_utf8()),
            &Limits::default(),
            &[],
        )
        .unwrap();
        assert_eq!((one.documents.len(), one.refused.len()), (0, 1));
    }
}
