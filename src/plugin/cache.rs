//! Compiled components, kept between runs. An entry is code that will run with the rights of this
//! process, so it is taken only if it carries the message authentication code of a key that nobody
//! but this user can read, over its own name and its bytes. Anything else is compiled again.

use std::hash::{Hash as _, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use aws_lc_rs::hmac;
use sha2::Digest as _;
use wasmtime::Engine;

use super::code::Code;
use crate::platform::private::Folder;

/// The file of the key.
const KEY: &str = "key";
/// Length of the key, in bytes.
const KEY_BYTES: usize = 32;
/// What the names of entries end with.
const SUFFIX: &str = ".cwasm";
/// Length of HMAC-SHA256, in bytes.
const TAG: usize = 32;

/// A folder of compiled components. It is opened when it is first needed.
pub struct Cache {
    path: PathBuf,
    fresh: [u8; KEY_BYTES],
    opened: OnceLock<Result<Opened, String>>,
}

struct Opened {
    folder: Folder,
    key: hmac::Key,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Cache {
    /// The cache in a folder; `fresh` are random bytes, which become the key where there is none.
    pub fn at(path: PathBuf, fresh: [u8; KEY_BYTES]) -> Self {
        Self {
            path,
            fresh,
            opened: OnceLock::new(),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn opened(&self) -> Result<&Opened, String> {
        self.opened
            .get_or_init(|| open(&self.path, &self.fresh))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The code under a name, if there is any; at most `most` bytes of it.
    ///
    /// # Errors
    /// Why the cache, or what is there, cannot be used.
    pub(super) fn get(&self, name: &str, most: usize) -> Result<Option<Code>, String> {
        let opened = self.opened()?;
        let most = u64::try_from(most.saturating_add(TAG)).unwrap_or(u64::MAX);
        let bytes = opened
            .folder
            .read(name, most)
            .map_err(|error| format!("{name}: {error}"))?;
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        let genuine = bytes
            .split_at_checked(TAG)
            .filter(|(tag, code)| hmac::verify(&opened.key, &message(name, code), tag).is_ok());
        match genuine {
            Some((_, code)) => Ok(Some(Code::authenticated(code.to_vec()))),
            None => Err(format!("{name}: this user's key has not signed it")),
        }
    }

    /// Keeps code under a name, and lets the oldest entries go where all are more than `most` bytes.
    ///
    /// # Errors
    /// Why it cannot be kept.
    pub(super) fn put(&self, name: &str, code: &Code, most: u64) -> Result<(), String> {
        let opened = self.opened()?;
        let tag = hmac::sign(&opened.key, &message(name, code.bytes()));
        let mut bytes = tag.as_ref().to_vec();
        bytes.extend_from_slice(code.bytes());
        let own = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if own > most {
            return Err(format!(
                "{name}: {own} bytes are more than the cache holds ({most})"
            ));
        }
        let cannot = |error: std::io::Error| format!("{name}: {error}");
        let entries = opened.folder.entries().map_err(cannot)?;
        let entries: Vec<_> = entries
            .into_iter()
            .filter(|it| it.name != KEY && it.name != name)
            .collect();
        let mut total = entries
            .iter()
            .fold(own, |sum, it| sum.saturating_add(it.bytes));
        for entry in entries {
            if total <= most {
                break;
            }
            // Another process may have taken it away already.
            let _ = opened.folder.remove(&entry.name);
            total = total.saturating_sub(entry.bytes);
        }
        opened.folder.write(name, &bytes, true).map_err(cannot)
    }
}

fn open(path: &Path, fresh: &[u8]) -> Result<Opened, String> {
    let cannot = |error: std::io::Error| format!("{}: {error}", path.display());
    let folder = Folder::open(path).map_err(cannot)?;
    let key = || folder.read(KEY, KEY_BYTES as u64);
    let found = match key().map_err(cannot)? {
        Some(found) => found,
        None => {
            // Two processes may begin at once: the first one's key holds.
            match folder.write(KEY, fresh, false) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot(error)),
            }
            key().map_err(cannot)?.unwrap_or_default()
        }
    };
    if found.len() != KEY_BYTES {
        return Err(format!("{}: its key is damaged", path.display()));
    }
    Ok(Opened {
        key: hmac::Key::new(hmac::HMAC_SHA256, &found),
        folder,
    })
}

/// What is authenticated: the name too, so that no entry passes for another.
fn message(name: &str, code: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(name.len() + 1 + code.len());
    message.extend_from_slice(name.as_bytes());
    message.push(0);
    message.extend_from_slice(code);
    message
}

/// The name of a component's entry: what it is, by whom it was compiled, and for what.
pub(super) fn name(engine: &Engine, sha256: &str) -> String {
    let mut hasher = Sha256Hasher(sha2::Sha256::new());
    hasher.write(b"passmuster compiled component 1\0");
    hasher.write(sha256.as_bytes());
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let digest = hasher.0.finalize();
    let mut name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    name.push_str(SUFFIX);
    name
}

/// Takes what a `Hash` writes into a digest that nobody can collide.
struct Sha256Hasher(sha2::Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}
