//! Two-sided intervals for a proportion of whole counts.

use crate::beta::{incomplete_beta, log_beta};
use crate::normal::z_of_level;

/// How an interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The exact interval: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
    ClopperPearson,
    /// The score interval, without continuity correction: E. B. Wilson, JASA 22 (1927), 209-212.
    Wilson,
    /// The estimate and `z` standard errors (Laplace; often named after A. Wald), cut at 0 and 1.
    Wald,
}

impl Method {
    /// All methods, in the order in which a reported interval is compared with them.
    pub const ALL: &'static [Self] = &[Self::ClopperPearson, Self::Wilson, Self::Wald];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClopperPearson => "Clopper-Pearson",
            Self::Wilson => "Wilson",
            Self::Wald => "Wald",
        }
    }
}

/// A method at a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    method: Method,
    /// Probability below, and above: half of what the level leaves.
    tail: f64,
    z: f64,
}

/// Most steps to a bound: as many as halvings alone would need.
const STEPS: u32 = 100;

/// The probability of `x` or more of `n`, for `0 < x < n`, and how fast it grows with `p`.
fn tail_and_density(x: f64, n: f64, p: f64) -> (f64, f64) {
    let density =
        libm::exp((x - 1.0) * libm::log(p) + (n - x) * libm::log1p(-p) - log_beta(x, n - x + 1.0));
    (incomplete_beta(x, n - x + 1.0, p), density)
}

impl Interval {
    /// The method at a level between 0 and 1; `None` for any other level.
    pub fn new(method: Method, level: f64) -> Option<Self> {
        Some(Self {
            method,
            tail: (1.0 - level) / 2.0,
            z: z_of_level(level)?,
        })
    }

    /// The bounds, as fractions of 1, for `x` of `n`; `None` unless `0 <= x <= n` and `0 < n`.
    /// Counts need not be whole.
    pub fn bounds(&self, x: f64, n: f64) -> Option<(f64, f64)> {
        if !(n > 0.0 && x >= 0.0 && x <= n && n.is_finite()) {
            return None;
        }
        Some((self.lower(x, n), 1.0 - self.lower(n - x, n)))
    }

    /// The lower bound; the upper bound is that of the failures, from 1.
    fn lower(&self, x: f64, n: f64) -> f64 {
        match self.method {
            Method::ClopperPearson => self.exact_lower(x, n),
            Method::Wilson => {
                // Formula 2 of Brown, Cai and DasGupta, Statistical Science 16 (2001), 101-133.
                let (p, square) = (x / n, self.z * self.z);
                let centre = p + square / (2.0 * n);
                let half = self.z * libm::sqrt(p * (1.0 - p) / n + square / (4.0 * n * n));
                ((centre - half) / (1.0 + square / n)).max(0.0)
            }
            Method::Wald => {
                let p = x / n;
                (p - self.z * libm::sqrt(p * (1.0 - p) / n)).max(0.0)
            }
        }
    }

    /// The `p` at which `x` or more of `n` have the probability of the tail.
    fn exact_lower(&self, x: f64, n: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= n {
            // `p^n` is the tail.
            return libm::exp(libm::log(self.tail) / n);
        }
        // Newton's method on the logarithm of the tail, kept between bounds that close in.
        let (mut low, mut high) = (0.0, 1.0);
        let mut p = (x - 0.5).max(0.25) / n;
        for _ in 0..STEPS {
            let (tail, density) = tail_and_density(x, n, p);
            if tail < self.tail {
                low = p;
            } else {
                high = p;
            }
            let next = p + tail * libm::log(self.tail / tail) / density;
            let next = if next > low && next < high {
                next
            } else {
                0.5 * (low + high)
            };
            if (next - p).abs() <= 1e-15 * p || high - low <= 1e-17 {
                return next;
            }
            p = next;
        }
        p
    }

    /// Whether the lower bound for `x` of `n` is at most `edge`: for the exact interval one tail
    /// instead of an inversion.
    pub fn lower_is_at_most(&self, x: f64, n: f64, edge: f64) -> bool {
        if self.method != Method::ClopperPearson || x <= 0.0 || x >= n {
            return self.lower(x, n) <= edge;
        }
        // The tail grows with `p`: where it is above at the edge, the bound lies below the edge.
        edge > 0.0 && incomplete_beta(x, n - x + 1.0, edge) >= self.tail
    }

    /// Roughly how far the lower bound for `x` of `n` lies above `edge`: one step of Newton's method
    /// on the logarithm of the tail for the exact interval, and near enough to choose among
    /// candidates. Infinite where no step can be made.
    pub fn lower_beyond(&self, x: f64, n: f64, edge: f64) -> f64 {
        let closed = self.method != Method::ClopperPearson || x <= 0.0 || x >= n;
        if closed || edge <= 0.0 || edge >= 1.0 {
            return if closed {
                self.lower(x, n) - edge
            } else {
                f64::INFINITY
            };
        }
        let (tail, density) = tail_and_density(x, n, edge);
        let step = tail * libm::log(self.tail / tail) / density;
        if step.is_finite() {
            step
        } else {
            f64::INFINITY
        }
    }

    /// Roughly how far the upper bound for `x` of `n` lies above `edge`.
    pub fn upper_beyond(&self, x: f64, n: f64, edge: f64) -> f64 {
        -self.lower_beyond(n - x, n, 1.0 - edge)
    }

    /// Whether the upper bound for `x` of `n` is at least `edge`.
    pub fn upper_is_at_least(&self, x: f64, n: f64, edge: f64) -> bool {
        self.lower_is_at_most(n - x, n, 1.0 - edge)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    fn at(method: Method, level: f64, x: f64, n: f64) -> (f64, f64) {
        Interval::new(method, level).unwrap().bounds(x, n).unwrap()
    }

    fn check(method: Method, level: f64, x: f64, n: f64, low: f64, high: f64, tolerance: f64) {
        let (a, b) = at(method, level, x, n);
        let off = (a - low).abs().max((b - high).abs());
        assert!(
            off <= tolerance,
            "{method:?} {x}/{n}: {a} {b}, not {low} {high}"
        );
    }

    #[test]
    fn exact_intervals_have_their_published_values() {
        use Method::ClopperPearson as Exact;
        // Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 5 (four examples that
        // most comparisons of methods use).
        check(Exact, 0.95, 81.0, 263.0, 0.2527, 0.3676, 5e-5);
        check(Exact, 0.95, 15.0, 148.0, 0.0578, 0.1617, 5e-5);
        check(Exact, 0.95, 0.0, 20.0, 0.0, 0.1684, 5e-5);
        check(Exact, 0.95, 1.0, 29.0, 0.0009, 0.1776, 5e-5);
        // R documentation, binom.test: Mendel's 682 of 925 (Conover 1971, p. 97).
        check(Exact, 0.95, 682.0, 925.0, 0.707_668_3, 0.765_406_6, 5e-8);
    }

    #[test]
    fn other_intervals_have_their_published_values() {
        // Newcombe 1998, table I, methods 3 (Wilson) and 1 (simple asymptotic).
        check(Method::Wilson, 0.95, 81.0, 263.0, 0.2553, 0.3662, 5e-5);
        check(Method::Wilson, 0.95, 15.0, 148.0, 0.0624, 0.1605, 5e-5);
        check(Method::Wilson, 0.95, 0.0, 20.0, 0.0, 0.1611, 5e-5);
        check(Method::Wilson, 0.95, 1.0, 29.0, 0.0061, 0.1718, 5e-5);
        check(Method::Wald, 0.95, 81.0, 263.0, 0.2522, 0.3638, 5e-5);
        check(Method::Wald, 0.95, 15.0, 148.0, 0.0527, 0.1500, 5e-5);
        check(Method::Wald, 0.95, 0.0, 20.0, 0.0, 0.0, 0.0);
    }

    #[test]
    fn the_bound_by_its_tail_is_the_bound_by_inversion() {
        for method in Method::ALL {
            for (x, n) in [
                (0.0, 7.0),
                (1.0, 7.0),
                (7.0, 7.0),
                (100.0, 104.0),
                (4_000.0, 9_000.0),
            ] {
                let interval = Interval::new(*method, 0.95).unwrap();
                let (low, high) = interval.bounds(x, n).unwrap();
                assert!(
                    interval.lower_is_at_most(x, n, low + 1e-9),
                    "{method:?} {x}/{n}"
                );
                assert!(
                    !interval.lower_is_at_most(x, n, low - 1e-9),
                    "{method:?} {x}/{n}"
                );
                assert!(
                    interval.upper_is_at_least(x, n, high - 1e-9),
                    "{method:?} {x}/{n}"
                );
                assert!(
                    !interval.upper_is_at_least(x, n, high + 1e-9),
                    "{method:?} {x}/{n}"
                );
            }
        }
    }

    #[test]
    fn near_the_bound_the_distance_is_right() {
        for method in Method::ALL {
            for (x, n) in [(0.0, 7.0), (3.0, 7.0), (100.0, 104.0), (4_000.0, 9_000.0)] {
                let interval = Interval::new(*method, 0.95).unwrap();
                let (low, high) = interval.bounds(x, n).unwrap();
                let (below, above) = (
                    interval.lower_beyond(x, n, low - 1e-4),
                    interval.upper_beyond(x, n, high + 1e-4),
                );
                if low > 0.0 {
                    assert!((below - 1e-4).abs() < 2e-6, "{method:?} {x}/{n} {below}");
                }
                assert!((above + 1e-4).abs() < 2e-6, "{method:?} {x}/{n} {above}");
            }
        }
    }

    #[test]
    fn what_is_no_proportion_has_no_interval() {
        for level in [0.0, 1.0, 95.0, f64::NAN] {
            assert!(Interval::new(Method::Wilson, level).is_none());
        }
        let interval = Interval::new(Method::ClopperPearson, 0.95).unwrap();
        for (x, n) in [
            (1.0, 0.0),
            (2.0, 1.0),
            (-1.0, 1.0),
            (f64::NAN, 1.0),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(interval.bounds(x, n), None);
        }
    }
}
