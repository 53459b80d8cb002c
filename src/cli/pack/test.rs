//! `passmuster pack test DIR…`.

use std::io::{self, Write as _};
use std::path::Path;

use crate::authoring::{TestOutput, Tested, coverage, run_selected, updated};
use crate::cli::{count, message, usage, write_file};
use crate::policy::{self, Inspected, Pack};
use crate::problem::Problems;

/// What follows the help.
pub(super) const HELP: &str = "Examples:
  passmuster pack test ./credit
  passmuster pack test ./credit --filter CR-LOG-01
  passmuster pack test ./credit ./transport --min 100 --output junit

Exit codes: 0 every case holds, 1 one does not, none ran, or the coverage is too low, 2 the pack
cannot be read.";

/// Exit code of \"the answer is no\".
const NO: u8 = 1;

/// Arguments of `pack test`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Packs: folders, or built-in ones by name
    #[arg(value_name = "DIR", required = true)]
    packs: Vec<String>,

    /// Only the cases whose control and name contain this text
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,

    /// Say how much the cases reach of what can be reached, and what none of them does
    #[arg(long)]
    coverage: bool,

    /// Fail where one of the shares of the coverage is lower, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100), conflicts_with = "filter")]
    min: Option<u8>,

    /// Write the outcome that each case came to into its file, and leave the rest as it is
    #[arg(long)]
    update: bool,

    /// How the outcome is written, to standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json", "junit"])]
    output: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let loaded = args
        .packs
        .iter()
        .map(|path| runnable(path))
        .collect::<anyhow::Result<Vec<_>>>()?;
    if args.update
        && let Some(path) = args.packs.iter().find(|path| !Path::new(path).is_dir())
    {
        return Err(usage(
            format!("`{path}` is a built-in pack, whose cases cannot be written"),
            "name the folder of a pack",
        ));
    }
    let mut tested = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for (path, (pack, inspected)) in args.packs.iter().zip(&loaded) {
        let results = run_selected(pack, &args.filter);
        let incomplete: Vec<&str> = inspected
            .problems
            .iter()
            .map(|it| it.message.as_str())
            .collect();
        if !incomplete.is_empty() {
            notes.push(format!(
                "{path} does not load for `check`: {}. `passmuster pack lint` shows where.",
                incomplete.join("; ")
            ));
        }
        tested.push(Tested {
            path: path.clone(),
            id: pack.id.clone(),
            version: pack.version.clone(),
            coverage: (args.coverage || args.min.is_some()).then(|| coverage(pack, &results)),
            results,
        });
    }
    let output = match args.output.as_str() {
        "json" => TestOutput::Json,
        "junit" => TestOutput::Junit,
        _ => TestOutput::Human,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    output.write(&tested, &mut out)?;
    out.flush()?;
    drop(out);
    let mut ok = true;
    for it in &tested {
        let path = &it.path;
        if it.results.is_empty() {
            ok = false;
            notes.push(if args.filter.is_empty() {
                format!("{path}: no test ran: the pack has no cases. Write `tests/CONTROL.toml`.")
            } else {
                format!(
                    "{path}: no test ran: no control or case contains `{}`.",
                    args.filter
                )
            });
        }
        ok &= it.results.iter().all(|result| result.holds());
        if let (Some(min), Some(coverage)) = (args.min, &it.coverage)
            && coverage.percent() < usize::from(min)
        {
            ok = false;
            notes.push(format!(
                "{path}: the coverage is {} %, less than {min} %.",
                coverage.percent()
            ));
        }
    }
    if args.update {
        for (it, (pack, inspected)) in tested.iter().zip(&loaded) {
            notes.extend(update(it, pack, inspected)?);
        }
    }
    for note in &notes {
        message(note);
    }
    Ok(if ok { 0 } else { NO })
}

/// A pack whose cases can be run: one that loads, but for cases that it lacks.
fn runnable(path: &str) -> anyhow::Result<(Pack, Inspected)> {
    let mut inspected = policy::inspect(path)?;
    let (lacking, wrong): (Vec<_>, Vec<_>) = inspected
        .problems
        .drain(..)
        .partition(|problem| problem.lint == "PL-CASES");
    inspected.problems = lacking;
    match inspected.pack.take() {
        Some(pack) if wrong.is_empty() => Ok((pack, inspected)),
        _ => Err(Problems(wrong).into()),
    }
}

/// Writes the outcomes that cases came to, and says what changed.
fn update(it: &Tested, pack: &Pack, inspected: &Inspected) -> anyhow::Result<Vec<String>> {
    let mut notes = Vec::new();
    let mut changed = 0;
    for edit in updated(pack, &inspected.sources, &it.results) {
        let path = Path::new(&it.path).join(&edit.file);
        write_file(&path, &|file| file.write_all(&edit.bytes))?;
        for (control, name, before, after) in &edit.changes {
            changed += 1;
            notes.push(format!(
                "{}: {control} \"{name}\": {before} is now {after}",
                path.display()
            ));
        }
    }
    notes.push(format!(
        "{}: {} written. Read each: a test that was made to pass says nothing until somebody has.",
        it.path,
        count(changed, "outcome")
    ));
    Ok(notes)
}
