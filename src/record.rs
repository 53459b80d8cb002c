//! What an earlier run wrote: the JSON output of `check` (`docs/schema/check-v1.json`), read back.
//!
//! It comes from outside like any document. It is bounded, every field that the schema names must
//! be there (one that may be null may be left out), a field that it does not name is refused, and
//! what the record says twice must agree, so that a record that was cut, edited or written by
//! another version is never half understood.

use std::collections::BTreeMap;

use jiff::civil;
use serde::Deserialize;

use crate::fact::{Backing, EntityId, Strength};
use crate::finding::{
    ClauseRole, DecisionKind, Enforcement, Joined, Logic, Outcome, Reported, Severity, Truth,
};
use crate::problem::{Problem, Problems};
use crate::run::{Status, Verdict};
use crate::source::{SourceFile, Span};
use crate::trust;

mod decided;
mod words;

pub use decided::{
    Marked, RecordedDecision, RecordedDecisions, RecordedEarlier, RecordedGone, RecordedRuling,
    RecordedSince,
};

use words::{date, entities, entity, logic, maybe_word, word};

/// The schema that is read.
pub const SCHEMA: &str = "passmuster/check/v1";

/// Largest record, in bytes. Whoever reads the file asks before reading.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How a record is made, for messages.
const HOW: &str = "write one: passmuster check DIR --output json=FILE";

/// Gives each of several structs the seven fields of a place beside its own: in the output they
/// stand flat, and a flattened struct could not refuse unknown fields.
macro_rules! placed {
    ($($(#[$about:meta])* struct $name:ident { $($own:tt)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Path of the document inside the dossier.
            pub document: String,
            /// RFC 6901 pointer; empty where the whole document is meant.
            pub pointer: String,
            /// 1-based line; 0 where there is none.
            pub line: u64,
            /// 1-based column; 0 where there is none.
            pub column: u64,
            /// Of a document that is packed: the cell, or the member with line and column.
            pub part: Option<String>,
            /// SHA-256 of the document; empty for an artifact that was not hashed.
            pub sha256: String,
            /// What it is worth in substance.
            #[serde(deserialize_with = "word")]
            pub strength: Strength,
            /// Who stands behind it.
            #[serde(deserialize_with = "word")]
            pub backing: Backing,
        }
    )*};
}

/// A record, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file's name in messages.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What it says.
    pub run: RecordedRun,
}

/// One run of `check`, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRun {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program that wrote it.
    pub engine: String,
    /// The review date.
    #[serde(deserialize_with = "date")]
    pub as_of: civil::Date,
    /// What `--enforce` was, where it was not `pack`.
    pub enforce: Option<String>,
    /// Limits of reading that were not the defaults.
    #[serde(default)]
    pub limits: Vec<RecordedLimit>,
    /// The packs.
    pub packs: Vec<RecordedPack>,
    /// The trust policy.
    pub trust: Option<RecordedTrust>,
    /// The file of decisions.
    pub decisions: Option<RecordedDecisions>,
    /// The run that `--since` named.
    pub since: Option<RecordedEarlier>,
    /// The dossiers, in the order of the run.
    pub dossiers: Vec<RecordedDossier>,
    /// The worst verdict of all dossiers.
    #[serde(deserialize_with = "word")]
    pub verdict: Verdict,
    /// The exit code that goes with it.
    pub exit_code: u8,
    /// The command line that makes the same run again.
    pub rerun: String,
}

/// A limit of reading that was set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedLimit {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: u64,
}

/// A pack as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPack {
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// SHA-256 over its files.
    pub sha256: String,
    /// Number of controls.
    pub controls: u64,
}

/// A trust policy as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedTrust {
    /// The file.
    pub path: String,
    /// SHA-256 over the policy and the files that it names.
    pub sha256: String,
    /// Number of parties.
    pub parties: u64,
}

/// One dossier, as it was judged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDossier {
    /// The path as it was given.
    pub path: String,
    /// What was reviewed.
    #[serde(deserialize_with = "entity")]
    pub subject: EntityId,
    /// The other principals.
    #[serde(deserialize_with = "entities")]
    pub principals: Vec<EntityId>,
    /// What the review was for.
    pub action: String,
    /// The risk tier.
    pub risk_tier: String,
    /// Who set the scope.
    pub reviewer: Option<String>,
    /// The answer.
    #[serde(deserialize_with = "word")]
    pub verdict: Verdict,
    /// The exit code that goes with it.
    pub exit_code: u8,
    /// Findings by outcome.
    pub counts: Counts,
    /// Findings that a decision or an earlier run marks.
    pub marked: Marked,
    /// The findings, in their order.
    pub findings: Vec<RecordedFinding>,
    /// The decisions about the subject.
    pub decisions: Vec<RecordedRuling>,
    /// What the run that `--since` named had to do with it.
    pub since: Option<RecordedSince>,
    /// Single-valued attributes for which several values are stated.
    pub contradictions: Vec<RecordedContradiction>,
    /// The evaluations; none: the record is of a version that did not write them.
    pub evaluations: Option<Vec<RecordedEvaluation>>,
    /// What was assumed because nobody said it.
    pub assumed: Vec<String>,
    /// Controls that were not asked.
    pub out_of_scope: Vec<RecordedOutOfScope>,
    /// The checks that plugins made.
    pub checks: Vec<RecordedCheck>,
    /// The documents.
    pub documents: Vec<RecordedDocument>,
    /// The signed statements.
    pub statements: Vec<RecordedStatement>,
    /// Weights and other binaries.
    pub artifacts: Vec<RecordedArtifact>,
    /// Files that were not read.
    pub unread: Vec<RecordedReason>,
    /// Files that could not be looked at.
    pub refused: Vec<RecordedReason>,
    /// Dates that documents state of what is tied to the subject.
    pub dates: Vec<RecordedDate>,
}

/// Findings by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Counts {
    /// Findings that fail.
    pub fail: usize,
    /// Findings that could not be evaluated.
    pub error: usize,
    /// Findings for which evidence is missing.
    pub insufficient: usize,
    /// Findings that pass.
    pub pass: usize,
    /// Findings that do not apply.
    pub not_applicable: usize,
}

/// The outcome of one control on one entity, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFinding {
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// The control's area.
    pub area: String,
    /// Why the control exists.
    pub why: String,
    /// What it came to.
    #[serde(deserialize_with = "word")]
    pub outcome: Outcome,
    /// The word that a check reported.
    #[serde(deserialize_with = "maybe_word")]
    pub reported: Option<Reported>,
    /// How grave it is.
    #[serde(deserialize_with = "word")]
    pub severity: Severity,
    /// Whether it gated.
    #[serde(deserialize_with = "word")]
    pub enforcement: Enforcement,
    /// Why enforcement was not what the pack says.
    pub enforcement_note: Option<String>,
    /// Whom it was asked about.
    #[serde(deserialize_with = "entity")]
    pub principal: EntityId,
    /// What it was asked of.
    #[serde(deserialize_with = "entity")]
    pub entity: EntityId,
    /// Recognises it in other runs: 64 hexadecimal digits.
    pub fingerprint: String,
    /// What happened.
    pub message: String,
    /// The clauses with their values.
    pub clauses: Vec<RecordedClause>,
    /// How they are joined; none: there are none, or the record is of a version that did not say.
    #[serde(default, deserialize_with = "logic")]
    pub logic: Option<Joined>,
    /// What helped had to be worth at least this; none: the record does not say.
    pub minimum: Option<RecordedMinimum>,
    /// Facts that would have to be known.
    pub missing: Vec<RecordedMissing>,
    /// The smallest changes that would satisfy the control.
    pub remedy: Vec<String>,
    /// The pack's general advice.
    pub remediation: String,
    /// What the outcome rests on.
    pub evidence: Vec<RecordedEvidence>,
    /// What the control cites.
    pub cites: Vec<RecordedCitation>,
    /// Whether it kept the gate shut.
    pub gates: bool,
    /// Whether the control may be excepted.
    pub waivable: bool,
    /// The decision that took effect on it.
    pub decision: Option<RecordedDecision>,
    /// Whether an earlier run had it too.
    pub absorbed: bool,
    /// SHA-256 over what the outcome rests on: 64 hexadecimal digits.
    pub evidence_sha256: String,
}

/// The least worth that a control asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedMinimum {
    /// In substance.
    #[serde(deserialize_with = "word")]
    pub strength: Strength,
    /// Who stands behind it.
    #[serde(deserialize_with = "word")]
    pub backing: Backing,
}

/// One clause and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedClause {
    /// Which part of the control.
    #[serde(deserialize_with = "word")]
    pub role: ClauseRole,
    /// The clause as Cedar text.
    pub text: String,
    /// What it came to.
    #[serde(deserialize_with = "word")]
    pub truth: Truth,
    /// What it would have to come to.
    pub wanted: bool,
    /// Whether the outcome hangs on it.
    pub decisive: bool,
    /// The values that it read.
    pub values: Vec<RecordedValue>,
}

placed! {
    /// A value that a clause read, and where.
    struct RecordedValue {
        /// The attribute, or the tag of an answer.
        pub attribute: String,
        /// The value in the vocabulary's form.
        pub value: String,
        /// Whether it is worth less than the control asks for.
        pub below_minimum: bool,
    }

    /// A document or a value that an outcome rests on.
    struct RecordedEvidence {
        /// The attribute, or the tag of an answer.
        pub attribute: Option<String>,
        /// The value; empty where the evidence is the whole document.
        pub value: String,
    }

    /// One evaluation, with what decides whether another can be compared with it.
    struct RecordedEvaluation {
        /// The evaluation.
        #[serde(deserialize_with = "entity")]
        pub entity: EntityId,
        /// Whose it is.
        #[serde(deserialize_with = "entities")]
        pub of: Vec<EntityId>,
        /// What was measured.
        pub metric: Option<String>,
        /// The value.
        pub value: Option<String>,
        /// Its unit.
        pub unit: Option<String>,
        /// The dataset.
        pub dataset: Option<String>,
        /// The part of it.
        pub split: Option<String>,
        /// The group that the value is about.
        pub slice: Option<String>,
        /// The task.
        pub task: Option<String>,
        /// Who or what scored.
        pub judge: Option<String>,
        /// How many samples.
        pub samples: Option<i64>,
        /// Whether samples were left out.
        pub partial: Option<bool>,
        /// Lower bound of the confidence interval.
        pub confidence_lower: Option<String>,
        /// Upper bound.
        pub confidence_upper: Option<String>,
        /// Which of these are stated with several values, so that none is given.
        pub contradictory: Vec<String>,
    }

    /// Where a value stands.
    struct RecordedPlace {}

    /// A date that a document states.
    struct RecordedDate {
        /// Of whom or what.
        #[serde(deserialize_with = "entity")]
        pub entity: EntityId,
        /// The attribute.
        pub attribute: String,
        /// The date.
        #[serde(deserialize_with = "date")]
        pub date: civil::Date,
    }

    /// One entry of a check's read log.
    struct RecordedRead {
        /// For a fact: whose.
        pub entity: Option<String>,
        /// For a fact: which.
        pub attribute: Option<String>,
        /// SHA-256 of the answer; none: there is nothing.
        pub value_sha256: Option<String>,
        /// Whether a finding cites it.
        pub cited: bool,
    }
}

/// A fact that would have to be known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedMissing {
    /// The attribute, or the tag of an answer.
    pub attribute: String,
    /// For a set of fixed words: the missing word.
    pub word: Option<String>,
    /// What to ask for.
    pub label: String,
    /// The document that would usually hold it.
    pub home: String,
    /// Why what there is does not count.
    pub note: String,
    /// Whether the first remedy does without it.
    pub alternative: bool,
}

/// What a control cites.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCitation {
    /// The id in the pack's register.
    pub id: String,
    /// Instrument and locator.
    pub title: String,
    /// Its status as of the run's date.
    pub status: String,
}

/// A control that was not asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedOutOfScope {
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// Different values of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedContradiction {
    /// Whose.
    #[serde(deserialize_with = "entity")]
    pub entity: EntityId,
    /// The attribute, or the tag of an answer.
    pub attribute: String,
    /// How the values were compared.
    pub compared: String,
    /// The values.
    pub values: Vec<RecordedStated>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedStated {
    /// The value.
    pub value: String,
    /// The value as it is written.
    pub text: String,
    /// Whether it settles the matter.
    pub settles: bool,
    /// Where it stands.
    pub places: Vec<RecordedPlace>,
}

/// A check that a plugin made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCheck {
    /// The pack that asked for it.
    pub pack: String,
    /// `plugin/check`.
    pub check: String,
    /// The check's title.
    pub title: String,
    /// Version of the plugin.
    pub version: String,
    /// SHA-256 of the component.
    pub sha256: String,
    /// Whom it was made about.
    #[serde(deserialize_with = "entity")]
    pub principal: EntityId,
    /// Its configuration, a JSON object as text.
    pub config: String,
    /// What ran it.
    pub runtime: String,
    /// WebAssembly operators that it used.
    pub fuel: u64,
    /// How many it might have used.
    pub fuel_limit: u64,
    /// What it found.
    pub findings: Vec<RecordedReport>,
    /// What it read.
    pub reads: Vec<RecordedRead>,
    /// What it logged.
    pub log: Vec<RecordedLine>,
    /// Lines that were dropped.
    pub log_dropped: u64,
}

/// One finding of a check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedReport {
    /// `plugin/check#KEY`.
    pub entity: String,
    /// Whom it is about.
    #[serde(deserialize_with = "entity")]
    pub about: EntityId,
    /// The word.
    #[serde(deserialize_with = "word")]
    pub reported: Reported,
    /// How grave it is.
    #[serde(deserialize_with = "word")]
    pub severity: Severity,
    /// What the check says.
    pub message: String,
    /// What would put it right.
    pub remediation: String,
    /// Indexes into the reads, with what each shows.
    pub evidence: Vec<(usize, String)>,
    /// Named values.
    pub attributes: BTreeMap<String, String>,
}

/// A line of a plugin's log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedLine {
    /// How much it matters.
    pub level: String,
    /// The line.
    pub message: String,
}

/// A document of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDocument {
    /// Path inside the dossier.
    pub path: String,
    /// The format that read it.
    pub format: String,
    /// Media type.
    pub media_type: String,
    /// Version of the format.
    pub version: Option<String>,
    /// SHA-256.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What its facts are worth in substance.
    #[serde(deserialize_with = "word")]
    pub strength: Strength,
    /// Who stands behind it.
    #[serde(deserialize_with = "word")]
    pub backing: Backing,
    /// How it was read.
    #[serde(deserialize_with = "word")]
    pub status: Status,
    /// What is wrong or was not read.
    pub remarks: Vec<String>,
    /// Facts that it gave.
    pub facts: u64,
}

/// A signed statement and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedStatement {
    /// The document that holds it.
    pub document: String,
    /// Where it stands there.
    pub pointer: String,
    /// The predicate type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What became of the signature.
    #[serde(deserialize_with = "word")]
    pub standing: trust::Standing,
    /// The party that stands behind it.
    pub party: Option<String>,
    /// What the party is.
    #[serde(deserialize_with = "maybe_word")]
    pub role: Option<trust::Role>,
    /// Why.
    pub reason: String,
    /// What the statement comes to.
    pub result: Option<String>,
    /// What the party's word is worth.
    #[serde(deserialize_with = "word")]
    pub backing: Backing,
    /// The files that it stands behind.
    pub covers: Vec<String>,
    /// What it names and does not stand behind.
    pub remarks: Vec<String>,
}

/// Weights or another binary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedArtifact {
    /// Path inside the dossier.
    pub path: String,
    /// What it is.
    pub kind: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether loading it can run code.
    pub can_run_code: bool,
}

/// A file that was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedReason {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// What a file says that it is, before anything else of it is believed.
#[derive(Deserialize)]
struct Head {
    schema: Option<serde_json::Value>,
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// The file is too large, not JSON, of another schema, or not what the schema describes; or it
    /// contradicts itself.
    pub fn parse(source: &SourceFile) -> Result<Self, Problems> {
        if source.bytes().len() as u64 > MAX_BYTES {
            let message = format!("the record is larger than {MAX_BYTES} bytes");
            return Err(Problem::file(source.path(), message)
                .help("check fewer dossiers in one run")
                .into());
        }
        let text = source.text().map_err(|error| {
            let at = Span::new(error.offset(), error.offset());
            Problem::at(source, at, error.to_string()).help(HOW)
        })?;
        // A list could stand for a struct otherwise.
        let no_record = || {
            let message = "this is no record of a run: it names no schema";
            Problem::file(source.path(), message).help(HOW)
        };
        if !text.trim_start().starts_with('{') {
            return Err(no_record().into());
        }
        let head: Head = serde_json::from_str(text).map_err(|error| at(source, text, &error))?;
        match head.schema {
            Some(serde_json::Value::String(schema)) if schema == SCHEMA => {}
            Some(serde_json::Value::String(schema)) => {
                let schema: String = schema.chars().take(80).collect();
                return Err(Problem::file(
                    source.path(),
                    format!("`{schema}` is not known to this version"),
                )
                .help(format!("this version reads `{SCHEMA}`; {HOW}"))
                .into());
            }
            _ => return Err(no_record().into()),
        }
        let run: RecordedRun =
            serde_json::from_str(text).map_err(|error| at(source, text, &error))?;
        if let Some(wrong) = contradiction(&run) {
            return Err(Problem::file(source.path(), wrong)
                .help(format!("the record was altered; {HOW}"))
                .into());
        }
        Ok(Self {
            path: source.path().to_owned(),
            sha256: source.sha256().to_owned(),
            run,
        })
    }
}

/// What is wrong, at its place.
fn at(source: &SourceFile, text: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let message = match message.rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => message,
    };
    let before = text.split_inclusive('\n').take(error.line().max(1) - 1);
    let line: usize = before.map(str::len).sum();
    let offset = source.bom() + line + error.column().max(1) - 1;
    Problem::at(source, Span::new(offset, offset + 1), message).help(HOW)
}

/// What a record says twice and not the same.
fn contradiction(run: &RecordedRun) -> Option<String> {
    if run.exit_code != run.verdict.exit_code() {
        return Some("its exit code is not that of its verdict".to_owned());
    }
    let worst = run.dossiers.iter().map(|it| it.verdict).max();
    if worst.unwrap_or(Verdict::Insufficient) != run.verdict {
        return Some("its verdict is not the worst of its dossiers".to_owned());
    }
    run.dossiers.iter().find_map(|dossier| {
        let of = |wrong: &str| Some(format!("{}: {wrong}", dossier.path));
        if dossier.exit_code != dossier.verdict.exit_code() {
            return of("the exit code is not that of the verdict");
        }
        let count = |outcome| {
            let findings = dossier.findings.iter();
            findings.filter(|it| it.outcome == outcome).count()
        };
        let counts = Counts {
            fail: count(Outcome::Fail),
            error: count(Outcome::Error),
            insufficient: count(Outcome::Insufficient),
            pass: count(Outcome::Pass),
            not_applicable: count(Outcome::NotApplicable),
        };
        if counts != dossier.counts {
            return of("the counts are not those of the findings");
        }
        let count = |kind: DecisionKind| {
            let findings = dossier.findings.iter();
            let decided = findings.filter_map(|it| it.decision.as_ref());
            decided.filter(|it| it.kind == kind).count()
        };
        let marked = Marked {
            excepted: count(DecisionKind::Exception),
            conditioned: count(DecisionKind::Condition),
            reviewed: count(DecisionKind::Reviewed),
            absorbed: dossier.findings.iter().filter(|it| it.absorbed).count(),
        };
        if marked != dossier.marked {
            return of("the numbers of decided findings are not those of the findings");
        }
        let truth = |finding: &RecordedFinding, logic: &Logic| {
            logic.evaluate(&|index| {
                finding
                    .clauses
                    .get(index)
                    .map_or(Truth::Unknown, |it| it.truth)
            })
        };
        // A finding that passes or does not apply is what its own clauses come to.
        let unlike = dossier.findings.iter().find(|finding| {
            finding.logic.as_ref().is_some_and(|joined| {
                let applies = truth(finding, &joined.applies);
                match (finding.outcome, &joined.satisfies) {
                    (Outcome::NotApplicable, _) => {
                        finding.reported.is_none() && applies != Truth::False
                    }
                    (Outcome::Pass, Some(it)) => truth(finding, it) != Truth::True,
                    (Outcome::Pass, None) => applies != Truth::False,
                    _ => false,
                }
            })
        });
        if let Some(unlike) = unlike {
            return of(&format!(
                "the clauses of a finding of {} do not come to its outcome",
                unlike.control
            ));
        }
        let hex = |text: &str| {
            let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            text.len() == 64 && text.bytes().all(digit)
        };
        let bad = dossier
            .findings
            .iter()
            .find(|it| !hex(&it.fingerprint) || !hex(&it.evidence_sha256))?;
        of(&format!(
            "a finding of {} has no fingerprint and digest of 64 hexadecimal digits",
            bad.control
        ))
    })
}

#[cfg(test)]
mod tests;
