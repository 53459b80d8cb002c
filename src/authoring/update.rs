//! The outcomes of cases that came to something else, written into their files: the one word is
//! changed, and everything around it stays as it is.

use std::collections::BTreeMap;

use super::cases::CaseResult;
use crate::finding::Outcome;
use crate::policy::Pack;
use crate::source::SourceFile;

/// A file of cases with other outcomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The path inside the pack.
    pub file: String,
    /// The new bytes.
    pub bytes: Vec<u8>,
    /// What changed: control, case, the outcome that was asked for, the one that it came to.
    pub changes: Vec<(String, String, Outcome, Outcome)>,
}

/// The files that change so that each case asks for what it came to. A case that could not be run,
/// or whose control could not be evaluated, is left as it is: nobody means to ask for that.
pub fn updated(
    pack: &Pack,
    sources: &BTreeMap<String, SourceFile>,
    results: &[CaseResult],
) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let results: BTreeMap<(&str, usize, &str), &CaseResult> = results
        .iter()
        .map(|it| ((it.file.as_str(), it.line, it.name.as_str()), it))
        .collect();
    // Backwards, so that the places before an edit stay where they are.
    for case in pack.cases.iter().rev() {
        let key = (case.file.as_str(), case.line, case.name.as_str());
        let Some(result) = results.get(&key) else {
            continue;
        };
        let Some(actual) = result
            .actual
            .filter(|actual| *actual != case.outcome && *actual != Outcome::Error)
        else {
            continue;
        };
        let Some(source) = sources.get(&case.file) else {
            continue;
        };
        if edits.last().is_none_or(|edit| edit.file != case.file) {
            edits.push(Edit {
                file: case.file.clone(),
                bytes: source.bytes().to_vec(),
                changes: Vec::new(),
            });
        }
        let span = case.outcome_span;
        if let Some(edit) = edits.last_mut()
            && edit.bytes.get(span.start..span.end).is_some()
        {
            let text = format!("\"{actual}\"");
            edit.bytes.splice(span.start..span.end, text.into_bytes());
            edit.changes.insert(
                0,
                (
                    case.control.clone(),
                    case.name.clone(),
                    case.outcome,
                    actual,
                ),
            );
        }
    }
    edits.reverse();
    edits
}
