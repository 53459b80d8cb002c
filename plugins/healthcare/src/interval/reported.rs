//! A reported interval: what a document says, and whether it is one of a proportion.

use passmuster_plugin::text::{has_words, words};
use passmuster_plugin::{Decimal, Value};

use super::prose::Phrase;

/// A number with the text it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) number: Decimal,
}

/// What a document reports.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reported {
    /// What is measured.
    pub(crate) label: String,
    pub(crate) estimate: Written,
    pub(crate) lower: Written,
    pub(crate) upper: Written,
    /// The level, between 0 and 1; `None`: not stated.
    pub(crate) level: Option<f64>,
    /// The unit, as written; empty: none.
    pub(crate) unit: String,
}

/// What stands at a place where a result belongs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// An interval.
    Interval(Reported),
    /// Something that cannot be read; why, as a clause.
    Malformed(String),
    /// A result without an interval.
    Other,
}

/// Words of measures that are no proportion of counted cases.
const NO_PROPORTION: &[&str] = &[
    "auc",
    "aucs",
    "auroc",
    "auprc",
    "aurc",
    "roc",
    "area under",
    "c statistic",
    "c index",
    "cstatistic",
    "concordance",
    "harrell s c",
    "kappa",
    "icc",
    "intraclass",
    "dice",
    "jaccard",
    "iou",
    "hausdorff",
    "correlation",
    "pearson",
    "spearman",
    "r2",
    "r²",
    "r squared",
    "f1",
    "f score",
    "fbeta",
    "f2",
    "mcc",
    "matthews",
    "brier",
    "mean",
    "median",
    "average",
    "difference",
    "change",
    "ratio",
    "odds",
    "hazard",
    "likelihood",
    "rmse",
    "mae",
    "mape",
    "error mm",
    "youden",
    "lift",
    "reduction",
    "increase",
    "improvement",
    "overlap",
    "map",
    "balanced accuracy",
];
/// Words of measures that are one.
const PROPORTION: &[&str] = &[
    "sensitivity",
    "specificity",
    "accuracy",
    "ppv",
    "npv",
    "predictive value",
    "precision",
    "recall",
    "rate",
    "prevalence",
    "proportion",
    "percentage",
    "percent",
    "agreement",
    "tpr",
    "tnr",
    "fpr",
    "fnr",
    "yield",
    "incidence",
];

impl Written {
    fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        Some(Self {
            text: text.to_owned(),
            number: Decimal::parse(text)?,
        })
    }
}

impl Reported {
    /// Whether it is a percentage (true) or a fraction (false) of cases; else what it is instead.
    /// `goal` is what the section says it measures.
    pub(crate) fn proportion(&self, goal: &str) -> Result<bool, String> {
        let unit = words(&self.unit);
        let percent =
            self.unit.trim() == "%" || matches!(unit.as_str(), "percent" | "pct" | "percentage");
        let bare = self.unit.trim().is_empty()
            || matches!(
                unit.as_str(),
                "fraction" | "proportion" | "probability" | "1"
            );
        if !percent && !bare {
            return Err(format!("in {}", self.unit.trim()));
        }
        let label = words(&self.label);
        if let Some(word) = NO_PROPORTION.iter().find(|word| has_words(&label, word)) {
            return Err(format!("its name says {word}"));
        }
        let most = if percent { 100.0 } else { 1.0 };
        if !(0.0..=most).contains(&self.estimate.number.value()) {
            return Err(match percent {
                true => "outside 0 to 100 %".to_owned(),
                false => "without a unit and outside 0 to 1".to_owned(),
            });
        }
        let named = PROPORTION.iter().any(|word| has_words(&label, word));
        if !percent && !named {
            let goal = words(goal);
            if let Some(word) = NO_PROPORTION.iter().find(|word| has_words(&goal, word)) {
                return Err(format!("without a unit, where the goal says {word}"));
            }
        }
        Ok(percent)
    }

    /// What is wrong with the order of the three numbers.
    pub(crate) fn disorder(&self) -> Option<&'static str> {
        let (estimate, lower, upper) = (
            self.estimate.number.value(),
            self.lower.number.value(),
            self.upper.number.value(),
        );
        if lower > estimate {
            Some("its lower bound lies above the estimate")
        } else if upper < estimate {
            Some("its upper bound lies below the estimate")
        } else {
            None
        }
    }

    /// The numbers, as written: `96.15 % (90.44 to 98.94)`.
    pub(crate) fn shown(&self) -> String {
        let unit = self.unit.trim();
        let space = if unit.is_empty() { "" } else { " " };
        format!(
            "{}{space}{unit} ({} to {})",
            self.estimate.text, self.lower.text, self.upper.text
        )
    }
}

/// A level as it is written: 95 is 0.95. `Err`: a level that no interval has.
fn level(text: &str) -> Result<f64, String> {
    let refused = || format!("its level `{text}` is not one from 50 to 99.99 %");
    let value = Decimal::parse(text.trim()).ok_or_else(refused)?.value();
    let value = if value > 1.0 { value / 100.0 } else { value };
    if (0.5..=0.9999).contains(&value) {
        Ok(value)
    } else {
        Err(refused())
    }
}

/// Reads the JSON of a result of version 0.2 of the card.
pub(crate) fn from_json(label: &str, text: &str) -> Found {
    let value = match Value::parse(text) {
        Ok(value @ Value::Object(_)) => value,
        Ok(_) => return Found::Malformed("its value is not a JSON object".to_owned()),
        Err(error) => {
            return Found::Malformed(format!("its value is not JSON: {}", error.reason()));
        }
    };
    let has = |name: &str| value.get(name).is_some();
    match value.get("kind") {
        Some(Value::Text(kind)) if kind == "estimate_ci" => {}
        Some(Value::Text(_)) if !has("lower") && !has("upper") => return Found::Other,
        Some(Value::Text(_)) => {
            return Found::Malformed("it has bounds, and its kind is not `estimate_ci`".to_owned());
        }
        _ => return Found::Malformed("it does not say its kind".to_owned()),
    }
    let written = |name: &str| {
        value
            .get(name)
            .and_then(Value::scalar)
            .and_then(Written::new)
            .ok_or_else(|| format!("its `{name}` is no number of at most 15 digits"))
    };
    let read = || -> Result<Reported, String> {
        Ok(Reported {
            label: label.trim().to_owned(),
            estimate: written("estimate")?,
            lower: written("lower")?,
            upper: written("upper")?,
            level: match value.get("level") {
                None | Some(Value::Null) => None,
                Some(given) => Some(level(given.scalar().unwrap_or(""))?),
            },
            unit: match value.get("unit") {
                None | Some(Value::Null) => String::new(),
                Some(Value::Text(unit)) => unit.clone(),
                Some(_) => return Err("its unit is not a text".to_owned()),
            },
        })
    };
    read().map_or_else(Found::Malformed, Found::Interval)
}

/// Reads a phrase of running text.
pub(crate) fn from_phrase(phrase: &Phrase) -> Found {
    let read = || -> Result<Reported, String> {
        let number = |text: &str| {
            Written::new(text).ok_or_else(|| format!("`{text}` is no number of at most 15 digits"))
        };
        let estimate = phrase
            .estimate
            .as_deref()
            .ok_or("no estimate stands before the interval".to_owned())?;
        Ok(Reported {
            label: phrase.label.clone(),
            estimate: number(estimate)?,
            lower: number(&phrase.lower)?,
            upper: number(&phrase.upper)?,
            level: phrase.level.as_deref().map(level).transpose()?,
            unit: phrase.unit.clone(),
        })
    };
    read().map_or_else(Found::Malformed, Found::Interval)
}

/// Reads the texts of a performance metric of a bill of materials: `0.96`, `96 %`.
pub(crate) fn from_metric(label: &str, value: &str, lower: &str, upper: &str) -> Found {
    let mut unit = String::new();
    let mut number = |text: &str| {
        let text = text.trim();
        let bare = match text.strip_suffix('%') {
            Some(bare) => {
                unit = "%".to_owned();
                bare
            }
            None => text,
        };
        Written::new(bare).ok_or_else(|| format!("`{text}` is no number of at most 15 digits"))
    };
    let numbers = [value, lower, upper].map(&mut number);
    match numbers {
        [Ok(estimate), Ok(lower), Ok(upper)] => Found::Interval(Reported {
            label: label.trim().to_owned(),
            estimate,
            lower,
            upper,
            level: None,
            unit,
        }),
        [Err(reason), ..] | [_, Err(reason), _] | [_, _, Err(reason)] => Found::Malformed(reason),
    }
}

#[cfg(test)]
mod tests;
