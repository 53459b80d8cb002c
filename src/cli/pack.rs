//! `passmuster pack`: what pack authors and those who use their packs do with them.

mod lint;
mod lock;
mod new;
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
    /// Write passmuster.lock: the packs and plugins in use by digest; show what changes
    Lock(lock::Args),
    /// Sign a pack or a plugin, or add a signature to those that are there
    Sign(sign::Args),
    /// Say who signed a pack or a plugin, and whether that is enough
    Verify(verify::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::New(args) => new::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Test(args) => test::run(args),
        Command::Lock(args) => lock::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Verify(args) => verify::run(args),
    }
}
