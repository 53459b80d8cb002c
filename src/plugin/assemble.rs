//! Makes a plugin of what a compiler leaves: a core module with the world's types inside it becomes
//! a component with its manifest.

use wasm_encoder::{ComponentSection as _, CustomSection};
use wit_component::ComponentEncoder;

use super::Plugin;
use super::manifest::{Manifest, SECTION};

/// The component of a core module, with the manifest as a custom section at its end. The same
/// module and manifest give the same bytes.
///
/// # Errors
/// The module is not one for the plugin world, or the component would not load; one sentence.
pub fn assemble(module: &[u8], manifest: &Manifest) -> Result<Vec<u8>, String> {
    let mut component = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| format!("it cannot be made a component: {error:#}"))?;
    let section = CustomSection {
        name: SECTION.into(),
        data: manifest.to_json()?.into_bytes().into(),
    };
    section.append_to_component(&mut component);
    // What would be refused later is refused now, by the same eyes.
    Plugin::load(component.clone())?;
    Ok(component)
}
