//! Logs of Inspect AI as JSON (`EvalLog` of its log file API), or zipped (`.eval`), where the header
//! is the log without its samples: one log a run of one task. A log
//! carries `results` also where the run was cancelled or ended in an error; those are what the
//! samples until then gave, and are not stated as measured.

use super::measured::{dataset, day_of_each, evaluation, given, is_object, name, short, whole};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength};
use crate::source::PackedKind;
use crate::tree::{Node, Tree, Value, child, item};

mod examples;
#[cfg(test)]
mod tests;

/// Inspect AI logs.
pub(super) struct Inspect;

/// The version of the log that is read; a log without one is older than the field.
const VERSION: &str = "2";
/// Metrics that say how a value spreads, and no value themselves.
const SPREAD: &[&str] = &["stderr", "bootstrap_stderr", "std", "var"];

impl Format for Inspect {
    fn name(&self) -> &'static str {
        "eval-inspect"
    }

    fn title(&self) -> &'static str {
        "Inspect AI log (JSON or .eval)"
    }

    fn versions(&self) -> &'static str {
        "2 and before"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        if probe.syntax != Syntax::Json {
            return false;
        }
        match probe.tree {
            Ok(tree) => tree.root.get("eval").is_some_and(|eval| {
                let part = |key: &str| tree.root.get(key).is_some();
                eval.get("task").and_then(Node::text).is_some()
                    && (eval.get("model").is_some() || eval.get("dataset").is_some_and(is_object))
                    && (part("status") || part("results") || part("plan"))
            }),
            Err(_) => ["\"eval\"", "\"status\"", "\"task_id\"", "\"run_id\""]
                .iter()
                .all(|word| probe.mentions(word)),
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn packed(&self) -> Option<PackedKind> {
        Some(PackedKind::EvalLog)
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        if let Some(node) = given(root, "version") {
            let version = node.scalar().unwrap_or("");
            reading.version = short(version);
            if !matches!(version, "1" | VERSION) {
                reading.skip(
                    "/version",
                    node.span,
                    "this version of the log is not known; read as far as it is like version 2",
                );
            }
        }
        let Some(eval) = root.get("eval") else {
            return reading;
        };
        // `none/none` is a run without a model.
        let model = name(eval, "model").filter(|it| *it != "none/none");
        let model = reading.entity(Some(EntityKind::Model), model.unwrap_or(""), None);
        let run = Run {
            root,
            eval,
            task: name(eval, "task").unwrap_or(""),
            finished: finished(&mut reading, root),
            model,
        };
        if run.finished
            && let Some((pointer, node, "true")) = run.part(given(root, "results"), None)
        {
            reading.skip(&pointer, node.span, "a run on a part of the samples");
        }
        let scores = if run.finished {
            run.scores(&mut reading)
        } else {
            0
        };
        if scores == 0 {
            // Nothing was measured: what was to be is shown, without a value.
            let entity = evaluation(&mut reading, &[run.task], model);
            run.about(&mut reading, entity, None);
            if run.finished {
                reading.hollow("value", "", root.span, "a log without scores");
            }
        }
        if let Some(created) = given(eval, "created") {
            day_of_each(&mut reading, "/eval/created", created);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// Whether the run ended well (`EvalLog.status`: started, success, cancelled, error), which a log
/// must say.
fn finished(reading: &mut Reading, root: &Node) -> bool {
    let Some(status) = root.get("status") else {
        reading.skip(
            "",
            root.span,
            "a log that does not say whether the run succeeded; its results are not stated",
        );
        return false;
    };
    let message = match status.text().unwrap_or("") {
        "success" => return true,
        "cancelled" => "a run that was cancelled; its results are not stated",
        "error" => "a run that ended in an error; its results are not stated",
        "started" => "a run that had not ended; its results are not stated",
        _ => "a run whose status is not known; its results are not stated",
    };
    reading.skip("/status", status.span, message);
    false
}

struct Run<'a> {
    root: &'a Node,
    eval: &'a Node,
    task: &'a str,
    finished: bool,
    model: EntityRef,
}

impl<'a> Run<'a> {
    /// States each metric of each score; how many there were.
    fn scores(&self, reading: &mut Reading) -> usize {
        let Some(results) = given(self.root, "results") else {
            return 0;
        };
        let mut count = 0;
        for (index, score) in results
            .get("scores")
            .map_or(&[][..], Node::items)
            .iter()
            .enumerate()
        {
            let pointer = item("/results/scores", index);
            let scorer = name(score, "name").or_else(|| name(score, "scorer"));
            let judge = score
                .get("scorer")
                .map(|it| (it, child(&pointer, "scorer")));
            count += self.metrics(reading, score, (scorer.unwrap_or(""), judge), &pointer);
        }
        // Before there could be several scorers (`EvalResults.scorer`, `.metrics`, deprecated).
        if count == 0
            && let Some(scorer) = results.get("scorer")
        {
            count = self.metrics(
                reading,
                results,
                (
                    name(scorer, "name").unwrap_or(""),
                    scorer
                        .get("name")
                        .map(|it| (it, "/results/scorer/name".to_owned())),
                ),
                "/results",
            );
        }
        count
    }

    fn metrics(
        &self,
        reading: &mut Reading,
        score: &Node,
        (scorer, judge): (&str, Option<(&Node, String)>),
        pointer: &str,
    ) -> usize {
        let Some(metrics) = score.get("metrics") else {
            return 0;
        };
        let pointer_of = child(pointer, "metrics");
        let mut count = 0;
        for member in metrics.members() {
            let at = child(&pointer_of, &member.key);
            let named = name(&member.node, "name").unwrap_or(&member.key);
            if SPREAD.contains(&named) || SPREAD.contains(&member.key.as_str()) {
                continue;
            }
            count += 1;
            let entity = evaluation(reading, &[self.task, scorer, &member.key], self.model);
            let metric = member.key.as_str();
            if let Some((judge, at)) = &judge {
                reading.state(entity, "judge", at, judge);
            }
            reading.state_text(entity, "metric", &at, member.node.span, metric);
            reading.state_text(
                self.model,
                "evaluation_metrics",
                &at,
                member.node.span,
                metric,
            );
            match (member.node.get("value"), &member.node.value) {
                (Some(value), _) => reading.state(entity, "value", &child(&at, "value"), value),
                (None, Value::Number(_)) => reading.state(entity, "value", &at, &member.node),
                _ => reading.hollow("value", &at, member.node.span, "a metric without its value"),
            }
            self.about(reading, entity, Some((score, pointer)));
        }
        count
    }

    /// What an evaluation is of: task, dataset, how many samples, and whether that is all of them.
    fn about(&self, reading: &mut Reading, entity: EntityRef, score: Option<(&Node, &str)>) {
        if let Some(task) = self.eval.get("task") {
            reading.state(entity, "task", "/eval/task", task);
        }
        let data = self.eval.get("dataset");
        match data.and_then(|it| it.get("name")) {
            Some(node) => dataset(
                reading,
                (self.model, entity),
                "/eval/dataset/name",
                node,
                self.finished,
            ),
            None => {
                let (pointer, node) = match data {
                    Some(data) => ("/eval/dataset", data),
                    None => ("/eval", self.eval),
                };
                reading.hollow("dataset", pointer, node.span, "a dataset without a name");
            }
        }
        let results = given(self.root, "results");
        let scored = score.and_then(|(score, pointer)| {
            Some((
                child(pointer, "scored_samples"),
                given(score, "scored_samples")?,
            ))
        });
        let completed = || {
            let node = given(results?, "completed_samples")?;
            Some(("/results/completed_samples".to_owned(), node))
        };
        if self.finished
            && let Some((pointer, node)) = scored.or_else(completed)
        {
            reading.state(entity, "samples", &pointer, node);
        }
        if let Some((pointer, node, word)) = self.part(results, score) {
            reading.state_text(entity, "partial", &pointer, node.span, word);
        }
    }

    /// Whether a part of the dataset was left out, and where the log says so; nothing where it does
    /// not say enough. A limit that is not below the number of samples leaves nothing out.
    fn part(
        &self,
        results: Option<&'a Node>,
        score: Option<(&'a Node, &str)>,
    ) -> Option<(String, &'a Node, &'static str)> {
        if !self.finished {
            let (pointer, node) = match self.root.get("status") {
                Some(status) => ("/status", status),
                None => ("/eval", self.eval),
            };
            return Some((pointer.to_owned(), node, "true"));
        }
        let config = self.eval.get("config");
        let of_data = self.eval.get("dataset").and_then(|it| whole(it, "samples"));
        if let Some(limit) = config.and_then(|it| given(it, "limit")) {
            let bites = match (&limit.value, of_data) {
                (Value::Number(limit), Some(all)) => limit.parse::<u64>().is_ok_and(|it| it < all),
                _ => true,
            };
            if bites || of_data.is_none() {
                return Some(("/eval/config/limit".to_owned(), limit, "true"));
            }
        }
        if let Some(chosen) = config.and_then(|it| given(it, "sample_id")) {
            return Some(("/eval/config/sample_id".to_owned(), chosen, "true"));
        }
        let is_true = |node: &&Node| node.value == Value::Bool(true);
        if let Some(node) = self.root.get("invalidated").filter(is_true) {
            return Some(("/invalidated".to_owned(), node, "true"));
        }
        if let Some((score, pointer)) = score
            && whole(score, "unscored_samples").is_some_and(|it| it > 0)
            && let Some(node) = score.get("unscored_samples")
        {
            return Some((child(pointer, "unscored_samples"), node, "true"));
        }
        let results = results?;
        if let Some(node) = given(results, "early_stopping") {
            return Some(("/results/early_stopping".to_owned(), node, "true"));
        }
        let node = results.get("completed_samples")?;
        let pointer = "/results/completed_samples".to_owned();
        let completed = whole(results, "completed_samples")?;
        if whole(results, "total_samples").is_some_and(|total| completed < total) {
            return Some((pointer, node, "true"));
        }
        let epochs = match config.and_then(|it| given(it, "epochs")) {
            Some(_) => config.and_then(|it| whole(it, "epochs"))?,
            None => 1,
        };
        let all = of_data?.checked_mul(epochs)?;
        match completed.cmp(&all) {
            std::cmp::Ordering::Less => Some((pointer, node, "true")),
            std::cmp::Ordering::Equal => Some((pointer, node, "false")),
            // The counts contradict each other.
            std::cmp::Ordering::Greater => None,
        }
    }
}
