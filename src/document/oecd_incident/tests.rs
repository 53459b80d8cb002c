use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn records_are_read_by_their_criteria() {
    let [full, list, several] = EXAMPLES else {
        return assert!(EXAMPLES.is_empty(), "three examples");
    };
    let reading = read("oecd-incident", full.0, full.1);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    are(
        &reading,
        &[
            "Attestation made_by = Acme Claims /submitter/name",
            "Attestation issued = 2026-04-02 /date_of_first_known_occurrence",
            "Attestation evidence_items = 1 /supporting_materials",
            "Attestation subjects = claims-triage /ai_system/0/name",
            "Attestation incident_developers = Acme Claims /developers/0",
            "Attestation incident_deployers = Acme Claims /deployers/0",
            "Attestation incident_deployers = Lowland Insurance /deployers/1",
            "Attestation incident_severity = serious incident /severity",
            "Attestation incident_type = incident /severity",
            "Attestation incident_domains = Economic or property /harm_types/0",
            "Attestation incident_domains = Human or fundamental rights /harm_types/1",
            "Attestation harmed_parties = Consumers /affected_stakeholders/0",
        ],
    );

    let reading = read("oecd-incident", list.0, list.1);
    are(
        &reading,
        &[
            "Attestation incident_severity = hazard /0/10. Severity",
            "Attestation incident_type = hazard /0/10. Severity",
            "Attestation incident_domains = Psychological /0/11. Harm type",
            "Attestation harmed_parties = Children /0/14. Affected stakeholders/0",
            "Attestation harmed_parties = Consumers /0/14. Affected stakeholders/1",
            "Attestation incident_severity = severe /1/severity",
            "Attestation evidence_items = 0 /1/supporting_materials",
        ],
    );
    // The first lacks 3, 4 and 7; the second all but the severity.
    let missing: Vec<&str> = reading
        .skipped
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(
        missing,
        ["/0", "/0", "/0", "/1", "/1", "/1", "/1", "/1", "/1"]
    );
    assert_eq!(reading.hollow.len(), 2, "{:?}", reading.hollow);

    let reading = read("oecd-incident", several.0, several.1);
    assert!(reading.skipped.is_empty(), "{:?}", reading.skipped);
    are(
        &reading,
        &[
            "Attestation made_by = Checkhouse /incidents/0/submitter",
            "Attestation evidence_items = 1 /incidents/0/supporting_materials",
            "Attestation incident_severity = disaster /incidents/0/severity",
            "Attestation incident_type = incident /incidents/0/severity",
            "Attestation incident_domains = Physical /incidents/0/harm_types/0",
        ],
    );
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "ticket.json",
            r#"{"title":"Disk full","description":"d","severity":"high","status":"open","assignee":"a"}"#,
        ),
        (
            "advisory.yaml",
            "title: t\ndescription: d\nseverity: low\nharm_type: none\nindustry: banking\n",
        ),
        (
            "tickets.json",
            r#"{"incidents":[{"title":"a","severity":"low"}]}"#,
        ),
    ]);
    let (_, text) = EXAMPLES.first().copied().unwrap_or_default();
    broken(
        "oecd-incident",
        "cut.json",
        text.split_at(text.len() - 40).0,
    );
}
