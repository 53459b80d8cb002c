//! Cells of a table that a spreadsheet opens.

use super::terminal;

/// Characters with which a spreadsheet begins a formula, their wide forms included.
const FORMULA: &str = "=+-@|%\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}";

/// A cell of CSV (RFC 4180), always quoted, on one line. What a spreadsheet would run as a formula
/// has an apostrophe before it; also behind a semicolon, since where that is the separator a
/// spreadsheet may begin a cell there.
pub fn csv_cell(text: &str) -> String {
    let text = terminal(text);
    // A number is none, whatever its sign.
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return format!("\"{text}\"");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut begins = true;
    for c in text.trim().chars() {
        if begins && FORMULA.contains(c) {
            out.push('\'');
        }
        begins = c == ';';
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// A row of such cells (RFC 4180, section 2).
pub fn csv_row<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "\"'=1+1\""),
            (" \t@SUM(A1)", "\"'@SUM(A1)\""),
            ("a;=1+1; -b", "\"a;'=1+1; -b\""),
            ("a \"b\"\r\n,c", "\"a \"\"b\"\"\\r\\n,c\""),
            ("\u{FF1D}cmd", "\"'\u{FF1D}cmd\""),
            ("", "\"\""),
            ("-21", "\"-21\""),
            ("-1+1", "\"'-1+1\""),
            ("-", "\"'-\""),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
