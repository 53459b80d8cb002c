//! The line that scripts and people search logs for. Its form is promised:
//!
//! - It begins with `passmuster: ` and the verdict: `pass`, `conditional`, `insufficient`, `error`
//!   or `fail`. Then come `key=value`, separated by spaces; text stands in double quotes, with `\"`
//!   and `\\` in it, and has no line break.
//! - Keys keep their names and meanings; new ones may come. `exit` is the exit code.
//! - One dossier: one line, with `subject` and `dossier`. Several: a line each, which begins with
//!   `passmuster-dossier: `, and then the line of all, with `dossiers`.
//! - `fail`, `error`, `insufficient`, `needs-review` and `pass` count findings of mandatory controls;
//!   what a decision or an earlier run keeps from gating is not among them, but in `excepted`,
//!   `under-a-condition` and `known-before`, which are there if they are not 0. `advisory` counts
//!   the open findings of advisory controls.

use super::decided;
use super::entity_words;
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, truncate};
use crate::run::{DossierResult, Run, Verdict};

/// Most columns of a text in it.
const COLUMNS: usize = 100;

/// The line, or the lines, with a line break after each.
pub fn summary(run: &Run) -> String {
    let date = |text: String| format!("{text} as-of={}", one_line(&run.as_of));
    let whole = |verdict: Verdict, what: &str, dossiers: &[DossierResult]| {
        let line = format!("passmuster: {} {what} {}", verdict.name(), counts(dossiers));
        let mut line = date(line);
        if let Some(enforce) = &run.enforce {
            line.push_str(&format!(" enforce={}", quoted(enforce)));
        }
        format!("{line} exit={}\n", verdict.exit_code())
    };
    if let [one] = run.dossiers.as_slice() {
        return whole(one.verdict, &about(one), &run.dossiers);
    }
    let mut text = String::new();
    for dossier in &run.dossiers {
        text.push_str(&format!(
            "passmuster-dossier: {} {} {}\n",
            dossier.verdict.name(),
            about(dossier),
            counts(std::slice::from_ref(dossier))
        ));
    }
    let what = format!("dossiers={}", run.dossiers.len());
    text.push_str(&whole(run.verdict(), &what, &run.dossiers));
    text
}

fn about(dossier: &DossierResult) -> String {
    format!(
        "subject={} dossier={} action={}",
        quoted(&entity_words(&dossier.subject)),
        quoted(&dossier.path),
        quoted(&dossier.action)
    )
}

fn counts(dossiers: &[DossierResult]) -> String {
    let count = |wanted: &dyn Fn(&Finding) -> bool| {
        let findings = dossiers.iter().flat_map(|it| &it.findings);
        findings.filter(|it| wanted(it)).count()
    };
    let of = |outcome: Outcome| {
        count(&|it| {
            let counts = it.gates() || outcome == Outcome::Pass;
            let mandatory = it.enforcement == Enforcement::Mandatory;
            counts && mandatory && it.outcome == outcome && !it.needs_review()
        })
    };
    let findings = dossiers.iter().flat_map(|it| &it.findings);
    let aside: Vec<String> = decided::aside(findings)
        .iter()
        .filter_map(|it| it.split_once(' '))
        .map(|(number, what)| format!(" {}={number}", what.replace(' ', "-")))
        .collect();
    format!(
        "fail={} error={} insufficient={} needs-review={} pass={} advisory={}{}",
        of(Outcome::Fail),
        of(Outcome::Error),
        of(Outcome::Insufficient),
        count(&|it| it.gates() && it.needs_review()),
        of(Outcome::Pass),
        count(&|it| it.is_open() && it.enforcement == Enforcement::Advisory),
        aside.concat(),
    )
}

fn quoted(text: &str) -> String {
    let text = truncate(&one_line(text), COLUMNS);
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// What CI logs are searched for: changing this breaks somebody's gate.
    #[test]
    fn the_line_is_a_promise() {
        assert_eq!(
            summary(&sample::run(vec![sample::checked()])),
            "passmuster: fail subject=\"model chat-7b\" dossier=\"dossiers/chat 7b\" action=\"procure\" fail=1 error=1 \
             insufficient=20 needs-review=3 pass=1 advisory=1 as-of=2026-11-22 exit=1\n"
        );
        let mut run = sample::run(vec![sample::passing(), sample::dossier()]);
        run.enforce = Some("PM-INC-02".to_owned());
        let text = summary(&run);
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            matches!(lines.as_slice(), [first, _, last]
                if first.starts_with("passmuster-dossier: pass subject=\"model chat-7b\"")
                    && last.starts_with("passmuster: fail dossiers=2 fail=1 ")
                    && last.ends_with(" enforce=\"PM-INC-02\" exit=1")),
            "{text}"
        );
        let hostile = summary(&sample::hostile());
        assert_eq!(hostile.lines().count(), 1, "{hostile}");
        assert!(
            summary(&sample::run(Vec::new())).starts_with("passmuster: insufficient dossiers=0 ")
        );
    }
}
