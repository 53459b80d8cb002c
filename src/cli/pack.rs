//! `passmuster pack`: what pack authors and those who use their packs do with them.

mod load;
mod lock;
pub(super) mod pull;
pub(super) mod push;
mod save;
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
    /// Publish a pack or a plugin in a registry, with its signatures
    Push(push::Args),
    /// Get a pack or a plugin from a registry, with its signatures
    Pull(pull::Args),
    /// Write a pack or a plugin into an archive, with its signatures
    Save(save::Args),
    /// Take a pack or a plugin out of an archive
    Load(load::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Lock(args) => lock::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Push(args) => push::run(args),
        Command::Pull(args) => pull::run(args),
        Command::Save(args) => save::run(args),
        Command::Load(args) => load::run(args),
    }
}
