//! Packs and plugins from elsewhere: pinned by a lock, signed by two of three members, and refused
//! by every command where they are not.

use passmuster::attest::{self, SigningKey};
use passmuster::trust::RELEASE;

use crate::common::{AS_OF, Folder, Ran, copy, repository};

pub(crate) const MEMBERS: [&str; 3] = ["North Bank", "South Bank", "West Bank"];

/// A small pack of somebody else's: the example of the documentation, copied from the built-in one
/// with another id and version.
pub(crate) fn finance(folder: &Folder, name: &str, version: &str) {
    copy(&repository("policies/finance"), &folder.join(name), &|_| {});
    let path = folder.join(name).join("pack.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("version = \"0.1.0\""), "{text}");
    let text = text.replacen(
        "version = \"0.1.0\"",
        &format!("version = \"{version}\""),
        1,
    );
    std::fs::write(path, text).unwrap();
}

/// Keys of three members and of a stranger, and a trust policy that asks for two members.
pub(crate) fn members(folder: &Folder, more: &str) {
    let mut text = format!("schema = 1\n[packs]\nsigned_by = [\"member\"]\nthreshold = 2\n{more}");
    for (seed, name) in MEMBERS.iter().enumerate() {
        let key = SigningKey::from_seed(&[u8::try_from(seed).unwrap() + 1; 32]).unwrap();
        folder.write(format!("{seed}.pem"), key.to_pem().unwrap());
        text.push_str(&format!(
            "[[party]]\nname = \"{name}\"\nrole = \"member\"\ntypes = [\"urn:passmuster:*\"]\n\
             [[party.key]]\npem = \"\"\"\n{}\"\"\"\n",
            key.public_pem()
        ));
    }
    let stranger = SigningKey::from_seed(&[9; 32]).unwrap();
    folder.write("stranger.pem", stranger.to_pem().unwrap());
    folder.write("trust.toml", text);
}

pub(crate) fn sign(folder: &Folder, what: &str, key: &str) -> Ran {
    let ran = folder.run(&["pack", "sign", what, "--key", key]);
    assert_eq!(ran.code, 0, "{ran}");
    ran
}

/// What the commands say that load the pack.
fn loads(folder: &Folder) -> Vec<Ran> {
    let dossier = repository("examples/credit-scoring/dossier");
    let dossier = dossier.to_str().unwrap();
    [
        vec![
            "check",
            dossier,
            "--pack",
            "./finance",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
            "-q",
        ],
        vec![
            "compare",
            dossier,
            dossier,
            "--pack",
            "./finance",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
        ],
        vec![
            "explain",
            "FN-FAIR-04",
            "--pack",
            "./finance",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
        ],
        vec![
            "pack",
            "lock",
            "--pack",
            "./finance",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
        ],
    ]
    .iter()
    .map(|args| folder.run(args))
    .collect()
}

#[test]
fn two_of_three_members_have_to_sign_and_every_command_asks() {
    let folder = Folder::new();
    finance(&folder, "finance", "0.2.0");
    members(&folder, "");
    let refused = |says: &[&str]| {
        for ran in loads(&folder) {
            assert_eq!(ran.code, 2, "{ran}");
            for says in says {
                assert!(ran.to_string().contains(says), "{says}\n{ran}");
            }
        }
    };
    refused(&[
        "is not signed as trust.toml asks",
        "nobody whose signature counts",
        "2 more of: North Bank, South Bank, West Bank",
    ]);
    // One party, however often, is one party; and a stranger is nobody.
    sign(&folder, "finance", "0.pem");
    sign(&folder, "finance", "0.pem");
    sign(&folder, "finance", "stranger.pem");
    let own = folder.run(&[
        "pack",
        "sign",
        "finance",
        "--key",
        "0.pem",
        "--out",
        "finance.again.dsse.json",
    ]);
    assert_eq!(own.code, 0, "{own}");
    refused(&[
        "it is signed by North Bank",
        "1 more of: South Bank, West Bank",
    ]);
    let verified = folder.run(&[
        "pack",
        "verify",
        "finance",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
    ]);
    assert_eq!(verified.code, 3, "{verified}");
    // The configured policy rules as the named one does.
    folder.write("passmuster.toml", "schema = 1\ntrust = \"trust.toml\"\n");
    let configured = folder.run(&[
        "explain",
        "FN-FAIR-04",
        "--pack",
        "./finance",
        "--as-of",
        AS_OF,
    ]);
    assert_eq!(configured.code, 2, "{configured}");
    let without = folder.run(&[
        "explain",
        "FN-FAIR-04",
        "--pack",
        "./finance",
        "--no-config",
    ]);
    assert_eq!(without.code, 0, "{without}");
    std::fs::remove_file(folder.join("passmuster.toml")).unwrap();
    // A built-in pack is a part of the program.
    let built_in = folder.run(&[
        "explain",
        "FN-FAIR-04",
        "--pack",
        "finance",
        "--trust",
        "trust.toml",
    ]);
    assert_eq!(built_in.code, 0, "{built_in}");
    sign(&folder, "finance", "2.pem");
    for ran in loads(&folder) {
        assert!(ran.code != 2 && ran.code != 4, "{ran}");
    }
    let verified = folder.run(&[
        "pack",
        "verify",
        "finance",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
    ]);
    assert_eq!(verified.code, 0, "{verified}");
    assert!(
        verified
            .to_string()
            .contains("released by North Bank, West Bank"),
        "{verified}"
    );
    // One byte more, and nobody has signed it.
    let readme = folder.join("finance/controls/extra.cedar");
    std::fs::write(readme, "// nothing\n").unwrap();
    refused(&["it is about other bytes"]);
    let verified = folder.run(&[
        "pack",
        "verify",
        "finance",
        "--trust",
        "trust.toml",
        "--as-of",
        AS_OF,
    ]);
    assert_eq!(verified.code, 1, "{verified}");
}

#[test]
fn who_signs_first_does_not_matter() {
    let sign_in = |keys: [&str; 2]| {
        let folder = Folder::new();
        finance(&folder, "finance", "0.2.0");
        members(&folder, "");
        for key in keys {
            sign(&folder, "finance", key);
        }
        std::fs::read(folder.join("finance.dsse.json")).unwrap()
    };
    assert_eq!(sign_in(["0.pem", "1.pem"]), sign_in(["1.pem", "0.pem"]));
}

/// Signatures that are none: of another type, about something else, of a role that does not count.
#[test]
fn what_releases_nothing() {
    let folder = Folder::new();
    finance(&folder, "finance", "0.2.0");
    members(&folder, "");
    sign(&folder, "finance", "0.pem");
    let shown = folder.run(&["pack", "sign", "finance", "--statement"]);
    let statement = String::from_utf8(shown.stdout).unwrap();
    let statement = statement.trim();
    let key = SigningKey::from_seed(&[2; 32]).unwrap();
    let verify = || {
        folder.run(&[
            "pack",
            "verify",
            "finance",
            "--trust",
            "trust.toml",
            "--as-of",
            AS_OF,
        ])
    };
    for (what, text, says) in [
        (
            "vouch",
            statement.replace(RELEASE, "urn:passmuster:vouch:v1"),
            "not as `urn:passmuster:release:v1`",
        ),
        (
            "decided",
            statement.replace(RELEASE, "urn:passmuster:decisions:v1"),
            "not as",
        ),
        (
            "failed",
            statement.replace(
                "\"predicateType\"",
                "\"predicate\":{\"result\":\"FAILED\"},\"predicateType\"",
            ),
            "says that it failed",
        ),
        (
            "other",
            statement.replace("\"sha256\":\"", "\"sha256\":\"00"),
            "about other bytes",
        ),
        (
            "good",
            statement.to_owned(),
            "released by North Bank, South Bank",
        ),
    ] {
        let envelope = attest::sign(&key, &text).unwrap();
        folder.write("finance.second.dsse.json", envelope);
        let ran = verify();
        assert_eq!(ran.code == 0, what == "good", "{what}: {ran}");
        assert!(ran.to_string().contains(says), "{what}: {ran}");
    }
    folder.write("finance.second.dsse.json", "{");
    assert_eq!(verify().code, 1);
    std::fs::remove_file(folder.join("finance.second.dsse.json")).unwrap();
    // A rule of its own for one pack; and rules that nobody could meet.
    members(&folder, "[packs.id.finance]\nsigned_by = [\"member\"]\n");
    assert_eq!(verify().code, 0);
    for (more, says) in [
        (
            "[packs.id.finance]\nsigned_by = [\"coalition\"]\n",
            "no party could sign packs",
        ),
        (
            "[packs.id.finance]\nsigned_by = [\"member\"]\nthreshold = 4\n",
            "only 3 parties could sign packs, and 4 are asked for",
        ),
        (
            "[packs.id.finance]\nsigned_by = [\"member\"]\nthreshold = 0\n",
            "nobody would have to sign",
        ),
        (
            "[packs.id.finance]\nsigned_by = [\"vendor\"]\n",
            "a vendor cannot release",
        ),
        (
            "[packs.id.finance]\nsigned_by = []\n",
            "no party could sign packs",
        ),
    ] {
        members(&folder, more);
        let ran = verify();
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.to_string().contains(says), "{says}: {ran}");
    }
}

#[test]
fn a_plugin_is_signed_as_a_pack_is() {
    let folder = Folder::new();
    members(&folder, "");
    std::fs::copy(
        repository("plugins/finance/finance.wasm"),
        folder.join("finance.wasm"),
    )
    .unwrap();
    let inspect = || folder.run(&["plugin", "inspect", "finance.wasm", "--trust", "trust.toml"]);
    let ran = inspect();
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.to_string()
            .contains("the plugin `finance` is not signed"),
        "{ran}"
    );
    sign(&folder, "finance.wasm", "0.pem");
    // What `attest sign` writes counts too, by a party that may release.
    let ran = folder.run(&[
        "attest",
        "sign",
        "finance.wasm",
        "--key",
        "1.pem",
        "--out",
        "finance.wasm.second.dsse.json",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = inspect();
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.to_string().contains("North Bank, South Bank"), "{ran}");
}

#[test]
fn a_lock_refuses_what_was_not_reviewed_and_shows_what_it_newly_reads() {
    let folder = Folder::new();
    finance(&folder, "finance", "0.1.0");
    let example = repository("examples/credit-scoring");
    copy(&example.join("dossier"), &folder.join("dossier"), &|_| {});
    let check = |more: &[&str]| {
        let mut args = vec![
            "check",
            "dossier",
            "--pack",
            "./finance",
            "--as-of",
            AS_OF,
            "-q",
        ];
        args.extend(more);
        folder.run(&args)
    };
    let missing = check(&["--locked"]);
    assert_eq!(missing.code, 2, "{missing}");
    assert!(
        missing.to_string().contains("there is no passmuster.lock"),
        "{missing}"
    );
    let lock = || folder.run(&["pack", "lock", "--pack", "./finance"]);
    let first = lock();
    assert_eq!(first.code, 0, "{first}");
    assert!(
        first.to_string().contains("pack finance 0.1.0 is new"),
        "{first}"
    );
    assert!(first.to_string().contains("plugin finance"), "{first}");
    let text = std::fs::read_to_string(folder.join("passmuster.lock")).unwrap();
    assert_eq!(lock().code, 0);
    assert_eq!(
        std::fs::read_to_string(folder.join("passmuster.lock")).unwrap(),
        text
    );
    let before = check(&["--locked"]);
    assert!(![2, 4].contains(&before.code), "{before}");
    // The version alone is a difference.
    finance(&folder, "finance", "0.2.0");
    let noted = check(&[]);
    assert_eq!(noted.code, before.code, "{noted}");
    assert!(
        noted
            .to_string()
            .contains("note: passmuster.lock has something else"),
        "{noted}"
    );
    for ran in [
        check(&["--locked"]),
        folder.run(&[
            "compare",
            "dossier",
            "dossier",
            "--pack",
            "./finance",
            "--as-of",
            AS_OF,
            "--locked",
        ]),
    ] {
        assert_eq!(ran.code, 2, "{ran}");
        assert!(
            ran.to_string().contains("pack finance 0.1.0 → 0.2.0"),
            "{ran}"
        );
    }
    // By the settings file, and by the environment.
    folder.write("passmuster.toml", "schema = 1\nlocked = true\n");
    assert_eq!(check(&[]).code, 2);
    folder.write("passmuster.toml", "schema = 1\nlocked = \"yes\"\n");
    assert_eq!(check(&[]).code, 2);
    std::fs::remove_file(folder.join("passmuster.toml")).unwrap();
    let update = lock();
    assert!(
        update.to_string().contains("pack finance 0.1.0 → 0.2.0"),
        "{update}"
    );
    assert_eq!(check(&["--locked"]).code, before.code);
    // A trust policy that nobody locked, and a lock that was edited.
    members(&folder, "");
    sign(&folder, "finance", "0.pem");
    sign(&folder, "finance", "1.pem");
    let other = check(&["--locked", "--trust", "trust.toml"]);
    assert_eq!(other.code, 2, "{other}");
    assert!(
        other.to_string().contains("the trust policy none → "),
        "{other}"
    );
    folder.write("passmuster.lock", text.replace("schema = 1", "schema = 9"));
    assert_eq!(check(&[]).code, 2);
    // One that lies in the dossier is the vendor's to write.
    std::fs::remove_file(folder.join("passmuster.lock")).unwrap();
    folder.write("dossier/passmuster.lock", &text);
    let vendors = folder.run(&[
        "check",
        ".",
        "--pack",
        "./finance",
        "--as-of",
        AS_OF,
        "--locked",
    ]);
    assert_eq!(vendors.code, 2, "{vendors}");
}
