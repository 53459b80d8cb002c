use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn tests_are_counted() {
    let expected: [&[&str]; 3] = [
        &[
            "Attestation tests_run = 3 /testsuites/0",
            "Attestation tests_failed = 1 /testsuites/0",
            "Attestation issued = 2026-03-03 /testsuites/0/testsuite/1/@timestamp",
        ],
        &[
            "Attestation tests_run = 9 /testsuite/0",
            "Attestation tests_failed = 3 /testsuite/0",
        ],
        &[
            "Attestation tests_run = 1 /testsuites/0",
            "Attestation tests_failed = 0 /testsuites/0",
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(expected) {
        let reading = read("junit", name, text);
        assert!(reading.defects.is_empty() && reading.skipped.is_empty());
        are(&reading, expected);
    }
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "JUnit.xsd",
            "<?xml version=\"1.0\"?><xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"testsuites\"/></xs:schema>",
        ),
        (
            "nunit.xml",
            "<?xml version=\"1.0\"?><test-run id=\"2\" testcasecount=\"1\"/>",
        ),
        (
            "suites.xml",
            "<?xml version=\"1.0\"?><testsuites xmlns=\"https://acme.example\"><testsuite/></testsuites>",
        ),
    ]);
    broken("junit", "cut.xml", EXAMPLES[0].1.split_at(300).0);
}

/// How many ran, without the tests or how many of them failed, is no report that none failed.
#[test]
fn failures_that_are_not_told_are_not_none() {
    for (text, failed) in [
        (r#"<testsuites tests="500"/>"#, None),
        (r#"<testsuites tests="500" failures="0"/>"#, Some("0")),
        (r#"<testsuites tests="500" errors="2"/>"#, Some("2")),
        (r#"<testsuites tests="0"/>"#, Some("0")),
    ] {
        let reading = read("junit", "junit.xml", text);
        let stated = reading
            .facts
            .iter()
            .find(|it| it.key.to_string() == "tests_failed");
        assert_eq!(stated.map(|it| it.text.as_str()), failed, "{text}");
    }
}
