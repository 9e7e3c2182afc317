"""What is about to end, as findings: it concerns whoever reads the review, whatever the change is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from mesh.ending import ANNOUNCED, Ending
from mesh.names import GOVERNANCE
from mesh.review.findings import Finding


def expiring(endings: Iterable[Ending], today: date) -> Iterator[Finding]:
    """The findings about what ends within thirty days, or has ended."""
    for ending in endings:
        subject = ending.subject if ending.subject == GOVERNANCE else f"domain {ending.subject}"
        told = f"{ending.subject}, {ending.where}"
        if ending.until < today:
            what = f"{told}: ended on {ending.until}, so no update is let through until that line goes or is renewed"
            yield Finding("expiring", "loud", what, subject)
        elif ending.until <= today + ANNOUNCED:
            yield Finding("expiring", "quiet", f"{told}: ends on {ending.until}", subject)
