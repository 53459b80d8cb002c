//! Every bound on reading: what exceeds one never passes, the message names the bound, its value,
//! the file and the option that raises it, and raised by that option the same input is read.

use std::collections::BTreeSet;

use passmuster::limits::LIMITS;

use crate::book::Book;
use crate::common::{AS_OF, Folder, facts};

/// A bound, the files of a dossier, the largest value that is too small for them, and the exit code
/// of a check under it.
type Case = (&'static str, Vec<(&'static str, String)>, u64, i32);

/// Which file is named, of each case: the last of it.
fn cases() -> Vec<Case> {
    let bom = |rest: &str| {
        format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1{rest}}}")
    };
    let statement = |subjects: usize| {
        let subject = format!(
            "{{\"name\":\"a\",\"digest\":{{\"sha256\":\"{}\"}}}}",
            "ab".repeat(32)
        );
        format!(
            "{{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{}],\"predicateType\":\"https://example.org/p\",\"predicate\":{{}}}}",
            vec![subject; subjects].join(",")
        )
    };
    let envelope = |signatures: usize| {
        format!(
            "{{\"payloadType\":\"text/plain\",\"payload\":\"YQ==\",\"signatures\":[{}]}}",
            vec!["{\"sig\":\"YQ==\"}"; signatures].join(",")
        )
    };
    let xml = |attributes: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" {attributes}><components/></bom>"
        )
    };
    let claims = "\"claims\":[{\"bom-ref\":\"c\",\"evidence\":[\"e\",\"e\",\"e\"]}],\"evidence\":[{\"bom-ref\":\"e\"}],\"attestations\":[{\"map\":[{\"requirement\":\"r\",\"claims\":[\"c\"]}]}]";
    vec![
        ("file-bytes", vec![("a.json", "{}".to_owned()), ("card.md", "# Model card\n".repeat(9))], 100, 4),
        ("dossier-bytes", vec![("a.md", "a".repeat(60)), ("b.md", "b".repeat(60))], 119, 4),
        ("files", vec![("a.md", String::new()), ("b.md", String::new())], 1, 2),
        ("depth", vec![("bom.json", bom(",\"x\":[[[[1]]]]"))], 4, 1),
        ("nodes", vec![("bom.json", bom(",\"x\":[1,2,3,4,5]"))], 9, 1),
        ("nodes", vec![("nobody.json", "[1,2,3]".to_owned())], 3, 4),
        ("rows", vec![("answers.csv", "id,answer\nmulti_factor,yes\naudit_right,yes\n".to_owned())], 1, 1),
        ("rows", vec![("run.jsonl", "{\"a\":1}\n{\"a\":1}\n".to_owned())], 1, 4),
        ("columns", vec![("answers.csv", "id,answer,notes\nmulti_factor,yes,\n".to_owned())], 2, 1),
        ("yaml-aliases", vec![("answers.yaml", "questionnaire: q\nversion: &v 1\nanswers:\n- {id: a, answer: *v}\n- {id: b, answer: *v}\n".to_owned())], 1, 1),
        ("xml-attributes", vec![("bom.xml", xml("version=\"1\" serialNumber=\"urn:uuid:1\""))], 2, 1),
        ("xml-namespaces", vec![("bom.xml", xml("xmlns:a=\"urn:a\" xmlns:b=\"urn:b\""))], 2, 1),
        ("entities", vec![("bom.json", bom(",\"components\":[{\"type\":\"library\",\"name\":\"a\"},{\"type\":\"library\",\"name\":\"b\"}]"))], 2, 1),
        ("facts", vec![("answers.csv", "id,answer\nmulti_factor,yes\naudit_right,yes\n".to_owned())], 1, 1),
        ("subjects", vec![("statement.json", statement(3))], 2, 1),
        ("references", vec![("bom.json", bom(&format!(",\"declarations\":{{{claims}}}")))], 2, 1),
        ("envelopes", vec![("signed.jsonl", format!("{}\n{}\n", envelope(1), envelope(1)))], 1, 1),
        ("signatures", vec![("signed.json", envelope(3))], 2, 1),
    ]
}

#[test]
fn what_exceeds_a_limit_is_named_and_never_passes() {
    let cases = cases();
    // `opaque-bytes` refuses nothing; its own test is below.
    let covered: BTreeSet<&str> = cases
        .iter()
        .map(|it| it.0)
        .chain(["opaque-bytes"])
        .chain(ARCHIVES.iter().map(|it| it.0))
        .collect();
    let all: BTreeSet<&str> = LIMITS.iter().map(|it| it.name).collect();
    assert_eq!(covered, all, "each limit has its case");
    for (name, files, value, code) in cases {
        let folder = Folder::new();
        for (path, text) in &files {
            folder.write(format!("d/{path}"), text);
        }
        let path = files.last().unwrap().0;
        let limit = format!("{name}={value}");
        let args = ["check", "d", "--as-of", AS_OF, "--limit", &limit];
        let ran = folder.run(&[&args[..], &["--output", "json"]].concat());
        assert_eq!(ran.code, code, "{limit}: {ran}");
        let raise = format!("(limit `{name}` is {value}; to raise it: --limit {name}=NUMBER)");
        if code == 2 {
            ran.complains(2, &["`d` holds more than 1 files", &raise]);
        } else {
            let check = ran.json();
            assert_eq!(check["limits"][0]["name"], name);
            assert_eq!(check["limits"][0]["value"], value);
            let rerun = check["rerun"].as_str().unwrap();
            assert!(rerun.contains(&format!("--limit {limit}")), "{rerun}");
            let (outcome, message) = crate::common::unread(&check, path);
            assert_eq!(outcome, if code == 1 { "fail" } else { "error" }, "{limit}");
            assert!(message.contains(&raise), "{limit}: {message}");
            let ran = folder.run(&[&args[..], &["--enforce", "none"]].concat());
            ran.answers(3, &["limits", &limit]);
        }
        // One more, and the same files are read.
        let enough = format!(
            "{name}={}",
            if name == "dossier-bytes" {
                120
            } else {
                value + value.max(3)
            }
        );
        let args = [
            "facts", "d", "--as-of", AS_OF, "--output", "json", "--limit", &enough,
        ];
        let read = folder.run(&args);
        assert_eq!(read.code, 0, "{read}");
        let said = read.json().to_string();
        assert!(!said.contains("(limit `"), "{enough}: {said}");
        assert!(said.contains(path), "{said}");
    }
}

/// Bounds of archives, and a value that is too small for [`workbook`].
const ARCHIVES: &[(&str, u64)] = &[
    ("archive-entries", 2),
    ("entry-bytes", 100),
    ("unpacked-bytes", 2_000),
    ("archive-ratio", 1),
    ("cells", 3),
    ("cell-bytes", 9),
];

/// Answers in a workbook; its sheet is larger than a mebibyte and packs to about the half.
fn workbook() -> Vec<u8> {
    let mut state: u32 = 1;
    let noise: String = (0..1_200_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_digit(state >> 28, 16).unwrap()
        })
        .collect();
    let row = |number: usize, cells: [&str; 2]| {
        let cell = |(column, text)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let cells: String = ["A", "B"].into_iter().zip(cells).map(cell).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows = row(1, ["id", "answer"]) + &row(2, ["multi_factor", "yes"]);
    let sheet = format!("<!-- {noise} --><sheetData>{rows}</sheetData>");
    Book::default().sheet("Answers", &sheet).bytes()
}

#[test]
fn what_an_archive_exceeds_is_an_error_that_names_the_limit() {
    let folder = Folder::new();
    folder.write("d/answers.xlsx", workbook());
    let check = |limit: &str| {
        let args = ["check", "d", "--as-of", AS_OF, "--limit", limit];
        folder.run(&[&args[..], &["--output", "json"]].concat())
    };
    for (name, value) in ARCHIVES {
        let ran = check(&format!("{name}={value}"));
        assert_eq!(ran.code, 4, "{name}: {ran}");
        let (outcome, message) = crate::common::unread(&ran.json(), "answers.xlsx");
        assert_eq!(outcome, "error", "{name}");
        let raise = format!("(limit `{name}` is {value}; to raise it: --limit {name}=NUMBER)");
        assert!(message.contains(&raise), "{name}: {message}");
    }
    let read = facts(&folder, "d").to_string();
    assert!(
        read.contains("multi_factor") && !read.contains("(limit `"),
        "{read}"
    );
}

/// A file of another kind is hashed once something names its digest, whatever its size.
#[test]
fn opaque_files_beyond_the_limit_are_hashed_when_they_are_named() {
    let folder = Folder::new();
    folder.write("d/report.pdf", b"%PDF-1.7\n\0 a report that is long");
    let review = "schema = 1\nreviewer = \"R\"\n[subject]\nkind = \"model\"\nname = \"x\"\n[[evidence]]\nfile = \"report.pdf\"\ntype = \"audit report\"\nabout = \"subject\"\n";
    folder.write("review.toml", review);
    let args = [
        "facts",
        "d",
        "--review",
        "review.toml",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ];
    let all = folder.run(&args);
    assert_eq!(all.code, 0, "{all}");
    let few = folder.run(&[&args[..], &["--limit", "opaque-bytes=4"]].concat());
    assert_eq!(few.code, 0, "{few}");
    let sha256 =
        |it: &crate::common::Ran| it.json()["dossiers"][0]["documents"][0]["sha256"].clone();
    assert_eq!(sha256(&all), sha256(&few));
    assert_eq!(sha256(&all).as_str().unwrap().len(), 64);
}

/// The largest values that can be set still keep the program from running out of stack.
#[test]
fn the_deepest_nesting_that_can_be_set_is_survived() {
    let folder = Folder::new();
    for (name, open, close) in [
        ("a.json", "[", "]"),
        ("b.yaml", "[", "]"),
        ("c.xml", "<a>", "</a>"),
    ] {
        let head = if name == "c.xml" {
            "<?xml version=\"1.0\"?>"
        } else {
            ""
        };
        folder.write(
            format!("d/{name}"),
            format!("{head}{}{}", open.repeat(100_000), close.repeat(100_000)),
        );
        folder.write(
            format!("e/{name}"),
            format!("{head}{}{}", open.repeat(240), close.repeat(240)),
        );
    }
    for command in ["facts", "init"] {
        for dir in ["d", "e"] {
            let output = format!("{dir}-{command}.toml");
            let mut args = vec![command, dir, "--limit", "depth=255"];
            if command == "init" {
                args.extend(["--output", &output]);
            }
            assert_eq!(folder.run(&args).code, 0);
        }
    }
    let refused = facts(&folder, "d")["refused"].to_string();
    assert!(refused.contains("too deep"), "{refused}");
}
