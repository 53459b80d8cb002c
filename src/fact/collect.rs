//! The facts of all documents, once it is known who their entities are; what the host adds to them:
//! ages, and what it knows of each document.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use super::identity::{Assembled, Described, Node, Who, clean, dossier_entity};
use super::vocabulary::{ATTRIBUTES, Derived};
use super::{
    EntityId, EntityKind, Fact, Hollow, Key, Origin, Untied, Value, contradiction, vocabulary,
};
use crate::source::Span;

pub(super) fn collect(
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
                    untied_entry(&mut untied, entity, described.path);
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
                    let entry = untied_entry(&mut untied, &entity, described.path);
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
                    word: remark.word.clone(),
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
    Origin::new(
        described.path,
        described.sha256,
        pointer,
        span,
        described.file,
    )
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
                    word: None,
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
