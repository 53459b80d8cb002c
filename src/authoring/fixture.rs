//! What a plugin's author expects of a check over a dossier, in `expected.toml`, and how what came
//! differs from it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use serde::Deserialize;

use crate::check::{CheckFinding, CheckRun};
use crate::finding::Reported;
use crate::plugin::Manifest;
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::SourceFile;

/// The date of a fixture that names none.
pub const AS_OF: &str = "2026-11-01";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    check: String,
    #[serde(rename = "as-of")]
    as_of: Option<String>,
    about: Option<String>,
    fuel: Option<u64>,
    config: Option<toml::Table>,
    #[serde(default)]
    finding: Vec<WireFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFinding {
    entity: Option<String>,
    outcome: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// A finding that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFinding {
    /// Whom it is about; none: whomever the check is made about.
    pub entity: Option<String>,
    /// The word.
    pub outcome: Reported,
    /// Attributes that it has to have, with these values; others are not looked at.
    pub attributes: BTreeMap<String, String>,
}

/// What a check has to come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The check.
    pub check: String,
    /// The review date.
    pub as_of: civil::Date,
    /// About whom; none: the subject.
    pub about: Option<String>,
    /// Most fuel that it may use.
    pub fuel: Option<u64>,
    /// Its configuration.
    pub config: Option<toml::Table>,
    /// All its findings, in order.
    pub findings: Vec<ExpectedFinding>,
}

impl Expected {
    /// Reads `expected.toml`. Without findings it expects nothing that can come, so it is refused
    /// unless they are about to be written.
    ///
    /// # Errors
    /// The first problem.
    pub fn parse(
        source: &SourceFile,
        manifest: &Manifest,
        to_be_written: bool,
    ) -> Result<Self, Problems> {
        let wire: Wire = toml_file(source)?;
        let wrong = |message: String, help: String| {
            Problems::from(Problem::file(source.path(), message).help(help))
        };
        let ids = || manifest.checks.iter().map(|it| it.id.as_str());
        if !ids().any(|it| it == wire.check) {
            let help = match nearest(&wire.check, ids()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its checks are {}", ids().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the plugin has no check `{}`", wire.check);
            return Err(wrong(message, help));
        }
        let as_of = wire.as_of.as_deref().unwrap_or(AS_OF);
        let as_of: civil::Date = as_of.parse().map_err(|_| {
            let message = format!("as-of `{as_of}` is not a date");
            wrong(message, "write it as YYYY-MM-DD".to_owned())
        })?;
        if wire.finding.is_empty() && !to_be_written {
            return Err(wrong(
                "it expects no finding, and a check always gives one".to_owned(),
                "write [[finding]] with an outcome, or let --update write what comes".to_owned(),
            ));
        }
        let findings = wire.finding.into_iter().map(|it| {
            let outcome = Reported::from_name(&it.outcome).ok_or_else(|| {
                let words: Vec<&str> = Reported::ALL.iter().map(|it| it.name()).collect();
                let message = format!("unknown outcome `{}`", it.outcome);
                wrong(message, format!("write one of {}", words.join(", ")))
            })?;
            Ok(ExpectedFinding {
                entity: it.entity,
                outcome,
                attributes: it.attributes,
            })
        });
        Ok(Self {
            check: wire.check,
            as_of,
            about: wire.about,
            fuel: wire.fuel,
            config: wire.config,
            findings: findings.collect::<Result<_, Problems>>()?,
        })
    }

    /// The same question, with what came as the answer. Fuel keeps its ceiling while it holds; a
    /// new one leaves a tenth.
    #[must_use]
    pub fn answered(&self, run: &CheckRun) -> Self {
        let ceiling = run.fuel.saturating_add(run.fuel / 10) / 1_000 * 1_000 + 1_000;
        let found = run.findings.iter().map(|it| ExpectedFinding {
            entity: (it.about != run.principal).then(|| it.about.to_string()),
            outcome: it.reported,
            attributes: it.attributes.iter().cloned().collect(),
        });
        Self {
            fuel: Some(self.fuel.filter(|it| *it >= run.fuel).unwrap_or(ceiling)),
            findings: found.collect(),
            ..self.clone()
        }
    }

    /// As `expected.toml`.
    pub fn to_toml(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = format!("check = {}\n", quoted(&self.check));
        let as_of = self.as_of.to_string();
        if as_of != AS_OF {
            out.push_str(&format!("as-of = {}\n", quoted(&as_of)));
        }
        if let Some(about) = &self.about {
            out.push_str(&format!("about = {}\n", quoted(about)));
        }
        if let Some(fuel) = self.fuel {
            out.push_str(&format!(
                "# Most WebAssembly operators that it may use.\nfuel = {fuel}\n"
            ));
        }
        if let Some(config) = &self.config {
            let mut table = toml::Table::new();
            table.insert("config".to_owned(), toml::Value::Table(config.clone()));
            out.push_str(&format!("\n{table}"));
        }
        for finding in &self.findings {
            out.push_str("\n[[finding]]\n");
            if let Some(entity) = &finding.entity {
                out.push_str(&format!("entity = {}\n", quoted(entity)));
            }
            out.push_str(&format!("outcome = {}\n", quoted(finding.outcome.name())));
            let mut table = toml::Table::new();
            for (name, value) in &finding.attributes {
                table.insert(name.clone(), toml::Value::String(value.clone()));
            }
            if !table.is_empty() {
                out.push_str(&format!("[finding.attributes]\n{table}"));
            }
        }
        out
    }

    /// Where what came is not what is expected: rows of two columns, empty if it is.
    pub fn differences(&self, run: &CheckRun) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let most = self.findings.len().max(run.findings.len());
        for index in 0..most {
            let (expected, actual) = (self.findings.get(index), run.findings.get(index));
            let left = expected.map(|it| it.lines(run)).unwrap_or_default();
            let right = actual.map(|it| lines(it, expected)).unwrap_or_default();
            if left != right {
                let head = format!("finding {}", index + 1);
                let none = || vec!["(none)".to_owned()];
                rows.push((head.clone(), head));
                let left = if left.is_empty() { none() } else { left };
                let right = if right.is_empty() { none() } else { right };
                let long = left.len().max(right.len());
                for line in 0..long {
                    let of = |side: &[String]| side.get(line).cloned().unwrap_or_default();
                    rows.push((of(&left), of(&right)));
                }
            }
        }
        if let Some(fuel) = self.fuel
            && run.fuel > fuel
        {
            rows.push((format!("fuel at most {fuel}"), format!("fuel {}", run.fuel)));
        }
        rows
    }
}

impl ExpectedFinding {
    fn lines(&self, run: &CheckRun) -> Vec<String> {
        let entity = self.entity.clone();
        let entity = entity.unwrap_or_else(|| run.principal.to_string());
        let head = format!("{} {entity}", self.outcome.name());
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, value)| format!("  {name} = {value}"));
        std::iter::once(head).chain(attributes).collect()
    }
}

/// A finding as it is compared. Where nothing is expected, with all its attributes.
fn lines(finding: &CheckFinding, expected: Option<&ExpectedFinding>) -> Vec<String> {
    let head = format!("{} {}", finding.reported.name(), finding.about);
    let compared = |name: &str| expected.is_none_or(|it| it.attributes.contains_key(name));
    let mut attributes: Vec<&(String, String)> = finding
        .attributes
        .iter()
        .filter(|(name, _)| compared(name))
        .collect();
    attributes.sort();
    let mut lines: Vec<String> = std::iter::once(head)
        .chain(
            attributes
                .into_iter()
                .map(|(name, value)| format!("  {name} = {value}")),
        )
        .collect();
    // An error's reason is in its words alone.
    if finding.reported == Reported::Error
        && expected.is_none_or(|it| it.outcome != Reported::Error)
    {
        lines.push(format!("  {}", finding.message));
    }
    lines
}

/// What two runs of the same check over the same dossier differ in, as words; none: in nothing.
pub fn unlike(first: &CheckRun, second: &CheckRun) -> Vec<&'static str> {
    let mut parts = Vec::new();
    for (name, same) in [
        ("findings", first.findings == second.findings),
        ("read log", first.reads == second.reads),
        ("fuel", first.fuel == second.fuel),
        (
            "log",
            first.log == second.log && first.log_dropped == second.log_dropped,
        ),
    ] {
        if !same {
            parts.push(name);
        }
    }
    // Whatever else a run has, now or later.
    if parts.is_empty() && first != second {
        parts.push("run");
    }
    parts
}

/// What fixtures have reached of a plugin.
#[derive(Debug, Default)]
pub struct Reached(BTreeMap<String, BTreeSet<Reported>>);

impl Reached {
    /// A check came to something.
    pub fn add(&mut self, check: &str, run: &CheckRun) {
        let words = self.0.entry(check.to_owned()).or_default();
        words.extend(run.findings.iter().map(|it| it.reported));
    }

    /// The checks that no fixture tries.
    pub fn untried<'a>(&self, manifest: &'a Manifest) -> Vec<&'a str> {
        let ids = manifest.checks.iter().map(|it| it.id.as_str());
        ids.filter(|id| !self.0.contains_key(*id)).collect()
    }

    /// Of each check that is tried, the outcomes that no fixture comes to.
    pub fn unreached(&self) -> Vec<(&str, Vec<&'static str>)> {
        let of = |words: &BTreeSet<Reported>| -> Vec<&'static str> {
            Reported::ALL
                .iter()
                .filter(|it| **it != Reported::Error && !words.contains(*it))
                .map(|it| it.name())
                .collect()
        };
        self.0
            .iter()
            .map(|(check, words)| (check.as_str(), of(words)))
            .filter(|(_, left)| !left.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests;
