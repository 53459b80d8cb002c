#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
use super::*;
use crate::fixture::{FULL, MANIFEST, card, changed, with_card};
use passmuster_plugin::Mock;

fn states(mock: &Mock) -> Vec<(String, Outcome, String)> {
    let findings = run(mock, "{}").unwrap();
    findings
        .iter()
        .map(|it| {
            let value = |name| it.value(name).unwrap_or("").to_owned();
            (value("key"), it.outcome, value("state"))
        })
        .collect()
}

fn state(mock: &Mock, paragraph: &str) -> (Outcome, String) {
    let found = states(mock);
    assert_eq!(found.len(), 31);
    let of = found
        .into_iter()
        .find(|(key, ..)| key == paragraph)
        .unwrap();
    (of.1, of.2)
}

#[test]
fn of_a_full_card_what_stands_alone_passes_and_what_is_shared_is_for_a_person() {
    let found = states(&with_card(FULL));
    let passed: Vec<&str> = found
        .iter()
        .filter(|(_, outcome, _)| *outcome == Outcome::Pass)
        .map(|(key, ..)| key.as_str())
        .collect();
    // 3.i begins with "Not": a denial is for a person.
    assert_eq!(passed, ["1.i", "1.ii", "2.ii", "2.iii", "3.ii", "7.v"]);
    let (absent, rest): (Vec<_>, Vec<_>) = found
        .iter()
        .filter(|(_, outcome, _)| *outcome != Outcome::Pass)
        .partition(|it| it.2 == "absent");
    assert_eq!(
        absent.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(),
        ["6.ii"]
    );
    assert!(
        rest.iter()
            .all(|it| it.1 == Outcome::NeedsReview && it.2 == "undetermined"),
        "{rest:?}"
    );
}

#[test]
fn each_state_comes_from_its_source() {
    use Outcome::{Insufficient, NeedsReview, Pass};
    for (path, content, paragraph, outcome, word) in [
        ("/FundingSource", None, "1.ii", Insufficient, "absent"),
        ("/FundingSource", Some(" "), "1.ii", Insufficient, "hollow"),
        (
            "/FundingSource",
            Some("N/A"),
            "1.ii",
            Insufficient,
            "hollow",
        ),
        (
            "/FundingSource",
            Some("None"),
            "1.ii",
            Insufficient,
            "hollow",
        ),
        (
            "/FundingSource",
            Some("No outside funding was taken"),
            "1.ii",
            Pass,
            "present",
        ),
        (
            "/TargetedPatientPopulation",
            Some("See user guide"),
            "2.ii",
            Insufficient,
            "hollow",
        ),
        (
            "/TargetedPatientPopulation",
            Some("https://larkspur.example/ug"),
            "2.ii",
            Insufficient,
            "hollow",
        ),
        (
            "/TargetedPatientPopulation",
            Some("No population was defined"),
            "2.ii",
            NeedsReview,
            "undetermined",
        ),
        ("/ModelDeveloper", None, "1.i", Insufficient, "hollow"),
        (
            "/DeveloperContact",
            Some("TBD"),
            "1.i",
            Insufficient,
            "hollow",
        ),
        ("/OutcomesAndOutputs", None, "1.iii", Insufficient, "absent"),
        (
            "/OutcomesAndOutputs",
            Some("-"),
            "1.iv",
            Insufficient,
            "hollow",
        ),
        (
            "/OutputAndInputDataTypes",
            None,
            "4.ii",
            NeedsReview,
            "undetermined",
        ),
        (
            "/EvaluationReferences",
            None,
            "7.v",
            NeedsReview,
            "undetermined",
        ),
        (
            "/EvaluationReferences",
            Some("N/A"),
            "7.v",
            NeedsReview,
            "undetermined",
        ),
        ("/KeyMetrics", Some(""), "2.i", NeedsReview, "undetermined"),
    ] {
        let elements = changed(&[(path, content)]);
        let found = state(&with_card(&elements), paragraph);
        assert_eq!(found, (outcome, word.to_owned()), "{path} {content:?}");
    }
    let without = |name: &str| -> Vec<(&str, &str)> {
        FULL.iter()
            .filter(|(path, _)| !path.contains(name))
            .copied()
            .collect()
    };
    assert_eq!(
        state(&with_card(&without("FairnessEquity")), "7.ii").1,
        "absent"
    );
    assert_eq!(state(&with_card(&without("Resources")), "7.v").1, "absent");
    let hollow = changed(&[("FairnessEquity/Results/MetricResult/ValueJson", Some("N/A"))]);
    assert_eq!(state(&with_card(&hollow), "7.iv").1, "hollow");
}

#[test]
fn answers_give_attributes_and_bare_words_do_not() {
    use Outcome::{Insufficient, NeedsReview, Pass};
    for (answers, outcome, word) in [
        (
            &["Tested by the university hospital of Larkspur"][..],
            Pass,
            "present",
        ),
        (&["yes"], Insufficient, "hollow"),
        (&["no"], Insufficient, "hollow"),
        (&["true"], Insufficient, "hollow"),
        (&["see card"], Insufficient, "hollow"),
        (&["7"], Insufficient, "hollow"),
        (&["Not tested by anybody"], NeedsReview, "undetermined"),
        (&["yes", "Tested by a hospital"], Pass, "present"),
        (&["no", "Tested by a hospital"], NeedsReview, "undetermined"),
        (&[], Insufficient, "absent"),
    ] {
        let mut mock = with_card(FULL);
        for answer in answers {
            mock = mock.fact("", "HTI-1-DSI-2024:6.ii", answer);
        }
        assert_eq!(
            state(&mock, "6.ii"),
            (outcome, word.to_owned()),
            "{answers:?}"
        );
    }
}

#[test]
fn a_plain_no_beside_a_text_is_for_a_person() {
    let mock = with_card(FULL).fact("", "HTI-1-DSI-2024:1.ii", "no");
    assert_eq!(
        state(&mock, "1.ii"),
        (Outcome::NeedsReview, "undetermined".to_owned())
    );
    let mock = with_card(FULL).fact("", "HTI-1-DSI-2024:1.ii", "yes");
    assert_eq!(state(&mock, "1.ii").0, Outcome::Pass);
}

#[test]
fn one_card_of_several_is_enough_and_answers_alone_too() {
    let empty = card(&[("BasicInfo/ModelName", "Larkspur")]);
    let mock = with_card(FULL).document("a.xml", "chai-model-card", empty);
    assert_eq!(state(&mock, "1.i").0, Outcome::Pass);
    let mock = Mock::new()
        .declaring(MANIFEST)
        .fact("", "HTI-1-DSI-2024:2.iii", "Ward nurses");
    assert_eq!(state(&mock, "2.iii").0, Outcome::Pass);
    assert_eq!(
        state(&mock, "2.ii"),
        (Outcome::Insufficient, "absent".to_owned())
    );
}

#[test]
fn without_anything_there_is_one_finding() {
    let found = states(&Mock::new().declaring(MANIFEST));
    assert_eq!(
        found,
        [("none".to_owned(), Outcome::Insufficient, String::new())]
    );
    let other = Mock::new()
        .declaring(MANIFEST)
        .fact("", "HTI-1-DSI-2025:2.iii", "Ward nurses");
    assert_eq!(states(&other).len(), 1);
}

#[test]
fn whatever_passes_cites_what_it_rests_on() {
    let mock = with_card(FULL).fact("", "HTI-1-DSI-2024:6.ii", "Tested by a hospital");
    let findings = run(&mock, "{}").unwrap();
    let reads = mock.reads();
    for finding in findings.iter().filter(|it| it.outcome == Outcome::Pass) {
        let found = finding.evidence.iter().any(|cited| {
            reads
                .get(usize::try_from(cited.receipt.number()).unwrap())
                .is_some_and(|read| read.found)
        });
        assert!(found, "{}", finding.message);
    }
    // What is missing is cited too.
    let elements = changed(&[("/FundingSource", None)]);
    let mock = with_card(&elements);
    let findings = run(&mock, "{}").unwrap();
    let funding = findings
        .iter()
        .find(|it| it.value("key") == Some("1.ii"))
        .unwrap();
    let cited = funding.evidence.first().unwrap().receipt.number();
    assert!(
        !mock
            .reads()
            .get(usize::try_from(cited).unwrap())
            .unwrap()
            .found
    );
}

#[test]
fn cue_words_are_named_and_decide_nothing() {
    let elements = changed(&[(
        "/BiasMitigationApproaches",
        Some("Fairness, equity, bias: mitigated and reduced."),
    )]);
    let findings = run(&with_card(&elements), "{}").unwrap();
    let of = findings
        .iter()
        .find(|it| it.value("key") == Some("5.i"))
        .unwrap();
    assert_eq!(of.outcome, Outcome::NeedsReview);
    assert_eq!(of.value("words"), Some("fairness, equity, bias"));
}

#[test]
fn hostile_cards_stay_within_the_limits_and_come_out_the_same() {
    let huge = "ужас N/A \u{202e}<>&\u{0} ".repeat(20_000);
    let results: Vec<(&str, &str)> = (0..500)
        .flat_map(|_| {
            [
                ("KeyMetrics/FairnessEquity/Results/MetricResult/Label", "x"),
                (
                    "KeyMetrics/FairnessEquity/Results/MetricResult/ValueJson",
                    "{",
                ),
            ]
        })
        .collect();
    let elements: Vec<(&str, &str)> = FULL
        .iter()
        .map(|(path, _)| (*path, huge.as_str()))
        .chain(results)
        .collect();
    let build = || {
        (0..150).fold(Mock::new().declaring(MANIFEST), |mock, number| {
            mock.document(
                &format!("{number}.xml"),
                "chai-model-card",
                if number < 3 {
                    card(&elements)
                } else {
                    card(&[])
                },
            )
        })
    };
    let mock = build();
    let findings = run(&mock, "{}").unwrap();
    assert!(mock.calls() < 100_000);
    assert_eq!(findings.len(), 31);
    assert_eq!(run(&build(), "{}").unwrap(), findings);
}

#[test]
fn a_configuration_is_refused() {
    for config in ["", "[]", r#"{"accept-shared":true}"#] {
        assert!(run(&with_card(FULL), config).is_err(), "{config}");
    }
}
