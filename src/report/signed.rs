//! What outputs for people say of signed statements: who stands behind what, and what does not
//! count, with the reason.

use super::Options;
use super::screen::{Role, Screen};
use crate::fact::Backing;
use crate::printable::{one_line, terminal};
use crate::trust::{Attested, Standing};

/// One statement in a sentence, made safe for a page or a terminal.
pub(super) fn sentence(it: &Attested) -> String {
    let place = if it.pointer.is_empty() {
        terminal(&it.document)
    } else {
        format!("{}#{}", terminal(&it.document), terminal(&it.pointer))
    };
    let party = it.party.as_deref().map(one_line).unwrap_or_default();
    let role = it.role.map_or("", |role| role.name());
    let reason = one_line(&it.reason);
    let covers = covers(it);
    match (it.standing, it.backing) {
        (Standing::Verified, Backing::None) => {
            format!("{place}: signed by {party} ({role}, {reason}), which counts for nothing here")
        }
        (Standing::Verified, backing) => format!(
            "{place}: {party} ({role}, {reason}) stands behind {covers}; backing {}",
            backing.name()
        ),
        (Standing::Unknown, _) => format!("{place}: signed by nobody who is known: {reason}"),
        (Standing::Refused, _) => format!("{place}: the signature does not count: {reason}"),
    }
}

fn covers(it: &Attested) -> String {
    let shown: Vec<String> = it
        .covers
        .iter()
        .take(5)
        .map(|path| terminal(path))
        .collect();
    match it.covers.len() {
        0 => "what it says itself".to_owned(),
        n if n > shown.len() => format!("{} and {} more", shown.join(", "), n - shown.len()),
        _ => shown.join(", "),
    }
}

/// What is wrong with it, or open: the statement's type where it matters, and the remarks.
pub(super) fn remarks(it: &Attested) -> Vec<String> {
    it.remarks.iter().map(|remark| one_line(remark)).collect()
}

/// The section of a terminal output.
pub(super) fn section(title: &str, attested: &[Attested], options: &Options, screen: &mut Screen) {
    if attested.is_empty() {
        return;
    }
    screen.heading(Role::Strong, title);
    for it in attested {
        let role = match (it.standing, it.backing) {
            (Standing::Verified, Backing::Vendor | Backing::Independent) => Role::Good,
            _ => Role::Open,
        };
        screen.wrapped_as(role, "- ", &sentence(it));
        if options.verbose && !it.kind.is_empty() {
            screen.wrapped("    ", &format!("type {}", terminal(&it.kind)));
        }
        if let Some(result) = it.result.as_deref() {
            screen.wrapped("    ", &format!("result {}", one_line(result)));
        }
        for remark in remarks(it) {
            screen.wrapped("    ", &remark);
        }
    }
}
