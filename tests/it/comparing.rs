//! `compare` as people run it.

use crate::common::{AS_OF, Folder, copy, repository, says};

/// The two vendors of the worked example, in a folder that goes away.
fn vendors() -> Folder {
    let folder = Folder::new();
    copy(&repository("examples/procurement"), folder.path(), &|_| ());
    folder
}

#[test]
fn runs_and_dossiers_compare_alike() {
    let folder = vendors();
    for name in ["lanternfish", "quillwort"] {
        let output = format!("json={name}.json");
        assert_eq!(folder.run(&["check", name, "--output", &output]).code, 1);
    }
    for output in ["human", "csv?excerpts=true"] {
        let of = |a: &str, b: &str| {
            let ran = folder.run(&["compare", a, b, "--output", output]);
            assert_eq!(ran.code, 0, "{ran}");
            ran
        };
        let runs = of("lanternfish.json", "quillwort.json");
        let mixed = of("lanternfish", "quillwort.json");
        // What is checked now is a record of its own: only its digest may tell it from a file.
        let without = |text: String| -> Vec<String> {
            let lines = text.lines().filter(|it| !it.contains("SHA-256"));
            lines.map(ToOwned::to_owned).collect()
        };
        assert_eq!(without(runs.out()), without(mixed.out()), "{output}");
        assert_eq!(runs.out(), of("lanternfish.json", "quillwort.json").out());
    }
    // A run of several dossiers is several sides.
    let all = folder.run(&["check", "--output", "json=all.json"]);
    assert_eq!(all.code, 1, "{all}");
    folder.run(&["compare", "all.json"]).answers(
        0,
        &[
            "lanternfish/invoice-reader",
            "quillwort/ledger-lens",
            "35 controls compared",
        ],
    );
    let three = folder.run(&["compare", "all.json", "lanternfish"]);
    three.answers(0, &["lanternfish/invoice-reader, as of 2026-11-01"]);
}

#[test]
fn one_subject_then_and_now_says_what_changed() {
    let folder = vendors();
    let then = folder.run(&["check", "lanternfish", "--output", "json=then.json"]);
    assert_eq!(then.code, 1, "{then}");
    let answers = folder.join("lanternfish/answers/vendor.yaml");
    let text = std::fs::read_to_string(&answers).unwrap();
    std::fs::write(&answers, text.replace("answer: 96", "answer: 48")).unwrap();
    let now = folder.run(&[
        "check",
        "lanternfish",
        "--as-of",
        "2026-12-01",
        "--output",
        "json=now.json",
    ]);
    assert_eq!(now.code, 1, "the signature no longer fits: {now}");
    let ran = folder.run(&["compare", "then.json", "now.json"]);
    ran.answers(
        0,
        &[
            "THE SAME SUBJECT",
            "Ages are counted to different days.",
            "WHAT CHANGED",
            "Customers are told of an incident within 72 hours",
            "DOCUMENTS THAT CHANGED (1)",
            "answers/vendor.yaml",
        ],
    );
    let same = folder.run(&["compare", "then.json", "then.json"]);
    same.answers(
        0,
        &["0 come to different outcomes, 0 to the same on other evidence"],
    );
    assert!(!same.out().contains("WHAT CHANGED"), "{same}");
}

#[test]
fn what_cannot_be_compared_is_not() {
    let folder = vendors();
    for (name, more) in [("lanternfish", "release"), ("quillwort", "renew")] {
        let output = format!("json={name}.json");
        let ran = folder.run(&["check", name, "--for", more, "--output", &output]);
        assert!([0, 1].contains(&ran.code), "{ran}");
    }
    let ran = folder.run(&["compare", "lanternfish.json", "quillwort.json"]);
    ran.answers(
        0,
        &[
            "BEFORE YOU COMPARE",
            "Action: The reviews are for different things.",
            "The verdicts answer different questions.",
            "NOT COMPARED",
            "not compared: only one was asked",
        ],
    );
}

#[test]
fn what_is_no_run_is_refused() {
    let folder = vendors();
    assert_eq!(
        folder
            .run(&["check", "lanternfish", "--output", "json=a.json"])
            .code,
        1
    );
    let text = std::fs::read_to_string(folder.join("a.json")).unwrap();
    folder.write("cut.json", &text[..text.len() / 2]);
    folder.write(
        "later.json",
        text.replacen("passmuster/check/v1", "passmuster/check/v9", 1),
    );
    folder.write(
        "changed.json",
        text.replacen("\"outcome\": \"fail\"", "\"outcome\": \"pass\"", 1),
    );
    for (args, expected) in [
        (&["cut.json"][..], &["--> cut.json", "EOF"][..]),
        (
            &["later.json"],
            &["`passmuster/check/v9` is not known", "--> later.json"],
        ),
        (
            &["changed.json"],
            &[
                "the counts are not those of the findings",
                "--> changed.json",
            ],
        ),
        (&["gone.json"], &["gone.json"]),
        (
            &[],
            &["there is only one dossier", "name another run or dossier"],
        ),
        (
            &["a.json", "--pack", "baseline"],
            &["runs are compared as they are"],
        ),
        (
            &["quillwort", "--output", "sarif"],
            &[
                "there is no output format `sarif`",
                "the formats are human, html, csv",
            ],
        ),
        (
            &["quillwort", "--output", "html?excerpts=true"],
            &["has no option `excerpts`", "csv have it"],
        ),
    ] {
        let mut line = vec!["compare", "a.json"];
        line.extend(args);
        let ran = folder.run(&line);
        ran.complains(2, expected);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
    assert_eq!(folder.run(&["compare"]).code, 2);
}

/// A name or a path of a vendor's moves no cursor and opens no tag.
#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let evil = "a\u{202e}\u{1b}[31m<script>alert(1)</script>";
    let card = b"---\nlicense: mit\n---\n# x\n";
    let folder = Folder::with(&[("d/README.md", card), ("e/README.md", card)]);
    folder.write(format!("d/{}.md", evil.replace('/', "_")), card);
    let review = "schema = 1\nreviewer = \"R\"\n[subject]\nkind = \"model\"\nname = \"a\\u202e\\u001b[31m<script>alert(1)</script>\"\n";
    folder.write("d.toml", review);
    folder.write("e.toml", review.replace("\"a", "\"b"));
    for output in ["human", "html", "csv?excerpts=true"] {
        let ran = folder.run(&[
            "compare",
            "d",
            "e",
            "--review",
            "d.toml",
            "--review",
            "e.toml",
            "--as-of",
            AS_OF,
            "--output",
            output,
            "--verbose",
        ]);
        assert_eq!(ran.code, 0, "{ran}");
        let text = ran.out().replace("\r\n", "\n");
        let raw = text
            .chars()
            .find(|c| *c != '\n' && passmuster::printable::is_dangerous(*c));
        assert_eq!(raw, None, "{output}");
        assert!(output != "html" || !text.contains("<script"), "{output}");
        says(&text, &["alert(1)"]);
    }
}
