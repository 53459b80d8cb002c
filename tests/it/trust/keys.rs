//! Keys of every kind that a policy takes, made here, and what they sign.

use std::collections::BTreeMap;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_SHA256, RsaEncoding,
};
use passmuster::envelope::{IN_TOTO, base64_text, pae};
use passmuster::trust::pem;

use super::*;

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A key with which others sign, and its public half.
struct Foreign {
    public: Vec<u8>,
    sign: Sign,
}

impl Foreign {
    /// The party of a policy that has this key.
    fn party(&self, name: &str, types: &str) -> String {
        let pem = pem::write("PUBLIC KEY", &self.public);
        format!(
            "[[party]]\nname = \"{name}\"\nrole = \"vendor\"\ntypes = [\"{types}\"]\n[[party.key]]\npem = \"\"\"\n{pem}\"\"\"\n"
        )
    }

    /// An envelope around a statement.
    fn envelope(&self, statement: &str) -> Value {
        let signature = (self.sign)(&pae(IN_TOTO, statement.as_bytes()));
        json!({
            "payloadType": IN_TOTO,
            "payload": base64_text(statement.as_bytes()),
            "signatures": [{ "sig": base64_text(&signature) }],
        })
    }
}

fn rsa(padding: &'static dyn RsaEncoding) -> Foreign {
    let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap();
    Foreign {
        public: public.as_ref().to_vec(),
        sign: Box::new(move |message| {
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(padding, &SystemRandom::new(), message, &mut signature)
                .unwrap();
            signature
        }),
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> Foreign {
    let key = EcdsaKeyPair::generate(algorithm).unwrap();
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap();
    Foreign {
        public: public.as_ref().to_vec(),
        sign: Box::new(move |message| {
            let signature = key.sign(&SystemRandom::new(), message).unwrap();
            signature.as_ref().to_vec()
        }),
    }
}

/// What a key signed verifies, and no longer once a byte of it is another.
#[test]
fn every_kind_of_key_verifies_what_it_signed() {
    let kinds: [(&str, Foreign); 8] = [
        ("RSA, PKCS 1, SHA-256", rsa(&RSA_PKCS1_SHA256)),
        ("RSA, PKCS 1, SHA-384", rsa(&RSA_PKCS1_SHA384)),
        ("RSA, PKCS 1, SHA-512", rsa(&RSA_PKCS1_SHA512)),
        ("RSA, PSS, SHA-256", rsa(&RSA_PSS_SHA256)),
        ("P-256, DER", ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING)),
        (
            "P-256, two numbers",
            ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING),
        ),
        ("P-384, DER", ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING)),
        (
            "P-384, two numbers",
            ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING),
        ),
    ];
    let folder = vendor();
    let sha256 = sha256_hex(&std::fs::read(folder.join("dossier").join(ANSWERS)).unwrap());
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "claims-triage.yaml", "digest": { "sha256": sha256 } }],
        "predicateType": VOUCH,
    })
    .to_string();
    let altered = statement.replace("claims-", "Claims-");
    for (kind, key) in &kinds {
        policy(&folder, &[key.party("Acme AI", VOUCH)]);
        let mut envelope = key.envelope(&statement);
        for (payload, backing, word) in [
            (&statement, "vendor", "verified"),
            (&altered, "none", "unknown"),
        ] {
            envelope["payload"] = base64_text(payload.as_bytes()).into();
            folder.write(format!("dossier/{ANSWERS}.dsse.json"), envelope.to_string());
            let (backings, said) = standing(&folder);
            assert_eq!(backings, [backing], "{kind}: {said:#}");
            assert_eq!(said["standing"], word, "{kind}: {said:#}");
        }
    }
}

/// A model signed by a key of the kind that the reference implementation makes, over real files.
#[test]
fn a_model_is_signed_on_p384() {
    let mut weights = 2_u64.to_le_bytes().to_vec();
    weights.extend(b"{}");
    let card = b"---\nlicense: mit\nlibrary_name: peft\n---\n# Claims\n".as_slice();
    let files = BTreeMap::from([("README.md", card), ("model.safetensors", &weights[..])]);
    let key = ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING);
    let folder = Folder::with(&[("d/README.md", card), ("d/model.safetensors", &weights)]);
    policy(
        &folder,
        &[key.party("Acme AI", "https://model_signing/signature/*")],
    );
    folder.write("review.toml", "schema = 1\nreviewer = \"A\"\n[subject]\nkind = \"model\"\nname = \"claims\"\n[vendor]\nname = \"Acme AI\"\n");
    let envelope = |statement: &str| key.envelope(statement);
    folder.write("d/model.sig", model_bundle(&files, None, "", &envelope));
    let verify = || {
        folder.run(&[
            "attest",
            "verify",
            "d/model.sig",
            "--trust",
            "trust.toml",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
        ])
    };
    verify().answers(0, &["Acme AI", "README.md, model.safetensors"]);
    weights.push(0);
    folder.write("d/model.safetensors", &weights);
    verify().answers(1, &["model.safetensors has other bytes"]);
}
