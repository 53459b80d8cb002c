//! What is wrong or weak in a pack: everything that loading refuses, and what a pack that loads can
//! still get wrong, in one run. Each lint has an id, which is stable.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::policy::Inspected;
use crate::printable::{block, one_line, workflow_data, workflow_property, write_json};
use crate::problem::Problem;

mod redundant;
mod rules;
mod table;
mod words;

pub use table::{Example, LINTS, Level, Lint};

/// What every problem of a load is that is nothing more special.
const LOAD: &str = "PL-LOAD";

/// What was found in one pack.
#[derive(Debug)]
pub struct Linted {
    /// The pack as the user named it.
    pub path: String,
    /// What was found, each with the id of its lint, by place.
    pub found: Vec<Problem>,
    /// What could not be looked at, sentences.
    pub notes: Vec<String>,
}

impl Linted {
    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.found.iter().filter(|it| level_of(it) == level).count()
    }
}

/// The level of a finding. What the table does not know is an error.
pub fn level_of(problem: &Problem) -> Level {
    LINTS
        .iter()
        .find(|lint| lint.id == problem.lint)
        .map_or(Level::Error, |lint| lint.level)
}

/// Looks at a pack as far as it can be read. `path` is how the user named it.
pub fn lint(path: &str, inspected: &Inspected) -> Linted {
    let mut linted = Linted {
        path: path.to_owned(),
        found: inspected.problems.clone(),
        notes: Vec::new(),
    };
    for problem in &mut linted.found {
        if problem.lint.is_empty() {
            problem.lint = LOAD;
        }
    }
    match &inspected.pack {
        Some(pack) => {
            rules::all(pack, inspected, &mut linted.found);
            redundant::all(pack, inspected, &mut linted);
        }
        None => linted
            .notes
            .push("The controls were not looked at: `pack.toml` cannot be read.".to_owned()),
    }
    linted.found.sort();
    linted.found.dedup();
    linted
}

/// An output of `pack lint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintOutput {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// Annotations of GitHub.
    Github,
}

impl LintOutput {
    /// Writes what was found.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, packs: &[Linted], out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human(packs, out),
            Self::Json => write_json(&json(packs), out),
            Self::Github => packs
                .iter()
                .flat_map(|pack| &pack.found)
                .try_for_each(|it| writeln!(out, "{}", annotation(it))),
        }
    }
}

fn human(packs: &[Linted], out: &mut dyn Write) -> io::Result<()> {
    for pack in packs {
        for problem in &pack.found {
            let text = format!("{}[{}]: {problem}", level_of(problem).name(), problem.lint);
            writeln!(out, "{}\n", block(&text))?;
        }
    }
    for pack in packs {
        let many = |level: Level| {
            let count = pack.count(level);
            format!(
                "{count} {}{}",
                level.name(),
                if count == 1 { "" } else { "s" }
            )
        };
        writeln!(
            out,
            "{}: {}, {}",
            one_line(&pack.path),
            many(Level::Error),
            many(Level::Warning)
        )?;
        for note in &pack.notes {
            writeln!(out, "  {}", one_line(note))?;
        }
    }
    Ok(())
}

fn json(packs: &[Linted]) -> Value {
    let packs: Vec<Value> = packs
        .iter()
        .map(|pack| {
            let found: Vec<Value> = pack
                .found
                .iter()
                .map(|it| {
                    json!({"lint": it.lint, "level": level_of(it).name(), "file": it.file, "line": it.line,
                        "column": it.column, "message": it.message, "help": it.help})
                })
                .collect();
            json!({"path": pack.path, "errors": pack.count(Level::Error),
                "warnings": pack.count(Level::Warning), "findings": found, "notes": pack.notes})
        })
        .collect();
    json!({"schema": "passmuster/pack-lint/v1", "packs": packs})
}

/// A file as a whole can be named with its line behind a colon.
fn annotation(problem: &Problem) -> String {
    let (file, line) = match problem.file.rsplit_once(':') {
        Some((file, line)) if problem.line == 0 && line.bytes().all(|b| b.is_ascii_digit()) => {
            (file, line.parse().unwrap_or(1))
        }
        _ => (problem.file.as_str(), problem.line.max(1)),
    };
    let message = if problem.help.is_empty() {
        problem.message.clone()
    } else {
        format!("{}\n{}", problem.message, problem.help)
    };
    format!(
        "::{} file={},line={line},col={},title={}::{}",
        level_of(problem).name(),
        workflow_property(&one_line(file)),
        problem.column.max(1),
        workflow_property(problem.lint),
        workflow_data(&block(&message))
    )
}
