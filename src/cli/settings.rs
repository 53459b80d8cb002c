//! Where settings come from: the flags, the environment, and `passmuster.toml`, which is found
//! upward from the working directory and never inside a dossier that is checked.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{folder_of, message, own_file};
use crate::config::{Config, FILE_NAME, File, Given, PREFIX, Pair, Source};
use crate::problem::{Problem, Problems};

/// Which sources of settings count, besides the flags.
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    /// Settings file [default: passmuster.toml, from this folder upward, outside the dossiers]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    config: Option<PathBuf>,

    /// Read neither a settings file nor the variables PASSMUSTER_…
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    no_config: bool,

    /// Print the settings, each with where it comes from, and stop
    #[arg(long, help_heading = "Settings")]
    pub(super) show_config: bool,
}

/// The settings of a run.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) config: Config,
    /// The dossiers with their review files; the last `listed` of them are of a list.
    pub(super) pairs: Vec<Pair>,
    pub(super) listed: usize,
    /// The settings file that was read.
    pub(super) file: Option<PathBuf>,
    /// Whether only `--no-config` makes the flags mean the same again.
    pub(super) alone: bool,
}

impl Sources {
    /// Settles the settings; `listed` are dossiers of a list.
    pub(super) fn settle(&self, flags: Given, listed: Vec<PathBuf>) -> anyhow::Result<Settled> {
        let environment = if self.no_config {
            BTreeMap::new()
        } else {
            variables()
        };
        // What is checked has to be known before a file is looked for.
        let known = Config::settle(flags.clone(), &environment, None)?;
        let mut dossiers = known.paths("dossier");
        dossiers.extend(listed.iter().cloned());
        let named = environment.get(&format!("{PREFIX}CONFIG"));
        let named = named.filter(|it| !it.is_empty()).map(PathBuf::from);
        let named = self.config.clone().or(named);
        let path = match (&named, self.no_config) {
            (_, true) => None,
            (Some(path), _) => Some(path.clone()),
            (None, false) => found(&dossiers),
        };
        let file = path.as_deref().map(read).transpose()?;
        let config = Config::settle(flags, &environment, file)?;
        let count = listed.len();
        let pairs = config.pairs(listed, &same)?;
        if let (Some(path), None) = (&path, &named)
            && let Some(pair) = pairs
                .iter()
                .find(|it| it.dossier_source != Source::Flag && lies_in(path, &it.dossier))
        {
            let message = format!(
                "{} lies in the dossier `{}`, so it cannot say how that is checked",
                path.display(),
                pair.dossier.display()
            );
            return Err(
                Problems::from(
                    Problem::file(path.display().to_string(), message).help(format!(
                        "if it is yours and not the vendor's, name it: --config {}",
                        path.display()
                    )),
                )
                .into(),
            );
        }
        // Said whatever `--quiet` says: nothing that was not typed decides in silence.
        if let (Some(said), false) = (config.beyond_flags(&pairs), self.show_config) {
            message(&said);
        }
        Ok(Settled {
            alone: self.no_config || config.is_beyond_flags(),
            config,
            pairs,
            listed: count,
            file: path,
        })
    }
}

impl Settled {
    /// Prints the settings.
    pub(super) fn show(&self) -> anyhow::Result<u8> {
        let mut out = io::stdout().lock();
        out.write_all(self.config.show(&self.pairs).as_bytes())?;
        out.flush()?;
        Ok(0)
    }

    /// An error of a value, said at the place where the setting was set.
    pub(super) fn placed(&self, key: &str, error: anyhow::Error) -> anyhow::Error {
        let Some(problems) = error.downcast_ref::<Problems>() else {
            return error;
        };
        let placed = problems.0.iter().map(|problem| {
            let at_flag = problem.line == 0 && problem.file == "command line";
            if !at_flag {
                return problem.clone();
            }
            self.config
                .problem(key, problem.message.clone())
                .help(problem.help.clone())
        });
        anyhow::Error::new(Problems(placed.collect()))
    }
}

/// The variables whose names begin as those of this program do.
pub(super) fn variables() -> BTreeMap<String, OsString> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect()
}

pub(super) fn read(path: &Path) -> anyhow::Result<File> {
    let source = own_file(path, "settings file", "docs/config.md has an example")?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(File::parse(source, folder)?)
}

/// The file that is found upward from the working directory, under the name that leads there from
/// here. One that lies in a dossier is the vendor's to write, and is passed by.
pub(super) fn found(dossiers: &[PathBuf]) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    let mut name = PathBuf::from(FILE_NAME);
    for folder in here.ancestors() {
        if folder.join(FILE_NAME).is_file() {
            match dossiers.iter().find(|it| lies_in(&name, it)) {
                None => return Some(name),
                Some(dossier) => message(&format!(
                    "{} is not read as settings: it lies in the dossier {} (--config reads it)",
                    name.display(),
                    dossier.display()
                )),
            }
        }
        name = Path::new("..").join(name);
    }
    None
}

/// Whether a file lies in a dossier, by its own place or by that of what it links to. Of a single
/// file, the dossier is the folder that it lies in: who sent the one may have written the other.
pub(super) fn lies_in(file: &Path, dossier: &Path) -> bool {
    let Ok(root) = dossier.canonicalize() else {
        return false;
    };
    let root = if root.is_dir() {
        root
    } else {
        folder_of(&root).to_owned()
    };
    [folder_of(file).canonicalize(), file.canonicalize()]
        .into_iter()
        .flatten()
        .any(|it| it.starts_with(&root))
}

/// Whether two paths lead to the same place.
fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
