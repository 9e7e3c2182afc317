"""What stands in a domain's folder and would take part in nothing: a word in no list, a file under almost its name."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from mesh.exchange import FileIngest, InboundShare, KafkaIngest, Share
from mesh.model import Domain
from mesh.problems import Problem
from mesh.words import Product, Table, Warehouse

# The field of a domain in which each word stands that has a name of its own in a file.
_FIELDS: Final[Mapping[type, str]] = {
    FileIngest: "ingests",
    InboundShare: "inbound_shares",
    KafkaIngest: "ingests",
    Product: "products",
    Share: "shares",
    Table: "landing_tables",
    Warehouse: "warehouses",
}
# What is read besides `__init__.py`, by its name without the ending.
_READ: Final[Mapping[str, str]] = {"expectations": "expectations.py", "resources": "resources.py", "samples": "samples"}
_ALIKE: Final = 0.9
"""How alike names are of which one is a slip: `expectation` and `expectations`, not `sources` and `resources`."""


def unlisted(domain: Domain, variables: Mapping[str, object]) -> dict[str, object]:
    """Return the words in a file's variables that its domain does not have.

    A variable whose name begins with `_` may hold what others are made of.
    """
    return {
        variable: value
        for variable, value in variables.items()
        if (field := _FIELDS.get(type(value))) and variable[0] != "_" and value not in getattr(domain, field)
    }


def unlisted_problem(domain: Domain, file: str, variable: str, value: object) -> Problem:
    """Tell a word that its domain does not have."""
    word, field = type(value).__name__, _FIELDS[type(value)]
    fix = f"add {variable} to {field}=[…] of the Domain, or take it out"
    allowed = f"a {word} that the domain has among its {field}"
    return Problem(domain.name, f"{file}, variable {variable}", f"{word} that is in no list", allowed, fix)


def misnamed(folder: Path, name: str) -> Iterator[Problem]:
    """Tell the files and folders of a domain that are almost called what is read."""
    for path in sorted((folder / name).iterdir()):
        close = None if path.name in _READ.values() else get_close_matches(path.stem.lower(), _READ, n=1, cutoff=_ALIKE)
        if close and (path.suffix == ".py" or path.is_dir()):
            allowed = f"{', '.join(_READ.values())}, and modules under other names"
            yield Problem(
                name, f"{folder.name}/{name}/{path.name}", path.name, allowed, f"rename it to {_READ[close[0]]}"
            )
