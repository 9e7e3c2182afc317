"""The lines of a sample file as rows of its table: CSV or JSON lines, and what is wrong with a line."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.names import FUNCTIONS, GOVERNANCE, Names
from mesh.problems import Problem, counted, listed, nearest
from mesh.query.values import SEMI_STRUCTURED, UnfitValue, text_of
from mesh.settings import Settings

FOLDER: Final = "samples"

_ROLE: Final = re.compile(rf"\{{(?P<domain>\w+)\.(?P<function>{'|'.join(FUNCTIONS)})\}}")

_NOT_JSON: Final = object()
"""Stands for a field that should be JSON and is not."""

Row = dict[str, str | None]
"""Values by stored column name, as texts."""


@dataclass(slots=True)
class SampleFile:
    """A file under way: where it is, whose it is, and what was found wrong so far."""

    path: Path
    domain: str
    settings: Settings
    problems: list[Problem] = field(default_factory=list)
    lacking: frozenset[str] = frozenset()
    """Columns that the first line of a CSV file should have; told once, and not for every line."""

    def problem(self, where: str, value: object, allowed: str, fix: str) -> None:
        place = f"{FOLDER}/{self.path.name}{where}"
        self.problems.append(Problem(self.domain, place, value, allowed, fix))


def rows_of(file: SampleFile, table: Object) -> list[Row]:
    """The rows of a file, each value as its text; what is wrong is told to the file."""
    try:
        text = file.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        file.problem("", f"byte 0x{error.object[error.start]:02x}", "a text in UTF-8", "save the file in UTF-8")
        return []
    read = FORMS[file.path.suffix.removeprefix(".")]
    return [_row(file, table, line, values) for line, values in read(file, text, table)]


def _row(file: SampleFile, table: Object, line: int, values: Mapping[str, Any]) -> Row:
    """A line's values by stored name, each as its text."""
    row: Row = {}
    for given, value in values.items():
        column = _column(table, given)
        if column is None:
            _unknown(file, table, line, given)
        elif value is not None:
            row[column.name] = _value(file, line, column, value)
    for column in table.columns:
        if not column.nullable and row.get(column.name) is None and column.name not in file.lacking:
            place = f", line {line}, column {column.name.lower()}"
            file.problem(place, None, "a value: the column is NOT NULL", "add a value")
    return row


def _unknown(file: SampleFile, table: Object, line: int, given: str) -> None:
    names = [each.name.lower() for each in table.columns]
    close = nearest(given, names)
    allowed = f"the columns of {table.name.last.lower()}: {listed(names)}"
    file.problem(f", line {line}", given, allowed, f"write {close}" if close else "take it out")


def _column(table: Object, given: str) -> Column | None:
    return table.column(given) or table.column(given.upper())


def _value(file: SampleFile, line: int, column: Column, value: Any) -> str:
    place, fix = f", line {line}, column {column.name.lower()}", f"write a value of type {column.type}"
    try:
        if value is _NOT_JSON:
            raise UnfitValue("JSON")
        return text_of(_physical(file, value), column.type)
    except UnfitValue as error:
        file.problem(place, None if value is _NOT_JSON else value, str(error), fix)
        return ""


def _physical(file: SampleFile, value: Any) -> Any:
    """The role that a value of a mapping table stands for; any other value is itself."""
    role = _ROLE.fullmatch(value) if file.domain == GOVERNANCE and isinstance(value, str) else None
    if role is None:
        return value
    function = next(each for each in FUNCTIONS if each == role["function"])
    return Names(role["domain"], file.settings).role(function)


# --- the two forms -----------------------------------------------------------------------------------------------


def _csv(file: SampleFile, text: str, table: Object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(lines, [])
        if len(header) == 1 and ";" in header[0]:
            file.problem(", line 1", header[0], "fields with commas between them", "save the file with commas")
            return
        known = [_column(table, name) is not None for name in header]
        for name in (name for name, is_known in zip(header, known, strict=True) if not is_known):
            _unknown(file, table, 1, name)
        _lacking(file, table, header)
        for cells in lines:
            if len(cells) == len(header):
                fields = zip(header, cells, known, strict=True)
                yield lines.line_num, {name: _cell(table, name, cell) for name, cell, is_known in fields if is_known}
            elif cells:
                allowed = f"{len(header)} fields, as in the first line"
                fewer = "add the fields that are missing, each empty for NULL"
                fix = fewer if len(cells) < len(header) else "quote a field with a comma"
                file.problem(f", line {lines.line_num}", counted(len(cells), "field"), allowed, fix)
    except csv.Error as error:
        file.problem(f", line {lines.line_num}", str(error), "CSV with double quotes", "mend the quotes")


def _lacking(file: SampleFile, table: Object, header: Sequence[str]) -> None:
    """Tell the columns that no line of a CSV file can have a value of, and should."""
    there = {column.name for name in header if (column := _column(table, name)) is not None}
    lacking = [each.name for each in table.columns if not each.nullable and each.name not in there]
    if lacking:
        file.lacking = frozenset(lacking)
        names = ", ".join(lacking).lower()
        allowed = f"the names of all columns that are NOT NULL; {names} is not there"
        file.problem(", line 1", ",".join(header) or None, allowed, f"add {names}, with a value in each line")


def _cell(table: Object, name: str, cell: str) -> Any:
    """A field: NULL when it is empty, JSON in a semi-structured column."""
    column = _column(table, name)
    if column is None or not cell or column.type.partition("(")[0] not in SEMI_STRUCTURED:
        return cell or None
    try:
        return _loads(cell)
    except ValueError:
        return _NOT_JSON


def _json_lines(file: SampleFile, text: str, _table: Object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, content in enumerate(text.splitlines(), 1):
        if not content.strip():
            continue
        try:
            values = _loads(content)
        except ValueError as error:
            at = f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)
            values, fix = None, f"mend the line: {at}"
        else:
            fix = "mend the line"
        if isinstance(values, dict):
            yield line, values
        else:
            shown = content if len(content) < 60 else f"{content[:60]}…"
            file.problem(f", line {line}", shown, "one JSON object a line", fix)


def _loads(text: str) -> Any:
    """JSON with every digit of its numbers; NaN and Infinity are no JSON."""
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


FORMS: Final[Mapping[str, Callable[[SampleFile, str, Object], Iterator[tuple[int, Mapping[str, Any]]]]]] = {
    "csv": _csv,
    "jsonl": _json_lines,
}
"""By the ending of a file's name."""
