//! A comparison at a terminal.

use std::io;

use super::{SideBySide, ahead, detail, outcome, stated, summary, worth};
use crate::compare::{Cell, Comparison, Fact, FactCell, Likeness, Row};
use crate::finding::Outcome;
use crate::printable::{one_line, pad, terminal, truncate, width};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, count, entity_words, verdict_words, worth_words};

/// `human`.
pub(super) struct Human;

impl SideBySide for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn about(&self) -> &'static str {
        "for people at a terminal"
    }

    fn write(
        &self,
        comparison: &Comparison,
        options: &Options,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let page = Page {
            names: names(comparison),
            comparison,
            options,
        };
        let mut screen = Screen::new(options);
        page.head(&mut screen);
        if !options.quiet {
            page.differences(&mut screen);
            page.rows(&mut screen);
            page.shown(&mut screen);
            page.measured(&mut screen);
            page.documents(&mut screen);
        }
        screen.blank();
        screen.wrapped("", &summary(comparison));
        out.write_all(screen.finish().as_bytes())
    }
}

/// Columns that a name may take before a line.
const NAME: usize = 28;

/// The names of the sides as they stand before lines: cleaned and of one width, or letters where a
/// name is too long to.
fn names(comparison: &Comparison) -> Vec<String> {
    let names: Vec<String> = comparison
        .columns
        .iter()
        .map(|it| terminal(&it.name))
        .collect();
    let widest = names.iter().map(|it| width(it)).max().unwrap_or(0);
    if widest <= NAME {
        return names.iter().map(|it| pad(it, widest)).collect();
    }
    let letters = (b'A'..=b'Z').map(char::from);
    let short = |(number, name): (usize, &String)| match letters.clone().nth(number) {
        Some(letter) => letter.to_string(),
        None => truncate(name, NAME),
    };
    names.iter().enumerate().map(short).collect()
}

struct Page<'a> {
    comparison: &'a Comparison,
    options: &'a Options,
    names: Vec<String>,
}

impl Page<'_> {
    fn head(&self, screen: &mut Screen) {
        let title = if self.comparison.same_subject {
            "THE SAME SUBJECT, SIDE BY SIDE"
        } else {
            "SIDE BY SIDE"
        };
        screen.heading(Role::Strong, title);
        for (number, (column, name)) in self.comparison.columns.iter().zip(&self.names).enumerate()
        {
            let role = match column.verdict.exit_code() {
                0 => Role::Good,
                3 => Role::Open,
                _ => Role::Bad,
            };
            let verdict = screen.paint(role, &verdict_words(column.verdict).to_lowercase());
            screen.line(&format!("{name}  {verdict}"));
            let more = [
                if name.trim_end() == terminal(&column.name) {
                    String::new()
                } else {
                    column.name.clone()
                },
                entity_words(&column.subject),
                column
                    .with
                    .iter()
                    .map(entity_words)
                    .collect::<Vec<_>>()
                    .join(", "),
                format!(
                    "{}, risk tier {}, as of {}",
                    column.action, column.risk_tier, column.as_of
                ),
                super::gating(column),
                format!(
                    "{}, {} signed by somebody known",
                    count(column.documents, "document", "documents"),
                    column.backed
                ),
                match ahead(self.comparison, number) {
                    0 => String::new(),
                    n => format!(
                        "holds where another does not: {}",
                        count(n, "control", "controls")
                    ),
                },
            ];
            for line in more.iter().filter(|it| !it.is_empty()) {
                screen.wrapped_as(Role::Faint, "  ", &terminal(line));
            }
        }
    }

    fn differences(&self, screen: &mut Screen) {
        if self.comparison.differences.is_empty() {
            return;
        }
        screen.heading(Role::Open, "BEFORE YOU COMPARE");
        for it in &self.comparison.differences {
            screen.wrapped("- ", &format!("{}: {}", it.what, it.effect));
            for (name, value) in self.names.iter().zip(&it.values) {
                screen.wrapped(&format!("    {name}  "), &terminal(value));
            }
        }
        if !self.comparison.verdicts_compare() {
            screen.blank();
            screen.wrapped("", "The verdicts answer different questions.");
        }
    }

    fn rows(&self, screen: &mut Screen) {
        let same_subject = self.comparison.same_subject;
        let outcome = if same_subject {
            "WHAT CHANGED"
        } else {
            "WHERE THEY DIFFER"
        };
        for (title, likeness, in_full) in [
            (outcome, Likeness::Outcome, true),
            ("NOT COMPARED", Likeness::Apart, true),
            (
                "THE SAME OUTCOME, ON OTHER EVIDENCE",
                Likeness::Evidence,
                true,
            ),
            ("THE SAME", Likeness::Same, self.options.verbose),
        ] {
            let wanted = |row: &Row| row.likeness(same_subject) == likeness;
            self.group(screen, title, &wanted, in_full);
        }
    }

    fn group(
        &self,
        screen: &mut Screen,
        title: &str,
        wanted: &dyn Fn(&Row) -> bool,
        in_full: bool,
    ) {
        let areas = || {
            self.comparison.areas.iter().filter_map(|area| {
                let rows: Vec<&Row> = area.rows.iter().filter(|it| wanted(it)).collect();
                (!rows.is_empty()).then_some((area, rows))
            })
        };
        let total: usize = areas().map(|(_, rows)| rows.len()).sum();
        if total == 0 {
            return;
        }
        screen.heading(Role::Strong, &format!("{title} ({total})"));
        for (area, rows) in areas() {
            if in_full {
                let name = screen.paint(Role::Strong, &one_line(&area.name));
                screen.line(&name);
                for row in rows {
                    self.row(screen, row);
                }
                screen.blank();
            } else {
                let same: Vec<String> = rows
                    .iter()
                    .map(|it| {
                        let words = it.cells.first().map(outcome).unwrap_or_default();
                        format!("{} {words}", terminal(&it.control))
                    })
                    .collect();
                screen.wrapped(&format!("{}: ", one_line(&area.name)), &same.join("; "));
            }
        }
    }

    fn row(&self, screen: &mut Screen, row: &Row) {
        screen.wrapped("- ", &one_line(&row.title));
        let tags = format!("{}, {}", terminal(&row.control), row.severity.name());
        screen.wrapped_as(Role::Faint, "  ", &tags);
        if let Some(reason) = &row.not_compared {
            screen.wrapped_as(
                Role::Open,
                "  ",
                &format!("not compared: {}", terminal(reason)),
            );
        }
        for (column, (name, cell)) in self.names.iter().zip(&row.cells).enumerate() {
            let mut text = outcome(cell);
            let worth = worth(cell);
            if !worth.is_empty() {
                text.push_str(&format!(" ({worth})"));
            }
            let detail = detail(row, column, true);
            if !detail.is_empty() {
                text.push_str(&format!(": {detail}"));
            }
            screen.wrapped_as(role(cell), &format!("    {name}  "), &text);
        }
        if self.options.verbose || self.comparison.same_subject && row.values_differ {
            for fact in &row.facts {
                screen.wrapped("    ", &one_line(&fact.label));
                for (name, cell) in self.names.iter().zip(&fact.cells) {
                    screen.wrapped(&format!("      {name}  "), &fact_words(fact, cell));
                }
            }
        }
    }

    fn shown(&self, screen: &mut Screen) {
        if self.comparison.shown.is_empty() {
            return;
        }
        let title = format!(
            "WHAT ONE SHOWS AND ANOTHER DOES NOT ({})",
            self.comparison.shown.len()
        );
        screen.heading(Role::Strong, &title);
        for fact in &self.comparison.shown {
            let controls: Vec<String> = fact.controls.iter().map(|it| terminal(it)).collect();
            screen.wrapped(
                "- ",
                &format!("{} ({})", one_line(&fact.label), controls.join(", ")),
            );
            for (name, cell) in self.names.iter().zip(&fact.cells) {
                screen.wrapped(&format!("    {name}  "), &fact_words(fact, cell));
            }
        }
    }

    fn measured(&self, screen: &mut Screen) {
        let measured = &self.comparison.measured;
        let notes = super::notes(self.comparison);
        if measured.rows.is_empty() && measured.apart.is_empty() && notes.is_empty() {
            return;
        }
        screen.heading(
            Role::Strong,
            &format!("MEASURED ALIKE ({})", measured.rows.len()),
        );
        if measured.rows.is_empty() {
            screen.wrapped(
                "",
                "Nothing that several of them report can be seen to be the same measurement.",
            );
        }
        for row in &measured.rows {
            screen.wrapped("- ", &super::conditions(&row.conditions));
            for (name, cell) in self.names.iter().zip(&row.cells) {
                let text = match cell {
                    None => "not reported".to_owned(),
                    Some(it) => format!(
                        "{} ({}; {})",
                        super::reading(it),
                        worth_words(it.worth),
                        terminal(&it.place)
                    ),
                };
                screen.wrapped(&format!("    {name}  "), &text);
            }
        }
        if !measured.apart.is_empty() {
            screen.heading(
                Role::Strong,
                &format!(
                    "MEASUREMENTS THAT DO NOT COMPARE ({})",
                    measured.apart.len()
                ),
            );
        }
        for it in &measured.apart {
            let name = self.names.get(it.column).map(|it| it.trim_end());
            screen.wrapped(
                "- ",
                &format!("{}, {}", one_line(&it.name), name.unwrap_or_default()),
            );
            let reasons: Vec<String> = it.reasons.iter().map(|it| one_line(it)).collect();
            screen.wrapped("    ", &reasons.join("; "));
        }
        for note in notes {
            screen.wrapped("  ", &note);
        }
    }

    fn documents(&self, screen: &mut Screen) {
        let changed = super::changed(self.comparison);
        if changed.is_empty() {
            return;
        }
        screen.heading(
            Role::Strong,
            &format!("DOCUMENTS THAT CHANGED ({})", changed.len()),
        );
        for (path, digests) in changed {
            screen.wrapped("- ", &terminal(path));
            for (name, digest) in self.names.iter().zip(digests) {
                let digest = digest.as_deref().unwrap_or("not there");
                screen.wrapped(&format!("    {name}  "), &terminal(digest));
            }
        }
    }
}

fn role(cell: &Cell) -> Role {
    match cell {
        Cell::NotAsked(_) => Role::Faint,
        Cell::Asked(it) => match it.outcome {
            Outcome::Fail | Outcome::Error => Role::Bad,
            Outcome::Insufficient => Role::Open,
            Outcome::Pass => Role::Good,
            Outcome::NotApplicable => Role::Faint,
        },
    }
}

fn fact_words(fact: &Fact, cell: &FactCell) -> String {
    match cell {
        FactCell::Silent => "–".to_owned(),
        FactCell::Missing(note) if note.is_empty() => "missing".to_owned(),
        FactCell::Missing(note) => format!("missing: {}", one_line(note)),
        FactCell::Shown(values) => {
            let values: Vec<String> = values.iter().map(|it| stated(it, fact.unit)).collect();
            values.join("; ")
        }
    }
}
