//! XML 1.0, without document types: children by local name, always lists, attributes as `@name`,
//! text as `#text`. The root element is the only member of the tree's root.

use std::collections::HashMap;

use roxmltree::{Document, Node as Element, ParsingOptions, TextPos};

use super::{Budget, Member, Node, SyntaxError, Tree, Value};
use crate::limits::Limits;
use crate::source::Span;

/// Reads XML; `base` is added to every offset.
///
/// # Errors
/// [`SyntaxError`] if the text is not well-formed, has a document type or entities of its own, says
/// that it is in another encoding than UTF-8, or exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    guard(text, base, limits)?;
    encoding(text, base)?;
    let options = ParsingOptions {
        nodes_limit: u32::try_from(limits.nodes).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| wrong(text, base, limits, &error))?;
    let mut builder = Builder {
        base,
        limits: *limits,
        budget: Budget::new(limits),
    };
    let root = document.root_element();
    let span = Span::new(base, base + text.len());
    let item = builder.element(root, "", 1)?;
    let inner = item.span;
    let list = Node {
        value: Value::Array(vec![item]),
        span: inner,
    };
    Ok(Tree {
        root: Node {
            value: Value::Object(vec![Member {
                key: root.tag_name().name().to_owned(),
                key_span: inner,
                node: list,
            }]),
            span,
        },
    })
}

struct Builder {
    base: usize,
    limits: Limits,
    budget: Budget,
}

impl Builder {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// An element as an object. `outer` is the namespace around it: `@xmlns` is said where it
    /// changes.
    fn element(
        &mut self,
        element: Element<'_, '_>,
        outer: &str,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        let span = self.span(element.range());
        if depth > self.limits.levels() {
            return Err(SyntaxError::too_deep(&self.limits, span.start));
        }
        self.budget.take(1, span.start)?;
        let mut members: Vec<Member> = Vec::new();
        let namespace = element.tag_name().namespace().unwrap_or("");
        if namespace != outer {
            members.push(text_member("@xmlns", namespace, span));
        }
        for attribute in element.attributes() {
            let at = self.span(attribute.range_value());
            self.budget.take(1, at.start)?;
            let key = format!("@{}", attribute.name());
            // Two attributes of different namespaces may share their local name: the first stands.
            if !members.iter().any(|member| member.key == key) {
                members.push(text_member(&key, attribute.value(), at));
            }
        }
        let mut text = String::new();
        let mut text_span: Option<Span> = None;
        let mut places: HashMap<&str, usize> = HashMap::new();
        for child in element.children() {
            if child.is_text() {
                let at = self.span(child.range());
                text.push_str(child.text().unwrap_or(""));
                let start = text_span.map_or(at.start, |before| before.start);
                text_span = Some(Span::new(start, at.end));
                continue;
            }
            if !child.is_element() {
                continue;
            }
            let name = child.tag_name().name();
            let node = self.element(child, namespace, depth + 1)?;
            let at = node.span;
            let place = *places.entry(name).or_insert_with(|| {
                members.push(Member {
                    key: name.to_owned(),
                    key_span: at,
                    node: Node {
                        value: Value::Array(Vec::new()),
                        span: at,
                    },
                });
                members.len() - 1
            });
            if let Some(member) = members.get_mut(place)
                && let Value::Array(items) = &mut member.node.value
            {
                member.node.span.end = at.end;
                items.push(node);
            }
        }
        if let Some(at) = text_span
            && !text.trim().is_empty()
        {
            self.budget.take(1, at.start)?;
            members.push(Member {
                key: "#text".to_owned(),
                key_span: at,
                node: Node {
                    value: Value::Text(text),
                    span: at,
                },
            });
        }
        Ok(Node {
            value: Value::Object(members),
            span,
        })
    }
}

fn text_member(key: &str, text: &str, span: Span) -> Member {
    Member {
        key: key.to_owned(),
        key_span: span,
        node: Node {
            value: Value::Text(text.to_owned()),
            span,
        },
    }
}

/// Counts what costs roxmltree more than linear time, before it looks: attributes of a tag and
/// declarations of namespaces (roxmltree compares each attribute with all before it, and copies
/// the declarations in scope at each tag that has one). Quotes are minded; whether it is well-formed is not its business.
fn guard(text: &str, base: usize, limits: &Limits) -> Result<(), SyntaxError> {
    let bytes = text.as_bytes();
    let mut namespaces = 0usize;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + open;
        let rest = bytes.get(start..).unwrap_or_default();
        let skipped = [
            (&b"<!--"[..], &b"-->"[..]),
            (&b"<![CDATA["[..], &b"]]>"[..]),
            (&b"<?"[..], &b"?>"[..]),
        ]
        .into_iter()
        .find(|(opens, _)| rest.starts_with(opens));
        if let Some((opens, closes)) = skipped {
            let inner = rest.get(opens.len()..).unwrap_or_default();
            match memchr::memmem::find(inner, closes) {
                Some(end) => at = start + opens.len() + end + closes.len(),
                None => return Ok(()),
            }
            continue;
        }
        let mut quote: Option<u8> = None;
        let mut attributes = 0usize;
        let mut end = bytes.len();
        for (index, byte) in rest.iter().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if *byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'=') => {
                    attributes += 1;
                    let name = rest.get(..index).unwrap_or_default().trim_ascii_end();
                    let word = name
                        .iter()
                        .rposition(u8::is_ascii_whitespace)
                        .map_or(0, |space| space + 1);
                    if name
                        .get(word..)
                        .is_some_and(|name| name.starts_with(b"xmlns"))
                    {
                        namespaces += 1;
                    }
                    let (name, most, what) = if attributes > limits.xml_attributes {
                        (
                            "xml-attributes",
                            limits.xml_attributes,
                            "attributes in a tag",
                        )
                    } else if namespaces > limits.xml_namespaces {
                        (
                            "xml-namespaces",
                            limits.xml_namespaces,
                            "namespaces in a document",
                        )
                    } else {
                        continue;
                    };
                    let expected = format!("expected at most {most} {what}");
                    let at = base + start + index;
                    return Err(SyntaxError::exceeds(limits, name, at, expected));
                }
                (None, b'>') => {
                    end = start + index + 1;
                    break;
                }
                (None, _) => {}
            }
        }
        at = end;
    }
    Ok(())
}

/// A text that says it is in another encoding was not written as the UTF-8 that it is read as.
fn encoding(text: &str, base: usize) -> Result<(), SyntaxError> {
    if text.is_ascii() || !text.starts_with("<?xml") {
        return Ok(());
    }
    let declaration = text.split("?>").next().unwrap_or_default();
    let Some(at) = declaration.find("encoding") else {
        return Ok(());
    };
    let name: String = declaration
        .get(at + "encoding".len()..)
        .unwrap_or_default()
        .chars()
        .skip_while(|c| c.is_whitespace() || *c == '=')
        .skip(1)
        .take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .take(40)
        .collect();
    if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") {
        return Ok(());
    }
    Err(SyntaxError::new(
        base + at,
        format!("expected UTF-8, but the document says that it is {name}; save it as UTF-8"),
    ))
}

/// roxmltree's error with our offset and words.
fn wrong(text: &str, base: usize, limits: &Limits, error: &roxmltree::Error) -> SyntaxError {
    use roxmltree::Error;
    if matches!(error, Error::NodesLimitReached) {
        return SyntaxError::too_large(limits, base);
    }
    let offset = match error {
        Error::NoRootNode | Error::UnclosedRootNode | Error::UnexpectedEndOfStream => text.len(),
        _ => offset(text, error.pos()),
    };
    let message = match error {
        Error::DtdDetected => {
            "a document type (DOCTYPE) is not read: take it out, and write its entities as text"
                .to_owned()
        }
        Error::UnknownEntityReference(name, _) => {
            let name: String = name.chars().take(40).collect();
            format!("expected one of the five entities of XML, but `&{name};` is none")
        }
        Error::UnexpectedCloseTag(expected, actual, _) => {
            let cut = |name: &String| name.chars().take(40).collect::<String>();
            format!(
                "expected `</{}>`, found `</{}>`",
                cut(expected),
                cut(actual)
            )
        }
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            "expected the closing tag, but the text ends here".to_owned()
        }
        Error::NoRootNode => "expected an element, but there is none".to_owned(),
        // The place is ours to say.
        other => {
            let text = other.to_string();
            let text = text.split(" at ").next().unwrap_or(&text);
            format!("expected well-formed XML: {text}")
        }
    };
    SyntaxError::new(base + offset, message)
}

/// The byte of a 1-based line and column, the column in characters.
fn offset(text: &str, pos: TextPos) -> usize {
    let row = usize::try_from(pos.row).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(pos.col).unwrap_or(1).saturating_sub(1);
    let start = match row {
        0 => 0,
        row => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(row - 1)
            .map_or(text.len(), |at| at + 1),
    };
    let line = text.get(start..).unwrap_or_default();
    start
        + line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    fn read(text: &str) -> Result<Tree, SyntaxError> {
        parse(text, 0, &Limits::default())
    }

    fn at<'a>(tree: &'a Tree, pointer: &str) -> Option<&'a str> {
        tree.get(pointer).and_then(Node::text)
    }

    #[test]
    fn elements_attributes_and_text_have_pointers_and_spans() {
        let text = "<?xml version=\"1.0\"?>\n<c:card xmlns:c=\"urn:card\" id='7'>\n <!-- no -->\n <name lang=\"en\">A &amp; B</name>\n <name><![CDATA[<x>]]></name>\n <c:empty/>\n mixed <b>in</b> text\n</c:card>";
        let tree = read(text).unwrap();
        assert_eq!(at(&tree, "/card/0/@xmlns"), Some("urn:card"));
        assert_eq!(at(&tree, "/card/0/@id"), Some("7"));
        assert_eq!(at(&tree, "/card/0/name/0/#text"), Some("A & B"));
        assert_eq!(at(&tree, "/card/0/name/0/@lang"), Some("en"));
        assert_eq!(at(&tree, "/card/0/name/0/@xmlns"), Some(""));
        assert_eq!(at(&tree, "/card/0/name/1/#text"), Some("<x>"));
        assert_eq!(
            at(&tree, "/card/0/#text").map(str::trim),
            Some("mixed  text")
        );
        let empty = tree.get("/card/0/empty/0").unwrap();
        assert!(empty.members().is_empty());
        let span = tree.get("/card/0/name/0/#text").unwrap().span;
        assert_eq!(text.get(span.start..span.end), Some("A &amp; B"));
        let span = tree.get("/card/0/name/0/@lang").unwrap().span;
        assert_eq!(text.get(span.start..span.end), Some("en"));
    }

    #[test]
    fn what_is_not_well_formed_or_not_safe_is_refused_with_its_place() {
        let deep = format!("{}{}", "<a>".repeat(500), "</a>".repeat(500));
        let wide = {
            let names: Vec<String> = (0..300).map(|n| format!("a{n}=\"1\"")).collect();
            format!("<a {}/>", names.join(" "))
        };
        let spaces = {
            let opens: Vec<String> = (0..300)
                .map(|n| format!("<a xmlns:n{n} = \"urn:{n}\">"))
                .collect();
            format!("{}{}", opens.concat(), "</a>".repeat(300))
        };
        for (text, says, offset) in [
            ("<a>\n<b></a>", "expected `</b>`, found `</a>`", Some(7)),
            ("<a>é<b", "text ends here", None),
            ("", "", None),
            ("<a/><b/>", "", None),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "DOCTYPE", None),
            ("<a>&nbsp;</a>", "`&nbsp;` is none", Some(3)),
            ("<a b=\"1\" b=\"2\"/>", "well-formed", None),
            ("<x:a/>", "well-formed", None),
            ("<a>\u{1}</a>", "", None),
            (
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>",
                "says that it is ISO-8859-1",
                None,
            ),
            (&deep, "nesting is too deep", None),
            (&wide, "at most 256 attributes", None),
            (&spaces, "256 namespaces", None),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.message.contains(says), "{text:.40}: {error}");
            assert!(error.offset <= text.len());
            if let Some(offset) = offset {
                assert_eq!(error.offset, offset, "{text}");
            }
        }
        let limits = Limits {
            nodes: 3,
            ..Limits::default()
        };
        let error = parse("<a><b/><c/><d/></a>", 0, &limits).unwrap_err();
        assert!(error.message.contains("too large"), "{error}");
    }

    #[test]
    fn a_quote_in_a_comment_or_text_hides_nothing_from_the_guard() {
        let names: Vec<String> = (0..300).map(|n| format!("a{n}=\"1\"")).collect();
        for before in ["<!-- ' -->", "<b>it's</b>", "<b><![CDATA[ \" ]]></b>"] {
            let text = format!("<r>{before}<a {}/></r>", names.join(" "));
            assert!(read(&text).unwrap_err().message.contains("256"), "{before}");
        }
    }
}
