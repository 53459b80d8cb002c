//! The run for people at a terminal: the verdict first, then what fails, what could not be checked
//! and what is missing with text to paste, then the rest, and one line that counts everything.

use std::io;

use super::screen::{Role, Screen};
use super::{Options, Report, count, counts_line, entity_words, verdict_words, why};
use crate::finding::{Enforcement, Finding, Outcome};
use crate::printable::{one_line, pad, terminal, truncate};
use crate::run::{DossierResult, Run, Verdict};

mod checks;
mod decided;
mod grouped;
mod missing;
mod problem;
mod remainder;

/// `human`.
pub(super) struct Human;

impl Report for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn about(&self) -> &'static str {
        "for people at a terminal"
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        let mut screen = Screen::new(options);
        for dossier in &run.dossiers {
            screen.blank();
            header(run, dossier, options, &mut screen);
            if !options.quiet {
                let shown = |outcome| of(dossier, Enforcement::Mandatory, outcome);
                problem::section(
                    "FAILS",
                    dossier,
                    &shown(Outcome::Fail),
                    options,
                    &mut screen,
                );
                let errors = shown(Outcome::Error);
                problem::section(
                    "COULD NOT BE CHECKED",
                    dossier,
                    &errors,
                    options,
                    &mut screen,
                );
                grouped::looks(dossier, options, &mut screen);
                missing::section(dossier, options, &mut screen);
                decided::sections(dossier, options, &mut screen);
                remainder::sections(dossier, options, &mut screen);
            }
            summary(dossier, &mut screen);
        }
        if run.dossiers.len() != 1 {
            table(run, &mut screen);
        }
        if !options.quiet {
            if let [only] = run.dossiers.as_slice() {
                decided::how(only, &mut screen);
            }
            screen.line(&format!("Again: {}", terminal(&run.rerun)));
        }
        out.write_all(screen.finish().as_bytes())
    }
}

/// The findings of an outcome that nothing sets aside.
fn of(dossier: &DossierResult, enforcement: Enforcement, outcome: Outcome) -> Vec<&Finding> {
    dossier
        .findings
        .iter()
        .filter(|it| it.enforcement == enforcement && it.outcome == outcome)
        .filter(|it| it.excused().is_none() && !it.is_absorbed())
        .collect()
}

fn role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Pass => Role::Good,
        Verdict::Conditional | Verdict::Insufficient => Role::Open,
        Verdict::Error | Verdict::Fail => Role::Bad,
    }
}

fn header(run: &Run, dossier: &DossierResult, options: &Options, screen: &mut Screen) {
    let mut word = verdict_words(dossier.verdict).to_uppercase();
    // What was there before makes it no better than it was.
    if dossier.verdict.exit_code() == 0 && dossier.since.as_ref().is_some_and(|it| it.absorbed > 0)
    {
        word.push_str(", FOR WHAT IS NEW");
    }
    let word = screen.paint(role(dossier.verdict), &word);
    let subject = screen.paint(Role::Strong, &terminal(&entity_words(&dossier.subject)));
    screen.line(&format!("{word}: {subject}"));
    screen.wrapped("", &why(dossier));
    if options.quiet {
        return;
    }
    let mut field = |name: &str, text: &str| screen.wrapped(&format!("  {}", pad(name, 10)), text);
    field("dossier", &terminal(&dossier.path));
    let others: Vec<String> = dossier
        .principals
        .iter()
        .filter(|it| **it != dossier.subject)
        .map(|it| terminal(&entity_words(it)))
        .collect();
    if !others.is_empty() {
        field("with", &others.join(", "));
    }
    field(
        "for",
        &format!(
            "{}, risk tier {}, as of {}",
            terminal(&dossier.action),
            terminal(&dossier.risk_tier),
            terminal(&run.as_of)
        ),
    );
    if let Some(reviewer) = &dossier.reviewer {
        field("reviewer", &one_line(reviewer));
    }
    let packs: Vec<String> = run
        .packs
        .iter()
        .map(|pack| {
            let digest: String = pack.sha256.chars().take(12).collect();
            format!(
                "{} {} (sha256 {digest})",
                terminal(&pack.id),
                terminal(&pack.version)
            )
        })
        .collect();
    field(
        if packs.len() == 1 { "pack" } else { "packs" },
        &packs.join(", "),
    );
    if let Some(trust) = &run.trust {
        let digest: String = trust.sha256.chars().take(12).collect();
        field(
            "trust",
            &format!("{} (sha256 {digest})", terminal(&trust.path)),
        );
    }
    if let Some(enforce) = &run.enforce {
        field("enforce", &terminal(enforce));
    }
    if !run.limits.is_empty() {
        let limits = run.limits.iter();
        let limits: Vec<String> = limits
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        field("limits", &limits.join(", "));
    }
    for (name, text) in [
        ("decisions", crate::report::decided::file(run)),
        ("since", crate::report::decided::earlier(run)),
    ] {
        if let Some(text) = text {
            field(name, &text);
        }
    }
    let review = dossier.findings.iter().find(|it| it.control == "PM-REVIEW");
    if let Some(review) = review.filter(|it| it.outcome == Outcome::Insufficient) {
        screen.blank();
        screen.wrapped_as(Role::Open, "", "Nobody has set the scope of this review.");
        for remedy in &review.remedy {
            screen.wrapped_as(Role::Strong, "  ", &one_line(remedy));
        }
    }
}

fn summary(dossier: &DossierResult, screen: &mut Screen) {
    let verdict = dossier.verdict;
    screen.wrapped("", &format!("{}.", counts_line(dossier)));
    let text = format!(
        "Verdict: {} (exit code {}).",
        verdict.name(),
        verdict.exit_code()
    );
    screen.wrapped_as(role(verdict), "", &text);
}

/// The verdicts of several dossiers, one a line.
fn table(run: &Run, screen: &mut Screen) {
    let verdict = run.verdict();
    screen.heading(
        Role::Strong,
        &count(run.dossiers.len(), "DOSSIER", "DOSSIERS"),
    );
    let cells: Vec<(String, String)> = run
        .dossiers
        .iter()
        .map(|it| (terminal(&entity_words(&it.subject)), terminal(&it.path)))
        .collect();
    let widest = |cells: Vec<&String>| {
        let width = cells
            .into_iter()
            .map(|it| crate::printable::width(it))
            .max();
        width.unwrap_or(0).min(28)
    };
    let columns = widest(cells.iter().map(|(subject, _)| subject).collect());
    for (dossier, (subject, path)) in run.dossiers.iter().zip(&cells) {
        let word = screen.paint(role(dossier.verdict), &pad(dossier.verdict.name(), 12));
        let counts: Vec<String> = dossier
            .counts()
            .into_iter()
            .filter(|(outcome, n)| *n > 0 && *outcome != Outcome::NotApplicable)
            .map(|(outcome, n)| format!("{n} {}", outcome.name()))
            .collect();
        let subject = pad(&truncate(subject, columns), columns);
        screen.line(&format!(
            "  {word} {subject}  {path}  ({})",
            counts.join(", ")
        ));
    }
    screen.blank();
    let text = format!(
        "Verdict over all: {} (exit code {}).",
        verdict.name(),
        verdict.exit_code()
    );
    screen.wrapped_as(role(verdict), "", &text);
}

#[cfg(test)]
mod tests;
