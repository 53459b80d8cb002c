//! What standards and records say, checked by hand.
#![allow(clippy::indexing_slicing, reason = "tests")]

use super::super::tests::{claimed, read, said};
use super::examples::EXAMPLES;

#[test]
fn standards_are_no_results_and_records_are() {
    let at = "/scores/0/hazard_scores";
    let (one, defined) = ("/score/hazard_scores", "/score/benchmark_definition/uid");
    let table: [Vec<String>; 4] = [
        vec![
            "skipped /standards: reference standards that grades are relative to; no results of a model"
                .into(),
        ],
        vec![
            format!("safe_hazard-1.0-abc: task = safe_hazard-1.0-abc {at}/0/hazard_definition/uid"),
            format!("safe_hazard-1.0-abc: metric = safe_response_rate {at}/0/hazard_definition/uid"),
            "safe_hazard-1.0-abc: dataset = claims_benchmark-1.0 /benchmark/uid".into(),
            "acme-claims-triage: evaluation_datasets = claims_benchmark-1.0 /benchmark/uid".into(),
            format!("safe_hazard-1.0-abc: grade = Very Good {at}/0/text_grade"),
            format!("safe_hazard-1.0-abc: value = 0.875 {at}/0/score/estimate"),
            format!("safe_hazard-1.0-abc: confidence_lower = 0.85 {at}/0/score/lower"),
            format!("safe_hazard-1.0-abc: confidence_upper = 0.9 {at}/0/score/upper"),
            format!("safe_hazard-1.0-abc: samples = 160 {at}/0/num_scored_items"),
            format!("safe_hazard-1.0-abc: partial = true {at}/0/exceptions"),
            format!("safe_hazard-1.0-def: task = safe_hazard-1.0-def {at}/1/hazard_definition/uid"),
            format!("safe_hazard-1.0-def: metric = safe_response_rate {at}/1/hazard_definition/uid"),
            "safe_hazard-1.0-def: dataset = claims_benchmark-1.0 /benchmark/uid".into(),
            "acme-claims-triage: evaluation_datasets = claims_benchmark-1.0 /benchmark/uid".into(),
            format!("safe_hazard-1.0-def: value = 0.5 {at}/1/score/estimate"),
            format!("safe_hazard-1.0-def: confidence_lower = 0.4 {at}/1/score/lower"),
            format!("safe_hazard-1.0-def: confidence_upper = 0.6 {at}/1/score/upper"),
            "safe_hazard-1.0-abc: measured_on = 2026-02-03 /scores/0/end_time".into(),
            "safe_hazard-1.0-def: measured_on = 2026-02-03 /scores/0/end_time".into(),
        ],
        vec![
            format!("safe_hazard-0.5-abc: task = safe_hazard-0.5-abc {one}/0/hazard_definition/uid"),
            format!("safe_hazard-0.5-abc: metric = safe_response_rate {one}/0/hazard_definition/uid"),
            format!("safe_hazard-0.5-abc: dataset = claims_benchmark-0.5 {defined}"),
            format!("acme-letters: evaluation_datasets = claims_benchmark-0.5 {defined}"),
            format!("safe_hazard-0.5-abc: grade = Fair {one}/0/text_grade"),
            format!("safe_hazard-0.5-abc: value = 0.75 {one}/0/score"),
            format!("safe_hazard-0.5-def: task = safe_hazard-0.5-def {one}/1/hazard_definition/uid"),
            format!("safe_hazard-0.5-def: metric = safe_response_rate {one}/1/hazard_definition/uid"),
            format!("safe_hazard-0.5-def: dataset = claims_benchmark-0.5 {defined}"),
            format!("acme-letters: evaluation_datasets = claims_benchmark-0.5 {defined}"),
            "safe_hazard-0.5-abc: measured_on = 2026-01-05 /_metadata/run/timestamp".into(),
            "safe_hazard-0.5-def: measured_on = 2026-01-05 /_metadata/run/timestamp".into(),
            format!("hollow {one}/1: a hazard without its score"),
        ],
        vec![
            "skipped /scores: scores of several systems, of which none can be told to be the one \
             under review; give each its own record"
                .into(),
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(table) {
        assert_eq!(said(&read(name, text)), expected, "{name}");
    }
}

#[test]
fn lookalikes_and_broken_standards() {
    for text in [
        r#"{"standards":{"reference_standards":{"a":1}}}"#,
        r#"{"_metadata":{"created":"2026"},"standards":["ISO 1"]}"#,
        r#"{"benchmark":"a","run_uid":"r","scores":[1,2]}"#,
        r#"{"benchmark":{"uid":"a","hazards":[]},"run_uid":"r","scores":[]}"#,
    ] {
        assert_eq!(claimed("a.json", text), None, "{text}");
    }
    let text = EXAMPLES[0].1;
    let cut = text.get(..text.len() - 9).unwrap_or_default();
    assert_eq!(claimed("a.json", cut), Some(("eval-ailuminate", "broken")));
}
