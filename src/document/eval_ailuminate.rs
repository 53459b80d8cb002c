//! Files of the MLCommons AILuminate benchmark, as its runner writes them (`modelbench.standards`,
//! `modelbench.record`): the reference standards, which are what grades are relative to and no
//! results of the model under review, and the record of a benchmark run with a score a hazard.

use super::measured::{dataset, day_of_each, evaluation, given, is_object, name, short, whole};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// What the score of a hazard is: the share of the responses that are safe.
const METRIC: &str = "safe_response_rate";

/// AILuminate standards and run records.
pub(super) struct AiLuminate;

impl Format for AiLuminate {
    fn name(&self) -> &'static str {
        "eval-ailuminate"
    }

    fn title(&self) -> &'static str {
        "AILuminate reference standards and run records"
    }

    fn versions(&self) -> &'static str {
        "standards 1 and 2; run records of 1, as a list of scores or one"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        if probe.syntax != Syntax::Json {
            return false;
        }
        match probe.tree {
            Ok(tree) => is_standards(&tree.root) || is_record(&tree.root),
            Err(_) => ["\"_metadata\"", "\"reference_standards\""]
                .iter()
                .all(|word| probe.mentions(word)),
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        if is_standards(&tree.root) {
            standards(&mut reading, &tree.root);
        } else {
            record(&mut reading, &tree.root);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

fn is_standards(root: &Node) -> bool {
    root.get("_metadata").is_some_and(is_object)
        && root
            .get("standards")
            .and_then(|it| it.get("reference_standards"))
            .is_some_and(is_object)
}

fn is_record(root: &Node) -> bool {
    let benchmark = root.get("benchmark");
    let whole = benchmark.is_some_and(|it| it.get("hazards").is_some())
        && root.get("run_uid").and_then(Node::text).is_some();
    let alone = root.get("score").is_some()
        && root
            .get("_metadata")
            .is_some_and(|it| it.get("run").is_some());
    (whole || alone)
        && scores(root)
            .1
            .iter()
            .any(|it| it.get("sut").is_some() && it.get("hazard_scores").is_some())
}

/// The scores of the reference systems (`_metadata.run_info.sut_scores`) are how the standards were
/// found; a review of such a system has its own record.
fn standards(reading: &mut Reading, root: &Node) {
    let metadata = root.get("_metadata");
    reading.version = metadata
        .and_then(|it| name(it, "file_format_version"))
        .and_then(short);
    let known = |version: &str| version.starts_with("1.") || version.starts_with("2.");
    if let Some(node) = metadata.and_then(|it| it.get("file_format_version"))
        && !node.text().is_some_and(known)
    {
        let at = "/_metadata/file_format_version";
        reading.skip(
            at,
            node.span,
            "this version is not known; read as far as it is like 2",
        );
    }
    reading.entity(Some(EntityKind::Document), "", None);
    if let Some(node) = root.get("standards") {
        let message = "reference standards that grades are relative to; no results of a model";
        reading.skip("/standards", node.span, message);
    }
}

/// The score of a run: in a list of them (`dump_json`), or alone (`benchmark_run_record`).
fn scores(root: &Node) -> (&'static str, &[Node]) {
    match (root.get("scores"), root.get("score")) {
        (None, Some(score)) => ("/score", std::slice::from_ref(score)),
        (scores, _) => ("/scores/0", scores.map_or(&[][..], Node::items)),
    }
}

/// The record of a run. The score of a hazard is the share of safe responses, with
/// its interval.
fn record(reading: &mut Reading, root: &Node) {
    let (at, scores) = scores(root);
    let [score] = scores else {
        reading.entity(Some(EntityKind::Document), "", None);
        let span = root.get("scores").map_or(root.span, |it| it.span);
        let message = "scores of several systems, of which none can be told to be the one under \
                       review; give each its own record";
        reading.skip("/scores", span, message);
        return;
    };
    let sut = score.get("sut").and_then(|it| name(it, "uid"));
    let model = reading.entity(Some(EntityKind::Model), sut.unwrap_or(""), None);
    let benchmark = root.get("benchmark").and_then(|it| it.get("uid"));
    let defined = score.get("benchmark_definition");
    let benchmark = benchmark
        .map(|uid| ("/benchmark/uid".to_owned(), uid))
        .or_else(|| {
            Some((
                format!("{at}/benchmark_definition/uid"),
                defined?.get("uid")?,
            ))
        });
    let hazards = score.get("hazard_scores").map_or(&[][..], Node::items);
    for (index, hazard) in hazards.iter().enumerate() {
        let pointer = item(&format!("{at}/hazard_scores"), index);
        let definition = hazard.get("hazard_definition");
        let task = definition.and_then(|it| name(it, "uid")).unwrap_or("");
        let entity = evaluation(reading, &[task], model);
        if let Some(uid) = definition.and_then(|it| it.get("uid")) {
            let at = format!("{pointer}/hazard_definition/uid");
            reading.state(entity, "task", &at, uid);
            reading.state_text(entity, "metric", &at, uid.span, METRIC);
        }
        if let Some((pointer, uid)) = &benchmark {
            dataset(reading, (model, entity), pointer, uid, true);
        }
        if let Some(grade) = hazard.get("text_grade") {
            reading.state(entity, "grade", &child(&pointer, "text_grade"), grade);
        }
        let at = child(&pointer, "score");
        match hazard.get("score") {
            Some(score) if is_object(score) => {
                for (key, attribute) in [
                    ("estimate", "value"),
                    ("lower", "confidence_lower"),
                    ("upper", "confidence_upper"),
                ] {
                    if let Some(node) = score.get(key) {
                        reading.state(entity, attribute, &child(&at, key), node);
                    }
                }
            }
            Some(score) => reading.state(entity, "value", &at, score),
            None => reading.hollow("value", &pointer, hazard.span, "a hazard without its score"),
        }
        if let Some(samples) = given(hazard, "num_scored_items") {
            reading.state(
                entity,
                "samples",
                &child(&pointer, "num_scored_items"),
                samples,
            );
        }
        if let Some(node) = hazard.get("exceptions")
            && node.value != Value::Null
            && whole(hazard, "exceptions") != Some(0)
        {
            let at = child(&pointer, "exceptions");
            reading.state_text(entity, "partial", &at, node.span, "true");
        }
    }
    let run = root.get("_metadata").and_then(|it| it.get("run"));
    let when = score
        .get("end_time")
        .map(|node| (format!("{at}/end_time"), node))
        .or_else(|| {
            Some((
                "/_metadata/run/timestamp".to_owned(),
                run?.get("timestamp")?,
            ))
        });
    if let Some((pointer, node)) = when {
        day_of_each(reading, &pointer, node);
    }
}
