//! Whole counts from which a reported interval can have come.

use passmuster_plugin::Decimal;
use statistics::{Interval, Method};

/// A reported proportion and what it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    /// The estimate; not negative.
    pub(crate) estimate: Decimal,
    /// The lower bound.
    pub(crate) lower: Decimal,
    /// The upper bound.
    pub(crate) upper: Decimal,
    /// Whether the three are percentages; else fractions of 1.
    pub(crate) percent: bool,
    /// The level, between 0 and 1.
    pub(crate) level: f64,
    /// Most cases that are looked for.
    pub(crate) max_n: u64,
    /// Numbers of cases that are stated nearby, which are tried first.
    pub(crate) stated: &'a [u64],
}

/// Counts, and how their interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) x: u64,
    pub(crate) n: u64,
    pub(crate) method: Method,
}

/// What the search came to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// Counts whose interval rounds to the reported one, by the first method that has any, the
    /// smallest first; at most [`CANDIDATES`].
    Exact(Vec<Counts>),
    /// None; the counts that come nearest, and by how many units of the last reported place their
    /// bounds are off; and whether all counts that could agree were tried.
    Closest {
        counts: Counts,
        units: u64,
        complete: bool,
    },
    /// No counts up to the largest round to the estimate.
    Nothing,
}

/// Candidates that are kept.
pub(crate) const CANDIDATES: usize = 100;
/// Pairs of counts that are tried for one method.
const TRIED: usize = 300;
/// Pairs of counts whose distance is looked at for one method.
const COMPARED: usize = 12;
/// Numbers of cases in which those are looked for.
const SEARCHED: u64 = 3_000;
/// Relative slack of rounding, for values that lie on an edge.
const SLACK: f64 = 1e-9;

/// A reported number, as a fraction of 1, and how far what was rounded to it may be off.
#[derive(Clone, Copy)]
struct Rounded {
    value: f64,
    half: f64,
}

impl Rounded {
    fn new(decimal: Decimal, percent: bool) -> Self {
        let scale = if percent { 100.0 } else { 1.0 };
        Self {
            value: decimal.value() / scale,
            half: decimal.half_unit() * (1.0 + SLACK) / scale,
        }
    }

    fn least(self) -> f64 {
        self.value - self.half
    }

    fn most(self) -> f64 {
        self.value + self.half
    }
}

/// Looks for counts.
pub(crate) fn solve(question: &Question<'_>) -> Answer {
    let searches: Vec<Search<'_>> = Method::ALL
        .iter()
        .filter_map(|method| Search::new(question, *method))
        .collect();
    let mut complete = true;
    for search in &searches {
        let (found, all) = search.exact();
        complete &= all;
        if !found.is_empty() {
            return Answer::Exact(found);
        }
    }
    let mut best: Option<(u64, Counts)> = None;
    for search in &searches {
        if let Some((units, counts)) = search.closest()
            && best.is_none_or(|(known, _)| units < known)
        {
            best = Some((units, counts));
        }
    }
    match best {
        Some((units, counts)) => Answer::Closest {
            counts,
            units,
            complete,
        },
        None => Answer::Nothing,
    }
}

/// A search by one method.
struct Search<'a> {
    question: &'a Question<'a>,
    method: Method,
    interval: Interval,
    estimate: Rounded,
    lower: Rounded,
    upper: Rounded,
    /// Numbers of cases at which the lower bound can agree, and the upper.
    ends: [(u64, u64); 2],
}

#[expect(clippy::cast_precision_loss, reason = "counts are at most 100,000")]
fn real(count: u64) -> f64 {
    count as f64
}

impl<'a> Search<'a> {
    fn new(question: &'a Question<'a>, method: Method) -> Option<Self> {
        let rounded = |decimal| Rounded::new(decimal, question.percent);
        let mut search = Self {
            question,
            method,
            interval: Interval::new(method, question.level)?,
            estimate: rounded(question.estimate),
            lower: rounded(question.lower),
            upper: rounded(question.upper),
            ends: [(1, 1); 2],
        };
        search.ends = search.find_ends();
        Some(search)
    }

    /// Counts whose estimate and interval round to the reported ones: first those with a number of
    /// cases that is stated, then from the middle of what is possible outwards. And whether all that
    /// can agree were tried.
    fn exact(&self) -> (Vec<Counts>, bool) {
        let mut found: Vec<Counts> = Vec::new();
        let (least, most) = self.cases();
        if least > most {
            return (found, true);
        }
        let stated = self.question.stated.iter().copied();
        let middle = least.midpoint(most);
        let outwards = (0..=most - least).flat_map(|step| {
            let above = middle.checked_add(step);
            let below = middle.checked_sub(step).filter(|_| step > 0);
            above.into_iter().chain(below)
        });
        let (mut tried, mut complete) = (0, true);
        'cases: for n in stated
            .chain(outwards)
            .filter(|n| (least..=most).contains(n))
        {
            let Some((from, to)) = self.successes(n) else {
                continue;
            };
            for x in from..=to {
                tried += 1;
                if tried > TRIED || found.len() >= CANDIDATES {
                    complete = false;
                    break 'cases;
                }
                let counts = Counts {
                    x,
                    n,
                    method: self.method,
                };
                if self.agrees(real(x), real(n)) && !found.contains(&counts) {
                    let place = |known: &Counts| (known.n, known.x) < (n, x);
                    found.insert(found.partition_point(place), counts);
                }
            }
        }
        (found, complete)
    }

    /// The successes of `n` that round to the estimate: `x / n` within half a unit, in whole
    /// numbers.
    fn successes(&self, n: u64) -> Option<(u64, u64)> {
        let places = self.question.estimate.scale + if self.question.percent { 2 } else { 0 };
        let scale = 2 * 10u128.checked_pow(places)?;
        let (digits, cases) = (u128::from(self.question.estimate.digits), u128::from(n));
        let least = (2 * digits)
            .saturating_sub(1)
            .checked_mul(cases)?
            .div_ceil(scale);
        let most = ((2 * digits + 1).checked_mul(cases)? / scale).min(cases);
        if least > most {
            return None;
        }
        Some((u64::try_from(least).ok()?, u64::try_from(most).ok()?))
    }

    /// Whether both bounds round to the reported ones: each lies between the edges of rounding.
    fn agrees(&self, x: f64, n: f64) -> bool {
        self.interval.lower_is_at_most(x, n, self.lower.most())
            && !self.interval.lower_is_at_most(x, n, self.lower.least())
            && self.interval.upper_is_at_least(x, n, self.upper.least())
            && !self.interval.upper_is_at_least(x, n, self.upper.most())
    }

    /// Numbers of cases that can agree. Each bound comes nearer to the estimate as cases grow: the
    /// smallest number is where the nearest it can be is near enough, the largest where the
    /// farthest is far enough.
    fn find_ends(&self) -> [(u64, u64); 2] {
        let (low, high) = (
            self.estimate.least().max(0.0),
            self.estimate.most().min(1.0),
        );
        let max = self.question.max_n;
        let lower = (
            first(max, |n| {
                !self
                    .interval
                    .lower_is_at_most(high * n, n, self.lower.least())
            }),
            first(max, |n| {
                !self
                    .interval
                    .lower_is_at_most(low * n, n, self.lower.most())
            }),
        );
        let upper = (
            first(max, |n| {
                !self
                    .interval
                    .upper_is_at_least(low * n, n, self.upper.most())
            }),
            first(max, |n| {
                !self
                    .interval
                    .upper_is_at_least(high * n, n, self.upper.least())
            }),
        );
        [lower, upper]
    }

    fn cases(&self) -> (u64, u64) {
        let [lower, upper] = self.ends;
        let (least, most) = (lower.0.max(upper.0), lower.1.min(upper.1));
        // A little more on both sides: counts are whole, the ends are not.
        let least = least - least / 50;
        (
            least.saturating_sub(2).max(1),
            (most + most / 50 + 2).min(self.question.max_n),
        )
    }

    /// The counts that come nearest, with the distance in units of the last place.
    fn closest(&self) -> Option<(u64, Counts)> {
        let middle = self.middle();
        let mut best: Option<(f64, Counts)> = None;
        let mut compared = 0;
        for step in 0..SEARCHED {
            for n in [middle.checked_add(step), middle.checked_sub(step)] {
                let Some(n) = n.filter(|n| (1..=self.question.max_n).contains(n)) else {
                    continue;
                };
                let Some((from, to)) = self.successes(n) else {
                    continue;
                };
                let x = from.midpoint(to);
                let distance = self.distance(real(x), real(n));
                compared += 1;
                if best.is_none_or(|(known, _)| distance < known) {
                    let method = self.method;
                    best = Some((distance, Counts { x, n, method }));
                }
            }
            if compared >= COMPARED {
                break;
            }
        }
        let (_, counts) = best?;
        let (low, high) = self.interval.bounds(real(counts.x), real(counts.n))?;
        let units = self
            .units(low, self.question.lower)
            .max(self.units(high, self.question.upper));
        Some((units, counts))
    }

    /// A number of cases near which the nearest counts are. The distance falls up to there and rises
    /// from there on, since each bound only comes nearer to the estimate as cases grow.
    fn middle(&self) -> u64 {
        let [lower, upper] = self.ends;
        let estimate = self.estimate.value.min(1.0);
        let distance = |n: u64| self.distance(estimate * real(n), real(n));
        let least = lower.0.min(upper.0).min(lower.1).min(upper.1);
        let most = lower.0.max(upper.0).max(lower.1).max(upper.1);
        let (mut from, mut to) = (least.max(1), most.min(self.question.max_n));
        while from < to {
            let middle = from.midpoint(to);
            if distance(middle) <= distance(middle + 1) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        from.min(self.question.max_n)
    }

    /// Roughly how far the bounds are off, in units of the last place.
    fn distance(&self, x: f64, n: f64) -> f64 {
        let low = self.interval.lower_beyond(x, n, self.lower.value) / (2.0 * self.lower.half);
        let high = self.interval.upper_beyond(x, n, self.upper.value) / (2.0 * self.upper.half);
        low.abs().max(high.abs())
    }

    /// By how many units of its last place a reported bound differs from a computed one.
    fn units(&self, computed: f64, reported: Decimal) -> u64 {
        let rounded = Rounded::new(reported, self.question.percent);
        let off = ((computed - rounded.value) / (2.0 * rounded.half)).abs();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative; what is too large becomes the largest number"
        )]
        let units = libm_round(off) as u64;
        units
    }
}

/// Half up; for values that are not negative.
fn libm_round(value: f64) -> f64 {
    (value + 0.5 - SLACK).floor()
}

/// The first of `1..=max` for which a condition holds that holds from there on; `max + 1` if none.
fn first(max: u64, holds: impl Fn(f64) -> bool) -> u64 {
    let (mut bad, mut good) = (0, max + 1);
    // Most reported numbers of cases are small.
    let mut probe = 64;
    while probe < good {
        if holds(real(probe)) {
            good = probe;
            break;
        }
        bad = probe;
        probe = probe.saturating_mul(4);
    }
    while good - bad > 1 {
        let middle = bad + (good - bad) / 2;
        if holds(real(middle)) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

#[cfg(test)]
mod tests;
