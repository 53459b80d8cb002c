//! The first screen of the page: what fails, what to ask for, what a person decides or has decided, each area at a
//! glance, and what the answer rests on.

use std::collections::BTreeMap;

use super::{Control, Dossier, Request};
use crate::fact::{Backing, Strength, Worth};
use crate::finding::{Finding, Outcome};
use crate::printable::one_line;
use crate::report::count;
use crate::run::{DossierResult, Status};

/// Entries of a list on the first screen; the rest is counted.
const FIRST: usize = 5;
/// Units of a bar's width, as in the template's `viewBox`.
const WIDTH: usize = 240;

/// A list of the first screen.
pub(in crate::report::html) struct Short {
    pub(in crate::report::html) title: &'static str,
    pub(in crate::report::html) class: &'static str,
    /// Where the page has it in full.
    pub(in crate::report::html) href: String,
    pub(in crate::report::html) total: usize,
    pub(in crate::report::html) lines: Vec<Link>,
    pub(in crate::report::html) more: usize,
}

/// A line of such a list, and where the page has it in full.
pub(in crate::report::html) struct Link {
    pub(in crate::report::html) href: String,
    pub(in crate::report::html) text: String,
    pub(in crate::report::html) note: String,
}

/// A part of a bar.
pub(in crate::report::html) struct Segment {
    pub(in crate::report::html) class: &'static str,
    pub(in crate::report::html) from: usize,
    pub(in crate::report::html) width: usize,
    pub(in crate::report::html) words: &'static str,
    pub(in crate::report::html) number: usize,
}

/// A bar with its name.
pub(in crate::report::html) struct Bar {
    pub(in crate::report::html) name: String,
    pub(in crate::report::html) segments: Vec<Segment>,
}

/// The lists: each leads to where the page has all of it.
pub(super) fn lists(dossier: &Dossier) -> Vec<Short> {
    let id = &dossier.id;
    let control = |it: &Control| Link {
        href: it.anchor.clone(),
        text: it.title.clone(),
        note: it.severity.to_owned(),
    };
    let fails = dossier.fails.iter().map(control).collect();
    let asked = |request: &Request| -> Vec<Link> {
        let link = |label: &String| Link {
            href: format!("{id}-missing"),
            text: label.clone(),
            note: request.home.clone(),
        };
        request.items.iter().map(|it| link(&it.label)).collect()
    };
    let mut missing: Vec<Link> = dossier
        .nameless
        .iter()
        .filter_map(|it| it.controls.first())
        .map(control)
        .collect();
    missing.extend(dossier.requests.iter().flat_map(asked));
    let mut decide: Vec<Link> = dossier.errors.iter().map(control).collect();
    for bundle in &dossier.looks {
        let number = bundle.controls.len();
        let first = bundle.controls.first();
        decide.push(Link {
            href: format!("{id}-looks"),
            text: bundle.title.clone(),
            note: match first {
                Some(only) if number == 1 => only.severity.to_owned(),
                _ => count(number, "finding", "findings"),
            },
        });
    }
    let here = |text: String, note: &str| Link {
        href: format!("{id}-decide"),
        text,
        note: note.to_owned(),
    };
    let contradictions = dossier.contradictions.iter();
    decide.extend(contradictions.map(|it| here(it.about.clone(), "contradiction")));
    let damaged = dossier.damaged.iter();
    decide.extend(damaged.map(|it| here(it.name.clone(), "not read whole")));
    let decided = dossier.aside.iter().map(|it| Link {
        href: it.anchor.clone(),
        text: it.title.clone(),
        // What and until when; the rest of the sentence stands below.
        note: it
            .decided
            .split(", decided ")
            .next()
            .and_then(|it| it.split(':').next())
            .unwrap_or_default()
            .to_lowercase(),
    });
    let looks_first = dossier.errors.is_empty() && !dossier.looks.is_empty();
    [
        ("What fails", "bad", "fails", fails),
        ("What to ask for", "open", "missing", missing),
        (
            "What a person decides",
            "look",
            if looks_first { "looks" } else { "decide" },
            decide,
        ),
        ("What was decided", "none", "aside", decided.collect()),
    ]
    .into_iter()
    .filter(|(_, _, _, lines)| !lines.is_empty())
    .map(|(title, class, section, mut lines)| {
        let total = lines.len();
        lines.truncate(FIRST);
        Short {
            title,
            class,
            href: format!("{id}-{section}"),
            total,
            more: total - lines.len(),
            lines,
        }
    })
    .collect()
}

/// Outcomes as the bars show them, worst first.
const SHOWN: [(&str, &str); 6] = [
    ("bad", "fails"),
    ("error", "could not be checked"),
    ("open", "evidence missing"),
    ("look", "for a person"),
    ("good", "holds"),
    ("none", "does not apply"),
];

fn shown(finding: &Finding) -> usize {
    match finding.outcome {
        Outcome::Fail => 0,
        Outcome::Error => 1,
        Outcome::Insufficient if finding.needs_review() => 3,
        Outcome::Insufficient => 2,
        Outcome::Pass => 4,
        Outcome::NotApplicable => 5,
    }
}

/// The findings of each area.
pub(super) fn areas(dossier: &DossierResult) -> Vec<Bar> {
    let mut areas: BTreeMap<String, [usize; 6]> = BTreeMap::new();
    for finding in &dossier.findings {
        let numbers = areas.entry(one_line(&finding.area)).or_default();
        if let Some(number) = numbers.get_mut(shown(finding)) {
            *number += 1;
        }
    }
    let most = areas.values().map(|it| it.iter().sum()).max();
    areas
        .into_iter()
        .map(|(name, numbers)| {
            let name = if name.is_empty() {
                "general".to_owned()
            } else {
                name
            };
            let parts = SHOWN.iter().zip(numbers);
            let parts = parts.map(|((class, words), number)| (*class, *words, number));
            bar(name, most.unwrap_or(0), parts)
        })
        .collect()
}

/// What the evidence behind what holds is worth, who stands behind it, and how much of the dossier
/// was read. A finding counts as its weakest piece of evidence.
pub(super) fn rests_on(dossier: &DossierResult) -> Vec<Bar> {
    let holds = dossier
        .findings
        .iter()
        .filter(|it| it.outcome == Outcome::Pass);
    let worths: Vec<Worth> = holds
        .filter_map(|finding| {
            let strength = finding.evidence.iter().map(|it| it.worth.strength).min()?;
            let backing = finding.evidence.iter().map(|it| it.worth.backing).min()?;
            Some(Worth { strength, backing })
        })
        .collect();
    let of = |wanted: &dyn Fn(&Worth) -> bool| worths.iter().filter(|it| wanted(it)).count();
    let strength = |strength| of(&|it: &Worth| it.strength == strength);
    let backing = |backing| of(&|it: &Worth| it.backing == backing);
    let read = |status| {
        let documents = dossier.documents.iter();
        documents.filter(|it| it.status == status).count()
    };
    let mut bars = Vec::new();
    let mut put = |name: &str, parts: &[(&'static str, &'static str, usize)]| {
        let total = parts.iter().map(|(_, _, number)| number).sum();
        if total > 0 {
            bars.push(bar(name.to_owned(), total, parts.iter().copied()));
        }
    };
    put(
        "Worth of what holds",
        &[
            ("good", "recomputed here", strength(Strength::Recomputed)),
            ("some", "documented", strength(Strength::Documented)),
            ("none", "only stated", strength(Strength::Stated)),
        ],
    );
    put(
        "Who stands behind it",
        &[
            (
                "good",
                "an independent party",
                backing(Backing::Independent),
            ),
            ("some", "the vendor, signed", backing(Backing::Vendor)),
            ("none", "nobody, unsigned", backing(Backing::None)),
        ],
    );
    put(
        "What was read",
        &[
            ("good", "read whole", read(Status::Read)),
            ("some", "read in part", read(Status::Partial)),
            ("bad", "broken", read(Status::Broken)),
            (
                "none",
                "not read",
                dossier.unread.len() + dossier.refused.len(),
            ),
        ],
    );
    bars
}

/// A bar whose full width is `most`; what is there at all is seen.
fn bar(
    name: String,
    most: usize,
    parts: impl Iterator<Item = (&'static str, &'static str, usize)>,
) -> Bar {
    let mut segments = Vec::new();
    let mut sum = 0;
    for (class, label, number) in parts.filter(|(_, _, number)| *number > 0) {
        let at = |n: usize| n * WIDTH / most.max(1);
        let from = at(sum);
        sum += number;
        segments.push(Segment {
            class,
            from,
            width: at(sum).saturating_sub(from),
            words: label,
            number,
        });
    }
    Bar { name, segments }
}
