//! Small results of invented models.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "claims-triage.json",
        r#"{
  "schema_version": "0.3.0",
  "evaluation_id": "claims/acme_claims-triage/1770000000",
  "evaluation_timestamp": "1770000000",
  "retrieved_timestamp": "1771000000",
  "source_metadata": { "source_type": "evaluation_run", "source_organization_name": "Acme Labs", "evaluator_relationship": "first_party" },
  "eval_library": { "name": "inspect_ai", "version": "0.3.150" },
  "model_info": { "name": "Claims Triage", "id": "acme/claims-triage", "developer": "acme" },
  "evaluation_results": [
    {
      "evaluation_name": "claims_bench",
      "source_data": { "dataset_name": "Claims Bench", "source_type": "hf_dataset", "hf_repo": "acme/claims-bench", "hf_split": "test", "samples_number": 500 },
      "metric_config": { "metric_name": "accuracy", "metric_unit": "percent", "lower_is_better": false, "score_type": "continuous", "min_score": 0, "max_score": 100, "llm_scoring": { "judges": [{ "model_info": { "name": "Panel", "id": "acme/panel" } }], "input_prompt": "p" } },
      "score_details": { "score": 81.25, "uncertainty": { "confidence_interval": { "lower": 78.5, "upper": 84 }, "num_samples": 400 } }
    }
  ],
  "detailed_evaluation_results": { "format": "jsonl", "file_path": "data/claims/samples.jsonl", "hash_algorithm": "sha256", "checksum": "0000000000000000000000000000000000000000000000000000000000000000" }
}
"#,
    ),
    (
        "letters.json",
        r#"{"schema_version":"0.2.0","evaluation_id":"letters/acme_letters/1","source_metadata":{"source_type":"documentation","source_organization_name":"Board","evaluator_relationship":"third_party"},
"model_info":{"name":"letters","id":"unknown","developer":"unknown"},
"evaluation_results":[{"evaluation_name":"Letters","source_data":{"dataset_name":"Letters","source_type":"url","url":["https://acme.example/letters"]},"metric_config":{"lower_is_better":false},"score_details":{"score":0.5}},
{"evaluation_name":"Grade","source_data":{"source_type":"other"},"metric_config":{"metric_id":"grade","has_unknown_level":true,"level_names":["poor","good"]},"score_details":{"score":-1}}]}"#,
    ),
    (
        "later.json",
        r#"{"schema_version":"1.0.0","evaluation_id":"a","source_metadata":{},"model_info":{"name":"acme/new"},"evaluation_results":[{"evaluation_name":"Letters","score_details":{"score":NaN}}]}"#,
    ),
];
