"""Policy bodies compiled as far as names go: arguments, functions, and the tables of subqueries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority, containers
from mesh.account.identifiers import Name
from mesh.account.objects import queries
from mesh.account.parts import Argument
from mesh.account.records import Object
from mesh.account.sql import from_items
from mesh.account.sql.scan import Piece, at, path, pieces
from mesh.account.sql.words import FUNCTIONS, KEYWORDS, TYPES

_LITERAL: Final = frozenset("'$0123456789")
"""How a text or a number begins."""


def compile_body(who: Authority, policy: Object, body: str) -> None:
    """Refuse a body that names what is not there or what the policy's owner may not read.

    A name that is an argument and a column of a subquery's table, or one that a subquery gives itself, is refused: it
    binds to the column, and then every row may become visible.
    """
    found = pieces(body)
    arguments = {a.name for a in _arguments(policy)}
    home = Name(policy.name.parts[:2])
    tables = [readable(who, name) for name in from_items.tables_read(body, home)]
    columns = {column.name for table in tables for column in queries.columns_of(who.state, table) or ()}
    shadowed = sorted(arguments & (columns | _given_names(found)) & _bare_names(found))
    if shadowed:
        raise refusal.ambiguous(shadowed[0])
    known = arguments | columns | _aliases(found)
    index = 0
    while index < len(found):
        index = _check_name(who, found, index, known, home)


def _arguments(policy: Object) -> list[Argument]:
    arguments = policy.options.get("ARGUMENTS")
    return [a for a in arguments if isinstance(a, Argument)] if isinstance(arguments, tuple) else []


def _check_name(who: Authority, found: Sequence[Piece], index: int, known: set[str], home: Name) -> int:
    """Check the name that begins at a piece, if one does; answers where to go on."""
    parts, after = path(found, index)
    if not parts:
        return index + 1
    if at(found, after).word("(") and not (len(parts) == 1 and found[index].word(*KEYWORDS)):
        _check_function(who, parts, home)
    elif len(parts) == 1 and not _allowed(found, index, known):
        raise refusal.invalid_identifier(parts[0])
    return after


def _allowed(found: Sequence[Piece], index: int, known: set[str]) -> bool:
    piece = found[index]
    before = at(found, index - 1)
    if piece.text in known or piece.word(*KEYWORDS):
        return True
    if before.word(":", "@", "FROM", "JOIN") or (before.word(".") and not before.is_name):
        return True
    return piece.word(*TYPES) and before.word("::", "AS")


def _check_function(who: Authority, parts: tuple[str, ...], home: Name) -> None:
    if len(parts) == 1 and (parts[0] in FUNCTIONS or parts[0] in TYPES):
        return
    if len(parts) == 1:
        raise refusal.unknown_function(parts[0])
    name = from_items.qualified(parts, home)
    function = who.state.get("FUNCTION", name)
    if function is None or not who.can("USAGE", function, primary=True):
        raise refusal.insufficient("FUNCTION", name)


def _bare_names(found: Sequence[Piece]) -> set[str]:
    """The names that stand without a qualifier and are not called."""
    bare = set()
    for index, piece in enumerate(found):
        called, before, after = at(found, index + 1).word("("), at(found, index - 1), at(found, index + 1)
        if piece.is_name and not called and not before.word(".") and not after.word("."):
            bare.add(piece.text)
    return bare


def _given_names(found: Sequence[Piece]) -> set[str]:
    """The names that subqueries give to what they select, and to what they read: behind AS, or behind a value."""
    names = set()
    for before, piece in pairwise(found):
        if piece.is_name and not piece.word(*KEYWORDS, *TYPES):
            value = before.word(")") or (not before.is_name and before.text[:1] in _LITERAL)
            if before.word("AS") or value or (before.is_name and not before.word(*KEYWORDS)):
                names.add(piece.text)
    return names


def _aliases(found: Sequence[Piece]) -> set[str]:
    """Names that the body gives itself: after AS, and after a table in FROM or JOIN."""
    names = set()
    for index, piece in enumerate(found):
        if piece.word("AS") and at(found, index + 1).is_name:
            names.add(found[index + 1].text)
        if piece.word("FROM", "JOIN", ","):
            _, after = path(found, index + 1)
            if at(found, after).is_name:
                names.add(found[after].text)
        if piece.is_name and at(found, index + 1).word("AS") and at(found, index + 2).word("("):
            names.add(piece.text)
    return names


def readable(who: Authority, name: Name) -> Object:
    """A table or view that the primary role may SELECT from, or the refusal that names what is missing first.

    What a new object needs is looked for in the primary role's hierarchy alone.
    """
    if len(name.parts) != 3:
        raise refusal.no_current_database(who.verb)
    for kind, container in containers(name):
        found = who.state.get(kind, container)
        if found is None or not who.sees(found, primary=True):
            raise refusal.does_not_exist(kind, container)
        if "FROM SHARE" in found.options:
            return Object("VIEW", name, found.owner)
    table = queries.table_at(who.state, name)
    if name.parts[1] == "INFORMATION_SCHEMA":
        return Object("VIEW", name, who.session.role)
    if table is None or not who.can("SELECT", table, primary=True):
        raise refusal.does_not_exist("OBJECT", name)
    return table
