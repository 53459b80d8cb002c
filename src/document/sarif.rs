//! SARIF logs (OASIS, Static Analysis Results Interchange Format 2.1.0) as evidence of a scan: which
//! tool ran, when, and how many of its results are open. What was scanned only the reviewer says.

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength};
use crate::tree::{Node, Tree, Value, item};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// SARIF.
pub(super) struct Sarif;

/// Versions that are read.
const VERSIONS: &[&str] = &["2.1.0"];

impl Format for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn title(&self) -> &'static str {
        "SARIF log of a scan"
    }

    fn versions(&self) -> &'static str {
        "2.1.0"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Json
            && match probe.tree {
                Ok(tree) => is_log(&tree.root),
                Err(_) => {
                    (probe.mentions("sarif-2") || probe.mentions("sarif-schema-2"))
                        && probe.mentions("\"runs\"")
                        && !probe.mentions("json-schema.org/draft")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let root = &tree.root;
        if let Some(node) = root.get("version")
            && let Some(version) = node.text()
        {
            if !VERSIONS.contains(&version) {
                let message =
                    format!("version {version} is not known here; read as far as it is like 2.1.0");
                reading.skip("/version", node.span, message);
            }
            reading.version = Some(version.chars().take(20).collect());
        }
        let runs = root.get("runs").map(Node::items).unwrap_or_default();
        for (index, run) in runs.iter().enumerate() {
            read_run(&mut reading, run, &item("/runs", index));
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// `version` and `runs`, whose items have a tool; without runs the schema tells.
fn is_log(root: &Node) -> bool {
    let version = root.get("version").and_then(Node::text);
    let Some(Value::Array(runs)) = root.get("runs").map(|node| &node.value) else {
        return false;
    };
    let schema = root.get("$schema").and_then(Node::text);
    let said = schema.is_some_and(|schema| schema.to_ascii_lowercase().contains("sarif"));
    version.is_some_and(|version| version.starts_with("2."))
        && (said
            || !runs.is_empty()
                && runs
                    .iter()
                    .all(|run| run.get("tool").is_some_and(|it| it.get("driver").is_some())))
}

fn read_run(reading: &mut Reading, run: &Node, pointer: &str) {
    let driver = run.get("tool").and_then(|tool| tool.get("driver"));
    let name = driver.and_then(|driver| driver.get("name"));
    let text = name.and_then(Node::text).unwrap_or("");
    let title: String = format!("scan: {text}").chars().take(200).collect();
    let scan = reading.entity(Some(EntityKind::Attestation), &title, None);
    match name {
        Some(name) => {
            let pointer = format!("{pointer}/tool/driver/name");
            reading.state(scan, "made_by", &pointer, name);
        }
        None => {
            let message = "expected a run with the name of its tool";
            reading.defect(pointer, run.span, message);
        }
    }
    let invocations = run.get("invocations").map(Node::items).unwrap_or_default();
    if let Some(last) = invocations.len().checked_sub(1)
        && let Some(end) = invocations.last().and_then(|it| it.get("endTimeUtc"))
    {
        let pointer = format!("{pointer}/invocations/{last}/endTimeUtc");
        reading.state(scan, "issued", &pointer, end);
    }
    count(reading, scan, run, pointer, invocations);
}

/// The open results by level; nothing where the results are not all here, or the tool says that it
/// did not succeed (SARIF 2.1.0, sections 3.14.23 and 3.20.14).
fn count(reading: &mut Reading, scan: EntityRef, run: &Node, pointer: &str, invocations: &[Node]) {
    let at = format!("{pointer}/results");
    let results = run.get("results");
    let place = results.map_or((pointer, run.span), |node| (at.as_str(), node.span));
    let failed = invocations
        .iter()
        .any(|it| it.get("executionSuccessful").and_then(Node::scalar) == Some("false"));
    let elsewhere = run
        .get("externalPropertyFileReferences")
        .is_some_and(|it| it.get("results").is_some());
    let reason = match results.map(|node| &node.value) {
        _ if failed => "the tool says that its run did not succeed",
        _ if elsewhere => "the results stand in another file",
        Some(Value::Array(_)) => "",
        _ => "no results, not even an empty list",
    };
    let [mut errors, mut warnings] = [0_usize; 2];
    if !reason.is_empty() {
        for attribute in ["open_errors", "open_warnings"] {
            reading.hollow(attribute, place.0, place.1, reason);
        }
        return;
    }
    let levels = Levels::new(run);
    for result in results.map(Node::items).unwrap_or_default() {
        if !is_open(result) {
            continue;
        }
        match levels.of(result) {
            "error" => errors += 1,
            "warning" => warnings += 1,
            _ => {}
        }
    }
    for (attribute, count) in [("open_errors", errors), ("open_warnings", warnings)] {
        reading.state_text(scan, attribute, place.0, place.1, &count.to_string());
    }
}

/// Neither gone since the baseline nor suppressed with acceptance (sections 3.27.24 and 3.27.23).
fn is_open(result: &Node) -> bool {
    if result.get("baselineState").and_then(Node::text) == Some("absent") {
        return false;
    }
    let suppressions = result.get("suppressions").map(Node::items);
    let suppressions = suppressions.unwrap_or_default();
    let accepted = |it: &Node| {
        let status = it.get("status").and_then(Node::text);
        status.is_none_or(|status| status == "accepted")
    };
    suppressions.is_empty() || !suppressions.iter().all(accepted)
}

/// The levels of the tool's rules, by index and by id.
struct Levels<'a> {
    by_index: Vec<&'a str>,
    by_id: std::collections::BTreeMap<&'a str, &'a str>,
}

impl<'a> Levels<'a> {
    fn new(run: &'a Node) -> Self {
        let rules = run
            .get("tool")
            .and_then(|tool| tool.get("driver")?.get("rules"))
            .map(Node::items)
            .unwrap_or_default();
        let level = |rule: &'a Node| {
            let level = rule
                .get("defaultConfiguration")
                .and_then(|it| it.get("level"));
            level.and_then(Node::text).unwrap_or("warning")
        };
        Self {
            by_index: rules.iter().map(level).collect(),
            by_id: rules
                .iter()
                .filter_map(|rule| Some((rule.get("id")?.text()?, level(rule))))
                .collect(),
        }
    }

    /// The level of a result (section 3.27.10): its own; `none` where it is no failure; that of its
    /// rule; else `warning`.
    fn of(&self, result: &'a Node) -> &'a str {
        if let Some(level) = result.get("level").and_then(Node::text) {
            return level;
        }
        let kind = result.get("kind").and_then(Node::text);
        if kind.is_some_and(|kind| kind != "fail") {
            return "none";
        }
        let rule = result.get("rule");
        let index = result
            .get("ruleIndex")
            .or_else(|| rule.and_then(|rule| rule.get("index")))
            .and_then(Node::scalar)
            .and_then(|index| index.parse::<usize>().ok());
        // A rule of an extension has no index into the driver's rules.
        let own = rule.is_none_or(|rule| rule.get("toolComponent").is_none());
        if own && let Some(level) = index.and_then(|index| self.by_index.get(index)) {
            return level;
        }
        let id = result
            .get("ruleId")
            .or_else(|| rule.and_then(|rule| rule.get("id")))
            .and_then(Node::text);
        id.and_then(|id| self.by_id.get(id))
            .copied()
            .unwrap_or("warning")
    }
}
