//! A check of a plugin for people: which component ran, what it found, every place that it read,
//! what it logged. Cleaned for a terminal and a page.

use super::{count, entity_words, place_words};
use crate::check::{CheckRun, Read};
use crate::finding::Reported;
use crate::printable::{one_line, terminal};

/// Most places of one check that are listed on either side; JSON has them all.
pub(super) const PLACES: usize = 200;

pub(super) struct Trace {
    /// Version, digest, pack and runtime.
    pub(super) plugin: String,
    /// How many findings of each word.
    pub(super) findings: String,
    pub(super) fuel: String,
    /// What it read and rests on.
    pub(super) cited: Vec<String>,
    pub(super) more_cited: usize,
    /// What it read and does not rest on.
    pub(super) uncited: Vec<String>,
    pub(super) more_uncited: usize,
    pub(super) log: Vec<String>,
    /// Lines that the host dropped.
    pub(super) dropped: usize,
}

impl Trace {
    pub(super) fn of(run: &CheckRun) -> Self {
        let digest: String = run.sha256.chars().take(12).collect();
        let words: Vec<String> = Reported::ALL
            .iter()
            .map(|word| {
                let findings = run.findings.iter();
                (findings.filter(|it| it.reported == *word).count(), word)
            })
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {}", word.name()))
            .collect();
        let places = |cited: bool| {
            let reads: Vec<&Read> = run.reads.iter().filter(|it| it.cited == cited).collect();
            let lines = reads.iter().take(PLACES).map(|it| read(it)).collect();
            (lines, reads.len().saturating_sub(PLACES))
        };
        let (cited, more_cited) = places(true);
        let (uncited, more_uncited) = places(false);
        Self {
            plugin: format!(
                "version {} (sha256 {}), pack {}, run by {}",
                terminal(&run.version),
                terminal(&digest),
                terminal(&run.pack),
                terminal(run.runtime)
            ),
            findings: format!(
                "{}: {}",
                count(run.findings.len(), "finding", "findings"),
                words.join(", ")
            ),
            fuel: format!("fuel {} of {}", run.fuel, run.fuel_limit),
            cited,
            more_cited,
            uncited,
            more_uncited,
            log: run
                .log
                .iter()
                .map(|(level, line)| format!("{}: {}", level.name(), one_line(line)))
                .collect(),
            dropped: run.log_dropped,
        }
    }
}

pub(super) fn read(read: &Read) -> String {
    let mut text = place_words(&read.origin);
    if !read.origin.pointer.is_empty() {
        text.push_str(&format!(" {}", terminal(&read.origin.pointer)));
    }
    if let Some((entity, attribute)) = &read.fact {
        let entity = terminal(&entity_words(entity));
        text.push_str(&format!(" {} of {entity}", terminal(attribute)));
    }
    if read.value_sha256.is_none() {
        text.push_str(" (nothing there)");
    }
    text.trim_start().to_owned()
}
