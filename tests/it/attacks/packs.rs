//! Hostile packs, as far as plugins are concerned, and what is around a plugin.

use passmuster::plugin::Limits;
use passmuster::policy::load_files;
use passmuster::run::Verdict;
use passmuster::source::sha256_hex;

use super::{AROUND, Came, LOAD, honest, refused};
use crate::guest::{MANIFEST, SECTION, component, core, with_section};
use crate::plugins::{CONTROL, PASS, check_with, files, reporting};

pub(super) fn refused_or_unused() -> Vec<Came> {
    let good = reporting(PASS);
    let mut came = Vec::new();
    let mut add = |attack: &str, files, says: &str| came.push(refused(LOAD, attack, files, says));

    let mut swapped = files(&good, CONTROL, "");
    swapped.insert("acme.wasm".to_owned(), honest());
    add(
        "a pack whose component is not the pinned one",
        swapped,
        "is not the one that is pinned",
    );
    let mut gone = files(&good, CONTROL, "");
    gone.remove("acme.wasm");
    add("a pack without its component", gone, "no file `acme.wasm`");
    let elsewhere = |path: &str| {
        let mut files = files(&good, CONTROL, "");
        let text = String::from_utf8(files.remove("pack.toml").unwrap()).unwrap();
        let text = text.replace("file = \"acme.wasm\"", &format!("file = \"{path}\""));
        files.insert("pack.toml".to_owned(), text.into_bytes());
        files
    };
    add(
        "a pack whose component lies outside of it",
        elsewhere("../acme.wasm"),
        "no file `../acme.wasm`",
    );
    add(
        "a pack whose component is a device",
        elsewhere("/dev/zero.wasm"),
        "no file `/dev/zero.wasm`",
    );
    let twice = format!(
        "[[plugin]]\nid = \"acme\"\nsha256 = \"{}\"\nfile = \"acme.wasm\"\n",
        sha256_hex(&good)
    );
    add(
        "a plugin pinned twice",
        files(&good, CONTROL, &twice),
        "pinned twice",
    );

    // A manifest's schema and the configuration that is held against it may be one author's.
    let schema = |schema: &str| {
        let manifest = MANIFEST.replace(
            "\"recomputing\":true",
            &format!("\"recomputing\":true,\"config\":{schema}"),
        );
        assert_ne!(manifest, MANIFEST);
        with_section(
            component(&core("", "(call $finding (i32.const 0) (i32.const 0))")),
            SECTION,
            manifest.as_bytes(),
        )
    };
    let evil = format!("[plugin.config.scan]\nx = \"{}!\"\n", "a".repeat(2_000));
    for (attack, pattern) in [
        ("a schema with a pattern that backtracks", r"^(a+)+$"),
        (
            "a schema with a pattern that looks back",
            r"^(?=(a+))\\1+(a|aa)+b$",
        ),
    ] {
        let text = schema(&format!(
            r#"{{"type":"object","properties":{{"x":{{"type":"string","pattern":"{pattern}"}}}}}}"#
        ));
        add(
            attack,
            files(&text, CONTROL, &evil),
            "configuration of `acme/scan` is wrong",
        );
    }
    let remote = schema(r#"{"$ref":"https://example.com/schema.json"}"#);
    add(
        "a schema that lies on the network",
        files(&remote, CONTROL, ""),
        "the schema of `scan` is none",
    );
    let endless = schema(r##"{"$ref":"#"}"##);
    let loaded = load_files("test", files(&endless, CONTROL, ""));
    assert!(loaded.is_ok() || loaded.unwrap_err().to_string().contains("schema"));

    // A component that nobody pins is not looked at, whatever it is.
    let mut unused = files(&good, CONTROL, "");
    unused.insert("bomb.wasm".to_owned(), b"\x7fELF".to_vec());
    let pack = load_files("test", unused).unwrap();
    let result = check_with(&pack, Limits::default());
    assert_eq!(result.verdict, Verdict::Pass);
    assert_eq!(result.checks.len(), 1);
    came.push(Came {
        stage: AROUND,
        attack: "a component in the pack's folder that nobody pins".to_owned(),
        ended: "it is not looked at".to_owned(),
        exit: 0,
    });
    came.extend(super::super::compiling::around());
    came
}
