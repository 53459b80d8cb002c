//! Writing a decision: the block of text for a finding of a recorded run, so that nobody has to copy
//! digits by hand.

use jiff::civil;

use crate::fact::EntityId;
use crate::finding::{DecisionKind, Outcome, Reported};
use crate::printable::{is_dangerous, one_line, truncate};

/// A finding that is to be decided, and what is decided.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// What it is.
    pub kind: DecisionKind,
    /// What the run was about.
    pub subject: &'a EntityId,
    /// The control.
    pub control: &'a str,
    /// The control's title.
    pub title: &'a str,
    /// What it was asked of.
    pub entity: &'a EntityId,
    /// Whom it was asked about.
    pub principal: &'a EntityId,
    /// The finding's fingerprint.
    pub fingerprint: &'a str,
    /// What it came to.
    pub outcome: Outcome,
    /// The word that a check reported.
    pub reported: Option<Reported>,
    /// Whether the control may be excepted.
    pub waivable: bool,
    /// The digest of the finding's evidence.
    pub evidence: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who has to act on it.
    pub owner: &'a str,
    /// Who is answerable for it.
    pub approver: &'a str,
    /// When it is made.
    pub decided: civil::Date,
    /// The last day on which it counts.
    pub until: Option<civil::Date>,
    /// What a person says that the check comes to.
    pub answer: Option<Reported>,
}

/// Why a finding cannot be decided so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: &'static str,
}

fn refuse<T>(message: impl Into<String>, help: &'static str) -> Result<T, Refusal> {
    Err(Refusal {
        message: message.into(),
        help,
    })
}

/// The block of a decision, ending with a line break.
///
/// # Errors
/// The decision could take no effect.
pub fn draft(it: &Draft<'_>) -> Result<String, Refusal> {
    let control = it.control;
    match it.outcome {
        Outcome::Fail | Outcome::Insufficient => {}
        Outcome::Error => {
            return refuse(
                format!(
                    "{control} could not be checked, and so can be neither excepted nor conditioned"
                ),
                "put right what keeps it from being checked",
            );
        }
        outcome => {
            return refuse(
                format!("{control} is {outcome}: there is nothing to decide"),
                "name a finding that fails or lacks evidence",
            );
        }
    }
    let looks = it.outcome == Outcome::Insufficient && it.reported == Some(Reported::NeedsReview);
    let until = match it.kind {
        DecisionKind::Exception | DecisionKind::Condition => {
            if !it.waivable {
                return refuse(
                    format!("{control} may not be excepted: its pack says so"),
                    "meet the control, or ask the pack's authors",
                );
            }
            let Some(until) = it.until else {
                return refuse(
                    format!("an {} needs an end", it.kind.name())
                        .replace("an condition", "a condition"),
                    "give --until YYYY-MM-DD",
                );
            };
            Some(until)
        }
        DecisionKind::Reviewed => {
            if !looks {
                return refuse(
                    format!("{control} does not ask for a person's review here"),
                    "use --kind exception or condition",
                );
            }
            if it.answer.is_none() {
                return refuse("a review needs an answer", "give --outcome pass or fail");
            }
            it.until
        }
    };
    if until.is_some_and(|until| until < it.decided) {
        return refuse("it would end before it is made", "give a later --until");
    }
    let mut text = format!(
        "# {}: {}\n[[{}]]\n",
        one_line(control),
        truncate(&one_line(it.title), 200),
        it.kind.name()
    );
    let mut field = |name: &str, value: &str| {
        text.push_str(&format!("{name} = {}\n", quoted(value)));
    };
    field("subject", &it.subject.to_string());
    field("control", control);
    field("entity", &it.entity.to_string());
    if it.principal != it.entity {
        field("principal", &it.principal.to_string());
    }
    field("finding", it.fingerprint);
    if let Some(answer) = it.answer.filter(|_| it.kind == DecisionKind::Reviewed) {
        field("outcome", answer.name());
    }
    field("reason", it.reason.trim());
    field("owner", it.owner.trim());
    field("approver", it.approver.trim());
    field("decided", &it.decided.to_string());
    if let Some(until) = until {
        let name = match it.kind {
            DecisionKind::Condition => "due",
            _ => "expires",
        };
        field(name, &until.to_string());
    }
    field("evidence", it.evidence);
    Ok(text)
}

/// A text as TOML: literal where that is easier to read, else with escapes (TOML 1.0, "String").
fn quoted(text: &str) -> String {
    let plain = |c: char| !is_dangerous(c) && c != '\'';
    if text.contains('"') && text.chars().all(plain) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_dangerous(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
