//! What is missing: for each document that would hold it what is asked for and by which controls,
//! and the text to paste.

use super::problem::remedies;
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, terminal, truncate};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, entity_words};
use crate::request::{Item, pastes, requests};
use crate::run::DossierResult;

pub(super) fn section(dossier: &DossierResult, _: &Options, screen: &mut Screen) {
    let open = super::of(dossier, Enforcement::Mandatory, Outcome::Insufficient);
    if open.is_empty() {
        return;
    }
    screen.heading(Role::Open, &format!("EVIDENCE MISSING ({})", open.len()));
    for finding in open.iter().filter(|it| it.missing.is_empty()) {
        nameless(finding, screen);
    }
    let requests = requests(&dossier.findings, Enforcement::Mandatory);
    for request in &requests {
        screen.wrapped_as(
            Role::Strong,
            "",
            &format!("From the {}:", truncate(&one_line(request.home), 60)),
        );
        for entry in &request.items {
            item(dossier, entry, screen);
        }
        screen.blank();
    }
    for paste in pastes(&requests) {
        screen.wrapped_as(
            Role::Strong,
            "",
            &format!("Paste and fill in, {}:", paste.title),
        );
        screen.blank();
        screen.indented("    ", &paste.text);
        screen.blank();
    }
}

fn item(dossier: &DossierResult, item: &Item<'_>, screen: &mut Screen) {
    let mut text = one_line(&item.missing.label);
    if *item.entity != dossier.subject {
        text.push_str(&format!(", of {}", terminal(&entity_words(item.entity))));
    }
    let controls: Vec<String> = item
        .findings
        .iter()
        .map(|it| format!("{}, {}", terminal(&it.control), it.severity.name()))
        .collect();
    text.push_str(&format!(" ({})", controls.join("; ")));
    screen.wrapped("  - ", &text);
    if !item.missing.note.is_empty() {
        screen.wrapped("    ", &one_line(&item.missing.note));
    }
}

/// A finding that lacks evidence which no document of the dossier would hold.
fn nameless(finding: &Finding, screen: &mut Screen) {
    screen.wrapped_as(Role::Strong, "- ", &one_line(&finding.title));
    let what = format!(
        "{}, {}",
        terminal(&finding.control),
        finding.severity.name()
    );
    screen.wrapped_as(Role::Faint, "  ", &what);
    screen.wrapped("  ", &one_line(&finding.message));
    remedies(finding, screen);
    screen.blank();
}
