"""What ends on a day: readers, shares, and loans of engineers. Past the day they are refused, before it announced."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mesh.governance import Governance
from mesh.model import Domain
from mesh.names import GOVERNANCE
from mesh.problems import MeshError, Problem, counted

ANNOUNCED: Final = timedelta(days=30)
TODAY: Final = "DATAMESH_TODAY"


def today() -> date:
    """The day that files are judged on: that of `DATAMESH_TODAY`, as 2026-12-01, where a run names one.

    So a run can be repeated on another day with the same result. The variable is the mesh's own: SOURCE_DATE_EPOCH is a
    day long past in some build environments, on which nothing would have ended.
    Raises `MeshError` for what is no day.
    """
    named = os.environ.get(TODAY)
    try:
        return date.fromisoformat(named) if named else date.today()
    except ValueError:
        fix = f"write a day, as {TODAY}=2026-12-01, or unset the variable"
        raise MeshError([Problem("environment", f"variable {TODAY}", named, "a day", fix)]) from None


@dataclass(frozen=True, slots=True)
class Ending:
    """A line of a file that holds until a day: whose file, where in it, who ends, and the words that delete it."""

    subject: str
    where: str
    who: str
    until: date
    delete: str


def endings(domains: Sequence[Domain], governance: Governance | None) -> Iterator[Ending]:
    """Yield all that has a last day. A day that is no date is a mistake of its word, told there."""
    for domain in domains:
        for product in domain.products:
            for reader in product.subscribers:
                yield from _ending(
                    domain.name,
                    f"product {product.name}, reader {reader.domain}",
                    reader.domain,
                    reader.until,
                    f"delete the reader {reader.domain} of product {product.name}",
                )
        for share in domain.shares:
            yield from _ending(
                domain.name, f"share {share.name}", share.account, share.until, f"delete the share {share.name}"
            )
    for pool in governance.pools if governance else ():
        for lent in pool.lent_to:
            yield from _ending(
                GOVERNANCE,
                f"pool {pool.name}, domain {lent.domain}",
                lent.domain,
                lent.until,
                f"delete the domain {lent.domain} of pool {pool.name}",
            )


def ended(all_endings: Iterator[Ending], today: date) -> list[Problem]:
    """Return those whose last day has passed."""
    return [_problem(ending, "a last day that has not passed") for ending in all_endings if ending.until < today]


def about_to_end(all_endings: Iterator[Ending], today: date) -> list[Problem]:
    """Return those whose last day is today or within thirty days."""
    return [
        _problem(ending, counted((ending.until - today).days, "more day"))
        for ending in all_endings
        if today <= ending.until <= today + ANNOUNCED
    ]


def _ending(subject: str, where: str, who: str, until: str | None, delete: str) -> Iterator[Ending]:
    if until is not None:
        yield Ending(subject, where, who, date.fromisoformat(until), delete)


def _problem(ending: Ending, allowed: str) -> Problem:
    day = ending.until.isoformat()
    fix = f"{ending.delete}, or renew it with a later until="
    return Problem(ending.subject, f"{ending.where}, field until", day, allowed, fix)
