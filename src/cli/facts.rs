//! `passmuster facts DIR`.

use std::io::{self, Write};

use super::{Printing, Reading, stdout_options};
use crate::config::Given;
use crate::evaluate::Enforce;
use crate::fact::{EntityId, EntityKind};
use crate::report::facts::{FactsView, human, json};

/// Arguments of `facts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    printing: Printing,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    output: String,
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    let settled = args.reading.settle(Given::new())?;
    if args.reading.inputs.sources.show_config {
        return settled.show();
    }
    let targets = settled.targets()?;
    let settings = settled.settings(Enforce::Pack, settled.trust()?)?;
    let intakes = targets
        .iter()
        .map(|target| target.intake(&settings))
        .collect::<Result<Vec<_>, _>>()?;
    let nobody = EntityId::new(EntityKind::Model, "");
    let views: Vec<FactsView<'_>> = targets
        .iter()
        .zip(&intakes)
        .map(|(target, intake)| FactsView {
            path: &target.path,
            subject: intake.assembled.subject.as_ref().unwrap_or(&nobody),
            documents: &intake.documents,
            facts: &intake.assembled.facts,
            attested: &intake.attested,
            artifacts: &target.dossier.artifacts,
            unread: &intake.unread,
            refused: &intake.refused,
            assumed: &intake.assembled.assumed,
        })
        .collect();
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.output.as_str() {
        "json" => json(&views, &mut out)?,
        _ => human(&views, &stdout_options(&args.printing), &mut out)?,
    }
    out.flush()?;
    Ok(0)
}
