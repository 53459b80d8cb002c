//! Examples of formats that have no tests of their own, against all the facts that they
//! state, each compared with the example.

use super::super::FORMATS;
use super::super::checked::{facts, read};

/// (format, example, facts).
const READ: &[(&str, &str, &[&str])] = &[
    (
        "chai-model-card",
        "applied-model-card.xml",
        &[
            "Evaluation confidence_lower = 0.8729 /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation confidence_upper = 0.9708 /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation dataset = 240 studies, 120 with effusion, of one hospital that gave no training data. /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/TestingDataDescription/0/#text",
            "Evaluation dataset = 240 studies, 120 with effusion, of one hospital that gave no training data. /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/TestingDataDescription/0/#text",
            "Evaluation dataset = The same studies. /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/TestingDataDescription/0/#text",
            "Evaluation metric = Sensitivity /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/Label/0/#text",
            "Evaluation metric = Sensitivity, women /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/Label/0/#text",
            "Evaluation metric = Time to flag /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/1/Label/0/#text",
            "Evaluation unit = % /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation unit = % /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation unit = seconds /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/1/ValueJson/0/#text",
            "Evaluation value = 0.929 /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation value = 0.9333 /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Evaluation value = 41.5 /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/1/ValueJson/0/#text",
            "Model architectures = convolutional network /AppliedModelCard/0/TrustIngredients/0/AISystemFacts/0/ModelType/0/#text",
            "Model contact = support@halden.example /AppliedModelCard/0/BasicInfo/0/DeveloperContact/0/#text",
            "Model documented = bias-mitigation /AppliedModelCard/0/TrustIngredients/0/AISystemFacts/0/BiasMitigationApproaches/0/#text",
            "Model documented = contact /AppliedModelCard/0/BasicInfo/0/DeveloperContact/0/#text",
            "Model documented = evaluation /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Model documented = evaluation /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Model documented = fairness-assessment /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/ValueJson/0/#text",
            "Model documented = funding /AppliedModelCard/0/TrustIngredients/0/TransparencyInformation/0/FundingSource/0/#text",
            "Model documented = how-to-use /AppliedModelCard/0/UsesAndDirections/0/HowToUse/0/#text",
            "Model documented = intended-use /AppliedModelCard/0/UsesAndDirections/0/IntendedUseAndWorkflow/0/#text",
            "Model documented = intended-users /AppliedModelCard/0/UsesAndDirections/0/PrimaryIntendedUsers/0/#text",
            "Model documented = limitations /AppliedModelCard/0/Warnings/0/KnownRisksAndLimitations/0/#text",
            "Model documented = monitoring /AppliedModelCard/0/TrustIngredients/0/AISystemFacts/0/OngoingMaintenance/0/#text",
            "Model documented = out-of-scope-use /AppliedModelCard/0/UsesAndDirections/0/CautionedOutOfScopeSettings/0/#text",
            "Model documented = outputs /AppliedModelCard/0/TrustIngredients/0/AISystemFacts/0/OutcomesAndOutputs/0/#text",
            "Model documented = patient-population /AppliedModelCard/0/UsesAndDirections/0/TargetedPatientPopulation/0/#text",
            "Model documented = training-data /AppliedModelCard/0/TrustIngredients/0/AISystemFacts/0/DevelopmentDataCharacterization/0/#text",
            "Model evaluation_metrics = Sensitivity /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/0/Label/0/#text",
            "Model evaluation_metrics = Sensitivity, women /AppliedModelCard/0/KeyMetrics/0/FairnessEquity/0/Results/0/MetricResult/0/Label/0/#text",
            "Model evaluation_metrics = Time to flag /AppliedModelCard/0/KeyMetrics/0/UsefulnessUsabilityEfficacy/0/Results/0/MetricResult/1/Label/0/#text",
            "Model regulatory_clearances = 510(k) summary attached /AppliedModelCard/0/ReleaseInfo/0/RegulatoryApproval/0/#text",
            "Model release_date = 2026-03-18 /AppliedModelCard/0/ReleaseInfo/0/ReleaseDate/0/#text",
            "Model supplier = Halden Imaging /AppliedModelCard/0/BasicInfo/0/ModelDeveloper/0/#text",
            "Model version = 2.1 /AppliedModelCard/0/ReleaseInfo/0/ReleaseVersion/0/#text",
        ],
    ),
    (
        "chai-model-card",
        "card-0.1.xml",
        &[
            "Model documented = evaluation /AppliedModelCard/0/KeyMetrics/0/SafetyReliability/0/Result/0/#text",
            "Model supplier = Halden Imaging /AppliedModelCard/0/BasicInfo/0/ModelDeveloper/0/#text",
        ],
    ),
    (
        "chai-model-card",
        "small.xml",
        &[
            "Model documented = limitations /AppliedModelCard/0/Warnings/0/KnownRisksAndLimitations/0/#text",
            "Model release_date = 2026-02-03 /AppliedModelCard/0/ReleaseInfo/0/ReleaseDate/0/#text",
            "Model supplier = Halden Imaging /AppliedModelCard/0/BasicInfo/0/ModelDeveloper/0/#text",
            "Model version = 1.4 /AppliedModelCard/0/ReleaseInfo/0/ReleaseVersion/0/#text",
        ],
    ),
    (
        "eval-lmeval",
        "results_2026-02-03.json",
        &[
            "Evaluation dataset = acme/claims-bench /configs/claims_bench/dataset_path",
            "Evaluation dataset = acme/claims-bench /configs/claims_bench/dataset_path",
            "Evaluation measured_on = 2026-02-03 /date",
            "Evaluation measured_on = 2026-02-03 /date",
            "Evaluation metric = acc /results/claims_bench/acc,none",
            "Evaluation metric = exact_match /results/claims_bench/exact_match,strict-match",
            "Evaluation partial = true /n-samples/claims_bench/effective",
            "Evaluation partial = true /n-samples/claims_bench/effective",
            "Evaluation samples = 100 /n-samples/claims_bench/effective",
            "Evaluation samples = 100 /n-samples/claims_bench/effective",
            "Evaluation split = test /configs/claims_bench/test_split",
            "Evaluation split = test /configs/claims_bench/test_split",
            "Evaluation task = claims_bench /results/claims_bench",
            "Evaluation task = claims_bench /results/claims_bench",
            "Evaluation value = 0.77 /results/claims_bench/exact_match,strict-match",
            "Evaluation value = 0.8125 /results/claims_bench/acc,none",
            "Model evaluation_datasets = acme/claims-bench /configs/claims_bench/dataset_path",
            "Model evaluation_datasets = acme/claims-bench /configs/claims_bench/dataset_path",
            "Model evaluation_metrics = acc /results/claims_bench/acc,none",
            "Model evaluation_metrics = exact_match /results/claims_bench/exact_match,strict-match",
        ],
    ),
    (
        "eval-lmeval",
        "letters-5shot.json",
        &[
            "Evaluation dataset = letters /results/letters",
            "Evaluation dataset = letters /results/letters",
            "Evaluation metric = acc /results/letters/acc",
            "Evaluation metric = acc_norm /results/letters/acc_norm",
            "Evaluation partial = true /config/limit",
            "Evaluation partial = true /config/limit",
            "Evaluation task = letters /results/letters",
            "Evaluation task = letters /results/letters",
            "Evaluation value = 0.5 /results/letters/acc",
            "Evaluation value = 0.52 /results/letters/acc_norm",
            "Model evaluation_datasets = letters /results/letters",
            "Model evaluation_datasets = letters /results/letters",
            "Model evaluation_metrics = acc /results/letters/acc",
            "Model evaluation_metrics = acc_norm /results/letters/acc_norm",
        ],
    ),
    (
        "eval-lmeval",
        "group.json",
        &[
            "Evaluation dataset = claims /results/claims",
            "Evaluation measured_on = 2026-02-03 /date",
            "Evaluation metric = f1 /results/claims/f1,get-answer",
            "Evaluation partial = false /n-samples/claims/effective",
            "Evaluation samples = 20 /n-samples/claims/effective",
            "Evaluation task = claims /results/claims",
        ],
    ),
    (
        "group-outcomes",
        "outcomes-2026.csv",
        &[
            "- outcome_characteristics = age /sheets/csv/rows/2/characteristic",
            "- outcome_characteristics = sex /sheets/csv/rows/0/characteristic",
        ],
    ),
    ("group-outcomes", "by-group.csv", &[]),
    (
        "group-outcomes",
        "hollow.csv",
        &["- outcome_characteristics = age /sheets/csv/rows/1/characteristic"],
    ),
    (
        "reason-codes",
        "adverse-action-reasons.csv",
        &[
            "- reason_codes = R01 /sheets/csv/rows/0/reason_code",
            "- reason_codes = R02 /sheets/csv/rows/1/reason_code",
        ],
    ),
    (
        "reason-codes",
        "codes.csv",
        &["- reason_codes = 7 /sheets/csv/rows/0/Code"],
    ),
    (
        "reason-codes",
        "more.csv",
        &[
            "- reason_codes = R01 /sheets/csv/rows/0/reason_code",
            "- reason_codes = R02 /sheets/csv/rows/1/reason_code",
        ],
    ),
    (
        "hf-eval-results",
        "triage.yaml",
        &[
            "- evaluation_datasets = acme-bench/letters /1/dataset/id",
            "- evaluation_datasets = acme-bench/triage /0/dataset/id",
            "Evaluation dataset = acme-bench/letters /1/dataset/id",
            "Evaluation dataset = acme-bench/triage /0/dataset/id",
            "Evaluation measured_on = 2026-02-03 /0/date",
            "Evaluation source_url = https://acme.example/logs/17 /0/source/url",
            "Evaluation task = default /1/dataset/task_id",
            "Evaluation task = urgent /0/dataset/task_id",
            "Evaluation value = 0.412 /1/value",
            "Evaluation value = 81.5 /0/value",
            "Evaluation verified_by_hub = true /1/verifyToken",
        ],
    ),
    (
        "hf-eval-results",
        "short.yml",
        &[
            "- evaluation_datasets = acme-bench/letters /0/dataset/id",
            "Evaluation dataset = acme-bench/letters /0/dataset/id",
            "Evaluation task = short /0/dataset/task_id",
            "Evaluation value = 0.64 /0/value",
        ],
    ),
    (
        "hf-eval-results",
        "org.yaml",
        &[
            "- evaluation_datasets = acme-bench/letters /0/dataset/id",
            "Evaluation dataset = acme-bench/letters /0/dataset/id",
            "Evaluation evaluator = acme-bench /0/source/org",
            "Evaluation measured_on = 2026-03-04 /0/date",
            "Evaluation source_url = https://acme.example/logs /0/source/url",
            "Evaluation task = long /0/dataset/task_id",
            "Evaluation value = 0.5 /0/value",
        ],
    ),
    (
        "questionnaire",
        "answers.yaml",
        &[
            "- data_regions = DE /answers/data_regions",
            "- data_regions = FR /answers/data_regions",
            "- documented = monitoring /answers/documented.monitoring",
            "- human_review = true /answers/human_review",
            "- incident_notice_hours = 72 /answers/incident_notice_hours",
            "- subprocessors = Cloudbank /answers/subprocessors/0",
            "- subprocessors = Mailpost /answers/subprocessors/1",
            "Document answered_by = Head of Risk /answered_by",
            "Document dated = 2026-04-02 /completed",
        ],
    ),
    (
        "questionnaire",
        "caiq.json",
        &[
            "- answer AI-CAIQ-1.1.0:GRC-01.1 = yes /responses/0/answer",
            "- answer AI-CAIQ-1.1.0:GRC-01.1#evidence = Policy 7 /responses/0/evidence_provided",
            "Document dated = 2026-03-01 /assessment_date",
        ],
    ),
    (
        "questionnaire",
        "caiq.csv",
        &["- answer CAIQ-unversioned:A&A-01.1 = yes /sheets/csv/rows/0/CSP CAIQ Answer"],
    ),
    (
        "questionnaire",
        "answers.csv",
        &[
            "- answer HECVAT-4.1.5:AIQU-01 = yes /sheets/csv/rows/0/Answer",
            "- answer HECVAT-4.1.5:AIQU-01#evidence = Annex 2 /sheets/csv/rows/0/Evidence",
            "- answer HECVAT-4.1.5:AIQU-02 = no /sheets/csv/rows/1/Answer",
            "Document answered_by = CISO /sheets/csv/rows/0/Answered by",
            "Document dated = 2026-01-05 /sheets/csv/rows/0/Date",
        ],
    ),
    ("questionnaire", "blank.yml", &[]),
    (
        "questionnaire",
        "short.csv",
        &[
            "- audit_right = false /sheets/csv/rows/1/answer",
            "- human_review = true /sheets/csv/rows/0/answer",
        ],
    ),
    (
        "questionnaire",
        "model.csv",
        &["- from_scratch = true /sheets/csv/rows/0/answer"],
    ),
];

#[test]
fn examples_say_what_a_person_read_in_them() {
    let mut wrong = String::new();
    for (format, example, expected) in READ {
        let examples = FORMATS.iter().filter(|it| it.name() == *format);
        let mut examples = examples.flat_map(|it| it.examples());
        let (name, text) = examples.find(|(name, _)| name == example).unwrap();
        let mut found = facts(&read(format, name, text));
        let mut expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push_str(&format!("{format} {name}: {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
