//! What other toolchains leave: components and modules with WASI that nobody asked for.

use std::path::Path;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use crate::common::Folder;
use crate::guest::{READ, core};

const PLUGIN: &str = r#"
schema = 1
id = "acme"
version = "0.1.0"
api = "0.1.0"
title = "Acme"
[[check]]
id = "scan"
title = "Scans"
[[reads]]
format = "model-card-md"
pointers = ["/**"]
"#;

const CARD: &str = "# Model Card: ClaimNet\n\n## Intended use\n\nSorts insurance claims by urgency for trained staff.\n\n## Limitations\n\nNot for medical use.\n\n## Training data\n\nClaims of 2020 to 2024.\n";

/// A world as toolchains for WASI 0.2 make it: resources that one interface has and another uses.
const WORLD: &str = r"
package acme:guest;
world guest {
  include passmuster:plugin/checker@0.1.0;
  import wasi:random/random@0.2.0;
  import wasi:io/error@0.2.0;
  import wasi:io/streams@0.2.0;
}
package wasi:random@0.2.0 { interface random { get-random-u64: func() -> u64; } }
package wasi:io@0.2.0 {
  interface error { resource error { to-debug-string: func() -> string; } }
  interface streams {
    use error.{error};
    variant stream-error { last-operation-failed(error), closed }
    resource output-stream { blocking-flush: func() -> result<_, stream-error>; }
  }
}
";

/// The guest's module with one import more, its world inside.
fn module(import: &str, body: &str, world: Option<&str>) -> Vec<u8> {
    let text = core("", body).replacen("(module", &format!("(module {import}"), 1);
    let mut module = wat::parse_str(text).unwrap();
    let mut resolve = wit_parser::Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/0.1");
    let (package, _) = resolve.push_path(wit).unwrap();
    let (package, name) = match world {
        Some(text) => (resolve.push_str("guest.wit", text).unwrap(), "guest"),
        None => (package, "checker"),
    };
    let world = resolve.select_world(&[package], Some(name)).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    module
}

fn component(import: &str, body: &str) -> Vec<u8> {
    ComponentEncoder::default()
        .validate(true)
        .module(&module(import, body, Some(WORLD)))
        .unwrap()
        .encode()
        .unwrap()
}

/// Builds it with the manifest and makes the check: exit code and what was said.
fn built(bytes: &[u8]) -> (Folder, String) {
    let folder = Folder::new();
    folder.write("plugin.toml", PLUGIN);
    folder.write("other.wasm", bytes);
    folder.write("dossier/card.md", CARD);
    let built = folder.run(&["plugin", "build", ".", "--component", "other.wasm"]);
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    assert_eq!(built.code, 0, "{said}");
    assert!(said.contains("WASI"), "{said}");
    let inspected = folder.run(&["plugin", "inspect", "acme.wasm", "--no-config"]);
    assert_eq!(inspected.code, 0);
    (folder, said)
}

fn made(folder: &Folder) -> String {
    let ran = folder.run(&[
        "plugin",
        "run",
        "scan",
        "dossier",
        "--component",
        "acme.wasm",
    ]);
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

const STREAMS: &str = "(import \"wasi:io/error@0.2.0\" \"[method]error.to-debug-string\" (func (param i32 i32)))\
    (import \"wasi:io/streams@0.2.0\" \"[method]output-stream.blocking-flush\" (func (param i32 i32)))\
    (import \"wasi:io/streams@0.2.0\" \"[resource-drop]output-stream\" (func (param i32)))";

/// A component that imports WASI is refused, with the way out of each toolchain.
#[test]
fn a_component_with_wasi_is_refused_with_the_way_out() {
    let random = "(import \"wasi:random/random@0.2.0\" \"get-random-u64\" (func (result i64)))";
    let body = format!("{READ} (call $finding (i32.const 1) (i32.const 1))");
    let folder = Folder::new();
    folder.write("plugin.toml", PLUGIN);
    folder.write(
        "other.wasm",
        component(&format!("{random}{STREAMS}"), &body),
    );
    let ran = folder.run(&["plugin", "build", ".", "--component", "other.wasm"]);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.code, 2, "{said}");
    assert!(
        said.contains("wasi:io/streams@0.2.0") && said.contains("--stub-wasi"),
        "{said}"
    );
    assert!(!folder.join("acme.wasm").exists());
}

/// Of WASI 0.1 a call is answered that it is not supported, as the guest here asks for.
#[test]
fn what_a_module_imports_of_wasi_is_taken_out() {
    let import = "(import \"wasi_snapshot_preview1\" \"fd_write\" (func $w (param i32 i32 i32 i32) (result i32)))\
        (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))";
    let body = format!(
        "(if (i32.ne (call $w (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 52)) (then unreachable)) {READ} (call $finding (i32.const 1) (i32.const 1))"
    );
    let (folder, said) = built(&module(import, &body, None));
    assert!(said.contains("wasi_snapshot_preview1.fd_write"), "{said}");
    assert!(made(&folder).contains("It holds."));
    // Built again from the result, it is the same: the manifest is not there twice.
    let again = folder.run(&[
        "plugin",
        "build",
        ".",
        "--component",
        "acme.wasm",
        "--output",
        "b.wasm",
    ]);
    assert_eq!(again.code, 0);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert!(read("acme.wasm") == read("b.wasm"));
    let (folder, _) = built(&module(
        import,
        &format!("(call $exit (i32.const 0)) {body}"),
        None,
    ));
    let found = made(&folder);
    assert!(
        found.contains("trap") && !found.contains("It holds."),
        "{found}"
    );
}
