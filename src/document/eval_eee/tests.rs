//! What results say, checked by hand.
#![allow(clippy::indexing_slicing, reason = "tests")]

use super::super::tests::{claimed, read, said};
use super::examples::EXAMPLES;

#[test]
fn results_are_read_with_their_units() {
    let at = "/evaluation_results/0";
    let source = "/source_metadata";
    let interval = format!("{at}/score_details/uncertainty/confidence_interval");
    let samples = format!("{at}/score_details/uncertainty/num_samples");
    let table: [Vec<String>; 3] = [
        vec![
            "acme/claims-triage: supplier = acme /model_info/developer".into(),
            format!("claims_bench accuracy: task = claims_bench {at}/evaluation_name"),
            format!("claims_bench accuracy: metric = accuracy {at}/metric_config/metric_name"),
            format!(
                "acme/claims-triage: evaluation_metrics = accuracy {at}/metric_config/metric_name"
            ),
            format!("claims_bench accuracy: unit = % {at}/metric_config/metric_unit"),
            format!("claims_bench accuracy: judge = acme/panel {at}/metric_config/llm_scoring"),
            format!("claims_bench accuracy: value = 0.8125 {at}/score_details/score"),
            format!("claims_bench accuracy: confidence_lower = 0.785 {interval}/lower"),
            format!("claims_bench accuracy: confidence_upper = 0.84 {interval}/upper"),
            format!("claims_bench accuracy: samples = 400 {samples}"),
            format!("claims_bench accuracy: partial = true {samples}"),
            format!("claims_bench accuracy: dataset = acme/claims-bench {at}/source_data/hf_repo"),
            format!(
                "acme/claims-triage: evaluation_datasets = acme/claims-bench {at}/source_data/hf_repo"
            ),
            format!("claims_bench accuracy: split = test {at}/source_data/hf_split"),
            "claims_bench accuracy: evaluator = Acme Labs /source_metadata/source_organization_name".into(),
            "claims_bench accuracy: evaluator_relationship = first_party /source_metadata/evaluator_relationship".into(),
            "claims_bench accuracy: measured_on = 2026-02-02 /evaluation_timestamp".into(),
        ],
        vec![
            format!("Letters: task = Letters {at}/evaluation_name"),
            format!("Letters: value = 0.5 {at}/score_details/score"),
            format!("Letters: dataset = Letters {at}/source_data/dataset_name"),
            format!("letters: evaluation_datasets = Letters {at}/source_data/dataset_name"),
            "Grade grade: task = Grade /evaluation_results/1/evaluation_name".into(),
            "Grade grade: metric = grade /evaluation_results/1/metric_config/metric_id".into(),
            "letters: evaluation_metrics = grade /evaluation_results/1/metric_config/metric_id"
                .into(),
            format!("Letters: evaluator = Board {source}/source_organization_name"),
            format!("Grade grade: evaluator = Board {source}/source_organization_name"),
            format!("Letters: evaluator_relationship = third_party {source}/evaluator_relationship"),
            format!("Grade grade: evaluator_relationship = third_party {source}/evaluator_relationship"),
            "hollow /model_info/developer: a placeholder".into(),
            "hollow /evaluation_results/1/score_details/score: an unknown level".into(),
            "hollow /evaluation_results/1/source_data: a result without its dataset".into(),
        ],
        vec![
            format!("Letters: task = Letters {at}/evaluation_name"),
            "skipped /schema_version: this version is not known; read as far as it is like 0.3"
                .into(),
            format!("hollow {at}/score_details/score: no value"),
            format!("hollow {at}: a result without its dataset"),
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(table) {
        let reading = read(name, text);
        assert_eq!(said(&reading), expected, "{name}");
    }
    let files = read(EXAMPLES[0].0, EXAMPLES[0].1).files;
    let named: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(named, ["data/claims/samples.jsonl"]);
}

#[test]
fn lookalikes_and_broken_results() {
    for text in [
        // The schema itself, an index entry, a result of one sample.
        r#"{"$schema":"http://json-schema.org/draft-07/schema#","version":"0.3.0","required":["schema_version","model_info"],"properties":{"schema_version":{"type":"string"},"evaluation_results":{"type":"array"}}}"#,
        r#"{"benchmark":"Letters","eval_schema_version":"0.2.2","record_type":"aggregate"}"#,
        r#"{"schema_version":"0.3.0","evaluation_id":"a","model_id":"b","sample_id":"1","evaluation":{"score":1}}"#,
        r#"{"schema_version":"1.0","evaluation_results":"none","model_info":{}}"#,
    ] {
        assert_eq!(claimed("a.json", text), None, "{text}");
    }
    let text = EXAMPLES[0].1;
    let cut = text.get(..text.len() - 9).unwrap_or_default();
    assert_eq!(claimed("a.json", cut), Some(("eval-eee", "broken")));
}
