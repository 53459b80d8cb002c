//! Small documents: a service, a model with its package URL, an export that wraps the document.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "desk.spdx.json",
        r#"{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "claims-desk-7",
  "documentNamespace": "https://acme.example/spdx/claims-desk-7",
  "creationInfo": { "created": "2026-03-04T10:00:00Z", "creators": ["Tool: bomber-1.2"] },
  "packages": [
    {
      "name": "claims-desk", "SPDXID": "SPDXRef-desk", "versionInfo": "7.0", "supplier": "Organization: Acme Claims (support@acme.example)",
      "downloadLocation": "NOASSERTION", "licenseConcluded": "NOASSERTION", "licenseDeclared": "LicenseRef-Acme", "releaseDate": "2026-03-01T00:00:00Z",
      "checksums": [{ "algorithm": "SHA256", "checksumValue": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }]
    },
    {
      "name": "tensor-kit", "SPDXID": "SPDXRef-kit", "versionInfo": "4.2.0", "supplier": "NOASSERTION", "originator": "Person: Ada Example",
      "downloadLocation": "NONE", "licenseConcluded": "MIT", "licenseDeclared": "NOASSERTION", "primaryPackagePurpose": "LIBRARY",
      "externalRefs": [{ "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:pypi/tensor-kit@4.2.0" }]
    },
    { "name": "glue", "SPDXID": "SPDXRef-glue", "downloadLocation": "NONE", "licenseConcluded": "NONE" }
  ],
  "files": [
    { "fileName": "./rules.json", "SPDXID": "SPDXRef-rules", "checksums": [{ "algorithm": "SHA256", "checksumValue": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" }] }
  ],
  "relationships": [{ "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-desk" }]
}
"#,
    ),
    (
        "model.spdx.yaml",
        "spdxVersion: SPDX-2.2\nSPDXID: SPDXRef-DOCUMENT\nname: triage\ndataLicense: CC0-1.0\ndocumentNamespace: https://acme.example/spdx/triage\ncreationInfo:\n  created: 2026-01-02T00:00:00Z\n  creators: ['Organization: Acme Claims']\ndocumentDescribes: [SPDXRef-model]\npackages:\n- name: claims-triage\n  SPDXID: SPDXRef-model\n  versionInfo: 2.1.0\n  supplier: 'Organization: Acme Claims'\n  licenseDeclared: Apache-2.0 OR MIT\n  licenseConcluded: Apache-2.0\n  downloadLocation: https://models.acme.example/claims-triage\n  externalRefs:\n  - referenceCategory: PACKAGE_MANAGER\n    referenceType: purl\n    referenceLocator: pkg:huggingface/acme/claims-triage@9c1f2d7\n",
    ),
    (
        "export.json",
        r#"{"sbom":{"spdxVersion":"SPDX-2.4","SPDXID":"SPDXRef-DOCUMENT","name":"com.github.acme/desk","creationInfo":{"created":"2026-05-01T00:00:00Z","creators":["Tool: export"]},
"packages":[{"SPDXID":"SPDXRef-a","name":"left-pad","versionInfo":"1.0","licenseDeclared":"WTFPL"},{"SPDXID":"SPDXRef-b","versionInfo":"1"}]}}"#,
    ),
];
