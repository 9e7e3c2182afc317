"""Snowflake's data types: their canonical spelling and what the Glue catalog calls them.

Source: /sql-reference/intro-summary-data-types and the page of each type.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_SPELLING: Final = re.compile(r"([A-Z][A-Z0-9_ ]*?)\s*(?:\(([\s0-9,]*)\))?")


@dataclass(frozen=True, slots=True)
class _Argument:
    """A number in brackets behind a type: its least, its largest, and what it is when left out."""

    least: int
    largest: int
    default: int


@dataclass(frozen=True, slots=True)
class _Type:
    """A type: its name in Glue (Hive's types), its arguments, and whether a key may have it."""

    glue: str
    arguments: tuple[_Argument, ...] = ()
    key: bool = True


_FRACTION: Final = (_Argument(0, 9, default=9),)

_TYPES: Final = {
    "ARRAY": _Type("string", key=False),
    "BINARY": _Type("binary", (_Argument(1, 67_108_864, default=8_388_608),)),
    "BOOLEAN": _Type("boolean"),
    "DATE": _Type("date"),
    "FLOAT": _Type("double"),
    "GEOGRAPHY": _Type("string", key=False),
    "GEOMETRY": _Type("string", key=False),
    "NUMBER": _Type("decimal", (_Argument(1, 38, default=38), _Argument(0, 37, default=0))),
    "OBJECT": _Type("string", key=False),
    "TIME": _Type("string", _FRACTION),
    "TIMESTAMP_LTZ": _Type("timestamp", _FRACTION),
    "TIMESTAMP_NTZ": _Type("timestamp", _FRACTION),
    "TIMESTAMP_TZ": _Type("timestamp", _FRACTION),
    "VARCHAR": _Type("string", (_Argument(1, 134_217_728, default=16_777_216),)),
    "VARIANT": _Type("string", key=False),
}

# TIMESTAMP alone is not here: an account parameter decides which of the three it means.
_SYNONYMS: Final = {
    "BIGINT": "NUMBER",
    "BYTEINT": "NUMBER",
    "CHAR VARYING": "VARCHAR",
    "CHAR": "VARCHAR",
    "CHARACTER": "VARCHAR",
    "DATETIME": "TIMESTAMP_NTZ",
    "DEC": "NUMBER",
    "DECIMAL": "NUMBER",
    "DOUBLE PRECISION": "FLOAT",
    "DOUBLE": "FLOAT",
    "FLOAT4": "FLOAT",
    "FLOAT8": "FLOAT",
    "INT": "NUMBER",
    "INTEGER": "NUMBER",
    "NCHAR VARYING": "VARCHAR",
    "NCHAR": "VARCHAR",
    "NUMERIC": "NUMBER",
    "NVARCHAR": "VARCHAR",
    "NVARCHAR2": "VARCHAR",
    "REAL": "FLOAT",
    "SMALLINT": "NUMBER",
    "STRING": "VARCHAR",
    "TEXT": "VARCHAR",
    "TIMESTAMP WITH LOCAL TIME ZONE": "TIMESTAMP_LTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_TZ",
    "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP_NTZ",
    "TIMESTAMPLTZ": "TIMESTAMP_LTZ",
    "TIMESTAMPNTZ": "TIMESTAMP_NTZ",
    "TIMESTAMPTZ": "TIMESTAMP_TZ",
    "TINYINT": "NUMBER",
    "VARBINARY": "BINARY",
}

# These hold one character unless a length is given, unlike the other spellings of VARCHAR.
_ONE_CHARACTER: Final = frozenset({"CHAR", "CHARACTER", "NCHAR"})

TYPE_NAMES: Final = tuple(_TYPES)
# Of two that look alike the last is proposed to people: a type rather than its synonym.
TYPE_WORDS: Final = (*_SYNONYMS, *_TYPES)


@lru_cache(maxsize=4096)
def canonical(spelling: str) -> str | None:
    """Return the one spelling that all synonyms of a type share, or None when it is not a type that Snowflake has.

    Arguments that are the type's defaults are left out: `decimal(38, 0)`, `INT` and `NUMBER` are all `NUMBER`.
    """
    match = _SPELLING.fullmatch(" ".join(spelling.upper().split()))
    if not match:
        return None
    word, brackets = match.groups()
    name = _SYNONYMS.get(word, word)
    if name not in _TYPES:
        return None
    if brackets is None:
        return f"{name}(1)" if word in _ONE_CHARACTER else name
    return _with_arguments(name, brackets)


def is_key_type(spelling: str) -> bool:
    """Whether rows can be told apart by a value of this canonical type; semi-structured and spatial values cannot."""
    return _TYPES[base_type(spelling)].key


def base_type(spelling: str) -> str:
    """Return the name of a canonical type without what stands in brackets behind it."""
    return spelling.partition("(")[0]


def arguments(spelling: str) -> tuple[int, ...]:
    """Return the numbers in brackets behind a canonical type, those that are left out too."""
    name, _, brackets = spelling.partition("(")
    if brackets:
        return tuple(int(part) for part in brackets.rstrip(")").split(","))
    return tuple(argument.default for argument in _TYPES[name].arguments)


def glue_type(spelling: str) -> str:
    """Return what the Glue catalog calls a canonical type; semi-structured values and times are text there."""
    name, _, brackets = spelling.partition("(")
    glue = _TYPES[name].glue
    if glue != "decimal":
        return glue
    return f"decimal({brackets}" if brackets else "decimal(38,0)"


def widest(spelling: str) -> str:
    """Return the type that holds all values of a canonical type and of its shorter forms.

    The scale of a NUMBER stays: in `NUMBER` decimals would be lost.
    """
    name, _, brackets = spelling.partition("(")
    _, comma, scale = brackets.rstrip(")").partition(",")
    return f"NUMBER(38,{scale})" if name == "NUMBER" and comma and scale != "0" else name


def _with_arguments(name: str, brackets: str) -> str | None:
    given = [part.strip() for part in brackets.split(",")]
    allowed = _TYPES[name].arguments
    if len(given) > len(allowed) or not all(part.isdigit() for part in given):
        return None
    values = [int(part) for part in given] + [argument.default for argument in allowed[len(given) :]]
    if any(not argument.least <= value <= argument.largest for value, argument in zip(values, allowed, strict=True)):
        return None
    if name == "NUMBER" and values[1] > values[0]:
        return None
    if values == [argument.default for argument in allowed]:
        return name
    return f"{name}({','.join(map(str, values))})"
