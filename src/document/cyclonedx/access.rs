//! Members of a bill that must be of a kind if they are there.

use super::Bom;
use crate::tree::{Node, Value, child};

impl<'a> Bom<'a> {
    /// The text of a member that must be there.
    pub(super) fn required(&mut self, node: &'a Node, pointer: &str, key: &str) -> Option<&'a str> {
        if node.get(key).is_none() {
            self.reading.defect(
                pointer,
                node.span,
                format!("expected a component with a {key}"),
            );
        }
        self.text(node, pointer, key).map(|(_, _, text)| text)
    }

    /// A member that must be text if it is there.
    pub(super) fn text(
        &mut self,
        node: &'a Node,
        pointer: &str,
        key: &str,
    ) -> Option<(String, &'a Node, &'a str)> {
        let member = node.get(key)?;
        let pointer = child(pointer, key);
        let Some(text) = member.text() else {
            self.reading
                .defect(&pointer, member.span, format!("expected {key} to be text"));
            return None;
        };
        Some((pointer, member, text))
    }

    /// A member that must be an object if it is there.
    pub(super) fn object(
        &mut self,
        node: &'a Node,
        pointer: &str,
        key: &str,
    ) -> Option<(String, &'a Node)> {
        let member = node.get(key)?;
        let pointer = child(pointer, key);
        if !matches!(member.value, Value::Object(_)) {
            self.reading.defect(
                &pointer,
                member.span,
                format!("expected {key} to be an object"),
            );
            return None;
        }
        Some((pointer, member))
    }

    /// A member that must be a list if it is there.
    pub(super) fn array(
        &mut self,
        node: &'a Node,
        pointer: &str,
        key: &str,
    ) -> Option<(String, &'a [Node])> {
        let member = node.get(key)?;
        let pointer = child(pointer, key);
        if !matches!(member.value, Value::Array(_)) {
            self.reading.defect(
                &pointer,
                member.span,
                format!("expected {key} to be a list"),
            );
            return None;
        }
        Some((pointer, member.items()))
    }
}
