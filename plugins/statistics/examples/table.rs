//! Prints inputs and results as CSV, the same in every run, for `compare.py` to recompute with scipy.

use std::io::{self, Write};

use statistics::{Interval, Method, Table, fisher_two_sided, hypergeometric};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "what,a,b,c,d,first,second")?;
    intervals(&mut out)?;
    tables(&mut out)
}

fn intervals(out: &mut impl Write) -> io::Result<()> {
    for level in [0.5, 0.8, 0.9, 0.95, 0.99, 0.999] {
        for n in [
            1u32, 2, 3, 5, 10, 29, 104, 148, 433, 1_000, 5_000, 20_000, 100_000,
        ] {
            let mut xs: Vec<u32> = [0, 1, 2, n / 10, n / 3, n / 2, n - n / 20, n - 1, n].to_vec();
            xs.sort_unstable();
            xs.dedup();
            for x in xs.into_iter().filter(|x| *x <= n) {
                for method in Method::ALL {
                    let bounds = Interval::new(*method, level)
                        .and_then(|it| it.bounds(f64::from(x), f64::from(n)));
                    let (low, high) = bounds.unwrap_or((f64::NAN, f64::NAN));
                    writeln!(out, "{},{x},{n},{level},,{low:e},{high:e}", method.name())?;
                }
            }
        }
    }
    Ok(())
}

fn tables(out: &mut impl Write) -> io::Result<()> {
    // A linear congruential sequence (Knuth, MMIX), so that the tables are the same everywhere.
    let mut state = 2_026u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut cases: Vec<[u64; 4]> = vec![
        [3, 1, 1, 3],
        [0, 0, 0, 0],
        [0, 5, 0, 7],
        [2_000, 3_000, 2_000, 3_000],
    ];
    for below in [4, 10, 40, 200, 1_100, 5_000, 40_000] {
        for _ in 0..60 {
            cases.push([next(below), next(below), next(below), next(below)]);
        }
        // Near each other, where the p-value is neither 0 nor 1.
        for _ in 0..40 {
            let (a, b) = (next(below), next(below) + 1);
            cases.push([a, b, a + next(below / 20 + 2), b + next(below / 20 + 2)]);
        }
    }
    for [a, b, c, d] in cases {
        let p = fisher_two_sided(Table {
            first_with: a,
            first_without: b,
            second_with: c,
            second_without: d,
        });
        let one = hypergeometric(a, a + b, c + d, a + c);
        let (p, one) = (p.unwrap_or(f64::NAN), one.unwrap_or(f64::NAN));
        writeln!(out, "Fisher,{a},{b},{c},{d},{p:e},{one:e}")?;
    }
    Ok(())
}
