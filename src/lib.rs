//! Passmuster: does this vendor, does this model, pass muster?
//!
//! The map, in the order in which data flows; no arrow runs back:
//!
//! ```text
//! documents -> tree -> facts -> checks (plugins) -> evaluate (Cedar) -> findings -> Run -> report
//!  source     tree     fact     plugin, check       policy, evaluate    finding    run     report
//! ```
//!
//! | room | what it is |
//! |---|---|
//! | [`limits`] | how much is read: one table of bounds, handed in |
//! | [`source`] | documents as bytes: the only reader of a dossier, of what archives pack, the only maker of line, column and cell |
//! | [`tree`] | the one tree of every format, and RFC 6901 pointers into it |
//! | [`envelope`] | signed statements as data: DSSE, Sigstore bundles |
//! | [`document`] | formats: what a document is, by its content, and what it says |
//! | [`fact`] | facts, their worth, whose they are; the vocabulary; contradictions |
//! | [`trust`] | the trust policy: whose signature counts for what; verification |
//! | [`review`] | what the reviewer says, and nobody else may |
//! | [`intake`] | the files of a dossier, read into facts |
//! | [`plugin`] | sandboxed WebAssembly components that read the dossier and report, with receipts |
//! | [`check`] | what they reported and what they read: data for evaluation and reports |
//! | [`policy`] | packs: controls, citations, cases, pinned plugins; Cedar lives in `policy/cedar` alone |
//! | [`parcel`], [`registry`] | packs and plugins as they travel: archives, manifests, references; without a network |
//! | [`lock`] | `passmuster.lock`: the packs and plugins that were reviewed, and what differs now |
//! | [`evaluate`] | facts and packs become findings: three values, two views, the worst reading |
//! | [`finding`], [`run`] | what came out: findings, verdict, exit code |
//! | [`decision`] | exceptions, conditions, reviews: which finding each means, and whether it takes effect |
//! | [`record`], [`since`] | what an earlier run wrote, read back; what is new since |
//! | [`compare`] | records side by side: what can be compared, and why the rest cannot |
//! | [`due`] | what expires, falls due or goes stale |
//! | [`questionnaire`] | the shortest list of questions whose answers would decide what is open |
//! | [`report`] | the outputs, one file each, all made from a [`run::Run`] |
//! | [`attest`] | signing: statements over files |
//! | [`authoring`] | what authors use: a pack's cases, run; a plugin's check, made by itself and against fixtures |
//! | [`config`] | settings: flags over the environment over `passmuster.toml`, and where each came from |
//! | [`printable`], [`problem`] | text made safe for its sink; what is wrong with a configuration |
//! | `cli` | the command line: the only clock, environment, terminal and print |
//!
//! What is absent on purpose: nothing below `cli` reads a clock, the environment, the network or a
//! terminal; the one child process compiles a plugin and is bounded; code is loaded, which is the
//! only unsafe block, in `plugin/code` alone; only [`source`] reads documents; `cedar_policy` is named only in `policy/cedar`, and
//! `wasmtime` only in [`plugin`]; no core type derives `Serialize`; no hash map is iterated into an
//! output; no finding is dropped; no default turns "could not tell" into a pass. Plugins report and
//! policies decide: a check's findings are entities that controls with `@check` weigh, and a check
//! that could not be made is an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;

pub mod attest;
pub mod authoring;
pub mod check;
pub mod cli;
pub mod compare;
pub mod config;
pub mod decision;
pub mod document;
pub mod due;
pub mod envelope;
pub mod evaluate;
mod excerpt;
pub mod fact;
pub mod finding;
pub mod intake;
pub mod limits;
pub mod lock;
pub mod parcel;
mod platform;
pub mod plugin;
pub mod policy;
pub mod printable;
pub mod problem;
pub mod questionnaire;
pub mod record;
pub mod registry;
pub mod report;
mod request;
pub mod review;
pub mod run;
pub mod since;
pub mod source;
pub mod tree;
pub mod trust;

use check::CheckRun;
use decision::{Decisions, Ruling};
use evaluate::{Enforce, Question};
use fact::{EntityId, FactSet};
use finding::{DecisionKind, Reported};
use intake::Intake;
use limits::Limits;
use policy::Pack;
use policy::cedar::Scope;
use problem::Problems;
use review::Review;
use run::{DossierResult, Verdict};
use source::Dossier;
use trust::Trust;

/// One dossier to be judged.
#[derive(Debug)]
pub struct Target {
    /// The path as the user gave it.
    pub path: String,
    /// The files.
    pub dossier: Dossier,
    /// What the reviewer says.
    pub review: Option<Review>,
}

/// What a judgement depends on besides the dossier and the packs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The review date.
    pub as_of: civil::Date,
    /// The action; none: the review file's, else `procure`.
    pub action: Option<String>,
    /// What gates.
    pub enforce: Enforce,
    /// How much is read.
    pub limits: Limits,
    /// Bounds on the checks of plugins.
    pub checks: plugin::Limits,
    /// Whose signatures count; without it nobody stands behind anything.
    pub trust: Option<Arc<Trust>>,
    /// What people decided about findings.
    pub decisions: Option<Arc<Decisions>>,
}

/// The tier that is taken where the reviewer names none: the strictest.
pub const STRICTEST_TIER: &str = "high";
/// The action that is taken where nobody names one.
pub const DEFAULT_ACTION: &str = "procure";

impl Target {
    /// Reads the documents.
    ///
    /// # Errors
    /// The review file names a file that is not in the dossier.
    pub fn intake(&self, settings: &Settings) -> Result<Intake, Problems> {
        intake::intake_trusting(
            &self.dossier,
            self.review.as_ref(),
            folder_name(&self.path),
            settings.as_of,
            &settings.limits,
            settings.trust.as_deref(),
        )
    }

    /// Judges the dossier against packs.
    ///
    /// # Errors
    /// The review file names a file that is not in the dossier.
    pub fn check(&self, packs: &[Pack], settings: &Settings) -> Result<DossierResult, Problems> {
        let mut intake = self.intake(settings)?;
        let review = self.review.as_ref();
        let mut assumed = intake.assembled.assumed.clone();
        assumed.extend(untied(&intake.assembled.facts));
        let subject = intake
            .assembled
            .subject
            .clone()
            .unwrap_or_else(|| EntityId::new(fact::EntityKind::Model, folder_name(&self.path)));
        let action = settings
            .action
            .clone()
            .or_else(|| review.and_then(|review| review.action.clone()))
            .unwrap_or_else(|| {
                assumed.push(format!(
                    "The review is for `{DEFAULT_ACTION}`: nobody says otherwise."
                ));
                DEFAULT_ACTION.to_owned()
            });
        let risk_tier = review
            .and_then(|review| review.risk_tier.clone())
            .unwrap_or_else(|| {
                assumed.push(format!(
                    "The risk tier is `{STRICTEST_TIER}`, the strictest: no reviewer names one."
                ));
                STRICTEST_TIER.to_owned()
            });
        let scope = Scope {
            as_of: settings.as_of.to_string(),
            risk_tier: risk_tier.clone(),
            sector: review.and_then(|review| review.sector.clone()),
            jurisdictions: review.and_then(|review| review.jurisdictions.clone()),
            exposure: review
                .map(|review| review.exposure.clone())
                .unwrap_or_default(),
        };
        let asked = Asked {
            action: &action,
            scope: &scope,
            settings,
        };
        let checks = asked.checks(packs, &mut intake, None);
        let (mut findings, mut out_of_scope) = judge(packs, &intake, &asked, &checks);
        let reviewer = review.and_then(|review| review.reviewer.clone());
        let review_hint = match review {
            None => format!(
                "Make a review file: passmuster init {}",
                printable::shell_word(&self.path)
            ),
            Some(review) => format!("Write your name or role as `reviewer` in {}.", review.path),
        };
        findings.extend(evaluate::builtin_findings(
            &evaluate::Intake {
                subject: &subject,
                documents: &intake.documents,
                refused: &intake.refused,
                digests: &intake.digests,
                facts: &intake.assembled.facts,
                reviewer: reviewer.as_deref(),
                review_hint: &review_hint,
            },
            packs,
            &settings.enforce,
        ));
        evaluate::order(&mut findings);
        let mut rulings = Vec::new();
        if let Some(decisions) = &settings.decisions {
            let identities = review.map(|review| &review.identities);
            let refused = refused(decisions, settings.trust.as_deref(), identities);
            if refused.is_none() {
                let decided = Decided {
                    packs,
                    intake: &intake,
                    asked: &asked,
                    checks: &checks,
                    subject: &subject,
                };
                rulings = decided.apply(decisions, &mut findings);
            }
            findings.extend(evaluate::decision_findings(
                &subject,
                &rulings,
                refused.as_deref(),
                packs,
                &settings.enforce,
            ));
            evaluate::order(&mut findings);
        }
        out_of_scope.sort();
        Ok(DossierResult {
            path: self.path.clone(),
            root: self.dossier.root.display().to_string(),
            review: review.map(|review| review.path.clone()),
            verdict: Verdict::over(&findings),
            subject,
            principals: intake
                .assembled
                .principals
                .iter()
                .skip(1)
                .cloned()
                .collect(),
            action,
            risk_tier,
            reviewer,
            assumed,
            documents: intake.documents,
            artifacts: self.dossier.artifacts.clone(),
            unread: intake.unread,
            refused: intake.refused,
            facts: intake.assembled.facts,
            findings,
            decisions: rulings,
            since: None,
            out_of_scope,
            checks,
            sources: intake.sources,
            attested: intake.attested,
        })
    }
}

/// What counts for nothing because nothing ties it to the subject, a sentence a document.
fn untied(facts: &FactSet) -> Vec<String> {
    let mut documents: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    for untied in &facts.untied {
        let (count, names) = documents.entry(&untied.document).or_default();
        *count += untied.facts;
        if untied.entity.kind.is_principal() {
            names.push(untied.entity.to_string());
        }
    }
    documents
        .into_iter()
        .filter(|(_, (count, _))| *count > 0)
        .map(|(document, (count, names))| {
            let about = if names.is_empty() {
                "something".to_owned()
            } else {
                names.join(", ")
            };
            format!(
                "{document} speaks of {about}, which nothing ties to the subject: {count} facts count for nothing. \
                 If it is about the subject, say so in the review file: [[document]] path = \"{document}\", about = \"subject\"."
            )
        })
        .collect()
}

/// What a review asks, besides the dossier and the packs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) action: &'a str,
    pub(crate) scope: &'a Scope,
    pub(crate) settings: &'a Settings,
}

impl<'a> Asked<'a> {
    fn of(&self, intake: &'a Intake, checks: &'a [CheckRun]) -> Question<'a> {
        Question {
            facts: &intake.assembled.facts,
            principals: &intake.assembled.principals,
            action: self.action,
            scope: self.scope,
            as_of: self.settings.as_of,
            enforce: &self.settings.enforce,
            checks,
        }
    }

    /// Makes the checks that the packs' controls weigh, each once a principal; or `only` one of them.
    pub(crate) fn checks(
        &self,
        packs: &[Pack],
        intake: &mut Intake,
        only: Option<&str>,
    ) -> Vec<CheckRun> {
        let wanted: Vec<(&Pack, String, EntityId)> = packs
            .iter()
            .flat_map(|pack| {
                evaluate::wanted_checks(pack, &self.of(intake, &[]))
                    .into_iter()
                    .filter(|(check, _)| only.is_none_or(|only| only == check))
                    .map(move |(check, principal)| (pack, check, principal))
            })
            .collect();
        let subject = intake.assembled.subject.clone();
        // A check that no pinned plugin has makes no run, and its controls are errors.
        let tasks: Vec<plugin::Task<'_>> = wanted
            .iter()
            .filter_map(|(pack, check, principal)| {
                let (id, check) = check.split_once('/')?;
                let pinned = pack.plugins.get(id)?;
                Some(plugin::Task {
                    pack: &pack.id,
                    plugin: &pinned.plugin,
                    check: pinned.plugin.check(check)?,
                    config: pinned.config(check),
                    principal,
                    is_subject: subject.as_ref() == Some(principal),
                })
            })
            .collect();
        self.settings.made(&tasks, intake)
    }
}

impl Settings {
    /// Makes checks over what was taken in.
    pub(crate) fn made(&self, tasks: &[plugin::Task<'_>], intake: &mut Intake) -> Vec<CheckRun> {
        if tasks.is_empty() {
            return Vec::new();
        }
        // The view holds the facts while plugins read them, and gives them back.
        let view = Arc::new(plugin::View::new(
            &intake.documents,
            &intake.sources,
            &intake.assembled.speaks_of,
            std::mem::take(&mut intake.assembled.facts),
            self.as_of.to_string(),
            self.limits,
        ));
        let runs = plugin::run_all(tasks, &view, &self.checks);
        intake.assembled.facts = plugin::View::facts_back(view);
        runs
    }
}

/// Why none of the decisions counts, if that is so: nobody who may decide in this review has signed
/// them, where the trust policy asks for it.
fn refused(
    decisions: &Decisions,
    trust: Option<&Trust>,
    identities: Option<&fact::Identities>,
) -> Option<String> {
    decisions.refused.clone().or_else(|| {
        let trust = trust.filter(|it| it.asks_for_signed_decisions())?;
        trust.may_decide(&decisions.signers, identities).err()
    })
}

/// A review to which decisions are applied.
struct Decided<'a> {
    packs: &'a [Pack],
    intake: &'a Intake,
    asked: &'a Asked<'a>,
    checks: &'a [CheckRun],
    subject: &'a EntityId,
}

impl Decided<'_> {
    /// Reviews come first, since what a person answers is what an exception can then be about.
    fn apply(&self, decisions: &Decisions, findings: &mut [finding::Finding]) -> Vec<Ruling> {
        let controls: Vec<String> = self
            .packs
            .iter()
            .flat_map(|pack| pack.controls.iter().map(|it| it.id.clone()))
            .chain(finding::BUILT_IN.iter().map(|it| (*it).to_owned()))
            .collect();
        let asked = decision::Asked {
            subject: self.subject,
            as_of: self.asked.settings.as_of,
            controls: &controls,
        };
        let of = |reviewed: bool| {
            let entries = decisions.entries.iter();
            entries.filter(move |it| (it.kind == DecisionKind::Reviewed) == reviewed)
        };
        let mut rulings = decision::rule(of(true), findings, asked);
        for answer in [Reported::Pass, Reported::Fail] {
            let answered: Vec<&Ruling> = rulings
                .iter()
                .filter(|it| it.takes_effect() && it.decision.outcome == Some(answer))
                .collect();
            self.answer(answer, &answered, findings);
        }
        let others = decision::rule(of(false), findings, asked);
        for ruling in &others {
            if let Some((finding, decided)) = ruling.effect(findings) {
                finding.decided = Some(decided);
            }
        }
        rulings.extend(others);
        rulings.sort_by_key(|it| it.decision.line);
        rulings
    }

    /// Asks the controls again with a reviewer's answer in the place of what the checks could not
    /// tell, and takes over the findings that were answered, and no other.
    fn answer(&self, answer: Reported, rulings: &[&Ruling], findings: &mut [finding::Finding]) {
        let mut checks = self.checks.to_vec();
        let mut effects = Vec::new();
        for ruling in rulings {
            let Some((finding, decided)) = ruling.effect(findings) else {
                continue;
            };
            for it in checks.iter_mut().flat_map(|run| &mut run.findings) {
                if it.entity == finding.entity {
                    it.reviewed = Some(answer);
                }
            }
            let name = |it: &finding::Finding| {
                (it.control.clone(), it.principal.clone(), it.entity.clone())
            };
            effects.push((name(finding), decided));
        }
        if effects.is_empty() {
            return;
        }
        let (again, _) = judge(self.packs, self.intake, self.asked, &checks);
        for ((control, principal, entity), decided) in effects {
            let same = |it: &&finding::Finding| {
                it.control == control && it.principal == principal && it.entity == entity
            };
            if let Some(judged) = again.iter().find(same)
                && let Some(finding) = findings.iter_mut().find(|it| same(&&**it))
            {
                *finding = judged.clone();
                finding.decided = Some(decided);
            }
        }
    }
}

/// The findings of several packs about the same facts.
fn judge(
    packs: &[Pack],
    intake: &Intake,
    asked: &Asked<'_>,
    checks: &[CheckRun],
) -> (Vec<finding::Finding>, Vec<run::OutOfScope>) {
    let mut findings = Vec::new();
    let mut out_of_scope = Vec::new();
    for pack in packs {
        let own: Vec<CheckRun> = checks
            .iter()
            .filter(|run| run.pack == pack.id)
            .cloned()
            .collect();
        let (found, out) = evaluate::evaluate(pack, &asked.of(intake, &own));
        findings.extend(found);
        out_of_scope.extend(out);
    }
    (findings, out_of_scope)
}

/// The last part of a path: what an unnamed subject is called.
fn folder_name(path: &str) -> &str {
    path.trim_end_matches(['/', '\\'])
        .rsplit(['/', '\\'])
        .next()
        .filter(|name| !name.is_empty() && *name != "." && *name != "..")
        .unwrap_or("dossier")
}
