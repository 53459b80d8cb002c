#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]
use super::*;

fn question(estimate: &str, lower: &str, upper: &str, percent: bool) -> Question<'static> {
    let decimal = |text: &str| Decimal::parse(text).unwrap();
    Question {
        estimate: decimal(estimate),
        lower: decimal(lower),
        upper: decimal(upper),
        percent,
        level: 0.95,
        max_n: 20_000,
        stated: &[],
    }
}

fn fixed(value: f64, places: i32) -> String {
    format!("{value:.*}", usize::try_from(places).unwrap())
}

#[test]
fn every_interval_that_was_made_from_counts_is_found_again() {
    for method in Method::ALL {
        for (x, n) in [
            (0u64, 20u64),
            (20, 20),
            (1, 29),
            (1, 2),
            (15, 148),
            (81, 263),
            (103, 107),
            (1_234, 1_300),
            (5, 9_000),
            (9_876, 19_000),
        ] {
            for places in [1, 2, 3] {
                // Too coarse to try all: 0.1 % (0.0 to 0.1).
                if x > 0 && x * 100 < n && places < 3 {
                    continue;
                }
                let (low, high) = Interval::new(*method, 0.95)
                    .unwrap()
                    .bounds(real(x), real(n))
                    .unwrap();
                let estimate = real(x) / real(n);
                let asked = question(
                    &fixed(estimate * 100.0, places),
                    &fixed(low * 100.0, places),
                    &fixed(high * 100.0, places),
                    true,
                );
                let stated = [n];
                let told = Question {
                    stated: &stated,
                    ..asked.clone()
                };
                let wanted = Counts {
                    x,
                    n,
                    method: *method,
                };
                let found = Search::new(&asked, *method).unwrap().exact().0;
                // Where very many pairs agree not all are tried, unless one is stated.
                let context = format!("{method:?} {x}/{n} {places}");
                assert!(found.contains(&wanted) || found.len() > 20, "{context}");
                let found = Search::new(&told, *method).unwrap().exact().0;
                assert!(found.contains(&wanted), "{context}");
                assert!(matches!(solve(&asked), Answer::Exact(_)));
            }
        }
    }
}

#[test]
fn every_candidate_rounds_to_what_is_reported() {
    let asked = question("89.5", "84.0", "93.7", true);
    let Answer::Exact(found) = solve(&asked) else {
        panic!("nothing found")
    };
    for counts in found {
        let interval = Interval::new(counts.method, 0.95).unwrap();
        let (low, high) = interval.bounds(real(counts.x), real(counts.n)).unwrap();
        assert_eq!(fixed(low * 100.0, 1), "84.0");
        assert_eq!(fixed(high * 100.0, 1), "93.7");
        assert_eq!(fixed(real(counts.x) / real(counts.n) * 100.0, 1), "89.5");
    }
}

#[test]
fn a_digit_that_is_wrong_is_not_found_and_the_nearest_counts_are() {
    // 18 of 20 by Clopper-Pearson is 68.30 to 98.77.
    assert!(matches!(
        solve(&question("90.00", "68.30", "98.77", true)),
        Answer::Exact(_)
    ));
    let off = solve(&question("90.00", "68.30", "98.79", true));
    let Answer::Closest { counts, units, .. } = off else {
        panic!("{off:?}")
    };
    assert_eq!((counts.x, counts.n, units), (18, 20, 2));
    let off = solve(&question("0.9000", "0.6830", "0.9978", false));
    assert!(
        matches!(off, Answer::Closest { units, .. } if units > 20),
        "{off:?}"
    );
}

#[test]
fn what_cannot_be_is_not_found() {
    // A width that no number of cases up to the largest has, edges, and too many digits.
    for (estimate, lower, upper) in [
        ("50.000", "49.999", "50.001"),
        ("50.0", "50.0", "50.0"),
        ("50", "-10", "110"),
        ("99.99999999", "0.1", "99.999999999"),
        ("0.00000000000001", "0", "1"),
    ] {
        let answer = solve(&question(estimate, lower, upper, true));
        assert!(
            !matches!(answer, Answer::Exact(_)),
            "{estimate}: {answer:?}"
        );
    }
}
