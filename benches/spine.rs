//! `cargo bench`: what the spine costs, from pack text to verdict. Numbers depend on the machine;
//! the table of the README was made with `cargo bench --bench spine -- --warm-up-time 1
//! --measurement-time 2`. Documents and packs are made here, so that a run needs no data.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run may panic"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passmuster::document::{Detected, detect};
use passmuster::evaluate::{Enforce, Question, evaluate};
use passmuster::fact::{
    Backing, EntityId, EntityKind, Fact, FactSet, Key, Origin, Strength, Value, Worth, vocabulary,
};
use passmuster::limits::Limits;
use passmuster::policy::cedar::{Group, Scope, Values, View, ViewValue};
use passmuster::policy::{self, Pack, PackFiles};
use passmuster::report::{Options, report};
use passmuster::review::Review;
use passmuster::run::{PackRef, Run};
use passmuster::source::{self, SourceFile, Span};
use passmuster::{Settings, Target};

/// Controls of the generated pack.
const CONTROLS: usize = 100;
/// Items of the generated documents: components, answers, sections.
const ITEMS: usize = 2_000;

/// What the generated controls ask, in the proportions of a real pack: (when, unless). `N` is a
/// number that differs from control to control.
const SHAPES: &[(&str, &str)] = &[
    (
        "",
        "resource has encryption_at_rest && resource.encryption_at_rest",
    ),
    (
        "",
        "resource has incident_notice_hours && resource.incident_notice_hours <= N",
    ),
    (
        "context.risk_tier != \"minimal\"",
        "resource has data_retention_days && resource.data_retention_days <= N",
    ),
    (
        "",
        "resource has penetration_test_age_days && resource.penetration_test_age_days <= N",
    ),
    ("", "resource has ai_owner && !resource.ai_owner.isEmpty()"),
    (
        "context.risk_tier == \"high\"",
        "resource has assurance && resource.assurance.containsAny([\"soc2-type-2\", \"iso-27001\"])",
    ),
    (
        "",
        "(resource has no_subprocessors && resource.no_subprocessors) || (resource has subprocessors && !resource.subprocessors.isEmpty())",
    ),
    (
        "resource has customer_data_training && resource.customer_data_training",
        "resource has customer_data_opt_out && resource.customer_data_opt_out",
    ),
    (
        "",
        "resource has security_incidents && (resource.security_incidents == 0 || (resource has incidents_remediated && resource.incidents_remediated))",
    ),
    (
        "",
        "resource.hasTag(\"CAIQ-4.0.3:A-N\") && resource.getTag(\"CAIQ-4.0.3:A-N\") == \"yes\"",
    ),
];

/// A pack of [`CONTROLS`] controls. With `two`, every other control asks for documented evidence.
fn pack_files(two: bool) -> PackFiles {
    let mut files = PackFiles::new();
    let mut put = |path: String, text: String| {
        files.insert(path, text.into_bytes());
    };
    put(
        "pack.toml".to_owned(),
        "id = \"bench\"\nversion = \"1.0.0\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"Generated\"\n".to_owned(),
    );
    put(
        "citations.toml".to_owned(),
        "[[citation]]\nid = \"norm.1\"\ninstrument = \"Norm\"\nlocator = \"1\"\ntitle = \"generated\"\nkind = \"guidance\"\nsource = \"none\"\nsource_quality = \"R\"\nevents = [{ date = \"2023-01-26\", status = \"in-force\" }]\n".to_owned(),
    );
    put(
        "controls/permit.cedar".to_owned(),
        "permit (principal, action in [Action::\"procure\", Action::\"release\", Action::\"renew\"], resource);\n".to_owned(),
    );
    for number in 0..CONTROLS {
        let (when, unless) = SHAPES[number % SHAPES.len()];
        let n = (30 + number).to_string();
        let when = if when.is_empty() {
            String::new()
        } else {
            format!("when {{ {when} }}\n")
        };
        let strength = if two && number % 2 == 1 {
            "@strength(\"documented\")\n"
        } else {
            ""
        };
        put(
            format!("controls/B-{number:03}.cedar"),
            format!(
                "// Why: a generated control.\n@id(\"B-{number:03}\")\n@title(\"Generated control {number}\")\n\
                 @area(\"bench\")\n@severity(\"high\")\n@enforcement(\"mandatory\")\n{strength}@cites(\"norm.1\")\n\
                 @remediation(\"Do it.\")\n@since(\"1.0.0\")\n\
                 forbid (principal is Vendor, action in [Action::\"procure\", Action::\"renew\"], resource is Dossier)\n\
                 {when}unless {{ {} }};\n",
                unless.replace('N', &n)
            ),
        );
        put(
            format!("tests/B-{number:03}.toml"),
            "[[case]]\nname = \"a\"\noutcome = \"pass\"\n[[case]]\nname = \"b\"\noutcome = \"fail\"\n\
             [[case]]\nname = \"c\"\noutcome = \"insufficient\"\n[[case.document]]\npath = \"README.md\"\ntext = \"x\"\n"
                .to_owned(),
        );
    }
    files
}

fn pack(two: bool) -> Pack {
    policy::load_files("bench", pack_files(two)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn vendor() -> EntityId {
    EntityId::new(EntityKind::Vendor, "Acme AI")
}

/// A vendor's facts, some of which speak against it, and some of which are not there. With `two`,
/// a third is only stated, so that the views of two minimums differ. With `contested`, retention is
/// stated twice.
fn facts(two: bool, contested: bool) -> FactSet {
    let mut facts = Vec::new();
    let mut state = |key: Key, value: Value| {
        let line = facts.len() + 1;
        let stated = two && line % 3 == 0;
        facts.push(Fact {
            entity: vendor(),
            key,
            text: value.to_string(),
            value,
            origin: Origin {
                document: "answers/security.yaml".to_owned(),
                sha256: "0".repeat(64),
                pointer: format!("/answers/{line}/answer"),
                span: Span::new(line * 10, line * 10 + 4),
                line,
                column: 13,
                part: None,
            },
            worth: Worth {
                strength: if stated {
                    Strength::Stated
                } else {
                    Strength::Documented
                },
                backing: Backing::None,
            },
        });
    };
    let named =
        |name: &str| Key::Attribute(vocabulary::attribute(name).expect("an attribute").name);
    let text = |text: &str| Value::Text(text.to_owned());
    state(named("encryption_at_rest"), Value::Flag(true));
    state(named("encryption_in_transit"), Value::Flag(true));
    state(named("multi_factor"), Value::Flag(true));
    state(named("incident_notice_hours"), Value::Count(72));
    state(named("data_retention_days"), Value::Count(30));
    if contested {
        state(named("data_retention_days"), Value::Count(365));
    }
    state(named("deletion_days"), Value::Count(30));
    state(named("penetration_test_age_days"), Value::Count(90));
    state(named("ai_owner"), text("Chief Risk Officer"));
    state(named("assurance"), text("soc2-type-2"));
    state(named("assurance"), text("iso-27001"));
    state(named("subprocessors"), text("Example Cloud"));
    state(named("subprocessors"), text("Example Mail"));
    state(named("customer_data_training"), Value::Flag(true));
    state(named("security_incidents"), Value::Count(2));
    state(named("incidents_remediated"), Value::Flag(false));
    state(named("data_regions"), text("DE"));
    state(named("audit_right"), Value::Flag(true));
    for number in 0..20 {
        let answer = if number % 2 == 0 { "yes" } else { "no" };
        state(
            Key::Answer(format!("CAIQ-4.0.3:A-{}", 39 + number)),
            text(answer),
        );
    }
    facts.sort_by(|a, b| (&a.entity, &a.key, &a.origin).cmp(&(&b.entity, &b.key, &b.origin)));
    FactSet {
        facts,
        ..FactSet::default()
    }
}

fn load(c: &mut Criterion) {
    let mut group = c.benchmark_group("load");
    group.throughput(Throughput::Elements(CONTROLS as u64));
    group.bench_function("100 controls", |b| {
        b.iter_batched(
            || pack_files(true),
            |files| policy::load_files("bench", files).expect("the pack loads"),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("baseline", |b| {
        b.iter(|| policy::load(black_box("baseline")).expect("the pack loads"));
    });
    group.finish();
}

fn judge(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluate");
    group.throughput(Throughput::Elements(CONTROLS as u64));
    for (name, two, contested) in [
        ("one minimum", false, false),
        ("two minimums", true, false),
        ("one minimum, a contradiction", false, true),
    ] {
        let pack = pack(two);
        let facts = facts(two, contested);
        let principals = [vendor()];
        let scope = Scope {
            as_of: "2026-11-01".to_owned(),
            risk_tier: "high".to_owned(),
            ..Scope::default()
        };
        let question = Question {
            facts: &facts,
            principals: &principals,
            action: "procure",
            scope: &scope,
            as_of: "2026-11-01".parse().expect("a date"),
            enforce: &Enforce::Pack,
            checks: &[],
        };
        let (findings, _) = evaluate(&pack, &question);
        let outcomes: BTreeSet<_> = findings.iter().map(|finding| finding.outcome).collect();
        assert_eq!(findings.len(), CONTROLS);
        assert!(outcomes.len() >= 3, "the facts are too kind: {outcomes:?}");
        group.bench_function(name, |b| b.iter(|| evaluate(black_box(&pack), &question)));
    }
    group.finish();
}

/// Where the time of `evaluate` goes: Cedar's parts by themselves; the rest is words.
fn parts(c: &mut Criterion) {
    let pack = pack(false);
    let facts = facts(false, false);
    let scope = Scope {
        as_of: "2026-11-01".to_owned(),
        risk_tier: "high".to_owned(),
        ..Scope::default()
    };
    let mut values = Values::new();
    for fact in &facts.facts {
        let open = match &fact.key {
            Key::Attribute(name) => {
                vocabulary::attribute(name).is_some_and(|it| !it.kind.is_single_valued())
            }
            Key::Answer(_) => false,
        };
        if !open {
            values.insert(&fact.key, ViewValue::One(&fact.value));
        } else if let ViewValue::Members(members) = values
            .entry(&fact.key)
            .or_insert_with(|| ViewValue::Members(BTreeSet::new()))
        {
            members.insert(&fact.value);
        }
    }
    let dossier = passmuster::fact::dossier_entity();
    let compiled = || pack.controls.iter().map(|control| &control.compiled);
    let view = || View::new(&vendor(), "procure", &dossier, &scope, &values).expect("a view");
    let cedar = Group::new(compiled()).expect("a group");
    let one = view();
    let mut group = c.benchmark_group("parts");
    group.throughput(Throughput::Elements(CONTROLS as u64));
    group.bench_function("group", |b| b.iter(|| Group::new(compiled())));
    group.bench_function("view", |b| b.iter(view));
    group.bench_function("Cedar's answer", |b| b.iter(|| cedar.answer(&one)));
    group.bench_function("atoms", |b| {
        b.iter(|| compiled().map(|it| one.truths(it)).collect::<Vec<_>>());
    });
    group.finish();
}

fn hf_card() -> String {
    let mut text = String::from(
        "---\nlicense: apache-2.0\nlanguage: [en, de]\nbase_model: acme/base\ndatasets:\n- acme/claims-2025\npipeline_tag: text-classification\nmodel-index:\n- name: acme/claims-triage\n  results:\n",
    );
    for number in 0..ITEMS / 20 {
        let _ = write!(
            text,
            "  - task:\n      type: text-classification\n    dataset:\n      name: claims-{number}\n      type: acme/claims-{number}\n    metrics:\n    - type: accuracy\n      value: 0.{number:03}\n"
        );
    }
    text.push_str("---\n# acme/claims-triage\n");
    sections(&mut text);
    text
}

fn sections(text: &mut String) {
    for (title, body) in [
        (
            "Intended Use",
            "It sorts insurance claims by urgency, for trained handlers.",
        ),
        (
            "Limitations",
            "It was trained on claims in English and German; others were not tested.",
        ),
        (
            "Training Data",
            "Claims of 2019 to 2025, with names and addresses removed.",
        ),
        (
            "Evaluation",
            "It was measured on a held-out year, by line of business.",
        ),
    ] {
        let _ = write!(text, "\n## {title}\n\n");
        for number in 0..ITEMS / 100 {
            let _ = write!(
                text,
                "{body} *Part {number}* says more in [the annex](annex-{number}.md).\n\n- first point, with `code`\n- second point\n\n| line | value |\n|---|---|\n| motor | 0.{number} |\n\n"
            );
        }
    }
}

fn bom() -> String {
    let mut text = String::from(
        "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"metadata\": {\"component\": {\"type\": \"machine-learning-model\", \"bom-ref\": \"m\", \"name\": \"claims-triage\", \"version\": \"2.1.0\", \"licenses\": [{\"license\": {\"id\": \"Apache-2.0\"}}]}},\n  \"components\": [\n",
    );
    for number in 0..ITEMS {
        let _ = writeln!(
            text,
            "    {{\"type\": \"library\", \"bom-ref\": \"c{number}\", \"name\": \"part-{number}\", \"version\": \"1.{number}.0\", \"purl\": \"pkg:pypi/part-{number}@1.{number}.0\", \"licenses\": [{{\"license\": {{\"id\": \"MIT\"}}}}], \"hashes\": [{{\"alg\": \"SHA-256\", \"content\": \"{number:064x}\"}}]}}{}",
            if number + 1 == ITEMS { "" } else { "," }
        );
    }
    text.push_str("  ]\n}\n");
    text
}

fn answers_yaml() -> String {
    let mut text = String::from(
        "questionnaire: CAIQ\nversion: 4.0.3\nvendor: Acme AI\ncompleted: 2026-09-10\nanswers:\n",
    );
    for number in 0..ITEMS {
        let _ = write!(
            text,
            "  - id: A&A-{number}.1\n    answer: yes\n    evidence: policy {number}, page 4\n"
        );
    }
    text
}

fn answers_json() -> String {
    let rows: Vec<String> = (0..ITEMS)
        .map(|number| {
            format!("    {{\"id\": \"A&A-{number}.1\", \"answer\": \"yes\", \"evidence\": \"policy {number}, page 4\"}}")
        })
        .collect();
    format!(
        "{{\n  \"questionnaire\": \"CAIQ\",\n  \"version\": \"4.0.3\",\n  \"vendor\": \"Acme AI\",\n  \"answers\": [\n{}\n  ]\n}}\n",
        rows.join(",\n")
    )
}

fn answers_csv() -> String {
    let mut text = String::from("questionnaire,version,id,answer,evidence,answered_by,completed\n");
    for number in 0..ITEMS {
        let _ = writeln!(
            text,
            "CAIQ,4.0.3,A&A-{number}.1,yes,\"policy {number}, page 4\",Security,2026-09-10"
        );
    }
    text
}

fn eval_results() -> String {
    let mut text = String::new();
    for number in 0..ITEMS {
        let _ = write!(
            text,
            "- dataset:\n    id: acme/claims-{number}\n    task_id: default\n  value: 0.{number:04}\n  source:\n    url: https://models.example/claims\n"
        );
    }
    text
}

fn read(c: &mut Criterion) {
    let mut card = String::from(
        "# Model Card for claims-triage\n\n## Model Details\n\nA classifier of claims.\n",
    );
    sections(&mut card);
    let documents = [
        ("hf-model-card", "README.md", hf_card()),
        ("model-card-md", "model-card.md", card),
        ("cyclonedx", "bom.cdx.json", bom()),
        ("questionnaire", "answers.yaml", answers_yaml()),
        ("questionnaire", "answers.json", answers_json()),
        ("questionnaire", "answers.csv", answers_csv()),
        (
            "hf-eval-results",
            ".eval_results/claims.yaml",
            eval_results(),
        ),
    ];
    let mut group = c.benchmark_group("read");
    for (format, name, text) in documents {
        let limits = Limits::default();
        let file = SourceFile::new(name, text.clone().into_bytes());
        match detect(&file, &limits) {
            Detected::Read(found, _, reading) => {
                assert_eq!(found.name(), format, "{name}");
                assert!(!reading.facts.is_empty(), "{name} says nothing");
            }
            Detected::Broken(_, _, error) => panic!("{name}: {error:?}"),
            Detected::Unclaimed(reason) | Detected::Exceeded(reason) => panic!("{name}: {reason}"),
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        let id = BenchmarkId::new(format, name.rsplit('.').next().unwrap_or(name));
        group.bench_function(id, |b| {
            b.iter_batched_ref(
                // The line index is made on demand: each run gets a file without one.
                || SourceFile::new(name, text.clone().into_bytes()),
                |file| {
                    let detected = detect(file, &limits);
                    assert!(matches!(detected, Detected::Read(..)));
                    detected
                },
                criterion::BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn whole(c: &mut Criterion) {
    let dossier = root("examples/vendor-ready/dossier");
    let review = root("examples/vendor-ready/review.toml");
    let pack = policy::load("baseline").expect("the pack loads");
    let packs = [pack];
    let settings = Settings {
        as_of: "2026-11-01".parse().expect("a date"),
        action: None,
        enforce: Enforce::Pack,
        limits: Limits::default(),
        checks: passmuster::plugin::Limits::default(),
        trust: None,
        decisions: None,
    };
    let check = || {
        let bytes = std::fs::read(&review).expect("the review file");
        let target = Target {
            path: "dossier".to_owned(),
            dossier: source::open(&dossier, &Limits::default(), &[]).expect("the dossier"),
            review: Some(Review::parse(SourceFile::new("review.toml", bytes)).expect("a review")),
        };
        Run {
            engine: String::new(),
            as_of: settings.as_of.to_string(),
            packs: packs
                .iter()
                .map(|pack| PackRef {
                    id: pack.id.clone(),
                    version: pack.version.clone(),
                    title: pack.title.clone(),
                    sha256: pack.sha256.clone(),
                    controls: pack.controls.len(),
                })
                .collect(),
            trust: None,
            enforce: None,
            limits: Vec::new(),
            decisions: None,
            since: None,
            rerun: String::new(),
            dossiers: vec![target.check(&packs, &settings).expect("a result")],
        }
    };
    assert_eq!(check().verdict().exit_code(), 0);
    let mut group = c.benchmark_group("check");
    group.bench_function("12 documents, in process", |b| b.iter(check));
    let run = check();
    for name in ["human", "json", "html"] {
        let output = report(name).expect("an output");
        group.bench_function(format!("report as {name}"), |b| {
            b.iter(|| output.write(&run, &Options::default(), &mut io::sink()));
        });
    }
    // Built in the same profile, with this benchmark.
    let binary = env!("CARGO_BIN_EXE_passmuster");
    for name in ["human", "json", "html"] {
        group.bench_function(format!("12 documents, whole process, {name}"), |b| {
            b.iter(|| {
                Command::new(binary)
                    .arg("check")
                    .arg(&dossier)
                    .arg("--review")
                    .arg(&review)
                    .args(["--as-of", "2026-11-01", "--output", name])
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status()
                    .expect("the program runs")
            });
        });
    }
    group.bench_function("nothing but starting (--version)", |b| {
        b.iter(|| {
            Command::new(binary)
                .arg("--version")
                .stdout(Stdio::null())
                .status()
                .expect("the program runs")
        });
    });
    group.finish();
}

criterion_group!(benches, load, judge, parts, read, whole);
criterion_main!(benches);
