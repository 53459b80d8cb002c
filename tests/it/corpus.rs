//! Real input: every document of the corpus beside this repository, one dossier each. What is
//! recognised, how much of it is read and what the baseline says of it are reviewed snapshots,
//! keyed by the first digits of the document's digest; no text of the corpus stands here.
//! `UPDATE=1 cargo test --test it corpus` rewrites them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use passmuster::document;
use passmuster::evaluate::Enforce;
use passmuster::fact::{Key, Origin};
use passmuster::finding::{BUILT_IN, Outcome};
use passmuster::limits::Limits;
use passmuster::policy::{self, Pack};
use passmuster::report::facts::{self, FactsView};
use passmuster::report::{Options, report};
use passmuster::review::Review;
use passmuster::run::{DossierResult, Run, Status, Verdict};
use passmuster::source::{self, SourceFile, sha256_hex};
use passmuster::tree::Tree;
use passmuster::{Settings, Target};

const AS_OF: &str = "2026-11-22";
/// One document, all of its runs together, unoptimised and on a busy machine.
const LONGEST: Duration = Duration::from_secs(30);
/// After so long without an answer something hangs.
const HANGS: Duration = Duration::from_secs(180);
/// Folders whose documents should be claimed; all others are look-alikes.
const OURS: &[&str] = &[
    "hf-model-card",
    "model-card-md",
    "cyclonedx",
    "spdx3",
    "oscal",
    "output-schemas",
    "gemara",
    "avid",
    "atlas",
    "questionnaire-answers",
    "questionnaire-vsaq",
    "chai-model-card",
    "eval-lmeval",
    "mct-json",
    "model-card-yaml",
    "azure-model-spec",
    "gpai-form",
    "croissant",
    "eval-inspect",
    "eval-eee",
    "eval-garak",
    "eval-helm",
    "eval-ailuminate",
];

/// One document of the corpus.
pub(crate) struct Case {
    pub(crate) digest: String,
    pub(crate) folder: String,
    path: PathBuf,
    /// What the list says that it is: `real`, `schema`, `vector`.
    kind: String,
    pub(crate) bytes: Vec<u8>,
}

impl Case {
    /// The file's name, which says nothing of where it lies.
    pub(crate) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// What became of it.
struct Seen {
    index: usize,
    /// Format, status, facts, hollow fields.
    row: Option<(&'static str, Status, usize, usize)>,
    /// The worst outcome of each control: without a review, and with one.
    runs: [BTreeMap<String, Outcome>; 2],
    wrong: Vec<String>,
}

#[test]
fn the_corpus_is_read_and_judged() {
    let cases = Arc::new(cases());
    let pack = Arc::new([policy::load("baseline").unwrap_or_else(|it| panic!("{it}"))]);
    let seen = walk(&cases, &pack);
    let wrong: Vec<String> = seen
        .iter()
        .flat_map(|it| {
            let case = &cases[it.index];
            it.wrong
                .iter()
                .map(move |wrong| format!("{} {}: {wrong}", case.folder, case.digest))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} defects:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    snapshot("corpus-formats.tsv", &formats(&cases, &seen));
    snapshot("corpus-recognised.tsv", &recognised(&cases, &seen));
    snapshot("corpus-outcomes.tsv", &outcomes(&seen));
    snapshot("corpus-failures.tsv", &failures(&cases, &seen));
}

/// A model repository as it lies on a disk and the same in a hub cache, made around real cards.
#[test]
fn a_model_repository_is_a_dossier() {
    let pack = [policy::load("baseline").unwrap_or_else(|it| panic!("{it}"))];
    let settings = settings();
    let cards: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.folder == "hf-model-card" && case.bytes.starts_with(b"---"))
        .collect();
    assert!(cards.len() > 20);
    let mut seen = 0;
    for card in cards.iter().step_by(4) {
        let temp = tempfile::tempdir().unwrap();
        let repository = temp.path().join("repository");
        let snapshot = temp.path().join("models--acme--claims/snapshots/0f1e2d");
        let blobs = temp.path().join("models--acme--claims/blobs");
        for folder in [
            &repository.join(".eval_results"),
            &repository.join(".git"),
            &snapshot.join(".eval_results"),
            &blobs,
        ] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(repository.join(".git/config"), "[core]\n").unwrap();
        let mut weights = 2_u64.to_le_bytes().to_vec();
        weights.extend(b"{}");
        let files: [(&str, &[u8]); 6] = [
            ("README.md", &card.bytes),
            (
                "config.json",
                br#"{"architectures": ["A"], "model_type": "a"}"#,
            ),
            (
                "tokenizer.json",
                br#"{"version": "1.0", "model": {"type": "BPE"}}"#,
            ),
            (
                ".eval_results/claims.yaml",
                b"- dataset: {id: acme/claims, task_id: urgent}\n  value: 0.5\n",
            ),
            ("model.safetensors", &weights),
            (
                "pytorch_model.bin",
                b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
            ),
        ];
        for (number, (name, bytes)) in files.iter().enumerate() {
            fs::write(repository.join(name), bytes).unwrap();
            fs::write(blobs.join(number.to_string()), bytes).unwrap();
            let up = "../".repeat(2 + name.matches('/').count());
            link(&format!("{up}blobs/{number}"), &snapshot.join(name));
        }
        let mut results = Vec::new();
        for folder in [&repository, &temp.path().join("models--acme--claims")] {
            let target = Target {
                path: "claims".to_owned(),
                dossier: source::open(folder, &Limits::default(), &[]).unwrap(),
                review: None,
            };
            let result = target.check(&pack, &settings).unwrap();
            let formats: Vec<&str> = result.documents.iter().map(|it| it.format).collect();
            if formats != ["hf-eval-results", "hf-model-card"] {
                // A card of a dataset, or of a space.
                let other = ["hf-eval-results", "hf-dataset-card"];
                assert!(other.starts_with(&formats), "{}", card.digest);
                continue;
            }
            assert!(result.refused.is_empty(), "{}", card.digest);
            let unread: Vec<&str> = result.unread.iter().map(|it| it.path.as_str()).collect();
            assert_eq!(unread, ["config.json", "tokenizer.json"], "{}", card.digest);
            assert_eq!(result.artifacts.len(), 2, "{}", card.digest);
            let worst = worst(&result);
            assert_eq!(worst["PM-ART-01"], Outcome::Fail, "a pointer to a pickle");
            assert_eq!(worst["PM-REVIEW"], Outcome::Insufficient);
            // The results beside the card are about the card's model.
            let measured = result.facts.facts.iter().any(|fact| {
                fact.origin.document == ".eval_results/claims.yaml"
                    && fact.key == Key::Attribute("value")
            });
            assert!(measured, "{}: the results are untied", card.digest);
            results.push(run(&pack, result));
        }
        if let [repository, cache] = results.as_slice() {
            assert!(
                check_json(repository) == check_json(cache),
                "{}: a hub cache is judged differently",
                card.digest
            );
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} cards");
}

#[cfg(unix)]
fn link(target: &str, at: &Path) {
    std::os::unix::fs::symlink(target, at).unwrap();
}

#[cfg(not(unix))]
fn link(target: &str, at: &Path) {
    fs::copy(at.parent().unwrap().join(target), at).unwrap();
}

fn settings() -> Settings {
    Settings {
        as_of: passmuster::fact::parse_date(AS_OF).unwrap(),
        action: None,
        enforce: Enforce::Pack,
        limits: Limits::default(),
        checks: passmuster::plugin::Limits::default(),
        trust: None,
        decisions: None,
    }
}

/// The documents that the corpus lists, each digest once a folder and file ending.
pub(crate) fn cases() -> Vec<Case> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let list = corpus.join("ORIGINS.tsv");
    let list = fs::read_to_string(&list).unwrap_or_else(|error| {
        panic!(
            "the corpus of real documents must be at ../shared/corpus, seen from Cargo.toml; \
             its list {} cannot be read: {error}",
            list.display()
        )
    });
    let mut cases = Vec::new();
    let mut known = BTreeSet::new();
    for line in list.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let path = corpus.join(columns[0]);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let digest = sha256_hex(&bytes);
        assert_eq!(digest, columns[7], "{} has changed", columns[0]);
        let folder = columns[0].split('/').next().unwrap_or_default();
        let ending = path.extension().map(|it| it.to_ascii_lowercase());
        let digest = digest[..12].to_owned();
        if known.insert((digest.clone(), folder.to_owned(), ending)) {
            cases.push(Case {
                digest,
                folder: folder.to_owned(),
                kind: columns[4].to_owned(),
                path,
                bytes,
            });
        }
    }
    cases.sort_by(|a, b| (&a.folder, &a.digest, &a.path).cmp(&(&b.folder, &b.digest, &b.path)));
    cases
}

/// All documents, on as many threads as there are processors; the order of the answer is theirs.
fn walk(cases: &Arc<Vec<Case>>, pack: &Arc<[Pack; 1]>) -> Vec<Seen> {
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, answers) = mpsc::channel();
    let workers = thread::available_parallelism().map_or(2, |it| it.get());
    for _ in 0..workers {
        let (cases, pack, next, sender) =
            (cases.clone(), pack.clone(), next.clone(), sender.clone());
        thread::Builder::new()
            .stack_size(32 << 20)
            .spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else {
                        return;
                    };
                    let looked = catch_unwind(AssertUnwindSafe(|| look(index, case, &pack[..])));
                    let seen = looked.unwrap_or_else(|_| Seen {
                        index,
                        row: None,
                        runs: Default::default(),
                        wrong: vec!["a panic, see above".to_owned()],
                    });
                    if sender.send(seen).is_err() {
                        return;
                    }
                }
            })
            .unwrap();
    }
    drop(sender);
    let mut seen: BTreeMap<usize, Seen> = BTreeMap::new();
    while seen.len() < cases.len() {
        match answers.recv_timeout(HANGS) {
            Ok(answer) => {
                seen.insert(answer.index, answer);
            }
            Err(error) => {
                let open: Vec<&str> = (0..next.load(Ordering::Relaxed).min(cases.len()))
                    .filter(|index| !seen.contains_key(index))
                    .map(|index| cases[index].digest.as_str())
                    .collect();
                panic!("no answer ({error}) about {}", open.join(", "));
            }
        }
    }
    seen.into_values().collect()
}

fn look(index: usize, case: &Case, packs: &[Pack]) -> Seen {
    let start = Instant::now();
    let mut wrong = Vec::new();
    let settings = settings();
    let mut target = Target {
        path: "dossier".to_owned(),
        dossier: source::open(&case.path, &Limits::default(), &[]).unwrap(),
        review: None,
    };
    let intake = target.intake(&settings).unwrap();
    let subject = intake.assembled.subject.clone().unwrap();
    let shown = facts_json(&FactsView {
        path: &target.path,
        subject: &subject,
        documents: &intake.documents,
        facts: &intake.assembled.facts,
        attested: &intake.attested,
        artifacts: &target.dossier.artifacts,
        unread: &intake.unread,
        refused: &intake.refused,
        assumed: &[],
    });
    let first = target.check(packs, &settings).unwrap();
    if first.documents.is_empty() {
        wrong.extend(sound(case, &first));
        if first.verdict != Verdict::Insufficient {
            wrong.push(format!(
                "nothing was read, and it is {}",
                first.verdict.name()
            ));
        }
        return Seen {
            index,
            row: None,
            runs: Default::default(),
            wrong,
        };
    }
    let again = target.check(packs, &settings).unwrap();
    let seen = facts_json(&FactsView {
        path: &again.path,
        subject: &again.subject,
        documents: &again.documents,
        facts: &again.facts,
        attested: &again.attested,
        artifacts: &again.artifacts,
        unread: &again.unread,
        refused: &again.refused,
        assumed: &[],
    });
    if shown != seen {
        wrong.push("the facts are not the same bytes twice".to_owned());
    }
    let first = run(packs, first);
    if check_json(&first) != check_json(&run(packs, again)) {
        wrong.push("the findings are not the same bytes twice".to_owned());
    }
    let unreviewed = &first.dossiers[0];
    if unreviewed.verdict == Verdict::Pass || unreviewed.verdict == Verdict::Conditional {
        wrong.push("it passes, and nobody reviewed it".to_owned());
    }
    wrong.extend(sound(case, unreviewed));
    let [document] = unreviewed.documents.as_slice() else {
        panic!("one file is several documents");
    };
    target.review = Some(review(&document.path, document.format));
    let reviewed = target.check(packs, &settings).unwrap();
    wrong.extend(sound(case, &reviewed));
    let took = start.elapsed();
    if took > LONGEST {
        wrong.push(format!("it took {took:?}"));
    }
    let hollow = unreviewed.facts.hollow.len();
    Seen {
        index,
        row: Some((document.format, document.status, document.facts, hollow)),
        runs: [worst(unreviewed), worst(&reviewed)],
        wrong,
    }
}

/// A reviewer who says that the document is about the model or dataset or, for answers, its vendor.
fn review(path: &str, format: &str) -> Review {
    let quoted = path.replace('\\', "\\\\").replace('"', "\\\"");
    let (vendor, about) = if format == "questionnaire" {
        ("[vendor]\nname = \"the vendor\"\n", "vendor")
    } else {
        ("", "subject")
    };
    let kind = match format {
        "croissant" | "hf-dataset-card" => "dataset",
        _ => "model",
    };
    let text = format!(
        "schema = 1\nreviewer = \"the corpus test\"\naction = \"procure\"\nrisk_tier = \"high\"\n\
         [subject]\nkind = \"{kind}\"\nname = \"the {kind}\"\n{vendor}\
         [[document]]\npath = \"{quoted}\"\nabout = \"{about}\"\n"
    );
    Review::parse(SourceFile::new("review.toml", text.into_bytes()))
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn run(packs: &[Pack], dossier: DossierResult) -> Run {
    Run {
        engine: "test".to_owned(),
        as_of: AS_OF.to_owned(),
        packs: packs
            .iter()
            .map(|pack| passmuster::run::PackRef {
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
        dossiers: vec![dossier],
        rerun: String::new(),
    }
}

fn facts_json(view: &FactsView<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    facts::json(&[*view], &mut out).unwrap();
    out
}

fn check_json(run: &Run) -> Vec<u8> {
    let mut out = Vec::new();
    let json = report("json").unwrap();
    json.write(run, &Options::default(), &mut out).unwrap();
    out
}

/// The worst outcome of each control that was asked.
fn worst(result: &DossierResult) -> BTreeMap<String, Outcome> {
    let mut worst = BTreeMap::new();
    for finding in &result.findings {
        worst
            .entry(finding.control.clone())
            .and_modify(|known: &mut Outcome| *known = (*known).min(finding.outcome))
            .or_insert(finding.outcome);
    }
    worst
}

/// What must hold of every result.
fn sound(case: &Case, result: &DossierResult) -> Vec<String> {
    let mut wrong = Vec::new();
    let trees: BTreeMap<&str, Tree> = result
        .documents
        .iter()
        .filter_map(|it| {
            let file = result.sources.get(&it.path)?;
            let tree = document::tree(file, it.format, &Limits::default())?;
            Some((it.path.as_str(), tree))
        })
        .collect();
    let lines = case.bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    let mut place = |origin: &Origin, what: &dyn Fn() -> String| {
        let Some(file) = result.sources.get(&origin.document) else {
            return;
        };
        if origin.line > lines {
            wrong.push(format!("{}: line {} of {lines}", what(), origin.line));
        }
        if let Some(tree) = trees.get(origin.document.as_str())
            && tree.get(&origin.pointer).is_none()
        {
            wrong.push(format!("{}: nothing at `{}`", what(), origin.pointer));
        }
        if origin.line > 0 {
            let at = file.location(origin.span.start);
            if (at.line, at.column) != (origin.line, origin.column)
                || origin.span.end > file.readable().len()
            {
                wrong.push(format!("{}: bytes {:?} elsewhere", what(), origin.span));
            }
        }
    };
    let facts = result.facts.facts.iter().chain(&result.facts.untied_facts);
    for fact in facts {
        place(&fact.origin, &|| format!("fact {}", fact.key));
    }
    for hollow in &result.facts.hollow {
        place(&hollow.origin, &|| format!("hollow {}", hollow.key));
    }
    for finding in &result.findings {
        let id = &finding.control;
        for evidence in &finding.evidence {
            place(&evidence.origin, &|| format!("evidence of {id}"));
        }
        for value in finding.clauses.iter().flat_map(|clause| &clause.values) {
            place(&value.origin, &|| format!("value in {id}"));
        }
    }
    for finding in &result.findings {
        let id = &finding.control;
        if finding.message.trim().is_empty() {
            wrong.push(format!("{id}: no message"));
        }
        match finding.outcome {
            Outcome::Fail | Outcome::Insufficient => {
                if finding.remedy.iter().all(|it| it.trim().is_empty()) {
                    wrong.push(format!("{id}: no remedy"));
                }
                let own = BUILT_IN.contains(&id.as_str());
                if !own && finding.clauses.is_empty() && finding.missing.is_empty() {
                    wrong.push(format!("{id}: neither clauses nor what is missing"));
                }
                if finding.outcome == Outcome::Fail && finding.evidence.is_empty() {
                    wrong.push(format!("{id}: fails without evidence"));
                }
            }
            Outcome::Error => wrong.push(format!("{id}: error: {}", finding.message)),
            Outcome::Pass | Outcome::NotApplicable => {}
        }
    }
    // A pass rests on something that the document says.
    for finding in &result.findings {
        let own = BUILT_IN.contains(&finding.control.as_str());
        if finding.outcome == Outcome::Pass && !own && finding.evidence.is_empty() {
            wrong.push(format!("{}: passes without evidence", finding.control));
        }
    }
    if result
        .facts
        .facts
        .iter()
        .any(|fact| matches!(fact.key, Key::Attribute("")))
    {
        wrong.push("a fact without a name".to_owned());
    }
    wrong
}

/// Documents of our folders, and those of others that a format claims.
fn formats(cases: &[Case], seen: &[Seen]) -> String {
    let mut text = format!(
        "# {} documents. Those of other folders that are not listed are claimed by no format.\n\
         # digest\tfolder\tformat\tstatus\tfacts\thollow\n",
        cases.len()
    );
    for it in seen {
        let case = &cases[it.index];
        if let Some((format, status, facts, hollow)) = it.row {
            let status = status.name();
            writeln!(
                text,
                "{}\t{}\t{format}\t{status}\t{facts}\t{hollow}",
                case.digest, case.folder
            )
            .unwrap();
        } else if OURS.contains(&case.folder.as_str()) {
            writeln!(text, "{}\t{}\t-\t-\t0\t0", case.digest, case.folder).unwrap();
        }
    }
    text
}

/// The formats of the real documents of a folder that have one of these endings; a folder that is
/// not here has the format of its name. Other files lie beside such documents.
const REAL: &[(&str, &[&str], &[&str])] = &[
    ("azure-model-spec", &["spec.yaml"], &["azure-model-spec"]),
    (
        "eval-helm",
        &["run_spec.json", "/stats.json"],
        &["eval-helm"],
    ),
    (
        "hf-model-card",
        &[""],
        &["hf-model-card", "hf-dataset-card"],
    ),
    ("in-toto", &[""], &["in-toto", "dsse", "sigstore-bundle"]),
    ("model-card-md", &[""], &["model-card-md", "hf-model-card"]),
    // What the others describe are people, grants and datasets.
    (
        "model-card-yaml",
        &["card.yaml", "extended.yaml", "refs.yaml"],
        &["model-card-yaml"],
    ),
    ("questionnaire-answers", &[""], &["questionnaire"]),
    (
        "slsa-provenance",
        &[".json", ".jsonl", ".sigstore"],
        &["dsse", "sigstore-bundle", "in-toto"],
    ),
];

/// How many of the real documents of each folder have the right format, and how they were read.
fn recognised(cases: &[Case], seen: &[Seen]) -> String {
    #[derive(Default)]
    struct Row {
        documents: usize,
        right: usize,
        status: BTreeMap<Status, usize>,
        facts: usize,
    }
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for it in seen {
        let case = &cases[it.index];
        let path = case.path.to_str().unwrap();
        let known = REAL.iter().find(|(folder, _, _)| *folder == case.folder);
        let own = [case.folder.as_str()];
        let (endings, formats) = known.map_or((&[""][..], &own[..]), |(_, endings, formats)| {
            (*endings, *formats)
        });
        let real = ["real", "real-dataset", "signed-real"].contains(&case.kind.as_str());
        if !real || !endings.iter().any(|ending| path.ends_with(ending)) {
            continue;
        }
        let row = rows.entry(&case.folder).or_default();
        row.documents += 1;
        if let Some((format, status, facts, _)) = it.row {
            row.right += usize::from(formats.contains(&format));
            *row.status.entry(status).or_default() += 1;
            row.facts += facts;
        }
    }
    let (all, right) = rows.values().fold((0, 0), |(all, right), row| {
        (all + row.documents, right + row.right)
    });
    assert!(all > 500, "{all} real documents");
    assert!(
        right * 100 >= all * 98,
        "{right} of {all} have the right format"
    );
    let mut text = format!(
        "# {right} of {all} real documents have the right format.\n\
         # folder\tdocuments\tright\tread\tpartial\tbroken\tunclaimed\tfacts a document\n"
    );
    for (folder, row) in &rows {
        let count = |status| row.status.get(&status).copied().unwrap_or(0);
        let claimed: usize = row.status.values().sum();
        writeln!(
            text,
            "{folder}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.1}",
            row.documents,
            row.right,
            count(Status::Read),
            count(Status::Partial),
            count(Status::Broken),
            row.documents - claimed,
            row.facts as f64 / row.documents as f64
        )
        .unwrap();
    }
    text
}

/// In how many documents each control came to which outcome; the worst of several counts.
fn outcomes(seen: &[Seen]) -> String {
    let mut text = String::new();
    for (run, what) in ["without a review", "with a reviewer"].iter().enumerate() {
        let mut counts: BTreeMap<&str, BTreeMap<Outcome, usize>> = BTreeMap::new();
        let mut documents = 0;
        for it in seen {
            documents += usize::from(it.row.is_some());
            for (control, outcome) in &it.runs[run] {
                *counts
                    .entry(control)
                    .or_default()
                    .entry(*outcome)
                    .or_default() += 1;
            }
        }
        writeln!(
            text,
            "# {documents} documents, {what}\n\
             # control\tpass\tfail\tinsufficient\tnot-applicable\terror"
        )
        .unwrap();
        for (control, counts) in &counts {
            let count = |outcome| counts.get(&outcome).copied().unwrap_or(0);
            writeln!(
                text,
                "{control}\t{}\t{}\t{}\t{}\t{}",
                count(Outcome::Pass),
                count(Outcome::Fail),
                count(Outcome::Insufficient),
                count(Outcome::NotApplicable),
                count(Outcome::Error)
            )
            .unwrap();
        }
    }
    text
}

/// Which controls fail or err on which document once a reviewer has tied it.
fn failures(cases: &[Case], seen: &[Seen]) -> String {
    let mut text = "# digest\tcontrols that fail or err, with a reviewer\n".to_owned();
    for it in seen {
        let bad: Vec<String> = it.runs[1]
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Fail | Outcome::Error))
            .map(|(control, outcome)| format!("{control}={}", outcome.name()))
            .collect();
        if !bad.is_empty() {
            writeln!(text, "{}\t{}", cases[it.index].digest, bad.join(",")).unwrap();
        }
    }
    text
}

pub(crate) fn snapshot(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(name);
    if env::var_os("UPDATE").is_some_and(|it| it == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
        (expected.lines().collect(), actual.lines().collect());
    let gone: Vec<String> = old.difference(&new).map(|it| format!("- {it}")).collect();
    let come: Vec<String> = new.difference(&old).map(|it| format!("+ {it}")).collect();
    panic!(
        "tests/snapshots/{name} differs; read the difference, and if it is right take it over \
         with UPDATE=1 cargo test --test it corpus\n{}\n{}",
        gone.join("\n"),
        come.join("\n")
    );
}
