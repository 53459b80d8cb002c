//! Overlays: a pack that extends another. It adds controls, replaces one by its id or by several
//! (`@replaces`), raises severity, enforcement and minimum worth, and configures the base's plugins.
//! Whether it is at least as strict is for `pack prove` to say.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Case, Control, Pack};
use crate::fact::{Backing, Strength};
use crate::finding::{Enforcement, Severity};
use crate::problem::{Problem, nearest};
use crate::source::{SourceFile, Span};

/// Most packs above one another; a circle ends here.
pub(super) const DEPTH: usize = 4;

/// `extends` of `pack.toml`: the base, by name or folder, and exactly which one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extends {
    /// A built-in pack, or a folder relative to the overlay's.
    pub(super) pack: Spanned<String>,
    pub(super) version: Spanned<String>,
    pub(super) sha256: Spanned<String>,
}

/// `[raise.ID]` of `pack.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raise {
    severity: Option<Spanned<String>>,
    enforcement: Option<Spanned<String>>,
    strength: Option<Spanned<String>>,
    backing: Option<Spanned<String>>,
}

/// Where a span of the manifest is, for messages.
pub(super) fn at<T>(source: &SourceFile, value: &Spanned<T>, message: String) -> Problem {
    let span = value.span();
    Problem::at(
        source,
        Span::new(span.start + source.bom(), span.end + source.bom()),
        message,
    )
}

/// Whether the base is the one that the overlay names.
pub(super) fn is_the_one(source: &SourceFile, extends: &Extends, base: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = extends.pack.get_ref();
    if *extends.version.get_ref() != base.version {
        problems.push(
            at(
                source,
                &extends.version,
                format!("`{name}` has the version {}", base.version),
            )
            .help(format!(
                "read what changed (passmuster pack diff), then write version = \"{}\"",
                base.version
            )),
        );
    }
    if *extends.sha256.get_ref() != base.sha256 {
        problems.push(
            at(
                source,
                &extends.sha256,
                format!("`{name}` is not the pack that was extended: its digest is another"),
            )
            .help(format!(
                "read what changed (passmuster pack diff), then write sha256 = \"{}\"",
                base.sha256
            )),
        );
    }
    problems
}

/// The controls of base and overlay together. `own` are the overlay's.
pub(super) fn controls(
    source: &SourceFile,
    base: &Pack,
    own: Vec<Control>,
    raise: &BTreeMap<Spanned<String>, Raise>,
    problems: &mut Vec<Problem>,
) -> Vec<Control> {
    let ids = || base.controls.iter().map(|it| it.id.as_str());
    for control in &own {
        if let Some(id) = &control.replaces
            && !ids().any(|it| it == id)
        {
            problems.push(
                Problem::file(
                    format!("{}:{}", control.file, control.line),
                    format!(
                        "`{}` replaces `{id}`, which {} does not have",
                        control.id, base.id
                    ),
                )
                .help(match nearest(id, ids()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`passmuster explain` lists the controls".to_owned(),
                }),
            );
        }
    }
    let replaced = |id: &str| {
        own.iter()
            .any(|it| it.id == id || it.replaces.as_deref() == Some(id))
    };
    let mut merged: Vec<Control> = base
        .controls
        .iter()
        .filter(|it| !replaced(&it.id))
        .cloned()
        .collect();
    for (id, words) in raise {
        match merged.iter_mut().find(|it| it.id == *id.get_ref()) {
            Some(control) => words.apply(source, control, problems),
            None => problems.push(
                at(
                    source,
                    id,
                    format!(
                        "`[raise.{}]`: no control of {} has this id and is kept",
                        id.get_ref(),
                        base.id
                    ),
                )
                .help(match nearest(id.get_ref(), ids()) {
                    Some(near) if near != id.get_ref() => format!("did you mean `{near}`?"),
                    _ => "a control that is replaced says its own severity and worth".to_owned(),
                }),
            ),
        }
    }
    merged.extend(own);
    merged.sort_by(|a, b| a.id.cmp(&b.id));
    merged
}

/// The cases of base and overlay together: the base's for each control that is still the base's and
/// for which the overlay has none of its own.
pub(super) fn cases(base: &Pack, controls: &[Control], own: Vec<Case>) -> Vec<Case> {
    let still = |id: &str| {
        let kept = |pack: &[Control]| pack.iter().find(|it| it.id == id).map(|it| it.text.clone());
        kept(controls).is_some_and(|text| Some(text) == kept(&base.controls))
            && !own.iter().any(|case| case.control == id)
    };
    let mut merged: Vec<Case> = base
        .cases
        .iter()
        .filter(|case| still(&case.control))
        .cloned()
        .collect();
    merged.extend(own);
    merged
}

impl Raise {
    fn apply(&self, source: &SourceFile, control: &mut Control, problems: &mut Vec<Problem>) {
        let id = control.id.clone();
        let mut raised =
            |name: &str, given: &Option<Spanned<String>>, words: &[&str], now: usize| {
                let word = given.as_ref()?;
                let found = words.iter().position(|it| it == word.get_ref());
                let (message, help) = match found {
                    Some(at) if at >= now => return Some(at),
                    Some(_) => (
                        format!("`{id}`: {name} {} is lower than the base's", word.get_ref()),
                        format!(
                            "an overlay raises; the base has {}",
                            words.get(now).copied().unwrap_or_default()
                        ),
                    ),
                    None => (
                        format!("`{id}`: {name} `{}` is not known", word.get_ref()),
                        format!("the words are {}", words.join(", ")),
                    ),
                };
                problems.push(at(source, word, message).help(help));
                None
            };
        let severities: Vec<&str> = Severity::ALL.iter().map(|it| it.name()).collect();
        let strengths: Vec<&str> = Strength::ALL.iter().map(|it| it.name()).collect();
        let backings: Vec<&str> = Backing::ALL.iter().map(|it| it.name()).collect();
        let place = |words: &[&str], name: &str| words.iter().position(|it| *it == name);
        let now = place(&severities, control.severity.name()).unwrap_or(usize::MAX);
        if let Some(at) = raised("severity", &self.severity, &severities, now)
            && let Some(severity) = Severity::ALL.get(at)
        {
            control.severity = *severity;
        }
        let now = usize::from(control.enforcement == Enforcement::Mandatory);
        if let Some(at) = raised(
            "enforcement",
            &self.enforcement,
            &["advisory", "mandatory"],
            now,
        ) {
            control.enforcement = if at == 1 {
                Enforcement::Mandatory
            } else {
                Enforcement::Advisory
            };
        }
        let now = place(&strengths, control.minimum.strength.name()).unwrap_or(usize::MAX);
        if let Some(at) = raised("strength", &self.strength, &strengths, now)
            && let Some(strength) = Strength::ALL.get(at)
        {
            control.minimum.strength = *strength;
        }
        let now = place(&backings, control.minimum.backing.name()).unwrap_or(usize::MAX);
        if let Some(at) = raised("backing", &self.backing, &backings, now)
            && let Some(backing) = Backing::ALL.get(at)
        {
            control.minimum.backing = *backing;
        }
    }
}
