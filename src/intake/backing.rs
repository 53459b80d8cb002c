//! Who stands behind the documents: the signed statements of a dossier against the trust policy.

use jiff::civil;

use super::Document;
use crate::document;
use crate::envelope::{self, Content, Signed};
use crate::fact::{Identities, Key};
use crate::limits::Limits;
use crate::source::{Dossier, SourceFile};
use crate::trust::{Attested, FileDigest, Files, Standing, Trust};

/// Formats whose documents hold signed statements.
const SIGNED: &[&str] = &["dsse", "sigstore-bundle"];

/// A dossier and what its signatures are judged by.
pub(super) struct Signing<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) identities: &'a Identities,
    pub(super) as_of: civil::Date,
    pub(super) limits: &'a Limits,
}

impl Signing<'_> {
    /// Verifies the signed statements and raises the backing of what they cover.
    pub(super) fn apply(&self, trust: &Trust, documents: &mut [Document]) -> Vec<Attested> {
        let signed = self.signed(documents);
        let hash = |path: &str| self.dossier.sha256(path).map_err(|refused| refused.reason);
        let files = Files {
            files: self.files(),
            hash: &hash,
        };
        let coverage = trust.cover(&signed, &files, self.identities, self.as_of);
        for document in documents.iter_mut() {
            if let Some(backing) = coverage.backing.get(&document.record.path) {
                document.record.backing = *backing;
            }
        }
        for ((file, signed), attested) in signed
            .iter()
            .flat_map(|(file, all)| all.iter().map(move |it| (*file, it)))
            .zip(&coverage.attested)
        {
            name_signer(file, signed, attested, documents);
        }
        coverage.attested
    }

    /// Without a trust policy: that signed statements are there, and that they raise nothing.
    pub(super) fn unverified(&self, documents: &[Document]) -> Option<String> {
        let holding: Vec<&str> = documents
            .iter()
            .filter(|it| SIGNED.contains(&it.record.format))
            .map(|it| it.record.path.as_str())
            .collect();
        let first = holding.first()?;
        Some(match holding.len() {
            1 => format!(
                "{first} is signed, but no trust policy says whose signature counts (--trust FILE): nobody stands behind what it covers."
            ),
            more => format!(
                "{more} documents are signed ({first} first), but no trust policy says whose signatures count (--trust FILE): nobody stands behind what they cover."
            ),
        })
    }

    fn signed(&self, documents: &[Document]) -> Vec<(&SourceFile, Vec<Signed>)> {
        let mut found = Vec::new();
        for document in documents {
            let record = &document.record;
            if !SIGNED.contains(&record.format) {
                continue;
            }
            let file = self
                .dossier
                .documents
                .iter()
                .find(|it| it.path() == record.path);
            let tree = file.and_then(|file| document::tree(file, record.format, self.limits));
            if let (Some(file), Some(tree)) = (file, tree) {
                found.push((file, envelope::read(&tree.root, self.limits)));
            }
        }
        found
    }

    fn files(&self) -> Vec<FileDigest<'_>> {
        let dossier = self.dossier;
        let documents = dossier.documents.iter().map(|it| FileDigest {
            path: it.path(),
            sha256: Some(it.sha256()),
            bytes: Some(it.bytes()),
        });
        let opaque = dossier.opaque.iter().map(|it| FileDigest {
            path: &it.path,
            sha256: it.sha256.as_deref(),
            bytes: None,
        });
        let artifacts = dossier.artifacts.iter().map(|it| FileDigest {
            path: &it.path,
            sha256: None,
            bytes: None,
        });
        let mut files: Vec<FileDigest<'_>> = documents.chain(opaque).chain(artifacts).collect();
        files.sort_by(|a, b| a.path.cmp(b.path));
        files
    }
}

/// A verified statement says who signed it: a fact that no document can state of itself.
fn name_signer(
    file: &SourceFile,
    signed: &Signed,
    attested: &Attested,
    documents: &mut [Document],
) {
    let (Standing::Verified, Some(party), Content::Envelope(envelope)) =
        (attested.standing, &attested.party, &signed.content)
    else {
        return;
    };
    let document = documents
        .iter_mut()
        .find(|it| it.record.path == file.path());
    let Some(reading) = document.map(|it| &mut it.reading) else {
        return;
    };
    let key = Key::Attribute("predicate_type");
    let of = |fact: &&crate::fact::LocalFact| {
        fact.key == key && fact.pointer == envelope.payload_pointer
    };
    if let Some(entity) = reading.facts.iter().find(of).map(|fact| fact.entity) {
        let (pointer, span) = (&envelope.payload_pointer, envelope.payload_span);
        reading.state_text(entity, "signer", pointer, span, party);
    }
}
