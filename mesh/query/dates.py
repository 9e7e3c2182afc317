"""Functions of dates and times, and conversions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

from mesh.account import refusal
from mesh.query.expressions import Call, Function, called, cast, text

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

PARTS: Final = {
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
    return called("date_part", text(unit_of(written, PARTS)), value)


def date_add(call: Call) -> exp.Expr:
    """DATEADD and its synonyms."""
    unit = unit_of(call.written[0], UNIT_OF)
    amount = call.arguments[1]
    if unit == "quarter":
        unit, amount = "month", exp.Mul(this=exp.Paren(this=amount), expression=exp.Literal.number(3))
    return called(f"sf_add_{unit}", amount, call.arguments[2])


def date_diff(call: Call) -> exp.Expr:
    """DATEDIFF and its synonyms: the borders of the unit that lie between two times."""
    return called("date_diff", text(unit_of(call.written[0], UNIT_OF)), *call.arguments[1:])


def date_trunc(call: Call) -> exp.Expr:
    """DATE_TRUNC."""
    return called("sf_trunc", text(unit_of(call.written[0], UNIT_OF)), call.arguments[1])


def part(part: str) -> Function:
    """A function of one part of a date or time, such as YEAR."""
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


def to_text(call: Call) -> exp.Expr:
    """TO_CHAR and TO_VARCHAR; of a date or time with a format."""
    if len(call.arguments) == 1:
        return called("sf_text", call.arguments[0])
    return called("strftime", call.arguments[0], _format(call.written[1]))


def to(type_: str, *, safe: bool = False) -> Function:
    """A conversion; the second argument of one to a date or time is its format."""

    def become(call: Call) -> exp.Expr:
        value = call.arguments[0]
        if len(call.arguments) == 2:
            value = called("try_strptime" if safe else "strptime", value, _format(call.written[1]))
        return cast(value, type_, safe=safe)

    return Function(1, 1 if type_ in ("BOOLEAN", "DOUBLE") else 2, become)


def to_number(*, safe: bool) -> Function:
    """TO_NUMBER and its synonyms, with precision and scale if those are given."""

    def become(call: Call) -> exp.Expr:
        numbers = [str(argument.this) if argument.is_int else "" for argument in call.written[1:]]
        if not all(number.isdecimal() for number in numbers):
            raise refusal.refused(f"{call.name} takes a precision and a scale here, and no format.")
        precision, scale = [*numbers, *("38", "0")[len(numbers) :]]
        return cast(call.arguments[0], f"DECIMAL({precision}, {scale})", safe=safe)

    return Function(1, 3, become)
