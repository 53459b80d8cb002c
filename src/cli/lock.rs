//! `passmuster.lock`: where it lies, and what a run holds against it.

use std::path::{Path, PathBuf};

use super::packs::Door;
use super::settings::{Settled, lies_in};
use super::{folder_of, message, named_file, usage};
use crate::lock::{FILE_NAME, Lock};
use crate::policy::Pack;
use crate::printable::shell_word;
use crate::problem::Problem;

/// Largest lock, in bytes.
const BYTES: u64 = 4 * 1024 * 1024;

/// Where the lock lies: where it is said, else beside the settings file, else here.
pub(super) fn path(settled: &Settled) -> PathBuf {
    match (settled.config.path("lock"), &settled.file) {
        (Some(path), _) => path,
        (None, Some(file)) => match folder_of(file) {
            folder if folder == Path::new(".") => PathBuf::from(FILE_NAME),
            folder => folder.join(FILE_NAME),
        },
        (None, None) => PathBuf::from(FILE_NAME),
    }
}

/// The lock of these packs, as it would be written now.
pub(super) fn now(packs: &[Pack], door: &Door) -> Lock {
    let trust = door.trust.as_deref().map(|it| it.sha256.as_str());
    Lock::of(packs, trust, env!("CARGO_PKG_VERSION"))
}

/// The lock that is there, if one is.
pub(super) fn there(path: &Path) -> anyhow::Result<Option<Lock>> {
    // A link that leads nowhere is there too, and is an error.
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let help = "write one: passmuster pack lock";
    let source = named_file(path, "lock", BYTES, help)?;
    Ok(Some(Lock::parse(&source)?))
}

/// Holds what is in use against the lock: with `--locked` a difference is refused, without it one is
/// said. A lock that nobody named and that lies in a dossier is the vendor's to write, and is none.
pub(super) fn held(settled: &Settled, packs: &[Pack], door: &Door) -> anyhow::Result<()> {
    let path = path(settled);
    let locked = settled.config.is_on("locked");
    let named = settled.config.path("lock").is_some();
    let own = named || !settled.pairs.iter().any(|it| lies_in(&path, &it.dossier));
    let lock = if own { there(&path)? } else { None };
    let Some(lock) = lock else {
        if !locked {
            return Ok(());
        }
        let reason = if own {
            format!(
                "{} asks for a lock, and there is no {}",
                settled.config.label("locked"),
                path.display()
            )
        } else {
            format!(
                "{} lies in a dossier, whose author could have written it",
                path.display()
            )
        };
        let help = if own {
            "write it: passmuster pack lock, with the same --pack, --review and --trust".to_owned()
        } else {
            format!(
                "if it is yours, name it: --lock {}",
                shell_word(&path.display().to_string())
            )
        };
        return Err(settled.placed("locked", usage(reason, help)));
    };
    super::runtime::vouch(lock.plugins.iter().map(|it| it.sha256.clone()));
    let changes = lock.changes(&now(packs, door));
    if changes.is_empty() {
        return Ok(());
    }
    let list = changes.join("\n  ");
    if locked {
        let text = format!("what is in use is not what was locked:\n  {list}");
        let problem = Problem::file(path.display().to_string(), text)
            .help("if these changes are meant: passmuster pack lock, with the same --pack, --review and --trust");
        return Err(crate::problem::Problems::from(problem).into());
    }
    message(&format!(
        "note: {} has something else, which --locked would refuse:\n  {list}",
        path.display()
    ));
    Ok(())
}
