//! `passmuster pack …`: what pack authors use.

mod diff;
mod prove;

/// Subcommands of `pack`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prove that an overlay is at least as strict as the pack that it adapts, or show where not
    Prove(prove::Args),
    /// Say what changed from one version of a pack to another
    Diff(diff::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Prove(args) => prove::run(args),
        Command::Diff(args) => diff::run(args),
    }
}
