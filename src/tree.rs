//! The one tree that every format yields, and the one way of pointing into it: RFC 6901 JSON
//! Pointers. JSON and YAML stand as they are; Markdown is `/frontmatter/…` and
//! `/sections/N/{heading,level,text,tables}`; a table and each sheet of a workbook is
//! `/sheets/NAME/rows/N/HEADER`, with `/sheets/NAME/above/N` for what stands above the header; XML is
//! `/NAME/N/…` with `@attribute` and `#text`; JSON Lines are `/lines/N`.
//! Every node knows its byte span; [`crate::source::SourceFile`] turns it into line and column.

use crate::limits::Limits;
use crate::source::Span;

mod json;
mod lines;
mod markdown;
mod table;
mod workbook;
mod xml;
mod yaml;

pub use json::{parse as json, parse_python as python_json};
pub use lines::{is_lines, parse as lines, parse_python as python_lines};
pub use markdown::parse as markdown;
pub use table::{parse as table, parse_under as table_under};
pub use workbook::workbook;
pub use xml::parse as xml;
pub use yaml::parse as yaml;

/// Why a text is not the syntax that it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Byte offset in the file, byte order mark included.
    pub offset: usize,
    /// What was expected here, in one sentence, without the place.
    pub message: String,
    /// The name of the limit that the text exceeds, if that is what is wrong.
    pub limit: Option<&'static str>,
}

impl SyntaxError {
    fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            limit: None,
        }
    }

    /// A bound that the text exceeds; `expected` says what would have fitted.
    fn exceeds(limits: &Limits, name: &'static str, offset: usize, expected: String) -> Self {
        Self {
            offset,
            message: format!("{expected} {}", limits.exceeded(name)),
            limit: Some(name),
        }
    }

    fn too_deep(limits: &Limits, offset: usize) -> Self {
        let expected = format!(
            "the nesting is too deep; expected at most {} levels of lists and objects",
            limits.levels()
        );
        Self::exceeds(limits, "depth", offset, expected)
    }

    fn too_large(limits: &Limits, offset: usize) -> Self {
        let expected = format!(
            "the document is too large; expected at most {} values",
            limits.nodes
        );
        Self::exceeds(limits, "nodes", offset, expected)
    }
}

fn too_many_rows(limits: &Limits, offset: usize) -> SyntaxError {
    let expected = format!("expected at most {} rows or lines", limits.rows);
    SyntaxError::exceeds(limits, "rows", offset, expected)
}

/// Whether the cells of a row are names of columns that somebody knows: how the header of a table is
/// found that does not begin with it.
pub type NamesColumns = fn(&[&str]) -> bool;

/// Rows in which a header is looked for.
const SEARCHED: usize = 100;

/// What is left of [`Limits::nodes`]. Text that a document writes once and a tree repeats
/// (aliased values, table headers) is charged by its length too.
struct Budget {
    left: usize,
    limits: Limits,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self {
            left: limits.nodes,
            limits: *limits,
        }
    }

    fn take(&mut self, weight: usize, offset: usize) -> Result<(), SyntaxError> {
        self.left = self
            .left
            .checked_sub(weight)
            .ok_or_else(|| SyntaxError::too_large(&self.limits, offset))?;
        Ok(())
    }
}

/// What a repeated text costs in nodes.
fn weight(text: &str) -> usize {
    1 + text.len() / 64
}

/// A parsed document.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The whole document.
    pub root: Node,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes of the value in the file, byte order mark counted.
    pub span: Span,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, its exact text.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    Array(Vec<Node>),
    /// Members in the order of the document; keys are unique.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Bytes of the key.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Tree {
    /// The node at an RFC 6901 pointer; `""` is the root.
    pub fn get(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(&self.root);
        }
        let mut node = &self.root;
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Object(_) => node.get(&token)?,
                Value::Array(items) => {
                    // RFC 6901 section 4: no leading zeros, no sign.
                    if token.len() > 1 && token.starts_with('0')
                        || !token.bytes().all(|byte| byte.is_ascii_digit())
                    {
                        return None;
                    }
                    items.get(token.parse::<usize>().ok()?)?
                }
                _ => return None,
            };
        }
        Some(node)
    }
}

impl Node {
    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members()
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.node)
    }

    /// The members of an object; empty for anything else.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar as it is written: the text of a string, the exact text of a number, `true`,
    /// `false`. Nothing for null, arrays and objects.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }
}

/// A pointer with one more token, escaped after RFC 6901 section 3.
pub fn child(pointer: &str, token: &str) -> String {
    let mut out = String::with_capacity(pointer.len() + 1 + token.len());
    out.push_str(pointer);
    out.push('/');
    for part in token.split_inclusive(['~', '/']) {
        match part.strip_suffix('~') {
            Some(before) => {
                out.push_str(before);
                out.push_str("~0");
            }
            None => match part.strip_suffix('/') {
                Some(before) => {
                    out.push_str(before);
                    out.push_str("~1");
                }
                None => out.push_str(part),
            },
        }
    }
    out
}

/// A pointer with an array index.
pub fn item(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

#[cfg(test)]
mod tests {
    use super::child;

    #[test]
    fn a_token_is_escaped_once() {
        for (token, expected) in [
            ("", "/a/"),
            ("plain", "/a/plain"),
            ("~", "/a/~0"),
            ("/x/", "/a/~1x~1"),
            ("a~1b/~c", "/a/a~01b~1~0c"),
        ] {
            assert_eq!(child("/a", token), expected, "{token}");
        }
    }
}
