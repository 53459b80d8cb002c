//! The questionnaire: it is the shortest list, answering it as asked decides everything that answers
//! can decide, and what comes back is read and checked.

use std::collections::BTreeSet;

use jiff::civil;
use passmuster::evaluate::Enforce;
use passmuster::finding::{BUILT_IN, Outcome};
use passmuster::limits::Limits;
use passmuster::policy::{self, Pack};
use passmuster::questionnaire::{Item, Questionnaire, Terms, form, questions};
use passmuster::review::Review;
use passmuster::run::DossierResult;
use passmuster::source::{self, Dossier, SourceFile};
use passmuster::{Settings, Target, plugin};
use serde_json::Value;

const REVIEW: &str = r#"
schema = 1
reviewer = "Third-party risk"
action = "procure"
risk_tier = "high"
jurisdictions = ["EU", "US"]
[subject]
kind = "model"
name = "acme/reader"
[vendor]
name = "Acme AI"
[[entity]]
kind = "system"
name = "Acme Desk"
"#;

fn settings() -> Settings {
    Settings {
        as_of: civil::date(2026, 11, 1),
        action: None,
        enforce: Enforce::Pack,
        limits: Limits::default(),
        checks: plugin::Limits::default(),
        trust: None,
        decisions: None,
    }
}

fn terms() -> Terms {
    Terms {
        as_of: civil::date(2026, 11, 1),
        due: Some(civil::date(2026, 12, 1)),
        owner: "procurement".to_owned(),
        packs: vec!["baseline 0.1.0".to_owned()],
    }
}

fn judge(packs: &[Pack], answers: Option<&Value>) -> DossierResult {
    let mut dossier = Dossier::default();
    let mut review = REVIEW.to_owned();
    if let Some(answers) = answers {
        let bytes = serde_json::to_vec(answers).unwrap();
        dossier.documents.push(SourceFile::new("form.json", bytes));
        review.push_str("[[document]]\npath = \"form.json\"\nabout = \"vendor\"\n");
    }
    Target {
        path: "dossier".to_owned(),
        dossier,
        review: Some(Review::parse(SourceFile::new("review.toml", review.into_bytes())).unwrap()),
    }
    .check(packs, &settings())
    .unwrap()
}

fn json(questions: &Questionnaire) -> Value {
    let mut out = Vec::new();
    form("json").unwrap().write(questions, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// What answers as needed.
fn answer(item: &Item) -> String {
    let numbers = item.needed.iter().flat_map(|it| {
        it.split(' ')
            .filter_map(|it| it.parse::<f64>().ok().map(|it| it.ceil() as i64))
    });
    let needed = item.needed.join(" ");
    if item.how.starts_with("A date") {
        return "2026-10-30".to_owned();
    }
    if needed.contains("more than") {
        return (numbers.max().unwrap() + 1).to_string();
    }
    if needed.contains("or more") {
        return numbers.max().unwrap().to_string();
    }
    match needed.as_str() {
        "" if item.how.starts_with("yes") => "yes".to_owned(),
        "" if item.how.starts_with("A whole number") => "3".to_owned(),
        "" if item.how.starts_with("A web") => "https://acme.example/policy".to_owned(),
        "" => "As described by Acme".to_owned(),
        "yes" | "no" => needed,
        _ => numbers.min().map_or(needed.clone(), |it| it.to_string()),
    }
}

fn filled(questions: &Questionnaire, without: Option<&str>) -> Value {
    let mut form = json(questions);
    form["completed"] = "2026-10-30".into();
    for (row, item) in form["answers"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(questions.items())
    {
        if !item.supply && item.instead_of.is_none() && Some(item.number.as_str()) != without {
            row["answer"] = answer(item).into();
        }
    }
    form
}

/// Findings without enough evidence, but for those of the program itself.
fn open(result: &DossierResult) -> BTreeSet<(String, String)> {
    let findings = result.findings.iter();
    findings
        .filter(|it| it.outcome == Outcome::Insufficient)
        .filter(|it| !BUILT_IN.contains(&it.control.as_str()))
        .map(|it| (it.control.clone(), it.entity.to_string()))
        .collect()
}

#[test]
fn answering_as_asked_decides_all_that_answers_can_and_no_question_is_too_many() {
    for (name, shown) in [("baseline", 20), ("finance", 10), ("healthcare", 8)] {
        let packs = [policy::load(name).unwrap()];
        let asked = questions(&judge(&packs, None), &terms(), None);
        // What needs a document or a person stays open, and is said to.
        let others: BTreeSet<&str> = asked
            .items()
            .filter(|it| it.supply)
            .flat_map(|it| it.why.iter().map(|why| why.control.as_str()))
            .chain(asked.left.iter().map(|it| it.control.as_str()))
            .collect();
        let all = open(&judge(&packs, Some(&filled(&asked, None))));
        let unexpected: Vec<_> = all
            .iter()
            .filter(|it| !others.contains(it.0.as_str()))
            .collect();
        assert!(unexpected.is_empty(), "{name}: {unexpected:?}");
        let mut minimal = 0;
        for item in asked
            .items()
            .filter(|it| !it.supply && it.instead_of.is_none())
        {
            if item
                .why
                .iter()
                .all(|it| others.contains(it.control.as_str()))
            {
                continue;
            }
            let fewer = open(&judge(&packs, Some(&filled(&asked, Some(&item.number)))));
            assert!(
                fewer.len() > all.len(),
                "{name}: {} is not needed: {}",
                item.number,
                item.text
            );
            minimal += 1;
        }
        assert!(
            minimal >= shown,
            "{name}: {minimal} questions were looked at"
        );
        let ids: Vec<(&str, &str)> = asked
            .items()
            .map(|it| (it.role.as_str(), it.id.as_str()))
            .collect();
        let answers: Vec<_> = asked
            .items()
            .filter(|it| !it.supply && it.instead_of.is_none())
            .collect();
        let distinct: BTreeSet<_> = answers.iter().map(|it| (&it.role, &it.id)).collect();
        assert_eq!(
            distinct.len(),
            answers.len(),
            "{name}: asked twice: {ids:?}"
        );
    }
}

#[test]
fn an_answer_goes_to_whom_its_row_names_and_one_of_the_wrong_type_is_said_at_its_place() {
    let packs = [policy::load("baseline").unwrap()];
    let asked = questions(&judge(&packs, None), &terms(), None);
    let mut form = filled(&asked, None);
    for row in form["answers"].as_array_mut().unwrap() {
        if row["id"] == "incident_notice_hours" {
            row["answer"] = "promptly".into();
        }
        if row["id"] == "change_notice_days" {
            row["about"] = "somebody".into();
        }
    }
    let result = judge(&packs, Some(&form));
    let remarks = result.documents[0].remarks.join("\n");
    assert!(
        remarks.contains("the answer to `incident_notice_hours` is not taken"),
        "{remarks}"
    );
    assert!(remarks.contains("`About` is neither"), "{remarks}");
    let open = open(&result);
    assert!(open.iter().any(|it| it.0 == "PM-INC-01"));
    assert!(open.iter().any(|it| it.0 == "PM-CHG-01"));
    let of = |entity: &str, attribute: &str| {
        result.facts.facts.iter().any(|it| {
            it.entity.name == entity
                && it.key
                    == passmuster::fact::Key::Attribute(
                        passmuster::fact::vocabulary::attribute(attribute)
                            .unwrap()
                            .name,
                    )
        })
    };
    assert!(of("acme/reader", "red_team_date") && !of("Acme AI", "red_team_date"));
    assert!(of("Acme Desk", "appeal_process") && !of("Acme AI", "appeal_process"));
    assert!(of("Acme AI", "multi_factor"));
}

#[test]
fn every_form_has_the_same_rows_and_the_same_bytes_and_the_reader_knows_it() {
    let packs = [policy::load("baseline").unwrap()];
    let asked = questions(&judge(&packs, None), &terms(), None);
    let answers = asked.items().filter(|it| !it.supply).count();
    for name in ["csv", "xlsx", "json"] {
        let written = || {
            let mut out = Vec::new();
            form(name).unwrap().write(&asked, &mut out).unwrap();
            out
        };
        assert_eq!(written(), written(), "{name}");
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(format!("form.{name}")), written()).unwrap();
        let dossier = source::open(dir.path(), &Limits::default(), &[]).unwrap();
        let intake = Target {
            path: "dossier".to_owned(),
            dossier,
            review: Some(
                Review::parse(SourceFile::new("review.toml", REVIEW.as_bytes().to_vec())).unwrap(),
            ),
        }
        .intake(&settings())
        .unwrap();
        assert_eq!(
            intake.documents.len(),
            1,
            "{name}: {:?} {:?}",
            intake.unread,
            intake.refused
        );
        assert_eq!(intake.documents[0].format, "questionnaire", "{name}");
        assert_eq!(intake.documents[0].remarks, Vec::<String>::new(), "{name}");
        // A blank form answers nothing, and each question is seen to be open.
        assert!(
            intake.assembled.facts.hollow.len() >= answers,
            "{name}: {:?}",
            intake.assembled.facts.hollow
        );
        let stated = intake.assembled.facts.facts.iter().filter(|it| {
            it.entity.kind != passmuster::fact::EntityKind::Document
                && it.worth.strength == passmuster::fact::Strength::Stated
                && it.origin.line > 0
        });
        assert_eq!(stated.count(), 0, "{name}");
    }
}
