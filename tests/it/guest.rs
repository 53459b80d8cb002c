//! Plugins for tests, written as WebAssembly text.

use std::path::Path;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

/// The manifest's custom section.
pub(crate) const SECTION: &str = "passmuster:manifest";

/// A manifest of the plugin `acme` with the check `scan`.
pub(crate) const MANIFEST: &str = r#"{"schema":1,"id":"acme","version":"0.1.0","api":"0.1.0","title":"Acme","check":[{"id":"scan","title":"Scans","recomputing":true}],"reads":[{"format":"model-card-md","pointers":["/**"]}],"facts":{"attributes":["license"]},"limits":{"fuel":2000000}}"#;

/// A core module for the world: memory, an allocator, the calls of the host, and `run` with the
/// locals that answers need. `body` leaves the pointer of the answer.
pub(crate) fn core(more: &str, body: &str) -> String {
    format!(
        r#"(module
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.read"
    (func $read (param i32 i32 i32 i32 i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[method]dossier.documents"
    (func $documents (param i32 i32)))
  (import "passmuster:plugin/facts@0.1.0" "[resource-drop]dossier" (func $drop (param i32)))
  (import "passmuster:plugin/log@0.1.0" "write" (func $log (param i32 i32 i32)))
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 65536))
  (data (i32.const 16) "card.md")
  (data (i32.const 32) "/sections/0/heading")
  (data (i32.const 64) "It holds.")
  (data (i32.const 80) "Model::\"other\"")
  (func (export "cabi_realloc") (param $old i32) (param $from i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $next) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.const 1)))))
    (local.get $at))
  ;; One finding at 1024: outcome, message of 9 bytes, receipts at 2048.
  (func $finding (param $outcome i32) (param $cites i32) (result i32)
    (i32.store8 (i32.const 1000) (i32.const 0))
    (i32.store (i32.const 1004) (i32.const 1024))
    (i32.store (i32.const 1008) (i32.const 1))
    (i32.store8 (i32.const 1024) (i32.const 0))
    (i32.store8 (i32.const 1036) (local.get $outcome))
    (i32.store8 (i32.const 1037) (i32.const 3))
    (i32.store (i32.const 1040) (i32.const 64))
    (i32.store (i32.const 1044) (i32.const 9))
    (i32.store8 (i32.const 1048) (i32.const 0))
    (i32.store (i32.const 1060) (i32.const 2048))
    (i32.store (i32.const 1064) (local.get $cites))
    (i32.store (i32.const 1068) (i32.const 0))
    (i32.store (i32.const 1072) (i32.const 0))
    (i32.const 1000))
  {more}
  (func $body
    (param $check i32) (param $check_len i32) (param $dossier i32) (param $config i32) (param $config_len i32)
    (result i32)
    {body})
  (func (export "passmuster:plugin/check@0.1.0#run")
    (param i32 i32 i32 i32 i32) (result i32)
    (call $body (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))
    (call $drop (local.get 2)))
)"#
    )
}

/// Reads the card's first heading: receipt 0, which is then stored for the finding to cite.
pub(crate) const READ: &str = "(call $read (local.get $dossier) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 19) (i32.const 512)) (i32.store (i32.const 2048) (i32.const 0)) (i32.store8 (i32.const 2052) (i32.const 0))";

/// A component for the world in `wit/0.1`, without a manifest.
pub(crate) fn component(core: &str) -> Vec<u8> {
    let mut module = wat::parse_str(core).unwrap();
    let mut resolve = wit_parser::Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/0.1");
    let (package, _) = resolve.push_path(wit).unwrap();
    let world = resolve.select_world(&[package], Some("checker")).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .unwrap()
        .encode()
        .unwrap()
}

/// With a custom section at its end.
pub(crate) fn with_section(mut component: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    let leb = |mut n: usize| {
        let mut bytes = Vec::new();
        loop {
            let byte = u8::try_from(n & 0x7f).unwrap();
            n >>= 7;
            bytes.push(if n == 0 { byte } else { byte | 0x80 });
            if n == 0 {
                return bytes;
            }
        }
    };
    let mut section = leb(name.len());
    section.extend(name.as_bytes());
    section.extend(data);
    component.push(0);
    component.extend(leb(section.len()));
    component.extend(section);
    component
}

/// The plugin `acme` with this `run`.
pub(crate) fn plugin(more: &str, body: &str) -> Vec<u8> {
    with_section(component(&core(more, body)), SECTION, MANIFEST.as_bytes())
}
