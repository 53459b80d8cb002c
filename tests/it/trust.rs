//! Who stands behind it: a vendor signs, the buyer checks; and whatever is wrong with a signature
//! raises nothing and is said.

use std::collections::BTreeMap;

use passmuster::attest::{self, SigningKey, VOUCH};
use passmuster::source::sha256_hex;
use serde_json::{Value, json};

use crate::common::{AS_OF, Folder, Ran, copy, findings, repository, says};

mod keys;

const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";
const ANSWERS: &str = "answers/claims-triage.yaml";

/// A copy of the vendor that is ready, with its review file beside the dossier.
fn vendor() -> Folder {
    let folder = Folder::new();
    let example = repository("examples/vendor-ready");
    copy(&example.join("dossier"), &folder.join("dossier"), &|_| {});
    std::fs::copy(example.join("review.toml"), folder.join("review.toml")).unwrap();
    folder
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

fn party(name: &str, role: &str, types: &str, key: &SigningKey) -> String {
    format!(
        "[[party]]\nname = \"{name}\"\nrole = \"{role}\"\ntypes = [\"{types}\"]\n[[party.key]]\npem = \"\"\"\n{}\"\"\"\n",
        key.public_pem()
    )
}

fn policy(folder: &Folder, parties: &[String]) {
    folder.write("trust.toml", format!("schema = 1\n{}", parties.join("\n")));
}

/// Signs a document of the dossier by what it is now.
fn vouch(folder: &Folder, path: &str, key: &SigningKey, kind: &str, result: Option<&str>) {
    let at = folder.join("dossier").join(path);
    let sha256 = sha256_hex(&std::fs::read(&at).unwrap());
    let name = path.rsplit('/').next().unwrap();
    let mut statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": name, "digest": { "sha256": sha256 } }],
        "predicateType": kind,
    });
    if let Some(result) = result {
        statement["predicate"] = json!({ "result": result });
    }
    let envelope = attest::sign(key, &statement.to_string()).unwrap();
    folder.write(format!("dossier/{path}.dsse.json"), envelope);
}

fn with_trust(folder: &Folder, command: &str) -> Ran {
    folder.run(&[
        command,
        "dossier",
        "--review",
        "review.toml",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ])
}

/// The backings of the facts of a document, and what is said of the only signed statement.
fn standing(folder: &Folder) -> (Vec<String>, Value) {
    let ran = with_trust(folder, "facts");
    assert_eq!(ran.code, 0, "{ran}");
    let dossier = ran.json()["dossiers"][0].clone();
    let facts = dossier["facts"].as_array().unwrap().clone();
    let mut backings: Vec<String> = facts
        .iter()
        .filter(|it| it["document"] == ANSWERS)
        .map(|it| it["backing"].as_str().unwrap().to_owned())
        .collect();
    assert!(!backings.is_empty());
    backings.sort();
    backings.dedup();
    let statements = dossier["statements"].as_array().unwrap();
    assert_eq!(statements.len(), 1, "{statements:#?}");
    (backings, statements[0].clone())
}

#[track_caller]
fn raises_nothing(folder: &Folder, standing_word: &str, reason: &str) {
    let (backings, statement) = standing(folder);
    assert_eq!(backings, ["none"], "{statement:#}");
    assert_eq!(statement["standing"], standing_word, "{statement:#}");
    let all = format!("{} {}", statement["reason"], statement["remarks"]);
    assert!(all.contains(reason), "no `{reason}` in {statement:#}");
}

#[test]
fn a_vendor_signs_its_answers_and_the_buyer_sees_it() {
    let folder = vendor();
    folder
        .run(&["attest", "keygen", "acme.pem"])
        .answers(0, &["[[party]]", "BEGIN PUBLIC KEY"]);
    let answers = format!("dossier/{ANSWERS}");
    folder
        .run(&["attest", "sign", &answers, "--key", "acme.pem"])
        .complains(0, &["signed 1 file"]);
    let party = |key: &str| {
        format!(
            "schema = 1\n[[party]]\nname = \"Acme AI\"\nrole = \"vendor\"\ntypes = [\"{VOUCH}\"]\n[[party.key]]\nfile = \"{key}\"\n"
        )
    };
    folder.write("trust.toml", party("acme.pem.pub"));
    let (backings, statement) = standing(&folder);
    assert_eq!(backings, ["vendor"], "{statement:#}");
    assert_eq!(statement["standing"], "verified");
    assert_eq!(statement["party"], "Acme AI");
    assert_eq!(statement["covers"], json!([ANSWERS]));
    let check = with_trust(&folder, "check");
    assert_eq!(check.code, 0, "{check}");
    assert_eq!(check.json()["trust"]["parties"], 1);
    let again = with_trust(&folder, "check");
    assert_eq!(check.stdout, again.stdout);
    let human = folder.run(&[
        "check",
        "dossier",
        "--review",
        "review.toml",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
    ]);
    let stands = format!("stands behind {ANSWERS}; backing vendor");
    human.answers(
        0,
        &[
            "WHO STANDS BEHIND IT",
            "Acme AI (vendor",
            &stands,
            "--trust trust.toml",
        ],
    );
    let beside = [
        "attest",
        "verify",
        "dossier/answers/claims-triage.yaml.dsse.json",
        "--trust",
        "trust.toml",
        "--review",
        "review.toml",
        "--as-of",
        AS_OF,
    ];
    folder
        .run(&beside)
        .answers(0, &["Acme AI (vendor", VOUCH, "claims-triage.yaml"]);

    // Without the policy the statement is there and raises nothing.
    let without = folder.run(&[
        "check",
        "dossier",
        "--review",
        "review.toml",
        "--as-of",
        AS_OF,
    ]);
    says(
        &without.out(),
        &["is signed, but no trust policy says whose signature counts"],
    );

    // Somebody else's key of the same name in the policy.
    folder.run(&["attest", "keygen", "other.pem"]);
    folder.write("trust.toml", party("other.pem.pub"));
    raises_nothing(
        &folder,
        "unknown",
        "no key of the policy made this signature",
    );
    folder
        .run(&beside)
        .answers(3, &["signed by nobody who is known"]);

    // One byte of the answers.
    folder.write("trust.toml", party("acme.pem.pub"));
    let mut bytes = std::fs::read(folder.join(&answers)).unwrap();
    bytes.push(b'\n');
    folder.write(&answers, bytes);
    let (backings, statement) = standing(&folder);
    assert_eq!(backings, ["none"], "{statement:#}");
    assert!(
        statement["remarks"].to_string().contains("has other bytes"),
        "{statement:#}"
    );
    let check = with_trust(&folder, "check");
    assert_eq!(check.code, 1, "{check}");
    assert_eq!(
        findings(&check.json(), "PM-DOC-DIGEST")[0]["outcome"],
        "fail"
    );
    folder
        .run(&beside)
        .answers(1, &["has other bytes than the file that was signed"]);
}

#[test]
fn a_signature_counts_only_for_what_its_party_is_trusted_for() {
    let folder = vendor();
    let (acme, audit) = (key(1), key(2));
    let trust = |role: &str, types: &str| {
        policy(
            &folder,
            &[
                party("Acme AI", "vendor", VOUCH, &acme),
                party("Example Audit", role, types, &audit),
            ],
        );
    };
    trust("auditor", TEST_RESULT);
    vouch(&folder, ANSWERS, &audit, TEST_RESULT, Some("PASSED"));
    let (backings, statement) = standing(&folder);
    assert_eq!(backings, ["independent"], "{statement:#}");
    assert_eq!(statement["result"], "passed");

    // Beside the vendor's own signature the better word counts, and the two do not contradict.
    let own = std::fs::read(folder.join(format!("dossier/{ANSWERS}.dsse.json"))).unwrap();
    vouch(&folder, ANSWERS, &acme, VOUCH, None);
    folder.write("dossier/answers/audit.json", &own);
    let both = with_trust(&folder, "check").json();
    assert_eq!(findings(&both, "PM-DOC-CONFLICT")[0]["outcome"], "pass");
    let documents = both["dossiers"][0]["documents"].as_array().unwrap();
    let backing =
        |path: &str| documents.iter().find(|it| it["path"] == path).unwrap()["backing"].clone();
    assert_eq!(backing(ANSWERS), "independent");
    assert_eq!(backing("answers/audit.json"), "independent");
    assert_eq!(backing(&format!("{ANSWERS}.dsse.json")), "vendor");
    std::fs::remove_file(folder.join("dossier/answers/audit.json")).unwrap();

    // A failed test stands behind itself and nothing else.
    vouch(&folder, ANSWERS, &audit, TEST_RESULT, Some("FAILED"));
    let (backings, statement) = standing(&folder);
    assert_eq!(backings, ["none"], "{statement:#}");
    assert_eq!(statement["backing"], "independent");

    // Another type than the party is trusted for.
    vouch(&folder, ANSWERS, &audit, VOUCH, None);
    raises_nothing(&folder, "refused", "does not trust Example Audit for");
    vouch(&folder, ANSWERS, &acme, TEST_RESULT, Some("PASSED"));
    raises_nothing(&folder, "refused", "does not trust Acme AI for");

    // A vendor of something else.
    trust("vendor", TEST_RESULT);
    vouch(&folder, ANSWERS, &audit, TEST_RESULT, Some("PASSED"));
    raises_nothing(&folder, "verified", "is a vendor, but not Acme AI");

    // The subject's own vendor is never independent, whatever the policy calls it.
    policy(&folder, &[party("acme ai", "auditor", "*", &audit)]);
    assert_eq!(standing(&folder).0, ["vendor"]);

    // Nobody says who the vendor is.
    let review = std::fs::read_to_string(folder.join("review.toml")).unwrap();
    let without = review
        .split("[[evidence]]")
        .next()
        .unwrap()
        .replace("[vendor]\nname = \"Acme AI\"\n", "")
        .replace("about = \"vendor\"", "about = \"none\"");
    folder.write("review.toml", without);
    policy(&folder, &[party("Example Audit", "auditor", "*", &audit)]);
    raises_nothing(&folder, "verified", "names the subject's vendor");
}

#[test]
fn what_was_altered_or_is_too_late_is_refused() {
    let folder = vendor();
    let acme = key(1);
    policy(&folder, &[party("Acme AI", "vendor", VOUCH, &acme)]);
    vouch(&folder, ANSWERS, &acme, VOUCH, None);
    let at = format!("dossier/{ANSWERS}.dsse.json");
    let good = std::fs::read_to_string(folder.join(&at)).unwrap();
    let envelope: Value = serde_json::from_str(&good).unwrap();
    let forged = |payload: Value, sig: Value, kind: &str| {
        let forged = json!({ "payloadType": kind, "payload": payload, "signatures": [{ "keyid": envelope["signatures"][0]["keyid"], "sig": sig }] });
        folder.write(&at, forged.to_string());
    };
    let (payload, sig) = (
        envelope["payload"].clone(),
        envelope["signatures"][0]["sig"].clone(),
    );
    let in_toto = "application/vnd.in-toto+json";
    forged(payload.clone(), sig.clone(), in_toto);
    assert_eq!(standing(&folder).0, ["vendor"]);
    // The payload of another statement under this signature.
    vouch(&folder, ANSWERS, &key(9), VOUCH, None);
    let other: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join(&at)).unwrap()).unwrap();
    forged(
        payload.clone(),
        other["signatures"][0]["sig"].clone(),
        in_toto,
    );
    raises_nothing(
        &folder,
        "refused",
        "it names the key of Acme AI, but the signature is not by that key",
    );
    let longer = format!("{}IA==", payload.as_str().unwrap().trim_end_matches('='));
    forged(json!(longer), sig.clone(), in_toto);
    let (backings, statement) = standing(&folder);
    assert_eq!(
        (backings, statement["standing"].clone()),
        (vec!["none".to_owned()], json!("refused"))
    );
    // The type of the payload is signed too.
    forged(payload, sig, "application/json");
    raises_nothing(&folder, "refused", "not an in-toto statement");

    folder.write(&at, &good);
    let dated = |line: &str| {
        let party = party("Acme AI", "vendor", VOUCH, &acme);
        policy(
            &folder,
            &[party.replace("pem = ", &format!("{line}\npem = "))],
        );
    };
    dated("until = \"2026-10-31\"");
    raises_nothing(&folder, "refused", "counts only until 2026-10-31");
    dated("from = \"2026-11-02\"");
    raises_nothing(&folder, "refused", "counts only from 2026-11-02");
    dated("from = \"2026-11-01\"\nuntil = \"2026-11-01\"");
    assert_eq!(standing(&folder).0, ["vendor"]);
}

#[test]
fn certificates_are_judged_at_the_review_date() {
    let folder = Folder::new();
    folder.write("d/signed.json", include_str!("trust/signed.json"));
    folder.write("d/answers.yaml", "foo");
    folder.write("root.pem", include_str!("trust/ca.pem"));
    folder.write("other.pem", include_str!("trust/other.pem"));
    let trust = |root: &str, subject: &str| {
        folder.write("trust.toml", format!(
            "schema = 1\n[[root]]\nname = \"audit\"\ncertificates = \"{root}\"\n[[party]]\nname = \"Example Audit\"\nrole = \"auditor\"\ntypes = [\"{TEST_RESULT}\"]\n[[party.certificate]]\nroot = \"audit\"\nsubject = \"{subject}\"\n"
        ));
    };
    let verify = |as_of: &str| {
        folder.run(&[
            "attest",
            "verify",
            "d/signed.json",
            "--trust",
            "trust.toml",
            "--as-of",
            as_of,
        ])
    };
    let subject = "https://sign.audit.example/team/*";
    trust("root.pem", subject);
    // No review file: the signer is known, its role towards the subject is not.
    verify("2026-03-01").answers(
        0,
        &[
            "Example Audit (auditor",
            "a certificate for https://sign.audit.example/team/models",
        ],
    );
    verify("2026-07-02").answers(1, &["does not count", "had expired (2026-07-01)"]);
    verify("2025-12-31").answers(1, &["valid only from 2026-01-01"]);
    trust("root.pem", "https://sign.audit.example/others/*");
    verify("2026-03-01").answers(
        3,
        &[
            "signed by nobody who is known",
            "https://sign.audit.example/team/models, who is nobody in the policy",
        ],
    );
    trust("other.pem", subject);
    verify("2026-03-01").answers(1, &["does not lead to the root"]);
    trust("root.pem", subject);
    let text =
        include_str!("trust/signed.json").replace("\"payload\": \"eyJ", "\"payload\": \"IHsi");
    folder.write("d/signed.json", text);
    let ran = verify("2026-03-01");
    assert_eq!(ran.code, 1, "{ran}");
}

/// A bundle of OpenSSF model signing over these files, by a key of the project's own kind.
fn model_signature(files: &BTreeMap<&str, &[u8]>, key: &SigningKey, root: Option<&str>) -> String {
    let envelope =
        |statement: &str| serde_json::from_str(&attest::sign(key, statement).unwrap()).unwrap();
    model_bundle(files, root, &key.fingerprint().unwrap(), &envelope)
}

/// A bundle of OpenSSF model signing over these files.
fn model_bundle(
    files: &BTreeMap<&str, &[u8]>,
    root: Option<&str>,
    hint: &str,
    envelope: &dyn Fn(&str) -> Value,
) -> String {
    let mut joined = Vec::new();
    let mut resources = Vec::new();
    for (name, bytes) in files {
        let digest = sha256_hex(bytes);
        joined.extend(
            (0..64)
                .step_by(2)
                .map(|at| u8::from_str_radix(&digest[at..at + 2], 16).unwrap()),
        );
        resources.push(json!({ "name": name, "algorithm": "sha256", "digest": digest }));
    }
    let root = root.map_or_else(|| sha256_hex(&joined), ToOwned::to_owned);
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "model", "digest": { "sha256": root } }],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": { "serialization": { "method": "files", "hash_type": "sha256" }, "resources": resources },
    });
    let envelope = envelope(&statement.to_string());
    json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": { "publicKey": { "hint": hint } },
        "dsseEnvelope": envelope,
    })
    .to_string()
}

#[test]
fn a_signed_model_is_compared_file_by_file() {
    let card = b"---\nlicense: mit\nlibrary_name: peft\n---\n# Claims\n".as_slice();
    let mut weights = 2_u64.to_le_bytes().to_vec();
    weights.extend(b"{}");
    let files = BTreeMap::from([("README.md", card), ("model.safetensors", &weights[..])]);
    let acme = key(1);
    let folder = Folder::with(&[("d/m/README.md", card), ("d/m/model.safetensors", &weights)]);
    policy(
        &folder,
        &[party(
            "Acme AI",
            "vendor",
            "https://model_signing/signature/*",
            &acme,
        )],
    );
    folder.write("review.toml", "schema = 1\nreviewer = \"A\"\n[subject]\nkind = \"model\"\nname = \"claims\"\n[vendor]\nname = \"Acme AI\"\n");
    let facts = || {
        let ran = folder.run(&[
            "facts",
            "d",
            "--review",
            "review.toml",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
            "--output",
            "json",
        ]);
        let dossier = ran.json()["dossiers"][0].clone();
        let backing = |path: &str| {
            let all = dossier["documents"].as_array().unwrap();
            all.iter().find(|it| it["path"] == path).unwrap()["backing"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        (backing("m/README.md"), dossier["statements"][0].clone())
    };
    let sign = |root: Option<&str>| {
        folder.write("d/m/model.sig", model_signature(&files, &acme, root));
    };
    sign(None);
    let (backing, statement) = facts();
    assert_eq!(
        (backing.as_str(), statement["standing"].as_str()),
        ("vendor", Some("verified")),
        "{statement:#}"
    );
    assert_eq!(
        statement["covers"],
        json!(["m/README.md", "m/model.safetensors"])
    );
    // A file that the manifest does not list is named, and not covered.
    folder.write("d/m/extra.md", "# More\n");
    let (_, statement) = facts();
    assert!(
        statement["remarks"]
            .to_string()
            .contains("says nothing of m/extra.md"),
        "{statement:#}"
    );
    // A manifest that is not the one of the subject.
    sign(Some(&"0".repeat(64)));
    let (backing, statement) = facts();
    assert_eq!(
        (backing.as_str(), statement["standing"].as_str()),
        ("none", Some("refused")),
        "{statement:#}"
    );
    // Other weights, then none.
    sign(None);
    let mut other = 3_u64.to_le_bytes().to_vec();
    other.extend(b"{ }");
    folder.write("d/m/model.safetensors", other);
    let (backing, statement) = facts();
    assert_eq!(
        (backing.as_str(), statement["standing"].as_str()),
        ("none", Some("refused")),
        "{statement:#}"
    );
    assert!(
        statement["reason"]
            .to_string()
            .contains("m/model.safetensors has other bytes"),
        "{statement:#}"
    );
    let check = folder.run(&[
        "check",
        "d",
        "--review",
        "review.toml",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ]);
    assert_eq!(
        findings(&check.json(), "PM-DOC-DIGEST")[0]["outcome"],
        "fail"
    );
    std::fs::remove_file(folder.join("d/m/model.safetensors")).unwrap();
    let (backing, statement) = facts();
    assert_eq!(backing, "none");
    assert!(
        statement["reason"]
            .to_string()
            .contains("model.safetensors that is not here"),
        "{statement:#}"
    );
}

#[test]
fn a_bad_policy_says_where_and_what_to_do() {
    let good = party("Acme AI", "vendor", VOUCH, &key(1));
    let folder = Folder::with(&[("d/a.md", b"# a\n"), ("root.pem", b"no")]);
    folder.write("rsa.pem", include_str!("trust/rsa-1024.pub.pem"));
    folder.write("private.pem", key(1).to_pem().unwrap());
    folder.write("public.pem", key(1).public_pem());
    let check = |text: &str| {
        folder.write("trust.toml", format!("schema = 1\n{text}"));
        folder.run(&["check", "d", "--trust", "trust.toml", "--as-of", AS_OF])
    };
    let with_file = |name: &str| {
        format!(
            "[[party]]\nname = \"A\"\nrole = \"vendor\"\ntypes = [\"*\"]\n[[party.key]]\nfile = \"{name}\"\n"
        )
    };
    for (text, parts) in [
        (
            String::new(),
            vec!["the trust policy names no party", "[[party]]"],
        ),
        (
            good.replace("\"vendor\"", "\"vender\""),
            vec![
                "unknown role `vender`",
                "trust.toml:4:8",
                "vendor, auditor, coalition, member",
            ],
        ),
        (
            good.replace(&format!("[\"{VOUCH}\"]"), "[]"),
            vec!["trusted for no type", "trust.toml:5:9"],
        ),
        (
            good.replace(VOUCH, "a*b"),
            vec!["`*` may stand only at the end"],
        ),
        (
            good.replace("role", "rule"),
            vec!["unknown field `rule`", "trust.toml:4:1"],
        ),
        (
            format!("{good}{}", good.replace("Acme AI", "Audit")),
            vec!["also one of Acme AI", "a key speaks for one party"],
        ),
        (
            format!("{good}{}", party("acme ai", "auditor", "*", &key(2))),
            vec!["two parties have this name"],
        ),
        (
            with_file("gone.pem"),
            vec!["`gone.pem` cannot be read", "relative to the trust policy"],
        ),
        (with_file("rsa.pem"), vec!["RSA key of 1024 bits"]),
        (with_file("private.pem"), vec!["this is a private key"]),
        (with_file("root.pem"), vec!["no public key in PEM"]),
        (
            with_file("public.pem").replace("[[party.key]]\nfile = \"public.pem\"", ""),
            vec!["neither a key nor a certificate"],
        ),
        (
            format!("{good}[[party.certificate]]\nroot = \"r\"\nsubject = \"*\"\n"),
            vec!["there is no root `r`"],
        ),
        (
            format!("[[root]]\nname = \"r\"\ncertificates = \"root.pem\"\n{good}"),
            vec!["`root.pem` is no root"],
        ),
        (
            format!("[[root]]\nname = \"r\"\n{good}"),
            vec!["a root is one file"],
        ),
    ] {
        check(&text).complains(2, &parts);
    }
    folder.write("ca.pem", include_str!("trust/ca.pem"));
    let rooted = |more: &str| {
        format!(
            "[[root]]\nname = \"r\"\ncertificates = \"ca.pem\"\n{good}[[party.certificate]]\nroot = \"r\"\n{more}\n"
        )
    };
    check(&rooted("subject = \"*\"")).complains(2, &["let in strangers"]);
    check(&rooted("subject = \"CN=a\"\nissuer = \"b\"")).complains(2, &["take it out"]);
    folder
        .run(&["check", "d", "--trust", "gone.toml"])
        .complains(2, &["the trust policy cannot be read"]);
    folder.write("trust.toml", "schema = 2\n");
    folder
        .run(&["check", "d", "--trust", "trust.toml"])
        .complains(2, &["`schema = 2` is not known"]);
}

#[test]
fn keys_are_private_and_never_lost() {
    let folder = Folder::with(&[("d/a.md", b"# a\n"), ("d/sub/b.bin", b"\x7fELF\x02")]);
    assert_eq!(folder.run(&["attest", "keygen", "k.pem"]).code, 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = folder
            .join("k.pem")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let before = std::fs::read(folder.join("k.pem")).unwrap();
    folder
        .run(&["attest", "keygen", "k.pem"])
        .complains(2, &["k.pem is there already"]);
    assert_eq!(std::fs::read(folder.join("k.pem")).unwrap(), before);

    let sign = |args: &[&str]| folder.run(&[&["attest", "sign"], args].concat());
    sign(&["d", "--key", "k.pem"]).complains(0, &["signed 2 files: d/statement.dsse.json"]);
    let first = std::fs::read(folder.join("d/statement.dsse.json")).unwrap();
    sign(&["d", "--key", "k.pem"]).complains(0, &["signed 2 files"]);
    assert_eq!(
        std::fs::read(folder.join("d/statement.dsse.json")).unwrap(),
        first
    );
    folder.write("d/k.pem", &before);
    sign(&["d", "--key", "d/k.pem"]).complains(2, &["lies in the folder that is signed"]);
    sign(&["d/a.md", "--key", "k.pem.pub"]).complains(2, &["no single private key"]);
    sign(&["d/a.md", "--key", "gone.pem"]).complains(2, &["cannot be read", "keygen"]);
    sign(&["gone.md", "--key", "k.pem"]).complains(2, &["does not exist"]);

    policy(&folder, &[party("A", "vendor", "*", &key(1))]);
    let verify = |file: &str| {
        folder.run(&[
            "attest",
            "verify",
            file,
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
        ])
    };
    verify("d/a.md").complains(2, &["holds no signed statement"]);
    verify("d/gone.json").complains(2, &["cannot be read as a document"]);
    verify("d/statement.dsse.json").answers(3, &["no key of the policy made this signature"]);
}

#[test]
fn the_policy_of_the_docs_is_one() {
    let text = std::fs::read_to_string(repository("docs/trust.md")).unwrap();
    let block = text
        .split("```toml\n")
        .nth(1)
        .and_then(|it| it.split("```").next())
        .unwrap();
    let folder = Folder::with(&[("d/a.md", b"# a\n")]);
    folder.write("trust.toml", block);
    folder.write("acme.pub.pem", key(1).public_pem());
    folder.write("audit-roots.pem", include_str!("trust/ca.pem"));
    // A trusted root is large and not ours to ship: that part is left out here.
    let without: String = block
        .split("\n\n")
        .filter(|part| {
            !part.contains("trusted_root.json") && !part.contains("root = \"public-good\"")
        })
        .collect::<Vec<_>>()
        .join("\n\n");
    assert!(without.len() < block.len());
    folder.write("trust.toml", without);
    let ran = folder.run(&["facts", "d", "--trust", "trust.toml", "--as-of", AS_OF]);
    assert_eq!(ran.code, 0, "{ran}");
}
