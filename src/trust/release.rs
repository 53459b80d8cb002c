//! Who may release: whether a pack or a plugin is signed by as many parties as the policy asks for.
//!
//! What is signed is the digest, so it does not matter where the pack came from. A threshold counts
//! parties, never keys or signatures.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use super::{FILE_SIGNATURE, Judged, Party, Role, Standing, Trust};
use crate::envelope::{self, Content, Signed};
use crate::source::SourceFile;

/// The predicate type of "we release this pack, or this plugin". A signature of another type, such
/// as one that vouches for a document, releases nothing.
pub const RELEASE: &str = "urn:passmuster:release:v1";

/// The predicate type of "these files are ours, and we stand behind what they say". Over a component,
/// by a party that may release, it releases the plugin: that is what `attest sign` writes.
pub const VOUCH: &str = "urn:passmuster:vouch:v1";

/// Whose signatures are needed, and of how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The roles whose parties count.
    pub roles: Vec<Role>,
    /// How many parties have to sign; at least one.
    pub threshold: usize,
}

/// The rules of a policy.
#[derive(Debug)]
pub(super) struct Rules {
    /// Of everything that has no rule of its own.
    pub(super) all: Rule,
    /// By the id of a pack or a plugin.
    pub(super) by_id: BTreeMap<String, Rule>,
}

impl Rule {
    /// Whether this party's signature counts.
    pub(super) fn counts(&self, party: &Party) -> bool {
        self.roles.contains(&party.role) && party.may_state(RELEASE)
    }

    /// What it asks for, in words.
    pub fn words(&self) -> String {
        let roles: Vec<&str> = self.roles.iter().map(|it| it.name()).collect();
        match self.threshold {
            1 => format!(
                "a signature of one party of the role {}",
                roles.join(" or ")
            ),
            many => format!(
                "signatures of {many} parties of the role {}",
                roles.join(" or ")
            ),
        }
    }
}

/// What is released.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The id of the pack or plugin.
    pub id: &'a str,
    /// Its SHA-256 as statements name it.
    pub sha256: &'a str,
    /// The bytes that have this digest, of a plugin: its signature may be one over the file.
    pub file: Option<&'a [u8]>,
}

/// One signature, or what keeps one from counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The file that holds it.
    pub file: String,
    /// Whether it is about other bytes.
    pub elsewhere: bool,
    /// Names of the parties that it shows to have signed.
    pub parties: Vec<String>,
    /// Why, in a clause.
    pub reason: String,
    /// Whether something about it is wrong.
    pub refused: bool,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// What the policy asks for.
    pub rule: Rule,
    /// Who signed and counts.
    pub signed: Vec<String>,
    /// Who could sign and did not.
    pub missing: Vec<String>,
    /// What keeps other signatures from counting.
    pub reasons: Vec<String>,
}

impl Shortfall {
    /// What is missing, in a sentence or two.
    pub fn words(&self) -> String {
        let signed = match self.signed.as_slice() {
            [] => "nobody whose signature counts".to_owned(),
            names => names.join(", "),
        };
        let mut text = format!(
            "{} asked for; it is signed by {signed}; {} more of: {}",
            self.rule.words(),
            self.rule.threshold.saturating_sub(self.signed.len()),
            self.missing.join(", ")
        );
        for reason in &self.reasons {
            text.push_str(&format!("\n      {reason}"));
        }
        text
    }
}

impl Trust {
    /// What the policy asks of a pack or plugin of this id; nothing if it asks nothing.
    pub fn release_rule(&self, id: &str) -> Option<&Rule> {
        let rules = self.releases.as_ref()?;
        Some(rules.by_id.get(id).unwrap_or(&rules.all))
    }

    /// What each signed thing of these files is to the release.
    pub fn signatures(
        &self,
        release: &Release<'_>,
        statements: &[SourceFile],
        as_of: civil::Date,
    ) -> Vec<(Signature, BTreeSet<usize>)> {
        let mut found = Vec::new();
        for file in statements {
            match envelope::of_file(file) {
                Ok(signed) if !signed.is_empty() => {
                    let read = signed
                        .iter()
                        .map(|it| self.signature(release, file, it, as_of));
                    found.extend(read);
                }
                Ok(_) => found.push(unread(
                    file,
                    "there is no signed statement in it".to_owned(),
                )),
                Err(reason) => found.push(unread(file, reason)),
            }
        }
        found
    }

    fn signature(
        &self,
        release: &Release<'_>,
        file: &SourceFile,
        signed: &Signed,
        as_of: civil::Date,
    ) -> (Signature, BTreeSet<usize>) {
        let judged = self.judge(file, signed, as_of, release.file);
        let (elsewhere, kinds, failed) = match &signed.content {
            Content::Envelope(envelope) => match envelope.statement() {
                Ok(said) => {
                    let about = said.subjects.iter().any(|it| {
                        it.digests
                            .get("sha256")
                            .is_some_and(|it| it == release.sha256)
                    });
                    let passed = |it: &str| it.eq_ignore_ascii_case("passed");
                    let failed = said.result().is_some_and(|it| !passed(it));
                    let kinds: &[&str] = match release.file {
                        Some(_) => &[RELEASE, VOUCH],
                        None => &[RELEASE],
                    };
                    (!about, kinds, failed)
                }
                Err(_) => (false, &[][..], false),
            },
            // Over the bytes themselves: that it verifies is that it is about them.
            Content::Message(_) => (false, &[FILE_SIGNATURE][..], false),
            Content::Nothing => (false, &[][..], false),
        };
        let mut reason = judged.reason.clone();
        let mut refused = judged.standing == Standing::Refused;
        let mut parties = BTreeSet::new();
        if judged.standing == Standing::Verified {
            if !kinds.contains(&judged.kind.as_str()) {
                reason = format!(
                    "it is signed as `{}`, not as `{RELEASE}`",
                    judged.kind.chars().take(80).collect::<String>()
                );
            } else if elsewhere {
                reason = "it is about other bytes".to_owned();
            } else if failed {
                refused = true;
                reason = "the statement says that it failed".to_owned();
            } else {
                match signers(&judged) {
                    Some(found) => parties = found,
                    None => {
                        reason =
                            "one certificate fits several parties, so it counts for none of them"
                                .to_owned();
                    }
                }
            }
        }
        let names = parties
            .iter()
            .filter_map(|it| self.parties.get(*it))
            .map(|it| it.name.clone());
        let signature = Signature {
            file: file.path().to_owned(),
            elsewhere,
            parties: names.collect(),
            reason,
            refused,
        };
        (signature, parties)
    }

    /// Whether a pack or plugin is signed as the policy asks: the names of who signed.
    ///
    /// # Errors
    /// What is missing.
    pub fn released(
        &self,
        release: &Release<'_>,
        statements: &[SourceFile],
        as_of: civil::Date,
    ) -> Result<Vec<String>, Box<Shortfall>> {
        let signatures = self.signatures(release, statements, as_of);
        let mut parties: BTreeSet<usize> = BTreeSet::new();
        for (_, found) in &signatures {
            parties.extend(found);
        }
        let Some(rule) = self.release_rule(release.id) else {
            // Nothing is asked: who signed is only said.
            return Ok(self.names(&parties, &|_| true));
        };
        let counts = |party: &Party| rule.counts(party);
        let signed = self.names(&parties, &counts);
        if signed.len() >= rule.threshold {
            return Ok(signed);
        }
        let could: BTreeSet<usize> = (0..self.parties.len())
            .filter(|it| !parties.contains(it))
            .collect();
        let mut reasons: Vec<String> = Vec::new();
        for (it, found) in &signatures {
            let idle = self.names(found, &|party| !rule.counts(party));
            if !idle.is_empty() {
                reasons.push(format!(
                    "{}: the signature of {} does not count here: it takes a role that is asked for and the type `{RELEASE}`",
                    it.file,
                    idle.join(", ")
                ));
            } else if found.is_empty() {
                reasons.push(format!("{}: {}", it.file, it.reason));
            }
        }
        reasons.dedup();
        Err(Box::new(Shortfall {
            rule: rule.clone(),
            signed,
            missing: self.names(&could, &counts),
            reasons,
        }))
    }

    fn names(&self, parties: &BTreeSet<usize>, wanted: &dyn Fn(&Party) -> bool) -> Vec<String> {
        parties
            .iter()
            .filter_map(|it| self.parties.get(*it))
            .filter(|it| wanted(it))
            .map(|it| it.name.clone())
            .collect()
    }
}

/// Who signed. A certificate is one signature: where several parties claim it, or where its key is
/// also a party's own, nobody can say whose it is, and it counts for none.
fn signers(judged: &Judged) -> Option<BTreeSet<usize>> {
    let all: BTreeSet<usize> = judged.witnesses.iter().map(|it| it.party).collect();
    let certified: BTreeSet<usize> = judged
        .witnesses
        .iter()
        .filter(|it| it.certified)
        .map(|it| it.party)
        .collect();
    if certified.is_empty() || all.len() == 1 {
        return Some(all);
    }
    let by_key: BTreeSet<usize> = all.difference(&certified).copied().collect();
    (!by_key.is_empty()).then_some(by_key)
}

fn unread(file: &SourceFile, reason: String) -> (Signature, BTreeSet<usize>) {
    let signature = Signature {
        file: file.path().to_owned(),
        elsewhere: false,
        parties: Vec::new(),
        reason,
        refused: true,
    };
    (signature, BTreeSet::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::Witness;

    /// Two parties whose patterns fit one certificate, or a party whose key the certificate has too,
    /// would otherwise let one person be two.
    #[test]
    fn a_certificate_is_one_signature_however_many_parties_claim_it() {
        let judged = |witnesses: &[(usize, bool)]| Judged {
            standing: Standing::Verified,
            kind: RELEASE.to_owned(),
            witnesses: witnesses
                .iter()
                .map(|(party, certified)| Witness {
                    party: *party,
                    by: String::new(),
                    certified: *certified,
                })
                .collect(),
            reason: String::new(),
        };
        for (witnesses, counted) in [
            (&[(0, false), (1, false)][..], Some(&[0, 1][..])),
            (&[(0, true)], Some(&[0])),
            (&[(0, true), (0, false)], Some(&[0])),
            (&[(0, true), (1, true)], None),
            (&[(0, false), (1, true)], Some(&[0])),
        ] {
            let found = signers(&judged(witnesses));
            let found = found.map(|it| it.into_iter().collect::<Vec<_>>());
            assert_eq!(found.as_deref(), counted, "{witnesses:?}");
        }
    }
}
