//! Certificates of an organisation's own authority (RFC 5280), verified by path building at a
//! proven time. Without a timestamp that is proven, that time is the review date: a certificate
//! that has expired by then shows nothing, since a signature could have been made after.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::key::{self, Key};
use super::pem;

/// Extended key usage of code signing, 1.3.6.1.5.5.7.3.3 (RFC 5280, section 4.2.1.12).
const CODE_SIGNING: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 3];

/// Trusted roots.
#[derive(Debug)]
pub(super) struct Roots(Vec<TrustAnchor<'static>>);

/// A certificate that was verified.
#[derive(Debug)]
pub(super) struct Leaf {
    /// Its key.
    pub(super) key: Key,
    /// Whom it is issued to: alternative names, else the distinguished name.
    pub(super) subjects: Vec<String>,
}

impl Roots {
    /// The roots of a PEM file.
    pub(super) fn from_pem(text: &str) -> Result<Self, String> {
        let blocks = pem::blocks(text, "CERTIFICATE")?;
        if blocks.is_empty() {
            return Err("there is no certificate in PEM".to_owned());
        }
        let anchors = blocks.iter().map(|der| {
            webpki::anchor_from_trusted_cert(&CertificateDer::from(der.as_slice()))
                .map(|anchor| anchor.to_owned())
                .map_err(|error| format!("a root certificate cannot be read: {error}"))
        });
        anchors.collect::<Result<_, _>>().map(Self)
    }

    /// Verifies that the first certificate leads to a root at a time, in seconds since 1970.
    pub(super) fn verify(&self, certificates: &[Vec<u8>], at: i64) -> Result<(), String> {
        let Some((first, others)) = certificates.split_first() else {
            return Err("there is no certificate".to_owned());
        };
        let der = CertificateDer::from(first.as_slice());
        let leaf = EndEntityCert::try_from(&der).map_err(words)?;
        let between: Vec<CertificateDer<'_>> = others
            .iter()
            .map(|it| CertificateDer::from(it.as_slice()))
            .collect();
        let seconds = u64::try_from(at).map_err(|_| "the review date is before 1970".to_owned())?;
        leaf.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &self.0,
            &between,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::required_if_present(CODE_SIGNING),
            None,
            None,
        )
        .map(|_| ())
        .map_err(words)
    }
}

fn words(error: webpki::Error) -> String {
    match error {
        webpki::Error::CertExpired { not_after, .. } => format!(
            "the certificate had expired ({}) by the time that is proven, and no proven time is before that",
            date(not_after)
        ),
        webpki::Error::CertNotValidYet { not_before, .. } => format!(
            "the certificate is valid only from {}, after the time that is proven",
            date(not_before)
        ),
        webpki::Error::UnknownIssuer => "the certificate does not lead to the root".to_owned(),
        webpki::Error::CaUsedAsEndEntity => {
            "the certificate is an authority's own, which signs certificates and no statements"
                .to_owned()
        }
        other => format!("the certificate is not valid: {other:?}")
            .chars()
            .take(200)
            .collect(),
    }
}

fn date(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| "far away".to_owned(),
        |it| it.strftime("%F").to_string(),
    )
}

/// The key of a certificate.
pub(super) fn spki(der: &[u8]) -> Result<Vec<u8>, String> {
    let certificate = parse(der)?;
    key::to_der(&certificate.tbs_certificate.subject_public_key_info)
}

fn parse(der: &[u8]) -> Result<Certificate, String> {
    Certificate::from_der(der).map_err(|error| format!("the certificate cannot be read: {error}"))
}

/// Whether a certificate is issued by whom it is issued to.
pub(super) fn is_root(der: &[u8]) -> bool {
    parse(der).is_ok_and(|it| it.tbs_certificate.issuer == it.tbs_certificate.subject)
}

/// What a certificate says of itself; nothing of it is proven by that.
pub(super) fn leaf(der: &[u8]) -> Result<Leaf, String> {
    let certificate = parse(der)?;
    let body = &certificate.tbs_certificate;
    let mut subjects = Vec::new();
    if let Ok(Some((_, names))) = body.get::<SubjectAltName>() {
        for name in &names.0 {
            match name {
                GeneralName::Rfc822Name(it) => subjects.push(it.to_string()),
                GeneralName::UniformResourceIdentifier(it) => subjects.push(it.to_string()),
                GeneralName::DnsName(it) => subjects.push(it.to_string()),
                _ => {}
            }
        }
    }
    if subjects.is_empty() {
        subjects.push(body.subject.to_string());
    }
    Ok(Leaf {
        key: Key::from_spki(&key::to_der(&body.subject_public_key_info)?)?,
        subjects,
    })
}
