#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
use super::*;
use crate::dossier::Node;

const MANIFEST: &str = "[[reads]]\nformat = \"json\"\npointers = [\n  \"/a/*/b\",\n  \"/c/**\",\n]\n[facts]\nattributes = [\"license\", \"Q-1:*\"]\n";

#[test]
fn it_reads_as_the_host_does() {
    let tree = Value::parse(r#"{"a":[{"b":1.0},{"b":"x"},{"d":2}],"c":{"z":1,"e/f":[true,null]}}"#)
        .unwrap();
    let mock = Mock::new().document("d", "json", tree).declaring(MANIFEST);
    assert_eq!(
        mock.read("d", "/a/0/b").unwrap().value,
        Some(Node::Number("1.0".to_owned()))
    );
    assert_eq!(mock.read("d", "/a/2/b").unwrap().value, None);
    assert_eq!(
        mock.read("d", "/c").unwrap().value,
        Some(Node::Object(vec!["e/f".to_owned(), "z".to_owned()]))
    );
    assert_eq!(mock.read("d", "/c/e~1f/0").unwrap().receipt.number(), 3);
    assert_eq!(mock.read("d", "/a/0"), Err(ReadError::NotDeclared));
    assert_eq!(mock.read("d", "a"), Err(ReadError::MalformedPointer));
    assert_eq!(mock.read("e", "/c"), Err(ReadError::NoSuchDocument));
    assert_eq!(
        mock.read_json("d", "/c", 100).unwrap().json.as_deref(),
        Some(r#"{"e/f":[true,null],"z":1}"#)
    );
    assert_eq!(mock.read_json("d", "/c", 5), Err(ReadError::TooLarge));
    assert_eq!(
        mock.select("d", "/a/*/b", None, 9).unwrap(),
        ["/a/0/b", "/a/1/b"]
    );
    assert_eq!(
        mock.select("d", "/a/*/b", Some("/a/0/b"), 9).unwrap(),
        ["/a/1/b"]
    );
    assert!(mock.select("d", "/a/*", None, 9).unwrap().is_empty());
    assert!(!mock.reads().get(1).unwrap().found);
}

#[test]
fn facts_are_the_entitys_and_answers_everybodys() {
    let mock = Mock::new()
        .entity("Model::\"other\"")
        .fact("Model::\"other\"", "license", "MIT")
        .fact("", "Q-1:2", "yes")
        .declaring(MANIFEST);
    let subject = mock.subject.clone();
    assert!(mock.facts(&subject, "license").unwrap().is_empty());
    assert_eq!(mock.facts("Model::\"other\"", "license").unwrap().len(), 1);
    assert_eq!(mock.facts(&subject, "Q-1:2").unwrap().len(), 1);
    assert_eq!(mock.facts(&subject, "name"), Err(ReadError::NotDeclared));
    assert_eq!(
        mock.facts("Model::\"x\"", "license"),
        Err(ReadError::NoSuchEntity)
    );
    assert_eq!(mock.reads().iter().filter(|read| !read.found).count(), 1);
    assert_eq!(mock.entities("Model").len(), 2);
}
