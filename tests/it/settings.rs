//! Settings: which source wins, what a file may not do, what `--show-config` and the rerun line
//! say, and the reference page.

use std::fmt::Write as _;

use passmuster::config::{File, Kind, SETTINGS};
use passmuster::source::SourceFile;

use crate::common::{AS_OF, Folder, Ran, program, ran, repository, says};
use crate::docs::{HEAD, code, page, row, table};

const CARD: &[u8] = b"---\nlicense: mit\n---\n# x\n";
const REVIEW: &[u8] = b"schema = 1\nreviewer = \"R\"\n[subject]\nkind = \"model\"\nname = \"x\"\n";

/// A workplace with two dossiers, their review files and a settings file.
fn workplace(settings: &str) -> Folder {
    let folder = Folder::with(&[
        ("vendors/a/README.md", CARD),
        ("vendors/b/README.md", CARD),
        ("reviews/a.toml", REVIEW),
        ("here/there/x.txt", b""),
    ]);
    folder.write("passmuster.toml", settings);
    folder
}

/// Runs the program in a folder of the workplace, with variables.
fn run_in(folder: &Folder, at: &str, variables: &[(&str, &str)], args: &[&str]) -> Ran {
    let mut command = program();
    command.current_dir(folder.join(at)).args(args);
    for (name, value) in variables {
        command.env(name, value);
    }
    ran(command, b"")
}

fn shown(folder: &Folder, at: &str, variables: &[(&str, &str)], more: &[&str]) -> String {
    let mut args = vec!["check", "--show-config"];
    args.extend(more);
    let ran = run_in(folder, at, variables, &args);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stderr.is_empty(), "{ran}");
    ran.out()
}

/// A value for a setting from each source: in the file, in the environment, on the command line.
const VALUES: &[(&str, &str, &str, &str)] = &[
    ("trust", "\"f.toml\"", "e.toml", "c.toml"),
    ("decisions", "\"f.toml\"", "e.toml", "c.toml"),
    ("since", "\"f.json\"", "e.json", "c.json"),
    ("pack", "[\"finance\"]", "healthcare", "baseline"),
    ("lock", "\"f.lock\"", "e.lock", "c.lock"),
    ("locked", "false", "false", "true"),
    ("for", "\"renew\"", "release", "procure"),
    ("as_of", "2026-01-01", "2026-02-01", "2026-03-01"),
    ("enforce", "\"none\"", "PM-LIC-01", "pack"),
    ("output", "[\"json\"]", "sarif", "junit"),
    ("limit", "[\"depth=11\"]", "depth=22", "depth=33"),
    ("plugin_limit", "[\"fuel=11\"]", "fuel=22", "fuel=33"),
    ("cache_dir", "\"cache\"", "warm", "none"),
];

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    for setting in SETTINGS {
        if ["dossier", "review"].contains(&setting.key) {
            continue;
        }
        let known = VALUES.iter().find(|it| it.0 == setting.key);
        let (key, file, variable, flag) = known.unwrap_or_else(|| panic!("{}", setting.key));
        let folder = workplace(&format!("schema = 1\n{key} = {file}\n"));
        let variables = [(setting.variable(), *variable)];
        let variables = variables
            .each_ref()
            .map(|(name, value)| (name.as_str(), *value));
        let given = [setting.flag(), (*flag).to_owned()];
        let given = given.each_ref().map(String::as_str);
        // A switch stands by itself.
        let given = &given[..if setting.kind == Kind::Switch { 1 } else { 2 }];
        let line = |text: &str| {
            let mut lines = text.lines().map(ToOwned::to_owned);
            lines
                .find(|it| {
                    it.starts_with(&format!("{key} = ")) || it.starts_with(&format!("# {key}: "))
                })
                .unwrap()
        };
        let plain = |text: &str| text.trim_matches(['[', ']', '"']).to_owned();
        for (variables, flags, expected, from) in [
            (
                &[][..],
                &[][..],
                plain(file),
                "passmuster.toml:2".to_owned(),
            ),
            (
                &variables[..],
                &[],
                (*variable).to_owned(),
                setting.variable(),
            ),
            (&variables[..], given, (*flag).to_owned(), setting.flag()),
        ] {
            let found = line(&shown(&folder, ".", variables, flags));
            assert!(found.ends_with(&format!("# {from}")), "{found}");
            assert!(found.contains(&expected), "{found}: {expected}");
        }
        // An empty variable sets nothing, and `--no-config` reads neither.
        let empty = [(variables[0].0, "")];
        assert!(line(&shown(&folder, ".", &empty, &[])).ends_with("passmuster.toml:2"));
        let none = line(&shown(&folder, ".", &variables, &["--no-config"]));
        assert_eq!(none, format!("# {key}: {}  (default)", (setting.unset)()));
    }
}

const SETTINGS_FILE: &str = "schema = 1
as_of = 2026-11-01
pack = [\"baseline\", \"./packs/own\"]
output = [\"human\", \"json=out/report.json\"]
trust = \"trust.toml\"

[[dossier]]
path = \"vendors/a\"
review = \"reviews/a.toml\"

[[dossier]]
path = \"./vendors/b\"
";

#[test]
fn paths_lead_from_the_file_and_what_is_shown_is_a_file() {
    let folder = workplace(SETTINGS_FILE);
    let text = shown(
        &folder,
        "here/there",
        &[("PASSMUSTER_FOR", "renew")],
        &["--enforce", "PM-LIC-01,PM-REVIEW"],
    );
    assert_eq!(
        text,
        "schema = 1
trust = \"../../trust.toml\"  # ../../passmuster.toml:5
# decisions: none  (default)
# since: none  (default)
pack = [\"baseline\", \"../../packs/own\"]  # ../../passmuster.toml:3
# lock: passmuster.lock, beside the settings file  (default)
# locked: false  (default)
for = \"renew\"  # PASSMUSTER_FOR
as_of = \"2026-11-01\"  # ../../passmuster.toml:2
enforce = [\"PM-LIC-01,PM-REVIEW\"]  # --enforce
output = [\"human\", \"json=../../out/report.json\"]  # ../../passmuster.toml:4
# limit: those of `check --help`  (default)
# plugin_limit: those of docs/limits.md  (default)
# cache_dir: the user's cache folder; none where CI is set  (default)

[[dossier]]
path = \"../../vendors/a\"  # ../../passmuster.toml:8
review = \"../../reviews/a.toml\"  # ../../passmuster.toml:9

[[dossier]]
path = \"../../vendors/b\"  # ../../passmuster.toml:12
# review: none  (../../passmuster.toml:12)
"
    );
    // Read back, it says the same.
    folder.write("here/there/shown.toml", &text);
    let again = shown(&folder, "here/there", &[], &["--config", "shown.toml"]);
    let bare = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .map(|it| it.split("  ").next().unwrap().to_owned());
        lines.collect()
    };
    assert_eq!(bare(&again), bare(&text));
}

/// A dossier that is named on the command line has the review file that the file pairs it with, and
/// never that of another.
#[test]
fn a_review_file_is_only_for_its_own_dossier() {
    let folder = workplace(SETTINGS_FILE);
    let text = shown(&folder, "vendors", &[], &["../vendors/a", "b"]);
    says(
        &text,
        &[
            "path = \"../vendors/a\" # command line review = \"../reviews/a.toml\" # ../passmuster.toml:9",
        ],
    );
    says(&text, &["path = \"b\" # command line # review: none"]);
    folder.write("other/README.md", CARD);
    says(
        &shown(&folder, ".", &[], &["other"]),
        &["# review: none (default)"],
    );
    says(
        &shown(
            &folder,
            ".",
            &[],
            &[
                "vendors/a",
                "other",
                "--review",
                "none",
                "--review",
                "x.toml",
            ],
        ),
        &[
            "path = \"vendors/a\" # command line # review: none (--review)",
            "review = \"x.toml\" # --review",
        ],
    );
}

#[test]
fn what_lies_in_a_dossier_says_nothing_of_how_it_is_checked() {
    let loose = "schema = 1\nenforce = \"none\"\n";
    let folder = workplace("schema = 1\nfor = \"renew\"\n");
    folder.write("vendors/a/passmuster.toml", loose);
    for (at, dossier) in [
        ("vendors/a", "."),
        (".", "vendors/a"),
        ("vendors/a", "README.md"),
        ("vendors/a", "../a"),
    ] {
        let text = {
            let ran = run_in(&folder, at, &[], &["check", dossier, "--show-config"]);
            assert_eq!(ran.code, 0, "{ran}");
            if at == "vendors/a" {
                says(
                    &ran.err(),
                    &[
                        "passmuster.toml is not read as settings: it lies in the dossier",
                        "--config reads it",
                    ],
                );
            }
            ran.out()
        };
        says(&text, &["# enforce: pack (default)", "for = \"renew\""]);
    }
    // By name, it counts: a repository that gates itself.
    let text = shown(
        &folder,
        "vendors/a",
        &[],
        &[".", "--config", "passmuster.toml"],
    );
    says(
        &text,
        &[
            "enforce = [\"none\"] # passmuster.toml:2",
            "# for: the review file's",
        ],
    );
    let text = shown(
        &folder,
        "vendors/a",
        &[("PASSMUSTER_CONFIG", "passmuster.toml")],
        &["."],
    );
    says(&text, &["enforce = [\"none\"]"]);
    // Nor does it get in by naming the dossier itself, or through a link.
    folder.write(
        "vendors/a/passmuster.toml",
        format!("{loose}[[dossier]]\npath = \".\"\n"),
    );
    run_in(&folder, "vendors/a", &[], &["check"]).complains(
        2,
        &[
            "passmuster.toml lies in the dossier `.`, so it cannot say how that is checked",
            "--config passmuster.toml",
        ],
    );
    #[cfg(unix)]
    {
        std::fs::remove_file(folder.join("passmuster.toml")).unwrap();
        let target = folder.join("vendors/a/passmuster.toml");
        std::os::unix::fs::symlink(target, folder.join("passmuster.toml")).unwrap();
        let ran = run_in(&folder, ".", &[], &["check", "vendors/a", "--show-config"]);
        says(&ran.out(), &["# enforce: pack (default)"]);
    }
}

/// The rerun line is complete without the file and the environment, and what they loosen is said.
#[test]
fn a_run_says_what_a_file_loosened_and_runs_again_without_it() {
    let folder = workplace(
        "schema = 1\nas_of = 2026-11-01\nenforce = [\"PM-LIC-01\"]\nlimit = [\"depth=40\"]\n[[dossier]]\npath = \"vendors/a\"\nreview = \"reviews/a.toml\"\n[[dossier]]\npath = \"vendors/b\"\n",
    );
    let variables = [("PASSMUSTER_FOR", "renew")];
    let first = run_in(
        &folder,
        "here",
        &variables,
        &["check", "--output", "json", "--quiet"],
    );
    says(
        &first.err(),
        &[
            "settings of ../passmuster.toml: dossier, review, as_of, enforce, limit; of the environment: for",
        ],
    );
    let json = first.json();
    assert_eq!(json["enforce"], "PM-LIC-01");
    let line = json["rerun"].as_str().unwrap().to_owned();
    assert_eq!(
        line,
        "passmuster check --review ../reviews/a.toml --review none --for renew --enforce PM-LIC-01 \
         --limit depth=40 --as-of 2026-11-01 --no-config ../vendors/a ../vendors/b"
    );
    let args: Vec<&str> = line
        .split(' ')
        .skip(1)
        .chain(["--output", "json"])
        .collect();
    let second = run_in(&folder, "here", &[("PASSMUSTER_ENFORCE", "none")], &args);
    let line = |line: &str| line.starts_with("passmuster");
    assert!(second.err().lines().all(line), "{second}");
    assert_eq!(first.out(), second.out());
    // What a flag takes back is named too, so that the file cannot put it in again.
    let taken = run_in(
        &folder,
        "here",
        &[],
        &["check", "--enforce", "pack", "--output", "json"],
    );
    assert!(
        taken.json()["rerun"]
            .as_str()
            .unwrap()
            .contains("--enforce pack")
    );
    // Without a file and variables the line stays as short as what was typed.
    std::fs::remove_file(folder.join("passmuster.toml")).unwrap();
    let plain = run_in(
        &folder,
        ".",
        &[],
        &["check", "vendors/a", "--as-of", AS_OF, "--output", "json"],
    );
    assert_eq!(
        plain.json()["rerun"],
        format!("passmuster check --as-of {AS_OF} vendors/a")
    );
    assert!(plain.err().lines().all(line), "{plain}");
}

#[test]
fn a_wrong_setting_is_said_where_it_stands() {
    let check = &["check", "vendors/a"][..];
    for (settings, expected) in [
        (
            "as_of = 2026-11-01\n",
            &["there is no `schema`", "schema = 1"][..],
        ),
        (
            "schema = 2\n",
            &["this `schema` is not known", "--> passmuster.toml:1:10"],
        ),
        (
            "schema = 1\npacks = [\"x\"]\n",
            &[
                "there is no key `packs`",
                "passmuster.toml:2:1",
                "did you mean `pack`?",
            ],
        ),
        (
            "schema = 1\nas-of = 2026-11-01\n",
            &["there is no key `as-of`", "did you mean `as_of`?"],
        ),
        (
            "schema = 1\nreview = \"r.toml\"\n",
            &["`review` stands with its dossier", "[[dossier]]"],
        ),
        (
            "schema = 1\n[[dossier]]\npath = \"a\"\nrole = \"x\"\n",
            &["there is no key `role`", "the keys are path, review"],
        ),
        (
            "schema = 1\n[[dossier]]\nreview = \"a\"\n",
            &["an entry without its `path`", "passmuster.toml:2:1"],
        ),
        (
            "schema = 1\ndossier = \"a\"\n",
            &["dossiers stand one by one"],
        ),
        (
            "schema = 1\n[[dossier]]\npath = \"a\"\n[[dossier]]\npath = \"./a\"\n",
            &["the dossier is listed twice"],
        ),
        (
            "schema = 1\nlimit = 3\n",
            &[
                "`limit` takes a text or a list of texts",
                "passmuster.toml:2:9",
            ],
        ),
        (
            "schema = 1\nlimit = [\"dept=1\"]\n",
            &["no limit is called `dept`", "did you mean `depth`?"],
        ),
        (
            "schema = 1\nas_of = \"soon\"\n",
            &[
                "`as_of` `soon` is not a date",
                "YYYY-MM-DD",
                "passmuster.toml:2:9",
            ],
        ),
        (
            "schema = 1\nfor = \"steal\"\n",
            &["`for` `steal` is nothing that a review is for", "procure"],
        ),
        ("schema = 1\npack = []\n", &["`pack` is an empty list"]),
        (
            "schema = 1\npack = [1]\n",
            &["`pack` takes a text or a list of texts"],
        ),
        (
            "schema = 1\nenforce = \"PM-DATA-99\"\n",
            &[
                "names `PM-DATA-99`, which no pack has",
                "passmuster.toml:2:11",
            ],
        ),
        (
            "schema = 1\noutput = \"jsn\"\n",
            &["there is no output format `jsn`", "passmuster.toml:2:10"],
        ),
        (
            "schema = 1\ntrust = \"gone.toml\"\n",
            &["gone.toml", "the trust policy cannot be read"],
        ),
        ("schema = 1\nfor = [\n", &["--> passmuster.toml:"]),
    ] {
        let folder = workplace(settings);
        let ran = run_in(&folder, ".", &[], check);
        ran.complains(2, expected);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
    let folder = workplace("schema = 1\n");
    for (name, value, expected) in [
        (
            "PASSMUSTER_PAKC",
            "x",
            &[
                "`PASSMUSTER_PAKC` is no setting",
                "did you mean `PASSMUSTER_PACK`?",
            ][..],
        ),
        (
            "PASSMUSTER_AS_OF",
            "soon",
            &["PASSMUSTER_AS_OF `soon` is not a date", "--> environment"],
        ),
        ("PASSMUSTER_FOR", "steal", &["PASSMUSTER_FOR `steal`"]),
        (
            "PASSMUSTER_LIMIT",
            "dept=1",
            &[
                "no limit is called `dept`",
                "--> environment, PASSMUSTER_LIMIT",
            ],
        ),
        (
            "PASSMUSTER_ENFORCE",
            "PM-DATA-99",
            &["which no pack has", "--> environment, PASSMUSTER_ENFORCE"],
        ),
        (
            "PASSMUSTER_CONFIG",
            "gone.toml",
            &["the settings file cannot be read", "--> gone.toml"],
        ),
    ] {
        run_in(&folder, ".", &[(name, value)], check).complains(2, expected);
    }
    // Another tool's variable is not this program's business.
    let ran = run_in(
        &folder,
        ".",
        &[("PASSMUSTER_VERSION", "0.1.0")],
        &["check", "vendors/a", "--show-config"],
    );
    assert_eq!(ran.code, 0, "{ran}");
    run_in(
        &folder,
        ".",
        &[],
        &["check", "--no-config", "--config", "passmuster.toml"],
    )
    .complains(2, &["cannot be used with"]);
}

const EXAMPLE: &str = "schema = 1
as_of = 2026-11-01
pack = [\"baseline\", \"./packs/house-rules\"]
trust = \"trust.toml\"
output = [\"human\", \"html=reports/vendors.html\"]

[[dossier]]
path = \"vendors/acme\"
review = \"reviews/acme.toml\"

[[dossier]]
path = \"vendors/northwind\"
review = \"reviews/northwind.toml\"
";

#[test]
fn the_page_says_what_the_settings_are() {
    let source = SourceFile::new("passmuster.toml", EXAMPLE.as_bytes().to_vec());
    File::parse(source, std::path::Path::new("")).unwrap_or_else(|problems| panic!("{problems}"));
    let mut command = program();
    command
        .current_dir(repository("examples/procurement"))
        .args(["check", "--show-config", "--for", "renew"]);
    let shown = ran(command, b"");
    assert_eq!(shown.code, 0, "{shown}");
    let mut text = String::from(HEAD);
    let _ = write!(
        text,
        "# Settings\n\n\
         What is the same every time need not be typed every time. `check`, `facts` and `compare` take each setting from the first of these that has it:\n\n\
         1. the command line,\n\
         2. the environment: `PASSMUSTER_` and the setting in capitals, values of a list separated by commas; an empty variable sets nothing,\n\
         3. a file `passmuster.toml`,\n\
         4. the default.\n\n\
         A list that is given replaces the whole list below it.\n\n\
         ```toml\n{EXAMPLE}```\n\n\
         - The file is looked for in the working directory and in each folder above it; the first one that lies in no dossier that is checked is read. `--config FILE` or `PASSMUSTER_CONFIG` names another. `--no-config` reads neither file nor variables.\n\
         - **A `passmuster.toml` inside a dossier is the vendor's to write, and is not read.** A repository that gates itself names its own: `passmuster check . --config passmuster.toml`.\n\
         - Paths lead from where the file lies. A pack is a path if it begins with a dot or has a `/`.\n\
         - Dossiers stand in the file with their review files. `passmuster check` checks all of them; `passmuster check vendors/acme` checks one, with its own review file. A dossier that the file does not name gets none from it.\n\
         - Nothing loosens in silence: what the file or the environment sets is said on standard error, what gates stands in the summary, and the rerun line of a report names every setting, wherever it came from, so that it gives the same elsewhere.\n\
         - An unknown key, a value that is none, a variable whose name nearly is a setting's: exit code 2, with the place.\n\n\
         {}",
        table(&["key", "flag", "variable", "default", "what it is"])
    );
    for setting in SETTINGS {
        let key = match setting.key {
            "dossier" => "`[[dossier]]`, `path`".to_owned(),
            "review" => "`[[dossier]]`, `review`".to_owned(),
            key => code(key),
        };
        text.push_str(&row([
            key,
            code(&setting.flag()),
            code(&setting.variable()),
            (setting.unset)(),
            setting.about.to_owned(),
        ]));
    }
    let _ = write!(
        text,
        "\n`--show-config` prints the settings as a file for the working directory, each with where it came from, and stops. In `examples/procurement`, with `--for renew`:\n\n```toml\n{}```\n",
        shown.out()
    );
    page("docs/config.md", &text);
}
