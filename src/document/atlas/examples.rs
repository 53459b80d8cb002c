//! Small case studies of invented attacks.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "AML.CS9999.yaml",
        "---\nid: AML.CS9999\nname: Evasion of a triage model\nobject-type: case-study\nsummary: Letters were worded to rank high.\nincident-date: 2026-02-03\nincident-date-granularity: DATE\nprocedure:\n- tactic: '{{evasion.id}}'\n  technique: '{{evade_model.id}}'\n  description: Synonyms were tried.\ntarget: Claims desk\nactor: Students\ncase-study-type: exercise\n",
    ),
    (
        "year.yaml",
        "id: AML.CS9998\nname: Poisoned letters\nincident-date: 2025-01-01\nincident-date-granularity: YEAR\nprocedure: []\ntarget: unknown\ncase-study-type: incident\n",
    ),
    (
        "ATLAS.yaml",
        "id: ATLAS\nname: Threats\nversion: 5.6.0\nmatrices: []\ncase-studies:\n- id: AML.CS9999\n  name: Evasion of a triage model\n  procedure: []\n",
    ),
];
