//! Whose fact is it? Entities of several documents are the same only by the review file, by a purl
//! with its version or by a digest, never by a name alone; and what nothing ties to the subject
//! satisfies nothing (DESIGN.md, "Whose fact is it?").

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use super::collect::collect;
use super::{EntityId, EntityKind, FactSet, Reading, Role, Worth};
use crate::source::SourceFile;

/// An entity that the reviewer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The entity.
    pub id: EntityId,
    /// Identifiers by which documents call it: purls, digests, and names that the reviewer
    /// vouches for.
    pub ids: Vec<String>,
}

/// What the reviewer says about who is who.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    /// The subject; none: it is inferred, and the result says so.
    pub subject: Option<Named>,
    /// The subject's vendor.
    pub vendor: Option<Named>,
    /// Other models, datasets and systems of the review.
    pub others: Vec<Named>,
    /// Whom a document is about, by path; none: nobody of this review.
    pub about: BTreeMap<String, Option<EntityId>>,
    /// The name of an inferred subject that no document names.
    pub fallback: String,
}

/// A document with its reading, as [`assemble`] takes it.
#[derive(Debug)]
pub struct Described<'a> {
    /// Path inside the dossier.
    pub path: &'a str,
    /// SHA-256.
    pub sha256: &'a str,
    /// The file, for lines and columns; none for opaque evidence.
    pub file: Option<&'a SourceFile>,
    /// What it says.
    pub reading: &'a Reading,
    /// What its facts are worth.
    pub worth: Worth,
    /// The format id.
    pub format: &'static str,
    /// Whether only a person can read it.
    pub opaque: bool,
    /// Whether it holds answers.
    pub answers: bool,
}

/// Facts, and who they turned out to be about.
#[derive(Debug, Default)]
pub struct Assembled {
    /// The facts.
    pub facts: FactSet,
    /// The subject.
    pub subject: Option<EntityId>,
    /// The subject first, then its vendor, then what the reviewer maps.
    pub principals: Vec<EntityId>,
    /// What was inferred, each a sentence.
    pub assumed: Vec<String>,
    /// The principals that each document speaks of, by path: of itself, or of something that
    /// belongs to them.
    pub speaks_of: BTreeMap<String, BTreeSet<EntityId>>,
}

/// The dossier itself as an entity: answers are its tags.
pub fn dossier_entity() -> EntityId {
    EntityId::new(EntityKind::Dossier, "dossier")
}

/// Who an entity of a reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// An entity, tied to these principals; to none: untied.
    Entity(EntityId, BTreeSet<EntityId>),
    /// Whoever the dossier is about: each fact goes to the principal that it can be about.
    Respondent,
    /// A respondent that nothing ties to the subject.
    Stranger(EntityId),
}

pub(super) struct Node {
    pub(super) document: usize,
    pub(super) kind: Option<EntityKind>,
    pub(super) name: String,
    pub(super) ids: Vec<String>,
    role: Option<Role>,
    pub(super) parent: Option<usize>,
    /// The first node that is the same thing.
    pub(super) same: usize,
}

/// Turns readings into facts about entities.
pub fn assemble(
    documents: &[Described<'_>],
    identities: &Identities,
    as_of: civil::Date,
) -> Assembled {
    let (nodes, starts) = nodes(documents);
    let (subject, vendor, assumed) = subject_and_vendor(&nodes, identities, documents);
    let mut principals = vec![subject.id.clone()];
    principals.extend(vendor.iter().map(|it| it.id.clone()));
    principals.extend(identities.others.iter().map(|it| it.id.clone()));
    dedup_in_order(&mut principals);
    let named: Vec<&Named> = std::iter::once(&subject)
        .chain(vendor.as_ref())
        .chain(&identities.others)
        .collect();
    let who = resolve(&nodes, &named, identities, documents, &principals);
    let mut assumed = assumed;
    if identities.subject.is_some() {
        assumed.extend(other_names(&nodes, &who, &named, identities, documents));
    }
    let mut out = Assembled {
        subject: Some(subject.id.clone()),
        principals,
        assumed,
        ..Assembled::default()
    };
    out.speaks_of = speaks_of(documents, &nodes, &who, &out.principals);
    collect(documents, &nodes, &starts, &who, as_of, &mut out);
    out
}

/// The principals that each document speaks of. Answers speak of all of them: each fact goes to the
/// one that it can be about.
fn speaks_of(
    documents: &[Described<'_>],
    nodes: &[Node],
    who: &[Who],
    principals: &[EntityId],
) -> BTreeMap<String, BTreeSet<EntityId>> {
    let mut spoken: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    for (node, who) in nodes.iter().zip(who) {
        let Some(described) = documents.get(node.document) else {
            continue;
        };
        let of = spoken.entry(described.path.to_owned()).or_default();
        match who {
            Who::Entity(_, owners) => of.extend(owners.iter().cloned()),
            Who::Respondent => of.extend(principals.iter().cloned()),
            Who::Stranger(_) => {}
        }
    }
    spoken
}

/// Documents that give a principal another name than the reviewer does and that only the rule "the
/// only one of its kind" ties to it: a reader has to see that.
fn other_names(
    nodes: &[Node],
    who: &[Who],
    named: &[&Named],
    identities: &Identities,
    documents: &[Described<'_>],
) -> Vec<String> {
    let mut notes = Vec::new();
    for (node, who) in nodes.iter().zip(who) {
        let described = documents.get(node.document);
        let path = described.map_or("", |it| it.path);
        if node.parent.is_some()
            || node.name.is_empty()
            || identities.about.contains_key(path)
            || described.is_none_or(|it| it.opaque)
        {
            continue;
        }
        let taken = match who {
            Who::Entity(entity, owners) if owners.contains(entity) => {
                named.iter().find(|it| it.id == *entity)
            }
            // Answers are the vendor's, where there is one.
            Who::Respondent => named
                .iter()
                .find(|it| it.id.kind == EntityKind::Vendor)
                .or(named.first()),
            _ => None,
        };
        let same = |name: &str| {
            name.eq_ignore_ascii_case(&node.name) || node.ids.iter().any(|id| id == name)
        };
        if let Some(taken) = taken
            && !same(&taken.id.name)
            && !taken.ids.iter().any(|id| same(id))
        {
            notes.push(format!(
                "{path} speaks of `{}`; it is taken to be {}, since nothing else of its kind is described. If it is, add the name to its `ids` in the review file.",
                node.name, taken.id
            ));
        }
    }
    notes.sort();
    notes.dedup();
    notes
}

fn dedup_in_order(ids: &mut Vec<EntityId>) {
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
}

/// All entities of all readings, those with a common identifier joined.
fn nodes(documents: &[Described<'_>]) -> (Vec<Node>, Vec<usize>) {
    let mut nodes: Vec<Node> = Vec::new();
    let mut starts = Vec::new();
    let mut by_id: BTreeMap<(EntityKind, String), usize> = BTreeMap::new();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (document, described) in documents.iter().enumerate() {
        let start = nodes.len();
        starts.push(start);
        for entity in &described.reading.entities {
            let index = nodes.len();
            // The digests of a statement are its subjects': two statements about one file are two.
            let named = entity.kind.filter(|kind| *kind != EntityKind::Attestation);
            if let Some(kind) = named {
                for id in &entity.ids {
                    match by_id.entry((kind, id.clone())) {
                        Entry::Vacant(free) => {
                            free.insert(index);
                        }
                        Entry::Occupied(first) => joined.push((*first.get(), index)),
                    }
                }
            }
            nodes.push(Node {
                document,
                kind: entity.kind,
                name: clean(&entity.name),
                ids: entity.ids.clone(),
                role: entity.role.clone(),
                parent: entity.parent.map(|parent| start + parent.0),
                same: index,
            });
        }
    }
    join(&mut nodes, &joined);
    (nodes, starts)
}

/// Gives all nodes that pairs connect, over any number of steps, the first of them as `same`.
fn join(nodes: &mut [Node], pairs: &[(usize, usize)]) {
    for (a, b) in pairs {
        let (a, b) = (first(nodes, *a), first(nodes, *b));
        if let Some(node) = nodes.get_mut(a.max(b)) {
            node.same = a.min(b);
        }
    }
    for index in 0..nodes.len() {
        first(nodes, index);
    }
}

/// The first of the nodes that are the same thing, noted on the whole way there, so that no chain
/// is walked twice.
fn first(nodes: &mut [Node], index: usize) -> usize {
    let mut way = Vec::new();
    let mut at = index;
    while let Some(next) = nodes
        .get(at)
        .map(|node| node.same)
        .filter(|next| *next != at)
    {
        way.push(at);
        at = next;
    }
    for passed in way {
        if let Some(node) = nodes.get_mut(passed) {
            node.same = at;
        }
    }
    at
}

/// A name without control characters, which would break fingerprints and terminals.
pub(super) fn clean(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

fn groups(nodes: &[Node], kind: Option<EntityKind>) -> Vec<usize> {
    let mut roots: Vec<usize> = nodes
        .iter()
        .filter(|node| node.kind == kind)
        .map(|node| node.same)
        .collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// What documents describe; opaque evidence describes nobody, the reviewer says whom it is about.
fn described_groups(nodes: &[Node], documents: &[Described<'_>], kind: EntityKind) -> Vec<usize> {
    let mut roots: Vec<usize> = nodes
        .iter()
        .filter(|node| node.kind == Some(kind))
        .filter(|node| documents.get(node.document).is_none_or(|it| !it.opaque))
        .map(|node| node.same)
        .collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// The subject and vendor that the reviewer names, or else those that the documents suggest.
fn subject_and_vendor(
    nodes: &[Node],
    identities: &Identities,
    documents: &[Described<'_>],
) -> (Named, Option<Named>, Vec<String>) {
    if let Some(subject) = &identities.subject {
        return (subject.clone(), identities.vendor.clone(), Vec::new());
    }
    let mut assumed = Vec::new();
    let name_of = |root: usize| {
        nodes
            .get(root)
            .map(|it| it.name.clone())
            .unwrap_or_default()
    };
    // Evaluation results too speak of whoever the dossier is about, and answer nothing.
    let answers = |node: &&Node| {
        node.kind.is_none() && documents.get(node.document).is_some_and(|it| it.answers)
    };
    let respondent = nodes
        .iter()
        .filter(answers)
        .find(|node| !node.name.is_empty())
        .map(|node| node.name.clone());
    let answered = nodes.iter().any(|node| answers(&node));
    for kind in [EntityKind::Model, EntityKind::System, EntityKind::Dataset] {
        let found = groups(nodes, Some(kind));
        let [root] = found.as_slice() else {
            if let Some(subject) = one_name(nodes, kind).filter(|_| found.len() > 1) {
                assumed.push(format!(
                    "The subject is {}: {} documents describe a {} of this name. That they mean the same one is inferred from the name alone, which only a review file can confirm.",
                    subject.id,
                    found.len(),
                    kind.name().to_lowercase()
                ));
                let vendor = respondent.map(|name| Named {
                    id: EntityId::new(EntityKind::Vendor, name),
                    ids: Vec::new(),
                });
                return (subject, vendor, assumed);
            }
            if kind == EntityKind::Model && found.len() > 1 {
                let names: Vec<String> = found.iter().map(|root| name_of(*root)).collect();
                assumed.push(format!(
                    "The dossier describes {} models ({}) and no review file says which is the subject: none is.",
                    found.len(),
                    names.join(", ")
                ));
                let subject = Named {
                    id: EntityId::new(kind, identities.fallback.clone()),
                    ids: Vec::new(),
                };
                return (subject, None, assumed);
            }
            continue;
        };
        let name = Some(name_of(*root))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| identities.fallback.clone());
        let subject = Named {
            id: EntityId::new(kind, name),
            ids: Vec::new(),
        };
        assumed.push(format!(
            "The subject is {}: the only {} that the documents describe.",
            subject.id,
            kind.name().to_lowercase()
        ));
        let vendor = respondent.map(|name| Named {
            id: EntityId::new(EntityKind::Vendor, name),
            ids: Vec::new(),
        });
        if let Some(vendor) = &vendor {
            assumed.push(format!(
                "Its vendor is {}: it answers the questionnaire.",
                vendor.id
            ));
        }
        return (subject, vendor, assumed);
    }
    let (kind, name) = if answered {
        (
            EntityKind::Vendor,
            respondent.unwrap_or_else(|| identities.fallback.clone()),
        )
    } else {
        (EntityKind::Model, identities.fallback.clone())
    };
    let subject = Named {
        id: EntityId::new(kind, name),
        ids: Vec::new(),
    };
    assumed.push(if answered {
        format!(
            "The subject is {}: it answers the questionnaire.",
            subject.id
        )
    } else {
        format!(
            "No document describes a subject; it is called {}.",
            subject.id
        )
    });
    (subject, None, assumed)
}

/// The subject, if everything of this kind that a document is about has one name. Only for a
/// subject that nobody named: without a reviewer nothing passes, so a wrong guess can only show
/// too much.
fn one_name(nodes: &[Node], kind: EntityKind) -> Option<Named> {
    let names: BTreeSet<&str> = nodes
        .iter()
        .filter(|node| node.kind == Some(kind) && node.parent.is_none())
        .map(|node| node.name.as_str())
        .collect();
    let first = names.first()?;
    let one = !first.is_empty() && names.iter().all(|name| name.eq_ignore_ascii_case(first));
    one.then(|| Named {
        id: EntityId::new(kind, *first),
        ids: names.iter().map(|name| (*name).to_owned()).collect(),
    })
}

fn resolve(
    nodes: &[Node],
    named: &[&Named],
    identities: &Identities,
    documents: &[Described<'_>],
    principals: &[EntityId],
) -> Vec<Who> {
    let mut target: BTreeMap<usize, EntityId> = BTreeMap::new();
    let mut nobody: BTreeSet<usize> = BTreeSet::new();
    // By what the reviewer says of a document: its main entity, or the only one of the kind in it.
    for (index, node) in nodes.iter().enumerate() {
        if node.parent.is_some() || node.kind == Some(EntityKind::Document) || node.role.is_some() {
            continue;
        }
        let path = documents.get(node.document).map_or("", |it| it.path);
        match identities.about.get(path) {
            Some(Some(entity)) if node.kind.is_none_or(|kind| kind == entity.kind) => {
                target.entry(node.same).or_insert_with(|| entity.clone());
            }
            Some(Some(entity)) => {
                let inner: Vec<usize> = nodes
                    .iter()
                    .enumerate()
                    .filter(|(_, other)| {
                        other.document == node.document && other.kind == Some(entity.kind)
                    })
                    .map(|(index, _)| index)
                    .collect();
                if let [only] = inner.as_slice()
                    && let Some(only) = nodes.get(*only)
                {
                    target.entry(only.same).or_insert_with(|| entity.clone());
                }
            }
            Some(None) => {
                nobody.insert(index);
            }
            None => {}
        }
    }
    // By the identifiers that the reviewer gives.
    for node in nodes {
        for named in named {
            let called = |id: &String| node.ids.contains(id) || *id == node.name;
            if node.kind.is_none_or(|kind| kind == named.id.kind) && named.ids.iter().any(called) {
                target.entry(node.same).or_insert_with(|| named.id.clone());
            }
        }
    }
    // By being the only one of the subject's kind.
    if let Some(subject) = principals.first() {
        let all = described_groups(nodes, documents, subject.kind);
        if let [only] = all.as_slice()
            && !nobody.contains(only)
        {
            target.entry(*only).or_insert_with(|| subject.clone());
        }
    }
    let strangers = strangers(nodes, &target);
    let mut names = Names::default();
    for principal in principals {
        names.used.insert(principal.clone());
    }
    let mut who: Vec<Who> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let parent = node.parent.and_then(|parent| who.get(parent));
        if let Some(role) = &node.role {
            let path = documents.get(node.document).map_or("", |it| it.path);
            who.push(standing_in(role, identities.about.get(path), principals));
            continue;
        }
        let found = match (node.kind, target.get(&node.same)) {
            (Some(EntityKind::Document), _) => {
                let path = documents.get(node.document).map_or("", |it| it.path);
                let entity = EntityId::new(EntityKind::Document, clean(path));
                Who::Entity(entity, owners(parent, principals))
            }
            (None, Some(entity)) => Who::Entity(entity.clone(), [entity.clone()].into()),
            (Some(_), Some(entity)) => Who::Entity(entity.clone(), [entity.clone()].into()),
            (None, None) if nobody.contains(&index) || strangers.contains(&index) => {
                Who::Stranger(EntityId::new(EntityKind::Vendor, node.name.clone()))
            }
            (None, None) => Who::Respondent,
            (Some(kind), None) => {
                let own = nodes
                    .get(node.same)
                    .filter(|_| node.same < index)
                    .and_then(|_| who.get(node.same));
                match own {
                    Some(Who::Entity(entity, known)) => {
                        let mut known = known.clone();
                        known.extend(owners(parent, principals));
                        Who::Entity(entity.clone(), known)
                    }
                    _ => Who::Entity(names.unique(kind, node), owners(parent, principals)),
                }
            }
        };
        who.push(found);
    }
    attestations(nodes, identities, documents, principals, &mut who);
    who
}

/// Whom the rows of a form are about. "The subject" and "the vendor" name nobody, so they need no
/// tie; a name of another principal counts only in a document that the reviewer vouches for.
fn standing_in(role: &Role, about: Option<&Option<EntityId>>, principals: &[EntityId]) -> Who {
    let (found, called) = match role {
        Role::Subject => (
            principals.first(),
            EntityId::new(EntityKind::Model, "the subject"),
        ),
        Role::Vendor => {
            let vendor = principals.iter().find(|it| it.kind == EntityKind::Vendor);
            (vendor, EntityId::new(EntityKind::Vendor, "the vendor"))
        }
        Role::Named(kind, name) => {
            let tied = about.is_some_and(Option::is_some);
            let named = principals
                .iter()
                .find(|it| it.kind == *kind && it.name == *name);
            (named.filter(|_| tied), EntityId::new(*kind, clean(name)))
        }
    };
    match found.filter(|_| about != Some(&None)) {
        Some(entity) => Who::Entity(entity.clone(), [entity.clone()].into()),
        None => Who::Entity(called, BTreeSet::new()),
    }
}

/// A statement belongs to whom its subjects belong to, and those are told by digest alone: the
/// documents of the dossier, and whatever a document gives the same digest. Or the reviewer says
/// whom it is about.
fn attestations(
    nodes: &[Node],
    identities: &Identities,
    documents: &[Described<'_>],
    principals: &[EntityId],
    who: &mut [Who],
) {
    let is_statement = |node: &&Node| node.kind == Some(EntityKind::Attestation);
    if !nodes.iter().any(|node| is_statement(&node)) {
        return;
    }
    let mut of: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    for (node, who) in nodes.iter().zip(who.iter()) {
        let owners = owners(Some(who), principals);
        if is_statement(&node) || owners.is_empty() {
            continue;
        }
        let document = documents
            .get(node.document)
            .map(|it| format!("sha256:{}", it.sha256));
        for id in node.ids.iter().cloned().chain(document) {
            of.entry(id).or_default().extend(owners.iter().cloned());
        }
    }
    for (node, who) in nodes.iter().zip(who) {
        let (true, Who::Entity(_, owners)) = (is_statement(&node), who) else {
            continue;
        };
        for id in node.ids.iter().filter(|id| id.starts_with("sha256:")) {
            owners.extend(of.get(id).into_iter().flatten().cloned());
        }
        let path = documents.get(node.document).map_or("", |it| it.path);
        match identities.about.get(path) {
            Some(Some(entity)) => {
                owners.insert(entity.clone());
            }
            Some(None) => owners.clear(),
            None => {}
        }
    }
}

/// Respondents with different names cannot all be the vendor: where there are several, only those
/// that the reviewer ties are.
fn strangers(nodes: &[Node], target: &BTreeMap<usize, EntityId>) -> BTreeSet<usize> {
    let named: Vec<(usize, String)> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.kind.is_none() && !node.name.is_empty())
        .map(|(index, node)| (index, node.name.to_lowercase()))
        .collect();
    let distinct: BTreeSet<&String> = named.iter().map(|(_, name)| name).collect();
    if distinct.len() < 2 {
        return BTreeSet::new();
    }
    named
        .iter()
        .map(|(index, _)| *index)
        .filter(|index| !target.contains_key(index))
        .collect()
}

fn owners(parent: Option<&Who>, principals: &[EntityId]) -> BTreeSet<EntityId> {
    match parent {
        Some(Who::Entity(_, owners)) => owners.clone(),
        Some(Who::Respondent) => principals.iter().take(2).cloned().collect(),
        Some(Who::Stranger(_)) | None => BTreeSet::new(),
    }
}

#[derive(Default)]
struct Names {
    used: BTreeSet<EntityId>,
    /// The number that a name was given last: many parts of a bill may share one.
    last: BTreeMap<EntityId, usize>,
}

impl Names {
    /// A name for an entity that only its document names: its purl, else its name, with a number
    /// where that is taken.
    fn unique(&mut self, kind: EntityKind, node: &Node) -> EntityId {
        let base = node
            .ids
            .iter()
            .find(|id| id.starts_with("pkg:"))
            .map(|id| clean(id))
            .or_else(|| Some(node.name.clone()).filter(|name| !name.is_empty()))
            .unwrap_or_else(|| "unnamed".to_owned());
        let mut entity = EntityId::new(kind, base.clone());
        if self.used.insert(entity.clone()) {
            return entity;
        }
        let number = self.last.entry(entity.clone()).or_insert(1);
        while !self.used.insert(entity.clone()) {
            *number += 1;
            entity.name = format!("{base} ({number})");
        }
        entity
    }
}
