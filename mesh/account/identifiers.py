"""Identifiers as a Snowflake account stores them.

An unquoted identifier is folded to upper case when a statement is resolved; a quoted one keeps its case
(``/sql-reference/identifiers-syntax``). The Snowflake provider quotes every name that it is given, so it folds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MAX_LENGTH: Final = 255
"""Characters in one part of a name."""

_PART: Final = re.compile(r'"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_$]*)')


_PROVIDED: Final = re.compile(r'"([^"]*)"(?:\.|$)|([^".]+)(?:\.|$)|(.)')


class BadIdentifier(ValueError):
    """The text is not an identifier; the message says what is wrong with it."""


def quote(part: str) -> str:
    """One part as SQL takes it literally: quoted, with quotes doubled."""
    return '"' + part.replace('"', '""') + '"'


class Name(tuple[str, ...]):
    """The name of an object: its parts from the outermost container inwards, in stored case."""

    __slots__ = ()

    def __new__(cls, parts: Iterable[str]) -> Name:
        """The name with these parts; ``BadIdentifier`` says which cannot be one."""
        made = tuple.__new__(cls, parts)
        for part in made:
            if not part:
                raise BadIdentifier("an identifier cannot be empty")
            if len(part) > MAX_LENGTH:
                raise BadIdentifier(
                    f"identifier '{part[:40]}…' has {len(part)} characters; at most {MAX_LENGTH} are allowed"
                )
        return made

    def __repr__(self) -> str:
        return f"Name({tuple(self)!r})"

    def __bool__(self) -> bool:
        """The account's empty name is a name, too."""
        return True

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts, outermost first: a tuple that is false when there are none, which a name never is."""
        return tuple(self)

    @classmethod
    def of(cls, *parts: str) -> Name:
        """The name with exactly these parts, case kept."""
        return cls(parts)

    @classmethod
    def sql(cls, text: str) -> Name:
        """A name as a statement spells it: unquoted parts are folded to upper case."""
        parts: list[str] = []
        at = 0
        while True:
            found = _PART.match(text, at)
            if found is None:
                raise BadIdentifier(
                    f"'{text}' is not an identifier: quote each part that is not letters, digits, _ and $"
                )
            quoted, plain = found.group(1), found.group(2)
            parts.append(quoted.replace('""', '"') if quoted is not None else plain.upper())
            at = found.end()
            if at == len(text):
                return cls(tuple(parts))
            if text[at] != ".":
                raise BadIdentifier(f"'{text}' is not an identifier: unexpected '{text[at]}' at position {at}")
            at += 1

    @classmethod
    def provider(cls, text: str) -> Name:
        """A name as the provider takes it: parts quoted or bare, with dots between, case kept, no quote in a part."""
        return _provider(text)

    def __str__(self) -> str:
        return ".".join(quote(part) for part in self.parts)

    @property
    def last(self) -> str:
        """The object's own part."""
        return self.parts[-1]

    @property
    def parent(self) -> Name | None:
        """The name of the container, or None at the account's level."""
        return Name(self.parts[:-1]) if len(self.parts) > 1 else None

    @property
    def plain(self) -> str:
        """The parts joined by dots and unquoted, as error messages of the account spell them."""
        return ".".join(self.parts)

    def child(self, part: str) -> Name:
        """The name of an object directly inside this one."""
        return Name((*self.parts, part))

    def within(self, container: Name) -> bool:
        """Whether this name lies (at any depth) inside the container."""
        size = len(container.parts)
        return len(self.parts) > size and self.parts[:size] == container.parts


@lru_cache(maxsize=65536)
def _provider(text: str) -> Name:
    """Names stand in many inputs each, and are read from all of them."""
    parts: list[str] = []
    for match in _PROVIDED.finditer(text):
        if match.group(3) is not None:
            raise BadIdentifier(
                f"unable to read identifier: {text}, currently identifiers containing double quotes are not"
                " supported in the provider"
            )
        parts.append(match.group(1) if match.group(1) is not None else match.group(2))
    if not parts or text.endswith("."):
        raise BadIdentifier(f"unable to read identifier: '{text}'")
    return Name(tuple(parts))
