//! Headings of model cards, as they are written in the wild, and what a section under them shows.

/// How a phrase is looked for in a normalised heading.
#[derive(Clone, Copy)]
enum Match {
    /// The whole heading.
    Whole,
    /// Whole words anywhere in it.
    Within,
    /// Its first words.
    Start,
}

use Match::{Start, Whole, Within};

/// (phrases, where in the heading, word of `documented`).
#[rustfmt::skip]
const WORDS: &[(&[&str], Match, &str)] = &[
    (
        &[
            "uses", "use cases", "usecases", "use case", "usage scenarios", "model use", "model uses",
            "primary uses", "primary use cases", "applications", "potential uses", "suggested uses",
            "supported use cases", "purpose", "model purpose", "recommended uses", "recommended use cases",
            "example use cases", "user personas", "evaluated use",
        ],
        Whole,
        "intended-use",
    ),
    (
        &[
            "intended use", "intended uses", "intended usage", "intended purpose", "intended applications",
            "intended application", "intended user", "intended users", "intended audience", "direct use",
            "direct uses", "downstream use", "downstream uses", "primary intended", "intended for",
        ],
        Within,
        "intended-use",
    ),
    (
        &[
            "out of scope", "outofscope", "misuse", "misuses", "unintended use", "unintended uses",
            "prohibited use", "prohibited uses", "unsupported uses", "restricted uses", "excluded uses",
            "not intended for", "malicious use", "non intended use", "non intended uses", "non intended",
            "inappropriate uses", "discouraged uses", "uses to avoid", "not suitable for",
        ],
        Within,
        "out-of-scope-use",
    ),
    (
        &[
            "limitation", "limitations", "caveats", "known issues", "failure modes", "failure cases",
            "weaknesses", "shortcomings",
        ],
        Within,
        "limitations",
    ),
    (
        &[
            "bias", "biases", "risk", "risks", "harms", "potential harms", "safety considerations",
            "responsible use",
        ],
        Within,
        "bias-and-risks",
    ),
    (
        &["safety", "ai safety", "ethics and safety", "responsibility and safety", "trust and safety"],
        Whole,
        "bias-and-risks",
    ),
    (
        &[
            "ethical", "ethics", "broader implications", "broader impact", "broader impacts", "social impact",
            "societal impact", "responsible ai considerations",
        ],
        Within,
        "ethical-considerations",
    ),
    (
        &["recommendation", "recommendations"],
        Within,
        "recommendations",
    ),
    (
        &[
            "training data", "training dataset", "training datasets", "training corpus", "training corpora",
            "training set", "pretraining data", "pre training data", "finetuning data", "fine tuning data",
            "pretraining dataset", "pretraining datasets", "data sources", "train data",
            "training and evaluation data", "training and validation data",
        ],
        Within,
        "training-data",
    ),
    (
        &["data", "dataset", "datasets", "data overview", "dataset specs", "data used", "dataset details"],
        Whole,
        "training-data",
    ),
    (
        &[
            "training procedure", "training process", "training hyperparameters", "training hyper parameters",
            "training details", "training setup", "training specs", "training config", "training configuration",
            "training regime", "training method", "training recipe", "training parameters",
            "training methodology", "training strategy", "training stages", "how it was trained",
            "training information", "training infrastructure and procedure", "speeds sizes times",
            "fine tuning details",
        ],
        Within,
        "training-procedure",
    ),
    (
        &[
            "training", "finetuning", "fine tuning", "model training", "pretraining", "pre training",
            "post training",
        ],
        Whole,
        "training-procedure",
    ),
    (
        &[
            "preprocessing", "pre processing", "data preparation", "data cleaning", "data processing",
            "data filtering", "data curation", "data augmentation",
        ],
        Within,
        "data-preprocessing",
    ),
    (
        &["data collection", "dataset collection", "data acquisition"],
        Within,
        "data-collection",
    ),
    (
        &[
            "evaluation", "evaluations", "benchmark", "benchmarks", "benchmarking", "quantitative analysis",
            "quantitative analyses", "model performance", "performance metrics", "testing data", "test results",
            "training and evaluation data", "validation results", "performance measures",
        ],
        Within,
        "evaluation",
    ),
    (
        &[
            "performance", "results", "metrics", "accuracy", "performance and limitations", "eval results",
            "eval", "validation", "experimental results", "scores",
        ],
        Whole,
        "evaluation",
    ),
    (
        &["fairness", "disaggregated evaluation", "subgroup", "subgroups", "demographic parity"],
        Within,
        "fairness-assessment",
    ),
    (
        &[
            "environmental impact", "environmental considerations", "carbon", "co2", "emissions",
            "energy consumption", "energy use", "environmental footprint",
        ],
        Within,
        "environmental-impact",
    ),
    (
        &[
            "compute infrastructure", "hardware", "compute", "computational resources", "environmental specs",
            "training infrastructure", "compute resources", "infrastructure",
        ],
        Within,
        "compute",
    ),
    (
        &[
            "how to use", "how to get started", "getting started", "get started", "quick start", "quickstart",
            "example usage", "usage example", "usage examples", "code example", "how to run", "how to load",
            "using the model", "use the model", "sample usage", "sample code",
        ],
        Within,
        "how-to-use",
    ),
    (
        &["usage", "use this", "using this", "use with", "using with", "use in"],
        Start,
        "how-to-use",
    ),
    (
        &["inference", "examples", "example", "how to", "model usage"],
        Whole,
        "how-to-use",
    ),
    (
        &["human oversight", "human in the loop", "human review", "human supervision"],
        Within,
        "human-oversight",
    ),
    (
        &["security", "vulnerabilities", "adversarial robustness", "prompt injection"],
        Within,
        "security",
    ),
    (
        &[
            "privacy", "personal data", "personal information", "personally identifiable information", "pii",
            "data protection",
        ],
        Within,
        "privacy",
    ),
    (
        &["monitoring", "model drift", "data drift", "post market surveillance", "ongoing maintenance"],
        Within,
        "monitoring",
    ),
    (
        &[
            "contact", "contacts", "contact us", "questions or comments", "send questions", "point of contact",
            "feedback", "support and issues",
        ],
        Within,
        "contact",
    ),
    (
        &["intended user", "intended users", "target user", "target users", "intended audience"],
        Within,
        "intended-users",
    ),
    (
        &["patient population", "target population", "targeted population", "study population"],
        Within,
        "patient-population",
    ),
    (
        &["output", "outputs", "model output", "model outputs", "outcomes and outputs"],
        Whole,
        "outputs",
    ),
    (
        &["bias mitigation", "mitigation of bias", "mitigating bias", "risk mitigation", "mitigations"],
        Within,
        "bias-mitigation",
    ),
    (
        &["funding", "funded by", "funding source", "sources of funding"],
        Within,
        "funding",
    ),
    (
        &["license", "licence", "licenses", "licensing", "licences"],
        Within,
        "license",
    ),
    (
        &["data collection", "data acquisition"],
        Within,
        "data-collection",
    ),
    (
        &["data annotation", "annotation process", "data labeling", "data labelling"],
        Within,
        "data-annotation",
    ),
    (
        &["maintenance", "maintenance plan", "release maintenance plan"],
        Whole,
        "maintenance",
    ),
    // Spanish, Portuguese, French, Italian, German.
    (
        &[
            "uso previsto", "usos previstos", "uso pretendido", "usos pretendidos", "uso intencionado",
            "utilisation prévue", "utilisations prévues", "usage prévu", "usages prévus",
            "uso previsto del modelo", "verwendungszweck", "vorgesehene verwendung", "casos de uso",
            "cas d usage",
        ],
        Within,
        "intended-use",
    ),
    (
        &[
            "fuera de alcance", "fuera del alcance", "fora de escopo", "fora do escopo", "hors périmètre",
            "hors de portée", "usos no previstos", "uso indebido", "fuori ambito",
        ],
        Within,
        "out-of-scope-use",
    ),
    (
        &[
            "limitaciones", "limitações", "limites", "limitations connues", "limitazioni", "einschränkungen",
            "límites", "limitaciones y riesgos",
        ],
        Within,
        "limitations",
    ),
    (
        &[
            "sesgo", "sesgos", "riesgos", "vieses", "riscos", "biais", "risques", "rischi", "risiken",
            "verzerrungen",
        ],
        Within,
        "bias-and-risks",
    ),
    (
        &[
            "consideraciones éticas", "consideraciones eticas", "considerações éticas",
            "considérations éthiques", "considerazioni etiche", "ethische überlegungen",
        ],
        Within,
        "ethical-considerations",
    ),
    (
        &[
            "datos de entrenamiento", "dados de treinamento", "dados de treino", "données d entraînement",
            "données d apprentissage", "dati di addestramento", "trainingsdaten",
        ],
        Within,
        "training-data",
    ),
    (
        &[
            "procedimiento de entrenamiento", "entrenamiento", "treinamento", "entraînement",
            "procédure d entraînement", "training des modells",
        ],
        Whole,
        "training-procedure",
    ),
    (
        &["evaluación", "evaluacion", "avaliação", "évaluation", "valutazione", "evaluierung"],
        Within,
        "evaluation",
    ),
    (
        &[
            "cómo usarlo", "como usarlo", "cómo usar", "como usar", "comment utiliser", "utilisation",
            "verwendung",
        ],
        Whole,
        "how-to-use",
    ),
    (
        &["licencia", "licença", "licenza", "lizenz"],
        Within,
        "license",
    ),
    (
        &["contacto", "contato", "kontakt", "contatto"],
        Whole,
        "contact",
    ),
];

/// Headings that hardly stand in anything but a model card. Cards of container registries name the
/// model in how to run it.
#[rustfmt::skip]
const TELLING: &[(&[&str], Match)] = &[
    (
        &[
            "intended use", "intended uses", "intended usage", "out of scope use", "out of scope uses",
            "out of scope use cases", "bias risks", "risks limitations and biases", "bias and fairness",
            "limitations and bias", "limitations and biases", "ethical considerations",
            "caveats and recommendations", "model card", "primary intended uses", "available model variants",
            "evaluation data", "quantitative analyses", "model examination", "misuse and malicious use",
            "use this ai model with", "using this model with", "use this model with",
        ],
        Within,
    ),
    (
        &[
            "model details", "model detail", "model description", "model overview", "model summary",
            "model date", "model type", "model version", "model versions", "model specs", "training specs",
            "model specifications", "model information", "model architecture and objective",
            "environmental impact", "direct use", "downstream use", "model architecture updates",
            "model sources",
        ],
        Whole,
    ),
];

/// Headings of dataset cards.
const DATASET: &[&str] = &[
    "dataset summary",
    "dataset structure",
    "dataset creation",
    "data fields",
    "data splits",
    "data instances",
    "considerations for using the data",
    "dataset description",
    "dataset card contact",
    "curation rationale",
    "dataset sources",
    "annotations",
    "source data",
    "dataset card authors",
    "supported tasks and leaderboards",
];

/// Lower case, letters and digits only, without numbering, `[optional]` and the like.
pub(in crate::document) fn normal(heading: &str) -> String {
    let spaced: String = heading
        .to_lowercase()
        .replace("[optional]", " ")
        .replace("(optional)", " ")
        .replace('&', " and ")
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let numbering = words
        .iter()
        .take_while(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        .count();
    let words = words
        .get(numbering..)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(&words);
    words.join(" ")
}

fn is_found(phrase: &str, how: Match, heading: &str) -> bool {
    match how {
        Whole => heading == phrase,
        Within => {
            // At the start of each word; a heading has few of them.
            let mut rest = heading;
            loop {
                let after = rest.strip_prefix(phrase);
                if after.is_some_and(|after| after.is_empty() || after.starts_with(' ')) {
                    return true;
                }
                match rest.split_once(' ') {
                    Some((_, tail)) => rest = tail,
                    None => return false,
                }
            }
        }
        Start => {
            heading == phrase
                || heading
                    .strip_prefix(phrase)
                    .is_some_and(|rest| rest.starts_with(' '))
        }
    }
}

/// A heading with more words is a sentence, and shows nothing by the words in it.
const LONGEST: usize = 9;

fn is_long(heading: &str) -> bool {
    heading.split(' ').nth(LONGEST).is_some()
}

/// The words of `documented` that a section under this normalised heading shows.
pub(super) fn words(heading: &str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    if is_long(heading) {
        return found;
    }
    for (phrases, how, word) in WORDS {
        let hit = phrases.iter().any(|phrase| is_found(phrase, *how, heading));
        if hit && !found.contains(word) {
            found.push(word);
        }
    }
    // "Not intended for …" and "unintended uses" speak of the opposite.
    if found.contains(&"out-of-scope-use") && heading.contains("not intended") {
        found.retain(|word| *word != "intended-use");
    }
    found
}

/// Whether the heading is one of model cards and of little else.
pub(super) fn is_telling(heading: &str) -> bool {
    !is_long(heading)
        && TELLING
            .iter()
            .any(|(phrases, how)| phrases.iter().any(|phrase| is_found(phrase, *how, heading)))
}

/// Whether the heading is one of dataset cards.
pub(super) fn is_of_dataset_card(heading: &str) -> bool {
    DATASET.contains(&heading)
}

#[cfg(test)]
mod tests {
    use super::{is_telling, normal, words};

    #[test]
    fn headings_show_words() {
        for (heading, expected) in [
            (
                "Intended uses & limitations",
                &["intended-use", "limitations"][..],
            ),
            (
                "Bias, Risks, and Limitations",
                &["limitations", "bias-and-risks"],
            ),
            ("Out-of-Scope Use", &["out-of-scope-use"]),
            ("Misuse and Out-of-scope Use", &["out-of-scope-use"]),
            ("Unintended uses", &["out-of-scope-use"]),
            ("Not intended for", &["out-of-scope-use"]),
            ("3. Training Details [optional]", &["training-procedure"]),
            ("⚠️ **Limitations**", &["limitations"]),
            ("How to Get Started with the Model", &["how-to-use"]),
            (
                "🐳 Using this model with Docker Model Runner",
                &["how-to-use"],
            ),
            ("Usage", &["how-to-use"]),
            (
                "Training and evaluation data",
                &["training-data", "evaluation"],
            ),
            ("Licence", &["license"]),
            ("Model Card Contact", &["contact"]),
            ("Citation", &[]),
            ("Performance tips", &[]),
            ("Model Details", &[]),
        ] {
            assert_eq!(words(&normal(heading)), expected, "{heading}");
        }
        assert!(is_telling(&normal("Model details:")));
        assert!(!is_telling(&normal("Usage")));
    }
}
