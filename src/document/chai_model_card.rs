//! Applied model cards of the Coalition for Health AI (CHAI), versions 0.1 and 0.2: XML whose
//! results are, from 0.2 on, JSON inside an element.

use super::{Format, Probe, Syntax, fields};
use crate::fact::{EntityKind, EntityRef, Reading, Strength, is_placeholder};
use crate::tree::{self, Node, Tree, child, item};

mod example;

/// CHAI applied model cards.
pub(super) struct ChaiModelCard;

/// The namespace of a version is this, the version, and a file name.
const NAMESPACE: &str = "https://mc.chai.org/";
/// Versions that are read.
const VERSIONS: &[&str] = &["0.1", "0.2"];
/// The name of the root element.
const ROOT: &str = "AppliedModelCard";

/// Elements whose content shows a word of `documented`: (path below the root, words).
const DOCUMENTED: &[(&[&str], &[&str])] = &[
    (
        &["UsesAndDirections", "IntendedUseAndWorkflow"],
        &["intended-use"],
    ),
    (
        &["UsesAndDirections", "PrimaryIntendedUsers"],
        &["intended-users"],
    ),
    (&["UsesAndDirections", "HowToUse"], &["how-to-use"]),
    (
        &["UsesAndDirections", "TargetedPatientPopulation"],
        &["patient-population"],
    ),
    (
        &["UsesAndDirections", "CautionedOutOfScopeSettings"],
        &["out-of-scope-use"],
    ),
    (&["Warnings", "KnownRisksAndLimitations"], &["limitations"]),
    (
        &["Warnings", "KnownBiasesOrEthicalConsiderations"],
        &["bias-and-risks", "ethical-considerations"],
    ),
    (
        &["TrustIngredients", "AISystemFacts", "OutcomesAndOutputs"],
        &["outputs"],
    ),
    (
        &[
            "TrustIngredients",
            "AISystemFacts",
            "DevelopmentDataCharacterization",
        ],
        &["training-data"],
    ),
    (
        &[
            "TrustIngredients",
            "AISystemFacts",
            "BiasMitigationApproaches",
        ],
        &["bias-mitigation"],
    ),
    (
        &["TrustIngredients", "AISystemFacts", "OngoingMaintenance"],
        &["monitoring"],
    ),
    (
        &["TrustIngredients", "AISystemFacts", "Security"],
        &["security"],
    ),
    (
        &[
            "TrustIngredients",
            "TransparencyInformation",
            "FundingSource",
        ],
        &["funding"],
    ),
    (&["BasicInfo", "DeveloperContact"], &["contact"]),
];

/// Elements that are facts as they stand: (path below the root, attribute).
const PLAIN: &[(&[&str], &str)] = &[
    (&["BasicInfo", "ModelDeveloper"], "supplier"),
    (&["BasicInfo", "DeveloperContact"], "contact"),
    (&["ReleaseInfo", "ReleaseVersion"], "version"),
    (
        &["ReleaseInfo", "RegulatoryApproval"],
        "regulatory_clearances",
    ),
    (
        &["TrustIngredients", "AISystemFacts", "ModelType"],
        "architectures",
    ),
    (
        &["TrustIngredients", "AISystemFacts", "FoundationModels"],
        "base_models",
    ),
];

/// How a field for clearances begins that names none, in lower case.
const NO_CLEARANCE: &[&str] = &[
    "not ",
    "no ",
    "non-",
    "none",
    "pending",
    "planned",
    "submitted",
    "in review",
    "under review",
    "investigational",
    "research use",
    "for research",
];

/// The three groups of results.
const GROUPS: &[&str] = &[
    "UsefulnessUsabilityEfficacy",
    "FairnessEquity",
    "SafetyReliability",
];

impl Format for ChaiModelCard {
    fn name(&self) -> &'static str {
        "chai-model-card"
    }

    fn title(&self) -> &'static str {
        "CHAI applied model card (XML)"
    }

    fn versions(&self) -> &'static str {
        "0.1, 0.2"
    }

    fn claims(&self, probe: &Probe<'_>) -> bool {
        probe.syntax == Syntax::Xml
            && match probe.tree {
                Ok(tree) => card(&tree.root).is_some(),
                Err(_) => probe.mentions(NAMESPACE) && probe.mentions("<AppliedModelCard"),
            }
    }

    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading {
        let mut reading = Reading::new(Strength::Documented);
        let Some(card) = card(&tree.root) else {
            return reading;
        };
        let root = format!("/{ROOT}/0");
        let version = version(card);
        if !VERSIONS.contains(&version.as_str()) {
            reading.skip(
                &root,
                card.span,
                format!(
                    "version `{version}` of the format is not known; read as far as it is like 0.2"
                ),
            );
        }
        reading.version = Some(version);
        let name = text_at(card, &root, &["BasicInfo", "ModelName"])
            .map(|(_, _, text)| text)
            .filter(|name| !is_placeholder(name))
            .unwrap_or("");
        let main = reading.entity(Some(EntityKind::Model), name, None);
        for (path, attribute) in PLAIN {
            if let Some((pointer, node, text)) = text_at(card, &root, path) {
                if *attribute == "regulatory_clearances" && names_none(text) {
                    reading.hollow(attribute, &pointer, node.span, "it names no clearance");
                } else {
                    reading.state_text(main, attribute, &pointer, node.span, text);
                }
            }
        }
        release_date(&mut reading, main, card, &root);
        for (path, words) in DOCUMENTED {
            element(&mut reading, main, card, &root, path, words);
        }
        for group in GROUPS {
            results(&mut reading, main, card, &root, group, probe);
        }
        if let Some(signature) = card.get("Signature") {
            reading.skip(
                &child(&root, "Signature"),
                signature.span,
                "the XML signature is not verified",
            );
        }
        reading
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        example::EXAMPLES
    }
}

/// Whether the field for clearances says that there is none yet: "Not cleared by the FDA".
fn names_none(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    NO_CLEARANCE.iter().any(|start| text.starts_with(start))
}

/// The root element of a card.
fn card(root: &Node) -> Option<&Node> {
    let card = root.get(ROOT)?.items().first()?;
    card.get("@xmlns")?
        .text()?
        .starts_with(NAMESPACE)
        .then_some(card)
}

/// `0.2` of `https://mc.chai.org/v0.2/schema.xsd`.
fn version(card: &Node) -> String {
    let namespace = card.get("@xmlns").and_then(Node::text).unwrap_or("");
    let rest = namespace.strip_prefix(NAMESPACE).unwrap_or("");
    let part = rest.split('/').next().unwrap_or("");
    part.strip_prefix('v')
        .unwrap_or(part)
        .chars()
        .take(20)
        .collect()
}

/// The first element at a path of names, and its pointer.
fn find<'a>(card: &'a Node, root: &str, path: &[&str]) -> Option<(String, &'a Node)> {
    let mut node = card;
    let mut pointer = root.to_owned();
    for name in path {
        node = node.get(name)?.items().first()?;
        pointer = item(&child(&pointer, name), 0);
    }
    Some((pointer, node))
}

/// The text of the element at a path: the pointer of the text, its node, and it trimmed.
fn text_at<'a>(card: &'a Node, root: &str, path: &[&str]) -> Option<(String, &'a Node, &'a str)> {
    let (pointer, element) = find(card, root, path)?;
    let node = element.get("#text")?;
    Some((child(&pointer, "#text"), node, node.text()?.trim()))
}

/// States the words that an element with content shows, or that it has none.
fn element(
    reading: &mut Reading,
    main: EntityRef,
    card: &Node,
    root: &str,
    path: &[&str],
    words: &[&'static str],
) {
    let Some((pointer, element)) = find(card, root, path) else {
        return;
    };
    let text = element.get("#text");
    let said = text.and_then(Node::text).map_or("", str::trim);
    for word in words {
        if is_placeholder(said) {
            let reason = if said.is_empty() {
                "an empty element"
            } else {
                "a placeholder"
            };
            reading.hollow_word("documented", word, &pointer, element.span, reason);
        } else {
            let span = text.map_or(element.span, |text| text.span);
            reading.state_text(main, "documented", &child(&pointer, "#text"), span, word);
        }
    }
}

/// Free text: "Feb 2023", "08/23/2024".
fn release_date(reading: &mut Reading, main: EntityRef, card: &Node, root: &str) {
    let Some((pointer, node, text)) = text_at(card, root, &["ReleaseInfo", "ReleaseDate"]) else {
        return;
    };
    let text = fields::american(text).unwrap_or_else(|| text.to_owned());
    reading.state_text(main, "release_date", &pointer, node.span, &text);
}

/// The results of a group: a list from version 0.2 on, free text before.
fn results(
    reading: &mut Reading,
    main: EntityRef,
    card: &Node,
    root: &str,
    group: &str,
    probe: &Probe<'_>,
) {
    let Some((pointer, key_metric)) = find(card, root, &["KeyMetrics", group]) else {
        return;
    };
    let words: &[&str] = match group {
        "FairnessEquity" => &["evaluation", "fairness-assessment"],
        _ => &["evaluation"],
    };
    let data = text_at(key_metric, &pointer, &["TestingDataDescription"]);
    let mut shown: Option<(String, &Node)> = None;
    if let Some((at, node, text)) = text_at(key_metric, &pointer, &["Result"]) {
        if is_placeholder(text) {
            for word in words {
                reading.hollow_word("documented", word, &at, node.span, "a placeholder");
            }
        } else {
            shown = Some((at, node));
        }
    }
    if let Some((at, list)) = find(key_metric, &pointer, &["Results"]) {
        let results = list
            .get("MetricResult")
            .map(Node::items)
            .unwrap_or_default();
        let list_at = child(&at, "MetricResult");
        for (index, result) in results.iter().enumerate() {
            let stated = metric(
                reading,
                main,
                &item(&list_at, index),
                result,
                group,
                data.as_ref(),
                probe,
            );
            if let (None, Some(stated)) = (&shown, stated) {
                shown = Some(stated);
            }
        }
    }
    if let Some((at, node)) = shown {
        for word in words {
            reading.state_text(main, "documented", &at, node.span, word);
        }
    }
}

/// One result. Gives its place if it says something.
fn metric<'a>(
    reading: &mut Reading,
    main: EntityRef,
    pointer: &str,
    result: &'a Node,
    group: &str,
    data: Option<&(String, &Node, &str)>,
    probe: &Probe<'_>,
) -> Option<(String, &'a Node)> {
    let label = text_at(result, pointer, &["Label"]);
    let name = label.as_ref().map_or("", |(_, _, text)| text);
    let entity = reading.entity(
        Some(EntityKind::Evaluation),
        &format!("{group}: {name}"),
        Some(main),
    );
    if let Some((at, node, text)) = &label {
        reading.state_text(entity, "metric", at, node.span, text);
        if !is_placeholder(text) {
            reading.state_text(main, "evaluation_metrics", at, node.span, text);
        }
    }
    if let Some((at, node, text)) = data {
        reading.state_text(entity, "dataset", at, node.span, text);
    }
    let Some((at, node, text)) = text_at(result, pointer, &["ValueJson"]) else {
        reading.hollow("value", pointer, result.span, "a result without its value");
        return None;
    };
    // The place inside the JSON is lost where the XML escapes it, so facts stand at the element.
    let value = match tree::json(text, 0, probe.limits) {
        Ok(tree) => tree.root,
        Err(error) => {
            let place = probe.file.location(node.span.start);
            let message = format!(
                "the JSON of the result in line {} cannot be read: {error}",
                place.line
            );
            if error.limit.is_some() {
                reading.defect(&at, node.span, message);
            } else {
                reading.skip(&at, node.span, message);
            }
            return None;
        }
    };
    let unit = value
        .get("unit")
        .and_then(Node::scalar)
        .unwrap_or("")
        .trim();
    let percent = if unit == "%" { " %" } else { "" };
    for (key, attribute) in [
        ("value", "value"),
        ("estimate", "value"),
        ("mean", "value"),
        ("lower", "confidence_lower"),
        ("upper", "confidence_upper"),
    ] {
        if let Some(number) = value.get(key) {
            match number.scalar() {
                Some(text) => {
                    let text = format!("{text}{percent}");
                    reading.state_text(entity, attribute, &at, node.span, &text);
                }
                None => reading.hollow(attribute, &at, node.span, "no number"),
            }
        }
    }
    if !unit.is_empty() {
        reading.state_text(entity, "unit", &at, node.span, unit);
    }
    Some((at, node))
}

#[cfg(test)]
mod tests {
    use super::names_none;

    #[test]
    fn a_text_that_denies_a_clearance_names_none() {
        for text in [
            "Not cleared by the FDA",
            "no clearance",
            "Pending",
            "Investigational use only",
        ] {
            assert!(names_none(text), "{text}");
        }
        for text in [
            "510(k) K250001",
            "CE 0123, class IIa",
            "Notified body 0123",
            "De Novo",
        ] {
            assert!(!names_none(text), "{text}");
        }
    }
}
