"""One query or expression of Snowflake as one of DuckDB: every name resolved, every part and function known.

Deny by default: a part of the syntax that is neither in ``structure`` nor in the rules below is refused, and so is a
function that is not in ``functions``. Names leave here only in their encoded form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlglot import exp

from mesh.account import refusal
from mesh.account.identifiers import MAX_LENGTH, Name
from mesh.query.context import Context
from mesh.query.flatten import COLUMNS as FLATTENED
from mesh.query.flatten import flatten, flattened
from mesh.query.names import coded, decode, internal, stored
from mesh.query.rules import RULES
from mesh.query.structure import FORBIDDEN, JOIN_METHODS, PASSED_ON


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as one reader sees it: a table of DuckDB under a name of our own, with stored column names."""

    name: Name
    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(slots=True)
class Translation:
    """The translation of one text. ``relation`` finds a table by its parts as they are written, in stored form.

    ``arguments`` are those of a policy, each with the expression that it stands for.
    """

    relation: Callable[[tuple[str, ...]], Relation]
    context: Context
    arguments: Mapping[str, exp.Expr] = field(default_factory=dict)
    _relations: dict[int, Relation] = field(default_factory=dict)
    _columns: set[str] = field(default_factory=set)
    _tables: set[str] = field(default_factory=set)
    _flattens: bool = False

    def of(self, tree: exp.Expr) -> exp.Expr:
        """The whole tree for DuckDB. It leaves the tree alone."""
        try:
            self._look_around(tree)
            return self.one(tree)
        except RecursionError:
            raise refusal.nested_too_deeply() from None

    # --- what there is -----------------------------------------------------------------------------------------------

    def _look_around(self, tree: exp.Expr) -> None:
        """Find the tables, and every name that a column or a table may be called by."""
        for node in tree.walk():
            for key in FORBIDDEN.get(type(node), ()):
                if node.args.get(key):
                    raise refusal.not_known(f"{key.strip('_').upper()} in {node.key.upper()}")
            self._note(node)

    def _note(self, node: exp.Expr) -> None:
        if isinstance(node, exp.Alias):
            self._columns.add(stored(node.args["alias"]))
        elif isinstance(node, exp.TableAlias):
            self._tables |= {stored(node.this)} if node.this else set()
            self._columns |= {stored(column) for column in node.args.get("columns") or ()}
        elif isinstance(node, exp.Select):
            self._columns |= {_title(each) for each in node.expressions if _is_computed(each)}
        elif isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            self._find(node)
        elif flattened(node) is not None:
            self._columns |= set(FLATTENED)
            self._flattens = True

    def _find(self, node: exp.Table) -> None:
        parts = tuple(stored(part) for part in (node.args.get(key) for key in ("catalog", "db", "this")) if part)
        self._tables.add(parts[-1])
        if len(parts) > 1 or parts[0] not in _local_tables(node):
            found = self.relation(parts)
            self._relations[id(node)] = found
            self._columns |= set(found.columns)

    # --- parts of the syntax -----------------------------------------------------------------------------------------

    def one(self, node: exp.Expr) -> exp.Expr:
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node)
        if type(node) not in PASSED_ON:
            raise _unknown(node)
        return self.rebuilt(node)

    def rebuilt(self, node: exp.Expr) -> exp.Expr:
        copy = type(node)()
        for key, value in node.args.items():
            copy.set(key, self._value(value))
        return copy

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return self.one(value) if isinstance(value, exp.Expr) else value

    def many(self, nodes: Sequence[exp.Expr]) -> list[exp.Expr]:
        return [self.one(node) for node in nodes]

    def is_flattened(self, node: exp.Expr) -> bool:
        """Whether it may be the VALUE of FLATTEN, as far as its name tells."""
        column = node.unnest()
        return self._flattens and isinstance(column, exp.Column) and stored(column.this) == "VALUE"

    # --- names -------------------------------------------------------------------------------------------------------

    def _identifier(self, node: exp.Expr) -> exp.Expr:
        assert isinstance(node, exp.Identifier), "the rule is for these"
        return coded(stored(node))

    def _column(self, node: exp.Expr) -> exp.Expr:
        table = node.args.get("table")
        if isinstance(node.this, exp.Star):
            return exp.Column(this=self.one(node.this), table=coded(self._table_of(node)))
        name = stored(node.this)
        if table is None and name in self.arguments:
            self._check_shadow(node, name)
            return self.arguments[name].copy()
        if name not in self._columns:
            raise refusal.invalid_identifier(name if table is None else f"{stored(table)}.{name}")
        return exp.Column(this=coded(name), table=None if table is None else coded(self._table_of(node)))

    def _table_of(self, node: exp.Expr) -> str:
        """The name that a column's table goes by here; a full one is that of a table in FROM."""
        parts = tuple(stored(part) for key in ("catalog", "db", "table") if (part := node.args.get(key)))
        if parts[-1] not in self._tables:
            raise refusal.invalid_identifier(".".join((*parts, _shown(node.this))))
        if len(parts) > 1 and not any(found.name.parts[-len(parts) :] == parts for found in self._relations.values()):
            raise refusal.invalid_identifier(".".join((*parts, _shown(node.this))))
        return parts[-1]

    def _check_shadow(self, node: exp.Expr, name: str) -> None:
        """A policy's argument that may also be a column of a table in its subquery: it would bind to that, and every
        row might become visible.
        """
        if node.find_ancestor(exp.Select) is not None and name in self._columns:
            raise refusal.ambiguous(name)

    def _table(self, node: exp.Expr) -> exp.Expr:
        inner = flattened(node)
        if inner is not None:
            return flatten(self, node, inner)
        if not isinstance(node.this, exp.Identifier):
            raise _unknown(node.this)
        alias = node.args.get("alias")
        shown = self.one(alias) if alias else exp.TableAlias(this=coded(stored(node.this)))
        found = self._relations.get(id(node))
        named = coded(stored(node.this)) if found is None else internal(found.table)
        return exp.Table(this=named, alias=shown, joins=self.many(node.args.get("joins") or ()))

    def _select(self, node: exp.Expr) -> exp.Expr:
        """A query whose every column has a name: a computed one is called by its text, as Snowflake calls it."""
        copy = self.rebuilt(node)
        pairs = zip(node.expressions, copy.expressions, strict=True)
        copy.set("expressions", [_titled(written, translated) for written, translated in pairs])
        return copy

    def _alias(self, node: exp.Expr) -> exp.Expr:
        return exp.Alias(this=self.one(node.this), alias=self.one(node.args["alias"]))

    def _table_alias(self, node: exp.Expr) -> exp.Expr:
        columns = self.many(node.args.get("columns") or ())
        return exp.TableAlias(this=self.one(node.this) if node.this else None, columns=columns or None)

    def _star(self, node: exp.Expr) -> exp.Expr:
        """``*`` in a select list, with EXCLUDE and RENAME; elsewhere only in COUNT(*)."""
        if any(value for key, value in node.args.items() if key not in ("except_", "rename")):
            raise refusal.not_known("* with ILIKE or REPLACE")
        above = node.parent.parent if isinstance(node.parent, exp.Column) else node.parent
        counted = isinstance(above, exp.Anonymous) and str(above.this).upper() == "COUNT"
        if not isinstance(above, exp.Select) and not counted:
            raise refusal.refused("* stands only in a select list and in COUNT(*).")
        return self.rebuilt(node)

    # --- FROM --------------------------------------------------------------------------------------------------------

    def _subquery(self, node: exp.Expr) -> exp.Expr:
        """A query in parentheses; a table alone in them is the table, which DuckDB does not take so."""
        found = self.rebuilt(node)
        table = found.this
        if not isinstance(table, exp.Table) or table.args.get("joins"):
            return found
        if found.args.get("alias"):
            table.set("alias", found.args["alias"])
        table.set("joins", found.args.get("joins"))
        return table

    def _join(self, node: exp.Expr) -> exp.Expr:
        if str(node.args.get("method") or "").upper() not in JOIN_METHODS:
            raise refusal.not_known(f"{node.args['method']} JOIN")
        return self.rebuilt(node)

    def _lateral(self, node: exp.Expr) -> exp.Expr:
        inner = flattened(node)
        if inner is not None:
            return flatten(self, node, inner)
        if not isinstance(node.this, exp.Subquery):
            raise _unknown(node.this)
        alias = node.args.get("alias")
        return exp.Lateral(this=self.one(node.this), alias=self.one(alias) if alias else None)


def _is_computed(projection: exp.Expr) -> bool:
    return not isinstance(projection, exp.Alias | exp.Column | exp.Star)


def _title(projection: exp.Expr) -> str:
    return projection.sql("snowflake", comments=False).upper()[:MAX_LENGTH]


def _titled(written: exp.Expr, translated: exp.Expr) -> exp.Expr:
    return exp.Alias(this=translated, alias=coded(_title(written))) if _is_computed(written) else translated


def _shown(name: exp.Expr) -> str:
    return stored(name) if isinstance(name, exp.Identifier) else "*"


def _local_tables(node: exp.Expr) -> set[str]:
    """The common table expressions that can be seen from a place: those of every query around it, and of the list that
    it stands in itself only those before.
    """
    found: set[str] = set()
    below, above = node, node.parent
    while above is not None:
        with_ = above.args.get("with_")
        if with_ is not None and below is not with_:
            found |= {stored(each.args["alias"].this) for each in with_.expressions}
        if isinstance(above, exp.With):
            before = above.expressions[: above.expressions.index(below)]
            found |= {stored(each.args["alias"].this) for each in before}
        below, above = above, above.parent
    return found


def _unknown(node: exp.Expr) -> refusal.Refused:
    if isinstance(node, exp.Anonymous):
        return refusal.unknown_function(str(node.this).upper())
    if isinstance(node, exp.Dot):
        return refusal.unknown_function(decode(node.sql("snowflake").partition("(")[0].upper()))
    return refusal.not_known(f"{type(node).__name__} in a query")


_RULES: Final[Mapping[type[exp.Expr], Callable[[Translation, exp.Expr], exp.Expr]]] = {
    **RULES,
    exp.Alias: Translation._alias,
    exp.Column: Translation._column,
    exp.Identifier: Translation._identifier,
    exp.Join: Translation._join,
    exp.Lateral: Translation._lateral,
    exp.Select: Translation._select,
    exp.Star: Translation._star,
    exp.Subquery: Translation._subquery,
    exp.Table: Translation._table,
    exp.TableAlias: Translation._table_alias,
}
