//! What is asked at all, and what gates: by example.

use std::collections::BTreeSet;

use passmuster::evaluate::Enforce;
use passmuster::fact::{EntityId, EntityKind, FactSet};
use passmuster::finding::{Enforcement, Outcome};

use super::tables::{Asked, MODEL, STATED, facts, finding, model, one};
use super::text::{control, load, load_with};

#[test]
fn enforcement_by_date_and_by_flag() {
    let unless = "\nunless { resource.documents > 0 }";
    let later = one("@effective(\"2026-11-02\")", MODEL, unless);
    let today = one("@effective(\"2026-11-01\")", MODEL, unless);
    let named = || Enforce::Only(BTreeSet::from(["T".to_owned()]));
    let others = || Enforce::Only(BTreeSet::from(["U".to_owned()]));
    for (pack, enforce, expected) in [
        (&later, Enforce::Pack, Enforcement::Advisory),
        (&today, Enforce::Pack, Enforcement::Mandatory),
        (&later, named(), Enforcement::Mandatory),
        (&today, others(), Enforcement::Advisory),
        (&today, Enforce::Nothing, Enforcement::Advisory),
    ] {
        let asked = Asked {
            enforce: enforce.clone(),
            ..Asked::default()
        };
        let (findings, _) = asked.of(pack, &FactSet::default());
        assert_eq!(findings[0].enforcement, expected, "{enforce:?}");
        // What gates changes no outcome.
        assert_eq!(findings[0].outcome, Outcome::Fail);
    }
    let found = finding(&later, &FactSet::default());
    assert_eq!(
        found.enforcement_note.as_deref(),
        Some("advisory until 2026-11-02")
    );
}

#[test]
fn law_binds_from_its_day_to_its_end() {
    let register = r#"
citation = [{ id = "x.law", instrument = "X", locator = "1", kind = "law", source = "s", source_quality = "R", events = [
  { date = "2026-01-01", status = "adopted" },
  { date = "2026-06-01", status = "in-force" },
  { date = "2027-01-01", status = "superseded" },
] }]
"#;
    let unless = "\nunless { resource.documents > 0 }";
    let load = |annotations: &str| {
        let text = control("T", annotations, MODEL, unless);
        load_with(&[("T".to_owned(), text)], "0.1.0", register).unwrap()
    };
    let law = load("@basis(\"law\")\n@cites(\"x.law\")");
    let norm = load("@basis(\"coalition\")\n@cites(\"x.law\")");
    for (as_of, expected) in [
        ("2025-12-31", Outcome::NotApplicable),
        ("2026-05-31", Outcome::NotApplicable),
        ("2026-06-01", Outcome::Fail),
        ("2026-12-31", Outcome::Fail),
        ("2027-01-01", Outcome::NotApplicable),
    ] {
        let asked = Asked {
            as_of,
            ..Asked::default()
        };
        assert_eq!(
            asked.of(&law, &FactSet::default()).0[0].outcome,
            expected,
            "{as_of}"
        );
        let norm = asked.of(&norm, &FactSet::default()).0;
        assert_eq!(norm[0].outcome, Outcome::Fail, "{as_of}");
    }
}

#[test]
fn controls_out_of_scope_are_listed_and_not_asked() {
    let unless = "\nunless { resource.documents > 0 }";
    let release = one(
        "",
        "principal is Model, action == Action::\"release\", resource is Dossier",
        unless,
    );
    let two = one(
        "",
        "principal is Model, action in [Action::\"release\", Action::\"procure\"], resource is Dossier",
        unless,
    );
    let vendor = one(
        "",
        "principal is Vendor, action, resource is Dossier",
        unless,
    );
    for (pack, action, findings, out) in [
        (&release, "procure", 0, 1),
        (&release, "release", 1, 0),
        (&two, "procure", 1, 0),
        (&two, "renew", 0, 1),
        (&vendor, "procure", 0, 1),
    ] {
        let asked = Asked {
            action,
            ..Asked::default()
        };
        let (found, listed) = asked.of(pack, &FactSet::default());
        assert_eq!((found.len(), listed), (findings, out), "{action}");
    }
    // Each principal of the kind is asked, about its own facts.
    let asked = Asked {
        principals: vec![model(), EntityId::new(EntityKind::Model, "embedder")],
        ..Asked::default()
    };
    let review = one(
        "",
        MODEL,
        "\nunless { resource has human_review && resource.human_review }",
    );
    let found = asked
        .of(&review, &facts(&[("human_review", "yes", STATED)]))
        .0;
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.entity.name.as_str(), it.outcome))
        .collect();
    assert_eq!(
        found,
        [
            ("subject", Outcome::Pass),
            ("embedder", Outcome::Insufficient)
        ]
    );
}

#[test]
fn what_can_never_pass_or_never_apply_does_not_load() {
    for clauses in [
        "",
        "\nunless { false }",
        "\nunless { !(resource has license) }",
        "\nunless { resource has languages && resource.languages.isEmpty() }",
        "\nunless { resource has languages && !resource.languages.contains(\"en\") }",
        "\nunless { resource has languages && resource.languages == [\"en\"] }",
        "\nunless { resource has languages && [\"en\"].containsAll(resource.languages) }",
        "\nwhen { resource has license }",
        "\nwhen { resource has license && !(resource has license) }\nunless { resource.documents > 0 }",
        "\nunless { resource has licence && resource.licence == \"MIT\" }",
        "\nunless { resource.license == \"MIT\" }",
        "\nunless { resource.documents > 0 }\nunless { resource.artifacts > 0 }",
        "\nunless { resource.documents > 0 }\nwhen { resource.artifacts > 0 }",
        "\nunless { resource.documents + 1 > 1 }",
        "\nunless { resource has documents && resource.documents > 0 }",
        "\nunless { (resource has license) == (resource has version) }",
        "\nunless { (if resource has license then 1 else 2) == 1 }",
        "\nunless { resource has documented && resource.documented.contains(\"limitation\") }",
    ] {
        let text = control("T", "", MODEL, clauses);
        assert!(load(&[("T".to_owned(), text)]).is_err(), "{clauses}");
    }
}
