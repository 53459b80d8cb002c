//! What becomes of decisions: which finding each means, and whether it takes effect on it.

use std::collections::BTreeMap;

use jiff::civil;

use super::Decision;
use crate::fact::EntityId;
use crate::finding::{Decided, DecisionKind, Finding, Outcome, Reported};
use crate::problem::nearest;

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It takes effect.
    Effective,
    /// No control of the packs has this id.
    UnknownControl,
    /// It means no finding of this review.
    Unused,
    /// It fits several findings.
    OverBroad,
    /// What it is about holds, or does not apply.
    Unneeded,
    /// The finding is an error, which nobody can accept.
    Error,
    /// The control may not be excepted.
    NotWaivable,
    /// The check does not ask for a person.
    NotForReview,
    /// It was made after the review date.
    Early,
    /// It has expired.
    Expired,
    /// The condition was not met in time.
    PastDue,
    /// It was made on other evidence.
    Outdated,
    /// An earlier decision says the same of the same finding.
    Duplicate,
    /// Another decision says something else of the same finding.
    Conflict,
}

/// Every standing: its word, what it says of a decision, and the next step.
const STANDINGS: &[(Standing, &str, &str, &str)] = &[
    (Standing::Effective, "effective", "takes effect", ""),
    (
        Standing::UnknownControl,
        "unknown-control",
        "names a control that no pack of this review has",
        "Correct the control's id, or take the decision out.",
    ),
    (
        Standing::Unused,
        "unused",
        "means no finding of this review",
        "Take the decision out, or write it anew with `passmuster decide`.",
    ),
    (
        Standing::OverBroad,
        "over-broad",
        "fits more than one finding, and so counts for none",
        "Write one decision for each finding; `passmuster decide` does.",
    ),
    (
        Standing::Unneeded,
        "unneeded",
        "is about something that is not open any more",
        "Take the decision out.",
    ),
    (
        Standing::Error,
        "error",
        "is about something that could not be checked, which can be neither excepted nor conditioned",
        "Put right what keeps the control from being checked.",
    ),
    (
        Standing::NotWaivable,
        "not-waivable",
        "is about a control that may not be excepted",
        "Meet the control, or ask the pack's authors.",
    ),
    (
        Standing::NotForReview,
        "not-for-review",
        "answers a question that nothing asks: only a check that reports `needs-review` can be answered",
        "Use an exception or a condition.",
    ),
    (
        Standing::Early,
        "early",
        "was made after the review date",
        "Run with a later `--as-of`, or correct the date.",
    ),
    (
        Standing::Expired,
        "expired",
        "has expired",
        "Decide again on today's evidence, or take it out.",
    ),
    (
        Standing::PastDue,
        "past-due",
        "was not met by its date",
        "Meet it, or decide again.",
    ),
    (
        Standing::Outdated,
        "outdated",
        "was made on other evidence than there is now",
        "Look at what has changed, and decide again.",
    ),
    (
        Standing::Duplicate,
        "duplicate",
        "says again what another decision says",
        "Keep one of them.",
    ),
    (
        Standing::Conflict,
        "conflict",
        "contradicts another decision about the same finding, and neither counts",
        "Keep one of them.",
    ),
];

impl Standing {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Effective,
        Self::UnknownControl,
        Self::Unused,
        Self::OverBroad,
        Self::Unneeded,
        Self::Error,
        Self::NotWaivable,
        Self::NotForReview,
        Self::Early,
        Self::Expired,
        Self::PastDue,
        Self::Outdated,
        Self::Duplicate,
        Self::Conflict,
    ];

    fn row(self) -> (&'static str, &'static str, &'static str) {
        STANDINGS
            .iter()
            .find(|it| it.0 == self)
            .map_or(("", "", ""), |it| (it.1, it.2, it.3))
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The next step; empty where there is none to take.
    pub fn help(self) -> &'static str {
        self.row().2
    }
}

/// A decision and what became of it in one review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    /// What became of it.
    pub standing: Standing,
    /// What there is to add, a clause; may be empty.
    pub detail: String,
    /// The finding that it takes effect on, by its index in what was asked.
    at: Option<usize>,
    /// The fingerprint of the one finding that it fits.
    pub finding: Option<String>,
    /// The control of that finding.
    pub control: Option<String>,
}

impl Ruling {
    /// Whether it takes effect.
    pub fn takes_effect(&self) -> bool {
        self.standing == Standing::Effective
    }

    /// What became of it, in a sentence with its place.
    pub fn sentence(&self) -> String {
        let decision = &self.decision;
        let (_, says, _) = self.standing.row();
        let detail = if self.detail.is_empty() {
            String::new()
        } else {
            format!(": {}", self.detail)
        };
        format!(
            "{}: the {} for {} {says}{detail}.",
            decision.place,
            decision.kind.name(),
            decision.means()
        )
    }

    /// The finding that it takes effect on, and what that finding then carries.
    pub fn effect<'a>(&self, findings: &'a mut [Finding]) -> Option<(&'a mut Finding, Decided)> {
        let finding = findings.get_mut(self.at?)?;
        Some((finding, self.decision.carried()))
    }
}

/// What is asked of decisions.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What is reviewed: decisions about anybody else are not asked.
    pub subject: &'a EntityId,
    /// The review date.
    pub as_of: civil::Date,
    /// The ids of all controls that there are.
    pub controls: &'a [String],
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asked({}, {})", self.subject, self.as_of)
    }
}

/// What becomes of each decision about a subject. Changes nothing: [`Ruling::effect`] does.
pub fn rule<'d>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    findings: &[Finding],
    asked: Asked<'_>,
) -> Vec<Ruling> {
    let mut rulings: Vec<Ruling> = decisions
        .into_iter()
        .filter(|it| it.subject == *asked.subject)
        .map(|it| one(it, findings, asked))
        .collect();
    compare(&mut rulings);
    rulings
}

fn one(decision: &Decision, findings: &[Finding], asked: Asked<'_>) -> Ruling {
    let fitting: Vec<(usize, &Finding)> = findings
        .iter()
        .enumerate()
        .filter(|(_, it)| decision.fits(it))
        .collect();
    let (standing, detail, only) = match fitting.as_slice() {
        [(at, only)] => {
            let (standing, detail) = about(decision, only, asked.as_of);
            (standing, detail, Some((*at, *only)))
        }
        [] => {
            let (standing, detail) = missing(decision, asked);
            (standing, detail, None)
        }
        many => (Standing::OverBroad, format!("it fits {}", many.len()), None),
    };
    Ruling {
        decision: decision.clone(),
        standing,
        detail,
        at: only
            .filter(|_| standing == Standing::Effective)
            .map(|it| it.0),
        finding: only.map(|it| it.1.fingerprint.clone()),
        control: only.map(|it| it.1.control.clone()),
    }
}

fn missing(decision: &Decision, asked: Asked<'_>) -> (Standing, String) {
    let Some(control) = &decision.control else {
        return (Standing::Unused, String::new());
    };
    if asked.controls.contains(control) {
        return (Standing::Unused, String::new());
    }
    let near = nearest(control, asked.controls.iter().map(String::as_str));
    let detail = near.map_or(String::new(), |near| format!("did you mean {near}?"));
    (
        Standing::UnknownControl,
        detail.trim_end_matches('?').to_owned(),
    )
}

/// What becomes of a decision that fits one finding. The order is that of what to say first; all
/// but the last come to the same.
fn about(decision: &Decision, finding: &Finding, as_of: civil::Date) -> (Standing, String) {
    let plain = |standing| (standing, String::new());
    match finding.outcome {
        Outcome::Pass => return (Standing::Unneeded, "it holds".to_owned()),
        Outcome::NotApplicable => return (Standing::Unneeded, "it does not apply".to_owned()),
        Outcome::Error => return plain(Standing::Error),
        Outcome::Fail | Outcome::Insufficient => {}
    }
    match decision.kind {
        DecisionKind::Reviewed if !finding.needs_review() => {
            let word = finding.reported.map_or("nothing", Reported::name);
            return (Standing::NotForReview, format!("this one reports {word}"));
        }
        DecisionKind::Exception | DecisionKind::Condition if !finding.waivable => {
            return plain(Standing::NotWaivable);
        }
        _ => {}
    }
    if decision.decided > as_of {
        return (Standing::Early, format!("on {}", decision.decided));
    }
    if let Some(until) = decision.until.filter(|until| *until < as_of) {
        return match decision.kind {
            DecisionKind::Condition => (Standing::PastDue, format!("it was due on {until}")),
            _ => (Standing::Expired, format!("it counted until {until}")),
        };
    }
    // A waiver without an end would be a change of policy; the file has none, and none counts.
    if decision.until.is_none() && decision.kind != DecisionKind::Reviewed {
        return plain(Standing::Expired);
    }
    if decision.kind == DecisionKind::Reviewed && decision.outcome.is_none() {
        return plain(Standing::NotForReview);
    }
    if decision.evidence != finding.evidence_sha256 {
        return plain(Standing::Outdated);
    }
    plain(Standing::Effective)
}

/// Of several decisions that would take effect on one finding: the first, if all say the same; else
/// none.
fn compare(rulings: &mut [Ruling]) {
    let mut by_finding: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, ruling) in rulings.iter().enumerate() {
        if let Some(at) = ruling.at {
            by_finding.entry(at).or_default().push(index);
        }
    }
    for indexes in by_finding.into_values().filter(|it| it.len() > 1) {
        let says = |it: &Ruling| (it.decision.kind, it.decision.until, it.decision.outcome);
        let all: Vec<_> = indexes
            .iter()
            .filter_map(|it| rulings.get(*it))
            .map(|it| (says(it), it.decision.place.clone()))
            .collect();
        let same = all.windows(2).all(|it| match it {
            [a, b] => a.0 == b.0,
            _ => true,
        });
        for (number, index) in indexes.iter().enumerate() {
            let Some(ruling) = rulings.get_mut(*index) else {
                continue;
            };
            if same && number == 0 {
                continue;
            }
            ruling.standing = if same {
                Standing::Duplicate
            } else {
                Standing::Conflict
            };
            ruling.at = None;
            let others: Vec<&str> = all
                .iter()
                .filter(|(_, place)| *place != ruling.decision.place)
                .map(|(_, place)| place.as_str())
                .take(3)
                .collect();
            ruling.detail = format!("see {}", others.join(", "));
        }
    }
}
