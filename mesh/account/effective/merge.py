"""What one has of an object that is reached in two ways at once, as when two shares of an account hold it."""

from __future__ import annotations

from mesh.account.effective.policies import Rows, Sight
from mesh.account.effective.reach import Reach


def widest(one: Reach, other: Reach) -> Reach:
    """The privileges, rows and columns of either."""
    sights = dict(other.columns)
    columns = tuple((column, clearest(sight, sights.get(column, sight))) for column, sight in one.columns)
    return Reach(
        tuple(sorted({*one.privileges, *other.privileges})),
        _either(one.rows, other.rows),
        columns or other.columns,
        tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


def _either(one: Rows | None, other: Rows | None) -> Rows | None:
    if one is None or other is None or one == other:
        return one or other
    for extent, wins in (("all", True), ("none", False)):
        for rows, alternative in ((one, other), (other, one)):
            if rows.extent == extent:
                return rows if wins else alternative
    notes = tuple(dict.fromkeys((*one.notes, *other.notes)))
    return Rows("some", " OR ".join(sorted(f"({rows.predicate})" for rows in (one, other))), notes)


def clearest(one: Sight, other: Sight) -> Sight:
    """Of two ways to see a column the one that shows more."""
    order = ("clear", "depends", "masked")
    return min(one, other, key=lambda sight: (order.index(sight.shown), sight.how))
