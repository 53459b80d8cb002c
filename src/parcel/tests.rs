#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

use proptest::prelude::*;

use super::*;

fn files() -> PackFiles {
    PackFiles::from([
        ("pack.toml".to_owned(), b"id = \"x\"\n".to_vec()),
        ("controls/a.cedar".to_owned(), vec![7; 1025]),
        (
            format!("tests/{}/{}", "d".repeat(90), "f".repeat(90)),
            Vec::new(),
        ),
    ])
}

#[test]
fn an_archive_gives_back_what_was_saved_with_its_signatures() {
    let artifact = Artifact::pack("x", "0.1.0", &files()).unwrap();
    let signatures = vec![SignatureFile {
        ending: ".dsse.json",
        bytes: b"{}".to_vec(),
    }];
    let bytes = layout::write(&artifact, &signatures).unwrap();
    assert_eq!(bytes, layout::write(&artifact, &signatures).unwrap());
    assert_eq!(
        layout::read(&bytes).unwrap(),
        (Contents::Pack(files()), signatures.clone())
    );
    assert_eq!(
        layout::read(&layout::write(&artifact, &[]).unwrap())
            .unwrap()
            .1,
        []
    );
    assert_eq!(
        signature_names(&[&signatures[..], &signatures[..]].concat()),
        [".dsse.json", ".2.dsse.json"]
    );
    // Each byte counts: what was altered anywhere is refused, or (in what no reader looks at, such as
    // an owner) gives the same.
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        if let Ok(read) = layout::read(&altered) {
            assert_eq!(read.0, Contents::Pack(files()), "{at}");
            assert_eq!(read.1, signatures, "{at}");
        }
    }
    // All but the two blocks of zeros at the end, of which one is enough.
    for length in (0..bytes.len() - 1024).step_by(100) {
        assert!(layout::read(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn names_that_lead_elsewhere_and_what_is_no_plain_file_are_refused() {
    let one = |name: &str| PackFiles::from([(name.to_owned(), b"x".to_vec())]);
    for name in [
        "", "/etc/x", "../x", "a/../x", "a//x", "./x", "a/", "c:x", "a\\x", "a\nx", "nul.", "x ",
    ] {
        assert!(tar::write(&one(name)).is_err(), "{name}");
    }
    let two = |a: &str, b: &str| {
        let mut files = one(a);
        files.extend(one(b));
        files
    };
    assert!(tar::write(&two("A", "a")).is_err());
    assert!(tar::write(&two("a", "a/b")).is_err());
    let good = tar::write(&one("name")).unwrap();
    let headers = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        let sum: u32 = bytes[..148]
            .iter()
            .chain(&bytes[156..512])
            .map(|it| u32::from(*it))
            .sum();
        let sum = format!("{:06o}\0 ", sum + 8 * 32);
        bytes.splice(148..156, sum.bytes());
        tar::read(&bytes)
    };
    assert!(headers(&|_| ()).is_ok());
    for (kind, says) in [
        (b'2', "is a link"),
        (b'1', "is a link"),
        (b'3', "not a plain file"),
        (b'L', "not a plain file"),
        (b'x', "not a plain file"),
        (b'5', "not a plain file"),
    ] {
        let error = headers(&|bytes| bytes[156] = kind).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
    assert!(
        headers(&|bytes| {
            bytes.splice(0..5, *b"../x\0");
        })
        .is_err()
    );
    assert!(
        headers(&|bytes| {
            bytes.splice(0..5, *b"/xyz\0");
        })
        .is_err()
    );
    assert!(
        headers(&|bytes| {
            bytes.splice(124..135, *b"77777777777");
        })
        .is_err()
    );
    assert!(headers(&|bytes| bytes.push(1)).is_err());
}

#[test]
fn an_artifact_that_is_something_else_is_refused() {
    let artifact = Artifact::pack("x", "0.1.0", &files()).unwrap();
    let text = String::from_utf8(artifact.manifest.bytes.clone()).unwrap();
    let layer = artifact.blobs[1].bytes.clone();
    let read = |text: &str, bytes: &[u8]| {
        let manifest = Manifest::parse(text.as_bytes())?;
        contents::<String>(&manifest, &mut |_| Ok(bytes.to_vec()))
    };
    assert_eq!(read(&text, &layer).unwrap(), Contents::Pack(files()));
    let mut other = layer.clone();
    other[0] ^= 1;
    assert!(read(&text, &other).unwrap_err().contains("wanted are"));
    assert!(read(&text, &layer[1..]).is_err());
    for (from, to) in [
        (PACK_LAYER, "application/vnd.oci.image.layer.v1.tar"),
        (
            "\"artifactType\":\"application/vnd.passmuster.pack.v1\"",
            "\"artifactType\":\"x\"",
        ),
        ("\"schemaVersion\":2", "\"schemaVersion\":1"),
        ("sha256:", "sha512:"),
        (
            "\"layers\":[",
            "\"layers\":[{\"mediaType\":\"x\",\"digest\":\"\",\"size\":1},",
        ),
        (
            "\"schemaVersion\":2",
            "\"schemaVersion\":2,\"schemaVersion\":2",
        ),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        assert!(read(&text.replacen(from, to, 1), &layer).is_err(), "{to}");
    }
    let large = text.replacen(
        &format!("\"size\":{}", layer.len()),
        "\"size\":99999999999",
        1,
    );
    assert!(read(&large, &layer).unwrap_err().contains("at most"));
}

proptest! {
    #[test]
    fn every_tree_of_plain_names_comes_back(files in prop::collection::btree_map("[a-z]{1,9}(/[a-z]{1,60}){0,3}x", prop::collection::vec(any::<u8>(), 0..700), 0..6)) {
        if let Ok(bytes) = tar::write(&files) {
            prop_assert_eq!(tar::read(&bytes).unwrap(), files);
        }
    }

    #[test]
    fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        let _ = layout::read(&bytes);
    }
}
