//! HELM runs: a folder a run. Five files are known, and `stats.json` says what was measured. `run_spec.json` says what was to be run
//! and on which model (`RunSpec`); it is written before the run, so it is no evidence that
//! anything was measured. `stats.json` holds what was measured (`Stat`, under the identity of a
//! `MetricName`: name, split and perturbation together) and names neither model nor dataset: it is
//! about whoever the dossier is about, as the reviewer says.

use super::measured::{evaluation, given, is_object, name, whole};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength};
use crate::tree::{Node, Tree, Value, item};

mod examples;
#[cfg(test)]
mod tests;

/// HELM run specifications and statistics.
pub(super) struct Helm;

/// Statistics about the run and not about what the model can do (`basic_metrics.py`,
/// `efficiency_metrics.py`, `InstancesPerSplitMetric`), beside those that count (`num_…`) and those
/// that say why an output ended (`finish_reason_…`).
const BOOKKEEPING: &[&str] = &[
    "batch_size",
    "inference_denoised_runtime",
    "inference_idealized_runtime",
    "inference_runtime",
    "inference_runtime_discrepancy",
    "max_prob",
    "prompt_truncated",
    "training_co2_cost",
    "training_energy_cost",
];

impl Format for Helm {
    fn name(&self) -> &'static str {
        "eval-helm"
    }

    fn title(&self) -> &'static str {
        "HELM run (run_spec.json, scenario.json, scenario_state.json, per_instance_stats.json, stats.json)"
    }

    fn versions(&self) -> &'static str {
        "0.2 to 0.5"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        if probe.syntax != Syntax::Json {
            return false;
        }
        match probe.tree {
            Ok(tree) => {
                let root = &tree.root;
                is_spec(root)
                    || is_stats(root)
                    || is_state(root)
                    || is_scenario(root)
                    || is_each(root)
            }
            Err(_) => [
                &["\"scenario_spec\"", "\"adapter_spec\"", "\"metric_specs\""][..],
                &["\"sum_squared\"", "\"split\"", "\"count\"", "\"name\": {"],
                &["\"adapter_spec\"", "\"request_states\"", "\"method\""],
            ]
            .iter()
            .any(|words| words.iter().all(|word| probe.mentions(word))),
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        if is_spec(root) {
            spec(&mut reading, root);
        } else if is_state(root) {
            state(&mut reading, root);
        } else if is_scenario(root) || is_each(root) {
            reading.entity(Some(EntityKind::Document), "", None);
            let message = if is_scenario(root) {
                "what the dataset is; what was measured stands in `stats.json`"
            } else {
                "statistics of each instance; what was measured in all stands in `stats.json`"
            };
            reading.skip("", root.span, message);
        } else {
            stats(&mut reading, root);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

fn is_spec(root: &Node) -> bool {
    let adapter = root.get("adapter_spec").filter(|it| is_object(it));
    adapter.is_some_and(|it| it.get("model").is_some() || it.get("method").is_some())
        && root.get("scenario_spec").is_some_and(is_object)
        && root.get("metric_specs").is_some()
}

fn is_stats(root: &Node) -> bool {
    let shaped = |node: &Node| {
        node.get("name").is_some_and(|it| it.get("name").is_some())
            && node.get("count").is_some()
            && node.get("sum").is_some()
    };
    let items = root.items();
    items.iter().filter(|node| shaped(node)).count() * 2 > items.len()
}

/// The requests of a run and what the model answered (`ScenarioState`).
fn is_state(root: &Node) -> bool {
    let adapter = root.get("adapter_spec").filter(|it| is_object(it));
    adapter.is_some_and(|it| it.get("method").is_some())
        && root
            .get("request_states")
            .is_some_and(|it| matches!(it.value, Value::Array(_)))
}

/// The dataset (`Scenario`), defined in the source of HELM.
fn is_scenario(root: &Node) -> bool {
    let path = root.get("definition_path").and_then(Node::text);
    path.is_some_and(|it| it.contains("helm/benchmark/scenarios/"))
        && root.get("name").and_then(Node::text).is_some()
        && root.get("tags").is_some()
}

/// The statistics of each instance (`PerInstanceStats`).
fn is_each(root: &Node) -> bool {
    let shaped = |node: &Node| {
        node.get("instance_id").is_some()
            && node.get("train_trial_index").is_some()
            && node.get("stats").is_some_and(is_stats)
    };
    let items = root.items();
    items.iter().filter(|node| shaped(node)).count() * 2 > items.len()
}

/// What was asked and answered: no value of it all.
fn state(reading: &mut Reading, root: &Node) {
    let adapter = root.get("adapter_spec").unwrap_or(root);
    let model = name(adapter, "model").or_else(|| name(adapter, "model_deployment"));
    reading.entity(Some(EntityKind::Model), model.unwrap_or(""), None);
    let span = root.get("request_states").map_or(root.span, |it| it.span);
    let message = "what the model answered; what was measured stands in `stats.json`";
    reading.skip("/request_states", span, message);
}

/// The plan of a run: nothing in it was measured.
fn spec(reading: &mut Reading, root: &Node) {
    let adapter = root.get("adapter_spec").unwrap_or(root);
    let model = name(adapter, "model").or_else(|| name(adapter, "model_deployment"));
    reading.entity(Some(EntityKind::Model), model.unwrap_or(""), None);
    reading.skip(
        "",
        root.span,
        "what was to be run; what was measured stands in `stats.json`",
    );
    if let Some(node) = given(adapter, "max_eval_instances") {
        let most = node.scalar().unwrap_or("");
        reading.skip(
            "/adapter_spec/max_eval_instances",
            node.span,
            format!("at most {most} instances were to be evaluated"),
        );
    }
}

/// A split, the place of its number of instances, and that number.
type Instances<'a> = (&'a str, String, &'a Node);

fn stats(reading: &mut Reading, root: &Node) {
    let main = reading.entity(None, "", None);
    let items = root.items();
    // `InstancesPerSplitMetric` adds the number of a split's instances once.
    let instances: Vec<Instances<'_>> = items
        .iter()
        .enumerate()
        .filter_map(|(index, node)| {
            let of = node.get("name")?;
            let counted = name(of, "name") == Some("num_instances")
                && whole(node, "count") == Some(1)
                && given(of, "perturbation").is_none();
            let mean = node.get("mean").filter(|_| counted)?;
            Some((
                name(of, "split")?,
                format!("{}/mean", item("", index)),
                mean,
            ))
        })
        .collect();
    for (index, node) in items.iter().enumerate() {
        let pointer = item("", index);
        if !is_object(node) {
            reading.skip(&pointer, node.span, "expected a statistic");
            continue;
        }
        stat(reading, main, &pointer, node, &instances);
    }
}

fn stat(
    reading: &mut Reading,
    main: EntityRef,
    pointer: &str,
    node: &Node,
    instances: &[Instances<'_>],
) {
    let Some(identity) = node.get("name") else {
        reading.skip(pointer, node.span, "a statistic without a name");
        return;
    };
    let metric = name(identity, "name").unwrap_or("");
    let bookkeeping = metric.starts_with("num_") || metric.starts_with("finish_reason_");
    if bookkeeping || BOOKKEEPING.contains(&metric) {
        return;
    }
    let split = name(identity, "split").unwrap_or("");
    let perturbation = given(identity, "perturbation");
    let slice = perturbation.map(|it| {
        let how = name(it, "computed_on").map(|how| format!(" ({how})"));
        format!(
            "{}{}",
            name(it, "name").unwrap_or("perturbed"),
            how.unwrap_or_default()
        )
    });
    let parts = [metric, split, slice.as_deref().unwrap_or("")];
    let entity = evaluation(reading, &parts, main);
    if let Some(metric) = identity.get("name") {
        let at = format!("{pointer}/name/name");
        reading.state(entity, "metric", &at, metric);
        if whole(node, "count") != Some(0) {
            reading.state(main, "evaluation_metrics", &at, metric);
        }
    }
    if let Some(split) = given(identity, "split") {
        reading.state(entity, "split", &format!("{pointer}/name/split"), split);
    }
    if let (Some(node), Some(slice)) = (perturbation, &slice) {
        let at = format!("{pointer}/name/perturbation");
        reading.state_text(entity, "slice", &at, node.span, slice);
    }
    let mean = node.get("mean");
    match (whole(node, "count"), mean) {
        (Some(0), _) => reading.hollow("value", pointer, node.span, "nothing was measured"),
        (_, Some(mean)) if mean.value == Value::Null => {
            reading.hollow("value", pointer, node.span, "a statistic without its mean");
        }
        (_, Some(mean)) => reading.state(entity, "value", &format!("{pointer}/mean"), mean),
        (_, None) => reading.hollow("value", pointer, node.span, "a statistic without its mean"),
    }
    let of_split = instances
        .iter()
        .find(|(of, ..)| *of == split && !split.is_empty());
    if let Some((_, at, node)) = of_split
        && let Some(count) = node.scalar()
    {
        let count = count.strip_suffix(".0").unwrap_or(count);
        reading.state_text(entity, "samples", at, node.span, count);
    }
}
