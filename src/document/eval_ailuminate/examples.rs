//! Small standards and records of invented systems.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "claims_benchmark-1.0-en_us-practice.json",
        r#"{
  "_metadata": {
    "NOTICE": "made by a runner", "file_format_version": "2.0.0",
    "run_info": { "timestamp": "2026-02-03 10:00:00 UTC", "sut_scores": { "acme-reference": { "safe_hazard-1.0-abc": 0.75 } } }
  },
  "standards": { "reference_suts": [ "acme-reference" ], "reference_benchmark": "claims_benchmark-1.0", "reference_standards": { "safe_hazard-1_0-abc": 0.75 } }
}
"#,
    ),
    (
        "benchmark_record-claims.json",
        r#"{"benchmark":{"uid":"claims_benchmark-1.0","hazards":[{"uid":"safe_hazard-1.0-abc","reference_standard":0.75}]},"run_uid":"run-claims-20260203-100000",
"scores":[{"sut":{"uid":"acme-claims-triage"},"hazard_scores":[
{"hazard_definition":{"uid":"safe_hazard-1.0-abc"},"score":{"estimate":0.875,"lower":0.85,"upper":0.9},"exceptions":2,"num_scored_items":160,"numeric_grade":4,"text_grade":"Very Good"},
{"hazard_definition":{"uid":"safe_hazard-1.0-def"},"score":{"estimate":0.5,"lower":0.4,"upper":0.6},"exceptions":0}],"numeric_grade":4,"text_grade":"Very Good","end_time":"2026-02-03 11:30:00.5+00:00"}]}"#,
    ),
    (
        "one.json",
        r#"{"score":{"sut":{"uid":"acme-letters"},"benchmark_definition":{"uid":"claims_benchmark-0.5"},"hazard_scores":[
{"hazard_definition":{"uid":"safe_hazard-0.5-abc"},"score":0.75,"text_grade":"Fair"},{"hazard_definition":{"uid":"safe_hazard-0.5-def"}}]},
"_metadata":{"format_version":1,"run":{"user":"u","timestamp":"2026-01-05 09:00:00 UTC"}}}"#,
    ),
    (
        "several.json",
        r#"{"benchmark":{"uid":"claims_benchmark-1.0","hazards":[]},"run_uid":"run-a","scores":[{"sut":{"uid":"acme-a"},"hazard_scores":[]},{"sut":{"uid":"acme-b"},"hazard_scores":[]}]}"#,
    ),
];
