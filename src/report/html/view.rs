//! What the page's template is given: plain structs of text that is cleaned already.

use std::collections::BTreeMap;

use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, shell_word, terminal};
use crate::report::{count, entity_words, outcome_words, place_words, verdict_words, why};
use crate::request::{pastes, requests};
use crate::run::{self, DossierResult, Status, Verdict};

mod bundle;
mod control;
mod glance;

pub(super) use bundle::{Bundle, Check};
pub(super) use control::Control;
pub(super) use glance::{Bar, Short};

pub(super) struct Run {
    pub(super) title: String,
    pub(super) engine: String,
    pub(super) as_of: String,
    pub(super) enforce: Option<String>,
    pub(super) trust: Option<String>,
    pub(super) packs: Vec<Pack>,
    pub(super) dossiers: Vec<Dossier>,
    pub(super) verdict: &'static str,
    pub(super) rerun: String,
}

pub(super) struct Pack {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) sha256: String,
}

pub(super) struct Dossier {
    /// Unique on the page, for links.
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) with: String,
    pub(super) path: String,
    pub(super) action: String,
    pub(super) risk_tier: String,
    pub(super) reviewer: Option<String>,
    pub(super) init: String,
    pub(super) verdict: &'static str,
    pub(super) verdict_class: &'static str,
    pub(super) why: String,
    pub(super) counts: Vec<Count>,
    pub(super) lists: Vec<Short>,
    pub(super) areas: Vec<Bar>,
    pub(super) rests_on: Vec<Bar>,
    pub(super) fails: Vec<Control>,
    pub(super) errors: Vec<Control>,
    /// Open, and kept from gating by a decision or by the earlier run.
    pub(super) aside: Vec<Control>,
    /// Decisions without effect, and what has changed since the earlier run.
    pub(super) decisions: Vec<String>,
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) damaged: Vec<Row>,
    pub(super) requests: Vec<Request>,
    pub(super) questions: Vec<String>,
    pub(super) pastes: Vec<Row>,
    /// What lacks evidence that a document would hold.
    pub(super) insufficient: Vec<Control>,
    /// What lacks evidence and names no fact, by control.
    pub(super) nameless: Vec<Bundle>,
    /// What a person has to look at, by control.
    pub(super) looks: Vec<Bundle>,
    pub(super) checks: Vec<Check>,
    pub(super) advisory: Vec<Control>,
    pub(super) holds: Vec<Area>,
    pub(super) not_applicable: Vec<Control>,
    pub(super) documents: Vec<Document>,
    pub(super) artifacts: Vec<Artifact>,
    pub(super) signed: Vec<Signed>,
    pub(super) unread: Vec<Group>,
    pub(super) assumed: Vec<String>,
    pub(super) out_of_scope: Vec<Group>,
}

pub(super) struct Count {
    pub(super) words: &'static str,
    pub(super) class: &'static str,
    pub(super) number: usize,
    /// How many of them do not decide the verdict.
    pub(super) advisory: usize,
}

/// A name and what there is to say about it.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) text: String,
}

/// A signed statement: what became of it, and what else there is to say.
pub(super) struct Signed {
    pub(super) class: &'static str,
    pub(super) text: String,
    pub(super) remarks: Vec<String>,
}

pub(super) struct Contradiction {
    pub(super) about: String,
    pub(super) ending: String,
    pub(super) values: Vec<Row>,
}

pub(super) struct Request {
    pub(super) home: String,
    pub(super) items: Vec<Asked>,
}

pub(super) struct Asked {
    pub(super) label: String,
    pub(super) note: String,
    pub(super) controls: String,
}

pub(super) struct Area {
    pub(super) name: String,
    pub(super) controls: Vec<Control>,
}

pub(super) struct Document {
    pub(super) path: String,
    pub(super) format: String,
    pub(super) status: &'static str,
    pub(super) worth: String,
    pub(super) facts: usize,
    pub(super) sha256: String,
}

pub(super) struct Artifact {
    pub(super) path: String,
    pub(super) kind: &'static str,
    pub(super) bytes: u64,
    pub(super) can_run_code: bool,
}

/// Names that share a reason.
pub(super) struct Group {
    pub(super) reason: String,
    pub(super) names: Vec<String>,
}

pub(super) fn run(run: &run::Run) -> Run {
    let title = match run.dossiers.as_slice() {
        [one] => format!(
            "{}: {}",
            verdict_words(one.verdict),
            terminal(&entity_words(&one.subject))
        ),
        many => format!(
            "{}: {}",
            verdict_words(run.verdict()),
            count(many.len(), "dossier", "dossiers")
        ),
    };
    let pack = |it: &run::PackRef| Pack {
        id: terminal(&it.id),
        version: terminal(&it.version),
        title: one_line(&it.title),
        sha256: terminal(&it.sha256),
    };
    let numbered = |(number, it)| dossier(number + 1, it);
    Run {
        title,
        engine: terminal(&run.engine),
        as_of: terminal(&run.as_of),
        trust: run
            .trust
            .as_ref()
            .map(|it| format!("{} (sha256 {})", terminal(&it.path), terminal(&it.sha256))),
        enforce: run.enforce.as_deref().map(terminal),
        packs: run.packs.iter().map(pack).collect(),
        dossiers: run.dossiers.iter().enumerate().map(numbered).collect(),
        verdict: verdict_words(run.verdict()),
        rerun: terminal(&run.rerun),
    }
}

fn dossier(number: usize, it: &DossierResult) -> Dossier {
    let id = format!("d{number}");
    let of = |enforcement: Option<Enforcement>, outcomes: &[Outcome]| -> Vec<Control> {
        it.findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| {
                outcomes.contains(&finding.outcome)
                    && enforcement.is_none_or(|only| finding.enforcement == only)
                    && !is_aside(finding)
            })
            .map(|(number, finding)| control::view(&id, number, it, finding))
            .collect()
    };
    let aside: Vec<Control> = it
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| is_aside(finding))
        .map(|(number, finding)| control::view(&id, number, it, finding))
        .collect();
    let idle = crate::report::decided::idle(it);
    let mut decisions: Vec<String> = idle
        .into_iter()
        .map(|(sentence, help)| format!("{sentence} {help}"))
        .collect();
    decisions.extend(crate::report::decided::changes(it));
    let mandatory = |outcome| of(Some(Enforcement::Mandatory), &[outcome]);
    let (looks, missing): (Vec<Control>, Vec<Control>) = mandatory(Outcome::Insufficient)
        .into_iter()
        .partition(|it| it.looks);
    let (asking, nameless) = missing.into_iter().partition(|it| it.asks);
    let open = [Outcome::Fail, Outcome::Error, Outcome::Insufficient];
    let gating = it.findings.iter().filter(|finding| finding.gates());
    let requests = requests(gating, Enforcement::Mandatory);
    let others = it.principals.iter().filter(|other| **other != it.subject);
    let with: Vec<String> = others.map(|other| terminal(&entity_words(other))).collect();
    let pasted = |it: crate::request::Paste| Row {
        name: it.title,
        text: it.text,
    };
    let artifact = |it: &crate::source::Artifact| Artifact {
        path: terminal(&it.path),
        kind: it.kind.name(),
        bytes: it.bytes,
        can_run_code: it.kind.can_run_code(),
    };
    let mut dossier = Dossier {
        lists: Vec::new(),
        areas: glance::areas(it),
        rests_on: glance::rests_on(it),
        subject: terminal(&entity_words(&it.subject)),
        with: with.join(", "),
        path: terminal(&it.path),
        action: terminal(&it.action),
        risk_tier: terminal(&it.risk_tier),
        reviewer: it.reviewer.as_deref().map(one_line),
        init: format!("passmuster init {}", shell_word(&it.path)),
        verdict: verdict_words(it.verdict),
        verdict_class: match it.verdict {
            Verdict::Pass => "good",
            Verdict::Conditional | Verdict::Insufficient => "open",
            Verdict::Error | Verdict::Fail => "bad",
        },
        why: why(it),
        counts: counts(it),
        fails: mandatory(Outcome::Fail),
        errors: mandatory(Outcome::Error),
        aside,
        decisions,
        insufficient: asking,
        nameless: bundle::by_control(nameless),
        looks: bundle::by_control(looks),
        checks: it.checks.iter().map(bundle::check).collect(),
        advisory: of(Some(Enforcement::Advisory), &open),
        not_applicable: of(None, &[Outcome::NotApplicable]),
        holds: areas(of(None, &[Outcome::Pass])),
        contradictions: it.facts.contradictions.iter().map(contradiction).collect(),
        damaged: damaged(it),
        questions: questions(it, &requests),
        pastes: pastes(&requests).into_iter().map(pasted).collect(),
        requests: requests.iter().map(|asked| request(it, asked)).collect(),
        documents: it.documents.iter().map(document).collect(),
        artifacts: it.artifacts.iter().map(artifact).collect(),
        signed: it.attested.iter().map(signed).collect(),
        unread: grouped(it.unread.iter().map(|it| (&it.path, &it.reason))),
        assumed: it.assumed.iter().map(|it| one_line(it)).collect(),
        out_of_scope: grouped(it.out_of_scope.iter().map(|it| (&it.control, &it.reason))),
        id,
    };
    dossier.lists = glance::lists(&dossier);
    dossier
}

/// Whether an exception, a condition or the earlier run keeps it from gating.
fn is_aside(finding: &Finding) -> bool {
    finding.excused().is_some() || finding.is_absorbed()
}

fn signed(it: &crate::trust::Attested) -> Signed {
    Signed {
        class: match it.backing {
            crate::fact::Backing::None => "open",
            _ => "good",
        },
        text: crate::report::signed::sentence(it),
        remarks: crate::report::signed::remarks(it),
    }
}

/// The outcomes, with what a person has to look at apart from what lacks evidence. What did not
/// occur is left out, but for what speaks for the subject or against it.
fn counts(dossier: &DossierResult) -> Vec<Count> {
    let mut counts = Vec::new();
    let mut put = |words: &'static str, outcome: Outcome, looks: bool| {
        let fits = |it: &&Finding| it.outcome == outcome && it.needs_review() == looks;
        let found = dossier.findings.iter().filter(fits);
        let advisory = |it: &&Finding| it.enforcement == Enforcement::Advisory;
        let number = found.clone().count();
        if number > 0 || matches!(outcome, Outcome::Fail | Outcome::Pass) {
            counts.push(Count {
                words,
                class: control::class(outcome),
                number,
                advisory: match outcome {
                    Outcome::Pass | Outcome::NotApplicable => 0,
                    _ => found.filter(advisory).count(),
                },
            });
        }
    };
    for outcome in Outcome::ALL {
        put(outcome_words(*outcome), *outcome, false);
        if *outcome == Outcome::Insufficient {
            put("for a person to look at", *outcome, true);
        }
    }
    counts
}

fn areas(controls: Vec<Control>) -> Vec<Area> {
    let mut areas: BTreeMap<String, Vec<Control>> = BTreeMap::new();
    for control in controls {
        areas.entry(control.area.clone()).or_default().push(control);
    }
    areas
        .into_iter()
        .map(|(name, controls)| Area { name, controls })
        .collect()
}

fn contradiction(it: &crate::fact::Contradiction) -> Contradiction {
    let settling = it.settled.and_then(|number| it.values.get(number));
    Contradiction {
        about: format!(
            "{}, {}",
            terminal(&entity_words(&it.entity)),
            terminal(&it.key.to_string())
        ),
        ending: match settling {
            Some(stated) => format!(
                "Compared {}; {} is worth more and settles it.",
                it.compared,
                one_line(&stated.value.to_string())
            ),
            None => format!("Compared {}; the worst outcome stands.", it.compared),
        },
        values: it
            .values
            .iter()
            .map(|stated| {
                let places = stated.places.iter().map(|(at, _)| place_words(at));
                Row {
                    name: one_line(&stated.shown()),
                    text: places.collect::<Vec<_>>().join(", "),
                }
            })
            .collect(),
    }
}

/// Documents that were not read whole, and files that could not be looked at.
fn damaged(dossier: &DossierResult) -> Vec<Row> {
    let documents = dossier
        .documents
        .iter()
        .filter(|it| it.status != Status::Read)
        .map(|it| {
            let remarks: Vec<String> = it.remarks.iter().map(|it| one_line(it)).collect();
            Row {
                name: terminal(&it.path),
                text: format!("{}: {}", it.status.name(), remarks.join("; ")),
            }
        });
    let refused = dossier.refused.iter().map(|it| Row {
        name: terminal(&it.path),
        text: format!("refused: {}", one_line(&it.reason)),
    });
    documents.chain(refused).collect()
}

fn request(dossier: &DossierResult, request: &crate::request::Request<'_>) -> Request {
    let asked = |item: &crate::request::Item<'_>| {
        let control = |it: &&Finding| format!("{} ({})", terminal(&it.control), it.severity.name());
        let controls: Vec<String> = item.findings.iter().map(control).collect();
        Asked {
            label: label(dossier, item),
            note: one_line(&item.missing.note),
            controls: controls.join(", "),
        }
    };
    Request {
        home: one_line(request.home),
        items: request.items.iter().map(asked).collect(),
    }
}

fn label(dossier: &DossierResult, item: &crate::request::Item<'_>) -> String {
    let label = one_line(&item.missing.label);
    if *item.entity == dossier.subject {
        label
    } else {
        format!("{label} of {}", terminal(&entity_words(item.entity)))
    }
}

/// What only the reviewer or the program itself can supply is not asked of the vendor.
fn questions(dossier: &DossierResult, requests: &[crate::request::Request<'_>]) -> Vec<String> {
    let mut questions = Vec::new();
    for request in requests {
        if matches!(request.home, "review file" | "dossier" | "check") {
            continue;
        }
        for item in &request.items {
            questions.push(format!("Please state {}.", label(dossier, item)));
        }
    }
    questions.dedup();
    questions
}

fn document(it: &run::DocumentRecord) -> Document {
    let version = it.version.as_deref().map(|it| format!(" {}", terminal(it)));
    Document {
        path: terminal(&it.path),
        format: format!("{}{}", it.format, version.unwrap_or_default()),
        status: it.status.name(),
        worth: crate::report::worth_words(crate::fact::Worth {
            strength: it.strength,
            backing: it.backing,
        }),
        facts: it.facts,
        sha256: terminal(&it.sha256),
    }
}

fn grouped<'a>(named: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, reason) in named {
        groups.entry(reason).or_default().push(terminal(name));
    }
    groups
        .into_iter()
        .map(|(reason, names)| Group {
            reason: one_line(reason),
            names,
        })
        .collect()
}
