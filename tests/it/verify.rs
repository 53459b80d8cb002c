//! Real envelopes and bundles against what an independent check says of them: every row of
//! `VERIFY.tsv` of the corpus beside this repository. What shall verify does, with the key or root
//! that the row names; what shall be refused is, for the reason that its own README gives; and
//! where no key or root is known, nothing is verified and the answer says why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use passmuster::envelope::{self, Content, Signed};
use passmuster::limits::Limits;
use passmuster::source::SourceFile;
use passmuster::tree;
use passmuster::trust::{Judged, Key, Standing, Trust, pem};

/// The day after the youngest bundle of the corpus.
const AS_OF: &str = "2026-11-22";
/// The trusted root of the public Sigstore instance, as the corpus has it.
const PUBLIC_ROOT: &str = "sigstore-bundle/sigstore_sigstore-python/sigstore/_store/https_3A_2F_2Ftuf-repo-cdn.sigstore.dev/trusted_root.json";
/// The file that the conformance bundles without a statement sign.
const CONFORMANCE_FILE: &str = "sigstore-bundle/sigstore_sigstore-conformance/test/assets/a.txt";

/// Why each bundle is refused: (last folder of its path, a part of the reason).
const REASONS: &[(&str, &str)] = &[
    ("invalid", "no verification material"),
    ("bundle-from-wrong-instance_fail", "certificate"),
    ("bundle-invalid-base64-signature_fail", "not base64"),
    ("bundle-negative-log-index_fail", "index of a log entry"),
    ("bundle-unknown-version_fail", "media type"),
    (
        "managed-key-no-key_fail",
        "no key of the policy made this signature",
    ),
    ("dsse-mismatch-sig_fail", "signature"),
    (
        "signature-mismatch_fail",
        "not by the key of the certificate",
    ),
    (
        "rekor2-dsse-invalid-sig_fail",
        "not by the key of the certificate",
    ),
    ("inclusion-proof-corrupted-hash_fail", "inclusion proof"),
    ("invalid-inclusion-proof_fail", "inclusion proof"),
    ("rekor2-no-inclusion-proof_fail", "inclusion proof"),
    ("rekor2-no-timestamp_fail", "timestamp"),
    (
        "intoto-expired-certificate_fail",
        "certificate chain is invalid",
    ),
    ("invalid-ct-key_fail", "signed certificate timestamp"),
    (
        "integrated-time-in-future_fail",
        "certificate chain is invalid",
    ),
    ("set-invalid-signature_fail", "inclusion promise"),
    ("checkpoint-bad-keyhint_fail", "checkpoint"),
    ("checkpoint-wrong-roothash_fail", "checkpoint"),
    ("rekor2-checkpoint-missing-log-signature_fail", "checkpoint"),
    ("rekor2-checkpoint-missing-root-hash_fail", "checkpoint"),
    ("rekor2-checkpoint-missing-size_fail", "checkpoint"),
    ("rekor2-checkpoint-no-matching-signature_fail", "checkpoint"),
    ("intoto-log-entry-mismatch_fail", "log entry"),
    ("rekor2-dsse-mismatch-envelope_fail", "hashedrekord entry"),
    ("bundle-with-root-cert_fail", "brings a root certificate"),
    ("incorrect-public-key_fail", "inclusion promise"),
    (
        "intoto-set-outside-signing-cert-validity_fail",
        "certificate chain is invalid: certificate chain validation failed: CertExpired",
    ),
    (
        "intoto-tsa-timestamp-outside-cert-validity_fail",
        "certificate chain is invalid: certificate chain validation failed: CertExpired",
    ),
    (
        "rekor2-timestamp-outside-trust-root-tsa-validity_fail",
        "outside the validity period of the authority that signed it",
    ),
    (
        "rekor2-timestamp-payload-mismatch_fail",
        "Timestamp message hash mismatch",
    ),
    (
        "rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail",
        "does not match any trusted TSA certificate",
    ),
    (
        "rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail",
        "does not match any trusted TSA certificate",
    ),
    (
        "rekor2-timestamp-with-incorrect-time_fail",
        "certificate chain is invalid: certificate chain validation failed: CertExpired",
    ),
    ("wrong-hashedrekord-artifact_fail", "artifact hash mismatch"),
    (
        "wrong-hashedrekord-cert-and-sig_fail",
        "certificate in bundle does not match certificate in Rekor entry",
    ),
    ("wrong-material_fail", "not by the key of the certificate"),
];

/// Why nothing can be said where no key or root is known: each answer is one of these.
const OPEN: &[&str] = &[
    "and the policy has no root to verify it against",
    "no key of the policy made this signature",
    "or the file that was signed is not at hand",
    "the verification material names neither a certificate nor a key",
    "the payload is not base64",
    "the signature is not by the key of the certificate beside it",
    "expected the media type of a Sigstore bundle 0.1, 0.2 or 0.3",
];

/// Rows by what is expected of them and what came out.
const COUNTS: &[(&str, &str, usize)] = &[
    ("refuse", "refused", 36),
    ("refuse", "unknown", 1),
    ("undecided", "refused", 6),
    ("undecided", "unknown", 115),
    ("verify", "refused", 1),
    ("verify", "verified", 22),
];

/// An envelope whose signature is by its key, but whose payload is no statement: it says `type`
/// where the specification says `_type`, so nothing can rest on it.
const NO_STATEMENT: &str = "test-data/clone.fe1c6281.json";

struct Row {
    path: String,
    expected: String,
    key: String,
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")
}

fn rows() -> Vec<Row> {
    let list = corpus().join("VERIFY.tsv");
    let text = std::fs::read_to_string(&list).unwrap_or_else(|error| {
        panic!(
            "the corpus of real documents must be at ../shared/corpus, seen from Cargo.toml; \
             its list {} cannot be read: {error}",
            list.display()
        )
    });
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|it| *it == name).unwrap();
    let (path, expected, key) = (column("path"), column("expected"), column("key"));
    lines
        .map(|line| Row {
            path: line[path].to_owned(),
            expected: line[expected].to_owned(),
            key: line.get(key).copied().unwrap_or_default().to_owned(),
        })
        .collect()
}

fn bytes(path: &str) -> Vec<u8> {
    let at = corpus().join(path);
    std::fs::read(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()))
}

/// A public key as PEM; in-toto writes Ed25519 keys as JSON with hexadecimal digits.
fn key_text(path: &str) -> String {
    let text = String::from_utf8(bytes(path)).unwrap();
    if !text.trim_start().starts_with('{') {
        return text;
    }
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let hex = json["keyval"]["public"].as_str().unwrap();
    let mut spki = vec![
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    spki.extend(
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()),
    );
    pem::write("PUBLIC KEY", &spki)
}

/// The files of the corpus that hold keys, certificates or trusted roots.
pub(crate) fn key_files() -> Vec<(String, Vec<u8>)> {
    let mut paths: std::collections::BTreeSet<String> = rows()
        .into_iter()
        .map(|row| row.key)
        .filter(|key| key.contains('/'))
        .collect();
    paths.insert(PUBLIC_ROOT.to_owned());
    paths
        .into_iter()
        .map(|path| {
            let bytes = bytes(&path);
            (path, bytes)
        })
        .collect()
}

/// Takes bytes as a key or root, as a trust policy that names the file does.
pub(crate) fn take(path: &str, bytes: &[u8]) {
    let line = if path.ends_with(".json") {
        "[[root]]\nname = \"root\"\nsigstore = \"file\"\n"
    } else {
        "[[root]]\nname = \"root\"\ncertificates = \"file\"\n[[party]]\nname = \"A\"\nrole = \"auditor\"\ntypes = [\"*\"]\n[[party.key]]\nfile = \"file\"\n"
    };
    let policy = SourceFile::new("trust.toml", format!("schema = 1\n{line}").into_bytes());
    if let Err(problems) = Trust::parse(&policy, &|_| Ok(bytes.to_vec())) {
        assert!(!problems.0.is_empty(), "refused without a reason");
    }
}

fn trust(toml: &str, files: &BTreeMap<&str, Vec<u8>>) -> Trust {
    let source = SourceFile::new("trust.toml", toml.as_bytes().to_vec());
    Trust::parse(&source, &|name| {
        files
            .get(name)
            .cloned()
            .ok_or_else(|| "is not there".to_owned())
    })
    .unwrap_or_else(|problems| panic!("{problems}"))
}

fn with_key(path: &str) -> Trust {
    let toml = "schema = 1\n[[party]]\nname = \"Signer\"\nrole = \"auditor\"\ntypes = [\"*\"]\n[[party.key]]\nfile = \"key.pem\"\n";
    trust(
        toml,
        &BTreeMap::from([("key.pem", key_text(path).into_bytes())]),
    )
}

fn with_root(path: &str) -> Trust {
    let mut toml = "schema = 1\n[[root]]\nname = \"root\"\nsigstore = \"root.json\"\n[[party]]\nname = \"Signer\"\nrole = \"auditor\"\ntypes = [\"*\"]\n".to_owned();
    for (issuer, subject) in [
        (
            "https://token.actions.githubusercontent.com",
            "https://github.com/sigstore-conformance/*",
        ),
        (
            "https://accounts.google.com",
            "untrusted-sa@sigstore-conformance.iam.gserviceaccount.com",
        ),
    ] {
        toml.push_str(&format!(
            "[[party.certificate]]\nroot = \"root\"\nissuer = \"{issuer}\"\nsubject = \"{subject}\"\n"
        ));
    }
    trust(&toml, &BTreeMap::from([("root.json", bytes(path))]))
}

/// Somebody whom no document of the corpus knows.
fn with_nobody() -> Trust {
    let mut spki = vec![
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    spki.extend([9; 32]);
    let toml = "schema = 1\n[[party]]\nname = \"Nobody\"\nrole = \"auditor\"\ntypes = [\"*\"]\n[[party.key]]\nfile = \"key.pem\"\n";
    trust(
        toml,
        &BTreeMap::from([("key.pem", pem::write("PUBLIC KEY", &spki).into_bytes())]),
    )
}

fn signed(file: &SourceFile) -> Vec<Signed> {
    let text = file.text().unwrap_or_default();
    let limits = Limits::default();
    let tree =
        tree::json(text, file.bom(), &limits).or_else(|_| tree::lines(text, file.bom(), &limits));
    tree.map(|tree| envelope::read(&tree.root, &limits))
        .unwrap_or_default()
}

fn judge(row: &Row, trust: &Trust) -> Vec<Judged> {
    let file = SourceFile::new(row.path.clone(), bytes(&row.path));
    // The file that was signed lies beside the bundle, or is the one of all of them.
    let beside = Path::new(&row.path).parent().unwrap().join("artifact");
    let conformance = row
        .path
        .contains("sigstore-conformance")
        .then(|| std::fs::read(corpus().join(beside)).unwrap_or_else(|_| bytes(CONFORMANCE_FILE)));
    let as_of = AS_OF.parse().unwrap();
    signed(&file)
        .iter()
        .map(|it| trust.judge(&file, it, as_of, conformance.as_deref()))
        .collect()
}

#[test]
fn what_shall_verify_does_and_what_shall_not_is_refused() {
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows() {
        let folder = Path::new(&row.path).parent().unwrap();
        let own_root = folder.join("trusted_root.json");
        let policy = match (row.expected.as_str(), row.key.as_str()) {
            ("undecided", _) => with_nobody(),
            ("refuse", _) if row.path.contains("/invalid/") => with_key(
                "model-signing/sigstore_model-transparency/scripts/tests/keys/certificate/signing-key-cert.pem",
            ),
            (_, "the public-good trusted root of the corpus") => with_root(PUBLIC_ROOT),
            (_, root) if root.ends_with(".json") => with_root(root),
            ("verify", key) => with_key(key),
            _ if corpus().join(&own_root).is_file() => with_root(own_root.to_str().unwrap()),
            _ => with_root(PUBLIC_ROOT),
        };
        let judged = judge(&row, &policy);
        let verified = judged
            .iter()
            .filter(|it| it.standing == Standing::Verified)
            .count();
        let mut reasons: Vec<&str> = judged.iter().map(|it| it.reason.as_str()).collect();
        reasons.dedup();
        let reasons = reasons.join(" | ");
        let fits = match row.expected.as_str() {
            "verify" if row.path.ends_with(NO_STATEMENT) => {
                let file = SourceFile::new(row.path.clone(), bytes(&row.path));
                let key = Key::from_pem(&key_text(&row.key)).unwrap();
                let by_key = signed(&file).iter().any(|it| match &it.content {
                    Content::Envelope(it) => key.verifies(&it.pae(), &it.signatures[0].bytes),
                    _ => false,
                });
                by_key && verified == 0 && reasons.contains("not an in-toto statement")
            }
            "verify" => verified > 0 && verified == judged.len(),
            // What holds nothing signed at all is nothing to verify.
            "undecided" => {
                let told = |it: &Judged| OPEN.iter().any(|known| it.reason.contains(known));
                verified == 0 && judged.iter().all(told)
            }
            "refuse" => {
                let name = folder.file_name().unwrap().to_str().unwrap();
                let (_, part) = REASONS
                    .iter()
                    .find(|(known, _)| *known == name)
                    .unwrap_or_else(|| panic!("why shall {} be refused?", row.path));
                verified == 0
                    && !judged.is_empty()
                    && reasons.to_lowercase().contains(&part.to_lowercase())
            }
            other => panic!("{other} is not known"),
        };
        let actual = match verified {
            0 => judged
                .iter()
                .map(|it| it.standing)
                .max()
                .map_or("nothing", Standing::name),
            _ => "verified",
        };
        *counts
            .entry((row.expected.clone(), actual.to_owned()))
            .or_default() += 1;
        if !fits {
            wrong.push(format!(
                "{}, but {actual}: {}: {reasons}",
                row.expected, row.path
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let counts: Vec<(&str, &str, usize)> = counts
        .iter()
        .map(|((expected, actual), count)| (expected.as_str(), actual.as_str(), *count))
        .collect();
    assert_eq!(counts, COUNTS);
}

/// The same bundles, with an identity, an issuer or a key that is not the signer's.
#[test]
fn another_identity_stands_behind_nothing() {
    let all = rows();
    let row = all
        .iter()
        .find(|it| it.path.contains("/happy-path-intoto-in-dsse-v3/"))
        .unwrap();
    let policy = |issuer: &str, subject: &str| {
        let toml = format!(
            "schema = 1\n[[root]]\nname = \"root\"\nsigstore = \"root.json\"\n[[party]]\nname = \"A\"\nrole = \"auditor\"\ntypes = [\"https://slsa.dev/provenance/*\"]\n[[party.certificate]]\nroot = \"root\"\nissuer = \"{issuer}\"\nsubject = \"{subject}\"\n"
        );
        trust(&toml, &BTreeMap::from([("root.json", bytes(PUBLIC_ROOT))]))
    };
    let github = "https://token.actions.githubusercontent.com";
    let own = "https://github.com/sigstore-conformance/*";
    let of = |policy: &Trust| judge(row, policy).remove(0);
    assert_eq!(of(&policy(github, own)).standing, Standing::Verified);
    for other in [
        policy(github, "https://github.com/acme/*"),
        policy("https://issuer.example", own),
    ] {
        let judged = of(&other);
        assert_eq!(judged.standing, Standing::Unknown);
        assert!(
            judged.reason.contains("sigstore-conformance/extremely"),
            "{}",
            judged.reason
        );
        assert!(judged.witnesses.is_empty());
    }
    // A review that took place before the signing cannot rest on it.
    let file = SourceFile::new(row.path.clone(), bytes(&row.path));
    let early = policy(github, own).judge(
        &file,
        &signed(&file)[0],
        "2023-01-01".parse().unwrap(),
        None,
    );
    assert_eq!(early.standing, Standing::Refused);
    assert!(
        early.reason.contains("after the review date"),
        "{}",
        early.reason
    );
}

#[test]
fn keys_of_the_corpus_are_of_the_kinds_that_are_taken() {
    let mut kinds = BTreeMap::new();
    for row in rows()
        .iter()
        .filter(|it| it.expected == "verify" && !it.key.ends_with("json"))
    {
        if row.key.contains('/') {
            let kind = Key::from_pem(&key_text(&row.key)).unwrap().kind();
            *kinds.entry(format!("{kind:?}")).or_insert(0) += 1;
        }
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}
