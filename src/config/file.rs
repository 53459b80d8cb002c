//! `passmuster.toml`, read: keys that are settings, and `[[dossier]]` entries.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::{Kind, NO_CACHE, SETTINGS, Setting, Source, Value};
use crate::problem::{Problem, Problems, nearest};
use crate::source::{SourceFile, Span};

/// The version of the file that this program reads.
const SCHEMA: &str = "1";
/// The keys of an entry.
const ENTRY: &[&str] = &["path", "review"];

/// The keys of the file.
fn keys() -> Vec<&'static str> {
    let settings = SETTINGS
        .iter()
        .map(|it| it.key)
        .filter(|it| *it != "review");
    std::iter::once("schema").chain(settings).collect()
}

/// A file, read.
#[derive(Debug, Clone)]
pub struct File {
    /// The file, under the name that leads to it.
    pub source: SourceFile,
    /// The settings that it has, paths led to from where it lies.
    pub values: BTreeMap<&'static str, Value>,
    /// The dossiers that it names.
    pub dossiers: Vec<Entry>,
}

/// A dossier of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The dossier.
    pub path: PathBuf,
    /// Where it stands.
    pub at: Span,
    /// Its review file, and where that stands.
    pub review: Option<(PathBuf, Span)>,
}

impl File {
    /// Reads a file; `folder` is where it lies, as the paths of the file begin.
    ///
    /// # Errors
    /// Every problem at its place.
    pub fn parse(source: SourceFile, folder: &Path) -> Result<Self, Problems> {
        let bom = source.bom();
        let text = source.text().map_err(|error| {
            let at = Span::new(error.offset(), error.offset());
            Problems::from(Problem::at(&source, at, error.to_string()))
        })?;
        let table = DeTable::parse(text).map_err(|error| {
            let message = error.message().trim().to_owned();
            Problems::from(match error.span() {
                Some(at) => Problem::at(&source, Span::new(at.start + bom, at.end + bom), message),
                None => Problem::file(source.path(), message),
            })
        })?;
        let mut reader = Reader {
            source: &source,
            folder,
            problems: Vec::new(),
        };
        let (values, dossiers) = reader.table(table.get_ref());
        if !reader.problems.is_empty() {
            reader.problems.sort();
            return Err(Problems(reader.problems));
        }
        Ok(Self {
            source,
            values,
            dossiers,
        })
    }
}

struct Reader<'a> {
    source: &'a SourceFile,
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn span<T>(&self, at: &Spanned<T>) -> Span {
        let bom = self.source.bom();
        Span::new(at.span().start + bom, at.span().end + bom)
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.span(at);
        self.problems
            .push(Problem::at(self.source, span, message).help(help));
    }

    fn table(&mut self, table: &DeTable<'_>) -> (BTreeMap<&'static str, Value>, Vec<Entry>) {
        let mut values = BTreeMap::new();
        let mut dossiers = Vec::new();
        let schema = table.iter().find(|(key, _)| key.get_ref() == "schema");
        if schema.is_none() {
            self.problems.push(
                Problem::file(self.source.path(), "there is no `schema`")
                    .help(format!("its first line is: schema = {SCHEMA}")),
            );
        }
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "schema" => {
                    if !matches!(value.get_ref(), DeValue::Integer(it) if it.as_str() == SCHEMA) {
                        self.wrong(
                            value,
                            "this `schema` is not known to this version",
                            format!("this version reads `schema = {SCHEMA}`"),
                        );
                    }
                }
                "dossier" => match value.get_ref() {
                    DeValue::Array(entries) => dossiers = self.entries(entries),
                    _ => self.no_entries(value),
                },
                "review" => self.wrong(
                    key,
                    "`review` stands with its dossier",
                    "write [[dossier]], path = \"…\", review = \"…\"",
                ),
                name => match Setting::find(name) {
                    Some(setting) => {
                        let texts = self.texts(setting, value);
                        let source = Source::File(self.span(value));
                        if !texts.is_empty() {
                            values.insert(setting.key, Value { texts, source });
                        }
                    }
                    None => self.unknown(key, &keys()),
                },
            }
        }
        (values, dossiers)
    }

    fn unknown(&mut self, key: &Spanned<DeString<'_>>, known: &[&str]) {
        let help = match nearest(key.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        self.wrong(key, format!("there is no key `{}`", key.get_ref()), help);
    }

    fn no_entries<T>(&mut self, at: &Spanned<T>) {
        self.wrong(
            at,
            "dossiers stand one by one",
            "write [[dossier]] and below it path = \"…\"",
        );
    }

    fn entries(&mut self, entries: &DeArray<'_>) -> Vec<Entry> {
        let mut found: Vec<Entry> = Vec::new();
        for entry in entries.iter() {
            let DeValue::Table(table) = entry.get_ref() else {
                self.no_entries(entry);
                continue;
            };
            let mut path = None;
            let mut review = None;
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "path" => path = self.one_path(value),
                    "review" => review = self.one_path(value),
                    _ => self.unknown(key, ENTRY),
                }
            }
            match path {
                None => self.wrong(
                    entry,
                    "an entry without its `path`",
                    "write path = \"…\", the folder of the documents",
                ),
                Some((path, at)) => {
                    if found.iter().any(|it| it.path == path) {
                        self.problems.push(
                            Problem::at(self.source, at, "the dossier is listed twice")
                                .help("keep one entry"),
                        );
                    }
                    found.push(Entry { path, at, review });
                }
            }
        }
        found
    }

    /// A path, led to from where the file lies.
    fn one_path(&mut self, value: &Spanned<DeValue<'_>>) -> Option<(PathBuf, Span)> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some((self.join(text), self.span(value)))
            }
            _ => {
                self.wrong(value, "not a path", "write it in quotes");
                None
            }
        }
    }

    /// The texts of a setting.
    fn texts(&mut self, setting: &Setting, value: &Spanned<DeValue<'_>>) -> Vec<OsString> {
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) if setting.many => items.iter().collect(),
            _ => vec![value],
        };
        if items.is_empty() {
            self.wrong(
                value,
                format!("`{}` is an empty list", setting.key),
                "leave the key out",
            );
        }
        let mut texts = Vec::new();
        for item in items {
            let text = match (setting.kind, item.get_ref()) {
                (Kind::Date, DeValue::Datetime(it)) => it.to_string(),
                (Kind::Switch, DeValue::Boolean(it)) => it.to_string(),
                (Kind::Switch, _) => String::new(),
                (_, DeValue::String(it)) => it.to_string(),
                _ => String::new(),
            };
            if text.is_empty() {
                let (a, few) = match (setting.kind, setting.many) {
                    (Kind::Switch, _) => ("true or false", "write it without quotes"),
                    (_, true) => ("a text or a list of texts", "write them in quotes"),
                    (_, false) => ("a text", "write it in quotes"),
                };
                self.wrong(item, format!("`{}` takes {a}", setting.key), few);
            } else {
                texts.push(self.led(setting.kind, &text));
            }
        }
        texts
    }

    /// A path, from where the file lies, without needless dots.
    fn join(&self, path: &str) -> PathBuf {
        let plain = path.trim_start_matches("./");
        match plain {
            "" | "." if self.folder.as_os_str().is_empty() => PathBuf::from("."),
            "" | "." => self.folder.to_owned(),
            plain => self.folder.join(plain),
        }
    }

    /// A text with its path led to from where the file lies.
    fn led(&self, kind: Kind, text: &str) -> OsString {
        match kind {
            Kind::Cache if text == NO_CACHE => text.into(),
            Kind::Path | Kind::Cache => self.join(text).into_os_string(),
            Kind::Pack if text.starts_with('.') || text.contains(['/', '\\']) => {
                self.join(text).into_os_string()
            }
            Kind::Output => match text.split_once('=') {
                // Without a file the `=` belongs to an option.
                Some((name, path)) if !name.contains('?') && !path.is_empty() => {
                    let mut whole = OsString::from(format!("{name}="));
                    whole.push(self.join(path));
                    whole
                }
                _ => text.into(),
            },
            _ => text.into(),
        }
    }
}
