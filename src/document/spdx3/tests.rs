use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn a_model_and_its_data_are_read() {
    let (name, text) = EXAMPLES[0];
    let reading = read("spdx3", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    assert_eq!(
        reading.entities[0].ids,
        [
            "pkg:huggingface/acme/claims-triage@9c1f2d7",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        ]
    );
    assert_eq!(reading.files.len(), 1);
    are(
        &reading,
        &[
            "Document dated = 2026-02-11 /@graph/0/created",
            "Model version = 2.1.0 /@graph/4/software_packageVersion",
            "Model release_date = 2026-02-10 /@graph/4/releaseTime",
            "Model supplier = Acme Claims /@graph/1/name",
            "Model contact = models@acme.example /@graph/1/externalIdentifier/0/identifier",
            "Model license = Apache-2.0 /@graph/8/simplelicensing_licenseExpression",
            "Model autonomous = false /@graph/4/ai_autonomyType",
            "Model personal_data = true /@graph/4/ai_useSensitivePersonalInformation",
            "Model safety_risk = medium /@graph/4/ai_safetyRiskAssessment",
            "Model standards = ISO/IEC 42001 /@graph/4/ai_standardCompliance/0",
            "Model documented = limitations /@graph/4/ai_limitation",
            "Model documented = training-procedure /@graph/4/ai_informationAboutTraining",
            "Model documented = training-data /@graph/5/name",
            "Model training_datasets = claims-2025 /@graph/5/name",
            "Model evaluation_metrics = accuracy /@graph/4/ai_metric/0/key",
            "Model documented = evaluation /@graph/4/ai_metric",
            "Evaluation metric = accuracy /@graph/4/ai_metric/0/key",
            "Evaluation value = 0.93 /@graph/4/ai_metric/0/value",
            "Model documented = environmental-impact /@graph/4/ai_energyConsumption/ai_trainingEnergyConsumption/0",
            "Model training_energy_kwh = 10.0 /@graph/4/ai_energyConsumption/ai_trainingEnergyConsumption/0/ai_energyQuantity",
            "Dataset supplier = Acme Claims /@graph/1/name",
            "Dataset contact = models@acme.example /@graph/1/externalIdentifier/0/identifier",
            "Dataset license = CC0-1.0 /@graph/10/to/0",
            "Dataset classification = amber /@graph/5/dataset_confidentialityLevel",
            "Dataset documented = data-collection /@graph/5/dataset_dataCollectionProcess",
            "Dataset documented = bias-and-risks /@graph/5/dataset_knownBias",
            "Component version = 4.2.0 /@graph/6/software_packageVersion",
            "Component purl = pkg:pypi/tensor-kit@4.2.0 /@graph/6/software_packageUrl",
        ],
    );
    let hollow: Vec<(&str, &str)> = reading
        .hollow
        .iter()
        .map(|it| (it.pointer.as_str(), it.message.as_str()))
        .collect();
    assert_eq!(
        hollow,
        [
            ("/@graph/4/ai_informationAboutApplication", "no content"),
            (
                "/@graph/5/dataset_hasSensitivePersonalInformation",
                "a placeholder"
            ),
            ("/@graph/12/to/0", "a placeholder"),
        ]
    );
}

#[test]
fn a_dataset_that_stands_alone_is_the_subject() {
    let (name, text) = EXAMPLES[1];
    let reading = read("spdx3", name, text);
    assert_eq!(reading.entities[0].name, "letters");
    are(
        &reading,
        &[
            "Document dated = 2026-01-05 /creationInfo/created",
            "Dataset supplier = Acme Data Office /originatedBy/0/name",
            "Dataset personal_data = false /dataset_hasSensitivePersonalInformation",
            "Dataset documented = intended-use /dataset_intendedUse",
        ],
    );
}

#[test]
fn a_later_version_is_read_as_far_as_it_goes() {
    let (name, text) = EXAMPLES[2];
    let reading = read("spdx3", name, text);
    assert_eq!(reading.version.as_deref(), Some("3.1"));
    assert_eq!(reading.skipped.len(), 1);
    are(
        &reading,
        &[
            "Document dated = 2026-05-01 /@graph/0/created",
            "Model license = MIT OR Apache-2.0 /@graph/3",
            "Model base_models = tiny-base /@graph/2/name",
            "Model documented = environmental-impact /@graph/1/ai_energyConsumption/0/ai_trainingEnergyConsumption/0",
            "Model training_energy_kwh = 120.5 /@graph/1/ai_energyConsumption/0/ai_trainingEnergyConsumption/0/ai_energyQuantity",
        ],
    );
}

#[test]
fn what_a_file_of_the_model_was_trained_on_the_model_was() {
    let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
{"type":"ai_AIPackage","spdxId":"urn:m","name":"triage"},
{"type":"software_File","spdxId":"urn:f","name":"model.bin"},
{"type":"software_File","spdxId":"urn:d","name":"letters.txt"},
{"type":"Relationship","spdxId":"urn:1","relationshipType":"trainedOn","from":"urn:f","to":["urn:d"]},
{"type":"Relationship","spdxId":"urn:2","relationshipType":"contains","from":"urn:m","to":["urn:f"]}]}"#;
    are(
        &read("spdx3", "a.json", text),
        &[
            "Model training_datasets = letters.txt /@graph/2/name",
            "Model documented = training-data /@graph/2/name",
        ],
    );
}

#[test]
fn licences_in_circles_end() {
    let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
{"type":"software_Package","spdxId":"urn:p","name":"p"},
{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"urn:l","expandedlicensing_member":["urn:l","urn:l","urn:l","urn:l"]},
{"type":"Relationship","spdxId":"urn:r","relationshipType":"hasDeclaredLicense","from":"urn:p","to":["urn:l"]}]}"#;
    let reading = read("spdx3", "a.json", text);
    assert!(reading.facts.is_empty());
    assert_eq!(reading.skipped.len(), 1);
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "context.jsonld",
            r#"{"@context":{"Agent":"https://spdx.org/rdf/3.0.1/terms/Core/Agent"}}"#,
        ),
        (
            "schema.json",
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://spdx.org/schema/3.0.1/spdx-json-schema.json","properties":{"@context":{"const":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}}}"#,
        ),
        (
            "person.json",
            r#"{"@context":"https://schema.org","@graph":[{"@type":"Person","name":"Ada"}]}"#,
        ),
        (
            "licenses.json",
            r#"{"@context":["https://schema.org"],"type":"ListedLicense","license":"https://spdx.org/licenses/MIT"}"#,
        ),
    ]);
    let cut = EXAMPLES[0].1.split_at(700).0;
    broken("spdx3", "cut.json", cut);
}
