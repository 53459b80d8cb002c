#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
use super::*;
use passmuster_plugin::Mock;

const MANIFEST: &str = include_str!("../../plugin.toml");
const HEADER: &[&str] = &["reason_code", "reason", "inputs"];
const SUBJECT: &str = "Model::\"subject\"";

fn mock(rows: &[&[&str]]) -> Mock {
    Mock::new()
        .table("codes.csv", "reason-codes", HEADER, rows)
        .fact(SUBJECT, "model_inputs", "accounts_opened_12m")
        .fact(SUBJECT, "model_inputs", "Monthly income")
        .fact(SUBJECT, "model_inputs", "ratio, debt to income")
        .declaring(MANIFEST)
}

fn outcomes(rows: &[&[&str]]) -> Vec<(String, Outcome)> {
    of(&mock(rows), "{}")
}

fn of(mock: &Mock, config: &str) -> Vec<(String, Outcome)> {
    run(mock, config)
        .unwrap()
        .iter()
        .map(|it| (it.value("key").unwrap().to_owned(), it.outcome))
        .collect()
}

#[test]
fn each_outcome_comes_from_its_row() {
    use Outcome::{Fail, Insufficient, Pass};
    for (code, reason, inputs, outcome) in [
        (
            "R1",
            "Too many accounts opened in the last 12 months",
            "accounts_opened_12m",
            Pass,
        ),
        (
            "R1",
            "Too many accounts for the income",
            "Accounts opened (12M); monthly_income",
            Pass,
        ),
        ("R1", "Debts are too high", "ratio, debt to income", Pass),
        (
            "R1",
            "Accounts and income",
            "accounts opened 12m, monthly income",
            Pass,
        ),
        (
            "R1",
            "You did not meet our internal standards",
            "monthly income",
            Fail,
        ),
        (
            "R1",
            "Failed to achieve a qualifying score",
            "monthly income",
            Fail,
        ),
        ("R1", "OTHER.", "monthly income", Fail),
        (
            "R1",
            "Declined by our proprietary-model",
            "monthly income",
            Fail,
        ),
        ("R1", "Income is too low", "", Insufficient),
        ("R1", "Income is too low", "N/A", Insufficient),
        ("R1", "Income is too low", "--; ;", Insufficient),
        ("R1", "Income is too low", "net worth", Insufficient),
        (
            "R1",
            "Income is too low",
            "monthly income; net worth",
            Insufficient,
        ),
        ("R1", "", "monthly income", Insufficient),
        ("R1", "TBD", "monthly income", Insufficient),
        ("", "Income is too low", "monthly income", Insufficient),
    ] {
        let found = outcomes(&[&[code, reason, inputs]]);
        let key = if code.is_empty() {
            "codes.csv#row-1"
        } else {
            "codes.csv#R1"
        };
        assert_eq!(found, [(key.to_owned(), outcome)], "{reason} / {inputs}");
    }
}

#[test]
fn a_reason_that_is_too_long_to_look_at_does_not_pass() {
    let long = format!("{} internal standards", "Income is too low. ".repeat(100));
    let found = outcomes(&[&["R1", &long, "monthly income"]]);
    assert_eq!(found, [("codes.csv#R1".to_owned(), Outcome::NeedsReview)]);
}

#[test]
fn a_code_with_two_reasons_fails_and_with_one_twice_does_not() {
    let found = outcomes(&[
        &["R1", "Income is too low", "monthly income"],
        &["R2", "Income is too low", "monthly income"],
        &["r1", "Too many accounts", "accounts_opened_12m"],
        &["R2", "income is TOO low.", "accounts_opened_12m"],
    ]);
    assert_eq!(
        found,
        [
            ("codes.csv#R1".to_owned(), Outcome::Fail),
            ("codes.csv#R2".to_owned(), Outcome::Pass)
        ]
    );
}

#[test]
fn a_pass_cites_the_row_and_the_documentation() {
    let mock = mock(&[&["R1", "Income is too low", "monthly income"]]);
    let found = run(&mock, "{}").unwrap();
    let reads = mock.reads();
    let cited: Vec<&str> = found
        .iter()
        .flat_map(|it| &it.evidence)
        .filter_map(|it| reads.get(usize::try_from(it.receipt.number()).unwrap()))
        .map(|read| read.at.as_str())
        .collect();
    assert!(
        cited.contains(&"/sheets/csv/rows/0/reason") && cited.contains(&"model_inputs"),
        "{cited:?}"
    );
}

#[test]
fn without_documented_inputs_nothing_passes() {
    let rows: &[&[&str]] = &[&["R1", "Income is too low", "monthly income"]];
    let bare = Mock::new().table("codes.csv", "reason-codes", HEADER, rows);
    assert_eq!(
        of(&bare, "{}"),
        [("codes.csv#R1".to_owned(), Outcome::Insufficient)]
    );
    // Another model's inputs are not the subject's where the subject lists its own.
    let other = mock(&[&["R1", "Net worth is too low", "net worth"]])
        .entity("Model::\"other\"")
        .fact("Model::\"other\"", "model_inputs", "net worth");
    assert_eq!(
        of(&other, "{}"),
        [("codes.csv#R1".to_owned(), Outcome::Insufficient)]
    );
    // A vendor's single model is; of two it is not said which.
    let vendor = |second: bool| {
        let mock = Mock::new()
            .subject("Vendor::\"v\"")
            .table("codes.csv", "reason-codes", HEADER, rows)
            .entity("Model::\"a\"")
            .entity("Model::\"b\"")
            .fact("Model::\"a\"", "model_inputs", "monthly income");
        if second {
            mock.fact("Model::\"b\"", "model_inputs", "age")
        } else {
            mock
        }
    };
    assert_eq!(
        of(&vendor(false), "{}"),
        [("codes.csv#R1".to_owned(), Outcome::Pass)]
    );
    assert_eq!(
        of(&vendor(true), "{}"),
        [("codes.csv#R1".to_owned(), Outcome::NeedsReview)]
    );
    let none = Mock::new().declaring(MANIFEST);
    assert_eq!(
        of(&none, "{}"),
        [("none".to_owned(), Outcome::Insufficient)]
    );
    assert_eq!(
        outcomes(&[]),
        [("codes.csv".to_owned(), Outcome::Insufficient)]
    );
}

#[test]
fn the_configuration_adds_phrases_and_is_read_strictly() {
    let rows: &[&[&str]] = &[&["R1", "House rule 7 applies", "monthly income"]];
    assert_eq!(outcomes(rows), [("codes.csv#R1".to_owned(), Outcome::Pass)]);
    let config = r#"{"generic":["House rule"]}"#;
    assert_eq!(
        of(&mock(rows), config),
        [("codes.csv#R1".to_owned(), Outcome::Fail)]
    );
    for config in [
        "",
        "[]",
        r#"{"generics":[]}"#,
        r#"{"generic":"x"}"#,
        r#"{"generic":[""]}"#,
        r#"{"generic":[1]}"#,
    ] {
        assert!(run(&mock(rows), config).is_err(), "{config}");
    }
}

#[test]
fn large_tables_stay_within_the_limits_and_come_out_the_same() {
    let codes: Vec<String> = (0..5_000)
        .map(|number| format!("R{number}{}", "ß".repeat(500)))
        .collect();
    let long = "Einkommen zu niedrig ".repeat(40);
    let rows: Vec<Vec<&str>> = codes
        .iter()
        .map(|code| vec![code.as_str(), long.as_str(), "monthly income"])
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let build = || mock(&rows).table("more.csv", "reason-codes", HEADER, &rows);
    let mock = build();
    let found = run(&mock, "{}").unwrap();
    assert!(mock.calls() < 100_000 && found.len() <= 10_000);
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
    assert_eq!(run(&build(), "{}").unwrap(), found);
}
