//! `cargo bench --bench documents`: bytes a second of every parser, from the bytes of a file to
//! what it says, its SHA-256 included, and signatures a second. Large documents are made here;
//! formats besides are read on their own examples, which are small, so that much of their time is
//! that of a document and not of its bytes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot run may panic"
)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passmuster::attest::{self, SigningKey};
use passmuster::document::{Detected, FORMATS, detect};
use passmuster::limits::Limits;
use passmuster::source::SourceFile;
use passmuster::trust::Key;

/// Items of the documents that are made.
const ITEMS: usize = 20_000;

fn json() -> String {
    let mut text = String::from("[\n");
    for number in 0..ITEMS {
        let comma = if number + 1 == ITEMS { "" } else { "," };
        let _ = writeln!(
            text,
            "  {{\"id\": {number}, \"name\": \"item {number}\", \"tags\": [\"a\", \"b\"], \"value\": 0.{number:05}, \"text\": \"{}\"}}{comma}",
            "some words that go on for a while. ".repeat(4)
        );
    }
    text + "]\n"
}

fn large() -> Vec<(&'static str, &'static str, String)> {
    let mut lines = String::new();
    let mut yaml = String::new();
    let mut table = String::from("id,name,value\n");
    let mut xml = String::from("<?xml version=\"1.0\"?>\n<items>\n");
    let mut card = String::from("# Model Card for claims\n\n");
    for number in 0..ITEMS {
        let _ = writeln!(lines, "{{\"id\": {number}, \"name\": \"item {number}\"}}");
        let _ = writeln!(
            yaml,
            "- id: {number}\n  name: item {number}\n  tags: [a, b]"
        );
        let _ = writeln!(table, "{number},\"item {number}, quoted\",0.{number}");
        let _ = writeln!(
            xml,
            "<item id=\"{number}\"><name>item {number}</name></item>"
        );
        if number % 10 == 0 {
            let _ = write!(
                card,
                "## Part {number}\n\nIt sorts *claims*.\n\n- a\n- b\n\n"
            );
        }
    }
    xml.push_str("</items>\n");
    vec![
        ("json", "a.json", json()),
        ("lines", "a.jsonl", lines),
        ("yaml", "a.yaml", yaml),
        ("table", "a.csv", table),
        ("xml", "a.xml", xml),
        ("markdown", "a.md", card),
    ]
}

/// Bytes to a tree, whatever becomes of it: nobody claims most of these.
fn syntaxes(c: &mut Criterion) {
    let mut group = c.benchmark_group("bytes to a tree");
    let limits = Limits::default();
    for (name, path, text) in large() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter_batched(
                || text.clone().into_bytes(),
                |bytes| detect(&SourceFile::new(path, bytes), &limits),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Every format on the largest of its own examples.
fn formats(c: &mut Criterion) {
    let mut group = c.benchmark_group("bytes to facts");
    let limits = Limits::default();
    for format in FORMATS {
        let largest = format.examples().iter().max_by_key(|(_, text)| text.len());
        let (path, text) = largest.expect("an example");
        let read = |bytes: Vec<u8>| detect(&SourceFile::new(*path, bytes), &limits);
        let Detected::Read(found, ..) = read(text.as_bytes().to_vec()) else {
            panic!("{path} is not read");
        };
        assert_eq!(found.name(), format.name());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format.name(), |b| {
            b.iter_batched(|| text.as_bytes().to_vec(), read, BatchSize::SmallInput);
        });
    }
    group.finish();
}

/// Signatures: made and verified with a key, over a statement of a file.
fn signatures(c: &mut Criterion) {
    let mut group = c.benchmark_group("signatures");
    group.throughput(Throughput::Elements(1));
    let key = SigningKey::from_seed(&[7; 32]).expect("a key");
    let files = [("answers.yaml".to_owned(), "ab".repeat(32))].into();
    let statement = attest::statement(&files, attest::VOUCH);
    group.bench_function(BenchmarkId::new("sign", "Ed25519"), |b| {
        b.iter(|| attest::sign(&key, &statement).expect("an envelope"));
    });
    let public = Key::from_pem(&key.public_pem()).expect("a public key");
    let signed = attest::sign(&key, &statement).expect("an envelope");
    let envelope: serde_json::Value = serde_json::from_str(&signed).expect("JSON");
    let field = |name: &str| envelope.pointer(name).and_then(|it| it.as_str());
    let decode = |text: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .decode(text)
            .expect("base64")
    };
    let signature = decode(field("/signatures/0/sig").expect("a signature"));
    let payload = decode(field("/payload").expect("a payload"));
    let kind = field("/payloadType").expect("a type");
    // DSSE protocol, "PAE".
    let mut message = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    message.extend(payload);
    assert!(public.verifies(&message, &signature));
    group.bench_function(BenchmarkId::new("verify", "Ed25519"), |b| {
        b.iter(|| public.verifies(black_box(&message), &signature));
    });
    group.finish();
}

criterion_group!(benches, syntaxes, formats, signatures);
criterion_main!(benches);
