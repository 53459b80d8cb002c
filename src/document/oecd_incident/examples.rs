//! Small records of invented incidents.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "incident-2026-04.json",
        r#"{
  "title": "Letters of small holders were read last",
  "description": "For two weeks the triage put letters of small holders behind all others.",
  "how_ai_system_relates_to_incident": "The ranking of the model was followed without review",
  "submitter": { "name": "Acme Claims", "role": "deployer" },
  "date_of_first_known_occurrence": "2026-04-02",
  "countries": ["NL"],
  "supporting_materials": ["https://acme.example/incident-2026-04"],
  "ai_system": [{ "name": "claims-triage", "version": "2.1.0" }],
  "developers": ["Acme Claims"],
  "deployers": ["Acme Claims", "Lowland Insurance"],
  "severity": "Serious incident",
  "harm_types": ["Economic or property", "Human or fundamental rights"],
  "affected_stakeholders": ["Consumers"],
  "associated_ai_principles": ["Fairness"],
  "actions_taken": "The ranking is switched off"
}
"#,
    ),
    (
        "hazard.yaml",
        "- 1. Title: A filter could be talked around\n  2. Description: Seen in a test\n  10. Severity: hazard\n  11. Harm type: Psychological\n  14. Affected stakeholders: [Children, Consumers]\n  16. Associated AI principles: Safety\n- title: N/A\n  severity: severe\n  harm_type: TBD\n  supporting_materials: []\n",
    ),
    (
        "several.json",
        r#"{"incidents":[{"title":"A","description":"B","how_ai_system_relates_to_incident":"C","submitter":"Checkhouse","supporting_materials":["https://checkhouse.example/a"],"severity":"disaster","harm_types":["Physical"]}]}"#,
    ),
];
