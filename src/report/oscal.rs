//! OSCAL assessment results (NIST, Open Security Controls Assessment Language 1.2), for systems of
//! governance and risk: one result a dossier.
//!
//! - Each of our findings is an **observation** with the places and digests that it rests on. Where
//!   the control applied, there is a **finding** too: `satisfied` only for a pass; whatever fails,
//!   lacks evidence or could not be checked is `not-satisfied`, and has an open **risk**. OSCAL has
//!   no word for what does not apply, so that is an observation alone.
//! - **No clock**: every time is the start of the review date. UUIDs are of version 5, made from
//!   what was judged and what came out, so that the same run has the same ones.
//! - **The plan**: OSCAL wants an assessment plan. There is none, and `import-ap` leads to a resource
//!   of this file that says so, with the packs and the command in its place.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::decided;
use super::discreet::{Discreet, outcome_word};
use super::place::{below, encoded};
use super::uuid::Namespace;
use super::{Options, Report, counts_line, entity_words, place_words, why};
use crate::check::CheckRun;
use crate::fact::EntityId;
use crate::finding::{Finding, Outcome, Reported};
use crate::printable::{self, markup, one_line, terminal};
use crate::run::{DossierResult, Run};
use crate::source::sha256_hex;

mod wire;

/// The version that is written.
const VERSION: &str = "1.2.1";
/// Whose the properties are.
const NAMESPACE: &str = "urn:passmuster:oscal";
/// Most places of an observation.
const PLACES: usize = 100;

/// `oscal`.
pub(super) struct Oscal;

impl Report for Oscal {
    fn name(&self) -> &'static str {
        "oscal"
    }

    fn extension(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "OSCAL assessment results 1.2: places and digests, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        printable::write_json(&file(run, options), out)
    }
}

/// What the parts of the file share.
struct Writer<'a> {
    run: &'a Run,
    options: &'a Options,
    ids: Namespace,
    /// The review date as OSCAL writes times.
    time: String,
}

fn file(run: &Run, options: &Options) -> wire::File {
    let digest = digest(run);
    let writer = Writer {
        run,
        options,
        ids: Namespace::of(&format!("urn:passmuster:run:{digest}")),
        time: format!("{}T00:00:00Z", run.as_of),
    };
    let subjects: BTreeSet<String> = run
        .dossiers
        .iter()
        .map(|it| entity_words(&it.subject))
        .collect();
    let about = match subjects.len() {
        1 => subjects.into_iter().collect(),
        n => format!("{n} subjects"),
    };
    let (parties, responsible) = writer.assessors();
    let short: String = digest.chars().take(12).collect();
    let roles = parties.first().map(|_| wire::Role {
        id: "assessor",
        title: "Who set the scope of the review",
    });
    wire::File {
        results: wire::AssessmentResults {
            uuid: writer.ids.uuid("assessment-results"),
            metadata: wire::Metadata {
                title: line(&format!("Passmuster review of {about}")),
                last_modified: writer.time.clone(),
                version: format!("{}-{short}", run.as_of),
                oscal_version: VERSION,
                props: properties(&[
                    ("engine", &run.engine),
                    ("verdict", run.verdict().name()),
                    ("exit-code", &run.verdict().exit_code().to_string()),
                    ("enforce", run.enforce.as_deref().unwrap_or_default()),
                ]),
                roles: roles.into_iter().collect(),
                parties,
                responsible_parties: responsible.into_iter().collect(),
            },
            import_ap: wire::Import {
                href: format!("#{}", writer.ids.uuid("plan")),
                remarks: "There is no assessment plan in OSCAL. The resource names what was used in its place.",
            },
            results: writer.results(),
            back_matter: wire::BackMatter {
                resources: writer.resources(),
            },
        },
    }
}

/// What was judged and what came out.
fn digest(run: &Run) -> String {
    let mut text = format!(
        "{}\0{}\0{}\n",
        run.engine,
        run.as_of,
        run.enforce.as_deref().unwrap_or_default()
    );
    let mut add = |parts: &[&str]| text.push_str(&format!("{}\n", parts.join("\0")));
    for pack in &run.packs {
        add(&["pack", &pack.id, &pack.version, &pack.sha256]);
    }
    if let Some(trust) = &run.trust {
        add(&["trust", &trust.sha256]);
    }
    for it in &run.dossiers {
        let subject = it.subject.to_string();
        add(&["dossier", &it.path, &subject, &it.action, &it.risk_tier]);
        for document in &it.documents {
            add(&["document", &document.path, &document.sha256]);
        }
        for finding in &it.findings {
            let enforcement = finding.enforcement.name();
            add(&[&finding.fingerprint, finding.outcome.name(), enforcement]);
        }
    }
    sha256_hex(text.as_bytes())
}

impl Writer<'_> {
    /// The reviewers.
    fn assessors(&self) -> (Vec<wire::Party>, Option<wire::Responsible>) {
        let names: BTreeSet<String> = self
            .run
            .dossiers
            .iter()
            .filter_map(|it| it.reviewer.as_deref())
            .map(string)
            .filter(|it| !it.is_empty())
            .collect();
        let parties: Vec<wire::Party> = names
            .into_iter()
            .map(|name| wire::Party {
                uuid: self.ids.uuid(&format!("party/{name}")),
                kind: "organization",
                name,
                remarks: "As the review file names the reviewer; it does not say whether that is a person.",
            })
            .collect();
        let responsible = wire::Responsible {
            role_id: "assessor",
            party_uuids: parties.iter().map(|it| it.uuid.clone()).collect(),
        };
        let some = (!parties.is_empty()).then_some(responsible);
        (parties, some)
    }

    fn results(&self) -> Vec<wire::Result> {
        let dossiers = self.run.dossiers.iter().enumerate();
        let mut results: Vec<wire::Result> = dossiers
            .map(|(number, dossier)| self.result(number, dossier))
            .collect();
        if results.is_empty() {
            results.push(wire::Result {
                uuid: self.ids.uuid("result"),
                title: "No dossier was reviewed".to_owned(),
                description: "Nothing was shown.".to_owned(),
                start: self.time.clone(),
                end: self.time.clone(),
                props: properties(&[("verdict", self.run.verdict().name())]),
                local_definitions: self.definitions(0, &BTreeMap::new(), Vec::new()),
                reviewed_controls: reviewed(&[]),
                observations: Vec::new(),
                risks: Vec::new(),
                findings: Vec::new(),
            });
        }
        results
    }

    fn result(&self, number: usize, dossier: &DossierResult) -> wire::Result {
        let principals: BTreeSet<&EntityId> = dossier
            .principals
            .iter()
            .chain([&dossier.subject])
            .chain(dossier.findings.iter().map(|it| &it.principal))
            .collect();
        let principals: BTreeMap<&EntityId, String> = principals
            .into_iter()
            .map(|it| (it, self.ids.uuid(&format!("component/{number}/{it}"))))
            .collect();
        let mut result = wire::Result {
            uuid: self.ids.uuid(&format!("result/{number}")),
            title: line(&format!(
                "{}, {}",
                entity_words(&dossier.subject),
                dossier.action
            )),
            description: markup(&format!("{} {}.", why(dossier), counts_line(dossier))),
            start: self.time.clone(),
            end: self.time.clone(),
            props: properties(&[
                ("verdict", dossier.verdict.name()),
                ("dossier", &dossier.path),
                ("action", &dossier.action),
                ("risk-tier", &dossier.risk_tier),
            ]),
            local_definitions: self.definitions(number, &principals, plugins(dossier)),
            reviewed_controls: reviewed(&dossier.findings),
            observations: Vec::new(),
            risks: Vec::new(),
            findings: Vec::new(),
        };
        for (index, finding) in dossier.findings.iter().enumerate() {
            let one = One {
                writer: self,
                discreet: Discreet::new(dossier, self.options),
                dossier: number,
                finding,
                name: format!("{number}/{index}"),
            };
            let subject = principals.get(&finding.principal);
            result.observations.push(one.observation(subject));
            result.risks.extend(one.risk());
            result.findings.extend(one.finding());
        }
        result
    }

    fn tool(&self, number: usize) -> String {
        self.ids.uuid(&format!("tool/{number}"))
    }

    fn definitions(
        &self,
        number: usize,
        principals: &BTreeMap<&EntityId, String>,
        plugins: Vec<(String, String, String)>,
    ) -> wire::Definitions {
        let mut tools = vec![wire::Component {
            uuid: self.tool(number),
            kind: "software".to_owned(),
            title: "Passmuster".to_owned(),
            description: "Judges a dossier against policy packs, control by control.".to_owned(),
            props: properties(&[("version", &self.run.engine)]),
            status: operational(),
        }];
        tools.extend(
            plugins
                .iter()
                .map(|(name, version, sha256)| wire::Component {
                    uuid: self.ids.uuid(&format!("plugin/{number}/{name}/{sha256}")),
                    kind: "software".to_owned(),
                    title: line(name),
                    description: "A plugin, whose checks were made in a sandbox.".to_owned(),
                    props: properties(&[("version", version), ("sha256", sha256)]),
                    status: operational(),
                }),
        );
        let components = principals.iter().map(|(entity, uuid)| wire::Component {
            uuid: uuid.clone(),
            kind: entity.kind.name().to_lowercase(),
            title: line(&entity_words(entity)),
            description: "Whom controls were asked about.".to_owned(),
            props: Vec::new(),
            status: wire::State {
                state: "other",
                reason: None,
                remarks: "The review does not say.".to_owned(),
            },
        });
        wire::Definitions {
            components: components.collect(),
            assessment_assets: wire::Assets {
                assessment_platforms: [wire::Platform {
                    uuid: self.ids.uuid(&format!("platform/{number}")),
                    title: "Where the command ran",
                    uses_components: tools
                        .iter()
                        .map(|it| wire::Uses {
                            component_uuid: it.uuid.clone(),
                        })
                        .collect(),
                }],
                components: tools,
            },
        }
    }

    fn document(&self, number: usize, path: &str) -> String {
        self.ids.uuid(&format!("document/{number}/{path}"))
    }

    /// What stands in for the plan, and the documents.
    fn resources(&self) -> Vec<wire::Resource> {
        let packs: Vec<String> = self
            .run
            .packs
            .iter()
            .map(|it| format!("{} {} (sha256 {})", it.id, it.version, it.sha256))
            .collect();
        let trust = self.run.trust.as_ref();
        let mut resources = vec![wire::Resource {
            uuid: self.ids.uuid("plan"),
            title: "What was used in place of an assessment plan".to_owned(),
            description: markup(&format!("Packs: {}.", packs.join("; "))),
            props: properties(&[
                ("as-of", self.run.as_of.as_str()),
                ("trust-sha256", trust.map_or("", |it| it.sha256.as_str())),
            ]),
            rlinks: Vec::new(),
            remarks: markup(&format!("The command: {}", self.run.rerun)),
        }];
        for (number, dossier) in self.run.dossiers.iter().enumerate() {
            let prefix = below(&dossier.root).unwrap_or_default();
            for it in &dossier.documents {
                resources.push(wire::Resource {
                    uuid: self.document(number, &it.path),
                    title: line(&it.path),
                    description: "A document of the dossier.".to_owned(),
                    props: properties(&[
                        ("format", it.format),
                        ("status", it.status.name()),
                        ("strength", it.strength.name()),
                        ("backing", it.backing.name()),
                    ]),
                    rlinks: vec![wire::Link {
                        href: encoded(&format!("{prefix}{}", it.path)),
                        media_type: it.media_type,
                        hashes: [wire::Hash {
                            algorithm: "SHA-256",
                            value: it.sha256.clone(),
                        }],
                    }],
                    remarks: String::new(),
                });
            }
        }
        resources
    }
}

/// One of our findings.
struct One<'a> {
    writer: &'a Writer<'a>,
    discreet: Discreet<'a>,
    dossier: usize,
    finding: &'a Finding,
    /// What tells it from the others of the run.
    name: String,
}

impl One<'_> {
    fn uuid(&self, what: &str) -> String {
        let fingerprint = &self.finding.fingerprint;
        self.writer
            .ids
            .uuid(&format!("{what}/{}/{fingerprint}", self.name))
    }

    fn title(&self) -> String {
        line(&self.finding.title)
    }

    fn description(&self) -> String {
        markup(&format!(
            "{}{}",
            decided::lead(self.finding),
            self.discreet.message(self.finding)
        ))
    }

    fn properties(&self) -> Vec<wire::Property> {
        let it = self.finding;
        properties(&[
            ("control", &it.control),
            ("outcome", it.outcome.name()),
            ("reported", it.reported.map_or("", Reported::name)),
            ("enforcement", it.enforcement.name()),
            (
                "enforcement-note",
                it.enforcement_note.as_deref().unwrap_or_default(),
            ),
            ("severity", it.severity.name()),
            ("entity", &self.discreet.entity(it)),
            ("fingerprint", &it.fingerprint),
        ])
    }

    fn related(&self) -> [wire::Related; 1] {
        [wire::Related {
            observation_uuid: self.uuid("observation"),
        }]
    }

    fn observation(&self, subject: Option<&String>) -> wire::Observation {
        let evidence = self.discreet.places(self.finding);
        let evidence = evidence.iter().take(PLACES).map(|place| {
            let origin = place.origin;
            let mut description = place_words(origin);
            if !place.what.is_empty() {
                description.push_str(&format!(": {}", place.what));
            }
            let document = self.writer.document(self.dossier, &origin.document);
            wire::Evidence {
                // What is no document of the dossier has no resource.
                href: (!origin.sha256.is_empty()).then(|| format!("#{document}")),
                description: markup(&description),
                props: properties(&[("sha256", &origin.sha256)]),
            }
        });
        wire::Observation {
            uuid: self.uuid("observation"),
            title: self.title(),
            description: self.description(),
            props: self.properties(),
            methods: [if self.finding.reported.is_some() {
                "TEST"
            } else {
                "EXAMINE"
            }],
            types: ["finding"],
            origins: [wire::Origin {
                actors: [wire::Actor {
                    kind: "tool",
                    actor_uuid: self.writer.tool(self.dossier),
                }],
            }],
            subjects: subject
                .map(|uuid| wire::Subject {
                    subject_uuid: uuid.clone(),
                    kind: "component",
                })
                .into_iter()
                .collect(),
            relevant_evidence: evidence.collect(),
            collected: self.writer.time.clone(),
        }
    }

    fn risk(&self) -> Option<wire::Risk> {
        if !self.finding.is_open() {
            return None;
        }
        let why = match self.finding.why.as_str() {
            "" => &self.finding.title,
            why => why,
        };
        let remedies = self.discreet.remedies(self.finding);
        Some(wire::Risk {
            uuid: self.uuid("risk"),
            title: line(&format!(
                "{}: {}",
                outcome_word(self.finding),
                self.finding.title
            )),
            description: self.description(),
            statement: markup(why),
            props: self.properties(),
            status: match self.finding.excused() {
                Some(_) => "deviation-approved",
                None => "open",
            },
            remediations: remedies
                .iter()
                .enumerate()
                .map(|(number, remedy)| wire::Remediation {
                    uuid: self.uuid(&format!("remedy-{number}")),
                    lifecycle: "recommendation",
                    title: "To satisfy the control",
                    description: markup(remedy),
                })
                .collect(),
            related_observations: self.related(),
        })
    }

    fn finding(&self) -> Option<wire::Finding> {
        let (state, reason) = match self.finding.outcome {
            Outcome::NotApplicable => return None,
            Outcome::Pass => ("satisfied", "pass"),
            Outcome::Fail => ("not-satisfied", "fail"),
            Outcome::Error | Outcome::Insufficient => ("not-satisfied", "other"),
        };
        let open = self.finding.is_open();
        Some(wire::Finding {
            uuid: self.uuid("finding"),
            title: self.title(),
            description: self.description(),
            props: self.properties(),
            target: wire::Target {
                kind: "objective-id",
                target_id: token(&self.finding.control),
                status: wire::State {
                    state,
                    reason: Some(reason),
                    remarks: outcome_word(self.finding).to_owned(),
                },
            },
            related_observations: self.related(),
            related_risks: open
                .then(|| wire::RelatedRisk {
                    risk_uuid: self.uuid("risk"),
                })
                .into_iter()
                .collect(),
        })
    }
}

/// The plugins whose checks were made: name, version, digest.
fn plugins(dossier: &DossierResult) -> Vec<(String, String, String)> {
    let plugins: BTreeSet<(String, String, String)> = dossier
        .checks
        .iter()
        .map(|it: &CheckRun| {
            let plugin = it.check.split('/').next().unwrap_or_default();
            (plugin.to_owned(), it.version.clone(), it.sha256.clone())
        })
        .collect();
    plugins.into_iter().collect()
}

fn reviewed(findings: &[Finding]) -> wire::Reviewed {
    let controls: BTreeSet<String> = findings.iter().map(|it| token(&it.control)).collect();
    let objectives: Vec<wire::ObjectiveId> = controls
        .iter()
        .map(|it| wire::ObjectiveId {
            objective_id: it.clone(),
        })
        .collect();
    wire::Reviewed {
        control_objective_selections: (!objectives.is_empty())
            .then_some(wire::ObjectiveSelection {
                include_objectives: objectives,
            })
            .into_iter()
            .collect(),
        control_selections: [wire::ControlSelection {
            description: "The controls of the packs that were asked; a control is its own objective.",
            include_controls: controls
                .into_iter()
                .map(|control_id| wire::ControlId { control_id })
                .collect(),
        }],
    }
}

fn operational() -> wire::State {
    wire::State {
        state: "operational",
        reason: None,
        remarks: String::new(),
    }
}

/// Those that have a value: a property without one is not allowed.
fn properties(list: &[(&'static str, &str)]) -> Vec<wire::Property> {
    list.iter()
        .map(|(name, value)| (*name, string(value)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| wire::Property {
            name,
            ns: NAMESPACE,
            value,
        })
        .collect()
}

/// A string without line breaks and without space at its ends.
fn string(text: &str) -> String {
    one_line(text)
}

/// A line of markup, which may not be empty.
fn line(text: &str) -> String {
    let text = markup(text);
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// An id as OSCAL allows it (XML Schema's `NCName`). One that is none becomes one that no other
/// becomes.
fn token(id: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let begins = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if begins && id.chars().all(allowed) && id.len() <= 200 {
        return id.to_owned();
    }
    let plain: String = terminal(id)
        .chars()
        .filter(|c| allowed(*c))
        .take(60)
        .collect();
    let digits: String = sha256_hex(id.as_bytes()).chars().take(12).collect();
    format!("_{plain}-{digits}")
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use serde_json::Value;

    use super::*;
    use crate::report::{report, sample};

    fn written(run: &Run) -> Value {
        let mut out = Vec::new();
        let options = Options {
            excerpts: true,
            ..Options::default()
        };
        report("oscal")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    /// Every `uuid` of a value, and every reference to one.
    fn uuids(value: &Value, made: &mut Vec<String>, used: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value.as_str()) {
                        ("uuid", Some(uuid)) => made.push(uuid.to_owned()),
                        ("href", Some(href)) if href.starts_with('#') => {
                            used.push(href.trim_start_matches('#').to_owned());
                        }
                        (name, Some(uuid)) if name.ends_with("-uuid") => used.push(uuid.to_owned()),
                        _ => uuids(value, made, used),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|it| uuids(it, made, used)),
            _ => {}
        }
    }

    #[test]
    fn references_lead_somewhere_and_only_a_pass_is_satisfied() {
        let runs = [
            sample::run(vec![sample::checked(), sample::checked()]),
            sample::run(vec![sample::passing()]),
            sample::run(Vec::new()),
        ];
        for run in runs {
            let value = written(&run);
            let (mut made, mut used) = (Vec::new(), Vec::new());
            uuids(&value, &mut made, &mut used);
            let unique: BTreeSet<&String> = made.iter().collect();
            assert_eq!(unique.len(), made.len(), "{made:?}");
            for uuid in &used {
                assert!(unique.contains(uuid), "{uuid} leads nowhere");
            }
            for (result, dossier) in value["assessment-results"]["results"]
                .as_array()
                .unwrap()
                .iter()
                .zip(&run.dossiers)
            {
                let length = |key: &str| result[key].as_array().map_or(0, Vec::len);
                assert_eq!(length("observations"), dossier.findings.len());
                let open = dossier.findings.iter().filter(|it| it.is_open()).count();
                assert_eq!(length("risks"), open);
                let findings = result["findings"].as_array().unwrap();
                let asked = dossier
                    .findings
                    .iter()
                    .filter(|it| it.outcome != Outcome::NotApplicable);
                for (written, finding) in findings.iter().zip(asked) {
                    let satisfied = written["target"]["status"]["state"] == "satisfied";
                    assert_eq!(satisfied, finding.outcome == Outcome::Pass);
                    assert_eq!(written["target"]["target-id"], finding.control);
                }
            }
        }
    }

    #[test]
    fn ids_depend_on_what_was_judged_and_on_nothing_else() {
        let id = |run: &Run| written(run)["assessment-results"]["uuid"].clone();
        let run = sample::run(vec![sample::dossier()]);
        assert_eq!(written(&run), written(&run));
        let mut later = run.clone();
        later.as_of = "2026-11-23".to_owned();
        let mut other = run.clone();
        other.dossiers[0].documents[0].sha256 = "0".repeat(64);
        assert_ne!(id(&run), id(&later));
        assert_ne!(id(&run), id(&other));
        assert_ne!(token("a b"), token("a  b"));
    }
}
