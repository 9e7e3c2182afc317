"""Values and calls, each part of the syntax as DuckDB has it: see ``mesh.query.translate`` for names and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from mesh.account import refusal
from mesh.query import dates, expressions, functions, semistructured, types
from mesh.query.expressions import Call, called
from mesh.query.structure import UNBOUNDED

if TYPE_CHECKING:
    from mesh.query.translate import Translation


def _raw_text(translation: Translation, node: exp.Expr) -> exp.Expr:
    return expressions.text(str(node.this))


def _cast(translation: Translation, node: exp.Expr) -> exp.Expr:
    spelling = node.args["to"].sql("snowflake")
    type_ = types.duckdb_type(spelling)
    if type_ is None:
        raise refusal.not_known(f"a value of type {spelling}")
    value, safe = translation.one(node.this), isinstance(node, exp.TryCast)
    if type_ == types.VARIANT:
        return called("sf_variant", value)
    return called("sf_text", value) if type_ == "VARCHAR" else expressions.cast(value, type_, safe=safe)


def _path(translation: Translation, node: exp.Expr) -> exp.Expr:
    """``payload:page.url[0]``: names in it are exact, case included."""
    if not node.args.get("variant_extract") or not isinstance(node.args["expression"], exp.JSONPath):
        raise refusal.not_known("->")
    value = translation.one(node.this)
    for step in node.args["expression"].expressions[1:]:
        if not isinstance(step, exp.JSONPathKey | exp.JSONPathSubscript) or not isinstance(step.this, str | int):
            raise refusal.not_known("a path of more than names and numbers")
        value = semistructured.path_step(value, step.this)
    return value


def _is(translation: Translation, node: exp.Expr) -> exp.Expr:
    """DuckDB does not tell a JSON null, which is a value to Snowflake, from NULL; a cast makes both NULL."""
    if isinstance(node.this, exp.JSONExtract | exp.Bracket) and isinstance(node.args["expression"], exp.Null):
        raise refusal.not_known("IS NULL of a path: cast it first, as in payload:field::VARCHAR IS NULL")
    return translation.rebuilt(node)


def _bracket(translation: Translation, node: exp.Expr) -> exp.Expr:
    if len(node.expressions) != 1:
        raise refusal.not_known("[…] with more than one index")
    return _call(translation, "GET", [node.this, node.expressions[0]])


def _sum(translation: Translation, node: exp.Expr) -> exp.Expr:
    """``+`` and ``-``; of a date and an interval as DATEADD."""
    interval = node.args["expression"]
    if not isinstance(interval, exp.Interval):
        return translation.rebuilt(node)
    amount, unit = interval.this, interval.args.get("unit")
    if not isinstance(amount, exp.Literal) or not isinstance(unit, exp.Var):
        raise refusal.not_known("INTERVAL of more than one number and one unit")
    number = exp.Literal.number(str(amount.this))
    return _call(
        translation, "DATEADD", [unit, exp.Neg(this=number) if isinstance(node, exp.Sub) else number, node.this]
    )


def _divide(translation: Translation, node: exp.Expr) -> exp.Expr:
    return called("sf_div", translation.one(node.this), translation.one(node.args["expression"]))


def _joined(translation: Translation, node: exp.Expr) -> exp.Expr:
    return _call(translation, "CONCAT", [node.this, node.args["expression"]])


def _matches(translation: Translation, node: exp.Expr) -> exp.Expr:
    return _call(translation, "REGEXP_LIKE", [node.this, node.args["expression"]])


# --- functions ---------------------------------------------------------------------------------------------------


def _call(translation: Translation, name: str, written: Sequence[exp.Expr]) -> exp.Expr:
    """A call; the first argument of a function of dates may be a bare word and no column."""
    dated = name in dates.DATED
    arguments = [exp.Null() if dated and at == 0 else translation.one(each) for at, each in enumerate(written)]
    return functions.translated(Call(name, arguments, written, translation.context))


def _function(translation: Translation, node: exp.Expr) -> exp.Expr:
    if not isinstance(node.this, str):
        raise refusal.unknown_function(node.this.name)
    return _call(translation, node.this.upper(), node.expressions)


def _constant(translation: Translation, node: exp.Expr) -> exp.Expr:
    if any(node.args.values()):
        raise refusal.not_known(f"a precision of {node.sql('snowflake')}")
    return _call(translation, _CONSTANTS[type(node)], [])


def _extract(translation: Translation, node: exp.Expr) -> exp.Expr:
    return dates.part_of(node.this, translation.one(node.args["expression"]))


def _window(translation: Translation, node: exp.Expr) -> exp.Expr:
    if node.args.get("alias") or node.args.get("first") is not None:
        raise refusal.not_known("a named window")
    copy = translation.rebuilt(node)
    whole = str(node.this.this).upper() in ("FIRST_VALUE", "LAST_VALUE")
    if whole and node.args.get("order") and not node.args.get("spec"):
        copy.set("spec", exp.WindowSpec(**UNBOUNDED))
    return copy


def _within_group(translation: Translation, node: exp.Expr) -> exp.Expr:
    """An order inside LISTAGG and ARRAY_AGG."""
    found = translation.one(node.this)
    order = node.args["expression"]
    for inner in found.find_all(exp.Anonymous):
        if inner.this in ("string_agg", "list"):
            *before, last = inner.expressions
            ordered = exp.Order(this=last, expressions=translation.many(order.expressions))
            inner.set("expressions", [*before, ordered])
            return found
    raise refusal.not_known(f"WITHIN GROUP after {node.this.name.upper()}")


_CONSTANTS: Final[Mapping[type[exp.Expr], str]] = {
    exp.CurrentDate: "CURRENT_DATE",
    exp.CurrentTimestamp: "CURRENT_TIMESTAMP",
    exp.CurrentUser: "CURRENT_USER",
    exp.CurrentRole: "CURRENT_ROLE",
}

RULES: Final[Mapping[type[exp.Expr], Callable[[Translation, exp.Expr], exp.Expr]]] = {
    **dict.fromkeys(_CONSTANTS, _constant),
    exp.Add: _sum,
    exp.Anonymous: _function,
    exp.Bracket: _bracket,
    exp.Cast: _cast,
    exp.DPipe: _joined,
    exp.Div: _divide,
    exp.Extract: _extract,
    exp.Is: _is,
    exp.JSONExtract: _path,
    exp.RawString: _raw_text,
    exp.RegexpLike: _matches,
    exp.Sub: _sum,
    exp.TryCast: _cast,
    exp.Window: _window,
    exp.WithinGroup: _within_group,
}
