//! Results as documents have them, with the texts around them.

use passmuster_plugin::text::clip;
use passmuster_plugin::{CheckError, Dossier, Receipt};

use super::prose;
use super::reported::{Found, from_json, from_metric, from_phrase};
use super::stated;

/// One reported result.
#[derive(Debug)]
pub(crate) struct Metric {
    /// Document and pointer, and of running text the number of the phrase.
    pub(crate) key: String,
    /// What is measured.
    pub(crate) label: String,
    pub(crate) found: Found,
    pub(crate) receipts: Vec<Receipt>,
}

/// Results that belong together.
#[derive(Debug, Default)]
pub(crate) struct Section {
    pub(crate) metrics: Vec<Metric>,
    /// What the section says it measures.
    pub(crate) goal: String,
    /// Numbers of cases that the section states.
    pub(crate) totals: Vec<u64>,
    /// Where it states them.
    pub(crate) stated_in: Vec<Receipt>,
    /// What was read of a section without results.
    pub(crate) looked: Vec<Receipt>,
    /// Whether there are more results than were read.
    pub(crate) more: bool,
}

/// Texts of a section that may state numbers of cases; the first is its goal.
const TEXTS: &[&str] = &[
    "MetricGoal",
    "TestingDataDescription",
    "Interpretation",
    "ValidationProcessAndJustification",
];
/// Bytes of a text in which numbers and intervals are looked for.
const READ: usize = 50_000;
/// The groups of results of a card.
const GROUPS: &[&str] = &[
    "UsefulnessUsabilityEfficacy",
    "FairnessEquity",
    "SafetyReliability",
];

fn most(left: usize) -> u32 {
    u32::try_from(left.saturating_add(1)).unwrap_or(u32::MAX)
}

/// The results of an applied model card, at most `left`.
pub(crate) fn card(
    dossier: &dyn Dossier,
    document: &str,
    left: usize,
) -> Result<Vec<Section>, CheckError> {
    let mut left = left;
    let mut sections = Vec::new();
    for group in GROUPS {
        let root = format!("/AppliedModelCard/0/KeyMetrics/0/{group}/0");
        let section = group_of(dossier, document, &root, left)?;
        left = left.saturating_sub(section.metrics.len());
        sections.push(section);
    }
    Ok(sections)
}

fn group_of(
    dossier: &dyn Dossier,
    document: &str,
    root: &str,
    left: usize,
) -> Result<Section, CheckError> {
    let failed = |error| CheckError::read(document, error);
    let mut section = Section::default();
    // Version 0.2: a list of results whose values are JSON.
    let pattern = format!("{root}/Results/0/MetricResult/*");
    let mut results = dossier
        .select(document, &pattern, None, most(left))
        .map_err(failed)?;
    section.more = results.len() > left;
    results.truncate(left);
    let places: Vec<String> = results
        .iter()
        .flat_map(|result| {
            [
                format!("{result}/Label/0/#text"),
                format!("{result}/ValueJson/0/#text"),
            ]
        })
        .collect();
    let mut readings = dossier
        .read_many(document, &places)
        .map_err(failed)?
        .into_iter();
    for result in results {
        let (Some(label), Some(value)) = (readings.next(), readings.next()) else {
            continue;
        };
        let name = label.text().unwrap_or_default();
        section.metrics.push(Metric {
            key: format!("{document}#{result}"),
            label: name.trim().to_owned(),
            found: match value.text() {
                Some(text) => from_json(name, text),
                None => Found::Malformed("it has no value".to_owned()),
            },
            receipts: vec![label.receipt, value.receipt],
        });
    }
    // Version 0.1: running text.
    let pattern = format!("{root}/Result/*/#text");
    let pointers = dossier
        .select(document, &pattern, None, 10)
        .map_err(failed)?;
    let texts = dossier.read_many(document, &pointers).map_err(failed)?;
    for (pointer, reading) in pointers.iter().zip(texts) {
        let text = clip(reading.text().unwrap_or_default(), READ);
        let phrases = prose::phrases(&text);
        if phrases.is_empty() {
            section.looked.push(reading.receipt);
            continue;
        }
        stated::totals(&text, &mut section.totals);
        for (number, phrase) in phrases.iter().enumerate() {
            if section.metrics.len() >= left {
                section.more = true;
                break;
            }
            section.metrics.push(Metric {
                key: format!("{document}#{pointer}@{}", number + 1),
                label: phrase.label.clone(),
                found: from_phrase(phrase),
                receipts: vec![reading.receipt],
            });
        }
    }
    around(dossier, document, root, &mut section)?;
    Ok(section)
}

/// Reads what stands around intervals.
fn around(
    dossier: &dyn Dossier,
    document: &str,
    root: &str,
    section: &mut Section,
) -> Result<(), CheckError> {
    let interval = |metric: &Metric| matches!(metric.found, Found::Interval(_));
    if !section.metrics.iter().any(interval) {
        section.looked.extend(
            section
                .metrics
                .iter()
                .flat_map(|metric| metric.receipts.iter().copied()),
        );
        return Ok(());
    }
    let places: Vec<String> = TEXTS
        .iter()
        .map(|name| format!("{root}/{name}/0/#text"))
        .collect();
    let readings = dossier
        .read_many(document, &places)
        .map_err(|error| CheckError::read(document, error))?;
    for (name, reading) in TEXTS.iter().zip(readings) {
        let text = clip(reading.text().unwrap_or_default(), READ);
        let known = section.totals.len();
        stated::totals(&text, &mut section.totals);
        if *name == "MetricGoal" {
            section.goal = text;
        }
        if section.totals.len() > known {
            section.stated_in.push(reading.receipt);
        }
    }
    Ok(())
}

/// Where a bill of materials has results.
const METRICS: &[&str] = &[
    "/metadata/component/modelCard/quantitativeAnalysis/performanceMetrics/*",
    "/components/*/modelCard/quantitativeAnalysis/performanceMetrics/*",
];

/// The results of a bill of materials, at most `left`: those that have an interval.
pub(crate) fn bill(
    dossier: &dyn Dossier,
    document: &str,
    left: usize,
) -> Result<Vec<Section>, CheckError> {
    let failed = |error| CheckError::read(document, error);
    let mut section = Section::default();
    for pattern in METRICS {
        // `select` gives only what may be read as it stands.
        let room = left.saturating_sub(section.metrics.len());
        let mut places = dossier
            .select(document, pattern, None, most(room))
            .map_err(failed)?;
        section.more |= places.len() > room;
        places.truncate(room);
        let parts = [
            "type",
            "slice",
            "value",
            "confidenceInterval/lowerBound",
            "confidenceInterval/upperBound",
        ];
        let pointers: Vec<String> = places
            .iter()
            .flat_map(|place| parts.map(|part| format!("{place}/{part}")))
            .collect();
        let mut readings = dossier
            .read_many(document, &pointers)
            .map_err(failed)?
            .into_iter();
        for place in places {
            let mut next = || readings.next();
            let (Some(kind), Some(slice), Some(value), Some(lower), Some(upper)) =
                (next(), next(), next(), next(), next())
            else {
                continue;
            };
            let receipts = vec![
                kind.receipt,
                slice.receipt,
                value.receipt,
                lower.receipt,
                upper.receipt,
            ];
            if lower.value.is_none() && upper.value.is_none() {
                section.looked.extend(receipts);
                continue;
            }
            let mut label = kind.text().unwrap_or_default().trim().to_owned();
            if let Some(slice) = slice
                .text()
                .map(str::trim)
                .filter(|slice| !slice.is_empty())
            {
                label = format!("{label} ({slice})");
            }
            let text = |reading: &passmuster_plugin::Reading| {
                reading.text().unwrap_or_default().to_owned()
            };
            // The slice's name ("mean age") says nothing about the measure.
            let measured = kind.text().unwrap_or_default();
            section.metrics.push(Metric {
                key: format!("{document}#{place}"),
                found: from_metric(measured, &text(&value), &text(&lower), &text(&upper)),
                label,
                receipts,
            });
        }
    }
    Ok(vec![section])
}
