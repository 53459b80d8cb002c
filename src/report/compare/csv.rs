//! A comparison as a table for spreadsheets: RFC 4180 with its header, cells that a spreadsheet
//! would calculate defused. It may leave the house, so what documents say stands in it only with
//! `?excerpts=true` (DESIGN.md, rule 7).

use std::io;

use super::{SideBySide, detail, outcome, stated, worth};
use crate::compare::{Comparison, FactCell, Likeness};
use crate::printable::{csv_row, one_line, terminal};
use crate::report::{EXCERPTS, Options, verdict_words};

/// `csv`.
pub(super) struct Csv;

impl SideBySide for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "for spreadsheets: a row a control, fact or measurement; no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[EXCERPTS]
    }

    fn write(
        &self,
        comparison: &Comparison,
        options: &Options,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut rows = Rows {
            out,
            comparison,
            values: options.excerpts,
        };
        rows.head()?;
        rows.runs()?;
        rows.controls()?;
        rows.shown()?;
        rows.measured()
    }
}

struct Rows<'a> {
    out: &'a mut dyn io::Write,
    comparison: &'a Comparison,
    values: bool,
}

/// The cells before those of the sides.
struct Lead<'a> {
    kind: &'a str,
    area: &'a str,
    id: &'a str,
    title: &'a str,
    severity: &'a str,
    result: &'a str,
    note: &'a str,
}

impl Rows<'_> {
    fn row(&mut self, lead: &Lead<'_>, cells: Vec<(String, String, String)>) -> io::Result<()> {
        let mut row: Vec<String> = [
            lead.kind,
            lead.area,
            lead.id,
            lead.title,
            lead.severity,
            lead.result,
            lead.note,
        ]
        .iter()
        .map(|it| one_line(it))
        .collect();
        for (first, second, third) in cells {
            row.extend([first, second, third]);
        }
        self.out.write_all(csv_row(&row).as_bytes())
    }

    fn head(&mut self) -> io::Result<()> {
        let mut row: Vec<String> = ["row", "area", "id", "title", "severity", "result", "note"]
            .map(ToOwned::to_owned)
            .to_vec();
        for column in &self.comparison.columns {
            let name = one_line(&column.name);
            row.extend([
                name.clone(),
                format!("{name}: worth"),
                format!("{name}: detail"),
            ]);
        }
        self.out.write_all(csv_row(&row).as_bytes())
    }

    fn runs(&mut self) -> io::Result<()> {
        let lead = |id, title| Lead {
            kind: "run",
            area: "",
            id,
            title,
            severity: "",
            result: "",
            note: "",
        };
        let plain = |text: String| (text, String::new(), String::new());
        let columns = &self.comparison.columns;
        let verdicts = columns.iter().map(|it| {
            let words = verdict_words(it.verdict);
            plain(words.to_lowercase())
        });
        let verdicts = verdicts.collect();
        let dates = columns.iter().map(|it| plain(it.as_of.clone())).collect();
        let digests = columns.iter().map(|it| plain(it.sha256.clone())).collect();
        self.row(&lead("verdict", "Verdict"), verdicts)?;
        self.row(&lead("as-of", "As of"), dates)?;
        self.row(&lead("sha256", "SHA-256 of the run's record"), digests)?;
        for it in &self.comparison.differences {
            let cells = it.values.iter().map(|it| plain(one_line(it))).collect();
            let lead = Lead {
                result: "differs",
                note: it.effect,
                ..lead("", it.what)
            };
            self.row(&lead, cells)?;
        }
        Ok(())
    }

    fn controls(&mut self) -> io::Result<()> {
        for area in &self.comparison.areas {
            for row in &area.rows {
                let result = match row.likeness(self.comparison.same_subject) {
                    Likeness::Apart => "not compared",
                    Likeness::Outcome => "differs",
                    Likeness::Evidence => "same on other evidence",
                    Likeness::Same => "same",
                };
                let cells = row
                    .cells
                    .iter()
                    .enumerate()
                    .map(|(number, cell)| {
                        (outcome(cell), worth(cell), detail(row, number, self.values))
                    })
                    .collect();
                self.row(
                    &Lead {
                        kind: "control",
                        area: &area.name,
                        id: &row.control,
                        title: &row.title,
                        severity: row.severity.name(),
                        result,
                        note: row.not_compared.as_deref().unwrap_or_default(),
                    },
                    cells,
                )?;
            }
        }
        Ok(())
    }

    fn shown(&mut self) -> io::Result<()> {
        for fact in &self.comparison.shown {
            let cells = fact
                .cells
                .iter()
                .map(|cell| match cell {
                    FactCell::Silent => <_>::default(),
                    // A note names the place and why it does not count, not what it says.
                    FactCell::Missing(note) => {
                        ("missing".to_owned(), String::new(), one_line(note))
                    }
                    FactCell::Shown(values) => {
                        let mut worths: Vec<_> = values.iter().map(|it| it.worth).collect();
                        worths.sort_unstable();
                        worths.dedup();
                        let detail: Vec<String> = values
                            .iter()
                            .map(|it| {
                                if self.values {
                                    stated(it, fact.unit)
                                } else {
                                    let places: Vec<&str> =
                                        it.places.iter().map(String::as_str).collect();
                                    super::listed(&places)
                                }
                            })
                            .collect();
                        (
                            "shown".to_owned(),
                            super::worths(&worths),
                            detail.join("; "),
                        )
                    }
                })
                .collect();
            let controls: Vec<&str> = fact.controls.iter().map(String::as_str).collect();
            self.row(
                &Lead {
                    kind: "fact",
                    area: "",
                    id: &fact.attribute,
                    title: &fact.label,
                    severity: "",
                    result: "differs",
                    note: &controls.join(", "),
                },
                cells,
            )?;
        }
        Ok(())
    }

    fn measured(&mut self) -> io::Result<()> {
        let lead = |result| Lead {
            kind: "measurement",
            area: "",
            id: "",
            title: "",
            severity: "",
            result,
            note: "",
        };
        for row in &self.comparison.measured.rows {
            let title = super::conditions(&row.conditions);
            let cells = row
                .cells
                .iter()
                .map(|cell| match cell {
                    None => ("not reported".to_owned(), String::new(), String::new()),
                    Some(it) => (
                        if self.values {
                            super::reading(it)
                        } else {
                            "reported".to_owned()
                        },
                        super::worths(&[it.worth]),
                        terminal(&it.place),
                    ),
                })
                .collect();
            let lead = Lead {
                id: &row.conditions.metric,
                title: &title,
                ..lead("compared")
            };
            self.row(&lead, cells)?;
        }
        for it in &self.comparison.measured.apart {
            let mut cells =
                vec![<(String, String, String)>::default(); self.comparison.columns.len()];
            if let Some(cell) = cells.get_mut(it.column) {
                let value = it.value.as_ref().filter(|_| self.values);
                *cell = (
                    value.map_or_else(|| "reported".to_owned(), |it| terminal(it)),
                    String::new(),
                    terminal(&it.place),
                );
            }
            let note = it.reasons.join("; ");
            let lead = Lead {
                title: &it.name,
                note: &note,
                ..lead("not compared")
            };
            self.row(&lead, cells)?;
        }
        Ok(())
    }
}
