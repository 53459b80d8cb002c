use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn records_are_read() {
    let (name, text) = EXAMPLES[0];
    let reading = read("avid", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    assert!(reading.entities.iter().all(|it| it.parent.is_none()));
    are(
        &reading,
        &[
            "Attestation subjects = claims-triage /affects/artifacts/0/name",
            "Attestation subjects = claims-desk /affects/artifacts/1/name",
            "Attestation incident_severity = high /impact/cvss/baseSeverity",
            "Attestation incident_score = 7.5 /impact/cvss/baseScore",
            "Attestation incident_domains = Ethics /impact/avid/risk_domain/0",
            "Attestation incident_type = Issue /problemtype/type",
            "Attestation incident_developers = Acme Claims /affects/developer/0",
            "Attestation issued = 2026-02-14 /reported_date",
        ],
    );
    let (name, text) = EXAMPLES[1];
    let reading = read("avid", name, text);
    assert_eq!((reading.skipped.len(), reading.hollow.len()), (1, 1));
    are(
        &reading,
        &[
            "Attestation incident_deployers = Lowland /affects/deployer/0",
            "Attestation issued = 2026-01-09 /published_date",
        ],
    );
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        ("cve.json", r#"{"data_type":"CVE","data_version":"4.0"}"#),
        ("avid.json", r#"{"data_type":"AVID"}"#),
    ]);
    broken("avid", "cut.json", EXAMPLES[0].1.split_at(120).0);
}
