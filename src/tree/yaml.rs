//! YAML 1.2 with the core schema, so that `no` and `1_000` stay text. Aliases are expanded under
//! the node limit; merge keys (`<<`) are followed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as YamlSpan, StructureStyle, Tag,
};

use self::schema::resolve;
use super::{Budget, Member, Node, SyntaxError, Tree, Value, weight};
use crate::limits::Limits;
use crate::source::Span;

mod schema;

/// Reads one YAML document; `base` is added to every offset. An empty text is null. An aliased
/// value has the span of its alias, what is inside it the spans of the original.
///
/// # Errors
/// [`SyntaxError`] if the text is not YAML, holds several documents, repeats a key, has a key that
/// is not a scalar, or exceeds `limits`.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    let options = granit_parser::options! {
        flow_nesting_limit: limits.levels(),
        block_nesting_limit: limits.levels(),
        emit_comments: false,
    };
    let mut builder = Builder {
        text,
        base,
        limits: *limits,
        budget: Budget::new(limits),
        frames: Vec::new(),
        anchors: HashMap::new(),
        aliases: 0,
        root: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| builder.refuse(&error))?;
        builder.event(event, &span)?;
    }
    let root = builder.root.unwrap_or(Node {
        value: Value::Null,
        span: Span::new(base, base),
    });
    Ok(Tree { root })
}

/// A list or an object that is not yet closed.
struct Frame {
    content: Content,
    flow: bool,
    anchor: usize,
    span: Span,
}

enum Content {
    List(Vec<Node>),
    Object {
        members: Vec<Member>,
        keys: HashSet<String>,
        key: Option<Key>,
        merged: Vec<Member>,
    },
}

struct Key {
    text: String,
    span: Span,
    merge: bool,
}

/// A value that an alias can name.
struct Anchored {
    node: Node,
    size: Size,
}

#[derive(Default)]
struct Size {
    weight: usize,
    levels: usize,
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    limits: Limits,
    budget: Budget,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    aliases: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn span(&self, span: &YamlSpan) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn event(&mut self, event: Event<'_>, at: &YamlSpan) -> Result<(), SyntaxError> {
        let span = self.span(at);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), span)
            }
            Event::SequenceStart(style, anchor, tag) => {
                check_tag(tag.as_deref(), "seq", span)?;
                self.open(Content::List(Vec::new()), style, anchor, span)
            }
            Event::MappingStart(style, anchor, tag) => {
                check_tag(tag.as_deref(), "map", span)?;
                let content = Content::Object {
                    members: Vec::new(),
                    keys: HashSet::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.open(content, style, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        mut span: Span,
    ) -> Result<(), SyntaxError> {
        let plain = style == ScalarStyle::Plain;
        // The parser writes an absent value as an empty `~`.
        let absent = plain && span.start == span.end;
        let text = if absent { "" } else { text };
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            // The span runs on over the line breaks that follow.
            let range = span.start - self.base..span.end - self.base;
            let lines = self.text.get(range).unwrap_or_default();
            span.end = span.start + lines.trim_end().len();
        }
        if absent && self.root.is_some() && anchor == 0 && tag.is_none() && self.frames.is_empty() {
            return Ok(());
        }
        let value = resolve(text, plain, tag).ok_or_else(|| {
            SyntaxError::new(
                span.start,
                format!(
                    "expected a value that fits its tag !!{}",
                    tag.and_then(Tag::core_suffix).unwrap_or_default()
                ),
            )
        })?;
        let node = Node { value, span };
        self.remember(anchor, &node)?;
        let merge = plain && text == "<<" && tag.is_none();
        if self.wants_key() {
            return self.key(text.to_owned(), span, merge);
        }
        self.budget.take(1, span.start)?;
        self.place(node)
    }

    fn open(
        &mut self,
        content: Content,
        style: StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), SyntaxError> {
        if self.wants_key() {
            return Err(no_collection_as_key(span));
        }
        if self.frames.len() >= self.limits.levels() {
            return Err(SyntaxError::too_deep(&self.limits, span.start));
        }
        self.one_document(span)?;
        self.budget.take(1, span.start)?;
        self.frames.push(Frame {
            content,
            flow: style == StructureStyle::Flow,
            anchor,
            span,
        });
        Ok(())
    }

    fn close(&mut self, at: Span) -> Result<(), SyntaxError> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let mut span = frame.span;
        if frame.flow {
            span.end = at.end;
        }
        let value = match frame.content {
            Content::List(items) => Value::Array(items),
            Content::Object {
                mut members,
                mut keys,
                merged,
                ..
            } => {
                for member in merged {
                    if keys.insert(member.key.clone()) {
                        members.push(member);
                    }
                }
                Value::Object(members)
            }
        };
        let node = Node { value, span };
        self.remember(frame.anchor, &node)?;
        self.place(node)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(SyntaxError::new(
                span.start,
                "expected an alias to an earlier value, but this one stands inside the value that it names",
            ));
        };
        self.aliases += 1;
        if self.aliases > self.limits.yaml_aliases {
            let expected = format!("expected at most {} aliases", self.limits.yaml_aliases);
            let limits = &self.limits;
            return Err(SyntaxError::exceeds(
                limits,
                "yaml-aliases",
                span.start,
                expected,
            ));
        }
        if self.frames.len() + anchored.size.levels > self.limits.levels() {
            return Err(SyntaxError::too_deep(&self.limits, span.start));
        }
        self.budget
            .take(anchored.size.weight, span.start)
            .map_err(|error| SyntaxError {
                message: format!("{}, aliases counted in full", error.message),
                ..error
            })?;
        let mut node = anchored.node.clone();
        node.span = span;
        if self.wants_key() {
            return match node.value {
                Value::Array(_) | Value::Object(_) => Err(no_collection_as_key(span)),
                _ => self.key(node.scalar().unwrap_or_default().to_owned(), span, false),
            };
        }
        self.place(node)
    }

    /// Keeps a copy for aliases. The copy counts as values of the tree, because anchors nest.
    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), SyntaxError> {
        if anchor == 0 {
            return Ok(());
        }
        let size = measure(node);
        self.budget.take(size.weight, node.span.start)?;
        let node = node.clone();
        self.anchors.insert(anchor, Anchored { node, size });
        Ok(())
    }

    fn wants_key(&self) -> bool {
        matches!(
            self.frames.last().map(|frame| &frame.content),
            Some(Content::Object { key: None, .. })
        )
    }

    fn one_document(&self, span: Span) -> Result<(), SyntaxError> {
        if self.frames.is_empty() && self.root.is_some() {
            return Err(SyntaxError::new(
                span.start,
                "expected one YAML document, but a second one begins here",
            ));
        }
        Ok(())
    }

    fn key(&mut self, text: String, span: Span, merge: bool) -> Result<(), SyntaxError> {
        if let Some(frame) = self.frames.last_mut() {
            frame.span.end = frame.span.end.max(span.end);
            if let Content::Object { keys, key, .. } = &mut frame.content {
                if !keys.insert(text.clone()) {
                    return Err(SyntaxError::new(
                        span.start,
                        format!("expected each key once, but {text:?} is already in this mapping"),
                    ));
                }
                *key = Some(Key { text, span, merge });
            }
        }
        Ok(())
    }

    fn place(&mut self, node: Node) -> Result<(), SyntaxError> {
        self.one_document(node.span)?;
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.span.end = frame.span.end.max(node.span.end);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Object {
                members,
                key,
                keys,
                merged,
            } => match key.take() {
                Some(key) if key.merge => {
                    keys.remove(&key.text);
                    merge(node, merged)?;
                }
                Some(key) => members.push(Member {
                    key: key.text,
                    key_span: key.span,
                    node,
                }),
                None => {}
            },
        }
        Ok(())
    }

    fn refuse(&self, error: &ScanError) -> SyntaxError {
        let marker = error.marker();
        let at = marker.byte_offset().unwrap_or_else(|| {
            let mut indices = self.text.char_indices();
            indices
                .nth(marker.index())
                .map_or(self.text.len(), |(at, _)| at)
        });
        let offset = self.base + at.min(self.text.len());
        let message: Cow<'_, str> = match error.kind() {
            ErrorKind::RecursionLimitExceeded => {
                return SyntaxError::too_deep(&self.limits, offset);
            }
            ErrorKind::InvalidQuotedScalarIndent => {
                "expected the lines of a quoted value to be indented deeper than its key".into()
            }
            ErrorKind::UnknownAnchor => {
                "expected an alias to an earlier anchor, but there is none of this name".into()
            }
            ErrorKind::UnclosedQuotedScalar => {
                "expected a closing quote for the value that begins here".into()
            }
            ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed => "expected spaces; YAML is not indented with tabs".into(),
            ErrorKind::MappingValueNotAllowed => {
                "expected quotes around a value with a colon in it, or another indentation".into()
            }
            ErrorKind::SimpleKeyExpected => "expected a colon after the key".into(),
            ErrorKind::UnexpectedCharacter { character } => {
                format!("expected quotes around a value that begins with {character:?}").into()
            }
            kind => format!("expected YAML, but the parser says: {kind}").into(),
        };
        SyntaxError::new(offset, message)
    }
}

fn no_collection_as_key(span: Span) -> SyntaxError {
    SyntaxError::new(
        span.start,
        "expected a scalar as a key, not a list or a mapping",
    )
}

/// The members of a `<<` value that are not there yet: the first mapping wins.
fn merge(node: Node, merged: &mut Vec<Member>) -> Result<(), SyntaxError> {
    let span = node.span;
    let sources = match node.value {
        Value::Array(items) => items,
        _ => vec![node],
    };
    for source in sources {
        let Value::Object(members) = source.value else {
            return Err(SyntaxError::new(
                span.start,
                "expected a mapping or a list of mappings after the merge key <<",
            ));
        };
        merged.extend(members);
    }
    Ok(())
}

/// Recursion ends at [`Limits::depth`], which every node here has passed.
fn measure(node: &Node) -> Size {
    let mut size = Size {
        weight: match &node.value {
            Value::Text(text) | Value::Number(text) => weight(text),
            _ => 1,
        },
        levels: 0,
    };
    let children = node.items().iter().map(|item| (0, item)).chain(
        node.members()
            .iter()
            .map(|member| (weight(&member.key), &member.node)),
    );
    for (key, child) in children {
        let inner = measure(child);
        size.weight = size.weight.saturating_add(key + inner.weight);
        size.levels = size.levels.max(inner.levels);
    }
    if matches!(node.value, Value::Array(_) | Value::Object(_)) {
        size.levels += 1;
    }
    size
}

fn check_tag(tag: Option<&Tag>, kind: &str, span: Span) -> Result<(), SyntaxError> {
    match tag.and_then(Tag::core_suffix) {
        Some(suffix) if suffix != kind => Err(SyntaxError::new(
            span.start,
            format!("expected a value that fits its tag !!{suffix}"),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Tree {
        parse(text, 3, &Limits::default()).unwrap()
    }

    /// A tree as compact JSON-like text, numbers unquoted.
    fn show(node: &Node) -> String {
        let list = |items: Vec<String>| items.join(",");
        match &node.value {
            Value::Null => "null".into(),
            Value::Bool(flag) => flag.to_string(),
            Value::Number(text) => text.clone(),
            Value::Text(text) => format!("{text:?}"),
            Value::Array(items) => format!("[{}]", list(items.iter().map(show).collect())),
            Value::Object(members) => {
                let member = |m: &Member| format!("{}:{}", m.key, show(&m.node));
                format!("{{{}}}", list(members.iter().map(member).collect()))
            }
        }
    }

    #[test]
    fn documents() {
        for (text, shown) in [
            ("", "null"),
            ("# nothing\n", "null"),
            ("a:\nb: ~\nc: '~'\n", r#"{a:null,b:null,c:"~"}"#),
            (
                "- no\n- \"1\"\n- 1.10\n- [x: 1]\n",
                r#"["no","1",1.10,[{x:1}]]"#,
            ),
            (
                "1: a\ntrue: b\n? c\n: d\n: e\n",
                r#"{1:"a",true:"b",c:"d",:"e"}"#,
            ),
            (
                "- !!str 1\n- !!int '1'\n- !x 1\n- ! 1\n- !!str\n",
                r#"["1",1,1,"1",""]"#,
            ),
            ("a: &x [1]\nb: *x\n&k c: *k\n", r#"{a:[1],b:[1],c:"c"}"#),
            (
                "d: &d {a: 1, b: 2}\ne:\n  <<: *d\n  b: 3\nf: {<<: [{a: 4}, *d], '<<': 5}\n",
                "{d:{a:1,b:2},e:{b:3,a:1},f:{<<:5,a:4,b:2}}",
            ),
            (
                "t: \"a\n  b\"\nl: |\n  x\n   y\n\n",
                r#"{t:"a b",l:"x\n y\n"}"#,
            ),
            ("---\na: 1\n...\n---\n# end\n", "{a:1}"),
        ] {
            assert_eq!(show(&read(text).root), shown, "{text}");
        }
    }

    #[test]
    fn spans_end_with_the_content() {
        let text = "a:\n  - &x \"b c\"\n  - *x\n\n\nl: |\n  é\n  y\n\n# z\nm: {n: [1]}  \n";
        let tree = read(text);
        for (pointer, slice) in [
            ("/a", "- &x \"b c\"\n  - *x"),
            ("/a/0", "\"b c\""),
            ("/a/1", "*x"),
            ("/l", "é\n  y"),
            ("/m", "{n: [1]}"),
            ("/m/n/0", "1"),
            ("", text.trim_end()),
        ] {
            let span = tree.get(pointer).unwrap().span;
            assert_eq!(&text[span.start - 3..span.end - 3], slice, "{pointer}");
        }
    }

    #[test]
    fn refusals_say_where_and_what() {
        for (text, offset, message) in [
            ("a: 1\n'a': 2", 5, "\"a\" is already in this mapping"),
            ("&a [*a]", 4, "inside the value that it names"),
            ("[*b]", 1, "none of this name"),
            ("? [1]\n: 2", 2, "a scalar as a key"),
            ("a: &x [1]\n*x : 2", 10, "a scalar as a key"),
            ("a: 1\n---\nb: 2", 9, "a second one begins"),
            ("a\n---\nb", 6, "a second one begins"),
            ("<<: 1", 4, "after the merge key"),
            ("!!int x", 6, "fits its tag !!int"),
            ("!!map [1]", 6, "fits its tag !!map"),
            ("a: 'b", 3, "a closing quote"),
            ("a: b: c", 4, "quotes around a value"),
            ("a:\n\t- b", 4, "not indented with tabs"),
        ] {
            let error = parse(text, 3, &Limits::default()).unwrap_err();
            assert!(error.message.contains(message), "{text}: {error}");
            assert_eq!(error.offset, offset + 3, "{text}: {error}");
        }
    }

    #[test]
    fn hostile_documents_end_soon() {
        let bomb = |open: &str, close: &str| {
            let mut text = String::from("a0: &a0 x\n");
            for n in 1..60 {
                let before = n - 1;
                text += &format!("a{n}: &a{n} {open}*a{before},*a{before},*a{before}{close}\n");
            }
            text
        };
        let long = format!(
            "a: &a {}\nb: [{}]",
            "x".repeat(500_000),
            "*a,".repeat(100_000)
        );
        let anchors = format!("{}{}", "- &a\n ".repeat(50), "[".repeat(100_000));
        for text in [
            bomb("[", "]"),
            bomb("{k: *a0, <<: [", "]}"),
            long,
            anchors,
            "- ".repeat(100_000),
            "[".repeat(200_000),
            "{a: ".repeat(50_000),
            "? ".repeat(100_000),
        ] {
            assert!(
                parse(&text, 0, &Limits::default()).is_err(),
                "{}",
                &text[..40]
            );
        }
        let limits = Limits {
            depth: 3,
            nodes: 100,
            ..Limits::default()
        };
        assert!(parse("a: [{b: 1}]", 0, &limits).is_ok());
        assert!(
            parse("- [[[1]]]", 0, &limits)
                .unwrap_err()
                .message
                .contains("3 levels")
        );
        let aliased = "- &a [[1]]\n- [*a]";
        assert!(
            parse(aliased, 0, &limits)
                .unwrap_err()
                .message
                .contains("3 levels")
        );
    }

    proptest! {
        #[test]
        fn json_is_yaml(text in "(\\[|\\{|[a-c1-3]|\"|:|,| |\\]|\\}){0,30}") {
            let limits = Limits::default();
            if let Ok(json) = super::super::json(&text, 0, &limits) {
                let yaml = parse(&text, 0, &limits);
                prop_assert_eq!(yaml.map(|tree| show(&tree.root)), Ok(show(&json.root)));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(
            text in prop_oneof![any::<String>(), "[a1:\\-?&*!|>'\"%@#,{}\\[\\] \n\t~<]{0,40}"],
        ) {
            match parse(&text, 0, &Limits::default()) {
                Ok(tree) => {
                    let span = tree.root.span;
                    prop_assert!(text.get(span.start..span.end).is_some());
                }
                Err(error) => prop_assert!(error.offset <= text.len()),
            }
        }
    }
}
