//! What one document says, before it is known whom it is about: a format fills a [`Reading`], and
//! [`super::assemble`] turns the readings of a dossier into facts.

use super::{Attribute, EntityKind, Key, Strength, Value, is_placeholder, vocabulary};
use crate::source::Span;
use crate::tree::{self, Node};

/// An entity of a [`Reading`], by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef(pub(super) usize);

/// For whom rows of a form stand in: the names that the review has for its principals, and no
/// names of a document's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Whoever is reviewed.
    Subject,
    /// The subject's vendor.
    Vendor,
    /// Another principal, as the review file calls it. Counts only where the reviewer ties the
    /// document to somebody of the review.
    Named(EntityKind, String),
}

/// An entity as one document describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalEntity {
    /// Its kind; none where the document speaks of whoever the dossier is about (answers do).
    pub kind: Option<EntityKind>,
    /// The name that the document gives it; may be empty.
    pub name: String,
    /// Identifiers that are the same only for the same thing: purls with a version,
    /// `sha256:` digests. Never names.
    pub ids: Vec<String>,
    /// Of a form that was made for a review: for whom its rows stand in.
    pub role: Option<Role>,
    /// What it belongs to: an evaluation to its model, a dataset to the model trained on it. None
    /// for what the document is about.
    pub parent: Option<EntityRef>,
}

/// A value as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFact {
    /// Whom it is about.
    pub entity: EntityRef,
    /// What of it.
    pub key: Key,
    /// The normalised value.
    pub value: Value,
    /// The value as written.
    pub text: String,
    /// Where.
    pub pointer: String,
    /// Where, in bytes.
    pub span: Span,
}

/// A remark about a place of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about, if it is a field.
    pub key: Option<Key>,
    /// Of a set of fixed words: the word that the field would have given.
    pub word: Option<String>,
    /// Where.
    pub pointer: String,
    /// Where, in bytes.
    pub span: Span,
    /// One clause.
    pub message: String,
}

/// A file of the dossier that a document names together with its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// The path as the document gives it: relative to the document's folder, or to the dossier.
    pub path: String,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Where the digest stands.
    pub pointer: String,
    /// Where, in bytes.
    pub span: Span,
}

/// What one document says.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The version of the format, where the document gives one.
    pub version: Option<String>,
    /// What its facts are worth in substance.
    pub strength: Strength,
    /// The entities that it describes.
    pub entities: Vec<LocalEntity>,
    /// What it says of them.
    pub facts: Vec<LocalFact>,
    /// Files that it names by digest.
    pub files: Vec<NamedFile>,
    /// Fields without a usable value.
    pub hollow: Vec<Remark>,
    /// Parts that were not read, and why: the document counts as read in part.
    pub skipped: Vec<Remark>,
    /// Defects against the format's own rules: the document counts as broken.
    pub defects: Vec<Remark>,
}

impl Reading {
    /// An empty reading whose facts will be of this strength.
    pub fn new(strength: Strength) -> Self {
        Self {
            strength,
            ..Self::default()
        }
    }

    /// Adds an entity that the document is about (`parent` none), or that belongs to another.
    pub fn entity(
        &mut self,
        kind: Option<EntityKind>,
        name: &str,
        parent: Option<EntityRef>,
    ) -> EntityRef {
        self.entities.push(LocalEntity {
            kind,
            name: name.trim().to_owned(),
            ids: Vec::new(),
            role: None,
            parent,
        });
        EntityRef(self.entities.len() - 1)
    }

    /// The entity that stands in for a principal of the review, once each.
    pub fn stand_in(&mut self, role: &Role) -> EntityRef {
        let mut known = self.entities.iter();
        if let Some(index) = known.position(|it| it.role.as_ref() == Some(role)) {
            return EntityRef(index);
        }
        let made = self.entity(None, "", None);
        if let Some(entity) = self.entities.get_mut(made.0) {
            entity.role = Some(role.clone());
        }
        made
    }

    /// The kind of an entity.
    pub fn kind_of(&self, entity: EntityRef) -> Option<EntityKind> {
        self.entities.get(entity.0).and_then(|entity| entity.kind)
    }

    /// The entities of a kind, in the order of reading.
    pub fn of_kind(&self, kind: EntityKind) -> Vec<EntityRef> {
        let entities = self.entities.iter().enumerate();
        entities
            .filter(|(_, it)| it.kind == Some(kind))
            .map(|(index, _)| EntityRef(index))
            .collect()
    }

    /// The name of an entity.
    pub fn name_of(&self, entity: EntityRef) -> &str {
        self.entities
            .get(entity.0)
            .map_or("", |entity| &entity.name)
    }

    /// The identifiers of an entity.
    pub fn ids_of(&self, entity: EntityRef) -> &[String] {
        self.entities
            .get(entity.0)
            .map_or(&[], |entity| entity.ids.as_slice())
    }

    /// Gives an entity an identifier that only the same thing has: a purl with a version, a
    /// `sha256:` digest.
    pub fn identify(&mut self, entity: EntityRef, id: &str) {
        if let Some(entity) = self.entities.get_mut(entity.0)
            && !id.trim().is_empty()
        {
            entity.ids.push(id.trim().to_owned());
        }
    }

    /// States what the node holds as `attribute` of `entity`: a scalar is one value; for a set,
    /// each scalar item of a list is a member. Placeholders, nulls, empty lists and values that are
    /// not of the attribute's type become hollow fields with the reason.
    ///
    /// The attribute must be in the vocabulary; an unknown name is a defect of the format's code
    /// and states nothing.
    pub fn state(&mut self, entity: EntityRef, attribute: &str, pointer: &str, node: &Node) {
        let Some(attribute) = known(attribute) else {
            return;
        };
        if let tree::Value::Array(items) = &node.value {
            if items.is_empty() {
                self.hollow_at(attribute, pointer, node.span, "an empty list");
            }
            if attribute.kind == vocabulary::Type::Closed {
                self.state_closed(entity, attribute, pointer, node);
                return;
            }
            let single = attribute.kind.is_single_valued();
            if single && items.len() > 1 {
                self.hollow_at(
                    attribute,
                    pointer,
                    node.span,
                    "a list, where one value is expected",
                );
                return;
            }
            for (index, item) in items.iter().enumerate() {
                self.state_scalar(entity, attribute, &tree::item(pointer, index), item);
            }
        } else {
            self.state_scalar(entity, attribute, pointer, node);
        }
    }

    /// States `text`, which stands at `pointer` and `span`, as `attribute` of `entity`.
    pub fn state_text(
        &mut self,
        entity: EntityRef,
        attribute: &str,
        pointer: &str,
        span: Span,
        text: &str,
    ) {
        if let Some(attribute) = known(attribute) {
            self.state_value(entity, attribute, pointer, span, text);
        }
    }

    /// States the number in `text` times ten to the `power`, for a document whose unit is not the
    /// vocabulary's. The fact keeps the text as written.
    pub fn state_scaled(
        &mut self,
        entity: EntityRef,
        attribute: &str,
        pointer: &str,
        span: Span,
        text: &str,
        power: i32,
    ) {
        let (mantissa, exponent) = match text.trim().split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()),
            None => (text.trim(), Some(0)),
        };
        let scaled = match exponent.and_then(|exponent| exponent.checked_add(power)) {
            Some(exponent) if !is_placeholder(mantissa) => format!("{mantissa}e{exponent}"),
            _ => text.to_owned(),
        };
        let before = self.facts.len();
        self.state_text(entity, attribute, pointer, span, &scaled);
        if let Some(fact) = self.facts.get_mut(before) {
            fact.text = text.trim().to_owned();
        }
    }

    /// States a licence that is given in words: an SPDX id or expression or its full name, a hub id,
    /// or else `other` with the words as its name.
    pub fn state_license(&mut self, entity: EntityRef, pointer: &str, span: Span, text: &str) {
        let words = text.trim();
        if is_placeholder(words) {
            self.hollow("license", pointer, span, "a placeholder");
            return;
        }
        let named = self
            .entities
            .get(entity.0)
            .is_some_and(|entity| entity.kind != Some(EntityKind::Component));
        let license = match super::value::license_in_words(words) {
            Some(license) => license,
            None => {
                // A name that the document gives in so many words stands.
                let key = Key::Attribute("license_name");
                let given = |fact: &LocalFact| fact.entity == entity && fact.key == key;
                if named && !self.facts.iter().any(given) {
                    self.state_text(entity, "license_name", pointer, span, words);
                }
                "other".to_owned()
            }
        };
        let before = self.facts.len();
        self.state_text(entity, "license", pointer, span, &license);
        if let Some(fact) = self.facts.get_mut(before) {
            fact.text = words.to_owned();
        }
    }

    /// Records the answer to a question: `key` is `QUESTIONNAIRE-VERSION:ID`.
    pub fn answer(&mut self, entity: EntityRef, key: String, pointer: &str, node: &Node) {
        let key = Key::Answer(key);
        match node.scalar() {
            Some(text) if !is_placeholder(text) => self.facts.push(LocalFact {
                entity,
                key,
                value: Value::answer(text),
                text: text.to_owned(),
                pointer: pointer.to_owned(),
                span: node.span,
            }),
            _ => self.hollow.push(Remark {
                key: Some(key),
                word: None,
                pointer: pointer.to_owned(),
                span: node.span,
                message: "not answered".to_owned(),
            }),
        }
    }

    /// Takes over what a text inside a field says. Its bytes are not the document's (base64), so
    /// all of it stands at the field.
    pub fn absorb(&mut self, mut inner: Self, pointer: &str, span: Span) {
        inner.places(|at, place| {
            pointer.clone_into(at);
            *place = span;
        });
        self.join(inner);
    }

    /// Takes over what a part of the document says that is a document by itself; its root stands at
    /// `pointer`. What it is about first.
    pub fn embed(&mut self, mut inner: Self, pointer: &str) -> Option<EntityRef> {
        inner.places(|at, _| at.insert_str(0, pointer));
        let shift = self.entities.len();
        let main = inner.entities.iter().position(|it| it.parent.is_none());
        self.join(inner);
        main.map(|index| EntityRef(index + shift))
    }

    /// Every place of the reading.
    fn places(&mut self, mut change: impl FnMut(&mut String, &mut Span)) {
        for it in &mut self.facts {
            change(&mut it.pointer, &mut it.span);
        }
        for it in &mut self.files {
            change(&mut it.pointer, &mut it.span);
        }
        let remarks = self.hollow.iter_mut().chain(&mut self.skipped);
        for it in remarks.chain(&mut self.defects) {
            change(&mut it.pointer, &mut it.span);
        }
    }

    fn join(&mut self, inner: Self) {
        let shift = self.entities.len();
        let moved = |entity: EntityRef| EntityRef(entity.0 + shift);
        self.strength = self.strength.max(inner.strength);
        self.entities
            .extend(inner.entities.into_iter().map(|it| LocalEntity {
                parent: it.parent.map(moved),
                ..it
            }));
        self.facts
            .extend(inner.facts.into_iter().map(|it| LocalFact {
                entity: moved(it.entity),
                ..it
            }));
        self.files.extend(inner.files);
        self.hollow.extend(inner.hollow);
        self.skipped.extend(inner.skipped);
        self.defects.extend(inner.defects);
    }

    /// Records that the document names a file by digest.
    pub fn names_file(&mut self, path: &str, sha256: &str, pointer: &str, span: Span) {
        self.files.push(NamedFile {
            path: path.trim_start_matches("./").to_owned(),
            sha256: sha256.to_ascii_lowercase(),
            pointer: pointer.to_owned(),
            span,
        });
    }

    /// Notes a part that was not read.
    pub fn skip(&mut self, pointer: &str, span: Span, message: impl Into<String>) {
        self.skipped.push(remark(pointer, span, message.into()));
    }

    /// Notes a defect against the format's rules.
    pub fn defect(&mut self, pointer: &str, span: Span, message: impl Into<String>) {
        self.defects.push(remark(pointer, span, message.into()));
    }

    /// Notes a field that is there but says nothing.
    pub fn hollow(&mut self, attribute: &str, pointer: &str, span: Span, reason: &str) {
        if let Some(attribute) = known(attribute) {
            self.hollow_at(attribute, pointer, span, reason);
        }
    }

    /// Notes that a field is there which would have given a word of a fixed list, but says nothing.
    pub fn hollow_word(
        &mut self,
        attribute: &str,
        word: &str,
        pointer: &str,
        span: Span,
        reason: &str,
    ) {
        if let Some(attribute) = known(attribute) {
            self.hollow_at(attribute, pointer, span, reason);
            if let Some(last) = self.hollow.last_mut() {
                last.word = Some(word.to_owned());
            }
        }
    }

    fn state_scalar(
        &mut self,
        entity: EntityRef,
        attribute: &'static Attribute,
        pointer: &str,
        node: &Node,
    ) {
        match node.scalar() {
            Some(text) => self.state_value(entity, attribute, pointer, node.span, text),
            None => {
                let reason = match node.value {
                    tree::Value::Null => "no value",
                    _ => "a structure, where one value is expected",
                };
                self.hollow_at(attribute, pointer, node.span, reason);
            }
        }
    }

    fn state_value(
        &mut self,
        entity: EntityRef,
        attribute: &'static Attribute,
        pointer: &str,
        span: Span,
        text: &str,
    ) {
        match Value::parse(attribute, text) {
            Ok(value) => self.facts.push(LocalFact {
                entity,
                key: Key::Attribute(attribute.name),
                value,
                text: text.trim().to_owned(),
                pointer: pointer.to_owned(),
                span,
            }),
            Err(reason) => self.hollow_at(attribute, pointer, span, &reason),
        }
    }

    fn state_closed(
        &mut self,
        entity: EntityRef,
        attribute: &'static Attribute,
        pointer: &str,
        node: &Node,
    ) {
        let members: Option<Vec<&str>> = node.items().iter().map(Node::scalar).collect();
        match members {
            Some(members) if !members.is_empty() && !members.iter().any(|m| is_placeholder(m)) => {
                self.facts.push(LocalFact {
                    entity,
                    key: Key::Attribute(attribute.name),
                    text: members.join(", "),
                    value: Value::Set(members.iter().map(|m| m.trim().to_owned()).collect()),
                    pointer: pointer.to_owned(),
                    span: node.span,
                });
            }
            _ => self.hollow_at(attribute, pointer, node.span, "not a complete list"),
        }
    }

    fn hollow_at(&mut self, attribute: &Attribute, pointer: &str, span: Span, reason: &str) {
        self.hollow.push(Remark {
            key: Some(Key::Attribute(attribute.name)),
            word: None,
            pointer: pointer.to_owned(),
            span,
            message: reason.to_owned(),
        });
    }
}

fn remark(pointer: &str, span: Span, message: String) -> Remark {
    Remark {
        key: None,
        word: None,
        pointer: pointer.to_owned(),
        span,
        message,
    }
}

fn known(name: &str) -> Option<&'static Attribute> {
    let attribute = vocabulary::attribute(name).filter(|attribute| attribute.derived.is_none());
    debug_assert!(
        attribute.is_some(),
        "`{name}` is not a fact of the vocabulary"
    );
    attribute
}
