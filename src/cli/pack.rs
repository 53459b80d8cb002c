//! `passmuster pack`: what pack authors and those who use their packs do with them.

mod diff;
mod lint;
mod load;
mod lock;
mod new;
mod prove;
pub(super) mod pull;
pub(super) mod push;
mod save;
mod sign;
mod test;
mod verify;

/// Subcommands of `pack`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Start a pack: a folder with one control, its cases and what to do next
    New(new::Args),
    /// Say what is wrong or weak in packs, where, and what mends it
    #[command(after_help = lint::HELP)]
    Lint(lint::Args),
    /// Run the cases of packs, and say what none of them reaches
    #[command(after_help = test::HELP)]
    Test(test::Args),
    /// Prove that an overlay is at least as strict as the pack that it adapts, or show where not
    Prove(prove::Args),
    /// Say what changed from one version of a pack to another
    Diff(diff::Args),
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
        Command::New(args) => new::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Test(args) => test::run(args),
        Command::Prove(args) => prove::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Lock(args) => lock::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Push(args) => push::run(args),
        Command::Pull(args) => pull::run(args),
        Command::Save(args) => save::run(args),
        Command::Load(args) => load::run(args),
    }
}
