"""Sample rows of a domain's tables: `domains/<name>/samples/<schema>.<table>.csv` or `.jsonl`.

A CSV file begins with the names of its columns; an empty field is NULL, and a semi-structured value is JSON in its
field. A line of a JSON-lines file is an object of values by column name; a column that is left out is NULL. Names are
written as in the domain file, in any case.

The governance team's mapping tables hold names of roles, which differ from stack to stack: there `{customer.reader}`
stands for the role of that domain and function.

What Spark writes is not in a table of a layer: `lake.<port>.csv` has the rows of a lake product.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.governance import GOVERNANCE
from mesh.names import FUNCTIONS, Names
from mesh.problems import Problem, listed, nearest
from mesh.query.rights import table_at
from mesh.query.values import SEMI_STRUCTURED, UnfitValue, text_of
from mesh.settings import Settings

FOLDER: Final = "samples"
LAKE: Final = "lake"
"""Stands for a layer in the names of files with what Spark writes."""
_NONE_WRITTEN: Final[Mapping[str, Object]] = MappingProxyType({})

_ROLE: Final = re.compile(rf"\{{(?P<domain>\w+)\.(?P<function>{'|'.join(FUNCTIONS)})\}}")

NOT_JSON: Final = object()
"""Stands for a field that should be JSON and is not."""

Row = dict[str, str | None]
"""Values by stored column name, as texts."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The rows of each table that has a file, and what is wrong with the files."""

    rows: Mapping[Name, list[Row]]
    problems: list[Problem]


@dataclass(slots=True)
class _File:
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


def files_of(folder: Path, domain: str) -> list[Path]:
    """The sample files of a domain, by name."""
    found = folder / domain / FOLDER
    return sorted(path for path in found.iterdir() if not path.name.startswith(".")) if found.is_dir() else []


def read_samples(
    folder: Path, domain: str, settings: Settings, account: Account, written: Mapping[str, Object] = _NONE_WRITTEN
) -> Samples:
    """Read a domain's sample files as rows of the tables that the account has in the domain's database.

    `written` are those of its lake products, by port, with the columns that they have there.
    """
    database = Names(domain, settings).database
    rows: dict[Name, list[Row]] = {}
    problems: list[Problem] = []
    files = files_of(folder, domain)
    if files and account.get("DATABASE", Name.of(database)) is None:
        fix = f"deploy it first: mesh sandbox up --stack {settings.environment}"
        return Samples({}, [Problem(domain, FOLDER, f"no database {database}", "a domain that is deployed", fix)])
    for path in files:
        file = _File(path, domain, settings)
        of_lake = path.name.startswith(f"{LAKE}.")
        table = _lake_table(file, written) if of_lake else _table(file, database, account, written)
        if table is not None and table.name in rows:
            file.problem("", path.name, "one file a table", "put the rows of both files into one")
        elif table is not None:
            rows[table.name] = _rows(file, table)
        problems += file.problems
    return Samples(rows, problems)


def _lake_table(file: _File, written: Mapping[str, Object]) -> Object | None:
    """The table of a lake product that the file is named after."""
    _, _, port = file.path.stem.partition(".")
    if file.path.suffix.removeprefix(".") not in _READERS:
        file.problem("", file.path.name, f"{LAKE}.<product>.csv or {LAKE}.<product>.jsonl", "rename the file")
        return None
    if port not in written:
        close = nearest(port, written)
        fix = f"rename the file to {LAKE}.{close}{file.path.suffix}" if close else "take the file out"
        file.problem("", port, f"a product that Spark writes: {listed(sorted(written))}", fix)
    return written.get(port)


def _table(file: _File, database: str, account: Account, written: Mapping[str, Object]) -> Object | None:
    """The table that a file is named after."""
    parts = file.path.name.split(".")
    if len(parts) != 3 or parts[2] not in _READERS:
        file.problem("", file.path.name, "<schema>.<table>.csv or <schema>.<table>.jsonl", "rename the file")
        return None
    name = Name.of(database, parts[0].upper(), parts[1].upper())
    found = table_at(account, name)
    if found is None or found.kind == "VIEW" or not found.columns:
        tables = account.objects("TABLE", Name.of(database))
        known = [f"{each.name.parts[1]}.{each.name.last}".lower() for each in tables]
        word = f"{parts[0]}.{parts[1]}"
        port = parts[1].removesuffix("_lake")
        close = f"{LAKE}.{port}" if port in written else nearest(word, known)
        fix = f"rename the file to {close}.{parts[2]}" if close else "take the file out, or add the table"
        file.problem("", word, f"a table of the domain: {listed(known)}", fix)
        return None
    return found


def _rows(file: _File, table: Object) -> list[Row]:
    try:
        text = file.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        file.problem("", None, "a text in UTF-8", "save the file in UTF-8")
        return []
    read = _READERS[file.path.suffix.removeprefix(".")]
    return [_row(file, table, line, values) for line, values in read(file, text, table)]


def _row(file: _File, table: Object, line: int, values: Mapping[str, Any]) -> Row:
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


def _unknown(file: _File, table: Object, line: int, given: str) -> None:
    names = [each.name.lower() for each in table.columns]
    close = nearest(given, names)
    allowed = f"the columns of {table.name.last.lower()}: {listed(names)}"
    file.problem(f", line {line}", given, allowed, f"write {close}" if close else "take it out")


def _column(table: Object, given: str) -> Column | None:
    return table.column(given) or table.column(given.upper())


def _value(file: _File, line: int, column: Column, value: Any) -> str:
    place, fix = f", line {line}, column {column.name.lower()}", f"write a value of type {column.type}"
    try:
        if value is NOT_JSON:
            raise UnfitValue("JSON")
        return text_of(_physical(file, value), column.type)
    except UnfitValue as error:
        file.problem(place, None if value is NOT_JSON else value, str(error), fix)
        return ""


def _physical(file: _File, value: Any) -> Any:
    """The role that a value of a mapping table stands for; any other value is itself."""
    role = _ROLE.fullmatch(value) if file.domain == GOVERNANCE and isinstance(value, str) else None
    if role is None:
        return value
    function = next(each for each in FUNCTIONS if each == role["function"])
    return Names(role["domain"], file.settings).role(function)


# --- the two forms -----------------------------------------------------------------------------------------------


def _csv(file: _File, text: str, table: Object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(lines, [])
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
                file.problem(f", line {lines.line_num}", f"{len(cells)} fields", allowed, "quote a field with a comma")
    except csv.Error as error:
        file.problem(f", line {lines.line_num}", str(error), "CSV with double quotes", "mend the quotes")


def _lacking(file: _File, table: Object, header: Sequence[str]) -> None:
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
        return NOT_JSON


def _json_lines(file: _File, text: str, _table: Object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, content in enumerate(text.splitlines(), 1):
        if not content.strip():
            continue
        try:
            values = _loads(content)
        except ValueError:
            values = None
        if isinstance(values, dict):
            yield line, values
        else:
            shown = content if len(content) < 60 else f"{content[:60]}…"
            file.problem(f", line {line}", shown, "one JSON object a line", "mend the line")


def _loads(text: str) -> Any:
    """JSON with every digit of its numbers; NaN and Infinity are no JSON."""
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(word: str) -> float:
    raise ValueError(word)


_READERS: Final[Mapping[str, Callable[[_File, str, Object], Iterator[tuple[int, Mapping[str, Any]]]]]] = {
    "csv": _csv,
    "jsonl": _json_lines,
}
