//! What authors use: a pack's first files, its lints, its cases run and what they reach, whether it
//! is at least as strict as another, what changed; a plugin's first files, its check made by itself
//! and against fixtures.

mod cases;
mod coverage;
mod space;
mod tested;
mod update;

pub mod difference;
pub mod fixture;
pub mod lint;
pub mod probe;
pub mod prove;
pub mod scaffold;
pub mod starter;

pub use cases::{CaseResult, run_case, run_cases, run_selected};
pub use coverage::{Coverage, Share, Unreached, coverage};
pub use tested::{TestOutput, Tested};
pub use update::{Edit, updated};
