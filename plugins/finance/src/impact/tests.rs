#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
use super::*;
use passmuster_plugin::Mock;

const MANIFEST: &str = include_str!("../../plugin.toml");
const HEADER: &[&str] = &["characteristic", "group", "applicants", "selected"];
const CONFIG: &str = r#"{"basis":"internal"}"#;

fn mock(header: &[&str], rows: &[&[&str]]) -> Mock {
    Mock::new()
        .table("outcomes.csv", "group-outcomes", header, rows)
        .declaring(MANIFEST)
}

fn findings(config: &str, header: &[&str], rows: &[&[&str]]) -> Vec<Finding> {
    run(&mock(header, rows), config).unwrap()
}

fn outcomes(config: &str, header: &[&str], rows: &[&[&str]]) -> Vec<(String, Outcome)> {
    findings(config, header, rows)
        .iter()
        .map(|it| (it.value("key").unwrap().to_owned(), it.outcome))
        .collect()
}

/// The only finding of a table of two groups.
fn one(config: &str, group: (&str, &str), reference: (&str, &str)) -> Finding {
    let rows: &[&[&str]] = &[
        &["sex", "women", group.0, group.1],
        &["sex", "men", reference.0, reference.1],
    ];
    let mut found = findings(config, HEADER, rows);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn each_outcome_comes_from_its_numbers() {
    use Outcome::{Fail, NeedsReview, Pass};
    for (group, reference, outcome, ratio) in [
        (("480", "312"), ("520", "351"), Pass, "0.9630"),
        (
            ("4,800", "3,120"),
            ("5,200", "3,978"),
            NeedsReview,
            "0.8497",
        ),
        (("480", "150"), ("520", "351"), Fail, "0.4630"),
        (("40", "15"), ("40", "20"), NeedsReview, "0.7500"),
        (("29", "10"), ("520", "351"), NeedsReview, "0.5109"),
        (("480", "470"), ("29", "29"), Pass, "1.0000"),
        // Exactly at the threshold.
        (("100", "40"), ("100", "50"), Pass, "0.8000"),
        // Expected counts of 3 selected in a group of 30.
        (("30", "2"), ("300", "30"), NeedsReview, "0.6667"),
        (("500", "0"), ("500", "250"), Fail, "0.0000"),
    ] {
        let found = one(CONFIG, group, reference);
        if ratio == "1.0000" {
            // The small group is not the reference, and is itself for a person.
            assert_eq!(found.outcome, NeedsReview);
            assert_eq!(found.value("reference"), Some("women"));
            continue;
        }
        assert_eq!(found.outcome, outcome, "{}", found.message);
        assert_eq!(found.value("ratio"), Some(ratio));
        assert_eq!(found.value("reference"), Some("men"));
        assert_eq!(found.value("basis"), Some("internal"));
        assert!(found.message.contains("basis: internal"));
        assert!(found.evidence.len() >= 6, "{:?}", found.evidence);
    }
}

#[test]
fn the_configuration_decides_and_is_read_strictly() {
    let (group, reference) = (("480", "312"), ("520", "351"));
    let strict = r#"{"basis":"internal","threshold":0.97}"#;
    assert_eq!(one(strict, group, reference).outcome, Outcome::NeedsReview);
    let large = r#"{"basis":"internal","min-group":500}"#;
    assert_eq!(one(large, group, reference).outcome, Outcome::NeedsReview);
    let sure = r#"{"basis":"internal","significance":0.0001}"#;
    assert_eq!(
        one(sure, ("100", "30"), ("100", "50")).outcome,
        Outcome::NeedsReview
    );
    let named = r#"{"basis":"internal","reference":"Women"}"#;
    let found = one(named, group, reference);
    assert_eq!(
        (found.value("reference"), found.value("ratio")),
        (Some("women"), Some("1.0385"))
    );
    for config in [
        "{}",
        "",
        r#"{"basis":""}"#,
        r#"{"basis":1}"#,
        r#"{"basis":"x","thresholds":0.8}"#,
        r#"{"basis":"x","threshold":0}"#,
        r#"{"basis":"x","threshold":1e308}"#,
        r#"{"basis":"x","threshold":"0.8"}"#,
        r#"{"basis":"x","significance":1}"#,
        r#"{"basis":"x","min-group":0}"#,
        r#"{"basis":"x","min-group":30.5}"#,
        r#"{"basis":"x","reference":[]}"#,
    ] {
        assert!(run(&mock(HEADER, &[]), config).is_err(), "{config}");
    }
}

#[test]
fn what_cannot_be_computed_never_passes() {
    use Outcome::{Insufficient, NeedsReview};
    let men: &[&str] = &["sex", "men", "520", "351"];
    for (row, key) in [
        (
            &["sex", "women", "480", "481"][..],
            "outcomes.csv#sex/women",
        ),
        (&["sex", "women", "0", "0"], "outcomes.csv#sex/women"),
        (&["sex", "women", "", "10"], "outcomes.csv#sex/women"),
        (&["sex", "women", "NaN", "10"], "outcomes.csv#sex/women"),
        (&["sex", "women", "-5", "10"], "outcomes.csv#sex/women"),
        (&["sex", "women", "480.5", "10"], "outcomes.csv#sex/women"),
        (&["sex", "women", "1e308", "10"], "outcomes.csv#sex/women"),
        (
            &["sex", "women", "99999999999999999999", "10"],
            "outcomes.csv#sex/women",
        ),
        (&["sex", "", "480", "10"], "outcomes.csv#sex/row 1"),
        (&["sex", "женщины", "480", "x"], "outcomes.csv#sex/женщины"),
    ] {
        let found = findings(
            CONFIG,
            HEADER,
            &[row, men, &["sex", "others", "500", "340"]],
        );
        assert_eq!(
            found.first().map(|it| it.outcome),
            Some(Insufficient),
            "{row:?}"
        );
        assert_eq!(found.first().and_then(|it| it.value("key")), Some(key));
        // The rest of the table may lack the group with the highest rate.
        assert!(
            found.iter().all(|it| it.outcome != Outcome::Pass),
            "{found:?}"
        );
    }
    assert_eq!(
        outcomes(CONFIG, HEADER, &[men]),
        [("outcomes.csv#sex/".to_owned(), Insufficient)]
    );
    assert_eq!(
        outcomes(CONFIG, HEADER, &[men, &["sex", "Men", "10", "5"]]),
        [("outcomes.csv#sex/men".to_owned(), Insufficient)]
    );
    assert_eq!(
        outcomes(
            CONFIG,
            HEADER,
            &[&["sex", "women", "40", "0"], &["sex", "men", "40", "0"]]
        ),
        [("outcomes.csv#sex/".to_owned(), Insufficient)]
    );
    assert_eq!(
        outcomes(
            CONFIG,
            HEADER,
            &[&["sex", "women", "20", "10"], &["sex", "men", "20", "10"]]
        ),
        [("outcomes.csv#sex/".to_owned(), NeedsReview)]
    );
    assert_eq!(
        outcomes(CONFIG, HEADER, &[]),
        [("outcomes.csv".to_owned(), Insufficient)]
    );
    let none = run(&Mock::new().declaring(MANIFEST), CONFIG).unwrap();
    assert_eq!(
        none.first().map(|it| (it.outcome, it.value("key"))),
        Some((Insufficient, Some("none")))
    );
    let twice = &["group", "total", "applicants", "selected"];
    assert_eq!(
        outcomes(CONFIG, twice, &[&["a", "1", "1", "1"]]),
        [("outcomes.csv".to_owned(), Insufficient)]
    );
}

#[test]
fn a_reference_that_the_table_marks_cannot_hide_the_highest_rate() {
    let header = &["group", "total", "approved", "reference"];
    let rows: &[&[&str]] = &[
        &["a", "1000", "400", "yes"],
        &["b", "1000", "390", ""],
        &["c", "1000", "800", "no"],
    ];
    let found = outcomes(CONFIG, header, rows);
    assert_eq!(
        found,
        [
            ("outcomes.csv#b".to_owned(), Outcome::NeedsReview),
            ("outcomes.csv#c".to_owned(), Outcome::NeedsReview)
        ]
    );
    let two: &[&[&str]] = &[&["a", "100", "40", "yes"], &["b", "100", "39", "yes"]];
    assert_eq!(
        outcomes(CONFIG, header, two),
        [("outcomes.csv#".to_owned(), Outcome::NeedsReview)]
    );
    let odd: &[&[&str]] = &[&["a", "100", "40", "perhaps"], &["b", "100", "39", ""]];
    assert!(
        outcomes(CONFIG, header, odd)
            .iter()
            .all(|(_, it)| *it == Outcome::Insufficient)
    );
    let good: &[&[&str]] = &[&["a", "1000", "400", "yes"], &["b", "1000", "395", ""]];
    assert_eq!(
        outcomes(CONFIG, header, good),
        [("outcomes.csv#b".to_owned(), Outcome::Pass)]
    );
}

#[test]
fn tables_are_told_apart_by_characteristic_period_and_decision() {
    let header = &[
        "Characteristic",
        "Period",
        "Stage",
        "Group",
        "Candidates",
        "Hired",
        "Basis",
    ];
    let rows: &[&[&str]] = &[
        &[
            "sex",
            "Q1",
            "offer",
            "women",
            "100",
            "50",
            "29-cfr-1607.4-d",
        ],
        &["Sex", "Q1", "offer", "men", "100", "50", ""],
        &["sex", "Q2", "offer", "women", "100", "50", ""],
        &["sex", "Q2", "offer", "men", "100", "50", ""],
        &["age", "Q1", "offer", "40 and over", "100", "50", ""],
        &["age", "Q1", "offer", "under 40", "100", "50", ""],
        &["", "", "", "", "", "", ""],
    ];
    let found = findings(CONFIG, header, rows);
    let keys: Vec<&str> = found.iter().filter_map(|it| it.value("key")).collect();
    assert_eq!(
        keys,
        [
            "outcomes.csv#sex/Q1/offer/women",
            "outcomes.csv#sex/Q2/offer/women",
            "outcomes.csv#age/Q1/offer/under 40"
        ]
    );
    assert_eq!(
        found.first().and_then(|it| it.value("stated-basis")),
        Some("29-cfr-1607.4-d")
    );
    assert!(found.iter().all(|it| it.outcome == Outcome::Pass));
}

#[test]
fn large_tables_stay_within_the_limits_and_come_out_the_same() {
    let names: Vec<String> = (0..9_000)
        .map(|number| format!("group {number} {}", "é".repeat(300)))
        .collect();
    let rows: Vec<Vec<&str>> = names
        .iter()
        .map(|name| vec!["x", name.as_str(), "1000", "500"])
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let build = || {
        let mut mock = Mock::new().declaring(MANIFEST);
        for number in 0..6 {
            mock = mock.table(&format!("{number}.csv"), "group-outcomes", HEADER, &rows);
        }
        mock
    };
    let mock = build();
    let found = run(&mock, CONFIG).unwrap();
    assert!(mock.calls() < 100_000, "{}", mock.calls());
    assert!(found.len() <= 10_000);
    let size: usize = found
        .iter()
        .map(|it| {
            it.message.len()
                + it.attributes
                    .iter()
                    .map(|(a, b)| a.len() + b.len())
                    .sum::<usize>()
        })
        .sum();
    assert!(size < 6_000_000, "{size}");
    assert!(found.iter().any(|it| it.outcome == Outcome::NeedsReview));
    // Rows are left out, and the highest rate may be among them.
    assert!(found.iter().all(|it| it.outcome != Outcome::Pass));
    assert_eq!(run(&build(), CONFIG).unwrap(), found);
}
