"""Identifiers on their way through DuckDB, which takes no notice of case even where a name is quoted.

A stored name is spelt in capitals, digits and underscores; any other character becomes its code between two tildes. So
two names of the account never meet, no name can end a quoted one, and every name comes back as it was.
"""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp

_PLAIN: Final = re.compile(r"[^A-Z0-9_]")
_CODED: Final = re.compile(r"~([0-9A-F]+)~")


def encode(stored: str) -> str:
    """A stored name as DuckDB has it."""
    return _PLAIN.sub(lambda found: f"~{ord(found.group()):X}~", stored)


def decode(coded: str) -> str:
    """The stored name that was encoded; in a message, every one that stands in it."""
    return _CODED.sub(lambda found: chr(int(found.group(1), 16)), coded)


def stored(identifier: exp.Identifier) -> str:
    """The name that an identifier of a statement stands for: bare ones are folded to upper case."""
    text = str(identifier.this)
    return text if identifier.args.get("quoted") else text.upper()


def coded(name: str) -> exp.Identifier:
    """A stored name as an identifier for DuckDB."""
    return exp.Identifier(this=encode(name), quoted=True)


def internal(name: str) -> exp.Identifier:
    """A name of our own, which no encoded name can be: it begins with ``#``."""
    return exp.Identifier(this=f"#{name}", quoted=True)
