//! `model-index`: the evaluation results in the front matter. The hub leaves out a result that is
//! not of its shape and shows the card all the same, so nothing here breaks a card: a part that is
//! missing is hollow, and what cannot be a result is skipped with a remark.

use crate::fact::{EntityKind, EntityRef, Reading, is_placeholder};
use crate::tree::{Node, Value, child, item};

pub(super) fn read(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    let Value::Array(models) = &node.value else {
        if node.value == Value::Null {
            reading.hollow("evaluation_metrics", pointer, node.span, "no value");
        } else {
            reading.skip(pointer, node.span, "expected a list of models with results");
        }
        return;
    };
    for (index, model) in models.iter().enumerate() {
        let pointer = item(pointer, index);
        if index > 0 {
            let message = "results of a second model in one card are not read";
            reading.skip(&pointer, model.span, message);
            continue;
        }
        let results_at = child(&pointer, "results");
        match model.get("results").map(|node| (node, &node.value)) {
            Some((node, Value::Array(results))) if results.is_empty() => {
                reading.hollow(
                    "evaluation_metrics",
                    &results_at,
                    node.span,
                    "an empty list",
                );
            }
            Some((_, Value::Array(results))) => {
                for (index, node) in results.iter().enumerate() {
                    result(reading, main, &item(&results_at, index), node);
                }
            }
            Some((node, Value::Null)) => {
                reading.hollow("evaluation_metrics", &results_at, node.span, "no value");
            }
            Some((node, _)) => {
                reading.skip(&results_at, node.span, "expected a list of results");
            }
            None => reading.skip(&pointer, model.span, "expected results"),
        }
    }
}

fn result(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    let dataset = node.get("dataset");
    let part = |key: &str| {
        let text = dataset
            .and_then(|dataset| dataset.get(key))
            .and_then(Node::scalar);
        text.filter(|text| !is_placeholder(text))
    };
    // The hub's id of the dataset, else its name; the text shows both.
    let named = match (part("type"), part("name")) {
        (Some(id), Some(name)) if id != name => Some(("type", id, format!("{id} ({name})"))),
        (Some(id), _) => Some(("type", id, id.to_owned())),
        (None, Some(name)) => Some(("name", name, name.to_owned())),
        (None, None) => None,
    };
    if named.is_none() {
        let (at, span, message) = match dataset {
            Some(dataset) => (
                child(pointer, "dataset"),
                dataset.span,
                "neither a type nor a name",
            ),
            None => (
                pointer.to_owned(),
                node.span,
                "a result without its dataset",
            ),
        };
        reading.hollow("evaluation_datasets", &at, span, message);
    }
    if let Some((key, name, text)) = &named
        && let Some(at) = dataset.and_then(|dataset| dataset.get(key))
    {
        state_as(
            reading,
            main,
            "evaluation_datasets",
            &format!("{pointer}/dataset/{key}"),
            at,
            name,
            text,
        );
    }
    let task = node.get("task").and_then(|task| {
        let key = if task.get("type").is_some() {
            "type"
        } else {
            "name"
        };
        Some((format!("{pointer}/task/{key}"), task.get(key)?))
    });
    if let Some((pointer, task)) = &task
        && task.scalar().is_some_and(|task| !is_placeholder(task))
    {
        reading.state(main, "tasks", pointer, task);
    }
    let metrics_at = child(pointer, "metrics");
    let Some(metrics) = node.get("metrics") else {
        reading.skip(pointer, node.span, "expected a result with its metrics");
        return;
    };
    let Value::Array(metrics) = &metrics.value else {
        reading.skip(&metrics_at, metrics.span, "expected a list of metrics");
        return;
    };
    for (index, metric) in metrics.iter().enumerate() {
        let at = item(&metrics_at, index);
        let kind_key = if metric.get("type").is_some() {
            "type"
        } else {
            "name"
        };
        let kind = metric.get(kind_key);
        if !matches!(metric.value, Value::Object(_)) {
            reading.skip(&at, metric.span, "expected a metric with its value");
            continue;
        }
        let kind_text = kind.and_then(Node::scalar).unwrap_or("");
        let called = metric.get("name").and_then(Node::scalar);
        let called = called
            .filter(|name| !is_placeholder(name))
            .unwrap_or(kind_text);
        let name = match &named {
            Some((_, dataset, _)) => format!("{called} on {dataset}"),
            None => called.to_owned(),
        };
        let entity = reading.entity(Some(EntityKind::Evaluation), &name, Some(main));
        match kind {
            Some(kind) => {
                reading.state(entity, "metric", &child(&at, kind_key), kind);
                if !is_placeholder(kind_text) {
                    reading.state(main, "evaluation_metrics", &child(&at, kind_key), kind);
                }
            }
            None => reading.hollow("metric", &at, metric.span, "a value without its metric"),
        }
        match metric.get("value") {
            Some(value) => reading.state(entity, "value", &child(&at, "value"), value),
            None => reading.hollow("value", &at, metric.span, "a metric without its value"),
        }
        if let Some((key, name, text)) = &named
            && let Some(node) = dataset.and_then(|dataset| dataset.get(key))
        {
            state_as(
                reading,
                entity,
                "dataset",
                &format!("{pointer}/dataset/{key}"),
                node,
                name,
                text,
            );
        }
        if let Some(split) = dataset.and_then(|dataset| dataset.get("split")) {
            reading.state(entity, "split", &format!("{pointer}/dataset/split"), split);
        }
        if let Some((pointer, task)) = &task {
            reading.state(entity, "task", pointer, task);
        }
        verified(reading, entity, &at, metric);
        if let Some(url) = node.get("source").and_then(|source| source.get("url")) {
            reading.state(entity, "source_url", &format!("{pointer}/source/url"), url);
        }
        if let Some(who) = node.get("source").and_then(|source| source.get("name")) {
            reading.state(entity, "evaluator", &format!("{pointer}/source/name"), who);
        }
    }
}

/// Only the hub's token speaks for the hub; a bare `verified: true` is the author's word.
fn verified(reading: &mut Reading, entity: EntityRef, pointer: &str, metric: &Node) {
    let token = metric
        .get("verifyToken")
        .filter(|token| token.scalar().is_some_and(|token| !is_placeholder(token)));
    match (token, metric.get("verified")) {
        (Some(token), _) => {
            let pointer = child(pointer, "verifyToken");
            reading.state_text(entity, "verified_by_hub", &pointer, token.span, "true");
        }
        (None, Some(claim)) if claim.scalar() == Some("false") => {
            reading.state(
                entity,
                "verified_by_hub",
                &child(pointer, "verified"),
                claim,
            );
        }
        (None, Some(claim)) => {
            let pointer = child(pointer, "verified");
            reading.hollow(
                "verified_by_hub",
                &pointer,
                claim.span,
                "a claim without the hub's token",
            );
        }
        (None, None) => {}
    }
}

/// States `value`, and shows it as `text`.
fn state_as(
    reading: &mut Reading,
    entity: EntityRef,
    attribute: &str,
    pointer: &str,
    node: &Node,
    value: &str,
    text: &str,
) {
    let before = reading.facts.len();
    reading.state_text(entity, attribute, pointer, node.span, value);
    if let Some(fact) = reading.facts.get_mut(before) {
        text.clone_into(&mut fact.text);
    }
}
