//! `passmuster questionnaire DIR`.

use std::path::PathBuf;

use anyhow::Context as _;

use super::judging::{Judging, Ruling, judge};
use super::output::{Format, emit, outputs};
use super::{Printing, Reading, count, decisions, help, message, runtime, usage};
use crate::questionnaire::{FORMS, Form, Terms, questions};

/// Arguments of `questionnaire`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    judging: Judging,

    /// When the answers are due, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = help::ASKED)]
    due: Option<String>,

    /// Who waits for the answers: a role, an address
    #[arg(long, value_name = "TEXT", default_value = "", help_heading = help::ASKED)]
    owner: String,

    /// An earlier run, written with check --output json=FILE: its answers stand beside the questions,
    /// and what is too old is marked
    #[arg(long, value_name = "RUN", help_heading = help::ASKED)]
    prior: Option<PathBuf>,

    /// markdown, csv, xlsx or json, to standard output or to a file; may be repeated [default: markdown]
    #[arg(long, value_name = "FORMAT[=PATH]", help_heading = help::OUTPUT)]
    output: Vec<String>,

    #[command(flatten)]
    reading: Reading,
}

impl Format for dyn Form {
    fn called(&self) -> &'static str {
        self.name()
    }
    fn takes(&self) -> &'static [&'static str] {
        &[]
    }
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    let due = match &args.due {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            usage(
                format!("--due `{text}` is not a date"),
                "write it as YYYY-MM-DD",
            )
        })?),
    };
    let settled = args.reading.settle(args.judging.flags())?;
    if args.reading.inputs.sources.show_config {
        return settled.show();
    }
    let mut wanted = args.output.clone();
    if wanted.is_empty() {
        wanted.push("markdown".to_owned());
    }
    let outputs = outputs(&wanted, FORMS)?;
    let prior = args.prior.as_deref().map(decisions::record).transpose()?;
    let list = args.reading.dossiers_from.as_ref();
    let list = list.map(|it| it.display().to_string());
    let ruling = Ruling {
        decisions: false,
        since: false,
    };
    let run = judge(&settled, list.as_deref(), ruling)?;
    runtime::say(false);
    let [dossier] = run.dossiers.as_slice() else {
        return Err(usage(
            format!("{} are named", count(run.dossiers.len(), "dossier")),
            "name one: a questionnaire goes to one vendor",
        ));
    };
    let terms = Terms {
        as_of: run.as_of.parse().context("the date of a run")?,
        due,
        owner: args.owner.clone(),
        packs: run
            .packs
            .iter()
            .map(|it| format!("{} {}", it.id, it.version))
            .collect(),
    };
    let questions = questions(dossier, &terms, prior.as_ref());
    let printing = Printing {
        verbose: false,
        quiet: false,
    };
    emit(&outputs, &printing, &|form, _, out| {
        form.write(&questions, out)
    })?;
    let (answers, documents) = questions.counts();
    let mut text = format!(
        "{} and {} to ask for.",
        count(answers, "question"),
        count(documents, "document")
    );
    for left in &questions.left {
        text.push_str(&format!(
            "\nFor you, not for the vendor: {} ({})",
            left.what, left.control
        ));
    }
    message(&text);
    Ok(0)
}
