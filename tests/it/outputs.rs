//! The outputs: each format says the same, with the same exit code, in the same bytes.

use passmuster::record::Record;
use passmuster::source::SourceFile;
use serde_json::Value;

use crate::common::{
    AS_OF, EXAMPLES, Folder, Ran, check, copy, example, program, ran, repository, run, says,
};

#[test]
fn the_examples_come_to_what_their_readmes_say_in_every_format() {
    for (name, code, verdict) in EXAMPLES {
        let readme =
            std::fs::read_to_string(repository(&format!("examples/{name}/README.md"))).unwrap();
        says(
            &readme,
            &[&format!("Expected: **{verdict}**, exit code {code}.")],
        );
        let command = format!(
            "passmuster check examples/{name}/dossier --review examples/{name}/review.toml --as-of {AS_OF}"
        );
        says(&readme, &[&command]);
        // The same line on standard error, whatever the output, and nothing else.
        let summary = check(name, &[]).err();
        assert!(
            summary.starts_with(&format!("passmuster: {verdict} subject=\""))
                && summary.ends_with(&format!(" exit={code}\n"))
                && summary.lines().count() == 1,
            "{summary}"
        );
        for report in passmuster::report::REPORTS {
            let ran = check(name, &["--output", report.name()]);
            assert_eq!(ran.code, *code, "{name} as {}: {ran}", report.name());
            assert_eq!(ran.err(), summary, "{name} as {}", report.name());
            assert_eq!(
                ran.stdout.last(),
                Some(&b'\n'),
                "{name} as {}",
                report.name()
            );
        }
        let json = check(name, &["--output", "json"]).json();
        assert_eq!(json["verdict"], *verdict);
        assert_eq!(json["dossiers"][0]["verdict"], *verdict);
        for quiet in ["--quiet", "--verbose"] {
            let ran = check(name, &[quiet]);
            assert_eq!(ran.code, *code, "{name} {quiet}");
            // Where a compiled plugin came from is no part of the answer.
            let said = ran.err();
            let lines: Vec<&str> = said
                .lines()
                .filter(|it| !it.starts_with("plugins: "))
                .collect();
            assert_eq!(lines, [summary.trim_end()], "{name} {quiet}");
            assert!(quiet == "--verbose" || said == summary, "{said}");
        }
    }
}

#[test]
fn quiet_says_less_and_verbose_says_more_and_the_summary_stays() {
    let [quiet, plain, verbose] = ["--quiet", "", "--verbose"].map(|flag| {
        let flags: &[&str] = if flag.is_empty() { &[] } else { &[flag] };
        check("vendor-gaps", flags).out()
    });
    assert!(quiet.lines().count() * 4 < plain.lines().count(), "{quiet}");
    assert!(plain.len() < verbose.len());
    let counts = |text: &str| {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = flat
            .rfind("35 controls")
            .unwrap_or_else(|| panic!("no summary:\n{text}"));
        let end = flat[at..].find("errors").unwrap();
        flat[at..at + end].to_owned()
    };
    assert_eq!(counts(&quiet), counts(&plain));
    assert_eq!(counts(&quiet), counts(&verbose));
    for text in [&quiet, &plain, &verbose] {
        assert!(text.contains("FAILS"), "{text}");
    }
    assert!(verbose.contains("PM-GOV-01"), "what holds is shown");
}

#[test]
fn several_outputs_go_to_files_and_replace_what_was_there() {
    let folder = Folder::with(&[("report.html", b"old")]);
    let ran = {
        let mut args = example("vendor-gaps");
        for output in [
            "html=report.html",
            "json=report.json",
            "human=report.txt",
            "human",
        ] {
            args.extend(["--output".to_owned(), output.to_owned()]);
        }
        folder.run(&args)
    };
    assert_eq!(ran.code, 1, "{ran}");
    says(
        &ran.err(),
        &[
            "html: report.html",
            "json: report.json",
            "human: report.txt",
        ],
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(
        read("report.html").starts_with("<!"),
        "{}",
        &read("report.html")[..80]
    );
    let json: Value = serde_json::from_str(&read("report.json")).unwrap();
    assert_eq!(json["verdict"], "fail");
    assert!(read("report.txt").contains("FAILS") && ran.out().contains("FAILS"));
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    files.sort();
    assert_eq!(
        files,
        ["report.html", "report.json", "report.txt"],
        "nothing else is left"
    );
}

#[test]
fn the_rerun_line_makes_the_same_bytes() {
    let folder = Folder::new();
    copy(
        &repository("examples/vendor-gaps/dossier"),
        &folder.join("the dossier"),
        &|_| (),
    );
    copy(
        &repository("policies/baseline"),
        &folder.join("it's a pack"),
        &|_| (),
    );
    std::fs::copy(
        repository("examples/vendor-gaps/review.toml"),
        folder.join("review.toml"),
    )
    .unwrap();
    for more in [
        &[][..],
        &[
            "--enforce",
            "PM-LIC-01,PM-DATA-01",
            "--for",
            "renew",
            "--limit",
            "file-bytes=1000000",
            "--limit",
            "depth=20",
            "--pack",
            "it's a pack",
        ],
    ] {
        let mut args = vec![
            "check",
            "the dossier",
            "--review",
            "review.toml",
            "--output",
            "json",
        ];
        args.extend(more);
        let first = folder.run(&args);
        let line = first.json()["rerun"].as_str().unwrap().to_owned();
        let mut shell = std::process::Command::new("sh");
        let (program, rest) = line.split_once(' ').unwrap();
        assert_eq!(program, "passmuster");
        let line = format!("exec \"$0\" {rest} --output json");
        shell
            .current_dir(folder.path())
            .args(["-c", &line, env!("CARGO_BIN_EXE_passmuster")]);
        let second = ran(shell, b"");
        assert_eq!(first.code, second.code, "{second}");
        assert!(first.stdout == second.stdout, "{line}");
    }
}

/// Neither the order in which a folder was filled, nor where it lies, changes what is said.
#[test]
fn the_same_documents_give_the_same_bytes() {
    for (name, _, _) in EXAMPLES {
        let dossier = repository(&format!("examples/{name}/dossier"));
        let review = repository(&format!("examples/{name}/review.toml"));
        let [first, second] = [false, true].map(|reverse| {
            let folder = Folder::new();
            copy(&dossier, &folder.join("dossier"), &|files| {
                if reverse {
                    files.reverse();
                }
            });
            std::fs::copy(&review, folder.join("review.toml")).unwrap();
            let mut all = Vec::new();
            for report in passmuster::report::REPORTS {
                all.push(
                    folder
                        .run(&[
                            "check",
                            "dossier",
                            "--review",
                            "review.toml",
                            "--as-of",
                            AS_OF,
                            "--output",
                            report.name(),
                        ])
                        .stdout,
                );
            }
            for format in ["human", "json"] {
                all.push(
                    folder
                        .run(&[
                            "facts",
                            "dossier",
                            "--review",
                            "review.toml",
                            "--as-of",
                            AS_OF,
                            "--output",
                            format,
                        ])
                        .stdout,
                );
            }
            all
        });
        assert!(first == second, "{name}");
    }
}

#[test]
fn json_is_what_its_schema_says() {
    let validator = |name: &str| {
        let text = std::fs::read_to_string(repository(&format!("docs/schema/{name}"))).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let (checked, facts) = (validator("check-v1.json"), validator("facts-v1.json"));
    let folder = Folder::with(&[
        ("d/broken.json", b"{\"bomFormat\":\"CycloneDX\","),
        ("d/\u{1b}\u{202e}.md", b"---\nlicense: mit\n---\n# x\n"),
    ]);
    std::fs::create_dir(folder.join("empty")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", folder.join("d/up")).unwrap();
    let valid = |validator: &jsonschema::Validator, what: &str, json: &Value| {
        let errors: Vec<String> = validator
            .iter_errors(json)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
    };
    for (name, _, _) in EXAMPLES {
        for flag in [&[][..], &["--verbose"], &["--quiet"]] {
            let mut more = vec!["--output", "json"];
            more.extend(flag);
            let ran = check(name, &more);
            valid(&checked, name, &ran.json());
            // What is written can be read again.
            let written = SourceFile::new("run.json", ran.stdout);
            let record = Record::parse(&written).unwrap_or_else(|it| panic!("{name}: {it}"));
            assert!(!record.run.dossiers[0].findings.is_empty());
        }
        let mut args = example(name);
        args[0] = "facts".to_owned();
        args.extend(["--output", "json"].map(ToOwned::to_owned));
        valid(&facts, name, &run(&args).json());
    }
    for dir in ["d", "empty", "d/broken.json"] {
        valid(
            &checked,
            dir,
            &folder
                .run(&["check", dir, "--output", "json", "--enforce", "none"])
                .json(),
        );
        valid(
            &facts,
            dir,
            &folder.run(&["facts", dir, "--output", "json"]).json(),
        );
    }
}

/// What code scanning takes: the schema of the standard, which lies in the corpus beside this
/// repository, and a place for every result.
#[test]
fn sarif_is_what_the_standard_says() {
    let path = repository(
        "../shared/corpus/output-schemas/oasis-tcs_sarif-spec/sarif-2.1/schema/sarif-schema-2.1.0.json",
    );
    let schema = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("the schema of SARIF must be at {}: {error}", path.display())
    });
    let validator = jsonschema::draft4::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let valid = |what: &str, ran: &Ran| {
        let log = ran.json();
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
        let run = &log["runs"][0];
        assert_eq!(run["invocations"][0]["exitCode"], ran.code, "{what}");
        let results = run["results"].as_array().unwrap();
        let gates = results.iter().any(|it| it["level"] == "error");
        assert!(gates || [0, 3].contains(&ran.code), "{what}");
        let uri =
            |it: &Value| it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
        assert!(results.iter().all(|it| uri(it).is_string()), "{what}");
        log
    };
    for (name, code, _) in EXAMPLES {
        for more in ["sarif", "sarif?excerpts=true"] {
            let ran = check(name, &["--verbose", "--output", more]);
            assert_eq!(ran.code, *code);
            valid(name, &ran);
        }
    }
    let folder = Folder::with(&[
        ("d/broken.json", b"{\"bomFormat\":\"CycloneDX\","),
        ("d/\u{1b}\u{202e} a:b.md", b"---\nlicense: mit\n---\n# x\n"),
    ]);
    std::fs::create_dir(folder.join("empty")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", folder.join("d/up")).unwrap();
    // The same dossier twice too: two reviewers may judge one.
    for dirs in [
        &["d"][..],
        &["empty"],
        &["d/broken.json"],
        &["d", "empty", "d"],
        &["./d/../d"],
    ] {
        let mut args = vec!["check", "--output", "sarif"];
        args.extend(dirs);
        valid(&dirs.join(" "), &folder.run(&args));
    }
    // A single file lies where its folder is.
    let log = valid(
        "a file",
        &folder.run(&["check", "d/broken.json", "--output", "sarif"]),
    );
    let artifact = &log["runs"][0]["artifacts"][0]["location"];
    assert_eq!(artifact["uri"], "d/broken.json");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
}

/// What documents say stays at home: none of it is in outputs that may leave the house, unless it
/// is asked for; and every output that may be asked for it is one of those.
#[test]
fn values_leave_only_when_they_are_asked_for() {
    let word = |number: usize| format!("k4nary{number}");
    let folder = Folder::new();
    folder.write(
        "d/README.md",
        format!(
            "---\nlicense: {}\ndatasets:\n- {}\nbase_model: {}\nversion: {}\nmodel-index:\n- name: m\n  \
             results:\n  - task:\n      type: {}\n    dataset:\n      name: {}\n      type: {}\n    \
             metrics:\n    - type: {}\n      value: {}\n---\n# m\n\n## Limitations\n\n{}\n",
            word(1), word(2), word(3), word(4), word(5), word(6), word(7), word(8), word(9), word(10)
        ),
    );
    folder.write(
        "d/a.yaml",
        format!(
            "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n- id: subprocessors\n  answer: {0}\n\
             - id: {0}\n  answer: yes\n- id: data_retention_days\n  answer: 4711\n",
            word(11)
        ),
    );
    folder.write(
        "d/b.yaml",
        format!(
            "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n- id: {}\n  answer: no\n\
             - id: data_retention_days\n  answer: 4712\n- id: incident_notice_hours\n  answer: {}\n",
            word(11),
            word(12)
        ),
    );
    folder.write(
        "review.toml",
        "schema = 1\nreviewer = \"me\"\n[subject]\nkind = \"model\"\nname = \"m\"\n[vendor]\nname = \"v\"\n\
         [[document]]\npath = \"README.md\"\nabout = \"subject\"\n[[document]]\npath = \"a.yaml\"\nabout = \"vendor\"\n\
         [[document]]\npath = \"b.yaml\"\nabout = \"vendor\"\n",
    );
    let written = |output: &str| {
        let args = [
            "check",
            "d",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--verbose",
            "--output",
            output,
        ];
        let ran = folder.run(&args);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(!ran.err().contains("k4nary"), "{ran}");
        ran.out()
    };
    let house = ["human", "json", "jsonl", "html"];
    for report in passmuster::report::REPORTS {
        let format = report.name();
        if house.contains(&format) {
            assert!(report.options().is_empty(), "{format}");
            continue;
        }
        let text = written(format);
        for value in ["k4nary", "4711", "4712"] {
            assert!(!text.contains(value), "{format} tells {value}:\n{text}");
        }
        assert!(text.contains("a.yaml"), "{text}");
        assert_eq!(text, written(&format!("{format}?excerpts=false")));
        let text = written(&format!("{format}?excerpts=true"));
        assert!(
            text.contains("k4nary") && text.contains("4711"),
            "{format}: {text}"
        );
    }
}

/// What systems of governance take: NIST's schema, which lies in the corpus beside this repository;
/// and what we read of OSCAL ourselves.
#[test]
fn oscal_is_what_its_schema_says_and_reads_back() {
    let path = repository(
        "../shared/corpus/oscal/oscal-compass_compliance-trestle/release-schemas/oscal_assessment-results_schema.json",
    );
    let schema = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("the schema of OSCAL must be at {}: {error}", path.display())
    });
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap();
    let valid = |what: &str, ran: &Ran| {
        let json = ran.json();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
    };
    let folder = Folder::with(&[
        ("d/broken.json", b"{\"bomFormat\":\"CycloneDX\","),
        ("d/\u{1b}\u{202e} a:b.md", b"---\nlicense: mit\n---\n# x\n"),
    ]);
    std::fs::create_dir(folder.join("empty")).unwrap();
    for dirs in [&["d"][..], &["empty"], &["d", "empty", "d"]] {
        let mut args = vec!["check", "--as-of", AS_OF, "--output", "oscal?excerpts=true"];
        args.extend(dirs);
        valid(&dirs.join(" "), &folder.run(&args));
    }
    for (name, _, _) in EXAMPLES {
        let ran = check(name, &["--output", "oscal"]);
        valid(name, &ran);
        let written = folder.write(format!("{name}/results.json"), &ran.stdout);
        let facts = crate::common::facts(&folder, &format!("{name}/results.json"));
        let document = &facts["documents"][0];
        assert_eq!(document["format"], "oscal", "{}", written.display());
        assert_eq!(document["status"], "read", "{document}");
        let text = ran.json();
        let results = &text["assessment-results"]["results"][0];
        let of = |value: &str| {
            let facts = [&facts["facts"], &facts["untied_facts"]];
            let all = facts.iter().filter_map(|it| it.as_array()).flatten();
            all.filter(|it| it["attribute"] == "result" && it["value"] == value)
                .count()
        };
        for (state, value) in [("satisfied", "passed"), ("not-satisfied", "failed")] {
            let findings = results["findings"].as_array().unwrap();
            let stated = findings
                .iter()
                .filter(|it| it["target"]["status"]["state"] == state)
                .count();
            assert_eq!(of(value), stated, "{name}: {state}");
        }
    }
}

/// A pipe or a device is written to; it is not replaced by a file.
#[cfg(unix)]
#[test]
fn an_output_may_be_a_device() {
    let ran = check(
        "vendor-gaps",
        &["--output", "human", "--output", "github=/dev/stderr"],
    );
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out().contains("FAILS") && !ran.out().contains("::error"));
    assert!(
        ran.err().contains("\n::error ") || ran.err().starts_with("::error "),
        "{ran}"
    );
}

/// A file's name may have a `?` in it; only a known option at its end is one.
#[test]
fn an_option_is_split_off_the_end_only() {
    let folder = Folder::with(&[("d/README.md", b"---\nlicense: mit\n---\n# x\n")]);
    for (output, file, excerpts) in [
        ("sarif=a.sarif", "a.sarif", false),
        ("sarif=b?c=d.sarif", "b?c=d.sarif", false),
        ("sarif=b?.sarif?excerpts=true", "b?.sarif", true),
        (
            "sarif=e?excerpts=true?excerpts=false",
            "e?excerpts=true",
            false,
        ),
    ] {
        let ran = folder.run(&["check", "d", "--output", output]);
        assert_eq!(ran.code, 3, "{output}: {ran}");
        let text = std::fs::read_to_string(folder.join(file))
            .unwrap_or_else(|it| panic!("{output}: {it}"));
        let log: Value = serde_json::from_str(&text).unwrap();
        let properties = &log["runs"][0]["invocations"][0]["properties"];
        assert_eq!(properties["excerpts"], excerpts, "{output}");
    }
}

/// One dossier's JSON does not depend on flags that are for people.
#[test]
fn json_is_the_same_however_much_is_printed() {
    let plain = check("vendor-gaps", &["--output", "json"]).stdout;
    for flag in ["--quiet", "--verbose"] {
        assert!(
            check("vendor-gaps", &["--output", "json", flag]).stdout == plain,
            "{flag}"
        );
    }
}

/// Colour is for terminals, and for whoever forces it.
#[test]
fn colour_is_asked_for() {
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = program();
        command
            .args(example("vendor-gaps"))
            .envs(variables.iter().copied());
        ran(command, b"").out().contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
}
