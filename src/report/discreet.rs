//! What outputs share that may leave the house: a finding in the pack's words, with the places
//! that it rests on. What a document or a plugin says stands in it only where `?excerpts=true`
//! asks for it (DESIGN.md, rule 7).

use super::{Options, count, entity_words, place_words};
use crate::check::CheckRun;
use crate::fact::{EntityId, EntityKind, Key, Origin};
use crate::finding::{BUILT_IN, Clause, Finding, Outcome};
use crate::printable::{one_line, terminal};
use crate::run::DossierResult;

/// Most clauses, missing facts or places that one message names.
const NAMED: usize = 12;

/// A dossier as it may be told outside.
#[derive(Clone, Copy)]
pub(super) struct Discreet<'a> {
    dossier: &'a DossierResult,
    /// Whether what documents say may be told too.
    pub(super) excerpts: bool,
}

/// Something in a document that a finding rests on.
pub(super) struct Place<'a> {
    pub(super) origin: &'a Origin,
    /// What is read there: the name of the attribute, or what it is.
    pub(super) what: String,
}

impl<'a> Discreet<'a> {
    pub(super) fn new(dossier: &'a DossierResult, options: &Options) -> Self {
        Self {
            dossier,
            excerpts: options.excerpts,
        }
    }

    /// Whom the dossier is about.
    pub(super) fn subject(&self) -> &EntityId {
        &self.dossier.subject
    }

    /// What a finding is about. The reviewer names the principals, and a path is a place; any
    /// other name is a document's word, so that only its kind is told, with the first digits of
    /// the finding's fingerprint to tell it from others.
    pub(super) fn entity(&self, finding: &Finding) -> String {
        let entity = &finding.entity;
        if self.excerpts || entity.kind == EntityKind::Document || self.is_principal(entity) {
            return terminal(&entity_words(entity));
        }
        let digits: String = finding.fingerprint.chars().take(12).collect();
        match CheckRun::check_of(entity) {
            Some(check) => format!("finding {digits} of {}", terminal(check)),
            None => format!("{} {digits}", entity.kind.name().to_lowercase()),
        }
    }

    fn is_principal(&self, entity: &EntityId) -> bool {
        *entity == self.dossier.subject || self.dossier.principals.contains(entity)
    }

    /// What happened, in sentences. The first one says it all, since GitHub shows no more where
    /// there is little room.
    pub(super) fn message(&self, finding: &Finding) -> String {
        let mut about = String::new();
        if finding.entity != self.dossier.subject {
            about = format!(", {}", self.entity(finding));
        }
        let title = one_line(&finding.title);
        let title = title.trim_end_matches('.');
        let mut text = format!("{}: {title}{about}.", outcome_word(finding));
        let rest = self.said(finding);
        if !rest.is_empty() {
            text.push(' ');
            text.push_str(&rest);
        }
        text
    }

    /// Why it came to this: in the finding's own words, or without a word of a document.
    pub(super) fn said(&self, finding: &Finding) -> String {
        if self.excerpts {
            one_line(&finding.message)
        } else {
            self.reason(finding)
        }
    }

    /// Why it came to this, without a word of a document.
    fn reason(&self, finding: &Finding) -> String {
        let mut sentences = Vec::new();
        match finding.outcome {
            Outcome::Pass | Outcome::NotApplicable => {}
            Outcome::Error => {
                sentences.push("The reason is in the report for people and in JSON.".to_owned());
            }
            Outcome::Insufficient if !finding.missing.is_empty() => {
                let missing = finding.missing.iter().filter(|it| !it.alternative);
                let missing = missing
                    .map(|it| format!("{} ({})", one_line(&it.label), one_line(&it.home)))
                    .collect();
                sentences.push(format!("Missing: {}.", listed(missing)));
            }
            Outcome::Fail | Outcome::Insufficient => {
                let decisive = finding.clauses.iter().filter(|it| it.decisive);
                let decisive: Vec<String> = decisive.map(clause).collect();
                if !decisive.is_empty() && finding.reported.is_none() {
                    sentences.push(format!("What decides: {}.", listed(decisive)));
                }
            }
        }
        if let (Some(reported), Some(check)) =
            (finding.reported, CheckRun::check_of(&finding.entity))
        {
            sentences.push(format!(
                "The check {} reported {}.",
                terminal(check),
                reported.name()
            ));
        }
        let places: Vec<String> = self
            .places(finding)
            .iter()
            .map(|it| place_words(it.origin))
            .collect();
        if finding.clauses.is_empty() && !places.is_empty() {
            sentences.push(format!("See {}.", listed(places)));
        }
        sentences.join(" ")
    }

    /// What would satisfy it: the pack's advice, or the alternatives with the values that they
    /// would change.
    pub(super) fn remedies(&self, finding: &Finding) -> Vec<String> {
        if matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable) {
            return Vec::new();
        }
        let mut remedies: Vec<String> = Vec::new();
        if self.excerpts {
            remedies.extend(finding.remedy.iter().map(|it| one_line(it)));
        }
        if remedies.is_empty() && !finding.remediation.is_empty() {
            remedies.push(one_line(&finding.remediation));
        }
        remedies
    }

    /// The places that a finding rests on, each once: the values of the clauses that decide, then
    /// the other evidence, then the fields that are there and say nothing.
    pub(super) fn places(&self, finding: &'a Finding) -> Vec<Place<'a>> {
        // A built-in control is about whatever documents contain; any other names its questions
        // itself.
        let name = |key: &Key| match key {
            Key::Answer(_) if BUILT_IN.contains(&finding.control.as_str()) => {
                "an answer".to_owned()
            }
            key => terminal(&key.to_string()),
        };
        let read = finding
            .clauses
            .iter()
            .filter(|clause| clause.decisive)
            .flat_map(|clause| &clause.values)
            .map(|it| {
                let below = if it.below_minimum {
                    " (worth too little here)"
                } else {
                    ""
                };
                (&it.origin, format!("{}{below}", name(&it.key)))
            });
        let rest = finding.evidence.iter().map(|it| {
            let what = it.key.as_ref().map(name);
            (&it.origin, what.unwrap_or_default())
        });
        let hollow = finding.missing.iter().flat_map(|missing| {
            let hollow = self.dossier.facts.hollow.iter();
            hollow
                .filter(|it| {
                    it.key == missing.key && (missing.word.is_none() || it.word == missing.word)
                })
                .map(|it| {
                    let what = format!("{} (the field is there and says nothing)", name(&it.key));
                    (&it.origin, what)
                })
        });
        let mut places: Vec<Place<'a>> = Vec::new();
        let open = finding.outcome == Outcome::Insufficient;
        for (origin, what) in read.chain(rest).chain(hollow.filter(|_| open)) {
            let same = |it: &Place<'_>| {
                it.origin.document == origin.document && it.origin.span == origin.span
            };
            if !places.iter().any(same) {
                places.push(Place { origin, what });
            }
        }
        places
    }
}

/// The outcome as the first words of a message.
pub(super) fn outcome_word(finding: &Finding) -> &'static str {
    match finding.outcome {
        Outcome::Insufficient if finding.needs_review() => "A person has to look",
        Outcome::Fail => "Fails",
        Outcome::Error => "Could not be checked",
        Outcome::Insufficient => "Evidence missing",
        Outcome::Pass => "Holds",
        Outcome::NotApplicable => "Does not apply",
    }
}

/// A clause of the pack, what it came to, and where its values stand.
fn clause(clause: &Clause) -> String {
    let mut places: Vec<String> = clause
        .values
        .iter()
        .map(|it| place_words(&it.origin))
        .collect();
    places.dedup();
    let read = if places.is_empty() {
        String::new()
    } else {
        format!(" ({})", listed(places))
    };
    format!(
        "`{}` is {}{read}",
        one_line(&clause.text),
        clause.truth.name()
    )
}

fn listed(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(count(more, "more", "more"));
    }
    names.join("; ")
}
