//! `passmuster compare A B…`.

use std::io;
use std::path::{Path, PathBuf};

use super::judging::{Judging, Ruling, judge};
use super::output::{emit, outputs};
use super::{Inputs, Printing, runtime, usage};
use crate::compare::{compare, sides};
use crate::problem::{Problem, Problems};
use crate::record::{MAX_BYTES, Record, SCHEMA};
use crate::report::compare::COMPARISONS;
use crate::report::{self, Options};
use crate::source::SourceFile;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Runs (JSON files that `check --output json=FILE` wrote), or dossiers, which are checked now
    #[arg(value_name = "RUN|DIR", required = true)]
    subjects: Vec<PathBuf>,

    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    judging: Judging,

    /// Output format, to standard output or to a file; may be repeated. csv leaves out what
    /// documents say unless ?excerpts=true follows [default: human]
    #[arg(long, value_name = "FORMAT[=PATH][?OPTION]")]
    output: Vec<String>,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    // What is compared is named on the command line: a list of dossiers elsewhere is for `check`.
    let mut runs: Vec<Option<Record>> = Vec::new();
    let mut dirs: Vec<PathBuf> = Vec::new();
    for path in &args.subjects {
        match recorded(path)? {
            Some(record) => runs.push(Some(record)),
            None => {
                runs.push(None);
                dirs.push(path.clone());
            }
        }
    }
    let mut flags = args.inputs.flags();
    flags.extend(args.judging.flags());
    flags.insert("dossier", dirs.iter().map(Into::into).collect());
    if dirs.is_empty() && !args.inputs.sources.show_config {
        if flags.values().any(|it| !it.is_empty()) {
            return Err(usage(
                "runs are compared as they are: nothing is checked again",
                "leave out the options of a check, or name dossiers",
            ));
        }
    } else {
        let settled = args.inputs.sources.settle(flags, Vec::new())?;
        if args.inputs.sources.show_config {
            return settled.show();
        }
        let run = judge(
            &settled,
            None,
            Ruling {
                decisions: true,
                since: false,
            },
        )?;
        // Each dossier becomes a record of its own, so that the order of the arguments stays.
        let mut dossiers = run.dossiers.clone().into_iter();
        for slot in runs.iter_mut().filter(|it| it.is_none()) {
            let one = crate::run::Run {
                dossiers: dossiers.next().into_iter().collect(),
                ..run.clone()
            };
            *slot = Some(written(&one)?);
        }
    }
    let records: Vec<Record> = runs.into_iter().flatten().collect();
    let sides = sides(&records);
    if sides.len() < 2 {
        return Err(usage(
            "there is only one dossier, so there is nothing to compare it with",
            "name another run or dossier",
        ));
    }
    let mut wanted = args.output.clone();
    if wanted.is_empty() {
        wanted.push("human".to_owned());
    }
    let outputs = outputs(&wanted, COMPARISONS)?;
    let comparison = compare(&sides);
    runtime::say(args.printing.verbose);
    emit(&outputs, &args.printing, &|format, options, out| {
        format.write(&comparison, options, out)
    })?;
    Ok(0)
}

/// The record in a file that says that it is one, of whatever version; none for anything else,
/// which is a dossier.
fn recorded(path: &Path) -> anyhow::Result<Option<Record>> {
    if !path.is_file() {
        return Ok(None);
    }
    let shown = path.display().to_string();
    let cannot = |error: io::Error| {
        let problem = Problem::file(shown.clone(), format!("cannot be read: {error}"));
        anyhow::Error::new(Problems::from(problem))
    };
    // What is larger is no record; whether it is a document, its own limit says.
    if std::fs::metadata(path).map_err(cannot)?.len() > MAX_BYTES {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(&bytes)).into_owned();
    let family = SCHEMA.trim_end_matches(|c: char| c != '/');
    if !head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
        || !head.contains(family)
    {
        return Ok(None);
    }
    Ok(Some(Record::parse(&SourceFile::new(shown, bytes))?))
}

/// A run as the record that `check` would have written.
fn written(run: &crate::run::Run) -> anyhow::Result<Record> {
    let mut bytes = Vec::new();
    let json = report::report("json").ok_or_else(|| anyhow::anyhow!("there is no JSON output"))?;
    json.write(run, &Options::default(), &mut bytes)?;
    let path = run.dossiers.first().map_or("", |it| it.path.as_str());
    Ok(Record::parse(&SourceFile::new(path, bytes))?)
}
