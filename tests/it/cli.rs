//! The commands as people run them: defaults, `init`, `explain`, what gates, help.

use serde_json::Value;

use crate::common::{
    AS_OF, EXAMPLES, Folder, check, copy, example, findings, repository, run, says,
};

#[test]
fn defaults_work_and_nothing_passes_without_a_reviewer() {
    let folder = Folder::new();
    copy(
        &repository("examples/model-release/dossier"),
        &folder.join("acme model"),
        &|_| (),
    );
    let ran = folder.run(&["check", "acme model", "--as-of", AS_OF]);
    assert!([1, 3].contains(&ran.code), "{ran}");
    says(
        &ran.out(),
        &[
            "baseline",
            "passmuster init 'acme model'",
            "PM-REVIEW",
            "risk tier high",
            "procure",
        ],
    );
    let json = folder
        .run(&["check", "acme model", "--as-of", AS_OF, "--output", "json"])
        .json();
    assert_eq!(json["packs"][0]["id"], "baseline");
    assert_eq!(findings(&json, "PM-REVIEW")[0]["outcome"], "insufficient");
    // Without a date it is today's.
    let json = folder
        .run(&["check", "acme model", "--output", "json"])
        .json();
    assert!(
        json["as_of"].as_str().unwrap() >= "2026-01-01",
        "{}",
        json["as_of"]
    );
}

#[test]
fn init_writes_a_review_file_that_works() {
    for (name, _, _) in EXAMPLES {
        let folder = Folder::new();
        let dossier = repository(&format!("examples/{name}/dossier"));
        let dossier = dossier.to_str().unwrap();
        let ran = folder.run(&["init", dossier]);
        ran.complains(
            0,
            &[
                "review.toml is written",
                "put your name or role in it",
                "passmuster check",
            ],
        );
        assert!(ran.stdout.is_empty(), "{ran}");
        // As it is, nobody stands behind it.
        let judged = folder.run(&[
            "check",
            dossier,
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ]);
        assert_eq!(
            findings(&judged.json(), "PM-REVIEW")[0]["outcome"],
            "insufficient"
        );
        // It is never overwritten.
        let before = std::fs::read(folder.join("review.toml")).unwrap();
        folder
            .run(&["init", dossier, "--reviewer", "Me"])
            .complains(2, &["review.toml is there already", "--output", "--force"]);
        assert_eq!(std::fs::read(folder.join("review.toml")).unwrap(), before);
        // Completed, it is a review.
        let ran = folder.run(&[
            "init",
            dossier,
            "--reviewer",
            "Third-party \"risk\", desk\\1",
            "--for",
            "release",
            "--risk-tier",
            "limited",
            "--force",
        ]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(!ran.err().contains("put your name"), "{ran}");
        let judged = folder.run(&[
            "check",
            dossier,
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ]);
        assert!([0, 1, 3].contains(&judged.code), "{name}: {judged}");
        let json = judged.json();
        assert_eq!(findings(&json, "PM-REVIEW")[0]["outcome"], "pass", "{name}");
        assert_eq!(json["dossiers"][0]["action"], "release");
    }
}

/// Where every document of a repository names one model, the review file that `init` makes is all
/// that its gate needs.
#[test]
fn init_is_enough_for_a_model_repository() {
    let folder = Folder::new();
    let dossier = repository("examples/model-release/dossier");
    let mut init = INIT.to_vec();
    init.push(dossier.to_str().unwrap());
    assert_eq!(folder.run(&init).code, 0);
    let mut check = CHECK.to_vec();
    check.push(dossier.to_str().unwrap());
    let ran = folder.run(&check);
    assert_eq!(ran.code, 0, "{ran}");
}

/// `init` ties no document to the subject that names something else: a person does, by removing
/// comment marks.
#[test]
fn what_init_comments_out_is_ready_to_be_used() {
    let folder = Folder::with(&[
        (
            "d/a.md",
            b"---\nlicense: mit\nmodel-index:\n- name: a\n  results: []\n---\n# a\n",
        ),
        (
            "d/b.md",
            b"---\nlicense: cc-by-nc-4.0\nmodel-index:\n- name: b\n  results: []\n---\n# b\n",
        ),
    ]);
    let [init, check] = [INIT, CHECK].map(|args| {
        let mut args = args.to_vec();
        args.push("d");
        args
    });
    assert_eq!(folder.run(&init).code, 0);
    let outcome = || {
        let mut check = check.clone();
        check.extend(["--output", "json"]);
        findings(&folder.run(&check).json(), "PM-LIC-01")[0]["outcome"].clone()
    };
    assert_eq!(outcome(), "insufficient");
    let text = std::fs::read_to_string(folder.join("review.toml")).unwrap();
    assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
    let keys = ["# [[document]]", "# path = ", "# about = "];
    let ready = |line: &str| keys.iter().any(|key| line.starts_with(key));
    let text: Vec<&str> = text
        .lines()
        .map(|line| if ready(line) { &line[2..] } else { line })
        .collect();
    folder.write("review.toml", text.join("\n"));
    assert_eq!(outcome(), "fail", "the licence of b.md now counts");
}

const INIT: &[&str] = &[
    "init",
    "--reviewer",
    "Me",
    "--for",
    "release",
    "--risk-tier",
    "limited",
];
const CHECK: &[&str] = &["check", "--review", "review.toml", "--as-of", AS_OF];

#[test]
fn what_gates_can_be_chosen_and_outcomes_stay() {
    let outcomes = |json: &Value| -> Vec<(String, String)> {
        let all = json["dossiers"][0]["findings"].as_array().unwrap();
        let mut all: Vec<_> = all
            .iter()
            .map(|it| (it["fingerprint"].to_string(), it["outcome"].to_string()))
            .collect();
        all.sort();
        all
    };
    let pack = check("vendor-gaps", &["--output", "json"]);
    for (enforce, code) in [
        ("none", 3),
        ("PM-LIC-01", 0),
        ("PM-LIC-01,PM-REVIEW", 0),
        ("PM-INC-01", 1),
        ("PM-SEC-05", 3),
        ("PM-INC-01, PM-LIC-01", 1),
    ] {
        let ran = check("vendor-gaps", &["--enforce", enforce, "--output", "json"]);
        assert_eq!(ran.code, code, "{enforce}");
        let json = ran.json();
        assert_eq!(outcomes(&json), outcomes(&pack.json()), "{enforce}");
        assert_eq!(json["enforce"], enforce);
        let ran = check("vendor-gaps", &["--enforce", enforce]);
        assert!(
            ran.out().contains(enforce),
            "the summary says what gates: {ran}"
        );
    }
}

#[test]
fn a_control_is_advisory_until_it_takes_effect() {
    for (as_of, enforcement) in [("2027-12-01", "advisory"), ("2027-12-02", "mandatory")] {
        let mut args = example("vendor-gaps");
        args.retain(|it| it != AS_OF && it != "--as-of");
        args.extend(["--as-of", as_of, "--output", "json"].map(ToOwned::to_owned));
        let json = run(&args).json();
        let finding = findings(&json, "PM-OPS-01")[0].clone();
        assert_eq!(
            (&finding["outcome"], &finding["enforcement"]),
            (&"fail".into(), &enforcement.into()),
            "{as_of}"
        );
    }
    let explained = run(&["explain", "PM-OPS-01", "--as-of", "2027-12-01"]);
    explained.answers(0, &["mandatory from 2027-12-02, advisory until then"]);
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let text = run(&["completions", shell]);
        text.answers(0, &["passmuster", "check", "facts", "explain"]);
        assert!(text.out().contains("dossiers-from"), "{shell}");
    }
}

#[test]
fn explain_lists_and_explains_every_control() {
    let list = run(&["explain"]);
    assert_eq!(list.code, 0);
    for name in passmuster::policy::built_in_packs() {
        let pack = passmuster::policy::load(name).unwrap();
        for control in &pack.controls {
            says(&list.out(), &[&control.id, &control.title]);
        }
    }
    run(&["explain", "pm-data-01"]).answers(
        0,
        &[
            "PM-DATA-01: Training data sources are documented",
            "NIST AI RMF",
            "forbid (",
            "Cases",
            "names a dataset",
        ],
    );
    run(&["explain", "PM-DATA-1"]).complains(2, &["did you mean `PM-DATA-01`?"]);
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Folder::new();
    folder.run(&["man"]).answers(0, &[".TH passmuster 1"]);
    folder
        .run(&["man", "--dir", "none"])
        .complains(2, &["there is no folder `none`", "make it first"]);
    std::fs::create_dir(folder.join("pages")).unwrap();
    assert_eq!(folder.run(&["man", "--dir", "pages"]).code, 0);
    for command in ["", "-check", "-facts", "-plugin-build", "-man"] {
        let page = folder.join(format!("pages/passmuster{command}.1"));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|_| panic!("{page:?}"));
        assert!(text.contains(".SH SYNOPSIS"), "{text}");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    for args in [&["--help"][..], &["check", "--help"], &["--version"]] {
        let ran = run(args);
        ran.answers(0, &["passmuster"]);
        assert!(ran.stderr.is_empty(), "{ran}");
    }
    assert_eq!(run(&[] as &[&str]).code, 2);
    says(
        &run(&["--help"]).out(),
        &[
            "Exit codes: 0 pass, 1 fail, 2 bad usage, configuration or pack, 3 evidence missing, 4 could not be checked.",
        ],
    );
}
