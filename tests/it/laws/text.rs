//! Controls as pack text, and packs of them.

use std::collections::BTreeSet;

use passmuster::fact::Worth;
use passmuster::policy::{Control, Pack, PackFiles, load_files};

use super::model::{Attr, Leaf, Op, Path, Sort, Spec, Tree};
use super::world::{Profile, literal};

fn attr_text(attr: Attr) -> String {
    match attr.sort {
        Sort::Tag => format!("resource.getTag(\"{}\")", attr.name),
        _ => format!("resource.{}", attr.name),
    }
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn compared(sort: Sort, op: Op, left: &str, right: &str) -> String {
    let word = match op {
        Op::Lt => ("<", "lessThan"),
        Op::Le => ("<=", "lessThanOrEqual"),
        Op::Gt => (">", "greaterThan"),
        Op::Ge => (">=", "greaterThanOrEqual"),
        Op::Eq => ("==", ""),
        Op::Ne => ("!=", ""),
    };
    if sort == Sort::Decimal && !word.1.is_empty() {
        format!("{left}.{}({right})", word.1)
    } else {
        format!("{left} {} {right}", word.0)
    }
}

impl Leaf {
    pub(crate) fn text(&self, attrs: &[Attr]) -> String {
        let name = |attr: &usize| attr_text(attrs[*attr]);
        let plain = |op: &Op, left: &str, word: &str| {
            compared(Sort::Text, *op, left, &format!("\"{word}\""))
        };
        match self {
            Self::Has(a) => match attrs[*a].sort {
                Sort::Tag => format!("resource.hasTag(\"{}\")", attrs[*a].name),
                _ => format!("resource has {}", attrs[*a].name),
            },
            Self::Is(a) => name(a),
            Self::Compare(a, op, val, false) => {
                compared(attrs[*a].sort, *op, &name(a), &literal(val))
            }
            Self::Compare(a, op, val, true) => {
                compared(attrs[*a].sort, *op, &literal(val), &name(a))
            }
            Self::CompareTwo(a, op, b) => compared(attrs[*a].sort, *op, &name(a), &name(b)),
            Self::Like(a, prefix) => format!("{} like \"{prefix}*\"", name(a)),
            Self::OneOf(a, words) => format!("{}.contains({})", list(words), name(a)),
            Self::Contains(a, word) => format!("{}.contains(\"{word}\")", name(a)),
            Self::ContainsAny(a, words, false) => {
                format!("{}.containsAny({})", name(a), list(words))
            }
            Self::ContainsAny(a, words, true) => {
                format!("{}.containsAny({})", list(words), name(a))
            }
            Self::ContainsAll(a, words) => format!("{}.containsAll({})", name(a), list(words)),
            Self::Within(a, words) => format!("{}.containsAll({})", list(words), name(a)),
            Self::IsEmpty(a) => format!("{}.isEmpty()", name(a)),
            Self::SetEquals(a, words, equal) => {
                format!(
                    "{} {} {}",
                    name(a),
                    if *equal { "==" } else { "!=" },
                    list(words)
                )
            }
            Self::OpenAny(a, b) => format!("{}.containsAny({})", name(a), name(b)),
            Self::OpenAll(a, b) => format!("{}.containsAll({})", name(a), name(b)),
            Self::Holds(a, b) => format!("{}.contains({})", name(a), name(b)),
            Self::Tier(op, word) => plain(op, "context.risk_tier", word),
            Self::HasSector => "context has sector".to_owned(),
            Self::Sector(op, word) => plain(op, "context.sector", word),
            Self::HasJurisdictions => "context has jurisdictions".to_owned(),
            Self::Jurisdiction(word) => format!("context.jurisdictions.contains(\"{word}\")"),
            Self::HasExposure => "principal has exposure".to_owned(),
            Self::Exposure(op, word) => plain(op, "principal.exposure", word),
        }
    }
}

impl Path {
    fn has(self) -> Leaf {
        match self {
            Self::Attr(attr) => Leaf::Has(attr),
            Self::Sector => Leaf::HasSector,
            Self::Jurisdictions => Leaf::HasJurisdictions,
            Self::Exposure => Leaf::HasExposure,
        }
    }
}

impl Tree {
    pub(crate) fn text(&self, attrs: &[Attr]) -> String {
        match self {
            Self::Const(value) => value.to_string(),
            Self::Leaf(leaf) => leaf.text(attrs),
            Self::Not(a) => format!("!({})", a.text(attrs)),
            Self::And(a, b) => format!("({} && {})", a.text(attrs), b.text(attrs)),
            Self::Or(a, b) => format!("({} || {})", a.text(attrs), b.text(attrs)),
            Self::If(c, t, e) => format!(
                "(if {} then {} else {})",
                c.text(attrs),
                t.text(attrs),
                e.text(attrs)
            ),
        }
    }

    /// What is known to be there where this holds.
    fn shows(&self) -> BTreeSet<Path> {
        match self {
            Self::Leaf(Leaf::Has(attr)) => [Path::Attr(*attr)].into(),
            Self::Leaf(Leaf::HasSector) => [Path::Sector].into(),
            Self::Leaf(Leaf::HasJurisdictions) => [Path::Jurisdictions].into(),
            Self::Leaf(Leaf::HasExposure) => [Path::Exposure].into(),
            Self::And(a, b) => a.shows().union(&b.shows()).copied().collect(),
            Self::Or(a, b) => a.shows().intersection(&b.shows()).copied().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Puts a guard before each read that has none: strict validation asks for it.
    pub(crate) fn guarded(self, attrs: &[Attr], known: &BTreeSet<Path>) -> Self {
        let more = |shown: BTreeSet<Path>| known.union(&shown).copied().collect::<BTreeSet<_>>();
        match self {
            Self::Const(_) => self,
            Self::Leaf(leaf) => leaf
                .guards(attrs)
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .rev()
                .filter(|path| !known.contains(path))
                .fold(Self::Leaf(leaf), |inner, path| {
                    Self::And(Box::new(Self::Leaf(path.has())), Box::new(inner))
                }),
            Self::Not(a) => Self::Not(Box::new(a.guarded(attrs, known))),
            Self::And(a, b) => {
                let a = a.guarded(attrs, known);
                let b = b.guarded(attrs, &more(a.shows()));
                Self::And(Box::new(a), Box::new(b))
            }
            Self::Or(a, b) => Self::Or(
                Box::new(a.guarded(attrs, known)),
                Box::new(b.guarded(attrs, known)),
            ),
            Self::If(c, t, e) => {
                let c = c.guarded(attrs, known);
                let t = t.guarded(attrs, &more(c.shows()));
                let e = e.guarded(attrs, known);
                Self::If(Box::new(c), Box::new(t), Box::new(e))
            }
        }
    }
}

impl Spec {
    /// A control whose later clauses may rest on the guards of earlier ones.
    pub(crate) fn guarded(
        whens: Vec<Tree>,
        unless: Option<Tree>,
        minimum: Worth,
        attrs: &[Attr],
    ) -> Self {
        let mut known = BTreeSet::new();
        let whens = whens
            .into_iter()
            .map(|when| {
                let when = when.guarded(attrs, &known);
                known.extend(when.shows());
                when
            })
            .collect();
        Self {
            whens,
            unless: unless.map(|unless| unless.guarded(attrs, &known)),
            minimum,
        }
    }

    pub(crate) fn text(&self, id: &str, profile: &Profile) -> String {
        let mut clauses = String::new();
        for when in &self.whens {
            clauses.push_str(&format!("\nwhen {{ {} }}", when.text(profile.attrs)));
        }
        if let Some(unless) = &self.unless {
            clauses.push_str(&format!("\nunless {{ {} }}", unless.text(profile.attrs)));
        }
        control(
            id,
            &format!(
                "@strength(\"{}\")\n@backing(\"{}\")",
                self.minimum.strength.name(),
                self.minimum.backing.name()
            ),
            &format!(
                "principal is {}, action, resource is {}",
                profile.principal, profile.resource
            ),
            &clauses,
        )
    }
}

/// A control as a pack writes it.
pub(crate) fn control(id: &str, annotations: &str, scope: &str, clauses: &str) -> String {
    format!(
        "// Why: a law of the evaluation.\n@id(\"{id}\")\n@title(\"Title\")\n@area(\"area\")\n\
         @severity(\"high\")\n@enforcement(\"mandatory\")\n@remediation(\"Mend it.\")\n\
         @since(\"0.1.0\")\n{annotations}\nforbid ({scope}){clauses};\n"
    )
}

/// Cases that the loader asks for; whether they hold is not the loader's business.
const CASES: &str = r#"
case = [
  { name = "a", outcome = "pass", document = [{ path = "a.md", text = "x" }] },
  { name = "b", outcome = "fail" },
  { name = "c", outcome = "insufficient" },
]
"#;

/// A pack of these controls: (id, text).
pub(crate) fn load(controls: &[(String, String)]) -> Result<Pack, String> {
    load_with(controls, "0.1.0", "")
}

pub(crate) fn load_with(
    controls: &[(String, String)],
    version: &str,
    citations: &str,
) -> Result<Pack, String> {
    let mut files = PackFiles::new();
    let manifest = format!(
        "id = \"laws\"\nversion = \"{version}\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"Laws\"\n"
    );
    files.insert("pack.toml".to_owned(), manifest.into_bytes());
    files.insert("citations.toml".to_owned(), citations.as_bytes().to_vec());
    let permit = "permit (principal, action, resource);\n";
    files.insert(
        "controls/actions.cedar".to_owned(),
        permit.as_bytes().to_vec(),
    );
    for (id, text) in controls {
        files.insert(format!("controls/{id}.cedar"), text.as_bytes().to_vec());
        files.insert(format!("tests/{id}.toml"), CASES.as_bytes().to_vec());
    }
    load_files("laws", files).map_err(|problems| problems.to_string())
}

/// A control of a pack, with the minimum that the test gives it.
pub(crate) fn asking(pack: &Pack, minimum: impl Fn(&Control) -> Worth) -> Pack {
    let mut pack = pack.clone();
    for control in &mut pack.controls {
        control.minimum = minimum(control);
    }
    pack
}
