//! How much is read: the bounds on documents and dossiers, each with its name, default, unit and
//! meaning in one table. They are handed in; nothing here is global. A document that exceeds one is
//! never taken for one that was read.

/// One bound: a row of [`LIMITS`].
#[derive(Debug)]
pub struct Limit {
    /// The name, as `--limit NAME=VALUE` takes it.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// What it bounds.
    pub meaning: &'static str,
    /// The largest value that can be set.
    pub most: u64,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $default:expr, $name:literal, $unit:literal, $most:expr;)+) => {
        /// Bounds on what is read of a dossier.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        /// All bounds, in the order in which a dossier is read.
        pub const LIMITS: &[Limit] = &[
            $(Limit {
                name: $name,
                unit: $unit,
                meaning: concat!($($doc),+),
                most: $most,
                get: |limits| u64::try_from(limits.$field).unwrap_or(u64::MAX),
                set: |limits, value| {
                    limits.$field = <$kind>::try_from(value).unwrap_or(<$kind>::MAX);
                },
            },)+
        ];
    };
}

/// No bound on the bound but what a machine can hold.
const ANY: u64 = 1 << 40;
/// Parsers and dropped trees recurse: no deeper nesting fits their stack.
const DEEPEST: u64 = 255;

limits! {
    /// The largest text that is read.
    file_bytes: u64 = 32 << 20, "file-bytes", "bytes", ANY;
    /// All texts and hashed files of a dossier together.
    dossier_bytes: u64 = 1 << 30, "dossier-bytes", "bytes", ANY;
    /// The largest file of another kind that is hashed before something names its digest.
    opaque_bytes: u64 = 256 << 20, "opaque-bytes", "bytes", ANY;
    /// Files and folders of a dossier.
    files: usize = 10_000, "files", "entries", 10_000_000;
    /// Entries of an archive (a workbook, a zipped log).
    archive_entries: usize = 10_000, "archive-entries", "entries", 1_000_000;
    /// The largest entry of an archive that is unpacked.
    entry_bytes: u64 = 64 << 20, "entry-bytes", "bytes", ANY;
    /// All entries of an archive together that are unpacked.
    unpacked_bytes: u64 = 128 << 20, "unpacked-bytes", "bytes", ANY;
    /// How many times larger than packed an entry of more than a mebibyte may be.
    archive_ratio: u64 = 200, "archive-ratio", "times", 1_000_000;
    /// Cells of a workbook that hold something, those that a merged range repeats included.
    cells: usize = 500_000, "cells", "cells", 1_000_000_000;
    /// Text of a workbook's cells, a shared text counted wherever it stands.
    cell_bytes: usize = 32 << 20, "cell-bytes", "bytes", ANY;
    /// Nesting of lists and objects.
    depth: usize = 64, "depth", "levels", DEEPEST;
    /// Values of a document, aliases and merged keys counted in full.
    nodes: usize = 1_000_000, "nodes", "values", 1_000_000_000;
    /// Rows of a table, lines of JSON Lines.
    rows: usize = 200_000, "rows", "rows", 1_000_000_000;
    /// Columns of a table.
    columns: usize = 16_384, "columns", "columns", 1_000_000;
    /// Aliases in a YAML document.
    yaml_aliases: usize = 10_000, "yaml-aliases", "aliases", 1_000_000_000;
    /// Attributes of an XML tag; reading takes the square of it.
    xml_attributes: usize = 256, "xml-attributes", "attributes", 65_536;
    /// Namespace declarations of an XML document; reading takes the square of it.
    xml_namespaces: usize = 256, "xml-namespaces", "declarations", 65_536;
    /// Things that a document describes: models, components, evaluations.
    entities: usize = 100_000, "entities", "things", 1_000_000_000;
    /// Facts that a document states.
    facts: usize = 500_000, "facts", "facts", 1_000_000_000;
    /// Subjects and resources of a signed statement.
    subjects: usize = 10_000, "subjects", "subjects", 1_000_000;
    /// References that are followed from one place of a document.
    references: usize = 1_000, "references", "references", 1_000_000;
    /// Envelopes and bundles in a document.
    envelopes: usize = 1_000, "envelopes", "envelopes", 1_000_000;
    /// Signatures of an envelope; each costs a verification for every key.
    signatures: usize = 16, "signatures", "signatures", 1_000;
}

/// The bound of this name.
pub fn limit(name: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.name == name)
}

impl Limit {
    /// Its value.
    pub fn of(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    /// Sets it.
    ///
    /// # Errors
    /// The value is 0, or larger than [`Limit::most`]: one clause.
    pub fn set(&self, limits: &mut Limits, value: u64) -> Result<(), String> {
        if value == 0 {
            return Err(format!("a limit of 0 {} reads nothing", self.unit));
        }
        if value > self.most {
            return Err(format!("at most {} {} can be read", self.most, self.unit));
        }
        (self.set)(limits, value);
        Ok(())
    }
}

impl Limits {
    /// The nesting that is read, whoever made these limits.
    pub(crate) fn levels(&self) -> usize {
        self.depth
            .min(usize::try_from(DEEPEST).unwrap_or(usize::MAX))
    }

    /// Those that are not the defaults, in the order of the table.
    pub fn changed(&self) -> Vec<(&'static str, u64)> {
        let defaults = Self::default();
        LIMITS
            .iter()
            .filter(|limit| limit.of(self) != limit.of(&defaults))
            .map(|limit| (limit.name, limit.of(self)))
            .collect()
    }

    /// What a message about an exceeded bound ends with: its name, its value, and what raises it.
    pub fn exceeded(&self, name: &str) -> String {
        let Some(limit) = limit(name) else {
            debug_assert!(false, "`{name}` is not a limit");
            return String::new();
        };
        let value = limit.of(self);
        if value == limit.most {
            return format!("(limit `{name}` is {value}, the most that can be read)");
        }
        format!("(limit `{name}` is {value}; to raise it: --limit {name}=NUMBER)")
    }
}

/// Reads `NAME=VALUE` into `limits`. A value may end in `KiB`, `MiB` or `GiB`.
///
/// # Errors
/// What is wrong, in one clause, and the name that no bound has, if that is it.
pub fn assign(limits: &mut Limits, text: &str) -> Result<(), (String, Option<String>)> {
    let plain = |reason: String| (reason, None);
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| plain("expected NAME=VALUE".to_owned()))?;
    let (name, value) = (name.trim(), value.trim());
    let Some(limit) = limit(name) else {
        return Err((
            format!("no limit is called `{name}`"),
            Some(name.to_owned()),
        ));
    };
    let number = number(value)
        .ok_or_else(|| plain(format!("`{value}` is not a whole number of {}", limit.unit)))?;
    limit.set(limits, number).map_err(plain)
}

/// A whole number, which may end in `KiB`, `MiB` or `GiB`.
pub(crate) fn number(text: &str) -> Option<u64> {
    let scale = [("KiB", 10), ("MiB", 20), ("GiB", 30)]
        .into_iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?.trim_end(), shift)));
    let (digits, shift) = scale.unwrap_or((text, 0));
    let digits = digits.replace('_', "");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_set_and_shows() {
        for limit in LIMITS {
            let mut limits = Limits::default();
            let value = limit.of(&limits) + 1;
            assert!(value <= limit.most, "{}", limit.name);
            assert!(!limit.meaning.is_empty() && !limit.unit.is_empty());
            assign(&mut limits, &format!("{}={value}", limit.name)).unwrap();
            assert_eq!(limits.changed(), [(limit.name, value)]);
            let said = limits.exceeded(limit.name);
            assert!(said.contains(&format!("--limit {}=", limit.name)), "{said}");
            assign(&mut limits, &format!("{}={}", limit.name, limit.most)).unwrap();
            assert!(limits.exceeded(limit.name).contains("the most"));
            for wrong in [0, limit.most + 1] {
                let set = assign(&mut limits, &format!("{}={wrong}", limit.name));
                assert!(set.is_err(), "{}={wrong}", limit.name);
            }
        }
    }

    #[test]
    fn values_have_units() {
        for (text, expected) in [
            ("file-bytes=64MiB", Some(64 << 20)),
            ("file-bytes = 1_000", Some(1000)),
            ("file-bytes=2 KiB", Some(2048)),
            ("file-bytes=1GiB", Some(1 << 30)),
            ("file-bytes=1.5MiB", None),
            ("file-bytes=-1", None),
            ("file-bytes=", None),
            ("file-bytes=MiB", None),
            ("file-bytes=99999999999999999999", None),
            ("file-bytes=18446744073709551615GiB", None),
            ("file-bytes", None),
            ("bytes=1", None),
        ] {
            let mut limits = Limits::default();
            let set = assign(&mut limits, text).ok().map(|()| limits.file_bytes);
            assert_eq!(set, expected, "{text}");
        }
        let unknown = assign(&mut Limits::default(), "dept=1").unwrap_err();
        assert_eq!(unknown.1.as_deref(), Some("dept"));
    }
}
