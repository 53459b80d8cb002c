//! Tests of the JSON reader.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;

#[test]
fn refusals_say_where_and_what() {
    for (text, offset, message) in [
        ("", 0, "expected a value, but the text ends here"),
        ("[1 2]", 3, "expected a comma or a closing bracket"),
        (r#"{"a" 1}"#, 5, "expected a colon after the key"),
        ("[1,]", 3, "expected another value after the comma"),
        ("1 2", 2, "expected the end of the text after the value"),
        ("01", 1, "expected a number without leading zeros"),
        ("[NaN]", 1, "expected a number or null; NaN is not JSON"),
        (
            "-Infinity",
            0,
            "expected a finite number; Infinity is not JSON",
        ),
        ("nul", 0, "expected a value"),
        (
            r#" "ab"#,
            1,
            "expected a closing quote for the string that begins here",
        ),
        (
            "\"a\nb\"",
            2,
            "expected an escape such as \\n instead of a control character in a string",
        ),
        (
            r#""\ud800""#,
            6,
            "expected both halves of a surrogate pair in \\u escapes",
        ),
        (
            r#"{"a":1,"\u0061":2}"#,
            7,
            r#"expected each key once, but "a" is already in this object"#,
        ),
    ] {
        let error = parse(text, 3, &Limits::default()).unwrap_err();
        assert_eq!(
            (error.offset, error.message.as_str()),
            (offset + 3, message),
            "{text}"
        );
    }
}

#[test]
fn limits_hold_and_numbers_keep_their_text() {
    let limits = Limits {
        depth: 2,
        nodes: 4,
        ..Limits::default()
    };
    assert_eq!(parse("[[[1]]]", 0, &limits).unwrap_err().offset, 2);
    assert!(parse("[[1]]", 0, &limits).is_ok());
    assert_eq!(parse("[1,2,3,4]", 0, &limits).unwrap_err().offset, 7);
    let deep = "[".repeat(200_000);
    assert!(
        parse(
            &deep,
            0,
            &Limits {
                depth: usize::MAX,
                nodes: 9999,
                ..Limits::default()
            }
        )
        .is_err()
    );
    let tree = parse("[1.10, -0, 1E+400]", 3, &Limits::default()).unwrap();
    let numbers: Vec<_> = tree.root.items().iter().filter_map(Node::scalar).collect();
    assert_eq!(numbers, ["1.10", "-0", "1E+400"]);
    assert_eq!(tree.get("/1").unwrap().span, Span::new(10, 12));
}

#[test]
fn what_python_writes_for_no_number_is_never_a_value() {
    let text = r#"{"a":NaN,"b":[-Infinity,Infinity,1],"c":"NaN"}"#;
    assert!(parse(text, 0, &Limits::default()).is_err());
    let tree = parse_python(text, 2, &Limits::default()).unwrap();
    for (pointer, start, end) in [("/a", 5, 8), ("/b/0", 14, 23), ("/b/1", 24, 32)] {
        let node = tree.get(pointer).unwrap();
        assert_eq!(
            (&node.value, node.span),
            (&Value::Null, Span::new(start + 2, end + 2))
        );
    }
    assert_eq!(tree.get("/b/2").unwrap().scalar(), Some("1"));
    assert_eq!(tree.get("/c").unwrap().text(), Some("NaN"));
    for text in ["[NaN1]", "[nan]", "[-NaN]", "[Infinity", "[--Infinity]"] {
        assert!(parse_python(text, 0, &Limits::default()).is_err(), "{text}");
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?".prop_map(Value::Number),
        any::<String>().prop_map(Value::Text),
    ];
    let node = |value| Node {
        value,
        span: Span::default(),
    };
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone().prop_map(node), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(move |map| {
                let members = map.into_iter().map(|(key, value)| Member {
                    key,
                    key_span: Span::default(),
                    node: node(value),
                });
                Value::Object(members.collect())
            }),
        ]
    })
}

fn print(value: &Value, out: &mut String) {
    let quote = |text: &str| {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\0'..='\x1f' => quoted += &format!("\\u{:04x}", u32::from(c)),
                c => quoted.push(c),
            }
        }
        quoted + "\""
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => *out += &flag.to_string(),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) => *out += &quote(text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { " " } else { "\n,\t" });
                print(&item.value, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                *out += &format!(
                    "{}{} : ",
                    if index == 0 { "" } else { ", " },
                    quote(&member.key)
                );
                print(&member.node.value, out);
            }
            out.push_str(" }");
        }
    }
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(l, r)| same(&l.value, &r.value))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(l, r)| l.key == r.key && same(&l.node.value, &r.node.value))
        }
        _ => left == right,
    }
}

fn spans_reparse(text: &str, node: &Node) {
    let slice = &text[node.span.start - 3..node.span.end - 3];
    let again = parse(slice, 0, &Limits::default()).unwrap();
    assert!(same(&again.root.value, &node.value), "{slice}");
    for member in node.members() {
        let key = &text[member.key_span.start - 3..member.key_span.end - 3];
        let key = parse(key, 0, &Limits::default()).unwrap().root;
        assert_eq!(key.text(), Some(member.key.as_str()));
        spans_reparse(text, &member.node);
    }
    for item in node.items() {
        spans_reparse(text, item);
    }
}

proptest! {
    #[test]
    fn printed_trees_come_back_with_spans(value in values()) {
        let mut text = String::from(" ");
        print(&value, &mut text);
        let tree = parse(&text, 3, &Limits::default()).unwrap();
        prop_assert!(same(&tree.root.value, &value));
        spans_reparse(&text, &tree.root);
    }

    #[test]
    fn any_text_is_read_or_refused(
        text in prop_oneof![any::<String>(), "[\\[\\]{}\",:0-9ntfaeulrs.\\\\ -]{0,40}"],
    ) {
        if let Err(error) = parse(&text, 0, &Limits::default()) {
            prop_assert!(error.offset <= text.len());
        }
    }
}
