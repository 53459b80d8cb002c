//! One control: a Cedar `forbid` with its annotations, checked.

use super::cedar;
use super::citation::Register;
use super::clause::Formula;
use crate::fact::{Backing, EntityKind, Strength, Worth, parse_date};
use crate::finding::{Enforcement, Severity};
use crate::problem::{Problem, nearest};
use crate::source::{SourceFile, Span};

/// What a control says where nothing of its resource's kind is tied to the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenNone {
    /// Evidence is missing: the default.
    Insufficient,
    /// It does not apply.
    NotApplicable,
}

/// What a control rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The coalition's own norm: applies always.
    Coalition,
    /// Law alone: applies only while what it cites is in force.
    Law,
}

/// One control: a Cedar `forbid` with its annotations.
#[derive(Debug, Clone)]
pub struct Control {
    /// `@id`: stable for ever.
    pub id: String,
    /// `@title`: the sentence that holds when it passes.
    pub title: String,
    /// `@area`.
    pub area: String,
    /// The comment above it, after `Why:`.
    pub why: String,
    /// `@severity`.
    pub severity: Severity,
    /// `@enforcement`.
    pub enforcement: Enforcement,
    /// `@strength` and `@backing`: what helps must be worth at least this.
    pub minimum: Worth,
    /// `@cites`: ids of the register.
    pub cites: Vec<String>,
    /// `@remediation`.
    pub remediation: String,
    /// `@since`: the pack version that brought it.
    pub since: String,
    /// `@effective`: advisory before this date.
    pub effective: Option<jiff::civil::Date>,
    /// `@when_none`.
    pub when_none: WhenNone,
    /// `@check`: asked for each finding of this check.
    pub check: Option<String>,
    /// `@basis`.
    pub basis: Basis,
    /// `@waivable`.
    pub waivable: bool,
    /// `@replaces`: the control of the extended pack in whose place it stands, with others.
    pub replaces: Option<String>,
    /// The file, inside the pack.
    pub file: String,
    /// The 1-based line of the policy.
    pub line: usize,
    /// Where the policy's text stands in the file.
    pub span: Span,
    /// The policy's text without the comment.
    pub text: String,
    /// Scope and clauses.
    pub compiled: cedar::Compiled,
}

impl Control {
    /// Whether something that is stated can make it fail. One that only asks that something is there
    /// cannot: absence is unknown.
    pub fn can_fail(&self) -> bool {
        let atoms = &self.compiled.atoms;
        self.compiled.applies != Formula::Constant(false)
            && match &self.compiled.satisfies {
                Some(formula) => formula.can_be(false, atoms),
                None => self.compiled.applies.can_be(true, atoms),
            }
    }
}

/// The annotations that every control has.
const REQUIRED: &[&str] = &[
    "id",
    "title",
    "area",
    "severity",
    "enforcement",
    "remediation",
    "since",
];
/// The lint of annotations that are missing, unknown or have an unknown word.
const ANNOTATION: &str = "PL-ANNOTATION";

/// The annotations that a control may have.
const OPTIONAL: &[&str] = &[
    "strength",
    "backing",
    "cites",
    "effective",
    "when_none",
    "check",
    "basis",
    "waivable",
    "replaces",
];

/// What one file of controls says. Only where there are no problems may it be used for more than
/// finding further ones.
#[derive(Default)]
pub(super) struct FileControls {
    /// The controls whose scope and clauses are known.
    pub(super) controls: Vec<Control>,
    /// What opens actions.
    pub(super) permits: Vec<cedar::Parsed>,
    /// Every problem, with its place.
    pub(super) problems: Vec<Problem>,
    /// Whether some control of the file is not among `controls`.
    pub(super) partial: bool,
}

impl FileControls {
    /// A file of which nothing is known.
    pub(super) fn unread(problems: Vec<Problem>) -> Self {
        Self {
            problems,
            partial: true,
            ..Self::default()
        }
    }
}

/// Parses and checks one file of controls.
pub(super) fn parse(source: &SourceFile, path: &str, register: &Register) -> FileControls {
    let text = match source.text() {
        Ok(text) => text,
        Err(error) => {
            return FileControls::unread(vec![Problem::file(source.path(), error.to_string())]);
        }
    };
    if let Some(problem) = cedar::too_deep(source, text) {
        return FileControls::unread(vec![problem]);
    }
    let parsed = match cedar::parse(source, text) {
        Ok(parsed) => parsed,
        Err(problems) => return FileControls::unread(problems),
    };
    let mut file = FileControls::default();
    // Of a control that does not compile, Cedar's own findings would repeat ours in other words.
    let mut sound: Vec<&cedar::Parsed> = Vec::new();
    for policy in &parsed {
        if policy.permit {
            sound.push(policy);
            continue;
        }
        let (control, problems) = control(source, path, text, policy, register);
        file.problems.extend(problems);
        match control {
            Some(control) => {
                sound.push(policy);
                file.controls.push(control);
            }
            None => file.partial = true,
        }
    }
    file.problems.extend(cedar::validate(source, text, &sound));
    file.permits = parsed.into_iter().filter(|policy| policy.permit).collect();
    file
}

struct Annotations<'a> {
    source: &'a SourceFile,
    policy: &'a cedar::Parsed,
    shown: String,
    problems: Vec<Problem>,
}

impl Annotations<'_> {
    fn wrong(&mut self, lint: &'static str, message: &str, help: String) {
        let message = format!("`{}`: {message}", self.shown);
        self.problems.push(
            Problem::at(self.source, self.policy.span, message)
                .help(help)
                .lint(lint),
        );
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.policy.annotations.get(name).map(|value| value.trim())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The number of an annotation's word among those that it may have.
    fn word(&mut self, name: &str, words: &[&str]) -> Option<usize> {
        let value = self.get(name)?.to_owned();
        let found = words.iter().position(|word| *word == value);
        if found.is_none() {
            self.wrong(
                ANNOTATION,
                &format!("`@{name}(\"{value}\")` is not known"),
                format!("the words are {}", words.join(", ")),
            );
        }
        found
    }

    fn names(&mut self) {
        for name in REQUIRED {
            if self.get(name).is_none_or(str::is_empty) {
                self.wrong(
                    ANNOTATION,
                    &format!("the annotation `@{name}` is missing"),
                    format!("write `@{name}(\"…\")` above `forbid`"),
                );
            }
        }
        let known = || REQUIRED.iter().chain(OPTIONAL).copied();
        for name in self.policy.annotations.keys() {
            if !known().any(|it| it == name) {
                let help = match nearest(name, known()) {
                    Some(near) => format!("did you mean `@{near}`?"),
                    None => format!(
                        "the annotations are {}",
                        known().collect::<Vec<_>>().join(", ")
                    ),
                };
                self.wrong(ANNOTATION, &format!("unknown annotation `@{name}`"), help);
            }
        }
    }

    fn cites(&mut self, register: &Register) -> Vec<String> {
        let cites: Vec<String> = self
            .text("cites")
            .split(';')
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty())
            .collect();
        for id in &cites {
            if register.get(id).is_none() {
                let help = match nearest(id, register.ids()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "add a `[[citation]]` with this id".to_owned(),
                };
                self.wrong(
                    "PL-CITE",
                    &format!("cites `{id}`, which is not in `citations.toml`"),
                    help,
                );
            }
        }
        cites
    }
}

fn control(
    source: &SourceFile,
    path: &str,
    text: &str,
    policy: &cedar::Parsed,
    register: &Register,
) -> (Option<Control>, Vec<Problem>) {
    let mut read = Annotations {
        source,
        policy,
        shown: policy
            .annotations
            .get("id")
            .filter(|id| !id.trim().is_empty())
            .cloned()
            .unwrap_or_else(|| "a control without an id".to_owned()),
        problems: Vec::new(),
    };
    read.names();
    let severities: Vec<&str> = Severity::ALL.iter().map(|it| it.name()).collect();
    let strengths: Vec<&str> = Strength::ALL.iter().map(|it| it.name()).collect();
    let backings: Vec<&str> = Backing::ALL.iter().map(|it| it.name()).collect();
    let severity = read.word("severity", &severities);
    let enforcement = read.word("enforcement", &["mandatory", "advisory"]);
    let strength = read.word("strength", &strengths);
    let backing = read.word("backing", &backings);
    let when_none = read.word("when_none", &["insufficient", "not-applicable"]);
    let basis = read.word("basis", &["coalition", "law"]);
    let waivable = read.word("waivable", &["true", "false"]);
    let effective = read
        .get("effective")
        .map(|value| (value.to_owned(), parse_date(value)));
    if let Some((value, None)) = &effective {
        read.wrong(
            ANNOTATION,
            &format!("`@effective(\"{value}\")` is not a date"),
            "write it as YYYY-MM-DD".to_owned(),
        );
    }
    let cites = read.cites(register);
    if basis == Some(1) && cites.is_empty() {
        read.wrong(
            "PL-CITE",
            "`@basis(\"law\")` without `@cites`",
            "name the law that it rests on".to_owned(),
        );
    }
    let why = comment_above(text, policy.span.start - source.bom());
    if why.is_empty() {
        read.wrong(
            "PL-WHY",
            "no comment above it says why it exists",
            "write `// Why: …` above the annotations".to_owned(),
        );
    }
    let compiled = cedar::compile(source, policy, &read.shown)
        .map_err(|found| read.problems.extend(found))
        .ok();
    if let (Some(compiled), Some(_)) = (&compiled, read.get("check"))
        && compiled.resource != EntityKind::Finding
    {
        read.wrong(
            ANNOTATION,
            "`@check` is asked for findings, but the resource is another",
            "write `resource is Finding`".to_owned(),
        );
    }
    let severity = severity.and_then(|at| Severity::ALL.get(at).copied());
    let Some(compiled) = compiled else {
        return (None, read.problems);
    };
    let control = Control {
        id: read.shown.clone(),
        title: read.text("title"),
        area: read.text("area"),
        why,
        // A missing word is a problem, with which the pack does not load.
        severity: severity.unwrap_or(Severity::Critical),
        enforcement: if enforcement == Some(1) {
            Enforcement::Advisory
        } else {
            Enforcement::Mandatory
        },
        minimum: Worth {
            strength: strength
                .and_then(|at| Strength::ALL.get(at).copied())
                .unwrap_or(Strength::Stated),
            backing: backing
                .and_then(|at| Backing::ALL.get(at).copied())
                .unwrap_or(Backing::None),
        },
        cites,
        remediation: read.text("remediation"),
        since: read.text("since"),
        effective: effective.and_then(|(_, date)| date),
        when_none: if when_none == Some(1) {
            WhenNone::NotApplicable
        } else {
            WhenNone::Insufficient
        },
        check: read.get("check").map(ToOwned::to_owned),
        basis: if basis == Some(1) {
            Basis::Law
        } else {
            Basis::Coalition
        },
        waivable: waivable != Some(1),
        replaces: read.get("replaces").map(ToOwned::to_owned),
        file: path.to_owned(),
        line: source.location(policy.span.start).line,
        span: policy.span,
        text: policy.text.clone(),
        compiled,
    };
    (Some(control), read.problems)
}

/// The comment lines right above an offset, joined, without `Why:`.
fn comment_above(text: &str, offset: usize) -> String {
    let above = text.get(..offset).unwrap_or_default();
    let mut lines: Vec<&str> = above
        .lines()
        .rev()
        .skip_while(|line| line.trim().is_empty())
        .take_while(|line| line.trim_start().starts_with("//"))
        .map(|line| line.trim_start().trim_start_matches('/').trim())
        .collect();
    lines.reverse();
    let joined = lines.join(" ");
    joined
        .strip_prefix("Why:")
        .unwrap_or(&joined)
        .trim()
        .to_owned()
}
