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
    return _stepped(translation, node, node.args["expression"].expressions[1:])


def _stepped(translation: Translation, node: exp.Expr, steps: Sequence[exp.Expr]) -> exp.Expr:
    value = translation.one(node.this)
    for step in steps:
        value = semistructured.path_step(value, _step(step))
    return value


def _step(step: exp.Expr) -> str | int:
    if not isinstance(step, exp.JSONPathKey | exp.JSONPathSubscript) or not isinstance(step.this, str | int):
        raise refusal.not_known("a path of more than names and numbers")
    return step.this


def _is(translation: Translation, node: exp.Expr) -> exp.Expr:
    """IS NULL is not true of a JSON null, which is a value (``/sql-reference/functions/is_null_value``)."""
    if not isinstance(node.args["expression"], exp.Null):
        return translation.rebuilt(node)
    kind = _kind(translation, node.this)
    if kind is not None:
        return exp.Is(this=kind, expression=exp.Null())
    if translation.is_flattened(node.this):
        raise refusal.not_known("IS NULL of what FLATTEN gives: cast it first, as in value::VARCHAR IS NULL")
    return translation.rebuilt(node)


def _null_safe(translation: Translation, node: exp.Expr) -> exp.Expr:
    """IS DISTINCT FROM, likewise."""
    return type(node)(
        this=_no_json_null(translation, node.this), expression=_no_json_null(translation, node.args["expression"])
    )


def _kind(translation: Translation, node: exp.Expr) -> exp.Expr | None:
    """The JSON type of what a path leads to, NULL when it leads nowhere; None when the expression is no path.

    DuckDB's VARIANT does not tell a JSON null from NULL, and its JSON does.
    """
    node = node.unnest()
    if isinstance(node, exp.JSONExtract) and isinstance(node.args["expression"], exp.JSONPath):
        *before, last = node.args["expression"].expressions[1:]
        return semistructured.kind(_stepped(translation, node, before), _step(last))
    if isinstance(node, exp.Bracket) and len(node.expressions) == 1:
        value, key = node.this, node.expressions[0]
    elif isinstance(node, exp.Anonymous) and str(node.this).upper() == "GET" and len(node.expressions) == 2:
        value, key = node.expressions
    else:
        return None
    known = isinstance(key, exp.Literal) and key.is_string
    return semistructured.kind(translation.one(value), str(key.this) if known else translation.one(key))


def _no_json_null(translation: Translation, node: exp.Expr) -> exp.Expr:
    """A value for what asks whether it is NULL; a JSON null is refused, if there is one."""
    kind = _kind(translation, node)
    value = translation.one(node)
    return value if kind is None else called("sf_no_json_null", value, kind)


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
    dated, ours = name in dates.DATED, _no_json_null if name in functions.ASK_FOR_NULL else type(translation).one
    arguments = [exp.Null() if dated and at == 0 else ours(translation, each) for at, each in enumerate(written)]
    return functions.translated(Call(name, arguments, written, translation.context))


def _function(translation: Translation, node: exp.Expr) -> exp.Expr:
    if not isinstance(node.this, str):
        raise refusal.unknown_function(node.this.name)
    if node.this.upper() == "IS_NULL_VALUE" and len(node.expressions) == 1:
        kind = _kind(translation, node.expressions[0])
        if kind is not None:
            return exp.Paren(this=exp.EQ(this=kind, expression=expressions.text("NULL")))
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
    exp.NullSafeEQ: _null_safe,
    exp.NullSafeNEQ: _null_safe,
    exp.RawString: _raw_text,
    exp.RegexpLike: _matches,
    exp.Sub: _sum,
    exp.TryCast: _cast,
    exp.Window: _window,
    exp.WithinGroup: _within_group,
}
