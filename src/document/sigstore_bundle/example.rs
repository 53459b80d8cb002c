//! Small bundles about invented files; their signatures and certificates are none.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "model.sig",
        r#"{
  "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
  "verificationMaterial": {
    "publicKey": {
      "hint": "acme"
    },
    "tlogEntries": []
  },
  "dsseEnvelope": {
    "payloadType": "application/vnd.in-toto+json",
    "payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiY2xhaW1zIiwiZGlnZXN0Ijp7InNoYTI1NiI6IjlmODZkMDgxODg0YzdkNjU5YTJmZWFhMGM1NWFkMDE1YTNiZjRmMWIyYjBiODIyY2QxNWQ2YzE1YjBmMDBhMDgifX1dLCJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwicHJlZGljYXRlIjp7InNlcmlhbGl6YXRpb24iOnsibWV0aG9kIjoiZmlsZXMiLCJoYXNoX3R5cGUiOiJzaGEyNTYiLCJhbGxvd19zeW1saW5rcyI6ZmFsc2V9LCJyZXNvdXJjZXMiOlt7Im5hbWUiOiJtb2RlbC5zYWZldGVuc29ycyIsImFsZ29yaXRobSI6InNoYTI1NiIsImRpZ2VzdCI6IjJjMjZiNDZiNjhmZmM2OGZmOTliNDUzYzFkMzA0MTM0MTM0MjJkNzA2NDgzYmZhMGY5OGE1ZTg4NjI2NmU3YWUifV19fQ==",
    "signatures": [
      {
        "sig": "c2lnbmF0dXJl"
      }
    ]
  }
}
"#,
    ),
    (
        "claims.sigstore.json",
        r#"{"attestations": [{"predicateType": "https://in-toto.io/attestation/test-result/v0.1", "bundle": {"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2", "verificationMaterial": {"x509CertificateChain": {"certificates": [{"rawBytes": "Y2VydA=="}]}, "tlogEntries": []}, "dsseEnvelope": {"payloadType": "application/vnd.in-toto+json", "payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiYW5zd2Vycy55YW1sIiwiZGlnZXN0Ijp7InNoYTI1NiI6IjJjMjZiNDZiNjhmZmM2OGZmOTliNDUzYzFkMzA0MTM0MTM0MjJkNzA2NDgzYmZhMGY5OGE1ZTg4NjI2NmU3YWUifX1dLCJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9pbi10b3RvLmlvL2F0dGVzdGF0aW9uL3Rlc3QtcmVzdWx0L3YwLjEiLCJwcmVkaWNhdGUiOnsicmVzdWx0IjoiUEFTU0VEIiwiY29uZmlndXJhdGlvbiI6W119fQ==", "signatures": [{"keyid": "", "sig": "c2lnbmF0dXJl"}]}}}]}
"#,
    ),
    (
        "report.sigstore",
        r#"{"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.1", "verificationMaterial": {"publicKey": {"hint": "acme"}}, "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564="}, "signature": "c2lnbmF0dXJl"}}
"#,
    ),
];
