"""Snowflake's data types: which there are, and the one spelling under which the account keeps each.

Synonyms come to their type, and what is left out is filled in: ``VARCHAR`` is ``VARCHAR(16777216)``, ``INT`` is
``NUMBER(38,0)`` (``/sql-reference/intro-summary-data-types``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from mesh.account import refusal
from mesh.account.refusal import Refused

MAX_VARCHAR: Final = 134217728
"""Characters that a VARCHAR can be declared with; without a length it has the 16,777,216 of old."""

_INTEGERS: Final = ("INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT")
_DOUBLES: Final = ("FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL")
_TEXTS: Final = (
    "STRING",
    "TEXT",
    "NVARCHAR",
    "NVARCHAR2",
    "CHAR VARYING",
    "NCHAR VARYING",
    "CHARACTER VARYING",
)
_SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("DECIMAL", "DEC", "NUMERIC"), "NUMBER"),
    **dict.fromkeys(_DOUBLES, "FLOAT"),
    **dict.fromkeys(_TEXTS, "VARCHAR"),
    **dict.fromkeys(("CHARACTER", "NCHAR"), "CHAR"),
    "VARBINARY": "BINARY",
    **dict.fromkeys(("DATETIME", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMPNTZ"), "TIMESTAMP_NTZ"),
    **dict.fromkeys(("TIMESTAMP WITH LOCAL TIME ZONE", "TIMESTAMPLTZ"), "TIMESTAMP_LTZ"),
    **dict.fromkeys(("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"), "TIMESTAMP_TZ"),
}
_PARAMETERS: Final[Mapping[str, tuple[tuple[int, int, int], ...]]] = {
    "NUMBER": ((38, 1, 38), (0, 0, 37)),
    "VARCHAR": ((16777216, 1, MAX_VARCHAR),),
    "CHAR": ((1, 1, MAX_VARCHAR),),
    "BINARY": ((8388608, 1, 67108864),),
    **dict.fromkeys(("TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"), ((9, 0, 9),)),
}
"""The parameters of each type that has some: default, lowest, highest."""
_PLAIN: Final = (
    "BOOLEAN",
    "DATE",
    "FILE",
    "FLOAT",
    "GEOGRAPHY",
    "GEOMETRY",
    "UUID",
    "VARIANT",
)
_STRUCTURED: Final = ("ARRAY", "MAP", "OBJECT", "VECTOR")
"""Types whose parentheses, where they are given, hold other types."""
_FORM: Final = re.compile(r"([A-Z][A-Z0-9_]*(?: [A-Z]+)*)\s*(?:\((.*)\))?", re.DOTALL)


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The type as the account keeps it. ``Refused`` when there is no such type or a parameter is out of range."""
    found = _FORM.fullmatch(" ".join(text.upper().split()))
    if found is None:
        raise unknown(text)
    word, inside = found.group(1), found.group(2)
    if word in _INTEGERS and inside is None:
        return "NUMBER(38,0)"
    base = _SYNONYMS.get(word, word)
    if base in _STRUCTURED and (inside is not None or base in ("ARRAY", "OBJECT")):
        return base if inside is None else f"{base}({_spaced(inside)})"
    if base in _PLAIN and inside is None:
        return base
    if base not in _PARAMETERS:
        raise unknown(text)
    numbers = _parameters(text, base, inside)
    return f"{'VARCHAR' if base == 'CHAR' else base}({','.join(map(str, numbers))})"


def family(text: str) -> str:
    """The type without its parameters: what a policy's argument and a column must have in common."""
    return canonical(text).partition("(")[0]


def unknown(text: str) -> Refused:
    """No such data type."""
    return Refused(2040, "42601", f"{refusal.COMPILATION}Unsupported data type '{text}'.")


def _parameters(text: str, base: str, inside: str | None) -> list[int]:
    given = [part.strip() for part in inside.split(",")] if inside is not None else []
    allowed = _PARAMETERS[base]
    if len(given) > len(allowed) or not all(part.isdecimal() for part in given):
        raise unknown(text)
    numbers = [int(part) for part in given] + [default for default, _, _ in allowed[len(given) :]]
    for number, (_, lowest, highest) in zip(numbers, allowed, strict=True):
        if not lowest <= number <= highest:
            raise refusal.refused(f"data type '{text}': {number} is not between {lowest} and {highest}.")
    if base == "NUMBER" and numbers[1] > numbers[0]:
        raise refusal.refused(f"data type '{text}': scale {numbers[1]} is above precision {numbers[0]}.")
    return numbers


def _spaced(inside: str) -> str:
    return re.sub(r"\s*([(),])\s*", r"\1", inside.strip())
