//! What authors of plugins do with them: make one check, try fixtures.

use serde_json::Value;

use crate::common::{AS_OF, Folder, program, repository};
use crate::guest::{READ, plugin};

/// The manifest of `guest::plugin`.
const PLUGIN: &str = r#"
schema = 1
id = "acme"
version = "0.1.0"
api = "0.1.0"
title = "Acme"
[[check]]
id = "scan"
title = "Scans"
recomputing = true
[[reads]]
format = "model-card-md"
pointers = ["/**"]
[facts]
attributes = ["license"]
[limits]
fuel = 2000000
"#;

const CARD: &str = "# Model Card: ClaimNet\n\n## Intended use\n\nSorts insurance claims by urgency for trained staff.\n\n## Limitations\n\nNot for medical use.\n\n## Training data\n\nClaims of 2020 to 2024.\n";

/// A plugin's folder whose check comes to this outcome, by its number in the world.
fn folder(outcome: u32) -> Folder {
    let body = format!("{READ} (call $finding (i32.const {outcome}) (i32.const 1))");
    let folder = Folder::new();
    folder.write("plugin.toml", PLUGIN);
    folder.write("acme.wasm", plugin("", &body));
    folder
}

fn fixture(folder: &Folder, name: &str, expected: &str) {
    folder.write(format!("tests/{name}/dossier/card.md"), CARD);
    folder.write(format!("tests/{name}/expected.toml"), expected);
}

#[test]
fn a_fixture_holds_or_shows_where_it_does_not() {
    let folder = folder(0);
    fixture(
        &folder,
        "good",
        "check = \"scan\"\n[[finding]]\noutcome = \"pass\"\n",
    );
    let ran = folder.run(&["plugin", "test", "--twice"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out(), ran.err());
    assert!(ran.out().contains("ok    good"), "{}", ran.out());
    assert!(
        ran.out()
            .contains("comes to fail, insufficient, not-applicable, needs-review"),
        "{}",
        ran.out()
    );
    fixture(
        &folder,
        "bad",
        "check = \"scan\"\nfuel = 1\n[[finding]]\noutcome = \"fail\"\nattributes = { n = \"1\" }\n[[finding]]\noutcome = \"pass\"\n",
    );
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 1, "{}", ran.out());
    for says in [
        "FAIL  bad",
        "expected",
        "fail Model::\"subject\" | pass Model::\"subject\"",
        "n = 1",
        "(none)",
        "fuel at most 1",
        "ok    good",
        "2 fixtures, 1 failed",
    ] {
        assert!(ran.out().contains(says), "{says}\n{}", ran.out());
    }
    // A filter leaves the other one out; what comes can be kept, and then holds.
    assert_eq!(folder.run(&["plugin", "test", ".", "good"]).code, 0);
    assert_eq!(folder.run(&["plugin", "test", "--update"]).code, 0);
    let again = folder.run(&["plugin", "test", "--twice"]);
    assert_eq!(again.code, 0, "{}", again.out());
    let kept = std::fs::read_to_string(folder.join("tests/bad/expected.toml")).unwrap();
    assert!(
        kept.contains("outcome = \"pass\"") && kept.contains("fuel = "),
        "{kept}"
    );
    assert!(!kept.contains("fuel = 1\n"), "{kept}");
}

/// Nothing that was not tried is taken for tried.
#[test]
fn nothing_tried_is_never_good() {
    let folder = folder(0);
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 1, "{}", ran.out());
    assert!(ran.err().contains("there is no fixture"), "{}", ran.err());
    fixture(
        &folder,
        "one",
        "check = \"scan\"\n[[finding]]\noutcome = \"pass\"\n",
    );
    assert_eq!(folder.run(&["plugin", "test", ".", "two"]).code, 1);
    // A fixture without documents, without an expectation, of another check.
    folder.write(
        "tests/two/expected.toml",
        "check = \"scan\"\n[[finding]]\noutcome = \"pass\"\n",
    );
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err().contains("tests/two/dossier"), "{}", ran.err());
    std::fs::remove_dir_all(folder.join("tests/two")).unwrap();
    folder.write("tests/three/dossier/card.md", CARD);
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err().contains("has no expected.toml"), "{}", ran.err());
    folder.write(
        "tests/three/expected.toml",
        "check = \"scam\"\n[[finding]]\noutcome = \"pass\"\n",
    );
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err().contains("did you mean `scan`"), "{}", ran.err());
    std::fs::remove_dir_all(folder.join("tests/three")).unwrap();
    // A component that the manifest beside it did not give.
    folder.write(
        "plugin.toml",
        PLUGIN.replace("\"0.1.0\"\napi", "\"0.2.0\"\napi"),
    );
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err().contains("another plugin.toml"), "{}", ran.err());
    // A check that stops is an error, which no fixture expects by leaving it out.
    let folder = Folder::new();
    folder.write("plugin.toml", PLUGIN);
    folder.write("acme.wasm", plugin("", "unreachable"));
    fixture(
        &folder,
        "stops",
        "check = \"scan\"\n[[finding]]\noutcome = \"pass\"\n",
    );
    let ran = folder.run(&["plugin", "test"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out().contains("error Model::\"subject\""),
        "{}",
        ran.out()
    );
}

#[test]
fn one_check_shows_its_findings_and_what_it_read() {
    let folder = folder(1);
    folder.write("dossier/card.md", CARD);
    let review = "schema = 1\n[subject]\nkind = \"model\"\nname = \"ClaimNet\"\n[[document]]\npath = \"card.md\"\nabout = \"subject\"\n";
    folder.write("review.toml", review);
    let line = [
        "plugin",
        "run",
        "acme/scan",
        "dossier",
        "--component",
        "acme.wasm",
        "--review",
        "review.toml",
        "--as-of",
        AS_OF,
    ];
    let ran = folder.run(&line);
    assert_eq!(ran.code, 0, "{}", ran.err());
    for says in [
        "fail (high)",
        "It holds.",
        "cites #0",
        "#0 card.md:1:",
        "/sections/0/heading",
    ] {
        assert!(ran.out().contains(says), "{says}\n{}", ran.out());
    }
    let json = folder.run(&[&line[..], &["--output", "json"]].concat());
    let value: Value = serde_json::from_str(&json.out()).unwrap();
    assert_eq!(value["schema"], "passmuster/plugin-run/v1");
    assert_eq!(value["run"]["findings"][0]["reported"], "fail");
    assert_eq!(value["run"]["reads"][0]["pointer"], "/sections/0/heading");
    // The plugin that the program carries needs no file.
    let credit = repository("examples/credit-scoring");
    let at = |path: &str| credit.join(path).display().to_string();
    folder.write("config.toml", "basis = \"internal\"\n");
    let (dossier, review) = (at("dossier"), at("review.toml"));
    let mut line = vec![
        "plugin",
        "run",
        "finance/adverse-impact",
        &dossier,
        "--review",
        &review,
    ];
    let ran = folder.run(&line);
    assert_eq!(ran.code, 2, "{}", ran.out());
    assert!(ran.err().contains("basis"), "{}", ran.err());
    line.extend(["--check-config", "config.toml", "--as-of", AS_OF]);
    let ran = folder.run(&line);
    assert_eq!(ran.code, 0, "{}", ran.err());
    assert!(ran.out().contains("pass"), "{}", ran.out());
}

#[test]
fn what_cannot_be_run_is_said() {
    let folder = folder(0);
    folder.write("dossier/notes.txt", "nothing");
    for (line, says) in [
        (vec!["scan", "dossier"], "of which plugin"),
        (vec!["acme/scan", "dossier"], "no built-in plugin"),
        (
            vec!["other/scan", "dossier", "--component", "acme.wasm"],
            "is the plugin `acme`",
        ),
        (
            vec!["look", "dossier", "--component", "acme.wasm"],
            "has no check `look`",
        ),
        (
            vec!["scan", "nowhere", "--component", "acme.wasm"],
            "nowhere",
        ),
        (
            vec![
                "scan",
                "dossier",
                "--component",
                "acme.wasm",
                "--about",
                "Model::\"x\"",
            ],
            "Model::\"x\"",
        ),
    ] {
        let ran = folder.run(&[&["plugin", "run"][..], &line].concat());
        assert_eq!(ran.code, 2, "{line:?}: {}{}", ran.out(), ran.err());
        assert!(ran.err().contains(says), "{says}: {}", ran.err());
    }
}

/// The folder of the repository in which Rust guests of the tests are built, so that what they share
/// is built once.
fn guests_target() -> std::path::PathBuf {
    repository("target/tmp/guests")
}

#[test]
fn a_new_plugin_in_rust_builds_and_passes_its_own_tests() {
    let folder = Folder::new();
    let ran = folder.run(&["plugin", "new", "reading-levels"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.out().contains("cd ./reading-levels && cargo test"),
        "{ran}"
    );
    let project = folder.join("reading-levels");
    let cargo = |line: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO"));
        command.current_dir(&project).args(line);
        command.env("CARGO_TARGET_DIR", guests_target());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line:?}: {text}");
    };
    // Locked: what was made names the versions that the SDK was built with.
    cargo(&["test", "--locked", "--quiet"]);
    let run = |line: &[&str]| {
        let mut command = program();
        command.current_dir(&project).args(line);
        command.env("CARGO_TARGET_DIR", guests_target());
        crate::common::ran(command, b"")
    };
    // The first build of a guest compiles the bindings' macro, for longer than a run may take.
    let mut build = program();
    build.current_dir(&project).args(["plugin", "build"]);
    build.env("CARGO_TARGET_DIR", guests_target());
    let built = build.output().unwrap();
    assert!(built.status.success(), "{built:?}");
    let tested = run(&["plugin", "test", "--twice"]);
    assert_eq!(tested.code, 0, "{tested}");
    assert!(tested.out().contains("4 fixtures, 0 failed"), "{tested}");
    // The same sources give the same bytes.
    assert_eq!(run(&["plugin", "build", "--check"]).code, 0);
}

#[test]
fn a_new_plugin_has_a_good_name_and_a_place_of_its_own() {
    let folder = Folder::new();
    for name in [
        "", "Acme", "a--b", "-a", "a-", "1a", "a/b", "..", "crate", "finance", "a b", "é",
    ] {
        let ran = folder.run(&["plugin", "new", "--", name]);
        ran.complains(2, &["cannot be a plugin's name"]);
    }
    folder.write("there/keep.txt", "mine");
    folder
        .run(&["plugin", "new", "there"])
        .complains(2, &["already something"]);
    folder.write("file", "mine");
    folder
        .run(&["plugin", "new", "file"])
        .complains(2, &["already something"]);
    folder
        .run(&["plugin", "new", "here", "--within", "nowhere"])
        .complains(2, &["no folder nowhere"]);
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(
        std::fs::read_to_string(folder.join("there/keep.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_new_plugin_in_python_passes_its_own_tests() {
    let folder = Folder::new();
    let ran = folder.run(&["plugin", "new", "reading-levels", "--lang", "python"]);
    assert_eq!(ran.code, 0, "{ran}");
    let project = folder.join("reading-levels");
    let tested = std::process::Command::new("python3")
        .current_dir(&project)
        .args(["-B", "-m", "unittest"])
        .output();
    match tested {
        Ok(tested) => {
            let said = String::from_utf8_lossy(&tested.stderr);
            assert!(
                tested.status.success() && said.contains("Ran 2 tests"),
                "{said}"
            );
        }
        Err(error) => assert!(
            std::env::var_os("CI").is_none(),
            "python3 cannot be started: {error}"
        ),
    }
    // Where the tool is missing, it is named with the way to get it.
    let mut build = program();
    build.current_dir(&project).args(["plugin", "build"]);
    build.env("PATH", folder.path());
    crate::common::ran(build, b"").complains(2, &["componentize-py is missing", "pip install"]);
}
