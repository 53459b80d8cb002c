//! Small logs of an invented evaluator.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "evaluation.yaml",
        "metadata:\n  id: desk-1\n  type: EvaluationLog\n  gemara-version: '1.1.0'\n  version: 1.0.0\n  author: {id: lintel, name: Lintel, type: Software}\ntarget: {id: desk, name: Claims desk, type: Software}\nresult: Failed\nevaluations:\n- name: Access\n  control: {reference-id: CODE, entry-id: AC-01}\n  result: Failed\n  assessment-logs:\n  - requirement: {reference-id: CODE, entry-id: AC-01.01}\n    result: Passed\n    start: 2026-02-01T10:00:00Z\n    end: 2026-02-01T10:01:00Z\n  - requirement: {entry-id: AC-01.02}\n    result: Failed\n    start: 2026-02-01T10:01:00Z\n  - requirement: {entry-id: AC-01.03}\n    result: Not Run\n",
    ),
    (
        "enforcement.yaml",
        "metadata:\n  id: desk-2\n  type: EnforcementLog\n  gemara-version: 2.0.0\n  author: {id: gate, name: Gate, type: Software}\ndisposition: Enforced\nactions:\n- disposition: Clear\n  start: 2026-02-02T10:00:00Z\n  justification:\n    assessments:\n    - {result: Failed, requirement: {entry-id: AC-01.02}}\n    - {result: Passed}\n",
    ),
    (
        "catalog.json",
        r#"{"metadata":{"id":"c","type":"ControlCatalog","gemara-version":"1.1.0"},"title":"Controls of Acme","controls":[]}"#,
    ),
];
