//! The questions for a vendor: from the findings that lack evidence, the shortest list of facts and
//! documents that would decide them all. (The reader of filled questionnaires is
//! [`crate::document`]'s.)
//!
//! Several controls that lack the same fact share one question; where one of several facts will do,
//! the set that costs the vendor least is asked for, and the others are offered in its place. No
//! question can be left out without leaving a finding open.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::civil;

use crate::fact::vocabulary::{self, Attribute, Type};
use crate::fact::{Backing, EntityId, EntityKind, Key, Strength, Worth};
use crate::finding::{Ask, Enforcement, Finding, Outcome, Severity};
use crate::record::Record;
use crate::run::DossierResult;

mod choose;
mod csv;
mod json;
mod markdown;
mod prior;
mod words;
mod xlsx;

use choose::{Demand, Want};

/// The version of the questionnaire that the program asks and reads by attribute names.
pub const VERSION: &str = "0.1";
/// What the id of a request for a document begins with.
pub const SUPPLY: &str = "supply.";

/// What a questionnaire is made with besides the findings.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The date of the review.
    pub as_of: civil::Date,
    /// When the answers are due.
    pub due: Option<civil::Date>,
    /// Who waits for them; may be empty.
    pub owner: String,
    /// The packs, with their versions.
    pub packs: Vec<String>,
}

/// Questions for a vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questionnaire {
    /// What is reviewed.
    pub subject: EntityId,
    /// Who is asked, where the review names a vendor.
    pub vendor: Option<EntityId>,
    /// What the review is for.
    pub action: String,
    /// The date of the review.
    pub as_of: civil::Date,
    /// When the answers are due.
    pub due: Option<civil::Date>,
    /// Who waits for them; may be empty.
    pub owner: String,
    /// The packs, with their versions.
    pub packs: Vec<String>,
    /// The questions, by whom and what they are about; the documents that are asked for come last.
    pub sections: Vec<Section>,
    /// What no answer of the vendor decides.
    pub left: Vec<Left>,
}

impl Questionnaire {
    /// All questions, in order; those that may stand in for others among them.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// How many questions have to be answered, and how many documents are asked for.
    pub fn counts(&self) -> (usize, usize) {
        let needed = || self.items().filter(|it| it.instead_of.is_none());
        (
            needed().filter(|it| !it.supply).count(),
            needed().filter(|it| it.supply).count(),
        )
    }
}

/// Questions about one entity and one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Whom they are about.
    pub about: EntityId,
    /// The same as the form has it: `subject`, `vendor`, or a kind and a name.
    pub role: String,
    /// The area of the controls; empty for documents.
    pub area: String,
    /// The questions.
    pub items: Vec<Item>,
}

/// One question, or one document that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `3`, or `3a` for what may be answered instead.
    pub number: String,
    /// The id by which the answer is read.
    pub id: String,
    /// Whom it is about, as the form has it.
    pub role: String,
    /// The question, a sentence.
    pub text: String,
    /// How the answer is written.
    pub how: String,
    /// Of a fixed list with one choice: the choices.
    pub choices: Vec<&'static str>,
    /// What the answer has to be, in words, one a demand; empty: any answer will do.
    pub needed: Vec<String>,
    /// What counts as evidence.
    pub accepted: String,
    /// The controls that ask, in words.
    pub why: Vec<Why>,
    /// Whether a document is asked for: an answer alone does not do.
    pub supply: bool,
    /// What the evidence must be worth.
    pub worth: Worth,
    /// Why what there is does not count; empty: there is nothing.
    pub note: String,
    /// What an earlier run had.
    pub prior: Option<String>,
    /// The number of the question in whose place it may be answered.
    pub instead_of: Option<String>,
}

/// A control that asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Why {
    /// Its id.
    pub control: String,
    /// The sentence that holds when it passes.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// Whether it gates.
    pub mandatory: bool,
}

/// A finding that no answer of the vendor decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The control.
    pub control: String,
    /// What has to be done, and by whom.
    pub what: String,
}

/// One form in which questions are written.
pub trait Form: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// One line for the help.
    fn about(&self) -> &'static str;
    /// Writes the questions.
    ///
    /// # Errors
    /// Those of the writer.
    fn write(&self, questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every form.
pub const FORMS: &[&dyn Form] = &[&markdown::Markdown, &csv::Csv, &xlsx::Workbook, &json::Json];

/// The form with this name.
pub fn form(name: &str) -> Option<&'static dyn Form> {
    FORMS.iter().copied().find(|it| it.name() == name)
}

/// The shortest list of questions whose answers decide every finding that lacks evidence.
pub fn questions(
    dossier: &DossierResult,
    terms: &Terms,
    earlier: Option<&Record>,
) -> Questionnaire {
    let vendor = std::iter::once(&dossier.subject)
        .chain(&dossier.principals)
        .find(|it| it.kind == EntityKind::Vendor)
        .cloned();
    let mut left: BTreeSet<Left> = BTreeSet::new();
    let mut demands: Vec<Demand<'_>> = Vec::new();
    let open = |it: &&Finding| it.outcome == Outcome::Insufficient && it.decided.is_none();
    for finding in dossier.findings.iter().filter(open) {
        match demand(dossier, finding) {
            Ok(demand) => demands.push(demand),
            Err(what) => {
                left.insert(Left {
                    control: finding.control.clone(),
                    what,
                });
            }
        }
    }
    let chosen = choose::shortest(&demands);
    let asked = Asked {
        dossier,
        vendor: vendor.as_ref(),
        demands: &demands,
        earlier: earlier.map(|record| prior::Prior::new(record, &dossier.subject, terms.as_of)),
    };
    Questionnaire {
        subject: dossier.subject.clone(),
        action: dossier.action.clone(),
        as_of: terms.as_of,
        due: terms.due,
        owner: terms.owner.clone(),
        packs: terms.packs.clone(),
        sections: asked.sections(&chosen),
        left: left.into_iter().collect(),
        vendor,
    }
}

/// What would decide a finding, or why no answer of the vendor does.
fn demand<'a>(dossier: &DossierResult, finding: &'a Finding) -> Result<Demand<'a>, String> {
    if crate::finding::BUILT_IN.contains(&finding.control.as_str()) {
        return Err(first(&finding.remedy, &finding.remediation));
    }
    if finding.needs_review() {
        return Err(format!("A person has to decide: {}", finding.message));
    }
    let of_review = |ask: &Ask| attribute(&ask.key).is_some_and(|it| it.home == "review file");
    let principal =
        |entity: &EntityId| *entity == dossier.subject || dossier.principals.contains(entity);
    let mut ways: Vec<BTreeMap<Want, &Ask>> = Vec::new();
    let mut reviewer = false;
    // What a check reports is made from documents; its own words say which.
    let of_check = finding.entity.kind == EntityKind::Finding;
    for way in finding.ways.iter().filter(|_| !of_check) {
        if way.iter().any(of_review) {
            reviewer = true;
            continue;
        }
        let wants = way.iter().map(|ask| {
            let want = Want {
                principal: if principal(&finding.entity) {
                    finding.entity.clone()
                } else {
                    finding.principal.clone()
                },
                thing: (!principal(&finding.entity)).then_some(finding.entity.kind),
                key: Some(ask.key.clone()),
                word: ask.word.clone(),
                text: String::new(),
                correct: !ask.now.is_empty(),
            };
            (want, ask)
        });
        ways.push(wants.collect());
    }
    if ways.is_empty() && reviewer {
        let name = match finding.entity.kind {
            EntityKind::Document => finding.entity.name.clone(),
            _ => finding.entity.to_string(),
        };
        return Err(format!(
            "For the review file, {name}: {}",
            finding.remediation
        ));
    }
    if ways.is_empty() {
        // A thing that is not there at all, or what a check says it needs.
        let text = first(&finding.remedy, &finding.remediation);
        let want = Want {
            principal: finding.principal.clone(),
            thing: None,
            key: None,
            word: None,
            text,
            correct: false,
        };
        return Ok(Demand {
            finding,
            ways: Vec::new(),
            other: Some(want),
        });
    }
    Ok(Demand {
        finding,
        ways,
        other: None,
    })
}

fn first(remedy: &[String], remediation: &str) -> String {
    remedy
        .first()
        .map_or_else(|| remediation.to_owned(), Clone::clone)
}

fn attribute(key: &Key) -> Option<&'static Attribute> {
    match key {
        Key::Attribute(name) => vocabulary::attribute(name),
        Key::Answer(_) => None,
    }
}

/// Whether an answer can state it: of a principal, and not by the host.
fn is_answerable(want: &Want, worth: Worth) -> bool {
    let stated = want.key.as_ref().is_some_and(|key| match attribute(key) {
        None => matches!(key, Key::Answer(_)),
        Some(attribute) => !attribute.host && attribute.is_about(want.principal.kind),
    });
    stated && want.thing.is_none() && !want.correct && worth == Worth::default()
}

/// What is chosen, being put in words.
struct Asked<'a> {
    dossier: &'a DossierResult,
    vendor: Option<&'a EntityId>,
    demands: &'a [Demand<'a>],
    earlier: Option<prior::Prior<'a>>,
}

/// Where an item stands: those that answer before documents, the vendor before the subject, grave
/// areas before others.
type Place = (bool, usize, std::cmp::Reverse<Severity>, String);

impl Asked<'_> {
    fn sections(&self, chosen: &BTreeMap<Want, Worth>) -> Vec<Section> {
        let mut drafts: Vec<(EntityId, String, Item, Want)> = chosen
            .iter()
            .map(|(want, worth)| self.draft(want, *worth))
            .collect();
        let mut gravest: BTreeMap<(EntityId, String), Severity> = BTreeMap::new();
        for (about, area, item, _) in &drafts {
            let own = item.why.iter().map(|it| it.severity).max();
            let known = gravest.entry((about.clone(), area.clone()));
            let known = known.or_insert(Severity::Info);
            *known = (*known).max(own.unwrap_or(Severity::Info));
        }
        let place = |about: &EntityId, area: &str, item: &Item| -> Place {
            let grave = gravest.get(&(about.clone(), area.to_owned()));
            let grave = grave.copied().unwrap_or(Severity::Info);
            (
                item.supply,
                self.rank(about),
                std::cmp::Reverse(grave),
                area.to_owned(),
            )
        };
        drafts.sort_by_cached_key(|(about, area, item, want)| {
            let grave = item.why.iter().map(|it| it.severity).max();
            (
                place(about, area, item),
                std::cmp::Reverse(grave),
                want.clone(),
            )
        });
        let mut sections: Vec<Section> = Vec::new();
        for (number, (about, area, mut item, want)) in (1..).zip(drafts) {
            item.number = format!("{number}");
            let others = self.instead(&item, &want, chosen);
            match sections.last_mut() {
                Some(last)
                    if last.about == about
                        && last.area == area
                        && last.items.last().is_none_or(|it| it.supply == item.supply) =>
                {
                    last.items.push(item);
                    last.items.extend(others);
                }
                _ => {
                    let mut items = vec![item];
                    items.extend(others);
                    sections.push(Section {
                        role: self.role(&about),
                        about,
                        area,
                        items,
                    });
                }
            }
        }
        sections
    }

    fn rank(&self, entity: &EntityId) -> usize {
        if Some(entity) == self.vendor {
            return 0;
        }
        let others = std::iter::once(&self.dossier.subject).chain(&self.dossier.principals);
        others
            .enumerate()
            .find(|(_, it)| *it == entity)
            .map_or(usize::MAX, |(index, _)| index + 1)
    }

    fn role(&self, entity: &EntityId) -> String {
        if Some(entity) == self.vendor {
            "vendor".to_owned()
        } else if *entity == self.dossier.subject {
            "subject".to_owned()
        } else {
            format!("{} {}", entity.kind.name().to_lowercase(), entity.name)
        }
    }

    /// The demands that a want serves, each with what it asks.
    fn served(&self, want: &Want) -> Vec<(&Finding, Option<&Ask>)> {
        self.demands
            .iter()
            .filter_map(|demand| {
                if demand.other.as_ref() == Some(want) {
                    return Some((demand.finding, None));
                }
                let ask = demand.ways.iter().find_map(|way| way.get(want))?;
                Some((demand.finding, Some(*ask)))
            })
            .collect()
    }

    fn draft(&self, want: &Want, worth: Worth) -> (EntityId, String, Item, Want) {
        let served = self.served(want);
        let mut why: Vec<Why> = served
            .iter()
            .map(|(finding, _)| Why {
                control: finding.control.clone(),
                title: finding.title.clone(),
                severity: finding.severity,
                mandatory: finding.enforcement == Enforcement::Mandatory,
            })
            .collect();
        why.sort_by_key(|it| (std::cmp::Reverse(it.severity), it.control.clone()));
        why.dedup();
        let supply = !is_answerable(want, worth);
        let area = if supply {
            String::new()
        } else {
            let of = |control: &str| served.iter().find(|it| it.0.control == control);
            why.first()
                .and_then(|it| of(&it.control))
                .map_or_else(String::new, |it| it.0.area.clone())
        };
        let entities: BTreeSet<&EntityId> = match want.thing {
            Some(_) => served.iter().map(|(finding, _)| &finding.entity).collect(),
            None => BTreeSet::new(),
        };
        let asks: Vec<&Ask> = served.iter().filter_map(|it| it.1).collect();
        let note = served
            .iter()
            .flat_map(|(finding, _)| &finding.missing)
            .filter(|it| Some(&it.key) == want.key.as_ref() && it.word == want.word)
            .map(|it| it.note.clone())
            .find(|it| !it.is_empty())
            .unwrap_or_default();
        let mut item = self.item(want, worth, &asks, &entities);
        let others = self.other_words(want);
        if let Some(text) = words::one_of(want, &others, supply) {
            item.text = text;
        }
        item.note = note;
        item.why = why;
        (want.principal.clone(), area, item, want.clone())
    }

    /// The words of a fixed list any of which would do as well for all that ask.
    fn other_words(&self, want: &Want) -> Vec<String> {
        if want.word.is_none() {
            return Vec::new();
        }
        let mut common: Option<BTreeSet<String>> = None;
        for demand in self.demands {
            let Some(way) = demand.ways.iter().find(|way| way.contains_key(want)) else {
                continue;
            };
            let rest = |it: &BTreeMap<Want, &Ask>, word: &Want| -> BTreeSet<Want> {
                it.keys().filter(|it| *it != word).cloned().collect()
            };
            let own = rest(way, want);
            let words = demand.ways.iter().flat_map(|other| {
                let same = |it: &&Want| it.key == want.key && it.word != want.word;
                let swapped = other.keys().filter(same);
                let swapped: Vec<&Want> = swapped.filter(|it| rest(other, it) == own).collect();
                swapped.into_iter().filter_map(|it| it.word.clone())
            });
            let words: BTreeSet<String> = words.collect();
            common = Some(match common {
                None => words,
                Some(known) => known.intersection(&words).cloned().collect(),
            });
        }
        common.unwrap_or_default().into_iter().collect()
    }

    fn item(
        &self,
        want: &Want,
        worth: Worth,
        asks: &[&Ask],
        entities: &BTreeSet<&EntityId>,
    ) -> Item {
        let supply = !is_answerable(want, worth);
        let attribute = want.key.as_ref().and_then(attribute);
        let mut needed: Vec<String> = asks
            .iter()
            .filter(|it| it.word.is_none() && !it.wanted.is_empty())
            .map(|it| it.wanted.clone())
            .collect();
        needed.sort();
        needed.dedup();
        let now = asks
            .iter()
            .map(|it| it.now.as_str())
            .find(|it| !it.is_empty());
        let prior = self
            .earlier
            .as_ref()
            .filter(|_| want.thing.is_none())
            .and_then(|it| {
                let most = asks.iter().filter_map(|it| it.most_days).min();
                it.of(
                    &want.principal,
                    want.key.as_ref()?,
                    want.word.as_deref(),
                    most,
                )
            });
        let single = attribute.filter(|it| it.kind == Type::Flag && !supply);
        Item {
            number: String::new(),
            id: words::id(want, supply),
            role: self.role(&want.principal),
            text: words::question(want, attribute, supply, entities, now),
            how: words::how(want, attribute, supply),
            choices: single.map_or_else(Vec::new, |_| vec!["yes", "no"]),
            needed,
            accepted: words::accepted(attribute, worth, supply),
            why: Vec::new(),
            supply,
            worth,
            note: String::new(),
            prior,
            instead_of: None,
        }
    }

    /// What may be answered in place of a question: the one fact that completes another way.
    fn instead(&self, item: &Item, want: &Want, chosen: &BTreeMap<Want, Worth>) -> Vec<Item> {
        const OFFERED: usize = 2;
        let mut found: Vec<(Want, Vec<&Ask>)> = Vec::new();
        for demand in self.demands {
            if !demand.ways.iter().any(|way| way.contains_key(want)) {
                continue;
            }
            // Ways without it, and those in which it may have another value.
            for way in &demand.ways {
                let mut more = way.iter().filter(|(it, _)| !chosen.contains_key(*it));
                if let (Some((other, ask)), None) = (more.next(), more.next())
                    && is_answerable(other, demand.finding.minimum)
                    && other.word.is_none()
                {
                    match found.iter_mut().find(|(known, _)| known == other) {
                        Some((_, asks)) => asks.push(ask),
                        None => found.push((other.clone(), vec![ask])),
                    }
                }
            }
        }
        found.truncate(OFFERED);
        ('a'..)
            .zip(found)
            .map(|(letter, (other, asks))| Item {
                number: format!("{}{letter}", item.number),
                instead_of: Some(item.number.clone()),
                why: item.why.clone(),
                ..self.item(&other, Worth::default(), &asks, &BTreeSet::new())
            })
            .collect()
    }
}

/// Who has to stand behind evidence, and what it has to be, in words.
fn worth_words(worth: Worth) -> String {
    let mut text = match worth.strength {
        Strength::Stated => "an answer",
        Strength::Documented => "structured documentation with content",
        Strength::Recomputed => "data from which the result can be recomputed",
    }
    .to_owned();
    match worth.backing {
        Backing::None => {}
        Backing::Vendor => text.push_str(", signed by you"),
        Backing::Independent => text.push_str(", signed by an independent party"),
    }
    text
}
