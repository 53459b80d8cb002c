//! Judging dossiers: what `check` and `compare` share.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use super::decisions;
use super::lock;
use super::packs::Door;
use super::runtime::Running;
use super::settings::Settled;
use super::{help, usage};
use crate::Settings;
use crate::config::{Given, Kind, NO_REVIEW, SETTINGS, Source};
use crate::evaluate::Enforce;
use crate::fact::vocabulary::ACTIONS;
use crate::finding::BUILT_IN;
use crate::policy::Pack;
use crate::printable::shell_word;
use crate::problem::{Problem, Problems, nearest};
use crate::review::Review;
use crate::run::{PackRef, Run, SinceRef, TrustRef};
use crate::since;

/// The pack that is taken where nobody names one.
const DEFAULT_PACK: &str = "baseline";

/// What dossiers are judged against.
#[derive(Debug, clap::Args)]
pub(super) struct Judging {
    /// Pack: a built-in one by name, or a folder; replaces those of the review file [default: baseline]
    #[arg(long, value_name = "PACK", help_heading = help::ASKED)]
    pack: Vec<String>,

    /// What the review is for [default: the review file's, else procure]
    #[arg(long = "for", value_name = "ACTION", value_parser = clap::builder::PossibleValuesParser::new(ACTIONS), help_heading = help::ASKED)]
    action: Option<String>,

    /// What gates: pack, none, or controls by id, separated by commas [default: pack]
    #[arg(long, value_name = "WHAT", help_heading = help::ASKED)]
    enforce: Option<String>,

    /// Refuse packs, plugins and a trust policy that differ from passmuster.lock
    #[arg(long, help_heading = help::ASKED)]
    locked: bool,

    /// The lock [default: passmuster.lock, beside the settings file or else here]
    #[arg(long, value_name = "FILE", help_heading = help::ASKED)]
    lock: Option<PathBuf>,

    #[command(flatten)]
    running: Running,
}

impl Judging {
    /// What the flags say, by setting.
    pub(super) fn flags(&self) -> Given {
        let texts = |texts: &[String]| -> Vec<OsString> {
            texts.iter().map(|it| it.as_str().into()).collect()
        };
        let mut given = Given::from([
            ("pack", texts(&self.pack)),
            ("for", texts(self.action.as_slice())),
            ("enforce", texts(self.enforce.as_slice())),
            ("lock", self.lock.iter().map(Into::into).collect()),
            (
                "locked",
                self.locked.then(|| "true".into()).into_iter().collect(),
            ),
        ]);
        given.extend(self.running.flags());
        given
    }
}

/// What may keep findings from gating.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruling {
    /// Whether decisions count.
    pub(super) decisions: bool,
    /// Whether an earlier run counts: for a gate, but not where runs are compared.
    pub(super) since: bool,
}

/// Judges the dossiers of the settings. `list` is the file that names some of them.
pub(super) fn judge(settled: &Settled, list: Option<&str>, ruling: Ruling) -> anyhow::Result<Run> {
    let targets = settled.targets()?;
    let door = Door::of(settled)?;
    let reviews = targets.iter().filter_map(|it| it.review.as_ref());
    let packs = packs(&settled.config.texts("pack"), reviews, &door)?;
    lock::held(settled, &packs, &door)?;
    let what = settled.config.texts("enforce").join(",");
    let what = if what.is_empty() { "pack" } else { &what };
    let enforce = enforce(what, &packs).map_err(|error| settled.placed("enforce", error))?;
    let mut settings = settled.settings(enforce, door.trust.clone())?;
    let trust = door.trust.clone();
    let decided = settled.config.path("decisions");
    let decided = decided
        .map(|path| decisions::read(&path, trust.as_deref(), settings.as_of))
        .transpose()?;
    let since = settled.config.path("since").filter(|_| ruling.since);
    let since = since.map(|path| decisions::record(&path)).transpose()?;
    if ruling.decisions {
        settings.decisions = decided.clone();
    }
    let mut dossiers = targets
        .iter()
        .map(|target| target.check(&packs, &settings))
        .collect::<Result<Vec<_>, _>>()?;
    let packs: Vec<PackRef> = packs
        .iter()
        .map(|pack| PackRef {
            id: pack.id.clone(),
            version: pack.version.clone(),
            title: match &pack.base {
                None => pack.title.clone(),
                Some(base) => format!("{}, over {} {}", pack.title, base.id, base.version),
            },
            sha256: pack.sha256.clone(),
            controls: pack.controls.len(),
        })
        .collect();
    if let Some(record) = &since {
        since::absorb(&mut dossiers, &packs, settings.as_of, record)?;
    }
    let decisions = decided
        .as_deref()
        .map(|it| decisions::used(it, !ruling.decisions, trust.as_deref(), &dossiers));
    Ok(Run {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        as_of: settings.as_of.to_string(),
        packs,
        decisions,
        since: since.as_ref().map(|record| SinceRef {
            path: record.path.clone(),
            sha256: record.sha256.clone(),
            as_of: record.run.as_of.to_string(),
        }),
        trust: settings.trust.as_deref().map(|trust| TrustRef {
            path: trust.path.clone(),
            sha256: trust.sha256.clone(),
            parties: trust.parties.len(),
        }),
        enforce: (what != "pack").then(|| what.to_owned()),
        limits: [settings.limits.changed(), settings.checks.changed()].concat(),
        rerun: rerun(settled, list, &settings, !ruling.decisions),
        dossiers,
    })
}

/// Loads the packs: those of the command line, else those that the review files name, else the
/// baseline.
pub(super) fn packs<'a>(
    given: &[String],
    reviews: impl Iterator<Item = &'a Review>,
    door: &Door,
) -> anyhow::Result<Vec<Pack>> {
    let mut names: Vec<String> = given.to_vec();
    if names.is_empty() {
        let sets: BTreeSet<&[String]> = reviews.map(|review| review.packs.as_slice()).collect();
        if sets.len() > 1 {
            return Err(usage(
                "the review files name different packs",
                "run each dossier by itself, or name the packs with --pack",
            ));
        }
        names = sets.first().map(|set| set.to_vec()).unwrap_or_default();
    }
    if names.is_empty() {
        names.push(DEFAULT_PACK.to_owned());
    }
    let mut packs: Vec<Pack> = Vec::new();
    let mut problems = Vec::new();
    for name in &names {
        match door.load(name) {
            Ok(pack) => packs.push(pack),
            Err(found) => problems.extend(found.0),
        }
    }
    for (index, pack) in packs.iter().enumerate() {
        for other in packs.iter().skip(index + 1) {
            for control in &other.controls {
                if pack.controls.iter().any(|known| known.id == control.id) {
                    problems.push(
                        Problem::file(
                            format!("pack {}", other.id),
                            format!(
                                "the control `{}` is also in the pack {}",
                                control.id, pack.id
                            ),
                        )
                        .help("use packs with distinct control ids"),
                    );
                }
            }
        }
    }
    if problems.is_empty() {
        Ok(packs)
    } else {
        Err(anyhow::Error::new(Problems(problems)))
    }
}

fn enforce(text: &str, packs: &[Pack]) -> anyhow::Result<Enforce> {
    match text {
        "pack" => Ok(Enforce::Pack),
        "none" => Ok(Enforce::Nothing),
        list => {
            let ids: BTreeSet<String> = list
                .split(',')
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty())
                .collect();
            let known = || {
                packs
                    .iter()
                    .flat_map(|pack| pack.controls.iter().map(|control| control.id.as_str()))
                    .chain(BUILT_IN.iter().copied())
            };
            for id in &ids {
                if !known().any(|known| known == id) {
                    return Err(usage(
                        format!("--enforce names `{id}`, which no pack has"),
                        match nearest(id, known()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "`passmuster explain` lists the controls".to_owned(),
                        },
                    ));
                }
            }
            if ids.is_empty() {
                return Err(usage(
                    "--enforce names nothing",
                    "write pack, none, or control ids",
                ));
            }
            Ok(Enforce::Only(ids))
        }
    }
}

/// The command line that makes the same run again, wherever its values came from: with the as-of
/// date, and with `--no-config` where anything but flags had a say, so that it means the same.
fn rerun(settled: &Settled, list: Option<&str>, settings: &Settings, no_decisions: bool) -> String {
    let mut words = vec!["passmuster".to_owned(), "check".to_owned()];
    if settled.pairs.iter().any(|it| it.review.is_some()) {
        for pair in &settled.pairs {
            let review = pair.review.as_ref().map(|it| it.display().to_string());
            add(
                &mut words,
                "--review",
                review.as_deref().unwrap_or(NO_REVIEW),
            );
        }
    }
    for setting in SETTINGS {
        // These stand elsewhere in the line, or show the run and are no part of it.
        let apart = [
            "dossier",
            "review",
            "as_of",
            "output",
            "limit",
            "plugin_limit",
            "cache_dir",
        ]
        .contains(&setting.key);
        if apart || settled.config.source(setting.key) == Source::Default {
            continue;
        }
        let texts = settled.config.texts(setting.key);
        if setting.kind == Kind::Switch {
            if settled.config.is_on(setting.key) {
                words.push(setting.flag());
            }
        } else if setting.kind == Kind::Enforce {
            add(&mut words, &setting.flag(), &texts.join(","));
        } else {
            texts
                .iter()
                .for_each(|it| add(&mut words, &setting.flag(), it));
        }
    }
    if let Some(list) = list {
        add(&mut words, "--dossiers-from", list);
    }
    for (name, value) in settings.limits.changed() {
        add(&mut words, "--limit", &format!("{name}={value}"));
    }
    for (name, value) in settings.checks.changed() {
        add(&mut words, "--plugin-limit", &format!("{name}={value}"));
    }
    add(&mut words, "--as-of", &settings.as_of.to_string());
    if no_decisions {
        words.push("--no-decisions".to_owned());
    }
    if settled.alone {
        words.push("--no-config".to_owned());
    }
    let named = settled.pairs.len() - settled.listed.min(settled.pairs.len());
    for pair in settled.pairs.iter().take(named) {
        words.push(shell_word(&pair.dossier.display().to_string()));
    }
    words.join(" ")
}

fn add(words: &mut Vec<String>, flag: &str, value: &str) {
    words.push(flag.to_owned());
    words.push(shell_word(value));
}
