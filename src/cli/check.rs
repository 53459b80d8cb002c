//! `passmuster check DIR…`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use super::output::outputs;
use super::{Printing, Reading, decisions, message, stdout_options, usage, write_file};
use crate::Target;
use crate::evaluate::Enforce;
use crate::fact::vocabulary::ACTIONS;
use crate::finding::BUILT_IN;
use crate::policy::{self, Pack};
use crate::printable::shell_word;
use crate::problem::{Problem, Problems, nearest};
use crate::report::Options;
use crate::run::{PackRef, Run, SinceRef, TrustRef};
use crate::since;

/// The pack that is taken where nobody names one.
const DEFAULT_PACK: &str = "baseline";

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,

    /// Pack: a built-in one by name, or a folder; replaces those of the review file [default: baseline]
    #[arg(long, value_name = "PACK")]
    pack: Vec<String>,

    /// What the review is for [default: the review file's, else procure]
    #[arg(long = "for", value_name = "ACTION", value_parser = clap::builder::PossibleValuesParser::new(ACTIONS))]
    action: Option<String>,

    /// What gates: pack, none, or controls by id, separated by commas
    #[arg(long, value_name = "WHAT", default_value = "pack")]
    enforce: String,

    /// What people decided about findings: exceptions, conditions, reviews
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,

    /// Leave the decisions out: what the verdict is without them
    #[arg(long)]
    no_decisions: bool,

    /// An earlier run, written with --output json=FILE: what it had, and what is no worse, does not gate
    #[arg(long, value_name = "RUN")]
    since: Option<PathBuf>,

    /// Output format, to standard output or to a file; may be repeated. sarif and junit leave out
    /// what documents say unless ?excerpts=true follows
    #[arg(long, value_name = "FORMAT[=PATH][?OPTION]", default_value = "human")]
    output: Vec<String>,

    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    let outputs = outputs(&args.output)?;
    let own = decisions::files(args.decisions.as_deref(), args.since.as_deref());
    let targets = args.reading.targets_besides(&own)?;
    let packs = packs(&args.pack, &targets)?;
    let enforce = enforce(&args.enforce, &packs)?;
    let mut settings = args.reading.settings(args.action.clone(), enforce)?;
    let decided = match &args.decisions {
        Some(path) => Some(decisions::read(
            path,
            settings.trust.as_deref(),
            settings.as_of,
        )?),
        None => None,
    };
    let since = args.since.as_deref().map(decisions::record).transpose()?;
    if !args.no_decisions {
        settings.decisions = decided.clone();
    }
    let mut dossiers = targets
        .iter()
        .map(|target| target.check(&packs, &settings))
        .collect::<Result<Vec<_>, _>>()?;
    let pack_refs: Vec<PackRef> = packs
        .iter()
        .map(|pack| PackRef {
            id: pack.id.clone(),
            version: pack.version.clone(),
            title: pack.title.clone(),
            sha256: pack.sha256.clone(),
            controls: pack.controls.len(),
        })
        .collect();
    if let Some(record) = &since {
        since::absorb(&mut dossiers, &pack_refs, settings.as_of, record)?;
    }
    let trust = settings.trust.as_deref();
    let run = Run {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        as_of: settings.as_of.to_string(),
        packs: pack_refs,
        decisions: decided
            .as_deref()
            .map(|it| decisions::used(it, args.no_decisions, trust, &dossiers)),
        since: since.as_ref().map(|record| SinceRef {
            path: record.path.clone(),
            sha256: record.sha256.clone(),
            as_of: record.run.as_of.to_string(),
        }),
        trust: settings.trust.as_deref().map(|trust| TrustRef {
            path: trust.path.clone(),
            sha256: trust.sha256.clone(),
            parties: trust.parties.len(),
        }),
        enforce: (args.enforce != "pack").then(|| args.enforce.clone()),
        rerun: rerun(&args, &settings.as_of.to_string()),
        dossiers,
    };
    for output in &outputs {
        match &output.path {
            Some(path) => {
                let options = Options {
                    verbose: args.printing.verbose,
                    quiet: args.printing.quiet,
                    excerpts: output.excerpts,
                    ..Options::default()
                };
                write_file(path, &|out| output.report.write(&run, &options, out))?;
                message(&format!("{}: {}", output.report.name(), path.display()));
            }
            None => {
                let options = Options {
                    excerpts: output.excerpts,
                    ..stdout_options(&args.printing)
                };
                let mut out = io::BufWriter::new(io::stdout().lock());
                output.report.write(&run, &options, &mut out)?;
                out.flush()?;
            }
        }
    }
    Ok(run.verdict().exit_code())
}

/// Loads the packs: those of the command line, else those that the review files name, else the
/// baseline.
fn packs(given: &[String], targets: &[Target]) -> anyhow::Result<Vec<Pack>> {
    let mut names: Vec<String> = given.to_vec();
    if names.is_empty() {
        let sets: BTreeSet<&[String]> = targets
            .iter()
            .filter_map(|target| target.review.as_ref())
            .map(|review| review.packs.as_slice())
            .collect();
        if sets.len() > 1 {
            return Err(usage(
                "the review files name different packs",
                "run each dossier by itself, or name the packs with --pack",
            ));
        }
        names = sets.first().map(|set| set.to_vec()).unwrap_or_default();
    }
    if names.is_empty() {
        names.push(DEFAULT_PACK.to_owned());
    }
    let mut packs: Vec<Pack> = Vec::new();
    let mut problems = Vec::new();
    for name in &names {
        match policy::load(name) {
            Ok(pack) => packs.push(pack),
            Err(found) => problems.extend(found.0),
        }
    }
    for (index, pack) in packs.iter().enumerate() {
        for other in packs.iter().skip(index + 1) {
            for control in &other.controls {
                if pack.controls.iter().any(|known| known.id == control.id) {
                    problems.push(
                        Problem::file(
                            format!("pack {}", other.id),
                            format!(
                                "the control `{}` is also in the pack {}",
                                control.id, pack.id
                            ),
                        )
                        .help("use packs with distinct control ids"),
                    );
                }
            }
        }
    }
    if problems.is_empty() {
        Ok(packs)
    } else {
        Err(anyhow::Error::new(Problems(problems)))
    }
}

fn enforce(text: &str, packs: &[Pack]) -> anyhow::Result<Enforce> {
    match text {
        "pack" => Ok(Enforce::Pack),
        "none" => Ok(Enforce::Nothing),
        list => {
            let ids: BTreeSet<String> = list
                .split(',')
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty())
                .collect();
            let known = || {
                packs
                    .iter()
                    .flat_map(|pack| pack.controls.iter().map(|control| control.id.as_str()))
                    .chain(BUILT_IN.iter().copied())
            };
            for id in &ids {
                if !known().any(|known| known == id) {
                    return Err(usage(
                        format!("--enforce names `{id}`, which no pack has"),
                        match nearest(id, known()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "`passmuster explain` lists the controls".to_owned(),
                        },
                    ));
                }
            }
            if ids.is_empty() {
                return Err(usage(
                    "--enforce names nothing",
                    "write pack, none, or control ids",
                ));
            }
            Ok(Enforce::Only(ids))
        }
    }
}

/// The command line that makes the same run again: with the as-of date, whatever it was.
fn rerun(args: &Args, as_of: &str) -> String {
    let mut words = vec!["passmuster".to_owned(), "check".to_owned()];
    let mut add = |flag: &str, value: &str| {
        words.push(flag.to_owned());
        words.push(shell_word(value));
    };
    for review in &args.reading.review {
        add("--review", &review.display().to_string());
    }
    if let Some(trust) = &args.reading.trust {
        add("--trust", &trust.display().to_string());
    }
    for pack in &args.pack {
        add("--pack", pack);
    }
    if let Some(action) = &args.action {
        add("--for", action);
    }
    if args.enforce != "pack" {
        add("--enforce", &args.enforce);
    }
    for (flag, path) in [("--decisions", &args.decisions), ("--since", &args.since)] {
        if let Some(path) = path {
            add(flag, &path.display().to_string());
        }
    }
    if let Some(list) = &args.reading.dossiers_from {
        add("--dossiers-from", &list.display().to_string());
    }
    let defaults = crate::source::Limits::default();
    let trees = crate::tree::TreeLimits::default();
    for (flag, value, default) in [
        ("--max-bytes", args.reading.max_bytes, defaults.file_bytes),
        (
            "--max-documents",
            args.reading.max_documents as u64,
            defaults.documents as u64,
        ),
        (
            "--max-depth",
            args.reading.max_depth as u64,
            trees.depth as u64,
        ),
        (
            "--max-nodes",
            args.reading.max_nodes as u64,
            trees.nodes as u64,
        ),
    ] {
        if value != default {
            add(flag, &value.to_string());
        }
    }
    add("--as-of", as_of);
    if args.no_decisions {
        words.push("--no-decisions".to_owned());
    }
    for dir in &args.reading.dirs {
        words.push(shell_word(&dir.display().to_string()));
    }
    words.join(" ")
}
