//! Small bills of materials: a model, a service with a model inside, data, and odd shapes.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "ml-bom.json",
        r#"{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "serialNumber": "urn:uuid:3f0c9d52-7b1e-4a55-9a4e-0d7c2a6f1b11",
  "version": 1,
  "metadata": {
    "timestamp": "2026-05-04T08:30:00Z",
    "component": {
      "type": "machine-learning-model",
      "group": "acme",
      "name": "claims-triage",
      "version": "2.1.0",
      "purl": "pkg:huggingface/acme/claims-triage@9c1f2d7",
      "licenses": [{ "license": { "id": "Apache-2.0" } }],
      "supplier": { "name": "Acme Claims", "contact": [{ "email": "models@acme.example" }] },
      "pedigree": { "ancestors": [{ "type": "machine-learning-model", "name": "tiny-base" }] },
      "modelCard": {
        "modelParameters": {
          "task": "text-classification",
          "architectureFamily": "transformer",
          "datasets": [{ "ref": "claims-2025" }]
        },
        "quantitativeAnalysis": {
          "performanceMetrics": [
            {
              "type": "accuracy",
              "value": "0.93",
              "slice": "claims over 10 000",
              "confidenceInterval": { "lowerBound": "0.91", "upperBound": "0.95" }
            }
          ]
        },
        "considerations": {
          "useCases": ["Sorting incoming claims by urgency"],
          "technicalLimitations": ["Only claims that are written in English"],
          "ethicalConsiderations": [
            { "name": "Claims of small holders rank lower", "mitigationStrategy": "A person reads them" }
          ],
          "environmentalConsiderations": {
            "energyConsumptions": [
              {
                "activity": "training",
                "energyProviders": [],
                "activityEnergyCost": { "value": 120.5, "unit": "kWh" },
                "co2CostEquivalent": { "value": 0.031, "unit": "tCO2eq" }
              }
            ]
          }
        }
      }
    }
  },
  "components": [
    {
      "type": "data",
      "bom-ref": "claims-2025",
      "name": "claims-2025",
      "data": [
        {
          "type": "dataset",
          "contents": { "url": "https://data.acme.example/claims-2025" },
          "classification": "confidential",
          "sensitiveData": ["names", "diagnoses"],
          "governance": { "owners": [{ "organization": { "name": "Acme Data Office" } }] }
        }
      ]
    },
    { "type": "library", "name": "tensor-kit", "version": "4.2.0", "purl": "pkg:pypi/tensor-kit@4.2.0" }
  ]
}"#,
    ),
    (
        "service.cdx.json",
        r#"{"specVersion":"1.5","bomFormat":"CycloneDX","metadata":{"component":{"type":"application",
"name":"claims-desk","version":"7"}},"components":[{"type":"machine-learning-model",
"name":"claims-triage","licenses":[{"expression":"MIT OR Apache-2.0"}],"modelCard":{"modelParameters":
{"datasets":[{"type":"dataset","name":"claims-2024"}]}}}]}"#,
    ),
    (
        "bom",
        "\n{ \"components\": [], \"version\": 3, \"specVersion\": \"1.2\", \"bomFormat\": \"CycloneDX\" }\n",
    ),
    (
        "later.json",
        r#"{"bomFormat":"CycloneDX","specVersion":"2.0","components":{"type":"library"}}"#,
    ),
];
