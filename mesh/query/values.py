"""Values of rows as texts, each checked against the type of its column: what the sandbox keeps of a table.

A number is its decimal digits, a date or time ISO 8601, a binary value hexadecimal, a semi-structured value JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

SEMI_STRUCTURED: Final = ("ARRAY", "MAP", "OBJECT", "VARIANT")


class UnfitValue(ValueError):
    """The value is none of the column's type; the text says what is."""


def text_of(value: Any, type_: str) -> str:
    """A value (a JSON value, or a text that spells it) as the text that is kept. ``UnfitValue``: it is not of the type.

    ``type_`` is as the account keeps it, such as ``NUMBER(8,2)``.
    """
    family, _, rest = type_.partition("(")
    numbers = [int(part) for part in rest.rstrip(")").split(",") if part.strip().isdecimal()]
    read = _READERS.get(family)
    if read is None:
        raise UnfitValue(f"nothing: the sandbox keeps no {family}")
    return read(value, numbers)


def _number(value: Any, numbers: list[int]) -> str:
    precision, scale = numbers
    allowed = f"a number with at most {precision - scale} digits before the point and {scale} behind it"
    try:
        number = Decimal(str(value)) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) >= Decimal(10) ** (precision - scale):
        raise UnfitValue(allowed)
    if number != round(number, scale):
        raise UnfitValue(allowed)
    return f"{number:f}"


def _varchar(value: Any, numbers: list[int]) -> str:
    if not isinstance(value, str) or len(value) > numbers[0]:
        raise UnfitValue(f"a text of at most {numbers[0]} characters")
    return value


def _boolean(value: Any, _numbers: list[int]) -> str:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise UnfitValue("true or false")
    return text


def _float(value: Any, _numbers: list[int]) -> str:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise UnfitValue("a number")
    return repr(number)


def _moment(
    read: Callable[[str], date | time], allowed: str, *, zone: bool | None = None
) -> Callable[[Any, list[int]], str]:
    """A reader of dates or times in ISO 8601; ``zone`` says whether one must, or must not, be stated."""

    def reader(value: Any, _numbers: list[int]) -> str:
        try:
            found = read(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None or (zone is not None and zone == (getattr(found, "tzinfo", None) is None)):
            raise UnfitValue(allowed)
        return found.isoformat()

    return reader


def _binary(value: Any, _numbers: list[int]) -> str:
    try:
        return bytes.fromhex(value).hex()
    except (TypeError, ValueError):
        raise UnfitValue("hexadecimal digits, two a byte") from None


def _json(form: type | None, allowed: str) -> Callable[[Any, list[int]], str]:
    def reader(value: Any, _numbers: list[int]) -> str:
        if form is not None and not isinstance(value, form):
            raise UnfitValue(allowed)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_exact)

    return reader


def _exact(value: Any) -> float:
    """A number that was read with all of its digits."""
    if not isinstance(value, Decimal):
        raise TypeError(value)
    return float(value)


_NO_ZONE: Final = "a time such as 2026-03-01T12:30:00, without a zone"
_ZONE: Final = "a time such as 2026-03-01T12:30:00+01:00, with its zone"
_READERS: Final[Mapping[str, Callable[[Any, list[int]], str]]] = {
    "ARRAY": _json(list, "a JSON array"),
    "BINARY": _binary,
    "BOOLEAN": _boolean,
    "DATE": _moment(date.fromisoformat, "a day such as 2026-03-01"),
    "FLOAT": _float,
    "NUMBER": _number,
    "OBJECT": _json(dict, "a JSON object"),
    "TIME": _moment(time.fromisoformat, "a time such as 12:30:00", zone=False),
    "TIMESTAMP_LTZ": _moment(datetime.fromisoformat, _ZONE, zone=True),
    "TIMESTAMP_NTZ": _moment(datetime.fromisoformat, _NO_ZONE, zone=False),
    "TIMESTAMP_TZ": _moment(datetime.fromisoformat, _ZONE, zone=True),
    "VARCHAR": _varchar,
    "VARIANT": _json(None, "JSON"),
}
