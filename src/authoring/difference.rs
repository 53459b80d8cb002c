//! What changed from one version of a pack to another, as its readers care: what is asked of them
//! more, less, otherwise, and what only reads differently.

use std::collections::{BTreeMap, BTreeSet};

use super::prove::{self, Standing};
use crate::policy::cedar::prove::Solver;
use crate::policy::{Basis, Control, Pack, WhenNone};

/// How something changed, in the order in which a change note tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Less passes than before.
    Tightened,
    /// More passes than before.
    Loosened,
    /// Something passes that did not, and something does not that did; or it could not be told.
    Changed,
    /// The clauses read differently and ask the same.
    Rewritten,
    /// Other citations, or another record of one.
    Recited,
    /// Title, reason or remedy read differently.
    Reworded,
}

impl Kind {
    /// All, in order.
    pub const ALL: &'static [Self] = &[
        Self::Added,
        Self::Removed,
        Self::Tightened,
        Self::Loosened,
        Self::Changed,
        Self::Rewritten,
        Self::Recited,
        Self::Reworded,
    ];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Tightened => "tightened",
            Self::Loosened => "loosened",
            Self::Changed => "changed",
            Self::Rewritten => "rewritten",
            Self::Recited => "recited",
            Self::Reworded => "reworded",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// The control, or the setting.
    pub what: String,
    /// Its title; of a setting none.
    pub title: String,
    /// What is to be said of it, sentence by sentence.
    pub notes: Vec<String>,
}

/// What changed from `old` to `new`, sorted. Without a solver, clauses that differ are changed and
/// no more is claimed.
pub fn difference(old: &Pack, new: &Pack, solver: &mut Option<Solver>) -> Vec<Change> {
    let mut changes = Vec::new();
    let ids: BTreeSet<&str> = old
        .controls
        .iter()
        .chain(&new.controls)
        .map(|it| it.id.as_str())
        .collect();
    let find = |pack: &'_ Pack, id: &str| pack.controls.iter().position(|it| it.id == id);
    for id in ids {
        let (before, after) = (
            find(old, id).and_then(|at| old.controls.get(at)),
            find(new, id).and_then(|at| new.controls.get(at)),
        );
        match (before, after) {
            (None, Some(control)) => changes.push(Change {
                kind: Kind::Added,
                what: id.to_owned(),
                title: control.title.clone(),
                notes: vec![format!(
                    "{}, {}.",
                    control.enforcement.name(),
                    control.severity.name()
                )],
            }),
            (Some(control), None) => changes.push(removed(control, new)),
            (Some(before), Some(after)) => {
                changes.extend(between((old, before), (new, after), solver));
            }
            (None, None) => {}
        }
    }
    changes.extend(settings(old, new));
    changes.sort();
    changes
}

fn removed(control: &Control, new: &Pack) -> Change {
    let by: Vec<&str> = new
        .controls
        .iter()
        .filter(|it| it.replaces.as_deref() == Some(control.id.as_str()))
        .map(|it| it.id.as_str())
        .collect();
    Change {
        kind: Kind::Removed,
        what: control.id.clone(),
        title: control.title.clone(),
        notes: if by.is_empty() {
            Vec::new()
        } else {
            vec![format!("In its place: {}.", by.join(", "))]
        },
    }
}

fn between(
    (old, before): (&Pack, &Control),
    (new, after): (&Pack, &Control),
    solver: &mut Option<Solver>,
) -> Vec<Change> {
    let change = |kind, notes| Change {
        kind,
        what: after.id.clone(),
        title: after.title.clone(),
        notes,
    };
    let mut changes = Vec::new();
    // Stricter one way, and not the other.
    let ways = (
        prove::held((old, before), (new, after), solver.as_mut()),
        prove::held((new, after), (old, before), solver.as_mut()),
    );
    let (down, up) = (ways.0.standing, ways.1.standing);
    let mut notes = settled(before, after);
    for (judged, words) in [
        (&ways.0, "Passes now and did not before"),
        (&ways.1, "Passed before and does not now"),
    ] {
        let shown = judged
            .counterexample
            .as_ref()
            .filter(|it| it.is_confirmed());
        notes.extend(shown.map(|case| format!("{words}: {}", said(case))));
    }
    let kind = match (down, up) {
        (Standing::Unchanged, Standing::Unchanged) => None,
        (Standing::Less, Standing::Less) => Some(Kind::Changed),
        (Standing::Less, _) => Some(Kind::Loosened),
        (_, Standing::Less) => Some(Kind::Tightened),
        (Standing::Unknown, _) | (_, Standing::Unknown) => {
            let unsure = ways.0.reasons.iter().chain(&ways.1.reasons);
            notes.extend(unsure.cloned());
            notes.dedup();
            Some(Kind::Changed)
        }
        _ => Some(Kind::Rewritten),
    };
    changes.extend(kind.map(|kind| change(kind, notes)));
    let mut words = Vec::new();
    for (what, a, b) in [
        ("title", &before.title, &after.title),
        ("reason", &before.why, &after.why),
        ("remedy", &before.remediation, &after.remediation),
        ("area", &before.area, &after.area),
    ] {
        if a != b {
            words.push(format!("The {what} was: {a}"));
        }
    }
    if !words.is_empty() {
        changes.push(change(Kind::Reworded, words));
    }
    let cites = |control: &Control| control.cites.iter().cloned().collect::<BTreeSet<_>>();
    let (was, is) = (cites(before), cites(after));
    if was != is {
        let list = |set: Vec<&String>| {
            let set: Vec<&str> = set.into_iter().map(String::as_str).collect();
            set.join(", ")
        };
        let mut notes = Vec::new();
        let (more, fewer): (Vec<_>, Vec<_>) =
            (is.difference(&was).collect(), was.difference(&is).collect());
        if !more.is_empty() {
            notes.push(format!("Now cites {}.", list(more)));
        }
        if !fewer.is_empty() {
            notes.push(format!("No longer cites {}.", list(fewer)));
        }
        changes.push(change(Kind::Recited, notes));
    }
    changes
}

/// The settings of a control that are others now, each as it was and as it is.
fn settled(before: &Control, after: &Control) -> Vec<String> {
    let settings = |it: &Control| -> Vec<(&str, String)> {
        let date = it
            .effective
            .map_or("at once".to_owned(), |it| it.to_string());
        let yes = |it: bool| if it { "yes" } else { "no" };
        let actions = it.compiled.actions.join(", ");
        vec![
            ("severity", it.severity.name().to_owned()),
            ("enforcement", it.enforcement.name().to_owned()),
            ("strength asked for", it.minimum.strength.name().to_owned()),
            ("backing asked for", it.minimum.backing.name().to_owned()),
            ("in effect", date),
            ("may be excepted", yes(it.waivable).to_owned()),
            ("rests on law alone", yes(it.basis == Basis::Law).to_owned()),
            (
                "where there is nothing to ask",
                match it.when_none {
                    WhenNone::Insufficient => "insufficient".to_owned(),
                    WhenNone::NotApplicable => "not applicable".to_owned(),
                },
            ),
            ("asked of", it.compiled.principal.to_string()),
            ("about", it.compiled.resource.to_string()),
            (
                "for",
                if actions.is_empty() {
                    "every action".to_owned()
                } else {
                    actions
                },
            ),
            (
                "check",
                it.check.clone().unwrap_or_else(|| "none".to_owned()),
            ),
        ]
    };
    settings(before)
        .into_iter()
        .zip(settings(after))
        .filter(|(was, is)| was != is)
        .map(|((name, was), (_, is))| format!("{name}: {is}, was {was}."))
        .collect()
}

/// A counterexample in one line.
fn said(shown: &prove::Counterexample) -> String {
    let facts: Vec<String> = shown
        .case
        .facts
        .iter()
        .chain(shown.case.each.iter().flatten())
        .map(|(name, values)| format!("{name} = {}", values.join(", ")))
        .collect();
    if facts.is_empty() {
        "a dossier that says nothing of it.".to_owned()
    } else {
        format!("{}.", facts.join("; "))
    }
}

fn settings(old: &Pack, new: &Pack) -> Vec<Change> {
    let mut found: Vec<Change> = prove::settings(old, new)
        .into_iter()
        .map(|judged| Change {
            kind: match judged.standing {
                Standing::Less => Kind::Loosened,
                Standing::AtLeast => Kind::Tightened,
                _ => Kind::Changed,
            },
            what: judged.what,
            title: String::new(),
            notes: judged.reasons,
        })
        .collect();
    let entries = |pack: &Pack| -> BTreeMap<String, String> {
        pack.register
            .ids()
            .filter_map(|id| Some((id.to_owned(), format!("{:?}", pack.register.get(id)?))))
            .collect()
    };
    let (was, is) = (entries(old), entries(new));
    for (id, entry) in &is {
        if was.get(id).is_some_and(|it| it != entry) {
            found.push(Change {
                kind: Kind::Recited,
                what: format!("citation {id}"),
                title: String::new(),
                notes: vec!["Its record in the register is another.".to_owned()],
            });
        }
    }
    found
}
