use super::super::checked::{are, broken, read, unclaimed};
use super::examples::EXAMPLES;

#[test]
fn a_service_and_its_packages_are_read() {
    let (name, text) = EXAMPLES[0];
    let reading = read("spdx2", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    are(
        &reading,
        &[
            "Document dated = 2026-03-04 /creationInfo/created",
            "System version = 7.0 /packages/0/versionInfo",
            "System supplier = Acme Claims /packages/0/supplier",
            "System contact = support@acme.example /packages/0/supplier",
            "System license = other /packages/0/licenseDeclared",
            "System license_name = LicenseRef-Acme /packages/0/licenseDeclared",
            "System release_date = 2026-03-01 /packages/0/releaseDate",
            "Component version = 4.2.0 /packages/1/versionInfo",
            "Component supplier = Ada Example /packages/1/originator",
            "Component license = MIT /packages/1/licenseConcluded",
            "Component component_type = library /packages/1/primaryPackagePurpose",
            "Component purl = pkg:pypi/tensor-kit@4.2.0 /packages/1/externalRefs/0/referenceLocator",
        ],
    );
    let hollow: Vec<&str> = reading
        .hollow
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(
        hollow,
        ["/packages/1/supplier", "/packages/2/licenseConcluded"]
    );
    assert_eq!(reading.files.len(), 1);
    assert_eq!(reading.files[0].path, "rules.json");
}

#[test]
fn a_package_url_can_name_a_model() {
    let (name, text) = EXAMPLES[1];
    let reading = read("spdx2", name, text);
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    are(
        &reading,
        &[
            "Document dated = 2026-01-02 /creationInfo/created",
            "Model version = 2.1.0 /packages/0/versionInfo",
            "Model supplier = Acme Claims /packages/0/supplier",
            "Model license = Apache-2.0 OR MIT /packages/0/licenseDeclared",
        ],
    );
    assert_eq!(
        reading.entities[0].ids,
        ["pkg:huggingface/acme/claims-triage@9c1f2d7"]
    );
}

#[test]
fn an_export_of_a_later_version_is_read_as_far_as_it_goes() {
    let (name, text) = EXAMPLES[2];
    let reading = read("spdx2", name, text);
    assert_eq!(reading.skipped.len(), 1);
    assert_eq!(reading.defects.len(), 1);
    are(
        &reading,
        &[
            "Document dated = 2026-05-01 /sbom/creationInfo/created",
            "Component version = 1.0 /sbom/packages/0/versionInfo",
            "Component license = WTFPL /sbom/packages/0/licenseDeclared",
            "Component version = 1 /sbom/packages/1/versionInfo",
        ],
    );
}

#[test]
fn lookalikes_are_not_claimed() {
    unclaimed(&[
        (
            "schema.json",
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"spdxVersion":{"type":"string"},"SPDXID":{"const":"SPDXRef-DOCUMENT"}}}"#,
        ),
        ("version.json", r#"{"spdxVersion":"SPDX-2.3"}"#),
        (
            "package.json",
            r#"{"name":"a","version":"1","license":"SEE LICENSE IN x","packages":[]}"#,
        ),
    ]);
    let cut = EXAMPLES[0].1.split_at(900).0;
    broken("spdx2", "cut.json", cut);
}
