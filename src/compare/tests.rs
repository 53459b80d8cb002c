#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails may panic"
)]
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// A finding of a control, with one clause that reads one value.
fn finding(control: &str, outcome: &str, more: &Value) -> Value {
    let mut it = json!({
        "control": control, "title": format!("title of {control}"), "area": "area", "why": "",
        "outcome": outcome, "reported": null, "severity": "high", "enforcement": "mandatory",
        "enforcement_note": null, "principal": "Vendor::\"V\"", "entity": "Vendor::\"V\"",
        "fingerprint": "0".repeat(64), "message": "a message", "clauses": [], "missing": [],
        "remedy": [], "remediation": "", "evidence": [], "cites": [],
        "gates": outcome != "pass" && outcome != "not-applicable", "waivable": true, "decision": null,
        "absorbed": false, "evidence_sha256": "1".repeat(64)
    });
    for (key, value) in more.as_object().unwrap() {
        it[key] = value.clone();
    }
    it
}

fn place(strength: &str, backing: &str) -> Value {
    json!({"document": "a.yaml", "pointer": "/a", "line": 2, "column": 1, "sha256": "", "strength": strength, "backing": backing})
}

fn with(mut base: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

/// A clause of a control that reads a value.
fn clause(text: &str, truth: &str) -> Value {
    json!({"role": "satisfies", "text": text, "truth": truth, "wanted": true, "decisive": false, "values": []})
}

fn evidence(attribute: &str, value: &str, strength: &str, backing: &str) -> Value {
    with(
        place(strength, backing),
        &json!({"attribute": attribute, "value": value}),
    )
}

fn evaluation(more: &Value) -> Value {
    let base = json!({
        "entity": "Evaluation::\"e\"", "of": ["Model::\"a\"", "Model::\"b\""], "metric": "accuracy", "value": "0.9",
        "unit": null, "dataset": "d", "split": "test", "slice": null, "task": null, "judge": null,
        "samples": 100, "partial": false, "confidence_lower": null, "confidence_upper": null, "contradictory": []
    });
    with(with(base, &place("documented", "none")), more)
}

/// A record of one dossier, which contradicts nothing that it says twice.
fn record(subject: &str, findings: &[Value], run: &Value, dossier: &Value) -> Record {
    let count = |outcome: &str| {
        findings
            .iter()
            .filter(|it| it["outcome"] == outcome)
            .count()
    };
    let excepted = findings.iter().filter(|it| it["decision"] != Value::Null);
    let excepted = excepted.count();
    let verdict = match () {
        () if count("fail") > 0 => "fail",
        () if count("error") > 0 => "error",
        () if count("insufficient") > 0 || count("pass") == 0 => "insufficient",
        () => "pass",
    };
    let code = match verdict {
        "fail" => 1,
        "error" => 4,
        "insufficient" => 3,
        _ => 0,
    };
    let dossier = with(
        json!({
            "path": subject, "subject": format!("Model::\"{subject}\""), "principals": ["Vendor::\"V\""],
            "action": "procure", "risk_tier": "high", "reviewer": "R", "verdict": verdict, "exit_code": code,
            "counts": {"fail": count("fail"), "error": count("error"), "insufficient": count("insufficient"),
                "pass": count("pass"), "not-applicable": count("not-applicable")},
            "findings": findings, "contradictions": [], "evaluations": [], "assumed": [], "out_of_scope": [],
            "checks": [], "documents": [], "statements": [], "artifacts": [], "unread": [], "refused": [],
            "marked": {"excepted": excepted, "conditioned": 0, "reviewed": 0, "absorbed": 0}, "decisions": [],
            "since": null, "dates": []
        }),
        dossier,
    );
    let run = with(
        json!({
            "schema": crate::record::SCHEMA, "engine": "0.1.0", "as_of": "2026-11-01", "enforce": null,
            "packs": [{"id": "p", "version": "1", "title": "P", "sha256": "aa", "controls": 3}], "trust": null,
            "decisions": null, "since": null,
            "dossiers": [dossier], "verdict": verdict, "exit_code": code, "rerun": "passmuster check"
        }),
        run,
    );
    let bytes = run.to_string().into_bytes();
    Record::parse(&crate::source::SourceFile::new("r.json", bytes))
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn compared(records: &[Record]) -> Comparison {
    compare(&sides(records))
}

/// Whether two runs of a control compare: the row's reason, or none.
fn reason(records: &[Record], control: &str) -> Option<String> {
    let comparison = compared(records);
    let mut rows = comparison.areas.iter().flat_map(|it| &it.rows);
    let row = rows.find(|it| it.control == control).unwrap();
    row.not_compared.clone()
}

#[test]
fn controls_are_compared_only_where_they_answer_one_question() {
    let has = |text: &str, truth: &str| json!({"clauses": [clause(text, truth)]});
    let plain = || has("resource has x", "true");
    let other_pack = json!({"packs": [{"id": "p", "version": "2", "title": "P", "sha256": "bb", "controls": 3}]});
    let later = json!({"as_of": "2026-12-01"});
    let minimal = json!({"risk_tier": "minimal"});
    let none = json!({});
    let tier = "context.risk_tier == \"high\"";
    let age = "resource.period_age_days <= 365";
    // What each side's finding, run and dossier are; the reason, or none where they compare.
    for (what, a, b, subject, run, dossier, expected) in [
        ("the same", plain(), plain(), "b", &none, &none, None),
        (
            "another pack that asks the same",
            plain(),
            plain(),
            "b",
            &other_pack,
            &none,
            None,
        ),
        (
            "another pack that asks more",
            plain(),
            has("resource has y", "true"),
            "b",
            &other_pack,
            &none,
            Some("so does what it asks"),
        ),
        (
            "another pack, and nothing to see",
            json!({}),
            json!({}),
            "b",
            &other_pack,
            &none,
            Some("nothing shows that it asks the same"),
        ),
        (
            "the same pack, and nothing to see",
            json!({}),
            json!({}),
            "b",
            &none,
            &none,
            None,
        ),
        (
            "a tier that makes a difference",
            has(tier, "true"),
            has(tier, "false"),
            "b",
            &none,
            &minimal,
            Some("scope makes the difference"),
        ),
        (
            "a tier that makes none",
            has(tier, "true"),
            has(tier, "true"),
            "b",
            &none,
            &minimal,
            None,
        ),
        (
            "another tier that is not read",
            plain(),
            plain(),
            "b",
            &none,
            &minimal,
            None,
        ),
        (
            "an age on different days",
            has(age, "true"),
            has(age, "true"),
            "b",
            &later,
            &none,
            Some("reads an age"),
        ),
        (
            "an age of one subject, then and now",
            has(age, "true"),
            has(age, "false"),
            "a",
            &later,
            &none,
            None,
        ),
        (
            "no age on different days",
            plain(),
            plain(),
            "b",
            &later,
            &none,
            None,
        ),
    ] {
        let records = [
            record("a", &[finding("C-1", "pass", &a)], &json!({}), &json!({})),
            record(subject, &[finding("C-1", "fail", &b)], run, dossier),
        ];
        let found = reason(&records, "C-1");
        assert_eq!(found.is_some(), expected.is_some(), "{what}: {found:?}");
        if let (Some(found), Some(expected)) = (found, expected) {
            assert!(found.contains(expected), "{what}: {found}");
        }
        // What is not compared does not differ either.
        let comparison = compared(&records);
        let likeness = if expected.is_some() {
            Likeness::Apart
        } else {
            Likeness::Outcome
        };
        assert_eq!(comparison.count(likeness), 1, "{what}");
    }
}

#[test]
fn what_was_not_asked_is_said_and_not_compared() {
    let out = json!({"out_of_scope": [{"control": "C-1", "title": "t", "reason": "the review has no vendor"}]});
    let records = [
        record(
            "a",
            &[finding("C-1", "pass", &json!({}))],
            &json!({}),
            &json!({}),
        ),
        record("b", &[finding("C-2", "pass", &json!({}))], &json!({}), &out),
    ];
    let comparison = compared(&records);
    let rows = &comparison.areas[0].rows;
    let cells: Vec<&Cell> = rows.iter().flat_map(|it| &it.cells).collect();
    assert_eq!(
        *cells[1],
        Cell::NotAsked("the review has no vendor".to_owned())
    );
    assert_eq!(
        *cells[2],
        Cell::NotAsked("its packs have no such control".to_owned())
    );
    assert!(rows.iter().all(|it| it.not_compared.is_some()));
}

#[test]
fn runs_that_differ_say_so_first() {
    let a = record(
        "a",
        &[finding("C-1", "pass", &json!({}))],
        &json!({}),
        &json!({}),
    );
    for (run, dossier, what, verdicts) in [
        (json!({}), json!({"action": "renew"}), "Action", true),
        (json!({}), json!({"risk_tier": "low"}), "Risk tier", true),
        (json!({"as_of": "2026-11-02"}), json!({}), "As of", true),
        (json!({"packs": []}), json!({}), "Packs", true),
        (json!({"enforce": "none"}), json!({}), "What gates", true),
        (json!({"engine": "0.2.0"}), json!({}), "Passmuster", false),
        (
            json!({"trust": {"path": "t", "sha256": "cc", "parties": 1}}),
            json!({}),
            "Trust policy",
            false,
        ),
        (json!({}), json!({"reviewer": null}), "Reviewer", true),
        (
            json!({}),
            json!({"subject": "System::\"b\""}),
            "Kind of subject",
            true,
        ),
    ] {
        let b = record("b", &[finding("C-1", "pass", &json!({}))], &run, &dossier);
        let comparison = compared(&[a.clone(), b]);
        let said: Vec<&str> = comparison.differences.iter().map(|it| it.what).collect();
        assert_eq!(said, [what]);
        assert_eq!(comparison.verdicts_compare(), !verdicts, "{what}");
    }
}

#[test]
fn worth_is_that_of_the_weakest_value_and_of_its_best_document() {
    let of = |evidence: Vec<Value>| {
        let finding = finding("C-1", "pass", &json!({"evidence": evidence}));
        let a = record("a", std::slice::from_ref(&finding), &json!({}), &json!({}));
        let b = record("b", &[finding], &json!({}), &json!({}));
        let comparison = compared(&[a, b]);
        let Cell::Asked(asked) = &comparison.areas[0].rows[0].cells[0] else {
            panic!("it was asked");
        };
        let words = asked
            .worth
            .iter()
            .map(|it| format!("{}/{}", it.strength.name(), it.backing.name()));
        words.collect::<Vec<_>>().join(" ")
    };
    let e = evidence;
    for (evidence, expected) in [
        (vec![], ""),
        (
            vec![
                e("x", "1", "stated", "none"),
                e("x", "1", "documented", "none"),
            ],
            "documented/none",
        ),
        (
            vec![
                e("x", "1", "documented", "none"),
                e("y", "1", "stated", "none"),
            ],
            "stated/none",
        ),
        (
            vec![
                e("x", "1", "documented", "none"),
                e("x", "1", "stated", "vendor"),
            ],
            "documented/none stated/vendor",
        ),
        (
            vec![
                e("x", "1", "documented", "vendor"),
                e("y", "1", "stated", "vendor"),
                e("y", "1", "stated", "none"),
            ],
            "stated/vendor",
        ),
    ] {
        assert_eq!(of(evidence), expected);
    }
}

#[test]
fn one_shows_what_another_misses() {
    let missing = |attribute: &str, note: &str| json!({"missing": [{"attribute": attribute, "word": null, "label": "l", "home": "h", "note": note, "alternative": false}]});
    let shows =
        json!({"evidence": [evidence("training_datasets", "acme/letters", "documented", "none")]});
    let lacks = missing(
        "training_datasets",
        "a.md:3 has the field, but a placeholder",
    );
    let a = record(
        "a",
        &[finding("C-1", "pass", &shows)],
        &json!({}),
        &json!({}),
    );
    let b = record(
        "b",
        &[finding("C-1", "insufficient", &lacks)],
        &json!({}),
        &json!({}),
    );
    let comparison = compared(&[a.clone(), b.clone()]);
    assert_eq!(comparison.shown.len(), 1);
    let fact = &comparison.shown[0];
    assert_eq!(fact.label, "the training datasets (at least one)");
    assert!(matches!(&fact.cells[0], FactCell::Shown(values) if values[0].value == "acme/letters"));
    assert!(matches!(&fact.cells[1], FactCell::Missing(note) if note.contains("placeholder")));
    // Of a control that is not compared, nothing is said.
    let other = json!({"packs": []});
    let b = record(
        "b",
        &[finding("C-1", "insufficient", &lacks)],
        &other,
        &json!({}),
    );
    assert_eq!(compared(&[a, b]).shown, []);
}

#[test]
fn metrics_are_compared_only_where_they_measure_the_same() {
    let none = json!({});
    // What the second side's evaluation changes of the first's; the reason, or none.
    for (what, a, b, expected) in [
        ("the same", &none, json!({"value": "0.8"}), None),
        (
            "written otherwise",
            &none,
            json!({"metric": "Accuracy", "split": " TEST"}),
            None,
        ),
        (
            "one judge",
            &json!({"judge": "j"}),
            json!({"judge": "J"}),
            None,
        ),
        (
            "another dataset",
            &none,
            json!({"dataset": "e"}),
            Some("reports it with dataset e"),
        ),
        (
            "another split",
            &none,
            json!({"split": "dev"}),
            Some("with split dev"),
        ),
        (
            "another metric",
            &none,
            json!({"metric": "f1"}),
            Some("reports no such metric"),
        ),
        (
            "another judge",
            &json!({"judge": "j"}),
            json!({"judge": "k"}),
            Some("with judge k"),
        ),
        (
            "a judge and none",
            &json!({"judge": "j"}),
            json!({}),
            Some("with no judge"),
        ),
        (
            "another group",
            &none,
            json!({"slice": "adults"}),
            Some("with slice adults"),
        ),
        (
            "another unit",
            &json!({"unit": "%"}),
            json!({}),
            Some("with no unit"),
        ),
        (
            "fewer samples",
            &none,
            json!({"samples": 50}),
            Some("with samples 50"),
        ),
        (
            "samples unknown",
            &none,
            json!({"samples": null}),
            Some("with no samples"),
        ),
        (
            "no split is said",
            &json!({"split": null}),
            json!({"split": null}),
            Some("it states no split"),
        ),
        (
            "no samples are said",
            &json!({"samples": null}),
            json!({"samples": null}),
            Some("it states no number of samples"),
        ),
        (
            "no dataset is said",
            &json!({"dataset": null}),
            json!({"dataset": null}),
            Some("it states no dataset"),
        ),
        (
            "no value",
            &none,
            json!({"value": null}),
            Some("it states no value"),
        ),
        (
            "a part of the samples",
            &json!({"partial": true}),
            json!({"partial": true}),
            Some("it leaves out samples"),
        ),
        (
            "several values",
            &none,
            json!({"value": null, "contradictory": ["value"]}),
            Some("several values of its value"),
        ),
    ] {
        let of = |subject: &str, more: &Value| {
            let dossier = json!({"evaluations": [evaluation(more)]});
            record(
                subject,
                &[finding("C-1", "pass", &json!({}))],
                &json!({}),
                &dossier,
            )
        };
        let comparison = compared(&[of("a", a), of("b", &b)]);
        let measured = &comparison.measured;
        let reasons: Vec<&String> = measured.apart.iter().flat_map(|it| &it.reasons).collect();
        match expected {
            None => {
                assert_eq!(
                    (measured.rows.len(), measured.apart.len()),
                    (1, 0),
                    "{what}: {reasons:?}"
                );
                assert!(measured.rows[0].cells.iter().all(Option::is_some), "{what}");
            }
            Some(expected) => {
                assert_eq!(measured.rows, [], "{what}");
                assert_eq!(measured.apart.len(), 2, "{what}");
                assert!(
                    reasons.iter().any(|it| it.contains(expected)),
                    "{what}: {reasons:?}"
                );
                assert!(
                    measured.apart.iter().all(|it| !it.reasons.is_empty()),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn what_one_side_states_twice_is_compared_only_if_it_is_the_same() {
    let of = |subject: &str, all: &[Value]| {
        let dossier = json!({"evaluations": all});
        record(
            subject,
            &[finding("C-1", "pass", &json!({}))],
            &json!({}),
            &dossier,
        )
    };
    let named = |name: &str, value: &str| {
        evaluation(&json!({"entity": format!("Evaluation::\"{name}\""), "value": value}))
    };
    let one = of("a", &[named("e", "0.9")]);
    let twice = |second: &str| of("b", &[named("e", "0.8"), named("f", second)]);
    assert_eq!(
        compared(&[one.clone(), twice("0.8")]).measured.rows.len(),
        1
    );
    let comparison = compared(&[one, twice("0.7")]);
    assert_eq!(comparison.measured.rows, []);
    assert_eq!(comparison.measured.apart.len(), 3);
    // A record that says nothing of evaluations has not measured nothing: nobody can tell.
    let mut old = of("c", &[]);
    old.run.dossiers[0].evaluations = None;
    let comparison = compared(&[of("a", &[]), old]);
    assert_eq!(comparison.measured.unrecorded, [false, true]);
}

const OUTCOMES: [&str; 5] = ["pass", "fail", "insufficient", "error", "not-applicable"];

fn any_finding() -> impl Strategy<Value = Value> {
    let word = |words: &'static [&'static str]| prop::sample::select(words);
    (
        1..4u8,
        word(&OUTCOMES),
        word(&["stated", "documented"]),
        word(&["none", "vendor"]),
        word(&["true", "false", "unknown"]),
        word(&["V", "W"]),
        any::<bool>(),
    )
        .prop_map(|(control, outcome, strength, backing, truth, entity, gap)| {
            let missing = json!({"attribute": "training_datasets", "word": null, "label": "l", "home": "h", "note": "", "alternative": false});
            finding(
                &format!("C-{control}"),
                outcome,
                &json!({
                    "entity": format!("Vendor::\"{entity}\""),
                    "evidence": [evidence("training_datasets", strength, strength, backing)],
                    "clauses": [clause("context.risk_tier == \"high\"", truth), clause("resource has training_datasets", truth)],
                    "missing": if gap { vec![missing] } else { vec![] },
                }),
            )
        })
}

fn any_record() -> impl Strategy<Value = Record> {
    let word = |words: &'static [&'static str]| prop::sample::select(words);
    let measured = (
        word(&["d", "e"]),
        word(&["test", "dev"]),
        word(&["0.8", "0.9"]),
        word(&["e", "f"]),
    );
    (
        word(&["a", "b", "c"]),
        prop::collection::vec(any_finding(), 0..6),
        word(&["aa", "bb"]),
        word(&["2026-11-01", "2026-12-01"]),
        word(&["high", "low"]),
        prop::collection::vec(measured, 0..3),
    )
        .prop_map(|(subject, findings, pack, as_of, tier, measured)| {
            let run = json!({"as_of": as_of, "packs": [{"id": "p", "version": "1", "title": "P", "sha256": pack, "controls": 3}]});
            let evaluations: Vec<Value> = measured
                .into_iter()
                .map(|(dataset, split, value, entity)| {
                    evaluation(&json!({"dataset": dataset, "split": split, "value": value, "entity": format!("Evaluation::\"{entity}\"")}))
                })
                .collect();
            record(subject, &findings, &run, &json!({"risk_tier": tier, "evaluations": evaluations}))
        })
}

/// A comparison with its columns in another order.
fn permuted(it: &Comparison, order: &[usize]) -> Comparison {
    fn pick<T: Clone>(cells: &[T], order: &[usize]) -> Vec<T> {
        order.iter().map(|at| cells[*at].clone()).collect()
    }
    let fact = |fact: &Fact| Fact {
        cells: pick(&fact.cells, order),
        ..fact.clone()
    };
    let mut other = it.clone();
    other.columns = pick(&it.columns, order);
    for difference in &mut other.differences {
        difference.values = pick(&difference.values, order);
    }
    for row in other.areas.iter_mut().flat_map(|it| &mut it.rows) {
        row.cells = pick(&row.cells, order);
        row.facts = row.facts.iter().map(fact).collect();
    }
    other.shown = it.shown.iter().map(fact).collect();
    for row in &mut other.measured.rows {
        row.cells = pick(&row.cells, order);
    }
    for apart in &mut other.measured.apart {
        apart.column = order.iter().position(|at| *at == apart.column).unwrap();
    }
    other.measured.unrecorded = pick(&it.measured.unrecorded, order);
    other.measured.others = pick(&it.measured.others, order);
    for (_, digests) in &mut other.documents {
        *digests = pick(digests, order);
    }
    other
}

proptest! {
    #[test]
    fn a_run_does_not_differ_from_itself(record in any_record()) {
        let comparison = compared(&[record.clone(), record]);
        prop_assert!(comparison.differences.is_empty());
        for likeness in [Likeness::Outcome, Likeness::Evidence, Likeness::Apart] {
            prop_assert_eq!(comparison.count(likeness), 0);
        }
        prop_assert!(comparison.shown.is_empty());
        for row in &comparison.measured.rows {
            prop_assert_eq!(&row.cells[0], &row.cells[1]);
        }
        for apart in &comparison.measured.apart {
            prop_assert!(apart.reasons.iter().all(|it| it.contains("several values")), "{:?}", apart);
        }
    }

    #[test]
    fn another_order_permutes_the_columns_and_nothing_else(
        records in prop::collection::vec(any_record(), 3),
        order in Just(vec![0usize, 1, 2]).prop_shuffle(),
    ) {
        let straight = compared(&records);
        // Names that only a number tells apart go by order.
        prop_assume!(!straight.columns.iter().any(|it| it.name.ends_with(')')));
        let other: Vec<Record> = order.iter().map(|at| records[*at].clone()).collect();
        let found = compared(&other);
        prop_assert_eq!(&found, &permuted(&straight, &order));
        prop_assert_eq!(found, compared(&other));
    }
}
