//! One invocation's complete result: what every output is made from.

use std::collections::BTreeMap;

use crate::check::CheckRun;
use crate::decision::Ruling;
use crate::fact::{Backing, EntityId, FactSet, Strength};
use crate::finding::{BUILT_IN, DecisionKind, Enforcement, Finding, Outcome};
use crate::source::{Artifact, Refused, SourceFile, Unread};
use crate::trust::Attested;

/// The answer for one dossier, or for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every mandatory control that applies is satisfied.
    Pass,
    /// A pass that rests on open conditions.
    Conditional,
    /// Evidence is missing, or nothing applied.
    Insufficient,
    /// Something could not be evaluated.
    Error,
    /// A mandatory control is not satisfied.
    Fail,
}

impl Verdict {
    /// All verdicts, best first.
    pub const ALL: &'static [Self] = &[
        Self::Pass,
        Self::Conditional,
        Self::Insufficient,
        Self::Error,
        Self::Fail,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Conditional => "conditional",
            Self::Insufficient => "insufficient",
            Self::Error => "error",
            Self::Fail => "fail",
        }
    }

    /// The process exit code, the same for every output. 2 is for bad usage, configuration or pack.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass | Self::Conditional => 0,
            Self::Fail => 1,
            Self::Insufficient => 3,
            Self::Error => 4,
        }
    }

    /// The worst verdict of dossiers; without one, insufficient.
    pub fn over_all(dossiers: &[DossierResult]) -> Self {
        let verdicts = dossiers.iter().map(|dossier| dossier.verdict);
        verdicts.max().unwrap_or(Self::Insufficient)
    }

    /// The verdict over findings: of mandatory controls, the worst that no exception, no open
    /// condition and no earlier run keeps from gating; without one that passes or does worse,
    /// insufficient, since nothing was shown.
    pub fn over<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mandatory: Vec<&Finding> = findings
            .into_iter()
            .filter(|finding| finding.enforcement == Enforcement::Mandatory)
            .collect();
        let gating = mandatory.iter().filter(|finding| finding.gates());
        let outcomes: Vec<Outcome> = gating.map(|finding| finding.outcome).collect();
        let conditional = mandatory.iter().any(|finding| {
            finding
                .excused()
                .is_some_and(|it| it.kind == DecisionKind::Condition)
        });
        // That documents can be read shows nothing: some control of a pack must have passed.
        let applied = mandatory.iter().any(|finding| {
            finding.outcome == Outcome::Pass && !BUILT_IN.contains(&finding.control.as_str())
        });
        if outcomes.contains(&Outcome::Fail) {
            Self::Fail
        } else if outcomes.contains(&Outcome::Error) {
            Self::Error
        } else if outcomes.contains(&Outcome::Insufficient) || !applied {
            Self::Insufficient
        } else if conditional {
            Self::Conditional
        } else {
            Self::Pass
        }
    }
}

/// A pack as it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRef {
    /// The pack's id.
    pub id: String,
    /// The pack's version.
    pub version: String,
    /// The pack's title.
    pub title: String,
    /// SHA-256 over the pack's files.
    pub sha256: String,
    /// Number of controls, built-in ones included.
    pub controls: usize,
}

/// A trust policy as it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustRef {
    /// The file, as the user named it.
    pub path: String,
    /// SHA-256 over the policy and the files that it names.
    pub sha256: String,
    /// Number of parties.
    pub parties: usize,
}

/// A file of decisions as it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionsRef {
    /// The file, as the user named it.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Number of decisions in it.
    pub decisions: usize,
    /// How many of them are about a subject that is not in this run.
    pub elsewhere: usize,
    /// Who signed it, where the trust policy asks for a signature and there is a valid one.
    pub signed_by: Vec<String>,
    /// Why none of them counts: `--no-decisions`, no valid signature.
    pub unused: Option<String>,
}

/// An earlier run that what was there already is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinceRef {
    /// The file, as the user named it.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The review date of that run.
    pub as_of: String,
}

/// What an earlier run has to do with a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Since {
    /// Findings that would gate and do not, because that run had them.
    pub absorbed: usize,
    /// Findings that gated then and do not any more, in that run's order.
    pub gone: Vec<Gone>,
    /// What is different between the two runs, each in a sentence.
    pub remarks: Vec<String>,
}

/// A finding of an earlier run that is open no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The control's id.
    pub control: String,
    /// What it was asked of.
    pub entity: EntityId,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// What it came to then.
    pub was: Outcome,
    /// What it comes to now; none: it is not asked any more.
    pub now: Option<Outcome>,
}

/// How a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Whole.
    Read,
    /// In part: the record's remarks say what was not read.
    Partial,
    /// Claimed by a format, but not to be read as one.
    Broken,
}

impl Status {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Read, Self::Partial, Self::Broken];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Partial => "partial",
            Self::Broken => "broken",
        }
    }
}

/// One document of a dossier and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Path inside the dossier.
    pub path: String,
    /// Format id; `opaque` for evidence of the review file.
    pub format: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// Version of the format, where the document gives one.
    pub version: Option<String>,
    /// SHA-256.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What its facts are worth in substance.
    pub strength: Strength,
    /// Who stands behind it.
    pub backing: Backing,
    /// How it was read.
    pub status: Status,
    /// What is wrong or was not read, each with `line:column`.
    pub remarks: Vec<String>,
    /// Facts that it gave, tied or not.
    pub facts: usize,
}

/// A control that was not asked, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutOfScope {
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// Why: the review has no vendor, the action is another.
    pub reason: String,
}

/// One dossier, judged.
#[derive(Debug, Clone)]
pub struct DossierResult {
    /// The path as it was given.
    pub path: String,
    /// The folder from which the paths of documents go, as the path that was given leads to it: of
    /// a single file, the folder that it lies in.
    pub root: String,
    /// The review file, as it was named.
    pub review: Option<String>,
    /// What is reviewed.
    pub subject: EntityId,
    /// The other principals: its vendor, and what the review file maps.
    pub principals: Vec<EntityId>,
    /// What the review is for.
    pub action: String,
    /// The risk tier.
    pub risk_tier: String,
    /// Who set the scope; none without a review file, or while it names nobody.
    pub reviewer: Option<String>,
    /// What was inferred or assumed because nobody said it, each a sentence.
    pub assumed: Vec<String>,
    /// The documents, by path.
    pub documents: Vec<DocumentRecord>,
    /// Weights and other binaries, by path.
    pub artifacts: Vec<Artifact>,
    /// Files that were not read, by path.
    pub unread: Vec<Unread>,
    /// Files that could not be looked at, by path.
    pub refused: Vec<Refused>,
    /// What the documents say.
    pub facts: FactSet,
    /// The findings: failing, errors, insufficient, passing, not applicable; each by severity,
    /// control and entity.
    pub findings: Vec<Finding>,
    /// Controls that were not asked.
    pub out_of_scope: Vec<OutOfScope>,
    /// The checks that plugins made, by pack, check and principal.
    pub checks: Vec<CheckRun>,
    /// What the signed statements come to, by document and place; nothing without a trust policy.
    pub attested: Vec<Attested>,
    /// What became of the decisions about this subject, in the order of their file.
    pub decisions: Vec<Ruling>,
    /// What the run that `--since` names has to do with it.
    pub since: Option<Since>,
    /// The answer.
    pub verdict: Verdict,
    /// The documents' bytes, for excerpts where those may be shown.
    pub sources: BTreeMap<String, SourceFile>,
}

impl DossierResult {
    /// How many findings came to each outcome, in the order of [`Outcome::ALL`].
    pub fn counts(&self) -> Vec<(Outcome, usize)> {
        Outcome::ALL
            .iter()
            .map(|outcome| {
                let count = self
                    .findings
                    .iter()
                    .filter(|finding| finding.outcome == *outcome)
                    .count();
                (*outcome, count)
            })
            .collect()
    }
}

/// The whole invocation.
#[derive(Debug, Clone)]
pub struct Run {
    /// Engine version.
    pub engine: String,
    /// The review date, `YYYY-MM-DD`.
    pub as_of: String,
    /// The packs, in the order in which they were given.
    pub packs: Vec<PackRef>,
    /// The trust policy, where one was given.
    pub trust: Option<TrustRef>,
    /// The file of decisions, where one was given.
    pub decisions: Option<DecisionsRef>,
    /// The run that `--since` names.
    pub since: Option<SinceRef>,
    /// What `--enforce` was, where it was not `pack`.
    pub enforce: Option<String>,
    /// The limits of reading that are not the defaults: name, value.
    pub limits: Vec<(&'static str, u64)>,
    /// The dossiers, in the order in which they were given.
    pub dossiers: Vec<DossierResult>,
    /// The command line that makes the same run again.
    pub rerun: String,
}

impl Run {
    /// The worst verdict of all dossiers; without a dossier, insufficient.
    pub fn verdict(&self) -> Verdict {
        Verdict::over_all(&self.dossiers)
    }
}
