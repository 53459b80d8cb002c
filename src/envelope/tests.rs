#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]
use super::*;

fn signed(text: &str) -> Vec<Signed> {
    let limits = Limits::default();
    let tree = tree::json(text, 0, &limits).or_else(|_| tree::lines(text, 0, &limits));
    read(&tree.unwrap().root, &limits)
}

#[test]
fn the_encoding_counts_bytes() {
    // The example of the DSSE protocol, and one with a character of three bytes.
    assert_eq!(
        pae("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(pae("a\u{20ac}", "\u{20ac}".as_bytes())[..9], *b"DSSEv1 4 ");
}

#[test]
fn both_alphabets_and_no_third() {
    for text in ["-_8=", "-_8", "+/8=", "+/8"] {
        assert_eq!(base64_bytes(text), Some(vec![0xfb, 0xff]), "{text}");
    }
    for text in ["-/8=", "a", "a b=", "=", "+/9"] {
        assert_eq!(base64_bytes(text), None, "{text}");
    }
}

#[test]
fn what_is_against_the_format_is_a_defect() {
    let envelope = r#"{"payloadType":"a","payload":"e30=","signatures":[{"sig":"AA=="}]}"#;
    assert!(signed(envelope)[0].defects.is_empty());
    let of = |text: &str| signed(text)[0].defects[0].message.clone();
    assert!(of(&envelope.replace("e30=", "?")).contains("not base64"));
    assert!(of(&envelope.replace(r#"{"sig":"AA=="}"#, "")).contains("between 1 and 16"));
    assert!(of(&envelope.replace("AA==", "")).contains("empty"));
    let bundle = |media_type: &str, material: &str| {
        format!(
            r#"{{"mediaType":"application/vnd.dev.sigstore.bundle{media_type}","verificationMaterial":{{{material}}},"dsseEnvelope":{envelope}}}"#
        )
    };
    let key = r#""publicKey":{"hint":"k"},"tlogEntries":[{"logIndex":"7","integratedTime":"1700000000"}]"#;
    for version in [
        "+json;version=0.1",
        "+json;version=0.2",
        "+json;version=0.3",
        ".v0.3+json",
    ] {
        let bundle = signed(&bundle(version, key)).remove(0);
        assert!(bundle.defects.is_empty(), "{:?}", bundle.defects);
        let entry = &bundle.material.log_entries[0];
        assert_eq!(
            (entry.index.as_str(), entry.integrated_time),
            ("7", Some(1_700_000_000))
        );
    }
    assert!(of(&bundle("+json;version=9.9", key)).contains("media type"));
    assert!(of(&bundle(".v0.3+json", "")).contains("neither a certificate nor a key"));
    assert!(of(&bundle(".v0.3+json", &key.replace("\"7\"", "\"-7\""))).contains("index"));
    let lines = format!("{envelope}\n{envelope}\n{{\"a\":1}}\n");
    let all = signed(&lines);
    assert_eq!(all[1].pointer, "/lines/1");
    assert!(
        all[2].defects[0]
            .message
            .contains("expected a DSSE envelope")
    );
}

#[test]
fn a_statement_needs_a_type_and_a_subject() {
    let parse = |text: &str| {
        Statement::parse(text.as_bytes(), &Limits::default()).map(|it| it.predicate_type)
    };
    let whole = r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[{"name":"a","digest":{"sha256":"AB"}}]}"#;
    assert_eq!(parse(whole), Ok("t".to_owned()));
    let statement = Statement::parse(whole.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(statement.subjects[0].digests["sha256"], "ab");
    for text in [
        &whole.replace("in-toto.io", "other.example"),
        &whole.replace("predicateType", "type"),
        &whole.replace(r#"{"name":"a","digest":{"sha256":"AB"}}"#, ""),
        &whole.replace("\"subject\"", "\"predicateType\":\"u\",\"subject\""),
        "[]",
        "",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}
