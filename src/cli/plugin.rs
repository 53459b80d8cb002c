//! `passmuster plugin`: what those who write plugins do with them, and those who are given some.

mod build;
mod component;
mod inspect;
mod make;
mod new;
mod python;
mod test;

use super::pack::{pull, push};

/// Exit code of "the answer is no".
const NO: u8 = 1;

/// Subcommands of `plugin`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make the folder of a new plugin: one check, its tests, the SDK
    New(new::Args),
    /// Build the plugin of a folder: `plugin.toml` and a Rust crate or a Python module
    Build(build::Args),
    /// Make one check over a dossier: its findings and what it read
    Run(make::Args),
    /// Try the checks of a plugin on its fixtures, in the real host
    Test(test::Args),
    /// Say what a plugin is, what it reads and offers, or why it cannot be loaded
    Inspect(inspect::Args),
    /// Publish a plugin in a registry, with its signatures
    Push(push::Args),
    /// Get a plugin from a registry, with its signatures
    Pull(pull::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::New(args) => new::run(args),
        Command::Build(args) => build::run(args),
        Command::Run(args) => make::run(args),
        Command::Test(args) => test::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Push(args) => push::run(args),
        Command::Pull(args) => pull::run(args),
    }
}
