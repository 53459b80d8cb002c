//! Small results of invented models.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "results_2026-02-03.json",
        r#"{
  "results": {
    "claims_bench": { "alias": "claims_bench", "acc,none": 0.8125, "acc_stderr,none": 0.0312, "exact_match,strict-match": 0.77, "exact_match_stderr,strict-match": "N/A" }
  },
  "group_subtasks": {},
  "configs": { "claims_bench": { "task": "claims_bench", "dataset_path": "acme/claims-bench", "test_split": "test" } },
  "versions": { "claims_bench": 1.0 },
  "n-shot": { "claims_bench": 0 },
  "higher_is_better": { "claims_bench": { "acc": true } },
  "n-samples": { "claims_bench": { "original": 500, "effective": 100 } },
  "config": { "model": "hf", "model_args": "pretrained=acme/claims-triage,dtype=bfloat16", "limit": null },
  "model_name": "acme/claims-triage",
  "date": 1770112800.25,
  "lm_eval_version": "0.4.9"
}
"#,
    ),
    (
        "letters-5shot.json",
        r#"{"results":{"letters":{"acc":0.5,"acc_stderr":0.01,"acc_norm":0.52,"acc_norm_stderr":0.01}},"versions":{"letters":0},"config":{"model":"hf-causal","model_args":"pretrained=acme/letters","num_fewshot":5,"limit":20}}"#,
    ),
    (
        "group.json",
        r#"{"results":{"claims":{"f1,get-answer":NaN,"f1_stderr,get-answer":NaN,"alias":"claims"}},"configs":{"claims":{"task":"claims"}},"versions":{"claims":1},"n-samples":{"claims":{"original":20,"effective":20}},"config":{"model":"hf","model_args":{"pretrained":"acme/letters"},"limit":null},"date":"2026-02-03"}"#,
    ),
];
