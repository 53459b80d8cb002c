//! What the tests of formats share: a document against the facts that a person read in it.

#![allow(clippy::panic, reason = "a test that fails may panic")]

use super::{Detected, detect};
use crate::fact::Reading;
use crate::limits::Limits;
use crate::source::SourceFile;

/// The reading of a document, which must be claimed by this format.
#[track_caller]
pub(super) fn read(format: &str, name: &str, text: &str) -> Reading {
    let file = SourceFile::new(name, text.as_bytes().to_vec());
    match detect(&file, &Limits::default()) {
        Detected::Read(found, _, reading) => {
            assert_eq!(found.name(), format, "{name}");
            reading
        }
        Detected::Broken(_, _, error) => panic!("{name} is broken: {error}"),
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => {
            panic!("{name} is not claimed: {reason}")
        }
    }
}

/// Every fact of a document, as `entity attribute = value pointer`, in the order of reading.
pub(super) fn facts(reading: &Reading) -> Vec<String> {
    let facts = reading.facts.iter();
    facts
        .map(|fact| {
            let kind = reading.kind_of(fact.entity);
            let kind = kind.map_or("-", |kind| kind.name());
            format!("{kind} {} = {} {}", fact.key, fact.value, fact.pointer)
        })
        .collect()
}

/// Compares all facts with those that a person read, in any order.
#[track_caller]
pub(super) fn are(reading: &Reading, expected: &[&str]) {
    let mut found = facts(reading);
    found.sort();
    let mut expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// Documents that no format claims.
#[track_caller]
pub(super) fn unclaimed(documents: &[(&str, &str)]) {
    for (name, text) in documents {
        let file = SourceFile::new(*name, text.as_bytes().to_vec());
        match detect(&file, &Limits::default()) {
            Detected::Unclaimed(_) | Detected::Exceeded(_) => {}
            Detected::Read(format, ..) | Detected::Broken(format, ..) => {
                panic!("{name} is claimed as {}", format.name())
            }
        }
    }
}

/// A broken document that is still known for what it was meant to be.
#[track_caller]
pub(super) fn broken(format: &str, name: &str, text: &str) {
    let file = SourceFile::new(name, text.as_bytes().to_vec());
    match detect(&file, &Limits::default()) {
        Detected::Broken(found, ..) => assert_eq!(found.name(), format, "{name}"),
        _ => panic!("{name} is not broken"),
    }
}
