//! The plugin world stays what was released: old guests load, and a change that breaks them is seen.

use std::path::PathBuf;

use passmuster::finding::Outcome;
use passmuster::plugin::{Limits, apis};
use passmuster::policy::load_files;
use passmuster::source::sha256_hex;
use wit_parser::{Resolve, WorldId};

use crate::common::repository;
use crate::plugins::{CONTROL, check_with, files, finding};

/// A world of WIT text, under another version of its package so that two can stand side by side.
fn world(resolve: &mut Resolve, text: &str, version: &str) -> WorldId {
    let (head, rest) = text.split_once("package passmuster:plugin@").unwrap();
    let (_, rest) = rest.split_once(';').unwrap();
    let text = format!("{head}package passmuster:plugin@{version};{rest}");
    let package = resolve.push_str("plugin.wit", &text).unwrap();
    resolve.select_world(&[package], Some("checker")).unwrap()
}

/// Whether a guest of the world `old` runs on a host of the world `new`.
fn compatible(old: &str, new: &str) -> Result<(), String> {
    let mut resolve = Resolve::default();
    let old = world(&mut resolve, old, "0.1.900");
    let new = world(&mut resolve, new, "0.1.901");
    wit_component::semver_check(resolve, old, new).map_err(|error| format!("{error:#}"))
}

/// The released worlds: version, text.
fn released() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(repository("wit/released"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .map(|it| {
            let version = it.file_name().unwrap().to_str().unwrap().to_owned();
            (
                version,
                std::fs::read_to_string(it.join("plugin.wit")).unwrap(),
            )
        })
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

/// The folder of a version's line, as `0.1` of `0.1.0`.
fn line(version: &str) -> String {
    let mut parts = version.split('.');
    match (parts.next().unwrap(), parts.next().unwrap()) {
        ("0", minor) => format!("0.{minor}"),
        (major, _) => major.to_owned(),
    }
}

fn current(line: &str) -> String {
    std::fs::read_to_string(repository(&format!("wit/{line}/plugin.wit"))).unwrap()
}

#[test]
fn the_world_stays_what_was_released() {
    for (version, old) in released() {
        assert!(old.contains(&format!("package passmuster:plugin@{version};")));
        let new = current(&line(&version));
        compatible(&old, &new).unwrap_or_else(|error| panic!("{version}: {error}"));
        // A released version is never changed: what is new has a version of its own.
        if new.contains(&format!("package passmuster:plugin@{version};")) {
            assert_eq!(
                new,
                old,
                "wit/{}: raise the version of its package",
                line(&version)
            );
        }
        let runs = apis().iter().any(|it| line(it) == line(&version));
        assert!(runs, "{version} is no longer run");
    }
    for version in apis() {
        let text = current(&line(version));
        assert!(
            text.contains(&format!("package passmuster:plugin@{version};")),
            "{version}"
        );
    }
}

/// The check sees what breaks a guest, and lets through what does not.
#[test]
fn a_change_that_breaks_guests_is_seen() {
    let text = current("0.1");
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let as_of = "as-of: func() -> string;";
    for (what, new, fits) in [
        ("nothing", text.clone(), true),
        (
            "a method more",
            change(as_of, &format!("{as_of} pages: func() -> u32;")),
            true,
        ),
        (
            "an outcome more",
            change("needs-review }", "needs-review, unknown }"),
            false,
        ),
        (
            "a field more",
            change("note: option<string>,", "note: option<string>, page: u32,"),
            false,
        ),
        (
            "a method fewer",
            change(&format!("@since(version = 0.1.0)\n    {as_of}"), ""),
            false,
        ),
        (
            "another result",
            change(as_of, "as-of: func() -> u64;"),
            false,
        ),
    ] {
        let result = compatible(&text, &new);
        assert_eq!(result.is_ok(), fits, "{what}: {result:?}");
    }
}

/// Guests of released worlds, as they were built then.
fn guests() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(repository("tests/guests"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "wasm"))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn every_stored_guest_still_fits() {
    let shipped =
        ["healthcare", "finance"].map(|id| repository(&format!("plugins/{id}/{id}.wasm")));
    for path in guests().into_iter().chain(shipped) {
        let bytes = std::fs::read(&path).unwrap();
        let mut resolve = Resolve::default();
        let package = resolve.push_str("plugin.wit", &current("0.1")).unwrap();
        let world = resolve.select_world(&[package], Some("checker")).unwrap();
        wit_component::targets(&resolve, world, &bytes)
            .unwrap_or_else(|error| panic!("{}: {error:#}", path.display()));
    }
}

/// SHA-256 of the stored guest. It was made of the text in `guest.rs` when 0.1.0 was the newest world.
const GUEST_0_1_0: &str = "cf0329d901ecfdd0bab174160e8a2db2571c13ab181f25ec2b7e8ecb852388b1";

/// The stored guest is what it was, and does what it did.
#[test]
fn the_guest_of_0_1_0_still_runs() {
    let path = repository("tests/guests/world-0.1.0.wasm");
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(
        sha256_hex(&bytes),
        GUEST_0_1_0,
        "a stored guest is never built anew"
    );
    let pack = load_files("test", files(&bytes, CONTROL, "")).unwrap();
    let result = check_with(&pack, Limits::default());
    assert_eq!(
        finding(&result).outcome,
        Outcome::Pass,
        "{}",
        finding(&result).message
    );
    assert_eq!(finding(&result).message, "It holds.");
}
