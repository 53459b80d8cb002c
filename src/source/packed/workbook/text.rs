//! Text of parts and of cells.

use super::super::Fault;

/// The text of a part. Every program writes UTF-8; UTF-16 would be allowed (ECMA-376 part 2, 6.2.5).
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Fault> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Fault::refused(format!(
            "`{name}` is UTF-16: save the workbook anew"
        )));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Fault::damaged(format!("`{name}` is not UTF-8; ask for the file again")))?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Resolves `_x000D_`, by which a workbook writes characters that XML has not (ECMA-376 part 1,
/// 22.9.2.19 `ST_Xstring`). Control characters become a mark that shows, line breaks and tabs stay.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let code = escape
            .get(2..7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        match code {
            Some(character) => {
                out.push(character);
                rest = escape.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = escape.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if out.contains(control) {
        out = out.replace(control, "\u{FFFD}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn characters_that_xml_has_not() {
        for (written, read) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00_ _xZZZZ_ _x000", "_x00_ _xZZZZ_ _x000"),
            ("x_x0007_y", "x\u{FFFD}y"),
            ("é_x", "é_x"),
            ("_xé€_", "_xé€_"),
        ] {
            assert_eq!(unescape(written), read);
        }
    }
}
