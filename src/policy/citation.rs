//! The citation register: the dated record of what each cited law or standard was and is.

use serde::Deserialize;

use crate::fact::parse_date;
use crate::finding::Citation;
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::SourceFile;

/// What a cited instrument is at a time.
const STATUSES: &[(&str, &str)] = &[
    ("proposed", "proposed"),
    ("adopted", "adopted"),
    ("in-force", "in force"),
    ("applicable", "applicable"),
    ("stayed", "stayed"),
    ("superseded", "superseded"),
    ("withdrawn", "withdrawn"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    citation: Vec<Wire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    id: String,
    instrument: String,
    locator: String,
    #[serde(default)]
    title: String,
    kind: String,
    source: String,
    source_quality: String,
    #[serde(default)]
    events: Vec<WireEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEvent {
    date: String,
    status: String,
}

/// One cited place of one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id that `@cites` uses.
    pub id: String,
    /// The instrument.
    pub instrument: String,
    /// The place in it.
    pub locator: String,
    /// What the place is about, in our words.
    pub title: String,
    /// `law`, `standard` or `guidance`.
    pub kind: String,
    /// Where the record comes from.
    pub source: String,
    /// `R`: read in the primary; `W`: several secondary pages agree.
    pub source_quality: String,
    /// What happened when, oldest first.
    pub events: Vec<(jiff::civil::Date, String)>,
}

impl Entry {
    /// The last status on a date, and since when.
    pub fn status(&self, as_of: jiff::civil::Date) -> Option<&(jiff::civil::Date, String)> {
        self.events.iter().rev().find(|(date, _)| *date <= as_of)
    }

    /// Whether it binds on a date.
    pub fn in_force(&self, as_of: jiff::civil::Date) -> bool {
        self.status(as_of)
            .is_some_and(|(_, status)| matches!(status.as_str(), "in-force" | "applicable"))
    }

    /// The citation as a report shows it.
    pub fn cite(&self, as_of: jiff::civil::Date) -> Citation {
        let words = |status: &str| {
            STATUSES
                .iter()
                .find(|(word, _)| *word == status)
                .map_or(status.to_owned(), |(_, text)| (*text).to_owned())
        };
        let mut status = match self.status(as_of) {
            Some((date, status)) => format!("{} since {date}", words(status)),
            None => "not yet proposed at this date".to_owned(),
        };
        if let Some((date, next)) = self.events.iter().find(|(date, _)| *date > as_of) {
            status.push_str(&format!(", {} from {date}", words(next)));
        }
        let mut title = format!("{}, {}", self.instrument, self.locator);
        if !self.title.is_empty() {
            title.push_str(&format!(" ({})", self.title));
        }
        Citation {
            id: self.id.clone(),
            title,
            status,
        }
    }
}

/// All entries of a pack, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register(Vec<Entry>);

impl Register {
    /// Adds what an extended pack cites. An entry that both have must be the same: the status of a
    /// law is not a member's to change.
    pub(super) fn extend(&mut self, base: &Register, file: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        for entry in &base.0 {
            match self.0.iter().find(|it| it.id == entry.id) {
                None => self.0.push(entry.clone()),
                Some(own) if own == entry => {}
                Some(_) => problems.push(
                    Problem::file(
                        file,
                        format!("citation `{}` is another in the extended pack", entry.id),
                    )
                    .help("leave it out, or give yours an id of its own"),
                ),
            }
        }
        self.0.sort_by(|a, b| a.id.cmp(&b.id));
        problems
    }

    /// Parses `citations.toml`.
    ///
    /// # Errors
    /// The problems with their places.
    pub fn parse(source: &SourceFile) -> Result<Self, Problems> {
        let file: File = toml_file(source)?;
        let mut problems = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for wire in file.citation {
            let mut wrong = |message: String, help: &str| {
                problems.push(
                    Problem::file(source.path(), format!("citation `{}`: {message}", wire.id))
                        .help(help)
                        .lint("PL-REGISTER"),
                );
            };
            if entries.iter().any(|entry| entry.id == wire.id) {
                wrong("the id is used twice".to_owned(), "ids are unique");
            }
            if !["law", "standard", "guidance"].contains(&wire.kind.as_str()) {
                wrong(
                    format!("unknown kind `{}`", wire.kind),
                    "the kinds are law, standard, guidance",
                );
            }
            if !["R", "W"].contains(&wire.source_quality.as_str()) {
                wrong(
                    format!("source_quality `{}` may not be cited", wire.source_quality),
                    "R: read in the primary; W: several secondary pages agree",
                );
            }
            let mut events = Vec::new();
            for event in &wire.events {
                if !STATUSES.iter().any(|(word, _)| *word == event.status) {
                    let near = nearest(&event.status, STATUSES.iter().map(|(word, _)| *word));
                    wrong(
                        format!("unknown status `{}`", event.status),
                        &near.map_or(String::new(), |near| format!("did you mean `{near}`?")),
                    );
                }
                match parse_date(&event.date) {
                    Some(date) => events.push((date, event.status.clone())),
                    None => wrong(
                        format!("`{}` is not a date", event.date),
                        "write it as YYYY-MM-DD",
                    ),
                }
            }
            events.sort();
            entries.push(Entry {
                id: wire.id,
                instrument: wire.instrument,
                locator: wire.locator,
                title: wire.title,
                kind: wire.kind,
                source: wire.source,
                source_quality: wire.source_quality,
                events,
            });
        }
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        if problems.is_empty() {
            Ok(Self(entries))
        } else {
            Err(Problems(problems))
        }
    }

    /// The entry with this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.id == id)
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.id.as_str())
    }
}
