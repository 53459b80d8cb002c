//! The 31 source attributes of 45 CFR 170.315(b)(11)(iv)(B), and where an applied model card of the
//! Coalition for Health AI may say them.

use crate::element::Element;

/// How a card shows an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// By elements that belong to it alone: each of them must have content.
    All(&'static [Element]),
    /// By elements that it shares with others: that they have content does not tell whether they
    /// say it.
    Shared(&'static [Element]),
    /// By the first element alone, or by the others, which may speak of something else.
    FirstOr(Element, &'static [Element]),
    /// By no element.
    Nowhere,
}

/// A source attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// The paragraph below (iv)(B): `4.iii` is (4)(iii).
    pub(crate) paragraph: &'static str,
    /// What it asks for, in our words.
    pub(crate) name: &'static str,
    /// Where a card says it.
    pub(crate) shown: Shown,
    /// Words that a text on it often has. They help a reader and decide nothing.
    pub(crate) cues: &'static [&'static str],
}

const fn attribute(
    paragraph: &'static str,
    name: &'static str,
    shown: Shown,
    cues: &'static [&'static str],
) -> Attribute {
    Attribute {
        paragraph,
        name,
        shown,
        cues,
    }
}

use Element as E;
use Shown::{All, FirstOr, Nowhere, Shared};

/// The variables of (iv)(A)(5) to (13), by the words that texts use.
const VARIABLES: &[&str] = &[
    "race",
    "ethnicity",
    "language",
    "sexual orientation",
    "gender identity",
    "gender",
    "sex",
    "date of birth",
    "age",
    "social determinants",
    "health status",
];
const MONITORING: &[&str] = &[
    "monitor",
    "monitors",
    "monitoring",
    "monitored",
    "drift",
    "validity",
    "performance",
];
const FAIRNESS: &[&str] = &[
    "fair",
    "fairness",
    "equity",
    "equitable",
    "bias",
    "subpopulations",
    "subgroups",
];
const EXTERNAL: &[&str] = &[
    "external",
    "independent",
    "different source",
    "other than",
    "sites",
    "multicenter",
];
const LOCAL: &[&str] = &[
    "local",
    "site specific",
    "on site",
    "your site",
    "deployment site",
];

/// All attributes, in the order of the regulation. The mapping to elements is that of the card's
/// documentation, version 0.2.
pub(crate) const ATTRIBUTES: &[Attribute] = &[
    attribute(
        "1.i",
        "name and contact information of the developer",
        All(&[E::ModelDeveloper, E::DeveloperContact]),
        &[],
    ),
    attribute(
        "1.ii",
        "funding source of the technical implementation",
        All(&[E::FundingSource]),
        &[],
    ),
    attribute(
        "1.iii",
        "description of the value that is produced as an output",
        Shared(&[E::OutcomesAndOutputs]),
        &[
            "score",
            "probability",
            "notification",
            "value",
            "output",
            "flag",
        ],
    ),
    attribute(
        "1.iv",
        "whether the output is a prediction, classification, recommendation, evaluation, analysis or another type",
        Shared(&[E::OutcomesAndOutputs]),
        &[
            "prediction",
            "classification",
            "recommendation",
            "evaluation",
            "analysis",
            "binary",
        ],
    ),
    attribute(
        "2.i",
        "intended use",
        Shared(&[E::IntendedUseAndWorkflow]),
        &["intended", "indicated", "use"],
    ),
    attribute(
        "2.ii",
        "intended patient population",
        All(&[E::TargetedPatientPopulation]),
        &[],
    ),
    attribute(
        "2.iii",
        "intended users",
        All(&[E::PrimaryIntendedUsers]),
        &[],
    ),
    attribute(
        "2.iv",
        "intended decision-making role",
        Shared(&[E::IntendedUseAndWorkflow]),
        &[
            "informs", "inform", "augments", "augment", "replaces", "replace", "assist",
            "decision", "triage",
        ],
    ),
    attribute(
        "3.i",
        "tasks, situations or populations for which a user is cautioned",
        All(&[E::CautionedOutOfScopeSettings]),
        &[],
    ),
    attribute(
        "3.ii",
        "known risks, inappropriate settings or uses, and known limitations",
        All(&[E::KnownRisksAndLimitations]),
        &[],
    ),
    attribute(
        "4.i",
        "exclusion and inclusion criteria that influenced the training data",
        Shared(&[
            E::OutputAndInputDataTypes,
            E::DevelopmentDataCharacterization,
        ]),
        &["inclusion", "exclusion", "included", "excluded", "criteria"],
    ),
    attribute(
        "4.ii",
        "use of the variables of (iv)(A)(5) to (13) as input features",
        Shared(&[
            E::OutputAndInputDataTypes,
            E::DevelopmentDataCharacterization,
        ]),
        VARIABLES,
    ),
    attribute(
        "4.iii",
        "demographic representativeness of the training data",
        Shared(&[
            E::OutputAndInputDataTypes,
            E::DevelopmentDataCharacterization,
        ]),
        &[
            "demographic",
            "demographics",
            "representative",
            "representativeness",
            "race",
            "ethnicity",
            "age",
            "gender",
            "sex",
        ],
    ),
    attribute(
        "4.iv",
        "relevance of the training data to the intended deployed setting",
        Shared(&[
            E::OutputAndInputDataTypes,
            E::DevelopmentDataCharacterization,
        ]),
        &[
            "setting",
            "settings",
            "relevance",
            "relevant",
            "deployed",
            "deployment",
        ],
    ),
    attribute(
        "5.i",
        "approach to ensure that the output is fair",
        Shared(&[E::BiasMitigationApproaches]),
        FAIRNESS,
    ),
    attribute(
        "5.ii",
        "approaches to manage, reduce or eliminate bias",
        Shared(&[E::BiasMitigationApproaches]),
        &[
            "bias",
            "mitigate",
            "mitigation",
            "reduce",
            "eliminate",
            "manage",
        ],
    ),
    attribute(
        "6.i",
        "source, clinical setting or environment of the external validation",
        Shared(&[E::TestingDataDescription, E::ValidationProcess]),
        EXTERNAL,
    ),
    attribute(
        "6.ii",
        "party that conducted the external testing",
        Nowhere,
        &[],
    ),
    attribute(
        "6.iii",
        "demographic representativeness of the external data",
        Shared(&[E::TestingDataDescription, E::ValidationProcess]),
        &[
            "demographic",
            "demographics",
            "race",
            "ethnicity",
            "age",
            "gender",
            "sex",
            "representative",
        ],
    ),
    attribute(
        "6.iv",
        "description of the external validation process",
        Shared(&[E::TestingDataDescription, E::ValidationProcess]),
        &[
            "external",
            "validation",
            "process",
            "blinded",
            "retrospective",
            "prospective",
            "ground truth",
        ],
    ),
    attribute(
        "7.i",
        "validity in test data from the source of the training data",
        Shared(&[E::Results]),
        &[
            "internal",
            "same source",
            "hold out",
            "holdout",
            "retrospective",
        ],
    ),
    attribute(
        "7.ii",
        "fairness in test data from the source of the training data",
        Shared(&[E::FairnessResults]),
        &["internal", "same source", "hold out", "holdout"],
    ),
    attribute(
        "7.iii",
        "validity in data external to the source of the training data",
        Shared(&[E::Results]),
        EXTERNAL,
    ),
    attribute(
        "7.iv",
        "fairness in data external to the source of the training data",
        Shared(&[E::FairnessResults]),
        EXTERNAL,
    ),
    attribute(
        "7.v",
        "references to evaluations of use on outcomes",
        FirstOr(E::EvaluationReferences, &[E::PeerReviewedPublications]),
        &[
            "outcome",
            "outcomes",
            "mortality",
            "morbidity",
            "length of stay",
        ],
    ),
    attribute(
        "8.i",
        "process and frequency by which validity is monitored",
        Shared(&[E::OngoingMaintenance]),
        MONITORING,
    ),
    attribute(
        "8.ii",
        "validity in local data",
        Shared(&[E::OngoingMaintenance]),
        LOCAL,
    ),
    attribute(
        "8.iii",
        "process and frequency by which fairness is monitored",
        Shared(&[E::OngoingMaintenance]),
        FAIRNESS,
    ),
    attribute(
        "8.iv",
        "fairness in local data",
        Shared(&[E::OngoingMaintenance]),
        LOCAL,
    ),
    attribute(
        "9.i",
        "process and frequency of updates",
        Shared(&[E::OngoingMaintenance]),
        &[
            "update",
            "updates",
            "updated",
            "retrain",
            "retrains",
            "retrained",
            "retraining",
            "periodically",
            "annually",
            "quarterly",
        ],
    ),
    attribute(
        "9.ii",
        "frequency by which performance is corrected when risks are found",
        Shared(&[E::OngoingMaintenance]),
        &[
            "correct",
            "corrected",
            "correction",
            "corrective",
            "frequency",
            "within",
            "annually",
            "quarterly",
            "monthly",
        ],
    ),
];

#[cfg(test)]
mod tests;
