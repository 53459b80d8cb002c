//! Who may decide: whether a file of decisions is signed by somebody whom the policy lets decide.

use jiff::civil;

use super::{Role, Standing, Trust};
use crate::envelope::{self, Content};
use crate::fact::{EntityKind, Identities};
use crate::source::SourceFile;

/// The predicate type of "we have decided what this file says". A signature of another type, such
/// as one that vouches for a document, decides nothing.
pub const DECISIONS: &str = "urn:passmuster:decisions:v1";

impl Trust {
    /// Whether decisions count only with a signature.
    pub fn asks_for_signed_decisions(&self) -> bool {
        self.deciders.is_some()
    }

    /// The parties, by their index, that signed this file of decisions and may decide. `statement`
    /// is the envelope beside it, if there is one.
    ///
    /// # Errors
    /// Why nobody did, in a clause.
    pub fn signed_decisions(
        &self,
        file: &SourceFile,
        statement: Option<&SourceFile>,
        as_of: civil::Date,
    ) -> Result<Vec<usize>, String> {
        let roles: &[Role] = self.deciders.as_deref().unwrap_or_default();
        let Some(statement) = statement else {
            return Err(format!(
                "{} asks for a signature, and there is no {}.dsse.json",
                self.path,
                file.path()
            ));
        };
        let signed = envelope::of_file(statement)
            .map_err(|reason| format!("{}: {reason}", statement.path()))?;
        let mut reasons: Vec<String> = Vec::new();
        let mut parties: Vec<usize> = Vec::new();
        for signed in &signed {
            let Content::Envelope(envelope) = &signed.content else {
                continue;
            };
            let judged = self.judge(statement, signed, as_of, None);
            let Ok(said) = envelope.statement() else {
                reasons.push(judged.reason);
                continue;
            };
            let about = said.subjects.iter().any(|it| {
                it.digests
                    .get("sha256")
                    .is_some_and(|it| it == file.sha256())
            });
            if judged.standing != Standing::Verified {
                reasons.push(judged.reason);
            } else if judged.kind != DECISIONS {
                reasons.push(format!(
                    "it is signed as `{}`, not as `{DECISIONS}`",
                    judged.kind.chars().take(80).collect::<String>()
                ));
            } else if !about {
                reasons.push("the file has other bytes than the one that was signed".to_owned());
            } else if said
                .result()
                .is_some_and(|it| !it.eq_ignore_ascii_case("passed"))
            {
                reasons.push("the statement says that it failed".to_owned());
            } else {
                for witness in judged.witnesses {
                    match self.parties.get(witness.party) {
                        Some(party) if roles.contains(&party.role) => parties.push(witness.party),
                        Some(party) => reasons.push(format!(
                            "{} signed it, and the role of {} may not decide",
                            party.name,
                            party.role.name()
                        )),
                        None => {}
                    }
                }
            }
        }
        parties.sort_unstable();
        parties.dedup();
        if parties.is_empty() {
            reasons.dedup();
            if reasons.is_empty() {
                reasons.push("there is no signed statement in it".to_owned());
            }
            return Err(format!("{}: {}", statement.path(), reasons.join("; ")));
        }
        Ok(parties)
    }

    /// Of these parties, the names of those that may decide in a review: nobody grants exceptions to
    /// what it sells itself.
    ///
    /// # Errors
    /// None of them may.
    pub fn may_decide(
        &self,
        parties: &[usize],
        identities: Option<&Identities>,
    ) -> Result<Vec<String>, String> {
        let vendor = identities.and_then(|it| {
            let subject = it.subject.as_ref();
            subject
                .filter(|it| it.id.kind == EntityKind::Vendor)
                .or(it.vendor.as_ref())
        });
        let (own, others): (Vec<_>, Vec<_>) = parties
            .iter()
            .filter_map(|it| self.parties.get(*it))
            .partition(|party| vendor.is_some_and(|vendor| party.is(vendor)));
        match (others.as_slice(), own.first()) {
            ([], Some(own)) => Err(format!(
                "it is signed by {}, the vendor of this review",
                own.name
            )),
            ([], None) => Err("nobody who may decide has signed it".to_owned()),
            (others, _) => Ok(others.iter().map(|it| it.name.clone()).collect()),
        }
    }
}
