"""The Python SDK for plugins of Passmuster.

A plugin is a function from a dossier to findings, given to `guest`:

    def run(check, dossier, config): ...
    Check = passmuster_sdk.guest(run)

The dossier is the host's when the plugin runs, and a `Mock` in its tests, which run under any
Python: the bindings of the plugin world are only there inside the component.

A reading comes with a receipt, also when nothing is there; a finding cites the receipts that it
rests on. A plugin reports, and policies decide: what could not be told is never a pass.
"""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

try:  # Inside the component: made by componentize-py from wit/0.1.
    import componentize_py_types as _abi
    from wit_world.imports import facts as _facts
    from wit_world.imports import log as _log
    from wit_world.imports import types as _types
except ImportError:  # Under any Python: for tests.
    _abi = _facts = _log = _types = None

PASS, FAIL, INSUFFICIENT = "pass", "fail", "insufficient"
NOT_APPLICABLE, NEEDS_REVIEW = "not-applicable", "needs-review"
OUTCOMES = (PASS, FAIL, INSUFFICIENT, NOT_APPLICABLE, NEEDS_REVIEW)
INFO, LOW, MEDIUM, HIGH, CRITICAL = "info", "low", "medium", "high", "critical"
SEVERITIES = (INFO, LOW, MEDIUM, HIGH, CRITICAL)
LEVELS = ("debug", "info", "warn", "error")

#: Bytes of a text, citations of a finding: the host refuses more.
TEXT, CITATIONS = 4_096, 1_000


def clip(text: str, most: int) -> str:
    """At most so many bytes of a text, cut between characters, with … where something is left out."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: max(most - len("…".encode()), 0)].decode(errors="ignore") + "…"


class CheckError(Exception):
    """Why the check could not be made: the host reports an error, which never passes."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


class ReadError(CheckError):
    """A place that may not or cannot be read: `no-such-document`, `no-such-entity`,
    `malformed-pointer`, `not-declared`, `too-large`."""

    def __init__(self, code: str, what: str):
        super().__init__(code, f"{what} cannot be read: {code}.")


@dataclass(frozen=True)
class Reading:
    """What stands at a place. `kind` is null, boolean, number, text, array (value: its length),
    object (value: its keys), or missing. Numbers keep the document's text."""

    receipt: int
    kind: str
    value: Any = None

    @property
    def text(self) -> str:
        """The text, trimmed; empty where there is none."""
        return self.value.strip() if self.kind == "text" else ""


@dataclass(frozen=True)
class Document:
    """A document that the manifest declares to read."""

    id: str
    format: str
    media_type: str = "application/octet-stream"
    digest: str = "sha256:"
    strength: str = "documented"
    backing: str = "none"


@dataclass(frozen=True)
class Fact:
    """A fact of the vocabulary, as policies see it."""

    receipt: int
    value: str
    document: str = "facts"
    pointer: str = ""
    strength: str = "stated"
    backing: str = "none"


@dataclass
class Finding:
    """One finding. Its `key` names it for years: take it from what it is about."""

    outcome: str
    severity: str
    message: str
    remediation: Optional[str] = None
    entity: Optional[str] = None
    evidence: list = field(default_factory=list)
    attributes: list = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES or self.severity not in SEVERITIES:
            raise ValueError(f"no such outcome or severity: {self.outcome}, {self.severity}")
        self.message = clip(self.message, TEXT)
        self.remediation = self.remediation and clip(self.remediation, TEXT)

    def key(self, key: str) -> "Finding":
        return self.attribute("key", key.strip())

    def attribute(self, name: str, value: str) -> "Finding":
        """A named value, which policies see as a tag; given twice, the last one stands."""
        given = (name, clip(value, TEXT))
        for index, (known, _) in enumerate(self.attributes):
            if known == name:
                self.attributes[index] = given
                return self
        self.attributes.append(given)
        return self

    def cite(self, receipt: int, note: Optional[str] = None) -> "Finding":
        """Rests on a receipt; one that is cited already is not cited again."""
        known = any(it == receipt for it, _ in self.evidence)
        if not known and len(self.evidence) < CITATIONS:
            self.evidence.append((receipt, note))
        return self

    def cite_all(self, receipts) -> "Finding":
        for receipt in receipts:
            self.cite(receipt)
        return self

    def get(self, name: str) -> Optional[str]:
        return next((value for key, value in self.attributes if key == name), None)


def distinct_keys(findings: list[Finding]) -> list[Finding]:
    """With the keys that repeat told apart, `a`, `a~2`, `a~3`: the host refuses a key given twice."""
    seen: set[str] = set()
    for finding in findings:
        key = finding.get("key")
        if key is None:
            continue
        free, number = key, 2
        while free in seen:
            free, number = f"{key}~{number}", number + 1
        seen.add(free)
        finding.attribute("key", free)
    return findings


def config_of(text: str, **defaults: Any) -> dict:
    """The configuration over its defaults; numbers with a point stay text, for `Decimal` or
    `Fraction`. The host has held it against the manifest's schema; a name that is not among the
    defaults is an error all the same."""
    given = json.loads(text, parse_float=str)
    if not isinstance(given, dict):
        raise CheckError("config", "The configuration is no object.")
    for name in given:
        if name.replace("-", "_") not in defaults:
            raise CheckError("config", f"The configuration has an unknown `{name}`.")
    return {**defaults, **{name.replace("-", "_"): value for name, value in given.items()}}


class Dossier:
    """The dossier as the host lends it; the same methods as `Mock`."""

    def __init__(self, lent):
        self._lent = lent

    def documents(self) -> list[Document]:
        return [
            Document(it.id, it.format, it.media_type, it.digest, _word(it.strength), _word(it.backing))
            for it in self._lent.documents()
        ]

    def read(self, document: str, pointer: str) -> Reading:
        return _reading(_asked(document, lambda: self._lent.read(document, pointer)))

    def read_many(self, document: str, pointers: list[str]) -> list[Reading]:
        found = _asked(document, lambda: self._lent.read_many(document, pointers))
        return [_reading(it) for it in found]

    def read_json(self, document: str, pointer: str, max_bytes: int = 1 << 20) -> tuple[int, Any]:
        """A receipt and a whole part, parsed; numbers with a point stay text. None: nothing there."""
        part = _asked(document, lambda: self._lent.read_json(document, pointer, max_bytes))
        return part.receipt, None if part.json is None else json.loads(part.json, parse_float=str)

    def select(self, document: str, pattern: str, after: Optional[str] = None, limit: int = 10_000) -> list[str]:
        return _asked(document, lambda: self._lent.select(document, pattern, after, limit))

    def subject(self) -> str:
        return self._lent.subject()

    def entities(self, kind: str) -> list[str]:
        return self._lent.entities(kind)

    def facts(self, entity: str, attribute: str) -> list[Fact]:
        stated = _asked(entity, lambda: self._lent.facts(entity, attribute))
        return [
            Fact(it.receipt, it.value, it.document, it.pointer, _word(it.strength), _word(it.backing))
            for it in stated
        ]

    def as_of(self) -> str:
        """The review date, YYYY-MM-DD; never a clock."""
        return self._lent.as_of()


def log(level: str, message: str) -> None:
    """A line in the host's log; natively it goes nowhere."""
    if _log is not None:
        _log.write(_log.Level(LEVELS.index(level)), message)


def _word(value) -> str:
    return value.name.lower().replace("_", "-")


def _asked(what: str, call: Callable):
    try:
        return call()
    except _abi.Err as error:
        raise ReadError(_word(error.value), what) from None


def _reading(reading) -> Reading:
    if reading.value is None:
        return Reading(reading.receipt, "missing")
    kind = type(reading.value).__name__.removeprefix("Node_").lower()
    return Reading(reading.receipt, kind, getattr(reading.value, "value", None))


def answer(run: Callable, check: str, dossier, config: str) -> list[Finding]:
    """Makes a check; whatever it raises becomes a CheckError, with its text in the log."""
    try:
        return list(run(check, dossier, config))
    except CheckError:
        raise
    except Exception as error:
        text = "".join(traceback.format_exception(error))
        # The end says what happened.
        log("error", text[-3_000:])
        raise CheckError("exception", f"{type(error).__name__}: {error}"[:1_000]) from error


def guest(run: Callable) -> type:
    """The class that componentize-py exports; the plugin's module names it `Check`."""

    class Check:
        def run(self, check, subject, config):
            try:
                return [_given(it) for it in answer(run, check, Dossier(subject), config)]
            except CheckError as error:
                raise _abi.Err(_types.CheckError(error.code, error.message)) from None

    return Check


def _given(finding: Finding):
    return _types.Finding(
        finding.entity,
        _types.Outcome(OUTCOMES.index(finding.outcome)),
        _types.Severity(SEVERITIES.index(finding.severity)),
        finding.message,
        finding.remediation,
        [_types.Reference(receipt, note) for receipt, note in finding.evidence],
        finding.attributes,
    )


class Mock:
    """A dossier in memory. It gives receipts as the host does, misses included, and refuses what
    the manifest does not declare if it is given one (`plugin.toml`, parsed by `tomllib`)."""

    def __init__(self, subject: str = 'Model::"subject"', manifest: Optional[dict] = None):
        self._subject, self._manifest = subject, manifest
        self._documents: dict[str, tuple[Document, Any]] = {}
        self._facts: list[tuple[str, str, str]] = []
        self._entities: set[str] = {subject}
        #: What was read, by receipt: (document or entity, pointer or attribute, found).
        self.reads: list[tuple[str, str, bool]] = []

    def document(self, id: str, format: str, tree: Any) -> "Mock":
        self._documents[id] = (Document(id, format), tree)
        return self

    def table(self, id: str, format: str, header: list[str], rows: list[list[str]]) -> "Mock":
        """Separated values, as the host reads them: texts at /sheets/csv/rows/N/HEADER."""
        cells = [{name: str(cell).strip() for name, cell in zip(header, row)} for row in rows]
        return self.document(id, format, {"sheets": {"csv": {"rows": cells}}})

    def entity(self, entity: str) -> "Mock":
        self._entities.add(entity)
        return self

    def fact(self, entity: str, attribute: str, value: str) -> "Mock":
        self._facts.append((entity, attribute, value))
        return self

    def documents(self) -> list[Document]:
        declared = self._declared()
        return [
            it
            for _, (it, _) in sorted(self._documents.items())
            if declared is None or any(of == it.format for of, _ in declared)
        ]

    def read(self, document: str, pointer: str) -> Reading:
        found, node = self._place(document, pointer, False)
        receipt = self._log(document, pointer, found)
        return Reading(receipt, *(_shallow(node) if found else ("missing", None)))

    def read_many(self, document: str, pointers: list[str]) -> list[Reading]:
        return [self.read(document, pointer) for pointer in pointers]

    def read_json(self, document: str, pointer: str, max_bytes: int = 1 << 20) -> tuple[int, Any]:
        found, node = self._place(document, pointer, True)
        if found and len(json.dumps(node, ensure_ascii=False).encode()) > max_bytes:
            raise ReadError("too-large", document)
        return self._log(document, pointer, found), node if found else None

    def select(self, document: str, pattern: str, after: Optional[str] = None, limit: int = 10_000) -> list[str]:
        of, tree = self._of(document)
        found: list[str] = []
        _walk(tree, pattern.split("/")[1:], "", found)
        declared = self._declared()
        if declared is not None:
            fits = [it for it in found if any(f == of.format and _matches(p, it) for f, p in declared)]
            found = fits
        if after is not None:
            found = found[found.index(after) + 1 :] if after in found else found
        return found[: min(limit, 10_000)]

    def subject(self) -> str:
        return self._subject

    def entities(self, kind: str) -> list[str]:
        return sorted(it for it in self._entities if it.split("::")[0] == kind)

    def facts(self, entity: str, attribute: str) -> list[Fact]:
        declared = self._manifest and self._manifest.get("facts", {}).get("attributes", [])
        if self._manifest and not any(
            attribute.startswith(it[:-1]) if it.endswith("*") else attribute == it for it in declared
        ):
            raise ReadError("not-declared", entity)
        if entity not in self._entities:
            raise ReadError("no-such-entity", entity)
        # An answer is about whoever the dossier is about.
        stated = [v for of, name, v in self._facts if (":" in attribute or of == entity) and name == attribute]
        if not stated:
            self._log(entity, attribute, False)
        return [Fact(self._log(entity, attribute, True), value) for value in stated]

    def as_of(self) -> str:
        return "2026-11-01"

    def _declared(self) -> Optional[list[tuple[str, str]]]:
        if self._manifest is None:
            return None
        reads = self._manifest.get("reads", [])
        return [(it["format"], pointer) for it in reads for pointer in it["pointers"]]

    def _log(self, of: str, at: str, found: bool) -> int:
        self.reads.append((of, at, found))
        return len(self.reads) - 1

    def _of(self, id: str) -> tuple[Document, Any]:
        if id not in self._documents:
            raise ReadError("no-such-document", id)
        return self._documents[id]

    def _place(self, id: str, pointer: str, below: bool) -> tuple[bool, Any]:
        if pointer and not pointer.startswith("/"):
            raise ReadError("malformed-pointer", id)
        document, node = self._of(id)
        declared = self._declared()
        if declared is not None and not any(
            of == document.format and (not below or pattern.endswith("/**")) and _matches(pattern, pointer)
            for of, pattern in declared
        ):
            raise ReadError("not-declared", id)
        for token in pointer.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and token in node:
                node = node[token]
            elif isinstance(node, list) and _index(token) is not None and int(token) < len(node):
                node = node[int(token)]
            else:
                return False, None
        return True, node


def _index(token: str) -> Optional[int]:
    plain = token.isascii() and token.isdigit() and (token == "0" or token[0] != "0")
    return int(token) if plain else None


def _shallow(node: Any) -> tuple[str, Any]:
    if node is None:
        return "null", None
    if isinstance(node, bool):
        return "boolean", node
    if isinstance(node, (int, float)):
        return "number", json.dumps(node)
    if isinstance(node, str):
        return "text", node
    if isinstance(node, list):
        return "array", len(node)
    return "object", sorted(node)


def _matches(pattern: str, pointer: str) -> bool:
    below = pattern.endswith("/**")
    wanted = (pattern[:-3] if below else pattern).split("/")[1:]
    tokens = pointer.split("/")[1:]
    if len(tokens) < len(wanted) or (len(tokens) > len(wanted) and not below):
        return False
    return all(want in ("*", token) for want, token in zip(wanted, tokens))


def _walk(node: Any, pattern: list[str], path: str, found: list[str]) -> None:
    if not pattern:
        found.append(path)
        return
    if isinstance(node, list):
        children = [(str(number), child) for number, child in enumerate(node)]
    elif isinstance(node, dict):
        escaped = [(key.replace("~", "~0").replace("/", "~1"), child) for key, child in node.items()]
        # Numbers by value, before names.
        order = lambda it: (0, int(it[0]), "") if _index(it[0]) is not None else (1, 0, it[0])
        children = sorted(escaped, key=order)
    else:
        children = []
    for token, child in children:
        if pattern[0] in ("*", token):
            _walk(child, pattern[1:], f"{path}/{token}", found)
