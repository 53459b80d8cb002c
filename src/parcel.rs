//! Packs and plugins as they travel: OCI artifacts, in a registry or in an archive.
//!
//! | what | how | specification |
//! |---|---|---|
//! | a pack | an artifact of our own type with one layer, a tar of its files | OCI image-spec 1.1, manifest.md |
//! | a plugin | one layer of `application/wasm`, as `wkg` has it | CNCF TAG Runtime, Wasm OCI artifact layout |
//! | signatures | an artifact that refers to the other by `subject`, a layer for each file | OCI image-spec 1.1, "Guidelines for Artifact Usage" |
//! | an archive | an image layout in a tar | OCI image-spec 1.1, image-layout.md |
//!
//! Signatures are over the digest of the pack, so an artifact keeps its digest when members sign it.
//! The same files give the same bytes: nothing has a time, an owner or another order.

use std::collections::BTreeMap;

use serde_json::json;

use crate::plugin::Manifest as PluginManifest;
use crate::policy::PackFiles;
use crate::source::sha256_hex;

pub mod layout;
mod manifest;
pub mod tar;

pub use manifest::{Descriptor, Index, MANIFEST_BYTES, Manifest};

/// Media type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Media type of an index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Artifact type of a pack.
pub const PACK: &str = "application/vnd.passmuster.pack.v1";
/// Media type of a pack's layer: a tar of its files.
pub const PACK_LAYER: &str = "application/vnd.passmuster.pack.v1.tar";
/// Artifact type of signatures.
pub const SIGNATURES: &str = "application/vnd.passmuster.signatures.v1";
/// Media type of an artifact's configuration that has none.
const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// Media type of the configuration of a component.
const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";
/// Media type of a component.
const WASM_LAYER: &str = "application/wasm";
/// Media types of signatures, with how the names of their files end.
const SIGNATURE_LAYERS: &[(&str, &str)] = &[
    ("application/vnd.dsse.envelope.v1+json", ".dsse.json"),
    (
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        ".sigstore.json",
    ),
];

/// Largest layer, in bytes: of a pack's tar, and of a component.
pub const LAYER_BYTES: u64 = 64 * 1024 * 1024;
/// Largest file of a signature, in bytes.
pub const SIGNATURE_BYTES: u64 = 4 * 1024 * 1024;
/// Most files of signatures.
pub const MOST_SIGNATURES: usize = 64;

/// A blob with its type.
#[derive(Debug, Clone)]
pub struct Blob {
    /// What it is.
    pub descriptor: Descriptor,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Blob {
    fn new(media_type: &str, bytes: Vec<u8>) -> Self {
        Self {
            descriptor: Descriptor::of(media_type, &bytes),
            bytes,
        }
    }
}

/// An artifact: its manifest and the blobs that this names.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The manifest.
    pub manifest: Blob,
    /// The configuration and the layers.
    pub blobs: Vec<Blob>,
}

/// A signature as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureFile {
    /// How its name ends: `.dsse.json` or `.sigstore.json`.
    pub ending: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an artifact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// The files of a pack.
    Pack(PackFiles),
    /// A component.
    Plugin(Vec<u8>),
}

impl Artifact {
    /// A pack.
    ///
    /// # Errors
    /// A name of a file that no archive can have.
    pub fn pack(id: &str, version: &str, files: &PackFiles) -> Result<Self, String> {
        let layer = Blob::new(PACK_LAYER, tar::write(files)?);
        let config = Blob::new(EMPTY, b"{}".to_vec());
        Ok(Self::new(
            Some(PACK),
            config,
            vec![layer],
            None,
            id,
            version,
        ))
    }

    /// A plugin, as `wkg` publishes components.
    pub fn plugin(manifest: &PluginManifest, component: &[u8]) -> Self {
        let layer = Blob::new(WASM_LAYER, component.to_vec());
        let name = |interface: &str| format!("passmuster:plugin/{interface}@{}", manifest.api);
        let config = json!({
            // No time: the same component has the same digest.
            "created": "1970-01-01T00:00:00Z",
            "author": manifest.authors.join(", "),
            "architecture": "wasm",
            "os": "wasip2",
            "layerDigests": [layer.descriptor.digest],
            "component": {
                "exports": [name("check")],
                "imports": [name("facts"), name("log"), name("types")],
                "target": name("checker"),
            },
        });
        let config = Blob::new(WASM_CONFIG, config.to_string().into_bytes());
        let (id, version) = (&manifest.id, &manifest.version);
        Self::new(None, config, vec![layer], None, id, version)
    }

    /// Signatures over what another artifact holds.
    pub fn signatures(subject: &Descriptor, files: &[SignatureFile]) -> Self {
        let layers = files
            .iter()
            .map(|file| {
                let kind = SIGNATURE_LAYERS.iter().find(|it| it.1 == file.ending);
                Blob::new(kind.map_or(EMPTY, |it| it.0), file.bytes.clone())
            })
            .collect();
        let config = Blob::new(EMPTY, b"{}".to_vec());
        Self::new(Some(SIGNATURES), config, layers, Some(subject), "", "")
    }

    fn new(
        kind: Option<&str>,
        config: Blob,
        layers: Vec<Blob>,
        subject: Option<&Descriptor>,
        id: &str,
        version: &str,
    ) -> Self {
        let listed: Vec<_> = layers.iter().map(|it| it.descriptor.to_json()).collect();
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.descriptor.to_json(),
            "layers": listed,
        });
        if let Some(members) = manifest.as_object_mut() {
            if let Some(kind) = kind {
                members.insert("artifactType".to_owned(), kind.into());
            }
            if let Some(subject) = subject {
                members.insert("subject".to_owned(), subject.to_json());
            }
            if !id.is_empty() {
                let annotations = json!({
                    "org.opencontainers.image.title": id,
                    "org.opencontainers.image.version": version,
                });
                members.insert("annotations".to_owned(), annotations);
            }
        }
        let mut manifest = Blob::new(MANIFEST, manifest.to_string().into_bytes());
        manifest.descriptor.artifact_type = kind.map(ToOwned::to_owned);
        let mut blobs = vec![config];
        blobs.extend(layers);
        Self { manifest, blobs }
    }
}

/// How a file of signatures is called that lies beside a pack: its ending.
pub fn signature_ending(name: &str) -> Option<&'static str> {
    SIGNATURE_LAYERS
        .iter()
        .map(|it| it.1)
        .find(|ending| name.ends_with(ending))
}

/// What an artifact holds; `fetch` gets a blob, and is not believed.
///
/// # Errors
/// It is neither a pack nor a plugin, or a blob is not what the manifest says; one clause.
pub fn contents<E: From<String>>(
    manifest: &Manifest,
    fetch: &mut dyn FnMut(&Descriptor) -> Result<Vec<u8>, E>,
) -> Result<Contents, E> {
    let [layer] = manifest.layers.as_slice() else {
        return Err(E::from(format!(
            "it has {} layers; a pack or a plugin has one",
            manifest.layers.len()
        )));
    };
    let kind = manifest.artifact_type.as_deref();
    let config = manifest.config.media_type.as_str();
    let pack = kind == Some(PACK) && layer.media_type == PACK_LAYER;
    let plugin = config == WASM_CONFIG && layer.media_type == WASM_LAYER;
    if !pack && !plugin {
        return Err(E::from(format!(
            "it is neither a pack nor a plugin, but `{}` with a layer of `{}`",
            short(kind.unwrap_or(config)),
            short(&layer.media_type)
        )));
    }
    let bytes = checked(layer, LAYER_BYTES, fetch)?;
    if plugin {
        return Ok(Contents::Plugin(bytes));
    }
    Ok(Contents::Pack(tar::read(&bytes).map_err(E::from)?))
}

/// The signatures that an artifact of signatures holds about another one.
///
/// # Errors
/// It is about something else, or a blob is not what the manifest says; one clause.
pub fn signatures<E: From<String>>(
    manifest: &Manifest,
    subject: &str,
    fetch: &mut dyn FnMut(&Descriptor) -> Result<Vec<u8>, E>,
) -> Result<Vec<SignatureFile>, E> {
    let about = manifest.subject.as_ref().map(|it| it.digest.as_str());
    if manifest.artifact_type.as_deref() != Some(SIGNATURES) || about != Some(subject) {
        return Err(E::from(
            "a signature is called one of this artifact and is about something else".to_owned(),
        ));
    }
    if manifest.layers.len() > MOST_SIGNATURES {
        return Err(E::from(format!(
            "it has more than {MOST_SIGNATURES} signatures"
        )));
    }
    let mut files = Vec::new();
    for layer in &manifest.layers {
        let kind = SIGNATURE_LAYERS
            .iter()
            .find(|it| it.0 == layer.media_type)
            .ok_or_else(|| E::from(format!("`{}` is no signature", short(&layer.media_type))))?;
        files.push(SignatureFile {
            ending: kind.1,
            bytes: checked(layer, SIGNATURE_BYTES, fetch)?,
        });
    }
    Ok(files)
}

/// A blob that has the size and the digest that its descriptor says.
fn checked<E: From<String>>(
    descriptor: &Descriptor,
    most: u64,
    fetch: &mut dyn FnMut(&Descriptor) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    if descriptor.size > most {
        return Err(E::from(format!(
            "a layer has {} bytes; at most {most} are read",
            descriptor.size
        )));
    }
    let bytes = fetch(descriptor)?;
    descriptor.holds(&bytes).map_err(E::from)?;
    Ok(bytes)
}

/// `sha256:` and the digest.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256_hex(bytes))
}

/// Names of signatures in the order of their files, for what lies beside `NAME`: the first of each
/// kind is `NAME.dsse.json`, the next `NAME.2.dsse.json`.
pub fn signature_names(files: &[SignatureFile]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    files
        .iter()
        .map(|it| {
            let count = counts.entry(it.ending).or_default();
            *count += 1;
            match *count {
                1 => it.ending.to_owned(),
                more => format!(".{more}{}", it.ending),
            }
        })
        .collect()
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
