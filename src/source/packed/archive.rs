//! The guard in front of every zip archive: nothing is inflated before the number of entries, their
//! names, their places and what they declare of their sizes were looked at, and nothing more than
//! they declare is inflated.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::Fault;

/// How much is unpacked of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Entries of an archive.
    pub entries: usize,
    /// The largest entry that is inflated.
    pub entry_bytes: u64,
    /// All entries together that are inflated.
    pub bytes: u64,
    /// How many times larger than its compressed bytes an entry may be. A smaller one than
    /// [`ArchiveLimits::free_bytes`] may be any times larger.
    pub ratio: u64,
    /// See [`ArchiveLimits::ratio`].
    pub free_bytes: u64,
    /// Cells of a workbook that hold something, those that a merged range repeats included.
    pub cells: usize,
    /// Bytes of the text of a workbook's cells, a shared string counted wherever it stands.
    pub text_bytes: usize,
}

impl ArchiveLimits {
    /// What is unpacked where nobody says otherwise.
    pub const DEFAULT: Self = Self {
        entries: 10_000,
        entry_bytes: 64 << 20,
        bytes: 128 << 20,
        ratio: 200,
        free_bytes: 1 << 20,
        cells: 500_000,
        text_bytes: 32 << 20,
    };
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// An archive that passed the guard.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in lower case, since those of package parts are compared so (ECMA-376 part 2, 6.2.2.3).
    names: BTreeMap<String, usize>,
    limits: &'a ArchiveLimits,
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
    pub(super) fn open(bytes: &'a [u8], limits: &'a ArchiveLimits) -> Result<Self, Fault> {
        let most = limits.entries;
        let too_many = || {
            Fault::refused(format!(
                "the archive has more than the {most} entries that are looked at"
            ))
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
            left: limits.bytes,
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
        if size > limits.entry_bytes || size > self.left {
            return Err(Fault::refused(format!(
                "`{shown}` would be {size} bytes; at most {} of one entry and {} of all are unpacked",
                limits.entry_bytes, limits.bytes
            )));
        }
        if size > limits.free_bytes && size / limits.ratio > packed {
            return Err(Fault::refused(format!(
                "`{shown}` would be more than {} times larger unpacked, which is how a bomb looks",
                limits.ratio
            )));
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
