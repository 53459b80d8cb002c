//! `passmuster.lock`: the packs and plugins that were reviewed, by digest, with what each plugin may
//! read and asks for. Only `pack lock` writes it; `--locked` refuses whatever differs.
//!
//! The files of a pack that others build on are in its digest, as are the digests of its plugins.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::plugin::{Limits, Manifest};
use crate::policy::Pack;
use crate::printable::toml_text;
use crate::problem::{Problem, Problems, toml_file};
use crate::source::SourceFile;

/// The file's name.
pub const FILE_NAME: &str = "passmuster.lock";
/// The version of the format.
const SCHEMA: u32 = 1;

/// What is in use, or was when it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The version of this program.
    pub engine: String,
    /// SHA-256 of the trust policy, if one is in use.
    pub trust: Option<String>,
    /// The packs, by id.
    pub packs: Vec<LockedPack>,
    /// The plugins that they pin, by id and digest.
    pub plugins: Vec<LockedPlugin>,
}

/// A pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPack {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the names and digests of its files.
    pub sha256: String,
}

/// A plugin, with what it may read and asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPlugin {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the component.
    pub sha256: String,
    /// The version of the plugin world that it was built for.
    pub api: String,
    /// The attributes and answers that it reads.
    #[serde(default)]
    pub facts: BTreeSet<String>,
    /// Pointer patterns by format.
    #[serde(default)]
    pub reads: BTreeMap<String, BTreeSet<String>>,
    /// Limits that it asks for, by name; others are the defaults.
    #[serde(default)]
    pub limits: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    engine: String,
    trust: Option<String>,
    #[serde(default)]
    pack: Vec<LockedPack>,
    #[serde(default)]
    plugin: Vec<LockedPlugin>,
}

/// Limits that a manifest may ask for, with what holds where it asks for none.
fn asked(manifest: &Manifest) -> BTreeMap<String, i64> {
    [("fuel", manifest.fuel), ("memory", manifest.memory)]
        .into_iter()
        .filter_map(|(name, asked)| {
            // TOML has no larger numbers, and no host grants as much.
            let asked = i64::try_from(asked?).unwrap_or(i64::MAX);
            Some((name.to_owned(), asked))
        })
        .collect()
}

/// What holds of a limit where the manifest asks for none.
fn default_of(limit: &str) -> i64 {
    let limits = Limits::default();
    match limit {
        "fuel" => i64::try_from(limits.fuel).unwrap_or(i64::MAX),
        "memory" => i64::try_from(limits.memory).unwrap_or(i64::MAX),
        _ => 0,
    }
}

impl LockedPlugin {
    fn of(manifest: &Manifest, sha256: &str) -> Self {
        let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for it in &manifest.reads {
            let patterns = reads.entry(it.format.clone()).or_default();
            patterns.extend(it.pointers.iter().cloned());
        }
        Self {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            sha256: sha256.to_owned(),
            api: manifest.api.clone(),
            facts: manifest.attributes.iter().cloned().collect(),
            reads,
            limits: asked(manifest),
        }
    }
}

impl Lock {
    /// What these packs come to.
    pub fn of(packs: &[Pack], trust: Option<&str>, engine: &str) -> Self {
        let mut locked: Vec<LockedPack> = packs
            .iter()
            .map(|pack| LockedPack {
                id: pack.id.clone(),
                version: pack.version.clone(),
                sha256: pack.sha256.clone(),
            })
            .collect();
        let mut plugins: Vec<LockedPlugin> = packs
            .iter()
            .flat_map(|pack| pack.plugins.values())
            .map(|it| LockedPlugin::of(&it.plugin.manifest, &it.plugin.sha256))
            .collect();
        locked.sort();
        locked.dedup();
        plugins.sort();
        plugins.dedup();
        Self {
            engine: engine.to_owned(),
            trust: trust.map(ToOwned::to_owned),
            packs: locked,
            plugins,
        }
    }

    /// A lock of the same program and trust policy that has nothing in it yet.
    pub fn empty(of: &Self) -> Self {
        Self {
            packs: Vec::new(),
            plugins: Vec::new(),
            ..of.clone()
        }
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// What no lock of this program says.
    pub fn parse(source: &SourceFile) -> Result<Self, Problems> {
        let wrong = |message: String| -> Problems {
            Problem::file(source.path(), message)
                .help("do not edit the lock: write it anew with passmuster pack lock, and read what changes")
                .into()
        };
        let wire: Wire = toml_file(source)?;
        if wire.schema != SCHEMA {
            return Err(wrong(format!(
                "`schema = {}` is not known to this version",
                wire.schema
            )));
        }
        let mut lock = Self {
            engine: wire.engine,
            trust: wire.trust,
            packs: wire.pack,
            plugins: wire.plugin,
        };
        if lock.packs.is_empty() {
            return Err(wrong("the lock names no pack".to_owned()));
        }
        let packs = lock.packs.iter();
        let plugins = lock.plugins.iter();
        let named = packs
            .map(|it| ("pack", &it.id, &it.version, &it.sha256))
            .chain(plugins.map(|it| ("plugin", &it.id, &it.version, &it.sha256)));
        for (what, id, version, sha256) in named {
            if id.trim().is_empty() || version.trim().is_empty() {
                return Err(wrong(format!("a {what} without an id or a version")));
            }
            digest(sha256).map_err(|it| wrong(format!("the {what} `{id}`: {it}")))?;
        }
        if let Some(trust) = &lock.trust {
            digest(trust).map_err(|it| wrong(format!("`trust`: {it}")))?;
        }
        for plugin in &lock.plugins {
            let mut patterns = plugin.reads.values().flatten();
            if let Some(bad) = patterns.find(|it| !it.is_empty() && !it.starts_with('/')) {
                return Err(wrong(format!(
                    "the plugin `{}` reads `{bad}`, which is no pointer",
                    plugin.id
                )));
            }
            if let Some(limit) = plugin.limits.keys().find(|it| default_of(it) == 0) {
                return Err(wrong(format!(
                    "the plugin `{}`: there is no limit `{limit}`",
                    plugin.id
                )));
            }
        }
        lock.packs.sort();
        lock.plugins.sort();
        let twice = lock.packs.windows(2).find_map(|pair| match pair {
            [a, b] if a.id == b.id => Some(format!("the pack `{}`", a.id)),
            _ => None,
        });
        let twice = twice.or_else(|| {
            lock.plugins.windows(2).find_map(|pair| match pair {
                [a, b] if (&a.id, &a.sha256) == (&b.id, &b.sha256) => {
                    Some(format!("the plugin `{}`", a.id))
                }
                _ => None,
            })
        });
        match twice {
            Some(what) => Err(wrong(format!("{what} stands twice"))),
            None => Ok(lock),
        }
    }

    /// The file: the same for the same packs.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# What was reviewed and is used. Written by `passmuster pack lock`, which shows what changes; not to be edited.\n",
        );
        let pair = |text: &mut String, key: &str, value: &str| {
            let _ = writeln!(text, "{key} = {}", toml_text(value));
        };
        let _ = writeln!(text, "schema = {SCHEMA}");
        pair(&mut text, "engine", &self.engine);
        if let Some(trust) = &self.trust {
            pair(&mut text, "trust", trust);
        }
        for pack in &self.packs {
            text.push_str("\n[[pack]]\n");
            pair(&mut text, "id", &pack.id);
            pair(&mut text, "version", &pack.version);
            pair(&mut text, "sha256", &pack.sha256);
        }
        for plugin in &self.plugins {
            text.push_str("\n[[plugin]]\n");
            pair(&mut text, "id", &plugin.id);
            pair(&mut text, "version", &plugin.version);
            pair(&mut text, "sha256", &plugin.sha256);
            pair(&mut text, "api", &plugin.api);
            let _ = writeln!(text, "facts = {}", list(&plugin.facts));
            if !plugin.reads.is_empty() {
                text.push_str("[plugin.reads]\n");
            }
            for (format, patterns) in &plugin.reads {
                let _ = writeln!(text, "{} = {}", toml_text(format), list(patterns));
            }
            if !plugin.limits.is_empty() {
                text.push_str("[plugin.limits]\n");
            }
            for (limit, asked) in &plugin.limits {
                let _ = writeln!(text, "{} = {asked}", toml_text(limit));
            }
        }
        text
    }

    /// What is different now, a line each; none if nothing is.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.engine != now.engine {
            lines.push(format!("passmuster {} → {}", self.engine, now.engine));
        }
        let digest = |it: &Option<String>| match it {
            Some(sha256) => short(sha256),
            None => "none".to_owned(),
        };
        if self.trust != now.trust {
            let (old, new) = (digest(&self.trust), digest(&now.trust));
            lines.push(format!("the trust policy {old} → {new}"));
        }
        let ids = |packs: &[LockedPack]| packs.iter().map(|it| it.id.clone()).collect();
        for id in union(ids(&self.packs), ids(&now.packs)) {
            let of = |packs: &[LockedPack]| packs.iter().find(|it| it.id == id).cloned();
            let line = match (of(&self.packs), of(&now.packs)) {
                (Some(old), Some(new)) if old != new => Some(format!(
                    "pack {id} {}",
                    moved(&old.version, &old.sha256, &new.version, &new.sha256)
                )),
                (None, Some(new)) => Some(format!("pack {id} {} is new", new.version)),
                (Some(old), None) => Some(format!("pack {id} {} is gone", old.version)),
                _ => None,
            };
            lines.extend(line);
        }
        let ids = |plugins: &[LockedPlugin]| plugins.iter().map(|it| it.id.clone()).collect();
        for id in union(ids(&self.plugins), ids(&now.plugins)) {
            let of = |plugins: &[LockedPlugin]| -> Vec<LockedPlugin> {
                plugins.iter().filter(|it| it.id == id).cloned().collect()
            };
            let (old, new) = (of(&self.plugins), of(&now.plugins));
            // Where two packs pin two builds of it, each is a thing of its own.
            if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                lines.extend((old != new).then(|| changed(old, new)));
                continue;
            }
            for it in new.iter().filter(|it| !old.contains(it)) {
                lines.push(added(it));
            }
            for it in old.iter().filter(|it| !new.contains(it)) {
                let digest = short(&it.sha256);
                lines.push(format!("plugin {id} {} ({digest}) is gone", it.version));
            }
        }
        lines
    }
}

/// What is different about a plugin: what it newly reads and asks for, above all.
fn changed(old: &LockedPlugin, new: &LockedPlugin) -> String {
    let mut parts = reads(old, new, "newly reads");
    parts.extend(asks(old, new));
    if old.api != new.api {
        parts.push(format!("plugin world {} → {}", old.api, new.api));
    }
    parts.extend(reads(new, old, "no longer reads"));
    let what = moved(&old.version, &old.sha256, &new.version, &new.sha256);
    if parts.is_empty() {
        parts.push("reads and asks for the same".to_owned());
    }
    format!("plugin {} {what}: {}", new.id, parts.join("; "))
}

fn added(new: &LockedPlugin) -> String {
    let nothing = LockedPlugin {
        facts: BTreeSet::new(),
        reads: BTreeMap::new(),
        limits: BTreeMap::new(),
        ..new.clone()
    };
    let mut parts = reads(&nothing, new, "reads");
    parts.extend(asks(&nothing, new));
    let digest = short(&new.sha256);
    let parts = match parts.as_slice() {
        [] => "reads nothing".to_owned(),
        parts => parts.join("; "),
    };
    format!(
        "plugin {} {} ({digest}) is new: {parts}",
        new.id, new.version
    )
}

/// What `to` reads and `from` does not.
fn reads(from: &LockedPlugin, to: &LockedPlugin, word: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (format, patterns) in &to.reads {
        let known = from.reads.get(format);
        let more: Vec<String> = patterns
            .iter()
            .filter(|it| !known.is_some_and(|known| known.contains(*it)))
            .map(|it| format!("`{it}`"))
            .collect();
        if !more.is_empty() {
            parts.push(format!("{word} {} of `{format}`", more.join(", ")));
        }
    }
    let facts: Vec<String> = to
        .facts
        .difference(&from.facts)
        .map(|it| format!("`{it}`"))
        .collect();
    if !facts.is_empty() {
        parts.push(format!("{word} the facts {}", facts.join(", ")));
    }
    parts
}

fn asks(old: &LockedPlugin, new: &LockedPlugin) -> Vec<String> {
    let names = |it: &LockedPlugin| it.limits.keys().cloned().collect();
    let mut parts = Vec::new();
    for limit in union(names(old), names(new)) {
        let of = |it: &LockedPlugin| it.limits.get(&limit).copied();
        let (before, after) = (of(old), of(new));
        let number = |it: Option<i64>| it.unwrap_or_else(|| default_of(&limit));
        let (from, to) = (number(before), number(after));
        if before == after {
            continue;
        }
        let times = match from {
            0 => String::new(),
            from => format!("{}× ", times(from, to)),
        };
        parts.push(format!("asks {times}{limit} ({from} → {to})"));
    }
    parts
}

/// How many times more, with one digit after the point where it has one.
fn times(from: i64, to: i64) -> String {
    let tenths = i128::from(to) * 10 / i128::from(from);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{}", tenths / 10, rest.abs()),
    }
}

fn moved(old: &str, old_sha256: &str, new: &str, new_sha256: &str) -> String {
    let digests = format!("{} → {}", short(old_sha256), short(new_sha256));
    match (old == new, old_sha256 == new_sha256) {
        (_, true) => format!("{old} → {new}, with the same bytes"),
        (true, false) => format!("{old}, with other bytes ({digests})"),
        (false, false) => format!("{old} → {new} ({digests})"),
    }
}

/// The first digits of a digest.
fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

fn union(a: BTreeSet<String>, b: BTreeSet<String>) -> BTreeSet<String> {
    a.union(&b).cloned().collect()
}

fn list(items: &BTreeSet<String>) -> String {
    if items.is_empty() {
        return "[]".to_owned();
    }
    let lines: String = items
        .iter()
        .map(|it| format!("  {},\n", toml_text(it)))
        .collect();
    format!("[\n{lines}]")
}

fn digest(text: &str) -> Result<(), String> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 64 && text.bytes().all(hex) {
        return Ok(());
    }
    Err(format!(
        "`{}` is no SHA-256",
        text.chars().take(80).collect::<String>()
    ))
}

#[cfg(test)]
mod tests;
