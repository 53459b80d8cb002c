//! The pages that are made from the code, and the claims of those that are not. `UPDATE=1 cargo
//! test --test it docs` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use passmuster::authoring::run_cases;
use passmuster::document::FORMATS;
use passmuster::fact::vocabulary::{ATTRIBUTES, Derived, Type, stands_on};
use passmuster::fact::{Backing, EntityKind, Strength};
use passmuster::finding::{BUILT_IN, Enforcement};
use passmuster::policy::{self, Control, PackFiles};
use passmuster::report::REPORTS;
use passmuster::report::compare::COMPARISONS;
use passmuster::run::Verdict;

mod formats;
mod limits;
mod lints;

use formats::formats_page;
use lints::lints_page;

pub(crate) const HEAD: &str = "<!-- Made from the code; do not edit. To write it anew: UPDATE=1 cargo test --test it docs -->\n\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a page with what the code says, or writes it.
pub(crate) fn page(path: &str, wanted: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        let line = found
            .lines()
            .zip(wanted.lines())
            .take_while(|(a, b)| a == b)
            .count();
        panic!(
            "{path} is out of date from line {}:\n  there: {}\n  wanted: {}\nUPDATE=1 cargo test --test it docs",
            line + 1,
            found.lines().nth(line).unwrap_or("(end)"),
            wanted.lines().nth(line).unwrap_or("(end)"),
        );
    }
}

/// One row of a Markdown table.
pub(crate) fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| cell.as_ref().replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

pub(crate) fn table(head: &[&str]) -> String {
    format!(
        "{}|{}\n",
        row(head.iter().copied()),
        "---|".repeat(head.len())
    )
}

pub(crate) fn code(text: &str) -> String {
    format!("`{text}`")
}

fn kind_words(kind: Type) -> &'static str {
    match kind {
        Type::Text => "text",
        Type::License => "licence",
        Type::Address => "address",
        Type::Flag => "yes or no",
        Type::Count => "whole number",
        Type::Decimal => "number, four digits",
        Type::Date => "date",
        Type::Open => "open set of texts",
        Type::Closed => "closed set of texts",
    }
}

fn kinds(kinds: &[EntityKind]) -> String {
    let names: Vec<String> = kinds.iter().map(|it| it.name().to_lowercase()).collect();
    names.join(", ")
}

fn vocabulary_page() -> String {
    let mut text = String::from(HEAD);
    text.push_str(
        "# The vocabulary\n\n\
         Everything that a document can state and a control can ask. The names are the same in answers to the project's own questionnaire, in controls (`resource.NAME`), in the `states` of the review file and in outputs.\n\n\
         - **Absence is unknown.** No attribute says \"there is none\" by being left out. Where there is a way to say it, the column *to say that there is none* gives the sentence.\n\
         - **Open set**: its known members need not be all, so `contains` can be known to hold and never to fail; several documents add up. **Closed set**: one complete list; two different lists contradict each other.\n\
         - Any other type is single-valued: documents that state different values contradict each other.\n\
         - *Host*: made by the program and always there. *Computed*: made by the program from a date and the review date; state the date.\n\n\
         *Where it is stated* names the term in each standard that has one, those included that no format of this version reads ([formats](formats.md) lists what is read). Whatever else is there, the vendor can answer it: `id: NAME` in a questionnaire called `passmuster`.\n",
    );
    let mut by_kind: BTreeMap<EntityKind, String> = BTreeMap::new();
    for kind in EntityKind::ALL {
        let own: Vec<_> = ATTRIBUTES
            .iter()
            .filter(|attribute| attribute.about.first() == Some(kind))
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut part = table(&[
            "attribute",
            "type",
            "about",
            "meaning",
            "where it is stated",
            "to say that there is none",
        ]);
        for attribute in own {
            let mut kind = kind_words(attribute.kind).to_owned();
            if !attribute.unit.is_empty() {
                let _ = write!(kind, ", in {}", attribute.unit);
            }
            if attribute.host {
                kind.push_str("; host");
            }
            if let Some(Derived::Age(of) | Derived::Until(of)) = attribute.derived {
                let _ = write!(kind, "; computed from `{of}`");
            }
            let mut stated: Vec<String> = attribute
                .sources
                .iter()
                .map(|(standard, term)| format!("{standard}: {}", code(term)))
                .collect();
            if stated.is_empty() && !attribute.host && attribute.derived.is_none() {
                stated.push(attribute.home.to_owned());
            }
            let none = attribute.none.trim_start_matches("State ");
            part.push_str(&row([
                code(attribute.name),
                kind,
                kinds(attribute.about),
                attribute.meaning.to_owned(),
                stated.join("; "),
                none.to_owned(),
            ]));
        }
        by_kind.insert(*kind, part);
    }
    for kind in EntityKind::ALL {
        if let Some(part) = by_kind.get(kind) {
            let title = match kind {
                EntityKind::Vendor => "Of a vendor, and of others too",
                EntityKind::Model => "Of a model, and of others too",
                EntityKind::Dataset => "Of a dataset",
                EntityKind::System => "Of a system",
                EntityKind::Component => "Of a component",
                EntityKind::Evaluation => "Of an evaluation",
                EntityKind::Document => "Of a document",
                EntityKind::Attestation => "Of an attestation",
                EntityKind::Finding => "Of a check's finding",
                EntityKind::Dossier => "Of the dossier as a whole",
            };
            let _ = write!(text, "\n## {title}\n\n{part}");
        }
    }
    text.push_str("\n## Fixed words\n\nThese attributes take words of a fixed list only.\n");
    for attribute in ATTRIBUTES.iter().filter(|it| !it.values.is_empty()) {
        let _ = write!(
            text,
            "\n### `{}`\n\n{}",
            attribute.name,
            table(&["word", "meaning"])
        );
        for (word, label) in attribute.values {
            text.push_str(&row([code(word), (*label).to_owned()]));
        }
    }
    text.push_str(
        "\n## What a control can read besides\n\n\
         - `principal.name`, and `principal.exposure` where the review file says it.\n\
         - `context.as_of`, `context.risk_tier`, and where the review file says them `context.sector` and `context.jurisdictions`.\n\
         - Answers to questionnaires: `resource.hasTag(\"CAIQ-4.0.3:A&A-01.1\")` and `resource.getTag(…) == \"yes\"`, on the dossier. An unanswered question is unknown, never no.\n\n\
         What is stated about a principal (vendor, model, dataset, system) stands on `resource is Dossier`; what is stated about an evaluation, document, component or dataset stands on that resource.\n\n",
    );
    let principals = ATTRIBUTES
        .iter()
        .filter(|attribute| stands_on(attribute, EntityKind::Dossier))
        .count();
    let _ = writeln!(
        text,
        "{} attributes; {principals} of them stand on the dossier.",
        ATTRIBUTES.len()
    );
    text
}

fn formats_table() -> String {
    let mut text = table(&["format", "what it is", "versions", "files such as"]);
    for format in FORMATS {
        let names: BTreeSet<String> = format
            .examples()
            .iter()
            .map(|(name, _)| code(name))
            .collect();
        text.push_str(&row([
            code(format.name()),
            format.title().to_owned(),
            format.versions().to_owned(),
            names.into_iter().collect::<Vec<_>>().join(", "),
        ]));
    }
    text
}

fn cli_page() -> String {
    let mut text = String::from(HEAD);
    text.push_str("# The command line\n\nThe help of every command, as the program prints it.\n");
    let mut command = passmuster::cli::command().term_width(100);
    command.build();
    let mut add = |command: &mut clap::Command, title: &str| {
        let help = command.render_long_help().to_string();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        let _ = write!(
            text,
            "\n## `{title}`\n\n```text\n{}\n```\n",
            help.join("\n").trim_end()
        );
    };
    add(&mut command, "passmuster");
    for sub in command.get_subcommands_mut() {
        let title = format!("passmuster {}", sub.get_name());
        add(sub, &title);
    }
    text
}

fn evidence_words(control: &Control) -> String {
    let strength = match control.minimum.strength {
        Strength::Stated => "stated",
        Strength::Documented => "documented",
        Strength::Recomputed => "recomputed",
    };
    match control.minimum.backing {
        Backing::None => strength.to_owned(),
        backing => format!("{strength}, backed by {}", backing.name()),
    }
}

fn controls_page() -> String {
    let mut text = String::from(HEAD);
    text.push_str("# Controls\n\n");
    text.push_str("What each built-in pack asks. `passmuster explain ID` prints one control with its policy, its cases and the status of what it cites on a date. What is cited is a reason, not a claim: that a control passes says nothing about compliance with the instrument.\n");
    for name in policy::built_in_packs() {
        let pack = policy::load(name).unwrap();
        let _ = write!(
            text,
            "\n## {}: {}\n\nVersion {}, edition {}, {} controls.\n\n",
            pack.id,
            pack.title,
            pack.version,
            pack.edition,
            pack.controls.len()
        );
        text.push_str(&table(&[
            "control",
            "title",
            "severity",
            "enforcement",
            "of whom",
            "for each",
            "actions",
            "evidence",
            "cites",
        ]));
        for control in &pack.controls {
            let enforcement = match control.effective {
                Some(date) => format!("{} from {date}", control.enforcement.name()),
                None => control.enforcement.name().to_owned(),
            };
            let actions = if control.compiled.actions.is_empty() {
                "any".to_owned()
            } else {
                control.compiled.actions.join(", ")
            };
            let each = match control.compiled.resource {
                EntityKind::Dossier => String::new(),
                kind => kind.name().to_lowercase(),
            };
            let cites: Vec<String> = control
                .cites
                .iter()
                .map(|id| {
                    let entry = pack.register.get(id).unwrap();
                    format!("{}, {}", entry.instrument, entry.locator)
                })
                .collect();
            text.push_str(&row([
                code(&control.id),
                control.title.clone(),
                control.severity.name().to_owned(),
                enforcement,
                control.compiled.principal.name().to_lowercase(),
                each,
                actions,
                evidence_words(control),
                cites.join("; "),
            ]));
        }
        let mandatory = pack
            .controls
            .iter()
            .filter(|control| control.enforcement == Enforcement::Mandatory)
            .count();
        let _ = write!(
            text,
            "\n{mandatory} are mandatory.\n\n### Why each exists\n\n"
        );
        for control in &pack.controls {
            let _ = writeln!(
                text,
                "- **{}** {} *Next step:* {}",
                control.id, control.why, control.remediation
            );
        }
    }
    let ids: Vec<String> = BUILT_IN.iter().map(|id| code(id)).collect();
    let _ = write!(
        text,
        "\n## In every pack\n\n{} are controls of the program itself; a pack may set their enforcement under `[builtin]` in its `pack.toml`.\n",
        ids.join(", ")
    );
    text
}

fn exit_codes_table() -> String {
    let mut text = table(&["verdict", "exit code", "when"]);
    for (verdict, when) in [
        (
            Verdict::Pass,
            "every mandatory control that applies holds, and at least one does",
        ),
        (
            Verdict::Conditional,
            "the same, but for findings that are approved under a condition that is not due yet",
        ),
        (Verdict::Fail, "a mandatory control fails"),
        (
            Verdict::Insufficient,
            "none fails, but evidence is missing for one, or none applied at all",
        ),
        (Verdict::Error, "none fails, but one could not be evaluated"),
    ] {
        text.push_str(&row([
            verdict.name(),
            &verdict.exit_code().to_string(),
            when,
        ]));
    }
    text.push_str(&row([
        "(none)",
        "2",
        "bad usage, review file or pack: nothing was judged",
    ]));
    text
}

fn outputs_table() -> String {
    let mut text = table(&["`--output`", "what it is", "usual ending"]);
    for report in REPORTS {
        text.push_str(&row([
            code(report.name()),
            report.about().to_owned(),
            code(&format!(".{}", report.extension())),
        ]));
    }
    text
}

fn comparisons_table() -> String {
    let mut text = table(&["`--output`", "what it is", "usual ending"]);
    for it in COMPARISONS {
        text.push_str(&row([
            code(it.name()),
            it.about().to_owned(),
            code(&format!(".{}", it.extension())),
        ]));
    }
    text
}

/// Runs the program in the root of the repository: exit code and standard output.
fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(arguments)
        .current_dir(root())
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// The command of the README's first screen, without `cargo run --release --`.
const FIRST: &[&str] = &[
    "check",
    "examples/vendor-gaps/dossier",
    "--review",
    "examples/vendor-gaps/review.toml",
    "--as-of",
    "2026-11-01",
];

/// What the first command prints: its head up to the end of the second finding, and its tail.
fn first_screen() -> String {
    let (_, output) = run(FIRST);
    let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
    let findings: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("- "))
        .map(|(number, _)| number)
        .collect();
    let head = lines[..findings[1]].join("\n");
    let missing: Vec<&str> = lines
        .iter()
        .skip_while(|line| !line.starts_with("EVIDENCE MISSING"))
        .skip(1)
        .skip_while(|line| !line.starts_with("EVIDENCE MISSING"))
        .take(7)
        .copied()
        .collect();
    let missing = if missing.is_empty() {
        lines
            .iter()
            .skip_while(|line| !line.starts_with("EVIDENCE MISSING"))
            .take(7)
            .copied()
            .collect()
    } else {
        missing
    };
    let counts = lines
        .iter()
        .position(|line| line.contains(" controls, ") && line.contains(" pass, "))
        .unwrap();
    let tail = lines[counts..].join("\n");
    format!(
        "```text\n{}\n…\n{}\n…\n{tail}\n```\n",
        head.trim_end(),
        missing.join("\n").trim_end()
    )
}

/// Fills the blocks of a page between `<!-- generated:NAME -->` and `<!-- /generated -->`.
fn filled(text: &str, blocks: &[(&str, String)]) -> String {
    let mut filled = text.to_owned();
    for (name, block) in blocks {
        let start = format!("<!-- generated:{name} -->\n");
        let end = "<!-- /generated -->";
        let from = filled
            .find(&start)
            .unwrap_or_else(|| panic!("the README has no block `{name}`"))
            + start.len();
        let to = from + filled[from..].find(end).unwrap();
        filled.replace_range(from..to, block);
    }
    let known = blocks.len();
    assert_eq!(
        filled.matches("<!-- generated:").count(),
        known,
        "a generated block that nothing fills"
    );
    filled
}

#[test]
fn pages_are_what_the_code_says() {
    page("docs/vocabulary.md", &vocabulary_page());
    page("docs/formats.md", &formats_page());
    page("docs/cli.md", &cli_page());
    page("docs/controls.md", &controls_page());
    page("docs/lints.md", &lints_page());
    page("docs/limits.md", &limits::limits_page());
}

#[test]
fn blocks_of_the_readme_are_what_the_code_says() {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let wanted = filled(
        &text,
        &[
            ("first-screen", first_screen()),
            ("exit-codes", exit_codes_table()),
            ("formats", formats_table()),
            ("outputs", outputs_table()),
            ("comparisons", comparisons_table()),
        ],
    );
    page("README.md", &wanted);
    assert!(text.contains(&FIRST.join(" ")), "the first command");
}

/// Every command of an example's README comes to the exit code that the README says.
#[test]
fn examples_come_out_as_their_readmes_say() {
    let mut count = 0;
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let text = std::fs::read_to_string(folder.join("README.md")).unwrap();
        // Of a README that tells a story, every command is run elsewhere.
        if text.contains("<!-- run ") {
            continue;
        }
        let command = text
            .lines()
            .find_map(|line| line.strip_prefix("passmuster "))
            .unwrap_or_else(|| panic!("{}: no command", folder.display()));
        let expected: i32 = text
            .split("exit code ")
            .nth(1)
            .and_then(|rest| rest.chars().next())
            .and_then(|digit| digit.to_string().parse().ok())
            .unwrap_or_else(|| panic!("{}: no exit code", folder.display()));
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let (found, _) = run(&arguments);
        assert_eq!(found, expected, "passmuster {command}");
        count += 1;
    }
    assert!(count >= 4, "{count} examples");
}

/// A link of a hand-written page leads to a file of the repository.
#[test]
fn links_of_the_docs_lead_somewhere() {
    if std::env::var_os("UPDATE").is_some() {
        return;
    }
    for path in [
        "README.md",
        "docs/config.md",
        "docs/gate.md",
        "docs/packs.md",
        "docs/vocabulary.md",
        "examples/procurement/README.md",
        "fuzz/README.md",
    ] {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let file = root()
                .join(path)
                .parent()
                .unwrap_or(Path::new("."))
                .join(target);
            assert!(file.exists(), "{path} links to {target}");
        }
    }
}

/// The files of the example pack in docs/packs.md: each fence after `<!-- file: PATH -->`.
fn documented_files(text: &str) -> PackFiles {
    let mut files = PackFiles::new();
    for (path, body) in fences(text, "<!-- file: ") {
        assert!(
            files.insert(path.clone(), body.into_bytes()).is_none(),
            "{path} twice"
        );
    }
    files
}

/// Fences right after a marker line: (what the marker says, the body).
fn fences(text: &str, marker: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in text.split(marker).skip(1) {
        let (name, rest) = part.split_once(" -->\n").unwrap();
        let rest = rest.strip_prefix("```").unwrap();
        let (_, rest) = rest.split_once('\n').unwrap();
        let (body, _) = rest.split_once("\n```").unwrap();
        found.push((name.to_owned(), format!("{body}\n")));
    }
    found
}

#[test]
fn the_pack_of_the_docs_loads_and_its_cases_hold() {
    let text = std::fs::read_to_string(root().join("docs/packs.md")).unwrap();
    let files = documented_files(&text);
    assert!(files.len() >= 5, "{:?}", files.keys());
    let pack = policy::load_files("credit", files).unwrap_or_else(|problems| panic!("{problems}"));
    for result in run_cases(&pack) {
        assert!(
            result.holds(),
            "{} \"{}\": expected {}, came to {:?}: {}",
            result.control,
            result.name,
            result.expected,
            result.actual,
            result.explanation
        );
    }
}

/// Idioms of docs/packs.md, as bodies of controls: those marked `idiom` load, those marked
/// `refused` are refused with the message that the page gives.
#[test]
fn idioms_of_the_docs_are_what_the_docs_say() {
    let text = std::fs::read_to_string(root().join("docs/packs.md")).unwrap();
    let load = |body: &str| {
        let mut files = documented_files(&text);
        files.retain(|path, _| !path.starts_with("tests/") && !path.starts_with("controls/"));
        let control = format!(
            "permit (principal, action, resource);\n// Why: an idiom.\n@id(\"X-01\")\n@title(\"T\")\n@area(\"a\")\n@severity(\"low\")\n@enforcement(\"advisory\")\n@remediation(\"R\")\n@since(\"0.1.0\")\nforbid (principal is Vendor, action, resource is Dossier)\n{body}"
        );
        files.insert("controls/X-01.cedar".to_owned(), control.into_bytes());
        match policy::load_files("idiom", files) {
            Ok(_) => panic!("a pack without cases loads"),
            Err(problems) => problems.0,
        }
    };
    let mut count = 0;
    for (_, body) in fences(&text, "<!-- idiom: ") {
        let problems = load(&body);
        let others: Vec<String> = problems
            .iter()
            .filter(|problem| !problem.message.contains("has no cases"))
            .map(ToString::to_string)
            .collect();
        assert!(others.is_empty(), "{body}\n{others:#?}");
        count += 1;
    }
    for (message, body) in fences(&text, "<!-- refused: ") {
        let problems = load(&body);
        assert!(
            problems
                .iter()
                .any(|problem| problem.to_string().contains(&message)),
            "{body}\nis not refused with \"{message}\", but with {problems:#?}"
        );
        count += 1;
    }
    assert!(count >= 6, "{count} idioms");
}
