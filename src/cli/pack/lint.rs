//! `passmuster pack lint DIR…`.

use std::io::{self, Write as _};

use crate::authoring::lint::{Level, LintOutput, Linted, lint};
use crate::policy;

/// What follows the help.
pub(super) const HELP: &str = "Examples:
  passmuster pack lint ./credit
  passmuster pack lint ./credit --deny warnings --output github

Exit codes: 0 nothing, or warnings only; 1 errors (or warnings, with --deny warnings); 2 the pack
cannot be read.";

/// Exit code of \"the answer is no\".
const NO: u8 = 1;
/// Exit code of a pack of which not even the manifest can be read.
const UNREADABLE: u8 = 2;

/// Arguments of `pack lint`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Packs: folders, or built-in ones by name
    #[arg(value_name = "DIR", required = true)]
    packs: Vec<String>,

    /// What fails besides errors
    #[arg(long, value_name = "LEVEL", value_parser = ["warnings"])]
    deny: Option<String>,

    /// How the outcome is written, to standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json", "github"])]
    output: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let mut packs: Vec<Linted> = Vec::new();
    let mut unreadable = false;
    for path in &args.packs {
        let inspected = policy::inspect(path)?;
        unreadable |= inspected.pack.is_none();
        packs.push(lint(path, &inspected));
    }
    let output = match args.output.as_str() {
        "json" => LintOutput::Json,
        "github" => LintOutput::Github,
        _ => LintOutput::Human,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    output.write(&packs, &mut out)?;
    out.flush()?;
    let any = |level: Level| packs.iter().any(|pack| pack.count(level) > 0);
    Ok(if unreadable {
        UNREADABLE
    } else if any(Level::Error) || (args.deny.is_some() && any(Level::Warning)) {
        NO
    } else {
        0
    })
}
