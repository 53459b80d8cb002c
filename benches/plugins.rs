//! `cargo bench --bench plugins`: what a plugin costs, from its bytes to its findings. Numbers
//! depend on the machine. Guests are the shipped ones and one that does nothing; documents are made
//! here.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run may panic"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use passmuster::document::FORMATS;
use passmuster::fact::{EntityId, EntityKind};
use passmuster::intake::intake;
use passmuster::plugin::{Cache, Compiler, Limits, Plugin, Task, View, run_all};
use passmuster::review::Review;
use passmuster::source::{Dossier, SourceFile};

#[path = "../tests/it/guest.rs"]
mod guest;

/// Calls that are measured together, so that the thread they run on is started once for all.
const CALLS: usize = 100;

/// A finding that does not apply, without a look at anything.
fn empty() -> Vec<u8> {
    guest::plugin("", "(call $finding (i32.const 3) (i32.const 0))")
}

/// Plugin, component, check, configuration, documents.
type Case<'a> = (
    &'a str,
    &'a [u8],
    &'a str,
    &'a str,
    &'a [(&'a str, &'a str)],
);

/// The first example of a format.
fn example(format: &str) -> (&'static str, &'static str) {
    let format = FORMATS
        .iter()
        .find(|it| it.name() == format)
        .expect("a format");
    *format.examples().first().expect("an example")
}

fn view(documents: &[(&str, &str)], subject: &EntityId) -> Arc<View> {
    let mut dossier = Dossier::default();
    let mut review = format!(
        "schema = 1\n[subject]\nkind = \"model\"\nname = \"{}\"\n",
        subject.name
    );
    for (path, text) in documents {
        dossier
            .documents
            .push(SourceFile::new(*path, text.as_bytes().to_vec()));
        review.push_str(&format!(
            "[[document]]\npath = \"{path}\"\nabout = \"subject\"\n"
        ));
    }
    let review =
        Review::parse(SourceFile::new("review.toml", review.into_bytes())).expect("a review");
    let as_of = "2026-11-01".parse().expect("a date");
    let limits = passmuster::limits::Limits::default();
    let intake = intake(&dossier, Some(&review), "subject", as_of, &limits).expect("an intake");
    Arc::new(View::new(
        &intake.documents,
        &intake.sources,
        &intake.assembled.speaks_of,
        intake.assembled.facts,
        "2026-11-01".to_owned(),
        limits,
    ))
}

fn cost(c: &mut Criterion) {
    let subject = EntityId::new(EntityKind::Model, "subject");
    let shipped: BTreeMap<&str, Vec<u8>> = ["healthcare", "finance"]
        .into_iter()
        .map(|id| {
            let path =
                Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("plugins/{id}/{id}.wasm"));
            (id, std::fs::read(path).expect("a shipped plugin"))
        })
        .collect();
    let mut group = c.benchmark_group("plugin");
    for (id, bytes) in &shipped {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format!("look at {id}"), |b| {
            b.iter(|| Plugin::load(black_box(bytes.clone())).expect("it loads"));
        });
        group.sample_size(10);
        group.bench_function(format!("look at and compile {id}"), |b| {
            b.iter(|| {
                let plugin = Plugin::load(bytes.clone()).expect("it loads");
                plugin.compile().expect("it compiles");
                plugin
            });
        });
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::at(folder.path().join("cache"), [7; 32]);
        let load = || {
            let plugin = Plugin::load(bytes.clone()).expect("it loads");
            plugin
                .compile_with(&Compiler::InProcess, Some(&cache), &Limits::default())
                .expect("it compiles");
            plugin
        };
        load();
        group.bench_function(format!("look at {id} and load it from the cache"), |b| {
            b.iter(load);
        });
    }
    group.finish();

    let card = example("chai-model-card");
    let outcomes = example("group-outcomes");
    let reasons = example("reason-codes");
    let mut group = c.benchmark_group("check");
    let empty = ("acme", empty());
    let cases: [Case<'_>; 5] = [
        (empty.0, &empty.1, "scan", "{}", &[]),
        (
            "healthcare",
            &shipped["healthcare"],
            "source-attributes",
            "{}",
            &[card],
        ),
        (
            "healthcare",
            &shipped["healthcare"],
            "interval-recompute",
            "{}",
            &[card],
        ),
        (
            "finance",
            &shipped["finance"],
            "adverse-impact",
            "{\"basis\":\"internal\"}",
            &[outcomes],
        ),
        (
            "finance",
            &shipped["finance"],
            "adverse-action-reasons",
            "{}",
            &[reasons],
        ),
    ];
    for (id, bytes, check, config, documents) in cases {
        let plugin = Plugin::load(bytes.to_vec()).expect("it loads");
        plugin.compile().expect("it compiles");
        let view = view(documents, &subject);
        let spec = plugin.check(check).expect("the check");
        let task = || Task {
            pack: "bench",
            plugin: &plugin,
            check: spec,
            config,
            principal: &subject,
            is_subject: true,
        };
        let tasks: Vec<Task<'_>> = (0..CALLS).map(|_| task()).collect();
        let runs = run_all(&tasks[..1], &view, &Limits::default());
        assert!(
            runs[0]
                .findings
                .iter()
                .all(|it| it.reported.name() != "error"),
            "{:?}",
            runs[0].findings
        );
        println!(
            "{id}/{check}: {} findings, fuel {}",
            runs[0].findings.len(),
            runs[0].fuel
        );
        group.throughput(Throughput::Elements(CALLS as u64));
        group.bench_function(format!("{id}/{check}, {CALLS} calls"), |b| {
            b.iter(|| run_all(&tasks, &view, &Limits::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, cost);
criterion_main!(benches);
