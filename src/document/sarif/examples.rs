//! Small logs of an invented scanner.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "scan.sarif",
        r#"{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": { "driver": { "name": "lintel", "rules": [
        { "id": "L1", "defaultConfiguration": { "level": "error" } }, { "id": "L2" } ] } },
      "invocations": [{ "executionSuccessful": true, "endTimeUtc": "2026-03-02T10:00:00Z" }],
      "results": [
        { "ruleId": "L1", "message": { "text": "m" } },
        { "ruleId": "L1", "ruleIndex": 0, "message": { "text": "m" }, "suppressions": [{ "kind": "external", "status": "accepted" }] },
        { "ruleId": "L1", "message": { "text": "m" }, "suppressions": [{ "kind": "external", "status": "underReview" }] },
        { "ruleId": "L2", "message": { "text": "m" } },
        { "ruleId": "L2", "level": "note", "message": { "text": "m" } },
        { "ruleId": "L1", "kind": "pass", "message": { "text": "m" } },
        { "ruleId": "L1", "baselineState": "absent", "message": { "text": "m" } }
      ]
    }
  ]
}
"#,
    ),
    (
        "clean.json",
        r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"lintel"}},"results":[]},{"tool":{"driver":{"name":"other"}},
"invocations":[{"executionSuccessful":false}],"results":[]},{"tool":{"driver":{"name":"third"}}}]}"#,
    ),
    (
        "later.sarif.json",
        r#"{"version":"2.2.0","$schema":"https://acme.example/sarif-schema-2.2.0.json","runs":[{"tool":{"driver":{"name":"N/A"}},
"results":[{"message":{"text":"m"},"level":"error"}]}]}"#,
    ),
];
