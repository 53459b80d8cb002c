//! Findings of checks, and those that lack evidence that no document would hold: those of one
//! control together, since one check can report dozens.

use super::problem::{excerpts, remedies};
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, terminal};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, count, entity_words, place_words};
use crate::run::DossierResult;

/// Most findings of one control that are listed, unless all are asked for.
const LISTED: usize = 12;

/// What checks could not tell and left to a person.
pub(super) fn looks(dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    let mut open = super::of(dossier, Enforcement::Mandatory, Outcome::Insufficient);
    open.retain(|it| it.needs_review());
    if open.is_empty() {
        return;
    }
    let title = format!("A PERSON HAS TO LOOK ({})", open.len());
    screen.heading(Role::Open, &title);
    for findings in by_control(&open) {
        group(dossier, &findings, options, screen);
    }
}

/// The findings of each control, in the order in which the controls come first.
pub(super) fn by_control<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let same = |group: &&mut Vec<&Finding>| {
            let first = group.first();
            first.is_some_and(|first| first.control == finding.control)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// The control once, then each finding; one alone at length.
pub(super) fn group(
    dossier: &DossierResult,
    findings: &[&Finding],
    options: &Options,
    screen: &mut Screen,
) {
    let Some((first, others)) = findings.split_first() else {
        return;
    };
    screen.wrapped_as(Role::Strong, "- ", &one_line(&first.title));
    let mut what = format!("{}, {}", terminal(&first.control), first.severity.name());
    if first.principal != dossier.subject {
        what.push_str(&format!(", {}", terminal(&entity_words(&first.principal))));
    }
    if others.is_empty() {
        let digits: String = first.fingerprint.chars().take(12).collect();
        what.push_str(&format!(", finding {digits}"));
    } else {
        what.push_str(&format!(
            ", {}",
            count(findings.len(), "finding", "findings")
        ));
    }
    screen.wrapped_as(Role::Faint, "  ", &what);
    if others.is_empty() {
        screen.wrapped("  ", &one_line(&first.message));
        excerpts(dossier, first, screen);
        remedies(first, screen);
    } else {
        listed(findings, options, screen);
    }
    screen.blank();
}

/// A line for each, and what would satisfy them: where they all want the same, once.
fn listed(findings: &[&Finding], options: &Options, screen: &mut Screen) {
    let Some(first) = findings.first() else {
        return;
    };
    let same = findings.iter().all(|it| it.remedy == first.remedy);
    let most = if options.verbose {
        findings.len()
    } else {
        LISTED
    };
    for finding in findings.iter().take(most) {
        let place = finding.evidence.first().map(|it| place_words(&it.origin));
        let place = place.map(|it| format!(" ({it})")).unwrap_or_default();
        let message = one_line(&finding.message);
        let digits: String = finding.fingerprint.chars().take(12).collect();
        screen.wrapped("  - ", &format!("{message}{place} [{digits}]"));
        if !same && let Some(remedy) = finding.remedy.first() {
            screen.wrapped("    To satisfy: ", &one_line(remedy));
        }
    }
    if findings.len() > most {
        let more = format!("and {} more; --verbose lists them", findings.len() - most);
        screen.wrapped("    ", &more);
    }
    if same {
        remedies(first, screen);
    }
}
