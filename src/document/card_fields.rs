//! The fields of the Model Card Toolkit's schema, which JSON cards (`mct-json`) and YAML cards
//! (`model-card-yaml`) share. The YAML schema adds to them; what it adds is read in either.

use super::fields::{self, License, Placed, at, document, each, said};
use super::model_index;
use crate::fact::{EntityKind, EntityRef, Reading, is_placeholder};
use crate::tree::{Node, Value, child};

/// Fields whose content shows a word of `documented`: (path below the root, words).
const DOCUMENTED: &[(&[&str], &[&str])] = &[
    (&["considerations", "users"], &["intended-users"]),
    (&["considerations", "use_cases"], &["intended-use"]),
    (&["considerations", "limitations"], &["limitations"]),
    (&["considerations", "tradeoffs"], &["limitations"]),
    (
        &["considerations", "ethical_considerations"],
        &["ethical-considerations"],
    ),
    (
        &["considerations", "out_of_scope_uses"],
        &["out-of-scope-use"],
    ),
    (&["model_parameters", "output_format"], &["outputs"]),
    (
        &["model_parameters", "compute_infrastructure"],
        &["compute"],
    ),
    (
        &["model_parameters", "training_procedure"],
        &["training-procedure"],
    ),
    (
        &["quantitative_analysis", "evaluation_procedure"],
        &["evaluation"],
    ),
    (&["bias_model"], &["bias-and-risks"]),
    (&["bias_output"], &["bias-and-risks"]),
    (&["mission_relevance", "funding_source"], &["funding"]),
    (&["mission_relevance", "funding_grants"], &["funding"]),
    (&["usage_documentation"], &["how-to-use"]),
];

/// Fields that are facts as they stand: (path below the root, attribute).
const PLAIN: &[(&[&str], &str)] = &[
    (&["model_details", "version", "name"], "version"),
    (&["model_parameters", "model_architecture"], "architectures"),
    (&["base_model"], "base_models"),
    (&["datasets"], "training_datasets"),
    (&["language"], "languages"),
    (&["metrics"], "evaluation_metrics"),
    (&["pipeline_tag"], "tasks"),
    (&["library_name"], "model_libraries"),
    (&["framework"], "model_libraries"),
];

/// Sections beside `model_details`.
const SECTIONS: &[&str] = &[
    "model_parameters",
    "quantitative_analysis",
    "considerations",
];

/// Fields of `model_details`.
const DETAILS: &[&str] = &[
    "name",
    "overview",
    "short_description",
    "documentation",
    "owners",
    "contributors",
    "version",
    "license",
    "licenses",
    "references",
    "citation",
    "citations",
    "path",
];

/// Whether the tree is a card of this schema. No field of it is required, so it must have the
/// section that every card has, with fields of that section, and a second sign.
pub(super) fn is_card(root: &Node) -> bool {
    let Some(Value::Object(details)) = root.get("model_details").map(|it| &it.value) else {
        return false;
    };
    let known = details
        .iter()
        .filter(|member| DETAILS.contains(&member.key.as_str()))
        .count();
    let section = |key: &&str| matches!(root.get(key).map(|it| &it.value), Some(Value::Object(_)));
    known > 0 && (SECTIONS.iter().any(section) || root.get("schema_version").is_some() || known > 3)
}

/// Reads the card; gives the entity of the model.
pub(super) fn read(reading: &mut Reading, root: &Node) -> EntityRef {
    let name = at(root, "", &["model_details", "name"])
        .and_then(|(_, node)| node.scalar())
        .filter(|name| !is_placeholder(name))
        .unwrap_or("");
    let main = reading.entity(Some(EntityKind::Model), name, None);
    for (path, attribute) in PLAIN {
        if let Some((pointer, node)) = at(root, "", path) {
            reading.state(main, attribute, &pointer, node);
        }
    }
    if let Some((pointer, node)) = at(root, "", &["model_details", "version", "date"]) {
        match node.scalar().and_then(fields::american) {
            Some(date) => reading.state_text(main, "release_date", &pointer, node.span, &date),
            None => reading.state(main, "release_date", &pointer, node),
        }
    }
    license(reading, main, root);
    people(reading, main, root);
    for (path, words) in DOCUMENTED {
        if let Some((pointer, node)) = at(root, "", path) {
            for word in *words {
                document(reading, main, word, &pointer, node);
            }
        }
    }
    mitigation(reading, main, root);
    data(reading, main, root);
    metrics(reading, main, root);
    if let Some((pointer, node)) = at(root, "", &["model_index"]) {
        model_index::read(reading, main, &pointer, node);
    }
    main
}

/// `license`, a text (0.0.1); `licenses`, each with the SPDX id or the text of a licence.
fn license(reading: &mut Reading, main: EntityRef, root: &Node) {
    let details = "/model_details";
    let Some(node) = root.get("model_details") else {
        return;
    };
    let mut found = Vec::new();
    let entries = ["licenses", "license"]
        .iter()
        .find_map(|key| at(node, details, &[key]));
    let entries = entries.map(each).unwrap_or_default();
    for (pointer, entry) in &entries {
        if let [_] = entries.as_slice() {
            for attribute in ["license_name", "license_link"] {
                // The name of a licence that has an id adds nothing.
                let idle = attribute == "license_name" && entry.get("identifier").is_some();
                if let Some((pointer, node)) = at(entry, pointer, &[attribute])
                    && !idle
                {
                    reading.state(main, attribute, &pointer, node);
                }
            }
        }
        let keys = ["identifier", "custom_text", "license_name"];
        let inner = keys
            .iter()
            .filter_map(|key| at(entry, pointer, &[key]))
            .find(|(_, node)| node.scalar().is_some_and(|text| !is_placeholder(text)))
            .unwrap_or_else(|| (pointer.clone(), entry));
        found.push(License {
            pointer: inner.0,
            span: inner.1.span,
            text: inner.1.scalar().unwrap_or(""),
        });
    }
    fields::licenses(reading, main, &found);
}

/// Owners, and the contributors of the YAML schema with their roles.
fn people(reading: &mut Reading, main: EntityRef, root: &Node) {
    let owners = at(root, "", &["model_details", "owners"]);
    for (pointer, owner) in owners.map(each).unwrap_or_default() {
        if let Some((pointer, name)) = at(owner, &pointer, &["name"]) {
            reading.state(main, "supplier", &pointer, name);
        }
        if let Some((pointer, contact)) = at(owner, &pointer, &["contact"]) {
            reading.state(main, "contact", &pointer, contact);
            document(reading, main, "contact", &pointer, contact);
        }
    }
    let contributors = at(root, "", &["model_details", "contributors"]);
    for (pointer, person) in contributors.map(each).unwrap_or_default() {
        let part = |key: &str| at(person, &pointer, &[key]);
        let role = part("role").and_then(|(_, role)| role.scalar());
        match role.map(str::trim) {
            Some("developed_by") => {
                let told = |it: &Placed<'_>| it.1.scalar().is_some_and(|it| !is_placeholder(it));
                if let Some((at, node)) = part("affiliation").filter(told).or_else(|| part("name"))
                {
                    reading.state(main, "supplier", &at, node);
                }
            }
            Some("funded_by") => {
                if let Some((at, node)) = part("name") {
                    document(reading, main, "funding", &at, node);
                }
                continue;
            }
            _ => {}
        }
        if let Some((at, node)) = part("email") {
            reading.state(main, "contact", &at, node);
            document(reading, main, "contact", &at, node);
        }
    }
}

/// A risk with the strategy against it.
fn mitigation(reading: &mut Reading, main: EntityRef, root: &Node) {
    let risks = at(root, "", &["considerations", "ethical_considerations"]);
    let strategies: Vec<Placed<'_>> = risks
        .map(each)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(pointer, risk)| at(risk, &pointer, &["mitigation_strategy"]))
        .collect();
    let told = strategies
        .iter()
        .find(|(pointer, node)| said(pointer, node).is_some());
    if let Some((pointer, node)) = told.or_else(|| strategies.first()) {
        document(reading, main, "bias-and-risks", pointer, node);
    }
}

/// What a dataset was used for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Training,
    Evaluation,
    /// The schema's list is of "the datasets used to train and evaluate the model": one that says
    /// no more was used for both.
    Both,
}

/// `data.train` and `data.eval` (0.0.1), the list `data` (0.0.2), `training_datasets` and
/// `evaluation_datasets` (YAML).
fn data(reading: &mut Reading, main: EntityRef, root: &Node) {
    let Some((pointer, parameters)) = at(root, "", &["model_parameters"]) else {
        return;
    };
    for (path, part) in [
        (&["data", "train"][..], Part::Training),
        (&["data", "eval"], Part::Evaluation),
        (&["training_datasets"], Part::Training),
        (&["evaluation_datasets"], Part::Evaluation),
    ] {
        for (pointer, node) in at(parameters, &pointer, path).map(each).unwrap_or_default() {
            dataset(reading, main, &pointer, node, part);
        }
    }
    if let Some((pointer, list)) = at(parameters, &pointer, &["data"])
        && matches!(list.value, Value::Array(_))
    {
        for (pointer, node) in each((pointer, list)) {
            let name = node.get("name").and_then(Node::scalar).unwrap_or("");
            dataset(reading, main, &pointer, node, part_of(name));
        }
    }
}

/// Words of a name that say what the dataset was used for.
const TRAINING: &[&str] = &["train", "training", "pretraining", "finetuning"];
const EVALUATION: &[&str] = &[
    "eval",
    "evaluation",
    "test",
    "testing",
    "validation",
    "valid",
    "val",
    "holdout",
    "benchmark",
];

fn words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn part_of(name: &str) -> Part {
    let words = words(name);
    let any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    match (any(TRAINING), any(EVALUATION)) {
        (true, false) => Part::Training,
        (false, true) => Part::Evaluation,
        _ => Part::Both,
    }
}

/// Whether a name says only which part of the data it is: `Training Set`, `eval_split`.
fn names_a_part(name: &str) -> bool {
    let filling = ["set", "split", "data", "dataset", "datasets", "and"];
    let words = words(name);
    !words.is_empty()
        && words.iter().all(|word| {
            let word = word.as_str();
            filling.contains(&word) || TRAINING.contains(&word) || EVALUATION.contains(&word)
        })
}

fn dataset(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node, part: Part) {
    let keys = ["name", "link", "url", "id"];
    let told: Vec<Placed<'_>> = keys
        .iter()
        .filter_map(|key| at(node, pointer, &[key]))
        .filter(|(_, node)| node.scalar().is_some_and(|text| !is_placeholder(text)))
        .collect();
    // Where the name only says which part it is, the address names the data.
    let own = |it: &&Placed<'_>| !names_a_part(it.1.scalar().unwrap_or(""));
    let named = match node.value {
        Value::Object(_) => told.iter().find(own).cloned(),
        _ => Some((pointer.to_owned(), node)),
    };
    let attributes: &[&str] = match part {
        Part::Training => &["training_datasets"],
        Part::Evaluation => &["evaluation_datasets"],
        Part::Both => &["training_datasets", "evaluation_datasets"],
    };
    for attribute in attributes {
        match &named {
            Some((pointer, node)) => reading.state(main, attribute, pointer, node),
            None => reading.hollow(attribute, pointer, node.span, "names no dataset"),
        }
    }
    if !matches!(node.value, Value::Object(_)) {
        return;
    }
    let name = told.first().and_then(|(_, node)| node.scalar());
    let entity = reading.entity(Some(EntityKind::Dataset), name.unwrap_or(""), Some(main));
    for key in ["link", "url"] {
        if let Some((pointer, link)) = at(node, pointer, &[key]) {
            reading.state(entity, "source_urls", &pointer, link);
        }
    }
    if let Some((pointer, text)) = at(node, pointer, &["description"])
        && part != Part::Evaluation
    {
        document(reading, main, "training-data", &pointer, text);
    }
    if let Some((pointer, text)) = at(node, pointer, &["bias_input"]) {
        document(reading, main, "bias-and-risks", &pointer, text);
    }
    sensitive(reading, entity, pointer, node);
}

/// Whether there is "human or other sensitive data" (0.0.1), or of which kinds (0.0.2).
fn sensitive(reading: &mut Reading, entity: EntityRef, pointer: &str, node: &Node) {
    let Some((pointer, sensitive)) = at(node, pointer, &["sensitive"]) else {
        return;
    };
    if let Some((pointer, kinds)) = at(sensitive, &pointer, &["sensitive_data"]) {
        let found = each((pointer.clone(), kinds));
        if found.is_empty() {
            let message = "no kind of sensitive data";
            reading.hollow("sensitive_data", &pointer, kinds.span, message);
        }
        for (pointer, kind) in found {
            if kind.scalar().is_some_and(fields::denies) {
                let message = "says that there is none";
                reading.hollow("sensitive_data", &pointer, kind.span, message);
            } else {
                reading.state(entity, "sensitive_data", &pointer, kind);
            }
        }
        return;
    }
    match sensitive.scalar() {
        // None of either sort is none of the first.
        Some("false") => reading.state(entity, "personal_data", &pointer, sensitive),
        Some("true") => {
            let message = "that there is some is said, not of which kind";
            reading.hollow("sensitive_data", &pointer, sensitive.span, message);
        }
        _ => reading.hollow("sensitive_data", &pointer, sensitive.span, "no content"),
    }
}

fn metrics(reading: &mut Reading, main: EntityRef, root: &Node) {
    let Some((pointer, list)) = at(root, "", &["quantitative_analysis", "performance_metrics"])
    else {
        return;
    };
    let mut shown = None;
    for (pointer, metric) in each((pointer.clone(), list)) {
        if !matches!(metric.value, Value::Object(_)) {
            reading.skip(&pointer, metric.span, "expected a metric with its value");
            continue;
        }
        let text = |key: &str| {
            let text = metric.get(key).and_then(Node::scalar);
            text.filter(|text| !is_placeholder(text))
        };
        let name = match (text("type"), text("slice")) {
            (Some(kind), Some(slice)) => format!("{kind} on {slice}"),
            (Some(only), None) | (None, Some(only)) => only.to_owned(),
            (None, None) => String::new(),
        };
        let entity = reading.entity(Some(EntityKind::Evaluation), &name, Some(main));
        match metric.get("type") {
            Some(kind) => {
                let pointer = child(&pointer, "type");
                reading.state(entity, "metric", &pointer, kind);
                if text("type").is_some() {
                    reading.state(main, "evaluation_metrics", &pointer, kind);
                }
            }
            None => {
                let message = "a value without its metric";
                reading.hollow("metric", &pointer, metric.span, message);
            }
        }
        match metric.get("value") {
            Some(value) => {
                let pointer = child(&pointer, "value");
                reading.state(entity, "value", &pointer, value);
                if shown.is_none() {
                    shown = said(&pointer, value);
                }
            }
            None => {
                let message = "a metric without its value";
                reading.hollow("value", &pointer, metric.span, message);
            }
        }
        for (path, attribute) in [
            (&["slice"][..], "slice"),
            (&["unit"], "unit"),
            (&["confidence_interval", "lower_bound"], "confidence_lower"),
            (&["confidence_interval", "upper_bound"], "confidence_upper"),
        ] {
            if let Some((pointer, node)) = at(metric, &pointer, path) {
                reading.state(entity, attribute, &pointer, node);
            }
        }
    }
    match shown {
        Some((pointer, node)) => {
            reading.state_text(main, "documented", &pointer, node.span, "evaluation");
        }
        None => reading.hollow_word("documented", "evaluation", &pointer, list.span, "no values"),
    }
}
