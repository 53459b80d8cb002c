//! What a package says of itself: version, suppliers, identifiers, and the AI and Dataset profiles
//! (SPDX 3.0.1, AI and Dataset).

use super::super::shared::{LONGEST_NAME, TOO_LONG, has_content, has_version};
use super::{Graph, Link, Place, id_of, one_or_many, places};
use crate::fact::vocabulary::attribute;
use crate::fact::{Decimal, EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, child};

/// Properties that are facts as they stand: (property, attribute).
const PLAIN: &[(&str, &str)] = &[
    ("software_packageVersion", "version"),
    ("releaseTime", "release_date"),
    ("software_packageUrl", "purl"),
    ("software_primaryPurpose", "component_type"),
    ("software_downloadLocation", "source_urls"),
    ("software_homePage", "source_urls"),
    ("ai_useSensitivePersonalInformation", "personal_data"),
    ("ai_autonomyType", "autonomous"),
    ("ai_standardCompliance", "standards"),
    ("ai_modelExplainability", "explanation_method"),
    ("dataset_hasSensitivePersonalInformation", "personal_data"),
    ("dataset_confidentialityLevel", "classification"),
];

/// Properties whose content shows a word of `documented`.
const DOCUMENTED: &[(&str, &str)] = &[
    ("ai_informationAboutApplication", "how-to-use"),
    ("ai_informationAboutTraining", "training-procedure"),
    ("ai_limitation", "limitations"),
    ("ai_modelDataPreprocessing", "data-preprocessing"),
    ("dataset_anonymizationMethodUsed", "privacy"),
    ("dataset_dataCollectionProcess", "data-collection"),
    ("dataset_dataPreprocessing", "data-preprocessing"),
    ("dataset_intendedUse", "intended-use"),
    ("dataset_knownBias", "bias-and-risks"),
];

/// SPDX 3.0.1, AI, SafetyRiskAssessmentType.
const RISKS: &[&str] = &["serious", "high", "medium", "low"];

/// SPDX 3.0.1, AI, EnergyConsumption.
const ENERGY: &[&str] = &[
    "ai_trainingEnergyConsumption",
    "ai_finetuningEnergyConsumption",
    "ai_inferenceEnergyConsumption",
];

/// What several packages can refer to is read so far, so that a document takes linear time.
const SHARED: usize = 100;

impl<'a> Graph<'a> {
    pub(super) fn package(&mut self, entity: EntityRef, element: usize) {
        let Some(place) = self.elements.get(element).cloned() else {
            return;
        };
        let Some(kind) = self.reading.kind_of(entity) else {
            return;
        };
        for (key, name) in PLAIN {
            if attribute(name).is_some_and(|attribute| attribute.is_about(kind))
                && let Some(node) = place.node.get(key)
            {
                let pointer = child(&place.pointer, key);
                self.reading.state(entity, name, &pointer, node);
            }
        }
        self.identifiers(entity, &place);
        self.suppliers(entity, kind, &place);
        self.licenses(entity, element);
        for (key, word) in DOCUMENTED {
            if kind != EntityKind::Component
                && let Some(node) = place.node.get(key)
            {
                self.document(entity, word, &child(&place.pointer, key), node);
            }
        }
        if kind == EntityKind::Model {
            self.model(entity, element, &place);
        }
    }

    /// Purls with a version, and SHA-256 digests.
    fn identifiers(&mut self, entity: EntityRef, place: &Place<'a>) {
        let purl = place.node.get("software_packageUrl").and_then(Node::text);
        let mut purls: Vec<&str> = purl.into_iter().collect();
        for identifier in place
            .node
            .get("externalIdentifier")
            .map(one_or_many)
            .unwrap_or_default()
        {
            let kind = identifier
                .get("externalIdentifierType")
                .and_then(Node::text);
            if matches!(kind, Some("packageUrl" | "packageURL" | "purl")) {
                purls.extend(identifier.get("identifier").and_then(Node::text));
            }
        }
        for purl in purls {
            if has_version(purl) {
                self.reading.identify(entity, purl);
            }
        }
        for (_, _, sha256) in self.digests(place) {
            self.reading.identify(entity, &format!("sha256:{sha256}"));
        }
    }

    /// The SHA-256 digests of an artifact, in lower case.
    pub(super) fn digests(&mut self, place: &Place<'a>) -> Vec<(String, &'a Node, String)> {
        let mut digests = Vec::new();
        let Some(list) = place.node.get("verifiedUsing") else {
            return digests;
        };
        for method in places(list, &child(&place.pointer, "verifiedUsing")) {
            let algorithm = method.node.get("algorithm").and_then(Node::text);
            if algorithm != Some("sha256") {
                continue;
            }
            let pointer = child(&method.pointer, "hashValue");
            let Some(node) = method.node.get("hashValue") else {
                let message = "expected a hash with its value";
                self.reading
                    .defect(&method.pointer, method.node.span, message);
                continue;
            };
            let text = node.text().unwrap_or("").trim();
            if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                digests.push((pointer, node, text.to_ascii_lowercase()));
            } else {
                let message = "expected a SHA-256 in hexadecimal digits";
                self.reading.defect(&pointer, node.span, message);
            }
        }
        digests
    }

    /// Who supplied it and who made it, and their mail addresses.
    fn suppliers(&mut self, entity: EntityRef, kind: EntityKind, place: &Place<'a>) {
        for key in ["suppliedBy", "originatedBy"] {
            let Some(list) = place.node.get(key) else {
                continue;
            };
            for reference in places(list, &child(&place.pointer, key)) {
                let Some(agent) = self.resolve(reference.node, &reference.pointer) else {
                    let id = reference.node.text().or_else(|| id_of(reference.node));
                    let reason = match id {
                        Some(id) if id.ends_with("NoAssertionElement") => "a placeholder",
                        _ => "the agent is not described in this document",
                    };
                    self.reading.hollow(
                        "supplier",
                        &reference.pointer,
                        reference.node.span,
                        reason,
                    );
                    continue;
                };
                match agent.node.get("name") {
                    Some(name) if name.text().is_some_and(|it| it.len() > LONGEST_NAME) => {
                        let pointer = child(&agent.pointer, "name");
                        self.reading
                            .hollow("supplier", &pointer, name.span, TOO_LONG);
                    }
                    Some(name) => {
                        let pointer = child(&agent.pointer, "name");
                        self.reading.state(entity, "supplier", &pointer, name);
                    }
                    None => self.reading.hollow(
                        "supplier",
                        &agent.pointer,
                        agent.node.span,
                        "an agent without a name",
                    ),
                }
                if kind != EntityKind::Component {
                    self.mail(entity, &agent);
                }
            }
        }
    }

    fn mail(&mut self, entity: EntityRef, agent: &Place<'a>) {
        let Some(list) = agent.node.get("externalIdentifier") else {
            return;
        };
        let list = places(list, &child(&agent.pointer, "externalIdentifier"));
        for identifier in list.into_iter().take(SHARED) {
            let node = identifier.node;
            if node.get("externalIdentifierType").and_then(Node::text) == Some("email")
                && let Some(mail) = node.get("identifier")
            {
                if mail.text().is_some_and(|it| it.len() > LONGEST_NAME) {
                    continue;
                }
                let pointer = child(&identifier.pointer, "identifier");
                self.reading.state(entity, "contact", &pointer, mail);
            }
        }
    }

    fn model(&mut self, model: EntityRef, element: usize, place: &Place<'a>) {
        if let Some(node) = place.node.get("ai_safetyRiskAssessment") {
            let pointer = child(&place.pointer, "ai_safetyRiskAssessment");
            if node.text().is_some_and(|text| RISKS.contains(&text)) {
                self.reading.state(model, "safety_risk", &pointer, node);
            } else {
                let reason = "not one of serious, high, medium and low";
                self.reading
                    .hollow("safety_risk", &pointer, node.span, reason);
            }
        }
        for (link, attribute) in [
            (Link::Trained, "training_datasets"),
            (Link::Tested, "evaluation_datasets"),
            (Link::Base, "base_models"),
        ] {
            for end in self
                .links
                .get(&(element, link))
                .cloned()
                .unwrap_or_default()
            {
                let named = self.far_name(model, attribute, &end);
                if link == Link::Trained
                    && let Some((pointer, node)) = named
                {
                    self.reading.state_text(
                        model,
                        "documented",
                        &pointer,
                        node.span,
                        "training-data",
                    );
                }
            }
        }
        if let Some(list) = place.node.get("ai_metric") {
            let metrics = places(list, &child(&place.pointer, "ai_metric"));
            for metric in &metrics {
                self.metric(model, metric);
            }
            let valued = metrics.iter().find_map(|metric| metric.node.get("value"));
            if valued.is_some() {
                self.document(
                    model,
                    "evaluation",
                    &child(&place.pointer, "ai_metric"),
                    list,
                );
            }
        }
        if let Some(list) = place.node.get("ai_energyConsumption") {
            self.energy(model, list, &child(&place.pointer, "ai_energyConsumption"));
        }
    }

    /// States the name of the element at the far end of a relationship.
    fn far_name(
        &mut self,
        model: EntityRef,
        attribute: &str,
        end: &Place<'a>,
    ) -> Option<(String, &'a Node)> {
        let Some(far) = self.resolve(end.node, &end.pointer) else {
            let message = "the element stands in another document, which is not read here";
            self.reading.skip(&end.pointer, end.node.span, message);
            return None;
        };
        let pointer = child(&far.pointer, "name");
        let Some(name) = far.node.get("name") else {
            self.reading
                .hollow(attribute, &far.pointer, far.node.span, "without a name");
            return None;
        };
        if name.text().is_some_and(|it| it.len() > LONGEST_NAME) {
            self.reading
                .hollow(attribute, &pointer, name.span, TOO_LONG);
            return None;
        }
        self.reading.state(model, attribute, &pointer, name);
        let said = name.text().is_some_and(|name| !is_placeholder(name));
        said.then_some((pointer, name))
    }

    /// `key` names the metric (SPDX 3.0.1, AI, metric).
    fn metric(&mut self, model: EntityRef, metric: &Place<'a>) {
        let key = metric.node.get("key");
        let name = key.and_then(Node::scalar).unwrap_or("").trim();
        let name = if is_placeholder(name) { "" } else { name };
        let entity = self
            .reading
            .entity(Some(EntityKind::Evaluation), name, Some(model));
        if let Some(key) = key {
            let pointer = child(&metric.pointer, "key");
            self.reading.state(entity, "metric", &pointer, key);
            if !name.is_empty() {
                self.reading
                    .state(model, "evaluation_metrics", &pointer, key);
            }
        }
        if let Some(value) = metric.node.get("value") {
            let pointer = child(&metric.pointer, "value");
            self.reading.state(entity, "value", &pointer, value);
        }
    }

    /// The energy of training. Several entries are several parts of a sum that the document does
    /// not state.
    fn energy(&mut self, model: EntityRef, list: &'a Node, pointer: &str) {
        let mut training = Vec::new();
        for entry in places(list, pointer).into_iter().take(SHARED) {
            let Some(entry) = self.resolve(entry.node, &entry.pointer) else {
                continue;
            };
            for key in ENERGY {
                let Some(list) = entry.node.get(key) else {
                    continue;
                };
                let parts = places(list, &child(&entry.pointer, key));
                let parts: Vec<Place<'a>> = parts
                    .into_iter()
                    .take(SHARED)
                    .filter_map(|part| self.resolve(part.node, &part.pointer))
                    .collect();
                let said = parts
                    .iter()
                    .find(|part| part.node.get("ai_energyQuantity").is_some_and(has_content));
                if let Some(part) = said {
                    let (pointer, span) = (&part.pointer, part.node.span);
                    self.reading.state_text(
                        model,
                        "documented",
                        pointer,
                        span,
                        "environmental-impact",
                    );
                }
                if *key == "ai_trainingEnergyConsumption" {
                    training.extend(parts);
                }
            }
        }
        let attribute = "training_energy_kwh";
        for entry in &training {
            let unit = entry.node.get("ai_energyUnit").and_then(Node::text);
            let quantity = entry.node.get("ai_energyQuantity");
            let text = quantity.and_then(Node::scalar);
            let (Some(quantity), Some(text)) = (quantity, text) else {
                let reason = "no quantity";
                self.reading
                    .hollow(attribute, &entry.pointer, entry.node.span, reason);
                continue;
            };
            let at = child(&entry.pointer, "ai_energyQuantity");
            let kwh = match unit {
                Some("kilowattHour") => Some(text.to_owned()),
                Some("megajoule") => Decimal::parse(text).map(kilowatt_hours),
                _ => None,
            };
            match kwh {
                _ if training.len() > 1 => {
                    let reason = "several entries for training, and no sum of them";
                    self.reading.hollow(attribute, &at, quantity.span, reason);
                }
                Some(kwh) => {
                    let before = self.reading.facts.len();
                    self.reading
                        .state_text(model, attribute, &at, quantity.span, &kwh);
                    if let Some(fact) = self.reading.facts.get_mut(before) {
                        fact.text = text.trim().to_owned();
                    }
                }
                None => {
                    let reason = "the unit is neither kilowattHour nor megajoule";
                    self.reading.hollow(attribute, &at, quantity.span, reason);
                }
            }
        }
    }

    fn document(&mut self, entity: EntityRef, word: &str, pointer: &str, node: &Node) {
        if has_content(node) {
            self.reading
                .state_text(entity, "documented", pointer, node.span, word);
        } else {
            self.reading
                .hollow_word("documented", word, pointer, node.span, "no content");
        }
    }
}

/// Megajoules as kilowatt-hours: a kilowatt-hour is 3.6 MJ.
fn kilowatt_hours(megajoules: Decimal) -> String {
    let scaled = i128::from(megajoules.scaled_value());
    let (whole, rest) = ((scaled * 5).div_euclid(18), (scaled * 5).rem_euclid(18));
    let up = rest > 9 || rest == 9 && whole % 2 == 1;
    let rounded = whole + i128::from(up);
    format!("{rounded}e-4")
}

#[cfg(test)]
mod tests {
    use super::{Decimal, kilowatt_hours};

    #[test]
    fn megajoules_become_kilowatt_hours() {
        for (mega, kilo) in [("3.6", "10000e-4"), ("1", "2778e-4"), ("0", "0e-4")] {
            let kwh = Decimal::parse(mega).map(kilowatt_hours);
            assert_eq!(kwh.as_deref(), Some(kilo));
        }
    }
}
