"""Snowflake's data types as DuckDB has them.

VARIANT, OBJECT and ARRAY are DuckDB's VARIANT; a time with a zone is a moment in UTC; fractions of a second have six
digits of Snowflake's nine. A length of a VARCHAR is not kept to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mesh.account import types

VARIANT: Final = "VARIANT"
MOMENT: Final = "TIMESTAMP WITH TIME ZONE"
"""DuckDB's own name of its type with a zone."""

_DUCKDB: Final[Mapping[str, str]] = {
    **dict.fromkeys(("VARIANT", "OBJECT", "ARRAY", "MAP"), VARIANT),
    **dict.fromkeys(("TIMESTAMP_LTZ", "TIMESTAMP_TZ"), MOMENT),
    "BINARY": "BLOB",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "FLOAT": "DOUBLE",
    "TIME": "TIME",
    "TIMESTAMP_NTZ": "TIMESTAMP",
    "UUID": "VARCHAR",
    "VARCHAR": "VARCHAR",
}
_SNOWFLAKE: Final[Mapping[str, str]] = {
    **{ours: theirs for theirs, ours in _DUCKDB.items()},
    **dict.fromkeys(("DECIMAL", "BIGINT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT"), "NUMBER"),
    MOMENT: "TIMESTAMP_LTZ",
    "VARCHAR": "VARCHAR",
    VARIANT: "VARIANT",
}


def duckdb_type(text: str) -> str | None:
    """What DuckDB calls a Snowflake type in any spelling; None when it has nothing like it."""
    canonical = types.canonical(text)
    name, _, numbers = canonical.partition("(")
    return f"DECIMAL({numbers}" if name == "NUMBER" else _DUCKDB.get(name)


def family(duckdb: str) -> str:
    """The Snowflake type, without parameters, of a value that DuckDB has computed; empty when there is none."""
    return _SNOWFLAKE.get(duckdb.partition("(")[0], "")
