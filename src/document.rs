//! Formats: what a document is, by its content, and what it says. One format is one file in
//! `document/` and one row in [`FORMATS`].

use crate::fact::Reading;
use crate::source::SourceFile;
use crate::tree::{self, SyntaxError, Tree, TreeLimits};

mod chai_model_card;
mod columns;
mod cyclonedx;
mod dsse;
mod eval_lmeval;
mod group_outcomes;
mod hf_eval_results;
mod hf_model_card;
mod in_toto;
mod model_card;
mod model_card_md;
mod questionnaire;
mod reason_codes;
mod signed;
mod sigstore_bundle;
mod statement;

/// The syntax that a text is written in, decided by its first characters and, where those leave a
/// choice, by the file name's ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Syntax {
    /// JSON.
    Json,
    /// JSON lines: one value a line.
    JsonLines,
    /// YAML.
    Yaml,
    /// Markdown, with or without front matter.
    Markdown,
    /// A table of separated values.
    Csv,
    /// XML.
    Xml,
}

impl Syntax {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::JsonLines => "application/jsonl",
            Self::Yaml => "application/yaml",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Xml => "application/xml",
        }
    }

    /// The tree of a text; `base` is the length of the byte order mark before it.
    fn parse(self, text: &str, base: usize, limits: &TreeLimits) -> Result<Tree, SyntaxError> {
        match self {
            Self::Json => tree::json(text, base, limits),
            Self::JsonLines => tree::json_lines(text, base, limits),
            Self::Yaml => tree::yaml(text, base, limits),
            Self::Markdown => tree::markdown(text, base, limits),
            Self::Csv => tree::table(text, base, limits),
            Self::Xml => tree::xml(text, base, limits),
        }
    }

    /// What people call it, where a text that has its first characters is of it or broken.
    fn announced(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("JSON"),
            Self::JsonLines => Some("JSON lines"),
            Self::Yaml => Some("YAML"),
            Self::Xml => Some("XML"),
            Self::Markdown | Self::Csv => None,
        }
    }
}

/// A document as formats look at it: text, syntax, and the tree if the text is of that syntax.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The text; with bad bytes replaced where the encoding is broken.
    pub text: &'a str,
    /// The syntax.
    pub syntax: Syntax,
    /// The tree, or why there is none.
    pub tree: Result<&'a Tree, &'a SyntaxError>,
}

impl Probe<'_> {
    /// Whether the first part of the text has this string: how a format recognises a document of
    /// its own that is too broken to have a tree.
    pub fn mentions(&self, needle: &str) -> bool {
        let mut end = self.text.len().min(65_536);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text
            .get(..end)
            .is_some_and(|head| head.contains(needle))
    }
}

/// One input format.
pub trait Format: Sync {
    /// The format id: kebab-case, unique, never reused.
    fn name(&self) -> &'static str;
    /// What people call it.
    fn title(&self) -> &'static str;
    /// Versions that are read, for the reference page.
    fn versions(&self) -> &'static str;
    /// Whether the document is of this format, by content. A document that has no tree may be
    /// claimed too, if it is clear what it was meant to be: it then counts as broken.
    fn claims(&self, probe: &Probe<'_>) -> bool;
    /// What the document says.
    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading;
    /// Whether a document of this format is a filled questionnaire.
    fn holds_answers(&self) -> bool {
        false
    }
    /// Small documents of this format, (file name, text): claimed by it and by no other.
    fn examples(&self) -> &'static [(&'static str, &'static str)];
}

/// The table: the first that claims a document has it, so the specific stand before the general.
pub const FORMATS: &[&dyn Format] = &[
    &cyclonedx::CycloneDx,
    &chai_model_card::ChaiModelCard,
    &in_toto::InToto,
    &sigstore_bundle::SigstoreBundle,
    &dsse::Dsse,
    &eval_lmeval::LmEval,
    &group_outcomes::GroupOutcomes,
    &reason_codes::ReasonCodes,
    &hf_eval_results::HfEvalResults,
    &questionnaire::Questionnaire,
    &hf_model_card::HfModelCard,
    &model_card_md::ModelCardMd,
];

/// What became of a document.
pub enum Detected {
    /// A format read it.
    Read(&'static dyn Format, Syntax, Reading),
    /// A format claims it, but it is not to be read: why, and where.
    Broken(&'static dyn Format, Syntax, SyntaxError),
    /// No format claims it; the reason, for the list of unread files.
    Unclaimed(String),
}

/// Recognises a document by its content and reads it.
pub fn detect(file: &SourceFile, limits: &TreeLimits) -> Detected {
    let lossy;
    let (text, encoding) = match file.text() {
        Ok(text) => (text, None),
        Err(error) => {
            lossy = file.lossy_text();
            (lossy.as_str(), Some(error))
        }
    };
    let mut reason = "no format claims it".to_owned();
    for syntax in candidates(file, text) {
        let parsed = syntax.parse(text, file.bom(), limits);
        let probe = Probe {
            file,
            text,
            syntax,
            tree: parsed.as_ref(),
        };
        let Some(format) = FORMATS.iter().copied().find(|format| format.claims(&probe)) else {
            if let Err(error) = &parsed
                && let Some(name) = syntax.announced()
            {
                let place = file.location(error.offset);
                reason = format!(
                    "not to be read as {name} ({}:{}: {}), and no format claims it",
                    place.line, place.column, error.message
                );
            }
            continue;
        };
        if let Some(encoding) = encoding {
            let error = SyntaxError {
                offset: encoding.offset(),
                message: encoding.to_string(),
            };
            return Detected::Broken(format, syntax, error);
        }
        return match &parsed {
            Ok(tree) => {
                let reading = format.read(&probe, tree);
                Detected::Read(format, syntax, reading)
            }
            Err(error) => Detected::Broken(format, syntax, error.clone()),
        };
    }
    if let Some(encoding) = encoding {
        reason = encoding.to_string();
    }
    Detected::Unclaimed(reason)
}

/// The tree of a document that a format claimed before; none where the text has none.
pub fn tree(file: &SourceFile, format: &str, limits: &TreeLimits) -> Option<Tree> {
    let text = file.text().ok()?;
    candidates(file, text).into_iter().find_map(|syntax| {
        let tree = syntax.parse(text, file.bom(), limits).ok()?;
        let probe = Probe {
            file,
            text,
            syntax,
            tree: Ok(&tree),
        };
        let claimed = FORMATS.iter().find(|format| format.claims(&probe))?;
        (claimed.name() == format).then_some(tree)
    })
}

/// The syntaxes to try. JSON announces itself; the others overlap, so the name's ending decides,
/// and a text without a telling name is tried as Markdown with front matter, else as YAML.
fn candidates(file: &SourceFile, text: &str) -> Vec<Syntax> {
    let name = file.file_name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let first = text.trim_start().chars().next();
    if matches!(first, Some('{' | '[')) && !matches!(ending, "yaml" | "yml" | "md" | "csv") {
        return vec![if are_lines(text) {
            Syntax::JsonLines
        } else {
            Syntax::Json
        }];
    }
    if text.trim_start().starts_with("<?xml") && ending != "md" {
        return vec![Syntax::Xml];
    }
    match ending {
        "json" => vec![Syntax::Json],
        "xml" => vec![Syntax::Xml],
        "yaml" | "yml" => vec![Syntax::Yaml],
        "md" | "markdown" => vec![Syntax::Markdown],
        "csv" | "tsv" => vec![Syntax::Csv],
        _ if text.starts_with("---") => vec![Syntax::Markdown, Syntax::Yaml],
        "" | "txt" => vec![Syntax::Markdown],
        _ => Vec::new(),
    }
}

/// Whether a text that begins like JSON is one value a line: in no JSON value does a line that ends
/// with a closing brace stand before one that begins with an opening brace.
fn are_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    first.starts_with('{') && first.ends_with('}') && second.starts_with('{')
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use super::*;
    use crate::fact::Key;

    fn read(name: &str, text: &str) -> Reading {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        match detect(&file, &TreeLimits::default()) {
            Detected::Read(_, _, reading) => reading,
            Detected::Broken(format, _, error) => {
                panic!("{name} is broken {}: {error}", format.name())
            }
            Detected::Unclaimed(reason) => panic!("{name} is not claimed: {reason}"),
        }
    }

    fn facts(reading: &Reading) -> Vec<String> {
        let facts = reading.facts.iter();
        facts
            .map(|fact| format!("{} = {} {}", fact.key, fact.value, fact.pointer))
            .collect()
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
                for syntax in candidates(&file, text) {
                    let limits = &TreeLimits::default();
                    let parsed = syntax.parse(text, 0, limits);
                    let probe = Probe {
                        file: &file,
                        text,
                        syntax,
                        tree: parsed.as_ref(),
                    };
                    let all = FORMATS.iter().filter(|format| format.claims(&probe));
                    claimed.extend(all.map(|format| format.name()));
                }
                assert_eq!(claimed, [format.name()], "{name}");
                let reading = read(name, text);
                let tree_of = |syntax: Syntax| syntax.parse(text, 0, &TreeLimits::default());
                let tree = candidates(&file, text)
                    .into_iter()
                    .find_map(|it| tree_of(it).ok())
                    .unwrap();
                for fact in &reading.facts {
                    let node = tree.get(&fact.pointer);
                    let node =
                        node.unwrap_or_else(|| panic!("{name}: nothing at {}", fact.pointer));
                    let inside =
                        fact.span.start >= node.span.start && fact.span.end <= node.span.end;
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
                "README.md",
                "---\ndataset_info:\n  features:\n  - name: text\n    dtype: string\nlicense: mit\n---\n# Claims\n",
            ),
            (
                "data.md",
                "---\nlicense: cc-by-4.0\ntask_categories:\n- text-classification\npretty_name: Claims\n---\n# Claims\n",
            ),
            (
                "dataset.md",
                "---\nlicense: cc-by-4.0\n---\n# Dataset Card for Claims\n\n## Dataset Summary\n\nClaims of 2025.\n",
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
            (
                "vsaq.json",
                r#"{"questionnaire":[{"type":"block","text":"Access","items":[{"type":"yesno","id":"a1","text":"Is it?"}]}]}"#,
            ),
            ("answers.json", r#"{"a1":"yes","a2":"no"}"#),
            (
                "scan.sarif",
                r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[]}]}"#,
            ),
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
            match detect(&file, &TreeLimits::default()) {
                Detected::Unclaimed(_) => {}
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
        ] {
            let file = SourceFile::new(name, text.as_bytes().to_vec());
            match detect(&file, &TreeLimits::default()) {
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
            format!("training_co2_kg = 31.0 {card}/considerations/environmentalConsiderations/energyConsumptions/0/co2CostEquivalent/value"),
            format!("documented = bias-and-risks {card}/considerations/ethicalConsiderations/0/mitigationStrategy"),
            "license = Apache-2.0 /metadata/component/licenses/0/license/id".to_owned(),
            "governance = Acme Data Office /components/0/data/0/governance/owners/0/organization/name".to_owned(),
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
}
