"""Words as the Python that makes them, in the format that ruff leaves alone: lines of 120 characters, double quotes."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from textwrap import wrap
from typing import Any, Final

from mesh.words import Column

WIDTH: Final = 120
STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Variable:
    """The name of a variable that stands where a value could."""

    name: str


def call(word: object, instead: Mapping[str, Any] | None = None) -> str:
    """A word as a call over several lines, its first field positional; fields with their default are left out.

    `instead` has what is written for a field in place of its value.
    """
    return _exploded(type(word).__name__, _arguments(word, instead or {}), 0)


def listing(items: list[Any]) -> str:
    """A list with one item a line."""
    return _exploded("", [("", item) for item in items], 0)


def text(value: str) -> str:
    """A text in the quotes that need fewer escapes, double ones where it makes no difference."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + value.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def _arguments(word: Any, instead: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found = []
    # What a column is comes before what is said of it.
    for field in sorted(fields(word), key=lambda field: isinstance(word, Column) and field.name == "description"):
        value = instead.get(field.name, getattr(word, field.name))
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if default is MISSING or value != default:
            found.append((f"{field.name}=" if field.kw_only else "", value))
    return found


def _exploded(name: str, parts: list[tuple[str, Any]], indent: int) -> str:
    opening, closing = (f"{name}(", ")") if name else ("[", "]")
    margin = " " * (indent + STEP)
    lines = [f"{margin}{prefix}{_value(value, len(prefix), indent + STEP)}," for prefix, value in parts]
    return "\n".join([opening, *lines, " " * indent + closing])


def _value(value: Any, used: int, indent: int) -> str:
    """A value on the rest of a line (`used` characters of it are taken, and the comma comes), or over several lines."""
    flat = _flat(value)
    if indent + used + len(flat) + 1 <= WIDTH:
        return flat
    if isinstance(value, str):
        margin = " " * (indent + STEP)
        room = WIDTH - len(margin)
        escapes = len(flat) - len(value) - 2
        fits = len(flat) <= room
        pieces = [value] if fits else wrap(value, room - 2 - escapes, drop_whitespace=False, break_on_hyphens=False)
        return "\n".join(["(", *(margin + text(piece) for piece in pieces), " " * indent + ")"])
    if isinstance(value, tuple | list):
        return _exploded("", [("", item) for item in value], indent)
    return _exploded(type(value).__name__, _arguments(value, {}), indent)


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Variable):
        return value.name
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_flat, value))}]"
    if value is None or isinstance(value, bool | int):
        return repr(value)
    return f"{type(value).__name__}({', '.join(prefix + _flat(item) for prefix, item in _arguments(value, {}))})"
