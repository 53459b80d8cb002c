//! What the checks of plugins reported, and what they read to come to it: data only. Made by
//! [`crate::plugin`], weighed by [`crate::evaluate`], shown by [`crate::report`].

use crate::fact::{EntityId, EntityKind, Origin, Worth};
use crate::finding::{Reported, Severity};

/// Something that a finding of a check rests on: an entry of the run's read log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cited {
    /// Index into [`CheckRun::reads`].
    pub read: usize,
    /// What it shows; may be empty.
    pub note: String,
}

/// One finding of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFinding {
    /// `Finding::"plugin/check#KEY"`, unique in a dossier.
    pub entity: EntityId,
    /// Whom it is about: the principal of the run, or something tied to it.
    pub about: EntityId,
    /// The word.
    pub reported: Reported,
    /// What a reviewer says in its place, where the check needs a person and one has decided: pass
    /// or fail.
    pub reviewed: Option<Reported>,
    /// How grave it is if it did not pass.
    pub severity: Severity,
    /// What the check says, with values.
    pub message: String,
    /// What would put it right; may be empty.
    pub remediation: String,
    /// What it rests on.
    pub evidence: Vec<Cited>,
    /// Named values; policies see them as tags. Names are unique.
    pub attributes: Vec<(String, String)>,
    /// The least of what it cites; its strength is `recomputed` if the manifest says that the
    /// check recomputes and it cites something that is there.
    pub worth: Worth,
}

/// One entry of a run's read log. What is not there is an entry too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Where it stands, or would stand.
    pub origin: Origin,
    /// For a fact of the vocabulary: whose, and which.
    pub fact: Option<(EntityId, String)>,
    /// SHA-256 of the answer's text; none: there is nothing.
    pub value_sha256: Option<String>,
    /// What the document is worth.
    pub worth: Worth,
    /// Whether a finding cites it.
    pub cited: bool,
}

/// How much a line of a plugin's log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For the author.
    Debug,
    /// Worth knowing.
    Info,
    /// Odd.
    Warn,
    /// Wrong.
    Error,
}

impl Level {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// One check, made about one principal. It has at least one finding: where the check gave none, or
/// could not be made, the host's own, which is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRun {
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
    pub principal: EntityId,
    /// Its configuration, a JSON object.
    pub config: String,
    /// What ran it; fuel is the same only within one line of it.
    pub runtime: &'static str,
    /// WebAssembly operators that it used, as the runtime counts them.
    pub fuel: u64,
    /// How many it might have used.
    pub fuel_limit: u64,
    /// What it found, in the plugin's order.
    pub findings: Vec<CheckFinding>,
    /// What it read, in order.
    pub reads: Vec<Read>,
    /// What it logged, in order.
    pub log: Vec<(Level, String)>,
    /// Lines beyond the host's bound, which were dropped.
    pub log_dropped: usize,
}

impl CheckRun {
    /// The check that a finding's entity belongs to: `plugin/check` of `plugin/check#KEY`.
    pub fn check_of(entity: &EntityId) -> Option<&str> {
        (entity.kind == EntityKind::Finding)
            .then(|| entity.name.split('#').next())
            .flatten()
    }

    /// The places that a finding cites, with the notes, in order.
    pub fn cited<'a>(
        &'a self,
        finding: &'a CheckFinding,
    ) -> impl Iterator<Item = (&'a Read, &'a str)> {
        finding
            .evidence
            .iter()
            .filter_map(|cited| Some((self.reads.get(cited.read)?, cited.note.as_str())))
    }
}
