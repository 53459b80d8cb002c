//! Elements of an applied model card: where they stand, and what one card has there.

use passmuster_plugin::text::{clip, words};
use passmuster_plugin::{CheckError, Dossier, ReadError, Receipt};

use crate::content::{Content, content};

/// An element of the card, or a group of elements, that shows a source attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Element {
    ModelDeveloper,
    DeveloperContact,
    FundingSource,
    OutcomesAndOutputs,
    IntendedUseAndWorkflow,
    TargetedPatientPopulation,
    PrimaryIntendedUsers,
    CautionedOutOfScopeSettings,
    KnownRisksAndLimitations,
    OutputAndInputDataTypes,
    DevelopmentDataCharacterization,
    BiasMitigationApproaches,
    OngoingMaintenance,
    TestingDataDescription,
    ValidationProcess,
    Results,
    FairnessResults,
    EvaluationReferences,
    PeerReviewedPublications,
}

impl Element {
    /// All elements, in the order of the enumeration.
    pub(crate) const ALL: &'static [Self] = &[
        Self::ModelDeveloper,
        Self::DeveloperContact,
        Self::FundingSource,
        Self::OutcomesAndOutputs,
        Self::IntendedUseAndWorkflow,
        Self::TargetedPatientPopulation,
        Self::PrimaryIntendedUsers,
        Self::CautionedOutOfScopeSettings,
        Self::KnownRisksAndLimitations,
        Self::OutputAndInputDataTypes,
        Self::DevelopmentDataCharacterization,
        Self::BiasMitigationApproaches,
        Self::OngoingMaintenance,
        Self::TestingDataDescription,
        Self::ValidationProcess,
        Self::Results,
        Self::FairnessResults,
        Self::EvaluationReferences,
        Self::PeerReviewedPublications,
    ];

    /// Its path below the root, as people write it. `{…}` and `*` stand for several.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::ModelDeveloper => "BasicInfo/ModelDeveloper",
            Self::DeveloperContact => "BasicInfo/DeveloperContact",
            Self::FundingSource => "TrustIngredients/TransparencyInformation/FundingSource",
            Self::OutcomesAndOutputs => "TrustIngredients/AISystemFacts/OutcomesAndOutputs",
            Self::IntendedUseAndWorkflow => "UsesAndDirections/IntendedUseAndWorkflow",
            Self::TargetedPatientPopulation => "UsesAndDirections/TargetedPatientPopulation",
            Self::PrimaryIntendedUsers => "UsesAndDirections/PrimaryIntendedUsers",
            Self::CautionedOutOfScopeSettings => "UsesAndDirections/CautionedOutOfScopeSettings",
            Self::KnownRisksAndLimitations => "Warnings/KnownRisksAndLimitations",
            Self::OutputAndInputDataTypes => {
                "TrustIngredients/AISystemFacts/OutputAndInputDataTypes"
            }
            Self::DevelopmentDataCharacterization => {
                "TrustIngredients/AISystemFacts/DevelopmentDataCharacterization"
            }
            Self::BiasMitigationApproaches => {
                "TrustIngredients/AISystemFacts/BiasMitigationApproaches"
            }
            Self::OngoingMaintenance => "TrustIngredients/AISystemFacts/OngoingMaintenance",
            Self::TestingDataDescription => "KeyMetrics/*/TestingDataDescription",
            Self::ValidationProcess => "KeyMetrics/*/ValidationProcessAndJustification",
            Self::Results => "KeyMetrics/{UsefulnessUsabilityEfficacy,SafetyReliability}/Results",
            Self::FairnessResults => "KeyMetrics/FairnessEquity/Results",
            Self::EvaluationReferences => "Resources/EvaluationReferences",
            Self::PeerReviewedPublications => "Resources/PeerReviewedPublications",
        }
    }

    /// Whether several attributes may be said in it, so that its words are looked at.
    fn is_shared(self) -> bool {
        !matches!(
            self,
            Self::ModelDeveloper
                | Self::DeveloperContact
                | Self::FundingSource
                | Self::TargetedPatientPopulation
                | Self::PrimaryIntendedUsers
                | Self::CautionedOutOfScopeSettings
                | Self::KnownRisksAndLimitations
                | Self::Results
                | Self::FairnessResults
        )
    }

    /// Whether a link alone is what it asks for.
    fn links(self) -> bool {
        matches!(
            self,
            Self::DeveloperContact | Self::EvaluationReferences | Self::PeerReviewedPublications
        )
    }

    /// Where its texts may stand in a card. Version 0.1 has one `Result`, 0.2 a list of them.
    fn pointers(self, dossier: &dyn Dossier, document: &str) -> Result<Vec<String>, ReadError> {
        const METRICS: &str = "/AppliedModelCard/0/KeyMetrics/0";
        const USEFUL: &str = "UsefulnessUsabilityEfficacy";
        const FAIR: &str = "FairnessEquity";
        const SAFE: &str = "SafetyReliability";
        let of_each = |name: &str| {
            [USEFUL, FAIR, SAFE]
                .iter()
                .map(|group| format!("{METRICS}/{group}/0/{name}/0"))
                .collect()
        };
        let results = |groups: &[&str]| {
            let mut found = Vec::new();
            for group in groups {
                found.push(format!("{METRICS}/{group}/0/Result/0"));
                let pattern = format!("{METRICS}/{group}/0/Results/0/MetricResult/*/ValueJson/0");
                found.extend(dossier.select(document, &pattern, None, RESULTS)?);
            }
            Ok(found)
        };
        match self {
            Self::TestingDataDescription => Ok(of_each("TestingDataDescription")),
            Self::ValidationProcess => Ok(of_each("ValidationProcessAndJustification")),
            Self::Results => results(&[USEFUL, SAFE]),
            Self::FairnessResults => results(&[FAIR]),
            _ => {
                let mut pointer = "/AppliedModelCard/0".to_owned();
                for name in self.path().split('/') {
                    pointer.push('/');
                    pointer.push_str(name);
                    pointer.push_str("/0");
                }
                Ok(vec![pointer])
            }
        }
    }
}

/// Results of one group that are looked at.
const RESULTS: u32 = 20;
/// Bytes of a text that are kept to look for words in.
const KEPT: usize = 2_000;

/// The words of a text, to look for many phrases in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    text: String,
    /// Where words begin, by their first letter; the last is of all others.
    starts: Vec<Vec<usize>>,
}

/// Which list of starts a word is in.
fn letter(first: u8) -> usize {
    match first {
        b'a'..=b'z' => usize::from(first - b'a'),
        _ => 26,
    }
}

impl Words {
    fn new(text: &str) -> Self {
        let text = words(text);
        let mut starts = vec![Vec::new(); 27];
        let mut before = b' ';
        for (at, byte) in text.bytes().enumerate() {
            if before == b' '
                && let Some(starts) = starts.get_mut(letter(byte))
            {
                starts.push(at);
            }
            before = byte;
        }
        Self { text, starts }
    }

    /// Whether a phrase, as `words` gives it, stands in the text.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        let Some(starts) = phrase
            .bytes()
            .next()
            .and_then(|first| self.starts.get(letter(first)))
        else {
            return false;
        };
        let text = self.text.as_bytes();
        starts.iter().any(|start| {
            text.get(*start..)
                .and_then(|rest| rest.strip_prefix(phrase.as_bytes()))
                .is_some_and(|after| after.is_empty() || after.starts_with(b" "))
        })
    }
}

/// What one card has of an element.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Its best text; `None`: there is no such element.
    pub(crate) content: Option<Content>,
    /// The words of that text, cut, if it is shared by several attributes.
    pub(crate) words: Words,
    /// What was read of it; the best text first.
    pub(crate) receipts: Vec<Receipt>,
}

/// What a card has, by element in the order of [`Element::ALL`].
#[derive(Debug)]
pub(crate) struct Card {
    /// The document.
    pub(crate) document: String,
    seen: Vec<(Element, Seen)>,
}

impl Card {
    /// Reads a card: first all texts, then, where there is none, whether the element is there.
    pub(crate) fn read(dossier: &dyn Dossier, document: &str) -> Result<Self, CheckError> {
        let failed = |error| CheckError::read(document, error);
        let mut places: Vec<(Element, String)> = Vec::new();
        for element in Element::ALL {
            let pointers = element.pointers(dossier, document).map_err(failed)?;
            places.extend(pointers.into_iter().map(|pointer| (*element, pointer)));
        }
        let texts: Vec<String> = places
            .iter()
            .map(|(_, pointer)| format!("{pointer}/#text"))
            .collect();
        let texts = dossier.read_many(document, &texts).map_err(failed)?;
        let without: Vec<String> = places
            .iter()
            .zip(&texts)
            .filter(|(_, reading)| reading.value.is_none())
            .map(|((_, pointer), _)| pointer.clone())
            .collect();
        let mut bare = dossier
            .read_many(document, &without)
            .map_err(failed)?
            .into_iter();

        let mut seen: Vec<(Element, Seen)> = Vec::with_capacity(Element::ALL.len());
        for ((element, _), text) in places.iter().zip(texts) {
            let (found, receipt) = if text.value.is_none() {
                match bare.next() {
                    // The element itself shows that it is empty, or that it is not there.
                    Some(bare) => (
                        bare.value.is_some().then_some(Content::Hollow("empty")),
                        bare.receipt,
                    ),
                    None => (None, text.receipt),
                }
            } else {
                let said = text.text().unwrap_or_default();
                (Some(look(*element, said)), text.receipt)
            };
            let entry = match seen.last_mut() {
                Some((last, entry)) if last == element => entry,
                _ => {
                    let none = Seen {
                        content: None,
                        words: Words::default(),
                        receipts: Vec::new(),
                    };
                    seen.push((*element, none));
                    match seen.last_mut() {
                        Some((_, entry)) => entry,
                        None => continue,
                    }
                }
            };
            if rank(found) > rank(entry.content) {
                entry.content = found;
                if element.is_shared() {
                    entry.words = Words::new(&clip(text.text().unwrap_or_default(), KEPT));
                }
                entry.receipts.insert(0, receipt);
            } else {
                entry.receipts.push(receipt);
            }
        }
        Ok(Self {
            document: document.to_owned(),
            seen,
        })
    }

    /// What the card has of an element.
    pub(crate) fn get(&self, element: Element) -> Option<&Seen> {
        self.seen
            .iter()
            .find(|(known, _)| *known == element)
            .map(|(_, seen)| seen)
    }
}

/// What a text of an element is worth. A result is numbers, so digits alone are content there.
fn look(element: Element, text: &str) -> Content {
    if matches!(element, Element::Results | Element::FairnessResults)
        && text.trim_start().starts_with('{')
        && text.bytes().any(|byte| byte.is_ascii_digit())
    {
        return Content::Real;
    }
    content(text, element.links())
}

/// Which of two contents says more.
fn rank(content: Option<Content>) -> u8 {
    match content {
        None => 0,
        Some(Content::Hollow(_)) => 1,
        Some(Content::Denial) => 2,
        Some(Content::Real) => 3,
    }
}
