//! What outputs say of decisions and of the earlier run: what is excepted, approved under a
//! condition or known from before stays a failure everywhere, with this beside it.

use super::count;
use crate::finding::{Decided, DecisionKind, Finding};
use crate::printable::{one_line, terminal};
use crate::run::{DossierResult, Run};

/// A decision in a sentence, cleaned.
pub(super) fn sentence(decided: &Decided) -> String {
    let what = match (decided.kind, decided.until) {
        (DecisionKind::Exception, Some(until)) => format!("Excepted until {until}"),
        (DecisionKind::Condition, Some(until)) => format!("Condition, due {until}"),
        (DecisionKind::Reviewed, Some(until)) => format!("Reviewed, until {until}"),
        (DecisionKind::Reviewed, None) => "Reviewed".to_owned(),
        (kind, None) => kind.name().to_owned(),
    };
    format!(
        "{what}, decided {}, approved by {}, owner {}: {} ({})",
        decided.decided,
        one_line(&decided.approver),
        one_line(&decided.owner),
        one_line(&decided.reason),
        terminal(&decided.place)
    )
}

/// Why a finding does not gate though it is open and mandatory, or who answered it; cleaned.
pub(super) fn mark(finding: &Finding) -> Option<String> {
    if finding.is_absorbed() {
        return Some("Known before: the run that --since names had it too".to_owned());
    }
    finding.decided.as_ref().map(sentence)
}

/// [`mark`] as the beginning of a message; empty where there is none.
pub(super) fn lead(finding: &Finding) -> String {
    mark(finding).map_or_else(String::new, |mark| format!("{mark}. "))
}

/// How many findings of a dossier are set aside, and by what: "2 excepted", "1 known before".
pub(super) fn aside<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> Vec<String> {
    let excused = |kind: DecisionKind| {
        let decided = findings.clone().filter_map(Finding::excused);
        decided.filter(|it| it.kind == kind).count()
    };
    let known = findings.clone().filter(|it| it.is_absorbed()).count();
    [
        (excused(DecisionKind::Exception), "excepted"),
        (excused(DecisionKind::Condition), "under a condition"),
        (known, "known before"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect()
}

/// The file of decisions, for a header.
pub(super) fn file(run: &Run) -> Option<String> {
    let file = run.decisions.as_ref()?;
    let digest: String = file.sha256.chars().take(12).collect();
    let mut text = format!("{} (sha256 {digest}): ", terminal(&file.path));
    match &file.unused {
        Some(reason) => text.push_str(&format!("none counts, {}", one_line(reason))),
        None => text.push_str(&count(file.decisions, "decision", "decisions")),
    }
    if file.elsewhere > 0 {
        text.push_str(&format!(", {} about other subjects", file.elsewhere));
    }
    if !file.signed_by.is_empty() {
        text.push_str(&format!(
            ", signed by {}",
            one_line(&file.signed_by.join(", "))
        ));
    }
    Some(text)
}

/// The earlier run, for a header.
pub(super) fn earlier(run: &Run) -> Option<String> {
    let since = run.since.as_ref()?;
    let digest: String = since.sha256.chars().take(12).collect();
    Some(format!(
        "{} (as of {}, sha256 {digest}): what it had does not gate",
        terminal(&since.path),
        terminal(&since.as_of)
    ))
}

/// What the earlier run has to do with a dossier, a sentence each, cleaned.
pub(super) fn changes(dossier: &DossierResult) -> Vec<String> {
    let Some(since) = &dossier.since else {
        return Vec::new();
    };
    let mut lines = vec![format!(
        "{} there before, {} no worse and not gating; {} gone.",
        count(since.absorbed, "finding was", "findings were"),
        if since.absorbed == 1 { "is" } else { "are" },
        count(since.gone.len(), "is", "are"),
    )];
    lines.extend(since.gone.iter().map(|it| {
        let now = match it.now {
            None => "not asked now".to_owned(),
            Some(now) => format!("{} now", super::outcome_words(now)),
        };
        format!(
            "Gone: {}, {} ({} then, {now})",
            terminal(&it.control),
            terminal(&super::entity_words(&it.entity)),
            it.was.name()
        )
    }));
    lines.extend(since.remarks.iter().map(|it| one_line(it)));
    lines
}

/// The decisions without effect, a sentence and the next step each, cleaned.
pub(super) fn idle(dossier: &DossierResult) -> Vec<(String, &'static str)> {
    dossier
        .decisions
        .iter()
        .filter(|it| !it.takes_effect())
        .map(|it| (one_line(&it.sentence()), it.standing.help()))
        .collect()
}
