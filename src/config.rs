//! Settings: flags over the environment over `passmuster.toml`, each with where it came from. Pure:
//! the command line hands in what it found, and the reports' rerun line names what was settled.
//!
//! A setting has one name: the flag `--as-of`, the variable `PASSMUSTER_AS_OF`, the key `as_of`. A
//! list that is given replaces the one below it as a whole. In the file, dossiers stand with their
//! review files, so that no review file is ever taken for another dossier than its own.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::fact::parse_date;
use crate::fact::vocabulary::ACTIONS;
use crate::problem::{Problem, Problems, nearest};
use crate::source::Span;

mod file;
mod show;

pub use file::{Entry, File};

/// The file's name.
pub const FILE_NAME: &str = "passmuster.toml";
/// What the names of environment variables begin with.
pub const PREFIX: &str = "PASSMUSTER_";
/// As a review file: there is none for this dossier.
pub const NO_REVIEW: &str = "none";
/// As a cache: there is none.
pub const NO_CACHE: &str = "none";

/// What the values of a setting are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A path; in the file, relative to the file.
    Path,
    /// A built-in pack's name, or a folder: what has a `/` or begins with a dot, relative to the file.
    Pack,
    /// `FORMAT[=PATH][?OPTION]`, the path relative to the file.
    Output,
    /// What a review is for.
    Action,
    /// `YYYY-MM-DD`.
    Date,
    /// `pack`, `none`, or ids of controls.
    Enforce,
    /// `NAME=VALUE`, a limit of reading or of plugins.
    Limit,
    /// A folder, relative to the file; or `none`.
    Cache,
    /// `true` or `false`; as a flag, without a value.
    Switch,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key in the file; with dashes the flag, in capitals the variable.
    pub key: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether it takes several.
    pub many: bool,
    /// What holds where nobody sets it.
    pub unset: fn() -> String,
    /// What it is, one clause.
    pub about: &'static str,
}

const fn setting(
    key: &'static str,
    kind: Kind,
    many: bool,
    unset: fn() -> String,
    about: &'static str,
) -> Setting {
    Setting {
        key,
        kind,
        many,
        unset,
        about,
    }
}

/// Every setting, in the order in which they are shown.
pub const SETTINGS: &[Setting] = &[
    setting(
        "dossier",
        Kind::Path,
        true,
        || "none: name one".to_owned(),
        "the dossiers, folders or single files",
    ),
    setting(
        "review",
        Kind::Path,
        true,
        || "none".to_owned(),
        "their review files, in the same order; `none` for a dossier without one",
    ),
    setting(
        "trust",
        Kind::Path,
        false,
        || "none".to_owned(),
        "the trust policy",
    ),
    setting(
        "decisions",
        Kind::Path,
        false,
        || "none".to_owned(),
        "the file of decisions",
    ),
    setting(
        "since",
        Kind::Path,
        false,
        || "none".to_owned(),
        "the earlier run whose findings do not gate",
    ),
    setting(
        "pack",
        Kind::Pack,
        true,
        || "the review file's, else baseline".to_owned(),
        "the packs",
    ),
    setting(
        "lock",
        Kind::Path,
        false,
        || "passmuster.lock, beside the settings file".to_owned(),
        "the lock of packs and plugins",
    ),
    setting(
        "locked",
        Kind::Switch,
        false,
        || "false".to_owned(),
        "whether whatever differs from the lock is refused",
    ),
    setting(
        "for",
        Kind::Action,
        false,
        || "the review file's, else procure".to_owned(),
        "what the review is for",
    ),
    setting(
        "as_of",
        Kind::Date,
        false,
        || "today".to_owned(),
        "the date of the review",
    ),
    setting(
        "enforce",
        Kind::Enforce,
        true,
        || "pack".to_owned(),
        "what gates: `pack`, `none`, or ids of controls",
    ),
    setting(
        "output",
        Kind::Output,
        true,
        || "human".to_owned(),
        "the outputs of `check`",
    ),
    setting(
        "limit",
        Kind::Limit,
        true,
        || "those of `check --help`".to_owned(),
        "how much is read: NAME=VALUE",
    ),
    setting(
        "plugin_limit",
        Kind::Limit,
        true,
        || "those of docs/limits.md".to_owned(),
        "how much plugins may take, and ask for: NAME=VALUE",
    ),
    setting(
        "cache_dir",
        Kind::Cache,
        false,
        || "the user's cache folder; none where CI is set".to_owned(),
        "where compiled plugins are kept; `none` for nowhere",
    ),
];

impl Setting {
    /// The setting with this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|it| it.key == key)
    }

    /// The flag; dossiers stand without one.
    pub fn flag(&self) -> String {
        match self.key {
            "dossier" => "DIR".to_owned(),
            key => format!("--{}", key.replace('_', "-")),
        }
    }

    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.to_ascii_uppercase())
    }
}

/// Who set a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag,
    /// The setting's environment variable.
    Environment,
    /// `passmuster.toml`, at this place.
    File(Span),
    /// Nobody.
    Default,
}

/// The values of a setting, never none where somebody set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The texts, paths among them as they were given or led to from the file.
    pub texts: Vec<OsString>,
    /// Who says so.
    pub source: Source,
}

/// A dossier and its review file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The dossier.
    pub dossier: PathBuf,
    /// Who named it.
    pub dossier_source: Source,
    /// Its review file.
    pub review: Option<PathBuf>,
    /// Who named that.
    pub review_source: Source,
}

/// What a switch's text means; nothing if it means nothing.
fn switch(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// What the command line gives, by setting.
pub type Given = BTreeMap<&'static str, Vec<OsString>>;

/// All settings, settled.
#[derive(Debug, Clone)]
pub struct Config {
    values: BTreeMap<&'static str, Value>,
    file: Option<File>,
}

impl Config {
    /// Settles the settings. `environment` has the variables whose names begin with [`PREFIX`].
    ///
    /// # Errors
    /// A value that is none of the setting's, at its place; a variable whose name nearly is a
    /// setting's.
    pub fn settle(
        flags: Given,
        environment: &BTreeMap<String, OsString>,
        file: Option<File>,
    ) -> Result<Self, Problems> {
        let mut config = Self {
            values: BTreeMap::new(),
            file,
        };
        let mut problems = misspelt(environment);
        for setting in SETTINGS {
            let given = flags.get(setting.key).filter(|it| !it.is_empty());
            let variable = environment.get(&setting.variable());
            let value = if let Some(texts) = given {
                Some(Value {
                    texts: texts.clone(),
                    source: Source::Flag,
                })
            } else if let Some(texts) = variable
                .map(|it| listed(setting, it))
                .filter(|it| !it.is_empty())
            {
                Some(Value {
                    texts,
                    source: Source::Environment,
                })
            } else {
                config
                    .file
                    .as_ref()
                    .and_then(|it| it.values.get(setting.key).cloned())
            };
            if let Some(value) = value {
                config.values.insert(setting.key, value);
            }
        }
        for setting in SETTINGS {
            problems.extend(config.wrong(setting));
        }
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(Problems(problems))
        }
    }

    /// What is wrong with the values of a setting.
    fn wrong(&self, setting: &Setting) -> Option<Problem> {
        let value = self.values.get(setting.key)?;
        let label = self.label(setting.key);
        let bad = |good: fn(&str) -> bool| {
            value
                .texts
                .iter()
                .map(|it| it.to_string_lossy())
                .find(|it| !good(it))
        };
        let (text, is_no, help) = match setting.kind {
            Kind::Date => (
                bad(|it| parse_date(it).is_some_and(|date| date.to_string() == it)),
                "is not a date",
                "write it as YYYY-MM-DD".to_owned(),
            ),
            Kind::Action => (
                bad(|it| ACTIONS.contains(&it)),
                "is nothing that a review is for",
                format!("the actions are {}", ACTIONS.join(", ")),
            ),
            Kind::Switch => (
                bad(|it| switch(it).is_some()),
                "is neither true nor false",
                "write true or false".to_owned(),
            ),
            Kind::Path | Kind::Pack | Kind::Output | Kind::Enforce | Kind::Limit | Kind::Cache => (
                bad(|it| !it.trim().is_empty()),
                "names nothing",
                "write a value, or leave the setting out".to_owned(),
            ),
        };
        let text = text?;
        // That a list of ids names none of them is said where the ids are known.
        if setting.kind == Kind::Enforce && !matches!(value.source, Source::File(_)) {
            return None;
        }
        Some(
            self.problem(setting.key, format!("{label} `{text}` {is_no}"))
                .help(help),
        )
    }

    /// The texts of a setting; none where nobody set it.
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.paths(key)
            .iter()
            .map(|it| it.to_string_lossy().into_owned())
            .collect()
    }

    /// The paths of a setting; none where nobody set it.
    pub fn paths(&self, key: &str) -> Vec<PathBuf> {
        let texts = self.values.get(key).map(|it| it.texts.as_slice());
        texts
            .unwrap_or_default()
            .iter()
            .map(PathBuf::from)
            .collect()
    }

    /// The one text of a setting.
    pub fn text(&self, key: &str) -> Option<String> {
        self.texts(key).into_iter().next()
    }

    /// The one path of a setting.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        self.paths(key).into_iter().next()
    }

    /// Whether a switch is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.text(key).and_then(|it| switch(&it)).unwrap_or(false)
    }

    /// Who set a setting.
    pub fn source(&self, key: &str) -> Source {
        self.values.get(key).map_or(Source::Default, |it| it.source)
    }

    /// The file that was read.
    pub fn file(&self) -> Option<&File> {
        self.file.as_ref()
    }

    /// What a message calls a setting: by the name under which it was set.
    pub fn label(&self, key: &str) -> String {
        let Some(setting) = Setting::find(key) else {
            return key.to_owned();
        };
        match self.source(key) {
            Source::Flag | Source::Default => setting.flag(),
            Source::Environment => setting.variable(),
            Source::File(_) => format!("`{}`", setting.key),
        }
    }

    /// A problem with a setting, at the place where it was set.
    pub fn problem(&self, key: &str, message: impl Into<String>) -> Problem {
        let file = self.file.as_ref();
        match (self.source(key), file) {
            (Source::File(span), Some(file)) => Problem::at(&file.source, span, message),
            (Source::Environment, _) => {
                let name = Setting::find(key).map_or_else(|| key.to_owned(), Setting::variable);
                Problem::file(format!("environment, {name}"), message)
            }
            _ => Problem::file("command line", message),
        }
    }

    /// The dossiers with their review files: the settled ones, else those of the file, and `more`
    /// (from a list). `same` says whether two paths lead to the same place: a dossier that is named
    /// elsewhere still has the review file that the file pairs it with.
    ///
    /// # Errors
    /// The number of review files is not that of the dossiers.
    pub fn pairs(
        &self,
        more: Vec<PathBuf>,
        same: &dyn Fn(&Path, &Path) -> bool,
    ) -> Result<Vec<Pair>, Problems> {
        let entries = self.file.as_ref().map(|it| it.dossiers.as_slice());
        let entries = entries.unwrap_or_default();
        let mut dossiers: Vec<(PathBuf, Source)> = self
            .paths("dossier")
            .into_iter()
            .map(|it| (it, self.source("dossier")))
            .chain(more.into_iter().map(|it| (it, Source::Flag)))
            .collect();
        if dossiers.is_empty() {
            dossiers = entries
                .iter()
                .map(|it| (it.path.clone(), Source::File(it.at)))
                .collect();
        }
        let reviews = self.paths("review");
        if !reviews.is_empty() && reviews.len() != dossiers.len() {
            let plural = |n: usize| if n == 1 { "" } else { "s" };
            let (given, wanted) = (reviews.len(), dossiers.len());
            let message = format!(
                "{given} review file{} for {wanted} dossier{}",
                plural(given),
                plural(wanted)
            );
            return Err(self
                .problem("review", message)
                .help("give one --review for each dossier, in the same order, or none")
                .into());
        }
        let source = self.source("review");
        Ok(dossiers
            .into_iter()
            .enumerate()
            .map(|(number, (dossier, dossier_source))| {
                let entry = entries.iter().find(|it| same(&it.path, &dossier));
                let (review, review_source) = match (reviews.get(number), entry) {
                    (Some(path), _) if path.as_os_str() == NO_REVIEW => (None, source),
                    (Some(path), _) => (Some(path.clone()), source),
                    (None, Some(entry)) => match &entry.review {
                        Some((path, at)) => (Some(path.clone()), Source::File(*at)),
                        None => (None, Source::File(entry.at)),
                    },
                    (None, None) => (None, Source::Default),
                };
                Pair {
                    dossier,
                    dossier_source,
                    review,
                    review_source,
                }
            })
            .collect())
    }

    /// What was not said on the command line and had a say all the same, in one line; none where
    /// there is no such thing. `pairs` are those of this run.
    pub fn beyond_flags(&self, pairs: &[Pair]) -> Option<String> {
        let keys = |wanted: &dyn Fn(Source) -> bool| {
            let keys = SETTINGS.iter().map(|it| it.key);
            let said: Vec<&str> = keys
                .filter(|key| match *key {
                    "dossier" => pairs.iter().any(|it| wanted(it.dossier_source)),
                    "review" => pairs
                        .iter()
                        .any(|it| it.review.is_some() && wanted(it.review_source)),
                    key => wanted(self.source(key)),
                })
                .collect();
            said.join(", ")
        };
        let file = self.file.as_ref().map(|it| it.source.path());
        let parts = [
            (
                format!("of {}", file.unwrap_or(FILE_NAME)),
                keys(&|it| matches!(it, Source::File(_))),
            ),
            (
                "of the environment".to_owned(),
                keys(&|it| it == Source::Environment),
            ),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(of, keys)| format!("{of}: {keys}"))
            .collect();
        (!said.is_empty()).then(|| format!("settings {}", said.join("; ")))
    }

    /// Whether anything but the command line had a say, so that only `--no-config` makes a command
    /// line mean the same again.
    pub fn is_beyond_flags(&self) -> bool {
        self.file.is_some()
            || self
                .values
                .values()
                .any(|it| it.source == Source::Environment)
    }
}

/// The values of a variable: of a list, separated by commas. An empty variable sets nothing.
fn listed(setting: &Setting, text: &OsStr) -> Vec<OsString> {
    let parts: Vec<OsString> = match text.to_str() {
        Some(text) if setting.many => text.split(',').map(|it| it.trim().into()).collect(),
        // What is not Unicode can only be a path, and is taken whole.
        _ => vec![text.to_owned()],
    };
    parts.into_iter().filter(|it| !it.is_empty()).collect()
}

/// Variables that nearly have a setting's name: a slip of the pen would leave the setting unset.
fn misspelt(environment: &BTreeMap<String, OsString>) -> Vec<Problem> {
    let known: Vec<String> = SETTINGS
        .iter()
        .map(Setting::variable)
        .chain([format!("{PREFIX}CONFIG")])
        .collect();
    let short = |name: &str| name.trim_start_matches(PREFIX).to_owned();
    environment
        .keys()
        .filter(|name| !known.contains(name))
        .filter_map(|name| {
            let names: Vec<String> = known.iter().map(|it| short(it)).collect();
            let near = nearest(&short(name), names.iter().map(String::as_str))?;
            Some(
                Problem::file("environment", format!("`{name}` is no setting"))
                    .help(format!("did you mean `{PREFIX}{near}`?")),
            )
        })
        .collect()
}
