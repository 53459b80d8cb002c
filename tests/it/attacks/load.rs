//! What is refused before anything of it is compiled, and what does not fit the world.

use passmuster::plugin::{Limits, Plugin};
use wasm_encoder::{ComponentSection as _, CustomSection};

use super::{Came, LINK, LOAD, refused, stopped};
use crate::common::{program, ran};
use crate::guest::{MANIFEST, SECTION, component, core, plugin, with_section};
use crate::plugins::{CONTROL, PASS, files, reporting};

/// A component of WebAssembly text, with the manifest.
pub(super) fn text(wat: &str) -> Vec<u8> {
    with_section(wat::parse_str(wat).unwrap(), SECTION, MANIFEST.as_bytes())
}

fn manifest(of: &str, into: &str) -> Vec<u8> {
    assert!(MANIFEST.contains(of), "{of}");
    with_section(
        component(&core("", "(call $finding (i32.const 0) (i32.const 0))")),
        SECTION,
        MANIFEST.replace(of, into).as_bytes(),
    )
}

/// Compiled code, as the child of the program gives it.
fn compiled(component: &[u8]) -> Vec<u8> {
    let mut command = program();
    command.args(["__compile", "60", "2147483648"]);
    let ran = ran(command, component);
    assert_eq!(ran.code, 0, "{}", ran.err());
    ran.stdout[32..].to_vec()
}

pub(super) fn refused_at_a_look() -> Vec<Came> {
    let good = reporting(PASS);
    let plain = component(&core("", "(call $finding (i32.const 0) (i32.const 0))"));
    let many = |part: &str, count: usize| {
        let parts: String = (0..count)
            .map(|n| part.replace('#', &n.to_string()))
            .collect();
        text(&format!("(component {parts})"))
    };
    let module = with_section(
        wat::parse_str("(module)").unwrap(),
        SECTION,
        MANIFEST.as_bytes(),
    );
    let large = {
        let mut bytes = plain.clone();
        let section = CustomSection {
            name: "x".into(),
            data: vec![0; 33 << 20].into(),
        };
        section.append_to_component(&mut bytes);
        bytes
    };
    let large_manifest = {
        let mut bytes = plain.clone();
        let section = CustomSection {
            name: SECTION.into(),
            data: vec![b' '; 900_000].into(),
        };
        section.append_to_component(&mut bytes);
        bytes
    };
    let locals = plugin(
        &format!("(func {})", "(local i64)".repeat(2_100)),
        "(call $finding (i32.const 0) (i32.const 0))",
    );
    let huge = plugin(
        &format!("(func {})", "(drop (i32.const 1))".repeat(400_000)),
        "(call $finding (i32.const 0) (i32.const 0))",
    );
    let functions = plugin(
        &"(func)".repeat(100_001),
        "(call $finding (i32.const 0) (i32.const 0))",
    );
    let utf16 = text(
        r#"(component (import "passmuster:plugin/log@0.1.0" (instance $l (export "write" (func (param "message" string)))))
          (core module $m (memory (export "m") 1) (func (export "r") (param i32 i32 i32 i32) (result i32) i32.const 0))
          (core instance $i (instantiate $m)) (alias export $l "write" (func $w))
          (core func (canon lower (func $w) (memory (core memory $i "m")) (realloc (core func $i "r")) string-encoding=utf16)))"#,
    );
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("an empty file", Vec::new(), "empty"),
        (
            "WebAssembly text",
            b"(component)".to_vec(),
            "WebAssembly text",
        ),
        (
            "an archive (zip)",
            b"PK\x03\x04rest".to_vec(),
            "no WebAssembly",
        ),
        (
            "compressed (gzip)",
            b"\x1f\x8b\x08rest".to_vec(),
            "no WebAssembly",
        ),
        (
            "compressed (zstd)",
            b"\x28\xb5\x2f\xfdrest".to_vec(),
            "no WebAssembly",
        ),
        (
            "compiled code of this very program",
            compiled(&good),
            "no WebAssembly",
        ),
        (
            "an executable (ELF)",
            b"\x7fELF\x02\x01\x01".to_vec(),
            "no WebAssembly",
        ),
        ("a core module", module, "core module"),
        ("33 MiB", large, "a plugin has at most"),
        (
            "2 MB of custom sections",
            with_section(plain.clone(), "x", &vec![0; 2_000_000]),
            "custom sections",
        ),
        ("a function with 2,100 locals", locals, "locals"),
        ("a function of 1.2 MB", huge, "a function has more than"),
        ("100,001 functions", functions, "100000 functions"),
        (
            "20 nested components",
            {
                let nested = format!("{}{}", "(component ".repeat(20), ")".repeat(20));
                text(&nested)
            },
            "inner components",
        ),
        ("1,000 modules", many("(core module)", 1_000), "64 modules"),
        ("strings in UTF-16", utf16, "UTF-8"),
        (
            "imports WASI files",
            text(r#"(component (import "wasi:filesystem/types@0.2.0" (instance)))"#),
            "no WASI",
        ),
        (
            "imports WASI sockets",
            text(r#"(component (import "wasi:sockets/tcp@0.2.0" (instance)))"#),
            "no WASI",
        ),
        (
            "imports another package",
            text(r#"(component (import "acme:net/socket" (instance)))"#),
            "does not have",
        ),
        (
            "imports a core module",
            text(r#"(component (import "passmuster:plugin/facts@0.1.0" (core module)))"#),
            "no interface",
        ),
        (
            "imports a component",
            text(r#"(component (import "passmuster:plugin/log@0.1.0" (component)))"#),
            "no interface",
        ),
        (
            "imports a function",
            text(r#"(component (import "run" (func)))"#),
            "does not have",
        ),
        (
            "exports the check in two versions",
            text(
                r#"(component (instance $i) (export "passmuster:plugin/check@0.1.0" (instance $i)) (export "passmuster:plugin/check@0.1.1" (instance $i)))"#,
            ),
            "twice",
        ),
        (
            "100,000 exports",
            {
                let exports: String = (0..100_000)
                    .map(|n| format!("(export \"e{n}\" (instance $i))"))
                    .collect();
                text(&format!("(component (instance $i) {exports})"))
            },
            "exports",
        ),
        ("no manifest", plain.clone(), "no section"),
        (
            "two manifests",
            with_section(good.clone(), SECTION, MANIFEST.as_bytes()),
            "two sections",
        ),
        (
            "a manifest of 900 kB",
            large_manifest,
            "its manifest has more than",
        ),
        (
            "a manifest that is not UTF-8",
            with_section(plain.clone(), SECTION, b"\xff\xfe"),
            "not UTF-8",
        ),
        (
            "a manifest nested 100,000 deep",
            with_section(plain.clone(), SECTION, "[".repeat(100_000).as_bytes()),
            "no JSON",
        ),
        (
            "a manifest with a key twice",
            manifest("\"schema\":1", "\"schema\":1,\"id\":\"other\""),
            "no JSON",
        ),
        (
            "a manifest without a check",
            manifest(
                r#"[{"id":"scan","title":"Scans","recomputing":true}]"#,
                "[]",
            ),
            "offers no check",
        ),
        (
            "the id of another plugin",
            manifest("\"acme\"", "\"other\""),
            "calls itself `other`",
        ),
        (
            "an id that leads elsewhere",
            manifest("\"acme\"", "\"../acme\""),
            "kebab-case",
        ),
        (
            "the next major version of the world",
            manifest("\"api\":\"0.1.0\"", "\"api\":\"9.0.0\""),
            "plugin world",
        ),
        (
            "a newer minor version of the world",
            manifest("\"api\":\"0.1.0\"", "\"api\":\"0.1.9\""),
            "plugin world",
        ),
        (
            "a pre-release of the world",
            manifest("\"api\":\"0.1.0\"", "\"api\":\"0.1.0-rc.1\""),
            "plugin world",
        ),
        (
            "a manifest that leaves out the check that is weighed",
            manifest("\"id\":\"scan\"", "\"id\":\"another\""),
            "no plugin of the pack has",
        ),
    ];
    let mut came: Vec<Came> = cases
        .into_iter()
        .map(|(attack, bytes, says)| refused(LOAD, attack, files(&bytes, CONTROL, ""), says))
        .collect();
    // Cut off anywhere, or with a bit changed: refused or looked at, and nothing panics.
    for end in (0..good.len()).step_by(3) {
        let error = Plugin::load(good[..end].to_vec()).unwrap_err();
        assert!(!error.is_empty(), "{end}");
    }
    for at in (0..good.len()).step_by(3) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        let _ = Plugin::load(bytes);
    }
    came.push(Came {
        stage: LOAD,
        attack: "cut off at every third byte".to_owned(),
        ended: "the pack is refused".to_owned(),
        exit: 2,
    });
    came
}

pub(super) fn refused_when_linked() -> Vec<Came> {
    let instance = |inner: &str| {
        text(&format!(
            r#"(component (import "passmuster:plugin/log@0.1.9" (instance {inner})))"#
        ))
    };
    let wide = {
        let params: String = (0..65_000)
            .map(|n| format!("(param \"p{n}\" u8)"))
            .collect();
        text(&format!(
            r#"(component (import "passmuster:plugin/log@0.1.0" (instance (export "write" (func {params})))))"#
        ))
    };
    let doubled = {
        let types: String = (1..26)
            .map(|n| {
                let m = n - 1;
                format!("(type $t{n} (tuple $t{m} $t{m}))")
            })
            .collect();
        text(&format!("(component (type $t0 (tuple u8 u8)) {types})"))
    };
    let signature = text(
        r#"(component
          (core module $m (func (export "run") (result i32) i32.const 0))
          (core instance $i (instantiate $m))
          (func $run (result u32) (canon lift (core func $i "run")))
          (instance $check (export "run" (func $run)))
          (export "passmuster:plugin/check@0.1.0" (instance $check)))"#,
    );
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("exports nothing", text("(component)"), "wrong-world"),
        (
            "exports a check of another signature",
            signature,
            "malformed",
        ),
        (
            "imports a function that the world does not have",
            instance(r#"(export "exfiltrate" (func (param "x" u8)))"#),
            "wrong-world",
        ),
        (
            "imports another major version",
            text(
                r#"(component (import "passmuster:plugin/log@2.0.0" (instance (export "write" (func)))))"#,
            ),
            "wrong-world",
        ),
        (
            "imports a pre-release",
            text(
                r#"(component (import "passmuster:plugin/log@0.1.0-rc.1" (instance (export "write" (func)))))"#,
            ),
            "wrong-world",
        ),
        (
            "imports a function of 65,000 parameters",
            wide,
            "not-loadable",
        ),
        ("types that double 25 times", doubled, "not-loadable"),
        (
            "a 64-bit memory",
            text("(component (core module (memory i64 1)))"),
            "not-loadable",
        ),
        (
            "a shared memory",
            text("(component (core module (memory 1 2 shared)))"),
            "not-loadable",
        ),
        (
            "two memories in a module",
            text("(component (core module (memory 1) (memory 1)))"),
            "not-loadable",
        ),
        (
            "relaxed SIMD, which machines compute differently",
            text(
                "(component (core module (func (result v128) (i32x4.relaxed_trunc_f32x4_s (v128.const i32x4 0 0 0 0)))))",
            ),
            "not-loadable",
        ),
        (
            "threads",
            text(
                "(component (core module (memory 1) (func (drop (i32.atomic.load (i32.const 0))))))",
            ),
            "not-loadable",
        ),
        (
            "a jump table of 400,000 entries",
            plugin(
                &format!(
                    "(func (block (br_table {} (i32.const 0))))",
                    "0 ".repeat(400_000)
                ),
                "(call $finding (i32.const 0) (i32.const 0))",
            ),
            "not-loadable",
        ),
        (
            "an invalid function body",
            {
                // `i32.add` on an empty stack: the text is taken, the validator refuses it.
                text("(component (core module (func i32.add drop)))")
            },
            "not-loadable",
        ),
    ];
    cases
        .into_iter()
        .map(|(attack, bytes, reason)| stopped(LINK, attack, &bytes, reason, Limits::default()))
        .collect()
}
