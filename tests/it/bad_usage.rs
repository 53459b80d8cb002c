//! Command lines that are wrong: exit code 2, what is right, and nothing written.

use crate::common::{Folder, program};

#[test]
fn a_wrong_command_line_says_what_is_right() {
    let folder = Folder::with(&[("d/README.md", b"---\nlicense: mit\n---\n# x\n")]);
    for (args, expected) in [
        (
            &["--as-of", "yesterday"][..],
            &[
                "--as-of `yesterday` is not a date",
                "write it as YYYY-MM-DD",
            ][..],
        ),
        (
            &["--as-of", "2026-02-30"],
            &["--as-of `2026-02-30` is not a date"],
        ),
        (
            &["--as-of", "2026-1-1"],
            &["--as-of `2026-1-1` is not a date"],
        ),
        (&["--as-of", "2026-11-01T00:00:00"], &["is not a date"]),
        (&["--as-of", ""], &["--as-of `` is not a date"]),
        (
            &["--output", "spreadsheet"],
            &[
                "there is no output format `spreadsheet`",
                "the formats are human, json, jsonl, html, markdown, csv, sarif, junit",
            ],
        ),
        (
            &["--output", "sarif?excerpt=true"],
            &[
                "the output format `sarif` has no option `excerpt`",
                "did you mean `excerpts`?",
            ],
        ),
        (
            &["--output", "sarif=a.sarif?excerpst=true"],
            &[
                "the output format `sarif` has no option `excerpst`",
                "did you mean `excerpts`?",
            ],
        ),
        (
            &["--output", "junit?pretty=true"],
            &[
                "the output format `junit` has no option `pretty`",
                "its options are excerpts",
            ],
        ),
        (
            &["--output", "json=a?excerpts=true"],
            &[
                "the output format `json` has no option `excerpts`",
                "markdown, csv, sarif, junit, github, gitlab, oscal have it",
            ],
        ),
        (
            &["--output", "sarif?excerpts=yes"],
            &[
                "the option `excerpts` of `sarif` is true or false, not `yes`",
                "write sarif?excerpts=true",
            ],
        ),
        (
            &["--output", "sarif?"],
            &["the output format `sarif` has no option ``"],
        ),
        (
            &["--output", "sarif=?excerpts=true"],
            &["names no file", "write sarif=FILE"],
        ),
        (
            &["--output", "jsn"],
            &["there is no output format `jsn`", "did you mean `json`?"],
        ),
        (
            &["--output", "json="],
            &["--output `json=` names no file", "write json=FILE"],
        ),
        (
            &["--output", "json", "--output", "html"],
            &["two outputs go to standard output", "FORMAT=FILE"],
        ),
        (
            &["--output", "json=a", "--output", "html=a"],
            &["two outputs go to a"],
        ),
        (
            &["--output", "json=none/out.json"],
            &[
                "cannot write none/out.json",
                "there is no folder `none`",
                "make it first",
            ],
        ),
        (
            &["--output", "json=d"],
            &["cannot write d", "it is a folder"],
        ),
        (
            &["--enforce", "PM-DATA-99"],
            &[
                "--enforce names `PM-DATA-99`, which no pack has",
                "did you mean `PM-DATA-0",
            ],
        ),
        (
            &["--enforce", "nothing-at-all"],
            &[
                "--enforce names `nothing-at-all`",
                "`passmuster explain` lists the controls",
            ],
        ),
        (
            &["--enforce", ","],
            &[
                "--enforce names nothing",
                "write pack, none, or control ids",
            ],
        ),
        (
            &["--review", "a.toml", "--review", "b.toml"],
            &[
                "2 review files for 1 dossier",
                "give one --review for each dossier",
            ],
        ),
        (
            &["--review", "gone.toml"],
            &[
                "the review file cannot be read",
                "--> gone.toml",
                "passmuster init",
            ],
        ),
        (
            &["--review", "d"],
            &["the review file is not a file", "--> d"],
        ),
        (
            &["--dossiers-from", "gone.txt"],
            &["cannot be read", "--> gone.txt"],
        ),
        (&["--for", "steal"], &["invalid value 'steal'", "procure"]),
        (
            &["--limit", "file-bytes=many"],
            &[
                "--limit `file-bytes=many`",
                "`many` is not a whole number of bytes",
            ],
        ),
        (
            &["--limit", "dept=9"],
            &["no limit is called `dept`", "did you mean `depth`?"],
        ),
        (
            &["--limit", "depth=1000000"],
            &["at most 255 levels can be read"],
        ),
        (
            &["--limit", "depth"],
            &[
                "expected NAME=VALUE",
                "`passmuster check --help` lists the names",
            ],
        ),
        (&["--quiet", "--verbose"], &["cannot be used with"]),
        (&["--frob"], &["unexpected argument '--frob'"]),
    ] {
        let mut line = vec!["check", "d"];
        line.extend(args);
        let ran = folder.run(&line);
        ran.complains(2, expected);
        assert!(ran.stdout.is_empty(), "{args:?}: {ran}");
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .collect();
        assert_eq!(left, ["d"], "{args:?} left a file");
    }
    folder.run(&["explain", "PM-DATA-1"]).complains(
        2,
        &[
            "no pack has a control `PM-DATA-1`",
            "did you mean `PM-DATA-01`?",
        ],
    );
    folder
        .run(&["completions", "tcsh"])
        .complains(2, &["invalid value 'tcsh'", "bash"]);
    folder
        .run(&["chekc"])
        .complains(2, &["unrecognized subcommand 'chekc'", "check"]);
}

/// `passmuster check … | head -1` is no failure of the check's and no panic.
#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let folder = Folder::with(&[("d/README.md", b"---\nlicense: mit\n---\n# x\n")]);
    for args in [
        &["check", "d"][..],
        &["check", "d", "--output", "html"],
        &["facts", "d"],
        &["explain"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut command = program();
        command.current_dir(folder.path()).args(args);
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!error.contains("panicked"), "{args:?}: {error}");
        assert!(error.is_empty(), "{args:?}: {error}");
        assert!(
            output.status.code().is_some(),
            "{args:?}: {:?}",
            output.status
        );
    }
}
