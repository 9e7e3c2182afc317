"""Sample rows made up from columns: right for their types, different in every row, and nobody's data."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from mesh import datatypes
from mesh.words import Column

COUNT: Final = 3


def _varchar(column: Column, row: int) -> str:
    (longest,) = datatypes.arguments(column.type)
    value = f"{column.name}-{row}"
    return value if len(value) <= longest else str(row)


def _number(column: Column, row: int) -> str:
    _, scale = datatypes.arguments(column.type)
    return f"{Decimal(row).scaleb(-scale):f}"


_VALUES: Final[Mapping[str, Callable[[Column, int], str]]] = {
    "ARRAY": lambda _, row: f"[{row}]",
    "BINARY": lambda _, row: f"{row:02x}",
    "BOOLEAN": lambda _, row: "true" if row % 2 else "false",
    "DATE": lambda _, row: f"2026-01-{row:02}",
    "FLOAT": lambda _, row: f"{row}.5",
    "NUMBER": _number,
    "OBJECT": lambda _, row: f'{{"sample": {row}}}',
    "TIME": lambda _, row: f"08:00:{row:02}",
    "TIMESTAMP_LTZ": lambda _, row: f"2026-01-{row:02}T08:00:00+00:00",
    "TIMESTAMP_NTZ": lambda _, row: f"2026-01-{row:02}T08:00:00",
    "TIMESTAMP_TZ": lambda _, row: f"2026-01-{row:02}T08:00:00+00:00",
    "VARCHAR": _varchar,
    "VARIANT": lambda _, row: f'{{"sample": {row}}}',
}
"""A value of each type; the sandbox keeps none of the others, which are left out of the file."""


def has_values(column: Column) -> bool:
    """Whether a sample row can have a value of this column."""
    return datatypes.base_type(column.type) in _VALUES


def sample_rows(columns: Sequence[Column]) -> str:
    """The content of a table's sample file."""
    kept = [column for column in columns if has_values(column)]
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow([column.name for column in kept])
    for row in range(1, COUNT + 1):
        lines.writerow([_VALUES[datatypes.base_type(column.type)](column, row) for column in kept])
    return written.getvalue()
