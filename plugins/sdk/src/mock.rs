//! A dossier in memory, for tests without a host.

use std::cell::RefCell;

mod tree;

use tree::{matches, quoted, shallow, walk, write};

use crate::dossier::{
    Backing, Document, Dossier, Fact, ReadError, Reading, Receipt, Strength, Subtree,
};
use crate::json::Value;

/// A dossier made of trees and facts. It logs reads and gives receipts as the host does, misses
/// included, and refuses what a manifest does not declare if it is given one.
#[derive(Debug, Default)]
pub struct Mock {
    documents: Vec<(Document, Value)>,
    facts: Vec<(String, String, String)>,
    entities: Vec<String>,
    subject: String,
    /// `None`: everything is declared.
    declared: Option<Declared>,
    reads: RefCell<Vec<MockRead>>,
    calls: RefCell<usize>,
}

/// What a manifest declares to read.
#[derive(Debug, Default)]
struct Declared {
    /// Format and pattern.
    pointers: Vec<(String, String)>,
    attributes: Vec<String>,
}

/// What a receipt of a [`Mock`] stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MockRead {
    /// The document's id, or the entity.
    pub of: String,
    /// The pointer, or the attribute.
    pub at: String,
    /// Whether something was there.
    pub found: bool,
}

impl Mock {
    /// An empty dossier about `Model::"subject"`.
    pub fn new() -> Self {
        Self {
            subject: "Model::\"subject\"".to_owned(),
            ..Self::default()
        }
    }

    /// About another subject.
    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    /// With an entity that is tied to the subject.
    #[must_use]
    pub fn entity(mut self, entity: &str) -> Self {
        self.entities.push(entity.to_owned());
        self
    }

    /// With a document.
    #[must_use]
    pub fn document(mut self, id: &str, format: &str, tree: Value) -> Self {
        let document = Document {
            id: id.to_owned(),
            format: format.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            digest: "sha256:".to_owned(),
            strength: Strength::Documented,
            backing: Backing::None,
        };
        self.documents.push((document, tree));
        self.documents.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        self
    }

    /// With a table of separated values, as the host reads it: every cell a trimmed text at
    /// `/sheets/csv/rows/N/HEADER`.
    #[must_use]
    pub fn table(self, id: &str, format: &str, header: &[&str], rows: &[&[&str]]) -> Self {
        let rows = rows.iter().map(|cells| {
            let cell = |(name, cell): (&&str, &&str)| {
                ((*name).to_owned(), Value::Text(cell.trim().to_owned()))
            };
            Value::Object(header.iter().zip(*cells).map(cell).collect())
        });
        let rows = Value::Array(rows.collect());
        let member = |name: &str, value| Value::Object(vec![(name.to_owned(), value)]);
        self.document(
            id,
            format,
            member("sheets", member("csv", member("rows", rows))),
        )
    }

    /// With a fact of an entity, or an answer, which is everybody's.
    #[must_use]
    pub fn fact(mut self, entity: &str, attribute: &str, value: &str) -> Self {
        self.facts
            .push((entity.to_owned(), attribute.to_owned(), value.to_owned()));
        self
    }

    /// Refuses what a `plugin.toml` does not declare. Only its `[[reads]]` and `[facts]` are looked
    /// at, and only as this workspace writes them: a `format`, then one list of `pointers`.
    #[must_use]
    pub fn declaring(mut self, manifest: &str) -> Self {
        let mut declared = Declared::default();
        let (mut format, mut list) = (String::new(), "");
        for line in manifest.lines().map(str::trim) {
            if line.starts_with("format =") {
                format = quoted(line).next().unwrap_or_default();
            }
            if line.starts_with("pointers =") {
                list = "pointers";
            } else if line.starts_with("attributes =") {
                list = "attributes";
            }
            match list {
                "pointers" => declared
                    .pointers
                    .extend(quoted(line).map(|it| (format.clone(), it))),
                "attributes" => declared.attributes.extend(quoted(line)),
                _ => {}
            }
            if line.ends_with(']') {
                list = "";
            }
        }
        self.declared = Some(declared);
        self
    }

    /// What was read, by receipt.
    pub fn reads(&self) -> Vec<MockRead> {
        self.reads.borrow().clone()
    }

    /// Calls as the host counts them: each entry of [`Dossier::read_many`] and each fact is one.
    pub fn calls(&self) -> usize {
        *self.calls.borrow()
    }

    fn log(&self, of: &str, at: &str, found: bool) -> Receipt {
        let mut reads = self.reads.borrow_mut();
        let receipt = Receipt(u32::try_from(reads.len()).unwrap_or(u32::MAX));
        reads.push(MockRead {
            of: of.to_owned(),
            at: at.to_owned(),
            found,
        });
        receipt
    }

    fn charge(&self, calls: usize) {
        *self.calls.borrow_mut() += calls;
    }

    fn tree(&self, id: &str) -> Result<(&str, &Value), ReadError> {
        self.documents
            .iter()
            .find(|(document, _)| document.id == id)
            .map(|(document, tree)| (document.format.as_str(), tree))
            .ok_or(ReadError::NoSuchDocument)
    }

    fn place(&self, id: &str, pointer: &str, below: bool) -> Result<Option<&Value>, ReadError> {
        let escapes = |text: &str| text.split('~').skip(1).all(|it| it.starts_with(['0', '1']));
        if !(pointer.is_empty() || pointer.starts_with('/')) || !escapes(pointer) {
            return Err(ReadError::MalformedPointer);
        }
        let (format, tree) = self.tree(id)?;
        if let Some(Declared {
            pointers: patterns, ..
        }) = &self.declared
        {
            let allowed = patterns.iter().any(|(of, pattern)| {
                of == format && (!below || pattern.ends_with("/**")) && matches(pattern, pointer)
            });
            if !allowed {
                return Err(ReadError::NotDeclared);
            }
        }
        let mut node = tree;
        for token in pointer.split('/').skip(1) {
            match node.get(&token.replace("~1", "/").replace("~0", "~")) {
                Some(child) => node = child,
                None => return Ok(None),
            }
        }
        Ok(Some(node))
    }
}

impl Dossier for Mock {
    fn documents(&self) -> Vec<Document> {
        self.charge(1);
        let declared = |document: &&(Document, Value)| match &self.declared {
            Some(Declared {
                pointers: patterns, ..
            }) => patterns
                .iter()
                .any(|(format, _)| *format == document.0.format),
            None => true,
        };
        self.documents
            .iter()
            .filter(declared)
            .map(|(document, _)| document.clone())
            .collect()
    }

    fn read(&self, document: &str, pointer: &str) -> Result<Reading, ReadError> {
        self.charge(1);
        let value = self.place(document, pointer, false)?.map(shallow);
        Ok(Reading {
            receipt: self.log(document, pointer, value.is_some()),
            value,
        })
    }

    fn read_many(&self, document: &str, pointers: &[String]) -> Result<Vec<Reading>, ReadError> {
        pointers
            .iter()
            .map(|pointer| self.read(document, pointer))
            .collect()
    }

    fn read_json(
        &self,
        document: &str,
        pointer: &str,
        max_bytes: u32,
    ) -> Result<Subtree, ReadError> {
        self.charge(1);
        let json = self.place(document, pointer, true)?.map(|value| {
            let mut out = String::new();
            write(value, &mut out);
            out
        });
        let most = usize::try_from(max_bytes).unwrap_or(usize::MAX);
        if json.as_ref().is_some_and(|json| json.len() > most) {
            return Err(ReadError::TooLarge);
        }
        Ok(Subtree {
            receipt: self.log(document, pointer, json.is_some()),
            json,
        })
    }

    fn select(
        &self,
        document: &str,
        pattern: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, ReadError> {
        self.charge(1);
        let (format, tree) = self.tree(document)?;
        let mut found = Vec::new();
        walk(
            tree,
            &pattern.split('/').skip(1).collect::<Vec<_>>(),
            "",
            &mut found,
        );
        if let Some(Declared {
            pointers: patterns, ..
        }) = &self.declared
        {
            found.retain(|pointer| {
                let fits =
                    |(of, pattern): &(String, String)| of == format && matches(pattern, pointer);
                patterns.iter().any(fits)
            });
        }
        if let Some(after) = after
            && let Some(at) = found.iter().position(|pointer| pointer == after)
        {
            found.drain(..=at);
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX).min(10_000));
        Ok(found)
    }

    fn subject(&self) -> String {
        self.charge(1);
        self.subject.clone()
    }

    fn entities(&self, kind: &str) -> Vec<String> {
        self.charge(1);
        let mut found: Vec<String> = self
            .entities
            .iter()
            .chain([&self.subject])
            .filter(|entity| entity.split("::").next() == Some(kind))
            .cloned()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn facts(&self, entity: &str, attribute: &str) -> Result<Vec<Fact>, ReadError> {
        self.charge(1);
        if let Some(Declared { attributes, .. }) = &self.declared {
            let fits = |declared: &String| match declared.strip_suffix('*') {
                Some(start) => attribute.starts_with(start),
                None => declared == attribute,
            };
            if !attributes.iter().any(fits) {
                return Err(ReadError::NotDeclared);
            }
        }
        if entity != self.subject && !self.entities.iter().any(|it| it == entity) {
            return Err(ReadError::NoSuchEntity);
        }
        let answer = attribute.contains(':');
        let stated: Vec<Fact> = self
            .facts
            .iter()
            .filter(|(of, name, _)| (answer || of == entity) && name == attribute)
            .map(|(_, _, value)| Fact {
                receipt: self.log(entity, attribute, true),
                value: value.clone(),
                document: "facts".to_owned(),
                pointer: String::new(),
                strength: Strength::Stated,
                backing: Backing::None,
            })
            .collect();
        self.charge(stated.len());
        if stated.is_empty() {
            self.log(entity, attribute, false);
        }
        Ok(stated)
    }

    fn as_of(&self) -> String {
        self.charge(1);
        "2026-11-01".to_owned()
    }
}

#[cfg(test)]
mod tests;
