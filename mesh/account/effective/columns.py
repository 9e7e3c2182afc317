"""The columns of a query, each with the columns of tables and views that its value is made of.

What decides whether a value is shown, and is not part of it, is left aside: the condition of a WHERE, of a join or in
EXISTS sees no more than the masks leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sqlglot import exp

from mesh.account.effective import context as contexts
from mesh.account.identifiers import Name

Below: TypeAlias = tuple[tuple[Name, str], ...]
"""Columns of tables and views that a value is made of."""
ColumnsOf: TypeAlias = Callable[[Name], Sequence[str] | None]
"""The columns of a table or view; None when they are not known."""

_KNOWN_CALLS: Final = frozenset({"HASH"})
"""Functions that have no node of their own, and give nothing but what they are given."""


class NotFollowedError(Exception):
    """Something in a query that is not followed."""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a query gives. ``below`` is None when it is not known what it is made of."""

    name: str
    below: Below | None


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in FROM, by the name that columns call it. ``outputs`` is None when its columns are not known: those
    of a ``table`` are then taken to be any.
    """

    name: str
    outputs: tuple[Output, ...] | None
    table: Name | None = None

    def places(self, column: str) -> Iterator[Below | None]:
        """What each of its columns of this name is made of."""
        if self.outputs is None:
            yield None if self.table is None else ((self.table, column),)
            return
        for output in self.outputs:
            if output.name == column:
                yield output.below


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: what is in FROM, the columns that joins merge, and what is around.

    ``follow`` gives the columns of a query that stands in the expression; ``named`` are the columns of the select list
    so far, which an expression may name too.
    """

    items: tuple[Item, ...]
    using: frozenset[str]
    natural: bool
    outer: Scope | None
    follow: Callable[[exp.Expr, Scope], tuple[Output, ...] | None]
    named: dict[str, Below | None] = field(default_factory=dict)

    def place(self, column: exp.Column) -> Below | None:
        """What a column is made of; None when that cannot be told."""
        name, qualifier = stored(column.this), column.args.get("table")
        wanted = [each for each in self.items if qualifier is None or each.name == stored(qualifier)]
        found = [made_of for each in wanted for made_of in each.places(name)]
        if len(found) == 1:
            return found[0]
        if found:
            return merged(found) if name in self.using or self.natural else None
        if qualifier is None and name in self.named:
            return self.named[name]
        return None if self.outer is None else self.outer.place(column)


def selected(query: exp.Select, scope: Scope) -> tuple[Output, ...] | None:
    """The columns of a select list in order; None when a star stands for columns that are not known."""
    found: list[Output] = []
    for item in query.expressions:
        star = _star(item)
        if star is not None:
            given = _expanded(item, star, scope)
            if given is None:
                return None
            found += given
            continue
        value = item.this if isinstance(item, exp.Alias) else item
        output = Output(_name(item), below(value, scope))
        found.append(output)
        scope.named.setdefault(output.name, output.below)
    return tuple(found)


def _name(item: exp.Expr) -> str:
    if isinstance(item, exp.Alias):
        return stored(item.args["alias"])
    return stored(item.this) if isinstance(item, exp.Column) else ""


def stored(identifier: exp.Expr) -> str:
    """The name that an identifier stands for."""
    if not isinstance(identifier, exp.Identifier):
        raise NotFollowedError
    return str(identifier.this) if identifier.args.get("quoted") else str(identifier.this).upper()


# --- stars -------------------------------------------------------------------------------------------------------


def _star(item: exp.Expr) -> exp.Star | None:
    found = item.this if isinstance(item, exp.Column) else item
    return found if isinstance(found, exp.Star) else None


def _expanded(item: exp.Expr, star: exp.Star, scope: Scope) -> list[Output] | None:
    """``*``, of everything or of one item, with EXCLUDE, REPLACE and RENAME (``/sql-reference/sql/select``)."""
    qualifier = item.args.get("table") if isinstance(item, exp.Column) else None
    wanted = [each for each in scope.items if qualifier is None or each.name == stored(qualifier)]
    # In which order a join gives the columns that it merges is not followed.
    merges = qualifier is None and (scope.natural or bool(scope.using))
    if not wanted or merges or star.args.get("ilike"):
        return None
    excluded = {_named(each) for each in star.args.get("except_") or ()}
    replaced = {stored(each.args["alias"]): each.this for each in star.args.get("replace") or ()}
    renamed = {_named(each.this): stored(each.args["alias"]) for each in star.args.get("rename") or ()}
    found: list[Output] = []
    for each in wanted:
        if each.outputs is None:
            return None
        kept = [output for output in each.outputs if output.name not in excluded]
        found += [_replaced(output, replaced, renamed, scope) for output in kept]
    return found


def _replaced(output: Output, replaced: Mapping[str, exp.Expr], renamed: Mapping[str, str], scope: Scope) -> Output:
    value = replaced.get(output.name)
    return Output(renamed.get(output.name, output.name), output.below if value is None else below(value, scope))


def _named(node: exp.Expr) -> str:
    return stored(node.this if isinstance(node, exp.Column) else node)


# --- expressions -------------------------------------------------------------------------------------------------


def below(node: exp.Expr, scope: Scope) -> Below | None:
    """The columns that a value is made of; None when that cannot be told."""
    if contexts.question(node) is not None or isinstance(node, exp.Exists):
        return ()
    if isinstance(node, exp.Column):
        return None if isinstance(node.this, exp.Star) else scope.place(node)
    if isinstance(node, exp.Query):
        outputs = scope.follow(node, scope)
        return None if outputs is None else merged(output.below for output in outputs)
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
        return ()
    if isinstance(node, exp.Window):
        # Which rows it goes over, and in which order, is no part of the value.
        return below(node.this, scope)
    if isinstance(node, exp.Star | exp.Parameter) or not is_known_call(node):
        return None
    return merged(below(child, scope) for child in node.iter_expressions())


def is_known_call(node: exp.Expr) -> bool:
    """Whether a node is no call of a function that is not known, which may give anything."""
    if not isinstance(node, exp.Anonymous):
        return True
    return node.name.upper() in _KNOWN_CALLS or contexts.question(node) is not None


def merged(parts: Iterable[Below | None]) -> Below | None:
    """All columns of several, each once; None as soon as one of them is not known."""
    found: dict[tuple[Name, str], None] = {}
    for part in parts:
        if part is None:
            return None
        found |= dict.fromkeys(part)
    return tuple(found)
