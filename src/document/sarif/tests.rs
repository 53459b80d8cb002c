use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn open_results_are_counted_by_level() {
    let (name, text) = EXAMPLES[0];
    let reading = read("sarif", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    are(
        &reading,
        &[
            "Attestation made_by = lintel /runs/0/tool/driver/name",
            "Attestation issued = 2026-03-02 /runs/0/invocations/0/endTimeUtc",
            "Attestation open_errors = 2 /runs/0/results",
            "Attestation open_warnings = 1 /runs/0/results",
        ],
    );
}

#[test]
fn a_run_that_did_not_succeed_counts_nothing() {
    let (name, text) = EXAMPLES[1];
    let reading = read("sarif", name, text);
    are(
        &reading,
        &[
            "Attestation made_by = lintel /runs/0/tool/driver/name",
            "Attestation open_errors = 0 /runs/0/results",
            "Attestation open_warnings = 0 /runs/0/results",
            "Attestation made_by = other /runs/1/tool/driver/name",
            "Attestation made_by = third /runs/2/tool/driver/name",
        ],
    );
    assert_eq!(reading.hollow.len(), 4);
}

#[test]
fn a_later_version_is_read_as_far_as_it_goes() {
    let (name, text) = EXAMPLES[2];
    let reading = read("sarif", name, text);
    assert_eq!(reading.skipped.len(), 1);
    are(
        &reading,
        &[
            "Attestation open_errors = 1 /runs/0/results",
            "Attestation open_warnings = 0 /runs/0/results",
        ],
    );
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "sarif-schema-2.1.0.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://docs.oasis-open.org/sarif/sarif-schema-2.1.0.json","properties":{"version":{},"runs":{"type":"array"}}}"#,
        ),
        ("runs.json", r#"{"version":"2.0","runs":[{"id":1}]}"#),
        ("empty.json", r#"{"version":"2.1.0","runs":[]}"#),
    ]);
    let cut = EXAMPLES[0].1.split_at(300).0;
    broken("sarif", "cut.sarif", cut);
}
