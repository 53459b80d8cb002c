//! `passmuster explain CONTROL` and, of a run, `explain FINDING --run RUN`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

mod finding;

use super::packs::Guard;
use super::usage;
use crate::evaluate::{BUILTINS, Builtin};
use crate::fact::{Attribute, Backing, Strength, Worth};
use crate::finding::Enforcement;
use crate::policy::{self, Basis, Control, Pack, WhenNone};
use crate::printable::{block, wrap};
use crate::problem::nearest;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The control's id; with --run also a fingerprint, the beginning of one, or CONTROL@ENTITY.
    /// Without it the controls, or the run's findings, are listed
    #[arg(value_name = "CONTROL|FINDING")]
    control: Option<String>,

    /// A run, written with check --output json=FILE: what is explained is a finding of it
    #[arg(long, value_name = "RUN", conflicts_with = "pack")]
    run: Option<std::path::PathBuf>,

    /// The format; json is for findings
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    output: String,

    /// Pack: a built-in one by name, or a folder [default: all built-in packs]
    #[arg(long, value_name = "PACK")]
    pack: Vec<String>,

    /// The date for which the status of what is cited is shown, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,

    #[command(flatten)]
    guard: Guard,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let json = args.output == "json";
    if let Some(path) = &args.run {
        let text = finding::explain(path, args.control.as_deref(), json)?;
        io::stdout().lock().write_all(block(&text).as_bytes())?;
        return Ok(0);
    }
    if json {
        return Err(usage(
            "--output json is for findings",
            "name a run: --run RUN.json",
        ));
    }
    let names: Vec<String> = if args.pack.is_empty() {
        policy::built_in_packs()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect()
    } else {
        args.pack.clone()
    };
    let door = args.guard.door(args.as_of.as_deref())?;
    let packs = names
        .iter()
        .map(|name| door.load(name))
        .collect::<Result<Vec<_>, _>>()?;
    let as_of = match &args.as_of {
        None => super::today()?,
        Some(text) => text.parse().map_err(|_| {
            usage(
                format!("--as-of `{text}` is not a date"),
                "write it as YYYY-MM-DD",
            )
        })?,
    };
    let text = match &args.control {
        None => list(&packs),
        Some(id) => {
            let found = packs.iter().find_map(|pack| {
                pack.controls
                    .iter()
                    .find(|control| control.id.eq_ignore_ascii_case(id))
                    .map(|control| (pack, control))
            });
            let builtin = BUILTINS.iter().find(|it| it.id.eq_ignore_ascii_case(id));
            match (found, builtin) {
                (Some((pack, control)), _) => explain(pack, control, as_of),
                (None, Some(builtin)) => explain_builtin(builtin),
                (None, None) => {
                    let ids = packs
                        .iter()
                        .flat_map(|pack| pack.controls.iter().map(|it| it.id.as_str()))
                        .chain(BUILTINS.iter().map(|it| it.id));
                    return Err(usage(
                        format!("no pack has a control `{id}`"),
                        match nearest(id, ids) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "`passmuster explain` lists the controls".to_owned(),
                        },
                    ));
                }
            }
        }
    };
    io::stdout().lock().write_all(block(&text).as_bytes())?;
    Ok(0)
}

fn list(packs: &[Pack]) -> String {
    let mut text = String::new();
    for pack in packs {
        let _ = writeln!(text, "{} {} ({})", pack.id, pack.version, pack.title);
        let width = pack
            .controls
            .iter()
            .map(|it| it.id.len())
            .max()
            .unwrap_or(0);
        for control in &pack.controls {
            let _ = writeln!(
                text,
                "  {:width$}  {:9}  {:8}  {}",
                control.id,
                control.enforcement.name(),
                control.severity.name(),
                control.title
            );
        }
    }
    let _ = writeln!(text, "built in (every pack has them)");
    for builtin in BUILTINS {
        let _ = writeln!(
            text,
            "  {:15}  {:9}  {:8}  {}",
            builtin.id,
            builtin.enforcement.name(),
            builtin.severity.name(),
            builtin.title
        );
    }
    text
}

fn explain_builtin(builtin: &Builtin) -> String {
    format!(
        "{}: {}\n{}\n  pack        built in: every pack has it\n  gates       {}, unless a pack says otherwise\n  severity    {}\n  next step   {}\n",
        builtin.id,
        builtin.title,
        wrap(builtin.why, 92, "", ""),
        builtin.enforcement.name(),
        builtin.severity.name(),
        builtin.remediation
    )
}

fn explain(pack: &Pack, control: &Control, as_of: jiff::civil::Date) -> String {
    let compiled = &control.compiled;
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", control.id, control.title);
    let _ = writeln!(text, "{}", wrap(&control.why, 92, "", ""));
    plain(&mut text, control);
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(
            text,
            "{}",
            wrap(value, 92, &format!("  {name:<12}"), &" ".repeat(14))
        );
    };
    row(
        "pack",
        &format!("{} {}, since {}", pack.id, pack.version, control.since),
    );
    row(
        "gates",
        &match (control.enforcement, control.effective) {
            (Enforcement::Mandatory, Some(date)) if date > as_of => {
                format!("mandatory from {date}, advisory until then")
            }
            (enforcement, _) => enforcement.name().to_owned(),
        },
    );
    row("severity", control.severity.name());
    row("of whom", &compiled.principal.name().to_lowercase());
    if let Some((plugin, check)) = control.check.as_deref().and_then(|it| it.split_once('/'))
        && let Some(pinned) = pack.plugins.get(plugin)
    {
        let manifest = &pinned.plugin.manifest;
        let title = pinned
            .plugin
            .check(check)
            .map_or("", |it| it.title.as_str());
        row(
            "weighs",
            &format!(
                "what the check {plugin}/{check} reports: {title} (plugin {} {}, sha256 {:.12}, configuration {})",
                manifest.id,
                manifest.version,
                pinned.plugin.sha256,
                pinned.config(check)
            ),
        );
    }
    row(
        "of what",
        &match compiled.resource {
            crate::fact::EntityKind::Finding if control.check.is_some() => {
                "each finding of the check; where it gave none, it is an error".to_owned()
            }
            crate::fact::EntityKind::Dossier => "the dossier as a whole".to_owned(),
            kind => format!(
                "each {}; {}",
                kind.name().to_lowercase(),
                match control.when_none {
                    WhenNone::Insufficient => "where there is none, evidence is missing",
                    WhenNone::NotApplicable => "where there is none, it does not apply",
                }
            ),
        },
    );
    row(
        "when",
        &if compiled.actions.is_empty() {
            "for any action".to_owned()
        } else {
            format!("for {}", compiled.actions.join(", "))
        },
    );
    if control.basis == Basis::Law {
        row("basis", "law alone: only while what it cites is in force");
    }
    row("evidence", &worth(control.minimum));
    for id in &control.cites {
        if let Some(entry) = pack.register.get(id) {
            let cited = entry.cite(as_of);
            row("cites", &format!("{}; {}", cited.title, cited.status));
        }
    }
    row("next step", &control.remediation);
    let _ = writeln!(text, "\nThe control, {}:{}", control.file, control.line);
    for line in control.text.lines() {
        let _ = writeln!(text, "  {line}");
    }
    let cases: Vec<&policy::Case> = pack
        .cases
        .iter()
        .filter(|case| case.control == control.id)
        .collect();
    let _ = writeln!(text, "\nCases");
    for case in cases {
        let _ = writeln!(text, "  {:14}  {}", case.outcome.name(), case.name);
    }
    text
}

/// What a control asks, in plain words: of each fact, what it has to be and where it usually stands.
fn plain(text: &mut String, control: &Control) {
    let compiled = &control.compiled;
    let read = |formula: &policy::clause::Formula| {
        let atoms = formula.atoms();
        let mut seen: Vec<&'static Attribute> = Vec::new();
        for atom in atoms.iter().filter_map(|it| compiled.atoms.get(*it)) {
            for attribute in atom.reads.iter().filter_map(|it| it.attribute) {
                if !seen.iter().any(|it| it.name == attribute.name) {
                    seen.push(attribute);
                }
            }
        }
        seen
    };
    let whom = compiled.principal.name().to_lowercase();
    let _ = writeln!(text, "\nIt asks the {whom} to show:");
    let asked = read(compiled.satisfies.as_ref().unwrap_or(&compiled.applies));
    for attribute in asked {
        let terms: Vec<String> = attribute
            .sources
            .iter()
            .take(4)
            .map(|(standard, term)| format!("{standard}: {term}"))
            .collect();
        let mut line = format!(
            "{} (`{}`), in the {}",
            attribute.label, attribute.name, attribute.home
        );
        if !terms.is_empty() {
            line.push_str(&format!("; as {}", terms.join("; ")));
        }
        let _ = writeln!(text, "{}", wrap(&line, 92, "  - ", "    "));
    }
    let context = read(&compiled.applies);
    if compiled.satisfies.is_some() && !context.is_empty() {
        let labels: Vec<&str> = context.iter().map(|it| it.label).collect();
        let line = format!("Whether it applies depends on {}.", labels.join(", "));
        let _ = writeln!(text, "{}", wrap(&line, 92, "", ""));
    }
    text.push('\n');
}

fn worth(minimum: Worth) -> String {
    let mut text = match minimum.strength {
        Strength::Stated => "an answer is enough".to_owned(),
        Strength::Documented => {
            "structured documentation with content; a bare answer is not enough".to_owned()
        }
        Strength::Recomputed => "recomputed here from cited data".to_owned(),
    };
    match minimum.backing {
        Backing::None => {}
        Backing::Vendor => text.push_str(", signed by the vendor"),
        Backing::Independent => text.push_str(", signed by an independent party"),
    }
    text.push_str("; what speaks against counts at any worth");
    text
}
