//! The dossier, as one check may see it.

/// An entry in the host's log of what was read, which a finding cites.
///
/// Only a [`Dossier`] gives receipts; the host refuses a finding that cites one it did not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(pub(crate) u32);

impl Receipt {
    /// The entry's number, from 0.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// How much substance a fact or a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// An answer, a bare claim.
    Stated,
    /// Documentation with content.
    Documented,
    /// Recomputed from cited data.
    Recomputed,
}

/// Who stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backing {
    /// Nobody: no verified signature.
    None,
    /// The vendor's verified signature.
    Vendor,
    /// A third party's.
    Independent,
}

/// A document of the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path inside the dossier, which [`Dossier::read`] takes.
    pub id: String,
    /// The format's id, such as `chai-model-card`.
    pub format: String,
    /// The media type.
    pub media_type: String,
    /// Its digest, `sha256:` and lower-case hexadecimal.
    pub digest: String,
    /// What its statements are worth.
    pub strength: Strength,
    /// Who stands behind it.
    pub backing: Backing,
}

/// A place in a document's tree, one level deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// JSON's or YAML's null.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A number, exactly as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// An array, with its length.
    Array(u32),
    /// An object, with its keys, sorted.
    Object(Vec<String>),
}

/// What stands at a place. That nothing stands there is a reading too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The entry in the log.
    pub receipt: Receipt,
    /// The node; `None`: there is nothing.
    pub value: Option<Node>,
}

impl Reading {
    /// The text that stands there, if it is a text or a number.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Some(Node::Text(text) | Node::Number(text)) => Some(text),
            _ => None,
        }
    }
}

/// A whole part of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtree {
    /// The entry in the log.
    pub receipt: Receipt,
    /// RFC 8785 text; `None`: there is nothing.
    pub json: Option<String>,
}

/// A fact of the vocabulary, or an answer to a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The entry in the log.
    pub receipt: Receipt,
    /// The value in the vocabulary's form.
    pub value: String,
    /// The document that states it.
    pub document: String,
    /// Where: an RFC 6901 pointer.
    pub pointer: String,
    /// What it is worth.
    pub strength: Strength,
    /// Who stands behind it.
    pub backing: Backing,
}

/// Why nothing can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// No document with this id is tied to the subject, or it has no tree.
    NoSuchDocument,
    /// No entity with this id is tied to the subject.
    NoSuchEntity,
    /// Not an RFC 6901 pointer.
    MalformedPointer,
    /// The manifest does not declare to read this.
    NotDeclared,
    /// Larger than was asked for, or than the host gives in one answer.
    TooLarge,
}

impl ReadError {
    /// In words, to follow "cannot be read: ".
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoSuchDocument => "there is no such document",
            Self::NoSuchEntity => "there is no such entity",
            Self::MalformedPointer => "the pointer is malformed",
            Self::NotDeclared => "the plugin's manifest does not declare to read it",
            Self::TooLarge => "it is too large",
        }
    }
}

/// The dossier. What it gives is the same in every run.
pub trait Dossier {
    /// The documents that the manifest declares to read, by id.
    fn documents(&self) -> Vec<Document>;

    /// The node at an RFC 6901 pointer.
    ///
    /// # Errors
    /// Why nothing can be read there; that nothing stands there is no error.
    fn read(&self, document: &str, pointer: &str) -> Result<Reading, ReadError>;

    /// The nodes at several pointers, in the order asked.
    ///
    /// # Errors
    /// That of the first pointer that cannot be read.
    fn read_many(&self, document: &str, pointers: &[String]) -> Result<Vec<Reading>, ReadError>;

    /// A whole part, if its text has at most `max_bytes` bytes.
    ///
    /// # Errors
    /// As for [`Dossier::read`], and [`ReadError::TooLarge`].
    fn read_json(
        &self,
        document: &str,
        pointer: &str,
        max_bytes: u32,
    ) -> Result<Subtree, ReadError>;

    /// The pointers that exist and match a pattern, in which `*` stands for one token; in document
    /// order, after the one given, at most `limit` and at most 10,000.
    ///
    /// # Errors
    /// As for [`Dossier::read`].
    fn select(
        &self,
        document: &str,
        pattern: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, ReadError>;

    /// Whom the check is made about: `Model::"name"`.
    fn subject(&self) -> String;

    /// The entities of a kind that are tied to the subject, sorted; the subject itself among them.
    fn entities(&self, kind: &str) -> Vec<String>;

    /// What is stated of an entity: a vocabulary attribute, or the answer to
    /// `QUESTIONNAIRE-VERSION:ID`. Where nothing is stated the list is empty; the host then still
    /// logs that it was asked.
    ///
    /// # Errors
    /// [`ReadError::NotDeclared`] or [`ReadError::NoSuchEntity`].
    fn facts(&self, entity: &str, attribute: &str) -> Result<Vec<Fact>, ReadError>;

    /// The review date, `YYYY-MM-DD`: never a clock.
    fn as_of(&self) -> String;
}
