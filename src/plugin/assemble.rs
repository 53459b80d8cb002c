//! Makes a plugin of what a compiler leaves: a core module with the world's types inside it becomes
//! a component; WASI 0.1 that the compiler linked in is taken out; the manifest goes in.

use wasm_encoder::{ComponentSection as _, CustomSection};
use wasmparser::{Encoding, Parser};
use wit_component::ComponentEncoder;

use super::Plugin;
use super::manifest::{Manifest, SECTION};
use super::stub;

/// How each toolchain leaves WASI out.
const WAY_OUT: &str = "Leave it out when it is built: componentize-py with `--stub-wasi`, componentize-js \
    with `disableFeatures`, Rust for wasm32-unknown-unknown";

/// The component of a core module or of a component, with the manifest as a custom section at its
/// end; of a module, without the WASI 0.1 that its toolchain linked in. The same bytes and manifest
/// give the same bytes.
///
/// # Errors
/// It is nothing for the plugin world, or the component would not load; one sentence.
pub fn assemble(built: &[u8], manifest: &Manifest) -> Result<Vec<u8>, String> {
    let component = if Parser::is_component(built) {
        built.to_vec()
    } else {
        encoded(built)?
    };
    let wasi = stub::wasi(&component)?;
    if !wasi.is_empty() {
        return Err(format!(
            "it imports {}, and a plugin is given no WASI. {WAY_OUT}",
            wasi.join(", ")
        ));
    }
    let mut component = without_manifest(component)?;
    let section = CustomSection {
        name: SECTION.into(),
        data: manifest.to_json()?.into_bytes().into(),
    };
    section.append_to_component(&mut component);
    // What would be refused later is refused now, by the same eyes.
    Plugin::load(component.clone())?;
    Ok(component)
}

/// What a compiler linked in of WASI, in order: interfaces of a component, functions of a module.
///
/// # Errors
/// It is damaged; one clause.
pub fn wasi_of(built: &[u8]) -> Result<Vec<String>, String> {
    stub::wasi(built)
}

/// A core module as a component.
fn encoded(module: &[u8]) -> Result<Vec<u8>, String> {
    let adapter = stub::adapter(module)?;
    let mut encoder = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .map_err(|error| format!("it cannot be made a component: {error:#}"))?;
    if let Some((name, adapter)) = &adapter {
        encoder = encoder
            .adapter(name, adapter)
            .map_err(|error| format!("its WASI cannot be stubbed: {error:#}"))?;
    }
    encoder
        .encode()
        .map_err(|error| format!("it cannot be made a component: {error:#}"))
}

/// A component that is built anew from one with a manifest gets the new one only.
fn without_manifest(component: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut depth = 0usize;
    let mut cut = None;
    for payload in Parser::new(0).parse_all(&component) {
        let payload = payload.map_err(|error| format!("it is damaged: {}", error.message()))?;
        match payload {
            wasmparser::Payload::Version { encoding, .. } => {
                depth += 1;
                if depth == 1 && encoding != Encoding::Component {
                    return Err("it is no component".to_owned());
                }
            }
            wasmparser::Payload::End(_) => depth = depth.saturating_sub(1),
            wasmparser::Payload::CustomSection(section)
                if depth == 1 && section.name() == SECTION =>
            {
                cut = Some(section.range());
            }
            _ => {}
        }
    }
    let Some(range) = cut else {
        return Ok(component);
    };
    // Only where it stands at the end, as the build writes it: then its header does, too.
    if range.end != component.len() {
        return Err(format!(
            "it has a section `{SECTION}` already, not at its end; build it without"
        ));
    }
    let size = range.end - range.start;
    let mut header = 1;
    let mut left = size >> 7;
    while left > 0 {
        header += 1;
        left >>= 7;
    }
    let start = range.start.checked_sub(header + 1);
    start
        .and_then(|start| component.get(..start))
        .map(<[u8]>::to_vec)
        .ok_or_else(|| "it is damaged".to_owned())
}
