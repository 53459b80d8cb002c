//! Facts: what the documents of a dossier say, about whom, where, and what that is worth.
//!
//! A fact is (entity, key, value) with one origin. Absence is never a fact: what no document says
//! is unknown, a placeholder is [`Hollow`], and what is about somebody else is untied.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::source::{SourceFile, Span};

mod collect;
mod contradiction;
mod evaluation;
mod hollow;
mod identity;
mod reading;
mod value;
pub mod vocabulary;

pub use contradiction::{Contradiction, Stated};
pub(crate) use contradiction::{is_single_valued, settles};
pub use evaluation::{Evaluation, MEASURED, evaluations};
pub use hollow::is_placeholder;
pub use identity::{Assembled, Described, Identities, Named, assemble, dossier_entity};
pub use reading::{EntityRef, LocalEntity, LocalFact, NamedFile, Reading, Remark, Role};
pub use value::{Decimal, Value, license_of_address, parse_date};
pub use vocabulary::Attribute;

/// The kinds of entity that a fact can be about; each is an entity type of the Cedar schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// Who offers the subject.
    Vendor,
    /// A trained model.
    Model,
    /// A set of data.
    Dataset,
    /// A system or service that uses models.
    System,
    /// A part listed in a bill of materials.
    Component,
    /// One reported measurement.
    Evaluation,
    /// One file of the dossier.
    Document,
    /// A signed statement.
    Attestation,
    /// What a check reported.
    Finding,
    /// The dossier as a whole, as seen by one principal.
    Dossier,
}

impl EntityKind {
    /// All kinds, in the order of the schema.
    pub const ALL: &'static [Self] = &[
        Self::Vendor,
        Self::Model,
        Self::Dataset,
        Self::System,
        Self::Component,
        Self::Evaluation,
        Self::Document,
        Self::Attestation,
        Self::Finding,
        Self::Dossier,
    ];

    /// The kinds that can be a principal: a subject, its vendor, or what the review file maps.
    pub const PRINCIPALS: &'static [Self] =
        &[Self::Vendor, Self::Model, Self::Dataset, Self::System];

    /// The Cedar entity type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendor => "Vendor",
            Self::Model => "Model",
            Self::Dataset => "Dataset",
            Self::System => "System",
            Self::Component => "Component",
            Self::Evaluation => "Evaluation",
            Self::Document => "Document",
            Self::Attestation => "Attestation",
            Self::Finding => "Finding",
            Self::Dossier => "Dossier",
        }
    }

    /// The kind with this Cedar entity type, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// Whether an entity of this kind can be a principal.
    pub fn is_principal(self) -> bool {
        Self::PRINCIPALS.contains(&self)
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An entity: its kind and its name, unique in a dossier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId {
    /// The kind.
    pub kind: EntityKind,
    /// The name: the review file's, a purl, or the document's own with a number where it repeats.
    pub name: String,
}

impl EntityId {
    /// The entity `kind::"name"`.
    pub fn new(kind: EntityKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
        }
    }

    /// The entity that is written `Kind::"name"`, as outputs write it.
    pub fn from_text(text: &str) -> Option<Self> {
        let (kind, name) = text.strip_suffix('"')?.split_once("::\"")?;
        let kind = EntityKind::ALL.iter().find(|it| it.name() == kind)?;
        Some(Self::new(*kind, name))
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::\"{}\"", self.kind, self.name)
    }
}

/// How much substance a fact has (DESIGN.md, "Two axes of worth").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Strength {
    /// An answer, a bare claim.
    #[default]
    Stated,
    /// Structured documentation with content.
    Documented,
    /// Recomputed here from cited data.
    Recomputed,
}

impl Strength {
    /// All strengths, weakest first.
    pub const ALL: &'static [Self] = &[Self::Stated, Self::Documented, Self::Recomputed];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Documented => "documented",
            Self::Recomputed => "recomputed",
        }
    }

    /// The strength with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// Who stands behind a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Backing {
    /// Nobody: no verified signature covers the document.
    #[default]
    None,
    /// The subject's vendor.
    Vendor,
    /// A third party of the trust policy.
    Independent,
}

impl Backing {
    /// All backings, weakest first.
    pub const ALL: &'static [Self] = &[Self::None, Self::Vendor, Self::Independent];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Vendor => "vendor",
            Self::Independent => "independent",
        }
    }

    /// The backing with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// What a fact is worth: both axes. Neither outweighs the other, so two worths may be incomparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Worth {
    /// The substance.
    pub strength: Strength,
    /// Who stands behind it.
    pub backing: Backing,
}

impl Worth {
    /// Whether this is at least as good as `minimum` on both axes.
    pub fn reaches(self, minimum: Self) -> bool {
        self.strength >= minimum.strength && self.backing >= minimum.backing
    }
}

/// What of an entity a fact gives: a vocabulary attribute, or the answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A vocabulary attribute, by name.
    Attribute(&'static str),
    /// The answer to `QUESTIONNAIRE-VERSION:ID`, a Cedar tag of the dossier.
    Answer(String),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => f.write_str(name),
            Self::Answer(key) => write!(f, "answer {key}"),
        }
    }
}

/// Where a fact stands. A host-made fact (a count of files, say) has no pointer and an empty span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Path of the document inside the dossier.
    pub document: String,
    /// SHA-256 of the document; empty for an artifact that was not hashed.
    pub sha256: String,
    /// RFC 6901 pointer into the document's tree.
    pub pointer: String,
    /// Bytes of the value.
    pub span: Span,
    /// 1-based line of the value; 0 where there is none.
    pub line: usize,
    /// 1-based column of the value; 0 where there is none.
    pub column: usize,
    /// The place in a file that packs its text, for people: the cell `Answers!C12` of a workbook,
    /// `header.json:3:14` of a zipped log. Line and column are 0 then.
    pub part: Option<String>,
}

impl Origin {
    /// The place of a pointer in a document; `file` is none where the document has no text.
    pub fn new(
        document: &str,
        sha256: &str,
        pointer: &str,
        span: Span,
        file: Option<&SourceFile>,
    ) -> Self {
        let place = file.map(|file| file.place(span.start));
        let (line, column) = place.as_ref().map_or((0, 0), |at| (at.line, at.column));
        Self {
            document: document.to_owned(),
            sha256: sha256.to_owned(),
            pointer: pointer.to_owned(),
            span,
            line,
            column,
            part: place.and_then(|place| place.part),
        }
    }

    /// A document or another thing as a whole.
    pub fn whole(document: &str, sha256: &str) -> Self {
        Self::new(document, sha256, "", Span::default(), None)
    }

    /// Whether it is a place, and not only a document.
    pub fn is_placed(&self) -> bool {
        self.line > 0 || self.part.is_some()
    }
}

/// One thing that one document says about one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Whom it is about.
    pub entity: EntityId,
    /// What of it.
    pub key: Key,
    /// The value, normalised to the vocabulary's type. A member, for an open set.
    pub value: Value,
    /// The value as the document writes it.
    pub text: String,
    /// Where.
    pub origin: Origin,
    /// What it is worth.
    pub worth: Worth,
}

/// A place where a document has the field but says nothing: a placeholder, or a value that is not
/// of the vocabulary's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hollow {
    /// The attribute or answer that the field would have given.
    pub key: Key,
    /// Of a set of fixed words: the word that it would have given.
    pub word: Option<String>,
    /// Where.
    pub origin: Origin,
    /// Why it is not a fact, in one clause.
    pub reason: String,
}

/// An entity that no rule ties to the subject, with the documents that speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untied {
    /// The entity.
    pub entity: EntityId,
    /// The document that describes it.
    pub document: String,
    /// Facts about it that satisfy nothing.
    pub facts: usize,
    /// Why it is not tied, and what would tie it.
    pub reason: String,
}

/// Everything that a dossier says, in order.
#[derive(Debug, Clone, Default)]
pub struct FactSet {
    /// Facts about entities that are tied to the subject, ordered by entity, key and origin.
    pub facts: Vec<Fact>,
    /// Facts about entities that are not.
    pub untied_facts: Vec<Fact>,
    /// Who the untied facts are about.
    pub untied: Vec<Untied>,
    /// Fields without a value.
    pub hollow: Vec<Hollow>,
    /// Single-valued attributes for which several values are stated.
    pub contradictions: Vec<Contradiction>,
    /// Entities tied to principals, besides the principals: evaluations, datasets, components,
    /// documents; each with the principals that it belongs to.
    pub related: BTreeMap<EntityId, BTreeSet<EntityId>>,
}

impl FactSet {
    /// The facts about one entity and key.
    pub fn about<'a>(
        &'a self,
        entity: &'a EntityId,
        key: &'a Key,
    ) -> impl Iterator<Item = &'a Fact> {
        self.facts
            .iter()
            .filter(move |fact| fact.entity == *entity && fact.key == *key)
    }
}
