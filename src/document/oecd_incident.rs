//! Incident records by the criteria of the OECD (*Towards a common reporting framework for AI
//! incidents*, OECD Artificial Intelligence Papers 34, 2025): 29 criteria, of which seven are
//! mandatory. The paper fixes no file format, so a record is known by the names of its criteria, in
//! JSON or YAML. Systems are named in free text, so only the reviewer ties a record to a subject.

use super::fields::{Placed, each, said};
use super::shared::LONGEST_NAME;
use super::{Format, Probe, Syntax};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{Node, Tree, Value, child};

mod examples;
#[cfg(test)]
mod tests;

/// Records of the OECD's framework.
pub(super) struct OecdIncident;

/// A criterion: its number, the names that it has as a key, whether it is mandatory, and what it
/// says in the vocabulary.
struct Criterion {
    number: u8,
    names: &'static [&'static str],
    mandatory: bool,
    attribute: &'static str,
}

const fn criterion(number: u8, names: &'static [&'static str]) -> Criterion {
    Criterion {
        number,
        names,
        mandatory: matches!(number, 1 | 2 | 3 | 4 | 7 | 10 | 11),
        attribute: "",
    }
}

impl Criterion {
    const fn says(mut self, attribute: &'static str) -> Self {
        self.attribute = attribute;
        self
    }
}

/// The criteria of section 3 of the paper.
const CRITERIA: &[Criterion] = &[
    criterion(1, &["title"]),
    criterion(
        2,
        &[
            "description",
            "description_of_incident",
            "description_of_the_incident",
        ],
    ),
    criterion(
        3,
        &[
            "how_ai_system_relates_to_incident",
            "how_the_ai_system_relates_to_the_incident",
            "relation_to_ai_system",
            "role_of_ai_system",
        ],
    ),
    criterion(4, &["submitter", "submitter_information", "submitted_by"]).says("made_by"),
    criterion(
        5,
        &["date_of_first_known_occurrence", "first_known_occurrence"],
    )
    .says("issued"),
    criterion(
        6,
        &[
            "countries",
            "country",
            "countries_where_incident_occurred",
            "country_ies_where_incident_occurred",
        ],
    ),
    criterion(7, &["supporting_materials", "supporting_material"]).says("evidence_items"),
    criterion(
        8,
        &[
            "ai_system",
            "ai_system_name",
            "ai_system_name_and_version",
            "ai_system_product_name_and_version",
        ],
    )
    .says("subjects"),
    criterion(
        9,
        &[
            "developers",
            "developer",
            "ai_system_developers",
            "developer_organisations",
        ],
    )
    .says("incident_developers"),
    criterion(
        9,
        &[
            "deployers",
            "deployer",
            "ai_system_deployers",
            "deployer_organisations",
        ],
    )
    .says("incident_deployers"),
    criterion(10, &["severity", "harm_severity"]).says("incident_severity"),
    criterion(
        11,
        &["harm_types", "harm_type", "type_of_harm", "types_of_harm"],
    )
    .says("incident_domains"),
    criterion(12, &["quantification_of_harm", "harm_quantification"]),
    criterion(
        13,
        &["unintended_or_wrongful_use", "unintended_wrongful_use"],
    ),
    criterion(14, &["affected_stakeholders", "stakeholders"]).says("harmed_parties"),
    criterion(
        15,
        &[
            "human_rights_impacts",
            "fundamental_rights_impacts",
            "human_fundamental_rights_impacts",
        ],
    ),
    criterion(16, &["ai_principles", "associated_ai_principles"]),
    criterion(17, &["industries", "industry"]),
    criterion(18, &["business_functions", "business_function"]),
    criterion(
        19,
        &[
            "critical_infrastructure",
            "critical_functions_or_infrastructure",
            "critical_functions_infrastructure",
        ],
    ),
    criterion(20, &["breadth_of_deployment"]),
    criterion(21, &["link_to_training_data", "training_data_link"]),
    criterion(22, &["link_to_ai_model", "ai_model_link"]),
    criterion(23, &["usage_rights"]),
    criterion(
        24,
        &[
            "multiple_ai_system_interaction",
            "interaction_of_ai_systems",
        ],
    ),
    criterion(25, &["ai_system_tasks", "ai_tasks"]),
    criterion(26, &["autonomy_level", "maximum_autonomy_level"]),
    criterion(27, &["actions_taken"]),
    criterion(28, &["steps_to_reproduce"]),
    criterion(29, &["additional_information"]),
];
/// Criteria that few other records have.
const TELLING: &[u8] = &[3, 5, 7, 12, 13, 14, 15, 16, 18, 19, 20, 26];
/// Severities, and whether harm was done (section 3, criterion 10).
const SEVERITIES: &[(&str, &str)] = &[
    ("hazard", "hazard"),
    ("serious hazard", "hazard"),
    ("incident", "incident"),
    ("serious incident", "incident"),
    ("disaster", "incident"),
];
/// Members that hold several records.
const LISTS: &[&str] = &["incidents", "records"];
/// Most records of a document that are read.
const MOST: usize = 1_000;

impl Format for OecdIncident {
    fn name(&self) -> &'static str {
        "oecd-incident"
    }

    fn title(&self) -> &'static str {
        "AI incident record by the criteria of the OECD (JSON or YAML)"
    }

    fn versions(&self) -> &'static str {
        "framework of 2025"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        matches!(probe.syntax, Syntax::Json | Syntax::Yaml)
            && match probe.tree {
                Ok(tree) => records(&tree.root)
                    .first()
                    .is_some_and(|(_, record)| is_record(record)),
                Err(_) => {
                    probe.mentions("first_known_occurrence")
                        && probe.mentions("harm_type")
                        && probe.mentions("severity")
                }
            }
    }

    fn read(&self, _probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let records = records(&tree.root);
        if records.len() > MOST {
            let message = format!("only the first {MOST} records are read");
            reading.skip("", tree.root.span, message);
        }
        for (pointer, record) in records.into_iter().take(MOST) {
            if matches!(record.value, Value::Object(_)) {
                one(&mut reading, &pointer, record);
            } else {
                reading.defect(&pointer, record.span, "expected a record of an incident");
            }
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        examples::EXAMPLES
    }
}

/// The records of a document: one, or a list of them.
fn records(root: &Node) -> Vec<Placed<'_>> {
    let list = LISTS
        .iter()
        .find_map(|key| Some((child("", key), root.get(key)?)));
    let list = list.filter(|(_, node)| matches!(node.value, Value::Array(_)));
    match (list, &root.value) {
        (Some(list), _) => each(list),
        (None, Value::Array(_) | Value::Object(_)) => each((String::new(), root)),
        _ => Vec::new(),
    }
}

/// The name of a key, without the number of its criterion.
fn normal(key: &str) -> String {
    let mut name = String::new();
    for c in key.chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    bare.trim_end_matches('_').to_owned()
}

fn criterion_of(key: &str) -> Option<&'static Criterion> {
    let name = normal(key);
    CRITERIA.iter().find(|it| it.names.contains(&name.as_str()))
}

/// A record has a severity, a type of harm, and some of the criteria that few others have.
fn is_record(record: &Node) -> bool {
    let members = record.members().iter().take(200);
    let mut numbers: Vec<u8> = members
        .filter_map(|it| criterion_of(&it.key))
        .map(|it| it.number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let telling = numbers.iter().filter(|it| TELLING.contains(it)).count();
    numbers.contains(&10) && numbers.contains(&11) && telling >= 2
}

/// One record: an attestation, as those of the incident databases are.
fn one(reading: &mut Reading, pointer: &str, record: &Node) {
    let title = record
        .members()
        .iter()
        .find(|it| normal(&it.key) == "title");
    let title = title.and_then(|it| it.node.text()).unwrap_or("");
    let title: String = title.chars().take(200).collect();
    let entity = reading.entity(Some(EntityKind::Attestation), &title, None);
    let mut given = Vec::new();
    for member in record.members() {
        let Some(criterion) = criterion_of(&member.key) else {
            continue;
        };
        let pointer = child(pointer, &member.key);
        if said(&pointer, &member.node).is_some() {
            given.push(criterion.number);
        }
        state(reading, entity, criterion, (pointer, &member.node));
    }
    for criterion in CRITERIA.iter().filter(|it| it.mandatory) {
        if !given.contains(&criterion.number) {
            let name = criterion.names.first().copied().unwrap_or("");
            let message = format!(
                "criterion {} of the framework ({name}) is mandatory, and not given",
                criterion.number
            );
            reading.skip(pointer, record.span, message);
        }
    }
}

fn state(
    reading: &mut Reading,
    entity: EntityRef,
    criterion: &Criterion,
    (pointer, node): Placed<'_>,
) {
    match criterion.attribute {
        "" => {}
        "evidence_items" => {
            let items = each((pointer.clone(), node));
            let given = items.iter().filter(|(at, it)| said(at, it).is_some());
            let count = given.count().to_string();
            reading.state_text(entity, "evidence_items", &pointer, node.span, &count);
        }
        "incident_severity" => severity(reading, entity, (pointer, node)),
        attribute => {
            for (pointer, entry) in each((pointer, node)) {
                // Who and what is named may stand with more about it.
                let named = ["name", "organisation", "organization"]
                    .iter()
                    .find_map(|key| Some((child(&pointer, key), entry.get(key)?)));
                let (pointer, node) = named.unwrap_or((pointer, entry));
                if node.text().is_none_or(|it| it.len() <= LONGEST_NAME) {
                    reading.state(entity, attribute, &pointer, node);
                }
            }
        }
    }
}

/// The severity, and with it whether there was harm. Another scale says only how bad.
fn severity(reading: &mut Reading, entity: EntityRef, (pointer, node): Placed<'_>) {
    let text = node.text().unwrap_or("").trim().to_lowercase();
    if is_placeholder(&text) {
        reading.state(entity, "incident_severity", &pointer, node);
        return;
    }
    let word = text.replace(['_', '-'], " ");
    reading.state_text(entity, "incident_severity", &pointer, node.span, &word);
    if let Some((_, kind)) = SEVERITIES.iter().find(|(known, _)| *known == word) {
        reading.state_text(entity, "incident_type", &pointer, node.span, kind);
    } else {
        let reason = "not a severity of the framework";
        reading.hollow("incident_type", &pointer, node.span, reason);
    }
}
