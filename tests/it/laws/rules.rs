//! The reference, second half: readings of contradictory values, the two views, the outcome.

use std::collections::{BTreeMap, BTreeSet};

use passmuster::fact::{Backing, Strength, Worth};
use passmuster::finding::Outcome;

use super::model::{Attr, K, Leaf, Scope, Seen, Sort, Spec, Val, View};

/// How bad an outcome is.
pub(crate) fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Pass => 1,
        Outcome::Insufficient => 2,
        Outcome::Fail => 3,
        Outcome::Error => 4,
    }
}

/// Whether the outcome is one that a vendor wishes for.
pub(crate) fn is_good(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::NotApplicable)
}

/// The distinct values of a single-valued attribute that have to be reckoned with.
pub(crate) fn readings(stated: &[(Val, Worth)]) -> Vec<Val> {
    let distinct: BTreeSet<&Val> = stated.iter().map(|(value, _)| value).collect();
    let special = |worth: &Worth| {
        worth.backing == Backing::Independent || worth.strength == Strength::Recomputed
    };
    let beats = |a: &Worth, b: &Worth| {
        a.strength >= b.strength
            && a.backing >= b.backing
            && (a.strength, a.backing) != (b.strength, b.backing)
    };
    for value in &distinct {
        let settled = stated.iter().any(|(own, worth)| {
            own == *value
                && special(worth)
                && stated
                    .iter()
                    .filter(|(other, _)| other != own)
                    .all(|(_, other)| beats(worth, other))
        });
        if settled {
            return vec![(*value).clone()];
        }
    }
    distinct.into_iter().cloned().collect()
}

impl Spec {
    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        let mut found = Vec::new();
        for tree in self.whens.iter().chain(&self.unless) {
            tree.leaves(&mut found);
        }
        found
    }

    /// Whether some facts can satisfy it.
    pub(crate) fn can_pass(&self) -> bool {
        match &self.unless {
            Some(unless) => unless.can(true),
            // All of no clauses is true.
            None => self.whens.iter().any(|when| when.can(false)),
        }
    }

    /// The single-valued attributes that it reads and that are stated differently.
    pub(crate) fn contested(&self, attrs: &[Attr], seen: &Seen) -> BTreeMap<usize, Vec<Val>> {
        self.leaves()
            .into_iter()
            .flat_map(Leaf::attrs)
            .filter(|attr| attrs[*attr].sort != Sort::Open)
            .filter_map(|attr| {
                let mut values = readings(seen.get(&attr)?);
                if let Sort::Age(of) = attrs[attr].sort {
                    // A date to come has no age; standing for one, it chooses none.
                    let to_come = |date: &Val| matches!(date, Val::Date(offset) if *offset > 0);
                    values.extend(readings(&seen[&of]).into_iter().filter(to_come));
                }
                Some((attr, values))
            })
            .filter(|(_, values)| values.len() > 1)
            .collect()
    }

    pub(crate) fn view(
        &self,
        attrs: &[Attr],
        seen: &Seen,
        chosen: &BTreeMap<usize, Val>,
        minimum: Worth,
    ) -> View {
        let reaches =
            |worth: &Worth| worth.strength >= minimum.strength && worth.backing >= minimum.backing;
        let mut view = View::new();
        for (attr, stated) in seen {
            let sort = attrs[*attr].sort;
            let wanted = match sort {
                Sort::Open => None,
                _ => chosen
                    .get(attr)
                    .cloned()
                    .or_else(|| readings(stated).first().cloned()),
            };
            let values: BTreeSet<Val> = stated
                .iter()
                .filter(|(value, worth)| {
                    (reaches(worth) || sort.is_host())
                        && wanted.as_ref().is_none_or(|wanted| wanted == value)
                })
                .map(|(value, _)| value.clone())
                .collect();
            if !values.is_empty() {
                view.insert(*attr, values.into_iter().collect());
            }
        }
        view
    }

    /// Where it applies and what satisfies it, in one view.
    pub(crate) fn read(
        &self,
        attrs: &[Attr],
        seen: &Seen,
        chosen: &BTreeMap<usize, Val>,
        minimum: Worth,
        scope: &Scope,
    ) -> (K, K) {
        let view = self.view(attrs, seen, chosen, minimum);
        let applies = self
            .whens
            .iter()
            .map(|when| when.read(&view, scope))
            .min()
            .unwrap_or(K::T);
        let satisfies = self
            .unless
            .as_ref()
            .map_or(K::F, |unless| unless.read(&view, scope));
        (applies, satisfies)
    }

    /// Where it applies and what satisfies it, of both views: what helps needs the minimum, what
    /// hurts counts at any worth.
    fn weigh(
        &self,
        attrs: &[Attr],
        seen: &Seen,
        chosen: &BTreeMap<usize, Val>,
        scope: &Scope,
    ) -> (K, K) {
        let (full_w, full_u) = self.read(attrs, seen, chosen, Worth::default(), scope);
        let (floor_w, floor_u) = self.read(attrs, seen, chosen, self.minimum, scope);
        let w = if full_w == K::T {
            K::T
        } else if full_w == K::F && floor_w == K::F {
            K::F
        } else {
            K::U
        };
        let u = if full_u == K::F {
            K::F
        } else if full_u == K::T && floor_u == K::T {
            K::T
        } else {
            K::U
        };
        (w, u)
    }

    /// Where it applies, of a resource about which nothing is contested.
    pub(crate) fn applies(&self, attrs: &[Attr], seen: &Seen, scope: &Scope) -> K {
        self.weigh(attrs, seen, &BTreeMap::new(), scope).0
    }

    fn judge(
        &self,
        attrs: &[Attr],
        seen: &Seen,
        chosen: &BTreeMap<usize, Val>,
        scope: &Scope,
    ) -> Outcome {
        match (self.weigh(attrs, seen, chosen, scope), &self.unless) {
            ((K::F, _), Some(_)) => Outcome::NotApplicable,
            ((K::F, _), None) | ((_, K::T), _) => Outcome::Pass,
            ((K::T, K::F), _) => Outcome::Fail,
            _ => Outcome::Insufficient,
        }
    }

    /// All ways of choosing one of the values of each contested attribute.
    pub(crate) fn choices(contested: &BTreeMap<usize, Vec<Val>>) -> Vec<BTreeMap<usize, Val>> {
        let mut choices = vec![BTreeMap::new()];
        for (attr, values) in contested {
            choices = choices
                .into_iter()
                .flat_map(|choice: BTreeMap<usize, Val>| {
                    values.iter().map(move |value| {
                        let mut next = choice.clone();
                        next.insert(*attr, value.clone());
                        next
                    })
                })
                .collect();
        }
        choices
    }

    /// The outcome that the rules give.
    pub(crate) fn outcome(&self, attrs: &[Attr], seen: &Seen, scope: &Scope) -> Outcome {
        let contested = self.contested(attrs, seen);
        let combinations: usize = contested.values().map(Vec::len).product();
        if combinations > 64 {
            return Outcome::Insufficient;
        }
        Self::choices(&contested)
            .iter()
            .map(|chosen| self.judge(attrs, seen, chosen, scope))
            .max_by_key(|outcome| rank(*outcome))
            .unwrap()
    }
}
