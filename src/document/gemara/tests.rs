use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn an_evaluation_gives_its_results() {
    let (name, text) = EXAMPLES[0];
    let reading = read("gemara", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let logs = "/evaluations/0/assessment-logs";
    let mut expected = vec![
        format!("Attestation requirement = CODE AC-01.01 {logs}/0/requirement/entry-id"),
        format!("Attestation result = passed {logs}/0/result"),
        format!("Attestation issued = 2026-02-01 {logs}/0/end"),
        format!("Attestation requirement = AC-01.02 {logs}/1/requirement/entry-id"),
        format!("Attestation result = failed {logs}/1/result"),
        format!("Attestation issued = 2026-02-01 {logs}/1/start"),
        format!("Attestation requirement = AC-01.03 {logs}/2/requirement/entry-id"),
    ];
    for _ in 0..3 {
        expected.push("Attestation made_by = Lintel /metadata/author/name".to_owned());
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
    assert_eq!(reading.hollow.len(), 1);
}

#[test]
fn an_action_cannot_clear_what_failed() {
    let (name, text) = EXAMPLES[1];
    let reading = read("gemara", name, text);
    assert_eq!((reading.defects.len(), reading.skipped.len()), (1, 1));
    let at = "/actions/0/justification/assessments/0";
    let expected = [
        format!("Attestation requirement = AC-01.02 {at}/requirement/entry-id"),
        format!("Attestation result = failed {at}/result"),
        "Attestation issued = 2026-02-02 /actions/0/start".to_owned(),
        "Attestation made_by = Gate /metadata/author/name".to_owned(),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn a_catalog_says_nothing_of_a_subject() {
    let (name, text) = EXAMPLES[2];
    are(&read("gemara", name, text), &[]);
    unclaimed(&[
        (
            "a.yaml",
            "metadata: {type: EvaluationLog}\nevaluations: []\n",
        ),
        ("b.yaml", "gemara-version: 1\nmetadata: text\n"),
    ]);
    broken("gemara", "cut.yaml", "metadata:\n  gemara-version: [\n");
}
