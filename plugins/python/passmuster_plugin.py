"""The Python SDK for plugins of Passmuster, in one module.

A plugin is a function from a dossier to findings, given to `export`. The dossier is the host's when
the plugin runs and a `Mock` in its tests, which run under any Python 3.11 or later.

A reading comes with a receipt, also when nothing is there; a finding cites the receipts that it
rests on. A plugin reports, and policies decide: what could not be told is never a pass. An exception
that a check does not catch is a check that could not be made: its text goes to the host's log.
"""

import json
import traceback
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Callable, Iterable, Optional, Protocol, Union

# Bytes of a text that a finding keeps; the host refuses above 4,096.
TEXT = 3_000
# Citations that a finding keeps; the host refuses above 1,000.
CITATIONS = 300


class Outcome(Enum):
    """What a check came to. There are no others."""

    PASS = "pass"
    FAIL = "fail"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not-applicable"
    NEEDS_REVIEW = "needs-review"


class Severity(Enum):
    """How grave it is, if it did not pass."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class CheckError(Exception):
    """Why a check could not be made at all: a kebab-case word for programs, a sentence for people."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


class ReadError(CheckError):
    """Why nothing can be read. That nothing stands at a place is no error."""

    def __init__(self, what: str, reason: str):
        super().__init__("read", f"{what} cannot be read: {reason}.")
        self.reason = reason


@dataclass(frozen=True)
class Receipt:
    """An entry in the host's log of reads. Only a dossier gives them; another is refused."""

    number: int


@dataclass(frozen=True)
class Document:
    """A document of the dossier."""

    id: str
    format: str
    media_type: str
    digest: str
    strength: str
    backing: str


@dataclass(frozen=True)
class Number:
    """A number exactly as it is written: a float would round it."""

    text: str


@dataclass(frozen=True)
class Array:
    """An array, by its length."""

    length: int


@dataclass(frozen=True)
class Object:
    """An object, by its keys, sorted."""

    keys: tuple[str, ...]


class Null:
    """JSON's or YAML's null."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Null)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "Null()"


Node = Union[Null, bool, Number, str, Array, Object]


@dataclass(frozen=True)
class Reading:
    """What stands at a place; `value` is None where there is nothing."""

    receipt: Receipt
    value: Optional[Node]

    @property
    def text(self) -> Optional[str]:
        """The text, if it is a text or a number."""
        if isinstance(self.value, Number):
            return self.value.text
        return self.value if isinstance(self.value, str) else None

    @property
    def count(self) -> Optional[int]:
        """The whole number that is written there in plain digits, if it is one."""
        text = self.text
        fits = text is not None and text.isascii() and text.isdigit() and len(text) <= 18
        return int(text) if text is not None and fits else None


@dataclass(frozen=True)
class Subtree:
    """A whole part of a tree as RFC 8785 text; None where there is nothing."""

    receipt: Receipt
    json: Optional[str]


@dataclass(frozen=True)
class Fact:
    """A fact of the vocabulary, or an answer to a questionnaire."""

    receipt: Receipt
    value: str
    document: str
    pointer: str
    strength: str
    backing: str


class Dossier(Protocol):
    """The dossier. What it gives is the same in every run."""

    def documents(self) -> list[Document]: ...

    def read(self, document: str, pointer: str) -> Reading: ...

    def read_many(self, document: str, pointers: list[str]) -> list[Reading]: ...

    def read_json(self, document: str, pointer: str, max_bytes: int) -> Subtree: ...

    def select(self, document: str, pattern: str, after: Optional[str] = None, limit: int = 10_000) -> list[str]: ...

    def subject(self) -> str: ...

    def entities(self, kind: str) -> list[str]: ...

    def facts(self, entity: str, attribute: str) -> list[Fact]: ...

    def as_of(self) -> str: ...


def clip(text: str, most: int = TEXT) -> str:
    """A text of at most so many bytes."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return encoded.decode("utf-8")
    return encoded[: most - 3].decode("utf-8", "ignore") + "…"


@dataclass
class Finding:
    """What a check found, made in steps: `Finding(..).cite(..).attribute(..)`."""

    outcome: Outcome
    severity: Severity
    message: str
    entity: Optional[str] = None
    remediation: Optional[str] = None
    evidence: dict[Receipt, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def cite(self, receipt: Receipt, note: str = "") -> "Finding":
        """Rests on a reading, once."""
        if receipt not in self.evidence and len(self.evidence) < CITATIONS:
            self.evidence[receipt] = clip(note)
        return self

    def cite_all(self, receipts: Iterable[Receipt]) -> "Finding":
        """Rests on several readings."""
        for receipt in receipts:
            self.cite(receipt)
        return self

    def attribute(self, name: str, value: str) -> "Finding":
        """A named value, which policies see as a tag."""
        self.attributes[name] = clip(value)
        return self

    def key(self, key: str) -> "Finding":
        """The finding's name among those of its check, the same in every run."""
        return self.attribute("key", key.strip())

    def remedy(self, text: str) -> "Finding":
        """What would put it right."""
        self.remediation = clip(text)
        return self


def distinct_keys(findings: list[Finding]) -> list[Finding]:
    """Makes keys distinct, since the host refuses one that repeats: the second has `~2` behind it."""
    seen: set[str] = set()
    for finding in findings:
        key = finding.attributes.get("key")
        if key is None:
            continue
        number, candidate = 1, key
        while candidate in seen:
            number += 1
            candidate = f"{key}~{number}"
        seen.add(candidate)
        finding.attributes["key"] = candidate
    return findings


class Config:
    """A check's configuration, read strictly: what is not known is an error, never passed over."""

    def __init__(self, text: str):
        def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
            members = dict(items)
            if len(members) != len(items):
                raise CheckError("config", "The configuration is refused: a member repeats.")
            return members

        try:
            # Numbers keep their text: 0.8 is 0.8.
            self.members = json.loads(text, object_pairs_hook=pairs, parse_float=Number, parse_int=Number)
        except (ValueError, RecursionError) as error:
            raise CheckError("config", f"The configuration is refused: {error}.") from error
        if not isinstance(self.members, dict):
            raise CheckError("config", "The configuration is refused: it is not a JSON object.")

    def text(self, name: str) -> Optional[str]:
        """A text with content; None if it is not given."""
        value = self.members.pop(name, None)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise CheckError("config", f"The configuration is refused: `{name}` is not a text with content.")

    def number(self, name: str, default: str) -> str:
        """A number, as it is written."""
        value = self.members.pop(name, Number(default))
        if isinstance(value, Number):
            return value.text
        raise CheckError("config", f"The configuration is refused: `{name}` is not a number.")

    def count(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds, both included."""
        text = self.number(name, str(default))
        value = int(text) if text.isdigit() and len(text) <= 18 else None
        if value is None or not least <= value <= most:
            reason = f"`{name}` is not a whole number from {least} to {most}"
            raise CheckError("config", f"The configuration is refused: {reason}.")
        return value

    def finish(self) -> None:
        """Refuses what was not taken."""
        for name in self.members:
            raise CheckError("config", f"The configuration is refused: it has no member `{clip(name, 100)}`.")


Check = Callable[[str, Dossier, str], list[Finding]]


class Mock:
    """A dossier made of trees and facts, for tests without a host. It logs reads and gives receipts
    as the host does, misses included. `declaring` refuses what a manifest does not declare."""

    def __init__(self, subject: str = 'Model::"subject"', as_of: str = "2026-11-01"):
        self._subject = subject
        self._as_of = as_of
        self._documents: dict[str, tuple[Document, Any]] = {}
        self._facts: list[tuple[str, str, str]] = []
        self._declared: Optional[dict[str, Any]] = None
        self.reads: list[tuple[str, str, bool]] = []

    def document(self, id: str, format: str, tree: Any) -> "Mock":
        """With a document: JSON's values, numbers as `Number` where their text matters."""
        described = Document(id, format, "application/octet-stream", "sha256:", "documented", "none")
        self._documents[id] = (described, tree)
        return self

    def table(self, id: str, format: str, header: list[str], rows: list[list[str]]) -> "Mock":
        """With a table of separated values, as the host reads it: every cell a trimmed text."""
        rows_of = [dict(zip(header, (cell.strip() for cell in row))) for row in rows]
        return self.document(id, format, {"sheets": {"csv": {"rows": rows_of}}})

    def fact(self, entity: str, attribute: str, value: str) -> "Mock":
        """With a fact of an entity, or an answer, which is everybody's."""
        self._facts.append((entity, attribute, value))
        return self

    def declaring(self, manifest: str) -> "Mock":
        """Refuses what a `plugin.toml` does not declare, as the host does."""
        import tomllib

        self._declared = tomllib.loads(manifest)
        return self

    def _log(self, of: str, at: str, found: bool) -> Receipt:
        self.reads.append((of, at, found))
        return Receipt(len(self.reads) - 1)

    def _patterns(self, format: str) -> list[str]:
        if self._declared is None:
            return ["/**"]
        reads = self._declared.get("reads", [])
        return [pattern for it in reads if it["format"] == format for pattern in it["pointers"]]

    def _place(self, id: str, pointer: str, below: bool) -> tuple[bool, Any]:
        if pointer and not pointer.startswith("/"):
            raise ReadError(id, "the pointer is malformed")
        described, node = self._tree(id)
        patterns = self._patterns(described.format)
        if not any((not below or it.endswith("/**")) and _matches(it, pointer) for it in patterns):
            raise ReadError(id, "the plugin's manifest does not declare to read it")
        for token in pointer.split("/")[1:]:
            found, node = _child(node, token.replace("~1", "/").replace("~0", "~"))
            if not found:
                return False, None
        return True, node

    def _tree(self, id: str) -> tuple[Document, Any]:
        if id not in self._documents:
            raise ReadError(id, "there is no such document")
        return self._documents[id]

    def documents(self) -> list[Document]:
        listed = [described for _, (described, _) in sorted(self._documents.items())]
        return [it for it in listed if self._patterns(it.format)]

    def read(self, document: str, pointer: str) -> Reading:
        found, node = self._place(document, pointer, False)
        return Reading(self._log(document, pointer, found), _shallow(node) if found else None)

    def read_many(self, document: str, pointers: list[str]) -> list[Reading]:
        return [self.read(document, pointer) for pointer in pointers]

    def read_json(self, document: str, pointer: str, max_bytes: int) -> Subtree:
        found, node = self._place(document, pointer, True)
        text = _json(node) if found else None
        if text is not None and len(text.encode()) > max_bytes:
            raise ReadError(document, "it is too large")
        return Subtree(self._log(document, pointer, found), text)

    def select(self, document: str, pattern: str, after: Optional[str] = None, limit: int = 10_000) -> list[str]:
        described, tree = self._tree(document)
        found = [""]
        nodes = {"": tree}
        for wanted in pattern.split("/")[1:]:
            below = []
            for place in found:
                for token, child in _children(nodes[place]):
                    if wanted in ("*", token):
                        below.append(f"{place}/{token}")
                        nodes[below[-1]] = child
            found = below
        patterns = self._patterns(described.format)
        found = [it for it in found if any(_matches(pattern, it) for pattern in patterns)]
        if after in found:
            found = found[found.index(after) + 1 :]
        return found[: min(limit, 10_000)]

    def subject(self) -> str:
        return self._subject

    def entities(self, kind: str) -> list[str]:
        known = {entity for entity, _, _ in self._facts} | {self._subject}
        return sorted(entity for entity in known if entity.split("::")[0] == kind)

    def facts(self, entity: str, attribute: str) -> list[Fact]:
        if self._declared is not None:
            names = self._declared.get("facts", {}).get("attributes", [])
            fits = (attribute.startswith(it[:-1]) if it.endswith("*") else attribute == it for it in names)
            if not any(fits):
                raise ReadError(attribute, "the plugin's manifest does not declare to read it")
        known = {of for of, _, _ in self._facts} | {self._subject}
        if entity not in known:
            raise ReadError(entity, "there is no such entity")
        stated = [
            Fact(self._log(entity, attribute, True), value, "facts", "", "stated", "none")
            for of, name, value in self._facts
            if name == attribute and (":" in attribute or of == entity)
        ]
        if not stated:
            self._log(entity, attribute, False)
        return stated

    def as_of(self) -> str:
        return self._as_of


def _matches(pattern: str, pointer: str) -> bool:
    above = pattern.removesuffix("/**")
    wanted, tokens = above.split("/")[1:], pointer.split("/")[1:]
    fits = len(tokens) >= len(wanted) and all(a in ("*", b) for a, b in zip(wanted, tokens))
    return fits and (pattern.endswith("/**") or len(tokens) == len(wanted))


def _children(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, dict):
        return sorted((key.replace("~", "~0").replace("/", "~1"), value) for key, value in node.items())
    if isinstance(node, list):
        return [(str(index), value) for index, value in enumerate(node)]
    return []


def _child(node: Any, token: str) -> tuple[bool, Any]:
    if isinstance(node, dict) and token in node:
        return True, node[token]
    if isinstance(node, list) and token.isdigit() and str(int(token)) == token and int(token) < len(node):
        return True, node[int(token)]
    return False, None


def _shallow(node: Any) -> Node:
    if node is None:
        return Null()
    if isinstance(node, (bool, str, Number)):
        return node
    if isinstance(node, (int, float)):
        return Number(repr(node))
    if isinstance(node, list):
        return Array(len(node))
    return Object(tuple(sorted(node)))


def _json(node: Any) -> str:
    if isinstance(node, Number):
        return node.text
    if isinstance(node, list):
        return "[" + ",".join(map(_json, node)) + "]"
    if isinstance(node, dict):
        members = sorted(node.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_json(value)}" for key, value in members) + "}"
    return json.dumps(node, ensure_ascii=False)


def export(run: Check) -> type:
    """Makes a function the check of this plugin: `Check = export(run)`, in the module `checks`.

    Outside of WebAssembly it only gives a class that is not used.
    """
    try:
        from wit_world.imports import facts as wire_facts, log, types
    except ImportError:
        return type("Check", (), {})
    from componentize_py_types import Err

    def asked(what: str, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Err as error:
            reasons = {
                wire_facts.ReadError.NO_SUCH_DOCUMENT: "there is no such document",
                wire_facts.ReadError.NO_SUCH_ENTITY: "there is no such entity",
                wire_facts.ReadError.MALFORMED_POINTER: "the pointer is malformed",
                wire_facts.ReadError.NOT_DECLARED: "the plugin's manifest does not declare to read it",
                wire_facts.ReadError.TOO_LARGE: "it is too large",
            }
            raise ReadError(what, reasons.get(error.value, "the host refuses")) from error

    def word(value: Any) -> str:
        return value.name.lower().replace("_", "-")

    def node(value: Any) -> Optional[Node]:
        if value is None:
            return None
        if isinstance(value, wire_facts.Node_Null):
            return Null()
        if isinstance(value, wire_facts.Node_Number):
            return Number(value.value)
        if isinstance(value, wire_facts.Node_Array):
            return Array(value.value)
        if isinstance(value, wire_facts.Node_Object):
            return Object(tuple(value.value))
        return value.value

    def reading(it: Any) -> Reading:
        return Reading(Receipt(it.receipt), node(it.value))

    class Host:
        def __init__(self, subject: Any):
            self._it = subject

        def documents(self) -> list[Document]:
            return [
                Document(it.id, it.format, it.media_type, it.digest, word(it.strength), word(it.backing))
                for it in self._it.documents()
            ]

        def read(self, document: str, pointer: str) -> Reading:
            return reading(asked(document, lambda: self._it.read(document, pointer)))

        def read_many(self, document: str, pointers: list[str]) -> list[Reading]:
            return [reading(it) for it in asked(document, lambda: self._it.read_many(document, pointers))]

        def read_json(self, document: str, pointer: str, max_bytes: int) -> Subtree:
            it = asked(document, lambda: self._it.read_json(document, pointer, max_bytes))
            return Subtree(Receipt(it.receipt), it.json)

        def select(self, document: str, pattern: str, after: Optional[str] = None, limit: int = 10_000) -> list[str]:
            return asked(document, lambda: self._it.select(document, pattern, after, limit))

        def subject(self) -> str:
            return self._it.subject()

        def entities(self, kind: str) -> list[str]:
            return self._it.entities(kind)

        def facts(self, entity: str, attribute: str) -> list[Fact]:
            return [
                Fact(Receipt(it.receipt), it.value, it.document, it.pointer, word(it.strength), word(it.backing))
                for it in asked(attribute, lambda: self._it.facts(entity, attribute))
            ]

        def as_of(self) -> str:
            return self._it.as_of()

    def finding(it: Finding) -> Any:
        return types.Finding(
            it.entity,
            types.Outcome[it.outcome.name],
            types.Severity[it.severity.name],
            clip(it.message),
            it.remediation,
            [types.Reference(receipt.number, note or None) for receipt, note in it.evidence.items()],
            list(it.attributes.items()),
        )

    class Exported:
        def run(self, check: str, subject: Any, config: str) -> Any:
            try:
                # The handle goes back before the call ends, whatever comes of it.
                with subject:
                    return [finding(it) for it in run(check, Host(subject), config)]
            except CheckError as error:
                raise Err(types.CheckError(error.code, clip(error.message))) from error
            except Exception as error:
                # A trap has no words; the log has.
                log.write(log.Level.ERROR, clip(traceback.format_exc()))
                what = f"{type(error).__name__}: {error}"
                raise Err(types.CheckError("exception", clip(what))) from error

    Exported.__name__ = "Check"
    return Exported
