"""The texts that `mesh new domain` takes, as words: `place VARCHAR key: Where it is`.

In front of the colon stands what SQL would say, behind it the description, or a reader's purpose. What is wrong in a
word is left to the `Domain` that holds it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from mesh.problems import Problem
from mesh.words import Column, Product, Reader, Size, Warehouse

COLUMNS: Final = ("id VARCHAR key: Identifies a row", "changed_at TIMESTAMP_NTZ not null: Last change, UTC")
"""The columns of a product of which nothing is known yet."""

WAREHOUSES: Final = ("transform: dbt and the team's own queries",)
"""The warehouses of a domain that names none."""

# What cannot be guessed: the option, what it is, and an example for the domain.
NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    "owner": ("the e-mail address of the team", "team-{name}@example.com"),
    "description": ("a text that tells a stranger what the domain is about", "Forecasts for the sites"),
    "product": ("the name of the first data product", "forecast"),
}

_END: Final = re.compile(r"(?P<type>.*?)(?P<end>(\s+(key|not\s+null))*)\s*", re.IGNORECASE)
# Typographic marks that ruff takes for slips of the keyboard (RUF001).
_TYPED: Final = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u00d7", "''\"\"--x")


def missing(name: str, given: Mapping[str, str]) -> Iterator[Problem]:
    """Tell every needed option that was not given."""
    for option, (what, example) in NEEDED.items():
        if not given[option].strip():
            fix = f'add --{option} "{example.format(name=_usable(name))}"'
            yield Problem(name, f"option --{option}", None, what, fix)


def filled(given: Mapping[str, str]) -> dict[str, str]:
    """What was given, with an example in place of what is missing: so the rest can be judged without it."""
    examples = {option: example.format(name="weather") for option, (_, example) in NEEDED.items()}
    return {option: value if value.strip() else examples.get(option, "") for option, value in given.items()}


def line(text: str) -> str:
    """A text on one line, in marks that a keyboard has."""
    visible = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(visible.translate(_TYPED).split())


def product(name: str, description: str, columns: Iterable[str], readers: Iterable[str]) -> Product:
    """The first data product."""
    made = [_column(text) for text in columns] or [_column(text) for text in COLUMNS]
    keys = " and ".join(column.name.replace("_", " ") for column in made if column.key)
    return Product(
        name,
        description=line(description) or f"One row per {keys or name.replace('_', ' ')}",
        columns=made,
        readers=[Reader(first, purpose=rest) for first, rest in map(_parts, readers)],
    )


def warehouses(texts: Iterable[str]) -> Iterator[Warehouse]:
    """`transform SMALL: dbt, every night`: name, size unless it is the smallest, and what it is for."""
    for text in tuple(texts) or WAREHOUSES:
        first, rest = _parts(text)
        name, _, size = first.partition(" ")
        # Any text will do here: the domain refuses a size that is none.
        chosen = cast(Size, size.strip().upper() or "XSMALL")
        yield Warehouse(name, size=chosen, description=rest or _words(name))


def purposes(name: str, made: Product) -> Iterator[Problem]:
    """Tell the readers without a purpose, which the mesh asks of every reader."""
    for reader in made.subscribers:
        if not reader.purpose:
            example = f'write --reader "{reader.domain}: Visits by {name}"'
            where = f"product {made.name}, reader {reader.domain}, field purpose"
            yield Problem(name, where, None, "what the reader does with the product", example)


def _usable(name: str) -> str:
    """A name as it may stand in an example, where the one that is given is none."""
    return "_".join(re.findall(r"[a-z0-9]+", name.lower())) or "weather"


def _column(text: str) -> Column:
    first, description = _parts(text)
    name, _, rest = first.partition(" ")
    match = _END.fullmatch(f" {rest}")
    type_, end = (match["type"].strip(), match["end"].lower()) if match else (rest, "")
    key = "key" in end
    return Column(name, type_, key=key, nullable=key or "null" not in end, description=description or _words(name))


def _parts(text: str) -> tuple[str, str]:
    first, _, rest = line(text).partition(":")
    return first.strip(), rest.strip()


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
