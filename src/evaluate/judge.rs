//! One control judged on one resource: the facts that a view shows, the three-valued reading of
//! both views held against Cedar's own answers, and the worst reading of contradictory values.

use std::collections::{BTreeMap, BTreeSet};

use super::{COMBINATIONS, Question, explain};
use crate::fact::vocabulary::stands_on;
use crate::fact::{
    EntityId, EntityKind, Fact, FactSet, Key, Value, Worth, is_single_valued, settles, vocabulary,
};
use crate::finding::{Outcome, Truth};
use crate::policy::Control;
use crate::policy::cedar::{Answer, Group, Values, View, ViewValue};
use crate::policy::clause::not;

/// Facts by entity, for quick look-up.
pub(super) struct Index<'a> {
    by_entity: BTreeMap<&'a EntityId, BTreeMap<&'a Key, Vec<&'a Fact>>>,
}

/// What one principal sees on one resource: facts by key.
pub(crate) type Seen<'a> = BTreeMap<&'a Key, Vec<&'a Fact>>;

impl<'a> Index<'a> {
    pub(super) fn new(sets: [&'a FactSet; 2]) -> Self {
        let mut by_entity: BTreeMap<&EntityId, BTreeMap<&Key, Vec<&Fact>>> = BTreeMap::new();
        for fact in sets.into_iter().flat_map(|set| &set.facts) {
            by_entity
                .entry(&fact.entity)
                .or_default()
                .entry(&fact.key)
                .or_default()
                .push(fact);
        }
        Self { by_entity }
    }

    /// The dossier shows the facts about the principal, and the answers; any other resource its own.
    pub(super) fn seen(&self, principal: &EntityId, resource: &EntityId) -> Seen<'a> {
        let mut seen: Seen<'a> = self.by_entity.get(resource).cloned().unwrap_or_default();
        if resource.kind == EntityKind::Dossier {
            for (key, facts) in self.by_entity.get(principal).into_iter().flatten() {
                seen.entry(key).or_default().extend(facts.iter().copied());
            }
        }
        seen.retain(|key, _| match key {
            Key::Attribute(name) => vocabulary::attribute(name)
                .is_some_and(|attribute| stands_on(attribute, resource.kind)),
            Key::Answer(_) => matches!(resource.kind, EntityKind::Dossier | EntityKind::Finding),
        });
        seen
    }
}

/// The values that are stated for a single-valued key, settled where one may settle it: each with
/// the facts that state it. One value: no contradiction.
pub(crate) fn readings<'a>(facts: &[&'a Fact]) -> Vec<(&'a Value, Vec<&'a Fact>)> {
    let mut values: Vec<(&Value, Vec<&Fact>)> = Vec::new();
    for fact in facts {
        match values.iter_mut().find(|(value, _)| **value == fact.value) {
            Some((_, stated)) => stated.push(fact),
            None => values.push((&fact.value, vec![fact])),
        }
    }
    let worths: Vec<Vec<Worth>> = values
        .iter()
        .map(|(_, facts)| facts.iter().map(|fact| fact.worth).collect())
        .collect();
    match settles(&worths) {
        Some(winner) => values.into_iter().skip(winner).take(1).collect(),
        None => values,
    }
}

/// Of the dates that a derived key is made from, those that give it no value, as a date to come
/// gives no age: chosen for the key, each is the reading in which the key is absent.
fn without<'a>(seen: &Seen<'a>, key: &Key, made: &[&Fact]) -> Vec<&'a Value> {
    let Some(dates) = vocabulary::source(key).and_then(|source| seen.get(&source)) else {
        return Vec::new();
    };
    let gives = |date: &&Fact| made.iter().any(|fact| fact.origin == date.origin);
    readings(dates)
        .into_iter()
        .filter(|(_, facts)| !facts.iter().any(gives))
        .map(|(date, _)| date)
        .collect()
}

/// The values of a view: facts that reach `minimum`; of contradictory keys, the chosen value.
fn values<'a>(
    seen: &Seen<'a>,
    minimum: Worth,
    chosen: &BTreeMap<&'a Key, &'a Value>,
) -> Values<'a> {
    let mut values = Values::new();
    for (key, facts) in seen {
        if is_single_valued(key) {
            let readings = readings(facts);
            let value = match chosen.get(key) {
                Some(value) => readings.iter().find(|(stated, _)| stated == value),
                None => readings.first(),
            };
            if let Some((value, facts)) = value
                && (facts.iter().any(|fact| fact.worth.reaches(minimum)) || is_host(key))
            {
                values.insert(key, ViewValue::One(value));
            }
        } else {
            let members: BTreeSet<&Value> = facts
                .iter()
                .filter(|fact| fact.worth.reaches(minimum))
                .map(|fact| &fact.value)
                .collect();
            if !members.is_empty() {
                values.insert(key, ViewValue::Members(members));
            }
        }
    }
    values
}

/// Host-made attributes are required by the schema and have no worth of their own.
fn is_host(key: &Key) -> bool {
    matches!(key, Key::Attribute(name) if vocabulary::attribute(name).is_some_and(|it| it.host))
}

/// What a control came to on a resource, before it is put in words.
#[derive(Debug, Clone)]
pub(crate) struct Judged<'a> {
    pub(crate) outcome: Outcome,
    /// Why it could not be evaluated.
    pub(crate) error: String,
    /// The atoms' values with all facts.
    pub(crate) full: Vec<Truth>,
    /// The atoms' values with the facts that reach the minimum.
    pub(crate) minimum: Vec<Truth>,
    /// Whether it applies.
    pub(crate) applies: Truth,
    /// Whether it is satisfied.
    pub(crate) satisfies: Truth,
    /// Of contradictory keys, the values of the worst reading.
    pub(crate) chosen: BTreeMap<&'a Key, &'a Value>,
}

impl Judged<'_> {
    pub(super) fn error(control: &Control, error: String) -> Self {
        let unknown = vec![Truth::Unknown; control.compiled.atoms.len()];
        Self {
            outcome: Outcome::Error,
            error,
            full: unknown.clone(),
            minimum: unknown,
            applies: Truth::Unknown,
            satisfies: Truth::Unknown,
            chosen: BTreeMap::new(),
        }
    }

    /// An atom's value for this control: what helps needs the minimum, so a value that only the
    /// full view knows counts where it hurts alone.
    pub(crate) fn truth(&self, atom: usize) -> Truth {
        let full = self.full.get(atom).copied().unwrap_or(Truth::Unknown);
        let minimum = self.minimum.get(atom).copied().unwrap_or(Truth::Unknown);
        if full == minimum {
            full
        } else {
            Truth::Unknown
        }
    }

    /// How bad it is, for the worst of several readings.
    fn rank(&self) -> u8 {
        match self.outcome {
            Outcome::Error => 4,
            Outcome::Fail => 3,
            Outcome::Insufficient => 2,
            Outcome::Pass => 1,
            Outcome::NotApplicable => 0,
        }
    }
}

/// The outcome from the three-valued reading of both views and from Cedar's own answers
/// (SEMANTICS.md, sections 1 and 3).
fn judge<'a>(control: &Control, full: (&View, &Answer), minimum: (&View, &Answer)) -> Judged<'a> {
    let compiled = &control.compiled;
    for (_, answer) in [full, minimum] {
        if let Some(error) = answer.errors.get(&control.id) {
            return Judged::error(control, format!("Cedar could not evaluate it: {error}"));
        }
    }
    let read = |view: &View| {
        let truths = view.truths(compiled);
        let of = |index: usize| truths.get(index).copied().unwrap_or(Truth::Unknown);
        let applies = compiled.applies.evaluate(&of);
        let satisfies = compiled
            .satisfies
            .as_ref()
            .map_or(Truth::False, |formula| formula.evaluate(&of));
        (truths, applies, satisfies)
    };
    let (full_truths, full_applies, full_satisfies) = read(full.0);
    let (minimum_truths, minimum_applies, minimum_satisfies) = read(minimum.0);
    // W: true on any worth; false only if both views know it. U: false on any worth; true only if
    // both views know it.
    let applies = match (full_applies, minimum_applies) {
        (Truth::True, _) => Truth::True,
        (Truth::False, Truth::False) => Truth::False,
        _ => Truth::Unknown,
    };
    let satisfies = match (full_satisfies, minimum_satisfies) {
        (Truth::False, _) => Truth::False,
        (Truth::True, Truth::True) => Truth::True,
        _ => Truth::Unknown,
    };
    let outcome = outcome(applies, satisfies, compiled.satisfies.is_none());
    let violated = |answer: &Answer| answer.violated.contains(&control.id);
    let disagrees = match outcome {
        Outcome::Pass => violated(full.1) || violated(minimum.1),
        Outcome::Fail => !violated(full.1),
        _ => false,
    };
    if disagrees {
        return Judged::error(
            control,
            format!("internal error: read as {outcome}, but Cedar's own answer differs"),
        );
    }
    Judged {
        outcome,
        error: String::new(),
        full: full_truths,
        minimum: minimum_truths,
        applies,
        satisfies,
        chosen: BTreeMap::new(),
    }
}

/// The outcome of a control without a Cedar error (SEMANTICS.md, section 1, steps 2 to 5).
pub(crate) fn outcome(applies: Truth, satisfies: Truth, prohibition: bool) -> Outcome {
    if applies == Truth::False {
        // What a prohibition forbids is known not to be there.
        return if prohibition {
            Outcome::Pass
        } else {
            Outcome::NotApplicable
        };
    }
    if satisfies == Truth::True {
        return Outcome::Pass;
    }
    // A violation is an applying control that is not satisfied: W ∧ ¬U.
    match applies.min(not(satisfies)) {
        Truth::True => Outcome::Fail,
        _ => Outcome::Insufficient,
    }
}

/// The views of one reading of the values, and Cedar's answers to them, by minimum of worth.
struct Asked {
    full: View,
    answer: Answer,
    /// Views of higher minimums, where they differ from the full one.
    minimums: BTreeMap<Worth, Option<(View, Answer)>>,
}

/// Whom a group of controls is asked about, of what, and what is seen there.
pub(super) struct Asking<'q, 'f> {
    pub(super) question: &'q Question<'q>,
    pub(super) principal: &'q EntityId,
    pub(super) resource: &'q EntityId,
    pub(super) seen: &'q Seen<'f>,
}

impl Asked {
    /// Asks a group under one choice of contradictory values.
    fn new<'f>(
        group: &Group,
        asking: &Asking<'_, 'f>,
        chosen: &BTreeMap<&'f Key, &'f Value>,
        minimums: &BTreeSet<Worth>,
    ) -> Result<Self, String> {
        let seen = asking.seen;
        let view = |minimum: Worth| {
            View::new(
                asking.principal,
                asking.question.action,
                asking.resource,
                asking.question.scope,
                &values(seen, minimum, chosen),
            )
        };
        let full = view(Worth::default())?;
        let answer = group.answer(&full);
        let mut asked = BTreeMap::new();
        for minimum in minimums {
            let same = seen
                .iter()
                .filter(|(key, _)| !is_host(key))
                .flat_map(|(_, facts)| facts)
                .all(|fact| fact.worth.reaches(*minimum));
            let entry = if same {
                None
            } else {
                let view = view(*minimum)?;
                let answer = group.answer(&view);
                Some((view, answer))
            };
            asked.insert(*minimum, entry);
        }
        Ok(Self {
            full,
            answer,
            minimums: asked,
        })
    }

    fn judge<'a>(&self, control: &Control) -> Judged<'a> {
        let full = (&self.full, &self.answer);
        let minimum = self
            .minimums
            .get(&control.minimum)
            .and_then(Option::as_ref)
            .map_or(full, |(view, answer)| (view, answer));
        judge(control, full, minimum)
    }
}

/// Asks controls that share principal and resource, and judges each.
pub(super) fn ask<'f>(
    group: Option<&Result<Group, String>>,
    controls: &[&Control],
    asking: &Asking<'_, 'f>,
) -> Vec<Judged<'f>> {
    let group = match group {
        Some(Ok(group)) => group,
        other => {
            let error = match other {
                Some(Err(error)) => error.clone(),
                _ => "internal error: the pack has no group of such controls".to_owned(),
            };
            return controls
                .iter()
                .map(|control| Judged::error(control, error.clone()))
                .collect();
        }
    };
    let contested: BTreeMap<&'f Key, Vec<&'f Value>> = asking
        .seen
        .iter()
        .filter(|(key, _)| is_single_valued(key))
        .map(|(key, facts)| {
            let mut stated: Vec<&Value> = readings(facts)
                .into_iter()
                .map(|(value, _)| value)
                .collect();
            stated.extend(without(asking.seen, key, facts));
            (*key, stated)
        })
        .filter(|(_, stated): &(_, Vec<&Value>)| stated.len() > 1)
        .collect();
    let minimums: BTreeSet<Worth> = controls.iter().map(|control| control.minimum).collect();
    let all = Asked::new(group, asking, &BTreeMap::new(), &minimums);
    controls
        .iter()
        .map(|control| {
            let reads: Vec<(&'f Key, &Vec<&'f Value>)> = contested
                .iter()
                .filter(|(key, _)| explain::reads(control, key))
                .map(|(key, stated)| (*key, stated))
                .collect();
            match &all {
                Err(error) => Judged::error(control, error.clone()),
                Ok(asked) if reads.is_empty() => asked.judge(control),
                Ok(_) => worst(control, asking, &reads),
            }
        })
        .collect()
}

/// The worst judgement over all combinations of contradictory values that a control reads.
fn worst<'f>(
    control: &Control,
    asking: &Asking<'_, 'f>,
    contested: &[(&'f Key, &Vec<&'f Value>)],
) -> Judged<'f> {
    let combinations = contested
        .iter()
        .try_fold(1usize, |product, (_, stated)| {
            product.checked_mul(stated.len())
        })
        .filter(|product| *product <= COMBINATIONS);
    let Some(combinations) = combinations else {
        let mut judged = Judged::error(
            control,
            format!("The documents contradict each other in more than {COMBINATIONS} ways."),
        );
        judged.outcome = Outcome::Insufficient;
        return judged;
    };
    let group = match Group::new([&control.compiled]) {
        Ok(group) => group,
        Err(error) => return Judged::error(control, error),
    };
    let minimums = BTreeSet::from([control.minimum]);
    let mut worst: Option<Judged<'f>> = None;
    for number in 0..combinations {
        let mut rest = number;
        let mut chosen = BTreeMap::new();
        for (key, stated) in contested {
            if let Some(value) = stated.get(rest % stated.len()) {
                chosen.insert(*key, *value);
            }
            rest /= stated.len();
        }
        let asked = Asked::new(&group, asking, &chosen, &minimums);
        let mut judged = match asked {
            Ok(asked) => asked.judge(control),
            Err(error) => Judged::error(control, error),
        };
        judged.chosen = chosen;
        if worst
            .as_ref()
            .is_none_or(|known| judged.rank() > known.rank())
        {
            worst = Some(judged);
        }
    }
    worst.unwrap_or_else(|| Judged::error(control, "no reading of the values was tried".to_owned()))
}
