//! A dossier that a plugin's check looked at.

use super::{HOSTILE, dossier, finding, origin, subject};
use crate::check::{CheckFinding, CheckRun, Cited, Level, Read};
use crate::fact::{EntityId, EntityKind, Worth};
use crate::finding::{Evidence, Finding, Outcome, Reported, Severity, fingerprint};
use crate::run::{DossierResult, Verdict};

/// How many findings of the check lack something.
pub(crate) const LACKING: usize = 14;
/// How many a person has to look at.
pub(crate) const LOOKS: usize = 2;

fn reported(number: usize) -> Reported {
    if number < LACKING {
        Reported::Insufficient
    } else {
        Reported::NeedsReview
    }
}

/// The dossier with a check whose findings three controls weigh: many of one control lack
/// something, two of another are for a person, and one is alone.
pub(crate) fn checked() -> DossierResult {
    let mut it = dossier();
    let mut run = CheckRun {
        pack: "baseline".to_owned(),
        check: "acme/scan".to_owned(),
        title: "Scans".to_owned(),
        version: "0.1.0".to_owned(),
        sha256: "fedcba9876543210".repeat(4),
        principal: subject(),
        config: "{}".to_owned(),
        runtime: "a runtime",
        fuel: 1234,
        fuel_limit: 2_000_000,
        findings: Vec::new(),
        reads: Vec::new(),
        log: vec![(Level::Warn, "the table is short".to_owned())],
        log_dropped: 3,
    };
    for (text, there, cited) in [("120 hours", true, true), ("30", false, false)] {
        run.reads.push(Read {
            origin: origin(text),
            fact: None,
            value_sha256: there.then(|| "00".repeat(32)),
            worth: Worth::default(),
            cited,
        });
    }
    for number in 0..=LACKING + LOOKS {
        let entity = EntityId::new(EntityKind::Finding, format!("acme/scan#key-{number}"));
        let control = match number {
            n if n < LACKING => "PM-SCAN-01",
            n if n < LACKING + LOOKS => "PM-SCAN-02",
            _ => "PM-SCAN-03",
        };
        let mut one: Finding = finding(control, Outcome::Insufficient, "The scan passes");
        one.message = format!("Attribute {number} is described in other words.");
        one.fingerprint = fingerprint(control, &subject(), &entity, &[]);
        one.entity = entity.clone();
        one.reported = Some(reported(number));
        one.evidence = vec![Evidence {
            origin: origin("120 hours"),
            worth: Worth::default(),
            key: None,
            value: "a note".to_owned(),
        }];
        run.findings.push(CheckFinding {
            entity,
            about: subject(),
            reported: reported(number),
            reviewed: None,
            severity: Severity::High,
            message: one.message.clone(),
            remediation: String::new(),
            evidence: vec![Cited {
                read: 0,
                note: "a note".to_owned(),
            }],
            attributes: Vec::new(),
            worth: Worth::default(),
        });
        it.findings.push(one);
    }
    it.findings.sort_by_key(|it| it.outcome);
    it.verdict = Verdict::over(&it.findings);
    it.checks = vec![run];
    it
}

/// Puts hostile text where a plugin or a pack has its own.
pub(super) fn spoil(runs: &mut [CheckRun]) {
    for run in runs {
        for text in [
            &mut run.pack,
            &mut run.check,
            &mut run.title,
            &mut run.version,
            &mut run.config,
        ] {
            *text = HOSTILE.to_owned();
        }
        run.log = vec![(Level::Error, HOSTILE.to_owned())];
        for read in &mut run.reads {
            read.origin.document = HOSTILE.to_owned();
            read.origin.pointer = HOSTILE.to_owned();
            read.fact = Some((subject(), HOSTILE.to_owned()));
        }
    }
}
