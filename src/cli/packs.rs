//! The one door through which packs and plugins from outside come in. Where the trust policy says
//! who has to sign them, whatever is not signed so is refused, by every command.
//!
//! Built-in packs are a part of the program, and who trusts the program trusts them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil;

use super::settings::{self, Settled};
use super::{named_file, trust};
use crate::config::{Config, Given, PREFIX};
use crate::plugin::Plugin;
use crate::policy::{self, Pack, PackFiles};
use crate::problem::{Problem, Problems};
use crate::source::SourceFile;
use crate::trust::{Release, Trust};

/// Largest signature, in bytes.
const SIGNATURE_BYTES: u64 = 4 * 1024 * 1024;
/// Most files of signatures of one pack.
const SIGNATURES: usize = 64;
/// Largest component, in bytes.
const COMPONENT_BYTES: u64 = 32 * 1024 * 1024;

/// How names of files end that hold signatures.
pub(super) const ENDINGS: &[&str] = &[".dsse.json", ".sigstore.json"];

/// Whose trust policy rules, for commands that judge no dossier.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Guard {
    /// Trust policy: whose signatures packs and plugins need [default: that of passmuster.toml]
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,

    /// Settings file [default: passmuster.toml, from this folder upward]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    config: Option<PathBuf>,

    /// Read neither a settings file nor the variables PASSMUSTER_…
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    no_config: bool,
}

impl Guard {
    /// The door under the trust policy that is given or configured.
    pub(super) fn door(&self, as_of: Option<&str>) -> anyhow::Result<Door> {
        let as_of = super::date(as_of)?;
        let trusted = match (&self.trust, self.no_config) {
            (Some(path), _) => Some(path.clone()),
            (None, true) => None,
            (None, false) => self.configured()?,
        };
        let trusted = trusted.map(|it| trust(&it)).transpose()?.map(Arc::new);
        Ok(Door {
            trust: trusted,
            as_of,
        })
    }

    fn configured(&self) -> anyhow::Result<Option<PathBuf>> {
        let environment = settings::variables();
        let named = environment.get(&format!("{PREFIX}CONFIG"));
        let named = named.filter(|it| !it.is_empty()).map(PathBuf::from);
        let path = self
            .config
            .clone()
            .or(named)
            .or_else(|| settings::found(&[]));
        let file = path.as_deref().map(settings::read).transpose()?;
        let config = Config::settle(Given::new(), &environment, file)?;
        Ok(config.path("trust"))
    }
}

/// The door, under a trust policy if there is one.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) trust: Option<Arc<Trust>>,
    pub(super) as_of: civil::Date,
}

impl Door {
    /// Under the settings of a run.
    pub(super) fn of(settled: &Settled) -> anyhow::Result<Self> {
        Ok(Self {
            trust: settled.trust()?,
            as_of: settled.as_of()?,
        })
    }

    /// A pack, by the name of a built-in one or by its folder.
    pub(super) fn load(&self, name: &str) -> Result<Pack, Problems> {
        let pack = policy::load(name)?;
        if !policy::is_built_in(name) {
            let release = Release {
                id: &pack.id,
                sha256: &pack.sha256,
                file: None,
            };
            self.admit("pack", name, &release)?;
        }
        Ok(pack)
    }

    /// Whether a plugin that was looked at may be compiled and run: the names of who signed it. A
    /// plugin that a pack pins is in the pack's digest, and is signed with the pack.
    pub(super) fn admit_plugin(
        &self,
        path: &Path,
        plugin: &Plugin,
        bytes: &[u8],
    ) -> Result<Vec<String>, Problems> {
        let release = Release {
            id: &plugin.manifest.id,
            sha256: &plugin.sha256,
            file: Some(bytes),
        };
        self.admit("plugin", &path.display().to_string(), &release)
    }

    /// A pack that came from elsewhere with its signatures and lies nowhere yet.
    pub(super) fn unpacked(
        &self,
        from: &str,
        files: PackFiles,
        statements: &[SourceFile],
    ) -> Result<Pack, Problems> {
        let pack = policy::load_files(from, files)?;
        let release = Release {
            id: &pack.id,
            sha256: &pack.sha256,
            file: None,
        };
        self.signed("pack", from, &release, statements)?;
        Ok(pack)
    }

    /// A plugin that came from elsewhere with its signatures and lies nowhere yet.
    pub(super) fn admit_unpacked_plugin(
        &self,
        from: &str,
        plugin: &Plugin,
        bytes: &[u8],
        statements: &[SourceFile],
    ) -> Result<Vec<String>, Problems> {
        let release = Release {
            id: &plugin.manifest.id,
            sha256: &plugin.sha256,
            file: Some(bytes),
        };
        self.signed("plugin", from, &release, statements)
    }

    /// Refuses what is not signed as the trust policy asks.
    fn admit(
        &self,
        what: &str,
        path: &str,
        release: &Release<'_>,
    ) -> Result<Vec<String>, Problems> {
        let Some(trust) = &self.trust else {
            return Ok(Vec::new());
        };
        if trust.release_rule(release.id).is_none() {
            return Ok(Vec::new());
        }
        self.signed(what, path, release, &statements(Path::new(path))?)
    }

    /// The same, with the signatures that there are.
    fn signed(
        &self,
        what: &str,
        path: &str,
        release: &Release<'_>,
        statements: &[SourceFile],
    ) -> Result<Vec<String>, Problems> {
        let Some(trust) = &self.trust else {
            return Ok(Vec::new());
        };
        let shown = path;
        trust
            .released(release, statements, self.as_of)
            .map_err(|short| {
                let message = format!(
                    "the {what} `{}` is not signed as {} asks: {}",
                    release.id,
                    trust.path,
                    short.words()
                );
                let beside = beside(Path::new(path), ENDINGS.first().copied().unwrap_or_default());
                Problem::file(shown, message)
                    .help(format!(
                        "whoever releases it signs it, passmuster pack sign {} --key KEY, and the signature lies in {}",
                        crate::printable::shell_word(path),
                        beside.display()
                    ))
                    .into()
            })
    }
}

/// A pack without a look at who signed it: for what makes or shows signatures, and runs nothing.
pub(super) fn unsigned(name: &str) -> Result<Pack, Problems> {
    policy::load(name)
}

/// A plugin and its bytes without a look at who signed it.
pub(super) fn unsigned_plugin(path: &Path) -> anyhow::Result<(Plugin, Vec<u8>)> {
    let help = "name the component that plugin build wrote, FILE.wasm";
    let file = named_file(path, "plugin", COMPONENT_BYTES, help)?;
    let bytes = file.bytes().to_vec();
    let plugin = Plugin::load(bytes.clone()).map_err(|reason| {
        Problems::from(
            Problem::file(path.display().to_string(), reason)
                .help("passmuster plugin inspect FILE says what it is"),
        )
    })?;
    Ok((plugin, bytes))
}

/// Where something lies: its folder, and its name there. `.` has the name of the folder that it is.
fn place(path: &Path) -> Option<(PathBuf, String)> {
    let real = path.canonicalize().ok()?;
    let name = real.file_name()?.to_str()?.to_owned();
    Some((real.parent()?.to_owned(), name))
}

/// The path beside a pack or plugin whose name goes on like this.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let plain = path.file_name().is_some();
    let base = match place(path).filter(|_| !plain) {
        Some((folder, name)) => folder.join(name),
        None => path.components().collect(),
    };
    super::attest::with_ending(&base, ending)
}

/// The signatures beside a pack or plugin: `NAME.dsse.json`, `NAME.sigstore.json`, and with any
/// word before these endings, `NAME.second.dsse.json` say.
pub(super) fn statements(path: &Path) -> Result<Vec<SourceFile>, Problems> {
    let shown = path.display().to_string();
    let cannot = |reason: String| Problems::from(Problem::file(&shown, reason));
    let Some((folder, name)) = place(path) else {
        return Ok(Vec::new());
    };
    let listed = std::fs::read_dir(&folder)
        .map_err(|error| cannot(format!("its folder cannot be read: {error}")))?;
    let mut names = Vec::new();
    for entry in listed {
        let entry = entry.map_err(|error| cannot(format!("its folder cannot be read: {error}")))?;
        let Ok(file) = entry.file_name().into_string() else {
            continue;
        };
        let own = file.strip_prefix(&name).is_some_and(|rest| {
            rest.starts_with('.') && ENDINGS.iter().any(|ending| rest.ends_with(ending))
        });
        if own {
            names.push(file);
        }
    }
    names.sort();
    if names.len() > SIGNATURES {
        return Err(cannot(format!(
            "there are {} files of signatures beside it; at most {SIGNATURES} are read",
            names.len()
        )));
    }
    names
        .iter()
        .map(|file| {
            let at = folder.join(file);
            let help = "passmuster pack sign writes it";
            let read = named_file(&at, "signature", SIGNATURE_BYTES, help);
            let read = read.map_err(|error| match error.downcast::<Problems>() {
                Ok(problems) => problems,
                Err(error) => cannot(format!("{file}: {error}")),
            })?;
            // Messages call it as people see it: beside what they named.
            let name = beside(path, file.strip_prefix(&name).unwrap_or_default());
            Ok(SourceFile::new(
                name.display().to_string(),
                read.bytes().to_vec(),
            ))
        })
        .collect()
}
