//! Scans for vulnerabilities as predicates (in-toto attestation, spec/predicates/vulns_02.md, vuln.md):
//! an empty list says that the scanner found none.

use super::super::vulnerability::Ratings;
use super::predicate::under;
use crate::fact::{EntityKind, EntityRef, Reading};
use crate::limits::Limits;
use crate::tree::{Node, Value, child, item};

/// One statement for each vulnerability, and how many there are. What a scanner found is open: a
/// scan does not say that it does not matter.
pub(super) fn results(reading: &mut Reading, scan: EntityRef, predicate: &Node, _: &Limits) {
    let Some((pointer, list)) = under(predicate, &["scanner", "result"]) else {
        return;
    };
    if !matches!(list.value, Value::Array(_)) {
        let message = "expected a list of vulnerabilities; a scanner's own report is not read here";
        reading.skip(&pointer, list.span, message);
        return;
    }
    let count = list.items().len().to_string();
    reading.state_text(scan, "open_vulnerabilities", &pointer, list.span, &count);
    for (index, entry) in list.items().iter().enumerate() {
        let mut at = item(&pointer, index);
        let mut found = entry;
        // Version 0.1 wraps it.
        if let Some(inner) = entry.get("vulnerability") {
            at = child(&at, "vulnerability");
            found = inner;
        }
        let Some(id) = found.get("id") else {
            let message = "expected a vulnerability with its id";
            reading.defect(&at, entry.span, message);
            continue;
        };
        let name: String = id.text().unwrap_or("").chars().take(200).collect();
        let kind = Some(EntityKind::Attestation);
        let entity = reading.entity(kind, &name, Some(scan));
        reading.state(entity, "vulnerability", &child(&at, "id"), id);
        let mut ratings = Ratings::default();
        if let Some(severity) = found.get("severity") {
            let at = child(&at, "severity");
            if matches!(severity.value, Value::Array(_)) {
                for (index, rating) in severity.items().iter().enumerate() {
                    if let Some(score) = rating.get("score") {
                        ratings.add(child(&item(&at, index), "score"), score);
                    }
                }
            } else if let Some(score) = severity.get("score") {
                ratings.add(child(&at, "score"), score);
            }
        }
        ratings.state(reading, entity);
    }
}
