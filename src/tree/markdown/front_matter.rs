//! Front matter at the first byte of a Markdown document.

use crate::limits::Limits;
use crate::source::Span;
use crate::tree::{self, Member, SyntaxError, Value};

pub(super) struct FrontMatter {
    /// The member of the root.
    pub(super) member: Member,
    /// Where the body begins.
    pub(super) end: usize,
}

/// Front matter stands between a first line and a next line of `---`. The same line may also be
/// a rule above prose, so what is between decides.
pub(super) fn split(
    text: &str,
    base: usize,
    limits: &Limits,
) -> Result<Option<FrontMatter>, SyntaxError> {
    let fence = |line: &str| {
        line.strip_prefix("---")
            .is_some_and(|rest| rest.trim().is_empty())
    };
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| fence(line)) else {
        return Ok(None);
    };
    let start = first.len();
    let mut end = start;
    let mut close = None;
    for line in lines {
        if fence(line) {
            close = Some(line.len());
            break;
        }
        end += line.len();
    }
    let yaml = text.get(start..end).unwrap_or_default();
    let Some(close) = close else {
        if looks_like_yaml(yaml) {
            return Err(SyntaxError::new(
                base,
                "expected a line of --- to close the front matter that begins here",
            ));
        }
        return Ok(None);
    };
    let mut node = match tree::yaml(yaml, base + start, limits) {
        Ok(tree) => tree.root,
        Err(error) if error.limit.is_some() || looks_like_yaml(yaml) => return Err(error),
        Err(_) => return Ok(None),
    };
    match node.value {
        Value::Object(_) => {}
        Value::Null => {
            node.value = Value::Object(Vec::new());
            node.span = Span::new(base + start, base + end);
        }
        Value::Array(_) => {
            return Err(SyntaxError::new(
                node.span.start,
                "expected the front matter to be a mapping of names to values",
            ));
        }
        _ => return Ok(None),
    }
    Ok(Some(FrontMatter {
        member: Member {
            key: "frontmatter".to_owned(),
            key_span: Span::new(base, base + first.trim_end().len()),
            node,
        },
        end: end + close,
    }))
}

/// Whether the first line that is neither blank nor a comment begins as a mapping or a list.
fn looks_like_yaml(text: &str) -> bool {
    let Some(line) = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
    else {
        return false;
    };
    let name = |key: &str| {
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.'\"".contains(c))
    };
    line.starts_with(['{', '['])
        || line
            .split_once(':')
            .is_some_and(|(key, rest)| name(key) && (rest.is_empty() || rest.starts_with(' ')))
}
