//! The gamma and beta functions, and the regularised incomplete beta function.

/// Natural logarithm of the gamma function of a positive `x`.
///
/// Source: `libm::lgamma`, which is the FreeBSD msun routine after W. J. Cody and others.
pub fn log_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// From here on Stirling's series is exact to the last place.
const STIRLING_FROM: f64 = 16.0;

/// `log_gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2)`, the error of Stirling's formula.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.11.1, with the Bernoulli numbers B2
/// to B10. Differences of it do not cancel where differences of [`log_gamma`] would.
pub(crate) fn stirling_error(x: f64) -> f64 {
    if x < STIRLING_FROM {
        const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
        return log_gamma(x) - ((x - 0.5) * libm::log(x) - x + HALF_LOG_TWO_PI);
    }
    let square = x * x;
    (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square)
            / square)
        / x
}

/// Natural logarithm of the beta function of positive `a` and `b`.
///
/// Source: NIST DLMF 5.12.1; for large arguments by way of the error of Stirling's formula, as in
/// A. R. DiDonato and A. H. Morris, ACM TOMS 18 (1992), algorithm 708, function `betaln`.
pub fn log_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < STIRLING_FROM {
        return log_gamma(small) + log_gamma(large) - log_gamma(small + large);
    }
    let sum = small + large;
    // log_gamma(large) - log_gamma(sum), without the two large terms.
    let tail = stirling_error(large) - stirling_error(sum) + small
        - small * libm::log(sum)
        - (large - 0.5) * libm::log1p(small / large);
    if small < STIRLING_FROM {
        return log_gamma(small) + tail;
    }
    const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let first = (small - 0.5) * libm::log(small / sum) - 0.5 * libm::log(sum) + HALF_LOG_TWO_PI;
    first + stirling_error(small) + stirling_error(large)
        - stirling_error(sum)
        - (large - 0.5) * libm::log1p(small / large)
}

/// Steps of the continued fraction: it needs some `5 sqrt(max(a, b))`.
const STEPS: u32 = 20_000;

/// The regularised incomplete beta function `I_x(a, b)`: the probability that a beta variable with
/// the positive parameters `a` and `b` is at most `x`. NaN if a parameter is not positive or an
/// argument is NaN.
///
/// Source: NIST DLMF 8.17.22 (continued fraction, by the modified Lentz method) and 8.17.4 (symmetry);
/// for whole `x` and `n`, `I_p(x, n - x + 1)` is the upper tail of the binomial (DLMF 8.17.5).
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of DLMF 8.17.22.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, tolerance: f64) {
        let difference = (found - expected).abs() / expected.abs().max(1.0);
        assert!(difference <= tolerance, "{found} is not {expected}");
    }

    #[test]
    fn the_logarithm_of_gamma_has_its_published_values() {
        // Abramowitz and Stegun, Handbook of Mathematical Functions, section 6.1: 6.1.8, and
        // factorials.
        near(log_gamma(0.5), 0.572_364_942_924_700_1, 1e-15);
        near(log_gamma(1.0), 0.0, 1e-15);
        near(log_gamma(11.0), libm::log(3_628_800.0), 1e-15);
    }

    #[test]
    fn the_logarithm_of_beta_is_the_same_by_both_ways() {
        for (a, b) in [
            (0.5, 0.5),
            (2.0, 3.0),
            (15.9, 16.1),
            (3.0, 40.0),
            (200.0, 300.0),
        ] {
            let direct = log_gamma(a) + log_gamma(b) - log_gamma(a + b);
            near(log_beta(a, b), direct, 1e-12);
            near(log_beta(b, a), direct, 1e-12);
        }
        // B(2, 3) = 1/12.
        near(log_beta(2.0, 3.0), -libm::log(12.0), 1e-15);
    }

    #[test]
    fn the_incomplete_beta_has_its_closed_forms() {
        // DLMF 8.17: I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a, I_1/2(a, a) = 1/2; and
        // I_x(1/2, 1/2) = 2/pi asin(sqrt x).
        near(
            incomplete_beta(1.0, 5.0, 0.2),
            1.0 - libm::pow(0.8, 5.0),
            1e-14,
        );
        near(incomplete_beta(7.0, 1.0, 0.9), libm::pow(0.9, 7.0), 1e-14);
        near(incomplete_beta(50.0, 50.0, 0.5), 0.5, 1e-13);
        near(incomplete_beta(9e4, 9e4, 0.5), 0.5, 1e-11);
        let arcsine = 2.0 / core::f64::consts::PI * libm::asin(libm::sqrt(0.3));
        near(incomplete_beta(0.5, 0.5, 0.3), arcsine, 1e-14);
    }

    #[test]
    fn the_incomplete_beta_is_the_binomial_tail() {
        // P(X >= 8 | 10, 0.5) = 56/1024.
        near(incomplete_beta(8.0, 3.0, 0.5), 56.0 / 1024.0, 1e-14);
    }

    #[test]
    fn what_has_no_value_has_none() {
        for (a, b, x) in [
            (0.0, 1.0, 0.5),
            (1.0, -1.0, 0.5),
            (1.0, 1.0, f64::NAN),
            (f64::NAN, 1.0, 0.5),
        ] {
            assert!(incomplete_beta(a, b, x).is_nan());
        }
        assert_eq!(incomplete_beta(2.0, 2.0, -1.0), 0.0);
        assert_eq!(incomplete_beta(2.0, 2.0, 2.0), 1.0);
        assert!(
            incomplete_beta(1e300, 1e300, 0.5).is_finite()
                || incomplete_beta(1e300, 1e300, 0.5).is_nan()
        );
    }
}
