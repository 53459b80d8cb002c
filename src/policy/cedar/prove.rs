//! Proofs about controls by Cedar's symbolic compiler and the `cvc5` program (SEMANTICS.md,
//! section 5).
//!
//! The solver is asked about the three-valued reading itself and not about Cedar's answer, which
//! says less: a control *accepts* where it is known not to apply or known to be satisfied. That is
//! written as a Cedar condition, each atom behind the presence of what it reads and only in the
//! directions in which it is definite; the question is whether whatever the overlay's control
//! accepts the base's accepts too, so that where the one passes or does not apply, so does the other.
//!
//! It holds for minimums of worth too, where the overlay's is at least the base's: what is definite
//! over the facts that reach the higher minimum stays so over those that reach the lower one and
//! over all (law L2). It holds for contradictions up to the bound on readings (64): each reading of
//! what the base reads is part of a reading of what both read. Beyond it a control is
//! `insufficient`, and an overlay that reads fewer attributes could pass where the base reads too
//! many contradictory ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use cedar_policy::{EntityTypeName, EvalResult, Policy, RequestEnv};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, Env};

use super::{Compiled, schema};
use crate::fact::vocabulary::{self, Derived, RISK_TIERS, Type};
use crate::fact::{EntityKind, Key};
use crate::policy::clause::{Atom, Formula, Test, Var};

/// Steps that the solver may take for one question. It counts steps and not time, so that the
/// answer is the same on every machine.
const STEPS: u64 = 20_000_000;
/// Longest time for one question: a backstop; where it is hit the answer is "could not tell".
const PATIENCE: Duration = Duration::from_secs(120);
/// Largest condition that is asked about, in bytes of Cedar.
const CONDITION_BYTES: usize = 64 * 1024;
/// Longest text of a solver's error that is told.
const ERROR_CHARS: usize = 300;

/// What the solver said of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It holds for every request.
    Holds,
    /// It does not, and here is where; without, where the question has no such example.
    Refuted(Option<Box<Example>>),
    /// It could not tell, and why. Never a proof.
    Unknown(String),
}

/// A request that refutes, as what a reviewer and a dossier say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// The action.
    pub action: String,
    /// The review date, `YYYY-MM-DD`.
    pub as_of: String,
    /// The risk tier.
    pub risk_tier: String,
    /// The sector, if the reviewer says.
    pub sector: Option<String>,
    /// The jurisdictions, if the reviewer says.
    pub jurisdictions: Option<Vec<String>>,
    /// How exposed the principal is, if the reviewer says.
    pub exposure: Option<String>,
    /// What is said of the resource: attribute or question → values.
    pub facts: BTreeMap<String, Vec<String>>,
}

/// The solver: the `cvc5` program, run beside this one.
#[derive(Debug)]
pub struct Solver {
    program: PathBuf,
    runtime: tokio::runtime::Runtime,
    compiler: Option<CedarSymCompiler<LocalSolver>>,
}

impl Solver {
    /// Starts the program once, to see that it is there.
    ///
    /// # Errors
    /// A sentence, if it cannot be started or is another program.
    pub fn new(program: &Path) -> Result<Self, String> {
        let shown = program.display();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("no runtime for the solver: {error}"))?;
        let output = runtime
            .block_on(async {
                let mut command = tokio::process::Command::new(program);
                command.arg("--version").output().await
            })
            .map_err(|error| format!("the solver `{shown}` cannot be started: {error}"))?;
        if !String::from_utf8_lossy(&output.stdout).contains("cvc5") {
            return Err(format!("`{shown}` is not cvc5"));
        }
        Ok(Self {
            program: program.to_owned(),
            runtime,
            compiler: None,
        })
    }

    /// Whether the base's control accepts whatever all of `overlay` accept. Where it does not, the
    /// example is one that the base refuses outright, if there is one.
    pub fn at_least_as_strict(&mut self, base: &Compiled, overlay: &[&Compiled]) -> Answer {
        let reads = reads(base, overlay);
        let answer = self.weigh(base, overlay, &reads, Ask::ACCEPTS);
        if let Answer::Refuted(_) = answer {
            for ask in Ask::EXAMPLES {
                let better = self.weigh(base, overlay, &reads, *ask);
                if let Answer::Refuted(_) = better {
                    return better;
                }
            }
        }
        answer
    }

    /// Whether what the overlay accepts is never refused outright, or always accepted.
    fn weigh(&mut self, base: &Compiled, overlay: &[&Compiled], reads: &Reads, ask: Ask) -> Answer {
        let accepted = overlay.iter().map(|control| accepts(control));
        let new = Condition::all(
            assumptions(base.resource, reads, ask.plausible)
                .into_iter()
                .map(Condition::Leaf)
                .chain(accepted),
        );
        let old = if ask.outright {
            refuses(base)
        } else {
            accepts(base)
        };
        let answer = policy(base, &new).and_then(|new| {
            let old = policy(base, &old)?;
            let env = environment(base)?;
            self.ask(async |compiler| {
                let schema = schema()?;
                let compiled = |it| CompiledPolicy::compile(it, &env, schema).map_err(sentence);
                let (new, old) = (compiled(&new)?, compiled(&old)?);
                let found = if ask.outright {
                    compiler
                        .check_matches_disjoint_with_counterexample_opt(&new, &old)
                        .await
                } else {
                    compiler
                        .check_matches_implies_with_counterexample_opt(&new, &old)
                        .await
                };
                found.map_err(sentence)
            })
        });
        match answer {
            Ok(None) => Answer::Holds,
            Ok(Some(found)) => Answer::Refuted(Some(Box::new(example(&found, base, reads)))),
            Err(error) => Answer::Unknown(error),
        }
    }

    /// Whether Cedar never errs on the control.
    pub fn never_errs(&mut self, control: &Compiled) -> Answer {
        let policy = control.control.clone();
        self.about(control, &policy, async |compiler, policy| {
            compiler.check_never_errors_opt(policy).await
        })
    }

    /// Whether the control can fail at all: one that cannot demands nothing.
    pub fn can_fail(&mut self, control: &Compiled) -> Answer {
        self.possible(control, &refuses(control))
    }

    /// Whether the control can accept anything: one that cannot makes every proof hollow.
    pub fn can_accept(&mut self, control: &Compiled) -> Answer {
        self.possible(control, &accepts(control))
    }

    fn possible(&mut self, control: &Compiled, condition: &Condition) -> Answer {
        let reads = reads(control, &[]);
        let assumed = assumptions(control.resource, &reads, false);
        let whole = Condition::all(
            assumed
                .into_iter()
                .map(Condition::Leaf)
                .chain([condition.clone()]),
        );
        match policy(control, &whole) {
            Err(error) => Answer::Unknown(error),
            Ok(policy) => {
                let never = self.about(control, &policy, async |compiler, policy| {
                    compiler.check_never_matches_opt(policy).await
                });
                match never {
                    Answer::Holds => Answer::Refuted(None),
                    Answer::Refuted(_) => Answer::Holds,
                    unknown => unknown,
                }
            }
        }
    }

    /// A yes-or-no question about a policy for the requests of a control.
    fn about(
        &mut self,
        control: &Compiled,
        policy: &Policy,
        question: impl AsyncFn(
            &mut CedarSymCompiler<LocalSolver>,
            &CompiledPolicy,
        ) -> Result<bool, cedar_policy_symcc::err::Error>,
    ) -> Answer {
        let answer = environment(control).and_then(|env| {
            self.ask(async |compiler| {
                let policy = CompiledPolicy::compile(policy, &env, schema()?).map_err(sentence)?;
                question(compiler, &policy).await.map_err(sentence)
            })
        });
        match answer {
            Ok(true) => Answer::Holds,
            Ok(false) => Answer::Refuted(None),
            Err(error) => Answer::Unknown(error),
        }
    }

    /// Asks the solver. After any error the next question gets a new one.
    fn ask<T>(
        &mut self,
        question: impl AsyncFnOnce(&mut CedarSymCompiler<LocalSolver>) -> Result<T, String>,
    ) -> Result<T, String> {
        let program = self.program.clone();
        let compiler = &mut self.compiler;
        let answer = self.runtime.block_on(async {
            let mut ready = match compiler.take() {
                Some(ready) => ready,
                None => started(&program)?,
            };
            let answer = tokio::time::timeout(PATIENCE, question(&mut ready))
                .await
                .map_err(|_| "the solver took too long".to_owned())
                .and_then(|answer| answer);
            if answer.is_ok() {
                *compiler = Some(ready);
            }
            answer
        });
        answer.map_err(|error| error.chars().take(ERROR_CHARS).collect())
    }
}

fn started(program: &Path) -> Result<CedarSymCompiler<LocalSolver>, String> {
    let mut command = tokio::process::Command::new(program);
    command
        .args(["--lang", "smt", "--strings-exp"])
        .arg(format!("--rlimit-per={STEPS}"))
        .kill_on_drop(true);
    let solver = LocalSolver::from_command(&mut command)
        .map_err(|error| format!("the solver cannot be started: {error}"))?;
    CedarSymCompiler::new(solver).map_err(sentence)
}

fn sentence(error: impl std::error::Error) -> String {
    super::miette_text(&error)
}

/// The kind of request that a control is about. The actions are alike: each has the same context,
/// and no clause can name one.
fn environment(control: &Compiled) -> Result<RequestEnv, String> {
    let kind =
        |kind: EntityKind| EntityTypeName::from_str(kind.name()).map_err(|error| error.to_string());
    let action = vocabulary::ACTIONS.first().copied().unwrap_or_default();
    Ok(RequestEnv::new(
        kind(control.principal)?,
        super::action_uid(action)?,
        kind(control.resource)?,
    ))
}

/// A condition in Cedar's words, flat: Cedar's parser recurses over brackets.
#[derive(Debug, Clone, PartialEq)]
enum Condition {
    Constant(bool),
    Leaf(String),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    fn all(parts: impl IntoIterator<Item = Condition>) -> Self {
        let mut found = Vec::new();
        for part in parts {
            match part {
                Self::Constant(true) => {}
                Self::Constant(false) => return part,
                Self::All(inner) => found.extend(inner),
                other => found.push(other),
            }
        }
        match found.len() {
            0 => Self::Constant(true),
            1 => found.remove(0),
            _ => Self::All(found),
        }
    }

    fn any(parts: impl IntoIterator<Item = Condition>) -> Self {
        let mut found = Vec::new();
        for part in parts {
            match part {
                Self::Constant(false) => {}
                Self::Constant(true) => return part,
                Self::Any(inner) => found.extend(inner),
                other => found.push(other),
            }
        }
        match found.len() {
            0 => Self::Constant(false),
            1 => found.remove(0),
            _ => Self::Any(found),
        }
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Constant(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Leaf(leaf) => text.push_str(&format!("({leaf})")),
            Self::All(parts) | Self::Any(parts) => {
                let between = if matches!(self, Self::All(_)) {
                    " && "
                } else {
                    " || "
                };
                text.push('(');
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        text.push_str(between);
                    }
                    part.write(text);
                    // `if` can make a condition three times as long at each level.
                    if text.len() > CONDITION_BYTES {
                        return;
                    }
                }
                text.push(')');
            }
        }
    }
}

/// Where the control is known not to apply or known to be satisfied (SEMANTICS.md, section 1).
fn accepts(control: &Compiled) -> Condition {
    let known = |formula, wanted| known(formula, wanted, &control.atoms);
    Condition::any([
        known(&control.applies, false),
        match &control.satisfies {
            Some(formula) => known(formula, true),
            None => Condition::Constant(false),
        },
    ])
}

/// Where the control is known to apply and known not to be satisfied.
fn refuses(control: &Compiled) -> Condition {
    let known = |formula, wanted| known(formula, wanted, &control.atoms);
    Condition::all([
        known(&control.applies, true),
        match &control.satisfies {
            Some(formula) => known(formula, false),
            None => Condition::Constant(true),
        },
    ])
}

/// Where a formula is known to have a value.
fn known(formula: &Formula, wanted: bool, atoms: &[Atom]) -> Condition {
    let of = |formula: &Formula, wanted| known(formula, wanted, atoms);
    match formula {
        Formula::Constant(value) => Condition::Constant(*value == wanted),
        Formula::Atom(index) => atoms
            .get(*index)
            .map_or(Condition::Constant(false), |atom| definite(atom, wanted)),
        Formula::Not(inner) => of(inner, !wanted),
        Formula::And(a, b) if wanted => Condition::all([of(a, true), of(b, true)]),
        Formula::And(a, b) => Condition::any([of(a, false), of(b, false)]),
        Formula::Or(a, b) if wanted => Condition::any([of(a, true), of(b, true)]),
        Formula::Or(a, b) => Condition::all([of(a, false), of(b, false)]),
        Formula::If(c, t, e) => Condition::any([
            Condition::all([of(c, true), of(t, wanted)]),
            Condition::all([of(c, false), of(e, wanted)]),
            Condition::all([of(t, wanted), of(e, wanted)]),
        ]),
    }
}

/// Where an atom is known to have a value: what it reads is there, and Cedar's value is definite.
fn definite(atom: &Atom, wanted: bool) -> Condition {
    if !atom.can_be(wanted) {
        return Condition::Constant(false);
    }
    let there = atom.reads.iter().filter_map(|read| match read.var {
        Var::Context => ["sector", "jurisdictions"]
            .contains(&read.name.as_str())
            .then(|| format!("context has {}", read.name)),
        Var::Principal => (read.name == "exposure").then(|| format!("principal has {}", read.name)),
        Var::Resource => match &read.key {
            Some(Key::Answer(question)) => Some(format!("resource.hasTag({})", quoted(question))),
            _ => (!read.attribute.is_some_and(|it| it.host) && read.name != "name")
                .then(|| format!("resource has {}", read.name)),
        },
    });
    // The presence of a host-made attribute is not in doubt, and absence is what `has` asks.
    let guards: Vec<String> = match atom.test {
        Test::Has if !wanted => Vec::new(),
        _ => there.collect(),
    };
    let value = if wanted {
        atom.text.clone()
    } else {
        format!("!({})", atom.text)
    };
    Condition::all(guards.into_iter().chain([value]).map(Condition::Leaf))
}

/// A condition as a policy for the requests of a control.
fn policy(control: &Compiled, condition: &Condition) -> Result<Policy, String> {
    let mut text = String::new();
    condition.write(&mut text);
    if text.len() > CONDITION_BYTES {
        return Err(format!(
            "the control is too large to be proven: its condition has more than {CONDITION_BYTES} bytes"
        ));
    }
    let text = format!(
        "permit (principal is {}, action, resource is {}) when {{ {text} }};",
        control.principal.name(),
        control.resource.name()
    );
    Policy::from_str(&text).map_err(|error| error.to_string())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug())
}

/// What a control reads: whose attribute, and its name.
type Reads = BTreeSet<(Var, String)>;

fn reads_of(controls: &[&Compiled]) -> Reads {
    controls
        .iter()
        .flat_map(|control| &control.atoms)
        .flat_map(|atom| &atom.reads)
        .map(|read| {
            let name = match &read.key {
                Some(Key::Answer(question)) => question.clone(),
                _ => read.name.clone(),
            };
            (read.var, name)
        })
        .collect()
}

fn reads(base: &Compiled, overlay: &[&Compiled]) -> Reads {
    let mut all = reads_of(overlay);
    all.extend(reads_of(&[base]));
    all
}

/// What is asked about the base's control.
#[derive(Debug, Clone, Copy)]
struct Ask {
    /// Whether it never refuses outright; else whether it always accepts.
    outright: bool,
    /// Whether only values are looked at that a reader would believe. Never for a proof.
    plausible: bool,
}

impl Ask {
    /// The question of a proof.
    const ACCEPTS: Self = Self {
        outright: false,
        plausible: false,
    };
    /// The questions that give a better example, best first.
    const EXAMPLES: &'static [Self] = &[
        Self {
            outright: true,
            plausible: true,
        },
        Self {
            outright: false,
            plausible: true,
        },
        Self {
            outright: true,
            plausible: false,
        },
    ];
}

/// Conditions that every real request meets; where `plausible`, also what keeps an example to what
/// a document would state.
fn assumptions(resource: EntityKind, reads: &Reads, plausible: bool) -> Vec<String> {
    let words = |words: &mut dyn Iterator<Item = &str>| {
        let words: Vec<String> = words.map(quoted).collect();
        format!("[{}]", words.join(", "))
    };
    let mut found = Vec::new();
    for (var, name) in reads {
        match (var, name.as_str(), vocabulary::attribute(name)) {
            (Var::Context, "risk_tier", _) => found.push(format!(
                "{}.contains(context.risk_tier)",
                words(&mut RISK_TIERS.iter().copied())
            )),
            (Var::Context, "as_of", _) if plausible => found.push(
                "context.as_of >= datetime(\"1990-01-01\") && context.as_of < datetime(\"2200-01-01\")"
                    .to_owned(),
            ),
            (Var::Resource, _, Some(it)) => {
                let one_of = |words: String| format!("{words}.contains(resource.{name})");
                let known = || words(&mut it.values.iter().map(|(word, _)| *word));
                let value = match it.kind {
                    // Where no person decided, the outcome is what the check reported.
                    _ if plausible && resource == EntityKind::Finding && name == "reported" => {
                        "if resource has outcome then resource.reported == resource.outcome else [\"insufficient\", \"needs-review\"].contains(resource.reported)".to_owned()
                    }
                    Type::Count if plausible && matches!(it.derived, Some(Derived::Until(_))) => {
                        format!("resource.{name} >= -36500 && resource.{name} <= 36500")
                    }
                    Type::Count if plausible => {
                        format!("resource.{name} >= 0 && resource.{name} <= 36500")
                    }
                    Type::Decimal if plausible => format!(
                        "resource.{name}.greaterThanOrEqual(decimal(\"0.0\")) && resource.{name}.lessThanOrEqual(decimal(\"1000.0\"))"
                    ),
                    Type::Address if plausible => {
                        format!("resource.{name} like \"https://example.com/*\"")
                    }
                    _ if resource == EntityKind::Finding && name == "outcome" => {
                        one_of("[\"pass\", \"fail\"]".to_owned())
                    }
                    Type::Count if it.host || matches!(it.derived, Some(Derived::Age(_))) => {
                        format!("resource.{name} >= 0")
                    }
                    // Placeholders, nothing at all among them, are never facts.
                    Type::Text | Type::License if !it.host => format!("resource.{name} != \"\""),
                    Type::Open if !it.values.is_empty() => {
                        format!("{}.containsAll(resource.{name})", known())
                    }
                    _ => continue,
                };
                found.push(if it.host {
                    value
                } else {
                    format!("if resource has {name} then {value} else true")
                });
            }
            (Var::Resource, question, None) if plausible && question.contains(':') => {
                let tag = quoted(question);
                found.push(format!(
                    "if resource.hasTag({tag}) then [\"yes\", \"no\"].contains(resource.getTag({tag})) else true"
                ));
            }
            _ => {}
        }
    }
    found
}

/// What a solver's request says, as far as the controls read it.
fn example(found: &Env, base: &Compiled, reads: &Reads) -> Example {
    let action = base.actions.first().map(String::as_str);
    let mut example = Example {
        action: action
            .or(vocabulary::ACTIONS.first().copied())
            .unwrap_or_default()
            .to_owned(),
        as_of: "2026-11-01".to_owned(),
        risk_tier: "high".to_owned(),
        ..Example::default()
    };
    let context = found.request.context();
    let principal = found
        .request
        .principal()
        .and_then(|it| found.entities.get(it));
    let resource = found
        .request
        .resource()
        .and_then(|it| found.entities.get(it));
    let word = |value: Option<&EvalResult>| value.map(texts).and_then(|it| it.into_iter().next());
    let of_context = |name: &str| context.and_then(|it| it.get(name));
    for (var, name) in reads {
        match (var, name.as_str()) {
            (Var::Context, "as_of") => {
                if let Some(date) = word(of_context(name).as_ref()) {
                    example.as_of = date;
                }
            }
            (Var::Context, "risk_tier") => {
                if let Some(tier) = word(of_context(name).as_ref()) {
                    example.risk_tier = tier;
                }
            }
            (Var::Context, "sector") => example.sector = word(of_context(name).as_ref()),
            (Var::Context, "jurisdictions") => {
                example.jurisdictions = of_context(name).as_ref().map(texts);
            }
            (Var::Context, _) => {}
            (Var::Principal, "exposure") => {
                let value = principal.and_then(|it| it.attr(name)).and_then(Result::ok);
                example.exposure = word(value.as_ref());
            }
            (Var::Principal, _) => {}
            (Var::Resource, question) if question.contains(':') => {
                let value = resource
                    .and_then(|it| it.tag(question))
                    .and_then(Result::ok);
                if let Some(value) = value {
                    example.facts.insert(name.clone(), texts(&value));
                }
            }
            (Var::Resource, _) => {
                let value = resource.and_then(|it| it.attr(name)).and_then(Result::ok);
                if let Some(value) = value {
                    example.facts.insert(name.clone(), texts(&value));
                }
            }
        }
    }
    example
}

/// A value as the texts that a document would state.
fn texts(value: &EvalResult) -> Vec<String> {
    match value {
        EvalResult::Bool(value) => vec![value.to_string()],
        EvalResult::Long(value) => vec![value.to_string()],
        EvalResult::String(text) => vec![text.clone()],
        EvalResult::Set(members) => members.iter().flat_map(texts).collect(),
        // `decimal("1.5")`, `datetime("2026-11-01T00:00:00.000Z")`, perhaps with an offset.
        EvalResult::ExtensionValue(text) => vec![extension(text)],
        EvalResult::EntityUid(uid) => vec![uid.to_string()],
        EvalResult::Record(_) => Vec::new(),
    }
}

fn extension(text: &str) -> String {
    let quoted = |text: &str| text.split('"').nth(1).map(ToOwned::to_owned);
    let Some(value) = quoted(text) else {
        return text.to_owned();
    };
    let date: String = value.chars().take(10).collect();
    let Ok(date) = date.parse::<jiff::civil::Date>() else {
        return value;
    };
    // An offset of a duration in milliseconds moves the date.
    let moved = text
        .split("duration(\"")
        .nth(1)
        .and_then(|it| it.split("ms").next())
        .and_then(|it| it.parse::<i64>().ok())
        .map(|it| it.div_euclid(86_400_000))
        .and_then(|days| jiff::Span::new().try_days(days).ok())
        .and_then(|days| date.checked_add(days).ok());
    moved.unwrap_or(date).to_string()
}
