"""What a view's query takes from where: the tables and filters that its rows come from, and for each of its columns the
columns below.

Common table expressions, derived tables, set operations, joins and FLATTEN are followed down to tables and views. What
means something else (PIVOT, CONNECT BY, a recursive query, a table function) is not: then it is not known which column
comes from where.

Sources: ``/sql-reference/sql/select``, ``…/constructs/with``, ``…/constructs/join``, ``…/functions/flatten``,
``/sql-reference/operators-query``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlglot import exp

from mesh.account.effective import context as contexts
from mesh.account.effective.columns import (
    ColumnsOf,
    NotFollowedError,
    Output,
    is_known_call,
    merged,
    selected,
    stored,
)
from mesh.account.effective.logic import TooDeepError, parsed, text
from mesh.account.effective.origin import Combined, Selected
from mesh.account.effective.sources import OF_SUBQUERY, Lineage, Place, Sources, check, renamed
from mesh.account.identifiers import Name


def lineage(sql: str, home: Name, columns_of: ColumnsOf) -> Lineage | None:
    """What a query takes from where; None when it is not followed. ``home`` is the schema of its view."""
    query = _parsed(sql)
    try:
        return None if query is None else _query(query, Place(home, columns_of, {}))
    except NotFollowedError:
        return None


def asks_elsewhere(sql: str, *, followed: bool) -> bool:
    """Whether a query asks for the session elsewhere than in a WHERE, and if it is not followed wherever it asks."""
    if not _ASKS.search(sql):
        return False
    query = _parsed(sql)
    return query is None or any(
        contexts.question(node) is not None and not (followed and node.find_ancestor(exp.Where))
        for node in query.walk()
    )


@lru_cache(maxsize=4096)
def _parsed(sql: str) -> exp.Query | None:
    """The query; shared, so nobody changes it. None when it cannot be read, or is nested too deeply to be followed."""
    try:
        found = parsed(sql)
    except TooDeepError:
        return None
    return found if isinstance(found, exp.Query) else None


_ASKS: Final = re.compile("CURRENT_|INVOKER_|_IN_SESSION", re.IGNORECASE)
_OF_SELECT: Final = frozenset(
    {
        "with_", "expressions", "distinct", "from_", "joins", "where", "group", "having", "qualify", "windows", "order",
        "limit", "offset", "fetch",
    }
)  # fmt: skip
_OF_OPERATION: Final = frozenset({"with_", "this", "expression", "distinct", "order", "limit", "offset", "fetch"})


def _query(node: exp.Expr, place: Place) -> Lineage:
    place = _with_local(node, place)
    if isinstance(node, exp.Subquery):
        check(node, OF_SUBQUERY)
        return _query(node.this, place)
    if isinstance(node, exp.SetOperation):
        return _operation(node, place)
    if isinstance(node, exp.Select):
        return _select(node, place)
    raise NotFollowedError


def _with_local(node: exp.Expr, place: Place) -> Place:
    """The place with the common table expressions of a query, each of which sees those before it."""
    found = node.args.get("with_")
    for each in found.expressions if found is not None else ():
        name = stored(each.args["alias"].this)
        place = replace(place, local={**place.local, name: _expression(each, name, place)})
    return place


def _expression(each: exp.Expr, name: str, place: Place) -> Lineage | None:
    """A common table expression; one that reads its own name may be recursive, with or without the word."""
    try:
        inside = replace(place, local={**place.local, name: None})
        return renamed(_query(each.this, inside), each.args["alias"])
    except NotFollowedError:
        return None


def _operation(node: exp.SetOperation, place: Place) -> Lineage:
    """A set operation goes by position. What EXCEPT and INTERSECT give is taken from the left."""
    check(node, _OF_OPERATION)
    left, right = _query(node.this, place), _query(node.args["expression"], place)
    both = isinstance(node, exp.Union)
    origin = Combined(
        "UNION" if both else "EXCEPT" if isinstance(node, exp.Except) else "INTERSECT", left.origin, right.origin
    )
    if left.outputs is None or right.outputs is None:
        return Lineage(origin, None)
    if len(left.outputs) != len(right.outputs):
        raise NotFollowedError
    pairs = zip(left.outputs, right.outputs, strict=True)
    outputs = [Output(one.name, merged((one.below, other.below)) if both else one.below) for one, other in pairs]
    return Lineage(origin, tuple(outputs))


def _select(node: exp.Select, place: Place) -> Lineage:
    check(node, _OF_SELECT)
    sources = Sources(place, _query)
    from_ = node.args.get("from_")
    if from_ is not None:
        sources.add(from_.this)
    for join in node.args.get("joins") or ():
        sources.join(join)
    where, counted = node.args.get("where"), _counts(node)
    origin = Selected(
        tuple(sources.feeds),
        "" if where is None or counted else text(where.this),
        sole=len(sources.feeds) == 1 and not counted,
    )
    return Lineage(origin, selected(node, sources.scope()))


def _counts(query: exp.Select) -> bool:
    """Whether a row may be made of several, or of none; a function that is not known may do so."""
    return any(query.args.get(key) for key in ("group", "having")) or any(
        isinstance(each, exp.AggFunc) or not is_known_call(each)
        for projection in query.expressions
        for each in projection.walk()
    )
