//! A known format in a version that is not known is read as far as it goes, and says so.

use super::super::FORMATS;
use super::{facts, read};

/// How a format names its version, or why it has none that could be unknown.
enum Named {
    /// In the example of this name: (what stands there, a version that nobody knows).
    By(&'static str, &'static str, &'static str),
    /// Nothing in the document says which version it is.
    Nowhere,
    /// What is not known there is a defect: a signature that nobody can check is not half checked.
    Refused(&'static str, &'static str, &'static str),
}
use Named::{By, Nowhere, Refused};

/// Every format has its row.
const VERSIONS: &[(&str, Named)] = &[
    (
        "cyclonedx",
        By(
            "ml-bom.json",
            "\"specVersion\": \"1.6\"",
            "\"specVersion\": \"9.6\"",
        ),
    ),
    (
        "cyclonedx",
        By("bom.xml", "schema/bom/1.6", "schema/bom/9.6"),
    ),
    (
        "spdx3",
        By(
            "ai-bom.spdx3.json",
            "\"specVersion\": \"3.0.1\"",
            "\"specVersion\": \"3.9.1\"",
        ),
    ),
    ("spdx2", By("desk.spdx.json", "SPDX-2.3", "SPDX-2.9")),
    (
        "chai-model-card",
        By(
            "applied-model-card.xml",
            "mc.chai.org/v0.2/",
            "mc.chai.org/v9.2/",
        ),
    ),
    (
        "in-toto",
        By("tests.intoto.json", "Statement/v1", "Statement/v9"),
    ),
    (
        "oscal",
        By(
            "component.json",
            "\"oscal-version\": \"1.1.2\"",
            "\"oscal-version\": \"9.1.2\"",
        ),
    ),
    (
        "oscal",
        By(
            "component.xml",
            "<oscal-version>1.1.2",
            "<oscal-version>9.1.2",
        ),
    ),
    (
        "sarif",
        By(
            "scan.sarif",
            "\"version\": \"2.1.0\"",
            "\"version\": \"2.9.0\"",
        ),
    ),
    ("junit", Nowhere),
    (
        "gemara",
        By(
            "evaluation.yaml",
            "gemara-version: '1.",
            "gemara-version: '9.",
        ),
    ),
    (
        "avid",
        By(
            "AVID-2026-R9999.json",
            "\"data_version\": \"0.3.3\"",
            "\"data_version\": \"9.3.3\"",
        ),
    ),
    ("atlas", Nowhere),
    ("aiid", Nowhere),
    ("oecd-incident", Nowhere),
    (
        "sigstore-bundle",
        Refused("report.sigstore", "version=0.1", "version=9.1"),
    ),
    ("dsse", Nowhere),
    ("openvex", By("desk.openvex.json", "ns/v0.2.0", "ns/v9.2.0")),
    (
        "eval-lmeval",
        By(
            "results_2026-02-03.json",
            "\"lm_eval_version\": \"0.",
            "\"lm_eval_version\": \"9.",
        ),
    ),
    (
        "eval-inspect",
        By(
            "2026-02-03T10-00-00_claims.json",
            "\"version\": 2",
            "\"version\": 9",
        ),
    ),
    (
        "eval-eee",
        By(
            "claims-triage.json",
            "\"schema_version\": \"0.3.0\"",
            "\"schema_version\": \"9.3.0\"",
        ),
    ),
    ("eval-garak", By("claims.report.jsonl", "0.17.1", "9.17.1")),
    ("eval-helm", Nowhere),
    (
        "eval-ailuminate",
        By(
            "claims_benchmark-1.0-en_us-practice.json",
            "\"file_format_version\": \"2.0.0\"",
            "\"file_format_version\": \"9.0.0\"",
        ),
    ),
    ("group-outcomes", Nowhere),
    ("reason-codes", Nowhere),
    ("mct-json", By("model_card.json", "0.0.2", "9.0.2")),
    (
        "model-card-yaml",
        By(
            "model-card.yaml",
            "schema_version: \"0.0.2\"",
            "schema_version: \"9.0.2\"",
        ),
    ),
    ("azure-model-spec", Nowhere),
    ("gpai-form", Nowhere),
    (
        "croissant",
        By("metadata.json", "croissant/1.1", "croissant/9.1"),
    ),
    ("hf-eval-results", Nowhere),
    ("questionnaire-vsaq", Nowhere),
    ("questionnaire", Nowhere),
    ("hf-dataset-card", Nowhere),
    ("hf-model-card", Nowhere),
    ("model-card-md", Nowhere),
];

#[test]
fn unknown_versions_are_read_as_far_as_they_go() {
    for format in FORMATS {
        let rows = VERSIONS.iter().filter(|(name, _)| *name == format.name());
        assert!(
            rows.count() > 0,
            "{}: how does it name its version?",
            format.name()
        );
    }
    for (name, named) in VERSIONS {
        let (By(example, from, to) | Refused(example, from, to)) = named else {
            continue;
        };
        let format = FORMATS.iter().find(|it| it.name() == *name).unwrap();
        let (_, text) = format
            .examples()
            .iter()
            .find(|(it, _)| it == example)
            .unwrap_or_else(|| panic!("{name} has no example {example}"));
        let later = text.replace(from, to);
        assert_ne!(&later, text, "{name}: {from} is not in {example}");
        let known = read(example, text);
        let unknown = read(example, &later);
        assert_eq!(
            facts(&known),
            facts(&unknown),
            "{name}: all that can be read is read"
        );
        let new = |list: &[crate::fact::Remark], old: &[crate::fact::Remark]| -> Vec<String> {
            let old: Vec<&str> = old.iter().map(|it| it.message.as_str()).collect();
            list.iter()
                .filter(|it| !old.contains(&it.message.as_str()))
                .map(|it| it.message.clone())
                .collect()
        };
        let skipped = new(&unknown.skipped, &known.skipped);
        let defects = new(&unknown.defects, &known.defects);
        match named {
            By(..) => {
                let said = |it: &String| it.contains("not known") && it.contains("read as far as");
                assert_eq!(
                    skipped.iter().filter(|it| said(it)).count(),
                    1,
                    "{name}: {skipped:?}"
                );
                assert!(defects.is_empty(), "{name}: {defects:?}");
            }
            _ => assert_eq!(defects.len(), 1, "{name}: {defects:?}"),
        }
    }
}
