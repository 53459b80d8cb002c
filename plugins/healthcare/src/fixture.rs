//! Cards for tests: an invented product of nobody.

use passmuster_plugin::{Mock, Value};

/// This plugin's manifest: tests read only what it declares.
pub(crate) const MANIFEST: &str = include_str!("../plugin.toml");

fn text(content: &str) -> Value {
    let text = || vec![("#text".to_owned(), Value::Text(content.to_owned()))];
    // The host gives an element of white space no text.
    Value::Object(if content.trim().is_empty() {
        Vec::new()
    } else {
        text()
    })
}

fn insert(node: &mut Value, path: &[&str], leaf: Value) {
    let Value::Object(members) = node else { return };
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    if !members.iter().any(|(key, _)| key == name) {
        members.push(((*name).to_owned(), Value::Array(Vec::new())));
    }
    let Some((_, Value::Array(items))) = members.iter_mut().find(|(key, _)| key == name) else {
        return;
    };
    if rest.is_empty() {
        items.push(leaf);
        return;
    }
    if items.is_empty() {
        items.push(Value::Object(Vec::new()));
    }
    // `MetricResult` is a list: each of its labels begins another.
    if *name == "MetricResult" && rest == ["Label"] {
        items.push(Value::Object(Vec::new()));
        items.retain(|item| *item != Value::Object(Vec::new()));
        items.push(Value::Object(Vec::new()));
    }
    if let Some(last) = items.last_mut() {
        insert(last, rest, leaf);
    }
}

/// A card with texts at paths below the root.
pub(crate) fn card(elements: &[(&str, &str)]) -> Value {
    let mut root = Value::Object(vec![(
        "@xmlns".to_owned(),
        Value::Text("https://mc.chai.org/v0.2/schema.xsd".to_owned()),
    )]);
    for (path, content) in elements {
        let path: Vec<&str> = path.split('/').collect();
        insert(&mut root, &path, text(content));
    }
    Value::Object(vec![(
        "AppliedModelCard".to_owned(),
        Value::Array(vec![root]),
    )])
}

/// A dossier with one card.
pub(crate) fn with_card(elements: &[(&str, &str)]) -> Mock {
    Mock::new()
        .document("card.xml", "chai-model-card", card(elements))
        .declaring(MANIFEST)
}

/// A card that has content everywhere.
pub(crate) const FULL: &[(&str, &str)] = &[
    ("BasicInfo/ModelName", "Larkspur sepsis alert"),
    ("BasicInfo/ModelDeveloper", "Larkspur Devices"),
    (
        "BasicInfo/DeveloperContact",
        "https://larkspur.example/support",
    ),
    (
        "UsesAndDirections/IntendedUseAndWorkflow",
        "Informs nurses of a rising risk of sepsis; it replaces no judgement.",
    ),
    ("UsesAndDirections/PrimaryIntendedUsers", "Ward nurses"),
    (
        "UsesAndDirections/TargetedPatientPopulation",
        "Adults on general wards",
    ),
    (
        "UsesAndDirections/CautionedOutOfScopeSettings",
        "Not for children; never in intensive care, where vital signs are taken otherwise.",
    ),
    (
        "Warnings/KnownRisksAndLimitations",
        "Alerts come late where vital signs are taken rarely.",
    ),
    (
        "TrustIngredients/AISystemFacts/OutcomesAndOutputs",
        "A score from 0 to 100, a prediction of sepsis within six hours.",
    ),
    (
        "TrustIngredients/AISystemFacts/OutputAndInputDataTypes",
        "Vital signs and age. Inclusion criteria: stays of a day or more.",
    ),
    (
        "TrustIngredients/AISystemFacts/DevelopmentDataCharacterization",
        "Stays of 2019 to 2022 in four hospitals, demographics as in the county.",
    ),
    (
        "TrustIngredients/AISystemFacts/BiasMitigationApproaches",
        "Thresholds were set so that sensitivity is equal across age and sex.",
    ),
    (
        "TrustIngredients/AISystemFacts/OngoingMaintenance",
        "Performance is monitored monthly; the model is updated once a year.",
    ),
    (
        "TrustIngredients/TransparencyInformation/FundingSource",
        "Paid by the developer alone",
    ),
    (
        "KeyMetrics/UsefulnessUsabilityEfficacy/MetricGoal",
        "Sensitivity and specificity in 220 cases",
    ),
    (
        "KeyMetrics/UsefulnessUsabilityEfficacy/Results/MetricResult/Label",
        "Sensitivity",
    ),
    (
        "KeyMetrics/UsefulnessUsabilityEfficacy/Results/MetricResult/ValueJson",
        r#"{"kind":"estimate_ci","estimate":90.00,"lower":68.30,"upper":98.77,"level":95,"unit":"%"}"#,
    ),
    (
        "KeyMetrics/UsefulnessUsabilityEfficacy/TestingDataDescription",
        "External data of one other hospital",
    ),
    (
        "KeyMetrics/UsefulnessUsabilityEfficacy/ValidationProcessAndJustification",
        "Two nurses read each chart, blinded",
    ),
    (
        "KeyMetrics/FairnessEquity/Results/MetricResult/Label",
        "Difference",
    ),
    (
        "KeyMetrics/FairnessEquity/Results/MetricResult/ValueJson",
        r#"{"kind":"single","value":0}"#,
    ),
    (
        "Resources/EvaluationReferences",
        "https://larkspur.example/outcomes",
    ),
    (
        "Resources/PeerReviewedPublications",
        "A study of accuracy in 2023",
    ),
];

/// [`FULL`] with some elements changed; `None` takes one out.
pub(crate) fn changed<'a>(changes: &[(&str, Option<&'a str>)]) -> Vec<(&'static str, &'a str)> {
    FULL.iter()
        .filter_map(|(path, content)| {
            match changes.iter().find(|(changed, _)| path.ends_with(changed)) {
                Some((_, None)) => None,
                Some((_, Some(content))) => Some((*path, *content)),
                None => Some((*path, *content)),
            }
        })
        .collect()
}
