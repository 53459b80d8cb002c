//! DSSE envelopes: one, JSON lines of them, or as Cloud Build wraps them.

use super::{Format, Probe, signed};
use crate::envelope::Shape;
use crate::fact::Reading;
use crate::tree::Tree;

mod example;

/// Envelopes.
pub(super) struct Dsse;

impl Format for Dsse {
    fn name(&self) -> &'static str {
        "dsse"
    }

    fn title(&self) -> &'static str {
        "DSSE envelope, a signed statement"
    }

    fn versions(&self) -> &'static str {
        "1"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        signed::claims(probe, Shape::Envelope, &["\"payloadType\"", "{\"payload\""])
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        signed::read(probe, tree)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}
