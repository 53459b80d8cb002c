//! The AI profile of a package: its risk, data, metrics and energy (SPDX 3.0.1, AI).

use super::super::shared::{LONGEST_NAME, TOO_LONG, has_content};
use super::package::SHARED;
use super::{Graph, Link, Place, places};
use crate::fact::{Decimal, EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, child};

/// SPDX 3.0.1, AI, SafetyRiskAssessmentType.
const RISKS: &[&str] = &["serious", "high", "medium", "low"];
/// SPDX 3.0.1, AI, EnergyConsumption.
const ENERGY: &[&str] = &[
    "ai_trainingEnergyConsumption",
    "ai_finetuningEnergyConsumption",
    "ai_inferenceEnergyConsumption",
];

impl<'a> Graph<'a> {
    pub(super) fn model(&mut self, model: EntityRef, element: usize, place: &Place<'a>) {
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
