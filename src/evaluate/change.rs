//! The smallest changes that would satisfy a control (SEMANTICS.md, section 4).

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Judged, Seen};
use crate::fact::vocabulary::{Derived, Type, word_label};
use crate::fact::{Attribute, EntityKind, Fact, Key, Value};
use crate::finding::{Ask, Truth};
use crate::policy::Control;
use crate::policy::clause::{Atom, Comparison, Formula, Read, Test, Var};

/// Best candidates that are kept at each step.
const CANDIDATES: usize = 12;
/// Alternatives that are offered.
const ALTERNATIVES: usize = 3;
/// Sets of facts that are kept for one finding.
const WAYS: usize = 24;

/// For each path that would change: the atoms that read it, and how they must come out.
type Candidate = BTreeMap<String, BTreeSet<(usize, bool)>>;

/// Up to three changes, best first, each a sentence; empty if nothing that anyone can supply
/// satisfies the control. With them, the names that the best one asks for.
pub(super) fn remedies(
    control: &Control,
    judged: &Judged<'_>,
    seen: &Seen<'_>,
) -> (Vec<String>, Vec<String>) {
    let (root, wanted) = match &control.compiled.satisfies {
        Some(formula) => (formula, true),
        None => (&control.compiled.applies, false),
    };
    let search = Search {
        atoms: &control.compiled.atoms,
        judged,
        seen,
    };
    let wanted_truth = if wanted { Truth::True } else { Truth::False };
    let mut texts: Vec<String> = Vec::new();
    let mut paths = Vec::new();
    for candidate in search.ways(root, wanted) {
        if candidate.is_empty() {
            continue;
        }
        let candidate = if search.after(root, &candidate) == wanted_truth {
            candidate
        } else {
            search.keeping(&candidate)
        };
        if !search.consistent(&candidate) || search.after(root, &candidate) != wanted_truth {
            continue;
        }
        if texts.is_empty() {
            paths = candidate.keys().cloned().collect();
        }
        let text = search.text(&candidate);
        if !texts.contains(&text) {
            texts.push(text);
        }
        if texts.len() == ALTERNATIVES {
            break;
        }
    }
    (texts, paths)
}

/// The sets of facts each of which would decide a control that lacks evidence, best first: that it is
/// satisfied, or that it does not apply. A word of a fixed list is a fact of its own.
pub(super) fn ways(control: &Control, judged: &Judged<'_>, seen: &Seen<'_>) -> Vec<Vec<Ask>> {
    let search = Search {
        atoms: &control.compiled.atoms,
        judged,
        seen,
    };
    let mut roots: Vec<(&Formula, bool)> = Vec::new();
    if let Some(formula) = &control.compiled.satisfies
        && judged.satisfies == Truth::Unknown
    {
        roots.push((formula, true));
    }
    if judged.applies == Truth::Unknown {
        roots.push((&control.compiled.applies, false));
    }
    let mut found: Vec<Vec<Ask>> = Vec::new();
    for (root, wanted) in roots {
        let truth = if wanted { Truth::True } else { Truth::False };
        for candidate in search.ways(root, wanted) {
            let candidate = if search.after(root, &candidate) == truth {
                candidate
            } else {
                search.keeping(&candidate)
            };
            let holds = search.consistent(&candidate) && search.after(root, &candidate) == truth;
            if candidate.is_empty() || !holds {
                continue;
            }
            for way in search.asks(control, &candidate) {
                if !found.contains(&way) && found.len() < WAYS {
                    found.push(way);
                }
            }
        }
    }
    // What changes a statement comes after what adds one.
    found.sort_by_key(|way| way.iter().filter(|ask| !ask.now.is_empty()).count());
    found
}

struct Search<'a> {
    atoms: &'a [Atom],
    judged: &'a Judged<'a>,
    seen: &'a Seen<'a>,
}

impl Search<'_> {
    fn ways(&self, formula: &Formula, wanted: bool) -> Vec<Candidate> {
        let truth = if wanted { Truth::True } else { Truth::False };
        if formula.evaluate(&|index| self.judged.truth(index)) == truth {
            return vec![Candidate::new()];
        }
        let found = match formula {
            Formula::Constant(_) => Vec::new(),
            Formula::Atom(index) => self.atom(*index, wanted),
            Formula::Not(inner) => self.ways(inner, !wanted),
            Formula::And(a, b) if wanted => cross(self.ways(a, true), &self.ways(b, true)),
            Formula::Or(a, b) if !wanted => cross(self.ways(a, false), &self.ways(b, false)),
            Formula::And(a, b) | Formula::Or(a, b) => {
                let mut found = self.ways(a, wanted);
                found.extend(self.ways(b, wanted));
                found
            }
            Formula::If(c, t, e) => {
                let mut found = cross(self.ways(c, true), &self.ways(t, wanted));
                found.extend(cross(self.ways(c, false), &self.ways(e, wanted)));
                found.extend(cross(self.ways(t, wanted), &self.ways(e, wanted)));
                found
            }
        };
        self.best(found)
    }

    fn atom(&self, index: usize, wanted: bool) -> Vec<Candidate> {
        let Some(atom) = self.atoms.get(index).filter(|atom| atom.can_be(wanted)) else {
            return Vec::new();
        };
        // What the host makes or the reviewer says is nobody's to change.
        // What it counts over the dossier changes with the dossier.
        let fixed = |read: &Read| {
            read.var != Var::Resource
                || read.attribute.is_some_and(|attribute| {
                    attribute.host && !attribute.is_about(EntityKind::Dossier)
                })
        };
        if atom.reads.is_empty() || atom.reads.iter().any(fixed) {
            return Vec::new();
        }
        let candidate = atom
            .reads
            .iter()
            .map(|read| (read.name.clone(), BTreeSet::from([(index, wanted)])))
            .collect();
        vec![candidate]
    }

    fn best(&self, mut found: Vec<Candidate>) -> Vec<Candidate> {
        found.retain(|candidate| self.consistent(candidate));
        if found.len() < 2 {
            return found;
        }
        found.sort_by_cached_key(|candidate| {
            let cost: usize = candidate
                .keys()
                .map(|path| if self.stated(path) { 3 } else { 1 })
                .sum();
            (cost, candidate.len(), self.text(candidate))
        });
        found.dedup();
        found.truncate(CANDIDATES);
        found
    }

    fn stated(&self, path: &str) -> bool {
        self.seen.keys().any(|key| named(key, path))
    }

    /// Not both truths of an atom, and no empty interval of a number.
    fn consistent(&self, candidate: &Candidate) -> bool {
        candidate.values().all(|wants| {
            let both = wants
                .iter()
                .any(|(atom, wanted)| wants.contains(&(*atom, !wanted)));
            let mut low = f64::NEG_INFINITY;
            let mut high = f64::INFINITY;
            for (index, wanted) in wants {
                if let Some(Test::Compare(comparison, number)) =
                    self.atoms.get(*index).map(|atom| &atom.test)
                    && let Ok(number) = number.parse::<f64>()
                {
                    let comparison = if *wanted {
                        *comparison
                    } else {
                        comparison.negated()
                    };
                    match comparison {
                        Comparison::Less | Comparison::LessEq => high = high.min(number),
                        Comparison::Greater | Comparison::GreaterEq => low = low.max(number),
                    }
                }
            }
            !both && low <= high
        })
    }

    /// The formula's value once the candidate is done: its atoms as wanted, other atoms on the
    /// changed paths unknown.
    fn after(&self, formula: &Formula, candidate: &Candidate) -> Truth {
        let wants: BTreeMap<usize, bool> = candidate
            .values()
            .flatten()
            .map(|(atom, wanted)| (*atom, *wanted))
            .collect();
        formula.evaluate(&|index| match wants.get(&index) {
            Some(true) => Truth::True,
            Some(false) => Truth::False,
            None => {
                let touched = self.atoms.get(index).is_some_and(|atom| {
                    atom.reads
                        .iter()
                        .any(|read| candidate.contains_key(&read.name))
                });
                if touched && self.atoms.get(index).is_some_and(|it| it.test == Test::Has) {
                    // A changed fact is a stated fact.
                    Truth::True
                } else if touched {
                    Truth::Unknown
                } else {
                    self.judged.truth(index)
                }
            }
        })
    }

    /// The facts of a candidate; of words any one of which will do, a set each.
    fn asks(&self, control: &Control, candidate: &Candidate) -> Vec<Vec<Ask>> {
        let mut sets: Vec<Vec<Ask>> = vec![Vec::new()];
        for (path, wants) in candidate {
            let reads = wants
                .iter()
                .filter_map(|(index, _)| self.atoms.get(*index))
                .flat_map(|atom| &atom.reads);
            let Some(read) = reads.into_iter().find(|read| read.name == *path) else {
                return Vec::new();
            };
            let Some(key) = &read.key else {
                return Vec::new();
            };
            let key = match read.attribute.and_then(|it| it.derived) {
                Some(Derived::Age(of) | Derived::Until(of)) => Key::Attribute(of),
                None => key.clone(),
            };
            let counts = |fact: &&&Fact| fact.worth.reaches(control.minimum);
            let held = self.seen.get(&key).into_iter().flatten();
            let held: Vec<&Fact> = held.filter(counts).copied().collect();
            if let Some(attribute) = read.attribute.filter(|it| !it.values.is_empty()) {
                let shown =
                    |word: &&String| held.iter().any(|fact| fact.value.to_string() == **word);
                let ask = |word: &String| Ask {
                    key: key.clone(),
                    word: Some(word.clone()),
                    wanted: word_label(attribute, word).to_owned(),
                    most_days: None,
                    now: String::new(),
                };
                for (index, _) in wants {
                    match self.atoms.get(*index).map(|atom| &atom.test) {
                        Some(Test::ContainsAll(words)) => {
                            let all: Vec<Ask> =
                                words.iter().filter(|it| !shown(it)).map(ask).collect();
                            sets.iter_mut()
                                .for_each(|set| set.extend(all.iter().cloned()));
                        }
                        Some(Test::ContainsAny(words)) => {
                            let mut more = Vec::new();
                            for set in &sets {
                                for word in words {
                                    let mut set = set.clone();
                                    set.push(ask(word));
                                    more.push(set);
                                }
                            }
                            more.truncate(WAYS);
                            sets = more;
                        }
                        _ => {}
                    }
                }
                continue;
            }
            let conditions: Vec<String> = wants
                .iter()
                .filter_map(|(index, wanted)| {
                    request(self.atoms.get(*index)?, *wanted, read.attribute)
                })
                .collect();
            let now = if held.is_empty() {
                None
            } else {
                self.now(path, read.attribute)
            };
            let ask = Ask {
                key,
                word: None,
                wanted: conditions.join(" and "),
                most_days: self.most_days(wants, read.attribute),
                now: now.unwrap_or_default(),
            };
            sets.iter_mut().for_each(|set| set.push(ask.clone()));
        }
        for set in &mut sets {
            set.sort();
            set.dedup();
        }
        sets.retain(|set| !set.is_empty());
        sets
    }

    /// How old a date may be.
    fn most_days(
        &self,
        wants: &BTreeSet<(usize, bool)>,
        attribute: Option<&Attribute>,
    ) -> Option<i64> {
        attribute.filter(|it| matches!(it.derived, Some(Derived::Age(_))))?;
        let bounds = wants.iter().filter_map(|(index, wanted)| {
            let Test::Compare(comparison, number) = &self.atoms.get(*index)?.test else {
                return None;
            };
            let number: i64 = number.parse().ok()?;
            match (comparison, wanted) {
                (Comparison::LessEq, true) | (Comparison::Greater, false) => Some(number),
                (Comparison::Less, true) | (Comparison::GreaterEq, false) => number.checked_sub(1),
                _ => None,
            }
        });
        bounds.min()
    }

    fn text(&self, candidate: &Candidate) -> String {
        let parts: Vec<String> = candidate
            .iter()
            .map(|(path, wants)| self.part(path, wants))
            .collect();
        let mut text = parts.join(", and ");
        if let Some(first) = text.get(..1).map(str::to_uppercase)
            && text.is_char_boundary(1)
        {
            text.replace_range(..1, &first);
        }
        text.push('.');
        text
    }

    /// What is asked of one path: "state the licence (…) in the model card", or what it is now and
    /// what it must be.
    fn part(&self, path: &str, wants: &BTreeSet<(usize, bool)>) -> String {
        let read = wants
            .iter()
            .filter_map(|(index, _)| self.atoms.get(*index))
            .flat_map(|atom| &atom.reads)
            .find(|read| read.name == path);
        let attribute = read.and_then(|read| read.attribute);
        let conditions: Vec<String> = wants
            .iter()
            .filter_map(|(index, wanted)| condition(self.atoms.get(*index)?, *wanted, attribute))
            .collect();
        let condition = conditions.join(" and ");
        let now = self.now(path, attribute);
        let Some(attribute) = attribute else {
            return match path.rsplit_once(':') {
                Some((questionnaire, id)) if condition.is_empty() => {
                    format!("answer {questionnaire} {id}")
                }
                Some((questionnaire, id)) => {
                    format!(
                        "answer {questionnaire} {id} with {condition}{}",
                        bracketed(&now)
                    )
                }
                None => format!("answer {path} {condition}"),
            };
        };
        if attribute.kind == Type::Open && !attribute.values.is_empty() {
            let verb = if attribute.name == "documented" {
                "document"
            } else {
                "show"
            };
            return format!("{verb} {condition} in the {}", attribute.home);
        }
        // What the host counts is nobody's to state.
        if now.is_none() && attribute.is_about(EntityKind::Dossier) {
            return attribute.none.trim_end_matches('.').to_owned();
        }
        match now {
            Some(now) if !condition.is_empty() && attribute.kind != Type::Open => {
                let what = match attribute.derived {
                    Some(_) => attribute.label.to_owned(),
                    None => format!("`{path}`"),
                };
                format!("{what} is {now}; {condition} is needed")
            }
            Some(now) => format!(
                "support {} in the {} with evidence of the worth that is asked for (now {now})",
                attribute.label, attribute.home
            ),
            None if condition.is_empty() => {
                format!("state {} in the {}", attribute.label, attribute.home)
            }
            None => format!(
                "state {} ({condition}) in the {}",
                attribute.label, attribute.home
            ),
        }
    }

    /// The values that are stated now, with their places.
    fn now(&self, path: &str, attribute: Option<&Attribute>) -> Option<String> {
        let facts = self
            .seen
            .iter()
            .find(|(key, _)| named(key, path))
            .map(|(_, facts)| facts)?;
        let mut texts: Vec<String> = facts
            .iter()
            .map(|fact| {
                let value = attribute.map_or(short(&fact.value), |it| said(it, fact));
                format!("{value} ({})", super::explain::place(&fact.origin))
            })
            .collect();
        texts.dedup();
        let more = texts.len().saturating_sub(3);
        texts.truncate(3);
        let mut text = texts.join(", ");
        if more > 0 {
            text.push_str(&format!(" and {more} more"));
        }
        Some(text)
    }

    /// The candidate with what already holds on its paths as part of the demand: a new value must
    /// keep it.
    fn keeping(&self, candidate: &Candidate) -> Candidate {
        let mut kept = candidate.clone();
        for (index, atom) in self.atoms.iter().enumerate() {
            let holds = match self.judged.truth(index) {
                Truth::True => true,
                Truth::False => false,
                Truth::Unknown => continue,
            };
            let wanted = candidate
                .values()
                .any(|wants| wants.iter().any(|(known, _)| *known == index));
            if wanted || atom.test == Test::Has {
                continue;
            }
            for read in &atom.reads {
                if let Some(wants) = kept.get_mut(&read.name) {
                    wants.insert((index, holds));
                }
            }
        }
        kept
    }
}

/// A fact's value in a sentence, with its unit; an age with the date that it is made from.
pub(super) fn said(attribute: &Attribute, fact: &Fact) -> String {
    let Value::Count(number) = fact.value else {
        return with_unit(short(&fact.value), attribute.unit);
    };
    match attribute.derived {
        Some(Derived::Age(_)) => format!("{}, {number} days before the review date", fact.text),
        Some(Derived::Until(_)) if number < 0 => {
            format!("{}, {} days past", fact.text, number.unsigned_abs())
        }
        Some(Derived::Until(_)) => format!("{}, {number} days ahead", fact.text),
        None => with_unit(short(&fact.value), attribute.unit),
    }
}

fn bracketed(now: &Option<String>) -> String {
    now.as_ref()
        .map_or(String::new(), |now| format!(" (now {now})"))
}

fn named(key: &Key, path: &str) -> bool {
    match key {
        Key::Attribute(name) => *name == path,
        Key::Answer(question) => question == path,
    }
}

/// A value in a sentence: yes and no for flags, long texts cut.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        other => {
            let text = other.to_string();
            if text.chars().count() > 80 {
                let cut: String = text.chars().take(79).collect();
                format!("{cut}…")
            } else {
                text
            }
        }
    }
}

/// Both of each pair of candidates, joined path by path.
fn cross(left: Vec<Candidate>, right: &[Candidate]) -> Vec<Candidate> {
    let mut joined = Vec::new();
    for a in &left {
        for b in right {
            let mut both = a.clone();
            for (path, wants) in b {
                both.entry(path.clone()).or_default().extend(wants);
            }
            joined.push(both);
        }
    }
    joined
}

/// What an atom demands of a value, in words; nothing for "that it is stated".
pub(super) fn condition(
    atom: &Atom,
    wanted: bool,
    attribute: Option<&Attribute>,
) -> Option<String> {
    let unit = attribute.map_or("", |attribute| attribute.unit);
    let derived = attribute.and_then(|attribute| attribute.derived);
    let words = |list: &[String]| {
        list.iter()
            .map(|word| {
                attribute
                    .map_or(word.as_str(), |it| word_label(it, word))
                    .to_owned()
            })
            .collect::<Vec<_>>()
    };
    let yes_no = |text: &str| match text {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    };
    let flipped = |text: &str| match text {
        "true" => Some("no".to_owned()),
        "false" => Some("yes".to_owned()),
        _ => None,
    };
    Some(match (&atom.test, wanted) {
        (Test::Has, _) => return None,
        // The label already says "at least one".
        (Test::IsEmpty, _) => return None,
        (Test::Is, true) => "yes".to_owned(),
        (Test::Is, false) => "no".to_owned(),
        (Test::Equals(text), true) | (Test::Differs(text), false) => with_unit(yes_no(text), unit),
        (Test::Differs(text), true) | (Test::Equals(text), false) => match flipped(text) {
            Some(other) => other,
            None if text.is_empty() => return None,
            None => format!("anything but {text}"),
        },
        (Test::Compare(comparison, number), _) => {
            let comparison = if wanted {
                *comparison
            } else {
                comparison.negated()
            };
            match (derived, comparison) {
                (Some(Derived::Age(_)), Comparison::LessEq) => format!("at most {number} days ago"),
                (Some(Derived::Age(_)), Comparison::Less) => format!("less than {number} days ago"),
                (Some(Derived::Until(_)), Comparison::GreaterEq) if number == "0" => {
                    "not past".to_owned()
                }
                (Some(Derived::Until(_)), Comparison::GreaterEq) => {
                    format!("at least {number} days ahead")
                }
                (_, Comparison::Less) => format!("less than {}", with_unit(number.clone(), unit)),
                (_, Comparison::LessEq) => format!("{} or less", with_unit(number.clone(), unit)),
                (_, Comparison::Greater) => {
                    format!("more than {}", with_unit(number.clone(), unit))
                }
                (_, Comparison::GreaterEq) => {
                    format!("{} or more", with_unit(number.clone(), unit))
                }
            }
        }
        (Test::OneOf(list), true) => format!("one of {}", words(list).join(", ")),
        (Test::OneOf(list), false) => format!("none of {}", words(list).join(", ")),
        (Test::ContainsAll(list), true) => words(list).join(" and "),
        (Test::ContainsAny(list), true) => words(list).join(" or "),
        (Test::ContainsAll(list) | Test::ContainsAny(list), false) => {
            format!("without {}", words(list).join(", "))
        }
        (Test::Like(pattern), true) => format!("like `{pattern}`"),
        (Test::Like(pattern), false) => format!("not like `{pattern}`"),
        (Test::Other, true) => format!("so that `{}` holds", atom.text),
        (Test::Other, false) => format!("so that `{}` does not hold", atom.text),
    })
}

/// What an atom demands, as it is asked of a respondent: what only shuts placeholders and patterns
/// out is no demand on a real answer.
fn request(atom: &Atom, wanted: bool, attribute: Option<&Attribute>) -> Option<String> {
    let flag = matches!(&atom.test, Test::Equals(text) | Test::Differs(text) if text == "true" || text == "false");
    match (&atom.test, wanted) {
        (Test::Like(_) | Test::OneOf(_), false) => None,
        (Test::Differs(_), true) | (Test::Equals(_), false) if !flag => None,
        (Test::Like(pattern), true) => match pattern.strip_suffix('*') {
            Some(start) if !start.contains('*') => Some(format!("beginning with {start}")),
            _ => condition(atom, wanted, attribute),
        },
        _ => condition(atom, wanted, attribute),
    }
}

fn with_unit(text: String, unit: &str) -> String {
    if unit.is_empty() {
        text
    } else {
        format!("{text} {unit}")
    }
}
