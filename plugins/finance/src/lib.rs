//! Checks for finance: whether groups are treated alike as far as outcomes show it, and whether the
//! reasons that people are given are specific and come from what the model uses.

use passmuster_plugin::{CheckError, Dossier, Finding};

mod impact;
mod reasons;
mod rows;

/// Makes one of this plugin's checks.
///
/// # Errors
/// The check is not known, its configuration is refused, or the dossier cannot be read.
pub fn run(check: &str, dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    match check {
        "adverse-impact" => impact::run(dossier, config),
        "adverse-action-reasons" => reasons::run(dossier, config),
        _ => Err(CheckError::unknown_check(check)),
    }
}

passmuster_plugin::export!(run);
