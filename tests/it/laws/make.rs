//! Strategies: random controls, dossiers and scopes.

use passmuster::fact::{Backing, Strength, Worth};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::model::{Attr, Leaf, Op, Scope, Sort, Spec, Tree, Val};
use super::world::{Doc, Dossier, PROFILES, Profile, Statement};

/// A runner that tries the same cases every time. `PROPTEST_CASES` sets another number.
pub(crate) fn runner(cases: u32, seed: u64) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(cases);
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_shrink_time: 15_000,
        ..Config::default()
    })
}

const TIERS: &[&str] = &["minimal", "limited", "high"];
const SECTORS: &[&str] = &["health", "finance"];
const PLACES: &[&str] = &["EU", "US"];
const EXPOSURES: &[&str] = &["internal", "public"];
const ORDERED: &[Op] = &[Op::Lt, Op::Le, Op::Gt, Op::Ge, Op::Eq, Op::Ne];

fn pick<T: Copy>(list: &[T], number: u8) -> T {
    list[usize::from(number) % list.len()]
}

/// One of the few values that controls and dossiers meet in.
fn val(profile: &Profile, attr: Attr, number: u8) -> Val {
    let until = profile
        .attrs
        .iter()
        .any(|it| matches!(it.sort, Sort::Until(_)));
    match attr.sort {
        Sort::Text | Sort::Open | Sort::Tag => Val::Text(pick(attr.words, number)),
        Sort::Flag | Sort::HostFlag => Val::Flag(number.is_multiple_of(2)),
        Sort::Count | Sort::HostCount => Val::Count(pick(&[0, 5, 30], number)),
        Sort::Decimal => Val::Decimal(pick(&[0, 5_000, 8_000, 12_500], number)),
        Sort::Date if until => Val::Date(pick(&[-90, -1, 0, 45], number)),
        Sort::Date => Val::Date(pick(&[-400, -90, -10, 0, 45], number)),
        Sort::Age(_) => Val::Count(pick(&[0, 10, 90, 365], number)),
        Sort::Until(_) => Val::Count(pick(&[-30, 0, 45], number)),
    }
}

/// Some of an attribute's words, at least one.
fn words(attr: Attr, number: u8) -> Vec<&'static str> {
    let mask = usize::from(number) % ((1 << attr.words.len()) - 1) + 1;
    attr.words
        .iter()
        .enumerate()
        .filter(|(at, _)| mask & (1 << at) != 0)
        .map(|(_, word)| *word)
        .collect()
}

fn make_leaf(profile: &Profile, attr: usize, shape: u8, a: u8, b: u8) -> Leaf {
    let equal = pick(&[Op::Eq, Op::Ne], b);
    let Some(&own) = profile.attrs.get(attr) else {
        return match shape % 7 {
            0 => Leaf::Tier(equal, pick(TIERS, a)),
            1 => Leaf::HasSector,
            2 => Leaf::Sector(equal, pick(SECTORS, a)),
            3 => Leaf::HasJurisdictions,
            4 => Leaf::Jurisdiction(pick(PLACES, a)),
            5 => Leaf::HasExposure,
            _ => Leaf::Exposure(equal, pick(EXPOSURES, a)),
        };
    };
    let twin = |sort: Sort| {
        profile
            .attrs
            .iter()
            .enumerate()
            .find(|(at, it)| *at != attr && it.sort == sort)
            .map(|(at, _)| at)
    };
    if shape.is_multiple_of(8) && !own.sort.is_host() {
        return Leaf::Has(attr);
    }
    let mirrored = b % 5 == 1;
    match own.sort {
        Sort::Flag | Sort::HostFlag if shape.is_multiple_of(2) => Leaf::Is(attr),
        Sort::Flag | Sort::HostFlag => Leaf::Compare(attr, equal, val(profile, own, a), mirrored),
        Sort::Text | Sort::Tag => match (shape % 5, twin(own.sort)) {
            (0, Some(other)) => Leaf::CompareTwo(attr, equal, other),
            (1, _) => Leaf::Like(attr, &pick(own.words, a)[..1]),
            (2, _) => Leaf::OneOf(attr, words(own, a)),
            _ => Leaf::Compare(attr, equal, val(profile, own, a), mirrored),
        },
        Sort::Open => match (shape % 12, twin(Sort::Open), twin(Sort::Text)) {
            (0 | 1, ..) => Leaf::ContainsAny(attr, words(own, a), b.is_multiple_of(2)),
            (2 | 3, ..) => Leaf::ContainsAll(attr, words(own, a)),
            (4, ..) => Leaf::Within(attr, words(own, a)),
            (5, ..) => Leaf::IsEmpty(attr),
            (6, ..) => Leaf::SetEquals(attr, words(own, a), b.is_multiple_of(2)),
            (7, Some(other), _) => Leaf::OpenAny(attr, other),
            (8, Some(other), _) => Leaf::OpenAll(attr, other),
            (9, _, Some(other)) => Leaf::Holds(attr, other),
            _ => Leaf::Contains(attr, pick(own.words, a)),
        },
        Sort::Count | Sort::Decimal if shape % 4 == 1 && twin(own.sort).is_some() => {
            Leaf::CompareTwo(attr, pick(ORDERED, b), twin(own.sort).unwrap_or(attr))
        }
        _ => Leaf::Compare(attr, pick(ORDERED, b / 5), val(profile, own, a), mirrored),
    }
}

fn leaf(profile: &'static Profile) -> impl Strategy<Value = Leaf> {
    (0..profile.attrs.len() + 2, any::<[u8; 3]>())
        .prop_map(|(attr, [shape, a, b])| make_leaf(profile, attr, shape, a, b))
}

fn tree(profile: &'static Profile) -> impl Strategy<Value = Tree> {
    let ends = prop_oneof![
        24 => leaf(profile).prop_map(Tree::Leaf),
        1 => any::<bool>().prop_map(Tree::Const),
    ];
    ends.prop_recursive(3, 8, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            2 => inner.clone().prop_map(|a| Tree::Not(Box::new(a))),
            4 => two.clone().prop_map(|(a, b)| Tree::And(Box::new(a), Box::new(b))),
            4 => two.prop_map(|(a, b)| Tree::Or(Box::new(a), Box::new(b))),
            3 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, t, e)| Tree::If(Box::new(c), Box::new(t), Box::new(e))),
        ]
    })
}

fn worth(strengths: &'static [u32], backings: &'static [u32]) -> impl Strategy<Value = Worth> {
    let index = |weights: &'static [u32]| {
        let all = weights.iter().enumerate();
        let many: Vec<usize> = all.flat_map(|(at, n)| vec![at; *n as usize]).collect();
        prop::sample::select(many)
    };
    (index(strengths), index(backings)).prop_map(|(strength, backing)| Worth {
        strength: Strength::ALL[strength],
        backing: Backing::ALL[backing],
    })
}

fn spec(profile: &'static Profile) -> impl Strategy<Value = Spec> {
    (
        prop::collection::vec(tree(profile), 0..=2),
        prop::option::weighted(0.85, tree(profile)),
        worth(&[3, 2, 1], &[4, 1, 1]),
    )
        .prop_map(|(whens, unless, minimum)| Spec::guarded(whens, unless, minimum, profile.attrs))
}

pub(crate) fn any_worth() -> impl Strategy<Value = Worth> {
    worth(&[1, 1, 1], &[2, 1, 1])
}

fn statement(profile: &'static Profile, docs: usize) -> impl Strategy<Value = Statement> {
    let stated: Vec<usize> = (0..profile.attrs.len())
        .filter(|attr| profile.attrs[*attr].sort.is_stated())
        .collect();
    (
        0..docs,
        0..2usize,
        prop::sample::select(stated),
        any::<u8>(),
    )
        .prop_map(|(doc, entity, attr, number)| Statement {
            doc,
            entity,
            attr,
            val: val(profile, profile.attrs[attr], number),
        })
}

fn scope() -> impl Strategy<Value = Scope> {
    (
        prop::sample::select(TIERS),
        prop::option::of(prop::sample::select(SECTORS)),
        prop::option::of(prop::sample::subsequence(PLACES, 0..=2)),
        prop::option::of(prop::sample::select(EXPOSURES)),
    )
        .prop_map(|(tier, sector, jurisdictions, exposure)| Scope {
            tier,
            sector,
            jurisdictions,
            exposure,
        })
}

/// Documents in a dossier.
pub(crate) const DOCS: usize = 3;

fn dossier(profile: &'static Profile) -> impl Strategy<Value = Dossier> {
    let doc = (any_worth(), any::<bool>()).prop_map(|(worth, opaque)| Doc { worth, opaque });
    (
        prop::collection::vec(doc, DOCS),
        prop::collection::vec(statement(profile, DOCS), 0..=12),
        prop::sample::select(&[0i64, 5, 30][..]),
        scope(),
    )
        .prop_map(|(docs, statements, count, scope)| Dossier {
            docs,
            statements,
            count,
            scope,
        })
}

/// Controls that are asked of a dossier, and statements that could be made besides.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) profile: &'static Profile,
    pub(crate) specs: Vec<Spec>,
    pub(crate) dossier: Dossier,
    pub(crate) more: Vec<Statement>,
    pub(crate) worths: Vec<Worth>,
}

pub(crate) fn case(controls: usize) -> impl Strategy<Value = Case> {
    prop::sample::select(vec![0usize, 0, 1, 1, 2, 3, 4]).prop_flat_map(move |number| {
        let profile = &PROFILES[number];
        (
            prop::collection::vec(spec(profile), controls),
            dossier(profile),
            prop::collection::vec(statement(profile, DOCS), 1..=5),
            prop::collection::vec(any_worth(), DOCS),
        )
            .prop_map(|(specs, dossier, more, worths)| Case {
                profile,
                specs,
                dossier,
                more,
                worths,
            })
    })
}
