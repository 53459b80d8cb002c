//! A reference: the rules of the three-valued reading written a second time, over a tree of its
//! own, with nothing of the program but the words for outcomes and worths. What it says must be
//! what the program says.

use std::collections::{BTreeMap, BTreeSet};

use passmuster::fact::Worth;

/// Kleene's values, in his order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum K {
    F,
    U,
    T,
}

impl K {
    fn not(self) -> Self {
        match self {
            Self::F => Self::T,
            Self::U => Self::U,
            Self::T => Self::F,
        }
    }
}

/// How an attribute behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    Flag,
    Count,
    Decimal,
    Date,
    Open,
    /// Days since the date of the attribute with this number.
    Age(usize),
    /// Days until the date of the attribute with this number.
    Until(usize),
    /// Made by the host, always there.
    HostCount,
    HostFlag,
    /// An answer to a question.
    Tag,
}

impl Sort {
    pub(crate) fn is_host(self) -> bool {
        matches!(self, Self::HostCount | Self::HostFlag)
    }

    /// Whether a document can state it.
    pub(crate) fn is_stated(self) -> bool {
        !self.is_host() && !matches!(self, Self::Age(_) | Self::Until(_))
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Attr {
    pub(crate) name: &'static str,
    pub(crate) sort: Sort,
    /// Texts that it may have.
    pub(crate) words: &'static [&'static str],
}

/// A value. Dates are days from the review date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Val {
    Text(&'static str),
    Flag(bool),
    Count(i64),
    /// Times 10⁴.
    Decimal(i64),
    Date(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
}

impl Op {
    fn holds(self, left: &Val, right: &Val) -> bool {
        match self {
            Self::Lt => left < right,
            Self::Le => left <= right,
            Self::Gt => left > right,
            Self::Ge => left >= right,
            Self::Eq => left == right,
            Self::Ne => left != right,
        }
    }
}

/// What the reviewer says.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) tier: &'static str,
    pub(crate) sector: Option<&'static str>,
    pub(crate) jurisdictions: Option<Vec<&'static str>>,
    pub(crate) exposure: Option<&'static str>,
}

type Words = Vec<&'static str>;

/// An indivisible condition. Numbers are attributes of the profile.
#[derive(Debug, Clone)]
pub(crate) enum Leaf {
    Has(usize),
    Is(usize),
    /// Attribute, operator, literal; the literal on the left where the last is true.
    Compare(usize, Op, Val, bool),
    CompareTwo(usize, Op, usize),
    /// A prefix and a wildcard.
    Like(usize, &'static str),
    /// `[…].contains(resource.x)`
    OneOf(usize, Words),
    Contains(usize, &'static str),
    /// The list on the left where the last is true.
    ContainsAny(usize, Words, bool),
    ContainsAll(usize, Words),
    /// `[…].containsAll(resource.open)`
    Within(usize, Words),
    IsEmpty(usize),
    SetEquals(usize, Words, bool),
    OpenAny(usize, usize),
    OpenAll(usize, usize),
    /// `resource.open.contains(resource.text)`
    Holds(usize, usize),
    Tier(Op, &'static str),
    HasSector,
    Sector(Op, &'static str),
    HasJurisdictions,
    Jurisdiction(&'static str),
    HasExposure,
    Exposure(Op, &'static str),
}

/// What a read needs to be guarded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Path {
    Attr(usize),
    Sector,
    Jurisdictions,
    Exposure,
}

#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Const(bool),
    Leaf(Leaf),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
}

/// A control.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) whens: Vec<Tree>,
    pub(crate) unless: Option<Tree>,
    pub(crate) minimum: Worth,
}

/// Facts about one resource: values with their worths.
pub(crate) type Seen = BTreeMap<usize, Vec<(Val, Worth)>>;
/// One view: a value, or the members of an open set.
pub(crate) type View = BTreeMap<usize, Vec<Val>>;

impl Leaf {
    /// The attributes that it reads.
    pub(crate) fn attrs(&self) -> Vec<usize> {
        match self {
            Self::Has(a)
            | Self::Is(a)
            | Self::Compare(a, ..)
            | Self::Like(a, _)
            | Self::OneOf(a, _)
            | Self::Contains(a, _)
            | Self::ContainsAny(a, ..)
            | Self::ContainsAll(a, _)
            | Self::Within(a, _)
            | Self::IsEmpty(a)
            | Self::SetEquals(a, ..) => vec![*a],
            Self::CompareTwo(a, _, b)
            | Self::OpenAny(a, b)
            | Self::OpenAll(a, b)
            | Self::Holds(a, b) => vec![*a, *b],
            _ => Vec::new(),
        }
    }

    /// What must be known to be there before it may be read.
    pub(crate) fn guards(&self, attrs: &[Attr]) -> Vec<Path> {
        match self {
            Self::Has(_) => Vec::new(),
            Self::Sector(..) => vec![Path::Sector],
            Self::Jurisdiction(_) => vec![Path::Jurisdictions],
            Self::Exposure(..) => vec![Path::Exposure],
            other => other
                .attrs()
                .into_iter()
                .filter(|attr| !attrs[*attr].sort.is_host())
                .map(Path::Attr)
                .collect(),
        }
    }

    /// Whether some facts can make it known to be true, to be false.
    pub(crate) fn can(&self, want: bool) -> bool {
        match self {
            Self::Has(_)
            | Self::Contains(..)
            | Self::ContainsAny(..)
            | Self::ContainsAll(..)
            | Self::OpenAny(..)
            | Self::Holds(..)
            | Self::HasSector
            | Self::HasJurisdictions
            | Self::HasExposure => want,
            Self::Within(..) | Self::IsEmpty(_) => !want,
            Self::SetEquals(..) | Self::OpenAll(..) => false,
            _ => true,
        }
    }

    pub(crate) fn read(&self, view: &View, scope: &Scope) -> K {
        let sure = |truth: bool| if truth { K::T } else { K::F };
        let grows = |truth: bool| if truth { K::T } else { K::U };
        let one = |attr: &usize| view.get(attr).and_then(|values| values.first());
        let set = |attr: &usize| {
            view.get(attr)
                .map(|values| values.iter().collect::<BTreeSet<_>>())
        };
        let texts = |words: &Words| words.iter().map(|word| Val::Text(word)).collect::<Vec<_>>();
        let read = || -> Option<K> {
            Some(match self {
                Self::Has(a) => grows(view.contains_key(a)),
                Self::Is(a) => sure(*one(a)? == Val::Flag(true)),
                Self::Compare(a, op, literal, false) => sure(op.holds(one(a)?, literal)),
                Self::Compare(a, op, literal, true) => sure(op.holds(literal, one(a)?)),
                Self::CompareTwo(a, op, b) => sure(op.holds(one(a)?, one(b)?)),
                Self::Like(a, prefix) => match one(a)? {
                    Val::Text(text) => sure(text.starts_with(prefix)),
                    _ => return None,
                },
                Self::OneOf(a, words) => sure(texts(words).contains(one(a)?)),
                Self::Contains(a, word) => grows(set(a)?.contains(&Val::Text(word))),
                Self::ContainsAny(a, words, _) => {
                    let set = set(a)?;
                    grows(texts(words).iter().any(|word| set.contains(word)))
                }
                Self::ContainsAll(a, words) => {
                    let set = set(a)?;
                    grows(texts(words).iter().all(|word| set.contains(word)))
                }
                Self::Within(a, words) => {
                    let words = texts(words);
                    match set(a)?.into_iter().all(|member| words.contains(member)) {
                        true => K::U,
                        false => K::F,
                    }
                }
                // A set that is there has a member.
                Self::IsEmpty(a) => set(a).map(|_| K::F)?,
                Self::SetEquals(..) | Self::OpenAll(..) => K::U,
                Self::OpenAny(a, b) => grows(set(a)?.intersection(&set(b)?).next().is_some()),
                Self::Holds(a, b) => grows(set(a)?.contains(one(b)?)),
                Self::Tier(op, word) => sure(op.holds(&Val::Text(scope.tier), &Val::Text(word))),
                Self::HasSector => grows(scope.sector.is_some()),
                Self::Sector(op, word) => {
                    sure(op.holds(&Val::Text(scope.sector?), &Val::Text(word)))
                }
                Self::HasJurisdictions => grows(scope.jurisdictions.is_some()),
                Self::Jurisdiction(word) => sure(scope.jurisdictions.as_ref()?.contains(word)),
                Self::HasExposure => grows(scope.exposure.is_some()),
                Self::Exposure(op, word) => {
                    sure(op.holds(&Val::Text(scope.exposure?), &Val::Text(word)))
                }
            })
        };
        read().unwrap_or(K::U)
    }
}

impl Tree {
    pub(crate) fn leaves<'a>(&'a self, found: &mut Vec<&'a Leaf>) {
        match self {
            Self::Const(_) => {}
            Self::Leaf(leaf) => found.push(leaf),
            Self::Not(a) => a.leaves(found),
            Self::And(a, b) | Self::Or(a, b) => {
                a.leaves(found);
                b.leaves(found);
            }
            Self::If(a, b, c) => {
                a.leaves(found);
                b.leaves(found);
                c.leaves(found);
            }
        }
    }

    pub(crate) fn can(&self, want: bool) -> bool {
        match self {
            Self::Const(value) => *value == want,
            Self::Leaf(leaf) => leaf.can(want),
            Self::Not(a) => a.can(!want),
            Self::And(a, b) if want => a.can(true) && b.can(true),
            Self::Or(a, b) if !want => a.can(false) && b.can(false),
            Self::And(a, b) | Self::Or(a, b) => a.can(want) || b.can(want),
            Self::If(c, t, e) => {
                c.can(true) && t.can(want)
                    || c.can(false) && e.can(want)
                    || t.can(want) && e.can(want)
            }
        }
    }

    pub(crate) fn read(&self, view: &View, scope: &Scope) -> K {
        match self {
            Self::Const(true) => K::T,
            Self::Const(false) => K::F,
            Self::Leaf(leaf) => leaf.read(view, scope),
            Self::Not(a) => a.read(view, scope).not(),
            Self::And(a, b) => match (a.read(view, scope), b.read(view, scope)) {
                (K::F, _) | (_, K::F) => K::F,
                (K::T, K::T) => K::T,
                _ => K::U,
            },
            Self::Or(a, b) => match (a.read(view, scope), b.read(view, scope)) {
                (K::T, _) | (_, K::T) => K::T,
                (K::F, K::F) => K::F,
                _ => K::U,
            },
            Self::If(c, t, e) => {
                let (then, otherwise) = (t.read(view, scope), e.read(view, scope));
                match c.read(view, scope) {
                    K::T => then,
                    K::F => otherwise,
                    K::U if then == otherwise => then,
                    K::U => K::U,
                }
            }
        }
    }
}
