"""What a view's query takes from where: its tables, its filter, and for each of its columns the columns below.

A query that is more than one SELECT over tables (a common table expression, a derived table, a set operation) is not
followed: then it is not known which column comes from where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from sqlglot import exp

from mesh.account.effective.logic import parsed, text
from mesh.account.identifiers import Name
from mesh.account.queries import qualified

Below: TypeAlias = tuple[tuple[Name, str], ...]
"""Columns of tables and views that a value is made of."""
ColumnsOf: TypeAlias = Callable[[Name], Sequence[str] | None]
"""The columns of a table or view; None when they are not known."""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a query gives. ``below`` is None when it is not known what it is made of."""

    name: str
    below: Below | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """A query that is followed. ``only`` is its one table, when each of its rows is one of that table's; ``where`` what
    each of its rows must meet, empty where rows are counted.
    """

    only: Name | None
    where: str
    outputs: tuple[Output, ...] | None


def lineage(sql: str, home: Name, columns_of: ColumnsOf) -> Lineage | None:
    """What a query takes from where; None when it is not followed. ``home`` is the schema of its view."""
    query = _select(sql)
    if query is None:
        return None
    tables = _tables(query, home)
    if tables is None:
        return None
    where, counted = query.args.get("where"), _aggregates(query)
    return Lineage(
        next(iter(tables.values())) if len(tables) == 1 and not counted else None,
        "" if where is None or counted else text(where.this),
        _outputs(query, tables, columns_of),
    )


@lru_cache(maxsize=4096)
def _select(sql: str) -> exp.Select | None:
    """The query as one SELECT without common table expressions; shared, so nobody changes it."""
    found = parsed(sql)
    if not isinstance(found, exp.Select) or found.args.get("with_") or found.args.get("laterals"):
        return None
    return found


def _tables(query: exp.Select, home: Name) -> dict[str, Name] | None:
    """The tables by the name that they have in the query; None when one of the items is no table."""
    from_ = query.args.get("from_")
    items = [from_.this] if from_ is not None else []
    items += [join.this for join in query.args.get("joins") or []]
    tables: dict[str, Name] = {}
    for item in items:
        if not isinstance(item, exp.Table) or not isinstance(item.this, exp.Identifier) or item.args.get("pivots"):
            return None
        parts = [_stored(part) for part in item.parts if isinstance(part, exp.Identifier)]
        alias = item.args.get("alias")
        tables[_stored(alias.this) if alias is not None else parts[-1]] = qualified(parts, home)
    return tables


def _stored(identifier: exp.Expr) -> str:
    quoted = bool(identifier.args.get("quoted"))
    return str(identifier.this) if quoted else str(identifier.this).upper()


def _aggregates(query: exp.Select) -> bool:
    return any(query.args.get(key) for key in ("group", "having")) or any(
        each.find(exp.AggFunc) is not None for each in query.expressions
    )


def _outputs(query: exp.Select, tables: dict[str, Name], columns_of: ColumnsOf) -> tuple[Output, ...] | None:
    """The columns in order; None when a star stands for columns that are not known."""
    found: list[Output] = []
    for item in query.expressions:
        if isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star)):
            stars = _star(item, tables, columns_of)
            if stars is None:
                return None
            found += stars
            continue
        value = item.this if isinstance(item, exp.Alias) else item
        name = _stored(item.args["alias"]) if isinstance(item, exp.Alias) else _name(item)
        found.append(Output(name, _below(value, tables, columns_of)))
    return tuple(found)


def _name(item: exp.Expr) -> str:
    return _stored(item.this) if isinstance(item, exp.Column) else ""


def _star(item: exp.Expr, tables: dict[str, Name], columns_of: ColumnsOf) -> list[Output] | None:
    star = item.this if isinstance(item, exp.Column) else item
    if any(star.args.get(key) for key in ("except_", "replace", "rename", "ilike")):
        return None
    wanted = [_stored(item.args["table"])] if isinstance(item, exp.Column) else list(tables)
    found: list[Output] = []
    for name in wanted:
        table = tables.get(name)
        columns = None if table is None else columns_of(table)
        if table is None or columns is None:
            return None
        found += [Output(column, ((table, column),)) for column in columns]
    return found


def _below(value: exp.Expr, tables: dict[str, Name], columns_of: ColumnsOf) -> Below | None:
    """The columns that an expression uses; None when one of them cannot be placed, or it has a query in it."""
    if value.find(exp.Query) is not None:
        return None
    found: list[tuple[Name, str]] = []
    for column in value.find_all(exp.Column):
        placed = list(_places(column, tables, columns_of))
        if len(placed) != 1:
            return None
        found.append((placed[0], _stored(column.this)))
    return tuple(dict.fromkeys(found))


def _places(column: exp.Column, tables: dict[str, Name], columns_of: ColumnsOf) -> Iterator[Name]:
    """The tables that a column can be of."""
    qualifier = column.args.get("table")
    if qualifier is not None:
        named = tables.get(_stored(qualifier))
        yield from [] if named is None else [named]
        return
    if len(tables) == 1:
        yield from tables.values()
        return
    for table in tables.values():
        columns = columns_of(table)
        if columns is None or _stored(column.this) in columns:
            yield table
