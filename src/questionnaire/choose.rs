//! The shortest list: of every finding's ways one has to be complete, and what all of them ask for
//! together shall cost the vendor least.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{EntityId, EntityKind, Key, Strength, Worth};
use crate::finding::{Ask, Finding};

/// A fact or a document that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Want {
    /// Whom it is about, or whose things.
    pub(super) principal: EntityId,
    /// The kind of the things that it is said of, where it is not said of the principal: each
    /// evaluation, each dataset.
    pub(super) thing: Option<EntityKind>,
    /// Which fact; none: what `text` says.
    pub(super) key: Option<Key>,
    /// Of a fixed list: the word.
    pub(super) word: Option<String>,
    /// What is asked for, where it is no fact.
    pub(super) text: String,
    /// Whether what is stated now would have to change.
    pub(super) correct: bool,
}

/// What one finding asks for.
#[derive(Debug)]
pub(super) struct Demand<'a> {
    pub(super) finding: &'a Finding,
    /// Each decides it.
    pub(super) ways: Vec<BTreeMap<Want, &'a Ask>>,
    /// Where no fact does: what it needs.
    pub(super) other: Option<Want>,
}

impl Demand<'_> {
    fn minimum(&self) -> Worth {
        self.finding.minimum
    }

    /// Whether what is asked for decides it.
    pub(super) fn is_met(&self, chosen: &BTreeMap<Want, Worth>) -> bool {
        let has = |want: &Want| {
            chosen
                .get(want)
                .is_some_and(|it| it.reaches(self.minimum()))
        };
        match &self.other {
            Some(want) => chosen.contains_key(want),
            None => self.ways.iter().any(|way| way.keys().all(has)),
        }
    }
}

/// What a request costs the vendor: an answer less than a document, that less than a signature by
/// somebody else, and anything less than taking back what was said.
fn cost(want: &Want, worth: Worth) -> usize {
    let base = match worth.strength {
        Strength::Stated if want.thing.is_none() => 2,
        Strength::Stated | Strength::Documented => 5,
        Strength::Recomputed => 9,
    };
    let backing = match worth.backing {
        crate::fact::Backing::None => 0,
        crate::fact::Backing::Vendor => 2,
        crate::fact::Backing::Independent => 6,
    };
    base + backing + if want.correct { 20 } else { 0 }
}

fn join(a: Worth, b: Worth) -> Worth {
    Worth {
        strength: a.strength.max(b.strength),
        backing: a.backing.max(b.backing),
    }
}

/// What has to be asked for so that every demand is met, with the worth that it must have. Nothing of
/// it can be left out.
pub(super) fn shortest(demands: &[Demand<'_>]) -> BTreeMap<Want, Worth> {
    let mut taken: Vec<usize> = vec![0; demands.len()];
    // Those without a choice first: what they ask for is free for the others.
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|index| demands.get(*index).map_or(0, |it| it.ways.len()));
    let mut settled: BTreeSet<usize> = BTreeSet::new();
    for index in &order {
        let so_far = together(demands, &taken, |it| settled.contains(&it));
        cheapest(demands, *index, &so_far, &mut taken);
        settled.insert(*index);
    }
    // A later choice may have made another way cheaper.
    for _ in 0..4 {
        let before = taken.clone();
        for index in &order {
            let others = together(demands, &taken, |it| it != *index);
            cheapest(demands, *index, &others, &mut taken);
        }
        if taken == before {
            break;
        }
    }
    let mut chosen = together(demands, &taken, |_| true);
    let mut wants: Vec<(usize, Want)> = chosen
        .iter()
        .map(|(want, worth)| (cost(want, *worth), want.clone()))
        .collect();
    wants.sort();
    for (_, want) in wants.into_iter().rev() {
        let mut fewer = chosen.clone();
        fewer.remove(&want);
        if demands.iter().all(|it| it.is_met(&fewer)) {
            chosen = fewer;
        }
    }
    chosen
}

/// What the chosen ways of some demands ask for.
fn together(
    demands: &[Demand<'_>],
    taken: &[usize],
    which: impl Fn(usize) -> bool,
) -> BTreeMap<Want, Worth> {
    let mut all: BTreeMap<Want, Worth> = BTreeMap::new();
    for (index, demand) in demands.iter().enumerate().filter(|(it, _)| which(*it)) {
        let way = taken.get(index).and_then(|it| demand.ways.get(*it));
        let wants = way.into_iter().flat_map(BTreeMap::keys);
        for want in wants.chain(&demand.other) {
            let worth = all.entry(want.clone()).or_default();
            *worth = join(*worth, demand.minimum());
        }
    }
    all
}

/// Takes the way of a demand that adds least to what is asked for anyway; of equals the first.
fn cheapest(
    demands: &[Demand<'_>],
    index: usize,
    others: &BTreeMap<Want, Worth>,
    taken: &mut [usize],
) {
    let Some(demand) = demands.get(index) else {
        return;
    };
    let added = |way: &BTreeMap<Want, &Ask>| -> usize {
        way.keys()
            .map(|want| match others.get(want) {
                None => cost(want, demand.minimum()),
                Some(worth) => cost(want, join(*worth, demand.minimum())) - cost(want, *worth),
            })
            .sum()
    };
    let best = demand
        .ways
        .iter()
        .enumerate()
        .min_by_key(|(_, way)| added(way));
    if let (Some((way, _)), Some(slot)) = (best, taken.get_mut(index)) {
        *slot = way;
    }
}
