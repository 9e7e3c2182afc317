"""What the policy pack says of a mesh, and what of that is new. The rules are asked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mesh.review.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Violation:
    """A resource that breaks a rule; what the rule stops only when it is ``mandatory``."""

    rule: str
    mandatory: bool
    urn: str
    resource: str
    owner: str
    message: str
    fix: str


def verdicts(before: Iterable[Violation], after: Iterable[Violation]) -> Iterator[Finding]:
    """The findings about rules: violations that were not there before."""
    known = {(each.rule, each.urn, each.message) for each in before}
    for each in after:
        if (each.rule, each.urn, each.message) not in known:
            severity: Severity = "blocks" if each.mandatory else "loud"
            what = f"{each.rule}: {each.resource}: {each.message}"
            yield Finding("rules", severity, what, f"domain {each.owner}", (f"fix: {each.fix}",))
