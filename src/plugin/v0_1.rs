//! Version 0.1 of the plugin world: the bindings that wasmtime makes of `wit/0.1`, and what they
//! ask the host. The generated types never leave this file.

use wasmtime::component::{Component, HasSelf, InstancePre, Linker, Resource};
use wasmtime::{Engine, Store};

use super::abi;
use super::answer::{Answer, Given, GivenFinding};
use super::calls::Call;
use super::view::{Shallow, Unreadable};
use crate::check::Level;
use crate::fact::{Backing, Strength};
use crate::finding::{Reported, Severity};

/// Generated code.
#[allow(
    missing_docs,
    unreachable_pub,
    unsafe_code,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::allow_attributes_without_reason,
    reason = "made by wasmtime's macro from wit/0.1, whose comments are its documentation"
)]
mod bindings {
    wasmtime::component::bindgen!({
        world: "checker",
        path: "wit/0.1",
        imports: { default: trappable },
        with: { "passmuster:plugin/facts.dossier": super::Handle },
    });
}

use bindings::passmuster::plugin::{facts, log, types};
use bindings::{Checker, CheckerPre};

/// Nodes, documents or entities that are looked at for the price of one call.
const LOOKED: usize = 64;
/// Bytes that are handed over, or written in vain, for the price of one call.
const WRITTEN: usize = 1024;

/// The dossier's handle: one a call, so it needs to hold nothing.
#[allow(unreachable_pub, reason = "the generated code re-exports it")]
pub struct Handle;

/// A component that is linked to this version.
struct Ready(CheckerPre<Call>);

/// Links a component to version 0.1 of the world.
///
/// # Errors
/// It imports what the world does not have, or does not export what it asks for.
pub(super) fn link(
    engine: &Engine,
    component: &Component,
) -> wasmtime::Result<Box<dyn abi::Ready>> {
    let mut linker: Linker<Call> = Linker::new(engine);
    Checker::add_to_linker::<_, HasSelf<_>>(&mut linker, |call| call)?;
    let pre: InstancePre<Call> = linker.instantiate_pre(component)?;
    Ok(Box::new(Ready(CheckerPre::new(pre)?)))
}

impl abi::Ready for Ready {
    fn run(&self, store: &mut Store<Call>, check: &str, config: &str) -> wasmtime::Result<Answer> {
        let instance = self.0.instantiate(&mut *store)?;
        let dossier = Resource::new_borrow(0);
        let answer =
            instance
                .passmuster_plugin_check()
                .call_run(&mut *store, check, dossier, config)?;
        Ok(answer
            .map(|findings| findings.into_iter().map(given).collect())
            .map_err(|error| (error.code, error.message)))
    }
}

fn given(finding: types::Finding) -> GivenFinding {
    GivenFinding {
        entity: finding.entity,
        reported: match finding.outcome {
            types::Outcome::Pass => Reported::Pass,
            types::Outcome::Fail => Reported::Fail,
            types::Outcome::Insufficient => Reported::Insufficient,
            types::Outcome::NotApplicable => Reported::NotApplicable,
            types::Outcome::NeedsReview => Reported::NeedsReview,
        },
        severity: match finding.severity {
            types::Severity::Info => Severity::Info,
            types::Severity::Low => Severity::Low,
            types::Severity::Medium => Severity::Medium,
            types::Severity::High => Severity::High,
            types::Severity::Critical => Severity::Critical,
        },
        message: finding.message,
        remediation: finding.remediation.unwrap_or_default(),
        evidence: finding
            .evidence
            .into_iter()
            .map(|it| Given {
                receipt: it.receipt,
                note: it.note.unwrap_or_default(),
            })
            .collect(),
        attributes: finding.attributes,
    }
}

fn strength(strength: Strength) -> types::Strength {
    match strength {
        Strength::Stated => types::Strength::Stated,
        Strength::Documented => types::Strength::Documented,
        Strength::Recomputed => types::Strength::Recomputed,
    }
}

fn backing(backing: Backing) -> types::Backing {
    match backing {
        Backing::None => types::Backing::None,
        Backing::Vendor => types::Backing::Vendor,
        Backing::Independent => types::Backing::Independent,
    }
}

fn node(node: Shallow) -> facts::Node {
    match node {
        Shallow::Null => facts::Node::Null,
        Shallow::Boolean(value) => facts::Node::Boolean(value),
        Shallow::Number(text) => facts::Node::Number(text),
        Shallow::Text(text) => facts::Node::Text(text),
        Shallow::Array(length) => facts::Node::Array(length),
        Shallow::Object(keys) => facts::Node::Object(keys),
    }
}

fn error(error: Unreadable) -> facts::ReadError {
    match error {
        Unreadable::NoSuchDocument => facts::ReadError::NoSuchDocument,
        Unreadable::NoSuchEntity => facts::ReadError::NoSuchEntity,
        Unreadable::MalformedPointer => facts::ReadError::MalformedPointer,
        Unreadable::NotDeclared => facts::ReadError::NotDeclared,
        Unreadable::TooLarge => facts::ReadError::TooLarge,
    }
}

impl types::Host for Call {}

impl facts::Host for Call {}

impl facts::HostDossier for Call {
    fn documents(&mut self, _: Resource<Handle>) -> wasmtime::Result<Vec<facts::Document>> {
        self.charge(1)?;
        // Looking costs, found or not.
        self.charge(self.reader.view.documents() / LOOKED)?;
        let documents: Vec<facts::Document> = self
            .reader
            .documents()
            .into_iter()
            .map(|it| facts::Document {
                id: it.path.to_owned(),
                format: it.record.format.to_owned(),
                media_type: it.record.media_type.to_owned(),
                digest: format!("sha256:{}", it.record.sha256),
                strength: strength(it.record.strength),
                backing: backing(it.record.backing),
            })
            .collect();
        self.give(
            documents
                .iter()
                .map(|it| it.id.len() + it.format.len() + it.media_type.len() + it.digest.len())
                .sum(),
        )?;
        Ok(documents)
    }

    fn read(
        &mut self,
        _: Resource<Handle>,
        document: String,
        pointer: String,
    ) -> wasmtime::Result<Result<facts::Reading, facts::ReadError>> {
        self.asked(&[&document, &pointer])?;
        self.reading(&document, &pointer)
    }

    fn read_many(
        &mut self,
        _: Resource<Handle>,
        document: String,
        pointers: Vec<String>,
    ) -> wasmtime::Result<Result<Vec<facts::Reading>, facts::ReadError>> {
        self.asked(&[&document])?;
        let mut readings = Vec::with_capacity(pointers.len());
        for pointer in &pointers {
            self.asked(&[pointer])?;
            match self.reading(&document, pointer)? {
                Ok(reading) => readings.push(reading),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(readings))
    }

    fn read_json(
        &mut self,
        _: Resource<Handle>,
        document: String,
        pointer: String,
        max_bytes: u32,
    ) -> wasmtime::Result<Result<facts::Subtree, facts::ReadError>> {
        self.asked(&[&document, &pointer])?;
        let most = usize::try_from(max_bytes)
            .unwrap_or(usize::MAX)
            .min(self.left());
        match self.reader.read_json(&document, &pointer, most) {
            Ok((receipt, json)) => {
                self.give(json.as_ref().map_or(0, String::len))?;
                Ok(Ok(facts::Subtree { receipt, json }))
            }
            Err(reason) => {
                if reason == Unreadable::TooLarge {
                    // What was written before it was too much was work too.
                    self.charge(most / WRITTEN)?;
                }
                Ok(Err(error(reason)))
            }
        }
    }

    fn select(
        &mut self,
        _: Resource<Handle>,
        document: String,
        pattern: String,
        after: Option<String>,
        limit: u32,
    ) -> wasmtime::Result<Result<Vec<String>, facts::ReadError>> {
        self.asked(&[&document, &pattern, after.as_deref().unwrap_or_default()])?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        match self
            .reader
            .select(&document, &pattern, after.as_deref(), limit)
        {
            Ok((pointers, visited)) => {
                self.charge(visited / LOOKED)?;
                self.give(pointers.iter().map(String::len).sum())?;
                Ok(Ok(pointers))
            }
            Err(reason) => Ok(Err(error(reason))),
        }
    }

    fn subject(&mut self, _: Resource<Handle>) -> wasmtime::Result<String> {
        self.charge(1)?;
        Ok(self.reader.principal.to_string())
    }

    fn entities(&mut self, _: Resource<Handle>, kind: String) -> wasmtime::Result<Vec<String>> {
        self.asked(&[&kind])?;
        self.charge(self.reader.view.related() / LOOKED)?;
        let entities = self.reader.view.entities(&self.reader.principal, &kind);
        self.give(entities.iter().map(String::len).sum())?;
        Ok(entities)
    }

    fn facts(
        &mut self,
        _: Resource<Handle>,
        entity: String,
        attribute: String,
    ) -> wasmtime::Result<Result<Vec<facts::StatedFact>, facts::ReadError>> {
        self.asked(&[&entity, &attribute])?;
        let stated = match self.reader.facts(&entity, &attribute) {
            Ok(stated) => stated,
            Err(reason) => return Ok(Err(error(reason))),
        };
        self.charge(stated.len())?;
        let stated: Vec<facts::StatedFact> = stated
            .into_iter()
            .map(|(receipt, fact)| facts::StatedFact {
                receipt,
                value: fact.value.to_string(),
                document: fact.origin.document.clone(),
                pointer: fact.origin.pointer.clone(),
                strength: strength(fact.worth.strength),
                backing: backing(fact.worth.backing),
            })
            .collect();
        self.give(
            stated
                .iter()
                .map(|it| it.value.len() + it.document.len() + it.pointer.len())
                .sum(),
        )?;
        Ok(Ok(stated))
    }

    fn as_of(&mut self, _: Resource<Handle>) -> wasmtime::Result<String> {
        self.charge(1)?;
        Ok(self.reader.view.as_of().to_owned())
    }

    fn drop(&mut self, _: Resource<Handle>) -> wasmtime::Result<()> {
        // The guest only ever borrows it; there is nothing to free.
        Ok(())
    }
}

impl Call {
    /// Charges a call, and more for long texts: taking them is work of the host's.
    fn asked(&mut self, texts: &[&str]) -> wasmtime::Result<()> {
        let bytes: usize = texts.iter().map(|it| it.len()).sum();
        self.charge(1 + bytes / WRITTEN)
    }

    fn reading(
        &mut self,
        document: &str,
        pointer: &str,
    ) -> wasmtime::Result<Result<facts::Reading, facts::ReadError>> {
        match self.reader.read(document, pointer) {
            Ok((receipt, found, size)) => {
                self.give(size)?;
                Ok(Ok(facts::Reading {
                    receipt,
                    value: found.map(node),
                }))
            }
            Err(reason) => Ok(Err(error(reason))),
        }
    }
}

impl log::Host for Call {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        self.asked(&[&message])?;
        let level = match level {
            log::Level::Debug => Level::Debug,
            log::Level::Info => Level::Info,
            log::Level::Warn => Level::Warn,
            log::Level::Error => Level::Error,
        };
        self.line(level, message);
        Ok(())
    }
}
