//! GitLab's Code Quality report (a part of the Code Climate engine specification): open findings at
//! the lines of a merge request.
//!
//! - **Severity** says what a finding does to the gate: what keeps it shut is `minor` to `blocker`,
//!   by how grave it is; what does not is `info`.
//! - **A fingerprint** is listed once, since GitLab shows the first alone: findings that share one
//!   (the same subject in two dossiers) are told apart by the dossier's path.
//! - **Every issue has a path and a line**, since GitLab drops one without: what no document says
//!   stands at the document that would say it.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use super::decided;
use super::discreet::Discreet;
use super::place::shown;
use super::{Options, Report};
use crate::finding::{Finding, Severity};
use crate::printable::{self, terminal};
use crate::run::Run;
use crate::source::sha256_hex;

/// `gitlab`.
pub(super) struct Gitlab;

impl Report for Gitlab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn extension(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "Code Quality report of GitLab: places, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        let mut known = BTreeSet::new();
        let mut issues = Vec::new();
        for dossier in &run.dossiers {
            let discreet = Discreet::new(dossier, options);
            for finding in dossier.findings.iter().filter(|it| it.is_open()) {
                let place = shown(&discreet, dossier, finding);
                let mut fingerprint = finding.fingerprint.clone();
                while !known.insert(fingerprint.clone()) {
                    fingerprint = sha256_hex(format!("{fingerprint}\0{}", dossier.path).as_bytes());
                }
                let mut description = decided::lead(finding);
                description.push_str(&discreet.message(finding));
                if let Some(remedy) = discreet.remedies(finding).first() {
                    description.push_str(&format!(" To satisfy: {remedy}"));
                }
                issues.push(Issue {
                    description,
                    check_name: terminal(&finding.control),
                    fingerprint,
                    severity: severity(finding),
                    location: Location {
                        path: place.path.unwrap_or(place.known_as),
                        lines: Lines { begin: place.line },
                    },
                });
            }
        }
        printable::write_json(&issues, out)
    }
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        _ if !finding.gates() => "info",
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low | Severity::Info => "minor",
    }
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use serde_json::Value;

    use super::*;
    use crate::report::{report, sample};

    fn written(run: &Run) -> Vec<Value> {
        let mut out = Vec::new();
        let options = Options {
            excerpts: true,
            ..Options::default()
        };
        report("gitlab")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn an_issue_has_what_gitlab_asks_for() {
        let twice = sample::run(vec![
            sample::checked(),
            sample::checked(),
            sample::passing(),
        ]);
        for run in [twice, sample::hostile(), sample::run(Vec::new())] {
            let issues = written(&run);
            let open = run.dossiers.iter().flat_map(|it| &it.findings);
            assert_eq!(issues.len(), open.filter(|it| it.is_open()).count());
            let mut fingerprints = BTreeSet::new();
            for issue in &issues {
                assert_eq!(issue.as_object().unwrap().len(), 5, "{issue}");
                assert!(!issue["description"].as_str().unwrap().is_empty());
                assert!(!issue["check_name"].as_str().unwrap().is_empty());
                let fingerprint = issue["fingerprint"].as_str().unwrap();
                assert!(fingerprints.insert(fingerprint), "{fingerprint} twice");
                let severity = issue["severity"].as_str().unwrap();
                assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
                let path = issue["location"]["path"].as_str().unwrap();
                assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{path}");
                assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
            }
        }
        let issues = written(&sample::run(vec![sample::dossier()]));
        let first = &issues[0];
        assert_eq!(first["check_name"], "PM-INC-02");
        assert_eq!(first["severity"], "critical");
        assert_eq!(first["location"]["path"], "dossiers/chat 7b/answers.yaml");
        assert_eq!(first["location"]["lines"]["begin"], 5);
        let advisory = issues.iter().find(|it| it["check_name"] == "PM-ENV-01");
        assert_eq!(advisory.unwrap()["severity"], "info");
    }
}
