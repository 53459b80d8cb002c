//! Packs: versioned sets of controls with their cases and citations. What loads here has passed
//! every check; a pack with a problem does not run at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::fact::EntityKind;
use crate::finding::{BUILT_IN, Enforcement};
use crate::plugin::Pinned;
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::{SourceFile, sha256_hex};

pub mod case;
pub mod cedar;
pub mod citation;
pub mod clause;
mod control;
mod pin;

pub use case::Case;
pub use citation::Register;
pub use control::{Basis, Control, WhenNone};

/// The packs that the program carries, each a folder of `policies/`.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// Largest file of a pack, in bytes.
const FILE_BYTES: u64 = 1024 * 1024;
/// Largest component of a pack, in bytes.
const COMPONENT_BYTES: u64 = 32 * 1024 * 1024;
/// Most files of a pack.
const FILES: usize = 5_000;

/// Threads that parse control files.
const WORKERS: usize = 4;
/// Stack of each, in bytes: what the bound on nesting needs, with room to spare.
const WORKER_STACK: usize = 16 * 1024 * 1024;

/// A pack, loaded and checked.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The pack's id.
    pub id: String,
    /// The pack's version.
    pub version: String,
    /// The edition of what it cites, `YYYY-MM`.
    pub edition: String,
    /// What people call it.
    pub title: String,
    /// SHA-256 over the names and digests of its files.
    pub sha256: String,
    /// The controls, by id.
    pub controls: Vec<Control>,
    /// What they cite.
    pub register: Register,
    /// The cases that show what each control says.
    pub cases: Vec<Case>,
    /// Enforcement of the built-in controls, where the pack sets it.
    pub builtin: BTreeMap<String, Enforcement>,
    /// The actions that its permits open.
    pub actions: BTreeSet<String>,
    /// The plugins that it pins, by id.
    pub plugins: BTreeMap<String, Pinned>,
    /// The controls that are asked together, made when they are first asked.
    groups: OnceLock<Groups>,
}

/// Controls that are asked together, by the kinds of their principal and resource.
type Groups = BTreeMap<(EntityKind, EntityKind), Result<cedar::Group, String>>;

impl Pack {
    /// The controls that ask this kind of principal about this kind of resource, together.
    pub(crate) fn group(
        &self,
        principal: EntityKind,
        resource: EntityKind,
    ) -> Option<&Result<cedar::Group, String>> {
        self.groups
            .get_or_init(|| groups(&self.controls))
            .get(&(principal, resource))
    }
}

/// The files of a pack, by path inside it.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    id: String,
    version: String,
    edition: String,
    schema: u32,
    title: String,
    #[serde(default, rename = "description")]
    _description: String,
    #[serde(default, rename = "license")]
    _license: String,
    #[serde(default)]
    builtin: BTreeMap<String, String>,
    #[serde(default)]
    plugin: Vec<pin::Wire>,
}

/// The names of the built-in packs.
pub fn built_in_packs() -> Vec<&'static str> {
    let mut names: Vec<&str> = EMBEDDED
        .dirs()
        .filter_map(|dir| dir.path().to_str())
        .collect();
    names.sort_unstable();
    names
}

/// Whether a name is that of a built-in pack, which is a part of the program.
pub fn is_built_in(name: &str) -> bool {
    built_in_packs().contains(&name)
}

/// Loads a pack: the name of a built-in one, or a folder with a `pack.toml`. The name of a
/// built-in pack always means that pack; a folder of the same name is `./baseline`.
///
/// # Errors
/// Every problem of the pack, with places.
pub fn load(name: &str) -> Result<Pack, Problems> {
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if let Some(dir) = EMBEDDED.get_dir(name).filter(|_| plain) {
        let mut files = PackFiles::new();
        embedded_files(dir, name, &mut files);
        return load_files(name, files);
    }
    let path = Path::new(name);
    if !path.is_dir() {
        let known = built_in_packs();
        let message = if path.exists() {
            format!("`{name}` is a file; a pack is a folder with a `pack.toml`")
        } else {
            format!("there is no pack `{name}`: neither a folder nor a built-in pack")
        };
        return Err(Problem::file(name, message)
            .help(match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("built-in packs: {}", known.join(", ")),
            })
            .into());
    }
    load_files(name, folder_files(name, path)?)
}

fn embedded_files(dir: &Dir<'_>, root: &str, files: &mut PackFiles) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            let path = path
                .strip_prefix(root)
                .unwrap_or(path)
                .trim_start_matches('/');
            files.insert(path.to_owned(), file.contents().to_vec());
        }
    }
    for inner in dir.dirs() {
        embedded_files(inner, root, files);
    }
}

/// The files of a pack's folder, within the bounds of a pack. Links are passed by.
///
/// # Errors
/// What cannot be read, or is beyond the bounds.
pub fn folder_files(name: &str, path: &Path) -> Result<PackFiles, Problems> {
    let mut files = PackFiles::new();
    for entry in walkdir::WalkDir::new(path)
        .follow_links(false)
        .sort_by_file_name()
    {
        let entry =
            entry.map_err(|error| Problem::file(name, format!("cannot be read: {error}")))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let relative = entry.path().strip_prefix(path).unwrap_or(entry.path());
        let Some(relative) = relative.to_str() else {
            return Err(Problem::file(name, "a file name is not UTF-8").into());
        };
        let relative = relative.replace(std::path::MAIN_SEPARATOR, "/");
        let shown = format!("{}/{relative}", name.trim_end_matches('/'));
        // The digest is over lines of names: a name with a line break could stand for two files.
        if relative.chars().any(char::is_control) {
            return Err(Problem::file(shown, "a file name has control characters")
                .help("rename the file")
                .into());
        }
        let size = entry.metadata().map_or(u64::MAX, |it| it.len());
        let most = if relative.ends_with(".wasm") {
            COMPONENT_BYTES
        } else {
            FILE_BYTES
        };
        if size > most || files.len() >= FILES {
            return Err(Problem::file(
                shown,
                format!("a pack has at most {FILES} files, this one at most {most} bytes"),
            )
            .into());
        }
        let bytes = std::fs::read(entry.path())
            .map_err(|error| Problem::file(shown, format!("cannot be read: {error}")))?;
        files.insert(relative, bytes);
    }
    Ok(files)
}

/// Loads a pack from its files. `name` is how messages call it.
///
/// # Errors
/// Every problem of the pack, with places.
pub fn load_files(name: &str, mut files: PackFiles) -> Result<Pack, Problems> {
    let mut problems = Vec::new();
    let components = pin::components(&mut files);
    let sources: BTreeMap<String, SourceFile> = files
        .into_iter()
        .map(|(path, bytes)| {
            let shown = format!("{}/{path}", name.trim_end_matches('/'));
            (path, SourceFile::new(shown, bytes))
        })
        .collect();
    let mut manifest = manifest(name, &sources)?;
    let wires = std::mem::take(&mut manifest.plugin);
    let plugins = pin::pinned(
        &format!("{name}/pack.toml"),
        wires,
        &components,
        &mut problems,
    );
    let builtin = builtin(name, &manifest, &mut problems);
    let register = match sources.get("citations.toml") {
        Some(source) => Register::parse(source).unwrap_or_else(|found| {
            problems.extend(found.0);
            Register::default()
        }),
        None => Register::default(),
    };
    let mut controls = Vec::new();
    let mut permits = Vec::new();
    for parsed in control_files(&sources, &register) {
        match parsed {
            Ok((found, opened)) => {
                controls.extend(found);
                permits.extend(opened);
            }
            Err(found) => problems.extend(found),
        }
    }
    controls.sort_by(|a, b| a.id.cmp(&b.id));
    for pair in controls.windows(2) {
        if let [first, second] = pair
            && first.id == second.id
        {
            problems.push(
                Problem::file(
                    format!("{name}/{}:{}", second.file, second.line),
                    format!("the id `{}` is used twice", second.id),
                )
                .help(format!("the first is in {}:{}", first.file, first.line)),
            );
        }
    }
    for control in &controls {
        if BUILT_IN.contains(&control.id.as_str()) {
            problems.push(
                Problem::file(
                    format!("{name}/{}:{}", control.file, control.line),
                    format!("`{}` is a built-in control", control.id),
                )
                .help("give the control an id of its own"),
            );
        }
    }
    if controls.is_empty() && problems.is_empty() {
        problems.push(
            Problem::file(name, "the pack has no control")
                .help("controls are `forbid` policies in `controls/*.cedar`"),
        );
    }
    let actions = cedar::opened(&permits);
    if problems.is_empty() {
        unopened(name, &controls, &actions, &mut problems);
        pin::known_checks(name, &controls, &plugins, &mut problems);
    }
    let mut cases = Vec::new();
    for (path, source) in &sources {
        if path.starts_with("tests/") && path.ends_with(".toml") {
            let id = path.trim_start_matches("tests/").trim_end_matches(".toml");
            match case::parse(source, id) {
                Ok(found) => cases.extend(found),
                Err(found) => problems.extend(found.0),
            }
        }
    }
    if problems.is_empty() {
        case::complete(name, &controls, &cases, &mut problems);
    }
    if !problems.is_empty() {
        problems.sort();
        problems.dedup();
        return Err(Problems(problems));
    }
    let listing: String = sources
        .iter()
        .map(|(path, source)| format!("{} {path}\n", source.sha256()))
        .collect();
    Ok(Pack {
        groups: OnceLock::new(),
        id: manifest.id,
        version: manifest.version,
        edition: manifest.edition,
        title: manifest.title,
        sha256: sha256_hex(listing.as_bytes()),
        controls,
        register,
        cases,
        builtin,
        actions,
        plugins,
    })
}

fn groups(controls: &[Control]) -> Groups {
    let mut kinds: BTreeMap<(EntityKind, EntityKind), Vec<&cedar::Compiled>> = BTreeMap::new();
    for control in controls {
        let compiled = &control.compiled;
        kinds
            .entry((compiled.principal, compiled.resource))
            .or_default()
            .push(compiled);
    }
    kinds
        .into_iter()
        .map(|(kinds, controls)| (kinds, cedar::Group::new(controls)))
        .collect()
}

/// Parses and checks the control files, in the order of their paths. Cedar's parser takes most of
/// the time of a small run, so it is shared by a few threads.
fn control_files(
    sources: &BTreeMap<String, SourceFile>,
    register: &Register,
) -> Vec<Result<control::FileControls, Vec<Problem>>> {
    let files: Vec<(&String, &SourceFile)> = sources
        .iter()
        .filter(|(path, _)| path.starts_with("controls/") && path.ends_with(".cedar"))
        .collect();
    let parse = |files: &[(&String, &SourceFile)]| -> Vec<_> {
        files
            .iter()
            .map(|(path, source)| control::parse(source, path, register))
            .collect()
    };
    let share = files.len().div_ceil(WORKERS).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = files
            .chunks(share)
            .map(|files| {
                let worker = std::thread::Builder::new()
                    .stack_size(WORKER_STACK)
                    .spawn_scoped(scope, move || parse(files));
                (files, worker)
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|(files, worker)| match worker {
                Ok(worker) => worker.join().unwrap_or_else(|_| {
                    let file = files.first().map_or("", |(_, source)| source.path());
                    vec![Err(vec![Problem::file(
                        file,
                        "internal error: the policy parser stopped",
                    )])]
                }),
                // No thread to be had: the same work, here.
                Err(_) => parse(files),
            })
            .collect()
    })
}

fn manifest(name: &str, sources: &BTreeMap<String, SourceFile>) -> Result<Manifest, Problems> {
    let Some(source) = sources.get("pack.toml") else {
        return Err(Problem::file(name, "there is no `pack.toml`")
            .help("a pack is a folder with `pack.toml`, `controls/*.cedar` and `tests/`")
            .into());
    };
    let manifest: Manifest = toml_file(source)?;
    if manifest.schema != 1 {
        return Err(Problem::file(
            source.path(),
            format!(
                "`schema = {}` is not known to this version",
                manifest.schema
            ),
        )
        .help("this version reads `schema = 1`")
        .into());
    }
    for (what, text) in [
        ("id", &manifest.id),
        ("version", &manifest.version),
        ("edition", &manifest.edition),
        ("title", &manifest.title),
    ] {
        if text.trim().is_empty() {
            return Err(Problem::file(source.path(), format!("`{what}` is empty")).into());
        }
    }
    Ok(manifest)
}

fn builtin(
    name: &str,
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Enforcement> {
    let mut map = BTreeMap::new();
    for (id, word) in &manifest.builtin {
        let file = format!("{name}/pack.toml");
        if !BUILT_IN.contains(&id.as_str()) {
            problems.push(
                Problem::file(file, format!("`{id}` is no built-in control"))
                    .help(format!("the built-in controls are {}", BUILT_IN.join(", "))),
            );
            continue;
        }
        let enforcement = match word.as_str() {
            "mandatory" => Enforcement::Mandatory,
            "advisory" => Enforcement::Advisory,
            _ => {
                problems.push(
                    Problem::file(file, format!("`{id} = \"{word}\"` is not known"))
                        .help("the words are mandatory, advisory"),
                );
                continue;
            }
        };
        map.insert(id.clone(), enforcement);
    }
    map
}

fn unopened(
    name: &str,
    controls: &[Control],
    actions: &BTreeSet<String>,
    problems: &mut Vec<Problem>,
) {
    for control in controls {
        let asked: Vec<&str> = if control.compiled.actions.is_empty() {
            crate::fact::vocabulary::ACTIONS.to_vec()
        } else {
            control
                .compiled
                .actions
                .iter()
                .map(String::as_str)
                .collect()
        };
        let closed: Vec<&str> = asked
            .into_iter()
            .filter(|action| !actions.contains(*action))
            .collect();
        if !closed.is_empty() {
            problems.push(
                Problem::file(
                    format!("{name}/{}:{}", control.file, control.line),
                    format!(
                        "`{}` is for {}, which no `permit` of the pack opens",
                        control.id,
                        closed.join(", ")
                    ),
                )
                .help("add `permit (principal, action in [Action::\"procure\", …], resource);` to the pack"),
            );
        }
    }
}
