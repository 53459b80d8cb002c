//! What belongs together on the page: the findings of one control, and what one check did.

use super::Control;
use crate::check::CheckRun;
use crate::printable::terminal;
use crate::report::entity_words;
use crate::report::trace::Trace;

/// The findings of one control.
pub(in crate::report::html) struct Bundle {
    pub(in crate::report::html) id: String,
    pub(in crate::report::html) title: String,
    pub(in crate::report::html) severity: &'static str,
    pub(in crate::report::html) outcome: &'static str,
    pub(in crate::report::html) controls: Vec<Control>,
}

/// What a check of a plugin did.
pub(in crate::report::html) struct Check {
    pub(in crate::report::html) name: String,
    pub(in crate::report::html) about: String,
    pub(in crate::report::html) trace: Trace,
}

/// The findings of each control, in the order in which the controls come first.
pub(super) fn by_control(controls: Vec<Control>) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    for control in controls {
        match bundles.iter_mut().find(|it| it.id == control.id) {
            Some(bundle) => bundle.controls.push(control),
            None => bundles.push(Bundle {
                id: control.id.clone(),
                title: control.title.clone(),
                severity: control.severity,
                outcome: control.outcome,
                controls: vec![control],
            }),
        }
    }
    bundles
}

pub(super) fn check(run: &CheckRun) -> Check {
    Check {
        name: terminal(&run.check),
        about: terminal(&entity_words(&run.principal)),
        trace: Trace::of(run),
    }
}
