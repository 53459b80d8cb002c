//! Reports of garak, the scanner of language models: JSON Lines, each an entry with `entry_type`
//! (`garak.evaluators.base`, `garak.report`). `passed` counts the outputs in which the model
//! resisted the probe; the interval beside it is of the attacks that succeeded. A report without
//! its `completion` entry was cut off or never finished.

use super::measured::{day_of_each, evaluation, given, is_object, name, short, whole};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{Decimal, EntityKind, EntityRef, Reading, Strength};
use crate::source::Span;
use crate::tree::{Node, Tree, child, item};

mod digest;
mod examples;
mod hits;
#[cfg(test)]
mod tests;

/// garak reports.
pub(super) struct Garak;

impl Format for Garak {
    fn name(&self) -> &'static str {
        "eval-garak"
    }

    fn title(&self) -> &'static str {
        "garak report, digest or hit log (JSON lines)"
    }

    fn versions(&self) -> &'static str {
        "0.9 to 0.17"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        match (probe.syntax, probe.tree) {
            (Syntax::JsonLines | Syntax::Json, Ok(tree)) => {
                let entries = entries(tree);
                if hits::are(&entries) {
                    return true;
                }
                let shaped = entries.iter().filter(|it| kind(it.node).is_some()).count();
                // One entry that is something else does not make the report something else.
                shaped * 2 > entries.len() && entries.iter().any(|it| is_telling(it.node))
            }
            (Syntax::JsonLines | Syntax::Json, Err(_)) => {
                probe.mentions("\"entry_type\"")
                    && ["garak", "\"probe_classname\"", "\"detector\""]
                        .iter()
                        .any(|word| probe.mentions(word))
            }
            _ => false,
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Python
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let entries = entries(tree);
        if hits::are(&entries) {
            hits::read(&mut reading, &entries, tree.root.span);
            return reading;
        }
        let report = Report::of(&entries);
        reading.version = report.version.and_then(short);
        let model = reading.entity(Some(EntityKind::Model), report.model.unwrap_or(""), None);
        if let Some(version) = report.version
            && !version.starts_with("0.")
        {
            let message = "this version is not known; read as far as it is like 0.17";
            reading.skip("", tree.root.span, message);
        }
        let evals: Vec<&Entry<'_>> = entries
            .iter()
            .filter(|it| kind(it.node) == Some("eval"))
            .collect();
        if evals.is_empty() {
            let digest = entries.iter().find(|it| kind(it.node) == Some("digest"));
            match digest {
                Some(entry) => digest::read(&mut reading, model, &entry.pointer, entry.node),
                None => reading.hollow("value", "", tree.root.span, "a report without results"),
            }
        }
        if !report.completed && (report.attempted || !evals.is_empty()) {
            let message = "no `completion` entry: the report was cut off, or the run did not end";
            reading.skip("", tree.root.span, message);
        }
        for entry in evals {
            let Entry { pointer, node } = entry;
            result(&mut reading, model, (pointer, node), &report);
        }
        if let Some((pointer, node)) = &report.started {
            day_of_each(&mut reading, pointer, node);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

struct Entry<'a> {
    pointer: String,
    node: &'a Node,
}

/// The entries of a report; one alone is JSON.
fn entries(tree: &Tree) -> Vec<Entry<'_>> {
    match tree.root.get("lines") {
        Some(lines) => {
            let each = lines.items().iter().enumerate();
            each.map(|(index, node)| Entry {
                pointer: item("/lines", index),
                node,
            })
            .collect()
        }
        None => vec![Entry {
            pointer: String::new(),
            node: &tree.root,
        }],
    }
}

fn kind(node: &Node) -> Option<&str> {
    node.get("entry_type").and_then(Node::text)
}

/// Whether no other tool has an entry like this.
fn is_telling(node: &Node) -> bool {
    let has = |key: &str| node.get(key).is_some();
    match kind(node) {
        Some("start_run setup") => true,
        Some("init") => has("garak_version"),
        Some("attempt") => has("probe_classname"),
        Some("eval") => has("probe") && has("detector") && has("passed"),
        Some("digest") => node
            .get("meta")
            .is_some_and(|it| it.get("garak_version").is_some()),
        _ => false,
    }
}

/// What the report says of the whole run.
#[derive(Default)]
struct Report<'a> {
    version: Option<&'a str>,
    model: Option<&'a str>,
    attempted: bool,
    completed: bool,
    /// When the run started.
    started: Option<(String, &'a Node)>,
    /// Whether the setup bounds how many prompts of a probe are tried (`run.soft_probe_prompt_cap`).
    capped: bool,
}

impl<'a> Report<'a> {
    fn of(entries: &[Entry<'a>]) -> Self {
        let mut report = Self::default();
        for Entry { node, pointer } in entries {
            let meta = node.get("meta").filter(|_| kind(node) == Some("digest"));
            let holder = match kind(node) {
                Some("init") => Some((pointer.clone(), *node)),
                _ => meta.map(|meta| (child(pointer, "meta"), meta)),
            };
            if report.started.is_none()
                && let Some((pointer, holder)) = holder
                && let Some(time) = given(holder, "start_time")
            {
                report.started = Some((child(&pointer, "start_time"), time));
            }
            let (version, model) = match kind(node).unwrap_or("") {
                "start_run setup" => {
                    report.capped |= given(node, "run.soft_probe_prompt_cap").is_some();
                    let model = name(node, "plugins.target_name");
                    let model = model.or_else(|| name(node, "plugins.model_name"));
                    (name(node, "_config.version"), model)
                }
                "init" => (name(node, "garak_version"), None),
                "digest" => {
                    let meta = node.get("meta");
                    let part = |key| meta.and_then(|it| name(it, key));
                    let model = part("target_name").or_else(|| part("model_name"));
                    (part("garak_version"), model)
                }
                // Another producer's.
                "config" => (None, name(node, "model_name")),
                "attempt" => {
                    report.attempted = true;
                    (None, None)
                }
                "completion" => {
                    report.completed = true;
                    (None, None)
                }
                _ => (None, None),
            };
            report.version = report.version.or(version);
            report.model = report.model.or(model);
        }
        report
    }
}

/// One probe and detector.
fn result(reading: &mut Reading, model: EntityRef, at: (&str, &Node), report: &Report<'_>) {
    let (pointer, node) = at;
    let detector = name(node, "detector").unwrap_or("");
    // Before 0.10 the name stood behind the word.
    let detector = detector.strip_prefix("detector ").unwrap_or(detector);
    let total_key = ["total_evaluated", "total"]
        .into_iter()
        .find(|key| node.get(key).is_some());
    let total = total_key.and_then(|key| whole(node, key));
    let entity = subject(reading, model, at, detector, total != Some(0));
    if let (Some(node), false) = (node.get("detector"), detector.is_empty()) {
        let at = child(pointer, "detector");
        reading.state_text(entity, "judge", &at, node.span, detector);
    }
    if let Some((key, total)) = total_key.and_then(|key| Some((key, node.get(key)?))) {
        reading.state(entity, "samples", &child(pointer, key), total);
    }
    match (whole(node, "passed"), total) {
        (_, Some(0)) => reading.hollow("value", pointer, node.span, "nothing was evaluated"),
        (Some(passed), Some(total)) if passed <= total => {
            rate(reading, entity, (pointer, node.span), passed, total);
        }
        (Some(_), Some(_)) => {
            reading.hollow(
                "value",
                pointer,
                node.span,
                "more passed than were evaluated",
            );
        }
        _ => reading.hollow("value", pointer, node.span, "a result without its counts"),
    }
    // Older reports do not count what failed.
    let failed = match given(node, "fails") {
        Some(_) => whole(node, "fails").map(|fails| ("fails", fails)),
        None => whole(node, "passed")
            .and_then(|passed| total?.checked_sub(passed))
            .map(|fails| ("passed", fails)),
    };
    if let Some((key, fails)) = failed
        && let Some(place) = node.get(key)
        && total != Some(0)
    {
        let at = child(pointer, key);
        reading.state_text(entity, "failures", &at, place.span, &fails.to_string());
    }
    // The interval is of the attacks that succeeded, the value of those that did not.
    for (key, attribute) in [
        ("confidence_upper", "confidence_lower"),
        ("confidence_lower", "confidence_upper"),
    ] {
        if let Some(bound) = given(node, key)
            && let Some(rest) = bound.scalar().and_then(rest_to_one)
        {
            reading.state_text(entity, attribute, &child(pointer, key), bound.span, &rest);
        }
    }
    let nones = node
        .get("nones")
        .filter(|_| whole(node, "nones").is_some_and(|it| it > 0));
    match nones {
        Some(nones) => {
            let at = child(pointer, "nones");
            reading.state_text(entity, "partial", &at, nones.span, "true");
        }
        None if !report.completed => {
            reading.state_text(entity, "partial", pointer, node.span, "true");
        }
        // Under a cap it is not said whether all prompts of the probe were tried.
        None if report.capped => {}
        None => reading.state_text(entity, "partial", pointer, node.span, "false"),
    }
}

/// An evaluation with a probe, which brings its own prompts and so is also the dataset. `counts` is
/// false if nothing was evaluated with it.
fn subject(
    reading: &mut Reading,
    model: EntityRef,
    at: (&str, &Node),
    detector: &str,
    counts: bool,
) -> EntityRef {
    let (pointer, node) = at;
    let entity = evaluation(
        reading,
        &[name(node, "probe").unwrap_or(""), detector],
        model,
    );
    reading.state_text(entity, "metric", pointer, node.span, METRIC);
    if let Some(probe) = node.get("probe") {
        let at = child(pointer, "probe");
        reading.state(entity, "task", &at, probe);
        super::measured::dataset(reading, (model, entity), &at, probe, counts);
    }
    entity
}

/// The share of the outputs in which the model resisted.
const METRIC: &str = "pass_rate";

/// States `passed` of `total` as a fraction; the fact keeps the two numbers.
fn rate(reading: &mut Reading, entity: EntityRef, at: (&str, Span), passed: u64, total: u64) {
    let Some(millionths) = u128::from(passed)
        .checked_mul(1_000_000)
        .and_then(|it| it.checked_div(u128::from(total)))
    else {
        return;
    };
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    let before = reading.facts.len();
    reading.state_text(entity, "value", at.0, at.1, &text);
    if let Some(fact) = reading.facts.get_mut(before) {
        fact.text = format!("{passed} of {total}");
    }
}

/// One minus a number from 0 to 1.
fn rest_to_one(text: &str) -> Option<String> {
    let part = Decimal::parse(text)?.scaled_value();
    let rest = 10_000_i64.checked_sub(part)?;
    (0..=10_000)
        .contains(&rest)
        .then(|| format!("{}.{:04}", rest / 10_000, rest % 10_000))
}

/// Whether a node is one of a digest's summaries of a probe or group.
fn is_summary(key: &str, node: &Node) -> bool {
    key == "_summary" || !is_object(node)
}
