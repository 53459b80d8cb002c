//! What the clauses of controls can come to, tried out: for each attribute that they read, the values
//! on which their conditions turn (each literal, what lies beside it, something else, nothing), and
//! Cedar's own answer for each. What cannot be tried out may come to anything, so that what holds in
//! the space holds everywhere; what is possible in it need not be.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::vocabulary::{RISK_TIERS, Type};
use crate::fact::{Attribute, Decimal, EntityId, Key, Value};
use crate::finding::Truth;
use crate::policy::cedar::{Compiled, Scope, Values, View, ViewValue};
use crate::policy::clause::{Atom, Formula, Read, Test, Var};

/// Most literals of a set, of which all choices are tried.
const MEMBERS: usize = 5;
/// Most combinations of values that are tried.
const COMBINATIONS: usize = 20_000;

/// Atoms that read the same attribute, and what they come to together.
struct Block {
    atoms: Vec<usize>,
    rows: BTreeSet<Vec<Truth>>,
}

/// What the atoms of one or more controls of the same kinds can come to.
pub(super) struct Space {
    /// Of each control, the number of each of its atoms in the space.
    numbers: Vec<Vec<usize>>,
    atoms: usize,
    blocks: Vec<Block>,
}

/// One value that is tried.
#[derive(Default)]
struct Sample {
    value: Option<(Key, Vec<Value>)>,
    scope: Vec<(&'static str, Vec<String>)>,
}

impl Space {
    /// The space of controls that share the kinds of principal and resource.
    pub(super) fn new(controls: &[&Compiled]) -> Self {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut atoms: Vec<(&Compiled, usize, &Atom)> = Vec::new();
        let mut numbers = Vec::new();
        for control in controls {
            let mut own = Vec::new();
            for (index, atom) in control.atoms.iter().enumerate() {
                let number = *known.entry(&atom.text).or_insert(atoms.len());
                if number == atoms.len() {
                    atoms.push((control, index, atom));
                }
                own.push(number);
            }
            numbers.push(own);
        }
        let mut by_read: BTreeMap<(Var, &str), Vec<usize>> = BTreeMap::new();
        let mut blocks = Vec::new();
        for (number, (_, _, atom)) in atoms.iter().enumerate() {
            let names: BTreeSet<(Var, &str)> = atom
                .reads
                .iter()
                .map(|read| (read.var, read.name.as_str()))
                .collect();
            match names.first() {
                Some(name) if names.len() == 1 => by_read.entry(*name).or_default().push(number),
                _ => blocks.push(free(number, atom)),
            }
        }
        for numbers in by_read.into_values() {
            let own: Vec<(&Compiled, usize, &Atom)> = numbers
                .iter()
                .filter_map(|number| atoms.get(*number).copied())
                .collect();
            match rows(&own) {
                Some(rows) => blocks.push(Block {
                    atoms: numbers,
                    rows,
                }),
                None => blocks.extend(
                    numbers
                        .iter()
                        .zip(&own)
                        .map(|(number, (_, _, atom))| free(*number, atom)),
                ),
            }
        }
        Self {
            numbers,
            atoms: atoms.len(),
            blocks,
        }
    }

    /// What an atom of a control can come to.
    pub(super) fn atom(&self, control: usize, atom: usize) -> BTreeSet<Truth> {
        let number = self.numbers.get(control).and_then(|it| it.get(atom));
        self.blocks
            .iter()
            .filter_map(|block| {
                let at = block.atoms.iter().position(|it| Some(it) == number)?;
                Some(
                    block
                        .rows
                        .iter()
                        .filter_map(move |row| row.get(at).copied()),
                )
            })
            .flatten()
            .collect()
    }

    /// What a formula comes to, given a combination; the atoms are those of a control.
    pub(super) fn evaluate(&self, control: usize, formula: &Formula, truths: &[Truth]) -> Truth {
        let numbers = self.numbers.get(control);
        formula.evaluate(&|atom| {
            numbers
                .and_then(|it| it.get(atom))
                .and_then(|number| truths.get(*number))
                .copied()
                .unwrap_or(Truth::Unknown)
        })
    }

    /// Shows every combination, until `see` says that it has seen enough. False: there are too many,
    /// and none was shown.
    pub(super) fn visit(&self, see: &mut dyn FnMut(&[Truth]) -> bool) -> bool {
        let combinations = self
            .blocks
            .iter()
            .try_fold(1usize, |all, block| all.checked_mul(block.rows.len()))
            .filter(|all| *all <= COMBINATIONS);
        let Some(combinations) = combinations else {
            return false;
        };
        let blocks: Vec<(&Block, Vec<&Vec<Truth>>)> = self
            .blocks
            .iter()
            .map(|block| (block, block.rows.iter().collect()))
            .collect();
        let mut truths = vec![Truth::Unknown; self.atoms];
        for number in 0..combinations {
            let mut rest = number;
            for (block, rows) in &blocks {
                if let Some(row) = rows.get(rest % rows.len()) {
                    for (atom, truth) in block.atoms.iter().zip(*row) {
                        if let Some(cell) = truths.get_mut(*atom) {
                            *cell = *truth;
                        }
                    }
                }
                rest /= rows.len();
            }
            if !see(&truths) {
                break;
            }
        }
        true
    }
}

/// An atom that is not tried out.
fn free(number: usize, atom: &Atom) -> Block {
    let mut rows = BTreeSet::new();
    for truth in [Truth::True, Truth::False] {
        if atom.can_be(truth == Truth::True) {
            rows.insert(vec![truth]);
        }
    }
    if rows.is_empty() || !atom.reads.iter().all(always_there) {
        rows.insert(vec![Truth::Unknown]);
    }
    Block {
        atoms: vec![number],
        rows,
    }
}

/// Whether what is read is there whatever the dossier and the reviewer leave out.
fn always_there(read: &Read) -> bool {
    match read.var {
        Var::Resource => read.attribute.is_some_and(|attribute| attribute.host),
        Var::Context => ["as_of", "risk_tier"].contains(&read.name.as_str()),
        Var::Principal => read.name == "name",
    }
}

/// What atoms that read one attribute come to together; none: it cannot be tried out.
fn rows(atoms: &[(&Compiled, usize, &Atom)]) -> Option<BTreeSet<Vec<Truth>>> {
    let mut literals = BTreeSet::new();
    for (_, _, atom) in atoms {
        literals.extend(self::literals(&atom.test)?);
    }
    let (compiled, _, first) = atoms.first()?;
    let read = first.reads.first()?;
    let samples = samples(read, &literals)?;
    let action = compiled
        .actions
        .first()
        .map_or(crate::DEFAULT_ACTION, String::as_str);
    let principal = EntityId::new(compiled.principal, "subject");
    let resource = EntityId::new(compiled.resource, "subject");
    let mut rows = BTreeSet::new();
    for sample in &samples {
        let mut scope = Scope {
            as_of: "2026-11-01".to_owned(),
            risk_tier: crate::STRICTEST_TIER.to_owned(),
            ..Scope::default()
        };
        for (name, values) in &sample.scope {
            let one = values.first().cloned();
            match (*name, one) {
                ("risk_tier", Some(value)) => scope.risk_tier = value,
                ("sector", value) => scope.sector = value,
                ("jurisdictions", _) => {
                    scope.jurisdictions = Some(values.iter().cloned().collect());
                }
                ("exposure", Some(value)) => {
                    scope.exposure.insert(principal.clone(), value);
                }
                _ => {}
            }
        }
        let mut values = Values::new();
        if let Some((key, list)) = &sample.value {
            let open = read.attribute.is_some_and(|it| it.kind == Type::Open);
            let value = if open {
                ViewValue::Members(list.iter().collect())
            } else {
                ViewValue::One(list.first()?)
            };
            values.insert(key, value);
        }
        let view = View::new(&principal, action, &resource, &scope, &values).ok()?;
        // One call reads all atoms of a control, of which these are a few.
        let mut read: BTreeMap<*const Compiled, Vec<Truth>> = BTreeMap::new();
        let row: Option<Vec<Truth>> = atoms
            .iter()
            .map(|(compiled, index, _)| {
                let truths = read
                    .entry(std::ptr::from_ref(*compiled))
                    .or_insert_with(|| view.truths(compiled));
                truths.get(*index).copied()
            })
            .collect();
        rows.insert(row?);
    }
    Some(rows)
}

/// The values on which a test turns; none: they are not known.
fn literals(test: &Test) -> Option<Vec<String>> {
    Some(match test {
        Test::Has | Test::Is | Test::IsEmpty => Vec::new(),
        Test::Compare(_, literal) | Test::Equals(literal) | Test::Differs(literal) => {
            vec![literal.clone()]
        }
        Test::OneOf(list) | Test::ContainsAll(list) | Test::ContainsAny(list) => list.clone(),
        Test::Like(pattern) => vec![pattern.replace('*', ""), pattern.replace('*', "zz")],
        Test::Other => return None,
    })
}

/// A word that no pack names.
const ELSE: &str = "something else";

fn samples(read: &Read, literals: &BTreeSet<String>) -> Option<Vec<Sample>> {
    let scoped = |name: &'static str, lists: Vec<Vec<String>>| {
        lists
            .into_iter()
            .map(|list| Sample {
                scope: vec![(name, list)],
                ..Sample::default()
            })
            .collect::<Vec<_>>()
    };
    let words = || {
        let words = literals.iter().cloned().chain([ELSE.to_owned()]);
        words.map(|word| vec![word]).collect::<Vec<_>>()
    };
    let mut found = match (read.var, read.name.as_str()) {
        (Var::Context, "risk_tier") => {
            let tiers = RISK_TIERS.iter().map(|tier| vec![(*tier).to_owned()]);
            return Some(scoped("risk_tier", tiers.collect()));
        }
        (Var::Context, "sector") => scoped("sector", words()),
        (Var::Context, "jurisdictions") => scoped("jurisdictions", choices(literals, ELSE)?),
        (Var::Principal, "exposure") => scoped("exposure", words()),
        (Var::Resource, _) => {
            let key = read.key.clone()?;
            let lists: Vec<Vec<Value>> = match read.attribute {
                None => words()
                    .into_iter()
                    .map(|list| list.iter().map(|text| Value::answer(text)).collect())
                    .collect(),
                Some(attribute) => of_attribute(attribute, literals)?,
            };
            lists
                .into_iter()
                .map(|list| Sample {
                    value: Some((key.clone(), list)),
                    ..Sample::default()
                })
                .collect()
        }
        _ => return None,
    };
    if !always_there(read) {
        found.push(Sample::default());
    }
    Some(found)
}

/// Every choice of at most [`MEMBERS`] words, and one of another word.
fn choices(literals: &BTreeSet<String>, other: &str) -> Option<Vec<Vec<String>>> {
    if literals.len() > MEMBERS {
        return None;
    }
    let words: Vec<&String> = literals.iter().collect();
    let mut lists = vec![vec![other.to_owned()]];
    for number in 0..1usize << words.len() {
        let list = words
            .iter()
            .enumerate()
            .filter(|(at, _)| number >> at & 1 == 1)
            .map(|(_, word)| (*word).clone());
        lists.push(list.collect());
    }
    Some(lists)
}

fn of_attribute(attribute: &Attribute, literals: &BTreeSet<String>) -> Option<Vec<Vec<Value>>> {
    let one = |values: BTreeSet<Value>| values.into_iter().map(|it| vec![it]).collect::<Vec<_>>();
    Some(match attribute.kind {
        Type::Flag => one([Value::Flag(true), Value::Flag(false)].into()),
        Type::Count => {
            let mut values = BTreeSet::new();
            for literal in literals {
                let number: i64 = literal.parse().ok()?;
                for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                    // A count below nothing is no value, unless it is days that are past.
                    if near >= 0 || attribute.derived.is_some() {
                        values.insert(Value::Count(near));
                    }
                }
            }
            if values.is_empty() {
                values.insert(Value::Count(0));
            }
            one(values)
        }
        Type::Decimal => {
            let mut values = BTreeSet::new();
            for literal in literals {
                let scaled = Decimal::parse(literal)?.scaled_value();
                for near in [scaled.saturating_sub(1), scaled, scaled.saturating_add(1)] {
                    let sign = if near < 0 { "-" } else { "" };
                    let near = near.unsigned_abs();
                    let text = format!("{sign}{}.{:04}", near / 10_000, near % 10_000);
                    values.insert(Value::Decimal(Decimal::parse(&text)?));
                }
            }
            if values.is_empty() {
                values.insert(Value::Decimal(Decimal::parse("0.5")?));
            }
            one(values)
        }
        Type::Date => {
            let mut values = BTreeSet::new();
            for literal in literals {
                let date = crate::fact::parse_date(literal)?;
                values.insert(Value::Date(date));
                values.extend(date.yesterday().ok().map(Value::Date));
                values.extend(date.tomorrow().ok().map(Value::Date));
            }
            if values.is_empty() {
                values.insert(Value::Date(jiff::civil::date(2026, 1, 1)));
            }
            one(values)
        }
        Type::Text | Type::License | Type::Address => {
            let words = literals.iter().cloned().chain([ELSE.to_owned()]);
            one(words.map(Value::Text).collect())
        }
        Type::Open | Type::Closed => {
            let other = attribute
                .values
                .iter()
                .map(|(word, _)| *word)
                .find(|word| !literals.contains(*word))
                .unwrap_or(ELSE);
            let lists = choices(literals, other)?;
            if attribute.kind == Type::Closed {
                return Some(
                    lists
                        .into_iter()
                        .map(|list| vec![Value::Set(list.into_iter().collect())])
                        .collect(),
                );
            }
            lists
                .into_iter()
                .filter(|list| !list.is_empty())
                .map(|list| list.into_iter().map(Value::Text).collect())
                .collect()
        }
    })
}
