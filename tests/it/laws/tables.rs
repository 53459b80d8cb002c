//! Single rules by example: what the random laws meet too rarely to be sure of.

use passmuster::check::{CheckFinding, CheckRun};
use passmuster::evaluate::{Enforce, Question, evaluate};
use passmuster::fact::{
    Backing, Described, EntityId, EntityKind, FactSet, Identities, Named, Reading, Strength, Worth,
    assemble,
};
use passmuster::finding::{Finding, Outcome, Reported, Severity};
use passmuster::policy::{Pack, cedar};
use passmuster::source::Span;

use super::text::{control, load};
use super::world::host;

pub(crate) const MODEL: &str = "principal is Model, action, resource is Dossier";

pub(crate) fn model() -> EntityId {
    EntityId::new(EntityKind::Model, "subject")
}

pub(crate) fn worth(strength: Strength, backing: Backing) -> Worth {
    Worth { strength, backing }
}

pub(crate) const STATED: Worth = Worth {
    strength: Strength::Stated,
    backing: Backing::None,
};

pub(crate) fn one(annotations: &str, scope: &str, clauses: &str) -> Pack {
    load(&[("T".to_owned(), control("T", annotations, scope, clauses))]).unwrap()
}

/// Facts about the model: attribute, value, worth; each from a document of its own.
pub(crate) fn facts(stated: &[(&str, &str, Worth)]) -> FactSet {
    about(EntityKind::Model, stated)
}

fn about(kind: EntityKind, stated: &[(&str, &str, Worth)]) -> FactSet {
    let subject = EntityId::new(kind, "subject");
    let paths: Vec<String> = (0..stated.len()).map(|it| format!("doc{it}.md")).collect();
    let readings: Vec<Reading> = stated
        .iter()
        .map(|(name, text, worth)| {
            let mut reading = Reading::new(worth.strength);
            let main = reading.entity(Some(kind), "subject", None);
            reading.state_text(main, name, "/x", Span::default(), text);
            reading
        })
        .collect();
    let described: Vec<Described<'_>> = stated
        .iter()
        .zip(&readings)
        .zip(&paths)
        .map(|(((_, _, worth), reading), path)| described(path, reading, *worth))
        .collect();
    let identities = Identities {
        subject: Some(Named {
            id: subject.clone(),
            ids: Vec::new(),
        }),
        about: paths
            .iter()
            .map(|path| (path.clone(), Some(subject.clone())))
            .collect(),
        ..Identities::default()
    };
    assemble(&described, &identities, "2026-11-01".parse().unwrap()).facts
}

pub(crate) fn described<'a>(path: &'a str, reading: &'a Reading, worth: Worth) -> Described<'a> {
    Described {
        path,
        sha256: "",
        file: None,
        reading,
        worth,
        format: "card",
        opaque: false,
        answers: false,
    }
}

pub(crate) struct Asked<'a> {
    pub(crate) principals: Vec<EntityId>,
    pub(crate) action: &'a str,
    pub(crate) as_of: &'a str,
    pub(crate) enforce: Enforce,
    pub(crate) checks: &'a [CheckRun],
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            principals: vec![model()],
            action: "procure",
            as_of: "2026-11-01",
            enforce: Enforce::Pack,
            checks: &[],
        }
    }
}

impl Asked<'_> {
    pub(crate) fn of(&self, pack: &Pack, facts: &FactSet) -> (Vec<Finding>, usize) {
        let scope = cedar::Scope {
            as_of: self.as_of.to_owned(),
            risk_tier: "high".to_owned(),
            ..cedar::Scope::default()
        };
        let question = Question {
            facts,
            principals: &self.principals,
            action: self.action,
            scope: &scope,
            as_of: self.as_of.parse().unwrap(),
            enforce: &self.enforce,
            checks: self.checks,
        };
        let (findings, out) = evaluate(pack, &question);
        (findings, out.len())
    }
}

pub(crate) fn finding(pack: &Pack, facts: &FactSet) -> Finding {
    let (mut findings, _) = Asked::default().of(pack, facts);
    assert_eq!(findings.len(), 1);
    findings.remove(0)
}

pub(crate) fn outcome(pack: &Pack, facts: &FactSet) -> Outcome {
    finding(pack, facts).outcome
}

#[test]
fn a_quantified_control_without_an_entity() {
    let scope = "principal is Model, action, resource is Evaluation";
    let clauses = "\nunless { resource has value && resource.value.greaterThan(decimal(\"0.8\")) }";
    for (annotation, expected) in [
        ("", Outcome::Insufficient),
        ("@when_none(\"insufficient\")", Outcome::Insufficient),
        ("@when_none(\"not-applicable\")", Outcome::NotApplicable),
    ] {
        let pack = one(annotation, scope, clauses);
        let found = finding(&pack, &FactSet::default());
        assert_eq!(found.outcome, expected, "{annotation}");
        assert_eq!(found.entity, model());
        // One that belongs to somebody else is none.
        let mut facts = FactSet::default();
        let evaluation = EntityId::new(EntityKind::Evaluation, "e");
        let other = EntityId::new(EntityKind::Model, "other");
        facts.related.insert(evaluation.clone(), [other].into());
        assert_eq!(outcome(&pack, &facts), expected, "{annotation}");
        // One that is there is asked, and says nothing.
        facts.related.insert(evaluation.clone(), [model()].into());
        let found = finding(&pack, &facts);
        assert_eq!(found.outcome, Outcome::Insufficient, "{annotation}");
        assert_eq!(found.entity, evaluation);
    }
}

#[test]
fn a_prohibition_passes_where_it_does_not_apply() {
    let counted = one("", MODEL, "\nwhen { resource.artifacts > 0 }");
    let said = one(
        "",
        MODEL,
        "\nwhen { resource has license && resource.license == \"other\" }",
    );
    let other = one(
        "",
        MODEL,
        "\nwhen { resource has license && resource.license == \"other\" }\nunless { resource has license_link }",
    );
    let mut code = FactSet::default();
    code.facts.push(host("artifacts", 1));
    let none = FactSet::default();
    assert_eq!(outcome(&counted, &none), Outcome::Pass);
    assert_eq!(outcome(&counted, &code), Outcome::Fail);
    for (facts, prohibition, with_unless) in [
        (none, Outcome::Insufficient, Outcome::Insufficient),
        (
            facts(&[("license", "mit", STATED)]),
            Outcome::Pass,
            Outcome::NotApplicable,
        ),
        (
            facts(&[("license", "other", STATED)]),
            Outcome::Fail,
            Outcome::Insufficient,
        ),
    ] {
        assert_eq!(outcome(&said, &facts), prohibition);
        assert_eq!(outcome(&other, &facts), with_unless);
    }
}

#[test]
fn satisfied_is_a_pass_whether_or_not_it_applies() {
    let pack = one(
        "",
        MODEL,
        "\nwhen { resource has personal_data && resource.personal_data }\nunless { resource has human_review && resource.human_review }",
    );
    for (stated, expected) in [
        (&[][..], Outcome::Insufficient),
        (&[("human_review", "yes", STATED)], Outcome::Pass),
        (&[("human_review", "no", STATED)], Outcome::Insufficient),
        (
            &[
                ("personal_data", "yes", STATED),
                ("human_review", "no", STATED),
            ],
            Outcome::Fail,
        ),
        (
            &[
                ("personal_data", "no", STATED),
                ("human_review", "no", STATED),
            ],
            Outcome::NotApplicable,
        ),
        (
            &[
                ("personal_data", "no", STATED),
                ("human_review", "yes", STATED),
            ],
            Outcome::NotApplicable,
        ),
        (&[("personal_data", "yes", STATED)], Outcome::Insufficient),
    ] {
        assert_eq!(outcome(&pack, &facts(stated)), expected, "{stated:?}");
    }
}

#[test]
fn what_helps_needs_the_minimum_and_what_hurts_does_not() {
    let review = "\nunless { resource has human_review && resource.human_review }";
    let weak = worth(Strength::Recomputed, Backing::None);
    let backed = worth(Strength::Documented, Backing::Vendor);
    for (annotations, stated, yes, no) in [
        ("", STATED, Outcome::Pass, Outcome::Fail),
        (
            "@strength(\"documented\")",
            STATED,
            Outcome::Insufficient,
            Outcome::Fail,
        ),
        (
            "@strength(\"documented\")",
            weak,
            Outcome::Pass,
            Outcome::Fail,
        ),
        (
            "@backing(\"vendor\")",
            weak,
            Outcome::Insufficient,
            Outcome::Fail,
        ),
        ("@backing(\"vendor\")", backed, Outcome::Pass, Outcome::Fail),
        (
            "@backing(\"independent\")",
            backed,
            Outcome::Insufficient,
            Outcome::Fail,
        ),
        (
            "@strength(\"recomputed\")\n@backing(\"vendor\")",
            backed,
            Outcome::Insufficient,
            Outcome::Fail,
        ),
        (
            "@strength(\"documented\")\n@backing(\"vendor\")",
            backed,
            Outcome::Pass,
            Outcome::Fail,
        ),
    ] {
        let pack = one(annotations, MODEL, review);
        assert_eq!(
            outcome(&pack, &facts(&[("human_review", "yes", stated)])),
            yes,
            "{annotations}"
        );
        assert_eq!(
            outcome(&pack, &facts(&[("human_review", "no", stated)])),
            no,
            "{annotations}"
        );
    }
    // The same in `when`: a weak statement does not take the control away, a strong one does.
    let pack = one(
        "@strength(\"documented\")",
        MODEL,
        "\nwhen { !(resource has personal_data && !resource.personal_data) }\nunless { resource.documents > 0 }",
    );
    let strong = worth(Strength::Documented, Backing::None);
    for (text, worth, expected) in [
        ("no", STATED, Outcome::Insufficient),
        ("no", strong, Outcome::NotApplicable),
        ("yes", STATED, Outcome::Fail),
        ("yes", strong, Outcome::Fail),
    ] {
        let facts = facts(&[("personal_data", text, worth)]);
        assert_eq!(outcome(&pack, &facts), expected, "{text} {worth:?}");
    }
}

/// A run of a check about the model with one finding.
fn reported(check: &str, word: Reported) -> CheckRun {
    CheckRun {
        pack: "laws".to_owned(),
        check: check.to_owned(),
        title: String::new(),
        version: String::new(),
        sha256: String::new(),
        principal: model(),
        config: "{}".to_owned(),
        runtime: "",
        fuel: 0,
        fuel_limit: 0,
        findings: vec![CheckFinding {
            entity: EntityId::new(EntityKind::Finding, format!("{check}#1")),
            about: model(),
            reported: word,
            reviewed: None,
            severity: Severity::High,
            message: "It was looked at.".to_owned(),
            remediation: String::new(),
            evidence: Vec::new(),
            attributes: Vec::new(),
            worth: STATED,
        }],
        reads: Vec::new(),
        log: Vec::new(),
        log_dropped: 0,
    }
}

/// Each word that a check can report, and that of a check which did not run, whatever the control
/// says of where there is none: only `pass` passes.
#[test]
fn a_check_that_did_not_pass_never_passes() {
    for annotation in ["", "@when_none(\"not-applicable\")"] {
        for (clause, satisfied) in [
            (
                "unless { resource has outcome && resource.outcome == \"pass\" }",
                Outcome::Pass,
            ),
            // A control that accepts anything but a failure still needs a word.
            (
                "unless { resource has outcome && resource.outcome != \"fail\" }",
                Outcome::Pass,
            ),
            ("unless { resource.reported != \"fail\" }", Outcome::Pass),
        ] {
            let mut pack = one(
                annotation,
                "principal is Model, action, resource is Finding",
                &format!("\n{clause}"),
            );
            pack.controls[0].check = Some("acme/scan".to_owned());
            let outcome = |checks: &[CheckRun]| {
                let asked = Asked {
                    checks,
                    ..Asked::default()
                };
                let (findings, _) = asked.of(&pack, &FactSet::default());
                assert_eq!(findings.len(), 1);
                findings[0].outcome
            };
            assert_eq!(outcome(&[]), Outcome::Error);
            let other = reported("acme/scan-deep", Reported::Pass);
            assert_eq!(outcome(&[other]), Outcome::Error);
            let of = |word| outcome(&[reported("acme/scan", word)]);
            assert_eq!(of(Reported::Error), Outcome::Error);
            assert_eq!(of(Reported::NotApplicable), Outcome::NotApplicable);
            assert_eq!(of(Reported::Pass), satisfied);
            assert_eq!(of(Reported::Fail), Outcome::Fail);
            for word in [Reported::Insufficient, Reported::NeedsReview] {
                let expected = if clause.contains("reported") {
                    // Such a control says in so many words that it accepts them.
                    Outcome::Pass
                } else {
                    Outcome::Insufficient
                };
                assert_eq!(of(word), expected, "{clause} {word:?}");
            }
        }
    }
}

#[test]
fn more_than_64_readings_are_not_tried() {
    let flags = [
        "from_scratch",
        "personal_data",
        "human_review",
        "monitoring",
    ];
    let texts = ["version", "license_name", "personal_data_basis"];
    let conditions: Vec<String> = flags
        .iter()
        .map(|name| format!("(resource has {name} && resource.{name})"))
        .chain(
            texts
                .iter()
                .map(|name| format!("(resource has {name} && resource.{name} != \"x\")")),
        )
        .collect();
    let pack = one(
        "",
        MODEL,
        &format!("\nunless {{ {} }}", conditions.join(" && ")),
    );
    let mut stated = Vec::new();
    for name in &flags {
        stated.extend([(*name, "yes", STATED), (*name, "no", STATED)]);
    }
    for name in &texts {
        stated.extend([(*name, "a", STATED), (*name, "b", STATED)]);
    }
    // 2⁶ readings are tried, and the worst of them stands; 2⁷ are not.
    let six: Vec<_> = stated[..stated.len() - 1].to_vec();
    assert_eq!(outcome(&pack, &facts(&six)), Outcome::Fail);
    let found = finding(&pack, &facts(&stated));
    assert_eq!(found.outcome, Outcome::Insufficient);
    assert!(
        found.message.contains("more than 64 ways"),
        "{}",
        found.message
    );
}

#[test]
fn better_evidence_settles_a_contradiction_and_no_other_does() {
    use Backing::{Independent, None as Nobody, Vendor};
    use Strength::{Documented, Recomputed, Stated};
    let pack = one(
        "",
        MODEL,
        "\nunless { resource has human_review && resource.human_review }",
    );
    for (yes, no, expected) in [
        (worth(Stated, Nobody), worth(Stated, Nobody), Outcome::Fail),
        (
            worth(Documented, Vendor),
            worth(Stated, Nobody),
            Outcome::Fail,
        ),
        (
            worth(Recomputed, Nobody),
            worth(Stated, Nobody),
            Outcome::Pass,
        ),
        (
            worth(Recomputed, Nobody),
            worth(Documented, Nobody),
            Outcome::Pass,
        ),
        (
            worth(Recomputed, Nobody),
            worth(Recomputed, Nobody),
            Outcome::Fail,
        ),
        (
            worth(Recomputed, Nobody),
            worth(Stated, Vendor),
            Outcome::Fail,
        ),
        (
            worth(Stated, Independent),
            worth(Stated, Nobody),
            Outcome::Pass,
        ),
        (
            worth(Stated, Independent),
            worth(Documented, Nobody),
            Outcome::Fail,
        ),
        (
            worth(Documented, Independent),
            worth(Documented, Vendor),
            Outcome::Pass,
        ),
        (
            worth(Documented, Independent),
            worth(Documented, Independent),
            Outcome::Fail,
        ),
    ] {
        let facts = facts(&[("human_review", "yes", yes), ("human_review", "no", no)]);
        assert_eq!(outcome(&pack, &facts), expected, "{yes:?} {no:?}");
        let settled = facts.contradictions[0].settled.is_some();
        assert_eq!(settled, expected == Outcome::Pass);
    }
    // A member of an open set contradicts nothing; the same text in other letters neither.
    let same = facts(&[
        ("version", "V 1", STATED),
        ("version", "v  1", STATED),
        ("languages", "en", STATED),
        ("languages", "de", STATED),
    ]);
    assert_eq!(same.contradictions, []);
}

#[test]
fn a_date_to_come_has_no_age() {
    let pack = one(
        "",
        MODEL,
        "\nunless { resource has release_age_days && resource.release_age_days <= 30 }",
    );
    for (date, expected) in [
        ("2026-11-01", Outcome::Pass),
        ("2026-10-02", Outcome::Pass),
        ("2026-10-01", Outcome::Fail),
        ("2026-11-02", Outcome::Insufficient),
        ("soon", Outcome::Insufficient),
    ] {
        assert_eq!(
            outcome(&pack, &facts(&[("release_date", date, STATED)])),
            expected,
            "{date}"
        );
    }
    // One that is stated beside another is not hidden by it, and least of all if it settles the
    // matter.
    let sure = worth(Strength::Recomputed, Backing::None);
    for (past, to_come, expected) in [
        (STATED, STATED, Outcome::Insufficient),
        (STATED, sure, Outcome::Insufficient),
        (sure, STATED, Outcome::Pass),
    ] {
        let facts = facts(&[
            ("release_date", "2026-10-20", past),
            ("release_date", "2027-06-01", to_come),
        ]);
        let found = finding(&pack, &facts);
        assert_eq!(found.outcome, expected, "{past:?} {to_come:?}");
    }
}
