//! Review files that are wrong: nothing is judged until the reviewer has mended what he said.

use crate::common::{AS_OF, Folder};

const HEAD: &str = "schema = 1\nreviewer = \"Me\"\n[subject]\nkind = \"model\"\nname = \"x\"\n";

fn folder() -> Folder {
    Folder::with(&[
        ("d/README.md", b"---\nlicense: mit\n---\n# x\n"),
        ("d/report.pdf", b"%PDF-1.7\n\0"),
    ])
}

#[test]
fn each_problem_is_named_with_its_line_and_the_next_step() {
    let folder = folder();
    let evidence = "[[evidence]]\nfile = \"report.pdf\"\ntype = \"soc2-type-2\"\n";
    for (what, text, expected) in [
        ("empty", String::new(), &["missing field `schema`"][..]),
        (
            "no subject",
            "schema = 1\n".to_owned(),
            &["missing field `subject`"],
        ),
        (
            "broken",
            "schema = 1\nreviewer = Me\n".to_owned(),
            &["--> review.toml:2:12"],
        ),
        ("cut", format!("{HEAD}[[document"), &["--> review.toml:6:"]),
        (
            "no text",
            "schema = 1\n# \u{0}\n".to_owned(),
            &["--> review.toml:2:"],
        ),
        (
            "a later schema",
            HEAD.replace("schema = 1", "schema = 2"),
            &[
                "`schema = 2` is not known",
                "this version reads `schema = 1`",
            ],
        ),
        (
            "an unknown key",
            HEAD.replace("reviewer", "reviewr"),
            &[
                "unknown field `reviewr`",
                "--> review.toml:2:1",
                "`reviewer`",
            ],
        ),
        (
            "an unknown key of a table",
            format!("{HEAD}idz = []\n"),
            &["unknown field `idz`", "--> review.toml:6:1", "`ids`"],
        ),
        (
            "a key twice",
            format!("{HEAD}name = \"y\"\n"),
            &["duplicate key", "--> review.toml:6:1"],
        ),
        (
            "an unknown kind",
            HEAD.replace("\"model\"", "\"modle\""),
            &[
                "unknown kind `modle`",
                "--> review.toml:4:8",
                "the kinds are vendor, model, dataset, system",
            ],
        ),
        (
            "no name",
            HEAD.replace("\"x\"", "\" \""),
            &["the name is empty", "--> review.toml:5:8"],
        ),
        (
            "an unknown action",
            format!("action = \"steal\"\n{HEAD}"),
            &[
                "`steal` is not known",
                "--> review.toml:1:10",
                "the words are procure",
            ],
        ),
        (
            "an unknown tier",
            format!("risk_tier = \"huge\"\n{HEAD}"),
            &["`huge` is not known", "--> review.toml:1:13", "high"],
        ),
        (
            "an unknown pack",
            format!("packs = [\"basline\"]\n{HEAD}"),
            &["there is no pack `basline`", "did you mean `baseline`?"],
        ),
        (
            "a document that is not there",
            format!("{HEAD}[[document]]\npath = \"REAME.md\"\nabout = \"subject\"\n"),
            &[
                "`REAME.md` is not in the dossier",
                "--> review.toml:7:8",
                "did you mean `README.md`?",
            ],
        ),
        (
            "another",
            format!("{HEAD}[[document]]\npath = \"some/where/else.json\"\nabout = \"subject\"\n"),
            &[
                "`some/where/else.json` is not in the dossier",
                "take the entry out",
            ],
        ),
        (
            "a way out",
            format!("{HEAD}[[document]]\npath = \"../d/README.md\"\nabout = \"subject\"\n"),
            &[
                "not a path inside the dossier",
                "--> review.toml:7:8",
                "without `..`",
            ],
        ),
        (
            "an absolute path",
            format!("{HEAD}[[document]]\npath = \"/etc/passwd\"\nabout = \"subject\"\n"),
            &["not a path inside the dossier"],
        ),
        (
            "twice",
            format!(
                "{HEAD}{0}{0}",
                "[[document]]\npath = \"README.md\"\nabout = \"subject\"\n"
            ),
            &[
                "the document is listed twice",
                "--> review.toml:10:8",
                "keep one entry",
            ],
        ),
        (
            "nobody",
            format!("{HEAD}[[document]]\npath = \"README.md\"\nabout = \"them\"\n"),
            &[
                "`them` is nobody of this review",
                "--> review.toml:8:9",
                "an `[[entity]]`",
            ],
        ),
        (
            "no vendor",
            format!("{HEAD}[[document]]\npath = \"README.md\"\nabout = \"vendor\"\n"),
            &[
                "`vendor` is nobody of this review",
                "vendor (with a `[vendor]`)",
            ],
        ),
        (
            "a vendor of a vendor",
            format!(
                "{}[vendor]\nname = \"y\"\n",
                HEAD.replace("\"model\"", "\"vendor\"")
            ),
            &[
                "the subject is a vendor, so it has no vendor",
                "leave `[vendor]` out",
            ],
        ),
        (
            "evidence that is not there",
            format!("{HEAD}{}", evidence.replace("report", "raport")),
            &[
                "`raport.pdf` is not in the dossier",
                "--> review.toml:7:8",
                "did you mean `report.pdf`?",
            ],
        ),
        (
            "a bad date",
            format!("{HEAD}{evidence}expires = \"2026-02-30\"\n"),
            &[
                "`2026-02-30` is not a date",
                "--> review.toml:9:11",
                "write it as YYYY-MM-DD",
            ],
        ),
        (
            "a date without quotes",
            format!("{HEAD}{evidence}expires = 2026-02-28\n"),
            &["--> review.toml:9:11"],
        ),
        (
            "a bad date of reading",
            format!("{HEAD}{evidence}read_by = \"Me\"\nread_on = \"last week\"\n"),
            &["`last week` is not a date", "--> review.toml:10:11"],
        ),
        (
            "an unknown attribute",
            format!("{HEAD}{evidence}states = {{ encryption_at_rst = true }}\n"),
            &[
                "unknown attribute `encryption_at_rst`",
                "did you mean `encryption_at_rest`?",
            ],
        ),
        (
            "a value of another type",
            format!(
                "{HEAD}[vendor]\nname = \"v\"\n{evidence}about = \"vendor\"\nstates = {{ penetration_test_date = \"annually\" }}\n"
            ),
            &[
                "`penetration_test_date`",
                "write a value of the vocabulary's type",
            ],
        ),
        (
            "of another kind",
            format!("{HEAD}{evidence}states = {{ incident_notice_hours = 4 }}\n"),
            &[
                "`incident_notice_hours` says nothing of a model",
                "set `about`",
            ],
        ),
    ] {
        folder.write("review.toml", text);
        for command in ["check", "facts"] {
            let ran = folder.run(&[command, "d", "--review", "review.toml", "--as-of", AS_OF]);
            if what == "an unknown pack" && command == "facts" {
                continue;
            }
            ran.complains(2, expected);
            assert!(ran.stdout.is_empty(), "{what}: {ran}");
            assert!(
                ran.err().contains("review.toml") || what == "an unknown pack",
                "{what}: {ran}"
            );
        }
    }
}

#[test]
fn a_review_file_that_is_no_utf_8_or_too_large_is_refused() {
    let folder = folder();
    let large = format!("{HEAD}# {}\n", "x".repeat(2 << 20));
    for (bytes, expected) in [
        (
            &b"schema = 1\n# caf\xE9\n"[..],
            &["not valid UTF-8", "--> review.toml:2:6"][..],
        ),
        (b"\xFF\xFEs\0c\0h\0", &["UTF-16", "--> review.toml:1:1"]),
        (
            large.as_bytes(),
            &["the review file is larger than 1048576 bytes"],
        ),
    ] {
        folder.write("review.toml", bytes);
        folder
            .run(&["check", "d", "--review", "review.toml"])
            .complains(2, expected);
    }
    // A byte order mark is no part of the text, and moves no column.
    folder.write("review.toml", format!("\u{feff}{HEAD}"));
    let ran = folder.run(&["check", "d", "--review", "review.toml", "--as-of", AS_OF]);
    assert_eq!(ran.code, 3, "{ran}");
    folder.write("review.toml", format!("\u{feff}schem = 1\n{HEAD}"));
    folder
        .run(&["check", "d", "--review", "review.toml"])
        .complains(2, &["--> review.toml:1:1"]);
}

/// Nothing that a review file leaves out or leaves empty makes the review milder.
#[test]
fn what_is_left_out_takes_the_strictest_value() {
    let folder = folder();
    for reviewer in [
        "",
        "reviewer = \"\"\n",
        "reviewer = \"TBD\"\n",
        "reviewer = \"  \"\n",
        "reviewer = \"N/A\"\n",
    ] {
        folder.write("review.toml", HEAD.replace("reviewer = \"Me\"\n", reviewer));
        let ran = folder.run(&[
            "check",
            "d",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ]);
        let check = ran.json();
        let finding = crate::common::findings(&check, "PM-REVIEW")[0];
        assert_eq!(finding["outcome"], "insufficient", "{reviewer}");
        assert!(
            finding["remedy"].to_string().contains("review.toml"),
            "{finding}"
        );
    }
    folder.write("review.toml", HEAD);
    let ran = folder.run(&["check", "d", "--review", "review.toml", "--as-of", AS_OF]);
    ran.answers(3, &["risk tier high", "procure"]);
}
