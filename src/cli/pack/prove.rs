//! `passmuster pack prove OVERLAY`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::authoring::prove::{Counterexample, Judged, Proof, Standing, files, prove};
use crate::cli::packs::Guard;
use crate::cli::{count, usage, write_file};
use crate::policy::Pack;
use crate::policy::cedar::prove::Solver;
use crate::printable::{block, one_line, shell_word};

/// Exit code of "it could not be told".
const COULD_NOT_TELL: u8 = 3;
/// Stack of the thread that makes the conditions, in bytes: Cedar's parser recurses.
const STACK: usize = 64 * 1024 * 1024;

/// Arguments of `pack prove`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The overlay: a folder whose pack.toml has `extends`
    #[arg(value_name = "OVERLAY")]
    overlay: String,

    /// What it is held against, instead of the pack that it extends
    #[arg(long, value_name = "PACK")]
    base: Option<String>,

    /// Both ways: each accepts what the other accepts, as after a refactoring
    #[arg(long)]
    equivalent: bool,

    /// The solver: the cvc5 program
    #[arg(
        long,
        value_name = "FILE",
        default_value = "cvc5",
        env = "PASSMUSTER_CVC5"
    )]
    solver: PathBuf,

    /// A folder for what shows that it is less strict: a case, and a dossier where answers can say it
    #[arg(long, value_name = "DIR")]
    counterexample: Option<PathBuf>,

    #[command(flatten)]
    guard: Guard,

    /// What is written
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    output: String,

    /// Name the controls that are unchanged, too
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let door = args.guard.door(None)?;
    let overlay = door.load(&args.overlay)?;
    let base = match (&args.base, &overlay.base) {
        (Some(name), _) => door.load(name)?,
        (None, Some(base)) => Pack::clone(base),
        (None, None) => {
            return Err(usage(
                format!("{} extends no pack", one_line(&args.overlay)),
                "write `extends` in its pack.toml, or name a pack with --base",
            ));
        }
    };
    let mut ways = vec![(&base, &overlay)];
    if args.equivalent {
        ways.push((&overlay, &base));
    }
    let proofs = with_stack(|| {
        let mut solver = solver(&args.solver)?;
        let proofs: Vec<(&Pack, &Pack, Proof)> = ways
            .iter()
            .map(|(base, overlay)| (*base, *overlay, prove(base, overlay, &mut solver)))
            .collect();
        Ok(proofs)
    })?;
    if let Some(folder) = &args.counterexample {
        for (base, overlay, proof) in &proofs {
            written(folder, base, overlay, proof)?;
        }
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.output == "json" {
        let proofs: Vec<serde_json::Value> = proofs.iter().map(wire).collect();
        serde_json::to_writer_pretty(
            &mut out,
            &serde_json::json!({ "schema": "passmuster.proof/1", "proofs": proofs }),
        )?;
        writeln!(out)?;
    } else {
        for (base, overlay, proof) in &proofs {
            human(args, base, overlay, proof, &mut out)?;
        }
    }
    out.flush()?;
    let worst = proofs.iter().map(|(_, _, proof)| proof.standing()).max();
    Ok(match worst {
        Some(Standing::Unchanged | Standing::Added | Standing::AtLeast) => 0,
        Some(Standing::Less) => 1,
        Some(Standing::Unknown) | None => COULD_NOT_TELL,
    })
}

/// The solver, or how to get it.
pub(super) fn solver(program: &Path) -> anyhow::Result<Solver> {
    Solver::new(program).map_err(|error| {
        usage(
            error,
            "a proof needs cvc5 (https://cvc5.github.io; Debian: apt-get install cvc5); name it with --solver FILE",
        )
    })
}

/// Runs where there is room for deep conditions.
pub(super) fn with_stack<T: Send>(
    work: impl FnOnce() -> anyhow::Result<T> + Send,
) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?
            .join()
            .unwrap_or_else(|_| Err(anyhow::anyhow!("internal error: the proof stopped")))
    })
}

fn written(folder: &Path, base: &Pack, overlay: &Pack, proof: &Proof) -> anyhow::Result<()> {
    for judged in &proof.judged {
        let Some(shown) = &judged.counterexample else {
            continue;
        };
        let own = folder.join(folder_name(&judged.what));
        for (path, text) in files(shown, base, overlay) {
            let path = own.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            write_file(&path, &|file| file.write_all(text.as_bytes()))?;
        }
    }
    Ok(())
}

/// The folder of a control: its id is the pack's text, and must not lead anywhere else.
fn folder_name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    id.chars().map(|c| if plain(c) { c } else { '_' }).collect()
}

fn name(pack: &Pack) -> String {
    one_line(&format!("{} {}", pack.id, pack.version))
}

fn human(
    args: &Args,
    base: &Pack,
    overlay: &Pack,
    proof: &Proof,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    writeln!(out, "{}, held against {}", name(overlay), name(base))?;
    for standing in [
        Standing::Less,
        Standing::Unknown,
        Standing::AtLeast,
        Standing::Added,
        Standing::Unchanged,
    ] {
        let these: Vec<&Judged> = proof
            .judged
            .iter()
            .filter(|it| it.standing == standing)
            .collect();
        let quiet = standing == Standing::Unchanged && !args.verbose;
        if these.is_empty() || quiet {
            continue;
        }
        writeln!(out, "\n{}", standing.name().to_uppercase())?;
        for judged in these {
            writeln!(out, "  {}", one_line(&judged.what))?;
            for reason in &judged.reasons {
                writeln!(out, "    {}", one_line(reason))?;
            }
            if let Some(shown) = &judged.counterexample {
                example(args, shown, &judged.what, out)?;
            }
        }
    }
    let counts: Vec<String> = [
        Standing::Unchanged,
        Standing::AtLeast,
        Standing::Added,
        Standing::Less,
        Standing::Unknown,
    ]
    .iter()
    .filter(|it| proof.count(**it) > 0)
    .map(|it| format!("{} {}", proof.count(*it), it.name()))
    .collect();
    writeln!(
        out,
        "\n{}: {}.",
        count(proof.judged.len(), "part"),
        counts.join(", ")
    )?;
    let (over, under) = (name(overlay), name(base));
    let said = match proof.standing() {
        Standing::Less => format!("{over} is NOT at least as strict as {under}."),
        Standing::Unknown => {
            format!("It could not be told whether {over} is at least as strict as {under}.")
        }
        _ => format!(
            "{over} is at least as strict as {under}: where a control of it passes or does not apply, so does the base's."
        ),
    };
    writeln!(out, "{said}")?;
    Ok(())
}

fn example(
    args: &Args,
    shown: &Counterexample,
    id: &str,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let case = &shown.case;
    writeln!(
        out,
        "    For example, for {} at risk tier {}, as of {}:",
        one_line(case.action.as_deref().unwrap_or_default()),
        one_line(&case.risk_tier),
        one_line(&case.as_of)
    )?;
    let facts: Vec<_> = case
        .facts
        .iter()
        .chain(case.each.iter().flatten())
        .collect();
    for (fact, values) in &facts {
        let text = format!("{fact} = {}", values.join(", "));
        writeln!(out, "      {}", one_line(&text))?;
    }
    if facts.is_empty() {
        writeln!(out, "      nothing is stated")?;
    }
    let outcome = |it: &Option<crate::finding::Outcome>| {
        it.map_or("cannot be run".to_owned(), |it| it.to_string())
    };
    let overlay: Vec<String> = shown
        .overlay
        .iter()
        .map(|(id, it)| format!("{id} {}", outcome(it)))
        .collect();
    let confirmed = if shown.is_confirmed() {
        "both packs were run on it"
    } else {
        "NOT CONFIRMED: the solver says so, the program could not show it"
    };
    writeln!(
        out,
        "      base: {id} {}; overlay: {} ({confirmed})",
        outcome(&shown.base),
        one_line(&overlay.join(", "))
    )?;
    if let Some(folder) = &args.counterexample {
        let own = folder.join(folder_name(id));
        writeln!(
            out,
            "      written to {}",
            block(&own.display().to_string())
        )?;
        if own.join("review.toml").is_file() {
            let word = |path: &Path| shell_word(&path.display().to_string());
            for pack in [args.base.as_deref(), Some(args.overlay.as_str())] {
                let ids: Vec<&str> = shown.overlay.iter().map(|(id, _)| id.as_str()).collect();
                let (pack, gate) = match pack {
                    Some(pack) if pack == args.overlay => (pack, ids.join(",")),
                    Some(pack) => (pack, id.to_owned()),
                    None => continue,
                };
                writeln!(
                    out,
                    "      passmuster check {} --review {} --as-of {} --pack {} --enforce {}",
                    word(&own.join("dossier")),
                    word(&own.join("review.toml")),
                    case.as_of,
                    shell_word(pack),
                    shell_word(&gate)
                )?;
            }
        }
    }
    Ok(())
}

fn wire((base, overlay, proof): &(&Pack, &Pack, Proof)) -> serde_json::Value {
    let pack =
        |it: &Pack| serde_json::json!({ "id": it.id, "version": it.version, "sha256": it.sha256 });
    let judged: Vec<serde_json::Value> = proof
        .judged
        .iter()
        .map(|it| {
            serde_json::json!({
                "what": it.what,
                "standing": it.standing.name(),
                "reasons": it.reasons,
                "counterexample": it.counterexample.as_ref().map(shown),
            })
        })
        .collect();
    serde_json::json!({
        "base": pack(base),
        "overlay": pack(overlay),
        "standing": proof.standing().name(),
        "judged": judged,
    })
}

fn shown(it: &Counterexample) -> serde_json::Value {
    let case = &it.case;
    let facts: BTreeMap<&String, &Vec<String>> = case
        .facts
        .iter()
        .chain(case.each.iter().flatten())
        .collect();
    let overlay: BTreeMap<&String, Option<String>> = it
        .overlay
        .iter()
        .map(|(id, outcome)| (id, outcome.map(|it| it.to_string())))
        .collect();
    serde_json::json!({
        "confirmed": it.is_confirmed(),
        "action": case.action,
        "risk_tier": case.risk_tier,
        "sector": case.sector,
        "jurisdictions": case.jurisdictions,
        "exposure": case.exposure,
        "as_of": case.as_of,
        "facts": facts,
        "base": it.base.map(|it| it.to_string()),
        "overlay": overlay,
    })
}
