#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
use super::*;
use crate::fixture::{MANIFEST, card, with_card};
use passmuster_plugin::{Mock, Value};

const LABEL: &str = "KeyMetrics/UsefulnessUsabilityEfficacy/Results/MetricResult/Label";
const VALUE: &str = "KeyMetrics/UsefulnessUsabilityEfficacy/Results/MetricResult/ValueJson";
const GOAL: &str = "KeyMetrics/UsefulnessUsabilityEfficacy/MetricGoal";
const RESULT: &str = "KeyMetrics/UsefulnessUsabilityEfficacy/Result";

fn estimate(estimate: &str, lower: &str, upper: &str, unit: &str) -> String {
    format!(
        r#"{{"kind":"estimate_ci","estimate":{estimate},"lower":{lower},"upper":{upper},"level":95,"unit":"{unit}"}}"#
    )
}

fn one(label: &str, value: &str, goal: &str) -> Finding {
    let mut found = run(
        &with_card(&[(GOAL, goal), (LABEL, label), (VALUE, value)]),
        "{}",
    )
    .unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn each_outcome_comes_from_its_figures() {
    use Outcome::{NeedsReview, NotApplicable, Pass};
    for (label, value, outcome, says) in [
        // 18 of 20: 68.30 to 98.77 by Clopper-Pearson, 69.90 to 97.21 by Wilson, 76.85 to 100 by Wald.
        (
            "Sensitivity",
            estimate("90.00", "68.30", "98.77", "%"),
            Pass,
            "Sensitivity 90.00 % (68.30 to 98.77) is 18 of 20 by Clopper-Pearson at 95 %.",
        ),
        (
            "Sensitivity",
            estimate("90.00", "69.90", "97.21", "%"),
            Pass,
            "18 of 20 by Wilson",
        ),
        (
            "Sensitivity",
            estimate("90.00", "76.85", "100.00", "%"),
            Pass,
            "18 of 20 by Wald",
        ),
        (
            "Recall",
            estimate("0.9000", "0.6830", "0.9877", ""),
            Pass,
            "18 of 20 by Clopper-Pearson",
        ),
        (
            "Sensitivity",
            estimate("90.00", "68.30", "98.78", "%"),
            NeedsReview,
            "The nearest is 18 of 20 by Clopper-Pearson, whose bounds are off by 1 in the last place.",
        ),
        (
            "Sensitivity",
            estimate("90.00", "91.00", "98.77", "%"),
            NeedsReview,
            "its lower bound lies above the estimate",
        ),
        (
            "Time",
            estimate("4.2", "3.9", "4.1", "minutes"),
            NeedsReview,
            "its upper bound lies below the estimate",
        ),
        (
            "Sensitivity",
            "{\"kind\":\"estimate_ci\"".to_owned(),
            NeedsReview,
            "is not JSON",
        ),
        (
            "Sensitivity",
            estimate("1e308", "0", "1", "%"),
            NeedsReview,
            "`estimate` is no number",
        ),
        (
            "Sensitivity",
            estimate("NaN", "0", "1", "%"),
            NeedsReview,
            "is not JSON",
        ),
        (
            "Sensitivity",
            estimate("90.00", "68.30", "98.77", "%").replace("95", "100"),
            NeedsReview,
            "level",
        ),
        (
            "Time",
            estimate("4.2", "3.9", "4.5", "minutes"),
            NotApplicable,
            "Time (in minutes)",
        ),
        (
            "AUC",
            estimate("0.98", "0.966", "0.994", ""),
            NotApplicable,
            "AUC (its name says auc)",
        ),
        (
            "AUC",
            estimate("98.0", "96.6", "99.4", "%"),
            NotApplicable,
            "auc",
        ),
        (
            "Cohen's kappa",
            estimate("0.80", "0.70", "0.90", ""),
            NotApplicable,
            "kappa",
        ),
        (
            "Change",
            estimate("-3.5", "-5.0", "-1.0", "%"),
            NotApplicable,
            "change",
        ),
        (
            "Sensitivity",
            r#"{"kind":"single","value":90,"unit":"%"}"#.to_owned(),
            NotApplicable,
            "No document reports an interval",
        ),
        (
            "Age",
            r#"{"kind":"mean_sd","mean":60,"sd":5}"#.to_owned(),
            NotApplicable,
            "No document reports an interval",
        ),
    ] {
        let found = one(label, &value, "");
        assert_eq!(found.outcome, outcome, "{}", found.message);
        assert!(found.message.contains(says), "{}", found.message);
        assert!(!found.evidence.is_empty(), "{}", found.message);
    }
}

#[test]
fn no_figures_ever_fail() {
    // Figures of every kind of wrongness, all with bounds in order.
    for (e, l, u) in [
        ("50", "49", "51"),
        ("0.0", "0.0", "0.0"),
        ("100", "0", "100"),
        ("33.3333333", "1", "99"),
        ("99.99", "0.01", "100.00"),
    ] {
        let found = one("Sensitivity", &estimate(e, l, u, "%"), "");
        assert_ne!(found.outcome, Outcome::Fail, "{}", found.message);
    }
}

#[test]
fn stated_totals_choose_among_candidates() {
    let value = estimate("88.5", "80.4", "94.1", "%");
    let alone = one("Sensitivity", &value, "");
    assert!(alone.message.contains("pairs of counts") || alone.value("candidates") == Some("1"));
    let stated = one(
        "Sensitivity",
        &value,
        "96 positive cases and 172 negative cases",
    );
    assert_eq!(
        (stated.value("n"), stated.value("stated-total")),
        (Some("96"), Some("96"))
    );
    let sum = run(
        &with_card(&[
            (GOAL, "in 40 cases"),
            (LABEL, "Sensitivity"),
            (VALUE, &estimate("90.00", "68.30", "98.77", "%")),
            (LABEL, "Specificity"),
            (VALUE, &estimate("90.00", "68.30", "98.77", "%")),
        ]),
        "{}",
    )
    .unwrap();
    assert_eq!(sum.len(), 2);
    assert!(
        sum.iter()
            .all(|it| it.value("adds-up") == Some("20 + 20 = 40")),
        "{sum:?}"
    );
    // The figures alone decide: a stated total makes nothing pass.
    let off = one(
        "Sensitivity",
        &estimate("90.00", "68.30", "98.78", "%"),
        "20 cases",
    );
    assert_eq!(off.outcome, Outcome::NeedsReview);
}

#[test]
fn running_text_of_version_0_1_is_read() {
    let text = "AUC was 0.98 (95% CI: 0.966, 0.994), sensitivity was 90.00% (95% CI: 68.30%, 98.77%) and specificity was 90.00% (95% CI 68.30-98.78%).";
    let found = run(
        &with_card(&[(RESULT, text), (GOAL, "in 20 patients")]),
        "{}",
    )
    .unwrap();
    let outcomes: Vec<Outcome> = found.iter().map(|it| it.outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Pass, Outcome::NeedsReview, Outcome::NotApplicable]
    );
    let keys: Vec<&str> = found.iter().filter_map(|it| it.value("key")).collect();
    let root =
        "card.xml#/AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Result/0/#text";
    assert_eq!(
        keys,
        [
            format!("{root}@2"),
            format!("{root}@3"),
            "card.xml#not-proportions".to_owned()
        ]
    );
}

#[test]
fn metrics_of_a_bill_of_materials_are_read() {
    let bill = r#"{"metadata":{"component":{"modelCard":{"quantitativeAnalysis":{"performanceMetrics":[
        {"type":"recall","value":"0.9000","slice":"mean age","confidenceInterval":{"lowerBound":"0.6830","upperBound":"0.9877"}},
        {"type":"accuracy","value":"0.95"}]}}}},
      "components":[{"modelCard":{"quantitativeAnalysis":{"performanceMetrics":[
        {"type":"precision","value":"90.00 %","confidenceInterval":{"lowerBound":"68.30","upperBound":"98.79"}},
        {"type":"AUROC","value":"0.9","confidenceInterval":{"lowerBound":"0.8","upperBound":"0.95"}},
        {"type":"recall","value":"high","confidenceInterval":{"lowerBound":"0.8","upperBound":"0.95"}}]}}}]}"#;
    let mock = Mock::new()
        .document("bom.json", "cyclonedx", Value::parse(bill).unwrap())
        .declaring(MANIFEST);
    let found = run(&mock, "{}").unwrap();
    let outcomes: Vec<Outcome> = found.iter().map(|it| it.outcome).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::NeedsReview,
            Outcome::Pass,
            Outcome::NeedsReview,
            Outcome::NotApplicable
        ]
    );
    let pass = found.get(1).unwrap();
    assert_eq!(pass.value("level-assumed"), Some("true"));
    assert!(
        pass.message.contains("which is assumed"),
        "{}",
        pass.message
    );
    let key = "bom.json#/metadata/component/modelCard/quantitativeAnalysis/performanceMetrics/0";
    assert_eq!(pass.value("key"), Some(key));
}

#[test]
fn nothing_to_recompute_is_said_once() {
    for mock in [
        Mock::new().declaring(MANIFEST),
        with_card(&[]),
        with_card(&[(RESULT, "It was good.")]),
    ] {
        let found = run(&mock, "{}").unwrap();
        let it = found.first().unwrap();
        assert_eq!(
            (found.len(), it.outcome, it.value("key")),
            (1, Outcome::NotApplicable, Some("none"))
        );
    }
}

#[test]
fn the_configuration_is_read_strictly() {
    let mock = || {
        with_card(&[
            (LABEL, "Sensitivity"),
            (VALUE, &estimate("90.00", "68.30", "98.77", "%")),
        ])
    };
    let found = run(&mock(), r#"{"max-n":19}"#).unwrap();
    assert_eq!(found.first().unwrap().outcome, Outcome::NeedsReview);
    assert!(
        run(&mock(), r#"{"max-n":20,"level":90}"#)
            .unwrap()
            .first()
            .unwrap()
            .outcome
            == Outcome::Pass
    );
    for config in [
        "",
        r#"{"max-n":0}"#,
        r#"{"max-n":1e9}"#,
        r#"{"level":0.95}"#,
        r#"{"level":100}"#,
        r#"{"tolerance":1}"#,
    ] {
        assert!(run(&mock(), config).is_err(), "{config}");
    }
}

#[test]
fn hostile_results_stay_within_the_limits_and_come_out_the_same() {
    let values = [
        estimate("50", "45", "56", "%"),
        estimate("50.0", "49.9", "50.1", "%"),
        estimate("0", "0", "0", "%"),
        estimate("99.999999999", "0.000000001", "99.9999999999", "%"),
        estimate("0.00000000000001", "0", "1", ""),
        estimate("1e-14", "-5", "1e14", ""),
        "[".repeat(10_000),
        "\u{202e}{\"kind\":\"é\"}".to_owned(),
    ];
    let elements: Vec<(&str, &str)> = (0..1_000)
        .flat_map(|number| {
            [
                (LABEL, "Sensitivity"),
                (
                    VALUE,
                    values.get(number % values.len()).map_or("", String::as_str),
                ),
            ]
        })
        .collect();
    let build = || {
        Mock::new()
            .document("a.xml", "chai-model-card", card(&elements))
            .document("b.xml", "chai-model-card", card(&elements))
            .declaring(MANIFEST)
    };
    let mock = build();
    let found = run(&mock, "{}").unwrap();
    assert!(
        mock.calls() < 100_000 && found.len() <= METRICS + 10,
        "{}",
        found.len()
    );
    let more: Vec<&str> = found
        .iter()
        .filter_map(|it| it.value("key"))
        .filter(|key| key.ends_with("#more"))
        .collect();
    assert_eq!(more, ["a.xml#more", "b.xml#more"]);
    assert_eq!(run(&build(), "{}").unwrap(), found);
}
