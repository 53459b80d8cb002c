//! Runs made by hand, for the tests of the outputs.

use std::collections::BTreeMap;

use crate::fact::{
    Backing, Contradiction, EntityId, EntityKind, Fact, FactSet, Hollow, Key, Origin, Stated,
    Strength, Untied, Value, Worth,
};
use crate::finding::{
    Citation, Clause, ClauseRole, Enforcement, Evidence, Finding, Missing, Outcome, ReadValue,
    Severity, Truth,
};
use crate::run::{
    DocumentRecord, DossierResult, OutOfScope, PackRef, Run, Status, TrustRef, Verdict,
};
use crate::source::{Artifact, ArtifactKind, Refused, SourceFile, Span, Unread};
use crate::trust::{Attested, Role, Standing};

mod checks;

pub(crate) use checks::checked;

/// Markup, terminal control, reordering, hiding and line breaks in one.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&{{x}}\u{1b}[2J\u{202e}evil\u{200b}\u{9b}\u{2028}\u{e0041}\r\nFAKE: pass";

pub(crate) const ANSWERS: &str = "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n\
    - id: incident_notice_hours\n  answer: 120 hours\n- id: data_retention_days\n  answer: 30\n";

pub(crate) fn subject() -> EntityId {
    EntityId::new(EntityKind::Model, "chat-7b")
}

pub(crate) fn vendor() -> EntityId {
    EntityId::new(EntityKind::Vendor, "Acme")
}

/// Where `text` stands in the answers.
pub(crate) fn origin(text: &str) -> Origin {
    let source = SourceFile::new("answers.yaml", ANSWERS.as_bytes().to_vec());
    let at = ANSWERS.find(text).unwrap_or(0);
    Origin::new(
        "answers.yaml",
        source.sha256(),
        "/answers/0/answer",
        Span::new(at, at + text.len()),
        Some(&source),
    )
}

pub(crate) fn finding(control: &str, outcome: Outcome, title: &str) -> Finding {
    Finding {
        control: control.to_owned(),
        title: title.to_owned(),
        area: "data".to_owned(),
        why: "a buyer has to know".to_owned(),
        severity: Severity::High,
        enforcement: Enforcement::Mandatory,
        enforcement_note: None,
        outcome,
        principal: subject(),
        entity: subject(),
        fingerprint: crate::finding::fingerprint(control, &subject(), &subject(), &[]),
        message: format!("{title}."),
        clauses: Vec::new(),
        missing: Vec::new(),
        remedy: Vec::new(),
        remediation: "General advice.".to_owned(),
        evidence: Vec::new(),
        citations: vec![Citation {
            id: "eu.ai-act.annex-iv.2-d".to_owned(),
            title: "EU AI Act, Annex IV, 2 (d)".to_owned(),
            status: "adopted 2024-06-13".to_owned(),
        }],
        reported: None,
        evidence_sha256: crate::source::sha256_hex(control.as_bytes()),
        waivable: true,
        decided: None,
        absorbed: false,
        ways: Vec::new(),
        joined: None,
        minimum: Worth::default(),
    }
}

pub(crate) fn missing(name: &'static str, word: Option<&str>) -> Missing {
    let attribute = crate::fact::vocabulary::attribute(name);
    Missing {
        alternative: false,
        key: Key::Attribute(name),
        word: word.map(str::to_owned),
        label: attribute.map_or("", |it| it.label).to_owned(),
        home: attribute.map_or("", |it| it.home).to_owned(),
        note: String::new(),
    }
}

fn failing() -> Finding {
    let mut it = finding(
        "PM-INC-02",
        Outcome::Fail,
        "Customers are told of incidents within 72 hours",
    );
    it.area = "incidents".to_owned();
    it.principal = vendor();
    it.entity = vendor();
    it.message =
        "The vendor gives notice after 120 hours (answers.yaml:5:11); at most 72 are accepted."
            .to_owned();
    let key = Key::Attribute("incident_notice_hours");
    it.clauses = vec![Clause {
        role: ClauseRole::Satisfies,
        text: "resource.incident_notice_hours <= 72".to_owned(),
        truth: Truth::False,
        wanted: true,
        decisive: true,
        values: vec![ReadValue {
            key: key.clone(),
            value: "120".to_owned(),
            origin: origin("120 hours"),
            worth: Worth::default(),
            below_minimum: true,
        }],
    }];
    it.evidence = vec![Evidence {
        origin: origin("120 hours"),
        worth: Worth::default(),
        key: Some(key),
        value: "120".to_owned(),
    }];
    it.remedy = vec![
        "Have the contract say 72 hours or less, and the answer with it.".to_owned(),
        "Lower the risk tier, if that is right.".to_owned(),
    ];
    it
}

fn insufficient() -> Vec<Finding> {
    let mut data = finding(
        "PM-DATA-01",
        Outcome::Insufficient,
        "Training data sources are documented",
    );
    data.missing = vec![missing("training_datasets", None), missing("license", None)];
    let mut limits = finding(
        "PM-DOC-02",
        Outcome::Insufficient,
        "Known limitations are documented",
    );
    let mut word = missing("documented", Some("limitations"));
    word.label = "a section: the known limitations".to_owned();
    word.note = "README.md:3:1 holds a placeholder".to_owned();
    limits.missing = vec![word];
    let mut red = finding(
        "PM-SEC-04",
        Outcome::Insufficient,
        "A red-team test is at most a year old",
    );
    red.entity = vendor();
    red.missing = vec![
        missing("red_team_age_days", None),
        missing("subprocessors", None),
    ];
    let mut again = red.clone();
    again.control = "PM-SEC-05".to_owned();
    let mut form = finding("PM-GRC-01", Outcome::Insufficient, "Governance is in place");
    form.missing = vec![Missing {
        alternative: false,
        key: Key::Answer("AI-CAIQ-1.1.0:GRC-01.1".to_owned()),
        word: None,
        label: "the answer to GRC-01.1".to_owned(),
        home: "vendor's answers".to_owned(),
        note: String::new(),
    }];
    vec![data, limits, form, red, again]
}

fn facts() -> FactSet {
    let fact = |key: &'static str, value: Value, text: &str| Fact {
        entity: vendor(),
        key: Key::Attribute(key),
        value,
        text: text.to_owned(),
        origin: origin(text),
        worth: Worth::default(),
    };
    FactSet {
        facts: vec![
            fact("data_retention_days", Value::Count(30), "30"),
            fact("human_review", Value::Flag(true), "answers"),
            fact("incident_notice_hours", Value::Count(120), "120 hours"),
        ],
        untied_facts: vec![Fact {
            entity: EntityId::new(EntityKind::Model, "other"),
            ..fact("license", Value::Text("MIT".to_owned()), "passmuster")
        }],
        untied: vec![Untied {
            entity: EntityId::new(EntityKind::Model, "other"),
            document: "other.md".to_owned(),
            facts: 1,
            reason: "two models; say in the review file which is which".to_owned(),
        }],
        hollow: vec![Hollow {
            word: None,
            key: Key::Attribute("license"),
            origin: origin("0.1"),
            reason: "a placeholder".to_owned(),
        }],
        contradictions: vec![Contradiction {
            entity: vendor(),
            key: Key::Attribute("data_retention_days"),
            values: vec![
                Stated {
                    value: Value::Count(30),
                    text: "1 month".to_owned(),
                    places: vec![(origin("30"), Worth::default())],
                },
                Stated {
                    value: Value::Count(90),
                    text: "90".to_owned(),
                    places: vec![(
                        origin("120"),
                        Worth {
                            strength: Strength::Documented,
                            backing: Backing::Vendor,
                        },
                    )],
                },
            ],
            settled: None,
            compared: "as numbers",
        }],
        related: BTreeMap::new(),
    }
}

fn attested() -> Attested {
    Attested {
        document: "answers.yaml.dsse.json".to_owned(),
        pointer: String::new(),
        kind: "urn:passmuster:vouch:v1".to_owned(),
        standing: Standing::Verified,
        party: Some("Acme".to_owned()),
        role: Some(Role::Vendor),
        reason: "recognised by its key 0123456789abcdef".to_owned(),
        result: None,
        backing: Backing::Vendor,
        covers: vec!["answers.yaml".to_owned()],
        differs: Vec::new(),
        remarks: vec!["Not in the dossier, by digest: old.yaml.".to_owned()],
    }
}

/// A dossier with something of everything.
pub(crate) fn dossier() -> DossierResult {
    let mut findings = vec![failing()];
    findings.push(finding(
        "PM-DOC-READ",
        Outcome::Error,
        "Every document can be read",
    ));
    let mut review = finding(
        "PM-REVIEW",
        Outcome::Insufficient,
        "A reviewer has set the scope",
    );
    review.message = "No review file was given.".to_owned();
    review.remedy =
        vec!["Run `passmuster init 'dossiers/chat 7b'` and fill in the review file.".to_owned()];
    findings.push(review);
    findings.extend(insufficient());
    let mut advisory = finding("PM-ENV-01", Outcome::Fail, "The carbon footprint is stated");
    advisory.enforcement = Enforcement::Advisory;
    advisory.enforcement_note = Some("advisory until 2027-12-02".to_owned());
    findings.push(advisory);
    let mut holds = finding("PM-LIC-01", Outcome::Pass, "The licence is known");
    holds.evidence = vec![Evidence {
        origin: origin("passmuster"),
        worth: Worth::default(),
        key: Some(Key::Attribute("license")),
        value: "MIT".to_owned(),
    }];
    findings.push(holds);
    findings.push(finding(
        "PM-BIO-01",
        Outcome::NotApplicable,
        "Biometrics are reviewed",
    ));
    let source = SourceFile::new("answers.yaml", ANSWERS.as_bytes().to_vec());
    DossierResult {
        path: "dossiers/chat 7b".to_owned(),
        root: "dossiers/chat 7b".to_owned(),
        review: None,
        subject: subject(),
        principals: vec![subject(), vendor()],
        action: "procure".to_owned(),
        risk_tier: "high".to_owned(),
        reviewer: None,
        assumed: vec!["The risk tier is high, because nobody said otherwise.".to_owned()],
        documents: vec![DocumentRecord {
            path: "answers.yaml".to_owned(),
            format: "answers",
            media_type: "application/yaml",
            version: Some("0.1".to_owned()),
            sha256: source.sha256().to_owned(),
            bytes: ANSWERS.len() as u64,
            strength: Strength::Stated,
            backing: Backing::None,
            status: Status::Partial,
            remarks: vec!["2:1: the key `x` is not known".to_owned()],
            facts: 3,
        }],
        artifacts: vec![Artifact {
            path: "model.pt".to_owned(),
            bytes: 1_234_567_890,
            kind: ArtifactKind::PytorchZip,
        }],
        unread: (1..=5)
            .map(|n| Unread {
                path: format!("assets/{n}.css"),
                reason: "no format reads it".to_owned(),
            })
            .collect(),
        refused: vec![Refused {
            path: "link.json".to_owned(),
            reason: "it is a link: put the file itself in its place".to_owned(),
        }],
        facts: facts(),
        decisions: Vec::new(),
        since: None,
        verdict: Verdict::over(&findings),
        findings,
        checks: Vec::new(),
        attested: vec![attested()],
        out_of_scope: vec![OutOfScope {
            control: "PM-DS-01".to_owned(),
            title: "Datasets are described".to_owned(),
            reason: "the review has no dataset".to_owned(),
        }],
        sources: BTreeMap::from([("answers.yaml".to_owned(), source)]),
    }
}

/// A dossier in which all is well.
pub(crate) fn passing() -> DossierResult {
    let mut dossier = dossier();
    dossier.reviewer = Some("Jane Doe".to_owned());
    dossier.review = Some("review.toml".to_owned());
    dossier
        .findings
        .retain(|it| matches!(it.outcome, Outcome::Pass | Outcome::NotApplicable));
    dossier.facts.contradictions.clear();
    dossier.assumed.clear();
    dossier.attested.clear();
    dossier.refused.clear();
    dossier.documents.iter_mut().for_each(|it| {
        it.status = Status::Read;
        it.remarks.clear();
    });
    dossier.verdict = Verdict::over(&dossier.findings);
    dossier
}

pub(crate) fn run(dossiers: Vec<DossierResult>) -> Run {
    Run {
        engine: "0.1.0".to_owned(),
        as_of: "2026-11-22".to_owned(),
        packs: vec![PackRef {
            id: "baseline".to_owned(),
            version: "0.1.0".to_owned(),
            title: "Baseline".to_owned(),
            sha256: "0123456789abcdef".repeat(4),
            controls: 11,
        }],
        enforce: None,
        limits: Vec::new(),
        decisions: None,
        since: None,
        trust: Some(TrustRef {
            path: "trust.toml".to_owned(),
            sha256: "fedcba9876543210".repeat(4),
            parties: 2,
        }),
        dossiers,
        rerun: "passmuster check 'dossiers/chat 7b' --pack baseline --as-of 2026-11-22".to_owned(),
    }
}

/// The dossier with hostile text in every place that comes from outside.
pub(crate) fn hostile() -> Run {
    let mut it = checked();
    let evil = || HOSTILE.to_owned();
    checks::spoil(&mut it.checks);
    it.path = evil();
    it.root = evil();
    it.review = Some(evil());
    it.subject.name = evil();
    it.reviewer = Some(evil());
    it.risk_tier = evil();
    it.assumed.push(evil());
    let text = format!("answer: {HOSTILE} end\n");
    it.sources = BTreeMap::from([(evil(), SourceFile::new(evil(), text.as_bytes().to_vec()))]);
    let place = |origin: &mut Origin| {
        origin.document = HOSTILE.to_owned();
        origin.pointer = HOSTILE.to_owned();
        origin.part = Some(HOSTILE.to_owned());
        origin.span = Span::new(8, text.len() - 1);
    };
    for finding in &mut it.findings {
        for text in [
            &mut finding.title,
            &mut finding.area,
            &mut finding.why,
            &mut finding.message,
            &mut finding.control,
            &mut finding.remediation,
            &mut finding.entity.name,
        ] {
            *text = evil();
        }
        finding.remedy = vec![evil()];
        finding.enforcement_note = Some(evil());
        for clause in &mut finding.clauses {
            clause.text = evil();
            for value in &mut clause.values {
                value.value = evil();
                place(&mut value.origin);
            }
        }
        for evidence in &mut finding.evidence {
            evidence.value = evil();
            place(&mut evidence.origin);
        }
        for missing in &mut finding.missing {
            missing.label = evil();
            missing.note = evil();
            missing.word = missing.word.as_ref().map(|_| evil());
            if let Key::Answer(tag) = &mut missing.key {
                *tag = evil();
            }
        }
        for citation in &mut finding.citations {
            citation.title = evil();
            citation.status = evil();
            citation.id = evil();
        }
    }
    for document in &mut it.documents {
        document.path = evil();
        document.version = Some(evil());
        document.remarks = vec![evil()];
    }
    it.artifacts.iter_mut().for_each(|it| it.path = evil());
    it.unread
        .iter_mut()
        .for_each(|it| (it.path, it.reason) = (evil(), evil()));
    it.refused
        .iter_mut()
        .for_each(|it| (it.path, it.reason) = (evil(), evil()));
    it.out_of_scope
        .iter_mut()
        .for_each(|it| (it.title, it.reason) = (evil(), evil()));
    it.attested = vec![
        Attested {
            document: evil(),
            pointer: evil(),
            kind: evil(),
            party: Some(evil()),
            reason: evil(),
            result: Some(evil()),
            covers: vec![evil()],
            remarks: vec![evil()],
            ..attested()
        },
        Attested {
            document: evil(),
            kind: evil(),
            standing: Standing::Refused,
            party: None,
            role: None,
            reason: evil(),
            ..attested()
        },
    ];
    for fact in it.facts.facts.iter_mut().chain(&mut it.facts.untied_facts) {
        fact.entity.name = evil();
        fact.value = Value::Text(evil());
        fact.text = evil();
        place(&mut fact.origin);
    }
    it.facts.hollow.iter_mut().for_each(|it| it.reason = evil());
    it.facts
        .untied
        .iter_mut()
        .for_each(|it| (it.document, it.reason) = (evil(), evil()));
    for contradiction in &mut it.facts.contradictions {
        contradiction.entity.name = evil();
        for stated in &mut contradiction.values {
            stated.value = Value::Text(evil());
            stated
                .places
                .iter_mut()
                .for_each(|(origin, _)| place(origin));
        }
    }
    let mut run = run(vec![it]);
    run.rerun = evil();
    run.trust.iter_mut().for_each(|it| it.path = evil());
    run.packs
        .iter_mut()
        .for_each(|it| (it.id, it.title) = (evil(), evil()));
    run
}

/// Headings never skip a level, tables have headers, what is opened is closed: what a screen reader
/// goes by.
pub(crate) fn whole_outline(page: &str) {
    let mut last = 0;
    for part in page.split("<h").skip(1) {
        let Some(level) = part.chars().next().and_then(|c| c.to_digit(10)) else {
            continue;
        };
        assert!(level <= last + 1, "h{last} is followed by h{level}");
        last = level;
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(page.matches("<main").count(), 1);
    assert_eq!(
        page.matches("<table").count(),
        page.matches("<thead").count()
    );
    for tag in [
        "details", "section", "article", "ul", "table", "tbody", "tr", "td", "th", "div", "p",
        "li", "span", "small",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}
