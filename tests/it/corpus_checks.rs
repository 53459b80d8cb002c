//! What the healthcare checks find on every applied model card of the corpus: a reviewed snapshot,
//! keyed by the first digits of the card's digest. `UPDATE=1 cargo test --test it corpus_checks`
//! rewrites it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use passmuster::check::{CheckFinding, CheckRun};
use passmuster::evaluate::Enforce;
use passmuster::plugin::Limits;
use passmuster::policy::{self, Pack};
use passmuster::review::Review;
use passmuster::source::{Dossier, SourceFile};
use passmuster::{Settings, Target};

use crate::corpus::{Case, cases, snapshot};

fn runs(case: &Case, packs: &[Pack]) -> Vec<CheckRun> {
    let review = "schema = 1\nreviewer = \"test\"\n[subject]\nkind = \"model\"\nname = \"card\"\n\
                  [[document]]\npath = \"card.xml\"\nabout = \"subject\"\n";
    let mut dossier = Dossier::default();
    dossier
        .documents
        .push(SourceFile::new("card.xml", case.bytes.clone()));
    let target = Target {
        path: "dossier".to_owned(),
        dossier,
        review: Some(
            Review::parse(SourceFile::new("review.toml", review.as_bytes().to_vec())).unwrap(),
        ),
    };
    let settings = Settings {
        as_of: "2026-11-22".parse().unwrap(),
        action: Some("procure".to_owned()),
        enforce: Enforce::Pack,
        limits: passmuster::limits::Limits::default(),
        checks: Limits::default(),
        trust: None,
        decisions: None,
    };
    target.check(packs, &settings).unwrap().checks
}

fn attribute<'a>(finding: &'a CheckFinding, name: &str) -> &'a str {
    let found = finding.attributes.iter().find(|(it, _)| it == name);
    found.map_or("", |(_, value)| value)
}

#[test]
fn the_checks_find_the_same_on_every_card() {
    let packs = [policy::load("healthcare").unwrap_or_else(|it| panic!("{it}"))];
    let mut text = String::from(
        "# Applied model cards. `source-attributes`: paragraphs by state. `interval-recompute`: counts and\n\
         # method of what reproduces, and how many of each other word.\n# digest\tcheck\tfound\n",
    );
    let mut cards = 0;
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases().iter().filter(|it| it.folder == "chai-model-card") {
        let found = runs(case, &packs);
        if found.is_empty() || case.bytes.windows(10).any(|it| it == b"<xs:schema") {
            continue;
        }
        cards += 1;
        assert_eq!(
            found,
            runs(case, &packs),
            "{}: two runs differ",
            case.digest
        );
        for run in &found {
            assert!(run.reads.iter().any(|read| read.cited), "{}", case.digest);
            let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for finding in &run.findings {
                assert_ne!(finding.reported.name(), "error", "{}", finding.message);
                if run.check.ends_with("source-attributes") {
                    let state = attribute(finding, "state").to_owned();
                    let paragraph = attribute(finding, "paragraph");
                    groups.entry(state).or_default().push(paragraph);
                } else {
                    *words.entry(finding.reported.name()).or_default() += 1;
                    let mut word = finding.reported.name().to_owned();
                    if word == "pass" {
                        word = format!(
                            "{}/{} {}",
                            attribute(finding, "x"),
                            attribute(finding, "n"),
                            attribute(finding, "method")
                        );
                    }
                    groups.entry(word).or_default().push("");
                }
            }
            let found: Vec<String> = groups
                .iter()
                .map(|(group, of)| match of.iter().any(|it| !it.is_empty()) {
                    true => format!("{group}: {}", of.join(" ")),
                    false => format!("{group} x{}", of.len()),
                })
                .collect();
            let (_, check) = run.check.split_once('/').unwrap();
            writeln!(text, "{}\t{check}\t{}", case.digest, found.join("; ")).unwrap();
        }
    }
    assert_eq!(cards, 26);
    writeln!(text, "# interval-recompute, all cards: {words:?}").unwrap();
    snapshot("corpus-checks.tsv", &text);
}
