//! Every Eval Ever: the common form of evaluation results (`eval.schema.json`), one file a model
//! and source. Who evaluated whom (`evaluator_relationship`) is a claim of the document: backing
//! comes from signatures alone.

use super::measured::{dataset, day, evaluation, given, is_object, name, of_each, short, whole};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// Every Eval Ever results.
pub(super) struct EveryEvalEver;

/// Starts of the versions that are read.
const VERSIONS: &[&str] = &["0.1.", "0.2.", "0.3."];

impl Format for EveryEvalEver {
    fn name(&self) -> &'static str {
        "eval-eee"
    }

    fn title(&self) -> &'static str {
        "Every Eval Ever results"
    }

    fn versions(&self) -> &'static str {
        "0.1 to 0.3"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        if probe.syntax != Syntax::Json {
            return false;
        }
        match probe.tree {
            Ok(tree) => {
                let root = &tree.root;
                let results = root.get("evaluation_results");
                root.get("schema_version").and_then(Node::text).is_some()
                    && results.is_some_and(|it| matches!(it.value, Value::Array(_)))
                    && ["model_info", "source_metadata"]
                        .iter()
                        .any(|key| root.get(key).is_some_and(is_object))
            }
            // A schema has these words too, but no version of its data.
            Err(_) => {
                ["\"schema_version\": \"", "\"schema_version\":\""]
                    .iter()
                    .any(|word| probe.mentions(word))
                    && ["\"evaluation_id\"", "\"model_info\""]
                        .iter()
                        .all(|word| probe.mentions(word))
            }
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        if let Some(node) = root.get("schema_version") {
            let version = node.text().unwrap_or("");
            reading.version = short(version);
            if !VERSIONS.iter().any(|start| version.starts_with(start)) {
                reading.skip(
                    "/schema_version",
                    node.span,
                    "this version is not known; read as far as it is like 0.3",
                );
            }
        }
        let info = root.get("model_info");
        let model = info.and_then(|it| name(it, "id").or_else(|| name(it, "name")));
        let model = reading.entity(Some(EntityKind::Model), model.unwrap_or(""), None);
        if let Some(developer) = info.and_then(|it| given(it, "developer")) {
            reading.state(model, "supplier", "/model_info/developer", developer);
        }
        let results = root.get("evaluation_results").map_or(&[][..], Node::items);
        for (index, node) in results.iter().enumerate() {
            let pointer = item("/evaluation_results", index);
            if is_object(node) {
                result(&mut reading, model, &pointer, node);
            } else {
                reading.skip(&pointer, node.span, "expected a result with its score");
            }
        }
        if results.is_empty() {
            let span = root
                .get("evaluation_results")
                .map_or(root.span, |it| it.span);
            reading.hollow("value", "/evaluation_results", span, "no results");
        }
        who_and_when(&mut reading, root);
        details(&mut reading, root);
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// Who evaluated, how they stand to the model's maker, and when: of every result that does not have
/// a time of its own. All of it is the document's claim.
fn who_and_when(reading: &mut Reading, root: &Node) {
    let source = root.get("source_metadata");
    for (key, attribute) in [
        ("source_organization_name", "evaluator"),
        ("evaluator_relationship", "evaluator_relationship"),
    ] {
        if let Some(node) = source.and_then(|it| given(it, key)) {
            of_each(reading, attribute, &child("/source_metadata", key), node);
        }
    }
    let results = root.get("evaluation_results").map_or(&[][..], Node::items);
    let own = results.iter().enumerate().filter(|(_, it)| is_object(it));
    let own: Vec<_> = own
        .map(|(at, it)| (at, given(it, "evaluation_timestamp")))
        .collect();
    for (entity, (index, own)) in reading.of_kind(EntityKind::Evaluation).into_iter().zip(own) {
        let whole = given(root, "evaluation_timestamp");
        match (own, whole) {
            (Some(node), _) => {
                let at = item("/evaluation_results", index);
                day(reading, entity, &child(&at, "evaluation_timestamp"), node);
            }
            (None, Some(node)) => day(reading, entity, "/evaluation_timestamp", node),
            (None, None) => {}
        }
    }
}

/// The file of results for each sample (`detailed_evaluation_results`), where its digest is SHA-256.
fn details(reading: &mut Reading, root: &Node) {
    let Some(details) = root.get("detailed_evaluation_results") else {
        return;
    };
    let Some(checksum) = details.get("checksum") else {
        return;
    };
    let text = checksum.text().unwrap_or("");
    let is_sha256 = name(details, "hash_algorithm") == Some("sha256")
        && text.len() == 64
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let (true, Some(path)) = (is_sha256, name(details, "file_path")) {
        let pointer = "/detailed_evaluation_results/checksum";
        reading.names_file(path, text, pointer, checksum.span);
    }
}

fn result(reading: &mut Reading, model: EntityRef, pointer: &str, node: &Node) {
    let metric_at = child(pointer, "metric_config");
    let config = node.get("metric_config");
    // `metric_kind` is one word for a family, so that it compares over sources.
    let metric = config.and_then(|config| {
        ["metric_name", "metric_id", "metric_kind"]
            .iter()
            .find_map(|key| Some((*key, name(config, key)?)))
    });
    let task = name(node, "evaluation_name").unwrap_or("");
    let entity = evaluation(reading, &[task, metric.map_or("", |(_, name)| name)], model);
    if let Some(task) = node.get("evaluation_name") {
        reading.state(entity, "task", &child(pointer, "evaluation_name"), task);
    }
    if let (Some((key, _)), Some(config)) = (metric, config)
        && let Some(node) = config.get(key)
    {
        let at = child(&metric_at, key);
        reading.state(entity, "metric", &at, node);
        reading.state(model, "evaluation_metrics", &at, node);
    }
    // The vocabulary holds a percentage as a fraction.
    let unit = config.and_then(|it| Some((it.get("metric_unit")?, name(it, "metric_unit")?)));
    let percent = unit.is_some_and(|(_, unit)| matches!(unit, "percent" | "percentage" | "%"));
    if let Some((node, unit)) = unit {
        let word = if percent { "%" } else { unit };
        let at = child(&metric_at, "metric_unit");
        reading.state_text(entity, "unit", &at, node.span, word);
    }
    if let Some((node, judges)) = config.and_then(judges) {
        let at = child(&metric_at, "llm_scoring");
        reading.state_text(entity, "judge", &at, node.span, &judges);
    }
    score(reading, entity, pointer, node, percent);
    source(reading, (model, entity), pointer, node);
}

/// The judging models (`metric_config.llm_scoring.judges[].model_info`), by name.
fn judges(config: &Node) -> Option<(&Node, String)> {
    let scoring = given(config, "llm_scoring")?;
    let judges = scoring.get("judges").map_or(&[][..], Node::items);
    let mut names: Vec<&str> = judges
        .iter()
        .filter_map(|it| it.get("model_info"))
        .filter_map(|it| name(it, "id").or_else(|| name(it, "name")))
        .collect();
    names.sort_unstable();
    (names.len() == judges.len() && !names.is_empty()).then(|| (scoring, names.join(", ")))
}

fn score(reading: &mut Reading, entity: EntityRef, pointer: &str, node: &Node, percent: bool) {
    let at = child(pointer, "score_details");
    let Some(details) = node.get("score_details") else {
        reading.hollow("value", pointer, node.span, "a result without its score");
        return;
    };
    // A level of -1 stands for one that is not known (`has_unknown_level`).
    let unknown_level = node
        .get("metric_config")
        .and_then(|it| it.get("has_unknown_level"))
        .is_some_and(|it| it.value == Value::Bool(true));
    match details.get("score") {
        Some(score) if unknown_level && score.scalar().is_some_and(is_minus_one) => {
            let at = child(&at, "score");
            reading.hollow("value", &at, score.span, "an unknown level");
        }
        Some(score) => number(
            reading,
            (entity, "value"),
            &child(&at, "score"),
            score,
            percent,
        ),
        None => reading.hollow("value", &at, details.span, "a result without its score"),
    }
    let Some(uncertainty) = details.get("uncertainty") else {
        return;
    };
    let at = child(&at, "uncertainty");
    if let Some(interval) = uncertainty.get("confidence_interval") {
        let at = child(&at, "confidence_interval");
        for (key, attribute) in [("lower", "confidence_lower"), ("upper", "confidence_upper")] {
            if let Some(node) = given(interval, key) {
                number(
                    reading,
                    (entity, attribute),
                    &child(&at, key),
                    node,
                    percent,
                );
            }
        }
    }
    if let Some(samples) = given(uncertainty, "num_samples") {
        let at = child(&at, "num_samples");
        reading.state(entity, "samples", &at, samples);
        let all = node
            .get("source_data")
            .and_then(|it| whole(it, "samples_number"));
        if let (Some(all), Some(used)) = (all, whole(uncertainty, "num_samples")) {
            let word = if used < all { "true" } else { "false" };
            reading.state_text(entity, "partial", &at, samples.span, word);
        }
    }
}

fn is_minus_one(text: &str) -> bool {
    matches!(text, "-1" | "-1.0")
}

fn number(reading: &mut Reading, of: (EntityRef, &str), pointer: &str, node: &Node, percent: bool) {
    match node.scalar() {
        Some(text) if percent => reading.state_scaled(of.0, of.1, pointer, node.span, text, -2),
        _ => reading.state(of.0, of.1, pointer, node),
    }
}

/// The dataset: a repository of the hub, or a name (`source_data_hf`, `_url`, `_private`).
fn source(reading: &mut Reading, of: (EntityRef, EntityRef), pointer: &str, node: &Node) {
    let at = child(pointer, "source_data");
    let Some(source) = node.get("source_data").filter(|it| is_object(it)) else {
        reading.hollow(
            "dataset",
            pointer,
            node.span,
            "a result without its dataset",
        );
        return;
    };
    let key = ["hf_repo", "dataset_name"]
        .into_iter()
        .find(|key| name(source, key).is_some());
    match key.and_then(|key| Some((key, source.get(key)?))) {
        Some((key, node)) => dataset(reading, of, &child(&at, key), node, true),
        None => reading.hollow("dataset", &at, source.span, "a result without its dataset"),
    }
    if let Some(split) = given(source, "hf_split") {
        reading.state(of.1, "split", &child(&at, "hf_split"), split);
    }
}
