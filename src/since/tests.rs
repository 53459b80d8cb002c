#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use super::*;
use crate::finding::{Decided, Reported};
use crate::report::{Options, report, sample};
use crate::run::Run;
use crate::source::SourceFile;

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

/// A run of these findings, written and read again.
fn recorded(run: &Run) -> Record {
    let mut out = Vec::new();
    let json = report("json").unwrap();
    json.write(run, &Options::default(), &mut out).unwrap();
    Record::parse(&SourceFile::new("run.json", out)).unwrap_or_else(|it| panic!("{it}"))
}

fn run_of(findings: Vec<Finding>) -> Run {
    let mut dossier = sample::passing();
    dossier.findings = findings;
    dossier
        .findings
        .push(sample::finding("C-holds", Outcome::Pass, "t"));
    dossier.verdict = Verdict::over(&dossier.findings);
    sample::run(vec![dossier])
}

fn absorbed(then: Vec<Finding>, now: Vec<Finding>) -> DossierResult {
    let record = recorded(&run_of(then));
    let mut run = run_of(now);
    absorb(&mut run.dossiers, &run.packs, day("2026-11-22"), &record)
        .unwrap_or_else(|it| panic!("{it}"));
    run.dossiers.remove(0)
}

fn one(outcome: Outcome) -> Finding {
    sample::finding("C-1", outcome, "t")
}

#[test]
fn only_what_was_there_and_is_no_worse_is_absorbed() {
    use Outcome::{Error, Fail, Insufficient, NotApplicable, Pass};
    let with = |outcome, change: &dyn Fn(&mut Finding)| {
        let mut it = one(outcome);
        change(&mut it);
        it
    };
    let decided = |kind| Decided {
        kind,
        reason: "r".to_owned(),
        owner: "o".to_owned(),
        approver: "a".to_owned(),
        decided: day("2026-01-01"),
        until: Some(day("2026-06-01")),
        place: "decisions.toml:3".to_owned(),
    };
    for (what, then, now, expected) in [
        ("as it was", one(Fail), one(Fail), true),
        (
            "missing as it was",
            one(Insufficient),
            one(Insufficient),
            true,
        ),
        ("better than it was", one(Fail), one(Insufficient), true),
        ("worse than it was", one(Insufficient), one(Fail), false),
        ("it held", one(Pass), one(Fail), false),
        (
            "it did not apply",
            one(NotApplicable),
            one(Insufficient),
            false,
        ),
        ("it could not be checked", one(Error), one(Fail), false),
        ("it cannot be checked now", one(Fail), one(Error), false),
        ("nor could it before", one(Error), one(Error), false),
        (
            "another control",
            with(Fail, &|it| it.control = "C-2".to_owned()),
            one(Fail),
            false,
        ),
        (
            "another fingerprint",
            with(Fail, &|it| it.fingerprint = "a".repeat(64)),
            one(Fail),
            false,
        ),
        (
            "about somebody else",
            with(Fail, &|it| it.principal = sample::vendor()),
            one(Fail),
            false,
        ),
        (
            "of something else",
            with(Fail, &|it| it.entity = sample::vendor()),
            one(Fail),
            false,
        ),
        (
            "it did not gate then",
            with(Fail, &|it| it.enforcement = Enforcement::Advisory),
            one(Fail),
            false,
        ),
        (
            "it does not gate now",
            one(Fail),
            with(Fail, &|it| it.enforcement = Enforcement::Advisory),
            false,
        ),
        (
            "it was excepted then",
            with(Fail, &|it| {
                it.decided = Some(decided(DecisionKind::Exception))
            }),
            one(Fail),
            false,
        ),
        (
            "it was under a condition then",
            with(Fail, &|it| {
                it.decided = Some(decided(DecisionKind::Condition))
            }),
            one(Fail),
            false,
        ),
        (
            "a reviewer said so then",
            with(Fail, &|it| {
                it.decided = Some(decided(DecisionKind::Reviewed))
            }),
            one(Fail),
            true,
        ),
        (
            "it is excepted now",
            one(Fail),
            with(Fail, &|it| {
                it.decided = Some(decided(DecisionKind::Exception))
            }),
            false,
        ),
        (
            "it was absorbed then too",
            with(Fail, &|it| it.absorbed = true),
            one(Fail),
            true,
        ),
        (
            "nobody may except it",
            one(Fail),
            with(Fail, &|it| it.waivable = false),
            false,
        ),
        (
            "a person had to look, and has to",
            with(Insufficient, &|it| {
                it.reported = Some(Reported::NeedsReview)
            }),
            with(Insufficient, &|it| {
                it.reported = Some(Reported::NeedsReview)
            }),
            true,
        ),
    ] {
        let outcome = now.outcome;
        let dossier = absorbed(vec![then], vec![now]);
        let found = &dossier.findings[0];
        assert_eq!(found.outcome, outcome, "{what}");
        assert_eq!(found.is_absorbed(), expected, "{what}");
        let since = dossier.since.as_ref().unwrap();
        assert_eq!(since.absorbed, usize::from(expected), "{what}");
        if expected {
            assert_eq!(dossier.verdict, Verdict::Pass, "{what}");
        } else if found.gates_bare() && found.excused().is_none() {
            assert!(dossier.verdict.exit_code() != 0, "{what}");
        }
    }
    // Two that cannot be told apart absorb nothing.
    let dossier = absorbed(vec![one(Fail), one(Fail)], vec![one(Fail)]);
    assert_eq!(dossier.verdict, Verdict::Fail);
    // What was there does not make up for what shows nothing.
    let record = recorded(&run_of(vec![one(Fail)]));
    let mut run = run_of(vec![one(Fail)]);
    run.dossiers[0].findings.truncate(1);
    absorb(&mut run.dossiers, &run.packs, day("2026-11-22"), &record).unwrap();
    assert_eq!(run.dossiers[0].verdict, Verdict::Insufficient);
}

#[test]
fn what_is_gone_is_listed() {
    let mut other = one(Outcome::Insufficient);
    other.control = "C-2".to_owned();
    other.fingerprint = "b".repeat(64);
    let dossier = absorbed(vec![one(Outcome::Fail), other], vec![one(Outcome::Pass)]);
    let gone: Vec<_> = dossier.since.unwrap().gone;
    let gone: Vec<_> = gone
        .iter()
        .map(|it| (it.control.as_str(), it.was, it.now))
        .collect();
    assert_eq!(
        gone,
        [
            ("C-1", Outcome::Fail, Some(Outcome::Pass)),
            ("C-2", Outcome::Insufficient, None)
        ]
    );
}

#[test]
fn runs_that_are_not_of_the_same_review_are_refused() {
    let then = || run_of(vec![one(Outcome::Fail)]);
    let refuse = |change: &dyn Fn(&mut Run), as_of: &str| {
        let mut record = then();
        change(&mut record);
        let mut now = then();
        let found = absorb(
            &mut now.dossiers,
            &now.packs,
            day(as_of),
            &recorded(&record),
        );
        assert!(now.dossiers[0].since.is_none());
        found.unwrap_err().to_string()
    };
    let today = "2026-11-22";
    for (what, expected) in [
        (
            refuse(&|it| it.packs[0].id = "finance".to_owned(), today),
            "of the packs finance, this one of baseline",
        ),
        (refuse(&|it| it.packs.clear(), today), "of the packs none"),
        (
            refuse(&|_| {}, "2026-11-21"),
            "as of 2026-11-22, after this one",
        ),
        (
            refuse(&|it| it.dossiers[0].subject = sample::vendor(), today),
            "has nothing about Model::\"chat-7b\"",
        ),
        (
            refuse(&|it| it.dossiers[0].action = "renew".to_owned(), today),
            "for renew",
        ),
        (
            refuse(
                &|it| {
                    let again = it.dossiers[0].clone();
                    it.dossiers.push(again);
                },
                today,
            ),
            "more than once",
        ),
    ] {
        assert!(what.contains(expected), "{what}");
        assert!(what.contains("--> run.json"), "{what}");
    }
    // Another version of a pack, or another tier, is said.
    let mut record = then();
    record.packs[0].sha256 = "1".repeat(64);
    record.dossiers[0].risk_tier = "low".to_owned();
    let mut now = then();
    absorb(
        &mut now.dossiers,
        &now.packs,
        day(today),
        &recorded(&record),
    )
    .unwrap();
    assert_eq!(now.dossiers[0].since.as_ref().unwrap().remarks.len(), 2);
}
