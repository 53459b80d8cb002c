//! Small logs of invented models.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "2026-02-03T10-00-00_claims.json",
        r#"{
  "version": 2,
  "status": "success",
  "eval": {
    "run_id": "r1", "created": "2026-02-03T10:00:00+00:00", "task": "claims_bench", "task_id": "t1",
    "dataset": { "name": "acme/claims-bench", "location": "acme/claims-bench", "samples": 50 },
    "model": "acme/claims-triage",
    "config": { "limit": null, "epochs": 2 }
  },
  "results": {
    "total_samples": 100, "completed_samples": 100,
    "scores": [
      { "name": "urgent", "scorer": "match", "scored_samples": 100, "unscored_samples": 0,
        "metrics": { "accuracy": { "name": "accuracy", "value": 0.8125 }, "stderr": { "name": "stderr", "value": 0.03 } } }
    ]
  }
}
"#,
    ),
    (
        "old.json",
        r#"{"version":1,"status":"success","eval":{"task":"letters","task_id":"t2","run_id":"r2","dataset":{"name":"acme/letters","samples":20},"model":"acme/letters","config":{"limit":5}},
"results":{"scorer":{"name":"match"},"metrics":{"accuracy":{"name":"accuracy","value":NaN}}}}"#,
    ),
    (
        "stopped.json",
        r#"{"status":"cancelled","eval":{"task":"letters","dataset":{"samples":20},"model":"acme/letters","config":{}},
"results":{"total_samples":20,"completed_samples":3,"scores":[{"name":"match","scorer":"match","metrics":{"accuracy":{"name":"accuracy","value":1.0}}}]}}"#,
    ),
];
