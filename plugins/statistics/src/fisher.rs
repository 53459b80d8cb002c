//! Fisher's exact test on a table of two by two.

use crate::beta::stirling_error;

/// A table of two groups by two outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Of the first group, those with the outcome.
    pub first_with: u64,
    /// Of the first group, those without it.
    pub first_without: u64,
    /// Of the second group, those with the outcome.
    pub second_with: u64,
    /// Of the second group, those without it.
    pub second_without: u64,
}

/// Largest total of a table: with more, counts are no longer exact as floating-point numbers after
/// the products below.
pub(crate) const LARGEST: u64 = 4_000_000_000;

#[expect(clippy::cast_precision_loss, reason = "counts are at most LARGEST")]
fn real(count: u64) -> f64 {
    count as f64
}

/// Logarithm of `x!` less Stirling's formula.
fn factorial_error(x: f64) -> f64 {
    // `x! = gamma(x + 1) = x gamma(x)`.
    if x < 0.5 { 0.0 } else { stirling_error(x) }
}

/// `x ln(x / mean) + mean - x`, without cancellation where they are near: the deviance part of
/// C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000), section 3.
fn deviance(x: f64, mean: f64) -> f64 {
    let (difference, sum) = (x - mean, x + mean);
    if difference.abs() < 0.1 * sum {
        let v = difference / sum;
        let mut total = difference * v;
        let mut term = 2.0 * x * v;
        let mut odd = 1.0;
        for _ in 0..1_000 {
            term *= v * v;
            odd += 2.0;
            let next = total + term / odd;
            if next == total {
                break;
            }
            total = next;
        }
        return total;
    }
    if x == 0.0 {
        mean
    } else {
        x * libm::log(x / mean) + mean - x
    }
}

/// Logarithm of the binomial probability of `x` of `n` at `p`, `q = 1 - p`: Loader (2000), the
/// saddle-point expansion.
fn log_binomial(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if x == 0.0 {
        return if n == 0.0 {
            0.0
        } else {
            -deviance(n, n * q) - n * p
        };
    }
    if x == n {
        return -deviance(n, n * p) - n * q;
    }
    let error = factorial_error(n) - factorial_error(x) - factorial_error(n - x);
    let two_pi = 2.0 * core::f64::consts::PI;
    error - deviance(x, n * p) - deviance(n - x, n * q) - 0.5 * libm::log(two_pi * x * (n - x) / n)
}

/// Logarithm of the hypergeometric probability that of `drawn` out of `with + without`, `x` are
/// among those `with`.
fn log_hypergeometric(x: f64, with: f64, without: f64, drawn: f64) -> f64 {
    let total = with + without;
    let (p, q) = (drawn / total, (total - drawn) / total);
    log_binomial(x, with, p, q) + log_binomial(drawn - x, without, p, q)
        - log_binomial(drawn, total, p, q)
}

/// The hypergeometric probability that of `drawn` out of `with + without`, exactly `x` are among
/// those `with`; 0 where that cannot be, `None` if more are drawn than there are or the total
/// exceeds four thousand million.
///
/// Source: the quotient of binomials of C. Loader (2000), as in R's `dhyper`; exact to some 1e-14
/// where a difference of `log_gamma` loses digits from a thousand on.
pub fn hypergeometric(x: u64, with: u64, without: u64, drawn: u64) -> Option<f64> {
    let total = with
        .checked_add(without)
        .filter(|total| *total <= LARGEST)?;
    if drawn > total {
        return None;
    }
    if x > with || x > drawn || drawn - x > without {
        return Some(0.0);
    }
    if drawn == 0 || drawn == total {
        return Some(1.0);
    }
    Some(libm::exp(log_hypergeometric(
        real(x),
        real(with),
        real(without),
        real(drawn),
    )))
}

/// The two-sided p-value of Fisher's exact test: the sum of the probabilities of all tables with
/// the same margins that are at most as probable as this one, with a relative slack of 1e-7. `None`
/// if the total exceeds four thousand million. Where a margin is 0 there is one table: 1.
///
/// Source: R. A. Fisher, Statistical Methods for Research Workers (5th ed. 1934), section 21.02; the
/// rule for two sides and the slack are those of R's `fisher.test` and of `scipy.stats`.
pub fn fisher_two_sided(table: Table) -> Option<f64> {
    let first = table.first_with.checked_add(table.first_without)?;
    let second = table.second_with.checked_add(table.second_without)?;
    let with = table.first_with.checked_add(table.second_with)?;
    let total = first.checked_add(second)?;
    if total > LARGEST {
        return None;
    }
    // How many of those with the outcome are in the first group.
    let least = with.saturating_sub(second);
    let most = with.min(first);
    if least >= most {
        return Some(1.0);
    }
    let spread = Spread {
        first: real(first),
        second: real(second),
        with: real(with),
        least,
        most,
    };
    let observed = table.first_with;
    let bound = spread.log(observed) + libm::log1p(1e-7);
    let mode = spread.mode();
    // The probabilities rise up to the mode and fall behind it.
    let low_end = last(least, mode, |x| spread.log(x) <= bound);
    let high_end = last(0, most - mode, |back| spread.log(most - back) <= bound);
    let low = low_end.map_or(0.0, |x| spread.down_from(x));
    let high = high_end.map_or(0.0, |back| {
        let start = most - back;
        // Both ends meet where every table counts.
        let start = low_end.map_or(start, |x| start.max(x + 1));
        if start > most {
            0.0
        } else {
            spread.up_from(start)
        }
    });
    Some((low + high).min(1.0))
}

/// The last of `from..=to` for which a condition holds that holds for the first ones.
fn last(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if from > to || !holds(from) {
        return None;
    }
    let (mut good, mut bad) = (from, to + 1);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// All tables with the same margins.
struct Spread {
    first: f64,
    second: f64,
    with: f64,
    least: u64,
    most: u64,
}

impl Spread {
    fn log(&self, x: u64) -> f64 {
        log_hypergeometric(real(x), self.first, self.second, self.with)
    }

    /// The most probable count.
    fn mode(&self) -> u64 {
        let mode = (self.with + 1.0) * (self.first + 1.0) / (self.first + self.second + 2.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the smaller margin"
        )]
        let mode = mode as u64;
        mode.clamp(self.least, self.most)
    }

    /// Probability of `x + 1` over that of `x`.
    fn rise(&self, x: f64) -> f64 {
        (self.first - x) / (x + 1.0) * ((self.with - x) / (self.second - self.with + x + 1.0))
    }

    /// Sum of the probabilities of `x` and below, for `x` not above the mode.
    fn down_from(&self, x: u64) -> f64 {
        self.sum(x, x - self.least, |at, step| {
            1.0 / self.rise(at - step - 1.0)
        })
    }

    /// Sum of the probabilities of `x` and above, for `x` not below the mode.
    fn up_from(&self, x: u64) -> f64 {
        self.sum(x, self.most - x, |at, step| self.rise(at + step))
    }

    fn sum(&self, x: u64, steps: u64, ratio: impl Fn(f64, f64) -> f64) -> f64 {
        let at = real(x);
        let (mut term, mut total) = (1.0, 1.0);
        for step in 0..steps {
            term *= ratio(at, real(step));
            total += term;
            // Terms fall faster than a geometric series from here on.
            if term < 1e-17 * total {
                break;
            }
        }
        libm::exp(self.log(x)) * total
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    fn p(a: u64, b: u64, c: u64, d: u64) -> f64 {
        fisher_two_sided(Table {
            first_with: a,
            first_without: b,
            second_with: c,
            second_without: d,
        })
        .unwrap()
    }

    fn near(found: f64, expected: f64, tolerance: f64) {
        assert!(
            (found - expected).abs() <= tolerance * expected.max(1e-300),
            "{found}, not {expected}"
        );
    }

    #[test]
    fn published_tests_come_out() {
        // The lady tasting tea (Fisher, The Design of Experiments, 1935; R documentation of
        // fisher.test after Agresti 1990, p. 61): one-sided 17/70, two-sided 34/70.
        near(p(3, 1, 1, 3), 34.0 / 70.0, 1e-13);
        near(p(4, 0, 0, 4), 2.0 / 70.0, 1e-13);
        // Convictions of like-sex twins of criminals (Fisher, Statistical Methods; R documentation of
        // fisher.test): two-sided 0.0005367.
        near(p(2, 15, 10, 3), 0.000_536_724, 1e-6);
        // Whales and sharks (scipy documentation of fisher_exact): 0.0349650349650.
        near(p(8, 2, 1, 5), 0.034_965_034_965_034_94, 1e-13);
    }

    #[test]
    fn a_thousand_cases_and_more_do_not_break_it() {
        // Equal rates in equal groups: every table counts.
        for size in [515u64, 2_000, 1_000_000, 1_000_000_000] {
            near(
                p(size / 2, size - size / 2, size / 2, size - size / 2),
                1.0,
                1e-9,
            );
        }
        // Both ways of ordering the table give the same.
        let direct = p(1_200, 4_000, 900, 3_900);
        near(p(900, 3_900, 1_200, 4_000), direct, 1e-12);
        near(p(1_200, 900, 4_000, 3_900), direct, 1e-12);
        assert!(p(0, 100_000, 100_000, 0) < 1e-300);
    }

    #[test]
    fn small_tables_are_the_sum_of_exact_fractions() {
        // All tables with the margins (a + b, c + d), (a + c, b + d), by binomials.
        let choose = |n: u64, k: u64| -> f64 {
            (0..k).fold(1.0, |product, i| product * real(n - i) / real(i + 1))
        };
        for a in 0..6u64 {
            for b in 0..6u64 {
                for c in 0..6u64 {
                    for d in 0..6u64 {
                        let probability = |x: u64| {
                            choose(a + b, x) * choose(c + d, a + c - x)
                                / choose(a + b + c + d, a + c)
                        };
                        let range = (a + c).saturating_sub(c + d)..=(a + c).min(a + b);
                        let bound = probability(a) * (1.0 + 1e-7);
                        let sum: f64 = range.map(probability).filter(|it| *it <= bound).sum();
                        near(p(a, b, c, d), sum.min(1.0), 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn probabilities_sum_to_one() {
        for (with, without, drawn) in [(5, 7, 4), (600, 500, 300), (1_030, 1_030, 1_000)] {
            let sum: f64 = (0..=drawn)
                .map(|x| hypergeometric(x, with, without, drawn).unwrap())
                .sum();
            near(sum, 1.0, 1e-12);
        }
        // R documentation of dhyper: m = 10, n = 7, k = 8, x = 4.
        near(
            hypergeometric(4, 10, 7, 8).unwrap(),
            210.0 * 35.0 / 24_310.0,
            1e-13,
        );
        assert_eq!(hypergeometric(9, 5, 5, 9), Some(0.0));
        assert_eq!(hypergeometric(0, 5, 5, 0), Some(1.0));
        assert_eq!(hypergeometric(1, 5, 5, 11), None);
        assert_eq!(hypergeometric(1, u64::MAX, 5, 1), None);
    }

    #[test]
    fn tables_without_an_answer_have_none() {
        let table = |count| Table {
            first_with: count,
            first_without: count,
            second_with: count,
            second_without: count,
        };
        assert_eq!(fisher_two_sided(table(u64::MAX)), None);
        assert_eq!(fisher_two_sided(table(LARGEST)), None);
        assert_eq!(fisher_two_sided(table(0)), Some(1.0));
    }
}
