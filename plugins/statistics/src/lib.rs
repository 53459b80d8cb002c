//! Intervals for a proportion and Fisher's exact test, for checks that recompute what a document
//! reports. Everything is computed with `libm`, so that native tests and guests agree to the bit.
//!
//! Nothing here panics. What has no answer (a probability outside 0 to 1, more successes than
//! trials) gives `None` where the function says so, and NaN elsewhere.

#![no_std]

#[cfg(test)]
extern crate std;

mod beta;
mod fisher;
mod interval;
mod normal;

pub use beta::{incomplete_beta, log_beta, log_gamma};
pub use fisher::{Table, fisher_two_sided, hypergeometric};
pub use interval::{Interval, Method};
pub use normal::{normal_quantile, z_of_level};
