//! `passmuster pack diff OLD NEW`.

use std::io::{self, Write};
use std::path::PathBuf;

use super::prove::with_stack;
use crate::authoring::difference::{Change, Kind, difference};
use crate::cli::packs::Guard;
use crate::policy::Pack;
use crate::policy::cedar::prove::Solver;
use crate::printable::{markdown, one_line};

/// Arguments of `pack diff`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The pack as it was: a built-in one by name, or a folder
    #[arg(value_name = "OLD")]
    old: String,

    /// The pack as it is
    #[arg(value_name = "NEW")]
    new: String,

    /// The solver that tells tighter from looser: the cvc5 program
    #[arg(
        long,
        value_name = "FILE",
        default_value = "cvc5",
        env = "PASSMUSTER_CVC5"
    )]
    solver: PathBuf,

    #[command(flatten)]
    guard: Guard,

    /// What is written
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "markdown", "json"])]
    output: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let door = args.guard.door(None)?;
    let (old, new) = (door.load(&args.old)?, door.load(&args.new)?);
    let (changes, missing) = with_stack(|| {
        let (mut solver, missing) = match Solver::new(&args.solver) {
            Ok(solver) => (Some(solver), None),
            Err(error) => (None, Some(error)),
        };
        Ok((difference(&old, &new, &mut solver), missing))
    })?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.output.as_str() {
        "json" => json(&old, &new, &changes, &mut out)?,
        format => note(&old, &new, &changes, format == "markdown", &mut out)?,
    }
    out.flush()?;
    if let Some(error) = missing
        && changes.iter().any(|it| it.kind == Kind::Changed)
    {
        super::super::message(&format!(
            "{error}\nWithout cvc5, clauses that differ are `changed`: tighter or looser was not proven."
        ));
    }
    Ok(0)
}

fn note(
    old: &Pack,
    new: &Pack,
    changes: &[Change],
    is_markdown: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let safe = |text: &str| {
        if is_markdown {
            markdown(text)
        } else {
            one_line(text)
        }
    };
    let (heading, sub, bullet) = if is_markdown {
        ("# ", "## ", "- ")
    } else {
        ("", "", "  ")
    };
    writeln!(
        out,
        "{heading}{} from {} to {}",
        safe(&new.id),
        safe(&old.version),
        safe(&new.version)
    )?;
    for kind in Kind::ALL {
        let these: Vec<&Change> = changes.iter().filter(|it| it.kind == *kind).collect();
        if these.is_empty() {
            continue;
        }
        let name = kind.name();
        let name = if is_markdown {
            let (first, rest) = name.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        } else {
            name.to_uppercase()
        };
        writeln!(out, "\n{sub}{name}")?;
        if is_markdown {
            writeln!(out)?;
        }
        for change in these {
            let title = if change.title.is_empty() {
                String::new()
            } else {
                format!(": {}", safe(&change.title))
            };
            writeln!(out, "{bullet}{}{title}", safe(&change.what))?;
            for line in &change.notes {
                let inner = if is_markdown { "  - " } else { "    " };
                writeln!(out, "{inner}{}", safe(line))?;
            }
        }
    }
    if changes.is_empty() {
        writeln!(out, "\nNothing that a vendor or a reader would notice.")?;
    }
    Ok(())
}

fn json(old: &Pack, new: &Pack, changes: &[Change], out: &mut dyn Write) -> anyhow::Result<()> {
    let pack =
        |it: &Pack| serde_json::json!({ "id": it.id, "version": it.version, "sha256": it.sha256 });
    let changes: Vec<serde_json::Value> = changes
        .iter()
        .map(|it| {
            serde_json::json!({
                "kind": it.kind.name(),
                "what": it.what,
                "title": it.title,
                "notes": it.notes,
            })
        })
        .collect();
    serde_json::to_writer_pretty(
        &mut *out,
        &serde_json::json!({
            "schema": "passmuster.pack-diff/1",
            "old": pack(old),
            "new": pack(new),
            "changes": changes,
        }),
    )?;
    writeln!(out)?;
    Ok(())
}
