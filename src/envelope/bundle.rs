//! Sigstore bundles 0.1, 0.2 and 0.3 (sigstore/protobuf-specs, `sigstore_bundle.proto` and
//! `sigstore_rekor.proto`, in their JSON form).

use super::{Content, Defect, Message, Signed, base64_bytes, envelope};
use crate::limits::Limits;
use crate::source::Span;
use crate::tree::{Node, Value};

/// How the media type of every bundle begins.
pub(super) const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle";
/// The three spellings of the media type: with a parameter up to 0.3, and that of 0.3 without.
const MEDIA_TYPES: &[&str] = &[
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
];

/// What a bundle brings for its verification. None of it is trusted by being there.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// Certificates in DER, the signer's first.
    pub certificates: Vec<Vec<u8>>,
    /// A key, or a hint at one.
    pub public_key: Option<PublicKey>,
    /// Entries of a transparency log.
    pub log_entries: Vec<LogEntry>,
    /// RFC 3161 timestamps.
    pub timestamps: usize,
}

/// The key of a bundle that was signed without a certificate.
#[derive(Debug, Clone, Default)]
pub struct PublicKey {
    /// The key itself, SPKI in DER, as model signing up to 1.0 wrote it.
    pub spki: Option<Vec<u8>>,
    /// What the signer calls the key.
    pub hint: Option<String>,
}

/// An entry of a transparency log.
#[derive(Debug, Clone, Default)]
pub struct LogEntry {
    /// Its index.
    pub index: String,
    /// Seconds since 1970 that the log claims, where it does.
    pub integrated_time: Option<i64>,
}

/// Reads a bundle.
pub(super) fn read(node: &Node, pointer: &str, limits: &Limits) -> Signed {
    let mut defects = Vec::new();
    let media_type = node.get("mediaType").and_then(Node::text);
    if !media_type.is_some_and(|it| MEDIA_TYPES.contains(&it)) {
        let span = node.get("mediaType").map_or(node.span, |it| it.span);
        let known = "expected the media type of a Sigstore bundle 0.1, 0.2 or 0.3";
        defects.push(Defect::new(&format!("{pointer}/mediaType"), span, known));
    }
    let at = format!("{pointer}/verificationMaterial");
    let material = match node.get("verificationMaterial") {
        Some(material) => self::material(material, &at, &mut defects),
        None => {
            defects.push(Defect::new(&at, node.span, "no verification material"));
            Material::default()
        }
    };
    let content = match (node.get("dsseEnvelope"), node.get("messageSignature")) {
        (Some(it), None) => {
            let at = format!("{pointer}/dsseEnvelope");
            envelope(it, &at, limits, &mut defects)
        }
        (None, Some(it)) => message(it, &format!("{pointer}/messageSignature"), &mut defects),
        _ => {
            defects.push(Defect::new(
                pointer,
                node.span,
                "expected either an envelope or a signature over a file",
            ));
            Content::Nothing
        }
    };
    Signed {
        pointer: pointer.to_owned(),
        span: node.span,
        media_type: media_type.map(ToOwned::to_owned),
        content,
        material,
        defects,
    }
}

fn material(node: &Node, pointer: &str, defects: &mut Vec<Defect>) -> Material {
    let mut material = Material::default();
    let mut certificate = |node: &Node, defects: &mut Vec<Defect>| match raw_bytes(node) {
        Some(der) => material.certificates.push(der),
        None => defects.push(Defect::new(
            pointer,
            node.span,
            "a certificate without bytes",
        )),
    };
    if let Some(it) = node.get("certificate") {
        certificate(it, defects);
    }
    let chain = node
        .get("x509CertificateChain")
        .and_then(|it| it.get("certificates"));
    for it in chain.map_or(&[][..], Node::items) {
        certificate(it, defects);
    }
    if let Some(it) = node
        .get("publicKey")
        .filter(|it| matches!(it.value, Value::Object(_)))
    {
        material.public_key = Some(PublicKey {
            spki: raw_bytes(it),
            hint: it.get("hint").and_then(Node::text).map(ToOwned::to_owned),
        });
    }
    // protobuf: `content` is a oneof of the three, and REQUIRED (VerificationMaterial).
    if material.certificates.is_empty() && material.public_key.is_none() {
        defects.push(Defect::new(
            pointer,
            node.span,
            "the verification material names neither a certificate nor a key",
        ));
    }
    for entry in node.get("tlogEntries").map_or(&[][..], Node::items) {
        material
            .log_entries
            .push(log_entry(entry, pointer, defects));
    }
    let stamps = node
        .get("timestampVerificationData")
        .and_then(|it| it.get("rfc3161Timestamps"));
    material.timestamps = stamps.map_or(0, |it| it.items().len());
    material
}

fn log_entry(node: &Node, pointer: &str, defects: &mut Vec<Defect>) -> LogEntry {
    let scalar = |key: &str| node.get(key).and_then(Node::scalar);
    // int64 in JSON is a string of digits, and an index is not negative.
    let index = scalar("logIndex").unwrap_or("0");
    if index.is_empty() || !index.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = "the index of a log entry is not a number from 0 on";
        defects.push(Defect::new(
            &format!("{pointer}/tlogEntries"),
            node.span,
            message,
        ));
    }
    LogEntry {
        index: index.to_owned(),
        integrated_time: scalar("integratedTime")
            .and_then(|it| it.parse().ok())
            .filter(|it| *it > 0),
    }
}

fn message(node: &Node, pointer: &str, defects: &mut Vec<Defect>) -> Content {
    let digest = node.get("messageDigest");
    let bytes = |node: Option<&Node>, key: &str| {
        node.and_then(|it| it.get(key))
            .and_then(Node::text)
            .and_then(base64_bytes)
    };
    let wrong = |span: Span, what: &str| Defect::new(pointer, span, what);
    let Some(signature) = bytes(Some(node), "signature").filter(|it| !it.is_empty()) else {
        defects.push(wrong(node.span, "a signature that is empty or not base64"));
        return Content::Nothing;
    };
    Content::Message(Message {
        algorithm: digest
            .and_then(|it| it.get("algorithm"))
            .and_then(Node::text)
            .unwrap_or_default()
            .to_owned(),
        digest: bytes(digest, "digest").unwrap_or_default(),
        signature,
    })
}

fn raw_bytes(node: &Node) -> Option<Vec<u8>> {
    let text = node.get("rawBytes").and_then(Node::text)?;
    base64_bytes(text).filter(|it| !it.is_empty())
}
