//! Trees as the host walks and writes them.

use crate::dossier::Node;
use crate::json::Value;

/// The texts in double quotes of a line.
pub(super) fn quoted(line: &str) -> impl Iterator<Item = String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned)
}

/// Whether a pointer is one that a pattern stands for, as in the host.
pub(super) fn matches(pattern: &str, pointer: &str) -> bool {
    let (pattern, below) = match pattern.strip_suffix("/**") {
        Some(above) => (above, true),
        None => (pattern, false),
    };
    let mut tokens = pointer.split('/').skip(1);
    let fits = pattern.split('/').skip(1).all(|wanted| {
        tokens
            .next()
            .is_some_and(|token| wanted == "*" || wanted == token)
    });
    fits && (below || tokens.next().is_none())
}

/// A place, one level deep.
pub(super) fn shallow(value: &Value) -> Node {
    match value {
        Value::Null => Node::Null,
        Value::Boolean(value) => Node::Boolean(*value),
        Value::Number(text) => Node::Number(text.clone()),
        Value::Text(text) => Node::Text(text.clone()),
        Value::Array(items) => Node::Array(u32::try_from(items.len()).unwrap_or(u32::MAX)),
        Value::Object(members) => {
            let mut keys: Vec<String> = members.iter().map(|(key, _)| key.clone()).collect();
            keys.sort_unstable();
            Node::Object(keys)
        }
    }
}

/// RFC 8785 text, but for numbers, which keep theirs.
pub(super) fn write(value: &Value, out: &mut String) {
    let text = |text: &str, out: &mut String| {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => out.push(c),
            }
        }
        out.push('"');
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number),
        Value::Text(content) => text(content, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                text(key, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// The pointers that match a pattern, in document order.
pub(super) fn walk(value: &Value, pattern: &[&str], at: &str, found: &mut Vec<String>) {
    let Some((token, rest)) = pattern.split_first() else {
        found.push(at.to_owned());
        return;
    };
    let mut children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    if !matches!(value, Value::Array(_)) {
        children.sort_by(|a, b| a.0.cmp(&b.0));
    }
    for (child, value) in children {
        if *token == "*" || *token == child {
            walk(value, rest, &format!("{at}/{child}"), found);
        }
    }
}
