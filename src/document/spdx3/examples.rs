//! Small documents: a model with its data, a dataset that stands alone, a later version.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "ai-bom.spdx3.json",
        r#"{
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    { "type": "CreationInfo", "@id": "_:made", "specVersion": "3.0.1", "created": "2026-02-11T09:00:00Z", "createdBy": ["https://acme.example/org"] },
    { "type": "Organization", "spdxId": "https://acme.example/org", "creationInfo": "_:made", "name": "Acme Claims",
      "externalIdentifier": [{ "type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": "models@acme.example" }] },
    { "type": "SpdxDocument", "spdxId": "https://acme.example/doc", "creationInfo": "_:made", "rootElement": ["https://acme.example/bom"], "profileConformance": ["core", "software", "ai", "dataset"] },
    { "type": "software_Sbom", "spdxId": "https://acme.example/bom", "creationInfo": "_:made", "rootElement": ["https://acme.example/model"] },
    {
      "type": "ai_AIPackage", "spdxId": "https://acme.example/model", "creationInfo": "_:made",
      "name": "claims-triage", "software_packageVersion": "2.1.0", "releaseTime": "2026-02-10T00:00:00Z",
      "suppliedBy": "https://acme.example/org", "software_primaryPurpose": "model",
      "software_packageUrl": "pkg:huggingface/acme/claims-triage@9c1f2d7",
      "software_downloadLocation": "https://models.acme.example/claims-triage",
      "verifiedUsing": [{ "type": "Hash", "algorithm": "sha256", "hashValue": "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08" }],
      "ai_autonomyType": "no", "ai_useSensitivePersonalInformation": "yes", "ai_safetyRiskAssessment": "medium",
      "ai_limitation": "Only claims that are written in English",
      "ai_informationAboutTraining": "Three epochs on the claims of one year",
      "ai_informationAboutApplication": "n/a",
      "ai_standardCompliance": ["ISO/IEC 42001"],
      "ai_metric": [{ "type": "DictionaryEntry", "key": "accuracy", "value": "0.93" }],
      "ai_energyConsumption": { "type": "ai_EnergyConsumption", "ai_trainingEnergyConsumption": [
        { "type": "ai_EnergyConsumptionDescription", "ai_energyQuantity": "36.0", "ai_energyUnit": "megajoule" }] }
    },
    {
      "type": "dataset_DatasetPackage", "spdxId": "https://acme.example/data", "creationInfo": "_:made",
      "name": "claims-2025", "originatedBy": ["https://acme.example/org"], "dataset_datasetType": ["text"],
      "dataset_hasSensitivePersonalInformation": "noAssertion", "dataset_confidentialityLevel": "amber",
      "dataset_dataCollectionProcess": "Letters of claimants, scanned", "dataset_knownBias": ["Few claims from islands"]
    },
    { "type": "software_Package", "spdxId": "https://acme.example/lib", "creationInfo": "_:made", "name": "tensor-kit", "software_packageVersion": "4.2.0", "software_packageUrl": "pkg:pypi/tensor-kit@4.2.0" },
    { "type": "software_File", "spdxId": "https://acme.example/weights", "creationInfo": "_:made", "name": "./model.safetensors",
      "verifiedUsing": [{ "type": "Hash", "algorithm": "sha256", "hashValue": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" }] },
    { "type": "simplelicensing_LicenseExpression", "spdxId": "https://acme.example/apache", "creationInfo": "_:made", "simplelicensing_licenseExpression": "Apache-2.0" },
    { "type": "Relationship", "spdxId": "https://acme.example/r1", "creationInfo": "_:made", "relationshipType": "hasDeclaredLicense", "from": "https://acme.example/model", "to": ["https://acme.example/apache"] },
    { "type": "Relationship", "spdxId": "https://acme.example/r2", "creationInfo": "_:made", "relationshipType": "hasConcludedLicense", "from": "https://acme.example/data", "to": ["https://spdx.org/licenses/CC0-1.0"] },
    { "type": "Relationship", "spdxId": "https://acme.example/r3", "creationInfo": "_:made", "relationshipType": "trainedOn", "from": "https://acme.example/model", "to": ["https://acme.example/data"] },
    { "type": "Relationship", "spdxId": "https://acme.example/r4", "creationInfo": "_:made", "relationshipType": "hasConcludedLicense", "from": "https://acme.example/lib", "to": ["https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense"] }
  ]
}
"#,
    ),
    (
        "dataset.json",
        r#"{
  "@context": "https://spdx.org/rdf/3.0.0/spdx-context.jsonld",
  "type": "dataset_DatasetPackage",
  "spdxId": "https://acme.example/letters",
  "creationInfo": { "type": "CreationInfo", "specVersion": "3.0.0", "created": "2026-01-05T00:00:00Z", "createdBy": ["https://acme.example/org"] },
  "name": "letters",
  "originatedBy": [{ "type": "Organization", "spdxId": "https://acme.example/org", "name": "Acme Data Office" }],
  "dataset_datasetType": ["text"],
  "dataset_hasSensitivePersonalInformation": "no",
  "dataset_intendedUse": "Training of models that sort letters"
}
"#,
    ),
    (
        "later.spdx.json",
        r#"{"@context":["https://spdx.org/rdf/3.1/spdx-context.jsonld"],"@graph":[
{"type":"CreationInfo","@id":"_:c","specVersion":"3.1","created":"2026-05-01T00:00:00Z","createdBy":["urn:acme"]},
{"type":"ai_AIPackage","spdxId":"urn:acme:a","creationInfo":"_:c","name":"triage","ai_energyConsumption":[{"type":"ai_EnergyConsumption",
"ai_trainingEnergyConsumption":[{"ai_energyQuantity":120.5,"ai_energyUnit":"kilowattHour"}]}]},
{"type":"ai_AIPackage","spdxId":"urn:acme:b","creationInfo":"_:c","name":"tiny-base"},
{"type":"expandedlicensing_DisjunctiveLicenseSet","spdxId":"urn:acme:l","creationInfo":"_:c","expandedlicensing_member":
["https://spdx.org/licenses/MIT","https://spdx.org/licenses/Apache-2.0"]},
{"type":"Relationship","spdxId":"urn:acme:1","creationInfo":"_:c","relationshipType":"descendantOf","from":"urn:acme:a","to":["urn:acme:b"]},
{"type":"Relationship","spdxId":"urn:acme:2","creationInfo":"_:c","relationshipType":"hasDeclaredLicense","from":"urn:acme:a","to":["urn:acme:l"]},
{"type":"SpdxDocument","spdxId":"urn:acme:d","creationInfo":"_:c","rootElement":["urn:acme:a"]}]}
"#,
    ),
    (
        "tested.json",
        r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-05-01T00:00:00Z","createdBy":["urn:acme"]},
{"type":"ai_AIPackage","spdxId":"urn:acme:a","creationInfo":"_:c","name":"triage","ai_modelExplainability":["Weights of words are shown"]},
{"type":"dataset_DatasetPackage","spdxId":"urn:acme:d","creationInfo":"_:c","name":"calls-2025","software_downloadLocation":"https://acme.example/calls"},
{"type":"software_Package","spdxId":"urn:acme:p","creationInfo":"_:c","name":"kit","software_primaryPurpose":"library"},
{"type":"Relationship","spdxId":"urn:acme:1","creationInfo":"_:c","relationshipType":"testedOn","from":"urn:acme:a","to":["urn:acme:d"]},
{"type":"SpdxDocument","spdxId":"urn:acme:s","creationInfo":"_:c","rootElement":["urn:acme:a"]}]}
"#,
    ),
];
