//! PEM (RFC 7468): blocks of base64 between lines that say what they are.

use crate::envelope::{base64_bytes, base64_text};

/// The blocks of a text with this label, decoded. A block that does not end or is not base64 is an
/// error: half of a list of roots is another list.
///
/// # Errors
/// What is wrong, in one clause.
pub fn blocks(text: &str, label: &str) -> Result<Vec<Vec<u8>>, String> {
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(&begin) {
        let Some((body, next)) = after.split_once(&end) else {
            return Err(format!("a block `{label}` does not end"));
        };
        let body: String = body
            .chars()
            .filter(|it| !it.is_ascii_whitespace())
            .collect();
        found.push(base64_bytes(&body).ok_or_else(|| format!("a block `{label}` is not base64"))?);
        rest = next;
    }
    Ok(found)
}

/// The block of bytes with this label.
pub fn write(label: &str, bytes: &[u8]) -> String {
    let body = base64_text(bytes);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut line = 0;
    for c in body.chars() {
        if line == 64 {
            text.push('\n');
            line = 0;
        }
        text.push(c);
        line += 1;
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_and_halves_do_not() {
        let text = format!("# a\n{}{}", write("A", &[7; 60]), write("B", b"b"));
        assert_eq!(blocks(&text, "A"), Ok(vec![vec![7; 60]]));
        assert_eq!(blocks(&text, "C"), Ok(Vec::new()));
        assert!(blocks(text.trim_end_matches("-----\n"), "B").is_err());
        assert!(blocks(&text.replace("Yg==", "Y?=="), "B").is_err());
    }
}
