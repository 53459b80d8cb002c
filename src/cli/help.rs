//! What the help says besides the arguments: commands by task, headings, examples.

use clap::Command;

use crate::report::REPORTS;

/// Headings of arguments.
pub(super) const REVIEWED: &str = "What is reviewed";
pub(super) const ASKED: &str = "What is asked";
pub(super) const OUTPUT: &str = "Output";

/// Commands by what people come for. One that is not named here is listed at the end.
const TASKS: &[(&str, &[&str])] = &[
    (
        "Review a vendor or a model",
        &["init", "check", "facts", "questionnaire", "explain"],
    ),
    (
        "Decide and follow up",
        &["decide", "due", "compare", "replay"],
    ),
    ("Sign and verify", &["attest"]),
    ("Write packs and plugins", &["pack", "plugin"]),
    ("The program itself", &["completions", "man"]),
];

/// Examples of `check`.
pub(super) const CHECK: &str = "Examples:
  A page for people who decide:
    passmuster check dossier/ --review review.toml --output human --output html=report.html
  A gate, with findings at the lines of a pull request:
    passmuster check . --review .passmuster/review.toml --for release --as-of 2026-11-01 --output github
  A gate that only two controls decide, for a start:
    passmuster check . --review .passmuster/review.toml --enforce PM-ART-01,PM-LIC-01
  Several vendors, in a spreadsheet:
    passmuster check a/ b/ --review a.toml --review b.toml --output csv=vendors.csv

The last line on standard error begins with `passmuster: ` and the verdict, whatever the output.
Exit codes: 0 pass, 1 fail, 2 bad usage, configuration or pack, 3 evidence missing, 4 could not be
checked.";

/// Examples of `facts`.
pub(super) const FACTS: &str = "Examples:
  passmuster facts dossier/ --review review.toml
  passmuster facts README.md --output json";

/// Examples of `questionnaire`.
pub(super) const QUESTIONNAIRE: &str = "Examples:
  What is missing, as a workbook for the vendor:
    passmuster questionnaire dossier/ --review review.toml --due 2026-12-01 --owner procurement@example.org \
      --output xlsx=questions.xlsx
  The whole questionnaire of a pack, for a vendor who has sent nothing (an empty folder):
    passmuster questionnaire new-vendor/ --review review.toml --pack finance --output markdown
  With last year's answers beside the questions:
    passmuster questionnaire dossier/ --review review.toml --prior 2025.json --output csv=questions.csv

The filled form goes into the dossier as it is; check reads the answers.";

/// Examples of `explain`.
pub(super) const EXPLAIN: &str = "Examples:
  passmuster explain
  passmuster explain PM-DATA-01
  passmuster explain FN-FAIR-04 --pack finance
  passmuster explain --run run.json
  passmuster explain PM-CUST-01 --run run.json
  passmuster explain 3d53305aeda8 --run run.json";

/// The help of `--output`: every format.
pub(super) fn outputs() -> String {
    let mut text = String::from(
        "Output format, to standard output or to a file; may be repeated. Where it says so, what documents say is left \
         out unless ?excerpts=true follows.\n\nFormats:",
    );
    for report in REPORTS {
        text.push_str(&format!("\n- {}: {}", report.name(), report.about()));
    }
    text
}

/// The command with its subcommands listed by task.
pub(super) fn by_task(command: Command) -> Command {
    let all: Vec<(String, String)> = command
        .get_subcommands()
        .map(|it| {
            let about = it.get_about().map(ToString::to_string);
            (it.get_name().to_owned(), about.unwrap_or_default())
        })
        .collect();
    let widest = all.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let style = *command.get_styles().get_header();
    let literal = *command.get_styles().get_literal();
    let known = |name: &str| TASKS.iter().any(|(_, names)| names.contains(&name));
    let rest: Vec<&str> = all
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !known(name))
        .collect();
    let more = ("More", rest.as_slice());
    let mut groups = String::new();
    for (task, names) in TASKS.iter().copied().chain([more]) {
        let lines: Vec<String> = names
            .iter()
            .filter_map(|name| all.iter().find(|(it, _)| it == name))
            .map(|(name, about)| {
                let pad = " ".repeat(widest - name.len());
                format!("  {literal}{name}{literal:#}{pad}  {about}\n")
            })
            .collect();
        if !lines.is_empty() {
            groups.push_str(&format!("{style}{task}:{style:#}\n{}\n", lines.concat()));
        }
    }
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{style}Options:{style:#}\n{{options}}{{after-help}}"
    );
    command.help_template(template)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_is_in_the_help_once() {
        let mut command = crate::cli::command();
        let help = command.render_long_help().to_string();
        for it in command.get_subcommands() {
            let line = format!("\n  {} ", it.get_name());
            assert_eq!(help.matches(&line).count(), 1, "{}\n{help}", it.get_name());
            assert!(
                !it.get_about()
                    .is_some_and(|it| it.to_string().contains(['{', '}'])),
                "the template would take it for a tag"
            );
        }
        assert!(!help.contains("More:"), "a command without a task\n{help}");
    }
}
