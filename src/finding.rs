//! Findings: the outcome of one control on one entity, with everything that a reader needs to
//! believe it, act on it and recognise it again.

use std::fmt;

use crate::fact::{EntityId, Key, Origin, Worth};
use crate::source::sha256_hex;

mod decided;

pub use decided::{Decided, DecisionKind, evidence_digest};

/// What a control came to on an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Known to apply and known not to be satisfied.
    Fail,
    /// Could not be evaluated.
    Error,
    /// Evidence is missing.
    Insufficient,
    /// Known to be satisfied.
    Pass,
    /// Known not to apply.
    NotApplicable,
}

impl Outcome {
    /// All outcomes, in the order in which reports show them.
    pub const ALL: &'static [Self] = &[
        Self::Fail,
        Self::Error,
        Self::Insufficient,
        Self::Pass,
        Self::NotApplicable,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Insufficient => "insufficient",
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The outcome with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word that a check, or the host in its place, reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reported {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// What the check needs is not there.
    Insufficient,
    /// There is nothing of the kind to check.
    NotApplicable,
    /// A person must look.
    NeedsReview,
    /// The check could not be made, or broke a rule of the host.
    Error,
}

impl Reported {
    /// All words.
    pub const ALL: &'static [Self] = &[
        Self::Pass,
        Self::Fail,
        Self::Insufficient,
        Self::NotApplicable,
        Self::NeedsReview,
        Self::Error,
    ];

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Insufficient => "insufficient",
            Self::NotApplicable => "not-applicable",
            Self::NeedsReview => "needs-review",
            Self::Error => "error",
        }
    }

    /// The value of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// How grave it is when a control is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Little harm.
    Low,
    /// Some harm.
    Medium,
    /// Great harm.
    High,
    /// Nobody should accept it.
    Critical,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: &'static [Self] = &[
        Self::Info,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// Whether a control decides the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enforcement {
    /// It gates.
    Mandatory,
    /// It informs.
    Advisory,
}

impl Enforcement {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Mandatory, Self::Advisory];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Advisory => "advisory",
        }
    }
}

/// A truth value of Kleene's three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Known to be false.
    False,
    /// Not known.
    Unknown,
    /// Known to be true.
    True,
}

impl Truth {
    /// All values.
    pub const ALL: &'static [Self] = &[Self::False, Self::Unknown, Self::True];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Unknown => "unknown",
            Self::True => "true",
        }
    }
}

/// Which part of a control a clause belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClauseRole {
    /// `when`: where the control applies.
    Applies,
    /// `unless`: what satisfies it.
    Satisfies,
}

impl ClauseRole {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Applies, Self::Satisfies];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Applies => "applies",
            Self::Satisfies => "satisfies",
        }
    }
}

/// A value that a clause read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadValue {
    /// What was read.
    pub key: Key,
    /// The value in the vocabulary's form.
    pub value: String,
    /// Where it stands.
    pub origin: Origin,
    /// What it is worth.
    pub worth: Worth,
    /// Whether that is less than the control asks for, so that it cannot help.
    pub below_minimum: bool,
}

/// One clause (an atom of a control's condition) and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Which part of the control.
    pub role: ClauseRole,
    /// The clause as Cedar text.
    pub text: String,
    /// What it came to.
    pub truth: Truth,
    /// What it would have to come to: for a pass; for a clause under `when`, to decide whether the
    /// control applies.
    pub wanted: bool,
    /// Whether the outcome hangs on it: it did not come to what is wanted, and that is why the
    /// control is not satisfied.
    pub decisive: bool,
    /// The values that it read, with their places.
    pub values: Vec<ReadValue>,
}

/// How the clauses of a control are joined; a number is the place of a clause in the finding's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logic {
    /// `true` or `false`.
    Constant(bool),
    /// A clause.
    Clause(usize),
    /// `!`
    Not(Box<Logic>),
    /// `&&`
    And(Vec<Logic>),
    /// `||`
    Or(Vec<Logic>),
    /// `if … then … else …`: these three.
    If(Vec<Logic>),
}

impl Logic {
    /// The Kleene value, given those of the clauses; a clause that is not there is unknown.
    pub fn evaluate(&self, truths: &dyn Fn(usize) -> Truth) -> Truth {
        let negated = |truth| match truth {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        };
        match self {
            Self::Constant(true) => Truth::True,
            Self::Constant(false) => Truth::False,
            Self::Clause(index) => truths(*index),
            Self::Not(inner) => negated(inner.evaluate(truths)),
            Self::And(parts) => parts
                .iter()
                .map(|it| it.evaluate(truths))
                .min()
                .unwrap_or(Truth::True),
            Self::Or(parts) => parts
                .iter()
                .map(|it| it.evaluate(truths))
                .max()
                .unwrap_or(Truth::False),
            Self::If(parts) => {
                let mut values = parts.iter().map(|it| it.evaluate(truths));
                let (Some(condition), Some(then), Some(otherwise)) =
                    (values.next(), values.next(), values.next())
                else {
                    return Truth::Unknown;
                };
                match condition {
                    Truth::True => then,
                    Truth::False => otherwise,
                    Truth::Unknown if then == otherwise => then,
                    Truth::Unknown => Truth::Unknown,
                }
            }
        }
    }
}

/// How the clauses of a finding are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Where the control applies.
    pub applies: Logic,
    /// What satisfies it; none: a prohibition.
    pub satisfies: Option<Logic>,
}

/// One fact that a way to decide a finding asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ask {
    /// What is asked: the attribute (of an age, the date that it is made from) or an answer.
    pub key: Key,
    /// For a set of fixed words: the word.
    pub word: Option<String>,
    /// The value that is needed, in words; empty: any.
    pub wanted: String,
    /// Of a date: how many days ago it may be at most.
    pub most_days: Option<i64>,
    /// What is stated now with enough worth and would have to change, with its places; empty: nothing.
    pub now: String,
}

/// A fact that would have to be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What is missing.
    pub key: Key,
    /// For a set of fixed words: the missing word.
    pub word: Option<String>,
    /// What to ask for: "the training datasets (at least one)".
    pub label: String,
    /// The document that would usually hold it: "model card or ML-BOM".
    pub home: String,
    /// Why what there is does not count: hollow at a place, worth too little. Empty if there is
    /// nothing.
    pub note: String,
    /// Whether the first remedy does without it.
    pub alternative: bool,
}

/// A document or a value that the outcome rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Where.
    pub origin: Origin,
    /// What it is worth.
    pub worth: Worth,
    /// What was read there.
    pub key: Option<Key>,
    /// The value in the vocabulary's form; empty where the evidence is the whole document.
    pub value: String,
}

/// A source that a control cites.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citation {
    /// The id in the pack's register.
    pub id: String,
    /// Instrument and locator, for people.
    pub title: String,
    /// Its status as of the review date, with the date since when: "in force since 2025-08-02".
    pub status: String,
}

/// The outcome of one control on one entity. Made by [`crate::evaluate`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The control's id.
    pub control: String,
    /// The control's title: the sentence that holds when it passes.
    pub title: String,
    /// The control's area: `data`, `security`, …
    pub area: String,
    /// Why the control exists, from the comment above it; may be empty for built-in controls.
    pub why: String,
    /// How grave it is.
    pub severity: Severity,
    /// Whether it gates, in this run.
    pub enforcement: Enforcement,
    /// Why enforcement is not what the pack says: "advisory until 2027-12-02", "--enforce none".
    pub enforcement_note: Option<String>,
    /// What it came to.
    pub outcome: Outcome,
    /// Whom it was asked about.
    pub principal: EntityId,
    /// What it was asked of: the principal itself for a control over the dossier.
    pub entity: EntityId,
    /// Recognises the finding in later runs.
    pub fingerprint: String,
    /// What happened, in one or two sentences with values and places.
    pub message: String,
    /// The clauses with their values; for a contradictory attribute, those of the worst reading.
    pub clauses: Vec<Clause>,
    /// Facts that would have to be known.
    pub missing: Vec<Missing>,
    /// The smallest changes that would satisfy the control, alternatives, best first.
    pub remedy: Vec<String>,
    /// Of a finding without enough evidence: the sets of facts each of which would decide it, best
    /// first. Empty where no fact that anyone can state would.
    pub ways: Vec<Vec<Ask>>,
    /// How the clauses are joined; none for a control that has none.
    pub joined: Option<Joined>,
    /// What helps must be worth at least this.
    pub minimum: Worth,
    /// The pack's general advice.
    pub remediation: String,
    /// What the outcome rests on.
    pub evidence: Vec<Evidence>,
    /// What the control cites.
    pub citations: Vec<Citation>,
    /// For a control that weighs a check: the word that the check reported.
    pub reported: Option<Reported>,
    /// SHA-256 over what the outcome rests on ([`evidence_digest`]).
    pub evidence_sha256: String,
    /// Whether the control may be excepted (`@waivable`).
    pub waivable: bool,
    /// The decision that takes effect on it.
    pub decided: Option<Decided>,
    /// Whether the run that `--since` names had it too, no less bad.
    pub absorbed: bool,
}

impl Finding {
    /// Whether a person has to look: the check could not tell, and nobody has yet.
    pub fn needs_review(&self) -> bool {
        self.outcome == Outcome::Insufficient && self.reported == Some(Reported::NeedsReview)
    }
}

/// The controls that the program itself brings; a pack may set their enforcement.
pub const BUILT_IN: &[&str] = &[
    "PM-REVIEW",
    "PM-DOC-READ",
    "PM-DOC-DIGEST",
    "PM-DOC-CONFLICT",
    "PM-DECISION",
];

/// SHA-256 over what identifies a finding for years: control, subject, entity, and the names of the
/// failing clause's attributes. No line, digest or pack version (DESIGN.md, "finding").
pub fn fingerprint(
    control: &str,
    subject: &EntityId,
    entity: &EntityId,
    attributes: &[String],
) -> String {
    let mut names: Vec<&str> = attributes.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    // NUL cannot stand in any of the parts: names from documents are cleaned of controls.
    let text = format!("{control}\0{subject}\0{entity}\0{}", names.join("\0"));
    sha256_hex(text.as_bytes())
}
