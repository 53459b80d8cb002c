//! in-toto attestation statements, versions 0.1 and 1, without an envelope: nobody has signed them,
//! so whoever is named in one stands behind nothing.

use super::statement::{self, TYPE};
use super::{Format, Probe};
use crate::fact::{Reading, Strength};
use crate::tree::{Node, Tree};

mod example;

/// Statements.
pub(super) struct InToto;

impl Format for InToto {
    fn name(&self) -> &'static str {
        "in-toto"
    }

    fn title(&self) -> &'static str {
        "in-toto statement (not verified)"
    }

    fn versions(&self) -> &'static str {
        "0.1, 1"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => tree
                .root
                .get("_type")
                .or_else(|| tree.get("/lines/0/_type"))
                .and_then(Node::text)
                .is_some_and(|it| it.starts_with(TYPE)),
            Err(_) => {
                // `_type` comes first in every serialisation that is sorted or in the order of the
                // specification; further in, the statement is a part of something else.
                let start: String = probe.text.chars().take(200).collect();
                start.trim_start().starts_with('{')
                    && start.contains("\"_type\"")
                    && start.contains(TYPE)
            }
        }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        if tree.root.get("_type").is_none() {
            let mut reading = Reading::new(Strength::Documented);
            reading.defect(
                "",
                tree.root.span,
                "several statements in lines; expected one",
            );
            return reading;
        }
        statement::read(&tree.root, probe.limits)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}
