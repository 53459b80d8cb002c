//! A judgement in words: the finding with its message, clauses, evidence, what is missing and the
//! smallest change.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{condition, remedies, said, short, ways};
use super::judge::{Asking, Judged, Seen, readings};
use super::missing::missing;
use super::{Prepared, Question, when_none};
use crate::fact::vocabulary::{self, ATTRIBUTES, word_label};
use crate::fact::{EntityId, Fact, Key, Origin, is_single_valued};
use crate::finding::{
    Clause, ClauseRole, Evidence, Finding, Joined, Logic, Missing, Outcome, ReadValue, Truth,
    fingerprint,
};
use crate::policy::Control;
use crate::policy::clause::{Atom, Formula, Read, Test, Var};

/// Values that are shown for one clause.
const VALUES: usize = 12;

/// Whether a control reads a key.
pub(super) fn reads(control: &Control, key: &Key) -> bool {
    control
        .compiled
        .atoms
        .iter()
        .flat_map(|atom| &atom.reads)
        .any(|read| read.key.as_ref() == Some(key))
}

/// `path:line`, `path Sheet!C12`, or the path alone.
pub(super) fn place(origin: &Origin) -> String {
    match (&origin.part, origin.line) {
        (Some(part), _) => format!("{} {part}", origin.document),
        (None, 0) => origin.document.clone(),
        (None, line) => format!("{}:{line}", origin.document),
    }
}

/// The parts of a finding that no judgement changes.
fn base(
    prepared: &Prepared<'_>,
    question: &Question<'_>,
    principal: &EntityId,
    entity: &EntityId,
) -> Finding {
    let control = prepared.control;
    let subject = question.principals.first().unwrap_or(principal);
    // An answer about the dossier is an answer about the principal.
    let entity = if entity.kind == crate::fact::EntityKind::Dossier {
        principal
    } else {
        entity
    };
    Finding {
        control: control.id.clone(),
        title: control.title.clone(),
        area: control.area.clone(),
        why: control.why.clone(),
        severity: control.severity,
        enforcement: prepared.enforcement,
        enforcement_note: prepared.enforcement_note.clone(),
        outcome: Outcome::Error,
        principal: principal.clone(),
        entity: entity.clone(),
        fingerprint: fingerprint(&control.id, subject, entity, &prepared.asked),
        message: String::new(),
        clauses: Vec::new(),
        missing: Vec::new(),
        remedy: Vec::new(),
        remediation: control.remediation.clone(),
        evidence: Vec::new(),
        citations: prepared.citations.clone(),
        reported: None,
        evidence_sha256: String::new(),
        waivable: control.waivable,
        decided: None,
        absorbed: false,
        ways: Vec::new(),
        joined: None,
        minimum: control.minimum,
    }
}

/// The names that the clause to be satisfied reads.
pub(super) fn asked(control: &Control) -> Vec<String> {
    let formula = control
        .compiled
        .satisfies
        .as_ref()
        .unwrap_or(&control.compiled.applies);
    formula
        .atoms()
        .into_iter()
        .filter_map(|index| control.compiled.atoms.get(index))
        .flat_map(|atom| &atom.reads)
        .map(|read| read.name.clone())
        .collect()
}

/// A control that is decided without its clauses.
pub(super) fn unasked(
    prepared: &Prepared<'_>,
    question: &Question<'_>,
    principal: &EntityId,
    outcome: Outcome,
    message: String,
) -> Finding {
    Finding {
        outcome,
        message,
        ..base(prepared, question, principal, principal)
    }
}

/// A quantified control where there is nothing of its resource's kind.
pub(super) fn nothing_there(
    prepared: &Prepared<'_>,
    question: &Question<'_>,
    principal: &EntityId,
) -> Finding {
    let control = prepared.control;
    let kind = control.compiled.resource.name().to_lowercase();
    let outcome = when_none(control);
    let mut finding = unasked(
        prepared,
        question,
        principal,
        outcome,
        format!("No {kind} is documented for {principal}."),
    );
    if outcome == Outcome::Insufficient {
        let unread = Judged::error(control, String::new());
        finding.clauses = clauses(control, &unread, &Seen::new());
        finding.joined = Some(joined(control));
        let home = control
            .compiled
            .atoms
            .iter()
            .flat_map(|atom| &atom.reads)
            .find_map(|read| read.attribute)
            .map_or("dossier", |attribute| attribute.home);
        finding.missing.push(Missing {
            key: Key::Attribute("documents"),
            word: None,
            label: format!("at least one {kind}"),
            home: home.to_owned(),
            note: String::new(),
            alternative: false,
        });
        finding
            .remedy
            .push(format!("Document at least one {kind} in the {home}."));
    }
    finding
}

/// A judged control as a finding.
pub(super) fn finding(
    prepared: &Prepared<'_>,
    asking: &Asking<'_, '_>,
    judged: &Judged<'_>,
) -> Finding {
    let control = prepared.control;
    let Asking {
        question,
        principal,
        resource,
        seen,
    } = asking;
    let mut finding = base(prepared, question, principal, resource);
    finding.outcome = judged.outcome;
    finding.clauses = clauses(control, judged, seen);
    finding.joined = Some(joined(control));
    finding.evidence = evidence(control, judged, seen);
    if matches!(judged.outcome, Outcome::Fail | Outcome::Insufficient) {
        let (remedy, paths) = remedies(control, judged, seen);
        finding.remedy = remedy;
        if finding.remedy.is_empty() {
            finding
                .remedy
                .push("Nothing the vendor can supply satisfies this.".to_owned());
        }
        if judged.outcome == Outcome::Insufficient {
            finding.missing = missing(control, judged, &paths, seen, question);
            finding.ways = ways(control, judged, seen);
        }
    }
    finding.message = message(control, judged, seen, &finding);
    finding
}

fn facts<'a>(seen: &Seen<'a>, read: &Read) -> Vec<&'a Fact> {
    read.key
        .as_ref()
        .and_then(|key| seen.get(key))
        .cloned()
        .unwrap_or_default()
}

fn clauses(control: &Control, judged: &Judged<'_>, seen: &Seen<'_>) -> Vec<Clause> {
    let compiled = &control.compiled;
    let mut clauses = Vec::new();
    let mut add = |role: ClauseRole, formula: &Formula, wanted: bool| {
        let culprits = culprits(formula, wanted, judged);
        let decisive = matches!(judged.outcome, Outcome::Fail | Outcome::Insufficient);
        for index in formula.atoms() {
            let Some(atom) = compiled.atoms.get(index) else {
                continue;
            };
            let mut values: Vec<ReadValue> = Vec::new();
            for read in &atom.reads {
                for fact in facts(seen, read).into_iter().take(VALUES) {
                    let value = ReadValue {
                        key: fact.key.clone(),
                        value: short(&fact.value),
                        origin: fact.origin.clone(),
                        worth: fact.worth,
                        below_minimum: !fact.worth.reaches(control.minimum),
                    };
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
            let culprit = culprits.get(&index).copied();
            clauses.push(Clause {
                role,
                text: atom.text.clone(),
                truth: judged.truth(index),
                wanted: culprit.unwrap_or(judged.truth(index) == Truth::True),
                decisive: decisive && culprit.is_some(),
                values,
            });
        }
    };
    // A prohibition is satisfied where it does not apply; any other control first has to be known
    // to apply or not, which either value would show.
    add(
        ClauseRole::Applies,
        &compiled.applies,
        compiled.satisfies.is_some(),
    );
    if let Some(satisfies) = &compiled.satisfies {
        add(ClauseRole::Satisfies, satisfies, true);
    }
    clauses
}

/// How the clauses are joined, in the order in which [`clauses`] lists them.
fn joined(control: &Control) -> Joined {
    let compiled = &control.compiled;
    let first = compiled.applies.atoms();
    let satisfies = compiled.satisfies.as_ref().map(|formula| {
        let atoms = formula.atoms();
        logic(formula, &atoms, first.len())
    });
    Joined {
        applies: logic(&compiled.applies, &first, 0),
        satisfies,
    }
}

fn logic(formula: &Formula, atoms: &[usize], from: usize) -> Logic {
    let inner = |it: &Formula| logic(it, atoms, from);
    let flat = |parts: [&Formula; 2], and: bool| {
        let mut all = Vec::new();
        for part in parts.map(inner) {
            match part {
                Logic::And(parts) if and => all.extend(parts),
                Logic::Or(parts) if !and => all.extend(parts),
                other => all.push(other),
            }
        }
        all
    };
    match formula {
        Formula::Constant(value) => Logic::Constant(*value),
        Formula::Atom(index) => {
            let at = atoms.iter().position(|atom| atom == index);
            Logic::Clause(at.map_or(usize::MAX, |at| at + from))
        }
        Formula::Not(it) => Logic::Not(Box::new(inner(it))),
        Formula::And(a, b) => Logic::And(flat([a, b], true)),
        Formula::Or(a, b) => Logic::Or(flat([a, b], false)),
        Formula::If(c, t, e) => Logic::If([c, t, e].map(|it| inner(it)).into()),
    }
}

/// The atoms on which it hangs that a formula does not have the wanted value, each with the value
/// that it would have to have.
pub(super) fn culprits(
    formula: &Formula,
    wanted: bool,
    judged: &Judged<'_>,
) -> BTreeMap<usize, bool> {
    let mut found = BTreeMap::new();
    blame(formula, wanted, judged, &mut found);
    found
}

fn blame(formula: &Formula, wanted: bool, judged: &Judged<'_>, found: &mut BTreeMap<usize, bool>) {
    let truth = formula.evaluate(&|index| judged.truth(index));
    if truth == (if wanted { Truth::True } else { Truth::False }) {
        return;
    }
    match formula {
        Formula::Constant(_) => {}
        Formula::Atom(index) => {
            found.insert(*index, wanted);
        }
        Formula::Not(inner) => blame(inner, !wanted, judged, found),
        Formula::And(a, b) | Formula::Or(a, b) => {
            blame(a, wanted, judged, found);
            blame(b, wanted, judged, found);
        }
        Formula::If(condition, then, otherwise) => {
            match condition.evaluate(&|index| judged.truth(index)) {
                Truth::True => blame(then, wanted, judged, found),
                Truth::False => blame(otherwise, wanted, judged, found),
                Truth::Unknown => {
                    blame(condition, true, judged, found);
                    blame(then, wanted, judged, found);
                    blame(otherwise, wanted, judged, found);
                }
            }
        }
    }
}

fn evidence(control: &Control, judged: &Judged<'_>, seen: &Seen<'_>) -> Vec<Evidence> {
    let compiled = &control.compiled;
    let formula = match (judged.outcome, &compiled.satisfies) {
        (Outcome::NotApplicable, _) | (_, None) => &compiled.applies,
        (_, Some(satisfies)) => satisfies,
    };
    let mut evidence: Vec<Evidence> = formula
        .atoms()
        .into_iter()
        .filter_map(|index| compiled.atoms.get(index))
        .flat_map(|atom| &atom.reads)
        .flat_map(|read| facts(seen, read))
        .map(|fact| Evidence {
            origin: fact.origin.clone(),
            worth: fact.worth,
            key: Some(fact.key.clone()),
            value: short(&fact.value),
        })
        .collect();
    evidence.sort();
    evidence.dedup();
    evidence
}

/// What a formula read, for people: "how long customer data is kept: 30 (answers.csv:4, stated)".
fn values(control: &Control, formula: &Formula, seen: &Seen<'_>) -> String {
    let mut by_label: Vec<(String, Vec<String>)> = Vec::new();
    for index in formula.atoms() {
        let Some(atom) = control.compiled.atoms.get(index) else {
            continue;
        };
        for read in &atom.reads {
            for fact in facts(seen, read) {
                let at = format!("{}, {}", place(&fact.origin), fact.worth.strength.name());
                let (label, text) = match read.attribute {
                    Some(attribute) if !attribute.values.is_empty() => {
                        let word = fact.value.to_string();
                        if !asks_for(atom, &word) {
                            continue;
                        }
                        (word_label(attribute, &word).to_owned(), at)
                    }
                    Some(attribute) => {
                        let label = attribute.label.split(" (").next().unwrap_or_default();
                        (
                            label.to_owned(),
                            format!("{} ({at})", said(attribute, fact)),
                        )
                    }
                    None => (
                        format!("the answer to {}", read.name),
                        format!("{} ({at})", short(&fact.value)),
                    ),
                };
                match by_label.iter_mut().find(|(known, _)| *known == label) {
                    Some((_, texts)) if texts.contains(&text) => {}
                    Some((_, texts)) => texts.push(text),
                    None => by_label.push((label, vec![text])),
                }
            }
        }
    }
    let texts: Vec<String> = by_label
        .into_iter()
        .map(|(label, mut texts)| {
            let more = texts.len().saturating_sub(3);
            texts.truncate(3);
            let mut text = format!("{label}: {}", texts.join(", "));
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            text
        })
        .collect();
    texts.join("; ")
}

/// Whether an atom asks for this word of a fixed list; one that asks for none asks for any.
fn asks_for(atom: &Atom, word: &str) -> bool {
    match &atom.test {
        Test::ContainsAll(words) | Test::ContainsAny(words) => words.iter().any(|it| it == word),
        Test::Has => false,
        _ => true,
    }
}

fn message(control: &Control, judged: &Judged<'_>, seen: &Seen<'_>, finding: &Finding) -> String {
    let compiled = &control.compiled;
    let satisfies = compiled.satisfies.as_ref();
    let read = |formula: &Formula| values(control, formula, seen);
    let mut text = match judged.outcome {
        Outcome::Error => judged.error.clone(),
        Outcome::NotApplicable => {
            let known: Vec<&str> = finding
                .clauses
                .iter()
                .filter(|clause| clause.role == ClauseRole::Applies)
                .map(|clause| clause.text.as_str())
                .collect();
            let values = read(&compiled.applies);
            let mut text = format!("It does not apply: `{}` does not hold", known.join("`, `"));
            if !values.is_empty() {
                text.push_str(&format!(", since {values}"));
            }
            text.push('.');
            text
        }
        Outcome::Pass => {
            let values = read(satisfies.unwrap_or(&compiled.applies));
            if values.is_empty() {
                "It holds by what the host counts.".to_owned()
            } else {
                format!("{}.", capital(&values))
            }
        }
        Outcome::Fail => {
            let formula = satisfies.unwrap_or(&compiled.applies);
            let values = read(formula);
            let wanted = satisfies.is_some();
            let mut culprits = culprits(formula, wanted, judged);
            culprits.retain(|index, _| judged.truth(*index) != Truth::Unknown);
            let asked_of = culprits
                .keys()
                .filter_map(|index| compiled.atoms.get(*index))
                .flat_map(|atom| &atom.reads)
                .map(|read| &read.name)
                .collect::<BTreeSet<_>>()
                .len();
            let needed: Vec<String> = culprits
                .into_iter()
                .filter_map(|(index, wanted)| {
                    let atom = compiled.atoms.get(index)?;
                    let attribute = atom.reads.first().and_then(|read| read.attribute);
                    condition(atom, wanted, attribute)
                })
                .collect();
            let mut text = if values.is_empty() {
                "It is not met.".to_owned()
            } else {
                format!("{}.", capital(&values))
            };
            // Over several attributes the remedies say which belong together.
            if !needed.is_empty() && asked_of == 1 {
                text.push_str(&format!(" Needed: {}.", needed.join(", or ")));
            }
            let unfavourable = finding
                .clauses
                .iter()
                .flat_map(|clause| &clause.values)
                .any(|value| value.below_minimum);
            if unfavourable {
                text.push_str(" An unfavourable statement counts whoever makes it.");
            }
            text
        }
        Outcome::Insufficient => insufficient(control, judged, finding),
    };
    let contested: Vec<String> = judged
        .chosen
        .keys()
        // An age is contested where its date is.
        .map(|key| vocabulary::source(key).unwrap_or_else(|| (*key).clone()))
        .collect::<BTreeSet<Key>>()
        .into_iter()
        .filter_map(|key| seen.get(&key).map(|facts| (key, facts)))
        .filter(|(key, _)| is_single_valued(key))
        .map(|(key, facts)| {
            let stated: Vec<String> = readings(facts)
                .into_iter()
                .map(|(value, facts)| {
                    let places: Vec<String> = facts
                        .iter()
                        .take(2)
                        .map(|fact| place(&fact.origin))
                        .collect();
                    format!("{} ({})", short(value), places.join(", "))
                })
                .collect();
            format!("`{key}` is stated as {}", stated.join(" and as "))
        })
        .collect();
    if !contested.is_empty() {
        text.push_str(&format!(
            " The documents contradict each other: {}; the worst reading stands.",
            contested.join("; ")
        ));
    }
    text
}

fn insufficient(control: &Control, judged: &Judged<'_>, finding: &Finding) -> String {
    if !judged.error.is_empty() {
        return judged.error.clone();
    }
    let mut parts = Vec::new();
    if judged.applies == Truth::Unknown {
        let reviewer: BTreeSet<&str> = control
            .compiled
            .applies
            .atoms()
            .into_iter()
            .filter(|index| judged.truth(*index) == Truth::Unknown)
            .filter_map(|index| control.compiled.atoms.get(index))
            .flat_map(|atom| &atom.reads)
            .filter(|read| read.var != Var::Resource)
            .map(|read| read.name.as_str())
            .collect();
        if reviewer.is_empty() {
            parts.push("Whether it applies is not known.".to_owned());
        } else {
            parts.push(format!(
                "Whether it applies is not known: the review file does not state {}.",
                reviewer.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
    }
    let (noted, absent): (Vec<&Missing>, Vec<&Missing>) = finding
        .missing
        .iter()
        .partition(|item| !item.note.is_empty());
    if !absent.is_empty() {
        let mut labels: Vec<&str> = absent.iter().map(|item| item.label.as_str()).collect();
        labels.dedup();
        parts.push(format!("No document states {}.", labels.join(", or ")));
    }
    for item in noted {
        parts.push(format!("{}: {}.", capital(&item.label), item.note));
    }
    if parts.is_empty() {
        parts.push("The evidence does not decide it.".to_owned());
    }
    parts.join(" ")
}

/// With a capital first letter, unless it begins with code.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// The label of an attribute by name, for messages elsewhere.
pub(super) fn label(key: &Key) -> String {
    match key {
        Key::Attribute(name) => ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name == *name)
            .map_or((*name).to_owned(), |attribute| attribute.label.to_owned()),
        Key::Answer(question) => format!("the answer to {question}"),
    }
}

/// The home of an attribute by name.
pub(super) fn home(key: &Key) -> String {
    match key {
        Key::Attribute(name) => vocabulary::attribute(name)
            .map_or("dossier", |attribute| attribute.home)
            .to_owned(),
        Key::Answer(_) => "vendor's answers".to_owned(),
    }
}
