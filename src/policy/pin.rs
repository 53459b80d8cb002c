//! The plugins that a pack pins: by id and digest, with the configuration of their checks. Only
//! such plugins run.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{Control, PackFiles};
use crate::plugin::{self, Pinned, Plugin, Stricter, Unfit};
use crate::problem::{Problem, nearest};

/// One `[[plugin]]` of `pack.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    id: String,
    sha256: String,
    file: Option<String>,
    #[serde(default)]
    config: BTreeMap<String, toml::Table>,
    /// Which way a property becomes stricter: `[plugin.stricter.CHECK]`, `property = "higher"`.
    #[serde(default)]
    stricter: BTreeMap<String, BTreeMap<String, String>>,
}

/// Takes out the components from a pack's files, whose texts are everything else.
pub(super) fn components(files: &mut PackFiles) -> PackFiles {
    let names: Vec<String> = files
        .keys()
        .filter(|name| name.ends_with(".wasm"))
        .cloned()
        .collect();
    names
        .into_iter()
        .filter_map(|name| files.remove_entry(&name))
        .collect()
}

/// Loads what a pack pins, over what the pack that it extends pins. `shown` is the manifest's name
/// for messages.
pub(super) fn pinned(
    shown: &str,
    wires: Vec<Wire>,
    components: &PackFiles,
    base: Option<&BTreeMap<String, Pinned>>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Pinned> {
    let mut pinned = BTreeMap::new();
    for wire in wires {
        let id = wire.id.clone();
        let below = base.and_then(|base| base.get(&id));
        match one(shown, wire, components, below) {
            Ok(plugin) => {
                if pinned.insert(id.clone(), plugin).is_some() {
                    problems.push(
                        Problem::file(shown, format!("the plugin `{id}` is pinned twice"))
                            .help("keep one `[[plugin]]` of this id"),
                    );
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    for (id, plugin) in base.into_iter().flatten() {
        pinned.entry(id.clone()).or_insert_with(|| plugin.clone());
    }
    pinned
}

fn one(
    shown: &str,
    wire: Wire,
    components: &PackFiles,
    below: Option<&Pinned>,
) -> Result<Pinned, Problem> {
    let id = &wire.id;
    let wrong = |message: String, help: String| Problem::file(shown, message).help(help);
    let unloadable = |reason: String| {
        wrong(
            format!("the plugin `{id}` cannot be loaded: {reason}"),
            "a plugin is a component for the world in wit/, with a manifest".to_owned(),
        )
    };
    let pinned = |actual: &str| {
        if actual == wire.sha256 {
            return Ok(());
        }
        Err(wrong(
            format!(
                "the plugin `{id}` is not the one that is pinned: its SHA-256 is {actual}, pinned is `{}`",
                wire.sha256
            ),
            "put back the component that was reviewed, or review this one and pin its digest"
                .to_owned(),
        ))
    };
    let plugin = match &wire.file {
        Some(file) => {
            let bytes = components.get(file).ok_or_else(|| {
                wrong(
                    format!("the plugin `{id}`: there is no file `{file}` in the pack"),
                    match nearest(file, components.keys().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "`file` is a path inside the pack that ends with .wasm".to_owned(),
                    },
                )
            })?;
            // Nothing of a component that nobody pinned is looked at.
            pinned(&crate::source::sha256_hex(bytes))?;
            Arc::new(Plugin::load(bytes.clone()).map_err(unloadable)?)
        }
        // The extended pack's, wherever it keeps it.
        None if below.is_some_and(|below| below.plugin.sha256 == wire.sha256) => below
            .map(|below| Arc::clone(&below.plugin))
            .ok_or_else(|| unloadable("it is not there".to_owned()))?,
        None => {
            let plugin = plugin::built_in(id)
                .ok_or_else(|| {
                    wrong(
                        format!("there is no built-in plugin `{id}`"),
                        format!(
                            "name its `file` inside the pack, or use one of {}",
                            plugin::built_in_plugins().join(", ")
                        ),
                    )
                })?
                .map_err(unloadable)?;
            pinned(&plugin.sha256)?;
            plugin
        }
    };
    if plugin.manifest.id != *id {
        return Err(wrong(
            format!("the plugin `{id}` calls itself `{}`", plugin.manifest.id),
            format!(
                "write `id = \"{}\"`, if it is the one that is meant",
                plugin.manifest.id
            ),
        ));
    }
    let config = configuration(shown, &plugin, &wire.config, below)?;
    let mut stricter = directions(shown, &plugin, &wire.stricter)?;
    if let Some(below) = below {
        // Which way is stricter is the base's to say.
        stricter.extend(below.stricter.clone());
    }
    Ok(Pinned {
        plugin,
        config,
        stricter,
    })
}

/// The declared directions, each of a property that the check's schema has.
fn directions(
    shown: &str,
    plugin: &Plugin,
    given: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<BTreeMap<(String, String), Stricter>, Problem> {
    let id = &plugin.manifest.id;
    let mut found = BTreeMap::new();
    for (check, properties) in given {
        let has = |property: &str| {
            plugin
                .check(check)
                .and_then(|it| it.config.get("properties")?.get(property))
                .is_some()
        };
        for (property, word) in properties {
            let problem = |message: String, help: &str| {
                Problem::file(shown, format!("`[plugin.stricter.{check}]`: {message}")).help(help)
            };
            if !has(property) {
                return Err(problem(
                    format!("`{id}/{check}` has no property `{property}`"),
                    "the schema of its configuration is in the plugin's manifest",
                ));
            }
            let direction = match word.as_str() {
                "higher" => Stricter::Higher,
                "lower" => Stricter::Lower,
                _ => {
                    return Err(problem(
                        format!("`{property} = \"{word}\"` is not known"),
                        "the words are higher, lower",
                    ));
                }
            };
            found.insert((check.clone(), property.clone()), direction);
        }
    }
    Ok(found)
}

/// The configuration of each check as canonical JSON, held against the manifest's schema.
fn configuration(
    shown: &str,
    plugin: &Plugin,
    given: &BTreeMap<String, toml::Table>,
    below: Option<&Pinned>,
) -> Result<BTreeMap<String, String>, Problem> {
    let id = &plugin.manifest.id;
    let known = || plugin.manifest.checks.iter().map(|check| check.id.as_str());
    for name in given.keys() {
        if !known().any(|it| it == name) {
            return Err(
                Problem::file(shown, format!("the plugin `{id}` has no check `{name}`")).help(
                    match nearest(name, known()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            format!("its checks are {}", known().collect::<Vec<_>>().join(", "))
                        }
                    },
                ),
            );
        }
    }
    let mut config = BTreeMap::new();
    for check in &plugin.manifest.checks {
        let below = match below {
            None => BTreeMap::new(),
            // Without it the base's thresholds would be the component's own.
            Some(below) => serde_json::from_str(below.config(&check.id)).map_err(|error| {
                let message = format!(
                    "the extended pack's configuration of `{id}/{}`: {error}",
                    check.id
                );
                Problem::file(shown, message).help("tell the base's authors")
            })?,
        };
        let value =
            plugin::configured(check, below, given.get(&check.id)).map_err(
                |unfit| match unfit {
                    Unfit::Schema(error) => Problem::file(
                        shown,
                        format!(
                            "the plugin `{id}`: the schema of `{}` is none: {error}",
                            check.id
                        ),
                    )
                    .help("tell the plugin's authors"),
                    Unfit::Value(first) => Problem::file(
                        shown,
                        format!("the configuration of `{id}/{}` is wrong: {first}", check.id),
                    )
                    .help(format!(
                        "write it under `[plugin.config.{}]`, as the plugin's README says",
                        check.id
                    )),
                },
            )?;
        config.insert(check.id.clone(), value);
    }
    Ok(config)
}

/// Each check that a control weighs is a check of a plugin that the pack pins.
pub(super) fn known_checks(
    name: &str,
    controls: &[Control],
    plugins: &BTreeMap<String, Pinned>,
    problems: &mut Vec<Problem>,
) {
    for control in controls {
        let Some(check) = &control.check else {
            continue;
        };
        let (plugin, id) = check.split_once('/').unwrap_or((check, ""));
        let help = match plugins.get(plugin) {
            Some(pinned) if pinned.plugin.check(id).is_some() => continue,
            Some(pinned) => {
                let ids: Vec<&str> = pinned
                    .plugin
                    .manifest
                    .checks
                    .iter()
                    .map(|check| check.id.as_str())
                    .collect();
                match nearest(id, ids.iter().copied()) {
                    Some(near) => format!("did you mean `{plugin}/{near}`?"),
                    None => format!("the checks of `{plugin}` are {}", ids.join(", ")),
                }
            }
            None => format!("pin the plugin: `[[plugin]] id = \"{plugin}\"` in pack.toml"),
        };
        problems.push(
            Problem::file(
                format!("{name}/{}:{}", control.file, control.line),
                format!(
                    "`{}` weighs the check `{check}`, which no plugin of the pack has",
                    control.id
                ),
            )
            .help(help)
            .lint("PL-WORD"),
        );
    }
}
