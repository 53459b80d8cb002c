//! A folder that belongs to this user alone: nobody else can have put there what is read from it.

use std::io;
use std::path::Path;

/// A file of the folder, for those who tidy it up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// When it was written, in seconds.
    pub(crate) written: i64,
    /// Its name.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) bytes: u64,
}

pub(crate) use sys::Folder;

/// Writes a file of a folder whole or not at all; `over` says whether it may take the place of
/// another.
fn write(folder: &Path, name: &str, bytes: &[u8], over: bool) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    let at = folder.join(name);
    let kept = if over {
        file.persist(at)
    } else {
        file.persist_noclobber(at)
    };
    kept.map(|_| ()).map_err(|error| error.error)
}

#[cfg(unix)]
mod sys {
    use std::fs::{DirBuilder, File};
    use std::io::{self, Read};
    use std::os::unix::fs::DirBuilderExt as _;
    use std::path::{Path, PathBuf};

    use rustix::fd::OwnedFd;
    use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};

    use super::Entry;

    /// The folder, open: a name that is changed afterwards changes nothing of it.
    #[derive(Debug)]
    pub(crate) struct Folder {
        path: PathBuf,
        fd: OwnedFd,
    }

    fn refused(what: impl Into<String>) -> io::Error {
        io::Error::other(what.into())
    }

    /// Whether it is this user's, and nobody else may write to it.
    fn own(stat: &Stat, kind: FileType) -> io::Result<()> {
        if FileType::from_raw_mode(stat.st_mode) != kind {
            return Err(refused("it is of another kind (a link is not followed)"));
        }
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Err(refused("it belongs to another user"));
        }
        if stat.st_mode & 0o022 != 0 {
            return Err(refused("others may write to it"));
        }
        Ok(())
    }

    impl Folder {
        /// Opens the folder; makes it if it is not there.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
            // A link, or something else under this name, is told below.
            if let Err(error) = made
                && error.kind() != io::ErrorKind::AlreadyExists
            {
                return Err(error);
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(|error| match error {
                rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR => {
                    refused("it is a link or no folder")
                }
                error => error.into(),
            })?;
            own(&rustix::fs::fstat(&fd)?, FileType::Directory)?;
            Ok(Self {
                path: path.to_owned(),
                fd,
            })
        }

        /// Reads a file of at most `most` bytes. None: there is no such file.
        pub(crate) fn read(&self, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = match rustix::fs::openat(&self.fd, name, flags, Mode::empty()) {
                Ok(file) => file,
                Err(rustix::io::Errno::NOENT) => return Ok(None),
                Err(rustix::io::Errno::LOOP | rustix::io::Errno::MLINK) => {
                    return Err(refused("it is a link"));
                }
                Err(error) => return Err(error.into()),
            };
            own(&rustix::fs::fstat(&file)?, FileType::RegularFile)?;
            let mut bytes = Vec::new();
            File::from(file)
                .take(most.saturating_add(1))
                .read_to_end(&mut bytes)?;
            if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
                return Err(refused("it is too large"));
            }
            Ok(Some(bytes))
        }

        /// Writes a file whole or not at all, readable by this user alone.
        pub(crate) fn write(&self, name: &str, bytes: &[u8], over: bool) -> io::Result<()> {
            super::write(&self.path, name, bytes, over)
        }

        /// The files, in the order in which they were written.
        pub(crate) fn entries(&self) -> io::Result<Vec<Entry>> {
            let mut entries = Vec::new();
            for entry in rustix::fs::Dir::read_from(&self.fd)? {
                let entry = entry?;
                let Ok(name) = entry.file_name().to_str() else {
                    continue;
                };
                let stat = rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)?;
                if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
                    entries.push(Entry {
                        written: stat.st_mtime,
                        name: name.to_owned(),
                        bytes: u64::try_from(stat.st_size).unwrap_or(0),
                    });
                }
            }
            entries.sort();
            Ok(entries)
        }

        /// Takes a file away.
        pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.fd, name, AtFlags::empty())?)
        }
    }
}

#[cfg(not(unix))]
mod sys {
    use std::io;
    use std::path::Path;

    use super::Entry;

    /// There is no telling here whose a folder is, so there is none.
    #[derive(Debug)]
    pub(crate) struct Folder(std::convert::Infallible);

    impl Folder {
        pub(crate) fn open(_: &Path) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(crate) fn read(&self, _: &str, _: u64) -> io::Result<Option<Vec<u8>>> {
            match self.0 {}
        }

        pub(crate) fn write(&self, name: &str, bytes: &[u8], over: bool) -> io::Result<()> {
            super::write(Path::new("."), name, bytes, over)
        }

        pub(crate) fn entries(&self) -> io::Result<Vec<Entry>> {
            match self.0 {}
        }

        pub(crate) fn remove(&self, _: &str) -> io::Result<()> {
            match self.0 {}
        }
    }
}
