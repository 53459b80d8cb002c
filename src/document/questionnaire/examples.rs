//! Small questionnaires in each syntax: lists, maps, tables, blank ones.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "answers.yaml",
        "questionnaire: passmuster\nvendor: Acme Claims\nproduct: Claims Desk\ncompleted: 2026-04-02\nanswered_by: Head of Risk\nanswers:\n  human_review: Yes, by two adjusters\n  incident_notice_hours: within 3 days\n  subprocessors: [Cloudbank, Mailpost]\n  documented.monitoring: Drift is reported each month\n  data_regions: DE; FR\n  red_team_date: TBD\n",
    ),
    (
        "caiq.json",
        r#"{"questionnaire":{"name":"AI-CAIQ","version":"1.1.0"},"vendor_name":"Acme Claims","assessment_date":"2026-03-01",
"responses":[{"question_id":"GRC-01.1","answer":"Yes","evidence_provided":"Policy 7"},{"question_id":"LOG-15.1","answer":"N/A"}]}"#,
    ),
    (
        "caiq.csv",
        "Question ID,Question,CSP CAIQ Answer,SSRM Control Ownership\nA&A-01.1,Are audits planned?,Yes,CSP-owned\nA&A-01.2,Are they reviewed?,,CSP-owned\n",
    ),
    (
        "answers.csv",
        "Questionnaire;Version;ID;Answer;Evidence;Date;Answered by\nHECVAT;4.1.5;AIQU-01;Yes;Annex 2;2026-01-05;CISO\nHECVAT;4.1.5;AIQU-02;No;;2026-01-09;CISO\n",
    ),
    (
        "blank.yml",
        "questionnaire: AI-CAIQ v1.1.0\nvendor:\nanswers:\n- id: GRC-01.1\n  answer:\n- id: GRC-01.2\n  answer: \"\"\n",
    ),
    ("short.csv", "id,answer\nhuman_review,yes\naudit_right,no\n"),
    (
        "model.csv",
        "questionnaire,id,answer\npassmuster,from_scratch,yes\n",
    ),
];
