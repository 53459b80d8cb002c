//! Documents that cannot be read, or not as what they are: each is named with its place, fails, and
//! is never lost.

use std::fmt::Write as _;

use serde_json::Value;

use crate::common::{AS_OF, Folder, facts, unread};

/// A document that a format claims and that cannot be read fails, with its place, in both.
#[test]
fn broken_documents_are_claimed_and_fail_with_their_place() {
    let cyclonedx = |rest: &str| {
        format!("{{\n\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n{rest}}}").into_bytes()
    };
    let questionnaire = |rest: &str| {
        format!("questionnaire: q\nversion: \"1\"\nanswers:\n- id: a\n  answer: yes\n{rest}")
            .into_bytes()
    };
    let mut bomb = String::from("x0: &a0 [y, y, y, y, y, y, y, y, y]\n");
    for level in 1..10 {
        let all = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(bomb, "x{level}: &a{level} [{all}]");
    }
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    for (name, bytes, expected) in [
        (
            "deep.json",
            cyclonedx(&format!(
                "\"x\":{}{}",
                "[".repeat(100_000),
                "]".repeat(100_000)
            )),
            "3:68: the nesting is too deep; expected at most 64 levels",
        ),
        (
            "deep-objects.json",
            cyclonedx(&format!(
                "\"x\":{}1{}",
                "{\"a\":".repeat(100_000),
                "}".repeat(100_000)
            )),
            "the nesting is too deep",
        ),
        (
            "unclosed.json",
            cyclonedx(&format!("\"x\":{}", "[".repeat(100_000))),
            "the nesting is too deep",
        ),
        (
            "deep.yaml",
            questionnaire(&format!(
                "x: {}{}\n",
                "[".repeat(100_000),
                "]".repeat(100_000)
            )),
            "too deep",
        ),
        (
            "bomb.yaml",
            questionnaire(&bomb),
            "the document is too large; expected at most 1000000 values",
        ),
        (
            "bomb-in-keys.yaml",
            questionnaire(&format!("{bomb}? *a9\n: v\n")),
            "the document is too large",
        ),
        ("alias-to-itself.yaml", questionnaire("x: &a [*a]\n"), "6:"),
        (
            "latin1.json",
            cyclonedx("\"x\":\"caf\u{e9}\"")
                .into_iter()
                .filter(|byte| *byte != 0xC3)
                .collect(),
            "3:9: the byte at this place is not valid UTF-8; save the file as UTF-8",
        ),
        (
            "utf16.json",
            utf16("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}"),
            "1:1: the text is UTF-16; save it as UTF-8",
        ),
        (
            "utf16.md",
            utf16("---\nlicense: mit\n---\n# x\n"),
            "1:1: the text is UTF-16",
        ),
        (
            "twice.json",
            cyclonedx("\"x\":1,\n\"x\":2"),
            "4:1: expected each key once, but \"x\" is already in this object",
        ),
        (
            "twice.yaml",
            questionnaire("  answer: no\n"),
            "6:3: expected each key once, but \"answer\" is already in this mapping",
        ),
        (
            "twice.md",
            b"---\nlicense: mit\nlicense: apache-2.0\n---\n# x\n".to_vec(),
            "3:1: expected each key once",
        ),
        (
            "nan.json",
            cyclonedx("\"x\":NaN"),
            "3:5: expected a number or null; NaN is not JSON",
        ),
        ("infinity.json", cyclonedx("\"x\":-Infinity"), "3:"),
        ("comma.json", cyclonedx("\"x\":1,"), "3:"),
        ("control.json", cyclonedx("\"x\":\"a\u{1}b\""), "3:"),
        (
            "cut.json",
            b"{\n\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"x\":".to_vec(),
            "3:",
        ),
        ("tab.yaml", questionnaire("x:\n\t- a\n"), "7:"),
    ] {
        let folder = Folder::new();
        folder.write(format!("d/{name}"), bytes);
        let ran = folder.run(&["check", "d", "--as-of", AS_OF, "--output", "json"]);
        assert_eq!(ran.code, 1, "{name}: {ran}");
        let (outcome, message) = unread(&ran.json(), name);
        assert_eq!(outcome, "fail", "{name}");
        assert!(message.contains(expected), "{name}: {message}");
        assert!(message.len() < 500, "{name}: {message}");
        let facts = facts(&folder, "d");
        assert_eq!(facts["documents"][0]["status"], "broken", "{name}: {facts}");
        assert!(facts["documents"].to_string().len() < 2000, "{name}");
    }
}

/// What no format can claim any more is listed with its reason.
#[test]
fn text_that_no_format_claims_is_listed() {
    let folder = Folder::new();
    for (name, bytes, expected) in [
        (
            "a.json",
            &b"{\"x\": \"caf\xE9\"}"[..],
            "not valid UTF-8; save the file as UTF-8",
        ),
        (
            "b.txt",
            b"\xFF\xFEh\0i\0",
            "the text is UTF-16; save it as UTF-8",
        ),
        ("c.json", b"{\"x\": [1, 2", "not to be read as JSON (1:"),
        ("d.yaml", b"a: [1, 2", "not to be read as YAML (1:"),
        ("e.json", b"", ""),
        ("f.txt", b"hello", ""),
    ] {
        folder.write(format!("d/{name}"), bytes);
        let facts = facts(&folder, "d");
        let all = facts["unread"].as_array().unwrap();
        let found = all
            .iter()
            .find(|it| it["path"] == name)
            .unwrap_or_else(|| panic!("{name} is lost: {all:?}"));
        let reason = found["reason"].as_str().unwrap();
        assert!(
            !reason.is_empty() && reason.contains(expected),
            "{name}: {reason}"
        );
    }
    folder.write("deep/x.json", "[".repeat(100_000));
    assert!(
        facts(&folder, "deep")["refused"]
            .to_string()
            .contains("too deep")
    );
}

/// A byte order mark changes nothing: neither what is read nor where.
#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    for (name, text) in [
        (
            "README.md",
            "---\nlicense: mit\nlibrary_name: transformers\ndatasets:\n- a/b\n---\n# x\n",
        ),
        (
            "bom.json",
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{\"component\":{\"type\":\"machine-learning-model\",\"name\":\"x\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}}]}}}",
        ),
        (
            "answers.yaml",
            "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n- id: multi_factor\n  answer: yes\n",
        ),
        ("answers.csv", "id,answer\r\nencryption_at_rest,yes\r\n"),
    ] {
        let folder = Folder::new();
        let [plain, marked] = ["", "\u{feff}"].map(|mark| {
            let dir = if mark.is_empty() { "plain" } else { "marked" };
            folder.write(format!("{dir}/m/{name}"), format!("{mark}{text}"));
            let mut facts = facts(&folder, &format!("{dir}/m"));
            facts["path"] = Value::Null;
            for list in ["documents", "facts"] {
                for item in facts[list].as_array_mut().unwrap() {
                    let item = item.as_object_mut().unwrap();
                    assert!(item.get("status").is_none_or(|it| it == "read"), "{item:?}");
                    item.retain(|key, _| key != "sha256" && key != "bytes");
                }
            }
            facts
        });
        assert!(plain["facts"].as_array().unwrap().len() > 4, "{plain}");
        assert_eq!(plain, marked, "{name}");
    }
}

/// A number that is none, or that no type holds, is no fact and speaks for nobody; it is shown.
#[test]
fn numbers_that_are_none_are_never_facts() {
    let big = "1234567890123456789012345678901234567890";
    for value in [
        "\"NaN\"",
        "\"Infinity\"",
        "\"-inf\"",
        "\"1e999\"",
        &format!("\"{big}\""),
        "\"\"",
        "\"0.9.1\"",
        "\"0x10\"",
    ] {
        let folder = Folder::new();
        folder.write("d/bom.json", format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{{\"component\":{{\"type\":\"machine-learning-model\",\"name\":\"x\",\"modelCard\":{{\"quantitativeAnalysis\":{{\"performanceMetrics\":[{{\"type\":\"accuracy\",\"value\":{value}}}]}}}}}}}}}}"
        ));
        let facts = facts(&folder, "d");
        let values: Vec<&Value> = facts["facts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["attribute"] == "metric_value")
            .collect();
        assert!(values.is_empty(), "{value}: {values:?}");
        assert!(
            facts["hollow"]
                .to_string()
                .contains("performanceMetrics/0/value"),
            "{value}: {facts}"
        );
    }
    for value in [
        ".nan",
        ".inf",
        "-.inf",
        "NaN",
        "1e999",
        big,
        "1e400",
        "!!float x",
    ] {
        let folder = Folder::new();
        folder.write("d/README.md", format!(
            "---\nlicense: mit\nmodel-index:\n- name: x\n  results:\n  - task:\n      type: t\n    dataset:\n      name: n\n      type: d\n    metrics:\n    - type: accuracy\n      value: {value}\n---\n# x\n"
        ));
        let ran = folder.run(&["check", "d", "--as-of", AS_OF, "--output", "json"]);
        assert!([1, 3].contains(&ran.code), "{value}: {ran}");
        let facts = facts(&folder, "d");
        let values: Vec<&Value> = facts["facts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["attribute"] == "metric_value")
            .collect();
        assert!(values.is_empty(), "{value}: {values:?}");
        let shown = facts["hollow"].to_string() + &facts["documents"].to_string();
        assert!(shown.contains("value"), "{value}: {facts}");
    }
}

/// Answers whose table is broken must not be passed over as a file that nobody needs.
#[test]
fn a_broken_table_of_answers_is_claimed() {
    for (name, text) in [
        (
            "a control character",
            "id,answer,notes\nmulti_factor,no,\"a\u{1b}b\"\n",
        ),
        (
            "an unclosed quote",
            "id,answer,notes\naudit_right,no,\"never\nmulti_factor,no,\n",
        ),
        ("too many cells", "id;answer\nmulti_factor;no;and;more\n"),
        (
            "a header twice",
            "Question ID,Answer,Answer\nGRC-01.1,No,\n",
        ),
    ] {
        let file = passmuster::source::SourceFile::new("answers.csv", text.as_bytes().to_vec());
        let limits = passmuster::limits::Limits::default();
        let found = passmuster::document::detect(&file, &limits);
        assert!(
            matches!(found, passmuster::document::Detected::Broken(..)),
            "{name} is broken"
        );
    }
}
