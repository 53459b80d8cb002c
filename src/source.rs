//! Documents as bytes: the library's only reader of a dossier, and the only place where a byte
//! offset becomes a line and a column.

use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

mod artifact;
mod walk;

pub use artifact::{Artifact, ArtifactKind, recognise};
pub use walk::{Dossier, Limits, Opaque, OpenError, Refused, Unread, open};

/// A range of byte offsets in a document: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A place for people: 1-based line, 1-based column counted in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in Unicode scalar values.
    pub column: usize,
}

/// Why bytes are not the UTF-8 text that every text format here asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// The file begins with a UTF-16 byte order mark, or its first characters alternate with NUL.
    #[error("the text is UTF-16; save it as UTF-8")]
    Utf16,
    /// The bytes are not UTF-8 from `offset` on.
    #[error("the byte at this place is not valid UTF-8; save the file as UTF-8")]
    Utf8 {
        /// Offset of the first invalid byte.
        offset: usize,
    },
}

impl EncodingError {
    /// The byte offset at which the trouble begins.
    pub fn offset(&self) -> usize {
        match self {
            Self::Utf16 => 0,
            Self::Utf8 { offset } => *offset,
        }
    }
}

/// Lower-case hexadecimal SHA-256 of bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut text = String::with_capacity(64);
    for byte in digest {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text
}

/// One file, read whole: its path inside the dossier, its bytes and their digest.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: String,
    bytes: Arc<[u8]>,
    sha256: String,
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// A file named `path` (relative, `/` between its parts) that holds `bytes`.
    pub fn new(path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self {
            path: path.into(),
            sha256: sha256_hex(&bytes),
            bytes,
            lines: OnceLock::new(),
        }
    }

    /// The path inside the dossier, `/` between its parts on every system.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The bytes as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Bytes of a UTF-8 byte order mark at the start: 3 or 0. Offsets in spans count it.
    pub fn bom(&self) -> usize {
        if self.bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        }
    }

    /// The text after a byte order mark.
    ///
    /// # Errors
    /// [`EncodingError`] if the bytes are UTF-16 or not UTF-8.
    pub fn text(&self) -> Result<&str, EncodingError> {
        if looks_like_utf16(&self.bytes) {
            return Err(EncodingError::Utf16);
        }
        let bom = self.bom();
        let rest = self.bytes.get(bom..).unwrap_or_default();
        std::str::from_utf8(rest).map_err(|error| EncodingError::Utf8 {
            offset: bom + error.valid_up_to(),
        })
    }

    /// The text for recognising a format in a file whose encoding is broken: UTF-16 decoded, bad
    /// bytes replaced. Never a source of facts.
    pub fn lossy_text(&self) -> String {
        if looks_like_utf16(&self.bytes) {
            let little = self.bytes.starts_with(&[0xFF, 0xFE]) || self.bytes.get(1) == Some(&0);
            let units = self.bytes.chunks_exact(2).map(|pair| {
                let pair = [
                    pair.first().copied().unwrap_or(0),
                    pair.get(1).copied().unwrap_or(0),
                ];
                if little {
                    u16::from_le_bytes(pair)
                } else {
                    u16::from_be_bytes(pair)
                }
            });
            return char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .filter(|c| *c != '\u{FEFF}')
                .collect();
        }
        String::from_utf8_lossy(self.bytes.get(self.bom()..).unwrap_or_default()).into_owned()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn location(&self, offset: usize) -> Location {
        let lines = self.lines.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(memchr::memchr_iter(b'\n', &self.bytes).map(|at| at + 1));
            starts
        });
        let offset = offset.min(self.bytes.len());
        let index = lines.partition_point(|start| *start <= offset).max(1) - 1;
        let mut start = lines.get(index).copied().unwrap_or(0);
        if index == 0 {
            start = self.bom().min(offset);
        }
        let before = self.bytes.get(start..offset).unwrap_or_default();
        Location {
            line: index + 1,
            column: String::from_utf8_lossy(before).chars().count() + 1,
        }
    }

    /// The text of a 1-based line without its line break; bad bytes are replaced.
    pub fn line_text(&self, line: usize) -> String {
        self.bytes
            .split(|byte| *byte == b'\n')
            .nth(line.saturating_sub(1))
            .map(|bytes| {
                String::from_utf8_lossy(bytes)
                    .trim_end_matches('\r')
                    .trim_start_matches('\u{FEFF}')
                    .to_owned()
            })
            .unwrap_or_default()
    }
}

/// UTF-16 by its byte order mark, or by NUL in every other of the first bytes.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let head = bytes.get(..16).unwrap_or_default();
    let nul = |parity: usize| head.iter().skip(parity).step_by(2).all(|byte| *byte == 0);
    let text = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .all(|byte| (9..127).contains(byte))
    };
    head.len() == 16 && ((nul(1) && text(0)) || (nul(0) && text(1)))
}
