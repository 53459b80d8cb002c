//! Text from outside that would move a cursor, reorder or hide text, or run as markup: it is never
//! printed raw, in any output, from any place of a dossier, a review file or a pack.

use passmuster::printable::is_dangerous;

use crate::common::{AS_OF, Folder, Ran, findings};

/// What a document says of itself: an escape sequence, a bell, bidirectional overrides, a zero
/// width space, a C1 control, a line separator, tags, markup.
const EVIL: &str = "a\u{1b}[31m\u{7}b\u{202e}c\u{2066}\u{200b}\u{9b}2J\u{2028}\u{e0041}<script>alert(1)</script>\"'`";

/// The same in the escapes of JSON, YAML's double quotes and TOML.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            c if c.is_ascii() && !c.is_control() => c.to_string(),
            c => {
                let mut units = [0; 2];
                c.encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect()
            }
        })
        .collect()
}

/// YAML and TOML have no surrogate pairs: eight digits instead.
fn escaped_long(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            c if c.is_ascii() && !c.is_control() => c.to_string(),
            c => format!("\\U{:08x}", u32::from(c)),
        })
        .collect()
}

/// No character that [`is_dangerous`] but the line break, and no markup of ours that a document
/// could have opened.
#[track_caller]
fn clean(what: &str, bytes: &[u8], html: bool) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
    let raw = text
        .char_indices()
        .find(|(_, c)| *c != '\n' && is_dangerous(*c));
    if let Some((at, c)) = raw {
        let from = text[..at]
            .char_indices()
            .rev()
            .nth(80)
            .map_or(0, |(at, _)| at);
        panic!("{what}: U+{:04X} after {:?}", u32::from(c), &text[from..at]);
    }
    if html {
        assert!(
            !text.contains("<script>alert"),
            "{what}: markup from outside"
        );
    }
}

fn dossier() -> Folder {
    let folder = Folder::new();
    let json = escaped(EVIL);
    let long = escaped_long(EVIL);
    folder.write(
        "d/card.md",
        format!(
            "---\nlicense: \"{long}\"\nlanguage:\n- \"{long}\"\ndatasets:\n- \"{long}\"\n\
             base_model: \"{long}\"\n\"{long}\": 1\nlibrary_name: transformers\nmodel-index:\n\
             - name: \"{long}\"\n  results:\n  - task:\n      type: \"{long}\"\n    dataset:\n      \
             name: \"{long}\"\n      type: \"{long}\"\n    metrics:\n    - type: \"{long}\"\n      \
             value: \"{long}\"\n---\n# {EVIL}\n\n## Uses {EVIL}\n\n### Direct Use\n\n{EVIL} {EVIL}\n\n\
             ## Bias, Risks, and Limitations\n\n| {EVIL} | b |\n|---|---|\n| {EVIL} | {EVIL} |\n"
        ),
    );
    folder.write(
        "d/bom.json",
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"{json}":1,
"metadata":{{"component":{{"type":"machine-learning-model","bom-ref":"{json}","name":"{json}",
"version":"{json}","purl":"pkg:generic/{json}@1","licenses":[{{"license":{{"name":"{json}"}}}}],
"modelCard":{{"modelParameters":{{"task":"{json}","datasets":[{{"type":"dataset","name":"{json}",
"contents":{{"url":"{json}"}}}}]}},"quantitativeAnalysis":{{"performanceMetrics":[
{{"type":"{json}","value":"{json}","slice":"{json}"}}]}},"considerations":{{"users":["{json}"],
"useCases":["{json}"],"technicalLimitations":["{json}"]}}}}}}}}}}"#
        ),
    );
    folder.write(
        "d/answers.yaml",
        format!(
            "questionnaire: \"{long}\"\nversion: \"{long}\"\nvendor: \"{long}\"\n\
             completed: \"{long}\"\nanswered_by: \"{long}\"\nanswers:\n- id: \"{long}\"\n  \
             answer: \"{long}\"\n  evidence: \"{long}\"\n- id: data_retention_days\n  answer: \"{long}\"\n"
        ),
    );
    folder.write(
        "d/answers2.yaml",
        "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n- id: data_retention_days\n  answer: 30\n\
         - id: subprocessors\n  answer: \"\\e[31m\\u202e\"\n",
    );
    let cell = EVIL.replace('"', "\"\"");
    let sheet = |cell: &str| {
        format!(
            "id,answer,notes\nencryption_at_rest,yes,ok\nincident_notice_hours,\"{cell}\",x\n\
             \"{cell}\",yes,\"{cell}\"\n"
        )
    };
    // A control character cannot stand in a table; the others can.
    folder.write("d/raw.csv", sheet(&cell));
    folder.write("d/sheet.csv", sheet(&cell.replace(char::is_control, "")));
    folder.write(
        "d/broken.json",
        format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"{json}\":1,\"{json}\":2}}"
        ),
    );
    folder.write(
        "d/broken.yaml",
        format!("questionnaire: q\nanswers:\n- id: \"{long}\"\n  \"{long}\": 1\n  \"{long}\": 2\n"),
    );
    folder.write("d/plain.txt", EVIL);
    folder.write(
        "d/raw.json",
        format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"x\":\"{EVIL}\"}}"),
    );
    let name = EVIL.replace('/', "");
    folder.write(format!("d/{name}.md"), "---\nlicense: mit\n---\n# x\n");
    folder.write(format!("d/{name}.pdf"), b"%PDF-1.7\n\0");
    folder.write(format!("d/{name}.gguf"), b"GGUF\x03\0\0\0");
    folder.write(
        format!("d/{name}/x.json"),
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",",
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(EVIL.replace('/', ""), folder.join(format!("d/link{name}")))
            .unwrap();
        let bytes: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"caf\xE9\x1b.json");
        // Some file systems have no such names.
        let _ = std::fs::write(folder.join("d").join(bytes), "{}");
    }
    folder.write(
        "review.toml",
        format!(
            "schema = 1\nreviewer = \"{long}\"\nsector = \"{long}\"\njurisdictions = [\"{long}\"]\n\
             [subject]\nkind = \"model\"\nname = \"{long}\"\nids = [\"{long}\"]\nexposure = \"{long}\"\n\
             [vendor]\nname = \"v{long}\"\n[[entity]]\nkind = \"system\"\nname = \"s{long}\"\n\
             [[document]]\npath = \"card.md\"\nabout = \"subject\"\n\
             [[document]]\npath = \"bom.json\"\nabout = \"subject\"\n\
             [[document]]\npath = \"answers.yaml\"\nabout = \"vendor\"\n\
             [[document]]\npath = \"answers2.yaml\"\nabout = \"vendor\"\n\
             [[document]]\npath = \"sheet.csv\"\nabout = \"s{long}\"\n\
             [[evidence]]\nfile = \"{}.pdf\"\ntype = \"{long}\"\nissuer = \"{long}\"\nread_by = \"{long}\"\n\
             read_on = \"2026-10-01\"\n",
            escaped_long(&name)
        ),
    );
    folder
}

#[test]
fn nothing_from_outside_is_printed_raw() {
    let folder = dossier();
    let reviewed = ["--review", "review.toml", "--as-of", AS_OF];
    for (what, args) in [
        ("check", &["check", "d"][..]),
        ("check --verbose", &["check", "d", "--verbose"]),
        ("check --quiet", &["check", "d", "--quiet"]),
        ("check, json", &["check", "d", "--output", "json"]),
        ("check, html", &["check", "d", "--output", "html"]),
        (
            "check, html --verbose",
            &["check", "d", "--output", "html", "--verbose"],
        ),
        ("check, sarif", &["check", "d", "--output", "sarif"]),
        (
            "check, sarif with excerpts",
            &["check", "d", "--verbose", "--output", "sarif?excerpts=true"],
        ),
        ("check, junit as html", &["check", "d", "--output", "junit"]),
        (
            "check, junit as html with excerpts",
            &["check", "d", "--output", "junit?excerpts=true"],
        ),
        ("check, jsonl", &["check", "d", "--output", "jsonl"]),
        ("check, oscal", &["check", "d", "--output", "oscal"]),
        (
            "check, oscal with excerpts",
            &["check", "d", "--output", "oscal?excerpts=true"],
        ),
        ("check, gitlab", &["check", "d", "--output", "gitlab"]),
        (
            "check, gitlab with excerpts",
            &["check", "d", "--output", "gitlab?excerpts=true"],
        ),
        ("check, github", &["check", "d", "--output", "github"]),
        (
            "check, github with excerpts",
            &[
                "check",
                "d",
                "--verbose",
                "--output",
                "github?excerpts=true",
            ],
        ),
        ("check, csv", &["check", "d", "--output", "csv"]),
        (
            "check, csv with excerpts",
            &["check", "d", "--output", "csv?excerpts=true"],
        ),
        (
            "check, markdown as html",
            &["check", "d", "--verbose", "--output", "markdown"],
        ),
        (
            "check, markdown as html with excerpts",
            &[
                "check",
                "d",
                "--verbose",
                "--output",
                "markdown?excerpts=true",
            ],
        ),
        ("facts", &["facts", "d"]),
        ("facts --verbose", &["facts", "d", "--verbose"]),
        ("facts, json", &["facts", "d", "--output", "json"]),
    ] {
        for review in [true, false] {
            let mut args = args.to_vec();
            if review {
                args.extend(reviewed);
            } else {
                args.extend(["--as-of", AS_OF]);
            }
            let ran = folder.run(&args);
            assert!([0, 1, 4].contains(&ran.code), "{what}: {ran}");
            assert!(ran.stdout.len() > 20, "{what}: {ran}");
            let mut bytes = ran.stdout.clone();
            if what.contains("csv") {
                // What RFC 4180 and spreadsheets ask for.
                let text = ran.out();
                let text = text.strip_prefix('\u{FEFF}').unwrap().replace("\r\n", "\n");
                bytes = text.into_bytes();
            }
            clean(what, &bytes, what.contains("html"));
            if what.contains("github") {
                let ours = ["::error ", "::warning ", "::notice "];
                for line in ran.out().lines() {
                    assert!(ours.iter().any(|it| line.starts_with(it)), "{what}: {line}");
                }
            }
            if what.contains("junit") {
                let text = ran.out();
                roxmltree::Document::parse(&text).unwrap_or_else(|it| panic!("{what}: {it}"));
            }
            clean(what, &ran.stderr, false);
        }
    }
}

/// Made safe is not made away: JSON gives back the very characters.
#[test]
fn json_keeps_what_was_said() {
    let folder = dossier();
    let facts = folder
        .run(&[
            "facts",
            "d",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ])
        .json();
    let dossier = &facts["dossiers"][0];
    let name = EVIL.replace('/', "");
    let paths: Vec<&str> = dossier["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    for path in [
        "card.md",
        "bom.json",
        "answers.yaml",
        "sheet.csv",
        "broken.json",
        &format!("{name}.md"),
        &format!("{name}.pdf"),
    ] {
        assert!(paths.contains(&path), "{path:?} is not among {paths:?}");
    }
    let all = dossier.to_string();
    assert!(dossier["artifacts"].to_string().contains("gguf"), "{all}");
    let datasets: Vec<&str> = dossier["facts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["attribute"] == "training_datasets" && it["document"] == "card.md")
        .map(|it| it["value"].as_str().unwrap())
        .collect();
    assert_eq!(datasets, [EVIL]);
    let check = folder
        .run(&[
            "check",
            "d",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ])
        .json();
    let broken: Vec<&str> = findings(&check, "PM-DOC-READ")
        .iter()
        .map(|it| it["entity"].as_str().unwrap_or_default())
        .collect();
    assert!(broken.len() >= 5, "{broken:?}");
}

/// What the user types himself comes back in messages, and in the name of the dossier.
#[test]
fn messages_are_clean_too() {
    let folder = dossier();
    let evil = EVIL.replace('/', "");
    let long = escaped_long(EVIL);
    folder.write(
        "kind.toml",
        format!("schema = 1\n[subject]\nkind = \"{long}\"\nname = \"x\"\n"),
    );
    folder.write(
        "key.toml",
        format!("schema = 1\n\"{long}\" = 1\n[subject]\nkind = \"model\"\nname = \"x\"\n"),
    );
    folder.write(
        "broken.toml",
        format!("schema = 1 # \u{202e}\u{1b}[31m\n{evil}\n"),
    );
    folder.write("there.toml", format!("schema = 1\n[subject]\nkind = \"model\"\nname = \"x\"\n[[document]]\npath = \"{}\"\nabout = \"subject\"\n", escaped_long(&format!("{evil}.mdx"))));
    for pack in ["pack", "pack2"] {
        folder.write(format!("{pack}/pack.toml"), format!("id = \"{long}\"\nversion = \"{long}\"\nedition = \"{long}\"\nschema = 1\ntitle = \"{long}\"\n"));
    }
    folder.write(
        "pack/controls/a.cedar",
        format!(
            "// Why: {EVIL}\n@id(\"{evil_q}\") forbid (principal, action, resource) when {{ x }};",
            evil_q = EVIL.replace('"', "\\\"")
        ),
    );
    folder.write(
        "pack2/controls/a.cedar",
        format!("// {EVIL}\nforbid ({EVIL}"),
    );
    let runs: &[&[&str]] = &[
        &["check", &evil],
        &["check", "d", "--pack", &evil],
        &["check", "d", "--pack", "pack"],
        &["check", "d", "--pack", "pack2"],
        &["check", "d", "--output", &evil],
        &["check", "d", "--enforce", &evil],
        &["check", "d", "--as-of", &evil],
        &["check", "d", "--for", &evil],
        &["check", "d", "--review", &evil],
        &["check", "d", "--review", "kind.toml"],
        &["check", "d", "--review", "key.toml"],
        &["check", "d", "--review", "broken.toml"],
        &["check", "d", "--review", "there.toml"],
        &["check", "d", "--dossiers-from", &evil],
        &["explain", &evil],
        &["explain", "--pack", "pack"],
        &["init", &evil],
        &[&evil],
    ];
    for args in runs {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {ran}");
        clean(&format!("{args:?}"), &ran.stderr, false);
        assert!(ran.stdout.is_empty(), "{args:?}: {ran}");
    }
}

/// `init` writes names from documents into a file that people open and the program reads.
#[test]
fn a_review_file_from_hostile_documents_is_clean_and_parses() {
    let folder = dossier();
    let ran: Ran = folder.run(&["init", "d", "--output", "new.toml", "--reviewer", "Me"]);
    assert_eq!(ran.code, 0, "{ran}");
    clean("init", &ran.stderr, false);
    let text = std::fs::read(folder.join("new.toml")).unwrap();
    clean("the review file", &text, false);
    let ran = folder.run(&[
        "check", "d", "--review", "new.toml", "--as-of", AS_OF, "--output", "json",
    ]);
    assert!([1, 4].contains(&ran.code), "{ran}");
    assert_eq!(findings(&ran.json(), "PM-REVIEW")[0]["outcome"], "pass");
}
