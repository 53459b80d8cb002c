//! What logs say, checked by hand.
#![allow(clippy::indexing_slicing, reason = "tests")]

use super::super::tests::{claimed, read, said};
use super::examples::EXAMPLES;

#[test]
fn logs_are_read_for_what_was_measured() {
    let table: [&[&str]; 3] = [
        &[
            "claims_bench urgent accuracy: judge = match /results/scores/0/scorer",
            "claims_bench urgent accuracy: metric = accuracy /results/scores/0/metrics/accuracy",
            "acme/claims-triage: evaluation_metrics = accuracy /results/scores/0/metrics/accuracy",
            "claims_bench urgent accuracy: value = 0.8125 /results/scores/0/metrics/accuracy/value",
            "claims_bench urgent accuracy: task = claims_bench /eval/task",
            "claims_bench urgent accuracy: dataset = acme/claims-bench /eval/dataset/name",
            "acme/claims-triage: evaluation_datasets = acme/claims-bench /eval/dataset/name",
            "claims_bench urgent accuracy: samples = 100 /results/scores/0/scored_samples",
            "claims_bench urgent accuracy: partial = false /results/completed_samples",
            "claims_bench urgent accuracy: measured_on = 2026-02-03 /eval/created",
        ],
        &[
            "letters match accuracy: judge = match /results/scorer/name",
            "letters match accuracy: metric = accuracy /results/metrics/accuracy",
            "acme/letters: evaluation_metrics = accuracy /results/metrics/accuracy",
            "letters match accuracy: task = letters /eval/task",
            "letters match accuracy: dataset = acme/letters /eval/dataset/name",
            "acme/letters: evaluation_datasets = acme/letters /eval/dataset/name",
            "letters match accuracy: partial = true /eval/config/limit",
            "skipped /eval/config/limit: a run on a part of the samples",
            "hollow /results/metrics/accuracy/value: no value",
        ],
        &[
            "letters: task = letters /eval/task",
            "letters: partial = true /status",
            "skipped /status: a run that was cancelled; its results are not stated",
            "hollow /eval/dataset: a dataset without a name",
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(table) {
        assert_eq!(said(&read(name, text)), expected, "{name}");
    }
}

#[test]
fn only_a_whole_run_is_not_partial() {
    let text = EXAMPLES[0].1;
    for (from, to, expected) in [
        (
            "\"limit\": null",
            "\"limit\": 50",
            "false /results/completed_samples",
        ),
        (
            "\"limit\": null",
            "\"limit\": 49",
            "true /eval/config/limit",
        ),
        (
            "\"limit\": null",
            "\"limit\": [0, 50]",
            "true /eval/config/limit",
        ),
        (
            "\"limit\": null",
            "\"sample_id\": 7",
            "true /eval/config/sample_id",
        ),
        (
            "\"completed_samples\": 100",
            "\"completed_samples\": 99",
            "true /results/completed_samples",
        ),
        (
            "\"epochs\": 2",
            "\"epochs\": 3",
            "true /results/completed_samples",
        ),
        (
            "\"unscored_samples\": 0",
            "\"unscored_samples\": 4",
            "true /results/scores/0/unscored_samples",
        ),
        (
            "\"version\": 2,",
            "\"invalidated\": true,",
            "true /invalidated",
        ),
        ("\"samples\": 50", "\"shuffled\": false", ""),
        ("\"epochs\": 2", "\"epochs\": 1", ""),
    ] {
        assert!(text.contains(from), "{from}");
        let lines = said(&read("a.json", &text.replace(from, to)));
        let found = lines.iter().find_map(|it| it.split_once("partial = "));
        assert_eq!(found.map_or("", |(_, it)| it), expected, "{to}");
    }
}

#[test]
fn a_run_that_did_not_succeed_states_no_value() {
    let text = EXAMPLES[0].1;
    for status in [
        "\"error\"",
        "\"started\"",
        "\"cancelled\"",
        "\"done\"",
        "null",
    ] {
        let lines = said(&read("a.json", &text.replace("\"success\"", status)));
        assert!(lines.iter().all(|it| !it.contains("value =")), "{lines:?}");
        assert!(
            lines.iter().all(|it| !it.contains("evaluation_")),
            "{lines:?}"
        );
        assert!(
            lines.iter().any(|it| it.contains("partial = true")),
            "{lines:?}"
        );
    }
    let unknown = said(&read(
        "a.json",
        &text.replace("\"version\": 2", "\"version\": 7"),
    ));
    assert!(unknown.iter().any(|it| it.starts_with("skipped /version")));
    assert!(unknown.iter().any(|it| it.contains("value = 0.8125")));
}

#[test]
fn lookalikes_and_broken_logs() {
    for text in [
        r#"{"status":"success","eval":"a"}"#,
        r#"{"eval":{"task":"a"},"train":{"model":"b"}}"#,
        r#"{"eval":{"model":"a","batch":8},"status":"success"}"#,
        r#"{"description":"spans","events":[{"event":"span_begin","id":"a"}],"expected":{"version":1}}"#,
        r#"{"status":"success","results":{"scores":[]}}"#,
    ] {
        assert_eq!(claimed("a.json", text), None, "{text}");
    }
    let text = EXAMPLES[0].1;
    let cut = text.get(..text.len() - 40).unwrap_or_default();
    assert_eq!(claimed("a.json", cut), Some(("eval-inspect", "broken")));
}
