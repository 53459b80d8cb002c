//! The only Unix-only code: opening one file beneath a folder, whatever the folder holds; a folder
//! that is this user's alone; a child process that bounds itself.

use std::fs::{File, FileType};
use std::io;
use std::path::{Component, Path};

pub(crate) mod child;
pub(crate) mod private;

/// Why a file was not opened. The message is a sentence about "it", the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unopened {
    #[error("it may not be read by this user: change its permissions or leave it out")]
    NotPermitted,
    #[error("it is a link, or the way to it is: put the file itself in its place")]
    Link,
    #[error("it is a folder, not a file")]
    Folder,
    #[error("it is a FIFO (a named pipe), not a file: leave it out")]
    Fifo,
    #[error("it is a socket, not a file: leave it out")]
    Socket,
    #[error("it is a device, not a file: leave it out")]
    Device,
    #[error("it is no longer there: run again when nothing changes the folder")]
    Gone,
    #[error("it cannot be read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for Unopened {
    fn from(error: io::Error) -> Self {
        if is_link_loop(&error) {
            return Self::Link;
        }
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NotPermitted,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Gone,
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Io(error),
        }
    }
}

/// Opens the regular file `relative` beneath `root` for reading, without following a link on the
/// way and without waiting for a writer.
///
/// # Errors
/// [`Unopened`], also if `relative` has parts other than plain names.
pub(crate) fn open_regular(root: &Path, relative: &Path) -> Result<File, Unopened> {
    let plain = |part| matches!(part, Component::Normal(_));
    if relative.as_os_str().is_empty() || !relative.components().all(plain) {
        return Err(Unopened::Io(io::ErrorKind::InvalidInput.into()));
    }
    let file = sys::open(root, relative)?;
    match special(file.metadata()?.file_type()) {
        None => Ok(file),
        Some(special) => Err(special),
    }
}

/// What a directory entry is if it is not a regular file.
pub(crate) fn special(kind: FileType) -> Option<Unopened> {
    if kind.is_file() {
        None
    } else if kind.is_dir() {
        Some(Unopened::Folder)
    } else if kind.is_symlink() {
        Some(Unopened::Link)
    } else {
        Some(sys::other(kind))
    }
}

/// Whether an error says that links lead back to themselves (or, of an open that refuses links,
/// that there is one).
pub(crate) fn is_link_loop(error: &io::Error) -> bool {
    sys::is_link_loop(error)
}

#[cfg(unix)]
mod sys {
    use std::fs::{File, FileType};
    use std::io;
    use std::os::unix::fs::FileTypeExt;
    use std::path::Path;

    use rustix::fd::OwnedFd;
    use rustix::fs::{Mode, OFlags};
    use rustix::io::Errno;

    use super::Unopened;

    /// `NONBLOCK`: a FIFO that takes the file's place must not hang the program.
    const FILE: OFlags = OFlags::RDONLY
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOFOLLOW)
        .union(OFlags::NOCTTY)
        .union(OFlags::CLOEXEC);

    /// A folder that is only passed through needs no read permission where the system can say so.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const FOLDER: OFlags = OFlags::RDONLY
        .union(OFlags::DIRECTORY)
        .union(OFlags::CLOEXEC);

    pub(super) fn open(root: &Path, relative: &Path) -> Result<File, Unopened> {
        let folder = rustix::fs::open(root, FOLDER, Mode::empty()).map_err(unopened)?;
        beneath(&folder, relative).map(File::from).map_err(unopened)
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn beneath(folder: &OwnedFd, relative: &Path) -> Result<OwnedFd, Errno> {
        use rustix::fs::ResolveFlags;
        let resolve =
            ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(folder, relative, FILE, Mode::empty(), resolve) {
            // Kernels before 5.6, and container filters that answer PERM to calls that they do
            // not know; AGAIN is a rename at the same moment.
            Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => step_by_step(folder, relative),
            // A link out of the folder.
            Err(Errno::XDEV) => Err(Errno::LOOP),
            opened => opened,
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn beneath(folder: &OwnedFd, relative: &Path) -> Result<OwnedFd, Errno> {
        step_by_step(folder, relative)
    }

    /// Each part is opened relative to the folder before it, so that no part can become a link
    /// between a check and its use.
    pub(super) fn step_by_step(folder: &OwnedFd, relative: &Path) -> Result<OwnedFd, Errno> {
        let mut at: Option<OwnedFd> = None;
        let mut parts = relative.components().peekable();
        while let Some(part) = parts.next() {
            let flags = if parts.peek().is_some() {
                FOLDER.union(OFlags::NOFOLLOW)
            } else {
                FILE
            };
            let here = at.as_ref().unwrap_or(folder);
            let next = match rustix::fs::openat(here, part.as_os_str(), flags, Mode::empty()) {
                // A link where a folder is asked for is NOTDIR on some systems, and EMLINK is how
                // others say that a file is a link.
                Err(Errno::NOTDIR) if is_link(here, part.as_os_str()) => Err(Errno::LOOP),
                Err(Errno::MLINK) => Err(Errno::LOOP),
                opened => opened,
            }?;
            at = Some(next);
        }
        at.ok_or(Errno::INVAL)
    }

    fn is_link(folder: &OwnedFd, name: &std::ffi::OsStr) -> bool {
        rustix::fs::statat(folder, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| {
            rustix::fs::FileType::from_raw_mode(stat.st_mode) == rustix::fs::FileType::Symlink
        })
    }

    fn unopened(error: Errno) -> Unopened {
        match error {
            // How an open says that a name is a socket.
            Errno::NXIO | Errno::OPNOTSUPP => Unopened::Socket,
            error => io::Error::from(error).into(),
        }
    }

    pub(super) fn other(kind: FileType) -> Unopened {
        if kind.is_fifo() {
            Unopened::Fifo
        } else if kind.is_socket() {
            Unopened::Socket
        } else {
            Unopened::Device
        }
    }

    pub(super) fn is_link_loop(error: &io::Error) -> bool {
        error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
    }
}

#[cfg(not(unix))]
mod sys {
    use std::fs::{self, File, FileType};
    use std::io;
    use std::path::Path;

    use super::Unopened;

    /// Checks, then opens: not free of races, as no part of the standard library is here.
    pub(super) fn open(root: &Path, relative: &Path) -> Result<File, Unopened> {
        let mut at = root.to_path_buf();
        for part in relative.components() {
            at.push(part);
            if fs::symlink_metadata(&at)?.file_type().is_symlink() {
                return Err(Unopened::Link);
            }
        }
        Ok(File::open(&at)?)
    }

    pub(super) fn other(_: FileType) -> Unopened {
        Unopened::Device
    }

    pub(super) fn is_link_loop(_: &io::Error) -> bool {
        false
    }
}

/// Things that tests put in the way of a reader.
#[cfg(all(test, unix))]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own fixture has failed"
)]
pub(crate) mod fixture {
    use std::path::Path;

    pub(crate) fn link(target: impl AsRef<Path>, at: &Path) {
        std::os::unix::fs::symlink(target, at).unwrap();
    }

    pub(crate) fn fifo(at: &Path) {
        let made = std::process::Command::new("mkfifo").arg(at).status();
        assert!(made.unwrap().success());
    }

    pub(crate) fn socket(at: &Path) {
        std::os::unix::net::UnixListener::bind(at).unwrap();
    }

    /// Some systems have no such names.
    #[cfg(target_os = "linux")]
    pub(crate) fn not_utf8() -> &'static Path {
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"caf\xE9.json");
        Path::new(name)
    }
}

#[cfg(all(test, unix))]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own fixture has failed"
)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::*;

    #[test]
    fn opens_regular_files_only_and_both_ways_agree() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("sub/plain"), "text").unwrap();
        fs::write(dir.path().join("secret"), "x").unwrap();
        fixture::link("../secret", &root.join("out"));
        fixture::link("sub/plain", &root.join("in"));
        fixture::link("sub", &root.join("folder-link"));
        fixture::link("loop", &root.join("loop"));
        fixture::fifo(&root.join("fifo"));
        fixture::socket(&root.join("socket"));

        let cases = [
            ("sub/plain", "opened"),
            ("out", "Link"),
            ("in", "Link"),
            ("folder-link/plain", "Link"),
            ("loop", "Link"),
            ("fifo", "Fifo"),
            ("socket", "Socket"),
            ("sub", "Folder"),
            ("gone", "Gone"),
            ("sub/plain/x", "Gone"),
        ];
        let name = |opened: Result<File, Unopened>| match opened {
            Ok(_) => "opened".to_owned(),
            Err(why) => format!("{why:?}"),
        };
        let folder =
            rustix::fs::open(&root, rustix::fs::OFlags::RDONLY, rustix::fs::Mode::empty()).unwrap();
        for (path, expected) in cases {
            let path = Path::new(path);
            assert_eq!(name(open_regular(&root, path)), expected, "{path:?}");
            // The older way leaves FIFOs and folders to the check after the open.
            let stepped = sys::step_by_step(&folder, path);
            if matches!(expected, "opened" | "Link" | "Gone") {
                let stepped = stepped.map(File::from).map_err(io::Error::from);
                assert_eq!(name(stepped.map_err(Unopened::from)), expected, "{path:?}");
            }
        }

        let mut text = String::new();
        let mut file = open_regular(&root, Path::new("sub/plain")).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
        for path in ["", "../secret", "/sub/plain", "./sub/plain"] {
            assert!(open_regular(&root, Path::new(path)).is_err(), "{path}");
        }
        let device = open_regular(Path::new("/dev"), Path::new("null"));
        assert_eq!(name(device), "Device");
    }

    /// Root may read anything, so the mapping is tested and not the file system.
    #[test]
    fn permission_errors_say_what_to_do() {
        for code in [rustix::io::Errno::ACCESS, rustix::io::Errno::PERM] {
            let why = Unopened::from(io::Error::from(code));
            assert!(matches!(why, Unopened::NotPermitted), "{why:?}");
            assert!(why.to_string().contains("change its permissions"));
        }
        let why = Unopened::from(io::Error::from(rustix::io::Errno::IO));
        assert!(matches!(why, Unopened::Io(_)), "{why:?}");
    }
}
