//! A counterexample as files: a case for a pack's `tests/`, and, where answers can say it, a
//! dossier with its review file.

use std::collections::BTreeMap;

use super::Counterexample;
use crate::fact::{EntityKind, vocabulary};
use crate::finding::Outcome;
use crate::policy::{Case, Control, Pack};

/// The file of the answers.
const ANSWERS: &str = "answers.json";

/// Files by path inside the folder of the counterexample.
pub fn files(shown: &Counterexample, base: &Pack, overlay: &Pack) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("case.toml".to_owned(), case(&shown.case));
    let control = base.controls.iter().find(|it| it.id == shown.case.control);
    if let Some((answers, review)) = control.and_then(|it| dossier(shown, it, base, overlay)) {
        files.insert(format!("dossier/{ANSWERS}"), answers);
        files.insert("review.toml".to_owned(), review);
    }
    files
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|it| quoted(it)).collect();
    format!("[{}]", texts.join(", "))
}

/// The case as it stands in a pack's `tests/ID.toml`.
fn case(case: &Case) -> String {
    let mut text = format!(
        "# A case of `{}`: append it to the base's tests.\n[[case]]\nname = {}\noutcome = \"{}\"\n",
        crate::printable::one_line(&case.control),
        quoted(&case.name),
        case.outcome
    );
    text.push_str(&format!("worth = \"{}\"\n", case.worth.name()));
    if let Some(action) = &case.action {
        text.push_str(&format!("action = {}\n", quoted(action)));
    }
    text.push_str(&format!("risk_tier = {}\n", quoted(&case.risk_tier)));
    if let Some(sector) = &case.sector {
        text.push_str(&format!("sector = {}\n", quoted(sector)));
    }
    if let Some(jurisdictions) = &case.jurisdictions {
        text.push_str(&format!("jurisdictions = {}\n", list(jurisdictions)));
    }
    if let Some(exposure) = &case.exposure {
        text.push_str(&format!("exposure = {}\n", quoted(exposure)));
    }
    text.push_str(&format!("as_of = {}\n", quoted(&case.as_of)));
    let facts = |facts: &BTreeMap<String, Vec<String>>| {
        let facts: Vec<String> = facts
            .iter()
            .map(|(name, values)| format!("{} = {}", quoted(name), list(values)))
            .collect();
        format!("{{ {} }}", facts.join(", "))
    };
    if !case.facts.is_empty() {
        text.push_str(&format!("facts = {}\n", facts(&case.facts)));
    }
    for each in &case.each {
        text.push_str(&format!("[[case.each]]\nfacts = {}\n", facts(each)));
    }
    text
}

/// The answers and the review file that say the same, if answers can.
fn dossier(
    shown: &Counterexample,
    control: &Control,
    base: &Pack,
    overlay: &Pack,
) -> Option<(String, String)> {
    let case = &shown.case;
    if control.compiled.resource != EntityKind::Dossier {
        return None;
    }
    let mut answers = serde_json::Map::new();
    for (name, values) in &case.facts {
        let attribute = vocabulary::attribute(name).filter(|it| !it.host)?;
        let values: Vec<serde_json::Value> = values.iter().map(|it| it.as_str().into()).collect();
        let value = match values.as_slice() {
            [one] if attribute.kind.is_single_valued() => one.clone(),
            _ => serde_json::Value::Array(values),
        };
        answers.insert(name.clone(), value);
    }
    let whole = serde_json::json!({ "questionnaire": "passmuster", "answers": answers });
    let mut text = serde_json::to_string_pretty(&whole).ok()?;
    text.push('\n');
    // Answers are worth what answers are worth: whether they still show it is for the packs to say.
    let answered = |id: &str| Case {
        control: id.to_owned(),
        facts: BTreeMap::new(),
        documents: vec![(ANSWERS.to_owned(), text.clone())],
        ..case.clone()
    };
    let of = |pack: &Pack, id: &str| super::run_case(pack, &answered(id)).actual;
    let refused = matches!(
        of(base, &control.id),
        Some(Outcome::Fail | Outcome::Insufficient)
    );
    let accepted = shown.overlay.iter().all(|(id, _)| {
        matches!(
            of(overlay, id),
            Some(Outcome::Pass | Outcome::NotApplicable)
        )
    });
    if !refused || !accepted {
        return None;
    }
    let mut review = format!(
        "schema = 1\nreviewer = \"pack prove\"\naction = {}\nrisk_tier = {}\n",
        quoted(case.action.as_deref().unwrap_or(crate::DEFAULT_ACTION)),
        quoted(&case.risk_tier)
    );
    if let Some(sector) = &case.sector {
        review.push_str(&format!("sector = {}\n", quoted(sector)));
    }
    if let Some(jurisdictions) = &case.jurisdictions {
        review.push_str(&format!("jurisdictions = {}\n", list(jurisdictions)));
    }
    review.push_str(&format!(
        "\n[subject]\nkind = \"{}\"\nname = \"subject\"\n",
        control.compiled.principal.name().to_lowercase()
    ));
    if let Some(exposure) = &case.exposure {
        review.push_str(&format!("exposure = {}\n", quoted(exposure)));
    }
    review.push_str(&format!(
        "\n[[document]]\npath = \"{ANSWERS}\"\nabout = \"subject\"\n"
    ));
    Some((text, review))
}
