//! `passmuster plugin run`.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{NO, component};
use crate::authoring::probe;
use crate::cli::packs::Guard;
use crate::cli::{Bounds, Printing, date, own_file, review, stdout_options, usage};
use crate::finding::Reported;
use crate::problem::{Problem, Problems};
use crate::report::made::{human, json};
use crate::{Target, source};

/// Arguments of `plugin run`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The check: PLUGIN/CHECK, or with --component CHECK
    #[arg(value_name = "CHECK")]
    check: String,

    /// The dossier: a folder, or a single file
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// The component [default: the built-in plugin]
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,

    /// Review file: whom the dossier is about
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,

    /// About whom, `Model::"name"` [default: the subject]
    #[arg(long, value_name = "ENTITY")]
    about: Option<String>,

    /// The check's configuration, a TOML file
    #[arg(long, value_name = "FILE")]
    check_config: Option<PathBuf>,

    /// The date of the review, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    output: String,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let (id, check) = match args.check.split_once('/') {
        Some((id, check)) => (Some(id), check),
        None => (None, args.check.as_str()),
    };
    let plugin = match (&args.component, id) {
        (Some(file), _) => component::from_file(file, &args.guard, args.as_of.as_deref())?,
        (None, Some(id)) => component::built_in(id)?,
        (None, None) => {
            return Err(usage(
                format!("`{check}` does not say of which plugin"),
                "write PLUGIN/CHECK, or name the file with --component",
            ));
        }
    };
    if let Some(id) = id.filter(|id| *id != plugin.manifest.id) {
        return Err(usage(
            format!(
                "the component is the plugin `{}`, not `{id}`",
                plugin.manifest.id
            ),
            format!("write {}/{check}, or {check} alone", plugin.manifest.id),
        ));
    }
    let given = match &args.check_config {
        None => None,
        Some(path) => {
            let file = own_file(path, "configuration", "it is a TOML file")?;
            Some(crate::problem::toml_file::<toml::Table>(&file)?)
        }
    };
    let shown = match &args.check_config {
        Some(path) => path.display().to_string(),
        None => "command line (--check-config FILE gives it)".to_owned(),
    };
    // A check that is not there is named by the probe.
    let config = match plugin.check(check) {
        Some(spec) => component::configuration(spec, given.as_ref(), &shown)?,
        None => String::new(),
    };
    let limits = args.bounds.limits()?;
    let exclude: Vec<PathBuf> = args
        .review
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    let dossier = source::open(&args.dir, &limits, &exclude).map_err(|error| {
        let shown = args.dir.display().to_string();
        anyhow::Error::new(Problems::from(Problem::file(shown, error.to_string())))
    })?;
    let target = Target {
        path: args.dir.display().to_string(),
        dossier,
        review: args.review.as_deref().map(review).transpose()?,
    };
    let mut settings = probe::settings(date(args.as_of.as_deref())?);
    settings.limits = limits;
    let about = args.about.as_deref();
    let made = probe::probe(&target, (&plugin, check), &config, about, &settings)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.output == "json" {
        json(&made, &mut out)?;
    } else {
        let printing = Printing {
            verbose: true,
            quiet: false,
        };
        human(&made, &stdout_options(&printing), &mut out)?;
    }
    out.flush()?;
    let failed = made
        .findings
        .iter()
        .any(|it| it.reported == Reported::Error);
    Ok(if failed { NO } else { 0 })
}
