"""A review in words: what all of its forms say alike, and as plain text and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from mesh.problems import listed
from mesh.report.clean import one_line
from mesh.review.cost import ASSUMPTIONS
from mesh.review.findings import SECTIONS, SEVERITIES, Finding, Section, Severity
from mesh.review.reach import WIDER
from mesh.review.review import Review

TITLES: Final[Mapping[Severity, str]] = {
    "blocks": "Blocks the merge",
    "loud": "To be looked at",
    "quiet": "For the record",
}
NAMES: Final[Mapping[Section, str]] = {
    "access": "Access",
    "data": "Data",
    "contract": "Contract",
    "cost": "Cost",
    "rules": "Rules",
    "expiring": "Expiring",
}
NOTHING: Final = "Nobody gains or loses access, no data goes, no contract breaks, nothing costs more."


def by_severity(findings: Iterable[Finding]) -> Iterator[tuple[Severity, list[Finding]]]:
    """The findings of each severity, worst first."""
    every = list(findings)
    for severity in SEVERITIES:
        found = [each for each in every if each.severity == severity]
        if found:
            yield severity, found


def heading(review: Review) -> str:
    """The review in a word or two."""
    if review.blocks:
        return "Mesh review: blocked"
    return "Mesh review: to be looked at" if any(map(_is_loud, review.findings)) else "Mesh review: fine"


def _is_loud(finding: Finding) -> bool:
    return finding.severity == "loud"


def verdict(review: Review) -> str:
    """The review in one sentence."""
    if not review.findings:
        return NOTHING
    counts = Counter(each.severity for each in review.findings)
    told = [f"{count} {words[count > 1]}" for severity, words in _COUNTED.items() if (count := counts[severity])]
    return f"{', '.join(told)}."


def movers(review: Review) -> Iterator[str]:
    """Who gets more access and who gets less, out of the account or over a border: each once, worst first."""
    for told, is_wider in (("More access", True), ("Less access", False)):
        of = [each for each in review.findings if each.direction and (each.direction in WIDER) is is_wider]
        if of:
            yield f"{told}: {listed(dict.fromkeys(each.subject for each in of))}."


# For one finding, and for several.
_COUNTED: Final[Mapping[Severity, tuple[str, str]]] = {
    "blocks": ("that blocks the merge", "that block the merge"),
    "loud": ("to be looked at", "to be looked at"),
    "quiet": ("for the record", "for the record"),
}


def way_out(finding: Finding) -> str:
    """What lets a change through that blocks; empty when nothing is needed."""
    if finding.severity != "blocks":
        return ""
    if not finding.acknowledge:
        return "Mend it: it cannot be acknowledged."
    return f"If this is meant, write in a commit message: Mesh-acknowledge: {one_line(finding.acknowledge)}"


def spending(review: Review) -> str:
    """The ceiling of the whole mesh; empty when no cost is told."""
    if review.cost.before == review.cost.after:
        as_before = f"Ceiling of all warehouses: {review.cost.after:,} credits a month, as before."
        return as_before if assumptions(review) else ""
    return f"Ceiling of all warehouses: from {review.cost.before:,} to {review.cost.after:,} credits a month."


def assumptions(review: Review) -> Sequence[str]:
    """What the credits are computed with; nothing when no cost is told."""
    return ASSUMPTIONS if any(each.section == "cost" for each in review.findings) else ()


def counted(findings: Iterable[Finding]) -> str:
    """How many findings of which section: `access 3, data 1`."""
    counts = Counter(each.section for each in findings)
    return ", ".join(f"{section} {counts[section]}" for section in SECTIONS if counts[section])


def as_json(review: Review) -> str:
    """The whole review for a program; nothing is left out. Its keys are told in docs/review.md."""
    cost = {
        "before": review.cost.before,
        "after": review.cost.after,
        "ceilings": [asdict(each) for each in review.cost.lines],
        "assumptions": list(ASSUMPTIONS),
    }
    told = {
        "of": review.of,
        "blocks": review.blocks,
        "findings": [asdict(each) for each in review.findings],
        "cost": cost,
        "graph": asdict(review.graph),
        "sql": asdict(review.script) if review.script else None,
    }
    return json.dumps(told, indent=2, sort_keys=True)
