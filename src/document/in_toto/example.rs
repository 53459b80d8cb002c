//! Small statements about invented artifacts.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "tests.intoto.json",
        r#"{
  "_type": "https://in-toto.io/Statement/v1",
  "subject": [{ "name": "model.safetensors", "digest": { "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" } }],
  "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
  "predicate": { "result": "PASSED", "configuration": [], "passedTests": ["recall on claims-bench"], "warnedTests": [], "failedTests": [] }
}
"#,
    ),
    (
        "provenance.json",
        r#"{
  "_type": "https://in-toto.io/Statement/v0.1",
  "subject": [{ "name": "claims-triage-2.0.tar", "digest": { "sha512": "00" } }],
  "predicateType": "https://slsa.dev/provenance/v0.2",
  "predicate": { "builder": { "id": "https://ci.acme.example/trainer" }, "buildType": "train", "metadata": { "buildFinishedOn": "2026-02-03T10:00:00Z" } }
}
"#,
    ),
    (
        "summary",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://slsa.dev/verification_summary/v1","predicate":{"verifier":{"id":"https://verify.acme.example"},"timeVerified":"2026-05-06T07:08:09Z","verificationResult":"FAILED"}}"#,
    ),
];
