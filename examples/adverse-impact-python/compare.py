"""Makes the check on tables from standard input, a JSON object of rows by document, and writes its
findings as JSON: what the test compares with the findings of `finance/adverse-impact`."""

import json
import sys
from pathlib import Path

from checks import run
from passmuster_plugin import Mock

HERE = Path(__file__).resolve().parent


def main() -> None:
    asked = json.load(sys.stdin)
    dossier = Mock(asked["subject"]).declaring((HERE / "plugin.toml").read_text(encoding="utf-8"))
    for name, (header, *rows) in asked["tables"].items():
        dossier.table(name, "group-outcomes", header, rows)
    findings = run("adverse-impact", dossier, json.dumps(asked["config"]))
    found = [
        {
            "outcome": it.outcome.value,
            "severity": it.severity.value,
            "message": it.message,
            "remediation": it.remediation or "",
            "attributes": it.attributes,
            "evidence": [dossier.reads[receipt.number][:2] for receipt in it.evidence],
        }
        for it in findings
    ]
    json.dump({"findings": found, "reads": len(dossier.reads)}, sys.stdout)


if __name__ == "__main__":
    main()
