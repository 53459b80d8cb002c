//! The examples whose README is a story: every command of it is run, in order, in a copy of the
//! folder, and what the README shows is what comes out. `UPDATE=1` writes it anew.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::common::{Folder, Ran, copy, program, ran, repository};
use crate::docs::page;

/// A command of the README: `<!-- run CODE: COMMAND -->` before a fence that has its output,
/// or the lines `from X to Y` of it: from the first that begins with X up to before the next that
/// begins with Y.
struct Step<'a> {
    code: i32,
    command: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

fn step(marker: &str) -> Step<'_> {
    let (code, rest) = marker.split_once(": ").unwrap();
    let (command, part) = match rest.split_once(" | from ") {
        Some((command, part)) => (command, Some(part)),
        None => (rest, None),
    };
    let (from, to) = match part.map(|it| it.split_once(" to ").unwrap_or((it, ""))) {
        Some((from, to)) => (Some(from), Some(to).filter(|it| !it.is_empty())),
        None => (None, None),
    };
    Step {
        code: code.parse().unwrap(),
        command,
        from,
        to,
    }
}

/// Runs a command. Besides the program there are `cp -r FOLDER/. FOLDER` and `rm FILE`, which every
/// shell has and no test needs.
fn told(folder: &Path, step: &Step<'_>) -> Ran {
    let plain: Vec<&str> = step.command.split_whitespace().collect();
    match plain.as_slice() {
        ["cp", "-r", from, to] => {
            let from = from.strip_suffix("/.").unwrap();
            copy(&folder.join(from), &folder.join(to), &|_| ());
            return Ran::default();
        }
        ["rm", file] => {
            std::fs::remove_file(folder.join(file)).unwrap();
            return Ran::default();
        }
        _ => {}
    }
    let mut command = program();
    let mut words = Vec::new();
    // The README quotes with double quotes only.
    for (number, part) in step.command.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    assert_eq!(words.remove(0), "passmuster", "{}", step.command);
    command.current_dir(folder).args(words);
    ran(command, b"")
}

/// What of an output a step shows. What goes to standard error stands first, as on a terminal.
fn part(ran: &Ran, step: &Step<'_>) -> String {
    let text = format!("{}{}", ran.err(), ran.out());
    let lines = text.lines().map(str::trim_end);
    let lines: Vec<&str> = match step.from {
        None => lines.collect(),
        Some(from) => {
            let mut lines = lines.skip_while(|it| !it.starts_with(from)).peekable();
            assert!(lines.peek().is_some(), "{}: no {from}", step.command);
            let first = lines.next();
            let rest = lines.take_while(|it| !step.to.is_some_and(|to| it.starts_with(to)));
            first.into_iter().chain(rest).collect()
        }
    };
    lines.join("\n").trim_end().to_owned()
}

/// Runs the story of `examples/NAME`; the copy in which it happened.
fn story(name: &str) -> (Folder, PathBuf) {
    let folder = Folder::new();
    let at = folder.join(name);
    copy(&repository(&format!("examples/{name}")), &at, &|_| ());
    let readme = format!("examples/{name}/README.md");
    let text = std::fs::read_to_string(repository(&readme)).unwrap();
    let mut wanted = String::new();
    let mut count = 0;
    for (number, chunk) in text.split("<!-- run ").enumerate() {
        if number == 0 {
            wanted.push_str(chunk);
            continue;
        }
        let (marker, rest) = chunk.split_once(" -->\n").unwrap();
        let step = step(marker);
        let ran = told(&at, &step);
        assert_eq!(ran.code, step.code, "{}\n{ran}", step.command);
        let rest = rest.strip_prefix("```text\n").unwrap();
        let (_, after) = rest.split_once("```\n").unwrap();
        let said = part(&ran, &step);
        let said = if said.is_empty() {
            said
        } else {
            format!("{said}\n")
        };
        wanted.push_str(&format!(
            "<!-- run {marker} -->\n```text\n$ {}\n{said}```\n{after}",
            step.command,
        ));
        count += 1;
    }
    assert!(count >= 5, "{count} commands");
    page(&readme, &wanted);
    (folder, at)
}

/// A release is stopped, the gate is adopted with `--enforce` and `--since`, and the list of gaps
/// gets shorter until none is left.
/// The digest of the pack that an example extends is that of the pack: `UPDATE=1` writes it.
#[test]
fn overlays_of_the_examples_name_the_packs_as_they_are() {
    let base = passmuster::policy::load("baseline").unwrap();
    for name in ["strict", "weak"] {
        let file = repository(&format!("examples/member-overlay/{name}/pack.toml"));
        let text = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("sha256 = \"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        let right = format!("{before}sha256 = \"{}\"{after}", base.sha256);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &right).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), right);
    }
}

/// Needs the optional program `cvc5`: without it the test says so, and fails where `CI` is set.
#[test]
fn an_overlay_is_proven_and_another_is_refused() {
    let there = std::process::Command::new("cvc5").arg("--version").output();
    if there.is_err() {
        assert!(std::env::var_os("CI").is_none(), "apt-get install cvc5");
        std::io::stderr()
            .write_all(b"NOT RUN: there is no cvc5; apt-get install cvc5\n")
            .unwrap();
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        overlays_of_the_examples_name_the_packs_as_they_are();
    }
    story("member-overlay");
}

#[test]
fn a_gate_is_adopted_and_gets_stricter() {
    let (_folder, at) = story("model-release-blocked");
    assert!(at.join("known.json").is_file());
}

#[test]
fn two_vendors_are_compared_and_one_is_chosen() {
    let (_folder, at) = story("procurement");
    // What init makes is where the review files came from.
    let made = std::fs::read_to_string(at.join("made.toml")).unwrap();
    assert!(
        made.contains("reviewer = \"Procurement, software desk\""),
        "{made}"
    );
    // The pages that are circulated.
    let html = std::fs::read_to_string(at.join("side-by-side.html")).unwrap();
    for expected in [
        "lanternfish/invoice-reader",
        "quillwort/ledger-lens",
        "Before you compare",
    ] {
        let there = html.contains(expected);
        // Both were reviewed alike, so there is nothing to say before comparing.
        assert_eq!(there, expected != "Before you compare", "{expected}");
    }
    let csv = std::fs::read_to_string(at.join("side-by-side.csv")).unwrap();
    assert!(csv.lines().count() > 30);
    assert!(!csv.contains("0.947"), "what documents say stays at home");
}

/// The vendor's signature holds, so that nobody can change an answer unseen.
#[test]
fn a_changed_answer_is_not_what_the_vendor_signed() {
    let folder = Folder::new();
    copy(&repository("examples/procurement"), folder.path(), &|_| ());
    let answers = folder.join("lanternfish/answers/vendor.yaml");
    let text = std::fs::read_to_string(&answers).unwrap();
    std::fs::write(&answers, text.replace("answer: 96", "answer: 48")).unwrap();
    let ran = folder.run(&["check", "lanternfish", "--output", "json"]);
    assert_eq!(ran.code, 1, "{ran}");
    let all = ran.json()["dossiers"][0]["findings"].to_string();
    assert!(
        all.contains("PM-DOC-DIGEST") && all.contains("vendor.yaml"),
        "{all}"
    );
    let digest = crate::common::findings(&ran.json(), "PM-DOC-DIGEST")
        .iter()
        .any(|it| it["outcome"] == "fail");
    assert!(digest, "the file is not the one that was signed");
}
