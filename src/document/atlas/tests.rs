use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn case_studies_are_read() {
    let expected: [&[&str]; 3] = [
        &[
            "Attestation subjects = Claims desk /target",
            "Attestation incident_type = exercise /case-study-type",
            "Attestation issued = 2026-02-03 /incident-date",
        ],
        &["Attestation incident_type = incident /case-study-type"],
        &[],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(expected) {
        let reading = read("atlas", name, text);
        assert!(reading.defects.is_empty());
        are(&reading, expected);
    }
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "tactic.yaml",
            "id: AML.TA0001\nname: Staging\nobject-type: tactic\n",
        ),
        ("atlas.yaml", "id: ATLAS\nname: Maps\npages: []\n"),
    ]);
    broken(
        "atlas",
        "cut.yaml",
        "id: AML.CS9999\nobject-type: case-study\nprocedure: [\n",
    );
}
