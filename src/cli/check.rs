//! `passmuster check DIR…`.

use std::io::{self, Write};
use std::path::PathBuf;

use super::judging::{Judging, judge};
use super::output::outputs;
use super::{Printing, Reading, help, message, stdout_options, write_file};
use crate::report::{self, Options, REPORTS};

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
    let run = judge(&settled, list.as_deref(), args.no_decisions)?;
    for output in &outputs {
        match &output.path {
            Some(path) => {
                let options = Options {
                    verbose: args.printing.verbose,
                    quiet: args.printing.quiet,
                    excerpts: output.excerpts,
                    ..Options::default()
                };
                write_file(path, &|out| output.format.write(&run, &options, out))?;
                message(&format!("{}: {}", output.format.name(), path.display()));
            }
            None => {
                let options = Options {
                    excerpts: output.excerpts,
                    ..stdout_options(&args.printing)
                };
                let mut out = io::BufWriter::new(io::stdout().lock());
                output.format.write(&run, &options, &mut out)?;
                out.flush()?;
            }
        }
    }
    message(&report::summary(&run));
    Ok(run.verdict().exit_code())
}
