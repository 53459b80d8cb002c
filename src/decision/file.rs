//! `decisions.toml`: parsing and checks. What is wrong is said at its place, with the next step.

use jiff::civil;
use serde::Deserialize;
use toml::Spanned;

use super::{Decision, Decisions, MOST};
use crate::fact::{EntityId, is_placeholder, parse_date};
use crate::finding::{DecisionKind, Reported};
use crate::problem::{Problem, Problems, toml_file};
use crate::source::{SourceFile, Span};

/// Most characters of a reason; of a name.
const REASON: usize = 4_000;
const NAME: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    #[serde(default)]
    exception: Vec<Spanned<WireDecision>>,
    #[serde(default)]
    condition: Vec<Spanned<WireDecision>>,
    #[serde(default)]
    reviewed: Vec<Spanned<WireDecision>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDecision {
    subject: Spanned<String>,
    finding: Option<Spanned<String>>,
    control: Option<Spanned<String>>,
    entity: Option<Spanned<String>>,
    principal: Option<Spanned<String>>,
    outcome: Option<Spanned<String>>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    approver: Spanned<String>,
    decided: Spanned<String>,
    expires: Option<Spanned<String>>,
    due: Option<Spanned<String>>,
    evidence: Spanned<String>,
}

/// A field that not every kind has, and whether this one needs it.
enum Field {
    Needed,
    Free,
    None,
}

/// What each kind has: `expires`, `due`, `outcome`.
const FIELDS: &[(DecisionKind, [Field; 3])] = &[
    (
        DecisionKind::Exception,
        [Field::Needed, Field::None, Field::None],
    ),
    (
        DecisionKind::Condition,
        [Field::None, Field::Needed, Field::None],
    ),
    (
        DecisionKind::Reviewed,
        [Field::Free, Field::None, Field::Needed],
    ),
];

pub(super) fn parse(source: &SourceFile) -> Result<Decisions, Problems> {
    let wire: Wire = toml_file(source)?;
    if wire.schema != 1 {
        let message = format!("`schema = {}` is not known to this version", wire.schema);
        let problem = Problem::file(source.path(), message);
        return Err(problem.help("this version reads `schema = 1`").into());
    }
    let mut found: Vec<(DecisionKind, &Spanned<WireDecision>)> = Vec::new();
    for (kind, list) in [
        (DecisionKind::Exception, &wire.exception),
        (DecisionKind::Condition, &wire.condition),
        (DecisionKind::Reviewed, &wire.reviewed),
    ] {
        found.extend(list.iter().map(|it| (kind, it)));
    }
    if found.len() > MOST {
        let message = format!("{} decisions; at most {MOST} are read", found.len());
        let problem = Problem::file(source.path(), message);
        return Err(problem.help("take out those that have expired").into());
    }
    found.sort_by_key(|(_, it)| it.span().start);
    let mut reader = Reader {
        source,
        problems: Vec::new(),
    };
    let entries: Vec<Decision> = found
        .iter()
        .filter_map(|(kind, it)| reader.decision(*kind, it))
        .collect();
    if !reader.problems.is_empty() {
        return Err(Problems(reader.problems));
    }
    Ok(Decisions {
        path: source.path().to_owned(),
        sha256: source.sha256().to_owned(),
        entries,
        refused: None,
        signers: Vec::new(),
    })
}

struct Reader<'a> {
    source: &'a SourceFile,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn wrong(&mut self, at: &Spanned<String>, message: &str, help: &str) {
        let (range, bom) = (at.span(), self.source.bom());
        let span = Span::new(range.start + bom, range.end + bom);
        self.problems
            .push(Problem::at(self.source, span, message).help(help));
    }

    /// Says which fields are missing, or are not those of the kind.
    fn fields(&mut self, kind: DecisionKind, it: &WireDecision) {
        let Some((_, wanted)) = FIELDS.iter().find(|(of, _)| *of == kind) else {
            return;
        };
        let there = [
            ("expires", &it.expires, "\"YYYY-MM-DD\""),
            ("due", &it.due, "\"YYYY-MM-DD\""),
            ("outcome", &it.outcome, "\"pass\" or \"fail\""),
        ];
        for ((name, there, example), wanted) in there.into_iter().zip(wanted) {
            match (there, wanted) {
                (None, Field::Needed) => {
                    let message = format!("`[[{}]]` needs `{name}`", kind.name());
                    self.wrong(&it.subject, &message, &format!("add {name} = {example}"));
                }
                (Some(at), Field::None) => {
                    let message = format!("`[[{}]]` has no `{name}`", kind.name());
                    self.wrong(at, &message, "docs/decisions.md says what each kind has");
                }
                _ => {}
            }
        }
    }

    fn decision(
        &mut self,
        kind: DecisionKind,
        spanned: &Spanned<WireDecision>,
    ) -> Option<Decision> {
        let it = spanned.get_ref();
        self.fields(kind, it);
        let subject = self.entity(&it.subject);
        let entity = it.entity.as_ref().map(|it| self.entity(it));
        let principal = it.principal.as_ref().map(|it| self.entity(it));
        if it.finding.is_none() && it.control.is_none() {
            self.wrong(
                &it.subject,
                "the decision names neither a finding nor a control",
                "add `finding`, or `control` and `entity`; `passmuster decide` writes them",
            );
        }
        let finding = it.finding.as_ref();
        let finding = finding.map(|it| self.digest(it, "a finding's fingerprint"));
        let evidence = self.digest(&it.evidence, "a digest of evidence");
        let control = it.control.as_ref().map(|it| self.words(it, NAME));
        let reason = self.words(&it.reason, REASON);
        let owner = self.words(&it.owner, NAME);
        let approver = self.words(&it.approver, NAME);
        let decided = self.date(&it.decided);
        let end = it.expires.as_ref().or(it.due.as_ref());
        let until = end.map(|at| (at, self.date(at)));
        if let (Some((at, Some(until))), Some(decided)) = (until, decided)
            && until < decided
        {
            let message = format!("{until} is before {decided}, when it was decided");
            self.wrong(at, &message, "write a later date");
        }
        let outcome = it.outcome.as_ref().and_then(|at| {
            let known = [Reported::Pass, Reported::Fail];
            let found = known.into_iter().find(|it| it.name() == at.get_ref());
            if found.is_none() {
                let message = format!("`{}` is no answer of a review", cut(at.get_ref()));
                self.wrong(at, &message, "write pass or fail");
            }
            found
        });
        // What cannot be read is a problem, which is said; it is never left out.
        let line = self
            .source
            .location(spanned.span().start + self.source.bom())
            .line;
        Some(Decision {
            kind,
            subject: subject?,
            finding,
            control,
            entity: entity.flatten(),
            principal: principal.flatten(),
            reason,
            owner,
            approver,
            decided: decided?,
            until: until.and_then(|it| it.1),
            outcome,
            evidence,
            place: format!("{}:{line}", self.source.path()),
            line,
        })
    }

    fn entity(&mut self, text: &Spanned<String>) -> Option<EntityId> {
        let entity = EntityId::from_text(text.get_ref());
        if entity.is_none() {
            let message = format!("`{}` is not an entity", cut(text.get_ref()));
            self.wrong(
                text,
                &message,
                "write it as the JSON output does: 'Vendor::\"Name\"'",
            );
        }
        entity
    }

    fn digest(&mut self, text: &Spanned<String>, what: &str) -> String {
        let digits = text.get_ref().as_str();
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if digits.len() != 64 || !digits.bytes().all(hex) {
            let message = format!("not {what}: expected 64 hexadecimal digits");
            self.wrong(
                text,
                &message,
                "`passmuster decide` writes it from the JSON output of a run",
            );
        }
        digits.to_owned()
    }

    fn words(&mut self, text: &Spanned<String>, most: usize) -> String {
        let words = text.get_ref().trim();
        if is_placeholder(words) {
            self.wrong(text, "this says nothing", "say who or why, in words");
        } else if words.chars().count() > most {
            let message = format!("longer than {most} characters");
            self.wrong(
                text,
                &message,
                "shorten it, and name the file that has the rest",
            );
        }
        words.to_owned()
    }

    fn date(&mut self, text: &Spanned<String>) -> Option<civil::Date> {
        let date = parse_date(text.get_ref()).filter(|it| it.to_string() == *text.get_ref());
        if date.is_none() {
            let message = format!("`{}` is not a date", cut(text.get_ref()));
            self.wrong(text, &message, "write it as YYYY-MM-DD");
        }
        date
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}
