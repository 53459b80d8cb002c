//! Workflow commands of GitHub Actions: findings at the lines of a pull request, written to
//! standard output of a step.
//!
//! - **Levels** say what a finding does to the gate: `error` keeps it shut; an advisory control
//!   that fails or could not be checked is a `warning`, one without evidence a `notice`.
//! - **Ten a level** is what GitHub shows of a step. So findings of one control are one annotation,
//!   what gates goes first and the gravest first, and where there are more, the tenth says how many
//!   are not shown.
//! - **Paths** go from where the command ran, which has to be the root of the repository. A
//!   document that does not lie below it is named in the message.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::BTreeMap;
use std::io;

use super::decided;
use super::discreet::Discreet;
use super::place::shown;
use super::{Options, Report, count, entity_words, verdict_words, why};
use crate::finding::{Finding, Outcome};
use crate::printable::{one_line, terminal, truncate, workflow_data, workflow_property};
use crate::run::{DossierResult, Run};

/// Annotations of a level that GitHub shows of a step.
const SHOWN: usize = 10;
/// Most columns of a message: more is cut by GitHub in places that are hard to foresee.
const MESSAGE: usize = 1_500;

/// `github`.
pub(super) struct Github;

impl Report for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn about(&self) -> &'static str {
        "annotations of GitHub Actions (workflow commands): places, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        let groups = groups(run);
        for level in [Level::Error, Level::Warning, Level::Notice] {
            let of_level: Vec<&Group<'_>> = groups.iter().filter(|it| it.level == level).collect();
            // The verdict is a notice too.
            let room = if level == Level::Notice {
                SHOWN - 1
            } else {
                SHOWN
            };
            let most = if of_level.len() > room {
                room - 1
            } else {
                room
            };
            for group in of_level.iter().take(most) {
                writeln!(out, "{}", annotation(group, options))?;
            }
            let hidden: usize = of_level.iter().skip(most).map(|it| it.findings.len()).sum();
            if hidden > 0 {
                let message = format!(
                    "{} {} not shown here, since GitHub shows no more than {SHOWN} annotations of a level. \
                     The other outputs have them all.",
                    count(hidden, "more finding", "more findings"),
                    if hidden == 1 { "is" } else { "are" },
                );
                writeln!(
                    out,
                    "{}",
                    command(level, "Passmuster: not shown", "", &message)
                )?;
            }
        }
        let title = format!("Passmuster: {}", verdict_words(run.verdict()));
        let about: Vec<String> = run
            .dossiers
            .iter()
            .take(SHOWN)
            .map(|it| format!("{}: {}", terminal(&entity_words(&it.subject)), why(it)))
            .collect();
        let mut message = about.join("\n");
        if run.dossiers.len() != 1 {
            message = format!(
                "{}.\n{message}",
                count(run.dossiers.len(), "dossier", "dossiers")
            );
        }
        writeln!(out, "{}", command(Level::Notice, &title, "", &message))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    fn of(finding: &Finding) -> Self {
        match finding.outcome {
            _ if finding.gates() => Self::Error,
            Outcome::Fail | Outcome::Error => Self::Warning,
            _ => Self::Notice,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// The open findings of one control in one dossier that do the same to the gate.
struct Group<'a> {
    level: Level,
    dossier: &'a DossierResult,
    findings: Vec<&'a Finding>,
}

/// All of them: by what they do to the gate, then by how grave they are.
fn groups(run: &Run) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for dossier in &run.dossiers {
        let mut known: BTreeMap<(Level, &str), usize> = BTreeMap::new();
        for finding in dossier.findings.iter().filter(|it| it.is_open()) {
            let level = Level::of(finding);
            let next = groups.len();
            let at = *known.entry((level, &finding.control)).or_insert(next);
            match groups.get_mut(at) {
                Some(group) => group.findings.push(finding),
                None => groups.push(Group {
                    level,
                    dossier,
                    findings: vec![finding],
                }),
            }
        }
    }
    groups.sort_by_key(|group| {
        let first = group.findings.first();
        let rank = first.map(|it| (it.outcome, std::cmp::Reverse(it.severity)));
        (group.level, rank)
    });
    groups
}

fn annotation(group: &Group<'_>, options: &Options) -> String {
    let Some((finding, others)) = group.findings.split_first() else {
        return String::new();
    };
    let discreet = Discreet::new(group.dossier, options);
    let place = shown(&discreet, group.dossier, finding);
    let mut lines = vec![format!(
        "{}{}",
        decided::lead(finding),
        discreet.message(finding)
    )];
    if !others.is_empty() {
        lines.push(format!(
            "{} of this control.",
            count(others.len(), "more finding", "more findings")
        ));
    }
    if let Some(remedy) = discreet.remedies(finding).first() {
        lines.push(format!("To satisfy: {remedy}"));
    }
    let mut properties = String::new();
    match &place.path {
        Some(path) => {
            properties = format!(
                "file={},line={},col={},",
                workflow_property(&terminal(path)),
                place.line,
                place.column
            );
            if !place.note.is_empty() {
                lines.push(place.note.to_owned());
            }
        }
        None => lines.push(format!(
            "{}:{}:{}",
            terminal(&place.known_as),
            place.line,
            place.column
        )),
    }
    let lines: Vec<String> = lines.iter().map(|it| truncate(it, MESSAGE)).collect();
    let title = format!(
        "{} ({})",
        truncate(&terminal(&finding.control), 80),
        finding.severity.name()
    );
    command(group.level, &title, &properties, &lines.join("\n"))
}

/// `properties` are escaped, and end with a comma if there are any.
fn command(level: Level, title: &str, properties: &str, message: &str) -> String {
    format!(
        "::{} {properties}title={}::{}",
        level.name(),
        workflow_property(&one_line(title)),
        workflow_data(message)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;
    use crate::report::{report, sample};

    fn written(run: &Run, excerpts: bool) -> String {
        let mut out = Vec::new();
        let options = Options {
            excerpts,
            ..Options::default()
        };
        report("github")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_gates_is_an_error_at_its_line() {
        let text = written(&sample::run(vec![sample::checked()]), false);
        for line in [
            "::error file=dossiers/chat 7b/answers.yaml,line=5,col=11,title=PM-INC-02 (high)::Fails: Customers",
            "title=PM-DOC-READ (high)::Could not be checked: Every document",
            "13 more findings of this control.",
            "::warning file=dossiers/chat 7b/answers.yaml,line=1,col=1,title=PM-ENV-01 (high)::Fails: The carbon",
            "::notice title=Passmuster%3A Fails::model chat-7b: 1 mandatory control fails",
        ] {
            assert!(text.contains(line), "{line}\n--- not in\n{text}");
        }
        let text = written(&sample::run(vec![sample::passing()]), false);
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    /// GitHub drops what is beyond ten of a level; what gates most is there, and what is dropped
    /// is counted.
    #[test]
    fn the_cap_is_said_and_the_gravest_are_shown() {
        let mut dossier = sample::dossier();
        dossier.findings = (0..30)
            .map(|n| {
                let outcome = if n == 29 {
                    Outcome::Fail
                } else {
                    Outcome::Insufficient
                };
                sample::finding(&format!("C-{n}"), outcome, "t")
            })
            .collect();
        let text = written(&sample::run(vec![dossier]), false);
        let errors: Vec<&str> = text
            .lines()
            .filter(|it| it.starts_with("::error"))
            .collect();
        assert_eq!(errors.len(), 10);
        assert!(
            errors.first().unwrap().contains("title=C-29 (high)"),
            "{text}"
        );
        assert!(
            errors
                .last()
                .unwrap()
                .contains("21 more findings are not shown"),
            "{text}"
        );
    }

    #[test]
    fn hostile_text_is_no_command() {
        let run = sample::hostile();
        for excerpts in [false, true] {
            let text = written(&run, excerpts);
            for line in text.lines() {
                let rest = ["::error ", "::warning ", "::notice "]
                    .iter()
                    .find_map(|it| line.strip_prefix(it));
                let (properties, message) = rest.unwrap().split_once("::").unwrap();
                assert!(!message.contains('\r') && !message.is_empty());
                for property in properties.split(',') {
                    let (name, value) = property.split_once('=').unwrap();
                    assert!(["file", "line", "col", "title"].contains(&name), "{line}");
                    assert!(!value.contains(':'), "{line}");
                }
            }
        }
    }
}
