use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn a_component_says_what_it_implements() {
    let (name, text) = EXAMPLES[0];
    let reading = read("oscal", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let list =
        "/component-definition/components/0/control-implementations/0/implemented-requirements";
    let expected = [
        "Document dated = 2026-04-01 /component-definition/metadata/last-modified".to_owned(),
        "System supplier = Acme Claims /component-definition/metadata/parties/0/name".to_owned(),
        format!("System answer OSCAL:ac-1 = planned {list}/3/props/0/value"),
        format!("System answer OSCAL:au-2 = described {list}/1/description"),
        format!("System documented = security {list}/1/description"),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
    assert_eq!(reading.entities[0].name, "claims-desk");
    assert_eq!(reading.hollow.len(), 1);
    assert_eq!(reading.hollow[0].pointer, format!("{list}/2/control-id"));
}

#[test]
fn a_plan_counts_the_least_of_its_components() {
    let (name, text) = EXAMPLES[1];
    let reading = read("oscal", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let state = "/system-security-plan/control-implementation/implemented-requirements/0/statements/0/by-components/1/implementation-status/state";
    let expected = [
        "Document dated = 2026-03-01 /system-security-plan/metadata/last-modified".to_owned(),
        "Component component_type = software /system-security-plan/system-implementation/components/1/type".to_owned(),
        format!("System answer OSCAL:ac-2 = partial {state}"),
        format!("System documented = security {state}"),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn an_assessment_gives_its_findings() {
    let (name, text) = EXAMPLES[2];
    let reading = read("oscal", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let result = "/assessment-results/results/0";
    let party = "/assessment-results/metadata/parties/0/name";
    let mut expected = vec![
        "Document dated = 2026-02-03 /assessment-results/metadata/last-modified".to_owned(),
        format!("Attestation open_risks = 1 {result}/risks"),
        format!("Attestation requirement = ac-2_obj {result}/findings/0/target/target-id"),
        format!("Attestation result = passed {result}/findings/0/target/status/state"),
        format!("Attestation expires = 2027-02-01 {result}/observations/0/expires"),
        format!("Attestation requirement = au-2_obj {result}/findings/1/target/target-id"),
        format!("Attestation result = failed {result}/findings/1/target/status/state"),
    ];
    for _ in 0..3 {
        expected.push(format!("Attestation made_by = Checkhouse {party}"));
        expected.push(format!("Attestation issued = 2026-02-01 {result}/end"));
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn a_plan_of_action_counts_what_is_open() {
    let (name, text) = EXAMPLES[3];
    let reading = read("oscal", name, text);
    assert_eq!(reading.skipped.len(), 1);
    let base = "/plan-of-action-and-milestones";
    let expected = [
        format!("Document dated = 2026-02-05 {base}/metadata/last-modified"),
        format!("Attestation issued = 2026-02-05 {base}/metadata/last-modified"),
        format!("Attestation open_risks = 1 {base}/risks"),
        format!("Attestation open_items = 2 {base}/poam-items"),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "schema.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"catalog":{"properties":{"metadata":{"required":["oscal-version"]}}}}}"#,
        ),
        (
            "shop.json",
            r#"{"catalog":{"uuid":"0","metadata":{"title":"Tools","version":"1"},"items":[]}}"#,
        ),
        (
            "profile.yaml",
            "profile:\n  name: Ada\n  metadata: {created: 2026-01-01}\n",
        ),
        (
            "shop.xml",
            "<?xml version=\"1.0\"?><catalog xmlns=\"https://shop.example\"><metadata><oscal-version>1.1.2</oscal-version></metadata></catalog>",
        ),
        (
            "schema.xsd",
            "<?xml version=\"1.0\"?><xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"http://csrc.nist.gov/ns/oscal/1.0\"><xs:element name=\"catalog\"/></xs:schema>",
        ),
    ]);
    let cut = EXAMPLES[2].1.split_at(500).0;
    broken("oscal", "cut.json", cut);
    let cut = EXAMPLES[7].1.split_at(500).0;
    broken("oscal", "cut.xml", cut);
}

/// What is no list holds nothing that could be counted: neither "none is open".
#[test]
fn what_is_no_list_says_nothing_of_what_is_open() {
    for bad in ["null", "{}", "\"none\""] {
        let text = format!(
            r#"{{"plan-of-action-and-milestones":{{"uuid":"u","metadata":{{"title":"t","last-modified":"2026-02-05T00:00:00Z","version":"1","oscal-version":"1.2.0"}},"risks":{bad},"poam-items":{bad}}}}}"#
        );
        let reading = read("oscal", "poam.json", &text);
        let counted = |it: &&crate::fact::LocalFact| {
            ["open_items", "open_risks"].contains(&it.key.to_string().as_str())
        };
        assert_eq!(reading.facts.iter().find(counted), None, "{bad}");
        assert!(!reading.defects.is_empty(), "{bad}");
    }
}

/// Each XML example says what its twin in JSON or YAML says, at its own places.
#[test]
fn the_xml_form_says_the_same() {
    let twins = EXAMPLES.len() / 2;
    for ((name, text), (xml_name, xml_text)) in EXAMPLES[..twins].iter().zip(&EXAMPLES[twins..]) {
        let (json, xml) = (read("oscal", name, text), read("oscal", xml_name, xml_text));
        let said = |reading: &crate::fact::Reading| {
            let mut said: Vec<String> = super::super::checked::facts(reading)
                .iter()
                .filter_map(|it| it.rsplit_once(' ').map(|(said, _)| said.to_owned()))
                .collect();
            said.sort();
            said
        };
        assert_eq!(said(&json), said(&xml), "{xml_name}");
        let names = |reading: &crate::fact::Reading| -> Vec<String> {
            reading.entities.iter().map(|it| it.name.clone()).collect()
        };
        assert_eq!(names(&json), names(&xml), "{xml_name}");
        assert_eq!(json.version, xml.version, "{xml_name}");
        assert_eq!(json.strength, xml.strength, "{xml_name}");
        let counts =
            |it: &crate::fact::Reading| (it.hollow.len(), it.skipped.len(), it.defects.len());
        assert_eq!(counts(&json), counts(&xml), "{xml_name}: {:?}", xml.defects);
    }
    let reading = read("oscal", EXAMPLES[twins].0, EXAMPLES[twins].1);
    let list =
        "/component-definition/0/component/0/control-implementation/0/implemented-requirement";
    let expected = [
        "Document dated = 2026-04-01 /component-definition/0/metadata/0/last-modified/0/#text"
            .to_owned(),
        "System supplier = Acme Claims /component-definition/0/metadata/0/party/0/name/0/#text"
            .to_owned(),
        format!("System answer OSCAL:ac-1 = planned {list}/3/prop/0/@value"),
        format!("System answer OSCAL:au-2 = described {list}/1/description/0"),
        format!("System documented = security {list}/1/description/0"),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
    assert_eq!(reading.hollow[0].pointer, format!("{list}/2/@control-id"));
}

/// What stands twice where one is expected is no silent first: it is a defect, and gives no facts.
#[test]
fn what_xml_repeats_is_not_half_read() {
    let (name, text) = EXAMPLES[EXAMPLES.len() / 2 + 1];
    let again = "<o:control-implementation><o:description/></o:control-implementation></o:system-security-plan>";
    let reading = read(
        "oscal",
        name,
        &text.replace("</o:system-security-plan>", again),
    );
    assert_eq!(reading.defects.len(), 1, "{:?}", reading.defects);
    assert_eq!(
        reading.defects[0].pointer,
        "/system-security-plan/0/control-implementation"
    );
    let (name, text) = EXAMPLES[EXAMPLES.len() / 2 + 2];
    let both = r#"<status state="satisfied"/><status state="not-satisfied"/></target>"#;
    let reading = read(
        "oscal",
        name,
        &text.replace(r#"<status state="satisfied"/></target>"#, both),
    );
    assert!(!reading.defects.is_empty());
    let passed = reading.facts.iter().any(|it| it.text == "passed");
    assert!(!passed, "{:?}", reading.facts);
}
