//! Whether a pack is at least as strict as another: control by control, by proof and by comparison
//! (SEMANTICS.md, section 5). Where it is not, a case that shows it.

use std::collections::BTreeSet;

use super::run_case;
use crate::evaluate::BUILTINS;
use crate::fact::{EntityKind, Strength, vocabulary};
use crate::finding::{Enforcement, Outcome};
use crate::plugin::{Pinned, Stricter};
use crate::policy::cedar::prove::{Answer, Example, Solver};
use crate::policy::{Basis, Case, Control, Pack, WhenNone};
use crate::source::Span;

mod shown;

pub use shown::files;

/// How something of a pack stands to what it adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The same.
    Unchanged,
    /// New, and so only more.
    Added,
    /// At least as strict: proven, or by comparison.
    AtLeast,
    /// It could not be told. Never a proof.
    Unknown,
    /// Less strict.
    Less,
}

impl Standing {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Added => "added",
            Self::AtLeast => "at least as strict",
            Self::Unknown => "could not tell",
            Self::Less => "less strict",
        }
    }
}

/// A case that one pack accepts and the other does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// The case, as either pack could have it.
    pub case: Case,
    /// What the base came to.
    pub base: Option<Outcome>,
    /// What the overlay's controls came to.
    pub overlay: Vec<(String, Option<Outcome>)>,
}

impl Counterexample {
    /// Whether the program itself finds what the solver found: the overlay accepts, the base does
    /// not.
    pub fn is_confirmed(&self) -> bool {
        let accepted =
            |it: &Option<Outcome>| matches!(it, Some(Outcome::Pass | Outcome::NotApplicable));
        let refused = matches!(self.base, Some(Outcome::Fail | Outcome::Insufficient));
        refused && !self.overlay.is_empty() && self.overlay.iter().all(|(_, it)| accepted(it))
    }
}

/// How one control, or one setting of the pack, stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The control's id, or what setting it is.
    pub what: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, sentence by sentence.
    pub reasons: Vec<String>,
    /// What shows that it is less strict.
    pub counterexample: Option<Counterexample>,
}

/// A pack held against what it adapts.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// Controls by id, then settings.
    pub judged: Vec<Judged>,
}

impl Proof {
    /// The whole: the worst of its parts. Nothing compared is no proof.
    pub fn standing(&self) -> Standing {
        let worst = self.judged.iter().map(|it| it.standing).max();
        worst.unwrap_or(Standing::Unknown)
    }

    /// How many parts stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.judged
            .iter()
            .filter(|it| it.standing == standing)
            .count()
    }
}

/// Holds `overlay` against `base`.
pub fn prove(base: &Pack, overlay: &Pack, solver: &mut Solver) -> Proof {
    let mut judged = Vec::new();
    for control in &base.controls {
        let standing_in: Vec<&Control> = overlay
            .controls
            .iter()
            .filter(|it| it.id == control.id || it.replaces.as_deref() == Some(control.id.as_str()))
            .collect();
        judged.push(against(base, overlay, control, &standing_in, Some(solver)));
    }
    for control in &overlay.controls {
        let stands_for_one = base
            .controls
            .iter()
            .any(|it| it.id == control.id || control.replaces.as_deref() == Some(it.id.as_str()));
        if !stands_for_one {
            let mut new = Judged::of(&control.id, Standing::Added);
            new.sound(control, solver);
            judged.push(new);
        }
    }
    judged.sort_by(|a, b| a.what.cmp(&b.what));
    judged.extend(settings(base, overlay));
    Proof { judged }
}

impl Judged {
    fn of(what: &str, standing: Standing) -> Self {
        Self {
            what: what.to_owned(),
            standing,
            reasons: Vec::new(),
            counterexample: None,
        }
    }

    /// Takes the worse of two standings, with its reason.
    fn worse(&mut self, standing: Standing, reason: String) {
        self.standing = self.standing.max(standing);
        self.reasons.push(reason);
    }

    /// Says what makes a control of the overlay's hollow: it errs, demands nothing, or accepts
    /// nothing.
    fn sound(&mut self, control: &Control, solver: &mut Solver) {
        let id = &control.id;
        let compiled = &control.compiled;
        for (answer, refuted) in [
            (
                solver.never_errs(compiled),
                format!("`{id}` can err, and then it is an error and no verdict."),
            ),
            (
                solver.can_fail(compiled),
                format!("`{id}` can never fail: nothing that is stated counts against anybody."),
            ),
            (
                solver.can_accept(compiled),
                format!("`{id}` accepts nothing, so that a proof about it says nothing."),
            ),
        ] {
            match answer {
                Answer::Holds => {}
                Answer::Refuted(_) => self.reasons.push(format!("Note: {refuted}")),
                Answer::Unknown(why) => {
                    self.worse(Standing::Unknown, format!("`{id}`: {why}"));
                }
            }
        }
    }
}

/// One control of a pack held against one of another. Without a solver only what needs none is told.
pub(super) fn held(
    (base, control): (&Pack, &Control),
    (overlay, other): (&Pack, &Control),
    solver: Option<&mut Solver>,
) -> Judged {
    against(base, overlay, control, &[other], solver)
}

/// A base control held against what stands in its place.
fn against(
    base: &Pack,
    overlay: &Pack,
    control: &Control,
    standing_in: &[&Control],
    solver: Option<&mut Solver>,
) -> Judged {
    let mut judged = Judged::of(&control.id, Standing::Unchanged);
    if standing_in.is_empty() {
        judged.worse(
            Standing::Less,
            "The control is gone, and nothing replaces it.".to_owned(),
        );
        return judged;
    }
    for other in standing_in {
        for (standing, reason) in compared(control, other) {
            judged.worse(standing, reason);
        }
        let recorded = |id: &String| base.register.get(id) == overlay.register.get(id);
        if other.basis == Basis::Law && !other.cites.iter().all(recorded) {
            judged.worse(
                Standing::Unknown,
                format!(
                    "`{}` applies while a law is in force, and the packs record that law differently.",
                    other.id
                ),
            );
        }
    }
    let same = matches!(standing_in, [only] if same_question(control, only));
    if same || judged.standing == Standing::Less {
        return judged;
    }
    judged.standing = judged.standing.max(Standing::AtLeast);
    let Some(solver) = solver else {
        judged.worse(
            Standing::Unknown,
            "The clauses differ, and there is no solver to compare them.".to_owned(),
        );
        return judged;
    };
    let compiled: Vec<_> = standing_in.iter().map(|it| &it.compiled).collect();
    match solver.at_least_as_strict(&control.compiled, &compiled) {
        Answer::Holds => {
            for other in standing_in {
                judged.sound(other, solver);
            }
        }
        Answer::Unknown(why) => judged.worse(Standing::Unknown, sentence(&why)),
        Answer::Refuted(found) => {
            let ids: Vec<String> = standing_in
                .iter()
                .map(|it| format!("`{}`", it.id))
                .collect();
            judged.worse(
                Standing::Less,
                format!("{} accepts what the base does not.", ids.join(" and ")),
            );
            judged.counterexample =
                found.map(|found| counterexample(base, overlay, control, standing_in, &found));
        }
    }
    judged
}

fn sentence(text: &str) -> String {
    format!("The solver could not tell: {}.", text.trim_end_matches('.'))
}

/// Scope and clauses in the same words, asked in the same way.
fn same_question(a: &Control, b: &Control) -> bool {
    a.check == b.check && a.compiled.is_same_question(&b.compiled)
}

/// What is compared and needs no solver: each way in which `other` is weaker or at least different.
fn compared(base: &Control, other: &Control) -> Vec<(Standing, String)> {
    let mut found = Vec::new();
    let mut less = |weaker: bool, reason: String| {
        if weaker {
            found.push((Standing::Less, reason));
        }
    };
    let id = &other.id;
    let named = |enforcement: Enforcement| enforcement.name();
    less(
        base.enforcement == Enforcement::Mandatory && other.enforcement == Enforcement::Advisory,
        format!(
            "`{id}` is {}, the base's is {}.",
            named(other.enforcement),
            named(base.enforcement)
        ),
    );
    less(
        other.severity < base.severity,
        format!(
            "`{id}` has the severity {}, the base's {}.",
            other.severity.name(),
            base.severity.name()
        ),
    );
    less(
        other.minimum.strength < base.minimum.strength
            || other.minimum.backing < base.minimum.backing,
        format!(
            "`{id}` takes evidence that is {} with backing {}; the base asks for {} with {}.",
            other.minimum.strength.name(),
            other.minimum.backing.name(),
            base.minimum.strength.name(),
            base.minimum.backing.name()
        ),
    );
    less(
        base.basis == Basis::Coalition && other.basis == Basis::Law,
        format!(
            "`{id}` applies only while the law that it cites is in force; the base's applies always."
        ),
    );
    let cites = |it: &Control| it.cites.iter().cloned().collect::<BTreeSet<_>>();
    less(
        other.basis == Basis::Law
            && base.basis == Basis::Law
            && !cites(other).is_subset(&cites(base)),
        format!(
            "`{id}` rests on laws that the base's does not cite, and does not apply while one of them is not in force."
        ),
    );
    less(
        base.when_none == WhenNone::Insufficient && other.when_none == WhenNone::NotApplicable,
        format!(
            "`{id}` does not apply where there is nothing to ask; the base's is insufficient then."
        ),
    );
    less(
        other.waivable && !base.waivable,
        format!("`{id}` can be excepted, the base's cannot."),
    );
    less(
        match (other.effective, base.effective) {
            (Some(_), None) => true,
            (Some(other), Some(base)) => other > base,
            (None, _) => false,
        },
        format!("`{id}` takes effect later than the base's."),
    );
    less(
        base.compiled.principal != other.compiled.principal
            || base.compiled.resource != other.compiled.resource,
        format!(
            "`{id}` asks a {} about a {}; the base's asks a {} about a {}.",
            other.compiled.principal,
            other.compiled.resource,
            base.compiled.principal,
            base.compiled.resource
        ),
    );
    let actions = |it: &Control| -> BTreeSet<String> {
        if it.compiled.actions.is_empty() {
            vocabulary::ACTIONS
                .iter()
                .map(ToString::to_string)
                .collect()
        } else {
            it.compiled.actions.iter().cloned().collect()
        }
    };
    let missing: Vec<String> = actions(base).difference(&actions(other)).cloned().collect();
    less(
        !missing.is_empty(),
        format!(
            "`{id}` is not asked for {}, the base's is.",
            missing.join(", ")
        ),
    );
    less(
        base.check != other.check,
        format!(
            "`{id}` weighs {}, the base's {}.",
            check(other),
            check(base)
        ),
    );
    if found.is_empty() && raised(base, other) {
        found.push((
            Standing::AtLeast,
            format!("`{id}` is raised: severity, enforcement, worth or another setting."),
        ));
    }
    found
}

fn check(control: &Control) -> String {
    control
        .check
        .as_ref()
        .map_or("no check".to_owned(), |it| format!("the check {it}"))
}

fn raised(base: &Control, other: &Control) -> bool {
    base.severity != other.severity
        || base.enforcement != other.enforcement
        || base.minimum != other.minimum
        || base.basis != other.basis
        || base.when_none != other.when_none
        || base.waivable != other.waivable
        || base.effective != other.effective
}

/// What of the pack itself is compared.
pub(super) fn settings(base: &Pack, overlay: &Pack) -> Vec<Judged> {
    let mut found = Vec::new();
    let opened: Vec<&str> = overlay
        .actions
        .difference(&base.actions)
        .map(String::as_str)
        .collect();
    if !opened.is_empty() {
        let mut judged = Judged::of("actions", Standing::Less);
        judged.reasons.push(format!(
            "The pack can pass for {}, for which the base gives no verdict.",
            opened.join(", ")
        ));
        found.push(judged);
    }
    for builtin in BUILTINS {
        let enforcement = |pack: &Pack| {
            pack.builtin
                .get(builtin.id)
                .copied()
                .unwrap_or(builtin.enforcement)
        };
        let (now, before) = (enforcement(overlay), enforcement(base));
        if now != before {
            let lower = now == Enforcement::Advisory;
            let mut judged = Judged::of(
                builtin.id,
                if lower {
                    Standing::Less
                } else {
                    Standing::AtLeast
                },
            );
            judged.reasons.push(format!(
                "It is {}, in the base {}.",
                now.name(),
                before.name()
            ));
            found.push(judged);
        }
    }
    for (id, before) in &base.plugins {
        let what = format!("plugin {id}");
        match overlay.plugins.get(id) {
            None => {
                let mut judged = Judged::of(&what, Standing::Unknown);
                judged.reasons.push("It is not pinned any more.".to_owned());
                found.push(judged);
            }
            Some(now) => found.extend(plugin(&what, before, now)),
        }
    }
    found
}

/// A plugin's component and configuration.
fn plugin(what: &str, before: &Pinned, now: &Pinned) -> Option<Judged> {
    let mut judged = Judged::of(what, Standing::Unchanged);
    if before.plugin.sha256 != now.plugin.sha256 {
        judged.worse(
            Standing::Unknown,
            "It is another component; what it reports is not proven.".to_owned(),
        );
    }
    for spec in &before.plugin.manifest.checks {
        let parsed = |it: &Pinned| {
            serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(it.config(&spec.id))
        };
        let (Ok(old), Ok(new)) = (parsed(before), parsed(now)) else {
            judged.worse(
                Standing::Unknown,
                format!("The configuration of `{}` is no JSON object.", spec.id),
            );
            continue;
        };
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (from, to) = (old.get(name), new.get(name));
            if from == to {
                continue;
            }
            let shown = |it: Option<&serde_json::Value>| {
                it.map_or("not set".to_owned(), ToString::to_string)
            };
            let said = format!(
                "`{}.{name}` is {}, in the base {}",
                spec.id,
                shown(to),
                shown(from)
            );
            let key = (spec.id.clone(), name.clone());
            let number = |it: Option<&serde_json::Value>| it.and_then(serde_json::Value::as_f64);
            let (standing, reason) = match (before.stricter.get(&key), number(from), number(to)) {
                (Some(direction), Some(from), Some(to)) => {
                    let stricter = match direction {
                        Stricter::Higher => to >= from,
                        Stricter::Lower => to <= from,
                    };
                    if stricter {
                        (
                            Standing::AtLeast,
                            format!("{said}: stricter, as the base declares."),
                        )
                    } else {
                        (
                            Standing::Less,
                            format!("{said}: less strict, as the base declares."),
                        )
                    }
                }
                _ => (
                    Standing::Unknown,
                    format!(
                        "{said}; the base does not declare which way is stricter (`[plugin.stricter.{}]`).",
                        spec.id
                    ),
                ),
            };
            judged.worse(standing, reason);
        }
    }
    (judged.standing != Standing::Unchanged).then_some(judged)
}

/// The solver's request as a case, run by both packs.
fn counterexample(
    base: &Pack,
    overlay: &Pack,
    control: &Control,
    standing_in: &[&Control],
    found: &Example,
) -> Counterexample {
    let mut case = Case {
        control: control.id.clone(),
        name: "what the overlay accepts and the base does not".to_owned(),
        outcome: Outcome::Fail,
        facts: Default::default(),
        // Worth enough for either; what a minimum changes is compared and not solved.
        worth: Strength::Recomputed,
        each: Vec::new(),
        documents: Vec::new(),
        action: Some(found.action.clone()),
        risk_tier: found.risk_tier.clone(),
        sector: found.sector.clone(),
        jurisdictions: found.jurisdictions.clone(),
        as_of: found.as_of.clone(),
        exposure: found.exposure.clone(),
        file: String::new(),
        line: 0,
        outcome_span: Span::default(),
    };
    let mut facts = found.facts.clone();
    dated(&mut facts, &found.as_of);
    if control.compiled.resource == EntityKind::Dossier {
        case.facts = facts;
    } else {
        case.each = vec![facts];
    }
    let shown = |case: &Case| Counterexample {
        case: case.clone(),
        base: run_case(base, case).actual,
        overlay: standing_in
            .iter()
            .map(|it| {
                let own = Case {
                    control: it.id.clone(),
                    ..case.clone()
                };
                (it.id.clone(), run_case(overlay, &own).actual)
            })
            .collect(),
    };
    let mut smallest = shown(&case);
    // What is not needed is left out, one after the other.
    if smallest.is_confirmed() {
        let names: Vec<String> = found.facts.keys().cloned().collect();
        for name in names {
            let mut fewer = smallest.case.clone();
            fewer.facts.remove(&name);
            for each in &mut fewer.each {
                each.remove(&name);
            }
            let tried = shown(&fewer);
            if tried.is_confirmed() && tried.base == smallest.base {
                smallest = tried;
            }
        }
    }
    if let Some(outcome) = smallest.base {
        smallest.case.outcome = outcome;
    }
    smallest
}

/// Ages are made by the host: a case states the date that gives them.
fn dated(facts: &mut std::collections::BTreeMap<String, Vec<String>>, as_of: &str) {
    let Ok(as_of) = as_of.parse::<jiff::civil::Date>() else {
        return;
    };
    let derived: Vec<(String, vocabulary::Derived)> = facts
        .keys()
        .filter_map(|name| Some((name.clone(), vocabulary::attribute(name)?.derived?)))
        .collect();
    for (name, derived) in derived {
        let days = facts
            .remove(&name)
            .and_then(|values| values.first()?.parse::<i64>().ok());
        let (of, days) = match (derived, days) {
            (vocabulary::Derived::Age(of), Some(days)) => (of, -days),
            (vocabulary::Derived::Until(of), Some(days)) => (of, days),
            (_, None) => continue,
        };
        let date = jiff::Span::new()
            .try_days(days)
            .ok()
            .and_then(|span| as_of.checked_add(span).ok());
        if let Some(date) = date {
            facts
                .entry(of.to_owned())
                .or_insert_with(|| vec![date.to_string()]);
        }
    }
}
