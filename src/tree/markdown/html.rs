//! The visible text of HTML inside Markdown, without a browser: tags, comments, scripts and styles
//! go, everything else stays.

use std::borrow::Cow;

/// A piece of HTML and its byte offset in the text given to [`Tokens::new`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Visible text, entities not yet decoded.
    Text(&'a str),
    /// A start tag and where it begins.
    Open(&'a str, usize),
    /// An end tag and where it ends.
    Close(&'a str, usize),
}

pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Goes behind the next `end`, or to the end of the text.
    fn skip_past(&mut self, from: usize, end: &str) {
        let rest = self.rest();
        self.at = rest
            .get(from..)
            .and_then(|rest| rest.find(end))
            .map_or(self.html.len(), |found| self.at + from + found + end.len());
    }

    /// Goes behind the `>` of a tag; a quote counts only where an attribute's value begins.
    fn skip_tag(&mut self) {
        let mut quote = None;
        let mut value = false;
        for (index, byte) in self.rest().bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'>') => {
                    self.at += index + 1;
                    return;
                }
                (None, b'"' | b'\'') if value => quote = Some(byte),
                _ => {}
            }
            value = byte == b'=' || (value && byte.is_ascii_whitespace());
        }
        self.at = self.html.len();
    }

    fn skip_element(&mut self, name: &str) {
        let rest = self.rest();
        self.at = rest
            .match_indices("</")
            .find(|(found, _)| {
                rest.get(found + 2..found + 2 + name.len())
                    .is_some_and(|end| end.eq_ignore_ascii_case(name))
            })
            .map_or(self.html.len(), |(found, _)| self.at + found);
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let start = self.at;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                // `<!-->` is a whole comment.
                self.skip_past(2, "-->");
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                self.skip_past(2, ">");
                continue;
            }
            let inner = rest.strip_prefix('<').unwrap_or_default();
            let (close, named) = match inner.strip_prefix('/') {
                Some(named) => (true, named),
                None => (false, inner),
            };
            let length = named.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let name = named.get(..length).unwrap_or_default();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let skip = usize::from(rest.starts_with('<'));
                let length = rest
                    .get(skip..)
                    .and_then(|rest| rest.find('<'))
                    .map_or(rest.len(), |found| skip + found);
                self.at += length;
                return rest
                    .get(..length)
                    .filter(|text| !text.is_empty())
                    .map(Token::Text);
            }
            self.at += if close { 2 } else { 1 } + length;
            self.skip_tag();
            if close {
                return Some(Token::Close(name, self.at));
            }
            if ["script", "style", "template"]
                .iter()
                .any(|hidden| name.eq_ignore_ascii_case(hidden))
            {
                self.skip_element(name);
            }
            return Some(Token::Open(name, start));
        }
    }
}

/// The level of `h1` to `h6`.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Whether a tag begins or ends a line; cells of a table are set apart by a space.
pub(super) fn breaks_line(name: &str) -> Option<char> {
    const LINES: [&str; 22] = [
        "address",
        "article",
        "blockquote",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "footer",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "tr",
        "ul",
    ];
    let is = |tag: &&str| name.eq_ignore_ascii_case(tag);
    if LINES.iter().any(is) || is(&"table") || heading_level(name).is_some() {
        Some('\n')
    } else if is(&"td") || is(&"th") {
        Some(' ')
    } else {
        None
    }
}

/// Text with its character references decoded, as far as they occur in prose.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split('&');
    let mut out = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let decoded = piece
            .split_once(';')
            .and_then(|(name, rest)| Some((character(name)?, rest)));
        match decoded {
            Some((c, rest)) => {
                out.push(c);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    let named = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "copy" => '©',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            return char::from_u32(code.ok()?).filter(|c| *c != '\0');
        }
    };
    Some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen() {
        for (html, seen) in [
            ("a<b>c</b>d", "acd"),
            ("<a title='x>y' rel=\"<\">z</a>", "z"),
            ("<p don't>z", "z"),
            ("a<!-- b > <i> -->c<!-->d<!-- e", "acd"),
            ("<STYLE>p > a {}</Style>b<script>1</script>c", "bc"),
            (
                "1 < 2 &amp;&lt;&#x41;&#66;&bogus;&#0;",
                "1 < 2 &<AB&bogus;&#0;",
            ),
            ("<!DOCTYPE html><?php x ?>a</", "a</"),
            ("a<b", "a"),
        ] {
            let text: String = Tokens::new(html)
                .filter_map(|token| match token {
                    Token::Text(text) => Some(decode(text)),
                    _ => None,
                })
                .collect();
            assert_eq!(text, seen, "{html}");
        }
    }
}
