//! One finding for each source attribute: whether a card or an answer gives it.

use passmuster_plugin::text::{clip, join};
use passmuster_plugin::{CheckError, Config, Dossier, Fact, Finding, Outcome, Receipt, Severity};

use crate::attributes::{ATTRIBUTES, Attribute, Shown};
use crate::content::{Content, content};
use crate::element::{Card, Element};

/// The questionnaire whose answers give attributes: `HTI-1-DSI-2024:4.iii`.
const QUESTIONNAIRE: &str = "HTI-1-DSI-2024";
/// Cards that are read; more do not make an attribute present.
const CARDS: usize = 100;
/// Answers to one question that are looked at.
const ANSWERS: usize = 50;

/// What is there of an attribute, from the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Nothing.
    Absent,
    /// A field that says nothing.
    Hollow,
    /// A text that may say it.
    Undetermined,
    /// It is said.
    Present,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Hollow => "hollow",
            Self::Undetermined => "undetermined",
            Self::Present => "present",
        }
    }
}

/// What one source says of an attribute.
struct Evidence {
    state: State,
    /// A clause.
    because: String,
    receipts: Vec<Receipt>,
    cues: Vec<&'static str>,
    /// Whether an answer is a plain "no".
    denied: bool,
}

/// Makes the check.
pub(crate) fn run(dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError> {
    Config::parse(config)?.finish()?;
    let mut cards = Vec::new();
    for document in dossier.documents() {
        if document.format == "chai-model-card" && cards.len() < CARDS {
            cards.push(Card::read(dossier, &document.id)?);
        }
    }
    let subject = dossier.subject();
    let mut answers = Vec::with_capacity(ATTRIBUTES.len());
    let mut answered = false;
    // A question without an answer gives no receipt to cite (the host logs that it was asked), so
    // findings cite answers and what was read of cards.
    for attribute in ATTRIBUTES {
        let id = format!("{QUESTIONNAIRE}:{}", attribute.paragraph);
        let stated = dossier
            .facts(&subject, &id)
            .map_err(|error| CheckError::read(&id, error))?;
        answered |= !stated.is_empty();
        answers.push(answer(attribute, &stated));
    }
    if cards.is_empty() && !answered {
        return Ok(vec![nothing()]);
    }
    Ok(ATTRIBUTES
        .iter()
        .zip(answers)
        .map(|(attribute, answer)| {
            let card = cards
                .iter()
                .map(|card| on_card(attribute, card))
                .reduce(|a, b| if b.state > a.state { b } else { a });
            finding(attribute, answer, card)
        })
        .collect())
}

fn nothing() -> Finding {
    Finding::new(
        Outcome::Insufficient,
        Severity::Medium,
        "There is no applied model card and no answer about the source attributes of 45 CFR 170.315(b)(11)(iv)(B), so none of the 31 can be looked for.",
    )
    .remediation("Add an applied model card (CHAI, version 0.1 or 0.2), or answers to HTI-1-DSI-2024 with the ids 1.i to 9.ii.")
    .key("none")
}

/// What the answers to an attribute's question are worth; `None` without any.
fn answer(attribute: &Attribute, stated: &[Fact]) -> Option<Evidence> {
    let mut best: Option<(State, &'static str, Receipt)> = None;
    let mut denied = None;
    for fact in stated.iter().take(ANSWERS) {
        let text = fact.value.trim();
        if text.eq_ignore_ascii_case("no") {
            denied = Some(fact.receipt);
        }
        let (state, because) = match content(text, links(attribute)) {
            Content::Real => (State::Present, "has content"),
            Content::Denial if denial_answers(attribute) => (State::Present, "has content"),
            Content::Denial => (State::Undetermined, "begins with a denial"),
            Content::Hollow(why) => (State::Hollow, why),
        };
        if best.is_none_or(|(known, ..)| state > known) {
            best = Some((state, because, fact.receipt));
        }
    }
    let (mut state, mut because, receipt) = best?;
    if state == State::Present && denied.is_some() {
        (state, because) = (State::Undetermined, "has content, and another answer is no");
    }
    let mut receipts = vec![receipt];
    receipts.extend(denied.filter(|it| *it != receipt));
    let id = format!("{QUESTIONNAIRE}:{}", attribute.paragraph);
    let because = match state {
        State::Hollow => format!("the answer {id} is {because}"),
        _ => format!("the answer {id} {because}"),
    };
    Some(Evidence {
        state,
        because,
        receipts,
        cues: Vec::new(),
        denied: denied.is_some(),
    })
}

/// Whether links alone answer an attribute: contacts and references.
fn links(attribute: &Attribute) -> bool {
    matches!(attribute.paragraph, "1.i" | "7.v")
}

/// Whether a denial is an answer: that nobody else paid is a funding source.
fn denial_answers(attribute: &Attribute) -> bool {
    attribute.paragraph == "1.ii"
}

/// What a card says of an attribute.
fn on_card(attribute: &Attribute, card: &Card) -> Evidence {
    match attribute.shown {
        Shown::Nowhere => Evidence {
            state: State::Absent,
            because: "a card has no element for it".to_owned(),
            receipts: Vec::new(),
            cues: Vec::new(),
            denied: false,
        },
        Shown::All(elements) => all(attribute, elements, card),
        Shown::Shared(elements) => shared(attribute, elements, card),
        Shown::FirstOr(first, others) => {
            let mut own = all(attribute, &[first], card);
            if own.state >= State::Undetermined {
                return own;
            }
            let other = shared(attribute, others, card);
            if other.state <= own.state {
                own.receipts.extend(other.receipts);
                return own;
            }
            other
        }
    }
}

/// Elements that belong to an attribute alone: each must have content.
fn all(attribute: &Attribute, elements: &[Element], card: &Card) -> Evidence {
    let mut state = State::Present;
    let mut clauses: Vec<(State, String)> = Vec::new();
    let mut receipts = Vec::new();
    for element in elements {
        let seen = card.get(*element);
        receipts.extend(seen.into_iter().flat_map(|seen| &seen.receipts));
        let (found, clause) = match seen.and_then(|seen| seen.content) {
            None => (State::Absent, "is not there"),
            Some(Content::Hollow("empty")) => (State::Hollow, "is empty"),
            Some(Content::Hollow(why)) => (State::Hollow, why),
            Some(Content::Denial) if !denial_answers(attribute) => {
                (State::Undetermined, "begins with a denial")
            }
            Some(_) => (State::Present, "has content"),
        };
        let is = if matches!(found, State::Hollow) && clause != "is empty" {
            "is "
        } else {
            ""
        };
        clauses.push((found, format!("{} {is}{clause}", element.path())));
        state = state.min(found);
    }
    let any = clauses.iter().any(|(found, _)| *found != State::Absent);
    // Of what is not complete, say what is missing.
    let wanting = |found: State| state == State::Present || found != State::Present;
    let because: Vec<String> = clauses
        .into_iter()
        .filter(|(found, _)| wanting(*found))
        .map(|(_, clause)| clause)
        .collect();
    let because = join(&because, " and ");
    if state == State::Absent && any {
        // Part of it is there.
        state = State::Hollow;
    }
    Evidence {
        state,
        because: format!("in {} {because}", name(card)),
        receipts,
        cues: Vec::new(),
        denied: false,
    }
}

/// Elements that several attributes share: content is there, or it is not.
fn shared(attribute: &Attribute, elements: &[Element], card: &Card) -> Evidence {
    let mut state = State::Absent;
    let mut said: Vec<String> = Vec::new();
    let mut receipts = Vec::new();
    let mut cues: Vec<&'static str> = Vec::new();
    for element in elements {
        let Some(seen) = card.get(*element) else {
            continue;
        };
        receipts.extend(&seen.receipts);
        let found = match seen.content {
            None => continue,
            Some(Content::Hollow(why)) => {
                said.push(format!("{} is {why}", element.path()));
                State::Hollow
            }
            Some(Content::Real | Content::Denial) => {
                said.push(format!("{} has content", element.path()));
                for cue in attribute.cues {
                    if !cues.contains(cue) && seen.words.has(cue) {
                        cues.push(cue);
                    }
                }
                State::Undetermined
            }
        };
        state = state.max(found);
    }
    let because = if said.is_empty() {
        let paths: Vec<&str> = elements.iter().map(|it| it.path()).collect();
        format!("in {} there is no {}", name(card), join(&paths, " and no "))
    } else {
        format!("in {} {}", name(card), join(&said, ", "))
    };
    Evidence {
        state,
        because,
        receipts,
        cues,
        denied: false,
    }
}

fn name(card: &Card) -> String {
    clip(&card.document, 120)
}

/// What one attribute comes to.
fn finding(attribute: &Attribute, answer: Option<Evidence>, card: Option<Evidence>) -> Finding {
    let none = || Evidence {
        state: State::Absent,
        because: String::new(),
        receipts: Vec::new(),
        cues: Vec::new(),
        denied: false,
    };
    let (answer, card) = (answer.unwrap_or_else(none), card.unwrap_or_else(none));
    let mut state = answer.state.max(card.state);
    // A plain "no" beside a text that says it: one of the two is wrong.
    let contradicted =
        answer.denied && answer.state == State::Hollow && card.state == State::Present;
    if contradicted {
        state = State::Undetermined;
    }
    let because: Vec<&str> = [&answer, &card]
        .into_iter()
        .filter(|it| {
            !it.because.is_empty()
                && (it.state == state || contradicted || state < State::Undetermined)
        })
        .map(|it| it.because.as_str())
        .collect();
    let because = if because.is_empty() {
        "there is no answer and no card".to_owned()
    } else {
        join(&because, "; ")
    };
    let (outcome, severity) = match state {
        State::Present => (Outcome::Pass, Severity::Info),
        State::Undetermined => (Outcome::NeedsReview, Severity::Low),
        State::Hollow | State::Absent => (Outcome::Insufficient, Severity::Medium),
    };
    let (paragraph, what) = (attribute.paragraph, attribute.name);
    let message = match state {
        State::Present => format!("Attribute {paragraph}, {what}: {because}."),
        State::Undetermined if contradicted => {
            format!("Attribute {paragraph}, {what}: {because}; the two do not go together.")
        }
        State::Undetermined => {
            let cues = if card.cues.is_empty() {
                String::new()
            } else {
                format!(" Words found there: {}.", join(&card.cues, ", "))
            };
            format!(
                "Attribute {paragraph}, {what}: {because}; a person must read whether it says this.{cues}"
            )
        }
        State::Hollow => format!("Attribute {paragraph}, {what}, is not given: {because}."),
        State::Absent => format!("Attribute {paragraph}, {what}, is missing: {because}."),
    };
    let mut finding = Finding::new(outcome, severity, &message)
        .key(paragraph)
        .attribute("state", state.word())
        .attribute("paragraph", paragraph)
        .attribute("name", what)
        .cite_all(answer.receipts)
        .cite_all(card.receipts);
    if !card.cues.is_empty() && state == State::Undetermined {
        finding = finding.attribute("words", &join(&card.cues, ", "));
    }
    if state == State::Present {
        return finding;
    }
    finding.remediation(&remediation(attribute))
}

/// What to write, and where.
fn remediation(attribute: &Attribute) -> String {
    let id = format!("{QUESTIONNAIRE}:{}", attribute.paragraph);
    let answer = if attribute.name.starts_with("whether") {
        format!("Answer {id} in words: {}", attribute.name)
    } else {
        format!("Answer {id} in words with the {}", attribute.name)
    };
    let paths = |elements: &[Element]| {
        let paths: Vec<&str> = elements.iter().map(|it| it.path()).collect();
        join(&paths, " and ")
    };
    match attribute.shown {
        Shown::Nowhere => format!("{answer}; a card has no element for it."),
        Shown::All(elements) => format!(
            "{answer}, or write it into {} of the card.",
            paths(elements)
        ),
        Shown::FirstOr(first, _) => {
            format!("{answer}, or write it into {} of the card.", first.path())
        }
        Shown::Shared(elements) => format!(
            "{answer}; in the card it belongs into {}, which other attributes share, so that only an answer settles it.",
            paths(elements)
        ),
    }
}

#[cfg(test)]
mod tests;
