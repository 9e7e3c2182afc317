"""DuckDB in memory, shut off from files, the network, other modules' variables and its own settings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from types import TracebackType
from typing import Any, Final, Self

import duckdb
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from mesh.account import refusal
from mesh.query import macros, types
from mesh.query.names import coded, decode, internal

_SHUT: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
}
_NO_COLUMN: Final = re.compile(r'Referenced (?:column|table) "([^"]+)" not found')
_DIVISION: Final = "Division by zero"


class Uncomputable(refusal.Refused):
    """DuckDB cannot compute it; the text may hold a value."""


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """The process's database: it holds the macros, and no table ever. Making it takes a tenth of a second."""
    connection = duckdb.connect(":memory:", config=dict(_SHUT))
    for statement in ("SET GLOBAL TimeZone = 'UTC'", *macros.statements(), "SET lock_configuration = true"):
        connection.execute(statement)
    return connection


class Engine:
    """A connection for one query and what it reads, whose temporary tables end with it; used as a context."""

    def __init__(self) -> None:
        self._connection = _database().cursor()
        self._tables = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def hold(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str | None]]) -> str:
        """Make a table of rows whose values are texts, with columns of (stored name, DuckDB type); its name."""
        fields = [_field(at, name, type_) for at, (name, type_) in enumerate(columns)]
        read = 'SELECT unnest(from_json($rows, \'["JSON"]\')) AS "#row"'
        return self._make(f"SELECT {', '.join(fields)} FROM ({read})", {"rows": json.dumps(list(map(list, rows)))})

    def keep(self, query: exp.Expr, columns: Sequence[str] = ()) -> str:
        """Make a table of what a query gives, under these stored names when some are given; its name."""
        text = _sql(query)
        if columns:
            names = ", ".join(coded(name).sql("duckdb") for name in columns)
            text = f'SELECT * FROM ({text}) AS "#named"({names})'
        return self._make(text, {})

    def columns(self, table: str) -> list[tuple[str, str]]:
        """The columns of a table that was made here: stored name and DuckDB type."""
        return self._described(f"SELECT * FROM {internal(table).sql('duckdb')}")

    def answer(self, query: exp.Expr) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
        """Columns and rows of a query; semi-structured values as JSON, moments as texts."""
        text = _sql(query)
        columns = self._described(text)
        names = [f'"#{at}"' for at in range(len(columns))]
        shown = [_shown(name, type_) for name, (_, type_) in zip(names, columns, strict=True)]
        found = self._run(f'SELECT {", ".join(shown)} FROM ({text}) AS "#answer"({", ".join(names)})', {})
        return columns, [tuple(_whole(value) for value in row) for row in found.fetchall()]

    def _described(self, text: str) -> list[tuple[str, str]]:
        return [(decode(str(row[0])), str(row[1])) for row in self._run(f"DESCRIBE {text}", {}).fetchall()]

    def _make(self, text: str, values: dict[str, str]) -> str:
        self._tables += 1
        name = str(self._tables)
        self._run(f"CREATE TEMP TABLE {internal(name).sql('duckdb')} AS {text}", values)
        return name

    def _run(self, text: str, values: dict[str, str]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(text, values) if values else self._connection.execute(text)
        except duckdb.Error as error:
            raise _refused(error) from None


def _field(at: int, name: str, type_: str) -> str:
    """A column of held rows: its text as its type."""
    text = f'"#row" ->> {at}'
    shown = coded(name).sql("duckdb")
    if type_ == types.VARIANT:
        return f"sf_parse_json({text}) AS {shown}"
    return f"unhex({text}) AS {shown}" if type_ == "BLOB" else f"CAST({text} AS {type_}) AS {shown}"


def _shown(name: str, type_: str) -> str:
    """A column of an answer in a form that Python has."""
    if type_ == types.VARIANT or type_.endswith("[]") or type_.startswith("STRUCT"):
        return f"CASE WHEN {name} IS NOT NULL THEN CAST(sf_json({name}) AS VARCHAR) END"
    return f"strftime({name}, '%Y-%m-%d %H:%M:%S.%g +0000')" if type_ == types.MOMENT else name


def _whole(value: Any) -> Any:
    """A number without decimals as such."""
    return int(value) if isinstance(value, Decimal) and value.as_tuple().exponent == 0 else value


def _sql(query: exp.Expr) -> str:
    try:
        return query.sql("duckdb", comments=False, unsupported_level=ErrorLevel.RAISE)
    except RecursionError:
        raise refusal.nested_too_deeply() from None
    except SqlglotError:
        raise refusal.not_known("DuckDB has no words for it") from None


def _refused(error: duckdb.Error) -> refusal.Refused:
    """What DuckDB says, in the words of the account where they are known."""
    said = str(error)
    missing = _NO_COLUMN.search(said)
    if missing is not None:
        return refusal.invalid_identifier(decode(missing.group(1)))
    if _DIVISION in said:
        return Uncomputable(100051, "22012", _DIVISION)
    first = said.splitlines()[0].partition(": ")[2] or said.splitlines()[0]
    return Uncomputable(None, "", f"SQL execution error: {decode(first)}")
