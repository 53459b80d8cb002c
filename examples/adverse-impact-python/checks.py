"""Adverse impact: selection rates of groups against those of a reference group, with Fisher's exact
test. The same check as `finance/adverse-impact`, which the program carries, in Python.

The ratio is the "four-fifths rule" of 29 CFR 1607.4(D) where the threshold is 0.8: a guideline for
employment, never a rule of Regulation B. What the threshold rests on is for the configuration to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Optional

from fisher import two_sided
from passmuster_plugin import CheckError, Config, Finding, Outcome, Severity, clip, distinct_keys, export
from table import Table, broken_rows, tables

#: The least expected count of a cell; below it the test is for a person to look at. Source: W. G.
#: Cochran, Biometrics 10 (1954), 417-451, the usual rule of thumb.
EXPECTED = 5
CAUSE = (
    "Look for the cause of the difference, and document why it is justified or what is done about it;"
    " for small groups add more periods."
)
ONE_ROW = (
    "Give one row for each group, with whole numbers: how many there were, and how many of them were selected."
)


@dataclass
class Settings:
    """The configuration. Numbers are exact: 0.8 is four fifths."""

    basis: str
    threshold: Fraction
    threshold_shown: str
    significance: float
    min_group: int
    reference: Optional[str]

    @classmethod
    def parse(cls, text: str) -> "Settings":
        config = Config(text)
        basis = config.text("basis")
        if basis is None:
            raise CheckError(
                "config", "The configuration does not say on which `basis` the threshold rests."
            )
        threshold = config.number("threshold", "0.8")
        settings = cls(
            basis,
            Fraction(threshold),
            threshold,
            float(config.number("significance", "0.05")),
            config.count("min-group", 30, 1, 1_000_000),
            config.text("reference"),
        )
        config.finish()
        return settings


def run(check: str, dossier, config: str) -> list[Finding]:
    if check != "adverse-impact":
        raise CheckError("unknown-check", f"There is no check `{clip(check, 100)}`.")
    settings = Settings.parse(config)
    findings: list[Finding] = []
    for document in dossier.documents():
        if document.format != "group-outcomes":
            continue
        found, remark = tables(dossier, document.id)
        if remark is not None:
            findings.append(remark.attribute("basis", settings.basis))
        for table in found:
            weigh(table, settings, findings)
    if not findings:
        message = "There is no table of outcomes by group, so no adverse impact ratio can be computed."
        remedy = "Add a CSV with the columns `characteristic`, `group`, `applicants` and `selected`."
        findings.append(_insufficient(message, settings).key("none").remedy(remedy))
    return distinct_keys(findings)


Check = export(run)


def _insufficient(message: str, settings: Settings) -> Finding:
    return Finding(Outcome.INSUFFICIENT, Severity.MEDIUM, message).attribute("basis", settings.basis)


def _highest(table: Table, settings: Settings):
    """The large enough group with the highest rate; of equals the largest, then by name."""
    large = [group for group in table.groups if group.total >= settings.min_group]
    return min(large, key=lambda it: (-it.rate, -it.total, it.name.encode()), default=None)


def _choose(table: Table, settings: Settings):
    """The group that the others are compared with, and why there is none or who marked it."""
    marked = [group for group in table.groups if group.marked]
    if len(marked) > 1:
        return None, "more than one group is marked as the reference"
    if marked:
        return marked[0], "marked"
    if settings.reference is not None:
        name = settings.reference.strip().lower()
        for group in table.groups:
            if group.name.lower() == name:
                return group, "chosen"
    group = _highest(table, settings)
    return group, "chosen" if group else "no group is large enough to compare others with"


def weigh(table: Table, settings: Settings, findings: list[Finding]) -> None:
    """Weighs one table."""
    findings.extend(broken_rows(table, settings.basis, ONE_ROW))
    if not table.groups:
        return
    every = [receipt for group in table.groups for receipt in group.receipts]

    def of_table(message: str) -> None:
        findings.append(_insufficient(message, settings).key(table.key()).cite_all(every))

    if len(table.groups) + len(table.broken) < 2:
        of_table(
            f"In {table.shown()} there is one group only, so there is nothing to compare it with"
            f" (basis: {settings.basis})."
        )
        return
    reference, how = _choose(table, settings)
    if reference is None:
        finding = Finding(Outcome.NEEDS_REVIEW, Severity.MEDIUM, f"In {table.shown()} {how} (basis: {settings.basis}).")
        finding.attribute("basis", settings.basis)
        finding.attribute("characteristic", clip(table.characteristic, 200))
        findings.append(finding.key(table.key()).cite_all(every))
        return
    if reference.selected == 0:
        of_table(
            f"In {table.shown()} nobody of the reference group {clip(reference.name, 100)} was selected,"
            f" so there is no ratio (basis: {settings.basis})."
        )
        return
    highest = _highest(table, settings) if how == "marked" else None
    if highest is not None and highest.name == reference.name:
        highest = None
    for group in table.groups:
        if group.name != reference.name:
            findings.append(compare(table, group, reference, highest, settings))
    if len(table.groups) == 1:
        of_table(
            f"In {table.shown()} no group is left to compare {clip(reference.name, 100)} with"
            f" (basis: {settings.basis})."
        )


def _fixed(value: Fraction, digits: int = 4) -> str:
    """In decimals, rounded half up."""
    scaled = int(value * 10**digits + Fraction(1, 2))
    whole, part = divmod(scaled, 10**digits)
    return f"{whole}.{part:0{digits}}"


def compare(table: Table, group, reference, highest, settings: Settings) -> Finding:
    """The finding on a group against the reference."""
    p = two_sided(
        group.selected, group.total - group.selected, reference.selected, reference.total - reference.selected
    )
    ratio = group.rate / reference.rate
    reached = ratio >= settings.threshold
    selected, total = group.selected + reference.selected, group.total + reference.total
    least = min(group.total, reference.total)
    expected = least * min(selected, total - selected) >= EXPECTED * total
    if p is None:
        outcome, severity, verdict = Outcome.NEEDS_REVIEW, Severity.MEDIUM, "the test could not be made"
    elif group.total < settings.min_group or reference.total < settings.min_group:
        outcome, severity, verdict = Outcome.NEEDS_REVIEW, Severity.LOW, "a group is too small to tell"
    elif not expected:
        outcome, severity, verdict = Outcome.NEEDS_REVIEW, Severity.LOW, "an expected count is below 5, too small to tell"
    elif reached and p >= settings.significance:
        outcome, severity = Outcome.PASS, Severity.INFO
        verdict = "at or above the threshold, and no real difference is seen"
    elif reached:
        outcome, severity = Outcome.NEEDS_REVIEW, Severity.LOW
        verdict = "at or above the threshold, and the difference is real"
    elif p < settings.significance:
        outcome, severity, verdict = Outcome.FAIL, Severity.HIGH, "below the threshold, and the difference is real"
    else:
        outcome, severity = Outcome.NEEDS_REVIEW, Severity.MEDIUM
        verdict = "below the threshold, and the difference may be chance"
    more = ""
    if outcome == Outcome.PASS and (table.broken or not table.complete):
        outcome, severity = Outcome.NEEDS_REVIEW, Severity.MEDIUM
        more = " Other rows of the table cannot be read, and may be of a group with a higher rate."
    elif outcome == Outcome.PASS and highest is not None and group.rate < settings.threshold * highest.rate:
        outcome, severity = Outcome.NEEDS_REVIEW, Severity.MEDIUM
        more = (
            f" The table marks the reference itself; against {clip(highest.name, 100)}, which has the"
            f" highest rate, the ratio is {_fixed(group.rate / highest.rate)}."
        )
    else:
        highest = None
    shown = "unknown" if p is None else "<0.0001" if p < 0.0001 else _fixed(Fraction(p))
    words = f"p {shown}" if shown.startswith("<") else f"p = {shown}"
    message = (
        f"In {table.shown()} the rate of {clip(group.name, 100)} is {_fixed(group.rate)}"
        f" ({group.selected} of {group.total}) against {_fixed(reference.rate)}"
        f" ({reference.selected} of {reference.total}) of {clip(reference.name, 100)}:"
        f" a ratio of {_fixed(ratio)}, {words}; {verdict}"
        f" (threshold {settings.threshold_shown}, basis: {settings.basis}).{more}"
    )
    finding = Finding(outcome, severity, message).key(table.key() + clip(group.name, 200))
    for name, value in [
        ("characteristic", clip(table.characteristic, 200)),
        ("group", clip(group.name, 200)),
        ("reference", clip(reference.name, 200)),
        ("rate", _fixed(group.rate)),
        ("reference-rate", _fixed(reference.rate)),
        ("ratio", _fixed(ratio)),
        ("p-value", shown),
        ("selected", str(group.selected)),
        ("total", str(group.total)),
        ("basis", settings.basis),
    ]:
        finding.attribute(name, value)
    finding.cite_all(group.receipts).cite_all(reference.receipts)
    if highest is not None and more:
        finding.cite_all(highest.receipts)
    for name, value in [
        ("period", table.period),
        ("decision", table.decision),
        ("stated-basis", group.basis),
    ]:
        if value:
            finding.attribute(name, clip(value, 200))
    if outcome != Outcome.PASS:
        finding.remedy(CAUSE)
    return finding
