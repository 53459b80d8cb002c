//! The tools of pack authors, as a pack author uses them: a pack is started, its cases are run, what
//! they leave out is said.

use std::fs;

use passmuster::authoring::lint::{LINTS, Lint, level_of, lint};
use passmuster::authoring::starter::scaffold;
use passmuster::authoring::{coverage, run_cases};
use passmuster::plugin;
use passmuster::policy::{self, PackFiles};
use serde_json::Value;

use crate::common::{Folder, Ran};

/// A new pack, and the path of its file of cases.
fn started() -> (Folder, &'static str) {
    let folder = Folder::new();
    let ran = folder.run(&[
        "pack",
        "new",
        "credit-models",
        "--title",
        "Credit \"models\"",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    (folder, "credit-models/tests/CREDIT-INC-01.toml")
}

fn edit(folder: &Folder, path: &str, from: &str, to: &str) {
    let path = folder.path().join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

fn test(folder: &Folder, more: &[&str]) -> Ran {
    let mut arguments = vec!["pack", "test", "./credit-models"];
    arguments.extend(more);
    folder.run(&arguments)
}

#[test]
fn a_new_pack_loads_and_its_tests_reach_everything() {
    let (folder, _) = started();
    let ran = test(&folder, &["--min", "100"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out().contains("4 tests, 4 passed, 0 failed"), "{ran}");
    assert!(!ran.out().contains("no case"), "{ran}");
    let pack = policy::load(folder.path().join("credit-models").to_str().unwrap()).unwrap();
    assert_eq!(pack.title, "Credit \"models\"");

    let before = fs::read(folder.path().join("credit-models/pack.toml")).unwrap();
    for (name, says) in [
        ("credit-models", "is there already"),
        ("Credit", "cannot be a pack's name"),
        ("../x", "cannot be a pack's name"),
        ("baseline", "is a built-in pack"),
    ] {
        let ran = folder.run(&["pack", "new", name]);
        assert_eq!(ran.code, 2, "{name}: {ran}");
        assert!(ran.err().contains(says), "{name}: {ran}");
    }
    let after = fs::read(folder.path().join("credit-models/pack.toml")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_case_that_does_not_hold_shows_the_clause_and_what_it_read() {
    let (folder, cases) = started();
    edit(&folder, cases, "\"72\"", "\"96\"");
    let ran = test(&folder, &[]);
    assert_eq!(ran.code, 1, "{ran}");
    for part in [
        "FAIL CREDIT-INC-01 \"three days\": expected pass, came to fail",
        "--> ./credit-models/tests/CREDIT-INC-01.toml:4",
        "> unless false   resource.incident_notice_hours <= 72  incident_notice_hours = 96 (documented)",
        "4 tests, 3 passed, 1 failed",
    ] {
        assert!(ran.out().contains(part), "{part}\n{ran}");
    }
    let ran = test(&folder, &["--output", "json"]);
    let json: Value = ran.json();
    assert_eq!(json["packs"][0]["failed"], 1);
    assert_eq!(json["packs"][0]["tests"][0]["actual"], "fail");
    let ran = test(&folder, &["--output", "junit"]);
    assert!(ran.out().contains("tests=\"4\" failures=\"1\""), "{ran}");
    assert!(
        ran.out()
            .contains("<failure message=\"expected pass, came to fail\">"),
        "{ran}"
    );
    // A case that cannot be run is a failure too, and no update makes it one that holds.
    edit(
        &folder,
        cases,
        "incident_notice_hours = \"96\"",
        "no_such_fact = \"1\"",
    );
    let ran = test(&folder, &["--update"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out().contains("could not be run"), "{ran}");
    assert!(ran.err().contains("0 outcomes written"), "{ran}");
}

#[test]
fn where_no_test_runs_nothing_is_fine() {
    let (folder, cases) = started();
    let ran = test(&folder, &["--filter", "nothing of the kind"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.err().contains("no test ran"), "{ran}");
    let ran = test(&folder, &["--filter", "credit-inc-01 AN HOUR"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out().contains("1 test, 1 passed"), "{ran}");
    // What is filtered away is not covered, so that the two are not asked for together.
    assert_eq!(test(&folder, &["--filter", "x", "--min", "1"]).code, 2);

    fs::remove_file(folder.path().join(cases)).unwrap();
    let ran = test(&folder, &[]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.err().contains("the pack has no cases"), "{ran}");
    let ran = test(&folder, &["--min", "0"]);
    assert_eq!(ran.code, 1, "{ran}");
}

#[test]
fn what_no_case_reaches_is_listed_and_held_against_a_minimum() {
    let (folder, cases) = started();
    edit(&folder, cases, "risk_tier = \"minimal\"\n", "");
    edit(
        &folder,
        cases,
        "outcome = \"not-applicable\"",
        "outcome = \"fail\"",
    );
    let ran = test(&folder, &["--coverage"]);
    ran.answers(
        0,
        &[
            "clauses 80 % (4 of 5), conditions 85 % (6 of 7)",
            "CREDIT-INC-01 (controls/CREDIT-INC-01.cedar:2): no case shows `when` as false",
            "no case shows `context.risk_tier != \"minimal\"` as false",
        ],
    );
    let ran = test(&folder, &["--min", "81"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.err().contains("80 %, less than 81 %"), "{ran}");
    assert_eq!(test(&folder, &["--min", "80"]).code, 0);
}

#[test]
fn an_update_writes_one_word_and_only_into_a_pack_that_loads() {
    let (folder, cases) = started();
    edit(&folder, cases, "\"72\" }", "\"96\" } # what they say");
    edit(
        &folder,
        cases,
        "outcome = \"pass\"",
        "outcome  =  'pass'   # ours",
    );
    let path = folder.path().join(cases);
    let before = fs::read_to_string(&path).unwrap();
    let ran = test(&folder, &["--update"]);
    assert!(
        ran.err().contains("\"three days\": pass is now fail"),
        "{ran}"
    );
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(
        after,
        before.replace(
            "outcome  =  'pass'   # ours",
            "outcome  =  \"fail\"   # ours"
        )
    );

    fs::write(&path, &before).unwrap();
    edit(
        &folder,
        "credit-models/controls/CREDIT-INC-01.cedar",
        "@severity(\"high\")",
        "@severity(\"grave\")",
    );
    let ran = test(&folder, &["--update"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let ran = folder.run(&["pack", "test", "baseline", "--update"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn the_cases_of_the_packs_reach_what_can_be_reached() {
    for (name, least) in [("baseline", 100), ("finance", 100), ("healthcare", 100)] {
        let pack = policy::load(name).unwrap();
        let coverage = coverage(&pack, &run_cases(&pack));
        assert!(
            coverage.percent() >= least,
            "{name}: {} %\n{:#?}",
            coverage.percent(),
            coverage.unreached
        );
        assert!(coverage.atoms.of > 100, "{name}: {coverage:?}");
    }
}

/// The files of the pack of the lints' examples, with one text of one file replaced.
fn example(lint: &Lint, bad: bool) -> PackFiles {
    let mut files = scaffold("example", None).unwrap();
    let with = lint.example.with.iter();
    files.extend(with.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    if bad {
        let bytes = files.get_mut(lint.example.file).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(text.matches(lint.example.good).count(), 1, "{}", lint.id);
        *bytes = text
            .replace(lint.example.good, lint.example.bad)
            .into_bytes();
    }
    let digest = &plugin::built_in("healthcare").unwrap().unwrap().sha256;
    for bytes in files.values_mut() {
        let text = String::from_utf8(bytes.clone()).unwrap();
        *bytes = text.replace("{healthcare}", digest).into_bytes();
    }
    files
}

#[test]
fn every_lint_finds_its_example_and_is_content_with_what_is_right() {
    let mut ids = Vec::new();
    for it in LINTS {
        ids.push(it.id);
        let found = |bad: bool| {
            let linted = lint(
                "example",
                &policy::inspect_files("example", example(it, bad)),
            );
            assert!(linted.notes.is_empty(), "{:?}", linted.notes);
            let found = linted.found.into_iter();
            found
                .filter(|problem| problem.lint == it.id)
                .collect::<Vec<_>>()
        };
        assert!(found(false).is_empty(), "{}: {:#?}", it.id, found(false));
        let bad = found(true);
        assert!(!bad.is_empty(), "{} is not found", it.id);
        for problem in bad {
            assert!(!problem.help.is_empty() || it.id == "PL-LOAD", "{problem}");
            assert_eq!(level_of(&problem), it.level);
        }
    }
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    // Nothing of a new pack is found at all.
    let files = scaffold("example", None).unwrap();
    let linted = lint("example", &policy::inspect_files("example", files));
    assert!(linted.found.is_empty(), "{:#?}", linted.found);
}

#[test]
fn the_packs_of_the_program_are_clean() {
    for name in policy::built_in_packs() {
        let linted = lint(name, &policy::inspect(name).unwrap());
        let texts: Vec<String> = linted
            .found
            .iter()
            .map(|it| format!("[{}] {it}", it.lint))
            .collect();
        assert!(texts.is_empty(), "{name}:\n{}", texts.join("\n"));
    }
}

#[test]
fn all_problems_are_told_in_one_run_each_with_its_place_and_its_fix() {
    let (folder, cases) = started();
    let run = |more: &[&str]| {
        let mut arguments = vec!["pack", "lint", "./credit-models"];
        arguments.extend(more);
        folder.run(&arguments)
    };
    let ran = run(&[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(ran.out(), "./credit-models: 0 errors, 0 warnings\n");
    let control = "credit-models/controls/CREDIT-INC-01.cedar";
    edit(&folder, control, "@since(\"0.1.0\")", "@since(\"9.1.0\")");
    let ran = run(&[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(run(&["--deny", "warnings"]).code, 1);
    edit(&folder, control, "@severity(\"high\")\n", "");
    edit(
        &folder,
        control,
        "resource has incident_notice_hours && ",
        "",
    );
    edit(&folder, cases, "outcome = \"fail\"", "outcome = \"pass\"");
    let ran = run(&[]);
    ran.answers(
        1,
        &[
            "error[PL-ANNOTATION]: `CREDIT-INC-01`: the annotation `@severity` is missing",
            "warning[PL-SINCE]: `CREDIT-INC-01` is there since 9.1.0, but the pack is 0.1.0",
            "error[PL-CASES]: `CREDIT-INC-01` has no case with the outcome `fail`",
            "error[PL-GUARD]:",
            "`unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 };`",
            "3 errors, 1 warning",
        ],
    );
    let ran = run(&["--output", "github"]);
    ran.answers(
        1,
        &["::warning file=./credit-models/controls/CREDIT-INC-01.cedar,line=8,col=1,title=PL-SINCE::"],
    );
    assert_eq!(run(&["--output", "json"]).json()["packs"][0]["errors"], 3);
    // Such a pack is looked at, and nothing is judged by it.
    assert_eq!(test(&folder, &[]).code, 2);

    fs::write(folder.path().join("credit-models/pack.toml"), "id = ").unwrap();
    run(&[]).answers(2, &["error[PL-LOAD]", "The controls were not looked at"]);
    folder
        .run(&["pack", "lint", "no-such-pack"])
        .complains(2, &["there is no pack `no-such-pack`"]);
}
