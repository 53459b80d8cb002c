//! What the formats of signed statements share. The statement inside is read as if it stood alone,
//! but its bytes are base64 in the document, so the place of every fact is the payload field.
//!
//! Nothing is verified here. Without a trust policy that knows the signer, what is said stands at
//! backing `none` (`crate::trust`).

use super::{Probe, statement};
use crate::envelope::{self, Content, IN_TOTO, Shape};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree};

/// Whether a document holds signed things of this shape, or was meant to.
pub(super) fn claims(probe: &Probe<'_>, shape: Shape, words: &[&str]) -> bool {
    match probe.tree {
        Ok(tree) => envelope::shape(&tree.root) == Some(shape),
        Err(_) => {
            let start: String = probe.text.chars().take(200).collect();
            start.trim_start().starts_with('{') && words.iter().any(|word| start.contains(word))
        }
    }
}

/// Reads the statements of all envelopes.
pub(super) fn read(probe: &Probe<'_>, tree: &Tree) -> Reading {
    let mut reading = Reading::new(Strength::Stated);
    for signed in envelope::read(&tree.root, probe.limits) {
        for defect in &signed.defects {
            reading.defect(&defect.pointer, defect.span, &defect.message);
        }
        match &signed.content {
            Content::Envelope(envelope) => {
                let (pointer, span) = (&envelope.payload_pointer, envelope.payload_span);
                if envelope.payload_type != IN_TOTO {
                    reading.skip(pointer, span, "what this type of payload says is not read");
                    continue;
                }
                match envelope::payload(envelope) {
                    Ok(inner) if is_statement(&inner) => {
                        reading.absorb(statement::read(&inner.root, probe.limits), pointer, span);
                    }
                    Ok(_) => reading.defect(pointer, span, "the payload is no in-toto statement"),
                    Err(reason) => reading.defect(pointer, span, reason),
                }
            }
            Content::Message(message) => {
                let about = reading.entity(Some(EntityKind::Attestation), "file signature", None);
                if message.digest.len() == 32 {
                    let hex: String = message
                        .digest
                        .iter()
                        .map(|it| format!("{it:02x}"))
                        .collect();
                    reading.identify(about, &format!("sha256:{hex}"));
                }
            }
            Content::Nothing => {}
        }
    }
    reading
}

fn is_statement(tree: &Tree) -> bool {
    let kind = tree.root.get("_type").and_then(Node::text);
    kind.is_some_and(|it| it.starts_with(statement::TYPE))
}
