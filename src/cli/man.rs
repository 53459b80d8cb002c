//! `passmuster man`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

use super::{message, usage};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write a page for each command into this folder; without it, the main page is printed
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let Some(dir) = &args.dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(super::command()).render(&mut page)?;
        io::stdout().lock().write_all(&page)?;
        return Ok(0);
    };
    if !dir.is_dir() {
        return Err(usage(
            format!("there is no folder `{}`", dir.display()),
            "make it first, or name another one",
        ));
    }
    clap_mangen::generate_to(super::command(), dir)
        .with_context(|| format!("cannot write manual pages to {}", dir.display()))?;
    message(&format!("manual pages: {}", dir.display()));
    Ok(0)
}
