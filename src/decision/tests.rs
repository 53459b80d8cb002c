#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use proptest::prelude::*;

use super::*;
use crate::finding::{Enforcement, Outcome};
use crate::report::sample;
use crate::run::Verdict;

fn read(text: &str) -> Result<Decisions, Problems> {
    Decisions::parse(&SourceFile::new("decisions.toml", text.as_bytes().to_vec()))
}

const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// An exception with some of its lines replaced; an empty one is left out.
fn exception(changes: &[(&str, &str)]) -> String {
    let mut text = String::from("schema = 1\n\n[[exception]]\n");
    for (name, value) in [
        ("subject", "'Model::\"chat-7b\"'"),
        ("control", "\"A-1\""),
        ("entity", "'Model::\"chat-7b\"'"),
        ("reason", "\"It is known.\""),
        ("owner", "\"Legal\""),
        ("approver", "\"CRO\""),
        ("decided", "\"2026-10-01\""),
        ("expires", "\"2027-01-31\""),
        ("evidence", &format!("\"{DIGEST}\"")),
    ] {
        let changed = changes.iter().find(|it| it.0 == name);
        match changed.map_or(value, |it| it.1) {
            "" => {}
            value => text.push_str(&format!("{name} = {value}\n")),
        }
    }
    for (name, value) in changes {
        if !value.is_empty() && !text.contains(&format!("\n{name} = ")) {
            text.push_str(&format!("{name} = {value}\n"));
        }
    }
    text
}

#[test]
fn a_file_says_what_is_wrong_and_where() {
    let all = format!(
        "{}\n{}\n{}",
        exception(&[]),
        exception(&[("expires", ""), ("due", "\"2027-01-31\"")])
            .replace("schema = 1", "")
            .replace("[[exception]]", "[[condition]]"),
        exception(&[("expires", ""), ("outcome", "\"pass\"")])
            .replace("schema = 1", "")
            .replace("[[exception]]", "[[reviewed]]"),
    );
    let decisions = read(&all).unwrap_or_else(|it| panic!("{it}"));
    let kinds: Vec<_> = decisions.entries.iter().map(|it| it.kind).collect();
    assert_eq!(
        kinds,
        [
            DecisionKind::Exception,
            DecisionKind::Condition,
            DecisionKind::Reviewed
        ]
    );
    assert_eq!(decisions.entries[0].place, "decisions.toml:3");
    assert!(read("schema = 1\n").unwrap().entries.is_empty());
    for (what, text, line, expected) in [
        (
            "no schema",
            exception(&[]).replace("schema = 1", ""),
            1,
            "missing field `schema`",
        ),
        (
            "another schema",
            exception(&[]).replace("= 1", "= 2"),
            0,
            "`schema = 2` is not known",
        ),
        ("not TOML", "schema = 1\n[[exception".to_owned(), 2, ""),
        (
            "an unknown kind",
            "schema = 1\n[[waiver]]\n".to_owned(),
            2,
            "unknown field `waiver`",
        ),
        (
            "an unknown field",
            exception(&[("until", "\"x\"")]),
            13,
            "unknown field `until`",
        ),
        (
            "no end",
            exception(&[("expires", "")]),
            4,
            "`[[exception]]` needs `expires`",
        ),
        (
            "another kind's field",
            exception(&[("due", "\"2027-01-01\"")]),
            13,
            "has no `due`",
        ),
        (
            "no answer asked",
            exception(&[("outcome", "\"pass\"")]),
            13,
            "has no `outcome`",
        ),
        (
            "no date",
            exception(&[("expires", "\"soon\"")]),
            11,
            "`soon` is not a date",
        ),
        (
            "a short date",
            exception(&[("expires", "\"2027-1-31\"")]),
            11,
            "is not a date",
        ),
        (
            "an end before the start",
            exception(&[("expires", "\"2026-09-30\"")]),
            11,
            "is before",
        ),
        (
            "no reason",
            exception(&[("reason", "\" \"")]),
            7,
            "this says nothing",
        ),
        (
            "a placeholder",
            exception(&[("approver", "\"TBD\"")]),
            9,
            "this says nothing",
        ),
        (
            "no owner",
            exception(&[("owner", "")]),
            3,
            "missing field `owner`",
        ),
        (
            "no entity",
            exception(&[("entity", "\"chat-7b\"")]),
            6,
            "is not an entity",
        ),
        (
            "a digest cut off",
            exception(&[("evidence", "\"abc\"")]),
            12,
            "64 hexadecimal digits",
        ),
        (
            "nothing meant",
            exception(&[("control", "")]),
            4,
            "neither a finding nor a control",
        ),
        (
            "no such answer",
            exception(&[("expires", ""), ("outcome", "\"maybe\"")])
                .replace("[[exception]]", "[[reviewed]]"),
            12,
            "`maybe` is no answer",
        ),
    ] {
        let problems = read(&text).expect_err(what);
        let all = problems.to_string();
        assert!(all.contains(expected), "{what}: {all}");
        assert_eq!(problems.0[0].line, line, "{what}: {all}");
        assert!(all.contains("--> decisions.toml"), "{what}: {all}");
    }
    let many = format!("schema = 1\n{}", "[[exception]]\n".repeat(MOST + 1));
    assert!(read(&many).is_err());
}

fn day(text: &str) -> civil::Date {
    text.parse().unwrap()
}

/// A decision that takes effect on a finding.
fn made_on(finding: &Finding, kind: DecisionKind) -> Decision {
    Decision {
        kind,
        subject: sample::subject(),
        finding: Some(finding.fingerprint.clone()),
        control: Some(finding.control.clone()),
        entity: Some(finding.entity.clone()),
        principal: None,
        reason: "It is known.".to_owned(),
        owner: "Legal".to_owned(),
        approver: "CRO".to_owned(),
        decided: day("2026-10-01"),
        until: Some(day("2027-01-31")),
        outcome: (kind == DecisionKind::Reviewed).then_some(Reported::Pass),
        evidence: finding.evidence_sha256.clone(),
        place: "decisions.toml:3".to_owned(),
        line: 3,
    }
}

fn findings() -> Vec<Finding> {
    let mut findings: Vec<Finding> = Outcome::ALL
        .iter()
        .map(|it| sample::finding(&format!("C-{it}"), *it, "t"))
        .collect();
    let mut looks = sample::finding("C-look", Outcome::Insufficient, "t");
    looks.reported = Some(Reported::NeedsReview);
    let mut never = sample::finding("C-never", Outcome::Fail, "t");
    never.waivable = false;
    let mut twin = sample::finding("C-fail", Outcome::Fail, "t");
    twin.entity = EntityId::new(crate::fact::EntityKind::Document, "a.md");
    twin.fingerprint = DIGEST.to_owned();
    findings.extend([looks, never, twin]);
    findings
}

fn ruled(decisions: &[Decision], as_of: &str) -> Vec<Ruling> {
    let findings = findings();
    let mut controls: Vec<String> = findings.iter().map(|it| it.control.clone()).collect();
    controls.push("C-elsewhere".to_owned());
    let subject = sample::subject();
    let asked = Asked {
        subject: &subject,
        as_of: day(as_of),
        controls: &controls,
    };
    rule(decisions, &findings, asked)
}

#[test]
fn a_decision_takes_effect_on_the_one_finding_that_it_was_made_on() {
    use DecisionKind::{Condition, Exception, Reviewed};
    let all = findings();
    let on =
        |control: &str, kind| made_on(all.iter().find(|it| it.control == control).unwrap(), kind);
    let but = |change: &dyn Fn(&mut Decision)| {
        let mut decision = on("C-fail", Exception);
        change(&mut decision);
        decision
    };
    let now = "2026-11-01";
    for (what, decision, as_of, standing) in [
        (
            "an exception",
            on("C-fail", Exception),
            now,
            Standing::Effective,
        ),
        (
            "of missing evidence",
            on("C-insufficient", Exception),
            now,
            Standing::Effective,
        ),
        (
            "a condition",
            on("C-fail", Condition),
            now,
            Standing::Effective,
        ),
        ("a review", on("C-look", Reviewed), now, Standing::Effective),
        (
            "on its first day",
            on("C-fail", Exception),
            "2026-10-01",
            Standing::Effective,
        ),
        (
            "on its last day",
            on("C-fail", Exception),
            "2027-01-31",
            Standing::Effective,
        ),
        (
            "before it was made",
            on("C-fail", Exception),
            "2026-09-30",
            Standing::Early,
        ),
        (
            "after its end",
            on("C-fail", Exception),
            "2027-02-01",
            Standing::Expired,
        ),
        (
            "a review after its end",
            on("C-look", Reviewed),
            "2027-02-01",
            Standing::Expired,
        ),
        (
            "not met in time",
            on("C-fail", Condition),
            "2027-02-01",
            Standing::PastDue,
        ),
        (
            "without an end",
            but(&|it| it.until = None),
            now,
            Standing::Expired,
        ),
        (
            "by control alone",
            but(&|it| {
                it.finding = None;
                it.control = Some("C-insufficient".to_owned());
                it.evidence = all[2].evidence_sha256.clone();
            }),
            now,
            Standing::Effective,
        ),
        ("an error", on("C-error", Exception), now, Standing::Error),
        (
            "an error, conditioned",
            on("C-error", Condition),
            now,
            Standing::Error,
        ),
        (
            "what holds",
            on("C-pass", Exception),
            now,
            Standing::Unneeded,
        ),
        (
            "what does not apply",
            on("C-not-applicable", Condition),
            now,
            Standing::Unneeded,
        ),
        (
            "what is met is not past due",
            on("C-pass", Condition),
            "2027-02-01",
            Standing::Unneeded,
        ),
        (
            "what may not be excepted",
            on("C-never", Exception),
            now,
            Standing::NotWaivable,
        ),
        (
            "nor conditioned",
            on("C-never", Condition),
            now,
            Standing::NotWaivable,
        ),
        (
            "a review of a failure",
            on("C-fail", Reviewed),
            now,
            Standing::NotForReview,
        ),
        (
            "a review without an answer",
            Decision {
                outcome: None,
                ..on("C-look", Reviewed)
            },
            now,
            Standing::NotForReview,
        ),
        (
            "other evidence",
            but(&|it| it.evidence = DIGEST.to_owned()),
            now,
            Standing::Outdated,
        ),
        (
            "no such finding",
            but(&|it| it.finding = Some("0".repeat(64))),
            now,
            Standing::Unused,
        ),
        (
            "a control that asks nothing here",
            but(&|it| {
                it.control = Some("C-elsewhere".to_owned());
            }),
            now,
            Standing::Unused,
        ),
        (
            "no such control",
            but(&|it| it.control = Some("C-fial".to_owned())),
            now,
            Standing::UnknownControl,
        ),
        (
            "another entity",
            but(&|it| it.entity = Some(sample::vendor())),
            now,
            Standing::Unused,
        ),
        (
            "another principal",
            but(&|it| it.principal = Some(sample::vendor())),
            now,
            Standing::Unused,
        ),
        (
            "of several",
            but(&|it| {
                it.finding = None;
                it.entity = None;
            }),
            now,
            Standing::OverBroad,
        ),
    ] {
        let ruled = ruled(std::slice::from_ref(&decision), as_of);
        assert_eq!(ruled.len(), 1, "{what}");
        assert_eq!(
            ruled[0].standing,
            standing,
            "{what}: {}",
            ruled[0].sentence()
        );
        let mut findings = findings();
        let effect = ruled[0].effect(&mut findings);
        assert_eq!(effect.is_some(), standing == Standing::Effective, "{what}");
        let sentence = ruled[0].sentence();
        assert!(sentence.starts_with("decisions.toml:3: the ") && sentence.ends_with('.'));
    }
    let near = ruled(&[but(&|it| it.control = Some("C-fial".to_owned()))], now);
    assert!(
        near[0].sentence().contains("did you mean C-fail"),
        "{}",
        near[0].sentence()
    );
    let elsewhere = but(&|it| it.subject = sample::vendor());
    assert!(ruled(&[elsewhere], now).is_empty());
}

#[test]
fn of_decisions_about_one_finding_one_counts_or_none() {
    let all = findings();
    let first = made_on(&all[0], DecisionKind::Exception);
    let at = |line: usize, change: &dyn Fn(&mut Decision)| {
        let mut it = first.clone();
        it.line = line;
        it.place = format!("decisions.toml:{line}");
        change(&mut it);
        it
    };
    let standings = |decisions: &[Decision]| {
        let ruled = ruled(decisions, "2026-11-01");
        ruled.iter().map(|it| it.standing).collect::<Vec<_>>()
    };
    use Standing::{Conflict, Duplicate, Effective, Expired};
    assert_eq!(
        standings(&[first.clone(), at(9, &|_| {})]),
        [Effective, Duplicate]
    );
    let longer = at(9, &|it| it.until = Some(day("2028-01-01")));
    assert_eq!(standings(&[first.clone(), longer]), [Conflict, Conflict]);
    let other = at(9, &|it| it.kind = DecisionKind::Condition);
    assert_eq!(standings(&[first.clone(), other]), [Conflict, Conflict]);
    // A decision that was renewed is no conflict.
    let old = at(2, &|it| it.until = Some(day("2026-10-31")));
    assert_eq!(standings(&[old, first]), [Expired, Effective]);
}

#[test]
fn every_standing_has_its_words() {
    for (number, it) in Standing::ALL.iter().enumerate() {
        assert!(!it.name().is_empty());
        assert_eq!(it.help().is_empty(), *it == Standing::Effective, "{it:?}");
        let first = Standing::ALL
            .iter()
            .position(|other| other.name() == it.name());
        assert_eq!(first, Some(number));
    }
}

fn kind() -> impl Strategy<Value = DecisionKind> {
    prop::sample::select(DecisionKind::ALL.to_vec())
}

/// Decisions of all sorts about the findings, made on the right evidence or not.
fn any_decisions() -> impl Strategy<Value = Vec<Decision>> {
    let one = (
        0..8usize,
        kind(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        0..900i64,
        any::<bool>(),
    );
    let one = one.prop_map(|(at, kind, right, names, whole, days, answer)| {
        let mut it = made_on(&findings()[at], kind);
        if !right {
            it.evidence = DIGEST.to_owned();
        }
        if !names {
            it.finding = None;
        }
        if !whole {
            it.entity = None;
        }
        it.until = it
            .decided
            .checked_add(jiff::Span::new().days(days))
            .ok()
            .filter(|_| days % 5 != 0);
        if !answer {
            it.outcome = None;
        }
        it
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    /// Exceptions and conditions change what gates and nothing else; nothing excuses an error or
    /// what may not be excepted; and without them the verdict is the bare one.
    #[test]
    fn decisions_change_no_outcome(decisions in any_decisions(), days in 0..900i64, advisory in any::<bool>()) {
        let mut bare = findings();
        if advisory {
            for it in &mut bare {
                it.enforcement = Enforcement::Advisory;
            }
        }
        let as_of = day("2026-09-01").checked_add(jiff::Span::new().days(days)).unwrap();
        let rulings = ruled(&decisions, &as_of.to_string());
        prop_assert_eq!(&rulings, &ruled(&decisions, &as_of.to_string()));
        prop_assert_eq!(rulings.len(), decisions.len());
        let mut found = bare.clone();
        for ruling in &rulings {
            if let Some((finding, decided)) = ruling.effect(&mut found) {
                prop_assert!(finding.decided.is_none(), "two decisions on one finding");
                finding.decided = Some(decided);
            }
        }
        for (before, after) in bare.iter().zip(&found) {
            prop_assert_eq!(before.outcome, after.outcome);
            prop_assert_eq!(&before.fingerprint, &after.fingerprint);
            if before.outcome == Outcome::Error || !before.waivable {
                prop_assert!(after.excused().is_none());
                prop_assert_eq!(after.gates(), before.gates());
            }
        }
        let (bare_verdict, verdict) = (Verdict::over(&bare), Verdict::over(&found));
        prop_assert!(verdict <= bare_verdict, "a decision made it worse");
        let error = bare.iter().any(|it| it.gates() && it.outcome == Outcome::Error);
        prop_assert!(!error || verdict >= Verdict::Error, "an error passed");
        for it in &mut found {
            it.decided = None;
        }
        prop_assert_eq!(Verdict::over(&found), bare_verdict);
    }

    /// What `decide` writes reads as what was decided, whatever the names and reasons hold.
    #[test]
    fn a_draft_is_read_as_what_it_says(
        reason in "\\PC{1,80}|[\\x00-\\x7f]{1,40}",
        name in "\\PC{1,40}|[\\x00-\\x7f]{1,20}",
        kind in kind(),
    ) {
        prop_assume!(![&reason, &name].iter().any(|it| crate::fact::is_placeholder(it)));
        let entity = EntityId::new(crate::fact::EntityKind::Document, name.clone());
        let subject = EntityId::new(crate::fact::EntityKind::Model, name.clone());
        let reviewed = kind == DecisionKind::Reviewed;
        let text = draft(&Draft {
            kind,
            subject: &subject,
            control: "A-1",
            title: &reason,
            entity: &entity,
            principal: &subject,
            fingerprint: DIGEST,
            outcome: Outcome::Insufficient,
            reported: reviewed.then_some(Reported::NeedsReview),
            waivable: true,
            evidence: DIGEST,
            reason: &reason,
            owner: &name,
            approver: &name,
            decided: day("2026-10-01"),
            until: Some(day("2027-01-31")),
            answer: reviewed.then_some(Reported::Fail),
        }).unwrap();
        prop_assert!(!text.contains(|c| c != '\n' && crate::printable::is_dangerous(c)), "{text:?}");
        let read = read(&format!("schema = 1\n{text}"));
        let read = read.unwrap_or_else(|it| panic!("{it}\n{text}")).entries.remove(0);
        prop_assert_eq!(read.kind, kind);
        prop_assert_eq!(read.subject, subject);
        prop_assert_eq!(read.entity, Some(entity));
        prop_assert_eq!(read.reason, reason.trim());
        prop_assert_eq!(read.owner, name.trim());
        prop_assert_eq!(read.until, Some(day("2027-01-31")));
        prop_assert_eq!(read.outcome, reviewed.then_some(Reported::Fail));
        prop_assert_eq!(read.evidence, DIGEST);
    }
}
