"""A query or a policy body as pieces: enough to find the names in it, not to understand it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mesh.account.sql import tokens


@dataclass(frozen=True, slots=True)
class Piece:
    """One token: ``text`` is the stored form of a name (bare words in upper case) and the token itself otherwise."""

    text: str
    is_name: bool
    quoted: bool = False

    def word(self, *words: str) -> bool:
        """Whether it is one of these keywords or symbols, unquoted."""
        return not self.quoted and self.text in words


_NONE: Final = Piece("", False)


@lru_cache(maxsize=256)
def pieces(sql: str) -> tuple[Piece, ...]:
    """The pieces of a text without white space and comments. A string keeps its quotes.

    Several questions are asked of one text in a row, so the last ones are kept.
    """
    found = []
    for token in tokens.tokens(sql):
        if token.kind == "name":
            found.append(Piece(token.text[1:-1].replace('""', '"'), True, quoted=True))
        else:
            found.append(Piece(token.word or token.text, token.kind == "word", quoted=token.kind == "string"))
    return tuple(found)


def at(found: Sequence[Piece], index: int) -> Piece:
    """The piece there, or an empty one beyond either end."""
    return found[index] if 0 <= index < len(found) else _NONE


def path(found: Sequence[Piece], index: int) -> tuple[tuple[str, ...], int]:
    """The dotted name that begins there, and the index after it; no parts when there is none."""
    parts: list[str] = []
    while at(found, index).is_name:
        parts.append(found[index].text)
        index += 1
        if not (at(found, index).word(".") and at(found, index + 1).is_name):
            break
        index += 1
    return tuple(parts), index


def depths(found: Sequence[Piece]) -> list[int]:
    """How many parentheses are open before each piece; a closing one counts as outside."""
    level = 0
    levels: list[int] = []
    for piece in found:
        if piece.word(")"):
            level -= 1
        levels.append(level)
        if piece.word("("):
            level += 1
    return levels


def matches(pattern: str, text: str) -> bool:
    """LIKE as SHOW has it: ``%`` any characters, ``_`` one, case ignored."""
    parts = [{"%": ".*", "_": "."}.get(character, re.escape(character)) for character in pattern]
    return re.fullmatch("".join(parts), text, re.IGNORECASE | re.DOTALL) is not None
