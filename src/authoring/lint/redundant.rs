//! Controls that another one makes redundant: wherever the other is satisfied, so are they. Two
//! controls at a time are held against each other, over all values on which their conditions turn.

use std::collections::{BTreeMap, BTreeSet};

use super::Linted;
use super::rules::here;
use crate::authoring::space::Space;
use crate::evaluate::outcome_of;
use crate::fact::EntityKind;
use crate::finding::{Enforcement, Outcome, Truth};
use crate::policy::{Basis, Control, Inspected, Pack, WhenNone};

pub(super) fn all(pack: &Pack, inspected: &Inspected, linted: &mut Linted) {
    let mut groups: BTreeMap<(EntityKind, EntityKind, Option<&str>), Vec<&Control>> =
        BTreeMap::new();
    for control in &pack.controls {
        let compiled = &control.compiled;
        groups
            .entry((
                compiled.principal,
                compiled.resource,
                control.check.as_deref(),
            ))
            .or_default()
            .push(control);
    }
    let mut unseen = 0;
    let mut redundant: BTreeMap<&str, &Control> = BTreeMap::new();
    for controls in groups.values() {
        let names: Vec<BTreeSet<&str>> = controls.iter().map(|control| names(control)).collect();
        for (number, first) in controls.iter().enumerate() {
            for (second, other) in controls.iter().zip(&names).skip(number + 1) {
                let shared = names.get(number).is_some_and(|own| !own.is_disjoint(other));
                let (forward, back) = (covers(first, second), covers(second, first));
                if !shared || first.id == second.id || !(forward || back) {
                    continue;
                }
                let Some((first_implies, second_implies)) = implied(first, second) else {
                    unseen += 1;
                    continue;
                };
                if forward && first_implies {
                    redundant.entry(&second.id).or_insert(first);
                } else if back && second_implies {
                    redundant.entry(&first.id).or_insert(second);
                }
            }
        }
    }
    for control in &pack.controls {
        if let Some(other) = redundant.get(control.id.as_str()) {
            let problem = here(
                inspected,
                control,
                "forbid",
                format!(
                    "`{}` adds nothing to `{}`: wherever that is satisfied, so is this",
                    control.id, other.id
                ),
            );
            linted.found.push(
                problem
                    .help(format!(
                        "leave one of the two out, or make this stricter than `{}`",
                        other.id
                    ))
                    .lint("PL-REDUNDANT"),
            );
        }
    }
    if unseen > 0 {
        linted.notes.push(format!(
            "{unseen} pairs of controls have too many combinations of values to be held against each other for redundancy."
        ));
    }
}

fn names(control: &Control) -> BTreeSet<&str> {
    control
        .compiled
        .atoms
        .iter()
        .flat_map(|atom| &atom.reads)
        .filter(|read| read.key.is_some())
        .map(|read| read.name.as_str())
        .collect()
}

/// Whether the first is asked wherever the second is, and weighs no less.
fn covers(first: &Control, second: &Control) -> bool {
    let (a, b) = (&first.compiled, &second.compiled);
    let actions = a.actions.is_empty()
        || (!b.actions.is_empty() && b.actions.iter().all(|it| a.actions.contains(it)));
    actions
        && (first.enforcement == Enforcement::Mandatory
            || second.enforcement == Enforcement::Advisory)
        && first.severity >= second.severity
        && first.minimum.reaches(second.minimum)
        && (!first.waivable || second.waivable)
        && first
            .effective
            .is_none_or(|date| second.effective.is_some_and(|it| date <= it))
        && first.basis == Basis::Coalition
        && (first.when_none == WhenNone::Insufficient
            || second.when_none == WhenNone::NotApplicable)
}

/// Whether the second is never worse than the first, and the other way round; none: not known.
fn implied(first: &Control, second: &Control) -> Option<(bool, bool)> {
    let controls = [&first.compiled, &second.compiled];
    let space = Space::new(&controls);
    let (mut forward, mut back) = (true, true);
    let mut differs = false;
    let seen = space.visit(&mut |truths| {
        let of = |number: usize, control: &Control| {
            let compiled = &control.compiled;
            outcome_of(
                space.evaluate(number, &compiled.applies, truths),
                compiled
                    .satisfies
                    .as_ref()
                    .map_or(Truth::False, |it| space.evaluate(number, it, truths)),
                compiled.satisfies.is_none(),
            )
        };
        let (a, b) = (bad(of(0, first)), bad(of(1, second)));
        forward &= b <= a;
        back &= a <= b;
        differs |= a > 0 || b > 0;
        forward || back
    });
    // Where neither can be anything but satisfied, neither says anything of the other.
    seen.then_some((forward && differs, back && differs))
}

fn bad(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => 0,
        Outcome::Insufficient => 1,
        Outcome::Fail => 2,
        Outcome::Error => 3,
    }
}
