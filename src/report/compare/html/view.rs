//! What the comparison's template is given: plain structs of text that is cleaned already.

use crate::compare::{self, Area, Cell, Comparison, Fact, FactCell, Likeness};
use crate::finding::Outcome;
use crate::printable::{one_line, terminal, truncate};
use crate::report::compare::{
    ahead, changed, conditions, detail, gating, notes, outcome, reading, summary, value, worth,
};
use crate::report::{count, entity_words, verdict_words, worth_words};

pub(super) struct Page {
    pub(super) title: String,
    pub(super) heading: String,
    pub(super) summary: String,
    pub(super) verdicts_compare: bool,
    pub(super) columns: Vec<Column>,
    pub(super) differences: Vec<Difference>,
    pub(super) sections: Vec<Section>,
    pub(super) shown: Vec<FactRow>,
    pub(super) rows: Vec<Measurement>,
    pub(super) apart: Vec<Apart>,
    pub(super) notes: Vec<String>,
    pub(super) documents: Vec<(String, Vec<String>)>,
}

pub(super) struct Column {
    pub(super) name: String,
    pub(super) subject: String,
    pub(super) with: String,
    pub(super) verdict: &'static str,
    pub(super) class: &'static str,
    pub(super) bars: Vec<Bar>,
    pub(super) counts: String,
    pub(super) ahead: String,
    pub(super) scope: String,
    pub(super) as_of: String,
    pub(super) reviewer: String,
    pub(super) packs: String,
    pub(super) documents: String,
    pub(super) path: String,
    pub(super) engine: String,
    pub(super) sha256: String,
    pub(super) rerun: String,
}

/// A part of a bar, in percent of its width.
pub(super) struct Bar {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) width: String,
}

pub(super) struct Difference {
    pub(super) what: &'static str,
    pub(super) values: Vec<String>,
    pub(super) effect: &'static str,
}

/// Controls that are shown together.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) open: bool,
    pub(super) count: usize,
    pub(super) areas: Vec<AreaView>,
}

pub(super) struct AreaView {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) title: String,
    pub(super) control: String,
    pub(super) severity: &'static str,
    pub(super) not_compared: Option<String>,
    pub(super) cells: Vec<CellView>,
    pub(super) facts: Vec<FactRow>,
}

pub(super) struct CellView {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) outcome: String,
    pub(super) worth: String,
    pub(super) detail: String,
}

pub(super) struct FactRow {
    pub(super) label: String,
    pub(super) controls: String,
    pub(super) cells: Vec<FactView>,
}

pub(super) struct FactView {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) word: &'static str,
    pub(super) note: String,
    pub(super) values: Vec<ValueView>,
}

pub(super) struct ValueView {
    pub(super) value: String,
    pub(super) worth: String,
    pub(super) places: String,
}

pub(super) struct Measurement {
    pub(super) name: String,
    pub(super) cells: Vec<(String, Option<ValueView>)>,
}

pub(super) struct Apart {
    pub(super) name: String,
    pub(super) column: String,
    pub(super) value: String,
    pub(super) place: String,
    pub(super) reasons: Vec<String>,
}

/// Columns of a cell's detail: the rest stands under what was read.
const DETAIL: usize = 240;

pub(super) fn page(comparison: &Comparison) -> Page {
    let names: Vec<String> = comparison
        .columns
        .iter()
        .map(|it| one_line(&it.name))
        .collect();
    let same_subject = comparison.same_subject;
    let heading = match (same_subject, comparison.columns.first()) {
        (true, Some(first)) => format!("{}, then and now", entity(&first.subject)),
        _ => names.join(" and "),
    };
    let fact = |it: &Fact| fact_row(it, &names);
    Page {
        title: format!("Side by side: {}", names.join(", ")),
        heading,
        summary: summary(comparison),
        verdicts_compare: comparison.verdicts_compare(),
        columns: comparison
            .columns
            .iter()
            .enumerate()
            .map(|(number, it)| column(comparison, number, it))
            .collect(),
        differences: comparison
            .differences
            .iter()
            .map(|it| Difference {
                what: it.what,
                values: it.values.iter().map(|it| one_line(it)).collect(),
                effect: it.effect,
            })
            .collect(),
        sections: sections(comparison, &names),
        shown: comparison.shown.iter().map(fact).collect(),
        rows: comparison
            .measured
            .rows
            .iter()
            .map(|row| Measurement {
                name: conditions(&row.conditions),
                cells: names
                    .iter()
                    .cloned()
                    .zip(row.cells.iter().map(|cell| {
                        cell.as_ref().map(|it| ValueView {
                            value: reading(it),
                            worth: worth_words(it.worth),
                            places: terminal(&it.place),
                        })
                    }))
                    .collect(),
            })
            .collect(),
        apart: comparison
            .measured
            .apart
            .iter()
            .map(|it| Apart {
                name: one_line(&it.name),
                column: names.get(it.column).cloned().unwrap_or_default(),
                value: it.value.as_deref().map(terminal).unwrap_or_default(),
                place: terminal(&it.place),
                reasons: it.reasons.iter().map(|it| one_line(it)).collect(),
            })
            .collect(),
        notes: notes(comparison),
        documents: changed(comparison)
            .into_iter()
            .map(|(path, digests)| {
                let shown = digests.iter().map(|it| match it {
                    Some(digest) => terminal(digest),
                    None => "not there".to_owned(),
                });
                (terminal(path), shown.collect())
            })
            .collect(),
    }
}

fn entity(id: &crate::fact::EntityId) -> String {
    one_line(&entity_words(id))
}

fn column(comparison: &Comparison, number: usize, it: &compare::Column) -> Column {
    let with: Vec<String> = it.with.iter().map(entity).collect();
    let counted = it
        .gating
        .iter()
        .filter(|(outcome, n)| *n > 0 && *outcome != Outcome::NotApplicable);
    let total: usize = counted.clone().map(|(_, n)| n).sum();
    let mut bars = Vec::new();
    let mut from = 0;
    for (outcome, n) in counted {
        // Thousandths, so that whole numbers are enough.
        let part = |n: usize| n * 1000 / total.max(1);
        let (x, end) = (part(from), part(from + n));
        from += n;
        bars.push(Bar {
            class: class(*outcome),
            x: format!("{}.{}", x / 10, x % 10),
            width: format!("{}.{}", (end - x) / 10, (end - x) % 10),
        });
    }
    Column {
        name: one_line(&it.name),
        subject: entity(&it.subject),
        with: with.join(", "),
        verdict: verdict_words(it.verdict),
        class: match it.verdict.exit_code() {
            0 if verdict_words(it.verdict) == "Passes" => "good",
            0 | 3 => "open",
            _ => "bad",
        },
        bars,
        counts: gating(it),
        ahead: count(ahead(comparison, number), "control", "controls"),
        scope: format!(
            "{}, risk tier {}",
            terminal(&it.action),
            terminal(&it.risk_tier)
        ),
        as_of: terminal(&it.as_of),
        reviewer: it
            .reviewer
            .as_deref()
            .map_or_else(|| "nobody".to_owned(), one_line),
        packs: it
            .packs
            .iter()
            .map(|it| terminal(it))
            .collect::<Vec<_>>()
            .join(", "),
        documents: match it.backed {
            0 => format!("{}, none signed", it.documents),
            n => format!("{}, {n} signed", it.documents),
        },
        path: terminal(&it.path),
        engine: terminal(&it.engine),
        sha256: terminal(&it.sha256),
        rerun: terminal(&it.rerun),
    }
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail | Outcome::Error => "bad",
        Outcome::Insufficient => "open",
        Outcome::Pass => "good",
        Outcome::NotApplicable => "none",
    }
}

fn sections(comparison: &Comparison, names: &[String]) -> Vec<Section> {
    let same_subject = comparison.same_subject;
    let section = |id, title, about, open, wanted: &dyn Fn(&compare::Row) -> bool| {
        let areas: Vec<AreaView> = comparison
            .areas
            .iter()
            .filter_map(|area| area_view(area, wanted, names))
            .collect();
        Section {
            id,
            title,
            about,
            open,
            count: areas.iter().map(|it| it.rows.len()).sum(),
            areas,
        }
    };
    let (title, about) = if same_subject {
        ("What changed", "Controls that came to something else.")
    } else {
        (
            "Where they differ",
            "Controls that came to different outcomes.",
        )
    };
    let of = |likeness| move |row: &compare::Row| row.likeness(same_subject) == likeness;
    let mut sections = vec![
        section("differ", title, about, true, &of(Likeness::Outcome)),
        section(
            "apart",
            "What cannot be compared",
            "The outcomes are shown. They do not answer the same question.",
            true,
            &of(Likeness::Apart),
        ),
        section(
            "evidence",
            "The same outcome, on other evidence",
            "Controls that came to the same, on evidence that is worth something else.",
            true,
            &of(Likeness::Evidence),
        ),
        section(
            "same",
            "What is the same",
            "Controls that came to the same, on evidence that is worth the same.",
            false,
            &of(Likeness::Same),
        ),
    ];
    sections.retain(|it| it.count > 0);
    sections
}

fn area_view(
    area: &Area,
    wanted: &dyn Fn(&compare::Row) -> bool,
    names: &[String],
) -> Option<AreaView> {
    let rows: Vec<Row> = area
        .rows
        .iter()
        .filter(|it| wanted(it))
        .map(|row| Row {
            title: one_line(&row.title),
            control: terminal(&row.control),
            severity: row.severity.name(),
            not_compared: row.not_compared.as_deref().map(one_line),
            cells: row
                .cells
                .iter()
                .enumerate()
                .map(|(number, cell)| CellView {
                    name: names.get(number).cloned().unwrap_or_default(),
                    class: match cell {
                        Cell::Asked(it) => class(it.outcome),
                        Cell::NotAsked(_) => "none",
                    },
                    outcome: outcome(cell),
                    worth: worth(cell),
                    detail: truncate(&detail(row, number, true), DETAIL),
                })
                .collect(),
            facts: row.facts.iter().map(|it| fact_row(it, names)).collect(),
        })
        .collect();
    (!rows.is_empty()).then(|| AreaView {
        name: one_line(&area.name),
        rows,
    })
}

fn fact_row(fact: &Fact, names: &[String]) -> FactRow {
    let controls: Vec<String> = fact.controls.iter().map(|it| terminal(it)).collect();
    FactRow {
        label: one_line(&fact.label),
        controls: controls.join(", "),
        cells: names
            .iter()
            .zip(&fact.cells)
            .map(|(name, cell)| fact_view(name, cell, fact.unit))
            .collect(),
    }
}

fn fact_view(name: &str, cell: &FactCell, unit: &str) -> FactView {
    let (class, word, note, values) = match cell {
        FactCell::Silent => ("none", "–", String::new(), &[][..]),
        FactCell::Missing(note) => ("open", "missing", one_line(note), &[][..]),
        FactCell::Shown(values) => ("", "", String::new(), values.as_slice()),
    };
    FactView {
        name: name.to_owned(),
        class,
        word,
        note,
        values: values
            .iter()
            .map(|it| ValueView {
                value: value(it, unit),
                worth: worth_words(it.worth),
                places: it
                    .places
                    .iter()
                    .map(|it| terminal(it))
                    .collect::<Vec<_>>()
                    .join(", "),
            })
            .collect(),
    }
}
