//! Takes WASI 0.1 out of what a toolchain left. A plugin is given none; but many toolchains link some
//! of it in whether the check uses it or not. A core module gets an adapter that answers "not
//! supported" (52) where there is an error number to answer, and traps elsewhere. That makes nothing
//! possible that was not: it only moves the failure from loading to the call, if there is one.
//!
//! A component is not mended so: what stands in for its WASI would be a component inside it, and
//! between two memories the runtime needs adapters with both, which is switched off here.

use wasm_encoder::reencode::Reencode as _;
use wasmparser::{Parser, Payload, TypeRef};

/// The module that compilers for WASI 0.1 import from.
const PREVIEW1: &str = "wasi_snapshot_preview1";
/// `nosys` among the error numbers of WASI 0.1: the function is not supported.
const NOT_SUPPORTED: i32 = 52;

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
