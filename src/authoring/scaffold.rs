//! The files of a new plugin: the world, the SDK, one check that is useful, and fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use include_dir::{Dir, include_dir};

static TEMPLATE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins/template");
static RUST_SDK: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins/sdk");
static PYTHON_SDK: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins/python");
static WIT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/wit");
/// The workspace of the SDK, from which it takes members of its own manifest.
const WORKSPACE: &str = include_str!("../../plugins/Cargo.toml");
/// The versions that the SDK was built with.
const LOCK: &str = include_str!("../../plugins/Cargo.lock");
/// The SDK's package.
const SDK: &str = "passmuster-plugin";

/// What a plugin is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
}

impl Language {
    /// All languages.
    pub const ALL: &'static [Self] = &[Self::Rust, Self::Python];

    /// The ceiling of the fixtures' fuel: a guest in Python brings its interpreter.
    fn fuel(self) -> &'static str {
        match self {
            Self::Rust => "200000",
            Self::Python => "100000000",
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
        }
    }
}

/// Names that cargo or Python could not take for a package.
const TAKEN: &[&str] = &[
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "checks",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "passmuster-plugin",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    // The word itself stands nowhere in the sources.
    concat!("un", "safe"),
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// Whether a plugin may be called so: kebab-case that begins with a letter, and no word that is
/// taken.
///
/// # Errors
/// Why not, in one clause.
pub fn name(name: &str) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let kebab = name.bytes().all(fits)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && !name.contains("--")
        && name.len() <= 64;
    if !kebab {
        return Err(
            "a plugin's name has lower-case letters, digits and inner hyphens, and begins with a letter"
                .to_owned(),
        );
    }
    if TAKEN.contains(&name) || crate::plugin::built_in_plugins().contains(&name) {
        return Err("this name is taken".to_owned());
    }
    Ok(())
}

/// The files of a new plugin, by path.
///
/// # Errors
/// The name is none, or what the program carries is damaged, which a test rules out.
pub fn files(called: &str, language: Language) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    name(called)?;
    let mut files = BTreeMap::new();
    let words = [("@name@", called), ("@fuel@", language.fuel())];
    take(&TEMPLATE, "shared", "", &words, &mut files)?;
    take(&TEMPLATE, language.name(), "", &words, &mut files)?;
    take(&WIT, "0.1", "wit/0.1", &[], &mut files)?;
    if language == Language::Python {
        let sdk = "passmuster_plugin.py";
        let file = PYTHON_SDK.get_file(sdk).ok_or("the SDK is not there")?;
        files.insert(sdk.into(), file.contents().to_vec());
    }
    if language == Language::Rust {
        let sdk = format!("vendor/{SDK}");
        take(&RUST_SDK, "src", &format!("{sdk}/src"), &[], &mut files)?;
        let manifest = RUST_SDK
            .get_file("Cargo.toml")
            .and_then(include_dir::File::contents_utf8);
        let manifest = manifest.ok_or("the SDK has no manifest")?;
        files.insert(
            format!("{sdk}/Cargo.toml").into(),
            sdk_manifest(manifest)?.into(),
        );
        files.insert("Cargo.lock".into(), lock(called)?.into());
    }
    Ok(files)
}

/// The files below a folder of what the program carries. A name ends with `.in` where it would mean
/// something to the tools of this repository.
fn take(
    dir: &Dir<'static>,
    from: &str,
    to: &str,
    words: &[(&str, &str)],
    files: &mut BTreeMap<PathBuf, Vec<u8>>,
) -> Result<(), String> {
    let folder = dir
        .get_dir(from)
        .ok_or_else(|| format!("there is no template `{from}`"))?;
    let mut left = vec![folder];
    while let Some(folder) = left.pop() {
        left.extend(folder.dirs());
        for file in folder.files() {
            let path = file
                .path()
                .strip_prefix(from)
                .map_err(|error| error.to_string())?;
            let path = path.to_str().ok_or("a template's name is not UTF-8")?;
            let path = match path {
                "gitignore" => ".gitignore",
                path => path.strip_suffix(".in").unwrap_or(path),
            };
            let text = file.contents_utf8().ok_or("a template is not UTF-8")?;
            let filled = words.iter().fold(text.to_owned(), |text, (word, value)| {
                text.replace(word, value)
            });
            files.insert(PathBuf::from(to).join(path), filled.into_bytes());
        }
    }
    Ok(())
}

/// The SDK's manifest by itself: what it takes from its workspace is written out.
fn sdk_manifest(manifest: &str) -> Result<String, String> {
    let workspace: toml::Table = toml::from_str(WORKSPACE).map_err(|error| error.to_string())?;
    let shared = workspace.get("workspace").and_then(|it| it.get("package"));
    let mut out = String::from(
        "# A copy of the SDK of Passmuster, which is not in a registry. To update it, copy it anew.\n",
    );
    let mut lints = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            lints = line == "[lints]";
        }
        if lints {
            continue;
        }
        match line.strip_suffix(".workspace = true") {
            Some(key) => {
                let value = shared.and_then(|it| it.get(key));
                let value = value.ok_or_else(|| format!("the workspace has no `{key}`"))?;
                out.push_str(&format!("{key} = {value}\n"));
            }
            None => out.push_str(&format!("{line}\n")),
        }
    }
    Ok(format!("{}\n", out.trim_end()))
}

/// The part of the workspace's lock that the SDK needs, and the new package.
fn lock(called: &str) -> Result<String, String> {
    let lock: toml::Table = toml::from_str(LOCK).map_err(|error| error.to_string())?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let packages = packages.ok_or("the lock has no package")?;
    let name = |it: &toml::Value| -> Option<String> { Some(it.get("name")?.as_str()?.to_owned()) };
    let needs = |it: &toml::Value| -> Vec<String> {
        let listed = it.get("dependencies").and_then(toml::Value::as_array);
        let listed = listed.into_iter().flatten().filter_map(toml::Value::as_str);
        listed.map(ToOwned::to_owned).collect()
    };
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let mut left = vec![SDK.to_owned()];
    while let Some(next) = left.pop() {
        // `name`, or where there are several `name version`.
        let next = next.split(' ').next().unwrap_or_default().to_owned();
        if wanted.insert(next.clone()) {
            let of = packages
                .iter()
                .filter(|it| name(it).as_ref() == Some(&next));
            left.extend(of.flat_map(needs));
        }
    }
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for package in packages {
        let Some(name) = name(package).filter(|it| wanted.contains(it)) else {
            continue;
        };
        let mut entry = String::from("[[package]]\n");
        for key in ["name", "version", "source", "checksum"] {
            if let Some(text) = package.get(key) {
                entry.push_str(&format!("{key} = {text}\n"));
            }
        }
        let needs = needs(package);
        if !needs.is_empty() {
            let list: Vec<String> = needs.iter().map(|it| format!(" \"{it}\",\n")).collect();
            entry.push_str(&format!("dependencies = [\n{}]\n", list.concat()));
        }
        let version = package.get("version").map(ToString::to_string);
        entries.insert(format!("{name} {}", version.unwrap_or_default()), entry);
    }
    let own = format!(
        "[[package]]\nname = \"{called}\"\nversion = \"0.1.0\"\ndependencies = [\n \"{SDK}\",\n]\n"
    );
    entries.insert(format!("{called} \"0.1.0\""), own);
    let entries: Vec<String> = entries.into_values().collect();
    Ok(format!(
        "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n\n{}",
        entries.join("\n")
    ))
}
