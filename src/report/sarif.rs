//! SARIF 2.1.0 (OASIS), for code scanning: one run an invocation, one rule a control, one result a
//! finding.
//!
//! - **One run**, however many dossiers: the verdict and the exit code are those of the invocation,
//!   and GitHub refuses a file in which two runs are of one tool and category.
//! - **Levels** (3.27.10) say what a finding does to the gate, and nothing else: `error` keeps it
//!   shut, `note` does not. So evidence that is missing for a mandatory control is an error too:
//!   the exit code stops the release, and a warning would leave the check of the same commit
//!   green. SARIF has the kinds `open` and `review` for it (3.27.9), but a result of another kind
//!   than `fail` must have the level `none`, and readers hide those.
//! - **What holds** and what does not apply stands in it with `--verbose` only.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::discreet::Discreet;
use super::{Options, Report, decided, entity_words};
use crate::check::CheckRun;
use crate::finding::{DecisionKind, Enforcement, Finding, Outcome, Reported, Severity};
use crate::printable::{self, markdown, one_line, terminal};
use crate::run::{DossierResult, Run};
use crate::source::sha256_hex;

mod place;
mod wire;

use place::Places;
use wire::Text;

/// Most results that GitHub takes in a run; of more, it refuses the whole file.
const RESULTS: usize = 25_000;
/// Most related locations of a result. GitHub takes a thousand locations of a result, and shows a
/// hundred.
const RELATED: usize = 99;
/// Most characters of a description that GitHub takes.
const DESCRIPTION: usize = 1024;

/// `sarif`.
pub(super) struct Sarif;

impl Report for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn extension(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0, for code scanning: places and digests, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        printable::write_json(&log(run, options, RESULTS), out)
    }
}

fn log(run: &Run, options: &Options, most: usize) -> wire::Log {
    let places = Places::of(&run.dossiers);
    let rules = rules(run);
    let order: BTreeMap<&str, usize> = rules
        .keys()
        .enumerate()
        .map(|(index, id)| (*id, index))
        .collect();
    let mut shown: Vec<(usize, &DossierResult, &Finding)> = run
        .dossiers
        .iter()
        .enumerate()
        .flat_map(|(number, dossier)| dossier.findings.iter().map(move |it| (number, dossier, it)))
        .filter(|(_, _, finding)| options.verbose || finding.is_open())
        .collect();
    // Within a dossier findings are in the order of their weight; over several, what gates goes
    // first, so that a cut never takes it before what does not.
    shown.sort_by_key(|(_, _, finding)| (!finding.gates(), !finding.is_open()));
    let total = shown.len();
    shown.truncate(most);
    let mut notifications = Vec::new();
    if total > most {
        let gating = run.dossiers.iter().flat_map(|it| &it.findings);
        let gating = gating.filter(|it| it.gates()).count();
        let message = format!(
            "{total} results, of which the first {most} are listed, since code scanning takes no more; {} of {gating} \
             that keep the gate shut are among them. All are in the output `json`.",
            gating.min(most)
        );
        notifications.push(wire::Notification {
            level: "warning",
            message: text(&message),
        });
    }
    // 3.27.23: of a run, all results have suppressions or none.
    let suppressing = run.decisions.is_some() || run.since.is_some();
    let results = shown
        .into_iter()
        .map(|(number, dossier, finding)| {
            let rule = order.get(finding.control.as_str()).copied();
            let mut result = result(
                &places,
                number,
                dossier,
                finding,
                options,
                rule.unwrap_or(0),
            );
            if suppressing {
                result.suppressions = Some(suppressions(finding));
            }
            result
        })
        .collect();
    wire::Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [wire::Run {
            tool: wire::Tool {
                driver: wire::Driver {
                    name: "passmuster",
                    version: terminal(&run.engine),
                    semantic_version: terminal(&run.engine),
                    rules: rules.into_values().collect(),
                },
                extensions: extensions(run),
            },
            automation_details: wire::Automation { id: category(run) },
            invocations: [invocation(run, options, notifications)],
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: places.bases,
            artifacts: places.artifacts,
            results,
        }],
    }
}

/// A text in which nothing is a placeholder (3.11.5) or a link (3.11.6).
fn plain(text: &str) -> String {
    one_line(text)
        .replace('{', "{{")
        .replace('}', "}}")
        .replace("](", "] (")
}

fn text(text: &str) -> Text {
    Text {
        text: plain(text),
        markdown: None,
    }
}

/// The category under which GitHub keeps the run (everything up to the last slash): the same from
/// run to run, another for another subject, action or pack, so that the gates of a repository do
/// not overwrite each other. A date or a digest of documents would make every run a new one.
fn category(run: &Run) -> String {
    let packs: Vec<String> = run.packs.iter().map(|it| terminal(&it.id)).collect();
    let about = match run.dossiers.as_slice() {
        [one] => format!(
            "{}/{}",
            terminal(&one.action),
            terminal(&entity_words(&one.subject)).replace(' ', "-")
        ),
        many => {
            let about =
                |it: &DossierResult| format!("{}\0{}\0{}\n", it.action, it.subject, it.path);
            let about: String = many.iter().map(about).collect();
            let digits: String = sha256_hex(about.as_bytes()).chars().take(12).collect();
            format!("{}-dossiers/{digits}", many.len())
        }
    };
    format!("passmuster/{}/{about}/", packs.join("+"))
}

/// The controls that were met, by id.
fn rules(run: &Run) -> BTreeMap<&str, wire::Rule> {
    let mut rules = BTreeMap::new();
    for finding in run.dossiers.iter().flat_map(|it| &it.findings) {
        rules
            .entry(finding.control.as_str())
            .or_insert_with(|| rule(finding));
    }
    rules
}

fn rule(finding: &Finding) -> wire::Rule {
    let title = cut(&finding.title);
    let why = cut(&finding.why);
    let mut help = vec![one_line(&finding.title)];
    let mut formatted = vec![format!("**{}**", markdown(&finding.title))];
    for (name, said) in [
        ("Why", &finding.why),
        ("To satisfy it", &finding.remediation),
    ] {
        if !said.is_empty() {
            help.push(format!("{name}: {}", one_line(said)));
            formatted.push(format!("**{name}:** {}", markdown(said)));
        }
    }
    let cites: Vec<wire::Cited> = finding
        .citations
        .iter()
        .map(|it| wire::Cited {
            id: one_line(&it.id),
            title: one_line(&it.title),
            status: one_line(&it.status),
        })
        .collect();
    if !cites.is_empty() {
        let names: Vec<String> = cites
            .iter()
            .map(|it| format!("{} ({})", it.title, it.status))
            .collect();
        help.push(format!("Cites: {}", names.join("; ")));
        formatted.push(format!("**Cites:** {}", markdown(&names.join("; "))));
    }
    let mandatory = finding.enforcement == Enforcement::Mandatory;
    wire::Rule {
        id: terminal(&finding.control),
        full_description: text(if why.is_empty() { &title } else { &why }),
        short_description: text(&title),
        help: Text {
            text: help
                .iter()
                .map(|it| plain(it))
                .collect::<Vec<_>>()
                .join("\n"),
            markdown: Some(braces(&formatted.join("\n\n"))),
        },
        default_configuration: wire::Configuration {
            level: if mandatory { "error" } else { "note" },
        },
        properties: wire::RuleProperties {
            area: one_line(&finding.area),
            severity: finding.severity.name(),
            enforcement: finding.enforcement.name(),
            // Whatever has this, GitHub shows by it and not by its level. So it is for security
            // alone, and for what gates: an advisory control of high severity would fail the check
            // of a commit that the gate lets through.
            security_severity: (mandatory && finding.area == "security")
                .then(|| security_severity(finding.severity))
                .flatten(),
            tags: vec![one_line(&finding.area)],
            cites,
        },
    }
}

/// Braces are escaped in Markdown too (3.11.5).
fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn cut(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= DESCRIPTION / 2 {
        return text;
    }
    // Half of what GitHub takes: escaping a character makes two of it.
    let mut text: String = text.chars().take(DESCRIPTION / 2 - 1).collect();
    text.push('…');
    text
}

/// GitHub's bounds: over 9.0 critical, from 7.0 high, from 4.0 medium, above 0.0 low.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}

/// The plugins whose checks were made.
fn extensions(run: &Run) -> Vec<wire::Extension> {
    let checks = run.dossiers.iter().flat_map(|it| &it.checks);
    let plugins: BTreeSet<(&str, &str, &str)> = checks
        .map(|it: &CheckRun| {
            let plugin = it.check.split('/').next().unwrap_or_default();
            (plugin, it.version.as_str(), it.sha256.as_str())
        })
        .collect();
    plugins
        .into_iter()
        .map(|(name, version, sha256)| wire::Extension {
            name: terminal(name),
            version: terminal(version),
            properties: wire::Digest {
                sha256: terminal(sha256),
            },
        })
        .collect()
}

fn invocation(
    run: &Run,
    options: &Options,
    notifications: Vec<wire::Notification>,
) -> wire::Invocation {
    let verdict = run.verdict();
    let findings = run.dossiers.iter().flat_map(|it| &it.findings);
    // 3.20.14: whether the tool did its work, not whether the answer pleases.
    let unanswered = findings
        .filter(|it| it.gates())
        .any(|it| it.outcome == Outcome::Error);
    let pack = |it: &crate::run::PackRef| wire::Pack {
        id: terminal(&it.id),
        version: terminal(&it.version),
        sha256: terminal(&it.sha256),
    };
    let dossier = |it: &DossierResult| wire::Dossier {
        path: terminal(&it.path),
        subject: terminal(&it.subject.to_string()),
        action: terminal(&it.action),
        risk_tier: terminal(&it.risk_tier),
        verdict: it.verdict.name(),
        counts: it
            .counts()
            .into_iter()
            .map(|(outcome, n)| (outcome.name(), n))
            .collect(),
    };
    wire::Invocation {
        execution_successful: !unanswered,
        exit_code: verdict.exit_code(),
        exit_code_description: verdict.name(),
        tool_execution_notifications: notifications,
        properties: wire::InvocationProperties {
            as_of: terminal(&run.as_of),
            verdict: verdict.name(),
            enforce: run.enforce.as_deref().map(terminal),
            decisions: decided::file(run),
            since: decided::earlier(run),
            packs: run.packs.iter().map(pack).collect(),
            dossiers: run.dossiers.iter().map(dossier).collect(),
            excerpts: options.excerpts,
            rerun: terminal(&run.rerun),
        },
    }
}

fn result(
    places: &Places,
    number: usize,
    dossier: &DossierResult,
    finding: &Finding,
    options: &Options,
    rule_index: usize,
) -> wire::Result {
    let discreet = Discreet::new(dossier, options);
    let (kind, level) = match finding.outcome {
        Outcome::Pass => ("pass", "none"),
        Outcome::NotApplicable => ("notApplicable", "none"),
        _ if finding.gates() => ("fail", "error"),
        _ => ("fail", "note"),
    };
    let mut locations: Vec<wire::Location> = discreet
        .places(finding)
        .iter()
        .filter_map(|it| places.at(number, dossier, it.origin, &it.what, options.excerpts))
        .collect();
    let mut related = locations.split_off(locations.len().min(1));
    let more = related.len().saturating_sub(RELATED);
    related.truncate(RELATED);
    let first = locations.pop();
    wire::Result {
        rule_id: terminal(&finding.control),
        rule_index,
        kind,
        level,
        message: text(&discreet.message(finding)),
        locations: [first.unwrap_or_else(|| places.fallback(number, dossier, finding))],
        related_locations: related,
        partial_fingerprints: wire::Fingerprints {
            passmuster: finding.fingerprint.clone(),
        },
        suppressions: None,
        properties: wire::ResultProperties {
            dossier: terminal(&dossier.path),
            principal: terminal(&entity_words(&finding.principal)),
            entity: discreet.entity(finding),
            outcome: finding.outcome.name(),
            reported: finding.reported.map(Reported::name),
            severity: finding.severity.name(),
            enforcement: finding.enforcement.name(),
            enforcement_note: finding.enforcement_note.as_deref().map(one_line),
            remedy: discreet.remedies(finding),
            reviewed: finding
                .decided
                .as_ref()
                .filter(|it| it.kind == DecisionKind::Reviewed)
                .map(decided::sentence),
            more_places: (more > 0).then_some(more),
        },
    }
}

/// 3.35: what an exception, an open condition or the earlier run keeps from gating. What a reviewer
/// answered is no suppression: it has the outcome that the answer gives.
fn suppressions(finding: &Finding) -> Vec<wire::Suppression> {
    let excused = finding.excused();
    if excused.is_none() && !finding.is_absorbed() {
        return Vec::new();
    }
    vec![wire::Suppression {
        kind: "external",
        status: "accepted",
        justification: plain(&decided::mark(finding).unwrap_or_default()),
        properties: wire::SuppressionProperties {
            kind: excused.map_or("since", |it| it.kind.name()),
            owner: excused.map(|it| one_line(&it.owner)),
            approver: excused.map(|it| one_line(&it.approver)),
            until: excused.and_then(|it| it.until).map(|it| it.to_string()),
        },
    }]
}

#[cfg(test)]
mod tests;
