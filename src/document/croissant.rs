//! Croissant dataset descriptions: JSON-LD by the Croissant format 1.0 and 1.1 (and what was in use
//! before, here 0.8) with the responsible-AI vocabulary (RAI 1.0). JSON-LD leaves prefixes free:
//! `license`, `sc:license` and `https://schema.org/license` are one key, and a context may call it
//! something else. The RAI specification spells some of its own names in two ways; both are read.

use super::fields::{self, License, Placed, document, each};
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder, license_of_address};
use crate::tree::{Node, Tree, Value, child, item};

use context::Context;

mod context;
mod example;

/// Croissant descriptions.
pub(super) struct Croissant;

/// Versions that are read.
const VERSIONS: &[&str] = &["0.8", "1.0", "1.1"];
/// What `conformsTo` of a version starts with, after the scheme.
const CONFORMS: &str = "mlcommons.org/croissant/";
/// The vocabulary before version 1.0.
const BEFORE: &str = "mlcommons.org/schema";

/// Keys that are facts as they stand: (local name, attribute).
const PLAIN: &[(&str, &str)] = &[
    ("version", "version"),
    ("datePublished", "release_date"),
    ("url", "source_urls"),
    ("sameAs", "source_urls"),
    ("inLanguage", "languages"),
    ("isBasedOn", "source_datasets"),
    ("wasDerivedFrom", "source_datasets"),
];

/// Keys of the responsible-AI vocabulary, in lower case, by the word that they show.
#[rustfmt::skip]
const RAI: &[(&str, &[&str])] = &[
    ("data-collection", &[
        "datacollection", "datacollectiontype", "datacollectionmissingdata", "datacollectionraw",
        "datacollectionrawdata", "datacollectiontimeframe", "datacollectiontimeframestart",
        "datacollectiontimeframeend",
    ]),
    ("data-annotation", &[
        "dataannotationprotocol", "dataannotationplatform", "dataannotationanalysis", "annotationprotocol",
        "annotationplatform", "annotationanalysis", "annotationsperitem", "annotatordemographics",
        "machineannotationtools",
    ]),
    ("data-preprocessing", &[
        "dataimputationprotocol", "datamanipulationprotocol", "datapreprocessingprotocol",
    ]),
    ("maintenance", &["datareleasemaintenanceplan", "datareleasemaintenance"]),
    ("privacy", &["personalsensitiveinformation"]),
    ("ethical-considerations", &["datasocialimpact"]),
    ("bias-and-risks", &["databiases", "databias"]),
    ("limitations", &["datalimitations"]),
    ("intended-use", &["datausecases", "usecases"]),
];

impl Format for Croissant {
    fn name(&self) -> &'static str {
        "croissant"
    }

    fn title(&self) -> &'static str {
        "Croissant dataset description (JSON-LD)"
    }

    fn versions(&self) -> &'static str {
        "0.8, 1.0, 1.1, with the responsible-AI vocabulary 1.0"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => dataset(&tree.root).is_some(),
                Err(_) => {
                    probe.mentions("\"@context\"")
                        && probe.mentions("Dataset\"")
                        && (probe.mentions(CONFORMS) || probe.mentions(BEFORE))
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let Some((root, node, context)) = dataset(&tree.root) else {
            return reading;
        };
        let described = Described {
            root: &root,
            node,
            context: &context,
        };
        version(&mut reading, &described);
        let name = described
            .find("name")
            .and_then(|(_, node)| words(node))
            .and_then(|it| it.1.scalar())
            .unwrap_or("");
        let main = reading.entity(Some(EntityKind::Dataset), name, None);
        for (key, attribute) in PLAIN {
            if let Some(found) = described.find(key) {
                values(&mut reading, main, attribute, found, &context);
            }
        }
        if let Some(found) = described.find("license") {
            licensed(&mut reading, main, found, &context);
        }
        for key in ["creator", "publisher", "contactPoint"] {
            if let Some(found) = described.find(key) {
                people(&mut reading, main, key, found, &context);
            }
        }
        for (word, names) in RAI {
            for member in node.members() {
                let local = context.local(&member.key).to_lowercase();
                if names.contains(&local.as_str()) {
                    let pointer = child(&root, &member.key);
                    document(&mut reading, main, word, &pointer, &member.node);
                    if *word == "privacy" {
                        sensitive(&mut reading, main, &pointer, &member.node);
                    }
                }
            }
        }
        if let Some(found) = described.find("distribution") {
            distribution(&mut reading, main, found, &context);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}

/// The dataset that a document describes.
struct Described<'a> {
    root: &'a str,
    node: &'a Node,
    context: &'a Context<'a>,
}

impl<'a> Described<'a> {
    fn find(&self, name: &str) -> Option<Placed<'a>> {
        member(self.root, self.node, name, self.context)
    }
}

/// The member of an object with this local name.
fn member<'a>(
    pointer: &str,
    node: &'a Node,
    name: &str,
    context: &Context<'_>,
) -> Option<Placed<'a>> {
    node.members()
        .iter()
        .find(|member| context.local(&member.key) == name)
        .map(|member| (child(pointer, &member.key), &member.node))
}

/// The node of type `Dataset` at the root or in its graph, if the vocabulary is Croissant's.
fn dataset(root: &Node) -> Option<(String, &Node, Context<'_>)> {
    let context = Context::new(root.get("@context")?);
    let is_dataset = |node: &&Node| {
        let types = node.get("@type").or_else(|| node.get("type"));
        types.is_some_and(|types| {
            let types = match &types.value {
                Value::Array(types) => types.as_slice(),
                _ => std::slice::from_ref(types),
            };
            types
                .iter()
                .filter_map(Node::text)
                .any(|name| context.local(name) == "Dataset")
        })
    };
    let (pointer, node) = if is_dataset(&root) {
        (String::new(), root)
    } else {
        let graph = root.get("@graph")?.items();
        let index = graph.iter().position(|node| is_dataset(&node))?;
        (item("/@graph", index), graph.get(index)?)
    };
    let conforms = conforms_to(&pointer, node, &context)
        .iter()
        .any(|(_, _, text)| text.contains(CONFORMS));
    let spoken = context.mentions(CONFORMS) || context.mentions(BEFORE);
    (conforms || spoken).then_some((pointer, node, context))
}

/// The specifications that a description says it conforms to.
fn conforms_to<'a>(
    pointer: &str,
    node: &'a Node,
    context: &Context<'_>,
) -> Vec<(String, &'a Node, &'a str)> {
    // Some give it twice, with and without a prefix.
    node.members()
        .iter()
        .filter(|member| context.local(&member.key) == "conformsTo")
        .flat_map(|member| each((child(pointer, &member.key), &member.node)))
        .filter_map(|(pointer, node)| {
            let text = node.text().or_else(|| node.get("@id")?.text())?;
            Some((pointer, node, text))
        })
        .collect()
}

fn version(reading: &mut Reading, described: &Described<'_>) {
    let conforms = conforms_to(described.root, described.node, described.context);
    let of_format = conforms.iter().find_map(|(pointer, node, text)| {
        let (_, rest) = text.split_once(CONFORMS)?;
        let version: String = rest.split('/').next()?.chars().take(20).collect();
        // `croissant/RAI/1.0` is the other vocabulary.
        let number = version.starts_with(|c: char| c.is_ascii_digit());
        number.then_some((pointer, node, version))
    });
    match of_format {
        Some((pointer, node, version)) => {
            if !VERSIONS.contains(&version.as_str()) {
                let message = format!(
                    "version `{version}` of the format is not known; read as far as it is like 1.1"
                );
                reading.skip(pointer, node.span, message);
            }
            reading.version = Some(version);
        }
        None if described.context.mentions(BEFORE) => reading.version = Some("0.8".to_owned()),
        None => {}
    }
}

/// The text of a value: itself, `@value`, or of a map of languages English or else the first.
fn words(node: &Node) -> Option<(&'static str, &Node)> {
    if node.scalar().is_some() {
        return Some(("", node));
    }
    ["@value", "en"]
        .into_iter()
        .find_map(|key| Some((key, node.get(key)?)))
        .filter(|(_, node)| node.scalar().is_some())
}

/// States each value: a text, or of a structure what names it.
fn values(
    reading: &mut Reading,
    main: EntityRef,
    attribute: &str,
    found: Placed<'_>,
    context: &Context<'_>,
) {
    for (pointer, node) in each(found) {
        match named(&pointer, node, context) {
            Some((pointer, node)) => reading.state(main, attribute, &pointer, node),
            None => reading.hollow(attribute, &pointer, node.span, "nothing that names it"),
        }
    }
}

/// What names a thing: a text, its name or label, its address, its id.
fn named<'a>(pointer: &str, node: &'a Node, context: &Context<'_>) -> Option<Placed<'a>> {
    let text = |pointer: &str, node: &'a Node| {
        let (key, node) = words(node)?;
        let pointer = match key {
            "" => pointer.to_owned(),
            key => child(pointer, key),
        };
        Some((pointer, node))
    };
    if let Some(found) = text(pointer, node) {
        return Some(found);
    }
    ["name", "label", "url", "@id"].into_iter().find_map(|key| {
        let (pointer, node) = member(pointer, node, key, context)?;
        text(&pointer, node).filter(|it| it.1.scalar().is_some_and(|text| !is_placeholder(text)))
    })
}

/// Texts, addresses of known licences, or works with a name and an address.
fn licensed(reading: &mut Reading, main: EntityRef, found: Placed<'_>, context: &Context<'_>) {
    let entries: Vec<Placed<'_>> = each(found);
    let alone = entries.len() == 1;
    let mut licenses: Vec<(Placed<'_>, String)> = Vec::new();
    for (pointer, entry) in &entries {
        let part = |key: &str| {
            member(pointer, entry, key, context)
                .filter(|it| it.1.scalar().is_some_and(|text| !is_placeholder(text)))
        };
        let said = match entry.scalar() {
            Some(_) => Some((pointer.clone(), *entry)),
            None => part("url").or_else(|| part("@id")).or_else(|| part("name")),
        };
        let Some((at, node)) = said else {
            reading.hollow(
                "license",
                pointer,
                entry.span,
                "neither a name nor an address",
            );
            continue;
        };
        let text = node.scalar().unwrap_or("").trim();
        if !text.starts_with("http://") && !text.starts_with("https://") {
            licenses.push(((at, node), text.to_owned()));
            continue;
        }
        if alone {
            reading.state(main, "license_link", &at, node);
        }
        match (license_of_address(text), part("name")) {
            (Some(id), _) => licenses.push(((at, node), id)),
            (None, Some((at, name))) => {
                let text = name.scalar().unwrap_or("").to_owned();
                licenses.push(((at, name), text));
            }
            (None, None) => licenses.push(((at, node), "other".to_owned())),
        }
    }
    let shown: Vec<License<'_>> = licenses
        .iter()
        .map(|((pointer, node), text)| License {
            pointer: pointer.clone(),
            span: node.span,
            text,
        })
        .collect();
    let before = reading.facts.len();
    fields::licenses(reading, main, &shown);
    // The fact shows the address as it is written.
    if let ([((_, node), _)], Some(fact)) = (licenses.as_slice(), reading.facts.get_mut(before))
        && let Some(text) = node.scalar()
    {
        text.trim().clone_into(&mut fact.text);
    }
}

/// Who made and who publishes it: names, and addresses where they are given.
fn people(
    reading: &mut Reading,
    main: EntityRef,
    key: &str,
    found: Placed<'_>,
    context: &Context<'_>,
) {
    for (pointer, who) in each(found) {
        if key != "contactPoint" {
            let name = match words(who) {
                Some(("", _)) => Some((pointer.clone(), who)),
                _ => member(&pointer, who, "name", context),
            };
            match name {
                Some(name) => values(reading, main, "supplier", name, context),
                None => reading.hollow("supplier", &pointer, who.span, "no name"),
            }
        }
        if let Some((pointer, email)) = member(&pointer, who, "email", context) {
            reading.state(main, "contact", &pointer, email);
            document(reading, main, "contact", &pointer, email);
        }
    }
}

/// `rai:personalSensitiveInformation` is a yes or a no, a list of kinds, or a text about them; only
/// the first two are facts beside the word.
fn sensitive(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    for (pointer, node) in each((pointer.to_owned(), node)) {
        let Some((key, inner)) = words(node) else {
            continue;
        };
        let pointer = match key {
            "" => pointer,
            key => child(&pointer, key),
        };
        let text = inner.scalar().unwrap_or("").trim();
        let lower = text.to_lowercase();
        if ["yes", "no", "true", "false"].contains(&lower.as_str()) {
            reading.state(main, "personal_data", &pointer, inner);
        } else if names_a_kind(&lower) {
            reading.state(main, "sensitive_data", &pointer, inner);
        }
    }
}

/// Whether a text is the name of a kind of sensitive data: `Gender`, `Socio-economic status`; not
/// `No PII`, `Names removed`, `May contain names`.
fn names_a_kind(lower: &str) -> bool {
    const OF_SENTENCES: &[&str] = &[
        "may",
        "might",
        "contain",
        "contains",
        "removed",
        "excluded",
        "free",
        "not",
        "no",
        "anonymized",
        "anonymised",
        "deidentified",
        "identified",
        "pseudonymized",
        "pseudonymised",
        "public",
        "is",
        "are",
        "has",
        "have",
        "was",
        "were",
        "been",
        "see",
        "all",
    ];
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    !is_placeholder(lower)
        && !fields::denies(lower)
        && words.len() <= 5
        && !words.iter().any(|word| OF_SENTENCES.contains(word))
}

/// Files: where they are, and the digest of those that may lie beside the description.
fn distribution(reading: &mut Reading, main: EntityRef, found: Placed<'_>, context: &Context<'_>) {
    for (pointer, file) in each(found) {
        let Some((at, address)) = member(&pointer, file, "contentUrl", context) else {
            continue;
        };
        let Some(text) = address.text().map(str::trim) else {
            continue;
        };
        if text.starts_with("http://") || text.starts_with("https://") {
            reading.state(main, "source_urls", &at, address);
            continue;
        }
        let inside = member(&pointer, file, "containedIn", context).is_some();
        if let Some((at, digest)) = member(&pointer, file, "sha256", context)
            && let Some(sha256) = digest.text()
            && sha256.len() == 64
            && sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !inside
            && !text.contains("://")
        {
            reading.names_file(text, sha256, &at, digest.span);
        }
    }
}
