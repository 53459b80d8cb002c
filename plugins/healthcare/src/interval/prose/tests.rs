use super::*;

fn one(text: &str) -> (String, String, String, String, String, String) {
    let mut found = phrases(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    let it = found.remove(0);
    let or = |text: Option<String>| text.unwrap_or_default();
    (
        it.label,
        or(it.estimate),
        it.lower,
        it.upper,
        or(it.level),
        it.unit,
    )
}

#[test]
fn the_usual_ways_of_writing_are_read() {
    for (text, label, estimate, lower, upper, level, unit) in [
        (
            "sensitivity was 96.15% (95% CI: 90.44%, 98.94%)",
            "sensitivity",
            "96.15",
            "90.44",
            "98.94",
            "95",
            "%",
        ),
        (
            "Goals were met. Specificity was 92.0% (95% CI: 89.20%-93.87%).",
            "Specificity",
            "92.0",
            "89.20",
            "93.87",
            "95",
            "%",
        ),
        (
            "recall 0.96 (90 % CI 0.90-0.99)",
            "recall",
            "0.96",
            "0.90",
            "0.99",
            "90",
            "",
        ),
        (
            "time to open (89.4 minutes: 95% CI: 56.0-122.7; median 66)",
            "time to open",
            "89.4",
            "56.0",
            "122.7",
            "95",
            "minutes",
        ),
        (
            "Mean time (sec) = 234, 95% CI = 228-246. More",
            "Mean time (sec)",
            "234",
            "228",
            "246",
            "95",
            "",
        ),
        (
            "was 157.0 minutes: 95%CI:155.0-159.0.",
            "",
            "157.0",
            "155.0",
            "159.0",
            "95",
            "minutes",
        ),
        (
            "Error was 1.52 mm (95% CI: 1.20 mm, 1.83 mm)",
            "Error",
            "1.52",
            "1.20",
            "1.83",
            "95",
            "mm",
        ),
        (
            "Accuracy of 88 percent with a 95% confidence interval of 80 to 94 percent",
            "Accuracy",
            "88",
            "80",
            "94",
            "95",
            "percent",
        ),
        ("PPV 71% [CI 60; 80]", "PPV", "71", "60", "80", "", "%"),
        (
            "Difference -3.5% (95% CI: -7.1%, 0.1%)",
            "Difference",
            "-3.5",
            "-7.1",
            "0.1",
            "95",
            "%",
        ),
    ] {
        let (a, b, c, d, e, f) = one(text);
        assert_eq!(
            (
                a.as_str(),
                b.as_str(),
                c.as_str(),
                d.as_str(),
                e.as_str(),
                f.as_str()
            ),
            (label, estimate, lower, upper, level, unit),
            "{text}"
        );
    }
}

#[test]
fn several_are_told_apart() {
    let text = "AUC was 0.98 (95% CI: 0.966, 0.994), sensitivity was 98.08% (95% CI: 93.23%, 99.77%) and specificity was 93.14% (95% CI: 88.75%, 96.20%).";
    let found = phrases(text);
    let labels: Vec<&str> = found.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["AUC", "sensitivity", "specificity"]);
    assert_eq!(
        found.get(2).and_then(|it| it.estimate.as_deref()),
        Some("93.14")
    );
}

#[test]
fn an_interval_without_an_estimate_is_seen() {
    let found = phrases("Sensitivity (95% CI: 90-98) was high");
    assert_eq!(found.first().map(|it| it.estimate.clone()), Some(None));
}

#[test]
fn other_text_has_none() {
    for text in [
        "",
        "CI",
        "95% CI",
        "the CI pipeline runs in 5 minutes",
        "facial 5-6",
        "CI: to",
        "é CI ü 5–",
        "CI - , -",
    ] {
        assert!(phrases(text).is_empty(), "{text}: {:?}", phrases(text));
    }
    // More than the check recomputes, so that it says what it leaves out; and bounded.
    assert_eq!(phrases(&"96% (95% CI 90-98) ".repeat(500)).len(), 500);
    assert_eq!(phrases(&"96% (95% CI 90-98) ".repeat(5_000)).len(), 1_000);
}
