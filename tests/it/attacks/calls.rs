//! What is stopped when it is instantiated or called.

use passmuster::finding::Outcome;
use passmuster::plugin::Limits;
use passmuster::policy::load_files;

use super::{Came, RUN, START, crowd, of, stopped};
use crate::guest::{MANIFEST, READ, SECTION, component, core, plugin, with_section};
use crate::plugins::check_with;

/// More functions of the host than most guests need.
const IMPORTS: &str = r#"
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.read-many"
    (func $read_many (param i32 i32 i32 i32 i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.read-json"
    (func $read_json (param i32 i32 i32 i32 i32 i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.select"
    (func $select (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.facts"
    (func $facts (param i32 i32 i32 i32 i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.entities"
    (func $entities (param i32 i32 i32 i32)))
"#;

/// A guest whose text is changed before it is assembled.
fn changed(more: &str, body: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let mut text = core(more, body);
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    with_section(component(&text), SECTION, MANIFEST.as_bytes())
}

const MEMORY: &str = "(memory (export \"memory\") 2)";
const REALLOC: &str = "(local $at i32)";
const DROP: &str = "(call $drop (local.get 2))";
/// A call of the host that reads the card's first heading.
const HEADING: &str = "(call $read (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 19) (i32.const 512))";

/// With more of the host's functions and this many pages.
fn asking(pages: u32, body: &str) -> Vec<u8> {
    let memory = format!("{IMPORTS}(memory (export \"memory\") {pages})");
    let more = r#"(data (i32.const 96) "/*/*/*/*")(data (i32.const 112) "Component")(data (i32.const 128) "/x~2")"#;
    changed(more, body, &[(MEMORY, &memory)])
}

/// A component with a core module instantiated many times beside its own.
fn beside(module: &str, times: u32) -> Vec<u8> {
    use wasm_encoder::{ComponentSection as _, ModuleArg, RawSection};
    let mut bytes = component(&core("", "(call $finding (i32.const 0) (i32.const 0))"));
    let mut depth = 0;
    let mut modules = 0;
    for payload in wasmparser_payloads(&bytes) {
        match payload {
            Seen::Begin => depth += 1,
            Seen::Module if depth == 1 => modules += 1,
            Seen::Module => {}
            Seen::End => depth -= 1,
        }
    }
    let module = wat::parse_str(module).unwrap();
    // A core module is section 1 of a component: the bytes of the module.
    RawSection {
        id: 1,
        data: &module,
    }
    .append_to_component(&mut bytes);
    let mut instances = wasm_encoder::InstanceSection::new();
    for _ in 0..times {
        instances.instantiate::<_, &str>(modules, std::iter::empty::<(&str, ModuleArg)>());
    }
    instances.append_to_component(&mut bytes);
    with_section(bytes, SECTION, MANIFEST.as_bytes())
}

enum Seen {
    Begin,
    Module,
    End,
}

/// Where components and modules begin and end.
fn wasmparser_payloads(bytes: &[u8]) -> Vec<Seen> {
    use wasmparser::{Parser, Payload};
    Parser::new(0)
        .parse_all(bytes)
        .filter_map(|payload| match payload.unwrap() {
            Payload::Version { .. } => Some(Seen::Begin),
            Payload::ModuleSection { .. } => Some(Seen::Module),
            Payload::End(_) => Some(Seen::End),
            _ => None,
        })
        .collect()
}

pub(super) fn stopped_in_a_call() -> Vec<Came> {
    let mut came = Vec::new();
    let mut add = |stage, attack: &str, bytes: &[u8], reason: &str| {
        came.push(stopped(stage, attack, bytes, reason, Limits::default()));
    };
    let trap = "unreachable";

    add(
        START,
        "a loop in the start function",
        &plugin("(func $begin (loop $l (br $l))) (start $begin)", trap),
        "fuel",
    );
    add(
        START,
        "a loop in `_initialize`",
        &plugin("(func (export \"_initialize\") (loop $l (br $l)))", trap),
        "fuel",
    );
    add(
        START,
        "a trap in the start function",
        &plugin("(func $begin unreachable) (start $begin)", trap),
        "trap",
    );
    add(
        START,
        "recursion in the start function",
        &plugin("(func $begin (call $begin)) (start $begin)", trap),
        "stack",
    );
    add(
        START,
        "a memory of 4 GiB",
        &changed("", trap, &[(MEMORY, "(memory (export \"memory\") 65536)")]),
        "memory",
    );
    add(
        START,
        "a table of 10,000,000 elements",
        &plugin("(table 10000000 funcref)", trap),
        "table-elements",
    );
    add(
        START,
        "10 modules with a memory each",
        &beside("(module (memory 1))", 10),
        "malformed",
    );
    add(
        START,
        "7 modules that grow their memories in turn",
        &beside(
            "(module (memory 1) (func $begin (loop $l (br_if $l (i32.ne (memory.grow (i32.const 100)) (i32.const -1)))) unreachable) (start $begin))",
            6,
        ),
        "memory",
    );
    add(
        START,
        "100 instances",
        &beside("(module)", 100),
        "malformed",
    );
    let flood = format!(
        "(table 60000 funcref) (func $f) {}",
        format!("(elem (i32.const 0) func {})", "$f ".repeat(50_000)).repeat(20)
    );
    add(
        START,
        "a flood of element segments",
        &plugin(&flood, trap),
        "trap",
    );

    add(
        RUN,
        "an endless loop",
        &plugin("", "(loop $l (br $l)) unreachable"),
        "fuel",
    );
    add(
        RUN,
        "endless recursion",
        &plugin(
            "(func $deep (param i32) (result i32) (i32.add (call $deep (local.get 0)) (i32.const 1)))",
            "(call $deep (i32.const 1))",
        ),
        "stack",
    );
    add(RUN, "a trap", &plugin("", trap), "trap");
    add(
        RUN,
        "a trap after three reads, which stay in the log",
        &plugin("", &format!("{HEADING} {HEADING} {HEADING} unreachable")),
        "trap",
    );
    add(
        RUN,
        "memory out of bounds",
        &plugin("", "(i32.load (i32.const -4))"),
        "trap",
    );
    add(
        RUN,
        "memory without end",
        &plugin(
            "",
            "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 64)) (i32.const -1)))) unreachable",
        ),
        "memory",
    );
    add(
        RUN,
        "memory to the limit, touched without end",
        &plugin(
            "",
            "(drop (memory.grow (i32.const 4000))) (loop $l (i32.store (i32.const 70000) (i32.const 1)) (br $l)) unreachable",
        ),
        "fuel",
    );
    add(
        RUN,
        "tables without end",
        &plugin(
            "(table $t 0 funcref)",
            "(loop $l (br_if $l (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) unreachable",
        ),
        "table-elements",
    );
    add(
        RUN,
        "copies of memory without end",
        &plugin(
            "",
            "(loop $l (memory.copy (i32.const 0) (i32.const 65536) (i32.const 65536)) (br $l)) unreachable",
        ),
        "fuel",
    );
    add(
        RUN,
        "fills of memory without end",
        &plugin(
            "",
            "(loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 131072)) (br $l)) unreachable",
        ),
        "fuel",
    );

    // Answers.
    let findings = |outcome: u32, cites: u32| {
        format!("(drop (call $finding (i32.const {outcome}) (i32.const {cites})))")
    };
    add(
        RUN,
        "a message that is not UTF-8",
        &plugin(
            "",
            &format!(
                "{} (i32.store8 (i32.const 64) (i32.const 255)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "malformed",
    );
    add(
        RUN,
        "a message out of bounds",
        &plugin(
            "",
            &format!(
                "{} (i32.store (i32.const 1040) (i32.const 0x7fffffff)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "malformed",
    );
    add(
        RUN,
        "a list out of bounds",
        &plugin(
            "",
            &format!(
                "{} (i32.store (i32.const 1008) (i32.const 100000000)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "malformed",
    );
    add(
        RUN,
        "an answer out of bounds",
        &plugin("", "(i32.const -8)"),
        "malformed",
    );
    add(
        RUN,
        "an answer at an odd address",
        &plugin("", "(i32.const 1001)"),
        "malformed",
    );
    add(
        RUN,
        "an outcome that does not exist",
        &plugin("", "(call $finding (i32.const 9) (i32.const 0))"),
        "malformed",
    );
    add(RUN, "a message of 1 MB, as 20 findings share it", &changed("",
        &format!("{} (i32.store (i32.const 1040) (i32.const 4096)) (i32.store (i32.const 1044) (i32.const 1000000))
          (local.set $check (i32.const 1)) (loop $l
            (memory.copy (i32.add (i32.const 1024) (i32.mul (local.get $check) (i32.const 52))) (i32.const 1024) (i32.const 52))
            (br_if $l (i32.lt_u (local.tee $check (i32.add (local.get $check) (i32.const 1))) (i32.const 20))))
          (i32.store (i32.const 1008) (i32.const 20)) (i32.const 1000)", findings(1, 0)),
        &[(MEMORY, "(memory (export \"memory\") 40)")]), "answer-bytes");
    add(
        RUN,
        "a message of 100 MB",
        &changed(
            "",
            &format!(
                "{} (i32.store (i32.const 1040) (i32.const 4096)) (i32.store (i32.const 1044) (i32.const 100000000)) (i32.const 1000)",
                findings(1, 0)
            ),
            &[(MEMORY, "(memory (export \"memory\") 1700)")],
        ),
        "answer-bytes",
    );
    add(
        RUN,
        "12,000,000 citations",
        &changed(
            "",
            &format!(
                "{} (i32.store (i32.const 1060) (i32.const 4096)) (i32.store (i32.const 1064) (i32.const 12000000)) (i32.const 1000)",
                findings(1, 0)
            ),
            &[(MEMORY, "(memory (export \"memory\") 3000)")],
        ),
        "answer-bytes",
    );
    add(
        RUN,
        "a message of 100 kB",
        &plugin(
            "",
            &format!(
                "{} (i32.store (i32.const 1040) (i32.const 4096)) (i32.store (i32.const 1044) (i32.const 100000)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "output",
    );
    add(
        RUN,
        "no finding",
        &plugin(
            "",
            &format!(
                "{} (i32.store (i32.const 1008) (i32.const 0)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "no-finding",
    );
    add(RUN, "two findings of one key", &plugin("",
        "(i32.store (i32.const 2100) (i32.const 2200)) (i32.store (i32.const 2104) (i32.const 3)) (i32.store (i32.const 2108) (i32.const 64)) (i32.store (i32.const 2112) (i32.const 2))
         (i32.store8 (i32.const 2200) (i32.const 107)) (i32.store8 (i32.const 2201) (i32.const 101)) (i32.store8 (i32.const 2202) (i32.const 121))
         (drop (call $finding (i32.const 1) (i32.const 0)))
         (i32.store (i32.const 1068) (i32.const 2100)) (i32.store (i32.const 1072) (i32.const 1))
         (memory.copy (i32.const 1076) (i32.const 1024) (i32.const 52)) (i32.store (i32.const 1008) (i32.const 2)) (i32.const 1000)"), "output");
    add(
        RUN,
        "an allocator that gives what is not there",
        &plugin(
            "",
            &format!("(global.set $next (i32.const 0x7fffff00)) {HEADING} (i32.const 1000)"),
        ),
        "malformed",
    );
    add(
        RUN,
        "an allocator that never ends",
        &changed("", trap, &[(REALLOC, "(local $at i32) (loop $l (br $l))")]),
        "fuel",
    );
    add(
        RUN,
        "an allocator that traps",
        &changed("", trap, &[(REALLOC, "(local $at i32) unreachable")]),
        "trap",
    );
    add(
        RUN,
        "an allocator that calls the host",
        &changed(
            "",
            trap,
            &[(
                REALLOC,
                "(local $at i32) (call $log (i32.const 1) (i32.const 64) (i32.const 9))",
            )],
        ),
        "trap",
    );
    let post = "(func (export \"cabi_post_passmuster:plugin/check@0.1.0#run\") (param i32)";
    let good = format!("{READ} (call $finding (i32.const 0) (i32.const 1))");
    add(
        RUN,
        "a trap after the answer",
        &plugin(&format!("{post} unreachable)"), &good),
        "trap",
    );
    add(
        RUN,
        "a loop after the answer",
        &plugin(&format!("{post} (loop $l (br $l)))"), &good),
        "fuel",
    );

    // The host.
    let host = Limits {
        host_calls: 5_000,
        read_bytes: 1 << 20,
        ..Limits::default()
    };
    let mut flood = |attack: &str, bytes: &[u8], reason: &str| {
        came.push(stopped(RUN, attack, bytes, reason, host));
    };
    let again = |call: &str| format!("(loop $l {call} (br $l)) unreachable");
    flood(
        "reads without end",
        &plugin("", &again(HEADING)),
        "host-calls",
    );
    flood(
        "a log without end",
        &plugin(
            "",
            &again("(call $log (i32.const 1) (i32.const 64) (i32.const 9))"),
        ),
        "host-calls",
    );
    flood(
        "lists of the documents without end",
        &plugin(
            "",
            &again(
                "(call $documents (local.get $dossier) (i32.const 512)) (global.set $next (i32.const 65536))",
            ),
        ),
        "host-calls",
    );
    flood(
        "pointers of 1 MB",
        &asking(
            32,
            &again(
                "(call $read (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 4096) (i32.const 1000000) (i32.const 512))",
            ),
        ),
        "host-calls",
    );
    flood(
        "100,000 pointers at a time",
        &asking(
            32,
            &again(
                "(call $read_many (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 1000000) (i32.const 100000) (i32.const 512))",
            ),
        ),
        "host-calls",
    );
    flood(
        "the whole document without end",
        &asking(
            2,
            &again(
                "(call $read_json (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 512)) (global.set $next (i32.const 65536))",
            ),
        ),
        "host-calls",
    );
    flood(
        "every place without end",
        &asking(
            2,
            &again(
                "(call $select (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 96) (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 512)) (global.set $next (i32.const 65536))",
            ),
        ),
        "host-calls",
    );
    flood(
        "every component without end",
        &asking(
            2,
            &again(
                "(call $entities (local.get $dossier) (i32.const 112) (i32.const 9) (i32.const 512))",
            ),
        ),
        "host-calls",
    );
    flood(
        "a malformed pointer, cited",
        &asking(
            2,
            "(call $read (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 128) (i32.const 4) (i32.const 512)) (i32.store (i32.const 2048) (i32.const 0)) (i32.store8 (i32.const 2052) (i32.const 0)) (call $finding (i32.const 0) (i32.const 1))",
        ),
        "forged-receipt",
    );
    flood(
        "a handle that was not given",
        &plugin(
            "",
            "(call $read (i32.const 77) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 19) (i32.const 512)) unreachable",
        ),
        "malformed",
    );
    flood(
        "a handle dropped twice",
        &plugin("", &format!("(call $drop (local.get $dossier)) {good}")),
        "malformed",
    );
    flood(
        "a handle kept",
        &changed("", &good, &[(DROP, "")]),
        "malformed",
    );

    let mut add = |stage, attack: &str, bytes: &[u8], reason: &str| {
        came.push(stopped(stage, attack, bytes, reason, Limits::default()));
    };
    // What it says.
    add(
        RUN,
        "a forged receipt",
        &plugin(
            "",
            &format!(
                "{READ} (i32.store (i32.const 2048) (i32.const 7)) (call $finding (i32.const 0) (i32.const 1))"
            ),
        ),
        "forged-receipt",
    );
    add(
        RUN,
        "a finding about somebody else",
        &plugin(
            "",
            &format!(
                "{} (i32.store8 (i32.const 1024) (i32.const 1)) (i32.store (i32.const 1028) (i32.const 80)) (i32.store (i32.const 1032) (i32.const 14)) (i32.const 1000)",
                findings(1, 0)
            ),
        ),
        "unknown-entity",
    );
    add(
        RUN,
        "its own error",
        &plugin(
            "",
            "(i32.store8 (i32.const 1000) (i32.const 1)) (i32.store (i32.const 1004) (i32.const 16)) (i32.store (i32.const 1008) (i32.const 7)) (i32.store (i32.const 1012) (i32.const 64)) (i32.store (i32.const 1016) (i32.const 9)) (i32.const 1000)",
        ),
        "check-error",
    );
    let greedy = |limits: &str| {
        with_section(
            component(&core("", &good)),
            SECTION,
            MANIFEST.replace("\"fuel\":2000000", limits).as_bytes(),
        )
    };
    add(
        RUN,
        "asks for more fuel than there is",
        &greedy("\"fuel\":99000000000"),
        "asks-too-much",
    );
    add(
        RUN,
        "asks for more memory than there is",
        &greedy("\"memory\":99000000000"),
        "asks-too-much",
    );
    let mut late = |attack: &str, bytes: &[u8], reason: &str, limits| {
        came.push(stopped(RUN, attack, bytes, reason, limits));
    };
    let seconds = Limits {
        seconds: 1,
        fuel: 1 << 40,
        fuel_cap: 1 << 40,
        run_fuel: 1 << 50,
        ..Limits::default()
    };
    let unlimited = with_section(
        component(&core("", "(loop $l (br $l)) unreachable")),
        SECTION,
        MANIFEST.replace("\"fuel\":2000000", "").as_bytes(),
    );
    late(
        "fuel that an operator made too much of",
        &unlimited,
        "host-timeout",
        seconds,
    );
    came.push(nothing_is_kept());
    came.push(cites_nothing());
    came.push(shared_budget());
    came
}

/// A pass that cites nothing is no pass; it has no reason of its own, since the check was made.
fn cites_nothing() -> Came {
    let hostile = plugin("", "(call $finding (i32.const 0) (i32.const 0))");
    let result = check_with(
        &load_files("test", crowd(&hostile)).unwrap(),
        Limits::default(),
    );
    let finding = of(&result, "T-01");
    assert_eq!(finding.outcome, Outcome::Error);
    assert!(
        finding.message.contains("cites nothing"),
        "{}",
        finding.message
    );
    assert_eq!(of(&result, "T-02").outcome, Outcome::Pass);
    Came {
        stage: RUN,
        attack: "a pass that cites nothing".to_owned(),
        ended: "an error: it cannot be taken".to_owned(),
        exit: result.verdict.exit_code(),
    }
}

/// A guest that counts its calls and looks at the bits of a NaN says the same each time: nothing of
/// a call is kept, and floating point is the same everywhere.
fn nothing_is_kept() -> Came {
    let body = format!(
        "(global.set $calls (i32.add (global.get $calls) (i32.const 1))) {READ}
         (call $finding
           (i32.or (i32.ne (global.get $calls) (i32.const 1))
             (i64.ne (i64.reinterpret_f64 (f64.div (f64.const -0) (f64.const 0))) (i64.const 0x7ff8000000000000)))
           (i32.const 1))"
    );
    let hostile = plugin("(global $calls (mut i32) (i32.const 0))", &body);
    let pack = load_files("test", crowd(&hostile)).unwrap();
    let first = check_with(&pack, Limits::default());
    for _ in 0..3 {
        let again = check_with(&pack, Limits::default());
        assert_eq!(of(&again, "T-01").outcome, Outcome::Pass);
        assert_eq!(again.checks, first.checks);
    }
    Came {
        stage: RUN,
        attack: "keeps a count between calls, and looks at the bits of a NaN".to_owned(),
        ended: "nothing is kept; four runs are the same to the last operator".to_owned(),
        exit: 0,
    }
}

/// Many slow plugins, each within its own limit.
fn shared_budget() -> Came {
    let hostile = plugin("", "(loop $l (br $l)) unreachable");
    let pack = load_files("test", crowd(&hostile)).unwrap();
    let limits = Limits {
        run_fuel: 1_000_000,
        ..Limits::default()
    };
    let result = check_with(&pack, limits);
    for control in ["T-01", "T-02"] {
        let finding = of(&result, control);
        assert_eq!(finding.outcome, Outcome::Error);
        assert!(
            finding.message.contains("(run-fuel)"),
            "{}",
            finding.message
        );
        assert!(
            finding.message.contains("--plugin-limit run-fuel="),
            "{}",
            finding.message
        );
    }
    let spent: u64 = result.checks.iter().map(|it| it.fuel).sum();
    assert!(spent <= limits.run_fuel, "{spent}");
    Came {
        stage: RUN,
        attack: "many slow plugins, together beyond the budget of a run".to_owned(),
        ended: "error `run-fuel` for those that come too late".to_owned(),
        exit: result.verdict.exit_code(),
    }
}
