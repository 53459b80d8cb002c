//! `passmuster pack new NAME`.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Context as _;

use crate::authoring::starter::scaffold;
use crate::cli::usage;

/// Arguments of `pack new`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The pack's name, and that of the folder that is made: small letters, digits and `-`
    #[arg(value_name = "NAME")]
    name: String,

    /// What people call it [default: the name in words]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let files = scaffold(&args.name, args.title.as_deref())
        .map_err(|reason| usage(reason, "for example: passmuster pack new credit-models"))?;
    let folder = Path::new(&args.name);
    // Made, not looked for: what is there is never written into.
    std::fs::create_dir(folder).map_err(|error| {
        let name = &args.name;
        match error.kind() {
            io::ErrorKind::AlreadyExists => usage(
                format!("`{name}` is there already"),
                "choose another name, or move it away first",
            ),
            _ => usage(
                format!("the folder `{name}` cannot be made: {error}"),
                "run the command where you may write",
            ),
        }
    })?;
    let mut out = io::stdout().lock();
    for (path, bytes) in &files {
        let path = folder.join(path);
        let cannot = || format!("cannot write {}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(cannot)?;
        }
        std::fs::write(&path, bytes).with_context(cannot)?;
        writeln!(out, "{}", path.display())?;
    }
    writeln!(
        out,
        "\nNext:\n  passmuster pack lint ./{0}\n  passmuster pack test ./{0} --coverage",
        args.name
    )?;
    Ok(0)
}
