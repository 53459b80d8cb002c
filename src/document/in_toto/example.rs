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
    (
        "levels.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://slsa.dev/verification_summary/v1","predicate":{"verifier":{"id":"https://verify.acme.example"},"timeVerified":"2026-05-06T07:08:09Z","resourceUri":"pkg:oci/desk@7","policy":{"uri":"https://acme.example/policy"},"verificationResult":"PASSED","verifiedLevels":["SLSA_BUILD_LEVEL_2"]}}"#,
    ),
    (
        "properties.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://in-toto.io/attestation/svr/v0.2","predicate":{"verifier":{"id":"https://verify.acme.example","policies":[{"uri":"https://acme.example/policy"}]},"timeCreated":"2026-05-06T07:08:09Z","properties":["ACME_REVIEWED"]}}"#,
    ),
    (
        "attributes.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://in-toto.io/attestation/scai/v0.3","predicate":{"attributes":[{"attribute":"WITH_STACK_PROTECTION"}],"producer":{"uri":"https://acme.example/cc"}}}"#,
    ),
    (
        "build.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"https://acme.example/train","resolvedDependencies":[{"uri":"git+https://acme.example/src"}]},"runDetails":{"builder":{"id":"https://ci.acme.example"},"metadata":{"finishedOn":"2026-02-03T10:00:00Z"}}}}"#,
    ),
    (
        "step.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://in-toto.io/attestation/link/v0.3","predicate":{"name":"pack","materials":[{"name":"a.c"}]}}"#,
    ),
    (
        "scan.json",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}}],"predicateType":"https://in-toto.io/attestation/vulns/v0.2","predicate":{"scanner":{"uri":"https://scan.acme.example","result":[{"id":"CVE-2026-0001","severity":[{"method":"nvd","score":"high"},{"method":"cvss","score":"7.5"}]}]},"metadata":{"scanFinishedOn":"2026-02-03T10:00:00Z"}}}"#,
    ),
];
