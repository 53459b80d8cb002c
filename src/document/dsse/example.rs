//! Small envelopes about invented files; their signatures are none.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "answers.yaml.dsse.json",
        r#"{
  "payloadType": "application/vnd.in-toto+json",
  "payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiYW5zd2Vycy55YW1sIiwiZGlnZXN0Ijp7InNoYTI1NiI6IjJjMjZiNDZiNjhmZmM2OGZmOTliNDUzYzFkMzA0MTM0MTM0MjJkNzA2NDgzYmZhMGY5OGE1ZTg4NjI2NmU3YWUifX1dLCJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9pbi10b3RvLmlvL2F0dGVzdGF0aW9uL3Rlc3QtcmVzdWx0L3YwLjEiLCJwcmVkaWNhdGUiOnsicmVzdWx0IjoiUEFTU0VEIiwiY29uZmlndXJhdGlvbiI6W119fQ==",
  "signatures": [
    {
      "keyid": "",
      "sig": "c2lnbmF0dXJl"
    }
  ]
}
"#,
    ),
    (
        "summary.intoto.jsonl",
        r#"{"payloadType": "application/vnd.in-toto+json", "payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiYW5zd2Vycy55YW1sIiwiZGlnZXN0Ijp7InNoYTI1NiI6IjJjMjZiNDZiNjhmZmM2OGZmOTliNDUzYzFkMzA0MTM0MTM0MjJkNzA2NDgzYmZhMGY5OGE1ZTg4NjI2NmU3YWUifX1dLCJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9pbi10b3RvLmlvL2F0dGVzdGF0aW9uL3Rlc3QtcmVzdWx0L3YwLjEiLCJwcmVkaWNhdGUiOnsicmVzdWx0IjoiUEFTU0VEIiwiY29uZmlndXJhdGlvbiI6W119fQ==", "signatures": [{"keyid": "", "sig": "c2lnbmF0dXJl"}]}
{"payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiY2xhaW1zLnRhciIsImRpZ2VzdCI6eyJzaGEyNTYiOiI5Zjg2ZDA4MTg4NGM3ZDY1OWEyZmVhYTBjNTVhZDAxNWEzYmY0ZjFiMmIwYjgyMmNkMTVkNmMxNWIwZjAwYTA4In19XSwicHJlZGljYXRlVHlwZSI6Imh0dHBzOi8vc2xzYS5kZXYvdmVyaWZpY2F0aW9uX3N1bW1hcnkvdjEiLCJwcmVkaWNhdGUiOnsidmVyaWZpZXIiOnsiaWQiOiJodHRwczovL3ZlcmlmeS5hY21lLmV4YW1wbGUifSwidGltZVZlcmlmaWVkIjoiMjAyNi0wNS0wNlQwNzowODowOVoiLCJ2ZXJpZmljYXRpb25SZXN1bHQiOiJQQVNTRUQifX0", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "c2lnbmF0dXJl"}]}
"#,
    ),
    (
        "image.json",
        r#"{"image_summary": {"digest": "sha256:00"}, "provenance_summary": {"provenance": [{"build": {}, "envelope": {"payload": "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiY2xhaW1zLnRhciIsImRpZ2VzdCI6eyJzaGEyNTYiOiI5Zjg2ZDA4MTg4NGM3ZDY1OWEyZmVhYTBjNTVhZDAxNWEzYmY0ZjFiMmIwYjgyMmNkMTVkNmMxNWIwZjAwYTA4In19XSwicHJlZGljYXRlVHlwZSI6Imh0dHBzOi8vc2xzYS5kZXYvdmVyaWZpY2F0aW9uX3N1bW1hcnkvdjEiLCJwcmVkaWNhdGUiOnsidmVyaWZpZXIiOnsiaWQiOiJodHRwczovL3ZlcmlmeS5hY21lLmV4YW1wbGUifSwidGltZVZlcmlmaWVkIjoiMjAyNi0wNS0wNlQwNzowODowOVoiLCJ2ZXJpZmljYXRpb25SZXN1bHQiOiJQQVNTRUQifX0", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "c2lnbmF0dXJl"}]}}]}}
"#,
    ),
];
