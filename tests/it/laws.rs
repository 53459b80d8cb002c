//! The laws of the evaluation: random controls over random dossiers, asked through public doors,
//! against a reference that knows nothing of the program ([`model`]), against Cedar's own answer,
//! and against what no change of the facts may do. Then single rules, by example ([`tables`],
//! [`ties`], [`verdict`]).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use passmuster::fact::{Decimal, EntityId, FactSet, Key, Value, Worth, dossier_entity};
use passmuster::finding::{Finding, Outcome, Truth};
use passmuster::policy::cedar::{Group, View, ViewValue};
use passmuster::policy::{Control, Pack};
use proptest::test_runner::TestCaseResult;
use proptest::{prop_assert, prop_assert_eq};

mod contradiction;
mod make;
mod model;
mod rules;
mod scope;
mod tables;
mod text;
mod ties;
mod verdict;
mod world;

use make::{Case, DOCS, case, runner};
use model::{K, Seen, Sort, Spec, Val};
use rules::is_good;
use text::{asking, control, load};
use world::{Dossier, Profile, ask, day};

type Outcomes = BTreeMap<(String, EntityId), Outcome>;

/// The controls that load, in one pack, with what they were made from.
struct Loaded {
    pack: Pack,
    specs: BTreeMap<String, Spec>,
}

#[derive(Debug, Default)]
struct Count {
    controls: u32,
    refused: u32,
    outcomes: BTreeMap<Outcome, u32>,
}

/// Loads each control as a pack of its own and joins those that the loader accepts. A control that
/// cannot pass is refused with these words, and no other is.
fn loaded(
    case: &Case,
    count: &RefCell<Count>,
) -> Result<Loaded, proptest::test_runner::TestCaseError> {
    let mut joined: Option<Pack> = None;
    let mut specs = BTreeMap::new();
    for (number, spec) in case.specs.iter().enumerate() {
        let id = format!("L-{number}");
        let text = spec.text(&id, case.profile);
        let mut count = count.borrow_mut();
        count.controls += 1;
        match load(&[(id.clone(), text.clone())]) {
            Ok(pack) => {
                prop_assert!(spec.can_pass(), "it can never pass:\n{text}");
                match &mut joined {
                    Some(joined) => joined.controls.extend(pack.controls),
                    None => joined = Some(pack),
                }
                specs.insert(id, spec.clone());
            }
            Err(problems) => {
                count.refused += 1;
                prop_assert_eq!(
                    !spec.can_pass(),
                    problems.contains("no evidence can ever satisfy this"),
                    "{}\n{}",
                    problems,
                    text
                );
                // What else is refused is what Cedar can tell to be always true or always false.
                prop_assert!(
                    !spec.can_pass() || problems.contains("impossible"),
                    "{problems}\n{text}"
                );
            }
        }
    }
    let pack = match joined {
        Some(pack) => pack,
        None => load(&[filler(case.profile)]).unwrap(),
    };
    Ok(Loaded { pack, specs })
}

/// Something to ask where no control was accepted.
fn filler(profile: &Profile) -> (String, String) {
    let scope = format!(
        "principal is {}, action, resource is {}",
        profile.principal, profile.resource
    );
    let text = control(
        "FILL",
        "",
        &scope,
        "\nunless { context.risk_tier == \"high\" }",
    );
    ("FILL".to_owned(), text)
}

fn outcomes(findings: &[Finding]) -> Outcomes {
    findings
        .iter()
        .map(|it| ((it.control.clone(), it.entity.clone()), it.outcome))
        .collect()
}

impl Loaded {
    fn ask(&self, profile: &Profile, facts: &FactSet, dossier: &Dossier) -> Vec<Finding> {
        ask(&self.pack, profile, facts, &dossier.scope)
    }

    fn outcomes(&self, profile: &Profile, dossier: &Dossier) -> Outcomes {
        outcomes(&self.ask(profile, &profile.facts(dossier), dossier))
    }
}

fn value(val: &Val) -> Value {
    match val {
        Val::Text(text) => Value::Text((*text).to_owned()),
        Val::Flag(flag) => Value::Flag(*flag),
        Val::Count(count) => Value::Count(*count),
        Val::Decimal(scaled) => Value::Decimal(Decimal::parse(&format!("{scaled}e-4")).unwrap()),
        Val::Date(offset) => Value::Date(day(*offset)),
    }
}

fn kleene(truth: Truth) -> K {
    match truth {
        Truth::True => K::T,
        Truth::Unknown => K::U,
        Truth::False => K::F,
    }
}

/// L1: where Kleene's reading is definite, Cedar itself says the same; and the reading of the
/// compiled clauses is the reference's.
fn with_cedar(
    case: &Case,
    spec: &Spec,
    control: &Control,
    entity: &EntityId,
    seen: &Seen,
) -> TestCaseResult {
    let attrs = case.profile.attrs;
    let contested = spec.contested(attrs, seen);
    let group = Group::new([&control.compiled]).unwrap();
    for chosen in Spec::choices(&contested).into_iter().take(8) {
        for minimum in [Worth::default(), spec.minimum] {
            let stated: Vec<(Key, bool, Vec<Value>)> = spec
                .view(attrs, seen, &chosen, minimum)
                .iter()
                .map(|(attr, values)| {
                    let attr = attrs[*attr];
                    let key = match attr.sort {
                        Sort::Tag => Key::Answer(attr.name.to_owned()),
                        _ => Key::Attribute(attr.name),
                    };
                    let values = values.iter().map(value).collect();
                    (key, attr.sort == Sort::Open, values)
                })
                .collect();
            let values = stated
                .iter()
                .map(|(key, open, values)| match open {
                    true => (
                        key,
                        ViewValue::Members(values.iter().collect::<BTreeSet<_>>()),
                    ),
                    false => (key, ViewValue::One(&values[0])),
                })
                .collect();
            let principal = case.profile.principal_id();
            let scope = case.dossier.scope.cedar(&principal);
            let view = View::new(&principal, "procure", entity, &scope, &values).unwrap();
            let truths = view.truths(&control.compiled);
            let of = |atom: usize| truths[atom];
            let applies = kleene(control.compiled.applies.evaluate(&of));
            let satisfies = match &control.compiled.satisfies {
                Some(formula) => kleene(formula.evaluate(&of)),
                None => K::F,
            };
            prop_assert_eq!(
                (applies, satisfies),
                spec.read(attrs, seen, &chosen, minimum, &case.dossier.scope),
                "{}",
                control.text
            );
            let answer = group.answer(&view);
            prop_assert!(answer.errors.is_empty(), "{:?}", answer.errors);
            let violated = answer.violated.contains(&control.id);
            if applies == K::T && satisfies == K::F {
                prop_assert!(violated, "not violated:\n{}", control.text);
            }
            if applies == K::F || satisfies == K::T {
                prop_assert!(!violated, "violated:\n{}", control.text);
            }
        }
    }
    Ok(())
}

#[test]
fn the_reference_and_cedar_agree() {
    let count = RefCell::new(Count::default());
    runner(260, 1)
        .run(&case(4), |case| {
            let loaded = loaded(&case, &count)?;
            let profile = case.profile;
            let all = profile.seen(&case.dossier);
            let findings = loaded.ask(profile, &profile.facts(&case.dossier), &case.dossier);
            let found = outcomes(&findings);
            prop_assert_eq!(found.len(), findings.len());
            prop_assert_eq!(
                findings.len(),
                loaded.pack.controls.len() * all.len().max(1)
            );
            for (id, spec) in &loaded.specs {
                let control = loaded.pack.controls.iter().find(|it| it.id == *id).unwrap();
                for (entity, seen) in &all {
                    let entity = profile.entity_id(*entity);
                    let outcome = found[&(id.clone(), entity.clone())];
                    let expected = spec.outcome(profile.attrs, seen, &case.dossier.scope);
                    prop_assert_eq!(outcome, expected, "{} {}\n{:?}", entity, control.text, seen);
                    *count.borrow_mut().outcomes.entry(outcome).or_default() += 1;
                    let asked = if entity == profile.principal_id() {
                        dossier_entity()
                    } else {
                        entity
                    };
                    with_cedar(&case, spec, control, &asked, seen)?;
                }
                if all.is_empty() {
                    let none = found[&(id.clone(), profile.principal_id())];
                    prop_assert_eq!(none, Outcome::Insufficient);
                }
            }
            // L3: insufficient has an unknown clause.
            for finding in findings
                .iter()
                .filter(|it| it.outcome == Outcome::Insufficient)
            {
                prop_assert!(
                    all.is_empty() || finding.clauses.iter().any(|it| it.truth == Truth::Unknown),
                    "{finding:?}"
                );
                prop_assert!(!finding.remedy.is_empty());
            }
            Ok(())
        })
        .unwrap();
    let count = count.into_inner();
    assert!(
        count.refused * 2 < count.controls,
        "too few are accepted: {count:?}"
    );
    // L4: what loads never errs. And every other outcome is well tried.
    assert_eq!(count.outcomes.get(&Outcome::Error), None);
    let all: u32 = count.outcomes.values().sum();
    for outcome in [
        Outcome::Pass,
        Outcome::Fail,
        Outcome::Insufficient,
        Outcome::NotApplicable,
    ] {
        let of = count.outcomes.get(&outcome).copied().unwrap_or(0);
        assert!(of * 25 > all, "{outcome} is too rare: {count:?}");
    }
}

/// One value for each single-valued attribute of each entity: the first that is stated.
fn uncontested(profile: &Profile, dossier: &Dossier) -> Dossier {
    let mut known: BTreeMap<(usize, usize), Val> = BTreeMap::new();
    let mut dossier = dossier.clone();
    dossier.statements.retain(|statement| {
        let first = known
            .entry((profile.of(statement), statement.attr))
            .or_insert_with(|| statement.val.clone());
        profile.attrs[statement.attr].sort == Sort::Open || *first == statement.val
    });
    dossier
}

/// No outcome that a vendor does not wish for becomes one that it does.
fn no_help(before: &Outcomes, after: &Outcomes, what: &str) -> TestCaseResult {
    for (key, outcome) in before {
        if let Some(now) = after.get(key) {
            prop_assert!(
                is_good(*outcome) || !is_good(*now),
                "{what} helps {key:?}: {outcome} becomes {now}"
            );
        }
    }
    Ok(())
}

fn fails(outcomes: &Outcomes) -> BTreeSet<&(String, EntityId)> {
    let failing = outcomes
        .iter()
        .filter(|(_, outcome)| **outcome == Outcome::Fail);
    failing.map(|(key, _)| key).collect()
}

#[test]
fn no_change_of_facts_helps_or_unsettles() {
    let count = RefCell::new(Count::default());
    runner(130, 2)
        .run(&case(5), |case| {
            let loaded = loaded(&case, &count)?;
            let profile = case.profile;
            let dossier = uncontested(profile, &case.dossier);
            let facts = profile.facts(&dossier);
            let findings = loaded.ask(profile, &facts, &dossier);
            let before = outcomes(&findings);

            // L2: what is decided stays decided, whatever is said besides. Only a control that is
            // satisfied before it is known to apply may turn out not to.
            let mut more = dossier.clone();
            more.statements.extend(case.more.clone());
            let after = loaded.outcomes(profile, &uncontested(profile, &more));
            for (entity, seen) in profile.seen(&dossier) {
                for (id, spec) in &loaded.specs {
                    let key = (id.clone(), profile.entity_id(entity));
                    let (was, is) = (before[&key], after[&key]);
                    let turned = was == Outcome::Pass
                        && is == Outcome::NotApplicable
                        && spec.applies(profile.attrs, &seen, &dossier.scope) == K::U;
                    let open = was == Outcome::Insufficient;
                    prop_assert!(open || turned || was == is, "{key:?}: {was} becomes {is}");
                }
            }

            // F3: leaving facts out, all of an attribute or one member of a set.
            for left_out in dossier.statements.iter().take(5) {
                let open = profile.attrs[left_out.attr].sort == Sort::Open;
                let mut less = dossier.clone();
                less.statements
                    .retain(|it| it.attr != left_out.attr || open && it.val != left_out.val);
                no_help(&before, &loaded.outcomes(profile, &less), "leaving out")?;
            }

            // F1: a pass rests on what reaches the minimum alone.
            for control in &loaded.pack.controls {
                let mut pack = loaded.pack.clone();
                pack.controls.retain(|it| it.id == control.id);
                let mut enough = facts.clone();
                let host = |key: &Key| {
                    profile
                        .attrs
                        .iter()
                        .any(|it| it.sort.is_host() && *key == Key::Attribute(it.name))
                };
                enough
                    .facts
                    .retain(|it| it.worth.reaches(control.minimum) || host(&it.key));
                let alone = outcomes(&ask(&pack, profile, &enough, &dossier.scope));
                for (key, now) in alone {
                    prop_assert!(
                        before[&key] != Outcome::Pass || now == Outcome::Pass,
                        "{key:?}"
                    );
                }
            }

            // F2, F5: whether it fails does not depend on worths, asked for or given.
            let pack = asking(&loaded.pack, |_| Worth::default());
            let full = outcomes(&ask(&pack, profile, &facts, &dossier.scope));
            prop_assert_eq!(fails(&full), fails(&before));
            let mut other = dossier.clone();
            for (doc, worth) in other.docs.iter_mut().zip(&case.worths) {
                doc.worth = *worth;
            }
            let other = loaded.outcomes(profile, &other);
            prop_assert_eq!(fails(&other), fails(&before));

            // F4: evidence that is worth less.
            for doc in 0..DOCS {
                let mut lower = dossier.clone();
                let worth = &mut lower.docs[doc].worth;
                worth.strength = worth.strength.min(case.worths[doc].strength);
                worth.backing = worth.backing.min(case.worths[doc].backing);
                no_help(&before, &loaded.outcomes(profile, &lower), "lowering")?;
            }

            // The order of documents changes nothing at all, that of facts no outcome.
            let turned = profile.assembled(&dossier, &[2, 0, 1]).facts;
            prop_assert_eq!(&loaded.ask(profile, &turned, &dossier), &findings);
            let mut turned = facts.clone();
            turned.facts.reverse();
            prop_assert_eq!(&outcomes(&loaded.ask(profile, &turned, &dossier)), &before);
            Ok(())
        })
        .unwrap();
}
