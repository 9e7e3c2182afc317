"""Where the rows of a query come from, and which of them policies and filters leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mesh.account.effective import policies
from mesh.account.effective.context import Context
from mesh.account.effective.policies import ALL, NONE, Rows
from mesh.account.identifiers import Name


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands in FROM: a table or view, or a query with the name that it goes by."""

    name: str
    table: Name | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows of a SELECT. ``sole``: each of them is one of its one feed's, so that none below is none here; ``where``
    is what each must meet, empty where rows are counted.
    """

    feeds: tuple[Feed, ...]
    where: str
    sole: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """The rows of a set operation."""

    operation: Literal["EXCEPT", "INTERSECT", "UNION"]
    left: Origin
    right: Origin


Origin: TypeAlias = "Selected | Combined"


def tables(origin: Origin) -> Iterator[Name]:
    """The tables and views that rows come from, each as often as it is read."""
    if isinstance(origin, Combined):
        yield from tables(origin.left)
        yield from tables(origin.right)
        return
    for feed in origin.feeds:
        if feed.table is not None:
            yield feed.table
        elif feed.origin is not None:
            yield from tables(feed.origin)


def rows_of(origin: Origin, below: Mapping[Name, Rows], here: Context) -> Rows:
    """The rows that a query gives of those that it would give without any policy."""
    if isinstance(origin, Combined):
        left, right = rows_of(origin.left, below, here), rows_of(origin.right, below, here)
        return {"EXCEPT": left, "INTERSECT": combined([left, right]), "UNION": _united(left, right)}[origin.operation]
    parts = [policies.rows(origin.where, (), here)] if origin.where else []
    for feed in origin.feeds:
        rows = rows_of(feed.origin, below, here) if feed.origin is not None else _rows_at(feed.table, below)
        parts.append(rows if origin.sole and rows.extent == "none" else fed(feed.name, rows))
    return combined(parts)


def _rows_at(name: Name | None, below: Mapping[Name, Rows]) -> Rows:
    return below[name] if name is not None and name in below else ALL


def fed(name: str, rows: Rows) -> Rows:
    """What is left where one of several things has these rows: joined or counted, none of its is not none at all."""
    if rows.extent == "all":
        return rows
    return Rows("some", f"{name}({rows.predicate or 'FALSE'})", rows.notes)


def _united(left: Rows, right: Rows) -> Rows:
    """All where both give all, none where both give none."""
    if left == right:
        return left
    words = {"all": "TRUE", "none": "FALSE"}
    shown = [f"({words.get(rows.extent, rows.predicate)})" for rows in (left, right)]
    return Rows("some", " UNION ".join(shown), tuple(dict.fromkeys((*left.notes, *right.notes))))


def combined(parts: Sequence[Rows]) -> Rows:
    """The rows that all of several leave."""
    limiting = [part for part in dict.fromkeys(parts) if part.extent != "all"]
    if not limiting:
        return ALL
    if any(part.extent == "none" for part in limiting):
        return NONE
    if len(limiting) == 1:
        return limiting[0]
    notes = tuple(dict.fromkeys(note for part in limiting for note in part.notes))
    return Rows("some", " AND ".join(f"({part.predicate})" for part in limiting), notes)
