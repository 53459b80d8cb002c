//! The part of JSON-LD that is needed to tell keys: what a context calls what.

use std::collections::BTreeMap;

use crate::tree::{Node, Value};

/// A context: names, and the IRIs or prefixed names that they stand for.
pub(super) struct Context<'a> {
    terms: BTreeMap<&'a str, &'a str>,
    /// Every IRI in it.
    iris: Vec<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        let mut context = Self {
            terms: BTreeMap::new(),
            iris: Vec::new(),
        };
        context.add(node);
        context
    }

    /// A context is an address, an object, or a list of both; what stands behind an address is
    /// not fetched.
    fn add(&mut self, node: &'a Node) {
        match &node.value {
            Value::Array(parts) => parts
                .iter()
                .filter(|part| !matches!(part.value, Value::Array(_)))
                .for_each(|part| self.add(part)),
            Value::Object(members) => {
                for member in members {
                    let node = &member.node;
                    let iri = node.text().or_else(|| node.get("@id")?.text());
                    if let Some(iri) = iri {
                        self.iris.push(iri);
                        // A prefix or a default vocabulary names no key.
                        if !iri.ends_with(['/', '#']) && !member.key.starts_with('@') {
                            self.terms.insert(&member.key, iri);
                        }
                    }
                }
            }
            _ => self.iris.extend(node.text()),
        }
    }

    /// Whether any IRI of the context has this in it.
    pub(super) fn mentions(&self, part: &str) -> bool {
        self.iris.iter().any(|iri| iri.contains(part))
    }

    /// The last part of the IRI that a key stands for.
    pub(super) fn local<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let full: &'k str = self.terms.get(key).copied().unwrap_or(key);
        full.rsplit([':', '/', '#']).next().unwrap_or(full)
    }
}
