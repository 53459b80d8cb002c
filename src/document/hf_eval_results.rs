//! Evaluation results of the Hugging Face hub: `.eval_results/*.yaml`, a list of values that were
//! measured on benchmark datasets.

use super::{Format, Probe};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child, item};

/// `.eval_results/*.yaml`.
pub(super) struct HfEvalResults;

impl Format for HfEvalResults {
    fn name(&self) -> &'static str {
        "hf-eval-results"
    }

    fn title(&self) -> &'static str {
        "Hugging Face evaluation results (.eval_results)"
    }

    fn versions(&self) -> &'static str {
        "2026"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => {
                let items = tree.root.items();
                let shaped = |node: &Node| {
                    node.get("dataset")
                        .is_some_and(|dataset| dataset.get("id").is_some())
                        && node.get("value").is_some()
                };
                // One entry that lacks a part does not make the file something else.
                !items.is_empty()
                    && items.iter().filter(|node| shaped(node)).count() * 2 > items.len()
            }
            Err(_) => {
                probe
                    .file
                    .path()
                    .split('/')
                    .any(|part| part == ".eval_results")
                    || ["dataset:", "task_id:", "value:"]
                        .iter()
                        .all(|key| probe.mentions(key))
                        && probe.text.trim_start().starts_with("- ")
            }
        }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let main = reading.entity(None, "", None);
        for (index, node) in tree.root.items().iter().enumerate() {
            result(&mut reading, main, &item("", index), node);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "triage.yaml",
                "- dataset:\n    id: acme-bench/triage\n    task_id: urgent\n    revision: 5503434\n  value: 81.5\n  \
                 date: \"2026-02-03\"\n  source:\n    url: https://acme.example/logs/17\n    name: Logs\n  notes: no tools\n\
                 - dataset:\n    id: acme-bench/letters\n    task_id: default\n  value: 0.412\n  verifyToken: .JWT abc\n",
            ),
            (
                "org.yaml",
                "- dataset: {id: acme-bench/letters, task_id: long}\n  value: 0.5\n  date: 2026-03-04T10:00:00Z\n  source: {url: https://acme.example/logs, org: acme-bench}\n",
            ),
            (
                "short.yml",
                "- {dataset: {id: acme-bench/letters, task_id: short}, value: \"64 %\"}\n",
            ),
        ]
    }
}

fn result(reading: &mut Reading, main: EntityRef, pointer: &str, node: &Node) {
    if !matches!(node.value, Value::Object(_)) {
        reading.skip(
            pointer,
            node.span,
            "expected a result with dataset and value",
        );
        return;
    }
    let (dataset, dataset_at) = (node.get("dataset"), child(pointer, "dataset"));
    let part = |key: &str| {
        let text = dataset
            .and_then(|dataset| dataset.get(key))
            .and_then(Node::scalar);
        text.filter(|text| !is_placeholder(text)).unwrap_or("")
    };
    let name = format!("{} {}", part("id"), part("task_id"));
    let entity = reading.entity(Some(EntityKind::Evaluation), &name, Some(main));
    match dataset.and_then(|dataset| dataset.get("id")) {
        Some(id) => {
            reading.state(entity, "dataset", &child(&dataset_at, "id"), id);
            if id.scalar().is_some_and(|id| !is_placeholder(id)) {
                reading.state(main, "evaluation_datasets", &child(&dataset_at, "id"), id);
            }
        }
        None => reading.hollow(
            "dataset",
            pointer,
            node.span,
            "a result without its dataset",
        ),
    }
    if let Some(task) = dataset.and_then(|dataset| dataset.get("task_id")) {
        reading.state(entity, "task", &child(&dataset_at, "task_id"), task);
    }
    match node.get("value") {
        Some(value) => reading.state(entity, "value", &child(pointer, "value"), value),
        None => reading.hollow("value", pointer, node.span, "a result without its value"),
    }
    if let Some(url) = node.get("source").and_then(|source| source.get("url")) {
        reading.state(entity, "source_url", &format!("{pointer}/source/url"), url);
    }
    if let Some(date) = node.get("date") {
        super::measured::day(reading, entity, &child(pointer, "date"), date);
    }
    let source = node.get("source");
    let who = ["org", "user"]
        .iter()
        .find_map(|key| Some((key, source?.get(key)?)));
    if let Some((key, who)) = who {
        reading.state(entity, "evaluator", &format!("{pointer}/source/{key}"), who);
    }
    if let Some(token) = node.get("verifyToken")
        && token.scalar().is_some_and(|token| !is_placeholder(token))
    {
        let pointer = child(pointer, "verifyToken");
        reading.state_text(entity, "verified_by_hub", &pointer, token.span, "true");
    }
}
