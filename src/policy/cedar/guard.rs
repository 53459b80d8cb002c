//! The `has` guard that a condition lacks, written out.

use std::ops::Range;

/// The lines of a policy file in which an optional attribute or an answer is read (`access`, in
/// bytes), with its guard before the condition that reads it. None, if what is read is not an
/// attribute of `principal`, `resource` or `context`, nor an answer.
pub(super) fn guarded(text: &str, access: Range<usize>) -> Option<String> {
    let guard = guard(text.get(access.clone())?)?;
    let start = condition_start(text, access.start);
    let lines = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text
        .get(access.end..)?
        .find('\n')
        .map_or(text.len(), |at| access.end + at);
    let fixed = format!(
        "{}{guard} && {}",
        text.get(lines..start)?,
        text.get(start..end)?
    );
    let words: Vec<&str> = fixed.split_whitespace().collect();
    Some(words.join(" "))
}

/// `resource has x` for `resource.x`, `resource.hasTag(K)` for `resource.getTag(K)`.
fn guard(access: &str) -> Option<String> {
    let access = access.trim();
    let (of, read) = access.split_once('.')?;
    if !["principal", "resource", "context"].contains(&of) {
        return None;
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match read.strip_prefix("getTag(") {
        Some(key) => {
            let (key, _) = key.split_once("\")")?;
            Some(format!("{of}.hasTag({key}\")"))
        }
        None => {
            let name: String = read.chars().take_while(|c| word(*c)).collect();
            (!name.is_empty()).then(|| format!("{of} has {name}"))
        }
    }
}

/// Where the condition begins that stands around an offset: after the `{`, `(`, `&&`, `||` or
/// `then`, `else`, `if` before it. A bracket that closes again on the way belongs to the condition.
fn condition_start(text: &str, from: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in before.char_indices().rev() {
        match c {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            // `[…].contains(resource.x)`: the call's bracket is part of the condition.
            '(' if !before
                .get(..at)
                .is_some_and(|it| it.ends_with(|c: char| c.is_ascii_alphanumeric())) =>
            {
                start = at + 1;
                break;
            }
            '{' | '&' | '|' if depth == 0 => {
                start = at + 1;
                break;
            }
            'n' | 'e' | 'f' if depth == 0 => {
                let word = ["then", "else", "if"].iter().any(|word| {
                    before.get(..=at).is_some_and(|it| {
                        it.strip_suffix(word)
                            .is_some_and(|rest| rest.ends_with([' ', '\n', '(', '{']))
                    })
                });
                if word
                    && before
                        .get(at + 1..)
                        .is_some_and(|it| it.starts_with([' ', '\n']))
                {
                    start = at + 1;
                    break;
                }
            }
            _ => {}
        }
    }
    let rest = text.get(start..from).unwrap_or_default();
    start + (rest.len() - rest.trim_start().len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    #[test]
    fn the_line_is_written_out() {
        for (line, access, wanted) in [
            (
                "unless { resource.multi_factor };",
                "resource.multi_factor",
                "unless { resource has multi_factor && resource.multi_factor };",
            ),
            (
                "unless { resource has a && !resource.b };",
                "resource.b",
                "unless { resource has a && resource has b && !resource.b };",
            ),
            (
                "when { context.risk_tier == \"high\" || (resource.days <= 3 && true) }",
                "resource.days",
                "when { context.risk_tier == \"high\" || (resource has days && resource.days <= 3 && true) }",
            ),
            (
                "unless { [\"a\", \"b\"].contains(resource.metric) };",
                "resource.metric",
                "unless { resource has metric && [\"a\", \"b\"].contains(resource.metric) };",
            ),
            (
                "unless { resource.getTag(\"Q-1:A\") == \"yes\" };",
                "resource.getTag(\"Q-1:A\")",
                "unless { resource.hasTag(\"Q-1:A\") && resource.getTag(\"Q-1:A\") == \"yes\" };",
            ),
            (
                "unless { if true then resource.b else false };",
                "resource.b",
                "unless { if true then resource has b && resource.b else false };",
            ),
        ] {
            let at = line.find(access).unwrap();
            let text = format!("// above\n{line}\n// below");
            let at = at + "// above\n".len();
            assert_eq!(guarded(&text, at..at + access.len()).unwrap(), wanted);
        }
        assert_eq!(guarded("unless { x };", 9..10), None);
    }
}
