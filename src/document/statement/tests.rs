//! Each type of predicate, against what a person read in it.

use super::super::checked::{are, facts, read};

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A statement about one file.
fn statement(kind: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"desk.tar","digest":{{"sha256":"{DIGEST}"}}}}],"predicateType":"{kind}","predicate":{predicate}}}"#
    )
}

/// (type, predicate, what it says besides its type and its subject, what is skipped or a defect).
const PREDICATES: &[(&str, &str, &[&str], usize)] = &[
    (
        "https://in-toto.io/attestation/test-result/v0.1",
        r#"{"result":"WARNED","passedTests":["a","b"],"warnedTests":["c"],"failedTests":[]}"#,
        &[
            "result = warned /predicate/result",
            "tests_run = 3 /predicate/passedTests",
            "tests_failed = 0 /predicate/failedTests",
        ],
        0,
    ),
    (
        // What failed is not listed, so how many ran is not known.
        "https://in-toto.io/attestation/test-result/v0.1",
        r#"{"result":"FAILED","passedTests":["a"]}"#,
        &["result = failed /predicate/result"],
        0,
    ),
    (
        "https://slsa.dev/verification_summary/v1",
        r#"{"verifier":{"id":"https://v.example"},"timeVerified":"2026-05-06T07:08:09Z","resourceUri":"pkg:oci/desk@7","policy":{"uri":"https://p.example"},"verificationResult":"PASSED","verifiedLevels":["SLSA_BUILD_LEVEL_3"]}"#,
        &[
            "result = passed /predicate/verificationResult",
            "made_by = https://v.example /predicate/verifier/id",
            "issued = 2026-05-06 /predicate/timeVerified",
            "subjects = pkg:oci/desk@7 /predicate/resourceUri",
            "policies = https://p.example /predicate/policy/uri",
            "attested_properties = SLSA_BUILD_LEVEL_3 /predicate/verifiedLevels/0",
        ],
        0,
    ),
    (
        // A summary that failed vouches for no level.
        "https://slsa.dev/verification_summary/v1",
        r#"{"verificationResult":"FAILED","verifiedLevels":["SLSA_BUILD_LEVEL_3"]}"#,
        &["result = failed /predicate/verificationResult"],
        0,
    ),
    (
        "https://slsa.dev/verification_summary/v0.2",
        r#"{"verifier":{"id":"https://v.example"},"time_verified":"2026-05-06T07:08:09Z","verification_result":"PASSED","policy_level":"SLSA_LEVEL_3"}"#,
        &[
            "result = passed /predicate/verification_result",
            "made_by = https://v.example /predicate/verifier/id",
            "issued = 2026-05-06 /predicate/time_verified",
            "attested_properties = SLSA_LEVEL_3 /predicate/policy_level",
        ],
        0,
    ),
    (
        "https://slsa.dev/provenance/v0.1",
        r#"{"builder":{"id":"https://b.example"},"recipe":{"type":"https://t.example"},"metadata":{"buildFinishedOn":"2026-02-03T10:00:00Z"},"materials":[{"uri":"git+https://s.example"}]}"#,
        &[
            "made_by = https://b.example /predicate/builder/id",
            "issued = 2026-02-03 /predicate/metadata/buildFinishedOn",
            "build_type = https://t.example /predicate/recipe/type",
            "build_inputs = git+https://s.example /predicate/materials/0/uri",
        ],
        0,
    ),
    (
        "https://slsa.dev/provenance/v0.2",
        r#"{"builder":{"id":"https://b.example"},"buildType":"https://t.example","materials":[{"uri":"git+https://s.example"},{"digest":{"sha1":"00"}}]}"#,
        &[
            "made_by = https://b.example /predicate/builder/id",
            "build_type = https://t.example /predicate/buildType",
            "build_inputs = git+https://s.example /predicate/materials/0/uri",
        ],
        0,
    ),
    (
        "https://slsa.dev/provenance/v1",
        r#"{"buildDefinition":{"buildType":"https://t.example","externalParameters":{},"resolvedDependencies":[{"uri":"git+https://s.example"},{"name":"base"}]},"runDetails":{"builder":{"id":"https://b.example"},"metadata":{"finishedOn":"2026-02-03T10:00:00Z"}}}"#,
        &[
            "made_by = https://b.example /predicate/runDetails/builder/id",
            "issued = 2026-02-03 /predicate/runDetails/metadata/finishedOn",
            "build_type = https://t.example /predicate/buildDefinition/buildType",
            "build_inputs = git+https://s.example /predicate/buildDefinition/resolvedDependencies/0/uri",
            "build_inputs = base /predicate/buildDefinition/resolvedDependencies/1/name",
        ],
        0,
    ),
    (
        "https://in-toto.io/attestation/vulns/v0.2",
        r#"{"scanner":{"uri":"https://scan.example","result":[{"id":"CVE-2026-0001","severity":[{"method":"nvd","score":"Medium"},{"method":"own","score":"low"},{"method":"cvss","score":"5.2"}]}]},"metadata":{"scanFinishedOn":"2026-02-03T10:00:00Z"}}"#,
        &[
            "made_by = https://scan.example /predicate/scanner/uri",
            "issued = 2026-02-03 /predicate/metadata/scanFinishedOn",
            "open_vulnerabilities = 1 /predicate/scanner/result",
            "vulnerability = CVE-2026-0001 /predicate/scanner/result/0/id",
            "incident_severity = medium /predicate/scanner/result/0/severity/0/score",
            "incident_score = 5.2 /predicate/scanner/result/0/severity/2/score",
        ],
        0,
    ),
    (
        // An empty list says that the scanner found none.
        "https://in-toto.io/attestation/vulns/v0.1",
        r#"{"scanner":{"uri":"https://scan.example","result":[]}}"#,
        &[
            "made_by = https://scan.example /predicate/scanner/uri",
            "open_vulnerabilities = 0 /predicate/scanner/result",
        ],
        0,
    ),
    (
        "https://in-toto.io/attestation/vulns/v0.1",
        r#"{"scanner":{"result":[{"vulnerability":{"id":"CVE-2026-0002","severity":{"method":"cvss","score":"9.8"}}},{}]}}"#,
        &[
            "open_vulnerabilities = 2 /predicate/scanner/result",
            "vulnerability = CVE-2026-0002 /predicate/scanner/result/0/vulnerability/id",
            "incident_score = 9.8 /predicate/scanner/result/0/vulnerability/severity/score",
        ],
        1,
    ),
    (
        // The scanner's own report is no list that could be counted.
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        r#"{"scanner":{"uri":"https://scan.example","result":{"Results":[]}}}"#,
        &["made_by = https://scan.example /predicate/scanner/uri"],
        1,
    ),
    (
        "https://in-toto.io/attestation/svr/v0.2",
        r#"{"verifier":{"id":"https://v.example","policies":[{"uri":"https://p.example"}]},"timeCreated":"2026-02-03T10:00:00Z","properties":["SLSA_SOURCE_LEVEL_3"]}"#,
        &[
            "made_by = https://v.example /predicate/verifier/id",
            "issued = 2026-02-03 /predicate/timeCreated",
            "attested_properties = SLSA_SOURCE_LEVEL_3 /predicate/properties/0",
            "policies = https://p.example /predicate/verifier/policies/0/uri",
        ],
        0,
    ),
    (
        "https://in-toto.io/attestation/svr/v0.2",
        r#"{"verifier":{"id":"https://v.example"}}"#,
        &["made_by = https://v.example /predicate/verifier/id"],
        1,
    ),
    (
        "https://in-toto.io/attestation/scai/v0.3",
        r#"{"attributes":[{"attribute":"WITH_STACK_PROTECTION"},{"attribute":"SIGNED","target":{"name":"other.tar"}}],"producer":{"name":"cc 9"}}"#,
        &[
            "attested_properties = WITH_STACK_PROTECTION /predicate/attributes/0/attribute",
            "made_by = cc 9 /predicate/producer/name",
        ],
        1,
    ),
    (
        "https://in-toto.io/attestation/reference/v0.1",
        r#"{"attester":{"id":"https://a.example"},"references":[{"downloadLocation":"https://a.example/b"}]}"#,
        &[
            "made_by = https://a.example /predicate/attester/id",
            "evidence_items = 1 /predicate/references",
        ],
        0,
    ),
    (
        "https://in-toto.io/attestation/release/v0.1",
        r#"{"purl":"pkg:npm/desk@7"}"#,
        &["subjects = pkg:npm/desk@7 /predicate/purl"],
        0,
    ),
    (
        "https://in-toto.io/attestation/link/v0.3",
        r#"{"name":"build","command":["make"],"materials":[{"name":"a.c","digest":{"sha256":"00"}}]}"#,
        &[
            "build_type = build /predicate/name",
            "build_inputs = a.c /predicate/materials/0/name",
        ],
        0,
    ),
    (
        "https://in-toto.io/attestation/runtime-trace/v0.1",
        r#"{"monitor":{"type":"https://m.example"},"monitoredProcess":{"type":"https://t.example"},"metadata":{"buildFinishedOn":"2026-02-03T10:00:00Z"}}"#,
        &[
            "made_by = https://m.example /predicate/monitor/type",
            "build_type = https://t.example /predicate/monitoredProcess/type",
            "issued = 2026-02-03 /predicate/metadata/buildFinishedOn",
        ],
        0,
    ),
    (
        "https://github.com/npm/attestation/tree/main/specs/publish/v0.1",
        r#"{"name":"desk","version":"7","registry":"https://registry.example"}"#,
        &[
            "made_by = https://registry.example /predicate/registry",
            "subjects = desk /predicate/name",
        ],
        0,
    ),
    ("https://acme.example/own/v1", r#"{"ok":true}"#, &[], 1),
];

#[test]
fn predicates_say_what_their_specifications_say() {
    for (kind, predicate, expected, remarks) in PREDICATES {
        let reading = read("in-toto", "a.json", &statement(kind, predicate));
        let mut all: Vec<String> = expected
            .iter()
            .map(|it| format!("Attestation {it}"))
            .collect();
        all.push(format!(
            "Attestation predicate_type = {kind} /predicateType"
        ));
        all.push("Attestation subjects = desk.tar /subject/0/name".to_owned());
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        are(&reading, &all);
        let found = reading.skipped.len() + reading.defects.len();
        assert_eq!(
            found, *remarks,
            "{kind}: {:?} {:?}",
            reading.skipped, reading.defects
        );
    }
}

/// A bill of materials inside a statement says what it says alone, and is about the file of the
/// statement.
#[test]
fn bills_inside_statements_are_read_where_they_stand() {
    let bills = [
        ("https://cyclonedx.org/bom/v1.6", "cyclonedx"),
        ("https://spdx.dev/Document/v2.3", "spdx2"),
        ("https://spdx.dev/Document/v3", "spdx3"),
        ("https://openvex.dev/ns/v0.2.0", "openvex"),
    ];
    for (kind, format) in bills {
        let examples = super::super::FORMATS.iter().find(|it| it.name() == format);
        let examples = examples.map(|it| it.examples()).unwrap_or_default();
        let json = |(name, text): &&(&str, &str)| {
            name.ends_with(".json") && text.trim_start().starts_with('{')
        };
        let Some((name, text)) = examples.iter().find(json) else {
            return assert_eq!(format, "", "an example in JSON");
        };
        let alone = read(format, name, text);
        let inside = read("in-toto", "a.json", &statement(kind, text));
        let mut expected: Vec<String> = facts(&alone)
            .iter()
            .filter_map(|it| it.rsplit_once(" /"))
            .map(|(said, pointer)| format!("{said} /predicate/{pointer}"))
            .collect();
        expected.push(format!(
            "Attestation predicate_type = {kind} /predicateType"
        ));
        expected.push("Attestation subjects = desk.tar /subject/0/name".to_owned());
        let found = facts(&inside);
        for fact in &expected {
            assert!(found.contains(fact), "{kind}: {fact} is not in {found:#?}");
        }
        assert_eq!(
            inside.defects.len(),
            alone.defects.len(),
            "{:?}",
            inside.defects
        );
        assert!(inside.skipped.is_empty(), "{:?}", inside.skipped);
        let digest = format!("sha256:{DIGEST}");
        let same = inside.entities.iter().filter(|it| it.ids.contains(&digest));
        assert_eq!(
            same.count(),
            2,
            "{kind}: the statement, and what the bill is about"
        );
    }
}
