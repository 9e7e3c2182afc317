"""What one had of an object and has now, compared: what is gained and what is lost, in words.

By meaning and not by text: a predicate is the set of its alternatives, so an order of values is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mesh.account.effective import Reach, Rows, Sight
from mesh.review import listing

Direction: TypeAlias = Literal["gained", "lost", "widened", "narrowed"]
WIDER: Final[tuple[Direction, ...]] = ("gained", "widened")
OBJECT: Final = "\0"
"""Stands for the object in what is told: no name can hold it."""
_SEEN: Final = ("masked", "depends", "clear")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a reach differs; ``what`` goes on from the name of whoever has it, with ``OBJECT`` in it.

    ``more`` names the columns that ``what`` only counts.
    """

    direction: Direction
    what: str
    more: str = ""


def differences(old: Reach | None, new: Reach | None) -> list[Difference]:
    """All ways in which a reach differs."""
    if new is None:
        return [Difference("lost", f"loses {_privileges(old)} on {OBJECT}")] if old is not None else []
    if old is None:
        return [Difference("gained", f"gains {_privileges(new)} on {OBJECT}{_seen(new)}")]
    return [*_of_privileges(old, new), *_of_rows(old.rows, new.rows), *_of_columns(old, new)]


def _privileges(reach: Reach | None) -> str:
    return ", ".join(reach.privileges) if reach else ""


def _seen(reach: Reach) -> str:
    """What is seen of something that is new to one: nothing is said of all rows, and of columns in clear."""
    parts = []
    if reach.rows is not None and reach.rows.extent != "all":
        parts.append(f"rows: {_rows(reach.rows)}")
    hidden = [f"{column} as {sight.how}" for column, sight in reach.columns if sight.shown != "clear"]
    if hidden:
        parts.append(f"not clear: {', '.join(hidden)}")
    return f" ({'; '.join(parts)})" if parts else ""


def _rows(rows: Rows) -> str:
    return rows.predicate if rows.extent == "some" else rows.extent


def _of_privileges(old: Reach, new: Reach) -> Iterator[Difference]:
    gained = [each for each in new.privileges if each not in old.privileges]
    lost = [each for each in old.privileges if each not in new.privileges]
    if gained:
        read = _seen(new) if old.rows is None else ""
        yield Difference("gained", f"gains {', '.join(gained)} on {OBJECT}{read}")
    if lost:
        yield Difference("lost", f"loses {', '.join(lost)} on {OBJECT}")


def _of_rows(old: Rows | None, new: Rows | None) -> Iterator[Difference]:
    if old is None or new is None:
        return  # to read or not is a privilege, and told as one
    before, after = _alternatives(old), _alternatives(new)
    told = f"rows of {OBJECT}: now {_rows(new)}, before {_rows(old)}"
    if before == after:
        return
    if after is None or (before is not None and before < after):
        yield Difference("widened", f"sees more {told}")
    elif before is None or after < before:
        yield Difference("narrowed", f"sees fewer {told}")
    else:
        yield Difference("widened", f"sees other {told}")


def _alternatives(rows: Rows) -> frozenset[str] | None:
    """The alternatives of which a row must meet one; None for all rows."""
    if rows.extent == "all":
        return None
    return frozenset() if rows.extent == "none" else _parsed(rows.predicate)


@lru_cache(maxsize=4096)
def _parsed(predicate: str) -> frozenset[str]:
    try:
        expression = sqlglot.parse_one(predicate, dialect="snowflake")
    except (SqlglotError, RecursionError):
        return frozenset({predicate})
    return frozenset(_flat(expression))


def _flat(expression: exp.Expr) -> Iterator[str]:
    if isinstance(expression, exp.Paren):
        yield from _flat(expression.this)
    elif isinstance(expression, exp.Or):
        for each in expression.flatten():
            yield from _flat(each)
    elif isinstance(expression, exp.In) and expression.expressions:
        for value in expression.expressions:
            yield f"{expression.this.sql('snowflake')} = {value.sql('snowflake')}"
    else:
        yield expression.sql("snowflake")


def _of_columns(old: Reach, new: Reach) -> Iterator[Difference]:
    """The columns that are seen otherwise, with those together of which the same is to be said."""
    if old.rows is None or new.rows is None:
        return
    before, after = dict(old.columns), dict(new.columns)
    alike: dict[tuple[Direction, str, str], list[str]] = {}
    for column, sight in after.items():
        if column not in before:
            alike.setdefault(("widened", _how(sight), ""), []).append(column)
        elif (before[column].shown, before[column].how) != (sight.shown, sight.how):
            narrower = _SEEN.index(sight.shown) < _SEEN.index(before[column].shown)
            key: tuple[Direction, str, str] = "narrowed" if narrower else "widened", _how(sight), _how(before[column])
            alike.setdefault(key, []).append(column)
    for (direction, now, then), columns in alike.items():
        if then:
            told = f"sees {listing.names(columns)} of {OBJECT} {now}, before {then}"
        else:
            told = f"sees {listing.columns(columns, 'new ')} of {OBJECT} {now}"
        yield Difference(direction, told, listing.beside(columns))
    lost = [column for column in before if column not in after]
    if lost:
        yield Difference("lost", f"no longer sees {listing.columns(lost)} of {OBJECT}", listing.beside(lost))


def _how(sight: Sight) -> str:
    return "in clear" if sight.shown == "clear" else f"as {sight.how}"
