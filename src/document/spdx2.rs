//! SPDX 2 documents in JSON or YAML: packages with their licences, suppliers and identifiers.

use std::collections::BTreeSet;

use super::shared::{has_version, is_sha256};
use super::{Format, Probe, Syntax};
use crate::fact::vocabulary::attribute;
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::source::Span;
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// SPDX 2.
pub(super) struct Spdx2;

/// Versions that are read.
const VERSIONS: &[&str] = &["SPDX-2.0", "SPDX-2.1", "SPDX-2.2", "SPDX-2.3"];
/// Types of package URL that name a model (purl specification, `huggingface` and `mlflow`).
const MODELS: &[&str] = &["pkg:huggingface/", "pkg:mlflow/"];
/// How the name of an agent starts (SPDX 2.3, section 7.5).
const AGENTS: &[&str] = &["Organization:", "Person:", "Tool:"];

impl Format for Spdx2 {
    fn name(&self) -> &'static str {
        "spdx2"
    }

    fn title(&self) -> &'static str {
        "SPDX 2 document (JSON or YAML)"
    }

    fn versions(&self) -> &'static str {
        "2.0 to 2.3"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => {
                matches!(probe.syntax, Syntax::Json | Syntax::Yaml)
                    && document(&tree.root).is_some()
            }
            Err(_) => {
                matches!(probe.syntax, Syntax::Json | Syntax::Yaml)
                    && probe.mentions("spdxVersion")
                    && probe.mentions("SPDX-2.")
                    && probe.mentions("SPDXRef-")
                    && !probe.mentions("predicateType")
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
    let mut bill = Bill {
        reading: Reading::new(Strength::Documented),
    };
    if let Some((pointer, root)) = document(root) {
        bill.read(pointer, root);
    }
    bill.reading
}

/// Whether a node is such a document.
pub(super) fn is_document(root: &Node) -> bool {
    document(root).is_some()
}

/// The document: the root, or what GitHub's export wraps in `sbom`.
fn document(root: &Node) -> Option<(&'static str, &Node)> {
    let is_spdx = |node: &Node| {
        let version = node.get("spdxVersion").and_then(Node::text);
        version.is_some_and(|it| it.starts_with("SPDX-") && !it.starts_with("SPDX-3"))
            && (node.get("SPDXID").is_some() || node.get("packages").is_some())
    };
    if is_spdx(root) {
        return Some(("", root));
    }
    let inner = root.get("sbom").filter(|node| is_spdx(node))?;
    Some(("/sbom", inner))
}

struct Bill {
    reading: Reading,
}

impl Bill {
    fn read(&mut self, base: &str, root: &Node) {
        self.header(base, root);
        let packages = root.get("packages");
        if let Some(list) = packages
            && !matches!(list.value, Value::Array(_) | Value::Null)
        {
            let pointer = child(base, "packages");
            self.reading
                .defect(&pointer, list.span, "expected a list of packages");
        }
        let packages = packages.map(Node::items).unwrap_or_default();
        let described = described(root);
        let at = child(base, "packages");
        let mut subjects = packages.iter().enumerate().filter(|(_, package)| {
            let id = package.get("SPDXID").and_then(Node::text);
            id.is_some_and(|id| described.contains(id))
        });
        let subject = subjects.next().filter(|_| subjects.next().is_none());
        let subject = subject.or_else(|| {
            packages
                .iter()
                .enumerate()
                .next()
                .filter(|_| packages.len() == 1)
        });
        let main = match subject {
            Some((_, package)) => {
                let kind = match kind(package) {
                    EntityKind::Component => EntityKind::System,
                    kind => kind,
                };
                self.reading.entity(Some(kind), name(package), None)
            }
            None => self
                .reading
                .entity(Some(EntityKind::System), name(root), None),
        };
        if let Some(created) = root.get("creationInfo").and_then(|it| it.get("created")) {
            let entity = self
                .reading
                .entity(Some(EntityKind::Document), "", Some(main));
            let pointer = format!("{base}/creationInfo/created");
            self.reading.state(entity, "dated", &pointer, created);
        }
        for (index, package) in packages.iter().enumerate() {
            let pointer = item(&at, index);
            if !matches!(package.value, Value::Object(_)) {
                let message = "expected a package, in braces";
                self.reading.defect(&pointer, package.span, message);
                continue;
            }
            if name(package).is_empty() {
                let message = "expected a package with a name";
                self.reading.defect(&pointer, package.span, message);
            }
            let entity = match subject {
                Some((main_index, _)) if main_index == index => main,
                _ => self
                    .reading
                    .entity(Some(kind(package)), name(package), Some(main)),
            };
            self.package(entity, package, &pointer);
        }
        self.files(base, root);
    }

    fn header(&mut self, base: &str, root: &Node) {
        if let Some(node) = root.get("spdxVersion")
            && let Some(version) = node.text()
        {
            let number = version.trim_start_matches("SPDX-");
            if !VERSIONS.contains(&version) {
                self.reading.skip(
                    &child(base, "spdxVersion"),
                    node.span,
                    format!("version {number} is not known here; read as far as it is like 2.3"),
                );
            }
            self.reading.version = Some(number.chars().take(20).collect());
        }
        for key in ["SPDXID", "name", "creationInfo"] {
            if root.get(key).is_none() {
                self.reading
                    .defect(base, root.span, format!("expected a document with {key}"));
            }
        }
    }

    fn package(&mut self, entity: EntityRef, package: &Node, pointer: &str) {
        let kind = self
            .reading
            .kind_of(entity)
            .unwrap_or(EntityKind::Component);
        for (key, name) in [("versionInfo", "version"), ("releaseDate", "release_date")] {
            if attribute(name).is_some_and(|attribute| attribute.is_about(kind))
                && let Some(node) = package.get(key)
            {
                self.reading.state(entity, name, &child(pointer, key), node);
            }
        }
        if kind == EntityKind::Component
            && let Some(node) = package.get("primaryPackagePurpose")
            && let Some(text) = node.text()
        {
            let at = child(pointer, "primaryPackagePurpose");
            let word = text.to_lowercase();
            self.reading
                .state_text(entity, "component_type", &at, node.span, &word);
        }
        for key in ["supplier", "originator"] {
            self.agent(entity, kind, package, pointer, key);
        }
        self.license(entity, package, pointer);
        for (index, reference) in items(package, "externalRefs") {
            let kind_of = reference.get("referenceType").and_then(Node::text);
            if kind_of != Some("purl") {
                continue;
            }
            let at = format!("{pointer}/externalRefs/{index}/referenceLocator");
            let Some(node) = reference.get("referenceLocator") else {
                continue;
            };
            if kind == EntityKind::Component {
                self.reading.state(entity, "purl", &at, node);
            }
            if let Some(purl) = node.text().filter(|purl| has_version(purl)) {
                self.reading.identify(entity, purl);
            }
        }
        for (_, _, sha256) in self.checksums(package, pointer) {
            self.reading.identify(entity, &format!("sha256:{sha256}"));
        }
    }

    /// `Organization: Acme (models@acme.example)`.
    fn agent(
        &mut self,
        entity: EntityRef,
        kind: EntityKind,
        package: &Node,
        pointer: &str,
        key: &str,
    ) {
        let Some(node) = package.get(key) else {
            return;
        };
        let pointer = child(pointer, key);
        let Some(text) = node.text() else {
            self.reading
                .hollow("supplier", &pointer, node.span, "no value");
            return;
        };
        let said = AGENTS
            .iter()
            .find_map(|start| text.trim().strip_prefix(start))
            .unwrap_or(text)
            .trim();
        let (name, mail) = match said.strip_suffix(')').and_then(|it| it.rsplit_once('(')) {
            Some((name, mail)) if mail.is_empty() || mail.contains('@') => (name.trim(), mail),
            _ => (said, ""),
        };
        self.reading
            .state_text(entity, "supplier", &pointer, node.span, name);
        if !mail.is_empty() && kind != EntityKind::Component {
            self.reading
                .state_text(entity, "contact", &pointer, node.span, mail);
        }
    }

    /// The declared licence, or else the concluded one: a conclusion about the licence does not
    /// change what was declared. NOASSERTION and NONE say nothing (SPDX 2.3, section 7.15).
    fn license(&mut self, entity: EntityRef, package: &Node, pointer: &str) {
        let mut blank: Option<(String, Span)> = None;
        for key in ["licenseDeclared", "licenseConcluded"] {
            let Some(node) = package.get(key) else {
                continue;
            };
            let at = child(pointer, key);
            match node.text() {
                Some(text) if !is_placeholder(text) => {
                    self.reading.state_license(entity, &at, node.span, text);
                    return;
                }
                _ => blank = blank.or(Some((at, node.span))),
            }
        }
        if let Some((pointer, span)) = blank {
            self.reading
                .hollow("license", &pointer, span, "a placeholder");
        }
    }

    /// The SHA-256 checksums of a package or a file, in lower case.
    fn checksums(&mut self, node: &Node, pointer: &str) -> Vec<(String, Span, String)> {
        let mut found = Vec::new();
        for (index, checksum) in items(node, "checksums") {
            let algorithm = checksum.get("algorithm").and_then(Node::text);
            if algorithm != Some("SHA256") {
                continue;
            }
            let at = format!("{pointer}/checksums/{index}/checksumValue");
            let Some(value) = checksum.get("checksumValue") else {
                continue;
            };
            match value.text().map(str::trim).filter(|it| is_sha256(it)) {
                Some(text) => found.push((at, value.span, text.to_ascii_lowercase())),
                None => {
                    let message = "expected a SHA-256 in hexadecimal digits";
                    self.reading.defect(&at, value.span, message);
                }
            }
        }
        found
    }

    fn files(&mut self, base: &str, root: &Node) {
        for (index, file) in items(root, "files") {
            let pointer = item(&child(base, "files"), index);
            let name = file.get("fileName").and_then(Node::text);
            for (at, span, sha256) in self.checksums(file, &pointer) {
                if let Some(name) = name.filter(|name| !is_placeholder(name)) {
                    self.reading.names_file(name, &sha256, &at, span);
                }
            }
        }
    }
}

/// The items of a list that a node holds, with their indexes.
fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (usize, &'a Node)> {
    let list = node.get(key).map(Node::items).unwrap_or_default();
    list.iter().enumerate()
}

fn name(node: &Node) -> &str {
    node.get("name").and_then(Node::text).unwrap_or("").trim()
}

/// A model where its package URL says so; SPDX 2 itself knows none.
fn kind(package: &Node) -> EntityKind {
    let model = items(package, "externalRefs").any(|(_, reference)| {
        let purl = reference.get("referenceLocator").and_then(Node::text);
        purl.is_some_and(|purl| MODELS.iter().any(|start| purl.starts_with(start)))
    });
    if model {
        EntityKind::Model
    } else {
        EntityKind::Component
    }
}

/// The ids of what the document describes (SPDX 2.3, section 11.1, DESCRIBES and DESCRIBED_BY).
fn described(root: &Node) -> BTreeSet<&str> {
    let document = root.get("SPDXID").and_then(Node::text);
    let document = document.unwrap_or("SPDXRef-DOCUMENT");
    let mut ids: BTreeSet<&str> = items(root, "documentDescribes")
        .filter_map(|(_, node)| node.text())
        .collect();
    for (_, relationship) in items(root, "relationships") {
        let text = |key: &str| relationship.get(key).and_then(Node::text);
        let (from, to) = (text("spdxElementId"), text("relatedSpdxElement"));
        match text("relationshipType") {
            Some("DESCRIBES") if from == Some(document) => ids.extend(to),
            Some("DESCRIBED_BY") if to == Some(document) => ids.extend(from),
            _ => {}
        }
    }
    ids
}
