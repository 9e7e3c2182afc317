"""What a review says, as values: each thing once, with how loud it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from mesh.review.reach import Direction

Section: TypeAlias = Literal["access", "data", "contract", "cost", "rules", "expiring"]
Severity: TypeAlias = Literal["blocks", "loud", "quiet"]

SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a change does: in a line, with more in ``details``.

    ``subject`` is whom it concerns: a domain, an external account, a pool; ``direction`` says of one whose access
    changes whether it gets more or less. What ``blocks`` does so until its ``acknowledge`` words stand in the pull
    request; without such words nothing but another change helps.
    """

    section: Section
    severity: Severity
    what: str
    subject: str = ""
    details: tuple[str, ...] = ()
    acknowledge: str = ""
    direction: Direction | None = None

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Worst first, and then in one order."""
        return SEVERITIES.index(self.severity), SECTIONS.index(self.section), self.subject, self.what


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order in which they are told."""
    return tuple(sorted(findings, key=lambda each: each.rank))
