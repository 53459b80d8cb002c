//! What a plugin says of itself: a custom section of JSON, readable without compiling or running
//! anything, which the build writes from `plugin.toml`. A plugin's identity comes from here, never
//! from the name of its WIT package, which toolchains set as they like.

use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::problem::{Problem, Problems, toml_file};
use crate::source::SourceFile;
use crate::tree;

/// The custom section that holds the manifest.
pub const SECTION: &str = "passmuster:manifest";

/// The version of this manifest.
const SCHEMA: u32 = 1;
/// Largest manifest, in bytes.
const BYTES: usize = 256 * 1024;
/// Most entries of a list.
const ENTRIES: usize = 1_000;

/// One check that a plugin offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    /// Kebab-case; with the plugin's id, `plugin/check`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Laws, standards or papers that it follows.
    #[serde(default)]
    pub references: Vec<String>,
    /// Whether a finding that cites what it was computed from is worth `recomputed`.
    #[serde(default)]
    pub recomputing: bool,
    /// JSON Schema of its configuration.
    #[serde(default = "empty_object")]
    pub config: serde_json::Value,
}

/// Without a schema of its own, a check has no configuration.
fn empty_object() -> serde_json::Value {
    let mut schema = serde_json::Map::new();
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("type".to_owned(), "object".into());
    serde_json::Value::Object(schema)
}

/// What a plugin reads of documents of one format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reads {
    /// The format's id.
    pub format: String,
    /// RFC 6901 pointers in which `*` stands for one token, and a final `/**` for the place before
    /// it and everything below.
    pub pointers: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsWire {
    #[serde(default)]
    attributes: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fuel: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memory: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    id: String,
    version: String,
    api: String,
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    license: String,
    #[serde(default)]
    authors: Vec<String>,
    check: Vec<CheckSpec>,
    #[serde(default)]
    reads: Vec<Reads>,
    #[serde(default)]
    facts: FactsWire,
    #[serde(default)]
    limits: LimitsWire,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The plugin's id: kebab-case.
    pub id: String,
    /// The plugin's version.
    pub version: String,
    /// The version of the plugin world that it was built for.
    pub api: String,
    /// What people call it.
    pub title: String,
    /// What it does.
    pub description: String,
    /// Its licence, an SPDX expression.
    pub license: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The checks that it offers; at least one.
    pub checks: Vec<CheckSpec>,
    /// What it reads of documents. Anything else is `not-declared` to it.
    pub reads: Vec<Reads>,
    /// The vocabulary attributes and answers that it reads; a final `*` stands for any rest.
    pub attributes: Vec<String>,
    /// Fuel that it asks for, in WebAssembly operators.
    pub fuel: Option<u64>,
    /// Memory that it asks for, in bytes.
    pub memory: Option<u64>,
}

impl Manifest {
    /// Reads `plugin.toml`.
    ///
    /// # Errors
    /// The first problem, with its place.
    pub fn from_toml(source: &SourceFile) -> Result<Self, Problems> {
        let wire: Wire = toml_file(source)?;
        Self::checked(wire).map_err(|reason| {
            Problem::file(source.path(), reason)
                .help("docs/plugins.md describes the manifest")
                .into()
        })
    }

    /// Reads the section of a component. The bytes are whoever's who made the component.
    ///
    /// # Errors
    /// Why it is no manifest, in one clause.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > BYTES {
            return Err(format!("its manifest has more than {BYTES} bytes"));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|error| format!("its manifest is not UTF-8: {error}"))?;
        // The strict reader refuses what serde would take: repeated keys, deep nesting.
        tree::json(text, 0, &Limits::default())
            .map_err(|error| format!("its manifest is no JSON: {error}"))?;
        let wire: Wire = serde_json::from_str(text)
            .map_err(|error| format!("its manifest is not one: {error}"))?;
        Self::checked(wire)
    }

    /// The section's text: members in the order of this file, the same bytes each time.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, String> {
        let mut checks = self.checks.clone();
        for check in &mut checks {
            check.config.sort_all_objects();
        }
        let wire = Wire {
            schema: SCHEMA,
            id: self.id.clone(),
            version: self.version.clone(),
            api: self.api.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            license: self.license.clone(),
            authors: self.authors.clone(),
            check: checks,
            reads: self.reads.clone(),
            facts: FactsWire {
                attributes: self.attributes.clone(),
            },
            limits: LimitsWire {
                fuel: self.fuel,
                memory: self.memory,
            },
        };
        serde_json::to_string(&wire).map_err(|error| error.to_string())
    }

    fn checked(wire: Wire) -> Result<Self, String> {
        if wire.schema != SCHEMA {
            return Err(format!(
                "its manifest has `schema = {}`; this version reads {SCHEMA}",
                wire.schema
            ));
        }
        if !kebab(&wire.id) {
            return Err(format!(
                "its id {:?} is not kebab-case (lower-case letters, digits, hyphens)",
                wire.id
            ));
        }
        for (what, text) in [
            ("version", &wire.version),
            ("api", &wire.api),
            ("title", &wire.title),
        ] {
            if text.trim().is_empty() {
                return Err(format!("its manifest has an empty `{what}`"));
            }
        }
        if wire.check.is_empty() {
            return Err("its manifest offers no check".to_owned());
        }
        let lists = [
            wire.check.len(),
            wire.reads.len(),
            wire.facts.attributes.len(),
            wire.authors.len(),
        ];
        let long = |reads: &Reads| reads.pointers.len() > ENTRIES;
        if lists.into_iter().any(|length| length > ENTRIES) || wire.reads.iter().any(long) {
            return Err(format!(
                "its manifest has a list of more than {ENTRIES} entries"
            ));
        }
        for (index, check) in wire.check.iter().enumerate() {
            if !kebab(&check.id) {
                return Err(format!("the check id {:?} is not kebab-case", check.id));
            }
            if check.title.trim().is_empty() {
                return Err(format!("the check `{}` has no title", check.id));
            }
            if wire.check.iter().take(index).any(|it| it.id == check.id) {
                return Err(format!("the check id `{}` is used twice", check.id));
            }
            if !check.config.is_object() {
                return Err(format!("the schema of `{}` is no object", check.id));
            }
        }
        for pattern in wire.reads.iter().flat_map(|reads| &reads.pointers) {
            if !pattern.is_empty() && !pattern.starts_with('/') {
                return Err(format!("the pattern {pattern:?} does not begin with `/`"));
            }
        }
        Ok(Self {
            id: wire.id,
            version: wire.version,
            api: wire.api,
            title: wire.title,
            description: wire.description,
            license: wire.license,
            authors: wire.authors,
            checks: wire.check,
            reads: wire.reads,
            attributes: wire.facts.attributes,
            fuel: wire.limits.fuel,
            memory: wire.limits.memory,
        })
    }

    fn patterns<'a>(&'a self, format: &'a str) -> impl Iterator<Item = &'a String> {
        self.reads
            .iter()
            .filter(move |reads| reads.format == format)
            .flat_map(|reads| &reads.pointers)
    }

    /// Whether it declares to read anything of this format.
    pub fn reads_format(&self, format: &str) -> bool {
        self.patterns(format).next().is_some()
    }

    /// Whether it declares to read this place.
    pub fn may_read(&self, format: &str, pointer: &str) -> bool {
        self.patterns(format)
            .any(|pattern| matches(pattern, pointer))
    }

    /// Whether it declares to read this place and all that is below.
    pub fn may_read_below(&self, format: &str, pointer: &str) -> bool {
        self.patterns(format)
            .any(|pattern| pattern.ends_with("/**") && matches(pattern, pointer))
    }

    /// Whether it declares to read this attribute or answer.
    pub fn may_read_facts(&self, attribute: &str) -> bool {
        self.attributes
            .iter()
            .any(|declared| match declared.strip_suffix('*') {
                Some(start) => attribute.starts_with(start),
                None => attribute == declared,
            })
    }
}

/// Whether a pointer is one that a pattern stands for.
fn matches(pattern: &str, pointer: &str) -> bool {
    let (pattern, below) = match pattern.strip_suffix("/**") {
        Some(above) => (above, true),
        None => (pattern, false),
    };
    let mut tokens = pointer.split('/').skip(1);
    for wanted in pattern.split('/').skip(1) {
        match tokens.next() {
            Some(token) if wanted == "*" || wanted == token => {}
            _ => return false,
        }
    }
    below || tokens.next().is_none()
}

/// Lower-case letters, digits and inner hyphens.
fn kebab(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(fits)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    const TEXT: &str = r#"
schema = 1
id = "acme"
version = "0.1.0"
api = "0.1.0"
title = "Acme's checks"
[[check]]
id = "scan"
title = "Scans"
recomputing = true
[[reads]]
format = "cyclonedx"
pointers = ["/components/*/name", "/metadata/**"]
[facts]
attributes = ["license", "HTI-1-DSI-2024:*"]
[limits]
fuel = 1000
"#;

    fn manifest(text: &str) -> Result<Manifest, Problems> {
        Manifest::from_toml(&SourceFile::new("plugin.toml", text.as_bytes().to_vec()))
    }

    #[test]
    fn what_is_declared_may_be_read_and_nothing_else() {
        let manifest = manifest(TEXT).unwrap();
        for (pointer, may) in [
            ("/components/0/name", true),
            ("/components/0/name/x", false),
            ("/components/0", false),
            ("/components", false),
            ("", false),
            ("/metadata", true),
            ("/metadata/a/b", true),
            ("/metadatax", false),
        ] {
            assert_eq!(manifest.may_read("cyclonedx", pointer), may, "{pointer}");
            assert!(!manifest.may_read("spdx", pointer));
        }
        assert!(manifest.may_read_below("cyclonedx", "/metadata/a"));
        assert!(!manifest.may_read_below("cyclonedx", "/components/0/name"));
        assert!(manifest.may_read_facts("license") && !manifest.may_read_facts("licenses"));
        assert!(manifest.may_read_facts("HTI-1-DSI-2024:4.iii"));
        assert!(!manifest.may_read_facts("HTI-1-DSI-2025:4.iii"));
    }

    #[test]
    fn the_section_gives_back_what_was_written() {
        let written = manifest(TEXT).unwrap();
        let json = written.to_json().unwrap();
        let read = Manifest::from_json(json.as_bytes()).unwrap();
        assert_eq!(read, written);
        assert_eq!(read.to_json().unwrap(), json);
    }

    #[test]
    fn a_section_that_is_not_one_is_refused() {
        let good = manifest(TEXT).unwrap().to_json().unwrap();
        for (bad, says) in [
            (good.replace("\"schema\":1", "\"schema\":2"), "schema = 2"),
            (good.replace("\"acme\"", "\"Acme\""), "kebab-case"),
            (good.replace("\"scan\"", "\"../scan\""), "kebab-case"),
            (
                good.replace("{\"schema\"", "{\"id\":\"x\",\"schema\""),
                "no JSON",
            ),
            (good.replace("\"api\"", "\"apis\""), "not one"),
            (
                good.replace("\"/metadata/**\"", "\"metadata\""),
                "does not begin",
            ),
            ("[".repeat(100_000), "no JSON"),
            (String::new(), "no JSON"),
        ] {
            let error = Manifest::from_json(bad.as_bytes()).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
        assert!(Manifest::from_json(b"\xff").is_err());
        assert!(Manifest::from_json(&vec![b' '; 1_000_000]).is_err());
    }
}
