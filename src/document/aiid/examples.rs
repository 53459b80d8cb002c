//! Small records of invented incidents.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "incident-9999.json",
        r#"{
  "incident_id": 9999,
  "title": "Letters were read last",
  "description": "A triage put letters of small holders behind all others.",
  "date": "2026-04-02",
  "Alleged deployer of AI system": ["lowland-insurance", "acme-claims"],
  "Alleged developer of AI system": ["acme-claims"],
  "Alleged harmed or nearly harmed parties": ["small-holders"],
  "implicated_systems": ["claims-triage"],
  "reports": [1, 2],
  "editors": ["e"]
}
"#,
    ),
    (
        "answer.json",
        r#"{"data":{"incidents":[{"incident_id":9998,"date":"2026-01-05T00:00:00.000Z","AllegedDeployerOfAISystem":[{"entity_id":"acme-claims","name":"Acme Claims"}],"AllegedDeveloperOfAISystem":[],"AllegedHarmedOrNearlyHarmedParties":[{"entity_id":"unknown","name":"Unknown"}]},{"incident_id":9997}]}}"#,
    ),
    (
        "incidents.csv",
        "_id,incident_id,date,reports,Alleged deployer of AI system,Alleged developer of AI system,Alleged harmed or nearly harmed parties,description,title\nObjectId(0),9999,2026-04-02,\"[1,2]\",\"[\"\"lowland-insurance\"\",\"\"acme-claims\"\"]\",\"[\"\"acme-claims\"\"]\",\"[\"\"small-holders\"\"]\",A triage,Letters\n",
    ),
];
