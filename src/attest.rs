//! Signing: an in-toto statement over files, in a DSSE envelope, by an Ed25519 key. The same files
//! and the same key give the same bytes: Ed25519 is deterministic (RFC 8032), and no time is
//! written, since nobody could prove it.

use std::collections::BTreeMap;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::json;

use crate::envelope::{self, Content, IN_TOTO, base64_text, pae};
use crate::source::SourceFile;
use crate::trust::{Key, pem};

pub use crate::trust::VOUCH;

/// Before the 32 bytes of an Ed25519 public key in SPKI (RFC 8410, section 4).
const SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A private key.
pub struct SigningKey(Ed25519KeyPair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// The key of a seed, which the caller takes from the system's random source.
    ///
    /// # Errors
    /// The seed is not to be used.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, String> {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .map(Self)
            .map_err(|_| "the random seed is not to be used; try again".to_owned())
    }

    /// The key in a PEM text (PKCS#8, not encrypted).
    ///
    /// # Errors
    /// Why there is none, in one clause.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        if text.contains("ENCRYPTED PRIVATE KEY") {
            return Err("the key is encrypted; decrypt it first".to_owned());
        }
        let blocks = pem::blocks(text, "PRIVATE KEY")?;
        let [der] = blocks.as_slice() else {
            return Err("there is no single private key in PEM (`BEGIN PRIVATE KEY`)".to_owned());
        };
        Ed25519KeyPair::from_pkcs8(der).map(Self).map_err(|_| {
            "this is no Ed25519 key; make one with `passmuster attest keygen`".to_owned()
        })
    }

    /// The private key as PKCS#8 in PEM.
    ///
    /// # Errors
    /// The key cannot be written.
    pub fn to_pem(&self) -> Result<String, String> {
        let der = self
            .0
            .to_pkcs8v1()
            .map_err(|_| "the key cannot be written".to_owned())?;
        Ok(pem::write("PRIVATE KEY", der.as_ref()))
    }

    fn spki(&self) -> Vec<u8> {
        let mut spki = SPKI.to_vec();
        spki.extend(self.0.public_key().as_ref());
        spki
    }

    /// The public key in PEM, to give to whoever shall recognise the signature.
    pub fn public_pem(&self) -> String {
        pem::write("PUBLIC KEY", &self.spki())
    }

    /// SHA-256 over the public key.
    ///
    /// # Errors
    /// The public key is none, which would be a bug.
    pub fn fingerprint(&self) -> Result<String, String> {
        Key::from_spki(&self.spki()).map(|key| key.fingerprint())
    }
}

/// A statement about files, by name and SHA-256 (in-toto attestation framework, spec/v1/statement.md).
pub fn statement(files: &BTreeMap<String, String>, kind: &str) -> String {
    let subjects: Vec<_> = files
        .iter()
        .map(|(name, sha256)| json!({ "name": name, "digest": { "sha256": sha256 } }))
        .collect();
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": kind,
    })
    .to_string()
}

/// Signs a statement: the envelope as text.
///
/// # Errors
/// As of [`SigningKey::fingerprint`].
pub fn sign(key: &SigningKey, statement: &str) -> Result<String, String> {
    let signature = key.0.sign(&pae(IN_TOTO, statement.as_bytes()));
    let own = (key.fingerprint()?, signature.as_ref().to_vec());
    Ok(envelope_text(statement.as_bytes(), &[own]))
}

/// Adds a signature to an envelope over the same statement, as DSSE has it: several signatures over
/// one payload. A key that has signed already is not added twice. The signatures are in the order of
/// their keys' names, so that it does not matter who signs first.
///
/// # Errors
/// Why the envelope is none over this statement, in one clause.
pub fn countersign(
    key: &SigningKey,
    statement: &str,
    there: &SourceFile,
) -> Result<String, String> {
    let signed = envelope::of_file(there)?;
    let [one] = signed.as_slice() else {
        return Err("it is not one DSSE envelope".to_owned());
    };
    let Content::Envelope(envelope) = &one.content else {
        return Err("it is not a DSSE envelope".to_owned());
    };
    if one.media_type.is_some() || !one.defects.is_empty() || envelope.payload_type != IN_TOTO {
        return Err("it is not a DSSE envelope by itself".to_owned());
    }
    if envelope.payload != statement.as_bytes() {
        return Err("it is a signature over something else".to_owned());
    }
    let own = key.fingerprint()?;
    let signature = key.0.sign(&pae(IN_TOTO, statement.as_bytes()));
    let mut signatures = vec![(own.clone(), signature.as_ref().to_vec())];
    for it in &envelope.signatures {
        let name = it.keyid.clone().unwrap_or_default();
        if name != own {
            signatures.push((name, it.bytes.clone()));
        }
    }
    signatures.sort();
    Ok(envelope_text(statement.as_bytes(), &signatures))
}

/// An envelope: a payload, and signatures with the names of their keys.
fn envelope_text(payload: &[u8], signatures: &[(String, Vec<u8>)]) -> String {
    let signatures: Vec<_> = signatures
        .iter()
        .map(|(name, bytes)| json!({ "keyid": name, "sig": base64_text(bytes) }))
        .collect();
    let envelope = json!({
        "payloadType": IN_TOTO,
        "payload": base64_text(payload),
        "signatures": signatures,
    });
    format!("{envelope:#}\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    #[test]
    fn the_same_files_and_key_give_the_same_bytes() {
        let key = SigningKey::from_seed(&[7; 32]).unwrap();
        let again = SigningKey::from_pem(&key.to_pem().unwrap()).unwrap();
        let files = BTreeMap::from([
            ("b".to_owned(), "00".to_owned()),
            ("a".to_owned(), "11".to_owned()),
        ]);
        let text = statement(&files, VOUCH);
        assert!(
            text.starts_with(
                r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a""#
            ),
            "{text}"
        );
        assert_eq!(sign(&key, &text).unwrap(), sign(&again, &text).unwrap());
        let public = Key::from_pem(&again.public_pem()).unwrap();
        assert_eq!(public.fingerprint(), key.fingerprint().unwrap());
        assert!(SigningKey::from_pem(&key.public_pem()).is_err());
        assert!(SigningKey::from_pem(&pem::write("PRIVATE KEY", b"no")).is_err());
    }
}
