//! What a check reports.

use std::ops::Deref;

use crate::dossier::{ReadError, Receipt};
use crate::places::Places;
use crate::text::clip;

/// What a check came to. Closed: there are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It holds, and what was cited shows it.
    Pass,
    /// It does not hold.
    Fail,
    /// What the check needs is not there.
    Insufficient,
    /// There is nothing of what the check is about.
    NotApplicable,
    /// A person must look; a policy never takes it for a pass.
    NeedsReview,
}

/// How grave it is, if it did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Small.
    Low,
    /// In between.
    Medium,
    /// Large.
    High,
    /// Largest.
    Critical,
}

/// A reading that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The entry in the host's log.
    pub receipt: Receipt,
    /// What it shows, in a few words.
    pub note: Option<String>,
}

/// Bytes of a text that a finding keeps of what it is given; the host refuses above 4,096.
const TEXT: usize = 3_000;
/// Citations that a finding keeps; the host refuses above 1,000.
const CITATIONS: usize = 300;

/// What a finding says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whom it is about; `None`: the subject.
    pub entity: Option<String>,
    /// What it came to.
    pub outcome: Outcome,
    /// How grave it is.
    pub severity: Severity,
    /// One or two sentences with the values.
    pub message: String,
    /// What would put it right.
    pub remediation: Option<String>,
    /// What it rests on.
    pub evidence: Vec<Citation>,
    /// Named values; names do not repeat.
    pub attributes: Vec<(String, String)>,
}

/// A finding, made in steps: `Finding::new(..).cite(..).attribute(..)`. It reads like a [`Report`].
///
/// A pointer: each step hands it on, and in WebAssembly a structure would be copied each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(Box<Report>);

impl Deref for Finding {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

impl Finding {
    /// A finding about the subject. Texts that are longer than the host takes are cut, here and
    /// below.
    #[inline(never)]
    pub fn new(outcome: Outcome, severity: Severity, message: &str) -> Self {
        Self(Box::new(Report {
            entity: None,
            outcome,
            severity,
            message: clip(message, TEXT),
            remediation: None,
            evidence: Vec::new(),
            attributes: Vec::new(),
        }))
    }

    /// What would put it right.
    #[must_use]
    #[inline(never)]
    pub fn remediation(mut self, text: &str) -> Self {
        self.0.remediation = Some(clip(text, TEXT));
        self
    }

    /// About another entity than the subject.
    #[must_use]
    pub fn about(mut self, entity: &str) -> Self {
        self.0.entity = Some(entity.to_owned());
        self
    }

    /// Rests on a reading, once; `note` says what it shows, or is empty. Beyond 300 citations no
    /// more are taken.
    #[must_use]
    #[inline(never)]
    pub fn cite(mut self, receipt: Receipt, note: &str) -> Self {
        let evidence = &mut self.0.evidence;
        let known = evidence.iter().any(|it| it.receipt == receipt);
        if !known && evidence.len() < CITATIONS {
            evidence.push(Citation {
                receipt,
                note: (!note.is_empty()).then(|| clip(note, TEXT)),
            });
        }
        self
    }

    /// Rests on several readings.
    #[must_use]
    pub fn cite_all(self, receipts: impl IntoIterator<Item = Receipt>) -> Self {
        receipts
            .into_iter()
            .fold(self, |finding, receipt| finding.cite(receipt, ""))
    }

    /// A named value, which policies see as a tag. The last value of a name stands.
    #[must_use]
    #[inline(never)]
    pub fn attribute(mut self, name: &str, value: &str) -> Self {
        let value = clip(value, TEXT);
        let attributes = &mut self.0.attributes;
        match attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => attributes.push((name.to_owned(), value)),
        }
        self
    }

    /// The finding's name among those of its check, the same in every run.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.attribute("key", key.trim())
    }

    /// The value of an attribute.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What it says, for the host.
    pub fn into_report(self) -> Report {
        *self.0
    }
}

/// Makes keys distinct: the second of the same key has `~2` behind it, and so on. The host refuses
/// a key that repeats, and documents may repeat whatever keys are made of.
pub fn distinct_keys(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = Places::new();
    for finding in &mut findings {
        for (name, value) in &mut finding.0.attributes {
            if name != "key" || seen.place(value).1 {
                continue;
            }
            let mut number = 2u32;
            let free = loop {
                let next = format!("{value}~{number}");
                if seen.place(&next).1 {
                    break next;
                }
                number = number.saturating_add(1);
            };
            *value = free;
        }
    }
    findings
}

/// Why a check could not be made at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckError {
    /// A kebab-case word for programs.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

impl CheckError {
    /// An error with a code and a sentence.
    pub fn new(code: &str, message: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: clip(message, TEXT),
        }
    }

    /// The plugin has no check of this name.
    pub fn unknown_check(check: &str) -> Self {
        Self::new(
            "unknown-check",
            &format!("There is no check `{}`.", clip(check, 100)),
        )
    }

    /// Something of the dossier cannot be read.
    pub fn read(what: &str, error: ReadError) -> Self {
        Self::new(
            "read",
            &format!("{} cannot be read: {}.", clip(what, 300), error.reason()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_repeat_are_told_apart() {
        let finding = |key: &str| Finding::new(Outcome::Pass, Severity::Info, "x").key(key);
        let findings = vec![
            finding("a"),
            finding("a~2"),
            finding("a"),
            finding("a"),
            finding("b"),
        ];
        let keys: Vec<String> = distinct_keys(findings)
            .iter()
            .filter_map(|it| it.value("key").map(str::to_owned))
            .collect();
        assert_eq!(keys, ["a", "a~2", "a~3", "a~4", "b"]);
    }

    #[test]
    fn what_the_host_refuses_is_never_made() {
        let long = "é".repeat(10_000);
        let mut finding = Finding::new(Outcome::Fail, Severity::High, &long)
            .remediation(&long)
            .attribute("a", "1")
            .attribute("a", &long);
        for number in 0..5_000 {
            finding = finding
                .cite(Receipt(number), &long)
                .cite(Receipt(number), "again");
        }
        assert!(finding.message.len() <= 4_096);
        assert!(
            finding
                .remediation
                .as_ref()
                .is_some_and(|text| text.len() <= 4_096)
        );
        assert_eq!(finding.attributes.len(), 1);
        assert!(finding.evidence.len() <= 1_000);
    }
}
