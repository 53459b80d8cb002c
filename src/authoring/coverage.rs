//! What a pack's cases reach: each control in each outcome, each clause and each atom with each truth
//! value, of those that can be at all.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::CaseResult;
use super::space::Space;
use crate::evaluate::outcome_of;
use crate::finding::{Finding, Outcome, Truth};
use crate::policy::clause::Formula;
use crate::policy::{Control, Pack};

/// How much of what can be reached is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// What cases reach.
    pub reached: usize,
    /// What can be reached.
    pub of: usize,
}

impl Share {
    /// In whole percent, rounded down, so that 100 means everything; where there is nothing to
    /// reach, everything is.
    pub fn percent(self) -> usize {
        (self.reached * 100).checked_div(self.of).unwrap_or(100)
    }

    fn count(&mut self, reached: bool) {
        self.of += 1;
        self.reached += usize::from(reached);
    }
}

/// Something that no case reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreached {
    /// The control.
    pub control: String,
    /// The file of the control, inside the pack.
    pub file: String,
    /// The 1-based line of the control.
    pub line: usize,
    /// What is not reached, as words that follow "no case": "comes to `fail`".
    pub what: String,
}

/// What the cases of a pack reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Controls × {pass, fail, insufficient}.
    pub controls: Share,
    /// `when` and `unless` × {true, false, unknown}.
    pub clauses: Share,
    /// Conditions × {true, false, unknown}.
    pub atoms: Share,
    /// What is left, by control.
    pub unreached: Vec<Unreached>,
}

impl Coverage {
    /// The lowest of the three shares, in percent.
    pub fn percent(&self) -> usize {
        let shares = [self.controls, self.clauses, self.atoms];
        shares.iter().map(|it| it.percent()).min().unwrap_or(0)
    }
}

/// What `results` reach of all controls of the pack. A pack without controls has no coverage of
/// anything, and whoever asks for cases finds that none ran.
pub fn coverage(pack: &Pack, results: &[CaseResult]) -> Coverage {
    let mut by_control: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for result in results {
        by_control
            .entry(&result.control)
            .or_default()
            .extend(&result.findings);
    }
    let mut coverage = Coverage::default();
    for control in &pack.controls {
        let findings = by_control.remove(control.id.as_str()).unwrap_or_default();
        let seen = Reach::seen(control, &findings);
        let possible = Reach::possible(control);
        let mut add = |share: &mut Share, reached: bool, what: String| {
            share.count(reached);
            if !reached {
                coverage.unreached.push(Unreached {
                    control: control.id.clone(),
                    file: control.file.clone(),
                    line: control.line,
                    what,
                });
            }
        };
        for outcome in Outcome::ALL {
            if possible.outcomes.contains(outcome) {
                add(
                    &mut coverage.controls,
                    seen.outcomes.contains(outcome),
                    format!("comes to `{outcome}`"),
                );
            }
        }
        for (clause, truths) in &possible.clauses {
            for truth in truths {
                let reached = seen
                    .clauses
                    .get(clause)
                    .is_some_and(|it| it.contains(truth));
                add(
                    &mut coverage.clauses,
                    reached,
                    format!("shows `{clause}` as {}", truth.name()),
                );
            }
        }
        for (atom, (truths, text)) in possible
            .atoms
            .iter()
            .zip(control.compiled.atoms.iter().map(|atom| &atom.text))
            .enumerate()
        {
            for truth in truths {
                let reached = seen.atoms.get(atom).is_some_and(|it| it.contains(truth));
                add(
                    &mut coverage.atoms,
                    reached,
                    format!("shows `{text}` as {}", truth.name()),
                );
            }
        }
    }
    coverage
}

/// The truth values and outcomes of one control: those that are seen, or that can be.
#[derive(Default)]
struct Reach {
    outcomes: BTreeSet<Outcome>,
    clauses: BTreeMap<&'static str, BTreeSet<Truth>>,
    atoms: Vec<BTreeSet<Truth>>,
}

/// The clauses of a control that are written, with their names.
fn clauses(control: &Control) -> Vec<(&'static str, &Formula)> {
    let compiled = &control.compiled;
    let mut clauses = Vec::new();
    if !matches!(compiled.applies, Formula::Constant(_)) {
        clauses.push(("when", &compiled.applies));
    }
    if let Some(satisfies) = &compiled.satisfies {
        clauses.push(("unless", satisfies));
    }
    clauses
}

impl Reach {
    fn of(control: &Control) -> Self {
        Self {
            atoms: vec![BTreeSet::new(); control.compiled.atoms.len()],
            ..Self::default()
        }
    }

    fn seen(control: &Control, findings: &[&Finding]) -> Self {
        let mut seen = Self::of(control);
        let numbers: BTreeMap<&str, usize> = control
            .compiled
            .atoms
            .iter()
            .enumerate()
            .map(|(number, atom)| (atom.text.as_str(), number))
            .collect();
        for finding in findings {
            // Where there was nothing to ask, no clause was read.
            if finding.clauses.is_empty() {
                continue;
            }
            seen.outcomes.insert(finding.outcome);
            if finding.outcome == Outcome::Error {
                continue;
            }
            let mut truths = vec![Truth::Unknown; control.compiled.atoms.len()];
            for clause in &finding.clauses {
                let Some(number) = numbers.get(clause.text.as_str()) else {
                    continue;
                };
                if let Some(cell) = truths.get_mut(*number) {
                    *cell = clause.truth;
                }
                if let Some(set) = seen.atoms.get_mut(*number) {
                    set.insert(clause.truth);
                }
            }
            for (name, formula) in clauses(control) {
                let truth =
                    formula.evaluate(&|atom| truths.get(atom).copied().unwrap_or(Truth::Unknown));
                seen.clauses.entry(name).or_default().insert(truth);
            }
            // What is known of evidence that is worth too little shows in the outcome alone.
            let (when, unless) = match (finding.outcome, &control.compiled.satisfies) {
                (Outcome::Fail, _) => (Some(Truth::True), Some(Truth::False)),
                (Outcome::Pass, Some(_)) => (None, Some(Truth::True)),
                (Outcome::Pass, None) | (Outcome::NotApplicable, _) => (Some(Truth::False), None),
                _ => (None, None),
            };
            for (name, truth) in [("when", when), ("unless", unless)] {
                if let (Some(set), Some(truth)) = (seen.clauses.get_mut(name), truth) {
                    set.insert(truth);
                }
            }
        }
        seen
    }

    fn possible(control: &Control) -> Self {
        let compiled = &control.compiled;
        let space = Space::new(&[compiled]);
        let mut possible = Self::of(control);
        for (number, set) in possible.atoms.iter_mut().enumerate() {
            *set = space.atom(0, number);
        }
        let wanted = |outcome: Outcome| {
            matches!(
                outcome,
                Outcome::Pass | Outcome::Fail | Outcome::Insufficient
            )
        };
        let mut outcomes = BTreeSet::new();
        let mut found: BTreeMap<&str, BTreeSet<Truth>> = BTreeMap::new();
        let clauses = clauses(control);
        let exhausted = space.visit(&mut |truths| {
            for (name, formula) in &clauses {
                let truth = space.evaluate(0, formula, truths);
                found.entry(*name).or_default().insert(truth);
            }
            let applies = space.evaluate(0, &compiled.applies, truths);
            let satisfies = compiled
                .satisfies
                .as_ref()
                .map_or(Truth::False, |it| space.evaluate(0, it, truths));
            outcomes.insert(outcome_of(applies, satisfies, compiled.satisfies.is_none()));
            true
        });
        if exhausted {
            possible.clauses = clauses
                .iter()
                .filter_map(|(name, _)| Some((*name, found.remove(name)?)))
                .collect();
            possible.outcomes = outcomes.into_iter().filter(|it| wanted(*it)).collect();
            return possible;
        }
        // Too many combinations to try: what the clauses' form allows.
        for (name, formula) in &clauses {
            let mut truths = BTreeSet::from([Truth::Unknown]);
            for truth in [Truth::True, Truth::False] {
                if formula.can_be(truth == Truth::True, &compiled.atoms) {
                    truths.insert(truth);
                }
            }
            possible.clauses.insert(name, truths);
        }
        possible.outcomes = BTreeSet::from([Outcome::Pass, Outcome::Insufficient]);
        if control.can_fail() {
            possible.outcomes.insert(Outcome::Fail);
        }
        possible
    }
}
