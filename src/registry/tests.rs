#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use proptest::prelude::*;

use super::*;

#[test]
fn references_say_host_name_version_and_digest() {
    let digest = format!("sha256:{}", "0".repeat(64));
    for (text, host, name, tag) in [
        (
            "registry.example/packs/finance:0.2.0",
            "registry.example",
            "packs/finance",
            Some("0.2.0"),
        ),
        (
            "oci://127.0.0.1:5000/x:1.0.0-rc.1",
            "127.0.0.1:5000",
            "x",
            Some("1.0.0-rc.1"),
        ),
        ("[::1]:5000/a-b/c.d", "[::1]:5000", "a-b/c.d", None),
        ("localhost/x", "localhost", "x", None),
    ] {
        for digest in [None, Some(&digest)] {
            let text = match digest {
                Some(digest) => format!("{text}@{digest}"),
                None => text.to_owned(),
            };
            let read = Reference::parse(&text).unwrap();
            assert_eq!((read.host.as_str(), read.name.as_str()), (host, name));
            assert_eq!(read.tag.as_deref(), tag);
            assert_eq!(read.digest.as_ref(), digest);
            if let Some(digest) = digest {
                assert_eq!(Reference::parse(&read.pinned(digest)).unwrap(), read);
            }
        }
    }
    for bad in [
        "finance",
        "finance:0.1.0",
        "packs/finance:0.1.0",
        "https://registry.example/x:1.0.0",
        "registry.example/X:1.0.0",
        "registry.example/x:latest",
        "registry.example/x:1.0",
        "registry.example/x:01.0.0",
        "registry.example/x:1.0.0+b",
        "registry.example/x@sha256:00",
        "registry.example/../x:1.0.0",
        "user@registry.example/x:1.0.0",
        "registry.example:99999/x:1.0.0",
        "registry.example/:1.0.0",
        "a.b/x y:1.0.0",
        "/x:1.0.0",
    ] {
        assert!(Reference::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn nothing_is_followed_to_where_it_is_not_encrypted() {
    let remote = Address::of(&Reference::parse("registry.example/x:1.0.0").unwrap());
    let local = Address::of(&Reference::parse("127.0.0.1:5000/x:1.0.0").unwrap());
    assert!(remote.https && !local.https);
    for (from, to, reached) in [
        (&remote, "/v2/x", Some("https://registry.example/v2/x")),
        (
            &remote,
            "https://blobs.example/a?b=c#d",
            Some("https://blobs.example/a?b=c"),
        ),
        (&remote, "http://blobs.example/a", None),
        (&remote, "http://127.0.0.1/a", None),
        (&remote, "//blobs.example/a", None),
        (&remote, "ftp://blobs.example/a", None),
        (&remote, "https://user@blobs.example/a", None),
        (&remote, "https://blobs.example\\@other.example/", None),
        (&remote, "/a\r\nX: y", None),
        (
            &local,
            "http://localhost:5000/a",
            Some("http://localhost:5000/a"),
        ),
        (&local, "http://blobs.example/a", None),
        (&local, "http://127.0.0.1.blobs.example/a", None),
        (
            &local,
            "https://blobs.example?x",
            Some("https://blobs.example/?x"),
        ),
    ] {
        assert_eq!(
            from.follow(to).ok().map(|it| it.to_string()).as_deref(),
            reached,
            "{to}"
        );
    }
    assert!(!remote.same_host(&remote.follow("https://registry.example:444/").unwrap()));
    assert!(remote.same_host(&remote.follow("https://Registry.example/").unwrap()));
}

#[test]
fn challenges_and_passwords_are_read() {
    let bearer = Challenge::parse(
        r#"Bearer realm="https://auth.example/token",service="r, one",scope=pull"#,
    );
    assert_eq!(
        bearer,
        Some(Challenge::Bearer {
            realm: "https://auth.example/token".to_owned(),
            service: Some("r, one".to_owned()),
            scope: Some("pull".to_owned()),
        })
    );
    assert_eq!(
        Challenge::parse("basic realm=\"x\""),
        Some(Challenge::Basic)
    );
    for none in [
        "",
        "Digest realm=\"x\"",
        "Bearer",
        "Bearer service=\"x\"",
        "Bearer realm=\"x",
    ] {
        assert_eq!(Challenge::parse(none), None, "{none}");
    }
    assert_eq!(
        token_query("https://a.example/t", Some("r one"), "repository:x:pull"),
        "https://a.example/t?scope=repository%3Ax%3Apull&service=r%20one"
    );
    assert_eq!(token(br#"{"access_token":"abc"}"#).as_deref(), Some("abc"));
    assert_eq!(token(b"{\"token\":\"a\\r\\nb\"}"), None);
    let auth = base64_text(b"me:secret");
    let config = format!(
        r#"{{"auths":{{"https://registry.example/v1/":{{"auth":"{auth}"}},"bare.example":{{}}}},"credHelpers":{{"help.example":"x"}}}}"#
    );
    assert_eq!(basic(&config, "Registry.example"), Ok(Some(auth)));
    assert_eq!(basic(&config, "bare.example"), Ok(None));
    assert_eq!(basic(&config, "other.example"), Ok(None));
    assert!(
        basic(&config, "help.example")
            .unwrap_err()
            .contains("DOCKER_CONFIG")
    );
    assert!(basic("{", "x").is_err());
    assert!(basic(r#"{"auths":{"x.example":{"auth":"!"}}}"#, "x.example").is_err());
}

proptest! {
    #[test]
    fn whatever_is_followed_stays_encrypted(location in "(https?://)?[a-z@:/?#.\\\\0-9%]{0,40}") {
        let remote = Address::of(&Reference::parse("registry.example/x:1.0.0").unwrap());
        if let Ok(to) = remote.follow(&location) {
            prop_assert!(to.https && is_authority(&to.authority) && to.path.starts_with('/'));
        }
    }
}
