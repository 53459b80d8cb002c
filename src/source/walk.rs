//! From a path to a dossier: what is read, what is not, and why.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Artifact, SourceFile};
use crate::limits::Limits;
use crate::platform::Unopened;

mod listing;
mod reading;

use listing::{Listing, only_snapshot};
use reading::Place;

/// A file that only a person can read, such as a PDF or an image: hashed, not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opaque {
    /// The path inside the dossier, `/` between its parts.
    pub path: String,
    /// The size.
    pub bytes: u64,
    /// Lower-case hexadecimal SHA-256; nothing if the file is larger than the limits, for which
    /// [`Dossier::sha256`] asks.
    pub sha256: Option<String>,
    /// Why it is not read although it may well hold answers, and what to do.
    pub hint: Option<&'static str>,
}

/// What is deliberately not read, and is no loss.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The path inside the dossier; of a folder with `/` at its end.
    pub path: String,
    /// Why, in words that follow the path and a colon.
    pub reason: String,
}

/// What could not be looked at and so cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The path inside the dossier, with replacement characters where a name is not UTF-8.
    pub path: String,
    /// Why and what to do, in words that follow the path and a colon.
    pub reason: String,
}

/// Why there is no dossier at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path names nothing.
    #[error("`{}` does not exist: name a folder of documents, or one document", .0.display())]
    Missing(PathBuf),
    /// The path names a device, a FIFO or a socket.
    #[error("`{}` is neither a folder nor a file: name a folder of documents, or one document", .0.display())]
    NotDossier(PathBuf),
    /// The folder or the way to it cannot be read.
    #[error("`{}` cannot be opened: {reason}", .path.display())]
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// More files and folders than [`Limits::files`].
    #[error("`{}` holds more than {limit} files and folders: name the folder of one subject {raise}", .path.display())]
    TooMany {
        /// The path as it was given.
        path: PathBuf,
        /// The limit.
        limit: usize,
        /// What raises it.
        raise: String,
    },
    /// A hub cache folder with several snapshots.
    #[error("`{}` holds several snapshots ({}): name the folder of one of them", .path.display(), .snapshots.join(", "))]
    SeveralSnapshots {
        /// The path as it was given.
        path: PathBuf,
        /// The paths of the snapshots beneath it.
        snapshots: Vec<String>,
    },
    /// A hub cache folder without a snapshot.
    #[error("`{}` holds no snapshot: download the model again, or name another folder", .0.display())]
    NoSnapshot(PathBuf),
}

impl OpenError {
    fn from_io(path: &Path, error: io::Error) -> Self {
        match Unopened::from(error) {
            Unopened::Gone => Self::Missing(path.to_path_buf()),
            Unopened::Link => Self::unreadable(path, "its links lead back to themselves"),
            Unopened::NotPermitted => Self::unreadable(path, "this user may not read it"),
            Unopened::Io(error) => Self::unreadable(path, &error.to_string()),
            other => Self::unreadable(path, &other.to_string()),
        }
    }

    fn unreadable(path: &Path, reason: &str) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: reason.to_owned(),
        }
    }
}

/// Everything that a path holds, each list sorted by path. Every file is in one of them, except
/// those in `.git` and those that the caller excludes.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// The folder that the paths start from, as the caller named it.
    pub root: PathBuf,
    /// Texts, read whole.
    pub documents: Vec<SourceFile>,
    /// Weights, archives and programs.
    pub artifacts: Vec<Artifact>,
    /// What only a person can read.
    pub opaque: Vec<Opaque>,
    /// What is deliberately not read.
    pub unread: Vec<Unread>,
    /// What could not be looked at.
    pub refused: Vec<Refused>,
    places: BTreeMap<String, Place>,
}

impl Dossier {
    /// Lower-case hexadecimal SHA-256 of a file of any size, read now unless it is known already.
    /// For artifacts, which are hashed only when something names their digest.
    ///
    /// # Errors
    /// [`Refused`] if there is no such file among the documents, artifacts and opaque files, or if
    /// it cannot be read any more.
    pub fn sha256(&self, path: &str) -> Result<String, Refused> {
        let documents = &self.documents;
        if let Ok(at) = documents.binary_search_by(|document| document.path().cmp(path))
            && let Some(document) = documents.get(at)
        {
            return Ok(document.sha256().to_owned());
        }
        let known = self.opaque.iter().find(|opaque| opaque.path == path);
        if let Some(sha256) = known.and_then(|opaque| opaque.sha256.clone()) {
            return Ok(sha256);
        }
        let digest = match self.places.get(path) {
            Some(place) => place.sha256(),
            None => Err("no such file was read: check the path".to_owned()),
        };
        digest.map_err(|reason| Refused {
            path: path.to_owned(),
            reason,
        })
    }
}

/// Opens a folder, or one document, as a dossier. `exclude` names files that are the reviewer's and
/// no documents, wherever they lie. A snapshot folder of a hub cache is read with the files that
/// its links stand for, and the cache folder of a model is its one snapshot.
///
/// # Errors
/// [`OpenError`] if there is nothing to look at; what is wrong with single files is in
/// [`Dossier::refused`].
pub fn open(path: &Path, limits: &Limits, exclude: &[PathBuf]) -> Result<Dossier, OpenError> {
    let resolved = fs::canonicalize(path).map_err(|error| OpenError::from_io(path, error))?;
    let kind = fs::metadata(&resolved).map_err(|error| OpenError::from_io(path, error))?;
    let mut listing = Listing::excluding(exclude);
    let root = if kind.is_dir() {
        let inner = only_snapshot(path, &resolved)?.unwrap_or_default();
        listing.walk(path, &resolved.join(&inner), limits)?;
        if inner.as_os_str().is_empty() {
            path.to_path_buf()
        } else {
            path.join(inner)
        }
    } else if kind.is_file() {
        listing.one(path, &resolved)?;
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        }
    } else {
        return Err(OpenError::NotDossier(path.to_path_buf()));
    };
    Ok(reading::read(root, listing, limits))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own fixture has failed"
)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_dossier_of_its_own_and_others_are_not_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.md", "b.md"] {
            fs::write(dir.path().join(name), "text").unwrap();
        }
        let file = dir.path().join("a.md");
        let dossier = open(&file, &Limits::default(), &[]).unwrap();
        let read: Vec<_> = dossier.documents.iter().map(SourceFile::path).collect();
        assert_eq!(
            (read.as_slice(), dossier.root.as_path()),
            (["a.md"].as_slice(), dir.path())
        );
        let excluded = open(&file, &Limits::default(), std::slice::from_ref(&file)).unwrap();
        assert!(excluded.documents.is_empty());
    }

    #[test]
    fn errors_name_the_path_and_the_next_step() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let limits = |files| Limits {
            files,
            ..Limits::default()
        };
        assert!(open(dir.path(), &limits(3), &[]).is_ok());
        let many = open(dir.path(), &limits(2), &[]).unwrap_err().to_string();
        assert!(
            many.contains("more than 2") && many.contains("--limit files="),
            "{many}"
        );
        for gone in [dir.path().join("gone"), dir.path().join("a/under")] {
            let error = open(&gone, &limits(9), &[]).unwrap_err();
            assert!(matches!(error, OpenError::Missing(_)), "{error}");
        }
        #[cfg(unix)]
        {
            let error = open(Path::new("/dev/null"), &limits(9), &[]).unwrap_err();
            assert!(matches!(error, OpenError::NotDossier(_)), "{error}");
        }
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = OpenError::from_io(dir.path(), error).to_string();
        assert!(error.contains("this user may not read it"), "{error}");
    }
}
