//! The bindings of the plugin world, and the host's dossier behind [`Dossier`]. For
//! [`export!`](crate::export) only.

use crate::dossier::{
    Backing, Document, Dossier, Fact, Node, ReadError, Reading, Receipt, Strength, Subtree,
};
use crate::finding::{CheckError, Finding, Outcome, Severity};

#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "generated")]
#[allow(clippy::all, clippy::restriction, reason = "generated")]
pub mod bindings {
    wit_bindgen::generate!({
        world: "checker",
        path: "../../wit/0.1",
        pub_export_macro: true,
    });
}

use bindings::passmuster::plugin::{facts, log, types};

/// The dossier as the host lends it.
pub type Borrowed<'a> = &'a facts::Dossier;
/// What the host is told.
pub type Answer = Result<Vec<types::Finding>, types::CheckError>;
/// What a plugin gives to [`export!`](crate::export).
pub type Check = fn(&str, &dyn Dossier, &str) -> Result<Vec<Finding>, CheckError>;

/// Makes a check on the host's dossier.
pub fn run(check: Check, id: &str, subject: Borrowed<'_>, config: &str) -> Answer {
    // A trap has no words; the log has. Each call is an instance of its own.
    std::panic::set_hook(Box::new(|panic| {
        log::write(log::Level::Error, &panic.to_string());
    }));
    match check(id, &Host(subject), config) {
        Ok(findings) => Ok(findings.into_iter().map(finding).collect()),
        Err(error) => Err(types::CheckError {
            code: error.code,
            message: error.message,
        }),
    }
}

struct Host<'a>(Borrowed<'a>);

impl Dossier for Host<'_> {
    fn documents(&self) -> Vec<Document> {
        self.0
            .documents()
            .into_iter()
            .map(|it| Document {
                id: it.id,
                format: it.format,
                media_type: it.media_type,
                digest: it.digest,
                strength: strength(it.strength),
                backing: backing(it.backing),
            })
            .collect()
    }

    fn read(&self, document: &str, pointer: &str) -> Result<Reading, ReadError> {
        self.0.read(document, pointer).map(reading).map_err(error)
    }

    fn read_many(&self, document: &str, pointers: &[String]) -> Result<Vec<Reading>, ReadError> {
        let readings = self.0.read_many(document, pointers).map_err(error)?;
        Ok(readings.into_iter().map(reading).collect())
    }

    fn read_json(
        &self,
        document: &str,
        pointer: &str,
        max_bytes: u32,
    ) -> Result<Subtree, ReadError> {
        let part = self
            .0
            .read_json(document, pointer, max_bytes)
            .map_err(error)?;
        Ok(Subtree {
            receipt: Receipt(part.receipt),
            json: part.json,
        })
    }

    fn select(
        &self,
        document: &str,
        pattern: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, ReadError> {
        self.0
            .select(document, pattern, after, limit)
            .map_err(error)
    }

    fn subject(&self) -> String {
        self.0.subject()
    }

    fn entities(&self, kind: &str) -> Vec<String> {
        self.0.entities(kind)
    }

    fn facts(&self, entity: &str, attribute: &str) -> Result<Vec<Fact>, ReadError> {
        let stated = self.0.facts(entity, attribute).map_err(error)?;
        Ok(stated
            .into_iter()
            .map(|it| Fact {
                receipt: Receipt(it.receipt),
                value: it.value,
                document: it.document,
                pointer: it.pointer,
                strength: strength(it.strength),
                backing: backing(it.backing),
            })
            .collect())
    }

    fn as_of(&self) -> String {
        self.0.as_of()
    }
}

fn reading(reading: facts::Reading) -> Reading {
    Reading {
        receipt: Receipt(reading.receipt),
        value: reading.value.map(|node| match node {
            facts::Node::Null => Node::Null,
            facts::Node::Boolean(value) => Node::Boolean(value),
            facts::Node::Number(text) => Node::Number(text),
            facts::Node::Text(text) => Node::Text(text),
            facts::Node::Array(length) => Node::Array(length),
            facts::Node::Object(keys) => Node::Object(keys),
        }),
    }
}

fn error(error: facts::ReadError) -> ReadError {
    match error {
        facts::ReadError::NoSuchDocument => ReadError::NoSuchDocument,
        facts::ReadError::NoSuchEntity => ReadError::NoSuchEntity,
        facts::ReadError::MalformedPointer => ReadError::MalformedPointer,
        facts::ReadError::NotDeclared => ReadError::NotDeclared,
        facts::ReadError::TooLarge => ReadError::TooLarge,
    }
}

fn strength(strength: types::Strength) -> Strength {
    match strength {
        types::Strength::Stated => Strength::Stated,
        types::Strength::Documented => Strength::Documented,
        types::Strength::Recomputed => Strength::Recomputed,
    }
}

fn backing(backing: types::Backing) -> Backing {
    match backing {
        types::Backing::None => Backing::None,
        types::Backing::Vendor => Backing::Vendor,
        types::Backing::Independent => Backing::Independent,
    }
}

fn finding(finding: Finding) -> types::Finding {
    let finding = finding.into_report();
    types::Finding {
        entity: finding.entity,
        outcome: match finding.outcome {
            Outcome::Pass => types::Outcome::Pass,
            Outcome::Fail => types::Outcome::Fail,
            Outcome::Insufficient => types::Outcome::Insufficient,
            Outcome::NotApplicable => types::Outcome::NotApplicable,
            Outcome::NeedsReview => types::Outcome::NeedsReview,
        },
        severity: match finding.severity {
            Severity::Info => types::Severity::Info,
            Severity::Low => types::Severity::Low,
            Severity::Medium => types::Severity::Medium,
            Severity::High => types::Severity::High,
            Severity::Critical => types::Severity::Critical,
        },
        message: finding.message,
        remediation: finding.remediation,
        evidence: finding
            .evidence
            .into_iter()
            .map(|it| types::Reference {
                receipt: it.receipt.0,
                note: it.note,
            })
            .collect(),
        attributes: finding.attributes,
    }
}
