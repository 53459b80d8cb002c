//! Compiled components. Loading one is running its author's code with the rights of this process, so
//! there are three ways to have one and no other: this process compiled it, its own child did, or
//! the cache proved that one of the two had. Here is the only unsafe code of the project.

use wasmtime::component::Component;
use wasmtime::{CodeBuilder, Engine, Precompiled};

/// A component as code for this machine and this engine.
pub(super) struct Code(Vec<u8>);

impl Code {
    /// Compiles a component.
    ///
    /// # Errors
    /// It is not valid.
    pub(super) fn compile(engine: &Engine, component: &[u8]) -> wasmtime::Result<Self> {
        // Never text, whatever features a build of the runtime has.
        let mut builder = CodeBuilder::new(engine);
        builder.wasm_binary(component, None)?;
        builder.compile_component_serialized().map(Self)
    }

    /// What the child of this process has compiled; for [`super::compile`] alone.
    pub(super) fn of_child(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What was authenticated with this user's key; for [`super::cache`] alone.
    pub(super) fn authenticated(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Makes it ready to be linked.
    ///
    /// # Errors
    /// It is of another version or configuration of the runtime, or no code of a component.
    pub(super) fn load(&self, engine: &Engine) -> wasmtime::Result<Component> {
        if !matches!(
            Engine::detect_precompiled(&self.0),
            Some(Precompiled::Component)
        ) {
            return Err(wasmtime::Error::msg("it is no compiled component"));
        }
        #[allow(
            unsafe_code,
            reason = "the bytes are what Cranelift made in this process or its child, or are authenticated as such"
        )]
        // SAFETY: `Component::deserialize` asks that the bytes are what `Engine::precompile_component`
        // or `Component::serialize` gave. A `Code` is made by the three functions above alone.
        unsafe {
            Component::deserialize(engine, &self.0)
        }
    }
}
