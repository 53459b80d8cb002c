//! Results of EleutherAI's lm-evaluation-harness: one file a model, a value a task and metric.
//! Since 0.4 the keys are `METRIC,FILTER` and the counts of samples stand beside them; before, they
//! are bare and the file says little else.

use super::{Dialect, Format, Probe};
use crate::fact::{Decimal, EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child};

mod example;

/// lm-evaluation-harness results.
pub(super) struct LmEval;

/// Members of a task's result that are no metrics.
const NO_METRIC: &[&str] = &["alias", "name", "sample_len", "samples"];

impl Format for LmEval {
    fn name(&self) -> &'static str {
        "eval-lmeval"
    }

    fn title(&self) -> &'static str {
        "lm-evaluation-harness results"
    }

    fn versions(&self) -> &'static str {
        "before 0.4 and 0.4"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match probe.tree {
            Ok(tree) => {
                let root = &tree.root;
                let tasks = root.get("results").map(Node::members).unwrap_or_default();
                let shaped = |node: &Node| matches!(node.value, Value::Object(_));
                let config = root
                    .get("config")
                    .is_some_and(|it| it.get("model").is_some() || it.get("model_args").is_some());
                !tasks.is_empty()
                    && tasks.iter().all(|task| shaped(&task.node))
                    && root.get("versions").is_some_and(shaped)
                    && (config || root.get("configs").is_some_and(shaped))
            }
            Err(_) => ["\"results\"", "\"versions\"", "\"acc"]
                .iter()
                .all(|word| probe.mentions(word)),
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        reading.version = root
            .get("lm_eval_version")
            .and_then(Node::text)
            .map(|it| it.chars().take(20).collect());
        if let Some(node) = root.get("lm_eval_version")
            && node.text().is_some_and(|it| !it.starts_with("0."))
        {
            let message = "this version is not known; read as far as it is like 0.4";
            reading.skip("/lm_eval_version", node.span, message);
        }
        let config = root.get("config");
        let main = reading.entity(Some(EntityKind::Model), &model(root), None);
        let limited = config
            .and_then(|it| it.get("limit"))
            .filter(|it| !matches!(it.value, Value::Null));
        if let Some(limit) = limited {
            reading.skip(
                "/config/limit",
                limit.span,
                "a run on a part of the samples (`limit`)",
            );
        }
        for task in root.get("results").map(Node::members).unwrap_or_default() {
            let pointer = child("/results", &task.key);
            results(&mut reading, main, root, &task.key, &pointer, &task.node);
        }
        if let Some(date) = root.get("date").filter(|it| it.value != Value::Null) {
            super::measured::day_of_each(&mut reading, "/date", date);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}

/// The model as it was loaded: `pretrained=…` of the arguments, or the name that the file gives.
fn model(root: &Node) -> String {
    let config = root.get("config");
    let arguments = config.and_then(|it| it.get("model_args"));
    let pretrained = match arguments.map(|it| &it.value) {
        Some(Value::Text(text)) => text
            .split(',')
            .find_map(|part| part.trim().strip_prefix("pretrained="))
            .map(str::to_owned),
        Some(Value::Object(_)) => arguments
            .and_then(|it| it.get("pretrained"))
            .and_then(Node::text)
            .map(str::to_owned),
        _ => None,
    };
    let named = || root.get("model_name").and_then(Node::text);
    let name = pretrained.or_else(|| named().map(str::to_owned));
    name.filter(|name| !is_placeholder(name))
        .unwrap_or_default()
}

fn results(
    reading: &mut Reading,
    main: EntityRef,
    root: &Node,
    task: &str,
    pointer: &str,
    node: &Node,
) {
    let config = root.get("configs").and_then(|it| it.get(task));
    let samples = root.get("n-samples").and_then(|it| it.get(task));
    let dataset = config
        .and_then(|it| it.get("dataset_path"))
        .filter(|it| it.text().is_some_and(|text| !is_placeholder(text)));
    for member in node.members() {
        let (metric, filter) = match member.key.split_once(',') {
            Some((metric, filter)) => (metric.trim(), filter.trim()),
            None => (member.key.trim(), ""),
        };
        if metric.is_empty() || metric.ends_with("_stderr") || NO_METRIC.contains(&metric) {
            continue;
        }
        let at = child(pointer, &member.key);
        let mut name = format!("{task} {metric}");
        if !matches!(filter, "" | "none") {
            name.push_str(&format!(" {filter}"));
        }
        let entity = reading.entity(Some(EntityKind::Evaluation), &name, Some(main));
        reading.state_text(entity, "metric", &at, member.node.span, metric);
        // Of the model only what was measured: NaN and `N/A` are no values.
        let measured = member.node.scalar().and_then(Decimal::parse).is_some();
        if measured {
            reading.state_text(main, "evaluation_metrics", &at, member.node.span, metric);
        }
        reading.state(entity, "value", &at, &member.node);
        reading.state_text(entity, "task", pointer, node.span, task);
        // The harness measures on the test split, and where a task has none on the validation split.
        let split = ["test_split", "validation_split"].iter().find_map(|key| {
            let split = config?.get(key)?;
            split.text().map(|_| (*key, split))
        });
        if let Some((key, split)) = split {
            let at = child(&child("/configs", task), key);
            reading.state(entity, "split", &at, split);
        }
        match dataset {
            Some(dataset) => {
                let at = format!("{}/dataset_path", child("/configs", task));
                reading.state(entity, "dataset", &at, dataset);
                if measured {
                    reading.state(main, "evaluation_datasets", &at, dataset);
                }
            }
            // The harness names its tasks after their benchmarks.
            None => {
                reading.state_text(entity, "dataset", pointer, node.span, task);
                if measured {
                    reading.state_text(main, "evaluation_datasets", pointer, node.span, task);
                }
            }
        }
        count(reading, entity, root, task, samples);
    }
}

/// How many samples there are and how many were used.
fn count(
    reading: &mut Reading,
    entity: EntityRef,
    root: &Node,
    task: &str,
    samples: Option<&Node>,
) {
    let at = child("/n-samples", task);
    let number = |name: &str| {
        let node = samples.and_then(|it| it.get(name))?;
        Some((node, node.scalar()?.parse::<u64>().ok()?))
    };
    let effective = number("effective");
    if let Some((node, _)) = effective {
        reading.state(entity, "samples", &child(&at, "effective"), node);
    }
    let limit = root
        .get("config")
        .and_then(|it| it.get("limit"))
        .filter(|it| !matches!(it.value, Value::Null));
    if let Some(limit) = limit {
        reading.state_text(entity, "partial", "/config/limit", limit.span, "true");
    } else if let (Some((node, used)), Some((_, all))) = (effective, number("original")) {
        let word = if used < all { "true" } else { "false" };
        reading.state_text(entity, "partial", &child(&at, "effective"), node.span, word);
    }
}
