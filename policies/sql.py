"""What a piece of SQL reads, as far as the rules need it: the tables of each SELECT and the columns named in it."""

from dataclasses import dataclass, field
from typing import Final

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.sql.tokens import RESERVED, Token, tokens

_OPENS_TABLES: Final = ("FROM", "JOIN")


@dataclass(slots=True)
class Select:
    """One SELECT: the tables in its FROM clause, and the columns named in it and in the SELECTs inside it.

    `bare` are those that stand without a table in front; they may be a policy's arguments instead.
    """

    tables: list[Name] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    everything: bool = False
    """Whether it has a `*`."""


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses, or the whole text."""

    select: Select
    is_select: bool


def selects(text: str) -> list[Select]:
    """All SELECTs in a text, inner ones first; none in a text that is not SQL, which the account refuses by itself."""
    try:
        found = tokens(text)
    except Refused:
        return []
    done: list[Select] = []
    groups = [_Group(Select(), _opens_select(found, 0))]
    behind = 0
    for at, token in enumerate(found):
        inner = groups[-1]
        if at < behind:
            continue
        if token.word == "(":
            groups.append(_Group(Select(), _opens_select(found, at + 1)))
        elif token.word == ")" and len(groups) > 1:
            _close(groups, done)
        elif token.word in _OPENS_TABLES and (inner.is_select or token.word == "JOIN"):
            tables, behind = _tables(found, at + 1)
            inner.select.tables.extend(tables)
        elif token.word == "*" and found[at - 1].word in ("SELECT", ",", "DISTINCT", "."):
            inner.select.everything = True
        elif (name := identifier(token)) and not _leads(found, at):
            inner.select.columns.add(name)
            if not at or found[at - 1].word != ".":
                inner.select.bare.add(name)
    while groups:
        _close(groups, done)
    return done


def identifier(token: Token) -> str:
    """The identifier that a token is, in stored case; empty when it is none."""
    if token.kind == "name":
        return token.text[1:-1].replace('""', '"')
    return token.word if token.kind == "word" and token.word not in RESERVED else ""


def _opens_select(found: list[Token], at: int) -> bool:
    return at < len(found) and found[at].word in ("SELECT", "WITH")


def _close(groups: list[_Group], done: list[Select]) -> None:
    closed = groups.pop()
    if closed.is_select:
        done.append(closed.select)
    if groups:
        above = groups[-1].select
        above.columns |= closed.select.columns
        above.bare |= closed.select.bare
        if not closed.is_select:
            above.tables.extend(closed.select.tables)


def _leads(found: list[Token], at: int) -> bool:
    """Whether an identifier leads to another (`T` in `T.A`) or is the name of a function."""
    return at + 1 < len(found) and found[at + 1].word in (".", "(")


def _tables(found: list[Token], at: int) -> tuple[list[Name], int]:
    """The tables of a FROM clause or a JOIN that starts here, and where what is not a plain list of names begins."""
    tables: list[Name] = []
    while at < len(found) and identifier(found[at]):
        parts, behind = _qualified(found, at)
        if behind < len(found) and found[behind].word == "(":
            return tables, at  # a table function
        tables.append(Name.of(*parts))
        at = behind
        at += at < len(found) and found[at].word == "AS"
        at += at < len(found) and bool(identifier(found[at]))
        if at >= len(found) or found[at].word != ",":
            break
        at += 1
    return tables, at


def _qualified(found: list[Token], at: int) -> tuple[list[str], int]:
    """The parts of the name that starts here, and where it ends."""
    parts = [identifier(found[at])]
    at += 1
    while at + 1 < len(found) and found[at].word == "." and identifier(found[at + 1]):
        parts.append(identifier(found[at + 1]))
        at += 2
    return parts, at


def resolved(table: Name, near: Name) -> Name:
    """A table's full name: what is left out is the database and schema of the object whose SQL names it."""
    return Name((*near.parts[: 3 - len(table.parts)], *table.parts))
