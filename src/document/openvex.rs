//! OpenVEX documents (OpenVEX specification, 0.0.1 to 0.2.0): for each vulnerability, whether
//! products are affected, and why not. One attestation for each statement.

use super::fields::Placed;
use super::shared::{LONGEST_NAME, has_version, is_sha256};
use super::vulnerability::{state_status, status};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// OpenVEX.
pub(super) struct OpenVex;

/// `@context` is this, or this and a version.
const CONTEXT: &str = "https://openvex.dev/ns";
/// Versions that are read.
const VERSIONS: &[&str] = &["", "v0.0.1", "v0.2.0"];

impl Format for OpenVex {
    fn name(&self) -> &'static str {
        "openvex"
    }

    fn title(&self) -> &'static str {
        "OpenVEX document (JSON)"
    }

    fn versions(&self) -> &'static str {
        "0.0.1, 0.2.0"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => {
                    let context = tree.root.get("@context").and_then(Node::text);
                    context.is_some_and(|it| it.starts_with(CONTEXT))
                }
                Err(_) => {
                    probe.mentions("\"@context\"")
                        && probe.mentions(&format!("\"{CONTEXT}"))
                        && !probe.mentions("\"predicateType\"")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        read(&tree.root)
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// What a document says.
pub(super) fn read(root: &Node) -> Reading {
    let mut reading = Reading::new(Strength::Documented);
    let context = root.get("@context");
    let version = context.and_then(Node::text).unwrap_or("");
    let version = version.strip_prefix(CONTEXT).unwrap_or("");
    let version = version.trim_start_matches('/');
    if !VERSIONS.contains(&version) {
        let span = context.map_or(root.span, |node| node.span);
        let message = "this version is not known here; read as far as it is like 0.2.0";
        reading.skip("/@context", span, message);
    }
    let version: String = version.trim_start_matches('v').chars().take(20).collect();
    reading.version = Some(version).filter(|it| !it.is_empty());
    let id = root.get("@id").and_then(Node::text).unwrap_or("");
    let id: String = id.chars().take(200).collect();
    let whole = reading.entity(Some(EntityKind::Attestation), &id, None);
    for (key, attribute) in [("author", "made_by"), ("timestamp", "issued")] {
        match root.get(key) {
            Some(node) if node.text().is_some_and(|it| it.len() <= LONGEST_NAME) => {
                reading.state(whole, attribute, &child("", key), node);
            }
            Some(_) => {}
            None => reading.defect("", root.span, format!("expected a document with {key}")),
        }
    }
    let Some(list) = root.get("statements").filter(|it| !it.items().is_empty()) else {
        let span = root.get("statements").map_or(root.span, |it| it.span);
        reading.defect("", span, "expected a document with its statements, a list");
        return reading;
    };
    let mut open: usize = 0;
    for (index, statement) in list.items().iter().enumerate() {
        let pointer = item("/statements", index);
        open += usize::from(one(&mut reading, whole, root, (pointer, statement)));
    }
    let span = list.span;
    let count = open.to_string();
    reading.state_text(whole, "open_vulnerabilities", "/statements", span, &count);
    reading
}

/// One statement; whether the vulnerability is open.
fn one(
    reading: &mut Reading,
    whole: EntityRef,
    root: &Node,
    (pointer, statement): Placed<'_>,
) -> bool {
    let at = child(&pointer, "vulnerability");
    // 0.0.1 wrote the name alone where later versions write an object.
    let named = statement.get("vulnerability").and_then(|it| {
        let inner = ["name", "@id"]
            .iter()
            .find_map(|key| Some((child(&at, key), it.get(key)?)));
        match &it.value {
            Value::Text(_) => Some((at.clone(), it)),
            _ => inner,
        }
    });
    let name = named.as_ref().and_then(|(_, node)| node.text());
    let name: String = name.unwrap_or("").chars().take(200).collect();
    let entity = reading.entity(Some(EntityKind::Attestation), &name, Some(whole));
    match named {
        Some((pointer, node)) => reading.state(entity, "vulnerability", &pointer, node),
        None => {
            let message = "expected a statement with its vulnerability";
            reading.defect(&pointer, statement.span, message);
        }
    }
    products(reading, entity, statement, &pointer);
    let dated = ["last_updated", "timestamp"]
        .iter()
        .find_map(|key| Some((child(&pointer, key), statement.get(key)?)));
    let dated = dated.or_else(|| Some(("/timestamp".to_owned(), root.get("timestamp")?)));
    if let Some((pointer, node)) = dated {
        reading.state(entity, "issued", &pointer, node);
    }
    let stated = statement.get("status");
    if stated.and_then(Node::text).and_then(status).is_none() {
        let span = stated.map_or(statement.span, |node| node.span);
        let message = "expected a status: not_affected, affected, fixed or under_investigation";
        reading.defect(&pointer, span, message);
    }
    let why = ["justification", "impact_statement"]
        .iter()
        .find_map(|key| Some((child(&pointer, key), statement.get(key)?)));
    let not_affected = stated.and_then(Node::text) == Some("not_affected");
    if not_affected && why.is_none() {
        let message = "expected not_affected with a justification or an impact statement";
        reading.defect(&pointer, statement.span, message);
    }
    let stated = stated.map(|node| (child(&pointer, "status"), node));
    state_status(reading, entity, stated, why)
}

/// What the statement is about: package URLs and digests tie it to what they name.
fn products(reading: &mut Reading, entity: EntityRef, statement: &Node, pointer: &str) {
    let at = child(pointer, "products");
    let list = statement.get("products").map_or(&[][..], Node::items);
    for (index, product) in list.iter().enumerate() {
        let pointer = item(&at, index);
        let (pointer, node) = match product.get("@id") {
            Some(node) => (child(&pointer, "@id"), node),
            None => (pointer, product),
        };
        if let Some(id) = node.text()
            && !is_placeholder(id)
            && id.len() <= LONGEST_NAME
        {
            reading.state(entity, "subjects", &pointer, node);
            if has_version(id) {
                reading.identify(entity, id);
            }
        }
        let digest = product.get("hashes").and_then(|it| it.get("sha-256"));
        if let Some(digest) = digest.and_then(Node::text).filter(|it| is_sha256(it)) {
            reading.identify(entity, &format!("sha256:{}", digest.to_ascii_lowercase()));
        }
    }
}
