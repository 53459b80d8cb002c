//! Who stands behind what: the trust policy of whoever runs the review (`trust.toml`), and the
//! verification of signed statements against it, offline.
//!
//! A valid signature shows only that somebody signed. It counts for what its party is trusted for:
//! the statement types that the policy lists, and the backing that the party's role gives. Whoever
//! is not in the policy stands behind nothing, and a problem with a signature never raises anything.

use std::collections::BTreeMap;

use jiff::civil;

use crate::envelope::MODEL_SIGNATURE;
use crate::fact::{Backing, EntityKind, Identities, Named};
use crate::problem::Problems;
use crate::source::SourceFile;

mod cover;
mod decision;
mod judge;
mod key;
mod model;
mod pattern;
pub mod pem;
mod policy;
mod release;
mod sigstore;
mod x509;

pub use cover::{Attested, Coverage, FileDigest, Files};
pub use decision::DECISIONS;
pub use judge::{Judged, Standing, Witness};
pub use key::{Key, Kind};
pub use release::{RELEASE, Release, Rule, Shortfall, Signature, VOUCH};

use pattern::Pattern;

/// The type under which a policy lists signatures over files that carry no statement
/// (`messageSignature` of a Sigstore bundle).
pub const FILE_SIGNATURE: &str = "file-signature";

/// A trust policy, checked.
#[derive(Debug)]
pub struct Trust {
    /// The file's name in messages.
    pub path: String,
    /// SHA-256 over the policy and the files that it names.
    pub sha256: String,
    /// The parties, in the order of the file.
    pub parties: Vec<Party>,
    /// The roles whose signature a file of decisions needs; none: it needs no signature.
    deciders: Option<Vec<Role>>,
    /// Whose signatures packs and plugins need; none: they need no signature.
    releases: Option<release::Rules>,
    roots: BTreeMap<String, Root>,
}

/// Somebody whose signature counts.
#[derive(Debug)]
pub struct Party {
    /// The name that reports use.
    pub name: String,
    /// What it is to the review.
    pub role: Role,
    /// Other names under which a review file may call it.
    ids: Vec<String>,
    types: Vec<Pattern>,
    keys: Vec<PartyKey>,
    certificates: Vec<Identity>,
}

/// What a party is to a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It offers what is reviewed.
    Vendor,
    /// It audits, tests or certifies for others.
    Auditor,
    /// It speaks for a group of buyers.
    Coalition,
    /// It is one of the buyers.
    Member,
}

impl Role {
    /// All roles.
    pub const ALL: &'static [Self] = &[Self::Vendor, Self::Auditor, Self::Coalition, Self::Member];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Auditor => "auditor",
            Self::Coalition => "coalition",
            Self::Member => "member",
        }
    }
}

/// A key of a party.
#[derive(Debug)]
struct PartyKey {
    key: Key,
    from: Option<civil::Date>,
    until: Option<civil::Date>,
}

/// Whoever a certificate is issued to, under a root.
#[derive(Debug)]
struct Identity {
    root: String,
    issuer: Option<String>,
    subject: Pattern,
}

/// What certificates are verified against.
#[derive(Debug)]
enum Root {
    /// Certificate authorities, logs and timestamp authorities of a Sigstore instance.
    Sigstore(Box<sigstore::Root>),
    /// Certificates of an organisation.
    X509(x509::Roots),
}

impl Trust {
    /// Reads a trust policy. `open` reads a file that it names, relative to it.
    ///
    /// # Errors
    /// Every problem at its place.
    pub fn parse(
        source: &SourceFile,
        open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, Problems> {
        policy::parse(source, open)
    }
}

impl Party {
    /// Whether its signature counts for statements of this type.
    pub fn may_state(&self, kind: &str) -> bool {
        self.types.iter().any(|it| it.matches(kind))
    }

    fn is(&self, named: &Named) -> bool {
        let own = || std::iter::once(&self.name).chain(&self.ids);
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        own().any(|own| same(own, &named.id.name) || named.ids.iter().any(|id| same(own, id)))
    }

    /// What its signature is worth in a review, or why nothing. The vendor is the reviewer's to
    /// name: the same party that is independent of one subject is the vendor of another, and a
    /// subject's own vendor is never independent, whatever role the policy gives it.
    pub fn backing(&self, identities: &Identities) -> Result<Backing, String> {
        let subject = identities.subject.as_ref();
        let vendor = subject
            .filter(|it| it.id.kind == EntityKind::Vendor)
            .or(identities.vendor.as_ref());
        let Some(vendor) = vendor else {
            return Err(
                "no review file names the subject's vendor, so whether this is the vendor or somebody independent of it is open; add `[vendor]` with its name to the review file"
                    .to_owned(),
            );
        };
        match self.role {
            _ if self.is(vendor) => Ok(Backing::Vendor),
            Role::Vendor => Err(format!(
                "{} is a vendor, but not {}, the vendor of this review; if it is the same, add the name to the `ids` of either",
                self.name, vendor.id.name
            )),
            Role::Auditor | Role::Coalition | Role::Member => Ok(Backing::Independent),
        }
    }
}

/// What people call a type of statement.
fn type_words(kind: &str) -> &str {
    match kind {
        FILE_SIGNATURE => "a signature over a file",
        MODEL_SIGNATURE => "a model signature",
        other => other,
    }
}
