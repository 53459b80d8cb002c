#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

use super::*;

fn plugin() -> LockedPlugin {
    LockedPlugin {
        id: "scan".to_owned(),
        version: "0.1.0".to_owned(),
        sha256: "a".repeat(64),
        api: "0.1.0".to_owned(),
        facts: BTreeSet::from(["license".to_owned()]),
        reads: BTreeMap::from([(
            "cyclonedx".to_owned(),
            BTreeSet::from(["/components/*/name".to_owned()]),
        )]),
        limits: BTreeMap::from([("fuel".to_owned(), 1_000)]),
    }
}

fn lock() -> Lock {
    Lock {
        engine: "0.1.0".to_owned(),
        trust: Some("b".repeat(64)),
        packs: vec![LockedPack {
            id: "finance".to_owned(),
            version: "0.1.0".to_owned(),
            sha256: "c".repeat(64),
        }],
        plugins: vec![plugin()],
    }
}

fn parsed(text: &str) -> Result<Lock, Problems> {
    Lock::parse(&SourceFile::new(
        "passmuster.lock",
        text.as_bytes().to_vec(),
    ))
}

#[test]
fn what_is_written_is_read_and_differs_in_nothing() {
    let mut lock = lock();
    lock.packs[0].id = "odd \"name\"\u{202e}".to_owned();
    let text = lock.to_toml();
    let again = parsed(&text).unwrap();
    assert_eq!(again, lock);
    assert_eq!(again.to_toml(), text);
    assert!(again.changes(&lock).is_empty());
}

#[test]
fn every_difference_is_said_with_what_is_newly_read_and_asked_for() {
    let old = lock();
    let mut new = lock();
    new.engine = "0.2.0".to_owned();
    new.trust = None;
    new.packs[0].version = "0.2.0".to_owned();
    new.packs[0].sha256 = "d".repeat(64);
    let plugin = &mut new.plugins[0];
    plugin.sha256 = "e".repeat(64);
    plugin.facts = BTreeSet::from(["origin".to_owned()]);
    plugin.limits = BTreeMap::from([("fuel".to_owned(), 2_500)]);
    let reads = plugin.reads.get_mut("cyclonedx").unwrap();
    reads.insert("/x/*".to_owned());
    assert_eq!(
        old.changes(&new),
        [
            "passmuster 0.1.0 → 0.2.0",
            "the trust policy bbbbbbbbbbbb → none",
            "pack finance 0.1.0 → 0.2.0 (cccccccccccc → dddddddddddd)",
            "plugin scan 0.1.0, with other bytes (aaaaaaaaaaaa → eeeeeeeeeeee): newly reads `/x/*` of \
             `cyclonedx`; newly reads the facts `origin`; asks 2.5× fuel (1000 → 2500); no longer reads \
             the facts `license`",
        ]
    );
    let mut more = lock();
    more.packs[0].id = "other".to_owned();
    more.plugins[0].id = "other".to_owned();
    let lines = old.changes(&more);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(
        lines[3].starts_with("plugin scan 0.1.0 (aaaaaaaaaaaa) is gone"),
        "{lines:?}"
    );
    // The same digest cannot read anything else: whoever says so has edited the lock.
    let mut edited = lock();
    edited.plugins[0].reads.clear();
    assert_eq!(edited.changes(&lock()).len(), 1);
}

#[test]
fn a_lock_that_was_edited_into_nonsense_is_refused() {
    let good = lock().to_toml();
    let sha = "c".repeat(64);
    for (from, to, says) in [
        ("schema = 1", "schema = 2", "schema = 2"),
        (sha.as_str(), "abc", "is no SHA-256"),
        (sha.as_str(), &"C".repeat(64), "is no SHA-256"),
        ("\"finance\"", "\"\"", "without an id"),
        ("\"/components/*/name\"", "\"components\"", "is no pointer"),
        ("\"fuel\" = 1000", "\"luck\" = 1000", "no limit `luck`"),
        ("[[pack]]", "[[pact]]", "unknown field"),
        ("engine = \"0.1.0\"\n", "", "missing field"),
        (
            "[[plugin]]",
            &format!("[[pack]]\nid = \"finance\"\nversion = \"1\"\nsha256 = \"{sha}\"\n[[plugin]]"),
            "stands twice",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let problems = parsed(&good.replacen(from, to, 1)).unwrap_err();
        assert!(problems.to_string().contains(says), "{says}: {problems}");
    }
    assert!(parsed("schema = 1\nengine = \"1\"\n").is_err(), "no pack");
}
