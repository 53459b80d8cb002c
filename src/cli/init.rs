//! `passmuster init DIR`: a review file from what the documents suggest, for a person to check.

use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use super::{message, usage, writable, write_file};
use crate::fact::vocabulary::{ACTIONS, RISK_TIERS};
use crate::fact::{EntityKind, is_placeholder};
use crate::printable::toml_text as quoted;
use crate::source;
use crate::{Settings, Target, evaluate::Enforce};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The dossier: a folder, or a single file
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// Where the review file goes; never into the dossier unless you say so
    #[arg(long, value_name = "FILE", default_value = "review.toml")]
    output: PathBuf,

    /// Who stands behind the scope: your name or role
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,

    /// What the review is for
    #[arg(long = "for", value_name = "ACTION", value_parser = clap::builder::PossibleValuesParser::new(ACTIONS))]
    action: Option<String>,

    /// The risk tier
    #[arg(long, value_name = "TIER", value_parser = clap::builder::PossibleValuesParser::new(RISK_TIERS))]
    risk_tier: Option<String>,

    /// Replace a review file that is there
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    bounds: super::Bounds,
}

pub(super) fn run(args: Args) -> anyhow::Result<u8> {
    if args.output.exists() && !args.force {
        return Err(usage(
            format!("{} is there already", args.output.display()),
            "name another file with --output, or replace it with --force",
        ));
    }
    writable(&args.output)?;
    let limits = args.bounds.limits()?;
    let dossier = source::open(&args.dir, &limits, &[]).map_err(|error| {
        usage(
            error.to_string(),
            "name the folder of the vendor's documents",
        )
    })?;
    let target = Target {
        path: args.dir.display().to_string(),
        dossier,
        review: None,
    };
    let intake = target.intake(&Settings {
        as_of: super::today()?,
        action: None,
        enforce: Enforce::Pack,
        limits,
        checks: crate::plugin::Limits::default(),
        trust: None,
        decisions: None,
    })?;
    let interactive = io::stdin().is_terminal() && io::stderr().is_terminal();
    let ask = |question: &str, given: Option<String>, default: &str, words: &[&str]| match given {
        Some(given) => Ok(given),
        None if interactive => asked(question, default, words),
        None => Ok(default.to_owned()),
    };
    let reviewer = ask("Your name or role", args.reviewer.clone(), "", &[])?;
    let action = ask(
        "What is the review for",
        args.action.clone(),
        "procure",
        ACTIONS,
    )?;
    let tier = ask(
        "Risk tier",
        args.risk_tier.clone(),
        crate::STRICTEST_TIER,
        RISK_TIERS,
    )?;
    let text = review_file(&target, &intake, &reviewer, &action, &tier);
    write_file(&args.output, &|out| out.write_all(text.as_bytes()))?;
    message(&format!(
        "{} is written. Check what it says{}, then: passmuster check {} --review {}",
        args.output.display(),
        if is_placeholder(&reviewer) {
            ", put your name or role in it"
        } else {
            ""
        },
        crate::printable::shell_word(&target.path),
        crate::printable::shell_word(&args.output.display().to_string()),
    ));
    Ok(0)
}

fn asked(question: &str, default: &str, words: &[&str]) -> anyhow::Result<String> {
    loop {
        let mut prompt = question.to_owned();
        if !words.is_empty() {
            let _ = write!(prompt, " ({})", words.join(", "));
        }
        if !default.is_empty() {
            let _ = write!(prompt, " [{default}]");
        }
        write!(io::stderr().lock(), "{prompt}: ")?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(default.to_owned());
        }
        let answer = line.trim();
        if answer.is_empty() {
            return Ok(default.to_owned());
        }
        if words.is_empty() || words.contains(&answer) {
            return Ok(answer.to_owned());
        }
        message(&format!("`{answer}` is not one of {}", words.join(", ")));
    }
}

fn review_file(
    target: &Target,
    intake: &crate::intake::Intake,
    reviewer: &str,
    action: &str,
    tier: &str,
) -> String {
    let assembled = &intake.assembled;
    let mut text = String::from(
        "# The review file: what you, the reviewer, say. Nothing in it comes from the vendor until\n\
         # you have checked it. It lies outside the dossier and is named by `--review`.\n\
         schema = 1\n",
    );
    let _ = writeln!(
        text,
        "# Who stands behind this scope. Nothing passes while it is empty."
    );
    let _ = writeln!(text, "reviewer = {}", quoted(reviewer));
    let _ = writeln!(text, "packs = [\"baseline\"]");
    let _ = writeln!(text, "# {}", ACTIONS.join(" | "));
    let _ = writeln!(text, "action = {}", quoted(action));
    let _ = writeln!(text, "# {}", RISK_TIERS.join(" | "));
    let _ = writeln!(text, "risk_tier = {}", quoted(tier));
    let _ = writeln!(text, "# sector = \"finance\"\n# jurisdictions = [\"EU\"]\n");
    for sentence in &assembled.assumed {
        let _ = writeln!(text, "# Inferred: {}", crate::printable::one_line(sentence));
    }
    let _ = writeln!(text, "[subject]");
    if let Some(subject) = &assembled.subject {
        let _ = writeln!(text, "# vendor | model | dataset | system");
        let _ = writeln!(
            text,
            "kind = {}",
            quoted(&subject.kind.name().to_lowercase())
        );
        let _ = writeln!(text, "name = {}", quoted(&subject.name));
        let _ = writeln!(
            text,
            "# purls with a version, sha256: digests, and names that you vouch for\nids = []"
        );
        if subject.kind != EntityKind::Vendor {
            let vendor = assembled
                .principals
                .iter()
                .find(|principal| principal.kind == EntityKind::Vendor);
            match vendor {
                Some(vendor) => {
                    let _ = writeln!(
                        text,
                        "\n[vendor]\nname = {}\nids = []",
                        quoted(&vendor.name)
                    );
                }
                None => {
                    let _ = writeln!(
                        text,
                        "\n# The subject's vendor: without it, no control asks a vendor.\n# [vendor]\n# name = \"\"\n# ids = []"
                    );
                }
            }
        }
    }
    let tied: Vec<&str> = intake
        .documents
        .iter()
        .filter(|document| {
            !assembled
                .facts
                .untied
                .iter()
                .any(|it| it.document == document.path)
        })
        .map(|document| document.path.as_str())
        .collect();
    if !intake.documents.is_empty() {
        let _ = writeln!(
            text,
            "\n# Whom each document is about: subject, vendor, none, or the name of an [[entity]]."
        );
    }
    let vendor = assembled
        .principals
        .iter()
        .any(|principal| principal.kind == EntityKind::Vendor);
    for document in &intake.documents {
        let path = quoted(&document.path);
        let about = if document.format == "questionnaire" && vendor {
            "vendor"
        } else {
            "subject"
        };
        let entry = format!("[[document]]\npath = {path}\nabout = \"{about}\"");
        if tied.contains(&document.path.as_str()) {
            let _ = writeln!(text, "{entry}  # {}", document.format);
        } else {
            let _ = writeln!(
                text,
                "# Nothing ties this document to the subject; uncomment it if it is about it.\n# {}",
                entry.replace('\n', "\n# ")
            );
        }
    }
    let opaque: Vec<&str> = target
        .dossier
        .opaque
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| is_report(path))
        .collect();
    if !opaque.is_empty() {
        let _ = writeln!(
            text,
            "\n# Evidence that only a person can read. It counts as documented once `read_by` and\n\
             # `read_on` say that somebody has read it. Uncomment what you have read."
        );
    }
    for path in opaque {
        let _ = writeln!(
            text,
            "# [[evidence]]\n# file = {}\n# type = \"\"           # soc2-type-2, iso-27001, validation-report, …\n\
             # issuer = \"\"\n# period_end = \"\"     # YYYY-MM-DD\n# expires = \"\"\n\
             # about = \"vendor\"\n# states = {{}}        # {{ encryption_at_rest = true }}\n\
             # read_by = \"\"\n# read_on = \"\"",
            quoted(path)
        );
    }
    text
}

/// Whether an opaque file is likely to be evidence, rather than a picture.
fn is_report(path: &str) -> bool {
    let ending = Path::new(path)
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(
        ending.as_str(),
        "pdf" | "docx" | "doc" | "odt" | "pptx" | "xlsx" | "xls" | "ods" | "rtf"
    )
}
