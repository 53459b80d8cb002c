//! Whose fact is it, and what is a fact at all: by example.

use passmuster::fact::{
    Assembled, Described, EntityId, EntityKind, Identities, Key, Named, Reading, Strength, Value,
    assemble, is_placeholder, parse_date, vocabulary,
};
use passmuster::finding::Outcome;
use passmuster::source::Span;

use super::tables::{MODEL, STATED, described, model, one, outcome};

const REVIEW: &str = "\nunless { resource has human_review && resource.human_review }";

struct Said {
    path: &'static str,
    kind: Option<EntityKind>,
    name: &'static str,
    ids: &'static [&'static str],
}

/// One document per entity, each of which says that there is human review.
fn said(entities: &[Said], identities: &Identities) -> Assembled {
    let readings: Vec<Reading> = entities
        .iter()
        .map(|said| {
            let mut reading = Reading::new(Strength::Documented);
            let main = reading.entity(said.kind, said.name, None);
            for id in said.ids {
                reading.identify(main, id);
            }
            reading.state_text(main, "human_review", "/x", Span::default(), "yes");
            reading
        })
        .collect();
    let described: Vec<Described<'_>> = entities
        .iter()
        .zip(&readings)
        .map(|(said, reading)| described(said.path, reading, STATED))
        .collect();
    assemble(&described, identities, "2026-11-01".parse().unwrap())
}

#[test]
fn what_nothing_ties_to_the_subject_satisfies_nothing() {
    let pack = one("", MODEL, REVIEW);
    let card = |path, name, ids| Said {
        path,
        kind: Some(EntityKind::Model),
        name,
        ids,
    };
    let answers = |path, name| Said {
        path,
        kind: None,
        name,
        ids: &[],
    };
    let subject = || Identities {
        subject: Some(Named {
            id: model(),
            ids: vec!["pkg:x/m@1".to_owned(), "Acme".to_owned()],
        }),
        ..Identities::default()
    };
    let with = |about: &[(&str, Option<EntityId>)]| Identities {
        about: about
            .iter()
            .map(|(path, who)| ((*path).to_owned(), who.clone()))
            .collect(),
        subject: Some(Named {
            id: model(),
            ids: Vec::new(),
        }),
        ..Identities::default()
    };
    let same = || vec![card("a.md", "m", &[]), card("b.md", "m", &[])];
    let (pass, missing) = (Outcome::Pass, Outcome::Insufficient);
    for (what, entities, identities, expected, untied) in [
        (
            "the only model",
            vec![card("a.md", "whoever", &[])],
            with(&[]),
            pass,
            0,
        ),
        ("two of one name", same(), with(&[]), missing, 2),
        (
            "one tied by its document",
            same(),
            with(&[("a.md", Some(model()))]),
            pass,
            1,
        ),
        (
            "the only one, but about nobody",
            vec![card("a.md", "m", &[])],
            with(&[("a.md", None)]),
            missing,
            1,
        ),
        (
            "about another",
            vec![card("a.md", "m", &[])],
            with(&[("a.md", Some(EntityId::new(EntityKind::Model, "n")))]),
            missing,
            0,
        ),
        (
            "by an identifier",
            vec![
                card("a.md", "m", &["pkg:x/m@1"]),
                card("b.md", "n", &["pkg:x/n@1"]),
            ],
            subject(),
            pass,
            1,
        ),
        (
            "by an identifier of the same thing elsewhere",
            vec![
                card("a.md", "m", &["sha256:1"]),
                card("b.md", "n", &["sha256:1", "pkg:x/m@1"]),
            ],
            subject(),
            pass,
            0,
        ),
        (
            "another version",
            vec![card("a.md", "m", &["pkg:x/m@2"]), card("b.md", "n", &[])],
            subject(),
            missing,
            2,
        ),
        (
            "whoever answers",
            vec![answers("a.yaml", "Acme")],
            with(&[]),
            pass,
            0,
        ),
        (
            "two who answer",
            vec![answers("a.yaml", "One"), answers("b.yaml", "Two")],
            with(&[]),
            missing,
            2,
        ),
        (
            "two, one of whom the reviewer knows",
            vec![answers("a.yaml", "Acme"), answers("b.yaml", "Two")],
            subject(),
            pass,
            1,
        ),
    ] {
        let assembled = said(&entities, &identities);
        assert_eq!(outcome(&pack, &assembled.facts), expected, "{what}");
        assert_eq!(assembled.facts.untied_facts.len(), untied, "{what}");
    }
    // Without a reviewer: the only model is the subject, and of two none is.
    let one = said(&[card("a.md", "m", &[])], &Identities::default());
    assert_eq!(one.subject, Some(EntityId::new(EntityKind::Model, "m")));
    assert_eq!(
        one.facts
            .facts
            .iter()
            .filter(|it| it.key == Key::Attribute("human_review"))
            .count(),
        1
    );
    let two = said(
        &[card("a.md", "m", &[]), card("b.md", "n", &[])],
        &Identities::default(),
    );
    assert_eq!(two.facts.untied_facts.len(), 2);
}

#[test]
fn texts_become_values_that_satisfy_nothing_by_chance() {
    let value = |name: &str, text: &str| {
        Value::parse(vocabulary::attribute(name).unwrap(), text).map(|it| it.to_string())
    };
    for (name, text, expected) in [
        ("data_retention_days", "1 month", "31"),
        ("data_retention_days", "1 year", "366"),
        ("data_retention_days", "25 hours", "2"),
        ("incident_notice_hours", "2 days", "48"),
        ("value", "81 %", "0.81"),
        ("value", "0.00005", "0.0"),
        ("value", "0.00015", "0.0002"),
        ("value", "0.000051", "0.0001"),
        ("human_review", "No, never", "false"),
        ("human_review", "Yes", "true"),
    ] {
        assert_eq!(value(name, text).as_deref(), Ok(expected), "{text}");
    }
    for (name, text) in [
        ("human_review", "no later than May"),
        ("human_review", "yes and no"),
        ("human_review", "partially"),
        ("data_retention_days", "30-60 days"),
        ("data_retention_days", "5 fortnights"),
        ("security_incidents", "2 days"),
        ("release_date", "03/04/2026"),
        ("release_date", "-009999-01-01"),
        ("release_date", "+012026-01-01"),
        ("version", "n/a"),
        ("version", "[More Information Needed]"),
    ] {
        assert!(value(name, text).is_err(), "{text}");
    }
    assert!(parse_date("2026-02-30").is_none());
    for text in ["", "None.", "{{ x }}", "<insert date>", "???", "TBD"] {
        assert!(is_placeholder(text), "{text:?}");
    }
    for text in ["no", "0", "none of it", "<a@b.example>"] {
        assert!(!is_placeholder(text), "{text:?}");
    }
    assert_eq!(Value::answer("Y."), Value::Text("yes".to_owned()));
    assert_eq!(
        Value::answer("N/A for us"),
        Value::Text("N/A for us".to_owned())
    );
}

/// A shared identifier joins over any number of documents, whatever their order.
#[test]
fn identifiers_join_over_several_documents() {
    let card = |path, ids| Said {
        path,
        kind: Some(EntityKind::Model),
        name: "",
        ids,
    };
    let identities = Identities {
        subject: Some(Named {
            id: model(),
            ids: vec!["pkg:generic/b@1".to_owned()],
        }),
        ..Identities::default()
    };
    let cards = [
        card("a.md", &["pkg:generic/a@1"]),
        card("b.md", &["pkg:generic/b@1"]),
        card("c.md", &["pkg:generic/a@1", "pkg:generic/b@1"]),
        card("d.md", &["pkg:generic/d@1"]),
    ];
    let assembled = said(&cards, &identities);
    let tied = assembled
        .facts
        .facts
        .iter()
        .filter(|fact| fact.entity == model() && fact.key == Key::Attribute("human_review"));
    let tied: Vec<&str> = tied.map(|fact| fact.origin.document.as_str()).collect();
    assert_eq!(tied, ["a.md", "b.md", "c.md"]);
}
