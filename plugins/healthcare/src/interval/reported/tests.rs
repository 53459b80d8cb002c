#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]
use super::*;

fn reported(label: &str, json: &str) -> Reported {
    match from_json(label, json) {
        Found::Interval(reported) => reported,
        other => panic!("{other:?}"),
    }
}

#[test]
fn results_are_read_with_their_zeros() {
    let it = reported(
        "Recall",
        r#"{"kind":"estimate_ci","estimate":84.0,"lower":80,"upper":"90.0","level":95,"unit":"%"}"#,
    );
    assert_eq!(it.shown(), "84.0 % (80 to 90.0)");
    assert_eq!((it.estimate.number.scale, it.level), (1, Some(0.95)));
    assert_eq!(it.proportion(""), Ok(true));
    let metric = from_metric("recall", "0.90", "0.80", "0.95");
    assert!(matches!(metric, Found::Interval(it) if it.proportion("") == Ok(false)));
    assert!(
        matches!(from_metric("recall", "90 %", "80%", "95"), Found::Interval(it) if it.unit == "%")
    );
}

#[test]
fn what_is_malformed_says_why() {
    for json in [
        "",
        "[]",
        "{",
        "{}",
        r#"{"kind":7}"#,
        r#"{"kind":"estimate_ci"}"#,
        r#"{"kind":"estimate_ci","estimate":1e308,"lower":1,"upper":2}"#,
        r#"{"kind":"estimate_ci","estimate":NaN,"lower":1,"upper":2}"#,
        r#"{"kind":"estimate_ci","estimate":5,"lower":1,"upper":9,"level":100}"#,
        r#"{"kind":"estimate_ci","estimate":5,"lower":1,"upper":9,"level":"x"}"#,
        r#"{"kind":"estimate_ci","estimate":5,"lower":1,"upper":9,"unit":1}"#,
        r#"{"kind":"range","lower":1,"upper":9}"#,
    ] {
        assert!(
            matches!(from_json("x", json), Found::Malformed(_)),
            "{json}"
        );
    }
    for json in [
        r#"{"kind":"single","value":0}"#,
        r#"{"kind":"mean_sd","mean":1,"sd":2}"#,
    ] {
        assert_eq!(from_json("x", json), Found::Other);
    }
    assert!(matches!(
        from_metric("x", "high", "0.1", "0.2"),
        Found::Malformed(_)
    ));
    assert!(matches!(
        from_metric("x", "0.1", "", "0.2"),
        Found::Malformed(_)
    ));
}

#[test]
fn what_is_no_proportion_is_told() {
    let json = |estimate: &str, unit: &str| {
        format!(
            r#"{{"kind":"estimate_ci","estimate":{estimate},"lower":0,"upper":1000,"unit":"{unit}"}}"#
        )
    };
    for (label, estimate, unit, goal) in [
        ("Time", "4.2", "minutes", ""),
        ("AUC", "0.98", "", ""),
        ("Area under the ROC curve", "98", "%", ""),
        ("Cohen's kappa", "0.7", "", ""),
        ("R²", "0.9", "", ""),
        ("C-statistic", "0.9", "", ""),
        ("F1-score", "0.9", "", ""),
        ("Sensitivity", "120", "%", ""),
        ("Sensitivity", "-3", "%", ""),
        ("Sensitivity", "96", "", ""),
        ("Score", "0.9", "", "The primary endpoint was the AUC."),
        ("Mean difference", "3", "%", ""),
    ] {
        assert!(
            reported(label, &json(estimate, unit))
                .proportion(goal)
                .is_err(),
            "{label} {estimate} {unit}"
        );
    }
    for (label, estimate, unit, goal) in [
        ("Sensitivity", "96.15", "%", "AUC"),
        ("Score", "0.9", "", "Sensitivity"),
        ("Sensitivity", "0.9", "fraction", "The AUC"),
        ("Anything", "5", "percent", ""),
    ] {
        assert!(
            reported(label, &json(estimate, unit))
                .proportion(goal)
                .is_ok(),
            "{label} {estimate} {unit}"
        );
    }
}
