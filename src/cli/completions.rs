//! `passmuster completions SHELL`.

use std::io;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "passmuster", &mut out);
    io::Write::write_all(&mut io::stdout().lock(), &out)?;
    Ok(0)
}
