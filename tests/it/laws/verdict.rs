//! Verdicts, the order and the names of findings, and the built-in controls: by example.

use passmuster::evaluate::{Enforce, Intake, builtin_findings, order};
use passmuster::fact::{Backing, EntityId, EntityKind, FactSet, Origin, Strength, Worth};
use passmuster::finding::{Enforcement, Finding, Outcome, fingerprint};
use passmuster::intake::DigestCheck;
use passmuster::policy::Pack;
use passmuster::run::{DocumentRecord, DossierResult, Run, Status, Verdict};
use passmuster::source::{Refused, Span};

use super::tables::{MODEL, STATED, facts, finding, model, one, worth};
use super::text::{control, load_with};

const OUTCOMES: [Outcome; 5] = [
    Outcome::Pass,
    Outcome::Fail,
    Outcome::Insufficient,
    Outcome::NotApplicable,
    Outcome::Error,
];

fn plain(control: &str, outcome: Outcome, enforcement: Enforcement) -> Finding {
    let pack = one("", MODEL, "\nunless { resource.documents > 0 }");
    Finding {
        control: control.to_owned(),
        outcome,
        enforcement,
        ..finding(&pack, &FactSet::default())
    }
}

#[test]
fn the_verdict_is_the_worst_that_gates() {
    let base = plain("C", Outcome::Pass, Enforcement::Mandatory);
    let make = |control: &str, outcome: Outcome, enforcement: Enforcement| Finding {
        control: control.to_owned(),
        outcome,
        enforcement,
        ..base.clone()
    };
    // By precedence: every set of outcomes of mandatory controls.
    for mask in 0..1u32 << OUTCOMES.len() {
        let findings: Vec<Finding> = OUTCOMES
            .iter()
            .enumerate()
            .filter(|(at, _)| mask & (1 << at) != 0)
            .map(|(at, outcome)| make(&format!("C-{at}"), *outcome, Enforcement::Mandatory))
            .collect();
        let has = |outcome: Outcome| findings.iter().any(|it| it.outcome == outcome);
        let expected = if has(Outcome::Fail) {
            Verdict::Fail
        } else if has(Outcome::Error) {
            Verdict::Error
        } else if has(Outcome::Insufficient) || !has(Outcome::Pass) {
            Verdict::Insufficient
        } else {
            Verdict::Pass
        };
        assert_eq!(Verdict::over(&findings), expected, "{mask:05b}");
        // What is advisory changes nothing, and built-in controls alone never pass.
        for outcome in OUTCOMES {
            let mut more = findings.clone();
            more.push(make("A", outcome, Enforcement::Advisory));
            assert_eq!(Verdict::over(&more), expected, "{mask:05b} {outcome}");
        }
        let mut built_in = findings.clone();
        for finding in &mut built_in {
            finding.control = "PM-REVIEW".to_owned();
        }
        if expected == Verdict::Pass {
            assert_eq!(Verdict::over(&built_in), Verdict::Insufficient);
        } else {
            assert_eq!(Verdict::over(&built_in), expected);
        }
    }
    let codes = [
        Verdict::Pass,
        Verdict::Conditional,
        Verdict::Fail,
        Verdict::Insufficient,
        Verdict::Error,
    ]
    .map(Verdict::exit_code);
    assert_eq!(codes, [0, 0, 1, 3, 4]);
}

#[test]
fn findings_stand_in_one_order() {
    use passmuster::finding::Severity::{High, Low};
    let base = plain("C", Outcome::Pass, Enforcement::Mandatory);
    let rows = [
        ("Z", Outcome::Fail, Enforcement::Mandatory, Low),
        ("A", Outcome::Fail, Enforcement::Advisory, High),
        ("Y", Outcome::Error, Enforcement::Mandatory, Low),
        ("X", Outcome::Insufficient, Enforcement::Mandatory, High),
        ("B", Outcome::Insufficient, Enforcement::Mandatory, Low),
        ("A", Outcome::Pass, Enforcement::Mandatory, Low),
        ("B", Outcome::Pass, Enforcement::Mandatory, Low),
        ("A", Outcome::NotApplicable, Enforcement::Mandatory, High),
    ];
    let mut findings: Vec<Finding> = rows
        .iter()
        .rev()
        .map(|(control, outcome, enforcement, severity)| Finding {
            control: (*control).to_owned(),
            outcome: *outcome,
            enforcement: *enforcement,
            severity: *severity,
            ..base.clone()
        })
        .collect();
    order(&mut findings);
    let found: Vec<_> = findings
        .iter()
        .map(|it| (it.control.as_str(), it.outcome, it.enforcement, it.severity))
        .collect();
    assert_eq!(found, rows);
}

#[test]
fn fingerprints_outlive_lines_values_and_versions() {
    let text = |more: &str, clauses: &str| format!("{more}{}", control("T", "", MODEL, clauses));
    let unless = "\nunless { resource has human_review && resource.human_review }";
    let pack =
        |text: String, version: &str| load_with(&[("T".to_owned(), text)], version, "").unwrap();
    let print =
        |pack: &Pack, stated: &[(&str, &str, Worth)]| finding(pack, &facts(stated)).fingerprint;
    let first = pack(text("", unless), "0.1.0");
    let known = print(&first, &[]);
    assert_eq!(print(&first, &[("human_review", "yes", STATED)]), known);
    assert_eq!(print(&first, &[("human_review", "no", STATED)]), known);
    assert_eq!(
        print(&pack(text("// Moved.\n\n\n", unless), "0.2.0"), &[]),
        known
    );
    // Other words about the same attributes are the same finding; other attributes are not.
    let turned = "\nunless { resource has human_review && resource.human_review == true }";
    assert_eq!(print(&pack(text("", turned), "0.1.0"), &[]), known);
    let other = "\nunless { resource has monitoring && resource.monitoring }";
    assert_ne!(print(&pack(text("", other), "0.1.0"), &[]), known);
    let names = ["human_review".to_owned(), "human_review".to_owned()];
    assert_eq!(fingerprint("T", &model(), &model(), &names), known);
    let stranger = EntityId::new(EntityKind::Model, "stranger");
    for (control, subject, entity) in [
        ("U", model(), model()),
        ("T", stranger.clone(), model()),
        ("T", model(), stranger),
    ] {
        assert_ne!(fingerprint(control, &subject, &entity, &names), known);
    }
}

#[test]
fn a_run_is_as_bad_as_its_worst_dossier() {
    let run = |verdicts: &[Verdict]| Run {
        engine: String::new(),
        as_of: String::new(),
        packs: Vec::new(),
        trust: None,
        enforce: None,
        limits: Vec::new(),
        decisions: None,
        since: None,
        dossiers: verdicts
            .iter()
            .map(|verdict| DossierResult {
                path: String::new(),
                root: String::new(),
                review: None,
                subject: model(),
                principals: Vec::new(),
                action: String::new(),
                risk_tier: String::new(),
                reviewer: None,
                assumed: Vec::new(),
                documents: Vec::new(),
                artifacts: Vec::new(),
                unread: Vec::new(),
                refused: Vec::new(),
                facts: FactSet::default(),
                findings: Vec::new(),
                out_of_scope: Vec::new(),
                checks: Vec::new(),
                attested: Vec::new(),
                decisions: Vec::new(),
                since: None,
                verdict: *verdict,
                sources: Default::default(),
            })
            .collect(),
        rerun: String::new(),
    };
    use Verdict::{Conditional, Error, Fail, Insufficient, Pass};
    for (verdicts, expected) in [
        (&[][..], Insufficient),
        (&[Pass, Pass], Pass),
        (&[Pass, Conditional], Conditional),
        (&[Insufficient, Pass], Insufficient),
        (&[Insufficient, Error, Pass], Error),
        (&[Fail, Error], Fail),
    ] {
        assert_eq!(run(verdicts).verdict(), expected, "{verdicts:?}");
    }
}

// What the program brings itself.

fn record(path: &str, status: Status) -> DocumentRecord {
    DocumentRecord {
        path: path.to_owned(),
        format: "card",
        media_type: "text/markdown",
        version: None,
        sha256: String::new(),
        bytes: 1,
        strength: Strength::Documented,
        backing: Backing::None,
        status,
        remarks: vec!["1:1: x".to_owned()],
        facts: 0,
    }
}

#[test]
fn built_in_controls() {
    let unless = "\nunless { resource.documents > 0 }";
    let pack = one("", MODEL, unless);
    let subject = model();
    let ask = |documents: &[DocumentRecord],
               refused: &[Refused],
               facts: &FactSet,
               reviewer: Option<&str>,
               packs: &[Pack]| {
        let intake = Intake {
            subject: &subject,
            documents,
            refused,
            digests: &[],
            facts,
            reviewer,
            review_hint: "hint",
        };
        builtin_findings(&intake, packs, &Enforce::Pack)
    };
    let of = |findings: &[Finding], id: &str| {
        findings
            .iter()
            .filter(|it| it.control == id)
            .map(|it| (it.outcome, it.enforcement))
            .collect::<Vec<_>>()
    };
    let none = FactSet::default();
    let packs = [pack.clone()];
    let read = [
        record("a.md", Status::Read),
        record("b.md", Status::Partial),
    ];
    let (mandatory, advisory) = (Enforcement::Mandatory, Enforcement::Advisory);
    let found = ask(&read, &[], &none, Some("R"), &packs);
    assert_eq!(of(&found, "PM-REVIEW"), [(Outcome::Pass, mandatory)]);
    assert_eq!(of(&found, "PM-DOC-READ"), [(Outcome::Pass, mandatory)]);
    assert_eq!(of(&found, "PM-DOC-CONFLICT"), [(Outcome::Pass, advisory)]);
    assert_eq!(Verdict::over(&found), Verdict::Insufficient);

    let found = ask(&[], &[], &none, None, &packs);
    assert_eq!(
        of(&found, "PM-REVIEW"),
        [(Outcome::Insufficient, mandatory)]
    );
    assert_eq!(
        of(&found, "PM-DOC-READ"),
        [(Outcome::Insufficient, mandatory)]
    );
    assert_eq!(
        of(&found, "PM-DOC-CONFLICT"),
        [(Outcome::NotApplicable, advisory)]
    );

    let broken = [record("a.md", Status::Broken), record("b.md", Status::Read)];
    let refused = [Refused {
        path: "c.md".to_owned(),
        reason: "it is a link".to_owned(),
    }];
    let found = ask(&broken, &refused, &none, Some("R"), &packs);
    assert_eq!(
        of(&found, "PM-DOC-READ"),
        [(Outcome::Fail, mandatory), (Outcome::Error, mandatory)]
    );

    let open = facts(&[("version", "1", STATED), ("version", "2", STATED)]);
    let settled = facts(&[
        ("version", "1", STATED),
        ("version", "2", worth(Strength::Recomputed, Backing::None)),
    ]);
    let found = ask(&read, &[], &open, Some("R"), &packs);
    assert_eq!(of(&found, "PM-DOC-CONFLICT"), [(Outcome::Fail, advisory)]);
    let found = ask(&read, &[], &settled, Some("R"), &packs);
    assert_eq!(of(&found, "PM-DOC-CONFLICT"), [(Outcome::Pass, advisory)]);

    // Of several packs the strictest word counts; without one, the program's.
    let mut strict = pack.clone();
    strict
        .builtin
        .insert("PM-DOC-CONFLICT".to_owned(), mandatory);
    let mut lax = pack.clone();
    lax.builtin.insert("PM-REVIEW".to_owned(), advisory);
    let found = ask(&read, &[], &open, Some("R"), &[pack, strict, lax.clone()]);
    assert_eq!(of(&found, "PM-DOC-CONFLICT"), [(Outcome::Fail, mandatory)]);
    assert_eq!(of(&found, "PM-REVIEW"), [(Outcome::Pass, mandatory)]);
    let found = ask(&read, &[], &open, Some("R"), &[lax]);
    assert_eq!(of(&found, "PM-REVIEW"), [(Outcome::Pass, advisory)]);
}

#[test]
fn files_are_the_ones_that_documents_name() {
    let check = |actual: Result<&str, &str>| DigestCheck {
        path: "model.bin".to_owned(),
        stated: "aa".to_owned(),
        actual: actual.map(ToOwned::to_owned).map_err(ToOwned::to_owned),
        origin: Origin {
            document: "bom.json".to_owned(),
            sha256: String::new(),
            pointer: "/x".to_owned(),
            span: Span::default(),
            line: 1,
            column: 1,
            part: None,
        },
        worth: STATED,
    };
    let (same, other, unread) = (Ok("aa"), Ok("bb"), Err("it cannot be read"));
    for (checks, expected) in [
        (&[][..], &[Outcome::NotApplicable][..]),
        (&[same], &[Outcome::Pass]),
        (&[same, same], &[Outcome::Pass]),
        (&[same, other], &[Outcome::Fail]),
        (&[unread, other], &[Outcome::Error, Outcome::Fail]),
    ] {
        let checks: Vec<DigestCheck> = checks.iter().map(|it| check(*it)).collect();
        let intake = Intake {
            subject: &model(),
            documents: &[],
            refused: &[],
            digests: &checks,
            facts: &FactSet::default(),
            reviewer: Some("R"),
            review_hint: "hint",
        };
        let found: Vec<Outcome> = builtin_findings(&intake, &[], &Enforce::Pack)
            .iter()
            .filter(|it| it.control == "PM-DOC-DIGEST")
            .map(|it| it.outcome)
            .collect();
        assert_eq!(found, expected);
    }
}
