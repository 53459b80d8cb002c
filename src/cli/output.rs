//! `--output FORMAT[=PATH][?NAME=VALUE]`: what is written, where, and how.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{Printing, message, stdout_options, usage, writable, write_file};
use crate::problem::nearest;
use crate::report::compare::SideBySide;
use crate::report::{EXCERPTS, Options, Report};

/// What the command line has to know of an output format.
pub(super) trait Format {
    fn called(&self) -> &'static str;
    fn takes(&self) -> &'static [&'static str];
}

impl Format for dyn Report {
    fn called(&self) -> &'static str {
        self.name()
    }
    fn takes(&self) -> &'static [&'static str] {
        self.options()
    }
}

impl Format for dyn SideBySide {
    fn called(&self) -> &'static str {
        self.name()
    }
    fn takes(&self) -> &'static [&'static str] {
        self.options()
    }
}

/// One output.
pub(super) struct Output<F: ?Sized + 'static> {
    pub(super) format: &'static F,
    /// The file; none: standard output.
    pub(super) path: Option<PathBuf>,
    /// Whether what documents say may stand in it.
    pub(super) excerpts: bool,
}

/// The outputs that the command line asks for, of the formats of a table.
pub(super) fn outputs<F: Format + ?Sized>(
    given: &[String],
    table: &'static [&'static F],
) -> anyhow::Result<Vec<Output<F>>> {
    let mut outputs: Vec<Output<F>> = Vec::new();
    for text in given {
        let output = output(text, table)?;
        if outputs.iter().any(|other| other.path == output.path) {
            let place = output.path.as_ref();
            return Err(usage(
                format!(
                    "two outputs go to {}",
                    place.map_or("standard output".to_owned(), |it| it.display().to_string())
                ),
                "give all but one of them a file: FORMAT=FILE",
            ));
        }
        if let Some(path) = &output.path {
            writable(path)?;
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// Writes the outputs; `write` is how a format writes what there is.
pub(super) fn emit<F: Format + ?Sized>(
    outputs: &[Output<F>],
    printing: &Printing,
    write: &dyn Fn(&F, &Options, &mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    for output in outputs {
        match &output.path {
            Some(path) => {
                let options = Options {
                    verbose: printing.verbose,
                    quiet: printing.quiet,
                    excerpts: output.excerpts,
                    ..Options::default()
                };
                write_file(path, &|out| write(output.format, &options, out))?;
                message(&format!("{}: {}", output.format.called(), path.display()));
            }
            None => {
                let options = Options {
                    excerpts: output.excerpts,
                    ..stdout_options(printing)
                };
                let mut out = io::BufWriter::new(io::stdout().lock());
                write(output.format, &options, &mut out)?;
                out.flush()?;
            }
        }
    }
    Ok(())
}

fn output<F: Format + ?Sized>(
    text: &str,
    table: &'static [&'static F],
) -> anyhow::Result<Output<F>> {
    let end = text.find(['=', '?']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(format) = table.iter().copied().find(|it| it.called() == name) else {
        let names: Vec<&str> = table.iter().map(|it| it.called()).collect();
        return Err(usage(
            format!("there is no output format `{name}`"),
            match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the formats are {}", names.join(", ")),
            },
        ));
    };
    let (path, options) = match rest.strip_prefix('=') {
        Some(rest) => {
            let (path, options) = split(rest, table);
            (Some(path), options)
        }
        None => (None, rest.strip_prefix('?')),
    };
    if path == Some("") {
        return Err(usage(
            format!("--output `{text}` names no file"),
            format!("write {name}=FILE, or {name} alone for standard output"),
        ));
    }
    let mut output = Output {
        format,
        path: path.map(PathBuf::from),
        excerpts: false,
    };
    for option in options.into_iter().flat_map(|it| it.split('&')) {
        set(&mut output, option, table)?;
    }
    Ok(output)
}

/// A file's name may have a `?` in it: what follows the last one is an option only if it looks
/// like one, `name=value` with the name of an option of some format, or nearly that name, since a
/// slip of the pen is to be said and not to become a file.
fn split<'t, F: Format + ?Sized>(text: &'t str, table: &[&F]) -> (&'t str, Option<&'t str>) {
    let known = || table.iter().flat_map(|it| it.takes()).copied();
    let option = |it: &str| {
        it.split('&').all(|it| {
            it.split_once('=')
                .is_some_and(|(name, _)| nearest(name, known()).is_some())
        })
    };
    match text.rsplit_once('?') {
        Some((path, options)) if option(options) => (path, Some(options)),
        _ => (text, None),
    }
}

fn set<F: Format + ?Sized>(
    output: &mut Output<F>,
    option: &str,
    table: &[&F],
) -> anyhow::Result<()> {
    let format = output.format.called();
    let known = output.format.takes();
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    if !known.contains(&name) {
        let elsewhere: Vec<&str> = table
            .iter()
            .filter(|it| it.takes().contains(&name))
            .map(|it| it.called())
            .collect();
        let help = match (nearest(name, known.iter().copied()), known) {
            _ if !elsewhere.is_empty() => format!("{} have it", elsewhere.join(", ")),
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "it has none".to_owned(),
            (None, known) => format!("its options are {}", known.join(", ")),
        };
        return Err(usage(
            format!("the output format `{format}` has no option `{name}`"),
            help,
        ));
    }
    let value = match value {
        "true" => true,
        "false" => false,
        _ => {
            return Err(usage(
                format!("the option `{name}` of `{format}` is true or false, not `{value}`"),
                format!("write {format}?{name}=true or {format}=FILE?{name}=true"),
            ));
        }
    };
    if name == EXCERPTS {
        output.excerpts = value;
    }
    Ok(())
}
