//! Whether reported intervals of proportions can have come from whole counts.
//!
//! A sensitivity of 96.15 % with the interval 90.44 to 98.94 is 100 of 104 by the method of Clopper
//! and Pearson. Where no counts give what is reported, a person must look: there are other methods,
//! and clustered cases, so it is never a failure.

use passmuster_plugin::text::{clip, join};
use passmuster_plugin::{
    CheckError, Config, Decimal, Dossier, Finding, Outcome, Severity, distinct_keys,
};

mod collect;
mod prose;
mod reported;
mod solve;
mod stated;
#[cfg(test)]
mod tests;

use collect::{Metric, Section};
use reported::{Found, Reported};
use solve::{Answer, Counts, Question};

/// Intervals that are looked at in one dossier: with more, fuel might not last.
const METRICS: usize = 200;
/// Results of one section of which two may add up to a stated number: of many, some do by chance.
const TOGETHER: usize = 8;
/// Intervals of no proportion whose names are given.
const NAMED: usize = 12;

/// The configuration.
struct Settings {
    max_n: u64,
    /// Where none is stated, between 0 and 1.
    level: f64,
}

impl Settings {
    fn parse(text: &str) -> Result<Self, CheckError> {
        let mut config = Config::parse(text)?;
        let usual = Decimal {
            negative: false,
            digits: 95,
            scale: 0,
        };
        let settings = Self {
            max_n: config.count("max-n", 20_000, 1, 100_000)?,
            level: config.number("level", usual, 50.0, 99.99)?.value() / 100.0,
        };
        config.finish()?;
        Ok(settings)
    }
}

/// Makes the check.
pub(crate) fn run(dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    let settings = Settings::parse(config)?;
    let mut findings = Vec::new();
    let mut left = METRICS;
    let mut receipts = Vec::new();
    for document in dossier.documents() {
        let sections = match document.format.as_str() {
            "chai-model-card" => collect::card(dossier, &document.id, left)?,
            "cyclonedx" => collect::bill(dossier, &document.id, left)?,
            _ => continue,
        };
        let mut others: Vec<(String, &Metric)> = Vec::new();
        for section in &sections {
            left = left.saturating_sub(section.metrics.len());
            receipts.extend(&section.looked);
            weigh(section, &settings, &mut findings, &mut others);
        }
        if !others.is_empty() {
            findings.push(not_proportions(&document.id, &others));
        }
        if sections.iter().any(|section| section.more) {
            let message = format!(
                "{} has more results than this check looks at: {METRICS} in a dossier. The rest is not recomputed.",
                clip(&document.id, 200)
            );
            let finding = Finding::new(Outcome::NeedsReview, Severity::Medium, &message);
            findings.push(finding.key(&format!("{}#more", document.id)));
        }
    }
    if findings.is_empty() {
        let message = "No document reports an interval, so there is nothing to recompute.";
        let finding = Finding::new(Outcome::NotApplicable, Severity::Info, message);
        findings.push(finding.key("none").cite_all(receipts));
    }
    Ok(distinct_keys(findings))
}

/// Weighs the results of a section, which share its stated totals.
fn weigh<'a>(
    section: &'a Section,
    settings: &Settings,
    findings: &mut Vec<Finding>,
    others: &mut Vec<(String, &'a Metric)>,
) {
    let mut solved: Vec<(&Metric, &Reported, Answer)> = Vec::new();
    for metric in &section.metrics {
        match &metric.found {
            Found::Other => {}
            Found::Malformed(reason) => findings.push(malformed(metric, reason)),
            Found::Interval(reported) => {
                if let Some(disorder) = reported.disorder() {
                    findings.push(disordered(metric, reported, disorder));
                    continue;
                }
                match reported.proportion(&section.goal) {
                    Err(reason) => others.push((reason, metric)),
                    Ok(percent) => {
                        let answer = solve::solve(&Question {
                            estimate: reported.estimate.number,
                            lower: reported.lower.number,
                            upper: reported.upper.number,
                            percent,
                            level: reported.level.unwrap_or(settings.level),
                            max_n: settings.max_n,
                            stated: &section.totals,
                        });
                        solved.push((metric, reported, answer));
                    }
                }
            }
        }
    }
    for (at, (metric, reported, answer)) in solved.iter().enumerate() {
        let finding = match answer {
            Answer::Exact(candidates) => {
                let rest: Vec<&[Counts]> = solved
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .filter_map(|(_, (_, _, answer))| match answer {
                        Answer::Exact(candidates) => Some(candidates.as_slice()),
                        _ => None,
                    })
                    .collect();
                exact(reported, candidates, &rest, section, settings)
            }
            Answer::Closest {
                counts,
                units,
                complete,
            } => closest(reported, *counts, *units, *complete, settings),
            Answer::Nothing => nothing(reported, settings),
        };
        findings.push(finished(finding, metric, reported, section, settings));
    }
}

/// What every finding on an interval has.
fn finished(
    finding: Finding,
    metric: &Metric,
    reported: &Reported,
    section: &Section,
    settings: &Settings,
) -> Finding {
    let finding = if reported.level.is_none() {
        finding.attribute("level-assumed", "true")
    } else {
        finding
    };
    finding
        .key(&metric.key)
        .attribute("metric", &name(reported))
        .attribute("estimate", &reported.estimate.text)
        .attribute("lower", &reported.lower.text)
        .attribute("upper", &reported.upper.text)
        .attribute("level", &percent(reported.level.unwrap_or(settings.level)))
        .cite_all(metric.receipts.iter().copied())
        .cite_all(section.stated_in.iter().copied())
}

/// A level in percent: `95`, `99.9`.
fn percent(level: f64) -> String {
    let text = passmuster_plugin::text::fixed_real(level * 100.0, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn name(reported: &Reported) -> String {
    if reported.label.trim().is_empty() {
        "A result".to_owned()
    } else {
        clip(&reported.label, 80)
    }
}

fn at_level(reported: &Reported, settings: &Settings) -> String {
    match reported.level {
        Some(level) => format!("at {} %", percent(level)),
        None => format!(
            "at {} %, which is assumed: no level is stated",
            percent(settings.level)
        ),
    }
}

/// The candidate whose number of cases the section states; else one that adds up, with one of
/// another result, to a stated number; else the first.
fn chosen<'a>(
    candidates: &'a [Counts],
    rest: &[&[Counts]],
    totals: &[u64],
) -> Option<(&'a Counts, Option<String>, Option<String>)> {
    if let Some(counts) = candidates.iter().find(|it| totals.contains(&it.n)) {
        return Some((counts, Some(counts.n.to_string()), None));
    }
    if totals.is_empty() || rest.len() > TOGETHER {
        return candidates.first().map(|counts| (counts, None, None));
    }
    for counts in candidates {
        for other in rest.iter().flat_map(|candidates| candidates.iter()) {
            let sum = counts.n + other.n;
            if totals.contains(&sum) {
                let sum = format!("{} + {} = {sum}", counts.n, other.n);
                return Some((counts, None, Some(sum)));
            }
        }
    }
    candidates.first().map(|counts| (counts, None, None))
}

fn exact(
    reported: &Reported,
    candidates: &[Counts],
    rest: &[&[Counts]],
    section: &Section,
    settings: &Settings,
) -> Finding {
    let Some((counts, total, sum)) = chosen(candidates, rest, &section.totals) else {
        return nothing(reported, settings);
    };
    let mut message = format!(
        "{} {} is {} of {} by {} {}.",
        name(reported),
        reported.shown(),
        counts.x,
        counts.n,
        counts.method.name(),
        at_level(reported, settings),
    );
    if let Some(total) = &total {
        message.push_str(&format!(" The section states {total} cases."));
    } else if let Some(sum) = &sum {
        message.push_str(&format!(
            " With another result of the section, {sum} cases, as it states."
        ));
    } else if candidates.len() > 1 {
        message.push_str(&format!(
            " It is one of {}{} pairs of counts that give these figures.",
            if candidates.len() >= solve::CANDIDATES {
                "at least "
            } else {
                ""
            },
            candidates.len()
        ));
    }
    let mut finding = Finding::new(Outcome::Pass, Severity::Info, &message)
        .attribute("x", &counts.x.to_string())
        .attribute("n", &counts.n.to_string())
        .attribute("method", counts.method.name())
        .attribute("exact", "true")
        .attribute("candidates", &candidates.len().to_string());
    if let Some(total) = total {
        finding = finding.attribute("stated-total", &total);
    }
    if let Some(sum) = sum {
        finding = finding.attribute("adds-up", &sum);
    }
    finding
}

/// What to do about figures that no counts give.
const REMEDY: &str = "State the counts (x of n), the method and the level of the interval, or correct the figures; say so if cases are clustered or the method is another.";

fn closest(
    reported: &Reported,
    counts: Counts,
    units: u64,
    complete: bool,
    settings: &Settings,
) -> Finding {
    let which = if complete {
        format!("any counts up to {}", settings.max_n)
    } else {
        "the counts that were tried, of very many".to_owned()
    };
    let message = format!(
        "{} {} is not given by {which} by Clopper-Pearson, Wilson or Wald {}. The nearest is {} of {} by {}, whose bounds are off by {units} in the last place.",
        name(reported),
        reported.shown(),
        at_level(reported, settings),
        counts.x,
        counts.n,
        counts.method.name(),
    );
    Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
        .attribute("exact", "false")
        .attribute("closest-x", &counts.x.to_string())
        .attribute("closest-n", &counts.n.to_string())
        .attribute("closest-method", counts.method.name())
        .attribute("difference", &units.to_string())
        .remediation(REMEDY)
}

fn nothing(reported: &Reported, settings: &Settings) -> Finding {
    let message = format!(
        "{} {} is not the quotient of any counts up to {}.",
        name(reported),
        reported.shown(),
        settings.max_n
    );
    Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
        .attribute("exact", "false")
        .remediation(REMEDY)
}

fn disordered(metric: &Metric, reported: &Reported, disorder: &str) -> Finding {
    let message = format!(
        "{} {} cannot be right: {disorder}.",
        name(reported),
        reported.shown()
    );
    Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
        .key(&metric.key)
        .attribute("metric", &name(reported))
        .attribute("exact", "false")
        .cite_all(metric.receipts.iter().copied())
        .remediation("Correct the figures.")
}

fn malformed(metric: &Metric, reason: &str) -> Finding {
    let label = if metric.label.trim().is_empty() {
        "A result".to_owned()
    } else {
        format!("The result {}", clip(&metric.label, 80))
    };
    let message = format!("{label} cannot be recomputed: {}.", clip(reason, 300));
    Finding::new(Outcome::NeedsReview, Severity::Medium, &message)
        .key(&metric.key)
        .attribute("exact", "false")
        .cite_all(metric.receipts.iter().copied())
        .remediation("Write the estimate, the bounds, the level and the unit as numbers.")
}

fn not_proportions(document: &str, others: &[(String, &Metric)]) -> Finding {
    let mut named: Vec<String> = others
        .iter()
        .take(NAMED)
        .map(|(reason, metric)| format!("{} ({})", clip(metric.label.trim(), 60), clip(reason, 40)))
        .collect();
    if others.len() > NAMED {
        named.push(format!("and {} more", others.len() - NAMED));
    }
    let message = format!(
        "{} reports {} of no proportion, which this check does not recompute: {}.",
        clip(document, 200),
        match others.len() {
            1 => "an interval".to_owned(),
            many => format!("{many} intervals"),
        },
        join(&named, ", ")
    );
    Finding::new(Outcome::NotApplicable, Severity::Info, &message)
        .key(&format!("{document}#not-proportions"))
        .cite_all(
            others
                .iter()
                .flat_map(|(_, metric)| metric.receipts.iter().copied()),
        )
}
