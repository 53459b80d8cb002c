//! A check that was made by itself, over a dossier and without a pack: the output of `plugin run`.

use std::io;

use serde::Serialize;

use super::screen::{Role, Screen};
use super::trace::{PLACES, Trace, read};
use super::{Options, entity_words, wire};
use crate::check::CheckRun;
use crate::finding::Reported;
use crate::printable::{self, one_line, terminal};

/// The id of the schema: a check is that of `docs/schema/check-v1.json`.
const SCHEMA: &str = "passmuster/plugin-run/v1";

#[derive(Serialize)]
struct MadeV1<'a> {
    schema: &'static str,
    run: wire::CheckV1<'a>,
}

/// Writes the run as JSON.
///
/// # Errors
/// Those of the writer.
pub fn json(run: &CheckRun, out: &mut dyn io::Write) -> io::Result<()> {
    let made = MadeV1 {
        schema: SCHEMA,
        run: wire::CheckV1::from(run),
    };
    printable::write_json(&made, out)
}

/// Writes the findings, the log of what was read and what was logged, for people.
///
/// # Errors
/// Those of the writer.
pub fn human(run: &CheckRun, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut screen = Screen::new(options);
    let trace = Trace::of(run);
    let about = terminal(&entity_words(&run.principal));
    screen.wrapped_as(
        Role::Strong,
        "",
        &format!("{}, of {about}", terminal(&run.check)),
    );
    screen.wrapped("", &format!("{}; {}", trace.findings, trace.fuel));
    for finding in &run.findings {
        screen.blank();
        let role = match finding.reported {
            Reported::Pass | Reported::NotApplicable => Role::Good,
            Reported::Fail | Reported::Error => Role::Bad,
            Reported::Insufficient | Reported::NeedsReview => Role::Open,
        };
        let mut head = finding.reported.name().to_owned();
        if !matches!(finding.reported, Reported::Pass | Reported::NotApplicable) {
            head.push_str(&format!(" ({})", finding.severity.name()));
        }
        if finding.about != run.principal {
            head.push_str(&format!(", {}", terminal(&entity_words(&finding.about))));
        }
        screen.wrapped_as(role, "", &head);
        screen.wrapped("  ", &one_line(&finding.message));
        if !finding.remediation.is_empty() {
            screen.wrapped("  ", &format!("Remedy: {}", one_line(&finding.remediation)));
        }
        for (name, value) in &finding.attributes {
            screen.wrapped("    ", &format!("{} = {}", one_line(name), one_line(value)));
        }
        let receipts: Vec<String> = finding
            .evidence
            .iter()
            .map(|it| match it.note.as_str() {
                "" => format!("#{}", it.read),
                note => format!("#{} {}", it.read, one_line(note)),
            })
            .collect();
        let cites = if receipts.is_empty() {
            "cites nothing".to_owned()
        } else {
            format!("cites {}", receipts.join(", "))
        };
        screen.wrapped_as(Role::Faint, "    ", &cites);
    }
    screen.heading(Role::Strong, &format!("READ ({})", run.reads.len()));
    for (number, line) in run.reads.iter().take(PLACES).enumerate() {
        screen.wrapped("  ", &format!("#{number} {}", read(line)));
    }
    if let Some(more) = run.reads.len().checked_sub(PLACES).filter(|it| *it > 0) {
        screen.wrapped(
            "  ",
            &format!("and {more} more: --output json has them all"),
        );
    }
    if !trace.log.is_empty() || trace.dropped > 0 {
        screen.heading(Role::Strong, &format!("LOG ({})", trace.log.len()));
        for line in &trace.log {
            screen.wrapped("  ", line);
        }
        if trace.dropped > 0 {
            screen.wrapped(
                "  ",
                &format!("and {} more, which were dropped", trace.dropped),
            );
        }
    }
    out.write_all(screen.finish().as_bytes())
}
