//! What must hold of a policy's text before Cedar may parse it. Cedar's parser recurses: some 100
//! nested brackets overflow a 2 MiB stack, which no caller can catch (SEMANTICS.md, load check 6).

use crate::problem::Problem;
use crate::source::{SourceFile, Span};

/// Largest pack file, in bytes.
const FILE_BYTES: usize = 256 * 1024;
/// Deepest nesting of brackets.
const NESTING: usize = 32;
/// Most operators in one policy.
const OPERATORS: usize = 200;
/// Most `!`, `-` and `if` in one policy: each can open a level without a bracket.
const PREFIXES: usize = 64;

/// The reason why a text may not be parsed, if there is one.
pub(in crate::policy) fn too_deep(file: &SourceFile, text: &str) -> Option<Problem> {
    if text.len() > FILE_BYTES {
        return Some(
            Problem::file(
                file.path(),
                format!(
                    "{} bytes of policy text; at most {FILE_BYTES} are read",
                    text.len()
                ),
            )
            .help("split the controls over several files"),
        );
    }
    let at = |offset: usize, message: String| {
        let offset = offset + file.bom();
        Some(
            Problem::at(file, Span::new(offset, offset + 1), message)
                .help("split the condition into several controls"),
        )
    };
    let bytes = text.as_bytes();
    let (mut nesting, mut operators, mut prefixes) = (0usize, 0usize, 0usize);
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        let two = bytes.get(index..index + 2).unwrap_or_default();
        match byte {
            b'"' => {
                index += 1;
                while let Some(inner) = bytes.get(index) {
                    match inner {
                        b'\\' => index += 1,
                        b'"' => break,
                        _ => {}
                    }
                    index += 1;
                }
            }
            b'/' if two == b"//" => {
                while bytes.get(index).is_some_and(|byte| *byte != b'\n') {
                    index += 1;
                }
            }
            b'(' | b'[' | b'{' => {
                nesting += 1;
                // `resource["a"]["b"]…` closes each bracket and still nests an operation in the next.
                operators += usize::from(*byte == b'[');
                if nesting > NESTING {
                    return at(
                        index,
                        format!("brackets are nested more than {NESTING} deep"),
                    );
                }
            }
            b')' | b']' | b'}' => nesting = nesting.saturating_sub(1),
            b';' => {
                operators = 0;
                prefixes = 0;
            }
            b'&' | b'|' if two == b"&&" || two == b"||" => {
                operators += 1;
                index += 1;
            }
            b'<' | b'>' | b'+' | b'*' => operators += 1,
            b'!' | b'=' if two == b"!=" || two == b"==" => {
                operators += 1;
                index += 1;
            }
            b'!' | b'-' => prefixes += 1,
            b'.' => operators += 1,
            // A word that begins with `if` counts too: a bound may be coarse, never loose.
            b'i' if two == b"if" => prefixes += 1,
            _ => {}
        }
        if prefixes > PREFIXES {
            return at(
                index,
                format!("more than {PREFIXES} of `!`, `-` and `if` in one policy"),
            );
        }
        if operators > OPERATORS {
            return at(
                index,
                format!("more than {OPERATORS} operators in one policy"),
            );
        }
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_without_a_bracket_is_counted() {
        let refused = |text: &str| {
            let file = SourceFile::new("a.cedar", text.as_bytes().to_vec());
            too_deep(&file, text).is_some()
        };
        assert!(refused(&format!("resource{}", "[\"a\"]".repeat(300))));
        assert!(refused(&format!("resource{}", ".a".repeat(300))));
        assert!(refused(&"!".repeat(100)));
        assert!(!refused(&"[\"a\", \"b\"].contains(x);".repeat(300)));
    }
}
