//! The guard in front of every zip archive: nothing is inflated before the number of entries, their
//! names, their places and what they declare of their sizes were looked at, and nothing more than
//! they declare is inflated.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::Fault;
use crate::limits::Limits;

/// An entry of at most so many bytes may be any times larger than its packed bytes.
const FREE: u64 = 1 << 20;

/// An archive that passed the guard.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in lower case, since those of package parts are compared so (ECMA-376 part 2, 6.2.2.3).
    names: BTreeMap<String, usize>,
    limits: &'a Limits,
    left: u64,
}

/// A name of an entry, short enough for a message.
fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

fn fault(error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Fault::damaged("the archive ends early; ask for the file again")
        }
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Fault::refused("a part of the archive has a password: ask for the file without one")
        }
        ZipError::UnsupportedArchive(what) => {
            Fault::refused(format!("an archive that is not read: {what}"))
        }
        other => Fault::damaged(format!(
            "not a whole zip archive ({other}); ask for the file again"
        )),
    }
}

impl<'a> Archive<'a> {
    /// Looks at an archive without inflating anything.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Fault> {
        let most = limits.archive_entries;
        let too_many = || {
            Fault::exceeds(
                limits,
                "archive-entries",
                format!("the archive has more than the {most} entries that are looked at"),
            )
        };
        // APPNOTE.TXT 4.3.12: each entry of the directory begins so. They are counted before the
        // directory is built in memory; a few more than there are is no harm.
        if memmem::find_iter(bytes, b"PK\x01\x02").nth(most).is_some() {
            return Err(too_many());
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
        if zip.len() > most {
            return Err(too_many());
        }
        if zip.has_duplicate_names() {
            return Err(Fault::damaged(
                "two entries of the archive have one name; programs differ in which they read",
            ));
        }
        if zip.has_overlapping_entries().map_err(fault)? {
            return Err(Fault::damaged("entries of the archive overlap"));
        }
        let mut names = BTreeMap::new();
        for (index, name) in zip.file_names().enumerate() {
            let name = name.map_err(fault)?;
            let key = name.replace('\\', "/").to_lowercase();
            if names.insert(key, index).is_some() {
                return Err(Fault::damaged(format!(
                    "two entries of the archive are called `{}`",
                    short(&name)
                )));
            }
        }
        Ok(Self {
            zip,
            names,
            limits,
            left: limits.unpacked_bytes,
        })
    }

    /// Names of all entries, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Inflates an entry; nothing if there is none of this name.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(index) = self.names.get(&name.to_lowercase()).copied() else {
            return Ok(None);
        };
        let shown = short(name);
        let (method, size, packed, locked) = {
            let entry = self.zip.by_index_raw(index).map_err(fault)?;
            let size = (entry.size(), entry.compressed_size());
            (entry.compression(), size.0, size.1, entry.encrypted())
        };
        if locked {
            return Err(Fault::refused(format!(
                "`{shown}` has a password: ask for the file without one"
            )));
        }
        match method {
            CompressionMethod::Stored | CompressionMethod::Deflated => {}
            CompressionMethod::ZSTD => {
                return Err(Fault::refused(format!(
                    "`{shown}` is compressed with Zstandard, which is not read: write the file anew with deflate, or as JSON"
                )));
            }
            other => {
                return Err(Fault::refused(format!(
                    "`{shown}` is compressed with {other}, which is not read: write the file anew with deflate"
                )));
            }
        }
        let limits = self.limits;
        for (name, most) in [
            ("entry-bytes", limits.entry_bytes),
            ("unpacked-bytes", self.left),
        ] {
            if size > most {
                let said = format!("`{shown}` would be {size} bytes");
                return Err(Fault::exceeds(limits, name, said));
            }
        }
        if size > FREE && size / limits.archive_ratio > packed {
            let said = format!(
                "`{shown}` would be more than {} times larger unpacked, which is how a bomb looks",
                limits.archive_ratio
            );
            return Err(Fault::exceeds(limits, "archive-ratio", said));
        }
        // The sizes that were looked at are the directory's. The local header may not say otherwise,
        // and what comes out may not be more or less.
        let entry = self.zip.by_index(index).map_err(fault)?;
        let mut bytes = Vec::new();
        entry
            .take(size.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| {
                Fault::damaged(format!(
                    "`{shown}` cannot be unpacked ({error}); ask for the file again"
                ))
            })?;
        let real = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if real != size {
            return Err(Fault::damaged(format!(
                "`{shown}` is not of the {size} bytes that the archive declares"
            )));
        }
        self.left = self.left.saturating_sub(real);
        Ok(Some(bytes))
    }
}
