"""A second opinion on rows and columns: it goes row by row and asks each policy, and knows nothing of SQL.

The account that it is about: table D.S.T, view D.S.V over it, view E.S.W over that one, each with at most one row
access policy and one mask. Of a condition it is told what it means in Python, with None for NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REGIONS = ("EU", "US", None)
"""There is one row of each."""
Truth = bool | None


@dataclass(frozen=True)
class Seen:
    """Where a condition is evaluated: the session, the invoker, the object, and the region of the row."""

    primary: str | None
    roles: frozenset[str]
    invoker: str | None
    share: str | None
    database: str
    region: str | None


@dataclass(frozen=True)
class Condition:
    """``fuzzy``: it depends on the row, or on what nobody can know of a consumer."""

    sql: str
    holds: Callable[[Seen], Truth]
    fuzzy: bool = False

    def __repr__(self) -> str:
        return self.sql


@dataclass(frozen=True)
class Protected:
    """One of the three objects."""

    database: str
    owner: str
    rows: Condition | None = None
    mask: Condition | None = None
    tagged: bool = False
    below: Protected | None = None


@dataclass(frozen=True)
class Session:
    """Who asks; a share's consumer has no roles."""

    primary: str | None
    active: tuple[str, ...] = ()
    share: str | None = None


@dataclass
class RowsOracle:
    """``members`` has for each role those that are granted to it."""

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def roles(self, session: Session) -> frozenset[str]:
        found = set(session.active)
        for _ in range(len(self.members) + 1):
            found |= {below for role in found for below in self.members.get(role, ())}
        return frozenset(found)

    def shows_row(self, what: Protected, session: Session, region: str | None) -> bool:
        """Whether the row of a region is there, whoever's policy would hide it."""
        return all(
            each.rows is None or each.rows.holds(self._seen(each, on, session, region)) is True
            for each, on in self._chain(what, session)
        )

    def shows_value(self, what: Protected, session: Session, region: str | None) -> bool:
        """Whether the value in the row of a region is there as it is."""
        return all(
            each.mask is None or each.mask.holds(self._seen(each, on, session, region)) is True
            for each, on in self._chain(what, session)
        )

    def is_fuzzy(self, what: Protected, session: Session) -> bool:
        """Whether some condition on the way depends on more than the session."""
        conditions = [each for part, _ in self._chain(what, session) for each in (part.rows, part.mask)]
        return any(each is not None and each.fuzzy for each in conditions)

    def _chain(self, what: Protected, session: Session) -> list[tuple[Protected, tuple[str | None, str | None]]]:
        """The object and all below it, each with its invoker and the share by which it is read."""
        found = [(what, (session.primary, session.share))]
        while found[-1][0].below is not None:
            found.append((found[-1][0].below, (found[-1][0].owner, None)))
        return found

    def _seen(self, what: Protected, on: tuple[str | None, str | None], session: Session, region: str | None) -> Seen:
        return Seen(session.primary, self.roles(session), *on, what.database, region)
