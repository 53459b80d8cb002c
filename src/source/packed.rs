//! Files that pack their text into a zip archive: Excel workbooks and zipped evaluation logs. What
//! they say becomes one text, and what is a line and a column elsewhere is a cell of a sheet or a
//! line of a member here.

use memchr::memmem::find;

use crate::limits::Limits;

mod archive;
mod log;
mod workbook;

pub use workbook::{Cell, CellKind, Sheet, Workbook, column_name};

/// What a packed file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackedKind {
    /// An Office Open XML workbook (ECMA-376).
    Workbook,
    /// A zipped log of Inspect AI (`.eval`).
    EvalLog,
}

/// What a packed file holds.
#[derive(Debug)]
pub enum Packed {
    /// Sheets of cells.
    Workbook(Workbook),
    /// The header of a log, which is JSON.
    EvalLog(EvalLog),
    /// A file that cannot be unpacked, or may not be.
    Unreadable(Unreadable),
}

/// The part of a log that says what was run and what came of it.
#[derive(Debug)]
pub struct EvalLog {
    /// The member of the archive.
    pub member: &'static str,
    /// Its text.
    pub text: String,
}

/// A packed file without a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What it was meant to be.
    pub kind: PackedKind,
    /// Whether the file breaks the rules of its own format.
    pub damaged: bool,
    /// Whether it exceeds a limit. What is neither is a file that this program does not read, such
    /// as one with a password.
    pub exceeds: bool,
    /// Why, and what to do.
    pub reason: String,
}

/// Why an archive or a part of it is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// Against the rules of the format.
    Damaged(String),
    /// Larger than a limit.
    Exceeded(String),
    /// Not supported.
    Refused(String),
}

impl Fault {
    fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged(reason.into())
    }

    fn exceeds(limits: &Limits, name: &str, reason: String) -> Self {
        Self::Exceeded(format!("{reason} {}", limits.exceeded(name)))
    }

    /// A bound that no option raises: no program writes a hundredth of it.
    fn exceeded(reason: impl Into<String>) -> Self {
        Self::Exceeded(reason.into())
    }

    fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(reason.into())
    }
}

/// The text of a packed file, in which its places are counted.
impl Packed {
    /// The text; empty where there is none.
    pub fn text(&self) -> &str {
        match self {
            Self::Workbook(book) => book.text(),
            Self::EvalLog(log) => &log.text,
            Self::Unreadable(_) => "",
        }
    }

    /// Bytes of memory that it takes, roughly.
    pub(super) fn weight(&self) -> u64 {
        let cells = match self {
            Self::Workbook(book) => book.cells() * size_of::<Cell>(),
            _ => 0,
        };
        u64::try_from(self.text().len() + cells).unwrap_or(u64::MAX)
    }
}

/// What a file packs, as far as its beginning (and, of an archive, its end) and its name tell.
pub(super) fn kind(head: &[u8], path: &str) -> Option<PackedKind> {
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let extension = super::artifact::extension(path);
    let has = |name: &[u8]| find(head, name).is_some();
    if has(b"xl/workbook") && !has(b"word/document") && !has(b"ppt/presentation")
        || matches!(&*extension, "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb")
    {
        return Some(PackedKind::Workbook);
    }
    (extension == "eval" || has(b"_journal/start.json")).then_some(PackedKind::EvalLog)
}

/// Unpacks a file, if it is of a kind that is unpacked.
pub(super) fn unpack(bytes: &[u8], path: &str, limits: &Limits) -> Option<Packed> {
    let kind = kind(bytes, path)?;
    let unpacked = match kind {
        PackedKind::Workbook => workbook::unpack(bytes, limits).map(Packed::Workbook),
        PackedKind::EvalLog => log::unpack(bytes, limits).map(Packed::EvalLog),
    };
    Some(unpacked.unwrap_or_else(|fault| {
        let (damaged, exceeds, reason) = match fault {
            Fault::Damaged(reason) => (true, false, reason),
            Fault::Exceeded(reason) => (false, true, reason),
            Fault::Refused(reason) => (false, false, reason),
        };
        Packed::Unreadable(Unreadable {
            kind,
            damaged,
            exceeds,
            reason,
        })
    }))
}

/// Why an opaque file is not read although it may well hold answers, and what to do; by its first
/// bytes and its name.
pub(super) fn hint(head: &[u8], path: &str) -> Option<&'static str> {
    const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let extension = super::artifact::extension(path);
    if head.starts_with(OLE) {
        // A password turns an Office Open XML file into a compound file, MS-OFFCRYPTO 1.3.
        return match &*extension {
            "xlsx" | "xlsm" | "xlsb" => {
                Some("a workbook with a password is not read: save it without one, as .xlsx or CSV")
            }
            "xls" | "xlt" => {
                Some("a workbook of Excel 97 to 2003 is not read: save it as .xlsx or CSV")
            }
            _ => None,
        };
    }
    // OpenDocument 1.3 part 2, 3.3: `mimetype` comes first and is stored as it is.
    head.get(38..)
        .filter(|rest| rest.starts_with(ODS))
        .map(|_| "an OpenDocument spreadsheet is not read: save it as .xlsx or CSV")
}
