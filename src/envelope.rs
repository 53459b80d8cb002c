//! Signed statements as data: DSSE envelopes, Sigstore bundles, and the wrappers in which they
//! travel. Nothing is verified here; [`crate::trust`] does that.
//!
//! | shape | specification |
//! |---|---|
//! | DSSE envelope | secure-systems-lab/dsse, `envelope.md` and `protocol.md` |
//! | Sigstore bundle 0.1-0.3 | sigstore/protobuf-specs, `sigstore_bundle.proto` |
//! | `{"attestations": [{"predicateType", "bundle"}]}` | npm registry, attestations API |
//! | `{"provenance_summary": {"provenance": [{"envelope"}]}}` | Google Cloud Build, described image |
//! | JSON lines of the first two | in-toto attestation framework, bundle specification |

use crate::limits::Limits;
use crate::source::{SourceFile, Span};
use crate::tree::{self, Node, item};

mod bundle;
mod statement;

pub use bundle::{LogEntry, Material, PublicKey};
pub use statement::{MODEL_SIGNATURE, Resource, Statement, Subject};

/// Payload type of in-toto statements (in-toto attestation framework, envelope layer).
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// How signed things stand in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Envelopes by themselves, or as the Cloud Build wrapper has them.
    Envelope,
    /// Bundles by themselves, or as the npm wrapper has them.
    Bundle,
}

/// One signed thing of a document.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Where the envelope or bundle stands.
    pub pointer: String,
    /// Its bytes.
    pub span: Span,
    /// The bundle's media type, of a bundle.
    pub media_type: Option<String>,
    /// What is signed.
    pub content: Content,
    /// Certificates, keys and log entries, of a bundle.
    pub material: Material,
    /// What is against the format: whatever has such a defect is not verified.
    pub defects: Vec<Defect>,
}

/// What is signed.
#[derive(Debug, Clone)]
pub enum Content {
    /// A payload with its type.
    Envelope(Envelope),
    /// A file, by its digest.
    Message(Message),
    /// Nothing that could be read.
    Nothing,
}

/// A DSSE envelope.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The type of the payload.
    pub payload_type: String,
    /// The payload, decoded: the bytes that are signed.
    pub payload: Vec<u8>,
    /// Where the payload stands. Everything in it is said to stand here, for its bytes are not the
    /// document's: they are base64.
    pub payload_pointer: String,
    /// The bytes of the field.
    pub payload_span: Span,
    /// The signatures.
    pub signatures: Vec<Signature>,
    /// How much is read of the payload.
    pub limits: Box<Limits>,
}

/// A signature of an envelope.
#[derive(Debug, Clone)]
pub struct Signature {
    /// A hint that nobody has signed (DSSE protocol: `keyid` is unauthenticated).
    pub keyid: Option<String>,
    /// The signature.
    pub bytes: Vec<u8>,
    /// A certificate in PEM beside it, as some signers write.
    pub certificate: Option<String>,
}

/// A signature over a file (`messageSignature` of a bundle).
#[derive(Debug, Clone)]
pub struct Message {
    /// The digest's algorithm, as the bundle writes it.
    pub algorithm: String,
    /// The file's digest; a hint too, until the signature is verified over it.
    pub digest: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// What is against the format, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where.
    pub pointer: String,
    /// The bytes.
    pub span: Span,
    /// What is wrong, in one clause.
    pub message: String,
}

impl Defect {
    fn new(pointer: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            span,
            message: message.into(),
        }
    }
}

impl Envelope {
    /// The bytes that are signed: the pre-authentication encoding, with lengths in bytes (DSSE
    /// protocol v1, "Signature Definition").
    pub fn pae(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }

    /// The statement in it.
    ///
    /// # Errors
    /// Why the payload is no statement, in one clause.
    pub fn statement(&self) -> Result<Statement, String> {
        if self.payload_type != IN_TOTO {
            return Err(format!(
                "the payload is `{}`, not an in-toto statement",
                self.payload_type.chars().take(80).collect::<String>()
            ));
        }
        Statement::parse(&self.payload, &self.limits)
    }
}

/// The pre-authentication encoding of DSSE v1.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} ", payload_type.len()).into_bytes();
    bytes.extend(format!("{} ", payload.len()).bytes());
    bytes.extend(payload);
    bytes
}

/// How signed things stand in a document, if it holds any.
pub fn shape(root: &Node) -> Option<Shape> {
    if root.get("payload").and_then(Node::text).is_some()
        && root.get("payloadType").and_then(Node::text).is_some()
        && root
            .get("signatures")
            .is_some_and(|it| matches!(it.value, tree::Value::Array(_)))
    {
        return Some(Shape::Envelope);
    }
    let content = root.get("dsseEnvelope").or(root.get("messageSignature"));
    if content.is_some() && (root.get("verificationMaterial").is_some() || names_bundle(root)) {
        return Some(Shape::Bundle);
    }
    let wrapped = |list: Option<&Node>, name: &str| {
        list.and_then(|it| it.items().first())
            .and_then(|it| it.get(name))
            .and_then(shape)
    };
    if let Some(lines) = root.get("lines").filter(|_| root.members().len() == 1) {
        return lines.items().first().and_then(shape);
    }
    wrapped(root.get("attestations"), "bundle")
        .filter(|it| *it == Shape::Bundle)
        .or_else(|| {
            let summary = root.get("provenance_summary")?;
            wrapped(summary.get("provenance"), "envelope").filter(|it| *it == Shape::Envelope)
        })
}

fn names_bundle(root: &Node) -> bool {
    let media_type = root.get("mediaType").and_then(Node::text);
    media_type.is_some_and(|it| it.starts_with(bundle::MEDIA_TYPE))
}

/// The signed things of a file that is JSON.
///
/// # Errors
/// Why it cannot be read, in one clause.
pub fn of_file(source: &SourceFile) -> Result<Vec<Signed>, String> {
    let text = source.text().map_err(|error| error.to_string())?;
    let limits = Limits::default();
    let tree = tree::json(text, source.bom(), &limits)
        .map_err(|error| format!("it is not JSON: {}", error.message))?;
    Ok(read(&tree.root, &limits))
}

/// The signed things of a document.
pub fn read(root: &Node, limits: &Limits) -> Vec<Signed> {
    let mut found = Vec::new();
    collect(root, "", limits, &mut found);
    found
}

fn collect(node: &Node, pointer: &str, limits: &Limits, found: &mut Vec<Signed>) {
    let list = |list: &Node, at: &str, name: &str, found: &mut Vec<Signed>| {
        for (index, entry) in list.items().iter().enumerate() {
            let at = item(at, index);
            let at = if name.is_empty() {
                at
            } else {
                format!("{at}/{name}")
            };
            let inner = if name.is_empty() {
                Some(entry)
            } else {
                entry.get(name)
            };
            match inner {
                _ if found.len() >= limits.envelopes => {
                    let most = format!(
                        "expected at most {} envelopes or bundles in a document {}",
                        limits.envelopes,
                        limits.exceeded("envelopes")
                    );
                    found.push(broken(&at, entry.span, most));
                    return;
                }
                Some(inner) if shape(inner).is_some() => collect(inner, &at, limits, found),
                _ => found.push(broken(
                    &at,
                    entry.span,
                    "expected a DSSE envelope or a Sigstore bundle".to_owned(),
                )),
            }
        }
    };
    if let Some(lines) = node.get("lines").filter(|_| node.members().len() == 1) {
        list(lines, &format!("{pointer}/lines"), "", found);
    } else if node.get("payload").is_some() {
        found.push(Signed {
            pointer: pointer.to_owned(),
            span: node.span,
            media_type: None,
            content: Content::Nothing,
            material: Material::default(),
            defects: Vec::new(),
        });
        if let Some(signed) = found.last_mut() {
            signed.content = envelope(node, pointer, limits, &mut signed.defects);
        }
    } else if node
        .get("dsseEnvelope")
        .or(node.get("messageSignature"))
        .is_some()
    {
        found.push(bundle::read(node, pointer, limits));
    } else if let Some(attestations) = node.get("attestations") {
        list(
            attestations,
            &format!("{pointer}/attestations"),
            "bundle",
            found,
        );
    } else if let Some(provenance) = node
        .get("provenance_summary")
        .and_then(|it| it.get("provenance"))
    {
        let at = format!("{pointer}/provenance_summary/provenance");
        list(provenance, &at, "envelope", found);
    }
}

fn broken(pointer: &str, span: Span, message: String) -> Signed {
    Signed {
        pointer: pointer.to_owned(),
        span,
        media_type: None,
        content: Content::Nothing,
        material: Material::default(),
        defects: vec![Defect::new(pointer, span, message)],
    }
}

/// An envelope; what cannot be read of it is a defect.
fn envelope(node: &Node, pointer: &str, limits: &Limits, defects: &mut Vec<Defect>) -> Content {
    let payload_pointer = format!("{pointer}/payload");
    let payload_node = node.get("payload");
    let payload_span = payload_node.map_or(node.span, |it| it.span);
    let Some(payload) = payload_node.and_then(Node::text).and_then(base64_bytes) else {
        defects.push(Defect::new(
            &payload_pointer,
            payload_span,
            "the payload is not base64",
        ));
        return Content::Nothing;
    };
    let mut signatures = Vec::new();
    let list = node.get("signatures").map_or(&[][..], Node::items);
    let at = format!("{pointer}/signatures");
    if list.is_empty() || list.len() > limits.signatures {
        let mut message = format!("expected between 1 and {} signatures", limits.signatures);
        if !list.is_empty() {
            message = format!("{message} {}", limits.exceeded("signatures"));
        }
        defects.push(Defect::new(
            &at,
            node.get("signatures").map_or(node.span, |it| it.span),
            message,
        ));
    }
    for (index, entry) in list.iter().take(limits.signatures).enumerate() {
        let text = |key: &str| entry.get(key).and_then(Node::text);
        match text("sig")
            .and_then(base64_bytes)
            .filter(|it| !it.is_empty())
        {
            Some(bytes) => signatures.push(Signature {
                keyid: text("keyid")
                    .filter(|it| !it.is_empty())
                    .map(ToOwned::to_owned),
                bytes,
                certificate: text("cert").map(ToOwned::to_owned),
            }),
            None => defects.push(Defect::new(
                &item(&at, index),
                entry.span,
                "a signature that is empty or not base64",
            )),
        }
    }
    Content::Envelope(Envelope {
        payload_type: node
            .get("payloadType")
            .and_then(Node::text)
            .unwrap_or_default()
            .to_owned(),
        payload,
        payload_pointer,
        payload_span,
        signatures,
        limits: Box::new(*limits),
    })
}

/// Base64, standard or URL-safe, padded or not: DSSE allows both alphabets, and Cloud Build writes
/// the second. Whatever has neither is not base64.
pub fn base64_bytes(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
    let decode = |alphabet: &Alphabet| {
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
        GeneralPurpose::new(alphabet, config)
            .decode(text.trim())
            .ok()
    };
    decode(&STANDARD).or_else(|| decode(&URL_SAFE))
}

/// Bytes in standard base64.
pub fn base64_text(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The tree of a payload.
fn payload_tree(payload: &[u8], limits: &Limits) -> Result<tree::Tree, String> {
    let text = std::str::from_utf8(payload).map_err(|_| "the payload is not UTF-8".to_owned())?;
    tree::json(text, 0, limits)
        .map_err(|error| format!("the payload is not JSON: {}", error.message))
}

/// The tree of an in-toto payload, for the formats that read the statement inside.
///
/// # Errors
/// Why there is none, in one clause.
pub fn payload(envelope: &Envelope) -> Result<tree::Tree, String> {
    payload_tree(&envelope.payload, &envelope.limits)
}

#[cfg(test)]
mod tests;
