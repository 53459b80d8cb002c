//! What people decided about findings: exceptions, conditions, reviews (`decisions.toml`). The file
//! is the buyer's. It is named by whoever runs the command and never found in a dossier.
//!
//! A decision takes effect on exactly one finding, and only while it is the finding that it was made
//! on: what has expired, what was made on other evidence, what fits several findings or an error has
//! no effect and is said so ([`Standing`]). Nothing here changes an outcome.

use jiff::civil;

use crate::fact::EntityId;
use crate::finding::{Decided, DecisionKind, Finding, Reported};
use crate::problem::Problems;
use crate::source::SourceFile;

mod block;
mod file;
mod ruling;

pub use block::{Draft, Refusal, draft};
pub use ruling::{Asked, Ruling, Standing, rule};

/// Most decisions in a file.
pub const MOST: usize = 10_000;

/// A file of decisions, checked.
#[derive(Debug, Clone)]
pub struct Decisions {
    /// The file's name in messages.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The decisions, in the order of the file.
    pub entries: Vec<Decision>,
    /// Why none of them counts: the trust policy asks for a signature, and there is no valid one.
    pub refused: Option<String>,
    /// The parties of the trust policy that signed the file, by their index.
    pub signers: Vec<usize>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What it is.
    pub kind: DecisionKind,
    /// Whose review it is about.
    pub subject: EntityId,
    /// The fingerprint of the finding.
    pub finding: Option<String>,
    /// The control.
    pub control: Option<String>,
    /// What the control was asked of.
    pub entity: Option<EntityId>,
    /// Whom the control was asked about.
    pub principal: Option<EntityId>,
    /// Why.
    pub reason: String,
    /// Who has to act on it.
    pub owner: String,
    /// Who is answerable for it.
    pub approver: String,
    /// When it was made.
    pub decided: civil::Date,
    /// The last day on which it counts: the expiry, or the due date of a condition.
    pub until: Option<civil::Date>,
    /// What a person says that a check comes to: pass or fail.
    pub outcome: Option<Reported>,
    /// The digest of the evidence that it was made on.
    pub evidence: String,
    /// Where it stands: `decisions.toml:12`.
    pub place: String,
    /// 1-based line.
    pub line: usize,
}

impl Decisions {
    /// Reads a file of decisions.
    ///
    /// # Errors
    /// Every problem at its place.
    pub fn parse(source: &SourceFile) -> Result<Self, Problems> {
        file::parse(source)
    }
}

impl Decision {
    /// Whether it means this finding: everything that it names is the finding's.
    pub fn fits(&self, finding: &Finding) -> bool {
        let same = |own: &Option<EntityId>, theirs: &EntityId| {
            own.as_ref().is_none_or(|own| own == theirs)
        };
        self.finding
            .as_ref()
            .is_none_or(|it| *it == finding.fingerprint)
            && self
                .control
                .as_ref()
                .is_none_or(|it| *it == finding.control)
            && same(&self.entity, &finding.entity)
            && same(&self.principal, &finding.principal)
    }

    /// What it means, for people and for recognising it again.
    pub fn means(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.control.clone());
        parts.extend(self.entity.as_ref().map(|it| format!("of {}", called(it))));
        let principal = self.principal.as_ref();
        parts.extend(principal.map(|it| format!("about {}", called(it))));
        if let Some(finding) = &self.finding {
            let digits: String = finding.chars().take(12).collect();
            parts.push(match parts.is_empty() {
                true => format!("finding {digits}"),
                false => format!("(finding {digits})"),
            });
        }
        parts.join(" ")
    }

    /// What a finding carries of it.
    fn carried(&self) -> Decided {
        Decided {
            kind: self.kind,
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            approver: self.approver.clone(),
            decided: self.decided,
            until: self.until,
            place: self.place.clone(),
        }
    }
}

/// An entity as people read it, not cleaned.
fn called(entity: &EntityId) -> String {
    format!("{} {}", entity.kind.name().to_lowercase(), entity.name)
}

#[cfg(test)]
mod tests;
