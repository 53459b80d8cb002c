//! `passmuster due DECISIONS|RUNS…`.

use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil;

use super::{Printing, named_file, stdout_options, usage};
use crate::decision::Decisions;
use crate::due::{self, Due, Item};
use crate::record::{MAX_BYTES, Record};

/// Arguments of `due`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files of decisions, and runs that were written with `check --output json=FILE`
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// How far to look ahead: days (90d), weeks (12w), or all
    #[arg(
        long,
        value_name = "SPAN",
        default_value = "90d",
        allow_hyphen_values = true
    )]
    horizon: String,

    /// The day from which it is looked at, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,

    /// What is written: a list, a table for spreadsheets, or a calendar
    #[arg(long, value_name = "FORMAT", default_value = "list", value_parser = ["list", "csv", "ics"])]
    output: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let as_of = super::date(args.as_of.as_deref())?;
    let until = horizon(&args.horizon, as_of)?;
    let mut items: Vec<Item> = Vec::new();
    for path in &args.files {
        let help = "name decisions.toml, or a run that was written with --output json=FILE";
        let source = named_file(path, "file", MAX_BYTES, help)?;
        let bom = source.bom();
        let first = source
            .bytes()
            .get(bom..)
            .unwrap_or_default()
            .iter()
            .find(|it| !it.is_ascii_whitespace());
        // No TOML begins with a brace, and no record with anything else.
        items.extend(if first == Some(&b'{') {
            due::record(&Record::parse(&source)?)
        } else {
            due::decisions(&Decisions::parse(&source)?)
        });
    }
    let due = Due::new(as_of, until, items);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.output.as_str() {
        "csv" => due::table(&due, &mut out)?,
        "ics" => due::calendar(&due, &mut out)?,
        _ => {
            let printing = Printing {
                verbose: false,
                quiet: false,
            };
            due::list(&due, stdout_options(&printing).width, &mut out)?;
        }
    }
    out.flush()?;
    Ok(0)
}

/// The last day of a span from a day on.
fn horizon(text: &str, from: civil::Date) -> anyhow::Result<Option<civil::Date>> {
    if text == "all" {
        return Ok(None);
    }
    let wrong = || {
        usage(
            format!("--horizon `{text}` is no span of time"),
            "write days (90d), weeks (12w), or all",
        )
    };
    let (digits, days) = match (text.strip_suffix('d'), text.strip_suffix('w')) {
        (Some(digits), _) => (digits, 1),
        (_, Some(digits)) => (digits, 7),
        _ => return Err(wrong()),
    };
    let number: i64 = digits
        .parse::<u32>()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
        .ok_or_else(wrong)?
        .into();
    let span = jiff::Span::new().try_days(number * days);
    let span = span.map_err(|_| wrong())?;
    let until = from.checked_add(span);
    until.map(Some).map_err(|_| wrong())
}
