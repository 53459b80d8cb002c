//! `passmuster decide FINDING… --from RUN.json`: writes decisions about the findings of a run.

use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil;

use super::{count, decisions, message, usage, writable, write_file};
use crate::decision::{Decisions, Draft, draft};
use crate::fact::{is_placeholder, parse_date};
use crate::finding::{DecisionKind, Outcome, Reported};
use crate::printable::{one_line, terminal};
use crate::problem::nearest;
use crate::record::{Record, RecordedDossier, RecordedFinding};
use crate::source::SourceFile;

/// Fewest digits of a fingerprint that name a finding.
const DIGITS: usize = 6;

/// Arguments of `decide`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Findings: the first digits of a fingerprint, or a control that has one open finding
    #[arg(value_name = "FINDING", required = true)]
    findings: Vec<String>,

    /// The run that they are findings of, written with `check --output json=RUN`
    #[arg(long, value_name = "RUN")]
    from: PathBuf,

    /// What is decided
    #[arg(long, value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(DecisionKind::ALL.iter().map(|it| it.name())))]
    kind: String,

    /// The last day on which it counts: an exception's expiry, a condition's due date
    #[arg(long, value_name = "DATE")]
    until: Option<String>,

    /// For a review: what the check comes to
    #[arg(long, value_name = "ANSWER", value_parser = ["pass", "fail"])]
    outcome: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who has to act on it
    #[arg(long, value_name = "NAME")]
    owner: String,

    /// Who is answerable for it
    #[arg(long, value_name = "NAME")]
    approver: String,

    /// When it is decided [default: today]
    #[arg(long, value_name = "DATE")]
    decided: Option<String>,

    /// The file that it is added to, made if it is not there [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let record = decisions::record(&args.from)?;
    let kind = DecisionKind::ALL
        .iter()
        .copied()
        .find(|it| it.name() == args.kind)
        .unwrap_or(DecisionKind::Exception);
    for (flag, text) in [
        ("--reason", &args.reason),
        ("--owner", &args.owner),
        ("--approver", &args.approver),
    ] {
        if is_placeholder(text) {
            return Err(usage(format!("{flag} says nothing"), "say it in words"));
        }
    }
    let decided = match &args.decided {
        Some(text) => date("--decided", text)?,
        None => super::today()?,
    };
    let until = args
        .until
        .as_deref()
        .map(|text| date("--until", text))
        .transpose()?;
    let answer = args.outcome.as_deref().and_then(Reported::from_name);
    if args.outcome.is_some() && kind != DecisionKind::Reviewed {
        return Err(usage(
            format!("--outcome answers a review, and this is an {}", kind.name())
                .replace("an condition", "a condition"),
            "use --kind reviewed, or leave it out",
        ));
    }
    let mut blocks: Vec<String> = Vec::new();
    for name in &args.findings {
        let (dossier, finding) = named(&record, name)?;
        let block = draft(&Draft {
            kind,
            subject: &dossier.subject,
            control: &finding.control,
            title: &finding.title,
            entity: &finding.entity,
            principal: &finding.principal,
            fingerprint: &finding.fingerprint,
            outcome: finding.outcome,
            reported: finding.reported,
            waivable: finding.waivable,
            evidence: &finding.evidence_sha256,
            reason: &args.reason,
            owner: &args.owner,
            approver: &args.approver,
            decided,
            until,
            answer,
        })
        .map_err(|refusal| usage(refusal.message, refusal.help))?;
        if blocks.contains(&block) {
            return Err(usage(
                format!("{name} is named twice"),
                "name each finding once",
            ));
        }
        blocks.push(block);
    }
    match &args.to {
        Some(path) => append(path, &blocks)?,
        None => {
            let mut out = io::stdout().lock();
            write!(out, "schema = 1\n\n{}", blocks.join("\n"))?;
        }
    }
    Ok(0)
}

fn date(flag: &str, text: &str) -> anyhow::Result<civil::Date> {
    parse_date(text)
        .filter(|it| it.to_string() == text)
        .ok_or_else(|| {
            usage(
                format!("{flag} `{text}` is not a date"),
                "write it as YYYY-MM-DD",
            )
        })
}

/// The one finding of a run that a name means.
fn named<'a>(
    record: &'a Record,
    name: &str,
) -> anyhow::Result<(&'a RecordedDossier, &'a RecordedFinding)> {
    let all = || {
        record
            .run
            .dossiers
            .iter()
            .flat_map(|dossier| dossier.findings.iter().map(move |it| (dossier, it)))
    };
    let open = |it: &RecordedFinding| !matches!(it.outcome, Outcome::Pass | Outcome::NotApplicable);
    let hex = name
        .bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let digits = hex && !name.is_empty();
    if digits && name.len() < DIGITS {
        return Err(usage(
            format!("`{name}` is too short for a fingerprint"),
            "give at least 6 digits of it, or the control's id",
        ));
    }
    let found: Vec<_> = if digits {
        all()
            .filter(|(_, it)| it.fingerprint.starts_with(name))
            .collect()
    } else {
        all()
            .filter(|(_, it)| it.control.eq_ignore_ascii_case(name) && open(it))
            .collect()
    };
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let near = nearest(
                name,
                all()
                    .filter(|(_, it)| open(it))
                    .map(|(_, it)| it.control.as_str()),
            );
            Err(usage(
                format!("{} has no open finding `{name}`", terminal(&record.path)),
                match near.filter(|_| !digits) {
                    Some(near) => format!("did you mean {near}?"),
                    None => "the reports show the first digits of each finding".to_owned(),
                },
            ))
        }
        many => {
            let list: Vec<String> = many
                .iter()
                .take(12)
                .map(|(_, it)| {
                    let digits: String = it.fingerprint.chars().take(12).collect();
                    format!("{digits} ({}, {})", it.control, one_line(&it.message))
                        .chars()
                        .take(120)
                        .collect()
                })
                .collect();
            let same = many.windows(2).all(|it| match it {
                [a, b] => a.1.fingerprint == b.1.fingerprint,
                _ => true,
            });
            let help = if same {
                "they differ only in whom they are about; write the decisions by hand, with `principal`"
            } else {
                "give more digits, or name each by its digits"
            };
            Err(usage(
                format!("`{name}` means {}: {}", many.len(), list.join("; ")),
                help,
            ))
        }
    }
}

/// Adds blocks to a file, which afterwards is whole and valid, or as it was.
fn append(path: &std::path::Path, blocks: &[String]) -> anyhow::Result<()> {
    writable(path)?;
    let before = if path.symlink_metadata().is_ok() {
        let (_, source) = decisions::plain(path)?;
        String::from_utf8_lossy(source.bytes()).into_owned()
    } else {
        "# What we decided about findings. passmuster check DIR --decisions FILE\nschema = 1\n"
            .to_owned()
    };
    let text = format!("{}\n\n{}", before.trim_end(), blocks.join("\n"));
    // What is added may be too much for one file, or a name may be too long.
    let shown = path.display().to_string();
    let after = Decisions::parse(&SourceFile::new(shown.clone(), text.as_bytes().to_vec()))?;
    write_file(path, &|out| out.write_all(text.as_bytes()))?;
    message(&format!(
        "{}: {} added, {} in all",
        shown,
        count(blocks.len(), "decision"),
        after.entries.len()
    ));
    Ok(())
}
