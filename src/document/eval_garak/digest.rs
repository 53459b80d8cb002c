//! The digest of a report that is kept without it: `eval.GROUP.PROBE.DETECTOR` with the share of
//! outputs in which the model resisted (`absolute_score`). Whether the run ended is not said.

use super::{METRIC, evaluation, is_summary};
use crate::fact::{EntityRef, Reading};
use crate::tree::{Node, child};

pub(super) fn read(reading: &mut Reading, model: EntityRef, pointer: &str, node: &Node) {
    let Some(groups) = node.get("eval") else {
        reading.hollow("value", pointer, node.span, "a digest without results");
        return;
    };
    let pointer = child(pointer, "eval");
    reading.skip(
        &pointer,
        groups.span,
        "a digest without its report: whether the run ended is not said",
    );
    for group in groups.members() {
        let pointer = child(&pointer, &group.key);
        for probe in group.node.members() {
            if is_summary(&probe.key, &probe.node) {
                continue;
            }
            let pointer = child(&pointer, &probe.key);
            for detector in probe.node.members() {
                if is_summary(&detector.key, &detector.node) {
                    continue;
                }
                let at = (child(&pointer, &detector.key), &detector.node);
                result(reading, model, (&at.0, at.1), &probe.key, &detector.key);
            }
        }
    }
}

fn result(reading: &mut Reading, model: EntityRef, at: (&str, &Node), probe: &str, detector: &str) {
    let (pointer, node) = at;
    let span = node.span;
    let entity = evaluation(reading, &[probe, detector], model);
    reading.state_text(entity, "metric", pointer, span, METRIC);
    reading.state_text(entity, "task", pointer, span, probe);
    reading.state_text(entity, "dataset", pointer, span, probe);
    reading.state_text(model, "evaluation_datasets", pointer, span, probe);
    if !detector.is_empty() {
        reading.state_text(entity, "judge", pointer, span, detector);
    }
    let total = node.get("total_evaluated");
    if let Some(total) = total {
        reading.state(entity, "samples", &child(pointer, "total_evaluated"), total);
    }
    match node.get("absolute_score") {
        Some(score) if total.and_then(Node::scalar) != Some("0") => {
            reading.state(entity, "value", &child(pointer, "absolute_score"), score);
        }
        Some(_) => reading.hollow("value", pointer, span, "nothing was evaluated"),
        None => reading.hollow("value", pointer, span, "a result without its score"),
    }
}
