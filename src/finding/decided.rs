//! What a person decided about a finding, as the finding carries it; and the digest of the evidence
//! by which a decision knows that what it was made on has changed.

use std::collections::BTreeSet;

use jiff::civil;

use super::{Enforcement, Finding, Outcome, Reported};
use crate::source::sha256_hex;

/// What a decision is (DESIGN.md, "decision").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionKind {
    /// A waiver: it is known, and accepted for a time.
    Exception,
    /// An approval under the condition that it is met by a date.
    Condition,
    /// A person looked at what a check could not tell, and says what it comes to.
    Reviewed,
}

impl DecisionKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[Self::Exception, Self::Condition, Self::Reviewed];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exception => "exception",
            Self::Condition => "condition",
            Self::Reviewed => "reviewed",
        }
    }
}

/// A decision that takes effect on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What it is.
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// Who has to act on it.
    pub owner: String,
    /// Who is answerable for it.
    pub approver: String,
    /// When it was made.
    pub decided: civil::Date,
    /// The last day on which it counts: an exception's expiry, a condition's due date.
    pub until: Option<civil::Date>,
    /// Where it stands: `decisions.toml:12`.
    pub place: String,
}

impl Finding {
    /// Whether something is left to do about it.
    pub fn is_open(&self) -> bool {
        !matches!(self.outcome, Outcome::Pass | Outcome::NotApplicable)
    }

    /// Whether it would decide the verdict, were there no decisions and no earlier run.
    pub fn gates_bare(&self) -> bool {
        self.enforcement == Enforcement::Mandatory && self.is_open()
    }

    /// The exception or condition that keeps it from gating. What could not be evaluated is never
    /// excepted or conditioned, whatever the finding carries.
    pub fn excused(&self) -> Option<&Decided> {
        let can = matches!(self.outcome, Outcome::Fail | Outcome::Insufficient);
        self.decided
            .as_ref()
            .filter(|it| can && it.kind != DecisionKind::Reviewed)
    }

    /// Whether it was there in the run that `--since` names, and is no worse now.
    pub fn is_absorbed(&self) -> bool {
        self.absorbed && matches!(self.outcome, Outcome::Fail | Outcome::Insufficient)
    }

    /// Whether it keeps the gate shut.
    pub fn gates(&self) -> bool {
        self.gates_bare() && self.excused().is_none() && !self.is_absorbed()
    }
}

/// SHA-256 over what a finding rests on: its outcome and, each once and in order, the texts that say
/// which values it read and what they are worth. No line, and no digest of a document of which only
/// a value counts, so that an unrelated change of a document outdates no decision.
pub fn evidence_digest(
    outcome: Outcome,
    reported: Option<Reported>,
    texts: &BTreeSet<String>,
) -> String {
    let mut all = format!("{outcome}\n{}\n", reported.map_or("", Reported::name));
    for text in texts {
        // Lengths, so that no text can pass for two.
        all.push_str(&format!("{} {text}\n", text.len()));
    }
    sha256_hex(all.as_bytes())
}
