//! Quantiles of the standard normal distribution.

/// The `z` with the probability `upper` above it, for `0 < upper <= 1/2`.
///
/// Newton's method on `erfc(z / sqrt 2) / 2 = upper` (NIST DLMF 7.2.2), from `z = 0`: the tail is
/// convex there, so each step comes nearer from below.
pub fn normal_quantile(upper: f64) -> Option<f64> {
    if !(upper > 0.0 && upper <= 0.5) {
        return None;
    }
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_7;
    let mut z = 0.0f64;
    for _ in 0..400 {
        let tail = 0.5 * libm::erfc(z * core::f64::consts::FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * z * z) / ROOT_TWO_PI;
        let step = (tail - upper) / density;
        if !step.is_finite() || step.abs() <= 1e-16 * z.max(1.0) {
            break;
        }
        z += step;
    }
    z.is_finite().then_some(z)
}

/// The `z` of a two-sided interval of a level between 0 and 1: 1.96 for 0.95.
pub fn z_of_level(level: f64) -> Option<f64> {
    (level > 0.0 && level < 1.0)
        .then(|| normal_quantile((1.0 - level) / 2.0))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_have_their_published_values() {
        // R documentation, qnorm; the usual tables of the normal distribution.
        for (level, z) in [
            (0.50, 0.674_489_750_196_081_7),
            (0.80, 1.281_551_565_544_600_4),
            (0.90, 1.644_853_626_951_472_2),
            (0.95, 1.959_963_984_540_054),
            (0.99, 2.575_829_303_548_901),
            (0.999, 3.290_526_731_491_925_5),
        ] {
            let found = z_of_level(level).unwrap_or(f64::NAN);
            assert!((found - z).abs() < 1e-12, "{level}: {found}");
        }
        assert_eq!(normal_quantile(0.5), Some(0.0));
    }

    #[test]
    fn what_is_no_level_has_no_quantile() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(z_of_level(level), None);
        }
        assert!(normal_quantile(1e-300).is_some());
    }
}
