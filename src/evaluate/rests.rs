//! What a finding rests on, as texts whose digest a decision keeps: the values and what they are
//! worth, never where they stand.

use std::collections::BTreeSet;

use super::judge::Seen;
use crate::check::{CheckFinding, CheckRun};
use crate::fact::{Key, Value, Worth, vocabulary};
use crate::finding::{Finding, evidence_digest};
use crate::policy::Control;

/// Sets the digest of a finding that is otherwise complete.
pub(super) fn seal(finding: &mut Finding, texts: &BTreeSet<String>) {
    finding.evidence_sha256 = evidence_digest(finding.outcome, finding.reported, texts);
}

fn worth(worth: Worth) -> String {
    format!("{} {}", worth.strength.name(), worth.backing.name())
}

/// Everything that is known of the keys that a control reads, be they shown or not. Of an age the
/// date counts: an age is another one every day.
pub(super) fn read(control: &Control, seen: &Seen<'_>) -> BTreeSet<String> {
    let keys = control
        .compiled
        .atoms
        .iter()
        .flat_map(|atom| &atom.reads)
        .filter_map(|read| read.key.as_ref());
    keys.flat_map(|key| {
        let computed = matches!(key, Key::Attribute(name)
            if vocabulary::attribute(name).is_some_and(|it| it.derived.is_some()));
        let facts = seen.get(key).into_iter().flatten();
        facts.map(move |fact| {
            let value = match (&fact.value, computed) {
                (Value::Count(_), true) => fact.text.clone(),
                (value, _) => value.to_string(),
            };
            format!("value\0{key}\0{value}\0{}", worth(fact.worth))
        })
    })
    .collect()
}

/// What a check reported, and the values that it cites.
pub(super) fn reported(run: &CheckRun, found: &CheckFinding) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> = run
        .cited(found)
        .map(|(read, _)| {
            let value = read.value_sha256.as_deref().unwrap_or("none");
            let (document, pointer) = (&read.origin.document, &read.origin.pointer);
            format!(
                "read\0{document}\0{pointer}\0{value}\0{}",
                worth(read.worth)
            )
        })
        .collect();
    texts.insert(format!("message\0{}", found.message));
    for (name, value) in &found.attributes {
        texts.insert(format!("attribute\0{name}\0{value}"));
    }
    texts
}

/// What a control of the program itself rests on: values by name, or else whole documents.
pub(super) fn built_in(finding: &Finding) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut named = false;
    for it in &finding.evidence {
        let document = &it.origin.document;
        texts.insert(match &it.key {
            Some(key) => {
                named = true;
                let (value, worth) = (&it.value, worth(it.worth));
                format!("value\0{key}\0{value}\0{document}\0{worth}")
            }
            None => format!("document\0{document}\0{}\0{}", it.origin.sha256, it.value),
        });
    }
    // The message of a contradiction has lines in it.
    if !named {
        texts.insert(format!("message\0{}", finding.message));
    }
    texts
}
