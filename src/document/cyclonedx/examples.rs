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
    (
        "bom.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3f0c9d52-7b1e-4a55-9a4e-0d7c2a6f1b12" version="1">
  <metadata>
    <timestamp>2026-05-04T08:30:00Z</timestamp>
    <component type="machine-learning-model" bom-ref="triage">
      <supplier><name>Acme Claims</name><contact><email>models@acme.example</email></contact></supplier>
      <group>acme</group>
      <name>claims-triage</name>
      <version>2.1.0</version>
      <hashes><hash alg="SHA-256">9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</hash></hashes>
      <licenses><license acknowledgement="declared"><id>Apache-2.0</id></license></licenses>
      <modelCard>
        <modelParameters>
          <task>text-classification</task>
          <datasets><dataset><type>dataset</type><name>claims-2024</name><sensitiveData>names</sensitiveData></dataset><ref>claims</ref></datasets>
        </modelParameters>
        <quantitativeAnalysis>
          <performanceMetrics>
            <performanceMetric><type>accuracy</type><value>0.93</value><confidenceInterval><lowerBound>0.91</lowerBound></confidenceInterval></performanceMetric>
          </performanceMetrics>
        </quantitativeAnalysis>
        <considerations>
          <useCases><useCase>Sorting incoming claims</useCase></useCases>
          <technicalLimitations><technicalLimitation>TBD</technicalLimitation></technicalLimitations>
        </considerations>
      </modelCard>
    </component>
  </metadata>
  <components>
    <component type="data" bom-ref="claims">
      <name>claims-2025</name>
      <data><type>dataset</type><contents><url>https://data.acme.example/claims-2025</url></contents><classification>confidential</classification>
        <governance><owners><owner><contact><name>Data Office</name></contact></owner></owners></governance></data>
    </component>
    <component type="library"><name>tensor-kit</name><version>4.2.0</version><licenses><expression>MIT OR Apache-2.0</expression></licenses><purl>pkg:pypi/tensor-kit@4.2.0</purl></component>
  </components>
  <services>
    <service bom-ref="mail"><provider><name>Mailpost</name></provider><name>letters</name><endpoints><endpoint>https://mail.example</endpoint></endpoints>
      <data><classification flow="outbound">PII</classification></data></service>
  </services>
</bom>
"#,
    ),
    (
        "attestation.cdx.json",
        r#"{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "metadata": { "component": { "type": "application", "name": "claims-desk", "version": "7" } },
  "services": [{ "name": "letters", "version": "3", "provider": { "name": "Mailpost" }, "services": [{ "name": "stamps" }] }],
  "definitions": {
    "standards": [
      { "bom-ref": "std", "name": "Claims Code", "version": "2", "requirements": [{ "bom-ref": "req-4", "identifier": "4.1", "text": "Claims are kept" }] }
    ]
  },
  "declarations": {
    "assessors": [{ "bom-ref": "as-1", "thirdParty": true, "organization": { "name": "Checkhouse" } }],
    "attestations": [
      {
        "summary": "Yearly assessment",
        "assessor": "as-1",
        "map": [
          { "requirement": "req-4", "claims": ["cl-1"], "counterClaims": [], "conformance": { "score": 0.8, "rationale": "r" }, "confidence": { "score": 1 } },
          { "requirement": "req-9", "claims": [] }
        ]
      }
    ],
    "claims": [{ "bom-ref": "cl-1", "target": "desk", "predicate": "Claims are kept for ten years", "evidence": ["ev-1", "ev-2"] }],
    "evidence": [
      { "bom-ref": "ev-1", "created": "2026-01-01T00:00:00Z", "expires": "2027-01-01T00:00:00Z" },
      { "bom-ref": "ev-2", "expires": "2026-12-01T00:00:00Z" }
    ]
  }
}
"#,
    ),
];
