//! What an earlier run had for a question: shown beside it, to be confirmed, and marked where it is
//! too old. It is never an answer by itself.

use jiff::civil;

use crate::fact::{EntityId, Key};
use crate::record::{Record, RecordedDossier};

/// Days after which any answer is asked for again.
const STALE: i32 = 365;

pub(super) struct Prior<'a> {
    record: &'a Record,
    dossier: Option<&'a RecordedDossier>,
    as_of: civil::Date,
}

impl<'a> Prior<'a> {
    /// The part of a record that is about the same subject.
    pub(super) fn new(record: &'a Record, subject: &EntityId, as_of: civil::Date) -> Self {
        Self {
            record,
            dossier: record.run.dossiers.iter().find(|it| it.subject == *subject),
            as_of,
        }
    }

    /// What the run read of a fact, where, and whether it is too old by now.
    pub(super) fn of(
        &self,
        entity: &EntityId,
        key: &Key,
        word: Option<&str>,
        most_days: Option<i64>,
    ) -> Option<String> {
        let dossier = self.dossier?;
        let name = match key {
            Key::Attribute(name) => *name,
            Key::Answer(tag) => tag,
        };
        let place = |document: &str, line: u64, part: Option<&str>| match (part, line) {
            (Some(part), _) => format!("{document} {part}"),
            (None, 0) => document.to_owned(),
            (None, line) => format!("{document}:{line}"),
        };
        let dates = dossier
            .dates
            .iter()
            .filter(|it| it.entity == *entity && it.attribute == name)
            .map(|it| {
                let at = place(&it.document, it.line, it.part.as_deref());
                (it.date.to_string(), at, Some(it.date))
            });
        let values = dossier
            .findings
            .iter()
            .filter(|it| it.entity == *entity)
            .flat_map(|it| &it.clauses)
            .flat_map(|it| &it.values)
            .filter(|it| it.attribute == name && word.is_none_or(|word| it.value == word))
            .map(|it| {
                let at = place(&it.document, it.line, it.part.as_deref());
                (it.value.clone(), at, None)
            });
        let mut found: Vec<_> = dates.chain(values).collect();
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        let (_, _, date) = found.first()?;
        let run = self.record.run.as_of;
        let days = |from: civil::Date| from.until(self.as_of).map_or(0, |it| it.get_days());
        let old = match (date, most_days) {
            (Some(date), Some(most)) if i64::from(days(*date)) > most => Some(format!(
                "too old: {} days, at most {most} are accepted",
                days(*date)
            )),
            _ if days(run) > STALE => Some("more than a year ago".to_owned()),
            _ => None,
        };
        let said: Vec<String> = found
            .iter()
            .take(3)
            .map(|(value, at, _)| format!("{value} ({at})"))
            .collect();
        let mark = old.map_or("confirm by answering again".to_owned(), |old| {
            format!("{old}; answer anew")
        });
        Some(format!(
            "{}; in {} on {run}; {mark}.",
            said.join(", "),
            self.record.path
        ))
    }
}
