//! `passmuster pack`: what pack authors and those who use their packs do with them.

mod lock;
mod sign;
mod verify;

/// Subcommands of `pack`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write passmuster.lock: the packs and plugins in use by digest; show what changes
    Lock(lock::Args),
    /// Sign a pack or a plugin, or add a signature to those that are there
    Sign(sign::Args),
    /// Say who signed a pack or a plugin, and whether that is enough
    Verify(verify::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Lock(args) => lock::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Verify(args) => verify::run(args),
    }
}
