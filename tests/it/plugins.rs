//! Plugins inside `check`: what they report is weighed, and whatever they do the host stands.

use std::collections::BTreeMap;

use passmuster::check::CheckRun;
use passmuster::evaluate::Enforce;
use passmuster::finding::{Finding, Outcome, Reported};
use passmuster::plugin::Limits;
use passmuster::policy::{Pack, PackFiles, load_files};
use passmuster::review::Review;
use passmuster::run::{DossierResult, Verdict};
use passmuster::source::{Dossier, SourceFile, sha256_hex};
use passmuster::{Settings, Target};

use crate::guest::{MANIFEST, READ, SECTION, component, core, plugin, with_section};

pub(crate) const CONTROL: &str = r#"
permit (principal, action in [Action::"procure", Action::"release", Action::"renew"], resource);

// Why: a test has to weigh something.
@id("T-01")
@title("The scan passes")
@area("test")
@severity("high")
@enforcement("mandatory")
@check("acme/scan")
@remediation("Make the scan pass.")
@since("0.1.0")
forbid (principal is Model, action in [Action::"procure", Action::"release", Action::"renew"], resource is Finding)
unless { resource has outcome && resource.outcome == "pass" };
"#;

pub(crate) const CASES: &str = r#"
[[case]]
name = "passes"
outcome = "pass"
[[case.each]]
facts = { outcome = "pass", reported = "pass" }

[[case]]
name = "fails"
outcome = "fail"
[[case.each]]
facts = { outcome = "fail", reported = "fail" }

[[case]]
name = "a card"
outcome = "pass"
[[case.document]]
path = "card.md"
text = """
# Model Card: ClaimNet

## Intended use

Sorts insurance claims by urgency for trained staff.

## Limitations

Not for medical use.
"""
"#;

pub(crate) fn files(component: &[u8], control: &str, config: &str) -> PackFiles {
    let manifest = format!(
        "id = \"test\"\nversion = \"0.1.0\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"Test\"\n\
         [[plugin]]\nid = \"acme\"\nsha256 = \"{}\"\nfile = \"acme.wasm\"\n{config}",
        sha256_hex(component)
    );
    [
        ("pack.toml", manifest.into_bytes()),
        ("controls/t.cedar", control.as_bytes().to_vec()),
        ("tests/T-01.toml", CASES.as_bytes().to_vec()),
        ("acme.wasm", component.to_vec()),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .into()
}

pub(crate) fn pack(component: &[u8]) -> Pack {
    load_files("test", files(component, CONTROL, "")).unwrap()
}

pub(crate) fn refused(files: PackFiles) -> String {
    load_files("test", files).unwrap_err().to_string()
}

pub(crate) const CARD: &str = "# Model Card: ClaimNet\n\n## Intended use\n\nSorts insurance claims by urgency for trained staff.\n\n## Limitations\n\nNot for medical use.\n\n## Training data\n\nClaims of 2020 to 2024.\n";

pub(crate) fn check_with(pack: &Pack, limits: Limits) -> DossierResult {
    let mut dossier = Dossier::default();
    dossier
        .documents
        .push(SourceFile::new("card.md", CARD.as_bytes().to_vec()));
    let review = "schema = 1\nreviewer = \"risk office\"\n[subject]\nkind = \"model\"\nname = \"ClaimNet\"\n[[document]]\npath = \"card.md\"\nabout = \"subject\"\n";
    let target = Target {
        path: "dossier".to_owned(),
        dossier,
        review: Some(
            Review::parse(SourceFile::new("review.toml", review.as_bytes().to_vec())).unwrap(),
        ),
    };
    let settings = Settings {
        as_of: "2026-11-01".parse().unwrap(),
        action: None,
        enforce: Enforce::Pack,
        limits: passmuster::limits::Limits::default(),
        checks: limits,
        trust: None,
        decisions: None,
    };
    target.check(std::slice::from_ref(pack), &settings).unwrap()
}

fn check(component: &[u8]) -> DossierResult {
    check_with(&pack(component), Limits::default())
}

pub(crate) fn finding(result: &DossierResult) -> &Finding {
    let found: Vec<&Finding> = result
        .findings
        .iter()
        .filter(|finding| finding.control == "T-01")
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

pub(crate) fn run(result: &DossierResult) -> &CheckRun {
    assert_eq!(result.checks.len(), 1);
    &result.checks[0]
}

/// Outcomes of the world, by number.
pub(crate) const PASS: u32 = 0;

pub(crate) fn reporting(outcome: u32) -> Vec<u8> {
    plugin(
        "",
        &format!("{READ} (call $finding (i32.const {outcome}) (i32.const 1))"),
    )
}

#[test]
fn what_a_check_reports_is_weighed_by_the_policy() {
    for (number, reported, outcome, verdict) in [
        (0, Reported::Pass, Outcome::Pass, Verdict::Pass),
        (1, Reported::Fail, Outcome::Fail, Verdict::Fail),
        (
            2,
            Reported::Insufficient,
            Outcome::Insufficient,
            Verdict::Insufficient,
        ),
        (
            3,
            Reported::NotApplicable,
            Outcome::NotApplicable,
            Verdict::Insufficient,
        ),
        (
            4,
            Reported::NeedsReview,
            Outcome::Insufficient,
            Verdict::Insufficient,
        ),
    ] {
        let result = check(&reporting(number));
        let finding = finding(&result);
        assert_eq!(finding.reported, Some(reported));
        assert_eq!(
            finding.outcome, outcome,
            "{reported:?}: {}",
            finding.message
        );
        assert_eq!(result.verdict, verdict, "{reported:?}");
        assert_eq!(finding.message, "It holds.");
        assert_eq!(finding.entity.name, "acme/scan#1");
        assert_eq!(finding.needs_review(), reported == Reported::NeedsReview);
        // What it cites is what the host read, with its place.
        let cited = &finding.evidence[0].origin;
        assert_eq!((cited.document.as_str(), cited.line), ("card.md", 1));
        assert_eq!(cited.pointer, "/sections/0/heading");
        let run = run(&result);
        assert_eq!(run.reads.len(), 1);
        assert!(run.reads[0].cited && run.reads[0].value_sha256.is_some());
        assert!(run.fuel > 0 && run.fuel < run.fuel_limit);
    }
}

#[test]
fn two_runs_are_the_same_to_the_last_operator() {
    let pack = pack(&reporting(PASS));
    let first = check_with(&pack, Limits::default());
    let second = check_with(&pack, Limits::default());
    assert_eq!(first.checks, second.checks);
    assert_eq!(first.findings, second.findings);
    let again = check(&reporting(PASS));
    assert_eq!(first.checks, again.checks);
}

/// What goes wrong in a run is an error finding with its reason, and never a pass.
#[test]
fn a_hostile_run_is_an_error() {
    let forged = format!(
        "{READ} (i32.store (i32.const 2048) (i32.const 7)) (call $finding (i32.const 0) (i32.const 1))"
    );
    let about_another = format!(
        "{READ} (drop (call $finding (i32.const 0) (i32.const 1))) (i32.store8 (i32.const 1024) (i32.const 1)) \
         (i32.store (i32.const 1028) (i32.const 80)) (i32.store (i32.const 1032) (i32.const 14)) (i32.const 1000)"
    );
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "an endless loop",
            "",
            "(loop $l (br $l)) (unreachable)",
            "fuel",
        ),
        (
            "endless recursion",
            "(func $deep (param i32) (result i32) (i32.add (call $deep (local.get 0)) (i32.const 1)))",
            "(call $deep (i32.const 1))",
            "stack",
        ),
        ("a trap", "", "unreachable", "trap"),
        (
            "a loop before the first call",
            "(func $begin (loop $l (br $l))) (start $begin)",
            "unreachable",
            "fuel",
        ),
        (
            "a trap before the first call",
            "(func $begin unreachable) (start $begin)",
            "unreachable",
            "trap",
        ),
        (
            "a table beyond the budget",
            "(table 1000000 funcref)",
            "unreachable",
            "tables",
        ),
        (
            "an allocator that gives what is not there",
            "",
            "(global.set $next (i32.const 0x7fffff00)) (drop (call $finding (i32.const 0) (i32.const 0))) \
             (call $read (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 19) (i32.const 512)) (i32.const 1000)",
            "malformed",
        ),
        (
            "a handle that was not given",
            "",
            "(call $read (i32.const 77) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 19) (i32.const 512)) unreachable",
            "malformed",
        ),
        (
            "a copy of memory without end",
            "",
            "(loop $l (memory.copy (i32.const 0) (i32.const 65536) (i32.const 65536)) (br $l)) unreachable",
            "fuel",
        ),
        (
            "memory out of bounds",
            "",
            "(i32.load (i32.const -4))",
            "trap",
        ),
        (
            "memory without end",
            "",
            "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 64)) (i32.const -1)))) unreachable",
            "memory",
        ),
        (
            "no finding",
            "",
            "(i32.store8 (i32.const 1000) (i32.const 0)) (i32.store (i32.const 1004) (i32.const 0)) (i32.store (i32.const 1008) (i32.const 0)) (i32.const 1000)",
            "no-finding",
        ),
        (
            "a pass that cites nothing",
            "",
            "(call $finding (i32.const 0) (i32.const 0))",
            "cites nothing",
        ),
        ("a forged receipt", "", &forged, "forged-receipt"),
        (
            "a finding about another",
            "",
            &about_another,
            "unknown-entity",
        ),
        (
            "a list out of bounds",
            "",
            "(drop (call $finding (i32.const 0) (i32.const 0))) (i32.store (i32.const 1008) (i32.const 100000000)) (i32.const 1000)",
            "malformed",
        ),
        (
            "a huge answer by aliases",
            "",
            "(local $i i32) (drop (call $finding (i32.const 1) (i32.const 0))) (i32.store (i32.const 1040) (i32.const 4096)) (i32.store (i32.const 1044) (i32.const 100000)) (i32.store (i32.const 1008) (i32.const 1)) (i32.const 1000)",
            "output",
        ),
        (
            "an unknown outcome",
            "",
            "(call $finding (i32.const 9) (i32.const 0))",
            "malformed",
        ),
        (
            "bad UTF-8",
            "",
            "(drop (call $finding (i32.const 1) (i32.const 0))) (i32.store8 (i32.const 64) (i32.const 255)) (i32.const 1000)",
            "malformed",
        ),
        (
            "its own error",
            "",
            "(i32.store8 (i32.const 1000) (i32.const 1)) (i32.store (i32.const 1004) (i32.const 16)) (i32.store (i32.const 1008) (i32.const 7)) (i32.store (i32.const 1012) (i32.const 64)) (i32.store (i32.const 1016) (i32.const 9)) (i32.const 1000)",
            "check-error",
        ),
    ];
    for (name, more, body, reason) in cases {
        let result = check(&plugin(more, body));
        let finding = finding(&result);
        assert_eq!(
            finding.outcome,
            Outcome::Error,
            "{name}: {}",
            finding.message
        );
        assert_eq!(finding.reported, Some(Reported::Error), "{name}");
        assert_eq!(result.verdict, Verdict::Error, "{name}");
        assert!(
            finding.message.contains(reason),
            "{name}: {}",
            finding.message
        );
        assert!(
            !finding.remedy.is_empty() || *reason == "cites nothing",
            "{name}"
        );
    }
}

#[test]
fn a_flood_of_calls_is_stopped_and_the_log_is_bounded() {
    let flood =
        "(loop $l (call $log (i32.const 1) (i32.const 64) (i32.const 9)) (br $l)) unreachable";
    let limits = Limits {
        host_calls: 5_000,
        ..Limits::default()
    };
    let result = check_with(&pack(&plugin("", flood)), limits);
    assert!(
        finding(&result).message.contains("host-calls"),
        "{}",
        finding(&result).message
    );
    let run = run(&result);
    assert_eq!(run.log.len(), limits.log_lines);
    assert_eq!(run.log_dropped, 4_000);
    let reads = format!("(loop $l {READ} (br $l)) unreachable");
    let limits = Limits {
        read_bytes: 1_000,
        ..Limits::default()
    };
    let result = check_with(&pack(&plugin("", &reads)), limits);
    assert!(
        finding(&result).message.contains("read-bytes"),
        "{}",
        finding(&result).message
    );
}

/// What was not declared in the manifest is not to be read: the guest sees an error, and what it
/// then reports has no receipt to cite.
#[test]
fn what_is_not_declared_is_not_read() {
    let manifest = MANIFEST.replace("/**", "/sections/1/**");
    let body = format!("{READ} (call $finding (i32.const 0) (i32.const 1))");
    let bytes = with_section(component(&core("", &body)), SECTION, manifest.as_bytes());
    let result = check(&bytes);
    assert_eq!(finding(&result).outcome, Outcome::Error);
    assert!(finding(&result).message.contains("forged-receipt"));
    assert!(run(&result).reads.is_empty());
}

#[test]
fn what_is_no_plugin_does_not_load() {
    let good = reporting(PASS);
    let plain = component(&core("", "(call $finding (i32.const 0) (i32.const 0))"));
    let wasi = {
        let text = r#"(component (import "wasi:filesystem/types@0.2.0" (instance)))"#;
        with_section(wat::parse_str(text).unwrap(), SECTION, MANIFEST.as_bytes())
    };
    let foreign = {
        let text = r#"(component (import "acme:net/socket" (instance)))"#;
        with_section(wat::parse_str(text).unwrap(), SECTION, MANIFEST.as_bytes())
    };
    let module = with_section(
        wat::parse_str("(module)").unwrap(),
        SECTION,
        MANIFEST.as_bytes(),
    );
    let twice = with_section(good.clone(), SECTION, MANIFEST.as_bytes());
    let locals = {
        let many = "(local i64)".repeat(2_100);
        plugin(
            &format!("(func {many})"),
            "(call $finding (i32.const 0) (i32.const 0))",
        )
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "empty"),
        ("text", b"(component)".to_vec(), "WebAssembly text"),
        ("an archive", b"PK\x03\x04rest".to_vec(), "no WebAssembly"),
        ("compiled code", b"\x7fELF\x02".to_vec(), "no WebAssembly"),
        ("a core module", module, "core module"),
        ("no manifest", plain.clone(), "no section"),
        ("two manifests", twice, "two sections"),
        (
            "a manifest of rubbish",
            with_section(plain.clone(), SECTION, b"{"),
            "no JSON",
        ),
        (
            "a huge section",
            with_section(plain.clone(), "x", &vec![0; 2_000_000]),
            "custom sections",
        ),
        ("WASI", wasi, "no WASI"),
        ("another import", foreign, "does not have"),
        ("too many locals", locals, "locals"),
        (
            "another world",
            with_section(
                plain.clone(),
                SECTION,
                MANIFEST
                    .replace("\"api\":\"0.1.0\"", "\"api\":\"9.0.0\"")
                    .as_bytes(),
            ),
            "plugin world",
        ),
    ];
    for (name, bytes, says) in cases {
        let error = refused(files(&bytes, CONTROL, ""));
        assert!(error.contains(says), "{name}: {error}");
    }
    // Cut off anywhere, it does not load, and nothing panics.
    for end in (0..good.len()).step_by(97) {
        let error = refused(files(&good[..end], CONTROL, ""));
        assert!(error.contains("cannot be loaded"), "{end}: {error}");
    }
    // A world without the export is found when it is linked.
    let empty = with_section(
        wat::parse_str("(component)").unwrap(),
        SECTION,
        MANIFEST.as_bytes(),
    );
    let result = check(&empty);
    assert_eq!(finding(&result).outcome, Outcome::Error);
    assert!(
        finding(&result).message.contains("wrong-world"),
        "{}",
        finding(&result).message
    );
}

#[test]
fn only_what_is_pinned_runs() {
    let good = reporting(PASS);
    let mut other = files(&good, CONTROL, "");
    other.insert("acme.wasm".to_owned(), reporting(1));
    assert!(refused(other).contains("is not the one that is pinned"));
    let mut gone = files(&good, CONTROL, "");
    gone.remove("acme.wasm");
    assert!(refused(gone).contains("no file `acme.wasm`"));
    let check = CONTROL.replace("acme/scan", "acme/scam");
    let error = refused(files(&good, &check, ""));
    assert!(
        error.contains("no plugin of the pack has") && error.contains("did you mean `acme/scan`"),
        "{error}"
    );
    let plugin = CONTROL.replace("acme/scan", "other/scan");
    assert!(refused(files(&good, &plugin, "")).contains("pin the plugin"));
    // Configuration is held against the manifest's schema.
    let wrong = "[plugin.config.scan]\nthreshold = 1\n";
    assert!(
        refused(files(&good, CONTROL, wrong)).contains("configuration of `acme/scan` is wrong")
    );
    let unknown = "[plugin.config.scam]\n";
    assert!(refused(files(&good, CONTROL, unknown)).contains("no check `scam`"));
}

/// One plugin's crash leaves the other's findings as they are.
#[test]
fn plugins_do_not_harm_each_other() {
    let crash = plugin("", "unreachable");
    let both: BTreeMap<String, Vec<u8>> = {
        let renamed = with_section(
            component(&core(
                "",
                &format!("{READ} (call $finding (i32.const 0) (i32.const 1))"),
            )),
            SECTION,
            MANIFEST
                .replace("\"id\":\"acme\"", "\"id\":\"other\"")
                .as_bytes(),
        );
        let second = format!(
            "[[plugin]]\nid = \"other\"\nsha256 = \"{}\"\nfile = \"other.wasm\"\n",
            sha256_hex(&renamed)
        );
        let (_, control) = CONTROL.split_once("// Why").unwrap();
        let control = format!(
            "{CONTROL}\n// Why{}",
            control
                .replace("T-01", "T-02")
                .replace("acme/scan", "other/scan")
        );
        let mut files = files(&crash, &control, &second);
        files.insert("tests/T-02.toml".to_owned(), CASES.as_bytes().to_vec());
        files.insert("other.wasm".to_owned(), renamed);
        files
    };
    let pack = load_files("test", both).unwrap();
    let result = check_with(&pack, Limits::default());
    let outcome = |id: &str| {
        let found = result.findings.iter().find(|it| it.control == id).unwrap();
        found.outcome
    };
    assert_eq!(outcome("T-01"), Outcome::Error);
    assert_eq!(outcome("T-02"), Outcome::Pass);
    assert_eq!(result.verdict, Verdict::Error);
}
