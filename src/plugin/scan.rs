//! A component looked at before anything of it is compiled: what it is, how large its parts are,
//! what it imports, and its manifest. Compiling hostile code can take minutes and gigabytes, so
//! what is plainly too much never gets there.

use wasmparser::{CanonicalOption, ComponentTypeRef, Encoding, Parser, Payload};

use super::manifest::SECTION;

/// Largest component, in bytes.
pub(super) const FILE: usize = 32 * 1024 * 1024;
/// Largest sum of custom sections, in bytes.
pub(super) const CUSTOM: usize = 1024 * 1024;
/// Components inside the component.
pub(super) const COMPONENTS: usize = 4;
/// Core modules.
pub(super) const MODULES: usize = 64;
/// Functions of all modules.
pub(super) const FUNCTIONS: usize = 100_000;
/// Locals of one function.
pub(super) const LOCALS: u64 = 2_000;
/// Bytes of one function.
pub(super) const FUNCTION: usize = 1024 * 1024;

/// Exports of the component.
pub(super) const EXPORTS: usize = 1_000;
/// What a plugin exports; other exports are its toolchain's and are not called.
const CHECK: &str = "passmuster:plugin/check";

/// What a plugin may import.
const WORLD: &[&str] = &[
    "passmuster:plugin/facts",
    "passmuster:plugin/log",
    "passmuster:plugin/types",
];

/// The manifest of a component.
///
/// # Errors
/// Why it cannot be a plugin, in one sentence, with what to do.
pub(super) fn scan(bytes: &[u8]) -> Result<&[u8], String> {
    if bytes.len() > FILE {
        return Err(format!(
            "it has {} bytes; a plugin has at most {FILE}",
            bytes.len()
        ));
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(match bytes {
            [] => "the file is empty".to_owned(),
            _ if text(bytes) => "it is WebAssembly text; a plugin is a binary component".to_owned(),
            _ => "it is no WebAssembly file".to_owned(),
        });
    }
    let mut manifest: Option<&[u8]> = None;
    let (mut custom, mut components, mut modules, mut functions) = (0, 0, 0, 0);
    let (mut exports, mut checks) = (0, 0);
    // Nesting: the outermost component is 1.
    let mut depth = 0usize;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(|error| {
            format!(
                "it is damaged at byte {}: {}",
                error.offset(),
                error.message()
            )
        })?;
        match payload {
            Payload::Version { encoding, .. } => {
                depth += 1;
                if depth == 1 && encoding != Encoding::Component {
                    return Err("it is a core module, not a component: build it with \
                         `passmuster plugin build`, or wrap it with `wasm-tools component new`"
                        .to_owned());
                }
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) => {
                custom += section.data().len();
                if custom > CUSTOM {
                    return Err(format!(
                        "its custom sections have more than {CUSTOM} bytes; strip it"
                    ));
                }
                if section.name() == SECTION && depth == 1 {
                    if manifest.is_some() {
                        return Err(format!("it has two sections `{SECTION}`"));
                    }
                    manifest = Some(section.data());
                }
            }
            Payload::ComponentSection { .. } => components += 1,
            Payload::ModuleSection { .. } => modules += 1,
            Payload::CodeSectionStart { count, .. } => {
                functions += usize::try_from(count).unwrap_or(usize::MAX);
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                if range.end.saturating_sub(range.start) > FUNCTION {
                    return Err(format!("a function has more than {FUNCTION} bytes"));
                }
                let mut locals = 0u64;
                let reader = body
                    .get_locals_reader()
                    .map_err(|error| format!("it is damaged: {}", error.message()))?;
                for group in reader {
                    let (count, _) =
                        group.map_err(|error| format!("it is damaged: {}", error.message()))?;
                    locals = locals.saturating_add(u64::from(count));
                }
                if locals > LOCALS {
                    return Err(format!("a function has more than {LOCALS} locals"));
                }
            }
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    let import =
                        import.map_err(|error| format!("it is damaged: {}", error.message()))?;
                    imported(import.name.name)?;
                    if !matches!(import.ty, ComponentTypeRef::Instance(_)) {
                        let shown: String = import.name.name.chars().take(120).collect();
                        return Err(format!("its import `{shown}` is no interface"));
                    }
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    let export =
                        export.map_err(|error| format!("it is damaged: {}", error.message()))?;
                    exports += 1;
                    checks += usize::from(export.name.name.split('@').next() == Some(CHECK));
                }
                if exports > EXPORTS {
                    return Err(format!("it has more than {EXPORTS} exports"));
                }
                if checks > 1 {
                    return Err(format!(
                        "it exports `{CHECK}` twice, and only one can be meant"
                    ));
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    let function =
                        function.map_err(|error| format!("it is damaged: {}", error.message()))?;
                    encoding(&function)?;
                }
            }
            _ => {}
        }
        if components > COMPONENTS || modules > MODULES || functions > FUNCTIONS {
            return Err(format!(
                "it has more than {COMPONENTS} inner components, {MODULES} modules or {FUNCTIONS} functions"
            ));
        }
    }
    if depth != 0 {
        return Err("it is cut off before its end".to_owned());
    }
    manifest.ok_or_else(|| {
        format!("it has no section `{SECTION}`: build it with `passmuster plugin build`")
    })
}

/// Whether it begins as the text format does; compressed files may begin with the same byte.
fn text(bytes: &[u8]) -> bool {
    [b"(component".as_slice(), b"(module"]
        .iter()
        .any(|start| bytes.starts_with(start))
}

/// Refuses an import that is not of the world, with the way out for the usual one.
fn imported(name: &str) -> Result<(), String> {
    let interface = name.split('@').next().unwrap_or_default();
    if WORLD.contains(&interface) {
        return Ok(());
    }
    let shown: String = name.chars().take(120).collect();
    Err(if name.starts_with("wasi:") {
        format!(
            "it imports `{shown}`, and a plugin is given no WASI: build it for wasm32-unknown-unknown, \
             or have its WASI stubbed"
        )
    } else {
        format!(
            "it imports `{shown}`, which the plugin world does not have: {} is all there is",
            WORLD.join(", ")
        )
    })
}

/// Only UTF-8: the other encodings are where the canonical ABI had its bugs (RUSTSEC-2026-0091 to
/// -0093).
fn encoding(function: &wasmparser::CanonicalFunction) -> Result<(), String> {
    let options: &[CanonicalOption] = match function {
        wasmparser::CanonicalFunction::Lift { options, .. }
        | wasmparser::CanonicalFunction::Lower { options, .. } => options,
        _ => &[],
    };
    let other = options.iter().any(|option| {
        matches!(
            option,
            CanonicalOption::UTF16 | CanonicalOption::CompactUTF16
        )
    });
    if other {
        return Err("its strings are not UTF-8; build it with `string-encoding=utf8`".to_owned());
    }
    Ok(())
}
