//! What a pack that loads can still get wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{GRADE, claim, grade};
use crate::authoring::space::Space;
use crate::evaluate::outcome_of;
use crate::fact::{EntityId, Key, Value, vocabulary};
use crate::finding::{Enforcement, Outcome, Truth};
use crate::policy::cedar::{Scope, Values, View, ViewValue};
use crate::policy::clause::Formula;
use crate::policy::{Control, Inspected, Pack};
use crate::problem::Problem;
use crate::source::{SourceFile, Span};

/// At most one of this many controls may only ask whether something is there.
const PRESENCE: usize = 3;

pub(super) fn all(pack: &Pack, inspected: &Inspected, found: &mut Vec<Problem>) {
    for control in &pack.controls {
        clauses(inspected, control, found);
        needs_review(inspected, control, found);
        texts(inspected, control, found);
        dates(pack, inspected, control, found);
    }
    presence(pack, inspected, found);
    idle_checks(pack, inspected, found);
    register(pack, inspected, found);
}

/// A problem of a control, at the first place in its text where `needle` stands.
pub(super) fn here(
    inspected: &Inspected,
    control: &Control,
    needle: &str,
    message: String,
) -> Problem {
    let Some(source) = inspected.sources.get(&control.file) else {
        return Problem::file(&control.file, message);
    };
    let start = control.text.find(needle).unwrap_or(0);
    let start = control.span.start + start;
    Problem::at(
        source,
        Span::new(start, start + needle.len().max(1)),
        message,
    )
}

fn clauses(inspected: &Inspected, control: &Control, found: &mut Vec<Problem>) {
    let compiled = &control.compiled;
    let space = Space::new(&[compiled]);
    let mut when = BTreeSet::new();
    let mut unless = BTreeSet::new();
    let tried = space.visit(&mut |truths| {
        when.insert(space.evaluate(0, &compiled.applies, truths));
        if let Some(satisfies) = &compiled.satisfies {
            unless.insert(space.evaluate(0, satisfies, truths));
        }
        true
    });
    // Of what cannot be tried out, the form alone is judged, as loading does.
    if !tried {
        return;
    }
    let id = &control.id;
    let mut add = |needle: &str, lint: &'static str, message: String, help: &str| {
        found.push(
            here(inspected, control, needle, message)
                .help(help)
                .lint(lint),
        );
    };
    if !when.contains(&Truth::True) {
        add(
            "when",
            "PL-WHEN-NEVER",
            format!("`{id}`: `when` can never be known to hold, so this control never fails"),
            "absence is unknown, and no value is two things at once: narrow by a value that can be stated, or by what the reviewer says",
        );
    }
    if compiled.applies != Formula::Constant(true) && !when.contains(&Truth::False) {
        add(
            "when",
            "PL-WHEN-ALWAYS",
            format!("`{id}`: `when` can never be known not to hold, so it exempts nobody"),
            "leave it out, or narrow by a value: `when { !(resource has x && resource.x == …) }`",
        );
    }
    if compiled.satisfies.is_none() {
        return;
    }
    if !unless.contains(&Truth::True) {
        add(
            "unless",
            "PL-NEVER-PASS",
            format!("`{id}`: no value satisfies all of `unless`"),
            "its conditions exclude each other: correct the bounds, or write `||`",
        );
    } else if !unless.contains(&Truth::False) && control.can_fail() {
        add(
            "unless",
            "PL-NEVER-FAIL",
            format!("`{id}`: whatever is stated satisfies `unless`, so this control never fails"),
            "ask for less of the values, or say that it only asks for presence: `resource has x`",
        );
    }
}

/// Controls that a check's "somebody has to look" satisfies, or exempts from.
fn needs_review(inspected: &Inspected, control: &Control, found: &mut Vec<Problem>) {
    let reads = |name: &str| {
        let mut reads = control.compiled.atoms.iter().flat_map(|atom| &atom.reads);
        reads.any(|read| read.name == name && read.attribute.is_some())
    };
    if control.check.is_none() || !reads("reported") {
        return;
    }
    let Some(reported) = vocabulary::attribute("reported") else {
        return;
    };
    let key = Key::Attribute(reported.name);
    let compiled = &control.compiled;
    let lets_pass = |word: &str| -> Option<bool> {
        let value = Value::Text(word.to_owned());
        let values = Values::from([(&key, ViewValue::One(&value))]);
        let scope = Scope {
            as_of: "2026-11-01".to_owned(),
            risk_tier: crate::STRICTEST_TIER.to_owned(),
            ..Scope::default()
        };
        let view = View::new(
            &EntityId::new(compiled.principal, "subject"),
            compiled
                .actions
                .first()
                .map_or(crate::DEFAULT_ACTION, String::as_str),
            &EntityId::new(compiled.resource, "finding"),
            &scope,
            &values,
        )
        .ok()?;
        let truths = view.truths(compiled);
        let of = |atom: usize| truths.get(atom).copied().unwrap_or(Truth::Unknown);
        let outcome = outcome_of(
            compiled.applies.evaluate(&of),
            compiled
                .satisfies
                .as_ref()
                .map_or(Truth::False, |it| it.evaluate(&of)),
            compiled.satisfies.is_none(),
        );
        Some(matches!(outcome, Outcome::Pass | Outcome::NotApplicable))
    };
    // What also lets a `fail` pass is not about the word.
    if lets_pass("fail") != Some(false) {
        return;
    }
    for word in ["needs-review", "insufficient"] {
        if lets_pass(word) == Some(true) {
            found.push(
                here(
                    inspected,
                    control,
                    "resource.reported",
                    format!("`{}` lets pass what the check reports as `{word}`", control.id),
                )
                .help("ask for the outcome, which is there only where the check, or a person after it, could tell: `resource has outcome && resource.outcome == \"pass\"`")
                .lint("PL-NEEDS-REVIEW"),
            );
        }
    }
}

fn texts(inspected: &Inspected, control: &Control, found: &mut Vec<Problem>) {
    for (name, text) in [
        ("title", &control.title),
        ("remediation", &control.remediation),
    ] {
        let place = format!("@{name}(");
        if let Some(claim) = claim(text) {
            found.push(
                here(
                    inspected,
                    control,
                    &place,
                    format!("`{}`: the {name} says \"{claim}\", which no control can show", control.id),
                )
                .help("say what is there: \"A report by a third party was read\" instead of \"The vendor is compliant\"")
                .lint("PL-CLAIM"),
            );
        }
        if let Some(grade) = grade(text).filter(|grade| *grade > GRADE) {
            found.push(
                here(
                    inspected,
                    control,
                    &place,
                    format!(
                        "`{}`: the {name} asks for {grade:.0} years of school (Flesch-Kincaid grade; at most {GRADE:.0})",
                        control.id
                    ),
                )
                .help("shorter sentences, and shorter words: it is read by people who buy")
                .lint("PL-GRADE"),
            );
        }
    }
}

fn version(text: &str) -> Option<Vec<u64>> {
    let parts: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
    parts.filter(|parts| parts.len() == 3)
}

fn dates(pack: &Pack, inspected: &Inspected, control: &Control, found: &mut Vec<Problem>) {
    let id = &control.id;
    let mut add = |needle: &str, lint: &'static str, message: String, help: &str| {
        found.push(
            here(inspected, control, needle, message)
                .help(help)
                .lint(lint),
        );
    };
    if let Some(date) = control.effective {
        let edition = crate::fact::parse_date(&format!("{}-01", pack.edition));
        if control.enforcement == Enforcement::Advisory {
            add(
                "@effective",
                "PL-EFFECTIVE",
                format!("`{id}` is advisory, and `@effective` says from when it is mandatory"),
                "make it mandatory, or leave the date out",
            );
        } else if edition.is_some_and(|edition| date < edition) {
            add(
                "@effective",
                "PL-EFFECTIVE",
                format!(
                    "`{id}`: {date} was past when the edition {} was made",
                    pack.edition
                ),
                "leave the date out: without it the control is mandatory",
            );
        }
    }
    match (version(&control.since), version(&pack.version)) {
        (None, _) if !control.since.is_empty() => add(
            "@since",
            "PL-SINCE",
            format!("`{id}`: `@since(\"{}\")` is not a version", control.since),
            "write the version of the pack that brought it: `0.1.0`",
        ),
        (Some(since), Some(now)) if since > now => add(
            "@since",
            "PL-SINCE",
            format!(
                "`{id}` is there since {}, but the pack is {}",
                control.since, pack.version
            ),
            "raise `version` in pack.toml, or correct `@since`",
        ),
        _ => {}
    }
}

/// A problem of a file of the pack, at the first place where `needle` stands.
fn in_file(inspected: &Inspected, file: &str, needle: &str, message: String) -> Problem {
    let source: Option<&SourceFile> = inspected.sources.get(file);
    let place = source.and_then(|source| {
        let start = source.text().ok()?.find(needle)? + source.bom();
        Some(Problem::at(
            source,
            Span::new(start, start + needle.len()),
            message.clone(),
        ))
    });
    place.unwrap_or_else(|| Problem::file(file, message))
}

fn presence(pack: &Pack, inspected: &Inspected, found: &mut Vec<Problem>) {
    let ids: Vec<&str> = pack
        .controls
        .iter()
        .filter(|control| !control.can_fail())
        .map(|control| control.id.as_str())
        .collect();
    if ids.len() * PRESENCE > pack.controls.len() {
        found.push(
            in_file(
                inspected,
                "pack.toml",
                "id",
                format!(
                    "{} of {} controls only ask whether something is there: {}",
                    ids.len(),
                    pack.controls.len(),
                    ids.join(", ")
                ),
            )
            .help("at most a third should: ask for a value that can also be wrong")
            .lint("PL-PRESENCE"),
        );
    }
}

fn idle_checks(pack: &Pack, inspected: &Inspected, found: &mut Vec<Problem>) {
    let weighed: BTreeSet<&str> = pack
        .controls
        .iter()
        .filter_map(|control| control.check.as_deref())
        .collect();
    for (id, pinned) in &pack.plugins {
        for check in &pinned.plugin.manifest.checks {
            let name = format!("{id}/{}", check.id);
            if !weighed.contains(name.as_str()) {
                found.push(
                    in_file(
                        inspected,
                        "pack.toml",
                        &format!("id = \"{id}\""),
                        format!("no control weighs the check `{name}`, so it never runs"),
                    )
                    .help(format!(
                        "write a control with `@check(\"{name}\")` and `resource is Finding`"
                    ))
                    .lint("PL-CHECK-IDLE"),
                );
            }
        }
    }
}

fn register(pack: &Pack, inspected: &Inspected, found: &mut Vec<Problem>) {
    let mut cited: BTreeMap<&str, usize> = BTreeMap::new();
    for id in pack.controls.iter().flat_map(|control| &control.cites) {
        *cited.entry(id).or_default() += 1;
    }
    for id in pack.register.ids() {
        let at =
            |message: String| in_file(inspected, "citations.toml", &format!("\"{id}\""), message);
        if !cited.contains_key(id) {
            found.push(
                at(format!("nothing cites `{id}`"))
                    .help("cite it in a control, or take it out")
                    .lint("PL-CITE-UNUSED"),
            );
        }
        if pack
            .register
            .get(id)
            .is_some_and(|entry| entry.events.is_empty())
        {
            found.push(
                at(format!("`{id}` has no event, so its status is not known on any date"))
                    .help("add what happened when: `events = [{ date = \"2024-08-01\", status = \"in-force\" }]`")
                    .lint("PL-CITE-UNDATED"),
            );
        }
    }
}
