//! What contradicts helps nobody, over random dossiers.

use std::cell::RefCell;

use proptest::{prop_assert, prop_assert_eq};

use super::make::{case, runner};
use super::model::{Sort, Val};
use super::rules::{rank, readings};
use super::world::{Dossier, Statement};
use super::{Count, loaded, outcomes, uncontested};

#[test]
fn contradictions_never_help() {
    let count = RefCell::new(Count::default());
    let tried = RefCell::new((0u32, 0u32));
    runner(130, 3)
        .run(&case(5), |case| {
            let loaded = loaded(&case, &count)?;
            let profile = case.profile;
            let dossier = &case.dossier;
            let facts = profile.facts(dossier);
            let findings = loaded.ask(profile, &facts, dossier);
            let before = outcomes(&findings);
            let turned = profile.assembled(dossier, &[1, 2, 0]).facts;
            prop_assert_eq!(&loaded.ask(profile, &turned, dossier), &findings);

            // One more value beside those that are stated, unless it settles the matter.
            for statement in &case.more {
                let mut more = dossier.clone();
                more.statements.push(statement.clone());
                let entity = profile.of(statement);
                let stated = |dossier: &Dossier| {
                    let seen = profile.seen(dossier).remove(&entity).unwrap_or_default();
                    seen.get(&statement.attr)
                        .map_or_else(Vec::new, |it| readings(it))
                };
                let (was, is) = (stated(dossier), stated(&more));
                let open = profile.attrs[statement.attr].sort == Sort::Open;
                let another = is.len() > was.len() && was.iter().all(|it| is.contains(it));
                if open || was.is_empty() || !another {
                    continue;
                }
                tried.borrow_mut().0 += 1;
                for (key, now) in loaded.outcomes(profile, &more) {
                    let outcome = before[&key];
                    prop_assert!(
                        rank(now) >= rank(outcome),
                        "{key:?}: {outcome} becomes {now}"
                    );
                }
            }

            // Two values are as bad as the worse of them.
            let single = uncontested(profile, dossier);
            for second in case.more.iter().chain(&dossier.statements) {
                if profile.attrs[second.attr].sort == Sort::Open {
                    continue;
                }
                let entity = profile.of(second);
                let same = |it: &Statement| it.attr == second.attr && profile.of(it) == entity;
                let alone = |val: &Val, doc: usize| {
                    let mut alone = single.clone();
                    alone.statements.retain(|it| !same(it));
                    let val = val.clone();
                    alone.statements.push(Statement {
                        doc,
                        val,
                        ..second.clone()
                    });
                    alone
                };
                let Some(known) = single.statements.iter().find(|it| same(it)) else {
                    continue;
                };
                let a = alone(&known.val, known.doc);
                let b = alone(&second.val, second.doc);
                let mut both = a.clone();
                both.statements.push(second.clone());
                let seen = profile.seen(&both).remove(&entity).unwrap_or_default();
                if readings(&seen[&second.attr]).len() < 2 {
                    continue;
                }
                tried.borrow_mut().1 += 1;
                let (a, b) = (loaded.outcomes(profile, &a), loaded.outcomes(profile, &b));
                // A date and its age are read as if they could be of different statements.
                let dated = profile.attrs[second.attr].sort == Sort::Date;
                for (key, now) in loaded.outcomes(profile, &both) {
                    let worst = rank(a[&key]).max(rank(b[&key]));
                    prop_assert!(
                        rank(now) == worst || dated && rank(now) > worst,
                        "{key:?}: {} and {} make {now}",
                        a[&key],
                        b[&key]
                    );
                }
            }
            Ok(())
        })
        .unwrap();
    let tried = tried.into_inner();
    assert!(
        tried.0 > 12 && tried.1 > 12,
        "too few contradictions: {tried:?}"
    );
}
