"""The functions that a query, a view or a policy may call, each with what it is in DuckDB. All others are refused.

Meanings are those of ``/sql-reference/functions/<name>``; where DuckDB's function of the same name means something else
(GREATEST and NULL, CONCAT and NULL, SUBSTR from 0, …) a macro or an expression takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NoReturn

from sqlglot import exp

from mesh.account import refusal
from mesh.query import dates, semistructured
from mesh.query.context import MEMBERSHIPS
from mesh.query.expressions import Call, Function, any_null, called, cast, is_null, text, when

MANY: Final = 100


def translated(call: Call) -> exp.Expr:
    """A call as DuckDB has it; ``Refused`` by name when the function is not known."""
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise refusal.unknown_function(call.name)
    if not function.least <= len(call.arguments) <= function.most:
        text = f"invalid number of arguments for function [{call.name}]: {len(call.arguments)}"
        raise refusal.refused(f"error line 1: {text}.", 939, "22023")
    return function.becomes(call)


def _as(name: str, least: int, most: int | None = None) -> Function:
    return Function(least, least if most is None else most, lambda call: called(name, *call.arguments))


def _null_if_any(name: str) -> Function:
    """GREATEST and the like are NULL as soon as one argument is."""
    return Function(
        1,
        MANY,
        lambda call: when((any_null(call.arguments), exp.Null()), otherwise=called(name, *call.arguments)),
    )


def _concat(call: Call) -> exp.Expr:
    joined = called("sf_text", call.arguments[0])
    for argument in call.arguments[1:]:
        joined = exp.DPipe(this=joined, expression=called("sf_text", argument))
    return exp.Paren(this=joined)


def _decode(call: Call) -> exp.Expr:
    """A NULL in the search list is found (``/sql-reference/functions/decode``)."""
    subject, *rest = call.arguments
    pairs = [
        (exp.NullSafeEQ(this=subject.copy(), expression=rest[at]), rest[at + 1]) for at in range(0, len(rest) - 1, 2)
    ]
    return when(*pairs, otherwise=rest[-1] if len(rest) % 2 else exp.Null())


def _constant(call: Call) -> exp.Expr:
    value = call.context.constants[call.name]
    if not isinstance(value, datetime):
        return cast(text(value), "VARCHAR")
    if call.name == "CURRENT_DATE":
        return cast(text(value.date().isoformat()), "DATE")
    return cast(text(value.isoformat()), "TIMESTAMPTZ")


def _member(call: Call) -> exp.Expr:
    members = call.context.members(call.name)
    if members is None:
        return cast(exp.Null(), "BOOLEAN")
    role = call.arguments[0]
    found = exp.In(this=role, expressions=[text(name) for name in sorted(set(members))])
    return exp.Paren(this=found if members else when((is_null(role), exp.Null()), otherwise=exp.false()))


def _unseen(call: Call) -> NoReturn:
    raise refusal.refused(f"{call.name} stands only in FROM, as LATERAL FLATTEN(…) or TABLE(FLATTEN(…)).")


def _no_path(call: Call) -> NoReturn:
    raise refusal.not_known("IS_NULL_VALUE of more than a path, as in payload:field")


ASK_FOR_NULL: Final = frozenset(
    {
        "ARRAY_AGG", "COALESCE", "COUNT", "DECODE", "EQUAL_NULL", "IFNULL", "NVL", "NVL2", "OBJECT_CONSTRUCT",
        "ZEROIFNULL",
    }
)  # fmt: skip
"""Functions for which a JSON null is a value, and NULL is none."""

_SAME_NAME: Final[Mapping[tuple[int, int], str]] = {
    (0, 0): "CUME_DIST DENSE_RANK PERCENT_RANK RANK ROW_NUMBER",
    (1, 1): """ABS ANY_VALUE AVG CEIL COUNT COUNT_IF EXP FIRST_VALUE FLOOR LAST_DAY LAST_VALUE LENGTH LN LOWER
        MAX MD5 MEDIAN MIN NTILE REVERSE SHA1 SIGN SQRT STDDEV SUM UPPER VARIANCE""",
    (1, 2): "LTRIM ROUND RTRIM TRIM",
    (1, 3): "LAG LEAD",
    (2, 2): "CONTAINS LEFT MAX_BY MIN_BY MOD NULLIF POWER REPEAT RIGHT",
    (2, 3): "REPLACE",
    (3, 3): "LPAD RPAD TRANSLATE",
    (1, MANY): "COALESCE",
}

FUNCTIONS: Final[Mapping[str, Function]] = {
    **{name: _as(name.lower(), *arity) for arity, names in _SAME_NAME.items() for name in names.split()},
    **dict.fromkeys(
        (
            "CURRENT_ACCOUNT",
            "CURRENT_ACCOUNT_NAME",
            "CURRENT_DATE",
            "CURRENT_ORGANIZATION_NAME",
            "CURRENT_ROLE",
            "CURRENT_TIMESTAMP",
            "CURRENT_USER",
            "INVOKER_ROLE",
            "INVOKER_SHARE",
        ),
        Function(0, 0, _constant),
    ),
    **dict.fromkeys(MEMBERSHIPS, Function(1, 1, _member)),
    # Conditions.
    "DECODE": Function(3, MANY, _decode),
    "EQUAL_NULL": Function(
        2, 2, lambda call: exp.Paren(this=exp.NullSafeEQ(this=call.arguments[0], expression=call.arguments[1]))
    ),
    "GREATEST": _null_if_any("greatest"),
    "IFF": Function(3, 3, lambda call: when((call.arguments[0], call.arguments[1]), otherwise=call.arguments[2])),
    **dict.fromkeys(("IFNULL", "NVL"), _as("coalesce", 2)),
    "LEAST": _null_if_any("least"),
    "NULLIFZERO": Function(1, 1, lambda call: called("nullif", call.arguments[0], exp.Literal.number(0))),
    "NVL2": Function(
        3, 3, lambda call: when((is_null(call.arguments[0]), call.arguments[2]), otherwise=call.arguments[1])
    ),
    "ZEROIFNULL": Function(1, 1, lambda call: called("coalesce", call.arguments[0], exp.Literal.number(0))),
    # Texts.
    "CHARINDEX": Function(2, 2, lambda call: called("instr", call.arguments[1], call.arguments[0])),
    "CONCAT": Function(1, MANY, _concat),
    "CONCAT_WS": _null_if_any("concat_ws"),
    "ENDSWITH": _as("ends_with", 2),
    "LEN": _as("length", 1),
    "MD5_HEX": _as("md5", 1),
    "POSITION": Function(2, 2, lambda call: called("instr", call.arguments[1], call.arguments[0])),
    **dict.fromkeys(("REGEXP_LIKE", "RLIKE"), _as("sf_matches", 2)),
    "REGEXP_REPLACE": _as("sf_regexp_replace", 2, 3),
    "REGEXP_SUBSTR": _as("sf_regexp_substr", 2),
    "SHA1_HEX": _as("sha1", 1),
    **dict.fromkeys(("SHA2", "SHA2_HEX"), _as("sha256", 1)),
    "SHA2_BINARY": _as("sf_sha2_binary", 1),
    "SPLIT_PART": _as("sf_split_part", 3),
    "STARTSWITH": _as("starts_with", 2),
    **dict.fromkeys(("SUBSTR", "SUBSTRING"), _as("sf_substr", 2, 3)),
    "POW": _as("power", 2),
    # Dates and times.
    **dict.fromkeys(("DATEADD", "TIMEADD", "TIMESTAMPADD"), Function(3, 3, dates.date_add)),
    **dict.fromkeys(("DATEDIFF", "TIMEDIFF", "TIMESTAMPDIFF"), Function(3, 3, dates.date_diff)),
    "DATE_FROM_PARTS": _as("make_date", 3),
    "DATE_PART": Function(2, 2, lambda call: dates.part_of(call.written[0], call.arguments[1])),
    "DATE_TRUNC": Function(2, 2, dates.date_trunc),
    "DAYNAME": Function(1, 1, lambda call: called("strftime", call.arguments[0], text("%a"))),
    "MONTHNAME": Function(1, 1, lambda call: called("strftime", call.arguments[0], text("%b"))),
    **{
        name: dates.part(dates.PARTS[name])
        for name in ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFMONTH", "DAYOFWEEK", "DAYOFYEAR")
    },
    **{name: dates.part(dates.PARTS[name]) for name in ("HOUR", "MINUTE", "SECOND")},
    # Conversions.
    **dict.fromkeys(("TO_CHAR", "TO_VARCHAR"), Function(1, 2, dates.to_text)),
    **dict.fromkeys(("DATE", "TO_DATE"), dates.to("DATE")),
    **dict.fromkeys(("TIME", "TO_TIME"), dates.to("TIME")),
    "TRY_TO_TIME": dates.to("TIME", safe=True),
    "TRY_TO_DATE": dates.to("DATE", safe=True),
    **dict.fromkeys(("TO_TIMESTAMP", "TO_TIMESTAMP_NTZ"), dates.to("TIMESTAMP")),
    **dict.fromkeys(("TRY_TO_TIMESTAMP", "TRY_TO_TIMESTAMP_NTZ"), dates.to("TIMESTAMP", safe=True)),
    "TO_BINARY": _as("sf_binary", 1),
    "TRY_TO_BINARY": _as("sf_try_binary", 1),
    "TO_BOOLEAN": dates.to("BOOLEAN"),
    "TRY_TO_BOOLEAN": dates.to("BOOLEAN", safe=True),
    "TO_DOUBLE": dates.to("DOUBLE"),
    "TRY_TO_DOUBLE": dates.to("DOUBLE", safe=True),
    **dict.fromkeys(("TO_DECIMAL", "TO_NUMBER", "TO_NUMERIC"), dates.to_number(safe=False)),
    **dict.fromkeys(("TRY_TO_DECIMAL", "TRY_TO_NUMBER", "TRY_TO_NUMERIC"), dates.to_number(safe=True)),
    # Semi-structured values.
    "ARRAY_CONSTRUCT": Function(0, MANY, semistructured.array),
    "ARRAY_CONTAINS": _as("sf_array_contains", 2),
    "ARRAY_SIZE": _as("sf_array_size", 1),
    "AS_ARRAY": _as("sf_as_array", 1),
    "AS_OBJECT": _as("sf_as_object", 1),
    "FLATTEN": Function(0, MANY, _unseen),
    "GET": Function(2, 2, semistructured.get),
    "OBJECT_CONSTRUCT": Function(0, MANY, semistructured.construct),
    "IS_NULL_VALUE": Function(1, 1, _no_path),
    "OBJECT_KEYS": _as("sf_object_keys", 1),
    "PARSE_JSON": _as("sf_parse_json", 1),
    "SPLIT": _as("sf_split", 2),
    "TO_JSON": Function(1, 1, lambda call: cast(called("sf_json", call.arguments[0]), "VARCHAR")),
    "TO_VARIANT": _as("sf_variant", 1),
    "TRY_PARSE_JSON": _as("sf_try_parse_json", 1),
    # Aggregates.
    "APPROX_COUNT_DISTINCT": Function(
        1, 1, lambda call: called("count", exp.Distinct(expressions=[call.arguments[0]]))
    ),
    "ARRAY_AGG": Function(1, 1, semistructured.collected),
    "BOOLAND_AGG": _as("bool_and", 1),
    "BOOLOR_AGG": _as("bool_or", 1),
    "LISTAGG": Function(1, 2, semistructured.listed),
}
"""Every function by its name."""
