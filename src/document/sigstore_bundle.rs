//! Sigstore bundles: one, JSON lines of them, or as the npm registry wraps them.

use super::{Format, Probe, signed};
use crate::envelope::Shape;
use crate::fact::Reading;
use crate::tree::Tree;

mod example;

/// Bundles.
pub(super) struct SigstoreBundle;

impl Format for SigstoreBundle {
    fn name(&self) -> &'static str {
        "sigstore-bundle"
    }

    fn title(&self) -> &'static str {
        "Sigstore bundle, model signatures included"
    }

    fn versions(&self) -> &'static str {
        "0.1, 0.2, 0.3"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        let words = [
            "application/vnd.dev.sigstore.bundle",
            "\"verificationMaterial\"",
        ];
        signed::claims(probe, Shape::Bundle, &words)
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        signed::read(probe, tree)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}
