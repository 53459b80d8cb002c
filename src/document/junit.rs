//! JUnit reports in XML as evidence of tests: how many ran, and how many failed. There is no
//! standard; this is what Ant, Maven, pytest and others have in common. What was tested only the
//! reviewer says.

use jiff::civil;

use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength, parse_date};
use crate::source::Span;
use crate::tree::{Node, Tree, child, item};

mod examples;
#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
mod tests;

/// JUnit.
pub(super) struct Junit;

impl Format for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn title(&self) -> &'static str {
        "JUnit report of tests (XML)"
    }

    fn versions(&self) -> &'static str {
        "any"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Xml
            && match probe.tree {
                Ok(tree) => suites(&tree.root).is_some(),
                Err(_) => probe.mentions("<testsuite") && probe.mentions("<testcase"),
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let Some((pointer, root)) = suites(&tree.root) else {
            return reading;
        };
        let mut tests = Tests::default();
        tests.read(root, &pointer);
        let name = root.get("@name").and_then(Node::text).unwrap_or("");
        let title: String = format!("tests: {name}").chars().take(200).collect();
        let report = reading.entity(Some(EntityKind::Attestation), title.trim(), None);
        // Some tools count what they do not list: the worse of both stands.
        let said = |keys: &[&str]| -> Option<usize> {
            let counts = keys.iter().filter_map(|key| {
                let text = root.get(key)?.text()?.trim();
                text.parse::<usize>().ok()
            });
            counts.reduce(usize::saturating_add)
        };
        let failed = tests
            .failed
            .max(said(&["@failures", "@errors"]).unwrap_or(0));
        let ran = if tests.cases == 0 {
            let skipped = said(&["@skipped", "@disabled"]).unwrap_or(0);
            said(&["@tests"]).map(|tests| tests.saturating_sub(skipped))
        } else {
            Some(tests.cases - tests.skipped)
        };
        // That tests ran and none is listed does not say that none failed.
        let told = tests.cases > 0 || ran == Some(0) || said(&["@failures", "@errors"]).is_some();
        let counts = [
            ("tests_run", ran, "neither tests nor their number"),
            (
                "tests_failed",
                ran.filter(|_| told).map(|_| failed),
                "neither the tests nor how many of them failed",
            ),
        ];
        for (attribute, count, reason) in counts {
            match count {
                Some(count) => {
                    let count = count.to_string();
                    reading.state_text(report, attribute, &pointer, root.span, &count);
                }
                None => reading.hollow(attribute, &pointer, root.span, reason),
            }
        }
        if let Some((_, pointer, span, text)) = tests.latest {
            reading.state_text(report, "issued", &pointer, span, &text);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// The root: `testsuites`, or one `testsuite` alone, outside any namespace.
fn suites(root: &Node) -> Option<(String, &Node)> {
    for name in ["testsuites", "testsuite"] {
        let Some(node) = root.get(name).and_then(|node| node.items().first()) else {
            continue;
        };
        let has = |key: &str| node.get(key).is_some();
        let listed = has("testsuite") || has("testcase") || has("@tests");
        if listed && !has("@xmlns") {
            return Some((format!("/{name}/0"), node));
        }
    }
    None
}

/// What the suites come to.
#[derive(Default)]
struct Tests {
    cases: usize,
    skipped: usize,
    failed: usize,
    latest: Option<(civil::Date, String, Span, String)>,
}

impl Tests {
    fn read(&mut self, suite: &Node, pointer: &str) {
        if let Some(node) = suite.get("@timestamp")
            && let Some(text) = node.text()
            && let Some(date) = parse_date(text)
            && self.latest.as_ref().is_none_or(|(known, ..)| date > *known)
        {
            let at = child(pointer, "@timestamp");
            self.latest = Some((date, at, node.span, text.to_owned()));
        }
        let cases = suite.get("testcase").map(Node::items).unwrap_or_default();
        for case in cases {
            self.cases += 1;
            if case.get("failure").is_some() || case.get("error").is_some() {
                self.failed += 1;
            } else if case.get("skipped").is_some() {
                self.skipped += 1;
            }
        }
        let inner = suite.get("testsuite").map(Node::items).unwrap_or_default();
        for (index, suite) in inner.iter().enumerate() {
            self.read(suite, &item(&child(pointer, "testsuite"), index));
        }
    }
}
