"""What stands in FROM: tables and views, common table expressions, derived tables, VALUES, LATERAL and FLATTEN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sqlglot import exp

from mesh.account.effective.columns import ColumnsOf, Item, NotFollowedError, Output, Scope, below, merged, stored
from mesh.account.effective.origin import Feed, Origin, Selected
from mesh.account.identifiers import Name
from mesh.account.sql.from_items import qualified


@dataclass(frozen=True, slots=True)
class Lineage:
    """A query that is followed. ``outputs`` is None when a star stands for columns that are not known."""

    origin: Origin
    outputs: tuple[Output, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a query stands: the common table expressions that it sees (None: one that is not followed), and what its
    columns may be correlated with.
    """

    home: Name
    columns_of: ColumnsOf
    local: Mapping[str, Lineage | None]
    outer: Scope | None = None


Follow: TypeAlias = Callable[[exp.Expr, Place], Lineage]
"""Follows a query where it stands; ``NotFollowedError`` when it is not followed."""

OF_SUBQUERY: Final = frozenset({"with_", "this", "alias", "order", "limit", "offset", "fetch", "sample"})
_OF_JOINED: Final = frozenset({"this", "alias", "joins"})
_OF_TABLE: Final = frozenset({"this", "db", "catalog", "alias", "joins", "when", "sample"})


def check(node: exp.Expr, known: frozenset[str]) -> None:
    """See that a node has no other parts than those under which columns stay what they are."""
    if any(value for key, value in node.args.items() if key not in known):
        raise NotFollowedError


def renamed(found: Lineage, alias: exp.Expr | None) -> Lineage:
    """A query whose columns have the names of an alias, where that has any."""
    given = [stored(each) for each in (alias.args.get("columns") or () if alias is not None else ())]
    if not given or found.outputs is None:
        return found
    if len(given) > len(found.outputs):
        raise NotFollowedError
    names = [*given, *(output.name for output in found.outputs[len(given) :])]
    outputs = tuple(replace(output, name=name) for output, name in zip(found.outputs, names, strict=True))
    return replace(found, outputs=outputs)


class Sources:
    """What stands in FROM so far, from left to right: LATERAL sees what is on its left."""

    def __init__(self, place: Place, follow: Follow) -> None:
        self._place = place
        self._follow = follow
        self._items: list[Item] = []
        self._using: set[str] = set()
        self._natural = False
        self.feeds: list[Feed] = []

    def scope(self) -> Scope:
        """The columns that an expression may name."""
        return Scope(tuple(self._items), frozenset(self._using), self._natural, self._place.outer, self._followed)

    def _followed(self, query: exp.Expr, scope: Scope) -> tuple[Output, ...] | None:
        """The columns of a query in an expression; where it is not followed, the others still are."""
        try:
            return self._follow(query, replace(self._place, outer=scope)).outputs
        except NotFollowedError:
            return None

    def join(self, join: exp.Expr) -> None:
        """A join, on whatever condition."""
        self._using |= {stored(each) for each in join.args.get("using") or ()}
        self._natural |= str(join.args.get("method") or "").upper() == "NATURAL"
        self.add(join.this)

    def add(self, node: exp.Expr) -> None:
        """One item of FROM, or several in parentheses."""
        rule = next((rule for kind, rule in _ITEMS.items() if isinstance(node, kind)), None)
        if rule is None:
            raise NotFollowedError
        rule(self, node)

    def table(self, node: exp.Expr) -> None:
        """A table, a view or a common table expression."""
        check(node, _OF_TABLE)
        parts = [stored(part) for key in ("catalog", "db", "this") if (part := node.args.get(key)) is not None]
        alias = node.args.get("alias")
        if len(parts) == 1 and parts[0] in self._place.local:
            found = self._place.local[parts[0]]
            if found is None:
                raise NotFollowedError
            self._derived(found, alias, parts[0])
        else:
            name = qualified(parts, self._place.home)
            given = self._place.columns_of(name)
            outputs = None if given is None else tuple(Output(each, ((name, each),)) for each in given)
            self._item(outputs, alias, parts[-1], table=name)
            self.feeds.append(Feed(name.plain, table=name))
        for join in node.args.get("joins") or ():
            self.join(join)

    def subquery(self, node: exp.Expr) -> None:
        """A derived table, or a join in parentheses."""
        joins = node.args.get("joins") or ()
        check(node, _OF_JOINED if joins else OF_SUBQUERY)
        if isinstance(node.this, exp.Subquery | exp.Table) and not node.args.get("alias"):
            self.add(node.this)
        else:
            self._derived(self._follow(node.this if joins else node, self._place), node.args.get("alias"))
        for join in joins:
            self.join(join)

    def lateral(self, node: exp.Expr) -> None:
        """LATERAL, or a table function: of these FLATTEN is known, whose every column is made of what it is given."""
        alias, scope = node.args.get("alias"), self.scope()
        if isinstance(node.this, exp.Subquery):
            self._derived(self._follow(node.this.this, replace(self._place, outer=scope)), alias)
        elif isinstance(node.this, exp.Explode):
            given = below(node.this, scope)
            self._item(tuple(Output(name, given) for name in _FLATTENED), alias)
        else:
            raise NotFollowedError

    def values(self, node: exp.Expr) -> None:
        """VALUES: ``COLUMN1`` and so on, unless they are named."""
        rows = [each.expressions for each in node.expressions if isinstance(each, exp.Tuple)]
        if not rows or len({len(row) for row in rows}) > 1:
            raise NotFollowedError
        columns = enumerate(zip(*rows, strict=True), start=1)
        outputs = [Output(f"COLUMN{at}", merged(below(value, self.scope()) for value in row)) for at, row in columns]
        self._derived(Lineage(_NOTHING, tuple(outputs)), node.args.get("alias"))

    def _derived(self, found: Lineage, alias: exp.Expr | None, name: str = "") -> None:
        shown = self._item(found.outputs, alias, name)
        self.feeds.append(Feed(shown or "(SELECT)", origin=found.origin))

    def _item(
        self, outputs: tuple[Output, ...] | None, alias: exp.Expr | None, name: str = "", table: Name | None = None
    ) -> str:
        """Put down what columns may be of, with the names that an alias gives to it and to its columns; its name."""
        if alias is not None and alias.this is not None:
            name = stored(alias.this)
        given = None if outputs is None else renamed(Lineage(_NOTHING, outputs), alias).outputs
        if given is None and alias is not None and alias.args.get("columns"):
            raise NotFollowedError
        self._items.append(Item(name, given, table))
        return name


_NOTHING: Final = Selected((), "", sole=False)
_FLATTENED: Final = ("SEQ", "KEY", "PATH", "INDEX", "VALUE", "THIS")
"""The columns of FLATTEN."""

_ITEMS: Final = {
    exp.Table: Sources.table,
    exp.Subquery: Sources.subquery,
    exp.Lateral: Sources.lateral,
    exp.TableFromRows: Sources.lateral,
    exp.Values: Sources.values,
}
