//! What a check answers, and what the host takes of it: within bounds, with receipts that were given,
//! about somebody of the review.

use std::collections::{BTreeMap, BTreeSet};

use super::Limits;
use super::calls::Call;
use super::host::{Stop, Task, entity};
use crate::check::{CheckFinding, Cited};
use crate::fact::{Backing, Strength, Worth};
use crate::finding::{Reported, Severity};

/// A check's answer: findings, or code and message of its error.
pub(super) type Answer = Result<Vec<GivenFinding>, (String, String)>;

/// A citation as the plugin gives it.
pub(super) struct Given {
    pub(super) receipt: u32,
    pub(super) note: String,
}

/// A finding as the plugin gives it.
pub(super) struct GivenFinding {
    pub(super) entity: Option<String>,
    pub(super) reported: Reported,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) remediation: String,
    pub(super) evidence: Vec<Given>,
    pub(super) attributes: Vec<(String, String)>,
}

/// Bytes of one line of the log, message, remediation or attribute; longer lines of the log are
/// cut, anything else that is longer is an error.
pub(super) const TEXT: usize = 4 * 1024;
/// Attributes of a finding.
pub(super) const ATTRIBUTES: usize = 64;
/// Citations of a finding.
pub(super) const CITATIONS: usize = 1_000;

/// The beginning of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}

/// The findings as the host takes them: within bounds, with receipts that were given.
pub(super) fn findings(
    task: &Task<'_>,
    call: &Call,
    given: Vec<GivenFinding>,
    limits: &Limits,
) -> Result<Vec<CheckFinding>, Stop> {
    if given.len() > limits.findings {
        return Err(Stop::new(
            "output",
            format!(
                "it gave {} findings {}.",
                given.len(),
                limits.exceeded("findings")
            ),
        ));
    }
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut findings = Vec::with_capacity(given.len());
    for (index, finding) in given.into_iter().enumerate() {
        let number = index + 1;
        let too_much = |what: String| Stop::new("output", format!("finding {number} {what}"));
        if finding.attributes.len() > ATTRIBUTES || finding.evidence.len() > CITATIONS {
            return Err(too_much(format!(
                "has more than {ATTRIBUTES} attributes or {CITATIONS} citations."
            )));
        }
        let texts = [&finding.message, &finding.remediation].into_iter();
        let texts = texts.chain(finding.attributes.iter().flat_map(|(k, v)| [k, v]));
        let texts = texts.chain(finding.evidence.iter().map(|it| &it.note));
        if texts.into_iter().any(|text| text.len() > TEXT) {
            return Err(too_much(format!("has a text of more than {TEXT} bytes.")));
        }
        if finding.message.trim().is_empty() {
            return Err(too_much("says nothing: its message is empty.".to_owned()));
        }
        let mut attributes: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &finding.attributes {
            if name.is_empty()
                || attributes
                    .insert(name.clone(), clean(value.clone()))
                    .is_some()
            {
                return Err(too_much(format!(
                    "has an attribute without a name, or `{}` twice.",
                    cut(name, 64)
                )));
            }
        }
        let mut evidence = Vec::new();
        for cited in &finding.evidence {
            let read = usize::try_from(cited.receipt).unwrap_or(usize::MAX);
            if read >= call.reader.count() {
                return Err(Stop::new(
                    "forged-receipt",
                    format!(
                        "finding {number} cites the receipt {}, which the host did not give.",
                        cited.receipt
                    ),
                ));
            }
            evidence.push(Cited {
                read,
                note: clean(cited.note.clone()),
            });
        }
        let about = match &finding.entity {
            None => task.principal.clone(),
            Some(text) => call
                .reader
                .view
                .entity(task.principal, text)
                .ok_or_else(|| {
                    Stop::new(
                        "unknown-entity",
                        format!(
                            "finding {number} is about {}, which nothing ties to {}.",
                            cut(text, 128),
                            task.principal
                        ),
                    )
                })?,
        };
        let key = attributes
            .get("key")
            .map(|key| key.trim().to_owned())
            .filter(|key| !key.is_empty())
            .unwrap_or_else(|| number.to_string());
        if !keys.insert(key.clone()) {
            return Err(too_much(format!(
                "has the key `{}`, as another has.",
                cut(&key, 64)
            )));
        }
        let mut taken = CheckFinding {
            entity: entity(task, &key),
            about,
            reported: finding.reported,
            reviewed: None,
            severity: finding.severity,
            message: clean(finding.message),
            remediation: clean(finding.remediation),
            evidence,
            attributes: attributes.into_iter().collect(),
            worth: Worth::default(),
        };
        if taken.reported == Reported::Pass && taken.evidence.is_empty() {
            taken.reported = Reported::Error;
            taken.message = format!(
                "It says that this passes, and cites nothing, so it cannot be taken: {}",
                taken.message
            );
        }
        findings.push(taken);
    }
    Ok(findings)
}

/// Without control characters: texts go into fingerprints, tables and terminals.
fn clean(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    } else {
        text
    }
}

/// What a finding is worth: the least of what it cites.
pub(super) fn weigh(finding: &mut CheckFinding, reads: &[crate::check::Read], recomputing: bool) {
    let cited: Vec<&crate::check::Read> = finding
        .evidence
        .iter()
        .filter_map(|cited| reads.get(cited.read))
        .collect();
    let least = |worth: fn(&Worth) -> Strength| cited.iter().map(|read| worth(&read.worth)).min();
    let strength = least(|worth| worth.strength).unwrap_or_default();
    let backing = cited
        .iter()
        .map(|read| read.worth.backing)
        .min()
        .unwrap_or(Backing::None);
    let there = cited.iter().any(|read| read.value_sha256.is_some());
    finding.worth = Worth {
        strength: if recomputing && there {
            Strength::Recomputed
        } else {
            strength
        },
        backing,
    };
}
