//! Packs that do not load: nothing of a bad pack runs, and no problem hides another.

use passmuster::policy::{self, PackFiles};

use crate::common::{AS_OF, Folder, says};

const PACK: &str = r#"id = "trial"
version = "0.1.0"
edition = "2026-11"
schema = 1
title = "Trial"
"#;

const ACTIONS: &str = r#"@id("trial.actions")
permit (principal, action in [Action::"procure"], resource);
"#;

const CONTROL: &str = r#"// Why: a buyer wants to know.
@id("T-1")
@title("Training data sources are documented")
@area("data")
@severity("high")
@enforcement("mandatory")
@cites("a.law")
@remediation("Name them.")
@since("0.1.0")
forbid (principal is Model, action in [Action::"procure"], resource is Dossier)
when { context.risk_tier != "minimal" }
unless { resource has training_datasets && !resource.training_datasets.isEmpty() };
"#;

const CASES: &str = r#"[[case]]
name = "named"
outcome = "pass"
facts = { training_datasets = ["a/b"] }

[[case]]
name = "not named"
outcome = "insufficient"
facts = {}

[[case]]
name = "a card"
outcome = "pass"

[[case.document]]
path = "README.md"
text = """
---
datasets:
- a/b
---
# x
"""
"#;

const CITATIONS: &str = r#"[[citation]]
id = "a.law"
instrument = "A law"
locator = "1"
kind = "law"
source = "the gazette"
source_quality = "R"
events = [{ date = "2024-01-01", status = "in-force" }]
"#;

fn good() -> PackFiles {
    [
        ("pack.toml", PACK),
        ("citations.toml", CITATIONS),
        ("controls/T-1.cedar", CONTROL),
        ("controls/actions.cedar", ACTIONS),
        ("tests/T-1.toml", CASES),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .collect()
}

/// The good pack with one text replaced; an empty `from` takes the file away.
pub(crate) fn with(path: &str, from: &str, to: &str) -> PackFiles {
    let mut files = good();
    if from.is_empty() {
        assert!(files.remove(path).is_some(), "{path}");
        return files;
    }
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{path} has no `{from}`");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

#[track_caller]
pub(crate) fn problems(files: PackFiles) -> String {
    match policy::load_files("trial", files) {
        Ok(_) => panic!("the pack loads"),
        Err(problems) => problems.to_string(),
    }
}

pub(crate) const T1: &str = "controls/T-1.cedar";
pub(crate) const WHEN: &str = r#"context.risk_tier != "minimal""#;
pub(crate) const UNLESS: &str =
    "resource has training_datasets && !resource.training_datasets.isEmpty()";

/// The digest of a pack is over lines of file names, so a name that breaks a line could make one file
/// pass for two: a pack that lacks a control would have the digest of the one that was signed.
#[cfg(unix)]
#[test]
fn a_file_name_that_breaks_a_line_is_refused() {
    let folder = crate::common::Folder::new();
    for (path, bytes) in good() {
        folder.write(format!("pack/{path}"), bytes);
    }
    let name = folder.join("pack");
    let name = name.to_str().unwrap();
    policy::load(name).unwrap_or_else(|problems| panic!("{problems}"));
    folder.write("pack/controls/a.cedar\n00 b.cedar", "");
    let problems = policy::load(name).unwrap_err();
    assert!(
        problems.to_string().contains("control characters"),
        "{problems}"
    );
}

#[test]
fn the_pack_that_the_cases_start_from_loads() {
    let pack = policy::load_files("trial", good()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(pack.controls.len(), 1);
    assert_eq!(pack.cases.len(), 3);
}

#[test]
fn an_id_that_is_used_twice_names_both_places() {
    let mut files = good();
    files.insert("controls/T-2.cedar".to_owned(), CONTROL.as_bytes().to_vec());
    says(
        &problems(files),
        &[
            "the id `T-1` is used twice",
            "trial/controls/T-2.cedar:2",
            "the first is in controls/T-1.cedar:2",
        ],
    );
}

/// All problems are told at once, so that one round of mending is enough.
#[test]
fn no_problem_hides_another() {
    let mut files = with(T1, "@severity(\"high\")\n", "");
    let second = CONTROL
        .replace("T-1", "T-2")
        .replace("@area(\"data\")\n", "");
    files.insert("controls/T-2.cedar".to_owned(), second.into_bytes());
    files.insert(
        "citations.toml".to_owned(),
        b"[[citation]]\nid = 1\n".to_vec(),
    );
    let text = problems(files);
    says(
        &text,
        &[
            "`T-1`: the annotation `@severity` is missing",
            "`T-2`: the annotation `@area` is missing",
            "trial/citations.toml:2:",
        ],
    );
}

/// Cedar's parser recurses, and an overflow of the stack ends the process: what is too deep is
/// told before Cedar sees it. The threads of tests have the small stacks that libraries give.
#[test]
fn what_would_overflow_a_parser_is_refused_before_it_is_parsed() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}true{}", open.repeat(times), close.repeat(times))
    };
    for (what, condition, expected) in [
        (
            "brackets",
            nested("(", ")", 400),
            "brackets are nested more than 32 deep",
        ),
        (
            "sets",
            nested("[", "]", 400),
            "brackets are nested more than 32 deep",
        ),
        (
            "alternatives",
            format!("true{}", " || true".repeat(5000)),
            "operators in one policy",
        ),
        (
            "conjunctions",
            format!("true{}", " && true".repeat(5000)),
            "operators in one policy",
        ),
        (
            "negations",
            format!("{}true", "!".repeat(5000)),
            "of `!`, `-` and `if` in one policy",
        ),
        (
            "attributes",
            format!("context{}", ".a".repeat(5000)),
            "operators in one policy",
        ),
        (
            "sums",
            format!("1{} > 0", " + 1".repeat(5000)),
            "operators in one policy",
        ),
        (
            "conditionals",
            format!("{}true", "if true then true else ".repeat(5000)),
            "of `!`, `-` and `if` in one policy",
        ),
    ] {
        let text = problems(with(T1, WHEN, &condition));
        says(&text, &[expected, "trial/controls/T-1.cedar:", "= help:"]);
        assert!(
            text.len() < 2000,
            "{what}: a message of {} bytes",
            text.len()
        );
    }
    let long = format!("// {}\n{CONTROL}", "x".repeat(300 * 1024));
    let mut files = good();
    files.insert(T1.to_owned(), long.into_bytes());
    says(
        &problems(files),
        &[
            "bytes of policy text",
            "split the controls over several files",
        ],
    );
}

#[test]
fn bytes_that_are_no_text_are_named() {
    for (path, bytes, expected) in [
        (T1, &b"\xFF\xFEf\0o\0"[..], "UTF-16"),
        (T1, b"// caf\xE9", "UTF-8"),
        ("pack.toml", b"id = \"caf\xE9\"", "UTF-8"),
        ("tests/T-1.toml", b"# caf\xE9", "UTF-8"),
    ] {
        let mut files = good();
        files.insert(path.to_owned(), bytes.to_vec());
        says(&problems(files), &[expected, &format!("trial/{path}")]);
    }
}

/// The door of the command line: exit code 2, nothing on standard output, nothing judged.
#[test]
fn a_bad_pack_stops_the_run() {
    let folder = Folder::with(&[("dossier/README.md", b"---\nlicense: mit\n---\n# x\n")]);
    for (path, bytes) in with(
        T1,
        "resource has training_datasets",
        "resource has trainings",
    ) {
        folder.write(format!("trial/{path}"), bytes);
    }
    folder.write("file", "text");
    for (pack, expected) in [
        (
            "trial",
            &[
                "error: `T-1`: unknown attribute `trainings`",
                "trial/controls/T-1.cedar:12:",
            ][..],
        ),
        (
            "basline",
            &["there is no pack `basline`", "did you mean `baseline`?"],
        ),
        (
            "./nowhere",
            &["there is no pack `./nowhere`", "built-in packs: baseline"],
        ),
        ("dossier", &["there is no `pack.toml`", "--> dossier"]),
        (
            "file",
            &["`file` is a file; a pack is a folder with a `pack.toml`"],
        ),
    ] {
        let ran = folder.run(&["check", "dossier", "--pack", pack, "--as-of", AS_OF]);
        ran.complains(2, expected);
        assert!(ran.stdout.is_empty(), "{ran}");
        folder
            .run(&["explain", "--pack", pack])
            .complains(2, expected);
    }
    // A setting that is given says something.
    folder
        .run(&["check", "dossier", "--pack", "", "--as-of", AS_OF])
        .complains(2, &["--pack `` names nothing"]);
    folder
        .run(&["explain", "--pack", ""])
        .complains(2, &["there is no pack ``"]);
    folder
        .run(&[
            "check", "dossier", "--pack", "baseline", "--pack", "baseline",
        ])
        .complains(
            2,
            &[
                "is also in the pack baseline",
                "use packs with distinct control ids",
            ],
        );
}
