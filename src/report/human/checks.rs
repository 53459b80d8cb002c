//! The checks that plugins made: what they found and every place that they read.

use crate::printable::terminal;
use crate::report::screen::{Role, Screen};
use crate::report::trace::Trace;
use crate::report::{Options, entity_words};
use crate::run::DossierResult;

pub(super) fn section(dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    if dossier.checks.is_empty() || !options.verbose {
        return;
    }
    let title = format!("CHECKS ({})", dossier.checks.len());
    screen.heading(Role::Strong, &title);
    for run in &dossier.checks {
        let trace = Trace::of(run);
        let about = terminal(&entity_words(&run.principal));
        let head = format!("{}, of {about}", terminal(&run.check));
        screen.wrapped_as(Role::Strong, "- ", &head);
        screen.wrapped_as(Role::Faint, "  ", &trace.plugin);
        screen.wrapped("  ", &format!("{}; {}", trace.findings, trace.fuel));
        for (name, lines, more) in [
            ("Read and cited:", &trace.cited, trace.more_cited),
            ("Read, not cited:", &trace.uncited, trace.more_uncited),
            ("Log:", &trace.log, trace.dropped),
        ] {
            if lines.is_empty() && more == 0 {
                continue;
            }
            screen.wrapped("  ", name);
            for line in lines {
                screen.wrapped("    ", line);
            }
            if more > 0 {
                screen.wrapped("    ", &format!("and {more} more"));
            }
        }
        screen.blank();
    }
}
