//! `passmuster pack`: the tools of pack authors, one file each.

mod new;
mod test;

/// Subcommands of `pack`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Start a pack: a folder with one control, its cases and what to do next
    New(new::Args),
    /// Run the cases of packs, and say what none of them reaches
    #[command(after_help = test::HELP)]
    Test(test::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::New(args) => new::run(args),
        Command::Test(args) => test::run(args),
    }
}
