//! The review file: what the reviewer says, and nobody else may. What is reviewed, for what, at
//! which risk tier, which documents are about whom, and which opaque evidence there is. What it
//! leaves out takes the strictest value.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::document::Misfit;
use crate::fact::vocabulary::{self, ACTIONS, RISK_TIERS, Type};
use crate::fact::{EntityId, EntityKind, Identities, Key, Named, Reading, Strength, parse_date};
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::{SourceFile, Span};
use crate::tree::{Node, Value};

/// A review file, checked.
#[derive(Debug, Clone)]
pub struct Review {
    /// The file's name in messages.
    pub path: String,
    /// Who set the scope. Without a name nothing passes.
    pub reviewer: Option<String>,
    /// The packs that the reviewer chose.
    pub packs: Vec<String>,
    /// What the review is for.
    pub action: Option<String>,
    /// The risk tier; none: the strictest is taken.
    pub risk_tier: Option<String>,
    /// The sector.
    pub sector: Option<String>,
    /// The jurisdictions.
    pub jurisdictions: Option<BTreeSet<String>>,
    /// Who is who.
    pub identities: Identities,
    /// Exposure, by principal.
    pub exposure: BTreeMap<EntityId, String>,
    /// Documents that are named, with the place of the name.
    pub named_files: Vec<(String, Span)>,
    /// Opaque evidence.
    pub evidence: Vec<Evidence>,
    /// Questionnaires whose layout the reviewer gives.
    pub questionnaires: Vec<Questionnaire>,
    source: SourceFile,
}

/// A document that only a person can read, as the reviewer describes it.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The file, inside the dossier.
    pub file: String,
    /// Whether a named reviewer confirms having read it.
    pub confirmed: bool,
    /// What it says, as the reviewer records it.
    pub reading: Reading,
}

mod questionnaire;

pub use questionnaire::Questionnaire;
use questionnaire::WireQuestionnaire;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    reviewer: Option<String>,
    #[serde(rename = "date")]
    _date: Option<String>,
    #[serde(default)]
    packs: Vec<String>,
    action: Option<Spanned<String>>,
    risk_tier: Option<Spanned<String>>,
    sector: Option<String>,
    jurisdictions: Option<Vec<String>>,
    subject: WireEntity,
    vendor: Option<WireVendor>,
    #[serde(default)]
    entity: Vec<WireEntity>,
    #[serde(default)]
    document: Vec<WireDocument>,
    #[serde(default)]
    evidence: Vec<WireEvidence>,
    #[serde(default)]
    questionnaire: Vec<WireQuestionnaire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntity {
    kind: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    ids: Vec<String>,
    exposure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireVendor {
    name: Spanned<String>,
    #[serde(default)]
    ids: Vec<String>,
    exposure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    path: Spanned<String>,
    about: Spanned<String>,
    /// For people: what the document is in this review.
    #[serde(default, rename = "role")]
    _role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEvidence {
    file: Spanned<String>,
    #[serde(rename = "type")]
    kind: String,
    issuer: Option<String>,
    period_end: Option<Spanned<String>>,
    expires: Option<Spanned<String>>,
    about: Option<Spanned<String>>,
    #[serde(default)]
    states: BTreeMap<String, Spanned<toml::Value>>,
    read_by: Option<String>,
    read_on: Option<Spanned<String>>,
}

impl Review {
    /// Parses a review file.
    ///
    /// # Errors
    /// Every problem at its place.
    pub fn parse(source: SourceFile) -> Result<Self, Problems> {
        let wire: Wire = toml_file(&source)?;
        let mut reader = Reader {
            source: &source,
            problems: Vec::new(),
        };
        if wire.schema != 1 {
            return Err(Problem::file(
                source.path(),
                format!("`schema = {}` is not known to this version", wire.schema),
            )
            .help("this version reads `schema = 1`")
            .into());
        }
        let subject = reader.entity(&wire.subject);
        let vendor = wire.vendor.as_ref().map(|vendor| Named {
            id: EntityId::new(EntityKind::Vendor, reader.name(&vendor.name)),
            ids: vendor.ids.clone(),
        });
        if subject.id.kind == EntityKind::Vendor
            && let Some(vendor) = &wire.vendor
        {
            reader.wrong(
                &vendor.name,
                "the subject is a vendor, so it has no vendor",
                "leave `[vendor]` out",
            );
        }
        let others: Vec<Named> = wire.entity.iter().map(|it| reader.entity(it)).collect();
        let mut exposure = BTreeMap::new();
        for (named, text) in std::iter::once((&subject, &wire.subject.exposure))
            .chain(others.iter().zip(wire.entity.iter().map(|it| &it.exposure)))
            .chain(vendor.iter().zip(wire.vendor.iter().map(|it| &it.exposure)))
        {
            if let Some(text) = text {
                exposure.insert(named.id.clone(), text.clone());
            }
        }
        let whom = |reader: &mut Reader<'_>, about: &Spanned<String>| -> Option<EntityId> {
            let found = match about.get_ref().as_str() {
                "subject" => Some(subject.id.clone()),
                "vendor" if subject.id.kind == EntityKind::Vendor => Some(subject.id.clone()),
                "vendor" => vendor.as_ref().map(|it| it.id.clone()),
                name => {
                    let name = clean_name(name);
                    let other = others.iter().find(|other| other.id.name == name);
                    other.map(|other| other.id.clone())
                }
            };
            if found.is_none() {
                reader.wrong(
                    about,
                    &format!("`{}` is nobody of this review", about.get_ref()),
                    "write subject, vendor (with a `[vendor]`), none, or the name of an `[[entity]]`",
                );
            }
            found
        };
        let mut about = BTreeMap::new();
        let mut named_files = Vec::new();
        for document in &wire.document {
            let path = reader.path(&document.path);
            named_files.push((path.clone(), reader.span(&document.path)));
            let target = if document.about.get_ref() == "none" {
                None
            } else {
                whom(&mut reader, &document.about)
            };
            if about.insert(path, target).is_some() {
                reader.wrong(
                    &document.path,
                    "the document is listed twice",
                    "keep one entry",
                );
            }
        }
        let mut evidence = Vec::new();
        for wire in &wire.evidence {
            let target = match &wire.about {
                Some(about) => whom(&mut reader, about),
                None => Some(subject.id.clone()),
            };
            let file = reader.path(&wire.file);
            named_files.push((file.clone(), reader.span(&wire.file)));
            let item = reader.evidence(wire, file.clone(), target.as_ref());
            about.insert(file, target);
            evidence.push(item);
        }
        let questionnaires: Vec<Questionnaire> = wire
            .questionnaire
            .iter()
            .map(|wire| reader.questionnaire(wire))
            .collect();
        for questionnaire in &questionnaires {
            let span = questionnaire.span("file");
            named_files.push((questionnaire.file.clone(), span));
        }
        let action = wire.action.as_ref().map(|it| reader.one_of(it, ACTIONS));
        let risk_tier = wire
            .risk_tier
            .as_ref()
            .map(|it| reader.one_of(it, RISK_TIERS));
        if !reader.problems.is_empty() {
            return Err(Problems(reader.problems));
        }
        Ok(Self {
            path: source.path().to_owned(),
            reviewer: wire.reviewer.filter(|it| !crate::fact::is_placeholder(it)),
            packs: wire.packs,
            action,
            risk_tier,
            sector: wire.sector.filter(|it| !it.trim().is_empty()),
            jurisdictions: wire.jurisdictions.map(|list| list.into_iter().collect()),
            identities: Identities {
                subject: Some(subject),
                vendor,
                others,
                about,
                fallback: String::new(),
            },
            exposure,
            named_files,
            evidence,
            questionnaires,
            source,
        })
    }

    /// The problem that a file has not what the layout of a questionnaire names.
    pub fn misfit(&self, questionnaire: &Questionnaire, misfit: &Misfit) -> Problem {
        let message = format!("{}: {}", questionnaire.file, misfit.message);
        Problem::at(&self.source, questionnaire.span(misfit.key), message).help(&misfit.help)
    }

    /// The problem that a named file is not in the dossier.
    pub fn not_there(&self, path: &str, span: Span, near: Option<&str>) -> Problem {
        let problem = Problem::at(
            &self.source,
            span,
            format!("`{path}` is not in the dossier"),
        );
        problem.help(match near {
            Some(near) => format!("did you mean `{near}`? paths are relative to the dossier"),
            None => "paths are relative to the dossier; take the entry out if the document is gone"
                .to_owned(),
        })
    }
}

struct Reader<'a> {
    source: &'a SourceFile,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn span<T>(&self, spanned: &Spanned<T>) -> Span {
        let range = spanned.span();
        Span::new(
            range.start + self.source.bom(),
            range.end + self.source.bom(),
        )
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: &str, help: &str) {
        let span = self.span(at);
        self.problems
            .push(Problem::at(self.source, span, message).help(help));
    }

    fn name(&mut self, name: &Spanned<String>) -> String {
        let clean = clean_name(name.get_ref());
        if clean.is_empty() {
            self.wrong(
                name,
                "the name is empty",
                "write the name that reports shall use",
            );
        }
        clean
    }

    fn path(&mut self, path: &Spanned<String>) -> String {
        let text = path.get_ref().trim_start_matches("./").to_owned();
        if text.is_empty() || text.starts_with('/') || text.split('/').any(|part| part == "..") {
            self.wrong(
                path,
                "not a path inside the dossier",
                "write it relative to the dossier, without `..`",
            );
        }
        text
    }

    fn entity(&mut self, wire: &WireEntity) -> Named {
        let kind = EntityKind::from_name(wire.kind.get_ref()).filter(|kind| kind.is_principal());
        if kind.is_none() {
            self.wrong(
                &wire.kind,
                &format!("unknown kind `{}`", wire.kind.get_ref()),
                "the kinds are vendor, model, dataset, system",
            );
        }
        Named {
            id: EntityId::new(kind.unwrap_or(EntityKind::Model), self.name(&wire.name)),
            ids: wire.ids.clone(),
        }
    }

    fn one_of(&mut self, word: &Spanned<String>, words: &[&str]) -> String {
        if !words.contains(&word.get_ref().as_str()) {
            self.wrong(
                word,
                &format!("`{}` is not known", word.get_ref()),
                &format!("the words are {}", words.join(", ")),
            );
        }
        word.get_ref().clone()
    }

    fn date(&mut self, date: &Spanned<String>) -> bool {
        let good = parse_date(date.get_ref()).is_some();
        if !good {
            self.wrong(
                date,
                &format!("`{}` is not a date", date.get_ref()),
                "write it as YYYY-MM-DD",
            );
        }
        good
    }

    fn evidence(
        &mut self,
        wire: &WireEvidence,
        file: String,
        target: Option<&EntityId>,
    ) -> Evidence {
        let confirmed = wire
            .read_by
            .as_deref()
            .is_some_and(|by| !crate::fact::is_placeholder(by))
            && wire.read_on.as_ref().is_some_and(|on| self.date(on));
        let mut reading = Reading::new(if confirmed {
            Strength::Documented
        } else {
            Strength::Stated
        });
        let kind = target.map_or(EntityKind::Model, |target| target.kind);
        let about = reading.entity(Some(kind), target.map_or("", |it| &it.name), None);
        let document = reading.entity(Some(EntityKind::Document), "", Some(about));
        let none = Span::default();
        reading.state_text(document, "evidence_type", "", none, &wire.kind);
        for (attribute, text) in [("issuer", &wire.issuer), ("read_by", &wire.read_by)] {
            if let Some(text) = text {
                reading.state_text(document, attribute, "", none, text);
            }
        }
        for (attribute, date) in [("period_end", &wire.period_end), ("expires", &wire.expires)] {
            if let Some(date) = date
                && self.date(date)
            {
                reading.state_text(document, attribute, "", none, date.get_ref());
            }
        }
        for (name, value) in &wire.states {
            let Some(attribute) =
                vocabulary::attribute(name).filter(|it| it.derived.is_none() && !it.host)
            else {
                let near = nearest(
                    name,
                    vocabulary::ATTRIBUTES
                        .iter()
                        .filter(|it| !it.host)
                        .map(|it| it.name),
                );
                self.wrong(
                    value,
                    &format!("unknown attribute `{name}`"),
                    &near.map_or(
                        "the reference page lists the vocabulary".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    ),
                );
                continue;
            };
            if !attribute.is_about(kind) {
                self.wrong(
                    value,
                    &format!("`{name}` says nothing of a {}", kind.name().to_lowercase()),
                    "set `about` to whom the evidence speaks of",
                );
                continue;
            }
            let before = reading.hollow.len();
            let node = node(value.get_ref());
            if attribute.kind == Type::Open
                || attribute.kind == Type::Closed
                || node.scalar().is_some()
            {
                reading.state(about, name, "", &node);
            } else {
                self.wrong(
                    value,
                    "a list, where one value is expected",
                    "write one value",
                );
            }
            if let Some(hollow) = reading.hollow.get(before) {
                let reason = format!("`{name}`: {}", hollow.message);
                self.wrong(value, &reason, "write a value of the vocabulary's type");
            }
        }
        debug_assert!(
            reading
                .facts
                .iter()
                .all(|fact| matches!(fact.key, Key::Attribute(_)))
        );
        Evidence {
            file,
            confirmed,
            reading,
        }
    }
}

/// A name as reports use it, wherever the file writes it.
fn clean_name(name: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).collect();
    clean.trim().to_owned()
}

/// A TOML value as a node without a place.
fn node(value: &toml::Value) -> Node {
    let value = match value {
        toml::Value::Boolean(flag) => Value::Bool(*flag),
        toml::Value::Integer(number) => Value::Number(number.to_string()),
        toml::Value::Float(number) => Value::Number(number.to_string()),
        toml::Value::Array(items) => Value::Array(items.iter().map(node).collect()),
        toml::Value::String(text) => Value::Text(text.clone()),
        toml::Value::Datetime(date) => Value::Text(date.to_string()),
        toml::Value::Table(_) => Value::Null,
    };
    Node {
        value,
        span: Span::default(),
    }
}
