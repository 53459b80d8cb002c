//! Sigstore bundles against a trusted root, offline: certificate chain, log entries, timestamps,
//! signature. The one file that names `sigstore_verify`.
//!
//! It reads the clock, which nothing else below `cli` does: it refuses log entries from the future.
//! That can only refuse, and a bundle from the future is refused here too, by the review date.

use std::borrow::Cow;

use sigstore_verify::crypto::SubjectAltName;
use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::{
    Artifact, ArtifactDigest, Bundle, HashAlgorithm, Sha256Hash, Sha512Hash,
};
use sigstore_verify::{VerificationPolicy, Verifier};

use crate::envelope::{Content, Signed};

/// A trusted root, ready.
pub(super) struct Root(Verifier);

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Root")
    }
}

/// What a bundle proves.
#[derive(Debug)]
pub(super) struct Proven {
    /// Whom the certificate was issued to.
    pub(super) subject: String,
    /// Who vouched for that identity.
    pub(super) issuer: String,
    /// The times that logs and timestamp authorities prove, in seconds since 1970.
    pub(super) times: Vec<i64>,
}

impl Root {
    /// A `trusted_root.json`.
    pub(super) fn from_json(text: &str) -> Result<Self, String> {
        let root = TrustedRoot::from_json(text).map_err(|error| error.to_string())?;
        if root.certificate_authorities.is_empty() {
            return Err("the trusted root has no certificate authority".to_owned());
        }
        Verifier::new(&root)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Verifies a bundle with a certificate. Whose certificate it may be is the caller's to say:
    /// this proves only who it was. `file` has the bytes of the file that was signed, if they are
    /// at hand.
    pub(super) fn verify(
        &self,
        text: &str,
        signed: &Signed,
        file: Option<&[u8]>,
    ) -> Result<Proven, String> {
        let bundle = Bundle::from_json(&unwrapped(text)).map_err(|error| error.to_string())?;
        let artifact = artifact(signed, file)?;
        let policy = VerificationPolicy::any_identity();
        let result = self
            .0
            .verify(artifact, &bundle, &policy)
            .map_err(|error| error.to_string())?;
        // Fail closed, should a later version skip something by default.
        if !(result.certificate_verified() && result.tlog_verified() && result.sct_verified()) {
            return Err("the certificate or its log entries were not verified".to_owned());
        }
        let times: Vec<i64> = result
            .verified_timestamps()
            .iter()
            .map(|it| it.as_second())
            .collect();
        let subject = match result.identity() {
            Some(SubjectAltName::Email(it) | SubjectAltName::Uri(it)) => it.clone(),
            _ => return Err("the certificate names no identity".to_owned()),
        };
        if times.is_empty() {
            return Err("no time of signing is proven".to_owned());
        }
        Ok(Proven {
            subject,
            issuer: result.issuer().unwrap_or_default().to_owned(),
            times,
        })
    }
}

/// The bundle without the line breaks in which some tools write the base64 of a timestamp: the bytes
/// are the same, and nobody has signed the breaks.
fn unwrapped(text: &str) -> Cow<'_, str> {
    let Ok(mut json) = serde_json::from_str::<serde_json::Value>(text) else {
        return Cow::Borrowed(text);
    };
    let stamps = json
        .pointer_mut("/verificationMaterial/timestampVerificationData/rfc3161Timestamps")
        .and_then(serde_json::Value::as_array_mut);
    let mut changed = false;
    for stamp in stamps.into_iter().flatten() {
        if let Some(serde_json::Value::String(base64)) = stamp.get_mut("signedTimestamp")
            && base64.contains(|c: char| c.is_ascii_whitespace())
        {
            base64.retain(|c| !c.is_ascii_whitespace());
            changed = true;
        }
    }
    if changed {
        Cow::Owned(json.to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// What the bundle is about. A statement is verified over its own first subject: which files those
/// digests are is asked afterwards, of all of them.
fn artifact<'a>(signed: &Signed, file: Option<&'a [u8]>) -> Result<Artifact<'a>, String> {
    match &signed.content {
        Content::Envelope(envelope) => {
            let statement = envelope.statement()?;
            let digest = statement.subjects.iter().find_map(|subject| {
                let hex = |name: &str| subject.digests.get(name);
                let sha256 = || Sha256Hash::from_hex(hex("sha256")?).ok();
                let sha512 = || Sha512Hash::from_hex(hex("sha512")?).ok();
                sha256().map(ArtifactDigest::sha256).or_else(|| {
                    let bytes = sha512()?;
                    ArtifactDigest::new(HashAlgorithm::Sha2512, bytes).ok()
                })
            });
            digest
                .map(Artifact::from)
                .ok_or_else(|| "no subject has a SHA-256 or SHA-512".to_owned())
        }
        Content::Message(message) => match file {
            Some(bytes) => Ok(Artifact::from(bytes)),
            None => {
                let digest: [u8; 32] = message
                    .digest
                    .as_slice()
                    .try_into()
                    .map_err(|_| "the bundle names no SHA-256 of the file".to_owned())?;
                Ok(Artifact::from(Sha256Hash::new(digest)))
            }
        },
        Content::Nothing => Err("there is nothing to verify".to_owned()),
    }
}
