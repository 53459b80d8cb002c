//! The packs that the program carries: every case of every control, their ids, and what they ask.

use std::collections::BTreeMap;

use passmuster::authoring::run_cases;
use passmuster::policy::citation::Entry;
use passmuster::policy::clause::Formula;
use passmuster::policy::{self, Control};

use crate::common::repository;

#[test]
fn every_case_of_every_built_in_pack_holds() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for name in policy::built_in_packs() {
        let pack = policy::load(name).unwrap_or_else(|problems| panic!("{problems}"));
        for result in run_cases(&pack) {
            count += 1;
            if !result.holds() {
                wrong.push(format!(
                    "{} \"{}\": expected {}, came to {:?}: {}",
                    result.control, result.name, result.expected, result.actual, result.explanation
                ));
            }
        }
    }
    assert!(count > 0, "no case ran");
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Ids are an interface: decisions, gates and other people's packs name them for years. Where one
/// is added on purpose, `UPDATE=1 cargo test` writes the list; one that is there is never renamed.
#[test]
fn control_ids_are_those_of_the_list() {
    let mut ids: Vec<String> = passmuster::finding::BUILT_IN
        .iter()
        .map(ToString::to_string)
        .collect();
    for name in policy::built_in_packs() {
        let pack = policy::load(name).unwrap();
        ids.extend(
            pack.controls
                .iter()
                .map(|control| format!("{name} {}", control.id)),
        );
    }
    ids.sort();
    let text = ids.join("\n") + "\n";
    let list = repository("tests/it/control-ids.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&list, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&list).unwrap_or_default(),
        text,
        "see tests/it/control-ids.txt"
    );
}

/// Whether a control only asks that something is there: no value that is stated makes it fail.
fn presence(control: &Control) -> bool {
    let compiled = &control.compiled;
    let can_fail = match &compiled.satisfies {
        Some(formula) => formula.can_be(false, &compiled.atoms),
        None => compiled.applies.can_be(true, &compiled.atoms),
    };
    !can_fail || compiled.applies == Formula::Constant(false)
}

/// How many controls each pack has at least.
const AT_LEAST: &[(&str, usize)] = &[("baseline", 24), ("finance", 8), ("healthcare", 8)];

#[test]
fn packs_ask_for_more_than_presence() {
    let names: Vec<&str> = AT_LEAST.iter().map(|(name, _)| *name).collect();
    assert_eq!(policy::built_in_packs(), names);
    for (name, least) in AT_LEAST {
        let pack = policy::load(name).unwrap();
        let presence: Vec<&str> = pack
            .controls
            .iter()
            .filter(|it| presence(it))
            .map(|it| it.id.as_str())
            .collect();
        assert!(
            pack.controls.len() >= *least,
            "{name}: {}",
            pack.controls.len()
        );
        assert!(
            presence.len() * 3 <= pack.controls.len(),
            "{name}: {} of {} controls are pure presence: {presence:?}",
            presence.len(),
            pack.controls.len()
        );
        for control in &pack.controls {
            let file = format!("controls/{}.cedar", control.id);
            assert_eq!(
                control.file, file,
                "a control stands in a file of its own name"
            );
            assert!(!control.cites.is_empty(), "{} cites nothing", control.id);
            assert!(control.why.len() > 30, "{} has hardly a reason", control.id);
        }
    }
}

/// Packs are used together, so what they share must be the same: an id has one control, and a
/// citation one entry.
#[test]
fn packs_agree_with_each_other() {
    let mut controls = BTreeMap::new();
    let mut citations: BTreeMap<String, (&str, Entry)> = BTreeMap::new();
    for name in policy::built_in_packs() {
        let pack = policy::load(name).unwrap();
        for control in &pack.controls {
            let other = controls.insert(control.id.clone(), name);
            assert_eq!(other, None, "{} is also in {name}", control.id);
        }
        for id in pack.register.ids() {
            let entry = pack.register.get(id).unwrap().clone();
            assert!(
                pack.controls
                    .iter()
                    .any(|control| control.cites.iter().any(|it| it == id)),
                "{name}: nothing cites {id}"
            );
            assert!(!entry.events.is_empty(), "{name}: {id} has no date");
            if let Some((other, there)) = citations.insert(id.to_owned(), (name, entry.clone())) {
                assert_eq!(there, entry, "{id} in {other} and in {name}");
            }
        }
    }
}
