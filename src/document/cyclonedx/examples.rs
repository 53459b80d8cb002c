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
    (
        "vex.json",
        r#"{
  "bomFormat": "CycloneDX",
  "specVersion": "1.7",
  "metadata": {
    "timestamp": "2026-05-04T08:30:00Z",
    "authors": [{ "bom-ref": "ada", "name": "Claims IT" }],
    "component": { "type": "application", "bom-ref": "desk", "name": "claims-desk", "version": "7" },
    "distributionConstraints": { "tlp": "AMBER" },
    "properties": [{ "name": "acme:desk", "value": "claims" }]
  },
  "components": [
    { "type": "library", "bom-ref": "kit", "name": "tensor-kit", "version": "4.2.0", "scope": "excluded",
      "licenses": [{ "license": { "id": "MIT", "acknowledgement": "declared", "text": { "encoding": "base64", "content": "TUlU" } } }, { "license": { "id": "GPL-2.0-only", "acknowledgement": "concluded" } }] }
  ],
  "services": [
    { "bom-ref": "mail", "provider": { "name": "Mailpost" }, "name": "letters", "authenticated": true, "x-trust-boundary": true,
      "data": [
        { "flow": "outbound", "classification": "PII", "name": "Letters", "governance": { "owners": [{ "contact": { "name": "Data Office" } }] } },
        { "flow": "inbound", "classification": "public" }
      ] }
  ],
  "dependencies": [{ "ref": "desk", "dependsOn": ["kit"] }],
  "vulnerabilities": [
    {
      "id": "CVE-2026-0001", "source": { "name": "Register" },
      "ratings": [{ "score": 7.5, "severity": "high" }, { "source": { "name": "Acme" }, "score": 0, "severity": "none" }],
      "published": "2026-01-01T00:00:00Z",
      "analysis": { "state": "not_affected", "justification": "code_not_reachable", "lastUpdated": "2026-03-01T00:00:00Z" },
      "affects": [{ "ref": "kit" }]
    },
    { "id": "CVE-2026-0002", "published": "2026-02-01T00:00:00Z", "analysis": { "state": "in_triage" } },
    { "id": "CVE-2026-0003", "affects": [{ "ref": "urn:cdx:3f0c9d52-7b1e-4a55-9a4e-0d7c2a6f1b11/1#other" }] }
  ],
  "declarations": {
    "assessors": [{ "bom-ref": "as-1", "thirdParty": false, "organization": { "name": "Acme Claims" } }],
    "attestations": [{ "assessor": "as-1", "map": [{ "requirement": "4.1", "claims": ["cl-1"], "counterClaims": ["cl-2"], "conformance": { "score": 0.5 } }] }],
    "claims": [
      { "bom-ref": "cl-1", "target": "team", "predicate": "Letters are kept", "evidence": ["ev-1", "ev-2"], "counterEvidence": ["ev-3"] },
      { "bom-ref": "cl-2", "target": "desk", "predicate": "Letters are lost" }
    ],
    "evidence": [
      { "bom-ref": "ev-1", "created": "2026-01-10T00:00:00Z", "expires": "2027-01-10T00:00:00Z" },
      { "bom-ref": "ev-2", "created": "2025-12-01T00:00:00Z" },
      { "bom-ref": "ev-3", "created": "2024-12-01T00:00:00Z" }
    ],
    "targets": { "organizations": [{ "bom-ref": "team", "name": "Claims team" }] },
    "affirmation": { "statement": "All of this is right", "signatories": [{ "name": "Head of claims", "role": "head", "organization": { "name": "Acme Claims" } }] }
  },
  "citations": [
    { "bom-ref": "ci-1", "pointers": ["/components/0/name"], "timestamp": "2026-05-01T14:00:00Z", "attributedTo": "ada" },
    { "bom-ref": "ci-2", "expressions": ["$..version"], "timestamp": "2026-05-02T14:00:00Z", "process": "scan" }
  ]
}
"#,
    ),
    (
        "vex.xml",
        r#"<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.7" version="1">
  <metadata>
    <timestamp>2026-05-04T08:30:00Z</timestamp>
    <authors><author bom-ref="ada"><name>Claims IT</name></author></authors>
    <component type="application" bom-ref="desk"><name>claims-desk</name><version>7</version></component>
    <distributionConstraints><tlp>AMBER</tlp></distributionConstraints>
    <properties><property name="acme:desk">claims</property></properties>
  </metadata>
  <components>
    <component type="library" bom-ref="kit"><name>tensor-kit</name><version>4.2.0</version><scope>excluded</scope>
      <licenses><license acknowledgement="declared"><id>MIT</id><text encoding="base64">TUlU</text></license><license acknowledgement="concluded"><id>GPL-2.0-only</id></license></licenses></component>
  </components>
  <services>
    <service bom-ref="mail"><provider><name>Mailpost</name></provider><name>letters</name><authenticated>true</authenticated><x-trust-boundary>true</x-trust-boundary>
      <data>
        <dataflow name="Letters"><classification flow="outbound">PII</classification><governance><owners><owner><contact><name>Data Office</name></contact></owner></owners></governance></dataflow>
        <dataflow><classification flow="inbound">public</classification></dataflow>
      </data></service>
  </services>
  <dependencies><dependency ref="desk"><dependency ref="kit"/></dependency></dependencies>
  <vulnerabilities>
    <vulnerability><id>CVE-2026-0001</id><source><name>Register</name></source>
      <ratings><rating><score>7.5</score><severity>high</severity></rating><rating><source><name>Acme</name></source><score>0</score><severity>none</severity></rating></ratings>
      <published>2026-01-01T00:00:00Z</published>
      <analysis><state>not_affected</state><justification>code_not_reachable</justification><lastUpdated>2026-03-01T00:00:00Z</lastUpdated></analysis>
      <affects><target><ref>kit</ref></target></affects></vulnerability>
    <vulnerability><id>CVE-2026-0002</id><published>2026-02-01T00:00:00Z</published><analysis><state>in_triage</state></analysis></vulnerability>
    <vulnerability><id>CVE-2026-0003</id><affects><target><ref>urn:cdx:3f0c9d52-7b1e-4a55-9a4e-0d7c2a6f1b11/1#other</ref></target></affects></vulnerability>
  </vulnerabilities>
  <declarations>
    <assessors><assessor bom-ref="as-1"><thirdParty>false</thirdParty><organization><name>Acme Claims</name></organization></assessor></assessors>
    <attestations><attestation><assessor>as-1</assessor><map><requirement>4.1</requirement><claims><claim>cl-1</claim></claims><counterClaims><counterClaim>cl-2</counterClaim></counterClaims><conformance><score>0.5</score></conformance></map></attestation></attestations>
    <claims>
      <claim bom-ref="cl-1"><target>team</target><predicate>Letters are kept</predicate><evidence>ev-1</evidence><evidence>ev-2</evidence><counterEvidence>ev-3</counterEvidence></claim>
      <claim bom-ref="cl-2"><target>desk</target><predicate>Letters are lost</predicate></claim>
    </claims>
    <evidence>
      <evidence bom-ref="ev-1"><created>2026-01-10T00:00:00Z</created><expires>2027-01-10T00:00:00Z</expires></evidence>
      <evidence bom-ref="ev-2"><created>2025-12-01T00:00:00Z</created></evidence>
      <evidence bom-ref="ev-3"><created>2024-12-01T00:00:00Z</created></evidence>
    </evidence>
    <targets><organizations><organization bom-ref="team"><name>Claims team</name></organization></organizations></targets>
    <affirmation><statement>All of this is right</statement><signatories><signatory><name>Head of claims</name><role>head</role><organization><name>Acme Claims</name></organization></signatory></signatories></affirmation>
  </declarations>
  <citations>
    <citation bom-ref="ci-1"><pointers><pointer>/components/0/name</pointer></pointers><timestamp>2026-05-01T14:00:00Z</timestamp><attributedTo>ada</attributedTo></citation>
    <citation bom-ref="ci-2"><expressions><expression>$..version</expression></expressions><timestamp>2026-05-02T14:00:00Z</timestamp><process>scan</process></citation>
  </citations>
</bom>
"#,
    ),
    (
        "terms.json",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"letters",
"licenses":[{"license":{"name":"Acme terms 2","url":"https://acme.example/terms","acknowledgement":"declared"}}]}]}"#,
    ),
];
