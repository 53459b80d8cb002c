//! An in-toto statement as data: its type, and its subjects by digest (in-toto attestation
//! framework, spec/v1/statement.md; version 0.1 has the same fields).

use std::collections::BTreeMap;

use super::payload_tree;
use crate::limits::Limits;
use crate::tree::{Node, Tree};

/// `_type` of a statement, without its version.
const TYPE: &str = "https://in-toto.io/Statement/";
/// The predicate type of OpenSSF model signing (model-signing-spec v1.0, section "Predicate").
pub const MODEL_SIGNATURE: &str = "https://model_signing/signature/v1.0";

/// A statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What kind of claim is made.
    pub predicate_type: String,
    /// What it is about.
    pub subjects: Vec<Subject>,
    tree: Tree,
}

/// What a statement is about: matched by digest, for the name is informational (statement layer,
/// `subject`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The name.
    pub name: String,
    /// Digests by algorithm, in lower-case hexadecimal.
    pub digests: BTreeMap<String, String>,
}

/// A file of a signed model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its path, relative to the model's folder; of a shard with `:START:END` at the end.
    pub name: String,
    /// The algorithm of the digest.
    pub algorithm: String,
    /// The digest, in lower-case hexadecimal.
    pub digest: String,
}

impl Statement {
    pub(super) fn parse(payload: &[u8], limits: &Limits) -> Result<Self, String> {
        let tree = payload_tree(payload, limits)?;
        let root = &tree.root;
        let text = |key: &str| root.get(key).and_then(Node::text);
        if !text("_type").is_some_and(|it| it.starts_with(TYPE)) {
            return Err("the payload is not an in-toto statement".to_owned());
        }
        let Some(predicate_type) = text("predicateType").map(str::trim).map(ToOwned::to_owned)
        else {
            return Err("the statement has no `predicateType`".to_owned());
        };
        let subjects: Vec<Subject> = root
            .get("subject")
            .map_or(&[][..], Node::items)
            .iter()
            .map(subject)
            .collect();
        if subjects.is_empty() {
            return Err("the statement has no subject".to_owned());
        }
        Ok(Self {
            predicate_type,
            subjects,
            tree,
        })
    }

    /// What the statement comes to, where its predicate says so in the words of a specification:
    /// `result` (test result) or `verificationResult` (SLSA verification summary).
    pub fn result(&self) -> Option<&str> {
        let predicate = self.tree.root.get("predicate")?;
        ["result", "verificationResult", "verification_result"]
            .iter()
            .find_map(|key| predicate.get(key).and_then(Node::text))
    }

    /// The files of a signed model; nothing for any other statement.
    ///
    /// # Errors
    /// Why the manifest cannot be used, in one clause.
    pub fn resources(&self) -> Result<Vec<Resource>, String> {
        if self.predicate_type != MODEL_SIGNATURE {
            return Ok(Vec::new());
        }
        let list = self
            .tree
            .root
            .get("predicate")
            .and_then(|it| it.get("resources"))
            .map_or(&[][..], Node::items);
        let mut resources = Vec::new();
        for entry in list {
            let text = |key: &str| entry.get(key).and_then(Node::text).map(ToOwned::to_owned);
            match (text("name"), text("algorithm"), text("digest")) {
                (Some(name), Some(algorithm), Some(digest)) => resources.push(Resource {
                    name,
                    algorithm,
                    digest: digest.to_ascii_lowercase(),
                }),
                _ => return Err("the manifest names a file without its digest".to_owned()),
            }
        }
        if resources.is_empty() {
            return Err("the manifest of the model names no file".to_owned());
        }
        Ok(resources)
    }

    /// How the manifest of a signed model was made: `files` or `shards`.
    pub fn serialization(&self, key: &str) -> Option<&str> {
        let predicate = self.tree.root.get("predicate")?;
        predicate.get("serialization")?.get(key)?.scalar()
    }
}

fn subject(node: &Node) -> Subject {
    let name = node.get("name").or_else(|| node.get("uri"));
    Subject {
        name: name.and_then(Node::text).unwrap_or_default().to_owned(),
        digests: node
            .get("digest")
            .map_or(&[][..], Node::members)
            .iter()
            .filter_map(|it| Some((it.key.clone(), it.node.text()?.trim().to_ascii_lowercase())))
            .collect(),
    }
}
