//! Hostile plugins and packs: each is refused or stopped with its reason, the gate stays closed, and
//! what an honest plugin beside it reports is unharmed. The page of attacks is made from what
//! happened.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use passmuster::finding::{Finding, Outcome};
use passmuster::plugin::Limits;
use passmuster::policy::{PackFiles, load_files};
use passmuster::run::DossierResult;
use passmuster::source::sha256_hex;

use crate::docs::{HEAD, page, row, table};
use crate::guest::{MANIFEST, READ, SECTION, component, core, with_section};
use crate::plugins::{CASES, CONTROL, check_with, files};

pub(crate) mod bombs;
mod calls;
mod load;
mod packs;

/// What came out otherwise than expected, so that one run shows all of it.
static UNEXPECTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes what does not hold.
pub(crate) fn expect(holds: bool, otherwise: impl FnOnce() -> String) {
    if !holds {
        UNEXPECTED.lock().unwrap().push(otherwise());
    }
}

/// What came of an attack.
pub(crate) struct Came {
    /// Its group, in the order of a plugin's life.
    pub(crate) stage: &'static str,
    /// What was tried.
    pub(crate) attack: String,
    /// Where it ended.
    pub(crate) ended: String,
    /// The exit code of a run with it.
    pub(crate) exit: u8,
}

/// A pack with a hostile plugin `acme`, weighed by T-01, and an honest plugin `other`, weighed by
/// T-02 before and after.
pub(crate) fn crowd(hostile: &[u8]) -> PackFiles {
    let honest = honest();
    let second = format!(
        "[[plugin]]\nid = \"other\"\nsha256 = \"{}\"\nfile = \"other.wasm\"\n",
        sha256_hex(&honest)
    );
    let (_, control) = CONTROL.split_once("// Why").unwrap();
    let control = format!(
        "{CONTROL}\n// Why{}",
        control
            .replace("T-01", "T-02")
            .replace("acme/scan", "other/scan")
    );
    let mut files = files(hostile, &control, &second);
    files.insert("tests/T-02.toml".to_owned(), CASES.as_bytes().to_vec());
    files.insert("other.wasm".to_owned(), honest);
    files
}

/// An honest plugin: it reads the card's first heading, and says that it holds.
pub(crate) fn honest() -> Vec<u8> {
    let body = format!("{READ} (call $finding (i32.const 0) (i32.const 1))");
    with_section(
        component(&core("", &body)),
        SECTION,
        MANIFEST
            .replace("\"id\":\"acme\"", "\"id\":\"other\"")
            .as_bytes(),
    )
}

fn of<'a>(result: &'a DossierResult, control: &str) -> &'a Finding {
    let mut found = result.findings.iter().filter(|it| it.control == control);
    let finding = found.next().unwrap();
    assert!(found.next().is_none(), "{control}");
    finding
}

/// Runs a hostile plugin in this process and says what came of it; `reason` is what is expected.
#[track_caller]
pub(crate) fn stopped(
    stage: &'static str,
    attack: &str,
    hostile: &[u8],
    reason: &str,
    limits: Limits,
) -> Came {
    let pack = load_files("test", crowd(hostile))
        .unwrap_or_else(|problems| panic!("{attack}: {problems}"));
    let result = check_with(&pack, limits);
    let finding = of(&result, "T-01");
    expect(finding.outcome == Outcome::Error, || {
        format!("{attack}: {:?}: {}", finding.outcome, finding.message)
    });
    expect(finding.message.contains(&format!("({reason})")), || {
        format!("{attack}: expected ({reason}): {}", finding.message)
    });
    expect(!finding.remedy.is_empty(), || {
        format!("{attack}: no remedy")
    });
    let other = of(&result, "T-02");
    assert_eq!(other.outcome, Outcome::Pass, "{attack}: {}", other.message);
    assert_eq!(other.message, "It holds.", "{attack}");
    let exit = result.verdict.exit_code();
    expect(exit == 4, || format!("{attack}: exit code {exit}"));
    Came {
        stage,
        attack: attack.to_owned(),
        ended: format!("error `{reason}`"),
        exit,
    }
}

/// Loads a pack that must be refused; `says` is expected of the message.
#[track_caller]
pub(crate) fn refused(stage: &'static str, attack: &str, files: PackFiles, says: &str) -> Came {
    let error = match load_files("test", files) {
        Ok(_) => "the pack loads".to_owned(),
        Err(problems) => problems.to_string(),
    };
    expect(error.contains(says), || {
        format!("{attack}: expected {says:?}: {error}")
    });
    Came {
        stage,
        attack: attack.to_owned(),
        ended: format!("the pack is refused: *{says}*"),
        exit: 2,
    }
}

const STAGES: &[(&str, &str)] = &[
    (
        LOAD,
        "Nothing of the component is compiled or run: it is looked at, and the pack that pins it is refused.",
    ),
    (
        COMPILE,
        "The child that compiles ends, by its own bounds or by being killed, and is gone. Limits were lowered for the test.",
    ),
    (LINK, "It is compiled, and does not fit the world."),
    (
        START,
        "Before the first call: memories, tables and the start function are on the budget already.",
    ),
    (
        RUN,
        "The call is stopped. A fresh store is made for the next one.",
    ),
    (AROUND, "The cache, the child and the pack's folder."),
];
pub(crate) const LOAD: &str = "When the pack is loaded";
pub(crate) const COMPILE: &str = "When it is compiled";
pub(crate) const LINK: &str = "When it is linked";
pub(crate) const START: &str = "When it is instantiated";
pub(crate) const RUN: &str = "When it runs";
pub(crate) const AROUND: &str = "Around it";

#[test]
fn hostile_plugins_are_stopped_and_harm_nobody() {
    let parts: [fn() -> Vec<Came>; 5] = [
        load::refused_at_a_look,
        load::refused_when_linked,
        bombs::stopped_in_the_child,
        calls::stopped_in_a_call,
        packs::refused_or_unused,
    ];
    let came: Vec<Came> = std::thread::scope(|scope| {
        let threads = parts.map(|part| scope.spawn(part));
        threads
            .into_iter()
            .flat_map(|it| it.join().unwrap())
            .collect()
    });
    let unexpected = UNEXPECTED.lock().unwrap();
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    let mut by_stage: BTreeMap<&str, Vec<&Came>> = BTreeMap::new();
    for it in &came {
        by_stage.entry(it.stage).or_default().push(it);
    }
    let mut text = String::from(HEAD);
    text.push_str(
        "# Attacks\n\nWhat hostile plugins and packs try, and what comes of it: this page is written by the test that tries it. A plugin that is stopped is an `error` finding with its reason; the findings of an honest plugin in the same pack are the same as without it; and the exit code of such a run is never 0. What only concerns the cache or an unused file changes no verdict.\n",
    );
    for (stage, about) in STAGES {
        let _ = write!(
            text,
            "\n## {stage}\n\n{about}\n\n{}",
            table(&["attack", "what comes of it", "exit code"])
        );
        for it in by_stage.remove(stage).unwrap_or_default() {
            text.push_str(&row([
                it.attack.clone(),
                it.ended.clone(),
                it.exit.to_string(),
            ]));
        }
    }
    assert!(by_stage.is_empty());
    let _ = write!(
        text,
        "\n{} attacks. `fuzz/` has a target for what is looked at before anything is compiled.\n",
        came.len()
    );
    page("docs/attacks.md", &text);
}
