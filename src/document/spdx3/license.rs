//! Licences: elements that relationships name (SPDX 3.0.1, SimpleLicensing and ExpandedLicensing).

use super::{Graph, Link, Place, places, type_of};
use crate::fact::{EntityRef, is_placeholder};
use crate::source::Span;
use crate::tree::{Node, child};

/// Sets in sets are followed so far.
const DEEPEST: usize = 8;
/// Most licences that are looked at in a document beyond one for each element: sets may share
/// members.
pub(super) const MOST: usize = 100_000;
/// Longest licence, in bytes: many packages may share one.
const LONGEST_LICENSE: usize = 2_000;
/// Addresses of the licences of the SPDX list start so.
const LISTED: &[&str] = &["https://spdx.org/licenses/", "http://spdx.org/licenses/"];

/// A licence: where it is said, and what.
struct Said {
    pointer: String,
    span: Span,
    text: String,
}

impl<'a> Graph<'a> {
    /// States the declared licence, or else the concluded one: a conclusion about the licence does
    /// not change what was declared. Several are joined with AND, since each of them binds.
    pub(super) fn licenses(&mut self, entity: EntityRef, element: usize) {
        for link in [Link::Declared, Link::Concluded] {
            let Some(ends) = self.links.get(&(element, link)).cloned() else {
                continue;
            };
            let mut said = Vec::new();
            for end in &ends {
                match self.license(&end.pointer, end.node, 0) {
                    Some(license) if is_placeholder(&license.text) => {
                        let reason = "a placeholder";
                        self.reading
                            .hollow("license", &license.pointer, license.span, reason);
                    }
                    Some(license) => said.push(license),
                    None => {
                        let message = "the licence is not described in this document";
                        self.reading.skip(&end.pointer, end.node.span, message);
                        return;
                    }
                }
            }
            let texts: Vec<&str> = said.iter().map(|it| it.text.as_str()).collect();
            let text = joined(&texts, " AND ");
            if let Some(first) = said.first() {
                if text.len() > LONGEST_LICENSE {
                    let reason = "too long for a licence";
                    self.reading
                        .hollow("license", &first.pointer, first.span, reason);
                    return;
                }
                self.reading
                    .state_license(entity, &first.pointer, first.span, &text);
                return;
            }
        }
    }

    fn license(&mut self, pointer: &str, node: &'a Node, depth: usize) -> Option<Said> {
        self.steps = self.steps.checked_sub(1).filter(|_| depth <= DEEPEST)?;
        let here = |text: &str| Said {
            pointer: pointer.to_owned(),
            span: node.span,
            text: text.to_owned(),
        };
        let Some(Place {
            pointer: at,
            node: license,
        }) = self.resolve(node, pointer)
        else {
            let id = node.text()?;
            if let Some(name) = listed(id) {
                return Some(here(name));
            }
            // The individuals of the specification.
            return [
                "NoAssertionLicense",
                "NoneLicense",
                "NoAssertionElement",
                "NoneElement",
            ]
            .iter()
            .any(|it| id.ends_with(it))
            .then(|| here("NOASSERTION"));
        };
        let member = |key: &str| {
            let node = license.get(key)?;
            Some(Said {
                pointer: child(&at, key),
                span: node.span,
                text: node
                    .text()
                    .filter(|text| text.len() <= LONGEST_LICENSE)?
                    .trim()
                    .to_owned(),
            })
        };
        let mut part = |key: &str| {
            let parts = places(license.get(key)?, &child(&at, key));
            let parts: Option<Vec<Said>> = parts
                .iter()
                .map(|it| self.license(&it.pointer, it.node, depth + 1))
                .collect();
            parts.filter(|parts| !parts.is_empty())
        };
        let kind = type_of(license);
        match kind.rsplit('_').next().unwrap_or(kind) {
            "LicenseExpression" => member("simplelicensing_licenseExpression"),
            "ListedLicense" => match super::id_of(license).and_then(listed) {
                Some(id) => Some(Said {
                    text: id.to_owned(),
                    ..here("")
                }),
                None => member("name"),
            },
            "NoAssertionLicense" | "NoneLicense" => Some(here("NOASSERTION")),
            set @ ("ConjunctiveLicenseSet" | "DisjunctiveLicenseSet") => {
                let parts = part("expandedlicensing_member")?;
                let texts: Vec<&str> = parts.iter().map(|it| it.text.as_str()).collect();
                if texts.iter().map(|text| text.len()).sum::<usize>() > LONGEST_LICENSE {
                    return None;
                }
                if texts.iter().any(|text| is_placeholder(text)) {
                    return Some(here("NOASSERTION"));
                }
                let word = if set.starts_with('C') {
                    " AND "
                } else {
                    " OR "
                };
                Some(Said {
                    pointer: at.clone(),
                    span: license.span,
                    text: joined(&texts, word),
                })
            }
            "OrLaterOperator" => {
                let inner = part("expandedlicensing_subjectLicense")?
                    .into_iter()
                    .next()?;
                Some(Said {
                    text: format!("{}-or-later", inner.text.trim_end_matches("-only")),
                    ..inner
                })
            }
            "CustomLicense" | "SimpleLicensingText" => member("name"),
            _ => None,
        }
    }
}

/// The id of a licence of the SPDX list from its address.
fn listed(address: &str) -> Option<&str> {
    let id = LISTED
        .iter()
        .find_map(|start| address.strip_prefix(start))?;
    let id = id.trim_end_matches('/').trim_end_matches(".html");
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// Expressions joined by a word, those of several parts in brackets.
fn joined(texts: &[&str], word: &str) -> String {
    let [only] = texts else {
        let parts: Vec<String> = texts
            .iter()
            .map(|text| {
                if text.contains(" OR ") || text.contains(" AND ") {
                    format!("({text})")
                } else {
                    (*text).to_owned()
                }
            })
            .collect();
        return parts.join(word);
    };
    (*only).to_owned()
}
