//! The model card of a machine-learning model: parameters, considerations, measurements.

use super::super::shared::{LONGEST_NAME, TOO_LONG, has_content};
use super::Bom;
use crate::fact::{EntityKind, EntityRef, is_placeholder};
use crate::tree::{Node, child, item};

/// Considerations and the words of `documented` that each of them shows.
const CONSIDERATIONS: &[(&str, &[&str])] = &[
    ("users", &["intended-use"]),
    ("useCases", &["intended-use"]),
    ("technicalLimitations", &["limitations"]),
    ("performanceTradeoffs", &["limitations"]),
    ("ethicalConsiderations", &["ethical-considerations"]),
    (
        "fairnessAssessments",
        &["fairness-assessment", "bias-and-risks"],
    ),
];

impl<'a> Bom<'a> {
    pub(super) fn model(&mut self, model: EntityRef, node: &'a Node, pointer: &str) {
        if let Some((pointer, pedigree)) = self.object(node, pointer, "pedigree")
            && let Some((pointer, ancestors)) = self.array(pedigree, &pointer, "ancestors")
        {
            for (index, ancestor) in ancestors.iter().enumerate() {
                self.ancestor(model, ancestor, &item(&pointer, index));
            }
        }
        let Some((pointer, card)) = self.object(node, pointer, "modelCard") else {
            return;
        };
        if let Some((pointer, parameters)) = self.object(card, &pointer, "modelParameters") {
            self.parameters(model, parameters, &pointer);
        }
        if let Some((pointer, analysis)) = self.object(card, &pointer, "quantitativeAnalysis")
            && let Some((pointer, metrics)) = self.array(analysis, &pointer, "performanceMetrics")
        {
            for (index, metric) in metrics.iter().enumerate() {
                self.metric(model, metric, &item(&pointer, index));
            }
            if let Some(list) = analysis.get("performanceMetrics") {
                let measured = metrics
                    .iter()
                    .filter_map(|metric| metric.get("value"))
                    .any(has_content);
                self.document(model, "evaluation", &pointer, list, measured);
            }
        }
        if let Some((pointer, considerations)) = self.object(card, &pointer, "considerations") {
            self.considerations(model, considerations, &pointer);
        }
    }

    fn ancestor(&mut self, model: EntityRef, ancestor: &'a Node, pointer: &str) {
        let group = ancestor
            .get("group")
            .and_then(Node::text)
            .unwrap_or("")
            .trim();
        let Some((pointer, node, name)) = self.text(ancestor, pointer, "name") else {
            return;
        };
        if group.is_empty() || is_placeholder(name) {
            self.reading.state(model, "base_models", &pointer, node);
        } else {
            let name = format!("{group}/{name}");
            self.reading
                .state_text(model, "base_models", &pointer, node.span, &name);
        }
    }

    fn parameters(&mut self, model: EntityRef, parameters: &'a Node, pointer: &str) {
        for (key, attribute) in [
            ("task", "tasks"),
            ("architectureFamily", "architectures"),
            ("modelArchitecture", "architectures"),
        ] {
            if let Some((pointer, node, _)) = self.text(parameters, pointer, key) {
                self.reading.state(model, attribute, &pointer, node);
            }
        }
        let Some((pointer, datasets)) = self.array(parameters, pointer, "datasets") else {
            return;
        };
        let mut named = false;
        for (index, dataset) in datasets.iter().enumerate() {
            named |= self.dataset(model, dataset, &item(&pointer, index));
        }
        if let Some(list) = parameters.get("datasets") {
            self.document(model, "training-data", &pointer, list, named);
        }
    }

    /// A dataset that the model refers to, or that stands in the model card itself. Whether it has
    /// a name.
    fn dataset(&mut self, model: EntityRef, dataset: &'a Node, pointer: &str) -> bool {
        if dataset.get("ref").is_some() {
            let Some((pointer, node, reference)) = self.text(dataset, pointer, "ref") else {
                return false;
            };
            if reference.starts_with("urn:cdx:") {
                let message =
                    "the dataset stands in another bill of materials, which is not read here";
                self.reading.skip(&pointer, node.span, message);
                return false;
            }
            let Some(name) = self.refs.get(reference).map(|target| target.name.clone()) else {
                let message = format!("no component has the bom-ref `{reference}`");
                self.reading.defect(&pointer, node.span, message);
                return false;
            };
            if name.len() > LONGEST_NAME {
                self.reading
                    .hollow("training_datasets", &pointer, node.span, TOO_LONG);
                return false;
            }
            self.reading
                .state_text(model, "training_datasets", &pointer, node.span, &name);
            return !is_placeholder(&name);
        }
        let by_name = self.text(dataset, pointer, "name");
        let by_url = dataset
            .get("contents")
            .and_then(|contents| contents.get("url"))
            .map(|node| (format!("{pointer}/contents/url"), node));
        let (at, node) = match (by_name, by_url) {
            (Some((at, node, name)), Some(_)) if !is_placeholder(name) => (at, node),
            (_, Some(by_url)) => by_url,
            (Some((at, node, _)), None) => (at, node),
            (None, None) => {
                let message = "neither a name nor an address";
                self.reading
                    .hollow("training_datasets", pointer, dataset.span, message);
                return false;
            }
        };
        self.reading.state(model, "training_datasets", &at, node);
        let name = node.text().unwrap_or("");
        let entity = self
            .reading
            .entity(Some(EntityKind::Dataset), name, Some(model));
        self.component_data(entity, dataset, pointer);
        !is_placeholder(name)
    }

    fn metric(&mut self, model: EntityRef, metric: &'a Node, pointer: &str) {
        if metric.members().is_empty() {
            self.reading.defect(
                pointer,
                metric.span,
                "expected a metric with type and value",
            );
            return;
        }
        let text = |key: &str| {
            let text = metric.get(key).and_then(Node::scalar).unwrap_or("").trim();
            (!is_placeholder(text)).then_some(text)
        };
        let name = match (text("type"), text("slice")) {
            (Some(kind), Some(slice)) => format!("{kind} ({slice})"),
            (kind, slice) => kind.or(slice).unwrap_or("").to_owned(),
        };
        let entity = self
            .reading
            .entity(Some(EntityKind::Evaluation), &name, Some(model));
        for (key, attribute) in [("type", "metric"), ("value", "value"), ("slice", "slice")] {
            if let Some(node) = metric.get(key) {
                self.reading
                    .state(entity, attribute, &child(pointer, key), node);
            }
        }
        if let Some(node) = metric.get("type")
            && text("type").is_some()
        {
            self.reading
                .state(model, "evaluation_metrics", &child(pointer, "type"), node);
        }
        if let Some((pointer, interval)) = self.object(metric, pointer, "confidenceInterval") {
            for (key, attribute) in [
                ("lowerBound", "confidence_lower"),
                ("upperBound", "confidence_upper"),
            ] {
                if let Some(node) = interval.get(key) {
                    self.reading
                        .state(entity, attribute, &child(&pointer, key), node);
                }
            }
        }
    }

    fn considerations(&mut self, model: EntityRef, considerations: &'a Node, pointer: &str) {
        for (key, words) in CONSIDERATIONS {
            let Some(node) = considerations.get(key) else {
                continue;
            };
            self.array(considerations, pointer, key);
            let pointer = child(pointer, key);
            for word in *words {
                self.document(model, word, &pointer, node, has_content(node));
            }
            if *key == "ethicalConsiderations" {
                let mut risks = node.items().iter().enumerate();
                let mitigated = risks.find_map(|(index, risk)| {
                    let strategy = risk.get("mitigationStrategy")?;
                    has_content(strategy).then_some((index, strategy))
                });
                if let Some((index, strategy)) = mitigated {
                    let pointer = child(&item(&pointer, index), "mitigationStrategy");
                    self.document(model, "bias-and-risks", &pointer, strategy, true);
                }
            }
        }
        if let Some((pointer, environment)) =
            self.object(considerations, pointer, "environmentalConsiderations")
        {
            let said = has_content(environment);
            self.document(model, "environmental-impact", &pointer, environment, said);
            if let Some((pointer, list)) = self.array(environment, &pointer, "energyConsumptions") {
                self.energy(model, list, &pointer);
            }
        }
    }

    /// The energy and emissions of training. Several entries for training are several parts of a
    /// sum that the document does not state.
    fn energy(&mut self, model: EntityRef, list: &'a [Node], pointer: &str) {
        let training: Vec<(usize, &Node)> = list
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.get("activity").and_then(Node::text) == Some("training"))
            .collect();
        for (key, attribute, unit, power) in [
            ("activityEnergyCost", "training_energy_kwh", "kWh", 0),
            ("co2CostEquivalent", "training_co2_kg", "tCO2eq", 3),
        ] {
            for (index, entry) in &training {
                let Some((pointer, measure)) = self.object(entry, &item(pointer, *index), key)
                else {
                    continue;
                };
                let declared = measure.get("unit").and_then(Node::text).unwrap_or("");
                let value = measure.get("value");
                let reason = if declared != unit {
                    Some(format!("the unit is not {unit}"))
                } else if training.len() > 1 {
                    Some("several entries for training, and no sum of them".to_owned())
                } else {
                    None
                };
                match (reason, value.and_then(Node::scalar), value) {
                    (Some(reason), _, _) => {
                        self.reading
                            .hollow(attribute, &pointer, measure.span, &reason);
                    }
                    (None, Some(text), Some(node)) => {
                        let pointer = child(&pointer, "value");
                        self.reading
                            .state_scaled(model, attribute, &pointer, node.span, text, power);
                    }
                    _ => self
                        .reading
                        .defect(&pointer, measure.span, "expected a value"),
                }
            }
        }
    }

    fn document(&mut self, model: EntityRef, word: &str, pointer: &str, node: &Node, said: bool) {
        if said {
            self.reading
                .state_text(model, "documented", pointer, node.span, word);
        } else {
            self.reading
                .hollow_word("documented", word, pointer, node.span, "no content");
        }
    }
}
