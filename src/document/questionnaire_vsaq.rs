//! Questionnaires of Google's Vendor Security Assessment Questionnaire: definitions of questions
//! (`questionnaire`: blocks with items), with lines of `//` comments
//! and strings that are joined with `+`. They are templates, and state
//! nothing; that one is there is worth knowing, because its answers are not.
//!
//! The answers that VSAQ saves are a flat `{id: value}` that names no questionnaire: nothing tells
//! it from any other flat object, so it is not claimed. Answers with a vendor and a questionnaire
//! are read as `questionnaire`.

use super::measured::{is_object, name};
use super::{Dialect, Format, Probe, Syntax};
use crate::fact::{EntityKind, Reading, Strength};
use crate::tree::{Node, Tree};

/// VSAQ questionnaires.
pub(super) struct Vsaq;

/// Types of items (`vsaq/static/questionnaire`).
const TYPES: &[&str] = &[
    "block",
    "box",
    "check",
    "checkgroup",
    "container",
    "group",
    "info",
    "line",
    "radio",
    "radiogroup",
    "spacer",
    "tip",
    "upload",
    "yesno",
];

impl Format for Vsaq {
    fn name(&self) -> &'static str {
        "questionnaire-vsaq"
    }

    fn title(&self) -> &'static str {
        "VSAQ questionnaire (a template, without answers)"
    }

    fn versions(&self) -> &'static str {
        "any"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        if probe.syntax != Syntax::Json {
            return false;
        }
        match probe.tree {
            Ok(tree) => {
                let items = tree.root.get("questionnaire").map_or(&[][..], Node::items);
                let shaped = |node: &Node| {
                    is_object(node) && name(node, "type").is_some_and(|it| TYPES.contains(&it))
                };
                !items.is_empty()
                    && items.iter().all(shaped)
                    && items.iter().any(|it| it.get("items").is_some())
            }
            Err(_) => [
                "\"questionnaire\": [",
                "\"items\": [",
                "\"type\": \"block\"",
            ]
            .iter()
            .all(|word| probe.mentions(word)),
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::CommentLines
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Stated);
        reading.entity(Some(EntityKind::Document), "", None);
        if let Some(node) = tree.root.get("questionnaire") {
            let message = "questions without answers: a template, which states nothing";
            reading.skip("/questionnaire", node.span, message);
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "claims.json",
                "\n// Questions about claims.\n// Free to use.\n\n{\n  \"questionnaire\": [\n    {\n      \"type\": \"block\",\n      \"text\": \"Access\",\n      \
                 // Not for guests.\n      \"items\": [\n        {\"type\": \"yesno\", \"id\": \"a1\", \"text\": \"Is it logged? \" +\n          \"See \\\"1\\\" + https://acme.example\"}\n      ]\n    }\n  ]\n}\n",
            ),
            (
                "short.json",
                r#"{"version":1,"questionnaire":[{"type":"block","text":"Access","items":[{"type":"check","id":"a1","text":"It is logged."}]},{"type":"spacer"}]}"#,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{claimed, read, said};
    use super::*;

    #[test]
    fn a_template_states_nothing() {
        for (name, text) in Vsaq.examples() {
            let lines = said(&read(name, text));
            let message = "questions without answers: a template, which states nothing";
            assert_eq!(lines, [format!("skipped /questionnaire: {message}")]);
        }
    }

    #[test]
    fn lookalikes_and_broken_templates() {
        for text in [
            r#"{"a1":"yes","a2":"no"}"#,
            r#"{"questionnaire":[{"type":"interview","items":[1]}]}"#,
            r#"{"questionnaire":[]}"#,
            "// Settings.\n{\"compilerOptions\": {\"strict\": true}}",
            "// Settings.\n{\"bomFormat\": 1}",
        ] {
            assert_eq!(claimed("a.json", text), None, "{text}");
        }
        let broken = "// Questions.\n{\"questionnaire\": [{\"type\": \"block\", \"items\": [\n";
        assert_eq!(
            claimed("a.json", broken),
            Some(("questionnaire-vsaq", "broken"))
        );
    }
}
