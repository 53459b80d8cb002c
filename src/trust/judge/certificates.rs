//! Signatures with a certificate beside them: of a Sigstore instance, or of an organisation's own
//! authority.

use super::{Found, Look, Witness, end_of};
use crate::envelope::Content;
use crate::trust::{Root, pem, sigstore, x509};

impl Look<'_> {
    /// The certificates beside the signature, the signer's first.
    pub(super) fn chain(&self) -> Vec<Vec<u8>> {
        if !self.signed.material.certificates.is_empty() {
            return self.signed.material.certificates.clone();
        }
        let Content::Envelope(envelope) = &self.signed.content else {
            return Vec::new();
        };
        // Some signers put the certificate, in PEM, beside each signature.
        let first = envelope
            .signatures
            .iter()
            .find_map(|it| it.certificate.as_deref());
        first
            .and_then(|it| pem::blocks(it, "CERTIFICATE").ok())
            .unwrap_or_default()
    }

    pub(super) fn certificates(&self, found: &mut Found) {
        let chain = self.chain();
        let Some(first) = chain.first() else {
            return;
        };
        // sigstore/protobuf-specs, `X509CertificateChain`: a bundle must not hold a root.
        let sigstore = |root: &Root| matches!(root, Root::Sigstore(_));
        let bundled = self.signed.media_type.is_some();
        if bundled
            && self.trust.roots.values().any(sigstore)
            && chain.iter().skip(1).any(|it| x509::is_root(it))
        {
            let reason = "the bundle brings a root certificate, which is the verifier's to have";
            return found.problems.push(reason.to_owned());
        }
        let leaf = match x509::leaf(first) {
            Ok(leaf) => leaf,
            Err(reason) => return found.problems.push(reason),
        };
        let whom = leaf.subjects.join(", ");
        let whom = whom.chars().take(200).collect::<String>();
        let by_leaf = self.signed_by(&leaf.key);
        if self.checkable() && !by_leaf {
            let not = "the signature is not by the key of the certificate beside it";
            found.problems.push(match self.digest() {
                // Ed25519 and P-384 cannot be verified over a SHA-256 alone.
                Some(_) => format!("{not}, or the file that was signed is not at hand"),
                None => not.to_owned(),
            });
            return;
        }
        let before = found.witnesses.len();
        let mut reasons = Vec::new();
        for (name, root) in &self.trust.roots {
            let (subjects, issuer) = match root {
                Root::Sigstore(root) => match self.sigstore(root) {
                    Ok(proven) => (vec![proven.subject], Some(proven.issuer)),
                    Err(reason) => {
                        reasons.push(format!("by the root {name}: {reason}"));
                        continue;
                    }
                },
                Root::X509(roots) => match roots.verify(&chain, end_of(self.as_of)) {
                    // A signature over a file that is not at hand shows nothing.
                    Ok(()) if by_leaf => (leaf.subjects.clone(), None),
                    Ok(()) => {
                        reasons
                            .push("the file that was signed is not among the documents".to_owned());
                        continue;
                    }
                    Err(reason) => {
                        reasons.push(format!("by the root {name}: {reason}"));
                        continue;
                    }
                },
            };
            let mut known = false;
            for (index, party) in self.parties() {
                let fits = party.certificates.iter().any(|own| {
                    own.root == *name
                        && own.issuer == issuer
                        && subjects.iter().any(|it| own.subject.matches(it))
                });
                if fits {
                    known = true;
                    let by = format!("a certificate for {}", subjects.join(", "));
                    found.witnesses.push(Witness {
                        party: index,
                        by,
                        certified: true,
                    });
                }
            }
            if !known {
                let issued = issuer
                    .map(|it| format!(" (issuer {it})"))
                    .unwrap_or_default();
                found.strangers.push(format!(
                    "it is signed with a certificate for {}{issued}, who is nobody in the policy",
                    subjects.join(", ")
                ));
            }
        }
        if self.trust.roots.is_empty() {
            found.strangers.push(format!(
                "it brings a certificate for {whom}, and the policy has no root to verify it against"
            ));
        } else if found.witnesses.len() == before && found.strangers.is_empty() {
            found.problems.push(format!(
                "it brings a certificate for {whom}; {}",
                reasons.join("; ")
            ));
        }
    }

    fn sigstore(&self, root: &sigstore::Root) -> Result<sigstore::Proven, String> {
        if self.signed.media_type.is_none() {
            return Err("without a bundle there is neither a log entry nor a timestamp".to_owned());
        }
        let span = self.signed.span;
        let bytes = self
            .document
            .bytes()
            .get(span.start..span.end)
            .unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| "the bundle is not UTF-8".to_owned())?;
        let proven = root.verify(text, self.signed, self.signed_file)?;
        let latest = proven.times.iter().copied().max().unwrap_or(i64::MAX);
        if latest > end_of(self.as_of) {
            return Err(format!(
                "it was signed after the review date, {}",
                self.as_of
            ));
        }
        Ok(proven)
    }
}
