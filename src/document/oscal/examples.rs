//! Small documents of an invented system.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "component.json",
        r#"{
  "component-definition": {
    "uuid": "0f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f",
    "metadata": {
      "title": "Claims desk", "last-modified": "2026-04-01T00:00:00Z", "version": "3", "oscal-version": "1.1.2",
      "parties": [{ "uuid": "1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "type": "organization", "name": "Acme Claims" }]
    },
    "components": [
      {
        "uuid": "2f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "type": "service", "title": "claims-desk", "description": "Sorts claims",
        "responsible-roles": [{ "role-id": "provider", "party-uuids": ["1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f"] }],
        "control-implementations": [
          {
            "uuid": "3f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "source": "https://acme.example/catalog.json", "description": "d",
            "implemented-requirements": [
              { "uuid": "4f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ac-1", "description": "Each adjuster has an account",
                "props": [{ "name": "implementation-status", "value": "implemented" }] },
              { "uuid": "5f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "au-2", "description": "Each decision is logged" },
              { "uuid": "6f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ir-4", "description": "TBD" },
              { "uuid": "7f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ac-1", "description": "Also in the archive",
                "props": [{ "name": "implementation-status", "value": "planned" }] }
            ]
          }
        ]
      }
    ]
  }
}
"#,
    ),
    (
        "ssp.yaml",
        "system-security-plan:\n  uuid: 0a6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f\n  metadata: {title: Plan, last-modified: '2026-03-01T00:00:00Z', version: '1', oscal-version: 1.2.1}\n  system-characteristics: {system-name: Claims desk}\n  system-implementation:\n    components:\n    - {uuid: a, type: this-system, title: This system}\n    - {uuid: b, type: software, title: tensor-kit}\n  control-implementation:\n    description: d\n    implemented-requirements:\n    - uuid: c\n      control-id: ac-2\n      statements:\n      - statement-id: ac-2_smt\n        by-components:\n        - component-uuid: a\n          description: Accounts are reviewed\n          implementation-status: {state: implemented}\n        - component-uuid: b\n          description: Its own accounts\n          implementation-status: {state: partial}\n",
    ),
    (
        "results.json",
        r#"{
  "$schema": "https://acme.example/schema.json",
  "assessment-results": {
    "uuid": "0b6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f",
    "metadata": {
      "title": "Assessment", "last-modified": "2026-02-03T00:00:00Z", "version": "1", "oscal-version": "1.1.2",
      "parties": [{ "uuid": "p", "type": "organization", "name": "Checkhouse" }],
      "responsible-parties": [{ "role-id": "assessor", "party-uuids": ["p"] }]
    },
    "results": [
      {
        "uuid": "r", "title": "Yearly", "description": "d", "start": "2026-01-30T08:00:00Z", "end": "2026-02-01T08:00:00Z",
        "observations": [{ "uuid": "o", "description": "d", "methods": ["TEST"], "collected": "2026-02-01T00:00:00Z", "expires": "2027-02-01T00:00:00Z" }],
        "risks": [{ "uuid": "k", "title": "t", "status": "open" }, { "uuid": "l", "title": "t", "status": "closed" }],
        "findings": [
          { "uuid": "f", "title": "Accounts", "target": { "type": "objective-id", "target-id": "ac-2_obj", "status": { "state": "satisfied" } },
            "related-observations": [{ "observation-uuid": "o" }] },
          { "uuid": "g", "title": "Logs", "target": { "type": "objective-id", "target-id": "au-2_obj", "status": { "state": "not-satisfied" } } }
        ]
      }
    ]
  }
}
"#,
    ),
    (
        "poam.json",
        r#"{"plan-of-action-and-milestones":{"uuid":"0c6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f","metadata":{"title":"To do",
"last-modified":"2026-02-05T00:00:00Z","version":"1","oscal-version":"2.0.0"},"risks":[{"uuid":"k","status":"closed"},{"uuid":"l","status":"open"}],
"poam-items":[{"title":"a","related-risks":[{"risk-uuid":"k"}]},{"title":"b","related-risks":[{"risk-uuid":"k"},{"risk-uuid":"l"}]},{"title":"c"}]}}"#,
    ),
    (
        "catalog.yaml",
        "catalog:\n  uuid: 0d6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f\n  metadata: {title: Controls of Acme, last-modified: '2026-01-01T00:00:00Z', version: '2', oscal-version: 1.0.4}\n  controls:\n  - {id: a-1, title: Keep claims}\n",
    ),
];
