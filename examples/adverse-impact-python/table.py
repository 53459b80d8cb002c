"""Outcomes by group: one table for each characteristic, period and decision."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Optional

from passmuster_plugin import Array, Finding, Object, Outcome, Receipt, Severity, clip

ROWS = "/sheets/csv/rows"
#: Rows whose columns are looked at: a row leaves out cells at its end.
HEADER_ROWS = 20
#: Rows that are read of a table: eight cells of each are within the host's 100,000 calls.
MOST_ROWS = 3_000
#: Largest count that is read: there are not so many people.
LARGEST = 1_000_000_000
#: Column by meaning: names in lower case with `_` for spaces and hyphens.
COLUMNS = {
    "group": ["group"],
    "total": ["applicants", "total", "applications", "candidates"],
    "selected": ["selected", "approved", "favorable", "favourable", "hired", "passed"],
    "characteristic": ["characteristic", "attribute"],
    "period": ["period"],
    "decision": ["stage", "decision"],
    "reference": ["reference"],
    "basis": ["basis"],
}
WHOLE = re.compile(r"[0-9]{1,20}|[0-9]{1,3}(,[0-9]{3})+", re.ASCII)


@dataclass
class Group:
    name: str
    total: int
    selected: int
    marked: bool
    basis: str
    receipts: list[Receipt]

    @property
    def rate(self) -> Fraction:
        return Fraction(self.selected, self.total)


@dataclass
class Broken:
    name: str
    reason: str
    receipts: list[Receipt]


@dataclass
class Table:
    document: str
    characteristic: str
    period: str
    decision: str
    complete: bool
    groups: list[Group] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def _parts(self) -> list[str]:
        parts = [self.characteristic, self.period, self.decision]
        return [clip(part, 100) for part in parts if part]

    def key(self) -> str:
        return f"{self.document}#" + "".join(f"{part}/" for part in self._parts())

    def shown(self) -> str:
        return ", ".join(self._parts()) or clip(self.document, 100)


def whole(text: str) -> Optional[int]:
    """A whole number, with thousands marked by commas or not."""
    if len(text) > 20 or not WHOLE.fullmatch(text):
        return None
    number = int(text.replace(",", ""))
    return number if number <= LARGEST else None


def tables(dossier, document: str) -> tuple[list[Table], Optional[Finding]]:
    """The tables of a document, in the order in which they first come, and what there is to say of
    the document as a whole."""
    whole_table = dossier.read(document, ROWS)
    receipts = [whole_table.receipt]
    if not isinstance(whole_table.value, Array):
        return [], _unusable(document, "it has no rows", receipts)
    length = whole_table.value.length
    header: tuple[str, ...] = ()
    heads = [f"{ROWS}/{row}" for row in range(min(length, HEADER_ROWS))]
    for reading in dossier.read_many(document, heads):
        receipts.append(reading.receipt)
        if isinstance(reading.value, Object) and len(reading.value.keys) > len(header):
            header = reading.value.keys
    columns: dict[str, str] = {}
    for meaning, names in COLUMNS.items():
        fits = [name for name in header if re.sub("[ -]", "_", name.strip().lower()) in names]
        if len(fits) > 1:
            return [], _unusable(document, f"its columns `{fits[0]}` and `{fits[1]}` mean the same", receipts)
        if fits:
            columns[meaning] = fits[0]
    most = min(length, MOST_ROWS)
    found: dict[tuple[str, ...], Table] = {}
    any_row = False
    for row in range(most):
        tokens = [name.replace("~", "~0").replace("/", "~1") for name in columns.values()]
        readings = dossier.read_many(document, [f"{ROWS}/{row}/{token}" for token in tokens])
        cells = {meaning: (it.text or "").strip() for meaning, it in zip(columns, readings)}
        if not any(cells.values()):
            continue
        any_row = True
        names = [cells.get(it, "") for it in ("characteristic", "period", "decision")]
        table = found.setdefault(
            tuple(name.lower() for name in names), Table(document, *names, complete=length == most)
        )
        entry = _group(row, cells, columns, [it.receipt for it in readings])
        (table.groups if isinstance(entry, Group) else table.broken).append(entry)
    for table in found.values():
        _part_repeated(table)
    remark = None
    if not any_row and length == most:
        remark = _unusable(document, "it has no rows", receipts)
    elif length > most:
        message = f"{length - most} rows of {clip(document, 200)} are not looked at: there are too many."
        remark = Finding(Outcome.NEEDS_REVIEW, Severity.MEDIUM, message).key(f"{document}#more").cite_all(receipts[:1])
    return list(found.values()), remark


def _unusable(document: str, reason: str, receipts: list[Receipt]) -> Finding:
    message = f"{clip(document, 200)} cannot be used: {reason}."
    return Finding(Outcome.INSUFFICIENT, Severity.MEDIUM, message).key(document).cite_all(receipts)


def _group(row: int, cells: dict[str, str], columns: dict[str, str], receipts: list[Receipt]):
    name = cells.get("group", "")

    def refuse(meaning: str, what: str) -> Broken:
        shown = clip(name, 100) or f"row {row + 1}"
        place = f"row {row + 1}, column `{clip(columns.get(meaning, '?'), 60)}`"
        return Broken(shown, f"{place} {what}", receipts)

    if not name:
        return refuse("group", "names no group")
    counts = {}
    for meaning in ("total", "selected"):
        text = cells.get(meaning, "")
        count = whole(text)
        if count is None:
            return refuse(meaning, f"is `{clip(text, 40)}`, which is no whole number up to {LARGEST}")
        counts[meaning] = count
    total, selected = counts["total"], counts["selected"]
    if total == 0:
        return refuse("total", "is 0, so that there is no rate")
    if selected > total:
        return refuse("selected", f"is {selected}, more than the {total} there are")
    mark = cells.get("reference", "").lower()
    if mark not in ("", "no", "n", "false", "0", "yes", "y", "true", "1", "x"):
        return refuse("reference", "is neither yes nor no")
    marked = mark in ("yes", "y", "true", "1", "x")
    return Group(name, total, selected, marked, cells.get("basis", ""), receipts)


def _part_repeated(table: Table) -> None:
    """Groups that come twice: none of them counts."""
    seen: dict[str, list[Group]] = {}
    for group in table.groups:
        seen.setdefault(group.name.lower(), []).append(group)
    table.groups = [groups[0] for groups in seen.values() if len(groups) == 1]
    for groups in seen.values():
        if len(groups) > 1:
            name = clip(groups[0].name, 100)
            reason = f"{len(groups)} rows give counts of the group `{name}`"
            receipts = [receipt for group in groups for receipt in group.receipts]
            table.broken.append(Broken(name, reason, receipts))


def broken_rows(table: Table, basis: str, remedy: str) -> list[Finding]:
    """A finding for each row that gives no counts of a group."""
    findings = []
    for broken in table.broken:
        message = f"In {table.shown()} {broken.reason} (basis: {basis})."
        finding = Finding(Outcome.INSUFFICIENT, Severity.MEDIUM, message).remedy(remedy)
        finding.attribute("basis", basis).key(table.key() + broken.name)
        finding.attribute("characteristic", clip(table.characteristic, 200))
        finding.attribute("group", broken.name).cite_all(broken.receipts)
        findings.append(finding)
    return findings
