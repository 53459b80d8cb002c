//! Takes WASI out of what a toolchain left. A plugin is given none; but many toolchains link some of
//! it in whether the check uses it or not.
//!
//! A component: a component whose WASI functions all trap is put inside it, and each import of
//! `wasi:…` becomes an alias of an export of that. A core module with imports of
//! `wasi_snapshot_preview1`: an adapter that answers "not supported" (52) where there is an error
//! number to answer, and traps elsewhere. Neither makes anything possible that was not: it only
//! moves the failure from loading to the call, if the check ever makes one.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentExportKind, ComponentImportSection,
    ComponentInstanceSection, ComponentSectionId, RawSection,
};
use wasmparser::{ComponentExternalKind, ComponentImportSectionReader, Parser, Payload, TypeRef};
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding};
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

/// The module that compilers for WASI 0.1 import from.
const PREVIEW1: &str = "wasi_snapshot_preview1";
/// `nosys` among the error numbers of WASI 0.1: the function is not supported.
const NOT_SUPPORTED: i32 = 52;

/// A component without WASI; nothing where it imports none.
///
/// # Errors
/// It is no component whose imports can be told, or what comes out would not be valid.
pub(super) fn component(bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let names = wasi(bytes)?;
    if names.is_empty() {
        return Ok(None);
    }
    let stub = stub(bytes, &names)?;
    let mut out = Component::new();
    // The first component and the first instance of all: everything else moves up by one.
    out.section(&RawSection {
        id: ComponentSectionId::Component.into(),
        data: &stub,
    });
    let mut instances = ComponentInstanceSection::new();
    instances.instantiate(0, std::iter::empty::<(&str, ComponentExportKind, u32)>());
    out.section(&instances);
    Moved { depth: 0 }
        .parse_component(&mut out, Parser::new(0), bytes)
        .map_err(|error| format!("its WASI cannot be stubbed: {error}"))?;
    let out = out.finish();
    wasmparser::Validator::new()
        .validate_all(&out)
        .map_err(|error| format!("its WASI cannot be stubbed: {}", error.message()))?;
    Ok(Some(out))
}

/// The imports of WASI, in order: interfaces of a component, functions of a core module.
pub(super) fn wasi(bytes: &[u8]) -> Result<Vec<String>, String> {
    let damaged =
        |error: wasmparser::BinaryReaderError| format!("it is damaged: {}", error.message());
    let (mut names, mut depth) = (Vec::new(), 0usize);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(damaged)? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    let name = import.map_err(damaged)?.name.name;
                    if name.starts_with("wasi:") {
                        names.push(name.to_owned());
                    }
                }
            }
            Payload::ImportSection(section) if depth == 1 => {
                for import in section.into_imports() {
                    let import = import.map_err(damaged)?;
                    if import.module == PREVIEW1 {
                        names.push(format!("{PREVIEW1}.{}", import.name));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

/// A component that exports these interfaces as the guest imports them, with functions that trap.
fn stub(bytes: &[u8], names: &[String]) -> Result<Vec<u8>, String> {
    let cannot = |error: String| format!("its WASI cannot be stubbed: {error}");
    let decoded = wit_component::decode(bytes).map_err(|error| cannot(format!("{error:#}")))?;
    let DecodedWasm::Component(mut resolve, _) = decoded else {
        return Err(cannot("it is a WIT package".to_owned()));
    };
    let mut text = "package passmuster:stub;\nworld stub {\n".to_owned();
    for name in names {
        text.push_str(&format!("  export {name};\n"));
    }
    text.push('}');
    let made = (|| {
        let package = resolve.push_str("stub.wit", &text)?;
        let world = resolve.select_world(&[package], Some("stub"))?;
        let mut module = wit_component::dummy_module(
            &resolve,
            world,
            ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
        );
        wit_component::embed_component_metadata(
            &mut module,
            &resolve,
            world,
            StringEncoding::UTF8,
        )?;
        ComponentEncoder::default()
            .validate(true)
            .module(&module)?
            .encode()
    })();
    made.map_err(|error| cannot(format!("{error:#}")))
}

/// Writes a component anew with one component and one instance before all others.
struct Moved {
    /// 0: the outermost component, whose indices move.
    depth: u32,
}

impl Moved {
    fn moved(&self, index: u32, count: u32) -> u32 {
        // Seen from inside, `count` components further out.
        if self.depth == count {
            index + 1
        } else {
            index
        }
    }
}

impl Reencode for Moved {
    type Error = Infallible;
}

impl ReencodeComponent for Moved {
    fn component_instance_index(&mut self, index: u32) -> u32 {
        self.moved(index, 0)
    }

    fn component_index(&mut self, index: u32) -> u32 {
        self.moved(index, 0)
    }

    fn outer_component_index(&mut self, count: u32, index: u32) -> u32 {
        self.moved(index, count)
    }

    fn push_depth(&mut self) {
        self.depth += 1;
    }

    fn pop_depth(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn parse_component_payload(
        &mut self,
        component: &mut Component,
        payload: Payload<'_>,
        whole: &[u8],
    ) -> Result<(), Error<Self::Error>> {
        match payload {
            Payload::ComponentImportSection(section) if self.depth == 0 => {
                self.imports(component, section)
            }
            payload => component_utils::parse_component_payload(self, component, payload, whole),
        }
    }
}

impl Moved {
    /// Imports as they are; those of WASI as aliases of the stub, in the same order, so that each
    /// instance keeps its place.
    fn imports(
        &mut self,
        component: &mut Component,
        section: ComponentImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section {
            let import = import?;
            if import.ty.kind() == ComponentExternalKind::Instance
                && import.name.name.starts_with("wasi:")
            {
                let mut aliases = ComponentAliasSection::new();
                aliases.alias(Alias::InstanceExport {
                    instance: 0,
                    kind: ComponentExportKind::Instance,
                    name: import.name.name,
                });
                component.section(&aliases);
            } else {
                let mut imports = ComponentImportSection::new();
                imports.import(import.name, self.component_type_ref(import.ty)?);
                component.section(&imports);
            }
        }
        Ok(())
    }
}

/// The name of an adapter and its module, for a core module that imports WASI 0.1.
///
/// # Errors
/// The module is damaged.
pub(super) fn adapter(module: &[u8]) -> Result<Option<(&'static str, Vec<u8>)>, String> {
    let damaged =
        |error: wasmparser::BinaryReaderError| format!("it is damaged: {}", error.message());
    let mut types: Vec<Option<wasmparser::FuncType>> = Vec::new();
    let mut wanted: Vec<(String, wasmparser::FuncType)> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(damaged)? {
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group.map_err(damaged)?.into_types() {
                        types.push(match ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        });
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(damaged)?;
                    if import.module != PREVIEW1 {
                        continue;
                    }
                    if let TypeRef::Func(index) = import.ty
                        && let Some(Some(ty)) =
                            usize::try_from(index).ok().and_then(|it| types.get(it))
                        && !wanted.iter().any(|(name, _)| name == import.name)
                    {
                        wanted.push((import.name.to_owned(), ty.clone()));
                    }
                }
            }
            _ => {}
        }
    }
    if wanted.is_empty() {
        return Ok(None);
    }
    Ok(Some((PREVIEW1, stubs(&wanted)?)))
}

/// A module that exports these functions.
fn stubs(wanted: &[(String, wasmparser::FuncType)]) -> Result<Vec<u8>, String> {
    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction, Module,
        TypeSection, ValType,
    };
    let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
    let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
    let value = |ty: &wasmparser::ValType| {
        wasm_encoder::reencode::RoundtripReencoder
            .val_type(*ty)
            .map_err(|error| format!("it imports WASI with an odd type: {error}"))
    };
    for (index, (name, ty)) in wanted.iter().enumerate() {
        let index = u32::try_from(index).map_err(|error| error.to_string())?;
        let params: Vec<ValType> = ty.params().iter().map(value).collect::<Result<_, _>>()?;
        let results: Vec<ValType> = ty.results().iter().map(value).collect::<Result<_, _>>()?;
        let answer = match results.as_slice() {
            [ValType::I32] => Instruction::I32Const(NOT_SUPPORTED),
            _ => Instruction::Unreachable,
        };
        types.ty().function(params, results);
        functions.function(index);
        exports.export(name, ExportKind::Func, index);
        let mut body = Function::new([]);
        body.instruction(&answer).instruction(&Instruction::End);
        code.function(&body);
    }
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&exports)
        .section(&code);
    Ok(module.finish())
}
