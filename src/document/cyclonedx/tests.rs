use super::super::checked::{are, broken, read, unclaimed};
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
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    are(&reading, &expected);
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
