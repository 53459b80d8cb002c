//! Whose fact is it? Entities of several documents are the same only by the review file, by a purl
//! with its version or by a digest, never by a name alone; and what nothing ties to the subject
//! satisfies nothing (DESIGN.md, "Whose fact is it?").

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use super::vocabulary::{ATTRIBUTES, Derived};
use super::{
    EntityId, EntityKind, Fact, FactSet, Hollow, Key, Origin, Reading, Untied, Value, Worth,
    contradiction, vocabulary,
};
use crate::source::{SourceFile, Span};

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
}

/// The dossier itself as an entity: answers are its tags.
pub fn dossier_entity() -> EntityId {
    EntityId::new(EntityKind::Dossier, "dossier")
}

/// Who an entity of a reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Who {
    /// An entity, tied to these principals; to none: untied.
    Entity(EntityId, BTreeSet<EntityId>),
    /// Whoever the dossier is about: each fact goes to the principal that it can be about.
    Respondent,
    /// A respondent that nothing ties to the subject.
    Stranger(EntityId),
}

struct Node {
    document: usize,
    kind: Option<EntityKind>,
    name: String,
    ids: Vec<String>,
    parent: Option<usize>,
    /// The first node that is the same thing.
    same: usize,
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
    let mut out = Assembled {
        subject: Some(subject.id.clone()),
        principals,
        assumed,
        ..Assembled::default()
    };
    collect(documents, &nodes, &starts, &who, as_of, &mut out);
    out
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
    for (document, described) in documents.iter().enumerate() {
        let start = nodes.len();
        starts.push(start);
        for entity in &described.reading.entities {
            let index = nodes.len();
            let mut same = index;
            if let Some(kind) = entity.kind {
                for id in &entity.ids {
                    let first = *by_id.entry((kind, id.clone())).or_insert(index);
                    let root = nodes.get(first).map_or(first, |node| node.same);
                    same = same.min(root);
                }
            }
            nodes.push(Node {
                document,
                kind: entity.kind,
                name: clean(&entity.name),
                ids: entity.ids.clone(),
                parent: entity.parent.map(|parent| start + parent.0),
                same,
            });
        }
    }
    (nodes, starts)
}

/// A name without control characters, which would break fingerprints and terminals.
fn clean(name: &str) -> String {
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
        if node.parent.is_some() || node.kind == Some(EntityKind::Document) {
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
    who
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
        let mut number = 2;
        while !self.used.insert(entity.clone()) {
            entity.name = format!("{base} ({number})");
            number += 1;
        }
        entity
    }
}

fn collect(
    documents: &[Described<'_>],
    nodes: &[Node],
    starts: &[usize],
    who: &[Who],
    as_of: civil::Date,
    out: &mut Assembled,
) {
    let mut untied: BTreeMap<(EntityId, String), Untied> = BTreeMap::new();
    for ((described, start), index) in documents.iter().zip(starts).zip(0..) {
        let at = |pointer: &str, span: Span| origin(described, pointer, span);
        for (node, who) in nodes.iter().zip(who) {
            if node.document == index
                && let Who::Entity(entity, owners) = who
            {
                if owners.is_empty() && entity.kind != EntityKind::Document {
                    untied_entry(&mut untied, entity, described.path, node.kind);
                }
                for owner in owners {
                    if owner != entity {
                        out.facts
                            .related
                            .entry(entity.clone())
                            .or_default()
                            .insert(owner.clone());
                    }
                }
            }
        }
        for fact in &described.reading.facts {
            let made = |entity: EntityId| Fact {
                entity,
                key: fact.key.clone(),
                value: fact.value.clone(),
                text: fact.text.clone(),
                origin: at(&fact.pointer, fact.span),
                worth: described.worth,
            };
            match place(who.get(start + fact.entity.0), &fact.key, &out.principals) {
                Ok(entity) => out.facts.facts.push(made(entity)),
                Err((entity, reason)) => {
                    let entry = untied_entry(&mut untied, &entity, described.path, None);
                    entry.facts += 1;
                    if !reason.is_empty() {
                        entry.reason = reason;
                    }
                    out.facts.untied_facts.push(made(entity));
                }
            }
        }
        for remark in &described.reading.hollow {
            if let Some(key) = &remark.key {
                out.facts.hollow.push(Hollow {
                    key: key.clone(),
                    origin: at(&remark.pointer, remark.span),
                    reason: remark.message.clone(),
                });
            }
        }
        host_facts(described, nodes, who, index, out);
    }
    derive(as_of, out);
    out.facts.untied = untied.into_values().collect();
    let order = |a: &Fact, b: &Fact| {
        (&a.entity, &a.key, &a.origin, &a.value).cmp(&(&b.entity, &b.key, &b.origin, &b.value))
    };
    out.facts.facts.sort_by(order);
    out.facts.facts.dedup();
    out.facts.untied_facts.sort_by(order);
    out.facts
        .hollow
        .sort_by(|a, b| (&a.origin, &a.key).cmp(&(&b.origin, &b.key)));
    out.facts.contradictions = contradiction::find(&out.facts.facts);
}

/// The entity that a fact is about, or the entity and the reason why it is nobody of this review.
fn place(
    who: Option<&Who>,
    key: &Key,
    principals: &[EntityId],
) -> Result<EntityId, (EntityId, String)> {
    let attribute = match key {
        Key::Attribute(name) => vocabulary::attribute(name),
        Key::Answer(_) => None,
    };
    let nobody = || EntityId::new(EntityKind::Vendor, "unnamed");
    match who {
        Some(Who::Entity(entity, owners)) if owners.is_empty() => {
            Err((entity.clone(), String::new()))
        }
        Some(Who::Entity(entity, _)) => match attribute {
            None => Ok(dossier_entity()),
            Some(attribute) if attribute.is_about(entity.kind) => Ok(entity.clone()),
            // The reviewer ties answers to one principal; what is not about it is about another.
            Some(attribute) => principals
                .iter()
                .find(|principal| attribute.is_about(principal.kind))
                .cloned()
                .ok_or_else(|| (entity.clone(), not_reviewed(attribute))),
        },
        Some(Who::Respondent) => match attribute {
            None => Ok(dossier_entity()),
            Some(attribute) => principals
                .iter()
                .find(|principal| attribute.is_about(principal.kind))
                .cloned()
                .ok_or_else(|| (nobody(), not_reviewed(attribute))),
        },
        Some(Who::Stranger(entity)) => Err((
            entity.clone(),
            "several respondents answer, and the review file does not say which is the vendor: add the name to `ids` of `[vendor]`".to_owned(),
        )),
        None => Err((nobody(), String::new())),
    }
}

fn not_reviewed(attribute: &super::Attribute) -> String {
    let kinds: Vec<&str> = attribute.about.iter().map(|kind| kind.name()).collect();
    format!(
        "says something of a {}, and the review names none: add `[vendor]` or `[[entity]]` to the review file",
        kinds.join(" or ").to_lowercase()
    )
}

fn untied_entry<'a>(
    untied: &'a mut BTreeMap<(EntityId, String), Untied>,
    entity: &EntityId,
    path: &str,
    _kind: Option<EntityKind>,
) -> &'a mut Untied {
    untied
        .entry((entity.clone(), path.to_owned()))
        .or_insert_with(|| Untied {
            entity: entity.clone(),
            document: path.to_owned(),
            facts: 0,
            reason: "nothing ties it to the subject: add `[[document]]` with `path` and `about`, or its identifier to `ids`, in the review file".to_owned(),
        })
}

fn origin(described: &Described<'_>, pointer: &str, span: Span) -> Origin {
    let place = described.file.map(|file| file.location(span.start));
    Origin {
        document: described.path.to_owned(),
        sha256: described.sha256.to_owned(),
        pointer: pointer.to_owned(),
        span,
        line: place.map_or(0, |place| place.line),
        column: place.map_or(0, |place| place.column),
    }
}

/// What the host knows of every document that is tied to a principal.
fn host_facts(
    described: &Described<'_>,
    nodes: &[Node],
    who: &[Who],
    index: usize,
    out: &mut Assembled,
) {
    let mut tied: BTreeSet<EntityId> = BTreeSet::new();
    for (node, who) in nodes.iter().zip(who) {
        if node.document == index && node.parent.is_none() {
            match who {
                Who::Entity(_, owners) => tied.extend(owners.iter().cloned()),
                Who::Respondent => tied.extend(out.principals.iter().take(2).cloned()),
                Who::Stranger(_) => {}
            }
        }
    }
    if tied.is_empty() {
        return;
    }
    let entity = EntityId::new(EntityKind::Document, clean(described.path));
    out.facts
        .related
        .entry(entity.clone())
        .or_default()
        .extend(tied);
    for (name, value) in [
        ("format", Value::Text(described.format.to_owned())),
        ("opaque", Value::Flag(described.opaque)),
        ("is_answers", Value::Flag(described.answers)),
    ] {
        out.facts.facts.push(Fact {
            entity: entity.clone(),
            key: Key::Attribute(name),
            text: value.to_string(),
            value,
            origin: origin(described, "", Span::default()),
            worth: described.worth,
        });
    }
}

/// Ages and times left, which need the as-of date. A date after the as-of date has no age: that it
/// is in the future must not look like "recent".
fn derive(as_of: civil::Date, out: &mut Assembled) {
    let mut made = Vec::new();
    for fact in &out.facts.facts {
        let (Key::Attribute(name), Value::Date(date)) = (&fact.key, &fact.value) else {
            continue;
        };
        for attribute in ATTRIBUTES {
            let days = match attribute.derived {
                Some(Derived::Age(of)) if of == *name => days(*date, as_of),
                Some(Derived::Until(of)) if of == *name => days(as_of, *date),
                _ => continue,
            };
            let Some(days) = days else { continue };
            if days < 0 && matches!(attribute.derived, Some(Derived::Age(_))) {
                out.facts.hollow.push(Hollow {
                    key: Key::Attribute(attribute.name),
                    origin: fact.origin.clone(),
                    reason: format!("{date} is after the review date"),
                });
                continue;
            }
            made.push(Fact {
                key: Key::Attribute(attribute.name),
                value: Value::Count(days),
                ..fact.clone()
            });
        }
    }
    out.facts.facts.extend(made);
}

fn days(from: civil::Date, to: civil::Date) -> Option<i64> {
    from.until(to).ok().map(|span| i64::from(span.get_days()))
}
