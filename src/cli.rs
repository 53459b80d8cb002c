//! The command line: the only clock, environment, terminal and print of the program.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, CommandFactory, FromArgMatches as _, Parser, Subcommand};
use jiff::civil;

use crate::config::{FILE_NAME, Given};
use crate::evaluate::Enforce;
use crate::limits::{self, LIMITS, Limits};
use crate::problem::{Problem, Problems, nearest};
use crate::report::Options;
use crate::review::Review;
use crate::source::{self, SourceFile};
use crate::trust::Trust;
use crate::{Settings, Target, printable};

mod attest;
mod check;
mod compare;
mod completions;
mod decide;
mod decisions;
mod due;
mod explain;
mod facts;
mod help;
mod init;
mod judging;
mod lock;
mod man;
mod output;
mod pack;
mod packs;
mod parcels;
mod plugin;
mod questionnaire;
mod registry;
mod runtime;
mod settings;

use settings::Settled;

/// Exit code of bad usage, configuration or packs.
const USAGE: u8 = 2;
/// Exit code of something that could not be done: an output that cannot be written, a bug.
const ERROR: u8 = 4;

/// Does this vendor, does this model, pass muster?
#[derive(Debug, Parser)]
#[command(
    name = "passmuster",
    version,
    about = "Does this vendor, does this model, pass muster?",
    long_about = "Judges a dossier (a folder of vendor attestations and model documentation) against \
                  policy packs, control by control, with evidence.\n\n\
                  Exit codes: 0 pass, 1 fail, 2 bad usage, configuration or pack, \
                  3 evidence missing, 4 could not be checked.",
    after_help = "Examples:\n  \
        passmuster init dossier/\n  \
        passmuster check dossier/ --review review.toml\n  \
        passmuster check dossier/ --review review.toml --output html=report.html --output json=report.json\n  \
        passmuster compare a.json b.json --output html=side-by-side.html\n  \
        passmuster facts dossier/\n  \
        passmuster explain PM-DATA-01",
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a review file for a dossier: who is reviewed, for what, at which risk
    Init(init::Args),
    /// Judge dossiers against packs
    #[command(after_help = help::CHECK)]
    Check(check::Args),
    /// Put runs or dossiers side by side: outcomes, worth, what one shows and another does not
    Compare(compare::Args),
    /// Show what the policies will see: facts, places, worth, and what is unread or hollow
    #[command(after_help = help::FACTS)]
    Facts(facts::Args),
    /// Write what is missing as a form for the vendor, who fills it in and sends it back
    #[command(after_help = help::QUESTIONNAIRE)]
    Questionnaire(questionnaire::Args),
    /// Say what a control asks, of whom, when, and on what evidence; of a run, why a finding is as it is
    #[command(after_help = help::EXPLAIN)]
    Explain(explain::Args),
    /// Write a decision about findings of a run: an exception, a condition, a review
    Decide(decide::Args),
    /// List what expires, falls due or goes stale, as text, CSV or a calendar
    Due(due::Args),
    /// Make a key, sign documents, see who signed one
    #[command(subcommand)]
    Attest(attest::Command),
    /// Start, lint, test, prove, compare, lock, sign and share packs
    #[command(subcommand)]
    Pack(pack::Command),
    /// Build a plugin from its sources, or look at one
    #[command(subcommand)]
    Plugin(plugin::Command),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page, or write one for each command
    Man(man::Args),
}

/// What is read, and what it is read as: shared by `check` and `facts`.
#[derive(Debug, Args)]
struct Reading {
    /// Dossiers: folders, or single files
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,

    /// More dossiers, one a line, from a file or `-`
    #[arg(long, value_name = "FILE", help_heading = help::REVIEWED)]
    dossiers_from: Option<PathBuf>,

    #[command(flatten)]
    inputs: Inputs,
}

/// What dossiers are read with.
#[derive(Debug, Args)]
struct Inputs {
    /// Review file; several dossiers take one each, in their order (`none` for one without)
    #[arg(long, value_name = "FILE", help_heading = help::REVIEWED)]
    review: Vec<PathBuf>,

    /// Trust policy: whose signatures count, and for what
    #[arg(long, value_name = "FILE", help_heading = help::REVIEWED)]
    trust: Option<PathBuf>,

    /// The date of the review, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", help_heading = help::REVIEWED)]
    as_of: Option<String>,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    sources: settings::Sources,
}

/// How much is read: shared by all commands that read documents.
#[derive(Debug, Args)]
struct Bounds {
    /// How much is read before a document is refused; may be repeated. The names are listed with
    /// --help
    #[arg(long = "limit", value_name = "NAME=VALUE", help_heading = "Limits", long_help = limits_help())]
    limit: Vec<String>,
}

fn limits_help() -> String {
    let mut text =
        "How much is read before a document is refused, which never passes; may be repeated. \
                    Bytes may be written as 64MiB."
            .to_owned();
    let defaults = Limits::default();
    for limit in LIMITS {
        text.push_str(&format!(
            "\n{:16}{} [default: {} {}]",
            limit.name,
            limit.meaning.trim().trim_end_matches('.'),
            limit.of(&defaults),
            limit.unit
        ));
    }
    text
}

impl Bounds {
    fn limits(&self) -> anyhow::Result<Limits> {
        limits_of(&self.limit)
    }
}

/// The limits that these texts set.
fn limits_of(texts: &[String]) -> anyhow::Result<Limits> {
    let mut limits = Limits::default();
    for text in texts {
        limits::assign(&mut limits, text).map_err(|(reason, unknown)| {
            let names = || LIMITS.iter().map(|limit| limit.name);
            let near = unknown.and_then(|name| nearest(&name, names()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`passmuster check --help` lists the names, defaults and units".to_owned(),
            };
            usage(format!("--limit `{text}`: {reason}"), help)
        })?;
    }
    Ok(limits)
}

/// How much is printed: shared by `check` and `facts`.
#[derive(Debug, Args)]
struct Printing {
    /// Also what holds, what does not apply, every clause, and what checks read
    #[arg(short, long, conflicts_with = "quiet", help_heading = help::OUTPUT)]
    verbose: bool,

    /// The verdict and the summary only
    #[arg(short, long, help_heading = help::OUTPUT)]
    quiet: bool,
}

/// Parses the command line, runs the command, and turns what comes of it into an exit code.
pub fn main() -> ExitCode {
    if let Some(arguments) = runtime::is_child() {
        return runtime::child(&arguments);
    }
    runtime::install();
    let matches = command().try_get_matches();
    let parsed = matches.and_then(|matches| {
        Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command()))
    });
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            if error.use_stderr() {
                // Its message repeats what was typed, which a script may have taken from anywhere.
                message(&error.render().to_string());
                return ExitCode::from(USAGE);
            }
            // A closed pipe must not turn help into a failure.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    // Cedar's parser and the walk over deep documents recurse within their limits; the main
    // thread's stack depends on the shell's `ulimit`, so the work gets one of its own.
    let worker = std::thread::Builder::new()
        .stack_size(32 * 1024 * 1024)
        .spawn(move || run(cli.command));
    let outcome = match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => return ExitCode::from(ERROR),
        Err(error) => Err(anyhow::Error::new(error).context("cannot start a thread")),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::from(ERROR),
        Err(error) => {
            let usage = error.downcast_ref::<Problems>().is_some();
            let text = if usage {
                format!("{error}")
            } else {
                format!("{error:#}")
            };
            message(&format!("error: {}", text.replace("\n\n", "\n\nerror: ")));
            ExitCode::from(if usage { USAGE } else { ERROR })
        }
    }
}

fn run(command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Init(args) => init::run(args),
        Command::Check(args) => check::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Facts(args) => facts::run(args),
        Command::Questionnaire(args) => questionnaire::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Attest(command) => attest::run(&command),
        Command::Pack(command) => pack::run(&command),
        Command::Plugin(command) => plugin::run(&command),
        Command::Decide(args) => decide::run(&args),
        Command::Due(args) => due::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints a message for people on standard error, safe for a terminal.
fn message(text: &str) {
    let text = printable::inert(&printable::block(text));
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
}

/// A usage problem without a file.
fn usage(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
    let problem = Problem::file("command line", message).help(help);
    anyhow::Error::new(Problems::from(problem))
}

impl Inputs {
    /// What the flags say, by setting.
    fn flags(&self) -> Given {
        let one = |text: Option<OsString>| text.into_iter().collect::<Vec<_>>();
        let path = |path: &Option<PathBuf>| one(path.clone().map(PathBuf::into_os_string));
        Given::from([
            (
                "review",
                self.review.iter().map(|it| it.into()).collect::<Vec<_>>(),
            ),
            ("trust", path(&self.trust)),
            ("as_of", one(self.as_of.clone().map(Into::into))),
            ("limit", self.bounds.limit.iter().map(Into::into).collect()),
        ])
    }
}

impl Reading {
    /// Settles the settings, with the flags of the command besides.
    fn settle(&self, more: Given) -> anyhow::Result<Settled> {
        let mut flags = self.inputs.flags();
        flags.extend(more);
        flags.insert("dossier", self.dirs.iter().map(|it| it.into()).collect());
        let listed = match &self.dossiers_from {
            Some(list) => listed(list)?,
            None => Vec::new(),
        };
        self.inputs.sources.settle(flags, listed)
    }
}

impl Settled {
    /// Opens the dossiers, each with its review file.
    fn targets(&self) -> anyhow::Result<Vec<Target>> {
        if self.pairs.is_empty() {
            return Err(usage(
                "no dossier is named",
                "name a folder of documents, or one document",
            ));
        }
        let limits = self.limits()?;
        let mut targets = Vec::new();
        for pair in &self.pairs {
            let dir = &pair.dossier;
            let review = pair.review.as_deref().map(review).transpose()?;
            // The reviewer's own files are not the vendor's documents, wherever they lie.
            let exclude: Vec<PathBuf> = pair
                .review
                .iter()
                .cloned()
                .chain(self.config.path("trust"))
                .chain(decisions::files(
                    self.config.path("decisions").as_deref(),
                    self.config.path("since").as_deref(),
                ))
                .chain(self.file.clone())
                .chain(self.config.path("lock"))
                .chain([dir.join(FILE_NAME), dir.join(crate::lock::FILE_NAME)])
                .filter_map(|path| path.canonicalize().ok())
                .collect();
            let dossier = source::open(dir, &limits, &exclude).map_err(|error| {
                let shown = dir.display().to_string();
                anyhow::Error::new(Problems::from(Problem::file(shown, error.to_string())))
            })?;
            targets.push(Target {
                path: dir.display().to_string(),
                dossier,
                review,
            });
        }
        Ok(targets)
    }

    fn limits(&self) -> anyhow::Result<Limits> {
        limits_of(&self.config.texts("limit")).map_err(|error| self.placed("limit", error))
    }

    /// The date of the review.
    fn as_of(&self) -> anyhow::Result<civil::Date> {
        match self.config.text("as_of") {
            Some(text) => text.parse().context("a date that is settled"),
            None => today(),
        }
    }

    /// The trust policy.
    fn trust(&self) -> anyhow::Result<Option<Arc<Trust>>> {
        let path = self.config.path("trust");
        Ok(path.map(|it| trust(&it)).transpose()?.map(Arc::new))
    }

    fn settings(&self, enforce: Enforce, trust: Option<Arc<Trust>>) -> anyhow::Result<Settings> {
        runtime::install_cache(&self.config);
        Ok(Settings {
            as_of: self.as_of()?,
            action: self.config.text("for"),
            enforce,
            limits: self.limits()?,
            checks: runtime::limits_of(&self.config.texts("plugin_limit"))
                .map_err(|error| self.placed("plugin_limit", error))?,
            trust,
            decisions: None,
        })
    }
}

/// A date of the command line: the one that was given, else today.
fn date(given: Option<&str>) -> anyhow::Result<civil::Date> {
    let Some(text) = given else {
        return today();
    };
    text.parse::<civil::Date>()
        .ok()
        .filter(|date| date.to_string() == text)
        .ok_or_else(|| {
            usage(
                format!("--as-of `{text}` is not a date"),
                "write it as YYYY-MM-DD",
            )
        })
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Today's date in UTC: the one place where the clock is read.
fn today() -> anyhow::Result<civil::Date> {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .context("the clock stands before 1970; give --as-of")?;
    let days = i64::try_from(since.as_secs() / 86_400).context("the clock is too far ahead")?;
    civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(days)?)
        .context("the clock is too far ahead; give --as-of")
}

fn listed(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let text = if list.as_os_str() == "-" {
        io::read_to_string(io::stdin().lock()).context("cannot read the list of dossiers")?
    } else {
        std::fs::read_to_string(list).map_err(|error| {
            anyhow::Error::new(Problems::from(Problem::file(
                list.display().to_string(),
                format!("cannot be read: {error}"),
            )))
        })?
    };
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(PathBuf::from)
        .collect())
}

/// Largest trust policy, key or root, in bytes.
const TRUST_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a trust policy; the files that it names lie beside it.
fn trust(path: &Path) -> anyhow::Result<Trust> {
    let shown = path.display().to_string();
    let folder = folder_of(path);
    let read = |path: &Path| -> Result<Vec<u8>, String> {
        let meta = std::fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
        if !meta.is_file() || meta.len() > TRUST_BYTES {
            return Err(format!("is not a file of at most {TRUST_BYTES} bytes"));
        }
        std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))
    };
    let bytes = read(path).map_err(|reason| {
        let problem = Problem::file(shown.clone(), format!("the trust policy {reason}"));
        anyhow::Error::new(Problems::from(problem.help("docs/trust.md has an example")))
    })?;
    let source = SourceFile::new(shown, bytes);
    Ok(Trust::parse(&source, &|name| read(&folder.join(name)))?)
}

/// Reads a file that the user named, of at most `most` bytes; `what` is it called in messages.
fn named_file(path: &Path, what: &str, most: u64, help: &str) -> anyhow::Result<SourceFile> {
    let shown = path.display().to_string();
    let problem = |message: String| {
        anyhow::Error::new(Problems::from(
            Problem::file(shown.clone(), message).help(help),
        ))
    };
    let cannot = |error: io::Error| problem(format!("the {what} cannot be read: {error}"));
    // Asked of the file before it is opened: opening a pipe would wait for its writer.
    let meta = std::fs::metadata(path).map_err(cannot)?;
    if !meta.is_file() {
        return Err(problem(format!("the {what} is not a file")));
    }
    if meta.len() > most {
        return Err(problem(format!("the {what} is larger than {most} bytes")));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    Ok(SourceFile::new(shown.clone(), bytes))
}

/// Largest file of the reviewer's, in bytes.
const OWN_BYTES: u64 = 1024 * 1024;

/// Reads a file of the reviewer's; `what` it is begins messages.
fn own_file(path: &Path, what: &str, help: &str) -> anyhow::Result<SourceFile> {
    named_file(path, what, OWN_BYTES, help)
}

fn review(path: &Path) -> anyhow::Result<Review> {
    let help = "make one: passmuster init DIR";
    Ok(Review::parse(own_file(path, "review file", help)?)?)
}

/// Whether standard output shows colour, after `NO_COLOR` and `CLICOLOR_FORCE`.
fn stdout_options(printing: &Printing) -> Options {
    let choice = anstream::AutoStream::choice(&io::stdout());
    let terminal = io::stdout().is_terminal();
    let width = if terminal {
        terminal_width().unwrap_or(80).clamp(40, 120)
    } else {
        100
    };
    Options {
        color: choice != anstream::ColorChoice::Never,
        width,
        verbose: printing.verbose,
        quiet: printing.quiet,
        excerpts: false,
    }
}

#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    rustix::termios::tcgetwinsize(io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|width| *width > 0)
}

#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// Asks of an output's file, before any work is done, what would make writing it fail.
fn writable(path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    if path.is_dir() {
        return Err(usage(
            format!("cannot write {shown}: it is a folder"),
            "name a file",
        ));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(usage(
            format!(
                "cannot write {shown}: there is no folder `{}`",
                folder.display()
            ),
            "make it first, or name another file",
        ));
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Writes a file whole or not at all. A pipe or a device is written to, not replaced.
fn write_file(path: &Path, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    if is_stream(path) {
        let file = std::fs::OpenOptions::new().append(true).open(path);
        let mut buffer = io::BufWriter::new(file.with_context(cannot)?);
        write(&mut buffer).with_context(cannot)?;
        return buffer.flush().with_context(cannot);
    }
    let folder = folder_of(path);
    // The error of the temporary file names it; people know only the file that they asked for.
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .map_err(|error| io::Error::from(error.kind()))
        .with_context(|| {
            format!(
                "{}: no file can be made in the folder `{}`",
                cannot(),
                folder.display()
            )
        })?;
    {
        let mut buffer = io::BufWriter::new(file.as_file_mut());
        write(&mut buffer).with_context(cannot)?;
        buffer.flush().with_context(cannot)?;
    }
    readable_by_default(file.path()).with_context(cannot)?;
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(cannot)?;
    Ok(())
}

/// Something like `/dev/stderr` or a named pipe.
fn is_stream(path: &Path) -> bool {
    path.starts_with("/dev")
        || path
            .metadata()
            .is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

/// A temporary file is private; an output has the rights of any new file.
#[cfg(unix)]
fn readable_by_default(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_default(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The definition of the command line, for completions and the generated reference.
pub fn command() -> clap::Command {
    help::by_task(Cli::command())
}
