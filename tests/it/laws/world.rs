//! Dossiers as facts, and the question that is asked about them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use passmuster::evaluate::{Enforce, Question, evaluate};
use passmuster::fact::{
    Assembled, Backing, Described, EntityId, EntityKind, EntityRef, Fact, FactSet, Identities, Key,
    Named, Origin, Reading, Strength, Value, Worth, assemble, dossier_entity,
};
use passmuster::finding::Finding;
use passmuster::policy::{Pack, cedar};
use passmuster::source::Span;
use passmuster::tree::{Node, Value as Scalar};

use super::model::{Attr, Scope, Seen, Sort, Val};

pub(crate) const AS_OF: &str = "2026-11-01";
pub(crate) const TAG: &str = "AI-CAIQ-1.1.0:GRC-01.1";

/// Whom a control asks about what, with some of the attributes that it may read.
pub(crate) struct Profile {
    pub(crate) principal: EntityKind,
    pub(crate) resource: EntityKind,
    pub(crate) attrs: &'static [Attr],
}

const fn attr(name: &'static str, sort: Sort, words: &'static [&'static str]) -> Attr {
    Attr { name, sort, words }
}

const ABC: &[&str] = &["alpha", "beta", "gamma"];
const LICENSES: &[&str] = &["MIT", "Apache-2.0", "other"];

/// A date stands before what is made from it, and two of each sort where two are compared.
pub(crate) const PROFILES: &[Profile] = &[
    Profile {
        principal: EntityKind::Model,
        resource: EntityKind::Dossier,
        attrs: &[
            attr("release_date", Sort::Date, &[]),
            attr("release_age_days", Sort::Age(0), &[]),
            attr("license", Sort::Text, LICENSES),
            attr("version", Sort::Text, ABC),
            attr(
                "documented",
                Sort::Open,
                &["limitations", "evaluation", "security"],
            ),
            attr("training_datasets", Sort::Open, ABC),
            attr("languages", Sort::Open, ABC),
            attr("from_scratch", Sort::Flag, &[]),
            attr("personal_data", Sort::Flag, &[]),
            attr("training_co2_kg", Sort::Decimal, &[]),
            attr("documents", Sort::HostCount, &[]),
            attr("artifacts", Sort::HostCount, &[]),
        ],
    },
    Profile {
        principal: EntityKind::Vendor,
        resource: EntityKind::Dossier,
        attrs: &[
            attr("penetration_test_date", Sort::Date, &[]),
            attr("penetration_test_age_days", Sort::Age(0), &[]),
            attr("customer_data_training", Sort::Flag, &[]),
            attr("data_retention_days", Sort::Count, &[]),
            attr("deletion_days", Sort::Count, &[]),
            attr("data_regions", Sort::Open, ABC),
            attr("subprocessors", Sort::Open, ABC),
            attr(
                "assurance",
                Sort::Open,
                &["iso-27001", "soc2-type-2", "hitrust"],
            ),
            attr(TAG, Sort::Tag, &["yes", "no", "partial"]),
            attr("artifacts", Sort::HostCount, &[]),
        ],
    },
    Profile {
        principal: EntityKind::Model,
        resource: EntityKind::Evaluation,
        attrs: &[
            attr("metric", Sort::Text, ABC),
            attr("dataset", Sort::Text, ABC),
            attr("value", Sort::Decimal, &[]),
            attr("confidence_lower", Sort::Decimal, &[]),
            attr("verified_by_hub", Sort::Flag, &[]),
        ],
    },
    Profile {
        principal: EntityKind::Model,
        resource: EntityKind::Dataset,
        attrs: &[
            attr("release_date", Sort::Date, &[]),
            attr("license", Sort::Text, LICENSES),
            attr("personal_data", Sort::Flag, &[]),
            attr("sensitive_data", Sort::Open, ABC),
            attr("governance", Sort::Open, ABC),
            attr("classification", Sort::Text, ABC),
        ],
    },
    Profile {
        principal: EntityKind::Vendor,
        resource: EntityKind::Document,
        attrs: &[
            attr("expires", Sort::Date, &[]),
            attr("expires_in_days", Sort::Until(0), &[]),
            attr("issuer", Sort::Text, ABC),
            attr("evidence_type", Sort::Text, ABC),
            attr("answered_by", Sort::Open, ABC),
            attr("opaque", Sort::HostFlag, &[]),
            attr("is_answers", Sort::HostFlag, &[]),
        ],
    },
];

/// A document: what it is worth, and whether only a person can read it.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    pub(crate) worth: Worth,
    pub(crate) opaque: bool,
}

/// What one document says of one entity; for the dossier the entity is of no account.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) doc: usize,
    pub(crate) entity: usize,
    pub(crate) attr: usize,
    pub(crate) val: Val,
}

#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    pub(crate) docs: Vec<Doc>,
    pub(crate) statements: Vec<Statement>,
    /// What the host counts.
    pub(crate) count: i64,
    pub(crate) scope: Scope,
}

pub(crate) fn day(offset: i64) -> Date {
    let as_of: Date = AS_OF.parse().unwrap();
    as_of.checked_add(jiff::Span::new().days(offset)).unwrap()
}

/// A value as a document would write it.
fn written(val: &Val) -> String {
    match val {
        Val::Text(text) => (*text).to_owned(),
        Val::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Val::Count(count) => count.to_string(),
        Val::Decimal(scaled) => format!("{}.{:04}", scaled / 10_000, scaled % 10_000),
        Val::Date(offset) => day(*offset).to_string(),
    }
}

/// A value as Cedar writes it.
pub(crate) fn literal(val: &Val) -> String {
    match val {
        Val::Text(text) => format!("\"{text}\""),
        Val::Flag(flag) => flag.to_string(),
        Val::Count(count) => count.to_string(),
        Val::Decimal(_) => format!("decimal(\"{}\")", written(val)),
        Val::Date(_) => format!("datetime(\"{}\")", written(val)),
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} about {}", self.principal, self.resource)
    }
}

impl Profile {
    fn asks_dossier(&self) -> bool {
        self.resource == EntityKind::Dossier
    }

    pub(crate) fn principal_id(&self) -> EntityId {
        EntityId::new(self.principal, "subject")
    }

    /// The entity that findings about this one name.
    pub(crate) fn entity_id(&self, entity: usize) -> EntityId {
        match self.resource {
            EntityKind::Dossier => self.principal_id(),
            EntityKind::Document => EntityId::new(EntityKind::Document, path(entity)),
            kind => EntityId::new(kind, format!("pkg:generic/child{entity}@1")),
        }
    }

    pub(crate) fn of(&self, statement: &Statement) -> usize {
        match self.resource {
            EntityKind::Dossier => 0,
            EntityKind::Document => statement.doc,
            _ => statement.entity,
        }
    }

    /// What is seen of each entity that there is.
    pub(crate) fn seen(&self, dossier: &Dossier) -> BTreeMap<usize, Seen> {
        let mut all: BTreeMap<usize, Seen> = BTreeMap::new();
        if self.asks_dossier() {
            all.insert(0, Seen::new());
        }
        if self.resource == EntityKind::Document {
            all.extend((0..dossier.docs.len()).map(|doc| (doc, Seen::new())));
        }
        for statement in &dossier.statements {
            let worth = dossier.docs[statement.doc].worth;
            let seen = all.entry(self.of(statement)).or_default();
            seen.entry(statement.attr)
                .or_default()
                .push((statement.val.clone(), worth));
            let Val::Date(offset) = statement.val else {
                continue;
            };
            for (number, attr) in self.attrs.iter().enumerate() {
                let days = match attr.sort {
                    // A date to come has no age.
                    Sort::Age(of) if of == statement.attr && offset <= 0 => -offset,
                    Sort::Until(of) if of == statement.attr => offset,
                    _ => continue,
                };
                seen.entry(number)
                    .or_default()
                    .push((Val::Count(days), worth));
            }
        }
        for (entity, seen) in &mut all {
            for (number, attr) in self.attrs.iter().enumerate() {
                let val = match attr.name {
                    "opaque" => Val::Flag(dossier.docs[*entity].opaque),
                    "is_answers" => Val::Flag(!dossier.docs[*entity].opaque),
                    _ if attr.sort.is_host() => Val::Count(dossier.count),
                    _ => continue,
                };
                seen.insert(number, vec![(val, Worth::default())]);
            }
        }
        all
    }

    /// The facts, from documents taken in this order.
    pub(crate) fn assembled(&self, dossier: &Dossier, order: &[usize]) -> Assembled {
        let principal = self.principal_id();
        let paths: Vec<String> = (0..dossier.docs.len()).map(path).collect();
        let readings: Vec<Reading> = (0..dossier.docs.len())
            .map(|doc| self.reading(dossier, doc))
            .collect();
        let described: Vec<Described<'_>> = order
            .iter()
            .map(|doc| Described {
                path: &paths[*doc],
                sha256: "",
                file: None,
                reading: &readings[*doc],
                worth: dossier.docs[*doc].worth,
                format: "card",
                opaque: dossier.docs[*doc].opaque,
                answers: !dossier.docs[*doc].opaque,
            })
            .collect();
        let identities = Identities {
            subject: Some(Named {
                id: principal.clone(),
                ids: Vec::new(),
            }),
            about: paths
                .iter()
                .map(|path| (path.clone(), Some(principal.clone())))
                .collect(),
            ..Identities::default()
        };
        let mut assembled = assemble(&described, &identities, AS_OF.parse().unwrap());
        if self.asks_dossier() {
            for attr in self.attrs.iter().filter(|attr| attr.sort.is_host()) {
                assembled.facts.facts.push(host(attr.name, dossier.count));
            }
        }
        assembled
    }

    pub(crate) fn facts(&self, dossier: &Dossier) -> FactSet {
        let order: Vec<usize> = (0..dossier.docs.len()).collect();
        self.assembled(dossier, &order).facts
    }

    fn reading(&self, dossier: &Dossier, doc: usize) -> Reading {
        let mut reading = Reading::new(dossier.docs[doc].worth.strength);
        let main = reading.entity(Some(self.principal), "subject", None);
        let mut others: BTreeMap<usize, EntityRef> = BTreeMap::new();
        if self.resource == EntityKind::Document {
            let own = reading.entity(Some(EntityKind::Document), "", Some(main));
            others.insert(doc, own);
        }
        for (number, statement) in dossier.statements.iter().enumerate() {
            if statement.doc != doc {
                continue;
            }
            let entity = if self.asks_dossier() {
                main
            } else {
                *others.entry(self.of(statement)).or_insert_with(|| {
                    let name = format!("child{}", statement.entity);
                    let entity = reading.entity(Some(self.resource), &name, Some(main));
                    reading.identify(entity, &format!("pkg:generic/{name}@1"));
                    entity
                })
            };
            let pointer = format!("/{number}");
            let text = written(&statement.val);
            let attr = self.attrs[statement.attr];
            let before = reading.facts.len();
            if attr.sort == Sort::Tag {
                let node = Node {
                    value: Scalar::Text(text),
                    span: Span::default(),
                };
                reading.answer(entity, attr.name.to_owned(), &pointer, &node);
            } else {
                reading.state_text(entity, attr.name, &pointer, Span::default(), &text);
            }
            assert_eq!(
                reading.facts.len(),
                before + 1,
                "{} is {:?}",
                attr.name,
                statement.val
            );
        }
        reading
    }
}

pub(crate) fn path(doc: usize) -> String {
    format!("doc{doc}.md")
}

/// A fact that the host makes.
pub(crate) fn host(name: &'static str, count: i64) -> Fact {
    Fact {
        entity: dossier_entity(),
        key: Key::Attribute(name),
        value: Value::Count(count),
        text: count.to_string(),
        origin: Origin::whole(".", ""),
        worth: Worth {
            strength: Strength::Recomputed,
            backing: Backing::None,
        },
    }
}

impl Scope {
    pub(crate) fn cedar(&self, principal: &EntityId) -> cedar::Scope {
        cedar::Scope {
            as_of: AS_OF.to_owned(),
            risk_tier: self.tier.to_owned(),
            sector: self.sector.map(ToOwned::to_owned),
            jurisdictions: self
                .jurisdictions
                .as_ref()
                .map(|list| list.iter().map(|it| (*it).to_owned()).collect()),
            exposure: self
                .exposure
                .map(|it| (principal.clone(), it.to_owned()))
                .into_iter()
                .collect(),
        }
    }
}

/// The findings of a pack's controls, in order.
pub(crate) fn ask(pack: &Pack, profile: &Profile, facts: &FactSet, scope: &Scope) -> Vec<Finding> {
    let principal = profile.principal_id();
    evaluate(
        pack,
        &Question {
            facts,
            principals: std::slice::from_ref(&principal),
            action: "procure",
            scope: &scope.cedar(&principal),
            as_of: AS_OF.parse().unwrap(),
            enforce: &Enforce::Pack,
            checks: &[],
        },
    )
    .0
}
