//! What decisions and the earlier run keep from gating, which stays a failure; and the decisions
//! that have no effect.

use super::problem::remedies;
use crate::finding::{DecisionKind, Finding};
use crate::printable::{one_line, terminal};
use crate::report::decided::{changes, idle, sentence};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, entity_words, finding_words};
use crate::run::DossierResult;

pub(super) fn sections(dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    for (kind, title) in [
        (DecisionKind::Exception, "EXCEPTED, still open"),
        (DecisionKind::Condition, "UNDER CONDITIONS, still open"),
    ] {
        let findings = dossier.findings.iter();
        let excused: Vec<&Finding> = findings
            .filter(|it| it.excused().is_some_and(|it| it.kind == kind))
            .collect();
        section(dossier, title, &excused, options, screen);
    }
    let known: Vec<&Finding> = dossier
        .findings
        .iter()
        .filter(|it| it.is_absorbed())
        .collect();
    section(dossier, "KNOWN BEFORE, still open", &known, options, screen);
    let reviewed: Vec<&Finding> = dossier
        .findings
        .iter()
        .filter(|it| {
            let decided = it.decided.as_ref();
            decided.is_some_and(|it| it.kind == DecisionKind::Reviewed)
        })
        .collect();
    section(dossier, "REVIEWED", &reviewed, options, screen);
    let idle = idle(dossier);
    if !idle.is_empty() {
        let title = format!("DECISIONS WITHOUT EFFECT ({})", idle.len());
        screen.heading(Role::Open, &title);
        for (sentence, help) in idle {
            screen.wrapped("- ", &sentence);
            if !help.is_empty() {
                screen.wrapped("  ", help);
            }
        }
    }
    let changes = changes(dossier);
    if !changes.is_empty() {
        screen.heading(Role::Strong, "SINCE THE EARLIER RUN");
        for change in changes {
            screen.wrapped("- ", &change);
        }
    }
}

fn section(
    dossier: &DossierResult,
    title: &str,
    findings: &[&Finding],
    options: &Options,
    screen: &mut Screen,
) {
    if findings.is_empty() {
        return;
    }
    screen.heading(Role::Open, &format!("{title} ({})", findings.len()));
    for finding in findings {
        let title = one_line(&finding.title);
        let text = format!("{}: {title}", finding_words(finding));
        screen.wrapped_as(Role::Strong, "- ", &text);
        let mut what = format!(
            "{}, {}",
            terminal(&finding.control),
            finding.severity.name()
        );
        if finding.entity != dossier.subject {
            what.push_str(&format!(", {}", terminal(&entity_words(&finding.entity))));
        }
        screen.wrapped_as(Role::Faint, "  ", &what);
        if let Some(decided) = &finding.decided {
            screen.wrapped("  ", &sentence(decided));
        }
        if options.verbose {
            screen.wrapped("  ", &one_line(&finding.message));
            remedies(finding, screen);
        }
    }
}

/// How somebody who has to decide goes about it.
pub(super) fn how(dossier: &DossierResult, screen: &mut Screen) {
    let can = |it: &&Finding| it.gates() && it.outcome != crate::finding::Outcome::Error;
    let Some(first) = dossier.findings.iter().find(can) else {
        return;
    };
    let digits: String = first.fingerprint.chars().take(12).collect();
    screen.wrapped(
        "",
        &format!(
            "To except a finding, approve it under a condition or answer it: passmuster decide {digits} --from RUN.json (written with --output json=RUN.json)."
        ),
    );
}
