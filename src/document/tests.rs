//! What all formats keep: examples that belong to one, look-alikes that belong to none, facts by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use super::*;
use crate::fact::Key;

mod by_hand;
mod versions;

/// What the format that claims it reads in a document.
pub(super) fn read(name: &str, text: &str) -> Reading {
    let file = SourceFile::new(name, text.as_bytes().to_vec());
    match detect(&file, &Limits::default()) {
        Detected::Read(_, _, reading) => reading,
        Detected::Broken(format, _, error) => {
            panic!("{name} is broken {}: {error}", format.name())
        }
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => {
            panic!("{name} is not claimed: {reason}")
        }
    }
}

fn facts(reading: &Reading) -> Vec<String> {
    let facts = reading.facts.iter();
    facts
        .map(|fact| format!("{} = {} {}", fact.key, fact.value, fact.pointer))
        .collect()
}

/// What a reading says: `ENTITY: KEY = VALUE POINTER` for each fact, then what was skipped, what is
/// hollow and what is a defect, each with its place.
pub(super) fn said(reading: &Reading) -> Vec<String> {
    let facts = reading.facts.iter().map(|fact| {
        let name = reading.name_of(fact.entity);
        format!("{name}: {} = {} {}", fact.key, fact.value, fact.pointer)
    });
    let remarks = |what: &'static str, list: &[crate::fact::Remark]| {
        list.iter()
            .map(|it| format!("{what} {}: {}", it.pointer, it.message))
            .collect::<Vec<_>>()
    };
    facts
        .chain(remarks("skipped", &reading.skipped))
        .chain(remarks("hollow", &reading.hollow))
        .chain(remarks("defect", &reading.defects))
        .collect()
}

/// The format that claims a document, and how; nothing if none does.
pub(super) fn claimed(name: &str, text: &str) -> Option<(&'static str, &'static str)> {
    let file = SourceFile::new(name, text.as_bytes().to_vec());
    match detect(&file, &Limits::default()) {
        Detected::Read(format, ..) => Some((format.name(), "read")),
        Detected::Broken(format, ..) => Some((format.name(), "broken")),
        Detected::Unclaimed(_) | Detected::Exceeded(_) => None,
    }
}

#[test]
fn examples_belong_to_one_format() {
    for format in FORMATS {
        assert!(
            !format.examples().is_empty(),
            "{} has no examples",
            format.name()
        );
        for (name, text) in format.examples() {
            let file = SourceFile::new(*name, text.as_bytes().to_vec());
            let mut claimed = Vec::new();
            for syntax in candidates(&file, text, &Limits::default()) {
                let limits = &Limits::default();
                let parsed = parse(syntax, &file, text, limits);
                let probe = Probe {
                    file: &file,
                    text,
                    syntax,
                    limits,
                    tree: parsed.as_ref(),
                };
                let all = FORMATS.iter().filter(|format| format.claims(&probe));
                claimed.extend(all.map(|format| format.name()));
            }
            assert_eq!(claimed, [format.name()], "{name}");
            let reading = read(name, text);
            let limits = &Limits::default();
            let tree_of = |syntax: Syntax| parse(syntax, &file, text, limits);
            let tree = candidates(&file, text, &Limits::default())
                .into_iter()
                .find_map(|it| tree_of(it).ok())
                .unwrap();
            for fact in &reading.facts {
                let node = tree.get(&fact.pointer);
                let node = node.unwrap_or_else(|| panic!("{name}: nothing at {}", fact.pointer));
                let inside = fact.span.start >= node.span.start && fact.span.end <= node.span.end;
                assert!(inside, "{name}: {} stands outside its node", fact.pointer);
            }
        }
    }
}

#[test]
fn lookalikes_belong_to_none() {
    for (name, text) in [
        (
            "CHANGELOG.md",
            "# Changelog\n\n## 1.2.0\n\n### Limitations\n\nNone known so far.\n\n## Evaluation\n\nThe benchmark is faster now.\n",
        ),
        (
            "LICENSE",
            "Apache License\nVersion 2.0\n\n1. Definitions. Limitation of liability and intended use.\n",
        ),
        (
            "package.json",
            r#"{"name":"claims-kit","version":"1.0.0","license":"MIT","dependencies":{"a":"1"}}"#,
        ),
        (
            "space.md",
            "---\ntitle: Claims\nemoji: x\nsdk: gradio\napp_file: app.py\nlicense: mit\nmodels:\n- acme/claims\n---\n# Claims\n",
        ),
        (
            "SKILL.md",
            "---\nname: claims\ndescription: Sorts claims\nlicense: Apache-2.0\n---\n# Claims\n\n## Usage\n\nSay sort these claims.\n",
        ),
        (
            "post.md",
            "---\ntitle: How we evaluate models\ndate: 2026-01-01\ntags: [models, evaluation]\nlicense: CC-BY-4.0\n---\n# Evaluation\n\nWe evaluate our models.\n",
        ),
        (
            "hub.md",
            "---\nlayout: hub_detail\ntitle: ClaimNet\nlicense: mit\n---\n### Model Description\n\nSorts claims by urgency.\n",
        ),
        (
            "SECURITY.md",
            "# Security Policy\n\n## Reporting\n\nWrite to <a@acme.example> about any risk.\n\n## Limitations\n\nOnly the last version is supported.\n",
        ),
        (
            "tool.md",
            "# claims-kit\n\n## Installation\n\n    pip install claims-kit\n\n## Usage\n\nRun it on a file of claims.\n\n## License\n\nMIT\n",
        ),
        ("answers.json", r#"{"a1":"yes","a2":"no"}"#),
        (
            "ssp.json",
            r#"{"catalog":{"uuid":"0","metadata":{"title":"t","version":"1"},"groups":[]}}"#,
        ),
        (
            "link.json",
            r#"{"_type":"link","name":"train","command":["train"],"materials":{},"products":{"model.bin":{"sha256":"00"}},"byproducts":{},"environment":{}}"#,
        ),
        (
            "docker-compose.yaml",
            "services:\n  web:\n    image: acme/web:1\n    ports: ['80:80']\n",
        ),
        (
            "ci.yml",
            "name: ci\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n    - run: make\n",
        ),
        (
            "eval.yaml",
            "name: Claims\ndescription: d\nevaluation_framework: x\ntasks:\n- id: acme/claims\n",
        ),
        ("predictions.csv", "id,prediction\n1,yes\n2,no\n"),
        (
            "qa.csv",
            "id,question,answer\n1,Who pays?,The insurer\n2,When?,In May\n",
        ),
        (
            "qa.json",
            r#"{"version":"2.0","answers":[{"id":1,"answer":"yes"}]}"#,
        ),
        ("config.yaml", "version: 2\nvendor: acme\nmodules: [a]\n"),
        ("empty.md", ""),
        ("data.csv", ""),
    ] {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        match detect(&file, &Limits::default()) {
            Detected::Unclaimed(_) | Detected::Exceeded(_) => {}
            Detected::Read(format, ..) | Detected::Broken(format, ..) => {
                panic!("{name} is claimed as {}", format.name())
            }
        }
    }
}

#[test]
fn a_result_that_lacks_a_part_is_read_without_it() {
    let card = "---\nlicense: mit\nmodel-index:\n- name: claims\n  results:\n  - task:\n      type: text-classification\n    \
                metrics:\n    - type: f1\n      value: 0.9\n    - type: recall\n    - 0.8\n  - task: {type: a}\n---\n# Claims\n";
    let reading = read("README.md", card);
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    let said = facts(&reading).join("\n");
    assert!(said.contains("value = 0.9 "), "{said}");
    let hollow: Vec<&str> = reading
        .hollow
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        hollow,
        [
            "a result without its dataset",
            "a metric without its value",
            "a result without its dataset"
        ]
    );
    let skipped: Vec<&str> = reading
        .skipped
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        skipped,
        [
            "expected a metric with its value",
            "expected a result with its metrics"
        ]
    );
    let results = "- dataset: {id: acme/a, task_id: b}\n  value: {metric}\n- dataset: {id: acme/a, task_id: c}\n  value: 0.5\n";
    let reading = read("a.yaml", results);
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    assert_eq!(reading.hollow.len(), 1);
}

#[test]
fn a_licence_of_ones_own_is_other_and_keeps_its_name() {
    let of = |front: &str| {
        let reading = read(
            "README.md",
            &format!("---\nlibrary_name: peft\n{front}---\n# Claims\n"),
        );
        let said = facts(&reading);
        let said: Vec<&str> = said
            .iter()
            .filter_map(|it| it.strip_prefix("license"))
            .filter_map(|it| it.rsplit_once(' ').map(|(said, _)| said))
            .collect();
        said.join("; ")
    };
    assert_eq!(of("license: acme-1.0\n"), "_name = acme-1.0;  = other");
    assert_eq!(
        of("license: acme-1.0\nlicense_name: Acme\n"),
        "_name = Acme;  = other"
    );
    assert_eq!(of("license: Apache 2.0\n"), " = Apache-2.0");
    assert_eq!(of("license: [mit]\n"), " = MIT");
    assert_eq!(of("license: Llama3.1\n"), " = llama3.1");
    assert_eq!(of("license: cc\n"), "");
}

#[test]
fn what_is_broken_is_still_known() {
    for (name, text, format) in [
        (
            "bom.json",
            "{\"bomFormat\": \"CycloneDX\", \"specVersion\": ",
            "cyclonedx",
        ),
        (
            "README.md",
            "---\nlicense: mit\nbase_model: [a\n---\n# x\n",
            "hf-model-card",
        ),
        (
            "README.md",
            "---\nlicense: mit\nlicense: mit\n---\n# x\n",
            "hf-model-card",
        ),
        (
            "answers.yaml",
            "questionnaire: AI-CAIQ\nanswers:\n  a: [\n",
            "questionnaire",
        ),
        (
            "x/.eval_results/a.yaml",
            "- dataset: [\n",
            "hf-eval-results",
        ),
        (
            "bom.json",
            "{\"bomFormat\": \"CycloneDX\", \"specVersion\": NaN}",
            "cyclonedx",
        ),
    ] {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        match detect(&file, &Limits::default()) {
            Detected::Broken(found, ..) => assert_eq!(found.name(), format, "{name}"),
            _ => panic!("{name} is not broken"),
        }
    }
}

#[test]
fn a_bill_is_read_in_its_units_and_by_its_references() {
    let (name, text) = FORMATS[0].examples()[0];
    let reading = read(name, text);
    let facts = facts(&reading);
    let card = "/metadata/component/modelCard";
    for expected in [
        format!("training_datasets = claims-2025 {card}/modelParameters/datasets/0/ref"),
        format!(
            "training_co2_kg = 31.0 {card}/considerations/environmentalConsiderations/energyConsumptions/0/co2CostEquivalent/value"
        ),
        format!(
            "documented = bias-and-risks {card}/considerations/ethicalConsiderations/0/mitigationStrategy"
        ),
        "license = Apache-2.0 /metadata/component/licenses/0/license/id".to_owned(),
        "governance = Acme Data Office /components/0/data/0/governance/owners/0/organization/name"
            .to_owned(),
    ] {
        assert!(facts.contains(&expected), "{expected} is not in {facts:#?}");
    }
    assert_eq!(
        reading.entities[0].ids,
        ["pkg:huggingface/acme/claims-triage@9c1f2d7"]
    );
    assert!(reading.defects.is_empty() && reading.skipped.is_empty());
    let unresolved = text.replace("\"ref\": \"claims-2025\"", "\"ref\": \"claims-2026\"");
    assert_eq!(read(name, &unresolved).defects.len(), 1);
}

#[test]
fn a_card_is_read_by_keys_and_headings() {
    let (name, text) = super::hf_model_card::HfModelCard.examples()[0];
    let reading = read(name, text);
    let facts = facts(&reading);
    for expected in [
        "languages = no /frontmatter/language/1",
        "training_co2_kg = 31.0 /frontmatter/co2_eq_emissions/emissions",
        "dataset = acme/claims-2025 /frontmatter/model-index/0/results/0/dataset/type",
        "verified_by_hub = true /frontmatter/model-index/0/results/0/metrics/0/verifyToken",
        "documented = intended-use /sections/1/heading",
        "contact = models@acme.example /sections/4/text",
    ] {
        assert!(
            facts.iter().any(|fact| fact == expected),
            "{expected} is not in {facts:#?}"
        );
    }
    let hollow = &reading.hollow[0];
    assert_eq!(
        (hollow.pointer.as_str(), hollow.message.as_str()),
        ("/sections/3/heading", "nothing under `Out-of-Scope Use`")
    );
}

#[test]
fn answers_carry_their_questionnaire() {
    let keys = |reading: &Reading| -> Vec<String> {
        let answers = reading.facts.iter().filter_map(|fact| match &fact.key {
            Key::Answer(key) => Some(format!("{key}={}", fact.value)),
            Key::Attribute(_) => None,
        });
        answers.collect()
    };
    let text = "questionnaire: CAIQ v4.0.3\nvendor: Acme\nanswers:\n- {id: A&A-01.1, answer: Yes, evidence: p. 4}\n- {id: A&A-01.1, answer: No}\n";
    let reading = read("a.yaml", text);
    assert_eq!(
        keys(&reading),
        [
            "CAIQ-4.0.3:A&A-01.1=yes",
            "CAIQ-4.0.3:A&A-01.1#evidence=p. 4",
            "CAIQ-4.0.3:A&A-01.1=no"
        ]
    );
    let reading = read(
        "a.yaml",
        "questionnaire: hecvat\nanswers: {AIQU-01: 'no'}\n",
    );
    assert_eq!(keys(&reading), ["HECVAT-unversioned:AIQU-01=no"]);
    assert_eq!(reading.skipped.len(), 1);

    let text = "questionnaire: Passmuster\nvendor: Acme\nanswers:\n  human_reviews: yes\n  red_team_age_days: 3\n  data_regions: DE; FR\n  documented.privacy: no\n";
    let reading = read("b.yaml", text);
    assert_eq!(
        facts(&reading),
        [
            "data_regions = DE /answers/data_regions",
            "data_regions = FR /answers/data_regions"
        ]
    );
    let messages: Vec<&str> = reading
        .skipped
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "no attribute is called `human_reviews`; nearest: `human_review`",
            "`red_team_age_days` is computed from a date; answer that instead",
        ]
    );
    assert_eq!(reading.hollow.len(), 1);
}
