//! What holds of the source itself: who imports whom, what stands where, names that are an
//! interface.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use passmuster::document::FORMATS;
use passmuster::report::REPORTS;

use crate::common::repository;

/// Who may import whom, in the order in which data flows: a module uses only modules above it, and
/// of those only the ones named here. `lib` is what stands in `lib.rs` itself.
const IMPORTS: &[(&str, &[&str])] = &[
    ("limits", &[]),
    ("platform", &[]),
    ("printable", &[]),
    ("source", &["limits", "platform"]),
    ("excerpt", &["printable", "source"]),
    ("problem", &["source"]),
    ("tree", &["limits", "source"]),
    ("fact", &["source", "tree"]),
    ("config", &["fact", "printable", "problem", "source"]),
    ("finding", &["fact", "source"]),
    ("check", &["fact", "finding"]),
    (
        "decision",
        &["fact", "finding", "printable", "problem", "source"],
    ),
    ("envelope", &["limits", "source", "tree"]),
    ("trust", &["envelope", "fact", "problem", "source"]),
    (
        "run",
        &["check", "decision", "fact", "finding", "source", "trust"],
    ),
    (
        "record",
        &[
            "decision", "fact", "finding", "problem", "run", "source", "trust",
        ],
    ),
    ("compare", &["fact", "finding", "record", "run"]),
    ("since", &["fact", "finding", "problem", "record", "run"]),
    (
        "due",
        &[
            "decision",
            "fact",
            "finding",
            "printable",
            "record",
            "source",
        ],
    ),
    (
        "questionnaire",
        &["fact", "finding", "printable", "record", "run"],
    ),
    ("attest", &["envelope", "source", "trust"]),
    (
        "document",
        &["envelope", "fact", "limits", "source", "tree"],
    ),
    ("review", &["document", "fact", "problem", "source", "tree"]),
    (
        "intake",
        &[
            "document", "envelope", "fact", "limits", "problem", "review", "run", "source", "trust",
        ],
    ),
    (
        "plugin",
        &[
            "check", "document", "fact", "finding", "limits", "platform", "problem", "run",
            "source", "tree",
        ],
    ),
    (
        "policy",
        &["fact", "finding", "plugin", "problem", "source"],
    ),
    (
        "lock",
        &["plugin", "policy", "printable", "problem", "source"],
    ),
    ("parcel", &["limits", "plugin", "policy", "source", "tree"]),
    ("registry", &["envelope", "limits", "tree"]),
    (
        "evaluate",
        &[
            "check", "decision", "fact", "finding", "intake", "policy", "run", "source",
        ],
    ),
    ("request", &["fact", "finding", "printable"]),
    (
        "report",
        &[
            "check",
            "compare",
            "decision",
            "excerpt",
            "fact",
            "finding",
            "printable",
            "request",
            "run",
            "source",
            "trust",
        ],
    ),
    (
        "lib",
        &[
            "check",
            "decision",
            "evaluate",
            "fact",
            "finding",
            "intake",
            "limits",
            "plugin",
            "policy",
            "printable",
            "problem",
            "review",
            "run",
            "source",
            "trust",
        ],
    ),
    (
        "authoring",
        &[
            "check", "evaluate", "fact", "finding", "intake", "lib", "limits", "plugin", "policy",
            "problem", "review", "run", "source", "tree",
        ],
    ),
    (
        "cli",
        &[
            "attest",
            "authoring",
            "check",
            "compare",
            "config",
            "decision",
            "due",
            "evaluate",
            "fact",
            "finding",
            "intake",
            "lib",
            "limits",
            "lock",
            "parcel",
            "plugin",
            "policy",
            "printable",
            "problem",
            "questionnaire",
            "record",
            "registry",
            "report",
            "review",
            "run",
            "since",
            "source",
            "trust",
        ],
    ),
];

/// Words that may stand only in files whose path begins with one of these.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("cedar_policy", &["src/policy/cedar"]),
    ("wasmtime", &["src/plugin"]),
    ("sigstore_verify", &["src/trust/sigstore.rs"]),
    (
        "aws_lc_rs",
        &[
            "src/trust/key.rs",
            "src/attest.rs",
            "src/plugin/cache.rs",
            "src/cli/attest.rs",
            "src/cli/registry.rs",
            "src/cli/runtime.rs",
        ],
    ),
    ("webpki", &["src/trust/x509.rs"]),
    ("x509_cert", &["src/trust/x509.rs", "src/trust/key.rs"]),
    (
        "wasmparser",
        &[
            "src/plugin/scan.rs",
            "src/plugin/stub.rs",
            "src/plugin/assemble.rs",
        ],
    ),
    ("wit_component", &["src/plugin/assemble.rs"]),
    ("zip::", &["src/source/packed/archive.rs"]),
    ("quick_xml", &["src/source/packed/workbook"]),
    ("rustix", &["src/platform", "src/cli.rs"]),
    ("rust_xlsxwriter", &["src/questionnaire/xlsx.rs"]),
    ("clap", &["src/cli"]),
    ("anyhow", &["src/cli"]),
    ("walkdir", &["src/source/walk", "src/policy.rs"]),
    ("askama", &["src/report/html", "src/report/compare/html"]),
    (
        "Serialize",
        &[
            "src/report/",
            "src/printable/json.rs",
            "src/plugin/manifest.rs",
        ],
    ),
    ("println!", &["src/cli"]),
    ("print!", &["src/cli"]),
    ("eprintln!", &["src/cli"]),
    ("eprint!", &["src/cli"]),
    ("dbg!", &[]),
    ("io::stdin", &["src/cli"]),
    ("io::stdout", &["src/cli"]),
    ("io::stderr", &["src/cli"]),
    ("std::env::", &["src/cli"]),
    (
        "std::process",
        &["src/cli", "src/main.rs", "src/platform/child.rs"],
    ),
    ("std::net", &[]),
    ("SystemTime", &["src/cli"]),
    ("Instant", &[]),
    ("Zoned::now", &[]),
    ("Timestamp::now", &[]),
    // Documents are read by `source` alone, packs by `policy`, what the user names by `cli`.
    (
        "std::fs",
        &["src/source/", "src/platform", "src/policy.rs", "src/cli"],
    ),
    ("File::open", &["src/platform.rs"]),
    // One door for packs from outside, which asks who signed them. Below `cli`, files are handed in.
    ("policy::load", &["src/cli/packs.rs"]),
    // The only network, and the only TLS of our own.
    ("ureq", &["src/cli/registry.rs"]),
    ("rustls", &["src/cli/registry.rs"]),
    ("rustls_native_certs", &["src/cli/registry.rs"]),
    (
        "Plugin::load",
        &[
            "src/plugin",
            "src/policy/pin.rs",
            "src/cli/packs.rs",
            "src/cli/parcels.rs",
            "src/cli/plugin",
        ],
    ),
    // Loading compiled code, and nothing else.
    ("unsafe", &["src/plugin/code.rs"]),
];

/// Modules of a table's folder without a row, and what they are.
const HELPERS: &[(&str, &str)] = &[
    (
        "document/model_card",
        "what the Markdown formats of cards share",
    ),
    (
        "document/card_fields",
        "what cards by the Model Card Toolkit's schema share",
    ),
    ("document/fields", "what formats of nested fields share"),
    (
        "document/hub_fields",
        "front matter that cards of the hub share",
    ),
    ("document/tests", "the tests of the table of formats"),
    (
        "document/tests_models",
        "hand-checked documents of models and datasets",
    ),
    (
        "document/model_index",
        "results as the hub's cards and YAML cards have them",
    ),
    ("document/columns", "what the formats that are tables share"),
    (
        "report/compare",
        "the outputs of `compare`, which reads records",
    ),
    (
        "report/decided",
        "what outputs say of decisions and of the earlier run",
    ),
    (
        "report/discreet",
        "what outputs that may leave the house share",
    ),
    (
        "document/measured",
        "what the formats of evaluation results share",
    ),
    (
        "document/layout",
        "how a reviewer says that a questionnaire is laid out",
    ),
    ("document/checked", "what the tests of formats share"),
    (
        "document/shared",
        "what several formats ask of a text or a node",
    ),
    (
        "document/signed",
        "what the formats of signed statements share",
    ),
    ("document/statement", "what a statement says, signed or not"),
    (
        "document/vulnerability",
        "what formats that list vulnerabilities share",
    ),
    (
        "document/xml_twin",
        "what formats that are written in JSON and in XML share",
    ),
    ("report/facts", "the outputs of `facts`, which reads no run"),
    (
        "report/place",
        "where outputs show a finding in a repository",
    ),
    (
        "report/made",
        "the outputs of `plugin run`, which judges nothing",
    ),
    ("report/sample", "what the tests of reports share"),
    (
        "report/signed",
        "what outputs for people say of signed statements",
    ),
    ("report/screen", "what outputs on a terminal share"),
    ("report/summary", "the line that logs are searched for"),
    ("report/trace", "what outputs for people say of a check"),
    ("report/uuid", "UUIDs that are made from names"),
    ("report/wire", "what JSON outputs share"),
];

/// Files of the repository, those that are not added yet included.
fn tracked() -> Vec<String> {
    let listed = Command::new("git")
        .current_dir(repository(""))
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()
        .expect("git is there");
    assert!(listed.status.success(), "{listed:?}");
    let text = String::from_utf8(listed.stdout).unwrap();
    let files = text.split('\0').filter(|file| !file.is_empty());
    files
        .filter(|file| repository(file).is_file())
        .map(ToOwned::to_owned)
        .collect()
}

/// The code of a file without comments and without its tests.
fn code(file: &str) -> String {
    let text = std::fs::read_to_string(repository(file)).unwrap();
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.contains("cfg(test)") || line.contains("cfg(all(test") {
            let mut rest = lines
                .clone()
                .skip_while(|line| line.starts_with(['#', ' ', ')']));
            if rest
                .next()
                .is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
            {
                break;
            }
        }
        let comment = line.find("//").filter(|at| !line[..*at].contains('"'));
        out.push_str(&line[..comment.unwrap_or(line.len())]);
        out.push('\n');
    }
    out
}

/// Rust files of the library and the program, tests left out.
fn sources() -> Vec<String> {
    let sources: Vec<String> = tracked()
        .into_iter()
        .filter(|file| file.starts_with("src/") && file.ends_with(".rs"))
        .filter(|file| !file.ends_with("/tests.rs") && !file.ends_with("/sample.rs"))
        .collect();
    assert!(sources.len() > 50, "{sources:?}");
    sources
}

fn module(file: &str) -> &str {
    let path = file.strip_prefix("src/").unwrap().trim_end_matches(".rs");
    path.split('/').next().unwrap()
}

/// The first names of all paths from the crate's root; `lib` for what `lib.rs` itself has.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let mut names = Vec::new();
        if let Some(group) = part.strip_prefix('{') {
            let (mut depth, mut name) = (0, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => names.push(std::mem::take(&mut name)),
                    c if depth == 0 => name.push(c),
                    _ => {}
                }
            }
            names.push(name);
        } else {
            names.push(part.to_owned());
        }
        for name in names {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = name
                .trim()
                .split(|c| !word(c))
                .next()
                .unwrap_or_default()
                .to_owned();
            if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                found.insert("lib".to_owned());
            } else if !name.is_empty() {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn no_arrow_runs_back() {
    let table: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    assert_eq!(table.len(), IMPORTS.len(), "a module has two rows");
    for (at, (name, allowed)) in IMPORTS.iter().enumerate() {
        for used in *allowed {
            let above = IMPORTS[..at].iter().any(|(above, _)| above == used);
            assert!(above, "{name} may not use {used}, which stands below it");
        }
    }
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let sources = sources();
    for file in &sources {
        if file == "src/main.rs" {
            continue;
        }
        let name = module(file);
        let allowed = table
            .get(name)
            .unwrap_or_else(|| panic!("{file}: `{name}` has no row in IMPORTS"));
        let mut text = code(file);
        if name == "lib" {
            // The root names its modules without `crate::`.
            for (name, _) in IMPORTS {
                text = text.replace(&format!("{name}::"), &format!("crate::{name}::"));
            }
        }
        for import in imports(&text) {
            if import == name {
                continue;
            }
            assert!(
                allowed.contains(&import.as_str()),
                "{file}: `{name}` may not use `{import}`"
            );
            used.entry(name).or_default().insert(import);
        }
    }
    // The table says no more than the code does, so that it is read as the map that it is.
    for (name, allowed) in IMPORTS {
        let used = used.remove(name).unwrap_or_default();
        let idle: Vec<_> = allowed.iter().filter(|it| !used.contains(**it)).collect();
        assert!(
            idle.is_empty(),
            "{name} does not use {idle:?}: take it out of IMPORTS"
        );
    }
}

#[test]
fn what_belongs_in_one_room_stays_there() {
    for file in sources() {
        let text = code(&file);
        for (word, rooms) in ONLY_IN {
            if rooms.iter().any(|room| file.starts_with(room)) {
                continue;
            }
            for (number, line) in text.lines().enumerate() {
                let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let whole = line.match_indices(word).any(|(at, _)| {
                    let before = line[..at].chars().next_back().is_none_or(|c| !part(c));
                    let after = line[at + word.len()..].chars().next();
                    before && (word.ends_with([':', '!']) || after.is_none_or(|c| !part(c)))
                });
                assert!(
                    !whole,
                    "{file}:{}: `{word}` belongs in {rooms:?}\n{line}",
                    number + 1
                );
            }
        }
    }
}

/// Checks that each file of a folder is a row of its table or a helper that is known, and that
/// rows do not know each other.
fn rows(folder: &str, names: &[&str]) {
    let kebab = |name: &str| {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        name.split('-').all(part)
    };
    let unique: BTreeSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len(), "{names:?}");
    assert!(names.iter().all(|name| kebab(name)), "{names:?}");
    let prefix = format!("src/{folder}/");
    let files: BTreeSet<String> = sources()
        .iter()
        .filter_map(|file| file.strip_prefix(&prefix))
        .map(|file| {
            file.split('/')
                .next()
                .unwrap()
                .trim_end_matches(".rs")
                .to_owned()
        })
        .collect();
    let helper = |file: &str| {
        HELPERS
            .iter()
            .any(|(path, _)| *path == format!("{folder}/{file}"))
    };
    let without: Vec<_> = files
        .iter()
        .filter(|file| !names.contains(&file.replace('_', "-").as_str()) && !helper(file))
        .collect();
    assert!(
        without.is_empty(),
        "src/{folder} has files without a row in its table: {without:?}"
    );
    for name in names {
        let file = name.replace('-', "_");
        assert!(
            files.contains(&file),
            "{name} has no file src/{folder}/{file}.rs"
        );
    }
    for file in sources().iter().filter(|file| file.starts_with(&prefix)) {
        let own = file[prefix.len()..]
            .split('/')
            .next()
            .unwrap()
            .trim_end_matches(".rs");
        let text = code(file);
        for name in names
            .iter()
            .map(|name| name.replace('-', "_"))
            .filter(|name| name != own)
        {
            for path in [format!("super::{name}"), format!("{folder}::{name}")] {
                // `facts` has outputs of its own, of the same names.
                let row = text.contains(&format!("{path}::")) && !helper(own);
                assert!(!row, "{file} uses {path}, a row of the same table");
            }
        }
    }
}

#[test]
fn every_format_and_every_report_has_its_row() {
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    rows("document", &formats);
    let reports: Vec<&str> = REPORTS.iter().map(|report| report.name()).collect();
    rows("report", &reports);
    for (path, what) in HELPERS {
        assert!(
            repository(&format!("src/{path}.rs")).is_file(),
            "{path} is gone: {what}"
        );
    }
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let text = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    let mut section = "";
    let mut above = "";
    let mut count = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies") && line.contains('=') {
            assert!(
                above.starts_with("# ") && above.len() > 12,
                "no reason above: {line}"
            );
            count += 1;
        }
        above = line;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn nothing_names_a_machine() {
    let machine = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/tm", "p/"),
    ];
    for file in tracked() {
        let bytes = std::fs::read(repository(&file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            for path in machine {
                // A part of a longer path, as in a web address, is none.
                let alone = line.match_indices(path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    before.is_none_or(|c| !c.is_alphanumeric() && !"./_-".contains(c))
                });
                assert!(!alone, "{file}:{}: {path}\n{line}", number + 1);
            }
        }
    }
}

#[test]
fn files_are_short_and_no_test_sleeps() {
    let sleeping = [concat!("#[ig", "nore"), concat!("#![ig", "nore")];
    for file in tracked()
        .iter()
        .filter(|file| Path::new(file).extension().is_some_and(|it| it == "rs"))
    {
        let text = std::fs::read_to_string(repository(file)).unwrap();
        let limit = 800;
        let lines = text.lines().count();
        assert!(
            lines <= limit,
            "{file} has {lines} lines; split it at {limit}"
        );
        for word in sleeping {
            assert!(
                !text.contains(word),
                "{file}: {word}: mend the test or take it out"
            );
        }
    }
}

/// The one place where code is loaded is the only one that the compiler cannot check.
#[test]
fn there_is_one_unsafe_block() {
    let text = code("src/plugin/code.rs");
    assert_eq!(text.matches("unsafe {").count(), 1);
    assert_eq!(text.matches("unsafe_code").count(), 1);
    assert_eq!(text.matches("Component::deserialize(").count(), 1);
    for file in sources() {
        let allowed = ["src/plugin/code.rs", "src/plugin/v0_1.rs"].contains(&file.as_str());
        assert!(allowed || !code(&file).contains("unsafe_code"), "{file}");
    }
}

/// The SDK tells placeholders from content by a copy of the host's table, since a guest reads raw
/// nodes.
#[test]
fn the_sdk_knows_the_hosts_placeholders() {
    let table = |file: &str| {
        let text = std::fs::read_to_string(repository(file)).unwrap();
        let (_, rest) = text.split_once("const PLACEHOLDERS: &[&str] = &[").unwrap();
        let (list, _) = rest.split_once("];").unwrap();
        let words: BTreeSet<String> = list
            .split(',')
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
            .collect();
        words
    };
    let host = table("src/fact/hollow.rs");
    assert!(host.len() > 40);
    assert_eq!(host, table("plugins/sdk/src/text.rs"));
}
