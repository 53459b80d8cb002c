"""Makes the check on tables from standard input, a JSON object of rows by document, and writes its
findings as JSON: what the test compares with the findings of `finance/adverse-impact`."""

import json
import sys
import tomllib
from pathlib import Path

import passmuster_sdk as pm
from check import run

HERE = Path(__file__).resolve().parent


def main() -> None:
    asked = json.load(sys.stdin)
    manifest = tomllib.loads((HERE / "plugin.toml").read_text(encoding="utf-8"))
    dossier = pm.Mock(asked["subject"], manifest)
    for name, (header, *rows) in asked["tables"].items():
        dossier.table(name, "group-outcomes", header, rows)
    findings = pm.answer(run, "adverse-impact", dossier, json.dumps(asked["config"]))
    found = [
        {
            "outcome": it.outcome,
            "severity": it.severity,
            "message": it.message,
            "remediation": it.remediation or "",
            "attributes": dict(it.attributes),
            "evidence": [dossier.reads[receipt][:2] for receipt, _ in it.evidence],
        }
        for it in findings
    ]
    json.dump({"findings": found, "reads": len(dossier.reads)}, sys.stdout)


if __name__ == "__main__":
    main()
