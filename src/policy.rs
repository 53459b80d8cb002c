//! Packs: versioned sets of controls with their cases and citations. What loads here has passed
//! every check; a pack with a problem does not run at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use toml::Spanned;

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
mod overlay;
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
    /// The pack that it extends, whose controls are among its own.
    pub base: Option<Arc<Pack>>,
    /// The controls that are asked together, made when they are first asked.
    groups: OnceLock<Groups>,
}

/// Controls that are asked together, by the kinds of their principal and resource.
type Groups = BTreeMap<(EntityKind, EntityKind), Result<cedar::Group, String>>;

impl Pack {
    /// The pack with one control and its cases alone: what its cases are run with, so that a case
    /// costs one control however many the pack has.
    pub(crate) fn only(&self, control: &Control) -> Self {
        Self {
            id: self.id.clone(),
            version: self.version.clone(),
            edition: self.edition.clone(),
            title: self.title.clone(),
            sha256: self.sha256.clone(),
            controls: vec![control.clone()],
            register: self.register.clone(),
            cases: Vec::new(),
            builtin: self.builtin.clone(),
            actions: self.actions.clone(),
            plugins: self.plugins.clone(),
            base: None,
            groups: OnceLock::new(),
        }
    }

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
    extends: Option<overlay::Extends>,
    #[serde(default)]
    raise: BTreeMap<Spanned<String>, overlay::Raise>,
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
    sound(name, inspect_below(name, 0)?)
}

/// Reads a pack as far as it can be read: for the tools of its authors.
///
/// # Errors
/// There is no such pack, or its files cannot be read.
pub fn inspect(name: &str) -> Result<Inspected, Problems> {
    inspect_below(name, 0)
}

/// The pack, if nothing is wrong with it.
fn sound(name: &str, inspected: Inspected) -> Result<Pack, Problems> {
    match inspected.pack {
        Some(pack) if inspected.problems.is_empty() => Ok(pack),
        None if inspected.problems.is_empty() => {
            Err(Problem::file(name, "the pack cannot be read").into())
        }
        _ => Err(Problems(inspected.problems)),
    }
}

/// Reads a pack that `depth` others extend.
fn inspect_below(name: &str, depth: usize) -> Result<Inspected, Problems> {
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if let Some(dir) = EMBEDDED.get_dir(name).filter(|_| plain) {
        let mut files = PackFiles::new();
        embedded_files(dir, name, &mut files);
        return Ok(inspect_files(name, files));
    }
    if depth > overlay::DEPTH {
        let most = overlay::DEPTH;
        return Err(
            Problem::file(name, format!("more than {most} packs extend one another"))
                .help("extend a pack that stands on fewer, or on none")
                .into(),
        );
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
    let beside = |base: &str| {
        let name = if EMBEDDED.get_dir(base).is_some() {
            base.to_owned()
        } else {
            path.join(base).display().to_string()
        };
        sound(&name, inspect_below(&name, depth + 1)?)
    };
    Ok(inspect_on(name, folder_files(name, path)?, &beside))
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

/// Loads a pack from its files. `name` is how messages call it. What it extends is a built-in pack.
///
/// # Errors
/// Every problem of the pack, with places.
pub fn load_files(name: &str, files: PackFiles) -> Result<Pack, Problems> {
    sound(name, inspect_files(name, files))
}

/// A pack as far as it can be read, and everything that is wrong with it.
#[derive(Debug)]
pub struct Inspected {
    /// What is known of it. Where there are problems, controls can be missing and annotations be
    /// made up, so that nothing may be judged by it; none: not even what it is called is known.
    pub pack: Option<Pack>,
    /// What is wrong; where there is nothing, the pack loads.
    pub problems: Vec<Problem>,
    /// Its texts, by path inside the pack.
    pub sources: BTreeMap<String, SourceFile>,
}

/// Reads a pack from its files, as far as it can be read. `name` is how messages call it. What it
/// extends is a built-in pack.
pub fn inspect_files(name: &str, files: PackFiles) -> Inspected {
    inspect_on(name, files, &|base| {
        if EMBEDDED.get_dir(base).is_some() {
            return sound(base, inspect_below(base, 1)?);
        }
        let message = format!("there is no built-in pack `{base}`");
        Err(Problem::file(name, message)
            .help("an overlay of a folder is loaded from its own folder, beside its base's")
            .into())
    })
}

/// Reads a pack from its files, and what it extends by `find`.
fn inspect_on(
    name: &str,
    mut files: PackFiles,
    find: &dyn Fn(&str) -> Result<Pack, Problems>,
) -> Inspected {
    let mut problems = Vec::new();
    let components = pin::components(&mut files);
    let sources: BTreeMap<String, SourceFile> = files
        .into_iter()
        .map(|(path, bytes)| {
            let shown = format!("{}/{path}", name.trim_end_matches('/'));
            (path, SourceFile::new(shown, bytes))
        })
        .collect();
    let unreadable = |problems: Problems, sources| Inspected {
        pack: None,
        problems: problems.0,
        sources,
    };
    let mut manifest = match manifest(name, &sources) {
        Ok(manifest) => manifest,
        Err(found) => return unreadable(found, sources),
    };
    let base = match base(name, &sources, &manifest, find, &mut problems) {
        Ok(base) => base,
        Err(found) => return unreadable(found, sources),
    };
    let wires = std::mem::take(&mut manifest.plugin);
    let plugins = pin::pinned(
        &format!("{name}/pack.toml"),
        wires,
        &components,
        base.as_ref().map(|base| &base.plugins),
        &mut problems,
    );
    let builtin = builtin(name, &manifest, base.as_ref(), &mut problems);
    let mut register = match sources.get("citations.toml") {
        Some(source) => Register::parse(source).unwrap_or_else(|found| {
            problems.extend(found.0);
            Register::default()
        }),
        None => Register::default(),
    };
    if let Some(base) = &base {
        problems.extend(register.extend(&base.register, &format!("{name}/citations.toml")));
    }
    let mut controls = Vec::new();
    let mut permits = Vec::new();
    let mut partial = false;
    for file in control_files(&sources, &register) {
        controls.extend(file.controls);
        permits.extend(file.permits);
        problems.extend(file.problems);
        partial |= file.partial;
    }
    if base.is_none() {
        let replacing = controls.iter().find(|it| it.replaces.is_some());
        problems.extend(replacing.map(|it| {
            Problem::file(
                format!("{name}/{}:{}", it.file, it.line),
                format!("`{}` has `@replaces`, but the pack extends none", it.id),
            )
            .help("write `extends = { pack = …, version = …, sha256 = … }` in pack.toml")
        }));
    }
    if let (Some(base), Some(source)) = (&base, sources.get("pack.toml")) {
        controls = overlay::controls(source, base, controls, &manifest.raise, &mut problems);
    } else if let (Some(id), Some(source)) =
        (manifest.raise.keys().next(), sources.get("pack.toml"))
    {
        problems.push(
            overlay::at(source, id, "`[raise]` without `extends`".to_owned())
                .help("the pack's own controls say their severity and worth themselves"),
        );
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
                .help(format!("the first is in {}:{}", first.file, first.line))
                .lint("PL-ID"),
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
                .help("give the control an id of its own")
                .lint("PL-ID"),
            );
        }
    }
    if controls.is_empty() && problems.is_empty() {
        problems.push(
            Problem::file(name, "the pack has no control")
                .help("controls are `forbid` policies in `controls/*.cedar`"),
        );
    }
    let mut actions = cedar::opened(&permits);
    actions.extend(base.iter().flat_map(|base| base.actions.iter().cloned()));
    // A permit or a plugin that could not be read would make problems of sound controls.
    if !partial {
        unopened(name, &controls, &actions, &mut problems);
    }
    if problems.is_empty() {
        pin::known_checks(name, &controls, &plugins, &mut problems);
    }
    let mut cases = Vec::new();
    let mut unread = BTreeSet::new();
    for (path, source) in &sources {
        if path.starts_with("tests/") && path.ends_with(".toml") {
            let id = path.trim_start_matches("tests/").trim_end_matches(".toml");
            match case::parse(source, id) {
                Ok(found) => cases.extend(found),
                Err(found) => {
                    problems.extend(found.0);
                    unread.insert(id);
                }
            }
        }
    }
    if let Some(base) = &base {
        cases = overlay::cases(base, &controls, cases);
    }
    let read: Vec<&Control> = controls
        .iter()
        .filter(|control| !unread.contains(control.id.as_str()))
        .collect();
    case::complete(name, &read, &cases, !partial, &mut problems);
    problems.sort();
    problems.dedup();
    let mut listing: String = sources
        .iter()
        .map(|(path, source)| format!("{} {path}\n", source.sha256()))
        .collect();
    if let Some(base) = &base {
        listing.push_str(&format!("extends {} {}\n", base.sha256, base.id));
    }
    let pack = Pack {
        groups: OnceLock::new(),
        base: base.map(Arc::new),
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
    };
    Inspected {
        pack: Some(pack),
        problems,
        sources,
    }
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
) -> Vec<control::FileControls> {
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
                    vec![control::FileControls::unread(vec![Problem::file(
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

/// The pack that a manifest extends, if it is the one that it names.
fn base(
    name: &str,
    sources: &BTreeMap<String, SourceFile>,
    manifest: &Manifest,
    find: &dyn Fn(&str) -> Result<Pack, Problems>,
    problems: &mut Vec<Problem>,
) -> Result<Option<Pack>, Problems> {
    let (Some(extends), Some(source)) = (&manifest.extends, sources.get("pack.toml")) else {
        return Ok(None);
    };
    // What is wrong with the base hides what is wrong with the overlay: it is said first.
    let base = find(extends.pack.get_ref()).map_err(|mut found| {
        let message = format!(
            "`{name}` extends `{}`, which cannot be loaded",
            extends.pack.get_ref()
        );
        found.0.insert(
            0,
            overlay::at(source, &extends.pack, message)
                .help("name a built-in pack, or a folder relative to this pack's"),
        );
        found
    })?;
    problems.extend(overlay::is_the_one(source, extends, &base));
    Ok(Some(base))
}

fn builtin(
    name: &str,
    manifest: &Manifest,
    base: Option<&Pack>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Enforcement> {
    let mut map = base.map(|base| base.builtin.clone()).unwrap_or_default();
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
                .help("add `permit (principal, action in [Action::\"procure\", …], resource);` to the pack")
                .lint("PL-ACTION"),
            );
        }
    }
}
