//! Who signed it, and may they: one signed thing against the policy.

use jiff::civil;

use super::{FILE_SIGNATURE, Key, Party, Trust, type_words};
use crate::envelope::{Content, Message, Signed};
use crate::source::SourceFile;

mod certificates;

/// What became of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// By a party of the policy, which is trusted for this type of statement.
    Verified,
    /// By nobody whom the policy knows, or by nobody who can be told.
    Unknown,
    /// Something about it is wrong.
    Refused,
}

impl Standing {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Verified, Self::Unknown, Self::Refused];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}

/// A party whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The party, by its index in the policy.
    pub party: usize,
    /// By what it was recognised.
    pub by: String,
    /// Whether that was a certificate: one signature that may fit the patterns of several parties.
    pub certified: bool,
}

/// What one signed thing comes to.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What became of its signature.
    pub standing: Standing,
    /// The type of the statement.
    pub kind: String,
    /// The parties that stand behind it, in the order of the policy.
    pub witnesses: Vec<Witness>,
    /// Why, in a clause.
    pub reason: String,
}

/// What is found while the signatures are looked at.
#[derive(Default)]
struct Found {
    witnesses: Vec<Witness>,
    strangers: Vec<String>,
    problems: Vec<String>,
}

impl Trust {
    /// Verifies one signed thing of a document. `signed_file` has the bytes of the file that a
    /// signature without a statement is about, if they are at hand.
    pub fn judge(
        &self,
        document: &SourceFile,
        signed: &Signed,
        as_of: civil::Date,
        signed_file: Option<&[u8]>,
    ) -> Judged {
        let judged = |standing, kind: &str, reason: String| Judged {
            standing,
            kind: kind.to_owned(),
            witnesses: Vec::new(),
            reason,
        };
        // The form comes first: a bundle against its own format may still verify with a key that
        // happens to be at hand.
        if let Some(defect) = signed.defects.first() {
            return judged(Standing::Refused, "", defect.message.clone());
        }
        let (kind, messages) = match &signed.content {
            Content::Envelope(envelope) => match envelope.statement() {
                Ok(statement) => {
                    let pae = envelope.pae();
                    let signatures = envelope.signatures.iter();
                    let pairs = signatures
                        .map(|it| (pae.clone(), it.bytes.clone()))
                        .collect();
                    (statement.predicate_type, pairs)
                }
                Err(reason) => return judged(Standing::Refused, "", reason),
            },
            Content::Message(message) => {
                let bytes = signed_file.map(|it| (it.to_vec(), message.signature.clone()));
                (FILE_SIGNATURE.to_owned(), bytes.into_iter().collect())
            }
            Content::Nothing => {
                return judged(
                    Standing::Refused,
                    "",
                    "there is nothing to verify".to_owned(),
                );
            }
        };
        let look = Look {
            trust: self,
            document,
            signed,
            as_of,
            signed_file,
            messages,
        };
        let mut found = Found::default();
        look.keys(&mut found);
        look.certificates(&mut found);
        look.key_beside(&mut found);
        found.settle(self, kind)
    }
}

impl Found {
    fn settle(mut self, trust: &Trust, kind: String) -> Judged {
        let (may, may_not): (Vec<Witness>, Vec<Witness>) =
            self.witnesses.into_iter().partition(|it| {
                trust
                    .parties
                    .get(it.party)
                    .is_some_and(|party| party.may_state(&kind))
            });
        for witness in &may_not {
            let name = trust.parties.get(witness.party).map_or("", |it| &it.name);
            self.problems.push(format!(
                "{name} signed it, but the policy does not trust {name} for {}",
                type_words(&kind)
            ));
        }
        let (standing, reason) = if let Some(first) = may.first() {
            (Standing::Verified, format!("recognised by {}", first.by))
        } else if !self.problems.is_empty() {
            let mut problems = self.problems;
            problems.dedup();
            (Standing::Refused, problems.join("; "))
        } else if !self.strangers.is_empty() {
            (Standing::Unknown, self.strangers.join("; "))
        } else {
            (
                Standing::Unknown,
                "no key of the policy made this signature".to_owned(),
            )
        };
        Judged {
            standing,
            kind,
            witnesses: may,
            reason: reason.chars().take(600).collect(),
        }
    }
}

struct Look<'a> {
    trust: &'a Trust,
    document: &'a SourceFile,
    signed: &'a Signed,
    as_of: civil::Date,
    signed_file: Option<&'a [u8]>,
    /// What is signed, and the signature.
    messages: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Look<'_> {
    /// Whether a signature is by this key.
    fn signed_by(&self, key: &Key) -> bool {
        let by_bytes = |(message, signature): &(Vec<u8>, Vec<u8>)| key.verifies(message, signature);
        self.messages.iter().any(by_bytes)
            || self
                .digest()
                .is_some_and(|it| key.verifies_digest(&it.digest, &it.signature))
    }

    /// The digest of a signed file that is not at hand.
    fn digest(&self) -> Option<&Message> {
        match &self.signed.content {
            Content::Message(it) if self.signed_file.is_none() && it.digest.len() == 32 => Some(it),
            _ => None,
        }
    }

    /// Whether there is anything to compare a signature with.
    fn checkable(&self) -> bool {
        !self.messages.is_empty() || self.digest().is_some()
    }

    fn parties(&self) -> impl Iterator<Item = (usize, &Party)> {
        self.trust.parties.iter().enumerate()
    }

    /// The keys of the policy. Each is tried: no hint beside a signature says which to take.
    fn keys(&self, found: &mut Found) {
        for (index, party) in self.parties() {
            for own in &party.keys {
                let key = &own.key;
                if !self.signed_by(key) {
                    continue;
                }
                let by = format!("its key {}", short(&key.fingerprint()));
                let early = own.from.filter(|from| self.as_of < *from);
                let late = own.until.filter(|until| self.as_of > *until);
                match (early, late) {
                    (None, None) => found.witnesses.push(Witness {
                        party: index,
                        by,
                        certified: false,
                    }),
                    (Some(from), _) => found.problems.push(format!(
                        "the key of {} counts only from {from} on",
                        party.name
                    )),
                    (_, Some(until)) => found.problems.push(format!(
                        "the key of {} counts only until {until}",
                        party.name
                    )),
                }
            }
        }
        if !found.witnesses.is_empty() {
            return;
        }
        let hints = self.hints();
        for (_, party) in self.parties() {
            for own in &party.keys {
                let fingerprint = own.key.fingerprint();
                if hints
                    .iter()
                    .any(|it| it.trim_start_matches("sha256:") == fingerprint)
                    && self.checkable()
                {
                    found.problems.push(format!(
                        "it names the key of {}, but the signature is not by that key: what is signed was altered, or it was never signed by {}",
                        party.name, party.name
                    ));
                }
            }
        }
        if self.chain().is_empty() {
            let called = match hints.first() {
                Some(hint) => format!(
                    "; it calls its key `{}`, which proves nothing",
                    hint.chars().take(80).collect::<String>()
                ),
                None => String::new(),
            };
            found.strangers.push(if !self.checkable() {
                "the file that was signed is not among the documents".to_owned()
            } else {
                format!("no key of the policy made this signature{called}")
            });
        }
    }

    /// What the signer calls the key. Nobody has signed that.
    fn hints(&self) -> Vec<&str> {
        let mut hints = Vec::new();
        if let Content::Envelope(envelope) = &self.signed.content {
            hints.extend(
                envelope
                    .signatures
                    .iter()
                    .filter_map(|it| it.keyid.as_deref()),
            );
        }
        let key = self.signed.material.public_key.as_ref();
        hints.extend(key.and_then(|it| it.hint.as_deref()));
        hints
    }

    /// A key that the bundle itself brings shows who signed, to whoever knows the key.
    fn key_beside(&self, found: &mut Found) {
        let key = self.signed.material.public_key.as_ref();
        let Some(spki) = key.and_then(|it| it.spki.as_deref()) else {
            return;
        };
        if !found.witnesses.is_empty() || !self.checkable() {
            return;
        }
        match super::Key::from_spki(spki) {
            Ok(key) if self.signed_by(&key) => {
                found.strangers = vec![format!(
                    "it is signed by the key {} beside it, which is nobody's in the policy",
                    short(&key.fingerprint())
                )];
            }
            Ok(_) => found
                .problems
                .push("the signature is not by the key beside it".to_owned()),
            Err(reason) => found.problems.push(reason),
        }
    }
}

/// The last second of a day in UTC: what was signed on the review date counts.
fn end_of(date: civil::Date) -> i64 {
    date.at(23, 59, 59, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(0, |it| it.timestamp().as_second())
}

/// The first digits of a fingerprint.
fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(16).collect()
}
