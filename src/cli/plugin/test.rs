//! `passmuster plugin test`: fixtures against the real component in the real host.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{NO, component};
use crate::authoring::fixture::{Expected, Reached, unlike};
use crate::authoring::probe;
use crate::check::CheckRun;
use crate::cli::packs::Guard;
use crate::cli::{message, own_file, review, write_file};
use crate::plugin::Plugin;
use crate::printable::{one_line, shell_word, width};
use crate::problem::{Problem, Problems};
use crate::{Target, source};

/// Most fixtures of a plugin.
const FIXTURES: usize = 10_000;
/// The file of a fixture that says what is expected.
const EXPECTED: &str = "expected.toml";
/// Widest column of two that stand side by side.
const COLUMN: usize = 60;

/// Arguments of `plugin test`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of the plugin
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// Only fixtures whose name contains this
    #[arg(value_name = "FILTER")]
    filter: Option<String>,

    /// The component [default: DIR/ID.wasm]
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,

    /// Make each check twice and compare findings, read log and fuel
    #[arg(long)]
    twice: bool,

    /// Write what comes as what is expected; look at the difference before you keep it
    #[arg(long)]
    update: bool,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let manifest = component::manifest(&args.dir)?;
    let file = args.component.clone();
    let file = file.unwrap_or_else(|| component::path(&args.dir, &manifest));
    if !file.exists() {
        let message = "there is no component to test";
        let help = format!("build it: passmuster plugin build {}", shown(&args.dir));
        let problem = Problem::file(file.display().to_string(), message).help(help);
        return Err(anyhow::Error::new(Problems::from(problem)));
    }
    let plugin = component::from_file(&file, &args.guard, None)?;
    if *plugin.manifest != manifest {
        let message = "the component was built from another plugin.toml";
        let help = format!(
            "build it anew: passmuster plugin build {}",
            shown(&args.dir)
        );
        let problem = Problem::file(file.display().to_string(), message).help(help);
        return Err(anyhow::Error::new(Problems::from(problem)));
    }
    let names = fixtures(&args.dir, args.filter.as_deref())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut reached = Reached::default();
    let mut failed = 0usize;
    for name in &names {
        let tried = one(args, &plugin, name);
        let tried = match tried {
            Ok(tried) => tried,
            Err(error) => {
                failed += 1;
                writeln!(out, "FAIL  {}", one_line(name))?;
                out.flush()?;
                message(&format!("error: {error}"));
                continue;
            }
        };
        reached.add(&tried.check, &tried.run);
        let word = match (tried.good(), tried.written) {
            (false, _) => "FAIL",
            (true, true) => "wrote",
            (true, false) => "ok",
        };
        writeln!(
            out,
            "{word:<5} {}  {}, fuel {}",
            one_line(name),
            one_line(&tried.run.check),
            tried.run.fuel
        )?;
        if !tried.good() {
            failed += 1;
            tried.explain(&mut out)?;
        }
    }
    for check in reached.untried(&manifest) {
        writeln!(out, "no fixture tries the check {}/{check}", manifest.id)?;
    }
    for (check, words) in reached.unreached() {
        writeln!(out, "no fixture of {check} comes to {}", words.join(", "))?;
    }
    let count = crate::cli::count(names.len(), "fixture");
    if names.is_empty() {
        out.flush()?;
        message(&match &args.filter {
            Some(filter) => format!(
                "no fixture in {} has `{filter}` in its name",
                tests(&args.dir).display()
            ),
            None => format!(
                "there is no fixture in {}: a fixture is a folder with a dossier in `dossier` and `check = \"…\"` in `{EXPECTED}`; --update writes the rest",
                tests(&args.dir).display()
            ),
        });
        return Ok(NO);
    }
    writeln!(out, "{count}, {failed} failed")?;
    out.flush()?;
    Ok(if failed == 0 { 0 } else { NO })
}

fn shown(dir: &Path) -> String {
    shell_word(&dir.display().to_string())
}

fn tests(dir: &Path) -> PathBuf {
    dir.join("tests")
}

/// The names of the fixtures, sorted: folders of `tests` with `expected.toml`. Any other folder is
/// a fixture that somebody forgot, and an error.
fn fixtures(dir: &Path, filter: Option<&str>) -> anyhow::Result<Vec<String>> {
    let folder = tests(dir);
    let cannot = |message: String, help: &str| {
        let problem = Problem::file(folder.display().to_string(), message).help(help);
        anyhow::Error::new(Problems::from(problem))
    };
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let listed = std::fs::read_dir(&folder)
        .map_err(|error| cannot(format!("cannot be read: {error}"), "it holds the fixtures"))?;
    let mut names = Vec::new();
    for entry in listed {
        let entry = entry.map_err(|error| cannot(format!("cannot be read: {error}"), ""))?;
        if !entry.path().is_dir() {
            continue;
        }
        let Ok(name) = entry.file_name().into_string() else {
            return Err(cannot(
                "a fixture's name is not UTF-8".to_owned(),
                "rename it",
            ));
        };
        if !entry.path().join(EXPECTED).is_file() {
            // Python keeps what it compiled beside its tests.
            if name == "__pycache__" {
                continue;
            }
            return Err(cannot(
                format!("the folder `{name}` has no {EXPECTED}"),
                "write `check = \"…\"` into it, and let --update write the rest",
            ));
        }
        if filter.is_none_or(|filter| name.contains(filter)) {
            names.push(name);
        }
        if names.len() > FIXTURES {
            return Err(cannot(
                format!("there are more than {FIXTURES} fixtures"),
                "",
            ));
        }
    }
    names.sort();
    Ok(names)
}

/// What came of a fixture.
struct Tried {
    check: String,
    run: CheckRun,
    differences: Vec<(String, String)>,
    unlike: Vec<&'static str>,
    written: bool,
}

impl Tried {
    fn good(&self) -> bool {
        self.differences.is_empty() && self.unlike.is_empty()
    }

    fn explain(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.unlike.is_empty() {
            writeln!(
                out,
                "      a second run has another {}",
                self.unlike.join(", ")
            )?;
        }
        let head = ("expected".to_owned(), "came".to_owned());
        let rows: Vec<(String, String)> = std::iter::once(&head)
            .chain(&self.differences)
            .map(|(left, right)| (cell(left), cell(right)))
            .collect();
        if rows.len() > 1 {
            let widest = rows.iter().map(|(left, _)| width(left)).max().unwrap_or(0);
            for (number, (left, right)) in rows.iter().enumerate() {
                let mark = if number > 0 && left != right {
                    '|'
                } else {
                    ' '
                };
                let pad = " ".repeat(widest.saturating_sub(width(left)));
                writeln!(out, "      {left}{pad} {mark} {right}")?;
            }
        }
        for (level, line) in &self.run.log {
            writeln!(out, "      {}: {}", level.name(), one_line(line))?;
        }
        Ok(())
    }
}

/// A text for a column: one line, cut. Indentation stays.
fn cell(text: &str) -> String {
    let indent = text.len() - text.trim_start().len();
    let mut cut: String = one_line(text.trim_start()).chars().take(COLUMN).collect();
    if text.chars().count() > COLUMN + indent {
        cut.push('…');
    }
    format!("{}{cut}", " ".repeat(indent))
}

fn one(args: &Args, plugin: &Plugin, name: &str) -> anyhow::Result<Tried> {
    let folder = tests(&args.dir).join(name);
    let path = folder.join(EXPECTED);
    let file = own_file(&path, "expectation", "docs/plugins.md describes it")?;
    let expected = Expected::parse(&file, &plugin.manifest, args.update)?;
    let settings = probe::settings(expected.as_of);
    let documents = folder.join("dossier");
    let dossier = source::open(&documents, &settings.limits, &[]).map_err(|error| {
        let problem = Problem::file(documents.display().to_string(), error.to_string()).help(
            "the documents of a fixture stand in its folder `dossier`, which may not be missing",
        );
        anyhow::Error::new(Problems::from(problem))
    })?;
    let said = folder.join("review.toml");
    let review = if said.exists() {
        review(&said)?
    } else {
        probe::tied(&dossier)?
    };
    let target = Target {
        path: documents.display().to_string(),
        dossier,
        review: Some(review),
    };
    let shown = path.display().to_string();
    let config = match plugin.check(&expected.check) {
        Some(spec) => component::configuration(spec, expected.config.as_ref(), &shown)?,
        None => String::new(),
    };
    let make = || {
        let check = (plugin, expected.check.as_str());
        probe::probe(
            &target,
            check,
            &config,
            expected.about.as_deref(),
            &settings,
        )
    };
    let run = make()?;
    let unlike = if args.twice {
        unlike(&run, &make()?)
    } else {
        Vec::new()
    };
    let mut tried = Tried {
        check: expected.check.clone(),
        differences: expected.differences(&run),
        run,
        unlike,
        written: false,
    };
    // What is not the same twice is nothing to expect.
    if args.update && tried.unlike.is_empty() {
        let text = expected.answered(&tried.run).to_toml();
        if text.as_bytes() != file.bytes() {
            write_file(&path, &|out| out.write_all(text.as_bytes()))?;
            tried.written = true;
        }
        tried.differences = Vec::new();
    }
    Ok(tried)
}
