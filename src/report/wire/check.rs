//! The objects of `docs/schema/check-v1.json`, version 1 of what programs read of a run.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::CheckRun;
use crate::finding::{Clause, Finding, Joined, Logic};
use crate::report::wire;
use crate::run::{DossierResult, Run, Verdict};

mod decided;

/// The id of the schema.
const SCHEMA: &str = "passmuster/check/v1";

#[derive(Serialize)]
pub(in crate::report) struct RunV1<'a> {
    schema: &'static str,
    engine: &'a str,
    as_of: &'a str,
    enforce: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<Limit<'a>>,
    packs: Vec<Pack<'a>>,
    trust: Option<Trust<'a>>,
    decisions: Option<decided::File<'a>>,
    since: Option<decided::Earlier<'a>>,
    dossiers: Vec<Dossier<'a>>,
    verdict: &'static str,
    exit_code: u8,
    rerun: &'a str,
}

#[derive(Serialize)]
struct Limit<'a> {
    name: &'a str,
    value: u64,
}

#[derive(Serialize)]
struct Pack<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a str,
    sha256: &'a str,
    controls: usize,
}

/// The trust policy that was used.
#[derive(Serialize)]
struct Trust<'a> {
    path: &'a str,
    sha256: &'a str,
    parties: usize,
}

#[derive(Serialize)]
struct Dossier<'a> {
    path: &'a str,
    subject: String,
    principals: Vec<String>,
    action: &'a str,
    risk_tier: &'a str,
    reviewer: Option<&'a str>,
    verdict: &'static str,
    exit_code: u8,
    counts: BTreeMap<&'static str, usize>,
    marked: decided::Marked,
    findings: Vec<FindingV1<'a>>,
    decisions: Vec<decided::RulingV1<'a>>,
    since: Option<decided::Since<'a>>,
    contradictions: Vec<wire::Contradictory<'a>>,
    evaluations: Vec<wire::Measured>,
    assumed: &'a [String],
    out_of_scope: Vec<OutOfScope<'a>>,
    checks: Vec<CheckV1<'a>>,
    documents: Vec<wire::Document<'a>>,
    statements: Vec<wire::Statement<'a>>,
    artifacts: Vec<wire::ArtifactFile<'a>>,
    unread: Vec<wire::Reason<'a>>,
    refused: Vec<wire::Reason<'a>>,
    dates: Vec<decided::Dated<'a>>,
}

/// A check that a plugin made, with what it read.
#[derive(Serialize)]
pub(in crate::report) struct CheckV1<'a> {
    pack: &'a str,
    check: &'a str,
    title: &'a str,
    version: &'a str,
    sha256: &'a str,
    principal: String,
    config: &'a str,
    runtime: &'static str,
    fuel: u64,
    fuel_limit: u64,
    findings: Vec<ReportedV1<'a>>,
    reads: Vec<ReadV1<'a>>,
    log: Vec<LineV1<'a>>,
    log_dropped: usize,
}

#[derive(Serialize)]
struct ReportedV1<'a> {
    entity: &'a str,
    about: String,
    reported: &'static str,
    severity: &'static str,
    message: &'a str,
    remediation: &'a str,
    /// Indexes of the read log, with what each shows.
    evidence: Vec<(usize, &'a str)>,
    attributes: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct ReadV1<'a> {
    /// For a fact of the vocabulary: whose, and which.
    entity: Option<String>,
    attribute: Option<&'a str>,
    value_sha256: Option<&'a str>,
    cited: bool,
    #[serde(flatten)]
    place: wire::Place<'a>,
}

#[derive(Serialize)]
struct LineV1<'a> {
    level: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct OutOfScope<'a> {
    control: &'a str,
    title: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    control: &'a str,
    title: &'a str,
    area: &'a str,
    why: &'a str,
    outcome: &'static str,
    reported: Option<&'static str>,
    severity: &'static str,
    enforcement: &'static str,
    enforcement_note: Option<&'a str>,
    principal: String,
    entity: String,
    fingerprint: &'a str,
    message: &'a str,
    clauses: Vec<ClauseV1<'a>>,
    logic: Option<LogicV1>,
    minimum: Minimum,
    missing: Vec<MissingV1<'a>>,
    remedy: &'a [String],
    remediation: &'a str,
    evidence: Vec<EvidenceV1<'a>>,
    cites: Vec<Cited<'a>>,
    #[serde(flatten)]
    standing: decided::Standing<'a>,
}

#[derive(Serialize)]
struct ClauseV1<'a> {
    role: &'static str,
    text: &'a str,
    truth: &'static str,
    wanted: bool,
    decisive: bool,
    values: Vec<ValueV1<'a>>,
}

#[derive(Serialize)]
struct ValueV1<'a> {
    attribute: &'a str,
    value: &'a str,
    below_minimum: bool,
    #[serde(flatten)]
    place: wire::Place<'a>,
}

/// How the clauses are joined.
#[derive(Serialize)]
struct LogicV1 {
    applies: serde_json::Value,
    satisfies: Option<serde_json::Value>,
}

/// What helps must be worth at least this.
#[derive(Serialize)]
struct Minimum {
    strength: &'static str,
    backing: &'static str,
}

#[derive(Serialize)]
struct MissingV1<'a> {
    attribute: &'a str,
    word: Option<&'a str>,
    label: &'a str,
    home: &'a str,
    note: &'a str,
    alternative: bool,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    attribute: Option<&'a str>,
    value: &'a str,
    #[serde(flatten)]
    place: wire::Place<'a>,
}

#[derive(Serialize)]
struct Cited<'a> {
    id: &'a str,
    title: &'a str,
    status: &'a str,
}

impl<'a> RunV1<'a> {
    /// The run as if it had been about these of its dossiers alone.
    pub(in crate::report) fn of(run: &'a Run, dossiers: &'a [DossierResult]) -> Self {
        let verdict = Verdict::over_all(dossiers);
        let pack = |it: &'a crate::run::PackRef| Pack {
            id: &it.id,
            version: &it.version,
            title: &it.title,
            sha256: &it.sha256,
            controls: it.controls,
        };
        Self {
            schema: SCHEMA,
            engine: &run.engine,
            as_of: &run.as_of,
            enforce: run.enforce.as_deref(),
            limits: run
                .limits
                .iter()
                .map(|(name, value)| Limit {
                    name,
                    value: *value,
                })
                .collect(),
            packs: run.packs.iter().map(pack).collect(),
            trust: run.trust.as_ref().map(|it| Trust {
                path: &it.path,
                sha256: &it.sha256,
                parties: it.parties,
            }),
            decisions: run.decisions.as_ref().map(decided::File::from),
            since: run.since.as_ref().map(decided::Earlier::from),
            dossiers: dossiers.iter().map(Dossier::from).collect(),
            verdict: verdict.name(),
            exit_code: verdict.exit_code(),
            rerun: &run.rerun,
        }
    }
}

impl<'a> From<&'a DossierResult> for Dossier<'a> {
    fn from(dossier: &'a DossierResult) -> Self {
        let out_of_scope = |it: &'a crate::run::OutOfScope| OutOfScope {
            control: &it.control,
            title: &it.title,
            reason: &it.reason,
        };
        Self {
            path: &dossier.path,
            subject: dossier.subject.to_string(),
            principals: dossier.principals.iter().map(ToString::to_string).collect(),
            action: &dossier.action,
            risk_tier: &dossier.risk_tier,
            reviewer: dossier.reviewer.as_deref(),
            verdict: dossier.verdict.name(),
            exit_code: dossier.verdict.exit_code(),
            counts: dossier
                .counts()
                .into_iter()
                .map(|(outcome, count)| (outcome.name(), count))
                .collect(),
            marked: decided::Marked::from(dossier),
            findings: dossier.findings.iter().map(FindingV1::from).collect(),
            decisions: dossier
                .decisions
                .iter()
                .map(decided::RulingV1::from)
                .collect(),
            since: dossier.since.as_ref().map(decided::Since::from),
            contradictions: wire::contradictions(&dossier.facts.contradictions),
            evaluations: wire::evaluations(&dossier.facts),
            assumed: &dossier.assumed,
            out_of_scope: dossier.out_of_scope.iter().map(out_of_scope).collect(),
            checks: dossier.checks.iter().map(CheckV1::from).collect(),
            documents: wire::documents(&dossier.documents),
            statements: wire::statements(&dossier.attested),
            artifacts: wire::artifacts(&dossier.artifacts),
            unread: wire::unread(&dossier.unread),
            refused: wire::refused(&dossier.refused),
            dates: decided::dates(dossier),
        }
    }
}

impl<'a> From<&'a CheckRun> for CheckV1<'a> {
    fn from(run: &'a CheckRun) -> Self {
        let found = |it: &'a crate::check::CheckFinding| ReportedV1 {
            entity: &it.entity.name,
            about: it.about.to_string(),
            reported: it.reported.name(),
            severity: it.severity.name(),
            message: &it.message,
            remediation: &it.remediation,
            evidence: it
                .evidence
                .iter()
                .map(|cited| (cited.read, cited.note.as_str()))
                .collect(),
            attributes: it
                .attributes
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
        };
        let read = |it: &'a crate::check::Read| ReadV1 {
            entity: it.fact.as_ref().map(|(entity, _)| entity.to_string()),
            attribute: it.fact.as_ref().map(|(_, attribute)| attribute.as_str()),
            value_sha256: it.value_sha256.as_deref(),
            cited: it.cited,
            place: wire::Place::new(&it.origin, it.worth),
        };
        Self {
            pack: &run.pack,
            check: &run.check,
            title: &run.title,
            version: &run.version,
            sha256: &run.sha256,
            principal: run.principal.to_string(),
            config: &run.config,
            runtime: run.runtime,
            fuel: run.fuel,
            fuel_limit: run.fuel_limit,
            findings: run.findings.iter().map(found).collect(),
            reads: run.reads.iter().map(read).collect(),
            log: run
                .log
                .iter()
                .map(|(level, message)| LineV1 {
                    level: level.name(),
                    message,
                })
                .collect(),
            log_dropped: run.log_dropped,
        }
    }
}

impl<'a> From<&'a Finding> for FindingV1<'a> {
    fn from(finding: &'a Finding) -> Self {
        let missing = |it: &'a crate::finding::Missing| MissingV1 {
            attribute: wire::attribute(&it.key),
            word: it.word.as_deref(),
            label: &it.label,
            home: &it.home,
            note: &it.note,
            alternative: it.alternative,
        };
        let evidence = |it: &'a crate::finding::Evidence| EvidenceV1 {
            attribute: it.key.as_ref().map(wire::attribute),
            value: &it.value,
            place: wire::Place::new(&it.origin, it.worth),
        };
        let cited = |it: &'a crate::finding::Citation| Cited {
            id: &it.id,
            title: &it.title,
            status: &it.status,
        };
        Self {
            control: &finding.control,
            title: &finding.title,
            area: &finding.area,
            why: &finding.why,
            outcome: finding.outcome.name(),
            reported: finding.reported.map(crate::finding::Reported::name),
            severity: finding.severity.name(),
            enforcement: finding.enforcement.name(),
            enforcement_note: finding.enforcement_note.as_deref(),
            principal: finding.principal.to_string(),
            entity: finding.entity.to_string(),
            fingerprint: &finding.fingerprint,
            message: &finding.message,
            clauses: finding.clauses.iter().map(ClauseV1::from).collect(),
            logic: finding.joined.as_ref().map(LogicV1::from),
            minimum: Minimum {
                strength: finding.minimum.strength.name(),
                backing: finding.minimum.backing.name(),
            },
            missing: finding.missing.iter().map(missing).collect(),
            remedy: &finding.remedy,
            remediation: &finding.remediation,
            evidence: finding.evidence.iter().map(evidence).collect(),
            cites: finding.citations.iter().map(cited).collect(),
            standing: decided::Standing::from(finding),
        }
    }
}

impl From<&Joined> for LogicV1 {
    fn from(joined: &Joined) -> Self {
        Self {
            applies: tree(&joined.applies),
            satisfies: joined.satisfies.as_ref().map(tree),
        }
    }
}

/// `true`, the number of a clause, or a list whose first item is `not`, `and`, `or` or `if`.
fn tree(logic: &Logic) -> serde_json::Value {
    let list = |word: &str, parts: &[Logic]| {
        let mut items = vec![serde_json::Value::from(word)];
        items.extend(parts.iter().map(tree));
        serde_json::Value::Array(items)
    };
    match logic {
        Logic::Constant(value) => (*value).into(),
        Logic::Clause(index) => (*index).into(),
        Logic::Not(inner) => list("not", std::slice::from_ref(inner)),
        Logic::And(parts) => list("and", parts),
        Logic::Or(parts) => list("or", parts),
        Logic::If(parts) => list("if", parts),
    }
}

impl<'a> From<&'a Clause> for ClauseV1<'a> {
    fn from(clause: &'a Clause) -> Self {
        let value = |it: &'a crate::finding::ReadValue| ValueV1 {
            attribute: wire::attribute(&it.key),
            value: &it.value,
            below_minimum: it.below_minimum,
            place: wire::Place::new(&it.origin, it.worth),
        };
        Self {
            role: clause.role.name(),
            text: &clause.text,
            truth: clause.truth.name(),
            wanted: clause.wanted,
            decisive: clause.decisive,
            values: clause.values.iter().map(value).collect(),
        }
    }
}
