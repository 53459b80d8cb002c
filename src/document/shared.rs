//! What several formats ask of a text or a node.

use crate::fact::is_placeholder;
use crate::tree::{Node, Value};

/// Longest name, in bytes, that is read where many places of a document refer to one: what is
/// longer is no name, and would be repeated for each of them.
pub(super) const LONGEST_NAME: usize = 500;
/// Why a longer one is not read.
pub(super) const TOO_LONG: &str = "too long for a name";

/// Whether a package URL names one version: `pkg:type/namespace/name@version`.
pub(super) fn has_version(purl: &str) -> bool {
    let path = purl.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    purl.starts_with("pkg:")
        && last
            .split_once('@')
            .is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())
}

/// Whether a field holds text that says something, at any depth.
pub(super) fn has_content(node: &Node) -> bool {
    node.text().is_some_and(|text| !is_placeholder(text))
        || node.items().iter().any(has_content)
        || node
            .members()
            .iter()
            .any(|member| has_content(&member.node))
        || matches!(node.value, Value::Number(_))
}

/// Whether a text is a SHA-256 in hexadecimal digits.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
