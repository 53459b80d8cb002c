//! Public keys, and signatures by them: Ed25519 (RFC 8032), ECDSA on P-256 with SHA-256 and on
//! P-384 with SHA-384 (FIPS 186-5), RSA from 2048 bits (RFC 8017).

use aws_lc_rs::digest::{Digest, SHA256};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::pem;
use crate::source::sha256_hex;

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The kinds of key that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Ed25519.
    Ed25519,
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// RSA.
    Rsa,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    spki: Vec<u8>,
    kind: Kind,
}

impl Key {
    /// The key in a PEM text: a public key, or a certificate, which stands for its key.
    ///
    /// # Errors
    /// Why there is none, in one clause.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        if text.contains("PRIVATE KEY-----") {
            return Err(
                "this is a private key; give the public one, and keep this one secret".to_owned(),
            );
        }
        let mut keys = pem::blocks(text, "PUBLIC KEY")?;
        for der in pem::blocks(text, "CERTIFICATE")? {
            keys.push(super::x509::spki(&der)?);
        }
        match keys.as_slice() {
            [spki] => Self::from_spki(spki),
            [] => Err(
                "there is no public key in PEM (`BEGIN PUBLIC KEY` or `BEGIN CERTIFICATE`)"
                    .to_owned(),
            ),
            more => Err(format!(
                "there are {} keys; give each its own entry",
                more.len()
            )),
        }
    }

    /// The key of a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7).
    ///
    /// # Errors
    /// Why it is not taken, in one clause.
    pub fn from_spki(spki: &[u8]) -> Result<Self, String> {
        let info = SubjectPublicKeyInfoRef::from_der(spki)
            .map_err(|error| format!("the public key cannot be read: {error}"))?;
        let curve = || {
            info.algorithm
                .parameters
                .and_then(|it| it.decode_as::<ObjectIdentifier>().ok())
        };
        let kind = match info.algorithm.oid {
            ED25519 => Kind::Ed25519,
            EC if curve() == Some(P256) => Kind::P256,
            EC if curve() == Some(P384) => Kind::P384,
            RSA => {
                let bits = modulus_bits(info.subject_public_key.raw_bytes());
                if !(2048..=8192).contains(&bits) {
                    return Err(format!(
                        "an RSA key of {bits} bits is not taken; expected 2048 to 8192"
                    ));
                }
                Kind::Rsa
            }
            _ => {
                return Err(
                    "keys are Ed25519, ECDSA on P-256 or P-384, or RSA; this is none of them"
                        .to_owned(),
                );
            }
        };
        Ok(Self {
            spki: spki.to_vec(),
            kind,
        })
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// SHA-256 over the key's SubjectPublicKeyInfo, in hexadecimal: what reports call it.
    pub fn fingerprint(&self) -> String {
        sha256_hex(&self.spki)
    }

    /// Whether the signature over these bytes is by this key. An ECDSA signature is DER or the two
    /// numbers one after the other: its length tells which, never a hint beside it.
    pub fn verifies(&self, message: &[u8], by_key: &[u8]) -> bool {
        let by = |algorithm: &'static dyn VerificationAlgorithm| {
            UnparsedPublicKey::new(algorithm, &self.spki)
                .verify(message, by_key)
                .is_ok()
        };
        match self.kind {
            Kind::Ed25519 => by(&signature::ED25519),
            Kind::P256 if by_key.len() == 64 => by(&signature::ECDSA_P256_SHA256_FIXED),
            Kind::P256 => by(&signature::ECDSA_P256_SHA256_ASN1),
            Kind::P384 if by_key.len() == 96 => by(&signature::ECDSA_P384_SHA384_FIXED),
            Kind::P384 => by(&signature::ECDSA_P384_SHA384_ASN1),
            Kind::Rsa => {
                by(&signature::RSA_PKCS1_2048_8192_SHA256)
                    || by(&signature::RSA_PSS_2048_8192_SHA256)
                    || by(&signature::RSA_PKCS1_2048_8192_SHA384)
                    || by(&signature::RSA_PKCS1_2048_8192_SHA512)
            }
        }
    }
}

/// The same of a file of which only the SHA-256 is at hand: if the signature is by the key over
/// that digest, the file with that digest is what was signed. Ed25519 and P-384 ask for the file.
impl Key {
    pub(super) fn verifies_digest(&self, sha256: &[u8], by_key: &[u8]) -> bool {
        let Ok(digest) = Digest::import_less_safe(sha256, &SHA256) else {
            return false;
        };
        let by = |algorithm: &'static dyn VerificationAlgorithm| {
            algorithm
                .verify_digest_sig(&self.spki, &digest, by_key)
                .is_ok()
        };
        match self.kind {
            Kind::P256 if by_key.len() == 64 => by(&signature::ECDSA_P256_SHA256_FIXED),
            Kind::P256 => by(&signature::ECDSA_P256_SHA256_ASN1),
            Kind::Rsa => by(&signature::RSA_PKCS1_2048_8192_SHA256),
            Kind::Ed25519 | Kind::P384 => false,
        }
    }
}

/// Bits of the modulus of an RSAPublicKey (RFC 8017, appendix A.1.1).
fn modulus_bits(key: &[u8]) -> usize {
    use x509_cert::der::asn1::UintRef;
    use x509_cert::der::{Reader as _, SliceReader};
    let modulus = SliceReader::new(key).and_then(|mut reader| {
        reader.sequence(|inner| {
            let modulus = inner.decode::<UintRef<'_>>()?;
            inner.decode::<UintRef<'_>>()?;
            Ok(modulus)
        })
    });
    let Ok(modulus) = modulus else { return 0 };
    let bytes = modulus.as_bytes();
    let first = bytes.first().copied().unwrap_or(0);
    (bytes.len() * 8).saturating_sub(first.leading_zeros() as usize)
}

/// A SubjectPublicKeyInfo in DER again.
pub(super) fn to_der(info: &x509_cert::spki::SubjectPublicKeyInfoOwned) -> Result<Vec<u8>, String> {
    info.to_der()
        .map_err(|error| format!("the key of the certificate cannot be read: {error}"))
}
