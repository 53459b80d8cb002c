//! What pack authors use: a pack's first files, its lints, its cases run and what they reach.

mod cases;
mod coverage;
mod space;
mod tested;
mod update;

pub mod lint;
pub mod scaffold;

pub use cases::{CaseResult, run_cases, run_selected};
pub use coverage::{Coverage, Share, Unreached, coverage};
pub use tested::{TestOutput, Tested};
pub use update::{Edit, updated};
