//! What tests share: folders of files, the program run with a time limit, its JSON.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The review date of every test that does not say another.
pub(crate) const AS_OF: &str = "2026-11-01";

/// How long one run may take before it counts as hanging. An unoptimised build on a busy machine
/// takes a second or two.
const PATIENCE: Duration = Duration::from_secs(120);

/// The examples, their exit codes and verdicts, as their READMEs document them.
pub(crate) const EXAMPLES: &[(&str, i32, &str)] = &[
    ("credit-scoring", 0, "pass"),
    ("credit-scoring-blocked", 1, "fail"),
    ("model-release", 0, "pass"),
    ("model-release-blocked", 1, "fail"),
    ("radiology-triage", 0, "pass"),
    ("radiology-triage-gaps", 3, "insufficient"),
    ("vendor-gaps", 1, "fail"),
    ("vendor-ready", 0, "pass"),
];

/// A path of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder that goes away with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = Self::new();
        for (path, bytes) in files {
            folder.write(path, bytes);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let at = self.join(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(&at, bytes).unwrap();
        at
    }

    /// Runs the program in this folder.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        let mut command = program();
        command.current_dir(self.path()).args(args);
        ran(command, b"")
    }
}

/// Copies a folder, its entries made in the order that `order` puts them in.
pub(crate) fn copy(from: &Path, to: &Path, order: &dyn Fn(&mut Vec<PathBuf>)) {
    std::fs::create_dir_all(to).unwrap();
    let entries = std::fs::read_dir(from).unwrap();
    let mut entries: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    entries.sort();
    order(&mut entries);
    for entry in entries {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target, order);
        } else {
            std::fs::copy(&entry, &target).unwrap();
        }
    }
}

/// The program, with nothing of this machine's terminal in its environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passmuster"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PASSMUSTER_") {
            command.env_remove(name);
        }
    }
    // Compiled plugins are kept apart from those of whoever runs the tests.
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// What a run of the program left behind.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// Runs a command with an input and ends it when it hangs. A signal, such as that of an
/// overflowing stack, fails the test, and so does a panic.
pub(crate) fn ran(mut command: Command, input: &[u8]) -> Ran {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all(input);
    drop(stdin);
    let mut stdout = child.stdout.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let out = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).map(|_| bytes)
    });
    let err = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stderr.read_to_end(&mut bytes).map(|_| bytes)
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("hangs: {shown}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let ran = Ran {
        code: status.code().unwrap_or_else(|| panic!("{status}: {shown}")),
        stdout: out.join().unwrap().unwrap(),
        stderr: err.join().unwrap().unwrap(),
    };
    assert!(!ran.err().contains("panicked at"), "{shown}\n{}", ran.err());
    ran
}

impl Ran {
    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("standard output is UTF-8")
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.stderr.clone()).expect("standard error is UTF-8")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON: {error}\n{self}"))
    }

    /// Asserts the exit code, and that standard error has each of these texts, after its spaces
    /// and line breaks are made single spaces.
    #[track_caller]
    pub(crate) fn complains(&self, code: i32, texts: &[&str]) -> &Self {
        assert_eq!(self.code, code, "{self}");
        says(&self.err(), texts);
        self
    }

    /// The same of standard output.
    #[track_caller]
    pub(crate) fn answers(&self, code: i32, texts: &[&str]) -> &Self {
        assert_eq!(self.code, code, "{self}");
        says(&self.out(), texts);
        self
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "exit code {}", self.code)?;
        writeln!(f, "stdout: {}", String::from_utf8_lossy(&self.stdout))?;
        write!(f, "stderr: {}", String::from_utf8_lossy(&self.stderr))
    }
}

/// Asserts that a text has each of these texts, however it is wrapped.
#[track_caller]
pub(crate) fn says(text: &str, expected: &[&str]) {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in expected {
        assert!(flat.contains(part), "no `{part}` in:\n{text}");
    }
}

/// The arguments of a check of an example.
pub(crate) fn example(name: &str) -> Vec<String> {
    let folder = format!("examples/{name}");
    [
        "check",
        repository(&format!("{folder}/dossier")).to_str().unwrap(),
        "--review",
        repository(&format!("{folder}/review.toml"))
            .to_str()
            .unwrap(),
        "--as-of",
        AS_OF,
    ]
    .map(ToOwned::to_owned)
    .to_vec()
}

/// The findings of the one dossier of a check's JSON that are about a control.
#[track_caller]
pub(crate) fn findings<'a>(check: &'a Value, control: &str) -> Vec<&'a Value> {
    let all = check["dossiers"][0]["findings"].as_array().unwrap();
    let of = all.iter().filter(|it| it["control"] == control);
    let found: Vec<&Value> = of.collect();
    assert!(!found.is_empty(), "no finding of {control}");
    found
}

/// The message of the one finding of PM-DOC-READ about a file, and its outcome.
#[track_caller]
pub(crate) fn unread(check: &Value, path: &str) -> (String, String) {
    let entity = |it: &&&Value| {
        it["entity"].to_string().contains(&format!("\"{path}\""))
            || it["message"].as_str().unwrap().starts_with(path)
    };
    let all = findings(check, "PM-DOC-READ");
    let found = all
        .iter()
        .find(entity)
        .unwrap_or_else(|| panic!("nothing about {path}: {all:#?}"));
    (
        found["outcome"].as_str().unwrap().to_owned(),
        found["message"].as_str().unwrap().to_owned(),
    )
}

/// The reason that the facts give for a file that was not read.
#[track_caller]
pub(crate) fn facts(folder: &Folder, dir: &str) -> Value {
    let ran = folder.run(&["facts", dir, "--as-of", AS_OF, "--output", "json"]);
    assert_eq!(ran.code, 0, "{ran}");
    ran.json()["dossiers"][0].clone()
}

/// Runs the program in the repository.
pub(crate) fn run(args: &[impl AsRef<OsStr>]) -> Ran {
    let mut command = program();
    command.current_dir(repository("")).args(args);
    ran(command, b"")
}

/// A check of an example, with more arguments.
pub(crate) fn check(name: &str, more: &[&str]) -> Ran {
    let mut args = example(name);
    args.extend(more.iter().map(|it| (*it).to_owned()));
    run(&args)
}
