//! What is missing: for each document that would hold it what is asked for and by which controls,
//! and the text to paste.

use super::grouped::{by_control, group};
use crate::finding::{Enforcement, Outcome};
use crate::printable::{one_line, terminal, truncate};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, entity_words};
use crate::request::{Item, pastes, requests};
use crate::run::DossierResult;

pub(super) fn section(dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    let mut open = super::of(dossier, Enforcement::Mandatory, Outcome::Insufficient);
    open.retain(|it| !it.needs_review());
    if open.is_empty() {
        return;
    }
    screen.heading(Role::Open, &format!("EVIDENCE MISSING ({})", open.len()));
    open.retain(|it| it.missing.is_empty());
    for findings in by_control(&open) {
        group(dossier, &findings, options, screen);
    }
    let gating = dossier.findings.iter().filter(|it| it.gates());
    let requests = requests(gating, Enforcement::Mandatory);
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
