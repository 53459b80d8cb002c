use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn statements_are_read_and_what_is_open_is_counted() {
    let [(name, text), first, later] = EXAMPLES else {
        return assert!(EXAMPLES.is_empty(), "three examples");
    };
    let reading = read("openvex", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let list = "/statements";
    let mut expected = vec![
        "Attestation made_by = Acme Claims /author".to_owned(),
        format!("Attestation open_vulnerabilities = 2 {list}"),
        format!("Attestation vulnerability_status = not_affected {list}/0/status"),
        format!(
            "Attestation justification = vulnerable_code_not_in_execute_path {list}/0/justification"
        ),
        format!("Attestation vulnerability_status = affected {list}/1/status"),
        format!("Attestation issued = 2026-03-02 {list}/1/timestamp"),
        format!("Attestation vulnerability_status = under_investigation {list}/2/status"),
    ];
    for index in 0..3 {
        let id = format!("CVE-2026-000{}", index + 1);
        expected.push(format!(
            "Attestation vulnerability = {id} {list}/{index}/vulnerability/name"
        ));
        expected.push(format!(
            "Attestation subjects = pkg:oci/claims-desk@7 {list}/{index}/products/0/@id"
        ));
        expected.push("Attestation issued = 2026-03-01 /timestamp".to_owned());
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);

    let reading = read("openvex", first.0, first.1);
    are(
        &reading,
        &[
            "Attestation made_by = Acme Claims /author",
            "Attestation issued = 2025-12-01 /timestamp",
            "Attestation open_vulnerabilities = 0 /statements",
            "Attestation vulnerability = CVE-2025-0009 /statements/0/vulnerability",
            "Attestation subjects = pkg:pypi/tensor-kit@4.2.0 /statements/0/products/0",
            "Attestation issued = 2025-12-01 /timestamp",
            "Attestation vulnerability_status = fixed /statements/0/status",
        ],
    );

    // A status that nobody knows is open.
    let reading = read("openvex", later.0, later.1);
    assert_eq!((reading.skipped.len(), reading.defects.len()), (1, 1));
    let open = reading
        .facts
        .iter()
        .find(|it| it.key.to_string() == "open_vulnerabilities");
    assert_eq!(open.map(|it| it.text.as_str()), Some("1"));
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "ld.json",
            r#"{"@context":"https://schema.org","@id":"a","author":"b","statements":[]}"#,
        ),
        (
            "csaf.json",
            r#"{"document":{"category":"csaf_vex"},"vulnerabilities":[]}"#,
        ),
    ]);
    let (_, text) = EXAMPLES.first().copied().unwrap_or_default();
    broken("openvex", "cut.json", text.split_at(200).0);
}
