//! Documents as bytes: the library's only reader of a dossier, and the only place where a byte
//! offset becomes a line and a column.

use crate::limits::Limits;
use std::fmt;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

mod artifact;
mod packed;
mod walk;

pub use artifact::{Artifact, ArtifactKind, recognise};
pub use packed::{
    Cell, CellKind, EvalLog, Packed, PackedKind, Sheet, Unreadable, Workbook, column_name,
};
pub use walk::{Dossier, Opaque, OpenError, Refused, Unread, open};

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

/// Where something stands in a document, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 1-based line of a text; 0 in a file that packs its text.
    pub line: usize,
    /// 1-based column of a text; 0 in a file that packs its text.
    pub column: usize,
    /// The place inside a file that packs its text: the cell `Answers!C12` of a workbook, line and
    /// column of a member of an archive, `header.json:3:14`.
    pub part: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => f.write_str(part),
            None => write!(f, "{}:{}", self.line, self.column),
        }
    }
}

/// Why bytes are not the UTF-8 text that every text format here asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// The file begins with a UTF-16 byte order mark, or its first characters alternate with NUL.
    #[error("the text is UTF-16; save it as UTF-8")]
    Utf16,
    /// The file packs its text, and it cannot be had.
    #[error("{0}")]
    Packed(String),
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
            Self::Utf16 | Self::Packed(_) => 0,
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
    packed: OnceLock<Option<Arc<Packed>>>,
    limits: Box<Limits>,
    lines: OnceLock<Vec<usize>>,
    /// Characters before every [`BLOCK`]th byte.
    characters: OnceLock<Vec<usize>>,
}

/// Bytes between two entries of the index of characters.
const BLOCK: usize = 4096;

impl SourceFile {
    /// A file named `path` (relative, `/` between its parts) that holds `bytes`.
    pub fn new(path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self {
            path: path.into(),
            sha256: sha256_hex(&bytes),
            bytes,
            packed: OnceLock::new(),
            limits: Box::default(),
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        }
    }

    /// The same file, of which no more than these limits allow is unpacked.
    pub fn within(self, limits: &Limits) -> Self {
        Self {
            packed: OnceLock::new(),
            limits: Box::new(*limits),
            ..self
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

    /// What the file packs, if it is a workbook or a zipped log.
    pub fn packed(&self) -> Option<&Packed> {
        let packed = self
            .packed
            .get_or_init(|| packed::unpack(&self.bytes, &self.path, &self.limits).map(Arc::new));
        packed.as_deref()
    }

    /// The bytes in which spans are counted: the file's, or those of the text that it packs.
    pub fn readable(&self) -> &[u8] {
        self.packed()
            .map_or(&*self.bytes, |packed| packed.text().as_bytes())
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
    /// [`EncodingError`] if the bytes are UTF-16 or not UTF-8, or pack a text that cannot be had.
    pub fn text(&self) -> Result<&str, EncodingError> {
        match self.packed() {
            Some(Packed::Unreadable(it)) => return Err(EncodingError::Packed(it.reason.clone())),
            Some(packed) => return Ok(packed.text()),
            None => {}
        }
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
        if let Some(packed) = self.packed() {
            return packed.text().to_owned();
        }
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

    /// Where a byte offset is, for people.
    pub fn place(&self, offset: usize) -> Place {
        let within = |part: String| Place {
            line: 0,
            column: 0,
            part: Some(part),
        };
        let at = self.location(offset);
        match self.packed() {
            Some(Packed::Workbook(book)) => within(book.place(offset)),
            Some(Packed::EvalLog(log)) => {
                within(format!("{}:{}:{}", log.member, at.line, at.column))
            }
            Some(Packed::Unreadable(_)) | None => Place {
                line: at.line,
                column: at.column,
                part: None,
            },
        }
    }

    /// Line and column of a byte offset; an offset past the end is the end. In a workbook they are
    /// row and column of the cell.
    pub fn location(&self, offset: usize) -> Location {
        if let Some(Packed::Workbook(book)) = self.packed() {
            let (line, column) = book.row_and_column(offset);
            return Location { line, column };
        }
        let offset = offset.min(self.readable().len());
        let lines = self.lines();
        let index = lines.partition_point(|start| *start <= offset).max(1) - 1;
        let mut start = lines.get(index).copied().unwrap_or(0);
        if index == 0 {
            start = self.bom().min(offset);
        }
        Location {
            line: index + 1,
            column: self.characters(start, offset) + 1,
        }
    }

    /// Where each line starts.
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(memchr::memchr_iter(b'\n', self.readable()).map(|at| at + 1));
            starts
        })
    }

    /// Characters between two offsets. Long stretches are looked up: a minified document is one
    /// line, and each of its thousands of facts asks for its column.
    fn characters(&self, start: usize, end: usize) -> usize {
        if end.saturating_sub(start) <= BLOCK {
            return characters(self.readable().get(start..end).unwrap_or_default());
        }
        let index = self.characters.get_or_init(|| {
            let mut starts = vec![0];
            let mut sum = 0;
            for block in self.readable().chunks(BLOCK) {
                sum += characters(block);
                starts.push(sum);
            }
            starts
        });
        let before = |offset: usize| {
            let block = offset / BLOCK;
            let rest = self
                .readable()
                .get(block * BLOCK..offset)
                .unwrap_or_default();
            index.get(block).copied().unwrap_or(0) + characters(rest)
        };
        before(end).saturating_sub(before(start))
    }

    /// The first characters of a 1-based line without its line break; bad bytes are replaced.
    pub fn line_text(&self, line: usize, most: usize) -> String {
        let lines = self.lines();
        let start = lines.get(line.saturating_sub(1)).copied();
        let bytes = self.readable();
        let start = start.unwrap_or(bytes.len());
        let end = lines.get(line).map_or(bytes.len(), |next| next - 1);
        // No character is longer than four bytes; one more, so that none is cut in two.
        let end = end.min(start.saturating_add(4 * (most + 1)));
        String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default())
            .trim_end_matches('\r')
            .trim_start_matches('\u{FEFF}')
            .chars()
            .take(most)
            .collect()
    }
}

/// The characters that start in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_long_line_are_those_of_counting() {
        let line = "aé𐍈,".repeat(3 * BLOCK / 4);
        let text = format!("\u{FEFF}first\n{line}\nlast");
        let file = SourceFile::new("a", text.as_bytes().to_vec());
        for (column, (at, _)) in line.char_indices().enumerate().step_by(97) {
            let place = file.location("\u{FEFF}first\n".len() + at);
            assert_eq!((place.line, place.column), (2, column + 1));
        }
        let whole = SourceFile::new("b", vec![b'a'; 2 * BLOCK]);
        assert_eq!(whole.location(2 * BLOCK).column, 2 * BLOCK + 1);
        let place = file.location(text.len());
        assert_eq!((place.line, place.column), (3, 5));
        assert_eq!(file.location(3).column, 1);
        assert_eq!(file.line_text(1, 3), "fir");
        assert_eq!(file.line_text(2, 4), "aé𐍈,");
        assert_eq!(
            (file.line_text(3, 9), file.line_text(4, 9)),
            ("last".to_owned(), String::new())
        );
    }
}
