//! Manifests and indexes as data (OCI image-spec 1.1, manifest.md, image-index.md, descriptor.md).

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INDEX, MANIFEST, digest, short};
use crate::limits::Limits;
use crate::tree;

/// Largest manifest or index, in bytes.
pub const MANIFEST_BYTES: u64 = 1024 * 1024;
/// Most entries of an index, and most layers.
const ENTRIES: usize = 1_000;

/// What a blob is: its type, digest and size.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// Its media type.
    pub media_type: String,
    /// `sha256:` and 64 hexadecimal digits; any other algorithm is refused.
    pub digest: String,
    /// Its size, in bytes.
    pub size: u64,
    /// Of a manifest in an index: the type of the artifact.
    pub artifact_type: Option<String>,
}

impl Descriptor {
    /// The descriptor of these bytes.
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: digest(bytes),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            artifact_type: None,
        }
    }

    /// Whether these are the bytes.
    ///
    /// # Errors
    /// They are not.
    pub fn holds(&self, bytes: &[u8]) -> Result<(), String> {
        let (actual, wanted) = (digest(bytes), &self.digest);
        if u64::try_from(bytes.len()).ok() != Some(self.size) || actual != *wanted {
            return Err(format!(
                "what came is {} bytes with the digest {actual}, wanted are {} bytes with {wanted}",
                bytes.len(),
                self.size
            ));
        }
        Ok(())
    }

    pub(super) fn to_json(&self) -> Value {
        let mut value = json!({
            "mediaType": self.media_type,
            "digest": self.digest,
            "size": self.size,
        });
        if let (Some(kind), Some(members)) = (&self.artifact_type, value.as_object_mut()) {
            members.insert("artifactType".to_owned(), kind.as_str().into());
        }
        value
    }

    fn well_formed(&self) -> Result<(), String> {
        if !is_digest(&self.digest) {
            return Err(format!("`{}` is no SHA-256 digest", short(&self.digest)));
        }
        Ok(())
    }
}

/// Whether a text is `sha256:` and a digest.
pub(super) fn is_digest(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("sha256:")
        .is_some_and(|it| it.len() == 64 && it.bytes().all(hex))
}

/// A manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    schema_version: u32,
    media_type: Option<String>,
    /// What kind of artifact it is, where it says so.
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The layers.
    pub layers: Vec<Descriptor>,
    /// What the artifact is about.
    pub subject: Option<Descriptor>,
}

/// An index.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    schema_version: u32,
    media_type: Option<String>,
    /// Manifests.
    pub manifests: Vec<Descriptor>,
}

/// A text that is JSON by the strict reader too, which refuses repeated keys and deep nesting.
fn strict(bytes: &[u8]) -> Result<&str, String> {
    if u64::try_from(bytes.len()).map_or(true, |it| it > MANIFEST_BYTES) {
        return Err(format!("it has more than {MANIFEST_BYTES} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    tree::json(text, 0, &Limits::default()).map_err(|error| format!("it is no JSON: {error}"))?;
    Ok(text)
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Why it is none, in one clause.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(strict(bytes)?)
            .map_err(|error| format!("it is no manifest: {error}"))?;
        if manifest.schema_version != 2
            || manifest
                .media_type
                .as_deref()
                .is_some_and(|it| it != MANIFEST)
        {
            return Err("it is no OCI manifest".to_owned());
        }
        if manifest.layers.len() > ENTRIES {
            return Err(format!("it has more than {ENTRIES} layers"));
        }
        let named = [&manifest.config].into_iter().chain(&manifest.layers);
        for it in named.chain(&manifest.subject) {
            it.well_formed()?;
        }
        Ok(manifest)
    }
}

impl Index {
    /// Reads an index.
    ///
    /// # Errors
    /// Why it is none, in one clause.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let index: Self = serde_json::from_str(strict(bytes)?)
            .map_err(|error| format!("it is no index: {error}"))?;
        if index.schema_version != 2 || index.media_type.as_deref().is_some_and(|it| it != INDEX) {
            return Err("it is no OCI index".to_owned());
        }
        if index.manifests.len() > ENTRIES {
            return Err(format!("it has more than {ENTRIES} manifests"));
        }
        for it in &index.manifests {
            it.well_formed()?;
        }
        Ok(index)
    }

    /// An index of these manifests.
    pub fn write(manifests: &[Descriptor]) -> Vec<u8> {
        let listed: Vec<Value> = manifests.iter().map(Descriptor::to_json).collect();
        json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": listed })
            .to_string()
            .into_bytes()
    }
}
