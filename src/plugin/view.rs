//! The dossier as plugins may see it: documents and facts that are tied to the subject, and for
//! each call a log of what was read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::check::Read;
use crate::document;
use crate::fact::{EntityId, EntityKind, Fact, FactSet, Key, Origin, Worth, dossier_entity};
use crate::limits::Limits;
use crate::run::{DocumentRecord, Status};
use crate::source::{SourceFile, Span, sha256_hex};
use crate::tree::{Node, Tree, Value};

use super::manifest::Manifest;

/// A dossier, for all the checks that are made on it.
#[derive(Debug)]
pub struct View {
    documents: BTreeMap<String, ViewDocument>,
    facts: FactSet,
    /// Facts by entity and key, as indexes.
    index: BTreeMap<EntityId, BTreeMap<Key, Vec<usize>>>,
    /// What may be asked for, by the text that names it.
    names: BTreeMap<String, EntityId>,
    as_of: String,
    limits: Limits,
    bytes: u64,
}

#[derive(Debug)]
struct ViewDocument {
    record: DocumentRecord,
    file: SourceFile,
    speaks_of: BTreeSet<EntityId>,
    tree: OnceLock<Option<Tree>>,
}

/// A document's description.
pub(super) struct Described<'a> {
    pub(super) path: &'a str,
    pub(super) record: &'a DocumentRecord,
}

/// Why something cannot be read; the words of the world's `read-error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    NoSuchDocument,
    NoSuchEntity,
    MalformedPointer,
    NotDeclared,
    TooLarge,
}

/// What a place holds, one level deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shallow {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    Array(u32),
    Object(Vec<String>),
}

impl Shallow {
    fn of(node: &Node) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(text) => Self::Number(text.clone()),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::Array(u32::try_from(items.len()).unwrap_or(u32::MAX)),
            Value::Object(members) => {
                let mut keys: Vec<String> =
                    members.iter().map(|member| member.key.clone()).collect();
                keys.sort_unstable();
                Self::Object(keys)
            }
        }
    }

    /// What the log's digest is made over: the kind and the answer's text.
    fn digest(&self) -> String {
        let text = match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Number(text) => format!("number {text}"),
            Self::Text(text) => format!("text {text}"),
            Self::Array(length) => format!("array {length}"),
            Self::Object(keys) => format!("object {}", keys.join("\u{1f}")),
        };
        sha256_hex(text.as_bytes())
    }

    /// The size of the answer, in bytes.
    fn size(&self) -> usize {
        match self {
            Self::Null | Self::Boolean(_) | Self::Array(_) => 8,
            Self::Number(text) | Self::Text(text) => text.len(),
            Self::Object(keys) => keys.iter().map(|key| key.len() + 8).sum(),
        }
    }
}

/// Largest number of pointers in one answer of `select`.
const SELECTED: usize = 10_000;
/// Longest pointer or pattern.
const POINTER: usize = 4_096;
/// Nodes that one `select` may look at.
const VISITED: usize = 1_000_000;

impl View {
    /// A view of what was taken in. `speaks_of` says which principals each document speaks of.
    pub fn new(
        records: &[DocumentRecord],
        sources: &BTreeMap<String, SourceFile>,
        speaks_of: &BTreeMap<String, BTreeSet<EntityId>>,
        facts: FactSet,
        as_of: String,
        limits: Limits,
    ) -> Self {
        let documents: BTreeMap<String, ViewDocument> = records
            .iter()
            // A broken document says nothing that can be relied on, an opaque one has no tree.
            .filter(|record| record.status != Status::Broken && record.format != "opaque")
            .filter_map(|record| {
                let file = sources.get(&record.path)?.clone();
                let document = ViewDocument {
                    record: record.clone(),
                    file,
                    speaks_of: speaks_of.get(&record.path).cloned().unwrap_or_default(),
                    tree: OnceLock::new(),
                };
                Some((record.path.clone(), document))
            })
            .collect();
        let mut index: BTreeMap<EntityId, BTreeMap<Key, Vec<usize>>> = BTreeMap::new();
        for (number, fact) in facts.facts.iter().enumerate() {
            index
                .entry(fact.entity.clone())
                .or_default()
                .entry(fact.key.clone())
                .or_default()
                .push(number);
        }
        let names = facts.related.keys();
        let names = names.map(|it| (it.to_string(), it.clone())).collect();
        Self {
            names,
            bytes: documents.values().map(|it| it.record.bytes).sum(),
            documents,
            facts,
            index,
            as_of,
            limits,
        }
    }

    /// Gives the facts back when nothing reads them any more; else a copy of them.
    pub fn facts_back(view: std::sync::Arc<Self>) -> FactSet {
        match std::sync::Arc::try_unwrap(view) {
            Ok(view) => view.facts,
            Err(view) => view.facts.clone(),
        }
    }

    /// Bytes of all documents, by which fuel grows.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many documents there are, whoever may see them.
    pub(super) fn documents(&self) -> usize {
        self.documents.len()
    }

    /// How many entities are tied to principals.
    pub(super) fn related(&self) -> usize {
        self.facts.related.len()
    }

    /// The review date.
    pub(super) fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The entities of a kind that are tied to a principal, itself among them.
    pub(super) fn entities(&self, principal: &EntityId, kind: &str) -> Vec<String> {
        let Some(kind) = EntityKind::ALL.iter().find(|it| it.name() == kind) else {
            return Vec::new();
        };
        let mut found: Vec<String> = self
            .facts
            .related
            .iter()
            .filter(|(entity, owners)| entity.kind == *kind && owners.contains(principal))
            .map(|(entity, _)| entity.to_string())
            .collect();
        if principal.kind == *kind {
            found.push(principal.to_string());
        }
        found.sort_unstable();
        found
    }

    /// The entity that a text names, if it is tied to the principal.
    pub(super) fn entity(&self, principal: &EntityId, text: &str) -> Option<EntityId> {
        if text == principal.to_string() {
            return Some(principal.clone());
        }
        let entity = self.names.get(text)?;
        let owners = self.facts.related.get(entity)?;
        owners.contains(principal).then(|| entity.clone())
    }
}

/// What one call sees of a view, and what it has read so far.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) view: std::sync::Arc<View>,
    pub(super) manifest: std::sync::Arc<Manifest>,
    pub(super) principal: EntityId,
    reads: Vec<Entry>,
}

/// A read that is not yet put in words.
#[derive(Debug)]
struct Entry {
    place: Place,
    value_sha256: Option<String>,
}

#[derive(Debug)]
enum Place {
    /// A place of a document; the span of what is there.
    Node {
        document: String,
        pointer: String,
        span: Option<Span>,
    },
    /// A fact, by its number, or the absence of any.
    Fact {
        entity: EntityId,
        attribute: String,
        fact: Option<usize>,
    },
}

impl Reader {
    pub(super) fn new(
        view: std::sync::Arc<View>,
        manifest: std::sync::Arc<Manifest>,
        principal: EntityId,
    ) -> Self {
        Self {
            view,
            manifest,
            principal,
            reads: Vec::new(),
        }
    }

    /// How many reads there are: the next receipt.
    pub(super) fn count(&self) -> usize {
        self.reads.len()
    }

    pub(super) fn documents(&self) -> Vec<Described<'_>> {
        self.view
            .documents
            .iter()
            .filter(|(_, document)| self.sees(document))
            .map(|(path, document)| Described {
                path,
                record: &document.record,
            })
            .collect()
    }

    fn sees(&self, document: &ViewDocument) -> bool {
        document.speaks_of.contains(&self.principal)
            && self.manifest.reads_format(document.record.format)
    }

    fn tree(&self, path: &str) -> Result<(&'static str, &Tree), Unreadable> {
        let document = self
            .view
            .documents
            .get(path)
            .filter(|document| document.speaks_of.contains(&self.principal))
            .ok_or(Unreadable::NoSuchDocument)?;
        let format = document.record.format;
        if !self.manifest.reads_format(format) {
            return Err(Unreadable::NotDeclared);
        }
        document
            .tree
            .get_or_init(|| document::tree(&document.file, format, &self.view.limits))
            .as_ref()
            .map(|tree| (format, tree))
            .ok_or(Unreadable::NoSuchDocument)
    }

    fn receipt(&mut self, place: Place, value_sha256: Option<String>) -> u32 {
        let receipt = u32::try_from(self.reads.len()).unwrap_or(u32::MAX);
        self.reads.push(Entry {
            place,
            value_sha256,
        });
        receipt
    }

    /// The node at a pointer, and the size of the answer.
    pub(super) fn read(
        &mut self,
        document: &str,
        pointer: &str,
    ) -> Result<(u32, Option<Shallow>, usize), Unreadable> {
        well_formed(pointer)?;
        let (format, tree) = self.tree(document)?;
        if !self.manifest.may_read(format, pointer) {
            return Err(Unreadable::NotDeclared);
        }
        let found = tree.get(pointer).map(|node| (Shallow::of(node), node.span));
        let size = found.as_ref().map_or(0, |(node, _)| node.size());
        let place = Place::Node {
            document: document.to_owned(),
            pointer: pointer.to_owned(),
            span: found.as_ref().map(|(_, span)| *span),
        };
        let digest = found.as_ref().map(|(node, _)| node.digest());
        let receipt = self.receipt(place, digest);
        Ok((receipt, found.map(|(node, _)| node), size))
    }

    /// The RFC 8785 text of what stands at a pointer.
    pub(super) fn read_json(
        &mut self,
        document: &str,
        pointer: &str,
        most: usize,
    ) -> Result<(u32, Option<String>), Unreadable> {
        well_formed(pointer)?;
        let (format, tree) = self.tree(document)?;
        if !self.manifest.may_read_below(format, pointer) {
            return Err(Unreadable::NotDeclared);
        }
        let found = match tree.get(pointer) {
            None => None,
            Some(node) => {
                let mut text = String::new();
                canonical(node, most, &mut text)?;
                Some((text, node.span))
            }
        };
        let place = Place::Node {
            document: document.to_owned(),
            pointer: pointer.to_owned(),
            span: found.as_ref().map(|(_, span)| *span),
        };
        let digest = found.as_ref().map(|(text, _)| sha256_hex(text.as_bytes()));
        let receipt = self.receipt(place, digest);
        Ok((receipt, found.map(|(text, _)| text)))
    }

    /// The pointers that match a pattern, after one, at most `limit`, and how many nodes were looked
    /// at to find them.
    pub(super) fn select(
        &self,
        document: &str,
        pattern: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<String>, usize), Unreadable> {
        well_formed(pattern)?;
        if let Some(after) = after {
            well_formed(after)?;
        }
        let (format, tree) = self.tree(document)?;
        let limit = limit.min(SELECTED);
        let tokens: Vec<&str> = pattern.split('/').skip(1).collect();
        let after: Option<Vec<&str>> = after.map(|it| it.split('/').skip(1).collect());
        let mut found = Vec::new();
        let mut visited = 0;
        let mut path = Vec::new();
        matching(
            &tree.root,
            &tokens,
            &mut path,
            after.as_deref(),
            limit,
            &mut visited,
            &mut |pointer| {
                if self.manifest.may_read(format, &pointer) {
                    found.push(pointer);
                }
                found.len() < limit
            },
        )?;
        Ok((found, visited))
    }

    /// What is stated of an entity, with the size of the answer.
    pub(super) fn facts(
        &mut self,
        entity: &str,
        attribute: &str,
    ) -> Result<Vec<(u32, Fact)>, Unreadable> {
        if !self.manifest.may_read_facts(attribute) {
            return Err(Unreadable::NotDeclared);
        }
        let entity = self
            .view
            .entity(&self.principal, entity)
            .ok_or(Unreadable::NoSuchEntity)?;
        // An answer is about whoever the dossier is about.
        let (key, holder) = if attribute.contains(':') {
            (Some(Key::Answer(attribute.to_owned())), dossier_entity())
        } else {
            (
                crate::fact::vocabulary::attribute(attribute).map(|it| Key::Attribute(it.name)),
                entity.clone(),
            )
        };
        let numbers: Vec<usize> = key
            .and_then(|key| self.view.index.get(&holder)?.get(&key).cloned())
            .unwrap_or_default();
        let view = std::sync::Arc::clone(&self.view);
        let mut stated = Vec::new();
        for number in numbers {
            let Some(fact) = view.facts.facts.get(number) else {
                continue;
            };
            let place = Place::Fact {
                entity: entity.clone(),
                attribute: attribute.to_owned(),
                fact: Some(number),
            };
            let digest = sha256_hex(fact.value.to_string().as_bytes());
            let receipt = self.receipt(place, Some(digest));
            stated.push((receipt, fact.clone()));
        }
        if stated.is_empty() {
            let place = Place::Fact {
                entity,
                attribute: attribute.to_owned(),
                fact: None,
            };
            self.receipt(place, None);
        }
        Ok(stated)
    }

    /// The log, with places; `cited` says which entries findings rest on.
    pub(super) fn into_reads(self, cited: &BTreeSet<usize>) -> Vec<Read> {
        let view = &self.view;
        self.reads
            .into_iter()
            .enumerate()
            .map(|(number, entry)| {
                let (origin, fact, worth) = match entry.place {
                    Place::Node {
                        document,
                        pointer,
                        span,
                    } => {
                        let (origin, worth) = view.place(document, pointer, span);
                        (origin, None, worth)
                    }
                    Place::Fact {
                        entity,
                        attribute,
                        fact,
                    } => match fact.and_then(|number| view.facts.facts.get(number)) {
                        Some(fact) => (fact.origin.clone(), Some((entity, attribute)), fact.worth),
                        None => (nowhere(), Some((entity, attribute)), Worth::default()),
                    },
                };
                Read {
                    origin,
                    fact,
                    value_sha256: entry.value_sha256,
                    worth,
                    cited: cited.contains(&number),
                }
            })
            .collect()
    }
}

impl View {
    fn place(&self, document: String, pointer: String, span: Option<Span>) -> (Origin, Worth) {
        let Some(known) = self.documents.get(&document) else {
            return (nowhere(), Worth::default());
        };
        let origin = Origin::new(
            &document,
            &known.record.sha256,
            &pointer,
            span.unwrap_or_default(),
            span.map(|_| &known.file),
        );
        let worth = Worth {
            strength: known.record.strength,
            backing: known.record.backing,
        };
        (origin, worth)
    }
}

/// The place of what no document says.
fn nowhere() -> Origin {
    Origin::whole(".", "")
}

/// RFC 6901 section 3: empty, or tokens after `/`, in which `~` is followed by 0 or 1.
fn well_formed(pointer: &str) -> Result<(), Unreadable> {
    let escapes = pointer
        .split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']));
    if pointer.len() > POINTER || !(pointer.is_empty() || pointer.starts_with('/')) || !escapes {
        return Err(Unreadable::MalformedPointer);
    }
    Ok(())
}

/// How two tokens of one level are ordered: numbers by value, before names.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    let number = |token: &str| {
        (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| token.parse::<u64>().ok())
            .flatten()
    };
    match (number(a), number(b)) {
        (Some(x), Some(y)) => x.cmp(&y).then_with(|| a.cmp(b)),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// Walks the pointers that match, in order, until `found` says that it is enough.
fn matching(
    node: &Node,
    pattern: &[&str],
    path: &mut Vec<String>,
    after: Option<&[&str]>,
    limit: usize,
    visited: &mut usize,
    found: &mut dyn FnMut(String) -> bool,
) -> Result<bool, Unreadable> {
    *visited += 1;
    if *visited > VISITED {
        return Err(Unreadable::TooLarge);
    }
    let Some((token, rest)) = pattern.split_first() else {
        // The pointer given as `after` itself does not come again.
        let again = after.is_some_and(<[&str]>::is_empty);
        let mut pointer = String::new();
        for token in path.iter() {
            pointer.push('/');
            pointer.push_str(token);
        }
        return Ok(again || limit > 0 && found(pointer));
    };
    let mut children: Vec<(String, &Node)> = match &node.value {
        Value::Object(members) => members
            .iter()
            .map(|member| {
                let token = member.key.replace('~', "~0").replace('/', "~1");
                (token, &member.node)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, node)| (index.to_string(), node))
            .collect(),
        _ => Vec::new(),
    };
    if *token != "*" {
        children.retain(|(child, _)| child == token);
    } else if !matches!(node.value, Value::Array(_)) {
        children.sort_by(|a, b| order(&a.0, &b.0));
    }
    for (child, node) in children {
        let below = match after.and_then(|after| after.split_first()) {
            Some((first, rest)) => match order(&child, first) {
                std::cmp::Ordering::Less => continue,
                std::cmp::Ordering::Equal => Some(rest),
                std::cmp::Ordering::Greater => None,
            },
            None => None,
        };
        path.push(child);
        let more = matching(node, rest, path, below, limit, visited, found)?;
        path.pop();
        if !more {
            return Ok(false);
        }
    }
    Ok(true)
}

/// RFC 8785, but for numbers, which keep the text of the document: a rounded number would be
/// evidence of something that nobody wrote.
fn canonical(node: &Node, most: usize, out: &mut String) -> Result<(), Unreadable> {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) => string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(item, most, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(&member.key, out);
                out.push(':');
                canonical(&member.node, most, out)?;
            }
            out.push('}');
        }
    }
    if out.len() > most {
        return Err(Unreadable::TooLarge);
    }
    Ok(())
}

/// RFC 8785 section 3.2.2.2.
fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
