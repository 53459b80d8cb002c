//! The facts that would have to be known, and why what there is does not count.

use super::Question;
use super::explain::{culprits, place};
use super::judge::{Judged, Seen};
use crate::fact::Key;
use crate::fact::vocabulary::{Derived, word_label};
use crate::finding::{Missing, Truth};
use crate::policy::Control;
use crate::policy::clause::{Atom, Read, Test, Var};

/// The facts that would have to be known: the unknown atoms on which the outcome hangs. `paths` are
/// those that the best remedy asks for; the others are alternatives.
pub(super) fn missing(
    control: &Control,
    judged: &Judged<'_>,
    paths: &[String],
    seen: &Seen<'_>,
    question: &Question<'_>,
) -> Vec<Missing> {
    let compiled = &control.compiled;
    let mut atoms: Vec<(usize, bool)> = Vec::new();
    if judged.applies == Truth::Unknown {
        // Either value would decide whether it applies, so none of it is an alternative.
        atoms.extend(
            compiled
                .applies
                .atoms()
                .into_iter()
                .map(|index| (index, false)),
        );
    }
    if judged.satisfies == Truth::Unknown
        && let Some(satisfies) = &compiled.satisfies
    {
        let culprits = culprits(satisfies, true, judged);
        atoms.extend(culprits.into_keys().map(|index| (index, !paths.is_empty())));
    }
    let mut missing: Vec<Missing> = Vec::new();
    for (index, choice) in atoms {
        let Some(atom) = compiled
            .atoms
            .get(index)
            .filter(|_| judged.truth(index) == Truth::Unknown)
        else {
            continue;
        };
        for read in atom.reads.iter().filter(|read| read.var == Var::Resource) {
            for mut item in wanted(control, atom, read, seen, question) {
                item.alternative = choice && !paths.contains(&read.name);
                if !missing
                    .iter()
                    .any(|known| known.key == item.key && known.word == item.word)
                {
                    missing.push(item);
                }
            }
        }
    }
    // "A section" adds nothing to "the known limitations".
    let worded: Vec<Key> = missing
        .iter()
        .filter(|item| item.word.is_some())
        .map(|item| item.key.clone())
        .collect();
    missing.retain(|item| item.word.is_some() || !worded.contains(&item.key));
    missing
}

fn wanted(
    control: &Control,
    atom: &Atom,
    read: &Read,
    seen: &Seen<'_>,
    question: &Question<'_>,
) -> Vec<Missing> {
    let Some(key) = &read.key else {
        return Vec::new();
    };
    let Some(attribute) = read.attribute else {
        let (questionnaire, id) = read.name.rsplit_once(':').unwrap_or(("", &read.name));
        return vec![Missing {
            key: key.clone(),
            word: None,
            label: format!("the answer to {questionnaire} {id}"),
            home: "vendor's answers".to_owned(),
            note: note(control, key, None, seen, question),
            alternative: false,
        }];
    };
    // Asking for an age means asking for the date that it is made from.
    let (key, label) = match attribute.derived {
        Some(Derived::Age(of) | Derived::Until(of)) => (Key::Attribute(of), attribute.label),
        None => (key.clone(), attribute.label),
    };
    let one = |word: Option<String>, label: String| Missing {
        note: note(control, &key, word.as_deref(), seen, question),
        key: key.clone(),
        word,
        label,
        home: attribute.home.to_owned(),
        alternative: false,
    };
    match &atom.test {
        Test::ContainsAll(words) | Test::ContainsAny(words) if !attribute.values.is_empty() => {
            words
                .iter()
                .map(|word| one(Some(word.clone()), word_label(attribute, word).to_owned()))
                .collect()
        }
        _ => vec![one(None, label.to_owned())],
    }
}

/// Why what there is does not count.
fn note(
    control: &Control,
    key: &Key,
    word: Option<&str>,
    seen: &Seen<'_>,
    question: &Question<'_>,
) -> String {
    let weak = seen
        .get(key)
        .into_iter()
        .flatten()
        .filter(|fact| word.is_none_or(|word| fact.text == word || fact.value.to_string() == word))
        .find(|fact| !fact.worth.reaches(control.minimum));
    if let Some(fact) = weak {
        let mut asked = control.minimum.strength.name().to_owned();
        if control.minimum.backing > fact.worth.backing {
            asked = format!("{asked}, backed by {}", control.minimum.backing.name());
        }
        return format!(
            "{} says so, but that is only {}; {asked} is asked for",
            place(&fact.origin),
            fact.worth.strength.name(),
        );
    }
    question
        .facts
        .hollow
        .iter()
        .find(|hollow| hollow.key == *key && (word.is_none() || hollow.word.as_deref() == word))
        .map_or(String::new(), |hollow| {
            let at = place(&hollow.origin);
            if hollow.origin.is_placed() {
                format!("{at} has the field, but {}", hollow.reason)
            } else {
                format!("{at}: {}", hollow.reason)
            }
        })
}
