//! The only room that names `cedar_policy`: the schema made from the vocabulary, the load checks of
//! SEMANTICS.md section 2, Cedar's own answers, and the values of atoms.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use cedar_policy::pst;
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityTypeName, EntityUid, EvalResult, Expression,
    PolicyId, PolicySet, Request, RestrictedExpression, Schema, ValidationError, ValidationMode,
    Validator,
};

use super::clause::{Atom, Formula};
use crate::fact::{EntityId, EntityKind, Key, Value, vocabulary};
use crate::finding::Truth;
use crate::problem::Problem;
use crate::source::{SourceFile, Span};

mod check;
mod guard;
pub mod prove;
mod walk;

pub(super) use check::too_deep;

/// The schema, made once. The text comes from the vocabulary table, so a failure is a bug of the
/// table that the tests show; it is an error here and never a panic.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    Schema::from_cedarschema_str(&vocabulary::cedar_schema())
        .map(|(schema, _)| schema)
        .map_err(|error| format!("the vocabulary makes no Cedar schema: {error}"))
});

fn schema() -> Result<&'static Schema, String> {
    SCHEMA.as_ref().map_err(Clone::clone)
}

/// The validator of that schema, made once: it keeps a copy of the schema, and a pack has many
/// files.
static VALIDATOR: LazyLock<Result<Validator, String>> =
    LazyLock::new(|| Ok(Validator::new(schema()?.clone())));

/// Most problems that are told of one file. A file of a pack can hold thousands, and each costs a
/// walk along its line.
const PROBLEMS: usize = 100;

/// A policy of a pack file, as text and place, before anything is known of it.
pub(super) struct Parsed {
    /// Annotations, by name.
    pub(super) annotations: BTreeMap<String, String>,
    /// Whether it is a `permit`.
    pub(super) permit: bool,
    /// Its text without leading comments.
    pub(super) text: String,
    /// Where the text stands in the file.
    pub(super) span: Span,
    policy: cedar_policy::Policy,
}

/// Parses a pack file. The text must have passed [`too_deep`].
pub(super) fn parse(file: &SourceFile, text: &str) -> Result<Vec<Parsed>, Vec<Problem>> {
    let set = PolicySet::from_str(text).map_err(|errors| {
        errors
            .iter()
            .take(PROBLEMS)
            .map(|error| labelled(file, error, error.to_string()))
            .collect::<Vec<_>>()
    })?;
    if set.num_of_templates() > 0 {
        return Err(vec![
            Problem::file(file.path(), "a control cannot have template slots")
                .help("replace `?principal` and `?resource` by `principal is Model`, `resource is Dossier` and the like"),
        ]);
    }
    let mut parsed: Vec<Parsed> = Vec::new();
    for policy in set.policies() {
        let source = policy.to_cedar().unwrap_or_default();
        // Cedar's ids follow the order of the file; equal texts are found one after the other.
        let number = policy
            .id()
            .to_string()
            .trim_start_matches("policy")
            .parse::<usize>();
        parsed.push(Parsed {
            annotations: policy
                .annotations()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            permit: policy.effect() == cedar_policy::Effect::Permit,
            text: source,
            span: Span::new(number.unwrap_or(usize::MAX), 0),
            policy: policy.clone(),
        });
    }
    parsed.sort_by_key(|policy| policy.span.start);
    let mut from = 0;
    for policy in &mut parsed {
        let start = text
            .get(from..)
            .and_then(|rest| rest.find(&policy.text))
            .map_or(from, |at| from + at);
        from = start + policy.text.len();
        policy.span = Span::new(start + file.bom(), from + file.bom());
    }
    Ok(parsed)
}

/// A problem at the first label of one of Cedar's errors.
fn labelled(file: &SourceFile, error: &dyn miette::Diagnostic, message: String) -> Problem {
    let span = error
        .labels()
        .and_then(|mut labels| labels.next())
        .map(|label| {
            Span::new(
                label.offset() + file.bom(),
                label.offset() + label.len() + file.bom(),
            )
        });
    let mut problem = match span {
        Some(span) => Problem::at(file, span, message),
        None => Problem::file(file.path(), message),
    };
    if let Some(help) = error.help() {
        problem.help = help.to_string().into();
    }
    problem
}

/// A control, compiled: its scope and its clauses over atoms.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The principal's kind.
    pub principal: EntityKind,
    /// The resource's kind.
    pub resource: EntityKind,
    /// The actions; empty: all.
    pub actions: Vec<String>,
    /// All `when` clauses, conjoined. Without one: true.
    pub applies: Formula,
    /// The `unless` clause. Without one the control is a prohibition.
    pub satisfies: Option<Formula>,
    /// The atoms of both.
    pub atoms: Vec<Atom>,
    expressions: Vec<Arc<Expression>>,
    control: cedar_policy::Policy,
    applies_policy: cedar_policy::Policy,
}

impl Compiled {
    /// Whether scope and clauses are the same, however they are laid out.
    pub fn is_same_question(&self, other: &Self) -> bool {
        let form = |it: &Self| {
            let pst = it.control.to_pst().ok()?;
            let body = pst.body();
            let clauses = body.clauses().to_vec();
            Some((
                body.principal.clone(),
                body.action.clone(),
                body.resource.clone(),
                clauses,
            ))
        };
        // What has no form is not shown to be the same.
        form(self).is_some_and(|own| Some(own) == form(other))
    }

    /// Whether the scope holds for this action and principal.
    pub fn covers(&self, action: &str, principal: EntityKind) -> bool {
        self.principal == principal
            && (self.actions.is_empty() || self.actions.iter().any(|it| it == action))
    }
}

/// Checks one control and compiles it.
pub(super) fn compile(
    file: &SourceFile,
    parsed: &Parsed,
    id: &str,
) -> Result<Compiled, Vec<Problem>> {
    let here = |message: String| Problem::at(file, parsed.span, message);
    let pst = parsed
        .policy
        .to_pst()
        .map_err(|error| vec![here(format!("`{id}`: {error}"))])?;
    let walked = walk::walk(file, parsed, id, pst.body())?;
    let expressions = walked
        .atoms
        .iter()
        .map(|atom| {
            Expression::from_str(&atom.text)
                .map(Arc::new)
                .map_err(|error| vec![here(format!("`{id}`: clause `{}`: {error}", atom.text))])
        })
        .collect::<Result<Vec<_>, _>>()?;
    let applies_policy =
        applies_policy(pst.body(), id).map_err(|error| vec![here(format!("`{id}`: {error}"))])?;
    Ok(Compiled {
        principal: walked.principal,
        resource: walked.resource,
        actions: walked.actions,
        applies: walked.applies,
        satisfies: walked.satisfies,
        atoms: walked.atoms,
        expressions,
        control: parsed.policy.new_id(PolicyId::new(id)),
        applies_policy,
    })
}

/// Scope and `when` as a `permit` of its own (SEMANTICS.md, section 1).
fn applies_policy(body: &pst::Template, id: &str) -> Result<cedar_policy::Policy, String> {
    let clauses: Vec<pst::Clause> = body
        .clauses()
        .iter()
        .filter(|clause| matches!(clause, pst::Clause::When(_)))
        .cloned()
        .collect();
    let template = pst::Template::new(
        pst::PolicyID(id.into()),
        pst::Effect::Permit,
        body.principal.clone(),
        body.action.clone(),
        body.resource.clone(),
    )
    .try_with_clauses(clauses)
    .map_err(|error| error.to_string())?;
    let policy = pst::Policy::Static(template.try_into().map_err(|error| format!("{error}"))?);
    cedar_policy::Policy::from_pst(policy)
        .map(|policy| policy.new_id(PolicyId::new(id)))
        .map_err(|error| error.to_string())
}

/// Validates policies of a file's text strictly: no error and no warning is let through.
pub(super) fn validate(file: &SourceFile, text: &str, policies: &[&Parsed]) -> Vec<Problem> {
    let validator = match VALIDATOR.as_ref() {
        Ok(validator) => validator,
        Err(error) => return vec![Problem::file(file.path(), error.as_str())],
    };
    let mut set = PolicySet::new();
    let mut problems = Vec::new();
    for policy in policies {
        if let Err(error) = set.add(policy.policy.clone()) {
            problems.push(Problem::at(file, policy.span, error.to_string()));
        }
    }
    let result = validator.validate(&set, ValidationMode::Strict);
    for error in result.validation_errors().take(PROBLEMS) {
        let mut problem = labelled(file, error, error.to_string()).lint("PL-FORM");
        if let ValidationError::UnsafeOptionalAttributeAccess(_)
        | ValidationError::UnsafeTagAccess(_) = error
        {
            problem.lint = "PL-GUARD";
            let label = miette::Diagnostic::labels(error).and_then(|mut labels| labels.next());
            let fixed =
                label.and_then(|it| guard::guarded(text, it.offset()..it.offset() + it.len()));
            if let Some(fixed) = fixed {
                problem.help = format!(
                    "what no document states is unknown: ask first whether it is there: `{fixed}`"
                )
                .into();
            }
        }
        problems.push(problem);
    }
    for warning in result.validation_warnings().take(PROBLEMS) {
        problems.push(labelled(file, warning, warning.to_string()).lint("PL-FORM"));
    }
    problems.sort();
    problems.dedup();
    problems
}

/// The actions that a pack's permits open: those for which an unforbidden request is allowed.
pub(super) fn opened(permits: &[Parsed]) -> BTreeSet<String> {
    let mut set = PolicySet::new();
    for (index, permit) in permits.iter().enumerate() {
        // Ids repeat over files; a permit that cannot be added opens nothing.
        let _ = set.add(
            permit
                .policy
                .new_id(PolicyId::new(format!("permit{index}"))),
        );
    }
    vocabulary::ACTIONS
        .iter()
        .filter(|action| {
            EntityKind::PRINCIPALS.iter().all(|principal| {
                let request = View::new(
                    &EntityId::new(*principal, "any"),
                    action,
                    &EntityId::new(EntityKind::Dossier, "any"),
                    &Scope::default(),
                    &BTreeMap::new(),
                );
                request.is_ok_and(|view| {
                    let response =
                        Authorizer::new().is_authorized(&view.request, &set, &view.entities);
                    response.decision() == cedar_policy::Decision::Allow
                        && response.diagnostics().errors().next().is_none()
                })
            })
        })
        .map(|action| (*action).to_owned())
        .collect()
}

/// What the reviewer says of the review: Cedar's context, and the principal's own attributes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The review date, `YYYY-MM-DD`.
    pub as_of: String,
    /// The risk tier.
    pub risk_tier: String,
    /// The sector, if the reviewer says.
    pub sector: Option<String>,
    /// The jurisdictions, if the reviewer says: all of them.
    pub jurisdictions: Option<BTreeSet<String>>,
    /// Exposure, by principal.
    pub exposure: BTreeMap<EntityId, String>,
}

/// What Cedar sees of one entity: values by key. Open sets are [`ViewValue::Members`].
pub type Values<'a> = BTreeMap<&'a Key, ViewValue<'a>>;

/// A value in a view.
#[derive(Debug, Clone)]
pub enum ViewValue<'a> {
    /// One value.
    One(&'a Value),
    /// The known members of an open set.
    Members(BTreeSet<&'a Value>),
}

/// One request with its entities: everything that one evaluation reads.
pub struct View {
    request: Request,
    entities: Entities,
}

fn uid(entity: &EntityId) -> Result<EntityUid, String> {
    static TYPES: LazyLock<BTreeMap<EntityKind, Option<EntityTypeName>>> = LazyLock::new(|| {
        EntityKind::ALL
            .iter()
            .map(|kind| (*kind, EntityTypeName::from_str(kind.name()).ok()))
            .collect()
    });
    let name = TYPES
        .get(&entity.kind)
        .and_then(Clone::clone)
        .ok_or_else(|| format!("{} is no Cedar type", entity.kind))?;
    Ok(EntityUid::from_type_name_and_id(
        name,
        cedar_policy::EntityId::new(&entity.name),
    ))
}

fn action_uid(action: &str) -> Result<EntityUid, String> {
    static TYPE: LazyLock<Option<EntityTypeName>> =
        LazyLock::new(|| EntityTypeName::from_str("Action").ok());
    let name = TYPE.clone().ok_or("Action is no Cedar type")?;
    Ok(EntityUid::from_type_name_and_id(
        name,
        cedar_policy::EntityId::new(action),
    ))
}

fn expression(value: &Value) -> RestrictedExpression {
    match value {
        Value::Text(text) => RestrictedExpression::new_string(text.clone()),
        Value::Flag(flag) => RestrictedExpression::new_bool(*flag),
        Value::Count(count) => RestrictedExpression::new_long(*count),
        Value::Decimal(decimal) => RestrictedExpression::new_decimal(decimal.to_string()),
        Value::Date(date) => RestrictedExpression::new_datetime(date.to_string()),
        Value::Set(members) => RestrictedExpression::new_set(
            members
                .iter()
                .map(|member| RestrictedExpression::new_string(member.clone())),
        ),
    }
}

impl View {
    /// The request of `principal` for `action` on `resource`, whose attributes and tags are
    /// `values`; host-made attributes that `values` leaves out are filled with what an empty
    /// dossier has.
    ///
    /// # Errors
    /// A sentence, if Cedar refuses a value; the caller makes it an `error` outcome.
    pub fn new(
        principal: &EntityId,
        action: &str,
        resource: &EntityId,
        scope: &Scope,
        values: &Values<'_>,
    ) -> Result<Self, String> {
        let mut attributes = Vec::new();
        let mut tags = Vec::new();
        for (key, value) in values {
            let value = match value {
                ViewValue::One(value) => expression(value),
                ViewValue::Members(members) => {
                    RestrictedExpression::new_set(members.iter().map(|member| expression(member)))
                }
            };
            match key {
                Key::Attribute(name) => attributes.push(((*name).to_owned(), value)),
                Key::Answer(question) => tags.push((question.clone(), value)),
            }
        }
        for attribute in vocabulary::ATTRIBUTES {
            if attribute.host
                && vocabulary::stands_on(attribute, resource.kind)
                && !values.contains_key(&Key::Attribute(attribute.name))
            {
                let value = match attribute.kind {
                    vocabulary::Type::Count => RestrictedExpression::new_long(0),
                    vocabulary::Type::Flag => RestrictedExpression::new_bool(false),
                    _ => RestrictedExpression::new_string(String::new()),
                };
                attributes.push((attribute.name.to_owned(), value));
            }
        }
        let own = |entity: &EntityId| {
            let mut own = Vec::new();
            if entity.kind.is_principal() {
                own.push((
                    "name".to_owned(),
                    RestrictedExpression::new_string(entity.name.clone()),
                ));
                if let Some(exposure) = scope.exposure.get(entity) {
                    own.push((
                        "exposure".to_owned(),
                        RestrictedExpression::new_string(exposure.clone()),
                    ));
                }
            }
            own
        };
        attributes.extend(own(resource));
        let principal_uid = uid(principal)?;
        let resource_uid = uid(resource)?;
        let no_parents = std::collections::HashSet::new;
        let mut entities = vec![
            Entity::new_with_tags(resource_uid.clone(), attributes, no_parents(), tags)
                .map_err(|error| error.to_string())?,
        ];
        if principal_uid != resource_uid {
            entities.push(
                Entity::new_with_tags(principal_uid.clone(), own(principal), no_parents(), [])
                    .map_err(|error| error.to_string())?,
            );
        }
        // Entities that do not conform would make clauses err or lie; the schema check costs less
        // than one control.
        let entities = Entities::from_entities(entities, Some(schema()?))
            .map_err(|error| miette_text(&error))?;
        let mut context = vec![
            (
                "as_of".to_owned(),
                RestrictedExpression::new_datetime(if scope.as_of.is_empty() {
                    "1970-01-01"
                } else {
                    &scope.as_of
                }),
            ),
            (
                "risk_tier".to_owned(),
                RestrictedExpression::new_string(scope.risk_tier.clone()),
            ),
        ];
        if let Some(sector) = &scope.sector {
            context.push((
                "sector".to_owned(),
                RestrictedExpression::new_string(sector.clone()),
            ));
        }
        if let Some(jurisdictions) = &scope.jurisdictions {
            context.push((
                "jurisdictions".to_owned(),
                RestrictedExpression::new_set(
                    jurisdictions
                        .iter()
                        .map(|it| RestrictedExpression::new_string(it.clone())),
                ),
            ));
        }
        let context = Context::from_pairs(context).map_err(|error| error.to_string())?;
        let request = Request::new(
            principal_uid,
            action_uid(action)?,
            resource_uid,
            context,
            Some(schema()?),
        )
        .map_err(|error| miette_text(&error))?;
        Ok(Self { request, entities })
    }

    /// The Kleene values of a control's atoms.
    pub fn truths(&self, control: &Compiled) -> Vec<Truth> {
        control
            .atoms
            .iter()
            .zip(&control.expressions)
            .map(|(atom, expression)| {
                let raw = match cedar_policy::eval_expression(
                    &self.request,
                    &self.entities,
                    expression,
                ) {
                    Ok(EvalResult::Bool(value)) => Some(value),
                    _ => None,
                };
                atom.truth(raw)
            })
            .collect()
    }
}

fn miette_text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

/// Controls that are asked together: one Cedar request answers for all.
#[derive(Debug, Clone)]
pub struct Group {
    controls: PolicySet,
    applies: PolicySet,
}

/// What Cedar itself says of the controls of a group, by id.
#[derive(Debug, Default)]
pub struct Answer {
    /// The controls that are violated: the `forbid` holds.
    pub violated: BTreeSet<String>,
    /// The controls, or applies policies, whose evaluation erred, and how.
    pub errors: BTreeMap<String, String>,
}

impl Group {
    /// Controls with distinct ids.
    ///
    /// # Errors
    /// A sentence, if two have the same id.
    pub fn new<'a>(controls: impl IntoIterator<Item = &'a Compiled>) -> Result<Self, String> {
        let mut group = Self {
            controls: PolicySet::new(),
            applies: PolicySet::new(),
        };
        for control in controls {
            group
                .controls
                .add(control.control.clone())
                .map_err(|error| error.to_string())?;
            // Without `when` the applies policy is the scope, which cannot err.
            if control.applies != Formula::Constant(true) {
                group
                    .applies
                    .add(control.applies_policy.clone())
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(group)
    }

    /// Cedar's answer for a view. Cedar skips a policy that errs, so the errors of the controls
    /// and of their applies policies are collected, and never lost.
    pub fn answer(&self, view: &View) -> Answer {
        let authorizer = Authorizer::new();
        let mut answer = Answer::default();
        let controls = authorizer.is_authorized(&view.request, &self.controls, &view.entities);
        let applies = authorizer.is_authorized(&view.request, &self.applies, &view.entities);
        answer.violated = controls
            .diagnostics()
            .reason()
            .map(ToString::to_string)
            .collect();
        for error in controls
            .diagnostics()
            .errors()
            .chain(applies.diagnostics().errors())
        {
            let cedar_policy::AuthorizationError::PolicyEvaluationError(error) = error;
            answer
                .errors
                .insert(error.policy_id().to_string(), error.inner().to_string());
        }
        answer
    }
}
