"""Functions of semi-structured values, and the aggregates that collect values."""

from __future__ import annotations

from sqlglot import exp

from mesh.account import refusal
from mesh.query.expressions import Call, called, is_null, text


def path_step(value: exp.Expr, step: str | int) -> exp.Expr:
    """A field of an object by its exact name, or an element of an array, counted from 0."""
    if isinstance(step, int):
        return called("sf_element", value, exp.Literal.number(step))
    return called("variant_extract", value, text(step))


def kind(value: exp.Expr, step: str | int | exp.Expr) -> exp.Expr:
    """The JSON type of what a step leads to; NULL where there is nothing."""
    if isinstance(step, str):
        pointer = "/" + step.replace("~", "~0").replace("/", "~1")
        return called("sf_field_kind", value, text(pointer))
    return called("sf_element_kind", value, exp.Literal.number(step) if isinstance(step, int) else step)


def get(call: Call) -> exp.Expr:
    """GET by a name or an index, as ``value[…]`` is."""
    key = call.written[1]
    if isinstance(key, exp.Literal) and key.is_string:
        return path_step(call.arguments[0], str(key.this))
    return called("sf_element", *call.arguments)


def construct(call: Call) -> exp.Expr:
    """A pair whose value is NULL is left out (``/sql-reference/functions/object_construct``)."""
    if len(call.arguments) % 2:
        raise refusal.refused("OBJECT_CONSTRUCT takes pairs of a name and a value.")
    pairs = [
        called("sf_json", argument) if at % 2 else called("sf_text", argument)
        for at, argument in enumerate(call.arguments)
    ]
    merged = called("json_merge_patch", text("{}"), called("json_object", *pairs))
    return called("sf_parse_json", merged)


def array(call: Call) -> exp.Expr:
    """ARRAY_CONSTRUCT."""
    values = [called("sf_variant", argument) for argument in call.arguments]
    return called("sf_variant", called("list_value", *values))


def listed(call: Call) -> exp.Expr:
    """LISTAGG: an empty text where there is nothing to list."""
    value, separator = call.arguments[0], call.arguments[1] if len(call.arguments) == 2 else text("")
    inner = value.expressions[0] if isinstance(value, exp.Distinct) else value
    shown = called("sf_text", inner)
    listed = exp.Distinct(expressions=[shown]) if isinstance(value, exp.Distinct) else shown
    return called("coalesce", called("string_agg", listed, separator), text(""))


def collected(call: Call) -> exp.Expr:
    """ARRAY_AGG leaves NULL out."""
    value = call.arguments[0]
    inner = value.expressions[0] if isinstance(value, exp.Distinct) else value
    present = exp.Not(this=is_null(inner))
    listed = exp.Filter(this=called("list", value), expression=exp.Where(this=present))
    return called("sf_variant", called("coalesce", listed, called("list_value")))
