//! Small records of invented incidents.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "AVID-2026-R9999.json",
        r#"{
  "data_type": "AVID",
  "data_version": "0.3.3",
  "metadata": { "report_id": "AVID-2026-R9999" },
  "affects": { "developer": ["Acme Claims"], "deployer": [], "artifacts": [{ "type": "Model", "name": "claims-triage" }, { "type": "System", "name": "claims-desk" }] },
  "problemtype": { "classof": "LLM Evaluation", "type": "Issue", "description": { "lang": "eng", "value": "Ranks letters of small holders lower" } },
  "impact": {
    "avid": { "risk_domain": ["Ethics"], "sep_view": ["E0100"], "lifecycle_view": ["L05"] },
    "cvss": { "version": "3.1", "vectorString": "CVSS:3.1/AV:N", "baseScore": 7.5, "baseSeverity": "HIGH" }
  },
  "reports": null,
  "credit": null,
  "reported_date": "2026-02-14"
}
"#,
    ),
    (
        "vulnerability.json",
        r#"{"data_type":"AVID","data_version":"0.4","metadata":{"vuln_id":"AVID-2026-V999"},"affects":{"deployer":["Lowland"],"artifacts":[{"type":"Model","name":"N/A"}]},
"reported_date":"2026-01-01","published_date":"2026-01-09"}"#,
    ),
];
