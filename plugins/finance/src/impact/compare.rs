//! A group against a reference group: the ratio of their rates, and Fisher's exact test.

use passmuster_plugin::text::{clip, fixed, fixed_real};
use passmuster_plugin::{Decimal, Finding, Outcome, Severity};
use statistics::{Table as TwoByTwo, fisher_two_sided};

use super::Settings;
use super::table::{Group, Table};

/// The least expected count of a cell; below it the test is for a person to look at. Source: W. G.
/// Cochran, Biometrics 10 (1954), 417-451, the usual rule of thumb.
const EXPECTED: u128 = 5;

/// A group and what it is compared with.
pub(super) struct Pair<'a> {
    pub(super) group: &'a Group,
    pub(super) reference: &'a Group,
    /// The group with the highest rate, where the table marks another as the reference.
    pub(super) highest: Option<&'a Group>,
    /// Whether all rows of the table could be read.
    pub(super) complete: bool,
}

/// Whether `group`'s rate is at least the threshold times that of `reference`: in whole numbers, so
/// that 0.8 is 0.8.
fn reaches(group: &Group, reference: &Group, threshold: Decimal) -> bool {
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    let scale = 10u128.pow(threshold.scale);
    let left = product(group.selected, reference.total).checked_mul(scale);
    let right = product(reference.selected, group.total).checked_mul(u128::from(threshold.digits));
    matches!((left, right), (Some(left), Some(right)) if left >= right)
}

/// Whether every expected count of the two groups' table is at least five.
fn expected_enough(group: &Group, reference: &Group) -> bool {
    let selected = u128::from(group.selected) + u128::from(reference.selected);
    let total = u128::from(group.total) + u128::from(reference.total);
    let least = u128::from(group.total.min(reference.total));
    least * selected.min(total - selected) >= EXPECTED * total
}

/// The finding on a group.
pub(super) fn compare(table: &Table, pair: &Pair<'_>, settings: &Settings) -> Finding {
    let (group, reference) = (pair.group, pair.reference);
    let p = fisher_two_sided(TwoByTwo {
        first_with: group.selected,
        first_without: group.total - group.selected,
        second_with: reference.selected,
        second_without: reference.total - reference.selected,
    })
    .filter(|p| !p.is_nan());
    let reached = reaches(group, reference, settings.threshold);
    let significant = p.is_some_and(|p| p < settings.significance);
    let small = group.total < settings.min_group || reference.total < settings.min_group;
    let (outcome, severity, verdict) = if p.is_none() {
        (
            Outcome::NeedsReview,
            Severity::Medium,
            "the test could not be made",
        )
    } else if small {
        (
            Outcome::NeedsReview,
            Severity::Low,
            "a group is too small to tell",
        )
    } else if !expected_enough(group, reference) {
        (
            Outcome::NeedsReview,
            Severity::Low,
            "an expected count is below 5, too small to tell",
        )
    } else {
        match (reached, significant) {
            (true, false) => (
                Outcome::Pass,
                Severity::Info,
                "at or above the threshold, and no real difference is seen",
            ),
            (true, true) => (
                Outcome::NeedsReview,
                Severity::Low,
                "at or above the threshold, and the difference is real",
            ),
            (false, true) => (
                Outcome::Fail,
                Severity::High,
                "below the threshold, and the difference is real",
            ),
            (false, false) => (
                Outcome::NeedsReview,
                Severity::Medium,
                "below the threshold, and the difference may be chance",
            ),
        }
    };
    let (outcome, severity, more) = match (outcome, pair.highest) {
        (Outcome::Pass, _) if !pair.complete => (
            Outcome::NeedsReview,
            Severity::Medium,
            " Other rows of the table cannot be read, and may be of a group with a higher rate."
                .to_owned(),
        ),
        (Outcome::Pass, Some(highest)) if !reaches(group, highest, settings.threshold) => (
            Outcome::NeedsReview,
            Severity::Medium,
            format!(
                " The table marks the reference itself; against {}, which has the highest rate, the ratio is {}.",
                clip(&highest.name, 100),
                ratio(group, highest)
            ),
        ),
        (outcome, _) => (outcome, severity, String::new()),
    };
    let p_shown = match p {
        None => "unknown".to_owned(),
        Some(p) if p < 0.0001 => "<0.0001".to_owned(),
        Some(p) => fixed_real(p, 4),
    };
    let p_words = if p_shown.starts_with('<') {
        format!("p {p_shown}")
    } else {
        format!("p = {p_shown}")
    };
    let rate =
        |group: &Group| fixed(group.selected.into(), group.total.into(), 4).unwrap_or_default();
    let air = ratio(group, reference);
    let message = format!(
        "In {} the rate of {} is {} ({} of {}) against {} ({} of {}) of {}: a ratio of {air}, {p_words}; {verdict} (threshold {}, basis: {}).{more}",
        table.shown(),
        clip(&group.name, 100),
        rate(group),
        group.selected,
        group.total,
        rate(reference),
        reference.selected,
        reference.total,
        clip(&reference.name, 100),
        shown(settings.threshold),
        settings.basis,
    );
    let mut finding = Finding::new(outcome, severity, &message)
        .key(&format!("{}{}", table.key(), clip(&group.name, 200)))
        .attribute("characteristic", &clip(&table.characteristic, 200))
        .attribute("group", &clip(&group.name, 200))
        .attribute("reference", &clip(&reference.name, 200))
        .attribute("rate", &rate(group))
        .attribute("reference-rate", &rate(reference))
        .attribute("ratio", &air)
        .attribute("p-value", &p_shown)
        .attribute("selected", &group.selected.to_string())
        .attribute("total", &group.total.to_string())
        .attribute("basis", &settings.basis)
        .cite_all(group.receipts.iter().copied())
        .cite_all(reference.receipts.iter().copied());
    if let Some(highest) = pair.highest.filter(|_| !more.is_empty()) {
        finding = finding.cite_all(highest.receipts.iter().copied());
    }
    for (name, value) in [
        ("period", &table.period),
        ("decision", &table.decision),
        ("stated-basis", &group.basis),
    ] {
        if !value.is_empty() {
            finding = finding.attribute(name, &clip(value, 200));
        }
    }
    match outcome {
        Outcome::Pass => finding,
        _ => finding.remediation("Look for the cause of the difference, and document why it is justified or what is done about it; for small groups add more periods."),
    }
}

/// The adverse impact ratio, to four digits.
fn ratio(group: &Group, reference: &Group) -> String {
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    fixed(
        product(group.selected, reference.total),
        product(reference.selected, group.total),
        4,
    )
    .unwrap_or_else(|| "undefined".to_owned())
}

fn shown(decimal: Decimal) -> String {
    fixed(
        decimal.digits.into(),
        10u128.pow(decimal.scale),
        decimal.scale,
    )
    .unwrap_or_default()
}
