//! A control's parsed form as a formula over atoms, and the load checks that need the form
//! (SEMANTICS.md, section 1 "Atoms" and section 2 "Load checks").

use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, Expr, Literal, PatternElem, PrincipalConstraint,
    ResourceConstraint, Template, UnaryOp, Var as CedarVar,
};

use super::{PROBLEMS, Parsed};
use crate::fact::vocabulary::{self, RISK_TIERS, Type};
use crate::fact::{Attribute, EntityKind, Key};
use crate::policy::clause::{Atom, Comparison, Formula, Read, Test, Var};
use crate::problem::{Problem, nearest};
use crate::source::{SourceFile, Span};

/// What a control's form comes to.
pub(super) struct Walked {
    pub(super) principal: EntityKind,
    pub(super) resource: EntityKind,
    pub(super) actions: Vec<String>,
    pub(super) applies: Formula,
    pub(super) satisfies: Option<Formula>,
    pub(super) atoms: Vec<Atom>,
}

/// Kinds that a control's resource can have.
const RESOURCES: &[EntityKind] = &[
    EntityKind::Dossier,
    EntityKind::Document,
    EntityKind::Evaluation,
    EntityKind::Attestation,
    EntityKind::Dataset,
    EntityKind::Component,
    EntityKind::Finding,
];

/// Walks a control.
pub(super) fn walk(
    file: &SourceFile,
    parsed: &Parsed,
    id: &str,
    body: &Template,
) -> Result<Walked, Vec<Problem>> {
    let mut walk = Walk {
        file,
        parsed,
        id,
        principal: EntityKind::Model,
        resource: EntityKind::Dossier,
        atoms: Vec::new(),
        problems: Vec::new(),
    };
    let (principal, resource, actions) = walk.scope(body);
    walk.principal = principal;
    walk.resource = resource;
    if !walk.problems.is_empty() {
        return Err(walk.problems);
    }
    let mut applies = Formula::Constant(true);
    let mut satisfies = None;
    for clause in body.clauses() {
        match clause {
            Clause::When(expr) => {
                if satisfies.is_some() {
                    walk.problem("", "`when` must stand before `unless`", "move it up");
                }
                let formula = walk.formula(expr);
                applies = match applies {
                    Formula::Constant(true) => formula,
                    other => Formula::And(Box::new(other), Box::new(formula)),
                };
            }
            Clause::Unless(expr) => {
                if satisfies.is_some() {
                    walk.problem(
                        "",
                        "a second `unless` would be an alternative to the first, not one more demand",
                        "join the two by `&&`, or by `||` if an alternative is meant",
                    );
                }
                satisfies = Some(walk.formula(expr));
            }
        }
    }
    // A control that nothing can satisfy would only ever say insufficient or fail.
    let can_pass = match &satisfies {
        Some(formula) => formula.can_be(true, &walk.atoms),
        None => applies.can_be(false, &walk.atoms),
    };
    if walk.problems.is_empty() && !can_pass {
        walk.problem(
            if satisfies.is_some() {
                "unless"
            } else {
                "when"
            },
            "no evidence can ever satisfy this",
            "absence is unknown, and an open set may have more members: ask for a value \
             (`resource has x && resource.x == …`) instead of `!(resource has x)`, \
             `x.isEmpty()` or `!x.contains(…)`",
        );
        for problem in &mut walk.problems {
            problem.lint = "PL-NEVER-PASS";
        }
    }
    if walk.problems.is_empty() {
        Ok(Walked {
            principal,
            resource,
            actions,
            applies,
            satisfies,
            atoms: walk.atoms,
        })
    } else {
        Err(walk.problems)
    }
}

struct Walk<'a> {
    file: &'a SourceFile,
    parsed: &'a Parsed,
    id: &'a str,
    principal: EntityKind,
    resource: EntityKind,
    atoms: Vec<Atom>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    /// Reports a problem at the first place of the control where `needle` stands.
    fn problem(&mut self, needle: &str, message: &str, help: &str) {
        if self.problems.len() >= PROBLEMS {
            return;
        }
        let span = match self.parsed.text.find(needle) {
            Some(at) if !needle.is_empty() => {
                let start = self.parsed.span.start + at;
                Span::new(start, start + needle.len())
            }
            _ => self.parsed.span,
        };
        let problem = Problem::at(self.file, span, format!("`{}`: {message}", self.id))
            .help(help)
            .lint("PL-FORM");
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// The same for a word that the vocabulary does not have.
    fn unknown(&mut self, needle: &str, message: &str, help: &str) {
        let before = self.problems.len();
        self.problem(needle, message, help);
        for problem in self.problems.iter_mut().skip(before) {
            problem.lint = "PL-WORD";
        }
    }

    fn scope(&mut self, body: &Template) -> (EntityKind, EntityKind, Vec<String>) {
        if let PrincipalConstraint::Is(kind) = &body.principal {
            let known = EntityKind::PRINCIPALS.iter().map(|it| it.name());
            self.kind("principal", &kind.to_string(), known);
        }
        if let ResourceConstraint::Is(kind) = &body.resource {
            let known = RESOURCES.iter().map(|it| it.name());
            self.kind("resource", &kind.to_string(), known);
        }
        let principal = match &body.principal {
            PrincipalConstraint::Is(kind) => EntityKind::from_name(&kind.to_string()),
            _ => None,
        }
        .filter(|kind| kind.is_principal());
        if principal.is_none() && self.problems.is_empty() {
            self.problem(
                "principal",
                "the scope must name the kind of principal",
                "write `principal is Model` (or Vendor, Dataset, System); `in` and `==` on an entity would exempt by omission",
            );
        }
        let resource = match &body.resource {
            ResourceConstraint::Is(kind) => EntityKind::from_name(&kind.to_string()),
            _ => None,
        }
        .filter(|kind| RESOURCES.contains(kind));
        if resource.is_none() && !matches!(body.resource, ResourceConstraint::Is(_)) {
            self.problem(
                "resource",
                "the scope must name the kind of resource",
                "write `resource is Dossier` (or Document, Evaluation, Dataset, Component, Attestation, Finding)",
            );
        }
        let actions = match &body.action {
            ActionConstraint::Any => Vec::new(),
            ActionConstraint::Eq(action) => vec![action.eid.to_string()],
            ActionConstraint::In(actions) => actions
                .iter()
                .map(|action| action.eid.to_string())
                .collect(),
        };
        for action in &actions {
            if !vocabulary::ACTIONS.contains(&action.as_str()) {
                let known = vocabulary::ACTIONS.join(", ");
                let help = match nearest(action, vocabulary::ACTIONS.iter().copied()) {
                    Some(near) => format!("the actions are {known}; did you mean \"{near}\"?"),
                    None => format!("the actions are {known}"),
                };
                self.unknown(
                    &format!("\"{action}\""),
                    &format!("unknown action `{action}`"),
                    &help,
                );
            }
        }
        (
            principal.unwrap_or(EntityKind::Model),
            resource.unwrap_or(EntityKind::Dossier),
            actions,
        )
    }

    /// A kind that a scope names and that is none.
    fn kind<'k>(&mut self, of: &str, written: &str, known: impl Iterator<Item = &'k str> + Clone) {
        if known.clone().any(|it| it == written) {
            return;
        }
        let all = known.clone().collect::<Vec<_>>().join(", ");
        let help = match nearest(written, known) {
            Some(near) => format!("did you mean `{of} is {near}`?"),
            None => format!("the kinds of {of} are {all}"),
        };
        self.unknown(
            written,
            &format!("`{of} is {written}`: no control can ask that"),
            &help,
        );
    }

    fn formula(&mut self, expr: &Expr) -> Formula {
        match expr {
            Expr::Literal(Literal::Bool(value)) => Formula::Constant(*value),
            Expr::UnaryOp {
                op: UnaryOp::Not,
                expr,
            } => Formula::Not(Box::new(self.formula(expr))),
            Expr::BinaryOp {
                op: BinaryOp::And,
                left,
                right,
            } => Formula::And(Box::new(self.formula(left)), Box::new(self.formula(right))),
            Expr::BinaryOp {
                op: BinaryOp::Or,
                left,
                right,
            } => Formula::Or(Box::new(self.formula(left)), Box::new(self.formula(right))),
            Expr::IfThenElse {
                cond,
                then_expr,
                else_expr,
            } => Formula::If(
                Box::new(self.formula(cond)),
                Box::new(self.formula(then_expr)),
                Box::new(self.formula(else_expr)),
            ),
            atom => self.atom(atom),
        }
    }

    fn atom(&mut self, expr: &Expr) -> Formula {
        let text = expr.to_string();
        if let Some(index) = self.atoms.iter().position(|atom| atom.text == text) {
            return Formula::Atom(index);
        }
        let mut reads = Vec::new();
        self.reads(expr, true, &mut reads);
        let (definite_true, definite_false) = self.definite(expr, &reads);
        let test = self.test(expr);
        self.words(&reads, &test);
        self.atoms.push(Atom {
            text,
            reads,
            definite_true,
            definite_false,
            test,
        });
        Formula::Atom(self.atoms.len() - 1)
    }

    /// Collects what an atom reads, and refuses what an atom may not contain.
    fn reads(&mut self, expr: &Expr, top: bool, reads: &mut Vec<Read>) {
        match expr {
            Expr::Literal(Literal::EntityUID(_)) => self.problem(
                "::",
                "a condition cannot name an entity",
                "entities of a dossier have no names that a pack can know; compare an attribute",
            ),
            Expr::Literal(_) => {}
            Expr::Var(var) => {
                if !matches!(var, CedarVar::Action) {
                    self.problem(
                        "",
                        &format!("`{}` stands by itself", Expr::Var(var.clone())),
                        "read one of its attributes",
                    );
                }
            }
            Expr::GetAttr { expr: of, attr } => self.read(of, attr, false, reads),
            Expr::HasAttr { expr: of, attrs } => {
                if !top {
                    self.problem(
                        " has ",
                        "`has` stands below another operator",
                        "split the condition at `&&`, `||` and `!`",
                    );
                }
                if attrs.tail.is_empty() {
                    self.read(of, &attrs.head, true, reads);
                } else {
                    self.problem(" has ", "nested attributes are not in the vocabulary", "");
                }
            }
            Expr::BinaryOp {
                op: op @ (BinaryOp::HasTag | BinaryOp::GetTag),
                left,
                right,
            } => {
                if matches!(op, BinaryOp::HasTag) && !top {
                    self.problem(
                        "hasTag",
                        "`hasTag` stands below another operator",
                        "split the condition at `&&`, `||` and `!`",
                    );
                }
                match (&**left, &**right) {
                    (Expr::Var(CedarVar::Resource), Expr::Literal(Literal::String(key))) => {
                        reads.push(Read {
                            var: Var::Resource,
                            name: key.to_string(),
                            key: Some(Key::Answer(key.to_string())),
                            attribute: None,
                        });
                    }
                    _ => self.problem(
                        "Tag(",
                        "a tag is read from `resource` by a literal name",
                        "write `resource.hasTag(\"QUESTIONNAIRE-VERSION:ID\")`",
                    ),
                }
            }
            Expr::BinaryOp { op, left, right } => {
                if matches!(
                    op,
                    BinaryOp::Add
                        | BinaryOp::Sub
                        | BinaryOp::Mul
                        | BinaryOp::Offset
                        | BinaryOp::DurationSince
                ) {
                    self.problem(
                        "",
                        "arithmetic on facts can overflow, and then the control errs",
                        "the host computes ages: use an attribute such as `age_days`",
                    );
                }
                if matches!(op, BinaryOp::In) {
                    self.problem(
                        " in ",
                        "`in` is not known for entities that a dossier describes",
                        "compare an attribute, or use `[…].contains(…)`",
                    );
                }
                if matches!(op, BinaryOp::And | BinaryOp::Or) {
                    self.problem(
                        "",
                        "`&&` or `||` stands below another operator",
                        "split the condition",
                    );
                }
                self.reads(left, false, reads);
                self.reads(right, false, reads);
            }
            Expr::UnaryOp { op, expr } => {
                if matches!(op, UnaryOp::Neg) && !matches!(**expr, Expr::Literal(_)) {
                    self.problem(
                        "-",
                        "arithmetic on facts can overflow",
                        "compare with a literal",
                    );
                }
                if matches!(op, UnaryOp::Not) {
                    self.problem(
                        "!",
                        "`!` stands below another operator",
                        "split the condition",
                    );
                }
                self.reads(expr, false, reads);
            }
            Expr::Like { expr, .. } => self.reads(expr, false, reads),
            Expr::Is { expr, in_expr, .. } => {
                if in_expr.is_some() || !matches!(**expr, Expr::Var(_)) {
                    self.problem(
                        " is ",
                        "`is` is asked of `principal` or `resource` alone",
                        "",
                    );
                }
            }
            Expr::Set(items) => {
                for item in items {
                    self.reads(item, false, reads);
                }
            }
            Expr::IfThenElse { .. } => self.problem(
                "if",
                "`if` stands below another operator",
                "use `if` between conditions only",
            ),
            // Also what later versions of Cedar add: not known means not loaded.
            other => self.problem("", &format!("`{other}` is not supported in a control"), ""),
        }
    }

    fn read(&mut self, of: &Expr, attr: &str, has: bool, reads: &mut Vec<Read>) {
        let (var, kind) = match of {
            Expr::Var(CedarVar::Principal) => (Var::Principal, Some(self.principal)),
            Expr::Var(CedarVar::Resource) => (Var::Resource, Some(self.resource)),
            Expr::Var(CedarVar::Context) => (Var::Context, None),
            _ => {
                self.problem(
                    attr,
                    "attributes of attributes are not in the vocabulary",
                    "",
                );
                return;
            }
        };
        let mut read = Read {
            var,
            name: attr.to_owned(),
            key: None,
            attribute: None,
        };
        match var {
            Var::Context => {
                self.one_of(
                    attr,
                    &["as_of", "risk_tier", "sector", "jurisdictions"],
                    "context",
                );
            }
            Var::Principal => {
                self.one_of(attr, &["name", "exposure"], "principal");
            }
            Var::Resource => {
                let kind = kind.unwrap_or(EntityKind::Dossier);
                let here = |attribute: &&Attribute| -> bool {
                    vocabulary::stands_on(attribute, kind)
                        && (kind != EntityKind::Dossier
                            || attribute.is_about(EntityKind::Dossier)
                            || attribute.is_about(self.principal))
                };
                match vocabulary::attribute(attr) {
                    Some(attribute) if here(&attribute) => {
                        if has && attribute.host {
                            self.problem(
                                attr,
                                &format!("`{attr}` is made by the host and always there"),
                                "leave the `has` out",
                            );
                        }
                        read.key = Some(Key::Attribute(attribute.name));
                        read.attribute = Some(attribute);
                    }
                    Some(attribute) => {
                        let about: Vec<&str> =
                            attribute.about.iter().map(|kind| kind.name()).collect();
                        self.unknown(
                            attr,
                            &format!(
                                "`{attr}` is about {}, but this control asks a {} about a {}",
                                about.join(", "),
                                self.principal,
                                kind
                            ),
                            "ask the kind of principal or resource that the attribute is about",
                        );
                    }
                    None => {
                        let names = vocabulary::ATTRIBUTES.iter().filter(here).map(|it| it.name);
                        let help = match nearest(attr, names) {
                            Some(name) => format!("did you mean `{name}`?"),
                            None => "the reference page lists the vocabulary".to_owned(),
                        };
                        self.unknown(
                            attr,
                            &format!("unknown attribute `{attr}`: no document can ever state it"),
                            &help,
                        );
                    }
                }
            }
        }
        reads.push(read);
    }

    fn one_of(&mut self, attr: &str, names: &[&str], whose: &str) {
        if !names.contains(&attr) {
            self.unknown(
                attr,
                &format!("unknown attribute `{attr}` of {whose}"),
                &format!("{whose} has {}", names.join(", ")),
            );
        }
    }

    /// Which of Cedar's values of an atom is known to hold for ever: the table of SEMANTICS.md.
    fn definite(&self, expr: &Expr, reads: &[Read]) -> (bool, bool) {
        let open = |expr: &Expr| match expr {
            Expr::GetAttr { expr, attr } if matches!(**expr, Expr::Var(CedarVar::Resource)) => {
                vocabulary::attribute(attr).is_some_and(|it| it.kind == Type::Open)
            }
            _ => false,
        };
        let reads_open = reads
            .iter()
            .any(|read| read.attribute.is_some_and(|it| it.kind == Type::Open));
        match expr {
            // Everything that has a `has` is optional: host-made attributes may not be asked for.
            Expr::HasAttr { .. }
            | Expr::BinaryOp {
                op: BinaryOp::HasTag,
                ..
            } => (true, false),
            _ if !reads_open => (true, true),
            Expr::BinaryOp { op, left, right } => match op {
                BinaryOp::Contains if open(left) && !has_open(right) => (true, false),
                BinaryOp::ContainsAny
                    if (open(left) || !has_open(left)) && (open(right) || !has_open(right)) =>
                {
                    (true, false)
                }
                BinaryOp::ContainsAll if open(left) && !has_open(right) => (true, false),
                BinaryOp::ContainsAll if open(right) && !has_open(left) => (false, true),
                _ => (false, false),
            },
            Expr::UnaryOp {
                op: UnaryOp::IsEmpty,
                expr,
            } if open(expr) => (false, true),
            _ => (false, false),
        }
    }

    fn test(&self, expr: &Expr) -> Test {
        match expr {
            Expr::HasAttr { .. }
            | Expr::BinaryOp {
                op: BinaryOp::HasTag,
                ..
            } => Test::Has,
            Expr::GetAttr { .. } => Test::Is,
            Expr::UnaryOp {
                op: UnaryOp::IsEmpty,
                expr,
            } if is_read(expr) => Test::IsEmpty,
            Expr::Like { expr, pattern } if is_read(expr) => Test::Like(
                pattern
                    .iter()
                    .map(|element| match element {
                        PatternElem::Char(c) => *c,
                        PatternElem::Wildcard => '*',
                    })
                    .collect(),
            ),
            Expr::BinaryOp { op, left, right } => {
                let (read, literal, mirrored) = match (literal(left), literal(right)) {
                    (None, Some(literal)) if is_read(left) => (left, literal, false),
                    (Some(literal), None) if is_read(right) => (right, literal, true),
                    _ => return self.set_test(*op, left, right),
                };
                let comparison = match op {
                    BinaryOp::Eq => return Test::Equals(literal),
                    BinaryOp::NotEq => return Test::Differs(literal),
                    BinaryOp::Contains if !mirrored && is_read(read) => {
                        return Test::ContainsAll(vec![literal]);
                    }
                    BinaryOp::Less | BinaryOp::DecimalLessThan => Comparison::Less,
                    BinaryOp::LessEq | BinaryOp::DecimalLessEq => Comparison::LessEq,
                    BinaryOp::Greater | BinaryOp::DecimalGreater => Comparison::Greater,
                    BinaryOp::GreaterEq | BinaryOp::DecimalGreaterEq => Comparison::GreaterEq,
                    _ => return Test::Other,
                };
                let comparison = if mirrored {
                    comparison.mirrored()
                } else {
                    comparison
                };
                Test::Compare(comparison, literal)
            }
            _ => Test::Other,
        }
    }

    fn set_test(&self, op: BinaryOp, left: &Expr, right: &Expr) -> Test {
        match (op, literals(left), literals(right)) {
            (BinaryOp::Contains, Some(list), None) if is_read(right) => Test::OneOf(list),
            (BinaryOp::ContainsAll, None, Some(list)) if is_read(left) => Test::ContainsAll(list),
            (BinaryOp::ContainsAny, None, Some(list)) if is_read(left) => Test::ContainsAny(list),
            (BinaryOp::ContainsAny, Some(list), None) if is_read(right) => Test::ContainsAny(list),
            _ => Test::Other,
        }
    }

    /// A tier that no review can have would make a control that never, or always, applies.
    fn tiers(&mut self, words: &[String]) {
        for word in words {
            if !RISK_TIERS.contains(&word.as_str()) {
                self.unknown(
                    &format!("\"{word}\""),
                    &format!("\"{word}\" is no risk tier"),
                    &format!("the tiers are {}", RISK_TIERS.join(", ")),
                );
            }
        }
    }

    /// A word that is not on an attribute's fixed list would make a clause that can never be true.
    fn words(&mut self, reads: &[Read], test: &Test) {
        let tier = |read: &Read| read.var == Var::Context && read.name == "risk_tier";
        if let Test::Equals(word) | Test::Differs(word) = test
            && reads.iter().any(tier)
        {
            self.tiers(std::slice::from_ref(word));
        }
        if let Test::OneOf(words) = test
            && reads.iter().any(tier)
        {
            self.tiers(words);
        }
        let (Test::ContainsAll(words) | Test::ContainsAny(words)) = test else {
            return;
        };
        let Some(attribute) = reads.iter().find_map(|read| read.attribute) else {
            return;
        };
        if attribute.values.is_empty() {
            return;
        }
        for word in words {
            if !attribute.values.iter().any(|(value, _)| value == word) {
                let known = attribute.values.iter().map(|(value, _)| *value);
                let help = match nearest(word, known.clone()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the words are {}", known.collect::<Vec<_>>().join(", ")),
                };
                self.unknown(
                    &format!("\"{word}\""),
                    &format!("\"{word}\" is not a word of `{}`", attribute.name),
                    &help,
                );
            }
        }
    }
}

/// Whether an expression reads an open set anywhere.
fn has_open(expr: &Expr) -> bool {
    match expr {
        Expr::GetAttr { attr, .. } => {
            vocabulary::attribute(attr).is_some_and(|it| it.kind == Type::Open)
        }
        Expr::Set(items) => items.iter().any(|item| has_open(item)),
        Expr::UnaryOp { expr, .. } => has_open(expr),
        Expr::BinaryOp { left, right, .. } => has_open(left) || has_open(right),
        Expr::Literal(_) | Expr::Var(_) => false,
        _ => true,
    }
}

fn is_read(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::GetAttr { .. }
            | Expr::BinaryOp {
                op: BinaryOp::GetTag,
                ..
            }
    )
}

/// A literal as plain text: strings without quotes, `decimal("0.80")` as `0.80`.
fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(Literal::Bool(value)) => Some(value.to_string()),
        Expr::Literal(Literal::Long(value)) => Some(value.to_string()),
        Expr::Literal(Literal::String(value)) => Some(value.to_string()),
        Expr::UnaryOp {
            op: UnaryOp::Decimal | UnaryOp::Datetime,
            expr,
        } => literal(expr),
        Expr::UnaryOp {
            op: UnaryOp::Neg,
            expr,
        } => literal(expr).map(|text| format!("-{text}")),
        _ => None,
    }
}

fn literals(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Set(items) => items.iter().map(|item| literal(item)).collect(),
        _ => None,
    }
}
