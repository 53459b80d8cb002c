//! Which documents a signed statement covers, and what backing that gives them.

use std::collections::BTreeMap;

use jiff::civil;

use super::{Judged, Role, Standing, Trust, model};
use crate::envelope::{Content, MODEL_SIGNATURE, Signed, Statement};
use crate::fact::{Backing, Identities};
use crate::source::SourceFile;

/// A file of the dossier.
#[derive(Debug, Clone, Copy)]
pub struct FileDigest<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its SHA-256, where it is known already.
    pub sha256: Option<&'a str>,
    /// Its bytes, of a document.
    pub bytes: Option<&'a [u8]>,
}

/// The files of a dossier, to be told by digest.
pub struct Files<'a> {
    /// The files.
    pub files: Vec<FileDigest<'a>>,
    /// The digest of a file that is hashed only when it is named.
    pub hash: &'a dyn Fn(&str) -> Result<String, String>,
}

impl Files<'_> {
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|it| it.path)
    }

    /// The digest of a file; none if there is no such file.
    pub(super) fn sha256(&self, path: &str) -> Option<Result<String, String>> {
        let file = self.files.iter().find(|it| it.path == path)?;
        Some(match file.sha256 {
            Some(known) => Ok(known.to_owned()),
            None => (self.hash)(path),
        })
    }

    /// The files with this digest. Those that are not hashed yet are, if they have the name.
    fn with(&self, sha256: &str, name: &str) -> Vec<String> {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let found = self.files.iter().filter(|it| match it.sha256 {
            Some(known) => known == sha256,
            None => {
                last(it.path) == last(name)
                    && (self.hash)(it.path).is_ok_and(|actual| actual == sha256)
            }
        });
        found.map(|it| it.path.to_owned()).collect()
    }

    fn bytes(&self, sha256: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|it| it.sha256 == Some(sha256))?
            .bytes
    }
}

/// One signed thing of a dossier, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// The document that holds it.
    pub document: String,
    /// Where it stands there.
    pub pointer: String,
    /// The type of the statement; empty if that cannot be told.
    pub kind: String,
    /// What became of the signature.
    pub standing: Standing,
    /// The party that stands behind it.
    pub party: Option<String>,
    /// What the party is.
    pub role: Option<Role>,
    /// Why, in a clause.
    pub reason: String,
    /// What the statement comes to, where it says so.
    pub result: Option<String>,
    /// What the party's word is worth in this review.
    pub backing: Backing,
    /// The files that it stands behind, by path.
    pub covers: Vec<String>,
    /// The files that it names and that have other bytes now.
    pub differs: Vec<String>,
    /// What it names and does not stand behind, each in a sentence.
    pub remarks: Vec<String>,
}

/// What the signed things of a dossier come to.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Each of them, in the order of documents and places.
    pub attested: Vec<Attested>,
    /// The backing of files, by path.
    pub backing: BTreeMap<String, Backing>,
}

impl Trust {
    /// Verifies the signed things of documents and finds the files that they cover.
    pub fn cover(
        &self,
        documents: &[(&SourceFile, Vec<Signed>)],
        files: &Files<'_>,
        identities: &Identities,
        as_of: civil::Date,
    ) -> Coverage {
        let mut coverage = Coverage::default();
        for (document, signed) in documents {
            let mut own: Option<Backing> = None;
            for signed in signed {
                let digest = message_digest(signed);
                let bytes = digest.as_deref().and_then(|it| files.bytes(it));
                let judged = self.judge(document, signed, as_of, bytes);
                let attested = self.attested(document, signed, judged, files, identities);
                for path in &attested.covers {
                    let known = coverage.backing.entry(path.clone()).or_default();
                    *known = (*known).max(attested.backing);
                }
                // A document of several statements is worth what the least of them is.
                own = Some(own.map_or(attested.backing, |it| it.min(attested.backing)));
                coverage.attested.push(attested);
            }
            if let Some(own) = own {
                let known = coverage
                    .backing
                    .entry(document.path().to_owned())
                    .or_default();
                *known = (*known).max(own);
            }
        }
        coverage
    }

    fn attested(
        &self,
        document: &SourceFile,
        signed: &Signed,
        judged: Judged,
        files: &Files<'_>,
        identities: &Identities,
    ) -> Attested {
        let statement = match &signed.content {
            Content::Envelope(envelope) => envelope.statement().ok(),
            _ => None,
        };
        let mut attested = Attested {
            document: document.path().to_owned(),
            pointer: signed.pointer.clone(),
            kind: judged.kind,
            standing: judged.standing,
            party: None,
            role: None,
            reason: judged.reason,
            result: statement
                .as_ref()
                .and_then(Statement::result)
                .map(|it| it.trim().to_lowercase().chars().take(40).collect()),
            backing: Backing::None,
            covers: Vec::new(),
            differs: Vec::new(),
            remarks: Vec::new(),
        };
        // Of several parties the one whose word is worth most speaks; they are in the policy's order.
        let mut best: Option<Backing> = None;
        for witness in &judged.witnesses {
            let Some(party) = self.parties.get(witness.party) else {
                continue;
            };
            let worth = party.backing(identities);
            let backing = worth.clone().unwrap_or_default();
            if best.is_some_and(|best| best >= backing) {
                continue;
            }
            best = Some(backing);
            attested.party = Some(party.name.clone());
            attested.role = Some(party.role);
            attested.backing = backing;
            attested.reason = format!("recognised by {}", witness.by);
            attested.remarks = worth.err().into_iter().collect();
        }
        if attested.standing != Standing::Verified {
            return attested;
        }
        match (&signed.content, &statement) {
            (_, Some(statement)) if statement.predicate_type == MODEL_SIGNATURE => {
                attested.model(statement, files);
            }
            (_, Some(statement)) => attested.subjects(statement, files),
            (Content::Message(_), _) => {
                let digest = message_digest(signed).unwrap_or_default();
                attested.covers = files.with(&digest, "");
                if attested.covers.is_empty() {
                    attested
                        .remarks
                        .push("The file that was signed is not in the dossier.".to_owned());
                }
            }
            _ => {}
        }
        // "It failed" stands behind nothing but itself.
        if let Some(result) = attested.result.as_deref().filter(|it| *it != "passed") {
            attested.remarks.push(format!(
                "The statement comes to `{result}`, so it raises nothing that it is about."
            ));
            attested.covers.clear();
        }
        attested
    }
}

impl Attested {
    fn model(&mut self, statement: &Statement, files: &Files<'_>) {
        match model::compare(statement, &self.document, files) {
            Ok(model) => {
                self.covers = model.covers;
                if !model.unlisted.is_empty() {
                    self.remarks
                        .push(format!("It says nothing of {}.", list(&model.unlisted)));
                }
            }
            Err(reason) => {
                self.standing = Standing::Refused;
                self.reason = reason;
                self.backing = Backing::None;
            }
        }
    }

    fn subjects(&mut self, statement: &Statement, files: &Files<'_>) {
        let mut unmatched = Vec::new();
        for subject in &statement.subjects {
            let sha256 = subject.digests.get("sha256");
            let found = sha256
                .map(|it| files.with(it, &subject.name))
                .unwrap_or_default();
            if !found.is_empty() {
                self.covers.extend(found);
                continue;
            }
            let beside = match self.document.rsplit_once('/') {
                Some((folder, _)) => format!("{folder}/{}", subject.name),
                None => subject.name.clone(),
            };
            let named = files.paths().any(|it| it == beside || it == subject.name);
            if named && sha256.is_some() {
                self.remarks.push(format!(
                    "{} has other bytes than the file that was signed.",
                    subject.name
                ));
                self.differs.push(subject.name.clone());
            } else {
                unmatched.push(subject.name.clone());
            }
        }
        self.covers.sort();
        self.covers.dedup();
        if !unmatched.is_empty() {
            self.remarks.push(format!(
                "Not in the dossier, by digest: {}.",
                list(&unmatched)
            ));
        }
    }
}

/// The SHA-256 of the file that a signature without a statement is about.
fn message_digest(signed: &Signed) -> Option<String> {
    match &signed.content {
        Content::Message(it) if it.digest.len() == 32 => {
            Some(it.digest.iter().map(|byte| format!("{byte:02x}")).collect())
        }
        _ => None,
    }
}

/// A few names, and how many more.
fn list(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
