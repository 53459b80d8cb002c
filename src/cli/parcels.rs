//! Packs and plugins on their way: made of what lies here, and laid down where they are wanted. What
//! comes is held against the trust policy before anything of it is written.

use std::path::{Path, PathBuf};

use super::packs::{self, Door};
use super::{message, usage, write_file};
use crate::parcel::{Artifact, Contents, SignatureFile, signature_ending, signature_names};
use crate::plugin::Plugin;
use crate::policy;
use crate::problem::{Problem, Problems};
use crate::source::SourceFile;

/// Something to be sent.
pub(super) struct Parcel {
    pub(super) artifact: Artifact,
    pub(super) signatures: Vec<SignatureFile>,
    pub(super) id: String,
    pub(super) version: String,
}

fn wrong(at: &Path, reason: String, help: &str) -> anyhow::Error {
    let problem = Problem::file(at.display().to_string(), reason).help(help);
    anyhow::Error::new(Problems::from(problem))
}

/// A pack or a plugin that lies here, with the signatures beside it.
pub(super) fn made(path: &Path, door: &Door) -> anyhow::Result<Parcel> {
    let statements = packs::statements(path)?;
    let signatures = statements
        .iter()
        .filter_map(|it| {
            Some(SignatureFile {
                ending: signature_ending(it.path())?,
                bytes: it.bytes().to_vec(),
            })
        })
        .collect();
    if path.is_file() {
        let (plugin, bytes) = packs::unsigned_plugin(path)?;
        door.admit_plugin(path, &plugin, &bytes)?;
        return Ok(Parcel {
            artifact: Artifact::plugin(&plugin.manifest, &bytes),
            signatures,
            id: plugin.manifest.id.clone(),
            version: plugin.manifest.version.clone(),
        });
    }
    let shown = path.display().to_string();
    let files = policy::folder_files(&shown, path)?;
    let statements = statements.as_slice();
    let pack = door.unpacked(&shown, files.clone(), statements)?;
    let artifact = Artifact::pack(&pack.id, &pack.version, &files)
        .map_err(|reason| wrong(path, reason, "rename the file"))?;
    Ok(Parcel {
        artifact,
        signatures,
        id: pack.id,
        version: pack.version,
    })
}

/// Lays down what came, at `into` or else under its own id here.
pub(super) fn laid(
    from: &str,
    contents: Contents,
    signatures: &[SignatureFile],
    into: Option<&Path>,
    door: &Door,
) -> anyhow::Result<()> {
    let statements: Vec<SourceFile> = signatures
        .iter()
        .zip(signature_names(signatures))
        .map(|(it, name)| {
            SourceFile::new(
                format!("{from}, {}", name.trim_start_matches('.')),
                it.bytes.clone(),
            )
        })
        .collect();
    let (id, version, sha256) = match &contents {
        Contents::Pack(files) => {
            let pack = door.unpacked(from, files.clone(), &statements)?;
            (pack.id, pack.version, pack.sha256)
        }
        Contents::Plugin(bytes) => {
            let plugin = Plugin::load(bytes.clone())
                .map_err(|reason| wrong(Path::new(from), reason, "ask whoever published it"))?;
            door.admit_unpacked_plugin(from, &plugin, bytes, &statements)?;
            (
                plugin.manifest.id.clone(),
                plugin.manifest.version.clone(),
                plugin.sha256.clone(),
            )
        }
    };
    let target = match into {
        Some(path) => path.to_owned(),
        None => {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            if id.is_empty() || !id.bytes().all(plain) || id.starts_with('-') {
                return Err(usage(
                    format!("the id `{id}` is no name for a folder"),
                    "say where it goes: --into PATH",
                ));
            }
            match contents {
                Contents::Pack(_) => PathBuf::from(&id),
                Contents::Plugin(_) => PathBuf::from(format!("{id}.wasm")),
            }
        }
    };
    let names = signature_names(signatures);
    let beside: Vec<PathBuf> = names.iter().map(|it| packs::beside(&target, it)).collect();
    for path in [&target].into_iter().chain(&beside) {
        if path.symlink_metadata().is_ok() {
            return Err(usage(
                format!("{} is there already", path.display()),
                "name another place with --into, or take it away",
            ));
        }
    }
    super::writable(&target)?;
    match &contents {
        Contents::Pack(files) => folder(&target, files)?,
        Contents::Plugin(bytes) => write_file(&target, &|out| out.write_all(bytes))?,
    }
    for (path, it) in beside.iter().zip(signatures) {
        write_file(path, &|out| out.write_all(&it.bytes))?;
    }
    message(&format!(
        "{id} {version}, sha256 {sha256}, {}: {}",
        signed_words(signatures),
        target.display()
    ));
    Ok(())
}

/// Writes a folder whole or not at all.
fn folder(target: &Path, files: &policy::PackFiles) -> anyhow::Result<()> {
    let cannot = |error: std::io::Error| {
        anyhow::Error::new(error).context(format!("cannot write {}", target.display()))
    };
    let made = tempfile::tempdir_in(super::folder_of(target)).map_err(cannot)?;
    for (name, bytes) in files {
        let path = made.path().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(cannot)?;
        }
        std::fs::write(&path, bytes).map_err(cannot)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(made.path(), mode).map_err(cannot)?;
    }
    std::fs::rename(made.path(), target).map_err(cannot)?;
    // What the guard would take away has its own name now.
    let _ = made.keep();
    Ok(())
}

/// How many signatures come along, in words.
pub(super) fn signed_words(signatures: &[SignatureFile]) -> String {
    match signatures {
        [] => "without a signature".to_owned(),
        files => format!("with {}", super::count(files.len(), "signature file")),
    }
}
