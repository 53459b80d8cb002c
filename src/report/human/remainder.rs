//! What does not decide the verdict: advisory findings, contradictions, what was assumed, what was
//! not read; when asked for, also what holds.

use std::collections::BTreeMap;

use super::checks;
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, terminal};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, count, entity_words, finding_words, place_words};
use crate::run::{DossierResult, Status, Verdict};

pub(super) fn sections(dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    advisory(dossier, screen);
    if options.verbose {
        listed("HOLDS", dossier, Outcome::Pass, screen);
        listed("DOES NOT APPLY", dossier, Outcome::NotApplicable, screen);
    }
    contradictions(dossier, screen);
    let clean = matches!(dossier.verdict, Verdict::Pass) && !options.verbose;
    if !dossier.assumed.is_empty() {
        screen.heading(Role::Strong, "ASSUMED");
        for sentence in &dossier.assumed {
            screen.wrapped("- ", &one_line(sentence));
        }
    }
    let title = "WHO STANDS BEHIND IT";
    crate::report::signed::section(title, &dossier.attested, options, screen);
    damaged(dossier, screen);
    checks::section(dossier, options, screen);
    screen.blank();
    if !clean {
        screen.heading(Role::Strong, "DOCUMENTS");
        grouped(
            "not read",
            dossier.unread.iter().map(|it| (&it.path, &it.reason)),
            options,
            screen,
        );
        let scope = dossier
            .out_of_scope
            .iter()
            .map(|it| (&it.control, &it.reason));
        grouped("out of scope", scope, options, screen);
    }
    let line = [
        count(dossier.documents.len(), "document", "documents"),
        count(dossier.artifacts.len(), "artifact", "artifacts"),
        format!("{} not read", count(dossier.unread.len(), "file", "files")),
        format!("{} refused", dossier.refused.len()),
        format!(
            "{} out of scope",
            count(dossier.out_of_scope.len(), "control", "controls")
        ),
    ];
    screen.wrapped("", &format!("{}.", line.join(", ")));
    if !dossier.checks.is_empty() && !options.verbose {
        let checks = count(dossier.checks.len(), "check was made", "checks were made");
        let text = format!("{checks} by plugins; --verbose shows what was read.");
        screen.wrapped("", &text);
    }
}

fn advisory(dossier: &DossierResult, screen: &mut Screen) {
    let open: Vec<&Finding> = [Outcome::Fail, Outcome::Error, Outcome::Insufficient]
        .into_iter()
        .flat_map(|outcome| super::of(dossier, Enforcement::Advisory, outcome))
        .collect();
    if open.is_empty() {
        return;
    }
    screen.heading(
        Role::Strong,
        &format!("ADVISORY ({}), does not gate", open.len()),
    );
    // A control over many evaluations says the same of each: one line, with a count.
    let mut lines: Vec<(String, usize)> = Vec::new();
    for finding in open {
        let note = finding.enforcement_note.as_deref().map(one_line);
        let note = note.map(|note| format!("; {note}")).unwrap_or_default();
        let text = format!(
            "{}: {} ({}, {}{note})",
            finding_words(finding),
            one_line(&finding.title),
            terminal(&finding.control),
            finding.severity.name()
        );
        match lines.iter_mut().find(|(line, _)| *line == text) {
            Some((_, times)) => *times += 1,
            None => lines.push((text, 1)),
        }
    }
    for (text, times) in lines {
        let times = match times {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        screen.wrapped("- ", &format!("{text}{times}"));
    }
}

fn listed(title: &str, dossier: &DossierResult, outcome: Outcome, screen: &mut Screen) {
    let findings: Vec<&Finding> = dossier
        .findings
        .iter()
        .filter(|it| it.outcome == outcome)
        .collect();
    if findings.is_empty() {
        return;
    }
    screen.heading(Role::Strong, &format!("{title} ({})", findings.len()));
    for finding in findings {
        let mut text = format!(
            "{}: {}",
            terminal(&finding.control),
            one_line(&finding.title)
        );
        if finding.entity != dossier.subject {
            text.push_str(&format!(", {}", terminal(&entity_words(&finding.entity))));
        }
        let mut places: Vec<String> = finding
            .evidence
            .iter()
            .map(|it| place_words(&it.origin))
            .collect();
        places.dedup();
        if !places.is_empty() {
            text.push_str(&format!(" ({})", places.join(", ")));
        }
        screen.wrapped("- ", &text);
    }
}

fn contradictions(dossier: &DossierResult, screen: &mut Screen) {
    let contradictions = &dossier.facts.contradictions;
    if contradictions.is_empty() {
        return;
    }
    screen.heading(
        Role::Open,
        &format!("CONTRADICTIONS ({})", contradictions.len()),
    );
    for contradiction in contradictions {
        let ending = match contradiction
            .settled
            .and_then(|it| contradiction.values.get(it))
        {
            Some(stated) => format!(
                "{} is worth more and settles it",
                one_line(&stated.value.to_string())
            ),
            None => "the worst outcome stands".to_owned(),
        };
        let text = format!(
            "{}, {}: compared {}, {ending}.",
            terminal(&entity_words(&contradiction.entity)),
            terminal(&contradiction.key.to_string()),
            contradiction.compared
        );
        screen.wrapped("- ", &text);
        for stated in &contradiction.values {
            let places: Vec<String> = stated
                .places
                .iter()
                .map(|(at, _)| place_words(at))
                .collect();
            let text = format!("{} ({})", one_line(&stated.shown()), places.join(", "));
            screen.wrapped("    ", &text);
        }
    }
}

/// Documents that were not read whole, and files that could not be looked at: always shown.
fn damaged(dossier: &DossierResult, screen: &mut Screen) {
    let damaged: Vec<_> = dossier
        .documents
        .iter()
        .filter(|it| it.status != Status::Read)
        .collect();
    if damaged.is_empty() && dossier.refused.is_empty() {
        return;
    }
    screen.heading(Role::Open, "NOT READ WHOLE");
    for document in damaged {
        let remarks: Vec<String> = document.remarks.iter().map(|it| one_line(it)).collect();
        let text = format!(
            "{} ({}): {}",
            terminal(&document.path),
            document.status.name(),
            remarks.join("; ")
        );
        screen.wrapped("- ", &text);
    }
    for refused in &dossier.refused {
        let text = format!(
            "{} (refused): {}",
            terminal(&refused.path),
            one_line(&refused.reason)
        );
        screen.wrapped("- ", &text);
    }
}

/// Names grouped by the reason that they share, with counts; a few names, or all when verbose.
fn grouped<'a>(
    what: &str,
    named: impl Iterator<Item = (&'a String, &'a String)>,
    options: &Options,
    screen: &mut Screen,
) {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, reason) in named {
        groups.entry(reason).or_default().push(name);
    }
    for (reason, names) in groups {
        let shown = if options.verbose { names.len() } else { 3 };
        let mut list: Vec<String> = names.iter().take(shown).map(|it| terminal(it)).collect();
        if names.len() > shown {
            list.push(format!("and {} more", names.len() - shown));
        }
        let text = format!(
            "{} {what}: {} ({})",
            names.len(),
            one_line(reason),
            list.join(", ")
        );
        screen.wrapped("- ", &text);
    }
}
