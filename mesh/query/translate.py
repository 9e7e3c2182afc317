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
from mesh.query import functions, types
from mesh.query.context import Context
from mesh.query.functions import Call, called
from mesh.query.names import coded, decode, internal, stored
from mesh.query.structure import FORBIDDEN, JOIN_METHODS, PASSED_ON, UNBOUNDED

_FLATTENED: Final = {"KEY": "k", "INDEX": "i", "VALUE": "v"}
"""The columns of FLATTEN; SEQ, PATH and THIS are not given."""
_FLATTEN_ARGUMENTS: Final = ("INPUT", "OUTER", "PATH")


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

    def of(self, tree: exp.Expr) -> exp.Expr:
        """The whole tree for DuckDB. It leaves the tree alone."""
        try:
            self._look_around(tree)
            return self._one(tree)
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
        elif _flattened(node) is not None:
            self._columns |= set(_FLATTENED)

    def _find(self, node: exp.Table) -> None:
        parts = tuple(stored(part) for part in (node.args.get(key) for key in ("catalog", "db", "this")) if part)
        self._tables.add(parts[-1])
        if len(parts) > 1 or parts[0] not in _local_tables(node):
            found = self.relation(parts)
            self._relations[id(node)] = found
            self._columns |= set(found.columns)

    # --- parts of the syntax -----------------------------------------------------------------------------------------

    def _one(self, node: exp.Expr) -> exp.Expr:
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node)
        if type(node) not in PASSED_ON:
            raise _unknown(node)
        return self._rebuilt(node)

    def _rebuilt(self, node: exp.Expr) -> exp.Expr:
        copy = type(node)()
        for key, value in node.args.items():
            copy.set(key, self._value(value))
        return copy

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return self._one(value) if isinstance(value, exp.Expr) else value

    def _many(self, nodes: Sequence[exp.Expr]) -> list[exp.Expr]:
        return [self._one(node) for node in nodes]

    # --- names -------------------------------------------------------------------------------------------------------

    def _identifier(self, node: exp.Expr) -> exp.Expr:
        assert isinstance(node, exp.Identifier), "the rule is for these"
        return coded(stored(node))

    def _column(self, node: exp.Expr) -> exp.Expr:
        table = node.args.get("table")
        if isinstance(node.this, exp.Star):
            return exp.Column(this=self._one(node.this), table=coded(self._table_of(node)))
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
        inner = _flattened(node)
        if inner is not None:
            return self._flatten(node, inner)
        if not isinstance(node.this, exp.Identifier):
            raise _unknown(node.this)
        alias = node.args.get("alias")
        shown = self._one(alias) if alias else exp.TableAlias(this=coded(stored(node.this)))
        found = self._relations.get(id(node))
        named = coded(stored(node.this)) if found is None else internal(found.table)
        return exp.Table(this=named, alias=shown, joins=self._many(node.args.get("joins") or ()))

    def _select(self, node: exp.Expr) -> exp.Expr:
        """A query whose every column has a name: a computed one is called by its text, as Snowflake calls it."""
        copy = self._rebuilt(node)
        pairs = zip(node.expressions, copy.expressions, strict=True)
        copy.set("expressions", [_titled(written, translated) for written, translated in pairs])
        return copy

    def _alias(self, node: exp.Expr) -> exp.Expr:
        return exp.Alias(this=self._one(node.this), alias=self._one(node.args["alias"]))

    def _table_alias(self, node: exp.Expr) -> exp.Expr:
        columns = self._many(node.args.get("columns") or ())
        return exp.TableAlias(this=self._one(node.this) if node.this else None, columns=columns or None)

    def _star(self, node: exp.Expr) -> exp.Expr:
        """``*`` in a select list, with EXCLUDE and RENAME; elsewhere only in COUNT(*)."""
        if any(value for key, value in node.args.items() if key not in ("except_", "rename")):
            raise refusal.not_known("* with ILIKE or REPLACE")
        above = node.parent.parent if isinstance(node.parent, exp.Column) else node.parent
        counted = isinstance(above, exp.Anonymous) and str(above.this).upper() == "COUNT"
        if not isinstance(above, exp.Select) and not counted:
            raise refusal.refused("* stands only in a select list and in COUNT(*).")
        return self._rebuilt(node)

    # --- values ------------------------------------------------------------------------------------------------------

    def _raw_text(self, node: exp.Expr) -> exp.Expr:
        return functions.text(str(node.this))

    def _cast(self, node: exp.Expr) -> exp.Expr:
        spelling = node.args["to"].sql("snowflake")
        type_ = types.duckdb_type(spelling)
        if type_ is None:
            raise refusal.not_known(f"a value of type {spelling}")
        value, safe = self._one(node.this), isinstance(node, exp.TryCast)
        if type_ == types.VARIANT:
            return called("sf_variant", value)
        return called("sf_text", value) if type_ == "VARCHAR" else functions.cast(value, type_, safe=safe)

    def _path(self, node: exp.Expr) -> exp.Expr:
        """``payload:page.url[0]``: names in it are exact, case included."""
        if not node.args.get("variant_extract") or not isinstance(node.args["expression"], exp.JSONPath):
            raise refusal.not_known("->")
        value = self._one(node.this)
        for step in node.args["expression"].expressions[1:]:
            if not isinstance(step, exp.JSONPathKey | exp.JSONPathSubscript) or not isinstance(step.this, str | int):
                raise refusal.not_known("a path of more than names and numbers")
            value = functions.path_step(value, step.this)
        return value

    def _is(self, node: exp.Expr) -> exp.Expr:
        """DuckDB does not tell a JSON null, which is a value to Snowflake, from NULL; a cast makes both NULL."""
        if isinstance(node.this, exp.JSONExtract | exp.Bracket) and isinstance(node.args["expression"], exp.Null):
            raise refusal.not_known("IS NULL of a path: cast it first, as in payload:field::VARCHAR IS NULL")
        return self._rebuilt(node)

    def _bracket(self, node: exp.Expr) -> exp.Expr:
        if len(node.expressions) != 1:
            raise refusal.not_known("[…] with more than one index")
        return self._call("GET", [node.this, node.expressions[0]])

    def _sum(self, node: exp.Expr) -> exp.Expr:
        """``+`` and ``-``; of a date and an interval as DATEADD."""
        interval = node.args["expression"]
        if not isinstance(interval, exp.Interval):
            return self._rebuilt(node)
        amount, unit = interval.this, interval.args.get("unit")
        if not isinstance(amount, exp.Literal) or not isinstance(unit, exp.Var):
            raise refusal.not_known("INTERVAL of more than one number and one unit")
        number = exp.Literal.number(str(amount.this))
        return self._call("DATEADD", [unit, exp.Neg(this=number) if isinstance(node, exp.Sub) else number, node.this])

    def _divide(self, node: exp.Expr) -> exp.Expr:
        return called("sf_div", self._one(node.this), self._one(node.args["expression"]))

    def _joined(self, node: exp.Expr) -> exp.Expr:
        return self._call("CONCAT", [node.this, node.args["expression"]])

    def _matches(self, node: exp.Expr) -> exp.Expr:
        return self._call("REGEXP_LIKE", [node.this, node.args["expression"]])

    # --- functions ---------------------------------------------------------------------------------------------------

    def _call(self, name: str, written: Sequence[exp.Expr]) -> exp.Expr:
        """A call; the first argument of a function of dates may be a bare word and no column."""
        dated = name in functions.DATED
        arguments = [exp.Null() if dated and at == 0 else self._one(each) for at, each in enumerate(written)]
        return functions.translated(Call(name, arguments, written, self.context))

    def _function(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node.this, str):
            raise refusal.unknown_function(node.this.name)
        return self._call(node.this.upper(), node.expressions)

    def _constant(self, node: exp.Expr) -> exp.Expr:
        if any(node.args.values()):
            raise refusal.not_known(f"a precision of {node.sql('snowflake')}")
        return self._call(_CONSTANTS[type(node)], [])

    def _extract(self, node: exp.Expr) -> exp.Expr:
        return functions.part_of(node.this, self._one(node.args["expression"]))

    def _window(self, node: exp.Expr) -> exp.Expr:
        if node.args.get("alias") or node.args.get("first") is not None:
            raise refusal.not_known("a named window")
        copy = self._rebuilt(node)
        whole = str(node.this.this).upper() in ("FIRST_VALUE", "LAST_VALUE")
        if whole and node.args.get("order") and not node.args.get("spec"):
            copy.set("spec", exp.WindowSpec(**UNBOUNDED))
        return copy

    def _within_group(self, node: exp.Expr) -> exp.Expr:
        """An order inside LISTAGG and ARRAY_AGG."""
        translated = self._one(node.this)
        order = node.args["expression"]
        for inner in translated.find_all(exp.Anonymous):
            if inner.this in ("string_agg", "list"):
                *before, last = inner.expressions
                ordered = exp.Order(this=last, expressions=self._many(order.expressions))
                inner.set("expressions", [*before, ordered])
                return translated
        raise refusal.not_known(f"WITHIN GROUP after {node.this.name.upper()}")

    # --- FROM --------------------------------------------------------------------------------------------------------

    def _join(self, node: exp.Expr) -> exp.Expr:
        if str(node.args.get("method") or "").upper() not in JOIN_METHODS:
            raise refusal.not_known(f"{node.args['method']} JOIN")
        return self._rebuilt(node)

    def _lateral(self, node: exp.Expr) -> exp.Expr:
        inner = _flattened(node)
        if inner is not None:
            return self._flatten(node, inner)
        if not isinstance(node.this, exp.Subquery):
            raise _unknown(node.this)
        alias = node.args.get("alias")
        return exp.Lateral(this=self._one(node.this), alias=self._one(alias) if alias else None)

    def _flatten(self, node: exp.Expr, inner: exp.Anonymous) -> exp.Expr:
        """FLATTEN: a row for each element of an array or field of an object
        (``/sql-reference/functions/flatten``).
        """
        given: dict[str, exp.Expr] = {}
        for argument in inner.expressions:
            named = isinstance(argument, exp.Kwarg)
            given[argument.this.name.upper() if named else "INPUT"] = argument.expression if named else argument
        unknown = sorted(set(given) - set(_FLATTEN_ARGUMENTS))
        if unknown or "INPUT" not in given:
            raise refusal.not_known(f"FLATTEN with {', '.join(unknown) or 'no INPUT'}")
        value = self._one(given["INPUT"])
        if "PATH" in given:
            value = functions.path_step(value, str(given["PATH"].this))
        outer = isinstance(given.get("OUTER"), exp.Boolean) and given["OUTER"].this is True
        return _entries(value, "sf_entries_or_one" if outer else "sf_entries", self._flatten_alias(node))

    def _flatten_alias(self, node: exp.Expr) -> exp.Expr | None:
        alias = node.args.get("alias")
        if alias is not None and alias.args.get("columns"):
            raise refusal.not_known("FLATTEN with names for its columns")
        return self._one(alias) if alias else None


def _is_computed(projection: exp.Expr) -> bool:
    return not isinstance(projection, exp.Alias | exp.Column | exp.Star)


def _title(projection: exp.Expr) -> str:
    return projection.sql("snowflake", comments=False).upper()[:MAX_LENGTH]


def _titled(written: exp.Expr, translated: exp.Expr) -> exp.Expr:
    return exp.Alias(this=translated, alias=coded(_title(written))) if _is_computed(written) else translated


def _entries(value: exp.Expr, macro: str, alias: exp.Expr | None) -> exp.Expr:
    entry = internal("entry")
    listed = exp.Select(expressions=[exp.Alias(this=called("unnest", called(macro, value)), alias=entry.copy())])
    fields = [
        exp.Alias(this=called("struct_extract", exp.Column(this=entry.copy()), functions.text(key)), alias=coded(name))
        for name, key in _FLATTENED.items()
    ]
    entries = exp.Subquery(this=listed, alias=exp.TableAlias(this=internal("entries")))
    rows = exp.Select(expressions=fields, from_=exp.From(this=entries))
    return exp.Lateral(this=exp.Subquery(this=rows), alias=alias or exp.TableAlias(this=internal("flattened")))


def _flattened(node: exp.Expr) -> exp.Anonymous | None:
    """The call of FLATTEN that stands in FROM: after LATERAL, or in TABLE(…)."""
    inner = node.this if isinstance(node, exp.Lateral | exp.Table) else None
    if isinstance(node, exp.Table):
        wrapped = inner.expressions if isinstance(inner, exp.Anonymous) and _is_call(inner, "TABLE") else []
        inner = wrapped[0] if len(wrapped) == 1 else None
    return inner if isinstance(inner, exp.Anonymous) and _is_call(inner, "FLATTEN") else None


def _is_call(node: Any, name: str) -> bool:
    return isinstance(node, exp.Anonymous) and isinstance(node.this, str) and node.this.upper() == name


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


_CONSTANTS: Final[Mapping[type[exp.Expr], str]] = {
    exp.CurrentDate: "CURRENT_DATE",
    exp.CurrentTimestamp: "CURRENT_TIMESTAMP",
    exp.CurrentUser: "CURRENT_USER",
    exp.CurrentRole: "CURRENT_ROLE",
}

_RULES: Final[Mapping[type[exp.Expr], Callable[[Translation, exp.Expr], exp.Expr]]] = {
    **dict.fromkeys(_CONSTANTS, Translation._constant),
    exp.Add: Translation._sum,
    exp.Alias: Translation._alias,
    exp.Anonymous: Translation._function,
    exp.Bracket: Translation._bracket,
    exp.Cast: Translation._cast,
    exp.Column: Translation._column,
    exp.DPipe: Translation._joined,
    exp.Div: Translation._divide,
    exp.Extract: Translation._extract,
    exp.Identifier: Translation._identifier,
    exp.Is: Translation._is,
    exp.JSONExtract: Translation._path,
    exp.Join: Translation._join,
    exp.Lateral: Translation._lateral,
    exp.RawString: Translation._raw_text,
    exp.RegexpLike: Translation._matches,
    exp.Select: Translation._select,
    exp.Star: Translation._star,
    exp.Sub: Translation._sum,
    exp.Table: Translation._table,
    exp.TableAlias: Translation._table_alias,
    exp.TryCast: Translation._cast,
    exp.Window: Translation._window,
    exp.WithinGroup: Translation._within_group,
}
