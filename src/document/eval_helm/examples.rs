//! Small runs of invented models.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "run_spec.json",
        r#"{
  "name": "claims:lang=en,model=acme_claims-triage",
  "scenario_spec": { "class_name": "acme.ClaimsScenario", "args": { "lang": "en" } },
  "adapter_spec": { "method": "generation", "model": "acme/claims-triage", "max_eval_instances": 10 },
  "metric_specs": [ { "class_name": "acme.ClaimsMetric", "args": {} } ],
  "groups": [ "claims" ]
}
"#,
    ),
    (
        "stats.json",
        r#"[
  { "name": { "name": "exact_match", "split": "test" }, "count": 1, "sum": 0.25, "sum_squared": 0.0625, "min": 0.25, "max": 0.25, "mean": 0.25 },
  { "name": { "name": "exact_match", "split": "test", "perturbation": { "name": "robustness", "robustness": true, "computed_on": "worst" } }, "count": 1, "sum": 0.125, "mean": 0.125 },
  { "name": { "name": "f1_score", "split": "test" }, "count": 0, "sum": 0, "sum_squared": 0 },
  { "name": { "name": "inference_runtime", "split": "test" }, "count": 1, "sum": 3.5, "mean": 3.5 },
  { "name": { "name": "num_instances", "split": "test" }, "count": 1, "sum": 8.0, "mean": 8.0 }
]
"#,
    ),
    (
        "scenario_state.json",
        r#"{"adapter_spec":{"method":"generation","model":"acme/claims-triage"},"request_states":[{"instance":{"input":{"text":"a"},"id":"id1"},"result":{"success":true}}]}"#,
    ),
    (
        "scenario.json",
        r#"{"name":"claims","description":"d","tags":["t"],"definition_path":"https://acme.example/src/helm/benchmark/scenarios/claims_scenario.py"}"#,
    ),
    (
        "per_instance_stats.json",
        r#"[{"instance_id":"id1","train_trial_index":0,"stats":[{"name":{"name":"exact_match","split":"test"},"count":1,"sum":1.0,"mean":1.0}]}]"#,
    ),
    (
        "plain.json",
        r#"[{"name":{"name":"toxicity"},"count":4,"sum":NaN,"mean":NaN},{"name":{"name":"bleu_4","split":"valid"},"count":2,"sum":0.5,"mean":0.25}]"#,
    ),
];
