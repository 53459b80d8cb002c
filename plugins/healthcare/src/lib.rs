//! Checks of applied model cards in health care: whether the source attributes of HTI-1 are there,
//! one by one, and whether reported intervals can have come from whole counts.

use passmuster_plugin::{CheckError, Dossier, Finding};

mod attributes;
mod content;
mod element;
#[cfg(test)]
mod fixture;
mod interval;
mod source_attributes;

/// Makes one of this plugin's checks.
///
/// # Errors
/// The check is not known, its configuration is refused, or the dossier cannot be read.
pub fn run(check: &str, dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    match check {
        "source-attributes" => source_attributes::run(dossier, config),
        "interval-recompute" => interval::run(dossier, config),
        _ => Err(CheckError::unknown_check(check)),
    }
}

passmuster_plugin::export!(run);
