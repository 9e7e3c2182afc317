"""The functions that a query, a view or a policy may call, each with what it is in DuckDB. All others are refused.

Meanings are those of ``/sql-reference/functions/<name>``; where DuckDB's function of the same name means something else
(GREATEST and NULL, CONCAT and NULL, SUBSTR from 0, …) a macro or an expression takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from sqlglot import exp

from mesh.account import refusal
from mesh.query.context import MEMBERSHIPS, Context

MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the function's name in capitals, its arguments as they are for DuckDB and as they were written."""

    name: str
    arguments: Sequence[exp.Expr]
    written: Sequence[exp.Expr]
    context: Context


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes, and what a call of it becomes."""

    least: int
    most: int
    becomes: Callable[[Call], exp.Expr]


def translated(call: Call) -> exp.Expr:
    """A call as DuckDB has it; ``Refused`` by name when the function is not known."""
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise refusal.unknown_function(call.name)
    if not function.least <= len(call.arguments) <= function.most:
        text = f"invalid number of arguments for function [{call.name}]: {len(call.arguments)}"
        raise refusal.refused(f"error line 1: {text}.", 939, "22023")
    return function.becomes(call)


# --- expressions -------------------------------------------------------------------------------------------------


def called(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of DuckDB's own function or of a macro."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value: str | None) -> exp.Expr:
    """A text, or NULL."""
    return exp.Null() if value is None else exp.Literal(this=value, is_string=True)


def cast(value: exp.Expr, type_: str, *, safe: bool = False) -> exp.Expr:
    """A value as another of DuckDB's types; ``safe``: NULL where that cannot be."""
    kind = exp.TryCast if safe else exp.Cast
    return kind(this=value, to=exp.DataType.build(type_, dialect="duckdb"))


def when(*pairs: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Expr:
    """CASE WHEN … THEN … ELSE … END."""
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in pairs], default=otherwise)


def is_null(value: exp.Expr) -> exp.Expr:
    """Whether a value is NULL."""
    return exp.Is(this=exp.Paren(this=value.copy()), expression=exp.Null())


def any_null(values: Sequence[exp.Expr]) -> exp.Expr:
    """Whether one of the values is NULL."""
    return exp.or_(*(is_null(value) for value in values), dialect="duckdb")


# --- families of functions ---------------------------------------------------------------------------------------


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


# --- dates -------------------------------------------------------------------------------------------------------

_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "year": ("YEAR", "Y", "YY", "YYY", "YYYY", "YR", "YEARS", "YRS"),
    "quarter": ("QUARTER", "Q", "QTR", "QTRS", "QUARTERS"),
    "month": ("MONTH", "MM", "MON", "MONS", "MONTHS"),
    "week": ("WEEK", "W", "WK", "WEEKOFYEAR", "WOY", "WY"),
    "day": ("DAY", "D", "DD", "DAYS", "DAYOFMONTH"),
    "hour": ("HOUR", "H", "HH", "HR", "HOURS", "HRS"),
    "minute": ("MINUTE", "M", "MI", "MIN", "MINUTES", "MINS"),
    "second": ("SECOND", "S", "SEC", "SECONDS", "SECS"),
}
UNIT_OF: Final = {alias: unit for unit, aliases in _UNITS.items() for alias in aliases}
DATED: Final = frozenset(
    {"DATEADD", "DATEDIFF", "DATE_PART", "DATE_TRUNC", "TIMEADD", "TIMEDIFF", "TIMESTAMPADD", "TIMESTAMPDIFF"}
)
"""Functions whose first argument is a date part, which may be a bare word."""

_PARTS: Final = {
    **UNIT_OF,
    **dict.fromkeys(("DAYOFWEEK", "WEEKDAY", "DOW", "DW"), "dayofweek"),
    **dict.fromkeys(("DAYOFYEAR", "YEARDAY", "DOY", "DY"), "dayofyear"),
    **dict.fromkeys(("EPOCH_SECOND", "EPOCH", "EPOCH_SECONDS"), "epoch"),
}


def unit_of(written: exp.Expr, known: Mapping[str, str]) -> str:
    """The date part that an argument names, bare or in quotes."""
    name = written.name if isinstance(written, exp.Column | exp.Literal | exp.Var) else ""
    found = known.get(name.upper())
    if found is None or written.args.get("table") is not None:
        raise refusal.refused(f"'{name or written.sql('snowflake')}' is not a date part that the sandbox knows.")
    return found


def part_of(written: exp.Expr, value: exp.Expr) -> exp.Expr:
    """EXTRACT and DATE_PART."""
    return called("date_part", text(unit_of(written, _PARTS)), value)


def _date_add(call: Call) -> exp.Expr:
    unit = unit_of(call.written[0], UNIT_OF)
    amount = call.arguments[1]
    if unit == "quarter":
        unit, amount = "month", exp.Mul(this=exp.Paren(this=amount), expression=exp.Literal.number(3))
    return called(f"sf_add_{unit}", amount, call.arguments[2])


def _date_diff(call: Call) -> exp.Expr:
    return called("date_diff", text(unit_of(call.written[0], UNIT_OF)), *call.arguments[1:])


def _date_trunc(call: Call) -> exp.Expr:
    return called("sf_trunc", text(unit_of(call.written[0], UNIT_OF)), call.arguments[1])


def _part(part: str) -> Function:
    return Function(1, 1, lambda call: called("date_part", text(part), call.arguments[0]))


_FORMAT: Final = {
    "YYYY": "%Y", "HH24": "%H", "HH12": "%I", "MON": "%b", "YY": "%y", "MM": "%m", "DD": "%d", "DY": "%a",
    "MI": "%M", "SS": "%S", "AM": "%p", "PM": "%p",
}  # fmt: skip


def _format(written: exp.Expr) -> exp.Expr:
    """A format of dates and times as DuckDB spells it; only a literal one can be read."""
    if not isinstance(written, exp.Literal) or not written.is_string:
        raise refusal.refused("the format of a date must be a text here.")
    rest, spelt = str(written.this).upper(), ""
    while rest:
        token = next((token for token in _FORMAT if rest.startswith(token)), rest[0])
        if token not in _FORMAT and token.isalnum():
            raise refusal.refused(f"the sandbox does not know the format '{written.this}'.")
        spelt += _FORMAT.get(token, token.replace("%", "%%"))
        rest = rest[len(token) :]
    return text(spelt)


def _to_text(call: Call) -> exp.Expr:
    if len(call.arguments) == 1:
        return called("sf_text", call.arguments[0])
    return called("strftime", call.arguments[0], _format(call.written[1]))


def _to(type_: str, *, safe: bool = False) -> Function:
    """A conversion; the second argument of one to a date or time is its format."""

    def become(call: Call) -> exp.Expr:
        value = call.arguments[0]
        if len(call.arguments) == 2:
            value = called("try_strptime" if safe else "strptime", value, _format(call.written[1]))
        return cast(value, type_, safe=safe)

    return Function(1, 1 if type_ in ("BOOLEAN", "DOUBLE") else 2, become)


def _to_number(*, safe: bool) -> Function:
    def become(call: Call) -> exp.Expr:
        numbers = [str(argument.this) if argument.is_int else "" for argument in call.written[1:]]
        if not all(number.isdecimal() for number in numbers):
            raise refusal.refused(f"{call.name} takes a precision and a scale here, and no format.")
        precision, scale = [*numbers, *("38", "0")[len(numbers) :]]
        return cast(call.arguments[0], f"DECIMAL({precision}, {scale})", safe=safe)

    return Function(1, 3, become)


# --- semi-structured values, aggregates --------------------------------------------------------------------------


def path_step(value: exp.Expr, step: str | int) -> exp.Expr:
    """A field of an object by its exact name, or an element of an array, counted from 0."""
    if isinstance(step, int):
        return called("sf_element", value, exp.Literal.number(step))
    return called("variant_extract", value, text(step))


def _get(call: Call) -> exp.Expr:
    key = call.written[1]
    if isinstance(key, exp.Literal) and key.is_string:
        return path_step(call.arguments[0], str(key.this))
    return called("sf_element", *call.arguments)


def _object(call: Call) -> exp.Expr:
    """A pair whose value is NULL is left out (``/sql-reference/functions/object_construct``)."""
    if len(call.arguments) % 2:
        raise refusal.refused("OBJECT_CONSTRUCT takes pairs of a name and a value.")
    pairs = [
        called("sf_json", argument) if at % 2 else called("sf_text", argument)
        for at, argument in enumerate(call.arguments)
    ]
    merged = called("json_merge_patch", text("{}"), called("json_object", *pairs))
    return called("sf_parse_json", merged)


def _array(call: Call) -> exp.Expr:
    values = [called("sf_variant", argument) for argument in call.arguments]
    return called("sf_variant", called("list_value", *values))


def _listed(call: Call) -> exp.Expr:
    """LISTAGG: an empty text where there is nothing to list."""
    value, separator = call.arguments[0], call.arguments[1] if len(call.arguments) == 2 else text("")
    inner = value.expressions[0] if isinstance(value, exp.Distinct) else value
    shown = called("sf_text", inner)
    listed = exp.Distinct(expressions=[shown]) if isinstance(value, exp.Distinct) else shown
    return called("coalesce", called("string_agg", listed, separator), text(""))


def _collected(call: Call) -> exp.Expr:
    """ARRAY_AGG leaves NULL out."""
    value = call.arguments[0]
    inner = value.expressions[0] if isinstance(value, exp.Distinct) else value
    present = exp.Not(this=is_null(inner))
    listed = exp.Filter(this=called("list", value), expression=exp.Where(this=present))
    return called("sf_variant", called("coalesce", listed, called("list_value")))


def _unseen(call: Call) -> NoReturn:
    raise refusal.refused(f"{call.name} stands only in FROM, as LATERAL FLATTEN(…) or TABLE(FLATTEN(…)).")


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
    **dict.fromkeys(("DATEADD", "TIMEADD", "TIMESTAMPADD"), Function(3, 3, _date_add)),
    **dict.fromkeys(("DATEDIFF", "TIMEDIFF", "TIMESTAMPDIFF"), Function(3, 3, _date_diff)),
    "DATE_FROM_PARTS": _as("make_date", 3),
    "DATE_PART": Function(2, 2, lambda call: part_of(call.written[0], call.arguments[1])),
    "DATE_TRUNC": Function(2, 2, _date_trunc),
    "DAYNAME": Function(1, 1, lambda call: called("strftime", call.arguments[0], text("%a"))),
    "MONTHNAME": Function(1, 1, lambda call: called("strftime", call.arguments[0], text("%b"))),
    **{
        name: _part(_PARTS[name])
        for name in ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFMONTH", "DAYOFWEEK", "DAYOFYEAR")
    },
    **{name: _part(_PARTS[name]) for name in ("HOUR", "MINUTE", "SECOND")},
    # Conversions.
    **dict.fromkeys(("TO_CHAR", "TO_VARCHAR"), Function(1, 2, _to_text)),
    **dict.fromkeys(("DATE", "TO_DATE"), _to("DATE")),
    "TRY_TO_DATE": _to("DATE", safe=True),
    **dict.fromkeys(("TO_TIMESTAMP", "TO_TIMESTAMP_NTZ"), _to("TIMESTAMP")),
    **dict.fromkeys(("TRY_TO_TIMESTAMP", "TRY_TO_TIMESTAMP_NTZ"), _to("TIMESTAMP", safe=True)),
    "TO_BINARY": _as("sf_binary", 1),
    "TRY_TO_BINARY": _as("sf_try_binary", 1),
    "TO_BOOLEAN": _to("BOOLEAN"),
    "TRY_TO_BOOLEAN": _to("BOOLEAN", safe=True),
    "TO_DOUBLE": _to("DOUBLE"),
    "TRY_TO_DOUBLE": _to("DOUBLE", safe=True),
    **dict.fromkeys(("TO_DECIMAL", "TO_NUMBER", "TO_NUMERIC"), _to_number(safe=False)),
    **dict.fromkeys(("TRY_TO_DECIMAL", "TRY_TO_NUMBER", "TRY_TO_NUMERIC"), _to_number(safe=True)),
    # Semi-structured values.
    "ARRAY_CONSTRUCT": Function(0, MANY, _array),
    "ARRAY_CONTAINS": _as("sf_array_contains", 2),
    "ARRAY_SIZE": _as("sf_array_size", 1),
    "AS_ARRAY": _as("sf_as_array", 1),
    "AS_OBJECT": _as("sf_as_object", 1),
    "FLATTEN": Function(0, MANY, _unseen),
    "GET": Function(2, 2, _get),
    "OBJECT_CONSTRUCT": Function(0, MANY, _object),
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
    "ARRAY_AGG": Function(1, 1, _collected),
    "BOOLAND_AGG": _as("bool_and", 1),
    "BOOLOR_AGG": _as("bool_or", 1),
    "LISTAGG": Function(1, 2, _listed),
}
"""Every function by its name."""
