//! The gate as CI systems run it: the action's script, the job's script, the hooks; and what keeps
//! them safe.

use std::path::Path;
use std::process::Command;

use crate::common::{AS_OF, EXAMPLES, Folder, Ran, copy, ran, repository};

const ACTION: &str = ".github/actions/gate/action.yml";
const RELEASE: &str = ".github/workflows/release.yml";
const JOB: &str = ".gitlab/passmuster.yml";
const HOOKS: &str = ".pre-commit-hooks.yaml";

fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap()
}

/// The bodies of the `run:` of a file of GitHub's.
fn scripts(text: &str) -> Vec<String> {
    let mut scripts = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((indent, rest)) = line.split_once("run: ") else {
            continue;
        };
        if rest != "|" {
            scripts.push(rest.to_owned());
            continue;
        }
        let deep = indent.len();
        let inside = |it: &&&str| it.trim().is_empty() || it.len() - it.trim_start().len() > deep;
        let body = lines[at + 1..].iter().take_while(inside);
        let body: Vec<&str> = body.map(|it| it.get(deep + 2..).unwrap_or("")).collect();
        scripts.push(body.join("\n"));
    }
    scripts
}

#[test]
fn no_script_has_a_value_in_its_text_and_actions_are_pinned() {
    for path in [ACTION, RELEASE] {
        let text = text(path);
        let scripts = scripts(&text);
        assert!(scripts.len() >= 2, "{path}: {scripts:?}");
        for script in scripts {
            assert!(!script.contains("${{"), "{path}: {script}");
        }
        for line in text.lines().filter(|it| it.contains("uses: ")) {
            let (_, pin) = line.split_once('@').unwrap();
            let sha = pin.split(' ').next().unwrap();
            assert!(
                sha.len() == 40 && sha.bytes().all(|it| it.is_ascii_hexdigit()),
                "{path}: {line}"
            );
        }
    }
    // The page shows them the same way.
    let page = text("docs/gate.md");
    for line in page
        .lines()
        .filter(|it| it.trim_start().starts_with("- uses: "))
    {
        assert!(line.contains('@'), "{line}");
        assert!(!line.contains("@v") && !line.contains("@main"), "{line}");
    }
    for command in page.lines().filter(|it| it.contains("passmuster check")) {
        let named = command.contains("--as-of") || command.ends_with('\\') || command.contains('`');
        assert!(named, "a gate's command without a date: {command}");
    }
}

/// All are YAML, as this project reads it.
#[test]
fn the_files_are_yaml() {
    for path in [ACTION, RELEASE, JOB, HOOKS] {
        let text = text(path);
        let tree = passmuster::tree::yaml(&text, 0, &passmuster::limits::Limits::default());
        assert!(tree.is_ok(), "{path}: {tree:?}");
    }
}

/// The action's step, run as the runner does: its inputs in the environment.
#[cfg(unix)]
fn action(folder: &Folder, inputs: &[(&str, &str)]) -> (Ran, String, String) {
    let script = scripts(&text(ACTION)).pop().unwrap();
    assert!(script.contains("passmuster \"${args[@]}\""), "{script}");
    let (outputs, summary) = (folder.write("outputs", ""), folder.write("summary", ""));
    std::fs::create_dir_all(folder.join("temp")).unwrap();
    let mut command = shell(&script, folder.path());
    command
        .env("RUNNER_TEMP", folder.join("temp"))
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary);
    for (name, value) in [
        ("DOSSIER", "."),
        ("REVIEW", ""),
        ("AS_OF", AS_OF),
        ("ACTION", ""),
        ("PACKS", ""),
        ("TRUST", ""),
        ("LOCK", ""),
        ("ENFORCE", "pack"),
        ("SINCE", ""),
        ("DECISIONS", ""),
        ("OUTPUT", ""),
        ("SUMMARY", "true"),
    ] {
        command.env(format!("PM_{name}"), value);
    }
    for (name, value) in inputs {
        command.env(format!("PM_{name}"), value);
    }
    let ran = ran(command, b"");
    let read = |path| std::fs::read_to_string(path).unwrap();
    (ran, read(outputs), read(summary))
}

/// A script under bash, with the program on its path.
#[cfg(unix)]
fn shell(script: &str, folder: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_passmuster"));
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env(
            "PATH",
            format!("{}:{path}", program.parent().unwrap().display()),
        )
        .env_remove("CLICOLOR_FORCE");
    command
}

#[cfg(unix)]
#[test]
fn the_action_stops_the_job_and_says_why_where_github_shows_it() {
    for (name, code, verdict) in EXAMPLES
        .iter()
        .filter(|(name, _, _)| name.starts_with("model"))
    {
        let folder = Folder::new();
        copy(
            &repository(&format!("examples/{name}")),
            &folder.join("repo"),
            &|_| (),
        );
        let inputs = [
            ("DOSSIER", "repo/dossier"),
            ("REVIEW", "repo/review.toml"),
            ("OUTPUT", "csv=findings.csv\noscal=results.json\n"),
        ];
        let (ran, outputs, summary) = action(&folder, &inputs);
        assert_eq!(ran.code, *code, "{ran}");
        let lines: Vec<&str> = outputs.lines().collect();
        assert_eq!(lines[0], format!("verdict={verdict}"));
        assert_eq!(lines[1], format!("exit-code={code}"));
        assert!(summary.starts_with("<!-- passmuster:"), "{summary}");
        for file in ["report.html", "report.json", "report.sarif", "report.md"] {
            assert!(
                folder.join("temp/passmuster").join(file).is_file(),
                "{file}"
            );
        }
        assert!(folder.join("findings.csv").is_file() && folder.join("results.json").is_file());
        // The annotations, then everything else while the runner takes no commands.
        let out = ran.out();
        let (before, rest) = out.split_once("::stop-commands::").unwrap();
        let (token, rest) = rest.split_once('\n').unwrap();
        assert!(token.len() == 32, "{token}");
        assert!(before.lines().all(|it| it.starts_with("::")), "{before}");
        assert_eq!(
            before.contains("::error file=repo/dossier/"),
            *code == 1,
            "{before}"
        );
        assert!(
            rest.contains("Verdict: ") && rest.contains("\npassmuster: "),
            "{rest}"
        );
        assert!(rest.ends_with(&format!("\n::{token}::\n")), "{rest}");
    }
}

/// Inputs are arguments: they are not run, and they are no flags.
#[cfg(unix)]
#[test]
fn what_is_put_in_is_not_run() {
    let evil = "$(touch pwned) `touch pwned`; touch pwned; \" touch pwned '";
    for (name, value) in [
        ("DOSSIER", evil),
        ("DOSSIER", "--output=html=pwned"),
        ("REVIEW", evil),
        ("AS_OF", evil),
        ("PACKS", evil),
        ("ENFORCE", evil),
        ("ACTION", evil),
        ("OUTPUT", evil),
        ("TRUST", "x\n--output=html=pwned"),
        ("LOCK", "x\n--output=html=pwned"),
    ] {
        let folder = Folder::with(&[("README.md", b"---\nlicense: mit\n---\n# x\n")]);
        let (ran, outputs, _) = action(&folder, &[(name, value)]);
        assert_eq!(ran.code, 2, "{name}: {ran}");
        assert!(
            outputs.starts_with("verdict=\nexit-code=2\n"),
            "{name}: {outputs}"
        );
        assert!(!folder.join("pwned").exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn the_job_of_gitlab_runs() {
    let text = text(JOB);
    let (_, script) = text.split_once("    - >-\n").unwrap();
    let (script, _) = script.split_once("  artifacts:").unwrap();
    let words: Vec<&str> = script.split_whitespace().collect();
    let folder = Folder::new();
    copy(
        &repository("examples/model-release-blocked"),
        folder.path(),
        &|_| (),
    );
    let script = format!("mkdir -p .passmuster-reports\n{}", words.join(" "));
    let mut command = shell(&script, folder.path());
    for (name, value) in [
        ("PASSMUSTER_DOSSIER", "dossier"),
        ("PASSMUSTER_REVIEW", "review.toml"),
        ("PASSMUSTER_ACTION", "release"),
        ("PASSMUSTER_AS_OF", AS_OF),
        ("PASSMUSTER_ENFORCE", "pack"),
    ] {
        command.env(name, value);
        assert!(
            text.contains(&format!("    {name}: ")),
            "{name} has no default"
        );
    }
    command.env("CI_PROJECT_DIR", folder.path());
    let ran = ran(command, b"");
    ran.answers(1, &["FAILS"]);
    for line in text
        .lines()
        .filter(|it| it.contains(": .passmuster-reports/"))
    {
        let (_, path) = line.split_once(": ").unwrap();
        assert!(folder.join(path).is_file(), "{path}");
    }
}

/// Each hook's command is one that the program takes.
#[test]
fn the_hooks_are_commands() {
    let text = text(HOOKS);
    let hooks: Vec<&str> = text.split("- id: ").skip(1).collect();
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        let field = |name: &str| {
            let at = hook.find(&format!("\n  {name}: ")).unwrap();
            let line = hook[at + 1..].lines().next().unwrap();
            line.split_once(": ").unwrap().1.to_owned()
        };
        assert_eq!(field("entry"), "passmuster check");
        assert_eq!(field("pass_filenames"), "false");
        let args = field("args");
        let args = args.trim_matches(['[', ']']);
        let mut words = vec!["check".to_owned()];
        words.extend(args.split(", ").map(|it| it.trim_matches('"').to_owned()));
        let folder = Folder::new();
        copy(
            &repository("examples/model-release/dossier"),
            folder.path(),
            &|_| (),
        );
        std::fs::create_dir_all(folder.join(".passmuster")).unwrap();
        std::fs::copy(
            repository("examples/model-release/review.toml"),
            folder.join(".passmuster/review.toml"),
        )
        .unwrap();
        words.push(format!("--as-of={AS_OF}"));
        folder.run(&words).answers(0, &["PASSES"]);
    }
}
