//! `passmuster pack lock`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::super::judging::packs;
use super::super::packs::Door;
use super::super::{Reading, count, help, lock, message, review, writable, write_file};
use crate::config::Given;
use crate::printable::block;
use crate::review::Review;

/// Arguments of `pack lock`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Pack: a built-in one by name, or a folder [default: those of the review files, else baseline]
    #[arg(long, value_name = "PACK", help_heading = help::ASKED)]
    pack: Vec<String>,

    /// The lock [default: passmuster.lock, beside the settings file or else here]
    #[arg(long, value_name = "FILE", help_heading = help::OUTPUT)]
    lock: Option<PathBuf>,

    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let mut flags = Given::new();
    flags.insert("pack", args.pack.iter().map(Into::into).collect());
    flags.insert("lock", args.lock.iter().map(Into::into).collect());
    let settled = args.reading.settle(flags)?;
    if args.reading.inputs.sources.show_config {
        return settled.show();
    }
    // Without a dossier the review files still say which packs are in use.
    let mut files: Vec<PathBuf> = settled
        .pairs
        .iter()
        .filter_map(|it| it.review.clone())
        .collect();
    files.dedup();
    let reviews = files
        .iter()
        .map(|it| review(it))
        .collect::<anyhow::Result<Vec<Review>>>()?;
    let door = Door::of(&settled)?;
    let packs = packs(&settled.config.texts("pack"), reviews.iter(), &door)?;
    let path = lock::path(&settled);
    writable(&path)?;
    let now = lock::now(&packs, &door);
    let text = now.to_toml();
    let mut out = io::stdout().lock();
    match lock::there(&path)? {
        None => {
            for line in crate::lock::Lock::empty(&now).changes(&now) {
                writeln!(out, "{}", block(&line))?;
            }
        }
        Some(old) => {
            let changes = old.changes(&now);
            if changes.is_empty() {
                message(&format!("{} is up to date", path.display()));
                return Ok(0);
            }
            for line in changes {
                writeln!(out, "{}", block(&line))?;
            }
        }
    }
    write_file(&path, &|to| to.write_all(text.as_bytes()))?;
    message(&format!(
        "locked {} and {}: {}",
        count(now.packs.len(), "pack"),
        count(now.plugins.len(), "plugin"),
        path.display()
    ));
    Ok(0)
}
