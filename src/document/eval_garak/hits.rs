//! The hit log of a run (`garak.evaluators.base`): one line for each output in which the model did
//! not resist. How many outputs there were is not said, so it gives no rate; and what is not in it
//! may not have been tried.

use std::collections::BTreeMap;

use super::{Entry, METRIC, evaluation, name};
use crate::fact::{EntityKind, EntityRef, Reading};
use crate::source::Span;
use crate::tree::{Node, child};

/// Members that every line has.
const MEMBERS: &[&str] = &["attempt_id", "detector", "generator", "probe", "score"];
/// Probes and detectors that are told apart.
const MOST: usize = 10_000;

/// Whether the entries are hits: most of them.
pub(super) fn are(entries: &[Entry<'_>]) -> bool {
    let hits = entries.iter().filter(|it| is_hit(it.node)).count();
    hits > 0 && hits * 2 > entries.len()
}

fn is_hit(node: &Node) -> bool {
    node.get("entry_type").is_none() && MEMBERS.iter().all(|key| node.get(key).is_some())
}

/// One evaluation for each probe and detector, with the number of its hits.
pub(super) fn read(reading: &mut Reading, entries: &[Entry<'_>], span: Span) {
    let model = entries.iter().find_map(|it| {
        // `TYPE NAME`: the type has no spaces.
        let generator = name(it.node, "generator")?;
        let (_, model) = generator.split_once(' ')?;
        Some(model.trim())
    });
    let model = reading.entity(Some(EntityKind::Model), model.unwrap_or(""), None);
    let message = "a hit log has only the outputs that failed: how many there were is not said";
    reading.skip("", span, message);
    let mut hits: BTreeMap<(&str, &str), (usize, &Entry<'_>)> = BTreeMap::new();
    for entry in entries {
        if !is_hit(entry.node) {
            let message = "expected a hit, with its probe and detector";
            reading.defect(&entry.pointer, entry.node.span, message);
            continue;
        }
        let part = |key| name(entry.node, key).unwrap_or("");
        let key = (part("probe"), part("detector"));
        if hits.len() >= MOST && !hits.contains_key(&key) {
            let message = format!("only {MOST} probes and detectors are told apart");
            reading.skip(&entry.pointer, entry.node.span, message);
            break;
        }
        hits.entry(key).or_insert((0, entry)).0 += 1;
    }
    for ((probe, detector), (count, entry)) in hits {
        let entity = evaluation(reading, &[probe, detector], model);
        state(reading, (model, entity), entry, count);
    }
}

/// The place is the first hit.
fn state(reading: &mut Reading, of: (EntityRef, EntityRef), entry: &Entry<'_>, count: usize) {
    let Entry { pointer, node } = entry;
    let (model, entity) = of;
    reading.state_text(entity, "metric", pointer, node.span, METRIC);
    if let Some(probe) = node.get("probe") {
        let at = child(pointer, "probe");
        reading.state(entity, "task", &at, probe);
        super::super::measured::dataset(reading, (model, entity), &at, probe, true);
    }
    let count = count.to_string();
    reading.state_text(entity, "failures", pointer, node.span, &count);
    reading.state_text(entity, "partial", pointer, node.span, "true");
}
