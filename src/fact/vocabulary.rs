//! The vocabulary: one table of every attribute that a fact can have. From it come the Cedar
//! schema, the typing of answers, the remedies' words and the reference page.
//!
//! Facts about a principal ([`EntityKind::PRINCIPALS`]) reach Cedar on `resource is Dossier`, as
//! what the dossier shows of that principal; facts about the other kinds, and about a dataset that
//! is asked for as a resource, on an entity of their own. Everything that a document can say is
//! optional there; only host-made attributes are required.

use std::collections::HashMap;
use std::sync::OnceLock;

mod words;

pub use words::{ASSURANCE, DOCUMENTED};

use super::EntityKind::{
    Attestation, Component, Dataset, Document, Dossier, Evaluation, Finding, Model, System, Vendor,
};
use super::{EntityKind, Key};

/// The type of an attribute, and with it how Cedar holds it and how two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text: `String`. Compared ignoring case and white space.
    Text,
    /// A licence: `String`, the SPDX id where there is one. Compared as an SPDX expression.
    License,
    /// A web or mail address: `String`.
    Address,
    /// Yes or no: `Bool`.
    Flag,
    /// A whole number: `Long`, in the attribute's unit.
    Count,
    /// A number with four digits after the point, half-even: `decimal`. A percentage is a fraction.
    Decimal,
    /// A civil date: `datetime` at midnight UTC.
    Date,
    /// A set whose known members need not be all: `Set<String>`. Merged over documents.
    Open,
    /// A set that is one complete statement: `Set<String>`. Two different ones contradict.
    Closed,
}

impl Type {
    /// The Cedar type.
    pub fn cedar(self) -> &'static str {
        match self {
            Self::Text | Self::License | Self::Address => "String",
            Self::Flag => "Bool",
            Self::Count => "Long",
            Self::Decimal => "decimal",
            Self::Date => "datetime",
            Self::Open | Self::Closed => "Set<String>",
        }
    }

    /// Whether two different values contradict each other.
    pub fn is_single_valued(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// How the host makes an attribute from a date and the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derived {
    /// Whole days from the date of the named attribute to the as-of date; never negative.
    Age(&'static str),
    /// Whole days from the as-of date to the date of the named attribute; negative once past.
    Until(&'static str),
}

/// One attribute.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// The name in Cedar, in answers and in outputs: snake case.
    pub name: &'static str,
    /// The kinds of entity that it says something of.
    pub about: &'static [EntityKind],
    /// The type.
    pub kind: Type,
    /// The words that finish "State …": lower case, with article.
    pub label: &'static str,
    /// One sentence for the reference page.
    pub meaning: &'static str,
    /// The unit of a number.
    pub unit: &'static str,
    /// Where it stands in each standard: (standard, term).
    pub sources: &'static [(&'static str, &'static str)],
    /// How a document says that there is none, as the sentence that a remedy offers.
    pub none: &'static str,
    /// For a set of fixed words: (word, label). Empty: any text.
    pub values: &'static [(&'static str, &'static str)],
    /// The document that usually holds it, as a remedy names it.
    pub home: &'static str,
    /// Made by the host and always there, so required in the schema and never a request to anyone.
    pub host: bool,
    /// Made by the host from a date.
    pub derived: Option<Derived>,
}

const CARD: &str = "model card or ML-BOM";
const ANSWERS: &str = "vendor's answers";
const BOM: &str = "bill of materials";
const RESULTS: &str = "evaluation results";
const REVIEW: &str = "review file";

const fn row(
    name: &'static str,
    about: &'static [EntityKind],
    kind: Type,
    label: &'static str,
    meaning: &'static str,
    home: &'static str,
) -> Attribute {
    Attribute {
        name,
        about,
        kind,
        label,
        meaning,
        unit: "",
        sources: &[],
        none: "",
        values: &[],
        home,
        host: false,
        derived: None,
    }
}

impl Attribute {
    const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    const fn from(mut self, sources: &'static [(&'static str, &'static str)]) -> Self {
        self.sources = sources;
        self
    }

    const fn none(mut self, sentence: &'static str) -> Self {
        self.none = sentence;
        self
    }

    const fn words(mut self, values: &'static [(&'static str, &'static str)]) -> Self {
        self.values = values;
        self
    }

    const fn host(mut self) -> Self {
        self.host = true;
        self
    }

    const fn age(mut self, of: &'static str) -> Self {
        self.derived = Some(Derived::Age(of));
        self.unit = "days";
        self
    }

    const fn until(mut self, of: &'static str) -> Self {
        self.derived = Some(Derived::Until(of));
        self.unit = "days";
        self
    }

    /// Whether it says something of entities of this kind.
    pub fn is_about(&self, kind: EntityKind) -> bool {
        self.about.contains(&kind)
    }
}

/// The table, ordered by area. Names are unique.
pub const ATTRIBUTES: &[Attribute] = &[
    // Identity and terms
    row("version", &[Model, System, Dataset, Component], Type::Text, "the version",
        "The released version that the documents speak of.", CARD)
        .from(&[("CycloneDX", "component.version"), ("SPDX 3", "software_packageVersion"), ("MCT", "model_details.version.name"), ("Azure", "version"), ("Croissant", "version"), ("SPDX 2", "versionInfo")]),
    row("license", &[Model, System, Dataset, Component], Type::License, "the licence",
        "The licence, as an SPDX id where there is one, else the hub's id in lower case (`other`, `llama3`, `gemma`).", CARD)
        .from(&[("Hugging Face", "license"), ("CycloneDX", "component.licenses[]"), ("SPDX 3", "hasDeclaredLicense, hasConcludedLicense"), ("MCT", "model_details.licenses[]"), ("Azure", "system_metadata.license"), ("GPAI form", "licence"), ("Croissant", "license"), ("SPDX 2", "licenseDeclared, licenseConcluded")]),
    row("license_name", &[Model, System, Dataset], Type::Text, "the name of the licence",
        "The name of a licence that has no standard id.", CARD)
        .from(&[("Hugging Face", "license_name"), ("CycloneDX", "component.licenses[].license.name")]),
    row("license_link", &[Model, System, Dataset], Type::Address, "a link to the licence text",
        "Where the text of the licence stands.", CARD)
        .from(&[("Hugging Face", "license_link"), ("CycloneDX", "component.licenses[].license.url")]),
    row("supplier", &[Model, System, Dataset, Component], Type::Open, "who supplies it",
        "Organisations that supply or publish it.", BOM)
        .from(&[("CycloneDX", "component.supplier.name, manufacturer.name, publisher"), ("SPDX 3", "suppliedBy, originatedBy"), ("MCT", "model_details.owners[].name"), ("Azure", "system_metadata.publisher"), ("GPAI form", "legal name of the provider"), ("Croissant", "creator, publisher"), ("SPDX 2", "supplier, originator"), ("OSCAL", "components[].responsible-roles[provider, supplier, maker]")]),
    row("contact", &[Vendor, Model, System, Dataset], Type::Open, "a contact for questions",
        "Addresses that answer questions about it.", CARD)
        .from(&[("Hugging Face", "Model Card Contact"), ("CycloneDX", "component.authors[].email, externalReferences[support]"), ("MCT", "model_details.owners[].contact"), ("SPDX 3", "externalIdentifier[email] of the supplier"), ("SPDX 2", "mail address of the supplier")]),
    row("release_date", &[Model, System, Dataset], Type::Date, "the release date",
        "The day on which this version was released.", CARD)
        .from(&[("GPAI form", "release date"), ("MCT", "model_details.version.date"), ("Croissant", "datePublished"), ("SPDX 3", "releaseTime"), ("SPDX 2", "releaseDate")]),
    row("release_age_days", &[Model, System, Dataset], Type::Count, "the release date",
        "Days since the release.", CARD).age("release_date"),
    row("eu_market_date", &[Model, System], Type::Date, "the date of placing on the market of the European Union",
        "The day on which it was placed on the market of the European Union.", "GPAI model documentation form")
        .from(&[("GPAI form", "Union market release date")]),
    row("deprecation_date", &[Model, System], Type::Date, "the date from which it is deprecated",
        "The day from which its supplier no longer offers it to be run.", CARD)
        .from(&[("Azure", "system_metadata.deprecation.inferenceDeprecationDate")]),
    row("deprecated_in_days", &[Model, System], Type::Count, "the date from which it is deprecated",
        "Days until it is deprecated; negative once past.", CARD).until("deprecation_date"),
    row("gated", &[Model, Dataset], Type::Flag, "whether access is gated",
        "True: whoever wants it must first accept conditions or ask for access.", CARD)
        .from(&[("Hugging Face", "gated, extra_gated_prompt, extra_gated_fields")]),
    row("acceptable_use_policy", &[Vendor, Model, System], Type::Address, "a link to the acceptable use policy",
        "Where the acceptable use policy stands.", "GPAI model documentation form")
        .from(&[("GPAI form", "acceptable use policy")]),
    row("languages", &[Model, System, Dataset], Type::Open, "the languages",
        "Natural languages that it handles.", CARD)
        .from(&[("Hugging Face", "language"), ("Azure", "system_metadata.languages"), ("Croissant", "inLanguage")]),
    row("tasks", &[Model, System], Type::Open, "the tasks that it is made for",
        "Machine-learning tasks.", CARD)
        .from(&[("Hugging Face", "pipeline_tag, model-index[].results[].task.type"), ("CycloneDX", "modelCard.modelParameters.task"), ("Azure", "system_metadata.tasks.inferenceTasks[]")]),
    row("architectures", &[Model], Type::Open, "the architecture",
        "Model families and architectures.", CARD)
        .from(&[("CycloneDX", "modelCard.modelParameters.architectureFamily, modelArchitecture"), ("GPAI form", "architecture"), ("MCT", "model_parameters.model_architecture")]),
    row("input_modalities", &[Model, System], Type::Open, "the kinds of input",
        "Kinds of input that it takes: text, image, audio.", CARD)
        .from(&[("Azure", "system_metadata.inputModalities"), ("GPAI form", "input modalities")]),
    row("output_modalities", &[Model, System], Type::Open, "the kinds of output",
        "Kinds of output that it gives: text, image, audio.", CARD)
        .from(&[("Azure", "system_metadata.outputModalities"), ("GPAI form", "output modalities")]),
    row("parameters", &[Model], Type::Count, "the number of parameters",
        "Parameters of the model, all of them.", "GPAI model documentation form").unit("parameters")
        .from(&[("GPAI form", "total model size")]),
    row("training_compute_exaflop", &[Model, System], Type::Decimal, "the computation used for training",
        "Floating-point operations that training took, in units of 10^18; 10^25 operations are 10000000.", "GPAI model documentation form").unit("exaFLOP")
        .from(&[("GPAI form", "amount of computation used for training (FLOP)")]),
    row("model_libraries", &[Model], Type::Open, "the library that loads it",
        "Libraries that the model is used with.", CARD)
        .from(&[("Hugging Face", "library_name")]),
    row("documented", &[Vendor, Model, System, Dataset], Type::Open, "a section",
        "What a document shows by a section, field or answer that has content: one of a fixed list.", CARD)
        .words(DOCUMENTED)
        .from(&[("Hugging Face", "headings of the model card template"), ("CycloneDX", "modelCard.considerations.*, modelParameters.*"), ("SPDX 3", "ai_limitation, ai_informationAboutTraining, dataset_knownBias and others"), ("OSCAL", "control-implementation")]),

    // Origin and data
    row("base_models", &[Model], Type::Open, "the base models",
        "Models that it was made from.", CARD)
        .none("State `from_scratch: true`, that it was trained from scratch.")
        .from(&[("Hugging Face", "base_model"), ("CycloneDX", "component.pedigree.ancestors[]"), ("GPAI form", "model dependencies"), ("SPDX 3", "descendantOf, ancestorOf")]),
    row("base_model_relation", &[Model], Type::Text, "how it was made from its base models",
        "How it was made from its base models: `finetune`, `adapter`, `merge`, `quantized`.", CARD)
        .from(&[("Hugging Face", "base_model_relation, tags base_model:RELATION:NAME")]),
    row("superseded_by", &[Model], Type::Text, "the model that replaces it",
        "The newer model that its maker says replaces it.", CARD)
        .from(&[("Hugging Face", "new_version")]),
    row("from_scratch", &[Model], Type::Flag, "whether it was trained from scratch",
        "True: there is no base model.", CARD)
        .from(&[("Passmuster answers", "from_scratch")]),
    row("training_datasets", &[Model, System], Type::Open, "the training datasets (at least one)",
        "Datasets that it was trained on.", CARD)
        .from(&[("Hugging Face", "datasets"), ("CycloneDX", "modelCard.modelParameters.datasets[]"), ("SPDX 3", "trainedOn"), ("MCT", "model_parameters.data[].name"), ("Azure", "system_metadata.datasets, tags.training_dataset")]),
    row("training_data_cutoff", &[Model, System], Type::Date, "the date up to which the training data reaches",
        "The day up to which the training data reaches; the first of the month where only a month is given.", CARD)
        .from(&[("Azure", "system_metadata.trainingDataDate")]),
    row("source_datasets", &[Dataset], Type::Open, "the datasets that it was made from",
        "Datasets that it was made from.", CARD)
        .from(&[("Hugging Face", "source_datasets"), ("Croissant", "isBasedOn, prov:wasDerivedFrom")]),
    row("personal_data", &[Model, System, Dataset], Type::Flag, "whether the data contains personal data",
        "True: the training data (for a dataset: the data) contains personal data.", ANSWERS)
        .from(&[("SPDX 3", "ai_useSensitivePersonalInformation, dataset_hasSensitivePersonalInformation"), ("Croissant RAI", "rai:personalSensitiveInformation")]),
    row("personal_data_basis", &[Model, System, Dataset], Type::Text, "the legal basis for the personal data",
        "The legal basis on which personal data was used.", ANSWERS),
    row("sensitive_data", &[Dataset], Type::Open, "the kinds of sensitive data",
        "Kinds of sensitive data in the dataset.", BOM)
        .from(&[("CycloneDX", "component.data[].sensitiveData[]"), ("MCT", "model_parameters.data[].sensitive.sensitive_data[]"), ("Croissant RAI", "rai:personalSensitiveInformation")]),
    row("classification", &[Dataset], Type::Text, "the classification of the data",
        "The data classification.", BOM)
        .from(&[("CycloneDX", "component.data[].classification"), ("SPDX 3", "dataset_confidentialityLevel")]),
    row("governance", &[Dataset, Component], Type::Open, "who governs the data",
        "Custodians, stewards and owners of the data; of a service: of the data that flows to or from it.", BOM)
        .from(&[("CycloneDX", "component.data[].governance, services[].data[].governance")]),
    row("source_urls", &[Dataset], Type::Open, "where the data comes from",
        "Addresses of the data or of its description.", BOM)
        .from(&[("CycloneDX", "component.data[].contents.url, externalReferences[]"), ("MCT", "model_parameters.data[].link"), ("Croissant", "url, sameAs, distribution[].contentUrl"), ("SPDX 3", "software_downloadLocation, software_homePage")]),
    row("training_co2_kg", &[Model, System], Type::Decimal, "the CO2 equivalent of training",
        "CO2 equivalent emitted by training.", CARD).unit("kg")
        .from(&[("Hugging Face", "co2_eq_emissions (g)"), ("CycloneDX", "modelCard.considerations.environmentalConsiderations.energyConsumptions[].co2CostEquivalent (t)")]),
    row("training_energy_kwh", &[Model, System], Type::Decimal, "the energy used by training",
        "Energy used by training.", CARD).unit("kWh")
        .from(&[("CycloneDX", "energyConsumptions[activity=training].activityEnergyCost"), ("GPAI form", "training energy (MWh)"), ("SPDX 3", "ai_trainingEnergyConsumption (kWh or MJ)")]),

    // Evaluation
    row("evaluation_datasets", &[Model, System], Type::Open, "the datasets of its evaluations",
        "Datasets that it was evaluated on.", RESULTS)
        .from(&[("Hugging Face", "model-index[].results[].dataset"), ("Inspect AI", "eval.dataset.name"), ("garak", "eval.probe"), ("SPDX 3", "testedOn")]),
    row("evaluation_metrics", &[Model, System], Type::Open, "the metrics of its evaluations",
        "Metrics that are reported.", RESULTS)
        .from(&[("Hugging Face", "metrics, model-index[].results[].metrics[].type"), ("CycloneDX", "quantitativeAnalysis.performanceMetrics[].type"), ("SPDX 3", "ai_metric[].key")]),
    row("dataset", &[Evaluation], Type::Text, "the dataset of the evaluation",
        "The dataset that was measured on.", RESULTS)
        .from(&[("Hugging Face", "results[].dataset.type or name"), ("Inspect AI", "eval.dataset.name"), ("Every Eval Ever", "source_data.hf_repo or dataset_name"), ("garak", "eval.probe")]),
    row("metric", &[Evaluation], Type::Text, "the metric",
        "What was measured.", RESULTS)
        .from(&[("Hugging Face", "metrics[].type"), ("CycloneDX", "performanceMetrics[].type"), ("MCT", "performance_metrics[].type"), ("Inspect AI", "scores[].metrics"), ("Every Eval Ever", "metric_config.metric_name"), ("HELM", "stats[].name.name"), ("SPDX 3", "ai_metric[].key")]),
    row("value", &[Evaluation], Type::Decimal, "the measured value",
        "The value as reported; 0 to 1 and 0 to 100 are both common. A written percent sign makes it a fraction.", RESULTS)
        .from(&[("Hugging Face", "metrics[].value"), ("CycloneDX", "performanceMetrics[].value"), ("MCT", "performance_metrics[].value"), ("Inspect AI", "scores[].metrics.*.value"), ("Every Eval Ever", "score_details.score"), ("garak", "eval.passed of total_evaluated"), ("HELM", "stats[].mean"), ("AILuminate", "hazard_scores[].score.estimate"), ("SPDX 3", "ai_metric[].value")]),
    row("task", &[Evaluation], Type::Text, "the task of the evaluation",
        "The task that was measured.", RESULTS)
        .from(&[("Hugging Face", "results[].task.type"), ("Inspect AI", "eval.task"), ("Every Eval Ever", "evaluation_name"), ("garak", "eval.probe"), ("AILuminate", "hazard_definition.uid")]),
    row("split", &[Evaluation], Type::Text, "the split of the dataset",
        "The part of the dataset that was measured on.", RESULTS)
        .from(&[("Hugging Face", "results[].dataset.split"), ("Every Eval Ever", "source_data.hf_split"), ("HELM", "stats[].name.split"), ("lm-evaluation-harness", "configs.<task>.test_split, else validation_split")]),
    row("slice", &[Evaluation], Type::Text, "the group that the value is about",
        "The slice or group that the value is about.", RESULTS)
        .from(&[("CycloneDX", "performanceMetrics[].slice"), ("MCT", "performance_metrics[].slice"), ("HELM", "stats[].name.perturbation")]),
    row("confidence_lower", &[Evaluation], Type::Decimal, "the lower bound of the confidence interval",
        "Lower bound of the confidence interval.", RESULTS)
        .from(&[("CycloneDX", "performanceMetrics[].confidenceInterval.lowerBound"), ("MCT", "performance_metrics[].confidence_interval.lower_bound"), ("Every Eval Ever", "confidence_interval.lower"), ("garak", "1 - eval.confidence_upper"), ("AILuminate", "score.lower")]),
    row("confidence_upper", &[Evaluation], Type::Decimal, "the upper bound of the confidence interval",
        "Upper bound of the confidence interval.", RESULTS)
        .from(&[("CycloneDX", "performanceMetrics[].confidenceInterval.upperBound"), ("MCT", "performance_metrics[].confidence_interval.upper_bound"), ("Every Eval Ever", "confidence_interval.upper"), ("garak", "1 - eval.confidence_lower"), ("AILuminate", "score.upper")]),
    row("source_url", &[Evaluation], Type::Address, "a link to the source of the value",
        "Where the measurement is published.", RESULTS)
        .from(&[("Hugging Face", "results[].source.url")]),
    row("unit", &[Evaluation], Type::Text, "the unit of the value",
        "The unit of the value; `%` where the value is written as a percentage, which the vocabulary holds as a fraction.", RESULTS)
        .from(&[("CHAI", "MetricResult/ValueJson unit"), ("Every Eval Ever", "metric_config.metric_unit")]),
    row("judge", &[Evaluation], Type::Text, "who or what scored the answers",
        "What scored the answers: a scorer, a detector, a judging model, people.", RESULTS)
        .from(&[("Inspect AI", "scores[].scorer"), ("Every Eval Ever", "metric_config.llm_scoring.judges[].model_info"), ("garak", "eval.detector")]),
    row("samples", &[Evaluation], Type::Count, "the number of samples",
        "Samples that were measured.", RESULTS).unit("samples")
        .from(&[("lm-evaluation-harness", "n-samples.<task>.effective"), ("Inspect AI", "results.completed_samples"), ("Every Eval Ever", "uncertainty.num_samples"), ("garak", "eval.total_evaluated"), ("HELM", "num_instances")]),
    row("partial", &[Evaluation], Type::Flag, "whether only a part of the dataset was measured",
        "True: the run left samples of the dataset out, or did not end.", RESULTS)
        .from(&[("lm-evaluation-harness", "config.limit, n-samples.<task>.original"), ("Inspect AI", "status, eval.config.limit, results.completed_samples"), ("Every Eval Ever", "uncertainty.num_samples below source_data.samples_number"), ("garak", "eval.nones, a missing completion")]),
    row("verified_by_hub", &[Evaluation], Type::Flag, "whether the hub verified it",
        "True: the hub's own token says that the hub ran the evaluation.", RESULTS)
        .from(&[("Hugging Face", "metrics[].verified, verifyToken")]),
    row("measured_on", &[Evaluation], Type::Date, "the day of the evaluation",
        "The day on which it was measured.", RESULTS)
        .from(&[("Hugging Face", ".eval_results date"), ("lm-evaluation-harness", "date"), ("Inspect AI", "eval.created"), ("Every Eval Ever", "evaluation_timestamp"), ("garak", "init.start_time"), ("AILuminate", "scores[].end_time")]),
    row("measured_age_days", &[Evaluation], Type::Count, "the day of the evaluation",
        "Days since it was measured.", RESULTS).age("measured_on"),
    row("evaluator", &[Evaluation], Type::Text, "who evaluated",
        "Who the document says evaluated or published the results. Nobody has verified that.", RESULTS)
        .from(&[("Hugging Face", ".eval_results source.org, source.user; results[].source.name"), ("Every Eval Ever", "source_metadata.source_organization_name")]),
    row("evaluator_relationship", &[Evaluation], Type::Text, "how the evaluator stands to the model's maker",
        "What the document says of how the evaluator stands to the model's maker: `first_party`, `third_party`, `collaborative`, `other`. Nobody has verified that.", RESULTS)
        .from(&[("Every Eval Ever", "source_metadata.evaluator_relationship")]),
    row("failures", &[Evaluation], Type::Count, "the number of outputs that failed",
        "Outputs in which the model did what it should not.", RESULTS)
        .from(&[("garak", "eval.fails, lines of the hit log")]),
    row("grade", &[Evaluation], Type::Text, "the grade",
        "The grade of the result, in the words of the benchmark.", RESULTS)
        .from(&[("AILuminate", "text_grade")]),

    // What the model takes, and how outcomes differ
    row("model_inputs", &[Model, System], Type::Open, "the inputs of the model",
        "Inputs (features) that the model decides on, by name.", ANSWERS),
    row("reason_codes", &[Model, System], Type::Open, "the reasons that applicants can be given",
        "Codes of the reasons that people are given for an adverse outcome.", "table of reason codes"),
    row("explanation_method", &[Model, System], Type::Text, "how the reasons for an outcome are derived",
        "The method by which the main reasons for an outcome are found.", ANSWERS)
        .from(&[("SPDX 3", "ai_modelExplainability")]),
    row("outcome_characteristics", &[Model, System], Type::Open, "the characteristics for which outcomes by group are given",
        "Characteristics (sex, age) for which counts of outcomes by group are supplied.", "table of outcomes by group"),
    row("proxy_test", &[Model, System], Type::Flag, "whether inputs were tested as proxies for protected characteristics",
        "True: inputs were tested for whether they stand in for protected characteristics.", ANSWERS),
    row("alternatives_searched", &[Model, System], Type::Flag, "whether less discriminatory alternatives were searched for",
        "True: models of like accuracy with smaller differences between groups were searched for.", ANSWERS),
    row("fairness_test_date", &[Model, System], Type::Date, "the date of the last fairness test",
        "The day on which outcomes or errors were last compared between groups.", ANSWERS),
    row("fairness_test_age_days", &[Model, System], Type::Count, "the date of the last fairness test",
        "Days since the last fairness test.", ANSWERS).age("fairness_test_date"),
    row("fairness_monitoring", &[Model, System], Type::Flag, "whether differences between groups are monitored in operation",
        "True: differences between groups are monitored in operation.", ANSWERS),
    row("validation_date", &[Model, System], Type::Date, "the date of the last independent validation",
        "The day on which the last validation by people who did not build it ended.", ANSWERS),
    row("validation_age_days", &[Model, System], Type::Count, "the date of the last independent validation",
        "Days since the last independent validation.", ANSWERS).age("validation_date"),
    row("validated_by", &[Model, System], Type::Open, "who validated it",
        "Who validated it: a role or an organisation.", ANSWERS),
    row("local_validation", &[Model, System], Type::Flag, "whether it was validated where it will be used",
        "True: it was validated on data of the place where it will be used.", ANSWERS),
    row("regulatory_clearances", &[Model, System], Type::Open, "the regulatory clearances",
        "Clearances, approvals and marks of regulators, as documents name them.", CARD)
        .none("State `clearance_not_required: true`, that none is required.")
        .from(&[("CHAI", "ReleaseInfo/RegulatoryApproval")]),
    row("clearance_not_required", &[Model, System], Type::Flag, "whether no regulatory clearance is required",
        "True: no regulatory clearance is required for its use.", ANSWERS),

    // People and operation
    row("human_review", &[Vendor, Model, System], Type::Flag, "whether a person can review and override its outputs",
        "True: a person can review, correct and override consequential outputs.", ANSWERS),
    row("appeal_process", &[Vendor, System], Type::Flag, "whether affected people can contest an outcome",
        "True: people affected by an outcome can contest it.", ANSWERS),
    row("log_retention_days", &[Vendor, System], Type::Count, "how long operation logs are kept",
        "Days for which logs of operation are kept.", ANSWERS).unit("days"),
    row("red_team_date", &[Vendor, Model, System], Type::Date, "the date of the last adversarial (red-team) test",
        "The day on which the last adversarial test ended.", ANSWERS),
    row("red_team_age_days", &[Vendor, Model, System], Type::Count, "the date of the last adversarial (red-team) test",
        "Days since the last adversarial test.", ANSWERS).age("red_team_date"),
    row("autonomous", &[Model, System], Type::Flag, "whether it acts without a person",
        "True: it can decide or act without human involvement or guidance.", BOM)
        .from(&[("SPDX 3", "ai_autonomyType")]),
    row("safety_risk", &[Model, System], Type::Text, "the assessed safety risk",
        "The result of a general assessment of its safety risk: `serious`, `high`, `medium` or `low`.", BOM)
        .from(&[("SPDX 3", "ai_safetyRiskAssessment")]),
    row("standards", &[Model, System], Type::Open, "the standards that it is said to comply with",
        "Standards that the documents say it complies with. Nobody has verified that.", BOM)
        .from(&[("SPDX 3", "ai_standardCompliance")]),
    row("monitoring", &[Vendor, Model, System], Type::Flag, "whether performance is monitored in operation",
        "True: performance and drift are monitored in operation.", ANSWERS),
    row("change_notice_days", &[Vendor], Type::Count, "the notice given before a model change",
        "Days of notice before a material change of the model.", ANSWERS).unit("days"),

    // Vendor governance
    row("ai_owner", &[Vendor], Type::Open, "the role that is accountable for AI",
        "Roles that are accountable for AI risk at the vendor.", ANSWERS),
    row("ai_risk_assessment_date", &[Vendor], Type::Date, "the date of the last AI risk assessment",
        "The day of the last AI risk assessment of what is offered.", ANSWERS),
    row("ai_risk_assessment_age_days", &[Vendor], Type::Count, "the date of the last AI risk assessment",
        "Days since the last AI risk assessment.", ANSWERS).age("ai_risk_assessment_date"),
    row("staff_training", &[Vendor], Type::Flag, "whether staff are trained in responsible AI",
        "True: staff who build or run it are trained in responsible AI.", ANSWERS),
    row("audit_right", &[Vendor], Type::Flag, "whether the customer may audit",
        "True: the contract gives the customer a right to audit.", ANSWERS),
    row("exit_plan", &[Vendor], Type::Flag, "whether there is an exit plan",
        "True: there is a documented exit plan with data export.", ANSWERS),
    row("assurance", &[Vendor, System], Type::Open, "third-party assurance",
        "Assurance by third parties that is claimed or in evidence: one of a fixed list.", "third-party report, listed as evidence in the review file")
        .words(ASSURANCE),

    // Vendor: customer data
    row("customer_data_training", &[Vendor], Type::Flag, "whether customer data is used for training",
        "True: customers' data is used to train models.", ANSWERS),
    row("customer_data_opt_out", &[Vendor], Type::Flag, "whether customers can opt out of training",
        "True: customers can keep their data out of training.", ANSWERS),
    row("data_retention_days", &[Vendor], Type::Count, "how long customer data is kept",
        "Days for which inputs and outputs of customers are kept.", ANSWERS).unit("days"),
    row("deletion_days", &[Vendor], Type::Count, "how soon customer data is deleted after the contract ends",
        "Days after the end of the contract within which customers' data is deleted.", ANSWERS).unit("days"),
    row("data_regions", &[Vendor], Type::Open, "where customer data is processed",
        "Countries or regions in which customer data is processed.", ANSWERS),
    row("subprocessors", &[Vendor], Type::Open, "the subprocessors",
        "Other companies that process customer data, model providers among them.", ANSWERS)
        .none("State `no_subprocessors: true`, that there are none."),
    row("no_subprocessors", &[Vendor], Type::Flag, "whether there are no subprocessors",
        "True: no other company processes customer data.", ANSWERS),

    // Vendor: security
    row("encryption_at_rest", &[Vendor], Type::Flag, "whether customer data is encrypted at rest",
        "True: customer data is encrypted at rest.", ANSWERS),
    row("encryption_in_transit", &[Vendor], Type::Flag, "whether customer data is encrypted in transit",
        "True: customer data is encrypted in transit.", ANSWERS),
    row("multi_factor", &[Vendor], Type::Flag, "whether administrators use multi-factor authentication",
        "True: administrative access needs more than one factor.", ANSWERS),
    row("vulnerability_policy", &[Vendor], Type::Address, "the address of the vulnerability disclosure policy",
        "Where the vulnerability disclosure policy stands.", ANSWERS),
    row("penetration_test_date", &[Vendor], Type::Date, "the date of the last penetration test",
        "The day on which the last independent penetration test ended.", ANSWERS),
    row("penetration_test_age_days", &[Vendor], Type::Count, "the date of the last penetration test",
        "Days since the last independent penetration test.", ANSWERS).age("penetration_test_date"),

    row("health_data", &[Vendor], Type::Flag, "whether it receives protected health information",
        "True: the vendor creates, receives, keeps or transmits protected health information for the customer.", ANSWERS),
    row("access_control", &[Vendor], Type::Flag, "whether each user has an identity of their own",
        "True: access to customer data needs an identity of the user's own and is limited by role.", ANSWERS),
    row("audit_logging", &[Vendor], Type::Flag, "whether access to customer data is recorded",
        "True: every access to customer data is recorded and the records are examined.", ANSWERS),
    row("adverse_action_days", &[Vendor, System], Type::Count, "how soon people are told of an adverse action",
        "Days after an application within which people are told of an adverse action and its reasons.", ANSWERS).unit("days"),

    // Vendor: incidents
    row("incident_notice_hours", &[Vendor], Type::Count, "how soon customers are told of an incident",
        "Hours after discovery within which customers are told of an incident.", ANSWERS).unit("hours"),
    row("incident_contact", &[Vendor], Type::Open, "the contact for incidents",
        "Addresses to which an incident is reported.", ANSWERS),
    row("security_incidents", &[Vendor], Type::Count, "the number of security incidents in the last 24 months",
        "Security incidents that touched customer data in the last 24 months.", ANSWERS),
    row("incidents_remediated", &[Vendor], Type::Flag, "whether every incident has been remediated",
        "True: the causes of every security incident have been removed.", ANSWERS),
    row("open_ai_incidents", &[Vendor], Type::Count, "the number of serious AI incidents that are still open",
        "Serious AI incidents that are not closed.", ANSWERS),

    // The answers as a document, and opaque evidence
    row("format", &[Document], Type::Text, "the format", "The format id of the document; `opaque` for evidence that only a person can read.", REVIEW).host(),
    row("opaque", &[Document], Type::Flag, "whether only a person can read it",
        "True: opaque evidence that the review file lists.", REVIEW).host(),
    row("is_answers", &[Document], Type::Flag, "whether it holds answers",
        "True: a filled questionnaire.", REVIEW).host(),
    row("dated", &[Document], Type::Date, "the date of the document",
        "The day on which the document was completed.", "document itself")
        .from(&[("SPDX 3", "CreationInfo.created"), ("CycloneDX", "metadata.timestamp"), ("SPDX 2", "creationInfo.created"), ("OSCAL", "metadata.last-modified")]),
    row("age_days", &[Document], Type::Count, "the date of the document",
        "Days since the document was completed.", "document itself").age("dated"),
    row("answered_by", &[Document], Type::Open, "who answered",
        "Who gave the answers.", "document itself"),
    row("evidence_type", &[Document], Type::Text, "the type of evidence", "What kind of evidence it is.", REVIEW),
    row("issuer", &[Document], Type::Text, "the issuer", "Who issued it.", REVIEW),
    row("period_end", &[Document], Type::Date, "the end of the period that it covers", "The last day that it covers.", REVIEW),
    row("period_age_days", &[Document], Type::Count, "the end of the period that it covers",
        "Days since the end of the period that it covers.", REVIEW).age("period_end"),
    row("expires", &[Document, Attestation], Type::Date, "the expiry date",
        "The day on which it expires; for an attestation, the first of its evidence.", REVIEW)
        .from(&[("CycloneDX", "declarations.evidence[].expires"), ("OSCAL", "observations[].expires")]),
    row("expires_in_days", &[Document, Attestation], Type::Count, "the expiry date",
        "Days until it expires; negative once past.", REVIEW).until("expires"),
    row("read_by", &[Document], Type::Text, "the reviewer who read it", "The reviewer who confirms having read it.", REVIEW),

    row("sharing", &[Document], Type::Text, "how far the document may be passed on",
        "How far the document may be passed on, in the words of the Traffic Light Protocol: `clear`, `green`, `amber`, `amber_and_strict`, `red`.", "document itself")
        .from(&[("CycloneDX", "metadata.distributionConstraints.tlp")]),

    // Attestations
    row("predicate_type", &[Attestation], Type::Text, "the type of statement", "The predicate type, a URI.", "attestation")
        .from(&[("in-toto", "predicateType")]),
    row("subjects", &[Attestation], Type::Open, "what the statement is about",
        "Names of what the statement is about; what ties it to anything is their digests.", "attestation")
        .from(&[("in-toto", "subject[].name"), ("AVID", "affects.artifacts[].name"), ("ATLAS", "target"), ("CycloneDX", "vulnerabilities[].affects[], declarations.claims[].target, citations[].pointers[]"), ("SLSA VSA", "resourceUri"), ("in-toto release", "purl"), ("OpenVEX", "statements[].products[]"), ("OECD", "name of the AI system"), ("AI Incident Database", "implicated_systems")]),
    row("result", &[Attestation], Type::Text, "what the statement comes to",
        "`passed`, `failed` or `warned`, where the predicate has a result.", "attestation")
        .from(&[("in-toto test-result", "predicate.result"), ("SLSA VSA", "predicate.verificationResult"), ("OSCAL", "findings[].target.status.state: satisfied is passed, not-satisfied is failed"), ("Gemara", "assessment-logs[].result")]),
    row("made_by", &[Attestation], Type::Text, "who the statement says made it",
        "The builder, verifier or scanner that the statement names. Nobody has verified that.", "attestation")
        .from(&[("SLSA provenance", "runDetails.builder.id"), ("SLSA VSA", "verifier.id"), ("CycloneDX", "declarations.assessors[].organization.name"), ("OSCAL", "the party with the role assessor"), ("SARIF", "runs[].tool.driver.name"), ("Gemara", "metadata.author.name"), ("in-toto vulnerabilities", "scanner.uri"), ("SVR", "verifier.id"), ("SCAI", "producer.uri"), ("OpenVEX", "author"), ("OECD", "who submitted it")]),
    row("issued", &[Attestation], Type::Date, "the date of the statement",
        "The day on which what it states was finished.", "attestation")
        .from(&[("OSCAL", "results[].end"), ("SARIF", "runs[].invocations[].endTimeUtc"), ("JUnit", "testsuite timestamp"), ("Gemara", "assessment-logs[].end"), ("AVID", "published_date, reported_date"), ("ATLAS", "incident-date"), ("CycloneDX", "vulnerabilities[].analysis.lastUpdated, declarations.evidence[].created (the oldest), citations[].timestamp"), ("SLSA provenance", "runDetails.metadata.finishedOn, metadata.buildFinishedOn"), ("SLSA VSA", "timeVerified"), ("in-toto vulnerabilities", "metadata.scanFinishedOn"), ("SVR", "timeCreated"), ("OpenVEX", "timestamp"), ("OECD", "date of first known occurrence"), ("AI Incident Database", "date")]),
    row("issued_age_days", &[Attestation], Type::Count, "the date of the statement",
        "Days since what it states was finished.", "attestation").age("issued"),
    row("requirement", &[Attestation], Type::Text, "the requirement that is attested",
        "The requirement that the statement speaks of: the standard, its version and the identifier.", "attestation")
        .from(&[("CycloneDX", "declarations.attestations[].map[].requirement"), ("OSCAL", "findings[].target.target-id"), ("Gemara", "assessment-logs[].requirement")]),
    row("conformance", &[Attestation], Type::Decimal, "how far the requirement is met",
        "How far the requirement is met, from 0 to 1, as the assessor says.", "attestation")
        .from(&[("CycloneDX", "declarations.attestations[].map[].conformance.score")]),
    row("confidence", &[Attestation], Type::Decimal, "how sure the assessor is",
        "How sure the assessor is of the statement, from 0 to 1.", "attestation")
        .from(&[("CycloneDX", "declarations.attestations[].map[].confidence.score")]),
    row("third_party", &[Attestation], Type::Flag, "whether the assessor is a third party",
        "True: the statement says that its assessor is a third party. Nobody has verified that.", "attestation")
        .from(&[("CycloneDX", "declarations.assessors[].thirdParty")]),
    row("evidence_items", &[Attestation], Type::Count, "the evidence for the claims",
        "Pieces of evidence in the document that the claims of the statement refer to.", "attestation")
        .from(&[("CycloneDX", "declarations.claims[].evidence[]")]),
    row("counter_claims", &[Attestation], Type::Count, "the number of claims against it",
        "Claims in the document that speak against the statement.", "attestation")
        .from(&[("CycloneDX", "declarations.attestations[].map[].counterClaims[]")]),
    row("counter_evidence", &[Attestation], Type::Count, "the evidence against the claims",
        "Pieces of evidence in the document that speak against the claims of the statement.", "attestation")
        .from(&[("CycloneDX", "declarations.claims[].counterEvidence[]")]),
    row("signatories", &[Attestation], Type::Open, "who affirms the statement",
        "People and organisations that the document says affirm its statements. Nobody has verified that.", "attestation")
        .from(&[("CycloneDX", "declarations.affirmation.signatories[]")]),
    row("attested_properties", &[Attestation], Type::Open, "the properties that are attested",
        "Properties of its subjects that the statement says hold: levels, attributes, results of a policy.", "attestation")
        .from(&[("SLSA VSA", "verifiedLevels[] of a summary that passed"), ("SVR", "properties[]"), ("SCAI", "attributes[].attribute, without a target of its own")]),
    row("policies", &[Attestation], Type::Open, "the policies that were applied",
        "Policies that the verifier says it applied.", "attestation")
        .from(&[("SLSA VSA", "policy.uri"), ("SVR", "verifier.policies[]")]),
    row("build_type", &[Attestation], Type::Text, "how it was built",
        "The template of the build, a URI, or the name of the step.", "attestation")
        .from(&[("SLSA provenance", "buildDefinition.buildType, buildType, recipe.type"), ("in-toto link", "name"), ("in-toto runtime trace", "monitoredProcess.type")]),
    row("build_inputs", &[Attestation], Type::Open, "what it was built from",
        "Addresses or names of what went into the build.", "attestation")
        .from(&[("SLSA provenance", "buildDefinition.resolvedDependencies[], materials[]"), ("in-toto link", "materials[]")]),
    row("open_vulnerabilities", &[Attestation], Type::Count, "the number of open vulnerabilities",
        "Vulnerabilities that are listed and not said to be fixed or not to affect it.", "scan or bill of materials")
        .from(&[("in-toto vulnerabilities", "scanner.result[]"), ("CycloneDX", "vulnerabilities[]"), ("OpenVEX", "statements[]")]),
    row("vulnerability", &[Attestation], Type::Text, "the vulnerability",
        "The identifier of the vulnerability that the statement speaks of.", "scan or bill of materials")
        .from(&[("CycloneDX", "vulnerabilities[].id"), ("in-toto vulnerabilities", "scanner.result[].id"), ("OpenVEX", "statements[].vulnerability.name")]),
    row("vulnerability_status", &[Attestation], Type::Text, "whether it is affected by the vulnerability",
        "`affected`, `not_affected`, `fixed` or `under_investigation`.", "bill of materials")
        .from(&[("CycloneDX", "vulnerabilities[].analysis.state"), ("OpenVEX", "statements[].status")]),
    row("justification", &[Attestation], Type::Text, "why it is not affected",
        "Why the vulnerability is said not to affect it, in the words of the document.", "bill of materials")
        .from(&[("CycloneDX", "vulnerabilities[].analysis.justification"), ("OpenVEX", "statements[].justification")]),
    row("open_risks", &[Attestation], Type::Count, "the number of open risks",
        "Risks of an assessment or of a plan of action that are not closed.", "assessment results")
        .from(&[("OSCAL", "risks[].status")]),
    row("open_items", &[Attestation], Type::Count, "the number of open items of the plan of action",
        "Items of a plan of action whose risks are not all closed.", "plan of action and milestones")
        .from(&[("OSCAL", "poam-items[]")]),
    row("open_errors", &[Attestation], Type::Count, "the number of open errors of the scan",
        "Results of the scan of level error that are neither suppressed nor gone. Unknown where the run did not succeed.", "scan log")
        .from(&[("SARIF", "runs[].results[].level")]),
    row("open_warnings", &[Attestation], Type::Count, "the number of open warnings of the scan",
        "Results of the scan of level warning that are neither suppressed nor gone. Unknown where the run did not succeed.", "scan log")
        .from(&[("SARIF", "runs[].results[].level")]),
    row("tests_run", &[Attestation], Type::Count, "the number of tests that ran",
        "Tests of the report that were not skipped.", "test report")
        .from(&[("JUnit", "testcase; tests, skipped"), ("in-toto test-result", "passedTests, warnedTests, failedTests")]),
    row("tests_failed", &[Attestation], Type::Count, "the number of tests that failed",
        "Tests of the report that failed or broke off.", "test report")
        .from(&[("JUnit", "failure, error; failures, errors"), ("in-toto test-result", "failedTests")]),
    row("incident_type", &[Attestation], Type::Text, "the type of the incident",
        "What kind of record it is, in the words of its source: `incident`, `hazard`, `exercise`, `Advisory`, `Issue`.", "incident record")
        .from(&[("AVID", "problemtype.type"), ("ATLAS", "case-study-type"), ("OECD", "incident or hazard"), ("AI Incident Database", "incident, by its shape")]),
    row("incident_severity", &[Attestation], Type::Text, "the severity of the incident",
        "The severity that the record gives, in its own words and in lower case; of a vulnerability, the worst that it is rated.", "incident record")
        .from(&[("AVID", "impact.cvss.baseSeverity"), ("CycloneDX", "vulnerabilities[].ratings[].severity"), ("in-toto vulnerabilities", "scanner.result[].severity[].score, where it is a word"), ("OECD", "severity")]),
    row("incident_score", &[Attestation], Type::Decimal, "the score of the incident",
        "The base score that the record gives; of a vulnerability, the highest of its scores.", "incident record")
        .from(&[("AVID", "impact.cvss.baseScore"), ("CycloneDX", "vulnerabilities[].ratings[].score"), ("in-toto vulnerabilities", "scanner.result[].severity[].score, where it is a number")]),
    row("incident_domains", &[Attestation], Type::Open, "the domains of risk of the incident",
        "Domains of risk or kinds of harm that the record names.", "incident record")
        .from(&[("AVID", "impact.avid.risk_domain[]"), ("OECD", "harm types")]),
    row("incident_developers", &[Attestation], Type::Open, "who developed what the incident is about",
        "Who the record says developed the system.", "incident record")
        .from(&[("AVID", "affects.developer[]"), ("OECD", "developers of the AI system"), ("AI Incident Database", "Alleged developer of AI system")]),
    row("incident_deployers", &[Attestation], Type::Open, "who deployed what the incident is about",
        "Who the record says deployed the system.", "incident record")
        .from(&[("AVID", "affects.deployer[]"), ("OECD", "deployers of the AI system"), ("AI Incident Database", "Alleged deployer of AI system")]),
    row("harmed_parties", &[Attestation], Type::Open, "who was harmed",
        "Who the record says was or might have been harmed.", "incident record")
        .from(&[("OECD", "affected stakeholders"), ("AI Incident Database", "Alleged harmed or nearly harmed parties")]),
    row("signer", &[Attestation], Type::Text, "the party that signed the statement",
        "The party of the trust policy whose signature was verified. Said by the host, never by a document.", "attestation"),

    // Components
    row("purl", &[Component], Type::Text, "the package URL", "The package URL.", BOM)
        .from(&[("CycloneDX", "component.purl"), ("SPDX 3", "software_packageUrl"), ("SPDX 2", "externalRefs[purl]")]),
    row("component_type", &[Component], Type::Text, "the type of component", "The type of component, in the words of the bill's standard.", BOM)
        .from(&[("CycloneDX", "component.type; `service` for a service"), ("SPDX 3", "software_primaryPurpose"), ("SPDX 2", "primaryPackagePurpose"), ("OSCAL", "components[].type")]),
    row("scope", &[Component], Type::Text, "the scope of the component",
        "Whether it is there when the software runs: `required`, `optional` or `excluded`.", BOM)
        .from(&[("CycloneDX", "component.scope")]),
    row("data_classifications", &[Component], Type::Open, "the classifications of the data that flows to and from the service",
        "How the data is classified that a service gets or gives.", BOM)
        .from(&[("CycloneDX", "services[].data[].classification")]),
    row("data_flows", &[Component], Type::Open, "in which directions data flows",
        "Directions of data, seen from the service: `inbound`, `outbound`, `bi-directional` or `unknown`.", BOM)
        .from(&[("CycloneDX", "services[].data[].flow")]),
    row("authenticated", &[Component], Type::Flag, "whether the service asks who calls it",
        "True: the service requires authentication.", BOM)
        .from(&[("CycloneDX", "services[].authenticated")]),
    row("crosses_trust_boundary", &[Component], Type::Flag, "whether calling the service crosses a trust boundary",
        "True: data that goes to the service leaves the zone of trust.", BOM)
        .from(&[("CycloneDX", "services[].x-trust-boundary")]),

    // What the host counts and what checks report
    row("documents", &[Dossier], Type::Count, "documents", "Documents that a format read, whole or in part.", "dossier").host(),
    row("artifacts", &[Dossier], Type::Count, "artifacts", "Weights and other binaries.", "dossier").host(),
    row(
        "code_artifacts",
        &[Dossier],
        Type::Count,
        "artifacts that can run code when loaded",
        "Artifacts whose loading can run code (pickle and PyTorch archives, CWE-502), as the host counts them. Unknown while none was found but an archive, or a pointer to a file that was not downloaded, was not looked into.",
        "dossier",
    )
    .none("Supply the files themselves in place of archives and pointers to files."),
    row("check", &[Finding], Type::Text, "the check", "The check, `plugin/check`.", "check").host(),
    row("reported", &[Finding], Type::Text, "the reported word", "The outcome word that the check reported.", "check").host(),
    row("severity", &[Finding], Type::Text, "the severity", "The severity that the check reported.", "check").host(),
    row("outcome", &[Finding], Type::Text, "the outcome", "`pass` or `fail`; absent where the check could not tell or asks for a person.", "check"),
];

/// The attribute with this name.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Attribute>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| ATTRIBUTES.iter().map(|it| (it.name, it)).collect());
    by_name.get(name).copied()
}

/// The date that the host makes a key's values from.
pub(crate) fn source(key: &Key) -> Option<Key> {
    let Key::Attribute(name) = key else {
        return None;
    };
    match attribute(name)?.derived? {
        Derived::Age(of) | Derived::Until(of) => Some(Key::Attribute(of)),
    }
}

/// The label of a word of a fixed list, or the word itself.
pub fn word_label<'a>(attribute: &Attribute, word: &'a str) -> &'a str
where
    'static: 'a,
{
    attribute
        .values
        .iter()
        .find(|(value, _)| *value == word)
        .map_or(word, |(_, label)| label)
}

/// Whether the attribute reaches Cedar on this entity type: its own, or the dossier for whatever
/// is said about a principal.
pub fn stands_on(attribute: &Attribute, kind: EntityKind) -> bool {
    attribute.is_about(kind)
        || kind == Dossier && attribute.about.iter().any(|about| about.is_principal())
}

/// The Cedar schema that the table makes, in Cedar's schema syntax. Principals carry what the
/// reviewer says of them; the context what the reviewer says of the review.
pub fn cedar_schema() -> String {
    let mut text = String::new();
    for kind in EntityKind::ALL {
        let mut members = Vec::new();
        if kind.is_principal() {
            members.push("name: String".to_owned());
            members.push("exposure?: String".to_owned());
        }
        for attribute in ATTRIBUTES {
            // A principal's facts stand on the dossier. A dataset is also a resource of its own.
            let here = match kind {
                EntityKind::Vendor | EntityKind::Model | EntityKind::System => false,
                _ => stands_on(attribute, *kind),
            };
            if here {
                let mark = if attribute.host { "" } else { "?" };
                members.push(format!(
                    "{}{mark}: {}",
                    attribute.name,
                    attribute.kind.cedar()
                ));
            }
        }
        let tags = match kind {
            Dossier | Finding => " tags String",
            _ => "",
        };
        text.push_str(&format!(
            "entity {kind} = {{ {} }}{tags};\n",
            members.join(", ")
        ));
    }
    for action in ACTIONS {
        text.push_str(&format!(
            "action \"{action}\" appliesTo {{ principal: [Vendor, Model, Dataset, System], \
             resource: [Dossier, Document, Evaluation, Attestation, Dataset, Component, Finding], \
             context: {{ as_of: datetime, risk_tier: String, sector?: String, \
             jurisdictions?: Set<String> }} }};\n"
        ));
    }
    text
}

/// What a review can be for.
pub const ACTIONS: &[&str] = &["procure", "release", "renew"];

/// Risk tiers, strictest last. A review file that leaves it out gets the last.
pub const RISK_TIERS: &[&str] = &["minimal", "limited", "high"];
