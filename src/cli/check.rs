//! `passmuster check DIR…`.

use std::path::PathBuf;

use super::judging::{Judging, Ruling, judge};
use super::output::{emit, outputs};
use super::{Printing, Reading, help, message, runtime};
use crate::report::{self, REPORTS};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    judging: Judging,

    /// What people decided about findings: exceptions, conditions, reviews
    #[arg(long, value_name = "FILE", help_heading = help::REVIEWED)]
    decisions: Option<PathBuf>,

    /// Leave the decisions out: what the verdict is without them
    #[arg(long, help_heading = help::ASKED)]
    no_decisions: bool,

    /// An earlier run, written with --output json=FILE: what it had, and what is no worse, does not gate
    #[arg(long, value_name = "RUN", help_heading = help::ASKED)]
    since: Option<PathBuf>,

    /// Output format, to standard output or to a file; may be repeated. The formats for CI, tables and
    /// exchange leave out what documents say unless ?excerpts=true follows [default: human]
    #[arg(long, value_name = "FORMAT[=PATH][?OPTION]", help_heading = help::OUTPUT, long_help = help::outputs())]
    output: Vec<String>,

    #[command(flatten)]
    printing: Printing,

    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    let mut flags = args.judging.flags();
    flags.insert("output", args.output.iter().map(Into::into).collect());
    for (key, path) in [("decisions", &args.decisions), ("since", &args.since)] {
        flags.insert(key, path.iter().map(Into::into).collect());
    }
    let settled = args.reading.settle(flags)?;
    if args.reading.inputs.sources.show_config {
        return settled.show();
    }
    let mut wanted = settled.config.texts("output");
    if wanted.is_empty() {
        wanted.push("human".to_owned());
    }
    let outputs = outputs(&wanted, REPORTS).map_err(|error| settled.placed("output", error))?;
    let list = args.reading.dossiers_from.as_ref();
    let list = list.map(|it| it.display().to_string());
    let run = judge(
        &settled,
        list.as_deref(),
        Ruling {
            decisions: !args.no_decisions,
            since: true,
        },
    )?;
    runtime::say(args.printing.verbose);
    emit(&outputs, &args.printing, &|format, options, out| {
        format.write(&run, options, out)
    })?;
    message(&report::summary(&run));
    Ok(run.verdict().exit_code())
}
