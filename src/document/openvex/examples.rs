//! Small documents about invented products.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "desk.openvex.json",
        r#"{
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://acme.example/vex/2026-1",
  "author": "Acme Claims",
  "timestamp": "2026-03-01T09:00:00Z",
  "version": 1,
  "statements": [
    { "vulnerability": { "name": "CVE-2026-0001" }, "products": [{ "@id": "pkg:oci/claims-desk@7" }],
      "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path" },
    { "vulnerability": { "name": "CVE-2026-0002" }, "products": [{ "@id": "pkg:oci/claims-desk@7" }],
      "status": "affected", "action_statement": "Update in April", "timestamp": "2026-03-02T09:00:00Z" },
    { "vulnerability": { "name": "CVE-2026-0003" }, "products": [{ "@id": "pkg:oci/claims-desk@7" }], "status": "under_investigation" }
  ]
}
"#,
    ),
    (
        "first.json",
        r#"{"@context":"https://openvex.dev/ns","@id":"v1","author":"Acme Claims","timestamp":"2025-12-01T00:00:00Z","statements":[
{"vulnerability":"CVE-2025-0009","products":["pkg:pypi/tensor-kit@4.2.0"],"status":"fixed"}]}"#,
    ),
    (
        "later.json",
        r#"{"@context":"https://openvex.dev/ns/v1.0.0","@id":"v2","author":"Acme Claims","timestamp":"2026-12-01T00:00:00Z","statements":[
{"vulnerability":{"name":"CVE-2026-0010"},"products":[{"@id":"pkg:pypi/tensor-kit@4.2.0"}],"status":"ignored"}]}"#,
    ),
];
