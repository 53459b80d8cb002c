//! An archive for closed networks: an OCI image layout in a tar, which registry tools read too.

use std::collections::BTreeMap;

use super::tar;
use super::{
    Artifact, Contents, Descriptor, Index, MOST_SIGNATURES, Manifest, SIGNATURES, SignatureFile,
    contents, digest, signatures,
};

/// Largest archive, in bytes.
pub const ARCHIVE_BYTES: u64 = 128 * 1024 * 1024;
/// The file that says what it is (image-layout.md, "oci-layout file").
const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

fn place(digest: &str) -> String {
    format!("blobs/{}", digest.replacen(':', "/", 1))
}

/// Writes an artifact with the signatures over what it holds.
///
/// # Errors
/// It is too large.
pub fn write(artifact: &Artifact, signatures: &[SignatureFile]) -> Result<Vec<u8>, String> {
    let mut artifacts = vec![artifact.clone()];
    if !signatures.is_empty() {
        artifacts.push(Artifact::signatures(
            &artifact.manifest.descriptor,
            signatures,
        ));
    }
    let manifests: Vec<Descriptor> = artifacts
        .iter()
        .map(|it| it.manifest.descriptor.clone())
        .collect();
    let mut files = BTreeMap::from([
        ("oci-layout".to_owned(), LAYOUT.as_bytes().to_vec()),
        ("index.json".to_owned(), Index::write(&manifests)),
    ]);
    for artifact in artifacts {
        for blob in artifact.blobs.into_iter().chain([artifact.manifest]) {
            files.insert(place(&blob.descriptor.digest), blob.bytes);
        }
    }
    tar::write(&files)
}

/// Reads an archive: what it holds, and the signatures over that.
///
/// # Errors
/// Why it is none of ours, in one clause.
pub fn read(bytes: &[u8]) -> Result<(Contents, Vec<SignatureFile>), String> {
    let files = tar::read(bytes)?;
    let file = |name: &str| {
        files
            .get(name)
            .ok_or_else(|| format!("it has no `{name}`, so it is no archive of `pack save`"))
    };
    file("oci-layout")?;
    let index = Index::parse(file("index.json")?)?;
    for (name, bytes) in &files {
        if name.starts_with("blobs/") && *name != place(&digest(bytes)) {
            return Err(format!(
                "`{name}` does not have the digest that it is named by"
            ));
        }
    }
    let mut fetch = |it: &Descriptor| -> Result<Vec<u8>, String> {
        let bytes = file(&place(&it.digest))?;
        it.holds(bytes)?;
        Ok(bytes.clone())
    };
    let mut found = None;
    let mut about = Vec::new();
    for it in &index.manifests {
        let manifest = Manifest::parse(&fetch(it)?)?;
        if manifest.artifact_type.as_deref() == Some(SIGNATURES) {
            about.push(manifest);
        } else if found.replace((it.digest.clone(), manifest)).is_some() {
            return Err("it holds several packs or plugins".to_owned());
        }
    }
    let (subject, manifest) = found.ok_or("it holds no pack and no plugin")?;
    let mut files = Vec::new();
    for manifest in &about {
        files.extend(signatures(manifest, &subject, &mut fetch)?);
        if files.len() > MOST_SIGNATURES {
            return Err(format!("it has more than {MOST_SIGNATURES} signatures"));
        }
    }
    Ok((contents(&manifest, &mut fetch)?, files))
}
