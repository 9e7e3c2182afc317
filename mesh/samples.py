"""Sample rows of a domain's tables: `domains/<name>/samples/<schema>.<table>.csv` or `.jsonl`.

A CSV file begins with the names of its columns; an empty field is NULL, and a semi-structured value is JSON in its
field. A line of a JSON-lines file is an object of values by column name; a column that is left out is NULL. Names are
written as in the domain file, in any case.

The governance team's mapping tables hold names of roles, which differ from stack to stack: there `{customer.reader}`
stands for the role of that domain and function.

What Spark writes is not in a table of a layer: `lake.<port>.csv` has the rows of a lake product.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.names import Names
from mesh.problems import Problem, listed, nearest
from mesh.sample_rows import FOLDER, FORMS, Row, SampleFile, rows_of
from mesh.settings import Settings

LAKE: Final = "lake"
"""Stands for a layer in the names of files with what Spark writes."""
_NONE_WRITTEN: Final[Mapping[str, Object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Samples:
    """The rows of each table that has a file, and what is wrong with the files."""

    rows: Mapping[Name, list[Row]]
    problems: list[Problem]


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
        file = SampleFile(path, domain, settings)
        of_lake = path.name.startswith(f"{LAKE}.")
        table = _lake_table(file, written) if of_lake else _table(file, database, account, written)
        if table is not None and table.name in rows:
            file.problem("", path.name, "one file a table", "put the rows of both files into one")
        elif table is not None:
            rows[table.name] = rows_of(file, table)
        problems += file.problems
    return Samples(rows, problems)


def _lake_table(file: SampleFile, written: Mapping[str, Object]) -> Object | None:
    """The table of a lake product that the file is named after."""
    _, _, port = file.path.stem.partition(".")
    if file.path.suffix.removeprefix(".") not in FORMS:
        file.problem("", file.path.name, f"{LAKE}.<product>.csv or {LAKE}.<product>.jsonl", "rename the file")
        return None
    if port not in written:
        close = nearest(port, written)
        fix = f"rename the file to {LAKE}.{close}{file.path.suffix}" if close else "take the file out"
        file.problem("", port, f"a product that Spark writes: {listed(sorted(written))}", fix)
    return written.get(port)


def _table(file: SampleFile, database: str, account: Account, written: Mapping[str, Object]) -> Object | None:
    """The table that a file is named after."""
    parts = file.path.name.split(".")
    if len(parts) != 3 or parts[2] not in FORMS:
        file.problem("", file.path.name, "<schema>.<table>.csv or <schema>.<table>.jsonl", "rename the file")
        return None
    name = Name.of(database, parts[0].upper(), parts[1].upper())
    found = account.table_at(name)
    if found is None or found.kind == "VIEW" or not found.columns:
        tables = account.objects("TABLE", Name.of(database))
        known = [f"{each.name.parts[1]}.{each.name.last}".lower() for each in tables]
        word = f"{parts[0]}.{parts[1]}"
        port = parts[1].removesuffix("_lake")
        close = f"{LAKE}.{port}" if port in written else nearest(word, known)
        fix = f"rename the file to {close}.{parts[2]}" if close else "take the file out, or add the table"
        every = [*known, *(f"{LAKE}.{each}" for each in sorted(written))]
        file.problem("", word, f"a table of the domain: {listed(every)}", fix)
        return None
    return found
