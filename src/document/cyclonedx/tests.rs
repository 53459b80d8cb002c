use super::super::checked::{are, broken, facts, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn the_xml_twin_is_read_at_its_own_places() {
    let (name, text) = EXAMPLES[4];
    let reading = read("cyclonedx", name, text);
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    assert!(reading.skipped.is_empty(), "{:?}", reading.skipped);
    assert_eq!(reading.version.as_deref(), Some("1.6"));
    let main = "/bom/0/metadata/0/component/0";
    let card = format!("{main}/modelCard/0");
    let metric = format!("{card}/quantitativeAnalysis/0/performanceMetrics/0/performanceMetric/0");
    let datasets = format!("{card}/modelParameters/0/datasets/0");
    let data = "/bom/0/components/0/component/0/data/0";
    let expected = [
        "Document dated = 2026-05-04 /bom/0/metadata/0/timestamp/0/#text".to_owned(),
        format!("Model version = 2.1.0 {main}/version/0/#text"),
        format!("Model license = Apache-2.0 {main}/licenses/0/license/0/id/0/#text"),
        format!("Model supplier = Acme Claims {main}/supplier/0/name/0/#text"),
        format!("Model contact = models@acme.example {main}/supplier/0/contact/0/email/0/#text"),
        format!("Model tasks = text-classification {card}/modelParameters/0/task/0/#text"),
        format!("Model training_datasets = claims-2024 {datasets}/dataset/0/name/0/#text"),
        format!("Model training_datasets = claims-2025 {datasets}/ref/0/#text"),
        format!("Model documented = training-data {datasets}"),
        format!("Dataset sensitive_data = names {datasets}/dataset/0/sensitiveData/0/#text"),
        format!("Evaluation metric = accuracy {metric}/type/0/#text"),
        format!("Evaluation value = 0.93 {metric}/value/0/#text"),
        format!("Evaluation confidence_lower = 0.91 {metric}/confidenceInterval/0/lowerBound/0/#text"),
        format!("Model evaluation_metrics = accuracy {metric}/type/0/#text"),
        format!("Model documented = evaluation {card}/quantitativeAnalysis/0/performanceMetrics/0"),
        format!("Model documented = intended-use {card}/considerations/0/useCases/0"),
        format!("Dataset source_urls = https://data.acme.example/claims-2025 {data}/contents/0/url/0/#text"),
        format!("Dataset classification = confidential {data}/classification/0/#text"),
        format!("Dataset governance = Data Office {data}/governance/0/owners/0/owner/0/contact/0/name/0/#text"),
        "Component version = 4.2.0 /bom/0/components/0/component/1/version/0/#text".to_owned(),
        "Component component_type = library /bom/0/components/0/component/1/@type".to_owned(),
        "Component purl = pkg:pypi/tensor-kit@4.2.0 /bom/0/components/0/component/1/purl/0/#text".to_owned(),
        "Component license = MIT OR Apache-2.0 /bom/0/components/0/component/1/licenses/0/expression/0/#text".to_owned(),
        "Component component_type = service /bom/0/services/0/service/0/name/0/#text".to_owned(),
        "Component supplier = Mailpost /bom/0/services/0/service/0/provider/0/name/0/#text".to_owned(),
        "Component data_flows = outbound /bom/0/services/0/service/0/data/0/classification/0/@flow".to_owned(),
        "Component data_classifications = PII /bom/0/services/0/service/0/data/0/classification/0/#text".to_owned(),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
    assert_eq!(
        reading.entities[0].ids,
        ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    );
    let hollow: Vec<&str> = reading
        .hollow
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(
        hollow,
        [format!("{card}/considerations/0/technicalLimitations/0")]
    );
}

#[test]
fn attestations_are_read_with_their_evidence() {
    let (name, text) = EXAMPLES[5];
    let reading = read("cyclonedx", name, text);
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    assert!(reading.skipped.is_empty(), "{:?}", reading.skipped);
    let map = "/declarations/attestations/0/map";
    let expected = [
        "System version = 7 /metadata/component/version".to_owned(),
        "Component component_type = service /services/0/name".to_owned(),
        "Component version = 3 /services/0/version".to_owned(),
        "Component supplier = Mailpost /services/0/provider/name".to_owned(),
        "Component component_type = service /services/0/services/0/name".to_owned(),
        "Attestation made_by = Checkhouse /declarations/assessors/0/organization/name".to_owned(),
        "Attestation made_by = Checkhouse /declarations/assessors/0/organization/name".to_owned(),
        "Attestation third_party = true /declarations/assessors/0/thirdParty".to_owned(),
        "Attestation third_party = true /declarations/assessors/0/thirdParty".to_owned(),
        format!("Attestation requirement = Claims Code 2 4.1 {map}/0/requirement"),
        format!("Attestation requirement = req-9 {map}/1/requirement"),
        format!("Attestation conformance = 0.8 {map}/0/conformance/score"),
        format!("Attestation confidence = 1.0 {map}/0/confidence/score"),
        format!("Attestation counter_claims = 0 {map}/0/counterClaims"),
        format!("Attestation evidence_items = 2 {map}/0/claims"),
        format!("Attestation evidence_items = 0 {map}/1/claims"),
        "Attestation expires = 2026-12-01 /declarations/evidence/1/expires".to_owned(),
        "Attestation issued = 2026-01-01 /declarations/evidence/0/created".to_owned(),
        "Attestation subjects = desk /declarations/claims/0/target".to_owned(),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

#[test]
fn what_a_bill_says_of_vulnerabilities_services_and_itself_is_read() {
    let (name, text) = EXAMPLES[6];
    let reading = read("cyclonedx", name, text);
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    assert!(reading.skipped.is_empty(), "{:?}", reading.skipped);
    let (list, map, service) = (
        "/vulnerabilities",
        "/declarations/attestations/0/map/0",
        "/services/0",
    );
    let expected = [
        "System version = 7 /metadata/component/version".to_owned(),
        "Document dated = 2026-05-04 /metadata/timestamp".to_owned(),
        "Document sharing = amber /metadata/distributionConstraints/tlp".to_owned(),
        "Component version = 4.2.0 /components/0/version".to_owned(),
        "Component component_type = library /components/0/type".to_owned(),
        "Component scope = excluded /components/0/scope".to_owned(),
        "Component license = MIT /components/0/licenses/0/license/id".to_owned(),
        format!("Component component_type = service {service}/name"),
        format!("Component supplier = Mailpost {service}/provider/name"),
        format!("Component authenticated = true {service}/authenticated"),
        format!("Component crosses_trust_boundary = true {service}/x-trust-boundary"),
        format!("Component data_flows = outbound {service}/data/0/flow"),
        format!("Component data_flows = inbound {service}/data/1/flow"),
        format!("Component data_classifications = PII {service}/data/0/classification"),
        format!("Component data_classifications = public {service}/data/1/classification"),
        format!("Component governance = Data Office {service}/data/0/governance/owners/0/contact/name"),
        format!("Attestation open_vulnerabilities = 2 {list}"),
        format!("Attestation vulnerability = CVE-2026-0001 {list}/0/id"),
        format!("Attestation made_by = Register {list}/0/source/name"),
        format!("Attestation incident_severity = high {list}/0/ratings/0/severity"),
        format!("Attestation incident_score = 7.5 {list}/0/ratings/0/score"),
        format!("Attestation vulnerability_status = not_affected {list}/0/analysis/state"),
        format!("Attestation justification = code_not_reachable {list}/0/analysis/justification"),
        format!("Attestation issued = 2026-03-01 {list}/0/analysis/lastUpdated"),
        format!("Attestation subjects = tensor-kit {list}/0/affects/0/ref"),
        format!("Attestation vulnerability = CVE-2026-0002 {list}/1/id"),
        format!("Attestation issued = 2026-02-01 {list}/1/published"),
        format!("Attestation vulnerability_status = under_investigation {list}/1/analysis/state"),
        format!("Attestation vulnerability = CVE-2026-0003 {list}/2/id"),
        format!("Attestation subjects = urn:cdx:3f0c9d52-7b1e-4a55-9a4e-0d7c2a6f1b11/1#other {list}/2/affects/0/ref"),
        "Attestation made_by = Acme Claims /declarations/assessors/0/organization/name".to_owned(),
        "Attestation third_party = false /declarations/assessors/0/thirdParty".to_owned(),
        format!("Attestation requirement = 4.1 {map}/requirement"),
        format!("Attestation conformance = 0.5 {map}/conformance/score"),
        format!("Attestation counter_claims = 1 {map}/counterClaims"),
        format!("Attestation evidence_items = 2 {map}/claims"),
        format!("Attestation counter_evidence = 1 {map}/claims"),
        "Attestation subjects = Claims team /declarations/claims/0/target".to_owned(),
        "Attestation expires = 2027-01-10 /declarations/evidence/0/expires".to_owned(),
        "Attestation issued = 2025-12-01 /declarations/evidence/1/created".to_owned(),
        "Attestation signatories = Head of claims /declarations/affirmation/signatories/0/name".to_owned(),
        "Attestation signatories = Acme Claims /declarations/affirmation/signatories/0/organization/name".to_owned(),
        "Attestation subjects = /components/0/name /citations/0/pointers/0".to_owned(),
        "Attestation made_by = Claims IT /citations/0/attributedTo".to_owned(),
        "Attestation issued = 2026-05-01 /citations/0/timestamp".to_owned(),
        "Attestation subjects = $..version /citations/1/expressions/0".to_owned(),
        "Attestation made_by = scan /citations/1/process".to_owned(),
        "Attestation issued = 2026-05-02 /citations/1/timestamp".to_owned(),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
}

/// The same bill in XML and in JSON, in each version that can say it, comes to the same facts.
#[test]
fn both_encodings_of_each_version_say_the_same() {
    let said = |reading: &crate::fact::Reading| {
        let mut said: Vec<String> = facts(reading)
            .iter()
            .filter_map(|it| it.rsplit_once(' ').map(|(said, _)| said.to_owned()))
            .collect();
        said.sort();
        said
    };
    let (_, json) = EXAMPLES[6];
    let (_, xml) = EXAMPLES[7];
    let wanted = said(&read("cyclonedx", "vex.json", json));
    for version in ["1.4", "1.5", "1.6", "1.7"] {
        let json = json.replace(
            "\"specVersion\": \"1.7\"",
            &format!("\"specVersion\": \"{version}\""),
        );
        let xml = xml.replace("schema/bom/1.7", &format!("schema/bom/{version}"));
        for (name, text) in [("vex.json", json), ("vex.xml", xml)] {
            let reading = read("cyclonedx", name, &text);
            assert_eq!(said(&reading), wanted, "{name} {version}");
            assert_eq!(reading.version.as_deref(), Some(version));
            let remarks = reading.defects.iter().chain(&reading.skipped);
            assert_eq!(
                remarks.count(),
                0,
                "{name} {version}: {:?}",
                reading.defects
            );
        }
    }
}

/// What a bill says in a way that the standard does not know is a defect, and never good news.
#[test]
fn what_breaks_the_standard_is_a_defect() {
    let (name, text) = EXAMPLES[6];
    for (from, to, pointer) in [
        (
            "\"scope\": \"excluded\"",
            "\"scope\": \"foo\"",
            "/components/0/scope",
        ),
        (
            "\"encoding\": \"base64\"",
            "\"encoding\": \"base85\"",
            "/components/0/licenses/0/license/text/encoding",
        ),
        (
            "\"tlp\": \"AMBER\"",
            "\"tlp\": \"PURPLE\"",
            "/metadata/distributionConstraints/tlp",
        ),
        (
            "\"properties\": [{ \"name\": \"acme:desk\",",
            "\"properties\": [{ ",
            "/metadata/properties/0",
        ),
        (
            "\"distributionConstraints\"",
            "\"distribution\"",
            "/metadata/distribution",
        ),
        ("{ \"ref\": \"desk\",", "{", "/dependencies/0"),
        (
            "\"flow\": \"inbound\"",
            "\"flow\": \"sideways\"",
            "/services/0/data/1/flow",
        ),
        ("\"flow\": \"inbound\", ", "", "/services/0/data/1"),
        (
            "\"state\": \"in_triage\"",
            "\"state\": \"fine\"",
            "/vulnerabilities/1/analysis/state",
        ),
        (
            "\"attributedTo\": \"ada\"",
            "\"note\": \"\"",
            "/citations/0",
        ),
    ] {
        let bad = text.replace(from, to);
        assert_ne!(bad, text, "{from}");
        let reading = read("cyclonedx", name, &bad);
        let at: Vec<&str> = reading
            .defects
            .iter()
            .map(|it| it.pointer.as_str())
            .collect();
        assert_eq!(at, [pointer], "{to}: {:?}", reading.defects);
    }
    // A state that nobody knows, and none at all, are open.
    for bad in [
        "{\"id\": \"a\", \"analysis\": {\"state\": \"fine\"}}",
        "{\"id\": \"a\"}",
        "7",
    ] {
        let bill = format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"vulnerabilities\":[{bad}]}}"
        );
        let reading = read("cyclonedx", "bom.json", &bill);
        let open = facts(&reading);
        assert!(
            open.contains(&"Attestation open_vulnerabilities = 1 /vulnerabilities".to_owned()),
            "{open:?}"
        );
    }
    let bill = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"vulnerabilities\":[]}";
    let reading = read("cyclonedx", "bom.json", bill);
    assert!(reading.facts.is_empty() && reading.hollow.len() == 1);
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "pom.xml",
            "<?xml version=\"1.0\"?><project xmlns=\"http://maven.apache.org/POM/4.0.0\"><artifactId>bom</artifactId></project>",
        ),
        (
            "bom-1.6.xsd",
            "<?xml version=\"1.0\"?><xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"http://cyclonedx.org/schema/bom/1.6\"/>",
        ),
        (
            "parts.xml",
            "<bom xmlns=\"https://parts.example\"><item/></bom>",
        ),
        (
            "schema.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"bomFormat":{"enum":["CycloneDX"]}}}"#,
        ),
    ]);
    let cut = EXAMPLES[4].1.split_at(600).0;
    broken("cyclonedx", "cut.xml", cut);
}
