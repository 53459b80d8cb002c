//! The clauses of a control as formulas over atoms, read in Kleene's three-valued logic
//! (SEMANTICS.md, section 1). This file knows no Cedar: atoms are numbers here.

use crate::fact::{Attribute, Key};
use crate::finding::Truth;

/// Whose attribute an atom reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Var {
    /// The principal: what the reviewer says of it.
    Principal,
    /// The resource: what the dossier says.
    Resource,
    /// The context: what the reviewer says of the review.
    Context,
}

/// One attribute or answer that an atom reads.
#[derive(Debug, Clone)]
pub struct Read {
    /// Of what.
    pub var: Var,
    /// The name as the clause writes it.
    pub name: String,
    /// The fact that it is, for a resource.
    pub key: Option<Key>,
    /// Its row of the vocabulary, for an attribute of a resource.
    pub attribute: Option<&'static Attribute>,
}

/// What an atom asks, as far as a remedy can put it in words.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `has`, `hasTag`.
    Has,
    /// A comparison of the value that is read (on the left) with a number: `<`, `<=`, `>`, `>=`.
    Compare(Comparison, String),
    /// `== literal`.
    Equals(String),
    /// `!= literal`.
    Differs(String),
    /// The value is one of a list: `[…].contains(value)`.
    OneOf(Vec<String>),
    /// The set contains each of these words.
    ContainsAll(Vec<String>),
    /// The set contains one of these words.
    ContainsAny(Vec<String>),
    /// The set is empty.
    IsEmpty,
    /// `like pattern`.
    Like(String),
    /// A boolean attribute by itself.
    Is,
    /// Anything else.
    Other,
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
}

impl Comparison {
    /// The comparison that is true where this is false.
    pub fn negated(self) -> Self {
        match self {
            Self::Less => Self::GreaterEq,
            Self::LessEq => Self::Greater,
            Self::Greater => Self::LessEq,
            Self::GreaterEq => Self::Less,
        }
    }

    /// The comparison with its sides exchanged.
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEq => Self::GreaterEq,
            Self::Greater => Self::Less,
            Self::GreaterEq => Self::LessEq,
        }
    }
}

/// An indivisible condition.
#[derive(Debug, Clone)]
pub struct Atom {
    /// The condition as Cedar text.
    pub text: String,
    /// What it reads.
    pub reads: Vec<Read>,
    /// Whether Cedar's `true` is known to stay true under any added fact.
    pub definite_true: bool,
    /// Whether Cedar's `false` is known to stay false under any added fact.
    pub definite_false: bool,
    /// What it asks.
    pub test: Test,
}

impl Atom {
    /// The Kleene value of a Cedar value; `None` is an evaluation error, so unknown.
    pub fn truth(&self, raw: Option<bool>) -> Truth {
        match raw {
            Some(true) if self.definite_true => Truth::True,
            Some(false) if self.definite_false => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Whether it can ever be known to have this value.
    pub fn can_be(&self, wanted: bool) -> bool {
        if wanted {
            self.definite_true
        } else {
            self.definite_false
        }
    }
}

/// A condition over atoms, by their numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// `true` or `false`.
    Constant(bool),
    /// An atom.
    Atom(usize),
    /// `!`
    Not(Box<Formula>),
    /// `&&`
    And(Box<Formula>, Box<Formula>),
    /// `||`
    Or(Box<Formula>, Box<Formula>),
    /// `if … then … else …` of booleans.
    If(Box<Formula>, Box<Formula>, Box<Formula>),
}

impl Formula {
    /// The Kleene value, given the atoms' values.
    pub fn evaluate(&self, truths: &dyn Fn(usize) -> Truth) -> Truth {
        match self {
            Self::Constant(true) => Truth::True,
            Self::Constant(false) => Truth::False,
            Self::Atom(index) => truths(*index),
            Self::Not(inner) => not(inner.evaluate(truths)),
            // Kleene: minimum and maximum in False < Unknown < True.
            Self::And(a, b) => a.evaluate(truths).min(b.evaluate(truths)),
            Self::Or(a, b) => a.evaluate(truths).max(b.evaluate(truths)),
            Self::If(condition, then, otherwise) => {
                let then = then.evaluate(truths);
                let otherwise = otherwise.evaluate(truths);
                match condition.evaluate(truths) {
                    Truth::True => then,
                    Truth::False => otherwise,
                    Truth::Unknown if then == otherwise => then,
                    Truth::Unknown => Truth::Unknown,
                }
            }
        }
    }

    /// Whether some facts can make it known to have this value (SEMANTICS.md, load check 4).
    pub fn can_be(&self, wanted: bool, atoms: &[Atom]) -> bool {
        match self {
            Self::Constant(value) => *value == wanted,
            Self::Atom(index) => atoms.get(*index).is_some_and(|atom| atom.can_be(wanted)),
            Self::Not(inner) => inner.can_be(!wanted, atoms),
            Self::And(a, b) if wanted => a.can_be(true, atoms) && b.can_be(true, atoms),
            Self::And(a, b) => a.can_be(false, atoms) || b.can_be(false, atoms),
            Self::Or(a, b) if wanted => a.can_be(true, atoms) || b.can_be(true, atoms),
            Self::Or(a, b) => a.can_be(false, atoms) && b.can_be(false, atoms),
            Self::If(c, t, e) => {
                (c.can_be(true, atoms) && t.can_be(wanted, atoms))
                    || (c.can_be(false, atoms) && e.can_be(wanted, atoms))
                    || (t.can_be(wanted, atoms) && e.can_be(wanted, atoms))
            }
        }
    }

    /// The atoms, in the order of the text, each once.
    pub fn atoms(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<usize>) {
        match self {
            Self::Constant(_) => {}
            Self::Atom(index) => {
                if !found.contains(index) {
                    found.push(*index);
                }
            }
            Self::Not(inner) => inner.collect(found),
            Self::And(a, b) | Self::Or(a, b) => {
                a.collect(found);
                b.collect(found);
            }
            Self::If(a, b, c) => {
                a.collect(found);
                b.collect(found);
                c.collect(found);
            }
        }
    }
}

/// Kleene negation.
pub fn not(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        Truth::Unknown => Truth::Unknown,
    }
}
