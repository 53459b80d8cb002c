#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails may panic"
)]

use std::path::Path;

use serde_json::Value;

use crate::finding::{Outcome, Severity};
use crate::printable::is_dangerous;
use crate::report::{Options, report, sample};
use crate::run::{Run, Verdict};

fn written(run: &Run, options: Options) -> (String, Value) {
    let mut out = Vec::new();
    let sarif = report("sarif").unwrap();
    sarif.write(run, &options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

const ALL: Options = Options {
    color: false,
    width: 80,
    verbose: true,
    quiet: false,
    excerpts: true,
};

fn results(log: &Value) -> Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap().clone()
}

fn runs() -> Vec<Run> {
    let mut bare = sample::dossier();
    bare.documents.clear();
    bare.sources.clear();
    bare.findings.retain(|it| it.evidence.is_empty());
    vec![
        sample::run(vec![sample::dossier(), sample::passing()]),
        sample::run(vec![sample::checked()]),
        sample::run(vec![bare]),
        sample::run(Vec::new()),
        sample::hostile(),
    ]
}

/// The schema of the standard lies in the corpus beside this repository; where it is not, this
/// fails, as the corpus tests do.
#[test]
fn every_output_fits_the_schema_of_the_standard() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(
        "../shared/corpus/output-schemas/oasis-tcs_sarif-spec/sarif-2.1/schema/sarif-schema-2.1.0.json",
    );
    let schema = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("the schema of SARIF must be at {}: {error}", path.display())
    });
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft4::new(&schema).unwrap();
    for run in runs() {
        for options in [Options::default(), ALL] {
            let (_, value) = written(&run, options);
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }
    let (_, mut value) = written(&sample::run(Vec::new()), ALL);
    value["runs"][0]["surprise"] = Value::Null;
    assert!(!validator.is_valid(&value), "the schema is closed");
}

/// `UPDATE=1 cargo test` writes it anew.
#[test]
fn one_finding_as_it_is_written() {
    let mut dossier = sample::dossier();
    dossier.findings.truncate(1);
    dossier.verdict = Verdict::over(&dossier.findings);
    let (text, _) = written(&sample::run(vec![dossier]), Options::default());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/sample.sarif");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap());
}

#[test]
fn levels_say_what_gates() {
    let (_, value) = written(&sample::run(vec![sample::checked()]), ALL);
    let level = |id: &str| {
        let results = results(&value);
        let found = results.iter().find(|it| it["ruleId"] == id).unwrap();
        format!("{} {}", found["kind"], found["level"])
    };
    for (id, expected) in [
        ("PM-INC-02", r#""fail" "error""#),
        ("PM-DOC-READ", r#""fail" "error""#),
        ("PM-DATA-01", r#""fail" "error""#),
        ("PM-SCAN-02", r#""fail" "error""#),
        ("PM-ENV-01", r#""fail" "note""#),
        ("PM-LIC-01", r#""pass" "none""#),
        ("PM-BIO-01", r#""notApplicable" "none""#),
    ] {
        assert_eq!(level(id), expected, "{id}");
    }
    let (_, value) = written(&sample::run(vec![sample::checked()]), Options::default());
    assert!(results(&value).iter().all(|it| it["kind"] == "fail"));
    let invocation = &value["runs"][0]["invocations"][0];
    assert_eq!(invocation["exitCode"], 1);
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(value["runs"][0]["tool"]["extensions"][0]["name"], "acme");
}

/// GitHub takes every path as one from the root of the repository, and shows no result without one.
#[test]
fn every_result_has_a_place_and_a_rule() {
    for run in runs() {
        let (_, value) = written(&run, ALL);
        let rules = &value["runs"][0]["tool"]["driver"]["rules"];
        for result in results(&value) {
            let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[rule]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(
                !uri.is_empty() && uri.is_ascii() && !uri.contains(':'),
                "{uri}"
            );
            for part in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][part].as_u64().unwrap() >= 1);
            }
        }
    }
    let mut run = sample::run(vec![sample::dossier(), sample::dossier()]);
    run.dossiers[1].root = "/srv/vendor".to_owned();
    let (text, value) = written(&run, Options::default());
    let place = |at: usize| {
        let place = &results(&value)[at]["locations"][0]["physicalLocation"]["artifactLocation"];
        format!("{} {}", place["uriBaseId"], place["uri"])
    };
    let missing = results(&value)
        .iter()
        .position(|it| it["ruleId"] == "PM-REVIEW")
        .unwrap();
    assert_eq!(
        place(missing),
        r#""%SRCROOT%" "dossiers/chat%207b/answers.yaml""#
    );
    assert!(text.contains("\"DOSSIER-2\"") && !text.contains("/srv"));
}

/// What a document or a plugin says is nowhere, unless it is asked for; then it is there.
#[test]
fn values_stay_at_home() {
    const SECRET: &str = "K4NARY";
    let mut dossier = sample::checked();
    for finding in &mut dossier.findings {
        finding.message = SECRET.to_owned();
        finding.remedy = vec![SECRET.to_owned()];
        if finding.reported.is_some() {
            finding.entity.name = format!("acme/scan#{SECRET}");
        }
        for clause in &mut finding.clauses {
            clause
                .values
                .iter_mut()
                .for_each(|it| it.value = SECRET.to_owned());
        }
        finding
            .evidence
            .iter_mut()
            .for_each(|it| it.value = SECRET.to_owned());
        finding
            .missing
            .iter_mut()
            .for_each(|it| it.note = SECRET.to_owned());
    }
    let run = sample::run(vec![dossier]);
    for name in ["sarif", "junit"] {
        for (excerpts, there) in [(false, false), (true, true)] {
            let mut out = Vec::new();
            let options = Options {
                excerpts,
                verbose: true,
                ..Options::default()
            };
            report(name)
                .unwrap()
                .write(&run, &options, &mut out)
                .unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.contains(SECRET), there, "{name}: {text}");
            assert_eq!(text.contains("120 hours"), there, "{name}: {text}");
        }
    }
}

#[test]
fn a_cut_keeps_what_gates_and_says_so() {
    let mut dossier = sample::passing();
    let severe = |outcome, severity| {
        let mut it = sample::finding("C-1", outcome, "t");
        it.severity = severity;
        it
    };
    let mut advisory = severe(Outcome::Fail, Severity::Critical);
    advisory.enforcement = crate::finding::Enforcement::Advisory;
    dossier.findings = vec![advisory; 3];
    let mut gating = dossier.clone();
    gating.findings = vec![severe(Outcome::Insufficient, Severity::Low); 2];
    let run = sample::run(vec![dossier, gating]);
    let log = |most| serde_json::to_value(super::log(&run, &Options::default(), most)).unwrap();
    let cut = log(3);
    let levels: Vec<Value> = results(&cut).iter().map(|it| it["level"].clone()).collect();
    assert_eq!(levels, ["error", "error", "note"]);
    let said =
        &cut["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        said.as_str()
            .unwrap()
            .starts_with("5 results, of which the first 3 are listed")
    );
    assert_eq!(results(&log(5)).len(), 5);
    assert!(log(5)["runs"][0]["invocations"][0]["toolExecutionNotifications"].is_null());
}

#[test]
fn hostile_text_is_text() {
    let (text, value) = written(&sample::hostile(), ALL);
    assert!(!text.contains(|c| c != '\n' && is_dangerous(c)));
    let message = results(&value)[0]["message"]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!message.contains(is_dangerous), "{message}");
    assert_eq!(super::plain("[a](https://b) {0}"), "[a] (https://b) {{0}}");
    let rule = &value["runs"][0]["tool"]["driver"]["rules"][0];
    let help = rule["help"]["markdown"].as_str().unwrap();
    assert!(help.contains(r"\<script\>") && !help.replace(r"\<", "").contains('<'));
}

/// From run to run the same, and another for another subject.
#[test]
fn the_category_is_what_a_gate_is_about() {
    let id = |run: &Run| {
        written(run, Options::default()).1["runs"][0]["automationDetails"]["id"].clone()
    };
    let mut run = sample::run(vec![sample::dossier()]);
    assert_eq!(id(&run), "passmuster/baseline/procure/model-chat-7b/");
    run.as_of = "2027-01-01".to_owned();
    run.dossiers[0].documents.clear();
    assert_eq!(id(&run), "passmuster/baseline/procure/model-chat-7b/");
    let two = id(&sample::run(vec![sample::dossier(), sample::passing()]));
    assert!(
        two.as_str()
            .unwrap()
            .starts_with("passmuster/baseline/2-dossiers/"),
        "{two}"
    );
}
