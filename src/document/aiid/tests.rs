use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn incidents_are_read() {
    let [one, answer, table] = EXAMPLES else {
        return assert!(EXAMPLES.is_empty(), "three examples");
    };
    let reading = read("aiid", one.0, one.1);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    assert!(reading.entities.iter().all(|it| it.parent.is_none()));
    are(
        &reading,
        &[
            "Attestation incident_type = incident /incident_id",
            "Attestation issued = 2026-04-02 /date",
            "Attestation incident_deployers = lowland-insurance /Alleged deployer of AI system/0",
            "Attestation incident_deployers = acme-claims /Alleged deployer of AI system/1",
            "Attestation incident_developers = acme-claims /Alleged developer of AI system/0",
            "Attestation harmed_parties = small-holders /Alleged harmed or nearly harmed parties/0",
            "Attestation subjects = claims-triage /implicated_systems/0",
        ],
    );

    // `unknown` is the database's word for nobody; an incident without its people is a defect.
    let reading = read("aiid", answer.0, answer.1);
    assert_eq!(reading.defects.len(), 1);
    are(
        &reading,
        &[
            "Attestation incident_type = incident /data/incidents/0/incident_id",
            "Attestation issued = 2026-01-05 /data/incidents/0/date",
            "Attestation incident_deployers = Acme Claims /data/incidents/0/AllegedDeployerOfAISystem/0/name",
        ],
    );

    let reading = read("aiid", table.0, table.1);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let row = "/sheets/csv/rows/0";
    let expected = [
        format!("Attestation incident_type = incident {row}/incident_id"),
        format!("Attestation issued = 2026-04-02 {row}/date"),
        format!(
            "Attestation incident_deployers = lowland-insurance {row}/Alleged deployer of AI system"
        ),
        format!("Attestation incident_deployers = acme-claims {row}/Alleged deployer of AI system"),
        format!(
            "Attestation incident_developers = acme-claims {row}/Alleged developer of AI system"
        ),
        format!(
            "Attestation harmed_parties = small-holders {row}/Alleged harmed or nearly harmed parties"
        ),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "ticket.json",
            r#"{"incident_id":7,"title":"Disk full","date":"2026-01-01"}"#,
        ),
        ("tickets.csv", "incident_id,title\n7,Disk full\n"),
    ]);
    let (_, text) = EXAMPLES.first().copied().unwrap_or_default();
    broken("aiid", "cut.json", text.split_at(text.len() - 30).0);
}
